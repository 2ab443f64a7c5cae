import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { anybody, type Principal } from '../commands/command.js';
import { isCode, splitId } from '../domain/identity.js';
import { duties as known, type Duty } from '../domain/actor.js';
import type { Role } from '../domain/ledger.js';
import { ConfigurationError, weaknessOf, type Configuration } from './configuration.js';
import { unauthenticated } from './errors.js';
import { keptSecret } from './kept-secret.js';
import { nobodyRevoked, type RevocationWatch } from './revocations.js';

/** What a token says. */
export interface Claims {
  /** The actor's id: a pseudonym. */
  readonly sub: string;
  readonly role: string;
  readonly district?: string;
  readonly group?: string;
  readonly school?: string;
  /** Of a BUREAU token; without it all of them. */
  readonly duties?: readonly string[];
}

/** Who signed in, and from when until when the token says so (seconds since 1970). */
export interface SignedIn {
  readonly principal: Principal;
  readonly issuedAt?: number;
  readonly expiresAt?: number;
}

export interface Asker {
  readonly principal: Principal;
  readonly key: string;
}

export interface SignIn {
  /** Who a value of the Authorization header stands for; without one it is anybody. Throws GraphQLError UNAUTHENTICATED. */
  authenticate(authorization: string | undefined): Promise<Principal>;
  /** The same at once, where the token was checked within the last minute and still counts; `key` tells askers apart. */
  known(authorization: string | undefined): Asker | undefined;
  /** The same, with the token's end, for connections that may outlive it. */
  signIn(authorization: string | undefined): Promise<SignedIn>;
}

/** Public keys alone: an HS256 token made with a public key as its secret must not pass. */
const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 5;
/** How long, and of how many tokens, it is remembered that they are in order. */
const CHECKED_MILLISECONDS = 60_000;
const MOST_CHECKED = 10_000;
const JWKS_TIMEOUT_MILLISECONDS = 5_000;
/** How a token is refused whose subject was signed out; also the end of its open connections. */
export const REVOKED = 'The token was revoked: sign in again';

/**
 * From when on tokens of a subject count that is revoked now (seconds since 1970): whoever issues them may be ahead by as much as is
 * tolerated, so tokens of the next few seconds are refused, too.
 */
export const revokedUntil = (now: number): number => Math.ceil(now) + CLOCK_TOLERANCE_SECONDS + 1;

/** Checks tokens as configured, and whether they were revoked. Throws ConfigurationError where the development secret cannot be had. */
export const openSignIn = (
  configuration: Configuration,
  revocations: Pick<RevocationWatch, 'standing'> = nobodyRevoked,
): SignIn => {
  const { jwksUrl, issuer, audience, maxTokenHours } = configuration.signIn;
  const keys = jwksUrl && createRemoteJWKSet(jwksUrl, { timeoutDuration: JWKS_TIMEOUT_MILLISECONDS });
  const secret = keys ? undefined : signingKey(configuration);
  const key: JWTVerifyGetKey = async (header, token) => (keys ? keysAt(keys, header, token) : secret!);
  const options = {
    algorithms: keys ? PUBLIC_KEY_ALGORITHMS : ['HS256'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['sub', 'exp', 'iat'],
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
  };
  /** By the whole header; a key that is withdrawn is noticed after this time. */
  const checked = new LRUCache<string, Asker & Required<SignedIn>>({ max: MOST_CHECKED, ttl: CHECKED_MILLISECONDS });
  const standing = (authorization: string): (Asker & Required<SignedIn>) | undefined => {
    const one = checked.get(authorization);
    const counts =
      one !== undefined &&
      one.expiresAt + CLOCK_TOLERANCE_SECONDS > Date.now() / 1000 &&
      revocations.standing(one.principal.actor.id, one.issuedAt) === 'VALID';
    return counts ? one : undefined;
  };
  const signIn = async (authorization: string | undefined): Promise<SignedIn> => {
    if (authorization === undefined || authorization.trim() === '') return { principal: anybody };
    const known = standing(authorization);
    if (known) return known;
    const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization.trim()) ?? [];
    if (token === undefined) throw unauthenticated('The Authorization header must be "Bearer", a space and a token');
    const payload = await verified(token, key, options);
    const principal = principalOf(payload);
    if (typeof principal === 'string') throw unauthenticated(`The token is refused: ${principal}`);
    const { iat: issuedAt = NaN, exp: expiresAt = NaN } = payload;
    if (!(issuedAt <= Date.now() / 1000 + CLOCK_TOLERANCE_SECONDS))
      throw unauthenticated('The token is refused: it says that it was issued in the future');
    const tooLong = livesTooLong(payload, maxTokenHours);
    if (tooLong !== undefined) throw unauthenticated(`The token is refused: ${tooLong}`);
    switch (revocations.standing(principal.actor.id, issuedAt)) {
      case 'REVOKED':
        throw unauthenticated(REVOKED);
      case 'UNKNOWN':
        throw unauthenticated('Tokens cannot be checked at the moment: it cannot be read which ones are revoked', 503);
      case 'VALID': {
        const one = { principal, issuedAt, expiresAt, key: JSON.stringify(principal) };
        checked.set(authorization, one);
        return one;
      }
    }
  };
  const nobody: Asker = { principal: anybody, key: '' };
  return {
    signIn,
    known: (authorization) => (authorization === undefined ? nobody : standing(authorization)),
    authenticate: async (authorization) => (await signIn(authorization)).principal,
  };
};

