import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLError } from 'graphql';
import { exportJWK, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { anybody } from '../../src/commands/command.js';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { ConfigurationError, readConfiguration } from '../../src/server/configuration.js';
import { type RevocationWatch, watchRevocations } from '../../src/server/revocations.js';
import { type Claims, openSignIn, revokedUntil, signToken } from '../../src/server/sign-in.js';
import { fakeEventStoreDb } from '../eventstore/fake/server.js';
import { bureauClaims, type Running, startRunning } from './running.js';

describe('sign-in', () => {
  const secret = 'f00dfeed0123456789abcdef0123456789abcdef0123456789abcdef01234567';
  const configuration = readConfiguration({ AUTH_SECRET: secret, AUTH_ISSUER: 'here', AUTH_AUDIENCE: 'ledger' });
  const { authenticate, signIn } = openSignIn(configuration);
  const bureau: Claims = { sub: 'bureau-1', role: 'BUREAU', district: '370103' };

  /** A token with whatever is asked for, right or wrong. */
  const token = (
    claims: object,
    {
      alg = 'HS256',
      key = secret,
      ...rest
    }: { alg?: string; key?: string; iss?: string; aud?: string; iat?: number | null; exp?: number | null } = {},
  ): string => {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: rest.iat === undefined ? now : rest.iat, exp: rest.exp === undefined ? now + 60 : rest.exp };
    const given = Object.fromEntries(Object.entries(times).filter(([, time]) => time !== null));
    const payload = { iss: rest.iss ?? 'here', aud: rest.aud ?? 'ledger', ...given, ...claims };
    const parts = [{ alg }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature =
      alg === 'none'
        ? ''
        : createHmac(alg === 'HS512' ? 'sha512' : 'sha256', key)
            .update(parts)
            .digest('base64url');
    return `${parts}.${signature}`;
  };

  /** About now, in seconds since 1970. */
  const soon = Math.floor(Date.now() / 1000);

  const refusalOf = async (authorization: string, check = authenticate): Promise<GraphQLError> => {
    const error: unknown = await check(authorization).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GraphQLError);
    expect((error as GraphQLError).extensions).toMatchObject({ code: 'UNAUTHENTICATED', http: { status: 401 } });
    const [, given = ''] = authorization.split(' ');
    if (given !== '') expect(JSON.stringify(error)).not.toContain(given);
    return error as GraphQLError;
  };

  test('without a token it is anybody', async () => {
    expect(await authenticate(undefined)).toEqual(anybody);
    expect(await authenticate('')).toEqual(anybody);
  });

  test.each<[string, object, object]>([
    ['bureau', bureau, { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103' }],
    [
      'bureau officer with duties',
      { ...bureau, duties: ['FINANCE', 'SUPERVISION'] },
      { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103', duties: ['FINANCE', 'SUPERVISION'] },
    ],
    [
      'council',
      { sub: 'c:1', role: 'COUNCIL', group: '370103.G01' },
      { actor: { id: 'c:1', role: 'COUNCIL' }, group: '370103.G01' },
    ],
    [
      'school',
      { sub: 's.1', role: 'SCHOOL', school: '370103.S01' },
      { actor: { id: 's.1', role: 'SCHOOL' }, school: '370103.S01' },
    ],
    ['auditor', { sub: 'a_1', role: 'AUDITOR' }, { actor: { id: 'a_1', role: 'AUDITOR' } }],
  ])('a token of a %s is taken', async (_who, claims, principal) => {
    expect(await authenticate(`Bearer ${token(claims)}`)).toEqual(principal);
    expect(await authenticate(`bearer  ${token(claims)}`)).toEqual(principal);
  });

  test.each<[string, string, RegExp]>([
    ['no token behind Bearer', 'Bearer ', /must be "Bearer"/],
    ['another scheme', 'Basic dXNlcjpwdw==', /must be "Bearer"/],
    ['two tokens', `Bearer ${token(bureau)} ${token(bureau)}`, /must be "Bearer"/],
    ['no token at all', 'Bearer nonsense', /malformed/],
    ['alg none', `Bearer ${token(bureau, { alg: 'none' })}`, /not accepted/],
    ['another algorithm', `Bearer ${token(bureau, { alg: 'HS512' })}`, /not accepted/],
    ['an unknown algorithm', `Bearer ${token(bureau, { alg: 'XS256' })}`, /not accepted/],
    ['another key', `Bearer ${token(bureau, { key: 'another' })}`, /signature/],
    ['a signature cut short', `Bearer ${token(bureau).slice(0, -4)}`, /signature/],
    ['another issuer', `Bearer ${token(bureau, { iss: 'there' })}`, /another issuer/],
    ['another audience', `Bearer ${token(bureau, { aud: 'other' })}`, /another audience/],
    ['an end in the past', `Bearer ${token(bureau, { exp: 1_000_000 })}`, /expired/],
    ['a beginning in the future', `Bearer ${token({ ...bureau, nbf: 99_999_999_999 })}`, /not valid yet/],
    ['no actor', `Bearer ${token({ ...bureau, sub: undefined })}`, /sub/],
    ['an actor who is a number', `Bearer ${token({ ...bureau, sub: 7 })}`, /sub|claim/],
    ['an actor who is a name', `Bearer ${token({ ...bureau, sub: '张三' })}`, /sub/],
    ['an actor of 65 characters', `Bearer ${token({ ...bureau, sub: 'a'.repeat(65) })}`, /sub/],
    ['no role', `Bearer ${token({ ...bureau, role: undefined })}`, /role must be/],
    ['the role SYSTEM', `Bearer ${token({ ...bureau, role: 'SYSTEM' })}`, /role must be/],
    ['the role PUBLIC', `Bearer ${token({ ...bureau, role: 'PUBLIC' })}`, /role must be/],
    ['an unknown role', `Bearer ${token({ ...bureau, role: 'MINISTER' })}`, /role must be/],
    ['several roles', `Bearer ${token({ ...bureau, role: ['BUREAU'] })}`, /role must be/],
    ['a bureau without a district', `Bearer ${token({ sub: 'x', role: 'BUREAU' })}`, /needs the claim district/],
    [
      'a council without a group',
      `Bearer ${token({ sub: 'x', role: 'COUNCIL', district: '370103' })}`,
      /needs the claim group/,
    ],
    [
      'a school without a school',
      `Bearer ${token({ sub: 'x', role: 'SCHOOL', district: '370103' })}`,
      /needs the claim school/,
    ],
    ['an unknown duty', `Bearer ${token({ ...bureau, duties: ['FINANCE', 'MONEY'] })}`, /duties must be a list of/],
    ['no duty of several', `Bearer ${token({ ...bureau, duties: [] })}`, /duties must be a list of/],
    ['a duty that is no list', `Bearer ${token({ ...bureau, duties: 'FINANCE' })}`, /duties must be a list of/],
    [
      'a council with duties',
      `Bearer ${token({ sub: 'x', role: 'COUNCIL', group: '370103.G01', duties: ['FINANCE'] })}`,
      /role COUNCIL does not go with the claim duties/,
    ],
    [
      'a bureau with a group',
      `Bearer ${token({ ...bureau, group: '370103.G01' })}`,
      /role BUREAU does not go with the claim group/,
    ],
    [
      'a bureau with a school',
      `Bearer ${token({ ...bureau, school: '370103.S01' })}`,
      /role BUREAU does not go with the claim school/,
    ],
    [
      'a council with a school',
      `Bearer ${token({ sub: 'x', role: 'COUNCIL', group: '370103.G01', school: '370103.S01' })}`,
      /role COUNCIL does not go with the claim school/,
    ],
    [
      'a school with a group',
      `Bearer ${token({ sub: 'x', role: 'SCHOOL', group: '370103.G01', school: '370103.S01' })}`,
      /role SCHOOL does not go with the claim group/,
    ],
    [
      'an auditor with a district',
      `Bearer ${token({ ...bureau, role: 'AUDITOR' })}`,
      /role AUDITOR does not go with the claim district/,
    ],
    [
      'a group of another district',
      `Bearer ${token({ sub: 'x', role: 'COUNCIL', group: '370104.G01', district: '370103' })}`,
      /claim group must lie in the district of the token/,
    ],
    [
      'a school of another district',
      `Bearer ${token({ sub: 'x', role: 'SCHOOL', school: '3701030.S01', district: '370103' })}`,
      /claim school must lie in the district of the token/,
    ],
    [
      'a district that is null',
      `Bearer ${token({ sub: 'x', role: 'SCHOOL', school: '370103.S01', district: null })}`,
      /district must look like/,
    ],
    ['no end', `Bearer ${token(bureau, { exp: null })}`, /must say when it expires/],
    ['no beginning', `Bearer ${token(bureau, { iat: null })}`, /must say when it was issued/],
    ['a beginning that is no number', `Bearer ${token({ ...bureau, iat: 'today' })}`, /must say when it was issued/],
    [
      'being issued in the future',
      `Bearer ${token(bureau, { iat: soon + 60, exp: soon + 120 })}`,
      /issued in the future/,
    ],
    [
      'a life of more than a day',
      `Bearer ${token(bureau, { exp: soon + 24 * 3600 + 60 })}`,
      /lives longer than 24 hours \(MAX_TOKEN_HOURS\)/,
    ],
    ['an end that is no time', `Bearer ${token(bureau, { exp: 99_999_999_999 })}`, /lives longer/],
    ['a malformed district', `Bearer ${token({ ...bureau, district: '370103.G01' })}`, /district must look like/],
    ['a malformed group', `Bearer ${token({ sub: 'x', role: 'COUNCIL', group: 'G01' })}`, /group must look like/],
    [
      'a malformed school',
      `Bearer ${token({ sub: 'x', role: 'SCHOOL', school: '370103.S01.1' })}`,
      /school must look like/,
    ],
  ])('a token is refused for %s', async (_why, authorization, message) => {
    expect((await refusalOf(authorization)).message).toMatch(message);
  });

  test('a token says from when until when it holds, which is no longer than the setting allows', async () => {
    expect(await signIn(`Bearer ${token(bureau, { iat: soon - 60, exp: soon + 24 * 3600 - 60 })}`)).toMatchObject({
      issuedAt: soon - 60,
      expiresAt: soon + 24 * 3600 - 60,
    });
    const hour = openSignIn(
      readConfiguration({ AUTH_SECRET: secret, AUTH_ISSUER: 'here', AUTH_AUDIENCE: 'ledger', MAX_TOKEN_HOURS: '1' }),
    );
    expect(await hour.authenticate(`Bearer ${token(bureau, { exp: soon + 3600 })}`)).toMatchObject({
      district: '370103',
    });
    expect(
      (await refusalOf(`Bearer ${token(bureau, { iat: soon - 10, exp: soon + 3600 })}`, hour.authenticate)).message,
    ).toMatch(/longer than 1 hours/);
  });

  test('a claim of the district may stand beside a group or a school that lies in it', async () => {
    expect(
      await authenticate(`Bearer ${token({ sub: 'c', role: 'COUNCIL', district: '370103', group: '370103.G01' })}`),
    ).toMatchObject({ district: '370103', group: '370103.G01' });
    expect(
      await authenticate(`Bearer ${token({ sub: 's', role: 'SCHOOL', district: '370103', school: '370103.S01' })}`),
    ).toMatchObject({ district: '370103', school: '370103.S01' });
  });

  describe('tokens made here', () => {
    test('are accepted here', async () => {
      const made = await signToken(
        configuration,
        { sub: 'c-1', role: 'COUNCIL', district: '370103', group: '370103.G01' },
        '8h',
      );
      const { principal, expiresAt } = await signIn(`Bearer ${made}`);
      expect(principal).toEqual({ actor: { id: 'c-1', role: 'COUNCIL' }, district: '370103', group: '370103.G01' });
      expect(expiresAt! - Date.now() / 1000).toBeGreaterThan(7 * 3600);
    });

    test('are not made in production, nor where a sign-in service makes them', async () => {
      const strict = readConfiguration({
        NODE_ENV: 'production',
        LEDGER_SIGNING_KEY: 'MC4CAQAwBQYDK2VwBCIEIIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
        AUTH_SECRET: secret,
        AUTH_ISSUER: 'here',
        AUTH_AUDIENCE: 'ledger',
      });
      await expect(signToken(strict, bureau, '8h')).rejects.toThrow('not made in production');
      await expect(
        signToken(readConfiguration({ AUTH_JWKS_URL: 'https://keys.example' }), bureau, '8h'),
      ).rejects.toThrow('AUTH_JWKS_URL is set');
    });

    test.each<[object, string, RegExp]>([
      [{ role: 'SYSTEM' }, '8h', /role must be/],
      [{ district: undefined }, '8h', /needs the claim district/],
      [{}, 'a while', /Not a duration: "a while"/],
      [{}, '30 days', /lives longer than 24 hours \(MAX_TOKEN_HOURS\)/],
      [{}, '25h', /lives longer than 24 hours/],
      [{ group: '370103.G01' }, '8h', /does not go with the claim group/],
    ])('are not made with %p for %s', async (claims, expiresIn, message) => {
      await expect(signToken(configuration, { ...bureau, ...claims }, expiresIn)).rejects.toThrow(message);
    });
  });

  describe('the development secret', () => {
    const directory = mkdtempSync(join(tmpdir(), 'edugroup-secret-'));
    const dataDir = join(directory, 'data');
    const path = join(dataDir, 'development.secret');
    const development = readConfiguration({ DATA_DIR: dataDir });
    afterAll(() => rmSync(directory, { recursive: true }));

    test('is made once, for its owner alone, and shared by all who share the directory', async () => {
      expect(existsSync(path)).toBe(false);
      const made = await signToken(development, bureau, '1h');
      const kept = readFileSync(path, 'utf8');
      expect(kept).toMatch(/^[0-9a-f]{64}\n$/);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(await openSignIn(development).authenticate(`Bearer ${made}`)).toMatchObject({ district: '370103' });
      expect(readFileSync(path, 'utf8')).toBe(kept);
    });

    test('is refused where somebody left a weak one, or where it cannot be kept', () => {
      for (const weak of ['short', 'ab'.repeat(40)]) {
        writeFileSync(path, weak);
        expect(() => openSignIn(development)).toThrow(ConfigurationError);
      }
      expect(() => openSignIn(readConfiguration({ DATA_DIR: join(path, 'below-a-file') }))).toThrow(ConfigurationError);
    });
  });

  describe('keys of a sign-in service', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    let server: Server;
    let url: string;
    let broken = false;
    beforeAll(async () => {
      const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] };
      server = createServer(
        (_request, response) => void response.writeHead(broken ? 500 : 200).end(JSON.stringify(keys)),
      ).listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    });
    afterAll(() => void server.close());

    const open = () =>
      openSignIn(readConfiguration({ AUTH_JWKS_URL: url, AUTH_ISSUER: 'here', AUTH_AUDIENCE: 'ledger' })).authenticate;
    const signed = (key = privateKey, kid = 'one') =>
      new SignJWT({ ...bureau })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setIssuer('here')
        .setAudience('ledger')
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(key);

    test('are fetched, and check tokens', async () => {
      const check = open();
      expect(await check(`Bearer ${await signed()}`)).toMatchObject({ actor: { id: 'bureau-1', role: 'BUREAU' } });
      expect((await refusalOf(`Bearer ${await signed(stranger.privateKey)}`, check)).message).toMatch(/signature/);
      expect((await refusalOf(`Bearer ${await signed(privateKey, 'two')}`, check)).message).toMatch(/signature/);
    });

    test('are not a secret: a token signed with a public key as an HS256 key is refused', async () => {
      const forged = token(bureau, { key: publicKey.export({ type: 'spki', format: 'pem' }).toString() });
      expect((await refusalOf(`Bearer ${forged}`, open())).message).toMatch(/not accepted/);
    });

    test('that cannot be had are not the fault of the token: try again', async () => {
      broken = true;
      const error: unknown = await open()(`Bearer ${await signed()}`).catch((reason: unknown) => reason);
      broken = false;
      expect((error as GraphQLError).extensions).toMatchObject({ code: 'UNAUTHENTICATED', http: { status: 503 } });
      expect((error as GraphQLError).message).toMatch(/cannot be checked at the moment/);
    });
  });
});

