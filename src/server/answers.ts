import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { dayOf, type Day } from '../domain/day.js';
import { using, type Awaitable, type Services } from '../graphql/index.js';
import type { Admission } from './admission.js';
import { authorizationOf } from './authorization.js';
import { costOfBytes, costOfRequest, type Account } from './budget.js';
import { listed, queryOf, type AskedQuery, type Headers, type PreparedQueries } from './prepared.js';
import type { Asker, SignIn } from './sign-in.js';
import { atEndOfTurn } from './turn.js';

export interface AnswersOptions {
  /** Where GraphQL is served. */
  readonly path: string;
  /** How much is kept; nothing where it is 0. */
  readonly bytes: number;
  readonly services: Pick<Services, 'runner' | 'epochs' | 'now' | 'distrust'>;
  readonly signIn: Pick<SignIn, 'known'>;
  readonly admission: Pick<Admission, 'addresses' | 'accountOf' | 'isFull' | 'left'>;
  readonly prepared: PreparedQueries;
  /** Told of each query that was answered here, and whether by what is kept. */
  readonly served: (request: IncomingMessage, milliseconds: number, wasKept: boolean) => void;
}

/** Answers to queries: kept as they were sent, until one could be another; and by what is known of a query. */
export interface Answers {
  /** Answers what can be answered at once, and lets `next` do the rest. */
  readonly before: (next: RequestListener) => RequestListener;
  /** The body of a request that was read to look for its answer. */
  readonly bodyOf: (request: IncomingMessage) => Readable | undefined;
  /** Keeps what is about to be sent, and the query, where it was answered without errors. */
  readonly keep: (request: FastifyRequest, reply: FastifyReply, payload: unknown) => void;
  readonly size: () => number;
}

interface Kept {
  readonly headers: readonly string[];
  /** A character for each byte: Node writes such a body together with its headers, as it lies. */
  readonly body: string;
}

/** All that an answer depends on besides the request and who asks. */
interface Moment {
  readonly head: number;
  readonly day: Day;
  readonly epoch: string | undefined;
}

/** A request whose answer was looked for. */
interface Missed {
  /** Where and how it was asked. */
  readonly about: string;
  /** What was asked, by anybody. */
  readonly asked: string;
  readonly moment: Moment;
  /** Who asks, where that is known at once. */
  readonly asker: Asker | undefined;
  /** What it asks for, where that is all that it says. */
  query?: AskedQuery | undefined;
}

/** Longer bodies are not looked for. */
const LONGEST_BODY = 16_384;
/** What an answer takes besides its key and body, about. */
const ENTRY = 1_000;
/** All of a request that its answer's bytes and headers may depend on, besides its body, who asks and when. */
const HEADERS = [
  'content-type',
  'accept',
  'accept-language',
  'origin',
  'x-min-position',
  'x-epoch',
  'x-purpose',
  'apollo-require-preflight',
  'x-apollo-operation-name',
] as const;
/** An answer with one of these depends on more than the present moment. */
const OF_THE_MOMENT = ['x-min-position', 'x-epoch', 'x-purpose'] as const;
/** Of this connection or this request, not of the answer. */
const OWN_HEADERS = new Set(['connection', 'keep-alive', 'date', 'ratelimit', 'ratelimit-policy', 'content-length']);

/**
 * Answers in front of everything that parses. What an answer depends on (DESIGN.md) is known before: the bytes of the request, who asks,
 * and the moment, which is the same for all; so all that is kept is thrown away when that goes on. What is left to a request is done for
 * it anew: its token, budget, log line. Whatever is out of the ordinary goes the usual way.
 */
