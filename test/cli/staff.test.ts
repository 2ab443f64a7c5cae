import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { personsOf } from '../../src/cli/persons/ledger.js';
import { planPersons, refusalOf } from '../../src/cli/persons/plan.js';
import { showProblem } from '../../src/cli/problem.js';
import { columns as ofRotations } from '../../src/cli/rotations/columns.js';
import * as rotations from '../../src/cli/rotations/rows.js';
import { columns as ofStaff } from '../../src/cli/staff/columns.js';
import * as staff from '../../src/cli/staff/rows.js';
import { copyInMemory } from '../../src/cli/rehearsal.js';
import { applyRows } from '../../src/cli/table/apply.js';
import { readTable, writeTable } from '../../src/cli/table/csv.js';
import type { Handle } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { Stores } from '../../src/eventstore/port.js';
import { equal } from '../support/equal.js';
import { allEvents, cli, gb18030, lasting, shizhong, temporary } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';
const DISTRICT = '370103';
const fileOf = (name: string): string => fileURLToPath(new URL(`../../registers/${name}`, import.meta.url));
const sample = {
  staff: readFileSync(fileOf('sample-staff.csv'), 'utf8'),
  rotations: readFileSync(fileOf('sample-rotations.csv'), 'utf8'),
};
const handlerOf = (stores: Stores): Handle => commandHandler({ stores, now: () => NOW });

let stores: Stores;
/** The demo's ledger, loaded once. */
const demo = memoryStores();
beforeAll(async () => {
  await loadDemo(demo, (now) => commandHandler({ stores: demo, now }), NOW);
});
beforeEach(async () => {
  stores = await copyInMemory(await allEvents(demo.events));
  for await (const { personId, commitment } of demo.people.entries())
    await stores.people.put((await demo.people.get(personId, commitment))!);
});

type Kind = 'staff' | 'rotations';
const planOf = (kind: Kind, text: string, at: Stores) => {
  if (kind === 'staff') {
    const { rows, problems } = readTable('file.csv', text, ofStaff);
    return planPersons(DISTRICT, rows.map(staff.readRow(DISTRICT)), problems, at, NOW);
  }
  const { rows, problems } = readTable('file.csv', text, ofRotations);
  return planPersons(DISTRICT, rows.map(rotations.readRow(DISTRICT)), problems, at, NOW);
};
const importing = async (kind: Kind, text: string, handle = handlerOf(stores)) => {
  const plan = await planOf(kind, text, stores);
  const { written, replayed, problems } = await applyRows(plan, handle, refusalOf);
  return { written, replayed, present: plan.present, bad: [...plan.problems, ...problems].map(showProblem) };
};
const exported = async (kind: Kind, from: Stores): Promise<string> => {
  const persons = await personsOf(from, DISTRICT);
  return kind === 'staff'
    ? writeTable(ofStaff, persons.flatMap(staff.rowsOf), { bom: false })
    : writeTable(ofRotations, persons.flatMap(rotations.rowsOf), { bom: false });
};
/** A ledger with the register and the councils, without the staff of the demo. */
const emptied = async (): Promise<Stores> => {
  const other = memoryStores();
  for (const { stream, revision, id, type, data, metadata } of await allEvents(stores.events))
    if (!stream.startsWith('person-'))
      await other.events.append(stream, revision === 0 ? 'no-stream' : revision - 1, [{ id, type, data, metadata }]);
  return other;
};
/** The sample with some text in the place of another. */
const changed = (kind: Kind, ...changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, sample[kind]);

