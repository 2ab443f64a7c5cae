import { readFileSync } from 'node:fs';
import { BadFile } from './problem.js';

/** A district has a few hundred schools, and a fund a few thousand payments; a file beyond this is something else. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A file's text, without its byte order mark. Throws Error where it cannot be read, BadFile where it is not UTF-8. */
export const readText = (file: string): string => {
  const text = decoded(readBytes(file), 'utf-8');
  if (text === undefined) throw new BadFile(file, ['the file is not UTF-8']);
  return text;
};

/**
 * The same of a table, which a Chinese spreadsheet writes in GB18030. Throws BadFile where it is neither that nor UTF-8.
 */
export const readTableText = (file: string): string => {
  const bytes = readBytes(file);
  const text = decoded(bytes, 'utf-8') ?? decoded(bytes, 'gb18030');
  if (text === undefined) throw new BadFile(file, ['the file is neither UTF-8 nor GB18030']);
  return text;
};

const readBytes = (file: string): Buffer => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(`${file}: ${whyNoFile(error, 'read')}`);
  }
  if (bytes.length > MAX_BYTES) throw new Error(`${file}: ${bytes.length} bytes are too large (at most ${MAX_BYTES})`);
  return bytes;
};

const decoded = (bytes: Buffer, encoding: 'utf-8' | 'gb18030'): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** Why a file could not be read or written, in words for who named it. */
export const whyNoFile = (error: unknown, what: 'read' | 'written'): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const missing = what === 'read' ? 'there is no such file' : 'there is no such directory';
  const reasons: Record<string, string> = {
    ENOENT: missing,
    EISDIR: 'this is a directory',
    EACCES: `it may not be ${what}`,
  };
  return reasons[code] ?? message;
};
