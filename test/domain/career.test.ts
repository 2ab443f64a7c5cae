import { describe, expect, test } from '@jest/globals';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import { careerOf, person, postsOn, type PersonCommand, type PersonEvent } from '../../src/domain/person/index.js';
import { homeStaysWhileRotating, postsWhileEmployed, sharesWithinWhole } from '../../src/domain/person/invariants.js';
import type { AnyDecider } from '../../src/domain/ledger.js';
import type { Person } from '../../src/domain/person/index.js';
import { from, given, on, schoolRegistered, stateOf, type Fact } from './given.js';
import { history } from './given-corrected.js';
import {
  employed,
  entered,
  erased,
  ofSchool,
  personId,
  process,
  references,
  register,
  registered,
  S01,
  S02,
  S03,
  working,
} from './given-person.js';

const nobody = given(person, [], references);
const known = given(person, entered, references);
const teacher = given(person, working, references);
const forgotten = given(person, [...working, ...from('2021-01-01', erased)], references);
const retired = given(
  person,
  [...working, ...from<PersonEvent>('2021-01-01', { type: 'Retired', personId })],
  references,
);
const later = (...facts: readonly Fact<PersonEvent>[]) => given(person, [...working, ...facts], references);
const closedFrom = (day: string, code = 'S01') =>
  register(...from<DistrictEvent>(day, { type: 'SchoolClosed', schoolCode: code }));

const employ: PersonCommand = { type: 'Employ', personId, employerId: S01, homeSchoolId: S01 };
const transfer: PersonCommand = { type: 'TransferEmployment', personId, employerId: S02, homeSchoolId: S02 };
const transferred: PersonEvent = { type: 'EmploymentTransferred', personId, employerId: S02, homeSchoolId: S02 };
const assign = { type: 'AssignPost', personId, schoolId: S01, kind: 'TEACHER' } as const;
const assigned = { type: 'PostAssigned', personId, post: 1, schoolId: S01, kind: 'TEACHER' } as const;
const end: PersonCommand = { type: 'EndPost', personId, post: 1 };
const retire: PersonCommand = { type: 'Retire', personId };
const qualify = { type: 'UpdateQualification', personId } as const;

