import type { CliCommand } from './command.js';
import { personsOf } from './persons/ledger.js';
import { planPersons, refusalOf } from './persons/plan.js';
import { count } from './problem.js';
import { columns } from './rotations/columns.js';
import { readRow, rowsOf } from './rotations/rows.js';
import { applyRows } from './table/apply.js';
import { showColumns } from './table/columns.js';
import {
  districtOf,
  exportOptions,
  exportTable,
  importDetails,
  importOptions,
  importTable,
  ofDistrict,
} from './table/command.js';

/** `edugroup rotations export`: the rotations of a district's staff, as a table for a spreadsheet. */
export const exportRotationsCommand: CliCommand = {
  name: 'rotations export',
  summary:
    "Writes the rotations that were decided on a district's staff as CSV, as they stand now; works beside a running server.",
  positionals: [],
  options: { ...ofDistrict, ...exportOptions },
  details: [
    '',
    'What is only proposed is left out; the last day is the one as extended. Names are those that this store holds: the file is to be kept as',
    'safe as DATA_DIR. A value that a spreadsheet would take for a formula stands behind an apostrophe, which the import takes away.',
  ],
  run: async (args, terminal) => {
    const district = districtOf(args);
    await exportTable(args, terminal, columns, async (stores) => {
      const rows = (await personsOf(stores, district)).flatMap(rowsOf);
      return { rows, said: `${count(rows.length, 'rotation')} of ${district}` };
    });
  },
};

/** `edugroup rotations import FILE`: a table of rotations, by ordinary commands. */
export const importRotationsCommand: CliCommand = {
  name: 'rotations import',
  summary:
    "Enters the rotations of a district's staff from a CSV file, with arrival and end; a second run writes nothing.",
  positionals: ['FILE'],
  options: { ...ofDistrict, ...importOptions },
  details: [
    '',
    `Columns, in any order: ${showColumns(columns.slice(0, 9))},`,
    `${showColumns(columns.slice(9))};`,
    `the heads may be Chinese (${showColumns(columns, 'ZH')}).`,
    'UTF-8, with or without a byte order mark, or GB18030. A person is named as in the import of staff, which comes first. The days are like',
    '2025-09-01至2026-08-31, the share is a percentage of the working time (empty: all of it), a resolution is like 370103.G01.R2, or its number',
    'where the row names the group; without one the bureau decided. A rotation that was proposed with the same first day and school is decided.',
    '',
    ...importDetails,
  ],
  run: async (args, terminal) => {
    const district = districtOf(args);
    await importTable(args, terminal, {
      ...{ columns, one: 'rotation', to: district },
      plan: ({ rows, problems }, stores, now) =>
        planPersons(district, rows.map(readRow(district)), problems, stores, now),
      apply: (plan, handle) => applyRows(plan, handle, refusalOf),
    });
  },
};
