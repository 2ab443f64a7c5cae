import { describe, expect, test } from '@jest/globals';
import {
  common,
  contains,
  firstCommonDay,
  timeline,
  uncovered,
  type Interval,
  type Timeline,
} from '../../src/domain/timeline.js';

const written = <T>({ intervals }: Timeline<T>): string =>
  intervals.map(({ from, until, value }) => `${String(value)}[${from},${until ?? ''})`).join(' ');
const interval = (from: string, until?: string): Interval<true> => ({
  from,
  ...(until === undefined ? {} : { until }),
  value: true,
  by: 0,
});

describe('a value over days', () => {
  const A = timeline<string>().from('2020', 'A', 1);
  const AB = A.from('2022', 'B', 2);

  test('holds from its day on, and not before', () => {
    expect([A.at('2019'), A.at('2020'), A.at('2999')]).toEqual([undefined, 'A', 'A']);
  });
  test("gives way to the next value on that value's day", () => {
    expect([AB.at('2021'), AB.at('2022')]).toEqual(['A', 'B']);
    expect(written(AB)).toBe('A[2020,2022) B[2022,)');
  });
  test('a value entered late holds until the change that is already recorded', () =>
    expect(written(AB.from('2021', 'C', 3))).toBe('A[2020,2021) C[2021,2022) B[2022,)'));
  test('a value entered before all others holds until the first of them', () =>
    expect(written(AB.from('2019', 'C', 3))).toBe('C[2019,2020) A[2020,2022) B[2022,)'));
  test('a value of the same day takes its place', () =>
    expect(written(AB.from('2020', 'C', 3))).toBe('C[2020,2022) B[2022,)'));
  test('an end leaves nothing from its day on', () => {
    expect(written(AB.until('2021'))).toBe('A[2020,2021)');
    expect(written(AB.until('2022'))).toBe('A[2020,2022)');
    expect(written(AB.until('2020'))).toBe('');
  });
  test('a value in a gap holds until the gap ends', () => {
    const gap = timeline([interval('2020', '2021'), interval('2023')]);
    expect(written(gap.from('2022', true, 3))).toBe('true[2020,2021) true[2022,2023) true[2023,)');
  });
  test('says which fact made each interval', () =>
    expect(AB.from('2021', 'C', 3).intervals.map(({ by }) => by)).toEqual([1, 3, 2]));
  test('is itself not changed', () => {
    AB.from('2021', 'C', 3);
    AB.until('2021');
    expect(written(AB)).toBe('A[2020,2022) B[2022,)');
  });
});

describe('intervals', () => {
  test('contain their first day and not the day they end', () =>
    expect(['2019', '2020', '2021', '2022'].map((day) => contains(interval('2020', '2022'), day))).toEqual([
      false,
      true,
      true,
      false,
    ]));

  test.each<[Interval<true>, Interval<true>, string | undefined]>([
    [interval('2020', '2022'), interval('2021'), '2021'],
    [interval('2020', '2022'), interval('2022'), undefined],
    [interval('2020'), interval('2020'), '2020'],
    [interval('2021', '2021'), interval('2020'), undefined],
  ])('%j and %j share first %s', (a, b, day) => {
    expect(firstCommonDay(a, b)).toBe(day);
    expect(firstCommonDay(b, a)).toBe(day);
  });

  test.each<[Interval<true>, Interval<true>, string]>([
    [interval('2020', '2022'), interval('2021'), '[2021,2022)'],
    [interval('2020'), interval('2021'), '[2021,)'],
    [interval('2020', '2024'), interval('2021', '2023'), '[2021,2023)'],
    [interval('2020', '2022'), interval('2022'), ''],
  ])('%j and %j have in common %s', (a, b, days) => {
    const both = common(a, b);
    expect(written(timeline(both ? [both] : []))).toBe(days && `true${days}`);
  });

  test.each<[string, Interval<true>, Interval<true>[], string]>([
    ['nothing covers it', interval('2020'), [], '[2020,)'],
    ['all of it is covered', interval('2020', '2022'), [interval('2019')], ''],
    ['parts that touch cover it', interval('2020', '2024'), [interval('2019', '2022'), interval('2022', '2024')], ''],
    [
      'there are gaps',
      interval('2020', '2026'),
      [interval('2019', '2021'), interval('2022', '2023'), interval('2024', '2025')],
      '[2021,2022) [2023,2024) [2025,2026)',
    ],
    ['the cover begins late', interval('2020', '2024'), [interval('2021')], '[2020,2021)'],
    ['the cover ends', interval('2020'), [interval('2019', '2024')], '[2024,)'],
    ['the cover ends with it', interval('2020', '2024'), [interval('2019', '2024')], ''],
    [
      'the cover lies before and after it',
      interval('2020', '2021'),
      [interval('2010', '2020'), interval('2021')],
      '[2020,2021)',
    ],
    [
      'a part of the cover is empty',
      interval('2020', '2024'),
      [interval('2021', '2021'), interval('2022')],
      '[2020,2022)',
    ],
    ['it is empty', interval('2020', '2020'), [], ''],
  ])('are covered or not: %s', (_what, one, cover, gaps) =>
    expect(written(timeline(uncovered(one, timeline(cover)))).replaceAll('true', '')).toBe(gaps),
  );
});