describe('Employ', () => {
  test('has a school employ somebody for itself', () => known.when(employ).then(employed));
  test('has the district employ somebody for a school', () =>
    known
      .when({ ...employ, employerId: '370103' })
      .then({ type: 'Employed', personId, employerId: '370103', homeSchoolId: S01 }));
  test('is refused to a school for another employer than itself, or the school that it is part of', () => {
    const section = { ...schoolRegistered('S05'), kind: 'SECTION', partOfCode: 'S01' } as const;
    const district = register(...from<DistrictEvent>('2020-09-01', section));
    const byClerk = { ...ofSchool, references: { ...references, district } };
    const refusedTo = (employerId: string, field: string, homeSchoolId: string = S01) =>
      known
        .when({ ...employ, employerId, homeSchoolId }, byClerk)
        .refused('NOT_AUTHORISED', { role: 'SCHOOL' }, [field]);
    refusedTo(S02, 'employerSchoolId');
    refusedTo('370103', 'employedBy');
    refusedTo(S02, 'employerSchoolId', '370103.S05');
    refusedTo('370103.S05', 'employerSchoolId');
    known.when(employ, byClerk).then(employed);
    for (const employerId of [S01, '370103.S05'])
      known
        .when({ ...employ, employerId, homeSchoolId: '370103.S05' }, byClerk)
        .then({ ...employed, employerId, homeSchoolId: '370103.S05' });
    known.when({ ...employ, employerId: S02 }).then({ ...employed, employerId: S02 });
  });
  test('is refused for an unknown person', () =>
    nobody.when(employ).refused('NOT_FOUND', { person: personId }, ['personId']));
  test('is refused for an erased person', () =>
    forgotten.when(employ).refused('PERSON_ERASED', { person: personId }, ['personId']));
  test('is refused for schools and districts other than those of the person', () => {
    known.when({ ...employ, employerId: '370199' }).refused('NOT_FOUND', { school: '370199' }, ['employerId']);
    known
      .when({ ...employ, homeSchoolId: '370199.S01' })
      .refused('NOT_FOUND', { school: '370199.S01' }, ['homeSchoolId']);
    known
      .when({ ...employ, employerId: '370103.S77' })
      .refused('NOT_FOUND', { school: '370103.S77' }, ['employerSchoolId']);
    known
      .when({ ...employ, homeSchoolId: '370103.S77' })
      .refused('NOT_FOUND', { school: '370103.S77' }, ['homeSchoolId']);
  });
  test('is refused for a school that is closed on the day', () => {
    const closed = { ...references, district: closedFrom('2021-09-01') };
    known
      .when({ ...employ, employerId: S02 }, { references: closed })
      .refused('SCHOOL_CLOSED', { school: S01, day: '2021-09-01' }, ['homeSchoolId']);
    known
      .when({ ...employ, homeSchoolId: S02 }, { references: closed })
      .refused('SCHOOL_CLOSED', { school: S01, day: '2021-09-01' }, ['employerSchoolId']);
    known.when(employ, { references: closed, ...on('2021-08-31') }).then(employed);
  });
  test('is refused where somebody is employed: that is a transfer', () =>
    teacher.when({ ...employ, employerId: S02 }).refused('INVALID_TRANSITION', { person: personId }, ['personId']));
  test('is refused before somebody was employed: an earlier first day is a correction', () =>
    given(person, [...entered, ...from('2022-01-01', employed)], references)
      .when({ ...employ, employerId: S02, homeSchoolId: S02 })
      .refused('CONFLICTS_WITH_LATER', { rule: 'INVALID_TRANSITION', day: '2022-01-01' }, ['personId']));
  test('is refused after somebody retired', () =>
    retired.when(employ).refused('PERSON_RETIRED', { person: personId, day: '2021-01-01' }, ['personId']));
});

describe('TransferEmployment', () => {
  test('gives another employer and home school', () => teacher.when(transfer).then(transferred));
  test('gives the district as employer, the home stays (县管校聘)', () =>
    teacher
      .when({ ...transfer, employerId: '370103', homeSchoolId: S01 })
      .then({ type: 'EmploymentTransferred', personId, employerId: '370103', homeSchoolId: S01 }));
  test('has effect from its day until the next one, also where it is entered late', () => {
    const { employment } = careerOf(
      later(...from('2022-01-01', transferred)).after({ ...transfer, homeSchoolId: S03, employerId: S03 }).state,
    );
    expect(
      ['2021-08-31', '2021-09-01', '2021-12-31', '2022-01-01'].map((day) => employment.at(day)?.homeSchoolId),
    ).toEqual([S01, S03, S03, S02]);
  });
  test('is refused for an unknown, an erased, a retired person and for one who is not employed', () => {
    nobody.when(transfer).refused('NOT_FOUND', { person: personId }, ['personId']);
    forgotten.when(transfer).refused('PERSON_ERASED', { person: personId }, ['personId']);
    retired.when(transfer).refused('PERSON_RETIRED', { person: personId }, ['personId']);
    known.when(transfer).refused('NOT_EMPLOYED', { person: personId }, ['personId']);
    teacher.when(transfer, on('2020-08-31')).refused('SCHOOL_CLOSED', { school: S02 }, ['homeSchoolId']);
  });
  test('is refused to a school of another district or one that is closed', () => {
    teacher.when({ ...transfer, employerId: '370199' }).refused('NOT_FOUND', { school: '370199' }, ['employerId']);
    teacher
      .when({ ...transfer, homeSchoolId: '370199.S01' })
      .refused('NOT_FOUND', { school: '370199.S01' }, ['homeSchoolId']);
    teacher
      .when(transfer, { references: { district: closedFrom('2021-09-01', 'S02') } })
      .refused('SCHOOL_CLOSED', { school: S02 }, ['homeSchoolId']);
  });
  test('is refused where nothing changes', () =>
    teacher
      .when({ ...transfer, employerId: S01, homeSchoolId: S01 })
      .refused('NO_CHANGE', { value: S01 }, ['homeSchoolId']));
});

