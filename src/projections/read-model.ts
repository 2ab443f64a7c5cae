import type Database from 'better-sqlite3';
import { dayOf } from '../domain/day.js';
import type { Day, DomainEvent, EventType, Recorded, StreamName } from '../domain/ledger.js';
import type { Metadata } from '../eventstore/port.js';
import { CHUNK, everyOne, nextOf, scanOf, type Chunk, type Order, type Scan } from './scan.js';
import { statements, whenAsked } from './statements.js';

/** Which past is asked for: the state after the first `position` events, as it is in effect on a day. */
export interface Moment {
  readonly position: number;
  readonly effectiveOn: Day;
}

/** A numbered event, brought to its present version. */
export interface LedgerEntry<Event = DomainEvent> {
  /** 1, 2, 3 ... over the whole ledger. */
  readonly position: number;
  readonly stream: StreamName;
  readonly revision: number;
  readonly eventId: string;
  readonly event: Event;
  readonly metadata: Metadata;
}

/** An entry as a fold sees it. */
export const recordedOf = ({ event, revision, metadata }: LedgerEntry): Recorded<DomainEvent> => ({
  event,
  revision,
  effectiveOn: metadata.effectiveOn,
  recordedOn: dayOf(metadata.recordedAt),
  actor: metadata.actor,
  commandId: metadata.commandId,
});

type Value = string | number | null;
/** A row's columns; `key` is the stable key of what the row speaks of. */
export type Row = { readonly key: string } & { readonly [column: string]: Value };

/** More versions of a row, or keys with a value, than are looked through in memory. */
const MANY = 500;

/** How long a current row holds: until a position that never comes. */
export const FOREVER = Number.MAX_SAFE_INTEGER;

/** What a projection may do to its rows. Each change closes the version that held and opens the next at the entry's position. */
export interface Rows<R extends Row> {
  open(row: R): void;
  /** Changes the current rows with these column values. */
  change(where: Partial<R>, patch: Partial<R> | ((row: R) => Partial<R>)): void;
  /** Puts a row in the place of the current one with its key. */
  replace(row: R): void;
  close(where: Partial<R>): void;
  /** The current rows with these column values, in the order of their keys. */
  find(where: Partial<R>): readonly R[];
}

/** A row as it was from a position on, until another one. */
export interface Version<R extends Row> {
  readonly row: R;
  readonly from: number;
  readonly to: number;
}

/** What queries read: always as of a position, and never anything else. */
export interface RowReader<R extends Row> {
  byKey(key: string, position: number): R | undefined;
  /** The positions at which the row was opened, changed or closed, in order. */
  changesOf(key: string): number[];
  /** All rows with this value in an indexed column, in the order of their keys. */
  by(column: keyof R & string, value: string, position: number): readonly R[];
  /** Rows with a key greater than `after`, in order. */
  page(after: string, limit: number, position: number): R[];
  /** Rows with a key smaller than `before`, in reverse order; an empty text means from the end. */
  pageBackwards(before: string, limit: number, position: number): R[];
  count(position: number): number;
  /** Some rows with this value in an indexed column, in the order of their keys, from behind one on (before it, backwards). */
  chunk(column: keyof R & string, value: string, position: number, order: Order, from: string): Chunk<R>;
  /** All versions of a row, in order; undefined where there are more than MANY. */
  versionsOf(key: string): readonly Version<R>[] | undefined;
  /** The keys of all rows that have or had this value in an indexed column, in order; undefined where there are more than MANY. */
  keysBy(column: keyof R & string, value: string): readonly string[] | undefined;
  /** The same of a chunk. */
  keysOfChunk(column: keyof R & string, value: string, order: Order, from: string): readonly string[];
  /** How many rows have this value in an indexed column: at the head the index alone is counted. */
  countBy(column: keyof R & string, value: string, position: number): number;
  /** How many rows there are on a day with this value, by another column; of models that are tallied. */
  tally(value: string, moment: Moment): ReadonlyMap<Value, number>;
  /** The rows with this value in an indexed column that pass, in the order of their keys, read as they are asked for. */
  scan(column: keyof R & string, value: string, position: number, passes?: (row: R) => boolean): Scan<R>;
}

type Handlers<R extends Row> = {
  readonly [Type in EventType]?: (
    entry: LedgerEntry<Extract<DomainEvent, { readonly type: Type }>>,
    rows: Rows<R>,
  ) => void;
};

