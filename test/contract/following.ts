import { describe, expect, test } from '@jest/globals';
import type { Batch, EventStore } from '../../src/eventstore/port.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import type { Subject } from './event-store.js';
import { fill, followAll, followUntil, ids, newEvents, newStream, readAll } from './samples.js';

export const followingCases = ({ events, opened, offers }: Subject): void => {
  const start = (store: EventStore, after?: string): AsyncIterator<Batch> & { stop: () => void } => {
    const controller = new AbortController();
    const iterator = store
      .follow({ ...(after === undefined ? {} : { after }), signal: controller.signal })
      [Symbol.asyncIterator]();
    return { next: () => iterator.next(), stop: () => controller.abort() };
  };

  describe('following the ledger', () => {
    test('an empty ledger is caught up with at once', async () => {
      expect(await followAll(events(), 0)).toEqual([]);
    });

    test('catches up, says so, and goes on live', async () => {
      const stream = newStream();
      const written = await fill(events(), stream, 1_200);
      const follower = start(events());
      const caughtUp = await followUntil(follower, 0);
      expect(ids(caughtUp)).toEqual(ids(written));
      for (let n = 0; n < 10; n++) {
        const live = newEvents(2);
        const next = followUntil(follower, 2);
        await events().append(stream, 1_199 + 2 * n, live);
        expect(ids(await next)).toEqual(ids(live));
      }
      follower.stop();
    });

    test('the order over all streams is the order of the appends, and that of every follower', async () => {
      const streams = [newStream(), newStream(), newStream()];
      const lengths = [0, 0, 0];
      const written: string[] = [];
      for (let n = 0; n < 60; n++) {
        const which = (n * n + n) % 3;
        const list = newEvents(1 + (n % 3));
        const length = lengths[which] ?? 0;
        await events().append(streams[which]!, length === 0 ? 'no-stream' : length - 1, list);
        lengths[which] = length + list.length;
        written.push(...ids(list));
      }
      const [one, two] = await Promise.all([followAll(events(), written.length), followAll(events(), written.length)]);
      expect(ids(one)).toEqual(written);
      expect(two).toEqual(one);
      expect(new Set(one.map(({ token }) => token)).size).toBe(written.length);
    });

    test('resumes after any token without a gap or a repeat, and gives the same tokens', async () => {
      const stream = newStream();
      await events().append(stream, 'no-stream', newEvents(7));
      await events().append(newStream(), 'no-stream', newEvents(4));
      await events().append(stream, 6, newEvents(1));
      const all = await followAll(events(), 12);
      for (let index = 0; index < all.length; index++) {
        expect(await followAll(events(), 11 - index, all[index]!.token)).toEqual(all.slice(index + 1));
      }
    });

    test('an event has the same token when its stream is read, either way', async () => {
      const streams = [newStream(), newStream()];
      for (const stream of streams) await events().append(stream, 'no-stream', newEvents(3));
      for (const stream of streams) await events().append(stream, 2, newEvents(2));
      const all = await followAll(events(), 10);
      for (const stream of streams) {
        const followed = all.filter((event) => event.stream === stream);
        expect(await readAll(events(), stream)).toEqual(followed);
        expect(await readAll(events(), stream, { direction: 'backwards' })).toEqual([...followed].reverse());
      }
    });

    test('resumes after the last event with what comes then', async () => {
      const stream = newStream();
      await events().append(stream, 'no-stream', newEvents(3));
      const last = (await followAll(events(), 3)).at(-1)!;
      const follower = start(events(), last.token);
      expect(await followUntil(follower, 0)).toEqual([]);
      const list = newEvents(2);
      await events().append(stream, 2, list);
      expect(ids(await followUntil(follower, 2))).toEqual(ids(list));
      follower.stop();
    });

    if (offers('reopen')) {
      test('tokens and order are the same after a restart', async () => {
        await events().append(newStream(), 'no-stream', newEvents(5));
        await events().append(newStream(), 'no-stream', newEvents(5));
        const before = await followAll(events(), 10);
        const again = (await opened().reopen!()).events;
        expect(await followAll(again, 10)).toEqual(before);
        expect(await followAll(again, 6, before[3]!.token)).toEqual(before.slice(4));
      });
    }

    test('while many write, each follower gets everything once, in one order', async () => {
      const followers = [start(events()), start(events()), start(events())];
      const all = followers.map((follower) => followUntil(follower, 240));
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          const stream = newStream();
          for (let n = 0; n < 20; n++) await events().append(stream, n === 0 ? 'no-stream' : 2 * n - 1, newEvents(2));
        }),
      );
      const [one, ...others] = await Promise.all(all);
      expect(new Set(ids(one!)).size).toBe(240);
      expect(one).toHaveLength(240);
      for (const other of others) expect(other).toEqual(one);
      expect(await followAll(events(), 240)).toEqual(one);
      for (const follower of followers) follower.stop();
    });

    test('a consumer that stops for a while loses nothing', async () => {
      const stream = newStream();
      const first = newEvents(3);
      await events().append(stream, 'no-stream', first);
      const follower = start(events());
      const got = await followUntil(follower, 3);
      const rest = await fill(events(), newStream(), 2_000);
      got.push(...(await followUntil(follower, 2_000)));
      expect(ids(got)).toEqual(ids([...first, ...rest]));
      follower.stop();
    });

    test('ends when aborted, while it waits, between two batches, and before it began', async () => {
      await events().append(newStream(), 'no-stream', newEvents(2));
      const waiting = start(events());
      await followUntil(waiting, 2);
      const next = waiting.next();
      waiting.stop();
      expect(await next).toMatchObject({ done: true });
      expect(await waiting.next()).toMatchObject({ done: true });

      const between = start(events());
      expect((await between.next()).done).toBeFalsy();
      between.stop();
      expect(await between.next()).toMatchObject({ done: true });

      const before = start(events());
      before.stop();
      expect(await before.next()).toMatchObject({ done: true });
      expect(await events().follow({ signal: AbortSignal.abort() })[Symbol.asyncIterator]().next()).toMatchObject({
        done: true,
      });
    });

    test('ends when its consumer leaves, also while it waits', async () => {
      await events().append(newStream(), 'no-stream', newEvents(2));
      for await (const { caughtUp } of events().follow()) if (caughtUp) break;
      const iterator = events().follow()[Symbol.asyncIterator]();
      await followUntil(iterator, 2);
      const next = iterator.next();
      await iterator.return?.();
      expect(await next).toMatchObject({ done: true });
    });

    test('one follower that ends does not disturb another', async () => {
      const [one, other] = [start(events()), start(events())];
      await Promise.all([followUntil(one, 0), followUntil(other, 0)]);
      one.stop();
      const list = newEvents(1);
      const next = followUntil(other, 1);
      await events().append(newStream(), 'no-stream', list);
      expect(ids(await next)).toEqual(ids(list));
      other.stop();
    });

    test.each(['', 'nonsense', '-1', '1.5', '99999999999999999999', '١'])(
      'a token that this store never gave (%p) is StoreUnavailable',
      async (token) => {
        await events().append(newStream(), 'no-stream', newEvents(1));
        const follower = start(events(), token);
        await expect(follower.next()).rejects.toBeInstanceOf(StoreUnavailable);
        follower.stop();
      },
    );
  });
};
