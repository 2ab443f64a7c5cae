import type { Day } from '../day.js';
import type { AgedMoney } from './events.js';

/** What a fact does to money of some ages, in fen; negative: the other way. */
export interface Movement {
  readonly revision: number;
  readonly on: Day;
  /** TAKEN is what was paid or promised of a line; ADJUSTED is allocated and paid out of what was returned. */
  readonly kind: 'RECEIVED' | 'ALLOCATED' | 'TAKEN' | 'CARRIED_OUT' | 'RETURNED' | 'ADJUSTED';
  readonly fen: number;
  /** Of ALLOCATED, TAKEN and ADJUSTED. */
  readonly line?: number;
  /** The ages as the fact says them; of ALLOCATED all that the line holds from then on. */
  readonly origins?: readonly AgedMoney[];
  readonly byBureau: boolean;
}

/** Money of one age on a line; `unspent` of it is neither paid nor promised, `assumed`: nobody said of which age some of it is. */
export interface LineAge extends AgedMoney {
  readonly unspent: number;
  readonly assumed: boolean;
}
/** Money of one age in a fund: received = allocated + free + carriedOut + returned; `unspent` is that of the lines. */
export interface FundAge {
  readonly originYear: number;
  readonly received: number;
  readonly allocated: number;
  readonly unspent: number;
  readonly free: number;
  readonly carriedOut: number;
  readonly returned: number;
}
/** A fund's money by its age, the oldest first. */
export interface Ages {
  readonly fund: readonly FundAge[];
  readonly lines: ReadonlyMap<number, readonly LineAge[]>;
}

/** How much there is of each age, in fen. */
export const byAge = (money: readonly AgedMoney[]): ReadonlyMap<number, number> => {
  const ages = new Map<number, number>();
  for (const { originYear, fen } of money) add(ages, originYear, fen);
  return ages;
};

/**
 * A fund's money by its age, which carrying it over does not start again (国办发〔2014〕70号). An allocation takes of the ages that it
 * says, otherwise of the oldest that are free; so does what is returned. An assumption gives way to what is said elsewhere. What is paid
 * or promised takes of its line's oldest, and gives back the newest.
 */
export const agesOf = (movements: readonly Movement[], fiscalYear: number): Ages => {
  const book = bookOf(fiscalYear);
  for (const movement of movements) move(book, movement);
  const lines = new Map([...book.holders].filter(([number]) => number !== RETURNED).map(lineAges));
  const held = byYear([...lines.values()].flat());
  const returned = byYear(lineAges([RETURNED, holderOf(book, RETURNED)])[1]);
  const years = new Set([...book.received.keys(), ...book.free.keys()]);
  const fund = oldestFirst(years).map((originYear): FundAge => ({
    originYear,
    received: book.received.get(originYear) ?? 0,
    allocated: held(originYear, 'fen'),
    unspent: held(originYear, 'unspent'),
    free: book.free.get(originYear) ?? 0,
    carriedOut: book.carriedOut.get(originYear) ?? 0,
    returned: returned(originYear, 'fen'),
  }));
  return { fund, lines };
};

/** How much of each age is free after all movements and, where a day is given, on that day and every later one, in fen. */
export const freeOf = (movements: readonly Movement[], fiscalYear: number, from?: Day): ReadonlyMap<number, number> => {
  const days = from === undefined ? [] : [from, ...daysOf(movements).filter((day) => day > from)];
  const frees = [movements, ...days.map((day) => movedUntil(movements, day))].map((some) => freeIn(some, fiscalYear));
  const years = [...new Set(frees.flatMap((free) => [...free.keys()]))];
  return new Map(years.map((year) => [year, Math.min(...frees.map((free) => free.get(year) ?? 0))]));
};
const freeIn = (movements: readonly Movement[], fiscalYear: number): ReadonlyMap<number, number> => {
  const book = bookOf(fiscalYear);
  for (const movement of movements) move(book, movement);
  return book.free;
};

/** A sum in parts of ages, the newest first: as far as it goes of the first free money, then of the next. */
export const newestOf = (fen: number, ...frees: readonly ReadonlyMap<number, number>[]): AgedMoney[] => {
  const parts = new Map<number, number>();
  let left = fen;
  for (const free of frees)
    for (const year of oldestFirst(free.keys()).reverse()) {
      const part = Math.min(left, Math.max(0, free.get(year)! - (parts.get(year) ?? 0)));
      left -= part;
      if (part > 0) add(parts, year, part);
    }
  return oldestFirst(parts.keys())
    .reverse()
    .map((originYear) => ({ originYear, fen: parts.get(originYear)! }));
};

