/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, and async turns every throw into a rejection */
import type Database from 'better-sqlite3';
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { PAGE } from './follow.js';
import { StoreUnavailable } from './port.js';
import type { DirectoryEntry, PeopleDirectory } from './port.js';
import { checkingPlace, checkpoint, movingWal, openFile } from './sqlite-file.js';
import type { Guard } from './sqlite-file.js';

/** 'edup' in ASCII. */
const APPLICATION_ID = 0x65647570;

/**
 * Erased rows stay, their content zeroed in place: same length, same page. Deleting them would not do, nor would a table ordered by
 * person: where SQLite moves rows between pages it leaves stale copies behind that secure_delete does not reach (measured: 5 of 2,500
 * names were still in the file). Rows of this table are only ever added at the end and overwritten, so they never move.
 */
const SCHEMA = `
  create table entries (
    entry integer primary key,
    person text not null,
    commitment text not null,
    content blob not null,
    erased integer not null default 0
  ) strict;
  create unique index living_entries on entries (person, commitment) where erased = 0;
`;

const WAIT_MILLISECONDS = 50;
const WAITS = 200;

/** An entry that is not on the disk yet. */
interface Waiting {
  readonly personId: string;
  readonly commitment: string;
  readonly content: Buffer;
  readonly settle: (failure?: Error) => void;
}

export interface DirectoryOptions {
  readonly directory: string;
  readonly readOnly: boolean;
  readonly guarded: Guard;
}

/** Opens people.sqlite. Throws Error where it is missing, damaged or of another version. */
export const openPeopleFile = ({
  directory,
  readOnly,
}: Pick<DirectoryOptions, 'directory' | 'readOnly'>): Database.Database =>
  openFile(join(directory, 'people.sqlite'), { applicationId: APPLICATION_ID, schema: SCHEMA, readOnly });

/** The people directory in people.sqlite. Once erase() has returned, no file in the directory holds the person's details any more. */
export const sqliteDirectory = ({
  directory,
  readOnly,
  guarded,
}: DirectoryOptions): {
  readonly directory: PeopleDirectory;
  readonly database: Database.Database;
  readonly close: () => void;
} => {
  const database = openPeopleFile({ directory, readOnly });
  // Erasing waits for readers without blocking the process.
  database.pragma('busy_timeout = 50');
  const checkPlace = checkingPlace(join(directory, 'people.sqlite'));
  const moveWal = movingWal(database, guarded);
  const put = database.prepare('insert or ignore into entries (person, commitment, content) values (?, ?, ?)');
  const putAll = database.transaction((entries: readonly Waiting[]) => {
    for (const { personId, commitment, content } of entries) put.run(personId, commitment, content);
  });
  let waiting: Waiting[] = [];
  /** Entries that arrive together are one commit. */
  const flush = (): void => {
    const entries = waiting;
    waiting = [];
    if (entries.length === 0) return;
    let failure: Error | undefined;
    try {
      checkPlace();
      guarded(() => putAll.immediate(entries));
      moveWal(entries.reduce((bytes, { content }) => bytes + content.length, 0));
    } catch (error) {
      failure = error as Error;
    }
    for (const { settle } of entries) settle(failure);
  };
  const get = database
    .prepare<[string, string], Buffer>('select content from entries where person = ? and commitment = ? and erased = 0')
    .pluck();
  const erase = database.prepare(
    'update entries set content = zeroblob(length(content)), erased = 1 where person = @personId and (@commitment is null or commitment = @commitment) and erased = 0',
  );
  const living = database.prepare<[number, number], { entry: number; personId: string; commitment: string }>(
    'select entry, person as personId, commitment from entries where entry > ? and erased = 0 order by entry limit ?',
  );
  return {
    directory: {
      put: async ({ personId, commitment, salt, details, district }) => {
        const content = Buffer.from(JSON.stringify({ salt, details, district }));
        return new Promise((resolve, reject) => {
          const settle = (failure?: Error): void => (failure ? reject(failure) : resolve());
          if (waiting.push({ personId, commitment, content, settle }) === 1) setImmediate(flush);
        });
      },
      get: async (personId, commitment) => {
        const content = guarded(() => get.get(personId, commitment));
        if (content === undefined) return undefined;
        return { personId, commitment, ...entryOf(content) };
      },
      erase: async (personId, commitment) => {
        // What was to be written before it is erased as well.
        flush();
        checkPlace();
        guarded(() => erase.run({ personId, commitment: commitment ?? null }));
        // The WAL holds the page as it was before; also after a crash that came between, hence whether or not a row was changed.
        for (let waits = 0; !guarded(() => checkpoint(database, true)); waits++) {
          if (waits === WAITS)
            throw new StoreUnavailable(
              'A reader holds on to the people directory: the entry is erased, but traces of it are left; erase again',
            );
          await pause(WAIT_MILLISECONDS);
        }
      },
      entries: async function* () {
        for (let after = 0; ;) {
          const rows = guarded(() => living.all(after, PAGE));
          for (const { personId, commitment } of rows) yield { personId, commitment };
          const last = rows.at(-1);
          if (!last || rows.length < PAGE) return;
          after = last.entry;
          await nextTurn();
        }
      },
    },
    database,
    close: () => void database.close(),
  };
};

/** What somebody wrote over is given as an entry that fits no commitment; what stands there is never repeated in an error. */
const entryOf = (content: Buffer | string): Omit<DirectoryEntry, 'personId' | 'commitment'> => {
  try {
    const entry = JSON.parse(content.toString()) as Partial<DirectoryEntry> | null;
    if (typeof entry?.salt === 'string' && typeof entry.details?.name === 'string')
      return {
        salt: entry.salt,
        details: entry.details,
        ...(typeof entry.district === 'string' ? { district: entry.district } : {}),
      };
  } catch {
    // Damaged.
  }
  return { salt: '', details: { name: '' } };
};
