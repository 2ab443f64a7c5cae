import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { knownIds, storedIds } from '../../src/eventstore/eventstoredb-ids.js';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import {
  MissingEvent,
  OutcomeUnknown,
  StoreUnavailable,
  TooLarge,
  WrongExpectedRevision,
} from '../../src/eventstore/port.js';
import type { Batch, EventStore, ReadOptions, Stores } from '../../src/eventstore/port.js';
import { checkAppend } from '../../src/eventstore/validate.js';
import {
  entry,
  fill,
  followAll,
  followUntil,
  ids,
  newEvent,
  newEvents,
  newStream,
  persist,
  readAll,
} from '../contract/samples.js';
import { eventLog } from './fake/log.js';
import type { Log } from './fake/log.js';
import { failure } from './fake/messages.js';
import { proxyTo } from './fake/proxy.js';
import { fakeEventStoreDb } from './fake/server.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const startFake = async (log?: Log) => {
  const fake = await fakeEventStoreDb(log);
  opened.push(fake.close);
  return fake;
};

const startProxy = async (port: number) => {
  const proxy = await proxyTo(port);
  opened.push(proxy.close);
  return proxy;
};

interface Options {
  readonly ledger?: string;
  readonly log?: (message: string) => void;
  readonly timeouts?: { readonly answer?: number; readonly giveUp?: number };
}

const open = async (port: number, { ledger = 'edu', ...options }: Options = {}): Promise<Stores> => {
  const stores = await eventStoreDbStores(`esdb://127.0.0.1:${port}?tls=false`, { ledger, ...options });
  opened.push(() => stores.events.close());
  return stores;
};

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await pause(5);
};

const start = (events: EventStore, after?: string): AsyncIterator<Batch> =>
  events.follow(after === undefined ? {} : { after })[Symbol.asyncIterator]();

const raw = (type = 'Foreign', data: Record<string, unknown> = {}) => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(data)),
  metadata: Buffer.from('{}'),
});

describe('ledgers in one cluster', () => {
  test('do not see one another, nor what stands beside them, nor streams of other software', async () => {
    const fake = await startFake();
    const names = ['edu', 'edu2', 'edu-people', 'edu-checkpoint', 'Edu'];
    const ledgers = await Promise.all(names.map((ledger) => open(fake.port, { ledger })));
    const person = entry();
    const written = new Map<Stores, string[]>();
    for (const stream of ['edu.x.council-1', 'edu', 'edu.', '$$edu.council-1', 'edux.council-1', 'council-1'])
      fake.log.append(stream, 'any', [raw()]);
    for (const stores of ledgers) {
      const list = newEvents(3);
      await stores.events.append('council-1', 'no-stream', list);
      await stores.people.put(person);
      await stores.checkpoints.save('process', { at: 1 });
      written.set(stores, ids(list));
    }
    await ledgers[0]?.people.erase(person.personId);
    await ledgers[0]?.events.append('council-2', 'no-stream', []).catch(() => undefined);
    for (const [stores, list] of written) {
      expect(ids(await followAll(stores.events, 3))).toEqual(list);
      expect(ids(await readAll(stores.events, 'council-1'))).toEqual(list);
      expect(await stores.people.get(person.personId, person.commitment)).toEqual(
        stores === ledgers[0] ? undefined : person,
      );
    }
    expect(new Set(fake.log.all.map(({ stream }) => stream))).toContain('edu.council-1');
  });

  test.each(['edu.x', 'edu_people', '', 'école', '$edu', '-edu'])('a ledger cannot be named %p', async (ledger) => {
    await expect(eventStoreDbStores('esdb://127.0.0.1:1?tls=false', { ledger })).rejects.toThrow(
      'Not a name for a ledger',
    );
  });
});

