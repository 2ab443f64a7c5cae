import { expect, test } from '@jest/globals';
import { inTurn, turn } from '../../src/graphql/shared/turns.js';

/** Keeps the event loop busy for a millisecond. */
const work = (): void => {
  for (const end = performance.now() + 1; performance.now() < end;);
};

test('the event loop serves others between slices of the work, however much of it waits, and what comes of it counts', async () => {
  const done: number[] = [];
  const atTurns = new Set<number>();
  const others = (): void => {
    atTurns.add(done.length);
    if (done.length < 40) setImmediate(others);
  };
  setImmediate(others);
  const synchronous = Array.from(
    { length: 20 },
    (_, number) =>
      new Promise<void>((resolve) =>
        inTurn(() => {
          work();
          done.push(number);
          resolve();
        }),
      ),
  );
  const afterwards = Array.from({ length: 20 }, async (_, number) => {
    await turn();
    work();
    done.push(20 + number);
  });
  await Promise.all([...synchronous, ...afterwards]);
  expect(done).toEqual(Array.from({ length: 40 }, (_, number) => number));
  expect(atTurns.size).toBeGreaterThan(10);
});
