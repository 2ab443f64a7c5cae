import { eventTypeFilter, START, streamNameFilter } from '@eventstore/db-client';
import type { RecordedEvent } from '@eventstore/db-client';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { isPassing, reasonOf, Silence } from './eventstoredb-answers.js';
import { watch } from './eventstoredb-connection.js';
import type { Connection } from './eventstoredb-connection.js';
import { isBefore, type KnownEnds, type LastBehind, type Place } from './eventstoredb-ends.js';
import { PAGE } from './follow.js';
import { StoreUnavailable, UnreadableEvent } from './port.js';
import type { Batch, StoredEvent } from './port.js';

/** Which events of the all-stream are the ledger's, and how they are given. */
export interface LedgerView {
  readonly prefix: string;
  /** Instead of its events: what the server itself notes about its streams, of these types. */
  readonly types?: RegExp;
  readonly toStored: (event: RecordedEvent) => StoredEvent;
  readonly log: (message: string) => void;
  /** Who is told of each subscription, and what comes by it. */
  readonly ends?: Pick<KnownEnds, 'begin'>;
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;
/** Most events that wait in memory for a consumer; beyond that the connection itself is held up. */
const WAITING = 256;

/** Events that the server looks through, whoever's they are, before it tells a subscriber how far it has come. */
const CHECKPOINT = 32;

/** EventStore.follow: a subscription to the all-stream, filtered by stream name, begun again wherever it breaks off. */
export const followLedger = (
  connection: Connection,
  view: LedgerView,
  { after, signal }: { readonly after?: string; readonly signal?: AbortSignal } = {},
): AsyncIterable<Batch> => ({
  [Symbol.asyncIterator]: () => {
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    const batches = iterate(connection, view, after, stop.signal, signal?.aborted ?? false);
    for (const source of [signal, connection.closing]) {
      if (source?.aborted) abort();
      source?.addEventListener('abort', abort, { signal: stop.signal });
    }
    return {
      next: () => batches.next(),
      // A generator's own return() would queue behind a next() that waits for an event; stopping wakes it.
      return: () => {
        abort();
        return batches.return(undefined);
      },
    };
  },
});

async function* iterate(
  connection: Connection,
  view: LedgerView,
  after: string | undefined,
  stop: AbortSignal,
  aborted: boolean,
): AsyncGenerator<Batch, undefined, void> {
  if (aborted) return;
  connection.checkOpen();
  let place = after === undefined ? undefined : placeOf(after);
  let isKnown = place === undefined;
  let wasConnected = false;
  let isDown = false;
  let milliseconds = FIRST_PAUSE;
  while (!stop.aborted) {
    try {
      if (!isKnown && place) await checkPlace(connection, view, place);
      isKnown = true;
      for await (const batch of subscribed(connection, view, place, stop, wasConnected)) {
        wasConnected = true;
        place = batch.events.length > 0 ? placeOf(batch.events.at(-1)?.token ?? '') : place;
        if (batch.events.length > 0 || batch.caughtUp) {
          if (isDown) view.log('Following EventStoreDB again');
          isDown = false;
          milliseconds = FIRST_PAUSE;
        }
        yield batch;
      }
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof UnreadableEvent) throw error;
      if (!wasConnected && !isPassing(error)) {
        throw error instanceof StoreUnavailable
          ? error
          : new StoreUnavailable(`EventStoreDB cannot be followed: ${reasonOf(error)}`, { cause: error });
      }
      if (!isDown) view.log(`Following EventStoreDB was interrupted (${reasonOf(error)}); it is tried again`);
      if (!isDown && wasConnected) yield { events: [], caughtUp: false, interrupted: true };
      isDown = true;
    }
    await pause(milliseconds, undefined, { signal: stop }).catch(() => undefined);
    milliseconds = Math.min(2 * milliseconds, LONGEST_PAUSE);
  }
}

