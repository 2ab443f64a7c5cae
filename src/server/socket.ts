import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createSourceEventStream, getOperationAST, GraphQLError, OperationTypeNode, parse, specifiedRules, validate, NoSchemaIntrospectionCustomRule, type ExecutionArgs, type ExecutionResult, type FormattedExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Context as SocketContext, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '../commands/command.js';
import type { Language } from '../commands/messages.js';
import type { Log } from '../projections/runner.js';
import { authorizationOfSocket } from './authorization.js';
import type { Configuration } from './configuration.js';
import { delivering } from './delivery.js';
import { badInput, codeOf, limitExceeded, type FormatError } from './errors.js';
import { openFanOut } from './fan-out.js';
import { languageOf } from './language.js';
import { exceeded, sizeOf, tooDeep } from './limits.js';
import type { Metrics } from './metrics.js';
import { inRequest, type Stray } from './request-scope.js';
import type { SignIn } from './sign-in.js';
import { unconditionalSubscription } from './unconditional-subscription.js';

export interface SocketOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly signIn: SignIn;
  readonly configuration: Pick<Configuration, 'limits' | 'introspection'>;
  /** The context of one execution. */
  readonly contextOf: (principal: Principal, language: Language) => Promise<object>;
  /** What makes answers worthless that were computed before it changed. */
  readonly validity: () => unknown;
  readonly format: FormatError;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'countRequest' | 'countAnswer' | 'countDelivery'>;
  readonly stray: Stray;
}

export interface Sockets {
  /** How many are open. */
  readonly open: () => number;
  /** Says good-bye to every client, ends its subscriptions, and refuses new ones; who does not answer in time is cut off. */
  dispose(): Promise<void>;
}

/** How often a client is asked whether it is still there, in milliseconds; who has not answered by the next time is cut off. */
const PING_INTERVAL = 30_000;
/** How long a client may take to say good-bye, in milliseconds. */
const GOODBYE = 2_000;
const SUBSCRIPTIONS_PER_SOCKET = 20;
/** What may wait for a client besides the one event a subscription is sending: answers to its pings and mistakes. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const LONGEST_TIMER = 2 ** 31 - 1;

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  principal?: Principal;
  expiry?: NodeJS.Timeout;
}

/**
 * Subscriptions over graphql-transport-ws. Apollo's limits, plugins and errors do not reach here, so the same ones are applied by hand.
 * An event is taken from a subscription only when the one before has left for the network: a client that does not read holds at most
 * one event a subscription here.
 */
