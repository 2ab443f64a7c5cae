import { eventTypes, type ObjectRef } from '../../domain/ledger.js';
import { isKeyOf, objectTypes } from '../../domain/objects.js';
import type { EventFilter } from '../../projections/event-index.js';
import { badUserInput } from '../shared/errors.js';
import type { Context } from '../context.js';
import { readId } from '../shared/ids.js';
import { asSubject, asTold } from '../shared/visibility.js';

/** Which events are asked for; null means absent. */
export interface AskedEvents {
  readonly stream?: string | null;
  readonly types?: readonly string[] | null;
  readonly actor?: string | null;
  readonly subject?: string | null;
  readonly subjects?: readonly string[] | null;
}

/** Most types or objects in one filter: each is looked up again for every event of a subscription. */
const MOST = 100;

/** Throws BAD_USER_INPUT on a type of event that there is not, and on the id of something that events do not touch. */
export const filterOf = (context: Context, { stream, types, actor, subject, subjects }: AskedEvents): EventFilter => {
  for (const [argument, values] of Object.entries({ types, subjects })) {
    if (values && values.length > MOST) throw badUserInput(argument, `at most ${MOST} may be named`);
  }
  const unknown = types?.find((type) => !eventTypes.some((one) => one === type));
  if (unknown !== undefined) throw badUserInput('types', `there are no events of type ${JSON.stringify(unknown)}`);
  const wanted =
    subjects?.flatMap((id) => objectsMeant('subjects', id)) ??
    (typeof subject === 'string' ? objectsMeant('subject', subject) : undefined);
  return asTold(context, {
    ...(typeof stream === 'string' ? { stream } : {}),
    ...(types ? { types } : {}),
    ...(typeof actor === 'string' ? { actor } : {}),
    ...(wanted ? { subjects: wanted.map((object) => asSubject(context, object)) } : {}),
  });
};

/** The object of a global id; for a key every object that it could be the key of. */
const objectsMeant = (argument: string, id: string): readonly ObjectRef[] => {
  const { type, key } = readId(id);
  if (type === 'LedgerEvent') throw badUserInput(argument, 'events are about objects, not about events');
  if (type !== undefined) return [{ type, key }];
  return objectTypes.filter((one) => isKeyOf(one, key)).map((one) => ({ type: one, key }));
};
