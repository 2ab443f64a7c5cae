import Database from 'better-sqlite3';
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
      kept: (stream) => {
        const file = new Database(join(directory, 'ledger.sqlite'), { readonly: true });
        try {
          return file
            .prepare<[string], { data: Buffer; metadata: Buffer }>(
              'select cast(data as blob) as data, cast(metadata as blob) as metadata from events where stream = ? order by revision',
            )
            .all(stream);
        } finally {
          file.close();
        }
      },
      cleanUp: async () => {
        await stores.events.close();
        rmSync(directory, { recursive: true, force: true });
      },
    });
  },
  ['reopen', 'inOrder'],
);
