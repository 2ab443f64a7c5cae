/** What the benches over simulated ledgers share: sizes, ledgers, servers, figures. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
/** The first of the simulated districts. */
export const DISTRICT = '990001';

/** How many events, by the command line: `node bench/rebuild.js 10000 1000000`; 10,000 and 100,000 without a word. */
export const sizes = () => {
  const given = process.argv.slice(2).map(Number).filter(Number.isInteger);
  return given.length > 0 ? given : [10_000, 100_000];
};

const children = [];
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));
const directories = [];
process.on('exit', () => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));
/** A directory that goes with the bench. */
export const temporary = () => {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-bench-'));
  directories.push(directory);
  return directory;
};

/** What a simulation depends on; ledgers of other code are made anew. */
const version = () => {
  const hash = createHash('sha256');
  const simulate = fileURLToPath(new URL('../dist/cli/simulate/', import.meta.url));
  for (const file of readdirSync(simulate).sort())
    if (file.endsWith('.js')) hash.update(readFileSync(join(simulate, file)));
  return hash.digest('hex').slice(0, 12);
};
const envOf = (directory) => ({ DATA_DIR: directory, EVENT_STORE_URL: `sqlite:${directory}` });
const run = (args, directory) =>
  execFileSync(process.execPath, [main, ...args], {
    env: { ...process.env, ...envOf(directory) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** A simulated ledger with its read models, kept between benches in the temporary directory, with a copy of it to be written to. */
export const ledgerOf = (events) => {
  const kept = join(tmpdir(), `edugroup-simulated-${version()}-${events}`);
  if (!existsSync(kept)) {
    const made = temporary();
    run(['simulate', '--events', String(events)], made);
    run(['rebuild'], made);
    renameSync(made, kept);
  }
  const copy = temporary();
  cpSync(kept, copy, { recursive: true });
  return copy;
};

/** A child, once it has said its address. */
export const listening = async (args, env) => {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  let url;
  for await (const line of createInterface({ input: child.stdout })) {
    url = /http:\/\/[\d.]+:\d+/.exec(line)?.[0];
    if (url) break;
  }
  if (!url) throw new Error('the server ended');
  child.stdout.resume();
  return {
    url,
    /** Megabytes in memory, now. */
    resident: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
};

/** A server on a directory, once it is ready; `milliseconds` from its start to that. */
export const serve = async (directory, env = {}) => {
  const began = performance.now();
  const { url, ...server } = await listening([main, 'serve'], {
    ...envOf(directory),
    ...{ PORT: '0', LOG_LEVEL: 'warn', COST_PER_ADDRESS: '1000000000000', COST_PER_ACTOR: '1000000000000' },
    ...env,
  });
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) await pause(10);
  return { ...server, url: `${url}/graphql`, milliseconds: performance.now() - began };
};

/** A token of the bureau of the first district. */
export const tokenOf = (directory) =>
  run(['token', '--role', 'BUREAU', '--district', DISTRICT], directory).toString().trim();

const agent = new Agent({ keepAlive: true });
/** What is answered to a body, as JSON says it. */
export const post = (url, body, token) =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    };
    request(url, { agent, method: 'POST', headers }, (response) => {
      const parts = [];
      response
        .on('data', (part) => parts.push(part))
        .on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())))
        .on('error', reject);
    })
      .on('error', reject)
      .end(body);
  });
/** The data of an answer to a query, or to one with its variables. */
export const ask = async (url, asked, token) => {
  const body = JSON.stringify(typeof asked === 'string' ? { query: asked } : asked);
  const { data, errors } = await post(url, body, token);
  if (errors) throw new Error(`${JSON.stringify(errors).slice(0, 500)} for ${body}`);
  return data;
};
/** The same, in milliseconds. */
export const timed = async (...asked) => {
  const began = performance.now();
  await ask(...asked);
  return performance.now() - began;
};

/** What a bench measures, in a process of its own: the last line that it prints, as JSON. */
export const measure = (file, ...args) => {
  const out = execFileSync(process.execPath, [fileURLToPath(file), ...args.map(String)], { encoding: 'utf8' });
  return JSON.parse(out.trim().split('\n').at(-1));
};

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
export const median = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)];
export const p99 = (numbers) => sorted(numbers)[Math.floor(numbers.length * 0.99)];

/** The rows, and how each figure grows from one size to the next. */
export const show = (rows) => {
  console.table(rows);
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (!before) continue;
    const grown = Object.entries(row)
      .filter(([name, value]) => name !== 'events' && typeof value === 'number' && before[name])
      .map(([name, value]) => `${name} x ${(value / before[name]).toFixed(2)}`);
    console.log(`${before.events} -> ${row.events} events: ${grown.join(', ')}`);
  }
  console.log(`load average ${loadavg()[0].toFixed(1)}`);
};
export const round = (number, digits = 2) => Number(number.toFixed(digits));
