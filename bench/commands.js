/**
 * Durable commands over GraphQL by 64 clients, each in a stream of its own and all in one: commands per second, as a share of a bare node
 * http server that inserts a row for each request and commits it with SQLite's synchronous = FULL (the goals are 0.25 and 0.10), and the
 * 99th percentile against its median (at most 20). With EVENTSTOREDB_URL the commands are written there, and the baseline is the raw
 * client's appendToStream, 64 at once (the goal is 0.25). Both are asked in turn; none may be refused.
 */
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { SignJWT } from 'jose';
import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { atLeast, atMost } from './goals.js';
import { listening, median, p99, post, round, serve, temporary } from './simulated.js';

const ROUNDS = Number(process.env.ROUNDS ?? '3');
const SECONDS = Number(process.env.SECONDS ?? '5');
const CLIENTS = 64;
/** Of the district whose stream is written to by all. */
const SCHOOLS = 250;
const { EVENTSTOREDB_URL } = process.env;
const SECRET = randomBytes(32).toString('hex');

const command = (fields) => ({
  command: {
    commandId: randomUUID(),
    effectiveOn: '2026-01-01',
    basis: [{ title: '关于学校设立的批复', issuer: '区教育和体育局', documentNo: '区教字〔2026〕1号' }],
  },
  ...fields,
});
const bodyOf = (name, input) =>
  JSON.stringify({
    query: `mutation Send($input: ${name}Input!) { sent: ${name[0].toLowerCase()}${name.slice(1)}(input: $input) { receipt { position } userErrors { code message } } }`,
    variables: { input },
  });
const send = async (url, token, name, fields) => {
  const answer = await post(url, bodyOf(name, command(fields)), token);
  if (!answer.data?.sent.receipt) throw new Error(`${name} was refused: ${JSON.stringify(answer).slice(0, 500)}`);
};

/** So many clients, each sending as soon as it is answered: how many a second, and how long each took in milliseconds. */
const load = async (one) => {
  const times = [];
  const end = performance.now() + SECONDS * 1000;
  const client = async (_, index) => {
    for (let began = performance.now(); began < end; began = performance.now()) {
      await one(index);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return { perSecond: times.length / SECONDS, p50: median(times), p99: p99(times) };
};

/** Districts that are open, with tokens of their bureaus. */
const opened = async (url, first, count) => {
  const districts = Array.from({ length: count }, (_, index) => String(first + index));
  return Promise.all(
    districts.map(async (district) => {
      const token = await new SignJWT({ role: 'BUREAU', district })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(`bureau-${district}`)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(Buffer.from(SECRET));
      await send(url, token, 'OpenDistrict', { code: district, name: `区${district}` });
      return { district, token };
    }),
  );
};

const server = await serve(temporary(), {
  AUTH_SECRET: SECRET,
  MAX_IN_FLIGHT_PER_ADDRESS: '1000',
  ...(EVENTSTOREDB_URL ? { EVENT_STORE_URL: EVENTSTOREDB_URL, LEDGER: `bench-${randomUUID().slice(0, 8)}` } : {}),
});

/** Appends one event for each call. */
const baseline = async () => {
  if (!EVENTSTOREDB_URL) {
    const bare = await listening([fileURLToPath(new URL('bare-commit.js', import.meta.url))], {
      DATA_DIR: temporary(),
    });
    const body = bodyOf(
      'RegisterSchool',
      command({ districtId: '991000', code: 'S1', name: '学校', phase: 'PRIMARY' }),
    );
    return { one: () => post(bare.url, body), stop: bare.stop };
  }
  const client = EventStoreDBClient.connectionString(EVENTSTOREDB_URL);
  const run = randomUUID();
  const event = () =>
    jsonEvent({ type: 'SchoolRegistered', data: command({ schoolCode: 'S1', name: '学校' }), metadata: command({}) });
  return { one: (index) => client.appendToStream(`bench-${run}-${index}`, event()), stop: () => client.dispose() };
};

const bare = await baseline();
const own = await opened(server.url, 991000, CLIENTS);
const [hot] = await opened(server.url, 992000, 1);
let number = 0;
const register = (districtOf) => (index) => {
  const { district, token } = districtOf(index);
  number += 1;
  const fields = { districtId: district, code: `S${number}`, name: `学校${number}`, phase: 'PRIMARY' };
  return send(server.url, token, 'RegisterSchool', fields);
};
/** A stream with many commands is that of a large district; schools are renamed there, because registering would make it ever larger. */
const rename = async () => {
  number += 1;
  const schoolId = `${hot.district}.S${number % SCHOOLS}`;
  await send(server.url, hot.token, 'RenameSchool', { schoolId, name: `学校${number}` });
};
for (let school = 0; school < SCHOOLS; school += 1)
  await send(server.url, hot.token, 'RegisterSchool', {
    districtId: hot.district,
    code: `S${school}`,
    name: `小学${school}`,
    phase: 'PRIMARY',
  });
const kinds = { '64 streams': register((index) => own[index]), 'one stream': rename };

for (const one of Object.values(kinds)) await load(one);
const rows = [];
for (const [name, one] of Object.entries(kinds)) {
  const rounds = [];
  for (let left = ROUNDS; left > 0; left -= 1) rounds.push({ commands: await load(one), base: await load(bare.one) });
  rows.push({
    commands: name,
    'commands/s': Math.round(median(rounds.map(({ commands }) => commands.perSecond))),
    'bare/s': Math.round(median(rounds.map(({ base }) => base.perSecond))),
    'share of bare': round(median(rounds.map(({ commands, base }) => commands.perSecond / base.perSecond)), 3),
    'p50 ms': round(median(rounds.map(({ commands }) => commands.p50))),
    'p99 ms': round(median(rounds.map(({ commands }) => commands.p99))),
    "p99 in the baseline's p50": round(median(rounds.map(({ commands, base }) => commands.p99 / base.p50))),
  });
}
console.table(rows);
const on = EVENTSTOREDB_URL ? ' on EventStoreDB' : '';
for (const row of rows) {
  const what = `commands, ${row.commands}${on}`;
  atLeast(row.commands === 'one stream' && !on ? 0.1 : 0.25, what, row['share of bare']);
  if (!on) atMost(20, `${what}: p99 in the baseline's p50`, row["p99 in the baseline's p50"]);
}
await Promise.all([server.stop(), bare.stop()]);
