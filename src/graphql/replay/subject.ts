import type { ObjectRef } from '../../domain/ledger.js';
import { objectTypes } from '../../domain/objects.js';
import { untilReadable, type Context } from '../context.js';
import { nodeOf } from '../objects.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { badUserInput } from '../shared/errors.js';
import { writtenKey } from '../shared/ids.js';
import { askedObject, type AsOf } from '../shared/moment.js';
import { asSubject } from '../shared/visibility.js';

/** An object that is asked about, and the moment. */
export interface AskedSubject {
  readonly subject: ObjectRef;
  readonly at: At;
}

/**
 * The object of an id, of a key the first type of object that is known by it; null where nothing was ever known of it at the moment.
 * Throws BAD_USER_INPUT, of the id of an event too, and POSITION_NOT_READABLE.
 */
export const askedSubject = (
  context: Context,
  argument: string,
  id: string,
  asOf: AsOf | null | undefined,
): Awaitable<AskedSubject | null> =>
  using(askedObject(context, argument, id, asOf), ({ type, key, at }) => {
    if (type === 'LedgerEvent') throw badUserInput(argument, 'an object is needed, and not an event');
    const candidates = (type === undefined ? objectTypes : [type]).map((one): ObjectRef => ({
      type: one,
      key: writtenKey(one, key),
    }));
    const subject = candidates.find((one) => isKnown(context, one, at));
    return subject ? { subject, at } : null;
  });

/** What was retracted has a history all the same. */
const isKnown = (context: Context, object: ObjectRef, at: At): boolean =>
  nodeOf(context, object, at) !== null ||
  context.read.events.touching(asSubject(context, object), { after: 0, upTo: at.position, limit: 1, backwards: false })
    .length > 0;

/** A position given as an argument. Throws BAD_USER_INPUT and POSITION_NOT_READABLE. */
export const askedPosition = (
  { services, epoch }: Context,
  argument: string,
  position: number | null | undefined,
): Awaitable<number | undefined> => {
  if (position === null || position === undefined) return undefined;
  if (position < 0) throw badUserInput(argument, 'a position is 0 or more');
  return using(untilReadable(services, position, epoch), () => position);
};
