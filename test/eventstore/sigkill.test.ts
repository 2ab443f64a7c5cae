import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { followAll } from '../contract/samples.js';
import { startChild } from './children.js';

const ROUNDS = 20;
const STREAMS = ['council-1', 'council-2', 'council-3', 'council-4'];

/** The same numbers every time (mulberry32). */
const seeded =
  (seed: number) =>
  (below: number): number => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };

test(`no acknowledged event is lost, written twice or moved by ${ROUNDS} SIGKILLs among four writers`, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'edugroup-sigkill-'));
  const random = seeded(20260728);
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const child = startChild(['write', directory, ...STREAMS]);
    const killAt = 1 + random(400);
    let lines = 0;
    for await (const line of child.lines) {
      acknowledged.push(line);
      if (++lines === killAt) child.process.kill('SIGKILL');
    }
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL', errors: '' });
    expect(lines).toBeGreaterThanOrEqual(killAt);
  }

  const { events } = sqliteStores({ directory, ledger: 'edugroup' });
  const ledger = await followAll(events, acknowledged.length);
  const keys = ledger.map(({ stream, revision, id }) => `appended ${stream} ${revision} ${id}`);
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  const there = new Set(keys);
  expect(acknowledged.filter((line) => !there.has(line))).toEqual([]);
  expect(new Set(ledger.map(({ id }) => id)).size).toBe(ledger.length);
  expect(ledger.map(({ token }) => token)).toEqual(ledger.map((_, index) => String(index + 1)));
  for (const stream of STREAMS) {
    const revisions = ledger.filter((event) => event.stream === stream).map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.map((_, index) => index));
    expect(revisions.length).toBeGreaterThan(0);
  }
  // An append of child.js holds 1 + n % 3 events with data {n, index}: each is there whole or not at all.
  ledger.forEach(({ data: { n, index }, stream }, position) => {
    const last = (n as number) % 3;
    const next = ledger[position + 1];
    if (index !== last) expect(next).toMatchObject({ stream, data: { n, index: (index as number) + 1 } });
  });
  await events.close();
  rmSync(directory, { recursive: true, force: true });
});
