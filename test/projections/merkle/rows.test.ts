import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryStores } from '../../../src/eventstore/memory.js';
import { eventStoreDbStores } from '../../../src/eventstore/eventstoredb.js';
import { sqliteStores } from '../../../src/eventstore/sqlite.js';
import type { Stores, StoredEvent } from '../../../src/eventstore/port.js';
import { leafHashOf } from '../../../src/projections/merkle/leaf.js';
import { growingTree, verifyConsistency, verifyInclusion, type Hash } from '../../../src/projections/merkle/tree.js';
import { openReadModels, type ReadModels } from '../../../src/projections/read-models.js';
import { startRunner } from '../../../src/projections/runner.js';
import { followAll } from '../../contract/samples.js';
import { fakeEventStoreDb } from '../../eventstore/fake/server.js';
import { idOf, openLedger, register, silent, type TestLedger } from '../../support/ledger.js';
import { LEDGER_ID } from '../../support/stored.js';

const hex = (hash: Hash): string => Buffer.from(hash).toString('hex');

/** The root over events as somebody computes it who has nothing but them. */
const rootOver = (ledgerId: string, events: readonly StoredEvent[]): string => {
  const tree = growingTree();
  for (const event of events) tree.append(leafHashOf(ledgerId, event));
  return hex(tree.root());
};

let ledger: TestLedger;
let id: string;
let events: readonly StoredEvent[];
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
  for (const name of ['一', '二', '三'])
    await ledger.pass({ type: 'RenameGroup', groupId: '370103.G01', name: `第${name}教育集团总校` });
  id = await idOf(ledger.stores)();
  events = await followAll(ledger.stores.events, ledger.runner.head());
});
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await ledger.close();
});

/** Another replica's read models of a store, caught up. */
const replicaOf = async (stores: Stores, file = ':memory:'): Promise<ReadModels> => {
  const readModels = openReadModels(file);
  const runner = startRunner({ events: stores.events, ledgerId: idOf(stores), readModels, log: silent });
  closing.push(async () => {
    await runner.stop();
    await stores.events.close();
    readModels.close();
  });
  await runner.caughtUp();
  return readModels;
};

/** The ledger's events again, in the same order, in another store. */
const copiedTo = async (stores: Stores): Promise<Stores> => {
  for (const { stream, revision, id: eventId, type, data, metadata } of events)
    await stores.events.append(stream, revision === 0 ? 'no-stream' : revision - 1, [
      { id: eventId, type, data, metadata },
    ]);
  return stores;
};

