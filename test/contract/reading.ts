import { describe, expect, test } from '@jest/globals';
import type { ReadOptions } from '../../src/eventstore/port.js';
import type { Subject } from './event-store.js';
import { collect, fill, ids, newEvents, newStream, readAll } from './samples.js';

export const readingCases = ({ events }: Subject): void => {
  describe('reading a stream', () => {
    const cases: readonly (readonly [ReadOptions, readonly number[]])[] = [
      [{}, [0, 1, 2, 3, 4]],
      [{ direction: 'forwards' }, [0, 1, 2, 3, 4]],
      [{ from: 2 }, [2, 3, 4]],
      [{ limit: 2 }, [0, 1]],
      [{ from: 1, limit: 2 }, [1, 2]],
      [{ from: 3, limit: 10 }, [3, 4]],
      [{ from: 4 }, [4]],
      [{ from: 5 }, []],
      [{ from: 1000 }, []],
      [{ limit: 0 }, []],
      [{ direction: 'backwards' }, [4, 3, 2, 1, 0]],
      [{ direction: 'backwards', limit: 1 }, [4]],
      [{ direction: 'backwards', from: 2 }, [2, 1, 0]],
      [{ direction: 'backwards', from: 2, limit: 2 }, [2, 1]],
      [{ direction: 'backwards', from: 0 }, [0]],
      [{ direction: 'backwards', from: 1000 }, [4, 3, 2, 1, 0]],
    ];
    test.each(cases)('with %j gives revisions %j', async (options, revisions) => {
      const [stream, other] = [newStream(), newStream()];
      await events().append(other, 'no-stream', newEvents(1));
      const all = newEvents(5);
      await events().append(stream, 'no-stream', all.slice(0, 3));
      await events().append(other, 0, newEvents(1));
      await events().append(stream, 2, all.slice(3));
      const read = await readAll(events(), stream, options);
      expect(read.map(({ revision }) => revision)).toEqual(revisions);
      expect(ids(read)).toEqual(revisions.map((revision) => all[revision]?.id));
      expect(new Set(read.map((event) => event.stream)).size).toBe(revisions.length > 0 ? 1 : 0);
    });

    test('a stream that does not exist has no events, either way', async () => {
      expect(await readAll(events(), newStream())).toEqual([]);
      expect(await readAll(events(), newStream(), { direction: 'backwards', from: 3, limit: 2 })).toEqual([]);
    });

    test('a long stream comes whole, both ways and in pages', async () => {
      const stream = newStream();
      const all = ids(await fill(events(), stream, 1_100));
      expect(ids(await readAll(events(), stream))).toEqual(all);
      expect(ids(await readAll(events(), stream, { direction: 'backwards' }))).toEqual([...all].reverse());
      const paged: string[] = [];
      for (let from = 0; from < 1_100; from += 275)
        paged.push(...ids(await readAll(events(), stream, { from, limit: 275 })));
      expect(paged).toEqual(all);
      expect(ids(await readAll(events(), stream, { from: 20, limit: 1_000 }))).toEqual(all.slice(20, 1_020));
    });

    test('a reader may stop early, and others read on', async () => {
      const stream = newStream();
      await fill(events(), stream, 600);
      for await (const event of events().readStream(stream)) if (event.revision === 3) break;
      const both = await Promise.all([
        readAll(events(), stream),
        readAll(events(), stream, { direction: 'backwards' }),
      ]);
      expect(both.map(({ length }) => length)).toEqual([600, 600]);
    });

    test('an append is seen by the next read', async () => {
      const stream = newStream();
      for (let n = 0; n < 20; n++) {
        await events().append(stream, n === 0 ? 'no-stream' : n - 1, newEvents(1));
        expect((await readAll(events(), stream, { direction: 'backwards', limit: 1 }))[0]?.revision).toBe(n);
      }
    });

    const wrong: readonly (readonly [string, unknown])[] = [
      ['from', -1],
      ['from', 1.5],
      ['from', '0'],
      ['from', 0n],
      ['limit', -1],
      ['limit', 0.5],
      ['limit', NaN],
      ['direction', 'sideways'],
    ];
    test.each(wrong)('wrong %s: %p is a TypeError', async (option, value) => {
      await expect(
        (async () => collect(events().readStream(newStream(), { [option]: value })))(),
      ).rejects.toBeInstanceOf(TypeError);
    });

    test('a bad stream name is a TypeError', async () => {
      await expect((async () => collect(events().readStream('$all')))()).rejects.toBeInstanceOf(TypeError);
    });
  });
};