/**
 * A signed token, for development and demonstrations; `expiresIn` as in `8h` or `30 days`.
 * Throws an Error with one clear line: in production, where tokens come from a sign-in service, and on claims that the server would refuse.
 */
export const signToken = async (configuration: Configuration, claims: Claims, expiresIn: string): Promise<string> => {
  if (configuration.environment === 'production')
    throw new Error('Tokens are not made in production: they come from the sign-in service');
  if (configuration.signIn.jwksUrl)
    throw new Error('Tokens cannot be made here: AUTH_JWKS_URL is set, they come from the sign-in service');
  const { sub, ...rest } = claims;
  const principal = principalOf({ ...claims });
  if (typeof principal === 'string') throw new Error(`No such token can be made: ${principal}`);
  const { issuer, audience } = configuration.signIn;
  const token = new SignJWT({ ...rest }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setSubject(sub).setIssuedAt();
  if (issuer !== undefined) token.setIssuer(issuer);
  if (audience !== undefined) token.setAudience(audience);
  try {
    token.setExpirationTime(expiresIn);
  } catch {
    throw new Error(`Not a duration: ${JSON.stringify(expiresIn)}; try 8h or 30 days`);
  }
  const signed = await token.sign(signingKey(configuration));
  const tooLong = livesTooLong(decodeJwt(signed), configuration.signIn.maxTokenHours);
  if (tooLong !== undefined) throw new Error(`No such token can be made: ${tooLong}`);
  return signed;
};

/** What is wrong with the time between a token's beginning and its end. */
const livesTooLong = ({ iat = NaN, exp = NaN }: JWTPayload, maxTokenHours: number): string | undefined =>
  exp - iat <= maxTokenHours * 3600 ? undefined : `it lives longer than ${maxTokenHours} hours (MAX_TOKEN_HOURS)`;

const verified = async (
  token: string,
  key: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload> => {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (error instanceof KeysUnavailable) throw unauthenticated(error.message, 503);
    throw unauthenticated(reasonOf(error));
  }
};

/** Why a token was refused, without a word of what it holds. */
const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'The token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case 'iss':
        return 'The token is from another issuer';
      case 'aud':
        return 'The token is for another audience';
      case 'nbf':
        return 'The token is not valid yet';
      case 'sub':
        return 'The token is refused: the claim sub is missing';
      case 'exp':
        return 'The token is refused: it must say when it expires';
      case 'iat':
        return 'The token is refused: it must say when it was issued';
      default:
        return 'The token is refused: a claim in it is wrong';
    }
  }
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'The token is signed in a way that is not accepted here';
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey)
    return 'The signature of the token is wrong';
  return 'The token is malformed';
};

/** Whether the text may be the `sub` of a token: a pseudonym. */
export const isSubject = (text: string): boolean => /^[A-Za-z0-9._:-]{1,64}$/.test(text);

