import { describe, expect, test } from '@jest/globals';
import { person, type PersonEvent } from '../../src/domain/person/index.js';
import {
  creditsStandOnService,
  homeStaysWhileRotating,
  postsWhileEmployed,
  rotationsWhileEmployed,
  sharesWithinWhole,
  stepsInOrder,
} from '../../src/domain/person/invariants.js';
import { from, stateOf, type Fact } from './given.js';
import { employed, entered, personId, S01, S03, working, rotationTerms } from './given-person.js';

// The rules on a person over every day: where they are broken and from when, and where they only seem to be.

const terms = { ...rotationTerms, share: 100 } as const;
const of = { personId, rotation: 1 };
const decided = (more: object = {}, day = '2022-05-01') =>
  from<PersonEvent>(day, { type: 'RotationDecided', ...of, ...terms, eligibility: [], ...more });
const step = (day: string, type: PersonEvent['type'], more: object = {}) =>
  from(day, { type, ...of, ...more } as PersonEvent);
const moved = (day: string, homeSchoolId: string, employerId = homeSchoolId) =>
  from<PersonEvent>(day, { type: 'EmploymentTransferred', personId, employerId, homeSchoolId });
const posted = (day: string, more: object = {}) =>
  from<PersonEvent>(day, { type: 'PostAssigned', personId, post: 1, schoolId: S01, kind: 'TEACHER', ...more });
const retired = (day: string) => from<PersonEvent>(day, { type: 'Retired', personId });
const after = (...facts: readonly Fact<PersonEvent>[]) => stateOf(person, [...working, ...facts]);
const neverEmployed = (...facts: readonly Fact<PersonEvent>[]) => stateOf(person, [...entered, ...facts]);
const arrived = step('2022-09-01', 'ArrivalConfirmed');
const cancelled = step('2022-05-02', 'RotationCancelled', { cause: 'CANCELLED' });
const recalled = (day: string) => step(day, 'TeacherRecalled', { cause: 'RECALLED' });
const suspended = (day: string, until?: string) => [
  ...step(day, 'RotationSuspended', { cause: 'OTHER' }),
  ...(until === undefined ? [] : step(until, 'RotationResumed')),
];
const extended = (day: string, to: string) => step(day, 'RotationExtended', { to });
const service = (schoolYear: number, term: 'FIRST' | 'SECOND') =>
  step('2023-01-20', 'ServiceConfirmed', { schoolYear, term, weeklyLessons: 12 });

describe('a post is held while somebody is employed', () => {
  const notEmployed = (more: object) => [{ code: 'NOT_EMPLOYED', args: { post: 1 }, ...more }];
  test('and before and after it is broken, each for its days', () => {
    const gone = [...posted('2020-08-01'), ...retired('2022-01-01')];
    expect(postsWhileEmployed(after(...gone))).toEqual([
      ...notEmployed({ day: '2020-08-01', until: '2020-09-01' }),
      ...notEmployed({ day: '2022-01-01' }),
    ]);
    expect(postsWhileEmployed(after(...posted('2021-09-01', { to: '2022-01-01' }), ...retired('2022-01-01')))).toEqual(
      notEmployed({ day: '2022-01-01', until: '2022-01-02' }),
    );
    expect(postsWhileEmployed(neverEmployed(...posted('2021-09-01')))).toEqual(notEmployed({ day: '2021-09-01' }));
  });
  test('and a post that was ended on its first day was never held', () => {
    const never = [...posted('2022-01-01'), ...step('2022-01-01', 'PostEnded', { post: 1, cause: 'ENDED' })];
    expect(postsWhileEmployed(neverEmployed(...never))).toEqual([]);
  });
});

describe('who rotates is employed', () => {
  const notEmployed = (day: string) => [
    { code: 'NOT_EMPLOYED', args: { rotation: 1 }, means: { from: true }, day, until: '2023-09-01' },
  ];
  test('on every day of the rotation', () => {
    expect(rotationsWhileEmployed(neverEmployed(...decided()))).toEqual(notEmployed('2022-09-01'));
    expect(rotationsWhileEmployed(after(...decided(), ...retired('2023-08-31')))).toEqual(notEmployed('2023-08-31'));
    expect(rotationsWhileEmployed(after(...decided(), ...retired('2023-09-01')))).toEqual([]);
  });
  test('which a proposal has not, nor what was cancelled', () => {
    expect(rotationsWhileEmployed(neverEmployed(...step('2022-05-01', 'RotationProposed', terms)))).toEqual([]);
    expect(rotationsWhileEmployed(neverEmployed(...decided(), ...cancelled))).toEqual([]);
  });
});

