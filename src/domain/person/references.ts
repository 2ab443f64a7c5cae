import type { Day } from '../day.js';
import type { District } from '../district/index.js';
import { schoolId, splitId, type SchoolId } from '../identity.js';
import { refuse, type Refused } from '../refusal.js';
import type { Timeline } from '../timeline.js';
import { timeline, uncovered } from '../timeline.js';
import type { ResolutionKind } from '../vocabulary.js';

/** What of a person's details a decision may look at; nothing where they were erased. */
export interface KnownDetails {
  readonly birthDate?: Day;
  readonly sex?: 'FEMALE' | 'MALE';
}

/** What the decisions of persons look at besides the person's own stream. */
export interface PersonReferences {
  /** The register of the district of the school that a command names first. */
  readonly district?: District;
  /** The register of the receiving school's district, where it is another one. */
  readonly receiving?: District;
  /** The council whose resolution a command names. */
  readonly council?: {
    readonly resolutions: readonly {
      readonly number: number;
      readonly kind: ResolutionKind;
      readonly effectiveOn: Day;
      readonly repealedOn: Day | undefined;
    }[];
  };
  readonly details?: KnownDetails;
}

/** When a school of the registers that were read is open; undefined where none knows it. */
const openingOf = ({ district, receiving }: PersonReferences, schoolId: SchoolId): Timeline<true> | undefined => {
  const { district: of, code } = splitId(schoolId);
  const register = [district, receiving].find((one) => one?.code === of);
  return register?.schools.get(code)?.open;
};

/** The school whose legal person a school is: of a section or campus the one that it is part of. */
export const wholeOf = ({ district }: PersonReferences, id: SchoolId): SchoolId => {
  const { district: of, code } = splitId(id);
  const partOf = district?.code === of ? district.schools.get(code)?.partOfCode : undefined;
  return partOf === undefined ? id : schoolId(of, partOf);
};

/** A school is in the register, and open on every day of a span; without an end, on its first day. */
export const isOpenFrom = (
  references: PersonReferences,
  schoolId: SchoolId,
  { from, until }: { readonly from: Day; readonly until?: Day },
  path: string,
): Refused | undefined => {
  const open = openingOf(references, schoolId);
  if (!open) return refuse('NOT_FOUND', { school: schoolId }, [path]);
  const [gap] =
    until === undefined
      ? open.at(from) === undefined
        ? [{ from }]
        : []
      : uncovered({ from, until, value: true, by: 0 }, open);
  return gap && refuse('SCHOOL_CLOSED', { school: schoolId, day: gap.from }, [path]);
};

/** The first day on which a school that is open on a day is closed, as far as it is recorded. */
export const closesOn = (references: PersonReferences, schoolId: SchoolId, day: Day): Day | undefined =>
  openingOf(references, schoolId)?.intervals.find(
    ({ from, until }) => from <= day && (until === undefined || day < until),
  )?.until;

/** When a school is a member of a group of its district; undefined where the group is not known. */
export const membershipOf = (
  { district }: PersonReferences,
  groupId: string,
  schoolId: SchoolId,
): Timeline<true> | undefined => {
  const { district: of, code } = splitId(groupId);
  const group = district?.code === of ? district.groups.get(code) : undefined;
  const isNear = splitId(schoolId).district === of;
  return group && ((isNear ? group.members.get(splitId(schoolId).code) : undefined) ?? timeline<true>());
};

/** A school is a member of a group of its district on every day of a span. */
export const isMemberFrom = (
  references: PersonReferences,
  groupId: string,
  schoolId: SchoolId,
  { from, until }: { readonly from: Day; readonly until: Day },
  path: string,
): Refused | undefined => {
  const membership = membershipOf(references, groupId, schoolId);
  if (!membership) return refuse('NOT_FOUND', { group: groupId }, ['groupId']);
  const [gap] = uncovered({ from, until, value: true, by: 0 }, membership);
  return gap && refuse('NOT_SAME_GROUP', { school: schoolId, group: groupId, day: gap.from }, [path]);
};