export const keepAnswers = ({
  path,
  bytes,
  services,
  signIn,
  admission,
  prepared,
  served,
}: AnswersOptions): Answers => {
  const kept = new LRUCache<string, Kept>({
    maxSize: Math.max(1, bytes),
    sizeCalculation: ({ body }, key) => body.length + 2 * key.length + ENTRY,
  });
  const missed = new WeakMap<IncomingMessage, Missed>();
  const bodies = new WeakMap<IncomingMessage, Buffer>();
  const { runner, epochs, now, distrust } = services;
  let present: Moment = { head: -1, day: '', epoch: undefined };
  /** The very same as before, as long as it goes on. */
  const momentNow = (): Moment => {
    const [head, day, epoch] = [runner.head(), dayOf(now()), epochs.current()];
    if (head !== present.head || day !== present.day || epoch !== present.epoch) {
      kept.clear();
      present = { head, day, epoch };
    }
    return present;
  };
  /** Undefined also where a request says more than one thing of itself: the usual way refuses it. */
  const askerOf = (request: IncomingMessage): Asker | undefined => {
    try {
      return signIn.known(authorizationOf(request));
    } catch {
      return undefined;
    }
  };
  const keyOf = (asker: Asker, { asked }: Missed): string => `${asker.key}\n${asked}`;
  const isShown = (): boolean => distrust?.() === undefined && !runner.isRebuilding();

  const later = atEndOfTurn();
  const send = (
    response: ServerResponse,
    { headers, body }: Kept,
    encoding: BufferEncoding,
    account: Account,
  ): void => {
    const all = [...headers, ...admission.left(account)];
    later(() => {
      response.writeHead(200, all);
      response.end(body, encoding);
    });
  };

  /** By what is kept; else notes what was looked for. */
  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer, began: number): boolean => {
    const { method, url, headers } = request;
    let about = `${method}\n${url}`;
    for (const name of HEADERS) about += `\n${said(headers[name])}`;
    const asker = askerOf(request);
    const asked = bytes > 0 ? `${about}\n${body.toString('latin1')}` : '';
    const one: Missed = { about, asked, moment: momentNow(), asker };
    const found = asker && (bytes > 0 ? kept.get(keyOf(asker, one)) : undefined);
    if (!found) {
      missed.set(request, one);
      return false;
    }
    if (!isShown()) return false;
    const account = admission.accountOf(asker.principal, admission.addresses.of(request));
    if (!account.take(costOfRequest(body.length) + costOfBytes(found.body.length))) return false;
    send(response, found, 'latin1', account);
    served(request, performance.now() - began, true);
    return true;
  };

  /** By executing a query that is known. */
  const executed = (
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    began: number,
  ): Awaitable<boolean> => {
    const one = missed.get(request);
    const asker = one?.asker;
    if (!asker || OF_THE_MOMENT.some((name) => request.headers[name] !== undefined) || !isShown()) return false;
    one.query = queryOf(one.about, body);
    if (!one.query) return false;
    const asked = {
      principal: asker.principal,
      address: admission.addresses.of(request),
      language: request.headers['accept-language'],
      bytes: body.length,
    };
    return using(prepared.run(one.query, asked), (answered) => {
      if (!answered) return false;
      const headers = [...answered.headers, 'content-length', String(answered.bytes)];
      send(response, { headers, body: answered.payload }, 'utf8', answered.account);
      served(request, performance.now() - began, false);
      if (answered.isExact && bytes > 0 && one.moment === momentNow())
        kept.set(keyOf(asker, one), { headers, body: inBytes(answered.payload) });
      return true;
    });
  };

  return {
    before: (next) => (request, response) => {
      const began = performance.now();
      const { method, url, headers } = request;
      if (admission.isFull() || headers['if-none-match'] !== undefined) return next(request, response);
      if (method === 'GET' && url?.startsWith(`${path}?`)) {
        if (!answer(request, response, Buffer.alloc(0), began)) next(request, response);
      } else if (method === 'POST' && url === path && isShort(request)) {
        whole(request, (body) => {
          if (answer(request, response, body, began)) return;
          void using(executed(request, response, body, began), (isAnswered) => {
            if (isAnswered) return;
            bodies.set(request, body);
            next(request, response);
          });
        });
      } else next(request, response);
    },
    bodyOf: (request) => {
      const body = bodies.get(request);
      return body && Readable.from(body);
    },
    keep: ({ raw, exchange: { isExact, operation } }, reply, payload) => {
      const one = missed.get(raw);
      if (!one || !operation || reply.statusCode !== 200 || typeof payload !== 'string') return;
      const headers = lastingOf(reply.getHeaders());
      if (one.query) prepared.note(one.query.key, operation, headers);
      const asker = askerOf(raw);
      if (!asker || !isExact || bytes === 0 || one.moment !== momentNow()) return;
      const body = inBytes(payload);
      kept.set(keyOf(asker, one), { headers: [...listed(headers), 'content-length', String(body.length)], body });
    },
    size: () => kept.calculatedSize,
  };
};

const lastingOf = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name, value]) => !OWN_HEADERS.has(name) && value !== undefined));

/** A character for each byte in UTF-8. */
const inBytes = (payload: string): string => Buffer.from(payload).toString('latin1');

/** A header that is there and empty is another than one that is not. */
const said = (value: string | readonly string[] | undefined): string =>
  value === undefined ? '' : `=${String(value)}`;

/** Says how long it is, and is no longer than what is looked for. */
const isShort = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? Infinity) <= LONGEST_BODY;

/** A request that breaks off is nobody's any more. */
const whole = (request: IncomingMessage, then: (body: Buffer) => void): void => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => void parts.push(part));
  request.on('end', () => then(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
};
