import Database from 'better-sqlite3';
import { join } from 'node:path';

/** Writes something else over an event's data in the ledger of a directory that nobody has open, as a failing disk or somebody with other software might. */
export const damageEvent = (directory: string, sequence: number, data: string): void => {
  const database = new Database(join(directory, 'ledger.sqlite'));
  const trigger = database.prepare<[], string>("select sql from sqlite_schema where name = 'events_are_not_changed'").pluck().get()!;
  database.exec('drop trigger events_are_not_changed');
  database.prepare('update events set data = ? where sequence = ?').run(data, sequence);
  database.exec(trigger);
  database.close();
};