describe('authorization', () => {
  let running: Running;
  let bureau: string;
  let other: string;
  beforeAll(async () => {
    running = await startRunning();
    bureau = `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}`;
    other = `Bearer ${await signToken(running.configuration, { ...bureauClaims, sub: 'bureau-2' }, '1h')}`;
  });
  afterAll(() => running.close());

  /** The answer to a request as it goes over the wire, with whatever header lines there are. */
  const raw = async (headers: readonly string[], body: string): Promise<{ status: number; body: string }> => {
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      [
        'POST /graphql HTTP/1.1',
        `host: ${hostname}`,
        'content-type: application/json',
        `content-length: ${body.length}`,
        'connection: close',
        ...headers,
        '',
        body,
      ].join('\r\n'),
    );
    let text = '';
    socket.on('data', (data: Buffer) => {
      text += String(data);
    });
    await once(socket, 'close');
    return { status: Number(text.split(' ')[1]), body: text };
  };
  const who = JSON.stringify({ query: '{ viewer { actor { id } } }' });

  describe('a request', () => {
    test("with one token is its subject's", async () => {
      expect(await raw([`authorization: ${bureau}`], who)).toMatchObject({
        status: 200,
        body: expect.stringContaining('"id":"bureau-1"'),
      });
    });

    test.each([
      ['two tokens', () => [`authorization: ${bureau}`, `Authorization: ${other}`]],
      ['the same token twice', () => [`authorization: ${bureau}`, `AUTHORIZATION: ${bureau}`]],
      ['a token beside an empty header', () => [`authorization: ${bureau}`, 'authorization: ']],
    ])('with %s is refused', async (_what, headers) => {
      const { status, body } = await raw(headers(), who);
      expect(status).toBe(401);
      expect(body).toContain('UNAUTHENTICATED');
      expect(body).toContain('several Authorization headers');
      expect(body).not.toContain(bureau.slice(7));
    });
  });

  describe('a connection', () => {
    /** What it is told first, or how it ends. */
    const opened = async (payload: object, headers: Record<string, string | string[]> = {}): Promise<unknown> => {
      const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        headers: headers as Record<string, string>,
      });
      await once(socket, 'open');
      const first = Promise.race([
        once(socket, 'message').then(([data]) => (JSON.parse(String(data)) as { type: string }).type),
        once(socket, 'close').then(([code, reason]) => `${String(code)} ${String(reason)}`),
      ]);
      socket.send(JSON.stringify({ type: 'connection_init', payload }));
      const said = await first;
      socket.terminate();
      return said;
    };

    test('takes one token, wherever and however often it comes', async () => {
      expect(await opened({ authorization: bureau }, { authorization: bureau })).toBe('connection_ack');
      expect(await opened({ authorization: null, AUTHORIZATION: bureau })).toBe('connection_ack');
    });

    test.each<[string, () => Promise<unknown>]>([
      ['in its parameters and its header', () => opened({ authorization: bureau }, { authorization: other })],
      ['under two names', () => opened({ authorization: bureau, Authorization: other })],
      ['in two headers', () => opened({}, { authorization: [bureau, other] })],
      ['one of which is broken', () => opened({ authorization: bureau }, { authorization: 'Bearer nonsense' })],
    ])('with different tokens %s is refused', async (_where, open) => {
      expect(await open()).toMatch(
        /^4401 The (connection brings several tokens|request has several Authorization headers)/,
      );
    });
  });
});

