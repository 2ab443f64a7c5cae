import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import { UnreadableEvent, type EventStore, type Stores } from '../../src/eventstore/port.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { collect, metadata, newEvents, newStream, readAll } from '../contract/samples.js';
import { damageEvent } from '../support/damage.js';
import { fakeEventStoreDb } from './fake/server.js';

const SECRET = '{"name":"张三"';
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of cleanUp.splice(0).reverse()) await each();
});

/** Three events in a stream, the third one damaged; two more in another. */
const stores: readonly [string, (stream: string, data: string) => Promise<Stores>][] = [
  [
    'sqlite',
    async (stream, data) => {
      const directory = mkdtempSync(join(tmpdir(), 'edugroup-unreadable-'));
      cleanUp.push(() => rmSync(directory, { recursive: true, force: true }));
      const before = sqliteStores({ directory, ledger: 'edugroup' });
      await before.events.append(stream, 'no-stream', newEvents(3));
      await before.events.append(newStream(), 'no-stream', newEvents(2));
      await before.events.close();
      damageEvent(directory, 3, data);
      return sqliteStores({ directory, ledger: 'edugroup' });
    },
  ],
  [
    'EventStoreDB',
    async (stream, data) => {
      const fake = await fakeEventStoreDb();
      cleanUp.push(fake.close);
      const there = await eventStoreDbStores(`esdb://127.0.0.1:${fake.port}?tls=false`, { ledger: 'edu' });
      await there.events.append(stream, 'no-stream', newEvents(2));
      const metadataOf = Buffer.from(JSON.stringify(metadata));
      fake.log.append(`edu.${stream}`, 'any', [
        {
          id: randomUUID(),
          type: 'SomethingHappened',
          contentType: 'application/json',
          data: Buffer.from(data),
          metadata: metadataOf,
        },
      ]);
      await there.events.append(newStream(), 'no-stream', newEvents(2));
      return there;
    },
  ],
];

describe.each(stores)('%s: an event that cannot be read', (name, open) => {
  let events: EventStore;
  let stream: string;
  const begin = async (data: string): Promise<void> => {
    stream = newStream();
    ({ events } = await open(stream, data));
    cleanUp.push(() => events.close());
  };
  const failure = async (work: Promise<unknown>): Promise<Error> =>
    work.then(
      () => new Error('nothing failed'),
      (error: Error) => error,
    );
  beforeEach(() => begin(SECRET));

  test.each([SECRET, '5', 'null', '"text"', '[]'])(
    '%s ends a follower after what comes before it; the error says where, and quotes nothing',
    async (data) => {
      await begin(data);
      const got: unknown[] = [];
      let caughtUp = false;
      const error = await failure(
        (async () => {
          for await (const batch of events.follow()) {
            got.push(...batch.events.map(({ revision }) => revision));
            caughtUp ||= batch.caughtUp;
          }
        })(),
      );
      expect(error).toBeInstanceOf(UnreadableEvent);
      expect(error).toMatchObject({ stream, revision: 2 });
      expect(error.message).not.toContain('张三');
      expect([got, caughtUp]).toEqual([[0, 1], false]);
    },
  );

  test('fails whoever reads or appends to its stream, and nobody else', async () => {
    expect(await failure(readAll(events, stream))).toBeInstanceOf(UnreadableEvent);
    expect(await collect(events.readStream(stream, { limit: 2 }))).toHaveLength(2);
    expect((await events.append(newStream(), 'no-stream', newEvents(1))).revision).toBe(0);
  });

  test('is found by a look at everything, where the store does not look by itself', async () => {
    expect(await events.findUnreadable()).toEqual(name === 'sqlite' ? new UnreadableEvent(stream, 2) : undefined);
    expect(await events.findUnreadable(AbortSignal.abort())).toBeUndefined();
  });
});

describe('a checkpoint that is no JSON', () => {
  test('is named, and nothing of it is quoted: sqlite', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'edugroup-unreadable-'));
    cleanUp.push(() => rmSync(directory, { recursive: true, force: true }));
    const before = sqliteStores({ directory, ledger: 'edugroup' });
    await before.checkpoints.save('rotation', { position: 1 });
    await before.events.close();
    const database = new Database(join(directory, 'ledger.sqlite'));
    database.prepare('update checkpoints set document = ?').run(SECRET);
    database.close();
    const { checkpoints, events } = sqliteStores({ directory, ledger: 'edugroup' });
    cleanUp.push(() => events.close());
    await expect(checkpoints.load('rotation')).rejects.toThrow(
      /^The checkpoint rotation is not what a process saved[^张]*$/,
    );
    await checkpoints.save('rotation', { position: 2 });
    expect(await checkpoints.load('rotation')).toEqual({ position: 2 });
  });

  test('is named, and nothing of it is quoted: EventStoreDB', async () => {
    const fake = await fakeEventStoreDb();
    cleanUp.push(fake.close);
    const { checkpoints, events } = await eventStoreDbStores(`esdb://127.0.0.1:${fake.port}?tls=false`, {
      ledger: 'edu',
    });
    cleanUp.push(() => events.close());
    fake.log.append('edu_checkpoint-rotation', 'any', [
      {
        id: randomUUID(),
        type: 'Checkpoint',
        contentType: 'application/json',
        data: Buffer.from(SECRET),
        metadata: Buffer.from('{}'),
      },
    ]);
    await expect(checkpoints.load('rotation')).rejects.toThrow(
      /^The checkpoint rotation is not what a process saved[^张]*$/,
    );
  });
});
