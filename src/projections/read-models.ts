import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate as aTurn } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import Database from 'better-sqlite3';
import { corrected, isCorrection } from '../domain/correction.js';
import { deciders, deciderOfStream, type Day, type DomainEvent, type StreamName } from '../domain/ledger.js';
import { isConfined } from '../domain/sentence.js';
import { same } from '../domain/same.js';
import { presentVersion } from '../domain/upcast.js';
import type { NumberedEvent } from '../eventstore/numbering.js';
import { checkpoint, checkWal, sqliteCode, syncFile } from '../eventstore/sqlite-file.js';
import { lockDirectory, StoreInUse } from '../eventstore/sqlite-lock.js';
import { charters, meetings, resolutions } from './council/resolution-rows.js';
import { councils, filingSteps, recommendations, seats } from './council/rows.js';
import { damageOf } from './damage.js';
import { datedValueQueries, datedValues } from './dated-values.js';
import { decisionTables, openDecisionIndex, type DecisionIndex } from './decision-index.js';
import { districts, groups, memberships, schools, successions } from './district/rows.js';
import { evaluationParts, evaluations } from './evaluation/rows.js';
import { eventIndexTables, ImpassableEvent, openEventIndex, type EventIndex } from './event-index.js';
import {
  allocations,
  carries,
  contractChanges,
  contracts,
  expenditures,
  fundLines,
  funds,
  movements,
  refunds,
  tranches,
} from './fund/rows.js';
import { figures, indicatorRecords, surveys } from './indicator/rows.js';
import { employments, posts, qualifications } from './person/career-rows.js';
import { credits, rotations } from './person/rotation-rows.js';
import { persons } from './person/rows.js';
import { LEAF_VERSION } from './merkle/leaf.js';
import { merkleTables, openMerkle } from './merkle/rows.js';
import { nameTables, openNameIndex, type NameIndex } from './name-index.js';
import { policies } from './policy/rows.js';
import {
  type ChangedRow,
  openReadModel,
  retelling,
  tableOf,
  type LedgerEntry,
  type OpenReadModel,
  type ReadModel,
  type Row,
  type RowReader,
  recordedOf,
} from './read-model.js';
import { openRowChanges, rowChangeTable } from './row-changes.js';
import { rowMemo } from './row-memo.js';
import { statesAround, statesAt } from './state-at.js';

const models = {
  districts,
  schools,
  successions,
  groups,
  memberships,
  datedValues,
  councils,
  filingSteps,
  seats,
  recommendations,
  charters,
  resolutions,
  meetings,
  persons,
  employments,
  posts,
  qualifications,
  rotations,
  credits,
  policies,
  funds,
  tranches,
  carries,
  movements,
  allocations,
  fundLines,
  contracts,
  contractChanges,
  expenditures,
  refunds,
  evaluations,
  evaluationParts,
  indicatorRecords,
  figures,
  surveys,
};
type Models = typeof models;
/** The same where the rows are not told apart. */
const untyped = models as unknown as Readonly<Record<keyof Models, ReadModel<Row>>>;
type RowOf<M> = M extends ReadModel<infer R> ? R : never;
export type ModelName = keyof Models;
/** The rows of a read model by its name. */
export type RowOfModel<Name extends ModelName> = RowOf<Models[Name]>;

/** A row that an event changed, right before it and right after it; undefined where there was none. */
export interface RowChange extends ChangedRow {
  readonly model: ModelName;
}

/**
 * What the files are named after: another table, another version of a projection or another form of an event (they are kept as an
 * upcaster gives them, and with where they are told) is built into a file of its own.
 */
const version = (): string =>
  createHash('sha256')
    .update(
      [
        eventIndexTables,
        decisionTables,
        rowChangeTable,
        nameTables,
        merkleTables,
        String(LEAF_VERSION),
        ...Object.values(untyped).map((model) => `${model.version} ${tableOf(model)}`),
      ].join('\n'),
    )
    .update(
      JSON.stringify(
        deciders.map((decider) =>
          Object.keys(decider.facts).map((type) => [type, presentVersion(decider, type), isConfined(type)]),
        ),
      ),
    )
    .digest('hex')
    .slice(0, 12);

/** A fact as it counts, and the rows that it changes where the stream is told with it from the start. */
export interface Retold {
  readonly event: DomainEvent;
  readonly effectiveOn: Day;
  readonly rows: readonly RowChange[];
}

