import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { corrected, decideCorrection, foldCorrected, isCorrection, type CorrectionCommand } from '../../src/domain/correction.js';
import { council, type Council, type CouncilEvent } from '../../src/domain/council/index.js';
import { decide, type Context, type Recorded } from '../../src/domain/decider.js';
import { balanced, fund, voucherKey, type AgedMoney, type Fund, type FundCommand, type FundEvent } from '../../src/domain/fund/index.js';
import { agesOf } from '../../src/domain/fund/state.js';
import type { AnyDecider, DomainEvent } from '../../src/domain/ledger.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import { assertValid } from '../../src/commands/schemas.js';
import { adopted, bureau, districtOf, from, registerOf, sittingOfThree, stateOf } from './given.js';
import { written } from './histories.js';
import { parameters } from '../support/properties.js';

const groupId = '370103.G01';
const fiscalYear = 2022;
const year = { groupId, fiscalYear };
const stream = `fund-${groupId}-${fiscalYear}`;
const decider = fund as AnyDecider;
const district = districtOf(registerOf({ G01: ['S01', 'S02'] }));
const resolutions = from<CouncilEvent>('2022-03-05', adopted(1, { sum: 60_000 }), adopted(2, { sum: 30_000 }));
const later = (resolution: number, more: object): CouncilEvent[] => {
  const { kind: _, subject: _s, fiscalYear: _f, sum: _sum, ...rest } = adopted(resolution);
  return [{ ...rest, type: 'ResolutionAmended', ...more }];
};
const councilAfter = (...events: CouncilEvent[]): Council => stateOf(council, [...sittingOfThree, ...resolutions, ...from('2022-04-01', ...events)]);
/** The council as the steps of a history may find it: as adopted, amended to less or more, one repealed. */
const councils = [councilAfter(), councilAfter(), councilAfter(), councilAfter(...later(1, { sum: 20_000 })), councilAfter(...later(2, { sum: 90_000 })), councilAfter(...later(1, { type: 'ResolutionRepealed' }))];

// --- random steps: any command of a fund with any sum, and any correction of any fact

