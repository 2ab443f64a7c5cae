import type Database from 'better-sqlite3';
import { dayOf } from '../domain/day.js';
import type { Day, DomainEvent, EventType, Recorded, StreamName } from '../domain/ledger.js';
import type { Metadata } from '../eventstore/port.js';
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

/** How long a current row holds: until a position that never comes. */
export const FOREVER = Number.MAX_SAFE_INTEGER;

/** What a projection may do to its rows. Each change closes the version that held and opens the next at the entry's position. */
export interface Rows<R extends Row> {
  open(row: R): void;
  /** Changes the current rows with these column values. */
  change(where: Partial<R>, patch: Partial<R> | ((row: R) => Partial<R>)): void;
  close(where: Partial<R>): void;
  /** The current rows with these column values, in the order of their keys. */
  find(where: Partial<R>): readonly R[];
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
  /** The rows with this value in an indexed column that pass, in the order of their keys, read as they are asked for. */
  scan(column: keyof R & string, value: string, position: number, passes?: (row: R) => boolean): Scan<R>;
}

/** Rows in the order of their keys, of which no more is read than is asked for. */
export interface Scan<R> {
  /** Those behind a key, or from the start. */
  readonly after: (key: string | undefined, limit: number) => readonly R[];
  /** Those before a key, or from the end, in reverse order. */
  readonly before: (key: string | undefined, limit: number) => readonly R[];
  /** Keeps none of them; where every row passes and the head is asked for, the index alone is counted. */
  readonly count: () => number;
}

/** How many rows a scan reads at a time. */
const CHUNK = 200;
/** Behind every key there is. */
const LAST_KEY = '\u{10ffff}';

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

const quoted = (name: string): string => `"${name}"`;

/** The statements that make a read model's table; part of what names the read models' file. */
export const tableOf = <R extends Row>({ name, columns, indexed, parts }: ReadModel<R>): string => {
  const fields = Object.entries<string>(columns).map(([column, type]) => `${quoted(column)} ${type}`);
  const indices = indexed.flatMap((column) => [
    `CREATE INDEX IF NOT EXISTS "${name}_${column}" ON ${quoted(name)} (${quoted(column)}, key, fromPosition) WHERE ${quoted(column)} IS NOT NULL;`,
    `CREATE INDEX IF NOT EXISTS "${name}_${column}_current" ON ${quoted(name)} (${quoted(column)}, key) WHERE toPosition = ${FOREVER} AND ${quoted(column)} IS NOT NULL;`,
  ]);
  return [
    `CREATE TABLE IF NOT EXISTS ${quoted(name)} (key TEXT NOT NULL, fromPosition INTEGER NOT NULL, toPosition INTEGER NOT NULL DEFAULT ${FOREVER}, stream TEXT NOT NULL, ${fields.join(', ')}, PRIMARY KEY (key, fromPosition)) WITHOUT ROWID;`,
    ...indices,
    // A stream's rows are derived again where events fill them.
    ...(parts
      ? []
      : [
          `CREATE INDEX IF NOT EXISTS "${name}_stream_current" ON ${quoted(name)} (stream) WHERE toPosition = ${FOREVER};`,
        ]),
  ].join('\n');
};

/**
 * Opens a read model's table, making it where it is missing. `head` gives the last position that is readable; `note` is told of each row
 * that is changed.
 */
export const openReadModel = <R extends Row>(
  db: Database.Database,
  model: ReadModel<R>,
  head: () => number,
  note: (position: number, key: string) => void = () => undefined,
): OpenReadModel<R> => {
  db.exec(tableOf(model));
  const table = quoted(model.name);
  const prepared = statements(db);
  const columns = ['key', ...Object.keys(model.columns)];
  const list = columns.map((column) => `t.${quoted(column)}`).join(', ');
  const insert = whenAsked(
    db,
    `INSERT INTO ${table} (fromPosition, stream, ${columns.map(quoted).join(', ')}) VALUES (@fromPosition, @stream, ${columns.map((column) => `@${column}`).join(', ')})`,
  );
  const end = whenAsked(db, `UPDATE ${table} SET toPosition = ? WHERE key = ? AND fromPosition = ?`);
  const drop = whenAsked(db, `DELETE FROM ${table} WHERE key = ? AND fromPosition = ?`);

  /** Of one key the last version is the one to look at: those before it may be thousands. */
  const lastVersion = `fromPosition = (SELECT max(fromPosition) FROM ${table} WHERE key = @key)`;
  const current = (where: Partial<R>): (R & { readonly fromPosition: number })[] => {
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
      note(position, row.key);
      if (row.fromPosition === position) drop().run(row.key, position);
      else end().run(position, row.key, row.fromPosition);
    };
    const open = (row: R): void => {
      note(position, row.key);
      insert().run({ fromPosition: position, stream, ...row });
    };
    return {
      open,
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
  /** Rows with a value in a column, as of a position, chunk by chunk from behind a key on. */
  function* scanned(
    column: string,
    value: string,
    position: number,
    order: 'ASC' | 'DESC',
    key?: string,
  ): Generator<R> {
    const { head: current, keys } = chunks[column]![order];
    for (let from = key ?? (order === 'ASC' ? '' : LAST_KEY); ;) {
      const isHead = position >= head();
      const found = isHead
        ? (current().all({ value, from }) as R[])
        : (keys().pluck().all({ value, from }) as string[]).map((one) => ({ key: one, row: rowAt(one, position) }));
      for (const one of found) {
        const row = 'row' in one ? (one.row as R | undefined) : one;
        if (row?.[column] === value) yield row;
      }
      const last = found.at(-1);
      if (found.length < CHUNK || !last) return;
      from = last.key;
    }
  }
  const take = (rows: Iterable<R>, passes: ((row: R) => boolean) | undefined, limit: number): readonly R[] => {
    const taken: R[] = [];
    if (limit > 0)
      for (const row of rows) {
        if (passes?.(row) ?? true) taken.push(row);
        if (taken.length >= limit) break;
      }
    return taken;
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
      const known = new Map((ofStream().all(stream) as R[]).map((row) => [row.key, row]));
      for (const key of known.keys()) if (!wanted.has(key)) rows.close({ key } as Partial<R>);
      for (const [key, row] of wanted) {
        const before = known.get(key);
        if (!before) rows.open(row);
        else if (differs(before, row)) rows.change({ key } as Partial<R>, row);
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
      scan: (column, value, position, passes) => ({
        after: (key, limit) => take(scanned(column, value, position, 'ASC', key), passes, limit),
        before: (key, limit) => take(scanned(column, value, position, 'DESC', key), passes, limit),
        count: () => {
          if (!passes && position >= head())
            return prepared(
              `SELECT count(*) FROM ${table} WHERE ${quoted(column)} = @value AND toPosition = ${FOREVER}`,
            )
              .pluck()
              .get({ value }) as number;
          let rows = 0;
          for (const row of scanned(column, value, position, 'ASC')) if (passes?.(row) ?? true) rows += 1;
          return rows;
        },
      }),
    },
  };
};

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
      else if (differs(rowOf(known, stream), row)) rows.change({ key: row.key } as Partial<R>, row);
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
    close: (where) => find(where).forEach(remove),
    find,
  };
};
