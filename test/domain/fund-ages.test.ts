import { describe, expect, test } from '@jest/globals';
import type { FundCommand } from '../../src/domain/fund/index.js';
import { agesOf, fund, sum, type AgedMoney, type FundEvent } from '../../src/domain/fund/index.js';
import { council, type CouncilEvent } from '../../src/domain/council/index.js';
import {
  adopted,
  districtOf,
  from,
  given,
  on,
  registerOf,
  secretary,
  sittingOfThree,
  stateOf,
  type Fact,
} from './given.js';

// A line says of which years its money is; what was never spent keeps its year.

const fiscalYear = 2022;
const year = { groupId: '370103.G01', fiscalYear };
const s1 = '370103.S01';
const day = { ...on('2022-05-10'), actor: secretary };
const of = (originYear: number, fen: number): AgedMoney => ({ originYear, fen });

const references = {
  district: districtOf(registerOf({ G01: ['S01', 'S02'] })),
  council: stateOf(council, [...sittingOfThree, ...from<CouncilEvent>('2022-01-05', adopted(1), adopted(2))]),
  before: stateOf(fund, from<FundEvent>('2021-12-31', { type: 'CarriedOut', fen: 9000, parts: [of(2020, 9000)] })),
};
const appropriated = (fen: number): FundEvent => ({
  type: 'FundAppropriated',
  fen,
  documentNo: '拨1号',
  receivedOn: '2022-02-01',
});
const carriedIn = (...parts: AgedMoney[]): FundEvent => ({ type: 'CarriedIn', fen: sum(parts), parts });
/** 1,000 fen of 2020, 2,000 of 2021 and 10,000 of the year. */
const aged = [
  ...from('2022-01-10', carriedIn(of(2020, 1000), of(2021, 2000))),
  ...from('2022-02-01', appropriated(10_000)),
];
const at = (facts: readonly Fact<FundEvent>[]) => given(fund, facts, references);

interface Wanted {
  readonly fen: number;
  readonly origins?: readonly AgedMoney[];
}
const all = (...origins: AgedMoney[]): Wanted => ({ fen: sum(origins), origins });
const allocate = (...lines: readonly Wanted[]): FundCommand => ({
  type: 'AllocateFunds',
  ...year,
  resolution: 1,
  lines: lines.map((line) => ({ purpose: '培训', schoolId: s1, ...line })),
});
const revise = (line: number, { fen, origins }: Wanted, resolution = 1): FundCommand => ({
  type: 'ReviseAllocation',
  ...year,
  ...{ line, fen, resolution },
  ...(origins ? { origins } : {}),
});
const voucher = (number: string) => ({ schoolId: s1, year: 2022, month: 5, number, entry: 1 });
const spend = (fen: number, number = '记-1', line = 1): FundCommand => ({
  type: 'RecordExpenditure',
  ...year,
  line,
  voucher: voucher(number),
  fen,
  supplier: '公司',
  paidOn: '2022-05-10',
});
const payer = { ...day, actor: { id: 'payer', role: 'SCHOOL' as const, schoolId: s1 } };
const commit = (fen: number): FundCommand => ({
  type: 'CommitFunds',
  ...year,
  line: 1,
  contractNo: '合1',
  supplier: '公司',
  fen,
  signedOn: '2022-05-10',
});
const carryIn = (...parts: AgedMoney[]): FundCommand => ({ type: 'CarryIn', ...year, parts });
const carryOut = (fen: number): FundCommand => ({ type: 'CarryOut', ...year, fen });
const giveBack = (fen: number): FundCommand => ({ type: 'ReturnUnspent', ...year, fen, documentNo: '退1号' });
const reduce = (fen: number): FundCommand => ({
  type: 'ReduceFund',
  ...year,
  fen,
  documentNo: '减1号',
  receivedOn: '2022-05-10',
});
const bureauOn = on('2022-05-10');

const agesAt = ({ state }: ReturnType<typeof at>) => agesOf(state.movements, fiscalYear);
const lineOf = (history: ReturnType<typeof at>, line = 1) => agesAt(history).lines.get(line);
const freeAt = (history: ReturnType<typeof at>) =>
  agesAt(history)
    .fund.filter(({ free }) => free !== 0)
    .map(({ originYear, free }) => of(originYear, free));

