import type { Day } from '../day.js';
import type { SchoolPhase } from '../district/events.js';
import type { PersonId, SchoolId } from '../identity.js';
import type { BackboneLevel, EmployerId, PostKind, TitleRank } from './career-events.js';
import type {
  CreditPurpose,
  RotationMode,
  RotationResolution,
  RotationScheme,
  RotationSuspended,
  SchoolTerm,
} from './rotation-events.js';

interface OfPerson {
  readonly personId: PersonId;
}

/** The commitment stands for details that were written to the people directory before. */
export interface RegisterPerson extends OfPerson {
  readonly type: 'RegisterPerson';
  readonly schoolId: SchoolId;
  readonly commitment: string;
}
export interface ChangePersonDetails extends OfPerson {
  readonly type: 'ChangePersonDetails';
  readonly commitment: string;
}
export interface ErasePerson extends OfPerson {
  readonly type: 'ErasePerson';
}

export interface Employ extends OfPerson {
  readonly type: 'Employ';
  readonly employerId: EmployerId;
  readonly homeSchoolId: SchoolId;
}
export interface TransferEmployment extends OfPerson {
  readonly type: 'TransferEmployment';
  readonly employerId: EmployerId;
  readonly homeSchoolId: SchoolId;
}
export interface AssignPost extends OfPerson {
  readonly type: 'AssignPost';
  readonly schoolId: SchoolId;
  readonly kind: PostKind;
  readonly title?: string;
  /** In percent. */
  readonly share?: number;
  /** The last day. */
  readonly to?: Day;
}
export interface EndPost extends OfPerson {
  readonly type: 'EndPost';
  readonly post: number;
}
export interface UpdateQualification extends OfPerson {
  readonly type: 'UpdateQualification';
  readonly subjects?: readonly string[];
  readonly phase?: SchoolPhase;
  readonly titleRank?: TitleRank;
  readonly backbone?: BackboneLevel;
}
export interface Retire extends OfPerson {
  readonly type: 'Retire';
}

/** What is proposed or decided; the share without a word is 100 of FULL_TIME. */
interface OnTerms extends OfPerson {
  readonly scheme: RotationScheme;
  readonly groupId?: string;
  readonly mode: RotationMode;
  readonly share?: number;
  readonly fromSchoolId: SchoolId;
  readonly toSchoolId: SchoolId;
  readonly subject?: string;
  readonly post?: PostKind;
  readonly from: Day;
  readonly to: Day;
  readonly personnelRelation: 'STAYS' | 'MOVES';
}
interface OfRotation extends OfPerson {
  readonly rotation: number;
}
export interface ProposeRotation extends OnTerms {
  readonly type: 'ProposeRotation';
}
export interface RotateTeacher extends OnTerms {
  readonly type: 'RotateTeacher';
  /** The proposal that it decides. */
  readonly rotation?: number;
  /** Of the council that decided; without it the bureau did. */
  readonly decidedBy?: RotationResolution;
  /** Whether a certificate of health was seen; without a word nobody knows. */
  readonly isFit?: boolean;
}
export interface ConfirmArrival extends OfRotation {
  readonly type: 'ConfirmArrival';
}
export interface ConfirmService extends OfRotation, SchoolTerm {
  readonly type: 'ConfirmService';
  readonly weeklyLessons?: number;
  readonly duties?: string;
}
export interface SuspendRotation extends OfRotation {
  readonly type: 'SuspendRotation';
  readonly cause: RotationSuspended['cause'];
}
export interface ResumeRotation extends OfRotation {
  readonly type: 'ResumeRotation';
}
export interface ExtendRotation extends OfRotation {
  readonly type: 'ExtendRotation';
  readonly to: Day;
  readonly decidedBy?: RotationResolution;
}
export interface RecallTeacher extends OfRotation {
  readonly type: 'RecallTeacher';
}
export interface CancelRotation extends OfRotation {
  readonly type: 'CancelRotation';
}
export interface CompleteRotation extends OfRotation {
  readonly type: 'CompleteRotation';
}
export interface RecogniseCredit extends OfPerson {
  readonly type: 'RecogniseCredit';
  readonly purpose: CreditPurpose;
  readonly cycle: string;
  readonly rotations: readonly number[];
}

export type RotationCommand =
  | ProposeRotation
  | RotateTeacher
  | ConfirmArrival
  | ConfirmService
  | SuspendRotation
  | ResumeRotation
  | ExtendRotation
  | RecallTeacher
  | CancelRotation
  | CompleteRotation
  | RecogniseCredit;
export type CareerCommand = Employ | TransferEmployment | AssignPost | EndPost | UpdateQualification | Retire;
export type PersonCommand = RegisterPerson | ChangePersonDetails | ErasePerson | CareerCommand | RotationCommand;
