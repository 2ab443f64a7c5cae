import { describe, expect, test } from '@jest/globals';
import { claimsAllow, notAuthorised, stateAllows } from '../../src/commands/permissions.js';
import type { Role } from '../../src/domain/actor.js';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import type { Principal } from '../../src/domain/permission.js';
import {
  careerOf,
  daysOfTerm,
  daysServed,
  person,
  type PersonCommand,
  type PersonEvent,
  type PersonReferences,
  type Rotation,
  runOf,
  termsUnconfirmed,
} from '../../src/domain/person/index.js';
import { closesOn, isMemberFrom, isOpenFrom, membershipOf } from '../../src/domain/person/references.js';
import { presenceOf } from '../../src/domain/person/rotation.js';
import {
  employed,
  entered,
  groupId,
  ofCouncil,
  ofSchool,
  personId,
  process,
  references,
  register,
  registered,
  S01,
  S02,
  S03,
  S04,
  rotationTerms as terms,
  working,
} from './given-person.js';
import { districtOf, type Fact, from, given, on, p, schoolRegistered, schools, stateOf } from './given.js';

describe('persons', () => {
  const commitment = 'a'.repeat(64);
  const other = 'b'.repeat(64);
  const schoolId = '370103.S01';
  const register: PersonCommand = { type: 'RegisterPerson', personId: p(1), schoolId, commitment };
  const change: PersonCommand = { type: 'ChangePersonDetails', personId: p(1), commitment: other };
  const erase: PersonCommand = { type: 'ErasePerson', personId: p(1) };
  const registered: PersonEvent = { type: 'PersonRegistered', personId: p(1), schoolId, commitment };
  const erased: PersonEvent = { type: 'PersonErased', personId: p(1) };

  const nobody = given(person, [], { district: districtOf(schools('S01')) });
  const known = given(person, from('2021-01-01', registered), { district: districtOf(schools('S01')) });
  const forgotten = given(person, from<PersonEvent>('2021-01-01', registered, erased), {
    district: districtOf(schools('S01')),
  });

  describe('RegisterPerson', () => {
    test('makes a person known', () => nobody.when(register).then(registered));
    test('is refused with an id that is no UUID in lower case', () => {
      nobody.when({ ...register, personId: 'wang' }).refused('INVALID_INPUT', {}, ['personId']);
      nobody
        .when({ ...register, personId: '00000000-0000-4000-8000-00000000000A' })
        .refused('INVALID_INPUT', {}, ['personId']);
    });
    test('is refused for a known person', () =>
      known.when(register).refused('CODE_TAKEN', { person: p(1) }, ['personId']));
    test('is refused for an erased person', () =>
      forgotten.when(register).refused('PERSON_ERASED', { person: p(1) }, ['personId']));
    test('is refused for an unknown school', () => {
      nobody.when({ ...register, schoolId: '370103.S77' }).refused('NOT_FOUND', { school: '370103.S77' }, ['schoolId']);
      nobody.when({ ...register, schoolId: '370103' }).refused('NOT_FOUND', { school: '370103' }, ['schoolId']);
      nobody.when(register, { references: {} }).refused('NOT_FOUND', { school: schoolId }, ['schoolId']);
    });
    test('is refused before the school is open', () =>
      nobody.when(register, on('2019-01-01')).refused('SCHOOL_CLOSED', { school: schoolId }, ['schoolId']));
  });

  describe('ChangePersonDetails', () => {
    test('takes note of other details', () =>
      known.when(change).then({ type: 'PersonDetailsChanged', personId: p(1), commitment: other }));
    test('is refused with the same commitment', () => {
      known.when({ ...change, commitment }).refused('NO_CHANGE', { person: p(1) }, ['personId']);
      known.after(change).when(change).refused('NO_CHANGE');
    });
    test('is refused for an unknown person', () =>
      nobody.when(change).refused('NOT_FOUND', { person: p(1) }, ['personId']));
    test('is refused for an erased person', () =>
      forgotten.when(change).refused('PERSON_ERASED', { person: p(1) }, ['personId']));
  });

  describe('ErasePerson', () => {
    test('erases a person', () => known.when(erase).then(erased));
    test('is refused for an unknown person', () =>
      nobody.when(erase).refused('NOT_FOUND', { person: p(1) }, ['personId']));
    test('is refused for an erased person', () =>
      forgotten.when(erase).refused('NO_CHANGE', { person: p(1) }, ['personId']));
  });
});

