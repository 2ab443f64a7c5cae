import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { district } from '../../src/domain/district/index.js';
import { StoreInUse } from '../../src/eventstore/sqlite-lock.js';
import { lockReadModels, openReadModelFile, readModelFile } from '../../src/projections/read-models.js';

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
  for (const name of [older, `${older}-wal`, `${older}-shm`, ...others]) writeFileSync(join(directory, name), '');
  openReadModelFile(directory, 'edugroup').close();
  expect(files()).toEqual([...others, basename(readModelFile(directory, 'edugroup'))].sort());
});
