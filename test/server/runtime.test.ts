import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { GivenCommand } from '../../src/commands/command.js';
import { clockOf } from '../../src/server/clock.js';
import { type Configuration, ConfigurationError, readConfiguration } from '../../src/server/configuration.js';
import { openLog } from '../../src/server/log.js';
import { openRuntime, type Runtime, serve } from '../../src/server/runtime.js';
import { settings } from '../../src/server/settings.js';
import { type Answer, bureau, bureauClaims, register, type Running, startRunning, testEnv } from './running.js';

describe('runtime', () => {
  let dataDir: string;
  let configuration: Configuration;
  let lines = '';
  const log = openLog(
    { logLevel: 'info' },
    {
      write: (line) => {
        lines += line;
      },
    },
  );
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'edugroup-runtime-'));
    configuration = readConfiguration(testEnv(dataDir, { EVENT_STORE_URL: '' }));
    lines = '';
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const open = async (options = {}): Promise<Runtime> => {
    const runtime = await openRuntime(configuration, { log, ...options });
    await runtime.runner.caughtUp();
    return runtime;
  };
  const openDistrict = (runtime: Runtime, code = '370103') =>
    runtime.services.handle(
      { type: 'OpenDistrict', code, name: '某区' },
      { commandId: randomUUID(), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2021-09-01' },
      { ...bureau, district: code },
    );

  test('a ledger is kept from one runtime to the next', async () => {
    const first = await open();
    expect(await openDistrict(first)).toHaveProperty('written');
    expect(await first.runner.waitFor(1, 10_000)).toBe(true);
    await first.close();
    const second = await open();
    expect(second.runner.head()).toBe(1);
    await Promise.all([second.close(), second.close()]);
  });

  test('a second writer is refused with a clear line, and leaves nothing behind', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(`${dataDir} is in use by process ${process.pid}`);
    await first.close();
    await (await open()).close();
  });

  test('no name is looked for where erasures are not replayed, as beside a server that does it', async () => {
    const writer = await open();
    const reader = await open({ readOnly: true });
    expect(await reader.services.personsNamed('370103', '张衡')).toBeUndefined();
    await Promise.all([writer.close(), reader.close()]);
  });

  test('whoever reads beside a server builds read models of its own', async () => {
    const writer = await open();
    await openDistrict(writer);
    const reader = await open({ readOnly: true });
    expect(reader.runner.head()).toBe(1);
    expect(lines).toContain('building them in memory');
    expect(readdirSync(dataDir).filter((name) => /^read-models-.*\.sqlite$/.test(name))).toHaveLength(1);
    await openDistrict(writer, '370104');
    expect(await reader.runner.waitFor(2, 10_000)).toBe(true);
    expect(await openDistrict(reader, '370105')).toEqual({ failed: 'STORE_UNAVAILABLE' });
    await reader.close();
    await writer.close();
  });

  test('progress is told while it catches up', async () => {
    const writer = await open();
    await openDistrict(writer);
    await writer.close();
    for (const name of readdirSync(dataDir))
      if (name.startsWith('read-models-') && name.includes('.sqlite')) rmSync(join(dataDir, name));
    const positions: number[] = [];
    await (await open({ onProgress: (position: number) => positions.push(position) })).close();
    expect(positions).toEqual([1]);
  });

  test('the processes run unless they are not wanted', async () => {
    const runtime = await open();
    // The first checkpoint of a process is written when it starts.
    while ((await runtime.stores.checkpoints.load('process-erasure')) === undefined) await new Promise(setImmediate);
    await runtime.close();
  });

  test('an older people directory that is put back shows and keeps nobody who was erased since', async () => {
    const personId = '7f8e6a52-5a0e-4c1c-9f3a-0d6a5a8f1c11';
    const envelope = () => ({
      commandId: randomUUID(),
      basis: [{ title: '依据', documentNo: '1号' }],
      effectiveOn: '2021-09-01',
    });
    const first = await open();
    const give = async (runtime: Runtime, command: GivenCommand): Promise<void> => {
      expect(await runtime.services.handle(command, envelope(), bureau)).toHaveProperty('written');
    };
    await give(first, { type: 'OpenDistrict', code: '370103', name: '某区' });
    await give(first, { type: 'RegisterSchool', districtId: '370103', code: 'S01', name: '某校', phase: 'PRIMARY' });
    await give(first, { type: 'RegisterPerson', personId, schoolId: '370103.S01', details: { name: '样本某某' } });
    await first.close();
    const file = join(dataDir, 'people.sqlite');
    const older = readFileSync(file);
    const second = await open();
    await give(second, { type: 'ErasePerson', personId });
    await second.close();
    expect(readFileSync(file).includes('样本某某')).toBe(false);
    writeFileSync(file, older);
    const third = await open();
    while (!lines.includes('they are erased again')) await new Promise(setImmediate);
    await third.close();
    for (const name of readdirSync(dataDir).filter((one) => one.startsWith('people.sqlite')))
      expect(readFileSync(join(dataDir, name)).includes('样本某某')).toBe(false);
  });

  test('a server listens at once, and SIGTERM stops it cleanly with 0', async () => {
    const signals = new EventEmitter();
    const codes: number[] = [];
    const exited = new Promise<void>((resolve) => signals.once('exited', resolve));
    const { url, runtime } = await serve(configuration, {
      log,
      signals,
      exit: (code) => {
        codes.push(code);
        signals.emit('exited');
      },
    });
    await runtime.runner.caughtUp();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    signals.emit('SIGTERM', 'SIGTERM');
    await exited;
    expect(codes).toEqual([0]);
    expect(signals.listenerCount('SIGTERM') + signals.listenerCount('SIGINT')).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    await (await open()).close();
  });

  test('a second signal ends the process at once', async () => {
    const signals = new EventEmitter();
    const codes: number[] = [];
    const serving = await serve(configuration, { log, signals, exit: (code) => void codes.push(code) });
    signals.emit('SIGINT', 'SIGINT');
    signals.emit('SIGINT', 'SIGINT');
    expect(codes).toEqual([1]);
    await serving.close();
  });

  test('a port that is taken is an error, and the ledger is let go of', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const taken = { ...configuration, port: (other.address() as AddressInfo).port };
    await expect(serve(taken, { log, signals: new EventEmitter(), exit: () => undefined })).rejects.toThrow(
      'EADDRINUSE',
    );
    other.close();
    await (await open()).close();
  });
});

