import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { getOperationAST, getVariableValues, GraphQLError, OperationTypeNode, parse, specifiedRules, validate, NoSchemaIntrospectionCustomRule, type ExecutionArgs, type FormattedExecutionResult, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Context as SocketContext, type SubscribePayload } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '../commands/command.js';
import type { Log } from '../projections/runner.js';
import { authorizationOfSocket } from './authorization.js';
import type { Configuration } from './configuration.js';
import { badInput, codeOf, limitExceeded, type FormatError } from './errors.js';
import { exceeded, sizeOf } from './limits.js';
import type { OperationKind } from './metrics.js';
import type { RevocationWatch } from './revocations.js';
import { REVOKED, type SignIn } from './sign-in.js';

export interface SocketOptions {
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly signIn: SignIn;
  readonly revocations: Pick<RevocationWatch, 'standing' | 'onChange'>;
  readonly configuration: Pick<Configuration, 'limits' | 'introspection'>;
  /** The context of one subscription. */
  readonly contextOf: (principal: Principal, request: IncomingMessage) => Promise<object>;
  readonly format: FormatError;
  readonly log: Log;
  readonly count: (kind: OperationKind, outcome: string) => void;
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
/** Of RFC 6455's registry of close codes. */
const TRY_AGAIN_LATER = 1013;

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  principal?: Principal;
  /** Of its token, seconds since 1970. */
  issuedAt?: number;
  expiry?: NodeJS.Timeout;
}

/**
 * Subscriptions over graphql-transport-ws. Apollo's limits, plugins and errors do not reach here, so the same ones are applied by hand.
 * An event is taken from a subscription only when the one before has left for the network: a client that does not read holds at most
 * one event a subscription here.
 */
export const attachSockets = (server: Server, { path, schema, signIn, revocations, configuration, contextOf, format, log, count }: SocketOptions): Sockets => {
  const { limits, introspection } = configuration;
  const rules = [...specifiedRules, ...(introspection ? [] : [NoSchemaIntrospectionCustomRule])];
  const formatted = (error: GraphQLError): GraphQLFormattedError => format(error.toJSON(), error);
  const ending = new Set<Promise<void>>();
  const connected = new Set<Extra>();
  const disposed = new AbortController();
  let closing = false;

  /** How to execute a subscription, or what is wrong with it. */
  const prepare = async ({ principal, request }: Extra, { query, operationName, variables }: SubscribePayload): Promise<ExecutionArgs | GraphQLError[]> => {
    const document = parse(query, { maxTokens: limits.tokens });
    const invalid = validate(schema, document, rules, { hideSuggestions: !introspection });
    if (invalid.length > 0) return invalid.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    const operation = getOperationAST(document, operationName);
    if (!operation) return [new GraphQLError('The document has no such operation, or several and no operationName', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })];
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return [badInput(`Only subscriptions go over a WebSocket: send a ${operation.operation} to POST ${path}`)];
    const { errors: invalidVariables } = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 50 });
    if (invalidVariables) return invalidVariables.map((error) => coded(error, 'BAD_USER_INPUT'));
    const tooLarge = exceeded(sizeOf(schema, document, operation, variables ?? {}), limits);
    if (tooLarge) return [tooLarge];
    return { schema, document, operationName, variableValues: variables, contextValue: await contextOf(principal!, request) };
  };

  const protocol = makeServer<Record<string, unknown>, Extra>({
    onConnect: async ({ connectionParams, extra }: SocketContext<Record<string, unknown>, Extra>) => {
      try {
        const { principal, issuedAt, expiresAt } = await signIn.signIn(authorizationOfSocket(connectionParams, extra.request));
        extra.principal = principal;
        if (issuedAt !== undefined) extra.issuedAt = issuedAt;
        if (expiresAt !== undefined) {
          const left = Math.min(Math.max(expiresAt * 1000 - Date.now(), 0), LONGEST_TIMER);
          extra.expiry = setTimeout(() => extra.socket.close(CloseCode.Unauthorized, 'The token has expired'), left).unref();
        }
        return true;
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        // 4401 is for good; a client comes back after 1013.
        const isPassing = (error.extensions.http as { readonly status?: number } | undefined)?.status === 503;
        extra.socket.close(isPassing ? TRY_AGAIN_LATER : CloseCode.Unauthorized, error.message);
        return false;
      }
    },
    onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
      if (Object.keys(subscriptions).length > SUBSCRIPTIONS_PER_SOCKET) return [limitExceeded(`At most ${SUBSCRIPTIONS_PER_SOCKET} subscriptions are allowed on one connection`)];
      try {
        const prepared = await prepare(extra, payload);
        if (!Array.isArray(prepared)) count('subscription', 'OK');
        return prepared;
      } catch (error) {
        if (!(error instanceof GraphQLError)) return [new GraphQLError('The subscription could not be started', { originalError: error as Error })];
        return [typeof error.extensions.code === 'string' ? error : coded(error, 'GRAPHQL_PARSE_FAILED')];
      }
    },
    onError: (_context, _id, _payload, errors) => {
      const shown = errors.map((error) => formatted(error instanceof GraphQLError ? error : new GraphQLError((error as Error).message)));
      count('subscription', codeOf(shown[0]));
      return shown;
    },
    onNext: (_context, _id, _payload, _args, { errors, ...result }) => (errors ? ({ ...result, errors: errors.map(formatted) } as FormattedExecutionResult) : undefined),
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

  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes, handleProtocols: (protocols) => handleProtocols(protocols) });

  sockets.on('connection', (socket, request) => {
    const extra: Extra = { socket, request };
    connected.add(extra);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) =>
          new Promise((resolve) => {
            if (socket.readyState !== socket.OPEN) return resolve();
            // An error means that the connection is gone, and its close event ends what is left.
            socket.send(text, () => resolve());
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (data: Buffer) => {
            if (tooMuchWaits(socket)) return;
            take(String(data)).catch((error: unknown) => {
              log.error({ error: (error as Error).name }, 'A WebSocket message could not be handled');
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
  new GraphQLError(error.message, { ...(error.nodes ? { nodes: error.nodes } : {}), source: error.source, positions: error.positions, originalError: error, extensions: { code, ...error.extensions } });

/** A client that asks and asks and does not read the answers. */
const tooMuchWaits = (socket: WebSocket): boolean => {
  if (socket.bufferedAmount <= MAX_WAITING_BYTES) return false;
  socket.terminate();
  return true;
};

const refuse = (stream: Duplex, status: string): void => {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
};
