import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newEntry } from '../../src/commands/people.js';
import type { DirectoryEntry, Stores } from '../../src/eventstore/port.js';
import { keysOf } from '../../src/processes/people-directory.js';
import { watchPeople, type WatchedPeople } from '../../src/server/people.js';
import { openLedger, person, register, silent, type TestLedger } from '../support/ledger.js';
import { register as registerAll, startRunning, type Running } from './running.js';

const details = (name: string) => ({ name, phone: '13800000000' });
const registration = (number: number) =>
  ({
    type: 'RegisterPerson',
    personId: person(number),
    schoolId: '370103.S01',
    details: details(`张三${number}`),
  }) as const;

describe("a directory in one process's hands", () => {
  let directory: string;
  let running: Running;
  const start = async (): Promise<void> => {
    running = await startRunning({ env: { EVENT_STORE_URL: '' }, dataDir: directory });
  };
  const restart = async (): Promise<void> => {
    await running.close();
    await start();
  };
  const held = async (): Promise<string[]> =>
    (await keysOf(running.runtime.stores.people)).map(({ commitment }) => commitment).sort();
  const reasons = async (): Promise<string[]> =>
    (await running.fetch('/readyz')).body.reasons.map(({ code }: { code: string }) => code);
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'edugroup-people-'));
    await start();
    await registerAll(running);
    for (const number of [1, 2]) await running.give(registration(number));
  });
  afterEach(async () => {
    expect(running.log()).not.toContain('张三');
    await running.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('loses at the start what was written for events that never came, and nothing else', async () => {
    await running.give({ type: 'ChangePersonDetails', personId: person(1), details: details('张三改') });
    const named = await held();
    const { people } = running.runtime.stores;
    // Of nobody who is registered, and of somebody whose details were about to change.
    for (const id of [person(9), person(2)]) await people.put(newEntry(id, details('张三误')));
    expect(named).toHaveLength(3);
    expect(await held()).toHaveLength(5);
    await restart();
    while (!running.log().includes('swept')) await new Promise(setImmediate);
    expect(await held()).toEqual(named);
    expect(await reasons()).toEqual([]);
  });

  test('that is gone beside a ledger with persons is a reason not to be ready, also after another start, until nobody is missing', async () => {
    await running.close();
    for (const name of readdirSync(directory)) if (name.startsWith('people.sqlite')) rmSync(join(directory, name));
    await start();
    while ((await reasons()).length === 0) await new Promise(setImmediate);
    await running.give(registration(3));
    await restart();
    while ((await reasons()).length === 0) await new Promise(setImmediate);
    expect(await reasons()).toEqual(['PEOPLE_MISSING']);
    expect((await running.fetch('/metrics')).body).toContain('edugroup_not_ready{code="PEOPLE_MISSING"} 1');
    expect(
      running
        .log()
        .split('\n')
        .filter((line) => line.includes('"warn"')),
    ).toEqual([expect.stringContaining('"missing":2')]);
    await running.give({ type: 'ChangePersonDetails', personId: person(1), details: details('张三再') });
    await running.give({ type: 'ErasePerson', personId: person(2) });
    expect(await reasons()).toEqual([]);
  });
});

describe('beside other processes', () => {
  let ledger: TestLedger;
  let watched: WatchedPeople | undefined;
  beforeEach(async () => {
    ledger = await openLedger();
    await register(ledger);
  });
  afterEach(async () => {
    await watched?.stop();
    await ledger.close();
  });
  const watch = async (stores: Stores, underWay: number): Promise<void> => {
    watched = await watchPeople({ ...ledger, stores, readOnly: false, log: silent, underWay });
  };
  const isThere = async ({ personId, commitment }: DirectoryEntry): Promise<boolean> =>
    (await ledger.stores.people.get(personId, commitment)) !== undefined;

  test('an entry waits for its event as long as an append may be under way', async () => {
    const [never, late] = [newEntry(person(8), details('甲')), newEntry(person(9), details('乙'))];
    for (const each of [never, late]) await ledger.stores.people.put(each);
    // The event comes between the look at the read models and the one at the ledger.
    const { events } = ledger.stores;
    const readStream: typeof events.readStream = (stream, options) => {
      if (stream !== `person-${person(9)}`) return events.readStream(stream, options);
      return (async function* () {
        await Promise.resolve();
        yield {
          stream,
          revision: 0,
          token: '1',
          id: randomUUID(),
          type: 'PersonRegistered',
          data: { commitment: late.commitment },
          metadata: {} as never,
          bytes: {} as never,
        };
      })();
    };
    await watch(
      {
        ...ledger.stores,
        events: { ...events, readStream },
        epochs: { ...ledger.stores.epochs, begin: () => Promise.resolve() },
      },
      1,
    );
    while (await isThere(never)) await new Promise(setImmediate);
    await watched!.stop();
    expect(await isThere(late)).toBe(true);
  });

  test('nothing is swept before that', async () => {
    const entry = newEntry(person(8), details('甲'));
    await ledger.stores.people.put(entry);
    await watch({ ...ledger.stores, epochs: { ...ledger.stores.epochs, begin: () => Promise.resolve() } }, 1_000_000);
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    await watched!.stop();
    expect(await isThere(entry)).toBe(true);
  });

  test('who is entered, changed or erased while the reader catches up is neither missing nor of an older copy', async () => {
    for (const number of [1, 2]) await ledger.pass(registration(number));
    let catchUp!: () => void;
    const caughtUp = new Promise<void>((resolve) => (catchUp = resolve));
    const warned: string[] = [];
    watched = await watchPeople({
      ...{ ...ledger, runner: { caughtUp: () => caughtUp }, readOnly: false },
      log: { ...silent, warn: (_, message) => void warned.push(message) },
    });
    await ledger.pass(registration(3));
    await ledger.pass({ type: 'ChangePersonDetails', personId: person(1), details: details('张三改') });
    await ledger.pass({ type: 'ErasePerson', personId: person(2) });
    catchUp();
    while (!watched.erased()) await new Promise(setImmediate);
    expect(await watched.check.check()).toBeUndefined();
    expect(warned).toEqual([]);
  });

  test('what a first command writes is not taken for what was left behind', async () => {
    const left = newEntry(person(8), details('甲'));
    await ledger.stores.people.put(left);
    await watch(ledger.stores, 1);
    const entry = newEntry(person(9), details('乙'));
    await ledger.stores.people.put(entry);
    while (await isThere(left)) await new Promise(setImmediate);
    await watched!.stop();
    expect(await isThere(entry)).toBe(true);
  });
});
