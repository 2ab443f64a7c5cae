import { knownName } from '../commands/people.js';
import type { Names } from '../domain/fact.js';
import type { Stores } from '../eventstore/port.js';
import type { ReadModels } from '../projections/read-models.js';

/** The names that the people directory holds of persons, as they were known at a position; none of who is erased. */
export const namesOf = async (
  read: ReadModels,
  people: Stores['people'],
  persons: Iterable<string>,
  position: number,
): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>();
  for (const key of persons) {
    const commitment = read.persons.byKey(key, position)?.commitment;
    const isErased = read.persons.byKey(key, read.events.head())?.commitment === null;
    if (!commitment || isErased) continue;
    const known = await knownName(people, key, commitment);
    if (known.status === 'VISIBLE') names.set(key, known.name);
  }
  return names;
};

/** What a sentence calls things: schools and groups as known at a position, persons as they are given. */
export const namesAt = (
  read: ReadModels,
  position: number,
  persons: ReadonlyMap<string, string> = new Map<string, string>(),
): Names => {
  const called = read.values.called(position);
  return { school: called, group: called, person: (id) => persons.get(id) };
};
