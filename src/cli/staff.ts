import type { CliCommand } from './command.js';
import { personsOf } from './persons/ledger.js';
import { planPersons, refusalOf } from './persons/plan.js';
import { count } from './problem.js';
import { columns } from './staff/columns.js';
import { readRow, rowsOf } from './staff/rows.js';
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

/** `edugroup staff export`: who is employed in a district, as a table for a spreadsheet. */
export const exportStaffCommand: CliCommand = {
  name: 'staff export',
  summary: 'Writes the staff of a district as CSV, as it stands now; works beside a running server.',
  positionals: [],
  options: { ...ofDistrict, ...exportOptions },
  details: [
    '',
    'A line for each post that is held; who retired is left out. Names are those that this store holds: the file is to be kept as safe as',
    'DATA_DIR. A value that a spreadsheet would take for a formula stands behind an apostrophe, which the import takes away.',
  ],
  run: async (args, terminal) => {
    const district = districtOf(args);
    await exportTable(args, terminal, columns, async (stores) => {
      const rows = (await personsOf(stores, district)).flatMap(rowsOf);
      return { rows, said: `${count(rows.length, 'row')} of staff of ${district}` };
    });
  },
};

/** `edugroup staff import FILE`: a table of staff, by ordinary commands. */
export const importStaffCommand: CliCommand = {
  name: 'staff import',
  summary:
    'Registers the staff of a district from a CSV file, with employment, posts and qualifications; a second run writes nothing.',
  positionals: ['FILE'],
  options: { ...ofDistrict, ...importOptions },
  details: [
    '',
    `Columns, in any order: ${showColumns(columns.slice(0, 8))},`,
    `${showColumns(columns.slice(8))};`,
    `the heads may be Chinese (${showColumns(columns, 'ZH')}).`,
    'UTF-8, with or without a byte order mark, or GB18030. A person is named by the staff number, from which the id follows, or by the id;',
    'never by an identity number. Names go to the people directory, not to the ledger. Empty: employer is the school, postSchool the school,',
    'postFrom and qualifiedOn are employedOn. Several subjects stand with 、 between them; who has several posts has a line for each.',
    '',
    ...importDetails,
  ],
  run: async (args, terminal) => {
    const district = districtOf(args);
    await importTable(args, terminal, {
      ...{ columns, one: 'row', to: `the staff of ${district}` },
      plan: ({ rows, problems }, stores, now) =>
        planPersons(district, rows.map(readRow(district)), problems, stores, now),
      apply: (plan, handle) => applyRows(plan, handle, refusalOf),
    });
  },
};
