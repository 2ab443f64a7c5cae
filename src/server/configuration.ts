import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import { openAddresses } from './addresses.js';
import { settings, type SettingName } from './settings.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** How a request may cost the server before it is refused as LIMIT_EXCEEDED. */
export interface Limits {
  /** Levels of nested fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Commands of one request. */
  readonly mutations: number;
  /** Lexical tokens of a document. */
  readonly tokens: number;
  /** Fields that may have to be resolved, lists counted by their size. */
  readonly cost: number;
  readonly bodyBytes: number;
}

/** How much of the server may be taken at a time, by everybody and by one address, before a request is refused. */
export interface Bounds {
  /** In a minute, in the unit of `Limits.cost`, for who signed in; and for everybody else of one address. */
  readonly costPerActor: number;
  readonly costPerAddress: number;
  readonly inFlight: number;
  readonly inFlightPerAddress: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly sockets: number;
  readonly socketsPerAddress: number;
  readonly subscriptions: number;
}

export interface SignInConfiguration {
  /** The HS256 key that was set. A key object, because neither a log nor JSON shows what it holds. */
  readonly secret?: KeyObject;
  readonly jwksUrl?: URL;
  readonly issuer?: string;
  readonly audience?: string;
  /** The longest time between a token's iat and its exp. */
  readonly maxTokenHours: number;
}

/** Everything that the environment decides, checked. */
export interface Configuration {
  readonly environment: 'development' | 'test' | 'production';
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  /** May hold a password: not for a log. */
  readonly eventStoreUrl: string;
  readonly ledger: string;
  readonly signIn: SignInConfiguration;
  /** The private Ed25519 key that signs checkpoints; in development one is made where none is set. */
  readonly signingKey?: KeyObject;
  readonly introspection: boolean;
  /** The origins whose pages a browser lets ask. */
  readonly corsOrigins: readonly string[];
  /** Space that must be left where the server writes; 0 where it is not looked at. */
  readonly minFreeBytes: number;
  /** The position of a last event that was recorded ahead of time: the clock is not held against it; 0 where there is none. */
  readonly clockVerifiedPosition: number;
  readonly logLevel: LogLevel;
  readonly limits: Limits;
  /** How much kept answers may take, in bytes. */
  readonly answerCacheBytes: number;
  /** How many queries are remembered. */
  readonly preparedQueries: number;
  readonly compileQueries: boolean;
  /** How many threads answer queries beside the server's own, which ones, and how long each may take. */
  readonly readers: { readonly count: number; readonly answer: 'long' | 'all'; readonly seconds: number };
  readonly bounds: Bounds;
  /** The proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
}

/** The server cannot start as it is configured: one line for each thing that is wrong, without the values of secrets. */
export class ConfigurationError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'ConfigurationError';
  }
}

const MIN_SECRET_BYTES = 32;
/** Fewer different bytes than this is a word repeated, not a random key; 64 random hexadecimal digits have 12 and more. */
const MIN_SECRET_VARIETY = 10;

/** Why a secret would not do as a key, undefined where it would; never a word of the secret. */
export const weaknessOf = (secret: string): string | undefined => {
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES)
    return `is too short: it must have at least ${MIN_SECRET_BYTES} bytes (openssl rand -hex 32 makes a good one)`;
  if (new Set(Buffer.from(secret)).size < MIN_SECRET_VARIETY)
    return `is too easy to guess, with fewer than ${MIN_SECRET_VARIETY} different bytes: openssl rand -hex 32 makes a good one`;
  return undefined;
};