/** A stream's state before and after an event. */
export interface States {
  readonly before: unknown;
  readonly after: unknown;
}

/** Rows that say what the state of their aggregate says: each of a part of it, written again where the part became another object. */
interface Parts<R extends Row> {
  /** The aggregate, by the part of its stream names before the dash. */
  readonly category: string;
  readonly of: (state: unknown) => readonly unknown[];
  readonly row: (part: unknown, stream: StreamName) => R;
}

/** One table of a temporal read model and what fills it: events one by one, or the state of an aggregate. */
export interface ReadModel<R extends Row> {
  readonly name: string;
  /** Grows with every change to columns or handlers: another version is built into another file. */
  readonly version: number;
  readonly columns: { readonly [Column in Exclude<keyof R & string, 'key'>]: 'TEXT' | 'INTEGER' };
  /** The columns by which rows are found besides their key. */
  readonly indexed: readonly (keyof R & string)[];
  /** Of rows that hold from a day to a day: how many with a value there are of each kind is told by an index alone. */
  readonly tallied?: Readonly<Record<'of' | 'by' | 'since' | 'until', keyof R & string>>;
  /** What a row says that something is called, found by any part of it. */
  readonly names?: (row: R) => { readonly key: string; readonly names: readonly string[] } | undefined;
  readonly on: Handlers<R>;
  readonly parts?: Parts<R>;
}

/** Declares a read model that events fill; it only helps the types along. */
export const readModel = <R extends Row>(model: ReadModel<R>): ReadModel<R> => model;

/** Declares a read model that says what the state of an aggregate says, so that nothing of its fold is written a second time. */
export const stateModel = <R extends Row, State, Part extends object>({
  parts: { category, of, row },
  ...model
}: Omit<ReadModel<R>, 'on' | 'parts'> & {
  readonly parts: {
    readonly category: string;
    readonly of: (state: State) => readonly Part[];
    readonly row: (part: Part, stream: StreamName) => R;
  };
}): ReadModel<R> => ({
  ...model,
  on: {},
  parts: { category, of: (state) => of(state as State), row: (part, stream) => row(part as Part, stream) },
});

/** A read model in a database: its projection and its reader. */
export interface OpenReadModel<R extends Row> {
  readonly project: (entry: LedgerEntry) => void;
  /**
   * Derives a stream's rows again from its corrected entries, and writes what became different at a position; leaves
   * rows of a state alone.
   */
  readonly rederive: (stream: StreamName, entries: readonly LedgerEntry[], position: number) => void;
  /** Writes what an event, or a correction, made different of a state's parts; undefined where the rows are of events. */
  readonly follow?: (entry: Pick<LedgerEntry, 'stream' | 'position'>, states: States) => void;
  readonly read: RowReader<R>;
}

/** Who is told what a projection does. */
export interface Watcher {
  /** A row is changed. */
  readonly note?: (position: number, key: string) => void;
  /** An index is about to be read. */
  readonly uses?: (index: string) => void;
  /** Something is called so. */
  readonly call?: (key: string, name: string) => void;
}

const quoted = (name: string): string => `"${name}"`;

/** The statements that make a read model's table; part of what names the read models' file. */
export const tableOf = <R extends Row>({ name, columns, indexed, tallied, parts }: ReadModel<R>): string => {
  const fields = Object.entries<string>(columns).map(([column, type]) => `${quoted(column)} ${type}`);
  const indices = indexed.flatMap((column) => [
    `CREATE INDEX IF NOT EXISTS "${name}_${column}" ON ${quoted(name)} (${quoted(column)}, key, fromPosition) WHERE ${quoted(column)} IS NOT NULL;`,
    `CREATE INDEX IF NOT EXISTS "${name}_${column}_current" ON ${quoted(name)} (${quoted(column)}, key) WHERE toPosition = ${FOREVER} AND ${quoted(column)} IS NOT NULL;`,
  ]);
  return [
    `CREATE TABLE IF NOT EXISTS ${quoted(name)} (key TEXT NOT NULL, fromPosition INTEGER NOT NULL, toPosition INTEGER NOT NULL DEFAULT ${FOREVER}, stream TEXT NOT NULL, ${fields.join(', ')}, PRIMARY KEY (key, fromPosition)) WITHOUT ROWID;`,
    ...indices,
    ...(tallied
      ? [
          `CREATE INDEX IF NOT EXISTS "${name}_tally" ON ${quoted(name)} (${[tallied.of, tallied.by, tallied.since, tallied.until].map(quoted).join(', ')}) WHERE toPosition = ${FOREVER};`,
        ]
      : []),
    // A stream's rows are derived again where events fill them.
    ...(parts
      ? []
      : [
          `CREATE INDEX IF NOT EXISTS "${name}_stream_current" ON ${quoted(name)} (stream) WHERE toPosition = ${FOREVER};`,
        ]),
  ].join('\n');
};

