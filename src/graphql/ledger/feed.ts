import { LRUCache } from 'lru-cache';
import { nameOfObject } from '../../domain/objects.js';
import {
  counts,
  isToldIn,
  type EventFilter,
  type EventIndex,
  type IndexedEntry,
} from '../../projections/event-index.js';
import type { Runner } from '../../projections/runner.js';
import { inTurn } from '../shared/turns.js';

/** How many events are read at a time. */
const PAGE = 100;
/** How many of the pages read last are kept for those who are a little behind. */
const RECENT_PAGES = 64;
/** How many of the events read last are given again as the same objects. */
const RECENT_EVENTS = 200;
/** How many filters that nobody may follow with any more are remembered. */
const CHANNELS = 1_000;

/** The events that pass a filter after a position. */
export interface Stretch {
  readonly entries: readonly IndexedEntry[];
  /** Up to which position these are all. */
  readonly upTo: number;
}

/** All who follow with one filter: what they read is read once. */
export interface Channel {
  /** What comes after a position, one page at most. */
  after(position: number): Stretch;
  /** Resolves when there is an event that passes and was not there before, when the reader stops, and when the signal is aborted. */
  next(signal: AbortSignal): Promise<void>;
}

/** Gives every follower of one reader the same events. */
export interface Feed {
  channel(filter: EventFilter): Channel;
}

type Reader = Pick<Runner, 'head' | 'status' | 'changed'>;
type Events = Pick<EventIndex, 'page' | 'touchedBy'>;

/** Those who wait at one channel. */
interface Waiting {
  readonly filter: EventFilter;
  readonly wakes: Set<() => void>;
}

const feeds = new WeakMap<Reader, Feed>();

/** The one feed of a reader. */
export const feedOf = (reader: Reader, events: Events): Feed => {
  const feed = feeds.get(reader) ?? openFeed(reader, events);
  feeds.set(reader, feed);
  return feed;
};

const openFeed = (reader: Reader, events: Events): Feed => {
  const recent = new LRUCache<number, IndexedEntry>({ max: RECENT_EVENTS });
  const pages = new LRUCache<string, Stretch>({ max: RECENT_PAGES });
  const channels = new LRUCache<string, Channel>({ max: CHANNELS });
  const waiting = new Set<Waiting>();
  let isWatching = false;

  const theSame = (entry: IndexedEntry): IndexedEntry => {
    const known = recent.get(entry.position) ?? entry;
    recent.set(entry.position, known);
    return known;
  };

  const read = (filter: EventFilter, after: number): Stretch => {
    const head = reader.head();
    if (head <= after) return { entries: [], upTo: after };
    const entries = events.page(filter, { after, upTo: head, limit: PAGE, backwards: false }).map(theSame);
    return { entries, upTo: entries.length === PAGE ? entries[PAGE - 1]!.position : head };
  };

  const wake = (one: Waiting): void => {
    waiting.delete(one);
    for (const wakeOne of one.wakes) inTurn(wakeOne);
    one.wakes.clear();
  };

  /** Wakes those whose filter an event passes that came after a position; up to which position it looked. */
  const look = (after: number): number => {
    const { entries, upTo } = read({}, after);
    for (const entry of entries) {
      const touched = new Set(events.touchedBy(entry.position).map(nameOfObject));
      for (const one of waiting) if (passes(entry, touched, one.filter)) wake(one);
    }
    return upTo;
  };

  /** Looks at each new event once, however many wait. */
  const watch = async (): Promise<void> => {
    let seen = reader.head();
    while (waiting.size > 0) {
      // First the wait, then the look: nothing comes in between.
      const changed = reader.changed();
      try {
        while (reader.status() !== 'stopped' && seen < reader.head()) seen = look(seen);
      } catch {
        // Those who wait read for themselves, and meet the same.
        seen = reader.head();
        for (const one of waiting) wake(one);
      }
      if (reader.status() === 'stopped') for (const one of waiting) wake(one);
      await changed;
    }
    isWatching = false;
  };

  const openChannel = (name: string, filter: EventFilter): Channel => {
    const here: Waiting = { filter, wakes: new Set() };
    return {
      after: (position) => {
        const known = pages.get(`${position} ${name}`);
        if (known && (known.entries.length > 0 || known.upTo === reader.head())) return known;
        const page = read(filter, position);
        pages.set(`${position} ${name}`, page);
        return page;
      },
      next: (signal) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve();
          const wakeOne = (): void => {
            signal.removeEventListener('abort', giveUp);
            resolve();
          };
          const giveUp = (): void => {
            here.wakes.delete(wakeOne);
            if (here.wakes.size === 0) waiting.delete(here);
            resolve();
          };
          signal.addEventListener('abort', giveUp, { once: true });
          here.wakes.add(wakeOne);
          waiting.add(here);
          if (isWatching) return;
          isWatching = true;
          void watch();
        }),
    };
  };

  return {
    channel: (filter) => {
      const name = JSON.stringify(filter);
      const channel = channels.get(name) ?? openChannel(name, filter);
      channels.set(name, channel);
      return channel;
    },
  };
};

const passes = (entry: IndexedEntry, touched: ReadonlySet<string>, filter: EventFilter): boolean => {
  const { event, stream, metadata } = entry;
  return (
    (filter.stream === undefined || filter.stream === stream) &&
    (filter.types === undefined || filter.types.includes(event.type)) &&
    (filter.actor === undefined || filter.actor === metadata.actor.id) &&
    (filter.subjects === undefined ||
      filter.subjects.some((subject) => touched.has(nameOfObject(subject)) && counts(subject, stream))) &&
    isToldIn(entry, filter.toldIn)
  );
};
