import type { Day } from '../day.js';
import type { DistrictCode, GroupCode, SchoolCode } from '../identity.js';
import type { Name, Text } from '../input.js';

export type SchoolPhase =
  'KINDERGARTEN' | 'PRIMARY' | 'JUNIOR' | 'NINE_YEAR' | 'SENIOR' | 'COMPLETE_SECONDARY' | 'TWELVE_YEAR' | 'SPECIAL';
/** A school is a legal person; a section (学部) or campus (校区) shares its school's. */
export type SchoolKind = 'SCHOOL' | 'SECTION' | 'CAMPUS';
export type Ownership = 'PUBLIC' | 'PRIVATE';
export type SchoolStanding = 'FAMOUS' | 'QUALITY' | 'POTENTIAL' | 'UNSPECIFIED';
/** Under whose leadership the principal is responsible: nobody's, the group's council, or (since 2022) the school's Party organisation. */
export type LeadershipRegime =
  'PRINCIPAL_RESPONSIBLE' | 'PRINCIPAL_UNDER_COUNCIL' | 'PRINCIPAL_UNDER_PARTY_ORGANISATION';
export type GroupForm = 'GROUP' | 'ALLIANCE';

/** The district keeps its register here from that day on. */
export interface DistrictOpened {
  readonly type: 'DistrictOpened';
  readonly code: DistrictCode;
  readonly name: Name;
}

/** A school, section or campus was entered in the district's register. */
export interface SchoolRegistered {
  readonly type: 'SchoolRegistered';
  readonly schoolCode: SchoolCode;
  readonly name: Name;
  /**
   * Other names in use, searched like names.
   * @uniqueItems true
   */
  readonly aliases: readonly Name[];
  readonly kind: SchoolKind;
  /** The school whose legal person a section or campus shares. */
  readonly partOfCode?: SchoolCode;
  readonly phase: SchoolPhase;
  readonly ownership: Ownership;
  readonly standing: SchoolStanding;
  /** The legal person's name. */
  readonly legalPerson: Name;
  /** Absent where nobody has said. */
  readonly isRural?: boolean;
  /** The day on which a section or campus closes with its school, where that was recorded before. */
  readonly until?: Day;
}

/** A school bears another name; its legal person stays. */
export interface SchoolRenamed {
  readonly type: 'SchoolRenamed';
  readonly schoolCode: SchoolCode;
  readonly name: Name;
}

/** The bureau classed a school; what is absent stays as it was. */
export interface SchoolClassified {
  readonly type: 'SchoolClassified';
  readonly schoolCode: SchoolCode;
  readonly standing?: SchoolStanding;
  readonly isRural?: boolean;
}

/** Under whose leadership the principal is responsible from that day on. */
export interface LeadershipRegimeSet {
  readonly type: 'LeadershipRegimeSet';
  readonly schoolCode: SchoolCode;
  readonly regime: LeadershipRegime;
}

/** A school, section or campus is closed from that day on. */
export interface SchoolClosed {
  readonly type: 'SchoolClosed';
  readonly schoolCode: SchoolCode;
}

/** Schools were merged into another one, which carries on for them. */
export interface SchoolsMerged {
  readonly type: 'SchoolsMerged';
  /**
   * @minItems 1
   * @uniqueItems true
   */
  readonly schoolCodes: readonly SchoolCode[];
  readonly intoCode: SchoolCode;
}

/** A group or alliance was formed. Each member keeps its legal person, name and affiliation. */
export interface GroupFormed {
  readonly type: 'GroupFormed';
  readonly groupCode: GroupCode;
  readonly name: Name;
  readonly form: GroupForm;
  readonly leadCode: SchoolCode;
  /**
   * With the lead. Whose closing was recorded before is admitted beside it, until that day (SchoolAdmitted).
   * @uniqueItems true
   */
  readonly memberCodes: readonly SchoolCode[];
  /** The group beside which an alliance stands. */
  readonly besideGroupCode?: GroupCode;
  /** "1": the members' common philosophy and culture. */
  readonly commonFeature?: Text;
}

/** A school became a member of a group. Legal person, name and affiliation of the school are untouched. */
export interface SchoolAdmitted {
  readonly type: 'SchoolAdmitted';
  readonly groupCode: GroupCode;
  readonly schoolCode: SchoolCode;
  /** The day on which it ends with the group or the school, where that was recorded before. */
  readonly until?: Day;
}

/** A school is no member of a group from that day on, whatever was planned for later days. */
export interface SchoolWithdrawn {
  readonly type: 'SchoolWithdrawn';
  readonly groupCode: GroupCode;
  readonly schoolCode: SchoolCode;
}

/** Another member leads the group. */
export interface LeadSchoolChanged {
  readonly type: 'LeadSchoolChanged';
  readonly groupCode: GroupCode;
  readonly leadCode: SchoolCode;
}

/** A group bears another name. */
export interface GroupRenamed {
  readonly type: 'GroupRenamed';
  readonly groupCode: GroupCode;
  readonly name: Name;
}

/** "1": what the members have in common in philosophy and culture. */
export interface CommonFeatureDefined {
  readonly type: 'CommonFeatureDefined';
  readonly groupCode: GroupCode;
  readonly feature: Text;
}

/** "X": the school's own feature (一校一品). */
export interface SchoolFeatureDefined {
  readonly type: 'SchoolFeatureDefined';
  readonly schoolCode: SchoolCode;
  readonly feature: Text;
}

/** A group ended; all its memberships end with it. */
export interface GroupDissolved {
  readonly type: 'GroupDissolved';
  readonly groupCode: GroupCode;
  /**
   * The members on that day.
   * @uniqueItems true
   */
  readonly memberCodes: readonly SchoolCode[];
}

export type DistrictEvent =
  | DistrictOpened
  | SchoolRegistered
  | SchoolRenamed
  | SchoolClassified
  | LeadershipRegimeSet
  | SchoolClosed
  | SchoolsMerged
  | GroupFormed
  | SchoolAdmitted
  | SchoolWithdrawn
  | LeadSchoolChanged
  | GroupRenamed
  | CommonFeatureDefined
  | SchoolFeatureDefined
  | GroupDissolved;
