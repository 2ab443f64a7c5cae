import { splitId } from '../../domain/identity.js';
import { readModel, type Row } from '../read-model.js';

/** A person, without a name; key: the UUID. */
export interface PersonRow extends Row {
  /** The school that entered the person, and its district. */
  readonly school: string;
  readonly district: string;
  /** Which entry of the people directory holds the details; null once they are erased. */
  readonly commitment: string | null;
}

export const persons = readModel<PersonRow>({
  name: 'person',
  version: 2,
  columns: { school: 'TEXT', district: 'TEXT', commitment: 'TEXT' },
  indexed: ['district'],
  on: {
    PersonRegistered: ({ event: { personId: key, schoolId: school, commitment } }, rows) =>
      rows.open({ key, school, district: splitId(school).district, commitment }),
    PersonDetailsChanged: ({ event }, rows) => rows.change({ key: event.personId }, { commitment: event.commitment }),
    PersonErased: ({ event }, rows) => rows.change({ key: event.personId }, { commitment: null }),
  },
});
