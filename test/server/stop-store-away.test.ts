import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable, type Stores } from '../../src/eventstore/port.js';
import { readConfiguration } from '../../src/server/configuration.js';
import { silent } from '../support/ledger.js';

let stores: Stores;
jest.unstable_mockModule('../../src/eventstore/open.js', () => ({ openStores: () => Promise.resolve(stores) }));
const { openRuntime } = await import('../../src/server/runtime.js');

let dataDir: string;
/** Where somebody waits for the store, and for nothing else than that it is closed. */
let waiting: Promise<string>;
let wait: (where: string) => Promise<never>;
let closed: Promise<void>;
let close: () => void;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'edugroup-away-'));
  closed = new Promise((resolve) => {
    close = resolve;
  });
  waiting = new Promise((resolve) => {
    wait = async (where) => {
      resolve(where);
      await closed;
      throw new StoreUnavailable('The store is closed');
    };
  });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A store that is not away yet. */
const near = (): Stores => {
  const { events, ...beside } = memoryStores();
  return {
    ...beside,
    events: {
      ...events,
      close: async () => {
        close();
        await events.close();
      },
    },
  };
};
const open = () =>
  openRuntime(readConfiguration({ NODE_ENV: 'test', DATA_DIR: dataDir, EVENT_STORE_URL: 'memory:' }), { log: silent });

test('processes that wait for a store that is away do not hold up the end', async () => {
  stores = near();
  stores = { ...stores, checkpoints: { ...stores.checkpoints, load: () => wait('checkpoint') } };
  const runtime = await open();
  expect(await waiting).toBe('checkpoint');
  await runtime.close();
});

test('nor does a reader', async () => {
  stores = near();
  const { events } = stores;
  stores = {
    ...stores,
    events: { ...events, follow: () => ({ [Symbol.asyncIterator]: () => ({ next: () => wait('event') }) }) },
  };
  const runtime = await open();
  expect(await waiting).toBe('event');
  await runtime.close();
  expect(runtime.runner.problem()).toBe('the reader was stopped');
});
