import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openReadModels, type ReadModels } from '../../src/projections/read-models.js';

let empty: Buffer | undefined;

/** Read models in memory without an event, as ':memory:' gives: a copy, for making their tables takes longer than many a test. */
export const emptyReadModels = (): ReadModels => openReadModels((empty ??= bytesOfEmpty()));

const bytesOfEmpty = (): Buffer => {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-read-models-'));
  const file = join(directory, 'empty.sqlite');
  openReadModels(file).close();
  const database = new Database(file);
  // There is no WAL in memory.
  database.pragma('journal_mode = DELETE');
  const bytes = database.serialize();
  database.close();
  rmSync(directory, { recursive: true });
  return bytes;
};
