import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  execute,
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  parse,
} from 'graphql';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { buildSchema } from '../../src/graphql/index.js';
import { inTurn, turn } from '../../src/graphql/shared/turns.js';
import { person, recommend } from '../support/ledger.js';
import { type ApiLedger, council, encoded, openApi, principals, register } from './ledger.js';
import {
  allocation,
  amendment,
  appropriation,
  ballot,
  contract,
  fund,
  group,
  passed,
  payment,
  refund,
  resolution,
  resolutionInput,
  school,
  steps,
  voucher,
} from './money.js';

describe('execution', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  const since = (effectiveOn: string) => ({ principal: principals.council, command: { effectiveOn } });
  /** Received on 1 March, allocated on 20 November, signed on 22 November, paid on 22 and 23 November, the first reversed on 24 November. */
  const year = async (): Promise<void> => {
    await passed(ledger, 'AdoptResolution', resolutionInput, since('2026-11-20'));
    await steps.appropriated(ledger);
    await passed(ledger, 'AllocateFunds', allocation, since('2026-11-20'));
    await passed(ledger, 'CommitFunds', { ...contract, signedOn: '2026-11-22' }, since('2026-11-22'));
    await passed(ledger, 'RecordExpenditure', { ...payment, paidOn: '2026-11-22' }, since('2026-11-24'));
    const other = { ...voucher, number: '记-2' };
    const part = {
      ...payment,
      paidOn: '2026-11-23',
      voucher: other,
      invoiceNo: '票-2',
      contractNo: contract.contractNo,
      fen: 30_000,
    };
    await passed(ledger, 'RecordExpenditure', part, since('2026-11-24'));
    await passed(ledger, 'ReverseExpenditure', { fundId: fund, voucher }, since('2026-11-24'));
  };

  test('a fund as of a day is what had been received, allocated, committed and paid by then, each by its own date', async () => {
    await year();
    const sums = `{ appropriated { fen } allocated { fen } free { fen } committed { fen } spent { fen } balanced
    tranches { receivedOn } lines { line allocated { fen } committed { fen } spent { fen } unspent { fen }
      contracts { contractNo paid { fen } } expenditures { paidOn reversedOn } } }`;
    const on = async (day: string) =>
      (await ledger.query(`{ fund(id: "${fund}", asOf: { effectiveOn: "${day}" }) ${sums} }`)).data.fund;
    const line = (number: number, allocated: number, committed: number, spent: number, rest: object = {}): object => ({
      line: number,
      allocated: { fen: allocated },
      committed: { fen: committed },
      spent: { fen: spent },
      unspent: { fen: allocated - committed - spent },
      contracts: [],
      expenditures: [],
      ...rest,
    });
    const received = { appropriated: { fen: 1_000_000 }, balanced: true, tranches: [{ receivedOn: '2026-03-01' }] };
    const none = { allocated: { fen: 0 }, committed: { fen: 0 }, spent: { fen: 0 }, lines: [] };
    expect(await on('2026-02-28')).toEqual({
      ...none,
      appropriated: { fen: 0 },
      free: { fen: 0 },
      balanced: true,
      tranches: [],
    });
    expect(await on('2026-11-19')).toEqual({ ...none, ...received, free: { fen: 1_000_000 } });
    const allocated = { ...received, allocated: { fen: 400_000 }, free: { fen: 600_000 } };
    expect(await on('2026-11-21')).toEqual({
      ...allocated,
      committed: { fen: 0 },
      spent: { fen: 0 },
      lines: [line(1, 300_000, 0, 0), line(2, 100_000, 0, 0)],
    });
    const paid = (paidOn: string, reversedOn: string | null = null): object => ({ paidOn, reversedOn });
    const signed = (fen: number): object => ({ contractNo: contract.contractNo, paid: { fen } });
    expect(await on('2026-11-22')).toEqual({
      ...allocated,
      committed: { fen: 50_000 },
      spent: { fen: 20_000 },
      lines: [
        line(1, 300_000, 50_000, 20_000, { contracts: [signed(0)], expenditures: [paid('2026-11-22')] }),
        line(2, 100_000, 0, 0),
      ],
    });
    expect(await on('2026-11-23')).toMatchObject({
      committed: { fen: 20_000 },
      spent: { fen: 50_000 },
      balanced: true,
      lines: [{ contracts: [signed(30_000)], expenditures: [paid('2026-11-22'), paid('2026-11-23')] }, {}],
    });
    expect(await on('2026-11-24')).toMatchObject({
      spent: { fen: 30_000 },
      lines: [{ expenditures: [paid('2026-11-22', '2026-11-24'), paid('2026-11-23')] }, {}],
    });
    const { data } = await ledger.query(`{ now: fund(id: "${fund}") ${sums} }`);
    expect(data.now).toEqual(await on('2026-11-24'));
  });

  test('it is so through a group and its list of funds, which holds those of which something had happened', async () => {
    await year();
    const of = async (day: string) =>
      (
        await ledger.query(
          `{ group(id: "${group}", asOf: { effectiveOn: "${day}" }) { funds { fiscalYear spent { fen } } fund(fiscalYear: 2026) { allocated { fen } lines { line } } } }`,
        )
      ).data.group;
    expect(await of('2026-02-28')).toEqual({ funds: [], fund: { allocated: { fen: 0 }, lines: [] } });
    expect(await of('2026-11-22')).toEqual({
      funds: [{ fiscalYear: 2026, spent: { fen: 20_000 } }],
      fund: { allocated: { fen: 400_000 }, lines: [{ line: 1 }, { line: 2 }] },
    });
  });

  test('the execution of a year is a curve over days, as known at the moment asked for', async () => {
    await year();
    const curve = async (asOf = ''): Promise<readonly unknown[]> =>
      (
        await ledger.query(
          `{ fund(id: "${fund}"${asOf}) { execution(on: ["2026-02-28", "2026-06-30", "2026-11-23", "2026-12-31"]) { on received { fen } allocated { fen } committed { fen } spent { fen } share } } }`,
        )
      ).data.fund.execution;
    const day = (on: string, received: number, allocated: number, committed: number, spent: number): object => ({
      on,
      received: { fen: received },
      allocated: { fen: allocated },
      committed: { fen: committed },
      spent: { fen: spent },
      share: received === 0 ? null : spent / received,
    });
    expect(await curve()).toEqual([
      day('2026-02-28', 0, 0, 0, 0),
      day('2026-06-30', 1_000_000, 0, 0, 0),
      day('2026-11-23', 1_000_000, 400_000, 20_000, 50_000),
      day('2026-12-31', 1_000_000, 400_000, 20_000, 30_000),
    ]);
    // Before the reversal was known the first payment stood on every day.
    expect((await curve(`, asOf: { position: ${ledger.runner.head() - 1} }`)).at(-1)).toEqual(
      day('2026-12-31', 1_000_000, 400_000, 20_000, 50_000),
    );
    const { errors } = await ledger.query(`{ fund(id: "${fund}") { execution(on: ["9999-12-31"]) { on } } }`);
    expect(errors).toMatchObject([{ message: expect.stringContaining('on') }]);
  });

  test('a contract is as it had been amended and released by the day, and what came back is no longer spent', async () => {
    await year();
    const { contractNo } = contract;
    const paid = { ...voucher, number: '记-2' };
    await passed(ledger, 'AmendContract', { ...amendment, signedOn: '2026-11-23' }, since('2026-11-24'));
    await passed(ledger, 'RefundExpenditure', { ...refund, voucher: paid, fen: 10_000 }, since('2026-11-24'));
    await passed(ledger, 'ReleaseCommitment', { fundId: fund, contractNo, reason: 'TERMINATED' }, since('2026-11-24'));
    const on = async (day: string) => {
      const { data } = await ledger.query(
        `{ fund(id: "${fund}", asOf: { effectiveOn: "${day}" }) { balanced committed { fen } spent { fen }
        lines { contracts { amount { fen } paid { fen } released { fen } } expenditures { refunded { fen } } } } }`,
      );
      const { balanced, committed, spent, lines } = data.fund;
      const { amount, paid, released } = lines[0].contracts[0];
      const refunded = lines[0].expenditures.map((one: { refunded: { fen: number } }) => one.refunded.fen);
      return [balanced, committed.fen, spent.fen, amount.fen, paid.fen, released.fen, refunded];
    };
    expect(await on('2026-11-22')).toEqual([true, 50_000, 20_000, 50_000, 0, 0, [0]]);
    expect(await on('2026-11-23')).toEqual([true, 30_000, 50_000, 60_000, 30_000, 0, [0, 0]]);
    expect(await on('2026-11-24')).toEqual([true, 0, 20_000, 60_000, 20_000, 40_000, [0, 10_000]]);
  });
});