export const attachSockets = (server: Server, { path, schema, signIn, configuration, contextOf, validity, format, log, metrics, stray }: SocketOptions): Sockets => {
  const { limits, introspection } = configuration;
  const rules = [...specifiedRules, unconditionalSubscription, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  const formatted = (error: GraphQLError): GraphQLFormattedError => format(error.toJSON(), error);
  const fanOut = openFanOut({ format: formatted, validity, countAnswer: metrics.countAnswer });
  const ending = new Set<Promise<void>>();
  let closing = false;

  /** How to execute a subscription, or what is wrong with it. */
  const prepare = async ({ principal, request }: Extra, { query, operationName, variables }: SubscribePayload): Promise<ExecutionArgs | GraphQLError[]> => {
    const document = parse(query, { maxTokens: limits.tokens });
    const invalid = validate(schema, document, rules, { hideSuggestions: !introspection });
    if (invalid.length > 0) return invalid.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    const operation = getOperationAST(document, operationName);
    if (!operation) return [new GraphQLError('The document has no such operation, or several and no operationName', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return [badInput(`Only subscriptions go over a WebSocket: send a ${operation.operation} to POST ${path}`)];
    const tooLarge = tooDeep(variables ?? {}) ?? exceeded(sizeOf(schema, document, operation, variables ?? {}), limits, operation.operation);
    if (tooLarge) return [tooLarge];
    return { schema, document, operationName, variableValues: variables, contextValue: await contextOf(principal!, languageOf(request.headers['accept-language'])) };
  };

  /** Sends the answers to the events of a subscription; to graphql-ws it looks like one that has none. */
  const deliver = ({ socket, principal, request }: Extra, id: string, args: ExecutionArgs, source: AsyncIterable<unknown>): AsyncIterable<never> => {
    const language = languageOf(request.headers['accept-language']);
    const following = fanOut.follow({ args, principal: principal!, language, context: () => contextOf(principal!, language) });
    const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
    return delivering({
      source,
      handOn: async (event, ended) => {
        const answer = await following.answer(event);
        if (ended.aborted) return;
        metrics.countDelivery();
        await sent(socket, `${before}${answer}}`);
      },
      over: following.leave,
    });
  };

  const protocol = makeServer<Record<string, unknown>, Extra>({
    onConnect: async ({ connectionParams, extra }: SocketContext<Record<string, unknown>, Extra>) => {
      try {
        const { principal, expiresAt } = await signIn.signIn(authorizationOfSocket(connectionParams, extra.request));
        extra.principal = principal;
        if (expiresAt !== undefined) {
          const left = Math.min(Math.max(expiresAt * 1000 - Date.now(), 0), LONGEST_TIMER);
          extra.expiry = setTimeout(() => extra.socket.close(CloseCode.Unauthorized, 'The token has expired'), left).unref();
        }
        return true;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        extra.socket.close(CloseCode.Unauthorized, error.message);
        return false;
      }
    },
    onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
      if (Object.keys(subscriptions).length > SUBSCRIPTIONS_PER_SOCKET) return [limitExceeded(`At most ${SUBSCRIPTIONS_PER_SOCKET} subscriptions are allowed on one connection`)];
      try {
        const prepared = await prepare(extra, payload);
        if (!Array.isArray(prepared)) metrics.countRequest('subscription', 'OK');
        return prepared;
      } catch (error) {
        if (!(error instanceof GraphQLError)) return [new GraphQLError('The subscription could not be started', { originalError: error as Error })];
        return [typeof error.extensions.code === 'string' ? error : coded(error, 'GRAPHQL_PARSE_FAILED')];
      }
    },
    // Executing is left to the deliveries, which do it once for all who may share the answer.
    subscribe: createSourceEventStream as (args: ExecutionArgs) => Promise<AsyncIterable<ExecutionResult> | ExecutionResult>,
    onOperation: ({ extra }, id, _payload, args, result) => (Symbol.asyncIterator in result ? deliver(extra, id, args, result) : undefined),
    onError: (_context, _id, _payload, errors) => {
      const shown = errors.map((error) => formatted(error instanceof GraphQLError ? error : new GraphQLError((error as Error).message)));
      metrics.countRequest('subscription', codeOf(shown[0]));
      return shown;
    },
    onNext: (_context, _id, _payload, _args, { errors, ...result }) => (errors ? ({ ...result, errors: errors.map(formatted) } as FormattedExecutionResult) : undefined),
  });

  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes, handleProtocols: (protocols) => handleProtocols(protocols) });

  sockets.on('connection', (socket, request) => {
    const extra: Extra = { socket, request };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => sent(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data: Buffer) => {
            if (tooMuchWaits(socket)) return;
            inRequest(stray, () => take(String(data))).catch((error: Error) => {
              // Of a message that only servers send graphql-ws makes an error, as if the mistake were the server's.
              if (/^Unexpected message of type/.test(error.message)) return socket.close(CloseCode.BadRequest, 'Invalid message received');
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
      const ended: Promise<void> = closed(code, String(reason))
        .catch((error: unknown) => log.error({ error: (error as Error).name }, 'A subscription could not be ended'))
        .finally(() => ending.delete(ended));
      ending.add(ended);
    });
  });

  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    stream.on('error', () => stream.destroy());
    if (closing) return refuse(stream, '503 Service Unavailable');
    if (request.url?.split('?')[0] !== path) return refuse(stream, '404 Not Found');
    sockets.handleUpgrade(request, stream, head, (socket) => sockets.emit('connection', socket, request));
  };
  server.on('upgrade', upgrade);

  return {
    open: () => sockets.clients.size,
    dispose: async () => {
      closing = true;
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
  new GraphQLError(error.message, { ...(error.nodes ? { nodes: error.nodes } : {}), source: error.source, positions: error.positions, originalError: error, extensions: { code, ...error.extensions } });

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

const refuse = (stream: Duplex, status: string): void => {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};
