import { createHash } from 'node:crypto';
import type { CheckedEvent } from './validate.js';
import type { ExpectedRevision } from './port.js';

/** Ids kept at most over all streams, 8 to 16 bytes each: enough for 250 streams of 20,000 events at once. */
const LIMIT = 5_000_000;

/** The ids of streams' events, each stream from its first event on: what an append must not bring again. */
export interface KnownIds {
  /** How many events of the stream are known. */
  readonly count: (stream: string) => number;
  /** Takes note of an event where it is the next one. */
  readonly note: (stream: string, revision: number, id: string) => void;
  /** Whether one of the ids may stand at or before a revision; where it says no, none does. */
  readonly mayHold: (stream: string, ids: readonly string[], revision: number) => boolean;
  readonly forget: (stream: string) => void;
}

/** The digests of a stream's ids by revision; the array has room for more. */
interface Digests {
  readonly array: Float64Array;
  readonly length: number;
}

/**
 * Only the last 12 of an id's digits are kept, as a number: a thirteenth of what the text would take, and looking through 20,000 of them
 * takes some 30 us. Streams used least recently are forgotten first.
 */
export const knownIds = (limit = LIMIT): KnownIds => {
  const streams = new Map<string, Digests>();
  let total = 0;
  const forget = (stream: string): void => {
    total -= streams.get(stream)?.length ?? 0;
    streams.delete(stream);
  };
  return {
    count: (stream) => streams.get(stream)?.length ?? 0,
    note: (stream, revision, id) => {
      const known = streams.get(stream) ?? { array: new Float64Array(8), length: 0 };
      streams.delete(stream);
      streams.set(stream, revision === known.length ? withNext(known, digestOf(id)) : known);
      if (revision !== known.length) return;
      total++;
      for (const oldest of streams.keys()) {
        if (total <= limit || oldest === stream) break;
        forget(oldest);
      }
    },
    mayHold: (stream, ids, revision) => {
      const known = streams.get(stream);
      return (
        known !== undefined &&
        ids.some((id) => known.array.subarray(0, Math.min(known.length, revision + 1)).includes(digestOf(id)))
      );
    },
    forget,
  };
};

const withNext = ({ array, length }: Digests, digest: number): Digests => {
  const roomy = length < array.length ? array : new Float64Array(2 * length);
  if (roomy !== array) roomy.set(array);
  roomy[length] = digest;
  return { array: roomy, length: length + 1 };
};

const digestOf = (id: string): number => Number(`0x${id.slice(-12)}`);

/**
 * The ids under which EventStoreDB keeps the events of an append. The server takes an append for a repeated one by ids and revision
 * alone: it would say yes to other content under the same ids, or to a part of them, and drop what it got. So its ids are made from
 * everything that makes up the append; the ledger's own ids stand in the metadata.
 */
export const storedIds = (
  stream: string,
  expected: ExpectedRevision,
  events: readonly CheckedEvent[],
): readonly string[] => {
  const content = events.map(({ id, type, data, metadata }) => [
    id,
    type,
    JSON.parse(data) as unknown,
    JSON.parse(metadata) as unknown,
  ]);
  const whole = createHash('sha256')
    .update(canonical([stream, expected, content]))
    .digest();
  return events.map((_, index) => uuid(createHash('sha256').update(whole).update(String(index)).digest()));
};

/** JSON with sorted keys. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join()}}`;
};

/** Version 8 of RFC 9562: of one's own making. */
const uuid = (hash: Buffer): string => {
  const hex = [...hash.subarray(0, 16)]
    .map((byte, index) => (index === 6 ? (byte & 0x0f) | 0x80 : index === 8 ? (byte & 0x3f) | 0x80 : byte))
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};
