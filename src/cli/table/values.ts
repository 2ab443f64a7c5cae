import { isDay } from '../../domain/day.js';
import { schoolId } from '../../domain/identity.js';
import type { Problem } from '../problem.js';
import type { Column } from './columns.js';
import type { LocatedRow } from './csv.js';

/** Reads the values of a row one by one, and keeps what is wrong with them. */
export interface Values<Name extends string> {
  /** The value of a column, undefined where it is empty or wrong. */
  readonly read: <T>(name: Name, parse: (text: string) => T | undefined, form: string) => T | undefined;
  /** The same of a number that is a text: a spreadsheet may have shortened it. */
  readonly number: (name: Name) => string | undefined;
  readonly problems: Problem[];
}

/** A row's values; what is missing is a problem already. */
export const valuesOf = <Name extends string>(
  columns: readonly Column<Name>[],
  { line, row }: LocatedRow<Name>,
): Values<Name> => {
  const problems: Problem[] = columns
    .filter(({ name, required }) => required && row[name] === undefined)
    .map(({ name }) => ({ path: [name], line, value: undefined, message: 'this value is missing' }));
  const read = <T>(name: Name, parse: (text: string) => T | undefined, form: string): T | undefined => {
    const text: string | undefined = row[name];
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) problems.push({ path: [name], line, value: text, message: form });
    return value;
  };
  return {
    read,
    number: (name) =>
      read(
        name,
        (value) => (SHORTENED.test(value) ? undefined : value),
        'a spreadsheet shortened this number: enter it as text',
      ),
    problems,
  };
};

/** What a spreadsheet makes of a long number. */
const SHORTENED = /^\d(\.\d+)?E\+\d+$/i;

export const WHOLE = 'must be a whole number';
export const DAY = 'must be a day of the calendar: YYYY-MM-DD';
export const SCHOOL = 'must be a school like 370103.S01, or its code';

export const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

/**
 * Hundredths, as fen of yuan, from the digits: no floating point takes part. Thirteen digits before the point are beyond any fund and
 * within whole numbers.
 */
export const hundredthsOf = (text: string): number | undefined => {
  const [, whole, decimals = ''] = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole + decimals.padEnd(2, '0'));
};

/** A day, also as spreadsheets write it: 2026/1/5. */
export const dayOf = (text: string): string | undefined => {
  const [, year, month, day] = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(written) ? written : undefined;
};

/** A school or group by its id, or within a district by its code. */
export const idWithin =
  (district: string) =>
  (text: string): string | undefined => {
    const id = text.includes('.') ? text : schoolId(district, text);
    return /^[A-Z0-9]{1,16}\.[A-Z0-9]{1,16}$/.test(id) ? id : undefined;
  };