/** The read models cannot take an event: they, or it, are at fault, and another try would end the same. */
class UnprojectableEvent extends ImpassableEvent {
  constructor({ position, type }: NumberedEvent, cause: unknown) {
    super(
      position,
      `Position ${position} holds an event ${type} that the read models of this version of the software cannot take: the log says more`,
      { cause },
    );
    this.name = 'UnprojectableEvent';
  }
}

/** A file that is built could not be written, as where the disk is full: nothing of it is kept. */
class BuildFailed extends ImpassableEvent {
  constructor({ position }: NumberedEvent, cause: unknown) {
    super(
      position,
      `The read models could not be written from position ${position} on (${sqliteCode(cause) ?? (cause as Error).name}): see to the disk, and build them again`,
      { cause },
    );
    this.name = 'BuildFailed';
  }
}

/** Whether it is the file that fails, as where the disk is full: the same event may pass later. */
const isOfFile = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|BUSY|LOCKED|NOMEM|CANTOPEN|READONLY)/.test(sqliteCode(error) ?? '');

/** The entries of a stream with every correction in the place of what it corrects. */
const correctedEntries = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  corrected(entries.map(recordedOf)).map(({ event, effectiveOn, revision }) => {
    const entry = entries[revision]!;
    return { ...entry, event: event, metadata: { ...entry.metadata, effectiveOn } };
  });

/** After how many events the WAL is moved into the file: some 20 MB of it. */
const CHECKPOINT_EVERY = 500;

/** How much of a file is kept in memory while it is built, in kilobytes: its tables are written all over. */
const BUILD_CACHE = 128 * 1024;
/**
 * Of how many events states are kept while a file is built, so that streams are not read again for each event: they take some 600 bytes an
 * event, and half of the heap at most. A heap of 4 GB holds those of some 250,000 persons.
 */
const BUILD_STATES = Math.floor(getHeapStatistics().heap_size_limit / 1_500);
/** The indices that every event reads while a file is built. */
const READ_WHILE_BUILDING = ['event_stream', 'event_known_at', 'subject_position'];

/** Beyond this length, in bytes, of the WAL nobody begins to read until it is in the file; and to what it is cut back then. */
const LONG_WAL = 128 * 1024 * 1024;
const SHORT_WAL = 32 * 1024 * 1024;

/**
 * How a connection has the file. ALONE: nobody else opens it, without a lock for every statement a look-up takes two thirds of the time.
 * SHARED: it writes, and others read beside it. READ: it reads beside one that is SHARED, from snapshot to snapshot.
 * BUILD: as ALONE, and what a crash leaves of it is thrown away.
 */
export type Access = 'ALONE' | 'SHARED' | 'READ' | 'BUILD';

/**
 * The temporal read models of one replica in one database, and what may be asked of them. Only `project` writes. Bytes of a database are
 * copied into memory.
 */