describe('appending to EventStoreDB', () => {
  test('is one request, also after the stream was read or appended to', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    await events.append('council-1', 'no-stream', newEvents(3));
    await events.append('council-1', 2, newEvents(2));
    expect(fake.traffic).toMatchObject({ append: 2, read: 0 });
    const other = (await open(fake.port)).events;
    await readAll(other, 'council-1');
    await other.append('council-1', 4, newEvents(1));
    expect(fake.traffic).toMatchObject({ append: 3, read: 1 });
    await expect(other.append('council-1', 4, newEvents(1))).rejects.toBeInstanceOf(WrongExpectedRevision);
    expect(fake.traffic).toMatchObject({ append: 4, read: 1 });
  });

  test('looks up the ids of a stream that it has not read', async () => {
    const fake = await startFake();
    const list = newEvents(3);
    await (await open(fake.port)).events.append('council-1', 'no-stream', list);
    const { events } = await open(fake.port);
    await expect(events.append('council-1', 2, list.slice(0, 1))).rejects.toMatchObject({
      name: 'WrongExpectedRevision',
      actual: 2,
    });
    expect(await events.append('council-1', 2, newEvents(1))).toEqual({ revision: 3 });
  });

  test('an answer that gets lost: the same again, once in the stream', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port, { timeouts: { answer: 300 } });
    fake.faults.unansweredAppends = 2;
    const list = newEvents(2);
    expect(await events.append('council-1', 'no-stream', list)).toEqual({ revision: 1 });
    expect(fake.traffic.append).toBe(3);
    expect(fake.log.all).toHaveLength(2);
    expect(ids(await readAll(events, 'council-1'))).toEqual(ids(list));
  });

  test('outcome unknown: repeating it gives its result, with other content it is refused', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port, { timeouts: { answer: 300, giveUp: 0 } });
    const list = newEvents(2);
    fake.faults.unansweredAppends = 1;
    await expect(events.append('council-1', 'no-stream', list)).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(
      events.append(
        'council-1',
        'no-stream',
        list.map((event) => ({ ...event, data: { other: true } })),
      ),
    ).rejects.toBeInstanceOf(WrongExpectedRevision);
    expect(await events.append('council-1', 'no-stream', list)).toEqual({ revision: 1 });
    expect(fake.log.all).toHaveLength(2);
  });

  test('the stream goes on while the answer is lost: still the first result', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port, { timeouts: { answer: 300 } });
    const list = newEvents(2);
    fake.faults.unansweredAppends = 1;
    const append = events.append('council-1', 'no-stream', list);
    await until(() => fake.log.all.length === 2);
    await (await open(fake.port)).events.append('council-1', 1, newEvents(3));
    expect(await append).toEqual({ revision: 1 });
    expect(fake.log.all).toHaveLength(5);
  });

  const passing: readonly (readonly [string, ReturnType<typeof failure>])[] = [
    ['Server Is Not Ready', failure(status.UNAVAILABLE, 'Server Is Not Ready')],
    ['Server Is Too Busy', failure(status.UNAVAILABLE, 'Server Is Too Busy')],
    ['no leader', failure(status.UNKNOWN, 'No leader info available in response')],
    ['a commit that takes too long', failure(status.ABORTED, 'Operation timed out: Commit phase timeout.')],
    ['a deadline', failure(status.DEADLINE_EXCEEDED, 'Deadline exceeded')],
    ['a request cancelled by the server', failure(status.CANCELLED, 'Cancelled')],
  ];
  test.each(passing)('%s: it is tried again', async (_, error) => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    fake.faults.refusals.push(error, error);
    expect(await events.append('council-1', 'no-stream', newEvents(1))).toEqual({ revision: 0 });
    expect(fake.log.all).toHaveLength(1);
  });

  test('a server that is never ready: unavailable, and nothing was written', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port, { timeouts: { giveUp: 300 } });
    fake.faults.notReady = true;
    await expect(events.append('council-1', 'no-stream', newEvents(1))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(fake.traffic.append).toBeGreaterThan(1);
    expect(fake.log.all).toHaveLength(0);
  });

  test('one try of unknown outcome among others that were refused: outcome unknown', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port, { timeouts: { giveUp: 300 } });
    fake.faults.refusals.push(failure(status.ABORTED, 'Operation timed out: Commit phase timeout.'));
    const append = events.append('council-1', 'no-stream', newEvents(1));
    await until(() => fake.faults.refusals.length === 0);
    fake.faults.notReady = true;
    await expect(append).rejects.toBeInstanceOf(OutcomeUnknown);
  });

  test('access denied: unavailable at once', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    fake.faults.refusals.push(failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }));
    await expect(events.append('council-1', 'no-stream', newEvents(1))).rejects.toBeInstanceOf(StoreUnavailable);
    expect(fake.traffic.append).toBe(1);
  });

  test('what the server finds too large, by its own way of counting, is too large', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    const list = newEvents(2_400).map((event) => ({
      ...event,
      type: 'A'.repeat(200),
      data: {},
      metadata: {} as typeof event.metadata,
    }));
    await expect(events.append('council-1', 'no-stream', list)).rejects.toBeInstanceOf(TooLarge);
    expect(fake.log.all).toHaveLength(0);
  });

  test('a stream that somebody deleted for good is unavailable', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    await events.append('council-1', 'no-stream', newEvents(1));
    fake.log.tombstone('edu.council-1');
    await expect(events.append('council-1', 0, newEvents(1))).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(readAll(events, 'council-1')).rejects.toBeInstanceOf(StoreUnavailable);
  });

  test('an id that only looks like one the stream holds is looked up, and written', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    const [first] = newEvents(1);
    await events.append('council-1', 'no-stream', [first!]);
    const alike = `11111111${first!.id.slice(8)}`;
    expect(await events.append('council-1', 0, [newEvent({}, alike)])).toEqual({ revision: 1 });
    expect(fake.traffic).toMatchObject({ append: 2, read: 1 });
    await expect(events.append('council-1', 1, [newEvent({}, alike)])).rejects.toBeInstanceOf(WrongExpectedRevision);
  });

  test('a store put back from a backup takes an append again that it lost', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    const list = newEvents(3);
    await events.append('council-1', 'no-stream', list.slice(0, 2));
    await events.append('council-1', 1, list.slice(2));
    const older = await startFake();
    const proxy = await startProxy(fake.port);
    const moved = (await open(proxy.port)).events;
    expect(await readAll(moved, 'council-1')).toHaveLength(3);
    await (await open(older.port)).events.append('council-1', 'no-stream', newEvents(3));
    proxy.redirect(older.port);
    expect(await moved.append('council-1', 2, list.slice(2))).toEqual({ revision: 3 });
  });
});

