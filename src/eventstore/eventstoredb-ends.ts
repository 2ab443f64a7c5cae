import { LRUCache } from 'lru-cache';
import { performance } from 'node:perf_hooks';
import { bell } from './follow.js';

/** A place in the all-stream. */
export interface Place {
  readonly commit: bigint;
  readonly prepare: bigint;
}

/** Most streams whose ends are known. */
const MOST = 10_000;
/** How long whoever asks waits for what was written before, in milliseconds; a read of the stream takes some of them. */
const PATIENCE = 500;

/** What a follower of the ledger tells, from one subscription on to its end. */
export interface Telling {
  readonly event: (stream: string, revision: number) => void;
  /** All events of the ledger as far as here have been told; whether it has caught up. */
  readonly upTo: (place: Place | undefined, isLive: boolean) => void;
  readonly over: () => void;
}

/** Where streams end, known by the events of the ledger as they come. */
export interface KnownEnds {
  /**
   * A subscription begins behind a place (undefined: at the start), perhaps to another store: from now on ends are those that it tells, and
   * that are learned while it lasts. Of several the last one counts.
   */
  readonly begin: (after: Place | undefined) => Telling;
  /** To be called before a stream is read or appended to: says where it ended then, -1 where it was not there. */
  readonly learning: (stream: string) => (revision: number) => void;
  /**
   * The revision at which a stream ends, -1 where it is not there, as of some moment after `since` (performance.now()); undefined where it
   * must be read. Those who ask at the same time share one look at the end of the all-stream.
   */
  readonly endOf: (stream: string, since: number) => Promise<number | undefined>;
}

export const isBefore = (a: Place, b: Place): boolean =>
  a.commit < b.commit || (a.commit === b.commit && a.prepare < b.prepare);

/**
 * Gives the place of the ledger's last event in the all-stream where it lies behind another one; undefined where so many others lie at the
 * end that it would take long to find.
 */
export type LastBehind = (after: Place) => Promise<Place | 'none' | undefined>;

export const knownEnds = (lastBehind: LastBehind): KnownEnds => {
  const ends = new LRUCache<string, number>({ max: MOST });
  const changes = bell();
  /** What is learned belongs to the subscription of its time. */
  let time = 0;
  let told: Place | undefined;
  let isLive = false;
  const note = (stream: string, revision: number): void => {
    if ((ends.get(stream) ?? -2) < revision) ends.set(stream, revision);
  };

  const isAllTold = async (): Promise<boolean> => {
    const began = time;
    if (told === undefined || !isLive) return false;
    const last = await lastBehind(told).catch(() => undefined);
    if (last === undefined) return false;
    const end = performance.now() + PATIENCE;
    while (last !== 'none' && time === began && isBefore(told, last)) {
      const left = end - performance.now();
      if (left <= 0) return false;
      await changes.wait(undefined, left);
    }
    return time === began;
  };
  let running: { readonly began: number; readonly answer: Promise<boolean> } | undefined;
  let waiting: Promise<boolean> | undefined;
  const look = (): Promise<boolean> => {
    waiting = undefined;
    running = { began: performance.now(), answer: isAllTold() };
    return running.answer;
  };
  /** Whether all that was written before has been told. */
  const isTold = (since: number): Promise<boolean> => {
    if (running && running.began >= since) return running.answer;
    return (waiting ??= running ? running.answer.then(look) : Promise.resolve().then(look));
  };

  return {
    begin: (after) => {
      const mine = (time += 1);
      ends.clear();
      told = after ?? { commit: -1n, prepare: -1n };
      isLive = false;
      return {
        event: (stream, revision) => {
          if (time === mine) note(stream, revision);
        },
        upTo: (place, live) => {
          if (time !== mine) return;
          isLive = live;
          if (place && isBefore(told!, place)) told = place;
          changes.ring();
        },
        over: () => {
          if (time !== mine) return;
          time += 1;
          told = undefined;
          ends.clear();
          changes.ring();
        },
      };
    },
    learning: (stream) => {
      const mine = time;
      return (revision) => {
        if (time === mine) note(stream, revision);
      };
    },
    endOf: async (stream, since) => {
      if (!ends.has(stream)) return undefined;
      const mine = time;
      const isKnown = await isTold(since);
      return isKnown && time === mine ? ends.get(stream) : undefined;
    },
  };
};
