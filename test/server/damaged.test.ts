import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { createContext } from '../../src/graphql/index.js';
import { readModelFile } from '../../src/projections/read-models.js';
import { readConfiguration } from '../../src/server/configuration.js';
import { probeWrites, roomIsLeft, type WriteProbe } from '../../src/server/disk.js';
import { forgetKeptCheckpoint, keptCheckpointFile, openKept } from '../../src/server/kept-checkpoint.js';
import { openLog } from '../../src/server/log.js';
import { type Check, readinessOf, type Reason } from '../../src/server/readiness.js';
import { openRuntime, type Runtime } from '../../src/server/runtime.js';
import { checkpointKey } from '../../src/server/signing-key.js';
import { watchEvents } from '../../src/server/unreadable.js';
import { damageEvent, damageTable, overwrite } from '../support/damage.js';
import { silent } from '../support/ledger.js';
import { type Answer, bureau, bureauClaims, register, type Running, startRunning, testEnv } from './running.js';

describe('damaged files', () => {
  let directory: string;
  let running: Running;
  const start = async (): Promise<Running> =>
    (running = await startRunning({ env: { EVENT_STORE_URL: '' }, dataDir: directory }));
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'edugroup-damaged-'));
    await register(await start());
    await running.close();
  });
  afterEach(async () => {
    await running.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const file = (): string => readModelFile(directory, 'edugroup');
  const aside = (): string[] => readdirSync(directory).filter((name) => name.includes('.damaged-'));
  const warnings = (): string[] =>
    running
      .log()
      .split('\n')
      .filter((line) => line.includes('"warn"'))
      .map((line) => JSON.parse(line) as { reason?: string; code?: string; msg: string })
      .map(({ reason, code, msg }) => `${reason ?? code}: ${msg}`);
  const askName = (): Promise<Answer> => running.post('{ school(id: "370103.S02") { name } }');
  const rebuilt = async (): Promise<void> => {
    while ((await running.fetch('/readyz')).status !== 200) await new Promise(setImmediate);
  };

  test("a read models' file that is damaged when it is opened is moved aside and built again; one such file is kept", async () => {
    writeFileSync(`${file()}.damaged-2026-01-01T00-00-00-000Z`, '');
    overwrite(file(), 0, 100);
    await start();
    await rebuilt();
    expect((await askName()).body).toMatchObject({
      data: { school: { name: '学校S02' } },
      extensions: { asOf: { position: 5 } },
    });
    expect(aside()).toEqual([
      expect.stringMatching(/^read-models-edugroup-[0-9a-f]{12}\.sqlite\.damaged-20(?!26-01-01)/),
    ]);
    expect(warnings().filter((line) => line.includes('is damaged'))).toEqual([
      "SQLITE_NOTADB: The read models' file is damaged: it is moved aside, and built again from the ledger",
    ]);
  });

  test.each(['school', 'event_stream'])(
    'one whose damage shows while it is served (%s) is built again without an end: until then the answer is 503, and no old one',
    async (table) => {
      damageTable(file(), table);
      await start();
      const query =
        table === 'school'
          ? '{ school(id: "370103.S02") { name } }'
          : '{ ledger { events(first: 3, stream: "district-370103") { nodes { type } } } }';
      const first = await running.post(query);
      expect([first.status, first.body.errors]).toEqual([
        503,
        [expect.objectContaining({ extensions: { code: 'POSITION_NOT_READABLE' } })],
      ]);
      expect(await running.fetch('/healthz')).toMatchObject({ status: 200 });
      const [ready, next] = [await running.fetch('/readyz'), await askName()];
      if (ready.status === 503)
        expect(ready.body.reasons.map(({ code }: { code: string }) => code)).toContain('READ_MODELS_REBUILT');
      if (next.status === 503)
        expect(next.body.errors).toMatchObject([{ extensions: { code: 'POSITION_NOT_READABLE' } }]);
      await rebuilt();
      expect((await askName()).body).toMatchObject({
        data: { school: { name: '学校S02' } },
        extensions: { asOf: { position: 5 } },
      });
      await running.give({ type: 'RenameSchool', schoolId: '370103.S02', name: '新名' });
      expect(
        (await running.post('{ school(id: "370103.S02", asOf: { effectiveOn: "2021-09-02" }) { name } }')).body.data
          .school.name,
      ).toBe('新名');
      expect(aside()).toHaveLength(1);
      expect(warnings().filter((line) => line.includes('is damaged'))).toEqual([
        expect.stringMatching(/^SQLITE_CORRUPT/),
      ]);
    },
  );

  test('a row that holds no JSON is damage too, and nothing of it is quoted', async () => {
    const database = new Database(file());
    database.prepare('update event set event = ? where position = 2').run('{"name":"张三"');
    database.close();
    await start();
    expect((await running.post('{ ledger { event(position: 2) { type } } }')).status).toBe(503);
    await rebuilt();
    expect((await running.post('{ ledger { event(position: 2) { type } } }')).body.data).toEqual({
      ledger: { event: { type: 'SchoolRegistered' } },
    });
    expect(running.log()).not.toContain('张三');
  });

  test('while they are built again no command is taken, and nothing is answered from what is there so far', async () => {
    damageTable(file(), 'school');
    await start();
    await askName();
    expect(
      await running.post(
        `mutation { renameSchool(input: { schoolId: "370103.S02", name: "x",
        command: { commandId: "6f9619ff-8b86-4011-b42d-00c04fc964ff", basis: [], effectiveOn: "2026-11-25" } }) {
        userErrors { code } } }`,
      ),
    ).toMatchObject({ status: 503, body: { errors: [{ extensions: { code: 'POSITION_NOT_READABLE' } }] } });
    expect((await running.get('{ ledger { position } }')).status).toBe(503);
  });
});

describe('an unreadable event', () => {
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

  test('so is one in which only the end of a stream cannot be found', async () => {
    const corrupt = new StoreUnavailable('damaged', { cause: new Database.SqliteError('damaged', 'SQLITE_CORRUPT') });
    const { events, checks } = watchEvents(
      {
        ...memoryStores().events,
        endsAt: () => {
          throw corrupt;
        },
      },
      () => undefined,
    );
    expect(() => events.endsAt!('district-370103')).toThrow(corrupt);
    expect(await readinessOf(checks, silent).reasons()).toEqual([
      { code: 'STORE_DAMAGED', message: expect.stringContaining('is damaged') },
    ]);
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
});

describe('an altered event', () => {
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
});

describe('a full disk', () => {
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
          save: (_name, document) =>
            JSON.stringify(document).length > room ? Promise.reject(full) : Promise.resolve(),
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
          command: {
            commandId: randomUUID(),
            effectiveOn: '2026-11-24',
            basis: [{ title: '依据', documentNo: '1号' }],
          },
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
    expect((await renaming(running, '新名')).body.data.renameSchool.userErrors).toEqual([
      { code: 'STORE_UNAVAILABLE' },
    ]);
    expect((await running.post('{ ledger { position } }')).body.data.ledger.position).toBe(5);
    expect(existsSync(dataDir)).toBe(false);
    renameSync(`${dataDir}-away`, dataDir);
    await until(running, []);
    expect((await renaming(running, '新名')).body.data.renameSchool.userErrors).toEqual([]);
  });
});
