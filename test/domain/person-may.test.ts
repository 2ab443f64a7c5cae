import { describe, expect, test } from '@jest/globals';
import { claimsAllow, notAuthorised, stateAllows } from '../../src/commands/permissions.js';
import type { Role } from '../../src/domain/actor.js';
import type { Principal } from '../../src/domain/permission.js';
import { person, type PersonCommand, type PersonEvent } from '../../src/domain/person/index.js';
import { from, given, on } from './given.js';
import {
  employed,
  groupId,
  ofCouncil,
  ofSchool,
  personId,
  process,
  references,
  registered,
  S01,
  S02,
  S03,
  S04,
  rotationTerms as terms,
} from './given-person.js';

// Who may give each command on a person, as the token says and as what is known of the person tells.

const token = (role: Role, claims: Partial<Principal> = {}): Principal => ({ actor: { id: 'x', role }, ...claims });
const [G01, G02] = [groupId, '370103.G02'];
const { groupId: _, ...ofDistrict } = { ...terms, scheme: 'DISTRICT' as const };
const decidedBy = { groupId: G01, number: 1 };
const decided = { type: 'RotationDecided', personId, share: 100, eligibility: [] } as const;

const nobody = given(person, [], references);
/** Entered by S04 in 2020, from S03 to S01 in September 2021 with a post at S03 still; rotates to S02 within G01, then to S03. */
const rotating = given(
  person,
  [
    ...from<PersonEvent>('2020-09-01', { ...registered, schoolId: S04 }),
    ...from<PersonEvent>('2021-01-01', { ...employed, employerId: S03, homeSchoolId: S03 }),
    ...from<PersonEvent>(
      '2021-09-01',
      { type: 'EmploymentTransferred', personId, employerId: S01, homeSchoolId: S01 },
      { type: 'PostAssigned', personId, post: 1, schoolId: S03, kind: 'TEACHER' },
    ),
    ...from<PersonEvent>(
      '2022-05-01',
      { ...decided, rotation: 1, ...terms },
      { ...decided, rotation: 2, ...ofDistrict, toSchoolId: S03, from: '2023-09-01', to: '2024-08-31' },
    ),
  ],
  references,
);
type Given = Pick<typeof rotating, 'state'>;

/** Whether somebody may give a command on the person, on the day on which we are told. */
const may = (who: Principal, command: PersonCommand, { state }: Given = rotating, recordedOn = '2022-10-01'): boolean =>
  claimsAllow(who, command) && stateAllows(who, command, { state, references, recordedOn });
const schoolsThatMay = (command: PersonCommand, whom?: Given, recordedOn?: string) =>
  [S01, S02, S03, S04].filter((school) => may(token('SCHOOL', { school }), command, whom, recordedOn));
const groupsThatMay = (command: PersonCommand, whom?: Given) =>
  [G01, G02].filter((group) => may(token('COUNCIL', { group }), command, whom));
const districtsThatMay = (command: PersonCommand, whom?: Given) =>
  ['370103', '370199'].filter((district) => may(token('BUREAU', { district }), command, whom));

const ofFirst = { personId, rotation: 1 } as const;
const employ = { type: 'Employ', personId, employerId: S02, homeSchoolId: S02 } as const;
const assign = { type: 'AssignPost', personId, schoolId: S01, kind: 'TEACHER' } as const;
const end = { type: 'EndPost', personId, post: 1 } as const;
const qualify = { type: 'UpdateQualification', personId, titleRank: 'SENIOR' } as const;
const rotate = { type: 'RotateTeacher', personId, ...terms, decidedBy } as const;
const extend = { type: 'ExtendRotation', ...ofFirst, to: '2024-08-31', decidedBy } as const;
const cancel = { type: 'CancelRotation', ...ofFirst } as const;
const service = { schoolYear: 2022, term: 'FIRST', weeklyLessons: 12 } as const;
const recognise = { type: 'RecogniseCredit', personId, purpose: 'TITLE', cycle: '2024', rotations: [1] } as const;

