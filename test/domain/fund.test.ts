import { describe, expect, test } from '@jest/globals';
import { council, type Council, type CouncilEvent } from '../../src/domain/council/index.js';
import {
  fund,
  type AgedMoney,
  type Fund,
  type FundCommand,
  type FundEvent,
  type Voucher,
} from '../../src/domain/fund/index.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import {
  adopted,
  bureau,
  districtOf,
  from,
  given,
  on,
  policiesOf,
  registerOf,
  schoolRegistered,
  secretary,
  sittingOfThree,
  stateOf,
  type DistrictEvent,
  type Fact,
} from './given.js';

const groupId = '370103.G01';
const fiscalYear = 2022;
const year = { groupId, fiscalYear };
const s = (code: string): string => `370103.${code}`;
const MOST = 1_000_000_000_000;

const register = registerOf({ G01: ['S01', 'S02'], G02: ['S03', 'S04'] });
const district = districtOf(register);
const councilAfter = (...events: Fact<CouncilEvent>[]): Council => stateOf(council, [...sittingOfThree, ...events]);
const resolution = (number: number, more: Parameters<typeof adopted>[1] = {}): Fact<CouncilEvent>[] =>
  from('2022-03-05', adopted(number, more));
/** Resolutions: 1 and 2 on the fund of 2022 with 10,000 fen each, 3 on the fund of 2023, 4 on culture, 5 repealed. */
const decided: Fact<CouncilEvent>[] = [
  ...resolution(1),
  ...resolution(2),
  ...resolution(3, { fiscalYear: 2023 }),
  ...from<CouncilEvent>(
    '2022-03-05',
    (({ fiscalYear: _, sum: _sum, ...rest }) => ({ ...rest, kind: 'CULTURE' as const }))(adopted(4)),
  ),
  ...resolution(5),
  ...from<CouncilEvent>('2022-04-01', { ...adopted(5), type: 'ResolutionRepealed' }),
];
/** The year before: what it carried out. */
const carriedOut = (...parts: readonly AgedMoney[]): Fund =>
  stateOf(
    fund,
    from<FundEvent>(
      '2021-12-31',
      ...parts.map((part): FundEvent => ({ type: 'CarriedOut', fen: part.fen, parts: [part] })),
    ),
  );
const references = {
  district,
  council: councilAfter(...decided),
  before: carriedOut({ originYear: 2021, fen: 5000 }, { originYear: 2020, fen: 1000 }),
};
const amendment = (sum: number, effectiveOn: string): Fact<CouncilEvent>[] =>
  from<CouncilEvent>(
    effectiveOn,
    (({ kind: _, subject: _s, fiscalYear: _f, ...rest }) => ({ ...rest, type: 'ResolutionAmended' as const, sum }))(
      adopted(1),
    ),
  );
