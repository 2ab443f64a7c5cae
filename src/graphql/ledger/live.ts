import { setImmediate as nextTurn } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { EventFilter, IndexedEntry } from '../../projections/event-index.js';
import type { Services } from '../context.js';

/** How many events a subscription holds in memory at most. */
const PAGE = 100;

/**
 * Every event after a position that passes the filter, old ones first, then live, none lost or twice.
 * Ends with POSITION_NOT_READABLE where the reader behind it stopped.
 */
export const liveEvents = (services: Services, filter: EventFilter, after: number): AsyncIterableIterator<IndexedEntry> => {
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

async function* follow({ readModels, runner }: Services, filter: EventFilter, after: number, ended: AbortSignal): AsyncGenerator<IndexedEntry, undefined> {
  let position = after;
  while (!ended.aborted) {
    const head = runner.head();
    const page = head > position ? readModels.events.page(filter, { after: position, upTo: head, limit: PAGE, backwards: false }) : [];
    for (const entry of page) {
      yield entry;
      if (ended.aborted) return;
    }
    if (page.length === PAGE) {
      position = page[PAGE - 1]!.position;
      // Reads are synchronous, and a client that is near takes each event at once: catching up would starve everything else.
      await nextTurn();
      continue;
    }
    position = Math.max(position, head);
    // Nothing may come between this look at the head and the wait for its next change.
    if (runner.head() > position) continue;
    if (runner.status() === 'stopped') {
      throw new GraphQLError('Nothing after this can be read here', { extensions: { code: 'POSITION_NOT_READABLE', position } });
    }
    await runner.changed(ended);
  }
}
