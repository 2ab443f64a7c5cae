import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { OutcomeUnknown, StoreUnavailable } from '../../src/eventstore/port.js';
import type {
  Appended,
  Batch,
  DirectoryEntry,
  EventStore,
  Metadata,
  NewEvent,
  ReadOptions,
  StoredEvent,
} from '../../src/eventstore/port.js';

export const metadata: Metadata = {
  commandId: '0b9a3c1e-6f0c-4d7e-9a51-5a7f0f3a1c11',
  commandHash: 'a'.repeat(64),
  correlationId: '0b9a3c1e-6f0c-4d7e-9a51-5a7f0f3a1c11',
  actor: { id: 'actor-1', role: 'BUREAU' },
  basis: [{ documentNo: '济教发〔2024〕3号', title: '关于推进集团化办学的意见', issuedOn: '2024-03-01' }],
  effectiveOn: '2024-09-01',
  recordedAt: '2024-08-20T02:03:04.005Z',
  schemaVersion: 1,
};

export const newEvent = (data: Record<string, unknown> = { is: 'something' }, id: string = randomUUID()): NewEvent => ({
  id,
  type: 'SomethingHappened',
  data,
  metadata,
});

/** Events with data {n: first}, {n: first + 1} ... */
export const newEvents = (count: number, first = 0): NewEvent[] =>
  Array.from({ length: count }, (_, index) => newEvent({ n: first + index }));

/** A stream of its own, so that cases do not meet in one. */
export const newStream = (): string => `council-370103.${randomUUID().slice(0, 8).toUpperCase()}`;

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
};

export const readAll = async (events: EventStore, stream: string, options?: ReadOptions): Promise<StoredEvent[]> =>
  collect(events.readStream(stream, options));

export const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

/** Appends numbered events in appends of a hundred; returns them all. */
export const fill = async (events: EventStore, stream: string, count: number): Promise<NewEvent[]> => {
  const all = newEvents(count);
  for (let start = 0; start < count; start += 100) {
    await events.append(stream, start === 0 ? 'no-stream' : start - 1, all.slice(start, start + 100));
  }
  return all;
};

/** Follows on until `count` events have come and the store says that it has caught up. */
export const followUntil = async (follower: AsyncIterator<Batch>, count: number): Promise<StoredEvent[]> => {
  const got: StoredEvent[] = [];
  for (;;) {
    const { value, done } = (await follower.next()) as IteratorResult<Batch, undefined>;
    if (done) throw new Error(`The follower ended after ${got.length} of ${count} events`);
    got.push(...value.events);
    if (value.caughtUp && got.length >= count) return got;
  }
};

/** The ledger's events as a new follower sees them. */
export const followAll = async (events: EventStore, count: number, after?: string): Promise<StoredEvent[]> => {
  const controller = new AbortController();
  try {
    return await followUntil(
      events.follow({ ...(after === undefined ? {} : { after }), signal: controller.signal })[Symbol.asyncIterator](),
      count,
    );
  } finally {
    controller.abort();
  }
};

/** What a caller does whose store is away for a while: the same append again, until there is an answer. */
export const persist = async (append: () => Promise<Appended>): Promise<Appended> => {
  for (;;) {
    try {
      return await append();
    } catch (error) {
      if (!(error instanceof OutcomeUnknown || error instanceof StoreUnavailable)) throw error;
      await pause(20);
    }
  }
};

export const entry = (personId: string = randomUUID(), name = '张三'): DirectoryEntry => ({
  personId,
  commitment: randomUUID().replaceAll('-', '').repeat(2),
  salt: randomUUID().replaceAll('-', '').repeat(2),
  details: { name, phone: '13800000000', birthDate: '1980-01-31' },
});
