import { afterEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import type { Batch, EventStore, Stores } from '../../src/eventstore/port.js';
import { followUntil, ids, newEvents, persist, readAll } from '../contract/samples.js';
import { startChild } from './children.js';
import { startCluster } from './fake/cluster.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const startNodes = async () => {
  const cluster = await startCluster();
  opened.push(cluster.close);
  return cluster;
};

const open = async (url: string, timeouts = { answer: 300, giveUp: 30_000 }): Promise<Stores> => {
  const stores = await eventStoreDbStores(url, { ledger: 'edu', timeouts });
  opened.push(() => stores.events.close());
  return stores;
};

const start = (events: EventStore): AsyncIterator<Batch> => events.follow()[Symbol.asyncIterator]();

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await pause(5);
};

describe('a cluster without a majority', () => {
  test('ends no process, again and again: what follows and appends goes on once there is a leader', async () => {
    const { url, nodes, elect, loseMajority } = await startNodes();
    const child = startChild(['persist', url, 'council-1']);
    opened.push(() => child.process.kill('SIGKILL'));
    const hear = async (start: string): Promise<void> => {
      for (let line = ''; !line.startsWith(start);) {
        line = await child.line();
        expect(line).not.toMatch(/^unhandled/);
      }
    };
    for (let round = 0; round < 3; round++) {
      await hear('live');
      await hear('appended');
      const asked = nodes.map(({ fake }) => fake.traffic.gossip);
      loseMajority(true);
      // While the leader is looked for, what was open breaks off.
      await until(() => nodes.some(({ fake }, index) => fake.traffic.gossip > asked[index]!));
      for (const { proxy } of nodes) proxy.end();
      for (const what of ['Following EventStoreDB was interrupted', 'StoreUnavailable']) await hear(what);
      elect(nodes[(round + 1) % 3]!);
      loseMajority(false);
    }
    await hear('appended');
  });

  test('takes no write, and ping says so', async () => {
    const { url, loseMajority } = await startNodes();
    const { events } = await open(url, { answer: 2_000, giveUp: 2_000 });
    await events.ping();
    loseMajority(true);
    const refusal = async (): Promise<unknown> => {
      for (;;) await events.ping();
    };
    await expect(refusal()).rejects.toBeInstanceOf(StoreUnavailable);
    loseMajority(false);
    await persist(() => events.append('council-1', 'no-stream', newEvents(1)));
    await events.ping();
  });
});

describe('a leader that was cut off and does not know it', () => {
  test('answers reads, and ping says that it takes no writes', async () => {
    const {
      url,
      nodes: [leader],
    } = await startNodes();
    const { events } = await open(url);
    await events.append('council-1', 'no-stream', newEvents(1));
    leader.fake.faults.isolated = true;
    await expect(open(url).then(({ events: others }) => others.ping())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await readAll(events, 'council-1')).toHaveLength(1);
  });

  test('is left as soon as the others have elected another: appends and followers go there', async () => {
    const {
      url,
      nodes: [one, two],
      elect,
      log,
    } = await startNodes();
    const { events } = await open(url);
    const reader = start(events);
    await events.append('council-1', 'no-stream', newEvents(1));
    await followUntil(reader, 1);
    one.fake.faults.isolated = true;
    const list = newEvents(2);
    const append = events.append('council-1', 0, list);
    await until(() => one.fake.traffic.append > 1);
    elect(two);
    expect(await append).toEqual({ revision: 2 });
    expect(ids(await followUntil(reader, 2))).toEqual(ids(list));
    expect(log.visible('edu.council-1')).toHaveLength(3);
    await reader.return?.();
  });
});

