import Database from 'better-sqlite3';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfiguration } from '../../src/server/configuration.js';
import { createContext } from '../../src/graphql/index.js';
import { forgetKeptCheckpoint, keptCheckpointFile, openKept } from '../../src/server/kept-checkpoint.js';
import { readinessOf, type Reason } from '../../src/server/readiness.js';
import { checkpointKey } from '../../src/server/signing-key.js';
import { openRuntime, type Runtime } from '../../src/server/runtime.js';
import { silent } from '../support/ledger.js';
import { bureau, testEnv } from './running.js';

// Somebody with the file in hand, and without scruples: the triggers dropped, an event changed or taken away, the triggers put back.

let directory: string;
let runtime: Runtime;
const open = async (): Promise<void> => {
  runtime = await openRuntime(readConfiguration(testEnv(directory, { EVENT_STORE_URL: '' })), { log: silent });
};
const register = (code: string) =>
  runtime.services.handle(
    { type: 'RegisterSchool', districtId: '370103', code, name: `样本${code}`, phase: 'PRIMARY' },
    { commandId: randomUUID(), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2021-09-01' },
    bureau,
  );
const reasons = async () => readinessOf(runtime.checks, silent).reasons();
const tamper = (sql: string): void => {
  const database = new Database(join(directory, 'ledger.sqlite'));
  const triggers = database
    .prepare<[], { name: string; sql: string }>("select name, sql from sqlite_schema where type = 'trigger'")
    .all();
  for (const { name } of triggers) database.exec(`drop trigger ${name}`);
  expect(database.prepare(sql).run().changes).toBe(1);
  for (const trigger of triggers) database.exec(trigger.sql);
  database.close();
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edugroup-altered-'));
  await open();
  await runtime.services.handle(
    { type: 'OpenDistrict', code: '370103', name: '某区' },
    { commandId: randomUUID(), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2020-09-01' },
    bureau,
  );
  for (const code of ['S01', 'S02', 'S03']) await register(code);
  expect(await runtime.runner.waitFor(4, 10_000)).toBe(true);
  await runtime.close();
});
afterEach(async () => {
  await runtime.close();
  rmSync(directory, { recursive: true, force: true });
});

test.each([
  ['an actor', `update events set metadata = replace(metadata, '"bureau-1"', '"bureau-2"') where sequence = 3`, 3],
  ['a fact', `update events set data = replace(data, '样本S01', '样本S09') where sequence = 2`, 2],
  ['white space', `update events set data = data || ' ' where sequence = 2`, 2],
  ['an id', `update events set id = '0f8fad5b-d9cb-469f-a165-70867728950e' where sequence = 2`, 2],
])(
  '%s that was changed in the file is found by its position, and nothing is decided on it',
  async (_what, sql, position) => {
    tamper(sql);
    await open();
    await runtime.runner.caughtUp();
    while ((await reasons()).length === 0) await new Promise(setImmediate);
    expect(await reasons()).toEqual([
      {
        code: 'EVENT_ALTERED',
        message: expect.stringMatching(new RegExp(`^position ${position} holds another event`)),
      },
    ]);
    expect(await register('S04')).toEqual({ failed: 'STORE_UNAVAILABLE' });
    // What was read before is served on.
    expect(runtime.readModels.schools.byKey('370103.S01', 4)).toMatchObject({ legalPerson: '样本S01' });
    expect(runtime.readModels.events.at(3)?.metadata.actor.id).toBe('bureau-1');
  },
);

test('a ledger that nobody touched is ready', async () => {
  await open();
  await runtime.runner.caughtUp();
  expect(await register('S04')).toMatchObject({ written: {} });
  expect(await reasons()).toEqual([]);
});

describe('the checkpoint that is kept beside the read models', () => {
  const file = (): string => keptCheckpointFile(directory, 'edugroup');
  const withoutReadModels = (): void => {
    for (const name of readdirSync(directory))
      if (name.startsWith('read-models-')) rmSync(join(directory, name), { recursive: true });
  };
  const answered = async (): Promise<unknown> =>
    Promise.resolve()
      .then(() => createContext(runtime.services, bureau))
      .then(
        () => 'answered',
        (error: { extensions: { code: string } }) => error.extensions.code,
      );
  /** Opens it, and waits for what is wrong. */
  const wrong = async (): Promise<readonly Reason[]> => {
    await open();
    await runtime.runner.caughtUp();
    while ((await reasons()).length === 0) await new Promise(setImmediate);
    return reasons();
  };
  const isDistrusted = async (code: string, message: RegExp): Promise<void> => {
    expect(await wrong()).toEqual([{ code, message: expect.stringMatching(message) }]);
    expect(await answered()).toBe('LEDGER_DISTRUSTED');
    expect(await register('S04')).toEqual({ failed: 'STORE_UNAVAILABLE' });
  };

  test('is signed, of the last event, for its owner alone, and another takes its place as the ledger grows', async () => {
    const sizes = [openKept(readFileSync(file(), 'utf8'), key()).size];
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    await open();
    await register('S04');
    expect(await runtime.runner.waitFor(5, 10_000)).toBe(true);
    expect(await answered()).toBe('answered');
    await runtime.close();
    expect([...sizes, openKept(readFileSync(file(), 'utf8'), key()).size]).toEqual([4, 5]);
    expect(readdirSync(directory).filter((name) => name.includes('partial'))).toEqual([]);
  });
  const key = () => checkpointKey(readConfiguration(testEnv(directory, { EVENT_STORE_URL: '' })));

  test.each([
    ['a fact', `update events set data = replace(data, '样本S01', '样本S09') where sequence = 2`],
    ['an actor', `update events set metadata = replace(metadata, '"bureau-1"', '"bureau-2"') where sequence = 4`],
  ])('shows that %s was altered, though the read models were built again from it', async (_what, sql) => {
    tamper(sql);
    withoutReadModels();
    await isDistrusted('LEDGER_FORKED', /^up to position 4 the store holds other events than were signed for/);
  });

  test('shows that the last event was taken away together with the read models', async () => {
    tamper('delete from events where sequence = 4');
    withoutReadModels();
    await isDistrusted('LEDGER_SHRUNKEN', /^the store holds 3 events, and 4 were signed for: from position 4 on/);
  });

  test('shows that an older copy of the file was put back', async () => {
    const copy = join(directory, 'copy.sqlite');
    copyFileSync(join(directory, 'ledger.sqlite'), copy);
    await open();
    await register('S04');
    expect(await runtime.runner.waitFor(5, 10_000)).toBe(true);
    await runtime.close();
    withoutReadModels();
    for (const end of ['-wal', '-shm']) rmSync(join(directory, `ledger.sqlite${end}`), { force: true });
    copyFileSync(copy, join(directory, 'ledger.sqlite'));
    await isDistrusted('LEDGER_SHRUNKEN', /^the store holds 4 events, and 5 were signed for/);
  });

  test('that another key signed, or that somebody wrote over, is no reason to believe the ledger', async () => {
    const note = readFileSync(file(), 'utf8');
    writeFileSync(file(), note.replace('\n4\n', '\n3\n'));
    await isDistrusted('CHECKPOINT_INVALID', /WRONG_SIGNATURE/);
    await runtime.close();
    writeFileSync(file(), 'nothing');
    await isDistrusted('CHECKPOINT_INVALID', /MALFORMED/);
    await runtime.close();
    // An operator's word.
    forgetKeptCheckpoint(directory, 'edugroup');
    await open();
    await runtime.runner.caughtUp();
    expect([await reasons(), await answered()]).toEqual([[], 'answered']);
  });
});
