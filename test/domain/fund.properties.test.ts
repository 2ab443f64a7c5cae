import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  corrected,
  decideCorrection,
  foldCorrected,
  isCorrection,
  type CorrectionCommand,
} from '../../src/domain/correction.js';
import { council, type Council, type CouncilEvent } from '../../src/domain/council/index.js';
import type { Day } from '../../src/domain/day.js';
import { decide, type Context, type Recorded } from '../../src/domain/decider.js';
import {
  agesOf,
  balanced,
  fund,
  sum,
  type AgedMoney,
  type Fund,
  type FundCommand,
  type FundEvent,
  type Voucher,
} from '../../src/domain/fund/index.js';
import { councilStream, districtStream, fundStream } from '../../src/domain/identity.js';
import type { AnyDecider, DomainEvent } from '../../src/domain/ledger.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import { assertValid } from '../../src/commands/schemas.js';
import {
  adopted,
  bureau,
  districtOf,
  from,
  referencesOf,
  registerOf,
  schoolRegistered,
  sittingOfThree,
  stateOf,
  type DistrictEvent,
} from './given.js';
import { written, held } from './histories.js';
import { anyCommand, type Pools } from '../support/commands.js';
import { equal } from '../support/equal.js';
import { histories, sharesOf } from '../support/properties.js';