describe('an allocation', () => {
  test('says of which years it is', () => {
    const line = { line: 1, purpose: '培训', schoolId: s1 };
    at(aged)
      .when(allocate(all(of(2022, 500), of(2020, 300))), day)
      .then({
        type: 'FundsAllocated',
        resolution: 1,
        lines: [{ ...line, fen: 800, origins: [of(2022, 500), of(2020, 300)] }],
      });
    at(aged)
      .when(allocate({ fen: 800 }), day)
      .then({ type: 'FundsAllocated', resolution: 1, lines: [{ ...line, fen: 800 }] });
    const said = at(aged).after(allocate(all(of(2022, 500), of(2020, 300))), day);
    expect(lineOf(said)).toEqual([
      { ...of(2020, 300), unspent: 300, assumed: false },
      { ...of(2022, 500), unspent: 500, assumed: false },
    ]);
    expect(freeAt(said)).toEqual([of(2020, 700), of(2021, 2000), of(2022, 9500)]);
  });
  test('that does not say so takes the oldest that is free, and that is an assumption', () => {
    const history = at(aged)
      .after(allocate(all(of(2020, 900))), day)
      .after(allocate({ fen: 2300 }), day);
    expect(lineOf(history, 2)).toEqual([
      { ...of(2020, 100), unspent: 100, assumed: true },
      { ...of(2021, 2000), unspent: 2000, assumed: true },
      { ...of(2022, 200), unspent: 200, assumed: true },
    ]);
  });
  test('says each year once, none to come, and adds up to its lines', () => {
    const wrong = (origins: AgedMoney[], path: readonly string[], fen = 500) =>
      at(aged)
        .when(allocate({ fen: 1 }, { fen, origins }), day)
        .refused('INVALID_INPUT', {}, ['lines', '1', 'origins', ...path]);
    wrong([of(2022, 499)], []);
    wrong([], []);
    wrong([of(2022, 250), of(2022, 250)], ['1', 'originYear']);
    wrong([of(2022, 500), of(2021, 0)], ['1', 'fen']);
    for (const originYear of [2023, 1999]) wrong([of(originYear, 500)], ['0', 'originYear']);
  });
  test('takes of no year more than is free of it', () => {
    const refused = (command: FundCommand, args: Record<string, number>, ...path: string[]) =>
      at(aged).when(command, day).refused('INSUFFICIENT_FUNDS', args, path);
    refused(allocate(all(of(2020, 1001))), { fen: 1001, year: 2020, missing: 1 }, 'lines', '0', 'origins', '0', 'fen');
    refused(allocate(all(of(2019, 1))), { year: 2019, missing: 1 }, 'lines', '0', 'origins', '0', 'fen');
    refused(
      allocate(all(of(2020, 600)), all(of(2022, 1), of(2020, 401))),
      { year: 2020, missing: 1 },
      ...['lines', '1', 'origins', '1', 'fen'],
    );
    at(aged)
      .after(allocate({ fen: 800 }), day)
      .when(allocate(all(of(2020, 201))), day)
      .refused('INSUFFICIENT_FUNDS', { year: 2020, missing: 1 }, ['lines', '0', 'origins', '0', 'fen']);
  });
  test('takes of no year what came only afterwards, but where the bureau enters an old paper', () => {
    const late = at([...aged, ...from('2022-04-01', carriedIn(of(2020, 500)))]);
    const before = { ...on('2022-03-01'), recordedOn: '2022-05-10', actor: secretary };
    late
      .when(allocate(all(of(2020, 1001))), before)
      .refused('INSUFFICIENT_FUNDS', { year: 2020, missing: 1 }, ['lines', '0', 'origins', '0', 'fen']);
    const paper = { ...on('2022-03-01'), recordedOn: '2022-05-10' };
    late
      .when(allocate(all(of(2020, 1001))), { ...paper, hasDocument: false })
      .refused('INSUFFICIENT_FUNDS', { year: 2020, missing: 1 });
    expect(lineOf(late.after(allocate(all(of(2020, 1001))), paper))).toMatchObject([of(2020, 1001)]);
    expect(lineOf(late.after(allocate(all(of(2020, 1500))), day))).toMatchObject([of(2020, 1500)]);
    at([...from('2022-02-01', appropriated(10_000)), ...from('2022-04-01', carriedIn(of(2021, 500)))])
      .when(allocate(all(of(2021, 1))), before)
      .refused('INSUFFICIENT_FUNDS', { year: 2021, missing: 1 });
    at(aged)
      .after(allocate(all(of(2020, 1000))), { ...on('2022-03-02'), actor: secretary })
      .after(carryIn(of(2020, 500)), day)
      .when(allocate(all(of(2020, 1))), before)
      .refused('INSUFFICIENT_FUNDS', { year: 2020, missing: 1 });
  });
});

