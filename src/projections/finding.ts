import type { KnownDetails } from '../domain/person/index.js';
import type { ObjectRef } from '../domain/ledger.js';
import type { About } from './due.js';
import type { AppliedPolicy } from './policy/queries.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

/** UNKNOWN: what the rule goes by is not recorded. */
export type FindingResult = 'PASS' | 'FAIL' | 'UNKNOWN';
export type FindingRule =
  | 'FAMOUS_WITH_X'
  | 'COUNCIL_FILED'
  | 'MEETING_ELECTORATE_CHANGED'
  | 'MEETING_ENTERED_LATE'
  | 'ALLOCATED_BEFORE_RESOLUTION'
  | 'USED_BEFORE_RECEIPT'
  | 'SIGNED_BEFORE_ALLOCATION'
  | 'CHANGED_BEFORE_CONTRACT'
  | 'EFFECTIVE_BEFORE_GROUND'
  | 'PAID_BEFORE_RESOLUTION'
  | 'PAID_BEFORE_ALLOCATION'
  | 'PAID_BEFORE_CONTRACT'
  | 'PAID_BEFORE_RECEIPT'
  | 'PAID_AFTER_REPEAL'
  | 'PAID_BEYOND_CONTRACT'
  | 'PAID_OUTSIDE_YEAR'
  | 'REFUNDED_OUTSIDE_YEAR'
  | 'BOOKED_IN_OTHER_MONTH'
  | 'PAYEE_NOT_PARTY'
  | 'INVOICE_TWICE'
  | 'SPENT_WITHOUT_GROUND'
  | 'SPENT_BEYOND_RESOLUTION'
  | 'ROTATION_COMPLETED_EARLY'
  | 'ROTATION_ELIGIBILITY'
  | 'ROTATION_ON_PAPER'
  | 'INSPECTOR_OF_OWN_SCHOOL'
  | 'EVALUATED_SCHOOL_LEFT'
  | 'ENTERED_LATE'
  | 'ROTATION_SHARE'
  | 'BACKBONE_SHARE'
  | 'ROTATION_FLOW'
  | 'BACKBONE_FLOW'
  | 'LEAD_DRAIN'
  | 'FUND_EXECUTION'
  | 'MONEY_AGE'
  | 'BALANCE';

/** Why somebody is counted neither above nor below the line, or below it only. */
export type CountReason =
  | 'NOT_A_TEACHER'
  | 'NOT_EMPLOYED_ALL_YEAR'
  | 'RETIRED'
  | 'SCHOOL_NOT_COUNTED'
  | 'SCHOOL_UNKNOWN'
  | 'AGE'
  | 'AGE_UNKNOWN'
  | 'YEARS_AT_SCHOOL'
  | 'NOT_ROTATED'
  | 'ON_PAPER'
  | 'SERVICE_PENDING'
  | 'TOO_SHORT'
  | 'GOAL_NOT_WEAK'
  | 'GOAL_UNKNOWN'
  | 'NOT_BACKBONE'
  | 'LEFT'
  | 'CAME_IN';

/** Somebody whom a ratio looked at: above and below the line (NUMERATOR), below it only (DENOMINATOR), or neither (EXCLUDED). */
export interface Looked {
  readonly person: string;
  readonly school: string;
  readonly as: 'NUMERATOR' | 'DENOMINATOR' | 'EXCLUDED';
  /** Why not NUMERATOR. */
  readonly reason?: CountReason;
}

/** A ratio: what is certainly counted. What is not known may still make it UNKNOWN. */
export interface Ratio {
  /** Of persons or in fen. */
  readonly numerator: number;
  readonly denominator: number;
  /** Of persons: each that was looked at, once. */
  readonly persons?: readonly Looked[];
}

/** How things stand by a rule that refuses nothing. */
export interface Found {
  readonly result: FindingResult;
  /** What it is found of. */
  readonly subject: ObjectRef;
  /** What it goes by, or what it fails for, as its message names it: keys of schools and councils, numbers of vouchers and contracts. */
  readonly about: readonly string[];
  /** Its figures, each with its unit in its name: sums in `fen`, `days`. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The positions of the events that it rests on. */
  readonly records: readonly number[];
  readonly ratio?: Ratio;
  /** What it was judged by, where a policy says so. */
  readonly policy?: AppliedPolicy;
}
export interface Finding extends Found {
  readonly rule: FindingRule;
}

/** What a rule goes by besides what is recorded. */
interface GoingBy {
  /** Taken instead of the policy of its kind that is in force. */
  readonly under?: AppliedPolicy;
}

/** A group at a moment, and what else a rule goes by. */
export interface AboutFindings extends About, GoingBy {
  /** After how many days an entry is late. */
  readonly lateByDays?: number;
}

/** One rule, and what it finds of a group at a moment. */
export interface FindingKind {
  readonly rule: FindingRule;
  readonly find: (about: AboutFindings) => readonly Found[];
}

/** The schools of a group or district, or one school, in a school year. */
export interface AboutSchools extends GoingBy {
  readonly read: ReadModels;
  readonly queries: Queries;
  readonly subject: ObjectRef;
  readonly district: string;
  readonly schools: readonly string[];
  /** Of a group. */
  readonly lead?: string;
  readonly moment: Moment;
  /** The year in which it begins. */
  readonly schoolYear: number;
  /** Days of birth and sex, as far as they are known to who asks. */
  readonly detailsOf: (person: string) => KnownDetails | undefined;
}

/** One rule, and what it finds of schools in a school year. */
export interface SchoolsFindingKind {
  readonly rule: FindingRule;
  readonly find: (about: AboutSchools) => readonly Found[];
}