describe('what is answered at once', () => {
  const schema = buildSchema();
  const DEPTH = 3;
  /** Names are joined from the people directory, which may be on another machine. */
  const AWAITED = [
    'Person.name',
    'Person.nameStatus',
    'LedgerEvent.summary',
    'TimelineEntry.sentence',
    'Decision.sentence',
    'ReplayStep.summary',
    'FieldChange.label',
    'FieldChange.sentence',
    'WhyLink.sentence',
    'Why.value',
  ];

  /** Everything that can be asked of a type without an argument, to a depth. */
  const everything = (type: GraphQLNamedType, depth: number): string => {
    if (!isCompositeType(type)) return '';
    const possible = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [type as GraphQLObjectType];
    return ` { __typename ${possible.map((one) => `... on ${one.name} { __typename ${fieldsOf(one, depth).join(' ')} }`).join(' ')} }`;
  };

  const fieldsOf = (type: GraphQLObjectType, depth: number): readonly string[] =>
    Object.values(type.getFields())
      .filter(
        ({ name, args }) =>
          !AWAITED.includes(`${type.name}.${name}`) &&
          !args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined),
      )
      .filter(({ type: inner }) => depth > 0 || !isCompositeType(getNamedType(inner)))
      .map((field) => `${type.name}_${field.name}: ${field.name}${everything(getNamedType(field.type), depth - 1)}`);

  let ledger: ApiLedger;
  let first: string;
  beforeAll(async () => {
    ledger = await openApi();
    await register(ledger);
    ({ first } = await council(ledger));
  });
  afterAll(() => ledger.close());

  const arguments_: Readonly<Record<string, string>> = {
    id: 'id: "370103"',
    ids: 'ids: ["370103.S01", "370103.G01"]',
    districtId: 'districtId: "370103"',
    position: 'position: 1',
    by: 'by: SCHOOL',
    subject: 'subject: "370103.G01"',
    object: 'object: "370103.G01"',
    field: 'field: LEAD',
    schoolYear: 'schoolYear: 2026',
    phase: 'phase: PRIMARY',
    axis: 'axis: EFFECTIVE',
    from: 'from: { position: 1 }',
    to: 'to: {}',
    one: 'one: {}',
    other: 'other: {}',
  };
  /** Of one query alone. */
  const own: Readonly<Record<string, typeof arguments_>> = {
    schoolDevelopment: { schoolId: 'schoolId: "370103.S01"', from: 'from: 2025', to: 'to: 2026' },
  };
  const asked = ({ name: query, args }: GraphQLField<unknown, unknown>): string => {
    const needed = args
      .filter(({ name, type }) => isNonNullType(type) || name === 'districtId')
      .map(({ name }) => own[query]?.[name] ?? arguments_[name]);
    return needed.length === 0 ? '' : `(${needed.join(', ')})`;
  };

  test.each(Object.values(schema.getQueryType()!.getFields()).map((field) => [field.name, field] as const))(
    'the query %s is answered at once: no promise is left behind by a list that fails',
    async (name, field) => {
      const ids = {
        council: '370103.G01.1',
        group: '370103.G01',
        school: '370103.S01',
        person: first,
        node: '370103.G01',
        district: '370103',
        fund: '370103.G01.2026',
        resolution: '370103.G01.R1',
        evaluation: '370103.G01.2025-2026.E1',
      };
      const document = `{ ${name}${asked(field).replace('"370103"', `"${ids[name as keyof typeof ids] ?? '370103'}"`)}${everything(getNamedType(field.type), DEPTH)} }`;
      const contextValue = await ledger.context();
      const result = execute({ schema, document: parse(document), contextValue });
      expect(result).not.toHaveProperty('then');
      expect(result).not.toHaveProperty('errors');
    },
  );

  test('where the people directory does not answer, the name says so and the rest is answered', async () => {
    const away = await openApi(undefined, {
      people: { ...memoryStores().people, get: () => Promise.reject(new StoreUnavailable('away')) },
    });
    await register(away);
    await council(away);
    const { data, errors } = await away.query(
      '{ group(id: "370103.G01") { council { seats { person { name nameStatus entityId } } } } }',
    );
    expect(errors).toEqual([]);
    expect(data.group.council.seats.map(({ person }: { person: object }) => person)).toMatchObject([
      { name: null, nameStatus: 'UNAVAILABLE' },
      { name: null, nameStatus: 'UNAVAILABLE' },
    ]);
    await away.close();
  });
});

