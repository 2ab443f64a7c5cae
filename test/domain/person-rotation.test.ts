import { describe, expect, test } from '@jest/globals';
import {
  careerOf,
  daysOfTerm,
  daysServed,
  person,
  runOf,
  termsUnconfirmed,
  type PersonEvent,
  type Rotation,
} from '../../src/domain/person/index.js';
import { presenceOf } from '../../src/domain/person/rotation.js';
import { from, stateOf, type Fact } from './given.js';
import { groupId, personId, S01, S02, working } from './given-person.js';

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