/**
 * Opens a read model's table, making it where it is missing. `head` gives the last position that is readable.
 */
export const openReadModel = <R extends Row>(
  db: Database.Database,
  model: ReadModel<R>,
  head: () => number,
  { note, uses, call }: Watcher = {},
): OpenReadModel<R> => {
  db.exec(tableOf(model));
  const table = quoted(model.name);
  const prepared = statements(db);
  const columns = ['key', ...Object.keys(model.columns)];
  const list = columns.map((column) => `t.${quoted(column)}`).join(', ');
  const insert = whenAsked(
    db,
    `INSERT INTO ${table} (fromPosition, stream, ${columns.map(quoted).join(', ')}) VALUES (?, ?, ${columns.map(() => '?').join(', ')})`,
  );
  const end = whenAsked(db, `UPDATE ${table} SET toPosition = ? WHERE key = ? AND fromPosition = ?`);
  const drop = whenAsked(db, `DELETE FROM ${table} WHERE key = ? AND fromPosition = ?`);

  /** Of one key the last version is the one to look at: those before it may be thousands. */
  const lastVersion = `fromPosition = (SELECT max(fromPosition) FROM ${table} WHERE key = @key)`;
  const endLast = whenAsked(
    db,
    `UPDATE ${table} SET toPosition = @position WHERE key = @key AND ${lastVersion} AND fromPosition < @position AND toPosition = ${FOREVER}`,
  );
  const current = (where: Partial<R>): (R & { readonly fromPosition: number })[] => {
    if (!('key' in where))
      for (const column of model.indexed) if (column in where) uses?.(`${model.name}_${column}_current`);
    const conditions = [
      ...Object.entries(where).map(([name, value]) => `${quoted(name)} ${value === null ? 'IS' : '='} @${name}`),
      ...('key' in where ? [lastVersion] : []),
    ];
    return prepared(
      `SELECT ${list}, fromPosition FROM ${table} t WHERE toPosition = ${FOREVER} AND ${conditions.join(' AND ')} ORDER BY key`,
    ).all(where) as (R & { fromPosition: number })[];
  };

  const rowsAt = (position: number, stream: StreamName): Rows<R> => {
    const endOf = (row: R & { readonly fromPosition: number }): void => {
      note?.(position, row.key);
      if (row.fromPosition === position) drop().run(row.key, position);
      else end().run(position, row.key, row.fromPosition);
    };
    const put = (row: R): void => {
      insert().run(position, stream, ...columns.map((column) => row[column]));
      const called = call && model.names?.(row);
      if (called) for (const name of called.names) call(called.key, name);
    };
    const open = (row: R): void => {
      note?.(position, row.key);
      put(row);
    };
    return {
      open,
      replace: (row) => {
        note?.(position, row.key);
        if (endLast().run({ position, key: row.key }).changes === 0) drop().run(row.key, position);
        put(row);
      },
      change: (where, patch) => {
        for (const row of current(where)) {
          const { fromPosition: _, ...before } = row;
          endOf(row);
          open({ ...(before as unknown as R), ...(typeof patch === 'function' ? patch(row) : patch) });
        }
      },
      close: (where) => current(where).forEach(endOf),
      find: (where) => current(where).map(({ fromPosition: _, ...row }) => row as unknown as R),
    };
  };

  const byKey = whenAsked(
    db,
    `SELECT ${list}, toPosition FROM ${table} t WHERE key = ? AND fromPosition <= ? ORDER BY fromPosition DESC LIMIT 1`,
  );
  const rowAt = (key: string, position: number): R | undefined => {
    const row = byKey().get(key, position) as (R & { toPosition: number }) | undefined;
    if (!row || row.toPosition <= position) return undefined;
    const { toPosition: _, ...rest } = row;
    return rest as unknown as R;
  };
  const by = Object.fromEntries(
    model.indexed.map((column) => [
      column,
      {
        head: whenAsked(
          db,
          `SELECT ${list} FROM ${table} t WHERE ${quoted(column)} = @value AND toPosition = ${FOREVER} ORDER BY key`,
        ),
        // The latest version of each key; a bare interval predicate would read a key's whole history (24 times slower at 1 M rows).
        past: whenAsked(
          db,
          `SELECT ${list} FROM (SELECT DISTINCT key FROM ${table} WHERE ${quoted(column)} = @value) k ` +
            `JOIN ${table} t ON t.key = k.key AND t.fromPosition = (SELECT max(fromPosition) FROM ${table} v WHERE v.key = k.key AND v.fromPosition <= @position) ` +
            `WHERE t.toPosition > @position AND t.${quoted(column)} = @value ORDER BY t.key`,
        ),
      },
    ]),
  );
  const chunks = Object.fromEntries(
    model.indexed.map((column) => {
      const chunk = (order: 'ASC' | 'DESC') => {
        const from = order === 'ASC' ? 'key > @from' : 'key < @from';
        return {
          head: whenAsked(
            db,
            `SELECT ${list} FROM ${table} t WHERE ${quoted(column)} = @value AND toPosition = ${FOREVER} AND ${from} ORDER BY key ${order} LIMIT ${CHUNK}`,
          ),
          keys: whenAsked(
            db,
            `SELECT DISTINCT key FROM ${table} WHERE ${quoted(column)} = @value AND ${from} ORDER BY key ${order} LIMIT ${CHUNK}`,
          ),
        };
      };
      return [column, { ASC: chunk('ASC'), DESC: chunk('DESC') }];
    }),
  );
  const versions = whenAsked(
    db,
    `SELECT ${list}, fromPosition, toPosition FROM ${table} t WHERE key = ? ORDER BY fromPosition LIMIT ${MANY + 1}`,
  );
  const versionsOf: RowReader<R>['versionsOf'] = (key) => {
    const found = versions().all(key) as (R & { fromPosition: number; toPosition: number })[];
    if (found.length > MANY) return undefined;
    return found.map(({ fromPosition, toPosition, ...row }) => ({
      ...{ row: row as unknown as R, from: fromPosition, to: toPosition },
    }));
  };
  const keysBy: RowReader<R>['keysBy'] = (column, value) => {
    const keys = prepared(
      `SELECT DISTINCT key FROM ${table} WHERE ${quoted(column)} = @value ORDER BY key LIMIT ${MANY + 1}`,
    )
      .pluck()
      .all({ value }) as string[];
    return keys.length > MANY ? undefined : keys;
  };
  const keysOfChunk: RowReader<R>['keysOfChunk'] = (column, value, order, from) =>
    chunks[column]![order].keys().pluck().all({ value, from }) as string[];
  const chunkOf: RowReader<R>['chunk'] = (column, value, position, order, from) => {
    if (position >= head()) {
      const rows = chunks[column]![order].head().all({ value, from }) as R[];
      return { rows, next: nextOf(rows.length, rows.at(-1)?.key) };
    }
    const keys = keysOfChunk(column, value, order, from);
    const rows = [...rowsOf(keys, column, value, (key) => rowAt(key, position))];
    return { rows, next: nextOf(keys.length, keys.at(-1)) };
  };
  const countBy: RowReader<R>['countBy'] = (column, value, position) =>
    position >= head()
      ? (prepared(`SELECT count(*) FROM ${table} WHERE ${quoted(column)} = @value AND toPosition = ${FOREVER}`)
          .pluck()
          .get({ value }) as number)
      : scanOf<R>((order, from) => chunkOf(column, value, position, order, from)).count();
  const scan: RowReader<R>['scan'] = (column, value, position, passes) =>
    scanOf(
      (order, from) => chunkOf(column, value, position, order, from),
      passes,
      () => countBy(column, value, position),
    );
  const { tallied } = model;
  const tallyAtHead =
    tallied &&
    whenAsked(
      db,
      `SELECT ${quoted(tallied.by)} AS "one", count(*) AS "many" FROM ${table} WHERE ${quoted(tallied.of)} = @value AND toPosition = ${FOREVER} ` +
        `AND ${quoted(tallied.since)} <= @day AND (${quoted(tallied.until)} IS NULL OR ${quoted(tallied.until)} > @day) GROUP BY 1`,
    );
  const tally: RowReader<R>['tally'] = (value, { position, effectiveOn: day }) => {
    if (!tallied || !tallyAtHead) throw new Error(`Read model ${model.name} is not tallied`);
    if (position >= head())
      return new Map(
        (tallyAtHead().all({ value, day }) as { one: Value; many: number }[]).map(({ one, many }) => [one, many]),
      );
    const many = new Map<Value, number>();
    for (const row of everyOne(scan(tallied.of, value, position))) {
      const [since, until] = [row[tallied.since] as Day, row[tallied.until] as Day | null];
      const one = row[tallied.by] as Value;
      if (since <= day && (until === null || day < until)) many.set(one, (many.get(one) ?? 0) + 1);
    }
    return many;
  };
  /** In the order of keys, with few versions of each: read as they come, until there are enough. */
  const page = (from: 'key > @from' | 'key < @from' | 'TRUE', order: 'ASC' | 'DESC'): Database.Statement =>
    prepared(
      `SELECT ${list} FROM ${table} t WHERE ${from} AND fromPosition <= @position AND toPosition > @position ORDER BY key ${order} LIMIT @limit`,
    );

  const handle = handling(model);
  const differs = differing<R>(columns);
  const ofStream = whenAsked(db, `SELECT ${list} FROM ${table} t WHERE stream = ? AND toPosition = ${FOREVER}`);

  return {
    project: (entry) => handle(entry, rowsAt(entry.position, entry.stream)),
    rederive: (stream, entries, position) => {
      if (model.parts) return;
      const wanted = new Map<string, R>();
      const inMemory = rowsInMemory(wanted, model.indexed);
      for (const entry of entries) handle(entry, inMemory);
      const rows = rowsAt(position, stream);
      uses?.(`${model.name}_stream_current`);
      const known = new Map((ofStream().all(stream) as R[]).map((row) => [row.key, row]));
      for (const key of known.keys()) if (!wanted.has(key)) rows.close({ key } as Partial<R>);
      for (const [key, row] of wanted) {
        const before = known.get(key);
        if (!before) rows.open(row);
        else if (differs(before, row)) rows.replace(row);
      }
    },
    ...(model.parts && { follow: following(model.parts, rowsAt, differs) }),
    read: {
      byKey: rowAt,
      changesOf: (key) =>
        prepared(
          `SELECT fromPosition FROM ${table} WHERE key = @key UNION SELECT toPosition FROM ${table} WHERE key = @key AND toPosition < ${FOREVER} ORDER BY 1`,
        )
          .pluck()
          .all({ key }) as number[],
      by: (column, value, position) => {
        const statements = by[column];
        if (!statements) throw new Error(`Read model ${model.name} has no index on ${column}`);
        return (
          position >= head() ? statements.head().all({ value }) : statements.past().all({ value, position })
        ) as R[];
      },
      page: (after, limit, position) => page('key > @from', 'ASC').all({ from: after, limit, position }) as R[],
      pageBackwards: (before, limit, position) =>
        page(before === '' ? 'TRUE' : 'key < @from', 'DESC').all({ from: before, limit, position }) as R[],
      count: (position) =>
        prepared(`SELECT count(*) FROM ${table} WHERE fromPosition <= @position AND toPosition > @position`)
          .pluck()
          .get({ position }) as number,
      chunk: chunkOf,
      versionsOf,
      keysBy,
      keysOfChunk,
      countBy,
      tally,
      scan,
    },
  };
};

