import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { lockReadModels, openReadModelFile } from '../../src/projections/read-models.js';
import {
  allEvents,
  changed,
  cli,
  lasting,
  program,
  secondDistrict,
  shizhong,
  start,
  temporary,
  textFile,
} from './support.js';
import { equal } from '../support/equal.js';

/** Every file of a directory with a hash of what it holds. */
const fingerprint = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      ({ parentPath, name }) =>
        `${join(parentPath, name)} ${createHash('sha256')
          .update(readFileSync(join(parentPath, name)))
          .digest('hex')}`,
    )
    .sort();
const eventsIn = async (directory: string): ReturnType<typeof allEvents> => {
  const stores = sqliteStores({ directory, ledger: 'edugroup' });
  try {
    return await allEvents(stores.events);
  } finally {
    await stores.events.close();
  }
};

describe('edugroup import', () => {
  test('imports once, says so, and then finds nothing to do', async () => {
    const env = { DATA_DIR: temporary() };
    const first = await program(['import', shizhong, '--year', '2015'], env);
    expect(first).toEqual({
      status: 0,
      error: '',
      out: `${shizhong}: 370103 济南市市中区, 24 units, 11 groups\n36 entries written, 0 there already\n`,
    });
    const before = await eventsIn(env.DATA_DIR);
    expect(await program(['import', shizhong, '--year', '2015'], env)).toMatchObject({
      status: 0,
      error: '',
      out: expect.stringContaining('0 entries written, 36 there already'),
    });
    expect(await eventsIn(env.DATA_DIR)).toEqual(before);
    expect(await program(['import', secondDistrict], env)).toMatchObject({
      status: 0,
      out: expect.stringContaining('12 entries written'),
    });
  });

  test('reports differences and ends well', async () => {
    const env = { DATA_DIR: temporary() };
    await cli(['import', shizhong, '--year', '2015'], env);
    const file = changed((register) => {
      register.units[0].name = '济南育英学校';
    });
    const { status, out, error } = await cli(['import', file, '--year', '2015'], env);
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toContain(
      '  differs: unit S01: name: the register says "济南育英学校", the ledger "济南育英中学" on 2015-04-16\n1 difference, not applied',
    );
  });

  test('a dry run says what would be written and leaves no trace', async () => {
    const directory = temporary();
    const env = { DATA_DIR: join(directory, 'data') };
    expect(await cli(['import', shizhong, '--year', '2015', '--dry-run'], env)).toMatchObject({
      status: 0,
      out: expect.stringContaining('dry run: 36 entries would be written, 0 there already; nothing was written'),
    });
    expect(readdirSync(directory)).toEqual([]);
    await cli(['import', secondDistrict], env);
    const before = await eventsIn(env.DATA_DIR);
    expect(await cli(['import', shizhong, '--year', '2015', '--dry-run'], env)).toMatchObject({
      status: 0,
      out: expect.stringContaining('36 entries would be written'),
    });
    expect(await eventsIn(env.DATA_DIR)).toEqual(before);
  });

  test('a bad file leaves every byte of the store as it was', async () => {
    const env = { DATA_DIR: temporary() };
    await program(['import', shizhong, '--year', '2015'], env);
    const before = fingerprint(env.DATA_DIR);
    const bad = changed((register) => {
      register.units.push({ code: 'S25', name: '新校', phase: 'PRIMARY' });
      register.groups[0].lead = 'S03';
    });
    const { status, out, error } = await program(['import', bad, '--year', '2015'], env);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toMatch(
      /^edugroup import: .*register\.json: 1 problem, nothing was written\n {2}line \d+, groups\[0\]\.lead = "S03": LEAD_NOT_MEMBER: .*\n$/,
    );
    expect(fingerprint(env.DATA_DIR)).toEqual(before);
    const empty = join(env.DATA_DIR, 'new');
    expect(await program(['import', bad, '--year', '2015'], { DATA_DIR: empty })).toMatchObject({ status: 1 });
    expect(fingerprint(env.DATA_DIR)).toEqual(before);
  });

  test('what only the ledger forbids leaves it at its position', async () => {
    const env = { DATA_DIR: temporary() };
    await cli(['import', shizhong, '--year', '2015'], env);
    const before = await eventsIn(env.DATA_DIR);
    const file = changed((register) => {
      register.units = [
        { code: 'N1', name: '新校', phase: 'PRIMARY' },
        { code: 'N2', name: '济南育英中学', phase: 'JUNIOR' },
      ];
      register.groups = [];
    });
    expect(await cli(['import', file, '--year', '2015'], env)).toMatchObject({
      status: 1,
      error: expect.stringMatching(/units\[1\]\.name = "济南育英中学": SCHOOL_NAME_TAKEN/),
    });
    expect(await eventsIn(env.DATA_DIR)).toEqual(before);
  });

  test.each<[string, () => string[], RegExp]>([
    [
      'a file that is not there',
      () => ['import', '/nowhere/register.json'],
      /^edugroup import: \/nowhere\/register\.json: there is no such file\n$/,
    ],
    ['a directory', () => ['import', '/tmp'], /^edugroup import: \/tmp: this is a directory\n$/],
    [
      'a year that is missing',
      () => ['import', shizhong],
      /^edugroup import: source\.signedOn = "--04-16" gives no year: say which with --year YYYY/,
    ],
    [
      'a file that is no JSON',
      () => ['import', textFile('{\n "units": oops }')],
      /^edugroup import: .*1 problem, nothing was written\n {2}line 2, column 11: not JSON: expected a value, found 'oops'\n$/,
    ],
  ])('%s is refused with a clear line and no stack', async (_what, argv, message) => {
    const { status, out, error } = await program(argv(), { DATA_DIR: temporary() });
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toMatch(message);
    expect(error).not.toMatch(/^\s+at /m);
  });

  test('a store that would keep nothing is refused', async () => {
    expect(await cli(['import', secondDistrict], { EVENT_STORE_URL: 'memory:' })).toMatchObject({
      status: 1,
      error: expect.stringMatching(/EVENT_STORE_URL is memory/),
    });
    expect(await cli(['import', secondDistrict, '--dry-run'], { EVENT_STORE_URL: 'memory:' })).toMatchObject({
      status: 0,
    });
  });

  test('refuses while another process owns the store, and writes nothing', async () => {
    const directory = temporary();
    const stores = sqliteStores({ directory, ledger: 'edugroup' });
    try {
      const { status, out, error } = await program(['import', secondDistrict], { DATA_DIR: directory });
      expect({ status, out }).toEqual({ status: 1, out: '' });
      expect(error).toMatch(
        new RegExp(
          `^edugroup import: the ledger in .* is in use by process ${process.pid}, a server or another import: stop it first, .*\\n$`,
        ),
      );
      expect(await program(['import', secondDistrict, '--dry-run'], { DATA_DIR: directory })).toMatchObject({
        status: 0,
      });
      expect(await allEvents(stores.events)).toEqual([]);
    } finally {
      await stores.events.close();
    }
    expect(await program(['import', secondDistrict], { DATA_DIR: directory })).toMatchObject({ status: 0 });
  });

  test('killed on the way it is completed by the same file, to the same events', async () => {
    const whole = temporary();
    await cli(['import', shizhong, '--year', '2015'], { DATA_DIR: whole });
    const wanted = (await eventsIn(whole)).map(lasting);
    const directory = temporary();
    const { child, ended } = start(['import', shizhong, '--year', '2015'], { DATA_DIR: directory });
    const reader = await waitForLedger(directory);
    for await (const batch of reader.events.follow()) if (batch.events.length > 0) break;
    child.kill('SIGKILL');
    await ended;
    await reader.events.close();
    expect(await program(['import', shizhong, '--year', '2015'], { DATA_DIR: directory })).toMatchObject({ status: 0 });
    equal((await eventsIn(directory)).map(lasting), wanted);
  });
});

