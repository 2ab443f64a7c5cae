import { writeFileSync } from 'node:fs';
import { fundId } from '../domain/identity.js';
import { readConfiguration } from '../server/configuration.js';
import { UsageError, type Arguments, type CliCommand } from './command.js';
import { columns } from './expenditures/columns.js';
import { readTable, writeTable } from './expenditures/csv.js';
import { applyExpenditures, planExpenditures } from './expenditures/plan.js';
import { rowOf } from './expenditures/rows.js';
import type { OfFund } from './expenditures/standing.js';
import { readFund } from './expenditures/standing.js';
import { handlerOf, openLedger, refuseMemory } from './open-ledger.js';
import { BadFile, count, refuseFile, showProblems, type Problem } from './problem.js';
import { readText, whyNoFile } from './read-text.js';

/** How many problems of a table are worth reading at once. */
const MOST_PROBLEMS = 100;

const ofFund = {
  group: { value: '370103.G01', description: 'The group whose fund it is.' },
  year: { value: 'YYYY', description: 'The fiscal year of the fund.' },
} as const;

/** `edugroup expenditures export`: what a fund has paid, as a table for a spreadsheet. */
export const exportExpendituresCommand: CliCommand = {
  name: 'expenditures export',
  summary: 'Writes the expenditures of a fund as CSV, as they stand now; works beside a running server.',
  positionals: [],
  options: {
    ...ofFund,
    out: { value: 'FILE', description: 'The file to write; without it the table is printed.' },
    bom: { description: 'Begins with a byte order mark, by which Excel knows UTF-8.' },
  },
  details: [
    '',
    'Corrections are in the place of what they correct; what was reversed is left out. A value that a spreadsheet would take for a formula',
    'stands behind an apostrophe, which the import takes away.',
  ],
  run: async (args, terminal) => {
    const fund = fundOf(args);
    const stores = await openLedger(readConfiguration(terminal.env), true, terminal);
    try {
      const { exists, expenditures } = await readFund(fund, stores.events);
      if (!exists) throw new Error(`the ledger has no fund ${nameOf(fund)}`);
      const rows = expenditures.filter(({ reversed }) => !reversed).map(rowOf);
      const text = writeTable(rows, { bom: args.isOn('bom') });
      const file = args.text('out');
      const left = expenditures.length - rows.length;
      const said = `${count(rows.length, 'expenditure')} of ${nameOf(fund)}${left === 0 ? '' : `, ${left} reversed left out`}`;
      if (file === undefined) {
        terminal.out(text.slice(0, -1));
        terminal.error(said);
      } else {
        write(file, text);
        terminal.out(`${file}: ${said}`);
      }
    } finally {
      await stores.events.close();
    }
  },
};

/** `edugroup expenditures import FILE`: a table of payments, by ordinary commands. */
export const importExpendituresCommand: CliCommand = {
  name: 'expenditures import',
  summary: 'Records the expenditures of a fund from a CSV file, by ordinary commands; a second run writes nothing.',
  positionals: ['FILE'],
  options: {
    ...ofFund,
    partial: { description: 'Writes the good rows where others are bad, and says which are.' },
    'dry-run': {
      description: 'Checks the file against the ledger and says what would be written; works beside a running server.',
    },
  },
  details: [
    '',
    `Columns, in any order: ${columns
      .slice(0, 8)
      .map(({ name }) => name)
      .join(', ')},`,
    `${columns
      .slice(8)
      .map(({ name, required }) => (required ? name : `${name}?`))
      .join(', ')}; the heads may be Chinese (${columns
      .slice(0, 3)
      .map(({ aliases }) => aliases[0])
      .join('、')}…).`,
    'UTF-8, with or without a byte order mark. Money in yuan with at most two decimals, days YYYY-MM-DD. effectiveOn is paidOn where it is empty;',
    'what lies further back than the policy allows needs a documentNo.',
    '',
    'The file is checked whole before anything is written: every bad line is named with its value, and nothing is written where one is bad.',
    'What the ledger has already is left as it is: the same file again writes nothing, and completes an import that was interrupted.',
  ],
  run: async (args, terminal) => {
    const fund = fundOf(args);
    const [file] = args.positionals as [string];
    const configuration = readConfiguration(terminal.env);
    const [dryRun, partial] = [args.isOn('dry-run'), args.isOn('partial')];
    if (!dryRun) refuseMemory(configuration);
    const now = (): string => new Date().toISOString();
    const table = readTable(file, readText(file));
    const stores = await openLedger(configuration, dryRun, terminal);
    try {
      const { exists } = await readFund(fund, stores.events);
      if (!exists) throw new Error(`the ledger has no fund ${nameOf(fund)}; nothing was written`);
      const plan = await planExpenditures(table, fund, stores.events, now());
      if (!partial) refuseFile(file, plan.problems, MOST_PROBLEMS);
      if (dryRun) {
        terminal.out(
          `dry run: ${count(plan.good.length, 'expenditure')} would be written to ${nameOf(fund)}, ${plan.present} there already; nothing was written`,
        );
        if (plan.problems.length > 0)
          throw new BadFile(file, showProblems(plan.problems, MOST_PROBLEMS), plan.problems.length);
        return;
      }
      const { written, replayed, problems } = await applyExpenditures(plan, handlerOf(configuration, stores, now));
      terminal.out(
        `${count(written, 'expenditure')} written to ${nameOf(fund)}, ${plan.present + replayed} there already`,
      );
      reportLeft(file, [...plan.problems, ...problems]);
    } finally {
      await stores.events.close();
    }
  },
};

/** The rows that were not written, so that a script sees it too. Throws Error with a line for each. */
const reportLeft = (file: string, problems: readonly Problem[]): void => {
  if (problems.length === 0) return;
  throw Object.assign(new Error(`${file}: ${count(problems.length, 'problem')}; the other rows were written`), {
    lines: showProblems(problems, MOST_PROBLEMS),
  });
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

const write = (file: string, text: string): void => {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Error(`${file}: ${whyNoFile(error, 'written')}`);
  }
};
