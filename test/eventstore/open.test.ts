import { afterAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStores } from '../../src/eventstore/open.js';
import { followAll, newEvents, newStream } from '../contract/samples.js';
import { fakeEventStoreDb } from './fake/server.js';

test('memory: gives an empty ledger each time', async () => {
  const { events } = await openStores('memory:', { ledger: 'edugroup' });
  await events.append(newStream(), 'no-stream', newEvents(1));
  expect(await followAll((await openStores('memory:', { ledger: 'edugroup' })).events, 0)).toEqual([]);
});

test('sqlite: takes a directory, and keeps the ledger in it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-open-'));
  for (const url of [`sqlite:${directory}/data`, `sqlite://${directory}/data`, `SQLITE:${directory}/./data`]) {
    const { events } = await openStores(url, { ledger: 'edugroup' });
    await events.append(newStream(), 'no-stream', newEvents(1));
    await events.close();
  }
  expect(existsSync(join(directory, 'data', 'ledger.sqlite'))).toBe(true);
  const { events } = await openStores(`sqlite:${directory}/data`, { ledger: 'edugroup', readOnly: true });
  expect(await followAll(events, 3)).toHaveLength(3);
  await events.close();
  rmSync(directory, { recursive: true });
});

test.each([
  ['', 'A store is given by a URL'],
  ['./data', 'A store is given by a URL'],
  ['postgres://user:secret@host/ledger', 'No store of the kind postgres: there are memory:, sqlite: and esdb:'],
  ['sqlite:', 'A sqlite store is given by a directory'],
  ['sqlite://data', 'A sqlite store is given by a directory'],
])('%p is refused with a clear message that quotes no password', async (url, message) => {
  const error = await openStores(url, { ledger: 'edugroup' }).catch((reason: unknown) => reason as Error);
  expect(error).toBeInstanceOf(Error);
  expect((error as Error).message).toContain(message);
  expect((error as Error).message).not.toContain('secret');
});

describe('the id of a ledger, which is that of its first epoch', () => {
  const ledgerId = '0b8a5a0e-4f7b-4d2e-9a39-5a1f9a0f1d11';
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-id-'));
  const closing: (() => unknown)[] = [];
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
    rmSync(directory, { recursive: true });
  });
  /** The ids of its epochs, as it is opened; EventStoreDB begins none by itself. */
  const epochsAt = async (url: string, id?: string): Promise<readonly string[]> => {
    const stores = await openStores(url, { ledger: 'edugroup', ...(id === undefined ? {} : { ledgerId: id }) });
    const list = await stores.epochs.list();
    await stores.events.close();
    return list.map((epoch) => epoch.id);
  };
  const urls = async (): Promise<readonly string[]> => {
    const fake = await fakeEventStoreDb();
    closing.push(fake.close);
    return [`sqlite:${directory}/data`, `esdb://127.0.0.1:${fake.port}?tls=false`];
  };

  test('may be given to a new one, and is kept from then on', async () => {
    expect(await epochsAt('memory:', ledgerId)).toEqual([ledgerId]);
    for (const url of await urls()) {
      expect(await epochsAt(url, ledgerId)).toEqual([ledgerId]);
      for (const other of [undefined, randomUUID()]) expect((await epochsAt(url, other))[0]).toBe(ledgerId);
    }
  });

  test('is not given to one that holds events without an epoch, as older software left it', async () => {
    const url = `sqlite:${directory}/old`;
    await epochsAt(url);
    const file = new Database(join(directory, 'old', 'ledger.sqlite'));
    file.exec('delete from epochs');
    file
      .prepare("insert into events values (1, 'district-1', 0, ?, 'SomethingHappened', '{}', '{}', 0)")
      .run(randomUUID());
    file.close();
    const [first] = await epochsAt(url, ledgerId);
    expect(first).not.toBe(ledgerId);
    expect((await epochsAt(url))[0]).toBe(first);
  });
});

test.each(['memory:', 'sqlite:/nowhere', 'esdb://localhost:2113'])(
  '%s: a name that no ledger can have is refused before anything is opened',
  async (url) => {
    await expect(openStores(url, { ledger: 'a.b' })).rejects.toThrow('Not a name for a ledger');
  },
);
