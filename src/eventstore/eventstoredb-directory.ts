import type { EventData, RecordedEvent } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { inTime, storeError, typeOf } from './eventstoredb-answers.js';
import type { Connection } from './eventstoredb-connection.js';
import { followLedger } from './eventstoredb-follow.js';
import { StoreUnavailable, UnreadableCheckpoint } from './port.js';
import type {
  Access,
  Accesses,
  Checkpoints,
  DirectoryEntry,
  Metadata,
  PeopleDirectory,
  Revocations,
  StoredEvent,
} from './port.js';
import { checkDocument, isPlainObject } from './validate.js';

/**
 * A stream for each person. Erasing adds an event that says so and truncates the stream before it: no read gives the entries any more,
 * and the next scavenge takes them off the disk. Deleting the stream would not do: a scavenge keeps the last event of a deleted stream,
 * and after a tombstone nothing could be put any more.
 */
export const eventStoreDbPeople = (connection: Connection, ledger: string): PeopleDirectory => {
  const streamOf = (personId: string): string => `${ledger}_people-${encodeURIComponent(personId)}`;

  const find = async (personId: string, commitment: string): Promise<DirectoryEntry | undefined> => {
    let found: DirectoryEntry | undefined;
    for await (const event of connection.read(streamOf(personId))) {
      if (event.type === 'Erased') found = undefined;
      else if (!found && (event.data as unknown as DirectoryEntry).commitment === commitment)
        found = event.data as unknown as DirectoryEntry;
    }
    return found;
  };

  /** Two that erase at once may come in either order; the stream stays truncated at the later of them. */
  const truncate = async (stream: string, revision: number): Promise<void> => {
    for (;;) {
      const current = await lastOf(connection, `$$${stream}`);
      if (Number((current?.data as Record<string, unknown> | undefined)?.['$tb'] ?? -1) >= revision) return;
      try {
        await connection.write(`$$${stream}`, current?.revision ?? 'no_stream', [
          newEvent('$metadata', { $tb: revision }),
        ]);
        return;
      } catch (error) {
        if (typeOf(error) !== 'wrong-expected-version') throw error;
      }
    }
  };

  const eraseAll = async (stream: string): Promise<void> => {
    const last = await lastOf(connection, stream);
    if (!last) return;
    await truncate(
      stream,
      last.type === 'Erased' ? Number(last.revision) : await connection.write(stream, 'any', [newEvent('Erased', {})]),
    );
  };

  /** The others are written again after what erases them all, in one append. */
  const eraseOne = async (stream: string, commitment: string): Promise<void> => {
    for (;;) {
      let living: EventData[] = [];
      let last: bigint | undefined;
      for await (const { type, data, revision } of connection.read(stream)) {
        living = type === 'Erased' ? [] : [...living, newEvent('Entry', data as Record<string, unknown>)];
        last = revision;
      }
      const kept = living.filter(({ data }) => (data as unknown as DirectoryEntry).commitment !== commitment);
      if (last === undefined || kept.length === living.length) return;
      try {
        await truncate(stream, (await connection.write(stream, last, [newEvent('Erased', {}), ...kept])) - kept.length);
        return;
      } catch (error) {
        // Somebody put an entry meanwhile.
        if (typeOf(error) !== 'wrong-expected-version') throw error;
      }
    }
  };

  /** The all-stream has the entries of erased persons until the next scavenge, and after them that they were erased. */
  async function* entries(): ReturnType<PeopleDirectory['entries']> {
    const persons = new Map<string, { personId: string; commitment: string; writtenAt: string }[]>();
    let isComplete = false;
    for await (const { events, caughtUp } of followLedger(connection, {
      prefix: `${ledger}_`,
      toStored: written,
      log: () => undefined,
    })) {
      for (const { stream, type, data } of events) {
        if (!stream.startsWith('people-')) continue;
        if (type === 'Erased') persons.delete(stream);
        else
          persons.set(stream, [
            ...(persons.get(stream) ?? []),
            data as { personId: string; commitment: string; writtenAt: string },
          ]);
      }
      isComplete = caughtUp;
      if (isComplete) break;
    }
    if (!isComplete) throw new StoreUnavailable('The store is closed');
    for (const list of persons.values()) yield* list;
  }

  /** No more of an entry than may be listed. */
  const written = ({ id, type, streamId, data, revision, created, position }: RecordedEvent): StoredEvent => {
    const { personId, commitment } = data as unknown as DirectoryEntry;
    return {
      id,
      type,
      stream: streamId.slice(ledger.length + 1),
      revision: Number(revision),
      token: `${position?.commit}/${position?.prepare}`,
      data: { personId, commitment, writtenAt: created.toISOString() },
      metadata: {} as Metadata,
      bytes: { data: new Uint8Array(), metadata: new Uint8Array() },
    };
  };

  return {
    entries,
    put: (entry) =>
      guarded(connection, async () => {
        if (await find(entry.personId, entry.commitment)) return;
        const { personId, commitment, salt, details, district } = entry;
        await connection.write(streamOf(personId), 'any', [
          newEvent('Entry', { personId, commitment, salt, details, district }),
        ]);
      }),
    get: (personId, commitment) => guarded(connection, () => find(personId, commitment)),
    erase: (personId, commitment) =>
      guarded(connection, () =>
        commitment === undefined ? eraseAll(streamOf(personId)) : eraseOne(streamOf(personId), commitment),
      ),
  };
};

