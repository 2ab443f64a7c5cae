import { setImmediate as nextTurn } from 'node:timers/promises';
import { personStream } from '../domain/identity.js';
import type { DirectoryEntry, PeopleDirectory, Stores } from '../eventstore/port.js';
import type { ReadModels, RowOfModel } from '../projections/read-models.js';

/** An entry of the people directory by its key: a person may have several. */
export type EntryKey = Pick<DirectoryEntry, 'personId' | 'commitment'>;

type PersonRow = RowOfModel<'persons'>;

const PAGE = 500;

/** The keys of all entries. Throws StoreUnavailable. */
export const keysOf = async (people: Pick<PeopleDirectory, 'entries'>): Promise<readonly EntryKey[]> => {
  const keys: EntryKey[] = [];
  for await (const { personId, commitment } of people.entries()) keys.push({ personId, commitment });
  return keys;
};

/** All persons who are registered as far as the read models know, erased ones too: those have no commitment. */
export async function* personsOf(readModels: ReadModels): AsyncGenerator<readonly PersonRow[]> {
  const position = readModels.events.head();
  for (let after = ''; ;) {
    const persons = readModels.persons.page(after, PAGE, position);
    yield persons;
    const last = persons.at(-1);
    if (!last || persons.length < PAGE) return;
    after = last.key;
    await nextTurn();
  }
}

/** Those of the entries that no event carries as far as the read models know; they must have caught up. */
export const entriesWithoutEvent = async (
  keys: readonly EntryKey[],
  readModels: ReadModels,
): Promise<readonly EntryKey[]> => {
  const { persons, events } = readModels;
  const upTo = events.head();
  const present = new Map<string, string | null>();
  for await (const page of personsOf(readModels)) for (const { key, commitment } of page) present.set(key, commitment);
  const others = keys.filter(({ personId, commitment }) => present.get(personId) !== commitment);
  const without: EntryKey[] = [];
  for (const [index, { personId, commitment }] of others.entries()) {
    const isCarried =
      persons.changesOf(personId).some((position) => persons.byKey(personId, position)?.commitment === commitment) ||
      // A correction of what was no longer so changed nothing of how the person is known.
      events.ofStream(personStream(personId), upTo).some(({ event }) => carries(event, commitment));
    if (!isCarried) without.push({ personId, commitment });
    if (index % PAGE === PAGE - 1) await nextTurn();
  }
  return without;
};

/** The persons who are registered as far as the read models know, with the entry that they should have and do not. */
export const personsWithoutEntry = async (
  keys: readonly EntryKey[],
  readModels: ReadModels,
): Promise<readonly EntryKey[]> => {
  const held = new Set(keys.map(({ commitment }) => commitment));
  const without: EntryKey[] = [];
  for await (const persons of personsOf(readModels))
    for (const { key, commitment } of persons)
      if (commitment !== null && !held.has(commitment)) without.push({ personId: key, commitment });
  return without;
};

/** Destroys those of the entries that no event carries, as the ledger itself says; gives how many. Throws StoreUnavailable. */
export const sweep = async (
  keys: readonly EntryKey[],
  { events, people }: Pick<Stores, 'events' | 'people'>,
): Promise<number> => {
  let swept = 0;
  for (const { personId, commitment } of keys) {
    let isCarried = false;
    for await (const { data } of events.readStream(personStream(personId))) isCarried ||= carries(data, commitment);
    if (isCarried) continue;
    await people.erase(personId, commitment);
    swept += 1;
  }
  return swept;
};

/** Wherever in it: a correction holds the right facts within. */
const carries = (event: object, commitment: string): boolean => JSON.stringify(event).includes(commitment);
