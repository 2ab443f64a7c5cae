import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import cors from '@fastify/cors';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { fastify, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, createContext, type Services } from '../graphql/index.js';
import type { Log } from '../projections/runner.js';
import { openAdmission } from './admission.js';
import { keepAnswers } from './answers.js';
import { boundConnections } from './connections.js';
import type { Configuration } from './configuration.js';
import { erasuresSoFar } from './erasures.js';
import { errorFormatter, refusalOf } from './errors.js';
import { contextMaker, GRAPHQL_PATH, startApollo, statusOf, type Exchange } from './graphql-http.js';
import { landing } from './landing.js';
import { openMetrics, type Metrics } from './metrics.js';
import { prepareQueries } from './prepared.js';
import { openReaders, type SharedReadModels } from './readers.js';
import type { Readiness } from './readiness.js';
import { tellOfStrays, type Stray } from './strays.js';
import { nobodyRevoked, type RevocationWatch } from './revocations.js';
import { openSignIn } from './sign-in.js';
import { attachSockets } from './socket.js';
import { addLog } from './tlog.js';
import { together } from './together.js';

export interface ServerOptions {
  readonly configuration: Configuration;
  readonly services: Services;
  readonly log: Log;
  readonly readiness: Readiness;
  /** Which tokens count no more; all do unless told otherwise. */
  readonly revocations?: RevocationWatch;
  /** The ledger's schema unless told otherwise. */
  readonly schema?: GraphQLSchema;
  /** Where long queries may be answered by threads of their own. */
  readonly shared?: SharedReadModels | undefined;
  /** Shorter in tests. */
  readonly patience?: Patience;
}

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** Stops accepting, ends WebSockets, lets running requests finish; a second call waits for the first. */
  close(): Promise<void>;
}

/** What may be asked for, and asked with OPTIONS. */
const METHODS = ['GET', 'HEAD', 'POST', 'OPTIONS'];
/** What the scripts of a page on another origin may read of an answer, besides what a browser shows them anyway. */
const EXPOSED_HEADERS = [
  'etag',
  'x-position',
  'x-epoch',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'www-authenticate',
];
/** How long running requests may take to finish when the server stops, in milliseconds. */
const LAST_REQUESTS = 10_000;
/** How long a connection without a request stays open, in milliseconds: longer than those of usual proxies. */
const KEEP_ALIVE = 72_000;
/** How long a client may take to send its request, in milliseconds. */
const REQUEST_TIMEOUT = 30_000;

declare module 'fastify' {
  interface FastifyRequest {
    exchange: Exchange;
  }
}

/** How long clients may take, in milliseconds. */
export interface Patience {
  /** From the connection to the end of the headers of its first request. */
  readonly headers: number;
  /** Without anything that comes or goes while a request is under way: also for those who do not read their answer. */
  readonly idle: number;
  /** From a WebSocket's opening to its first message. */
  readonly init: number;
}
const PATIENCE: Patience = { headers: 15_000, idle: 60_000, init: 3_000 };