describe('AssignPost', () => {
  test('gives a post, and the next one the next number', () => {
    teacher.when(assign).then(assigned);
    teacher
      .after(assign)
      .when({ ...assign, kind: 'OTHER', title: '教研组长', share: 20, to: '2021-12-31' })
      .then({ ...assigned, post: 2, kind: 'OTHER', title: '教研组长', share: 20, to: '2021-12-31' });
  });
  test('is held from its first day to its last', () => {
    const { state } = teacher.after({ ...assign, to: '2021-12-31' });
    expect(
      ['2021-08-31', '2021-09-01', '2021-12-31', '2022-01-01'].map((day) => postsOn(careerOf(state), day).length),
    ).toEqual([0, 1, 1, 0]);
  });
  test('gives somebody posts at several schools: 总校长', () =>
    teacher
      .after({ ...assign, kind: 'GENERAL_PRINCIPAL' })
      .when({ ...assign, schoolId: S02, kind: 'GENERAL_PRINCIPAL' })
      .then({ ...assigned, post: 2, schoolId: S02, kind: 'GENERAL_PRINCIPAL' }));
  test('is refused for an unknown, an erased, a retired person and for one who is not employed', () => {
    nobody.when(assign).refused('NOT_FOUND', { person: personId }, ['personId']);
    forgotten.when(assign).refused('PERSON_ERASED', { person: personId }, ['personId']);
    retired.when(assign).refused('PERSON_RETIRED', { person: personId }, ['personId']);
    known.when(assign).refused('NOT_EMPLOYED', { person: personId }, ['personId']);
  });
  test.each(['PRINCIPAL', 'VICE_PRINCIPAL', 'PARTY_SECRETARY', 'GENERAL_PRINCIPAL'] as const)(
    'leaves the post of a %s to the bureau',
    (kind) => {
      teacher.when({ ...assign, kind }, ofSchool).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, ['kind']);
      teacher.when({ ...assign, kind }).then({ ...assigned, kind });
    },
  );
  test('lets a school fill the others, with those who belong or rotate to it', () => {
    const elsewhere = { ...assign, schoolId: S02 } as const;
    teacher.when(assign, ofSchool).then(assigned);
    teacher.when(elsewhere, ofSchool).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, ['personId']);
    teacher.when(elsewhere).then({ ...assigned, schoolId: S02 });
    const rotating = later(
      ...from<PersonEvent>('2021-05-01', {
        type: 'RotationDecided',
        personId,
        rotation: 1,
        scheme: 'DISTRICT',
        mode: 'PART_WEEK',
        share: 40,
        fromSchoolId: S01,
        toSchoolId: S02,
        from: '2021-09-01',
        to: '2022-08-31',
        personnelRelation: 'STAYS',
        eligibility: [],
      }),
    );
    rotating.when(elsewhere, ofSchool).then({ ...assigned, schoolId: S02 });
    rotating.when({ ...assign, schoolId: S03 }, ofSchool).refused('NOT_AUTHORISED', {}, ['personId']);
    rotating.when(elsewhere, { ...ofSchool, ...on('2022-09-01') }).refused('NOT_AUTHORISED', {}, ['personId']);
  });
  test('is refused without the name of another post, and with a name of a named one', () => {
    teacher.when({ ...assign, kind: 'OTHER' }).refused('INVALID_INPUT', { kind: 'OTHER' }, ['title']);
    teacher.when({ ...assign, title: '教师' }).refused('INVALID_INPUT', { kind: 'TEACHER' }, ['title']);
    teacher.when({ ...assign, kind: 'OTHER', title: ' ' }).refused('INVALID_INPUT', {}, ['title']);
  });
  test('is refused with a share that is none, or a last day that is none or too early', () => {
    for (const share of [0, 101, 1.5])
      teacher.when({ ...assign, share }).refused('INVALID_INPUT', { value: share, least: 1, most: 100 }, ['share']);
    teacher.when({ ...assign, to: '2021-02-30' }).refused('INVALID_INPUT', { value: '2021-02-30' }, ['to']);
    teacher
      .when({ ...assign, to: '2021-08-31' })
      .refused('DATE_ORDER', { day: '2021-08-31', earliest: '2021-09-01' }, ['to']);
    teacher.when({ ...assign, to: '2021-09-01', share: 100 }).then({ ...assigned, to: '2021-09-01', share: 100 });
  });
  test('is refused at a school that is unknown, of another district, or closed on a day of it', () => {
    teacher.when({ ...assign, schoolId: '370103.S77' }).refused('NOT_FOUND', { school: '370103.S77' }, ['schoolId']);
    teacher.when({ ...assign, schoolId: '370199.S01' }).refused('NOT_FOUND', { school: '370199.S01' }, ['schoolId']);
    const closing = { references: { district: closedFrom('2022-01-01') } };
    teacher.when(assign, { ...closing, ...on('2022-01-01') }).refused('SCHOOL_CLOSED', { school: S01 }, ['schoolId']);
    teacher
      .when({ ...assign, to: '2022-01-01' }, closing)
      .refused('SCHOOL_CLOSED', { school: S01, day: '2022-01-01' }, ['schoolId']);
    teacher.when({ ...assign, to: '2021-12-31' }, closing).then({ ...assigned, to: '2021-12-31' });
  });
  test('ends with its school or with the employment, as far as these ends are recorded', () => {
    const closing = { references: { district: closedFrom('2022-01-01') } };
    teacher.when(assign, closing).then({ ...assigned, to: '2021-12-31' });
    const leaving = later(
      ...from('2021-10-01', transferred),
      ...from<PersonEvent>('2021-12-01', { type: 'Retired', personId }),
    );
    leaving.when(assign).then({ ...assigned, to: '2021-11-30' });
    leaving.when(assign, closing).then({ ...assigned, to: '2021-11-30' });
    leaving
      .when({ ...assign, to: '2021-12-01' })
      .refused('CONFLICTS_WITH_LATER', { rule: 'NOT_EMPLOYED', post: 1, day: '2021-12-01' });
  });
  test('is refused for a post that is held, and not once it is over', () => {
    teacher.after(assign).when(assign).refused('NO_CHANGE', { value: 'TEACHER' }, ['kind']);
    teacher
      .after({ ...assign, to: '2021-12-31' })
      .when(assign, on('2022-01-01'))
      .then({ ...assigned, post: 2 });
  });
  test('is refused where the shares of posts exceed the whole', () => {
    const busy = teacher.after({ ...assign, share: 60, to: '2021-12-31' });
    busy.when({ ...assign, kind: 'MIDDLE_LEADER', share: 41 }).refused('ROTATION_OVERLAP', { share: 101 }, ['share']);
    busy
      .when({ ...assign, kind: 'MIDDLE_LEADER', share: 40 })
      .then({ ...assigned, post: 2, kind: 'MIDDLE_LEADER', share: 40 });
    busy
      .when({ ...assign, kind: 'MIDDLE_LEADER', share: 41 }, on('2021-08-01'))
      .refused('CONFLICTS_WITH_LATER', { rule: 'ROTATION_OVERLAP', day: '2021-09-01' }, ['share']);
    busy
      .when({ ...assign, kind: 'MIDDLE_LEADER', share: 100 }, on('2022-01-01'))
      .then({ ...assigned, post: 2, kind: 'MIDDLE_LEADER', share: 100 });
  });
  test('gives the number of a retracted post to no other', () => {
    const career = ofPerson(from('2021-09-01', assigned));
    expect(career.retract(2).then.decide(assign)).toMatchObject({ accepted: [{ post: 2 }] });
  });
});

