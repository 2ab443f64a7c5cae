import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { corrected, isCorrection } from '../domain/correction.js';
import { dayOf } from '../domain/day.js';
import type { NumberedEvent } from '../eventstore/numbering.js';
import { councils, filingSteps, recommendations, seats } from './councils.js';
import { datedValueQueries, datedValues } from './dated-values.js';
import { districts } from './districts.js';
import { carries, contracts, expenditures, fundLines, funds, tranches } from './funds.js';
import { eventIndexTables, openEventIndex, type EventIndex } from './event-index.js';
import { groups } from './groups.js';
import { memberships } from './memberships.js';
import { persons } from './persons.js';
import { policies } from './policies.js';
import { openReadModel, tableOf, type LedgerEntry, type OpenReadModel, type ReadModel, type Row, type RowReader } from './read-model.js';
import { charters, meetings, resolutions } from './resolutions.js';
import { schools, successions } from './schools.js';

const models = {
  districts, schools, successions, groups, memberships, datedValues, councils, filingSteps, seats, recommendations, charters, resolutions, meetings, persons,
  policies, funds, tranches, carries, fundLines, contracts, expenditures,
};
type Models = typeof models;
type RowOf<M> = M extends ReadModel<infer R> ? R : never;

/** What the files are named after: another table or another version of a projection is built into a file of its own. */
const version = createHash('sha256')
  .update([eventIndexTables, ...Object.values(models).map((model) => `${model.version} ${tableOf(model as ReadModel<Row>)}`)].join('\n'))
  .digest('hex')
  .slice(0, 12);

/** The entries of a stream with every correction in the place of what it corrects. */
const correctedEntries = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  corrected(
    entries.map((entry) => ({
      entry, event: entry.event, revision: entry.revision, effectiveOn: entry.metadata.effectiveOn, recordedOn: dayOf(entry.metadata.recordedAt),
      actor: entry.metadata.actor,
    })),
  ).map(({ event, effectiveOn, revision }) => {
    const entry = entries[revision]!;
    return { ...entry, event: event, metadata: { ...entry.metadata, effectiveOn } };
  });

/** The temporal read models of one replica in one database, and what may be asked of them. Only `project` writes. */
export const openReadModels = (file: string) => {
  const db = new Database(file);
  // One process owns the file: without a lock for every statement a look-up takes two thirds of the time.
  db.pragma('locking_mode = EXCLUSIVE');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  const events = openEventIndex(db);
  const opened = Object.fromEntries(
    Object.entries(models).map(([name, model]) => [name, openReadModel(db, model as unknown as ReadModel<Row>, () => events.head())]),
  ) as unknown as { readonly [Name in keyof Models]: OpenReadModel<RowOf<Models[Name]>> };
  const readers = Object.fromEntries(Object.entries(opened).map(([name, { read }]) => [name, read])) as unknown as {
    readonly [Name in keyof Models]: RowReader<RowOf<Models[Name]>>;
  };

  /** Numbers, indexes and projects a batch: rows and checkpoint change in one transaction. */
  const project = db.transaction((batch: readonly NumberedEvent[]) => {
    for (const numbered of batch) {
      const entry = events.add(numbered);
      if (!isCorrection(entry.event)) {
        for (const { project } of Object.values(opened)) project(entry);
        continue;
      }
      const entries = correctedEntries(events.between(entry.stream, 0, entry.revision));
      for (const { rederive } of Object.values(opened)) rederive(entry.stream, entries, entry.position);
    }
  });

  return {
    ...readers,
    events: events as Omit<EventIndex, 'add' | 'committed'>,
    values: datedValueQueries(readers.datedValues),
    project: (batch: readonly NumberedEvent[]): void => {
      project(batch);
      const last = batch.at(-1);
      if (last) events.committed(last.position);
    },
    /** All rows of all tables in a stable order, for comparing a rebuilt database with another. */
    dump: (): Readonly<Record<string, readonly unknown[]>> =>
      Object.fromEntries(
        ['event', 'subject', ...Object.values(models).map(({ name }) => name)].map((name) => [
          name,
          db.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`).all().map((row) => ({ ...(row as object), token: undefined })),
        ]),
      ),
    close: (): void => void db.close(),
  };
};

export type ReadModels = ReturnType<typeof openReadModels>;

/** The read models' file of this version of the software, for a ledger in a data directory. */
export const readModelFile = (directory: string, ledger: string): string => join(directory, `read-models-${ledger}-${version}.sqlite`);

/** Opens the file, making it where it is missing; without a directory the read models live in memory. */
export const openReadModelFile = (directory: string | undefined, ledger: string): ReadModels => {
  if (directory === undefined) return openReadModels(':memory:');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = readModelFile(directory, ledger);
  try {
    return openReadModels(file);
  } catch (error) {
    throw new Error(`${file} cannot be used (${(error as Error).message}); it may be deleted: it is built again from the ledger`, { cause: error });
  }
};

/** Throws the file away, so that it is built anew. */
export const deleteReadModelFile = (directory: string, ledger: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(readModelFile(directory, ledger) + suffix, { force: true });
};
