import { describe, expect, test } from '@jest/globals';
import type { Person } from '../../src/domain/council/persons.js';
import { council, type CouncilCommand, type CouncilEvent } from '../../src/domain/council/index.js';
import { seatsRecommended } from '../../src/domain/council/invariants.js';
import type { Day } from '../../src/domain/day.js';
import { districtOf, from, given, on, p, schools, stateOf, type Fact } from './given.js';

// Seats that go with posts: the charter binds a seat to the principal of S02.

const groupId = '370103.G01';
const S02 = '370103.S02';
const district = districtOf([
  ...schools('S01', 'S02'),
  ...from('2020-09-01', {
    type: 'GroupFormed' as const,
    groupCode: 'G01',
    name: '一集团',
    form: 'GROUP' as const,
    leadCode: 'S01',
    memberCodes: ['S01', 'S02'],
  }),
]);
/** Somebody of S02 with a post from a day on. */
const holder = (from: Day, until?: Day): Person => ({
  status: 'REGISTERED',
  schoolId: S02,
  career: {
    posts: [{ from, ...(until === undefined ? {} : { until }), value: 'PRINCIPAL', schoolId: S02, by: 0, number: 1 }],
  },
});
const idle: Person = { status: 'REGISTERED', schoolId: '370103.S01' };
const half = { numerator: 1, denominator: 2, atLeast: false };
const charter: CouncilEvent = {
  type: 'CharterAdopted',
  quorum: half,
  majority: half,
  termYears: 3,
  everySchoolSeated: true,
  otherSeats: 0,
  proxiesPerMember: 1,
  exOfficio: [{ schoolCode: 'S02', post: 'PRINCIPAL' }],
  adoption: 'BY_BUREAU',
};
const ready: readonly Fact<CouncilEvent>[] = [
  ...from<CouncilEvent>('2021-05-01', charter),
  ...from<CouncilEvent>('2021-06-01', { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) }),
];
const appoint: CouncilCommand = {
  type: 'AppointCouncil',
  groupId,
  memberIds: [p(1), p(2)],
  chairId: p(1),
  termFrom: '2021-09-01',
  termTo: '2024-08-31',
};
const appointed: CouncilEvent = {
  type: 'CouncilAppointed',
  ordinal: 1,
  seats: [
    { personId: p(1), schoolCode: 'S01' },
    { personId: p(2), schoolCode: 'S02', post: 'PRINCIPAL' },
  ],
  chairId: p(1),
  termFrom: '2021-09-01',
  termTo: '2024-08-31',
};
const sitting = [...ready, ...from<CouncilEvent>('2021-07-01', appointed)];
const at = (facts: readonly Fact<CouncilEvent>[], person: Person, more: object = {}) =>
  given(council, facts, { district, person, [p(1)]: idle, [p(2)]: person, ...more });
const pass = (more: object = {}): CouncilCommand => ({
  type: 'PassSeat',
  groupId,
  ordinal: 1,
  schoolId: S02,
  post: 'PRINCIPAL',
  personId: p(3),
  ...more,
});
const day = on('2022-03-01');
const system = { actor: { id: 'process', role: 'SYSTEM' as const } };

describe('AppointCouncil under a charter that binds a seat to a post', () => {
  test('seats who holds the post on the first day of the term, without a recommendation', () =>
    at(ready, holder('2021-09-01')).when(appoint, on('2021-07-01')).then(appointed));
  test('is refused for somebody who holds it no longer then', () =>
    at(ready, holder('2020-09-01', '2021-09-01'))
      .when(appoint, on('2021-07-01'))
      .refused('NOT_RECOMMENDED', { person: p(2) }, ['memberIds', '1']));
});

describe('AdoptCharter binds seats to posts', () => {
  const adopt = (exOfficio: readonly object[]): CouncilCommand =>
    ({
      ...{ type: 'AdoptCharter', groupId, quorum: half, majority: half, termYears: 3, everySchoolSeated: true },
      ...{ otherSeats: 0, exOfficio },
    }) as CouncilCommand;
  test('of member schools', () =>
    at([], idle)
      .when(adopt([{ schoolId: S02, post: 'PRINCIPAL' }]))
      .then(charter));
  test('is refused for a stranger, a post twice, and a post of no name', () => {
    at([], idle)
      .when(adopt([{ schoolId: '370103.S09', post: 'PRINCIPAL' }]))
      .refused('NOT_SAME_GROUP', {}, ['exOfficio', '0', 'schoolId']);
    at([], idle)
      .when(adopt([1, 2].map(() => ({ schoolId: S02, post: 'PRINCIPAL' }))))
      .refused('INVALID_INPUT', {}, ['exOfficio', '1', 'post']);
    at([], idle)
      .when(adopt([{ schoolId: S02, post: 'OTHER' }]))
      .refused('INVALID_INPUT', {}, ['exOfficio', '0', 'post']);
  });
});