describe('EndPost', () => {
  const holding = teacher.after(assign);
  test('ends a post from its day on', () => {
    holding.when(end, on('2022-01-01')).then({ type: 'PostEnded', personId, post: 1, cause: 'ENDED' });
    const { state } = holding.after(end, on('2022-01-01'));
    expect(['2021-12-31', '2022-01-01'].map((day) => postsOn(careerOf(state), day).length)).toEqual([1, 0]);
  });
  test('says that the school is closed where the process ends it', () =>
    holding.when(end, process).then({ type: 'PostEnded', personId, post: 1, cause: 'SCHOOL_CLOSED' }));
  test('ends it earlier than it was to end, and never later', () => {
    const ending = holding.after(end, on('2022-06-01'));
    ending.when(end, on('2022-01-01')).then({ type: 'PostEnded', personId, post: 1, cause: 'ENDED' });
    ending.when(end, on('2022-06-01')).refused('INVALID_TRANSITION', { post: 1 }, ['postId']);
    ending.when(end, on('2022-07-01')).refused('INVALID_TRANSITION', { post: 1 }, ['postId']);
  });
  test('is refused for what is not known, or not held yet', () => {
    nobody.when(end).refused('NOT_FOUND', { person: personId }, ['personId']);
    holding.when({ ...end, post: 2 }).refused('NOT_FOUND', { post: 2 }, ['postId']);
    holding
      .when(end, on('2021-08-31'))
      .refused('DATE_ORDER', { day: '2021-08-31', earliest: '2021-09-01' }, ['command', 'effectiveOn']);
  });
  test('leaves the posts of cadres to the bureau', () => {
    const principal = teacher.after({ ...assign, kind: 'PRINCIPAL' });
    principal.when(end, ofSchool).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, ['postId']);
    principal.when(end).then({ type: 'PostEnded', personId, post: 1, cause: 'ENDED' });
    holding.when(end, ofSchool).then({ type: 'PostEnded', personId, post: 1, cause: 'ENDED' });
  });
});