const amendedTo = (sum: number, effectiveOn = '2022-06-01') => ({
  ...references,
  council: councilAfter(...decided, ...amendment(sum, effectiveOn)),
});
/** Resolution 1 has no effect any more from 1 June. */
const repealed = {
  ...references,
  council: councilAfter(...decided, ...from<CouncilEvent>('2022-06-01', { ...adopted(1), type: 'ResolutionRepealed' })),
};
/** No resolution was ever adopted: all were retracted. */
const undecided = { ...references, council: councilAfter() };
const registerAfter = (event: DistrictEvent) => ({
  ...references,
  district: districtOf([...register, ...from<DistrictEvent>('2022-02-01', event)]),
});
const dissolved = registerAfter({ type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] });
const left = registerAfter({ type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S01' });

const at = (facts: readonly Fact<FundEvent>[], more = references) => given(fund, facts, more);
const day = on('2022-05-10');

const voucher: Voucher = { schoolId: s('S01'), year: 2022, month: 5, number: '记-1', entry: 1 };
const tranche = { ...year, documentNo: '拨1号', receivedOn: '2022-02-01' };
const appropriate = (fen: number): FundCommand => ({ type: 'AppropriateFund', ...tranche, fen });
const supplement = (fen: number): FundCommand => ({ type: 'SupplementFund', ...tranche, fen });
const reduce = (fen: number): FundCommand => ({ type: 'ReduceFund', ...tranche, fen });
const allocate = (
  fens: readonly number[],
  more: Partial<Extract<FundCommand, { type: 'AllocateFunds' }>> = {},
): FundCommand => ({
  type: 'AllocateFunds',
  ...year,
  resolution: 1,
  lines: fens.map((fen) => ({ purpose: '培训', schoolId: s('S01'), fen })),
  ...more,
});
const revise = (line: number, fen: number, under = 1): FundCommand => ({
  type: 'ReviseAllocation',
  ...year,
  line,
  fen,
  resolution: under,
});
const suspend: FundCommand = { type: 'SuspendAllocation', ...year, resolution: 1 };
const commit = (fen: number, more: Partial<Extract<FundCommand, { type: 'CommitFunds' }>> = {}): FundCommand => ({
  type: 'CommitFunds',
  ...year,
  line: 1,
  contractNo: '合1',
  supplier: '公司',
  fen,
  signedOn: '2022-04-18',
  ...more,
});
const spend = (fen: number, more: Partial<Extract<FundCommand, { type: 'RecordExpenditure' }>> = {}): FundCommand => ({
  type: 'RecordExpenditure',
  ...year,
  line: 1,
  voucher,
  fen,
  supplier: '公司',
  paidOn: '2022-05-09',
  ...more,
});
const reverse: FundCommand = { type: 'ReverseExpenditure', ...year, voucher };
const amend = (fen: number, more: Partial<Extract<FundCommand, { type: 'AmendContract' }>> = {}): FundCommand => ({
  type: 'AmendContract',
  ...year,
  contractNo: '合1',
  fen,
  documentNo: '变1号',
  signedOn: '2022-05-01',
  ...more,
});
const release: FundCommand = { type: 'ReleaseCommitment', ...year, contractNo: '合1', reason: 'COMPLETED' };
const refund = (fen: number, more: Partial<Extract<FundCommand, { type: 'RefundExpenditure' }>> = {}): FundCommand => ({
  type: 'RefundExpenditure',
  ...year,
  voucher,
  refundVoucher: { ...voucher, number: '退-1' },
  fen,
  refundedOn: '2022-05-10',
  ...more,
});
const carryOut = (fen: number): FundCommand => ({ type: 'CarryOut', ...year, fen });
const carryIn = (...parts: { originYear: number; fen: number }[]): FundCommand => ({ type: 'CarryIn', ...year, parts });
const giveBack = (fen: number): FundCommand => ({ type: 'ReturnUnspent', ...year, fen, documentNo: '退1号' });
const close: FundCommand = { type: 'CloseFundYear', ...year };
const adjust = (fen: number): FundCommand => ({
  type: 'AdjustClosedYear',
  ...year,
  line: 1,
  fen,
  documentNo: '审1号',
  reason: '审计调整',
});

const appropriated = (fen: number): FundEvent => ({
  type: 'FundAppropriated',
  fen,
  documentNo: '拨1号',
  receivedOn: '2022-02-01',
});
/** As the bureau enters what the council decided. */
const byBureau = <Event extends FundEvent>(event: Event): Event => ({ ...event, onBehalf: 'COUNCIL' });
const allocated = (fens: readonly number[], under = 1, first = 1): FundEvent => ({
  type: 'FundsAllocated',
  resolution: under,
  lines: fens.map((fen, index) => ({ line: first + index, purpose: '培训', schoolId: s('S01'), fen })),
});
const committed = (fen: number): FundEvent => ({
  type: 'FundsCommitted',
  line: 1,
  contractNo: '合1',
  supplier: '公司',
  fen,
  signedOn: '2022-04-18',
});
const spent = (fen: number, more: Partial<Extract<FundEvent, { type: 'ExpenditureRecorded' }>> = {}): FundEvent => ({
  type: 'ExpenditureRecorded',
  line: 1,
  voucher,
  fen,
  supplier: '公司',
  paidOn: '2022-05-09',
  ...more,
});
const returned = (fen: number): FundEvent => ({ type: 'UnspentReturned', fen, documentNo: '退1号' });

/** 12,000 fen: line 1 with 6,000 and line 2 with 2,000, paid by S01; 4,000 are free. */
const open = from('2022-04-01', appropriated(12_000), allocated([6000, 2000]));
/** All is spent, but 1,000 that were returned; the books are closed. */
const closed = from<FundEvent>(
  '2022-12-31',
  appropriated(9000),
  allocated([6000, 2000]),
  spent(6000),
  spent(2000, { line: 2, voucher: { ...voucher, number: '记-2' } }),
  returned(1000),
  { type: 'FundYearClosed' },
);

describe('money is there or not', () => {
  const every: FundCommand[] = [
    appropriate(1),
    supplement(1),
    reduce(1),
    allocate([1]),
    revise(1, 1),
    suspend,
    commit(1),
    spend(1),
    amend(1),
    release,
    reverse,
    refund(1),
    carryOut(1),
    carryIn({ originYear: 2021, fen: 1 }),
    giveBack(1),
    close,
    adjust(1),
  ];
  test('nothing of a fund is left out below', () =>
    expect(every.map(({ type }) => type).sort()).toEqual(Object.keys(fund.commands).sort()));
  test.each(every)('nothing is decided for a day to come: $type', (command) => {
    for (const facts of [[], open, closed])
      at(facts)
        .when(command, { ...day, recordedOn: '2022-05-09' })
        .refused('DATE_ORDER', { day: '2022-05-10', latest: '2022-05-09' }, ['command', 'effectiveOn']);
  });
});

describe('AppropriateFund, SupplementFund and ReduceFund', () => {
  test('bring money from the bureau, and take free money back', () => {
    at([]).when(appropriate(12_000), day).then(appropriated(12_000));
    at(open)
      .when(supplement(1), day)
      .then({ ...appropriated(1), type: 'FundSupplemented' } as FundEvent);
    at(open)
      .when(reduce(4000), day)
      .then({ ...appropriated(4000), type: 'FundReduced' } as FundEvent);
    expect(at(open).after(supplement(1), day).after(reduce(4001), day).state).toMatchObject({
      appropriated: 8000,
      free: 0,
    });
  });
  test("take back no less than leaves of the year's own money what was carried out of it", () => {
    const older = { originYear: 2021, fen: 5000 };
    const out = at([
      ...from<FundEvent>('2022-01-01', { type: 'CarriedIn', fen: 5000, parts: [older] }, appropriated(3000)),
      ...from<FundEvent>('2022-04-01', { type: 'CarriedOut', fen: 2500, parts: [{ originYear: 2022, fen: 2500 }] }),
    ]);
    out.when(reduce(501), day).refused('INSUFFICIENT_FUNDS', { missing: 1 }, ['fen']);
    expect(out.after(reduce(500), day).state).toMatchObject({ appropriated: 2500, free: 5000 });
  });
  test('a second tranche is appropriated like the first', () =>
    expect(at(open).after(appropriate(5), day).state).toMatchObject({ appropriated: 12_005, free: 4005 }));
  test.each([appropriate(1), supplement(1), reduce(1)])('need a document: $type', (command) => {
    at(open)
      .when({ ...command, documentNo: ' ' } as FundCommand, day)
      .refused('BASIS_MISSING', {}, ['documentNo']);
    at(open)
      .when({ ...command, documentNo: '1\u0000' } as FundCommand, day)
      .refused('INVALID_INPUT', {}, ['documentNo']);
  });
  test.each([appropriate(1), supplement(1), reduce(1)])('are about whole fen within bounds: $type', (command) => {
    for (const fen of [0, -1, 0.5, MOST + 1, NaN, Infinity])
      at(open)
        .when({ ...command, fen } as FundCommand, day)
        .refused('INVALID_INPUT', { least: 1, most: MOST }, ['fen']);
  });
  test('the largest sum is accepted', () => at([]).when(appropriate(MOST), day).then(appropriated(MOST)));
  test.each([appropriate(1), supplement(1), reduce(1)])(
    'are for a year that may be and came on a real day: $type',
    (command) => {
      for (const wrong of [1999, 2200, 2022.5])
        at(open)
          .when({ ...command, fiscalYear: wrong }, day)
          .refused('INVALID_INPUT', { value: wrong }, ['fiscalYear']);
      at(open)
        .when({ ...command, receivedOn: '2022-02-30' } as FundCommand, day)
        .refused('INVALID_INPUT', {}, ['receivedOn']);
    },
  );
  test.each([appropriate(1), supplement(1), reduce(1)])(
    'have come by the day on which we are told: $type',
    (command) => {
      const received = (receivedOn: string) =>
        at(open).when({ ...command, receivedOn } as FundCommand, { ...on('2022-05-01'), recordedOn: '2022-05-10' });
      received('2022-05-11').refused('DATE_ORDER', { day: '2022-05-11', latest: '2022-05-10' }, ['receivedOn']);
      received('2022-05-10').then({
        ...appropriated(1),
        type: { AppropriateFund: 'FundAppropriated', SupplementFund: 'FundSupplemented', ReduceFund: 'FundReduced' }[
          command.type as 'ReduceFund'
        ],
        receivedOn: '2022-05-10',
      } as FundEvent);
    },
  );
  test.each([2000, 2199])('the years from 2000 to 2199 may be: %i', (wide) =>
    at([])
      .when({ ...appropriate(1), fiscalYear: wide }, day)
      .then(appropriated(1)),
  );
  test.each([appropriate(1), supplement(1)])(
    'are refused for an unknown group, and before it was formed: $type',
    (command) => {
      at(open)
        .when({ ...command, groupId: s('G77') }, day)
        .refused('NOT_FOUND', { group: s('G77') }, ['groupId']);
      at(open).when(command, on('2020-08-31')).refused('NOT_FOUND', { group: groupId }, ['groupId']);
    },
  );
  test.each([appropriate(1), supplement(1)])('are refused for a dissolved group: $type', (command) =>
    at(open, dissolved).when(command, day).refused('GROUP_DISSOLVED', { group: groupId }, ['groupId']),
  );
  test('money is taken back from a dissolved group, too', () =>
    at(open, dissolved)
      .when(reduce(1), day)
      .then({ ...appropriated(1), type: 'FundReduced' } as FundEvent));
  test.each([supplement(1), reduce(1)])('are refused where nothing was appropriated: $type', (command) =>
    at([]).when(command, day).refused('NOT_FOUND', { fund: '370103.G01.2022' }, ['fundId']),
  );
  test('what is not free is not taken back', () =>
    at(open).when(reduce(4001), day).refused('INSUFFICIENT_FUNDS', { missing: 1 }));
  test('more than was appropriated is not taken back, although money of the year before is free', () =>
    at([
      ...from<FundEvent>(
        '2022-01-01',
        { type: 'CarriedIn', fen: 500, parts: [{ originYear: 2021, fen: 500 }] },
        appropriated(100),
      ),
    ])
      .when(reduce(101), day)
      .refused('INSUFFICIENT_FUNDS', { missing: 1 }));
  test.each([appropriate(1), supplement(1), reduce(1)])('are refused once the year is closed: $type', (command) =>
    at(closed).when(command, day).refused('YEAR_CLOSED', {}, ['fundId']),
  );
});

describe('AllocateFunds', () => {
  test('allocates to lines, numbered on', () => {
    at(open)
      .when(allocate([1500, 500]), day)
      .then(byBureau(allocated([1500, 500], 1, 3)));
    at(from('2022-04-01', appropriated(12_000)))
      .when(allocate([10_000]), day)
      .then(byBureau(allocated([10_000])));
  });
  test('several resolutions carry their own lines', () =>
    at(open)
      .when(allocate([4000], { resolution: 2 }), day)
      .then(byBureau(allocated([4000], 2, 3))));
  test("is refused beyond the resolution's sum, with what was allocated before", () => {
    at(open)
      .when(allocate([1500, 501]), day)
      .refused('EXCEEDS_RESOLUTION', { fen: 10_001, sum: 10_000 }, ['resolutionId']);
    at(open, amendedTo(9999))
      .when(allocate([2000]), on('2022-06-01'))
      .refused('EXCEEDS_RESOLUTION', { sum: 9999 });
  });
  test('is held to an amended sum before its day, too: the money is allocated for the days to come', () => {
    at(open, amendedTo(9999))
      .when(allocate([2000]), day)
      .refused('EXCEEDS_RESOLUTION', { sum: 9999 });
    at(open, amendedTo(11_000))
      .when(allocate([2001]), day)
      .refused('EXCEEDS_RESOLUTION', { sum: 10_000 });
    at(open, amendedTo(11_000))
      .when(allocate([2001]), on('2022-06-01'))
      .then(byBureau(allocated([2001], 1, 3)));
  });
  test.each([
    [3, 'another year'],
    [4, 'another matter'],
    [5, 'was repealed'],
    [6, 'nobody adopted'],
  ])('is refused under resolution %i, which is of %s', (number) =>
    at(open)
      .when(allocate([1], { resolution: number }), day)
      .refused('NO_RESOLUTION', { resolution: number }, ['resolutionId']),
  );
  test('is refused before the day on which the resolution has effect', () => {
    at(open)
      .when(allocate([1]), on('2022-03-04'))
      .refused('NO_RESOLUTION', { resolution: 1 }, ['resolutionId']);
    at(open)
      .when(allocate([1]), on('2022-03-05'))
      .then(byBureau(allocated([1], 1, 3)));
  });
  test('is refused beyond what is free', () =>
    at(open)
      .when(allocate([4001], { resolution: 2 }), day)
      .refused('INSUFFICIENT_FUNDS', { missing: 1 }));
  test('is refused without lines, with a sum that is none, or an empty purpose', () => {
    at(open).when(allocate([]), day).refused('INVALID_INPUT', {}, ['lines']);
    at(open)
      .when(allocate([1, 0.1]), day)
      .refused('INVALID_INPUT', {}, ['lines', '1', 'fen']);
    at(open)
      .when(allocate([1], { lines: [{ purpose: '', schoolId: s('S01'), fen: 1 }] }), day)
      .refused('INVALID_INPUT', {}, ['lines', '0', 'purpose']);
  });
  test('is refused for a school of another group, an unknown one, or one of another district', () => {
    const to = (schoolId: string) =>
      allocate([1], {
        lines: [
          { purpose: '培训', schoolId: s('S01'), fen: 1 },
          { purpose: '培训', schoolId, fen: 1 },
        ],
      });
    at(open)
      .when(to(s('S03')), day)
      .refused('NOT_SAME_GROUP', { school: s('S03'), group: groupId }, ['lines', '1', 'schoolId']);
    at(open)
      .when(to(s('S77')), day)
      .refused('NOT_FOUND', { school: s('S77') }, ['lines', '1', 'schoolId']);
    at(open).when(to('370199.S01'), day).refused('NOT_FOUND', { school: '370199.S01' }, ['lines', '1', 'schoolId']);
  });
  test('is refused for an unknown or dissolved group', () => {
    at(open)
      .when({ ...allocate([1]), groupId: s('G77') }, day)
      .refused('NOT_FOUND', { group: s('G77') }, ['groupId']);
    at(open, dissolved)
      .when(allocate([1]), day)
      .refused('GROUP_DISSOLVED', {}, ['groupId']);
  });
  test('is refused once the year is closed', () =>
    at(closed)
      .when(allocate([1]), day)
      .refused('YEAR_CLOSED', {}, ['fundId']));
});

describe('ReviseAllocation', () => {
  const revised = (line: number, change: number, under = 1): FundEvent => ({
    type: 'AllocationRevised',
    line,
    change,
    resolution: under,
  });
  const suspended = [
    ...open,
    ...from<FundEvent>('2022-06-01', { type: 'AllocationSuspended', resolution: 1, lines: [1, 2] }),
  ];
  test('gives a line more under its resolution, or less', () => {
    at(open)
      .when(revise(2, 4000), day)
      .then(byBureau(revised(2, 2000)));
    at(open)
      .when(revise(2, 0), day)
      .then(byBureau(revised(2, -2000)));
    expect(at(open).after(revise(2, 1), day).state).toMatchObject({ allocated: 6001, free: 5999 });
  });
  test('gives less without any resolution that stands: nothing more is decided', () =>
    at(open, undecided)
      .when(revise(2, 1000), day)
      .then(byBureau(revised(2, -1000))));
  test('gives no more to a school that left the group, or of a group that was dissolved; less it may', () => {
    at(open, left)
      .when(revise(2, 2001), day)
      .refused('NOT_SAME_GROUP', { school: s('S01'), group: groupId }, ['line']);
    at(open, dissolved).when(revise(2, 2001), day).refused('GROUP_DISSOLVED', { group: groupId }, ['line']);
    for (const gone of [left, dissolved]) {
      at(open, gone)
        .when(revise(2, 2001), on('2022-04-01'))
        .refused(gone === left ? 'NOT_SAME_GROUP' : 'GROUP_DISSOLVED');
      at(open, gone)
        .when(revise(2, 1999), day)
        .then(byBureau(revised(2, -1)));
      at(open, gone)
        .when(revise(2, 2000, 2), day)
        .then(byBureau(revised(2, 0, 2)));
    }
    const later = {
      ...references,
      district: districtOf([
        ...register,
        ...from<DistrictEvent>('2022-05-11', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S01' }),
      ]),
    };
    at(open, later)
      .when(revise(2, 2001), day)
      .then(byBureau(revised(2, 1)));
    at(open, later).when(revise(2, 2001), on('2022-05-11')).refused('NOT_SAME_GROUP', {}, ['line']);
  });
  test('brings a line under another resolution, within its sum', () => {
    at(open)
      .when(revise(1, 6000, 2), day)
      .then(byBureau(revised(1, 0, 2)));
    at([...open, ...from('2022-04-01', allocated([4000], 2, 3))])
      .when(revise(1, 6001, 2), day)
      .refused('EXCEEDS_RESOLUTION', { fen: 10_001, sum: 10_000 }, ['resolutionId']);
    at(open)
      .when(revise(1, 1, 5), day)
      .refused('NO_RESOLUTION', { resolution: 5 }, ['resolutionId']);
  });
  test('is refused beyond the resolution, or what is free', () => {
    at(open).when(revise(2, 4001), day).refused('EXCEEDS_RESOLUTION', { fen: 10_001 });
    at([...open, ...from('2022-04-01', allocated([3000], 2, 3))])
      .when(revise(1, 7001), day)
      .refused('INSUFFICIENT_FUNDS', { missing: 1 });
  });
  test('is refused below what is spent and committed', () =>
    at([...open, ...from('2022-04-02', committed(1000), spent(500))])
      .when(revise(1, 1499), day)
      .refused('INSUFFICIENT_FUNDS', { line: 1, missing: 1 }));
  test('is refused to the sum it has', () =>
    at(open).when(revise(2, 2000), day).refused('NO_CHANGE', { line: 2 }, ['line']));
  test('is refused with a sum that is none, for an unknown line, and once the year is closed', () => {
    at(open).when(revise(1, -1), day).refused('INVALID_INPUT', {}, ['fen']);
    at(open).when(revise(3, 1), day).refused('NOT_FOUND', { line: 3 }, ['line']);
    at(closed).when(revise(1, 1), day).refused('YEAR_CLOSED', {}, ['fundId']);
  });
  test('ends a suspension where the resolution carries the line again', () => {
    at(suspended)
      .when(revise(1, 6000), day)
      .then(byBureau(revised(1, 0)));
    expect(
      at(suspended)
        .after(revise(1, 6000), day)
        .state.lines.map(({ suspended: is }) => is),
    ).toEqual([false, true]);
    at(suspended, amendedTo(7999))
      .when(revise(1, 6000), on('2022-07-01'))
      .refused('EXCEEDS_RESOLUTION', { fen: 8000, sum: 7999 });
  });
  test('lets suspended lines give way one after the other, the first suspended still', () => {
    const amended = at(suspended, amendedTo(5000));
    amended
      .when(revise(1, 4000), on('2022-07-01'))
      .then(byBureau(revised(1, -2000)), { type: 'AllocationSuspended', resolution: 1, lines: [1] });
    const both = amended.after(revise(1, 4000), on('2022-07-01')).after(revise(2, 1000), on('2022-07-01'));
    expect(both.state.lines.map(({ allocated: fen, suspended: is }) => [fen, is])).toEqual([
      [4000, true],
      [1000, false],
    ]);
    both.when(revise(1, 4000), on('2022-07-01')).then(byBureau(revised(1, 0)));
  });
});

describe('SuspendAllocation', () => {
  const both: FundEvent = { type: 'AllocationSuspended', resolution: 1, lines: [1, 2] };
  const june = on('2022-06-01');
  test('suspends what a repealed resolution carried, or one that was retracted', () => {
    at(open, repealed).when(suspend, june).then(both);
    at(open, undecided).when(suspend, day).then(both);
  });
  test('suspends what an amended resolution carries no more', () =>
    at(open, amendedTo(7999)).when(suspend, june).then(both));
  test('goes by the resolution as it is on that day: what has effect later suspends later', () => {
    for (const later of [repealed, amendedTo(7999)]) {
      at(open, later).when(suspend, on('2022-05-31')).refused('NO_CHANGE', { resolution: 1 }, ['resolutionId']);
      at(open, later)
        .when(suspend, { ...june, recordedOn: '2022-08-01' })
        .then(both);
    }
    const again = {
      ...references,
      council: councilAfter(...decided, ...amendment(7999, '2022-06-01'), ...amendment(8000, '2022-07-01')),
    };
    at(open, again).when(suspend, on('2022-06-30')).then(both);
    at(open, again).when(suspend, on('2022-07-01')).refused('NO_CHANGE');
  });
  test('suspends lines that are spent, too, and leaves those alone that hold nothing, or are of another resolution', () => {
    const spentLine = [...open, ...from('2022-04-02', spent(2000, { line: 2 }), allocated([100], 2, 3))];
    at(spentLine, repealed).when(suspend, june).then(both);
    at(
      [...open, ...from<FundEvent>('2022-04-02', { type: 'AllocationRevised', line: 2, change: -2000, resolution: 1 })],
      repealed,
    )
      .when(suspend, june)
      .then({ ...both, lines: [1] });
  });
  test('is refused where the resolution carries them', () => {
    at(open).when(suspend, day).refused('NO_CHANGE', { resolution: 1 }, ['resolutionId']);
    at(open, amendedTo(8000)).when(suspend, june).refused('NO_CHANGE');
  });
  test('is refused a second time, or where nothing was allocated', () => {
    at(open, repealed).after(suspend, june).when(suspend, june).refused('NO_CHANGE');
    at([], repealed).when(suspend, june).refused('NO_CHANGE');
  });
  test('is refused once the year is closed', () =>
    at(closed, repealed).when(suspend, june).refused('YEAR_CLOSED', {}, ['fundId']));
});

describe('CommitFunds', () => {
  test('promises money of a line', () => {
    at(open).when(commit(6000), day).then(committed(6000));
    expect(at(open).after(commit(1000), day).state.lines[0]).toMatchObject({
      allocated: 6000,
      committed: 1000,
      unspent: 5000,
      spent: 0,
    });
  });
  test('is refused beyond what the line has left', () => {
    at(open).when(commit(6001), day).refused('INSUFFICIENT_FUNDS', { line: 1, missing: 1 });
    at(open).after(spend(5000), day).when(commit(1001), day).refused('INSUFFICIENT_FUNDS', { line: 1 });
  });
  test('is refused for a contract that is entered already', () =>
    at(open)
      .after(commit(1), day)
      .when(commit(1, { line: 2 }), day)
      .refused('CODE_TAKEN', { contract: '合1' }, ['contractNo']));
  test('is refused with what is no sum, number, name or day', () => {
    at(open).when(commit(0), day).refused('INVALID_INPUT', {}, ['fen']);
    at(open)
      .when(commit(1, { contractNo: '' }), day)
      .refused('INVALID_INPUT', {}, ['contractNo']);
    at(open)
      .when(commit(1, { supplier: ' 公司' }), day)
      .refused('INVALID_INPUT', {}, ['supplier']);
    at(open)
      .when(commit(1, { signedOn: '2022-13-01' }), day)
      .refused('INVALID_INPUT', {}, ['signedOn']);
  });
  test('is refused for a contract that is not yet signed when we are told', () => {
    const told = { ...on('2022-05-01'), recordedOn: '2022-05-10' };
    at(open)
      .when(commit(1, { signedOn: '2022-05-11' }), told)
      .refused('DATE_ORDER', { day: '2022-05-11', latest: '2022-05-10' }, ['signedOn']);
    at(open)
      .when(commit(1, { signedOn: '2022-05-10' }), told)
      .then({ ...committed(1), signedOn: '2022-05-10' } as FundEvent);
  });
  test('is refused where the resolution is not live on that day, suspended or not', () => {
    at(open, repealed).when(commit(1), on('2022-05-31')).then(committed(1));
    at(open, repealed).when(commit(1), on('2022-06-01')).refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(open, repealed)
      .when(commit(1), { ...on('2022-06-01'), recordedOn: '2022-07-01' })
      .refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(open, undecided).when(commit(1), day).refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(open)
      .when(commit(1), { ...on('2022-03-04'), recordedOn: '2022-05-10' })
      .refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(open, amendedTo(1)).when(commit(1), on('2022-06-01')).then(committed(1));
  });
  test('is refused for a dissolved group', () =>
    at(open, dissolved).when(commit(1), day).refused('GROUP_DISSOLVED', { group: groupId }, ['groupId']));
  test('is refused on a suspended line', () =>
    at([...open, ...from<FundEvent>('2022-04-02', { type: 'AllocationSuspended', resolution: 1, lines: [1] })])
      .when(commit(1), day)
      .refused('NO_RESOLUTION', { resolution: 1 }, ['line']));
  test('is refused for an unknown line, and once the year is closed', () => {
    at(open)
      .when(commit(1, { line: 3 }), day)
      .refused('NOT_FOUND', { line: 3 }, ['line']);
    at(closed).when(commit(1), day).refused('YEAR_CLOSED', {}, ['fundId']);
  });
});

describe('RecordExpenditure', () => {
  test('spends of a line', () => {
    at(open)
      .when(spend(6000, { invoiceNo: '票1' }), day)
      .then(spent(6000, { invoiceNo: '票1' }));
    expect(at(open).after(spend(1000), day).state.lines[0]).toMatchObject({ spent: 1000, unspent: 5000 });
  });
  test('pays a contract from what it committed', () => {
    const signed = at(open).after(commit(1000), day);
    signed.when(spend(1000, { contractNo: '合1' }), day).then(spent(1000, { contractNo: '合1' }));
    expect(signed.after(spend(600, { contractNo: '合1' }), day).state.lines[0]).toMatchObject({
      committed: 400,
      spent: 600,
      unspent: 5000,
    });
  });
  test('is refused beyond the contract, although the line has more', () =>
    at(open)
      .after(commit(1000), day)
      .when(spend(1001, { contractNo: '合1' }), day)
      .refused('INSUFFICIENT_FUNDS', { contract: '合1', missing: 1 }, ['contractNo']));
  test('is refused beyond the line, although a contract holds more', () =>
    at(open).after(commit(5999), day).when(spend(2), day).refused('INSUFFICIENT_FUNDS', { line: 1, missing: 1 }));
  test('is refused for a contract of another line, or an unknown one', () => {
    at(open)
      .after(commit(1000), day)
      .when(spend(1, { contractNo: '合1', line: 2 }), day)
      .refused('NOT_FOUND', { contract: '合1' }, ['contractNo']);
    at(open)
      .when(spend(1, { contractNo: '合9' }), day)
      .refused('NOT_FOUND', { contract: '合9' }, ['contractNo']);
  });
  test("is refused with a voucher's entry that is recorded, reversed or not", () => {
    at(open)
      .after(spend(1), day)
      .when(spend(2, { line: 2 }), day)
      .refused('VOUCHER_TAKEN', { voucher: '370103.S01/2022/5/记-1/1' });
    at(open).after(spend(1), day).after(reverse, day).when(spend(1), day).refused('VOUCHER_TAKEN');
  });
  test.each(['记－1', '记 -1', '记-１', '记\u3000－\u00a0１', '记—1', '记‐1', '记−01', '记-００1'])(
    'is refused with a number that is the same in other characters: %j',
    (number) =>
      at(open)
        .after(spend(1), day)
        .when(spend(2, { line: 2, voucher: { ...voucher, number } }), day)
        .refused('VOUCHER_TAKEN', { voucher: '370103.S01/2022/5/记-1/1' }),
  );
  test.each(['记-10', '记1', '记-1-0', '付-1'])('another number is another voucher: %j', (number) =>
    expect(
      at(open)
        .after(spend(1), day)
        .after(spend(2, { voucher: { ...voucher, number } }), day).state.expenditures,
    ).toHaveLength(2),
  );
  describe('of a campus, which keeps the books of its school', () => {
    const ofCampus = {
      ...references,
      district: districtOf([
        ...register.slice(0, -2),
        ...from<DistrictEvent>(
          '2020-09-01',
          { ...schoolRegistered('P01'), kind: 'CAMPUS', partOfCode: 'S01', legalPerson: 'S01 School' },
          { ...schoolRegistered('P02'), kind: 'CAMPUS', partOfCode: 'S01', legalPerson: 'S01 School' },
          {
            type: 'GroupFormed',
            groupCode: 'G01',
            name: 'G01',
            form: 'GROUP',
            leadCode: 'S01',
            memberCodes: ['S01', 'S02', 'P01', 'P02'],
          },
        ),
      ]),
    };
    const lines = ['S01', 'P01', 'P02', 'S02'].map((code, index) => ({
      line: index + 1,
      purpose: '培训',
      schoolId: s(code),
      fen: 1000,
    }));
    const facts = from<FundEvent>('2022-04-01', appropriated(12_000), { type: 'FundsAllocated', resolution: 1, lines });
    const by = (code: string, line: number) => spend(1, { line, voucher: { ...voucher, schoolId: s(code) } });
    test.each([
      ['S01', 1, 'P01', 2],
      ['P01', 2, 'S01', 1],
      ['P01', 2, 'P02', 3],
    ])('is refused where its legal person has the voucher: %s, then %s', (first, line, second, other) =>
      at(facts, ofCampus)
        .after(by(first, line), day)
        .when(by(second, other), day)
        .refused('VOUCHER_TAKEN', { voucher: `${s(first)}/2022/5/记-1/1` }, ['voucher']),
    );
    test('and taken where another legal person has it', () =>
      expect(at(facts, ofCampus).after(by('S01', 1), day).after(by('S02', 4), day).state.expenditures).toHaveLength(2));
  });
  describe('of an invoice', () => {
    const other = { line: 2, voucher: { ...voucher, number: '记-2' } };
    const paid = at(open).after(spend(1, { invoiceNo: '票-001', supplier: '公司（甲）' }), day);
    test.each(['票-001', '票－1', '票 — 01'])('is refused a second time from the same supplier: %s', (invoiceNo) =>
      paid
        .when(spend(2, { ...other, invoiceNo, supplier: '公司(甲)' }), day)
        .refused('INVOICE_TAKEN', { invoice: '公司(甲)/票-1' }, ['invoiceNo']),
    );
    test('is taken from another supplier, of another number, without one, and once the first payment was reversed', () => {
      for (const more of [
        { invoiceNo: '票-001', supplier: '公司' },
        { invoiceNo: '票-002', supplier: '公司（甲）' },
        { supplier: '公司（甲）' },
      ])
        paid.when(spend(2, { ...other, ...more }), day).then(spent(2, { ...other, ...more }));
      const again = { ...other, invoiceNo: '票-001', supplier: '公司（甲）' };
      paid.after(reverse, day).when(spend(2, again), day).then(spent(2, again));
    });
  });
  describe('of a school that was closed', () => {
    const until = '2022-05-01';
    const over = {
      ...references,
      district: districtOf([...register, ...from<DistrictEvent>(until, { type: 'SchoolClosed', schoolCode: 'S01' })]),
    };
    const winding = (windingUpDays?: number) =>
      policiesOf({
        rules: { kind: 'FUND', lapseYears: 2, ...(windingUpDays === undefined ? {} : { windingUpDays }) },
        from: '2022-01-01',
      });
    const on = (paidOn: string, policies = noPolicies) =>
      at(open, over).when(spend(1, { paidOn }), { ...day, policies });
    test('is taken until that day, and refused from it on', () => {
      on('2022-04-30').then(spent(1, { paidOn: '2022-04-30' }));
      for (const policies of [noPolicies, winding(), winding(0)])
        on('2022-05-01', policies).refused('SCHOOL_CLOSED', { school: s('S01'), day: until }, ['paidOn']);
    });
    test("is taken within the policy's days for winding up, and no longer", () => {
      on('2022-05-07', winding(7)).then(spent(1, { paidOn: '2022-05-07' }));
      on('2022-05-08', winding(7)).refused('SCHOOL_CLOSED', {}, ['paidOn']);
    });
  });
  describe('on days in order', () => {
    const others = [{ actor: secretary }, { actor: { id: 'clerk', role: 'SCHOOL' } as const }, { hasDocument: false }];
    const told = { ...day, recordedOn: '2023-03-01' };
    const paying = (paidOn: string, more = {}) =>
      spend(1, {
        paidOn,
        voucher: { ...voucher, year: Number(paidOn.slice(0, 4)), month: Number(paidOn.slice(5, 7)) },
        ...more,
      });
    const facts = [...open, ...from<FundEvent>('2022-04-18', committed(10))];
    const refused = (command: FundCommand, args: object, path: readonly string[], policies = noPolicies) => {
      for (const by of others)
        at(facts)
          .when(command, { ...told, policies, ...by })
          .refused('DATE_ORDER', args as never, path);
      expect(at(facts).after(command, { ...told, policies }).state.expenditures).toHaveLength(1);
    };
    test('is refused before its line was allocated, its contract signed, or the resolution had effect; the bureau may enter such a paper on a document', () => {
      refused(paying('2022-03-31'), { day: '2022-03-31', earliest: '2022-04-01' }, ['paidOn']);
      refused(paying('2022-03-04'), { day: '2022-03-04', earliest: '2022-03-05' }, ['paidOn']);
      refused(paying('2022-04-17', { contractNo: '合1' }), { earliest: '2022-04-18' }, ['paidOn']);
      for (const by of others) {
        expect(at(facts).after(paying('2022-04-01'), { ...told, ...by }).state.expenditures).toHaveLength(1);
        at(facts).after(paying('2022-04-18', { contractNo: '合1' }), { ...told, ...by });
      }
    });
    test("is refused outside the fund's year and the days for settling it", () => {
      const settling = policiesOf({ rules: { kind: 'FUND', lapseYears: 2, settlementDays: 15 }, from: '2022-01-01' });
      refused(paying('2021-12-31'), { earliest: '2022-01-01', latest: '2022-12-31' }, ['paidOn']);
      refused(paying('2023-01-01'), { latest: '2022-12-31' }, ['paidOn']);
      refused(paying('2023-01-16'), { latest: '2023-01-15' }, ['paidOn'], settling);
      at(facts).after(paying('2022-12-31'), { ...told, effectiveOn: '2022-12-31', actor: secretary });
      at(facts).after(paying('2023-01-15'), {
        ...told,
        effectiveOn: '2023-01-15',
        actor: secretary,
        policies: settling,
      });
    });
    test('is refused with a voucher of another month', () => {
      refused(paying('2022-05-09', { voucher: { ...voucher, month: 6 } }), { day: '2022-05-09' }, ['voucher']);
      refused(paying('2022-05-09', { voucher: { ...voucher, year: 2021 } }), { day: '2022-05-09' }, ['voucher']);
    });
    test('is refused beyond what had been received by that day', () => {
      const late = from<FundEvent>(
        '2022-04-01',
        appropriated(100),
        { ...appropriated(900), type: 'FundSupplemented', receivedOn: '2022-06-01' } as FundEvent,
        allocated([1000]),
      );
      const first = at(late).after(paying('2022-05-09', { fen: 60 }), { ...told, actor: secretary });
      const second = (paidOn: string, fen: number) =>
        paying(paidOn, { fen, voucher: { ...voucher, number: '2', month: Number(paidOn.slice(5, 7)) } });
      for (const by of others)
        first
          .when(second('2022-05-31', 41), { ...told, ...by })
          .refused('DATE_ORDER', { day: '2022-05-31' }, ['paidOn']);
      first.after(second('2022-05-31', 40), { ...told, effectiveOn: '2022-05-31', actor: secretary });
      first.after(second('2022-06-01', 940), { ...told, effectiveOn: '2022-06-01', actor: secretary });
      first.after(second('2022-05-31', 41), told);
    });
    test('is refused once the resolution was repealed, whichever day the entry has', () =>
      at(open, repealed)
        .when(paying('2022-06-01'), { ...told, effectiveOn: '2022-05-31', actor: secretary })
        .refused('NO_RESOLUTION', { resolution: 1 }, ['paidOn']));
    test('a contract is not signed before its line was allocated', () => {
      for (const by of others)
        at(open)
          .when(commit(1, { signedOn: '2022-03-31' }), { ...told, ...by })
          .refused('DATE_ORDER', { day: '2022-03-31', earliest: '2022-04-01' }, ['signedOn']);
      at(open).after(commit(1, { signedOn: '2022-03-31' }), told);
      at(open).after(commit(1, { signedOn: '2022-04-01' }), { ...told, actor: secretary });
    });
  });
  test('stays written as it was entered', () =>
    at(open)
      .when(spend(1, { voucher: { ...voucher, number: '记 －1' } }), day)
      .then(spent(1, { voucher: { ...voucher, number: '记 －1' } })));
  test.each<[string, Partial<Voucher>]>([
    ['year', { year: 2021 }],
    ['month', { month: 4 }],
    ['number', { number: '记-2' }],
    ['entry', { entry: 2 }],
  ])('another %s is another voucher', (_field, other) =>
    at(open)
      .after(spend(1), day)
      .when(spend(1, { voucher: { ...voucher, ...other } }), day)
      .then(spent(1, { voucher: { ...voucher, ...other } })),
  );
  test('is refused with a voucher of another school', () =>
    at(open)
      .when(spend(1, { voucher: { ...voucher, schoolId: s('S02') } }), day)
      .refused('INVALID_INPUT', { school: s('S02') }, ['voucher', 'schoolId']));
  test.each<[keyof Voucher, string | number]>([
    ['year', 1999],
    ['year', 2200],
    ['year', 2022.5],
    ['month', 0],
    ['month', 13],
    ['entry', 0],
    ['entry', 100_001],
    ['number', ''],
    ['number', 'x'.repeat(201)],
  ])('is refused with a voucher of the %s %s', (field, value) =>
    at(open)
      .when(spend(1, { voucher: { ...voucher, [field]: value } }), day)
      .refused('INVALID_INPUT', {}, ['voucher', field]),
  );
  test('is refused with a voucher of a month that has not begun when we are told', () => {
    const of = (paper: Partial<Voucher>, recordedOn: string) =>
      at(open).when(spend(1, { voucher: { ...voucher, ...paper } }), { ...day, recordedOn });
    of({ month: 6 }, '2022-05-31').refused('INVALID_INPUT', { value: 6, least: 1, most: 5 }, ['voucher', 'month']);
    of({ month: 6 }, '2022-06-01').then(spent(1, { voucher: { ...voucher, month: 6 } }));
    of({ year: 2023, month: 1 }, '2022-12-31').refused('INVALID_INPUT', { value: 2023, least: 2000, most: 2022 }, [
      'voucher',
      'year',
    ]);
    of({ year: 2023, month: 2 }, '2023-01-31').refused('INVALID_INPUT', { value: 2, most: 1 }, ['voucher', 'month']);
    of({ year: 2023, month: 1 }, '2023-01-01').then(spent(1, { voucher: { ...voucher, year: 2023, month: 1 } }));
    of({ year: 2022, month: 12 }, '2023-01-01').then(spent(1, { voucher: { ...voucher, month: 12 } }));
  });
  test('is refused with what is no sum, name, number or day', () => {
    at(open).when(spend(0), day).refused('INVALID_INPUT', {}, ['fen']);
    at(open)
      .when(spend(1, { supplier: '' }), day)
      .refused('INVALID_INPUT', {}, ['supplier']);
    at(open)
      .when(spend(1, { invoiceNo: ' ' }), day)
      .refused('INVALID_INPUT', {}, ['invoiceNo']);
    at(open)
      .when(spend(1, { paidOn: 'heute' }), day)
      .refused('INVALID_INPUT', {}, ['paidOn']);
  });
  test('is refused for what is not yet paid when we are told', () => {
    const told = { ...on('2022-05-01'), recordedOn: '2022-05-10' };
    at(open)
      .when(spend(1, { paidOn: '2022-05-11' }), told)
      .refused('DATE_ORDER', { day: '2022-05-11', latest: '2022-05-10' }, ['paidOn']);
    at(open)
      .when(spend(1, { paidOn: '2022-05-10' }), told)
      .then(spent(1, { paidOn: '2022-05-10' }));
  });
  test('is refused where the resolution is not live on that day, suspended or not, also for what a contract promised', () => {
    at(open, repealed).when(spend(1), on('2022-05-31')).then(spent(1));
    at(open, repealed).when(spend(1), on('2022-06-01')).refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at([...open, ...from('2022-05-01', committed(10))], repealed)
      .when(spend(1, { contractNo: '合1' }), on('2022-06-01'))
      .refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(open, undecided).when(spend(1), day).refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(open)
      .when(spend(1), { ...on('2022-03-04'), recordedOn: '2022-05-10' })
      .refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(open, amendedTo(1)).when(spend(1), on('2022-06-01')).then(spent(1));
  });
  test('is accepted for a dissolved group: what it owes is paid', () =>
    at(open, dissolved).when(spend(1), day).then(spent(1)));
  test('is refused on a suspended line', () =>
    at([...open, ...from<FundEvent>('2022-04-02', { type: 'AllocationSuspended', resolution: 1, lines: [1] })])
      .when(spend(1), day)
      .refused('NO_RESOLUTION', { resolution: 1 }, ['line']));
  test('is refused for an unknown line, and once the year is closed', () => {
    at(open)
      .when(spend(1, { line: 3 }), day)
      .refused('NOT_FOUND', { line: 3 }, ['line']);
    at(closed).when(spend(1), day).refused('YEAR_CLOSED', {}, ['fundId']);
  });
});

describe('AmendContract and ReleaseCommitment', () => {
  const signed = at(open).after(commit(1000), day);
  const paid = signed.after(spend(600, { contractNo: '合1' }), day);
  const council = { ...day, actor: secretary };

  test('a contract promises more or less, within what its line has', () => {
    signed
      .when(amend(1500), day)
      .then({
        type: 'ContractAmended',
        line: 1,
        contractNo: '合1',
        change: 500,
        documentNo: '变1号',
        signedOn: '2022-05-01',
      });
    expect(signed.after(amend(6000), day).state.lines[0]).toMatchObject({ committed: 6000, unspent: 0 });
    signed.when(amend(6001), day).refused('INSUFFICIENT_FUNDS', { missing: 1 }, ['fen']);
    const { state } = paid.after(amend(600), day);
    expect(state.lines[0]).toMatchObject({ spent: 600, committed: 0, unspent: 5400 });
    expect(state.contracts).toMatchObject([{ fen: 600, paid: 600 }]);
    paid.when(amend(599), day).refused('INSUFFICIENT_FUNDS', { missing: 1 }, ['fen']);
  });
  test('is amended on a document, to another sum, while it runs and the year is open', () => {
    signed.when(amend(900, { documentNo: ' ' }), day).refused('BASIS_MISSING', {}, ['documentNo']);
    signed.when(amend(1000), day).refused('NO_CHANGE', {}, ['fen']);
    signed.when(amend(0), day).refused('INVALID_INPUT', {}, ['fen']);
    signed.when(amend(900, { signedOn: '2022-05-11' }), day).refused('DATE_ORDER', {}, ['signedOn']);
    at(open).when(amend(1), day).refused('NOT_FOUND', { contract: '合1' }, ['contractNo']);
    paid.after(release, day).when(amend(700), day).refused('INVALID_TRANSITION', {}, ['contractNo']);
    at(closed).when(release, day).refused('NOT_FOUND', {}, ['contractNo']);
  });
  test('promises more only of a line whose resolution lives, and less whenever', () => {
    const late = on('2022-06-02');
    const lost = given(fund, [...open, ...from('2022-04-20', committed(1000))], repealed);
    lost.when(amend(1001), late).refused('NO_RESOLUTION', { resolution: 1 }, ['contractNo']);
    expect(lost.after(amend(900), late).state.lines[0]).toMatchObject({ committed: 900 });
    given(fund, [...open, ...from('2022-04-20', committed(1000))], dissolved)
      .when(amend(1001), day)
      .refused('GROUP_DISSOLVED', {}, ['contractNo']);
  });
  test('is signed after the contract; the bureau may enter an old paper, on a document', () => {
    signed.when(amend(900, { signedOn: '2022-04-17' }), council).refused('DATE_ORDER', {}, ['signedOn']);
    signed
      .when(amend(900, { signedOn: '2022-04-17' }), { ...day, hasDocument: false })
      .refused('DATE_ORDER', {}, ['signedOn']);
    expect(signed.after(amend(900, { signedOn: '2022-04-17' }), day).state.contracts).toMatchObject([{ fen: 900 }]);
  });
  test('is paid on no day beyond what it promised by then', () => {
    const more = signed.after(amend(2000), council);
    more
      .when(spend(1001, { contractNo: '合1', paidOn: '2022-04-30', voucher: { ...voucher, month: 4 } }), council)
      .refused('DATE_ORDER', { contract: '合1', day: '2022-04-30' }, ['paidOn']);
    expect(more.after(spend(2000, { contractNo: '合1', paidOn: '2022-05-01' }), council).state.lines[0]).toMatchObject({
      spent: 2000,
    });
    paid.when(amend(500), council).refused('INSUFFICIENT_FUNDS', { missing: 100 }, ['fen']);
  });
  test('completed for less or terminated it gives the rest back to its line', () => {
    paid
      .when(release, day)
      .then({ type: 'CommitmentReleased', line: 1, contractNo: '合1', fen: 400, reason: 'COMPLETED' });
    const over = paid.after(release, day);
    expect(over.state.lines[0]).toMatchObject({ spent: 600, committed: 0, unspent: 5400 });
    over.when(release, day).refused('NO_CHANGE', {}, ['contractNo']);
    over
      .when(spend(1, { contractNo: '合1', voucher: { ...voucher, number: '记-9' } }), day)
      .refused('INSUFFICIENT_FUNDS', { contract: '合1' }, ['contractNo']);
    const back = over.after(reverse, day);
    expect(back.state.lines[0]).toMatchObject({ committed: 600, unspent: 5400 });
    expect(back.after(release, day).state.lines[0]).toMatchObject({ committed: 0, unspent: 6000 });
  });
});

describe('RefundExpenditure', () => {
  const paid = at(open).after(spend(700), day);
  const council = { ...day, actor: secretary };

  test('some of a payment comes back to its line, with a voucher of its own', () => {
    const refundVoucher = { ...voucher, number: '退-1' };
    paid
      .when(refund(200), day)
      .then({ type: 'ExpenditureRefunded', voucher, line: 1, refundVoucher, fen: 200, refundedOn: '2022-05-10' });
    expect(paid.after(refund(200), day).state.lines[0]).toMatchObject({ spent: 500, unspent: 5500 });
    paid
      .after(refund(200), day)
      .when(refund(501, { refundVoucher: { ...voucher, number: '退-2' } }), day)
      .refused('INSUFFICIENT_FUNDS', { missing: 1 }, ['fen']);
    paid.after(refund(200), day).when(reverse, day).refused('INVALID_TRANSITION', {}, ['voucher']);
  });
  test('comes back to the contract that it paid', () => {
    const { state } = at(open)
      .after(commit(1000), day)
      .after(spend(1000, { contractNo: '合1' }), day)
      .after(refund(300), day);
    expect(state.lines[0]).toMatchObject({ spent: 700, committed: 300, unspent: 5000 });
    expect(state.contracts).toMatchObject([{ fen: 1000, paid: 700 }]);
  });
  test('is booked by the school that paid, under a free voucher of the month in which it came back', () => {
    paid.when(refund(1, { refundVoucher: voucher }), day).refused('VOUCHER_TAKEN', {}, ['refundVoucher']);
    paid
      .when(refund(1, { refundVoucher: { ...voucher, schoolId: s('S02') } }), day)
      .refused('INVALID_INPUT', {}, ['refundVoucher', 'schoolId']);
    paid
      .when(refund(1, { refundVoucher: { ...voucher, month: 13 } }), day)
      .refused('INVALID_INPUT', {}, ['refundVoucher', 'month']);
    paid
      .when(refund(1, { refundVoucher: { ...voucher, month: 4, number: '退-1' } }), council)
      .refused('DATE_ORDER', {}, ['refundVoucher']);
    paid
      .after(refund(1), day)
      .when(spend(1, { voucher: { ...voucher, number: '退-1' } }), day)
      .refused('VOUCHER_TAKEN', {});
  });
  test('comes neither before it was paid, nor after the year, nor tomorrow', () => {
    paid.when(refund(1, { refundedOn: '2022-05-08' }), day).refused('DATE_ORDER', {}, ['refundedOn']);
    paid.when(refund(1, { refundedOn: '2022-05-11' }), day).refused('DATE_ORDER', {}, ['refundedOn']);
    paid
      .when(refund(1, { refundedOn: '2023-01-01', refundVoucher: { ...voucher, year: 2023, month: 1 } }), {
        ...on('2023-01-02'),
        actor: secretary,
      })
      .refused('DATE_ORDER', { latest: '2022-12-31' }, ['refundedOn']);
  });
  test('is refused for what was never paid or was reversed; after closing it is an adjustment', () => {
    at(open).when(refund(1), day).refused('NOT_FOUND', {}, ['voucher']);
    paid.after(reverse, day).when(refund(1), day).refused('NO_CHANGE', {}, ['voucher']);
    at(closed).when(refund(1), day).refused('YEAR_CLOSED', { command: 'AdjustClosedYear' }, ['fundId']);
  });
});

describe('ReverseExpenditure', () => {
  test('reverses an expenditure as a whole', () => {
    at(open)
      .after(spend(700), day)
      .when(reverse, day)
      .then({ type: 'ExpenditureReversed', voucher, line: 1, fen: 700 });
    expect(at(open).after(spend(700), day).after(reverse, day).state.lines[0]).toMatchObject({
      spent: 0,
      unspent: 6000,
    });
  });
  test('finds the voucher by the same number in other characters', () =>
    at(open)
      .after(spend(700), day)
      .when({ ...reverse, voucher: { ...voucher, number: '记－ １' } }, day)
      .then({ type: 'ExpenditureReversed', voucher, line: 1, fen: 700 }));
  test('gives a contract back what it committed', () => {
    const paid = at(open)
      .after(commit(1000), day)
      .after(spend(600, { contractNo: '合1' }), day);
    paid.when(reverse, day).then({ type: 'ExpenditureReversed', voucher, line: 1, fen: 600, contractNo: '合1' });
    const { state } = paid.after(reverse, day);
    expect(state.lines[0]).toMatchObject({ spent: 0, committed: 1000, unspent: 5000 });
    expect(state.contracts).toMatchObject([{ contractNo: '合1', line: 1, fen: 1000, paid: 0 }]);
  });
  test('is refused for what was never recorded, a second time, and once the year is closed', () => {
    at(open).when(reverse, day).refused('NOT_FOUND', {}, ['voucher']);
    at(open).after(spend(1), day).after(reverse, day).when(reverse, day).refused('NO_CHANGE', {}, ['voucher']);
    at(closed).when(reverse, day).refused('YEAR_CLOSED', {}, ['fundId']);
  });
});

describe('CarryOut and CarryIn', () => {
  const aged = [
    ...from<FundEvent>('2022-01-01', {
      type: 'CarriedIn',
      fen: 3000,
      parts: [
        { originYear: 2020, fen: 1000 },
        { originYear: 2021, fen: 2000 },
      ],
    }),
    ...open,
  ];
  const out = (fen: number, ...parts: { originYear: number; fen: number }[]): FundEvent => ({
    type: 'CarriedOut',
    fen,
    parts,
  });
  test('carry free money over', () => {
    at(open)
      .when(carryOut(4000), day)
      .then(out(4000, { originYear: 2022, fen: 4000 }));
    at([])
      .when(carryIn({ originYear: 2021, fen: 5 }), day)
      .then({ type: 'CarriedIn', fen: 5, parts: [{ originYear: 2021, fen: 5 }] });
  });
  test('the oldest money counts as spent first: what is carried on is the newest', () => {
    at(aged)
      .when(carryOut(7000), day)
      .then(out(7000, { originYear: 2022, fen: 7000 }));
    at([...aged.slice(0, 1), ...from('2022-02-01', appropriated(100))])
      .when(carryOut(2500), day)
      .then(out(2500, { originYear: 2022, fen: 100 }, { originYear: 2021, fen: 2000 }, { originYear: 2020, fen: 400 }));
  });
  test('what was carried on before keeps its age, whatever came afterwards', () => {
    const first = at([...aged.slice(0, 1), ...from('2022-02-01', appropriated(100))]).after(carryOut(1100), day);
    first
      .after(supplement(500), day)
      .when(carryOut(600), day)
      .then(out(600, { originYear: 2022, fen: 500 }, { originYear: 2021, fen: 100 }));
  });
  test('money of one year is one part', () =>
    at(
      from<FundEvent>(
        '2022-01-01',
        { type: 'CarriedIn', fen: 2, parts: [{ originYear: 2021, fen: 2 }] },
        { type: 'CarriedIn', fen: 3, parts: [{ originYear: 2021, fen: 3 }] },
      ),
    )
      .when(carryOut(5), day)
      .then(out(5, { originYear: 2021, fen: 5 })));
  test('more than is free is not carried out', () =>
    at(open).when(carryOut(4001), day).refused('INSUFFICIENT_FUNDS', { fen: 4001, missing: 1 }, ['fen']));
  test('are about whole fen, and years before this one', () => {
    at(open).when(carryOut(1.5), day).refused('INVALID_INPUT', {}, ['fen']);
    at(open)
      .when(carryIn({ originYear: 2021, fen: 1 }, { originYear: 2021, fen: 0 }), day)
      .refused('INVALID_INPUT', {}, ['parts', '1', 'fen']);
    for (const originYear of [2022, 1999, 2020.5])
      at(open)
        .when(carryIn({ originYear, fen: 1 }), day)
        .refused('INVALID_INPUT', { value: originYear }, ['parts', '0', 'originYear']);
    at(open).when(carryIn(), day).refused('INVALID_INPUT', {}, ['parts']);
    at(open)
      .when(carryIn({ originYear: 2020, fen: MOST }, { originYear: 2021, fen: 1 }), day)
      .refused('INVALID_INPUT', { most: MOST }, ['parts']);
    at([])
      .when({ ...carryIn({ originYear: 2021, fen: 1 }), fiscalYear: 2022.5 }, day)
      .refused('INVALID_INPUT', {}, ['fiscalYear']);
  });
  describe('what arrives', () => {
    const arrived = (...parts: AgedMoney[]): FundEvent => ({
      type: 'CarriedIn',
      fen: parts.reduce((sum, { fen }) => sum + fen, 0),
      parts,
    });
    const [newer, older] = [
      { originYear: 2021, fen: 5000 },
      { originYear: 2020, fen: 1000 },
    ];
    test('is all that the year before carried out, in one step or in several', () => {
      at([]).when(carryIn(newer, older), day).then(arrived(newer, older));
      at([])
        .after(carryIn({ originYear: 2021, fen: 4999 }), day)
        .after(carryIn(older), day)
        .when(carryIn({ originYear: 2021, fen: 1 }), day)
        .then(arrived({ originYear: 2021, fen: 1 }));
    });
    test('is no more than that, and comes once', () => {
      at([])
        .when(carryIn(older, { originYear: 2021, fen: 5001 }), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 5001, missing: 1 }, ['parts', '1', 'fen']);
      at([])
        .after(carryIn(newer), day)
        .when(carryIn(newer), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 5000, missing: 5000 }, ['parts', '0', 'fen']);
      at(from('2022-01-01', arrived({ originYear: 2021, fen: 3000 })))
        .when(carryIn({ originYear: 2021, fen: 2001 }), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 2001, missing: 1 });
    });
    test('is of the age that it had: none gets younger, or older, on the way', () => {
      at([])
        .when(carryIn({ originYear: 2021, fen: 5500 }, { originYear: 2020, fen: 500 }), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 5500, missing: 500 }, ['parts', '0', 'fen']);
      at([])
        .when(carryIn({ originYear: 2020, fen: 1001 }), day)
        .refused('INSUFFICIENT_FUNDS', { missing: 1 }, ['parts', '0', 'fen']);
      at([])
        .when(carryIn({ originYear: 2019, fen: 1 }), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 1, missing: 1 }, ['parts', '0', 'fen']);
    });
    test('is counted together where it comes in parts of one year', () => {
      at([])
        .when(carryIn(older, { originYear: 2021, fen: 3000 }, { originYear: 2021, fen: 2001 }), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 3000, missing: 1 }, ['parts', '1', 'fen']);
      at([])
        .when(carryIn({ originYear: 2021, fen: 3000 }, { originYear: 2021, fen: 2000 }), day)
        .then(arrived({ originYear: 2021, fen: 3000 }, { originYear: 2021, fen: 2000 }));
    });
    test('is nothing where the year before carried nothing out, or never was', () => {
      at([], { ...references, before: stateOf(fund, from('2021-04-01', appropriated(9000))) })
        .when(carryIn({ originYear: 2021, fen: 1 }), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 1, missing: 1 });
      given(fund, [], { district, council: references.council })
        .when(carryIn({ originYear: 2021, fen: 1 }), day)
        .refused('INSUFFICIENT_FUNDS', { fen: 1, missing: 1 }, ['parts', '0', 'fen']);
    });
  });
  test('money arrives for a dissolved group, too, but for no unknown one', () => {
    at([], dissolved)
      .when(carryIn({ originYear: 2021, fen: 5 }), day)
      .then({ type: 'CarriedIn', fen: 5, parts: [{ originYear: 2021, fen: 5 }] });
    at([])
      .when({ ...carryIn({ originYear: 2021, fen: 5 }), groupId: s('G77') }, day)
      .refused('NOT_FOUND', { group: s('G77') }, ['groupId']);
  });
  test.each([carryOut(1), carryIn({ originYear: 2021, fen: 1 })])(
    'are refused once the year is closed: $type',
    (command) => at(closed).when(command, day).refused('YEAR_CLOSED', {}, ['fundId']),
  );
});

