/* eslint-disable @typescript-eslint/require-await -- Apollo's hooks have to give promises */
import {
  ApolloServer,
  HeaderMap,
  type ApolloServerPlugin,
  type DocumentStore,
  type GraphQLRequestContext,
  type GraphQLRequestListener,
  type GraphQLResponse,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyRequest } from 'fastify';
import {
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { asOfExtension, createContext, type Context, type Services } from '../graphql/index.js';
import type { Principal } from '../commands/command.js';
import { present } from '../domain/present.js';
import type { Log } from '../projections/runner.js';
import type { Admission } from './admission.js';
import { costOfOperation, type Account } from './budget.js';
import type { Configuration } from './configuration.js';
import { badInput, errorCodeOf, type FormatError } from './errors.js';
import { etagOf, matches } from './etag.js';
import { languageOf } from './language.js';
import { exceeded, sizeOf, tooDeep } from './limits.js';
import type { OperationKind } from './metrics.js';
import type { Operation } from './compiled.js';
import type { Readers } from './readers.js';
import { version } from './version.js';

/** What the answer to one request turned out to be; for its status, its log line and the metrics. */
export interface Exchange {
  kind: OperationKind;
  /** OK, or the code of the first error. */
  outcome: string;
  /** The request could be read: what is wrong with it is in the GraphQL answer. */
  answered: boolean;
  /** The answer is a query's, without errors, and follows from the request, who asks and the moment alone. */
  isExact?: boolean;
  /** The query that was answered without errors. */
  operation?: Operation;
  /** Where it comes from, who asks, and who pays: once it was let in. */
  address?: string;
  principal?: Promise<Principal>;
  account?: Account;
  /** Whether whoever asked has gone. */
  gone?: () => AbortSignal;
}

export type ServedContext = Context & { readonly exchange: Exchange };

export interface GraphQLOverHttpOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  /** How many persons have been erased so far. */
  readonly erasures: () => number;
  readonly admission: Pick<Admission, 'spend'>;
  readonly configuration: Configuration;
  readonly format: FormatError;
  readonly log: Log;
  /** Answer long queries, or all of them, beside this thread; absent: this thread answers. */
  readonly readers?: Pick<Readers, 'ask'> | undefined;
}

export const GRAPHQL_PATH = '/graphql';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const GRAPHQL_RESPONSE = 'application/graphql-response+json';

/** How many characters of documents are remembered as parsed; a parsed one takes some ten bytes for each. */
const MOST_PARSED = 500_000;

/**
 * The mutations that were parsed and validated last: a client sends each with the same text. Queries that are asked again are prepared
 * (prepared.ts).
 */
const mutationsParsed = (): DocumentStore => {
  const parsed = new LRUCache<string, DocumentNode>({
    maxSize: MOST_PARSED,
    sizeCalculation: ({ loc }) => loc!.end + 1,
  });
  return {
    get: (key) => Promise.resolve(parsed.get(key)),
    set: (key, document) => {
      const isMutation = document.definitions.some(
        (one) => 'operation' in one && one.operation === OperationTypeNode.MUTATION,
      );
      if (isMutation) parsed.set(key, document);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(parsed.delete(key)),
  };
};

/** Apollo as it is served here, started. */
export const startApollo = async ({
  schema,
  services,
  erasures,
  admission,
  configuration,
  format,
  log,
  readers,
}: GraphQLOverHttpOptions): Promise<ApolloServer<ServedContext>> => {
  const apollo = new ApolloServer<ServedContext>({
    schema,
    nodeEnv: configuration.environment,
    introspection: configuration.introspection,
    hideSchemaDetailsFromClientErrors: !configuration.introspection,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    persistedQueries: false,
    documentStore: mutationsParsed(),
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: configuration.limits.tokens },
    formatError: format,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      // Apollo's messages may quote what a request holds: that there was one is enough, errors are logged where they are formatted.
      warn: () => log.warn({}, 'Apollo has a warning'),
      error: () => log.error({}, 'Apollo has an error'),
    },
    plugins: [
      // Wraps every field, for hints that are not used here: caching is decided by the ETag.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      // Nothing leaves this machine, whatever APOLLO_... variables are set.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      served({ services, erasures, admission, configuration, format, log, readers }),
    ],
  });
  await apollo.start();
  return apollo;
};

