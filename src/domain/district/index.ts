import type { Decider } from '../decider.js';
import { districtStream, groupId, schoolId, streamKey, type ObjectRef, type StreamName } from '../identity.js';
import type { DistrictCommand } from './commands.js';
import { correctionIsAllowed, decisions } from './decide.js';
import type { DistrictEvent } from './events.js';
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

const touches = (event: DistrictEvent, stream: StreamName): readonly ObjectRef[] => {
  const code = streamKey(stream);
  const district: ObjectRef = { type: 'District', key: code };
  const school = (key: string): ObjectRef => ({ type: 'School', key: schoolId(code, key) });
  const group = (key: string): ObjectRef => ({ type: 'EducationGroup', key: groupId(code, key) });
  switch (event.type) {
    case 'DistrictOpened':
      return [{ type: 'District', key: event.code }];
    case 'SchoolRegistered':
      return [
        school(event.schoolCode),
        ...(event.partOfCode === undefined ? [] : [school(event.partOfCode)]),
        district,
      ];
    case 'SchoolClosed':
      return [school(event.schoolCode), district];
    case 'SchoolRenamed':
    case 'SchoolClassified':
    case 'LeadershipRegimeSet':
    case 'SchoolFeatureDefined':
      return [school(event.schoolCode)];
    case 'SchoolsMerged':
      return [school(event.intoCode), ...event.schoolCodes.map(school)];
    case 'GroupFormed':
      return [group(event.groupCode), ...event.memberCodes.map(school), district];
    case 'SchoolAdmitted':
    case 'SchoolWithdrawn':
      return [group(event.groupCode), school(event.schoolCode)];
    case 'LeadSchoolChanged':
      return [group(event.groupCode), school(event.leadCode)];
    case 'GroupRenamed':
    case 'CommonFeatureDefined':
      return [group(event.groupCode)];
    case 'GroupDissolved':
      return [group(event.groupCode), ...event.memberCodes.map(school), district];
  }
};

/** Schools, groups and memberships of a district together, so that their uniqueness is strict. */
export const district: Decider<District, DistrictCommand, DistrictEvent, object> = {
  category: 'district',
  initial,
  decide: decisions,
  evolve,
  invariants,
  streamOf: (command) => districtStream(districtOf(command)),
  referencesOf: () => ({}),
  targetOf,
  touches,
  correctionIsAllowed,
  numbersKept,
  neverRetracted: ['DistrictOpened', 'GroupFormed'],
  upcasters: {},
  eventTypes: {
    DistrictOpened: true,
    SchoolRegistered: true,
    SchoolRenamed: true,
    SchoolClassified: true,
    LeadershipRegimeSet: true,
    SchoolClosed: true,
    SchoolsMerged: true,
    GroupFormed: true,
    SchoolAdmitted: true,
    SchoolWithdrawn: true,
    LeadSchoolChanged: true,
    GroupRenamed: true,
    CommonFeatureDefined: true,
    SchoolFeatureDefined: true,
    GroupDissolved: true,
  },
};
