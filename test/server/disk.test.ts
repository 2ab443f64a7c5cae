import { existsSync, renameSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { probeWrites, roomIsLeft, type WriteProbe } from '../../src/server/disk.js';
import type { Check } from '../../src/server/readiness.js';
import { bureauClaims, register, startRunning, type Running } from './running.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  for (const each of cleanUp.splice(0).reverse()) await each();
});

const standing = async (checks: readonly Check[]): Promise<string[]> => {
  const messages = await Promise.all(checks.map(async ({ check }) => check()));
  return checks.filter((_check, index) => messages[index] !== undefined).map(({ code }) => code);
};

describe('the write probe', () => {
  const stores = memoryStores();
  const probing = (save: () => Promise<void>, answer?: number): WriteProbe => {
    const probe = probeWrites(
      { ...stores, checkpoints: { ...stores.checkpoints, save } },
      { every: 1_000_000, ...(answer === undefined ? {} : { answer }) },
    );
    cleanUp.push(probe.stop);
    return probe;
  };

  test.each([
    [
      'a full disk',
      new StoreUnavailable('full', {
        cause: Object.assign(new Error('full'), { name: 'SqliteError', code: 'SQLITE_FULL' }),
      }),
      'DISK_FULL',
    ],
    ['a store that is away', new StoreUnavailable('esdb://admin:changeit@host'), 'WRITES_FAIL'],
    ['anything else', new Error('?'), 'WRITES_FAIL'],
  ])('says so of %s, until it succeeds again', async (_what, error, code) => {
    let save = (): Promise<void> => Promise.reject(error);
    const { probe, checks } = probing(() => save());
    expect(await standing(checks)).toEqual([]);
    await probe();
    expect(await standing(checks)).toEqual([code]);
    save = () => Promise.resolve();
    await probe();
    expect(await standing(checks)).toEqual([]);
  });

  test('says so of a write that is not answered, and begins no other meanwhile', async () => {
    let writes = 0;
    let answer!: () => void;
    const { probe, checks } = probing(
      () =>
        new Promise((resolve) => {
          writes += 1;
          answer = resolve;
        }),
      1,
    );
    const running = [probe(), probe()];
    while ((await standing(checks)).length === 0) await new Promise(setImmediate);
    expect([await standing(checks), writes]).toEqual([['WRITES_FAIL'], 1]);
    answer();
    await Promise.all(running);
    expect(await standing(checks)).toEqual([]);
  });
});

test('a command that found the disk full is noticed, and it is full until there is room for the largest one', async () => {
  const full = new StoreUnavailable('full', { cause: new Database.SqliteError('full', 'SQLITE_FULL') });
  const stores = memoryStores();
  let room = 10;
  const { probe, checks, watched, stop } = probeWrites(
    {
      ...stores,
      events: { ...stores.events, append: () => Promise.reject(full) },
      checkpoints: {
        ...stores.checkpoints,
        save: (_name, document) => (JSON.stringify(document).length > room ? Promise.reject(full) : Promise.resolve()),
      },
    },
    { every: 1_000_000 },
  );
  cleanUp.push(stop);
  await probe();
  expect(await standing(checks)).toEqual([]);
  await expect(watched.events.append('district-370103', 'no-stream', [])).rejects.toBe(full);
  expect(await standing(checks)).toEqual(['DISK_FULL']);
  await probe();
  expect(await standing(checks)).toEqual(['DISK_FULL']);
  room = 1_000_000;
  await probe();
  expect(await standing(checks)).toEqual([]);
});

test.each([
  [10, 1, []],
  [10, 11, ['LITTLE_SPACE']],
  [0, 0, []],
])('%p bytes that are free, where at least %p must be', async (free, least, codes) => {
  expect(
    await standing([roomIsLeft({ directories: ['.', './not-there'], least, free: () => Promise.resolve(free) })]),
  ).toEqual(codes);
});

