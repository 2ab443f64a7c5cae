/**
 * The first page of the history of a fund with 10,000 payments, over HTTP, against a scan of the same events in the ledger's file that has
 * JSON.parse read data and metadata; the goal is 1.5. The scans come first, in the bench's own process, then the pages. The payments are
 * appended to a simulated ledger as they are.
 */
import Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openStores } from '../dist/eventstore/open.js';
import { atMost } from './goals.js';
import { DISTRICT, ask, ledgerOf, median, round, serve, show, sizes, timed, tokenOf } from './simulated.js';

const ROUNDS = Number(process.env.ROUNDS ?? '20');
const EVENTS = 10_000;
const TOGETHER = 500;
const group = `${DISTRICT}.G01`;
const stream = `fund-${group}-2030`;
const page = `{ replay(subject: "${group}.2030", first: 20) { nodes { event { position } } pageInfo { endCursor } } }`;

const event = (type, data) => {
  const id = randomUUID();
  const metadata = {
    commandId: id,
    commandHash: '0'.repeat(64),
    correlationId: id,
    actor: { id: 'council-1', role: 'COUNCIL' },
    basis: [{ title: '模拟资料' }],
    effectiveOn: '2030-01-10',
    recordedAt: '2025-01-01T00:00:00.000Z',
    schemaVersion: 1,
  };
  return { id, type, data, metadata };
};
/** A fund with one line, told after everything else. */
const extend = async (directory) => {
  const { events } = await openStores(`sqlite:${directory}`, { ledger: 'edugroup' });
  const schoolId = `${DISTRICT}.S001`;
  const payments = Array.from({ length: EVENTS }, (_, index) => {
    const voucher = { schoolId, year: 2030, month: 1, number: `记-${index + 1}`, entry: 1 };
    return event('ExpenditureRecorded', { line: 1, voucher, fen: 100, supplier: '虚构供应商1', paidOn: '2030-01-10' });
  });
  const all = [
    event('FundAppropriated', { fen: 1e9, documentNo: '模拟1号', receivedOn: '2030-01-02' }),
    event('FundsAllocated', { resolution: 1, lines: [{ line: 1, purpose: '教师培训', schoolId, fen: 1e9 }] }),
    ...payments,
  ];
  for (let from = 0; from < all.length; from += TOGETHER)
    await events.append(stream, from === 0 ? 'no-stream' : from - 1, all.slice(from, from + TOGETHER));
  await events.close();
};

const rows = [];
for (const events of sizes()) {
  const directory = ledgerOf(events);
  await extend(directory);
  const server = await serve(directory, { ANSWER_CACHE_BYTES: '0' });
  const token = tokenOf(directory);
  const scan = new Database(join(directory, 'ledger.sqlite'), { readonly: true }).prepare(
    "SELECT data, metadata FROM events WHERE stream = ? AND type = 'ExpenditureRecorded' ORDER BY revision",
  );
  const scanned = () => {
    const began = performance.now();
    let count = 0;
    for (const { data, metadata } of scan.iterate(stream)) if (JSON.parse(data) && JSON.parse(metadata)) count += 1;
    if (count !== EVENTS) throw new Error(`${count} events were read`);
    return performance.now() - began;
  };
  const first = await timed(server.url, page, token);
  if ((await ask(server.url, page, token)).replay.nodes.length !== 20) throw new Error('no page');
  const rounds = Array.from({ length: ROUNDS }, () => scanned());
  const pages = [];
  for (let left = ROUNDS; left > 0; left -= 1) pages.push(await timed(server.url, page, token));
  await server.stop();
  rows.push({
    events,
    'very first ms': round(first),
    'first page ms': round(median(pages)),
    'scan ms': round(median(rounds)),
    times: round(median(pages) / median(rounds)),
  });
}
show(rows);
for (const { events, times } of rows) atMost(1.5, `first page of a history, ${events} events`, times);
