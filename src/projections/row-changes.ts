import type Database from 'better-sqlite3';

/** Which rows each event changed, so that what an event did is read without looking at what it left alone. */
export const rowChangeTable = `
CREATE TABLE IF NOT EXISTS row_change (
  position INTEGER NOT NULL,
  model TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (position, model, key)
) WITHOUT ROWID;
`;

/** The journal of changed rows. */
export interface RowChanges {
  note(position: number, model: string, key: string): void;
  /** In the order of models and keys; a row that was opened and closed at one position is noted as well. */
  at(position: number): readonly { readonly model: string; readonly key: string }[];
}

export const openRowChanges = (db: Database.Database): RowChanges => {
  db.exec(rowChangeTable);
  const insert = db.prepare('INSERT OR IGNORE INTO row_change VALUES (?, ?, ?)');
  const rows = db.prepare('SELECT model, key FROM row_change WHERE position = ? ORDER BY model, key');
  return {
    note: (position, model, key) => void insert.run(position, model, key),
    at: (position) => rows.all(position) as { model: string; key: string }[],
  };
};
