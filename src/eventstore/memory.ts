/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, and async turns every throw into a rejection */
import { randomUUID } from 'node:crypto';
import { bell, followLocal, PAGE } from './follow.js';
import { isRepeated, storedEvent, storedEvents } from './local-rows.js';
import type { LocalRow } from './local-rows.js';
import { StoreUnavailable, WrongExpectedRevision } from './port.js';
import type { Access, DirectoryEntry, Epoch, EventStore, Stores } from './port.js';
import { checkAppend, checkDocument, checkRead } from './validate.js';

/** A ledger that lives as long as the process: for tests, and the model that other adapters are checked against. */
export const memoryStores = (
  epoch: Epoch = { id: randomUUID(), position: 0, startedAt: new Date().toISOString() },
): Stores => {
  let closed = false;
  const checkOpen = (): void => {
    if (closed) throw new StoreUnavailable('The store is closed');
  };
  const entries = new Map<string, DirectoryEntry>();
  const documents = new Map<string, string>();
  const revoked = new Map<string, number>();
  const accesses: Access[] = [];
  const key = (personId: string, commitment: string): string => JSON.stringify([personId, commitment]);
  return {
    events: memoryEvents(checkOpen, () => {
      closed = true;
    }),
    people: {
      put: async (entry) => {
        checkOpen();
        const at = key(entry.personId, entry.commitment);
        if (!entries.has(at)) entries.set(at, structuredClone(entry));
      },
      get: async (personId, commitment) => {
        checkOpen();
        return structuredClone(entries.get(key(personId, commitment)));
      },
      erase: async (personId, commitment) => {
        checkOpen();
        for (const [at, entry] of entries)
          if (entry.personId === personId && (commitment ?? entry.commitment) === entry.commitment) entries.delete(at);
      },
      entries: async function* () {
        checkOpen();
        for (const { personId, commitment } of [...entries.values()]) yield { personId, commitment };
      },
    },
    checkpoints: {
      load: async (name) => {
        checkOpen();
        const text = documents.get(name);
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
      },
      save: async (name, document) => {
        checkOpen();
        documents.set(name, checkDocument(document));
      },
    },
    epochs: {
      list: async () => {
        checkOpen();
        return [epoch];
      },
    },
    revocations: {
      revoke: async (subject, notBefore) => {
        checkOpen();
        revoked.set(subject, Math.max(notBefore, revoked.get(subject) ?? notBefore));
      },
      all: async () => {
        checkOpen();
        return new Map(revoked);
      },
    },
    accesses: {
      record: async (access) => {
        checkOpen();
        accesses.push(structuredClone(access));
      },
      list: async function* () {
        checkOpen();
        yield* structuredClone(accesses);
      },
    },
  };
};

const memoryEvents = (checkOpen: () => void, markClosed: () => void): EventStore => {
  const ledger: LocalRow[] = [];
  const streams = new Map<string, { readonly rows: LocalRow[]; readonly ids: Set<string> }>();
  const changes = bell();
  let closed = false;
  return {
    isInOrder: true,
    append: async (stream, expected, newEvents, after) => {
      const events = checkAppend(stream, expected, newEvents);
      checkOpen();
      const known = streams.get(stream) ?? { rows: [], ids: new Set() };
      const { rows, ids } = known;
      const start = expected === 'no-stream' ? 0 : expected + 1;
      const isAfter = after === undefined || rows[start - 1]?.id === after;
      if (start !== rows.length || !isAfter || events.some(({ id }) => ids.has(id))) {
        if (isRepeated(rows.slice(Math.max(start - 1, 0), start + events.length), start, events))
          return { revision: start + events.length - 1 };
        throw new WrongExpectedRevision(stream, expected, rows.length === 0 ? 'no-stream' : rows.length - 1);
      }
      for (const event of events) {
        const row = {
          ...event,
          sequence: ledger.length + 1,
          stream,
          revision: rows.length,
          appendedThrough: start + events.length - 1,
        };
        rows.push(row);
        ids.add(row.id);
        ledger.push(row);
      }
      streams.set(stream, known);
      changes.ring();
      return { revision: rows.length - 1 };
    },
    readStream: (stream, options) => {
      const { from, backwards, limit } = checkRead(stream, options);
      return (async function* () {
        checkOpen();
        const rows = streams.get(stream)?.rows ?? [];
        const wanted = backwards ? rows.slice(0, (from ?? rows.length) + 1).reverse() : rows.slice(from ?? 0);
        for (const row of wanted.slice(0, limit)) yield storedEvent(row);
      })();
    },
    endsAt: (stream) => {
      checkOpen();
      return (streams.get(stream)?.rows.length ?? 0) - 1;
    },
    follow: (options) =>
      followLocal(
        {
          readAfter: (sequence) => storedEvents(ledger.slice(sequence, sequence + PAGE)),
          sequenceOf: (token) => {
            checkOpen();
            const sequence = token === undefined ? 0 : Number(token);
            if (token !== undefined && (!/^[1-9]\d*$/.test(token) || sequence > ledger.length))
              throw new StoreUnavailable(`This store has no token ${token}`);
            return sequence;
          },
          isClosed: () => closed,
          changed: changes.wait,
        },
        options,
      ),
    findUnreadable: async () => undefined,
    ping: async () => checkOpen(),
    close: async () => {
      closed = true;
      markClosed();
      changes.ring();
    },
  };
};
