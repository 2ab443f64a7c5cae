import { describe, expect, test } from '@jest/globals';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import { person, type PersonCommand, type PersonEvent, type PersonReferences } from '../../src/domain/person/index.js';
import { closesOn, isMemberFrom, isOpenFrom, membershipOf } from '../../src/domain/person/references.js';
import { districtOf, from, given, on, schoolRegistered, stateOf } from './given.js';
import { groupId, personId, references, register, registered, S01, S02, S03, working } from './given-person.js';

// What decisions on persons ask of the registers that were read: whether a school is there, until when, and in which group.

const far = '370199.S09';
/** The register of another district, in which a school has the code of one of ours. */
const receiving = districtOf(
  from<DistrictEvent>(
    '2021-01-01',
    { type: 'DistrictOpened', code: '370199', name: '他区' },
    schoolRegistered('S09'),
    schoolRegistered('S01'),
  ),
);
const both: PersonReferences = { ...references, receiving };
/** S02 closes in 2022. */
const closing: PersonReferences = {
  district: register(...from<DistrictEvent>('2022-01-01', { type: 'SchoolClosed', schoolCode: 'S02' })),
};
const path = ['schoolId'];

describe('a school is open', () => {
  const isOpen = (of: PersonReferences, school: string, first: string, until?: string) =>
    isOpenFrom(of, school, { from: first, ...(until === undefined ? {} : { until }) }, 'schoolId');
  const isClosed = (school: string, day: string) => ({
    refused: { code: 'SCHOOL_CLOSED', args: { school, day }, path },
  });
  const isUnknown = (school: string) => ({ refused: { code: 'NOT_FOUND', args: { school }, path } });
  test('from the day on which it was registered until the day before it closed', () => {
    expect(isOpen(closing, S02, '2020-08-31')).toEqual(isClosed(S02, '2020-08-31'));
    expect(isOpen(closing, S02, '2020-09-01')).toBeUndefined();
    expect(isOpen(closing, S02, '2021-12-31')).toBeUndefined();
    expect(isOpen(closing, S02, '2022-01-01')).toEqual(isClosed(S02, '2022-01-01'));
  });
  test('on every day of a span, or the first day without it is told', () => {
    expect(isOpen(closing, S02, '2021-09-01', '2022-01-01')).toBeUndefined();
    expect(isOpen(closing, S02, '2021-09-01', '2022-01-02')).toEqual(isClosed(S02, '2022-01-01'));
    expect(isOpen(closing, S02, '2020-08-30', '2020-09-02')).toEqual(isClosed(S02, '2020-08-30'));
  });
  test('as the register of its own district says, whichever was read', () => {
    expect(isOpen(both, far, '2021-01-01')).toBeUndefined();
    expect(isOpen(both, '370199.S01', '2020-12-31')).toEqual(isClosed('370199.S01', '2020-12-31'));
    expect(isOpen(both, S01, '2020-12-31')).toBeUndefined();
    expect(isOpen({ receiving }, far, '2021-01-01')).toBeUndefined();
  });
  test('nowhere where no register knows it', () => {
    expect(isOpen(both, '370103.S09', '2021-01-01')).toEqual(isUnknown('370103.S09'));
    expect(isOpen(references, far, '2021-01-01')).toEqual(isUnknown(far));
    expect(isOpen({}, S01, '2021-01-01')).toEqual(isUnknown(S01));
    expect(isOpen(both, 'S01', '2021-01-01')).toEqual(isUnknown('S01'));
  });
});

describe('a school closes', () => {
  test('on the day that is recorded, for who asks while it is open', () => {
    expect(['2020-08-31', '2020-09-01', '2021-12-31', '2022-01-01'].map((day) => closesOn(closing, S02, day))).toEqual([
      undefined,
      '2022-01-01',
      '2022-01-01',
      undefined,
    ]);
  });
  test('on none where none is recorded, or nobody knows the school', () => {
    expect(closesOn(closing, S01, '2021-09-01')).toBeUndefined();
    expect(closesOn(closing, far, '2021-09-01')).toBeUndefined();
  });
  test('and a post that is given for as long as it lasts ends with it, on the day before', () => {
    const assign: PersonCommand = { type: 'AssignPost', personId, schoolId: S02, kind: 'TEACHER' };
    const assigned = { ...assign, type: 'PostAssigned', post: 1 } as const;
    const teacher = given(person, working, closing);
    teacher.when(assign, on('2021-12-31')).then({ ...assigned, to: '2021-12-31' });
    teacher.when({ ...assign, schoolId: S01 }).then({ ...assigned, schoolId: S01 });
  });
});

