import type { Metadata, StoredEvent } from './port.js';
import { isSameEvent } from './validate.js';
import type { CheckedEvent } from './validate.js';

/** An event as a ledger in this process's reach keeps it: its content as JSON text, so that nobody can change it afterwards. */
export interface Row extends CheckedEvent {
  /** 1, 2, 3 ... over all streams. */
  readonly sequence: number;
  readonly stream: string;
  readonly revision: number;
  /** The revision of the last event of its append: by it a repeated append is told from a part of one. */
  readonly appendedThrough: number;
}

export const storedEvent = (row: Row): StoredEvent => ({
  id: row.id,
  type: row.type,
  data: JSON.parse(row.data) as Record<string, unknown>,
  metadata: JSON.parse(row.metadata) as Metadata,
  stream: row.stream,
  revision: row.revision,
  token: String(row.sequence),
});

/** Whether a stream's rows from the one before `start` on are these very events, appended together and nothing else with them. */
export const isRepeated = (rows: readonly Row[], start: number, events: readonly CheckedEvent[]): boolean => {
  const found = rows.filter(({ revision }) => revision >= start);
  const before = rows.find(({ revision }) => revision < start);
  return (before === undefined ? start === 0 : before.appendedThrough === start - 1) &&
    found[0]?.appendedThrough === start + events.length - 1 && found.length === events.length &&
    events.every((event, index) => {
      const row = found[index];
      return row !== undefined && isSameEvent(storedEvent(row), event);
    });
};
