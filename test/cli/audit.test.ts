import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { SAMPLE_STORIES } from '../../src/cli/sample-funds.js';
import { column } from '../../src/cli/table/columns.js';
import { readTable } from '../../src/cli/table/csv.js';
import { commandHandler } from '../../src/commands/handle.js';
import { openStores } from '../../src/eventstore/open.js';
import type { StoredEvent, Stores } from '../../src/eventstore/port.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { readConfiguration } from '../../src/server/configuration.js';
import { keptCheckpointFile } from '../../src/server/kept-checkpoint.js';
import { openRuntime } from '../../src/server/runtime.js';
import { openLedger, register, silent } from '../support/ledger.js';
import { allEvents, cli, lastingDirectory, type Ran, temporary } from './support.js';

describe('edugroup audit', () => {
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
});

/** The demo's ledger, which the commands below only read. */
const demo = lastingDirectory();
let stored: readonly StoredEvent[] = [];
beforeAll(async () => {
  const stores = await openStores(`sqlite:${demo}`, { ledger: 'edugroup' });
  await loadDemo(stores, (now) => commandHandler({ stores, now }), '2026-11-24T01:00:00.000Z');
  stored = await allEvents(stores.events);
  await stores.events.close();
}, 60_000);

describe('edugroup export', () => {
  const env = { DATA_DIR: demo };

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
});

