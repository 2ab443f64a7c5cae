import type { Day } from '../day.js';
import type { PersonId, SchoolId } from '../identity.js';
import type { Name } from '../input.js';
import type { SchoolPhase } from '../district/events.js';
import type { PostKind } from '../vocabulary.js';

export type { PostKind } from '../vocabulary.js';

/**
 * Who employs: a school by its id, or under 县管校聘 the district by its code.
 * @pattern ^[A-Z0-9]{1,16}(\.[A-Z0-9]{1,16})?$
 */
export type EmployerId = string;

/** 职称 of school teachers (人社部发〔2015〕79号), lowest first: 三级, 二级, 一级, 高级, 正高级. */
export type TitleRank = 'THIRD' | 'SECOND' | 'FIRST' | 'SENIOR' | 'PROFESSORIAL';

/** 骨干教师, 学科带头人, 特级教师, or none of them any more. */
export type BackboneLevel = 'NONE' | 'BACKBONE' | 'SUBJECT_LEADER' | 'SPECIAL_GRADE';

/**
 * A share of working time, in percent.
 * @asType integer
 * @minimum 1
 * @maximum 100
 */
export type Percent = number;

/**
 * The number of a person's post, from 1.
 * @asType integer
 * @minimum 1
 */
export type PostNo = number;

interface Employing {
  readonly personId: PersonId;
  readonly employerId: EmployerId;
  /** 归属学校: the school to which the person belongs. */
  readonly homeSchoolId: SchoolId;
}

/** Somebody is employed from that day on. */
export interface Employed extends Employing {
  readonly type: 'Employed';
}

/** Another employer, or another home school, from that day on. */
export interface EmploymentTransferred extends Employing {
  readonly type: 'EmploymentTransferred';
}

/** Somebody took a post at a school. */
export interface PostAssigned {
  readonly type: 'PostAssigned';
  readonly personId: PersonId;
  readonly post: PostNo;
  readonly schoolId: SchoolId;
  readonly kind: PostKind;
  /** What an OTHER post is called. */
  readonly title?: Name;
  /** The share of working time that the post keeps, whatever rotations there are; absent: what they leave. */
  readonly share?: Percent;
  /** The last day, where it is limited. */
  readonly to?: Day;
}

/** A post is held no longer, from that day on. */
export interface PostEnded {
  readonly type: 'PostEnded';
  readonly personId: PersonId;
  readonly post: PostNo;
  readonly cause: 'ENDED' | 'SCHOOL_CLOSED' | 'RETIRED';
}

/** What a person is qualified for, from that day on; what is absent stays. */
export interface QualificationUpdated {
  readonly type: 'QualificationUpdated';
  readonly personId: PersonId;
  /** @maxItems 20 */
  readonly subjects?: readonly Name[];
  readonly phase?: SchoolPhase;
  readonly titleRank?: TitleRank;
  readonly backbone?: BackboneLevel;
}

/** Somebody retired: employed no longer, with no post and on no rotation, from that day on. */
export interface Retired {
  readonly type: 'Retired';
  readonly personId: PersonId;
}

export type CareerEvent = Employed | EmploymentTransferred | PostAssigned | PostEnded | QualificationUpdated | Retired;
