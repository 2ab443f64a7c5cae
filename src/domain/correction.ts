import { isDay, type Day } from './day.js';
import {
  accept,
  hasHappened,
  newViolation,
  type AnyDecider,
  type Context,
  type Decision,
  type Recorded,
} from './decider.js';
import type { Facts } from './fact.js';
import type { StreamName } from './identity.js';
import type { ObjectRef } from './objects.js';
import { textIsValid, TEXT_LENGTH, within } from './input.js';
import { anyRecordOfDistrict, type May } from './permission.js';
import { refuse, type Refused } from './refusal.js';
import { same } from './same.js';
import { anotherDid } from './separation.js';

/** 更正: the fact at a revision of this stream was wrong; this is what was right. Both stay visible. */
export interface RecordCorrected {
  readonly type: 'RecordCorrected';
  /**
   * The revision of the wrong fact.
   * @asType integer
   * @minimum 0
   */
  readonly revision: number;
  /** The right fact, of the same type. */
  readonly right: { readonly type: string; readonly [field: string]: unknown };
  /**
   * The version of the right fact's form.
   * @asType integer
   * @minimum 1
   */
  readonly rightVersion: number;
  /** The day from which the right fact has effect. */
  readonly rightEffectiveOn: Day;
}

/** The fact at a revision of this stream never was. */
export interface RecordRetracted {
  readonly type: 'RecordRetracted';
  /**
   * The revision of the wrong fact.
   * @asType integer
   * @minimum 0
   */
  readonly revision: number;
}

export type CorrectionEvent = RecordCorrected | RecordRetracted;

/** A fact of a stream, or a correction in it. */
interface Fact {
  readonly type: string;
}

interface OfRecord {
  readonly stream: StreamName;
  /** The revision of the wrong fact in that stream. */
  readonly revision: number;
}
export interface CorrectRecord extends OfRecord {
  readonly type: 'CorrectRecord';
  readonly right: { readonly type: string; readonly [field: string]: unknown };
  readonly rightVersion: number;
  /** Without it the day of the wrong fact. */
  readonly rightEffectiveOn?: Day;
}
export interface RetractRecord extends OfRecord {
  readonly type: 'RetractRecord';
}
export type CorrectionCommand = CorrectRecord | RetractRecord;

export const isCorrectionCommand = (command: { readonly type: string }): command is CorrectionCommand =>
  command.type === 'CorrectRecord' || command.type === 'RetractRecord';

/** Who may correct what was recorded. */
export const correctionPermissions: { readonly [Type in CorrectionCommand['type']]: May } = {
  CorrectRecord: { BUREAU: anyRecordOfDistrict },
  RetractRecord: { BUREAU: anyRecordOfDistrict },
};

/** Corrections are facts of every stream. */
export const correctionTypes = [
  'RecordCorrected',
  'RecordRetracted',
] as const satisfies readonly CorrectionEvent['type'][];

export const isCorrection = (event: { readonly type: string }): event is CorrectionEvent =>
  event.type === 'RecordCorrected' || event.type === 'RecordRetracted';

/** The facts of a stream with every correction in the place of what it corrects; the last correction of a fact counts. */
export const corrected = <Event extends { readonly type: string }>(
  facts: readonly Recorded<Event | CorrectionEvent>[],
): readonly Recorded<Event>[] => {
  const right = new Map<number, CorrectionEvent>();
  const by = new Map<number, readonly string[]>();
  for (const { event, actor } of facts)
    if (isCorrection(event)) {
      right.set(event.revision, event);
      by.set(event.revision, [...(by.get(event.revision) ?? []), actor.id]);
    }
  return facts.flatMap((fact) => {
    const { event } = fact;
    if (isCorrection(event)) return [];
    const correction = right.get(fact.revision);
    if (!correction) return [{ ...fact, event }];
    return correction.type === 'RecordRetracted'
      ? []
      : [
          {
            ...fact,
            event: correction.right as Event,
            effectiveOn: correction.rightEffectiveOn,
            correctedBy: by.get(fact.revision)!,
          },
        ];
  });
};

/** A stream's state by all its facts and corrections. */
export const foldCorrected = (decider: AnyDecider, facts: readonly Recorded<Fact>[]): unknown =>
  keepingNumbers(
    decider,
    facts,
    corrected(facts).reduce<unknown>((state, fact) => decider.evolve(state, fact) as unknown, decider.initial),
  );

/** The state that also knows the numbers which corrected and retracted facts took. */
const keepingNumbers = ({ numbersKept }: AnyDecider, facts: readonly Recorded<Fact>[], state: unknown): unknown => {
  if (!numbersKept) return state;
  const corrections = facts.flatMap(({ event }) => (isCorrection(event) ? [event] : []));
  return corrections
    .flatMap((event) => [
      ...facts.filter(({ revision }) => revision === event.revision).map((fact) => fact.event),
      ...(event.type === 'RecordCorrected' ? [event.right] : []),
    ])
    .reduce<unknown>((kept, event) => numbersKept(kept, event) as unknown, state);
};

