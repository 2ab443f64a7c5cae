/* eslint-disable @typescript-eslint/require-await -- the port is asynchronous, and async turns every throw into a rejection */
import type Database from 'better-sqlite3';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { PAGE } from './follow.js';
import type { Access, Accesses } from './port.js';
import type { Guard } from './sqlite-file.js';

/** Beside the people directory's entries, which are overwritten: in pages of its own. */
const SCHEMA = `
  create table if not exists accesses (
    number integer primary key,
    at text not null,
    actor text not null,
    purpose text,
    persons text not null
  ) strict;
`;

interface AccessRow {
  readonly number: number;
  readonly at: string;
  readonly actor: string;
  readonly purpose: string | null;
  readonly persons: string;
}

/** How people.sqlite is written. */
interface Written {
  readonly database: Database.Database;
  readonly readOnly: boolean;
  readonly guarded: Guard;
  readonly checkPlace: () => void;
  readonly moveWal: (bytes: number) => void;
}

/** Who was shown the names of whom, in people.sqlite: what is kept of them goes with the names into a backup. */
export const sqliteAccesses = ({ database, readOnly, guarded, checkPlace, moveWal }: Written): Accesses => {
  if (!readOnly) database.exec(SCHEMA);
  const isKept = (): boolean =>
    database.prepare("select 1 from sqlite_schema where type = 'table' and name = 'accesses'").get() !== undefined;
  return {
    record: async ({ at, actor, purpose, personIds }) => {
      const persons = JSON.stringify(personIds);
      checkPlace();
      guarded(() =>
        database
          .prepare('insert into accesses (at, actor, purpose, persons) values (?, ?, ?, ?)')
          .run(at, actor, purpose ?? null, persons),
      );
      moveWal(persons.length);
    },
    list: async function* () {
      if (!guarded(isKept)) return;
      const page = database.prepare<[number, number], AccessRow>(
        'select * from accesses where number > ? order by number limit ?',
      );
      for (let after = 0; ;) {
        const rows = guarded(() => page.all(after, PAGE));
        for (const { at, actor, purpose, persons } of rows) {
          const access: Access = { at, actor, personIds: JSON.parse(persons) as readonly string[] };
          yield purpose === null ? access : { ...access, purpose };
        }
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) return;
        after = last.number;
        await nextTurn();
      }
    },
  };
};
