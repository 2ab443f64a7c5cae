import type Database from 'better-sqlite3';

/** Prepares each statement once per text: what is asked varies in few ways, preparing costs more than asking. */
export const statements = (db: Database.Database): ((sql: string) => Database.Statement) => {
  const prepared = new Map<string, Database.Statement>();
  return (sql) => {
    const known = prepared.get(sql) ?? db.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
};

/** A statement that is prepared when it is first asked for: a ledger that is opened for a few questions asks few of all there are. */
export const whenAsked = (db: Database.Database, sql: string): (() => Database.Statement) => {
  let statement: Database.Statement | undefined;
  return () => (statement ??= db.prepare(sql));
};
