import { setTimeout as pause } from 'node:timers/promises';
import { firstAltered, type Altered } from '../audit/compare.js';
import type { EventStore } from '../eventstore/port.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Check } from './readiness.js';

/** How long after a comparison the next one begins, in milliseconds; longer after one that took long. */
const AGAIN_AFTER = 3_600_000;
/** So much of the time a comparison works, in pieces of a few milliseconds between which everybody else is served. */
const WORKS = 0.2;
/** At most so much of the time is spent on comparisons. */
const SHARE = 0.05;

export interface WatchAlteredOptions {
  /** Read apart from everybody else: what cannot be read is found by others. */
  readonly events: EventStore;
  readonly readModels: ReadModels;
  readonly signal: AbortSignal;
  readonly againAfter?: number;
}

/**
 * Holds the store against the Merkle tree of what was read from it, from the first event on, again and again. An event that somebody
 * altered is a reason not to be ready, and nothing is decided on it.
 */
export const watchAltered = ({ events, readModels, signal, againAfter = AGAIN_AFTER }: WatchAlteredOptions) => {
  let found: Altered | undefined;
  const check: Check = {
    code: 'EVENT_ALTERED',
    check: () =>
      found &&
      (found.how === 'CHANGED'
        ? `position ${found.position} holds another event in the store than the one that was read from there: it was altered; restore the event store from a backup, and compare with an exported bundle`
        : `the store holds nothing at position ${found.position}, of which an event was read: it was taken away; restore the event store from a backup, and compare with an exported bundle`),
  };
  return {
    check,
    isAltered: (): boolean => found !== undefined,
    /** Resolves once it is found or `signal` aborts; a comparison that fails is tried again with the next. */
    watch: async (): Promise<void> => {
      while (!signal.aborted && !found) {
        let spent = 0;
        const resting = async (worked: number): Promise<void> => {
          spent += worked;
          await pause(worked / WORKS - worked, undefined, { signal, ref: false }).catch(() => undefined);
        };
        found = await firstAltered(events, readModels, signal, resting).catch(() => undefined);
        const rest = Math.max(againAfter, spent / SHARE);
        if (!found) await pause(rest, undefined, { signal, ref: false }).catch(() => undefined);
      }
    },
  };
};
