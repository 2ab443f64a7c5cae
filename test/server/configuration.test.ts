import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { ConfigurationError, readConfiguration } from '../../src/server/configuration.js';
import { settings } from '../../src/server/settings.js';

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
  expect(readConfiguration(Object.fromEntries(settings.map(({ name }) => [name, ' '])))).toEqual(readConfiguration({}));
});

test('the embedded store is in the data directory unless told otherwise', () => {
  expect(readConfiguration({ DATA_DIR: '/var/lib/ledger' }).eventStoreUrl).toBe('sqlite:/var/lib/ledger');
  expect(readConfiguration({ DATA_DIR: '/var/lib/ledger', EVENT_STORE_URL: 'memory:' }).eventStoreUrl).toBe('memory:');
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
  expect(inspect(configuration, { depth: 9, showHidden: true }) + JSON.stringify(configuration)).not.toContain(secret);
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
