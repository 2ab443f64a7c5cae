/** Rows in the order of their keys, of which no more is read than is asked for. */
export interface Scan<R> {
  /** Those behind a key, or from the start. */
  readonly after: (key: string | undefined, limit: number) => readonly R[];
  /** Those before a key, or from the end, in reverse order. */
  readonly before: (key: string | undefined, limit: number) => readonly R[];
  /** Keeps none of them. */
  readonly count: () => number;
}

export type Order = 'ASC' | 'DESC';

/** Some rows one behind the other, and the key from behind which there may be more; none at the end. */
export interface Chunk<R, Rows extends Iterable<R> = readonly R[]> {
  readonly rows: Rows;
  readonly next: string | undefined;
}

/** How many keys are read at a time. */
export const CHUNK = 200;
/** Behind every key there is. */
const LAST_KEY = '\u{10ffff}';

/** Where the next chunk begins, where so many keys were read. */
export const nextOf = (keys: number, last: string | undefined): string | undefined => (keys < CHUNK ? undefined : last);

/** A scan of what is read chunk by chunk, each from behind a key (before it, backwards), of those that pass. Where all do `countAll` may count them. */
export const scanOf = <R>(
  chunkOf: (order: Order, from: string) => Chunk<R, Iterable<R>>,
  passes?: (row: R) => boolean,
  countAll?: () => number,
): Scan<R> => {
  /** Until it says that this is enough. */
  const walk = (order: Order, key: string | undefined, isEnough: (row: R) => boolean): void => {
    for (let from: string | undefined = key ?? (order === 'ASC' ? '' : LAST_KEY); from !== undefined;) {
      const { rows, next } = chunkOf(order, from);
      for (const row of rows) if ((passes?.(row) ?? true) && isEnough(row)) return;
      from = next;
    }
  };
  const taken = (order: Order, key: string | undefined, limit: number): readonly R[] => {
    const rows: R[] = [];
    if (limit > 0) walk(order, key, (row) => rows.push(row) >= limit);
    return rows;
  };
  return {
    after: (key, limit) => taken('ASC', key, limit),
    before: (key, limit) => taken('DESC', key, limit),
    count: () => {
      if (!passes && countAll) return countAll();
      let rows = 0;
      walk('ASC', undefined, () => {
        rows += 1;
        return false;
      });
      return rows;
    },
  };
};

/** Every row of a scan, read in chunks: none is kept. */
export function* everyOne<R extends { readonly key: string }>(scan: Scan<R>): Generator<R> {
  for (let last: string | undefined; ;) {
    const rows = scan.after(last, CHUNK);
    yield* rows;
    last = rows.at(-1)?.key;
    if (rows.length < CHUNK) return;
  }
}