/** A reader of a ledger that another process is about to make. */
const waitForLedger = async (directory: string): Promise<ReturnType<typeof sqliteStores>> => {
  for (;;) {
    try {
      return sqliteStores({ directory, ledger: 'edugroup', readOnly: true });
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
};

describe('edugroup rebuild', () => {
  test('gives identical rows', async () => {
    const directory = temporary();
    const env = { DATA_DIR: directory };
    await cli(['import', shizhong, '--year', '2015'], env);
    const rows = (): unknown => {
      const readModels = openReadModelFile(directory, 'edugroup');
      try {
        return readModels.dump();
      } finally {
        readModels.close();
      }
    };
    expect(await cli(['rebuild'], env)).toEqual({
      status: 0,
      error: '',
      out: 'The read models are rebuilt up to position 36.\n',
    });
    const first = rows();
    expect(first).toMatchObject({ event: { length: 36 } });
    expect(await program(['rebuild'], env)).toMatchObject({ status: 0, error: '' });
    expect(rows()).toEqual(first);
  });

  test('refuses while a server uses the read models, and deletes nothing', async () => {
    const directory = temporary();
    const env = { DATA_DIR: directory };
    await cli(['import', secondDistrict], env);
    await cli(['rebuild'], env);
    const files = readdirSync(directory);
    const unlock = lockReadModels(directory, 'edugroup');
    try {
      const { status, error } = await program(['rebuild'], env);
      expect(status).toBe(1);
      expect(error).toMatch(
        new RegExp(
          `^edugroup rebuild: the read models are in use by process ${process.pid}, a server or another rebuild: stop it first; nothing was deleted\\n$`,
        ),
      );
      expect(readdirSync(directory)).toEqual(files);
    } finally {
      unlock();
    }
  });

  test('an event that this version does not know stops it, and is named', async () => {
    const directory = temporary();
    await cli(['import', secondDistrict], { DATA_DIR: directory });
    const stores = sqliteStores({ directory, ledger: 'edugroup' });
    const [first] = await allEvents(stores.events);
    await stores.events.append('district-990002', 'no-stream', [
      { ...first!, id: '00000000-0000-4000-8000-000000000001', type: 'SchoolTeleported' },
    ]);
    await stores.events.close();
    const { status, out, error } = await program(['rebuild'], { DATA_DIR: directory });
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toMatch(/^edugroup rebuild: Position 13 holds an event SchoolTeleported version 1, whose type .*\n$/);
  });

  test('sorts in the directory that it writes to, unless SQLite is told of another one', async () => {
    const directory = temporary();
    await cli(['import', secondDistrict], { DATA_DIR: directory });
    const telling = 'data:text/javascript,process.on("exit", () => console.error(process.env.SQLITE_TMPDIR))';
    const env = { DATA_DIR: directory, NODE_OPTIONS: `--import ${JSON.stringify(telling)}` };
    expect((await program(['rebuild'], env)).error).toBe(`${directory}\n`);
    expect((await program(['rebuild'], { ...env, SQLITE_TMPDIR: '/var/tmp' })).error).toBe('/var/tmp\n');
  });

  test('a ledger that is not there is named, in one line', async () => {
    const { status, error } = await program(['rebuild'], { DATA_DIR: join(temporary(), 'none') });
    expect(status).toBe(1);
    expect(error).toMatch(/^edugroup rebuild: .*\n$/);
    expect(error.split('\n')).toHaveLength(2);
    expect(await cli(['rebuild'], { EVENT_STORE_URL: 'memory:' })).toMatchObject({
      status: 1,
      error: expect.stringMatching(/nothing to rebuild/),
    });
  });
});