describe('edugroup why', () => {
  const env = { DATA_DIR: demo, EVENT_STORE_URL: `sqlite:${demo}` };
  /** The ledger, which another process has open. */
  let stores: Stores;
  beforeEach(() => {
    stores = sqliteStores({ directory: demo, ledger: 'edugroup' });
  });
  afterEach(() => stores.events.close());

  const asked = (...argv: readonly string[]): ReturnType<typeof cli> => cli(['why', ...argv], env);

  test('says the value and the events behind it, in either language, with positions, papers and names', async () => {
    const { status, out, error } = await asked('370103.A01.1', 'CHAIR', '--on', '2026-11-24', '--lang', 'zh');
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out.trimEnd().split('\n')).toEqual([
      'CHAIR 370103.A01.1: 样本教师 S01-2',
      expect.stringMatching(
        /^ {2}2025-08-25 {2}#\d+ {2}形成: 任命育英教育集团联盟学校第 1 届理事会：2 个席位（样本教师 S01-2、样本教师 S03-1），理事长样本教师 S01-2，任期 2025-09-01 至 2030-08-31 {2}\[样本〔2025〕3号\]$/,
      ),
      expect.stringMatching(/^ {2}2025-08-20 {2}#\d+ {2}推荐: .*推荐样本教师 S01-2为/),
      expect.stringMatching(/^ {2}2025-08-27 {2}#\d+ {2}报备: /),
      expect.stringMatching(/^ {2}2025-08-29 {2}#\d+ {2}备案答复: .*（样本〔2025〕4号）/),
    ]);
    const english = await asked('370103.A01.2025/370103.S01/2025/10/样本记-A1-1/1', 'GROUND');
    expect(english.out).toContain('GROUND 370103.A01.2025/370103.S01/2025/10/样本记-A1-1/1: 370103.A01.R1 样本：');
    expect(english.out).toMatch(/#\d+ {2}adopted in meeting: Council 1 of 育英教育集团联盟学校/);
  });

  test('says of an earlier position what was known then, and in one line what is wrong with a question', async () => {
    for (const [argv, status, error] of [
      [['370103.A01.1', 'CHAIR', '--at', '5'], 1, "nothing is known of '370103.A01.1' at position 5"],
      [['370103.S01', 'CHAIR'], 1, 'CHAIR is no field of a School'],
      [
        ['370103.A01.1', 'CHAIR', '--on', '2031-01-01'],
        1,
        /^CHAIR of 370103\.A01\.1 says nothing at position \d+ on 2031-01-01$/,
      ],
      [['370103.A01.1', 'SEATS'], 2, /^FIELD must be one of SEAT, CHAIR, .* not 'SEATS'$/],
      [['370103.S01', 'NAME', '--at', 'x'], 2, "--at must be a position, not 'x'"],
      [['370103.S01', 'NAME', '--on', '2026-02-30'], 2, "--on must be a day like 2026-09-01, not '2026-02-30'"],
      [['370103.S01', 'NAME', '--lang', 'de'], 2, "--lang must be en or zh, not 'de'"],
      [['370103.S01', 'NAME', '--at', '99999'], 1, /^the ledger ends at position \d+$/],
    ] as const) {
      const ran = await asked(...argv);
      expect([argv, ran.status, ran.out]).toEqual([argv, status, '']);
      expect(ran.error.trimEnd().replace(/^edugroup why: /, '')).toEqual(
        typeof error === 'string' ? error : expect.stringMatching(error),
      );
    }
  });
});

describe('edugroup replay', () => {
  const replay = (...argv: readonly string[]): Promise<Ran> =>
    cli(['replay', ...argv], { EVENT_STORE_URL: `sqlite:${demo}`, DATA_DIR: demo });
  const fund = `370103.${SAMPLE_STORIES.corrected}.2025`;

  test('prints step by step what happened to a fund and what changed, in both languages', async () => {
    const { status, out, error } = await replay(fund);
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toMatch(/^#\d+ {2}2026-10-16T01:00:00\.000Z {2}effective 2025-\d\d-\d\d {2}BUREAU sample-/);
    expect(out).toMatch(/\n {4}The bureau appropriated [\d.]+ yuan to .+ for 2025/);
    expect(out).toMatch(/\n {6}line 1: allocated: — → [\d.]+ yuan\n/);
    expect(out).toMatch(/\n {4}Corrected, with effect from /);
    expect(out).toMatch(/\n\d+ steps of Fund \S+, as known at position \d+\.\n$/);
    const zh = await replay(fund, '--lang', 'zh');
    expect(zh.out).toMatch(/\n {4}教育局向.+拨付 2025 年度专项经费/);
    expect(zh.out).toMatch(/\n {6}项目 1：已分配：— → [\d.]+ 元\n/);
    expect(zh.out).toMatch(/步。\n$/);
  });

  test('tells the history as it was known at a position, and as it is known in the end', async () => {
    const all = (await replay(fund)).out;
    const [first = '', second = ''] = [...all.matchAll(/^#(\d+)/gm)].map(([, position]) => position!);
    const early = (await replay(fund, '--at', first)).out;
    expect(early).toContain(`#${first} `);
    expect(early).not.toContain(`#${second} `);
    const corrected = (await replay(fund, '--corrected')).out;
    expect(corrected).not.toMatch(/Corrected/);
    expect([...corrected.matchAll(/^#/gm)]).toHaveLength([...all.matchAll(/^#/gm)].length - 1);
  });

  test('names persons of this store, schools and groups, and of a district says whose each change is', async () => {
    const council = (await replay(`370103.${SAMPLE_STORIES.corrected}.1`)).out;
    expect(council).toMatch(/\n {6}seat 样本教师 S07-1 \(from \S+\): — → recommended by \S+\n/);
    const { out } = await replay('370103', '--at', '40');
    expect(out).toMatch(/\n {6}School 370103\.S01 {2}name \(from \S+\): — → \S+\n/);
    expect(out).toMatch(/\n40 steps of District 370103, as known at position 40\.\n$/);
  });

  test.each<[string[], number, RegExp]>([
    [[], 2, /SUBJECT is missing/],
    [['370103.S01', '--at', 'x'], 2, /--at must be a position like 120, not 'x'/],
    [['370103.S01', '--lang', 'fr'], 2, /--lang must be en or zh, not 'fr'/],
    [['370103.S01', '--at', '1000000'], 1, /position 1000000 cannot be read; the last one is \d+/],
    [['370103.S99'], 1, /nothing is known of '370103\.S99' at position \d+/],
    [['x'], 1, /nothing is known of 'x'/],
  ])('%j ends with status %i in one line', async (argv, status, message) => {
    const ran = await replay(...argv);
    expect(ran).toMatchObject({ status, out: '', error: expect.stringMatching(message) });
    expect(ran.error.split('\n')).toHaveLength(2);
  });
});