/** One subscription, until it breaks off. `again`: its first batch comes as soon as it is confirmed, before anything else can fail. */
async function* subscribed(
  connection: Connection,
  view: LedgerView,
  after: Place | undefined,
  stop: AbortSignal,
  again: boolean,
): AsyncGenerator<Batch> {
  const { answer } = connection.timeouts;
  const link = connection.link();
  let seen = after?.commit ?? -1n;
  // A checkpoint is told at once, before the events that came ahead of it are read.
  const see = ({ commit }: Place): void => {
    if (commit > seen) seen = commit;
  };
  const checkpointReached = (_: unknown, place: Place): void => {
    see(place);
    changes.happened();
  };
  const pace = { maxSearchWindow: CHECKPOINT, checkpointInterval: 1, checkpointReached };
  const filter = view.types
    ? eventTypeFilter({ regex: view.types.source, ...pace })
    : streamNameFilter({ prefixes: [view.prefix], ...pace });
  const subscription = link.client.subscribeToAll(
    { fromPosition: after ?? START, filter, requiresLeader: true },
    { highWaterMark: WAITING },
  );
  let isConfirmed = false;
  let isLive = false;
  subscription.on('confirmation', () => {
    isConfirmed = true;
  });
  subscription.on('caughtUp', () => {
    isLive = true;
  });
  subscription.on('fellBehind', () => {
    isLive = false;
  });
  const changes = watch(subscription, link.over, ['confirmation', 'caughtUp', 'fellBehind']);
  const missed = lookForMissed(connection, view);
  const telling = view.ends?.begin(after);
  let told: Place | undefined;
  let isAnnounced = !again;
  let saidCaughtUp = false;
  /** Thrown once what came before it is given. */
  let unreadable: unknown;
  try {
    while (!stop.aborted) {
      const events: StoredEvent[] = [];
      // The client gives events one by one: what comes within a turn of the event loop belongs to the batch.
      for (let count = 0, turned = 0; count < PAGE && unreadable === undefined && !stop.aborted;) {
        const resolved = subscription.read() as { readonly event?: RecordedEvent } | null;
        if (resolved === null) {
          if (count === turned) break;
          turned = count;
          await nextTurn();
          continue;
        }
        count++;
        if (resolved.event?.position) see(resolved.event.position);
        if (!resolved.event || !isOf(view, resolved.event)) continue;
        try {
          const stored = view.toStored(resolved.event);
          events.push(stored);
          telling?.event(stored.stream, stored.revision);
          told = resolved.event.position;
        } catch (error) {
          unreadable = error;
        }
      }
      telling?.upTo(told, isLive);
      if (stop.aborted) return;
      // What came before the mark has been read by now, or still waits to be.
      const caughtUp = isLive && subscription.readableLength === 0 && unreadable === undefined;
      if (events.length > 0 || (caughtUp && !saidCaughtUp) || (isConfirmed && !isAnnounced)) {
        saidCaughtUp = caughtUp;
        yield { events, caughtUp, ...(isAnnounced ? {} : { reconnected: true }) };
        isAnnounced = true;
      } else if (unreadable !== undefined) {
        throw unreadable as Error;
      } else if (changes.failure() !== undefined) {
        throw changes.failure();
      } else if (changes.ended()) {
        throw Object.assign(new Error('the server ended it'), { type: 'cancelled' });
      } else if (!(await changes.next(answer, stop))) {
        // Nothing may come for hours, or the node no longer hears of anything; what it is about to send has come after another while.
        if (!isConfirmed || ((await missed(seen)) && !(await changes.next(answer, stop)))) throw new Silence(answer);
      }
    }
  } catch (error) {
    connection.failed(link, error);
    throw error;
  } finally {
    telling?.over();
    changes.letGo(() => subscription.unsubscribe());
  }
}

/**
 * The ledger's last event in the all-stream behind a place, as KnownEnds asks for it. Throws as the client does.
 */
export const lastBehind =
  (connection: Connection, view: Pick<LedgerView, 'prefix'>): LastBehind =>
  async (after) => {
    for await (const event of connection.readBack(CHECKPOINT)) {
      if (!isBefore(after, event.position)) return 'none';
      if (isOf(view, event)) return event.position;
    }
    return undefined;
  };

/**
 * Whether the leader holds what a subscription should have given by now that has come as far as `seen`: an event of the ledger, or so
 * many others that it should have heard of them. Reads back to where it looked last. Throws as the client does.
 */
const lookForMissed = (connection: Connection, view: LedgerView): ((seen: bigint) => Promise<boolean>) => {
  let looked: bigint | undefined;
  return async (seen) => {
    const known = looked !== undefined && looked > seen ? looked : seen;
    let end: bigint | undefined;
    let others = 0;
    for await (const event of connection.readBack()) {
      const {
        position: { commit },
      } = event;
      end ??= commit;
      if (commit <= known || others === 2 * CHECKPOINT) break;
      if (isOf(view, event)) return true;
      others++;
    }
    const isSilent = others === 2 * CHECKPOINT && looked !== undefined;
    if (!isSilent) looked = end ?? known;
    return isSilent;
  };
};

/** A prefix alone would also catch streams such as `edu.x.council-1` that other software names so, and what the server adds on deletion. */
const isOf = ({ prefix, types }: Pick<LedgerView, 'prefix' | 'types'>, { streamId, type }: RecordedEvent): boolean => {
  const stream = types ? streamId.replace(/^\$\$/, '') : streamId;
  return (
    stream.startsWith(prefix) &&
    /^[a-z]+-/.test(stream.slice(prefix.length)) &&
    (types ? types.test(type) : !type.startsWith('$'))
  );
};

const placeOf = (token: string): Place => {
  const [, commit, prepare] = /^(\d{1,19})\/(\d{1,19})$/.exec(token) ?? [];
  if (commit === undefined || prepare === undefined) throw new StoreUnavailable(`This store has no token ${token}`);
  return { commit: BigInt(commit), prepare: BigInt(prepare) };
};

/** The server takes a place beyond its end without a word and stays silent; hence the look beforehand. */
const checkPlace = async (connection: Connection, { prefix }: LedgerView, place: Place): Promise<void> => {
  const event = await connection.readAt(place);
  if (
    event?.position.commit === place.commit &&
    event.position.prepare === place.prepare &&
    event.streamId.startsWith(prefix)
  )
    return;
  throw new StoreUnavailable(`This store has no event at ${place.commit}/${place.prepare}`);
};
