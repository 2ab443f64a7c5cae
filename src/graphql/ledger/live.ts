import { setImmediate as nextTurn } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { EventFilter, IndexedEntry } from '../../projections/event-index.js';
import type { Services } from '../context.js';
import { feedOf } from './feed.js';

/**
 * Every event after a position that passes the filter, old ones first, then live, none lost or twice. Whoever follows with the same
 * filter is given the same objects. Ends with POSITION_NOT_READABLE where the reader behind it stopped.
 */
export const liveEvents = (
  services: Services,
  filter: EventFilter,
  after: number,
): AsyncIterableIterator<IndexedEntry> => {
  const ended = new AbortController();
  const events = follow(services, filter, after, ended.signal);
  // A generator's own return() waits behind the event it waits for: wake it first.
  const end = (): Promise<IteratorResult<IndexedEntry>> => {
    ended.abort();
    return events.return(undefined);
  };
  return {
    next: () => events.next(),
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};

async function* follow(
  { readModels, runner }: Services,
  filter: EventFilter,
  after: number,
  ended: AbortSignal,
): AsyncGenerator<IndexedEntry, undefined> {
  const channel = feedOf(runner, readModels.events).channel(filter);
  let position = after;
  while (!ended.aborted) {
    const { entries, upTo } = channel.after(position);
    for (const entry of entries) {
      yield entry;
      if (ended.aborted) return;
    }
    position = Math.max(position, upTo);
    // Nothing may come between this look at the head and the wait for what comes next.
    if (runner.head() > position) {
      // Reads are synchronous, and a client that is near takes each event at once: catching up would starve everything else.
      await nextTurn();
      continue;
    }
    if (runner.status() === 'stopped') {
      throw new GraphQLError('Nothing after this can be read here', {
        extensions: { code: 'POSITION_NOT_READABLE', position },
      });
    }
    await channel.next(ended);
  }
}
