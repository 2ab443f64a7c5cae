import { addDays, type Day } from '../day.js';
import type { Context, Rule } from '../decider.js';
import { rulesOn } from '../policy/index.js';
import { refuse } from '../refusal.js';
import type { Council } from './state.js';

// Who counted on the day of a meeting, and by which charter, is not changed afterwards, but by the bureau on a document.

const mayEnterLate = ({ actor, hasDocument }: Pick<Context, 'actor' | 'hasDocument'>): boolean =>
  actor.role === 'SYSTEM' || (actor.role === 'BUREAU' && hasDocument);

/** A change of seats, chair, term or charter is dated back by no day, unless policy BACKDATING says how many. */
export const isNotDatedBack: Rule<unknown> = (_command, context) => {
  const { effectiveOn, recordedOn, policies } = context;
  const days = rulesOn(policies, 'BACKDATING', recordedOn)?.days ?? 0;
  return effectiveOn >= addDays(recordedOn, -days) || mayEnterLate(context)
    ? undefined
    : refuse('BACKDATED', { day: effectiveOn, days }, ['command', 'effectiveOn']);
};

/** Nor does it fall on the day of a meeting that was held, or before it, whatever the policy says. */
export const noMeetingWasHeld: Rule<{ readonly ordinal?: number }, Council> = ({ ordinal }, context, { meetings }) => {
  const { effectiveOn } = context;
  const held = meetings
    .map(({ meeting }) => meeting)
    .find((one) => (ordinal === undefined || one.ordinal === ordinal) && one.heldOn >= effectiveOn);
  return held === undefined || mayEnterLate(context)
    ? undefined
    : refuse('MEETING_HELD', { heldOn: held.heldOn }, ['command', 'effectiveOn']);
};

/** Nor is a meeting entered after a change that had effect, or was recorded, after its day. */
export const isToldBeforeChanges: Rule<{ readonly heldOn: Day }, Council> = ({ heldOn }, context, { changes }) => {
  const later = changes.find(
    ({ effectiveOn, recordedOn }) => effectiveOn <= context.recordedOn && (effectiveOn > heldOn || recordedOn > heldOn),
  );
  return later === undefined || mayEnterLate(context)
    ? undefined
    : refuse('MEETING_HELD', { heldOn, changedOn: later.effectiveOn }, ['heldOn']);
};