describe('references to persons', () => {
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
      expect(
        ['2020-08-31', '2020-09-01', '2021-12-31', '2022-01-01'].map((day) => closesOn(closing, S02, day)),
      ).toEqual([undefined, '2022-01-01', '2022-01-01', undefined]);
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
});

describe('employment', () => {
  // By whom somebody is employed, and for which school, day by day: as it was told, in whatever order.

  const of = { personId, rotation: 1 };
  const first = from<PersonEvent>('2020-09-01', employed);
  const transferred = (day: string, homeSchoolId: string, employerId = homeSchoolId) =>
    from<PersonEvent>(day, { type: 'EmploymentTransferred', personId, employerId, homeSchoolId });
  const retired = (day: string) => from<PersonEvent>(day, { type: 'Retired', personId });
  const rotation = (type: 'RotationProposed' | 'RotationDecided', personnelRelation: 'STAYS' | 'MOVES') =>
    from<PersonEvent>('2022-05-01', {
      type,
      ...of,
      scheme: 'DISTRICT',
      mode: 'FULL_TIME',
      share: 100,
      fromSchoolId: S01,
      toSchoolId: S02,
      from: '2022-09-01',
      to: '2023-08-31',
      personnelRelation,
      eligibility: [],
    });
  /** From which day on which home school and employer, until the employment ends. */
  const employment = (...facts: readonly Fact<PersonEvent>[]) =>
    careerOf(stateOf(person, [...entered, ...facts])).employment.intervals.map(({ from: day, until, value }) => [
      day,
      value.homeSchoolId,
      value.employerId,
      ...(until === undefined ? [] : [until]),
    ]);

  describe('an employment', () => {
    test('is none before the first, of which there is one', () => {
      expect(employment()).toEqual([]);
      expect(employment(...transferred('2021-01-01', S02))).toEqual([]);
      expect(employment(...first)).toEqual([['2020-09-01', S01, S01]]);
      expect(employment(...first, ...from<PersonEvent>('2021-01-01', { ...employed, homeSchoolId: S02 }))).toEqual([
        ['2020-09-01', S01, S01],
      ]);
    });
    test('lasts until the next, entered in order or late', () => {
      const inTurn = [
        ['2020-09-01', S01, S01, '2021-06-01'],
        ['2021-06-01', S03, S03, '2022-01-01'],
        ['2022-01-01', S02, S02],
      ];
      const [early, late] = [transferred('2021-06-01', S03), transferred('2022-01-01', S02)];
      expect(employment(...first, ...early, ...late)).toEqual(inTurn);
      expect(employment(...first, ...late, ...early)).toEqual(inTurn);
    });
    test('of two from the same day is the one that was told last', () =>
      expect(employment(...first, ...transferred('2022-01-01', S02), ...transferred('2022-01-01', S03))).toEqual([
        ['2020-09-01', S01, S01, '2022-01-01'],
        ['2022-01-01', S03, S03],
      ]));
    test('ends with the retirement, whatever was to come, and only of who was employed the day before', () => {
      const leaving = [...first, ...transferred('2022-01-01', S02)];
      const over = [['2020-09-01', S01, S01, '2021-06-01']];
      expect(employment(...leaving, ...retired('2021-06-01'))).toEqual(over);
      expect(employment(...leaving, ...retired('2021-06-01'), ...retired('2021-07-01'))).toEqual(over);
      expect(employment(...leaving, ...retired('2021-06-01'), ...retired('2021-05-01'))).toEqual(over);
      expect(employment(...first, ...retired('2020-09-01'))).toEqual([['2020-09-01', S01, S01]]);
      expect(employment(...first, ...retired('2020-09-02'))).toEqual([['2020-09-01', S01, S01, '2020-09-02']]);
    });
  });

  describe('a rotation that moves the personnel relation', () => {
    const moves = rotation('RotationDecided', 'MOVES');
    const from1 = ['2020-09-01', S01, S01, '2022-09-01'];
    test('makes the receiving school home and employer, from its first day, and for good', () =>
      expect(employment(...first, ...moves)).toEqual([from1, ['2022-09-01', S02, S02]]));
    test('leaves whom the district employs to the district', () => {
      const byDistrict = transferred('2021-01-01', S01, '370103');
      expect(employment(...first, ...byDistrict, ...moves)).toEqual([
        ['2020-09-01', S01, S01, '2021-01-01'],
        ['2021-01-01', S01, '370103', '2022-09-01'],
        ['2022-09-01', S02, '370103'],
      ]);
    });
    test('gives way to what was told later of the same day, and to a later day', () => {
      expect(employment(...first, ...moves, ...transferred('2022-09-01', S03))).toEqual([
        from1,
        ['2022-09-01', S03, S03],
      ]);
      expect(employment(...first, ...transferred('2022-09-01', S03), ...moves)).toEqual([
        from1,
        ['2022-09-01', S02, S02],
      ]);
      expect(employment(...first, ...transferred('2024-01-01', S01), ...moves)).toEqual([
        from1,
        ['2022-09-01', S02, S02, '2024-01-01'],
        ['2024-01-01', S01, S01],
      ]);
    });
    test('moves nothing where it is proposed only, was cancelled, or says that it stays', () => {
      const stays = [['2020-09-01', S01, S01]];
      const cancelled = from<PersonEvent>('2022-06-01', { type: 'RotationCancelled', ...of, cause: 'CANCELLED' });
      expect(employment(...first, ...rotation('RotationProposed', 'MOVES'))).toEqual(stays);
      expect(employment(...first, ...moves, ...cancelled)).toEqual(stays);
      expect(employment(...first, ...rotation('RotationDecided', 'STAYS'))).toEqual(stays);
    });
    test('has moved it where somebody was called back', () => {
      const recalled = from<PersonEvent>('2022-12-01', { type: 'TeacherRecalled', ...of, cause: 'RECALLED' });
      expect(employment(...first, ...moves, ...recalled)).toEqual([from1, ['2022-09-01', S02, S02]]);
    });
  });

  describe('a retirement', () => {
    const retire = { type: 'Retire', personId } as const;
    const event: PersonEvent = { type: 'Retired', personId };
    const whoHas = (...facts: readonly Fact<PersonEvent>[]) =>
      given(person, [...entered, ...first, ...facts], references);
    const post = (number: number, day: string, more: object = {}) =>
      from<PersonEvent>(day, { type: 'PostAssigned', personId, post: number, schoolId: S01, kind: 'TEACHER', ...more });
    const ended = (number: number, day: string) =>
      from<PersonEvent>(day, { type: 'PostEnded', personId, post: number, cause: 'ENDED' });
    const said = (day: string, type: PersonEvent['type'], more: object = {}) =>
      from(day, { type, ...of, ...more } as PersonEvent);
    const decided = rotation('RotationDecided', 'STAYS');
    const arrived = said('2022-09-01', 'ArrivalConfirmed');
    const recalls: PersonEvent = { type: 'TeacherRecalled', ...of, cause: 'RETIRED' };
    const cancels: PersonEvent = { type: 'RotationCancelled', ...of, cause: 'RETIRED' };
    test('ends the posts that are held or to come, and no other', () => {
      const posts = [
        ...post(1, '2021-01-01'),
        ...post(2, '2021-01-01', { to: '2021-12-31' }),
        ...post(3, '2021-01-01', { to: '2022-01-01' }),
        ...post(4, '2022-06-01'),
        ...[...post(5, '2022-06-01'), ...ended(5, '2022-06-01')],
      ];
      const ends = (number: number): PersonEvent => ({ type: 'PostEnded', personId, post: number, cause: 'RETIRED' });
      whoHas(...posts)
        .when(retire, on('2022-01-01'))
        .then(ends(1), ends(3), ends(4), event);
    });
    test('recalls from a rotation that has begun, or on whose first day somebody arrived', () => {
      whoHas(...decided)
        .when(retire, on('2022-09-02'))
        .then(recalls, event);
      whoHas(...decided)
        .when(retire, on('2023-08-31'))
        .then(recalls, event);
      whoHas(...decided, ...arrived)
        .when(retire, on('2022-09-01'))
        .then(recalls, event);
    });
    test('cancels a rotation that has not begun, and every proposal', () => {
      whoHas(...decided)
        .when(retire, on('2022-09-01'))
        .then(cancels, event);
      const proposal = rotation('RotationProposed', 'STAYS');
      for (const day of ['2022-06-01', '2022-10-01', '2024-01-01'])
        whoHas(...proposal)
          .when(retire, on(day))
          .then(cancels, event);
    });
    test('leaves alone what is over', () => {
      whoHas(...decided)
        .when(retire, on('2023-09-01'))
        .then(event);
      whoHas(...decided, ...arrived, ...said('2022-12-31', 'RotationCompleted'))
        .when(retire, on('2023-01-01'))
        .then(event);
      whoHas(...decided, ...said('2022-06-01', 'RotationCancelled', { cause: 'CANCELLED' }))
        .when(retire, on('2022-07-01'))
        .then(event);
    });
    test('takes everything new from its day on, and nothing before', () => {
      const assign = { type: 'AssignPost', personId, schoolId: S01, kind: 'TEACHER' } as const;
      const gone = whoHas(...retired('2022-01-01'));
      gone
        .when(assign, on('2022-01-01'))
        .refused('PERSON_RETIRED', { person: personId, day: '2022-01-01' }, ['personId']);
      gone.when(assign, on('2021-12-31')).then({ ...assign, type: 'PostAssigned', post: 1, to: '2021-12-31' });
    });
  });

  describe('a post that is given without a last day', () => {
    const assign = { type: 'AssignPost', personId, schoolId: S01, kind: 'TEACHER' } as const;
    const closing = (day: string) => ({
      ...references,
      district: register(...from<DistrictEvent>(day, { type: 'SchoolClosed', schoolCode: 'S01' })),
    });
    const postedUntil = (until: string, ...facts: readonly Fact<PersonEvent>[]) =>
      given(person, [...entered, ...first, ...facts], closing(until)).when(assign, on('2021-09-01'));
    test('ends with the school or with the employment, whichever ends first', () => {
      const post = { ...assign, type: 'PostAssigned', post: 1 } as const;
      postedUntil('2022-06-01').then({ ...post, to: '2022-05-31' });
      postedUntil('2022-06-01', ...retired('2022-03-01')).then({ ...post, to: '2022-02-28' });
      postedUntil('2022-06-01', ...retired('2022-09-01')).then({ ...post, to: '2022-05-31' });
      const moving = [...transferred('2021-10-01', S02), ...transferred('2022-01-01', S03)];
      postedUntil('2023-06-01', ...moving, ...retired('2022-09-01')).then({ ...post, to: '2022-08-31' });
    });
    test('is another one where it is called otherwise', () => {
      const other = { ...assign, kind: 'OTHER', title: '教研组长' } as const;
      const held = given(person, [...entered, ...first], references).after(other);
      held.when(other).refused('NO_CHANGE', { value: 'OTHER' }, ['kind']);
      held.when({ ...other, title: '年级组长' }).then({ ...other, title: '年级组长', type: 'PostAssigned', post: 2 });
    });
  });
});

