import { EventStoreDBClient } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, AppendExpectedRevision, AppendResult, EventData, RecordedEvent, StreamingRead } from '@eventstore/db-client';
import { append } from '@eventstore/db-client/dist/streams/appendToStream/append.js';
import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { bell } from './follow.js';
import { StoreUnavailable } from './port.js';

/** Milliseconds. */
export interface Timeouts {
  /** How long one request may go unanswered; the client's own limit is some 20 s, or none. */
  readonly answer: number;
  /** After which no further try is made. */
  readonly giveUp: number;
}

const TIMEOUTS: Timeouts = { answer: 4_000, giveUp: 10_000 };
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;
/** How long the client may take to say good-bye. */
const GOODBYE = 1_000;

/** No answer within the time limit. */
class Silence extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

const CLOSED = 'The store is closed';

/** All tries were in vain. `refused`: each was turned away before anything could be written. */
export class Unanswered extends Error {
  constructor(cause: unknown, readonly refused: boolean) {
    super(reasonOf(cause), { cause });
  }
}

export interface ReadRange {
  readonly from?: number | undefined;
  readonly backwards?: boolean;
  readonly limit?: number;
}

/** What the store and what stands beside it ask of EventStoreDB: every request with a time limit, and repeated where that may help. */
export interface Connection {
  readonly client: EventStoreDBClient;
  readonly timeouts: Timeouts;
  /** Aborted by close(). */
  readonly closing: AbortSignal;
  /** Throws StoreUnavailable. */
  readonly checkOpen: () => void;
  /**
   * Appends; every try sends the same. Gives the revision of the last event.
   * Throws Unanswered, or the server's error where that is an answer (see isAnswer).
   */
  readonly write: (stream: string, expected: AppendExpectedRevision, events: readonly EventData[]) => Promise<number>;
  /** Nothing where there is no such stream. Goes on where it was after a dropped connection. Throws Unanswered. */
  readonly read: (stream: string, range?: ReadRange) => AsyncGenerator<RecordedEvent, void>;
  /** The event at exactly this position of the all-stream, or the next one. One try. Throws as the client does. */
  readonly readAt: (position: { readonly commit: bigint; readonly prepare: bigint }) => Promise<AllStreamRecordedEvent | undefined>;
  /** One request, no longer than one answer may take. Throws Unanswered. */
  readonly ping: (stream: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Connects when first used. Throws Error on a connection string it cannot use. */
export const connect = (url: string, wanted: Partial<Timeouts> = {}): Connection => {
  const timeouts = { ...TIMEOUTS, ...wanted };
  const client = newClient(url);
  const closed = new AbortController();
  const closing = closed.signal;
  // Everything that waits listens on it.
  setMaxListeners(0, closing);

  /** Says whether and when to try again. */
  const retries = (giveUp = timeouts.giveUp): { readonly after: (error: unknown) => Promise<void>; readonly progressed: () => void } => {
    let began = performance.now();
    let milliseconds = FIRST_PAUSE;
    let refused = true;
    return {
      after: async (error) => {
        if (isAnswer(error)) throw error;
        refused &&= isRefusal(error);
        if (closing.aborted || !isPassing(error) || performance.now() - began + milliseconds > giveUp) throw new Unanswered(error, refused);
        await pause(milliseconds, undefined, { signal: closing }).catch(() => undefined);
        if (closing.aborted) throw new Unanswered(new StoreUnavailable(CLOSED), refused);
        milliseconds = Math.min(2 * milliseconds, LONGEST_PAUSE);
      },
      progressed: () => {
        began = performance.now();
        milliseconds = FIRST_PAUSE;
      },
    };
  };

  async function* read(stream: string, { from, backwards = false, limit = Infinity }: ReadRange = {}, retry = retries()): AsyncGenerator<RecordedEvent, void> {
    let next = from;
    let wanted = limit;
    while (wanted > 0 && (next === undefined || next >= 0)) {
      try {
        const source = client.readStream(stream, {
          direction: backwards ? 'backwards' : 'forwards',
          fromRevision: next === undefined ? backwards ? 'end' : 'start' : BigInt(next),
          maxCount: Math.min(wanted, Number.MAX_SAFE_INTEGER),
          requiresLeader: true,
        });
        for await (const { event } of received(source, timeouts.answer, closing)) {
          if (!event) continue;
          yield event;
          wanted--;
          next = Number(event.revision) + (backwards ? -1 : 1);
          retry.progressed();
        }
        return;
      } catch (error) {
        if (typeOf(error) === 'stream-not-found') return;
        await retry.after(error);
      }
    }
  }

  let closedFully: Promise<void> | undefined;
  return {
    client,
    timeouts,
    closing,
    checkOpen: () => { if (closing.aborted) throw new StoreUnavailable(CLOSED); },
    write: async (stream, expected, events) => {
      const retry = retries();
      // It may have been closed between the call and here.
      if (closing.aborted) throw new StoreUnavailable(CLOSED);
      for (;;) {
        try {
          // Not appendToStream: it sends all appends of a process through one table of promises, so that an error on one connection
          // fails appends on others, and an answer that comes after such an error is an unhandled rejection that ends the process.
          const sent: Promise<AppendResult> = append.call(client, stream, [...events], {
            expectedRevision: expected, requiresLeader: true, deadline: timeouts.answer, batchAppendSize: Infinity,
          });
          return Number((await inTime(sent, timeouts.answer, closing)).nextExpectedRevision);
        } catch (error) {
          await retry.after(error);
        }
      }
    },
    read: (stream, range) => read(stream, range),
    readAt: async (position) => {
      const source = client.readAll({ direction: 'forwards', fromPosition: position, maxCount: 1, requiresLeader: true });
      for await (const { event } of received(source, timeouts.answer, closing)) return event;
      return undefined;
    },
    ping: async (stream) => {
      for await (const _ of read(stream, { limit: 1 }, retries(timeouts.answer))) return;
    },
    close: () => closedFully ??= (async () => {
      closed.abort();
      // It waits for its streams to end; a frozen connection must not hold up the process.
      await inTime(client.dispose(), GOODBYE).catch(() => undefined);
    })(),
  };
};

/**
 * What comes from a readable stream of the client, as it is asked for. Throws what the stream reports, Silence where nothing comes for
 * `answer` milliseconds, StoreUnavailable once `closing` is aborted: a stream that the client cancels ends as if it were complete.
 */
async function* received<T>(source: StreamingRead<T>, answer: number, closing: AbortSignal): AsyncGenerator<T, void> {
  const changes = watch(source);
  try {
    for (;;) {
      const item = source.read() as T | null;
      if (item !== null) yield item;
      else if (closing.aborted) throw new StoreUnavailable(CLOSED);
      else if (changes.failure() !== undefined) throw changes.failure();
      else if (changes.ended()) return;
      else await changes.next(closing, answer);
    }
  } finally {
    letGo(source, () => source.cancel());
  }
}

/** Cancels a stream of the client and lets it run dry: one that is destroyed, or not read to its end, stays with the client for good. */
export const letGo = (source: Source, cancel: () => Promise<void>): void => {
  cancel().catch(() => undefined);
  source.removeAllListeners('readable');
  source.resume();
};

interface Source {
  on(event: string, listener: (value: unknown) => void): unknown;
  removeAllListeners(event: string): unknown;
  resume(): unknown;
}

/** What happens to a readable stream while nobody reads it. */
export const watch = (source: Source, events: readonly string[] = []): {
  readonly failure: () => unknown;
  readonly ended: () => boolean;
  /** Returns at the next happening or when the signal is aborted. Throws Silence after `limit` milliseconds. */
  readonly next: (signal: AbortSignal, limit?: number) => Promise<void>;
} => {
  const changes = bell();
  let happenings = 0;
  let failure: unknown;
  let ended = false;
  const happened = (): void => { happenings++; changes.ring(); };
  source.on('error', (error) => { failure ??= error; happened(); });
  for (const event of ['end', 'close']) source.on(event, () => { ended = true; happened(); });
  for (const event of ['readable', ...events]) source.on(event, happened);
  return {
    failure: () => failure,
    ended: () => ended,
    next: async (signal, limit) => {
      const before = happenings;
      await changes.wait(signal, limit);
      if (limit !== undefined && happenings === before && !signal.aborted) throw new Silence(limit);
    },
  };
};

const inTime = <T>(work: Promise<T>, limit: number, closing?: AbortSignal): Promise<T> => new Promise((resolve, reject) => {
  const settle = (then: () => void): void => {
    clearTimeout(timer);
    closing?.removeEventListener('abort', abort);
    then();
  };
  const abort = (): void => settle(() => reject(new StoreUnavailable(CLOSED)));
  const timer = setTimeout(() => settle(() => reject(new Silence(limit))), limit);
  closing?.addEventListener('abort', abort);
  work.then((value) => settle(() => resolve(value)), (error: Error) => settle(() => reject(error)));
});

const OPTIONS = new Set([
  'tls', 'tlscafile', 'usercertfile', 'userkeyfile', 'connectionname', 'defaultdeadline', 'nodepreference',
  'maxdiscoverattempts', 'discoveryinterval', 'gossiptimeout', 'keepaliveinterval', 'keepalivetimeout',
]);

/** The client prints a connection string that it does not like, password and all; hence the look beforehand. */
const newClient = (url: string): EventStoreDBClient => {
  for (const option of (url.split('?')[1] ?? '').split('&')) {
    const [name = ''] = option.split('=');
    if (name !== '' && !OPTIONS.has(name.toLowerCase().replace(/[_-]/g, ''))) throw new Error(`Not an option of an esdb: URL: ${name}`);
  }
  try {
    return EventStoreDBClient.connectionString(url);
  } catch {
    throw new Error('Not a connection string: it looks like esdb://user:password@host:2113?tls=true');
  }
};

/** The client's errors have a type, but those from before a request was sent are raw ones of gRPC. */
export const typeOf = (error: unknown): string | undefined => {
  const type = (error as { readonly type?: unknown } | undefined)?.type;
  return typeof type === 'string' ? type : undefined;
};

const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error);

/** For logs and errors; the client's error on a wrong version has no message. */
export const reasonOf = (error: unknown): string => messageOf(error) || (typeOf(error) ?? 'unknown error');

/** Whatever is not an error of the port is a store that cannot be used. */
export const storeError = (error: unknown): Error => {
  if (error instanceof Unanswered && error.cause instanceof StoreUnavailable) return error.cause;
  if (error instanceof Unanswered || typeOf(error) !== undefined) return new StoreUnavailable(`EventStoreDB cannot be used: ${reasonOf(error)}`, { cause: error });
  return error as Error;
};

/** An answer to what was asked, rather than a failure to answer. */
const isAnswer = (error: unknown): boolean =>
  ['wrong-expected-version', 'stream-deleted', 'maximum-append-size-exceeded'].includes(typeOf(error) ?? '');

const NOT_HANDLED = /Server Is (Not Ready|Busy|Too Busy)|No leader info available/;
const NOT_SENT = /No connection established|Name resolution failed|Failed to discover after|Channel closed before call started/;

/** The server, or the client before it, turned the request away: it was not carried out and will not be. */
const isRefusal = (error: unknown): boolean =>
  ['not-leader', 'access-denied'].includes(typeOf(error) ?? '') || NOT_HANDLED.test(messageOf(error)) || NOT_SENT.test(messageOf(error));

const UNAVAILABLE = 14;
const PASSING = ['unavailable', 'deadline-exceeded', 'not-leader', 'cancelled', 'timeout'];

/** It may help to try again. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Silence || PASSING.includes(typeOf(error) ?? '') || (error as { readonly code?: unknown } | undefined)?.code === UNAVAILABLE ||
  NOT_HANDLED.test(messageOf(error)) || NOT_SENT.test(messageOf(error)) || messageOf(error).includes('RST_STREAM');
