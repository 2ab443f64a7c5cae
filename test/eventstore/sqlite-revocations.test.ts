import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openRevocations } from '../../src/eventstore/open.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { sqliteRevocations } from '../../src/eventstore/sqlite-revocations.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';

let directory: string;
const closing: (() => unknown)[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'edugroup-revocations-'));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(directory, { recursive: true, force: true });
});
const path = (): string => join(directory, 'revocations.sqlite');
const open = () => {
  const { revocations, close } = sqliteRevocations(directory);
  closing.push(close);
  return revocations;
};

test('a revocation is written beside the process that owns the ledger, which sees it', async () => {
  const stores = sqliteStores({ directory, ledger: 'edugroup' });
  closing.push(() => stores.events.close());
  expect(await stores.revocations.all()).toEqual(new Map());
  const beside = await openRevocations(`sqlite:${directory}`, { ledger: 'edugroup' });
  await beside.revocations.revoke('bureau-1', 7);
  await beside.close();
  expect(await stores.revocations.all()).toEqual(new Map([['bureau-1', 7]]));
});

test('several who write at once lose nothing', async () => {
  const several = [open(), open(), open()];
  await Promise.all(several.map((revocations, number) => revocations.revoke(`clerk-${number}`, number)));
  for (const revocations of several) expect((await revocations.all()).size).toBe(3);
});

test("the file is its owner's alone, and not there before it is needed", async () => {
  const revocations = open();
  expect(existsSync(path())).toBe(false);
  await revocations.all();
  expect(statSync(path()).mode & 0o777).toBe(0o600);
});

test('a file that vanished is an error, and not quietly a new one; one that was put back is read', async () => {
  const revocations = open();
  await revocations.revoke('bureau-1', 7);
  copyFileSync(path(), join(directory, 'copy'));
  for (const end of ['', '-wal', '-shm']) rmSync(`${path()}${end}`, { force: true });
  await expect(revocations.all()).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(revocations.revoke('bureau-2', 7)).rejects.toThrow('vanished');
  expect(existsSync(path())).toBe(false);
  copyFileSync(join(directory, 'copy'), path());
  expect(await revocations.all()).toEqual(new Map([['bureau-1', 7]]));
});

test('a file that is damaged, or something else, is an error', async () => {
  copyFileSync('package.json', path());
  await expect(open().all()).rejects.toThrow(/damaged or no SQLite file/);
});

test.each([
  ['a directory without a ledger', () => `sqlite:${directory}`, /There is no ledger in/],
  ['a store in memory', () => 'memory:', /memory/],
  ['no store at all', () => 'redis://here', /No store of the kind redis/],
])('%s has no revocations to open from outside', async (_what, url, message) => {
  await expect(openRevocations(url(), { ledger: 'edugroup' })).rejects.toThrow(message);
});
