import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

test('every room imports only what DESIGN.md allows it, and nothing goes round in a circle', () => {
  const report = execFileSync(
    'npx',
    ['depcruise', 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
    { encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const { summary } = JSON.parse(report) as {
    summary: { totalCruised: number; violations: { rule: { name: string }; from: string; to: string }[] };
  };
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  expect(summary.totalCruised).toBeGreaterThan(30);
});

test('the domain knows no clock, no randomness and no input or output', () => {
  const impure = /\b(Date\.now|new Date\(\)|Math\.random|process\.|console\.|fetch\(|setTimeout|crypto)\b/;
  const files = readdirSync('src/domain', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((name) => impure.test(readFileSync(join('src/domain', name), 'utf8')))).toEqual([]);
});
