import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ReadModels } from '../../src/projections/read-models.js';
import { council, decoded, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocatedFund,
  fund,
  group,
  leftBehind,
  meeting,
  passed,
  payment,
  resolution,
  school,
  spentFund,
  steps,
  voucher,
} from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

/** One yuan's way: what was appropriated, by which resolution it went to which line, on which voucher it was spent. */
const way = `{ entityId appropriated { yuan } allocated { yuan } spent { yuan } free { yuan } balanced tranches { documentNo }
  lines { line purpose school { entityId } resolution { entityId sum { yuan } meetings { minutesNo } } spent { yuan } unspent { yuan }
    expenditures { amount { yuan } supplier invoiceNo voucher { number school { entityId } } } } }`;

test('one yuan is followed from appropriation to voucher, now and before its correction', async () => {
  await spentFund(ledger);
  const before = ledger.runner.head();
  // The voucher says 150.00, not 200.00.
  const wrong = (await ledger.query(`{ fund(id: "${fund}") { history(last: 1) { nodes { id type data } } } }`)).data
    .fund.history.nodes[0];
  expect(wrong.type).toBe('ExpenditureRecorded');
  const corrected = await ledger.mutate(
    'CorrectRecord',
    { eventId: wrong.id, facts: { ...wrong.data, fen: 15_000 } },
    { selection: '{ position corrects { id correctedBy { position } } }' },
  );
  expect(corrected).toMatchObject({
    userErrors: [],
    event: { position: before + 1, corrects: { id: wrong.id, correctedBy: [{ position: before + 1 }] } },
  });

  const { data } = await ledger.query(
    `{ now: fund(id: "${fund}") ${way} then: fund(id: "${fund}", asOf: { position: ${before} }) ${way} }`,
  );
  const said = (spent: string, unspent: string): object => ({
    entityId: fund,
    appropriated: { yuan: '10000.00' },
    allocated: { yuan: '4000.00' },
    spent: { yuan: spent },
    free: { yuan: '6000.00' },
    balanced: true,
    tranches: [{ documentNo: '拨〔2026〕1号' }],
    lines: [
      {
        line: 1,
        purpose: '教师培训',
        school: { entityId: school(1) },
        spent: { yuan: spent },
        unspent: { yuan: unspent },
        resolution: { entityId: resolution, sum: { yuan: '5000.00' }, meetings: [{ minutesNo: '纪要〔2026〕1号' }] },
        expenditures: [
          {
            amount: { yuan: spent },
            supplier: '样本公司',
            invoiceNo: '票-1',
            voucher: { number: '记-1', school: { entityId: school(1) } },
          },
        ],
      },
      expect.objectContaining({ line: 2, spent: { yuan: '0.00' }, expenditures: [] }),
    ],
  });
  expect(data).toEqual({ now: said('150.00', '2850.00'), then: said('200.00', '2800.00') });
});

test('the wrong event and its correction lead to one another; before the correction nobody knew of it', async () => {
  await spentFund(ledger);
  const before = ledger.runner.head();
  const { data } = (await ledger.query(`{ ledger { event(position: ${before}) { data } } }`)).data.ledger.event;
  await passed(ledger, 'CorrectRecord', { eventId: String(before), facts: { ...data, fen: 15_000 } });
  await passed(ledger, 'CorrectRecord', { eventId: String(before), facts: { ...data, fen: 16_000 } });
  const history = (asOf: string): string =>
    `fund(id: "${fund}"${asOf}) { history(last: 3) { nodes { type position data corrects { position type } correctedBy { position } } } }`;
  const answer = (
    await ledger.query(
      `{ now: ${history('')} once: ${history(`, asOf: { position: ${before + 1} }`)}
        before: ${history(`, asOf: { position: ${before} }`)} }`,
    )
  ).data;
  expect(answer.now.history.nodes).toMatchObject([
    {
      type: 'ExpenditureRecorded',
      data: { fen: 20_000 },
      corrects: null,
      correctedBy: [{ position: before + 1 }, { position: before + 2 }],
    },
    { type: 'RecordCorrected', corrects: { position: before, type: 'ExpenditureRecorded' }, correctedBy: [] },
    { type: 'RecordCorrected', corrects: { position: before, type: 'ExpenditureRecorded' }, correctedBy: [] },
  ]);
  expect(answer.once.history.nodes[1]).toMatchObject({ position: before, correctedBy: [{ position: before + 1 }] });
  expect(answer.before.history.nodes[2]).toMatchObject({ position: before, correctedBy: [] });
});