/** The objects that a fact changes, the one it is about first. */
export const touchedBy = (
  decider: AnyDecider,
  event: Fact,
  stream: StreamName,
  revision: number,
): readonly ObjectRef[] => (decider.facts as Facts<Fact>)[event.type]!.touches(event, stream, revision);

/** The objects that a correction touches: those of the wrong fact, and those of the right one. */
export const touchedByCorrection = (
  decider: AnyDecider,
  event: CorrectionEvent,
  stream: StreamName,
  wrong: Fact,
): readonly ObjectRef[] => [
  ...touchedBy(decider, wrong, stream, event.revision),
  ...(event.type === 'RecordCorrected' ? touchedBy(decider, event.right, stream, event.revision) : []),
];

/**
 * Decides a correction: the right fact takes the wrong one's place, and all that follows is checked again on the whole. It works from
 * its recording, so that its own day cannot lie ahead. With a fact that is retracted goes what the same command did only with it. Refused
 * where an invariant is broken that was not before, or where a later fact would lose the ground it stands on.
 */
export const decideCorrection = (
  decider: AnyDecider,
  command: CorrectionCommand,
  context: Context,
  facts: readonly Recorded<Fact>[],
): Decision<CorrectionEvent> => {
  const { hasDocument, actor, recordedOn, effectiveOn } = context;
  const wrong = facts.find(({ revision }) => revision === command.revision);
  if (!wrong) return refuse('NOT_FOUND', { revision: command.revision }, ['eventId']);
  if (isCorrection(wrong.event) || decider.neverCorrected?.includes(wrong.event.type))
    return refuse('INVALID_TRANSITION', { event: wrong.event.type }, ['eventId']);
  if (command.type === 'RetractRecord' && decider.neverRetracted?.includes(wrong.event.type))
    return refuse('INVALID_TRANSITION', { event: wrong.event.type }, ['eventId']);
  if (!hasDocument) return refuse('BASIS_MISSING', {}, ['command', 'basis']);
  const early = hasHappened(command, context, undefined);
  if (early) return early;
  const ownRecord = anotherDid('RECORDS_APPROVES', [wrong.actor.id], context);
  if (ownRecord) return ownRecord;
  const present = corrected(facts).find(({ revision }) => revision === command.revision);
  const event: CorrectionEvent =
    command.type === 'RetractRecord'
      ? { type: 'RecordRetracted', revision: command.revision }
      : {
          type: 'RecordCorrected',
          revision: command.revision,
          right: command.right,
          rightVersion: command.rightVersion,
          rightEffectiveOn: command.rightEffectiveOn ?? present?.effectiveOn ?? wrong.effectiveOn,
        };
  const right = event.type === 'RecordCorrected' ? event : undefined;
  if (right) {
    const refused = refusedRight(decider, command.stream, wrong.event, right);
    if (refused) return refused;
    if (present && present.effectiveOn === right.rightEffectiveOn && same(present.event, right.right))
      return refuse('NO_CHANGE', { event: wrong.event.type });
  } else if (!present) {
    return refuse('NO_CHANGE', { event: wrong.event.type });
  }
  const retracted: Recorded<Fact> = {
    event: { type: 'RecordRetracted', revision: command.revision } as CorrectionEvent,
    revision: facts.length,
    effectiveOn,
    recordedOn,
    actor,
  };
  const undone = right ? [] : undoneWith(decider, facts, wrong);
  const corrections = [event, ...undone.map((revision): CorrectionEvent => ({ type: 'RecordRetracted', revision }))];
  const recorded = corrections.map((one, index): Recorded<Fact> => ({
    ...retracted,
    event: one,
    revision: facts.length + index,
  }));
  const refused = decider.correctionIsAllowed?.({
    stream: command.stream,
    wrong: present?.event ?? wrong.event,
    right: right?.right,
    rightEffectiveOn: right?.rightEffectiveOn ?? wrong.effectiveOn,
    stoodFrom: present?.effectiveOn,
    wrongEffectiveOn: present?.effectiveOn ?? wrong.effectiveOn,
    context: context as Context<object>,
    state: foldCorrected(decider, facts),
    others: foldCorrected(decider, [...facts, retracted]),
    after: foldCorrected(decider, [...facts, ...recorded]),
  });
  if (refused) return refused;
  return refusedAfterwards(decider, facts, recorded, wrong) ?? accept(...corrections);
};

