import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

/** What a manifest says of a file. */
export interface Fingerprint {
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The same bytes, not copied. */
export const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** A file that is written piece by piece, of which no more than a megabyte is kept. */
export interface GrowingFile {
  write(piece: string | Uint8Array): void;
  /** Puts it on the disk. */
  end(): Fingerprint;
}

const PIECE = 1024 * 1024;

/** Begins a file that is not there, for its owner alone. */
export const beginFile = (path: string): GrowingFile => {
  const descriptor = openSync(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  let waiting: Uint8Array[] = [];
  let size = 0;
  const flush = (): void => {
    const piece = Buffer.concat(waiting);
    hash.update(piece);
    for (let from = 0; from < piece.length;) from += writeSync(descriptor, piece, from);
    bytes += piece.length;
    [waiting, size] = [[], 0];
  };
  return {
    write: (piece) => {
      const own = typeof piece === 'string' ? Buffer.from(piece) : piece;
      waiting.push(own);
      size += own.length;
      if (size >= PIECE) flush();
    },
    end: () => {
      flush();
      fsyncSync(descriptor);
      closeSync(descriptor);
      return { bytes, sha256: hash.digest('hex') };
    },
  };
};

/** Told the bytes of a file while it is read. */
export type OnBytes = (bytes: Uint8Array) => void;

/** A file's pieces, each good until the next is asked for. Throws what reading throws. */
export function* piecesOf(path: string, onBytes: OnBytes = () => undefined, size = PIECE): Generator<Buffer> {
  const descriptor = openSync(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(size);
    for (let length = 0; (length = readSync(descriptor, piece)) > 0;) {
      const read = piece.subarray(0, length);
      onBytes(read);
      yield read;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** A line longer than this comes in two, which is no line of an event any more: 256 KB of content, each byte escaped by six. */
const LONGEST_LINE = 2 * 1024 * 1024;
/** What ends a line. */
export const NEWLINE = 10;

/** A file's lines with their newlines, each good until the next is asked for; the last one has none where the file does not end with it. */
export function* linesOf(path: string, onBytes?: OnBytes): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of piecesOf(path, onBytes)) {
    const read = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let from = 0;
    for (let end = 0; (end = read.indexOf(NEWLINE, from)) >= 0; from = end + 1) yield read.subarray(from, end + 1);
    rest = Buffer.from(read.subarray(from));
    if (rest.length <= LONGEST_LINE) continue;
    yield rest;
    rest = Buffer.alloc(0);
  }
  if (rest.length > 0) yield rest;
}

/** A file's records of a length, each good until the next is asked for; the last one may be shorter. */
export function* recordsOf(path: string, length: number, onBytes?: OnBytes): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of piecesOf(path, onBytes)) {
    const read = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = read.length - (read.length % length);
    for (let from = 0; from < whole; from += length) yield read.subarray(from, from + length);
    rest = Buffer.from(read.subarray(whole));
  }
  if (rest.length > 0) yield rest;
}

/** Reads a file to its end for its size and hash, in constant memory. */
export const fingerprintOf = (path: string): Fingerprint => {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const piece of piecesOf(path)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { bytes, sha256: hash.digest('hex') };
};
