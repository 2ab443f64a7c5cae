import type { Day } from '../day.js';
import { schoolId as idOf, splitId, type PersonId, type SchoolCode, type SchoolId } from '../identity.js';
import { at, firstRefused } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import { contains, type Interval } from '../timeline.js';
import type { PostKind } from '../vocabulary.js';
import type { ExOfficioSeat } from './resolution-events.js';
import type { Charter } from './state.js';

// Who may be named, and who may sit: what a council's decisions ask of persons, who have streams of their own.

/** What they look at of a person. */
export type Person =
  | { readonly status: 'UNKNOWN' }
  | {
      readonly status: 'REGISTERED' | 'ERASED';
      readonly schoolId: SchoolId;
      readonly career?: { readonly posts: readonly HeldPost[] };
    };
interface HeldPost extends Interval<PostKind> {
  readonly number: number;
  readonly schoolId: SchoolId;
}

/** Who took a post, and when: the day, the number among the person's posts, the person. */
export type Taken = readonly [day: Day, number: number, personId: PersonId];

/** Of those who hold a post, who took it last comes first; on the same day by number, and then by person, so that it is one of them. */
export const lastFirst = (a: Taken, b: Taken): number => {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index < 0 ? 0 : a[index]! > b[index]! ? -1 : 1;
};

/** How a person took a post at a school that is held on a day, the last time; undefined where it is not held. */
export const takenPost = (
  person: Person | undefined,
  personId: PersonId,
  schoolId: SchoolId,
  post: PostKind,
  day: Day,
): Taken | undefined => {
  const posts = (person !== undefined && person.status !== 'UNKNOWN' && person.career?.posts) || [];
  return posts
    .filter((one) => one.value === post && one.schoolId === schoolId && contains(one, day))
    .map(({ from, number }): Taken => [from, number, personId])
    .sort(lastFirst)[0];
};

/** Whether a person holds a post at a school on a day. */
export const holdsPost = (person: Person | undefined, schoolId: SchoolId, post: PostKind, day: Day): boolean =>
  takenPost(person, '', schoolId, post, day) !== undefined;

/** Whether a charter gives a post of a school a seat. */
export const isBound = (charter: Charter | undefined, schoolCode: SchoolCode, post: PostKind): boolean =>
  charter?.exOfficio?.some((one) => one.schoolCode === schoolCode && one.post === post) === true;

/** The first seat of a charter that goes with a post which a person holds on a day. */
export const exOfficioOf = (
  charter: Charter | undefined,
  personId: PersonId,
  district: string,
  day: Day,
  references: object,
): ExOfficioSeat | undefined =>
  charter?.exOfficio?.find(({ schoolCode, post }) =>
    holdsPost(personOf(references, personId), idOf(district, schoolCode), post, day),
  );

export const isRegistered = (person: Person | undefined, personId: PersonId): Refused | undefined => {
  if (person === undefined || person.status === 'UNKNOWN') return refuse('NOT_FOUND', { person: personId });
  return person.status === 'ERASED' ? refuse('PERSON_ERASED', { person: personId }) : undefined;
};

/** A group's council is recruited in its district. */
export const isOfDistrict = (person: Person | undefined, personId: PersonId, district: string): Refused | undefined =>
  person?.status === 'REGISTERED' && splitId(person.schoolId).district !== district
    ? refuse('NOT_FOUND', { person: personId })
    : undefined;

export const personOf = (references: object, personId: PersonId): Person | undefined =>
  (references as Readonly<Record<PersonId, Person>>)[personId];

/** Nobody is seated who is not registered in the group's district, or no longer. */
export const personsAreRegistered = (
  persons: readonly PersonId[],
  district: string,
  references: object,
): Refused | undefined =>
  firstRefused(persons, (personId) => {
    const person = personOf(references, personId);
    return isRegistered(person, personId) ?? isOfDistrict(person, personId, district);
  });

/** Who is named in a meeting, known since. */
export interface Named {
  readonly concernedIds?: readonly PersonId[];
  readonly recusedIds?: readonly PersonId[];
}

/** Whom the minutes name is known, and of the group's district; who was erased since was there all the same. */
export const namedAreKnown = (
  named: Named,
  district: string,
  references: object,
  before: Named = {},
): Refused | undefined =>
  firstRefused(['concernedIds', 'recusedIds'] as const, (field) =>
    firstRefused(named[field] ?? [], (personId, index) => {
      const person = personOf(references, personId);
      const isKnown = person && person.status !== 'UNKNOWN' && splitId(person.schoolId).district === district;
      return isKnown === true || before[field]?.includes(personId) === true
        ? undefined
        : at([field, String(index)], refuse('NOT_FOUND', { person: personId }));
    }),
  );
