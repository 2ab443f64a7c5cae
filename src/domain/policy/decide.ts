import { withDuty } from '../permission.js';
import { accept, stepOf, type CommandTable, type Rule } from '../decider.js';
import {
  at,
  codeIsValid,
  countIsValid,
  dayIsValid,
  documentIsNamed,
  documentNoIsValid,
  firstRefused,
  listIsFilled,
  NAME_LENGTH,
  textIsValid,
  textsAreValid,
  within,
} from '../input.js';
import { splitId } from '../identity.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import type { Share } from '../vocabulary.js';
import type * as commands from './commands.js';
import type { PolicyCommand } from './commands.js';
import type {
  EligibilityRules,
  EvaluationRules,
  FundExecutionRules,
  PolicyEvent,
  PolicyRules,
  RotationFlowRules,
  RotationShareRules,
} from './events.js';
import { DIMENSIONS, type Policies } from './policies.js';

type PolicyRule<Command> = Rule<Command, Policies>;
type OfPolicy = { readonly policyId: string };
const codeOf = ({ policyId }: OfPolicy): string => splitId(policyId).code;
const step = stepOf<Policies, PolicyEvent>();

const newCodeIsValid: Rule<commands.AdoptPolicy> = ({ code }) => codeIsValid(code);

const titleIsValid: Rule<commands.AdoptPolicy> = ({ title }) => textIsValid('title', title, NAME_LENGTH);

const clauseIsValid: Rule<commands.AdoptPolicy> = ({ clause }) => textIsValid('clause', clause, NAME_LENGTH);

const newRulesAreValid: Rule<commands.AdoptPolicy> = ({ rules }) => within(['rules'], rulesAreValid(rules));

const lastDayIsValid: Rule<commands.AdoptPolicy> = ({ validTo }) =>
  validTo === undefined ? undefined : dayIsValid('validTo', validTo);

/** A policy does not end before it begins. */
const endsAfterItBegins: Rule<commands.AdoptPolicy> = ({ validTo }, { effectiveOn }) =>
  validTo !== undefined && validTo < effectiveOn
    ? refuse('DATE_ORDER', { day: validTo, earliest: effectiveOn }, ['validTo'])
    : undefined;

/** A code names one policy of a district for ever, also one whose adoption was retracted. */
const codeIsFree: PolicyRule<commands.AdoptPolicy> = ({ code }, _context, { codes, retracted }) =>
  codes.has(code) || retracted.has(code) ? refuse('CODE_TAKEN', { code }, ['code']) : undefined;

/** What is repealed was adopted. */
const policyIsKnown: PolicyRule<OfPolicy> = (command, _context, { codes }) =>
  codes.has(codeOf(command)) ? undefined : refuse('NOT_FOUND', { policy: codeOf(command) }, ['policyId']);

/** A policy is repealed on a document. */
const repealHasDocument: Rule<OfPolicy> = (command, { hasDocument }) =>
  hasDocument ? undefined : refuse('BASIS_MISSING', { policy: codeOf(command) }, ['command', 'basis']);

/** There is a day from the repeal on that the policy still governs. */
const policyIsInForce: PolicyRule<OfPolicy> = (command, { effectiveOn }, { codes, byKind }) => {
  const policy = codeOf(command);
  return byKind
    .get(codes.get(policy)!)
    ?.intervals.some(({ value, until }) => value.code === policy && (until === undefined || until > effectiveOn))
    ? undefined
    : refuse('NO_CHANGE', { policy }, ['policyId']);
};

/** The bureau puts a policy in force: from the effective day on it takes the place of the one of its kind. */
const adoptPolicy = step<commands.AdoptPolicy>(
  [
    documentIsNamed,
    newCodeIsValid,
    titleIsValid,
    documentNoIsValid,
    clauseIsValid,
    newRulesAreValid,
    lastDayIsValid,
    endsAfterItBegins,
    codeIsFree,
  ],
  ({ code, title, documentNo, clause, rules, validTo }) =>
    accept({ type: 'PolicyAdopted', policyCode: code, title, documentNo, rules, ...present({ clause, validTo }) }),
);

/** The bureau ends a policy, on a document. */
const repealPolicy = step<commands.RepealPolicy>([policyIsKnown, repealHasDocument, policyIsInForce], (command) =>
  accept({ type: 'PolicyRepealed', policyCode: codeOf(command) }),
);

/** Who may give each command, and how it is decided. */
export const decisions: CommandTable<PolicyCommand, Policies, PolicyEvent> = {
  AdoptPolicy: { may: { BUREAU: withDuty('SUPERVISION') }, decide: adoptPolicy },
  RepealPolicy: { may: { BUREAU: withDuty('SUPERVISION') }, decide: repealPolicy },
};

