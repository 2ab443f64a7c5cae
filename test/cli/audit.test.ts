import Database from 'better-sqlite3';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { keptCheckpointFile } from '../../src/server/kept-checkpoint.js';
import { readConfiguration } from '../../src/server/configuration.js';
import { openRuntime } from '../../src/server/runtime.js';
import { openLedger, register, silent } from '../support/ledger.js';
import { allEvents, cli, lastingDirectory, temporary } from './support.js';
import { openStores } from '../../src/eventstore/open.js';

let directory: string;
let size: number;

/** A register on the disk, read by a server that kept its checkpoint when it was stopped. */
beforeAll(async () => {
  directory = lastingDirectory();
  const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup' });
  const ledger = await openLedger(stores);
  await register(ledger);
  size = (await allEvents(stores.events)).length;
  await ledger.close();
  const runtime = await openRuntime(readConfiguration({ DATA_DIR: directory }), { log: silent });
  await runtime.runner.caughtUp();
  await runtime.close();
});

/** A copy of it, altered by somebody who dropped the triggers. */
const altered = (sql?: string): string => {
  const copy = join(temporary(), 'data');
  mkdirSync(copy);
  cpSync(directory, copy, { recursive: true });
  if (sql === undefined) return copy;
  const database = new Database(join(copy, 'ledger.sqlite'));
  for (const name of ['events_are_not_changed', 'events_are_not_deleted']) database.exec(`drop trigger ${name}`);
  expect(database.prepare(sql).run().changes).toBe(1);
  database.close();
  return copy;
};
const audit = (data: string, ...options: readonly string[]) => cli(['audit', ...options], { DATA_DIR: data });

test('a ledger that nobody touched is the continuation of what was signed', async () => {
  const bundle = join(temporary(), 'bundle');
  expect((await cli(['export', bundle, '--no-views'], { DATA_DIR: directory })).status).toBe(0);
  const { status, out, error } = await audit(directory, '--checkpoint', join(bundle, 'checkpoint'));
  expect({ status, error }).toEqual({ status: 0, error: '' });
  expect(out).toMatch(
    new RegExp(
      `^${size} events of ledger [-0-9a-f]{36}, root \\S{44}: the continuation of 2 checkpoints, and what was read\\.`,
    ),
  );
});

test.each([
  ['a fact', `update events set data = replace(data, '第1', '第9') where sequence = 2`, 2],
  ['an actor', `update events set metadata = replace(metadata, 'bureau-1', 'bureau-2') where sequence = 3`, 3],
])('%s that was altered is named by its position, and the signature does not fit', async (_what, sql, position) => {
  const { status, error } = await audit(altered(sql));
  expect(status).toBe(1);
  expect(error).toContain(`EVENT_ALTERED: position ${position} holds another event`);
  expect(error).toContain(`LEDGER_FORKED: up to position ${size} the store holds other events than were signed for`);
});

test('works beside a server that has the read models for itself: the signature alone tells then, and that is said', async () => {
  const data = altered();
  const beside = async (directory: string) => {
    const runtime = await openRuntime(readConfiguration({ DATA_DIR: directory }), { log: silent });
    try {
      await runtime.runner.caughtUp();
      return await audit(directory);
    } finally {
      await runtime.close();
    }
  };
  const { status, out, error } = await beside(data);
  expect([status, out]).toEqual([0, expect.stringMatching(/: the continuation of 1 checkpoint\.\n$/)]);
  expect(error).toMatch(/^edugroup audit: a server has the read models for itself/);
  const found = await beside(altered(`update events set data = replace(data, '第1', '第9') where sequence = 2`));
  expect([found.status, found.error]).toEqual([3, expect.stringContaining('LEDGER_FORKED')]);
});

test('a last event that was taken away is named, the signature alone suffices, and without either it is said', async () => {
  const data = altered(`delete from events where sequence = ${size}`);
  const found = await audit(data);
  expect([found.status, found.error]).toEqual([
    3,
    expect.stringContaining(`LEDGER_SHRUNKEN: the store holds nothing at position ${size}`),
  ]);
  const kept = keptCheckpointFile(data, 'edugroup');
  const note = readFileSync(kept, 'utf8');
  const elsewhere = join(temporary(), 'note');
  writeFileSync(elsewhere, note);
  writeFileSync(kept, note.replace(`\n${size}\n`, `\n${size - 1}\n`));
  const invalid = await audit(data, '--checkpoint', elsewhere);
  expect([invalid.status, invalid.error]).toEqual([
    4,
    expect.stringContaining('CHECKPOINT_INVALID: the kept checkpoint: The signature of'),
  ]);
  expect(invalid.error).toContain(`LEDGER_SHRUNKEN: the store holds ${size - 1} events, and ${size} were signed for`);
});

test('names what is wrong with the question', async () => {
  expect(await audit(directory, '--public-key', 'nonsense')).toMatchObject({
    status: 2,
    error: expect.stringContaining('--public-key must be a key'),
  });
  expect(await audit(temporary())).toMatchObject({ status: 1 });
});
