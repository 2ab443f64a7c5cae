import { setTimeout as pause } from 'node:timers/promises';
import type { Stores } from '../eventstore/port.js';
import {
  entriesWithoutEvent,
  keysOf,
  personsWithoutEntry,
  sweep,
  type EntryKey,
} from '../processes/people-directory.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Log, Runner } from '../projections/runner.js';
import { aborted } from './aborted.js';
import type { Check } from './readiness.js';

export interface WatchPeopleOptions {
  readonly stores: Pick<Stores, 'events' | 'people' | 'epochs'>;
  readonly readModels: ReadModels;
  readonly runner: Pick<Runner, 'caughtUp'>;
  readonly readOnly: boolean;
  readonly log: Log;
  /** How long an entry may wait for its event where other processes write too, in milliseconds. */
  readonly underWay?: number;
}

export interface WatchedPeople {
  readonly check: Check;
  readonly stop: () => Promise<void>;
}

/** Much longer than any append is tried. */
const UNDER_WAY = 600_000;
const RETRY_AFTER = 1_000;

/**
 * Holds the people directory against the ledger at the start. Persons without an entry are a reason not to be ready. Entries without an
 * event were written for one that never came, and are swept: those that were there before this process took its first command or, where
 * others write too, those whose event has not come after as long as an append may be under way. Resolves before that, and before any
 * command may be given.
 */
export const watchPeople = async ({
  stores,
  readModels,
  runner,
  readOnly,
  log,
  underWay = UNDER_WAY,
}: WatchPeopleOptions): Promise<WatchedPeople> => {
  const stopped = new AbortController();
  let missing: readonly EntryKey[] = [];
  const isShared = stores.epochs.begin !== undefined;
  const before = isShared ? undefined : await keysOf(stores.people).catch(() => undefined);

  const look = async (): Promise<void> => {
    const keys = before ?? (await keysOf(stores.people));
    missing = await personsWithoutEntry(keys, readModels);
    const candidates = await entriesWithoutEvent(keys, readModels);
    if (readOnly || candidates.length === 0) return;
    if (before === undefined) await pause(underWay, undefined, { signal: stopped.signal, ref: false });
    const swept = await sweep(candidates, stores);
    if (swept > 0)
      log.info({ swept }, 'Details of persons were destroyed that had been written for events that never came');
  };

  const looking = (async () => {
    if (
      (await Promise.race([
        runner.caughtUp().then(
          () => true,
          () => false,
        ),
        aborted(stopped.signal),
      ])) !== true
    )
      return;
    let said: string | undefined;
    while (!stopped.signal.aborted) {
      try {
        return await look();
      } catch (error) {
        const { message } = error as Error;
        if (!stopped.signal.aborted && message !== said)
          log.warn({}, `The people directory cannot be held against the ledger, trying again: ${message}`);
        said = message;
        await pause(RETRY_AFTER, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
  })();

  const position = (): number => readModels.events.head();
  return {
    check: {
      code: 'PEOPLE_MISSING',
      // The look at the directory has said it already, with a number.
      level: 'info',
      check: () =>
        missing.some(
          ({ personId, commitment }) => readModels.persons.byKey(personId, position())?.commitment === commitment,
        )
          ? 'the people directory lacks persons who are registered in the ledger: it is missing, older than the ledger or damaged; restore it from the latest backup'
          : undefined,
    },
    stop: async () => {
      stopped.abort();
      await looking;
    },
  };
};