describe.each([
  ['staff', ofStaff],
  ['rotations', ofRotations],
] as const)('a table of %s', (kind, columns) => {
  test('is described in its schema as it is', () => {
    const { tableSchema } = JSON.parse(readFileSync(`schema/${kind}.csv-metadata.json`, 'utf8')) as {
      tableSchema: { columns: { name: string; titles: { en: string; zh: string[] }; required: boolean }[] };
    };
    expect(tableSchema.columns.map(({ name, titles, required }) => ({ name, aliases: titles.zh, required }))).toEqual(
      columns,
    );
    expect(tableSchema.columns.every(({ name, titles }) => titles.en === name)).toBe(true);
  });

  test('comes out of the demo and goes into it again without a word', async () => {
    const before = await allEvents(stores.events);
    const out = await exported(kind, stores);
    const rows = out.trim().split('\r\n').length - 1;
    expect(rows).toBe(kind === 'staff' ? 26 + 48 - 1 : 38);
    expect(await importing(kind, out)).toEqual({ written: 0, replayed: 0, present: rows, bad: [] });
    equal(await allEvents(stores.events), before);
  });

  test('a second time writes nothing, and interrupted after any number of commands it is completed', async () => {
    if (kind === 'rotations') await importing('staff', sample.staff);
    const start = await allEvents(stores.events);
    const rows = sample[kind].trim().split('\n').length - 1;
    expect(await importing(kind, sample[kind])).toEqual({ written: rows, replayed: 0, present: 0, bad: [] });
    const wanted = (await allEvents(stores.events)).map(lasting);
    expect(await importing(kind, sample[kind])).toEqual({ written: 0, replayed: 0, present: rows, bad: [] });
    expect(await allEvents(stores.events)).toHaveLength(wanted.length);
    for (let survived = 0; survived < wanted.length - start.length; survived += 1) {
      const whole = stores;
      stores = { ...memoryStores(), people: whole.people };
      for (const { stream, revision, id, type, data, metadata } of start)
        await stores.events.append(stream, revision === 0 ? 'no-stream' : revision - 1, [{ id, type, data, metadata }]);
      let left = survived;
      const dying: Handle = (...given) =>
        left-- > 0 ? handlerOf(stores)(...given) : Promise.reject(new Error('power cut'));
      await expect(importing(kind, sample[kind], dying)).rejects.toThrow('power cut');
      expect(await importing(kind, sample[kind])).toMatchObject({ bad: [] });
      equal((await allEvents(stores.events)).map(lasting), wanted);
      stores = whole;
    }
  });
});