/** Makes a request's context: who asks, in which language, at which moment. Errors carry the status to answer. */
export const contextMaker =
  (services: Services) =>
  async (request: FastifyRequest, exchange: Exchange): Promise<ServedContext> => {
    try {
      const principal = await exchange.principal!;
      const minPosition = positionOf(request.headers['x-min-position']);
      const epoch = epochOf(request.headers['x-epoch']);
      const context = await createContext(services, principal, {
        language: languageOf(request.headers['accept-language']),
        ...(minPosition === undefined ? {} : { minPosition }),
        ...(epoch === undefined ? {} : { epoch }),
        ...present({ purpose: purposeOf(request.headers['x-purpose']) }),
      });
      return { ...context, exchange };
    } catch (error) {
      exchange.outcome = errorCodeOf(error);
      if (!(error instanceof GraphQLError) || error.extensions.http !== undefined) throw error;
      // The request is in order, the answer is an error: the older media type knows 200 alone for that.
      const status = request.headers.accept?.includes(GRAPHQL_RESPONSE) ? 503 : 200;
      throw new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } });
    }
  };

/** Limits, the moment, caching: what this server adds to every GraphQL answer. */
const served = ({
  services,
  erasures,
  admission,
  configuration,
  format,
  log,
  readers,
}: Omit<GraphQLOverHttpOptions, 'schema'>): ApolloServerPlugin<ServedContext> => ({
  requestDidStart: async () => listener({ services, erasures, admission, configuration, format, readers }),
  // What Apollo answers then is an error of its own making, which says nothing.
  unexpectedErrorProcessingRequest: async ({ error }) =>
    log.error({ error: `${error.name}: ${error.message}`, stack: error.stack }, 'A request failed'),
});

const listener = ({
  services,
  erasures,
  admission,
  configuration: { limits, readers: whichQueries },
  format,
  readers,
}: Omit<GraphQLOverHttpOptions, 'schema' | 'log'>): GraphQLRequestListener<ServedContext> => {
  let etag: string | undefined;
  /** For the readers: what is asked for that makes it so. */
  let field: string | undefined;
  return {
    didResolveSource: async ({ contextValue }) => {
      contextValue.exchange.answered = true;
    },
    didResolveOperation: async ({ contextValue, operation, document, schema, request }) => {
      // Apollo's types allow none; without one the execution says so.
      if (!operation) return;
      contextValue.exchange.kind = operation.operation;
      if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
        throw badInput(`Subscriptions do not go over HTTP: open a WebSocket (graphql-transport-ws) at ${GRAPHQL_PATH}`);
      }
      const tooDeeply = tooDeep(request.variables);
      if (tooDeeply) throw tooDeeply;
      const size = sizeOf(schema, document, operation, request.variables);
      const tooLarge = exceeded(size, limits, operation.operation);
      if (tooLarge) throw tooLarge;
      admission.spend(contextValue.exchange.account!, costOfOperation(operation.operation, size));
      if (operation.operation === OperationTypeNode.QUERY)
        field = size.long ?? (whichQueries.answer === 'all' ? firstOf(operation) : undefined);
    },
    responseForOperation: async (context) => {
      const { request, response, schema, operation } = context;
      const isTagged = request.http?.method === 'GET';
      // Counted before anything is read, so that no answer given during an erasure goes out under the tag of the time after it.
      const erased = isTagged ? erasures() : 0;
      if (isTagged) {
        etag = etagOfRequest(context, erased);
        if (matches(request.http!.headers.get('if-none-match'), etag)) {
          response.http.status = 304;
          return { http: response.http, body: { kind: 'single', singleResult: {} } };
        }
      }
      if (!readers || field === undefined) return null;
      // What is wrong with them is said before anything is read.
      if (getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}).errors) return null;
      const read = await readFor(context, { readers, services, format, field });
      // The ledger may have gone on before it was read.
      if (isTagged) etag = etagOfRequest(context, erased);
      return read;
    },
    willSendResponse: async ({ contextValue, document, operation, response: { http, body } }) => {
      if (body.kind !== 'single') return;
      const { singleResult } = body;
      contextValue.exchange.outcome = singleResult.errors?.length ? errorCodeOf(singleResult.errors[0]) : 'OK';
      const { exchange, request } = contextValue;
      const isLasting = exchange.kind === 'query' && exchange.outcome === 'OK' && !request.isPassing;
      exchange.isExact = isLasting && !request.isRecorded;
      if (exchange.kind === 'query' && exchange.outcome === 'OK' && document && operation)
        exchange.operation = { document, operation };
      const cacheable = etag !== undefined && isLasting;
      http.headers.set('cache-control', cacheable ? 'no-cache, private' : 'no-store');
      http.headers.set('vary', 'Origin, Accept, Accept-Language, Authorization, X-Min-Position, X-Epoch');
      if (cacheable) http.headers.set('etag', etag!);
      if (singleResult.data === undefined && http.status !== 304) return;
      // The request that found them damaged has no moment that it was answered at.
      if (services.runner.isRebuilding()) {
        http.status = 503;
        return;
      }
      const asOf = asOfExtension(contextValue);
      http.headers.set('x-position', String(asOf.position));
      if (asOf.epoch !== null) http.headers.set('x-epoch', asOf.epoch);
      if (singleResult.data !== undefined) singleResult.extensions = { ...singleResult.extensions, asOf };
    },
  };
};