describe('rotation', () => {
  // What is known of a rotation after the facts that were told of it, in whatever order.

  const { groupId: _, ...ofDistrict } = {
    scheme: 'DISTRICT',
    groupId,
    mode: 'FULL_TIME',
    share: 100,
    fromSchoolId: S01,
    toSchoolId: S02,
    from: '2022-09-01',
    to: '2024-08-31',
    personnelRelation: 'STAYS',
  } as const;
  const withinGroup = { ...ofDistrict, scheme: 'GROUP', groupId, subject: '语文', post: 'TEACHER' } as const;
  const of = { personId, rotation: 1 };
  const step = (day: string, type: PersonEvent['type'], more: object = {}) =>
    from(day, { type, ...of, ...more } as PersonEvent);
  const proposed = (terms: object) => step('2022-05-01', 'RotationProposed', terms);
  const decided = (terms: object = ofDistrict) => step('2022-06-01', 'RotationDecided', { ...terms, eligibility: [] });
  const arrived = (day = '2022-09-01') => step(day, 'ArrivalConfirmed');
  const service = (schoolYear: number, term: 'FIRST' | 'SECOND') =>
    step('2024-09-01', 'ServiceConfirmed', { schoolYear, term, weeklyLessons: 12 });
  const recalled = (day: string) => step(day, 'TeacherRecalled', { cause: 'RECALLED' });
  const rotationAfter = (...facts: readonly Fact<PersonEvent>[]): Rotation =>
    careerOf(stateOf(person, [...working, ...facts])).rotations[0]!;

  describe('the terms of a rotation', () => {
    test('are those that were said, and no others', () => {
      expect(rotationAfter(...decided(withinGroup)).terms).toStrictEqual(withinGroup);
      expect(rotationAfter(...decided()).terms).toStrictEqual(ofDistrict);
    });
    test('are those of the proposal until it is decided, and then those of the decision', () => {
      const open = rotationAfter(...proposed(withinGroup));
      expect(open.terms).toStrictEqual(withinGroup);
      expect([open.proposedOn, open.decided]).toEqual(['2022-05-01', undefined]);
      const after = rotationAfter(...proposed(withinGroup), ...decided());
      expect(after.terms).toStrictEqual(ofDistrict);
      expect([after.proposedOn, after.decided?.on]).toEqual(['2022-05-01', '2022-06-01']);
    });
    test('were never proposed where the decision came at once', () =>
      expect(rotationAfter(...decided()).proposedOn).toBeUndefined());
  });

  describe('the days of a rotation', () => {
    const days = (...facts: readonly Fact<PersonEvent>[]) => {
      const run = runOf(rotationAfter(...facts));
      return run && [run.from, run.until];
    };
    test('are those of its terms, as it was extended or cut short', () => {
      expect(days(...decided())).toEqual(['2022-09-01', '2024-09-01']);
      expect(days(...decided(), ...step('2024-01-01', 'RotationExtended', { to: '2025-08-31' }))).toEqual([
        '2022-09-01',
        '2025-09-01',
      ]);
      expect(days(...decided(), ...recalled('2023-03-01'))).toEqual(['2022-09-01', '2023-03-01']);
      expect(days(...decided(), ...arrived(), ...step('2023-03-01', 'RotationCompleted'))).toEqual([
        '2022-09-01',
        '2023-03-02',
      ]);
      expect(days(...decided(), ...arrived(), ...step('2025-03-01', 'RotationCompleted'))).toEqual([
        '2022-09-01',
        '2024-09-01',
      ]);
    });
    test('are none before it is decided, once it is cancelled, or where it was cut short before its second day', () => {
      expect(days(...proposed(ofDistrict))).toBeUndefined();
      expect(days(...decided(), ...step('2022-07-01', 'RotationCancelled', { cause: 'CANCELLED' }))).toBeUndefined();
      expect(days(...decided(), ...recalled('2022-09-01'))).toBeUndefined();
      expect(days(...decided(), ...recalled('2022-08-01'))).toBeUndefined();
      expect(days(...decided(), ...recalled('2022-09-02'))).toEqual(['2022-09-01', '2022-09-02']);
    });
  });

  describe('somebody is there', () => {
    const days = (...facts: readonly Fact<PersonEvent>[]) => {
      const presence = presenceOf(rotationAfter(...decided(), ...facts));
      return presence && [presence.from, presence.until];
    };
    test('from the arrival on', () => {
      expect(days(...arrived('2022-10-10'))).toEqual(['2022-10-10', '2024-09-01']);
      expect(days(...arrived('2022-10-10'), ...recalled('2022-10-11'))).toEqual(['2022-10-10', '2022-10-11']);
    });
    test('never where nobody arrived, or was called back before', () => {
      expect(days()).toBeUndefined();
      expect(days(...arrived('2022-10-10'), ...recalled('2022-10-10'))).toBeUndefined();
      expect(days(...arrived('2022-10-10'), ...recalled('2022-10-01'))).toBeUndefined();
      expect(days(...arrived(), ...recalled('2022-09-01'))).toBeUndefined();
    });
  });

  describe('a term', () => {
    test('lasts from September to January, or from February to August', () => {
      const [first, second] = [
        { schoolYear: 2022, term: 'FIRST' } as const,
        { schoolYear: 2022, term: 'SECOND' } as const,
      ];
      expect(daysOfTerm(first)).toMatchObject({ from: '2022-09-01', until: '2023-02-01', value: first });
      expect(daysOfTerm(second)).toMatchObject({ from: '2023-02-01', until: '2023-09-01', value: second });
    });
    const open = (...facts: readonly Fact<PersonEvent>[]) =>
      termsUnconfirmed(rotationAfter(...decided(), ...facts)).map(({ schoolYear, term }) => `${schoolYear} ${term}`);
    const [all, first] = [['2022 FIRST', '2022 SECOND', '2023 FIRST', '2023 SECOND'], '2022 FIRST'];
    test('is to be confirmed where somebody was there on a day of it, the earliest first', () => {
      expect(open(...arrived())).toEqual(all);
      expect(open(...arrived('2023-01-31'))).toEqual(all);
      expect(open(...arrived('2023-02-01'))).toEqual(all.slice(1));
      expect(open(...arrived(), ...recalled('2023-02-01'))).toEqual([first]);
      expect(open(...arrived(), ...recalled('2023-02-02'))).toEqual(all.slice(0, 2));
    });
    test('is not where it was confirmed: each term of each school year for itself', () => {
      expect(open(...arrived(), ...service(2022, 'FIRST'))).toEqual(all.slice(1));
      expect(open(...arrived(), ...service(2023, 'FIRST'), ...service(2022, 'SECOND'))).toEqual([first, '2023 SECOND']);
      expect(open(...arrived(), ...service(2022, 'FIRST'), ...service(2023, 'FIRST'))).toEqual([
        '2022 SECOND',
        '2023 SECOND',
      ]);
    });
    test('is not where nobody was there', () => {
      expect(open()).toEqual([]);
      expect(open(...arrived(), ...recalled('2022-09-01'))).toEqual([]);
    });
  });

  describe('a suspension', () => {
    const suspended = (day: string) => step(day, 'RotationSuspended', { cause: 'ILLNESS' });
    const resumed = (day: string) => step(day, 'RotationResumed');
    const rests = (...facts: readonly Fact<PersonEvent>[]) =>
      rotationAfter(...decided(), ...arrived(), ...facts).suspensions.map(({ from: day, until }) => [day, until]);
    test('lasts until the rotation goes on, from the day after it began at the earliest', () => {
      expect(rests(...suspended('2022-10-01'), ...resumed('2022-10-02'))).toEqual([['2022-10-01', '2022-10-02']]);
      expect(rests(...suspended('2022-10-01'), ...resumed('2022-10-01'))).toEqual([['2022-10-01', undefined]]);
      expect(rests(...suspended('2022-10-01'), ...resumed('2022-09-15'))).toEqual([['2022-10-01', undefined]]);
    });
    test('ends once, and another may follow', () => {
      const once = [...suspended('2022-10-01'), ...resumed('2022-10-15')];
      expect(rests(...once, ...resumed('2022-11-01'))).toEqual([['2022-10-01', '2022-10-15']]);
      expect(rests(...once, ...suspended('2022-10-15'), ...resumed('2022-11-01'))).toEqual([
        ['2022-10-01', '2022-10-15'],
        ['2022-10-15', '2022-11-01'],
      ]);
    });
    test('takes its days from those that were served', () => {
      const served = (...facts: readonly Fact<PersonEvent>[]) =>
        daysServed(rotationAfter(...decided(), ...arrived(), ...service(2022, 'FIRST'), ...facts));
      expect(served()).toBe(153);
      expect(served(...suspended('2022-10-01'), ...resumed('2022-10-11'))).toBe(143);
      const late = [...suspended('2022-10-01'), ...resumed('2022-10-06')];
      expect(served(...suspended('2022-12-01'), ...resumed('2022-12-06'), ...late)).toBe(143);
    });
  });

  describe('days are served', () => {
    const served = (...facts: readonly Fact<PersonEvent>[]) => daysServed(rotationAfter(...decided(), ...facts));
    test('in the terms that were confirmed, while somebody was there', () => {
      expect(served(...arrived())).toBe(0);
      expect(served(...arrived(), ...service(2022, 'SECOND'))).toBe(212);
      expect(served(...arrived('2023-01-22'), ...service(2022, 'FIRST'))).toBe(10);
      expect(served(...arrived('2023-02-01'), ...service(2022, 'FIRST'))).toBe(0);
    });
    test('never after somebody was called back, whatever was confirmed before', () => {
      expect(served(...arrived(), ...service(2022, 'SECOND'), ...recalled('2023-01-01'))).toBe(0);
      expect(served(...arrived(), ...service(2022, 'FIRST'), ...recalled('2022-09-01'))).toBe(0);
    });
  });

  describe('a step that a rotation is not open to changes nothing', () => {
    const suspended = step('2022-10-01', 'RotationSuspended', { cause: 'ILLNESS' });
    const completed = step('2023-03-01', 'RotationCompleted');
    const cancelled = step('2022-07-01', 'RotationCancelled', { cause: 'CANCELLED' });
    const extended = step('2023-01-01', 'RotationExtended', { to: '2025-08-31' });
    const steps = {
      decided: decided(withinGroup),
      arrived: arrived('2022-09-02'),
      suspended,
      completed,
      cancelled,
      extended,
    };
    const all = { ...steps, recalled: recalled('2023-04-01') };
    type Step = keyof typeof all;
    test.each<[string, readonly Fact<PersonEvent>[], readonly Step[]]>([
      ['a proposal', proposed(ofDistrict), ['arrived', 'suspended', 'extended', 'recalled', 'completed']],
      ['a decision that nobody arrived for', decided(), ['decided', 'completed']],
      ['an arrival', [...decided(), ...arrived()], ['decided', 'arrived', 'cancelled']],
      ['a rest', [...decided(), ...arrived(), ...suspended], ['decided', 'arrived', 'suspended', 'cancelled']],
      ['a completion', [...decided(), ...arrived(), ...completed], Object.keys(all) as Step[]],
      ['a recall', [...decided(), ...arrived(), ...recalled('2023-03-01')], Object.keys(all) as Step[]],
      ['a proposal that was taken back', [...proposed(ofDistrict), ...cancelled], Object.keys(all) as Step[]],
      ['a decision that was taken back', [...decided(), ...cancelled], Object.keys(all) as Step[]],
      ['an extension as long', [...decided(), ...extended], ['extended']],
    ])('after %s', (_what, facts, names) => {
      for (const name of names)
        expect([name, rotationAfter(...facts, ...all[name])]).toEqual([name, rotationAfter(...facts)]);
    });
    test('and where there is no rotation none begins with it', () => {
      for (const { event, effectiveOn } of [arrived(), suspended, completed, cancelled, extended].flat())
        expect(careerOf(stateOf(person, [...working, { event, effectiveOn }])).rotations).toEqual([]);
    });
  });
});

describe('who may', () => {
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
  const may = (
    who: Principal,
    command: PersonCommand,
    { state }: Given = rotating,
    recordedOn = '2022-10-01',
  ): boolean => claimsAllow(who, command) && stateAllows(who, command, { state, references, recordedOn });
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
});
