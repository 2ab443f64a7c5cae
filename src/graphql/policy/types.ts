import { addDays } from '../../domain/day.js';
import type * as domain from '../../domain/policy/index.js';
import type * as vocabulary from '../../domain/vocabulary.js';
import type { PolicyRow } from '../../projections/policy/rows.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import { ResolutionKind, Share } from '../resolution/types.js';
import type { At } from '../shared/at.js';
import { Page, type Connection } from '../shared/connection.js';
import { Args, Derived, Field, Int, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { Entity, Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const PolicyKind = enumOf<domain.PolicyKind>('PolicyKind', 'What a policy is about.', {
  NAMING: 'The endings that names of groups and alliances must have.',
  QUORUM: 'Quorum and majority where a charter says nothing.',
  FILING: 'What the filing (备案) of a council is worth, and when it is to be answered.',
  CARETAKER: 'What a council may still decide after its term.',
  BACKDATING: 'How far a command may be dated back.',
  FUND: 'When money that was carried over lapses, and what is still paid once a year or a school is over.',
  SEPARATION: 'What the same person does not do both of.',
  ROTATION_DECISION: 'Who decides rotations, and how early one may be completed.',
  ELIGIBILITY: 'What is asked of who rotates.',
  EVALUATION: 'How groups, alliances and schools are evaluated.',
  ROTATION_SHARE: 'How many teachers, and backbone teachers, rotate within a school year.',
  ROTATION_FLOW: 'How many of them to POTENTIAL or rural schools.',
  LEAD_DRAIN: 'How many of its backbone teachers a lead school keeps over a school year.',
  FUND_EXECUTION: 'How much of what was received is paid by the end of which month.',
  BALANCE: 'How far schools may lie apart by each indicator.',
});

export const SeparatedPair = enumOf<domain.SeparatedPair>(
  'SeparatedPair',
  'Two things of which the same person does not do both.',
  {
    FILES_ACCEPTS: 'Who filed a council does not accept the filing, nor return it.',
    ADOPTS_APPROPRIATES:
      'Who entered a resolution on the money of a year does not appropriate it, nor the other way round.',
    RECORDS_APPROVES:
      'Who recorded a fact does not correct or retract it, nor adjust a line after the closing from which he recorded a payment.',
    ALLOCATES_PAYS: 'Who allocated or revised a line does not record what is paid from it.',
    FINDS_ANSWERS: 'Who recorded a finding does not answer an objection to it.',
    CONFIRMS_RECOGNISES: 'Who confirmed the service of a rotation does not recognise the credit for it.',
  },
);

export const RotationAuthority = enumOf<domain.RotationAuthority>('RotationAuthority', 'Who decides a rotation.', {
  COUNCIL: 'The council, by a resolution.',
  BUREAU: 'The bureau, on a document.',
  EITHER: 'Either of them.',
});

export const TeachersCounted = enumOf<domain.TeachersCounted>(
  'TeachersCounted',
  'Whom the teachers who rotate are counted against.',
  { ELIGIBLE: 'Those who are to rotate by age and years at the school.', ALL: 'All teachers.' },
);

export const BackboneCounted = enumOf<domain.BackboneCounted>(
  'BackboneCounted',
  'Whom the backbone teachers who rotate are counted against.',
  { ROTATED: 'All who rotate.', COUNTED: 'All whom those who rotate are counted against.' },
);

export const SchoolsCounted = enumOf<domain.SchoolsCounted>('SchoolsCounted', 'Whose teachers count.', {
  ALL: 'Those of all schools.',
  QUALITY: 'Those of famous schools and schools of quality.',
  TOWN: 'Those of schools that are not rural.',
  TOWN_OR_QUALITY: 'Those of schools that are not rural, famous or of quality.',
});

type FilingEffectCode = Extract<domain.PolicyRules, { readonly kind: 'FILING' }>['effect'];
export const FilingEffect = enumOf<FilingEffectCode>('FilingEffect', 'What the filing of a council is worth.', {
  DECLARATORY: 'It is a record; the council acts without it.',
  CONSTITUTIVE: 'The council acts only once its filing was accepted.',
});

@Type('A dimension that an evaluation looks at besides the five.')
export class ExtraDimension {
  @Field(() => String, { description: 'Its code.' })
  readonly code!: string;

  @Field(() => String, { description: 'What it is called.' })
  readonly name!: string;
}

@Type('How much of what was received is paid by the end of a month.')
export class ExecutionStep {
  @Field(() => Int, { description: 'The month, 1 to 12.' })
  readonly month!: number;

  @Field(() => Share, { description: 'Paid of what was received until its last day.' })
  readonly paid!: vocabulary.Share;
}

@Type('What a policy says: the fields of its kind, all others are null.')
export class PolicyRules {
  @Field(() => PolicyKind, { description: 'The kind, which says what fields there are.' })
  readonly kind!: domain.PolicyKind;

  @Field(() => String, { nullable: true, description: 'NAMING: how names of groups end.' })
  readonly groupSuffix?: string;

  @Field(() => String, { nullable: true, description: 'NAMING: how names of alliances end.' })
  readonly allianceSuffix?: string;

  @Field(() => Share, { nullable: true, description: 'QUORUM: how many of the filled seats must be present.' })
  readonly quorum?: vocabulary.Share;

  @Field(() => Share, { nullable: true, description: 'QUORUM: how many of the votes present must be for it.' })
  readonly majority?: vocabulary.Share;

  @Field(() => FilingEffect, { nullable: true, description: 'FILING: what it is worth.' })
  readonly effect?: FilingEffectCode;

  @Field(() => Int, { nullable: true, description: 'FILING: days within which the bureau is to answer.' })
  readonly answerDays?: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'CARETAKER: days after the term. BACKDATING: days that a command may be dated back without an act of the bureau.',
  })
  readonly days?: number;

  @Field(() => [ResolutionKind], { nullable: true, description: 'CARETAKER: what may still be decided.' })
  readonly resolutionKinds?: readonly vocabulary.ResolutionKind[];

  @Field(() => Int, { nullable: true, description: 'FUND: after how many years money that was carried over lapses.' })
  readonly lapseYears?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'FUND: days after the fiscal year within which it is still paid from; null: none.',
  })
  readonly settlementDays?: number;

  @Field(() => Int, {
    nullable: true,
    description: "FUND: days after a school's closing within which it still pays what it owes; null: none.",
  })
  readonly windingUpDays?: number;

  @Field(() => [SeparatedPair], {
    nullable: true,
    description: 'SEPARATION: what the same person does not do both of.',
  })
  readonly pairs?: readonly domain.SeparatedPair[];

  @Field(() => RotationAuthority, {
    nullable: true,
    description: 'ROTATION_DECISION: who decides rotations within a group.',
  })
  readonly group?: domain.RotationAuthority;

  @Field(() => RotationAuthority, {
    nullable: true,
    description: 'ROTATION_DECISION: who decides rotations within the district.',
  })
  readonly district?: domain.RotationAuthority;

  @Field(() => RotationAuthority, {
    nullable: true,
    description: 'ROTATION_DECISION: who decides rotations in support of others (支教).',
  })
  readonly support?: domain.RotationAuthority;

  @Field(() => Int, {
    nullable: true,
    description: 'ROTATION_DECISION: how many days before its last day a rotation may be completed without a finding.',
  })
  readonly toleranceDays?: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'ELIGIBILITY: whether who does not meet it is refused; otherwise it warns.',
  })
  readonly mandatory?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'ELIGIBILITY: whether a certificate of health is asked for.' })
  readonly health?: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      'ELIGIBILITY, ROTATION_SHARE and ROTATION_FLOW: the highest age of men on the first day, of the rotation or of the school year, in full years.',
  })
  readonly oldestMale?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'ELIGIBILITY, ROTATION_SHARE and ROTATION_FLOW: the same of women.',
  })
  readonly oldestFemale?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'ELIGIBILITY, ROTATION_SHARE and ROTATION_FLOW: the least years at the home school.',
  })
  readonly yearsAtSchool?: number;

  @Field(() => Int, { nullable: true, description: 'ELIGIBILITY: the least years until retirement on the last day.' })
  readonly yearsToRetirement?: number;

  @Field(() => Int, { nullable: true, description: 'ELIGIBILITY: the age at which men retire, for yearsToRetirement.' })
  readonly retirementMale?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'ELIGIBILITY: the age at which women retire, for yearsToRetirement.',
  })
  readonly retirementFemale?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'EVALUATION: days from the draft within which an objection is taken.',
  })
  readonly objectionDays?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'EVALUATION: days from a conclusion within which an appeal is taken.',
  })
  readonly appealDays?: number;

  @Field(() => [String], { nullable: true, description: 'EVALUATION: what may be concluded, the best first.' })
  readonly grades?: readonly string[];

  @Field(() => [String], { nullable: true, description: 'EVALUATION: what a finding may say, the best first.' })
  readonly levels?: readonly string[];

  @Field(() => [ExtraDimension], {
    nullable: true,
    description: 'EVALUATION: what is looked at besides the five dimensions.',
  })
  readonly extraDimensions?: readonly ExtraDimension[];

  @Field(() => Share, {
    nullable: true,
    description: 'ROTATION_SHARE and ROTATION_FLOW: how many rotate within a school year.',
  })
  readonly rotated?: vocabulary.Share;

  @Field(() => TeachersCounted, {
    nullable: true,
    description: 'ROTATION_SHARE and ROTATION_FLOW: whom they are counted against.',
  })
  readonly rotatedOf?: domain.TeachersCounted;

  @Field(() => Share, {
    nullable: true,
    description: 'ROTATION_SHARE and ROTATION_FLOW: how many backbone teachers rotate.',
  })
  readonly backbone?: vocabulary.Share;

  @Field(() => BackboneCounted, {
    nullable: true,
    description: 'ROTATION_SHARE and ROTATION_FLOW: whom these are counted against.',
  })
  readonly backboneOf?: domain.BackboneCounted;

  @Field(() => SchoolsCounted, {
    nullable: true,
    description: 'ROTATION_SHARE and ROTATION_FLOW: whose teachers count.',
  })
  readonly schools?: domain.SchoolsCounted;

  @Field(() => Int, {
    nullable: true,
    description: 'ROTATION_SHARE and ROTATION_FLOW: how many months a rotation lasts at least that counts.',
  })
  readonly leastMonths?: number;

  @Field(() => Share, {
    nullable: true,
    description: 'LEAD_DRAIN: how many of its backbone teachers a lead school keeps, net.',
  })
  readonly kept?: vocabulary.Share;

  @Field(() => [ExecutionStep], { nullable: true, description: 'FUND_EXECUTION: how much is paid until when.' })
  readonly steps?: readonly domain.ExecutionStep[];

  @Field(() => Int, {
    nullable: true,
    description: 'BALANCE: the highest coefficient of variation between primary schools, in thousandths.',
  })
  readonly primaryPermille?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'BALANCE: the highest coefficient of variation between junior schools, in thousandths.',
  })
  readonly juniorPermille?: number;

  constructor(json: string) {
    Object.assign(this, JSON.parse(json) as domain.PolicyRules);
  }

  @Field(() => Boolean, {
    nullable: true,
    description: 'SEPARATION: whether somebody else has to accept a filing.',
    deprecationReason: 'Pairs say it, and more.',
  })
  get required(): boolean | null {
    return this.pairs ? this.pairs.includes('FILES_ACCEPTS') : null;
  }
}

