import { StoreUnavailable, UnreadableEvent } from './port.js';
import type { Batch, EventStore, StoredEvent } from './port.js';

/** An event with its number in the ledger: 1, 2, 3 ... in the order of the store, without gaps. */
export interface NumberedEvent extends StoredEvent {
  readonly position: number;
}

/** How far a reader has come: the last event it numbered. */
export type Numbered = Pick<NumberedEvent, 'position' | 'token' | 'stream' | 'revision' | 'id'>;

/** The store is not the one that was read before, or was restored from an older backup. */
export class StoreMismatch extends Error {
  /** By what it was found. */
  constructor(found: string) {
    super(
      `${found}: it is another store, or was restored from an older backup. Point EVENT_STORE_URL at the right store, or run \`edugroup rebuild\`.`,
    );
    this.name = 'StoreMismatch';
  }
}

/** What is stored at a position is no event, so nothing after it can be numbered. */
export class UnreadablePosition extends Error {
  constructor(
    readonly position: number,
    cause: UnreadableEvent,
  ) {
    super(`Position ${position} ${cause.fault}`, { cause });
    this.name = 'UnreadablePosition';
  }
}

/**
 * Reads the last numbered event again. Throws UnreadablePosition; StoreMismatch where another stands there, or none;
 * also where it stands elsewhere in the
 * store's order: in a copy made stream by stream the same events would get other numbers.
 */
export const checkStore = async (events: EventStore, last: Numbered): Promise<void> => {
  try {
    for await (const found of events.readStream(last.stream, { from: last.revision, limit: 1 })) {
      if (found.id === last.id && found.revision === last.revision && found.token === last.token) return;
    }
  } catch (error) {
    throw error instanceof UnreadableEvent ? new UnreadablePosition(last.position, error) : error;
  }
  throw new StoreMismatch(
    `The event store does not hold event ${last.id} (position ${last.position}, ${last.stream} revision ${last.revision}) where it was read before`,
  );
};

/**
 * Follows the ledger from the last numbered event on and counts. Throws StoreMismatch, UnreadablePosition,
 * UnreadableEvent (the next one cannot be read) and StoreUnavailable.
 */
export async function* followNumbered(
  events: EventStore,
  last: Numbered | undefined,
  signal: AbortSignal,
): AsyncGenerator<Omit<Batch, 'events' | 'reconnected'> & { readonly events: readonly NumberedEvent[] }> {
  let latest = last;
  if (latest) await checkStore(events, latest);
  for await (const batch of events.follow({ signal, ...(latest ? { after: latest.token } : {}) })) {
    if (batch.reconnected && latest) await checkStore(events, latest);
    const first = (latest?.position ?? 0) + 1;
    const numbered = batch.events.map((event, index) => ({ ...event, position: first + index }));
    latest = numbered.at(-1) ?? latest;
    yield { events: numbered, caughtUp: batch.caughtUp, interrupted: batch.interrupted === true };
  }
}

/**
 * What there is of a ledger, numbered, to its end at this moment; lets go of the store whenever nobody asks for more. Throws StoreUnavailable
 * also where nothing is heard of it any more.
 */
export async function* numberedToEnd(events: EventStore): AsyncGenerator<readonly NumberedEvent[], undefined> {
  const stop = new AbortController();
  try {
    for await (const { events: batch, caughtUp, interrupted } of followNumbered(events, undefined, stop.signal)) {
      if (interrupted) throw new StoreUnavailable('The event store fell silent');
      yield batch;
      if (caughtUp) return;
    }
  } finally {
    stop.abort();
  }
}
