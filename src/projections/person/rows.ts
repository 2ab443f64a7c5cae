import { readModel, type Row } from '../read-model.js';

/** A person, without a name; key: the UUID. */
export interface PersonRow extends Row {
  /** The school that entered the person. */
  readonly school: string;
  /** Which entry of the people directory holds the details; null once they are erased. */
  readonly commitment: string | null;
}

export const persons = readModel<PersonRow>({
  name: 'person',
  version: 1,
  columns: { school: 'TEXT', commitment: 'TEXT' },
  indexed: [],
  on: {
    PersonRegistered: ({ event }, rows) =>
      rows.open({ key: event.personId, school: event.schoolId, commitment: event.commitment }),
    PersonDetailsChanged: ({ event }, rows) => rows.change({ key: event.personId }, { commitment: event.commitment }),
    PersonErased: ({ event }, rows) => rows.change({ key: event.personId }, { commitment: null }),
  },
});