/** Every command besides the bureau's part, with the schools and the groups that may give it. */
const commands: readonly (readonly [PersonCommand, readonly string[], readonly string[]])[] = [
  [{ type: 'RegisterPerson', personId, schoolId: S03, commitment: registered.commitment }, [S03], []],
  [{ type: 'ChangePersonDetails', personId, commitment: 'b'.repeat(64) }, [S04], []],
  [{ type: 'ErasePerson', personId }, [], []],
  [employ, [S02], []],
  [{ type: 'TransferEmployment', personId, employerId: S02, homeSchoolId: S02 }, [], []],
  [assign, [S01], []],
  [end, [S03], []],
  [qualify, [S01], []],
  [{ type: 'Retire', personId }, [], []],
  [{ type: 'ProposeRotation', personId, ...terms }, [S01], [G01]],
  [rotate, [], [G01]],
  [{ type: 'ConfirmArrival', ...ofFirst }, [S02], []],
  [{ type: 'ConfirmService', ...ofFirst, ...service }, [S02], []],
  [{ type: 'SuspendRotation', ...ofFirst, cause: 'ILLNESS' }, [S01], []],
  [{ type: 'ResumeRotation', ...ofFirst }, [S01], []],
  [extend, [], [G01]],
  [{ type: 'RecallTeacher', ...ofFirst }, [], [G01]],
  [cancel, [S01], [G01]],
  [{ type: 'CompleteRotation', ...ofFirst }, [S02], [G01]],
  [recognise, [], []],
];
const named = commands.map(([command, ...rest]) => [command.type, command, ...rest] as const);

test('every command on a person is looked at', () =>
  expect(new Set(named.map(([type]) => type))).toEqual(new Set(Object.keys(person.commands))));

describe('who may give a command', () => {
  test.each(named)('%s: the bureau of the district, by its duty for persons', (_type, command) => {
    expect(districtsThatMay(command)).toEqual(['370103']);
    const officer = (duty: 'PERSONNEL' | 'FINANCE') => token('BUREAU', { district: '370103', duties: [duty] });
    expect([may(officer('PERSONNEL'), command), may(officer('FINANCE'), command)]).toEqual([true, false]);
  });
  test.each(named)('%s: the school and the council whose it is, and no other', (_type, command, schools, groups) => {
    expect(schoolsThatMay(command)).toEqual(schools);
    expect(groupsThatMay(command)).toEqual(groups);
  });
  test.each(named)('%s: nobody else, whatever the token says besides', (type, command) => {
    const claims = { district: '370103', group: G01, school: S01 };
    expect(may(token('AUDITOR', claims), command)).toBe(false);
    expect(may(token('PUBLIC', claims), command)).toBe(false);
    expect(may(process, command)).toBe(type === 'EndPost');
  });
  test.each(named)('%s: nobody whose token names no district, group or school of its own', (_type, command) => {
    const claims = { district: '370103', group: G01, school: S01 };
    for (const [role, claim] of [
      ['BUREAU', 'district'],
      ['COUNCIL', 'group'],
      ['SCHOOL', 'school'],
    ] as const) {
      const { [claim]: _claim, ...others } = claims;
      expect([role, claimsAllow(token(role, others), command)]).toEqual([role, false]);
    }
  });
  test('is told who asks: in which role it was', () =>
    expect(notAuthorised(token('SCHOOL', { school: S02 }))).toEqual({
      refused: { code: 'NOT_AUTHORISED', args: { role: 'SCHOOL' }, path: [] },
    }));
});

describe('whom nobody knows', () => {
  test.each(named.slice(1))('%s is refused by the rules, not for want of permission', (type, command) => {
    const here = { district: '370103', group: G01, school: type === 'Employ' ? S02 : S01 };
    for (const role of Object.keys(person.commands[type].may) as Role[])
      expect([role, may(token(role, here), command, nobody)]).toEqual([role, true]);
    nobody.when(command, on('2022-10-01')).refused('NOT_FOUND', { person: personId }, ['personId']);
  });
});

