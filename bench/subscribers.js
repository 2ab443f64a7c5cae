/**
 * What subscribers cost everybody else: durable writes per second, and the longest that /healthz took, with 0, 500 and 5,000 anonymous
 * subscribers, as a share of what the same server does without any. The subscribers are a process of their own. All are measured in
 * turn, so that a machine whose speed drifts slows all.
 */
import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROUNDS = 3;
const SECONDS = 3;
const WRITERS = 16;
const SUBSCRIBERS = (process.env.SUBSCRIBERS ?? '0,500,5000').split(',').map(Number);
/** Between two writes of somebody who is not in a hurry, in milliseconds. */
const LEISURE = 200;
/** Between two looks at /healthz, in milliseconds. */
const LOOK_EVERY = 5;
const subscription = 'subscription { ledgerEvents { position type recordedAt data actor { role } } }';
const mutation = `mutation ($input: RegisterPersonInput!) { registerPerson(input: $input) { receipt { position } userErrors { code message } } }`;

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const client = fileURLToPath(new URL('./subscribers-client.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'edugroup-bench-'));
const children = [];

/** Starts a child; its lines come one by one. */
const start = (args, env) => {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (wanted = /.+/) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${args[0]} ended`);
      const found = wanted.exec(value);
      if (found) return found[0];
    }
  };
  return { child, line };
};

const stop = async (child) => {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

const agent = new Agent({ keepAlive: true, maxSockets: WRITERS + 1 });
const ask = (url, { body, headers = {} } = {}) =>
  new Promise((resolve, reject) => {
    const asking = request(
      url,
      { agent, method: body ? 'POST' : 'GET', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (part) => {
            text += part;
          })
          .on('end', () => resolve(text))
          .on('error', reject);
      },
    );
    asking.on('error', reject).end(body);
  });

const write = async (server, token) => {
  const input = {
    personId: randomUUID(),
    schoolId: '370103.S01',
    name: '样本',
    command: {
      commandId: randomUUID(),
      effectiveOn: '2026-09-01',
      basis: [{ title: '依据', documentNo: '样本〔2026〕1号' }],
    },
  };
  const { data, errors } = JSON.parse(
    await ask(`${server}/graphql`, {
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: mutation, variables: { input } }),
    }),
  );
  if (errors || data.registerPerson.userErrors.length > 0) throw new Error(JSON.stringify(errors ?? data));
};

/** Writes for so many seconds, as fast as so many writers can or one of them at leisure, while it looks at /healthz. */
const measure = async (server, token, seconds, { writers = WRITERS, rest = 0 } = {}) => {
  const began = performance.now();
  const going = () => performance.now() - began < seconds * 1000;
  let writes = 0;
  const delays = [];
  const look = async () => {
    while (going()) {
      const asked = performance.now();
      await ask(`${server}/healthz`);
      delays.push(performance.now() - asked);
      await pause(LOOK_EVERY);
    }
  };
  const writer = async () => {
    while (going()) {
      await write(server, token);
      writes += 1;
      if (rest > 0) await pause(rest);
    }
  };
  await Promise.all([look(), ...Array.from({ length: writers }, writer)]);
  delays.sort((a, b) => a - b);
  return {
    writes,
    perSecond: writes / ((performance.now() - began) / 1000),
    p99: delays[Math.floor(delays.length * 0.99)],
    longest: delays.at(-1),
  };
};

/** What is measured while so many subscribe. */
const beside = async (server, token, count) => {
  const subscribers = start([client], { URL: server, SUBSCRIBERS: String(count), QUERY: subscription });
  await subscribers.line(/subscribed/);
  const delivered = async () => {
    subscribers.child.stdin.write('count\n');
    return Number(await subscribers.line());
  };
  const measured = async (options) => {
    const before = await delivered();
    const figures = await measure(server, token, SECONDS, options);
    return { ...figures, delivered: ((await delivered()) - before) / SECONDS };
  };
  const leisurely = await measured({ writers: 1, rest: LEISURE });
  const busy = await measured({});
  subscribers.child.stdin.end();
  await once(subscribers.child, 'exit');
  return { leisurely, busy };
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

try {
  const many = String(Math.max(...SUBSCRIBERS) + 1000);
  const env = {
    PORT: '0',
    DATA_DIR: directory,
    EVENT_STORE_URL: `sqlite:${directory}`,
    LOG_LEVEL: 'warn',
    MAX_CONNECTIONS_PER_ADDRESS: many,
    MAX_SOCKETS_PER_ADDRESS: many,
    COST_PER_ADDRESS: '1000000000',
    COST_PER_ACTOR: '1000000000',
  };
  const serving = start([main, 'demo'], env);
  const server = await serving.line(/http:\/\/[\d.]+:\d+/);
  serving.child.stdout.resume();
  const { line: tokenLine } = start([main, 'token', '--role', 'BUREAU', '--district', '370103'], env);
  const token = await tokenLine();
  await measure(server, token, 2);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const measured = new Map();
    for (const count of SUBSCRIBERS) measured.set(count, await beside(server, token, count));
    rounds.push(measured);
  }
  const rows = SUBSCRIBERS.map((count) => {
    const of = (figure) => median(rounds.map((measured) => figure(measured.get(count), measured.get(SUBSCRIBERS[0]))));
    return {
      subscribers: count,
      'writes/s': Math.round(of(({ busy }) => busy.perSecond)),
      [`share of ${SUBSCRIBERS[0]}`]: `${(100 * of(({ busy }, none) => busy.perSecond / none.busy.perSecond)).toFixed(0)} %`,
      'events/s, busy': Math.round(of(({ busy }) => busy.delivered)),
      'writes/s at leisure': Math.round(of(({ leisurely }) => leisurely.perSecond)),
      'events/s, at leisure': Math.round(of(({ leisurely }) => leisurely.delivered)),
      '/healthz p99 ms': Math.round(of(({ leisurely }) => leisurely.p99)),
      '/healthz longest ms': Math.round(of(({ leisurely }) => leisurely.longest)),
    };
  });
  console.table(rows);
} finally {
  for (const child of children) await stop(child);
  agent.destroy();
  rmSync(directory, { recursive: true, force: true });
}
