import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayOf, isDay } from '../../src/domain/day.js';
import { newViolation, type Violation } from '../../src/domain/decider.js';
import { yuan } from '../../src/domain/money.js';
import { refusalCodes } from '../../src/domain/refusal.js';
import { changedSince } from '../../src/domain/same.js';
import {
  common,
  contains,
  firstCommonDay,
  type Interval,
  timeline,
  type Timeline,
  uncovered,
} from '../../src/domain/timeline.js';
import { presentVersion, upcast, type Versions } from '../../src/domain/upcast.js';
import { withItem } from '../../src/domain/with-item.js';
import { parameters } from '../support/properties.js';

describe('money', () => {
  test.each([
    [0, '0.00'],
    [1, '0.01'],
    [10, '0.10'],
    [100, '1.00'],
    [123456, '1234.56'],
    [-1, '-0.01'],
    [-120, '-1.20'],
    [9007199254740991, '90071992547409.91'],
  ])('%i fen are %s yuan', (fen, text) => expect(yuan(fen)).toBe(text));

  test('no fen is lost or made: the digits say the number again', () =>
    fc.assert(
      fc.property(fc.maxSafeInteger(), (fen) => expect(Number(yuan(fen).replace('.', ''))).toBe(fen === 0 ? 0 : fen)),
      parameters(),
    ));
});

describe('days', () => {
  describe('days', () => {
    test.each(['2021-09-01', '2024-02-29', '1900-01-01', '2000-02-29'])('%s is a day', (text) =>
      expect(isDay(text)).toBe(true),
    );

    test.each([
      '2021-02-29',
      '2021-02-30',
      '2021-04-31',
      '2021-13-01',
      '2021-00-10',
      '2021-01-00',
      '2021-1-1',
      '1899-12-31',
      '1900-02-29',
      '',
      '2021-09-01 ',
      '+10000-01-01',
      '20210901',
    ])('%j is none', (text) => expect(isDay(text)).toBe(false));

    test('the day after any day is a day, also after the last', () => {
      for (const text of ['9998-12-31', '9999-12-30', '9999-12-31']) {
        if (isDay(text)) expect(addDays(text, 1) > text).toBe(true);
      }
      expect(isDay('9998-12-30')).toBe(true);
    });

    test('adding days goes over months, leap days and years, both ways', () => {
      expect(addDays('2021-12-31', 1)).toBe('2022-01-01');
      expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
      expect(addDays('2023-02-28', 1)).toBe('2023-03-01');
      expect(addDays('2022-01-01', -1)).toBe('2021-12-31');
      expect(addDays('2021-09-01', 365)).toBe('2022-09-01');
    });

    test('a day begins in Shanghai eight hours before it begins in UTC', () => {
      expect(dayOf('2021-08-31T15:59:59.999Z')).toBe('2021-08-31');
      expect(dayOf('2021-08-31T16:00:00.000Z')).toBe('2021-09-01');
      expect(dayOf('2021-09-01T00:00:00+08:00')).toBe('2021-09-01');
    });
  });
});

describe('timelines', () => {
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
});

describe('refusals', () => {
  describe('the path of a broken invariant', () => {
    const command = { type: 'FormGroup', leadId: 'S01', memberIds: ['S02', 'S03'], name: 'FormGroup', line: 1, fen: 1 };
    const path = (means: Violation['means']): readonly string[] | undefined =>
      newViolation<boolean>(
        [(broken) => (broken ? [{ code: 'NOT_FOUND', args: {}, ...(means && { means }) }] : [])],
        false,
        true,
        '2021-09-01',
        command,
      )?.path;

    test('is the field that holds what is meant', () => expect(path({ leadId: 'S01' })).toEqual(['leadId']));
    test('names the element of a list', () => expect(path({ memberIds: 'S03' })).toEqual(['memberIds', '1']));
    test('is the first of several fields that holds it', () =>
      expect(path({ leadId: 'S03', memberIds: 'S03', name: 'FormGroup' })).toEqual(['memberIds', '1']));
    test('is no field that the command does not have, and none that holds something else', () =>
      expect(path({ schoolId: 'S01', leadId: 'S04', termTo: true })).toEqual([]));
    test('is a field whatever it holds, where the rule says so', () =>
      expect(path({ termTo: true, memberIds: true })).toEqual(['memberIds']));
    test('tells numbers apart by their fields', () => expect(path({ line: 2, fen: 1 })).toEqual(['fen']));
    test('is empty where the whole command is meant', () => expect(path(undefined)).toEqual([]));
  });

  test('no refusal code is listed twice', () => expect(new Set(refusalCodes).size).toBe(refusalCodes.length));
});

