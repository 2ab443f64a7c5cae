import type { Epoch, Epochs } from '../eventstore/port.js';
import type { Log } from './runner.js';

/** The ledger's epochs as they are known here. */
export interface KnownEpochs {
  /** The ledger's id, by which it is the same wherever it is kept. Throws StoreUnavailable. */
  readonly ledgerId: () => Promise<string>;
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
 * The epochs of a ledger, one at least: the first one is begun where the store has none and leaves that to its users.
 * Throws StoreUnavailable; Error where nobody has written to an embedded ledger since epochs are kept.
 */
const begunEpochs = async (
  epochs: Epochs,
  { newId, now }: Pick<KnownEpochsOptions, 'newId' | 'now'>,
): Promise<readonly Epoch[]> => {
  const list = await epochs.list();
  if (list.length > 0) return list;
  if (!epochs.begin)
    throw new Error('The ledger has no id yet: it is given one when it is first opened to be written, as by a server');
  await epochs.begin({ id: newId(), position: 0, startedAt: now() }, undefined);
  return epochs.list();
};

/** The ledger's id: that of its first epoch. Begins and throws as `begunEpochs` does. */
export const ledgerIdOf = async (...of: Parameters<typeof begunEpochs>): Promise<string> =>
  (await begunEpochs(...of))[0]!.id;

/**
 * Reads the epochs as they are told by others again and again, where others may begin more. Resolves at once where the store is shared: it
 * may be away.
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
    known = await begunEpochs(epochs, { newId, now });
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
    ledgerId: async () => {
      if (known.length === 0) await read();
      return known[0]!.id;
    },
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
