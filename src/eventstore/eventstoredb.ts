import type { EventData, JSONEventData, RecordedEvent } from '@eventstore/db-client';
import { storeError, typeOf, Unanswered } from './eventstoredb-answers.js';
import { bytesOf } from './eventstoredb-bytes.js';
import { connect } from './eventstoredb-connection.js';
import type { Connection, ReadRange, Timeouts } from './eventstoredb-connection.js';
import {
  eventStoreDbCheckpoints,
  eventStoreDbPeople,
  eventStoreDbAccesses,
  eventStoreDbRevocations,
  writeProbe,
} from './eventstoredb-directory.js';
import { eventStoreDbEpochs } from './eventstoredb-epochs.js';
import { knownEnds } from './eventstoredb-ends.js';
import { followLedger, lastBehind } from './eventstoredb-follow.js';
import { knownIds, storedIds } from './eventstoredb-ids.js';
import { MissingEvent, OutcomeUnknown, TooLarge, UnreadableEvent, WrongExpectedRevision } from './port.js';
import type { EventStore, ExpectedRevision, Metadata, StoredEvent, Stores } from './port.js';
import { checkAppend, checkLedger, checkRead, isPlainObject } from './validate.js';
import type { CheckedEvent } from './validate.js';

export interface EventStoreDbOptions {
  /** Its streams are named `{ledger}.{stream}`. */
  readonly ledger: string;
  readonly log?: (message: string) => void;
  /** For tests. */
  readonly timeouts?: Partial<Timeouts>;
}

/** What the server notes where a stream is cut: its metadata, and that it was deleted for good. */
const CUTTING = /^\$(metadata|streamDeleted)$/;

/** The ledger's event id, in the stored metadata: the store's own is made from the whole append (see storedIds). */
const EVENT_ID = '$eventId';

/**
 * A ledger in EventStoreDB or KurrentDB, 23.10 or later (older ones do not say when a follower has caught up).
 * It connects when first used, so that a server may start before its store. Throws Error on a bad URL or ledger name.
 *
 * Names and personal details stand in streams `{ledger}_people-...`, checkpoints in `{ledger}_checkpoint-...`, epochs in `{ledger}_epochs`,
 * revocations in `{ledger}_revocations`, accesses in `{ledger}_accesses`: no ledger's name holds an underscore, so no ledger's prefix catches them.
 */
export const eventStoreDbStores = async (
  url: string,
  { ledger, log = () => undefined, timeouts }: EventStoreDbOptions,
): Promise<Stores> => {
  checkLedger(ledger);
  const connection = connect(url, timeouts);
  return Promise.resolve({
    events: eventStoreDbEvents(connection, ledger, log),
    people: eventStoreDbPeople(connection, ledger),
    checkpoints: eventStoreDbCheckpoints(connection, ledger),
    epochs: eventStoreDbEpochs(connection, ledger),
    revocations: eventStoreDbRevocations(connection, ledger),
    accesses: eventStoreDbAccesses(connection, ledger),
  });
};

