import { describe, expect, test } from '@jest/globals';
import { presentVersion, upcast, type Versions } from '../../src/domain/upcast.js';

/** As it would be if aliases had come later: version 1 of SchoolRegistered had none, version 3 knows the phase by another name. */
const versions: Versions = {
  facts: { SchoolRegistered: true, SchoolRenamed: true },
  upcasters: {
    SchoolRegistered: [(data) => ({ aliases: [], ...data }), ({ stage, ...data }) => ({ ...data, phase: stage })],
  },
};
const v1 = { schoolCode: 'S01', name: '泉景中学', stage: 'PRIMARY' };
const v2 = { ...v1, aliases: ['济南泉景中学'] };
const v3 = { schoolCode: 'S01', name: '泉景中学', aliases: ['济南泉景中学'], phase: 'PRIMARY' };

describe('upcasting', () => {
  test('an event of the first version passes every step, in order', () =>
    expect(upcast(versions, 'SchoolRegistered', 1, v1)).toEqual({
      event: { type: 'SchoolRegistered', ...v3, aliases: [] },
    }));

  test('an event of a later version passes only the steps after it', () =>
    expect(upcast(versions, 'SchoolRegistered', 2, v2)).toEqual({ event: { type: 'SchoolRegistered', ...v3 } }));

  test('an event of the present version is as it was', () => {
    expect(upcast(versions, 'SchoolRegistered', 3, v3)).toEqual({ event: { type: 'SchoolRegistered', ...v3 } });
    expect(upcast(versions, 'SchoolRenamed', 1, { name: '泉景中学' })).toEqual({
      event: { type: 'SchoolRenamed', name: '泉景中学' },
    });
  });

  test('the stored data stay as they are', () => {
    const stored = Object.freeze({ ...v1 });
    upcast(versions, 'SchoolRegistered', 1, stored);
    expect(stored).toEqual(v1);
  });

  test("the type is the store's, whatever the data say", () =>
    expect(upcast(versions, 'SchoolRenamed', 1, { type: 'SchoolClosed' })).toEqual({
      event: { type: 'SchoolRenamed' },
    }));

  test.each(['SchoolMoved', '', 'toString', '__proto__'])('an unknown type is a value: %j', (type) =>
    expect(upcast(versions, type, 1, {})).toEqual({ unknown: 'type' }),
  );

  test.each([4, 0, -1, 1.5, Number.NaN])('a version that is not known here is a value: %d', (version) =>
    expect(upcast(versions, 'SchoolRegistered', version, v3)).toEqual({ unknown: 'version' }),
  );

  test('the present version counts the steps', () => {
    expect(presentVersion(versions, 'SchoolRegistered')).toBe(3);
    expect(presentVersion(versions, 'SchoolRenamed')).toBe(1);
    expect(presentVersion(versions, 'constructor')).toBeUndefined();
  });
});