describe('what is really asked', () => {
  // The questions of docs/DOMAIN.md, "What is really asked", each by one query. Two groups with the same supplier; a contract and a
  // payment of each; a payment of the first group that the bureau entered of an old paper.

  const second = '370103.G02';
  let ledger: ApiLedger;

  const since = (effectiveOn: string) => ({ command: { effectiveOn } });
  const oldPaper = { command: { basis: [{ documentNo: '补〔2026〕1号', title: '补录' }], effectiveOn: '2026-11-24' } };

  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
    await passed(
      ledger,
      'FormGroup',
      {
        districtId: '370103',
        code: 'G02',
        name: '第二教育集团',
        form: 'GROUP',
        leadId: school(3),
        memberIds: [school(3), school(4)],
      },
      since('2026-11-01'),
    );
    const seats = [
      await recommend(ledger, 3, 'S03', '2026-11-01', second),
      await recommend(ledger, 4, 'S04', '2026-11-01', second),
    ];
    await ledger.pass(
      {
        type: 'AppointCouncil',
        groupId: second,
        memberIds: seats,
        chairId: person(3),
        termFrom: '2026-11-01',
        termTo: '2027-08-31',
      },
      { effectiveOn: '2026-11-01' },
    );
    for (const [groupId, schools] of [
      [group, [1, 2]],
      [second, [3, 4]],
    ] as const) {
      const fundId = `${groupId}.2026`;
      const [first, other] = schools.map(school);
      const basis = { basis: [{ documentNo: '纪要〔2026〕1号', title: '会议纪要' }] };
      await passed(
        ledger,
        'AdoptResolution',
        { ...resolutionInput, groupId, ballot },
        { command: { effectiveOn: '2026-11-20', ...basis } },
      );
      await passed(ledger, 'AppropriateFund', { ...appropriation, groupId });
      await passed(
        ledger,
        'AllocateFunds',
        {
          ...allocation,
          fundId,
          resolutionId: `${groupId}.R1`,
          lines: allocation.lines.map((line, index) => ({ ...line, schoolId: [first, other][index] })),
        },
        since('2026-11-20'),
      );
      await passed(ledger, 'CommitFunds', { ...contract, fundId, contractNo: `合-${groupId}` }, since('2026-11-22'));
      await passed(ledger, 'RecordExpenditure', {
        ...payment,
        fundId,
        invoiceNo: `票-${groupId}`,
        contractNo: `合-${groupId}`,
        voucher: { ...voucher, schoolId: first },
      });
    }
    await passed(
      ledger,
      'RecordExpenditure',
      {
        ...payment,
        invoiceNo: '票-旧',
        supplier: '别家公司',
        fen: 5000,
        contractNo: undefined,
        paidOn: '2026-06-15',
        voucher: { ...voucher, number: '记-旧', month: 6 },
      },
      oldPaper,
    );
  });
  afterEach(() => ledger.close());

  const asked = async (query: string): Promise<any> => {
    const { data, errors } = await ledger.query(query, { principal: principals.auditor });
    expect(errors).toEqual([]);
    return data;
  };

  test('1. in the years of somebody on a council: what was decided, and spent under it', async () => {
    const { person: of } = await asked(
      `{ person(id: "${person(1)}") { seats(includeEnded: true) { since until isChair council { termFrom termTo resolutions { entityId subject sum { yuan } meetings { decided heldOn minutesNo } lines { purpose spent { yuan } expenditures { supplier paidOn amount { yuan } voucher { number } } } } } } } }`,
    );
    expect(of.seats).toMatchObject([
      {
        since: '2023-09-01',
        isChair: true,
        council: {
          termTo: '2027-08-31',
          resolutions: [
            {
              entityId: resolution,
              meetings: [{ decided: 'ADOPTED', heldOn: '2026-11-20', minutesNo: '纪要〔2026〕1号' }],
              lines: [
                { purpose: '教师培训', spent: { yuan: '250.00' }, expenditures: [{ paidOn: '2026-06-15' }, {}] },
                { purpose: '文化建设', spent: { yuan: '0.00' }, expenditures: [] },
              ],
            },
          ],
        },
      },
    ]);
  });

  const found = async (kinds: readonly string[]): Promise<readonly unknown[]> =>
    (
      await asked(
        `{ findings(districtId: "370103", kinds: [${kinds.join(', ')}], result: FAIL) { nodes { rule source numbers { name value } records { position actor { id role } basis { documentNo } } subject { ... on Fund { entityId } ... on Resolution { entityId } } } } }`,
      )
    ).findings.nodes;

  test('2. which money left its ground', async () => {
    expect(await found(['SPENT_WITHOUT_GROUND', 'SPENT_BEYOND_RESOLUTION', 'PAYEE_NOT_PARTY'])).toEqual([]);
    await passed(
      ledger,
      'RepealResolution',
      { resolutionId: resolution, heldOn: '2026-11-24', ballot, minutesNo: '纪要〔2026〕2号' },
      { command: { basis: [{ documentNo: '纪要〔2026〕2号', title: '会议纪要' }] } },
    );
    expect(await found(['SPENT_WITHOUT_GROUND'])).toMatchObject([
      { subject: { entityId: fund }, numbers: [{ name: 'fen', value: 55_000 }] },
    ]);
  });

  test('3. what was paid before its resolution, allocation, contract or filing', async () => {
    const rules = await found([
      'PAID_BEFORE_RESOLUTION',
      'PAID_BEFORE_ALLOCATION',
      'PAID_BEFORE_CONTRACT',
      'PAID_BEFORE_RECEIPT',
      'COUNCIL_FILED',
    ]);
    expect(rules).toMatchObject([
      { rule: 'COUNCIL_FILED' },
      { rule: 'COUNCIL_FILED' },
      { rule: 'PAID_BEFORE_ALLOCATION', subject: { entityId: fund }, numbers: [{ name: 'days', value: 158 }, {}] },
      { rule: 'PAID_BEFORE_RESOLUTION', subject: { entityId: fund }, numbers: [{ name: 'days', value: 158 }, {}] },
    ]);
  });

  test('4. who entered what more than thirty days late', async () => {
    const late = await found(['ENTERED_LATE']);
    expect(late).toContainEqual(
      expect.objectContaining({
        numbers: [{ name: 'days', value: 162 }],
        records: [expect.objectContaining({ actor: expect.objectContaining({ role: 'BUREAU' }) })],
      }),
    );
  });

  test('5. how much was spent by a day', async () => {
    const { group: of } = await asked(
      `{ group(id: "${group}") { fund(fiscalYear: 2026) { execution(on: ["2026-06-14", "2026-06-30", "2026-09-30", "2026-11-24"]) { on spent { yuan } share } } } }`,
    );
    expect(of.fund.execution).toMatchObject([
      { spent: { yuan: '0.00' }, share: 0 },
      { spent: { yuan: '50.00' }, share: 0.005 },
      { spent: { yuan: '50.00' } },
      { spent: { yuan: '250.00' }, share: 0.025 },
    ]);
  });

  test('10. which supplier appears in several groups', async () => {
    const { suppliers } = await asked(
      `{ suppliers(districtId: "370103", groupsAtLeast: 2) { totalCount nodes { name payments paid { yuan } contracts contracted { yuan } groups { entityId } } } }`,
    );
    expect(suppliers).toEqual({
      totalCount: 1,
      nodes: [
        {
          name: '样本公司',
          payments: 2,
          paid: { yuan: '400.00' },
          contracts: 2,
          contracted: { yuan: '1000.00' },
          groups: [{ entityId: group }, { entityId: second }],
        },
      ],
    });
    expect((await asked('{ suppliers(districtId: "370103") { nodes { name } } }')).suppliers.nodes).toEqual([
      { name: '别家公司' },
      { name: '样本公司' },
    ]);
    const { data } = await ledger.query('{ suppliers(districtId: "370103") { totalCount } }', {
      principal: principals.anybody,
    });
    expect(data.suppliers).toEqual({ totalCount: 0 });
  });
});