const groupId = '370103.G01';
const fiscalYear = 2022;
const year = { groupId, fiscalYear };
const stream = `fund-${groupId}-${fiscalYear}`;
const decider = fund as AnyDecider;
/** The day on which we are told of everything, and those on which it has effect: one has not come yet. */
const TODAY = '2022-06-15';
const CHANGE = '2022-05-20';
/** Books are closed when the year is over. */
const YEAR_END = '2022-12-31';
const days = [
  '2022-03-04',
  '2022-04-30',
  '2022-04-30',
  '2022-05-01',
  '2022-05-01',
  '2022-05-19',
  '2022-05-19',
  CHANGE,
  CHANGE,
  '2022-06-01',
  '2022-06-01',
  TODAY,
  TODAY,
  '2022-06-16',
];
/** On the day of the change S02 leaves the group and S03 joins it; in some worlds the group ends then. */
const register = [
  ...registerOf({ G01: ['S01', 'S02'] }),
  ...from<DistrictEvent>('2020-09-01', schoolRegistered('S03')),
  ...from<DistrictEvent>(
    CHANGE,
    { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S03' },
    { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' },
  ),
];
const ended = from<DistrictEvent>(CHANGE, { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S03'] });
const districts = [
  districtOf(register),
  districtOf(register),
  districtOf(register),
  districtOf([...register, ...ended]),
];
/** The same by hand: which schools are members of which world's group on a day. */
const membersOf = (world: number, day: Day): readonly string[] =>
  day < CHANGE ? ['370103.S01', '370103.S02'] : world === 3 ? [] : ['370103.S01', '370103.S03'];

const resolutions = from<CouncilEvent>('2022-03-05', adopted(1, { sum: 60_000 }), adopted(2, { sum: 30_000 }));
const later = (resolution: number, more: object): CouncilEvent[] => {
  const { kind: _, subject: _s, fiscalYear: _f, sum: _sum, ...rest } = adopted(resolution);
  return [{ ...rest, type: 'ResolutionAmended', ...more }];
};
const councilAfter = (...events: CouncilEvent[]): Council =>
  stateOf(council, [...sittingOfThree, ...resolutions, ...from(CHANGE, ...events)]);
/**
 * The council as the steps of a history may find it: as adopted, or from the day of the change on amended to less or
 * more, or with the first resolution repealed.
 */
const councils = [
  councilAfter(),
  councilAfter(),
  councilAfter(),
  councilAfter(...later(1, { sum: 20_000 })),
  councilAfter(...later(2, { sum: 90_000 })),
  councilAfter(...later(1, { type: 'ResolutionRepealed' })),
];
/** The same by hand: the sum of a resolution on a day, nothing where it is not live. */
const sumOf = (world: number, resolution: number, day: Day): number => {
  const changed = day >= CHANGE;
  if (day < '2022-03-05') return 0;
  if (resolution === 1) return changed && world === 5 ? 0 : changed && world === 3 ? 20_000 : 60_000;
  return resolution === 2 ? (changed && world === 4 ? 90_000 : 30_000) : 0;
};
/** What the year before carried out, by its age. */
const carriedOut: readonly AgedMoney[] = [
  { originYear: 2021, fen: 30_000 },
  { originYear: 2020, fen: 20_000 },
  { originYear: 2021, fen: 10_000 },
];
const yearBefore = stateOf(
  fund,
  carriedOut.map((part) => ({
    event: { type: 'CarriedOut', fen: part.fen, parts: [part] } satisfies FundEvent,
    effectiveOn: '2021-12-31',
  })),
);

// --- random steps: any command of a fund with any sum, and any correction of any fact

const money = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.5, 1_000_000_000_001, Number.MAX_SAFE_INTEGER) },
);
const line = fc.integer({ min: 1, max: 5 });
const resolution = fc.constantFrom(1, 1, 1, 2, 2, 3);
const schoolId = fc.constantFrom(
  '370103.S01',
  '370103.S01',
  '370103.S01',
  '370103.S01',
  '370103.S01',
  '370103.S02',
  '370103.S03',
);
const voucher = fc.record({
  schoolId,
  year: fc.constantFrom(2022, 2022, 2022, 2022, 2022, 2022, 2021, 2023),
  month: fc.constantFrom(5, 5, 5, 6, 6, 6, 7),
  number: fc.constantFrom('记-1', '记－1', '记 - １', '记-2', '3', '３', '4', '5', '6'),
  entry: fc.constantFrom(1, 2, 3),
});
const someVoucher = { schoolId: '370103.S01', year: 2022, month: 5, number: '0', entry: 1 };
const contractNo = fc.constantFrom('合1', '合2', '合3');
const documentNo = fc.constant('1号');
const receivedOn = fc.constantFrom(
  '2022-02-01',
  '2022-02-01',
  '2022-02-01',
  '2022-02-01',
  '2022-02-01',
  '2022-05-31',
  TODAY,
  '2022-06-16',
);
const pools: Pools = {
  GroupId: fc.constant(groupId),
  fiscalYear: fc.constant(fiscalYear),
  SchoolId: schoolId,
  Day: receivedOn,
  Voucher: voucher,
  fen: money,
  line,
  resolution,
  contractNo,
  'RecordExpenditure.contractNo': fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, contractNo),
  documentNo,
  originYear: fc.constantFrom(2019, 2020, 2021, 2021),
  // Of which years an allocation is, in two of three; by `fitting` mostly of those that are free.
  origins: fc.constantFrom(undefined, [{ originYear: 2021, fen: 1 }], [{ originYear: 2022, fen: 1 }]),
};
/** Any command of a fund; the end of a year is tried where it may come. */
const command = anyCommand(
  pools,
  {
    AppropriateFund: 3,
    AllocateFunds: 4,
    ReviseAllocation: 3,
    CommitFunds: 3,
    RecordExpenditure: 9,
    CarryIn: 2,
    CloseFundYear: 0,
    AdjustClosedYear: 0,
  },
  Object.keys(fund.commands) as FundCommand['type'][],
) as fc.Arbitrary<FundCommand>;
/** What brings a year to its end, to be tried on a fund as it is: returns, revisions, closing, adjusting. */
const ending = (state: Fund, wish: number, fen: number): FundCommand => {
  const open = state.lines.find(({ unspent }) => unspent > 0);
  if (state.closedOn !== undefined)
    return {
      type: 'AdjustClosedYear',
      ...year,
      line: 1 + (wish % Math.max(1, state.lines.length)),
      fen: (wish % 2 === 0 ? 1 : -1) * (wish % 3 === 0 ? fen : Math.ceil(fen / 50)),
      documentNo: '1号',
      reason: '审计',
    };
  if (open)
    return {
      type: 'ReviseAllocation',
      ...year,
      line: open.line,
      fen: open.allocated - open.unspent,
      resolution: open.resolution,
    };
  return state.free > 0
    ? { type: 'ReturnUnspent', ...year, fen: state.free, documentNo: '1号' }
    : { type: 'CloseFundYear', ...year };
};

