import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqliteCode } from './sqlite-file.js';

/** Another process writes to this ledger. */
export class StoreInUse extends Error {
  /** `pid` is undefined where the owner has not written its own down yet. */
  constructor(
    readonly path: string,
    readonly pid: number | undefined,
  ) {
    super(
      `${path} is in use by process ${pid ?? 'unknown'}: one process writes to a ledger; open it read-only, or stop the other one`,
    );
    this.name = 'StoreInUse';
  }
}

/**
 * Makes this process the only writer in a directory; returns what gives it up. Throws StoreInUse.
 * The lock is the operating system's, held by an open transaction on an empty SQLite file: it goes when the process does, however
 * that ends, so there are no stale locks. The pid stands in a file of its own, because a process that opens and closes a locked file
 * once more loses its POSIX locks on it; for the same reason, do not read the files of an open store within its own process.
 */
export const lockDirectory = (directory: string): (() => void) => {
  const owner = join(directory, 'ledger.pid');
  const lock = new Database(join(directory, 'ledger.lock'), { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    const code = sqliteCode(error) ?? '';
    if (code.startsWith('SQLITE_BUSY')) throw new StoreInUse(directory, readPid(owner));
    throw code === 'SQLITE_NOTADB'
      ? new Error(
          `${join(directory, 'ledger.lock')} was written over by something else: delete it while no process uses this directory`,
        )
      : error;
  }
  writeFileSync(owner, `${process.pid}\n`);
  return () => {
    rmSync(owner, { force: true });
    lock.close();
  };
};

const readPid = (path: string): number | undefined => {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
};
