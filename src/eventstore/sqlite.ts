/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, and async turns every throw into a rejection */
import type Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { bell, followLocal, PAGE } from './follow.js';
import { isRepeated, storedEvent, storedEvents } from './local-rows.js';
import type { LocalRow } from './local-rows.js';
import {
  OutcomeUnknown,
  StoreUnavailable,
  UnreadableCheckpoint,
  UnreadableEvent,
  WrongExpectedRevision,
} from './port.js';
import type { Checkpoints, EventStore, ExpectedRevision, Stores } from './port.js';
import { sqliteDirectory } from './sqlite-directory.js';
import {
  beginEpoch,
  epochsIn,
  headIn,
  isOlderThanSeen,
  rememberLedger,
  seenLedger,
  sqliteEpochs,
} from './sqlite-epochs.js';
import {
  checkingPlace,
  exitOnFatal,
  guard,
  isFatal,
  makeDirectory,
  movingWal,
  openFile,
  sqliteCode,
} from './sqlite-file.js';
import { sqliteAccesses } from './sqlite-accesses.js';
import { sqliteRevocations } from './sqlite-revocations.js';
import type { Guard } from './sqlite-file.js';
import { lockDirectory } from './sqlite-lock.js';
import { checkAppend, checkDocument, checkLedger, checkRead } from './validate.js';
import type { CheckedEvent } from './validate.js';

export { StoreInUse } from './sqlite-lock.js';

export interface SqliteOptions {
  /** Holds ledger.sqlite, people.sqlite and the lock; made where it does not exist. */
  readonly directory: string;
  /** A file of another ledger is refused. */
  readonly ledger: string;
  /** The id of a ledger that is new; another one keeps its own. */
  readonly ledgerId?: string;
  /** Opens beside the process that writes; followers look for new events every 200 ms. */
  readonly readOnly?: boolean;
  /** Told what does not fit together. */
  readonly log?: (message: string) => void;
  /** Whether much is written at once, while nobody waits for an answer: all appends that are waiting are one commit, however many. */
  readonly bulk?: boolean;
  /** Ends the process after an I/O error (exit code 70); for tests. */
  readonly onFatal?: (error: Error) => void;
}

/**
 * The directory within a ledger's from which a restore is putting files into their places; until it has, the ledger is
 * neither the old one nor the new.
 */
export const RESTORING = 'restore.ready';
/** 'edug' in ASCII. */
const APPLICATION_ID = 0x65647567;
const POLL_MILLISECONDS = 200;
/** How many events are looked at in one go: half a millisecond or so. */
const LOOKED_AT = 200;
/** Of so many streams it is kept where they end. */
const MOST_ENDS = 10_000;
/** So many appends are committed in one go: a millisecond or so of work. */
const MOST_TOGETHER = 100;
/** What SQLite keeps of the file in memory where much is written at once, in KiB: otherwise each commit writes the indexes' pages again and again. */
const BULK_CACHE = 131_072;
export const COLUMNS = 'sequence, stream, revision, id, type, data, metadata, appended_through as appendedThrough';

/** The sequence is the rowid: SQLite gives the highest plus one, and takes it back with a transaction that fails, so there are no gaps. */
const schema = (ledger: string): string => `
  create table ledger (name text not null) strict;
  insert into ledger (name) values ('${ledger}');
  create table events (
    sequence integer primary key,
    stream text not null,
    revision integer not null,
    id text not null,
    type text not null,
    data text not null,
    metadata text not null,
    appended_through integer not null,
    unique (stream, revision),
    unique (stream, id)
  ) strict;
  create trigger events_are_not_changed before update on events begin select raise(abort, 'events are not changed'); end;
  create trigger events_are_not_deleted before delete on events begin select raise(abort, 'events are not deleted'); end;
  create table checkpoints (name text primary key, document text not null) strict, without rowid;
`;

/**
 * Opens the ledger in a directory. One process writes; any number read.
 * Throws StoreInUse where another process writes, Error where the files are of another ledger, another version, damaged or missing.
 */