interface Step {
  readonly command: FundCommand | 'end' | 'reverse' | 'correct' | 'retract';
  /** Which of the councils and districts the step finds. */
  readonly council: number;
  readonly district: number;
  readonly day: Day;
  readonly wish: number;
  readonly fen: number;
}
const stepOf = (end: number): fc.Arbitrary<Step> =>
  fc.record({
    command: fc.oneof(
      { weight: 20, arbitrary: command },
      { weight: end, arbitrary: fc.constant('end' as const) },
      { weight: 2, arbitrary: fc.constant('reverse' as const) },
      { weight: 4, arbitrary: fc.constant('correct' as const) },
      { weight: 2, arbitrary: fc.constant('retract' as const) },
    ),
    council: fc.nat(councils.length - 1),
    district: fc.nat(districts.length - 1),
    day: fc.constantFrom(...days),
    wish: fc.nat(1000),
    fen: money,
  });
/** Money comes, and goes to two lines; the rest is random. */
const first: readonly Step[] = [
  { type: 'AppropriateFund', ...year, fen: 120_000, documentNo: '1号', receivedOn: '2022-02-01' } as const,
  {
    type: 'AllocateFunds',
    ...year,
    resolution: 1,
    lines: [
      { purpose: '培训', schoolId: '370103.S01', fen: 30_000 },
      { purpose: '文化', schoolId: '370103.S02', fen: 10_000 },
    ],
  } as const,
].map((given) => ({ command: given, council: 0, district: 0, day: '2022-04-30', wish: 0, fen: 1 }));
/** A year, and how it comes to its end. */
const steps = fc
  .tuple(fc.array(stepOf(0), { minLength: 15, maxLength: 45 }), fc.array(stepOf(60), { minLength: 0, maxLength: 25 }))
  .map(([year_, end]) => [...year_, ...end]);
/** An allocation that says its years says mostly those that are free, the first wished for before the others. */
const ofYears = <Wanted extends { readonly fen: number; readonly origins?: readonly AgedMoney[] }>(
  wanted: Wanted,
  { movements }: Fund,
  wish: number,
): Wanted => {
  if (!wanted.origins || wish % 7 === 0) return wanted;
  const first = wanted.origins[0]!.originYear;
  const free = agesOf(movements, fiscalYear).fund.map(({ originYear, free: fen }) => ({ originYear, fen }));
  let left = wanted.fen;
  const origins = free
    .sort((a, b) => Number(b.originYear === first) - Number(a.originYear === first))
    .map((one) => {
      const fen = Math.max(0, Math.min(one.fen, left));
      left -= fen;
      return { ...one, fen };
    });
  return { ...wanted, origins: origins.filter(({ fen }) => fen > 0) };
};
/**
 * The command as the fund makes it possible: mostly about a line that there is, with a voucher of the school that pays
 * it, and money that it may have.
 */
const fitting = (given: FundCommand, state: Fund, wish: number): FundCommand => {
  const { lines, contracts, expenditures } = state;
  if (given.type === 'AllocateFunds') return { ...given, lines: given.lines.map((one) => ofYears(one, state, wish)) };
  const known = lines[wish % Math.max(1, lines.length)];
  if (given.type === 'RefundExpenditure') {
    const paid = expenditures[wish % Math.max(1, expenditures.length)];
    const refundVoucher = { ...given.refundVoucher, schoolId: paid?.voucher.schoolId ?? given.voucher.schoolId };
    return paid ? { ...given, voucher: paid.voucher, refundVoucher, fen: Math.ceil(given.fen / 20) } : given;
  }
  if (!('line' in given) || !known || wish % 5 === 0) return given;
  const fen = wish % 2 === 0 || given.type === 'ReviseAllocation' ? given.fen : Math.ceil(given.fen / 5);
  const contract = contracts.find((one) => one.line === known.line);
  if (given.type === 'ReviseAllocation') return ofYears({ ...given, line: known.line, fen }, state, wish);
  if (given.type !== 'RecordExpenditure') return { ...given, line: known.line, fen };
  const voucher = wish % 7 === 0 ? given.voucher : { ...given.voucher, schoolId: known.schoolId };
  return {
    ...given,
    line: known.line,
    fen,
    voucher,
    ...('contractNo' in given && contract ? { contractNo: contract.contractNo } : {}),
  };
};