describe("the ledger's tree", () => {
  test('has a leaf for each event, as the store keeps it, and at each position the root over those before', () => {
    const { merkle, ledgerId } = ledger.readModels;
    expect(ledgerId()).toBe(id);
    expect(events.length).toBeGreaterThan(8);
    for (let size = 0; size <= events.length; size++)
      expect(hex(merkle.root(size))).toBe(rootOver(id, events.slice(0, size)));
    expect(events.map((event) => hex(leafHashOf(id, event)))).toEqual(
      events.map((_, index) => hex(merkle.leafHash(index + 1))),
    );
  });

  test('shows of every event that it is in it, and of every tree how it goes on', () => {
    const { merkle } = ledger.readModels;
    for (let size = 1; size <= events.length; size++) {
      const root = merkle.root(size);
      for (let position = 1; position <= size; position++)
        expect(
          verifyInclusion({
            leaf: merkle.leafHash(position),
            index: position - 1,
            size,
            root,
            path: merkle.inclusionProof(position, size),
          }),
        ).toBe(true);
      for (let from = 1; from <= size; from++)
        expect(
          verifyConsistency(
            { size: from, root: merkle.root(from) },
            { size, root },
            merkle.consistencyProof(from, size),
          ),
        ).toBe(true);
    }
  });

  test('is kept as complete subtrees, each once, and nothing else', () => {
    const rows = ledger.readModels.dump()['merkle'] as readonly { level: number; index: number }[];
    const expected = [0, 1, 2, 3].flatMap((level) =>
      Array.from({ length: Math.floor(events.length / 2 ** level) }, (_, index) => `${level}/${index}`),
    );
    expect(rows.map(({ level, index }) => `${level}/${index}`)).toEqual(expected);
  });

  test('is the same in a rebuilt file, row by row', async () =>
    expect((await replicaOf({ ...ledger.stores, events: withoutEnd(ledger.stores.events) })).dump()).toEqual(
      ledger.readModels.dump(),
    ));

  test('goes on after a restart as if there had been none', () => {
    const directory = mkdtempSync(join(tmpdir(), 'edugroup-merkle-'));
    closing.push(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'read-models.sqlite');
    const all = events.map((event, index) => ({ ...event, position: index + 1 }));
    let readModels = openReadModels(file);
    readModels.isOf(id);
    readModels.project(all.slice(0, 5));
    readModels.close();
    readModels = openReadModels(file);
    expect(readModels.ledgerId()).toBe(id);
    expect(hex(readModels.merkle.root(5))).toBe(rootOver(id, events.slice(0, 5)));
    readModels.project(all.slice(5));
    expect(readModels.dump()).toEqual(ledger.readModels.dump());
    readModels.close();
  });

  test('has no leaf of an event that is not projected', () => {
    const readModels = openReadModels(':memory:');
    readModels.isOf(id);
    const all = events.map((event, index) => ({ ...event, position: index + 1 }));
    expect(() => readModels.project([...all.slice(0, 3), { ...all[3]!, type: 'NobodyKnows' }])).toThrow();
    expect(readModels.dump()['merkle']).toEqual([]);
    readModels.project(all);
    expect(hex(readModels.merkle.root(all.length))).toBe(rootOver(id, events));
    readModels.close();
  });

  test('is the same wherever the same events lie: in memory, in SQLite, on EventStoreDB', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'edugroup-merkle-'));
    closing.push(() => rmSync(directory, { recursive: true }));
    const fake = await fakeEventStoreDb();
    closing.push(fake.close);
    const url = `esdb://127.0.0.1:${fake.port}?tls=false`;
    const [first] = await ledger.stores.epochs.list();
    const eventStoreDb = await eventStoreDbStores(url, { ledger: 'edu' });
    await eventStoreDb.epochs.begin!(first!, undefined);
    const stores = [memoryStores(first), sqliteStores({ directory, ledger: 'edu', ledgerId: id }), eventStoreDb];
    const expected = rootOver(id, events);
    for (const store of stores)
      expect(hex((await replicaOf(await copiedTo(store))).merkle.root(events.length))).toBe(expected);
    const second = await replicaOf(await eventStoreDbStores(url, { ledger: 'edu' }));
    expect(hex(second.merkle.root(events.length))).toBe(expected);
  });

  test('of the same events in another ledger has no leaf in common with it', async () => {
    const other = await replicaOf(await copiedTo(memoryStores()));
    const leaves = new Set(events.map((_, index) => hex(other.merkle.leafHash(index + 1))));
    for (const [index] of events.entries())
      expect(leaves.has(hex(ledger.readModels.merkle.leafHash(index + 1)))).toBe(false);
  });
});

describe('whose tree it is', () => {
  test('must be said before anything is projected', () => {
    const readModels = openReadModels(':memory:');
    expect(readModels.ledgerId()).toBeUndefined();
    expect(() => readModels.project([{ ...events[0]!, position: 1 }])).toThrow();
    expect(readModels.events.head()).toBe(0);
    readModels.close();
  });

  test('is kept; read models of one ledger do not follow another', async () => {
    const readModels = openReadModels(':memory:');
    expect([readModels.isOf(LEDGER_ID), readModels.isOf(id), readModels.ledgerId()]).toEqual([true, false, LEDGER_ID]);
    const runner = startRunner({
      events: ledger.stores.events,
      ledgerId: () => Promise.resolve(id),
      readModels,
      log: silent,
    });
    await expect(runner.caughtUp()).rejects.toThrow(
      /of a ledger with another id: it is another store.*edugroup rebuild/,
    );
    expect(runner.status()).toBe('stopped');
    await runner.stop();
    readModels.close();
  });
});

/** The same store, closed by nobody but its owner. */
const withoutEnd = (store: Stores['events']): Stores['events'] => ({ ...store, close: () => Promise.resolve() });