export const sqliteStores = ({
  directory,
  ledger,
  ledgerId,
  readOnly = false,
  log = () => undefined,
  bulk = false,
  onFatal = exitOnFatal,
}: SqliteOptions): Stores => {
  checkLedger(ledger);
  if (!readOnly) makeDirectory(directory);
  const opened: (() => void)[] = [];
  const closeAll = (): void => {
    for (const close of opened.splice(0).reverse()) close();
  };
  try {
    if (!readOnly) opened.push(lockDirectory(directory));
    const database = openLedgerFile({ directory, ledger, readOnly });
    opened.push(() => database.close());
    let closed = false;
    const guarded = guard(() => closed, onFatal);
    if (bulk) database.pragma(`cache_size = -${BULK_CACHE}`);
    const people = sqliteDirectory({ directory, readOnly, guarded });
    opened.push(people.close);
    if (!readOnly) {
      const remember = (): void => rememberLedger(people.database, database);
      if (isOlderThanSeen(database, seenLedger(people.database)))
        log(
          `ledger.sqlite is older than people.sqlite: a copy of it was put back, and events are lost; position ${headIn(database)} is the last`,
        );
      const isNew = epochsIn(database).length === 0 && headIn(database) === 0;
      const id = (isNew ? ledgerId : undefined) ?? randomUUID();
      guarded(() => beginEpoch(database, { id, startedAt: new Date().toISOString() }));
      guarded(remember);
      opened.push(() => quietly(remember));
    }
    const revocations = sqliteRevocations(directory);
    opened.push(revocations.close);
    const written: Written = {
      guarded,
      checkPlace: checkingPlace(database.name),
      moveWal: movingWal(database, guarded),
    };
    const events = sqliteEvents({
      ...written,
      database,
      readOnly,
      mostTogether: bulk ? Infinity : MOST_TOGETHER,
      isClosed: () => closed,
      close: () => {
        closed = true;
        closeAll();
      },
    });
    return {
      events,
      people: people.directory,
      checkpoints: sqliteCheckpoints(database, written),
      epochs: sqliteEpochs(database, guarded),
      revocations: revocations.revocations,
      accesses: sqliteAccesses({
        database: people.database,
        readOnly,
        guarded,
        checkPlace: checkingPlace(people.database.name),
        moveWal: movingWal(people.database, guarded),
      }),
    };
  } catch (error) {
    closeAll();
    throw error;
  }
};

/** At the end nothing is left to do about a file that fails. */
const quietly = (work: () => void): void => {
  try {
    work();
  } catch {
    // What it would have told is known from elsewhere, in most cases.
  }
};

/** Opens ledger.sqlite. Throws Error as sqliteStores does. */
export const openLedgerFile = ({
  directory,
  ledger,
  readOnly,
}: {
  readonly directory: string;
  readonly ledger: string;
  readonly readOnly: boolean;
}): Database.Database => {
  if (existsSync(join(directory, RESTORING)))
    throw new Error(`A restore into ${directory} was interrupted: run \`edugroup restore\` again to finish it`);
  const path = join(directory, 'ledger.sqlite');
  const check = (file: Database.Database): void => checkContent(file, path, ledger, readOnly);
  return openFile(path, { applicationId: APPLICATION_ID, schema: schema(ledger), readOnly, check });
};

const checkContent = (database: Database.Database, path: string, ledger: string, readOnly: boolean): void => {
  const name = database.prepare<[], string>('select name from ledger').pluck().get();
  if (name !== ledger) throw new Error(`${path} holds the ledger '${String(name)}', not '${ledger}'`);
  if (readOnly) return;
  const sizes = database
    .prepare<[], { count: number; last: number | null }>('select count(*) as count, max(sequence) as last from events')
    .get();
  if (sizes && sizes.count !== (sizes.last ?? 0)) {
    throw new Error(
      `${path} is damaged: ${sizes.count} events, but the last one is number ${sizes.last}: restore it from a backup`,
    );
  }
};

/** How something is written to the ledger's file. */
interface Written {
  readonly guarded: Guard;
  /** Throws StoreUnavailable. */
  readonly checkPlace: () => void;
  readonly moveWal: (bytes: number) => void;
}

interface EventsOptions extends Written {
  readonly database: Database.Database;
  readonly readOnly: boolean;
  /** So many appends are committed in one go. */
  readonly mostTogether: number;
  readonly isClosed: () => boolean;
  readonly close: () => void;
}

