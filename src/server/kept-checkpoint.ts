import { createPublicKey, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openCheckpoint, type Checkpoint } from '../audit/checkpoint.js';
import { BadNote, parseNote, signerOf } from '../audit/note.js';
import type { TransparencyLog } from '../audit/transparency-log.js';
import { distrustOf, type Distrust } from '../audit/trust.js';
import type { ReadModels } from '../projections/read-models.js';
import type { Log, Runner } from '../projections/runner.js';
import type { Check } from './readiness.js';

/** The last signed checkpoint of a ledger, beside its read models: what a store that was put back or changed no longer fits. */
export const keptCheckpointFile = (dataDir: string, ledger: string): string => join(dataDir, `${ledger}.checkpoint`);

/** The note in the file; undefined where there is none. Throws what the file system throws. */
export const readKeptCheckpoint = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Takes the place of the one before whole, and survives a power cut. Throws what the file system throws. */
export const writeKeptCheckpoint = (file: string, note: string): void => {
  const aside = `${file}.${process.pid}.partial`;
  const descriptor = openSync(aside, 'w', 0o600);
  try {
    writeSync(descriptor, note);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(aside, file);
  const directory = openSync(dirname(file), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
};

/** The next ledger is believed as it is found: an operator's word, as that of a restore. */
export const forgetKeptCheckpoint = (dataDir: string, ledger: string): void =>
  rmSync(keptCheckpointFile(dataDir, ledger), { force: true });

/** A kept note as a checkpoint of the key's. Throws BadNote. */
export const openKept = (note: string, key: KeyObject): Checkpoint => {
  const [origin = ''] = parseNote(note).text.split('\n', 1);
  const { name, keyId, kind } = signerOf(origin, key);
  return openCheckpoint(note, [{ name, keyId, kind, publicKey: createPublicKey(key) }]);
};

/** What is wrong, as reasons not to be ready; also where nothing is kept, as in memory. */
export const trustChecks = (distrust: () => Distrust | undefined): readonly Check[] =>
  (['LEDGER_SHRUNKEN', 'LEDGER_FORKED', 'CHECKPOINT_INVALID'] as const).map((code) => ({
    code,
    check: () => {
      const found = distrust();
      return found?.code === code ? found.message : undefined;
    },
  }));

export interface KeepCheckpointOptions {
  readonly file: string;
  readonly key: KeyObject;
  readonly readModels: Pick<ReadModels, 'merkle' | 'ledgerId'>;
  readonly runner: Pick<Runner, 'caughtUp' | 'changed' | 'head' | 'isRebuilding'>;
  readonly transparency: TransparencyLog;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** How often a checkpoint is kept at most, in milliseconds. */
const KEEP_EVERY = 1_000;

/**
 * Holds the ledger, once it is read, against the checkpoint that was kept of it, whatever became of its read models; then keeps a new one
 * as it grows. A ledger that does not fit is not ready: nothing is decided on it, and nothing of it is shown.
 */
export const keepCheckpoint = ({ file, key, readModels, runner, transparency, log, signal }: KeepCheckpointOptions) => {
  const { merkle, ledgerId } = readModels;
  let distrust: Distrust | undefined;
  let last: Checkpoint | undefined;
  let failure: string | undefined;

  const kept = (): Checkpoint | undefined => {
    const note = readKeptCheckpoint(file);
    return note === undefined ? undefined : openKept(note, key);
  };
  const compared = (checkpoint: Checkpoint): Distrust | undefined =>
    distrustOf(checkpoint, { head: runner.head(), ledger: ledgerId() ?? '', rootAt: (size) => merkle.root(size) });
  const keep = (): void => {
    const size = runner.head();
    if (distrust || runner.isRebuilding() || size <= (last?.size ?? 0)) return;
    // Read models that were built again meanwhile show what the store holds now.
    distrust = last && compared(last);
    const checkpoint = transparency.checkpoint(size);
    if (distrust || !checkpoint) return;
    try {
      writeKeptCheckpoint(file, checkpoint.note);
      last = checkpoint;
      failure = undefined;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (failure !== code) log.warn({ code }, 'The checkpoint of the ledger could not be kept, trying again');
      failure = code;
    }
  };
  const watching = (async () => {
    await runner.caughtUp();
    try {
      const checkpoint = kept();
      if (checkpoint) {
        last = checkpoint;
        // What is behind the store for a moment, as a replica may be, is no shrunken ledger once it holds more.
        for (distrust = compared(checkpoint); distrust && !signal.aborted; distrust = compared(checkpoint))
          await runner.changed(signal);
      }
    } catch (error) {
      distrust = {
        code: 'CHECKPOINT_INVALID',
        message: `the checkpoint that was kept (${error instanceof BadNote ? error.fault : 'it cannot be read'}) is not this ledger's: compare with an exported bundle (edugroup audit), then remove the file`,
      };
      return;
    }
    while (!signal.aborted) {
      keep();
      await runner.changed(signal);
      await pause(KEEP_EVERY, undefined, { signal, ref: false }).catch(() => undefined);
    }
  })().catch(() => undefined);

  return {
    /** Why nothing of the ledger may be shown, and nothing be decided on it. */
    distrust: (): Distrust | undefined => distrust,
    /** Keeps the last one; to be called once nothing is read any more. */
    stop: async (): Promise<void> => {
      await watching;
      keep();
    },
  };
};
