import { UnreadableEvent } from './port.js';
import type { Metadata, StoredEvent } from './port.js';
import { isPlainObject, isSameEvent } from './validate.js';
import type { ReadableEvents } from './follow.js';
import type { CheckedEvent } from './validate.js';

/** An event as a ledger in this process's reach keeps it: its content as JSON text, so that nobody can change it afterwards. */
export interface LocalRow extends CheckedEvent {
  /** 1, 2, 3 ... over all streams. */
  readonly sequence: number;
  readonly stream: string;
  readonly revision: number;
  /** The revision of the last event of its append: by it a repeated append is told from a part of one. */
  readonly appendedThrough: number;
}

/** Throws UnreadableEvent. */
export const storedEvent = (row: LocalRow): StoredEvent => ({
  id: row.id,
  type: row.type,
  data: objectOf(row, row.data),
  metadata: objectOf(row, row.metadata) as unknown as Metadata,
  bytes: { data: Buffer.from(row.data), metadata: Buffer.from(row.metadata) },
  stream: row.stream,
  revision: row.revision,
  token: String(row.sequence),
});

/** The parser's own error would quote what stands there. */
const objectOf = ({ stream, revision }: LocalRow, text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    if (isPlainObject(value)) return value;
  } catch {
    // Damaged, or written over.
  }
  throw new UnreadableEvent(stream, revision);
};

/** Rows as events, up to the first that is none. */
export const storedEvents = (rows: readonly LocalRow[]): ReadableEvents => {
  const events: StoredEvent[] = [];
  for (const row of rows) {
    try {
      events.push(storedEvent(row));
    } catch (unreadable) {
      return { events, unreadable };
    }
  }
  return { events };
};
/** Whether a stream's rows from the one before `start` on are these very events, appended together and nothing else with them. */
export const isRepeated = (rows: readonly LocalRow[], start: number, events: readonly CheckedEvent[]): boolean => {
  const found = rows.filter(({ revision }) => revision >= start);
  const before = rows.find(({ revision }) => revision < start);
  return (
    (before === undefined ? start === 0 : before.appendedThrough === start - 1) &&
    found[0]?.appendedThrough === start + events.length - 1 &&
    found.length === events.length &&
    events.every((event, index) => {
      const row = found[index];
      return row !== undefined && isSameEvent(storedEvent(row), event);
    })
  );
};
