import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { refusalCodes } from '../../src/domain/refusal.js';
import { permissionsDocument, rulesDocument } from './generate-documents.js';

const file = (name: string): URL => new URL(`../../docs/${name}`, import.meta.url);

/** Made once: a compiler reads all of src for it. */
let made: Promise<string> | undefined;
const rulesText = (): Promise<string> => (made ??= rulesDocument());

test.each([
  ['PERMISSIONS.md', permissionsDocument],
  ['RULES.md', rulesText],
])('docs/%s is what the code emits; UPDATE_SCHEMA=1 writes it', async (name, emitted) => {
  const text = await emitted();
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file(name), text);
  expect(readFileSync(file(name), 'utf8')).toBe(text);
});

test('every refusal code is given by a rule', async () => {
  const text = await rulesText();
  for (const code of refusalCodes) expect(text).toMatch(new RegExp(`\\| \`${code}\` \\| \\[`));
});

test('every rule says what must hold and where that comes from', async () => {
  const rules = (await rulesText()).split('\n').filter((line) => line.includes('](../src/'));
  expect(rules.length).toBeGreaterThan(refusalCodes.length);
  for (const rule of rules) expect(rule).toMatch(/ \| [^|]+ \| [^|]*(?:\[[SPD]\]|号)[^|]*, DOMAIN\.md: [^|]+ \|$/);
});
