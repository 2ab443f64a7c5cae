/**
 * Requests per second of the list of groups and of one group, as a share of a bare node http server that answers the same JSON.
 * Both servers are processes of their own and are asked in turn, so that a machine whose speed drifts slows both.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

const ROUNDS = 3;
const SECONDS = 4;
const queries = {
  'list of groups': '{ groups(districtId: "370103") { nodes { entityId name form formedOn lead { entityId name } } } }',
  'one group':
    '{ group(id: "370103.G03") { entityId name form formedOn lead { entityId name } members { school { entityId name } } } }',
};

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const bare = fileURLToPath(new URL('./bare.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'edugroup-bench-'));
const children = [];

/** Starts a child and waits for the line that names its address. */
const start = async (args, env) => {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/[\d.]+:\d+/.exec(line);
    if (address) {
      child.stdout.resume();
      return address[0];
    }
  }
  throw new Error(`${args[0]} ended before it listened`);
};

const post = (query) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
});

const measure = async (url, request) => {
  const result = await autocannon({ url, connections: 16, duration: SECONDS, ...request });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} answers were no success, ${result.errors} failed`);
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  const server = await start([main, 'demo'], {
    PORT: '0',
    DATA_DIR: directory,
    EVENT_STORE_URL: `sqlite:${directory}`,
    LOG_LEVEL: 'warn',
    COST_PER_ADDRESS: '1000000000',
  });
  for (;;) {
    const ready = await fetch(`${server}/readyz`).catch(() => undefined);
    if (ready?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const rows = [];
  for (const [name, query] of Object.entries(queries)) {
    const request = post(query);
    const answer = await (await fetch(`${server}/graphql`, request)).text();
    if (answer.includes('"errors"')) throw new Error(answer);
    const plain = await start([bare], { ANSWER: answer });
    await measure(`${server}/graphql`, { ...request, duration: 2 });
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({ ours: await measure(`${server}/graphql`, request), bare: await measure(plain, request) });
    }
    rows.push({
      query: name,
      'answer bytes': Buffer.byteLength(answer),
      'requests/s': Math.round(median(rounds.map(({ ours }) => ours.perSecond))),
      'bare http requests/s': Math.round(median(rounds.map(({ bare: base }) => base.perSecond))),
      'share of bare': `${(100 * median(rounds.map(({ ours, bare: base }) => ours.perSecond / base.perSecond))).toFixed(1)} %`,
      'p50 ms': median(rounds.map(({ ours }) => ours.p50)),
      'p99 ms': median(rounds.map(({ ours }) => ours.p99)),
    });
  }
  console.table(rows);
} finally {
  for (const child of children) {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  }
  rmSync(directory, { recursive: true, force: true });
}