const sqliteEvents = ({
  database,
  guarded,
  checkPlace,
  moveWal,
  readOnly,
  mostTogether,
  isClosed,
  close,
}: EventsOptions): EventStore => {
  const commit = committing(database);
  const forwards = database.prepare<[string, number, number], LocalRow>(
    `select ${COLUMNS} from events where stream = ? and revision >= ? order by revision limit ?`,
  );
  const backwards = database.prepare<[string, number, number], LocalRow>(
    `select ${COLUMNS} from events where stream = ? and revision <= ? order by revision desc limit ?`,
  );
  const after = database.prepare<[number, number], LocalRow>(
    `select ${COLUMNS} from events where sequence > ? order by sequence limit ?`,
  );
  const head = database.prepare<[], number | null>('select max(sequence) from events').pluck();
  const lastRevision = lastRevisionIn(database);
  const noJson = database.prepare<[number, number], LocalRow>(
    'select stream, revision from events where sequence > ? and sequence <= ? and not (json_valid(data) and json_valid(metadata)) order by sequence limit 1',
  );
  const changes = bell();
  const ends = new LRUCache<string, number>({ max: MOST_ENDS, memoMethod: (stream) => lastRevision.get(stream) ?? -1 });
  const endsAt = (stream: string): number => guarded(() => ends.memo(stream));
  let waiting: Waiting[] = [];
  /** Commits what is waiting, as much as one transaction takes. */
  const flush = (): void => {
    const appends = waiting.slice(0, mostTogether);
    waiting = waiting.slice(mostTogether);
    if (waiting.length > 0) setImmediate(flush);
    if (appends.length === 0) return;
    for (const { stream } of appends) ends.delete(stream);
    try {
      checkPlace();
      const outcomes = guarded(() => commit.immediate(appends));
      changes.ring();
      moveWal(appends.reduce((bytes, { events }) => bytes + bytesOf(events), 0));
      outcomes.forEach((outcome, index) => appends[index]!.settle(outcome));
    } catch (error) {
      // After an I/O error the commit may be found on disk at the next start, or not.
      const failure =
        error instanceof StoreUnavailable && isFatal(error.cause)
          ? new OutcomeUnknown('The disk failed during an append', { cause: error })
          : (error as Error);
      for (const { settle } of appends) settle(failure);
    }
  };
  return {
    isInOrder: true,
    append: async (stream, expected, newEvents, after) => {
      const events = checkAppend(stream, expected, newEvents);
      return new Promise((resolve, reject) => {
        const settle = (outcome: number | Error): void =>
          typeof outcome === 'number' ? resolve({ revision: outcome }) : reject(outcome);
        if (waiting.push({ stream, expected, events, after, settle }) === 1) setImmediate(flush);
      });
    },
    readStream: (stream, options) => {
      const read = checkRead(stream, options);
      return (async function* () {
        const statement = read.backwards ? backwards : forwards;
        let from = read.from ?? (read.backwards ? Number.MAX_SAFE_INTEGER : 0);
        let wanted = read.limit;
        for (;;) {
          const rows = guarded(() => statement.all(stream, from, Math.min(wanted, PAGE)));
          for (const row of rows) yield storedEvent(row);
          wanted -= rows.length;
          const last = rows.at(-1);
          if (last === undefined || rows.length < PAGE || wanted === 0 || (read.backwards && last.revision === 0))
            return;
          from = read.backwards ? last.revision - 1 : last.revision + 1;
          await nextTurn();
        }
      })();
    },
    ...(readOnly ? {} : { endsAt }),
    follow: (options) =>
      followLocal(
        {
          readAfter: (sequence) => storedEvents(guarded(() => after.all(sequence, PAGE))),
          sequenceOf: (token) => {
            const last = guarded(() => head.get()) ?? 0;
            if (token === undefined) return 0;
            if (!/^[1-9]\d{0,15}$/.test(token) || Number(token) > last)
              throw new StoreUnavailable(`This store has no token ${token}`);
            return Number(token);
          },
          isClosed,
          changed: (signal) => changes.wait(signal, readOnly ? POLL_MILLISECONDS : undefined),
        },
        options,
      ),
    findUnreadable: async (signal) => {
      for (
        let sequence = 0;
        !signal?.aborted && !isClosed() && sequence < (guarded(() => head.get()) ?? 0);
        sequence += LOOKED_AT
      ) {
        const found = guarded(() => noJson.get(sequence, sequence + LOOKED_AT));
        if (found) return new UnreadableEvent(found.stream, found.revision);
        await nextTurn();
      }
      return undefined;
    },
    ping: async () => void guarded(() => head.get()),
    close: async () => {
      if (isClosed()) return;
      while (waiting.length > 0) flush();
      close();
      changes.ring();
    },
  };
};

