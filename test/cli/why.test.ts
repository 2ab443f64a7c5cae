import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { commandHandler } from '../../src/commands/handle.js';
import type { Stores } from '../../src/eventstore/port.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { cli, temporary } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';

let env: Record<string, string>;
/** The demo's ledger, which another process has open. */
let stores: Stores;
beforeEach(async () => {
  const directory = temporary();
  env = { DATA_DIR: directory, EVENT_STORE_URL: `sqlite:${directory}` };
  stores = sqliteStores({ directory, ledger: 'edugroup' });
  await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
}, 60_000);
afterEach(() => stores.events.close());

const asked = (...argv: readonly string[]): ReturnType<typeof cli> => cli(['why', ...argv], env);

test('says the value and the events behind it, in either language, with positions, papers and names', async () => {
  const { status, out, error } = await asked('370103.A01.1', 'CHAIR', '--on', '2026-11-24', '--lang', 'zh');
  expect({ status, error }).toEqual({ status: 0, error: '' });
  expect(out.trimEnd().split('\n')).toEqual([
    'CHAIR 370103.A01.1: 样本教师 S01-2',
    expect.stringMatching(
      /^ {2}2025-08-25 {2}#\d+ {2}形成: 任命育英教育集团联盟学校第 1 届理事会：2 个席位（样本教师 S01-2、样本教师 S03-1），理事长样本教师 S01-2，任期 2025-09-01 至 2030-08-31 {2}\[样本〔2025〕3号\]$/,
    ),
    expect.stringMatching(/^ {2}2025-08-20 {2}#\d+ {2}推荐: .*推荐样本教师 S01-2为/),
    expect.stringMatching(/^ {2}2025-08-27 {2}#\d+ {2}报备: /),
    expect.stringMatching(/^ {2}2025-08-29 {2}#\d+ {2}备案答复: .*（样本〔2025〕4号）/),
  ]);
  const english = await asked('370103.A01.2025/370103.S01/2025/10/样本记-A1-1/1', 'GROUND');
  expect(english.out).toContain('GROUND 370103.A01.2025/370103.S01/2025/10/样本记-A1-1/1: 370103.A01.R1 样本：');
  expect(english.out).toMatch(/#\d+ {2}adopted in meeting: Council 1 of 育英教育集团联盟学校/);
});

test('says of an earlier position what was known then, and in one line what is wrong with a question', async () => {
  for (const [argv, status, error] of [
    [['370103.A01.1', 'CHAIR', '--at', '5'], 1, "nothing is known of '370103.A01.1' at position 5"],
    [['370103.S01', 'CHAIR'], 1, 'CHAIR is no field of a School'],
    [
      ['370103.A01.1', 'CHAIR', '--on', '2031-01-01'],
      1,
      /^CHAIR of 370103\.A01\.1 says nothing at position \d+ on 2031-01-01$/,
    ],
    [['370103.A01.1', 'SEATS'], 2, /^FIELD must be one of SEAT, CHAIR, .* not 'SEATS'$/],
    [['370103.S01', 'NAME', '--at', 'x'], 2, "--at must be a position, not 'x'"],
    [['370103.S01', 'NAME', '--on', '2026-02-30'], 2, "--on must be a day like 2026-09-01, not '2026-02-30'"],
    [['370103.S01', 'NAME', '--lang', 'de'], 2, "--lang must be en or zh, not 'de'"],
    [['370103.S01', 'NAME', '--at', '99999'], 1, /^the ledger ends at position \d+$/],
  ] as const) {
    const ran = await asked(...argv);
    expect([argv, ran.status, ran.out]).toEqual([argv, status, '']);
    expect(ran.error.trimEnd().replace(/^edugroup why: /, '')).toEqual(
      typeof error === 'string' ? error : expect.stringMatching(error),
    );
  }
});
