import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { EventStore, NewEvent, StoredEvent } from '../../src/eventstore/port.js';
import { openReadModels, type ReadModels } from '../../src/projections/read-models.js';
import { startRunner, type Runner } from '../../src/projections/runner.js';
import { silent } from '../support/ledger.js';

let readModels: ReadModels;
let runner: Runner | undefined;
beforeEach(() => {
  readModels = openReadModels(':memory:');
});
afterEach(async () => {
  await runner?.stop();
  readModels.close();
});

const event = (number: number, change: Partial<NewEvent> = {}): NewEvent => ({
  id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  type: 'SchoolRenamed',
  data: { schoolCode: 'S01', name: `校${number}` },
  metadata: {
    commandId: `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    commandHash: '0'.repeat(64),
    correlationId: `10000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    actor: { id: 'bureau-1', role: 'BUREAU' },
    basis: [],
    effectiveOn: '2026-01-01',
    recordedAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  },
  ...change,
});
const start = (events: EventStore): Runner => (runner = startRunner({ events, readModels, log: silent, retryAfter: 1 }));

test('an unknown event type stops the reader where it is; the old position goes on being served', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1), event(2, { type: 'SchoolPainted' }), event(3)]);
  await expect(start(events).caughtUp()).rejects.toThrow('Position 2 holds an event SchoolPainted version 1, whose type this version of the software does not know');
  expect(runner!.status()).toBe('stopped');
  expect(runner!.problem()).toContain('SchoolPainted');
  expect(runner!.head()).toBe(1);
  expect(readModels.events.head()).toBe(1);
});

test('what came before the unknown version in earlier batches is readable', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1)]);
  await start(events).caughtUp();
  await events.append('district-370103', 0, [event(2, { metadata: { ...event(2).metadata, schemaVersion: 9 } })]);
  while (runner!.status() !== 'stopped') await runner!.changed();
  expect(runner!.problem()).toContain('Position 2 holds an event SchoolRenamed version 9, whose version');
  expect(runner!.head()).toBe(1);
  expect(await runner!.waitFor(2, 10_000)).toBe(false);
});

test('another store, or one restored from an older backup, stops the reader', async () => {
  const first = memoryStores();
  await first.events.append('district-370103', 'no-stream', [event(1), event(2)]);
  await start(first.events).caughtUp();
  await runner!.stop();
  const restored = memoryStores();
  await restored.events.append('district-370103', 'no-stream', [event(1)]);
  await expect(start(restored.events).caughtUp()).rejects.toThrow('another store, or was restored from an older backup');
  const other = memoryStores();
  await other.events.append('district-370103', 'no-stream', [event(1), event(3)]);
  await expect(start(other.events).caughtUp()).rejects.toThrow(/does not hold event 00000000-0000-4000-8000-000000000002 \(position 2/);
});

test('at a reconnect the last event is read again', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1)]);
  const swapped: EventStore = {
    ...events,
    async *follow(options) {
      for await (const batch of events.follow(options)) {
        yield batch;
        yield { events: [], caughtUp: true, reconnected: true };
      }
    },
    readStream: async function* (): AsyncGenerator<StoredEvent> {},
  };
  start(swapped);
  while (runner!.status() !== 'stopped') await runner!.changed();
  expect(runner!.problem()).toContain('restored from an older backup');
});

test('a store that is away is followed again, and nothing is lost or counted twice', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1), event(2)]);
  let failures = 2;
  const flaky: EventStore = {
    ...events,
    async *follow(options) {
      for await (const batch of events.follow(options)) {
        yield batch;
        if (failures-- > 0) throw new Error('connection lost');
      }
    },
  };
  await start(flaky).caughtUp();
  await events.append('district-370103', 1, [event(3)]);
  expect(await runner!.waitFor(3, 10_000)).toBe(true);
  expect(readModels.events.page({}, { after: 0, upTo: 9, limit: 9, backwards: false }).map(({ position, revision }) => [position, revision])).toEqual([[1, 0], [2, 1], [3, 2]]);
});

test('a moment is found by when it was known: the running maximum of recordedAt', async () => {
  const { events } = memoryStores();
  const at = (number: number, recordedAt: string) => event(number, { metadata: { ...event(number).metadata, recordedAt } });
  await events.append('district-370103', 'no-stream', [at(1, '2026-01-01T00:00:00.000Z'), at(2, '2026-01-03T00:00:00.000Z'), at(3, '2026-01-02T00:00:00.000Z')]);
  await start(events).caughtUp();
  expect(['2025-12-31T00:00:00.000Z', '2026-01-02T12:00:00.000Z', '2026-01-03T00:00:00.000Z'].map(readModels.events.knownAt)).toEqual([0, 1, 3]);
});
