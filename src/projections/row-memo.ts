import type { Row, RowReader } from './read-model.js';

/** So many rows are remembered, of some 500 bytes each. */
const MOST_ROWS = 50_000;

/** Remembers what was read until something is written: whatever is read in between is the same. */
export interface RowMemo {
  /** The same reader; look-ups by key and by column are remembered. */
  readonly remembering: <R extends Row>(read: RowReader<R>, head: () => number) => RowReader<R>;
  /** To be called before and after each write: what is read while it is under way is not remembered beyond it. */
  readonly forget: () => void;
}

export const rowMemo = (most = MOST_ROWS): RowMemo => {
  const answers: Map<string, unknown>[] = [];
  let rows = 0;
  const forget = (): void => {
    if (rows === 0) return;
    for (const known of answers) known.clear();
    rows = 0;
  };
  return {
    forget,
    remembering: (read, head) => {
      const known = new Map<string, unknown>();
      answers.push(known);
      const remembered = <T>(key: string, position: number, look: () => T, size: (found: T) => number): T => {
        const asked = `${position >= head() ? '' : position}\n${key}`;
        const before = known.get(asked);
        if (before !== undefined || known.has(asked)) return before as T;
        const found = look();
        if (rows > most) forget();
        rows += 1 + size(found);
        known.set(asked, found);
        return found;
      };
      return {
        ...read,
        byKey: (key, position) =>
          remembered(
            `\n${key}`,
            position,
            () => read.byKey(key, position),
            () => 0,
          ),
        by: (column, value, position) =>
          remembered(
            `${column}\n${value}`,
            position,
            () => read.by(column, value, position),
            (found) => found.length,
          ),
      };
    },
  };
};
