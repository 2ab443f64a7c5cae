import { afterEach, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import type { Stores } from '../../src/eventstore/port.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { followAll, metadata, newStream, readAll } from '../contract/samples.js';
import { textOf } from '../support/stored.js';
import { fakeEventStoreDb } from './fake/server.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

/** As another version, or another program, might write it: nothing that JSON.stringify gives. */
const written = {
  data: '{ "b" : 1.50,\n\t"a": "\\u5e02\\/中",  "b": 1e2 }',
  metadata: JSON.stringify({ $eventId: randomUUID(), ...metadata, later: '后来' }, undefined, 2),
};

/** Stores that hold such an event. */
const stores: readonly [string, (stream: string) => Promise<Stores>][] = [
  [
    'sqlite',
    async (stream) => {
      const directory = mkdtempSync(join(tmpdir(), 'edugroup-bytes-'));
      cleanUp.push(() => rmSync(directory, { recursive: true, force: true }));
      await sqliteStores({ directory, ledger: 'edugroup' }).events.close();
      const file = new Database(join(directory, 'ledger.sqlite'));
      file
        .prepare('insert into events values (1, ?, 0, ?, ?, ?, ?, 0)')
        .run(stream, randomUUID(), 'SomethingHappened', written.data, written.metadata);
      file.close();
      return sqliteStores({ directory, ledger: 'edugroup', readOnly: true });
    },
  ],
  [
    'EventStoreDB',
    async (stream) => {
      const fake = await fakeEventStoreDb();
      cleanUp.push(fake.close);
      fake.log.append(`edu.${stream}`, 'any', [
        {
          id: randomUUID(),
          type: 'SomethingHappened',
          contentType: 'application/json',
          data: Buffer.from(written.data),
          metadata: Buffer.from(written.metadata),
        },
      ]);
      return eventStoreDbStores(`esdb://127.0.0.1:${fake.port}?tls=false`, { ledger: 'edu' });
    },
  ],
];

test.each(stores)('%s gives the bytes that lie there, not those that it would write itself', async (_, open) => {
  const stream = newStream();
  const { events } = await open(stream);
  cleanUp.push(() => events.close());
  for (const [event] of [await readAll(events, stream), await followAll(events, 1)]) {
    expect(textOf(event!.bytes)).toEqual(written);
    expect(event!.data).toEqual({ b: 100, a: '市/中' });
  }
});