describe('ReturnUnspent', () => {
  test('gives free money back', () => at(open).when(giveBack(4000), day).then(returned(4000)));
  test('is refused for what is not free', () =>
    at(open).when(giveBack(4001), day).refused('INSUFFICIENT_FUNDS', { missing: 1 }, ['fen']));
  test('is refused without a document, with what is no sum, and once the year is closed', () => {
    at(open)
      .when({ ...giveBack(1), documentNo: '' } as FundCommand, day)
      .refused('BASIS_MISSING', {}, ['documentNo']);
    at(open).when(giveBack(-5), day).refused('INVALID_INPUT', {}, ['fen']);
    at(closed).when(giveBack(1), day).refused('YEAR_CLOSED', {}, ['fundId']);
  });
});

describe('CloseFundYear', () => {
  test('closes the books once nothing is left', () => {
    at(closed.slice(0, -1)).when(close, on('2022-12-31')).then({ type: 'FundYearClosed' });
    at(from('2022-04-01', appropriated(5)))
      .after(carryOut(5), day)
      .when(close, on('2022-12-31'))
      .then({ type: 'FundYearClosed' });
  });
  test.each<[string, FundEvent[], number]>([
    ['free', [appropriated(7)], 7],
    ['left on a line', [appropriated(7), allocated([7])], 7],
    ['promised by a contract', [appropriated(7), allocated([7]), committed(7)], 7],
    ['left here and there', [appropriated(10), allocated([6]), committed(3)], 10],
  ])('is refused while money is %s', (_where, facts, left) =>
    at(from('2022-04-01', ...facts))
      .when(close, day)
      .refused('INVALID_TRANSITION', { left }, ['fundId']),
  );
  test('is refused before the year is over, and before the last day that its facts speak of', () => {
    const path = ['command', 'effectiveOn'];
    const over = at(closed.slice(0, -1));
    over.when(close, on('2022-12-30')).refused('DATE_ORDER', { day: '2022-12-30', earliest: '2022-12-31' }, path);
    const settled = at([...closed.slice(0, -2), ...from<FundEvent>('2023-01-15', returned(1000))]);
    settled.when(close, on('2023-01-14')).refused('DATE_ORDER', { day: '2023-01-14', earliest: '2023-01-15' }, path);
    settled.when(close, on('2023-01-15')).then({ type: 'FundYearClosed' });
  });
  test('is refused where there never was any, and a second time', () => {
    at([]).when(close, day).refused('NOT_FOUND', { fund: '370103.G01.2022' }, ['fundId']);
    at(closed).when(close, day).refused('YEAR_CLOSED', {}, ['fundId']);
  });
});

