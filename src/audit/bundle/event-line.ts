import { isUtf8 } from 'node:buffer';
import type { NumberedEvent } from '../../eventstore/numbering.js';
import { bufferOf, NEWLINE } from './files.js';

/** What a bundle holds of an event: what is hashed, and its position. */
export type BundledEvent = Pick<NumberedEvent, 'position' | 'stream' | 'revision' | 'id' | 'type' | 'bytes'>;

/** Bytes as the text that they are in UTF-8; those that are none in base64. */
type Content = string | { readonly base64: string };

interface Line {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  readonly data: Content;
  readonly metadata: Content;
}

/** The one way in which a line is written, without its newline. */
const written = ({ position, stream, revision, eventId, type, data, metadata }: Line): string =>
  JSON.stringify({ position, stream, revision, eventId, type, data, metadata });

const contentOf = (bytes: Uint8Array): Content => {
  const buffer = bufferOf(bytes);
  return isUtf8(buffer) ? buffer.toString() : { base64: buffer.toString('base64') };
};

/** An event as a line of events.ndjson, the newline included. */
export const eventLine = ({ position, stream, revision, id, type, bytes }: BundledEvent): string => {
  const [data, metadata] = [contentOf(bytes.data), contentOf(bytes.metadata)];
  return `${written({ position, stream, revision, eventId: id, type, data, metadata })}\n`;
};

/** Reads such a line; undefined where it is not written as eventLine writes it, byte for byte. */
export const readEventLine = (line: Buffer): BundledEvent | undefined => {
  const text = textOf(line);
  const read = (text === undefined ? undefined : parsed(text)) as
    { readonly [Field in keyof Line]?: unknown } | undefined;
  const [data, metadata] = [bytesOf(read?.data), bytesOf(read?.metadata)];
  if (!read || !data || !metadata) return undefined;
  const { position, stream, revision, eventId, type } = read as Line;
  if (!Number.isSafeInteger(position) || !Number.isSafeInteger(revision)) return undefined;
  if (typeof stream !== 'string' || typeof eventId !== 'string' || typeof type !== 'string') return undefined;
  const again = written({
    ...{ position, stream, revision, eventId, type },
    data: typeof read.data === 'string' ? read.data : contentOf(data),
    metadata: typeof read.metadata === 'string' ? read.metadata : contentOf(metadata),
  });
  return again === text
    ? { position, stream: stream, revision, id: eventId, type, bytes: { data, metadata } }
    : undefined;
};

/** Half a character, which UTF-8 has no bytes for, as JSON writes it: behind a backslash that is not itself written. */
const HALF = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** A line's text without its newline; undefined where it has none, or is no UTF-8. */
export const textOf = (line: Buffer): string | undefined =>
  line.at(-1) === NEWLINE && isUtf8(line) ? line.toString('utf8', 0, line.length - 1) : undefined;

/** The JSON object of a text; undefined where it is none. */
export const parsed = (text: string): object | undefined => {
  if (text.includes('\\ud') && HALF.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
};

const bytesOf = (content: unknown): Buffer | undefined => {
  if (typeof content === 'string') return Buffer.from(content);
  const { base64 } = (content ?? {}) as { readonly base64?: unknown };
  if (typeof base64 !== 'string') return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && !isUtf8(bytes) ? bytes : undefined;
};
