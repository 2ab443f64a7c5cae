import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Handle } from '../commands/command.js';
import { commandHandler } from '../commands/handle.js';
import { memoryStores } from '../eventstore/memory.js';
import { openStores, type OpenOptions } from '../eventstore/open.js';
import type { Stores } from '../eventstore/port.js';
import { StoreInUse } from '../eventstore/sqlite-lock.js';
import type { Configuration } from '../server/configuration.js';
import type { Terminal } from './command.js';
import { withoutClock } from './rehearsal.js';

/**
 * Writes to a ledger that nobody reads along: the clock must not lie before the last event of the stream that is written to, unless an
 * operator says that it was verified.
 */
export const handlerOf = ({ clockVerifiedPosition }: Configuration, stores: Stores, now: () => string): Handle =>
  commandHandler({ stores, now, ...(clockVerifiedPosition > 0 ? withoutClock : {}) });

/** Throws Error where the store keeps nothing. */
export const refuseMemory = ({ eventStoreUrl }: Configuration): void => {
  if (/^memory:/i.test(eventStoreUrl))
    throw new Error(
      'EVENT_STORE_URL is memory: what is imported would be gone at once; set it to a store that keeps, or use --dry-run',
    );
};

/**
 * The store itself and no read models: those are a server's, and with EventStoreDB one may be running. What only reads leaves no file
 * behind, so where there is no SQLite ledger yet it looks at an empty one.
 */
export const openLedger = async (
  { eventStoreUrl, ledger }: Configuration,
  readOnly: boolean,
  terminal: Terminal,
  options: Pick<OpenOptions, 'bulk' | 'ledgerId'> = {},
): Promise<Stores> => {
  const [, directory] = /^sqlite:(.+)$/is.exec(eventStoreUrl) ?? [];
  if (readOnly && directory !== undefined && !existsSync(join(directory, 'ledger.sqlite'))) return memoryStores();
  try {
    return await openStores(eventStoreUrl, { ...options, ledger, readOnly, log: terminal.error });
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error;
    const owner = `process ${error.pid ?? 'unknown'}, a server or another import`;
    throw new Error(
      `the ledger in ${error.path} is in use by ${owner}: stop it first, or use --dry-run; nothing was written`,
    );
  }
};

/** Whether not one event is there. Follows the ledger until its first batch. */
export const isEmpty = async ({ events }: Stores): Promise<boolean> => {
  const abort = new AbortController();
  try {
    for await (const batch of events.follow({ signal: abort.signal })) {
      if (batch.events.length > 0) return false;
      if (batch.caughtUp) return true;
    }
    return true;
  } finally {
    abort.abort();
  }
};
