/**
 * What the Merkle tree costs: events per second that are read from a ledger's file and added to the tree in the read models' file, its rows
 * written in transactions of 500 events, as a share of a bare scan of the same rows that has JSON.parse read data and metadata. Both are
 * measured in turn, each in a process of its own. EVENTS says how many there are.
 */
import Database from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMerkle } from '../dist/projections/merkle/rows.js';
import { events } from './events.js';
import { atLeast, atMost } from './goals.js';

const ROUNDS = 3;
const EVENTS = Number(process.env.EVENTS ?? '200000');
const BATCH = 500;
const COLUMNS = 'sequence AS position, stream, revision, id, type, data, metadata';

const ledgerIn = (directory) => new Database(join(directory, 'ledger.sqlite'));
const measured = {
  scan: (directory) => {
    let count = 0;
    for (const { data, metadata } of ledgerIn(directory)
      .prepare(`SELECT ${COLUMNS} FROM events ORDER BY sequence`)
      .iterate())
      if (JSON.parse(data) && JSON.parse(metadata)) count += 1;
    return count;
  },
  merkle: (directory) => {
    const page = ledgerIn(directory).prepare(
      `SELECT ${COLUMNS} FROM events WHERE sequence > ? ORDER BY sequence LIMIT ${BATCH}`,
    );
    const models = new Database(join(directory, `${randomUUID()}.sqlite`));
    models.pragma('journal_mode = WAL');
    models.pragma('synchronous = NORMAL');
    const { tree, isOf, add } = openMerkle(models);
    isOf(randomUUID());
    const addAll = models.transaction((rows) => {
      add(
        rows.map(({ position, stream, revision, id, type, data, metadata }) => ({
          position,
          stream,
          revision,
          id,
          type,
          bytes: { data: Buffer.from(data), metadata: Buffer.from(metadata) },
        })),
      );
    });
    let count = 0;
    for (let rows = page.all(0); rows.length > 0; rows = page.all(count)) {
      addAll(rows);
      count += rows.length;
    }
    tree.root(count);
    return count;
  },
};

const [, , what, directory] = process.argv;
if (what !== undefined) {
  const start = performance.now();
  const count = measured[what](directory);
  if (count !== EVENTS) throw new Error(`${count} events were read`);
  console.log(
    JSON.stringify({ seconds: (performance.now() - start) / 1000, megabytes: process.resourceUsage().maxRSS / 1024 }),
  );
} else {
  const made = mkdtempSync(join(tmpdir(), 'edugroup-bench-'));
  const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  try {
    const ledger = ledgerIn(made);
    ledger.exec(
      'CREATE TABLE events (sequence INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, id TEXT, type TEXT, data TEXT, metadata TEXT) STRICT',
    );
    const insert = ledger.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)');
    const insertAll = ledger.transaction((batch) => {
      for (const { position, stream, revision, id, type, bytes } of batch)
        insert.run(position, stream, revision, id, type, bytes.data.toString(), bytes.metadata.toString());
    });
    for await (const batch of events(EVENTS)) insertAll(batch);
    ledger.close();
    const run = (name) =>
      JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, made], { encoding: 'utf8' }));
    const rounds = Array.from({ length: ROUNDS }, () => ({ merkle: run('merkle'), scan: run('scan') }));
    const share = Number(median(rounds.map(({ merkle, scan }) => scan.seconds / merkle.seconds)).toFixed(2));
    const most = Math.round(Math.max(...rounds.map(({ merkle }) => merkle.megabytes)));
    atLeast(0.5, 'Merkle tree, share of the scan', share);
    atMost(300, 'Merkle tree, MB', most);
    console.table([
      {
        events: EVENTS,
        'merkle events/s': Math.round(EVENTS / median(rounds.map(({ merkle }) => merkle.seconds))),
        'scan events/s': Math.round(EVENTS / median(rounds.map(({ scan }) => scan.seconds))),
        'share of the scan': share,
        'merkle peak MB': most,
      },
    ]);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
