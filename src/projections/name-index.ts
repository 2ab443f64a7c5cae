import type Database from 'better-sqlite3';
import { isCode, splitId } from '../domain/identity.js';
import { CHUNK, nextOf, type Order } from './scan.js';

/**
 * What schools and groups were ever called, for finding them by any part of a name: FTS5 with a token for each character of a district,
 * so that a text is a phrase, of Chinese names of two characters as well (FTS5's own trigrams need three). A name that was corrected
 * stays: whoever finds by it looks at the names that count.
 */
export const nameTables = `
CREATE TABLE IF NOT EXISTS called (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (key, name)
);
CREATE VIRTUAL TABLE IF NOT EXISTS called_text USING fts5(characters, content = '', columnsize = 0, tokenize = 'ascii');
`;

/** For search: letters of any width and case are alike. */
export const foldedForSearch = (text: string): string => text.normalize('NFKC').toLowerCase();

const tokensOf = (district: string, text: string): string =>
  Array.from(text, (character) => `${district}x${character.codePointAt(0)!.toString(16)}`).join(' ');

export interface NameIndex {
  /** Says that somebody is, or was, called so. The key begins with the district. */
  add(key: string, name: string): void;
  /**
   * The keys of a district of those that were ever called something with this text in it, from behind a key on (before it, backwards), in
   * order; the text is as `foldedForSearch` gives it, and not empty.
   */
  keysWith(
    district: string,
    text: string,
    order: Order,
    from: string,
  ): { readonly keys: readonly string[]; readonly next: string | undefined };
}

export const openNameIndex = (db: Database.Database): NameIndex => {
  db.exec(nameTables);
  const call = db.prepare('INSERT OR IGNORE INTO called (key, name) VALUES (?, ?)');
  const write = db.prepare('INSERT INTO called_text (rowid, characters) VALUES (?, ?)');
  const found = (order: Order): Database.Statement<[string, string], string> =>
    db
      .prepare<[string, string], string>(
        `SELECT DISTINCT key FROM called_text JOIN called ON called.id = called_text.rowid
         WHERE called_text MATCH ? AND key ${order === 'ASC' ? '>' : '<'} ? ORDER BY key ${order} LIMIT ${CHUNK}`,
      )
      .pluck();
  const keys = { ASC: found('ASC'), DESC: found('DESC') };
  return {
    add: (key, name) => {
      const { changes, lastInsertRowid } = call.run(key, name);
      if (changes > 0) write.run(lastInsertRowid, tokensOf(splitId(key).district, foldedForSearch(name)));
    },
    keysWith: (district, text, order, from) => {
      if (!isCode(district)) return { keys: [], next: undefined };
      const some = keys[order].all(`"${tokensOf(district, text)}"`, from);
      return { keys: some, next: nextOf(some.length, some.at(-1)) };
    },
  };
};
