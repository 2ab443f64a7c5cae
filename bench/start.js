/**
 * How long a server takes from its start until it is ready, with so many events and their read models in place, against one on an empty
 * ledger; the goal is 1.5. Both are started in turn.
 */
import { atMost } from './goals.js';
import { ledgerOf, median, round, serve, show, sizes, temporary } from './simulated.js';

const ROUNDS = Number(process.env.ROUNDS ?? '5');

const started = async (directory) => {
  const server = await serve(directory);
  await server.stop();
  return server.milliseconds;
};

const empty = temporary();
await started(empty);
const rows = [];
for (const events of sizes()) {
  const ledger = ledgerOf(events);
  await started(ledger);
  const rounds = [];
  for (let left = ROUNDS; left > 0; left -= 1) rounds.push({ full: await started(ledger), none: await started(empty) });
  rows.push({
    events,
    'ready after ms': Math.round(median(rounds.map(({ full }) => full))),
    'empty, ready after ms': Math.round(median(rounds.map(({ none }) => none))),
    'times the empty one': round(median(rounds.map(({ full, none }) => full / none))),
  });
}
show(rows);
for (const row of rows) atMost(1.5, `start, ${row.events} events`, row['times the empty one']);
