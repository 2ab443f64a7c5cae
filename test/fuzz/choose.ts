import fc from 'fast-check';

/** Random choices that one number of a seed makes again. */
export interface Choose {
  /** A whole number from 0 to below `below`. */
  below(below: number): number;
  /** True in so many of a hundred. */
  chance(percent: number): boolean;
  one<T>(list: readonly T[]): T;
  /** So many different ones at most, in the list's order. */
  some<T>(list: readonly T[], most: number): readonly T[];
}

/** What `make` makes of the choices of this seed, one thing for each number from 0 on. */
export const chosen = <T>(seed: number, count: number, make: (choose: Choose, index: number) => T): readonly T[] =>
  fc.sample(fc.gen(), { seed, numRuns: count }).map((draw, index) => make(chooseBy(draw), index));

const chooseBy = (draw: fc.GeneratorValue): Choose => {
  // One arbitrary for all choices: the generator looks up each that it was ever asked for.
  const below = (limit: number): number => draw(fc.nat) % limit;
  return {
    below,
    chance: (percent) => below(100) < percent,
    one: (list) => list[below(list.length)]!,
    some: (list, most) => {
      const kept = new Set<number>();
      for (let left = Math.min(most, list.length); left > 0; left -= 1) kept.add(below(list.length));
      return list.filter((_, index) => kept.has(index));
    },
  };
};
