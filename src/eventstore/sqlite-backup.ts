import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedgerFile } from './sqlite.js';
import { openPeopleFile } from './sqlite-directory.js';
import { epochsIn, isOlderThanSeen, seenLedger } from './sqlite-epochs.js';
import { checkWal } from './sqlite-file.js';
import { openRevocationsFile } from './sqlite-revocations.js';
import { writeWholeDirectory } from './whole-directory.js';
import type { Epoch } from './port.js';

/**
 * What a backup consists of, besides its manifest, in the order in which it is copied; where nobody was signed out the
 * last one is missing.
 */
export const BACKED_UP = ['ledger.sqlite', 'people.sqlite', 'revocations.sqlite'] as const;
const OPTIONAL = 'revocations.sqlite';
export const MANIFEST = 'manifest.json';
const FORMAT = 'edugroup-ledger backup 1';

/** The ledger's last event, as a manifest names it. */
export interface LastEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
}

/** What a backup says of itself. */
export interface Manifest {
  readonly format: typeof FORMAT;
  readonly ledger: string;
  /** The version of the software that made it. */
  readonly software: string;
  /** RFC 3339 instant in UTC. */
  readonly madeAt: string;
  /** The position of the last event, which is how many there are. */
  readonly position: number;
  readonly lastEvent: LastEvent | null;
  /** The last one is that in which the backup was made. */
  readonly epochs: readonly Epoch[];
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
}

/** A directory is no backup, or not a whole one. */
export class BadBackup extends Error {
  constructor(directory: string, wrong: string) {
    super(`${directory} is no backup that can be used: ${wrong}`);
    this.name = 'BadBackup';
  }
}

export interface BackUpOptions {
  /** Holds the ledger, which another process may be writing to. */
  readonly from: string;
  /** Made by this, with everything in it; may be there where it is empty. */
  readonly to: string;
  readonly ledger: string;
  readonly software: string;
  /** The present instant, RFC 3339 in UTC. */
  readonly now: () => string;
  /** Called before each step that changes the disk; for tests. */
  readonly onStep?: () => void;
}

/**
 * Copies the ledger, then the people directory: an entry is written before its event, so every event's entry is there. Each copy is of
 * one moment; processes' checkpoints are in the ledger's file. It gets its name only once it was read again and found whole.
 * Throws Error where the ledger cannot be read, StoreInUse where another process backs up into the same directory,
 * BadBackup where the copy is wrong.
 */
export const backUp = ({
  from,
  to,
  ledger,
  software,
  now,
  onStep = () => undefined,
}: BackUpOptions): Promise<Manifest> =>
  writeWholeDirectory({
    to,
    what: 'a backup',
    onStep,
    write: async (partial) => {
      const names = BACKED_UP.filter((name) => name !== OPTIONAL || existsSync(join(from, name)));
      for (const name of names) {
        onStep();
        checkWal(join(from, name));
        await copyFile(openToRead(from, name, ledger), join(partial, name));
      }
      if (isTorn(partial, ledger))
        throw new Error('The ledger was opened or closed by another process between the two copies: back up again');
      const files = [];
      for (const name of names) files.push({ name, ...(await fingerprint(join(partial, name))) });
      const manifest: Manifest = {
        format: FORMAT,
        ledger,
        software,
        madeAt: now(),
        ...contentOf(partial, ledger),
        files,
      };
      onStep();
      const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
      writeFileSync(join(partial, MANIFEST), text, { mode: 0o600, flush: true });
      await verifyBackup(partial, ledger);
      return manifest;
    },
  });

const openToRead = (directory: string, name: (typeof BACKED_UP)[number], ledger: string): Database.Database => {
  switch (name) {
    case 'ledger.sqlite':
      return openLedgerFile({ directory, ledger, readOnly: true });
    case 'people.sqlite':
      return openPeopleFile({ directory, readOnly: true });
    case 'revocations.sqlite':
      return openRevocationsFile(join(directory, name), true);
  }
};

/** Most pages that are copied in one go, of 4 KB each. */
const PAGES = 1_000;

/** Copies an open file as it is at this moment, whatever is written to it meanwhile, and closes it. The copy is one file, without a WAL. */
const copyFile = async (source: Database.Database, to: string): Promise<void> => {
  try {
    closeSync(openSync(to, 'wx', 0o600));
    // Holds the moment: without it each write of another process would begin the copy anew.
    source.exec('begin');
    source.prepare('select count(*) from sqlite_schema').get();
    await source.backup(to, { progress: () => PAGES });
  } finally {
    source.close();
  }
  const copy = new Database(to);
  try {
    copy.pragma('journal_mode = DELETE');
  } finally {
    copy.close();
  }
};