const start = async (env: Record<string, string> = {}): Promise<Running> => {
  const running = await startRunning({ env: { EVENT_STORE_URL: '', ...env }, runtime: { probeEvery: 1 } });
  cleanUp.push(running.close);
  return running;
};
const reasons = async (running: Running): Promise<string[]> =>
  (await running.fetch('/readyz')).body.reasons.map(({ code }: { code: string }) => code);
const until = async (running: Running, codes: readonly string[]): Promise<void> => {
  while (JSON.stringify(await reasons(running)) !== JSON.stringify(codes)) await new Promise(setImmediate);
};
const renaming = (running: Running, name: string) =>
  running.post('mutation ($input: RenameSchoolInput!) { renameSchool(input: $input) { userErrors { code } } }', {
    claims: bureauClaims,
    variables: {
      input: {
        schoolId: '370103.S01',
        name,
        command: { commandId: randomUUID(), effectiveOn: '2026-11-24', basis: [{ title: '依据', documentNo: '1号' }] },
      },
    },
  });

test('little space is a reason not to be ready, with a line in the log and a number', async () => {
  const running = await start({ MIN_FREE_BYTES: '999999999999999' });
  const { status, body } = await running.fetch('/readyz');
  expect([status, body.reasons]).toEqual([
    503,
    [
      {
        code: 'LITTLE_SPACE',
        message: expect.stringMatching(
          /^\d+ bytes are left where the server writes, fewer than the 999999999999999 of MIN_FREE_BYTES$/,
        ),
      },
    ],
  ]);
  expect((await running.fetch('/metrics')).body).toContain('edugroup_not_ready{code="LITTLE_SPACE"} 1');
  expect(running.log().match(/LITTLE_SPACE/g)).toHaveLength(1);
});

test('a full disk is a reason not to be ready, said once; reads go on, and with room commands too', async () => {
  let full = false;
  const { prepare } = Database.prototype;
  jest.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, sql) {
    const statement = prepare.call(this, sql);
    const run = statement.run.bind(statement) as (...values: unknown[]) => Database.RunResult;
    if (!sql.startsWith('insert into')) return statement;
    return Object.assign(statement, {
      run: (...values: unknown[]) => {
        if (full) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
        return run(...values);
      },
    });
  });
  const running = await start();
  await register(running);
  full = true;
  await until(running, ['DISK_FULL']);
  expect((await renaming(running, '没有地方')).body.data.renameSchool.userErrors).toEqual([
    { code: 'STORE_UNAVAILABLE' },
  ]);
  expect((await running.post('{ school(id: "370103.S02") { name } }')).body.data.school.name).toBe('学校S02');
  expect((await running.fetch('/metrics')).body).toContain('edugroup_not_ready{code="DISK_FULL"} 1');
  full = false;
  await until(running, []);
  expect((await renaming(running, '有了地方')).body.data.renameSchool.userErrors).toEqual([]);
  const said = running
    .log()
    .split('\n')
    .filter((line) => line.includes('"DISK_FULL"'))
    .map((line) => (JSON.parse(line) as { level: string }).level);
  expect(said).toEqual(['warn', 'info']);
});

test('a data directory that vanished takes no command, which would be lost; put back, it does', async () => {
  const running = await start();
  await register(running);
  const { dataDir } = running.configuration;
  renameSync(dataDir, `${dataDir}-away`);
  await until(running, ['WRITES_FAIL', 'DATA_DIRECTORY_GONE']);
  expect((await renaming(running, '新名')).body.data.renameSchool.userErrors).toEqual([{ code: 'STORE_UNAVAILABLE' }]);
  expect((await running.post('{ ledger { position } }')).body.data.ledger.position).toBe(5);
  expect(existsSync(dataDir)).toBe(false);
  renameSync(`${dataDir}-away`, dataDir);
  await until(running, []);
  expect((await renaming(running, '新名')).body.data.renameSchool.userErrors).toEqual([]);
});
