/** Smaller maps are copied. */
const SMALL = 32;

/**
 * The map with an item set; the map itself stays as it is. A large one is not copied: the next ones share it, beside their own few items,
 * until these are so many that a copy is worth it.
 */
export const withItem = <Key, Item>(map: ReadonlyMap<Key, Item>, key: Key, item: Item): ReadonlyMap<Key, Item> => {
  const { shared, own: before } = sharedAndOwn(map);
  const own = new Map(before).set(key, item);
  if (shared.size >= SMALL && own.size ** 2 <= shared.size) return new SharedMap(shared, own);
  const whole = new Map(shared);
  for (const each of own) whole.set(...each);
  return whole;
};

/** Keys of which alone the items may differ between two maps, where these share all others; undefined where they do not. */
export const mayDiffer = <Key, Item>(
  one: ReadonlyMap<Key, Item>,
  other: ReadonlyMap<Key, Item>,
): ReadonlySet<Key> | undefined => {
  const [a, b] = [sharedAndOwn(one), sharedAndOwn(other)];
  return a.shared === b.shared ? new Set([...a.own.keys(), ...b.own.keys()]) : undefined;
};

/** A map: its own items in the place of those that it shares with others, and behind them. */
interface Parts<Key, Item> {
  readonly shared: ReadonlyMap<Key, Item>;
  readonly own: ReadonlyMap<Key, Item>;
}
export const sharedAndOwn = <Key, Item>(map: ReadonlyMap<Key, Item>): Parts<Key, Item> =>
  map instanceof SharedMap ? (map as SharedMap<Key, Item>) : { shared: map, own: new Map() };

/** A map that others share, with items of its own in the place of those, and behind them. */
class SharedMap<Key, Item> implements ReadonlyMap<Key, Item>, Parts<Key, Item> {
  readonly size: number;

  constructor(
    readonly shared: ReadonlyMap<Key, Item>,
    readonly own: ReadonlyMap<Key, Item>,
  ) {
    this.size = shared.size + [...own.keys()].filter((key) => !shared.has(key)).length;
  }

  has(key: Key): boolean {
    return this.own.has(key) || this.shared.has(key);
  }

  get(key: Key): Item | undefined {
    return this.own.has(key) ? this.own.get(key) : this.shared.get(key);
  }

  *entries(): MapIterator<[Key, Item]> {
    for (const entry of this.shared) yield this.own.has(entry[0]) ? [entry[0], this.own.get(entry[0])!] : entry;
    for (const entry of this.own) if (!this.shared.has(entry[0])) yield entry;
  }

  *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Item> {
    for (const [, item] of this.entries()) yield item;
  }

  [Symbol.iterator](): MapIterator<[Key, Item]> {
    return this.entries();
  }

  forEach(each: (item: Item, key: Key, map: ReadonlyMap<Key, Item>) => void): void {
    for (const [key, item] of this.entries()) each(item, key, this);
  }
}
