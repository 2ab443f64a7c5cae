import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { deciders } from '../../src/domain/ledger.js';
import { generateCommandSchema } from './generate-commands.js';

const file = new URL('../support/commands.schema.json', import.meta.url);
let generated = '';

beforeAll(() => {
  generated = generateCommandSchema();
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file, generated);
});

test('random histories draw from the commands that src/domain has; if a change is meant: npm run schema', () =>
  expect(readFileSync(file, 'utf8') === generated).toBe(true));

test('every command is drawn', async () => {
  const { commandTypes } = await import('../support/commands.js');
  expect([...commandTypes].sort()).toEqual(deciders.flatMap(({ commands }) => Object.keys(commands as object)).sort());
});
