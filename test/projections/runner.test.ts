import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { Batch, EventStore, NewEvent, StoredEvent } from '../../src/eventstore/port.js';
import { openReadModels, type ReadModels } from '../../src/projections/read-models.js';
import { startRunner, type Runner } from '../../src/projections/runner.js';
import { silent } from '../support/ledger.js';
import { ledgerId, withBytes } from '../support/stored.js';

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
const start = (events: EventStore): Runner =>
  (runner = startRunner({ events, ledgerId, readModels, log: silent, retryAfter: 1 }));

test('an unknown event type stops the reader where it is; the old position goes on being served', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1), event(2, { type: 'SchoolPainted' }), event(3)]);
  await expect(start(events).caughtUp()).rejects.toThrow(
    'Position 2 holds an event SchoolPainted version 1, whose type this version of the software does not know',
  );
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

test('an event that the read models cannot take stops the reader there: what came before it is readable, and nobody waits for ever', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1), event(2)]);
  const withoutSeats = { ordinal: 1, termFrom: '2026-01-01', termTo: '2026-12-31' };
  await events.append('council-370103.G01', 'no-stream', [event(3, { type: 'CouncilAppointed', data: withoutSeats })]);
  await events.append('district-370103', 1, [event(4)]);
  const errors: object[] = [];
  runner = startRunner({
    events,
    ledgerId,
    readModels,
    log: { ...silent, error: (details) => void errors.push(details) },
    retryAfter: 1,
  });
  await expect(runner.caughtUp()).rejects.toThrow(
    'Position 3 holds an event CouncilAppointed that the read models of this version of the software cannot take',
  );
  expect([runner.status(), runner.head(), readModels.events.head()]).toEqual(['stopped', 2, 2]);
  expect(runner.problem()).toContain('Position 3');
  expect(errors).toEqual([{ head: 2, error: expect.stringMatching(/^TypeError: /), stack: expect.anything() }]);
});

test('a store that forgot the beginning of a stream stops the reader there: what follows would get other numbers', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1)]);
  await events.append('district-370104', 'no-stream', [event(2), event(3)]);
  const forgetting: EventStore = {
    ...events,
    async *follow(options) {
      for await (const batch of events.follow(options))
        yield { ...batch, events: batch.events.filter(({ id }) => id !== event(2).id) };
    },
  };
  await expect(start(forgetting).caughtUp()).rejects.toThrow('Position 2 holds revision 1 of district-370104');
  expect([runner!.status(), runner!.head()]).toEqual(['stopped', 1]);
});

test("a file that fails is no event's fault: it is tried again", async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [
    event(1),
    event(2, { data: { schoolCode: 'S01', name: '校'.repeat(10_000) } }),
  ]);
  const pragmas = jest.spyOn(Database.prototype, 'pragma');
  readModels.close();
  readModels = openReadModels(':memory:');
  const [database] = pragmas.mock.contexts as Database.Database[];
  pragmas.mockRestore();
  database!.pragma(`max_page_count = ${String(database!.pragma('page_count', { simple: true }))}`);
  const warnings: string[] = [];
  const makeRoom = (_details: object, message: string): void => {
    warnings.push(message);
    database!.pragma('max_page_count = 1000000');
  };
  runner = startRunner({ events, ledgerId, readModels, log: { ...silent, warn: makeRoom }, retryAfter: 1 });
  await runner.caughtUp();
  expect([runner.status(), runner.head(), warnings]).toEqual([
    'live',
    2,
    ['Following the event store again: database or disk is full'],
  ]);
});

test('a file that goes on failing is said once', async () => {
  const { events } = memoryStores();
  await events.append('district-370103', 'no-stream', [event(1)]);
  const { project } = readModels;
  let failures = 3;
  const failing: ReadModels = {
    ...readModels,
    project: (batch) => {
      if (failures-- > 0) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
      project(batch);
    },
  };
  const warnings: string[] = [];
  runner = startRunner({
    events,
    ledgerId,
    readModels: failing,
    log: { ...silent, warn: (_details, message) => void warnings.push(message) },
    retryAfter: 1,
  });
  await runner.caughtUp();
  expect([failures, warnings]).toEqual([-1, ['Following the event store again: database or disk is full']]);
});

/** A store whose batches a test gives one by one. */
const storeGiving = (): { readonly events: EventStore; readonly give: (batch: Batch) => Promise<void> } => {
  const { events } = memoryStores();
  let give!: (batch: Batch) => void;
  const follow: EventStore['follow'] = async function* ({ signal } = {}) {
    for (;;) {
      const batch = await new Promise<Batch | undefined>((resolve) => {
        give = resolve;
        signal!.addEventListener('abort', () => resolve(undefined));
      });
      if (!batch) return;
      yield batch;
    }
  };
  return {
    events: { ...events, follow },
    give: async (batch) => {
      await new Promise(setImmediate);
      give(batch);
    },
  };
};

