import type { Day } from '../day.js';
import type { GroupId, PersonId, SchoolId } from '../identity.js';
import type { Name, Text } from '../input.js';
import type { OnBehalf } from '../on-behalf.js';
import type { ResolutionNo } from '../vocabulary.js';
import type { Percent, PostKind } from './career-events.js';

/** Within a group, within the district, or in support of another school (支教). */
export type RotationScheme = 'GROUP' | 'DISTRICT' | 'SUPPORT';

/** The whole working time, or some of the week (走教). */
export type RotationMode = 'FULL_TIME' | 'PART_WEEK';

/**
 * The number of a person's rotation, from 1.
 * @asType integer
 * @minimum 1
 */
export type RotationNo = number;

interface OfRotation {
  readonly personId: PersonId;
  readonly rotation: RotationNo;
}

/** Who is to go where, for how long, and how. */
export interface RotationTerms {
  readonly scheme: RotationScheme;
  /** Of scheme GROUP: the group of both schools. */
  readonly groupId?: GroupId;
  readonly mode: RotationMode;
  /** Of the working time, at the receiving school; FULL_TIME is 100. */
  readonly share: Percent;
  readonly fromSchoolId: SchoolId;
  readonly toSchoolId: SchoolId;
  /** What is taught there. */
  readonly subject?: Name;
  /** What post is taken there. */
  readonly post?: PostKind;
  /** First and last day at the receiving school. */
  readonly from: Day;
  readonly to: Day;
  /** Whether employer and home school stay (人事关系不动), or move to the receiving school (随迁). */
  readonly personnelRelation: 'STAYS' | 'MOVES';
}

/** A council's resolution on rotation. */
export interface RotationResolution {
  readonly groupId: GroupId;
  readonly number: ResolutionNo;
}

/** What is asked of somebody who rotates: age, years at the school, health, years left until retirement. */
export type EligibilityCriterion = 'AGE' | 'YEARS_AT_SCHOOL' | 'HEALTH' | 'YEARS_TO_RETIREMENT';

/** Whether somebody met it on the day of the decision: nothing else of what it was found from is kept. */
export interface EligibilityOutcome {
  readonly criterion: EligibilityCriterion;
  readonly outcome: 'MET' | 'NOT_MET' | 'UNKNOWN';
}

/** Who decided: the council by a resolution, or the bureau. */
interface DecidedBy extends OnBehalf {
  /** Absent where the bureau decided. */
  readonly decidedBy?: RotationResolution;
}

/** A rotation was proposed. */
export interface RotationProposed extends OfRotation, RotationTerms {
  readonly type: 'RotationProposed';
}

/** A rotation was decided, whether it was proposed before or not. */
export interface RotationDecided extends OfRotation, RotationTerms, DecidedBy {
  readonly type: 'RotationDecided';
  /** What policy ELIGIBILITY of the day asks for; empty where there is none. */
  readonly eligibility: readonly EligibilityOutcome[];
}

/** Somebody arrived at the receiving school, on that day. */
export interface ArrivalConfirmed extends OfRotation {
  readonly type: 'ArrivalConfirmed';
}

/**
 * A term of a school year: the first from 1 September to 31 January, the second from 1 February to 31 August.
 */
export interface SchoolTerm {
  /**
   * The year in which the school year begins.
   * @asType integer
   * @minimum 1990
   * @maximum 2199
   */
  readonly schoolYear: number;
  readonly term: 'FIRST' | 'SECOND';
}

/** The receiving school confirms that somebody really worked there in a term. */
export interface ServiceConfirmed extends OfRotation, SchoolTerm {
  readonly type: 'ServiceConfirmed';
  /**
   * Of a teacher.
   * @asType integer
   * @minimum 1
   * @maximum 60
   */
  readonly weeklyLessons?: number;
  /** Of a cadre. */
  readonly duties?: Text;
}

/** A rotation rests from that day on. */
export interface RotationSuspended extends OfRotation {
  readonly type: 'RotationSuspended';
  readonly cause: 'ILLNESS' | 'MATERNITY' | 'OTHER';
}

/** It goes on from that day on. */
export interface RotationResumed extends OfRotation {
  readonly type: 'RotationResumed';
}

/** A rotation lasts longer. */
export interface RotationExtended extends OfRotation, DecidedBy {
  readonly type: 'RotationExtended';
  /** The new last day. */
  readonly to: Day;
}

/** Somebody is back before the time, from that day on. */
export interface TeacherRecalled extends OfRotation {
  readonly type: 'TeacherRecalled';
  readonly cause: 'RECALLED' | 'RETIRED';
}

/** A rotation, or what was proposed, never takes place. */
export interface RotationCancelled extends OfRotation {
  readonly type: 'RotationCancelled';
  readonly cause: 'CANCELLED' | 'RETIRED';
}

/** A rotation was completed; that day is its last one, where it was not over before. */
export interface RotationCompleted extends OfRotation {
  readonly type: 'RotationCompleted';
}

/** For what a rotation counts: 职称评审, 评优评先, 干部选拔. */
export type CreditPurpose = 'TITLE' | 'HONOUR' | 'CADRE';

/** Served months were recognised for a purpose and a cycle. */
export interface CreditRecognised {
  readonly type: 'CreditRecognised';
  readonly personId: PersonId;
  readonly purpose: CreditPurpose;
  /** Of the review, as in `2026`. */
  readonly cycle: Name;
  /** @minItems 1 */
  readonly rotations: readonly RotationNo[];
  /**
   * Net of suspensions and of terms without confirmed service, thirty days each.
   * @asType integer
   * @minimum 1
   */
  readonly months: number;
}

export type RotationEvent =
  | RotationProposed
  | RotationDecided
  | ArrivalConfirmed
  | ServiceConfirmed
  | RotationSuspended
  | RotationResumed
  | RotationExtended
  | TeacherRecalled
  | RotationCancelled
  | RotationCompleted
  | CreditRecognised;
