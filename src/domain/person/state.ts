import type { Recorded } from '../decider.js';
import type { SchoolId } from '../identity.js';
import { withChange } from '../same.js';
import type { PersonEvent } from './events.js';

/** What the ledger knows of a person: never a name. */
export type Person =
  | { readonly status: 'UNKNOWN' }
  | { readonly status: 'REGISTERED'; readonly schoolId: SchoolId; readonly commitment: string }
  | { readonly status: 'ERASED'; readonly schoolId: SchoolId };

export const initial: Person = { status: 'UNKNOWN' };

/** The person after one more fact; the very same where the fact finds nobody, or somebody else's place taken. */
export const evolve = (person: Person, { event }: Recorded<PersonEvent>): Person => {
  switch (event.type) {
    case 'PersonRegistered':
      return person.status !== 'UNKNOWN'
        ? person
        : { status: 'REGISTERED', schoolId: event.schoolId, commitment: event.commitment };
    case 'PersonDetailsChanged':
      return person.status === 'REGISTERED' ? withChange(person, { commitment: event.commitment }) : person;
    case 'PersonErased':
      return person.status === 'REGISTERED' ? { status: 'ERASED', schoolId: person.schoolId } : person;
  }
};

/** The school that entered a person; undefined where nobody is known. */
export const homeOf = (person: Person): SchoolId | undefined =>
  person.status === 'UNKNOWN' ? undefined : person.schoolId;