describe('a fund', () => {
  test('is found by its key, its global id, node and its group, and is listed by year', async () => {
    await steps.appropriated(ledger);
    await passed(ledger, 'AppropriateFund', {
      groupId: group,
      fiscalYear: 2025,
      fen: 5,
      documentNo: '拨〔2025〕1号',
      receivedOn: '2025-03-01',
    });
    const { id } = (await ledger.query(`{ fund(id: "${fund}") { id } }`)).data.fund;
    expect(decoded(id)).toBe(`Fund:${fund}`);
    const { data, errors } =
      await ledger.query(`{ fund(id: "${id}") { fiscalYear } node(id: "${id}") { ... on Fund { entityId } }
        key: node(id: "${fund}") { __typename }
      group(id: "${group}") { funds { fiscalYear appropriated { fen } }
        fund(fiscalYear: 2025) { entityId } none: fund(fiscalYear: 2024) { entityId } } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      fund: { fiscalYear: 2026 },
      node: { entityId: fund },
      key: { __typename: 'Fund' },
      group: {
        funds: [
          { fiscalYear: 2025, appropriated: { fen: 5 } },
          { fiscalYear: 2026, appropriated: { fen: 1_000_000 } },
        ],
        fund: { entityId: `${group}.2025` },
        none: null,
      },
    });
    expect(
      (await ledger.query(`{ fund(id: "${Buffer.from('School:370103.S01').toString('base64url')}") { id } }`)).errors,
    ).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'id' }]);
  });

  test('shows every past position as it was, with ids that say so', async () => {
    const positions: number[] = [];
    for (const name of ['resolved', 'appropriated', 'allocated', 'committed', 'spent'] as const) {
      await steps[name](ledger);
      positions.push(ledger.runner.head());
    }
    const at = (index: number): string =>
      `p${index}: fund(id: "${fund}", asOf: { position: ${positions[index]} }) { id free { fen } committed { fen } spent { fen } lines { unspent { fen } } balanced group { fund(fiscalYear: 2026) { spent { fen } } } }`;
    const { data } = await ledger.query(`{ ${[0, 1, 2, 3, 4].map(at).join(' ')} }`);
    const sums = (index: number): unknown[] => [
      data[`p${index}`].free.fen,
      data[`p${index}`].committed.fen,
      data[`p${index}`].spent.fen,
      data[`p${index}`].lines.map(({ unspent }: { unspent: { fen: number } }) => unspent.fen),
    ];
    expect(data.p0).toBeNull();
    expect([1, 2, 3, 4].map(sums)).toEqual([
      [1_000_000, 0, 0, []],
      [600_000, 0, 0, [300_000, 100_000]],
      [600_000, 50_000, 0, [250_000, 100_000]],
      [600_000, 50_000, 20_000, [230_000, 100_000]],
    ]);
    expect([1, 2, 3, 4].map((index) => data[`p${index}`].balanced)).toEqual([true, true, true, true]);
    expect(data.p3.group.fund.spent.fen).toBe(0);
    expect(decoded(data.p3.id)).toMatch(new RegExp(`^Fund:${fund}@${positions[3]}/`));
    expect(
      (await ledger.query(`{ node(id: "${data.p3.id}") { ... on Fund { spent { fen } } } }`)).data.node.spent.fen,
    ).toBe(0);
  });

  test('is not balanced where one row of any kind says something else', async () => {
    await spentFund(ledger);
    await passed(ledger, 'CommitFunds', {
      fundId: fund,
      line: 1,
      contractNo: '合-1',
      supplier: '样本公司',
      fen: 50_000,
      signedOn: '2026-11-22',
    });
    await passed(ledger, 'CarryOut', { fundId: fund, fen: 1000 });
    await passed(ledger, 'ReturnUnspent', { fundId: fund, fen: 1000, documentNo: '退〔2026〕1号' });
    expect((await ledger.query(`{ fund(id: "${fund}") { balanced } }`)).data.fund.balanced).toBe(true);
    const tamper = async (
      model: 'tranches' | 'carries' | 'fundLines' | 'contracts' | 'expenditures',
    ): Promise<boolean> => {
      const { by, ...others } = ledger.readModels[model];
      const more = (row: object): object => ({
        ...row,
        ...('fen' in row ? { fen: Number(row.fen) + 1 } : { unspent: 0 }),
      });
      const tampered = {
        ...others,
        by: (...asked: Parameters<typeof by>) => (by as (...given: unknown[]) => object[])(...asked).map(more),
      };
      const readModels: ReadModels = Object.assign({ ...ledger.readModels }, { [model]: tampered });
      const api = await openApi(ledger.stores, { readModels, runner: ledger.runner });
      const { data } = await api.query(`{ fund(id: "${fund}") { balanced } }`);
      await api.runner.stop();
      return data.fund.balanced;
    };
    for (const model of ['tranches', 'carries', 'fundLines', 'contracts', 'expenditures'] as const)
      expect([model, await tamper(model)]).toEqual([model, false]);
  });

  test('pages through its payments, of one line if asked, the first paid first', async () => {
    await allocatedFund(ledger);
    for (const [number, paidOn, line] of [
      [1, '2026-11-10', 1],
      [2, '2026-11-05', 1],
      [3, '2026-11-07', 2],
    ] as const) {
      await passed(ledger, 'RecordExpenditure', {
        ...payment,
        line,
        paidOn,
        invoiceNo: `票-${number}`,
        voucher: { schoolId: school(line), year: 2026, month: 11, number: `记-${number}` },
      });
    }
    const first = (
      await ledger.query(
        `{ fund(id: "${fund}") { expenditures(first: 2) { totalCount pageInfo { hasNextPage endCursor }
          nodes { voucher { number entry } } } } }`,
      )
    ).data.fund.expenditures;
    expect(first).toMatchObject({
      totalCount: 3,
      pageInfo: { hasNextPage: true },
      nodes: [{ voucher: { number: '记-2', entry: 1 } }, { voucher: { number: '记-3' } }],
    });
    const next = (
      await ledger.query(
        `{ fund(id: "${fund}") { expenditures(first: 2, after: "${first.pageInfo.endCursor}") {
          pageInfo { hasNextPage } nodes { voucher { number } } }
          line: expenditures(line: 2) { nodes { voucher { number } } } } }`,
      )
    ).data.fund;
    expect(next).toEqual({
      expenditures: { pageInfo: { hasNextPage: false }, nodes: [{ voucher: { number: '记-1' } }] },
      line: { nodes: [{ voucher: { number: '记-3' } }] },
    });
  });

  test('keeps sums exact far above what floating point yuan could', async () => {
    await passed(ledger, 'AppropriateFund', {
      groupId: group,
      fiscalYear: 2026,
      fen: 999_999_999_999,
      documentNo: '拨1号',
      receivedOn: '2026-03-01',
    });
    expect((await ledger.query(`{ fund(id: "${fund}") { free { fen yuan } } }`)).data.fund.free).toEqual({
      fen: 999_999_999_999,
      yuan: '9999999999.99',
    });
    const { errors } =
      await ledger.query(`mutation { appropriateFund(input: { groupId: "${group}", fiscalYear: 2026, fen: 10.5,
        documentNo: "x", receivedOn: "2026-01-01",
      command: { commandId: "00000000-0000-4000-8000-000000000001", basis: [], effectiveOn: "2026-11-24" } }) { receipt { position } } }`);
    expect(errors[0]?.message).toMatch(/integer/);
  });
});

describe('the age of money', () => {
  const aged = async (): Promise<void> => {
    await leftBehind(ledger);
    await steps.resolved(ledger);
    await steps.appropriated(ledger);
    const parts = [
      { originYear: 2024, fen: 700 },
      { originYear: 2025, fen: 300 },
    ];
    await passed(ledger, 'CarryIn', { fundId: fund, parts });
  };
  const line = (purpose: string, sum: number, origins?: object): object => ({
    ...{ purpose, schoolId: school(1), fen: sum },
    ...(origins && { origins }),
  });
  const allocate = (...lines: object[]) =>
    ledger.mutate(
      'AllocateFunds',
      { fundId: fund, resolutionId: resolution, lines },
      { selection: '{ lines { line } }', principal: principals.council },
    );
  const asked = `{ fund(id: "${fund}") {
    lines { line origins { originYear ageYears amount { fen } unspent { fen } assumed } }
    ages { originYear ageYears amount { fen } allocated { fen } unspent { fen } free { fen } carriedOut { fen } returned { fen } } } }`;
  const origin = (originYear: number, amount: number, unspent: number, assumed: boolean): object => ({
    ...{ originYear, ageYears: 2026 - originYear, amount: { fen: amount }, unspent: { fen: unspent }, assumed },
  });
  const age = (originYear: number, ...sums: readonly [number, number, number, number, number, number]): object => {
    const [amount, allocated, unspent, free, carriedOut, returned] = sums.map((fen) => ({ fen }));
    return { originYear, ageYears: 2026 - originYear, amount, allocated, unspent, free, carriedOut, returned };
  };

  test('is what a line says, else that of the oldest that is free, which is said to be assumed; anybody sees it, as of any moment', async () => {
    await aged();
    const said = line('教师培训', 30_000, [
      { originYear: 2026, fen: 29_900 },
      { originYear: 2024, fen: 100 },
    ]);
    expect(await allocate(said, line('文化建设', 800))).toMatchObject({ userErrors: [] });
    const allocatedAt = ledger.runner.head();
    await steps.spent(ledger);
    await passed(ledger, 'CarryOut', { fundId: fund, fen: 500_000 });
    const { data } = await ledger.query(asked, { principal: principals.anybody });
    expect(data.fund).toEqual({
      lines: [
        { line: 1, origins: [origin(2024, 100, 0, false), origin(2026, 29_900, 10_000, false)] },
        { line: 2, origins: [origin(2024, 600, 600, true), origin(2025, 200, 200, true)] },
      ],
      ages: [
        age(2024, 700, 700, 600, 0, 0, 0),
        age(2025, 300, 200, 200, 100, 0, 0),
        age(2026, 1_000_000, 29_900, 10_000, 470_100, 500_000, 0),
      ],
    });
    const then = asked.replace('fund(id', `fund(asOf: { position: ${allocatedAt} }, id`);
    expect((await ledger.query(then)).data.fund.lines[0].origins).toEqual([
      origin(2024, 100, 100, false),
      origin(2026, 29_900, 29_900, false),
    ]);
    const earlier = asked.replace('fund(id', 'fund(asOf: { effectiveOn: "2026-03-31" }, id');
    expect((await ledger.query(earlier)).data.fund).toEqual({
      lines: [],
      ages: [age(2026, 1_000_000, 0, 0, 1_000_000, 0, 0)],
    });
    const lines = `{ resolution(id: "${resolution}") { lines { line origins { originYear } } } }`;
    expect((await ledger.query(lines)).data.resolution.lines).toEqual([
      { line: 1, origins: [{ originYear: 2024 }, { originYear: 2026 }] },
      { line: 2, origins: [{ originYear: 2024 }, { originYear: 2025 }] },
    ]);
  });

  test('is said of the whole line, and of what is free; a refusal says where', async () => {
    await aged();
    const at = ['input', 'lines', '0', 'origins'];
    const refused = async (sum: number, origins: object, code: string, ...path: string[]) =>
      expect((await allocate(line('教师培训', sum, origins))).userErrors).toEqual([
        expect.objectContaining({ code, path: [...at, ...path] }),
      ]);
    await refused(701, [{ originYear: 2024, fen: 701 }], 'INSUFFICIENT_FUNDS', '0', 'fen');
    await refused(701, [{ originYear: 2024, fen: 700 }], 'INVALID_INPUT');
    await refused(701, [{ originYear: 2027, fen: 701 }], 'INVALID_INPUT', '0', 'originYear');
  });

  test('of a line is revised, but for what was spent', async () => {
    await aged();
    await allocate(line('教师培训', 30_000, [{ originYear: 2026, fen: 30_000 }]));
    await steps.spent(ledger);
    const revise = (...origins: object[]) =>
      ledger.mutate(
        'ReviseAllocation',
        { fundId: fund, line: 1, fen: 30_000, resolutionId: resolution, origins },
        { selection: '{ lines { origins { originYear amount { fen } assumed } } }', principal: principals.council },
      );
    const old = { originYear: 2024, fen: 700 };
    expect(await revise(old, { originYear: 2026, fen: 29_300 })).toMatchObject({
      userErrors: [],
      fund: {
        lines: [
          {
            origins: [
              { originYear: 2024, amount: { fen: 700 }, assumed: false },
              { originYear: 2026, amount: { fen: 29_300 }, assumed: false },
            ],
          },
        ],
      },
    });
    expect((await revise({ ...old, fen: 699 }, { originYear: 2026, fen: 29_300 })).userErrors).toEqual([
      expect.objectContaining({ code: 'INVALID_INPUT', path: ['input', 'origins'] }),
    ]);
  });
});

describe('a resolution', () => {
  test('is listed while it is in force on the day, by its kind, and found by its key', async () => {
    await passed(
      ledger,
      'AdoptResolution',
      { groupId: group, kind: 'CULTURE', subject: '共同校训', ...meeting },
      { command: { effectiveOn: '2026-12-01' } },
    );
    await steps.resolved(ledger);
    const list = (asOf: string, args = ''): string =>
      `group(id: "${group}"${asOf}) { resolutions${args} { number kind inForce } }`;
    const { data } = await ledger.query(
      `{ now: ${list('')} all: ${list('', '(includeEnded: true)')}
        later: ${list(', asOf: { effectiveOn: "2026-12-01" }', '(kind: CULTURE)')}
        resolution(id: "${group}.R1") { subject fiscalYear sum { fen } } }`,
    );
    expect(data).toEqual({
      now: { resolutions: [{ number: 2, kind: 'FUND', inForce: true }] },
      all: {
        resolutions: [
          { number: 1, kind: 'CULTURE', inForce: false },
          { number: 2, kind: 'FUND', inForce: true },
        ],
      },
      later: { resolutions: [{ number: 1, kind: 'CULTURE', inForce: true }] },
      resolution: { subject: '共同校训', fiscalYear: null, sum: null },
    });
  });

  test('of a group that repealed it is shown with its end; before that as it stood', async () => {
    await steps.resolved(ledger);
    const before = ledger.runner.head();
    await passed(ledger, 'RepealResolution', { resolutionId: resolution, ...meeting });
    const { data } = await ledger.query(
      `{ now: resolution(id: "${resolution}") { repealedOn inForce history { totalCount } }
        then: resolution(id: "${resolution}", asOf: { position: ${before} }) { repealedOn inForce
        history { totalCount } } }`,
    );
    expect(data).toEqual({
      now: { repealedOn: '2026-11-24', inForce: false, history: { totalCount: 2 } },
      then: { repealedOn: null, inForce: true, history: { totalCount: 1 } },
    });
  });

  test('follows the charter of the day it was decided on', async () => {
    await steps.charter(ledger);
    const { data } = await ledger.query(
      `{ now: group(id: "${group}") { charter { termYears since } }
        before: group(id: "${group}", asOf: { effectiveOn: "2026-11-23" }) { charter { termYears } } }`,
    );
    expect(data).toEqual({ now: { charter: { termYears: 3, since: '2026-11-24' } }, before: { charter: null } });
    const adopted = await ledger.mutate(
      'AdoptResolution',
      { groupId: group, kind: 'OTHER', subject: '其他', ...meeting, heldOn: '2026-11-24' },
      { selection: '{ meetings { quorum { numerator denominator atLeast } } }' },
    );
    expect(adopted.resolution.meetings).toEqual([{ quorum: { numerator: 2, denominator: 3, atLeast: true } }]);
  });
});

describe('the public', () => {
  const everything = `{ fund(id: "${fund}") { appropriated { yuan } spent { yuan } committed { yuan } balanced
    tranches { documentNo amount { yuan } }
      lines { purpose allocated { yuan } spent { yuan } contracts { contractNo } expenditures { supplier } } expenditures { nodes { supplier } } }
    group(id: "${group}") { resolutions { kind subject sum { yuan } meetings { heldOn minutesNo ballot { for } concerned { entityId } recused { entityId } } } }
    ledger { events(last: 100) { nodes { type reason basis { title } data summary zh: summary(language: ZH) } } } }`;
  const setUp = async (): Promise<void> => {
    const concerned = '00000000-0000-4000-8000-000000000077';
    await passed(ledger, 'RegisterPerson', { personId: concerned, schoolId: school(1), name: '样本某' });
    await passed(
      ledger,
      'AdoptResolution',
      {
        groupId: group,
        kind: 'FUND',
        subject: '2026年度专项经费使用',
        fiscalYear: 2026,
        sum: 500_000,
        ...meeting,
        concernedIds: [concerned],
      },
      { command: { reason: '涉密理由' } },
    );
    for (const name of ['appropriated', 'allocated', 'committed', 'spent'] as const) await steps[name](ledger);
    await passed(ledger, 'ReverseExpenditure', { fundId: fund, voucher });
    const head = ledger.runner.head();
    const { data } = (await ledger.query(`{ ledger { event(position: ${head - 1}) { data } } }`)).data.ledger.event;
    await passed(ledger, 'CorrectRecord', { eventId: String(head - 1), facts: { ...data, supplier: '更名公司' } });
  };

  test('sees sums, purposes, kinds and subjects; never supplier, invoice, voucher, contract, minutes, reason or person', async () => {
    await setUp();
    const { data, errors } = await ledger.query(everything, { principal: principals.anybody });
    expect(errors).toEqual([]);
    expect(data.fund).toEqual({
      appropriated: { yuan: '10000.00' },
      spent: { yuan: '0.00' },
      committed: { yuan: '500.00' },
      balanced: true,
      tranches: [{ documentNo: '拨〔2026〕1号', amount: { yuan: '10000.00' } }],
      lines: [
        {
          purpose: '教师培训',
          allocated: { yuan: '3000.00' },
          spent: { yuan: '0.00' },
          contracts: null,
          expenditures: null,
        },
        {
          purpose: '文化建设',
          allocated: { yuan: '1000.00' },
          spent: { yuan: '0.00' },
          contracts: null,
          expenditures: null,
        },
      ],
      expenditures: null,
    });
    expect(data.group.resolutions).toEqual([
      {
        kind: 'FUND',
        subject: '2026年度专项经费使用',
        sum: { yuan: '5000.00' },
        meetings: [{ heldOn: '2026-11-20', minutesNo: null, ballot: { for: 2 }, concerned: null, recused: null }],
      },
    ]);
    const { nodes } = data.ledger.events;
    const decided = nodes.filter(({ type }: { type: string }) => type !== 'PersonRegistered');
    expect(JSON.stringify({ ...data, ledger: decided })).not.toMatch(
      /公司|票-1|记-1|合-1|纪要|涉密|000000000077|undefined/,
    );
    const lines = nodes.map(({ type, summary, zh }: { type: string; summary: string; zh: string }) => [
      type,
      summary,
      zh,
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        ['FundsCommitted', 'A contract committed 500.00 yuan of line 1', '第 1 项签订合同，承诺支出 500.00 元'],
        ['ExpenditureRecorded', 'Line 1 spent 200.00 yuan', '第 1 项支出 200.00 元'],
        ['ExpenditureReversed', 'An expenditure of 200.00 yuan of line 1 was reversed', '冲销第 1 项支出 200.00 元'],
        [
          'RecordCorrected',
          'Corrected, with effect from 2026-11-24: Line 1 spent 200.00 yuan; it had said: Line 1 spent 200.00 yuan',
          '更正，自 2026-11-24 起：第 1 项支出 200.00 元（原为：第 1 项支出 200.00 元）',
        ],
      ]),
    );
    expect(nodes.find(({ type }: { type: string }) => type === 'RecordCorrected').data).toEqual({
      revision: 3,
      rightEffectiveOn: '2026-11-24',
      right: { type: 'ExpenditureRecorded', line: 1, fen: 20_000 },
    });
  });

  test('is told apart from the district, its groups and the auditor, who see all of it; another district sees what the public does', async () => {
    await setUp();
    const suppliers = async (principal: (typeof principals)[keyof typeof principals]): Promise<unknown> =>
      (await ledger.query(everything, { principal })).data.fund.expenditures?.nodes ?? null;
    for (const principal of [
      principals.bureau,
      principals.council,
      principals.lead,
      principals.member,
      principals.auditor,
    ])
      expect(await suppliers(principal)).toEqual([{ supplier: '更名公司' }]);
    for (const principal of [principals.farBureau, principals.anybody]) expect(await suppliers(principal)).toBeNull();
  });
});
