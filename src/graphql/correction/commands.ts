import type { Context } from '../context.js';
import { schemaVersionOf } from '../../commands/schemas.js';
import type { IndexedEntry } from '../../projections/event-index.js';
import { date, id, json, optional } from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { UserError } from '../command/user-error.js';
import { LedgerEvent } from '../ledger/event.js';
import { eventAt } from '../objects.js';
import { entryMeant, isTold } from '../shared/visibility.js';

/** The correction itself. */
const mutation = mutationsOn(
  'event',
  () => LedgerEvent,
  (context, _: object, { at }) => eventAt(context, String(at.position), at),
);

const record = { eventId: id('LedgerEvent', 'The wrong event, by its position or its eventId') };

/** The command on the wrong event, by the stream and revision that it stands at. */
const onEvent = <Command>(
  context: Context,
  eventId: string,
  toCommand: (entry: IndexedEntry) => Command,
): Command | { readonly wrong: UserError } => {
  const entry = entryMeant(context, eventId);
  return entry && isTold(context, entry)
    ? toCommand(entry)
    : { wrong: new UserError('NOT_FOUND', { event: eventId }, ['eventId']) };
};

const isFacts = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const correctionMutations = [
  mutation('CorrectRecord', {
    does: 'A recorded fact was wrong, and this is the right one (更正). Both stay visible; everything after it is checked again.',
    input: 'What corrects a record (更正): the right facts in the place of the wrong ones.',
    fields: {
      facts: json(
        'The right facts, all of them, in the form that LedgerEvent.data shows: an object without the type, which stays.',
      ),
      rightEffectiveOn: optional(
        date('The day from which the right facts have effect; without it that of the wrong ones.'),
      ),
      ...record,
    },
    command: ({ eventId, facts, ...rest }, context) =>
      onEvent(context, eventId, ({ stream, revision, event: { type } }) =>
        isFacts(facts)
          ? { stream, revision, right: { ...facts, type }, rightVersion: schemaVersionOf(type), ...rest }
          : { wrong: new UserError('INVALID_INPUT', {}, ['facts']) },
      ),
  }),
  mutation('RetractRecord', {
    does: 'A recorded fact never was. It stays visible, and everything after it is checked again.',
    input: 'What retracts a record (撤销): it never was.',
    fields: record,
    command: ({ eventId }, context) => onEvent(context, eventId, ({ stream, revision }) => ({ stream, revision })),
  }),
];
