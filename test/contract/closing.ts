import { describe, expect, test } from '@jest/globals';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import type { Subject } from './event-store.js';
import { entry, fill, followUntil, newEvents, newStream, readAll } from './samples.js';

export const closingCases = ({ events, stores }: Subject): void => {
  describe('closing', () => {
    test('an open store answers a ping', async () => {
      await expect(events().ping()).resolves.toBeUndefined();
    });

    test('twice is as good as once, also at the same time', async () => {
      await Promise.all([events().close(), events().close()]);
      await expect(events().close()).resolves.toBeUndefined();
    });

    test('a closed store is unavailable', async () => {
      const stream = newStream();
      await events().append(stream, 'no-stream', newEvents(1));
      events().endsAt?.(stream);
      await events().close();
      const { people, checkpoints, revocations, accesses } = stores();
      const person = entry();
      const uses: readonly (() => Promise<unknown>)[] = [
        () => events().append(stream, 0, newEvents(1)),
        () => readAll(events(), stream),
        () => events().follow()[Symbol.asyncIterator]().next(),
        () => events().ping(),
        ...(events().endsAt ? [async () => Promise.resolve(events().endsAt!(stream))] : []),
        () => people.put(person),
        () => people.get(person.personId, person.commitment),
        () => people.erase(person.personId),
        () => checkpoints.load('x'),
        () => checkpoints.save('x', 1),
        () => revocations.revoke('x', 1),
        () => revocations.all(),
        () => accesses.record({ at: '2026-11-26T01:00:00.000Z', actor: 'x', personIds: [] }),
        () => accesses.list()[Symbol.asyncIterator]().next(),
      ];
      for (const use of uses) await expect(use()).rejects.toBeInstanceOf(StoreUnavailable);
    });

    test('ends a follower that waits', async () => {
      const follower = events().follow()[Symbol.asyncIterator]();
      await followUntil(follower, 0);
      const next = follower.next();
      await events().close();
      expect(await next).toMatchObject({ done: true });
    });

    test('ends a follower between two batches', async () => {
      await fill(events(), newStream(), 1_200);
      const follower = events().follow()[Symbol.asyncIterator]();
      expect((await follower.next()).done).toBeFalsy();
      await events().close();
      expect(await follower.next()).toMatchObject({ done: true });
    });

    test('a read that it interrupts gives all of the stream or an error, never a part as if it were all', async () => {
      const stream = newStream();
      await fill(events(), stream, 1_200);
      let count = 0;
      let error: unknown;
      try {
        for await (const _event of events().readStream(stream)) if (++count === 5) await events().close();
      } catch (reason) {
        error = reason;
      }
      if (count < 1_200) expect(error).toBeInstanceOf(StoreUnavailable);
    });
  });
};
