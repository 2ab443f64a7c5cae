import { describe, expect, test } from '@jest/globals';
import { WrongExpectedRevision } from '../../src/eventstore/port.js';
import type { ExpectedRevision, NewEvent } from '../../src/eventstore/port.js';
import type { Subject } from './event-store.js';
import { followAll, ids, metadata, newEvent, newEvents, newStream, readAll } from './samples.js';

export const retryingCases = ({ events, opened, offers }: Subject): void => {
  /** Whatever was repeated, the stream and the ledger hold these events and no others. */
  const expectExactly = async (stream: string, expected: readonly NewEvent[]): Promise<void> => {
    expect(ids(await readAll(events(), stream))).toEqual(ids(expected));
    expect(ids(await followAll(events(), expected.length))).toEqual(ids(expected));
  };
  const expectRefused = async (
    stream: string,
    expected: ExpectedRevision,
    list: readonly NewEvent[],
    actual: ExpectedRevision,
  ): Promise<void> => {
    const error: unknown = await events()
      .append(stream, expected, list)
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WrongExpectedRevision);
    expect(error).toMatchObject({ stream, expected, actual });
  };

  describe('repeating an append', () => {
    test.each([1, 3])('of %d events gives the first result again', async (count) => {
      const stream = newStream();
      const [first, second] = [newEvents(count), newEvents(count)];
      await events().append(stream, 'no-stream', first);
      expect(await events().append(stream, 'no-stream', first)).toMatchObject({ revision: count - 1 });
      await events().append(stream, count - 1, second);
      expect(await events().append(stream, count - 1, second)).toMatchObject({ revision: 2 * count - 1 });
      expect(await events().append(stream, count - 1, second)).toMatchObject({ revision: 2 * count - 1 });
      await expectExactly(stream, [...first, ...second]);
    });

    test('gives the first result also when the stream has gone on', async () => {
      const stream = newStream();
      const [first, second, third] = [newEvents(2), newEvents(2), newEvents(3)];
      await events().append(stream, 'no-stream', first);
      await events().append(stream, 1, second);
      await events().append(stream, 3, third);
      expect(await events().append(stream, 'no-stream', first)).toMatchObject({ revision: 1 });
      expect(await events().append(stream, 1, second)).toMatchObject({ revision: 3 });
      expect(await events().append(stream, 3, third)).toMatchObject({ revision: 6 });
      await expectExactly(stream, [...first, ...second, ...third]);
    });

    test('many times at once writes it once', async () => {
      const stream = newStream();
      const list = newEvents(2);
      const results = await Promise.all(Array.from({ length: 10 }, () => events().append(stream, 'no-stream', list)));
      expect(results.map(({ revision }) => revision)).toEqual(Array(10).fill(1));
      await expectExactly(stream, list);
    });

    test('takes the same content with its keys in another order', async () => {
      const stream = newStream();
      const event = newEvent({ a: 1, b: { c: 2, d: 3 } });
      await events().append(stream, 'no-stream', [event]);
      expect(
        await events().append(stream, 'no-stream', [{ ...event, data: { b: { d: 3, c: 2 }, a: 1 } }]),
      ).toMatchObject({ revision: 0 });
      await expectExactly(stream, [event]);
    });

    if (offers('reopen')) {
      test('gives the first result also after a restart', async () => {
        const stream = newStream();
        const [first, second] = [newEvents(2), newEvents(2)];
        await events().append(stream, 'no-stream', first);
        await events().append(stream, 1, second);
        const again = (await opened().reopen!()).events;
        expect(await again.append(stream, 'no-stream', first)).toMatchObject({ revision: 1 });
        expect(await again.append(stream, 1, second)).toMatchObject({ revision: 3 });
        expect(ids(await followAll(again, 4))).toEqual(ids([...first, ...second]));
        await expect(again.append(stream, 1, newEvents(1))).rejects.toMatchObject({
          name: 'WrongExpectedRevision',
          actual: 3,
        });
      });
    }
  });

  describe('what looks like a repeated append and is none is refused', () => {
    test('other data, type or metadata under the same id', async () => {
      const stream = newStream();
      const list = newEvents(2);
      await events().append(stream, 'no-stream', list);
      const [first, second] = list as [NewEvent, NewEvent];
      await expectRefused(stream, 'no-stream', [first, { ...second, data: { n: 'other' } }], 1);
      await expectRefused(stream, 'no-stream', [first, { ...second, data: {} }], 1);
      await expectRefused(stream, 'no-stream', [{ ...first, type: 'SomethingElse' }, second], 1);
      await expectRefused(
        stream,
        'no-stream',
        [first, { ...second, metadata: { ...metadata, recordedAt: '2024-08-20T02:03:04.006Z' } }],
        1,
      );
      await expectExactly(stream, list);
      expect((await readAll(events(), stream)).map(({ data }) => data)).toEqual([{ n: 0 }, { n: 1 }]);
    });

    test('a part of an append: its beginning, its end, its middle', async () => {
      const stream = newStream();
      const list = newEvents(3);
      await events().append(stream, 'no-stream', list);
      await expectRefused(stream, 'no-stream', list.slice(0, 1), 2);
      await expectRefused(stream, 'no-stream', list.slice(0, 2), 2);
      await expectRefused(stream, 0, list.slice(1), 2);
      await expectRefused(stream, 0, list.slice(1, 2), 2);
      await expectRefused(stream, 1, list.slice(2), 2);
      await expectExactly(stream, list);
    });

    test('an append with one event more, after it or before it', async () => {
      const stream = newStream();
      const list = newEvents(2);
      await events().append(stream, 'no-stream', list);
      await expectRefused(stream, 'no-stream', [...list, newEvent()], 1);
      await expectRefused(stream, 'no-stream', [newEvent(), ...list], 1);
      await expectExactly(stream, list);
    });

    test('two appends as one', async () => {
      const stream = newStream();
      const [first, second] = [newEvents(1), newEvents(1)];
      await events().append(stream, 'no-stream', first);
      await events().append(stream, 0, second);
      await expectRefused(stream, 'no-stream', [...first, ...second], 1);
      await expectExactly(stream, [...first, ...second]);
    });

    test('the same events in another order', async () => {
      const stream = newStream();
      const list = newEvents(2);
      await events().append(stream, 'no-stream', list);
      await expectRefused(stream, 'no-stream', [...list].reverse(), 1);
      await expectExactly(stream, list);
    });

    test('the same events at another revision, the actual one included', async () => {
      const stream = newStream();
      const [first, second] = [newEvents(2), newEvents(1)];
      await events().append(stream, 'no-stream', first);
      await expectRefused(stream, 1, first, 1);
      await expectRefused(stream, 1, first.slice(1), 1);
      await events().append(stream, 1, second);
      await expectRefused(stream, 2, second, 2);
      await expectRefused(stream, 2, first, 2);
      await expectRefused(stream, 0, first, 2);
      await expectRefused(stream, 5, second, 2);
      await expectExactly(stream, [...first, ...second]);
    });

    test('a new event together with an id that is there already', async () => {
      const stream = newStream();
      const [old] = newEvents(1) as [NewEvent];
      await events().append(stream, 'no-stream', [old]);
      await expectRefused(stream, 0, [newEvent(), old], 0);
      await expectRefused(stream, 0, [newEvent(), { ...newEvent(), id: old.id.toUpperCase() }], 0);
      await expectExactly(stream, [old]);
    });
  });
};
