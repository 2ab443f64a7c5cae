import type { Part, Path, Said } from './answers.js';

/** What stands in a cell: a value of an answer, several side by side, or a word of the report's own. */
export type Cell = Said | readonly Said[] | string;

export interface Table {
  /** What it is called: a key of `words`. */
  readonly name: string;
  /** Its columns, keys of `words`. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface Section {
  /** A key of `words`. */
  readonly name: string;
  readonly tables: readonly Table[];
}

type Column = Path | string | ((part: Part) => Cell);

/** A table of some parts, one a row: each column says where its value stands in the part. */
export const table = (name: string, parts: readonly Part[], columns: Readonly<Record<string, Column>>): Table => ({
  name,
  columns: Object.keys(columns),
  rows: parts.map((part) =>
    Object.values(columns).map((column): Cell => {
      if (typeof column === 'function') return column(part);
      return typeof column === 'string' ? part.said(column) : part.said(...column);
    }),
  ),
});

/** A sum of money, in yuan. */
export const yuan = (field: string): Path => [field, 'yuan'];
/** A share: numerator and denominator. */
export const share =
  (...path: Path) =>
  (part: Part): Cell => [part.said(...path, 'numerator'), part.said(...path, 'denominator')];
