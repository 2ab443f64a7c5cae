import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The text of a development secret's file; made once, for its owner alone, and kept for all who share the directory. Throws what the file
 * system throws.
 */
export const keptSecret = (path: string, make: () => string): string => {
  mkdirSync(dirname(path), { recursive: true });
  return readOnce(path) ?? makeOnce(path, make);
};

const readOnce = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Written aside and linked into place: whoever starts at the same time reads a whole secret, and the same one. */
const makeOnce = (path: string, make: () => string): string => {
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(aside, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
};
