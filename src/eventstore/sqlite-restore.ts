import type Database from 'better-sqlite3';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { storedEvent } from './local-rows.js';
import type { LocalRow } from './local-rows.js';
import type { StoredEvent } from './port.js';
import { BACKED_UP, contentOf, storedEventAt, MANIFEST, verifyBackup } from './sqlite-backup.js';
import type { Manifest } from './sqlite-backup.js';
import { openPeopleFile } from './sqlite-directory.js';
import { checkpoint, checkWal, makeDirectory, syncFile } from './sqlite-file.js';
import { lockDirectory } from './sqlite-lock.js';
import { COLUMNS, openLedgerFile, RESTORING, sqliteStores } from './sqlite.js';

/** Holds a restore that may still be thrown away. */
const STAGING = 'restore.partial';
/** Within RESTORING: where the replaced files go. */
const ASIDE = 'aside';

export interface RestoreOptions {
  readonly backup: string;
  /** Where the ledger is, or will be. */
  readonly directory: string;
  readonly ledger: string;
  /** Whether events may be lost that the directory's ledger holds and the backup does not. */
  readonly replace: boolean;
  /** The present instant, RFC 3339 in UTC. */
  readonly now: () => string;
  /** Called before each step that changes the disk; for tests. */
  readonly onStep?: () => void;
}

/** Positions of the replaced ledger, both included. */
export interface Lost {
  readonly from: number;
  readonly to: number;
}

export interface Restored {
  readonly manifest: Manifest;
  /** What the replaced ledger held and this one does not; 'unknown' where it could not be read. */
  readonly lost: Lost | 'unknown' | undefined;
  /** How many persons were erased since the backup, and are erased here too. */
  readonly erasures: number;
  /** The directory that holds the replaced files; undefined where there were none. */
  readonly aside: string | undefined;
}

/** The directory's ledger holds events that the backup does not, or cannot be read. */
export class WouldLose extends Error {
  constructor(
    readonly lost: Lost | 'unknown',
    readonly why?: string,
  ) {
    super(
      lost === 'unknown'
        ? `the ledger that is there cannot be read (${why ?? ''})`
        : `the ledger that is there holds other events at the positions ${lost.from} to ${lost.to}`,
    );
    this.name = 'WouldLose';
  }
}

/**
 * Puts a backup's files in the place of those in a directory, which are put aside. What was erased since stays erased: the very events
 * are appended again, in an epoch of their own, and the details destroyed. A crash leaves the old ledger, or one that
 * `finishRestore` completes.
 * Throws BadBackup, WouldLose and StoreInUse; nothing was changed then.
 */
export const restore = async ({
  backup,
  directory,
  ledger,
  replace,
  now,
  onStep = () => undefined,
}: RestoreOptions): Promise<Restored> => {
  makeDirectory(directory);
  const unlock = lockDirectory(directory);
  const staging = join(directory, STAGING);
  try {
    if (existsSync(join(directory, RESTORING)))
      throw new Error(`A restore into ${directory} was interrupted: finish it first`);
    rmSync(staging, { recursive: true, force: true });
    onStep();
    mkdirSync(staging, { mode: 0o700 });
    for (const name of [...BACKED_UP, MANIFEST])
      if (existsSync(join(backup, name))) copyFileSync(join(backup, name), join(staging, name));
    const manifest = await verifyBackup(staging, ledger, backup);
    const replaced = lookAt(directory, ledger, staging);
    if (replaced.lost !== undefined && !replace) throw new WouldLose(replaced.lost, replaced.why);
    onStep();
    const erasures = await carryOver(replaced, directory, staging, ledger);
    rmSync(join(staging, MANIFEST));
    for (const name of readdirSync(staging)) if (!BACKED_UP.some((one) => one === name)) rmSync(join(staging, name));
    // Who was signed out since stays so.
    if (existsSync(join(directory, 'revocations.sqlite'))) rmSync(join(staging, 'revocations.sqlite'), { force: true });
    const aside = `replaced-${now().replace(/[:.]/g, '-')}`;
    writeFileSync(join(staging, ASIDE), aside, { mode: 0o600, flush: true });
    syncFile(staging);
    onStep();
    renameSync(staging, join(directory, RESTORING));
    syncFile(directory);
    swap(directory, onStep);
    return {
      manifest,
      lost: replaced.lost,
      erasures,
      aside: existsSync(join(directory, aside)) ? join(directory, aside) : undefined,
    };
  } finally {
    rmSync(staging, { recursive: true, force: true });
    unlock();
  }
};

/**
 * Completes a restore that was interrupted after it had begun to replace files; gives the ledger's position, undefined
 * where there was none. Throws StoreInUse.
 */