/** Those of some rows that have a value in a column, as they are taken. */
export function* rowsOf<R extends Row>(
  keys: readonly string[],
  column: keyof R & string,
  value: string,
  rowAt: (key: string) => R | undefined,
): Generator<R, undefined> {
  for (const key of keys) {
    const row = rowAt(key);
    if (row?.[column] === value) yield row;
  }
}

const handling =
  <R extends Row>({ on }: ReadModel<R>) =>
  (entry: LedgerEntry, rows: Rows<R>): void =>
    (on[entry.event.type] as ((entry: LedgerEntry, rows: Rows<R>) => void) | undefined)?.(entry, rows);
const differing =
  <R extends Row>(columns: readonly string[]) =>
  (a: R, b: R): boolean =>
    columns.some((column) => a[column] !== b[column]);

/** A row before and after an event; undefined where there was none. */
export interface ChangedRow<R extends Row = Row> {
  readonly before: R | undefined;
  readonly after: R | undefined;
}

/** A read model in memory, for telling a stream from its start: takes entry by entry, and gives the rows that each one changes. */
export const retelling = <R extends Row>(
  model: ReadModel<R>,
): ((entry: LedgerEntry, states: States) => readonly ChangedRow<R>[]) => {
  const kept = new Map<string, R>();
  const before = new Map<string, R | undefined>();
  const rows = rowsInMemory(kept, model.indexed, (key) => before.has(key) || before.set(key, kept.get(key)));
  const differs = differing<R>(['key', ...Object.keys(model.columns)]);
  const handle = handling(model);
  const follow = model.parts && following(model.parts, () => rows, differs);
  return (entry, states) => {
    before.clear();
    if (follow) follow(entry, states);
    else handle(entry, rows);
    return [...before].flatMap(([key, was]) => {
      const is = kept.get(key);
      return was === is || (was && is && !differs(was, is)) ? [] : [{ before: was, after: is }];
    });
  };
};