describe('turns', () => {
  /** Keeps the event loop busy for a millisecond. */
  const work = (): void => {
    for (const end = performance.now() + 1; performance.now() < end;);
  };

  test('the event loop serves others between slices of the work, however much of it waits, and what comes of it counts', async () => {
    const done: number[] = [];
    const atTurns = new Set<number>();
    const others = (): void => {
      atTurns.add(done.length);
      if (done.length < 40) setImmediate(others);
    };
    setImmediate(others);
    const synchronous = Array.from(
      { length: 20 },
      (_, number) =>
        new Promise<void>((resolve) =>
          inTurn(() => {
            work();
            done.push(number);
            resolve();
          }),
        ),
    );
    const afterwards = Array.from({ length: 20 }, async (_, number) => {
      await turn();
      work();
      done.push(20 + number);
    });
    await Promise.all([...synchronous, ...afterwards]);
    expect(done).toEqual(Array.from({ length: 40 }, (_, number) => number));
    expect(atTurns.size).toBeGreaterThan(10);
  });
});

describe('connections', () => {
  let ledger: ApiLedger;
  beforeAll(async () => {
    ledger = await openApi();
    await register(ledger);
    for (const code of ['370101', '370102', '370104']) {
      await ledger.mutate(
        'OpenDistrict',
        { code, name: code },
        { principal: { actor: { id: 'b', role: 'BUREAU' }, district: code } },
      );
    }
    for (const number of [1, 2, 3, 4]) {
      await ledger.mutate('FormGroup', {
        districtId: '370103',
        code: `A0${number}`,
        name: `联盟${number}`,
        form: 'ALLIANCE',
        leadId: '370103.S01',
        memberIds: ['370103.S01', `370103.S0${number + 1}`],
      });
    }
    await ledger.mutate('RenameSchool', { schoolId: '370103.S02', name: '育英小学' });
  });
  afterAll(() => ledger.close());

  /** Every connection of the API, and the keys it holds. */
  const connections = {
    districts: { open: 'districts(', close: '', key: 'code', keys: ['370101', '370102', '370103', '370104'] },
    schools: {
      open: 'schools(districtId: "370103", ',
      close: '',
      key: 'code',
      keys: ['S01', 'S02', 'S03', 'S04', 'S05', 'S06'],
    },
    groups: {
      open: 'groups(districtId: "370103", ',
      close: '',
      key: 'code',
      keys: ['A01', 'A02', 'A03', 'A04', 'G01'],
    },
    events: {
      open: 'ledger { connection: events(stream: "district-370103", ',
      close: '}',
      key: 'revision',
      keys: Array.from({ length: 13 }, (_, index) => index),
    },
    'history of a school': {
      open: 'school(id: "370103.S02") { connection: history(',
      close: '}',
      key: 'type',
      keys: ['SchoolRegistered', 'GroupFormed', 'GroupFormed', 'SchoolRenamed'],
    },
    'history of a group': {
      open: 'group(id: "370103.G01") { connection: history(',
      close: '}',
      key: 'type',
      keys: ['GroupFormed'],
    },
  };

  describe.each(Object.entries(connections))('%s', (_name, { open, close, key, keys }) => {
    const page = async (
      args: string,
    ): Promise<{
      keys: unknown[];
      cursors: string[];
      more: [boolean, boolean];
      edge: [string | null, string | null];
      total: number;
    }> => {
      const document = `{ ${open.includes('connection') ? '' : 'connection: '}${open}${args}) {
      nodes { ${key} } edges { cursor node { ${key} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } ${close} }`;
      const { data, errors } = await ledger.query(document);
      expect(errors).toEqual([]);
      const { nodes, edges, pageInfo, totalCount } =
        data.connection ?? data.ledger?.connection ?? data.school?.connection ?? data.group?.connection;
      expect(edges.map((edge: { node: unknown }) => edge.node)).toEqual(nodes);
      return {
        keys: nodes.map((node: Record<string, unknown>) => node[key]),
        cursors: edges.map((edge: { cursor: string }) => edge.cursor),
        more: [pageInfo.hasPreviousPage, pageInfo.hasNextPage],
        edge: [pageInfo.startCursor, pageInfo.endCursor],
        total: totalCount,
      };
    };

    test.each([1, 2, 3, 100])('is the same forwards and backwards in pages of %d', async (size) => {
      const forwards: unknown[] = [];
      for (let after: string | null = null, more = true; more;) {
        const {
          keys: found,
          more: [before, next],
          edge,
          cursors,
          total,
        } = await page(`first: ${size}${after === null ? '' : `, after: "${after}"`}`);
        expect([before, total, edge]).toEqual([forwards.length > 0, keys.length, [cursors[0], cursors.at(-1)]]);
        forwards.push(...found);
        after = edge[1];
        more = next;
      }
      expect(forwards).toEqual(keys);
      const backwards: unknown[] = [];
      for (let before: string | null = null, more = true; more;) {
        const {
          keys: found,
          more: [previous, next],
          edge,
        } = await page(`last: ${size}${before === null ? '' : `, before: "${before}"`}`);
        expect(next).toBe(backwards.length > 0);
        backwards.unshift(...found);
        before = edge[0];
        more = previous;
      }
      expect(backwards).toEqual(keys);
    });

    test('beyond its ends is empty and knows what lies on the other side', async () => {
      const {
        edge: [start, end],
      } = await page('first: 100');
      expect(await page(`first: 2, after: "${end}"`)).toMatchObject({
        keys: [],
        more: [true, false],
        edge: [null, null],
      });
      expect(await page(`last: 2, before: "${start}"`)).toMatchObject({
        keys: [],
        more: [false, true],
        edge: [null, null],
      });
    });
  });

  describe('arguments of a page', () => {
    test.each([
      ['first: 2, last: 2', 'last'],
      ['first: 0', 'first'],
      ['first: 101', 'first'],
      ['last: -1', 'last'],
      ['first: 2, before: "U0Ax"', 'before'],
      ['last: 2, after: "U0Ax"', 'after'],
      ['after: "U0Ax", before: "U0Ax"', 'after'],
      ['after: "no cursor!"', 'after'],
      ['after: ""', 'after'],
    ])('%s is BAD_USER_INPUT that names %s', async (args, argument) => {
      const { errors } = await ledger.query(`{ schools(districtId: "370103", ${args}) { totalCount } }`);
      expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(argument) }]);
    });

    test('a cursor of another list is refused where its form says so', async () => {
      const { errors } = await ledger.query(`{ ledger { events(after: "${encoded('S01')}") { totalCount } } }`);
      expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'after' }]);
    });

    test('without any 20 are given, and before alone goes backwards', async () => {
      const { data } = await ledger.query(
        `{ schools(districtId: "370103", before: "${encoded('370103.S03')}") { nodes { code } } ledger { events { nodes { id } } } }`,
      );
      expect(data.schools.nodes).toEqual([{ code: 'S01' }, { code: 'S02' }]);
      expect(data.ledger.events.nodes).toHaveLength(16);
    });
  });

  describe('lists of a district', () => {
    test('are filtered by form, phase and search, and search finds former names in any width and case', async () => {
      const { data } = await ledger.query(`{
      alliances: groups(districtId: "370103", form: ALLIANCE) { totalCount }
      named: groups(districtId: "370103", search: "教育") { nodes { code } }
      junior: schools(districtId: "370103", phase: JUNIOR) { totalCount }
      former: schools(districtId: "370103", search: "第２小") { nodes { code name formerNames } }
      unknown: schools(districtId: "370199") { totalCount nodes { code } }
    }`);
      expect(data).toEqual({
        alliances: { totalCount: 4 },
        named: { nodes: [{ code: 'G01' }] },
        junior: { totalCount: 0 },
        former: { nodes: [{ code: 'S02', name: '育英小学', formerNames: ['第2小学'] }] },
        unknown: { totalCount: 0, nodes: [] },
      });
    });

    test('of what is no district are empty, whatever its id holds, and change nothing of another’s', async () => {
      const odd = ['"', '370103"', 'z" OR "370103', '370103\n370103.S02', ' 370103', '\u0000'];
      const ask =
        'query ($id: ID!) { schools(districtId: $id) { totalCount } named: schools(districtId: $id, search: "小") { totalCount } groups(districtId: $id, search: "教") { totalCount } }';
      for (const id of odd)
        expect((await ledger.query(ask, { variables: { id } })).data).toEqual({
          schools: { totalCount: 0 },
          named: { totalCount: 0 },
          groups: { totalCount: 0 },
        });
      const { data } = await ledger.query(
        `{ schools(districtId: "370103", after: "${encoded('370103.S02')}") { nodes { code } } }`,
      );
      expect(data.schools.nodes[0]).toEqual({ code: 'S03' });
    });

    test('are counted', async () => {
      const { data } = await ledger.query(
        '{ district(id: "370103") { schoolCount unitCount groupCount allianceCount revision entityId } }',
      );
      expect(data.district).toEqual({
        schoolCount: 6,
        unitCount: 6,
        groupCount: 1,
        allianceCount: 4,
        revision: 11,
        entityId: '370103',
      });
    });
  });
});
