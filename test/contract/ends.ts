import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { performance } from 'node:perf_hooks';
import type { EventStore } from '../../src/eventstore/port.js';
import { parameters } from '../support/properties.js';
import type { Subject } from './event-store.js';
import { newEvents, newStream, readAll } from './samples.js';

/** Follows the ledger until it is stopped, as a server does. */
const follow = (events: EventStore): { readonly caughtUp: Promise<void>; readonly stop: () => Promise<void> } => {
  const stopped = new AbortController();
  let isCaughtUp!: () => void;
  const caughtUp = new Promise<void>((resolve) => (isCaughtUp = resolve));
  const following = (async () => {
    for await (const batch of events.follow({ signal: stopped.signal })) if (batch.caughtUp) isCaughtUp();
  })();
  return {
    caughtUp,
    stop: async () => {
      stopped.abort();
      await following;
    },
  };
};

type Step =
  | { readonly kind: 'append'; readonly stream: number; readonly by: 'this' | 'other'; readonly count: number }
  | { readonly kind: 'read'; readonly stream: number }
  | { readonly kind: 'drop' | 'follow' };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: fc.nat(2),
      by: fc.constantFrom('this' as const, 'other' as const),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const), stream: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('drop' as const, 'follow' as const) }) },
);

/** Where streams end, by what is followed: `endOf` of stores that others write, too. */
export const endCases = ({ events, opened, offers }: Subject): void => {
  if (!offers('beside')) return;
  const endOf = (stream: string): Promise<number | undefined> => events().endOf!(stream, performance.now());

  describe('where streams end', () => {
    test('is not known as long as nobody follows, nor of a stream that nobody has read', async () => {
      const [known, unknown] = [newStream(), newStream()];
      await events().append(known, 'no-stream', newEvents(2));
      expect(await endOf(known)).toBeUndefined();
      const follower = follow(events());
      await follower.caughtUp;
      await readAll(events(), known);
      expect([await endOf(known), await endOf(unknown)]).toEqual([1, undefined]);
      await follower.stop();
      expect(await endOf(known)).toBeUndefined();
    });

    test('is known at once of what another process has written, and of a stream that was not there', async () => {
      const other = (await opened().beside!()).events;
      const follower = follow(events());
      await follower.caughtUp;
      // Else there is nothing in the ledger to look at.
      await other.append(newStream(), 'no-stream', newEvents(1));
      const stream = newStream();
      await readAll(events(), stream);
      expect(await endOf(stream)).toBe(-1);
      for (let end = 0; end < 20; end += 1) {
        await other.append(stream, end === 0 ? 'no-stream' : end - 1, newEvents(1));
        expect(await endOf(stream)).toBe(end);
      }
      await follower.stop();
    });

    test('is known while another follower of the same store comes from the start, and after it', async () => {
      const other = (await opened().beside!()).events;
      const stream = newStream();
      await events().append(stream, 'no-stream', newEvents(30));
      const follower = follow(events());
      await follower.caughtUp;
      expect(await endOf(stream)).toBe(29);
      const beside = follow(events());
      await other.append(stream, 29, newEvents(1));
      expect(await endOf(stream)).toBe(30);
      await beside.caughtUp;
      await beside.stop();
      await other.append(stream, 30, newEvents(1));
      expect(await endOf(stream)).toBe(31);
      await follower.stop();
    });

    test('is what a model says or is not known, whoever writes, over dropped connections', async () => {
      const other = (await opened().beside!()).events;
      let [known, asked] = [0, 0];
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 15 }), async (steps) => {
          const streams = [newStream(), newStream(), newStream()];
          const lengths = streams.map(() => 0);
          let follower = follow(events());
          await follower.caughtUp;
          for (const step of steps) {
            if (step.kind === 'append') {
              const [stream, length] = [streams[step.stream]!, lengths[step.stream]!];
              const store = step.by === 'this' ? events() : other;
              await store.append(stream, length === 0 ? 'no-stream' : length - 1, newEvents(step.count));
              lengths[step.stream]! += step.count;
            } else if (step.kind === 'read') {
              await readAll(events(), streams[step.stream]!);
            } else if (step.kind === 'follow') {
              await follower.stop();
              follower = follow(events());
              await follower.caughtUp;
            } else await opened().disturb?.dropConnection?.();
            // All at once, as commands ask.
            const ends = await Promise.all(streams.map(endOf));
            for (const [index, end] of ends.entries()) {
              asked += 1;
              if (end === undefined) continue;
              known += 1;
              expect(end).toBe(lengths[index]! - 1);
            }
          }
          await follower.stop();
        }),
        parameters(1 / 20),
      );
      expect(known).toBeGreaterThan(asked / 5);
    });
  });
};