describe('UpdateQualification', () => {
  const all = { subjects: ['语文', '道德与法治'], phase: 'PRIMARY', titleRank: 'FIRST', backbone: 'BACKBONE' } as const;
  test('tells what changes, and nothing of what stays', () => {
    teacher.when({ ...qualify, ...all }).then({ type: 'QualificationUpdated', personId, ...all });
    teacher
      .after({ ...qualify, ...all })
      .when({ ...qualify, ...all, titleRank: 'SENIOR' }, on('2022-01-01'))
      .then({ type: 'QualificationUpdated', personId, titleRank: 'SENIOR' });
  });
  test('holds each value from its day until the next one, entered late too', () => {
    const { qualifications } = careerOf(
      teacher
        .after({ ...qualify, titleRank: 'SENIOR' }, on('2022-01-01'))
        .after({ ...qualify, titleRank: 'FIRST', backbone: 'BACKBONE' }, on('2021-10-01'))
        .after({ ...qualify, backbone: 'NONE' }, on('2022-05-01')).state,
    );
    const at = (day: string) => [qualifications.titleRank.at(day), qualifications.backbone.at(day)];
    expect(['2021-09-30', '2021-10-01', '2022-01-01', '2022-05-01'].map(at)).toEqual([
      [undefined, undefined],
      ['FIRST', 'BACKBONE'],
      ['SENIOR', 'BACKBONE'],
      ['SENIOR', 'NONE'],
    ]);
  });
  test('lets nobody teach anything any more', () =>
    teacher
      .after({ ...qualify, ...all })
      .when({ ...qualify, subjects: [] }, on('2022-01-01'))
      .then({ type: 'QualificationUpdated', personId, subjects: [] }));
  test('is refused where nothing changes, or nothing is said', () => {
    teacher
      .after({ ...qualify, ...all })
      .when({ ...qualify, ...all })
      .refused('NO_CHANGE', { person: personId }, ['personId']);
    teacher.when(qualify).refused('NO_CHANGE', { person: personId }, ['personId']);
  });
  test('is refused with subjects that are none, twice the same or too many', () => {
    teacher.when({ ...qualify, subjects: ['语文', ' '] }).refused('INVALID_INPUT', {}, ['subjects', '1']);
    teacher.when({ ...qualify, subjects: ['语文', '语 文'] }).refused('INVALID_INPUT', { times: 2 }, ['subjects', '1']);
    const subjects = Array.from({ length: 21 }, (_, n) => `科目${n}`);
    teacher.when({ ...qualify, subjects }).refused('INVALID_INPUT', { value: 21, least: 0, most: 20 }, ['subjects']);
  });
  test('is refused for an unknown and for an erased person', () => {
    nobody.when({ ...qualify, ...all }).refused('NOT_FOUND', { person: personId }, ['personId']);
    forgotten.when({ ...qualify, ...all }).refused('PERSON_ERASED', { person: personId }, ['personId']);
  });
});

