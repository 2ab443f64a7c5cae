import { addDays, type Day } from '../day.js';
import type { Recorded } from '../decider.js';
import type { Code } from '../identity.js';
import { contains, timeline, type Interval, type Timeline } from '../timeline.js';
import type { PolicyEvent, PolicyKind, PolicyRules } from './events.js';

/** A policy in force: its code and what it says. */
export interface Policy<Rules extends PolicyRules = PolicyRules> {
  readonly code: Code;
  readonly rules: Rules;
}

/** The policies of a jurisdiction: at most one of a kind applies on a day. */
export interface Policies {
  readonly codes: ReadonlyMap<Code, PolicyKind>;
  readonly byKind: ReadonlyMap<PolicyKind, Timeline<Policy>>;
  /** Codes of policies that were retracted: a code is never given twice. */
  readonly retracted: ReadonlySet<Code>;
}

export const initial: Policies = { codes: new Map(), byKind: new Map(), retracted: new Set() };

/** The code of a policy that never was stays taken. */
export const numbersKept = (policies: Policies, event: PolicyEvent): Policies =>
  event.type === 'PolicyAdopted' && !policies.codes.has(event.policyCode)
    ? { ...policies, retracted: new Set([...policies.retracted, event.policyCode]) }
    : policies;

/** The policies after one more fact; the very same where the fact finds nothing to change. */
export const evolve = (policies: Policies, { event, effectiveOn, revision }: Recorded<PolicyEvent>): Policies => {
  switch (event.type) {
    case 'PolicyAdopted': {
      const { policyCode: code, rules, validTo } = event;
      if (policies.codes.has(code) || (validTo !== undefined && validTo < effectiveOn)) return policies;
      const before = policies.byKind.get(rules.kind) ?? timeline();
      // The one before ends here; where it was to end by itself later, that is no end of this one.
      const replaced = before.intervals.flatMap((one) =>
        !contains(one, effectiveOn) ? [one] : one.from < effectiveOn ? [{ ...one, until: effectiveOn }] : [],
      );
      const after = timeline(replaced).from(effectiveOn, { code, rules }, revision);
      return {
        ...policies,
        codes: new Map(policies.codes).set(code, rules.kind),
        byKind: new Map(policies.byKind).set(
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
      return after === before ? policies : { ...policies, byKind: new Map(policies.byKind).set(kind, after) };
    }
  }
};

/** The rules of a kind that apply on a day, undefined where no policy says anything. */
export const rulesOn = <Kind extends PolicyKind>(
  policies: Policies,
  kind: Kind,
  day: Day,
): Extract<PolicyRules, { readonly kind: Kind }> | undefined =>
  policies.byKind.get(kind)?.at(day)?.rules as Extract<PolicyRules, { readonly kind: Kind }> | undefined;

/** How many days back a command may be dated on a day without an act of the bureau: as the policy says, else 30 [D]. */
export const backdatingDays = (policies: Policies, day: Day): number =>
  rulesOn(policies, 'BACKDATING', day)?.days ?? 30;

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
