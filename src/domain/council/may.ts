import { splitId } from '../identity.js';
import { ofGroup, ofSchool, type Within } from '../permission.js';
import type { CouncilReferences } from './references.js';
import type { Council } from './state.js';

/** The first council is not appointed by itself. */
export const groupWithCouncil: Within<Council> = {
  says: 'its group, where a council was appointed before',
  claims: ofGroup.claims,
  loaded: (_principal, _scope, { state }) => state.lastOrdinal > 0,
};

/** The school of the token is open and leads the group now, or will from the group's first day on. */
export const leadSchool: Within<Council, CouncilReferences> = {
  says: 'the group that its school leads',
  claims: ({ school }, { district }) => school !== undefined && splitId(school).district === district,
  loaded: ({ school }, scope, { references: { district }, recordedOn }) => {
    const group = district.groups.get(splitId(scope.group ?? '').code);
    const formedOn = group?.living.intervals[0]?.from ?? recordedOn;
    const lead = group?.lead.at(recordedOn > formedOn ? recordedOn : formedOn);
    return (
      lead !== undefined &&
      lead === splitId(school ?? '').code &&
      district.schools.get(lead)?.open.at(recordedOn) === true
    );
  },
};

/** The later ones are appointed by the council itself, or the bureau. */
export const leadSchoolAtFirst: Within<Council, CouncilReferences> = {
  ...leadSchool,
  says: 'the group that its school leads, where no council was appointed before',
  loaded: (principal, scope, loaded) => loaded.state.lastOrdinal === 0 && leadSchool.loaded!(principal, scope, loaded),
};

/** A school recommends whom it entered itself. */
export const ownStaff: Within<Council, CouncilReferences> = {
  says: 'persons whom its school entered',
  claims: ofSchool.claims,
  loaded: ({ school }, _scope, { references: { person } }) =>
    person === undefined || person.status === 'UNKNOWN' || person.schoolId === school,
};
