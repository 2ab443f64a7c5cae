import { expect, test } from '@jest/globals';
import type { Services } from '../../src/graphql/context.js';
import { liveEvents } from '../../src/graphql/ledger/live.js';
import type { IndexedEntry } from '../../src/projections/event-index.js';

/** A ledger of so many events, of which nothing but the positions is there. */
const servicesWith = (count: number): Services => {
  const page = (
    _filter: object,
    { after, upTo, limit }: { after: number; upTo: number; limit: number },
  ): IndexedEntry[] =>
    Array.from(
      { length: Math.max(0, Math.min(limit, upTo - after)) },
      (_, index) => ({ position: after + 1 + index }) as IndexedEntry,
    );
  return {
    readModels: { events: { page } },
    runner: { head: () => count, status: () => 'live', changed: () => new Promise<void>(() => undefined) },
  } as unknown as Services;
};

test('whoever takes events as fast as they come leaves others their turn after each hundred', async () => {
  const events = liveEvents(servicesWith(1_000), {}, 0);
  const turns: number[] = [];
  let taken = 0;
  const others = (): void => {
    turns.push(taken);
    if (taken < 1_000) setImmediate(others);
  };
  setImmediate(others);
  for await (const { position } of events) {
    expect(position).toBe(++taken);
    if (taken === 1_000) break;
  }
  expect(turns.length).toBeGreaterThanOrEqual(9);
  expect(turns.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((page) => 100 * page));
});
