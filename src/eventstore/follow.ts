import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Batch, StoredEvent } from './port.js';

/** Most events that are read in one go. */
export const PAGE = 500;

/** Events as they could be read, and why no further where one could not. */
export interface ReadableEvents {
  readonly events: readonly StoredEvent[];
  readonly unreadable?: unknown;
}

/** A ledger in this process's reach, read synchronously; events are numbered 1, 2, 3 ... */
export interface LocalLedger {
  /** Up to PAGE events after a number. Throws StoreUnavailable. */
  readonly readAfter: (sequence: number) => ReadableEvents;
  /** The number that a token stands for. Throws StoreUnavailable where it is none of this ledger's, or where the ledger is closed. */
  readonly sequenceOf: (token: string | undefined) => number;
  readonly isClosed: () => boolean;
  /** Returns once there may be more to read, the ledger is closed or the signal is aborted. */
  readonly changed: (signal: AbortSignal) => Promise<void>;
}

/** Those who wait for a change. */
export interface Bell {
  readonly ring: () => void;
  /** Returns at the next ring, when the signal is aborted, and after `milliseconds` where given. */
  readonly wait: (signal?: AbortSignal, milliseconds?: number) => Promise<void>;
}

export const bell = (): Bell => {
  const waiting = new Set<() => void>();
  return {
    ring: () => {
      for (const wake of [...waiting]) wake();
    },
    wait: (signal, milliseconds) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = (): void => {
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          clearTimeout(timer);
          resolve();
        };
        const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds);
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      }),
  };
};

/**
 * EventStore.follow over a local ledger. It reads when asked and not before, so a slow consumer buffers nothing.
 * Reading and beginning to wait are one synchronous step: no append can fall between them.
 */
export const followLocal = (
  ledger: LocalLedger,
  { after, signal }: { readonly after?: string; readonly signal?: AbortSignal } = {},
): AsyncIterable<Batch> => ({
  [Symbol.asyncIterator]: () => {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    const batches = iterate(ledger, after, stop.signal);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { signal: stop.signal });
    return {
      next: () => batches.next(),
      // A generator's own return() would queue behind a next() that waits for an event; stopping wakes it.
      return: () => {
        abort();
        return batches.return(undefined);
      },
    };
  },
});

async function* iterate(
  ledger: LocalLedger,
  after: string | undefined,
  stop: AbortSignal,
): AsyncGenerator<Batch, undefined, void> {
  if (stop.aborted) return;
  let sequence = ledger.sequenceOf(after);
  let saidCaughtUp = false;
  while (!stop.aborted && !ledger.isClosed()) {
    const { events, unreadable } = ledger.readAfter(sequence);
    if (events.length === 0 && saidCaughtUp && unreadable === undefined) {
      await ledger.changed(stop);
      continue;
    }
    sequence += events.length;
    saidCaughtUp = events.length < PAGE && unreadable === undefined;
    if (events.length > 0 || unreadable === undefined) yield { events, caughtUp: saidCaughtUp };
    if (unreadable !== undefined) throw unreadable as Error;
    // Reads are synchronous: without a turn of the event loop between them, catching up would starve everything else.
    if (!saidCaughtUp) await nextTurn();
  }
}
