import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { district } from '../../src/domain/district/index.js';
import { StoreInUse } from '../../src/eventstore/sqlite-lock.js';
import { ImpassableEvent } from '../../src/projections/event-index.js';
import {
  buildReadModelFile,
  lockReadModels,
  openReadModelFile,
  openReadModels,
  readModelFile,
  type ReadModels,
} from '../../src/projections/read-models.js';
import type { NumberedEvent } from '../../src/eventstore/numbering.js';
import { LEDGER_ID, withBytes } from '../support/stored.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'edugroup-read-models-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

/** A release in which an event has another form. */
const release = (): void =>
  void jest.replaceProperty(district, 'upcasters', { ...district.upcasters, SchoolFeatureDefined: [(data) => data] });
const files = (): string[] =>
  readdirSync(directory)
    .filter((name) => name.includes('.sqlite'))
    .sort();

test('a release that reads an event in another form builds a file of its own', () => {
  const before = readModelFile(directory, 'edugroup');
  expect(readModelFile(directory, 'edugroup')).toBe(before);
  release();
  expect(readModelFile(directory, 'edugroup')).not.toBe(before);
});

test('while a server serves from its file, the next release builds its own beside it', () => {
  const [unlock, file] = [lockReadModels(directory, 'edugroup'), readModelFile(directory, 'edugroup')];
  const readModels = openReadModelFile(directory, 'edugroup');
  expect(() => lockReadModels(directory, 'edugroup')).toThrow(StoreInUse);
  release();
  const unlockNext = lockReadModels(directory, 'edugroup');
  const next = openReadModelFile(directory, 'edugroup');
  expect(existsSync(file)).toBe(true);
  expect([readModels, next].map(({ events }) => events.head())).toEqual([0, 0]);
  for (const one of [readModels, next]) one.close();
  unlock();
  unlockNext();
  // Nobody writes the older one any more.
  openReadModelFile(directory, 'edugroup').close();
  expect(files()).toEqual([basename(readModelFile(directory, 'edugroup'))]);
});

test('files of other versions go with what stands beside them; those of other ledgers stay', () => {
  const older = 'read-models-edugroup-0123456789ab.sqlite';
  const others = [
    'read-models-edugroup2-0123456789ab.sqlite',
    'read-models-edugroup-0123456789ab-0123456789ab.sqlite',
    'read-models-edugroup-notes.sqlite',
  ];
  // Those that were being built when that was killed, too; of a version of which there is nothing else, and of this one.
  const unfinished = [
    older,
    'read-models-edugroup-ba9876543210.sqlite',
    basename(readModelFile(directory, 'edugroup')),
  ];
  const left = unfinished.map((name) => `${name}.unfinished`);
  for (const name of [older, `${older}-wal`, `${older}-shm`, ...left, ...others])
    writeFileSync(join(directory, name), '');
  openReadModelFile(directory, 'edugroup').close();
  expect(files()).toEqual([...others, basename(readModelFile(directory, 'edugroup'))].sort());
});

/** A district with schools, as numbered events. */
const numbered = (position: number): NumberedEvent => ({
  ...withBytes({
    data:
      position === 1
        ? { code: '370103', name: '市中区' }
        : {
            ...{ schoolCode: `S${position}`, name: `学校${position}`, aliases: [], kind: 'SCHOOL', phase: 'PRIMARY' },
            ...{ ownership: 'PUBLIC', standing: 'UNSPECIFIED', legalPerson: `学校${position}` },
          },
    metadata: {
      commandId: `10000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
      commandHash: '0'.repeat(64),
      correlationId: `10000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
      actor: { id: 'bureau-1', role: 'BUREAU' },
      basis: [],
      effectiveOn: '2026-01-01',
      recordedAt: '2026-01-01T00:00:00.000Z',
      schemaVersion: 1,
    },
  }),
  ...{ position, token: String(position), stream: 'district-370103', revision: position - 1 },
  id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
  type: position === 1 ? 'DistrictOpened' : 'SchoolRegistered',
});
const upTo = (from: number, to: number): readonly NumberedEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => numbered(from + index));

test('who reads beside the one that writes sees a snapshot, each time all that was committed before it', () => {
  const writer = openReadModelFile(directory, 'edugroup', 'SHARED');
  const reader = openReadModels(readModelFile(directory, 'edugroup'), 'READ');
  const seen = ({ events, schools, ledgerId }: ReadModels): unknown => [
    events.head(),
    schools.by('district', '370103', events.head()).map(({ key }) => key),
    ledgerId(),
  ];
  reader.snapshot.take();
  expect(seen(reader)).toEqual([0, [], undefined]);
  writer.isOf(LEDGER_ID);
  writer.project(upTo(1, 3));
  expect(seen(reader)).toEqual([0, [], undefined]);
  // What is supposed is never seen by anybody else.
  writer.suppose([numbered(4)], () => {
    reader.snapshot.take();
    expect(seen(reader)).toEqual([3, ['370103.S2', '370103.S3'], LEDGER_ID]);
  });
  reader.snapshot.letGo();
  writer.project([numbered(4)]);
  reader.snapshot.take();
  expect(seen(reader)).toEqual(seen(writer));
  expect(reader.dump()).toEqual(writer.dump());
  expect(() => reader.project([numbered(5)])).toThrow('readonly');
  for (const one of [reader, writer]) one.close();
});