describe('a cluster', () => {
  const startCluster = async () => {
    const log = eventLog();
    const [follower, leader] = [await startFake(log), await startFake(log)];
    follower.faults.leader = { address: '127.0.0.1', port: leader.port };
    return { follower, leader };
  };

  test('a node that does not lead sends appends, reads and followers to the one that does', async () => {
    const { follower, leader } = await startCluster();
    const { events } = await open(follower.port);
    const list = newEvents(2);
    expect(await events.append('council-1', 'no-stream', list)).toEqual({ revision: 1 });
    expect(ids(await readAll((await open(follower.port)).events, 'council-1'))).toEqual(ids(list));
    expect(ids(await followAll((await open(follower.port)).events, 2))).toEqual(ids(list));
    expect(leader.traffic).toMatchObject({ append: 1, read: 1, subscribe: 1 });
  });

  test('the leader changes under a follower and between appends', async () => {
    const { follower: one, leader: other } = await startCluster();
    const { events } = await open(one.port);
    const reader = start(events);
    const all = newEvents(12);
    for (const [index, event] of all.entries()) {
      if (index % 3 === 2) {
        const [from, to] = one.faults.leader ? [other, one] : [one, other];
        to.faults.leader = undefined;
        from.faults.leader = { address: '127.0.0.1', port: to.port };
      }
      expect(await events.append('council-1', index === 0 ? 'no-stream' : index - 1, [event])).toEqual({
        revision: index,
      });
    }
    expect(ids(await followUntil(reader, 12))).toEqual(ids(all));
    await reader.return?.();
  });

  test('the leader is found among several addresses', async () => {
    const { follower, leader } = await startCluster();
    const stores = await eventStoreDbStores(`esdb://127.0.0.1:${follower.port},127.0.0.1:${leader.port}?tls=false`, {
      ledger: 'edu',
    });
    opened.push(() => stores.events.close());
    await stores.events.append('council-1', 'no-stream', newEvents(1));
    expect(leader.traffic.append).toBe(1);
    expect(follower.traffic.append).toBe(0);
  });
});

