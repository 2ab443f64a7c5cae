import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { BadFile, refuseFile, type Problem } from '../problem.js';
import { columnOf, type Column, type Row } from './columns.js';

/** A row with the line of the file on which it begins. */
export interface LocatedRow<Name extends string = string> {
  readonly line: number;
  readonly row: Row<Name>;
}

/** What a file holds: its rows, and those that are no rows. */
export interface Table<Name extends string = string> {
  readonly rows: readonly LocatedRow<Name>[];
  readonly problems: readonly Problem[];
}

interface Located {
  readonly line: number;
  readonly values: readonly string[];
}

/** Reads a table with a head, with the ends of lines of any system. Throws BadFile where it is no such table at all. */
export const readTable = <Name extends string>(
  file: string,
  text: string,
  columns: readonly Column<Name>[],
): Table<Name> => {
  const [head, ...records] = readRecords(file, text);
  if (!head) throw new BadFile(file, ['line 1: the file is empty, without a head']);
  const names = readHead(file, head, columns);
  const problems: Problem[] = [];
  const rows: LocatedRow<Name>[] = [];
  for (const { line, values } of records) {
    const beyond = values.slice(names.length).find((value) => value !== '');
    if (beyond !== undefined || values.length < names.length) {
      problems.push({
        path: [],
        line,
        value: undefined,
        message: `the row has ${values.length} values, the head names ${names.length} columns`,
      });
      continue;
    }
    rows.push({
      line,
      row: Object.fromEntries(
        names.flatMap((name, index) => (values[index] === '' ? [] : [[name, values[index]!]])),
      ) as Row<Name>,
    });
  }
  return { rows, problems };
};

/** Writes a table with its head, in lines as RFC 4180 has them. `bom`: with the mark by which Excel knows UTF-8. */
export const writeTable = <Name extends string>(
  columns: readonly Column<Name>[],
  rows: readonly Row<Name>[],
  { bom }: { readonly bom: boolean },
): string => [...tablePieces(columns, [rows], { bom })].join('');

/** The same piece by piece: its head, then what each of `chunks` holds. */
export function* tablePieces<Name extends string>(
  columns: readonly Column<Name>[],
  chunks: Iterable<readonly Row<Name>[]>,
  { bom }: { readonly bom: boolean },
): Generator<string> {
  const names = columns.map(({ name }) => name);
  const written = (records: readonly (readonly string[])[], begins: boolean): string =>
    stringify([...records], { record_delimiter: '\r\n', quoted_match: /[\r\n]/, bom: begins && bom });
  yield written([names], true);
  for (const rows of chunks)
    yield written(
      rows.map((row) => names.map((name) => harmless(row[name] ?? ''))),
      false,
    );
}

/** A spreadsheet takes a value that begins so for a formula, in full width too; behind an apostrophe it is text. */
const FORMULA = /^'*[=+\-@＝＋－＠]/;
const GUARDED = /^'+[=+\-@＝＋－＠]/;
/** One more apostrophe each, so that a text which has one already comes back as it was. */
const harmless = (value: string): string => (FORMULA.test(value) ? `'${value}` : value);
const meant = (value: string): string => (GUARDED.test(value) ? value.slice(1) : value);

/** The records that hold anything, each with the line on which it begins: a quoted value may take several. */
const readRecords = (file: string, text: string): readonly Located[] => {
  try {
    const parsed = parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      info: true,
      relax_column_count: true,
      record_delimiter: '\n',
    }) as unknown as readonly { readonly info: { readonly lines: number }; readonly record: readonly string[] }[];
    return parsed
      .map(({ record }, index) => ({
        line: (parsed[index - 1]?.info.lines ?? 0) + 1,
        values: record.map((value) => meant(value.trim())),
      }))
      .filter(({ values }) => values.some((value) => value !== ''));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { readonly lines?: number };
    const what =
      error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'a quoted value does not end' : 'a quotation mark stands where none may';
    throw new BadFile(file, [`${lines === undefined ? '' : `line ${lines}: `}not CSV: ${what}`]);
  }
};

/** The columns that a head names. Throws BadFile where one is unknown, twice or missing: a mistyped head would lose its values unseen. */
const readHead = <Name extends string>(
  file: string,
  { line, values }: Located,
  columns: readonly Column<Name>[],
): readonly Name[] => {
  const heads = values.slice(0, values.findLastIndex((value) => value !== '') + 1);
  const names = heads.map((head) => columnOf(columns, head));
  const problems: Problem[] = heads.flatMap((head, index) => {
    const name = names[index];
    const first = names.indexOf(name);
    const message =
      name === undefined
        ? `there is no such column; there are ${columns.map((one) => one.name).join(', ')}`
        : first < index
          ? `the column ${name} is there twice`
          : undefined;
    return message === undefined ? [] : [{ path: [`column ${index + 1}`], line, value: head, message }];
  });
  const missing = columns.filter(({ name, required }) => required && !names.includes(name));
  refuseFile(file, [
    ...problems,
    ...missing.map(({ name }) => ({ path: [name], line, value: undefined, message: 'this column is missing' })),
  ]);
  return names as readonly Name[];
};
