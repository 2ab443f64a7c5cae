import type { Row, RowReader } from './read-model.js';

/** So many rows are remembered, of some 500 bytes each. */
const MOST_ROWS = 50_000;

/** Remembers what was read until something is written: whatever is read in between is the same. */
export interface RowMemo {
  /** The same reader; look-ups by key and by column are remembered. */
  readonly remembering: <R extends Row>(read: RowReader<R>, head: () => number) => RowReader<R>;
  /** The same look-up by a position; what it gives is remembered. */
  readonly rememberingAt: <T>(look: (position: number) => T) => (position: number) => T;
  /** To be called before and after each write: what is read while it is under way is not remembered beyond it. */
  readonly forget: () => void;
}

export const rowMemo = (most = MOST_ROWS): RowMemo => {
  const answers: Map<unknown, unknown>[] = [];
  let rows = 0;
  const forget = (): void => {
    if (rows === 0) return;
    for (const known of answers) known.clear();
    rows = 0;
  };
  const newKnown = (): Map<unknown, unknown> => {
    const known = new Map<unknown, unknown>();
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
      const known = newKnown();
      return (position) => remembered(known, position, () => look(position));
    },
    remembering: (read, head) => {
      const [byKey, pastByKey] = [newKnown(), newKnown()];
      const columns = new Map<
        string,
        { readonly present: Map<unknown, unknown>; readonly past: Map<unknown, unknown> }
      >();
      return {
        ...read,
        byKey: (key, position) => {
          const look = () => read.byKey(key, position);
          return position >= head() ? remembered(byKey, key, look) : remembered(pastByKey, `${position}\n${key}`, look);
        },
        by: (column, value, position) => {
          const known = columns.get(column) ?? { present: newKnown(), past: newKnown() };
          columns.set(column, known);
          const look = () => read.by(column, value, position);
          return position >= head()
            ? remembered(known.present, value, look, lengthOf)
            : remembered(known.past, `${position}\n${value}`, look, lengthOf);
        },
      };
    },
  };
};

const lengthOf = ({ length }: readonly unknown[]): number => length;
