import { openStores } from '../eventstore/open.js';
import { StoreInUse } from '../eventstore/sqlite-lock.js';
import { deleteReadModelFile, lockReadModels, openReadModelFile } from '../projections/read-models.js';
import { startRunner, type Log } from '../projections/runner.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import type { CliCommand, Terminal } from './command.js';
import { progressLine } from './progress.js';

/** `edugroup rebuild`: this version's read models, from the ledger's first event on. */
export const rebuildCommand: CliCommand = {
  name: 'rebuild',
  summary: 'Deletes the read models of this version and builds them again from the ledger; the rows come out the same.',
  positionals: [],
  options: {},
  details: [],
  run: async (_args, terminal) => {
    const configuration = readConfiguration(terminal.env);
    if (/^memory:/i.test(configuration.eventStoreUrl)) throw new Error('EVENT_STORE_URL is memory: there is nothing to rebuild');
    const unlock = lock(configuration);
    try {
      const position = await rebuild(configuration, terminal);
      terminal.out(`The read models are rebuilt up to position ${position}.`);
    } finally {
      unlock();
    }
  },
};

/** Throws Error where the store cannot be read, before anything is deleted, or where an event is not known to this version. */
const rebuild = async ({ eventStoreUrl, ledger, dataDir }: Configuration, terminal: Terminal): Promise<number> => {
  const stores = await openStores(eventStoreUrl, { ledger, readOnly: true, log: terminal.error });
  const progress = progressLine(terminal.redraw);
  try {
    await stores.events.ping();
    deleteReadModelFile(dataDir, ledger);
    const readModels = openReadModelFile(dataDir, ledger);
    const runner = startRunner({ events: stores.events, readModels, log: watching(terminal), onProgress: progress.at });
    try {
      await runner.caughtUp();
      return runner.head();
    } finally {
      await runner.stop();
      readModels.close();
      progress.done();
    }
  } finally {
    await stores.events.close();
  }
};

/** That the store was lost and is followed again; what stops the runner for good comes back as the error. */
const watching = ({ error }: Terminal): Log => ({ info: () => undefined, warn: (_details, message) => error(message), error: () => undefined });

/** Deleting the file under a server would leave that one with a file nobody sees. */
const lock = ({ dataDir, ledger }: Configuration): (() => void) => {
  try {
    return lockReadModels(dataDir, ledger);
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error;
    throw new Error(`the read models are in use by process ${error.pid ?? 'unknown'}, a server or another rebuild: stop it first; nothing was deleted`);
  }
};
