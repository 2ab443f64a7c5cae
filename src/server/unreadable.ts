import { UnreadableEvent, type EventStore } from '../eventstore/port.js';
import { sqliteCode } from '../eventstore/sqlite-file.js';
import type { EventIndex } from '../projections/event-index.js';
import type { Check } from './readiness.js';

/** A store in which what is damaged is noticed, whoever meets it. */
export interface WatchedEvents {
  readonly events: EventStore;
  readonly checks: readonly Check[];
  /** Takes down what somebody else has found. */
  readonly note: (error: unknown) => void;
}

/** A reader stops at an event that cannot be read; this is for those that it has passed before they were damaged. */
export const watchEvents = (events: EventStore, positionOf: EventIndex['positionOf']): WatchedEvents => {
  let first: UnreadableEvent | undefined;
  let isDamaged = false;
  const note = (error: unknown): void => {
    if (error instanceof UnreadableEvent) first ??= error;
    isDamaged ||= sqliteCode((error as Error | undefined)?.cause)?.startsWith('SQLITE_CORRUPT') ?? false;
  };
  const noted = (error: unknown): never => {
    note(error);
    throw error;
  };
  const { endsAt } = events;
  async function* noticed<T>(given: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* given;
    } catch (error) {
      noted(error);
    }
  }
  return {
    events: {
      ...events,
      readStream: (...asked) => noticed(events.readStream(...asked)),
      ...(endsAt && {
        endsAt: (stream) => {
          try {
            return endsAt(stream);
          } catch (error) {
            return noted(error);
          }
        },
      }),
      append: (...given) => events.append(...given).catch(noted),
    },
    note,
    checks: [
      {
        code: 'EVENT_UNREADABLE',
        check: () => first && `position ${positionOf(first.stream, first.revision) ?? 'unknown'} ${first.fault}`,
      },
      {
        code: 'STORE_DAMAGED',
        check: () => (isDamaged ? 'the file of the event store is damaged: restore it from a backup' : undefined),
      },
    ],
  };
};
