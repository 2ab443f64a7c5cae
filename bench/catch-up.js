/**
 * How fast a new replica catches up on EventStoreDB: events per second that are followed, followed into the read models of a server, and
 * into those of `edugroup rebuild`, as a share of what the client's own subscribeToAll gives of the same ledger. All are measured in turn,
 * each in a process of its own. EVENTSTOREDB_URL says where the store is, which keeps the ledger that is written for this; EVENTS how many
 * there are.
 */
import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { atLeast } from './goals.js';
import { eventStoreDbStores } from '../dist/eventstore/eventstoredb.js';
import { buildReadModelFile, openReadModels } from '../dist/projections/read-models.js';
import { startRunner } from '../dist/projections/runner.js';

const ROUNDS = 3;
const EVENTS = Number(process.env.EVENTS ?? '32000');
const SCHOOLS = 20;
const AT_ONCE = 64;
const url = process.env.EVENTSTOREDB_URL;
if (url === undefined) throw new Error('EVENTSTOREDB_URL is not set');

const eventOf = (data) => ({
  id: randomUUID(),
  type: data.type,
  data: Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'type')),
  metadata: {
    commandId: randomUUID(),
    commandHash: '03b1f997a4a134ecf37407fd01ef9fe2a1c9eff4c15304edafc343de6504d6be',
    correlationId: randomUUID(),
    actor: { id: 'bureau-1', role: 'BUREAU' },
    basis: [{ title: '关于教师聘用的通知', issuer: '市中区教育和体育局', documentNo: '市中教字〔2026〕1号' }],
    effectiveOn: '2025-09-01',
    recordedAt: '2026-11-27T12:10:24.639Z',
    schemaVersion: 1,
  },
});

/** A district, and streams of four events each: persons who are registered, employed, and take two posts. */
function* streams() {
  const schools = Array.from({ length: SCHOOLS }, (_, index) => `S${index}`);
  yield [
    'district-370103',
    [
      { type: 'DistrictOpened', code: '370103', name: '市中区' },
      ...schools.map((schoolCode) => ({
        type: 'SchoolRegistered',
        schoolCode,
        name: `学校${schoolCode}`,
        aliases: [],
        kind: 'SCHOOL',
        phase: 'PRIMARY',
        ownership: 'PUBLIC',
        standing: 'UNSPECIFIED',
        legalPerson: `学校${schoolCode}`,
      })),
    ],
  ];
  for (let left = EVENTS - SCHOOLS - 1, person = 0; left > 0; left -= 4, person += 1) {
    const personId = randomUUID();
    const schoolId = `370103.S${person % SCHOOLS}`;
    const commitment = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
    yield [
      `person-${personId}`,
      [
        { type: 'PersonRegistered', personId, schoolId, commitment },
        { type: 'Employed', personId, employerId: schoolId, homeSchoolId: schoolId },
        { type: 'PostAssigned', personId, post: 1, schoolId, kind: 'TEACHER' },
        { type: 'PostAssigned', personId, post: 2, schoolId, kind: 'OTHER', title: '年级组长', share: 10 },
      ].slice(0, left),
    ];
  }
}

const caughtUp = async (ledger, readModels) => {
  const { events, epochs } = await eventStoreDbStores(url, { ledger });
  const ledgerId = async () => (await epochs.list())[0].id;
  const runner = startRunner({ events, ledgerId, readModels, log: silent });
  await runner.caughtUp();
  const head = runner.head();
  await runner.stop();
  return head;
};

const silent = { info: () => undefined, warn: console.error, error: console.error };
const measured = {
  write: async (ledger) => {
    const { events, epochs } = await eventStoreDbStores(url, { ledger });
    await epochs.begin({ id: randomUUID(), position: 0, startedAt: '2026-11-27T12:10:24.639Z' }, undefined);
    const rest = streams();
    const writeOne = async ([stream, data]) => events.append(stream, 'no-stream', data.map(eventOf));
    await writeOne(rest.next().value);
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const each of rest) await writeOne(each);
      }),
    );
    await events.close();
    return EVENTS;
  },
  client: async (ledger) => {
    const client = EventStoreDBClient.connectionString(url);
    const filter = streamNameFilter({ prefixes: [`${ledger}.`] });
    let count = 0;
    for await (const { event } of client.subscribeToAll({ fromPosition: START, filter }))
      if (event && ++count === EVENTS) break;
    return count;
  },
  follow: async (ledger) => {
    const { events } = await eventStoreDbStores(url, { ledger });
    let count = 0;
    for await (const batch of events.follow()) {
      count += batch.events.length;
      if (batch.caughtUp && count >= EVENTS) break;
    }
    return count;
  },
  /** As a server does it, which answers meanwhile. */
  replica: (ledger, directory) => caughtUp(ledger, openReadModels(join(directory, `${randomUUID()}.sqlite`))),
  /** As `edugroup rebuild` does it. */
  rebuild: (ledger, directory) =>
    buildReadModelFile(join(directory, randomUUID()), ledger, (readModels) => caughtUp(ledger, readModels)),
};

const [, , what, ledger, directory] = process.argv;
if (what !== undefined) {
  const start = performance.now();
  const count = await measured[what](ledger, directory);
  if (count !== EVENTS) throw new Error(`${count} events were read`);
  console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000 }));
  process.exit();
} else {
  const made = mkdtempSync(join(tmpdir(), 'edugroup-bench-'));
  const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  try {
    const written = `bench-${randomUUID().slice(0, 8)}`;
    const run = (name) =>
      JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, written, made], { encoding: 'utf8' }),
      ).seconds;
    run('write');
    const rounds = Array.from({ length: ROUNDS }, () => ({
      client: run('client'),
      follow: run('follow'),
      replica: run('replica'),
      rebuild: run('rebuild'),
    }));
    const share = (name) => Number(median(rounds.map((round) => round.client / round[name])).toFixed(2));
    atLeast(0.5, 'catch-up with projections on EventStoreDB', share('replica'));
    console.table(
      ['client', 'follow', 'replica', 'rebuild'].map((name) => ({
        what: name,
        'events/s': Math.round(EVENTS / median(rounds.map((round) => round[name]))),
        'share of the client': share(name),
      })),
    );
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