export const rulesAreValid = (rules: PolicyRules): Refused | undefined => {
  switch (rules.kind) {
    case 'NAMING':
      return (
        textIsValid('groupSuffix', rules.groupSuffix, NAME_LENGTH) ??
        textIsValid('allianceSuffix', rules.allianceSuffix, NAME_LENGTH)
      );
    case 'QUORUM':
      return shareIsValid('quorum', rules.quorum) ?? shareIsValid('majority', rules.majority);
    case 'FILING':
      return countIsValid('answerDays', rules.answerDays, 1, 3650);
    case 'CARETAKER':
      return countIsValid('days', rules.days, 1, 3650);
    case 'BACKDATING':
      return countIsValid('days', rules.days, 0, 3650);
    case 'FUND':
      return (
        countIsValid('lapseYears', rules.lapseYears, 1, 20) ??
        countIsValid('settlementDays', rules.settlementDays ?? 0, 0, 366) ??
        countIsValid('windingUpDays', rules.windingUpDays ?? 0, 0, 3650)
      );
    case 'SEPARATION':
      return at(['pairs'], textsAreValid('pairs', rules.pairs));
    case 'ROTATION_DECISION':
      return countIsValid('toleranceDays', rules.toleranceDays, 0, 366);
    case 'ELIGIBILITY':
      return eligibilityIsValid(rules);
    case 'EVALUATION':
      return evaluationIsValid(rules);
    case 'ROTATION_SHARE':
    case 'ROTATION_FLOW':
      return rotatedShareIsValid(rules);
    case 'LEAD_DRAIN':
      return shareIsValid('kept', rules.kept);
    case 'FUND_EXECUTION':
      return stepsAreValid(rules);
    case 'BALANCE':
      return (
        countIsValid('primaryPermille', rules.primaryPermille, 1, 5000) ??
        countIsValid('juniorPermille', rules.juniorPermille, 1, 5000)
      );
  }
};

/** What may be left out lies within what may be where it is given. */
const countsAreValid = (
  rules: object,
  ...bounds: readonly (readonly [field: string, least: number, most: number])[]
): Refused | undefined =>
  firstRefused(bounds, ([field, least, most]) => {
    const value: unknown = (rules as Readonly<Record<string, unknown>>)[field];
    return typeof value === 'number' ? countIsValid(field, value, least, most) : undefined;
  });

/** Shares are shares, ages and years lie within what may be, and what backbone teachers are counted against is said with their share. */
const rotatedShareIsValid = (rules: RotationShareRules | RotationFlowRules): Refused | undefined => {
  const { rotated, backbone, backboneOf } = rules;
  const unpaired = backbone === undefined ? 'backbone' : 'backboneOf';
  return (
    shareIsValid('rotated', rotated) ??
    (backbone && shareIsValid('backbone', backbone)) ??
    ((backbone === undefined) === (backboneOf === undefined)
      ? undefined
      : refuse('INVALID_INPUT', { field: unpaired }, [unpaired])) ??
    countsAreValid(
      rules,
      ['oldestMale', 18, 80],
      ['oldestFemale', 18, 80],
      ['yearsAtSchool', 1, 40],
      ['leastMonths', 1, 120],
    )
  );
};

/** There is a step, each of a month, and of each month one at most. */
const stepsAreValid = ({ steps }: FundExecutionRules): Refused | undefined =>
  listIsFilled('steps', steps) ??
  firstRefused(steps, ({ month, paid }, index) =>
    within(
      ['steps', String(index)],
      countIsValid('month', month, 1, 12) ??
        shareIsValid('paid', paid) ??
        (steps.slice(0, index).some((other) => other.month === month)
          ? refuse('INVALID_INPUT', { value: month, times: 2 }, ['month'])
          : undefined),
    ),
  );

/** Ages and years lie within what may be; years until retirement are asked together with the ages of retirement. */
const eligibilityIsValid = (rules: EligibilityRules): Refused | undefined => {
  const given = rules.yearsToRetirement !== undefined;
  const unpaired = (['retirementMale', 'retirementFemale'] as const).find(
    (field) => (rules[field] !== undefined) !== given,
  );
  return (
    countsAreValid(
      rules,
      ['oldestMale', 18, 80],
      ['oldestFemale', 18, 80],
      ['yearsAtSchool', 1, 40],
      ['yearsToRetirement', 1, 40],
      ['retirementMale', 40, 80],
      ['retirementFemale', 40, 80],
    ) ??
    (unpaired && refuse('INVALID_INPUT', { field: unpaired }, [unpaired]))
  );
};

/** Grades, levels and dimensions are told apart; a dimension is none of the five. */
const evaluationIsValid = ({
  objectionDays,
  appealDays,
  grades,
  levels,
  extraDimensions,
}: EvaluationRules): Refused | undefined =>
  countIsValid('objectionDays', objectionDays, 1, 366) ??
  countIsValid('appealDays', appealDays, 1, 366) ??
  listIsFilled('grades', grades) ??
  textsAreValid('grades', grades) ??
  listIsFilled('levels', levels) ??
  textsAreValid('levels', levels) ??
  firstRefused(extraDimensions, ({ code, name }, index) =>
    within(
      ['extraDimensions', String(index)],
      codeIsValid(code) ??
        textIsValid('name', name, NAME_LENGTH) ??
        ([...DIMENSIONS, ...extraDimensions.slice(0, index).map((one) => one.code)].includes(code)
          ? refuse('INVALID_INPUT', { value: code, times: 2 }, ['code'])
          : undefined),
    ),
  );

/** A share is neither below nothing nor above the whole, and asks neither for nothing nor for more than the whole. */
export const shareIsValid = (field: string, { numerator, denominator, atLeast }: Share): Refused | undefined =>
  Number.isInteger(numerator) &&
  Number.isInteger(denominator) &&
  denominator > 0 &&
  denominator <= 1000 &&
  (atLeast ? numerator > 0 && numerator <= denominator : numerator >= 0 && numerator < denominator)
    ? undefined
    : refuse('INVALID_INPUT', { value: `${numerator}/${denominator}` }, [field]);
