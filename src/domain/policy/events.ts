import type { Day } from '../day.js';
import type { Code } from '../identity.js';
import type { Name } from '../input.js';
import type { ResolutionKind, Share } from '../vocabulary.js';

/** The endings that names of groups and alliances must have. */
export interface NamingRules {
  readonly kind: 'NAMING';
  readonly groupSuffix: Name;
  readonly allianceSuffix: Name;
}
/** Quorum (of the filled seats) and majority (of the votes present) where a charter says nothing. */
export interface QuorumRules {
  readonly kind: 'QUORUM';
  readonly quorum: Share;
  readonly majority: Share;
}
/** Whether a council acts only once its filing was accepted (CONSTITUTIVE), or the filing is a record (DECLARATORY). */
export interface FilingRules {
  readonly kind: 'FILING';
  readonly effect: 'DECLARATORY' | 'CONSTITUTIVE';
  /**
   * Days within which the bureau is to answer.
   * @asType integer
   * @minimum 1
   * @maximum 3650
   */
  readonly answerDays: number;
}
/** What a council may still decide after its term, and for how many days. */
export interface CaretakerRules {
  readonly kind: 'CARETAKER';
  /**
   * @asType integer
   * @minimum 1
   * @maximum 3650
   */
  readonly days: number;
  readonly resolutionKinds: readonly ResolutionKind[];
}
/** How far a command may be dated back without an act of the bureau. */
export interface BackdatingRules {
  readonly kind: 'BACKDATING';
  /**
   * @asType integer
   * @minimum 0
   * @maximum 3650
   */
  readonly days: number;
}
/** After how many years money that was carried over lapses (国办发〔2014〕70号: two); what may be paid once a year or a school is over. */
export interface FundRules {
  readonly kind: 'FUND';
  /**
   * @asType integer
   * @minimum 1
   * @maximum 20
   */
  readonly lapseYears: number;
  /**
   * Days after the fiscal year within which it is still paid from; absent: none.
   * @asType integer
   * @minimum 0
   * @maximum 366
   */
  readonly settlementDays?: number;
  /**
   * Days after a school's closing within which it still pays what it owes; absent: none.
   * @asType integer
   * @minimum 0
   * @maximum 3650
   */
  readonly windingUpDays?: number;
}
/** Two things of which the same person does not do both. */
export type SeparatedPair =
  | 'FILES_ACCEPTS'
  | 'ADOPTS_APPROPRIATES'
  | 'RECORDS_APPROVES'
  | 'ALLOCATES_PAYS'
  | 'CONFIRMS_RECOGNISES'
  | 'FINDS_ANSWERS';
/** What the same person does not do both of. */
export interface SeparationRules {
  readonly kind: 'SEPARATION';
  readonly pairs: readonly SeparatedPair[];
}

/** Who decides a rotation: the council by a resolution, the bureau, or either of them. */
export type RotationAuthority = 'COUNCIL' | 'BUREAU' | 'EITHER';
/** Who decides rotations, scheme by scheme; how many days before its last day one may be completed. */
export interface RotationDecisionRules {
  readonly kind: 'ROTATION_DECISION';
  readonly group: RotationAuthority;
  readonly district: RotationAuthority;
  readonly support: RotationAuthority;
  /**
   * @asType integer
   * @minimum 0
   * @maximum 366
   */
  readonly toleranceDays: number;
}
/** What is asked of who rotates; what is absent is not asked. Ages are in full years. */
export interface EligibilityRules {
  readonly kind: 'ELIGIBILITY';
  /** Whether who does not meet it is refused; otherwise it warns. */
  readonly mandatory: boolean;
  /**
   * The highest age on the first day.
   * @asType integer
   * @minimum 18
   * @maximum 80
   */
  readonly oldestMale?: number;
  /**
   * @asType integer
   * @minimum 18
   * @maximum 80
   */
  readonly oldestFemale?: number;
  /**
   * The least years at the home school on the first day.
   * @asType integer
   * @minimum 1
   * @maximum 40
   */
  readonly yearsAtSchool?: number;
  /** Whether a certificate of health is asked for. */
  readonly health: boolean;
  /**
   * The least years until retirement on the last day.
   * @asType integer
   * @minimum 1
   * @maximum 40
   */
  readonly yearsToRetirement?: number;
  /**
   * The age of retirement, for yearsToRetirement.
   * @asType integer
   * @minimum 40
   * @maximum 80
   */
  readonly retirementMale?: number;
  /**
   * @asType integer
   * @minimum 40
   * @maximum 80
   */
  readonly retirementFemale?: number;
}