type Fact = Recorded<DomainEvent>;
/** A right fact: the wrong one with another sum, line, school, day, voucher or number. */
const rightOf = (wrong: DomainEvent, { wish, fen }: Step): DomainEvent => {
  const dated = (['receivedOn', 'signedOn', 'paidOn'] as const).find((field) => field in wrong);
  if (dated && wish % 5 === 0) return { ...wrong, [dated]: days[wish % days.length] };
  if (wrong.type === 'FundsAllocated' && wish % 5 === 0)
    return { ...wrong, lines: wrong.lines.map((one) => ({ ...one, schoolId: `370103.S0${1 + (wish % 3)}` })) };
  if (wrong.type === 'FundsAllocated' && wish % 7 === 0) return { ...wrong, resolution: 1 + (wish % 3) };
  if (wrong.type === 'ExpenditureRecorded' && wish % 7 === 0)
    return { ...wrong, voucher: { ...wrong.voucher, month: 5 + (wish % 3), number: '记－1' } };
  if (wrong.type === 'FundsAllocated')
    return {
      ...wrong,
      lines: wrong.lines
        .slice(wish % 2 && wrong.lines.length > 1 ? 1 : 0)
        .concat(wish % 3 === 0 ? [{ ...wrong.lines[0]!, line: 1 + (wish % 6), fen }] : [])
        .map((one, index) => (index === 0 ? { ...one, fen } : one)),
    };
  if (wrong.type === 'ExpenditureRecorded' && wish % 3 === 0)
    return { ...wrong, voucher: { ...wrong.voucher, number: String(3 + (wish % 4)) } };
  if (wrong.type === 'AllocationRevised')
    return {
      ...wrong,
      change: wish % 2 === 0 ? fen : -fen,
      resolution: wish % 3 === 0 ? 1 + (wish % 2) : wrong.resolution,
    };
  if (wrong.type === 'CarriedIn')
    return { ...wrong, fen, parts: wish % 4 === 0 ? wrong.parts : [{ originYear: 2020 + (wish % 3), fen }] };
  if (wrong.type === 'CarriedOut') return { ...wrong, fen, parts: [{ originYear: 2022, fen }] };
  if ('line' in wrong && wish % 4 === 1) return { ...wrong, line: 1 + (wish % 4) };
  return 'fen' in wrong ? { ...wrong, fen } : wrong;
};

interface Seen {
  readonly facts: readonly Fact[];
  readonly state: Fund;
  readonly before: Fund;
  readonly accepted: readonly DomainEvent[] | undefined;
  readonly command: FundCommand | CorrectionCommand;
  readonly step: Step;
}
interface Told {
  readonly seen: readonly Seen[];
  readonly facts: readonly Fact[];
  readonly state: Fund;
}
const told = (random: readonly Step[]): Told => {
  let facts: readonly Fact[] = [];
  let state = fund.initial;
  const seen = [...first, ...random].map((one): Seen => {
    const revision = one.wish % Math.max(1, facts.length);
    const wrong = facts[revision]?.event;
    const given: FundCommand | CorrectionCommand =
      one.command === 'end'
        ? ending(state, one.wish, one.fen)
        : one.command === 'reverse'
          ? {
              type: 'ReverseExpenditure',
              ...year,
              voucher: state.expenditures[one.wish % Math.max(1, state.expenditures.length)]?.voucher ?? someVoucher,
            }
          : one.command === 'retract'
            ? { type: 'RetractRecord', stream, revision }
            : one.command === 'correct'
              ? {
                  type: 'CorrectRecord',
                  stream,
                  revision,
                  right: (wrong && !isCorrection(wrong) ? rightOf(wrong, one) : { type: '' }) as never,
                  rightVersion: 1,
                  ...(one.fen % 3 === 0 ? { rightEffectiveOn: one.day } : {}),
                }
              : fitting(one.command, state, one.wish);
    const others: Readonly<Record<string, unknown>> = {
      [districtStream('370103')]: districts[one.district],
      [councilStream(groupId)]: councils[one.council],
      [fundStream(groupId, fiscalYear - 1)]: yearBefore,
    };
    const atYearEnd = given.type === 'CloseFundYear' || given.type === 'AdjustClosedYear';
    const context: Context = {
      effectiveOn: atYearEnd ? YEAR_END : one.day,
      recordedOn: atYearEnd ? YEAR_END : TODAY,
      actor: bureau,
      hasDocument: true,
      policies: noPolicies,
      references: referencesOf(given, (of) => others[of]),
    };
    const [before, known] = [state, facts];
    const decision =
      given.type === 'CorrectRecord' || given.type === 'RetractRecord'
        ? decideCorrection(decider, given, context, known)
        : held(fund, (one_) => decide(one_, given, context as Context<never>, before, known.length - 1) as never);
    const accepted = 'accepted' in decision ? decision.accepted : undefined;
    for (const event of accepted ?? []) {
      const { effectiveOn } = context;
      const fact: Fact = { event, revision: facts.length, effectiveOn, recordedOn: TODAY, actor: bureau };
      facts = [...facts, fact];
      state = (
        isCorrection(event) ? foldCorrected(decider, facts) : fund.evolve(state, fact as Recorded<FundEvent>)
      ) as Fund;
    }
    return { facts, state, before, accepted, command: given, step: one };
  });
  return { seen, facts, state };
};
const all = histories(steps, told);
const always = (
  look: (seen: Seen) => void,
  last: (facts: readonly Fact[], state: Fund) => void = () => undefined,
): void =>
  all(({ seen, facts, state }) => {
    seen.forEach(look);
    last(facts, state);
  });

