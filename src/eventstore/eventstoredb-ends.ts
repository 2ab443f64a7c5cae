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
   * A subscription begins behind a place (undefined: at the start), perhaps to another store: it knows the ends that it tells, and that are
   * learned while it lasts. Several know theirs each.
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
  /** The subscriptions there are. */
  const told = new Set<Told>();
  return {
    begin: (after) => {
      const one = toldBy(lastBehind, after ?? { commit: -1n, prepare: -1n });
      told.add(one);
      return {
        ...one.telling,
        over: () => {
          told.delete(one);
          one.telling.over();
        },
      };
    },
    learning: (stream) => {
      const those = [...told];
      return (revision) => those.forEach(({ telling }) => telling.event(stream, revision));
    },
    endOf: async (stream, since) => [...told].find(({ knows }) => knows(stream))?.endOf(stream, since),
  };
};

/** What one subscription has told, and what was learned while it lasts. */
interface Told {
  readonly telling: Telling;
  readonly knows: (stream: string) => boolean;
  readonly endOf: KnownEnds['endOf'];
}

const toldBy = (lastBehind: LastBehind, after: Place): Told => {
  const ends = new LRUCache<string, number>({ max: MOST });
  const changes = bell();
  let told = after;
  let [isLive, isOver] = [false, false];
  /** What was waited for in vain. */
  let missed: Place | undefined;

  /** Whether all that was written before has been told by now, or is in a while. */
  const isAllTold = async (): Promise<boolean> => {
    if (missed && isBefore(told, missed)) return false;
    const last = await lastBehind(told).catch(() => undefined);
    if (last === undefined) return false;
    const end = performance.now() + PATIENCE;
    while (last !== 'none' && !isOver && isBefore(told, last)) {
      const left = end - performance.now();
      if (left <= 0) {
        missed = last;
        return false;
      }
      await changes.wait(undefined, left);
    }
    return !isOver;
  };
  let running: { readonly began: number; readonly answer: Promise<boolean> } | undefined;
  let waiting: Promise<boolean> | undefined;
  const look = (): Promise<boolean> => {
    waiting = undefined;
    running = { began: performance.now(), answer: isAllTold() };
    return running.answer;
  };
  /** Whether all that was written before `since` has been told. */
  const isTold = (since: number): Promise<boolean> => {
    if (running && running.began >= since) return running.answer;
    return (waiting ??= running ? running.answer.then(look) : Promise.resolve().then(look));
  };

  return {
    telling: {
      event: (stream, revision) => {
        if (!isOver && (ends.get(stream) ?? -2) < revision) ends.set(stream, revision);
      },
      upTo: (place, live) => {
        isLive = live;
        if (place && isBefore(told, place)) told = place;
        changes.ring();
      },
      over: () => {
        isOver = true;
        ends.clear();
        changes.ring();
      },
    },
    knows: (stream) => isLive && ends.has(stream),
    endOf: async (stream, since) => ((await isTold(since)) ? ends.get(stream) : undefined),
  };
};
