import { pairsOf, policyKey, type PolicyKind as Kind, type PolicyRules } from '../../domain/policy/index.js';
import {
  bool,
  date,
  id,
  inputType,
  int,
  listOf,
  name,
  nested,
  oneOf,
  optional,
  string,
  type Values,
} from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { UserError } from '../command/user-error.js';
import { policyAt } from '../objects.js';
import { share } from '../resolution/commands.js';
import { ResolutionKind } from '../resolution/types.js';
import {
  BackboneCounted,
  FilingEffect,
  Policy,
  PolicyKind,
  RotationAuthority,
  SchoolsCounted,
  SeparatedPair,
  TeachersCounted,
} from './types.js';

const extraDimension = inputType('ExtraDimensionInput', 'A dimension that an evaluation looks at besides the five.', {
  code: string('Its code, 1 to 16 capital letters and digits.'),
  name: name('What it is called.'),
});
const executionStep = inputType('ExecutionStepInput', 'How much of what was received is paid by the end of a month.', {
  month: int('The month, 1 to 12, each once.'),
  paid: nested(share, 'Paid of what was received until its last day.'),
});

export const policyRules = inputType(
  'PolicyRulesInput',
  'What a policy says: its kind, all fields of that kind but those that say "where given", and no others.',
  {
    kind: oneOf(PolicyKind, 'The kind, which says what fields are to be given.'),
    groupSuffix: optional(name('NAMING: how names of groups end.')),
    allianceSuffix: optional(name('NAMING: how names of alliances end.')),
    quorum: optional(nested(share, 'QUORUM: how many of the filled seats must be present.')),
    majority: optional(nested(share, 'QUORUM: how many of the votes present must be for it.')),
    effect: optional(oneOf(FilingEffect, 'FILING: what it is worth.')),
    answerDays: optional(int('FILING: days within which the bureau is to answer.')),
    days: optional(
      int(
        'CARETAKER: days after the term. BACKDATING: days that a command may be dated back without an act of the bureau.',
      ),
    ),
    resolutionKinds: optional(listOf(oneOf(ResolutionKind, 'CARETAKER: what may still be decided.'), 10)),
    lapseYears: optional(int('FUND: after how many years money that was carried over lapses.')),
    settlementDays: optional(int('FUND, where given: days after the fiscal year within which it is still paid from.')),
    windingUpDays: optional(
      int("FUND, where given: days after a school's closing within which it still pays what it owes."),
    ),
    pairs: optional(listOf(oneOf(SeparatedPair, 'SEPARATION: what the same person does not do both of.'), 10)),
    group: optional(oneOf(RotationAuthority, 'ROTATION_DECISION: who decides rotations within a group.')),
    district: optional(oneOf(RotationAuthority, 'ROTATION_DECISION: who decides rotations within the district.')),
    support: optional(
      oneOf(RotationAuthority, 'ROTATION_DECISION: who decides rotations in support of others (支教).'),
    ),
    toleranceDays: optional(
      int('ROTATION_DECISION: how many days before its last day a rotation may be completed without a finding.'),
    ),
    mandatory: optional(bool('ELIGIBILITY: whether who does not meet it is refused; otherwise it warns.')),
    health: optional(bool('ELIGIBILITY: whether a certificate of health is asked for.')),
    oldestMale: optional(
      int(
        'ELIGIBILITY, ROTATION_SHARE and ROTATION_FLOW, where given: the highest age of men on the first day, of the rotation or of the school year, in full years.',
      ),
    ),
    oldestFemale: optional(int('ELIGIBILITY, ROTATION_SHARE and ROTATION_FLOW, where given: the same of women.')),
    yearsAtSchool: optional(
      int('ELIGIBILITY, ROTATION_SHARE and ROTATION_FLOW, where given: the least years at the home school.'),
    ),
    yearsToRetirement: optional(int('ELIGIBILITY, where given: the least years until retirement on the last day.')),
    retirementMale: optional(int('ELIGIBILITY, with yearsToRetirement: the age at which men retire.')),
    retirementFemale: optional(int('ELIGIBILITY, with yearsToRetirement: the age at which women retire.')),
    objectionDays: optional(int('EVALUATION: days from the draft within which an objection is taken.')),
    appealDays: optional(int('EVALUATION: days from a conclusion within which an appeal is taken.')),
    grades: optional(listOf(name('EVALUATION: what may be concluded, the best first.'), 20)),
    levels: optional(listOf(name('EVALUATION: what a finding may say, the best first.'), 20)),
    extraDimensions: optional(
      listOf(nested(extraDimension, 'EVALUATION: what is looked at besides the five dimensions.'), 20),
    ),
    rotated: optional(nested(share, 'ROTATION_SHARE and ROTATION_FLOW: how many rotate within a school year.')),
    rotatedOf: optional(oneOf(TeachersCounted, 'ROTATION_SHARE and ROTATION_FLOW: whom they are counted against.')),
    backbone: optional(
      nested(share, 'ROTATION_SHARE and ROTATION_FLOW, where given: how many backbone teachers rotate.'),
    ),
    backboneOf: optional(
      oneOf(BackboneCounted, 'ROTATION_SHARE and ROTATION_FLOW, with backbone: whom these are counted against.'),
    ),
    schools: optional(oneOf(SchoolsCounted, 'ROTATION_SHARE and ROTATION_FLOW: whose teachers count.')),
    leastMonths: optional(
      int('ROTATION_SHARE and ROTATION_FLOW, where given: how many months a rotation lasts at least that counts.'),
    ),
    kept: optional(nested(share, 'LEAD_DRAIN: how many of its backbone teachers a lead school keeps, net.')),
    steps: optional(listOf(nested(executionStep, 'FUND_EXECUTION: how much is paid until when.'), 12)),
    primaryPermille: optional(
      int('BALANCE: the highest coefficient of variation between primary schools, in thousandths.'),
    ),
    juniorPermille: optional(
      int('BALANCE: the highest coefficient of variation between junior schools, in thousandths.'),
    ),
    required: optional(
      bool('SEPARATION, instead of the pairs: true stands for FILES_ACCEPTS alone, false for none. Give the pairs.'),
    ),
  },
);

