import { personStream } from '../domain/identity.js';
import type { PeopleDirectory, Stores } from '../eventstore/port.js';
import type { ReadModels } from '../projections/read-models.js';
import { keysOf, personsOf, personsWithoutEntry } from './people-directory.js';

/** What a look through the people directory found. */
export interface Replayed {
  /** Persons of whom it held details although the ledger says they are erased: an older copy was put back. They are erased again. */
  readonly erased: number;
  /** Persons of whom it holds nothing although the ledger says they are registered: it is older than the ledger, or damaged. */
  readonly missing: number;
}

/**
 * Erases again what the directory holds of persons who are erased in the ledger, as far as it is read; the read models
 * must have caught up. Throws StoreUnavailable.
 */
export const replayErasures = async (people: PeopleDirectory, readModels: ReadModels): Promise<Replayed> => {
  const head = readModels.events.head();
  if (readModels.persons.page('', 1, head).length === 0) return { erased: 0, missing: 0 };
  const keys = await keysOf(people);
  const erased = new Set<string>();
  for await (const persons of personsOf(readModels))
    for (const { key, commitment } of persons) if (commitment === null) erased.add(key);
  // By the present, not by the commitment: entries that no event carries are of the person all the same.
  const toErase = new Set(keys.map(({ personId }) => personId).filter((personId) => erased.has(personId)));
  for (const personId of toErase) await people.erase(personId);
  return { erased: toErase.size, missing: (await personsWithoutEntry(keys, readModels)).length };
};

/**
 * The directory as it may be read while erasures are not replayed yet: the ledger itself is asked whether the person is erased, because
 * the read models may be behind and the directory an older copy.
 */
export const unlessErased = (
  { people, events }: Pick<Stores, 'people' | 'events'>,
  replayed: () => boolean,
): PeopleDirectory => ({
  ...people,
  get: async (personId, commitment) => {
    if (!replayed()) {
      for await (const { type } of events.readStream(personStream(personId), { direction: 'backwards' }))
        if (type === 'PersonErased') return undefined;
    }
    return people.get(personId, commitment);
  },
});
