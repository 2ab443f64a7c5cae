import { fundId } from '../domain/identity.js';
import { UsageError, type Arguments, type CliCommand } from './command.js';
import { columns } from './expenditures/columns.js';
import { applyExpenditures, planExpenditures } from './expenditures/plan.js';
import { rowOf } from './expenditures/rows.js';
import type { OfFund } from './expenditures/standing.js';
import { readFund } from './expenditures/standing.js';
import { count } from './problem.js';
import { showColumns } from './table/columns.js';
import { exportOptions, exportTable, importDetails, importOptions, importTable } from './table/command.js';

const ofFund = {
  group: { value: '370103.G01', description: 'The group whose fund it is.' },
  year: { value: 'YYYY', description: 'The fiscal year of the fund.' },
} as const;

/** `edugroup expenditures export`: what a fund has paid, as a table for a spreadsheet. */
export const exportExpendituresCommand: CliCommand = {
  name: 'expenditures export',
  summary: 'Writes the expenditures of a fund as CSV, as they stand now; works beside a running server.',
  positionals: [],
  options: { ...ofFund, ...exportOptions },
  details: [
    '',
    'Corrections are in the place of what they correct; what was reversed is left out. A value that a spreadsheet would take for a formula',
    'stands behind an apostrophe, which the import takes away.',
  ],
  run: async (args, terminal) => {
    const fund = fundOf(args);
    await exportTable(args, terminal, columns, async ({ events }) => {
      const { exists, expenditures } = await readFund(fund, events);
      if (!exists) throw new Error(`the ledger has no fund ${nameOf(fund)}`);
      const rows = expenditures.filter(({ reversed }) => !reversed).map(rowOf);
      const left = expenditures.length - rows.length;
      const said = `${count(rows.length, 'expenditure')} of ${nameOf(fund)}${left === 0 ? '' : `, ${left} reversed left out`}`;
      return { rows, said };
    });
  },
};

/** `edugroup expenditures import FILE`: a table of payments, by ordinary commands. */
export const importExpendituresCommand: CliCommand = {
  name: 'expenditures import',
  summary: 'Records the expenditures of a fund from a CSV file, by ordinary commands; a second run writes nothing.',
  positionals: ['FILE'],
  options: { ...ofFund, ...importOptions },
  details: [
    '',
    `Columns, in any order: ${showColumns(columns.slice(0, 8))},`,
    `${showColumns(columns.slice(8))}; the heads may be Chinese (${showColumns(columns.slice(0, 3), 'ZH')}…).`,
    'UTF-8, with or without a byte order mark, or GB18030. Money in yuan with at most two decimals, days YYYY-MM-DD. effectiveOn is paidOn where it is empty;',
    'what lies further back than the policy allows needs a documentNo.',
    '',
    ...importDetails,
  ],
  run: async (args, terminal) => {
    const fund = fundOf(args);
    await importTable(args, terminal, {
      ...{ columns, one: 'expenditure', to: nameOf(fund), apply: applyExpenditures },
      plan: async (table, { events }, now) => {
        const { exists } = await readFund(fund, events);
        if (!exists) throw new Error(`the ledger has no fund ${nameOf(fund)}; nothing was written`);
        return planExpenditures(table, fund, events, now);
      },
    });
  },
};

const fundOf = (args: Arguments): OfFund => {
  const [group, year] = [args.text('group'), args.text('year')];
  if (group === undefined) throw new UsageError('--group is missing: a group like 370103.G01');
  if (!/^[A-Z0-9]{1,16}\.[A-Z0-9]{1,16}$/.test(group))
    throw new UsageError(`--group must be a group like 370103.G01, not '${group}'`);
  if (year === undefined) throw new UsageError('--year is missing: the fiscal year');
  if (!/^2[01]\d\d$/.test(year)) throw new UsageError(`--year must be a year like 2026, not '${year}'`);
  return { groupId: group, fiscalYear: Number(year) };
};

const nameOf = ({ groupId, fiscalYear }: OfFund): string => fundId(groupId, fiscalYear);