/** Money of one age that was used before it was there, or without; of a day where it is there now. */
export interface Overdrawn {
  readonly originYear: number;
  readonly day?: Day;
  readonly missing: number;
}
/** Of which ages more was said to be used than there was, at any position and on any day; but for what the bureau used by an old paper. */
export const overdrawn = (movements: readonly Movement[], fiscalYear: number): readonly Overdrawn[] =>
  movements.some(({ kind, origins }) => kind !== 'RECEIVED' && origins)
    ? [
        ...mostMissing(movements, fiscalYear),
        ...daysOf(movements).flatMap((day) =>
          mostMissing(movedUntil(movements, day), fiscalYear).map((one) => ({ ...one, day })),
        ),
      ]
    : [];

/** The same where it is more than it was before. */
export const newlyOverdrawn = (
  before: readonly Movement[],
  after: readonly Movement[],
  fiscalYear: number,
): readonly Overdrawn[] => {
  const known = overdrawn(before, fiscalYear);
  return overdrawn(after, fiscalYear).filter(
    ({ originYear, day, missing }) =>
      !known.some((one) => one.originYear === originYear && one.day === day && one.missing >= missing),
  );
};

const mostMissing = (movements: readonly Movement[], fiscalYear: number): readonly Overdrawn[] => {
  const book = bookOf(fiscalYear);
  const most = new Map<number, number>();
  for (const movement of movements) {
    move(book, movement);
    for (const [age, free] of book.free)
      if (free < 0) most.set(age, Math.max(most.get(age) ?? 0, Math.min(-free, saidOf(book, age))));
  }
  return [...most].filter(([, missing]) => missing > 0).map(([originYear, missing]) => ({ originYear, missing }));
};

const saidOf = ({ holders, carriedOut }: Book, age: number): number =>
  [...holders.values()].reduce((total, holder) => total + (holder.get(age)?.said ?? 0), carriedOut.get(age) ?? 0);

const daysOf = (movements: readonly Movement[]): readonly Day[] => [...new Set(movements.map(({ on }) => on))];

/** What moved until a day, but what the bureau used by an old paper, whose days need not be in order. */
const movedUntil = (movements: readonly Movement[], day: Day): readonly Movement[] =>
  movements.filter(({ on, kind, fen, byBureau }) => on <= day && (kind === 'RECEIVED' || fen <= 0 || !byBureau));

/** What a line holds of an age: `said` or `assumed` to be of it, and `taken` by payments and contracts. */
interface Held {
  said: number;
  assumed: number;
  taken: number;
}
type Holder = Map<number, Held>;
/** By age. */
interface Book {
  readonly fiscalYear: number;
  readonly received: Map<number, number>;
  readonly carriedOut: Map<number, number>;
  readonly free: Map<number, number>;
  /** By line. */
  readonly holders: Map<number, Holder>;
}
/** What went back to the bureau is held like a line's money; no line has this number. */
const RETURNED = 0;

const bookOf = (fiscalYear: number): Book => ({
  fiscalYear,
  received: new Map(),
  carriedOut: new Map(),
  free: new Map(),
  holders: new Map(),
});

const move = (book: Book, movement: Movement): void => {
  const { kind, fen, line = RETURNED, origins } = movement;
  switch (kind) {
    case 'RECEIVED':
      for (const part of origins ?? [{ originYear: book.fiscalYear, fen }]) {
        add(book.received, part.originYear, part.fen);
        add(book.free, part.originYear, part.fen);
      }
      break;
    case 'CARRIED_OUT':
      for (const part of origins ?? []) {
        add(book.carriedOut, part.originYear, part.fen);
        add(book.free, part.originYear, -part.fen);
      }
      break;
    case 'ALLOCATED':
      if (origins) holdOnly(book, line, origins);
      else hold(book, line, fen);
      break;
    case 'TAKEN':
      take(book, line, fen);
      break;
    case 'RETURNED':
      hold(book, RETURNED, fen);
      break;
    case 'ADJUSTED':
      if (fen < 0) take(book, line, fen);
      hold(book, fen > 0 ? RETURNED : line, -Math.abs(fen));
      hold(book, fen > 0 ? line : RETURNED, Math.abs(fen));
      if (fen > 0) take(book, line, fen);
  }
  giveWay(book);
};