describe('what was never spent keeps its year', () => {
  test('however much of a younger year is spent', () => {
    const spent = at(aged)
      .after(allocate(all(of(2022, 9000))), day)
      .after(spend(9000), payer);
    expect(freeAt(spent)).toEqual([of(2020, 1000), of(2021, 2000), of(2022, 1000)]);
    spent
      .when(carryOut(4000), day)
      .then({ type: 'CarriedOut', fen: 4000, parts: [of(2022, 1000), of(2021, 2000), of(2020, 1000)] });
  });
  test('where it came only when younger money was on its line already', () => {
    const later = at([...from('2022-02-01', appropriated(5000))])
      .after(allocate({ fen: 5000 }), day)
      .after(spend(5000), payer);
    const facts = [
      ...from('2022-02-01', appropriated(5000)),
      ...from<FundEvent>('2022-05-10', {
        type: 'FundsAllocated',
        resolution: 1,
        lines: [{ line: 1, purpose: '培训', schoolId: s1, fen: 5000 }],
      }),
      ...from('2022-05-10', carriedIn(of(2021, 700))),
    ];
    expect(lineOf(later)).toEqual([{ ...of(2022, 5000), unspent: 0, assumed: true }]);
    expect(freeAt(at(facts))).toEqual([of(2021, 700)]);
    at(facts)
      .when(carryOut(700), day)
      .then({ type: 'CarriedOut', fen: 700, parts: [of(2021, 700)] });
  });
  test('payments and contracts take of the oldest of their line, and what comes back is the newest of it', () => {
    const held = at(aged).after(allocate(all(of(2021, 500), of(2022, 500))), day);
    const unspent = (history: typeof held) => lineOf(history)?.map((one) => of(one.originYear, one.unspent));
    const paid = held.after(spend(300), payer);
    expect(unspent(paid)).toEqual([of(2021, 200), of(2022, 500)]);
    const promised = paid.after(commit(400), day);
    expect(unspent(promised)).toEqual([of(2021, 0), of(2022, 300)]);
    expect(unspent(promised.after({ ...spend(400, '记-2'), contractNo: '合1' } as FundCommand, payer))).toEqual(
      unspent(promised),
    );
    const released = { type: 'ReleaseCommitment', ...year, contractNo: '合1', reason: 'TERMINATED' } as const;
    expect(unspent(promised.after(released, day))).toEqual([of(2021, 200), of(2022, 500)]);
    const amended = { type: 'AmendContract', ...year, contractNo: '合1', documentNo: '变1号' } as const;
    expect(unspent(promised.after({ ...amended, fen: 350, signedOn: '2022-05-10' }, day))).toEqual([
      of(2021, 0),
      of(2022, 350),
    ]);
    const back = { voucher: voucher('记-1'), refundVoucher: voucher('退-1'), fen: 100, refundedOn: '2022-05-10' };
    expect(unspent(promised.after({ type: 'RefundExpenditure', ...year, ...back }, payer))).toEqual([
      of(2021, 0),
      of(2022, 400),
    ]);
    expect(unspent(paid.after({ type: 'ReverseExpenditure', ...year, voucher: voucher('记-1') }, payer))).toEqual([
      of(2021, 500),
      of(2022, 500),
    ]);
  });
  test('a line that gets more does not count it as spent, and gives up the newest that it has left', () => {
    const paid = at(aged)
      .after(allocate(all(of(2022, 500))), day)
      .after(spend(300), payer);
    const more = paid.after(revise(1, { fen: 600 }), day);
    expect(lineOf(more)).toEqual([
      { ...of(2020, 100), unspent: 100, assumed: true },
      { ...of(2022, 500), unspent: 200, assumed: false },
    ]);
    expect(lineOf(more.after(revise(1, { fen: 350 }), day))).toEqual([
      { ...of(2020, 50), unspent: 50, assumed: true },
      { ...of(2022, 300), unspent: 0, assumed: false },
    ]);
  });
});

