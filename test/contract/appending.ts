import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { MAX_APPEND_BYTES, MAX_EVENT_BYTES, TooLarge, WrongExpectedRevision } from '../../src/eventstore/port.js';
import type { ExpectedRevision, NewEvent } from '../../src/eventstore/port.js';
import type { Subject } from './event-store.js';
import { followAll, ids, metadata, newEvent, newEvents, newStream, readAll } from './samples.js';

export const appendingCases = ({ events, offers }: Subject): void => {
  describe('appending', () => {
    test('gives the revision of the last event, first 0', async () => {
      const stream = newStream();
      expect(await events().append(stream, 'no-stream', newEvents(1))).toMatchObject({ revision: 0 });
      expect(await events().append(stream, 0, newEvents(3))).toMatchObject({ revision: 3 });
      expect(await events().append(stream, 3, newEvents(1))).toMatchObject({ revision: 4 });
      expect((await readAll(events(), stream)).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
    });

    const wrong: readonly (readonly [string, number, ExpectedRevision, ExpectedRevision])[] = [
      ['a revision that is too low', 3, 1, 2],
      ['a revision that is too high', 3, 7, 2],
      ['one more than the last', 3, 3, 2],
      ['no-stream, where there is one', 3, 'no-stream', 2],
      ['a revision, where there is no stream', 0, 0, 'no-stream'],
      ['a high revision, where there is no stream', 0, 5, 'no-stream'],
    ];
    test.each(wrong)('expecting %s is refused with the actual one', async (_, length, expected, actual) => {
      const stream = newStream();
      if (length > 0) await events().append(stream, 'no-stream', newEvents(length));
      const error: unknown = await events()
        .append(stream, expected, newEvents(2))
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(WrongExpectedRevision);
      expect(error).toMatchObject({ name: 'WrongExpectedRevision', stream, expected, actual });
      expect(await readAll(events(), stream)).toHaveLength(length);
    });

    test('of many racing appends that expect the same revision exactly one wins', async () => {
      const stream = newStream();
      for (let round = 0; round < 5; round++) {
        const expected = round === 0 ? 'no-stream' : round - 1;
        const racing = newEvents(16);
        const results = await Promise.allSettled(racing.map((event) => events().append(stream, expected, [event])));
        const winners = racing.filter((_, index) => results[index]?.status === 'fulfilled');
        expect(winners).toHaveLength(1);
        for (const result of results)
          if (result.status === 'rejected')
            expect(result.reason).toMatchObject({ name: 'WrongExpectedRevision', expected });
        expect((await readAll(events(), stream)).at(-1)?.id).toBe(winners[0]?.id);
      }
      expect(await readAll(events(), stream)).toHaveLength(5);
    });

    test('writers on many streams do not disturb one another', async () => {
      const streams = Array.from({ length: 12 }, newStream);
      await Promise.all(
        streams.map(async (stream) => {
          for (let n = 0; n < 8; n++)
            await events().append(stream, n === 0 ? 'no-stream' : 2 * n - 1, newEvents(2, 2 * n));
        }),
      );
      for (const stream of streams)
        expect((await readAll(events(), stream)).map(({ data }) => data['n'])).toEqual([...Array(16).keys()]);
      const ledger = await followAll(events(), 12 * 16);
      expect(new Set(ids(ledger)).size).toBe(12 * 16);
      for (const stream of streams)
        expect(ledger.filter((event) => event.stream === stream).map(({ revision }) => revision)).toEqual([
          ...Array(16).keys(),
        ]);
      // The events of one append stand next to one another.
      for (let index = 0; index < ledger.length; index += 2)
        expect(ledger[index]?.stream).toBe(ledger[index + 1]?.stream);
    });

    test('the same id in another stream is another event', async () => {
      const [one, other] = [newStream(), newStream()];
      const event = newEvent();
      await events().append(one, 'no-stream', [event]);
      await events().append(other, 'no-stream', [event]);
      expect(ids(await readAll(events(), one))).toEqual([event.id]);
      expect(ids(await readAll(events(), other))).toEqual([event.id]);
    });

    test('ids come back in lower case', async () => {
      const stream = newStream();
      const id = randomUUID();
      await events().append(stream, 'no-stream', [newEvent({}, id.toUpperCase())]);
      expect(ids(await readAll(events(), stream))).toEqual([id]);
      expect(await events().append(stream, 'no-stream', [newEvent({}, id)])).toMatchObject({ revision: 0 });
    });
  });

  if (offers('inOrder'))
    describe('in order', () => {
      test('the next append is given before the one before it is committed', async () => {
        const stream = newStream();
        const made = newEvents(200);
        const results = await Promise.all(
          made.map((event, index) =>
            events().append(stream, index === 0 ? 'no-stream' : index - 1, [event], made[index - 1]?.id),
          ),
        );
        expect(results.map(({ revision }) => revision)).toEqual([...Array(200).keys()]);
        expect(ids(await readAll(events(), stream))).toEqual(made.map(({ id }) => id));
      });

      test('an append after an event that never came is refused, also where another one stands there, and all after it', async () => {
        const stream = newStream();
        await events().append(stream, 'no-stream', newEvents(1));
        const [faster, slower, onSlower, later] = newEvents(4);
        const results = await Promise.allSettled([
          events().append(stream, 0, [faster!]),
          events().append(stream, 0, [slower!]),
          events().append(stream, 1, [onSlower!], slower!.id),
          events().append(stream, 2, [later!], onSlower!.id),
        ]);
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
        for (const result of results)
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(WrongExpectedRevision);
        expect(ids(await readAll(events(), stream)).slice(1)).toEqual([faster!.id]);
      });
    });

  describe('sizes', () => {
    const sizeOf = (event: NewEvent): number =>
      Buffer.byteLength(JSON.stringify(event.data)) + Buffer.byteLength(JSON.stringify(event.metadata));
    /** An event of just so many bytes; Chinese characters take three each. */
    const eventOf = (bytes: number): NewEvent => {
      const room = bytes - sizeOf(newEvent({ text: '' }));
      const chinese = Math.floor(room / 6);
      return newEvent({ text: '学'.repeat(chinese) + 'x'.repeat(room - 3 * chinese) });
    };

    test('an event of exactly the limit is taken, one byte more is refused', async () => {
      const stream = newStream();
      const largest = eventOf(MAX_EVENT_BYTES);
      await events().append(stream, 'no-stream', [largest]);
      expect((await readAll(events(), stream))[0]?.data).toEqual(largest.data);
      const refused: unknown = await events()
        .append(stream, 0, [newEvent(), eventOf(MAX_EVENT_BYTES + 1)])
        .catch((reason: unknown) => reason);
      expect(refused).toBeInstanceOf(TooLarge);
      expect(refused).toMatchObject({ bytes: MAX_EVENT_BYTES + 1, limit: MAX_EVENT_BYTES });
      expect(await readAll(events(), stream)).toHaveLength(1);
    });

    test('the metadata counts', async () => {
      const event = { ...newEvent(), metadata: { ...metadata, reason: '由'.repeat(MAX_EVENT_BYTES / 3) } };
      await expect(events().append(newStream(), 'no-stream', [event])).rejects.toBeInstanceOf(TooLarge);
    });

    test('an append of exactly the limit is taken, one byte more is refused', async () => {
      const stream = newStream();
      const rest = MAX_APPEND_BYTES - 3 * MAX_EVENT_BYTES;
      const large = (): NewEvent[] => [eventOf(MAX_EVENT_BYTES), eventOf(MAX_EVENT_BYTES), eventOf(MAX_EVENT_BYTES)];
      expect(await events().append(stream, 'no-stream', [...large(), eventOf(rest)])).toMatchObject({ revision: 3 });
      const refused: unknown = await events()
        .append(stream, 3, [...large(), eventOf(rest + 1)])
        .catch((reason: unknown) => reason);
      expect(refused).toBeInstanceOf(TooLarge);
      expect(refused).toMatchObject({ bytes: MAX_APPEND_BYTES + 1, limit: MAX_APPEND_BYTES });
      expect(await readAll(events(), stream)).toHaveLength(4);
    });
  });

  describe('wrong input', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    const event = newEvent();
    const cases: readonly (readonly [string, unknown, unknown, unknown])[] = [
      ['no events', 'council-1', 'no-stream', []],
      ['something else than a list', 'council-1', 'no-stream', event],
      ['an id that is no UUID', 'council-1', 'no-stream', [newEvent({}, 'not-a-uuid')]],
      ['an empty id', 'council-1', 'no-stream', [newEvent({}, '')]],
      ['the nil UUID', 'council-1', 'no-stream', [newEvent({}, '00000000-0000-0000-0000-000000000000')]],
      ['an id twice', 'council-1', 'no-stream', [event, event]],
      ['an id twice in another case', 'council-1', 'no-stream', [event, { ...event, id: event.id.toUpperCase() }]],
      ['an empty stream name', '', 'no-stream', [event]],
      ['a stream name without category', '370103', 'no-stream', [event]],
      ['a stream name without key', 'council-', 'no-stream', [event]],
      ['a stream name with a capital category', 'Council-1', 'no-stream', [event]],
      ['a stream name with a space', 'council-1 2', 'no-stream', [event]],
      ['a stream name with a line break at its end', 'council-1\n', 'no-stream', [event]],
      ['a stream name of the system', '$all-1', 'no-stream', [event]],
      ['a stream name with Chinese characters', 'council-历下', 'no-stream', [event]],
      ['a stream name that is too long', `council-${'x'.repeat(201)}`, 'no-stream', [event]],
      ['a stream name that is no string', 7, 'no-stream', [event]],
      ['a negative revision', 'council-1', -1, [event]],
      ['half a revision', 'council-1', 0.5, [event]],
      ['NaN for a revision', 'council-1', NaN, [event]],
      ['a bigint for a revision', 'council-1', 0n, [event]],
      ['text for a revision', 'council-1', 'any', [event]],
      ['no revision', 'council-1', undefined, [event]],
      ['an empty type', 'council-1', 'no-stream', [{ ...event, type: '' }]],
      ['a type of the system', 'council-1', 'no-stream', [{ ...event, type: '$metadata' }]],
      ['a list for data', 'council-1', 'no-stream', [{ ...event, data: [] }]],
      ['null for data', 'council-1', 'no-stream', [{ ...event, data: null }]],
      ['text for data', 'council-1', 'no-stream', [{ ...event, data: '{}' }]],
      ['a date in the data', 'council-1', 'no-stream', [newEvent({ at: new Date(0) })]],
      ['NaN in the data', 'council-1', 'no-stream', [newEvent({ n: NaN })]],
      ['infinity in the data', 'council-1', 'no-stream', [newEvent({ n: [Infinity] })]],
      ['a bigint in the data', 'council-1', 'no-stream', [newEvent({ n: 1n })]],
      ['a function in the data', 'council-1', 'no-stream', [newEvent({ toJSON: () => ({}) })]],
      ['undefined in a list', 'council-1', 'no-stream', [newEvent({ list: [undefined] })]],
      ['a map in the data', 'council-1', 'no-stream', [newEvent({ map: new Map() })]],
      ['data that holds itself', 'council-1', 'no-stream', [newEvent(loop)]],
      ['no metadata', 'council-1', 'no-stream', [{ ...event, metadata: undefined }]],
      ['null among the events', 'council-1', 'no-stream', [event, null]],
    ];
    test.each(cases)('%s: TypeError, and nothing is written', async (_, stream, expected, list) => {
      await expect(events().append(stream as string, expected as number, list as NewEvent[])).rejects.toBeInstanceOf(
        TypeError,
      );
      expect(await followAll(events(), 0)).toEqual([]);
    });

    test('the longest stream name is taken', async () => {
      const stream = `council-${'x'.repeat(200)}`;
      await events().append(stream, 'no-stream', newEvents(1));
      expect((await followAll(events(), 1))[0]?.stream).toBe(stream);
    });
  });
};