describe('the home school and the employer stay while somebody rotates', () => {
  const elsewhere = (day: string, until?: string) => [
    {
      code: 'INVALID_TRANSITION',
      args: { rotation: 1, school: S01 },
      means: { fromSchoolId: true, homeSchoolId: true },
      day,
      ...(until === undefined ? {} : { until }),
    },
  ];
  test('from the first day to the last, and are free before and afterwards', () => {
    const away = (day: string, back: string) =>
      homeStaysWhileRotating(after(...decided(), ...moved(day, S03), ...moved(back, S01)));
    expect(away('2023-01-01', '2023-02-01')).toEqual(elsewhere('2023-01-01', '2023-02-01'));
    expect(away('2022-08-01', '2022-09-01')).toEqual([]);
    expect(away('2023-09-01', '2024-01-01')).toEqual([]);
    expect(away('2023-08-31', '2024-01-01')).toEqual(elsewhere('2023-08-31', '2023-09-01'));
  });
  test('where no rotation binds: neither by a proposal nor by what was cancelled', () => {
    const proposed = step('2022-05-01', 'RotationProposed', terms);
    expect(homeStaysWhileRotating(after(...proposed, ...moved('2022-10-01', S03)))).toEqual([]);
    expect(homeStaysWhileRotating(after(...decided(), ...cancelled, ...moved('2022-10-01', S03)))).toEqual([]);
  });
  test('but the district may take the place of the school that employs, and no other school', () => {
    const home = (...employers: readonly (readonly [string, string])[]) =>
      homeStaysWhileRotating(after(...decided(), ...employers.flatMap(([day, by]) => moved(day, S01, by))));
    expect(home(['2022-10-01', '370103'])).toEqual([]);
    expect(home(['2022-10-01', S03])).toEqual(elsewhere('2022-10-01', '2023-09-01'));
    expect(home(['2022-01-01', S03], ['2022-08-31', S01])).toEqual([]);
  });
  test('also of somebody whom the district employs', () => {
    const byDistrict = [...moved('2022-01-01', S01, '370103'), ...decided()];
    expect(homeStaysWhileRotating(after(...byDistrict))).toEqual([]);
    expect(homeStaysWhileRotating(after(...byDistrict, ...moved('2022-10-01', S03, '370103')))).toEqual(
      elsewhere('2022-10-01', '2023-09-01'),
    );
  });
  test('and where the personnel relation moves somebody comes from the school that sends', () => {
    const moves = decided({ personnelRelation: 'MOVES' });
    expect(homeStaysWhileRotating(after(...moves))).toEqual([]);
    expect(homeStaysWhileRotating(after(...moves, ...moved('2022-08-31', S03)))).toEqual(elsewhere('2022-09-01'));
    expect(homeStaysWhileRotating(after(...moves, ...moved('2023-01-01', S01)))).toEqual(
      elsewhere('2023-01-01', '2023-09-01'),
    );
  });
  test('nobody being employed, nothing stays', () =>
    expect(homeStaysWhileRotating(neverEmployed(...decided()))).toEqual([]));
});

describe('shares stay within the whole', () => {
  const beyond = (share: number, day: string, until?: string) => ({
    code: 'ROTATION_OVERLAP',
    args: { share },
    means: { share: true, from: true, to: true },
    day,
    ...(until === undefined ? {} : { until }),
  });
  const part = (rotation: number, share: number, days: object = {}) =>
    decided({ rotation, mode: 'PART_WEEK', share, ...days });
  test('on every day, and say from when to when they do not', () => {
    const three = [
      ...part(1, 60),
      ...part(2, 60, { from: '2022-12-01', to: '2023-02-28' }),
      ...posted('2023-01-01', { share: 10 }),
    ];
    expect(sharesWithinWhole(after(...three))).toEqual([
      beyond(120, '2022-12-01', '2023-01-01'),
      beyond(130, '2023-01-01', '2023-03-01'),
    ]);
  });
  test('also where two begin on the same day, and where none ends', () => {
    expect(sharesWithinWhole(after(...part(1, 60), ...part(2, 41)))).toEqual([beyond(101, '2022-09-01', '2023-09-01')]);
    const posts = [...posted('2021-09-01', { share: 60 }), ...posted('2021-10-01', { post: 2, share: 41 })];
    expect(sharesWithinWhole(after(...posts))).toEqual([beyond(101, '2021-10-01')]);
  });
  test('and bind nobody by a proposal, a cancelled rotation or a post without a share', () => {
    const free = [
      ...step('2022-05-01', 'RotationProposed', terms),
      ...decided({ rotation: 2 }),
      ...step('2022-05-02', 'RotationCancelled', { rotation: 2, cause: 'CANCELLED' }),
      ...posted('2022-01-01'),
      ...part(3, 100),
    ];
    expect(sharesWithinWhole(after(...free))).toEqual([]);
  });
});