const eventStoreDbEvents = (connection: Connection, ledger: string, log: (message: string) => void): EventStore => {
  const prefix = `${ledger}.`;
  const known = knownIds();
  const ends = knownEnds(lastBehind(connection, { prefix }));

  /**
   * Whoever may write to the cluster may also cut a stream, and until the next scavenge the all-stream shows nothing of it: what is left
   * must not be taken for all. So revisions are counted, and where there is no stream its metadata say whether there was one.
   */
  async function* read(stream: string, { from, backwards = false, limit }: ReadRange): AsyncGenerator<StoredEvent> {
    const learned = ends.learning(stream);
    let next = from ?? (backwards ? undefined : 0);
    let [given, isThere] = [0, true];
    const notFound = async (): Promise<void> => {
      isThere = false;
      if (await isDeleted(stream)) throw new MissingEvent(stream, from ?? 0);
    };
    try {
      for await (const event of connection.read(`${prefix}${stream}`, { from, backwards, limit, notFound })) {
        const stored = storedEvent(prefix, event);
        // Backwards from beyond the end it begins with the last one.
        const isNext =
          next === undefined || stored.revision === next || (backwards && given === 0 && stored.revision < next);
        if (!isNext) throw new MissingEvent(stream, next!);
        next = stored.revision + (backwards ? -1 : 1);
        given++;
        known.note(stream, stored.revision, stored.id);
        yield stored;
      }
    } catch (error) {
      throw typeOf(error) === 'stream-deleted' ? new MissingEvent(stream, from ?? 0) : error;
    }
    const isWhole = backwards ? (next ?? 0) < 0 : given > 0 || next !== 0;
    if (isThere && given < (limit ?? Infinity) && !isWhole) throw new MissingEvent(stream, next ?? 0);
    if (!backwards && given < (limit ?? Infinity)) learned(isThere ? next! - 1 : -1);
  }

  const isDeleted = async (stream: string): Promise<boolean> => {
    for await (const { data } of connection.read(`$$${prefix}${stream}`, { backwards: true, limit: 1 })) {
      const { $tb: before = 0, $maxAge: age } = data as { readonly $tb?: number; readonly $maxAge?: number };
      return before > 0 || age !== undefined;
    }
    return false;
  };

  /** The server keeps its own checksums; what it cannot find is what somebody told it to forget. */
  const findUnreadable = async (signal?: AbortSignal): Promise<UnreadableEvent | undefined> => {
    const cut = new Set<string>();
    const view = { prefix, types: CUTTING, toStored: (event: RecordedEvent) => bareEvent(prefix, event), log };
    for await (const { events, caughtUp } of followLedger(connection, view, signal ? { signal } : {})) {
      for (const { stream } of events) cut.add(stream);
      if (caughtUp) break;
    }
    for (const stream of cut) {
      if (signal?.aborted) return undefined;
      try {
        for await (const _ of read(stream, { limit: 1 }));
      } catch (error) {
        if (error instanceof UnreadableEvent) return error;
        throw storeError(error);
      }
    }
    return undefined;
  };

  /** Reads a stream from a revision to another; `false` where it does not reach that one. */
  const learn = async (
    stream: string,
    from: number,
    to: number,
    look: (event: StoredEvent) => void = () => undefined,
  ): Promise<boolean> => {
    for await (const event of read(stream, { from, limit: to + 1 - from })) {
      look(event);
      if (event.revision === to) return true;
    }
    return false;
  };

  const lastRevision = async (stream: string): Promise<ExpectedRevision> => {
    for await (const { revision } of read(stream, { backwards: true, limit: 1 })) return revision;
    return 'no-stream';
  };

  /**
   * The server compares ids only with those after the expected revision, so the ones before are looked up here first. They never
   * change; whoever has read the stream through this adapter, or appended to it, has them in memory, and an append is one request.
   */
  const checkIds = async (stream: string, expected: ExpectedRevision, ids: readonly string[]): Promise<void> => {
    if (expected === 'no-stream') return;
    const refuse = async (): Promise<never> => {
      throw new WrongExpectedRevision(stream, expected, await lastRevision(stream));
    };
    const count = known.count(stream);
    if (count <= expected && !(await learn(stream, count, expected))) await refuse();
    if (known.count(stream) > expected && !known.mayHold(stream, ids, expected)) return;
    // What is in memory are digests, perhaps of a store that was restored from a backup since, or were forgotten meanwhile: what the stream
    // holds decides.
    known.forget(stream);
    let holds = false;
    const reaches = await learn(stream, 0, expected, ({ id }) => {
      holds ||= ids.includes(id);
    });
    if (holds || !reaches) await refuse();
  };

  return {
    append: async (stream, expected, newEvents) => {
      const events = checkAppend(stream, expected, newEvents);
      if (newEvents.some(({ metadata }) => EVENT_ID in metadata))
        throw new TypeError(`metadata.${EVENT_ID} is the store's own`);
      connection.checkOpen();
      const ids = storedIds(`${prefix}${stream}`, expected, events);
      const learned = ends.learning(stream);
      try {
        await checkIds(
          stream,
          expected,
          events.map(({ id }) => id),
        );
        const recorded = events.map((event, index) => recordedEvent(event, ids[index] ?? ''));
        const revision = await connection
          .write(`${prefix}${stream}`, expected === 'no-stream' ? 'no_stream' : BigInt(expected), recorded)
          .catch((error: unknown) => {
            throw appendError(error, stream, expected, recorded);
          });
        // A deleted stream the server takes for none, and goes on after the last revision that it had.
        if (revision !== (expected === 'no-stream' ? -1 : expected) + events.length) throw new MissingEvent(stream, 0);
        for (const [index, { id }] of events.entries()) known.note(stream, revision + 1 - events.length + index, id);
        learned(revision);
        return { revision };
      } catch (error) {
        throw storeError(error);
      }
    },
    readStream: (stream, options) => {
      const { from, backwards, limit } = checkRead(stream, options);
      return (async function* () {
        connection.checkOpen();
        try {
          yield* read(stream, { from, backwards, limit });
        } catch (error) {
          throw storeError(error);
        }
      })();
    },
    endOf: ends.endOf,
    follow: (options) =>
      followLedger(connection, { prefix, toStored: (event) => storedEvent(prefix, event), log, ends }, options),
    findUnreadable,
    ping: writeProbe(connection, ledger),
    close: connection.close,
  };
};

