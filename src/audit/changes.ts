import type { Day, ObjectRef } from '../domain/ledger.js';
import { nameOfObject } from '../domain/objects.js';
import { same } from '../domain/same.js';
import type { Days, Json, ReadAs, Said } from './said.js';

/** A field of an object that became another one on some days; null: nothing was, or is, said of it then. */
export interface Change extends Days {
  readonly object: ObjectRef;
  readonly path: readonly string[];
  readonly before: Json;
  readonly after: Json;
  readonly readAs?: ReadAs;
}

const holds = ({ since, until }: Days, day: Day | null): boolean =>
  (since === null || (day !== null && since <= day)) && (until === null || day === null || day < until);

/** The value on a day; null stands for the days before all others. */
const valueOn = (said: readonly Said[], day: Day | null): Json => said.find((one) => holds(one, day))?.value ?? null;

/** The days on which what is said begins or ends to hold, in order. */
export const turnsOf = (said: readonly Days[]): readonly Day[] =>
  [...new Set(said.flatMap(({ since, until }) => [since, until]).filter((day) => day !== null))].sort();

const byField = (said: readonly Said[]): ReadonlyMap<string, readonly Said[]> => {
  const groups = new Map<string, Said[]>();
  for (const one of said) {
    const name = JSON.stringify([nameOfObject(one.object), ...one.path]);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
};

/** Every field that is said on either side, with what each says of it. */
const bothSides = (before: readonly Said[], after: readonly Said[]) => {
  const [was, is] = [byField(before), byField(after)];
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => {
    const sides = [was.get(name) ?? [], is.get(name) ?? []] as const;
    const { object, path, readAs } = (sides[1][0] ?? sides[0][0])!;
    return { field: { object, path, ...(readAs ? { readAs } : {}) }, sides };
  });
};

/**
 * What is otherwise after than before, field by field in the order in which they are said, of each its days. Only what differs need
 * be given: rows that are on both sides say the same.
 */
export const changesBetween = (before: readonly Said[], after: readonly Said[]): readonly Change[] =>
  bothSides(before, after).flatMap(({ field, sides: [was, is] }) => {
    const turns = [null, ...turnsOf([...was, ...is])];
    const spans = turns.map((since, index) => ({
      ...{ since, until: turns[index + 1] ?? null },
      ...{ before: valueOn(was, since), after: valueOn(is, since) },
    }));
    return spans
      .reduce<readonly (typeof spans)[number][]>((joined, span) => {
        const last = joined.at(-1);
        return last && same(last.before, span.before) && same(last.after, span.after)
          ? [...joined.slice(0, -1), { ...last, until: span.until }]
          : [...joined, span];
      }, [])
      .flatMap((span) => (same(span.before, span.after) ? [] : [{ ...field, ...span }]));
  });

/** A field with its values on two days, where they differ. */
export const changesOnDays = (before: readonly Said[], from: Day, after: readonly Said[], to: Day): readonly Change[] =>
  bothSides(before, after).flatMap(({ field, sides: [was, is] }) => {
    const values = { before: valueOn(was, from), after: valueOn(is, to) };
    return same(values.before, values.after) ? [] : [{ ...field, since: null, until: null, ...values }];
  });

/** What begins to be otherwise on each day, in the order of days: the values of the day before and from then on. */
export const changesByDay = (said: readonly Said[]): ReadonlyMap<Day, readonly Change[]> => {
  const days = new Map<Day, Change[]>();
  for (const { field, sides } of bothSides([], said)) {
    const turns = turnsOf(sides[1]);
    let before = valueOn(sides[1], null);
    for (const [index, since] of turns.entries()) {
      const after = valueOn(sides[1], since);
      const change = { ...field, since, until: turns[index + 1] ?? null, before, after };
      if (!same(before, after)) days.set(since, [...(days.get(since) ?? []), change]);
      before = after;
    }
  }
  return new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Whether anything holds on a day. */
export const holdsOn = (said: readonly Said[], day: Day): boolean => valueOn(said, day) !== null;

/** What is said after the changes, of what was said before them; backwards the other way round. */
export const applied = (
  said: readonly Said[],
  changes: readonly Change[],
  direction: 'forwards' | 'backwards' = 'forwards',
): readonly Said[] =>
  changes.reduce<readonly Said[]>((known, { object, path, since, until, before, after, readAs }) => {
    const field = JSON.stringify([object, path]);
    const value = direction === 'forwards' ? after : before;
    const rest = known.flatMap((one) =>
      JSON.stringify([one.object, one.path]) === field ? outside(one, { since, until }) : [one],
    );
    return value === null ? rest : [...rest, { object, path, since, until, value, ...(readAs ? { readAs } : {}) }];
  }, said);

/** The parts of what is said that lie outside of some days. */
const outside = (said: Said, { since, until }: Days): readonly Said[] => {
  const before =
    since === null ? [] : [{ ...said, until: said.until === null || said.until > since ? since : said.until }];
  const after =
    until === null ? [] : [{ ...said, since: said.since === null || said.since < until ? until : said.since }];
  return [...before, ...after].filter((part) => part.since === null || part.until === null || part.since < part.until);
};