describe('the steps of a rotation lie in order', () => {
  const of1 = (...facts: readonly Fact<PersonEvent>[]) => stepsInOrder(after(...facts));
  const days = (...facts: readonly Fact<PersonEvent>[]) => of1(...decided(), ...facts).map(({ day }) => day);
  test('and say of which rotation and on which day they do not', () =>
    expect(of1(...decided(), ...step('2022-08-31', 'ArrivalConfirmed'))).toEqual([
      { code: 'DATE_ORDER', args: { rotation: 1, day: '2022-08-31' }, day: '2022-08-31' },
    ]));
  test('a decision is made by the first day, and the last day is none before it', () => {
    expect(of1(...decided({}, '2022-09-01'))).toEqual([]);
    expect(of1(...decided({}, '2022-09-02')).map(({ day }) => day)).toEqual(['2022-09-01']);
    expect(of1(...decided({ to: '2022-09-01' }))).toEqual([]);
    expect(of1(...decided({ to: '2022-08-31' })).map(({ day }) => day)).toEqual(['2022-09-01']);
  });
  test('an arrival lies in the days of the rotation, also where they were cut short', () => {
    expect(days(...step('2022-09-01', 'ArrivalConfirmed'))).toEqual([]);
    expect(days(...step('2023-08-31', 'ArrivalConfirmed'))).toEqual([]);
    expect(days(...step('2022-10-10', 'ArrivalConfirmed'), ...recalled('2022-10-11'))).toEqual([]);
    expect(days(...step('2022-10-10', 'ArrivalConfirmed'), ...recalled('2022-10-10'))).toEqual(['2022-10-10']);
    for (const day of ['2022-08-31', '2023-09-01'])
      expect(days(...step(day, 'ArrivalConfirmed'), ...recalled('2022-09-01'))).toEqual([day]);
  });
  test('a recall lies in them too, or on the day after', () => {
    expect(days(...recalled('2022-09-01'))).toEqual([]);
    expect(days(...arrived, ...recalled('2022-09-01'))).toEqual([]);
    expect(days(...recalled('2023-09-01'))).toEqual([]);
    expect(days(...recalled('2022-08-31'))).toEqual(['2022-08-31']);
    expect(days(...recalled('2023-09-02'))).toEqual(['2023-09-02']);
    expect(days(...extended('2023-06-01', '2024-08-31'), ...recalled('2024-01-01'))).toEqual([]);
  });
  test('a completion is none before the arrival, and may be told late', () => {
    const late = step('2022-10-10', 'ArrivalConfirmed');
    expect(days(...late, ...step('2022-10-10', 'RotationCompleted'))).toEqual([]);
    expect(days(...late, ...step('2022-10-09', 'RotationCompleted'))).toContain('2022-10-09');
    expect(days(...arrived, ...step('2024-01-01', 'RotationCompleted'))).toEqual([]);
  });
  test('a suspension begins within them, and is over before the next', () => {
    expect(days(...suspended('2022-09-01'))).toEqual([]);
    expect(days(...suspended('2023-08-31'))).toEqual([]);
    expect(days(...suspended('2022-10-01', '2022-11-01'), ...suspended('2022-11-01', '2022-12-01'))).toEqual([]);
    expect(days(...suspended('2022-12-01', '2022-12-15'), ...suspended('2022-10-01', '2022-10-15'))).toEqual([]);
    expect(days(...suspended('2022-11-01', '2022-12-01'), ...suspended('2022-10-01', '2022-11-02'))).toEqual([
      '2022-11-01',
    ]);
    expect(days(...suspended('2022-11-01'), ...recalled('2022-11-01'))).toEqual(['2022-11-01']);
    expect(days(...suspended('2022-09-01'), ...recalled('2022-09-01'))).toEqual([]);
  });
  test('an extension comes after the decision or extension before it, and before that is over', () => {
    const [first, last] = ['2024-08-31', '2025-08-31'];
    expect(days(...extended('2022-05-01', first))).toEqual([]);
    expect(days(...extended('2023-08-31', first))).toEqual([]);
    expect(days(...extended('2022-04-30', first))).toEqual(['2022-04-30']);
    expect(days(...extended('2023-09-01', first))).toEqual(['2023-09-01']);
    expect(days(...extended('2023-06-01', first), ...extended('2023-06-01', last))).toEqual([]);
    expect(days(...extended('2023-06-01', first), ...extended('2024-08-31', last))).toEqual([]);
    expect(days(...extended('2023-06-01', first), ...extended('2024-09-01', last))).toEqual(['2024-09-01']);
    expect(days(...extended('2023-06-01', first), ...extended('2023-05-31', last))).toEqual(['2023-05-31']);
  });
  test('service is of terms in which somebody was there', () => {
    expect(days(...arrived, ...service(2022, 'FIRST'), ...service(2022, 'SECOND'))).toEqual([]);
    expect(days(...step('2023-02-01', 'ArrivalConfirmed'), ...service(2022, 'FIRST'))).toEqual(['2022-09-01']);
    expect(days(...arrived, ...service(2022, 'SECOND'), ...recalled('2023-02-01'))).toEqual(['2023-02-01']);
    expect(days(...arrived, ...service(2022, 'FIRST'), ...recalled('2022-09-01'))).toEqual(['2022-09-01']);
  });
  test('of what is proposed or never took place nothing is asked', () => {
    expect(of1(...step('2022-09-02', 'RotationProposed', terms))).toEqual([]);
    expect(days(...suspended('2022-08-01'), ...extended('2022-04-30', '2024-08-31'), ...cancelled)).toEqual([]);
  });
});

