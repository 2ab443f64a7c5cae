import { randomUUID } from 'node:crypto';
import { openStores } from '../eventstore/open.js';
import type { Epochs, EventStore } from '../eventstore/port.js';
import { StoreInUse } from '../eventstore/sqlite-lock.js';
import { ledgerIdOf } from '../projections/epochs.js';
import { buildReadModelFile, lockReadModels, openReadModelFile, type ReadModels } from '../projections/read-models.js';
import { partedAfter } from '../projections/parted.js';
import { startRunner, type Log } from '../projections/runner.js';
import { readConfiguration, type Configuration } from '../server/configuration.js';
import { forgetKeptCheckpoint } from '../server/kept-checkpoint.js';
import { UsageError, type CliCommand, type Terminal } from './command.js';
import { progressLine } from './progress.js';

/** `edugroup rebuild`: this version's read models, from the ledger's first event on. */
export const rebuildCommand: CliCommand = {
  name: 'rebuild',
  summary: 'Deletes the read models of this version and builds them again from the ledger; the rows come out the same.',
  positionals: [],
  options: {
    'new-epoch': {
      description:
        'For an EventStoreDB that was restored when no replica has read models of before: old positions are told from new ones.',
    },
  },
  details: ['Where the store was restored from an older copy, it says from which position on it holds other events.'],
  run: async (args, terminal) => {
    const configuration = readConfiguration(terminal.env);
    const newEpoch = args.isOn('new-epoch');
    if (newEpoch && /^sqlite:/i.test(configuration.eventStoreUrl))
      throw new UsageError('--new-epoch is for EventStoreDB: an embedded store begins an epoch at every start');
    if (/^memory:/i.test(configuration.eventStoreUrl))
      throw new Error('EVENT_STORE_URL is memory: there is nothing to rebuild');
    // SQLite sorts indices in files where it finds a directory for them; they need room that only this one is known to have.
    process.env['SQLITE_TMPDIR'] ??= configuration.dataDir;
    const unlock = lock(configuration);
    try {
      const position = await rebuild(configuration, newEpoch, terminal);
      terminal.out(`The read models are rebuilt up to position ${position}.`);
    } finally {
      unlock();
    }
  },
};

/** Throws Error where the store cannot be read, before anything is deleted, or where an event is not known to this version. */
const rebuild = async (
  { eventStoreUrl, ledger, dataDir }: Configuration,
  newEpoch: boolean,
  terminal: Terminal,
): Promise<number> => {
  const stores = await openStores(eventStoreUrl, { ledger, readOnly: true, log: terminal.error });
  const progress = progressLine(terminal.redraw);
  try {
    await stores.events.ping();
    const parted = await partedBefore(stores.events, dataDir, ledger);
    if (parted !== undefined) {
      terminal.out(
        `From position ${parted + 1} on the store holds other events than were read before, or none: it was restored from an older copy, or is another one.`,
      );
      await beginEpoch(stores.epochs, parted);
      // Of an embedded store a restore says so: who put a file back by hand is told.
      if (!/^sqlite:/i.test(eventStoreUrl)) forgetKeptCheckpoint(dataDir, ledger);
    }
    const ledgerId = await ledgerIdOf(stores.epochs, { newId: randomUUID, now });
    const head = await buildReadModelFile(dataDir, ledger, async (readModels) => {
      const runner = startRunner({
        events: stores.events,
        ledgerId: () => Promise.resolve(ledgerId),
        readModels,
        log: watching(terminal),
        onProgress: progress.at,
      });
      try {
        await runner.caughtUp();
        return runner.head();
      } finally {
        await runner.stop();
        progress.done();
      }
    });
    if (newEpoch) {
      await beginEpoch(stores.epochs, head);
      forgetKeptCheckpoint(dataDir, ledger);
    }
    return head;
  } finally {
    await stores.events.close();
  }
};

/** As partedAfter, by the read models that are there; undefined where they cannot be used. Throws StoreUnavailable. */
const partedBefore = async (events: EventStore, dataDir: string, ledger: string): Promise<number | undefined> => {
  let readModels: ReadModels;
  try {
    readModels = openReadModelFile(dataDir, ledger);
  } catch {
    return undefined;
  }
  try {
    return await partedAfter(events, readModels.events);
  } finally {
    readModels.close();
  }
};

/** Several replicas find the same break, and one begins the epoch for all; an embedded store begins its own at every start. */
const beginEpoch = async (epochs: Epochs, position: number): Promise<void> => {
  const known = await epochs.list();
  const last = known.at(-1);
  if (known.length > 1 && last?.position === position) return;
  await epochs.begin?.({ id: randomUUID(), position, startedAt: now() }, last?.id);
};
const now = (): string => new Date().toISOString();

/** That the store was lost and is followed again; what stops the runner for good comes back as the error. */
const watching = ({ error }: Terminal): Log => ({
  info: () => undefined,
  warn: (_details, message) => error(message),
  error: () => undefined,
});

/** Deleting the file under a server would leave that one with a file nobody sees. */
const lock = ({ dataDir, ledger }: Configuration): (() => void) => {
  try {
    return lockReadModels(dataDir, ledger);
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error;
    throw new Error(
      `the read models are in use by process ${error.pid ?? 'unknown'}, a server or another rebuild: stop it first; nothing was deleted`,
    );
  }
};
