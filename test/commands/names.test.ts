import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { knownNames, type KnownNames, type NamedEntry } from '../../src/commands/names.js';
import { newEntry } from '../../src/commands/people.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable, type DirectoryEntry, type Stores } from '../../src/eventstore/port.js';

const TEN_MINUTES = 600_000;
const district = '370103';

/** Entries of the directory alone: which of them count, the ledger says. */
describe.each(['the whole directory', 'a district at a time'])('the entries whose name holds a text, by %s', (read) => {
  /** What the ledger says of a district's people: all that were entered and not erased, once it knows them. */
  let ledger: { readonly personId: string; readonly commitment: string; readonly of: string }[];
  let asked: string[];
  const entriesOf = async function* (of: string): AsyncGenerator<NamedEntry> {
    asked.push(of);
    if (isAway) throw new StoreUnavailable('away');
    for (const one of ledger) if (one.of === of && (await stores.people.get(one.personId, one.commitment))) yield one;
  };
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
    ledger = [];
    asked = [];
    names = knownNames({ ...stores, ...(read === 'a district at a time' ? { entriesOf } : {}) }, () => now);
  });
  afterEach(() => stores.events.close());

  const enter = async (personId: string, name: string, change: Partial<DirectoryEntry> = {}): Promise<string> => {
    const entry = { ...newEntry(personId, { name }), district, ...change };
    await stores.people.put(entry);
    ledger.push({ personId, commitment: entry.commitment, of: entry.district });
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
  test('are those that were entered here before the ledger says so, and as long as they are there', async () => {
    await enter('b', '张衡之');
    const commitment = await enter('a', '张衡');
    ledger.pop();
    await names.entered('a', commitment);
    expect(((await found('张衡')) as string[]).sort()).toEqual(['a', 'b']);
    now = TEN_MINUTES + 1;
    expect(((await found('张衡')) as string[]).sort()).toEqual(['a', 'b']);
    await stores.people.erase('a');
    now = 2 * (TEN_MINUTES + 1);
    expect(await found('张衡')).toEqual(['b']);
  });
  test('are read again only where they are asked for', async () => {
    await enter('a', '张衡');
    for (const code of [district, district, '370104', district]) await found('张衡', code);
    expect((await names.ofDistrict(district))('由张衡办理')).toBe(true);
    expect((await names.ofDistrict('370104'))('由张衡办理')).toBe(false);
    expect(asked).toEqual(read === 'a district at a time' ? [district, '370104'] : []);
  });
});

test('the whole directory is read as long as nobody knows who is of a district', async () => {
  const stores = memoryStores();
  const entry = { ...newEntry('a', { name: '张衡' }), district };
  await stores.people.put(entry);
  let isKnown = false;
  const entriesOf = async function* (): AsyncGenerator<NamedEntry> {
    yield await Promise.resolve({ personId: 'b', commitment: 'none' });
  };
  const names = knownNames({ ...stores, entriesOf: () => (isKnown ? entriesOf() : undefined) }, () => 0);
  expect(await names.personsNamed(district, '张')).toHaveLength(1);
  isKnown = true;
  expect(await names.personsNamed(district, '张')).toEqual([]);
  await stores.events.close();
});

test('a directory that goes away while it is read leaves no rejection to nobody', () => {
  const built = (file: string): string => JSON.stringify(fileURLToPath(new URL(`../../dist/${file}`, import.meta.url)));
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    import { setImmediate as nextTurn } from 'node:timers/promises';
    import { knownNames } from ${built('commands/names.js')};
    import { memoryStores } from ${built('eventstore/memory.js')};
    import { StoreUnavailable } from ${built('eventstore/port.js')};
    process.on('unhandledRejection', (error) => console.log('stray: ' + error.message));
    const stores = memoryStores();
    const entries = async function* () {
      for (const personId of ['a', 'b']) {
        yield { personId, commitment: 'c' };
        await nextTurn();
      }
    };
    const people = { ...stores.people, get: () => Promise.reject(new StoreUnavailable('away')), entries };
    console.log(await knownNames({ ...stores, people }, () => 0).personsNamed('370103', 'x'));`,
    ],
    { encoding: 'utf8' },
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'undefined\n' });
});
