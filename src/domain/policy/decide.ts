import { accept, type Decide } from '../decider.js';
import { invalidCode, invalidCount, invalidDay, invalidText, NAME_LENGTH, optional } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import type * as commands from './commands.js';
import type { PolicyCommand } from './commands.js';
import type { PolicyEvent, PolicyRules, Share } from './events.js';
import type { Policies } from './state.js';

type Step<Command> = Decide<Command, Policies, PolicyEvent>;

/** The bureau puts a policy in force: from the effective day on it takes the place of the one of its kind. */
const adoptPolicy: Step<commands.AdoptPolicy> = (
  { code, title, documentNo, validTo, rules },
  { effectiveOn },
  policies,
) =>
  (documentNo.trim() === '' ? refuse('BASIS_MISSING', {}, ['documentNo']) : undefined) ??
  invalidCode(code) ??
  invalidText('title', title, NAME_LENGTH) ??
  invalidText('documentNo', documentNo, NAME_LENGTH) ??
  invalidRules(rules) ??
  (validTo === undefined ? undefined : invalidDay('validTo', validTo)) ??
  (validTo !== undefined && validTo < effectiveOn
    ? refuse('DATE_ORDER', { day: validTo, earliest: effectiveOn }, ['validTo'])
    : undefined) ??
  (policies.codes.has(code) || policies.retracted.has(code) ? refuse('CODE_TAKEN', { code }) : undefined) ??
  accept({ type: 'PolicyAdopted', policyCode: code, title, documentNo, rules, ...optional('validTo', validTo) });

/** The bureau ends a policy, on a document. */
const repealPolicy: Step<commands.RepealPolicy> = ({ policyCode }, { effectiveOn, hasDocument }, policies) => {
  const kind = policies.codes.get(policyCode);
  if (kind === undefined) return refuse('NOT_FOUND', { policy: policyCode });
  if (!hasDocument) return refuse('BASIS_MISSING', { policy: policyCode }, ['command', 'basis']);
  const inForce = policies.byKind
    .get(kind)
    ?.intervals.some(({ value, until }) => value.code === policyCode && (until === undefined || until > effectiveOn));
  return inForce === true
    ? accept({ type: 'PolicyRepealed', policyCode })
    : refuse('NO_CHANGE', { policy: policyCode });
};

export const decisions: { readonly [Type in PolicyCommand['type']]: Step<Extract<PolicyCommand, { type: Type }>> } = {
  AdoptPolicy: adoptPolicy,
  RepealPolicy: repealPolicy,
};

export const invalidRules = (rules: PolicyRules): Refused | undefined => {
  switch (rules.kind) {
    case 'NAMING':
      return (
        invalidText('groupSuffix', rules.groupSuffix, NAME_LENGTH) ??
        invalidText('allianceSuffix', rules.allianceSuffix, NAME_LENGTH)
      );
    case 'QUORUM':
      return invalidShare('quorum', rules.quorum) ?? invalidShare('majority', rules.majority);
    case 'FILING':
      return invalidCount('answerDays', rules.answerDays, 1, 3650);
    case 'CARETAKER':
      return invalidCount('days', rules.days, 1, 3650);
    case 'BACKDATING':
      return invalidCount('days', rules.days, 0, 3650);
    case 'FUND':
      return invalidCount('lapseYears', rules.lapseYears, 1, 20);
    case 'SEPARATION':
      return undefined;
  }
};

/** Refuses a share that is no share: below nothing or above the whole; and one that asks for nothing, or for more than the whole. */
export const invalidShare = (field: string, { numerator, denominator, atLeast }: Share): Refused | undefined =>
  Number.isInteger(numerator) &&
  Number.isInteger(denominator) &&
  denominator > 0 &&
  denominator <= 1000 &&
  (atLeast ? numerator > 0 && numerator <= denominator : numerator >= 0 && numerator < denominator)
    ? undefined
    : refuse('INVALID_INPUT', { value: `${numerator}/${denominator}` }, [field]);
