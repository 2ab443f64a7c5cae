/**
 * All benches one after the other, each with its own tables, and at the end every goal beside what was measured. Sizes of simulated ledgers
 * come by the command line: `npm run bench -- 10000 100000 1000000`. What needs an EventStoreDB is measured where EVENTSTOREDB_URL is set.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporary } from './simulated.js';

const { EVENTSTOREDB_URL, ...embedded } = process.env;
const GOALS_FILE = join(temporary(), 'goals');
writeFileSync(GOALS_FILE, '');
const failed = [];
const run = (name, env, args = []) => {
  console.log(`\n${name}${env.EVENTSTOREDB_URL ? ' on EventStoreDB' : ''}`);
  const file = fileURLToPath(new URL(`${name}.js`, import.meta.url));
  const { status } = spawnSync(process.execPath, [file, ...args], { env: { ...env, GOALS_FILE }, stdio: 'inherit' });
  if (status !== 0) failed.push(name);
};

for (const name of ['run', 'commands', 'subscribers', 'verify', 'merkle', 'simulate']) run(name, embedded);
for (const name of ['as-of', 'replay', 'rebuild', 'start', 'memory']) run(name, embedded, process.argv.slice(2));
if (EVENTSTOREDB_URL) for (const name of ['commands', 'catch-up']) run(name, process.env);
else console.log('\nEVENTSTOREDB_URL is not set: commands and catch-up on EventStoreDB are not measured');

const goals = readFileSync(GOALS_FILE, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
console.table(goals.map(({ what, measured, goal, isMet }) => ({ what, measured, goal, met: isMet ? 'yes' : 'no' })));
if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')}`);
