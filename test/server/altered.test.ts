import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readConfiguration } from '../../src/server/configuration.js';
import { readinessOf } from '../../src/server/readiness.js';
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
