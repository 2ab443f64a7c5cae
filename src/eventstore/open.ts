import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { memoryStores } from './memory.js';
import type { Epoch, Revocations, Stores } from './port.js';
import { sqliteRevocations } from './sqlite-revocations.js';
import { sqliteStores } from './sqlite.js';
import { checkLedger } from './validate.js';

export interface OpenOptions {
  readonly ledger: string;
  readonly readOnly?: boolean;
  /** The id of a ledger that is new there, as where another one is copied to; one that has an id keeps it. */
  readonly ledgerId?: string;
  readonly log?: (message: string) => void;
  /** Whether much is written at once: as SqliteOptions has it. */
  readonly bulk?: boolean;
}

/**
 * The stores at a URL: `memory:`, `sqlite:./data` or `sqlite:/var/lib/ledger` (a directory), `esdb://...` or `esdb+discover://...`.
 * Throws Error for any other; errors never quote the URL, which may hold a password.
 */
export const openStores = async (
  url: string,
  { ledger, readOnly = false, ledgerId, log = () => undefined, bulk = false }: OpenOptions,
): Promise<Stores> => {
  checkLedger(ledger);
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'memory':
      return memoryStores(firstEpoch(ledgerId));
    case 'sqlite':
      if (rest === '' || /^\/\/(?!\/)/.test(rest))
        throw new Error('A sqlite store is given by a directory: sqlite:./data or sqlite:/var/lib/ledger');
      return sqliteStores({
        ...{ directory: rest, ledger, readOnly, log, bulk },
        ...(ledgerId === undefined ? {} : { ledgerId }),
      });
    case 'esdb':
    case 'esdb+discover': {
      // Only here, so that nobody else loads the gRPC client.
      const { eventStoreDbStores } = await import('./eventstoredb.js');
      const stores = await eventStoreDbStores(url, { ledger, log });
      if (ledgerId !== undefined) await stores.epochs.begin!(firstEpoch(ledgerId), undefined);
      return stores;
    }
    case undefined:
      throw new Error('A store is given by a URL: memory:, sqlite:./data or esdb://...');
    default:
      throw new Error(`No store of the kind ${scheme}: there are memory:, sqlite: and esdb:`);
  }
};

const firstEpoch = (id: string = randomUUID()): Epoch => ({ id, position: 0, startedAt: new Date().toISOString() });

/**
 * The revocations at a store's URL alone, also beside the process that owns the store. Throws Error where there is no ledger yet, and for
 * `memory:`, which no other process sees.
 */
export const openRevocations = async (
  url: string,
  options: OpenOptions,
): Promise<{ readonly revocations: Revocations; readonly close: () => Promise<void> | void }> => {
  if (/^memory:/i.test(url))
    throw new Error('The store is memory: its revocations are in its own process, and end with it');
  const [, directory] = /^sqlite:(.+)$/is.exec(url) ?? [];
  if (directory !== undefined) {
    if (!existsSync(join(directory, 'ledger.sqlite')))
      throw new Error(`There is no ledger in ${directory}: is it the directory of the server?`);
    return sqliteRevocations(directory);
  }
  const { revocations, events } = await openStores(url, options);
  return { revocations, close: () => events.close() };
};