describe('AdjustClosedYear', () => {
  const day = on('2022-12-31');
  const adjusted = (fen: number): FundEvent => ({
    type: 'ClosedYearAdjusted',
    line: 1,
    fen,
    documentNo: '审1号',
    reason: '审计调整',
  });
  test('changes what a line spent, and what was returned the other way', () => {
    at(closed).when(adjust(-100), day).then(adjusted(-100));
    at(closed).when(adjust(1000), day).then(adjusted(1000));
    const { state } = at(closed).after(adjust(-100), day);
    expect(state).toMatchObject({ allocated: 7900, returned: 1100, free: 0 });
    expect(state.lines[0]).toMatchObject({ allocated: 5900, spent: 5900, committed: 0, unspent: 0 });
  });
  test('is refused for more than was returned, or than was spent', () => {
    at(closed).when(adjust(1001), day).refused('INSUFFICIENT_FUNDS', { missing: 1 });
    at(closed).when(adjust(-6001), day).refused('INSUFFICIENT_FUNDS', { line: 1, missing: 1 }, ['line']);
  });
  test("stays within the resolution's sum, and is refused for more where it was repealed", () => {
    const full = [...closed.slice(0, -2), ...from<FundEvent>('2022-12-31', returned(1000), { type: 'FundYearClosed' })];
    at(full, amendedTo(8500)).when(adjust(500), day).then(adjusted(500));
    at(full, amendedTo(8500)).when(adjust(501), day).refused('EXCEEDS_RESOLUTION', { fen: 8501, sum: 8500 }, ['fen']);
    at(full, undecided).when(adjust(1), day).refused('NO_RESOLUTION', { resolution: 1 }, ['line']);
    at(full, undecided).when(adjust(-1), day).then(adjusted(-1));
  });
  test('is refused before the year is closed', () =>
    at(open).when(adjust(1), day).refused('INVALID_TRANSITION', {}, ['fundId']));
  test('is for the bureau only', () =>
    at(closed)
      .when(adjust(-1), { ...day, actor: secretary })
      .refused('NOT_AUTHORISED', { role: 'COUNCIL' }));
  test('needs a document, a reason and a sum', () => {
    at(closed)
      .when({ ...adjust(-1), documentNo: '' } as FundCommand, day)
      .refused('BASIS_MISSING', {}, ['documentNo']);
    at(closed)
      .when({ ...adjust(-1), reason: '' } as FundCommand, day)
      .refused('INVALID_INPUT', {}, ['reason']);
    for (const fen of [0, 0.5, -MOST - 1, MOST + 1, NaN])
      at(closed)
        .when(adjust(fen), { ...day, actor: bureau })
        .refused('INVALID_INPUT', {}, ['fen']);
  });
  test('is refused for an unknown line', () =>
    at(closed)
      .when({ ...adjust(-1), line: 9 } as FundCommand, day)
      .refused('NOT_FOUND', { line: 9 }, ['line']));
});