test('the WAL goes into the file under readers; where it has grown long the next ones wait until nobody reads', () => {
  const file = readModelFile(directory, 'edugroup');
  const writer = openReadModelFile(directory, 'edugroup', 'SHARED');
  const reader = openReadModels(file, 'READ');
  writer.isOf(LEDGER_ID);
  reader.snapshot.take();
  writer.project(upTo(1, 600));
  expect(writer.mayBeRead(true)).toBe(true);
  expect(reader.events.head()).toBe(0);
  truncateSync(`${file}-wal`, 200_000_000);
  expect(writer.mayBeRead(true)).toBe(false);
  reader.snapshot.letGo();
  expect(writer.mayBeRead(false)).toBe(true);
  expect(statSync(`${file}-wal`).size).toBeLessThan(100_000_000);
  expect(writer.mayBeRead(true)).toBe(true);
  reader.snapshot.take();
  expect(reader.events.head()).toBe(600);
  for (const one of [reader, writer]) one.close();
});

/** Tables and indices, whoever made them first. */
const schemaOf = (file: string): readonly unknown[] => {
  const database = new Database(file, { readonly: true });
  const known = database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name').all();
  database.close();
  return known;
};

test('a file that is built anew says what one that grew says, and is written on like that one', async () => {
  const grown = openReadModelFile(directory, 'edugroup');
  grown.isOf(LEDGER_ID);
  for (const position of [1, 2, 3, 4]) grown.project([numbered(position)]);
  const wanted = grown.dump();
  grown.close();
  const tables = schemaOf(readModelFile(directory, 'edugroup'));
  const head = await buildReadModelFile(directory, 'edugroup', async (readModels) => {
    readModels.isOf(LEDGER_ID);
    readModels.project(upTo(1, 3));
    return Promise.resolve(readModels.events.head());
  });
  expect(head).toBe(3);
  expect(schemaOf(readModelFile(directory, 'edugroup'))).toEqual(tables);
  const built = openReadModelFile(directory, 'edugroup');
  built.project([numbered(4)]);
  expect(built.dump()).toEqual(wanted);
  built.close();
  expect(files()).toEqual([basename(readModelFile(directory, 'edugroup'))]);
});

test('a file that is not whole never gets the name: what a crash, or an error, left of it is thrown away', async () => {
  const file = readModelFile(directory, 'edugroup');
  openReadModelFile(directory, 'edugroup').close();
  // What a build leaves that was killed: nothing was waited for, so that any page may be torn.
  for (const suffix of ['', '-wal', '-shm']) writeFileSync(`${file}.unfinished${suffix}`, 'SQLite format 3\0 torn');
  let duringBuild: string[] = [];
  const failing = buildReadModelFile(directory, 'edugroup', (readModels) => {
    readModels.isOf(LEDGER_ID);
    readModels.project(upTo(1, 3));
    duringBuild = files();
    return Promise.reject(new Error('the store is away'));
  });
  await expect(failing).rejects.toThrow('the store is away');
  expect(duringBuild).toEqual([`${basename(file)}.unfinished`]);
  expect(files()).toEqual([]);
});

test('an event that cannot be passed ends a build, and is named however often the build is asked to go on', async () => {
  const failing = buildReadModelFile(directory, 'edugroup', (readModels) => {
    readModels.isOf(LEDGER_ID);
    const impassable = [numbered(1), { ...numbered(2), type: 'SchoolPainted' }];
    expect(() => readModels.project(impassable)).toThrow('Position 2 holds an event SchoolPainted version 1');
    readModels.project([numbered(1)]);
    return Promise.resolve();
  });
  await expect(failing).rejects.toThrow('Position 2 holds an event SchoolPainted version 1');
  expect(files()).toEqual([]);
});

test('a build whose file cannot be written ends, and says so, instead of trying again what cannot be taken back', async () => {
  const failing = buildReadModelFile(directory, 'edugroup', (readModels) => {
    readModels.isOf(LEDGER_ID);
    const full = {
      ...numbered(2),
      get id(): string {
        throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
      },
    };
    expect(() => readModels.project([numbered(1), full])).toThrow(ImpassableEvent);
    readModels.project([]);
    return Promise.resolve();
  });
  await expect(failing).rejects.toThrow('could not be written from position 1 on (SQLITE_FULL)');
  expect(files()).toEqual([]);
});
