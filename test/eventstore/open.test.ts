import { expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStores } from '../../src/eventstore/open.js';
import { followAll, newEvents, newStream } from '../contract/samples.js';

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

test.each(['memory:', 'sqlite:/nowhere', 'esdb://localhost:2113'])(
  '%s: a name that no ledger can have is refused before anything is opened',
  async (url) => {
    await expect(openStores(url, { ledger: 'a.b' })).rejects.toThrow('Not a name for a ledger');
  },
);
