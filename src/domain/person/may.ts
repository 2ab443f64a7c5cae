import { splitId } from '../identity.js';
import type { Within } from '../permission.js';
import { careerOf, homeOf, type Person } from './state.js';

// Whom a command is about is known once the person was loaded; who is not known yet is refused by the rules.

/** The person was entered by the token's school. */
export const homeSchool: Within<Person> = {
  says: 'persons whom its school entered',
  claims: ({ school }) => school !== undefined,
  loaded: ({ school }, _scope, { state }) => state.status === 'UNKNOWN' || homeOf(state) === school,
};

/** The person was entered by a school of the token's district. */
export const homeDistrict: Within<Person> = {
  says: 'persons of its district',
  claims: ({ district }) => district !== undefined,
  loaded: ({ district }, _scope, { state }) =>
    state.status === 'UNKNOWN' || splitId(homeOf(state) ?? '').district === district,
};

/** The school that the command is about, which only the person's record may tell: where a rotation leads, where a post is. */
export const itsSchool = (says: string): Within<Person> => ({
  says,
  claims: ({ school }) => school !== undefined,
  loaded: ({ school }, scope, { state }) => state.status === 'UNKNOWN' || (scope.school ?? homeOf(state)) === school,
});

/** The school to which the person belongs on the day we are told; before anybody employs, the school that entered the person. */
export const presentSchool: Within<Person> = {
  says: 'persons who belong to its school',
  claims: ({ school }) => school !== undefined,
  loaded: ({ school }, _scope, { state, recordedOn }) =>
    state.status === 'UNKNOWN' || (careerOf(state).employment.at(recordedOn)?.homeSchoolId ?? homeOf(state)) === school,
};

/** The group of the rotation. */
export const itsGroup: Within<Person> = {
  says: 'rotations within its group',
  claims: ({ group }) => group !== undefined,
  loaded: ({ group }, scope, { state }) => state.status === 'UNKNOWN' || scope.group === group,
};
