import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { columns } from '../../src/cli/indicators/columns.js';
import { planIndicators, recordedIn, refusalOf } from '../../src/cli/indicators/plan.js';
import { showProblem } from '../../src/cli/problem.js';
import { copyInMemory } from '../../src/cli/rehearsal.js';
import { applyRows } from '../../src/cli/table/apply.js';
import { readTable, writeTable } from '../../src/cli/table/csv.js';
import type { Handle } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { StoredEvent, Stores } from '../../src/eventstore/port.js';
import { equal } from '../support/equal.js';
import { allEvents, cli, gb18030, lasting, shizhong, temporary } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';
const DISTRICT = '370103';
const sample = readFileSync(fileURLToPath(new URL('../../registers/sample-indicators.csv', import.meta.url)), 'utf8');
const handlerOf = (stores: Stores): Handle => commandHandler({ stores, now: () => NOW });
const [HEAD] = sample.split('\n');

/** The demo's events, loaded once; each test goes on from them. */
let demo: readonly StoredEvent[];
let stores: Stores;
beforeAll(async () => {
  const loaded = memoryStores();
  await loadDemo(loaded, (now) => commandHandler({ stores: loaded, now }), NOW);
  demo = await allEvents(loaded.events);
});
beforeEach(async () => {
  stores = await copyInMemory(demo);
});
const planOf = (text: string) => planIndicators(DISTRICT, readTable('file.csv', text, columns), stores.events, NOW);
const importing = async (text: string, handle = handlerOf(stores)) => {
  const plan = await planOf(text);
  const { written, replayed, problems } = await applyRows(plan, handle, refusalOf);
  return { written, replayed, present: plan.present, bad: [...plan.problems, ...problems].map(showProblem) };
};
const changed = (...changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, sample);

describe('a table of figures', () => {
  test('is described in its schema as it is', () => {
    const { tableSchema } = JSON.parse(readFileSync('schema/indicators.csv-metadata.json', 'utf8')) as {
      tableSchema: { columns: { name: string; titles: { en: string; zh: string[] }; required: boolean }[] };
    };
    expect(tableSchema.columns.map(({ name, titles, required }) => ({ name, aliases: titles.zh, required }))).toEqual(
      columns,
    );
    expect(tableSchema.columns.every(({ name, titles }) => titles.en === name)).toBe(true);
  });

  test('records whole numbers, each row one record on its day and paper', async () => {
    const before = (await allEvents(stores.events)).length;
    expect(await importing(sample)).toEqual({ written: 4, replayed: 0, present: 0, bad: [] });
    const events = (await allEvents(stores.events)).slice(before);
    expect(events.map(({ stream, metadata }) => [stream, metadata.effectiveOn])).toEqual([
      ['indicator-370103.S10-2026', '2026-09-01'],
      ['indicator-370103.S11-2026', '2026-10-20'],
      ['indicator-370103.S10-2026', '2026-11-10'],
      ['indicator-370103.S06-2026', '2026-09-01'],
    ]);
    expect(events[0]).toMatchObject({
      data: {
        figures: expect.arrayContaining([
          { indicator: 'ENROLMENT', phase: 'PRIMARY', value: 1240 },
          { indicator: 'TEACHING_AREA', value: 564_250 },
          { indicator: 'EQUIPMENT_VALUE', value: 260_400_000 },
        ]),
      },
      metadata: { actor: { id: 'import' }, basis: [{ title: '学校指标导入', documentNo: '样本〔2026〕451号' }] },
    });
    expect(events[2]!.data).toEqual({ figures: [], survey: { population: 1180, respondents: 1022, satisfied: 980 } });
    expect((events[3]!.data['figures'] as readonly object[]).length).toBe(3);
  });

  test('comes out of the demo and goes into it again without a word', async () => {
    await importing(sample);
    const before = await allEvents(stores.events);
    const rows = await recordedIn(DISTRICT, stores.events);
    expect(rows).toHaveLength(14);
    const out = writeTable(columns, rows, { bom: false });
    expect(await importing(out)).toEqual({ written: 0, replayed: 0, present: 14, bad: [] });
    expect(await allEvents(stores.events)).toEqual(before);
  });

  test('a second time writes nothing, and interrupted after any row it is completed', async () => {
    await importing(sample);
    const wanted = (await allEvents(stores.events)).map(lasting);
    expect(await importing(sample)).toEqual({ written: 0, replayed: 0, present: 4, bad: [] });
    for (const survived of [0, 1, 2, 3]) {
      stores = await copyInMemory(demo);
      let left = survived;
      const dying: Handle = (...given) =>
        left-- > 0 ? handlerOf(stores)(...given) : Promise.reject(new Error('power cut'));
      await expect(importing(sample, dying)).rejects.toThrow('power cut');
      expect(await importing(sample)).toMatchObject({ written: 4 - survived, present: survived, bad: [] });
      equal((await allEvents(stores.events)).map(lasting), wanted);
    }
  });

  test('two at a time write each row once', async () => {
    const plans = [await planOf(sample), await planOf(sample)];
    const done = await Promise.all(plans.map((plan) => applyRows(plan, handlerOf(stores), refusalOf)));
    expect(done.map(({ written, replayed, problems }) => [written + replayed, problems])).toEqual([
      [4, []],
      [4, []],
    ]);
    expect(await importing(sample)).toMatchObject({ written: 0, present: 4 });
  });

  test('adds what the ledger lacks, and says in which column it differs', async () => {
    await importing(sample);
    const more = changed(['S06,2026-2027,初中,900,20,74,', 'S06,2026-2027,初中,900,20,74,40']);
    expect(await importing(more)).toEqual({ written: 1, replayed: 0, present: 3, bad: [] });
    const known = 'to change it, correct it there';
    expect(
      (await planOf(changed(['2604000.00', '2604000.01'], ['1022,980', '1022,981']))).problems.map(showProblem),
    ).toEqual([
      `line 2, equipmentYuan = "2604000.01": the ledger has this already, with "2604000.00"; ${known}`,
      `line 4, surveyPopulation = "1180": the ledger has this already, with "1180/1022/980"; ${known}`,
    ]);
  });

  test.each([
    ['S77,2026,小学,1', 'school = "S77"', 'NOT_FOUND'],
    ['S10,2027,小学,1', 'effectiveOn', 'DATE_ORDER'],
    ['S10,2026-2028,小学,1', 'schoolYear = "2026-2028"', 'must be a school year'],
    ['S10,2026,,1', 'phase', 'INVALID_INPUT'],
    ['S10,2026,初中,1', 'phase = "初中"', 'INVALID_INPUT'],
    ['S10,2026,大学,1', 'phase = "大学"', 'must be one of 幼儿园 (KINDERGARTEN)'],
    ['S10,2026,小学,1.5', 'enrolment = "1.5"', 'must be a whole number'],
    ['S10,2026,小学,100001', 'enrolment = "100001"', 'INVALID_INPUT'],
    ['S10,2026,小学,20,,5,,6', 'backboneTeachers = "6"', 'INVALID_INPUT'],
    ['S10,2026,小学,20,,,,,,1.234', 'teachingArea = "1.234"', 'at most two decimals'],
    ['S10,2026,,,,,,,,,,,,9', 'surveyPopulation = "9"', 'a survey has all three counts'],
    ['S10,2026,,,,,,,,,,,,9,8,9', 'surveySatisfied = "9"', 'INVALID_INPUT'],
    ['S10,2026,', '', 'INVALID_INPUT'],
  ])('names the line and the column of what is bad: %s', async (row, column, message) => {
    const padded = `${row}${','.repeat(17 - row.split(',').length + 1)}`.split(',').slice(0, 17).join(',');
    const { problems, good } = await planOf(`${HEAD}\n${padded},样本〔2026〕1号\n`);
    expect(good).toEqual([]);
    expect(problems.map(showProblem).join('\n')).toContain(message);
    expect(problems.map(showProblem).join('\n')).toContain(column === '' ? 'line 2: ' : `line 2, ${column}`);
  });

  test('needs a document', async () =>
    expect((await planOf(changed(['样本〔2026〕451号', '']))).problems.map(showProblem)).toEqual([
      'line 2, documentNo: this value is missing',
    ]));
});

