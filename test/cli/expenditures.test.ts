import { beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import { columns, type Row } from '../../src/cli/expenditures/columns.js';
import type { Plan } from '../../src/cli/table/apply.js';
import { readTable, writeTable } from '../../src/cli/table/csv.js';
import type { Entry } from '../../src/cli/expenditures/rows.js';
import { applyExpenditures, planExpenditures } from '../../src/cli/expenditures/plan.js';
import { readFund } from '../../src/cli/expenditures/standing.js';
import { BadFile, showProblem } from '../../src/cli/problem.js';
import { copyInMemory } from '../../src/cli/rehearsal.js';
import type { GivenCommand, Handle } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { StoredEvent, Stores } from '../../src/eventstore/port.js';
import { sqliteStores } from '../../src/eventstore/sqlite.js';
import { parameters } from '../support/properties.js';
import { equal } from '../support/equal.js';
import { allEvents, cli, gb18030, lasting, program, temporary } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';
const sample = fileURLToPath(new URL('../../registers/sample-expenditures.csv', import.meta.url));
const G06 = { groupId: '370103.G06', fiscalYear: 2025 };
const HEAD =
  'line,voucherSchool,voucherYear,voucherMonth,voucherNumber,voucherEntry,yuan,supplier,contractNo,invoiceNo,paidOn,effectiveOn,documentNo';
const handlerOf = (stores: Stores): Handle => commandHandler({ stores, now: () => NOW });

let demo: readonly StoredEvent[] = [];
/** A ledger with the demo's events, in memory. */
const demoLedger = async (): Promise<Stores> => {
  if (demo.length === 0) {
    const stores = memoryStores();
    await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
    demo = await allEvents(stores.events);
  }
  return copyInMemory(demo);
};
let stores: Stores;
beforeEach(async () => {
  stores = await demoLedger();
});

const planOf = (text: string, events = stores.events, fund = G06): Promise<Plan<Entry>> =>
  planExpenditures(readTable('file.csv', text, columns), fund, events, NOW);
const importing = async (text: string) => {
  const plan = await planOf(text);
  return {
    ...(await applyExpenditures(plan, handlerOf(stores))),
    present: plan.present,
    bad: plan.problems.map(showProblem),
  };
};
const give = async (command: GivenCommand): Promise<void> => {
  const outcome = await handlerOf(stores)(
    command,
    { commandId: randomUUID(), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2025-12-20' },
    { actor: { id: 'bureau', role: 'BUREAU' }, district: '370103' },
  );
  expect(outcome).toHaveProperty('written');
};
const badFile = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(BadFile);
    return (error as BadFile).lines.join('\n');
  }
  throw new Error('it was taken');
};
/** A good row on line 2 of the fund, with some values changed. */
const row = (number: number, change: Partial<Record<keyof Row, string>> = {}): string => {
  const values: Row = {
    line: '2',
    voucherSchool: '370103.S16',
    voucherYear: '2025',
    voucherMonth: '11',
    voucherNumber: `记-${number}`,
    voucherEntry: '1',
    yuan: '10.00',
    supplier: '某店',
    paidOn: '2025-11-20',
    documentNo: '7号',
    ...change,
  };
  return columns.map(({ name }) => values[name] ?? '').join(',');
};
const table = (...rows: readonly string[]): string => [HEAD, ...rows].join('\n');
const exported = async (from: Stores = stores): Promise<string> => {
  const directory = temporary();
  const kept = sqliteStores({ directory, ledger: 'edugroup' });
  await copyInto(kept, await allEvents(from.events));
  await kept.events.close();
  const file = join(directory, 'out.csv');
  expect(
    await cli(['expenditures', 'export', '--group', '370103.G06', '--year', '2025', '--out', file], {
      DATA_DIR: directory,
    }),
  ).toMatchObject({ status: 0 });
  return readFileSync(file, 'utf8');
};
const copyInto = async ({ events }: Stores, stored: readonly StoredEvent[]): Promise<void> => {
  for (const { stream, revision, id, type, data, metadata } of stored)
    await events.append(stream, revision === 0 ? 'no-stream' : revision - 1, [{ id, type, data, metadata }]);
};