/** The principal that claims stand for, or what is wrong with them. */
const principalOf = (claims: Readonly<Record<string, unknown>>): Principal | string => {
  const { sub, role, district, group, school, duties } = claims;
  if (typeof sub !== 'string' || !isSubject(sub)) return 'the claim sub must be 1 to 64 letters, digits and . _ : -';
  if (!isTokenRole(role)) return 'the claim role must be BUREAU, COUNCIL, SCHOOL or AUDITOR';
  if (district !== undefined && (typeof district !== 'string' || !isCode(district)))
    return 'the claim district must look like 370103';
  if (group !== undefined && !isId(group)) return 'the claim group must look like 370103.G01';
  if (school !== undefined && !isId(school)) return 'the claim school must look like 370103.S01';
  const { scope, beside } = scopes[role];
  if (scope !== undefined && claims[scope] === undefined) return `the role ${role} needs the claim ${scope}`;
  const strange = (['district', 'group', 'school'] as const).find(
    (name) => claims[name] !== undefined && name !== scope && name !== beside,
  );
  if (strange !== undefined) return `the role ${role} does not go with the claim ${strange}`;
  if (duties !== undefined && role !== 'BUREAU') return `the role ${role} does not go with the claim duties`;
  if (duties !== undefined && !areDuties(duties))
    return `the claim duties must be a list of ${known.slice(0, -1).join(', ')} or ${known.at(-1)}`;
  const elsewhere = [group, school].some(
    (id) => id !== undefined && district !== undefined && splitId(id).district !== district,
  );
  if (elsewhere) return `the claim ${scope} must lie in the district of the token`;
  return {
    actor: { id: sub, role },
    ...(district === undefined ? {} : { district }),
    ...(group === undefined ? {} : { group }),
    ...(school === undefined ? {} : { school }),
    ...(duties === undefined ? {} : { duties }),
  };
};

/** The claim that says how far a role reaches, and the one that may stand beside it and must agree. */
const scopes: {
  readonly [R in TokenRole]: { readonly scope?: 'district' | 'group' | 'school'; readonly beside?: 'district' };
} = {
  BUREAU: { scope: 'district' },
  COUNCIL: { scope: 'group', beside: 'district' },
  SCHOOL: { scope: 'school', beside: 'district' },
  AUDITOR: {},
};

/** SYSTEM is for processes within the server, PUBLIC for whoever brings no token: neither can be claimed. */
type TokenRole = Exclude<Role, 'SYSTEM' | 'PUBLIC'>;
const isTokenRole = (role: unknown): role is TokenRole =>
  role === 'BUREAU' || role === 'COUNCIL' || role === 'SCHOOL' || role === 'AUDITOR';

const areDuties = (duties: unknown): duties is readonly Duty[] =>
  Array.isArray(duties) && duties.length > 0 && duties.every((one) => known.some((duty) => duty === one));

const isId = (id: unknown): id is string => {
  if (typeof id !== 'string') return false;
  const { district, code } = splitId(id);
  return isCode(district) && isCode(code);
};

class KeysUnavailable extends Error {
  constructor(options: ErrorOptions) {
    super('Tokens cannot be checked at the moment: the sign-in service does not give its keys', options);
    this.name = 'KeysUnavailable';
  }
}

/** A key of the sign-in service; that none can be had now says nothing about the token. */
const keysAt = async (
  keys: ReturnType<typeof createRemoteJWKSet>,
  ...[header, token]: Parameters<JWTVerifyGetKey>
): ReturnType<typeof keys> => {
  try {
    return await keys(header, token);
  } catch (error) {
    const aboutTheToken =
      error instanceof errors.JWKSNoMatchingKey ||
      error instanceof errors.JWKSMultipleMatchingKeys ||
      error instanceof errors.JOSENotSupported;
    throw aboutTheToken ? error : new KeysUnavailable({ cause: error });
  }
};

/** The key that was set; in development without one, a random key that is made once and kept for all who share the data directory. */
const signingKey = ({ environment, dataDir, signIn }: Configuration): KeyObject => {
  if (signIn.secret) return signIn.secret;
  if (environment === 'production')
    throw new ConfigurationError(['In production AUTH_JWKS_URL, or AUTH_SECRET, must be set: nobody could sign in']);
  const path = join(dataDir, 'development.secret');
  try {
    const secret = keptSecret(path, () => randomBytes(32).toString('hex'));
    if (weaknessOf(secret) === undefined) return createSecretKey(secret, 'utf8');
  } catch (error) {
    throw new ConfigurationError([`The development secret cannot be kept in ${path}: ${(error as Error).message}`]);
  }
  throw new ConfigurationError([
    `${path} holds no secret of at least 32 bytes that is hard to guess: delete it, and a new one is made`,
  ]);
};
