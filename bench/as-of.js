/**
 * What it costs to ask of the past: the time of a query as of a position about half of the ledger, another one each time, against the same
 * one about now, end to end over HTTP, with no answer kept; median and 99th percentile. The goal is 1.2. Both are asked in turn, of one group
 * after the other.
 */
import { atMost } from './goals.js';
import { groupsOf, queries } from './queries.js';
import { ask, ledgerOf, median, p99, round, serve, show, sizes, timed } from './simulated.js';

const ROUNDS = Number(process.env.ROUNDS ?? '600');
const WARM_UP = 100;

for (const [name, query] of Object.entries(queries)) {
  const rows = [];
  for (const events of sizes()) {
    const server = await serve(ledgerOf(events), { ANSWER_CACHE_BYTES: '0' });
    const groups = await groupsOf(server.url);
    const half = Math.floor(events / 2);
    const [now, then] = [[], []];
    for (let index = 0; index < ROUNDS + WARM_UP; index += 1) {
      const group = groups[index % groups.length];
      const pair = [await timed(server.url, query(group)), await timed(server.url, query(group, half - index))];
      if (index < WARM_UP) continue;
      now.push(pair[0]);
      then.push(pair[1]);
    }
    await ask(server.url, '{ __typename }');
    await server.stop();
    rows.push({
      events,
      'now, median ms': round(median(now)),
      'as of, median ms': round(median(then)),
      'median, times': round(median(then) / median(now)),
      'now, p99 ms': round(p99(now)),
      'as of, p99 ms': round(p99(then)),
      'p99, times': round(p99(then) / p99(now)),
    });
  }
  console.log(name);
  show(rows);
  for (const row of rows) {
    atMost(1.2, `as of, ${name}, ${row.events} events`, row['median, times']);
    atMost(1.2, `as of, ${name}, ${row.events} events, p99`, row['p99, times']);
  }
}
