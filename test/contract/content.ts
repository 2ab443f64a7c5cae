import { describe, expect, test } from '@jest/globals';
import type { Metadata, NewEvent } from '../../src/eventstore/port.js';
import { textOf } from '../support/stored.js';
import type { Subject } from './event-store.js';
import { followAll, metadata, newEvent, newStream, readAll } from './samples.js';

export const contentCases = ({ events, opened }: Subject): void => {
  describe('content comes back as it was given', () => {
    const samples: readonly (readonly [string, Record<string, unknown>])[] = [
      ['an empty object', {}],
      ['Chinese text', { 名称: '济南市历下区教育集团', 备注: '“领航”——第一批', 全角: 'ＡＢＣ　１２３' }],
      ['characters beyond the basic plane', { rare: '𠮷野家 𬭎', emoji: '👩🏽‍🏫🏫🇨🇳', flags: '🏴󠁧󠁢󠁷󠁬󠁳󠁿' }],
      [
        'composed and decomposed forms, kept apart',
        { composed: 'é', decomposed: 'e\u0301', '\u00e9': 1, 'e\u0301': 2 },
      ],
      [
        'control characters, NUL and line separators',
        { text: '\u0000\u0001\b\t\n\r\u001f"\\/\u007f\u0085\u2028\u2029\ufeff\ufffe' },
      ],
      ['halves of surrogate pairs', { high: '\ud83d', low: '\udc69', both: 'a\ud83db\udc69c' }],
      [
        'nested lists and objects',
        { a: [[[]], [{}], [{ b: [null, true, false, 0, ''] }]], c: { d: { e: { f: { g: [1, [2, [3]]] } } } } },
      ],
      [
        'numbers at the edges',
        {
          max: Number.MAX_SAFE_INTEGER,
          min: -Number.MAX_SAFE_INTEGER,
          large: 1.7976931348623157e308,
          small: 5e-324,
          tenth: 0.1,
          e21: 1e21,
        },
      ],
      [
        'keys that objects have of themselves',
        JSON.parse(
          '{"__proto__": {"admin": true}, "constructor": 1, "toString": "x", "hasOwnProperty": null, "": {"__proto__": null}}',
        ) as Record<string, unknown>,
      ],
      ['keys that look like numbers', { 10: 'ten', 9: 'nine', '-1': 'minus', '01': 'one' }],
      [
        'text that looks like SQL, JSON or a date',
        { sql: "'; drop table events; --", json: '{"a":1}', date: '2024-01-01T00:00:00.000Z', big: '9007199254740993' },
      ],
    ];
    test.each(samples)('%s', async (_, data) => {
      const stream = newStream();
      const event: NewEvent = { ...newEvent(data), metadata: { ...metadata, reason: JSON.stringify(data) } };
      await events().append(stream, 'no-stream', [event]);
      const [read] = await readAll(events(), stream);
      // As text: toEqual would pass over an own __proto__.
      expect(JSON.stringify(read?.data)).toBe(JSON.stringify(data));
      expect(read).toMatchObject({ id: event.id, type: event.type, stream, revision: 0, metadata: event.metadata });
      const [followed] = await followAll(events(), 1);
      expect(JSON.stringify(followed?.data)).toBe(JSON.stringify(data));
      expect(followed).toMatchObject({ id: event.id, type: event.type, stream, revision: 0, metadata: event.metadata });
      expect(typeof followed?.token).toBe('string');
      expect(await events().append(stream, 'no-stream', [event])).toMatchObject({ revision: 0 });
    });

    test.each(samples)('%s, byte for byte', async (_, data) => {
      const stream = newStream();
      const given = [newEvent({ before: '先' }), { ...newEvent(data), metadata: { ...metadata, reason: '依据' } }];
      await events().append(stream, 'no-stream', given);
      const read = await readAll(events(), stream);
      expect(read.map(({ bytes }) => textOf(bytes).data)).toEqual(given.map((event) => JSON.stringify(event.data)));
      // In every store the same, so that what is hashed of an event does not depend on where it lies.
      expect(read.map(({ bytes }) => textOf(bytes).metadata)).toEqual(
        given.map((event) => JSON.stringify(event.metadata)),
      );
      const bytes = read.map((event) => textOf(event.bytes));
      expect((await followAll(events(), 2)).map((event) => textOf(event.bytes))).toEqual(bytes);
      const backwards = await readAll(events(), stream, { direction: 'backwards' });
      expect(backwards.reverse().map((event) => textOf(event.bytes))).toEqual(bytes);
      const { kept } = opened();
      if (kept) expect(bytes).toEqual(kept(stream).map(textOf));
      const again = await opened().reopen?.();
      if (again) expect((await readAll(again.events, stream)).map((event) => textOf(event.bytes))).toEqual(bytes);
    });

    test('all of the metadata', async () => {
      const stream = newStream();
      const full: Metadata = {
        ...metadata,
        causationId: metadata.commandId,
        reason: '依据会议纪要',
        reliedOn: [{ stream: 'district-370103', revision: -1 }],
        assumed: ['seats.0.role'],
      };
      await events().append(stream, 'no-stream', [{ ...newEvent(), metadata: full }]);
      expect((await readAll(events(), stream))[0]?.metadata).toEqual(full);
      expect((await followAll(events(), 1))[0]?.metadata).toEqual(full);
    });

    test('a property that is undefined is left out', async () => {
      const stream = newStream();
      await events().append(stream, 'no-stream', [newEvent({ a: 1, b: undefined })]);
      expect(Object.keys((await readAll(events(), stream))[0]?.data ?? {})).toEqual(['a']);
    });

    test('what is done to an event afterwards does not reach the store', async () => {
      const stream = newStream();
      const data = { list: [1] };
      await events().append(stream, 'no-stream', [newEvent(data)]);
      data.list.push(2);
      const [read] = await readAll(events(), stream);
      (read?.data['list'] as number[]).push(3);
      expect((await readAll(events(), stream))[0]?.data).toEqual({ list: [1] });
    });
  });
};
