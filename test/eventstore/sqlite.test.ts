import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutcomeUnknown, StoreUnavailable } from '../../src/eventstore/port.js';
import type { Stores } from '../../src/eventstore/port.js';
import { guard } from '../../src/eventstore/sqlite-file.js';
import { sqliteStores, StoreInUse } from '../../src/eventstore/sqlite.js';
import {
  entry,
  fill,
  followAll,
  followUntil,
  ids,
  newEvent,
  newEvents,
  newStream,
  readAll,
} from '../contract/samples.js';
import { startChild } from './children.js';

let directory: string;
let open: Stores[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'edugroup-sqlite-'));
  open = [];
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const { events } of open) await events.close();
  rmSync(directory, { recursive: true, force: true });
});

const openStores = (options: { readonly ledger?: string; readonly readOnly?: boolean } = {}): Stores => {
  const stores = sqliteStores({ directory, ledger: 'edugroup', ...options });
  open.push(stores);
  return stores;
};
const file = (name = 'ledger.sqlite'): string => join(directory, name);
/** Changes a file of a closed store, as somebody with other software might. */
const tamper = (change: (database: Database.Database) => void, name = 'ledger.sqlite'): void => {
  const database = new Database(file(name));
  change(database);
  database.close();
};

describe('one process writes', () => {
  test('a second writer in this process gets one clear line with the owner', () => {
    openStores();
    const attempt = (): Stores => openStores();
    expect(attempt).toThrow(StoreInUse);
    expect(attempt).toThrow(expect.objectContaining({ pid: process.pid, path: directory }));
    expect(attempt).toThrow(/^[^\n]*is in use by process \d+[^\n]*$/);
  });

  test('a second writer in another process too, as long as the first one is open', async () => {
    const stores = openStores();
    expect(await startChild(['try', directory]).line()).toMatch(
      new RegExp(`^StoreInUse ${process.pid} ${directory} is in use by process ${process.pid}`),
    );
    await stores.events.close();
    expect(await startChild(['try', directory]).line()).toBe('opened');
  });

  test('a writer that was killed leaves no lock behind', async () => {
    const child = startChild(['hold', directory]);
    expect(await child.line()).toBe('open');
    expect(() => openStores()).toThrow(expect.objectContaining({ name: 'StoreInUse', pid: child.process.pid }));
    child.process.kill('SIGKILL');
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['ledger.lock', 'ledger.pid']));
    const { events } = openStores();
    await events.append(newStream(), 'no-stream', newEvents(1));
  });

  test('a pid file left behind by somebody else means nothing', () => {
    writeFileSync(file('ledger.pid'), '1\n');
    expect(() => openStores()).not.toThrow();
  });

  test('a lock that something else wrote over is named', () => {
    writeFileSync(file('ledger.lock'), 'x'.repeat(2_000));
    expect(() => openStores()).toThrow(
      `${file('ledger.lock')} was written over by something else: delete it while no process uses this directory`,
    );
    rmSync(file('ledger.lock'));
    openStores();
  });

  test('an attempt that failed lets go of the lock', async () => {
    await openStores().events.close();
    expect(() => openStores({ ledger: 'other' })).toThrow(/holds the ledger/);
    expect(() => openStores()).not.toThrow();
  });
});