/** Serves the ledger over HTTP and WebSockets. Rejects where the address cannot be had. */
export const startServer = async ({
  configuration,
  services,
  log,
  readiness,
  revocations = nobodyRevoked,
  schema = buildSchema(),
  shared,
  patience = PATIENCE,
}: ServerOptions): Promise<RunningServer> => {
  const signIn = openSignIn(configuration, revocations);
  const format = errorFormatter(log, { suggestions: configuration.introspection });
  const metrics = openMetrics({ runner: services.runner, readiness });
  const { countRefusal } = metrics;
  const admission = openAdmission({ configuration, signIn, countRefusal, log });
  const counted: Services = { ...services, handle: metrics.counted(services.handle) };
  const stray: Stray = (error) => {
    metrics.countStray();
    log.error({ error: (error as Error | undefined)?.name }, 'A promise was rejected and nobody waited for it');
  };
  const erasures = erasuresSoFar(services);
  const readers =
    shared &&
    openReaders({
      count: configuration.readers.count,
      deadline: configuration.readers.seconds * 1000,
      ...(configuration.readers.answer === 'all' ? { mostWaiting: configuration.bounds.inFlight } : {}),
      suggestions: configuration.introspection,
      ...{ shared, services, metrics, log, stray },
    });
  const apollo = await startApollo({
    ...{ schema, services: counted, erasures, admission, configuration, format, log, readers },
  });

  const logged = (method: string, route: string, status: number, milliseconds: number, graphql?: object): void =>
    log.info({ method, route, status, milliseconds: Math.round(milliseconds), ...graphql }, 'request');
  const prepared = prepareQueries({
    schema,
    services: counted,
    admission,
    limits: configuration.limits,
    most: readers && configuration.readers.answer === 'all' ? 0 : configuration.preparedQueries,
    isCompiling: configuration.compileQueries,
    areReaders: readers !== undefined,
  });
  const answers = keepAnswers({
    path: GRAPHQL_PATH,
    bytes: configuration.answerCacheBytes,
    services,
    signIn,
    admission,
    prepared,
    served: ({ method = '' }, milliseconds, wasKept) => {
      metrics.countAnswerBefore(wasKept ? 'kept' : 'prepared');
      logged(method, GRAPHQL_PATH, 200, milliseconds, { kind: 'query', outcome: 'OK' });
    },
  });

  // Its own log lines would hold URLs, and those of GET requests hold queries.
  const app = fastify({
    logger: false,
    bodyLimit: configuration.limits.bodyBytes,
    serverFactory: (handler) => {
      const answering = answers.before(handler);
      const server = createServer(
        {
          requestTimeout: REQUEST_TIMEOUT,
          headersTimeout: patience.headers,
          connectionsCheckingInterval: Math.ceil(patience.headers / 3),
        },
        // While it closes every request is refused.
        (request, response) => void (server.listening ? answering : handler)(request, response),
      );
      server.keepAliveTimeout = KEEP_ALIVE;
      server.setTimeout(patience.idle);
      return server;
    },
  });
  app.decorateRequest('exchange', null as unknown as Exchange);
  // Before anything that may answer, as the plugin below answers preflights: whatever is sent looks at the exchange.
  app.addHook('onRequest', (request, reply, done) => {
    request.exchange = { kind: 'unknown', outcome: 'UNKNOWN', answered: false };
    if (request.method === 'OPTIONS') reply.header('allow', METHODS.join(', '));
    done();
  });
  // Not "any origin": a page that somebody visits must not ask with what the browser adds by itself.
  await app.register(cors, {
    origin: [...configuration.corsOrigins],
    methods: METHODS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 3600,
    strictPreflight: false,
  });
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('x-content-type-options', 'nosniff');
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { kind, outcome } = request.exchange;
    const graphql = request.routeOptions.url === GRAPHQL_PATH && request.method !== 'OPTIONS';
    if (graphql) metrics.countRequest(kind, outcome);
    const route = request.routeOptions.url ?? 'none';
    logged(request.method, route, reply.statusCode, reply.elapsedTime, graphql ? { kind, outcome } : {});
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) =>
    answerBrokenRequest(error, request, reply, configuration, log),
  );
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not found\n'));

  addLog(app, { services, admission });
  addPages(app, { configuration, readiness, metrics, services });
  const contextOf = contextMaker(counted);
  const answer = fastifyApolloHandler(apollo, { context: (request) => contextOf(request, request.exchange) }) as (
    request: FastifyRequest,
    reply: FastifyReply,
  ) => Promise<unknown>;
  app.route({
    method: ['GET', 'POST', 'OPTIONS'],
    url: GRAPHQL_PATH,
    onRequest: (request) => admission.enter(request),
    preParsing: (request, _reply, payload, done) => done(null, answers.bodyOf(request.raw) ?? payload),
    onSend: (request, reply, payload, done) => {
      admission.leave(request, reply, payload);
      const status = statusOf(reply.statusCode, reply.getHeader('content-type'), request.exchange);
      reply.code(status);
      // Apollo refuses some requests before it shows them to anybody.
      if (request.exchange.outcome === 'UNKNOWN')
        request.exchange.outcome = status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR';
      if (status === 304) reply.removeHeader('content-type');
      answers.keep(request, reply, payload);
      done(null, status === 304 ? null : payload);
    },
    handler: (request, reply) => {
      const inBrowser =
        request.method === 'GET' && !request.url.includes('?') && request.headers.accept?.includes('text/html');
      return inBrowser
        ? showLanding(reply, configuration)
        : admission.work(request, () => {
            request.exchange.gone = () => goneOf(reply);
            return answer(request, reply);
          });
    },
  });

  await app.ready();
  const connections = boundConnections(app.server, {
    bounds: configuration.bounds,
    addresses: admission.addresses,
    countRefusal,
  });
  const requests = countRunning(app.server);
  const sockets = attachSockets(app.server, {
    path: GRAPHQL_PATH,
    schema,
    signIn,
    revocations,
    admission,
    configuration,
    initTimeout: patience.init,
    contextOf: async (principal, language) => createContext(counted, principal, { language }),
    validity: erasures,
    format,
    log,
    metrics,
  });

  metrics.show('edugroup_kept_answer_bytes', 'What kept answers take', answers.size);
  metrics.show('edugroup_open_connections', 'Open connections', connections.open);
  metrics.show('edugroup_open_sockets', 'Open WebSockets', sockets.open);
  metrics.show('edugroup_subscriptions', 'Subscriptions over all WebSockets', sockets.subscriptions);
  metrics.show('edugroup_in_flight_requests', 'Requests that are worked at', admission.counts.inFlight);
  if (readers) metrics.show('edugroup_queries_waiting', 'Queries that wait for a reader', readers.waiting);
  metrics.show('edugroup_budgets_of_addresses', 'Addresses whose spending is known', admission.counts.addresses);
  metrics.show('edugroup_budgets_of_actors', 'Actors whose spending is known', admission.counts.actors);

  const forgetStrays = tellOfStrays(stray);
  const stop = async (): Promise<void> => {
    await sockets.dispose();
    const closed = app.close();
    await requests.finished(LAST_REQUESTS);
    // What is left has no request: kept alive for a next one, or opened and never used.
    app.server.closeAllConnections();
    await closed;
    await readers?.close();
    await apollo.stop();
    metrics.close();
    forgetStrays();
  };
  try {
    await app.listen({ port: configuration.port, host: configuration.host });
  } catch (error) {
    await stop();
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return { url: urlOf(app.server.address() as AddressInfo), close: () => (stopped ??= stop()) };
};

