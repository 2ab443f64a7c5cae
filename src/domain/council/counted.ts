import { addDays, type Day } from '../day.js';
import { mayDateBack } from '../backdating.js';
import type { Rule } from '../decider.js';
import { rulesOn } from '../policy/index.js';
import { refuse } from '../refusal.js';
import { contains } from '../timeline.js';
import { charterFor, seatOf, type Change, type Council, type Decided, type Term } from './state.js';

// Who counted on the day of a meeting, and by which charter, is not changed afterwards, but by the bureau on a document.

/** A change of seats, chair, term or charter is dated back by no day, unless policy BACKDATING says how many. */
export const isNotDatedBack: Rule<unknown> = (_command, context) => {
  const { effectiveOn, recordedOn, policies } = context;
  const days = rulesOn(policies, 'BACKDATING', recordedOn)?.days ?? 0;
  return effectiveOn >= addDays(recordedOn, -days) || mayDateBack(context)
    ? undefined
    : refuse('BACKDATED', { day: effectiveOn, days }, ['command', 'effectiveOn']);
};

/** Nor does it fall on the day of a meeting that was held, or before it, whatever the policy says. */
export const noMeetingWasHeld: Rule<{ readonly ordinal?: number }, Council> = ({ ordinal }, context, { meetings }) => {
  const { effectiveOn } = context;
  const held = meetings
    .map(({ meeting }) => meeting)
    .find((one) => (ordinal === undefined || one.ordinal === ordinal) && one.heldOn >= effectiveOn);
  return held === undefined || mayDateBack(context)
    ? undefined
    : refuse('MEETING_HELD', { heldOn: held.heldOn }, ['command', 'effectiveOn']);
};

/** Nor is a meeting entered after a change that had effect, or was recorded, after its day. */
export const isToldBeforeChanges: Rule<{ readonly heldOn: Day }, Council> = ({ heldOn }, context, { changes }) => {
  const [later] = changesSince(changes, heldOn, context.recordedOn);
  return later === undefined || mayDateBack(context)
    ? undefined
    : refuse('MEETING_HELD', { heldOn, changedOn: later.effectiveOn }, ['heldOn']);
};

/** The changes since a meeting that had happened by the day on which it is told. */
export const changesSince = (changes: readonly Change[], heldOn: Day, toldOn: Day): readonly Change[] =>
  changes.filter(
    ({ effectiveOn, recordedOn }) => effectiveOn <= toldOn && (effectiveOn > heldOn || recordedOn > heldOn),
  );

/** The members who hold a seat on the day of a meeting; after the term, those who held one on its last day. */
export const filledOn = (term: Term, day: Day): readonly string[] => {
  const last = term.office.until === undefined ? day : addDays(term.office.until, -1);
  const on = day > last ? last : day;
  return [...new Set(term.seats.map(({ value }) => value))].filter((person) => seatOf(term, person, on) !== undefined);
};

/** Who counts in a meeting, and by what: those with a seat on its day, the chair, the term and the charter. */
export const electorateOf = (council: Council, decided: Decided): object | undefined => {
  const { heldOn, ordinal } = decided.meeting;
  const term = council.terms.find((one) => one.ordinal === ordinal);
  return (
    term && {
      filled: [...filledOn(term, heldOn)].sort(),
      chair: term.chair.at(heldOn) ?? null,
      inOffice: contains(term.office, heldOn),
      charter: charterFor(council, decided) ?? null,
    }
  );
};

/** The changes that were told after a meeting, and have effect on its day. */
export const changesAfterwards = (
  { changes }: Council,
  { by, meeting: { heldOn, ordinal } }: Decided,
): readonly Change[] =>
  changes.filter(
    (one) => one.by > by && one.effectiveOn <= heldOn && (one.ordinal === undefined || one.ordinal === ordinal),
  );
