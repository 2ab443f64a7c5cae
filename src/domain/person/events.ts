import type { PersonId, SchoolId } from '../identity.js';
import type { CareerEvent } from './career-events.js';
import type { RotationEvent } from './rotation-events.js';

/** A teacher, cadre or other person became known here. The details live in the people directory. */
export interface PersonRegistered {
  readonly type: 'PersonRegistered';
  readonly personId: PersonId;
  /** The school that entered the person. */
  readonly schoolId: SchoolId;
  /**
   * SHA-256 over the salt and the canonical details of the directory's entry, in hexadecimal: nobody can quietly swap a name.
   * @pattern ^[0-9a-f]{64}$
   */
  readonly commitment: string;
}

/** The directory holds other details from then on. */
export interface PersonDetailsChanged {
  readonly type: 'PersonDetailsChanged';
  readonly personId: PersonId;
  /**
   * As in PersonRegistered, over the new details.
   * @pattern ^[0-9a-f]{64}$
   */
  readonly commitment: string;
}

/** The person's details are to be destroyed, with the salts of all commitments; the ledger stays whole and says nothing. */
export interface PersonErased {
  readonly type: 'PersonErased';
  readonly personId: PersonId;
}

export type * from './career-events.js';
export type * from './rotation-events.js';

export type PersonEvent = PersonRegistered | PersonDetailsChanged | PersonErased | CareerEvent | RotationEvent;
