import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { v5 as uuidv5 } from 'uuid';
import { readConfiguration } from '../server/configuration.js';
import { UsageError, type Arguments, type CliCommand } from './command.js';
import { isEmpty, openLedger } from './open-ledger.js';
import { count } from './problem.js';
import { progressLine } from './progress.js';
import { MOST_DISTRICTS, MOST_YEARS } from './simulate/history.js';
import { write } from './simulate/write.js';

/** The namespace of the ids of simulated ledgers. */
const NAMESPACE = 'b0f6d8c4-6f5e-5d0a-9a3c-2e1b7c4d8f60';
/** What a district gives in all its years, or a little less. */
const EVENTS_OF_DISTRICT = 70_000;
const DEFAULT_YEARS = 5;
/** The years in which a district gives so many events, and two more, because some give fewer. */
const yearsFor = (events: number): number =>
  Math.min(MOST_YEARS, Math.ceil((events / EVENTS_OF_DISTRICT) * MOST_YEARS) + 2);
/** Event types below this share of the whole are told together. */
const LEAST_SHARE = 0.01;

/** `edugroup simulate`: plausible histories of districts, to try a machine with. */
export const simulateCommand: CliCommand = {
  name: 'simulate',
  summary: 'Writes made-up histories of districts into an empty embedded ledger, to size a machine with.',
  positionals: [],
  options: {
    districts: { value: 'N', description: `How many, 1 to ${MOST_DISTRICTS}: 1, or as many as --events needs.` },
    years: {
      value: 'N',
      description: `How many years from 2005 on, 1 to ${MOST_YEARS}: ${DEFAULT_YEARS}, or as many as --events needs.`,
    },
    seed: { value: 'N', description: 'The same seed gives the same events, byte for byte; 1 unless given.' },
    events: { value: 'N', description: 'Ends with the command that brings so many events.' },
  },
  details: [
    '',
    'Each district has 100 to 250 schools, most of them in groups of 4 to 8. Every event is decided by the same rules as a command that',
    'somebody sends, told on its day by who may tell it; no process follows anything up. All names are made up, and every paper says so.',
    'Districts are decided one by one, on every core, into files beside the ledger, and written together then: that takes as much disk again',
    'as the ledger while it goes on. A simulation that was interrupted is no whole one: delete its directory.',
  ],
  run: async (args, terminal) => {
    const seed = numberOf(args, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? 1;
    const most = numberOf(args, 'events', 1, 1e9);
    const needed = most === undefined ? 1 : Math.min(MOST_DISTRICTS, Math.ceil(most / EVENTS_OF_DISTRICT));
    const districts = numberOf(args, 'districts', 1, MOST_DISTRICTS) ?? needed;
    const years =
      numberOf(args, 'years', 1, MOST_YEARS) ?? (most === undefined ? DEFAULT_YEARS : yearsFor(most / districts));
    const configuration = readConfiguration(terminal.env);
    const [, directory] = /^sqlite:(.+)$/is.exec(configuration.eventStoreUrl) ?? [];
    if (directory === undefined)
      throw new Error('a simulation is written to the embedded store alone: set EVENT_STORE_URL to sqlite:DIRECTORY');
    const ledgerId = uuidv5(`${districts} districts, ${years} years, seed ${seed}`, NAMESPACE);
    const stores = await openLedger(configuration, false, terminal, { bulk: true, ledgerId });
    const progress = {
      decided: progressLine(terminal.redraw, undefined, 'decided'),
      written: progressLine(terminal.redraw),
    };
    try {
      if (!(await isEmpty(stores)))
        throw new Error('there are events in this ledger already: a simulation is written to an empty one alone');
      const began = performance.now();
      const counts = await write({
        simulated: { districts, years, seed },
        ...{ stores, directory: join(directory, 'simulating') },
        threads: Math.min(districts, availableParallelism()),
        progress,
        ...(most === undefined ? {} : { most }),
      });
      const seconds = (performance.now() - began) / 1000;
      const total = [...counts.values()].reduce((sum, one) => sum + one, 0);
      const speed = Math.round(total / seconds).toLocaleString('en');
      terminal.out(
        `${count(total, 'event')} of ${count(districts, 'district')}, seed ${seed}: ${seconds.toFixed(1)} s, ${speed} events/s`,
      );
      for (const line of sharesOf(counts, total)) terminal.out(line);
      if (most !== undefined && total < most)
        terminal.out(`That is all of ${count(years, 'year')}: ask for more districts or years`);
    } finally {
      await stores.events.close();
    }
  },
};

const numberOf = (args: Arguments, option: string, least: number, most: number): number | undefined => {
  const text = args.text(option);
  if (text === undefined) return undefined;
  const number = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(number >= least && number <= most))
    throw new UsageError(`--${option} must be a whole number from ${least} to ${most}, not '${text}'`);
  return number;
};

/** The share of each event type, the largest first. */
const sharesOf = (counts: ReadonlyMap<string, number>, total: number): readonly string[] => {
  const line = (name: string, events: number): string =>
    `  ${((100 * events) / total).toFixed(1).padStart(5)} %  ${name}`;
  const large = [...counts].filter(([, events]) => events >= total * LEAST_SHARE).sort(([, a], [, b]) => b - a);
  const others = total - large.reduce((sum, [, events]) => sum + events, 0);
  return [
    ...large.map(([type, events]) => line(type, events)),
    ...(others > 0 ? [line(`${counts.size - large.length} other types`, others)] : []),
  ];
};
