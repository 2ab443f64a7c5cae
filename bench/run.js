/**
 * Requests per second of a few queries as a share of a bare node http server that writes the same answer as JSON: asked again at the same
 * position, where the answer is kept, and with no answer kept. All servers are processes of their own and are asked in turn, so that a
 * machine whose speed drifts slows all.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { atLeast } from './goals.js';
import { listening, main, median, temporary } from './simulated.js';

const ROUNDS = 3;
const SECONDS = 4;
const queries = {
  '24 schools':
    '{ schools(districtId: "370103") { nodes { entityId name kind phase openedOn memberships { since } } } }',
  'a fund':
    '{ group(id: "370103.G03") { fund(fiscalYear: 2022) { fiscalYear appropriated { yuan } allocated { yuan } spent { yuan } free { yuan } lines { line purpose allocated { yuan } } } } }',
  'list at a past position':
    '{ groups(districtId: "370103", asOf: { position: 60 }) { nodes { entityId name form formedOn lead { entityId name } } } }',
  'list of groups': '{ groups(districtId: "370103") { nodes { entityId name form formedOn lead { entityId name } } } }',
  'one group':
    '{ group(id: "370103.G03") { entityId name form formedOn lead { entityId name } members { school { entityId name } } } }',
};

/** Of these a single one is asked for. */
const LOOKED_UP = new Set(['a fund', 'one group']);

const bare = fileURLToPath(new URL('./bare.js', import.meta.url));
const directory = temporary();
const servers = [];

/** Starts a child; its address. */
const start = async (args, env) => {
  const server = await listening(args, env);
  servers.push(server);
  return server.url;
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

const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** A server with the demo that keeps answers of so many bytes. */
const demo = async (name, bytes) => {
  const data = join(directory, name);
  const url = await start([main, 'demo'], {
    PORT: '0',
    DATA_DIR: data,
    EVENT_STORE_URL: `sqlite:${data}`,
    LOG_LEVEL: 'warn',
    COST_PER_ADDRESS: '1000000000000',
    ANSWER_CACHE_BYTES: bytes,
  });
  for (;;) {
    const ready = await fetch(`${url}/readyz`).catch(() => undefined);
    if (ready?.ok) return `${url}/graphql`;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

try {
  const [keeping, executing] = [await demo('keeping', '67108864'), await demo('executing', '0')];
  const rows = [];
  for (const [name, query] of Object.entries(queries)) {
    const request = post(query);
    const answer = await (await fetch(executing, request)).text();
    if (answer.includes('"errors"')) throw new Error(answer);
    const plain = await start([bare], { ANSWER: answer });
    for (const url of [keeping, executing]) await measure(url, { ...request, duration: 2 });
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({
        kept: await measure(keeping, request),
        executed: await measure(executing, request),
        bare: await measure(plain, request),
      });
    }
    const share = (kind) => Number(median(rounds.map((one) => one[kind].perSecond / one.bare.perSecond)).toFixed(3));
    atLeast(0.9, `kept: ${name}`, share('kept'));
    atLeast(LOOKED_UP.has(name) ? 0.35 : 0.4, `executed: ${name}`, share('executed'));
    rows.push({
      query: name,
      'answer bytes': Buffer.byteLength(answer),
      'bare http requests/s': Math.round(median(rounds.map(({ bare: base }) => base.perSecond))),
      'kept, share of bare': percent(share('kept')),
      'executed, share of bare': percent(share('executed')),
      'executed, p50 ms': median(rounds.map(({ executed }) => executed.p50)),
      'executed, p99 ms': median(rounds.map(({ executed }) => executed.p99)),
    });
  }
  console.table(rows);
} finally {
  for (const { stop } of servers) await stop();
}