describe('PassSeat', () => {
  const removed: CouncilEvent = { type: 'MemberRemoved', ordinal: 1, personId: p(2), cause: 'POST_LEFT' };
  const substitute: CouncilEvent = {
    type: 'SubstituteAppointed',
    ordinal: 1,
    personId: p(3),
    schoolCode: 'S02',
    post: 'PRINCIPAL',
  };
  test('gives the seat to who holds the post', () =>
    at(sitting, holder('2022-03-01')).when(pass(), day).then(removed, substitute));
  test('is refused for who took the post before the one who sits, and holds it still', () => {
    const both = at(sitting, holder('2020-09-01'), { [p(2)]: holder('2021-08-01') });
    both.when(pass(), day).refused('NOT_RECOMMENDED', { person: p(3) }, ['personId']);
    at(sitting, holder('2021-08-01'), { [p(2)]: holder('2021-08-01') })
      .when(pass({ personId: p(1) }), day)
      .refused('NOT_RECOMMENDED', { person: p(1) }, ['personId']);
    at(sitting, holder('2020-09-01'), { [p(2)]: holder('2021-08-01', '2022-03-01') })
      .when(pass(), day)
      .then(removed, substitute);
    at(sitting, holder('2021-08-01'), { [p(2)]: holder('2020-09-01') })
      .when(pass(), day)
      .then(removed, substitute);
  });
  test('takes it from who held it, where nobody holds the post', () =>
    at(sitting, idle)
      .when(pass({ personId: undefined }), { ...day, ...system })
      .then(removed));
  test('says whom, where no process gives it', () =>
    at(sitting, idle)
      .when(pass({ personId: undefined }), day)
      .refused('INVALID_INPUT', {}, ['personId']));
  test('is refused for somebody who does not hold the post, or who was erased', () => {
    at(sitting, holder('2022-03-02'))
      .when(pass(), day)
      .refused('NOT_RECOMMENDED', { person: p(3) }, ['personId']);
    at(sitting, { status: 'ERASED', schoolId: S02 }).when(pass(), day).refused('PERSON_ERASED');
  });
  test('is refused for a post that has no seat', () =>
    at(sitting, holder('2022-03-01'))
      .when(pass({ post: 'PARTY_SECRETARY' }), day)
      .refused('NOT_FOUND', {}, ['post']));
  test("is refused where the seat is that person's already", () =>
    at(sitting, holder('2021-09-01'))
      .when(pass({ personId: p(2) }), day)
      .refused('NO_CHANGE', {}, ['post']));
  test('takes the seat only, where the holder sits for a recommendation', () =>
    at(sitting, holder('2022-03-01'), { [p(1)]: holder('2022-03-01'), [p(2)]: idle })
      .when(pass({ personId: p(1) }), day)
      .then(removed));
  test('is refused in a term that is unknown, over, or to come', () => {
    const held = at(sitting, holder('2021-01-01'));
    held.when(pass({ ordinal: 2 }), day).refused('NOT_FOUND', {}, ['councilId']);
    held.when(pass(), on('2024-09-01')).refused('TERM_EXPIRED');
    held.when(pass(), on('2021-08-31')).refused('DATE_ORDER');
  });
});

test('seatsRecommended: a seat of a post rests on the charter of the day', () => {
  const unbound = { ...charter, exOfficio: undefined } as unknown as CouncilEvent;
  const broken = stateOf(council, [...from('2021-05-01', unbound), ...sitting.slice(1)]);
  expect(seatsRecommended(broken)).toEqual([
    expect.objectContaining({ code: 'NOT_RECOMMENDED', args: { person: p(2) } }),
  ]);
  expect(seatsRecommended(stateOf(council, sitting))).toEqual([]);
});
