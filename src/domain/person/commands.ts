import type { PersonId, SchoolId } from '../identity.js';

/** The commitment stands for details that were written to the people directory before. */
export interface RegisterPerson {
  readonly type: 'RegisterPerson';
  readonly personId: PersonId;
  readonly schoolId: SchoolId;
  readonly commitment: string;
}
export interface ChangePersonDetails {
  readonly type: 'ChangePersonDetails';
  readonly personId: PersonId;
  readonly commitment: string;
}
export interface ErasePerson {
  readonly type: 'ErasePerson';
  readonly personId: PersonId;
}

export type PersonCommand = RegisterPerson | ChangePersonDetails | ErasePerson;
