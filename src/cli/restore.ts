import { StoreInUse } from '../eventstore/sqlite-lock.js';
import { finishRestore, restore, WouldLose, type Restored } from '../eventstore/sqlite-restore.js';
import { deleteReadModelFile, lockReadModels } from '../projections/read-models.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import { forgetKeptCheckpoint } from '../server/kept-checkpoint.js';
import { embeddedDirectory } from './backup.js';
import type { CliCommand, Terminal } from './command.js';
import { count } from './problem.js';

/** `edugroup restore`: a backup in the place of the embedded store. */
export const restoreCommand: CliCommand = {
  name: 'restore',
  summary: 'Puts a backup in the place of the ledger and the people directory; what was there is put aside.',
  positionals: ['DIR'],
  options: { replace: { description: 'Also where events that are there now are not in the backup: they are lost.' } },
  details: [
    'The server must be stopped. Persons who were erased since the backup stay erased: their erasures are entered again. The files that were',
    'replaced hold their names: delete them as soon as they are not needed any more.',
  ],
  run: async (args, terminal) => {
    const configuration = readConfiguration(terminal.env);
    const directory = embeddedDirectory(configuration, 'restore');
    try {
      await withoutReadModels(configuration, () =>
        run(args.positionals[0] ?? '', args.isOn('replace'), directory, configuration.ledger, terminal),
      );
    } catch (error) {
      throw clearly(error);
    }
  },
};

const run = async (
  backup: string,
  replace: boolean,
  directory: string,
  ledger: string,
  terminal: Terminal,
): Promise<void> => {
  const finished = finishRestore(directory, ledger);
  if (finished !== undefined) {
    terminal.out(`The restore that was interrupted is finished; the ledger is at position ${finished}.`);
    return;
  }
  const restored = await restore({ backup, directory, ledger, replace, now: () => new Date().toISOString() });
  for (const line of told(restored)) terminal.out(line);
};

const told = ({ manifest, lost, erasures, aside }: Restored): readonly string[] => [
  `The ledger is restored as it was at position ${manifest.position}, backed up at ${manifest.madeAt}.`,
  ...(lost === undefined
    ? []
    : [
        lost === 'unknown'
          ? 'What came after it is lost; the ledger that was there could not be read.'
          : `Lost: the positions ${lost.from} to ${lost.to} of the ledger that was there.`,
      ]),
  ...(erasures === 0
    ? []
    : [`${count(erasures, 'person')} erased since then ${erasures === 1 ? 'is' : 'are'} erased here too.`]),
  ...(aside === undefined ? [] : [`The files that were there are in ${aside}; they hold names.`]),
];

/** The read models of the ledger that goes are of no use; whoever has them open is a server or a rebuild. */
const withoutReadModels = async ({ dataDir, ledger }: Configuration, work: () => Promise<void>): Promise<void> => {
  const unlock = lockReadModels(dataDir, ledger);
  try {
    await work();
    deleteReadModelFile(dataDir, ledger);
    forgetKeptCheckpoint(dataDir, ledger);
  } finally {
    unlock();
  }
};

const clearly = (error: unknown): unknown => {
  if (error instanceof StoreInUse)
    return new Error(
      `${error.path} is in use by process ${error.pid ?? 'unknown'}, a server or another command: stop it first; nothing was changed`,
    );
  if (error instanceof WouldLose)
    return new Error(`${error.message}: with --replace they are lost; nothing was changed`);
  return error;
};
