import { openReadModels, type ReadModels } from '../projections/read-models.js';
import { startRunner, type Runner } from '../projections/runner.js';
import type { Stores } from '../eventstore/port.js';
import { readConfiguration } from '../server/configuration.js';
import type { Terminal } from './command.js';
import { openLedger } from './open-ledger.js';
import { progressLine } from './progress.js';

/**
 * The ledger read into read models in memory, beside whatever else has it open: nothing is written, and nothing is left behind. Throws
 * Error where the store cannot be read, or where an event is not known to this version.
 */
export const withReadModels = async <T>(
  terminal: Terminal,
  use: (read: ReadModels, stores: Stores, runner: Runner) => Promise<T>,
): Promise<T> => {
  const stores = await openLedger(readConfiguration(terminal.env), true, terminal);
  const readModels = openReadModels(':memory:');
  const progress = progressLine(terminal.redraw);
  const log = {
    info: () => undefined,
    warn: (_: object, message: string) => terminal.error(message),
    error: () => undefined,
  };
  const runner = startRunner({
    events: stores.events,
    // A ledger to which nobody has written has none, and no event.
    ledgerId: async () => (await stores.epochs.list())[0]?.id ?? '',
    readModels,
    log,
    onProgress: progress.at,
  });
  try {
    await runner.caughtUp().finally(progress.done);
    return await use(readModels, stores, runner);
  } finally {
    await runner.stop();
    readModels.close();
    await stores.events.close();
  }
};
