import { rowsOf, type Row, type RowReader, type Version } from './read-model.js';
import { nextOf, scanOf, type Chunk } from './scan.js';

/** So many rows are remembered, of some 500 bytes each. */
const MOST_ROWS = 50_000;
/** So many places in a list of rows that are remembered already take as much as a row. */
const PLACES = 50;

/** Remembers what was read until something is written: whatever is read in between is the same. */
export interface RowMemo {
  /** The same reader; look-ups by key and by column, first chunks and tallies are remembered. */
  readonly remembering: <R extends Row>(read: RowReader<R>, head: () => number) => RowReader<R>;
  /** The same look-up by a position; what it gives is remembered. */
  readonly rememberingAt: <T>(look: (position: number) => T) => (position: number) => T;
  /** To be called before and after each write: what is read while it is under way is not remembered beyond it. */
  readonly forget: () => void;
}

export const rowMemo = (most = MOST_ROWS): RowMemo => {
  const answers: { clear(): void }[] = [];
  let rows = 0;
  const forget = (): void => {
    if (rows === 0) return;
    for (const known of answers) known.clear();
    rows = 0;
  };
  const newKnown = <Known>(): Map<unknown, Known> => {
    const known = new Map<unknown, Known>();
    answers.push(known);
    return known;
  };
  const remembered = <T>(
    known: Map<unknown, unknown>,
    asked: unknown,
    look: () => T,
    size: (found: T) => number = () => 0,
  ): T => {
    const before = known.get(asked);
    if (before !== undefined || known.has(asked)) return before as T;
    const found = look();
    if (rows > most) forget();
    rows += 1 + size(found);
    known.set(asked, found);
    return found;
  };
  return {
    forget,
    rememberingAt: (look) => {
      const known = newKnown<unknown>();
      return (position) => remembered(known, position, () => look(position));
    },
    remembering: <R extends Row>(read: RowReader<R>, head: () => number): RowReader<R> => {
      /** Of one kind of look-up: by the position, then by a text, which is there already where it was looked up before. */
      const newTable = () => {
        const present = newKnown<unknown>();
        const past = newKnown<Map<unknown, unknown>>();
        const at = (position: number): Map<unknown, unknown> => {
          if (position >= head()) return present;
          let known = past.get(position);
          if (!known) past.set(position, (known = new Map()));
          return known;
        };
        return <T>(asked: string, position: number, look: () => T, size?: (found: T) => number): T =>
          remembered(at(position), asked, look, size);
      };
      const byKey = newTable();
      const byColumn = new Map<string, ReturnType<typeof newTable>>();
      const by = (column: string): ReturnType<typeof newTable> => {
        const known = byColumn.get(column) ?? newTable();
        byColumn.set(column, known);
        return known;
      };
      // What was at any position is told from all versions: a look back to another position reads nothing again.
      const versions = newKnown<readonly Version<R>[] | undefined>();
      const keysOfColumn = new Map<string, Map<unknown, readonly string[] | undefined>>();
      const keysOf = <T extends readonly string[] | undefined>(column: string, value: string, look: () => T): T => {
        const known = keysOfColumn.get(column) ?? newKnown<readonly string[] | undefined>();
        keysOfColumn.set(column, known);
        return (known.get(value) as T) ?? remembered(known, value, look, (keys) => keys?.length ?? 0);
      };
      const versionsOf = (key: string): readonly Version<R>[] | undefined =>
        versions.get(key) ??
        remembered(
          versions,
          key,
          () => read.versionsOf(key),
          (all) => all?.length ?? 0,
        );
      const rowAt: typeof read.byKey = (key, position) => {
        const all = position < head() ? versionsOf(key) : undefined;
        if (!all) return byKey(key, position, () => read.byKey(key, position));
        for (const { row, from, to } of all) if (from <= position && position < to) return row;
        return undefined;
      };
      /** Of the past, rows are looked up as they are taken: a page takes some of them. */
      const some = (...asked: Parameters<typeof read.chunk>): Chunk<R, Iterable<R>> => {
        const [column, value, position, order, from] = asked;
        // Only first chunks are remembered: a value may be any text, so that one with a key behind it could be another value.
        if (from !== '') return read.chunk(...asked);
        const name = `${column} ${order}`;
        if (position >= head()) return by(name)(value, position, () => read.chunk(...asked), sizeOf);
        const keys = keysOf(name, value, () => read.keysOfChunk(column, value, order, from));
        return {
          rows: rowsOf(keys, column, value, (key) => rowAt(key, position)),
          next: nextOf(keys.length, keys.at(-1)),
        };
      };
      const allBy: typeof read.by = (column, value, position) => {
        if (position >= head()) return by(column)(value, position, () => read.by(column, value, position), lengthOf);
        const look = (): ReturnType<typeof read.by> => {
          const keys = keysOf(column, value, () => read.keysBy(column, value));
          return keys
            ? [...rowsOf(keys, column, value, (key) => rowAt(key, position))]
            : read.by(column, value, position);
        };
        return by(column)(value, position, look, ({ length }) => length / PLACES);
      };
      return {
        ...read,
        chunk: (...asked) => {
          const { rows, next } = some(...asked);
          return { rows: [...rows], next };
        },
        scan: (column, value, position, passes) =>
          scanOf(
            (order, from) => some(column, value, position, order, from),
            passes,
            () => read.countBy(column, value, position),
          ),
        tally: (value, moment) =>
          by('tally')(`${value}\n${moment.effectiveOn}`, moment.position, () => read.tally(value, moment)),
        byKey: rowAt,
        by: allBy,
      };
    },
  };
};

const sizeOf = ({ rows }: { readonly rows: readonly unknown[] }): number => rows.length;
const lengthOf = ({ length }: readonly unknown[]): number => length;
