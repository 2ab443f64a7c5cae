import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { hashOf } from '../../src/commands/envelope.js';
import { permissions } from '../../src/commands/permissions.js';
import type { CommandType } from '../../src/domain/ledger.js';
import { commands, envelope } from './commands.js';

// A command that is given again after a release is told by its hash: where that is another, a retry is refused as DUPLICATE_COMMAND.

const file = new URL('./command-hashes.txt', import.meta.url);
const read = (): ReadonlyMap<string, string> =>
  new Map(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(66), line.slice(0, 64)] as const),
  );
const types = Object.keys(permissions).sort() as CommandType[];
const hashed = (type: CommandType): string => hashOf(commands[type], envelope);

// UPDATE_GOLDEN=1 adds what is missing, and never changes what is there.
if (process.env['UPDATE_GOLDEN'] === '1') {
  const known = read();
  const all = new Map([...types.map((type) => [type, hashed(type)] as const), ...known]);
  const lines = [...all].sort(([one], [other]) => (one < other ? -1 : 1)).map(([type, hash]) => `${hash}  ${type}\n`);
  writeFileSync(file, lines.join(''));
}

test('every command has its hash, and nothing else has (a new one: UPDATE_GOLDEN=1 npm run jest -- test/golden)', () =>
  expect([...read().keys()].sort()).toEqual(types));

test.each(types)('%s is hashed as it always was: a retry across a release stays a replay', (type) =>
  expect(hashed(type)).toBe(read().get(type)),
);

test("another district's school has another hash than its namesake", () =>
  expect(hashOf({ ...commands.AdmitSchool, schoolId: '370104.S01' }, envelope)).not.toBe(hashed('AdmitSchool')));
