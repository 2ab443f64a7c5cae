import { beforeAll, afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { SAMPLE_STORIES } from '../../src/cli/sample-funds.js';
import { commandHandler } from '../../src/commands/handle.js';
import { openStores } from '../../src/eventstore/open.js';
import { cli, type Ran } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';

describe('edugroup replay', () => {
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'edugroup-replay-'));
    const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup', log: () => undefined });
    await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
    await stores.events.close();
  }, 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const replay = (...argv: readonly string[]): Promise<Ran> =>
    cli(['replay', ...argv], { EVENT_STORE_URL: `sqlite:${directory}`, DATA_DIR: directory });
  const fund = `370103.${SAMPLE_STORIES.corrected}.2025`;

  test('prints step by step what happened to a fund and what changed, in both languages', async () => {
    const { status, out, error } = await replay(fund);
    expect({ status, error }).toEqual({ status: 0, error: '' });
    expect(out).toMatch(/^#\d+ {2}2026-10-16T01:00:00\.000Z {2}effective 2025-\d\d-\d\d {2}BUREAU sample-/);
    expect(out).toMatch(/\n {4}The bureau appropriated [\d.]+ yuan to .+ for 2025/);
    expect(out).toMatch(/\n {6}line 1: allocated: — → [\d.]+ yuan\n/);
    expect(out).toMatch(/\n {4}Corrected, with effect from /);
    expect(out).toMatch(/\n\d+ steps of Fund \S+, as known at position \d+\.\n$/);
    const zh = await replay(fund, '--lang', 'zh');
    expect(zh.out).toMatch(/\n {4}教育局向.+拨付 2025 年度专项经费/);
    expect(zh.out).toMatch(/\n {6}项目 1：已分配：— → [\d.]+ 元\n/);
    expect(zh.out).toMatch(/步。\n$/);
  });

  test('tells the history as it was known at a position, and as it is known in the end', async () => {
    const all = (await replay(fund)).out;
    const [first = '', second = ''] = [...all.matchAll(/^#(\d+)/gm)].map(([, position]) => position!);
    const early = (await replay(fund, '--at', first)).out;
    expect(early).toContain(`#${first} `);
    expect(early).not.toContain(`#${second} `);
    const corrected = (await replay(fund, '--corrected')).out;
    expect(corrected).not.toMatch(/Corrected/);
    expect([...corrected.matchAll(/^#/gm)]).toHaveLength([...all.matchAll(/^#/gm)].length - 1);
  });

  test('names persons of this store, schools and groups, and of a district says whose each change is', async () => {
    const council = (await replay(`370103.${SAMPLE_STORIES.corrected}.1`)).out;
    expect(council).toMatch(/\n {6}seat 样本教师 S07-1 \(from \S+\): — → recommended by \S+\n/);
    const { out } = await replay('370103', '--at', '40');
    expect(out).toMatch(/\n {6}School 370103\.S01 {2}name \(from \S+\): — → \S+\n/);
    expect(out).toMatch(/\n40 steps of District 370103, as known at position 40\.\n$/);
  });

  test.each<[string[], number, RegExp]>([
    [[], 2, /SUBJECT is missing/],
    [['370103.S01', '--at', 'x'], 2, /--at must be a position like 120, not 'x'/],
    [['370103.S01', '--lang', 'fr'], 2, /--lang must be en or zh, not 'fr'/],
    [['370103.S01', '--at', '1000000'], 1, /position 1000000 cannot be read; the last one is \d+/],
    [['370103.S99'], 1, /nothing is known of '370103\.S99' at position \d+/],
    [['x'], 1, /nothing is known of 'x'/],
  ])('%j ends with status %i in one line', async (argv, status, message) => {
    const ran = await replay(...argv);
    expect(ran).toMatchObject({ status, out: '', error: expect.stringMatching(message) });
    expect(ran.error.split('\n')).toHaveLength(2);
  });
});
