import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  createSourceEventStream,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  NoSchemaIntrospectionCustomRule,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import {
  CloseCode,
  handleProtocols,
  makeServer,
  type Context as SocketContext,
  type SubscribePayload,
} from 'graphql-ws';
import { LRUCache } from 'lru-cache';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '../commands/command.js';
import type { Language } from '../commands/messages.js';
import { turn } from '../graphql/index.js';
import type { Log } from '../projections/runner.js';
import type { Admission } from './admission.js';
import { authorizationOfSocket } from './authorization.js';
import { costOfRequest, takeInTime, type Account } from './budget.js';
import type { Configuration } from './configuration.js';
import { delivering } from './delivery.js';
import { badInput, errorCodeOf, limitExceeded, overloaded, refusalOf, type FormatError } from './errors.js';
import { openFanOut } from './fan-out.js';
import { languageOf } from './language.js';
import { exceeded, sizeOf, tooDeep } from './limits.js';
import type { Metrics } from './metrics.js';
import { openPlaces } from './places.js';
import type { RevocationWatch } from './revocations.js';
import { REVOKED, type SignIn } from './sign-in.js';
import { unconditionalSubscription } from './unconditional-subscription.js';

export interface SocketOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly signIn: SignIn;
  readonly revocations: Pick<RevocationWatch, 'standing' | 'onChange'>;
  readonly admission: Pick<Admission, 'addresses' | 'accountOf' | 'spend'>;
  readonly configuration: Pick<Configuration, 'limits' | 'bounds' | 'introspection'>;
  /** How long a client may take to begin, in milliseconds. */
  readonly initTimeout: number;
  /** The context of one execution. */
  readonly contextOf: (principal: Principal, language: Language) => Promise<object>;
  /** What makes answers worthless that were computed before it changed. */
  readonly validity: () => unknown;
  readonly format: FormatError;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'countRequest' | 'countRefusal' | 'countAnswer' | 'countDelivery'>;
}

export interface Sockets {
  /** How many are open. */
  readonly open: () => number;
  /** How many subscriptions there are over all of them. */
  readonly subscriptions: () => number;
  /** Says good-bye to every client, ends its subscriptions, and refuses new ones; who does not answer in time is cut off. */
  dispose(): Promise<void>;
}

/** How often a client is asked whether it is still there, in milliseconds; who has not answered by the next time is cut off. */
const PING_INTERVAL = 30_000;
/** How long a client may take to say good-bye, in milliseconds. */
const GOODBYE = 2_000;
const SUBSCRIPTIONS_PER_SOCKET = 20;
/**
 * A subscription counts as one for every so many bytes of its message: parsed, they take some hundred times as much for
 * as long as it lasts.
 */
const BYTES_OF_ONE = 512;
/** How many of the documents asked for last are kept as they were read and validated, for all who ask for them. */
const KNOWN_DOCUMENTS = 100;
/** How long somebody should wait who found no place for a WebSocket or a subscription, in seconds. */
const LATER = 30;
/** What may wait for a client besides the one event a subscription is sending: answers to its pings and mistakes. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const LONGEST_TIMER = 2 ** 31 - 1;
/** Of RFC 6455's registry of close codes. */
const TRY_AGAIN_LATER = 1013;

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  readonly address: string;
  /** The subscriptions that it has, from their messages on, and as how many each counts. */
  readonly held: Map<SubscribePayload, number>;
  /** The size of its last message. */
  bytes: number;
  principal?: Principal;
  /** Of its token, seconds since 1970. */
  issuedAt?: number;
  /** Who pays. */
  account?: Account;
  expiry?: NodeJS.Timeout;
}

interface Prepared extends ExecutionArgs {
  /** Of the answer to one event. */
  readonly cost: number;
}

/**
 * Subscriptions over graphql-transport-ws. Apollo's limits, plugins and errors do not reach here, so the same ones are applied by hand.
 * An event is taken from a subscription only when the one before has left for the network: a client that does not read holds at most
 * one event a subscription here.
 */