/** What a query is called where nothing of it is long: by its first field. */
const firstOf = ({ selectionSet }: OperationDefinitionNode): string =>
  selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? `Query.${one.name.value}` : []))[0] ?? 'Query';

/** Has a reader answer; the request's moment becomes the one that it read at. */
const readFor = async (
  { contextValue, document, request: { operationName, variables } }: GraphQLRequestContext<ServedContext>,
  {
    readers,
    services,
    format,
    field,
  }: Pick<GraphQLOverHttpOptions, 'services' | 'format'> & {
    readonly readers: Pick<Readers, 'ask'>;
    readonly field: string;
  },
): Promise<GraphQLResponse> => {
  const { principal, language, epoch, purpose, request, exchange } = contextValue;
  const http = { headers: new HeaderMap() };
  try {
    const { data, errors, status, at, isPassing, isRecorded } = await readers.ask(
      {
        ...{ document: document!.loc!.source.body, principal, language },
        ...present({ operationName, variables, epoch, purpose, currentEpoch: services.epochs.current() }),
        now: services.now(),
        due: services.due?.() ?? [],
      },
      { field, gone: exchange.gone!() },
    );
    if (at.position < request.at.position) throw new Error('A reader is behind the one that writes');
    Object.assign(request, present({ at, isPassing, isRecorded }));
    const singleResult = { data: JSON.parse(data) as Record<string, unknown> | null, ...present({ errors }) };
    return { http: { ...http, ...present({ status }) }, body: { kind: 'single', singleResult } };
  } catch (error) {
    const wrong =
      error instanceof GraphQLError
        ? error
        : new GraphQLError('A reader failed', { originalError: error as Error, path: [field] });
    const { http: head = {}, ...extensions } = wrong.extensions as GraphQLError['extensions'] & {
      readonly http?: { readonly status?: number; readonly headers?: HeaderMap };
    };
    const { message } = wrong;
    const shown = format({ message, extensions: { code: 'INTERNAL_SERVER_ERROR', ...extensions } }, wrong);
    return { http: { ...http, ...head }, body: { kind: 'single', singleResult: { errors: [shown] } } };
  }
};

const etagOfRequest = (
  { request, source, contextValue }: GraphQLRequestContext<ServedContext>,
  erasures: number,
): string => {
  const { position, effectiveOn, epoch } = asOfExtension(contextValue);
  return etagOf({
    query: source ?? '',
    variables: request.variables ?? {},
    operationName: request.operationName ?? null,
    principal: contextValue.principal,
    language: contextValue.language,
    position,
    effectiveOn,
    epoch,
    version,
    erasures,
  });
};

/**
 * GraphQL over HTTP: with the older media type, an error within a request that could be read is answered with 200. A client that
 * accepts application/graphql-response+json is told by the status.
 */
export const statusOf = (status: number, contentType: unknown, { answered }: Exchange): number =>
  status === 400 && answered && !String(contentType).startsWith(GRAPHQL_RESPONSE) ? 200 : status;

const positionOf = (header: string | string[] | undefined): number | undefined => {
  if (header === undefined) return undefined;
  const position = typeof header === 'string' && /^\d{1,16}$/.test(header.trim()) ? Number(header) : NaN;
  if (!Number.isSafeInteger(position)) throw badInput('X-Min-Position must be a position: a whole number from 0');
  return position;
};

/** A header holds no Chinese, hence percent-encoded UTF-8. */
const purposeOf = (header: string | string[] | undefined): string | undefined => {
  if (header === undefined) return undefined;
  const purpose = typeof header === 'string' ? decoded(header.trim()) : undefined;
  if (purpose === undefined || purpose === '' || purpose.length > 200)
    throw badInput('X-Purpose must be a text of 1 to 200 characters, percent-encoded in UTF-8');
  return purpose;
};
const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

const epochOf = (header: string | string[] | undefined): string | undefined => {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !UUID.test(header.trim()))
    throw badInput('X-Epoch must be an epoch as an answer gave it in extensions.asOf.epoch: a UUID');
  return header.trim().toLowerCase();
};
