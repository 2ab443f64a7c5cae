import { describe, expect, test } from '@jest/globals';
import { addDays, dayOf, isDay } from '../../src/domain/day.js';

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
