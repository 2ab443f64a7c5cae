import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newEntry } from '../../src/commands/people.js';
import type { DirectoryEntry } from '../../src/eventstore/port.js';
import {
  compare,
  entriesOf,
  keysOf,
  unlessErased,
  type Compared,
  type EntryKey,
} from '../../src/processes/people-directory.js';
import { openLedger, person, recommend, register, type TestLedger } from '../support/ledger.js';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
  for (const number of [1, 2, 3]) await recommend(ledger, number, 'S01');
});
afterEach(() => ledger.close());

const compared = async (): Promise<Compared> => compare(await keysOf(ledger.stores.people), ledger.readModels);
const entryOf = async (number: number): Promise<DirectoryEntry> => {
  const { commitment } = ledger.readModels.persons.byKey(person(number), ledger.runner.head())!;
  return (await ledger.stores.people.get(person(number), commitment!))!;
};

test('a directory as the ledger knows it has nobody erased, nobody missing, and nothing else', async () => {
  expect(await compared()).toEqual({ erased: [], missing: [], others: [] });
});

test("what an older copy of the directory holds of erased persons is found, and nobody else's", async () => {
  const { people } = ledger.stores;
  const entry = await entryOf(1);
  await ledger.pass({ type: 'ErasePerson', personId: person(1) });
  await people.put(entry);
  // An entry that no event carries, as a crash may leave one, is of the erased person all the same.
  const stray = newEntry(person(1), { name: '样本一' });
  await people.put(stray);
  const others = [entry, stray].map(({ personId, commitment }) => ({ personId, commitment }));
  expect(await compared()).toEqual({ erased: others, missing: [], others });
});

test('nobody is shown whom the ledger says erased, also while the read models do not know it yet', async () => {
  const { people } = ledger.stores;
  const [erased, kept] = [await entryOf(1), await entryOf(2)];
  await ledger.pass({ type: 'ErasePerson', personId: person(1) });
  await people.put(erased);
  let isErased = false;
  const shown = unlessErased(ledger.stores, () => isErased);
  expect(await shown.get(person(1), erased.commitment)).toBeUndefined();
  expect(await shown.get(person(2), kept.commitment)).toEqual(kept);
  await people.erase(person(1));
  isErased = true;
  expect(await shown.get(person(1), erased.commitment)).toBeUndefined();
  expect(await shown.get(person(2), kept.commitment)).toEqual(kept);
});

test('an older copy that lacks details of registered persons is noticed', async () => {
  const { personId, commitment } = await entryOf(2);
  await ledger.stores.people.erase(person(2));
  await ledger.stores.people.erase(person(3));
  await ledger.pass({ type: 'ErasePerson', personId: person(3) });
  expect(await compared()).toEqual({ erased: [], missing: [{ personId, commitment }], others: [] });
});

test('the entries of a district are those of its persons, former details among them, without who is erased', async () => {
  const former = await entryOf(1);
  await ledger.pass({ type: 'ChangePersonDetails', personId: person(1), details: { name: '样本甲' } });
  await ledger.pass({ type: 'ErasePerson', personId: person(3) });
  const found: EntryKey[] = [];
  for await (const one of entriesOf(ledger.readModels, '370103')) found.push(one);
  const keys = [former, await entryOf(1), await entryOf(2)];
  expect(found).toEqual(keys.map(({ personId, commitment }) => ({ personId, commitment })));
  for await (const one of entriesOf(ledger.readModels, '370104')) expect(one).toBeUndefined();
});