describe('a revision', () => {
  const held = at(aged).after(allocate(all(of(2020, 1000), of(2022, 500))), day);
  test('says of which years all of the line is from then on', () => {
    const origins = [of(2021, 700), of(2020, 1000)];
    held
      .when(revise(1, all(...origins)), day)
      .then({ ...{ type: 'AllocationRevised', line: 1, change: 200, resolution: 1, origins } });
    const revised = held.after(revise(1, all(...origins)), day);
    expect(lineOf(revised)).toMatchObject([of(2020, 1000), of(2021, 700)]);
    expect(freeAt(revised)).toEqual([of(2021, 1300), of(2022, 10_000)]);
    expect(lineOf(held.after(revise(1, { fen: 0, origins: [] }), day))).toEqual([]);
  });
  test('may only say what was assumed, or say other years of the same sum; what says the same again is no change', () => {
    const assumed = at(aged).after(allocate({ fen: 1000 }), day);
    expect(lineOf(assumed.after(revise(1, all(of(2020, 1000))), day))).toEqual([
      { ...of(2020, 1000), unspent: 1000, assumed: false },
    ]);
    const other = assumed.after(revise(1, all(of(2022, 1000))), day);
    expect(freeAt(other)).toEqual([of(2020, 1000), of(2021, 2000), of(2022, 9000)]);
    other.when(revise(1, all(of(2022, 1000))), day).refused('NO_CHANGE', { line: 1 }, ['line']);
    other.when(revise(1, { fen: 1000 }), day).refused('NO_CHANGE', { line: 1 }, ['line']);
  });
  test('adds up, and is of what is free or the line has', () => {
    held.when(revise(1, { fen: 1500, origins: [of(2020, 1000)] }), day).refused('INVALID_INPUT', {}, ['origins']);
    held
      .when(revise(1, all(of(2020, 1001))), day)
      .refused('INSUFFICIENT_FUNDS', { year: 2020, missing: 1 }, ['origins', '0', 'fen']);
    held
      .when(revise(1, all(of(2020, 1), of(2020, 1))), day)
      .refused('INVALID_INPUT', { value: 2020 }, ['origins', '1', 'originYear']);
  });
  test('does not make old money young: what was paid or promised stays of its years', () => {
    const paid = held.after(spend(600), payer).after(commit(100), day);
    paid
      .when(revise(1, all(of(2022, 900), of(2020, 600))), day)
      .refused('INSUFFICIENT_FUNDS', { year: 2020, missing: 100 }, ['origins']);
    expect(lineOf(paid.after(revise(1, all(of(2022, 800), of(2020, 700))), day))).toMatchObject([
      { ...of(2020, 700), unspent: 0 },
      { ...of(2022, 800), unspent: 800 },
    ]);
  });
  test('that says none of what was paid, as where a correction came between, has it paid of what it says', () => {
    const line = { line: 1, purpose: '培训', schoolId: s1, fen: 800, origins: [of(2022, 800)] };
    const facts = from<FundEvent>(
      '2022-05-10',
      { type: 'FundsAllocated', resolution: 1, lines: [line] },
      {
        type: 'ExpenditureRecorded',
        line: 1,
        voucher: voucher('记-1'),
        fen: 200,
        supplier: '公司',
        paidOn: '2022-05-10',
      },
      { type: 'AllocationRevised', line: 1, change: 0, resolution: 1, origins: [of(2021, 800)] },
    );
    expect(lineOf(at([...aged, ...facts]))).toEqual([{ ...of(2021, 800), unspent: 600, assumed: false }]);
  });
  test('of years is a hand in the line: who gave it does not pay from it', () =>
    expect(
      held.after(revise(1, all(of(2021, 1500))), { ...day, actor: { ...secretary, id: 'other' } }).state.lines,
    ).toMatchObject([{ allocatedBy: [secretary.id, 'other'] }]));
});

