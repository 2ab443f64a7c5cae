/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, and async turns every throw into a rejection */
import type Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreUnavailable } from './port.js';
import type { Revocations } from './port.js';
import { checkpoint, openFile } from './sqlite-file.js';

/** 'edur' in ASCII. */
const APPLICATION_ID = 0x65647572;
const SCHEMA =
  'create table revocations (subject text primary key, not_before integer not null) strict, without rowid;';

const REVOKE =
  'insert into revocations values (?, ?) on conflict do update set not_before = max(not_before, excluded.not_before)';

interface OpenedFile {
  readonly database: Database.Database;
  readonly inode: number;
}

/**
 * Revocations in revocations.sqlite of the store's directory, a file of its own that several processes write and read at once. It is
 * opened, and made, when first used; a file that was put in its place is opened anew, and one that is gone is not quietly made again.
 */
export const sqliteRevocations = (
  directory: string,
): { readonly revocations: Revocations; readonly close: () => void } => {
  const path = join(directory, 'revocations.sqlite');
  let opened: OpenedFile | undefined;
  let closed = false;

  const letGo = (): void => {
    opened?.database.close();
    opened = undefined;
  };
  const current = (): Database.Database => {
    const inode = inodeOf(path);
    if (opened && inode === undefined) throw new Error('the file has vanished');
    if (opened?.inode === inode && opened) return opened.database;
    letGo();
    const database = openOrMake(path);
    opened = { database, inode: inodeOf(path)! };
    return database;
  };
  const guarded = <T>(work: (database: Database.Database) => T): T => {
    if (closed) throw new StoreUnavailable('The store is closed');
    try {
      return work(current());
    } catch (error) {
      throw new StoreUnavailable(`Revocations cannot be kept in ${path}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };

  return {
    revocations: {
      revoke: async (subject, notBefore) =>
        guarded((database) => {
          database.prepare(REVOKE).run(subject, notBefore);
          checkpoint(database);
        }),
      all: async () =>
        guarded(
          (database) =>
            new Map(database.prepare<[], [string, number]>('select subject, not_before from revocations').raw().all()),
        ),
    },
    close: () => {
      closed = true;
      letGo();
    },
  };
};

/** Opens revocations.sqlite. Throws Error where it is missing, damaged or of another version. */
export const openRevocationsFile = (path: string, readOnly: boolean): Database.Database =>
  openFile(path, { applicationId: APPLICATION_ID, schema: SCHEMA, readOnly });

const openOrMake = (path: string): Database.Database => {
  const open = (): Database.Database => openRevocationsFile(path, false);
  try {
    return open();
  } catch (error) {
    // Another process made it in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return open();
  }
};

const inodeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.ino;
