import Database from 'better-sqlite3';
import type { NumberedEvent } from '../../eventstore/numbering.js';
import { leafHashOf } from './leaf.js';
import { appended, consistencyProof, inclusionProof, rootOf, type Hash, type NodeReader } from './tree.js';

/**
 * The Merkle tree over the ledger: a row for each complete subtree, which never changes. Leaf n - 1 is the event at position n. The leaves
 * name the ledger, whose id stands beside them.
 */
export const merkleTables = `
CREATE TABLE IF NOT EXISTS merkle (
  level INTEGER NOT NULL,
  "index" INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, "index")
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ledger (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);
`;

/** What may be asked of the tree; sizes and positions are those of events that are projected. */
export interface MerkleTree {
  /** The root over the first `size` events. */
  root(size: number): Hash;
  /** The leaf's hash of the event at a position, from 1 on. */
  leafHash(position: number): Hash;
  /** What shows that the event at a position is one of the first `size`; 0 < position <= size. */
  inclusionProof(position: number, size: number): readonly Hash[];
  /** What shows that the first `from` events are the beginning of the first `to`; 0 < from <= to. */
  consistencyProof(from: number, to: number): readonly Hash[];
  /** The hashes of so many complete subtrees of a level from an index on, or as many as there are. */
  hashes(level: number, index: number, count: number): readonly Hash[];
}

/** How many rows one statement writes, where there are so many. */
const MANY = 100;

/** The tree, and what adds to it. */
export interface OpenMerkle {
  readonly tree: MerkleTree;
  /** The ledger's id; undefined as long as nobody has said it. */
  readonly ledgerId: () => string | undefined;
  /** Says whose events these are; the first time it is kept, later it is compared. Gives whether it is the same. */
  readonly isOf: (ledgerId: string) => boolean;
  /** Adds the next events. */
  readonly add: (events: readonly NumberedEvent[]) => void;
}

export const openMerkle = (db: Database.Database): OpenMerkle => {
  db.exec(merkleTables);
  const insert = db.prepare('INSERT INTO merkle VALUES (?, ?, ?)');
  const insertMany = db.prepare(`INSERT INTO merkle VALUES ${Array(MANY).fill('(?, ?, ?)').join(', ')}`);
  /** Rows one behind the other, three values each. */
  const insertAll = (rows: readonly unknown[]): void => {
    let at = 0;
    for (; at + 3 * MANY <= rows.length; at += 3 * MANY) insertMany.run(rows.slice(at, at + 3 * MANY));
    for (; at < rows.length; at += 3) insert.run(rows.slice(at, at + 3));
  };
  const hash = db.prepare<[number, number], Buffer>('SELECT hash FROM merkle WHERE level = ? AND "index" = ?').pluck();
  const several = db
    .prepare<[number, number, number], Buffer>(
      'SELECT hash FROM merkle WHERE level = ? AND "index" >= ? ORDER BY "index" LIMIT ?',
    )
    .pluck();
  const kept = db.prepare<[], string>('SELECT id FROM ledger').pluck();
  const keep = db.prepare('INSERT INTO ledger VALUES (1, ?)');
  let ledger = kept.get();
  const read: NodeReader = (level, index) => {
    const found = hash.get(level, index);
    if (!found) throw new Error(`The Merkle tree has no complete subtree ${index} of level ${level}`);
    return found;
  };
  return {
    tree: {
      root: (size) => rootOf(size, read),
      leafHash: (position) => read(0, position - 1),
      inclusionProof: (position, size) => inclusionProof(position - 1, size, read),
      consistencyProof: (from, to) => consistencyProof(from, to, read),
      hashes: (level, index, count) => several.all(level, index, count),
    },
    ledgerId: () => (ledger ??= kept.get()),
    isOf: (ledgerId) => {
      if (ledger === undefined) keep.run(ledgerId);
      ledger ??= ledgerId;
      return ledger === ledgerId;
    },
    add: (events) => {
      if (ledger === undefined) throw new Error('Nobody has said whose events these are');
      // The last complete subtree of each level is all that the next event asks for; those before the first are read.
      const rows: (number | Hash)[][] = [];
      const readLast: NodeReader = (level, index) =>
        rows[level]?.at(-2) === index ? (rows[level].at(-1) as Hash) : read(level, index);
      for (const event of events) {
        const before = event.position - 1;
        appended(before, leafHashOf(ledger, event), readLast).forEach((root, level) =>
          (rows[level] ??= []).push(level, Math.floor(before / 2 ** level), root),
        );
      }
      insertAll(rows.flat());
    },
  };
};

/** How long a file that is locked may be so only for a moment, in milliseconds. */
const LOCKED_FOR = 500;

/**
 * The leaves' hashes in a file of read models; undefined where it has none of a position. Throws what opening does: SQLITE_BUSY while a
 * server has the file open that shares it with nobody.
 */
export const openLeaves = (
  file: string,
): { readonly leafAt: (position: number) => Hash | undefined; readonly close: () => void } => {
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: LOCKED_FOR });
  const hash = db.prepare<[number], Buffer>('SELECT hash FROM merkle WHERE level = 0 AND "index" = ?').pluck();
  return { leafAt: (position) => hash.get(position - 1), close: () => void db.close() };
};