describe('a server that falls silent', () => {
  test("append: outcome unknown, read and ping: unavailable, each in the adapter's own time", async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    const { events, people } = await open(proxy.port, { timeouts: { answer: 200, giveUp: 0 } });
    const list = newEvents(1);
    // On a busy machine the first answer may take longer than it waits.
    for (let isThere = false; !isThere;)
      isThere = await events.ping().then(
        () => true,
        () => false,
      );
    proxy.mute(true);
    await expect(events.append('council-1', 'no-stream', list)).rejects.toBeInstanceOf(OutcomeUnknown);
    await expect(readAll(events, 'council-1')).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(events.ping()).rejects.toBeInstanceOf(StoreUnavailable);
    await expect(people.put(entry())).rejects.toBeInstanceOf(StoreUnavailable);
    proxy.mute(false);
    expect(await persist(() => events.append('council-1', 'no-stream', list))).toEqual({ revision: 0 });
    expect(fake.log.all.filter(({ stream }) => stream === 'edu.council-1')).toHaveLength(1);
  });

  test('on the connections that are open: appends, reads and followers go on over new ones', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    const { events } = await open(proxy.port, { timeouts: { answer: 300, giveUp: 30_000 } });
    const reader = start(events);
    await events.append('council-1', 'no-stream', newEvents(1));
    await followUntil(reader, 1);
    proxy.forget();
    const list = newEvents(1);
    expect(await events.append('council-1', 0, list)).toEqual({ revision: 1 });
    expect(await readAll(events, 'council-1')).toHaveLength(2);
    expect(ids(await followUntil(reader, 1))).toEqual(ids(list));
    await reader.return?.();
  });

  test('connections to it do not pile up', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    const { events } = await open(proxy.port, { timeouts: { answer: 100, giveUp: 0 } });
    proxy.mute(true);
    for (let n = 0; n < 10; n++)
      await expect(events.append('council-1', 'no-stream', newEvents(1))).rejects.toBeInstanceOf(Error);
    expect(proxy.open()).toBe(1);
    proxy.mute(false);
    expect(await persist(() => events.append('council-2', 'no-stream', newEvents(1)))).toEqual({ revision: 0 });
  });

  test('closing does not wait for it', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    const { events } = await open(proxy.port);
    const reader = start(events);
    await followUntil(reader, 0);
    proxy.mute(true);
    const [next, append, read] = [
      reader.next(),
      events.append('council-1', 'no-stream', newEvents(1)),
      readAll(events, 'council-1'),
    ];
    const failed = Promise.all([
      expect(append).rejects.toBeInstanceOf(OutcomeUnknown),
      expect(read).rejects.toBeInstanceOf(StoreUnavailable),
    ]);
    await until(() => fake.traffic.append === 1);
    await events.close();
    expect(await next).toMatchObject({ done: true });
    await failed;
  });

  test('nor does an append that was about to be sent', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    const { events } = await open(proxy.port, { timeouts: { answer: 600_000 } });
    await events.ping();
    proxy.mute(true);
    const append = expect(events.append('council-1', 'no-stream', newEvents(1))).rejects.toBeInstanceOf(
      StoreUnavailable,
    );
    await events.close();
    await append;
    expect(fake.log.all.filter(({ stream }) => stream === 'edu.council-1')).toEqual([]);
  });
});

/** A fake always, and a real server where there is one. */
const servers: readonly (readonly [string, () => Promise<number>])[] = [
  ['a fake', async () => (await startFake()).port],
  ...(process.env['EVENTSTOREDB_URL'] === undefined
    ? []
    : [
        [
          'a real server',
          () => Promise.resolve(Number(/:(\d+)/.exec(process.env['EVENTSTOREDB_URL'] ?? '')?.[1] ?? 2113)),
        ] as const,
      ]),
];

