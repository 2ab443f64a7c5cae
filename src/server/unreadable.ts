import { UnreadableEvent, type EventStore } from '../eventstore/port.js';
import type { EventIndex } from '../projections/event-index.js';
import type { Check } from './readiness.js';

/** A store whose unreadable events are noticed, whoever meets them. */
export interface WatchedEvents {
  readonly events: EventStore;
  readonly check: Check;
  /** Takes down an event that somebody else has found. */
  readonly note: (error: unknown) => void;
}

/** A reader stops at an event that cannot be read; this is for those that it has passed before they were damaged. */
export const watchEvents = (events: EventStore, positionOf: EventIndex['positionOf']): WatchedEvents => {
  let first: UnreadableEvent | undefined;
  const note = (error: unknown): void => {
    if (error instanceof UnreadableEvent) first ??= error;
  };
  async function* noticed<T>(given: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* given;
    } catch (error) {
      note(error);
      throw error;
    }
  }
  return {
    events: { ...events, readStream: (...asked) => noticed(events.readStream(...asked)) },
    note,
    check: {
      code: 'EVENT_UNREADABLE',
      check: () => first && `position ${positionOf(first.stream, first.revision) ?? 'unknown'} holds an event that cannot be read, it is no JSON object: restore the event store from a backup`,
    },
  };
};
