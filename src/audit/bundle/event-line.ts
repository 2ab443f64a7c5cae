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

/**
 * Reads such a line; undefined where it is not written as eventLine writes it, byte for byte. The line is read as a text of its bytes, not
 * of its characters: JSON has something to say of those below 128 alone, and the bytes of the others need not be read and written again.
 */
export const readEventLine = (line: Buffer): BundledEvent | undefined => {
  const text = isLine(line) ? line.toString('latin1', 0, line.length - 1) : undefined;
  const read = (text === undefined ? undefined : parsed(text)) as
    { readonly [Field in keyof Line]?: unknown } | undefined;
  const [data, metadata] = [bytesOf(read?.data), bytesOf(read?.metadata)];
  if (!read || !data || !metadata) return undefined;
  const { position, stream, revision, eventId, type } = read as unknown as Line;
  if (!Number.isSafeInteger(position) || !Number.isSafeInteger(revision)) return undefined;
  if (typeof stream !== 'string' || typeof eventId !== 'string' || typeof type !== 'string') return undefined;
  const again = written({
    position,
    stream,
    revision,
    eventId,
    type,
    data: typeof read.data === 'string' ? read.data : { base64: data.toString('base64') },
    metadata: typeof read.metadata === 'string' ? read.metadata : { base64: metadata.toString('base64') },
  });
  if (again !== text) return undefined;
  const bytes = { data, metadata };
  return { position, stream: characters(stream), revision, id: characters(eventId), type: characters(type), bytes };
};

/** A text of bytes as that of its characters. */
const characters = (bytes: string): string => (ABOVE_127.test(bytes) ? Buffer.from(bytes, 'latin1').toString() : bytes);
const ABOVE_127 = /[^\0-\x7f]/;

/** Half a character, which UTF-8 has no bytes for, as JSON writes it: behind a backslash that is not itself written. */
const HALF = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

const isLine = (line: Buffer): boolean => line[line.length - 1] === NEWLINE && isUtf8(line);

/** A line's text without its newline; undefined where it has none, or is no UTF-8. */
export const textOf = (line: Buffer): string | undefined =>
  isLine(line) ? line.toString('utf8', 0, line.length - 1) : undefined;

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

/** What is in a content whose text is one of bytes. */
const bytesOf = (content: unknown): Buffer | undefined => {
  if (typeof content === 'string') return Buffer.from(content, 'latin1');
  const { base64 } = (content ?? {}) as { readonly base64?: unknown };
  if (typeof base64 !== 'string') return undefined;
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 && !isUtf8(bytes) ? bytes : undefined;
};
