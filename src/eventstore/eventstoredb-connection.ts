import type {
  AllStreamRecordedEvent,
  AppendExpectedRevision,
  AppendResult,
  EventData,
  EventStoreDBClient,
  RecordedEvent,
  StreamingRead,
} from '@eventstore/db-client';
import { append } from '@eventstore/db-client/dist/streams/appendToStream/append.js';
import { setMaxListeners } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import {
  inTime,
  isAnswer,
  isBusy,
  isPassing,
  isRefusal,
  isSilence,
  Silence,
  typeOf,
  Unanswered,
} from './eventstoredb-answers.js';
import { CLOSED, openLinks } from './eventstoredb-client.js';
import type { Endpoint, Link } from './eventstoredb-client.js';
import { bell } from './follow.js';
import { StoreUnavailable } from './port.js';

/** Milliseconds. */
export interface Timeouts {
  /** How long one request may go unanswered; the client's own limit is some 20 s, or none. */
  readonly answer: number;
  /** After which no further try is made. */
  readonly giveUp: number;
}

const TIMEOUTS: Timeouts = { answer: 2_000, giveUp: 10_000 };
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 500;

export interface ReadRange {
  readonly from?: number | undefined;
  readonly backwards?: boolean;
  readonly limit?: number | undefined;
  /** Called where there is no such stream, before the end. */
  readonly notFound?: () => Promise<void>;
}

/** What the store and what stands beside it ask of EventStoreDB: every request with a time limit, and repeated where that may help. */
export interface Connection {
  /** The client of the moment, for what is more than one request; `failed` tells why that came to nothing. */
  readonly link: () => Link;
  readonly failed: (link: Link, error: unknown) => void;
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
  readonly readAt: (position: {
    readonly commit: bigint;
    readonly prepare: bigint;
  }) => Promise<AllStreamRecordedEvent | undefined>;
  /** The all-stream from its end backwards, or so much of it. One try. Throws as the client does. */
  readonly readBack: (limit?: number) => AsyncGenerator<AllStreamRecordedEvent, void>;
  readonly close: () => Promise<void>;
}

/** One try of a request. */
interface Try {
  readonly link: Link;
  readonly kind: keyof Link['answered'];
  readonly since: number;
}

