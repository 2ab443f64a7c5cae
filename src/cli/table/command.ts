import { writeFileSync } from 'node:fs';
import type { Handle } from '../../commands/command.js';
import type { Stores } from '../../eventstore/port.js';
import { readConfiguration } from '../../server/configuration.js';
import { UsageError, type Arguments, type Terminal } from '../command.js';
import { handlerOf, openLedger, refuseMemory } from '../open-ledger.js';
import { BadFile, count, refuseFile, showProblems, type Problem } from '../problem.js';
import { readTableText, whyNoFile } from '../read-text.js';
import type { Imported, Plan } from './apply.js';
import type { Column, Row } from './columns.js';
import { readTable, writeTable, type Table } from './csv.js';

/** How many problems of a table are worth reading at once. */
const MOST_PROBLEMS = 100;

export const exportOptions = {
  out: { value: 'FILE', description: 'The file to write; without it the table is printed.' },
  bom: { description: 'Begins with a byte order mark, by which Excel knows UTF-8.' },
} as const;

export const importOptions = {
  partial: { description: 'Writes the good rows where others are bad, and says which are.' },
  'dry-run': {
    description: 'Checks the file against the ledger and says what would be written; works beside a running server.',
  },
} as const;

export const importDetails = [
  'The file is checked whole before anything is written: every bad line is named with its value, and nothing is written where one is bad.',
  'What the ledger has already is left as it is: the same file again writes nothing, and completes an import that was interrupted.',
] as const;

export const ofDistrict = { district: { value: '370103', description: 'The district.' } } as const;

/** The district of an option, as everything of a whole district is asked for. Throws UsageError. */
export const districtOf = (args: Arguments): string => {
  const district = args.text('district');
  if (district === undefined) throw new UsageError('--district is missing: a district like 370103');
  if (!/^[A-Z0-9]{1,16}$/.test(district))
    throw new UsageError(`--district must be a district like 370103, not '${district}'`);
  return district;
};

/** Writes or prints a table of what the ledger holds. */
export const exportTable = async <Name extends string>(
  args: Arguments,
  terminal: Terminal,
  columns: readonly Column<Name>[],
  read: (stores: Stores) => Promise<{ readonly rows: readonly Row<Name>[]; readonly said: string }>,
): Promise<void> => {
  const stores = await openLedger(readConfiguration(terminal.env), true, terminal);
  try {
    const { rows, said } = await read(stores);
    const text = writeTable(columns, rows, { bom: args.isOn('bom') });
    const file = args.text('out');
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
};

interface Importing<Name extends string, Planned extends Plan> {
  readonly columns: readonly Column<Name>[];
  /** What a row is, in the singular. */
  readonly one: string;
  /** Where it is written. */
  readonly to: string;
  readonly plan: (table: Table<Name>, stores: Stores, now: string) => Promise<Planned>;
  readonly apply: (plan: Planned, handle: Handle) => Promise<Imported>;
}

/** Checks a table whole, then writes it by ordinary commands. */
export const importTable = async <Name extends string, Planned extends Plan>(
  args: Arguments,
  terminal: Terminal,
  { columns, one, to, plan: planTable, apply }: Importing<Name, Planned>,
): Promise<void> => {
  const [file] = args.positionals as [string];
  const configuration = readConfiguration(terminal.env);
  const [dryRun, partial] = [args.isOn('dry-run'), args.isOn('partial')];
  if (!dryRun) refuseMemory(configuration);
  const now = (): string => new Date().toISOString();
  const table = readTable(file, readTableText(file), columns);
  const stores = await openLedger(configuration, dryRun, terminal);
  try {
    const plan = await planTable(table, stores, now());
    if (!partial) refuseFile(file, plan.problems, MOST_PROBLEMS);
    if (dryRun) {
      terminal.out(
        `dry run: ${count(plan.good.length, one)} would be written to ${to}, ${plan.present} there already; nothing was written`,
      );
      if (plan.problems.length > 0)
        throw new BadFile(file, showProblems(plan.problems, MOST_PROBLEMS), plan.problems.length);
      return;
    }
    const { written, replayed, problems } = await apply(plan, handlerOf(configuration, stores, now));
    terminal.out(`${count(written, one)} written to ${to}, ${plan.present + replayed} there already`);
    reportLeft(file, [...plan.problems, ...problems]);
  } finally {
    await stores.events.close();
  }
};

/** The rows that were not written, so that a script sees it too. Throws Error with a line for each. */
const reportLeft = (file: string, problems: readonly Problem[]): void => {
  if (problems.length === 0) return;
  throw Object.assign(new Error(`${file}: ${count(problems.length, 'problem')}; the other rows were written`), {
    lines: showProblems(problems, MOST_PROBLEMS),
  });
};

const write = (file: string, text: string): void => {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Error(`${file}: ${whyNoFile(error, 'written')}`);
  }
};
