/**
 * What `edugroup verify` costs: events per second as a share of a bare scan of the same events, which reads the file line by line and has
 * JSON.parse read each line, its data and its metadata; and the most memory that either takes. Each run is a process of its own, and both
 * are measured in turn, so that a machine whose speed drifts slows both. EVENTS says how many there are.
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesOf } from '../dist/audit/bundle/files.js';
import { verifyBundle } from '../dist/audit/bundle/verify.js';
import { writeBundle } from '../dist/audit/bundle/write.js';
import { originOf } from '../dist/audit/checkpoint.js';
import { signerOf } from '../dist/audit/note.js';
import { events } from './events.js';
import { atLeast, atMost } from './goals.js';

const ROUNDS = 3;
const EVENTS = Number(process.env.EVENTS ?? '200000');

const measured = {
  verify: (bundle) => {
    const { faults } = verifyBundle({ bundle });
    if (faults.length > 0) throw new Error(faults[0].message);
  },
  scan: (bundle) => {
    let count = 0;
    for (const line of linesOf(join(bundle, 'events.ndjson'))) {
      const { data, metadata } = JSON.parse(line.toString());
      if (JSON.parse(data) && JSON.parse(metadata)) count += 1;
    }
    if (count !== EVENTS) throw new Error(`${count} events were read`);
  },
};

const [, , what, bundle] = process.argv;
if (what !== undefined) {
  const start = performance.now();
  measured[what](bundle);
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ seconds, megabytes: process.resourceUsage().maxRSS / 1024 }));
} else {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-bench-'));
  const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  try {
    const ledger = randomUUID();
    const signer = signerOf(originOf(ledger), generateKeyPairSync('ed25519').privateKey);
    await writeBundle({
      directory,
      ledger,
      events: events(EVENTS),
      signer,
      software: 'bench',
      now: () => new Date().toISOString(),
    });
    const run = (name) =>
      JSON.parse(
        execFileSync(process.execPath, [fileURLToPath(import.meta.url), name, directory], { encoding: 'utf8' }),
      );
    const rounds = Array.from({ length: ROUNDS }, () => ({ verify: run('verify'), scan: run('scan') }));
    const share = Number(median(rounds.map(({ verify, scan }) => scan.seconds / verify.seconds)).toFixed(2));
    const most = Math.round(Math.max(...rounds.map(({ verify }) => verify.megabytes)));
    atLeast(0.4, 'verify, share of the scan', share);
    atMost(300, 'verify, MB', most);
    console.table([
      {
        events: EVENTS,
        'verify events/s': Math.round(EVENTS / median(rounds.map(({ verify }) => verify.seconds))),
        'scan events/s': Math.round(EVENTS / median(rounds.map(({ scan }) => scan.seconds))),
        'share of the scan': share,
        'verify peak MB': most,
        'scan peak MB': Math.round(Math.max(...rounds.map(({ scan }) => scan.megabytes))),
      },
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