describe('a subscription that has fallen silent', () => {
  test('on a node that was deposed: it is begun again on the leader, without a write from here', async () => {
    const {
      url,
      nodes: [one, two],
      elect,
    } = await startNodes();
    const reader = start((await open(url)).events);
    await followUntil(reader, 0);
    one.fake.faults.isolated = true;
    elect(two);
    const list = newEvents(2);
    await (await open(url)).events.append('council-1', 'no-stream', list);
    expect(ids(await followUntil(reader, 2))).toEqual(ids(list));
    await reader.return?.();
  });

  test('on the leader itself: it is begun again where it was', async () => {
    const {
      url,
      nodes: [leader],
    } = await startNodes();
    const { events } = await open(url);
    const reader = start(events);
    const [first, next] = [newEvents(2), newEvents(2)];
    await events.append('council-1', 'no-stream', first);
    expect(ids(await followUntil(reader, 2))).toEqual(ids(first));
    leader.fake.silence();
    await events.append('council-1', 1, next);
    expect(await reader.next()).toMatchObject({ value: { events: [], caughtUp: false, interrupted: true } });
    expect(ids(await followUntil(reader, 2))).toEqual(ids(next));
    await reader.return?.();
  });
});

describe('a quiet ledger among the streams of other software', () => {
  const nothing = Buffer.from('{}');
  const foreign = () => ({
    id: randomUUID(),
    type: 'Foreign',
    contentType: 'application/json',
    data: nothing,
    metadata: nothing,
  });

  test('its subscription hears how far the others have come, and is left alone', async () => {
    const {
      url,
      nodes: [{ fake }],
      log,
    } = await startNodes();
    const reader = start((await open(url)).events);
    await followUntil(reader, 0);
    const next = followUntil(reader, 1);
    for (const looks of [1, 2, 3]) {
      await until(() => fake.traffic.read >= looks);
      for (let n = 0; n < 100; n++) log.append('other-1', 'any', [foreign()]);
    }
    await until(() => fake.traffic.read >= 5);
    await (await open(url)).events.append('council-1', 'no-stream', newEvents(1));
    expect(await next).toHaveLength(1);
    expect(fake.traffic.subscribe).toBe(1);
    await reader.return?.();
  });

  test('one that hears of none of them has fallen silent, and is begun again', async () => {
    const {
      url,
      nodes: [{ fake }],
      log,
    } = await startNodes();
    const reader = start((await open(url)).events);
    await followUntil(reader, 0);
    const next = reader.next();
    fake.silence();
    await until(() => fake.traffic.read >= 1);
    for (let n = 0; n < 100; n++) log.append('other-1', 'any', [foreign()]);
    expect(await next).toMatchObject({ value: { interrupted: true } });
    await followUntil(reader, 0);
    expect(fake.traffic.subscribe).toBe(2);
    await reader.return?.();
  });
});

describe('a frozen node', () => {
  test('that leads: appends under way end once, on the leader that the others elect, and so do reads and followers', async () => {
    const {
      url,
      nodes: [one, two],
      elect,
      log,
    } = await startNodes();
    const { events } = await open(url);
    const reader = start(events);
    await events.append('council-1', 'no-stream', newEvents(1));
    await followUntil(reader, 1);
    one.proxy.mute(true);
    const streams = ['council-2', 'council-3', 'council-4'];
    const appends = Promise.all(streams.map((stream) => events.append(stream, 'no-stream', newEvents(2))));
    const read = readAll(events, 'council-1');
    await until(() => one.fake.traffic.append > 1);
    elect(two);
    expect(await appends).toEqual(streams.map(() => ({ revision: 1 })));
    expect(await read).toHaveLength(1);
    expect(await followUntil(reader, 6)).toHaveLength(6);
    one.proxy.mute(false);
    expect(await persist(() => events.append('council-1', 0, newEvents(1)))).toEqual({ revision: 1 });
    expect(log.all.filter(({ stream }) => stream.startsWith('edu.'))).toHaveLength(8);
    await reader.return?.();
  });

  test('that does not lead: the leader is found all the same', async () => {
    const {
      url,
      nodes: [, two],
    } = await startNodes();
    two.proxy.mute(true);
    for (let n = 0; n < 4; n++) {
      const { events } = await open(url, { answer: 2_000, giveUp: 30_000 });
      expect(await events.append(`council-${n}`, 'no-stream', newEvents(1))).toEqual({ revision: 0 });
    }
  });
});
