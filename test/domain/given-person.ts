import type { CouncilEvent } from '../../src/domain/council/index.js';
import { council } from '../../src/domain/council/index.js';
import type { Context } from '../../src/domain/decider.js';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import type { PersonEvent, PersonReferences } from '../../src/domain/person/index.js';
import { adopted, districtOf, from, p, registerOf, schools, sittingOfThree, stateOf, type Fact } from './given.js';

export const personId = p(1);
export const [S01, S02, S03, S04] = ['370103.S01', '370103.S02', '370103.S03', '370103.S04'] as const;
export const groupId = '370103.G01';

/** From S01 to S02 for the school year from September 2022, within the group; as the command says it, the whole working time. */
export const rotationTerms = {
  scheme: 'GROUP',
  groupId,
  mode: 'FULL_TIME',
  fromSchoolId: S01,
  toSchoolId: S02,
  from: '2022-09-01',
  to: '2023-08-31',
  personnelRelation: 'STAYS',
} as const;

export const registered: Extract<PersonEvent, { type: 'PersonRegistered' }> = {
  type: 'PersonRegistered',
  personId,
  schoolId: S01,
  commitment: 'a'.repeat(64),
};
export const erased: PersonEvent = { type: 'PersonErased', personId };
export const employed: Extract<PersonEvent, { type: 'Employed' }> = {
  type: 'Employed',
  personId,
  employerId: S01,
  homeSchoolId: S01,
};

/** A person whom S01 entered, and one whom S01 employs, both from September 2020 on. */
export const entered: readonly Fact<PersonEvent>[] = from<PersonEvent>('2020-09-01', registered);
export const working: readonly Fact<PersonEvent>[] = from<PersonEvent>('2020-09-01', registered, employed);

/** A register of four schools, S01 and S02 in the group G01, with what comes after. */
export const register = (...facts: readonly Fact<DistrictEvent>[]) =>
  districtOf([...schools('S01', 'S02', 'S03', 'S04'), ...registerOf({ G01: ['S01', 'S02'] }).slice(-1), ...facts]);

/** The council of G01: resolution 1 is on rotation, adopted on 1 March 2022, with what comes after; 2 is on money. */
export const councilOf = (...facts: readonly Fact<CouncilEvent>[]) =>
  stateOf(council, [
    ...sittingOfThree,
    ...from<CouncilEvent>('2022-03-01', adopted(1, { kind: 'ROTATION', subject: '交流轮岗方案' }), adopted(2)),
    ...facts,
  ]);

export const references: PersonReferences = { district: register(), council: councilOf() };

/** Who acts for a school, a council or a process. */
export const ofSchool: Pick<Context, 'actor'> = { actor: { id: 'clerk-1', role: 'SCHOOL' } };
export const ofCouncil: Pick<Context, 'actor'> = { actor: { id: 'secretary-1', role: 'COUNCIL' } };
export const process: Pick<Context, 'actor'> = { actor: { id: 'process', role: 'SYSTEM' } };
