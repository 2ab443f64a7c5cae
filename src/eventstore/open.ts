import { memoryStores } from './memory.js';
import type { Stores } from './port.js';
import { sqliteStores } from './sqlite.js';
import { checkLedger } from './validate.js';

export interface OpenOptions {
  readonly ledger: string;
  readonly readOnly?: boolean;
  readonly log?: (message: string) => void;
}

/**
 * The stores at a URL: `memory:`, `sqlite:./data` or `sqlite:/var/lib/ledger` (a directory), `esdb://...` or `esdb+discover://...`.
 * Throws Error for any other; errors never quote the URL, which may hold a password.
 */
export const openStores = async (url: string, { ledger, readOnly = false, log = () => undefined }: OpenOptions): Promise<Stores> => {
  checkLedger(ledger);
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? [];
  switch (scheme?.toLowerCase()) {
    case 'memory':
      return memoryStores();
    case 'sqlite':
      if (rest === '' || /^\/\/(?!\/)/.test(rest)) throw new Error('A sqlite store is given by a directory: sqlite:./data or sqlite:/var/lib/ledger');
      return sqliteStores({ directory: rest, ledger, readOnly, log });
    case 'esdb':
    case 'esdb+discover': {
      // Only here, so that nobody else loads the gRPC client.
      const { eventStoreDbStores } = await import('./eventstoredb.js');
      return eventStoreDbStores(url, { ledger, log });
    }
    case undefined:
      throw new Error('A store is given by a URL: memory:, sqlite:./data or esdb://...');
    default:
      throw new Error(`No store of the kind ${scheme}: there are memory:, sqlite: and esdb:`);
  }
};