describe('configuration', () => {
  const secret = 'f00dfeed0123456789abcdef0123456789abcdef0123456789abcdef01234567';
  const production = {
    NODE_ENV: 'production',
    LEDGER_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
    AUTH_JWKS_URL: 'https://sign-in.example/keys',
    AUTH_ISSUER: 'https://sign-in.example',
    AUTH_AUDIENCE: 'edugroup',
  };

  const linesOf = (env: Record<string, string>): readonly string[] => {
    try {
      readConfiguration(env);
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      expect((error as Error).message).toBe((error as ConfigurationError).lines.join('\n'));
      return (error as ConfigurationError).lines;
    }
  };

  test('an empty environment is a development server on this machine, with the embedded store', () => {
    expect(readConfiguration({})).toMatchObject({
      environment: 'development',
      port: 4000,
      host: '127.0.0.1',
      dataDir: './data',
      eventStoreUrl: 'sqlite:./data',
      ledger: 'edugroup',
      introspection: true,
      logLevel: 'info',
      signIn: {},
    });
  });

  test('an empty variable counts as one that is not set', () => {
    expect(readConfiguration(Object.fromEntries(settings.map(({ name }) => [name, ' '])))).toEqual(
      readConfiguration({}),
    );
  });

  test('the embedded store is in the data directory unless told otherwise', () => {
    expect(readConfiguration({ DATA_DIR: '/var/lib/ledger' }).eventStoreUrl).toBe('sqlite:/var/lib/ledger');
    expect(readConfiguration({ DATA_DIR: '/var/lib/ledger', EVENT_STORE_URL: 'memory:' }).eventStoreUrl).toBe(
      'memory:',
    );
  });

  test('everything that is wrong is said at once, a line for each', () => {
    const lines = linesOf({
      NODE_ENV: 'staging',
      PORT: '65536',
      HOST: 'http://here',
      EVENT_STORE_URL: 'postgres://user:hunter2@host',
      LEDGER: 'Edu.Group',
      AUTH_SECRET: 'hunter2hunter2',
      AUTH_JWKS_URL: 'ftp://user:hunter2@keys',
      INTROSPECTION: 'maybe',
      CORS_ORIGINS: 'https://portal.example/page',
      MIN_FREE_BYTES: '1 GB',
      CLOCK_VERIFIED_POSITION: '-1',
      LOG_LEVEL: 'loud',
      MAX_DEPTH: '0',
      MAX_ALIASES: '-1',
      MAX_MUTATIONS: '0',
      MAX_TOKENS: '1e3',
      MAX_COST: 'much',
      MAX_BODY_BYTES: '10',
      COST_PER_ADDRESS: '0',
      MAX_SOCKETS: '-1',
      TRUSTED_PROXIES: 'loopback, everybody',
      MAX_TOKEN_HOURS: '169',
    });
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'NODE_ENV',
      'PORT',
      'HOST',
      'EVENT_STORE_URL',
      'LEDGER',
      'INTROSPECTION',
      'CORS_ORIGINS',
      'MIN_FREE_BYTES',
      'CLOCK_VERIFIED_POSITION',
      'LOG_LEVEL',
      'MAX_DEPTH',
      'MAX_ALIASES',
      'MAX_MUTATIONS',
      'MAX_TOKENS',
      'MAX_COST',
      'MAX_BODY_BYTES',
      'COST_PER_ADDRESS',
      'MAX_SOCKETS',
      'TRUSTED_PROXIES',
      'AUTH_JWKS_URL',
      'AUTH_SECRET',
      'AUTH_SECRET',
      'MAX_TOKEN_HOURS',
    ]);
    expect(lines.join('\n')).not.toContain('hunter2');
    expect(lines[1]).toBe('PORT must be a whole number from 0 to 65535, not "65536"');
  });

  test('the origins whose pages may ask are none unless told otherwise', () => {
    expect(readConfiguration({}).corsOrigins).toEqual([]);
    expect(readConfiguration({ CORS_ORIGINS: 'https://portal.example, http://localhost:5173' }).corsOrigins).toEqual([
      'https://portal.example',
      'http://localhost:5173',
    ]);
    expect(linesOf({ CORS_ORIGINS: '*' })).toHaveLength(1);
  });

  test.each(['', '4000x', '-1', '0x10', ' 1 2 '])('PORT %p', (port) => {
    expect(linesOf({ PORT: port })).toHaveLength(port === '' ? 0 : 1);
  });

  test.each([
    'memory:',
    'sqlite:./data',
    'sqlite:/var/lib/ledger',
    'sqlite:///var/lib/ledger',
    'esdb://localhost:2113?tls=false',
    'esdb+discover://user:pw@cluster:2113',
  ])('%s is a store', (url) => {
    expect(linesOf({ EVENT_STORE_URL: url })).toEqual([]);
  });

  test.each(['data', 'sqlite:', 'sqlite://data', 'esdb://', 'memory:x', 'http://host'])('%s is no store', (url) => {
    expect(linesOf({ EVENT_STORE_URL: url })).toHaveLength(1);
  });

  test.each([
    ['a', true],
    ['edugroup-2', true],
    ['a'.repeat(32), true],
    ['a'.repeat(33), false],
    ['2a', false],
    ['-a', false],
    ['a.b', false],
    ['A', false],
  ])('a ledger named %s: %p', (name, allowed) => {
    expect(linesOf({ LEDGER: name })).toHaveLength(allowed ? 0 : 1);
  });

  test('production starts with keys by https, or with a strong secret, and an issuer and an audience', () => {
    expect(linesOf(production)).toEqual([]);
    expect(linesOf({ ...production, AUTH_JWKS_URL: '', AUTH_SECRET: secret })).toEqual([]);
    expect(linesOf({ ...production, AUTH_JWKS_URL: 'http://127.0.0.1:8080/keys' })).toEqual([]);
    for (const url of [
      'esdb://user:pw@store:2113',
      'esdb://store?tls=true',
      'esdb://127.0.0.1:2113?tls=false',
      'esdb://user:p@w@localhost,127.0.0.2:2114?tls=false',
    ]) {
      expect(linesOf({ ...production, EVENT_STORE_URL: url })).toEqual([]);
    }
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['nothing to check tokens with', { AUTH_JWKS_URL: '' }, /nobody could sign in/],
    ['a secret that is too short', { AUTH_JWKS_URL: '', AUTH_SECRET: secret.slice(0, 31) }, /too short/],
    ['a secret that is a word repeated', { AUTH_JWKS_URL: '', AUTH_SECRET: 'password'.repeat(8) }, /too easy to guess/],
    ['a secret beside keys', { AUTH_SECRET: secret }, /exclude each other/],
    ['no issuer', { AUTH_ISSUER: '' }, /AUTH_ISSUER must be set/],
    ['no audience', { AUTH_AUDIENCE: '' }, /AUTH_AUDIENCE must be set/],
    ['keys over plain http from another machine', { AUTH_JWKS_URL: 'http://sign-in.example/keys' }, /must be https/],
    [
      'keys from a host whose name only begins like this machine',
      { AUTH_JWKS_URL: 'http://127.0.0.1.example/keys' },
      /must be https/,
    ],
    ['a ledger in memory', { EVENT_STORE_URL: 'memory:' }, /must not be memory/],
    [
      'a store on another machine without TLS',
      { EVENT_STORE_URL: 'esdb://store.example:2113?tls=false' },
      /must not say tls=false/,
    ],
    [
      'one of several of them',
      { EVENT_STORE_URL: 'esdb://user:pw@127.0.0.1:2113,store.example:2113?nodePreference=leader&TLS=false' },
      /must not say tls=false/,
    ],
    [
      'one that is found by its name',
      { EVENT_STORE_URL: 'esdb+discover://127.0.0.1.example?tls=false' },
      /must not say tls=false/,
    ],
  ])('production refuses %s', (_what, env, message) => {
    expect(linesOf({ ...production, ...env })).toEqual([expect.stringMatching(message)]);
  });

  test.each(['development', 'test', 'production'])(
    'a secret with few different bytes is refused in %s',
    (environment) => {
      for (const weak of ['password'.repeat(8), 'a'.repeat(64), '0123456'.repeat(10), '密钥'.repeat(12)]) {
        const lines = linesOf({
          ...(environment === 'production' ? production : {}),
          NODE_ENV: environment,
          AUTH_JWKS_URL: '',
          AUTH_SECRET: weak,
        });
        expect(lines).toEqual([
          expect.stringMatching(/^AUTH_SECRET is too easy to guess, with fewer than 10 different bytes/),
        ]);
        expect(lines.join()).not.toContain(weak);
      }
    },
  );

  test('a production server without any setting says all that is missing', () => {
    expect(linesOf({ NODE_ENV: 'production' })).toHaveLength(4);
  });

  test('the secret is nowhere to be seen in a configuration that is printed', () => {
    const configuration = readConfiguration({ AUTH_SECRET: secret });
    expect(inspect(configuration, { depth: 9, showHidden: true }) + JSON.stringify(configuration)).not.toContain(
      secret,
    );
    expect(configuration.signIn.secret?.export().toString()).toBe(secret);
  });

  test('the defaults in the table of settings are the ones that hold', () => {
    const stated = Object.fromEntries(
      settings.map(({ name, default: value }) => [name, value.replace('${DATA_DIR}', './data')]),
    );
    expect(readConfiguration(stated)).toEqual(readConfiguration({}));
    expect(settings.every(({ meaning }) => meaning.length > 5)).toBe(true);
  });

  test('the key of checkpoints is a private Ed25519 key, in either form, and nowhere to be seen', () => {
    const der = 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
    const pem = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----`;
    for (const text of [der, pem, pem.replaceAll('\n', '\\n')]) {
      const configuration = readConfiguration({ LEDGER_SIGNING_KEY: text });
      expect(configuration.signingKey?.export({ format: 'jwk' }).x).toBe('GlzZBxQ8OExB6DDFvOEqqIF-xWSaqr8sMTiLNbLXRNY');
      expect(inspect(configuration, { depth: 9, showHidden: true }) + JSON.stringify(configuration)).not.toContain(der);
    }
    for (const wrong of [
      'secret-no-key',
      der.slice(4),
      generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    ]) {
      const lines = linesOf({ LEDGER_SIGNING_KEY: wrong });
      expect(lines).toEqual([expect.stringMatching(/^LEDGER_SIGNING_KEY must be a private Ed25519 key/)]);
      expect(lines.join()).not.toContain(wrong);
    }
  });
});

describe('the clock', () => {
  let directory: string;
  let clock: string;
  let running: Running;
  const start = async (env: Record<string, string> = {}): Promise<Running> =>
    (running = await startRunning({
      env: { EVENT_STORE_URL: `sqlite:${directory}`, ...env },
      runtime: { now: () => clock },
    }));
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'edugroup-clock-'));
    clock = '2026-11-24T01:00:00.000Z';
    await register(await start());
  });
  afterEach(async () => {
    await running.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const rename = (name: string, language = 'en'): Promise<Answer> =>
    running.post(
      'mutation ($input: RenameSchoolInput!) { renameSchool(input: $input) { receipt { position } userErrors { code message path } } }',
      {
        claims: bureauClaims,
        headers: { 'accept-language': language },
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
      },
    );
  const renamed = async (name: string): Promise<number> => (await rename(name)).body.data.renameSchool.receipt.position;
  const nameAt = async (recordedAt: string): Promise<unknown> => {
    const { body } = await running.post(
      'query ($at: DateTime!) { school(id: "370103.S01", asOf: { recordedAt: $at, effectiveOn: "2026-11-24" }) { name } }',
      { variables: { at: recordedAt } },
    );
    return body.data.school?.name;
  };
  const reasons = async (): Promise<string[]> =>
    (await running.fetch('/readyz')).body.reasons.map(({ code }: { code: string }) => code);

  test('a clock that lies behind what was recorded keeps commands from being accepted, and says so in both languages', async () => {
    clock = '2026-11-24T00:58:59.000Z';
    expect((await rename('新名')).body.data.renameSchool).toEqual({
      receipt: null,
      userErrors: [
        {
          code: 'CLOCK_BEHIND',
          path: ['input'],
          message: expect.stringContaining('clock lies before what was last recorded. Nothing was written'),
        },
      ],
    });
    expect((await rename('新名', 'zh')).body.data.renameSchool.userErrors[0].message).toContain('服务器时钟早于');
    const ready = await running.fetch('/readyz');
    expect(ready).toMatchObject({ status: 503, body: { position: 5, reasons: [{ code: 'CLOCK_BEHIND' }] } });
    expect(ready.body.reasons[0].message).toContain('position 5, recorded at 2026-11-24T01:00:00.000Z');
    expect((await running.fetch('/metrics')).body).toContain('edugroup_not_ready{code="CLOCK_BEHIND"} 1');
    expect(
      running
        .log()
        .split('\n')
        .filter((line) => line.includes('"CLOCK_BEHIND"'))
        .map((line) => JSON.parse(line).level),
    ).toContain('warn');
    clock = '2026-11-24T00:59:00.000Z';
    expect(await reasons()).toEqual([]);
    expect(await renamed('新名')).toBe(6);
  });

  describe('an event that was recorded ahead of time, by a clock that is right again,', () => {
    beforeEach(async () => {
      clock = '2030-01-01T00:00:00.000Z';
      expect(await renamed('未来名')).toBe(6);
      clock = '2026-11-24T02:00:00.000Z';
    });

    test('keeps commands from being accepted until an operator says that the clock is right, and once one is accepted by itself no more', async () => {
      expect(await reasons()).toEqual(['CLOCK_BEHIND']);
      expect((await running.fetch('/readyz')).body.reasons[0].message).toContain(
        'start with CLOCK_VERIFIED_POSITION=6',
      );
      await running.close();
      await start({ CLOCK_VERIFIED_POSITION: '5' });
      expect((await rename('今名')).body.data.renameSchool.userErrors).toMatchObject([{ code: 'CLOCK_BEHIND' }]);
      await running.close();
      await start({ CLOCK_VERIFIED_POSITION: '6' });
      expect(await reasons()).toEqual([]);
      expect(await renamed('今名')).toBe(7);
      await running.close();
      await start();
      expect(await reasons()).toEqual([]);
      clock = '2026-11-24T01:58:00.000Z';
      expect((await rename('又名')).body.data.renameSchool.userErrors).toMatchObject([{ code: 'CLOCK_BEHIND' }]);
    });

    test('hides itself until then, and nothing that is recorded after it', async () => {
      expect(await nameAt('2026-11-24T02:00:00.000Z')).toBe('学校S01');
      await running.close();
      await start({ CLOCK_VERIFIED_POSITION: '6' });
      clock = '2026-11-24T03:00:00.000Z';
      await renamed('今名');
      clock = '2026-11-24T04:00:00.000Z';
      await renamed('后名');
      expect([
        await nameAt('2026-11-24T02:59:59.999Z'),
        await nameAt('2026-11-24T03:00:00.000Z'),
        await nameAt('2026-11-24T04:00:00.000Z'),
      ]).toEqual(['学校S01', '今名', '后名']);
      // The event itself is where it is, and was known when the next one was.
      const { body } = await running.post(
        `{ ledger { event(position: 6) { recordedAt } }
        school(id: "370103.S01", asOf: { position: 6, effectiveOn: "2026-11-24" }) { name } }`,
      );
      expect(body.data).toEqual({
        ledger: { event: { recordedAt: '2030-01-01T00:00:00.000Z' } },
        school: { name: '未来名' },
      });
      expect(await running.post('{ ledger { recordedAt } }')).toMatchObject({
        body: { data: { ledger: { recordedAt: '2026-11-24T04:00:00.000Z' } } },
      });
    });
  });

  test("where the reader has not come as far as the stream, the stream's own last event counts", () => {
    const events = { last: () => undefined, positionOf: (): number | undefined => undefined };
    const target = { stream: 'district-370103', revision: 4, recordedAt: '2026-11-24T01:00:00.000Z' };
    const now = (): string => clock;
    expect(clockOf({ events, now }).lastRecordedAt(target)).toBe(target.recordedAt);
    expect(
      clockOf({ events, now }).lastRecordedAt({ stream: 'district-370103', revision: -1, recordedAt: undefined }),
    ).toBeUndefined();
    expect(clockOf({ events: { ...events, positionOf: () => 5 }, now }).lastRecordedAt(target)).toBeUndefined();
  });
});