export const openReadModels = (file: string | Buffer, access: Access = 'ALONE') => {
  const db = new Database(file, access === 'READ' ? { readonly: true, fileMustExist: true } : {});
  if (access === 'BUILD') {
    // Nothing is written twice, nor waited for: a journal on the disk would be of no use.
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = MEMORY');
    db.pragma('synchronous = OFF');
    db.pragma(`cache_size = -${BUILD_CACHE}`);
  } else if (access !== 'READ') {
    if (access === 'ALONE') db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    // Each WAL begins with a mark, hence no checkpoints of SQLite's own (see sqlite-wal.ts).
    db.pragma('wal_autocheckpoint = 0');
    db.pragma(`journal_size_limit = ${SHORT_WAL}`);
    checkpoint(db);
  }
  let sinceCheckpoint = 0;
  /** Locks are taken once for all that is read between two writes, where others might hold them: this is the only one that writes. */
  const rest = (): void => void (access === 'SHARED' && !db.inTransaction && db.exec('BEGIN'));
  const writing = <T>(work: () => T): T => {
    if (access === 'SHARED' && db.inTransaction) db.exec('COMMIT');
    try {
      return work();
    } finally {
      rest();
    }
  };
  const events = openEventIndex(db);
  const decisions = openDecisionIndex(db);
  const rowChanges = openRowChanges(db);
  const names = openNameIndex(db);
  /** What a file is built without, by name: an index that is made at the end costs a fraction of one that each row is entered in. */
  const indices = new Map<string, string>();
  const index = (name: string): void => {
    const sql = indices.get(name);
    if (sql !== undefined) db.exec(sql);
    indices.delete(name);
  };
  const merkle = openMerkle(db);
  /** Of what is supposed the last position. */
  let supposedHead: number | undefined;
  const head = (): number => supposedHead ?? events.head();
  const opened = Object.fromEntries(
    Object.entries(untyped).map(([name, model]) => [
      name,
      openReadModel(db, model, head, {
        note: (position, key) => rowChanges.note(position, name, key),
        uses: index,
        call: (key, called) => names.add(key, called),
      }),
    ]),
  ) as unknown as { readonly [Name in keyof Models]: OpenReadModel<RowOf<Models[Name]>> };
  const memo = rowMemo();
  const readers = Object.fromEntries(
    Object.entries(opened).map(([name, { read }]) => [name, memo.remembering(read as RowReader<Row>, head)]),
  ) as unknown as { readonly [Name in keyof Models]: RowReader<RowOf<Models[Name]>> };

  const followersOf = (category: string) =>
    Object.entries<ReadModel<Row>>(untyped).flatMap(([name, { parts }]) =>
      parts?.category === category ? opened[name as keyof Models].follow! : [],
    );
  /** What projects an event, by its type. */
  const projecting = new Map<string, ((entry: LedgerEntry) => void)[]>();
  for (const [name, { on }] of Object.entries(untyped))
    for (const type of Object.keys(on))
      projecting.set(type, [...(projecting.get(type) ?? []), opened[name as keyof Models].project]);
  const followers = new Map(deciders.map((decider) => [decider, followersOf(decider.category)]));
  const states = () => {
    const at = statesAt(events);
    return { at, around: statesAround(at, access === 'BUILD' ? BUILD_STATES : undefined) };
  };
  const known = states();
  let present = known;

  const projectOne = (numbered: NumberedEvent): void => {
    const entry = events.add(numbered);
    decisions.add(entry);
    const following = followers.get(deciderOfStream(entry.stream)!)!;
    if (following.length > 0) {
      const around = present.around(entry);
      for (const follow of following) follow(entry, around);
    }
    if (!isCorrection(entry.event)) {
      for (const project of projecting.get(entry.event.type) ?? []) project(entry);
      return;
    }
    const entries = correctedEntries(events.between(entry.stream, 0, entry.revision));
    for (const { rederive } of Object.values(opened)) rederive(entry.stream, entries, entry.position);
  };

  /** Indexes and projects a batch: rows and checkpoint change in one transaction. */
  const projectAll = (batch: readonly NumberedEvent[]): void => {
    for (const numbered of batch) {
      try {
        projectOne(numbered);
      } catch (error) {
        throw error instanceof ImpassableEvent || isOfFile(error) || damageOf(error) !== undefined
          ? error
          : new UnprojectableEvent(numbered, error);
      }
    }
    merkle.add(batch);
  };
  /** A file that is built is one transaction, of which no part is taken back: what was there before it, and must be kept, is nothing. */
  const project = access === 'BUILD' ? untilItFails(projectAll) : db.transaction(projectAll);
  if (access === 'BUILD') {
    for (const { name, sql } of indicesOf(db)) {
      if (READ_WHILE_BUILDING.includes(name)) continue;
      db.exec(`DROP INDEX "${name}"`);
      indices.set(name, sql);
    }
    db.exec('BEGIN');
  }
  rest();

  return {
    ...readers,
    events: {
      ...events,
      timeOf: memo.rememberingAt((position) => events.timeOf(position)),
      recordedOn: memo.rememberingAt((position) => events.recordedOn(position)),
    } as Omit<EventIndex, 'add' | 'committed'>,
    decisions: decisions as Omit<DecisionIndex, 'add'>,
    names: names as Omit<NameIndex, 'add'>,
    values: datedValueQueries(readers.datedValues),
    stateAt: (stream: StreamName, position: number): unknown => present.at(stream, position),
    /**
     * A stream told again as it is known at a position, each correction in the place of what it corrects: by the position of each fact
     * that stands, the fact and the rows that it changes. Reads the whole stream.
     */
    retold: (stream: StreamName, position: number): ReadonlyMap<number, Retold> => {
      const decider = deciderOfStream(stream)!;
      const entries = events.ofStream(stream, position);
      const tell = Object.entries<ReadModel<Row>>(untyped)
        .filter(([, { parts }]) => parts === undefined || parts.category === decider.category)
        .map(([name, model]) => [name as ModelName, retelling(model)] as const);
      let before = decider.initial as unknown;
      return new Map(
        corrected(entries.map(recordedOf)).map((fact) => {
          const { event, effectiveOn, revision } = fact;
          const entry = entries[revision]!;
          const right = { ...entry, event, metadata: { ...entry.metadata, effectiveOn } };
          const after = decider.evolve(before, fact) as unknown;
          const rows = tell.flatMap(([model, one]) =>
            one(right, { before, after }).map((row): RowChange => ({ model, ...row })),
          );
          before = after;
          return [entry.position, { event, effectiveOn, rows }];
        }),
      );
    },
    /** The rows that the event at a position changed, of all read models. */
    changedAt: (position: number): readonly RowChange[] =>
      rowChanges.at(position).flatMap(({ model, key }) => {
        const reader = (readers as unknown as Readonly<Record<string, RowReader<Row>>>)[model]!;
        const [before, after] = [reader.byKey(key, position - 1), reader.byKey(key, position)];
        return same(before, after) ? [] : [{ model: model as ModelName, before, after }];
      }),
    merkle: merkle.tree,
    /** Whose events these are; undefined until `isOf` was asked for the first time. */
    ledgerId: merkle.ledgerId,
    /** Whether these are the ledger's with that id, as they are of the first one that is named. */
    isOf: (ledgerId: string): boolean => writing(() => merkle.isOf(ledgerId)),
    /** Takes events of the ledger that was named. Throws ImpassableEvent, and what SQLite throws where the file fails; nothing of the batch is readable then. */
    project: (batch: readonly NumberedEvent[]): void => {
      memo.forget();
      writing(() => {
        try {
          project(batch);
        } finally {
          memo.forget();
        }
        sinceCheckpoint += batch.length;
        if (access !== 'BUILD' && sinceCheckpoint >= CHECKPOINT_EVERY && checkpoint(db)) sinceCheckpoint = 0;
      });
      const last = batch.at(-1);
      if (last) events.committed(last.position);
    },
    /**
     * What `ask` gives while these events are read as the next ones, at their positions; all of it is taken back before anybody else reads,
     * so `ask` must answer at once. Throws as `project` does.
     */
    suppose: <T>(batch: readonly NumberedEvent[], ask: () => T): T =>
      writing(() => {
        db.exec('BEGIN');
        // States and rows that are kept of what is taken back would be those of other events.
        present = states();
        memo.forget();
        try {
          for (const numbered of batch) projectOne(numbered);
          supposedHead = batch.at(-1)?.position;
          return ask();
        } finally {
          [present, supposedHead] = [known, undefined];
          memo.forget();
          if (db.inTransaction) db.exec('ROLLBACK');
        }
      }),
    /**
     * Whether somebody else may begin to read: a WAL can only begin anew when nobody reads what is in it, so where it has grown long the
     * next ones wait until none does.
     */
    mayBeRead: (isAnybodyReading: boolean): boolean => {
      if ((statSync(`${db.name}-wal`, { throwIfNoEntry: false })?.size ?? 0) <= LONG_WAL) return true;
      if (isAnybodyReading) return false;
      writing(() => checkpoint(db));
      return true;
    },
    /** Of who reads beside the one that writes: reads all that is committed by now, and nothing later, until it is let go. */
    snapshot: {
      take: (): void => {
        if (db.inTransaction) db.exec('COMMIT');
        db.exec('BEGIN');
        const last = events.last()?.position ?? 0;
        if (last !== events.head()) memo.forget();
        events.committed(last);
      },
      letGo: (): void => void (db.inTransaction && db.exec('COMMIT')),
    },
    /** All rows of all tables in a stable order, for comparing a rebuilt database with another. */
    dump: (): Readonly<Record<string, readonly unknown[]>> =>
      Object.fromEntries(
        [
          'event',
          'subject',
          'merkle',
          'ledger',
          'decision',
          'paper',
          'row_change',
          'called',
          ...Object.values(models).map(({ name }) => name),
        ].map((name) => [
          name,
          db
            .prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`)
            .all()
            .map((row) => ({ ...(row as object), token: undefined })),
        ]),
      ),
    /** Ends a file that is built: makes the indices that it has not, one after the other. */
    finish: async (): Promise<void> => {
      for (const name of [...indices.keys()]) {
        index(name);
        await aTurn();
      }
      db.exec('COMMIT');
    },
    close: (): void => void db.close(),
  };
};

const indicesOf = (db: Database.Database): readonly { readonly name: string; readonly sql: string }[] =>
  db
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    )
    .all();

/** Projecting of which nothing can be taken back: once it failed the file is of no use, and it throws the same again. */
const untilItFails = (
  project: (batch: readonly NumberedEvent[]) => void,
): ((batch: readonly NumberedEvent[]) => void) => {
  let failure: ImpassableEvent | undefined;
  return (batch) => {
    if (failure) throw failure;
    try {
      project(batch);
    } catch (error) {
      throw (failure = error instanceof ImpassableEvent ? error : new BuildFailed(batch[0]!, error));
    }
  };
};

export type ReadModels = ReturnType<typeof openReadModels>;

/** The read models' file of this version of the software, for a ledger in a data directory. */
export const readModelFile = (directory: string, ledger: string): string =>
  join(directory, `read-models-${ledger}-${version()}.sqlite`);

/**
 * Makes this process the one that writes this version's file; another version's may be written beside it. Throws
 * StoreInUse where another process does.
 */
export const lockReadModels = (directory: string, ledger: string): (() => void) =>
  lockFile(readModelFile(directory, ledger));

const lockFile = (file: string): (() => void) => {
  const beside = file.replace(/\.sqlite$/, '');
  mkdirSync(beside, { recursive: true, mode: 0o700 });
  return lockDirectory(beside);
};

/**
 * Opens the file, making it where it is missing; without a directory the read models live in memory. Other versions'
 * files go where nobody writes them.
 */
export const openReadModelFile = (
  directory: string | undefined,
  ledger: string,
  access: Access = 'ALONE',
): ReadModels => {
  if (directory === undefined) return openReadModels(':memory:');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = readModelFile(directory, ledger);
  const ofThisLedger = new RegExp(`^(read-models-${ledger}-[0-9a-f]{12}\\.sqlite)(\\.unfinished)?$`);
  const files = new Set(readdirSync(directory).flatMap((name) => ofThisLedger.exec(name)?.[1] ?? []));
  for (const name of files) if (join(directory, name) !== file) deleteUnused(join(directory, name));
  // Of a build that was killed.
  deleteFile(unfinishedOf(file));
  try {
    checkWal(file);
    return openReadModels(file, access);
  } catch (error) {
    throw new Error(
      `${file} cannot be used (${(error as Error).message}); it may be deleted: it is built again from the ledger`,
      { cause: error },
    );
  }
};

/** The lock beside it stays: whoever is about to take it would lock what nobody else sees. */
const deleteUnused = (file: string): void => {
  try {
    const unlock = lockFile(file);
    try {
      for (const each of [file, unfinishedOf(file)]) deleteFile(each);
    } finally {
      unlock();
    }
  } catch (error) {
    if (!(error instanceof StoreInUse)) throw error;
  }
};

const unfinishedOf = (file: string): string => `${file}.unfinished`;
const deleteFile = (file: string): void => {
  for (const suffix of ['-wal', '-shm', '']) rmSync(file + suffix, { force: true });
};

/** Moves a damaged file aside, for whoever wants to look into it, in the place of one that was moved there before; gives its new name. */
export const putAsideReadModelFile = (directory: string, ledger: string, now: string): string => {
  const file = readModelFile(directory, ledger);
  const aside = `${file}.damaged-${now.replace(/[:.]/g, '-')}`;
  for (const name of readdirSync(directory))
    if (name.startsWith(`${basename(file)}.damaged-`)) rmSync(join(directory, name), { force: true });
  for (const suffix of ['-wal', '']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  rmSync(`${file}-shm`, { force: true });
  return basename(aside);
};

/** Throws the file away, so that it is built anew. */
export const deleteReadModelFile = (directory: string, ledger: string): void =>
  deleteFile(readModelFile(directory, ledger));

/**
 * Throws the file away and builds it anew, by what `fill` does. It gets its name once it is whole and on the disk: a crash, or an error of
 * `fill`, leaves none.
 */
export const buildReadModelFile = async <T>(
  directory: string,
  ledger: string,
  fill: (readModels: ReadModels) => Promise<T>,
): Promise<T> => {
  const file = readModelFile(directory, ledger);
  const unfinished = unfinishedOf(file);
  for (const each of [file, unfinished]) deleteFile(each);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const readModels = openReadModels(unfinished, 'BUILD');
  try {
    const result = await fill(readModels)
      .then(async (filled) => {
        await readModels.finish();
        return filled;
      })
      .finally(() => readModels.close());
    syncFile(unfinished);
    renameSync(unfinished, file);
    syncFile(directory);
    return result;
  } finally {
    deleteFile(unfinished);
  }
};
