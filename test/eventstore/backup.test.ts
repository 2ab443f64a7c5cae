import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DirectoryEntry, Epoch, StoredEvent, Stores } from '../../src/eventstore/port.js';
import { backUp, verifyBackup, type Manifest } from '../../src/eventstore/sqlite-backup.js';
import { finishRestore, restore } from '../../src/eventstore/sqlite-restore.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { entry, fill, followAll, ids, metadata, newEvent, newStream } from '../contract/samples.js';
import { startChild, type Child } from './children.js';

let root: string;
let directory: string;
let backup: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'edugroup-backup-'));
  directory = join(root, 'data');
  backup = join(root, 'backup');
});
afterEach(() => {
  for (const { process } of children.splice(0)) process.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

const children: Child[] = [];
/** A child that does not outlive its test. */
const start = (...args: string[]): Child => {
  const child = startChild(args);
  children.push(child);
  return child;
};

const now = (): string => '2026-11-26T01:00:00.000Z';
const take = (to = backup): Promise<Manifest> =>
  backUp({ from: directory, to, ledger: 'edugroup', software: '0.1.0', now });
const put = (options: { readonly replace?: boolean; readonly into?: string } = {}): ReturnType<typeof restore> =>
  restore({ backup, directory: options.into ?? directory, ledger: 'edugroup', replace: options.replace ?? false, now });

/** Opens the ledger in a directory for a piece of work. */
const within = async <T>(work: (stores: Stores) => Promise<T>, where = directory): Promise<T> => {
  const stores = sqliteStores({ directory: where, ledger: 'edugroup' });
  try {
    return await work(stores);
  } finally {
    await stores.events.close();
  }
};
const eventsIn = (where = directory): Promise<StoredEvent[]> => within(({ events }) => followAll(events, 0), where);
const add = (count: number): Promise<unknown> => within(({ events }) => fill(events, newStream(), count));
const contents = (where: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(where)
      .filter((name) => !/^ledger\.(lock|pid)/.test(name))
      .sort()
      .map((name) => [name, readFileSync(join(where, name)).toString('base64')]),
  );

describe('a backup', () => {
  test('holds the ledger, the directory and the checkpoints of one moment, and says of what moment', async () => {
    const person = entry();
    const made = await within(async ({ events, people, checkpoints, epochs }) => {
      const list = await fill(events, 'council-1', 300);
      await people.put(person);
      await checkpoints.save('process-x', { position: 300 });
      return { list, manifest: await take(), epochs: await epochs.list() };
    });
    expect(made.manifest).toEqual({
      format: 'edugroup-ledger backup 1',
      ledger: 'edugroup',
      software: '0.1.0',
      madeAt: now(),
      position: 300,
      epochs: made.epochs,
      lastEvent: { id: made.list[299]!.id, stream: 'council-1', revision: 299 },
      files: ['ledger.sqlite', 'people.sqlite'].map((name) => ({
        name,
        bytes: statSync(join(backup, name)).size,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
    });
    expect(readdirSync(backup).sort()).toEqual(['ledger.sqlite', 'manifest.json', 'people.sqlite']);
    expect(readdirSync(root).sort()).toEqual(['backup', 'data']);
    expect(await verifyBackup(backup, 'edugroup')).toEqual(made.manifest);
    const elsewhere = join(root, 'elsewhere');
    await put({ into: elsewhere });
    await within(async ({ events, people, checkpoints }) => {
      expect(ids(await followAll(events, 300))).toEqual(ids(made.list));
      expect(await people.get(person.personId, person.commitment)).toEqual(person);
      expect(await checkpoints.load('process-x')).toEqual({ position: 300 });
    }, elsewhere);
  });

  test("is nobody else's to read", async () => {
    await add(1);
    await take();
    expect((statSync(backup).mode & 0o777).toString(8)).toBe('700');
    for (const name of readdirSync(backup)) expect((statSync(join(backup, name)).mode & 0o777).toString(8)).toBe('600');
  });

  test('of an empty ledger is one too, into a directory that is there and empty', async () => {
    await within(() => Promise.resolve());
    mkdirSync(backup);
    expect(await take()).toMatchObject({ position: 0, lastEvent: null });
    expect(await verifyBackup(backup, 'edugroup')).toMatchObject({ position: 0 });
  });

  test('goes into no directory that holds something', async () => {
    await add(1);
    mkdirSync(backup);
    writeFileSync(join(backup, 'note'), '');
    await expect(take()).rejects.toThrow(/holds something already/);
    expect(readdirSync(root).sort()).toEqual(['backup', 'data']);
  });

  test('of a ledger that a crash left is whole', async () => {
    const child = start('write', directory, 'council-1', 'council-2');
    for (let lines = 0; lines < 200; lines++) await child.line();
    child.process.kill('SIGKILL');
    await child.ended;
    expect(existsSync(join(directory, 'ledger.sqlite-wal'))).toBe(true);
    const { position } = await take();
    expect(position).toBeGreaterThanOrEqual(200);
    expect(await eventsIn()).toHaveLength(position);
  });

  test('of a damaged ledger is not left looking good', async () => {
    await add(300);
    const file = join(directory, 'ledger.sqlite');
    const content = readFileSync(file);
    writeFileSync(file, content.fill(0x55, 5 * 4096, 6 * 4096));
    await expect(take()).rejects.toThrow(/damaged/);
    expect(readdirSync(root)).toEqual(['data']);
  });

  test('of a ledger from which an event was taken is not left looking good', async () => {
    await add(10);
    const database = new Database(join(directory, 'ledger.sqlite'));
    database.exec('drop trigger events_are_not_deleted; delete from events where sequence = 4');
    database.close();
    await expect(take()).rejects.toThrow(/9 events, but the last one is number 10/);
    expect(readdirSync(root)).toEqual(['data']);
  });

  test('of another ledger, or of none, is refused', async () => {
    await expect(take()).rejects.toThrow(/no ledger/i);
    await within(() => Promise.resolve());
    await expect(backUp({ from: directory, to: backup, ledger: 'jinan', software: '0', now })).rejects.toThrow(
      /holds the ledger 'edugroup', not 'jinan'/,
    );
    expect(readdirSync(root)).toEqual(['data']);
  });

  const tampered: readonly [string, (manifest: Record<string, unknown>) => void, RegExp][] = [
    [
      'a byte changed',
      () => {
        const file = join(backup, 'ledger.sqlite');
        const bytes = readFileSync(file);
        bytes[5_000]! ^= 1;
        writeFileSync(file, bytes);
      },
      /ledger\.sqlite is not the file that was written/,
    ],
    [
      'a file cut short',
      () => {
        const file = join(backup, 'people.sqlite');
        writeFileSync(file, readFileSync(file).subarray(0, 4096));
      },
      /people\.sqlite has 4096 bytes/,
    ],
    [
      'a file missing',
      () => {
        rmSync(join(backup, 'people.sqlite'));
      },
      /people\.sqlite is missing/,
    ],
    [
      'no manifest',
      () => {
        rmSync(join(backup, 'manifest.json'));
      },
      /there is no manifest\.json/,
    ],
    [
      'a manifest that is no JSON',
      () => {
        writeFileSync(join(backup, 'manifest.json'), '{');
      },
      /is no JSON/,
    ],
    [
      'a manifest of another format',
      (manifest) => {
        manifest['format'] = 'edugroup-ledger backup 2';
      },
      /its format is "edugroup-ledger backup 2"; this software knows "edugroup-ledger backup 1"/,
    ],
    [
      'a manifest that is not whole',
      (manifest) => {
        delete manifest['epochs'];
      },
      /not complete/,
    ],
    [
      'a manifest that names other files',
      (manifest) => {
        manifest['files'] = [];
      },
      /does not name ledger\.sqlite/,
    ],
    [
      'another position',
      (manifest) => {
        manifest['position'] = 11;
      },
      /it holds 10 events, its manifest says 11/,
    ],
    [
      'another last event',
      (manifest) => {
        manifest['lastEvent'] = null;
      },
      /its last event is [0-9a-f-]{36}, its manifest says undefined/,
    ],
    [
      'another epoch',
      (manifest) => {
        manifest['epochs'] = [];
      },
      /last epoch/,
    ],
  ];
  test.each(tampered)('with %s is refused, and nothing is changed', async (_what, change, message) => {
    await add(10);
    await take();
    const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as Record<string, unknown>;
    const before = JSON.stringify(manifest);
    change(manifest);
    if (JSON.stringify(manifest) !== before) writeFileSync(join(backup, 'manifest.json'), JSON.stringify(manifest));
    const there = contents(directory);
    await expect(put({ replace: true })).rejects.toThrow(message);
    await expect(put()).rejects.toMatchObject({ name: 'BadBackup' });
    expect(contents(directory)).toEqual(there);
  });
});

test('a backup taken while six write is the ledger as it was at its position', async () => {
  const child = start('write', directory, 'council-1', 'council-2', 'council-3', 'council-4', 'council-5', 'council-6');
  await child.line();
  const manifests: Manifest[] = [];
  let lines = 0;
  const reading = (async () => {
    for await (const _ of child.lines) lines += 1;
  })();
  for (let number = 0; number < 5; number++) {
    const before = lines;
    manifests.push(await take(join(root, `backup-${number}`)));
    while (lines === before) await new Promise(setImmediate);
  }
  child.process.kill('SIGKILL');
  await child.ended;
  await reading;
  const all = await eventsIn();
  for (const [number, { position }] of manifests.entries()) {
    expect(await verifyBackup(join(root, `backup-${number}`), 'edugroup')).toMatchObject({ position });
    backup = join(root, `backup-${number}`);
    const into = join(root, `restored-${number}`);
    await put({ into });
    expect(await eventsIn(into)).toEqual(all.slice(0, position));
  }
  expect(manifests.map(({ position }) => position)).toEqual(
    [...new Set(manifests.map(({ position }) => position))].sort((a, b) => a - b),
  );
}, 60_000);

describe('restoring', () => {
  test('what loses nothing needs no leave, what loses events does', async () => {
    await add(10);
    await take();
    expect(await put()).toMatchObject({ lost: undefined, erasures: 0 });
    await add(5);
    await expect(put()).rejects.toMatchObject({ name: 'WouldLose', lost: { from: 11, to: 15 } });
    expect(await eventsIn()).toHaveLength(15);
    expect(await put({ replace: true })).toMatchObject({ lost: { from: 11, to: 15 }, manifest: { position: 10 } });
    expect(await eventsIn()).toHaveLength(10);
  });

  test('another ledger that is there counts from where the histories part', async () => {
    await add(10);
    await take();
    rmSync(directory, { recursive: true });
    await add(3);
    await expect(put()).rejects.toMatchObject({ lost: { from: 1, to: 3 } });
  });

  test('a ledger that is older is replaced', async () => {
    await add(10);
    await take(join(root, 'older'));
    await add(10);
    await take();
    const newer = backup;
    backup = join(root, 'older');
    const into = join(root, 'other');
    await put({ into });
    backup = newer;
    expect(await put({ into })).toMatchObject({ lost: undefined, manifest: { position: 20 } });
    expect(await eventsIn(into)).toHaveLength(20);
  });

  test('a ledger that cannot be read is replaced with leave, and put aside like any other', async () => {
    await add(10);
    await take();
    writeFileSync(join(directory, 'ledger.sqlite'), 'no database');
    await expect(put()).rejects.toMatchObject({ name: 'WouldLose', lost: 'unknown' });
    const { lost, aside } = await put({ replace: true });
    expect(lost).toBe('unknown');
    expect(readFileSync(join(aside!, 'ledger.sqlite'), 'utf8')).toBe('no database');
    expect(await eventsIn()).toHaveLength(10);
  });

  test('puts aside what was there, with its WAL, and destroys nothing', async () => {
    await add(10);
    await take();
    const child = start('write', directory, 'council-9');
    for (let lines = 0; lines < 20; lines++) await child.line();
    child.process.kill('SIGKILL');
    await child.ended;
    const there = contents(directory);
    const { aside } = await put({ replace: true });
    expect((statSync(aside!).mode & 0o777).toString(8)).toBe('700');
    const kept = contents(aside!);
    for (const [name, content] of Object.entries(there))
      if (!name.endsWith('-shm')) expect([name, kept[name]]).toEqual([name, content]);
    expect(readdirSync(directory).filter((name) => /^(restore|ledger\.sqlite-|people\.sqlite-)/.test(name))).toEqual(
      [],
    );
    expect((await eventsIn(aside)).length).toBeGreaterThanOrEqual(30);
    expect(await eventsIn()).toHaveLength(10);
  });

  test('begins a new epoch where the backup ends: what the lost one gave beyond it does not hold', async () => {
    const before = await within(async ({ events, epochs }) => {
      await fill(events, newStream(), 10);
      await take();
      await fill(events, newStream(), 5);
      return epochs.list();
    });
    await put({ replace: true });
    const after: readonly Epoch[] = await within(({ epochs }) => epochs.list());
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).toMatchObject({ position: 10 });
    expect(before.map(({ id }) => id)).not.toContain(after[1]!.id);
  });

  test('leaves those signed out who were signed out since, and signs out whom the backup did where nothing is known', async () => {
    await within(async ({ events, revocations }) => {
      await fill(events, newStream(), 1);
      await revocations.revoke('subject-1', 100);
    });
    expect((await take()).files.map(({ name }) => name)).toEqual([
      'ledger.sqlite',
      'people.sqlite',
      'revocations.sqlite',
    ]);
    await within(({ revocations }) => revocations.revoke('subject-2', 200));
    await put();
    const into = join(root, 'elsewhere');
    await put({ into });
    const known = (where: string): Promise<readonly string[]> =>
      within(async ({ revocations }) => [...(await revocations.all()).keys()].sort(), where);
    expect([await known(directory), await known(into)]).toEqual([['subject-1', 'subject-2'], ['subject-1']]);
  });

  test('is refused while another process owns the ledger', async () => {
    await add(10);
    await take();
    const child = start('hold', directory);
    await child.line();
    await expect(put()).rejects.toMatchObject({ name: 'StoreInUse', pid: child.process.pid });
    child.process.kill('SIGKILL');
    await child.ended;
  });
});

describe('who is erased stays erased', () => {
  const registered = async ({ events, people }: Stores, name: string): Promise<DirectoryEntry> => {
    const person = entry(undefined, name);
    await people.put(person);
    await events.append(`person-${person.personId}`, 'no-stream', [
      { ...newEvent({ personId: person.personId, commitment: person.commitment }), type: 'PersonRegistered' },
    ]);
    return person;
  };
  const erase = async ({ events, people }: Stores, { personId }: DirectoryEntry): Promise<string> => {
    const event = { ...newEvent({ personId }), type: 'PersonErased' };
    await events.append(`person-${personId}`, 0, [event]);
    await people.erase(personId);
    return event.id;
  };
  const everything = (where: string): Buffer =>
    Buffer.concat(
      readdirSync(where)
        .filter((name) => /\.sqlite/.test(name))
        .map((name) => readFileSync(join(where, name))),
    );

  test('in a restored ledger too: the same events are in it again, and no byte of the details', async () => {
    const [kept, erased, before] = await within(async (stores) => {
      const persons = [
        await registered(stores, '留下'),
        await registered(stores, '抹去'),
        await registered(stores, '早已'),
      ] as const;
      await erase(stores, persons[2]);
      return persons;
    });
    await take();
    expect(everything(backup).includes('抹去')).toBe(true);
    const id = await within((stores) => erase(stores, erased));
    await add(5);
    expect(await put({ replace: true })).toMatchObject({ lost: { from: 5, to: 10 }, erasures: 1 });
    await within(async ({ events, people }) => {
      const list = await followAll(events, 5);
      expect(list.slice(4)).toMatchObject([
        {
          id,
          type: 'PersonErased',
          stream: `person-${erased.personId}`,
          revision: 1,
          data: { personId: erased.personId },
          metadata,
        },
      ]);
      expect(await people.get(kept.personId, kept.commitment)).toEqual(kept);
      for (const person of [erased, before])
        expect(await people.get(person.personId, person.commitment)).toBeUndefined();
    });
    expect(everything(directory).includes('留下')).toBe(true);
    expect(everything(directory).includes('抹去')).toBe(false);
  });

  test('where the ledger that goes is damaged and its directory gone, by the events that can be read', async () => {
    const erased = await within((stores) => registered(stores, '抹去'));
    await take();
    await within((stores) => erase(stores, erased));
    await add(5);
    const database = new Database(join(directory, 'ledger.sqlite'));
    database.exec('drop trigger events_are_not_deleted; delete from events where sequence = 4');
    database.close();
    rmSync(join(directory, 'people.sqlite'));
    expect(await put({ replace: true })).toMatchObject({ lost: 'unknown', erasures: 1 });
    expect((await eventsIn()).map(({ type }) => type)).toEqual(['PersonRegistered', 'PersonErased']);
    expect(everything(directory).includes('抹去')).toBe(false);
  });

  test('where the ledger that goes cannot be read, by what its directory says', async () => {
    const [kept, erased] = await within(
      async (stores) => [await registered(stores, '留下'), await registered(stores, '抹去')] as const,
    );
    await take();
    await within((stores) => erase(stores, erased));
    writeFileSync(join(directory, 'ledger.sqlite'), 'no database');
    expect(await put({ replace: true })).toMatchObject({ lost: 'unknown' });
    await within(async ({ people }) => {
      expect(await people.get(kept.personId, kept.commitment)).toEqual(kept);
      expect(await people.get(erased.personId, erased.commitment)).toBeUndefined();
    });
    expect(everything(directory).includes('抹去')).toBe(false);
  });
});

describe('killed with SIGKILL', () => {
  test('at any step, a backup is whole or has no name, and another one is made', async () => {
    await add(300);
    for (let step = 1, done = false; !done; step++) {
      const to = join(root, `backup-${step}`);
      const child = start('backUp', directory, to, String(step));
      const { signal, errors } = await child.ended;
      expect(errors).toBe('');
      done = signal === null;
      if (!done) {
        expect(existsSync(to)).toBe(false);
        expect(await take(to)).toMatchObject({ position: 300 });
        expect(existsSync(`${to}.partial`)).toBe(false);
      }
      expect(await verifyBackup(to, 'edugroup')).toMatchObject({ position: 300 });
      if (done) expect(step).toBeGreaterThan(4);
    }
  }, 60_000);

  test('at any step, a restore leaves the old ledger, or one that is refused until it is finished', async () => {
    await add(10);
    await take();
    await add(20);
    const old = await eventsIn();
    let steps = 0;
    for (let done = false; !done;) {
      steps += 1;
      const child = start('restore', directory, backup, String(steps));
      const { signal, errors } = await child.ended;
      expect(errors).toBe('');
      done = signal === null;
      if (done) break;
      if (existsSync(join(directory, 'restore.ready'))) {
        expect(() => sqliteStores({ directory, ledger: 'edugroup' })).toThrow(
          /A restore into .* was interrupted: run `edugroup restore` again/,
        );
        await expect(put({ replace: true })).rejects.toThrow(/was interrupted/);
        expect(finishRestore(directory, 'edugroup')).toBe(10);
        expect(await eventsIn()).toEqual(old.slice(0, 10));
        const [aside] = readdirSync(directory).filter((name) => name.startsWith('replaced-'));
        expect(await eventsIn(join(directory, aside!))).toEqual(old);
        // Back to the beginning, for the next step.
        rmSync(join(directory, 'ledger.sqlite'));
        writeFileSync(join(directory, 'ledger.sqlite'), readFileSync(join(directory, aside!, 'ledger.sqlite')));
        rmSync(join(directory, aside!), { recursive: true });
      } else {
        expect(await eventsIn()).toEqual(old);
      }
    }
    expect(steps).toBeGreaterThan(7);
    expect(await eventsIn()).toEqual(old.slice(0, 10));
    expect(finishRestore(directory, 'edugroup')).toBeUndefined();
  }, 60_000);
});