@Type("A policy that a district's decisions go by. Of each kind at most one applies on a day.", { implements: Node })
export class Policy extends Entity<PolicyRow> {
  @Field(() => String, { description: 'Its code within the district, for ever.' })
  readonly code!: string;

  @Field(() => PolicyKind, { description: 'What it is about.' })
  readonly kind!: domain.PolicyKind;

  @Field(() => String, { description: "The paper's title." })
  readonly title!: string;

  @Field(() => String, { description: "The paper's number." })
  readonly documentNo!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where the paper says it, as in 第三条; null where that was not entered.',
  })
  readonly clause!: string | null;

  @Field(() => CalendarDate, { description: 'The first day on which it applies.' })
  readonly since!: string;

  @Field(() => CalendarDate, {
    nullable: true,
    description:
      'The day from which it applies no more: its time is over, it was repealed, or another of its kind follows.',
  })
  readonly until!: string | null;

  @Field(() => PolicyRules, { description: 'What it says.' })
  readonly rules: PolicyRules;

  constructor(row: PolicyRow, at: At) {
    super('Policy', row, at);
    this.rules = new PolicyRules(row.rules);
  }

  @Derived(() => CalendarDate, { nullable: true, description: 'The last day on which it applies, where there is one.' })
  get validTo(): string | null {
    return this.row.until === null ? null : addDays(this.row.until, -1);
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'Policy', key: this.key }, this.at);
  }
}
