import {
  NothingWritten,
  type Envelope,
  type GivenCommand,
  type Outcome,
  type Written,
} from '../../commands/command.js';
import { mayCommand } from '../../commands/permissions.js';
import type { Day } from '../../domain/day.js';
import type { Refusal } from '../../domain/refusal.js';
import type { DomainEvent } from '../../domain/ledger.js';
import type { Context } from '../context.js';
import { warningsIf, warningsOf } from '../finding/warnings.js';
import { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { valuesOf } from './fields.js';
import { idFieldsOf, withKeys } from './id-field.js';
import { commandInput, type Input } from './inputs.js';
import { ofResolution } from './keys.js';
import { noWarnings, Receipt, type Answer } from './payload.js';
import { UserError } from './user-error.js';
import { invalidParts, withoutNulls } from './validate.js';

/** A command that was written: the moment right after it, the day from which it has effect, and its events. */
export interface Done {
  readonly at: At;
  readonly effectiveOn: Day;
  readonly written: Written;
  readonly events: readonly DomainEvent[];
}

/** Of a command that was not accepted. */
export const refusedFor = (...userErrors: readonly UserError[]): Answer => ({ userErrors, warnings: noWarnings });

/**
 * One mutation: validates its input, gives the command, and answers with the receipt and the changed object, or with userErrors.
 * It never throws, so that one bad mutation of a document hides no other's receipt.
 */
export const run = async <I extends Input>(
  context: Context,
  given: I,
  toCommand: (input: I) => GivenCommand | { readonly wrong: UserError },
  changed: (input: I, done: Done) => object,
): Promise<Answer> => {
  // Before the input is walked: whoever may give no command at all is not worth it.
  if (!mayCommand(context.principal))
    return refusedFor(new UserError('NOT_AUTHORISED', { role: context.principal.actor.role }));
  const read = readInput(context, given);
  return 'userErrors' in read
    ? refusedFor(...read.userErrors)
    : give(
        context,
        read.input,
        envelopeOf(read.input.command),
        () => toCommand(read.input),
        (done) => changed(read.input, done),
      );
};

/** The input with keys for ids and without nulls, or what is wrong with it. It never throws. */
export const readInput = <I extends Input>(
  context: Context,
  given: I,
): { readonly input: I } | { readonly userErrors: readonly UserError[] } => {
  try {
    const { input, wrong } = withKeys(withoutNulls(given));
    const invalid = [...invalidParts(input), ...wrong];
    return invalid.length > 0
      ? { userErrors: invalid.map(({ path, args }) => new UserError('INVALID_INPUT', args, path)) }
      : { input };
  } catch (error) {
    return { userErrors: [endedWithout(context, given.command.commandId, error, false)] };
  }
};

/** Gives one command of an input that was read, and answers as `run` does; `said` is the part of the input that the command is made of. */
export const give = async (
  context: Context,
  said: object,
  envelope: Envelope,
  toCommand: () => GivenCommand | { readonly wrong: UserError },
  changed: (done: Done) => object,
): Promise<Answer> => {
  let isHandled = false;
  try {
    const command = toCommand();
    if ('wrong' in command) return refusedFor(command.wrong);
    const elsewhere = ofOtherGroup(command, said);
    if (elsewhere) return refusedFor(elsewhere);
    isHandled = true;
    const outcome = await context.services.handle(command, envelope, context.principal);
    return await answered(context, said, envelope, outcome, changed);
  } catch (error) {
    return refusedFor(endedWithout(context, envelope.commandId, error, isHandled));
  }
};

/** Once something was sent nobody knows how far it got; whoever repeats the commandId will. */
const endedWithout = (context: Context, commandId: string, error: unknown, isHandled: boolean): UserError => {
  context.services.log.error({ err: error, commandId }, 'A command ended without an outcome');
  return new UserError(isHandled && !(error instanceof NothingWritten) ? 'OUTCOME_UNKNOWN' : 'INTERNAL_ERROR');
};

const answered = async (
  context: Context,
  said: object,
  { effectiveOn }: Envelope,
  outcome: Outcome,
  changed: (done: Done) => object,
): Promise<Answer> => {
  if ('refused' in outcome) return refusedFor(userErrorOf(outcome.refused, said));
  if ('failed' in outcome) return refusedFor(new UserError(outcome.failed));
  if ('valid' in outcome) return { userErrors: [], warnings: () => warningsIf(context, outcome.unwritten) };
  const { written } = outcome;
  const { read, request, services } = context;
  const position = await services.runner.positionOf(written.stream, written.revision, services.receiptTimeout ?? 5000);
  if (position === undefined) return refusedFor(new UserError('OUTCOME_UNKNOWN'));
  const entries = read.events.between(written.stream, written.firstRevision, written.revision);
  if (entries.some(({ metadata }) => metadata.commandId !== written.commandId))
    return refusedFor(new UserError('OUTCOME_UNKNOWN'));
  // What a repeated command changed may have changed again since: that is a past moment, and its ids say so.
  const at: At = {
    position,
    effectiveOn: request.at.effectiveOn,
    pinned: written.replayed && position < services.runner.head(),
  };
  request.receipt = position;
  return {
    receipt: new Receipt(
      written,
      position,
      entries.map((entry) => new LedgerEvent(context, entry, at)),
    ),
    userErrors: [],
    warnings: () => warningsOf(context, written),
    ...changed({ at, effectiveOn, written, events: entries.map(({ event }) => event) }),
  };
};

/** What comes with a command, as the handler takes it. */
export const envelopeOf = (command: object): Envelope => {
  const { commandId, ...envelope } = valuesOf(commandInput.fields, command);
  return { commandId: commandId.toLowerCase(), ...envelope };
};

/** Commands name a resolution by its number: another group's must not be taken for its namesake. */
const ofOtherGroup = (command: GivenCommand, said: object): UserError | undefined => {
  const { resolutionId } = said as { readonly resolutionId?: string };
  if (resolutionId === undefined || !('groupId' in command) || ofResolution(resolutionId).groupId === command.groupId)
    return undefined;
  return new UserError('NO_RESOLUTION', { resolution: resolutionId }, ['resolutionId']);
};

/** What commands call otherwise than inputs; the first name that the input has is meant. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  groupId: ['councilId', 'fundId', 'resolutionId'],
  fiscalYear: ['fundId'],
  fundId: ['groupId'],
  resolution: ['resolutionId'],
  right: ['facts'],
};

/** The refusal with its path in the input's own names: the domain speaks of a council by group and term. */
const userErrorOf = ({ code, args, path }: Refusal, input: object): UserError => {
  const [field, ...rest] = path;
  if (field === undefined) return new UserError(code, args);
  const named = [field, ...(otherNames[field] ?? [])].find((name) => name in input || idFieldsOf(input).has(name));
  return new UserError(code, args, [named ?? field, ...rest]);
};