/** The revisions of what the same command did only with a fact, and nobody has put right since. */
const undoneWith = (
  decider: AnyDecider,
  facts: readonly Recorded<Fact>[],
  wrong: Recorded<Fact>,
): readonly number[] => {
  if (wrong.commandId === undefined || !decider.isUndoneWith) return [];
  const state = foldCorrected(decider, facts);
  const putRight = new Set(facts.flatMap(({ event }) => (isCorrection(event) ? [event.revision] : [])));
  return facts.flatMap(({ event, revision, commandId }) =>
    commandId === wrong.commandId &&
    revision !== wrong.revision &&
    !putRight.has(revision) &&
    decider.isUndoneWith!(state, wrong.event, event)
      ? [revision]
      : [],
  );
};

/** What follows is checked again: that every later fact still finds what it changes, and every rule over time. */
const refusedAfterwards = (
  decider: AnyDecider,
  facts: readonly Recorded<Fact>[],
  corrections: readonly Recorded<Fact>[],
  wrong: Recorded<Fact>,
): Refused | undefined => {
  const before = positions(decider, facts);
  const after = positions(decider, [...facts, ...corrections]);
  const lost = after.find(({ fact, idle }, index) => fact && idle && !before[index]?.idle)?.fact;
  if (lost?.revision === wrong.revision) return refuse('INVALID_INPUT', { event: lost.event.type }, ['right']);
  if (lost)
    return refuse(
      'CONFLICTS_WITH_LATER',
      { rule: 'NOT_FOUND', revision: lost.revision, event: lost.event.type, day: lost.effectiveOn },
      ['eventId'],
    );
  const right = after[wrong.revision]?.fact;
  const since = right && right.effectiveOn > wrong.effectiveOn ? right.effectiveOn : wrong.effectiveOn;
  for (const [revision, { state }] of before.entries()) {
    if (revision < (decider.soundAtEveryPosition ? wrong.revision : before.length - 1)) continue;
    const broken = newViolation(decider.invariants, state, after[revision]?.state, since);
    if (!broken) continue;
    const later = decider.soundAtEveryPosition && revision > wrong.revision && broken.code !== 'CONFLICTS_WITH_LATER';
    return later
      ? refuse('CONFLICTS_WITH_LATER', { ...broken.args, rule: broken.code, revision }, ['eventId'])
      : { refused: { ...broken, path: ['eventId'] } };
  }
  return undefined;
};

/** At each revision: the fact that holds there, the state after it, and whether it found nothing to change. */
interface Position {
  readonly fact: Recorded<Fact> | undefined;
  readonly state: unknown;
  readonly idle: boolean;
}
const positions = (decider: AnyDecider, facts: readonly Recorded<Fact>[]): readonly Position[] => {
  const right = new Map(corrected(facts).map((fact) => [fact.revision, fact]));
  let state: unknown = decider.initial;
  return facts.map(({ revision }) => {
    const fact = right.get(revision);
    const next = fact ? (decider.evolve(state, fact) as unknown) : state;
    const position = { fact, state: next, idle: fact !== undefined && next === state };
    state = next;
    return position;
  });
};

/** What is wrong with a right fact in itself. */
const refusedRight = (
  decider: AnyDecider,
  stream: StreamName,
  wrong: Fact,
  { right, rightEffectiveOn }: RecordCorrected,
): Refused | undefined => {
  if (!isDay(rightEffectiveOn)) return refuse('INVALID_INPUT', { value: rightEffectiveOn }, ['rightEffectiveOn']);
  if (right.type !== wrong.type || !sameObject(decider, stream, wrong, right) || !sameCommitment(wrong, right))
    return refuse('INVALID_INPUT', { event: wrong.type }, ['right']);
  return invalidWithin(right, ['right']);
};

/** A text of a right fact is held to what a command's texts are held to, and no fact of the ledger holds a fraction. */
const invalidWithin = (value: unknown, path: readonly string[]): Refused | undefined => {
  if (typeof value === 'string') return within(path.slice(0, -1), textIsValid(path.at(-1) ?? '', value, TEXT_LENGTH));
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return refuse('INVALID_INPUT', { value }, path);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [field, part] of Object.entries(value)) {
    const wrong = invalidWithin(part, [...path, field]);
    if (wrong) return wrong;
  }
  return undefined;
};

/** A correction is about the same object; to move a fact to another object it is retracted and entered there. */
const sameObject = (decider: AnyDecider, stream: StreamName, wrong: Fact, right: Fact): boolean => {
  const [before] = touchedBy(decider, wrong, stream, 0);
  const [after] = touchedBy(decider, right, stream, 0);
  return before?.type === after?.type && before?.key === after?.key;
};

/** Personal details are changed in the directory, never by a correction: only an entry there can bear a commitment. */
const sameCommitment = (wrong: object, right: object): boolean =>
  (wrong as { commitment?: string }).commitment === (right as { commitment?: string }).commitment;
