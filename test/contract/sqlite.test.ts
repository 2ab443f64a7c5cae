import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { eventStoreContract } from './event-store.js';

eventStoreContract(
  'sqlite',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'edugroup-contract-'));
    let stores = sqliteStores({ directory, ledger: 'edugroup' });
    return Promise.resolve({
      stores,
      reopen: async () => {
        await stores.events.close();
        stores = sqliteStores({ directory, ledger: 'edugroup' });
        return stores;
      },
      cleanUp: async () => {
        await stores.events.close();
        rmSync(directory, { recursive: true, force: true });
      },
    });
  },
  ['reopen'],
);
