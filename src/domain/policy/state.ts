import { addDays, type Day } from '../day.js';
import type { Recorded } from '../decider.js';
import type { Code } from '../identity.js';
import { present } from '../present.js';
import { contains, timeline, type Interval, type Timeline } from '../timeline.js';
import { withItem } from '../with-item.js';
import type { PolicyEvent } from './events.js';
import type { Policies, Policy } from './policies.js';

/** The code of a policy that never was stays taken. */
export const numbersKept = (policies: Policies, event: PolicyEvent): Policies =>
  event.type === 'PolicyAdopted' && !policies.codes.has(event.policyCode)
    ? { ...policies, retracted: new Set([...policies.retracted, event.policyCode]) }
    : policies;

/** The policies after one more fact; the very same where the fact finds nothing to change. */
export const evolve = (policies: Policies, { event, effectiveOn, revision }: Recorded<PolicyEvent>): Policies => {
  switch (event.type) {
    case 'PolicyAdopted': {
      const { policyCode: code, title, documentNo, clause, rules, validTo } = event;
      if (policies.codes.has(code) || (validTo !== undefined && validTo < effectiveOn)) return policies;
      const before = policies.byKind.get(rules.kind) ?? timeline();
      // The one before ends here; where it was to end by itself later, that is no end of this one.
      const replaced = before.intervals.flatMap((one) =>
        !contains(one, effectiveOn) ? [one] : one.from < effectiveOn ? [{ ...one, until: effectiveOn }] : [],
      );
      const after = timeline(replaced).from(
        effectiveOn,
        { code, title, documentNo, rules, ...present({ clause }) },
        revision,
      );
      return {
        ...policies,
        codes: withItem(policies.codes, code, rules.kind),
        byKind: withItem(
          policies.byKind,
          rules.kind,
          validTo === undefined ? after : endedAfter(after, code, addDays(validTo, 1)),
        ),
      };
    }
    case 'PolicyRepealed': {
      const kind = policies.codes.get(event.policyCode);
      const before = kind === undefined ? undefined : policies.byKind.get(kind);
      if (!before || kind === undefined) return policies;
      const after = endedAfter(before, event.policyCode, effectiveOn);
      return after === before ? policies : { ...policies, byKind: withItem(policies.byKind, kind, after) };
    }
  }
};

const endedAfter = (dated: Timeline<Policy>, code: Code, day: Day): Timeline<Policy> => {
  const lasting = ({ value, until }: Interval<Policy>): boolean =>
    value.code === code && (until === undefined || until > day);
  if (!dated.intervals.some(lasting)) return dated;
  return timeline(
    dated.intervals.flatMap((interval) => {
      if (!lasting(interval)) return [interval];
      return interval.from < day ? [{ ...interval, until: day }] : [];
    }),
  );
};
