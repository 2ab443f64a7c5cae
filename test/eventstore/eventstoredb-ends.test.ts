import { describe, expect, jest, test } from '@jest/globals';
import { knownEnds, type LastBehind, type Place } from '../../src/eventstore/eventstoredb-ends.js';

const at = (commit: number): Place => ({ commit: BigInt(commit), prepare: BigInt(commit) });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Ends that were told up to 10, of a stream that ended at 3 then; `lastBehind` answers when it is told to. */
const told = (last: LastBehind = () => Promise.resolve('none')) => {
  const lastBehind = jest.fn<LastBehind>(last);
  const ends = knownEnds(lastBehind);
  const telling = ends.begin(undefined);
  ends.learning('a')(2);
  telling.event('a', 3);
  telling.upTo(at(10), true);
  return { ends, telling, lastBehind, endOf: (stream: string, since = performance.now()) => ends.endOf(stream, since) };
};

describe('the ends of streams', () => {
  test('are those that were told or learned, where nothing lies behind what was told', async () => {
    const { endOf, ends, lastBehind } = told();
    expect(await endOf('a')).toBe(3);
    expect(await endOf('b')).toBeUndefined();
    ends.learning('b')(-1);
    expect(await endOf('b')).toBe(-1);
    expect(lastBehind).toHaveBeenLastCalledWith(at(10));
  });

  test('wait for what was written before, and for no more', async () => {
    const { endOf, telling } = told(() => Promise.resolve(at(12)));
    let end: number | undefined;
    const asked = endOf('a').then((found) => (end = found));
    await turn();
    telling.event('b', 0);
    telling.upTo(at(11), true);
    await turn();
    expect(end).toBeUndefined();
    telling.event('a', 4);
    telling.upTo(at(12), true);
    await asked;
    expect(end).toBe(4);
  });

  test('of an append whose events share a place are told when all are', async () => {
    const { endOf, telling } = told(() => Promise.resolve({ commit: 12n, prepare: 13n }));
    const asked = endOf('a');
    await turn();
    telling.event('a', 4);
    telling.upTo({ commit: 12n, prepare: 12n }, true);
    await turn();
    telling.event('a', 5);
    telling.upTo({ commit: 12n, prepare: 13n }, true);
    expect(await asked).toBe(5);
  });

  test('are looked for once for all that ask while a look is under way, and again for those after it', async () => {
    const answers: ((place: 'none') => void)[] = [];
    const { endOf, lastBehind } = told(() => new Promise((resolve) => answers.push(resolve)));
    const since = performance.now();
    const first = endOf('a', since);
    await turn();
    const later = [endOf('a'), endOf('a'), endOf('a')];
    // This one may be as of the look that was begun after it.
    const same = endOf('a', since);
    await turn();
    expect(lastBehind).toHaveBeenCalledTimes(1);
    answers[0]!('none');
    expect(await Promise.all([first, same])).toEqual([3, 3]);
    await turn();
    expect(lastBehind).toHaveBeenCalledTimes(2);
    answers[1]!('none');
    expect(await Promise.all(later)).toEqual([3, 3, 3]);
    expect(await endOf('a', since)).toBe(3);
    expect(lastBehind).toHaveBeenCalledTimes(2);
  });

  test.each<readonly [string, LastBehind]>([
    ['nobody knows what lies at the end', () => Promise.resolve(undefined)],
    ['the store is away', () => Promise.reject(new Error('away'))],
  ])('are not known where %s', async (_what, last) => {
    expect(await told(last).endOf('a')).toBeUndefined();
  });

  test('are not known while the subscription has not caught up, nor after it', async () => {
    const { endOf, telling, lastBehind } = told();
    telling.upTo(undefined, false);
    expect(await endOf('a')).toBeUndefined();
    telling.upTo(undefined, true);
    expect(await endOf('a')).toBe(3);
    telling.over();
    expect(await endOf('a')).toBeUndefined();
    expect(lastBehind).toHaveBeenCalledTimes(1);
  });

  test('of a subscription that ended while somebody waited are not known', async () => {
    const { endOf, telling, ends } = told(() => Promise.resolve(at(12)));
    const asked = endOf('a');
    await turn();
    telling.over();
    const next = ends.begin(at(20));
    next.event('a', 9);
    next.upTo(at(21), true);
    expect(await asked).toBeUndefined();
  });

  test('that were read before a subscription began are not known after it: it may skip what came between', async () => {
    const { ends, telling, endOf } = told();
    const learned = ends.learning('a');
    telling.over();
    const next = ends.begin(at(20));
    next.upTo(at(20), true);
    learned(3);
    telling.event('a', 4);
    telling.upTo(at(30), true);
    expect(await endOf('a')).toBeUndefined();
    ends.learning('a')(7);
    expect(await endOf('a')).toBe(7);
  });

  test('are known by a subscription that goes on, whatever another one beside it tells and however it ends', async () => {
    const { endOf, telling, ends } = told();
    // As a comparison that reads the ledger from its start.
    const other = ends.begin(undefined);
    other.event('a', 0);
    other.upTo(at(1), false);
    expect(await endOf('a')).toBe(3);
    telling.event('a', 4);
    telling.upTo(at(11), true);
    other.upTo(at(5), true);
    expect(await endOf('a')).toBe(4);
    other.over();
    telling.event('a', 5);
    expect(await endOf('a')).toBe(5);
  });

  test('by a look of an earlier subscription are not known', async () => {
    const { endOf, telling, ends } = told();
    const since = performance.now();
    expect(await endOf('a', since)).toBe(3);
    telling.over();
    const next = ends.begin(undefined);
    next.event('a', 0);
    expect(await endOf('a', since)).toBeUndefined();
    next.upTo(at(1), true);
    let asked = await endOf('a', since);
    expect(asked).toBe(0);
    next.event('a', 4);
    next.upTo(at(12), true);
    asked = await endOf('a');
    expect(asked).toBe(4);
  });

  test('that a subscription is too slow to tell are waited for once, and again when it has come as far', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance'] });
    try {
      const { endOf, telling, lastBehind } = told(() => Promise.resolve(at(12)));
      const clock = jest.spyOn(performance, 'now');
      const asked = endOf('a', 0);
      await turn();
      clock.mockReturnValue(performance.now() + 1_000);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(await asked).toBeUndefined();
      expect(await endOf('a')).toBeUndefined();
      expect(lastBehind).toHaveBeenCalledTimes(1);
      telling.upTo(at(12), true);
      expect(await endOf('a', Infinity)).toBe(3);
      expect(lastBehind).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
      jest.restoreAllMocks();
    }
  });
});
