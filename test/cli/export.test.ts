import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { commandHandler } from '../../src/commands/handle.js';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { openStores } from '../../src/eventstore/open.js';
import type { StoredEvent } from '../../src/eventstore/port.js';
import { readTable } from '../../src/cli/table/csv.js';
import { column } from '../../src/cli/table/columns.js';
import { allEvents, cli, lastingDirectory, temporary } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';
let env: Readonly<Record<string, string>> = {};
let stored: readonly StoredEvent[] = [];

beforeAll(async () => {
  const directory = lastingDirectory();
  env = { DATA_DIR: directory };
  const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup' });
  await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
  stored = await allEvents(stores.events);
  await stores.events.close();
}, 60_000);

const exported = async (...options: readonly string[]): Promise<string> => {
  const directory = join(temporary(), 'bundle');
  expect(await cli(['export', directory, ...options], env)).toMatchObject({ status: 0, error: '' });
  return directory;
};
const linesOf = (directory: string, name: string): readonly string[] =>
  readFileSync(join(directory, name), 'utf8').trimEnd().split('\n');

test('the demo ledger leaves byte for byte, without names, and verifies', async () => {
  const directory = await exported();
  const lines = linesOf(directory, 'events.ndjson').map(
    (line) => JSON.parse(line) as { data: string; eventId: string },
  );
  expect(lines.map(({ eventId }) => eventId)).toEqual(stored.map(({ id }) => id));
  expect(lines.map(({ data }) => data)).toEqual(stored.map(({ bytes }) => Buffer.from(bytes.data).toString()));
  expect(existsSync(join(directory, 'names.ndjson'))).toBe(false);
  const { status, out } = await cli(['verify', directory]);
  expect({ status, out }).toEqual({
    status: 0,
    out: expect.stringContaining(`${stored.length} events of edugroup-ledger/`),
  });
  for (const name of readdirSync(directory))
    expect(readFileSync(join(directory, name), 'utf8')).not.toContain('样本教师');
});

test('it is its owner’s alone, and nothing is left beside it', async () => {
  const directory = await exported();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(directory, '..'))).toEqual(['bundle']);
  expect(readdirSync(directory).sort()).toEqual([
    'checkpoint',
    'decisions.csv',
    'events.ndjson',
    'leaves',
    'manifest.json',
    'payments.csv',
    'rotations.csv',
    'seats.csv',
  ]);
});

test('names come along where they are asked for, and fit', async () => {
  const directory = await exported('--names', '--no-views');
  const registered = stored.filter(({ type }) => type === 'PersonRegistered');
  expect(linesOf(directory, 'names.ndjson')).toHaveLength(registered.length);
  expect((await cli(['verify', directory])).out).toContain(
    `${registered.length} of ${registered.length} commitments to personal details have theirs here, and all fit.`,
  );
});

test('the ledger of a position is the beginning of the whole', async () => {
  const [whole, part, none] = [
    await exported('--no-views'),
    await exported('--at', '100'),
    await exported('--at', '0'),
  ];
  expect(linesOf(part, 'events.ndjson')).toHaveLength(100);
  expect(await cli(['verify', whole, '--since', part])).toMatchObject({ status: 0 });
  expect(await cli(['verify', whole, '--since', none])).toMatchObject({ status: 0 });
  const shrunk = await cli(['verify', part, '--since', whole]);
  expect(shrunk.status).toBe(3);
  expect(shrunk.error).toContain(
    `SHRUNK at position 101: the older checkpoint is of ${stored.length} events, here are 100`,
  );
});

test('decisions are a table with a byte order mark, a line for each event', async () => {
  const file = join(await exported(), 'decisions.csv');
  const text = readFileSync(file, 'utf8');
  expect(
    text.startsWith('\ufeffposition,recordedAt,happenedOn,actor,role,kind,type,sentence,documentNo,stream\r\n'),
  ).toBe(true);
  const names = [
    'position',
    'recordedAt',
    'happenedOn',
    'actor',
    'role',
    'kind',
    'type',
    'sentence',
    'documentNo',
    'stream',
  ];
  const { rows, problems } = readTable(
    file,
    text,
    names.map((name) => column(name, false)),
  );
  expect(problems).toEqual([]);
  expect(rows.map(({ row }) => row['position'])).toEqual(stored.map((_, index) => String(index + 1)));
  expect(rows.every(({ row }) => row['sentence'] !== undefined)).toBe(true);
  expect(rows[0]!.row).toMatchObject({ type: 'DistrictOpened', happenedOn: '2015-04-16', stream: 'district-370103' });
});

test.each([
  ['more events than there are', ['--at', '999999'], {}, 1, 'the ledger has'],
  ['a position that is none', ['--at', 'last'], {}, 2, "--at must be a position, not 'last'"],
  ['a store that keeps nothing', [], { EVENT_STORE_URL: 'memory:' }, 1, 'there is nothing to export'],
  ['a ledger that is not there', [], { DATA_DIR: '/nowhere' }, 1, 'There is no ledger to read'],
])('%s is refused, and nothing is left behind', async (_, options, other, status, says) => {
  const parent = temporary();
  const ran = await cli(['export', join(parent, 'bundle'), ...options], { ...env, ...other });
  expect({ status: ran.status, says: ran.error }).toEqual({ status, says: expect.stringContaining(says) });
  expect(readdirSync(parent)).toEqual([]);
});

test('a directory that holds something is left as it is', async () => {
  const directory = join(temporary(), 'bundle');
  mkdirSync(directory);
  writeFileSync(join(directory, 'mine'), '');
  expect(await cli(['export', directory], env)).toMatchObject({
    status: 1,
    error: expect.stringContaining('holds something already: a bundle goes into a directory of its own'),
  });
  expect(readdirSync(directory)).toEqual(['mine']);
});

test('verify says what it wants', async () => {
  expect(await cli(['verify'])).toMatchObject({ status: 2 });
  expect(await cli(['verify', '/nowhere'])).toMatchObject({
    status: 1,
    error: expect.stringContaining('is no bundle'),
  });
  expect(await cli(['verify', '/nowhere', '--public-key', 'x'])).toMatchObject({
    status: 2,
    error: expect.stringContaining("--public-key must be a key as name+id+base64, not 'x'"),
  });
  expect((await cli(['verify', '--help'])).out).toContain('Exit status: 0 all holds; 1 an event was changed');
});
