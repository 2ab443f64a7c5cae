/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, and async turns every throw into a rejection */
import type Database from 'better-sqlite3';
import type { Epoch, Epochs } from './port.js';
import type { Guard } from './sqlite-file.js';

const SCHEMA = `
  create table if not exists epochs (
    number integer primary key,
    id text not null unique,
    position integer not null,
    started_at text not null
  ) strict;
`;

/** Begins an epoch at the ledger's last event, as each process does that opens it to write. */
export const beginEpoch = (database: Database.Database, { id, startedAt }: Omit<Epoch, 'position'>): void => {
  database.exec(SCHEMA);
  database.prepare('insert into epochs (id, position, started_at) select ?, coalesce(max(sequence), 0), ? from events').run(id, startedAt);
};

/** All epochs in a ledger's file; none where nobody has written to it since they are kept. */
export const epochsIn = (database: Database.Database): readonly Epoch[] => {
  const kept = database.prepare("select 1 from sqlite_schema where type = 'table' and name = 'epochs'").get();
  return kept ? database.prepare<[], Epoch>('select id, position, started_at as startedAt from epochs order by number').all() : [];
};

export const sqliteEpochs = (database: Database.Database, guarded: Guard): Epochs => ({ list: async () => guarded(() => epochsIn(database)) });
