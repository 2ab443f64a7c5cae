import { setTimeout as pause } from 'node:timers/promises';
import { background } from '../eventstore/background.js';
import { bell } from '../eventstore/follow.js';
import { followNumbered, StoreMismatch, UnreadablePosition, type NumberedEvent } from '../eventstore/numbering.js';
import { UnreadableEvent, type EventStore } from '../eventstore/port.js';
import { ImpassableEvent } from './event-index.js';
import type { ReadModels } from './read-models.js';
import { ReadModelsDamaged, type Renewable } from './renewable.js';

export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface RunnerOptions {
  readonly events: EventStore;
  /** The ledger's id. Rejects with StoreUnavailable while the store does not tell it. */
  readonly ledgerId: () => Promise<string>;
  readonly readModels: ReadModels;
  /** Renews them where their file is damaged. */
  readonly renewable?: Renewable;
  readonly log: Log;
  /** Called after every batch while the runner has not caught up for the first time. */
  readonly onProgress?: (position: number) => void;
  /** How long to wait before following again after the store was lost, in milliseconds. */
  readonly retryAfter?: number;
}

/** 'catching-up' also where it had caught up and has fallen behind since. */
export type RunnerStatus = 'catching-up' | 'live' | 'stopped';

/** Follows the ledger into the read models. */
export interface Runner {
  /** 'stopped' means that what is served is stale for good; `problem` says why. */
  status(): RunnerStatus;
  problem(): string | undefined;
  head(): number;
  /** Whether the read models are built again in the place of damaged ones: what they hold is not the present until then. */
  isRebuilding(): boolean;
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

export const startRunner = ({
  events,
  ledgerId,
  readModels,
  renewable,
  log,
  onProgress,
  retryAfter = 500,
}: RunnerOptions): Runner => {
  const abort = new AbortController();
  let status: RunnerStatus = 'catching-up';
  let problem: string | undefined;
  let head = readModels.events.head();
  let hasCaughtUp = false;
  /** Why it was interrupted last, without a batch since: what goes on for hours is said once. */
  let interruption: string | undefined;
  const changes = bell();
  let isRebuilding = (renewable?.renewals() ?? 0) > 0;
  /** Ends what is followed at the moment. */
  let round = new AbortController();
  abort.signal.addEventListener('abort', () => round.abort());
  renewable?.whenDamaged(() => {
    isRebuilding = true;
    if (status === 'live') status = 'catching-up';
    round.abort();
  });
  let markCaughtUp!: () => void;
  let markFailed!: (error: Error) => void;
  const firstCatchUp = new Promise<void>((resolve, reject) => {
    markCaughtUp = resolve;
    markFailed = reject;
  });
  firstCatchUp.catch(() => undefined);

  /** What comes before an event that cannot be passed is readable all the same. */
  const projectPassable = (events: readonly NumberedEvent[]): void => {
    try {
      readModels.project(events);
    } catch (error) {
      if (error instanceof ImpassableEvent)
        readModels.project(events.filter(({ position }) => position < error.position));
      throw error;
    } finally {
      if (!renewable?.isDamaged()) head = readModels.events.head();
    }
  };

  const follow = async (): Promise<void> => {
    if (renewable?.isDamaged()) {
      renewable.renew();
      head = readModels.events.head();
    }
    round = new AbortController();
    let isBehind = false;
    if (!readModels.isOf(await ledgerId())) throw new StoreMismatch('The read models are of a ledger with another id');
    for await (const batch of followNumbered(events, readModels.events.last(), round.signal)) {
      projectPassable(batch.events);
      interruption = undefined;
      if (batch.events.length > 0 && !hasCaughtUp) onProgress?.(head);
      if (batch.caughtUp) {
        status = 'live';
        hasCaughtUp = true;
        isRebuilding = false;
        markCaughtUp();
      } else if (isBehind || batch.interrupted) {
        // One batch behind is soon made up for.
        status = 'catching-up';
      }
      isBehind = !batch.caughtUp;
      changes.ring();
    }
  };

  const running = background(async () => {
    while (!abort.signal.aborted) {
      try {
        await follow();
      } catch (caught) {
        // All that came before it was projected.
        const error = caught instanceof UnreadableEvent ? new UnreadablePosition(head + 1, caught) : caught;
        const { message, cause } = error as Error;
        if (error instanceof ImpassableEvent || error instanceof StoreMismatch || error instanceof UnreadablePosition) {
          status = 'stopped';
          problem = message;
          log.error(
            {
              head,
              ...(cause instanceof Error ? { error: `${cause.name}: ${cause.message}`, stack: cause.stack } : {}),
            },
            message,
          );
          break;
        }
        if (abort.signal.aborted) break;
        problem = message;
        status = 'catching-up';
        if (message !== interruption && !(error instanceof ReadModelsDamaged))
          log.warn({ head }, `Following the event store again: ${message}`);
        interruption = message;
      }
      await pause(retryAfter, undefined, { signal: abort.signal }).catch(() => undefined);
    }
    if (status !== 'stopped') problem = 'the reader was stopped';
    status = 'stopped';
    markFailed(new Error(problem ?? 'the reader was stopped'));
    changes.ring();
  });

  const changed = (signal?: AbortSignal, milliseconds?: number): Promise<void> =>
    status === 'stopped' ? Promise.resolve() : changes.wait(signal, milliseconds);

  const waitUntil = async <T>(
    found: () => T | undefined,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<T | undefined> => {
    const end = performance.now() + milliseconds;
    for (;;) {
      const value = found();
      const left = end - performance.now();
      if (value !== undefined || left <= 0 || signal?.aborted || status === 'stopped') return value;
      await changed(signal, left);
    }
  };

  return {
    status: () => status,
    problem: () => (status === 'live' ? undefined : problem),
    head: () => head,
    isRebuilding: () => isRebuilding,
    caughtUp: () => firstCatchUp,
    waitFor: async (position, milliseconds, signal) =>
      (await waitUntil(() => (head >= position ? true : undefined), milliseconds, signal)) === true,
    positionOf: (stream, revision, milliseconds) =>
      waitUntil(() => readModels.events.positionOf(stream, revision), milliseconds),
    changed: (signal) => changed(signal),
    stop: async () => {
      abort.abort();
      await running;
    },
  };
};
