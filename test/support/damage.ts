import Database from 'better-sqlite3';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes something else over an event's data in the ledger of a directory that nobody has open, as a failing disk or
 * somebody with other software might.
 */
export const damageEvent = (directory: string, sequence: number, data: string): void => {
  const database = new Database(join(directory, 'ledger.sqlite'));
  const trigger = database
    .prepare<[], string>("select sql from sqlite_schema where name = 'events_are_not_changed'")
    .pluck()
    .get()!;
  database.exec('drop trigger events_are_not_changed');
  database.prepare('update events set data = ? where sequence = ?').run(data, sequence);
  database.exec(trigger);
  database.close();
};

/**
 * Overwrites a table's first page in a file that nobody has open: whoever reads the table finds the file malformed,
 * whoever only opens it does not.
 */
export const damageTable = (file: string, table: string): void => {
  const database = new Database(file);
  const page = database
    .prepare<[string], number>('select rootpage from sqlite_schema where name = ?')
    .pluck()
    .get(table)!;
  const size = database.pragma('page_size', { simple: true }) as number;
  database.close();
  overwrite(file, (page - 1) * size, size);
};

/** Overwrites a piece of a file. */
export const overwrite = (file: string, from: number, length: number): void => {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(length, 0xee), 0, length, from);
  closeSync(descriptor);
};
