import { mayDiffer } from './with-item.js';

/** Whether two plain values say the same, whatever the order of their fields: what comes back from a store has them sorted. */
export const same = (a: unknown, b: unknown): boolean => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [keysOfA, keysOfB] = [Object.keys(a), Object.keys(b)];
  return (
    keysOfA.length === keysOfB.length &&
    keysOfA.every(
      (key) => Object.hasOwn(b, key) && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
};

/**
 * The thing with a change; the very same thing where the change holds nothing new. A fact that finds nothing to change leaves the
 * state as it is, to the object: that is how a correction sees that a later fact lost its ground.
 */
export const withChange = <Thing extends object>(thing: Thing, change: Partial<Thing>): Thing =>
  (Object.keys(change) as (keyof Thing)[]).every((field) => change[field] === thing[field])
    ? thing
    : { ...thing, ...change };

/** The list with each item changed; the very same list where no item is another one. */
export const mapped = <Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] => {
  const after = items.map(change);
  return after.every((item, index) => item === items[index]) ? items : after;
};

/** The items of a map that are other objects than in the map before, or were not there; all of them without one. */
export const changedSince = <Key, Item>(
  items: ReadonlyMap<Key, Item>,
  before: ReadonlyMap<Key, Item> | undefined,
): readonly Item[] => {
  if (items === before) return [];
  const few = before && mayDiffer(items, before);
  if (few) {
    const keys = [...few].filter((key) => items.has(key) && items.get(key) !== before.get(key));
    // In the order of the items, as below.
    return (keys.length > 1 ? [...items.keys()].filter((key) => keys.includes(key)) : keys).map((key) =>
      items.get(key)!,
    );
  }
  const changed: Item[] = [];
  // A map that was made from another one has its items in the same order: looking them up takes longer.
  const known = before?.entries();
  for (const [key, item] of items) {
    const [knownKey, knownItem] = known?.next().value ?? [];
    if (item !== (knownKey === key ? knownItem : before?.get(key))) changed.push(item);
  }
  return changed;
};
