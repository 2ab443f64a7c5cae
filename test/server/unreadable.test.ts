import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { damageEvent, damageTable } from '../support/damage.js';
import { testEnv, bureau } from './running.js';
import { openLog } from '../../src/server/log.js';
import { readConfiguration } from '../../src/server/configuration.js';
import { readinessOf } from '../../src/server/readiness.js';
import { openRuntime, type Runtime } from '../../src/server/runtime.js';

let directory: string;
let lines = '';
const log = openLog(
  { logLevel: 'info' },
  {
    write: (line) => {
      lines += line;
    },
  },
);
let runtime: Runtime;
const open = async (): Promise<void> => {
  runtime = await openRuntime(readConfiguration(testEnv(directory, { EVENT_STORE_URL: '' })), { log });
};
const envelope = () => ({
  commandId: randomUUID(),
  basis: [{ title: '依据', documentNo: '1号' }],
  effectiveOn: '2021-09-01',
});
const register = (code: string) =>
  runtime.services.handle(
    { type: 'RegisterSchool', districtId: '370103', code, name: `张三${code}`, phase: 'PRIMARY' },
    envelope(),
    bureau,
  );
const reasons = async () => readinessOf(runtime.checks, log).reasons();

beforeEach(async () => {
  lines = '';
  directory = mkdtempSync(join(tmpdir(), 'edugroup-unreadable-'));
  await open();
  await runtime.services.handle({ type: 'OpenDistrict', code: '370103', name: '某区' }, envelope(), bureau);
  for (const code of ['S01', 'S02', 'S03']) await register(code);
  expect(await runtime.runner.waitFor(4, 10_000)).toBe(true);
  await runtime.close();
});
afterEach(async () => {
  await runtime.close();
  expect(lines).not.toContain('张三');
  rmSync(directory, { recursive: true, force: true });
});

test('one that was read before it was damaged is found in the background, and its position is a reason not to be ready', async () => {
  damageEvent(directory, 2, '{"name":"张三"');
  await open();
  await runtime.runner.caughtUp();
  while ((await reasons()).length === 0) await new Promise(setImmediate);
  expect(await reasons()).toEqual([
    { code: 'EVENT_UNREADABLE', message: expect.stringMatching(/^position 2 holds an event that cannot be read/) },
  ]);
  expect(await register('S04')).toEqual({ failed: 'STORE_UNAVAILABLE' });
  expect(runtime.readModels.schools.byKey('370103.S01', 4)).toMatchObject({ legalPerson: '张三S01' });
});

test('a ledger whose file turns out damaged while it is open is a reason not to be ready', async () => {
  damageTable(join(directory, 'ledger.sqlite'), 'sqlite_autoindex_events_2');
  await open();
  await runtime.runner.caughtUp();
  expect(await register('S04')).toEqual({ failed: 'STORE_UNAVAILABLE' });
  expect(await reasons()).toEqual([
    { code: 'STORE_DAMAGED', message: 'the file of the event store is damaged: restore it from a backup' },
  ]);
  expect(runtime.readModels.schools.byKey('370103.S01', 4)).toMatchObject({ legalPerson: '张三S01' });
});

test('where the read models are built anew, the reader stops before it and names its position; what came before is served', async () => {
  damageEvent(directory, 2, '{"name":"张三"');
  for (const name of readdirSync(directory))
    if (name.startsWith('read-models-')) rmSync(join(directory, name), { recursive: true });
  await open();
  await expect(runtime.runner.caughtUp()).rejects.toThrow('Position 2 holds an event that cannot be read');
  expect(await reasons()).toEqual([
    { code: 'READER_STOPPED', message: expect.stringContaining('Position 2 holds an event that cannot be read') },
  ]);
  expect([runtime.runner.status(), runtime.runner.head()]).toEqual(['stopped', 1]);
});