describe.each(servers)('following %s over dropped connections', (_, serve) => {
  test('many write and connections drop all the time: every event once, in one order', async () => {
    const proxy = await startProxy(await serve());
    const ledger = `edu-${randomUUID()}`;
    const messages: string[] = [];
    const { events } = await open(proxy.port, {
      ledger,
      log: (message) => {
        messages.push(message);
      },
      timeouts: { answer: 1_000, giveUp: 3_000 },
    });
    const readers = [start(events), start(events), start(events)];
    const all = readers.map((reader) => followUntil(reader, 240));
    const streams = Array.from({ length: 6 }, newStream);
    let appended = 0;
    await Promise.all(
      streams.map(async (stream) => {
        for (let n = 0; n < 20; n++) {
          const list = newEvents(2, 2 * n);
          expect(await persist(() => events.append(stream, n === 0 ? 'no-stream' : 2 * n - 1, list))).toEqual({
            revision: 2 * n + 1,
          });
          // The other five are on their way.
          if (++appended % 8 === 0) proxy.drop();
        }
      }),
    );
    const [one, ...others] = await Promise.all(all);
    expect(one).toHaveLength(240);
    for (const stream of streams) {
      expect(
        one!.filter((event) => event.stream === stream).map(({ revision, data }) => [revision, data['n']]),
      ).toEqual([...Array(40).keys()].map((n) => [n, n]));
    }
    for (const other of others) expect(other).toEqual(one);
    expect(await followAll((await open(proxy.port, { ledger })).events, 240)).toEqual(one);
    expect(messages.filter((message) => message.includes('interrupted')).length).toBeGreaterThan(0);
    for (const reader of readers) await reader.return?.();
  });

  test('a slow reader that is cut off again and again gets everything once', async () => {
    const proxy = await startProxy(await serve());
    const { events } = await open(proxy.port, { ledger: `edu-${randomUUID()}` });
    const written = await fill(events, newStream(), 3_000);
    const got: string[] = [];
    const reader = start(events);
    for (let batches = 1; got.length < 3_000; batches++) {
      const { value } = (await reader.next()) as IteratorResult<Batch, undefined>;
      got.push(...ids(value?.events ?? []));
      if (batches % 3 === 0 && batches < 30) proxy.drop();
    }
    expect(got).toEqual(ids(written));
    await reader.return?.();
  });
});

/** Somebody at the server's own tools, and what they do to a stream of five events. */
const cuts: readonly (readonly [string, (client: EventStoreDBClient, name: string) => Promise<unknown>, number])[] = [
  ['shows its last events only', (client, name) => client.setStreamMetadata(name, { maxCount: 2 }), 3],
  ['is truncated before a revision', (client, name) => client.setStreamMetadata(name, { truncateBefore: 4 }), 4],
  ['was deleted', (client, name) => client.deleteStream(name), 5],
  ['was deleted for good', (client, name) => client.tombstoneStream(name), 5],
];

describe.each(servers)('a stream of %s', (_, serve) => {
  const cutStream = async (cut: (typeof cuts)[number][1]) => {
    const port = await serve();
    const ledger = `edu-${randomUUID()}`.slice(0, 30);
    const stream = newStream();
    const before = await open(port, { ledger });
    const written = await fill(before.events, stream, 5);
    await before.events.append(newStream(), 'no-stream', newEvents(1));
    const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
    opened.push(() => client.dispose());
    expect(await before.events.findUnreadable()).toBeUndefined();
    await cut(client, `${ledger}.${stream}`);
    return { events: (await open(port, { ledger })).events, before: before.events, stream, written };
  };

  test.each(cuts)('that %s is not read as if that were all, and is found', async (_what, cut, first) => {
    const { events, stream } = await cutStream(cut);
    const ways: readonly (readonly [ReadOptions, number])[] = [
      [{}, 0],
      [{ limit: 1 }, 0],
      [{ direction: 'backwards' }, first === 5 ? 0 : first - 1],
      ...(first === 5 ? [] : [[{ from: 1 }, 1] as const, [{ from: 2, direction: 'backwards' }, 2] as const]),
    ];
    for (const [options, revision] of ways) {
      await expect(readAll(events, stream, options)).rejects.toEqual(new MissingEvent(stream, revision));
    }
    expect(await events.findUnreadable()).toEqual(new MissingEvent(stream, 0));
    expect(await events.findUnreadable(AbortSignal.abort())).toBeUndefined();
  });

  test.each(cuts)('that %s takes no append of whoever knows less of it than was there', async (_what, cut) => {
    const { events, before, stream } = await cutStream(cut);
    for (const store of [events, before])
      await expect(store.append(stream, 'no-stream', newEvents(1))).rejects.toThrow(/^Stream /);
    await expect(events.append(stream, 4, newEvents(1))).rejects.toBeInstanceOf(MissingEvent);
    await expect(readAll(events, stream)).rejects.toBeInstanceOf(MissingEvent);
  });

  test('whose limit it does not reach is read to its end', async () => {
    const { events, stream, written } = await cutStream((client, name) =>
      client.setStreamMetadata(name, { maxCount: 6 }),
    );
    expect(ids(await readAll(events, stream))).toEqual(ids(written));
    expect(await events.findUnreadable()).toBeUndefined();
  });
});

