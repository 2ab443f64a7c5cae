import { setImmediate as nextTurn } from 'node:timers/promises';
import { personStream } from '../domain/identity.js';
import type { DirectoryEntry, PeopleDirectory, Stores } from '../eventstore/port.js';
import type { ReadModels, RowOfModel } from '../projections/read-models.js';
import type { Chunk } from '../projections/scan.js';

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

/** Those of the persons of a district that are in the ledger, also of their former details; none of who is erased. */
export async function* entriesOf({ persons, events }: ReadModels, district: string): AsyncGenerator<EntryKey> {
  for (let after: string | undefined = ''; after !== undefined; await nextTurn()) {
    const head = events.head();
    const { rows, next }: Chunk<PersonRow> = persons.chunk('district', district, head, 'ASC', after);
    for (const { key: personId, commitment } of rows) {
      if (commitment === null) continue;
      const former = persons.changesOf(personId).slice(0, -1);
      const known = former.map((position) => persons.byKey(personId, position)?.commitment);
      for (const one of new Set([...known, commitment])) if (one) yield { personId, commitment: one };
    }
    after = next;
  }
}

/** What came of holding the people directory against the ledger; entered and erased since the keys were read may be told wrongly. */
export interface Compared {
  /** Entries of persons who are erased, as the ledger says: an older copy was put back. */
  readonly erased: readonly EntryKey[];
  /** What the persons who are registered should have an entry for and do not: the directory is older than the ledger, or damaged. */
  readonly missing: readonly EntryKey[];
  /** Entries of what no person is known by now: of former details, of erased persons, or written for events that never came. */
  readonly others: readonly EntryKey[];
}

/** Holds the entries' keys against all persons as far as the read models know them, which must have caught up. */
export const compare = async (keys: readonly EntryKey[], { persons, events }: ReadModels): Promise<Compared> => {
  const position = events.head();
  const held = new Set(keys.map(({ commitment }) => commitment));
  const missing: EntryKey[] = [];
  for (let after: string | undefined = ''; after !== undefined; await nextTurn()) {
    const page: readonly PersonRow[] = persons.page(after, PAGE, position);
    for (const { key, commitment } of page)
      if (commitment !== null && !held.has(commitment)) missing.push({ personId: key, commitment });
    after = page.length < PAGE ? undefined : page.at(-1)?.key;
  }
  const [erased, others]: [EntryKey[], EntryKey[]] = [[], []];
  for (const [index, key] of keys.entries()) {
    const present = persons.byKey(key.personId, position)?.commitment;
    // By the person, not by the commitment: entries that no event carries are of an erased person all the same.
    if (present === null) erased.push(key);
    if (present !== key.commitment) others.push(key);
    if (index % PAGE === PAGE - 1) await nextTurn();
  }
  return { erased, missing, others };
};

/** Those of the entries that no event carries as far as the read models know; they must have caught up. */
export const withoutEvent = async (
  keys: readonly EntryKey[],
  { persons, events }: ReadModels,
): Promise<readonly EntryKey[]> => {
  const upTo = events.head();
  return filtered(
    keys,
    ({ personId, commitment }) =>
      !persons.changesOf(personId).some((position) => persons.byKey(personId, position)?.commitment === commitment) &&
      // A correction of what was no longer so changed nothing of how the person is known.
      !events.ofStream(personStream(personId), upTo).some(({ event }) => carries(event, commitment)),
  );
};

/** Those of the entries that pass; after each page of them others have a turn. */
export const filtered = async (
  keys: readonly EntryKey[],
  passes: (key: EntryKey) => boolean | Promise<boolean>,
): Promise<readonly EntryKey[]> => {
  const passing: EntryKey[] = [];
  for (const [index, key] of keys.entries()) {
    if (await passes(key)) passing.push(key);
    if (index % PAGE === PAGE - 1) await nextTurn();
  }
  return passing;
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

/**
 * The directory as it may be read while erasures are not replayed yet: the ledger itself is asked whether the person is erased, because
 * the read models may be behind and the directory an older copy.
 */
export const unlessErased = (
  { people, events }: Pick<Stores, 'people' | 'events'>,
  isErased: () => boolean,
): PeopleDirectory => ({
  ...people,
  get: async (personId, commitment) => {
    if (!isErased()) {
      for await (const { type } of events.readStream(personStream(personId), { direction: 'backwards' }))
        if (type === 'PersonErased') return undefined;
    }
    return people.get(personId, commitment);
  },
});
