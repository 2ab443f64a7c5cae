import { followNumbered, StoreMismatch, type NumberedEvent } from '../eventstore/numbering.js';
import type { EventStore } from '../eventstore/port.js';
import { UnknownEvent } from './event-index.js';
import type { ReadModels } from './read-models.js';

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface RunnerOptions {
  readonly events: EventStore;
  readonly readModels: ReadModels;
  readonly log: Log;
  /** Called after every batch while the runner has not caught up for the first time. */
  readonly onProgress?: (position: number) => void;
  /** How long to wait before following again after the store was lost, in milliseconds. */
  readonly retryAfter?: number;
}

export type RunnerStatus = 'catching-up' | 'live' | 'stopped';

/** Follows the ledger into the read models. */
export interface Runner {
  /** 'stopped' means that what is served is stale for good; `problem` says why. */
  status(): RunnerStatus;
  problem(): string | undefined;
  head(): number;
  /** Resolves once everything that was in the store at the start is readable. Rejects where the runner stops before. */
  caughtUp(): Promise<void>;
  /** Whether the position was readable within so many milliseconds. */
  waitFor(position: number, milliseconds: number, signal?: AbortSignal): Promise<boolean>;
  /** The position of a stream's revision, once it is numbered here; undefined where that took longer. */
  positionOf(stream: string, revision: number, milliseconds: number): Promise<number | undefined>;
  /** Resolves at the next change of head, or when the runner or the signal ends. */
  changed(signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export const startRunner = ({ events, readModels, log, onProgress, retryAfter = 500 }: RunnerOptions): Runner => {
  const abort = new AbortController();
  let status: RunnerStatus = 'catching-up';
  let problem: string | undefined;
  let head = readModels.events.head();
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const one of woken) one();
  };
  let markCaughtUp!: () => void;
  let markFailed!: (error: Error) => void;
  const firstCatchUp = new Promise<void>((resolve, reject) => {
    markCaughtUp = resolve;
    markFailed = reject;
  });
  firstCatchUp.catch(() => undefined);

  /** What comes before an event that is not known here is readable all the same. */
  const projectKnown = (events: readonly NumberedEvent[]): void => {
    try {
      readModels.project(events);
    } catch (error) {
      if (error instanceof UnknownEvent) {
        readModels.project(events.filter(({ position }) => position < error.position));
        head = readModels.events.head();
      }
      throw error;
    }
  };

  const follow = async (): Promise<void> => {
    for await (const batch of followNumbered(events, readModels.events.last(), abort.signal)) {
      if (batch.events.length > 0) {
        projectKnown(batch.events);
        head = batch.events.at(-1)!.position;
        if (status === 'catching-up') onProgress?.(head);
      }
      if (batch.caughtUp && status !== 'live') {
        status = 'live';
        markCaughtUp();
      }
      wake();
    }
  };

  const running = (async () => {
    while (!abort.signal.aborted) {
      try {
        await follow();
      } catch (error) {
        const { message } = error as Error;
        if (error instanceof UnknownEvent || error instanceof StoreMismatch) {
          status = 'stopped';
          problem = message;
          log.error({ head }, message);
          break;
        }
        problem = message;
        status = 'catching-up';
        log.warn({ head }, `Following the event store again: ${message}`);
      }
      if (!abort.signal.aborted) await pause(retryAfter, abort.signal);
    }
    if (status !== 'stopped') problem = 'the reader was stopped';
    status = 'stopped';
    markFailed(new Error(problem ?? 'the reader was stopped'));
    wake();
  })();

  const changed = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (status === 'stopped' || signal?.aborted) return resolve();
      const done = (): void => {
        signal?.removeEventListener('abort', done);
        waiting = waiting.filter((one) => one !== done);
        resolve();
      };
      signal?.addEventListener('abort', done);
      waiting.push(done);
    });

  const waitUntil = async <T>(found: () => T | undefined, milliseconds: number, signal?: AbortSignal): Promise<T | undefined> => {
    const known = found();
    if (known !== undefined) return known;
    const limit = AbortSignal.any([AbortSignal.timeout(milliseconds), ...(signal ? [signal] : [])]);
    while (!limit.aborted && status !== 'stopped') {
      await changed(limit);
      const value = found();
      if (value !== undefined) return value;
    }
    return found();
  };

  return {
    status: () => status,
    problem: () => (status === 'live' ? undefined : problem),
    head: () => head,
    caughtUp: () => firstCatchUp,
    waitFor: async (position, milliseconds, signal) => (await waitUntil(() => (head >= position ? true : undefined), milliseconds, signal)) === true,
    positionOf: (stream, revision, milliseconds) => waitUntil(() => readModels.events.positionOf(stream, revision), milliseconds),
    changed,
    stop: async () => {
      abort.abort();
      await running;
    },
  };
};

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
