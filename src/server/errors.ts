import { randomUUID } from 'node:crypto';
import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLErrorExtensions, type GraphQLFormattedError } from 'graphql';
import type { Language } from '../commands/messages.js';
import { readModelsRebuilt } from '../graphql/shared/errors.js';
import { ReadModelsDamaged } from '../projections/renewable.js';
import type { Log } from '../projections/runner.js';

/** The HTTP status (and headers) that Apollo gives an answer with this error. */
const http = (status: number, headers: readonly (readonly [string, string])[] = []): GraphQLErrorExtensions => ({
  http: { status, headers: new HeaderMap(headers.map(([name, value]) => [name, value])) },
});

export const badInput = (message: string, status = 400): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', ...http(status) } });

export const limitExceeded = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', ...http(400) } });

/** The answer would take longer than is allowed; `seconds`. The same would take as long again, so nobody is told to come back. */
export const deadlinePassed = (field: string, seconds: number, language: Language): GraphQLError =>
  new GraphQLError(
    language === 'ZH'
      ? `${field}：${seconds} 秒内未能得出结果，已中止。请缩小范围后再查`
      : `${field}: there was no answer within ${seconds} s, and it was given up: ask for less`,
    { extensions: { code: 'DEADLINE_EXCEEDED', field, seconds, ...http(400) } },
  );

/** Whoever asked has gone: nobody sees it but the log. */
export const cancelled = (): GraphQLError =>
  new GraphQLError('Nobody waits for the answer', { extensions: { code: 'CANCELLED', ...http(503) } });

/** What there is for whoever asks is used up; `retryAfter` in seconds, also for connections that have no headers. */
export const tooMany = (message: string, retryAfter: number): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'RATE_LIMITED', retryAfter, ...http(429, [['retry-after', String(retryAfter)]]) },
  });

/** The budget of a minute does not suffice. */
export const spent = (whose: string, retryAfter: number): GraphQLError =>
  tooMany(
    `The ${whose} has used up what it may ask for in a minute: try again in ${retryAfter} s, or ask for less`,
    retryAfter,
  );

/** The server has no room at the moment, whoever asks. */
export const overloaded = (message: string, retryAfter: number): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'OVERLOADED', retryAfter, ...http(503, [['retry-after', String(retryAfter)]]) },
  });

/** Status, code and patience of a refusal for want of room or budget; undefined for any other error. */
export const refusalOf = (
  error: unknown,
): { readonly status: number; readonly code: string; readonly retryAfter: number } | undefined => {
  if (!(error instanceof GraphQLError) || typeof error.extensions['retryAfter'] !== 'number') return undefined;
  return {
    status: (error.extensions.http as { readonly status: number }).status,
    code: errorCodeOf(error),
    retryAfter: error.extensions['retryAfter'],
  };
};

/** The token, if any, is not accepted. A message must never quote it. */
export const unauthenticated = (message: string, status = 401): GraphQLError =>
  new GraphQLError(message, {
    extensions: {
      code: 'UNAUTHENTICATED',
      ...http(status, status === 401 ? [['www-authenticate', 'Bearer error="invalid_token"']] : [['retry-after', '5']]),
    },
  });

/** The code of an error as it is counted. */
export const errorCodeOf = (error: unknown): string => {
  const code = (error as { readonly extensions?: { readonly code?: unknown } } | undefined)?.extensions?.code;
  return typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR';
};

export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * Turns any error into what a client may see: a GraphQLError that was meant for it with its code, anything else as
 * INTERNAL_SERVER_ERROR with an id under which the log says more. Never a stack or a value that was sent, which may be personal; and no
 * names that somebody may have meant where the schema is not told, wherever in graphql the error came from.
 */