export const attachSockets = (
  server: Server,
  {
    path,
    schema,
    signIn,
    revocations,
    admission,
    configuration,
    initTimeout,
    contextOf,
    validity,
    format,
    log,
    metrics,
  }: SocketOptions,
): Sockets => {
  const { limits, bounds, introspection } = configuration;
  const rules = [
    ...specifiedRules,
    unconditionalSubscription,
    ...(introspection ? [] : [NoSchemaIntrospectionCustomRule]),
  ];
  const formatted = (error: GraphQLError): GraphQLFormattedError => format(error.toJSON(), error);
  const fanOut = openFanOut({ format: formatted, validity, countAnswer: metrics.countAnswer });
  const documents = new LRUCache<string, DocumentNode>({ max: KNOWN_DOCUMENTS });
  const ending = new Set<Promise<void>>();
  const connected = new Set<Extra>();
  const disposed = new AbortController();
  const places = openPlaces({ all: bounds.sockets, each: bounds.socketsPerAddress });
  let subscriptions = 0;
  let closing = false;

  /** Keeps a place for a subscription. Throws LIMIT_EXCEEDED and OVERLOADED. */
  const hold = ({ held, bytes }: Extra, payload: SubscribePayload): void => {
    const count = Math.ceil(bytes / BYTES_OF_ONE);
    const own = [...held.values()].reduce((sum, one) => sum + one, 0);
    if (own + count > SUBSCRIPTIONS_PER_SOCKET) {
      throw limitExceeded(
        `At most ${SUBSCRIPTIONS_PER_SOCKET} subscriptions are allowed on one connection; a large one counts as one for every ${BYTES_OF_ONE} bytes`,
      );
    }
    if (subscriptions + count > bounds.subscriptions) {
      metrics.countRefusal('subscriptions');
      throw overloaded('The server is at its limit of subscriptions: try again later', LATER);
    }
    held.set(payload, count);
    subscriptions += count;
  };
  const letGo = ({ held }: Extra, payload: SubscribePayload): void => {
    subscriptions -= held.get(payload) ?? 0;
    held.delete(payload);
  };

  /** How to execute a subscription, or what is wrong with it. */
  const prepare = async (
    { principal, account, request }: Extra,
    { query, operationName, variables }: SubscribePayload,
  ): Promise<Prepared | GraphQLError[]> => {
    const document = documents.get(query) ?? parse(query, { maxTokens: limits.tokens });
    const invalid = documents.has(query) ? [] : validate(schema, document, rules, { hideSuggestions: !introspection });
    if (invalid.length > 0) return invalid.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    documents.set(query, document);
    const operation = getOperationAST(document, operationName);
    if (!operation)
      return [
        new GraphQLError('The document has no such operation, or several and no operationName', {
          extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
        }),
      ];
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION)
      return [badInput(`Only subscriptions go over a WebSocket: send a ${operation.operation} to POST ${path}`)];
    const tooDeeply = tooDeep(variables ?? {});
    if (tooDeeply) return [tooDeeply];
    const { errors: invalidVariables } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      variables ?? {},
      { maxErrors: 50 },
    );
    if (invalidVariables) return invalidVariables.map((error) => coded(error, 'BAD_USER_INPUT'));
    const size = sizeOf(schema, document, operation, variables ?? {});
    const tooLarge = exceeded(size, limits, operation.operation);
    if (tooLarge) return [tooLarge];
    admission.spend(account!, size.cost);
    const contextValue = await contextOf(principal!, languageOf(request.headers['accept-language']));
    return { schema, document, operationName, variableValues: variables, contextValue, cost: size.cost };
  };

  /**
   * Sends the answers to the events of a subscription; to graphql-ws it looks like one that has none. Each costs what the subscription
   * costs: whoever has spent their budget gets it later.
   */
  const deliver = (
    { socket, principal, account, request }: Extra,
    id: string,
    { cost, ...args }: Prepared,
    source: AsyncIterable<unknown>,
  ): AsyncIterable<never> => {
    const language = languageOf(request.headers['accept-language']);
    const following = fanOut.follow({
      args,
      principal: principal!,
      language,
      context: () => contextOf(principal!, language),
    });
    const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    return delivering({
      source,
      handOn: async (event, ended) => {
        await takeInTime(account!, cost, ended);
        const answer = await following.answer(event);
        // Thousands may have waited for the same answer.
        await turn();
        if (ended.aborted) return;
        // A connection that is closing takes nothing any more; its subscriptions end when it has closed.
        if (socket.readyState !== socket.OPEN) return void (await once(ended, 'abort'));
        metrics.countDelivery();
        await sent(socket, `${before}${answer}}`);
      },
      over: following.leave,
    });
  };

  const protocol = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: initTimeout,
    onConnect: async ({ connectionParams, extra }: SocketContext<Record<string, unknown>, Extra>) => {
      try {
        const { principal, issuedAt, expiresAt } = await signIn.signIn(
          authorizationOfSocket(connectionParams, extra.request),
        );
        extra.principal = principal;
        if (issuedAt !== undefined) extra.issuedAt = issuedAt;
        extra.account = admission.accountOf(principal, extra.address);
        admission.spend(extra.account, costOfRequest(0));
        if (expiresAt !== undefined) {
          const left = Math.min(Math.max(expiresAt * 1000 - Date.now(), 0), LONGEST_TIMER);
          extra.expiry = setTimeout(
            () => extra.socket.close(CloseCode.Unauthorized, 'The token has expired'),
            left,
          ).unref();
        }
        return true;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        const isSpent = refusalOf(error) !== undefined;
        if (!isSpent) admission.accountOf(undefined, extra.address).charge(costOfRequest(0));
        // 4401 is for good; a client comes back after 1013.
        const isPassing = (error.extensions.http as { readonly status?: number } | undefined)?.status === 503;
        extra.socket.close(isSpent || isPassing ? TRY_AGAIN_LATER : CloseCode.Unauthorized, error.message);
        return false;
      }
    },
    onSubscribe: async ({ extra }, _id, payload) => {
      try {
        admission.spend(extra.account!, costOfRequest(extra.bytes));
        hold(extra, payload);
        const prepared = await prepare(extra, payload);
        if (Array.isArray(prepared)) letGo(extra, payload);
        else metrics.countRequest('subscription', 'OK');
        return prepared;
      } catch (error) {
        letGo(extra, payload);
        if (!(error instanceof GraphQLError))
          return [new GraphQLError('The subscription could not be started', { originalError: error as Error })];
        return [typeof error.extensions.code === 'string' ? error : coded(error, 'GRAPHQL_PARSE_FAILED')];
      }
    },
    // Executing is left to the deliveries, which do it once for all who may share the answer.
    subscribe: createSourceEventStream as (
      args: ExecutionArgs,
    ) => Promise<AsyncIterable<ExecutionResult> | ExecutionResult>,
    onOperation: ({ extra }, id, _payload, args, result) =>
      Symbol.asyncIterator in result ? deliver(extra, id, args as Prepared, result) : undefined,
    onComplete: ({ extra }, _id, payload) => letGo(extra, payload),
    onError: ({ extra }, _id, payload, errors) => {
      letGo(extra, payload);
      const shown = errors.map((error) =>
        formatted(error instanceof GraphQLError ? error : new GraphQLError((error as Error).message)),
      );
      metrics.countRequest('subscription', errorCodeOf(shown[0]));
      return shown;
    },
    onNext: (_context, _id, _payload, _args, { errors, ...result }) =>
      errors ? ({ ...result, errors: errors.map(formatted) } as FormattedExecutionResult) : undefined,
  });

  /** A connection outlives the moment at which its token was checked. */
  const endRevoked = (): void => {
    for (const { socket, principal, issuedAt } of connected) {
      if (principal === undefined || issuedAt === undefined) continue;
      switch (revocations.standing(principal.actor.id, issuedAt)) {
        case 'REVOKED':
          socket.close(CloseCode.Unauthorized, REVOKED);
          break;
        case 'UNKNOWN':
          socket.close(TRY_AGAIN_LATER, 'Tokens cannot be checked at the moment');
          break;
        case 'VALID':
          break;
      }
    }
  };
  revocations.onChange(endRevoked, disposed.signal);

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.bodyBytes,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage, address: string) => {
    const extra: Extra = { socket, request, address, bytes: 0, held: new Map() };
    connected.add(extra);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => sent(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data: Buffer) => {
            if (tooMuchWaits(socket)) return;
            extra.bytes = data.length;
            take(String(data)).catch((error: Error) => {
              // Of a message that only servers send graphql-ws makes an error, as if the mistake were the server's.
              if (/^Unexpected message of type/.test(error.message))
                return socket.close(CloseCode.BadRequest, 'Invalid message received');
              log.error({ error: error.name, stack: error.stack }, 'A WebSocket message could not be handled');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      extra,
    );
    socket.on('ping', () => void tooMuchWaits(socket));
    socket.on('error', (error) => log.info({ error: error.name }, 'A WebSocket broke'));
    let answered = true;
    socket.on('pong', () => {
      answered = true;
    });
    const asking = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      socket.ping();
    }, PING_INTERVAL).unref();
    socket.once('close', (code: number, reason: Buffer) => {
      clearInterval(asking);
      clearTimeout(extra.expiry);
      connected.delete(extra);
      const ended: Promise<void> = closed(code, String(reason))
        .catch((error: unknown) => log.error({ error: (error as Error).name }, 'A subscription could not be ended'))
        .finally(() => {
          for (const payload of extra.held.keys()) letGo(extra, payload);
          ending.delete(ended);
        });
      ending.add(ended);
    });
  });

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    stream.on('error', () => stream.destroy());
    if (closing) return refuse(stream, '503 Service Unavailable');
    if (request.url?.split('?')[0] !== path) return refuse(stream, '404 Not Found');
    const address = admission.addresses.of(request);
    const place = places.take(address);
    if (typeof place === 'string') {
      metrics.countRefusal(place === 'all' ? 'sockets' : 'sockets_per_address');
      return place === 'all'
        ? refuse(stream, '503 Service Unavailable', LATER)
        : refuse(stream, '429 Too Many Requests', LATER);
    }
    stream.once('close', place);
    sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request, address));
  };
  server.on('upgrade', upgrade);

  return {
    open: () => sockets.clients.size,
    subscriptions: () => subscriptions,
    dispose: async () => {
      closing = true;
      disposed.abort();
      const gone = new Promise<void>((resolve) => sockets.close(() => resolve()));
      for (const socket of sockets.clients) socket.close(1001, 'The server is going away');
      const impatience = setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, GOODBYE);
      await gone;
      clearTimeout(impatience);
      await Promise.all(ending);
    },
  };
};

/** graphql's own errors have no code. */
const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, {
    ...(error.nodes ? { nodes: error.nodes } : {}),
    source: error.source,
    positions: error.positions,
    originalError: error,
    extensions: { code, ...error.extensions },
  });

/** Resolves when the text has left for the network, or the connection is gone: its close event ends what is left. */
const sent = (socket: WebSocket, text: string): Promise<void> =>
  new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(text, () => resolve());
  });

/** A client that asks and asks and does not read the answers. */
const tooMuchWaits = (socket: WebSocket): boolean => {
  if (socket.bufferedAmount <= MAX_WAITING_BYTES) return false;
  socket.terminate();
  return true;
};

/** Answers an upgrade and lets go of the connection, whatever the other side does with its half. */
const refuse = (stream: Duplex, status: string, retryAfter?: number): void => {
  const patience = retryAfter === undefined ? '' : `Retry-After: ${retryAfter}\r\n`;
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n${patience}Content-Length: 0\r\n\r\n`, () => stream.destroy());
};
