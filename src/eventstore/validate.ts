import { isDeepStrictEqual } from 'node:util';
import type { StreamName } from '../domain/ledger.js';
import { MAX_APPEND_BYTES, MAX_EVENT_BYTES, TooLarge } from './port.js';
import type { ExpectedRevision, NewEvent, ReadOptions, StoredEvent } from './port.js';

/** An event that may be stored: its id in lower case, its data and metadata as JSON text, just as they were measured. */
export interface CheckedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** What to read of a stream, with nothing left out but `from`: the end that the direction starts at. */
export interface CheckedRead {
  readonly from: number | undefined;
  readonly backwards: boolean;
  /** Infinity where all is wanted. */
  readonly limit: number;
}

const STREAM = /^[a-z]+-[A-Za-z0-9.-]{1,200}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** EventStoreDB takes the nil UUID for a missing id, and types that begin with $ for its own. */
const NIL_UUID = '00000000-0000-0000-0000-000000000000';
const TYPE = /^[A-Za-z][A-Za-z0-9._-]{0,199}$/;
/** Deeper values would exhaust the stack of one reader or another; cycles end here too. */
const MAX_DEPTH = 100;

/** The events of an append, ready to be stored. Throws TypeError on input no caller should send, TooLarge beyond the port's limits. */
export const checkAppend = (
  stream: StreamName,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): readonly CheckedEvent[] => {
  checkStream(stream);
  if (expected !== 'no-stream' && !isCount(expected))
    throw new TypeError(`Not an expected revision: ${String(expected)}`);
  if (!Array.isArray(events) || events.length === 0) throw new TypeError('An append needs at least one event');
  const checked = events.map(checkEvent);
  if (new Set(checked.map(({ id }) => id)).size < checked.length)
    throw new TypeError('An append holds an event id twice');
  const sizes = checked.map(({ data, metadata }) => Buffer.byteLength(data) + Buffer.byteLength(metadata));
  for (const size of sizes) if (size > MAX_EVENT_BYTES) throw new TooLarge(size, MAX_EVENT_BYTES);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MAX_APPEND_BYTES) throw new TooLarge(total, MAX_APPEND_BYTES);
  return checked;
};

/** The options of a read. Throws TypeError. */
export const checkRead = (
  stream: StreamName,
  { from, direction = 'forwards', limit }: ReadOptions = {},
): CheckedRead => {
  checkStream(stream);
  if (from !== undefined && !isCount(from)) throw new TypeError(`Not a revision to read from: ${String(from)}`);
  if (limit !== undefined && !isCount(limit)) throw new TypeError(`Not a limit: ${String(limit)}`);
  if (direction !== 'forwards' && direction !== 'backwards')
    throw new TypeError(`Not a direction: ${String(direction)}`);
  return { from, backwards: direction === 'backwards', limit: limit ?? Infinity };
};

/** Whether a stored event is the same as one to be appended: id, type, data and metadata, in whatever order their keys come. */
export const isSameEvent = (
  stored: Pick<StoredEvent, 'id' | 'type' | 'data' | 'metadata'>,
  event: CheckedEvent,
): boolean =>
  stored.id === event.id &&
  stored.type === event.type &&
  isDeepStrictEqual(stored.data, JSON.parse(event.data)) &&
  isDeepStrictEqual(stored.metadata, JSON.parse(event.metadata));

/** A process's checkpoint as JSON text. Throws TypeError where it is no JSON. */
export const checkDocument = (document: unknown): string => {
  checkJson(document, 'document', 0);
  return JSON.stringify(document);
};

/** The ledger's name: it becomes part of stream names in a shared cluster, hence no dot. Throws Error. */
export const checkLedger = (ledger: string): void => {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(ledger))
    throw new Error(`Not a name for a ledger (letters, digits and hyphens): ${ledger}`);
};

const checkStream = (stream: unknown): void => {
  if (typeof stream !== 'string' || !STREAM.test(stream)) throw new TypeError(`Not a stream name: ${String(stream)}`);
};

const checkEvent = (event: NewEvent): CheckedEvent => {
  if (!isPlainObject(event)) throw new TypeError('An event is an object');
  const { id, type, data, metadata } = event;
  if (typeof id !== 'string' || !UUID.test(id) || id === NIL_UUID)
    throw new TypeError(`An event id is a UUID, not ${String(id)}`);
  if (typeof type !== 'string' || !TYPE.test(type)) throw new TypeError(`Not an event type: ${String(type)}`);
  if (!isPlainObject(data)) throw new TypeError("An event's data is a JSON object");
  if (!isPlainObject(metadata)) throw new TypeError("An event's metadata is a JSON object");
  checkJson(data, 'data', 0);
  checkJson(metadata, 'metadata', 0);
  return { id: id.toLowerCase(), type, data: JSON.stringify(data), metadata: JSON.stringify(metadata) };
};

/** What JSON.stringify would turn into something else without a word is refused, but for a property that is undefined: it is left out. */
const checkJson = (value: unknown, path: string, depth: number): void => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return;
  if (depth >= MAX_DEPTH) throw new TypeError(`${path} is nested more than ${MAX_DEPTH} deep`);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) checkJson(value[index], `${path}[${index}]`, depth + 1);
  } else if (isPlainObject(value)) {
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) checkJson(item, `${path}.${key}`, depth + 1);
  } else {
    throw new TypeError(`${path} is no JSON value`);
  }
};

/** By the prototype's own prototype, since objects of another realm (structuredClone under jest) have an Object.prototype of their own. */
export const isPlainObject = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