test('a reader that was live and is behind for two batches is catching up again, until it has', async () => {
  const { events, give } = storeGiving();
  const progress: number[] = [];
  runner = startRunner({
    events,
    ledgerId,
    readModels,
    log: silent,
    onProgress: (position) => progress.push(position),
  });
  const statuses: string[] = [];
  let position = 0;
  for (const caughtUp of [false, true, false, true, false, false, false, true]) {
    position += 1;
    await give({
      caughtUp,
      events: [
        withBytes({ ...event(position), stream: 'district-370103', revision: position - 1, token: String(position) }),
      ],
    });
    await runner.waitFor(position, 10_000);
    statuses.push(runner.status());
  }
  expect(statuses).toEqual(['catching-up', 'live', 'live', 'live', 'live', 'catching-up', 'catching-up', 'live']);
  expect(progress).toEqual([1, 2]);
});

test('a reader that hears nothing more from the store is catching up at once, until it has', async () => {
  const { events, give } = storeGiving();
  runner = startRunner({ events, ledgerId, readModels, log: silent });
  const statuses: string[] = [];
  const live = { caughtUp: true };
  for (const batch of [live, { caughtUp: false, interrupted: true }, { caughtUp: false, reconnected: true }, live]) {
    const changed = runner.changed();
    await give({ ...batch, events: [] });
    await changed;
    statuses.push(runner.status());
  }
  expect(statuses).toEqual(['live', 'catching-up', 'catching-up', 'live']);
});

test('another store, or one restored from an older backup, stops the reader', async () => {
  const first = memoryStores();
  await first.events.append('district-370103', 'no-stream', [event(1), event(2)]);
  await start(first.events).caughtUp();
  await runner!.stop();
  const restored = memoryStores();
  await restored.events.append('district-370103', 'no-stream', [event(1)]);
  await expect(start(restored.events).caughtUp()).rejects.toThrow(
    'another store, or was restored from an older backup',
  );
  const other = memoryStores();
  await other.events.append('district-370103', 'no-stream', [event(1), event(3)]);
  await expect(start(other.events).caughtUp()).rejects.toThrow(
    /does not hold event 00000000-0000-4000-8000-000000000002 \(position 2/,
  );
});

test('the same events in another order stop the reader', async () => {
  const first = memoryStores();
  await first.events.append('district-370103', 'no-stream', [event(1)]);
  await first.events.append('district-370104', 'no-stream', [event(2)]);
  await start(first.events).caughtUp();
  await runner!.stop();
  const copied = memoryStores();
  await copied.events.append('district-370104', 'no-stream', [event(2)]);
  await copied.events.append('district-370103', 'no-stream', [event(1)]);
  await expect(start(copied.events).caughtUp()).rejects.toThrow(
    /does not hold event 00000000-0000-4000-8000-000000000002 \(position 2, .*\) where it was read before/,
  );
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
  expect(
    readModels.events
      .page({}, { after: 0, upTo: 9, limit: 9, backwards: false })
      .map(({ position, revision }) => [position, revision]),
  ).toEqual([
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
});

test('a moment is found by when it was recorded; what was recorded ahead of time is known with what comes after it, in a rebuilt file too', async () => {
  const { events } = memoryStores();
  const at = (number: number, recordedAt: string) =>
    event(number, { metadata: { ...event(number).metadata, recordedAt } });
  await events.append('district-370103', 'no-stream', [
    at(1, '2026-01-01T00:00:00.000Z'),
    at(2, '2030-01-01T00:00:00.000Z'),
    at(3, '2030-01-02T00:00:00.000Z'),
  ]);
  await start(events).caughtUp();
  const known = (day: string): number => readModels.events.knownAt(`${day}T00:00:00.000Z`);
  expect(['2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03', '2030-01-01', '2030-01-02'].map(known)).toEqual([
    0, 1, 1, 1, 2, 3,
  ]);
  await events.append('district-370103', 2, [at(4, '2026-01-02T00:00:00.000Z')]);
  await events.append('district-370103', 3, [at(5, '2026-01-03T00:00:00.000Z')]);
  await runner!.waitFor(5, 10_000);
  expect(['2025-12-31', '2026-01-01', '2026-01-02', '2026-01-03', '2030-01-01', '2030-01-02'].map(known)).toEqual([
    0, 1, 4, 5, 5, 5,
  ]);
  const rows = readModels.dump()['event'];
  await runner!.stop();
  readModels.close();
  readModels = openReadModels(':memory:');
  await start(events).caughtUp();
  expect(readModels.dump()['event']).toEqual(rows);
});
