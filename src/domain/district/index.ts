import type { Decider } from '../decider.js';
import { districtStream, groupId, schoolId, streamKey } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import type { DistrictCommand } from './commands.js';
import { correctionIsAllowed, decisions } from './decide.js';
import type { DistrictEvent } from './events.js';
import { facts } from './facts.js';
import { invariants } from './invariants.js';
import { evolve, initial, numbersKept, type District } from './state.js';

export type { DistrictCommand } from './commands.js';
export type { DistrictEvent } from './events.js';
export { membersOn } from './invariants.js';
export { groupLives, groupLivesOn, groupOf } from './living.js';
export type { District, Group, School } from './state.js';

const districtOf = (command: DistrictCommand): string =>
  command.type === 'OpenDistrict' ? command.code : command.districtCode;

const targetOf = (command: DistrictCommand): ObjectRef | undefined => {
  if ('groupCode' in command) return { type: 'EducationGroup', key: groupId(command.districtCode, command.groupCode) };
  if ('schoolCode' in command) return { type: 'School', key: schoolId(command.districtCode, command.schoolCode) };
  if (command.type === 'MergeSchools') return { type: 'School', key: schoolId(command.districtCode, command.intoCode) };
  return undefined;
};

/** The key of the membership that a fact began: `{district}.{group}.{school}.{revision}`. */
export const membershipKey = (district: string, group: string, school: string, revision: number): string =>
  `${district}.${group}.${school}.${revision}`;

/** Schools, groups and memberships of a district together, so that their uniqueness is strict. */
export const district: Decider<District, DistrictCommand, DistrictEvent, object> = {
  category: 'district',
  initial,
  commands: decisions,
  evolve,
  invariants,
  streamOf: (command) => districtStream(districtOf(command)),
  scopeOf: (command) => ({
    district: districtOf(command),
    ...('groupCode' in command ? { group: groupId(command.districtCode, command.groupCode) } : {}),
    ...('schoolCode' in command ? { school: schoolId(command.districtCode, command.schoolCode) } : {}),
  }),
  scopeOfRecord: (stream) => ({ district: streamKey(stream) }),
  referencesOf: () => ({}),
  targetOf,
  facts,
  correctionIsAllowed,
  numbersKept,
  neverRetracted: ['DistrictOpened', 'GroupFormed'],
  upcasters: {},
};
