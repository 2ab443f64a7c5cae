/**
 * All read models built from a ledger, as events per second and as a share of a bare scan of the same events that has JSON.parse read data
 * and metadata; the goal is 0.25. Each run is a process of its own, both in turn. Then which parts of the projections take the
 * time, and which types of events: those are projected in memory, one by one.
 */
import Database from 'better-sqlite3';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { followNumbered } from '../dist/eventstore/numbering.js';
import { openStores } from '../dist/eventstore/open.js';
import { ledgerIdOf } from '../dist/projections/epochs.js';
import { buildReadModelFile, openReadModels } from '../dist/projections/read-models.js';
import { startRunner } from '../dist/projections/runner.js';
import { atLeast } from './goals.js';
import { ledgerOf, measure, median, round, show, sizes, temporary } from './simulated.js';

const ROUNDS = Number(process.env.ROUNDS ?? '3');
const MOST_SHARES = 12;
const MOST_ONE_BY_ONE = 100_000;

const rebuild = async (directory) => {
  const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup', readOnly: true });
  const silent = { info() {}, warn() {}, error() {} };
  try {
    return await buildReadModelFile(temporary(), 'edugroup', async (readModels) => {
      const ledgerId = () => ledgerIdOf(stores.epochs, {});
      const runner = startRunner({ events: stores.events, ledgerId, readModels, log: silent });
      await runner.caughtUp();
      await runner.stop();
      return runner.head();
    });
  } finally {
    await stores.events.close();
  }
};

/** The share of each file of src/projections: what is called from there, down to the next one. */
const sharesOf = ({ nodes, samples, timeDeltas }) => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const fileOf = (id) => {
    for (let at = id; at !== undefined; at = parents.get(at)) {
      const found = /dist\/(projections|eventstore|domain)\/(.+)\.js$/.exec(byId.get(at).callFrame.url);
      if (found) return `${found[1]}/${found[2]}`;
    }
    return byId.get(id).callFrame.functionName;
  };
  const totals = new Map();
  samples.forEach((id, index) => {
    const file = fileOf(id);
    totals.set(file, (totals.get(file) ?? 0) + timeDeltas[index]);
  });
  const all = [...totals.values()].reduce((sum, one) => sum + one, 0);
  return [...totals]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST_SHARES)
    .map(([file, time]) => ({ file, 'share %': round((100 * time) / all, 1) }));
};

const measured = {
  scan: (directory) => {
    let count = 0;
    const rows = new Database(join(directory, 'ledger.sqlite'), { readonly: true }).prepare(
      'SELECT sequence, stream, revision, id, type, data, metadata FROM events ORDER BY sequence',
    );
    for (const { data, metadata } of rows.iterate()) if (JSON.parse(data) && JSON.parse(metadata)) count += 1;
    return count;
  },
  rebuild,
  types: async (directory) => {
    const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup', readOnly: true });
    const readModels = openReadModels(':memory:');
    readModels.isOf(await ledgerIdOf(stores.epochs, {}));
    const types = new Map();
    let all = 0;
    for await (const batch of followNumbered(stores.events, undefined, new AbortController().signal)) {
      for (const event of batch.events) {
        const began = performance.now();
        readModels.project([event]);
        const took = performance.now() - began;
        const type = types.get(event.type) ?? { events: 0, milliseconds: 0 };
        types.set(event.type, { events: type.events + 1, milliseconds: type.milliseconds + took });
        all += took;
      }
      if (batch.caughtUp || readModels.events.head() >= MOST_ONE_BY_ONE) break;
    }
    await stores.events.close();
    return [...types]
      .sort(([, a], [, b]) => b.milliseconds - a.milliseconds)
      .slice(0, MOST_SHARES)
      .map(([type, { events, milliseconds }]) => ({
        type,
        events,
        'µs each': round((1000 * milliseconds) / events, 0),
        'share of the time %': round((100 * milliseconds) / all, 1),
      }));
  },
  profile: async (directory) => {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    await rebuild(directory);
    const { profile } = await session.post('Profiler.stop');
    return sharesOf(profile);
  },
};

const [, , what, directory] = process.argv;
if (what in measured) {
  const began = performance.now();
  const result = await measured[what](directory);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ result, seconds: (performance.now() - began) / 1000, megabytes }));
} else {
  const rows = [];
  for (const events of sizes()) {
    const ledger = ledgerOf(events);
    const rounds = Array.from({ length: ROUNDS }, () => ({
      rebuilt: measure(import.meta.url, 'rebuild', ledger),
      scanned: measure(import.meta.url, 'scan', ledger),
    }));
    const count = rounds[0].rebuilt.result;
    if (count !== rounds[0].scanned.result) throw new Error(`${count} events were rebuilt`);
    rows.push({
      events: count,
      'rebuild events/s': Math.round(count / median(rounds.map(({ rebuilt }) => rebuilt.seconds))),
      'scan events/s': Math.round(count / median(rounds.map(({ scanned }) => scanned.seconds))),
      'share of the scan': round(median(rounds.map(({ rebuilt, scanned }) => scanned.seconds / rebuilt.seconds)), 3),
      'peak MB': Math.round(Math.max(...rounds.map(({ rebuilt }) => rebuilt.megabytes))),
    });
    if (events !== sizes().at(-1)) continue;
    console.table(measure(import.meta.url, 'profile', ledger).result);
    console.table(measure(import.meta.url, 'types', ledger).result);
  }
  show(rows);
  for (const row of rows) atLeast(0.25, `rebuild, ${row.events} events`, row['share of the scan']);
}