// --- the book, kept a second time by hand

const total = (parts: readonly AgedMoney[]): number => parts.reduce((sum, { fen }) => sum + fen, 0);
const right = (facts: readonly Fact[]): readonly Recorded<FundEvent>[] =>
  corrected(facts) as readonly Recorded<FundEvent>[];
/** What came and went, by the events alone. */
const bookOf = (events: readonly FundEvent[]) => {
  const sums = { appropriated: 0, carriedIn: 0, allocated: 0, carriedOut: 0, returned: 0, committed: 0, spent: 0 };
  for (const event of events) {
    if (event.type === 'FundAppropriated' || event.type === 'FundSupplemented') sums.appropriated += event.fen;
    if (event.type === 'FundReduced') sums.appropriated -= event.fen;
    if (event.type === 'CarriedIn') sums.carriedIn += event.fen;
    if (event.type === 'CarriedOut') sums.carriedOut += event.fen;
    if (event.type === 'UnspentReturned') sums.returned += event.fen;
    if (event.type === 'FundsAllocated') sums.allocated += event.lines.reduce((sum, { fen }) => sum + fen, 0);
    if (event.type === 'AllocationRevised') sums.allocated += event.change;
    if (event.type === 'FundsCommitted') sums.committed += event.fen;
    if (event.type === 'ExpenditureRecorded' || event.type === 'ExpenditureReversed') {
      const fen = event.type === 'ExpenditureRecorded' ? event.fen : -event.fen;
      sums.spent += fen;
      if (event.contractNo !== undefined) sums.committed -= fen;
    }
    if (event.type === 'ContractAmended') sums.committed += event.change;
    if (event.type === 'CommitmentReleased') sums.committed -= event.fen;
    if (event.type === 'ExpenditureRefunded') {
      sums.spent -= event.fen;
      if (event.contractNo !== undefined) sums.committed += event.fen;
    }
    if (event.type === 'ClosedYearAdjusted') {
      sums.allocated += event.fen;
      sums.spent += event.fen;
      sums.returned -= event.fen;
    }
  }
  return { ...sums, free: sums.appropriated + sums.carriedIn - sums.allocated - sums.carriedOut - sums.returned };
};
const numbersIn = (value: unknown): number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : [];
/** A voucher as it lies in the books, whichever way its number was typed: in full-width characters, or with spaces. */
const paperOf = ({ schoolId: school, year: of, month, number, entry }: Voucher): string =>
  `${school} ${of}-${month} ${[...number]
    .filter((one) => one !== ' ')
    .map((one) => (one >= '！' && one <= '～' ? String.fromCharCode(one.charCodeAt(0) - 0xfee0) : one))
    .join('')} ${entry}`;