test('edugroup indicators imports, says so, finds nothing to do, and exports', async () => {
  const directory = temporary();
  const env = { DATA_DIR: directory };
  const of = ['--district', DISTRICT];
  const file = (name: string, content: string | Buffer): string => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  expect(await cli(['import', shizhong, '--year', '2015'], env)).toMatchObject({ status: 0 });
  const inGb = file('figures.csv', gb18030(sample));
  expect(await cli(['indicators', 'import', inGb, ...of, '--dry-run'], env)).toMatchObject({
    status: 0,
    out: 'dry run: 4 rows would be written to the figures of 370103, 0 there already; nothing was written\n',
  });
  const worse = file('worse.csv', `\uFEFF${sample.replace(',1240,', ',-1,')}`);
  expect(await cli(['indicators', 'import', worse, ...of], env)).toMatchObject({
    status: 1,
    error: expect.stringMatching(/1 problem, nothing was written\n.*line 2, enrolment = "-1"/),
  });
  expect(await cli(['indicators', 'import', worse, ...of, '--partial'], env)).toMatchObject({
    ...{ status: 1, out: '3 rows written to the figures of 370103, 0 there already\n' },
  });
  expect(await cli(['indicators', 'import', inGb, ...of], env)).toEqual({
    ...{ status: 0, error: '' },
    out: '1 row written to the figures of 370103, 3 there already\n',
  });
  const out = join(directory, 'out.csv');
  expect(await cli(['indicators', 'export', ...of, '--bom', '--out', out], env)).toMatchObject({
    out: `${out}: 4 rows of figures of 370103\n`,
  });
  expect(readFileSync(out, 'utf8')).toMatch(/^\uFEFFschool,schoolYear,phase,/);
  expect(await cli(['indicators', 'import', out], env)).toMatchObject({
    ...{ status: 2, error: expect.stringMatching(/--district is missing/) },
  });
});
