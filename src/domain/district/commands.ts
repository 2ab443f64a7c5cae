import type { DistrictCode, GroupCode, GroupId, SchoolCode, SchoolId } from '../identity.js';
import type { GroupForm, LeadershipRegime, Ownership, SchoolKind, SchoolPhase, SchoolStanding } from './events.js';

interface InDistrict {
  readonly districtId: DistrictCode;
}
interface OfSchool {
  readonly schoolId: SchoolId;
}
interface OfGroup {
  readonly groupId: GroupId;
}

export interface OpenDistrict {
  readonly type: 'OpenDistrict';
  readonly code: DistrictCode;
  readonly name: string;
}
export interface RegisterSchool extends InDistrict {
  readonly type: 'RegisterSchool';
  readonly code: SchoolCode;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly kind?: SchoolKind;
  readonly partOfId?: SchoolId;
  readonly phase: SchoolPhase;
  readonly ownership?: Ownership;
  readonly standing?: SchoolStanding;
  /** Without it a school's own name, or the legal person of the school that a section or campus is part of. */
  readonly legalPerson?: string;
  readonly isRural?: boolean;
}
export interface RenameSchool extends OfSchool {
  readonly type: 'RenameSchool';
  readonly name: string;
}
export interface ClassifySchool extends OfSchool {
  readonly type: 'ClassifySchool';
  readonly standing?: SchoolStanding;
  readonly isRural?: boolean;
}
export interface SetLeadershipRegime extends OfSchool {
  readonly type: 'SetLeadershipRegime';
  readonly regime: LeadershipRegime;
}
export interface CloseSchool extends OfSchool {
  readonly type: 'CloseSchool';
}
export interface MergeSchools {
  readonly type: 'MergeSchools';
  readonly schoolIds: readonly SchoolId[];
  readonly intoId: SchoolId;
}
export interface FormGroup extends InDistrict {
  readonly type: 'FormGroup';
  readonly code: GroupCode;
  readonly name: string;
  readonly form: GroupForm;
  readonly leadId: SchoolId;
  readonly memberIds: readonly SchoolId[];
  readonly besideGroupId?: GroupId;
  readonly commonFeature?: string;
}
export interface AdmitSchool extends OfGroup, OfSchool {
  readonly type: 'AdmitSchool';
}
export interface WithdrawSchool extends OfGroup, OfSchool {
  readonly type: 'WithdrawSchool';
}
export interface ChangeLeadSchool extends OfGroup {
  readonly type: 'ChangeLeadSchool';
  readonly leadId: SchoolId;
}
export interface RenameGroup extends OfGroup {
  readonly type: 'RenameGroup';
  readonly name: string;
}
export interface DefineCommonFeature extends OfGroup {
  readonly type: 'DefineCommonFeature';
  readonly feature: string;
}
export interface DefineSchoolFeature extends OfSchool {
  readonly type: 'DefineSchoolFeature';
  readonly feature: string;
}
export interface DissolveGroup extends OfGroup {
  readonly type: 'DissolveGroup';
}

export type DistrictCommand =
  | OpenDistrict
  | RegisterSchool
  | RenameSchool
  | ClassifySchool
  | SetLeadershipRegime
  | CloseSchool
  | MergeSchools
  | FormGroup
  | AdmitSchool
  | WithdrawSchool
  | ChangeLeadSchool
  | RenameGroup
  | DefineCommonFeature
  | DefineSchoolFeature
  | DissolveGroup;