describe('importing staff', () => {
  test('registers, employs, gives posts and qualifications, each on its day and paper', async () => {
    const before = (await allEvents(stores.events)).length;
    expect(await importing('staff', sample.staff)).toEqual({ written: 4, replayed: 0, present: 0, bad: [] });
    const events = (await allEvents(stores.events)).slice(before);
    expect(events.map(({ type, metadata }) => [type, metadata.effectiveOn])).toEqual([
      ...['PersonRegistered', 'Employed', 'PostAssigned', 'QualificationUpdated'].map((type) => [type, '2019-09-01']),
      ...['PersonRegistered', 'Employed', 'PostAssigned', 'QualificationUpdated'].map((type) => [type, '2020-09-01']),
      ['PersonRegistered', '2016-09-01'],
      ['Employed', '2016-09-01'],
      ['PostAssigned', '2021-09-01'],
      ['QualificationUpdated', '2016-09-01'],
      ['PostAssigned', '2016-09-01'],
    ]);
    expect(events[3]).toMatchObject({
      data: { subjects: ['语文', '历史'], phase: 'JUNIOR', titleRank: 'FIRST', backbone: 'BACKBONE' },
      metadata: {
        actor: { id: 'import', role: 'BUREAU' },
        basis: [{ title: '教职工名册导入', documentNo: '样本〔2026〕401号' }],
      },
    });
    expect(events[5]).toMatchObject({ data: { employerId: '370103', homeSchoolId: '370103.S02' } });
  });

  test('keeps names in the people directory alone, and no id that follows from one', async () => {
    const before = (await allEvents(stores.events)).length;
    await importing('staff', sample.staff);
    const events = (await allEvents(stores.events)).slice(before);
    expect(JSON.stringify(events)).not.toMatch(/样本教师/);
    const named = (await personsOf(stores, DISTRICT)).filter(({ name }) => name === '样本教师甲');
    expect(named).toHaveLength(1);
    stores = await emptied();
    await importing('staff', sample.staff.replaceAll('样本教师', '样本另名'));
    const other = await personsOf(stores, DISTRICT);
    expect(other.map(({ personId }) => personId)).toContain(named[0]!.personId);
    expect((await allEvents(stores.events)).slice(-13).map(({ metadata }) => metadata.commandId)).toEqual(
      events.map(({ metadata }) => metadata.commandId),
    );
  });

  test('exports no name that the store does not hold', async () => {
    await importing('staff', sample.staff);
    const out = await exported('staff', { ...stores, people: memoryStores().people });
    expect(out).toContain('370103.S02');
    expect(out).not.toMatch(/样本教师/);
  });

  test('what is exported is the same in another ledger', async () => {
    const out = await exported('staff', stores);
    const served = await exported('rotations', stores);
    stores = await emptied();
    expect(await importing('staff', out)).toMatchObject({ replayed: 0, present: 0, bad: [] });
    const sorted = (text: string): readonly string[] => text.split('\r\n').sort();
    expect(sorted(await exported('staff', stores))).toEqual(sorted(out));
    expect(served.split('\r\n').length).toBeGreaterThan(30);
  });

  test('a formula comes out as text, and in again as it was', async () => {
    await importing('staff', changed('staff', ['语文、历史', "'=1+1、历史"]));
    const out = await exported('staff', stores);
    expect(out).toContain(",'=1+1、历史,");
    expect(await importing('staff', out)).toMatchObject({ written: 0, bad: [] });
  });

  test('names every bad line with its value, but never a name nor what may be an identity number', async () => {
    await importing('staff', sample.staff);
    const before = await allEvents(stores.events);
    const bad = async (...changes: readonly (readonly [string, string])[]): Promise<string> => {
      const found = await planOf('staff', changed('staff', ...changes), stores);
      return found.problems.map(showProblem).join('\n');
    };
    expect(await bad(['T001', '11010519491231002X'], ['T002', '13800138000'], ['T003', '丙'])).toBe(
      [2, 3, 4]
        .map(
          (line) =>
            `line ${line}, person: must be a staff number or the id of a person; never an identity or telephone number`,
        )
        .join('\n'),
    );
    expect(await bad(['样本教师甲', '样本教师丁'])).toBe(
      'line 2, name: the people directory has another name for this person; to change it, change the details there',
    );
    expect(await bad(['T001,样本教师甲', 'T009,'])).toBe(
      'line 2, name: this value is missing: the ledger does not know this person yet',
    );
    expect(await bad(['2019-09-01,教师', '2019-09-31,班主任'], ['二级教师', '特级'])).toBe(
      [
        'line 2, employedOn = "2019-09-31": must be a day of the calendar: YYYY-MM-DD',
        'line 2, post = "班主任": must be one of 教师 (TEACHER), 校长 (PRINCIPAL), 副校长 (VICE_PRINCIPAL), 党组织书记 (PARTY_SECRETARY), 中层干部 (MIDDLE_LEADER), 总校长 (GENERAL_PRINCIPAL), 其他 (OTHER)',
        'line 3, titleRank = "特级": must be one of 三级教师 (THIRD), 二级教师 (SECOND), 一级教师 (FIRST), 高级教师 (SENIOR), 正高级教师 (PROFESSORIAL)',
      ].join('\n'),
    );
    expect(await bad(['T001', 'T010'], [',S01,', ',S99,'])).toMatch(/^line 2, school = "S99": NOT_FOUND: /);
    expect(await bad(['样本教师甲,S01', '样本教师甲,S03'])).toBe(
      'line 2, school = "S03": the ledger has "370103.S01" for this person already; to change it, use the command for it',
    );
    expect(await bad(['高级教师', '正高级教师'])).toBe(
      [
        'line 4, titleRank = "正高级教师": the ledger has "SENIOR" for this person already; to change it, use the command for it',
        'line 5: line 4 of the same person is bad',
      ].join('\n'),
    );
    equal(await allEvents(stores.events), before);
  });

  test('a qualification of a later day is entered beside the earlier one', async () => {
    await importing('staff', sample.staff);
    const text = '工号,学校,聘用日期,职称,认定日期,文号\nT002,S02,2020-09-01,一级教师,2026-09-01,样本〔2026〕9号\n';
    expect(await importing('staff', text)).toEqual({ written: 1, replayed: 0, present: 0, bad: [] });
    expect((await allEvents(stores.events)).at(-1)).toMatchObject({
      type: 'QualificationUpdated',
      data: { titleRank: 'FIRST' },
      metadata: { effectiveOn: '2026-09-01' },
    });
  });
});