export const errorFormatter =
  (log: Log, { suggestions = true }: { readonly suggestions?: boolean } = {}): FormatError =>
  (formatted, error) => {
    const { extensions = {}, ...given } = formatted;
    const message = withoutValues(given.message);
    const rest = { ...given, message: suggestions ? message : withoutSuggestions(message) };
    const { stacktrace: _stack, http: _http, ...shown } = extensions as Record<string, unknown>;
    // The parser has no code for this; its message is the only sign (and has a slip in some versions).
    const [, tokens] = /^Syntax Error: Document contains more tha[nt] (\d+) tokens/.exec(formatted.message) ?? [];
    if (tokens !== undefined)
      return {
        ...rest,
        message: `The document has more than the ${tokens} tokens that are allowed`,
        extensions: { ...shown, code: 'LIMIT_EXCEEDED' },
      };
    // Apollo's own codes for a request that it cannot read; the contract has one code for that.
    if (shown.code === 'BAD_REQUEST' || shown.code === 'PERSISTED_QUERY_NOT_SUPPORTED')
      return { ...rest, extensions: { ...shown, code: 'BAD_USER_INPUT' } };
    const cause = rootOf(error);
    if (cause instanceof ReadModelsDamaged)
      return { ...rest, message: readModelsRebuilt().message, extensions: { code: 'POSITION_NOT_READABLE' } };
    if (isMeantForTheClient(error, cause, shown.code)) return { ...rest, extensions: shown };
    // A variable that is null where it may not be, or too much within a literal, is noticed only when the field is executed.
    if (
      cause instanceof GraphQLError &&
      /^Argument "\w+" (of (required|non-null) type|has invalid value) /.test(cause.message)
    ) {
      return { ...rest, extensions: { ...shown, code: 'BAD_USER_INPUT' } };
    }
    const id = randomUUID();
    log.error({ id, ...describe(error, cause) }, 'An internal error was answered');
    return {
      message: `Internal server error; the log says more about ${id}`,
      ...(rest.locations ? { locations: rest.locations } : {}),
      ...(rest.path ? { path: rest.path } : {}),
      extensions: { code: 'INTERNAL_SERVER_ERROR', id },
    };
  };

/**
 * graphql's own messages without the value that they quote: an input of personal details is one, whole, where a field of it is wrong.
 * Which variable or argument is meant, at which path and of which type it should be, stays.
 */
const withoutValues = (message: string): string => {
  const [, variable, name] = /^(Variable "\$(\w+)" got invalid value) /.exec(message) ?? [];
  if (variable !== undefined) {
    const [, at = ''] = new RegExp(`^.*( at "${name}[\\w.[\\]]+"); `, 's').exec(message) ?? [];
    const [, wrong = ''] = /^.*(; (?:Field "\w+" .*|Expected (?:non-nullable )?type "[^"]+"))/s.exec(message) ?? [];
    return variable + at + wrong;
  }
  return message
    .replace(/^(Argument "\w+" has invalid value) .*$/s, '$1')
    .replace(/^(Expected value of type "[^"]+"), found .*$/s, '$1')
    .replace(/^((?:Value is not|[\w "]+ cannot represent)[^:]*): .*$/s, '$1');
};

/** graphql's own sentence at the end of a message, in validation and in the coercion of variables alike. */
const withoutSuggestions = (message: string): string => message.replace(/ Did you mean .*\?$/s, '');

/** The first error of a chain: what a resolver, a scalar or the parser threw. */
const rootOf = (error: unknown): unknown => {
  let root = error;
  while (root instanceof GraphQLError && root.originalError) root = root.originalError;
  return root;
};

/**
 * An error with a code was made for the client. While a field is executed its maker must have been a GraphQLError too: graphql takes
 * over the extensions of anything thrown. Before, parser, validation and coercion of variables wrap whatever a scalar threw.
 */
const isMeantForTheClient = (error: unknown, cause: unknown, code: unknown): boolean => {
  if (typeof code !== 'string' || code === 'INTERNAL_SERVER_ERROR') return false;
  return cause instanceof GraphQLError || (error instanceof GraphQLError && error.path === undefined);
};

/** For the log: graphql's own messages quote values, which may be personal data, so only their place is said. */
const describe = (error: unknown, cause: unknown): object => {
  const path =
    error instanceof GraphQLError ? error.path?.filter((step) => typeof step === 'string').join('.') : undefined;
  if (cause instanceof GraphQLError)
    return { path, error: 'a value that the schema does not allow, or an error without a code' };
  return cause instanceof Error
    ? { path, error: `${cause.name}: ${cause.message}`, stack: cause.stack }
    : { path, error: typeof cause };
};
