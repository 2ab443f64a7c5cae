/**
 * How much memory a server has under a steady load of mixed queries, most of them of different groups, against one with the first size;
 * the goal is 1.3, and never more than 400 MB. The largest of one look a second counts.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { atMost } from './goals.js';
import { groupsOf, queries } from './queries.js';
import { ask, ledgerOf, round, serve, show, sizes } from './simulated.js';

const SECONDS = Number(process.env.SECONDS ?? '20');
const CLIENTS = 8;

const rows = [];
for (const events of sizes()) {
  const server = await serve(ledgerOf(events));
  const groups = await groupsOf(server.url);
  const kinds = Object.values(queries);
  const end = performance.now() + SECONDS * 1000;
  let [asked, most] = [0, 0];
  const client = async () => {
    while (performance.now() < end) {
      asked += 1;
      const position = asked % 3 === 0 ? 1 + ((asked * 7919) % events) : undefined;
      await ask(server.url, kinds[asked % kinds.length](groups[asked % groups.length], position));
    }
  };
  const look = async () => {
    while (performance.now() < end) {
      most = Math.max(most, server.resident());
      await pause(1000);
    }
  };
  await Promise.all([look(), ...Array.from({ length: CLIENTS }, client)]);
  await server.stop();
  const first = rows[0]?.['resident MB'] ?? most;
  rows.push({
    events,
    'queries/s': Math.round(asked / SECONDS),
    'resident MB': Math.round(most),
    'times the first': round(most / first),
  });
}
show(rows);
for (const row of rows) {
  atMost(1.3, `memory, ${row.events} events against the first`, row['times the first']);
  atMost(400, `memory, ${row.events} events, MB`, row['resident MB']);
}
