import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { knownNames, type KnownNames } from '../../src/commands/names.js';
import { newEntry } from '../../src/commands/people.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable, type DirectoryEntry, type Stores } from '../../src/eventstore/port.js';

const TEN_MINUTES = 600_000;
const district = '370103';

/** Entries of the directory alone: which of them count, the ledger says. */
describe('the entries whose name holds a text', () => {
  let stores: Stores;
  let now: number;
  let isAway: boolean;
  let names: KnownNames;
  beforeEach(() => {
    const memory = memoryStores();
    now = 0;
    isAway = false;
    stores = {
      ...memory,
      people: {
        ...memory.people,
        entries: () => {
          if (isAway) throw new StoreUnavailable('away');
          return memory.people.entries();
        },
      },
    };
    names = knownNames(stores, () => now);
  });
  afterEach(() => stores.events.close());

  const enter = async (personId: string, name: string, change: Partial<DirectoryEntry> = {}): Promise<string> => {
    const entry = { ...newEntry(personId, { name }), district, ...change };
    await stores.people.put(entry);
    return entry.commitment;
  };
  const found = async (text: string, of = district): Promise<unknown> =>
    (await names.personsNamed(of, text))?.map(({ personId }) => personId);

  test('are those of the district, words and single characters among them, each with its commitment', async () => {
    const commitment = await enter('a', '安全');
    await enter('b', '安');
    await enter('c', '长安全', { district: '370104' });
    expect(await names.personsNamed(district, '安全')).toEqual([{ personId: 'a', commitment }]);
    expect([await found('安'), await found('安全', '370104'), await found('安全', '370105')]).toEqual([
      ['a', 'b'],
      ['c'],
      [],
    ]);
  });
  test('are found whatever the width, case and spaces of either', async () => {
    await enter('a', 'Li　Na');
    for (const text of ['LINA', 'ｌｉ ｎａ', 'in']) expect(await found(text)).toEqual(['a']);
  });
  test('are all of a person, until they are erased here', async () => {
    await enter('a', '张衡');
    await enter('a', '张衡之');
    expect(await found('张衡')).toEqual(['a', 'a']);
    names.erased('a');
    expect(await found('张衡')).toEqual([]);
  });
  test('are known at once where they are entered here, after ten minutes where others wrote them', async () => {
    expect(await found('张衡')).toEqual([]);
    await names.entered('a', await enter('a', '张衡'));
    await enter('b', '张衡之');
    now = TEN_MINUTES;
    expect(await found('张衡')).toEqual(['a']);
    now = TEN_MINUTES + 1;
    expect(await found('张衡')).toEqual(['a', 'b']);
  });
  test('are gone after ten minutes where others erased them', async () => {
    await enter('a', '张衡');
    expect(await found('张衡')).toEqual(['a']);
    await stores.people.erase('a');
    now = TEN_MINUTES + 1;
    expect(await found('张衡')).toEqual([]);
  });
  test('hold what was committed to: one that was swapped is none', async () => {
    await enter('a', '张衡', { details: { name: '王羲之' } });
    expect([await found('王羲之'), await found('张衡')]).toEqual([[], []]);
  });
  test('are not known while the directory is away, and are as soon as it is back', async () => {
    await enter('a', '张衡');
    isAway = true;
    expect(await found('张衡')).toBeUndefined();
    isAway = false;
    expect(await found('张衡')).toEqual(['a']);
  });
});
