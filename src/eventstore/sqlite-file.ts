import Database from 'better-sqlite3';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreUnavailable } from './port.js';
import { markWal, walBelongs } from './sqlite-wal.js';

/** The one version of each file's schema that this software reads and writes. */
const SCHEMA_VERSION = 1;

export interface FileOptions {
  /** Marks the file's kind in its header (PRAGMA application_id). */
  readonly applicationId: number;
  /** Makes the tables of a new file. */
  readonly schema: string;
  readonly readOnly: boolean;
  /** Looks at the content before the file is used; throws Error. */
  readonly check?: (database: Database.Database) => void;
}

/**
 * Opens a file in WAL mode, every commit on disk before it is acknowledged; makes it where there is none, unless it is only read.
 * Throws Error with a clear message where the file is missing, damaged, of another kind or of another version.
 */
export const openFile = (path: string, { applicationId, schema, readOnly, check }: FileOptions): Database.Database => {
  const isNew = !existsSync(path);
  if (readOnly && isNew) throw new Error(`There is no ledger to read: ${path} does not exist`);
  if (!readOnly) checkWal(path);
  let database: Database.Database | undefined;
  try {
    // Names and who decided what are nobody else's on this machine; the WAL takes the file's mode.
    if (isNew && !readOnly) closeSync(openSync(path, 'ax', 0o600));
    database = new Database(path, { readonly: readOnly });
    const tables = database.prepare<[], number>('select count(*) from sqlite_schema').pluck().get() ?? 0;
    if (tables > 0 || readOnly) checkVersion(database, path, applicationId);
    if (!readOnly) {
      // Erased rows are overwritten; set before anything is written.
      database.pragma('secure_delete = ON');
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      // SQLite swallows errors of its automatic checkpoints, a failed fsync included; `checkpoint` below does not.
      database.pragma('wal_autocheckpoint = 0');
      // Before anything else: tables count in the schema's cookie as well.
      markWal(database);
      if (tables === 0) create(database, applicationId, schema);
      if (isNew) syncFile(dirname(path));
    }
    check?.(database);
    return database;
  } catch (error) {
    database?.close();
    const code = sqliteCode(error);
    if (code === undefined) throw error;
    const damaged = code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT');
    throw new Error(
      damaged
        ? `${path} is damaged or no SQLite file (${code}): restore it from a backup`
        : `${path} cannot be opened: ${(error as Error).message} (${code})`,
      { cause: error },
    );
  }
};

/** The WAL beside a file was not written for it. */
export class ForeignWal extends Error {
  constructor(path: string) {
    super(
      `${path}-wal was not written for ${path}, and SQLite would mix them up: one of them is from another copy. ` +
        'Put both back from the same copy, or move the -wal away where that copy had none',
    );
    this.name = 'ForeignWal';
  }
}

/** Throws ForeignWal. */
export const checkWal = (path: string): void => {
  if (!walBelongs(path)) throw new ForeignWal(path);
};

const checkVersion = (database: Database.Database, path: string, applicationId: number): void => {
  if (database.pragma('application_id', { simple: true }) !== applicationId)
    throw new Error(`${path} is not a file of this kind: it was made by something else`);
  const version = database.pragma('user_version', { simple: true });
  if (version !== SCHEMA_VERSION)
    throw new Error(`${path} has schema version ${String(version)}; this software knows ${SCHEMA_VERSION} only`);
};

/** In one transaction, so that a crash leaves an empty file or a whole one. */
const create = (database: Database.Database, applicationId: number, schema: string): void => {
  database
    .transaction(() => {
      database.exec(schema);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${SCHEMA_VERSION}`);
    })
    .immediate();
};

/** Makes a directory, and its name durable. */
export const makeDirectory = (directory: string): void => {
  if (existsSync(directory)) return;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  syncFile(dirname(resolve(directory)));
};

/** Waits until a file is on the disk, or a directory: a new file's name is safe only once its directory is. */
export const syncFile = (path: string): void => {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Throws StoreUnavailable where a file that is open no longer stands under its name: whatever is written to it then goes with the
 * process. It only asks for the file's number: opening it would lose the process its locks.
 */
export const checkingPlace = (path: string): (() => void) => {
  const numberOf = (): string | undefined => {
    try {
      const { dev, ino } = statSync(path);
      return `${dev}/${ino}`;
    } catch {
      return undefined;
    }
  };
  const opened = numberOf();
  return () => {
    if (numberOf() !== opened)
      throw new StoreUnavailable(
        `${path} is gone or was replaced while it was open: nothing is written to it any more`,
      );
  };
};

/**
 * Moves what the WAL holds into the file, as far as readers allow; with `truncate` the WAL is left empty but for its
 * mark. Returns whether all was moved.
 */
export const checkpoint = (database: Database.Database, truncate = false): boolean => {
  const [result] = database.pragma(`wal_checkpoint(${truncate ? 'TRUNCATE' : 'PASSIVE'})`) as { busy: number }[];
  if (result?.busy !== 0) return false;
  markWal(database);
  return true;
};

/**
 * Called after each commit with the bytes it brought, moves the WAL into the file every 4 MB or so. What was committed stays so where
 * that fails: no room for it now means another try at the next commit. Throws StoreUnavailable after an I/O error alone.
 */
export const movingWal = (database: Database.Database, guarded: Guard): ((bytes: number) => void) => {
  let waiting = 0;
  return (bytes) => {
    // A commit writes the pages it touched, not just its bytes: five of them or so, table and indexes.
    waiting += bytes + 20_000;
    try {
      if (waiting > 4_000_000 && guarded(() => checkpoint(database))) waiting = 0;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || isFatal(error.cause)) throw error;
    }
  };
};

/** Runs one piece of work on a file. Throws StoreUnavailable for whatever SQLite reports. */
export type Guard = <T>(work: () => T) => T;

/**
 * After an I/O error nobody knows what is on disk, and a later fsync may report success for what the failed one lost: the process
 * has to end and read the file anew. `onFatal` sees to that; should it return, the store answers nothing any more.
 */
export const guard = (isClosed: () => boolean, onFatal: (error: Error) => void): Guard => {
  let broken: Error | undefined;
  return (work) => {
    if (isClosed()) throw new StoreUnavailable('The store is closed');
    if (broken) throw new StoreUnavailable(`The store has failed: ${broken.message}`);
    try {
      return work();
    } catch (error) {
      const code = sqliteCode(error);
      if (code === undefined) throw error;
      if (isFatal(error)) {
        broken = error as Error;
        onFatal(broken);
      }
      throw new StoreUnavailable(`The store does not answer: ${(error as Error).message} (${code})`, { cause: error });
    }
  };
};

/** Whether an error says that a write or read of the disk failed. */
export const isFatal = (error: unknown): boolean => sqliteCode(error)?.startsWith('SQLITE_IOERR') ?? false;

/** SQLite's result code. By name, not by class: the addon is shared by all of jest's realms, and each has its own Error. */
export const sqliteCode = (error: unknown): string | undefined => {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === 'SqliteError' && typeof code === 'string' ? code : undefined;
};

/** The default: one line, written before the process ends. 70 is EX_SOFTWARE of sysexits.h. */
export const exitOnFatal = (error: Error): void => {
  writeSync(
    2,
    `edugroup-ledger: the disk failed, the process ends: ${error.message} (${sqliteCode(error) ?? error.name})\n`,
  );
  process.exit(70);
};