export const finishRestore = (
  directory: string,
  ledger: string,
  onStep: () => void = () => undefined,
): number | undefined => {
  if (!existsSync(join(directory, RESTORING))) return undefined;
  const unlock = lockDirectory(directory);
  try {
    swap(directory, onStep);
    return contentOf(directory, ledger).position;
  } finally {
    unlock();
  }
};

/** Done again after a crash it goes on where it was: a file that has been replaced is not in RESTORING any more. */
const swap = (directory: string, onStep: () => void): void => {
  const from = join(directory, RESTORING);
  const aside = join(directory, readFileSync(join(from, ASIDE), 'utf8'));
  for (const name of BACKED_UP) {
    if (!existsSync(join(from, name))) continue;
    for (const replaced of [`${name}-wal`, `${name}-shm`, name]) {
      if (!existsSync(join(directory, replaced))) continue;
      onStep();
      mkdirSync(aside, { recursive: true, mode: 0o700 });
      renameSync(join(directory, replaced), join(aside, replaced));
    }
    onStep();
    renameSync(join(from, name), join(directory, name));
    syncFile(directory);
  }
  onStep();
  rmSync(from, { recursive: true });
  syncFile(directory);
};

interface Replaced {
  readonly lost: Lost | 'unknown' | undefined;
  /** Why it cannot be read. */
  readonly why?: string;
  readonly erasures: readonly StoredEvent[];
}

/** What the directory's ledger holds that the staged one does not. */
const lookAt = (directory: string, ledger: string, staging: string): Replaced => {
  if (!existsSync(join(directory, 'ledger.sqlite'))) return { lost: undefined, erasures: [] };
  let there: Database.Database | undefined;
  let erasures: readonly StoredEvent[] = [];
  try {
    checkWal(join(directory, 'ledger.sqlite'));
    there = openLedgerFile({ directory, ledger, readOnly: true });
    erasures = there
      .prepare<[], LocalRow>(`select ${COLUMNS} from events where type = 'PersonErased' order by sequence`)
      .all()
      .map(storedEvent);
    const { position } = contentOf(directory, ledger);
    const common = commonPosition(there, position, staging, ledger);
    return { lost: common < position ? { from: common + 1, to: position } : undefined, erasures };
  } catch (error) {
    return { lost: 'unknown', why: (error as Error).message, erasures };
  } finally {
    there?.close();
  }
};

/** The last position at which both ledgers hold the same event; a ledger's history parts once. */
const commonPosition = (there: Database.Database, position: number, staging: string, ledger: string): number => {
  const staged = openLedgerFile({ directory: staging, ledger, readOnly: true });
  try {
    let [same, other] = [0, position + 1];
    while (other - same > 1) {
      const middle = Math.floor((same + other) / 2);
      if (storedEventAt(there, middle)!.id === storedEventAt(staged, middle)?.id) same = middle;
      else other = middle;
    }
    return same;
  } finally {
    staged.close();
  }
};

/**
 * Erases in the staged ledger and directory whom the replaced ones say erased; how many persons it was that the backup
 * did not know erased.
 */
const carryOver = async (
  { erasures }: Replaced,
  directory: string,
  staging: string,
  ledger: string,
): Promise<number> => {
  const { events, people } = sqliteStores({ directory: staging, ledger });
  let carried = 0;
  try {
    for (const { stream, id, type, data, metadata } of erasures) {
      let last: number | undefined;
      let isErased = false;
      for await (const event of events.readStream(stream)) {
        last = event.revision;
        isErased ||= event.type === 'PersonErased';
      }
      if (isErased) continue;
      if (last !== undefined) await events.append(stream, last, [{ id, type, data, metadata }]);
      await people.erase(String(data['personId']));
      carried += 1;
    }
  } finally {
    await events.close();
  }
  eraseEntries(directory, staging);
  return carried;
};

/** Entry by entry, for what no event tells: the ledger may be lost, or the event of an entry never written. */
const eraseEntries = (directory: string, staging: string): void => {
  const erased = erasedEntries(directory);
  const staged = openPeopleFile({ directory: staging, readOnly: false });
  try {
    const erase = staged.prepare(
      'update entries set content = zeroblob(length(content)), erased = 1 where person = ? and commitment = ? and erased = 0',
    );
    staged.transaction(() => {
      for (const { person, commitment } of erased) erase.run(person, commitment);
    })();
    checkpoint(staged, true);
  } finally {
    staged.close();
  }
};

const erasedEntries = (directory: string): readonly { readonly person: string; readonly commitment: string }[] => {
  let people: Database.Database | undefined;
  try {
    checkWal(join(directory, 'people.sqlite'));
    people = openPeopleFile({ directory, readOnly: true });
    return people
      .prepare<[], { person: string; commitment: string }>('select person, commitment from entries where erased = 1')
      .all();
  } catch {
    // There is none, or it cannot be read: it tells nothing.
    return [];
  } finally {
    people?.close();
  }
};
