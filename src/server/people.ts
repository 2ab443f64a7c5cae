import { setTimeout as pause } from 'node:timers/promises';
import { background } from '../eventstore/background.js';
import type { Stores } from '../eventstore/port.js';
import { compare, filtered, keysOf, sweep, withoutEvent, type EntryKey } from '../processes/people-directory.js';
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
  /** Whether nothing is left in the directory of whoever was erased in the ledger before this start. */
  readonly erased: () => boolean;
  readonly stop: () => Promise<void>;
}

/** Much longer than any append is tried. */
const UNDER_WAY = 600_000;
const RETRY_AFTER = 1_000;

/**
 * Holds the people directory against the ledger at the start. It may be a copy from before an erasure: who is erased in the ledger is
 * erased again. Persons without an entry are a reason not to be ready. Entries without an event were written for one that never came, and
 * are swept: those that were there before this process took its first command or, where others write too, those whose event has not come
 * after as long as an append may be under way. Resolves before that, and before any command may be given.
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
  const { people } = stores;
  let missing: readonly EntryKey[] = [];
  let hasErased = false;
  const isShared = stores.epochs.begin !== undefined;
  let before = isShared ? undefined : await keysOf(people).catch(() => undefined);
  const isKnownBefore = before !== undefined;

  /** As the directory says now: commands are given since its keys were read. */
  const isHeld = async ({ personId, commitment }: EntryKey): Promise<boolean> =>
    (await people.get(personId, commitment)) !== undefined;

  /** Gives the entries that may have been written for nothing. */
  const look = async (): Promise<readonly EntryKey[]> => {
    const { erased, missing: absent, others } = await compare(before ?? (await keysOf(people)), readModels);
    const persons = new Set((await filtered(erased, isHeld)).map(({ personId }) => personId));
    if (persons.size > 0 && !readOnly) {
      for (const personId of persons) await people.erase(personId);
      log.warn(
        { erased: persons.size },
        'The people directory held details of persons who are erased in the ledger, as an older copy does: they are erased again',
      );
    }
    const lacking = await filtered(absent, async (key) => !(await isHeld(key)));
    if (lacking.length > 0)
      log.warn(
        { missing: lacking.length },
        'The people directory lacks the details of persons who are registered in the ledger: one of them was put back from another copy, or it is damaged',
      );
    missing = lacking;
    return withoutEvent(others, readModels);
  };
  const sweepAll = async (candidates: readonly EntryKey[]): Promise<void> => {
    if (!isKnownBefore) await pause(underWay, undefined, { signal: stopped.signal, ref: false });
    const swept = await sweep(candidates, stores);
    if (swept > 0)
      log.info({ swept }, 'Details of persons were destroyed that had been written for events that never came');
  };
  /** Undefined once it is stopped. What goes on for hours is said once. */
  const untilDone = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    let said: string | undefined;
    while (!stopped.signal.aborted) {
      try {
        return await work();
      } catch (error) {
        const { message } = error as Error;
        if (!stopped.signal.aborted && message !== said)
          log.warn({}, `The people directory cannot be held against the ledger, trying again: ${message}`);
        said = message;
        await pause(RETRY_AFTER, undefined, { signal: stopped.signal }).catch(() => undefined);
      }
    }
    return undefined;
  };

  const looking = background(async () => {
    const isCaughtUp = runner.caughtUp().then(
      () => true,
      () => false,
    );
    const hasCaughtUp = await Promise.race([isCaughtUp, aborted(stopped.signal)]);
    // Also where the reader stopped: its read models may know erasures that a ledger which was put back does not.
    const candidates = await untilDone(look);
    // As many as there are persons: they are not needed again.
    before = undefined;
    if (readOnly || hasCaughtUp !== true || candidates === undefined) return;
    hasErased = true;
    if (candidates.length > 0) await untilDone(() => sweepAll(candidates));
  });

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
    erased: () => hasErased,
    stop: async () => {
      stopped.abort();
      await looking;
    },
  };
};