/**
 * What two lists do not begin and end with alike: an event leaves most parts the objects that they are, in their places, and a stream
 * of ten thousand events has as many.
 */
const apart = (was: readonly unknown[], is: readonly unknown[]): readonly [Set<unknown>, Set<unknown>] => {
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < shorter - start && was[was.length - 1 - end] === is[is.length - 1 - end]) end += 1;
  return [new Set(was.slice(start, was.length - end)), new Set(is.slice(start, is.length - end))];
};

/** Of the parts that are another object than before, the rows: opened, changed or closed. */
const following =
  <R extends Row>(
    { of, row: rowOf }: Parts<R>,
    rowsAt: (position: number, stream: StreamName) => Rows<R>,
    differs: (a: R, b: R) => boolean,
  ): NonNullable<OpenReadModel<R>['follow']> =>
  ({ stream, position }, { before, after }) => {
    if (before === after) return;
    const [was, is] = apart(of(before), of(after));
    const rows = rowsAt(position, stream);
    const gone = new Map([...was].filter((part) => !is.has(part)).map((part) => [rowOf(part, stream).key, part]));
    for (const part of is) {
      if (was.has(part)) continue;
      const row = rowOf(part, stream);
      const known = gone.get(row.key);
      gone.delete(row.key);
      if (known === undefined) rows.open(row);
      else if (differs(rowOf(known, stream), row)) rows.replace(row);
    }
    for (const key of gone.keys()) rows.close({ key } as Partial<R>);
  };