describe('Retire', () => {
  test('ends the employment', () => {
    teacher.when(retire).then({ type: 'Retired', personId });
    const { employment, retiredOn } = careerOf(teacher.after(retire).state);
    expect([retiredOn, employment.at('2021-08-31')?.homeSchoolId, employment.at('2021-09-01')]).toEqual([
      '2021-09-01',
      S01,
      undefined,
    ]);
  });
  test('ends every post that lasts, and none that is over', () =>
    teacher
      .after({ ...assign, to: '2021-12-31' })
      .after({ ...assign, kind: 'MIDDLE_LEADER' })
      .after({ ...assign, kind: 'OTHER', title: '督导员' }, on('2022-06-01'))
      .when(retire, on('2022-01-01'))
      .then(
        { type: 'PostEnded', personId, post: 2, cause: 'RETIRED' },
        { type: 'PostEnded', personId, post: 3, cause: 'RETIRED' },
        { type: 'Retired', personId },
      ));
  test('is for who was erased, too', () => forgotten.when(retire).then({ type: 'Retired', personId }));
  test('is refused for an unknown person, for one who was not employed the day before, and twice', () => {
    nobody.when(retire).refused('NOT_FOUND', { person: personId }, ['personId']);
    known.when(retire).refused('NOT_EMPLOYED', { person: personId }, ['personId']);
    teacher.when(retire, on('2020-09-01')).refused('NOT_EMPLOYED', { person: personId }, ['personId']);
    teacher.when(retire, on('2020-09-02')).then({ type: 'Retired', personId });
    retired.when(retire).refused('NO_CHANGE', { person: personId }, ['personId']);
  });
});

describe('the rules over every day', () => {
  const state = (...facts: readonly Fact<PersonEvent>[]) => stateOf(person, [...working, ...facts]);
  test('postsWhileEmployed', () => {
    expect(postsWhileEmployed(state(...from('2021-09-01', assigned)))).toEqual([]);
    const before = state(...from('2020-08-01', assigned));
    expect(postsWhileEmployed(before)).toEqual([
      { code: 'NOT_EMPLOYED', args: { post: 1 }, day: '2020-08-01', until: '2020-09-01' },
    ]);
    const after = state(
      ...from('2021-09-01', assigned),
      ...from<PersonEvent>('2022-01-01', { type: 'Retired', personId }),
    );
    expect(postsWhileEmployed(after)).toEqual([{ code: 'NOT_EMPLOYED', args: { post: 1 }, day: '2022-01-01' }]);
  });
  test('sharesWithinWhole: of posts that keep their share', () => {
    const two = (share: number) =>
      state(
        ...from('2021-09-01', { ...assigned, share: 50 }),
        ...from('2021-10-01', { ...assigned, post: 2, share, to: '2021-10-31' }),
        ...from('2021-09-01', { ...assigned, post: 3 }),
      );
    expect(sharesWithinWhole(two(50))).toEqual([]);
    expect(sharesWithinWhole(two(51))).toMatchObject([
      { code: 'ROTATION_OVERLAP', args: { share: 101 }, day: '2021-10-01', until: '2021-11-01' },
    ]);
  });
  test('homeStaysWhileRotating asks nothing of who does not rotate', () =>
    expect(homeStaysWhileRotating(state(...from('2021-09-01', transferred)))).toEqual([]));
});