describe.each(servers)('catching up with %s', (_, serve) => {
  test('takes many events at a time, so that a reader makes few transactions of them', async () => {
    const { events } = await open(await serve(), { ledger: `edu-${randomUUID()}` });
    const written = await fill(events, newStream(), 1_000);
    const got: string[] = [];
    let batches = 0;
    for (const reader = start(events); got.length < written.length; batches++) {
      const { value } = (await reader.next()) as IteratorResult<Batch, undefined>;
      got.push(...ids(value?.events ?? []));
    }
    expect(got).toEqual(ids(written));
    expect(batches).toBeLessThan(250);
  });
});

describe('following EventStoreDB', () => {
  test('a drop is logged once and marked once, however long it takes to come back', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    const messages: string[] = [];
    const { events } = await open(proxy.port, {
      log: (message) => {
        messages.push(message);
      },
    });
    const reader = start(events);
    await events.append('council-1', 'no-stream', newEvents(1));
    await followUntil(reader, 1);
    fake.faults.notReady = true;
    proxy.drop();
    expect(await reader.next()).toEqual({ done: false, value: { events: [], caughtUp: false, interrupted: true } });
    const next = reader.next();
    await until(() => fake.traffic.subscribe >= 4);
    fake.faults.notReady = false;
    expect(await next).toMatchObject({ value: { events: [], reconnected: true } });
    const list = newEvents(1);
    await events.append('council-1', 0, list);
    expect(ids(await followUntil(reader, 1))).toEqual(ids(list));
    expect(messages).toEqual([expect.stringContaining('interrupted'), 'Following EventStoreDB again']);
    await reader.return?.();
  });

  test('begins as soon as the store is there', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    await proxy.available(false);
    const { events } = await open(proxy.port);
    const reader = start(events);
    const next = reader.next();
    await proxy.available(true);
    expect(await next).toEqual({ done: false, value: { events: [], caughtUp: true } });
    await reader.return?.();
  });

  test('another store that answers after a drop is marked, even one that does not know the place', async () => {
    const [fake, older] = [await startFake(), await startFake()];
    const proxy = await startProxy(fake.port);
    const { events } = await open(proxy.port);
    await events.append('council-1', 'no-stream', newEvents(3));
    older.log.append('edu.council-1', 'any', [raw(), raw(), raw(), raw(), raw(), raw(), raw(), raw()]);
    const reader = start(events);
    await followUntil(reader, 3);
    proxy.redirect(older.port);
    expect(await reader.next()).toMatchObject({ value: { events: [], interrupted: true } });
    expect(await reader.next()).toMatchObject({ value: { events: [], reconnected: true } });
    await reader.return?.();
  });

  test('a place that this store does not have, before its end or beyond it, is unavailable', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    await events.append('council-1', 'no-stream', newEvents(3));
    fake.log.append('other-1', 'any', [raw()]);
    const last = fake.log.all[2]?.position ?? 0;
    for (const position of [last - 1, last + 1, fake.log.all[3]?.position ?? 0, 10 * last]) {
      await expect(start(events, `${position}/${position}`).next()).rejects.toBeInstanceOf(StoreUnavailable);
    }
    expect(await followAll(events, 0, `${last}/${last}`)).toEqual([]);
  });

  test('access denied at the first connection is unavailable', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    fake.faults.delay = Promise.reject(
      failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
    );
    await expect(start(events).next()).rejects.toBeInstanceOf(StoreUnavailable);
  });

  test('a reader that does not ask holds up the connection, not the memory', async () => {
    const fake = await startFake();
    const { events } = await open(fake.port);
    const stream = newStream();
    for (let n = 0; n < 3_000; n += 300) {
      const list = newEvents(300, n).map((event) => ({ ...event, data: { ...event.data, text: 'x'.repeat(2_000) } }));
      await events.append(stream, n === 0 ? 'no-stream' : n - 1, list);
    }
    const reader = start(events);
    const first = (await reader.next()) as IteratorResult<Batch, undefined>;
    await until(() => fake.traffic.held === 1);
    expect(fake.traffic.sent).toBeLessThan(2_000);
    const rest = await followUntil(reader, 3_000 - (first.value?.events.length ?? 0));
    expect([...(first.value?.events ?? []), ...rest].map(({ revision }) => revision)).toEqual([...Array(3_000).keys()]);
    await reader.return?.();
  });

  test('closing while it tries to come back ends it', async () => {
    const fake = await startFake();
    const proxy = await startProxy(fake.port);
    const messages: string[] = [];
    const { events } = await open(proxy.port, {
      log: (message) => {
        messages.push(message);
      },
    });
    const reader = start(events);
    await followUntil(reader, 0);
    await proxy.available(false);
    expect(await reader.next()).toMatchObject({ value: { interrupted: true } });
    const next = reader.next();
    await events.close();
    expect(await next).toMatchObject({ done: true });
    await expect(start(events).next()).rejects.toBeInstanceOf(StoreUnavailable);
  });
});

