import type { GivenCommand } from '../../commands/command.js';
import { schemaVersionOf } from '../../commands/schemas.js';
import type { IndexedEntry } from '../../projections/event-index.js';
import { InputArg } from '../command/inputs.js';
import { present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run, type Done } from '../command/run.js';
import { UserError } from '../command/user-error.js';
import type { Context } from '../context.js';
import { LedgerEvent } from '../ledger/event.js';
import { eventAt } from '../objects.js';
import { Ctx, Mutation, Resolver } from '../shared/decorators.js';
import { isPosition } from '../shared/ids.js';
import { CorrectRecordInput, RetractRecordInput } from './inputs.js';

const payload = (command: string) => payloadOf(command, 'event', () => LedgerEvent);
const CorrectRecordPayload = payload('CorrectRecord');
const RetractRecordPayload = payload('RetractRecord');

/** The correction itself. */
const correction = (context: Context, _: object, { at }: Done): object => ({
  event: eventAt(context, String(at.position), at),
});

/** The command on the wrong event, by the stream and revision that it stands at. */
const onEvent = (
  { read }: Context,
  eventId: string,
  toCommand: (entry: IndexedEntry) => GivenCommand | { readonly wrong: UserError },
): GivenCommand | { readonly wrong: UserError } => {
  const entry = isPosition(eventId) ? read.events.at(Number(eventId)) : read.events.byEventId(eventId);
  return entry ? toCommand(entry) : { wrong: new UserError('NOT_FOUND', { event: eventId }, ['eventId']) };
};

const isFacts = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

@Resolver()
export class CorrectionResolver {
  @Mutation(() => CorrectRecordPayload, {
    description:
      'A recorded fact was wrong, and this is the right one (更正). Both stay visible; everything after it is checked again.',
  })
  correctRecord(
    @InputArg(() => CorrectRecordInput) input: CorrectRecordInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ eventId, facts, rightEffectiveOn }) =>
        onEvent(context, eventId, ({ stream, revision, event: { type } }) =>
          isFacts(facts)
            ? {
                type: 'CorrectRecord',
                stream,
                revision,
                right: { ...facts, type },
                rightVersion: schemaVersionOf(type),
                ...present({ rightEffectiveOn }),
              }
            : { wrong: new UserError('INVALID_INPUT', {}, ['facts']) },
        ),
      correction,
    );
  }

  @Mutation(() => RetractRecordPayload, {
    description: 'A recorded fact never was. It stays visible, and everything after it is checked again.',
  })
  retractRecord(
    @InputArg(() => RetractRecordInput) input: RetractRecordInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ eventId }) =>
        onEvent(context, eventId, ({ stream, revision }) => ({ type: 'RetractRecord', stream, revision })),
      correction,
    );
  }
}