const sound = (state: Fund): void => {
  equal(balanced(state), true);
  equal(
    numbersIn({
      ...state,
      movements: [],
      contracts: state.contracts.map((one) => ({ ...one, amendments: [] })),
    }).filter((one) => !Number.isSafeInteger(one) || one < 0),
    [],
  );
  equal(
    state.contracts.filter(({ paid, released, fen }) => paid + released > fen),
    [],
  );
  const ages = agesOf(state.movements, fiscalYear).fund;
  equal(sum(ages.map(({ free: fen }) => ({ fen }))), state.free);
  equal(
    ages.flatMap((age) => numbersIn(age)).filter((one) => !Number.isSafeInteger(one) || one < 0),
    [],
  );
  const vouchers = state.expenditures.map(({ voucher: one }) => paperOf(one));
  equal(new Set(vouchers).size, vouchers.length);
  const numbers = state.lines.map(({ line: number }) => number);
  equal(new Set(numbers).size, numbers.length);
};

describe('whatever commands and corrections come to a fund', () => {
  test('both balances hold, nothing is negative, all is whole fen, and a voucher counts once', () =>
    always(({ state, accepted }) => (accepted ? sound(state) : undefined)));

  test('so it is at every position of the corrected history, too', () =>
    always(
      () => undefined,
      (facts) => {
        let state = fund.initial;
        for (const fact of right(facts)) {
          state = fund.evolve(state, fact);
          sound(state);
        }
      },
    ));

  test('the sums are those of the book kept by hand', () =>
    always(
      () => undefined,
      (facts, state) => {
        const book = bookOf(right(facts).map(({ event }) => event));
        const { appropriated, allocated, free, carriedOut, returned, lines } = state;
        equal(
          {
            appropriated,
            carriedIn: total(state.carriedIn),
            allocated,
            free,
            carriedOut,
            returned,
            committed: lines.reduce((sum, one) => sum + one.committed, 0),
            spent: lines.reduce((sum, one) => sum + one.spent, 0),
          },
          book,
        );
        if (state.closedOn !== undefined)
          equal(
            [free, ...lines.map(({ committed, unspent }) => committed + unspent)].every((fen) => fen === 0),
            true,
          );
      },
    ));

  test('a corrected history is the right one, told directly', () =>
    always(
      () => undefined,
      (facts, state) => {
        const wrong = new Map<number, DomainEvent>();
        for (const { event } of facts) if (isCorrection(event)) wrong.set(event.revision, event);
        const correctorsOf = (revision: number) =>
          facts.flatMap(({ event, actor }) => (isCorrection(event) && event.revision === revision ? [actor.id] : []));
        const told = facts.flatMap((fact): Recorded<FundEvent>[] => {
          const correction = wrong.get(fact.revision);
          if (isCorrection(fact.event) || correction?.type === 'RecordRetracted') return [];
          return [
            correction?.type === 'RecordCorrected'
              ? {
                  ...fact,
                  event: correction.right as unknown as FundEvent,
                  effectiveOn: correction.rightEffectiveOn,
                  correctedBy: correctorsOf(fact.revision),
                }
              : { ...fact, event: fact.event as FundEvent },
          ];
        });
        const direct = told.reduce((before, fact) => fund.evolve(before, fact), fund.initial);
        equal(written({ ...state, lastLine: 0 }), written({ ...direct, lastLine: 0 }));
        expect(state.lastLine).toBeGreaterThanOrEqual(direct.lastLine);
      },
    ));

  test('no fact of the right history is without effect', () =>
    always(
      () => undefined,
      (facts) => {
        right(facts).reduce((before, fact) => {
          const after = fund.evolve(before, fact);
          if (after === before) throw new Error(`${JSON.stringify(fact)} changes nothing`);
          return after;
        }, fund.initial);
      },
    ));

  test("a line's number is never given twice", () =>
    always(
      () => undefined,
      (facts) => {
        const given = facts.flatMap(({ event }) =>
          event.type === 'FundsAllocated' ? event.lines.map(({ line: number }) => number) : [],
        );
        equal(new Set(given).size, given.length);
      },
    ));

  test('what is carried out adds up, of the newest money that is free', () =>
    always(({ before, accepted, command: { type } }) => {
      const event = accepted?.[0];
      if (type !== 'CarryOut' || event?.type !== 'CarriedOut') return;
      equal(total(event.parts), event.fen);
      const years = event.parts.map(({ originYear }) => originYear);
      equal(
        years,
        [...new Set(years)].sort((a, b) => b - a),
      );
      const free = agesOf(before.movements, fiscalYear).fund;
      for (const { originYear, fen } of event.parts) {
        expect(fen).toBeGreaterThan(0);
        expect(free.find((one) => one.originYear === originYear)?.free).toBeGreaterThanOrEqual(fen);
      }
    }));

  test('an allocation says of no age more than is free, or its line has', () =>
    always(({ before, accepted }) => {
      const { fund: ages, lines } = agesOf(before.movements, fiscalYear);
      const mostOf = (line: number, age: number): number =>
        (ages.find(({ originYear }) => originYear === age)?.free ?? 0) +
        total((lines.get(line) ?? []).filter(({ originYear }) => originYear === age));
      for (const event of accepted ?? []) {
        const said = event.type === 'FundsAllocated' ? event.lines : event.type === 'AllocationRevised' ? [event] : [];
        for (const { line: number, origins = [] } of said)
          for (const { originYear, fen } of origins) expect(fen).toBeLessThanOrEqual(mostOf(number, originYear));
      }
    }));

  test('every event fits its schema, and so does every right fact', () =>
    always(({ accepted }) => {
      for (const event of accepted ?? []) {
        assertValid(event);
        if (event.type === 'RecordCorrected') assertValid(event.right as unknown as DomainEvent);
      }
    }));

  /** The sum of a line's resolution on every day from the step's own on. */
  const sumsFrom = ({ council: world, day }: Step, number: number): number[] =>
    [day, ...days].filter((one) => one >= day).map((one) => sumOf(world, number, one));
  const allocatedUnder = ({ lines }: Fund, number: number): number =>
    lines.filter((one) => one.resolution === number).reduce((sum, one) => sum + one.allocated, 0);

  test('an allocation, or more of one, stays within its resolution on every day from then on', () =>
    always(({ state, before, accepted, step: one }) => {
      for (const event of accepted ?? []) {
        const more =
          event.type === 'AllocationRevised' &&
          (event.change > 0 ||
            before.lines.find(({ line: number }) => number === event.line)?.resolution !== event.resolution);
        if (event.type !== 'FundsAllocated' && !more) continue;
        expect(sumOf(one.council, event.resolution, one.day)).toBeGreaterThan(0);
        // A repeal for a later day is not the day's: what it carries until then is allocated, and suspended afterwards.
        const sums = sumsFrom(one, event.resolution).filter((fen) => fen > 0);
        expect(allocatedUnder(state, event.resolution)).toBeLessThanOrEqual(Math.min(...sums));
      }
    }));

  test('by a right fact, too, no more than before is allocated but under a resolution that is live on its day, and within its sum on every day from then on', () =>
    always(({ state, before, accepted, step: one }) => {
      for (const event of accepted ?? []) {
        if (event.type !== 'RecordCorrected') continue;
        const { right: fact, rightEffectiveOn: day } = event as unknown as {
          readonly right: FundEvent;
          readonly rightEffectiveOn: Day;
        };
        if (
          (fact.type !== 'FundsAllocated' && fact.type !== 'AllocationRevised') ||
          allocatedUnder(state, fact.resolution) <= allocatedUnder(before, fact.resolution)
        )
          continue;
        expect(sumOf(one.council, fact.resolution, day)).toBeGreaterThan(0);
        const sums = sumsFrom({ ...one, day }, fact.resolution).filter((fen) => fen > 0);
        expect(allocatedUnder(state, fact.resolution)).toBeLessThanOrEqual(Math.min(...sums));
      }
    }));

  test('money goes to lines of member schools only, on the day on which it goes', () =>
    always(({ before, accepted, step: { district: world, day } }) => {
      for (const event of accepted ?? []) {
        if (event.type === 'FundsAllocated')
          equal(
            event.lines.filter((one) => !membersOf(world, day).includes(one.schoolId)),
            [],
          );
        if (event.type === 'AllocationRevised' && event.change > 0)
          expect(membersOf(world, day)).toContain(before.lines.find((one) => one.line === event.line)?.schoolId);
        if (event.type !== 'RecordCorrected' || (event.right as unknown as FundEvent).type !== 'FundsAllocated')
          continue;
        for (const one of (event.right as unknown as Extract<FundEvent, { type: 'FundsAllocated' }>).lines)
          expect(membersOf(world, event.rightEffectiveOn)).toContain(one.schoolId);
      }
    }));

  test('nothing is promised or paid under a resolution that is not live on that day, on a suspended line, or promised by a group that has ended', () =>
    always(({ before, accepted, step: one }) => {
      for (const event of accepted ?? []) {
        if (event.type !== 'FundsCommitted' && event.type !== 'ExpenditureRecorded') continue;
        const under = before.lines.find(({ line: number }) => number === event.line)!;
        equal(under.suspended, false);
        expect(sumOf(one.council, under.resolution, one.day)).toBeGreaterThan(0);
        if (event.type === 'FundsCommitted') expect(membersOf(one.district, one.day)).not.toEqual([]);
      }
    }));

  test('what a resolution carries no more on a day is suspended as a whole, and nothing else', () =>
    always(({ before, accepted, command: given, step: one }) => {
      if (given.type !== 'SuspendAllocation') return;
      const lines = before.lines
        .filter((known) => known.resolution === given.resolution && known.allocated > 0 && !known.suspended)
        .map(({ line: number }) => number);
      const carried = allocatedUnder(before, given.resolution) <= sumOf(one.council, given.resolution, one.day);
      equal(
        accepted,
        carried || lines.length === 0 || before.closedOn !== undefined || one.day > TODAY
          ? undefined
          : [{ type: 'AllocationSuspended', resolution: given.resolution, lines }],
      );
    }));

  test('what arrives of each age is what the year before carried out and nobody carried in yet; no less is refused', () =>
    always(({ before, state, accepted, command: given, step: one }) => {
      if (given.type !== 'CarryIn') return;
      const left = (of: readonly AgedMoney[], originYear: number): number =>
        total(carriedOut.filter((part) => part.originYear === originYear)) -
        total(of.filter((part) => part.originYear === originYear));
      const enough = given.parts.every(
        ({ originYear }) => left([...before.carriedIn, ...given.parts], originYear) >= 0,
      );
      const whole = given.parts.every(({ fen }) => Number.isInteger(fen) && fen > 0 && fen <= 1_000_000_000_000);
      equal(accepted !== undefined, enough && whole && before.closedOn === undefined && one.day <= TODAY);
      if (accepted)
        for (const { originYear } of given.parts) expect(left(state.carriedIn, originYear)).toBeGreaterThanOrEqual(0);
    }));

  test('by the right facts, all has had effect, was received, signed and paid by the day on which we were told, with vouchers of months that had begun; what arrived is older than the year', () =>
    always(
      () => undefined,
      (facts) => {
        for (const { event, effectiveOn } of right(facts)) {
          const dated = [
            event.type === 'FundYearClosed' || event.type === 'ClosedYearAdjusted' ? '' : effectiveOn,
            'receivedOn' in event ? event.receivedOn : '',
            'signedOn' in event ? event.signedOn : '',
            'paidOn' in event ? event.paidOn : '',
            'refundedOn' in event ? event.refundedOn : '',
          ];
          equal(
            dated.filter((day) => day > TODAY),
            [],
          );
          if ('voucher' in event) equal(`${event.voucher.year}-0${event.voucher.month}` <= TODAY.slice(0, 7), true);
          if (event.type === 'CarriedIn')
            equal(
              event.parts.filter(({ originYear }) => originYear >= fiscalYear),
              [],
            );
        }
      },
    ));

  test('the sequences are worth something: every command and both corrections are accepted and refused, each often enough', () => {
    const accepted = new Map<string, number>();
    const refused = new Map<string, number>();
    const shares = sharesOf();
    let [all, took] = [0, 0];
    always(({ command: { type }, accepted: events }) => {
      const counted = events ? accepted : refused;
      counted.set(type, (counted.get(type) ?? 0) + 1);
      shares.count(type, events !== undefined);
      all += 1;
      took += events ? 1 : 0;
    });
    shares.show();
    const types = [...Object.keys(fund.commands), 'CorrectRecord', 'RetractRecord'].sort();
    equal(
      types.filter((type) => (accepted.get(type) ?? 0) < 5),
      [],
    );
    equal(
      types.filter((type) => (refused.get(type) ?? 0) < 5),
      [],
    );
    expect(took / all).toBeGreaterThan(0.15);
  });
});