const eligibilityWhereGiven = [
  'oldestMale',
  'oldestFemale',
  'yearsAtSchool',
  'yearsToRetirement',
  'retirementMale',
  'retirementFemale',
] as const;

const shareWhereGiven = [
  'backbone',
  'backboneOf',
  'oldestMale',
  'oldestFemale',
  'yearsAtSchool',
  'leastMonths',
] as const;
const shareFields = ['rotated', 'rotatedOf', 'schools', ...shareWhereGiven] as const;

/** Which fields each kind has. */
const fieldsOf: { readonly [K in Kind]: readonly Exclude<keyof Extract<PolicyRules, { readonly kind: K }>, 'kind'>[] } =
  {
    NAMING: ['groupSuffix', 'allianceSuffix'],
    QUORUM: ['quorum', 'majority'],
    FILING: ['effect', 'answerDays'],
    CARETAKER: ['days', 'resolutionKinds'],
    BACKDATING: ['days'],
    FUND: ['lapseYears', 'settlementDays', 'windingUpDays'],
    SEPARATION: ['pairs'],
    ROTATION_DECISION: ['group', 'district', 'support', 'toleranceDays'],
    EVALUATION: ['objectionDays', 'appealDays', 'grades', 'levels', 'extraDimensions'],
    ELIGIBILITY: ['mandatory', 'health', ...eligibilityWhereGiven],
    ROTATION_SHARE: shareFields,
    ROTATION_FLOW: shareFields,
    LEAD_DRAIN: ['kept'],
    FUND_EXECUTION: ['steps'],
    BALANCE: ['primaryPermille', 'juniorPermille'],
  };
/** Those that may be left out. */
const leftOut: readonly string[] = ['settlementDays', 'windingUpDays', ...eligibilityWhereGiven, ...shareWhereGiven];

type GivenRules = Values<typeof policyRules.fields>;
/** The rules with their pairs, also where the old form was given instead. */
const inPairs = (rules: GivenRules): GivenRules => {
  const { required, ...rest } = rules;
  return rules.kind === 'SEPARATION' && required !== undefined && rules.pairs === undefined
    ? { ...rest, pairs: pairsOf(required) }
    : rules;
};

/** The rules as they are given, or the field that is missing or out of place. */
export const rulesGiven = (given: GivenRules): { readonly rules: PolicyRules } | { readonly wrong: string } => {
  const rules = inPairs(given);
  const field = misplaced(rules);
  return field === undefined ? { rules: rules as PolicyRules } : { wrong: field };
};

/** The first field of the rules that is missing or out of place. */
const misplaced = ({ kind, ...rest }: GivenRules): string | undefined => {
  const wanted: readonly string[] = fieldsOf[kind];
  return (
    wanted.find((field) => !(field in rest) && !leftOut.includes(field)) ??
    Object.keys(rest).find((field) => !wanted.includes(field))
  );
};

const mutation = mutationsOn(
  'policy',
  () => Policy,
  // One that never came to apply is shown as it was right before.
  (context, { policyId }: { readonly policyId: string }, { at }) =>
    policyAt(context, policyId, at) ?? policyAt(context, policyId, { ...at, position: at.position - 1, pinned: true }),
);

export const policyMutations = [
  mutation('AdoptPolicy', {
    does: 'The bureau puts a policy in force, on a document.',
    input: 'What puts a policy in force from the effective day on; it takes the place of the one of its kind.',
    fields: {
      districtId: id('District', 'The district'),
      code: string('Its code within the district, 1 to 16 capital letters and digits, for ever.'),
      title: name("The paper's title."),
      documentNo: string("The paper's number."),
      clause: optional(name('Where the paper says it, as in 第三条.')),
      validTo: optional(date('The last day on which it applies, where the paper limits it.')),
      rules: nested(policyRules, 'What it says.'),
    },
    command: ({ rules: given, ...rest }) => {
      const read = rulesGiven(given);
      return 'rules' in read
        ? { ...rest, rules: read.rules }
        : { wrong: new UserError('INVALID_INPUT', { kind: given.kind }, ['rules', read.wrong]) };
    },
    changed: (context, { districtId, code }, { at }) => policyAt(context, policyKey(districtId, code), at),
  }),
  mutation('RepealPolicy', {
    does: 'The bureau ends a policy, on a document.',
    input: 'What ends a policy, on a document with a number.',
    fields: { policyId: id('Policy', 'The policy, as in 370103.P1') },
  }),
];