const ofPerson = (facts: readonly Fact<PersonEvent>[]) =>
  history<PersonEvent, Person>(person as AnyDecider, personId, [...working, ...facts], {
    'district-370103': register(...from<DistrictEvent>('2024-01-01', { type: 'SchoolClosed', schoolCode: 'S03' })),
  });

describe('a correction of a career', () => {
  test('gives somebody another employer and home school, or another first day', () => {
    const moved = ofPerson(from('2021-09-01', transferred));
    expect(
      careerOf(moved.correct(1, { ...employed, employerId: '370103' }).then.state).employment.at('2021-01-01'),
    ).toEqual({ employerId: '370103', homeSchoolId: S01 });
    expect(careerOf(moved.correct(1, employed, '2021-08-31').then.state).employment.intervals[0]?.from).toBe(
      '2021-08-31',
    );
    moved
      .correct(1, employed, '2021-09-02')
      .refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', event: 'EmploymentTransferred' });
    moved.retract(1).refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', event: 'EmploymentTransferred' });
    expect(careerOf(moved.retract(2).then.state).employment.at('2021-09-01')?.homeSchoolId).toBe(S01);
  });
  test('leads to no school of another district, and to none that is closed', () => {
    const moved = ofPerson(from('2021-09-01', transferred));
    const right = { ...transferred, employerId: S03, homeSchoolId: S03 };
    moved
      .correct(2, { ...right, homeSchoolId: '370199.S01' })
      .refused('NOT_FOUND', { school: '370199.S01' }, ['right', 'homeSchoolId']);
    moved
      .correct(2, { ...right, employerId: '370199' })
      .refused('NOT_FOUND', { school: '370199' }, ['right', 'employerId']);
    moved.correct(2, right, '2024-01-01').refused('SCHOOL_CLOSED', { school: S03 }, ['right', 'homeSchoolId']);
    expect(moved.correct(2, right, '2023-12-31').events).toHaveLength(1);
  });
  test('lets nobody be employed twice: a first day that was retracted does not come back beside another', () => {
    const twice = history<PersonEvent, Person>(
      person as AnyDecider,
      personId,
      [...working, ...from<PersonEvent>('2021-01-01', { type: 'RecordRetracted', revision: 1 } as never, employed)],
      { 'district-370103': register() },
    );
    twice.correct(1, employed, '2021-02-01').refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', event: 'Employed' });
  });
  test('holds a post to what its command is held to', () => {
    const posted = ofPerson(from('2021-09-01', assigned));
    const right = (more: Partial<typeof assigned> & { to?: string; title?: string; share?: number }, day?: string) =>
      posted.correct(2, { ...assigned, ...more }, day);
    expect(right({ share: 50, to: '2022-08-31' }).events).toHaveLength(1);
    right({ to: '2021-08-31' }).refused('DATE_ORDER', { day: '2021-08-31', earliest: '2021-09-01' }, ['right', 'to']);
    right({ title: '教师' }).refused('INVALID_INPUT', { kind: 'TEACHER' }, ['right', 'title']);
    right({ share: 101 }).refused('INVALID_INPUT', { value: 101 }, ['right', 'share']);
    right({ schoolId: '370199.S01' as never }).refused('NOT_FOUND', { school: '370199.S01' }, ['right', 'schoolId']);
    right({ schoolId: S03 as never, to: '2024-01-01' }).refused('SCHOOL_CLOSED', { day: '2024-01-01' }, [
      'right',
      'schoolId',
    ]);
    right({}, '2020-08-31').refused('SCHOOL_CLOSED', { school: S01 }, ['right', 'schoolId']);
    right({ post: 2 as never }).refused('INVALID_INPUT', { event: 'PostAssigned' }, ['right']);
  });
  test('is refused where a post would be ended that never was', () => {
    const ended: PersonEvent = { type: 'PostEnded', personId, post: 1, cause: 'ENDED' };
    const over = ofPerson([...from<PersonEvent>('2021-09-01', assigned), ...from('2022-01-01', ended)]);
    over.retract(2).refused('CONFLICTS_WITH_LATER', { rule: 'NOT_FOUND', event: 'PostEnded' });
    expect(careerOf(over.correct(3, ended, '2022-02-01').then.state).posts[0]?.until).toBe('2022-02-01');
    expect(careerOf(over.retract(3).then.state).posts[0]?.until).toBeUndefined();
    over.correct(3, { ...ended, cause: 'RETIRED' }).refused('INVALID_INPUT', { field: 'cause' }, ['right', 'cause']);
  });
  test('holds subjects to what they are held to', () => {
    const qualified: PersonEvent = { type: 'QualificationUpdated', personId, subjects: ['语文'] };
    const before = ofPerson(from('2021-09-01', qualified));
    expect(
      careerOf(before.correct(2, { ...qualified, subjects: ['数学'] }).then.state).qualifications.subjects.at(
        '2021-09-01',
      ),
    ).toEqual(['数学']);
    before
      .correct(2, { ...qualified, subjects: ['数学', '数 学'] })
      .refused('INVALID_INPUT', { times: 2 }, ['right', 'subjects', '1']);
    expect(careerOf(before.retract(2).then.state).qualifications.subjects.intervals).toEqual([]);
  });
  test('of a retirement restores the posts that it ended, and what was ended before stays', () => {
    const command = (event: PersonEvent): Fact<PersonEvent> => ({
      event,
      effectiveOn: '2022-01-01',
      commandId: 'retire',
    });
    const gone = ofPerson([
      ...from<PersonEvent>('2021-09-01', assigned, { ...assigned, post: 2, kind: 'MIDDLE_LEADER' }),
      ...from<PersonEvent>('2021-12-01', { type: 'PostEnded', personId, post: 2, cause: 'ENDED' }),
      command({ type: 'PostEnded', personId, post: 1, cause: 'RETIRED' }),
      command({ type: 'Retired', personId }),
    ]);
    gone.retract(5).refused('NOT_EMPLOYED', { post: 1 });
    const back = careerOf(gone.retract(6).then.state);
    expect([back.retiredOn, postsOn(back, '2023-01-01').map(({ number }) => number)]).toEqual([undefined, [1]]);
    gone.correct(6, { type: 'Retired', personId }, '2021-12-01').refused('NOT_EMPLOYED', { post: 1 });
    expect(careerOf(gone.correct(6, { type: 'Retired', personId }, '2022-02-01').then.state).retiredOn).toBe(
      '2022-02-01',
    );
  });
});

test('of two writers who tell the same, one is refused', () => {
  known.after(employ).when(employ).refused('INVALID_TRANSITION');
  teacher.after(transfer).when(transfer).refused('NO_CHANGE');
  teacher.after(assign).when(assign).refused('NO_CHANGE');
  teacher.after(assign).after(end).when(end).refused('INVALID_TRANSITION');
  teacher.after(retire).when(retire).refused('NO_CHANGE');
  expect(careerOf(given(person, from('2020-09-01', registered)).state).hires).toEqual([]);
});