describe('a school is a member of a group', () => {
  const leaving: PersonReferences = {
    district: register(
      ...from<DistrictEvent>('2022-01-01', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' }),
      ...from<DistrictEvent>('2022-01-01', { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S03' }),
    ),
  };
  const isMember = (school: string, first: string, until: string, of = leaving, group = groupId) =>
    isMemberFrom(of, group, school, { from: first, until }, 'schoolId');
  const isOutside = (school: string, day: string) => ({
    refused: { code: 'NOT_SAME_GROUP', args: { school, group: groupId, day }, path },
  });
  test('on every day of a span, or the first day without it is told', () => {
    expect(isMember(S02, '2020-09-01', '2022-01-01')).toBeUndefined();
    expect(isMember(S02, '2021-09-01', '2022-01-02')).toEqual(isOutside(S02, '2022-01-01'));
    expect(isMember(S02, '2020-08-30', '2021-09-01')).toEqual(isOutside(S02, '2020-08-30'));
    expect(isMember(S03, '2021-12-31', '2022-02-01')).toEqual(isOutside(S03, '2021-12-31'));
    expect(isMember(S03, '2022-01-01', '2022-02-01')).toBeUndefined();
  });
  test('of its own district only: the same code elsewhere is another school', () => {
    expect(isMember('370199.S01', '2021-09-01', '2021-09-02', both)).toEqual(isOutside('370199.S01', '2021-09-01'));
    expect(membershipOf(both, groupId, '370199.S01')?.intervals).toEqual([]);
    expect(membershipOf(both, groupId, S01)?.intervals).toHaveLength(1);
  });
  test('that the register knows: neither one that is not there nor one of another district', () => {
    const isUnknown = (group: string) => ({ refused: { code: 'NOT_FOUND', args: { group }, path: ['groupId'] } });
    for (const group of ['370103.G77', '370199.G01'])
      expect(isMember(S01, '2021-09-01', '2021-09-02', both, group)).toEqual(isUnknown(group));
    expect(isMember(S01, '2021-09-01', '2021-09-02', {})).toEqual(isUnknown(groupId));
    expect(membershipOf(both, '370199.G01', '370199.S01')).toBeUndefined();
  });
});

const enter = { type: 'RegisterPerson', personId, schoolId: S02, commitment: registered.commitment } as const;
describe('a person is entered', () => {
  test('by a school that is open on the day', () => {
    const nobody = given(person, [], closing);
    nobody.when(enter, on('2021-12-31')).then({ ...registered, schoolId: S02 });
    nobody.when(enter, on('2022-01-01')).refused('SCHOOL_CLOSED', { school: S02, day: '2022-01-01' }, path);
  });
});

describe('a decision looks', () => {
  const types = Object.keys(person.commands) as PersonCommand['type'][];
  test('at the details of who is to rotate, or longer, and of nobody else', () => {
    const detailed = types.filter((type) => person.detailsOf?.({ type, personId } as PersonCommand) !== undefined);
    expect(detailed).toEqual(['RotateTeacher', 'ExtendRotation']);
    expect(person.detailsOf?.({ type: 'ExtendRotation', personId, rotation: 1, to: '2024-08-31' })).toBe(personId);
  });
  test('at no register where the id of a school is none', () =>
    expect(person.referencesOf({ ...enter, schoolId: '370103.S01.1' })).toEqual({}));
  test('at the schools of a rotation only where it is to last longer', () => {
    const rotating = stateOf(person, [
      ...working,
      ...from<PersonEvent>('2022-05-01', {
        type: 'RotationDecided',
        personId,
        rotation: 1,
        scheme: 'SUPPORT',
        mode: 'FULL_TIME',
        share: 100,
        fromSchoolId: S01,
        toSchoolId: far,
        from: '2022-09-01',
        to: '2023-08-31',
        personnelRelation: 'STAYS',
        eligibility: [],
      }),
    ]);
    const registers = { district: 'district-370103', receiving: 'district-370199' };
    const of = { personId, rotation: 1 };
    expect(person.referencesOf({ type: 'ExtendRotation', ...of, to: '2024-08-31' }, rotating)).toEqual(registers);
    expect(person.referencesOf({ type: 'RecallTeacher', ...of }, rotating)).toEqual({});
  });
});