/** An append that nobody has committed yet. */
interface Waiting {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly CheckedEvent[];
  readonly after: string | undefined;
  /** Called once, with the revision of its last event or with what went wrong. */
  readonly settle: (outcome: number | Error) => void;
}

const bytesOf = (events: readonly CheckedEvent[]): number =>
  events.reduce((bytes, { data, metadata }) => bytes + data.length + metadata.length, 0);

/**
 * Appends that arrive together as one transaction, in their order: the disk is waited for once. Each has a savepoint of its own, so that one
 * that is refused leaves the others whole; where the file fails, none is there.
 */
const committing = (
  database: Database.Database,
): Database.Transaction<(appends: readonly Waiting[]) => readonly (number | Error)[]> => {
  const append = appending(database);
  return database.transaction((appends) =>
    appends.map((one) => {
      try {
        return append(one);
      } catch (error) {
        if (error instanceof WrongExpectedRevision) return error;
        throw error;
      }
    }),
  );
};

const lastRevisionIn = (database: Database.Database): Database.Statement<[string], number | null> =>
  database.prepare<[string], number | null>('select max(revision) from events where stream = ?').pluck();

/** The append as a transaction, or a part of one; it gives the revision of its last event. */
const appending = (database: Database.Database): Database.Transaction<(one: Omit<Waiting, 'settle'>) => number> => {
  const lastRevision = lastRevisionIn(database);
  const idAt = database
    .prepare<[string, number], string>('select id from events where stream = ? and revision = ?')
    .pluck();
  const between = database.prepare<[string, number, number], LocalRow>(
    `select ${COLUMNS} from events where stream = ? and revision between ? and ? order by revision`,
  );
  const insert = database.prepare(
    'insert into events (stream, revision, id, type, data, metadata, appended_through) values (?, ?, ?, ?, ?, ?, ?)',
  );
  return database.transaction(({ stream, expected, events, after }) => {
    const actual = lastRevision.get(stream) ?? 'no-stream';
    const start = expected === 'no-stream' ? 0 : expected + 1;
    const last = start + events.length - 1;
    if (expected !== actual || (after !== undefined && idAt.get(stream, start - 1) !== after)) {
      if (isRepeated(between.all(stream, start - 1, last), start, events)) return last;
      throw new WrongExpectedRevision(stream, expected, actual);
    }
    try {
      events.forEach(({ id, type, data, metadata }, index) =>
        insert.run(stream, start + index, id, type, data, metadata, last),
      );
    } catch (error) {
      // The revisions are free, so it is an id that the stream holds already.
      throw sqliteCode(error) === 'SQLITE_CONSTRAINT_UNIQUE'
        ? new WrongExpectedRevision(stream, expected, actual)
        : error;
    }
    return last;
  });
};

const sqliteCheckpoints = (database: Database.Database, { guarded, checkPlace, moveWal }: Written): Checkpoints => {
  const load = database.prepare<[string], string>('select document from checkpoints where name = ?').pluck();
  const save = database.prepare(
    'insert into checkpoints (name, document) values (?, ?) on conflict (name) do update set document = excluded.document',
  );
  return {
    load: async (name) => {
      const text = guarded(() => load.get(name));
      try {
        return text === undefined ? undefined : (JSON.parse(text) as unknown);
      } catch {
        // The parser's own error would quote what stands there.
        throw new UnreadableCheckpoint(name);
      }
    },
    save: async (name, document) => {
      const text = checkDocument(document);
      checkPlace();
      guarded(() => save.run(name, text));
      moveWal(text.length);
    },
  };
};
