import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GivenCommand } from '../../src/commands/command.js';
import { readConfiguration } from '../../src/server/configuration.js';
import { openLog } from '../../src/server/log.js';
import { openRuntime, type Runtime } from '../../src/server/runtime.js';
import { person } from '../support/ledger.js';
import { bureau, testEnv } from './running.js';

/*
 * An older copy of some of the files is put back beside newer ones: each way is noticed, or does no harm. `clean`: the server had been
 * stopped; `WAL left`: it had been killed, and the newer files' WALs stay where they are; `WAL gone`: they are taken away.
 */

let root: string;
let lines: string[] = [];
const log = openLog(
  { logLevel: 'warn' },
  {
    write: (line) => {
      lines.push((JSON.parse(line) as { msg: string }).msg);
    },
  },
);
const open = (dataDir: string): Promise<Runtime> =>
  openRuntime(readConfiguration(testEnv(dataDir, { EVENT_STORE_URL: '' })), { log });

const OLD = { position: 14, name: '样本甲' };
/** Enough for the WALs to begin anew, so that they hold a part of what is newer only. */
const SCHOOLS = 700;
let last: number;
let epoch: string;

const give = async ({ services }: Runtime, command: GivenCommand): Promise<void> => {
  const outcome = await services.handle(
    command,
    { commandId: randomUUID(), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2026-11-01' },
    bureau,
  );
  if (!('written' in outcome)) throw new Error(JSON.stringify(outcome));
  await services.runner.positionOf(outcome.written.stream, outcome.written.revision, 10_000);
};
const registerSchools = async (runtime: Runtime, from: number, to: number): Promise<void> => {
  for (let number = from; number <= to; number++)
    await give(runtime, {
      type: 'RegisterSchool',
      districtId: '370103',
      code: `S${number}`,
      name: `学校${number}`,
      phase: 'PRIMARY',
    });
};
const registerPerson = (runtime: Runtime, number: number, name: string): Promise<void> =>
  give(runtime, { type: 'RegisterPerson', personId: person(number), schoolId: '370103.S1', details: { name } });

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'edugroup-put-back-'));
  const work = join(root, 'work');
  const older = await open(work);
  await give(older, { type: 'OpenDistrict', code: '370103', name: '某区' });
  await registerSchools(older, 1, 10);
  await registerPerson(older, 1, OLD.name);
  for (const number of [2, 3]) await registerPerson(older, number, `样本${number}`);
  expect(older.runner.head()).toBe(OLD.position);
  await older.close();
  cpSync(work, join(root, 'older'), { recursive: true });
  const newer = await open(work);
  await registerSchools(newer, 11, SCHOOLS);
  await registerPerson(newer, 4, '样本四');
  await give(newer, { type: 'ErasePerson', personId: person(1) });
  await registerSchools(newer, SCHOOLS + 1, SCHOOLS + 20);
  await newer.runner.caughtUp();
  last = newer.runner.head();
  epoch = newer.services.epochs.current()!;
  // By another process: reading the files of an open store here would take it its locks.
  execFileSync('cp', ['-r', work, join(root, 'killed')]);
  await newer.close();
  cpSync(work, join(root, 'clean'), { recursive: true });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const files = { L: /^ledger\.sqlite/, P: /^people\.sqlite/, R: /^read-models.*\.sqlite/ };
type Which = keyof typeof files;

const putBack = (which: readonly Which[], left: string): string => {
  const directory = mkdtempSync(join(root, 'case-'));
  cpSync(join(root, left === 'clean' ? 'clean' : 'killed'), directory, { recursive: true });
  for (const name of which.map((one) => files[one])) {
    for (const file of readdirSync(directory))
      if (name.test(file) && left === 'WAL gone') rmSync(join(directory, file));
    for (const file of readdirSync(join(root, 'older')))
      if (name.test(file)) copyFileSync(join(root, 'older', file), join(directory, file));
  }
  return directory;
};
const holds = (directory: string, text: string): boolean =>
  readdirSync(directory).some((file) => files.P.test(file) && readFileSync(join(directory, file)).includes(text));