describe('the people directory in EventStoreDB', () => {
  const visible = (log: Log, personId: string): readonly string[] => {
    const events = log.visible(`edu_people-${personId}`);
    return Array.isArray(events) ? events.map(({ type }) => type) : [];
  };

  test("an erased person's entries can be read by nobody, and a new one does not bring them back", async () => {
    const fake = await startFake();
    const { people } = await open(fake.port);
    const [one, two] = [entry(), entry()];
    await people.put(one);
    await people.put({ ...two, personId: one.personId });
    await people.erase(one.personId);
    expect(visible(fake.log, one.personId)).toEqual(['Erased']);
    await people.put({ ...two, personId: one.personId });
    expect(visible(fake.log, one.personId)).toEqual(['Erased', 'Entry']);
    expect(await people.get(one.personId, one.commitment)).toBeUndefined();
    expect(await people.get(one.personId, two.commitment)).toMatchObject({ salt: two.salt });
    await people.erase(one.personId);
    expect(visible(fake.log, one.personId)).toEqual(['Erased']);
    expect(await people.get(one.personId, two.commitment)).toBeUndefined();
  });

  test('erasing again finishes what a crash left half done, and then does nothing', async () => {
    const fake = await startFake();
    const { people } = await open(fake.port);
    const person = entry();
    await people.put(person);
    fake.log.append(`edu_people-${person.personId}`, 'any', [raw('Erased')]);
    expect(await people.get(person.personId, person.commitment)).toBeUndefined();
    await people.erase(person.personId);
    expect(visible(fake.log, person.personId)).toEqual(['Erased']);
    const { length } = fake.log.all;
    await people.erase(person.personId);
    await people.erase(randomUUID());
    expect(fake.log.all).toHaveLength(length);
  });

  test('erasing from several places at once leaves nothing', async () => {
    const fake = await startFake();
    const person = entry();
    const places = await Promise.all(Array.from({ length: 5 }, () => open(fake.port)));
    await places[0]?.people.put(person);
    await Promise.all(
      places.flatMap(({ people }) => [people.erase(person.personId), people.get(person.personId, person.commitment)]),
    );
    expect(visible(fake.log, person.personId)).not.toContain('Entry');
  });

  test('the server is asked to keep one checkpoint of a name', async () => {
    const fake = await startFake();
    const { checkpoints } = await open(fake.port);
    for (let at = 0; at < 3; at++) await checkpoints.save('name with / and 中文', { at });
    expect(fake.log.visible(`edu_checkpoint-${encodeURIComponent('name with / and 中文')}`)).toHaveLength(1);
    expect(await checkpoints.load('name with / and 中文')).toEqual({ at: 2 });
  });
});

