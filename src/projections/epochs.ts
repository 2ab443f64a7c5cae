import type { Epoch, Epochs } from '../eventstore/port.js';
import type { Log } from './runner.js';

/** The ledger's epochs as they are known here. */
export interface KnownEpochs {
  /** The present one; undefined as long as the store has not told it. */
  current(): string | undefined;
  /**
   * The last position that was given in an epoch and still means the same here; undefined where this ledger has no such
   * epoch. Throws StoreUnavailable.
   */
  lastPositionOf(epoch: string): Promise<number | undefined>;
  stop(): void;
}

export interface KnownEpochsOptions {
  readonly epochs: Epochs;
  readonly log: Log;
  /** A new epoch's id. */
  readonly newId: () => string;
  /** The present instant, RFC 3339 in UTC. */
  readonly now: () => string;
  /** How often a store in which others may begin epochs is asked, in milliseconds. */
  readonly every?: number;
}

/**
 * Reads the epochs, and begins the first one where the store has none and leaves that to its users; there, others may begin more, so they
 * are read again and again. Resolves at once where the store is shared: it may be away.
 */
export const knownEpochs = async ({
  epochs,
  log,
  newId,
  now,
  every = 60_000,
}: KnownEpochsOptions): Promise<KnownEpochs> => {
  let known: readonly Epoch[] = [];
  let reading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    let list = await epochs.list();
    if (list.length === 0 && epochs.begin) {
      await epochs.begin({ id: newId(), position: 0, startedAt: now() }, undefined);
      list = await epochs.list();
    }
    known = list;
  };
  /** Whoever asks while it is read waits for that one. */
  const read = (): Promise<void> =>
    (reading ??= load().finally(() => {
      reading = undefined;
    }));

  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  if (epochs.begin) {
    const tryToRead = (): void => {
      read().catch((error: unknown) => {
        if (!isStopped) log.warn({}, `The ledger's epochs cannot be read, trying again: ${(error as Error).message}`);
      });
    };
    tryToRead();
    timer = setInterval(tryToRead, every).unref();
  } else {
    await read();
  }

  return {
    current: () => known.at(-1)?.id,
    lastPositionOf: async (epoch) => {
      const find = (): number => known.findIndex(({ id }) => id === epoch);
      // Another replica may have begun it a moment ago.
      if (find() < 0 && epochs.begin) await read();
      return find() < 0 ? undefined : (known[find() + 1]?.position ?? Number.MAX_SAFE_INTEGER);
    },
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
};
