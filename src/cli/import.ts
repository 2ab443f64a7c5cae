import { readConfiguration } from '../server/configuration.js';
import { UsageError, type CliCommand, type Terminal } from './command.js';
import { handlerOf, openLedger, refuseMemory } from './open-ledger.js';
import { count } from './problem.js';
import { applyPlan, checkRegister, planImport, type Plan } from './register/plan.js';
import { readRegister, type RegisterFile } from './register/read.js';

/** `edugroup import FILE`: the register of a district, by ordinary commands. */
export const importCommand: CliCommand = {
  name: 'import',
  summary: 'Enters the register of a district from a JSON file (schema/register.schema.json).',
  positionals: ['FILE'],
  options: {
    year: {
      value: 'YYYY',
      description: 'The year of source.signedOn where the source gives none; every date is then marked as assumed.',
    },
    'dry-run': {
      description: 'Checks the file against the ledger and says what would be written; works beside a running server.',
    },
  },
  details: [
    '',
    'The file is checked whole before anything is written; one that is wrong is refused, every problem with its line, path and value.',
    'What the ledger has already is left as it is, and differences are reported: the same file again writes nothing, and completes',
    'an import that was interrupted.',
  ],
  run: async (args, terminal) => {
    const year = args.text('year');
    if (year !== undefined && !/^(19|[2-9]\d)\d\d$/.test(year))
      throw new UsageError(`--year must be a year like 2015, not '${year}'`);
    const configuration = readConfiguration(terminal.env);
    const dryRun = args.isOn('dry-run');
    if (!dryRun) refuseMemory(configuration);
    const now = (): string => new Date().toISOString();
    const file = readRegister(args.positionals[0]!);
    const entries = await checkRegister(file, year, now());
    const stores = await openLedger(configuration, dryRun, terminal);
    try {
      const plan = await planImport(file, entries, stores.events, now());
      reportPlan(file, plan, terminal);
      if (dryRun) {
        terminal.out(
          `dry run: ${count(plan.missing.length, 'entry', 'entries')} would be written, ${plan.present} there already; nothing was written`,
        );
        return;
      }
      const { written, replayed } = await applyPlan(plan, handlerOf(configuration, stores, now));
      terminal.out(`${count(written, 'entry', 'entries')} written, ${plan.present + replayed} there already`);
    } finally {
      await stores.events.close();
    }
  },
};

const reportPlan = (
  { file, register: { district, units, groups } }: RegisterFile,
  { differences }: Plan,
  terminal: Terminal,
): void => {
  terminal.out(
    `${file}: ${district.code} ${district.name}, ${count(units.length, 'unit')}, ${count(groups.length, 'group')}`,
  );
  for (const difference of differences) terminal.out(`  differs: ${difference}`);
  if (differences.length > 0)
    terminal.out(
      `${count(differences.length, 'difference')}, not applied: a change is a command of its own, with its own basis`,
    );
};
