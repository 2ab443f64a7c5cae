import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { valueAt, type Path } from '../../src/cli/report/answers.js';
import type { Principal } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { cli, lastingDirectory, saying, start, temporary } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';
/** What no page may take for its own markup. */
const FEATURE = `和<b>美</b> & "育人" <script>alert('1')</script>`;

interface Said {
  readonly value: string | number | boolean | null;
  readonly query: string;
  readonly path: Path;
}
interface Written {
  readonly sections: readonly {
    readonly name: string;
    readonly tables: readonly {
      readonly name: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (Said | readonly Said[] | string)[])[];
    }[];
  }[];
  readonly queries: readonly { readonly id: string; readonly query: string; readonly variables: object }[];
}

let env: Readonly<Record<string, string>>;
beforeAll(async () => {
  const directory = lastingDirectory();
  env = { DATA_DIR: directory, EVENT_STORE_URL: `sqlite:${directory}`, PORT: '0', LOG_LEVEL: 'silent' };
  const stores = sqliteStores({ directory, ledger: 'edugroup' });
  const handle = commandHandler({ stores, now: () => NOW });
  await loadDemo(stores, (clock) => commandHandler({ stores, now: clock }), NOW);
  const bureau: Principal = { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103' };
  const envelope = { basis: [{ title: '依据', documentNo: '样本〔2026〕9号' }], effectiveOn: '2026-03-01' };
  for (const [commandId, command] of [
    ['0f8fad5b-d9cb-469f-a165-708677289501', { type: 'ClassifySchool', schoolId: '370103.S08', standing: 'POTENTIAL' }],
    ['0f8fad5b-d9cb-469f-a165-708677289502', { type: 'DefineCommonFeature', groupId: '370103.G03', feature: FEATURE }],
  ] as const)
    expect(await handle(command, { ...envelope, commandId }, bureau)).toHaveProperty('written');
  await stores.events.close();
}, 60_000);

const known = new Map<string, string>();
/** Each report is made once. */
const report = async (...argv: readonly string[]): Promise<string> => {
  const key = argv.join(' ');
  if (!known.has(key)) {
    const { status, out, error } = await cli(['report', '--year', '2025-2026', ...argv], env);
    expect({ status, error }).toEqual({ status: 0, error: '' });
    known.set(key, out);
  }
  return known.get(key)!;
};
const written = async (...argv: readonly string[]): Promise<Written> =>
  JSON.parse(await report(...argv, '--json')) as Written;

/** All values that a report shows, in its order. */
const saidIn = ({ sections }: Written): readonly Said[] =>
  sections.flatMap(({ tables }) =>
    tables.flatMap(({ rows }) =>
      rows.flatMap((row) => row.flatMap((cell) => (typeof cell === 'string' ? [] : 'value' in cell ? [cell] : cell))),
    ),
  );
const isFigure = ({ value, path }: Said): boolean =>
  typeof value === 'number' || (path.at(-1) === 'yuan' && value !== null);

test('every value is what its query gives, sent to the server', async () => {
  const reports = [
    await written('--group', '370103.G03'),
    await written('--district', '370103', '--lang', 'zh'),
    await written('--group', '370103.A01', '--at', '600', '--names'),
  ];
  const server = start(['serve'], env);
  const [, url = ''] = await saying(server, /Listening at (\S+)/);
  const { out: token } = await cli(['token', '--role', 'BUREAU', '--district', '370103'], env);
  for (const one of reports) {
    const answers = new Map<string, unknown>();
    for (const { id, query, variables } of one.queries) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token.trim()}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
      expect({ query, errors }).toEqual({ query, errors: undefined });
      answers.set(id, data);
    }
    const all = saidIn(one);
    expect(all.filter(isFigure).length).toBeGreaterThan(60);
    expect(all.map(({ query, path }) => ({ query, path, value: valueAt(answers.get(query), path) ?? null }))).toEqual(
      all.map(({ query, path, value }) => ({ query, path, value })),
    );
  }
}, 120_000);