describe('the connection string', () => {
  test.each([
    'esdb://user:secret@host:2113?tls=maybe',
    'esdb://user:secret@',
    'esdb://user:secret@host:port',
    'esdb://user:secret@host?throwOnAppendFailure=false',
    'esdb://user:secret@host?tlsVerifyCert=false',
    'esdb://user:secret@host?nonsense=1',
  ])('%s is refused, and the password is told to nobody', async (url) => {
    const printed = (['warn', 'error', 'log'] as const).map((method) =>
      jest.spyOn(console, method).mockImplementation(() => undefined),
    );
    const error: unknown = await eventStoreDbStores(url, { ledger: 'edu' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain('secret');
    for (const spy of printed) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe('ids', () => {
  test('the stored ones depend on everything in the append and on nothing else', () => {
    const event = newEvent({ a: 1, b: { c: [1, 2] } });
    const other = newEvent();
    const idsOf = (stream: string, expected: number | 'no-stream', ...events: (typeof event)[]) =>
      storedIds(stream, expected, checkAppend('a-1', expected, events));
    const [id] = idsOf('edu.a-1', 0, event);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idsOf('edu.a-1', 0, { ...event, id: event.id.toUpperCase(), data: { b: { c: [1, 2] }, a: 1 } })).toEqual([
      id,
    ]);
    const others = [
      ...idsOf('edu.a-1', 0, event, other),
      ...idsOf('edu.a-1', 0, other, event),
      ...idsOf('edu.a-2', 0, event),
      ...idsOf('edu.a-1', 1, event),
      ...idsOf('edu.a-1', 'no-stream', event),
      ...idsOf('edu.a-1', 0, { ...event, type: 'Other' }),
      ...idsOf('edu.a-1', 0, { ...event, data: { a: 1, b: { c: [2, 1] } } }),
      ...idsOf('edu.a-1', 0, { ...event, metadata: { ...event.metadata, reason: 'x' } }),
      ...idsOf('edu.a-1', 0, { ...event, id: randomUUID() }),
    ];
    expect(new Set([id, ...others]).size).toBe(1 + others.length);
  });

  test('those of many long streams are known at once, so that none is read again and again', () => {
    const known = knownIds();
    const streams = Array.from({ length: 20 }, newStream);
    for (const stream of streams)
      for (let revision = 0; revision < 20_000; revision++)
        known.note(stream, revision, `0-${String(revision).padStart(12, '0')}`);
    expect(streams.map(known.count)).toEqual(streams.map(() => 20_000));
  });

  test('the known ones are kept up to a limit, those used last the longest', () => {
    const known = knownIds(10);
    const idOf = (stream: string, revision: number): string =>
      `${stream.charCodeAt(0)}-${String(revision).padStart(12, '0')}`;
    const note = (stream: string, count: number): void => {
      for (let revision = 0; revision < count; revision++) known.note(stream, revision, idOf(stream, revision));
    };
    note('a', 4);
    note('b', 4);
    note('a', 4);
    known.note('a', 7, 'not the next one');
    note('c', 4);
    expect(['a', 'b', 'c'].map((stream) => known.count(stream))).toEqual([4, 0, 4]);
    expect(known.mayHold('a', [randomUUID(), idOf('a', 2)], 2)).toBe(true);
    expect(known.mayHold('a', [randomUUID(), idOf('a', 2)], 1)).toBe(false);
    expect(known.mayHold('b', [idOf('b', 0)], 9)).toBe(false);
    note('d', 12);
    expect(known.count('d')).toBe(12);
    expect([...Array(12).keys()].every((revision) => known.mayHold('d', [idOf('d', revision)], revision))).toBe(true);
    known.forget('d');
    expect(known.count('d')).toBe(0);
  });
});
