import { createHmac, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { exportJWK, SignJWT } from 'jose';
import { anybody } from '../../src/commands/command.js';
import { ConfigurationError, readConfiguration } from '../../src/server/configuration.js';
import { openSignIn, signToken, type Claims } from '../../src/server/sign-in.js';

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
    await expect(signToken(readConfiguration({ AUTH_JWKS_URL: 'https://keys.example' }), bureau, '8h')).rejects.toThrow(
      'AUTH_JWKS_URL is set',
    );
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