/** A stream for each name, of which the server keeps the last event. */
export const eventStoreDbCheckpoints = (connection: Connection, ledger: string): Checkpoints => {
  const streamOf = (name: string): string => `${ledger}_checkpoint-${encodeURIComponent(name)}`;
  const writeLast = lastOnly(connection);
  return {
    load: (name) =>
      guarded(connection, async () => {
        const last = await lastOf(connection, streamOf(name));
        if (last && !isPlainObject(last.data)) throw new UnreadableCheckpoint(name);
        return (last?.data as { readonly document?: unknown } | undefined)?.document;
      }),
    save: async (name, document) => {
      const text = checkDocument(document);
      await guarded(connection, () =>
        writeLast(streamOf(name), newEvent('Checkpoint', { document: JSON.parse(text) as unknown })),
      );
    },
  };
};

/** One stream that only grows, so that nobody's revocation is lost to another's; what was read of it is remembered. */
export const eventStoreDbRevocations = (connection: Connection, ledger: string): Revocations => {
  const stream = `${ledger}_revocations`;
  const known = new Map<string, number>();
  let next = 0;
  return {
    revoke: (subject, notBefore) =>
      guarded(
        connection,
        async () => void (await connection.write(stream, 'any', [newEvent('Revoked', { subject, notBefore })])),
      ),
    all: () =>
      guarded(connection, async () => {
        for await (const { data, revision } of connection.read(stream, { from: next })) {
          const { subject, notBefore } = data as unknown as { readonly subject: string; readonly notBefore: number };
          known.set(subject, Math.max(notBefore, known.get(subject) ?? notBefore));
          next = Number(revision) + 1;
        }
        return new Map(known);
      }),
  };
};

/** One stream, an event for each. */
export const eventStoreDbAccesses = (connection: Connection, ledger: string): Accesses => {
  const stream = `${ledger}_accesses`;
  return {
    record: (access) =>
      guarded(
        connection,
        async () => void (await connection.write(stream, 'any', [newEvent('Accessed', { ...access })])),
      ),
    list: async function* () {
      const known = guarded(connection, async () => {
        const accesses: Access[] = [];
        for await (const { data } of connection.read(stream)) accesses.push(data as unknown as Access);
        return accesses;
      });
      yield* await known;
    },
  };
};

/** How long a write tells that another would succeed, in milliseconds. */
const LATELY = 1_000;

/**
 * EventStore.ping: a write, because a leader that has lost the others goes on answering reads. One at a time is on its way, and none is
 * sent where any other write succeeded a moment ago; the server keeps the last one.
 */
export const writeProbe = (connection: Connection, ledger: string): (() => Promise<void>) => {
  const writeLast = lastOnly(connection);
  let probing: Promise<void> | undefined;
  return () =>
    guarded(connection, async () => {
      const { answered } = connection.link();
      if (performance.now() - answered.write < LATELY) return;
      probing ??= writeLast(`${ledger}_probe`, newEvent('Probe', {})).finally(() => {
        probing = undefined;
      });
      await inTime(probing, connection.timeouts.answer, connection.closing);
    });
};

/** Writes to streams of which the server keeps the last event. */
const lastOnly = (connection: Connection): ((stream: string, event: EventData) => Promise<void>) => {
  const limited = new Set<string>();
  return async (stream, event) => {
    if (!limited.has(stream) && !(await lastOf(connection, `$$${stream}`))) {
      await connection.write(`$$${stream}`, 'any', [newEvent('$metadata', { $maxCount: 1 })]);
    }
    limited.add(stream);
    await connection.write(stream, 'any', [event]);
  };
};

/** Runs one piece of work. Throws StoreUnavailable for whatever the client reports. */
export const guarded = async <T>(connection: Connection, work: () => Promise<T>): Promise<T> => {
  connection.checkOpen();
  try {
    return await work();
  } catch (error) {
    throw storeError(error);
  }
};

const lastOf = async (connection: Connection, stream: string): Promise<RecordedEvent | undefined> => {
  for await (const event of connection.read(stream, { backwards: true, limit: 1 })) return event;
  return undefined;
};

/** Its id stays the same over all tries: by it the server knows a repeated one. */
export const newEvent = (type: string, data: Record<string, unknown>): EventData => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  data,
  metadata: {},
});