/**
 * The same operations on rows in memory, for deriving a stream's rows from its corrected entries; found by their key or
 * an indexed column. `changes` is told before a row becomes another one.
 */
const rowsInMemory = <R extends Row>(
  kept: Map<string, R>,
  indexed: readonly (keyof R & string)[],
  changes: (key: string) => void = () => undefined,
): Rows<R> => {
  const keysBy = new Map(indexed.map((column) => [column, new Map<Value, Set<string>>()]));
  const remove = ({ key }: R): void => {
    changes(key);
    const row = kept.get(key);
    kept.delete(key);
    if (row) for (const [column, keys] of keysBy) keys.get(row[column] as Value)?.delete(key);
  };
  const put = (row: R): void => {
    remove(row);
    kept.set(row.key, row);
    for (const [column, keys] of keysBy) {
      const value = row[column] as Value;
      keys.set(value, (keys.get(value) ?? new Set()).add(row.key));
    }
  };
  const candidates = (where: Partial<R>): Iterable<string> => {
    if (where.key !== undefined) return [where.key];
    const column = indexed.find((one) => one in where);
    return column === undefined ? kept.keys() : (keysBy.get(column)?.get(where[column] as Value) ?? []);
  };
  const find = (where: Partial<R>): R[] =>
    [...candidates(where)]
      .flatMap((key) => kept.get(key) ?? [])
      .filter((row) => Object.entries(where).every(([column, value]) => row[column] === value))
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    open: put,
    change: (where, patch) => {
      for (const row of find(where)) put({ ...row, ...(typeof patch === 'function' ? patch(row) : patch) });
    },
    replace: put,
    close: (where) => find(where).forEach(remove),
    find,
  };
};