describe('what was recognised stands on service', () => {
  const over = [...decided(), ...arrived, ...service(2022, 'FIRST'), ...step('2023-08-31', 'RotationCompleted')];
  const credited = (more: object = {}, day = '2023-09-10') =>
    from<PersonEvent>(day, {
      type: 'CreditRecognised',
      personId,
      purpose: 'TITLE',
      cycle: '2024',
      rotations: [1],
      months: 5,
      ...more,
    });
  const broken = (...facts: readonly Fact<PersonEvent>[]) => creditsStandOnService(after(...facts));
  test('of every rotation that it names, completed by then', () => {
    expect(broken(...over, ...credited())).toEqual([]);
    expect(broken(...over, ...credited({}, '2023-08-30'))).toEqual([
      { code: 'NO_CREDIT', args: { purpose: 'TITLE', cycle: '2024', months: 5 }, day: '2023-08-30' },
    ]);
    const second = decided({ rotation: 2, from: '2023-09-01', to: '2023-12-31' });
    expect(broken(...over, ...second, ...credited({ rotations: [1, 2] })).map(({ args }) => args)).toEqual([
      { purpose: 'TITLE', cycle: '2024', months: 5 },
    ]);
  });
  test('of no more months than were served', () => {
    expect(broken(...over, ...credited({ months: 6 }))).toHaveLength(1);
    expect(broken(...over, ...credited({ months: 4 }))).toEqual([]);
  });
  test('once for a purpose, and for each purpose', () => {
    expect(
      broken(...over, ...credited(), ...credited({ purpose: 'CADRE' }), ...credited({ purpose: 'HONOUR' })),
    ).toEqual([]);
    expect(broken(...over, ...credited(), ...credited({ cycle: '2025' }, '2024-09-10')).map(({ day }) => day)).toEqual([
      '2024-09-10',
    ]);
  });
  test('and nothing is asked of who has none', () => expect(broken(...over)).toEqual([]));
});

test('nobody who is not known breaks a rule', () => {
  for (const rule of [
    postsWhileEmployed,
    rotationsWhileEmployed,
    homeStaysWhileRotating,
    sharesWithinWhole,
    stepsInOrder,
    creditsStandOnService,
  ])
    expect(rule(stateOf(person, from('2022-01-01', employed)))).toEqual([]);
});