const money = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 1, max: 20_000 }) }, { weight: 1, arbitrary: fc.constantFrom(0, -1, 0.5, 1_000_000_000_001, Number.MAX_SAFE_INTEGER) });
const line = fc.integer({ min: 1, max: 5 });
const resolution = fc.constantFrom(1, 1, 2, 3);
const schoolId = fc.constantFrom('370103.S01', '370103.S01', '370103.S02');
const voucher = fc.record({ schoolId, year: fc.constant(2022), month: fc.constantFrom(5, 6), number: fc.constantFrom('1', '2', '3', '4', '5', '6'), entry: fc.constantFrom(1, 2, 3) });
const someVoucher = { schoolId: '370103.S01', year: 2022, month: 5, number: '0', entry: 1 };
const contractNo = fc.constantFrom('合1', '合2', '合3');
const documentNo = fc.constant('1号');
const receivedOn = fc.constant('2022-02-01');
const of = <Type extends FundCommand['type']>(type: Type) => ({ type: fc.constant(type), groupId: fc.constant(groupId), fiscalYear: fc.constant(fiscalYear) });
const command: fc.Arbitrary<FundCommand> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...of('AppropriateFund'), fen: money, documentNo, receivedOn }) },
  fc.record({ ...of('SupplementFund'), fen: money, documentNo, receivedOn }),
  fc.record({ ...of('ReduceFund'), fen: money, documentNo, receivedOn }),
  { weight: 4, arbitrary: fc.record({ ...of('AllocateFunds'), resolution, lines: fc.array(fc.record({ purpose: fc.constant('培训'), schoolId, fen: money }), { minLength: 1, maxLength: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ ...of('ReviseAllocation'), line, fen: money, resolution }) },
  fc.record({ ...of('SuspendAllocation'), resolution }),
  { weight: 3, arbitrary: fc.record({ ...of('CommitFunds'), line, contractNo, supplier: fc.constant('公司'), fen: money, signedOn: receivedOn }) },
  { weight: 6, arbitrary: fc.record({ ...of('RecordExpenditure'), line, voucher, fen: money, supplier: fc.constant('公司'), paidOn: receivedOn }) },
  { weight: 3, arbitrary: fc.record({ ...of('RecordExpenditure'), line, voucher, fen: money, supplier: fc.constant('公司'), contractNo, paidOn: receivedOn }) },
  fc.record({ ...of('ReverseExpenditure'), voucher }),
  fc.record({ ...of('CarryOut'), fen: money }),
  { weight: 2, arbitrary: fc.record({ ...of('CarryIn'), parts: fc.array(fc.record({ originYear: fc.constantFrom(2019, 2020, 2021, 2021), fen: money }), { minLength: 1, maxLength: 3 }) }) },
  fc.record({ ...of('ReturnUnspent'), fen: money, documentNo }),
);
/** What brings a year to its end, to be tried on a fund as it is: returns, revisions, closing, adjusting. */
const ending = (state: Fund, wish: number, fen: number): FundCommand => {
  const open = state.lines.find(({ unspent }) => unspent > 0);
  if (state.closed) return { type: 'AdjustClosedYear', ...year, line: 1 + (wish % Math.max(1, state.lines.length)), fen: wish % 2 === 0 ? fen : -fen, documentNo: '1号', reason: '审计' };
  if (open) return { type: 'ReviseAllocation', ...year, line: open.line, fen: open.allocated - open.unspent, resolution: open.resolution };
  return state.free > 0 ? { type: 'ReturnUnspent', ...year, fen: state.free, documentNo: '1号' } : { type: 'CloseFundYear', ...year };
};

interface Step {
  readonly command: FundCommand | 'end' | 'reverse' | 'correct' | 'retract';
  /** Which of the councils the step finds. */
  readonly council: number;
  readonly wish: number;
  readonly fen: number;
}
const step: fc.Arbitrary<Step> = fc.record({
  command: fc.oneof({ weight: 20, arbitrary: command }, { weight: 3, arbitrary: fc.constant('end' as const) }, { weight: 2, arbitrary: fc.constant('reverse' as const) },
    { weight: 4, arbitrary: fc.constant('correct' as const) }, { weight: 2, arbitrary: fc.constant('retract' as const) }),
  council: fc.nat(councils.length - 1), wish: fc.nat(1000), fen: money,
});

type Fact = Recorded<DomainEvent>;
/** A right fact: the wrong one with another sum, line, voucher or number. */
const rightOf = (wrong: DomainEvent, { wish, fen }: Step): DomainEvent => {
  if (wrong.type === 'FundsAllocated') return { ...wrong, lines: wrong.lines.slice(wish % 2 && wrong.lines.length > 1 ? 1 : 0).concat(wish % 3 === 0 ? [{ ...wrong.lines[0]!, line: 1 + (wish % 6), fen }] : []).map((one, index) => (index === 0 ? { ...one, fen } : one)) };
  if (wrong.type === 'ExpenditureRecorded' && wish % 3 === 0) return { ...wrong, voucher: { ...wrong.voucher, number: String(1 + (wish % 6)) } };
  if (wrong.type === 'AllocationRevised') return { ...wrong, change: wish % 2 === 0 ? fen : -fen };
  if (wrong.type === 'CarriedIn') return { ...wrong, fen, parts: wish % 4 === 0 ? wrong.parts : [{ originYear: 2021, fen }] };
  if (wrong.type === 'CarriedOut') return { ...wrong, fen, parts: [{ originYear: 2022, fen }] };
  if ('line' in wrong && wish % 4 === 1) return { ...wrong, line: 1 + (wish % 4) };
  return ('fen' in wrong ? { ...wrong, fen } : wrong);
};

interface Seen {
  readonly facts: readonly Fact[];
  readonly state: Fund;
  readonly accepted: readonly DomainEvent[] | undefined;
  readonly command: FundCommand | CorrectionCommand;
}
const always = (look: (seen: Seen) => void, runs = 1, last: (facts: readonly Fact[], state: Fund) => void = () => undefined): void =>
  fc.assert(
    fc.property(fc.array(step, { minLength: 15, maxLength: 60 }), (steps) => {
      const facts: Fact[] = [];
      let state = fund.initial;
      const context = { effectiveOn: '2022-05-01', recordedOn: '2022-05-01', actor: bureau, hasDocument: true, policies: noPolicies };
      for (const one of [{ command: { type: 'AppropriateFund', ...year, fen: 80_000, documentNo: '1号', receivedOn: '2022-02-01' }, council: 0, wish: 0, fen: 1 } as Step, ...steps]) {
        const revision = one.wish % Math.max(1, facts.length);
        const wrong = facts[revision]?.event;
        const given: FundCommand | CorrectionCommand =
          one.command === 'end' ? ending(state, one.wish, one.fen)
            : one.command === 'reverse' ? { type: 'ReverseExpenditure', ...year, voucher: state.expenditures[one.wish % Math.max(1, state.expenditures.length)]?.voucher ?? someVoucher }
            : one.command === 'retract' ? { type: 'RetractRecord', stream, revision }
              : one.command === 'correct' ? { type: 'CorrectRecord', stream, revision, right: (wrong && !isCorrection(wrong) ? rightOf(wrong, one) : { type: '' }) as never, rightVersion: 1 }
                : one.command;
        const decision = given.type === 'CorrectRecord' || given.type === 'RetractRecord'
          ? decideCorrection(decider, given, { ...context, references: {} }, facts)
          : decide(fund, given, { ...context, references: { district, council: councils[one.council] } } as Context<never>, state, facts.length - 1);
        const accepted = 'accepted' in decision ? (decision.accepted as readonly DomainEvent[]) : undefined;
        for (const event of accepted ?? []) {
          facts.push({ event, revision: facts.length, effectiveOn: '2022-05-01', recordedOn: '2022-05-01', actor: bureau });
          state = (isCorrection(event) ? foldCorrected(decider, facts) : fund.evolve(state, facts.at(-1) as Recorded<FundEvent>)) as Fund;
        }
        look({ facts, state, accepted, command: given });
      }
      last(facts, state);
    }),
    parameters(runs),
  );

// --- the book, kept a second time by hand

const total = (parts: readonly AgedMoney[]): number => parts.reduce((sum, { fen }) => sum + fen, 0);
const right = (facts: readonly Fact[]): readonly Recorded<FundEvent>[] => corrected(facts) as readonly Recorded<FundEvent>[];
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
    if (event.type === 'ClosedYearAdjusted') {
      sums.allocated += event.fen;
      sums.spent += event.fen;
      sums.returned -= event.fen;
    }
  }
  return { ...sums, free: sums.appropriated + sums.carriedIn - sums.allocated - sums.carriedOut - sums.returned };
};
const numbersIn = (value: unknown): number[] =>
  typeof value === 'number' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