describe('the school of somebody', () => {
  const retired = given(
    person,
    [
      ...from<PersonEvent>('2020-09-01', { ...registered, schoolId: S04 }, employed),
      ...from<PersonEvent>('2021-09-01', { type: 'Retired', personId }),
    ],
    references,
  );
  test('that says what somebody is qualified for is the home school of the day on which we are told', () => {
    expect(schoolsThatMay(qualify, rotating, '2021-08-31')).toEqual([S03]);
    expect(schoolsThatMay(qualify, rotating, '2021-09-01')).toEqual([S01]);
  });
  test('is the one that entered the person before anybody employs, and after the retirement', () => {
    expect(schoolsThatMay(qualify, rotating, '2020-12-31')).toEqual([S04]);
    expect(schoolsThatMay(qualify, retired, '2021-08-31')).toEqual([S01]);
    expect(schoolsThatMay(qualify, retired, '2021-09-01')).toEqual([S04]);
  });
  test('is the one that entered the person where no such post or rotation is known', () => {
    expect(schoolsThatMay({ ...end, post: 9 })).toEqual([S04]);
    expect(schoolsThatMay({ ...cancel, rotation: 9 })).toEqual([S04]);
    expect(schoolsThatMay({ type: 'ConfirmArrival', personId, rotation: 9 })).toEqual([S04]);
    expect(groupsThatMay({ ...cancel, rotation: 9 })).toEqual([]);
  });
  test('is one of the rotation that is meant', () => {
    expect(schoolsThatMay({ type: 'ConfirmArrival', personId, rotation: 2 })).toEqual([S03]);
    expect(schoolsThatMay({ ...cancel, rotation: 2 })).toEqual([S01]);
  });
});

describe('the council of a rotation within the district', () => {
  const within = { type: 'RotateTeacher', personId, ...ofDistrict } as const;
  test('is the one whose resolution decides it', () => {
    expect(groupsThatMay({ ...within, decidedBy })).toEqual([G01]);
    expect(groupsThatMay({ ...within, decidedBy: { groupId: G02, number: 1 } })).toEqual([G02]);
    expect(groupsThatMay({ ...extend, rotation: 2, decidedBy: { groupId: G02, number: 1 } })).toEqual([G02]);
  });
  test('is none without a resolution', () => {
    expect(groupsThatMay(within)).toEqual([]);
    expect(groupsThatMay({ type: 'RecallTeacher', personId, rotation: 2 })).toEqual([]);
  });
  test('of a rotation within a group is that of the group, whoever decides that it lasts longer', () =>
    expect(groupsThatMay({ ...extend, decidedBy: { groupId: G02, number: 1 } })).toEqual([G01]));
});

describe('what the state leaves to others', () => {
  const at = on('2022-06-15');
  const refusedTo = (who: object, command: PersonCommand, path: readonly string[]) =>
    rotating.when(command, { ...at, ...who }).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, path);
  test('a school gives posts to its own people, and none of a cadre', () => {
    rotating.when(assign, { ...at, ...ofSchool }).then({ ...assign, type: 'PostAssigned', post: 2 });
    refusedTo(ofSchool, { ...assign, schoolId: S02 }, ['personId']);
    refusedTo(ofSchool, { ...assign, kind: 'PRINCIPAL' }, ['kind']);
    rotating
      .when({ ...assign, kind: 'PRINCIPAL' }, at)
      .then({ ...assign, kind: 'PRINCIPAL', type: 'PostAssigned', post: 2 });
  });
  test('a school ends posts, and none of a cadre', () => {
    const principal = rotating.after({ ...assign, kind: 'PRINCIPAL' }, at);
    rotating.when(end, { ...at, ...ofSchool }).then({ ...end, type: 'PostEnded', cause: 'ENDED' });
    principal
      .when({ ...end, post: 2 }, { ...at, ...ofSchool })
      .refused('NOT_AUTHORISED', { role: 'SCHOOL' }, ['postId']);
    principal.when({ ...end, post: 2 }, at).then({ ...end, post: 2, type: 'PostEnded', cause: 'ENDED' });
  });
  test('a school takes a proposal back, and no decision', () => {
    refusedTo(ofSchool, cancel, ['rotationId']);
    rotating.when(cancel, { ...at, ...ofCouncil }).then({ ...cancel, type: 'RotationCancelled', cause: 'CANCELLED' });
    const proposed = rotating.after({ type: 'ProposeRotation', personId, ...terms }, at);
    proposed
      .when({ ...cancel, rotation: 3 }, { ...at, ...ofSchool })
      .then({ ...cancel, rotation: 3, type: 'RotationCancelled', cause: 'CANCELLED' });
  });
  test('a council decides by a resolution, the bureau without one too', () => {
    const { decidedBy: _decidedBy, ...alone } = { ...rotate, from: '2024-09-01', to: '2025-08-31' };
    rotating.when(alone, { ...at, ...ofCouncil }).refused('NO_RESOLUTION', {}, ['resolutionId']);
    rotating.when(alone, at).then({ ...alone, type: 'RotationDecided', rotation: 3, share: 100, eligibility: [] });
  });
});
