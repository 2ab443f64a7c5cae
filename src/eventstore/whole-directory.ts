import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { syncFile } from './sqlite-file.js';
import { lockDirectory } from './sqlite-lock.js';

export interface WholeDirectoryOptions<T> {
  /** May be there where it is empty. */
  readonly to: string;
  /** What it is, in the singular. */
  readonly what: string;
  /** Writes everything into the directory that it is given; `to` has it once this resolves. */
  readonly write: (directory: string) => Promise<T>;
  /** Called before each step that changes the disk; for tests. */
  readonly onStep?: () => void;
}

/**
 * Writes a directory that is there whole, or not at all, and is its owner's alone. Throws Error where something is there already,
 * StoreInUse where another process is writing it, and what `write` throws.
 */
export const writeWholeDirectory = async <T>({
  to,
  what,
  write,
  onStep = () => undefined,
}: WholeDirectoryOptions<T>): Promise<T> => {
  const target = resolve(to);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new Error(`${to} holds something already: ${what} goes into a directory of its own`);
  const partial = `${target}.partial`;
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(partial);
  try {
    // What a killed one left behind.
    for (const name of readdirSync(partial)) if (!isOfLock(name)) rmSync(join(partial, name), { recursive: true });
    const written = await write(partial);
    onStep();
    unlock();
    for (const name of readdirSync(partial)) if (isOfLock(name)) rmSync(join(partial, name));
    syncFile(partial);
    onStep();
    renameSync(partial, target);
    syncFile(dirname(target));
    return written;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  } finally {
    unlock();
  }
};

const isOfLock = (name: string): boolean => /^ledger\.(lock.*|pid)$/.test(name);
