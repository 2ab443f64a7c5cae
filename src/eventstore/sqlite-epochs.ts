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
  database
    .prepare('insert into epochs (id, position, started_at) select ?, coalesce(max(sequence), 0), ? from events')
    .run(id, startedAt);
};

/** All epochs in a ledger's file; none where nobody has written to it since they are kept. */
export const epochsIn = (database: Database.Database): readonly Epoch[] => {
  const kept = database.prepare("select 1 from sqlite_schema where type = 'table' and name = 'epochs'").get();
  return kept
    ? database.prepare<[], Epoch>('select id, position, started_at as startedAt from epochs order by number').all()
    : [];
};

/** What the people directory remembers of the ledger beside it: its present epoch, and how many events it held at least. */
export interface SeenLedger {
  readonly epoch: string;
  readonly position: number;
}

export const seenLedger = (people: Database.Database): SeenLedger | undefined => {
  const kept = people.prepare("select 1 from sqlite_schema where type = 'table' and name = 'seen_ledger'").get();
  return kept ? people.prepare<[], SeenLedger>('select epoch, position from seen_ledger').get() : undefined;
};

/** Has the people directory remember the ledger as it is now. */
export const rememberLedger = (people: Database.Database, ledger: Database.Database): void => {
  people.exec(
    'create table if not exists seen_ledger (one integer primary key check (one = 1), epoch text not null, position integer not null) strict',
  );
  people
    .prepare('insert or replace into seen_ledger (one, epoch, position) values (1, ?, ?)')
    .run(epochsIn(ledger).at(-1)?.id, headIn(ledger));
};

/** Whether the ledger is older than the one that the people directory was last used with: another epoch, or fewer events. */
export const isOlderThanSeen = (ledger: Database.Database, seen: SeenLedger | undefined): boolean =>
  seen !== undefined && (headIn(ledger) < seen.position || !epochsIn(ledger).some(({ id }) => id === seen.epoch));

/** How many events a ledger's file holds. */
export const headIn = (ledger: Database.Database): number =>
  ledger.prepare<[], number>('select coalesce(max(sequence), 0) from events').pluck().get() ?? 0;

export const sqliteEpochs = (database: Database.Database, guarded: Guard): Epochs => ({
  list: async () => guarded(() => epochsIn(database)),
});
