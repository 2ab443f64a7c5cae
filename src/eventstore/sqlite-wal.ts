import type Database from 'better-sqlite3';
import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/*
 * SQLite plays a WAL that it finds beside a file into that file, whether or not it was written for it: an older copy of the file that is
 * put back while the newer one's WAL is still there becomes a mixture of both, mostly without an error. So each WAL begins with a change
 * of the schema, and back: SQLite counts these in the file's header (the schema cookie), and a WAL must go on where its file stopped.
 */

const COOKIE = 40;
const WAL_HEADER = 32;
const FRAME_HEADER = 24;

/** Has the next WAL begin with a mark; after each checkpoint, and when a file is opened to be written. */
export const markWal = (database: Database.Database): void => {
  database.transaction(() => void database.exec('create view wal_mark as select 0; drop view wal_mark')).immediate();
};

/**
 * Whether the WAL beside a file, if any, goes on where the file stopped. It reads the file by itself, which would take an open store in
 * this process its locks: only before opening.
 */
export const walBelongs = (path: string): boolean => {
  // A writer may move the WAL into the file between two looks, but not each time.
  for (let looks = 0; looks < 3; looks++) if (goesOn(path)) return true;
  return false;
};

const goesOn = (path: string): boolean => {
  if (!existsSync(path) || !existsSync(`${path}-wal`)) return true;
  const inFile = withFile(path, (read) => read(COOKIE, 4)?.readUInt32BE() ?? 0);
  const inWal = withFile(`${path}-wal`, cookiesOf);
  const [first, last] = [inWal.at(0), inWal.at(-1)];
  // The mark counts for two. A part of the WAL may be in the file already.
  return first === undefined || last === undefined || (inFile >= first - 2 && inFile <= last);
};

type Read = (position: number, length: number) => Buffer | undefined;

/** The schema cookies in a WAL's copies of the first page, in order; what an earlier WAL left behind them has other salts. */
const cookiesOf = (read: Read): readonly number[] => {
  const header = read(0, WAL_HEADER);
  if (!header) return [];
  const frameLength = FRAME_HEADER + header.readUInt32BE(8);
  const salts = header.subarray(16, 24);
  const cookies: number[] = [];
  for (let position = WAL_HEADER; ; position += frameLength) {
    const frame = read(position, FRAME_HEADER);
    if (!frame || !frame.subarray(8, 16).equals(salts)) return cookies;
    const cookie = frame.readUInt32BE(0) === 1 ? read(position + FRAME_HEADER + COOKIE, 4) : undefined;
    if (cookie) cookies.push(cookie.readUInt32BE());
  }
};

const withFile = <T>(path: string, work: (read: Read) => T): T => {
  const descriptor = openSync(path, 'r');
  try {
    return work((position, length) => {
      const buffer = Buffer.alloc(length);
      return readSync(descriptor, buffer, 0, length, position) === length ? buffer : undefined;
    });
  } finally {
    closeSync(descriptor);
  }
};