/** Reads a private Ed25519 key: PKCS#8 as PEM, whose lines may be divided by \\n, or as base64 of DER; undefined where it is none. */
export const readSigningKey = (text: string): KeyObject | undefined => {
  try {
    const key = text.startsWith('-----')
      ? createPrivateKey(text.replaceAll('\\n', '\n'))
      : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Reads and checks the environment; an empty variable counts as one that is not set.
 * Throws ConfigurationError with everything that is wrong, not only the first.
 */
export const readConfiguration = (env: Readonly<Record<string, string | undefined>>): Configuration => {
  const wrong: string[] = [];
  const given = (name: SettingName): string | undefined =>
    env[name] === undefined || env[name].trim() === '' ? undefined : env[name].trim();
  const text = (name: SettingName): string => given(name) ?? settings.find((setting) => setting.name === name)!.default;
  const refuse = <T>(line: string, instead: T): T => {
    wrong.push(line);
    return instead;
  };
  const oneOf = <T extends string>(name: SettingName, allowed: readonly T[]): T =>
    allowed.find((value) => value === text(name)) ??
    refuse(`${name} must be one of ${allowed.join(', ')}, not ${quote(text(name))}`, allowed[0]!);
  const matching = (name: SettingName, pattern: RegExp, what: string): string =>
    pattern.test(text(name)) ? text(name) : refuse(`${name} must be ${what}, not ${quote(text(name))}`, '');
  const whole = (name: SettingName, from: number, to: number): number => {
    const value = /^\d{1,15}$/.test(text(name)) ? Number(text(name)) : NaN;
    return value >= from && value <= to
      ? value
      : refuse(`${name} must be a whole number from ${from} to ${to}, not ${quote(text(name))}`, from);
  };

  const environment = oneOf('NODE_ENV', ['development', 'test', 'production']);
  const port = whole('PORT', 0, 65_535);
  const host = matching('HOST', /^[A-Za-z0-9._:%-]+$/, 'a host name or an address');
  const dataDir = text('DATA_DIR');
  const eventStoreUrl = given('EVENT_STORE_URL') ?? `sqlite:${dataDir}`;
  if (!isStoreUrl(eventStoreUrl))
    wrong.push('EVENT_STORE_URL must be memory:, sqlite: and a directory (sqlite:./data), or esdb:// and a host');
  const ledger = matching(
    'LEDGER',
    /^[a-z][a-z0-9-]{0,31}$/,
    'a small letter and up to 31 small letters, digits and hyphens',
  );
  const introspection = oneOf('INTROSPECTION', ['on', 'off', 'true', 'false']);
  const corsOrigins = listOf(text('CORS_ORIGINS'));
  const noOrigin = corsOrigins.find((origin) => urlOf(origin)?.origin !== origin);
  if (noOrigin !== undefined)
    wrong.push(`CORS_ORIGINS must hold origins like https://portal.example, without a path, not ${quote(noOrigin)}`);
  const minFreeBytes = whole('MIN_FREE_BYTES', 0, 999_999_999_999_999);
  const clockVerifiedPosition = whole('CLOCK_VERIFIED_POSITION', 0, Number.MAX_SAFE_INTEGER);
  const logLevel = oneOf('LOG_LEVEL', ['info', 'fatal', 'error', 'warn', 'debug', 'trace', 'silent']);
  const limits: Limits = {
    depth: whole('MAX_DEPTH', 1, 100),
    aliases: whole('MAX_ALIASES', 0, 10_000),
    mutations: whole('MAX_MUTATIONS', 1, 1_000),
    tokens: whole('MAX_TOKENS', 10, 100_000),
    cost: whole('MAX_COST', 1, 100_000_000),
    bodyBytes: whole('MAX_BODY_BYTES', 1_000, 100_000_000),
  };

  const answerCacheBytes = whole('ANSWER_CACHE_BYTES', 0, 100_000_000_000);
  const preparedQueries = whole('PREPARED_QUERIES', 0, 1_000_000);
  const compileQueries = oneOf('COMPILE_QUERIES', ['on', 'off']) === 'on';
  const readers = {
    count: whole('READERS', 0, 64),
    answer: oneOf('READERS_ANSWER', ['long', 'all']),
    seconds: whole('LONG_QUERY_SECONDS', 1, 50),
  };
  const bounds: Bounds = {
    costPerAddress: whole('COST_PER_ADDRESS', 1, 1_000_000_000_000),
    costPerActor: whole('COST_PER_ACTOR', 1, 1_000_000_000_000),
    inFlight: whole('MAX_IN_FLIGHT', 1, 1_000_000),
    inFlightPerAddress: whole('MAX_IN_FLIGHT_PER_ADDRESS', 1, 1_000_000),
    connections: whole('MAX_CONNECTIONS', 1, 1_000_000),
    connectionsPerAddress: whole('MAX_CONNECTIONS_PER_ADDRESS', 1, 1_000_000),
    sockets: whole('MAX_SOCKETS', 0, 1_000_000),
    socketsPerAddress: whole('MAX_SOCKETS_PER_ADDRESS', 0, 1_000_000),
    subscriptions: whole('MAX_SUBSCRIPTIONS', 0, 10_000_000),
  };
  const trustedProxies = listOf(text('TRUSTED_PROXIES'));
  const noProxy = trustedProxies.find((proxy) => !isProxy(proxy));
  if (noProxy !== undefined)
    wrong.push(
      `TRUSTED_PROXIES must hold addresses, networks like 10.0.0.0/8, loopback, linklocal or uniquelocal, not ${quote(noProxy)}`,
    );

  const keyText = given('LEDGER_SIGNING_KEY');
  const signingKey = keyText === undefined ? undefined : readSigningKey(keyText);
  if (keyText !== undefined && !signingKey)
    wrong.push(
      'LEDGER_SIGNING_KEY must be a private Ed25519 key, PKCS#8 as PEM or as base64 of DER (openssl genpkey -algorithm ed25519 makes one)',
    );
  const secret = given('AUTH_SECRET');
  const jwksUrl = urlOf(given('AUTH_JWKS_URL'));
  const issuer = given('AUTH_ISSUER');
  const audience = given('AUTH_AUDIENCE');
  if (given('AUTH_JWKS_URL') !== undefined && !jwksUrl)
    wrong.push('AUTH_JWKS_URL must be an https:// or http:// URL without a user name or password');
  if (secret !== undefined && given('AUTH_JWKS_URL') !== undefined)
    wrong.push('AUTH_SECRET and AUTH_JWKS_URL exclude each other: set one of them');
  const weakness = secret === undefined ? undefined : weaknessOf(secret);
  if (weakness !== undefined) wrong.push(`AUTH_SECRET ${weakness}`);
  const maxTokenHours = whole('MAX_TOKEN_HOURS', 1, 168);
  if (environment === 'production') {
    if (secret === undefined && given('AUTH_JWKS_URL') === undefined)
      wrong.push('In production AUTH_JWKS_URL, or AUTH_SECRET, must be set: nobody could sign in');
    if (issuer === undefined)
      wrong.push('In production AUTH_ISSUER must be set: tokens made for anything else would be accepted');
    if (audience === undefined)
      wrong.push('In production AUTH_AUDIENCE must be set: tokens made for anything else would be accepted');
    if (keyText === undefined)
      wrong.push('In production LEDGER_SIGNING_KEY must be set: nobody could tell who signed a checkpoint');
    if (jwksUrl?.protocol === 'http:' && !isLoopback(jwksUrl.hostname))
      wrong.push('In production AUTH_JWKS_URL must be https://: over http:// anybody on the way could put in keys');
    if (/^memory:/i.test(eventStoreUrl))
      wrong.push('In production EVENT_STORE_URL must not be memory: the ledger would be gone with the process');
    if (isPlainStore(eventStoreUrl))
      wrong.push(
        'In production EVENT_STORE_URL must not say tls=false, unless the store is on this machine: anybody on the way could read names and change answers',
      );
  }
  if (wrong.length > 0) throw new ConfigurationError(wrong);

  return {
    environment,
    port,
    host,
    dataDir,
    eventStoreUrl,
    ledger,
    signIn: {
      ...(secret === undefined ? {} : { secret: createSecretKey(secret, 'utf8') }),
      ...(jwksUrl === undefined ? {} : { jwksUrl }),
      ...(issuer === undefined ? {} : { issuer }),
      ...(audience === undefined ? {} : { audience }),
      maxTokenHours,
    },
    ...(signingKey === undefined ? {} : { signingKey }),
    introspection: introspection === 'on' || introspection === 'true',
    corsOrigins,
    minFreeBytes,
    clockVerifiedPosition,
    logLevel,
    limits,
    answerCacheBytes,
    preparedQueries,
    compileQueries,
    readers,
    bounds,
    trustedProxies,
  };
};

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const isProxy = (text: string): boolean => {
  try {
    openAddresses([text]);
    return true;
  } catch {
    return false;
  }
};

/** A value as it is quoted in a line about it; the variables that hold secrets are never quoted. */
const quote = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}...` : value);

const isStoreUrl = (url: string): boolean =>
  /^memory:$/i.test(url) ||
  (/^sqlite:.+$/is.test(url) && !/^sqlite:\/\/(?!\/)/i.test(url)) ||
  /^esdb(\+discover)?:\/\/[^/?]+/i.test(url);

const urlOf = (value: string | undefined): URL | undefined => {
  if (value === undefined || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  return ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '' ? url : undefined;
};

/**
 * Whether an esdb: URL does without TLS towards another machine. Read as the client reads it: hosts behind commas,
 * options in any spelling.
 */
const isPlainStore = (url: string): boolean => {
  const [, authority = '', options = ''] = /^esdb(?:\+discover)?:\/\/(?:[^?]*@)?([^?]*)\??(.*)$/is.exec(url) ?? [];
  const isPlain = options.split('&').some((option) => /^tls=false$/.test(option.toLowerCase().replace(/[\s_-]/g, '')));
  return (
    isPlain &&
    authority.split(/[,/]/).some((host) => host !== '' && !isLoopback(host.replace(/:\d*$/, '').toLowerCase()))
  );
};

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