/** Connects when first used. Throws Error on a connection string it cannot use. */
export const connect = (url: string, wanted: Partial<Timeouts> = {}): Connection => {
  const timeouts = { ...TIMEOUTS, ...wanted };
  const links = openLinks(url);
  const closed = new AbortController();
  const closing = closed.signal;
  // Everything that waits listens on it.
  setMaxListeners(0, closing);

  const begin = (kind: Try['kind']): Try => ({ link: links.current(), kind, since: performance.now() });

  const answered = ({ link }: Pick<Try, 'link'>, ...kinds: Try['kind'][]): void => {
    for (const kind of kinds) link.answered[kind] = performance.now();
  };

  /** Whatever may pass, and is not the fault of this one request, is a reason to look for the leader again. */
  const failed = (error: unknown, { link, kind, since }: Try): void => {
    // As long as it looks for the leader, all wait for the same.
    if (link.node() === undefined) return;
    if (!isPassing(error) || isBusy(error) || (isSilence(error) && link.answered[kind] >= since)) return;
    links.giveUp(
      link,
      error,
      typeOf(error) === 'not-leader' ? (error as { readonly leader?: Endpoint }).leader : undefined,
    );
  };

  /** Says whether and when to try again. */
  const retries = (): {
    readonly after: (error: unknown, attempt: Try) => Promise<void>;
    readonly progressed: () => void;
  } => {
    let began = performance.now();
    let milliseconds = FIRST_PAUSE;
    let refused = true;
    return {
      after: async (error, attempt) => {
        if (isAnswer(error)) throw error;
        failed(error, attempt);
        // Without a node there was none to send it to.
        refused &&= isRefusal(error) || attempt.link.node() === undefined;
        const isTooLate = performance.now() - began + milliseconds > timeouts.giveUp;
        if (closing.aborted || !isPassing(error) || isTooLate) throw new Unanswered(error, refused);
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

  /** What comes from a read of the client that `open` begins. */
  async function* receive<T>(
    { link }: Try,
    open: (client: EventStoreDBClient) => StreamingRead<T>,
  ): AsyncGenerator<T, void> {
    for await (const item of received(open(link.client), timeouts.answer, link.over)) {
      answered({ link }, 'any');
      yield item;
    }
  }

  async function* read(
    stream: string,
    { from, backwards = false, limit = Infinity, notFound }: ReadRange = {},
  ): AsyncGenerator<RecordedEvent, void> {
    const retry = retries();
    let next = from;
    let wanted = limit;
    while (wanted > 0 && (next === undefined || next >= 0)) {
      const attempt = begin('any');
      try {
        const source = receive(attempt, (client) =>
          client.readStream(stream, {
            direction: backwards ? 'backwards' : 'forwards',
            fromRevision: next === undefined ? (backwards ? 'end' : 'start') : BigInt(next),
            maxCount: Math.min(wanted, Number.MAX_SAFE_INTEGER),
            requiresLeader: true,
          }),
        );
        for await (const { event } of source) {
          if (!event) continue;
          yield event;
          wanted--;
          next = Number(event.revision) + (backwards ? -1 : 1);
          retry.progressed();
        }
        return;
      } catch (error) {
        if (typeOf(error) === 'stream-not-found') {
          answered(attempt, 'any');
          return notFound?.();
        }
        await retry.after(error, attempt);
      }
    }
  }

  async function* readAll(
    options: Parameters<EventStoreDBClient['readAll']>[0],
  ): AsyncGenerator<AllStreamRecordedEvent, void> {
    const attempt = begin('any');
    try {
      const source = receive(attempt, (client) => client.readAll({ ...options, requiresLeader: true }));
      for await (const { event } of source) if (event) yield event;
    } catch (error) {
      failed(error, attempt);
      throw error;
    }
  }

  let closedFully: Promise<void> | undefined;
  return {
    link: links.current,
    failed: (link, error) => failed(error, { link, kind: 'any', since: performance.now() - timeouts.answer }),
    timeouts,
    closing,
    checkOpen: () => {
      if (closing.aborted) throw new StoreUnavailable(CLOSED);
    },
    write: async (stream, expected, events) => {
      const retry = retries();
      // It may have been closed between the call and here.
      if (closing.aborted) throw new StoreUnavailable(CLOSED);
      for (;;) {
        const attempt = begin('write');
        try {
          // Not appendToStream: it sends all appends of a process through one table of promises, so that an error on one connection
          // fails appends on others, and an answer that comes after such an error is an unhandled rejection that ends the process.
          const sent: Promise<AppendResult> = append.call(attempt.link.client, stream, [...events], {
            expectedRevision: expected,
            requiresLeader: true,
            deadline: timeouts.answer,
            batchAppendSize: Infinity,
          });
          const { nextExpectedRevision } = await inTime(sent, timeouts.answer, attempt.link.over);
          answered(attempt, 'any', 'write');
          return Number(nextExpectedRevision);
        } catch (error) {
          if (isAnswer(error)) answered(attempt, 'any');
          await retry.after(error, attempt);
        }
      }
    },
    read,
    readAt: async (position) => {
      for await (const event of readAll({ direction: 'forwards', fromPosition: position, maxCount: 1 })) return event;
      return undefined;
    },
    readBack: (limit) =>
      readAll({ direction: 'backwards', fromPosition: 'end', ...(limit === undefined ? {} : { maxCount: limit }) }),
    close: () =>
      (closedFully ??= (() => {
        closed.abort(new StoreUnavailable(CLOSED));
        return links.close();
      })()),
  };
};

/**
 * What comes from a readable stream of the client, as it is asked for. Throws what the stream reports, Silence where nothing comes for
 * `answer` milliseconds, and the reason of `over` once it is aborted: a stream that the client cancels ends as if it were complete.
 */
async function* received<T>(source: StreamingRead<T>, answer: number, over: AbortSignal): AsyncGenerator<T, void> {
  const changes = watch(source, over);
  try {
    for (;;) {
      const item = source.read() as T | null;
      if (item !== null) yield item;
      else if (changes.failure() !== undefined) throw changes.failure();
      else if (changes.ended()) return;
      else if (!(await changes.next(answer))) throw new Silence(answer);
    }
  } finally {
    changes.letGo(() => source.cancel());
  }
}

interface Source {
  on(event: string, listener: (value: unknown) => void): unknown;
  removeAllListeners(event: string): unknown;
  resume(): unknown;
}

/** What happens to a readable stream while nobody reads it. */
export const watch = (
  source: Source,
  over: AbortSignal,
  events: readonly string[] = [],
): {
  /** What the stream reports, or why its client was given up. */
  readonly failure: () => unknown;
  readonly ended: () => boolean;
  /** Returns at the next happening or when the signal is aborted; false after `limit` milliseconds without one. */
  readonly next: (limit: number, signal?: AbortSignal) => Promise<boolean>;
  readonly happened: () => void;
  /** Cancels the stream and lets it run dry: one that is destroyed, or not read to its end, stays with the client for good. */
  readonly letGo: (cancel: () => Promise<void>) => void;
} => {
  const changes = bell();
  let happenings = 0;
  let failure: unknown;
  let ended = false;
  const happened = (): void => {
    happenings++;
    changes.ring();
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    happened();
  };
  const end = (): void => fail(over.reason);
  source.on('error', fail);
  for (const event of ['end', 'close'])
    source.on(event, () => {
      ended = true;
      happened();
    });
  for (const event of ['readable', ...events]) source.on(event, happened);
  if (over.aborted) end();
  else over.addEventListener('abort', end);
  return {
    failure: () => failure,
    ended: () => ended,
    happened,
    next: async (limit, signal) => {
      const before = happenings;
      await changes.wait(signal, limit);
      return happenings > before || signal?.aborted === true;
    },
    letGo: (cancel) => {
      over.removeEventListener('abort', end);
      cancel().catch(() => undefined);
      source.removeAllListeners('readable');
      source.resume();
    },
  };
};