describe('importing rotations', () => {
  test('decides, confirms the arrival and ends, each on its day', async () => {
    await importing('staff', sample.staff);
    const before = (await allEvents(stores.events)).length;
    expect(await importing('rotations', sample.rotations)).toEqual({ written: 3, replayed: 0, present: 0, bad: [] });
    const events = (await allEvents(stores.events)).slice(before);
    expect(events.map(({ type, metadata }) => [type, metadata.effectiveOn])).toEqual([
      ['RotationDecided', '2024-08-26'],
      ['ArrivalConfirmed', '2024-09-02'],
      ['RotationCompleted', '2025-08-31'],
      ['RotationDecided', '2025-08-26'],
      ['ArrivalConfirmed', '2025-09-01'],
      ['RotationDecided', '2025-08-26'],
      ['RotationCancelled', '2025-08-28'],
    ]);
    expect(events[3]).toMatchObject({ data: { scheme: 'SUPPORT', mode: 'PART_WEEK', share: 40, subject: '数学' } });
  });

  test("stands on a council's resolution where the row names it, and decides what was proposed", async () => {
    await importing('staff', sample.staff);
    const head = '工号,交流形式,集团,派出学校,接收学校,起止日期,决定日期,决定文号,理事会决议\n';
    const row = 'T001,集团内,G01,S01,S02,2026/9/1~2027/8/31,2026-08-20,样本〔2026〕9号,3\n';
    const [person] = (await personsOf(stores, DISTRICT)).filter(({ name }) => name === '样本教师甲');
    await handlerOf(stores)(
      {
        ...{ type: 'ProposeRotation', personId: person!.personId, scheme: 'GROUP', groupId: '370103.G01' },
        ...{ mode: 'FULL_TIME', fromSchoolId: '370103.S01', toSchoolId: '370103.S02', personnelRelation: 'STAYS' },
        ...{ from: '2026-09-01', to: '2027-08-31' },
      },
      { commandId: '0f8fad5b-d9cb-469f-a165-70867728950e', basis: [], effectiveOn: '2026-08-10' },
      { actor: { id: 'bureau', role: 'BUREAU' }, district: DISTRICT },
    );
    expect(await importing('rotations', head + row)).toEqual({ written: 1, replayed: 0, present: 0, bad: [] });
    expect((await allEvents(stores.events)).at(-1)).toMatchObject({
      type: 'RotationDecided',
      data: { rotation: 1, decidedBy: { groupId: '370103.G01', number: 3 }, onBehalf: 'COUNCIL' },
    });
    expect(await importing('rotations', head + row.replace(',3\n', ',\n'))).toMatchObject({
      bad: [expect.stringMatching(/^line 2, resolution.*the ledger has this rotation already, with "370103\.G01\.R3"/)],
    });
  });

  test('names every bad line with its value', async () => {
    const bad = async (...changes: readonly (readonly [string, string])[]): Promise<readonly string[]> =>
      (await planOf('rotations', changed('rotations', ...changes), stores)).problems.map(showProblem);
    expect(await bad()).toEqual([
      'line 2, person: the ledger does not know this person: import the staff first',
      'line 3, person: the ledger does not know this person: import the staff first',
      'line 4: line 2 of the same person is bad',
    ]);
    await importing('staff', sample.staff);
    expect(
      await bad(
        ['2024-09-01至2025-08-31', '2024-09-01'],
        ['40%', '140%'],
        ['区域内', '市外'],
        ['取消,2025-08-28', '取消,'],
      ),
    ).toEqual([
      'line 2, days = "2024-09-01": must be two days, like 2025-09-01至2026-08-31',
      'line 3, share = "140%": must be a percentage from 1 to 100',
      'line 4, scheme = "市外": must be one of 集团内 (GROUP), 区域内 (DISTRICT), 支教 (SUPPORT)',
    ]);
    expect(await bad(['取消,2025-08-28', '取消,'])).toEqual(['line 4, endedOn: end and endedOn stand together']);
    expect(await bad(['S01,S02', 'S01,S03'])).toEqual([
      expect.stringMatching(/^line 2, toSchool = "S03": NOT_SAME_GROUP: /),
      'line 4: line 2 of the same person is bad',
    ]);
    await importing('rotations', sample.rotations);
    expect(await bad(['40%', '60%'])).toEqual([
      'line 3, share = "60%": the ledger has this rotation already, with "40"; to change it, use the command for it',
    ]);
  });
});