describe('nothing has effect before what it rests on', () => {
  const council = (effectiveOn: string) => ({ ...on(effectiveOn), recordedOn: '2022-12-31', actor: secretary });
  const path = ['command', 'effectiveOn'];
  const signed = at(open).after(commit(1000), council('2022-05-10'));
  const paid = at(open).after(spend(700), council('2022-05-10'));
  const early = council('2022-03-31');

  test('no more is allocated, carried out or returned than was received by the day', () => {
    const late = { ...appropriated(500), receivedOn: '2022-05-01' } as FundEvent;
    const facts = [...from<FundEvent>('2022-03-10', appropriated(9000)), ...from<FundEvent>('2022-05-01', late)];
    const fed = at(facts).after(allocate([6000, 2000]), council('2022-04-01'));
    for (const command of [allocate([1001]), carryOut(1001), giveBack(1001), revise(1, 7001)]) {
      fed.when(command, council('2022-04-30')).refused('DATE_ORDER', { day: '2022-04-30' }, path);
      fed.after(command, council('2022-05-01'));
      fed.after(command, { ...council('2022-04-30'), actor: bureau });
      const undocumented = { ...council('2022-04-30'), actor: bureau, hasDocument: false };
      // An allocation is the council's decision: it needs a document whatever its day.
      if (command.type === 'AllocateFunds' || command.type === 'ReviseAllocation')
        fed.when(command, undocumented).refused('BASIS_MISSING', {}, ['command', 'basis']);
      else fed.when(command, undocumented).refused('DATE_ORDER', { day: '2022-04-30' }, path);
    }
    fed
      .after(carryOut(1000), council('2022-04-10'))
      .when({ ...reduce(1), receivedOn: '2022-04-10' } as FundCommand, day)
      .refused('DATE_ORDER', { day: '2022-04-10' }, ['receivedOn']);
  });
  test('a line is revised from its allocation on', () => {
    at(open).when(revise(1, 5000), early).refused('DATE_ORDER', { earliest: '2022-04-01' }, path);
    at(open).after(revise(1, 5000), { ...early, actor: bureau });
  });
  test('a contract and its amendment count from their signing on, a release from the contract on', () => {
    at(open).when(commit(1000), council('2022-04-17')).refused('DATE_ORDER', { earliest: '2022-04-18' }, path);
    signed.when(amend(900), council('2022-04-30')).refused('DATE_ORDER', { earliest: '2022-05-01' }, path);
    signed.when(release, council('2022-04-17')).refused('DATE_ORDER', { earliest: '2022-04-18' }, path);
    signed.after(release, council('2022-04-18'));
  });
  test('a payment counts from the day it was paid on, and so do its reversal and what came back', () => {
    at(open).when(spend(1), council('2022-05-08')).refused('DATE_ORDER', { earliest: '2022-05-09' }, path);
    paid.when(reverse, council('2022-05-08')).refused('DATE_ORDER', { earliest: '2022-05-09' }, path);
    paid.when(refund(1), council('2022-05-09')).refused('DATE_ORDER', { earliest: '2022-05-10' }, path);
    paid.after(reverse, council('2022-05-09'));
    paid.after(reverse, { ...council('2022-05-08'), actor: bureau });
    paid
      .when(reverse, { ...council('2022-05-08'), actor: bureau, hasDocument: false })
      .refused('DATE_ORDER', { earliest: '2022-05-09' }, path);
  });
  test('a closed year is adjusted from its closing on, by the bureau too', () =>
    at(closed)
      .when(adjust(-1), { ...on('2022-12-30'), recordedOn: '2023-01-31' })
      .refused('DATE_ORDER', { earliest: '2022-12-31' }, path));
});