describe('events of older versions', () => {
  /** As it would be if aliases had come later: version 1 of SchoolRegistered had none, version 3 knows the phase by another name. */
  const versions: Versions = {
    facts: { SchoolRegistered: true, SchoolRenamed: true },
    upcasters: {
      SchoolRegistered: [(data) => ({ aliases: [], ...data }), ({ stage, ...data }) => ({ ...data, phase: stage })],
    },
  };
  const v1 = { schoolCode: 'S01', name: '泉景中学', stage: 'PRIMARY' };
  const v2 = { ...v1, aliases: ['济南泉景中学'] };
  const v3 = { schoolCode: 'S01', name: '泉景中学', aliases: ['济南泉景中学'], phase: 'PRIMARY' };

  describe('upcasting', () => {
    test('an event of the first version passes every step, in order', () =>
      expect(upcast(versions, 'SchoolRegistered', 1, v1)).toEqual({
        event: { type: 'SchoolRegistered', ...v3, aliases: [] },
      }));

    test('an event of a later version passes only the steps after it', () =>
      expect(upcast(versions, 'SchoolRegistered', 2, v2)).toEqual({ event: { type: 'SchoolRegistered', ...v3 } }));

    test('an event of the present version is as it was', () => {
      expect(upcast(versions, 'SchoolRegistered', 3, v3)).toEqual({ event: { type: 'SchoolRegistered', ...v3 } });
      expect(upcast(versions, 'SchoolRenamed', 1, { name: '泉景中学' })).toEqual({
        event: { type: 'SchoolRenamed', name: '泉景中学' },
      });
    });

    test('the stored data stay as they are', () => {
      const stored = Object.freeze({ ...v1 });
      upcast(versions, 'SchoolRegistered', 1, stored);
      expect(stored).toEqual(v1);
    });

    test("the type is the store's, whatever the data say", () =>
      expect(upcast(versions, 'SchoolRenamed', 1, { type: 'SchoolClosed' })).toEqual({
        event: { type: 'SchoolRenamed' },
      }));

    test.each(['SchoolMoved', '', 'toString', '__proto__'])('an unknown type is a value: %j', (type) =>
      expect(upcast(versions, type, 1, {})).toEqual({ unknown: 'type' }),
    );

    test.each([4, 0, -1, 1.5, Number.NaN])('a version that is not known here is a value: %d', (version) =>
      expect(upcast(versions, 'SchoolRegistered', version, v3)).toEqual({ unknown: 'version' }),
    );

    test('the present version counts the steps', () => {
      expect(presentVersion(versions, 'SchoolRegistered')).toBe(3);
      expect(presentVersion(versions, 'SchoolRenamed')).toBe(1);
      expect(presentVersion(versions, 'constructor')).toBeUndefined();
    });
  });
});

describe('a map', () => {
  const items = fc.array(fc.record({ key: fc.nat(120), item: fc.nat(3) }), { maxLength: 200 });

  test('with items set one by one is what a copied one would be, and each one before it stays as it was', () => {
    fc.assert(
      fc.property(items, fc.nat(), (sets, which) => {
        const shared: ReadonlyMap<number, number>[] = [new Map()];
        const copied: ReadonlyMap<number, number>[] = [new Map()];
        for (const { key, item } of sets) {
          shared.push(withItem(shared.at(-1)!, key, item));
          copied.push(new Map(copied.at(-1)).set(key, item));
        }
        for (const [index, map] of shared.entries()) {
          const wanted = copied[index]!;
          expect([map.size, [...map], [...map.keys()], [...map.values()]]).toEqual([
            wanted.size,
            [...wanted],
            [...wanted.keys()],
            [...wanted.values()],
          ]);
          const each: [number, number][] = [];
          map.forEach((item, key) => each.push([key, item]));
          expect(each).toEqual([...wanted]);
          for (const key of [0, 60, 120])
            expect([map.has(key), map.get(key)]).toEqual([wanted.has(key), wanted.get(key)]);
        }
        // Compared with any one before or after it, and with a copy that shares nothing.
        const [before, after] = [shared[which % shared.length]!, shared.at(-1)!];
        for (const [map, other] of [
          [after, before],
          [before, after],
          [after, new Map(before)],
        ] as const)
          expect(changedSince(map, other)).toEqual(
            [...map].filter(([key, item]) => item !== other.get(key)).map(([, item]) => item),
          );
      }),
      parameters(),
    );
  });
});
