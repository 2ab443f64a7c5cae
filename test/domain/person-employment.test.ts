import { describe, expect, test } from '@jest/globals';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import { careerOf, person, type PersonEvent } from '../../src/domain/person/index.js';
import { from, given, on, stateOf, type Fact } from './given.js';
import { employed, entered, personId, references, register, S01, S02, S03 } from './given-person.js';

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