const sound = (state: Fund): void => {
  expect(balanced(state)).toBe(true);
  expect(numbersIn(state).filter((one) => !Number.isSafeInteger(one) || one < 0)).toEqual([]);
  expect(state.contracts.filter(({ paid, fen }) => paid > fen)).toEqual([]);
  const vouchers = state.expenditures.map(({ voucher: one }) => voucherKey(one));
  expect(new Set(vouchers).size).toBe(vouchers.length);
  const numbers = state.lines.map(({ line: number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
};

describe('whatever commands and corrections come to a fund', () => {
  test('both balances hold, nothing is negative, all is whole fen, and a voucher counts once', () => always(({ state, accepted }) => (accepted ? sound(state) : undefined)));

  test('so it is at every position of the corrected history, too', () =>
    always(() => undefined, 0.5, (facts) => {
      let state = fund.initial;
      for (const fact of right(facts)) {
        state = fund.evolve(state, fact);
        sound(state);
      }
    }));

  test('the sums are those of the book kept by hand', () =>
    always(() => undefined, 1, (facts, state) => {
      const book = bookOf(right(facts).map(({ event }) => event));
      const { appropriated, allocated, free, carriedOut, returned, lines } = state;
      expect({ appropriated, carriedIn: total(state.carriedIn), allocated, free, carriedOut, returned, committed: lines.reduce((sum, one) => sum + one.committed, 0), spent: lines.reduce((sum, one) => sum + one.spent, 0) }).toEqual(book);
      if (state.closed) expect([free, ...lines.map(({ committed, unspent }) => committed + unspent)].every((fen) => fen === 0)).toBe(true);
    }));

  test('a corrected history is the right one, told directly', () =>
    always(() => undefined, 1, (facts, state) => {
      const wrong = new Map<number, DomainEvent>();
      for (const { event } of facts) if (isCorrection(event)) wrong.set(event.revision, event);
      const told = facts.flatMap((fact): Recorded<FundEvent>[] => {
        const correction = wrong.get(fact.revision);
        if (isCorrection(fact.event) || correction?.type === 'RecordRetracted') return [];
        return [{ ...fact, event: (correction?.type === 'RecordCorrected' ? correction.right : fact.event) as FundEvent }];
      });
      const direct = told.reduce((before, fact) => fund.evolve(before, fact), fund.initial);
      expect(written({ ...state, lastLine: 0 })).toBe(written({ ...direct, lastLine: 0 }));
      expect(state.lastLine).toBeGreaterThanOrEqual(direct.lastLine);
    }));

  test('no fact of the right history is without effect', () =>
    always(() => undefined, 0.5, (facts) => {
      right(facts).reduce((before, fact) => {
        const after = fund.evolve(before, fact);
        if (after === before) throw new Error(`${JSON.stringify(fact)} changes nothing`);
        return after;
      }, fund.initial);
    }));

  test('a line\'s number is never given twice', () =>
    always(() => undefined, 1, (facts) => {
      const given = facts.flatMap(({ event }) => (event.type === 'FundsAllocated' ? event.lines.map(({ line: number }) => number) : []));
      expect(new Set(given).size).toBe(given.length);
    }));

  test('parts of any age add up, and the newest money is what is left', () =>
    always(({ state, accepted, command: { type } }) => {
      if (!accepted) return;
      const had = new Map<number, number>([[fiscalYear, state.appropriated]]);
      for (const { originYear, fen } of state.carriedIn) had.set(originYear, (had.get(originYear) ?? 0) + fen);
      for (const { originYear, fen } of state.carriedOutParts) had.set(originYear, (had.get(originYear) ?? 0) - fen);
      for (const fen of [0, 1, Math.trunc(state.free / 2), state.free].filter((one) => one <= state.free)) {
        const parts = agesOf(state, fiscalYear, fen);
        expect(total(parts)).toBe(fen);
        for (const part of parts) expect(part.fen).toBeGreaterThan(0);
        const years = parts.map(({ originYear }) => originYear);
        expect(years).toEqual([...new Set(years)].sort((a, b) => b - a));
        for (const [older, left] of had) {
          const newer = parts.at(-1)?.originYear ?? Infinity;
          if (older > newer && left > 0) expect(parts.find(({ originYear }) => originYear === older)?.fen).toBe(left);
        }
      }
      const event = accepted[0]!;
      if (type === 'CarryOut' && event.type === 'CarriedOut') expect(total(event.parts)).toBe(event.fen);
    }));

  test('every event fits its schema, and so does every right fact', () =>
    always(({ accepted }) => {
      for (const event of accepted ?? []) {
        assertValid(event);
        if (event.type === 'RecordCorrected') assertValid(event.right as unknown as DomainEvent);
      }
    }, 0.5));

  test('an allocation stays within its resolution as it was when decided', () =>
    always(({ state, accepted }) => {
      for (const event of accepted ?? []) {
        if (event.type !== 'FundsAllocated') continue;
        const under = state.lines.filter((one) => one.resolution === event.resolution).reduce((sum, one) => sum + one.allocated, 0);
        expect(under).toBeLessThanOrEqual(event.resolution === 1 ? 60_000 : 90_000);
      }
    }, 0.5));

  test('the sequences are worth something: every command and both corrections are accepted in one and refused in another', () => {
    const accepted = new Set<string>();
    const refused = new Set<string>();
    always(({ command: { type }, accepted: events }) => (events ? accepted : refused).add(type));
    const all = [...Object.keys(fund.decide), 'CorrectRecord', 'RetractRecord'].sort();
    expect([...accepted].sort()).toEqual(all);
    expect([...refused].sort()).toEqual(all);
  });
});