/** A line holds more, of the oldest that is free; or less, of the newest that it has not taken, first of what was assumed. */
const hold = (book: Book, line: number, fen: number): void => {
  const holder = holderOf(book, line);
  const free = (age: number): number => book.free.get(age) ?? 0;
  const parts =
    fen > 0
      ? parted(oldestFirst(book.free.keys()), fen, free, book)
      : parted(oldestFirst(holder.keys()).reverse(), -fen, (age) => untaken(heldOf(holder, age)), book);
  for (const [age, part] of parts) {
    const held = heldOf(holder, age);
    const said = fen > 0 ? 0 : Math.min(held.said, Math.max(0, part - held.assumed));
    held.said -= said;
    held.assumed += fen > 0 ? part : said - part;
    add(book.free, age, fen > 0 ? -part : part);
  }
};

/** A line holds of these ages and of no other. */
const holdOnly = (book: Book, line: number, origins: readonly AgedMoney[]): void => {
  const holder = holderOf(book, line);
  for (const [age, held] of holder) {
    add(book.free, age, held.said + held.assumed);
    Object.assign(held, { said: 0, assumed: 0 });
  }
  for (const { originYear, fen } of origins) {
    heldOf(holder, originYear).said += fen;
    add(book.free, originYear, -fen);
  }
  takeWithin(book, line);
};

/** Payments and contracts take of a line's oldest, and give back the newest. */
const take = (book: Book, line: number, fen: number): void => {
  const holder = holderOf(book, line);
  const ages = oldestFirst(holder.keys());
  const parts =
    fen > 0
      ? parted(ages, fen, (age) => untaken(heldOf(holder, age)), book)
      : parted(ages.reverse(), -fen, (age) => heldOf(holder, age).taken, book);
  for (const [age, part] of parts) heldOf(holder, age).taken += fen > 0 ? part : -part;
};

/** What was taken of an age that the line does not hold any more is taken of its others. */
const takeWithin = (book: Book, line: number): void => {
  let fen = 0;
  for (const held of holderOf(book, line).values()) {
    const beyond = Math.max(0, -untaken(held));
    held.taken -= beyond;
    fen += beyond;
  }
  take(book, line, fen);
};

/** Where more of an age was said to be used than is free, lines that were only assumed to hold it hold others that are free. */
const giveWay = (book: Book): void => {
  for (const [age, free] of book.free) {
    if (free >= 0) continue;
    for (const [line, holder] of [...book.holders].reverse()) {
      const assumed = holder.get(age)?.assumed ?? 0;
      const elsewhere = [...book.free.values()].reduce((total, fen) => total + Math.max(0, fen), 0);
      const fen = Math.min(-book.free.get(age)!, assumed, elsewhere);
      if (fen <= 0) continue;
      heldOf(holder, age).assumed -= fen;
      hold(book, line, fen);
      add(book.free, age, fen);
      takeWithin(book, line);
    }
  }
};

const holderOf = ({ holders }: Book, line: number): Holder => {
  const holder = holders.get(line) ?? new Map<number, Held>();
  holders.set(line, holder);
  return holder;
};
const heldOf = (holder: Holder, age: number): Held => {
  const held = holder.get(age) ?? { said: 0, assumed: 0, taken: 0 };
  holder.set(age, held);
  return held;
};
const untaken = ({ said, assumed, taken }: Held): number => said + assumed - taken;

/** A sum in parts of ages, in their order, each of what there is; what is nowhere is of the fund's own year. */
const parted = (
  ages: readonly number[],
  fen: number,
  most: (age: number) => number,
  { fiscalYear }: Book,
): ReadonlyMap<number, number> => {
  const parts = new Map<number, number>();
  let left = fen;
  for (const age of ages) {
    const part = Math.min(left, Math.max(0, most(age)));
    left -= part;
    if (part > 0) parts.set(age, part);
  }
  if (left > 0) add(parts, fiscalYear, left);
  return parts;
};

const lineAges = ([line, holder]: readonly [number, Holder]): readonly [number, readonly LineAge[]] => [
  line,
  oldestFirst(holder.keys()).flatMap((originYear): LineAge[] => {
    const held = holder.get(originYear)!;
    const fen = held.said + held.assumed;
    return fen === 0 && held.taken === 0
      ? []
      : [{ originYear, fen, unspent: untaken(held), assumed: held.assumed !== 0 }];
  }),
];

const byYear =
  (ages: readonly LineAge[]) =>
  (year: number, what: 'fen' | 'unspent'): number =>
    ages.reduce((total, one) => (one.originYear === year ? total + one[what] : total), 0);

const oldestFirst = (ages: Iterable<number>): number[] => [...ages].sort((a, b) => a - b);

const add = (sums: Map<number, number>, age: number, fen: number): void => {
  sums.set(age, (sums.get(age) ?? 0) + fen);
};
