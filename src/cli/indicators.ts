import type { CliCommand } from './command.js';
import { columns } from './indicators/columns.js';
import { planIndicators, recordedIn, refusalOf } from './indicators/plan.js';
import { count } from './problem.js';
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

/** `edugroup indicators export`: the figures of a district's schools, as a table for a spreadsheet. */
export const exportIndicatorsCommand: CliCommand = {
  name: 'indicators export',
  summary: "Writes the figures of a district's schools as CSV, as they stand now; works beside a running server.",
  positionals: [],
  options: { ...ofDistrict, ...exportOptions },
  details: [
    '',
    'A line for each paper, school year and phase; what the phases of a school share stands in the first of them. Corrections are in the',
    'place of what they correct. What follows from the figures is not written: it is computed.',
  ],
  run: async (args, terminal) => {
    const district = districtOf(args);
    await exportTable(args, terminal, columns, async ({ events }) => {
      const rows = await recordedIn(district, events);
      return { rows, said: `${count(rows.length, 'row')} of figures of ${district}` };
    });
  },
};

/** `edugroup indicators import FILE`: a table of figures, by ordinary commands. */
export const importIndicatorsCommand: CliCommand = {
  name: 'indicators import',
  summary:
    "Records the figures of a district's schools from a CSV file, by ordinary commands; a second run writes nothing.",
  positionals: ['FILE'],
  options: { ...ofDistrict, ...importOptions },
  details: [
    '',
    `Columns, in any order: ${showColumns(columns.slice(0, 7))},`,
    `${showColumns(columns.slice(7, 13))},`,
    `${showColumns(columns.slice(13))};`,
    `the heads may be Chinese (${showColumns(columns.slice(0, 7), 'ZH')}…).`,
    'UTF-8, with or without a byte order mark, or GB18030. A school with several phases has a line for each; areas, equipment, classrooms and the',
    'survey are of the school as a whole and stand in one of them. Areas in square metres and equipment in yuan, with at most two decimals. What is',
    'empty is not recorded, and not nought. effectiveOn is 1 September of the school year where it is empty.',
    '',
    ...importDetails,
  ],
  run: async (args, terminal) => {
    const district = districtOf(args);
    await importTable(args, terminal, {
      ...{ columns, one: 'row', to: `the figures of ${district}` },
      plan: (table, { events }, now) => planIndicators(district, table, events, now),
      apply: (plan, handle) => applyRows(plan, handle, refusalOf),
    });
  },
};