describe('a table of expenditures', () => {
  test('comes back as it was written, whatever its texts hold', () => {
    const text = fc
      .oneof(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
        fc.stringMatching(/^'{0,3}[=+\-@＝＋－＠'"][\s\S]{0,8}$/),
        fc.constantFrom('a,b', 'a"b', '"', 'a\nb', "'", "''=1", '=1+1', '-5', '＝甲'),
      )
      .map((value) => value.replace(/\r\n?/g, '\n').trim())
      .filter((value) => value !== '');
    const rows = fc.array(
      fc.record(Object.fromEntries(columns.map(({ name }) => [name, text])) as Record<keyof Row, typeof text>, {
        requiredKeys: ['line'],
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(rows, fc.boolean(), (written, bom) => {
        const csv = writeTable(columns, written, { bom });
        expect(csv.startsWith('\uFEFF')).toBe(bom);
        const read = readTable('file.csv', csv, columns);
        expect(read.problems).toEqual([]);
        expect(read.rows.map((one) => one.row)).toEqual(written);
      }),
      parameters(),
    );
  });

  test('never begins a value as a formula begins', () => {
    const csv = writeTable(
      columns,
      [
        {
          line: '1',
          supplier: '=HYPERLINK("http://x")',
          invoiceNo: '+1',
          contractNo: '-1',
          documentNo: '@a',
          voucherNumber: '＝甲',
        },
      ],
      { bom: false },
    );
    expect(csv.split('\r\n')[1]).toBe('1,,,,\'＝甲,,,"\'=HYPERLINK(""http://x"")",\'-1,\'+1,,,\'@a');
  });

  test.each([
    ['LF', '\n', ''],
    ['CRLF', '\r\n', ''],
    ['CRLF and a byte order mark', '\r\n', '\uFEFF'],
    ['CR', '\r', ''],
  ])('is read with %s, blank lines or not, from the lines on which its rows begin', (_what, end, bom) => {
    const read = readTable(
      'file.csv',
      `${bom}${['LINE,供应商,付款学校,凭证年度,凭证月份,凭证号,分录号,金额,付款日期', '1,"甲', '店",S1,2025,1,1,1,5,2025-01-01', '', ',,,,,,,,', '2,乙店,S1,2025,1,2,1,6,2025-01-01'].join(end)}`,
      columns,
    );
    expect(read.rows.map(({ line, row: { line: of, yuan } }) => [line, of, yuan])).toEqual([
      [2, '1', '5'],
      [6, '2', '6'],
    ]);
    expect(read.rows[0]!.row.supplier).toBe('甲\n店');
  });

  test('says so where it is none: its head, a quotation mark, a row of another length', () => {
    expect(badFile(() => readTable('f', '', columns))).toBe('line 1: the file is empty, without a head');
    expect(badFile(() => readTable('f', 'line,"supplier\n1,x', columns))).toMatch(
      /^line 2: not CSV: a quoted value does not end$/,
    );
    expect(badFile(() => readTable('f', 'line,supplier\n1,"x"y', columns))).toBe(
      'line 2: not CSV: a quotation mark stands where none may',
    );
    const head = badFile(() => readTable('f', HEAD.replace('yuan', 'Yaun').replace('invoiceNo', '行号'), columns));
    expect(head).toMatch(/^line 1, column 7 = "Yaun": there is no such column; there are line, voucherSchool, /m);
    expect(head).toMatch(/^line 1, column 10 = "行号": the column line is there twice$/m);
    expect(head).toMatch(/^line 1, yuan: this column is missing$/m);
    expect(readTable('f', `${HEAD}\n1,2\n${row(1)},more\n${row(2)},,\n`, columns)).toMatchObject({
      rows: [{ line: 4 }],
      problems: [
        { line: 2, message: 'the row has 2 values, the head names 13 columns' },
        { line: 3, message: 'the row has 14 values, the head names 13 columns' },
      ],
    });
  });

  test('is described in schema/expenditures.csv-metadata.json as it is', () => {
    const { tableSchema } = JSON.parse(readFileSync('schema/expenditures.csv-metadata.json', 'utf8')) as {
      tableSchema: { columns: { name: string; titles: { en: string; zh: string[] }; required: boolean }[] };
    };
    expect(tableSchema.columns.map(({ name, titles, required }) => ({ name, aliases: titles.zh, required }))).toEqual(
      columns,
    );
    expect(tableSchema.columns.every(({ name, titles }) => titles.en === name)).toBe(true);
  });
});

describe('importing expenditures', () => {
  test('enters every row by an ordinary command, to the fen, on its own day and paper', async () => {
    expect(await importing(readFileSync(sample, 'utf8'))).toEqual({
      written: 4,
      replayed: 0,
      problems: [],
      present: 0,
      bad: [],
    });
    const events = (await allEvents(stores.events)).slice(demo.length);
    expect(events.map(({ data }) => data['fen'])).toEqual([2_000_000, 350_050, 8_800, 7]);
    expect(events[1]).toMatchObject({
      type: 'ExpenditureRecorded',
      stream: 'fund-370103.G06-2025',
      data: {
        line: 2,
        voucher: { schoolId: '370103.S16', year: 2025, month: 11, number: '样本记-102', entry: 1 },
        supplier: '样本印务公司（虚构）,二部',
        invoiceNo: '样本发票102',
        paidOn: '2025-11-12',
      },
      metadata: {
        actor: { id: 'import', role: 'BUREAU' },
        effectiveOn: '2025-11-13',
        basis: [{ title: '支出明细导入', documentNo: '样本〔2025〕302号' }],
      },
    });
    expect(events[0]).toMatchObject({
      data: { contractNo: '样本合同2025-G06' },
      metadata: { effectiveOn: '2025-11-10' },
    });
  });

  test('a second time writes nothing, in another order and with another head neither', async () => {
    const text = readFileSync(sample, 'utf8');
    await importing(text);
    const before = await allEvents(stores.events);
    const [, ...rows] = text.trim().split('\n');
    for (const again of [text, `\uFEFF${[HEAD, ...rows.reverse()].join('\r\n')}`]) {
      expect(await importing(again)).toEqual({ written: 0, replayed: 0, problems: [], present: 4, bad: [] });
    }
    expect(await allEvents(stores.events)).toEqual(before);
  });

  test('interrupted after any number of rows it is completed, to the same events; two at a time write each row once', async () => {
    const text = readFileSync(sample, 'utf8');
    await importing(text);
    const wanted = (await allEvents(stores.events)).map(lasting);
    for (const survived of [0, 1, 2, 3]) {
      stores = await demoLedger();
      let left = survived;
      const dying: Handle = (...given) =>
        left-- > 0 ? handlerOf(stores)(...given) : Promise.reject(new Error('power cut'));
      await expect(applyExpenditures(await planOf(text), dying)).rejects.toThrow('power cut');
      expect(await importing(text)).toMatchObject({ written: 4 - survived, present: survived });
      equal((await allEvents(stores.events)).map(lasting), wanted);
    }
    stores = await demoLedger();
    const plan = await planOf(text);
    const handle = handlerOf(stores);
    const results = await Promise.all([applyExpenditures(plan, handle), applyExpenditures(plan, handle)]);
    expect(results.map(({ written, replayed }) => written + replayed)).toEqual([4, 4]);
    expect((await allEvents(stores.events)).length).toBe(demo.length + 4);
  });

  test('what is exported is there already when it comes in again, and the same in another ledger', async () => {
    await importing(readFileSync(sample, 'utf8'));
    await importing(table(row(9, { supplier: '=1+1', invoiceNo: '-7' })));
    const out = await exported();
    expect(await importing(out)).toMatchObject({ written: 0, present: 7, bad: [] });
    const other = await copyInMemory(
      demo.filter(({ stream, type }) => !(stream === 'fund-370103.G06-2025' && type === 'ExpenditureRecorded')),
    );
    stores = other;
    expect(await importing(out)).toMatchObject({ written: 7, present: 0, bad: [] });
    expect(await exported()).toBe(out);
  });

  test('names every bad line with its value', async () => {
    const plan = await planOf(
      table(
        row(1, { yuan: '12.345' }),
        row(2, { yuan: '-5' }),
        row(3, { yuan: '1e3' }),
        row(4, { yuan: '１２' }),
        row(5, { yuan: '0' }),
        row(6, { yuan: '1 000' }),
        row(7, { line: '2.5' }),
        row(8, { line: '99' }),
        row(9, { voucherSchool: 'S15' }),
        row(10, { voucherSchool: '学校' }),
        row(11, { voucherMonth: '13' }),
        row(12, { paidOn: '2025-02-30' }),
        row(13, { supplier: '' }),
        row(14, { documentNo: '' }),
        row(15, { contractNo: '没有的合同' }),
        row(16, { invoiceNo: '2.5E+19' }),
        row(17, { yuan: '999999.99' }),
        row(18),
        row(18),
        row(19, { effectiveOn: 'gestern' }),
        row(20, { paidOn: '2025/11/5' }),
        row(21, { yuan: '', paidOn: '5.11.2025' }),
      ),
    );
    expect([...plan.problems].sort((a, b) => a.line - b.line).map(showProblem)).toEqual([
      'line 2, yuan = "12.345": must be yuan in digits with at most two decimals, like 1280 or 1280.50',
      'line 3, yuan = "-5": must be yuan in digits with at most two decimals, like 1280 or 1280.50',
      'line 4, yuan = "1e3": must be yuan in digits with at most two decimals, like 1280 or 1280.50',
      'line 5, yuan = "１２": must be yuan in digits with at most two decimals, like 1280 or 1280.50',
      expect.stringMatching(/^line 6, yuan = "0": INVALID_INPUT: /),
      'line 7, yuan = "1 000": must be yuan in digits with at most two decimals, like 1280 or 1280.50',
      'line 8, line = "2.5": must be a whole number',
      expect.stringMatching(/^line 9, line = "99": NOT_FOUND: /),
      'line 10, voucherSchool = "S15": another school pays line 2 of the fund',
      'line 11, voucherSchool = "学校": must be a school like 370103.S01, or its code',
      expect.stringMatching(/^line 12, voucherMonth = "13": INVALID_INPUT: /),
      'line 13, paidOn = "2025-02-30": must be a day of the calendar: YYYY-MM-DD',
      'line 14, supplier: this value is missing',
      expect.stringMatching(/^line 15, effectiveOn: BACKDATED: /),
      expect.stringMatching(/^line 16, contractNo = "没有的合同": NOT_FOUND: /),
      'line 17, invoiceNo = "2.5E+19": a spreadsheet shortened this number: enter it as text',
      expect.stringMatching(/^line 18, yuan = "999999\.99": INSUFFICIENT_FUNDS: /),
      'line 20, voucherNumber = "记-18": this entry of the voucher is there twice, first on line 19',
      'line 21, effectiveOn = "gestern": must be a day of the calendar: YYYY-MM-DD',
      'line 23, yuan: this value is missing',
      'line 23, paidOn = "5.11.2025": must be a day of the calendar: YYYY-MM-DD',
    ]);
    expect(plan.good.map(({ line, command }) => [line, command.paidOn])).toEqual([
      [19, '2025-11-20'],
      [22, '2025-11-05'],
    ]);
    expect(await allEvents(stores.events)).toHaveLength(demo.length);
  });

  test('checks the rows one on top of the other: two that fit alone and not together', async () => {
    // Line 3 has 60000.00 yuan, of which nothing is spent.
    const plan = await planOf(
      table(
        ...[1, 2, 3].map((number) =>
          row(number, { line: '3', voucherSchool: 'S17', yuan: number === 3 ? '0.01' : '59999.99' }),
        ),
      ),
    );
    expect(plan.problems.map(showProblem)).toEqual([
      expect.stringMatching(/^line 3, yuan = "59999\.99": INSUFFICIENT_FUNDS: .*59999\.98 yuan/),
    ]);
    expect(plan.good.map(({ line }) => line)).toEqual([2, 4]);
  });

  test('a voucher that the ledger has with other values is bad, one that was corrected since its import is there already', async () => {
    const text = table(row(1), row(2));
    await importing(text);
    expect(
      (await planOf(table(row(1, { yuan: '10.5' }), row(2, { supplier: '别家' })))).problems.map(showProblem),
    ).toEqual([
      'line 2, yuan = "10.5": the ledger has this voucher already, with "10.00"; to change it, reverse or correct it there',
      'line 3, supplier = "别家": the ledger has this voucher already, with "某店"; to change it, reverse or correct it there',
    ]);
    const fund = (await allEvents(stores.events)).filter(({ stream }) => stream === 'fund-370103.G06-2025');
    const wrong = fund.at(-2)!;
    await give({
      type: 'CorrectRecord',
      stream: wrong.stream,
      revision: wrong.revision,
      rightVersion: 1,
      right: { type: wrong.type, ...wrong.data, fen: 1050 },
    });
    await give({ type: 'ReverseExpenditure', ...G06, voucher: fund.at(-1)!.data['voucher'] as never });
    expect(await importing(text)).toMatchObject({ written: 0, present: 2, bad: [] });
    expect(
      (await planOf(table(row(1, { yuan: '10.50' }), row(2, { supplier: '别家' })))).problems.map(showProblem),
    ).toEqual(['line 3, voucherNumber = "记-2": the ledger has this voucher already, reversed; its number stays used']);
    const { expenditures } = await readFund(G06, stores.events);
    expect(expenditures.slice(-2).map(({ paid, reversed }) => [paid.fen, reversed])).toEqual([
      [1050, false],
      [1000, true],
    ]);
    expect(await exported()).not.toContain('记-2');
  });

  test('a row that is refused after all is named, and a store that is away stops the import where it is', async () => {
    const plan = await planOf(table(row(1), row(2), row(3)));
    await give({
      type: 'RecordExpenditure',
      ...G06,
      line: 2,
      voucher: { schoolId: '370103.S16', year: 2025, month: 11, number: '记-2', entry: 1 },
      fen: 1,
      supplier: '别家',
      paidOn: '2025-11-20',
    });
    const { problems, ...rest } = await applyExpenditures(plan, handlerOf(stores));
    expect(rest).toEqual({ written: 2, replayed: 0 });
    expect(problems.map(showProblem)).toEqual([
      expect.stringMatching(/^line 3, voucherNumber = "记-2": VOUCHER_TAKEN: /),
    ]);
    await expect(
      applyExpenditures(await planOf(table(row(4))), () => Promise.resolve({ failed: 'STORE_UNAVAILABLE' })),
    ).rejects.toThrow(/^stopped at line 2: STORE_UNAVAILABLE: .* import the same file again to complete it\.$/);
  });
});

describe('edugroup expenditures', () => {
  let directory: string;
  let env: { DATA_DIR: string };
  const of = ['--group', '370103.G06', '--year', '2025'];
  const kept = async <T>(work: (stores: Stores) => Promise<T>): Promise<T> => {
    const opened = sqliteStores({ directory, ledger: 'edugroup' });
    try {
      return await work(opened);
    } finally {
      await opened.events.close();
    }
  };
  const events = (): Promise<StoredEvent[]> => kept((opened) => allEvents(opened.events));
  const fileOf = (text: string | Buffer): string => {
    const file = join(temporary(), 'payments.csv');
    writeFileSync(file, text);
    return file;
  };
  beforeEach(async () => {
    directory = temporary();
    env = { DATA_DIR: directory };
    await kept((opened) => copyInto(opened, demo));
  });

  test('imports once, says so, and then finds nothing to do', async () => {
    expect(await program(['expenditures', 'import', sample, ...of], env)).toEqual({
      status: 0,
      error: '',
      out: '4 expenditures written to 370103.G06.2025, 0 there already\n',
    });
    expect(await events()).toHaveLength(demo.length + 4);
    expect(await program(['expenditures', 'import', sample, ...of], env)).toEqual({
      status: 0,
      error: '',
      out: '0 expenditures written to 370103.G06.2025, 4 there already\n',
    });
    expect(await events()).toHaveLength(demo.length + 4);
  });

  test('reads what a spreadsheet wrote in GB18030', async () => {
    await kept((opened) => copyInto(opened, demo));
    const file = fileOf(gb18030(readFileSync(sample, 'utf8')));
    expect(await cli(['expenditures', 'import', file, ...of], env)).toMatchObject({
      status: 0,
      out: '4 expenditures written to 370103.G06.2025, 0 there already\n',
    });
  });

  test('writes nothing where one row is bad; with --partial the others, and says which; with --dry-run nothing at all', async () => {
    const file = fileOf(table(row(1), row(2, { yuan: 'viel' }), row(3)));
    const bad = 'line 3, yuan = "viel": must be yuan in digits with at most two decimals, like 1280 or 1280.50';
    const refused = {
      status: 1,
      error: `edugroup expenditures import: ${file}: 1 problem, nothing was written\n  ${bad}\n`,
    };
    expect(await cli(['expenditures', 'import', file, ...of], env)).toEqual({ ...refused, out: '' });
    expect(await cli(['expenditures', 'import', file, ...of, '--dry-run'], env)).toEqual({ ...refused, out: '' });
    const tried = 'dry run: 2 expenditures would be written to 370103.G06.2025, 0 there already; nothing was written\n';
    expect(await cli(['expenditures', 'import', file, ...of, '--dry-run', '--partial'], env)).toEqual({
      ...refused,
      out: tried,
    });
    expect(await events()).toHaveLength(demo.length);
    expect(await cli(['expenditures', 'import', file, ...of, '--partial'], env)).toEqual({
      status: 1,
      out: '2 expenditures written to 370103.G06.2025, 0 there already\n',
      error: `edugroup expenditures import: ${file}: 1 problem; the other rows were written\n  ${bad}\n`,
    });
    expect(await events()).toHaveLength(demo.length + 2);
    expect(await cli(['expenditures', 'import', fileOf(table(row(1), row(2), row(3))), ...of], env)).toEqual({
      status: 0,
      error: '',
      out: '1 expenditure written to 370103.G06.2025, 2 there already\n',
    });
  });

  test('names a hundred bad lines, and how many more there are', async () => {
    const { error } = await cli(
      [
        'expenditures',
        'import',
        fileOf(table(...Array.from({ length: 130 }, (_, number) => row(number, { yuan: 'x' })))),
        ...of,
      ],
      env,
    );
    expect(error).toMatch(/: 130 problems, nothing was written\n/);
    expect(error.match(/^ {2}line \d+, yuan = "x"/gm)).toHaveLength(100);
    expect(error).toMatch(/\n {2}and 30 more\n$/);
  });

  test('exports to a file or prints, with a byte order mark where asked, beside another process', async () => {
    const opened = sqliteStores({ directory, ledger: 'edugroup' });
    try {
      const printed = await program(['expenditures', 'export', ...of], env);
      expect(printed).toMatchObject({ status: 0, error: '2 expenditures of 370103.G06.2025\n' });
      expect(printed.out.split('\r\n')).toEqual([
        HEAD,
        expect.stringMatching(/^1,370103\.S15,2025,10,样本记-G06-1,1,45678\.90,/),
        expect.stringMatching(/^2,370103\.S16,/),
        '',
      ]);
      const file = join(directory, 'out.csv');
      const args = ['expenditures', 'export', '--group', '370103.G04', '--year', '2025', '--out', file, '--bom'];
      expect(await cli(args, env)).toEqual({
        status: 0,
        error: '',
        out: `${file}: 1 expenditure of 370103.G04.2025, 1 reversed left out\n`,
      });
      expect([...readFileSync(file).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    } finally {
      await opened.events.close();
    }
  });

  test.each<[string, () => string[], RegExp]>([
    [
      'a fund that is not there',
      () => ['export', '--group', '370103.G99', '--year', '2025'],
      /^edugroup expenditures export: the ledger has no fund 370103\.G99\.2025\n$/,
    ],
    [
      'a fund that is not there, for the import',
      () => ['import', sample, '--group', '370103.G06', '--year', '2031'],
      /the ledger has no fund 370103\.G06\.2031; nothing was written\n$/,
    ],
    [
      'a file that is not there',
      () => ['import', '/nowhere/a.csv', ...of],
      /^edugroup expenditures import: \/nowhere\/a\.csv: there is no such file\n$/,
    ],
    [
      'a directory that is not there',
      () => ['export', ...of, '--out', '/nowhere/a.csv'],
      /^edugroup expenditures export: \/nowhere\/a\.csv: there is no such directory\n$/,
    ],
    [
      'a file in neither of the encodings',
      () => ['import', fileOf(Buffer.from([0xd0, 0xff, 0xba, 0xc5])), ...of],
      /the file is neither UTF-8 nor GB18030\n$/,
    ],
  ])('%s is named in a line', async (_what, argv, message) => {
    const { status, out, error } = await cli(['expenditures', ...argv()], env);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(error).toMatch(message);
  });

  test('a store that would keep nothing is refused', async () => {
    expect(await cli(['expenditures', 'import', sample, ...of], { EVENT_STORE_URL: 'memory:' })).toMatchObject({
      status: 1,
      error: expect.stringMatching(/EVENT_STORE_URL is memory/),
    });
  });
});