const recordedEvent = ({ id, type, data, metadata }: CheckedEvent, storedId: string): EventData => ({
  id: storedId,
  type,
  contentType: 'application/json',
  data: JSON.parse(data) as JSONEventData['data'],
  metadata: { ...(JSON.parse(metadata) as Record<string, unknown>), [EVENT_ID]: id },
});

const storedEvent = (prefix: string, event: RecordedEvent): StoredEvent => {
  const [stream, revision] = [event.streamId.slice(prefix.length), Number(event.revision)];
  // The client gives text or bytes where it finds no JSON.
  if (!isPlainObject(event.data) || !isPlainObject(event.metadata)) throw new UnreadableEvent(stream, revision);
  const { [EVENT_ID]: id, ...metadata } = event.metadata;
  const bytes = bytesOf(event);
  return {
    id: typeof id === 'string' ? id : event.id,
    type: event.type,
    data: event.data,
    metadata: metadata as unknown as Metadata,
    bytes: typeof id === 'string' ? { ...bytes, metadata: withoutId(bytes.metadata, id) } : bytes,
    stream,
    revision,
    token: tokenOf(event),
  };
};

/**
 * The metadata's bytes as every store keeps them: the event id, which stands behind them in this one alone, is cut off. Where it does not
 * stand just as this adapter writes it, somebody else wrote the event, and the bytes are all that lies there.
 */
const withoutId = (metadata: Uint8Array, id: string): Uint8Array => {
  const own = Buffer.from(`,"${EVENT_ID}":"${id}"}`);
  const start = metadata.length - own.length;
  return start > 0 && own.equals(metadata.subarray(start))
    ? Buffer.concat([metadata.subarray(0, start), Buffer.from('}')])
    : metadata;
};

/** Where something stands of which nothing else matters. */
const bareEvent = (prefix: string, event: RecordedEvent): StoredEvent => ({
  id: event.id,
  type: event.type,
  stream: event.streamId.replace(/^\$\$/, '').slice(prefix.length),
  revision: Number(event.revision),
  token: tokenOf(event),
  data: {},
  metadata: {} as Metadata,
  bytes: { data: new Uint8Array(), metadata: new Uint8Array() },
});

const tokenOf = ({ position }: RecordedEvent): string => `${position?.commit}/${position?.prepare}`;

const appendError = (
  error: unknown,
  stream: string,
  expected: ExpectedRevision,
  events: readonly EventData[],
): unknown => {
  if (typeOf(error) === 'wrong-expected-version') {
    const { actualVersion } = error as { readonly actualVersion: bigint | 'no_stream' };
    return new WrongExpectedRevision(
      stream,
      expected,
      typeof actualVersion === 'bigint' ? Number(actualVersion) : 'no-stream',
    );
  }
  if (typeOf(error) === 'stream-deleted') return new MissingEvent(stream, 0);
  if (typeOf(error) === 'maximum-append-size-exceeded') {
    const { maxAppendSize } = error as { readonly maxAppendSize: number };
    return new TooLarge(
      events.reduce((bytes, { data, metadata }) => bytes + Buffer.byteLength(JSON.stringify([data, metadata])), 0),
      maxAppendSize,
    );
  }
  if (error instanceof Unanswered && !error.refused) {
    return new OutcomeUnknown(`EventStoreDB did not answer an append: ${error.message}`, { cause: error });
  }
  return error;
};
