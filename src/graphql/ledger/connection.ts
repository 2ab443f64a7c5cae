import type { ObjectRef } from '../../domain/ledger.js';
import type { EventFilter, IndexedEntry } from '../../projections/event-index.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { pageOf, positioned, connectionOf, type Connection, type Page, type Source } from '../shared/connection.js';
import { asSubject, asTold } from '../shared/visibility.js';
import { LedgerEvent } from './event.js';

export const LedgerEventConnection = connectionOf(LedgerEvent, 'LedgerEvent', 'ledger events');

/** The events that pass a filter, up to a position, the first recorded first. */
const eventSource = ({ read }: Context, filter: EventFilter, upTo: number): Source<IndexedEntry> =>
  positioned({
    positionOf: ({ position }) => position,
    after: (after = 0, limit) => read.events.page(filter, { after, upTo, limit, backwards: false }),
    before: (before = upTo + 1, limit) =>
      read.events.page(filter, { after: 0, upTo: Math.min(upTo, before - 1), limit, backwards: true }),
    count: () => read.events.count(filter, upTo),
  });

export const eventsOf = (context: Context, page: Page, filter: EventFilter, at: At): Connection<LedgerEvent> =>
  pageOf(page, eventSource(context, filter, at.position), (entry) => new LedgerEvent(context, entry, at));

/** The events that touched an object, as known at the moment it is shown at. */
export const historyOf = (context: Context, page: Page, object: ObjectRef, at: At): Connection<LedgerEvent> =>
  eventsOf(context, page, asTold(context, { subjects: [asSubject(context, object)] }), at);