describe('revocations', () => {
  const now = (): number => Date.now() / 1000;
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

  /** Resolves when it holds; asked again at each turn of the event loop. */
  const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
  };

  describe('a watch', () => {
    const watches: RevocationWatch[] = [];
    afterEach(() => watches.splice(0).forEach((watch) => watch.stop()));
    const watching = async (
      options: Partial<Parameters<typeof watchRevocations>[0]> = {},
    ): Promise<RevocationWatch> => {
      const watch = await watchRevocations({
        revocations: memoryStores().revocations,
        log: silent,
        interval: 1,
        ...options,
      });
      watches.push(watch);
      return watch;
    };

    test('refuses tokens that were issued before the instant, and no others', async () => {
      const { revocations } = memoryStores();
      await revocations.revoke('bureau-1', 1000);
      const watch = await watching({ revocations });
      expect([999, 999.9, 1000, 1001].map((issuedAt) => watch.standing('bureau-1', issuedAt))).toEqual([
        'REVOKED',
        'REVOKED',
        'VALID',
        'VALID',
      ]);
      expect(watch.standing('bureau-2', 0)).toBe('VALID');
      expect(watch.problem()).toBeUndefined();
    });

    test('sees what is revoked later, and says that something changed', async () => {
      const { revocations } = memoryStores();
      const watch = await watching({ revocations });
      const ended = new AbortController();
      let calls = 0;
      watch.onChange(() => {
        calls += 1;
      }, ended.signal);
      await revocations.revoke('bureau-1', 1000);
      await until(() => watch.standing('bureau-1', 1) === 'REVOKED');
      expect(calls).toBeGreaterThan(0);
      ended.abort();
    });

    test('knows nothing once it could not look for long, says so once, and knows again', async () => {
      const lines: string[] = [];
      const log = {
        ...silent,
        info: (_: object, message: string) => void lines.push(message),
        warn: (_: object, message: string) => void lines.push(message),
      };
      let clock = 0;
      let away = false;
      let looks = 0;
      const all = (): Promise<ReadonlyMap<string, number>> => {
        looks += 1;
        return away ? Promise.reject(new StoreUnavailable('away')) : Promise.resolve(new Map());
      };
      const watch = await watching({ revocations: { all }, log, now: () => clock, knownFor: 100 });
      away = true;
      const failed = looks + 3;
      await until(() => looks >= failed);
      clock = 100;
      expect([watch.standing('bureau-1', 1), watch.problem()]).toEqual(['VALID', undefined]);
      clock = 101;
      expect([watch.standing('bureau-1', 1), watch.problem()]).toEqual([
        'UNKNOWN',
        'the revocations of tokens cannot be read, so that no token is accepted',
      ]);
      away = false;
      await until(() => watch.standing('bureau-1', 1) === 'VALID');
      expect(lines).toEqual([expect.stringMatching(/^Revocations cannot be read/), 'Revocations can be read again']);
    });

    test('whose look never ends knows nothing either, and tells', async () => {
      let clock = 0;
      let hangs = false;
      const watch = await watching({
        revocations: { all: () => (hangs ? new Promise(() => undefined) : Promise.resolve(new Map())) },
        now: () => clock,
        knownFor: 100,
      });
      hangs = true;
      const told = new Promise<void>((resolve) =>
        watch.onChange(() => {
          if (watch.standing('bureau-1', 1) === 'UNKNOWN') resolve();
        }, new AbortController().signal),
      );
      clock = 1000;
      await told;
    });

    test('that could not look once accepts no token', async () => {
      const watch = await watching({ revocations: { all: () => Promise.reject(new StoreUnavailable('away')) } });
      expect(watch.standing('bureau-1', now())).toBe('UNKNOWN');
    });

    test('sees on every replica what another process revoked', async () => {
      const fake = await fakeEventStoreDb();
      const opened = await Promise.all(
        [1, 2, 3].map(() => eventStoreDbStores(`esdb://127.0.0.1:${fake.port}?tls=false`, { ledger: 'edugroup' })),
      );
      const [writer, ...replicas] = opened;
      const seen = await Promise.all(replicas.map(({ revocations }) => watching({ revocations })));
      await writer!.revocations.revoke('bureau-1', 1000);
      for (const watch of seen) await until(() => watch.standing('bureau-1', 1) === 'REVOKED');
      watches.splice(0).forEach((watch) => watch.stop());
      for (const { events } of opened) await events.close();
      fake.close();
    });
  });

  test('who is signed out now is so with every token that was issued until now, by whatever clock is tolerated', () => {
    for (const instant of [1000, 1000.1, 1000.9]) expect(revokedUntil(instant)).toBeGreaterThan(instant + 5);
  });

  describe('a server', () => {
    let running: Running;
    beforeEach(async () => {
      running = await startRunning();
    });
    afterEach(() => running.close());

    const revoke = (subject: string): Promise<void> =>
      running.runtime.stores.revocations.revoke(subject, revokedUntil(now()));
    const who = '{ viewer { actor { id } } }';
    const other = { ...bureauClaims, sub: 'bureau-2' };
    const connected = async (claims?: typeof bureauClaims): Promise<WebSocket> => {
      const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      await once(socket, 'open');
      const acknowledged = once(socket, 'message');
      socket.send(
        JSON.stringify({
          type: 'connection_init',
          ...(claims
            ? { payload: { authorization: `Bearer ${await signToken(running.configuration, claims, '1h')}` } }
            : {}),
        }),
      );
      expect(String((await acknowledged)[0])).toContain('connection_ack');
      return socket;
    };

    test("refuses the tokens of a subject that were issued before it was revoked, and nobody else's", async () => {
      const token = `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}`;
      const headers = { authorization: token };
      expect((await running.post(who, { headers })).body.data.viewer.actor.id).toBe('bureau-1');
      await revoke('bureau-1');
      await until(async () => (await running.post(who, { headers })).status === 401);
      expect((await running.get(who, { headers })).body.errors).toMatchObject([
        { message: 'The token was revoked: sign in again', extensions: { code: 'UNAUTHENTICATED' } },
      ]);
      expect((await running.post(who, { claims: other })).body.data.viewer.actor.id).toBe('bureau-2');
      expect((await running.post(who)).body.data.viewer.actor.id).toBeNull();
    });

    test('ends the open connections of the subject, lets the others be, and lets nobody in with such a token', async () => {
      const [mine, again, theirs, anybody] = [
        await connected(bureauClaims),
        await connected(bureauClaims),
        await connected(other),
        await connected(),
      ];
      const ends = [mine, again].map((socket) => once(socket, 'close'));
      await revoke('bureau-1');
      for (const end of ends) expect((await end).map(String)).toEqual(['4401', 'The token was revoked: sign in again']);
      expect([theirs.readyState, anybody.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
      for (const socket of [theirs, anybody]) socket.terminate();
    });
  });

  describe('a server that cannot read the revocations', () => {
    test('accepts no token and says why, ends connections that came with one, and serves the public on', async () => {
      let clock = 0;
      const watch = await watchRevocations({
        revocations: memoryStores().revocations,
        log: silent,
        interval: 1,
        now: () => clock,
        knownFor: 100,
      });
      let away = false;
      const standing: RevocationWatch['standing'] = (...token) => (away ? 'UNKNOWN' : watch.standing(...token));
      const running = await startRunning({
        revocations: {
          ...watch,
          standing,
          problem: () => (away ? 'the revocations of tokens cannot be read, so that no token is accepted' : undefined),
        },
      });
      const socket = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      await once(socket, 'open');
      socket.send(
        JSON.stringify({
          type: 'connection_init',
          payload: { authorization: `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}` },
        }),
      );
      await once(socket, 'message');
      const end = once(socket, 'close');
      away = true;
      clock = 1;
      expect((await end).map(String)).toEqual(['1013', 'Tokens cannot be checked at the moment']);
      const { status, headers, body } = await running.post('{ ledger { position } }', { claims: bureauClaims });
      expect([status, headers.get('retry-after'), body.errors[0].message]).toEqual([
        503,
        '5',
        'Tokens cannot be checked at the moment: it cannot be read which ones are revoked',
      ]);
      expect((await running.post('{ ledger { position } }')).body.data).toEqual({ ledger: { position: 0 } });
      expect(await running.fetch('/readyz')).toMatchObject({
        status: 503,
        body: { reasons: [{ code: 'REVOCATIONS_UNREADABLE' }] },
      });
      const late = new WebSocket(`${running.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
      await once(late, 'open');
      late.send(
        JSON.stringify({
          type: 'connection_init',
          payload: { authorization: `Bearer ${await signToken(running.configuration, bureauClaims, '1h')}` },
        }),
      );
      expect((await once(late, 'close'))[0]).toBe(1013);
      watch.stop();
      await running.close();
    });
  });
});
