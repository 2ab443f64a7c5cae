import type { Within } from '../permission.js';
import { homeOf, type Person } from './state.js';
import { splitId } from '../identity.js';

/** The person was entered by the token's school; who is not known yet is refused by the rules. */
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