/** The people directory, copied later, remembers a ledger that the other copy is not. */
const isTorn = (directory: string, ledger: string): boolean => {
  const [events, people] = [
    openLedgerFile({ directory, ledger, readOnly: true }),
    openPeopleFile({ directory, readOnly: true }),
  ];
  try {
    return isOlderThanSeen(events, seenLedger(people));
  } finally {
    events.close();
    people.close();
  }
};

const fingerprint = async (file: string): Promise<{ readonly bytes: number; readonly sha256: string }> => {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return { bytes: statSync(file).size, sha256: hash.digest('hex') };
};

/** What a ledger's files hold, read from them. Throws Error where they are damaged. */
export const contentOf = (directory: string, ledger: string): Pick<Manifest, 'position' | 'lastEvent' | 'epochs'> => {
  const database = openLedgerFile({ directory, ledger, readOnly: true });
  try {
    checkIntegrity(database, 'ledger.sqlite');
    const { count, position } = database
      .prepare<[], { count: number; position: number }>(
        'select count(*) as count, coalesce(max(sequence), 0) as position from events',
      )
      .get()!;
    if (count !== position)
      throw new Error(`ledger.sqlite is damaged: ${count} events, but the last one is number ${position}`);
    return { position, lastEvent: storedEventAt(database, position) ?? null, epochs: epochsIn(database) };
  } finally {
    database.close();
  }
};

export const storedEventAt = (database: Database.Database, position: number): LastEvent | undefined =>
  database.prepare<[number], LastEvent>('select id, stream, revision from events where sequence = ?').get(position);

const checkIntegrity = (database: Database.Database, name: string): void => {
  const found = database.pragma('integrity_check', { simple: true });
  if (found !== 'ok') throw new Error(`${name} is damaged: ${String(found)}`);
};

/** Reads a whole backup and compares it with its manifest; `name` is what errors call it. Throws BadBackup. */
export const verifyBackup = async (directory: string, ledger: string, name = directory): Promise<Manifest> => {
  const refuse = (wrong: string): never => {
    throw new BadBackup(name, wrong);
  };
  const manifest = manifestIn(directory, refuse);
  if (manifest.ledger !== ledger) refuse(`it is of the ledger '${manifest.ledger}', not of '${ledger}' (LEDGER)`);
  const named = BACKED_UP.filter((file) => file !== OPTIONAL || manifest.files.some((one) => one.name === file));
  for (const file of named) {
    const said = manifest.files.find((one) => one.name === file) ?? refuse(`its manifest does not name ${file}`);
    if (!existsSync(join(directory, file))) refuse(`${file} is missing`);
    const { bytes, sha256 } = await fingerprint(join(directory, file));
    if (bytes !== said.bytes) refuse(`${file} has ${bytes} bytes, its manifest says ${said.bytes}`);
    if (sha256 !== said.sha256)
      refuse(`${file} is not the file that was written: its SHA-256 differs from the manifest`);
  }
  try {
    for (const file of named.filter((one) => one !== 'ledger.sqlite')) {
      const database = openToRead(directory, file, ledger);
      try {
        checkIntegrity(database, file);
      } finally {
        database.close();
      }
    }
    const { position, lastEvent, epochs } = contentOf(directory, ledger);
    if (position !== manifest.position) refuse(`it holds ${position} events, its manifest says ${manifest.position}`);
    if (lastEvent?.id !== manifest.lastEvent?.id)
      refuse(`its last event is ${String(lastEvent?.id)}, its manifest says ${String(manifest.lastEvent?.id)}`);
    if (epochs.at(-1)?.id !== manifest.epochs.at(-1)?.id)
      refuse('its last epoch is not the one that its manifest says');
  } catch (error) {
    return error instanceof BadBackup ? Promise.reject(error) : refuse((error as Error).message);
  }
  return manifest;
};

const manifestIn = (directory: string, refuse: (wrong: string) => never): Manifest => {
  const file = join(directory, MANIFEST);
  if (!existsSync(file)) return refuse(`there is no ${MANIFEST}`);
  let manifest: Partial<Manifest> | null;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest> | null;
  } catch {
    return refuse(`its ${MANIFEST} is no JSON`);
  }
  if (manifest?.format !== FORMAT)
    return refuse(`its format is ${JSON.stringify(manifest?.format)}; this software knows "${FORMAT}"`);
  const { ledger, madeAt, position, epochs, files } = manifest;
  if (
    typeof ledger !== 'string' ||
    typeof madeAt !== 'string' ||
    !Number.isSafeInteger(position) ||
    !Array.isArray(epochs) ||
    !Array.isArray(files)
  ) {
    return refuse(`its ${MANIFEST} is not complete`);
  }
  return manifest as Manifest;
};