describe('appends that arrive together', () => {
  test('are committed together, each whole or not at all', async () => {
    const { events } = openStores();
    const [first, second, third, other] = [newStream(), newStream(), newStream(), newStream()];
    const [known] = await fill(events, other, 2);
    const beside = new Database(file(), { readonly: true });
    const count = beside.prepare('select count(*) from events').pluck();
    const counts: unknown[] = [];
    const settled = await Promise.allSettled(
      [
        events.append(first, 'no-stream', newEvents(2)),
        // Another's id in its second event: the first must not stay.
        events.append(other, 1, [newEvent(), known!]),
        events.append(second, 'no-stream', newEvents(1)),
        events.append(second, 'no-stream', newEvents(1)),
        events.append(second, 0, newEvents(3)),
        events.append(third, 7, newEvents(1)),
      ].map((append) => append.finally(() => counts.push(count.get()))),
    );
    beside.close();
    expect(
      settled.map((one) => (one.status === 'fulfilled' ? one.value.revision : (one.reason as Error).name)),
    ).toEqual([1, 'WrongExpectedRevision', 0, 'WrongExpectedRevision', 3, 'WrongExpectedRevision']);
    expect(new Set(counts)).toEqual(new Set([2 + 2 + 1 + 3]));
    expect((await followAll(events, 8)).map(({ stream }) => stream)).toEqual([
      other,
      other,
      first,
      first,
      second,
      second,
      second,
      second,
    ]);
  });

  test('are none of them there where the file fails, and the next ones are', async () => {
    const { events } = openStores();
    const stream = newStream();
    tamper((database) =>
      database.exec(
        "create trigger full before insert on events when new.revision = 1 begin select raise(abort, 'SQLITE_FULL'); end",
      ),
    );
    const settled = await Promise.allSettled([
      events.append(newStream(), 'no-stream', newEvents(1)),
      events.append(stream, 'no-stream', newEvents(2)),
      events.append(newStream(), 'no-stream', newEvents(1)),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    for (const one of settled) expect((one as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailable);
    tamper((database) => database.exec('drop trigger full'));
    await events.append(stream, 'no-stream', newEvents(2));
    expect(await followAll(events, 2)).toHaveLength(2);
  });

  test('more than one transaction takes are all there, in their order, and before it closes', async () => {
    const { events } = openStores();
    const streams = Array.from({ length: 250 }, newStream);
    const appends = streams.map((stream) => events.append(stream, 'no-stream', newEvents(1)));
    await events.close();
    expect(await Promise.all(appends)).toHaveLength(250);
    expect((await followAll(openStores().events, 250)).map(({ stream }) => stream)).toEqual(streams);
  });
});

describe('reading beside the writer', () => {
  test('a reader follows what the writer appends, and cannot write', async () => {
    const writer = openStores();
    const stream = newStream();
    const first = await fill(writer.events, stream, 700);
    const reader = openStores({ readOnly: true });
    const follower = reader.events.follow()[Symbol.asyncIterator]();
    expect(ids(await followUntil(follower, 700))).toEqual(ids(first));
    const next = followUntil(follower, 2);
    const list = newEvents(2);
    await writer.events.append(stream, 699, list);
    expect(ids(await next)).toEqual(ids(list));
    expect(await readAll(reader.events, stream)).toHaveLength(702);
    await expect(reader.events.append(stream, 701, newEvents(1))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(reader.checkpoints.save('x', 1)).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(reader.people.put(entry())).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(reader.people.erase(randomUUID())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await readAll(writer.events, stream)).toHaveLength(702);
  });

  test('a reader that waits ends at once when it is closed', async () => {
    openStores();
    const reader = openStores({ readOnly: true });
    const follower = reader.events.follow()[Symbol.asyncIterator]();
    await followUntil(follower, 0);
    const next = follower.next();
    await reader.events.close();
    expect(await next).toMatchObject({ done: true });
  });

  test('a reader needs no writer, and sees what was written', async () => {
    const { events, people, checkpoints } = openStores();
    const person = entry();
    await people.put(person);
    await checkpoints.save('x', { at: 3 });
    await events.append(newStream(), 'no-stream', newEvents(3));
    await events.close();
    const reader = openStores({ readOnly: true });
    expect(await followAll(reader.events, 3)).toHaveLength(3);
    expect(await reader.people.get(person.personId, person.commitment)).toEqual(person);
    expect(await reader.checkpoints.load('x')).toEqual({ at: 3 });
  });

  test('where there is no ledger a reader makes none', () => {
    expect(() => openStores({ readOnly: true })).toThrow(/There is no ledger to read: .*ledger\.sqlite does not exist/);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe("a file that is not this ledger's is refused", () => {
  test.each([false, true])("another ledger's (readOnly: %p)", async (readOnly) => {
    await openStores({ ledger: 'jinan' }).events.close();
    expect(() => openStores({ ledger: 'edugroup', readOnly })).toThrow(
      /ledger\.sqlite holds the ledger 'jinan', not 'edugroup'/,
    );
  });

  test.each(['', 'a.b', "a'b", 'a b', 'x'.repeat(64)])('a name that no ledger can have: %p', (ledger) => {
    expect(() => openStores({ ledger })).toThrow(/Not a name for a ledger/);
  });

  test.each(['ledger.sqlite', 'people.sqlite'])('%s of an unknown version', async (name) => {
    await openStores().events.close();
    tamper((database) => {
      database.pragma('user_version = 2');
    }, name);
    expect(() => openStores()).toThrow(new RegExp(`${name} has schema version 2; this software knows 1 only`));
    expect(() => openStores({ readOnly: true })).toThrow(/schema version 2/);
  });

  test('a database of something else', () => {
    tamper((database) => {
      database.exec('create table accounts (name text)');
    });
    expect(() => openStores()).toThrow(/ledger\.sqlite is not a file of this kind/);
    tamper((database) => {
      expect(database.pragma('journal_mode', { simple: true })).toBe('delete');
    });
  });

  test('a file that is no database', () => {
    writeFileSync(
      file(),
      'This is not a database, but a text that is longer than a header of a hundred bytes. '.repeat(50),
    );
    expect(() => openStores()).toThrow(
      /ledger\.sqlite is damaged or no SQLite file \(SQLITE_NOTADB\): restore it from a backup/,
    );
  });

  test('a file with a damaged page', async () => {
    const { events } = openStores();
    await fill(events, newStream(), 300);
    await events.close();
    const content = readFileSync(file());
    writeFileSync(file(), content.fill(0xff, 4096));
    expect(() => openStores()).toThrow(/ledger\.sqlite is damaged .*\(SQLITE_CORRUPT[A-Z_]*\)/);
  });

  test('a file from which events were taken', async () => {
    const { events } = openStores();
    await fill(events, newStream(), 10);
    await events.close();
    tamper((database) => {
      expect(() => database.exec('delete from events where sequence = 4')).toThrow('events are not deleted');
      expect(() => database.exec("update events set data = '{}'")).toThrow('events are not changed');
      database.exec('drop trigger events_are_not_deleted; delete from events where sequence = 4');
    });
    expect(() => openStores()).toThrow(/damaged: 9 events, but the last one is number 10/);
  });
});

describe('on disk', () => {
  test('a token beyond the last event, as after a restore from an older backup, is refused', async () => {
    const { events } = openStores();
    await events.append(newStream(), 'no-stream', newEvents(2));
    expect(await followAll(events, 0, '2')).toEqual([]);
    await expect(followAll(events, 0, '3')).rejects.toThrow('This store has no token 3');
  });

  test('the files are in WAL mode, and every commit is synced', () => {
    const pragmas = jest.spyOn(Database.prototype, 'pragma');
    openStores();
    const connections = [...new Set(pragmas.mock.contexts as Database.Database[])];
    pragmas.mockRestore();
    expect(connections.map(({ name }) => name).sort()).toEqual([file(), file('people.sqlite')]);
    for (const connection of connections) {
      expect(connection.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(connection.pragma('synchronous', { simple: true })).toBe(2);
      expect(connection.pragma('secure_delete', { simple: true })).toBe(1);
      expect(connection.pragma('wal_autocheckpoint', { simple: true })).toBe(0);
    }
  });

  test('the WAL does not grow without end', async () => {
    const { events } = openStores();
    const stream = newStream();
    for (let n = 0; n < 100; n++)
      await events.append(stream, n === 0 ? 'no-stream' : n - 1, [newEvent({ text: 'x'.repeat(200_000) })]);
    expect(statSync(file('ledger.sqlite-wal')).size).toBeLessThan(10_000_000);
    expect(await readAll(events, stream)).toHaveLength(100);
  });

  test('a failed append leaves no gap in the numbers', async () => {
    const { events } = openStores();
    const stream = newStream();
    const [first] = newEvents(1);
    await events.append(stream, 'no-stream', [first!]);
    for (let n = 0; n < 5; n++) {
      await expect(events.append(stream, n, [newEvent(), newEvent(), first!])).rejects.toMatchObject({
        name: 'WrongExpectedRevision',
      });
      await expect(events.append(stream, n + 7, [newEvent()])).rejects.toMatchObject({ name: 'WrongExpectedRevision' });
      await events.append(stream, n, [newEvent()]);
    }
    expect((await followAll(events, 6)).map(({ token }) => token)).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  test('a directory that does not exist is made', async () => {
    const nested = join(directory, 'data', 'ledger');
    const stores = sqliteStores({ directory: nested, ledger: 'edugroup' });
    open.push(stores);
    await stores.events.append(newStream(), 'no-stream', newEvents(1));
    expect(readdirSync(nested)).toContain('ledger.sqlite');
  });

  test('a directory that cannot be used is a clear message', () => {
    mkdirSync(file());
    expect(() => openStores()).toThrow(/ledger\.sqlite cannot be opened: .*SQLITE_CANTOPEN/);
  });
});

describe('erasing a person', () => {
  /** Files that hold the text, looked through by another process: see sqlite-lock.ts. */
  const filesWith = (text: string): string[] =>
    spawnSync('grep', ['-rlaF', text, directory], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean);

  test('leaves no trace of the name or the salt in any file, with the store open and closed', async () => {
    const stores = openStores();
    const reader = openStores({ readOnly: true });
    const canary = {
      ...entry(randomUUID(), '金丝雀KANARIE甲'),
      details: { name: '金丝雀KANARIE甲', phone: '531-CANARY-PHONE', identityNumber: 'CANARYIDENTITY' },
    };
    for (let n = 0; n < 50; n++) await stores.people.put(entry());
    await stores.people.put(canary);
    await stores.events.append(newStream(), 'no-stream', newEvents(1));
    expect(filesWith('KANARIE')).not.toEqual([]);
    expect(await reader.people.get(canary.personId, canary.commitment)).toEqual(canary);
    await stores.people.erase(canary.personId);
    const traces = (): string[] => ['KANARIE', 'CANARY', '金丝雀', canary.salt].flatMap(filesWith);
    expect(traces()).toEqual([]);
    expect(await reader.people.get(canary.personId, canary.commitment)).toBeUndefined();
    await reader.events.close();
    await stores.events.close();
    expect(traces()).toEqual([]);
  });

  test('leaves no trace of any of a thousand among two thousand that stay', async () => {
    const { people, events } = openStores();
    const all = Array.from({ length: 3_000 }, (_, n) =>
      entry(randomUUID(), `${n % 3 === 0 ? 'GONE' : 'STAYS'}-${n}-${'名'.repeat(n % 97)}`),
    );
    for (const person of all) await people.put(person);
    const [gone, staying] = [all.filter((_, n) => n % 3 === 0), all.filter((_, n) => n % 3 !== 0)];
    for (const person of gone) await people.erase(person.personId);
    expect(filesWith('GONE-')).toEqual([]);
    for (const person of staying) expect(await people.get(person.personId, person.commitment)).toEqual(person);
    await events.close();
    expect(filesWith('GONE-')).toEqual([]);
  });

  test('waits for a reader that holds the old state', async () => {
    const { people } = openStores();
    const canary = entry(randomUUID(), 'KANARIE');
    await people.put(canary);
    const reader = new Database(file('people.sqlite'), { readonly: true });
    reader.exec('begin');
    expect(reader.prepare('select count(*) from entries').pluck().get()).toBe(1);
    let erased = false;
    const erasing = people.erase(canary.personId).then(() => {
      erased = true;
    });
    await new Promise(setImmediate);
    expect(erased).toBe(false);
    reader.exec('commit');
    await erasing;
    expect(filesWith('KANARIE')).toEqual([]);
    reader.close();
  });
});

describe('a disk that fails', () => {
  test('ends the process with one line, and loses nothing that was acknowledged', async () => {
    const child = startChild(['write', directory, 'council-1', 'council-2'], 600);
    const acknowledged: string[] = [];
    for await (const line of child.lines) acknowledged.push(line);
    const { code, errors } = await child.ended;
    expect(errors).toMatch(/^edugroup-ledger: the disk failed, the process ends: [^\n]*\(SQLITE_IOERR_WRITE\)\n$/);
    expect(code).toBe(70);
    expect(acknowledged.length).toBeGreaterThan(20);
    const there = new Set(
      (await followAll(openStores().events, acknowledged.length)).map(
        ({ stream, revision, id }) => `appended ${stream} ${revision} ${id}`,
      ),
    );
    for (const line of acknowledged) expect(there).toContain(line);
  });

  const failing = (code: string) => (): never => {
    throw Object.assign(new Error('it failed'), { name: 'SqliteError', code });
  };

  test('after it, should the process live on, the store answers nothing more', () => {
    const fatal: Error[] = [];
    const guarded = guard(
      () => false,
      (error) => fatal.push(error),
    );
    expect(() => guarded(failing('SQLITE_IOERR_FSYNC'))).toThrow(StoreUnavailable);
    expect(() => guarded(() => 1)).toThrow(StoreUnavailable);
    expect(fatal).toHaveLength(1);
  });

  test('a full one is an unavailable store, until there is room again', () => {
    const fatal: Error[] = [];
    const guarded = guard(
      () => false,
      (error) => fatal.push(error),
    );
    expect(() => guarded(failing('SQLITE_FULL'))).toThrow(/^The store does not answer: it failed \(SQLITE_FULL\)$/);
    expect(guarded(() => 1)).toBe(1);
    expect(fatal).toEqual([]);
  });

  test('one too full to move the WAL fails nothing that was written before, and is tried again', async () => {
    const { events, people, checkpoints } = openStores();
    const follower = events.follow()[Symbol.asyncIterator]();
    await followUntil(follower, 0);
    const full = jest.spyOn(Database.prototype, 'pragma').mockImplementation(failing('SQLITE_FULL'));
    const stream = newStream();
    let appended = 0;
    for (; full.mock.calls.length < 3; appended++)
      await events.append(stream, appended === 0 ? 'no-stream' : appended - 1, [
        newEvent({ text: 'x'.repeat(200_000) }),
      ]);
    const person = entry();
    for (let calls = full.mock.calls.length; full.mock.calls.length === calls;)
      await people.put({ ...entry(), details: { name: 'x'.repeat(200_000) } });
    await people.put(person);
    for (let calls = full.mock.calls.length; full.mock.calls.length === calls;)
      await checkpoints.save('x', { at: appended });
    full.mockRestore();
    expect(ids(await followUntil(follower, appended))).toEqual(ids(await readAll(events, stream)));
    expect(await readAll(events, stream)).toHaveLength(appended);
    expect(await people.get(person.personId, person.commitment)).toEqual(person);
    expect(await checkpoints.load('x')).toEqual({ at: appended });
    await events.append(stream, appended - 1, newEvents(1));
    await follower.return?.();
  });

  test('an append that met it has an unknown outcome', async () => {
    const fatal: Error[] = [];
    const stores = sqliteStores({ directory, ledger: 'edugroup', onFatal: (error) => fatal.push(error) });
    open.push(stores);
    const exec = jest.spyOn(Database.prototype, 'pragma').mockImplementation(failing('SQLITE_IOERR_FSYNC'));
    const stream = newStream();
    const append = async (): Promise<unknown> => {
      for (let n = 0; n < 1_000; n++) await stores.events.append(stream, n === 0 ? 'no-stream' : n - 1, newEvents(1));
      return 'no checkpoint was made';
    };
    expect(await append().catch((error: unknown) => error)).toBeInstanceOf(OutcomeUnknown);
    exec.mockRestore();
    expect(fatal).toHaveLength(1);
    await expect(readAll(stores.events, stream)).rejects.toBeInstanceOf(StoreUnavailable);
  });
});