/** Aborted when the connection is closed before the answer has gone. */
const goneOf = ({ raw }: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  const whenClosed = (): void => void (raw.writableFinished || gone.abort());
  if (raw.destroyed) whenClosed();
  else raw.once('close', whenClosed);
  return gone.signal;
};

/** Knows when no request is running any more. */
const countRunning = (server: Server): { readonly finished: (milliseconds: number) => Promise<void> } => {
  let running = 0;
  let whenNone: () => void = () => undefined;
  server.on('request', (_request, response) => {
    running += 1;
    response.once('close', () => {
      running -= 1;
      if (running === 0) whenNone();
    });
  });
  return {
    finished: (milliseconds) =>
      new Promise((resolve) => {
        if (running === 0) return resolve();
        const impatience = setTimeout(resolve, milliseconds);
        whenNone = () => {
          clearTimeout(impatience);
          resolve();
        };
      }),
  };
};

interface PagesOptions {
  readonly configuration: Configuration;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly services: Pick<Services, 'runner'>;
}

/** What operators and passers-by ask for. */
const addPages = (app: FastifyInstance, { configuration, readiness, metrics, services }: PagesOptions): void => {
  const reasonsNow = together(() => readiness.reasons());
  const metricsNow = together(() => metrics.expose());
  app.get('/', (_request, reply) => showLanding(reply, configuration));
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const reasons = await reasonsNow();
    return reply
      .header('cache-control', 'no-store')
      .code(reasons.length === 0 ? 200 : 503)
      .send({ ready: reasons.length === 0, position: services.runner.head(), reasons });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metricsNow()));
};

const showLanding = (reply: FastifyReply, { ledger }: Configuration): FastifyReply =>
  reply
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'none'; frame-ancestors 'none'",
    )
    .type('text/html; charset=utf-8')
    .send(landing(ledger));

/** A request that did not get as far as GraphQL is answered in GraphQL's form all the same. */
const answerBrokenRequest = (
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
  { limits }: Configuration,
  log: Log,
): FastifyReply => {
  const answer = (status: number, code: string, message: string, more: object = {}): FastifyReply => {
    request.exchange.outcome = code;
    return reply
      .code(status)
      .type('application/json; charset=utf-8')
      .send({ errors: [{ message, extensions: { code, ...more } }] });
  };
  const refusal = refusalOf(error);
  if (refusal) {
    const { status, code, retryAfter } = refusal;
    reply.header('retry-after', retryAfter).header('cache-control', 'no-store');
    return answer(status, code, error.message, { retryAfter });
  }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return answer(413, 'LIMIT_EXCEEDED', `The request is larger than ${limits.bodyBytes} bytes`);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return answer(415, 'BAD_USER_INPUT', 'The body of a request must be application/json');
    case 'ERR_INVALID_URL':
      return answer(400, 'BAD_USER_INPUT', 'The address of the request cannot be read');
    default:
  }
  if (
    error instanceof SyntaxError ||
    (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
  ) {
    return answer(
      error.statusCode ?? 400,
      'BAD_USER_INPUT',
      'The body of the request is not the JSON that was announced',
    );
  }
  log.error({ error: error.name, stack: error.stack }, 'A request failed');
  return answer(500, 'INTERNAL_SERVER_ERROR', 'Internal server error');
};

const urlOf = ({ address, port, family }: AddressInfo): string => {
  const host = address === '::' || address === '0.0.0.0' ? 'localhost' : address;
  return `http://${family === 'IPv6' && host !== 'localhost' ? `[${host}]` : host}:${port}`;
};
