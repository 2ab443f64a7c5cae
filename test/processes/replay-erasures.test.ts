import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { newEntry } from '../../src/commands/people.js';
import type { DirectoryEntry } from '../../src/eventstore/port.js';
import { replayErasures, unlessErased } from '../../src/processes/replay-erasures.js';
import { openLedger, person, recommend, register, type TestLedger } from '../support/ledger.js';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
  for (const number of [1, 2, 3]) await recommend(ledger, number, 'S01');
});
afterEach(() => ledger.close());

const held = async (): Promise<readonly string[]> => {
  const persons: string[] = [];
  for await (const { personId } of ledger.stores.people.entries()) persons.push(personId);
  return persons.sort();
};
const entryOf = async (number: number): Promise<DirectoryEntry> => {
  const { commitment } = ledger.readModels.persons.byKey(person(number), ledger.runner.head())!;
  return (await ledger.stores.people.get(person(number), commitment!))!;
};

test("what an older copy of the directory holds of erased persons is erased again, and nobody else's", async () => {
  const { people } = ledger.stores;
  const entry = await entryOf(1);
  await ledger.pass({ type: 'ErasePerson', personId: person(1) });
  await people.put(entry);
  // An entry that no event carries, as a crash may leave one, is of the erased person all the same.
  await people.put(newEntry(person(1), { name: '样本一' }));
  expect(await replayErasures(people, ledger.readModels)).toEqual({ erased: 1, missing: 0 });
  expect(await held()).toEqual([person(2), person(3)]);
  expect(await replayErasures(people, ledger.readModels)).toEqual({ erased: 0, missing: 0 });
});

test('nobody is shown whom the ledger says erased, also while the read models do not know it yet', async () => {
  const { people } = ledger.stores;
  const [erased, kept] = [await entryOf(1), await entryOf(2)];
  await ledger.pass({ type: 'ErasePerson', personId: person(1) });
  await people.put(erased);
  let replayed = false;
  const shown = unlessErased(ledger.stores, () => replayed);
  expect(await shown.get(person(1), erased.commitment)).toBeUndefined();
  expect(await shown.get(person(2), kept.commitment)).toEqual(kept);
  await replayErasures(people, ledger.readModels);
  replayed = true;
  expect(await shown.get(person(1), erased.commitment)).toBeUndefined();
  expect(await shown.get(person(2), kept.commitment)).toEqual(kept);
});

test('an older copy that lacks details of registered persons is noticed', async () => {
  await ledger.stores.people.erase(person(2));
  await ledger.stores.people.erase(person(3));
  await ledger.pass({ type: 'ErasePerson', personId: person(3) });
  expect(await replayErasures(ledger.stores.people, ledger.readModels)).toEqual({ erased: 0, missing: 1 });
});

test('a ledger without persons does not have its directory searched', async () => {
  const empty = await openLedger();
  await register(empty);
  const people = {
    ...empty.stores.people,
    entries: () => {
      throw new Error('searched');
    },
  };
  expect(await replayErasures(people, empty.readModels)).toEqual({ erased: 0, missing: 0 });
  await empty.close();
});