describe('edugroup staff and rotations', () => {
  const of = ['--district', DISTRICT];

  test('import, say so, find nothing to do, and export', async () => {
    const directory = temporary();
    const env = { DATA_DIR: directory };
    const file = (name: string, content: string | Buffer): string => {
      writeFileSync(join(directory, name), content);
      return join(directory, name);
    };
    expect(await cli(['import', shizhong, '--year', '2015'], env)).toMatchObject({ status: 0 });
    const inGb = file('staff.csv', gb18030(sample.staff));
    expect(await cli(['staff', 'import', inGb, ...of, '--dry-run'], env)).toMatchObject({
      status: 0,
      out: `dry run: 4 rows would be written to the staff of 370103, 0 there already; nothing was written\n`,
    });
    expect(await cli(['staff', 'import', inGb, ...of], env)).toEqual({
      ...{ status: 0, error: '' },
      out: '4 rows written to the staff of 370103, 0 there already\n',
    });
    const marked = file('rotations.csv', `\uFEFF${sample.rotations}`);
    const worse = file('worse.csv', sample.rotations.replace('40%', '0'));
    expect(await cli(['rotations', 'import', worse, ...of], env)).toMatchObject({
      status: 1,
      error: expect.stringMatching(/1 problem, nothing was written\n.*line 3, share = "0"/),
    });
    expect(await cli(['rotations', 'import', worse, ...of, '--partial'], env)).toMatchObject({
      ...{ status: 1, out: '2 rotations written to 370103, 0 there already\n' },
      error: expect.stringMatching(/1 problem; the other rows were written\n.*line 3, share = "0"/),
    });
    expect(await cli(['rotations', 'import', marked, ...of], env)).toMatchObject({
      status: 0,
      out: '1 rotation written to 370103, 2 there already\n',
    });
    const out = join(directory, 'out.csv');
    expect(await cli(['rotations', 'export', ...of, '--bom', '--out', out], env)).toMatchObject({
      out: `${out}: 3 rotations of 370103\n`,
    });
    expect(readFileSync(out, 'utf8')).toMatch(/^\uFEFFperson,name,scheme,/);
    expect(await cli(['staff', 'export', ...of], env)).toMatchObject({
      out: expect.stringMatching(/,样本教师甲,370103\.S01,/),
      error: '4 rows of staff of 370103\n',
    });
  });

  test.each([
    [['staff', 'import', 'a.csv'], /--district is missing/],
    [['rotations', 'export', '--district', 'x.y'], /--district must be a district like 370103, not 'x\.y'/],
  ])('%j is told how it is given', async (argv, message) => {
    expect(await cli(argv, { DATA_DIR: temporary() })).toMatchObject({
      status: 2,
      error: expect.stringMatching(message),
    });
  });
});