const olderLedger = /^ledger\.sqlite is older than people\.sqlite/;
const otherStore = /^The event store does not hold event .* restored from an older backup/;
const erasedAgain = /they are erased again$/;
const missing = /^The people directory lacks the details/;

/**
 * Which are put back; what is logged; the ledger's last position that is readable; whether the position a client was
 * given last still holds.
 */
const outcomes: readonly [readonly Which[], readonly RegExp[], 'old' | 'new', boolean][] = [
  [['L'], [olderLedger, otherStore], 'new', false],
  [['P'], [erasedAgain, missing], 'new', true],
  [['R'], [], 'new', true],
  [['L', 'P'], [otherStore, erasedAgain, missing], 'new', false],
  [['L', 'R'], [olderLedger, missing], 'old', false],
  [['P', 'R'], [erasedAgain, missing], 'new', true],
  // Nothing on this disk is newer: clients are, and the epoch tells.
  [['L', 'P', 'R'], [], 'old', false],
];

test.each(
  ['clean', 'WAL gone'].flatMap((left) =>
    outcomes.map((outcome) => [outcome[0].join(' and '), left, outcome] as const),
  ),
)('%s put back, %s', async (_which, left, [which, messages, position, still]) => {
  const directory = putBack(which, left);
  lines = [];
  const runtime = await open(directory);
  await runtime.runner.caughtUp().catch(() => undefined);
  while (!messages.every((message) => lines.some((line) => message.test(line)))) await new Promise(setImmediate);
  expect(runtime.runner.head()).toBe(position === 'old' ? OLD.position : last);
  expect(runtime.runner.status()).toBe(messages.includes(otherStore) ? 'stopped' : 'live');
  expect(((await runtime.services.epochs.lastPositionOf(epoch)) ?? 0) >= last).toBe(still);
  await runtime.close();
  expect(lines.filter((line) => !messages.some((message) => message.test(line)))).toEqual([]);
  if (which.length < 3) expect(holds(directory, OLD.name)).toBe(false);
  expect(holds(directory, '样本2')).toBe(true);
});

test.each(
  outcomes
    .filter(([which]) => which.some((one) => one !== 'R'))
    .map(([which]) => [which.join(' and '), which] as const),
)('%s put back, WAL left: SQLite would mix them up, and the store is not opened', async (_which, which) => {
  const directory = putBack(which, 'WAL left');
  const file = which.includes('L') ? 'ledger' : 'people';
  const bytes = (): string[] =>
    ['', '-wal'].map((suffix) => readFileSync(join(directory, `${file}.sqlite${suffix}`)).toString('base64'));
  const before = bytes();
  await expect(open(directory)).rejects.toThrow(
    new RegExp(`${file}\\.sqlite-wal was not written for .*${file}\\.sqlite, and SQLite would mix them up`),
  );
  expect(bytes()).toEqual(before);
});

test('R put back, WAL left: the read models are put aside and built anew', async () => {
  const directory = putBack(['R'], 'WAL left');
  lines = [];
  const positions: number[] = [];
  const runtime = await openRuntime(readConfiguration(testEnv(directory, { EVENT_STORE_URL: '' })), {
    log,
    onProgress: (position) => positions.push(position),
  });
  await runtime.runner.caughtUp();
  expect(positions[0]).toBe(500);
  expect(runtime.runner.head()).toBe(last);
  expect(runtime.readModels.schools.count(last)).toBe(SCHOOLS + 20);
  await runtime.close();
  expect(lines).toEqual([expect.stringMatching(/^The read models' file is damaged: it is moved aside/)]);
});

test('what a kill leaves is opened as it is', async () => {
  const directory = putBack([], 'killed');
  lines = [];
  const runtime = await open(directory);
  await runtime.runner.caughtUp();
  expect([runtime.runner.head(), runtime.readModels.schools.count(last)]).toEqual([last, SCHOOLS + 20]);
  await runtime.close();
  expect(lines).toEqual([]);
});