test('a report of a group and of its district tell the same of it, in every chapter', async () => {
  const [group, district] = [await written('--group', '370103.G03'), await written('--district', '370103')];
  const chapters = [
    'groupsAndSchools',
    'council',
    'meetings',
    'rotation',
    'funds',
    'findings',
    'evaluations',
    'indicators',
    'development',
  ];
  expect(group.sections.map(({ name }) => name)).toEqual(chapters);
  const rows = ({ sections }: Written, name: string): readonly (readonly unknown[])[] =>
    sections
      .flatMap(({ tables }) => tables.filter((one) => one.name === name))
      .flatMap((one) => one.rows)
      .map((row) =>
        row.map((cell) =>
          typeof cell === 'string' ? cell : 'value' in cell ? cell.value : cell.map(({ value }) => value),
        ),
      );
  for (const name of [
    'groups',
    'members',
    'charter',
    'terms',
    'seats',
    'meetings',
    'resolutions',
    'shares',
    'funds',
    'purposes',
    'derivedIndicators',
    'development',
  ]) {
    const own = rows(group, name);
    expect(own.length).toBeGreaterThan(0);
    expect({ name, rows: rows(district, name) }).toEqual({ name, rows: expect.arrayContaining([...own]) });
  }
  expect(
    rows(group, 'findingCounts')[0]!
      .slice(0, 3)
      .reduce<number>((sum, one) => sum + Number(one), 0),
  ).toBe(rows(group, 'findings').length);
  expect(rows(group, 'development')).toContainEqual(['济南市经纬小学', 'standing', 'POTENTIAL', 'UNSPECIFIED', '']);
});

describe('as a page', () => {
  test('it needs nothing of elsewhere, takes no text for markup, and each figure leads to its query', async () => {
    const page = await report('--group', '370103.G03');
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(page).toMatch(/@page \{ size: A4/);
    expect(page).toContain('@media print');
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import|https?:/i);
    expect(page).toContain(
      '和&lt;b&gt;美&lt;/b&gt; &amp; &quot;育人&quot; &lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;',
    );
    const shown = [...page.matchAll(/<a href="#(q\d+)" title="([^"]*)">([^<]*)<\/a>/g)].map(
      ([, query, path, value]) => ({ query, path, value }),
    );
    const figures = saidIn(await written('--group', '370103.G03')).filter(isFigure);
    expect(shown).toEqual(
      figures.map(({ query, path, value }) => ({ query, path: path.join('.'), value: String(value) })),
    );
    for (const { query } of shown) expect(page).toContain(`<section id="${query}">`);
    // No number of a table stands alone; keys, days, numbers of papers and years within texts are none.
    expect([...page.matchAll(/<td[^>]*>(-?[\d.,]+)<\/td>/g)]).toEqual([]);
  });

  test('it is in Chinese where that is asked for, whole', async () => {
    const page = await report('--group', '370103.G03', '--lang', 'zh');
    expect(page).toContain('<html lang="zh-CN">');
    expect(page).toContain('<h1>经五教育集团 2025-2026 学年年度报告</h1>');
    const headings = [...page.matchAll(/<(?:th|h2|h3)>([^<]*)</g)]
      .map(([, text]) => text!)
      .filter((text) => !/^q\d+$/.test(text));
    expect(headings.filter((text) => !/\p{Script=Han}/u.test(text))).toEqual([]);
  });

  test('it names nobody unless asked to', async () => {
    const name = /样本教师 S\d/;
    for (const of of [
      ['--group', '370103.G03'],
      ['--district', '370103'],
    ]) {
      expect(await report(...of, '--json')).not.toMatch(name);
    }
    expect(await report('--group', '370103.G03')).not.toMatch(name);
    expect(await report('--group', '370103.G03', '--names')).toMatch(name);
  });

  test("it is written to a file, which is nobody else's to read", async () => {
    const file = join(temporary(), 'report.html');
    expect(await report('--group', '370103.G03', '--out', file)).toBe('');
    expect(readFileSync(file, 'utf8')).toBe(await report('--group', '370103.G03'));
  });
});

test('what is asked for wrongly is said in one line', async () => {
  for (const [argv, status, error] of [
    [['--year', '2025-2026'], 2, 'either --group or --district is needed'],
    [
      ['--group', '370103.G03', '--district', '370103', '--year', '2025-2026'],
      2,
      'either --group or --district is needed',
    ],
    [['--group', '370103.G03'], 2, "--year must be a school year like 2025-2026, not ''"],
    [
      ['--group', '370103.G03', '--year', '2025-2027'],
      2,
      "--year must be a school year like 2025-2026, not '2025-2027'",
    ],
    [['--group', '370103.G99', '--year', '2025-2026'], 1, /^nothing is known of '370103\.G99' at position \d+$/],
    [['--group', '370103.G03', '--year', '2025-2026', '--at', '99999'], 1, /^the ledger ends at position \d+$/],
    [['--group', '370103.G03', '--year', '2150-2151'], 1, /^the school year 2150-2151 has not begun on /],
  ] as const) {
    const ran = await cli(['report', ...argv], env);
    expect([argv, ran.status, ran.out]).toEqual([argv, status, '']);
    expect(ran.error.trimEnd().replace(/^edugroup report: /, '')).toEqual(
      typeof error === 'string' ? error : expect.stringMatching(error),
    );
  }
});
