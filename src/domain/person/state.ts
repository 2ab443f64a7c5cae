import type { Recorded } from '../decider.js';
import type { SchoolId } from '../identity.js';
import { withChange } from '../same.js';
import { evolveCareer, noCareer, type Career } from './career.js';
import type { PersonEvent } from './events.js';

/** What the ledger knows of a person: never a name. */
export type Person =
  | { readonly status: 'UNKNOWN' }
  | { readonly status: 'REGISTERED'; readonly schoolId: SchoolId; readonly commitment: string; readonly career: Career }
  | { readonly status: 'ERASED'; readonly schoolId: SchoolId; readonly career: Career };

export const initial: Person = { status: 'UNKNOWN' };

/** The person after one more fact; the very same where the fact finds nobody, or somebody else's place taken. */
export const evolve = (person: Person, recorded: Recorded<PersonEvent>): Person => {
  const { event } = recorded;
  switch (event.type) {
    case 'PersonRegistered':
      return person.status !== 'UNKNOWN'
        ? person
        : { status: 'REGISTERED', schoolId: event.schoolId, commitment: event.commitment, career: noCareer };
    case 'PersonDetailsChanged':
      return person.status === 'REGISTERED' ? withChange(person, { commitment: event.commitment }) : person;
    case 'PersonErased':
      return person.status === 'REGISTERED'
        ? { status: 'ERASED', schoolId: person.schoolId, career: person.career }
        : person;
    default:
      return person.status === 'UNKNOWN'
        ? person
        : withChange(person, { career: evolveCareer(person.career, { ...recorded, event }) });
  }
};

/** The numbers of a post and of a rotation that never were stay taken. */
export const numbersKept = (person: Person, event: PersonEvent): Person => {
  if (person.status === 'UNKNOWN') return person;
  const { lastPost, lastRotation } = person.career;
  const career = withChange(person.career, {
    lastPost: event.type === 'PostAssigned' ? Math.max(lastPost, event.post) : lastPost,
    lastRotation: 'rotation' in event ? Math.max(lastRotation, event.rotation) : lastRotation,
  });
  return withChange(person, { career });
};

/** The school that entered a person; undefined where nobody is known. */
export const homeOf = (person: Person): SchoolId | undefined =>
  person.status === 'UNKNOWN' ? undefined : person.schoolId;

/** A person's working life; an empty one where nobody is known. */
export const careerOf = (person: Person): Career => (person.status === 'UNKNOWN' ? noCareer : person.career);
