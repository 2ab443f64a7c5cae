import type { Decider } from '../decider.js';
import { districtStream, streamKey } from '../identity.js';
import type { ObjectRef } from '../objects.js';
import { districtOf, inCodes } from './codes.js';
import type { DistrictCommand } from './commands.js';
import { correctionIsAllowed, decisions, isUndoneWith } from './decide.js';
import type { DistrictEvent } from './events.js';
import { facts } from './facts.js';
import { invariants } from './invariants.js';
import { evolve, initial, numbersKept, type District } from './state.js';

export type { DistrictCommand } from './commands.js';
export type { DistrictEvent } from './events.js';
export { membersOn } from './invariants.js';
export { groupLives, groupLivesOn, groupOf } from './living.js';
export type { District, Group, School } from './state.js';

const targetOf = (command: DistrictCommand): ObjectRef | undefined => {
  if ('groupId' in command) return { type: 'EducationGroup', key: command.groupId };
  if ('schoolId' in command) return { type: 'School', key: command.schoolId };
  return command.type === 'MergeSchools' ? { type: 'School', key: command.intoId } : undefined;
};

/** The key of the membership that a fact began: `{district}.{group}.{school}.{revision}`. */
export const membershipKey = (district: string, group: string, school: string, revision: number): string =>
  `${district}.${group}.${school}.${revision}`;

/** Schools, groups and memberships of a district together, so that their uniqueness is strict. */
export const district: Decider<District, DistrictCommand, DistrictEvent, object> = {
  category: 'district',
  duty: 'BASIC_EDUCATION',
  initial,
  commands: decisions,
  evolve,
  invariants,
  streamOf: (command) => districtStream(districtOf(command)),
  contentOf: inCodes,
  scopeOf: (command) => ({
    district: districtOf(command),
    ...('groupId' in command ? { group: command.groupId } : {}),
    ...('schoolId' in command ? { school: command.schoolId } : {}),
  }),
  scopeOfRecord: (stream) => ({ district: streamKey(stream) }),
  referencesOf: () => ({}),
  targetOf,
  facts,
  correctionIsAllowed,
  isUndoneWith,
  numbersKept,
  neverRetracted: ['DistrictOpened', 'GroupFormed'],
  upcasters: {},
};