describe('what leaves the fund', () => {
  test('returned money is the oldest that is free', () =>
    expect(
      agesAt(at(aged).after(giveBack(1500), day)).fund.map(({ originYear, returned }) => of(originYear, returned)),
    ).toEqual([of(2020, 1000), of(2021, 500), of(2022, 0)]));
  test("what the bureau takes back is the year's own that is free", () => {
    const held = at(aged).after(allocate(all(of(2022, 9500))), day);
    held.when(reduce(501), bureauOn).refused('INSUFFICIENT_FUNDS', { fen: 501, missing: 1 }, ['fen']);
    expect(freeAt(held.after(reduce(500), bureauOn))).toEqual([of(2020, 1000), of(2021, 2000)]);
  });
  test('what the bureau takes back was there on that day, too', () => {
    const held = at([
      ...aged,
      ...from('2022-05-10', { ...appropriated(2000), receivedOn: '2022-05-10' } as FundEvent),
    ]).after(allocate(all(of(2022, 9500))), { ...on('2022-03-01'), actor: secretary });
    const early = { ...reduce(501), receivedOn: '2022-03-01' } as FundCommand;
    held.when(early, bureauOn).refused('INSUFFICIENT_FUNDS', { year: 2022, missing: 1, day: '2022-03-01' }, ['fen']);
    expect(held.after({ ...early, fen: 500 } as FundCommand, bureauOn).state).toMatchObject({ appropriated: 11_500 });
  });
  test('carried out is of a year what is free of it on that day, and later', () => {
    const early = { ...on('2022-03-01'), recordedOn: '2022-05-10', actor: secretary };
    const later = from('2022-05-10', { ...appropriated(2000), receivedOn: '2022-05-10' } as FundEvent);
    at([...aged, ...later])
      .after(allocate(all(of(2022, 9500))), { ...on('2022-02-10'), actor: secretary })
      .when(carryOut(700), early)
      .then({ type: 'CarriedOut', fen: 700, parts: [of(2022, 500), of(2021, 200)] });
  });
  test('an assumption gives way to what is said: to what was carried out before ages were said', () => {
    const history = at([
      ...aged.slice(1),
      ...from<FundEvent>(
        '2022-05-10',
        { type: 'FundsAllocated', resolution: 1, lines: [{ line: 1, purpose: '培训', schoolId: s1, fen: 9500 }] },
        {
          type: 'ExpenditureRecorded',
          line: 1,
          voucher: voucher('记-1'),
          fen: 9500,
          supplier: '公司',
          paidOn: '2022-05-10',
        },
        carriedIn(of(2021, 800)),
        { type: 'CarriedOut', fen: 1300, parts: [of(2022, 1300)] },
      ),
    ]);
    expect(lineOf(history)).toEqual([
      { ...of(2021, 800), unspent: 0, assumed: true },
      { ...of(2022, 8700), unspent: 0, assumed: true },
    ]);
    expect(freeAt(history)).toEqual([]);
  });
  test('an adjustment after closing moves between the line and what was returned', () => {
    const closed = at([...aged, ...from('2022-12-31', carriedIn(of(2021, 1)))])
      .after(allocate(all(of(2022, 5000))), day)
      .after(spend(5000), payer)
      .after(giveBack(8001), { ...on('2022-12-31'), actor: secretary })
      .after({ type: 'CloseFundYear', ...year }, on('2022-12-31'));
    const adjust = (fen: number): FundCommand => ({
      ...{ type: 'AdjustClosedYear', ...year, line: 1, fen, documentNo: '审1号', reason: '审计' },
    });
    const more = closed.after(adjust(100), { ...on('2023-02-01'), actor: { ...day.actor, id: 'b', role: 'BUREAU' } });
    expect(lineOf(more)).toEqual([{ ...of(2022, 5100), unspent: 0, assumed: true }]);
    const less = closed.after(adjust(-100), { ...on('2023-02-01'), actor: { ...day.actor, id: 'b', role: 'BUREAU' } });
    expect(lineOf(less)).toEqual([{ ...of(2022, 4900), unspent: 0, assumed: false }]);
    for (const one of [closed, more, less])
      for (const { received, allocated, free, returned } of agesAt(one).fund)
        expect(received).toBe(allocated + free + returned);
  });
});
