import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { MAX_APPEND_BYTES, type Stores } from '../eventstore/port.js';
import { sqliteCode } from '../eventstore/sqlite-file.js';
import type { Check } from './readiness.js';
import { together } from './together.js';

/** Where files are written, and how much room must be left there, in bytes; 0 where nobody looks. */
export interface SpaceOptions {
  readonly directories: readonly string[];
  readonly least: number;
  /** Gives the bytes that are free in a directory; replaced in tests. */
  readonly free?: (directory: string) => Promise<number>;
}

const freeBytes = async (directory: string): Promise<number> => {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
};

/** There is room to write. A directory that is gone is another check's. */
export const roomIsLeft = ({ directories, least, free = freeBytes }: SpaceOptions): Check => ({
  code: 'LITTLE_SPACE',
  check: async () => {
    if (least === 0) return undefined;
    const left = Math.min(...(await Promise.all(directories.filter((directory) => existsSync(directory)).map(free))));
    return left < least
      ? `${left} bytes are left where the server writes, fewer than the ${least} of MIN_FREE_BYTES`
      : undefined;
  },
});

/** Files that are open still stand under their names. */
export const filesAreThere = (files: readonly string[]): Check => ({
  code: 'DATA_DIRECTORY_GONE',
  check: () =>
    files.every((file) => existsSync(file))
      ? undefined
      : 'files of the data directory are gone while they are open: what is read comes from files that go with the process; put the directory back and start the server again',
});

export interface WriteProbe {
  readonly checks: readonly Check[];
  /** The same stores, whose writes that find the disk full are noticed. */
  readonly watched: Stores;
  /** Writes now; resolves when it is known what became of it. */
  readonly probe: () => Promise<void>;
  readonly stop: () => void;
}

/** How often something is written to see whether that works, and how long it may take, in milliseconds. */
const EVERY = 5_000;
const ANSWER = 5_000;

/** As long as an append may be, and no JSON that could be shortened. */
const LARGE = 'x'.repeat(MAX_APPEND_BYTES);

/**
 * Writes a document beside the ledger now and then: that reads succeed says nothing about writes. It is a small one, for which a disk
 * may have room that has none for a command; once one had no room, a large one has to find it.
 */
export const probeWrites = (stores: Stores, { every = EVERY, answer = ANSWER } = {}): WriteProbe => {
  let failure: 'DISK_FULL' | 'WRITES_FAIL' | undefined;
  const probe = together(async () => {
    const impatience = setTimeout(() => {
      failure = 'WRITES_FAIL';
    }, answer);
    try {
      if (failure === 'DISK_FULL') await stores.checkpoints.save('write-probe', LARGE);
      await stores.checkpoints.save('write-probe', null);
      failure = undefined;
    } catch (error) {
      failure = isFull(error) ? 'DISK_FULL' : 'WRITES_FAIL';
    } finally {
      clearTimeout(impatience);
    }
  });
  const noticing =
    <Given extends unknown[], Answer>(work: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      try {
        return await work(...given);
      } catch (error) {
        if (isFull(error)) failure = 'DISK_FULL';
        throw error;
      }
    };
  const { events, people, checkpoints } = stores;
  const timer = setInterval(() => void probe(), every);
  timer.unref();
  return {
    checks: [
      {
        code: 'DISK_FULL',
        check: () =>
          failure === 'DISK_FULL' ? 'the disk is full: no command is accepted until there is room again' : undefined,
      },
      {
        code: 'WRITES_FAIL',
        check: () =>
          failure === 'WRITES_FAIL'
            ? 'what is written to the event store does not arrive, commands will not be accepted'
            : undefined,
      },
    ],
    watched: {
      ...stores,
      events: { ...events, append: noticing((...given) => events.append(...given)) },
      people: { ...people, put: noticing((entry) => people.put(entry)) },
      checkpoints: { ...checkpoints, save: noticing((...given) => checkpoints.save(...given)) },
    },
    probe,
    stop: () => clearInterval(timer),
  };
};

const isFull = (error: unknown): boolean => sqliteCode((error as Error).cause) === 'SQLITE_FULL';