/** A dimension that an evaluation looks at besides the five. */
export interface ExtraDimension {
  readonly code: Code;
  readonly name: Name;
}
/** How groups, alliances and schools are evaluated (发展性督导评价). */
export interface EvaluationRules {
  readonly kind: 'EVALUATION';
  /**
   * Days from the draft within which an objection is taken.
   * @asType integer
   * @minimum 1
   * @maximum 366
   */
  readonly objectionDays: number;
  /**
   * Days from a conclusion within which an appeal is taken.
   * @asType integer
   * @minimum 1
   * @maximum 366
   */
  readonly appealDays: number;
  /**
   * What an evaluation may be concluded with, the best first.
   * @minItems 1
   * @maxItems 20
   */
  readonly grades: readonly Name[];
  /**
   * What a finding may say of its dimension, the best first.
   * @minItems 1
   * @maxItems 20
   */
  readonly levels: readonly Name[];
  /**
   * What a COMPREHENSIVE one has to look at besides SCHOOL, TEACHER, STUDENT, RECOGNITION and POTENTIAL.
   * @maxItems 20
   */
  readonly extraDimensions: readonly ExtraDimension[];
}
/** Whom the teachers who rotate are counted against: those who are to rotate, or all. */
export type TeachersCounted = 'ELIGIBLE' | 'ALL';
/** Whom the backbone teachers who rotate are counted against: all who rotate, or all whom the share itself is counted against. */
export type BackboneCounted = 'ROTATED' | 'COUNTED';
/** Whose teachers count: of all schools, of those that are famous or of quality, of those that are not rural, or of both. */
export type SchoolsCounted = 'ALL' | 'QUALITY' | 'TOWN' | 'TOWN_OR_QUALITY';
interface RotatedShare {
  /** How many rotate within a school year. */
  readonly rotated: Share;
  readonly rotatedOf: TeachersCounted;
  /** How many of them are backbone teachers; with backboneOf. */
  readonly backbone?: Share;
  readonly backboneOf?: BackboneCounted;
  readonly schools: SchoolsCounted;
  /**
   * Who is older on the first day of the school year is not to rotate; in full years, where the document says so.
   * @asType integer
   * @minimum 18
   * @maximum 80
   */
  readonly oldestMale?: number;
  /**
   * @asType integer
   * @minimum 18
   * @maximum 80
   */
  readonly oldestFemale?: number;
  /**
   * Nor is who has been at the home school for fewer years by then.
   * @asType integer
   * @minimum 1
   * @maximum 40
   */
  readonly yearsAtSchool?: number;
  /**
   * Of thirty days, rounded down: how long a rotation lasts at least that counts.
   * @asType integer
   * @minimum 1
   * @maximum 120
   */
  readonly leastMonths?: number;
}
/** The share of teachers who rotate within a school year, wherever to (教师〔2014〕4号). */
export interface RotationShareRules extends RotatedShare {
  readonly kind: 'ROTATION_SHARE';
}
/** The share of those who rotate to POTENTIAL or rural schools (沪教委基〔2023〕15号). */
export interface RotationFlowRules extends RotatedShare {
  readonly kind: 'ROTATION_FLOW';
}
/** How many of its backbone teachers, net, a lead school keeps over a school year. */
export interface LeadDrainRules {
  readonly kind: 'LEAD_DRAIN';
  readonly kept: Share;
}
/** How much of the money that was received is paid by the end of a month. */
export interface ExecutionStep {
  /**
   * @asType integer
   * @minimum 1
   * @maximum 12
   */
  readonly month: number;
  readonly paid: Share;
}
/** How fast a year's money is to be paid. */
export interface FundExecutionRules {
  readonly kind: 'FUND_EXECUTION';
  /**
   * Each month once.
   * @minItems 1
   * @maxItems 12
   */
  readonly steps: readonly ExecutionStep[];
}
/** The highest coefficient of variation between schools that each indicator may have, in thousandths (教督〔2017〕6号: 500 and 450). */
export interface BalanceRules {
  readonly kind: 'BALANCE';
  /**
   * @asType integer
   * @minimum 1
   * @maximum 5000
   */
  readonly primaryPermille: number;
  /**
   * @asType integer
   * @minimum 1
   * @maximum 5000
   */
  readonly juniorPermille: number;
}

export type PolicyRules =
  | NamingRules
  | QuorumRules
  | FilingRules
  | CaretakerRules
  | BackdatingRules
  | FundRules
  | SeparationRules
  | RotationDecisionRules
  | EligibilityRules
  | EvaluationRules
  | RotationShareRules
  | RotationFlowRules
  | LeadDrainRules
  | FundExecutionRules
  | BalanceRules;
export type PolicyKind = PolicyRules['kind'];

/** A policy applies in a jurisdiction from the day the event is effective, until it is repealed or another of its kind follows. */
export interface PolicyAdopted {
  readonly type: 'PolicyAdopted';
  readonly policyCode: Code;
  readonly title: Name;
  /** The paper that says so, by its number. */
  readonly documentNo: Name;
  /** Where the paper says it, as in 第三条. */
  readonly clause?: Name;
  /** The last day on which it applies, where the paper limits it. */
  readonly validTo?: Day;
  readonly rules: PolicyRules;
}

/** A policy no longer applies from that day on. */
export interface PolicyRepealed {
  readonly type: 'PolicyRepealed';
  readonly policyCode: Code;
}

export type PolicyEvent = PolicyAdopted | PolicyRepealed;
