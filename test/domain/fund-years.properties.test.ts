import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Actor } from '../../src/domain/actor.js';
import {
  corrected,
  decideCorrection,
  foldCorrected,
  isCorrection,
  type CorrectionCommand,
} from '../../src/domain/correction.js';
import { council, type CouncilEvent } from '../../src/domain/council/index.js';
import type { Day } from '../../src/domain/day.js';
import { decide, type Context, type Decision, type Recorded } from '../../src/domain/decider.js';
import {
  agesOf,
  balanced,
  fund,
  type AgedMoney,
  type Fund,
  type FundCommand,
  type FundEvent,
} from '../../src/domain/fund/index.js';
import { councilStream, districtStream, fundStream } from '../../src/domain/identity.js';
import type { AnyDecider, DomainEvent } from '../../src/domain/ledger.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import {
  adopted,
  bureau,
  districtOf,
  from,
  referencesOf,
  registerOf,
  secretary,
  sittingOfThree,
  stateOf,
} from './given.js';
import { equal } from '../support/equal.js';
import { histories } from '../support/properties.js';

// Three years of a group's fund, told late in the third: money comes, is spent, carried over, and all of it corrected.

const groupId = '370103.G01';
const years = [2021, 2022, 2023] as const;
const TODAY = '2024-03-01';
const district = districtOf(registerOf({ G01: ['S01', 'S02'] }));
const resolutions = stateOf(council, [
  ...sittingOfThree,
  ...years.flatMap((fiscalYear, index) =>
    from<CouncilEvent>(
      `${fiscalYear}-01-05`,
      adopted(2 * index + 1, { fiscalYear, sum: 60_000 }),
      adopted(2 * index + 2, { fiscalYear, sum: 20_000 }),
    ),
  ),
]);

interface Step {
  readonly year: number;
  readonly wish: number;
  readonly what: number;
  readonly fen: number;
  readonly day: string;
  readonly byBureau: boolean;
}
const step: fc.Arbitrary<Step> = fc.record({
  year: fc.nat(2),
  wish: fc.nat(1000),
  what: fc.nat(31),
  fen: fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
    { weight: 1, arbitrary: fc.constantFrom(1, 100_000) },
  ),
  day: fc.constantFrom('01-01', '01-05', '01-20', '02-03', '05-09', '06-30', '12-31'),
  byBureau: fc.boolean(),
});

class World {
  readonly facts: Map<string, readonly Recorded<DomainEvent>[]>;
  readonly states: Map<string, Fund>;
  /** As another one is, and stays whatever comes to that one. */
  constructor(as?: World) {
    this.facts = new Map(as?.facts);
    this.states = new Map(as?.states);
  }
  state(year: number): Fund {
    return this.states.get(fundStream(groupId, year)) ?? fund.initial;
  }
  factsOf(year: number): readonly Recorded<DomainEvent>[] {
    return this.facts.get(fundStream(groupId, year)) ?? [];
  }
  decided(
    command: FundCommand | CorrectionCommand,
    year: number,
    effectiveOn: Day,
    actor: Actor,
  ): Decision<DomainEvent> {
    const others: Readonly<Record<string, unknown>> = {
      [districtStream('370103')]: district,
      [councilStream(groupId)]: resolutions,
    };
    const context: Context = {
      effectiveOn,
      recordedOn: TODAY,
      actor,
      hasDocument: true,
      policies: noPolicies,
      references: referencesOf(command, (of) => others[of] ?? this.states.get(of) ?? fund.initial),
    };
    const facts = this.factsOf(year);
    return command.type === 'CorrectRecord' || command.type === 'RetractRecord'
      ? decideCorrection(fund as AnyDecider, command, context, facts)
      : decide(fund, command, context as Context<never>, this.state(year), facts.length - 1);
  }
  append(year: number, events: readonly DomainEvent[], effectiveOn: Day, actor: Actor): void {
    const stream = fundStream(groupId, year);
    for (const event of events) {
      const known = this.factsOf(year);
      const fact: Recorded<DomainEvent> = { event, revision: known.length, effectiveOn, recordedOn: TODAY, actor };
      const facts = [...known, fact];
      const state = isCorrection(event)
        ? foldCorrected(fund as AnyDecider, facts)
        : fund.evolve(this.state(year), fact as Recorded<FundEvent>);
      this.facts.set(stream, facts);
      this.states.set(stream, state as Fund);
    }
  }
}

/** Of which years a sum may be, mostly: of what is free, from some year on; nothing is said of two sums in three. */
const originsOf = ({ movements }: Fund, fiscalYear: number, fen: number, wish: number) => {
  if (wish % 3 > 0) return {};
  const free = agesOf(movements, fiscalYear).fund.map(({ originYear, free }) => ({
    originYear,
    fen: Math.max(0, free),
  }));
  const first = Math.trunc(wish / 3) % Math.max(1, free.length);
  let left = fen;
  const origins = [...free.slice(first), ...free.slice(0, first)].flatMap((age) => {
    const part = Math.min(age.fen, left);
    left -= part;
    return part > 0 ? [{ ...age, fen: part }] : [];
  });
  return { origins: wish % 13 === 0 ? [{ originYear: fiscalYear - (wish % 2), fen }] : origins };
};

/** A command as the fund makes it possible, mostly. */
const wished = (world: World, { year: index, wish, what, fen, day }: Step): FundCommand | CorrectionCommand => {
  const fiscalYear = years[index]!;
  const of = { groupId, fiscalYear };
  const state = world.state(fiscalYear);
  const line = state.lines[wish % Math.max(1, state.lines.length)];
  const resolution = 2 * index + 1 + (wish % 5 === 0 ? 1 : 0);
  const onDay = `${fiscalYear}-${day}`;
  const some = Math.min(fen, Math.max(1, line?.unspent ?? 1));
  if (what < 3) return { type: 'AppropriateFund', ...of, fen, documentNo: '1号', receivedOn: `${fiscalYear}-01-01` };
  if (what < 4) return { type: 'ReduceFund', ...of, fen: Math.ceil(fen / 9), documentNo: '1号', receivedOn: onDay };
  if (what < 7)
    return {
      type: 'AllocateFunds',
      ...of,
      resolution,
      lines: [Math.min(fen, Math.max(1, state.free))].map((fen) => ({
        purpose: '培训',
        schoolId: wish % 2 ? '370103.S01' : '370103.S02',
        fen,
        ...originsOf(state, fiscalYear, fen, wish),
      })),
    };
  if (what < 8) {
    const sum = wish % 3 ? some : (line?.allocated ?? 1) - (line?.unspent ?? 0);
    const ofLine = { type: 'ReviseAllocation', ...of, line: line?.line ?? 1, fen: sum, resolution } as const;
    return { ...ofLine, ...originsOf(state, fiscalYear, sum, wish % 5 === 0 ? 3 * wish : 1) };
  }
  const contracts = state.contracts.filter(({ fen, paid, released }) => fen > paid + released);
  const promised = contracts[wish % Math.max(1, contracts.length)];
  if (what < 10 && what > 7 && promised && wish % 3 > 0)
    return wish % 3 === 1
      ? {
          type: 'AmendContract',
          ...of,
          contractNo: promised.contractNo,
          fen: wish % 2 ? some : promised.fen - 1,
          documentNo: '变1号',
          signedOn: onDay,
        }
      : { type: 'ReleaseCommitment', ...of, contractNo: wish % 4 ? promised.contractNo : '合9', reason: 'TERMINATED' };
  if (what < 9)
    return {
      type: 'CommitFunds',
      ...of,
      line: line?.line ?? 1,
      contractNo: `合${wish % 4}`,
      supplier: '公司',
      fen: some,
      signedOn: onDay,
    };
  if (what < 13) {
    const contract = wish % 3 === 0 ? state.contracts.find((one) => one.line === line?.line) : undefined;
    return {
      type: 'RecordExpenditure',
      ...of,
      line: line?.line ?? 1,
      voucher: {
        schoolId: line?.schoolId ?? '370103.S01',
        year: fiscalYear,
        month: Number(day.slice(0, 2)),
        number: String(wish % 40),
        entry: 1,
      },
      fen: contract ? Math.max(1, contract.fen - contract.paid) : some,
      supplier: '公司',
      paidOn: onDay,
      ...(contract ? { contractNo: contract.contractNo } : {}),
    };
  }
  if (what < 14 && wish % 5 > 1 && wish % 5 < 4 && state.expenditures.length > 0) {
    const { voucher } = state.expenditures[wish % state.expenditures.length]!;
    const refundVoucher = { ...voucher, month: Number(day.slice(0, 2)), number: `退${wish % 40}` };
    return {
      type: 'RefundExpenditure',
      ...of,
      voucher,
      refundVoucher,
      fen: wish % 2 ? fen : Math.ceil(fen / 20),
      refundedOn: onDay,
    };
  }
  if (what < 14) {
    const paid = state.expenditures[wish % Math.max(1, state.expenditures.length)];
    return {
      type: 'ReverseExpenditure',
      ...of,
      voucher: paid?.voucher ?? { schoolId: '370103.S01', year: fiscalYear, month: 1, number: '0', entry: 1 },
    };
  }
  if (what < 18) return { type: 'CarryOut', ...of, fen: Math.min(fen, Math.max(1, state.free)) };
  if (what < 22) {
    const out = world.state(fiscalYear - 1).carriedOutParts;
    const part = out[wish % Math.max(1, out.length)];
    return {
      type: 'CarryIn',
      ...of,
      parts:
        part && wish % 7
          ? [wish % 2 ? part : { ...part, fen: Math.ceil(part.fen / 2) }]
          : [{ originYear: fiscalYear - 1 - (wish % 2), fen }],
    };
  }
  if (what < 25) return ending(of, state, wish);
  const facts = world.factsOf(fiscalYear);
  const carries = facts.filter(
    ({ event }) => event.type === 'CarriedOut' || event.type === 'CarriedIn' || event.type === 'FundYearClosed',
  );
  const from_ = wish % 2 && carries.length > 0 ? carries : facts;
  const revision = from_[wish % Math.max(1, from_.length)]?.revision ?? 0;
  const stream = fundStream(groupId, fiscalYear);
  const wrong = facts[revision]?.event;
  if (what < 27 || !wrong || isCorrection(wrong)) return { type: 'RetractRecord', stream, revision };
  return {
    type: 'CorrectRecord',
    stream,
    revision,
    right: rightOf(wrong as FundEvent, wish, fen) as never,
    rightVersion: 1,
    ...(wish % 3 === 0 ? { rightEffectiveOn: onDay } : {}),
  };
};

/** What brings a year to its end: returns, revisions, closing, adjusting. */
const ending = (of: { groupId: string; fiscalYear: number }, state: Fund, wish: number): FundCommand => {
  const open = state.lines.find(({ unspent }) => unspent > 0);
  if (state.closedOn !== undefined)
    return {
      type: 'AdjustClosedYear',
      ...of,
      line: 1,
      fen: wish % 2 ? wish : -wish,
      documentNo: '1号',
      reason: '审计',
    };
  if (open)
    return {
      type: 'ReviseAllocation',
      ...of,
      line: open.line,
      fen: open.allocated - open.unspent,
      resolution: open.resolution,
    };
  return state.free > 0
    ? { type: 'ReturnUnspent', ...of, fen: wish % 9 ? state.free : wish, documentNo: '1号' }
    : { type: 'CloseFundYear', ...of };
};

const rightOf = (wrong: FundEvent, wish: number, fen: number): FundEvent => {
  switch (wrong.type) {
    case 'CarriedOut':
    case 'CarriedIn': {
      const parts = wrong.parts.map((part, index) =>
        index === wish % wrong.parts.length
          ? {
              originYear: part.originYear - (wish % 4 === 0 ? 1 : 0) + (wish % 11 === 0 ? 1 : 0),
              fen: wish % 5 === 0 ? part.fen : fen,
            }
          : part,
      );
      return { ...wrong, parts, fen: parts.reduce((sum, one) => sum + one.fen, 0) };
    }
    case 'FundsAllocated':
      return {
        ...wrong,
        resolution: wish % 5 === 0 ? wrong.resolution + 1 : wrong.resolution,
        lines: wrong.lines.map(({ origins, ...one }) => {
          if (wish % 3 === 0) return { ...one, origins: [{ originYear: 2021 + (wish % 4), fen: one.fen }] };
          return { ...one, fen, ...(origins && wish % 2 ? { origins: [{ ...origins[0]!, fen }] } : {}) };
        }),
      };
    case 'AllocationRevised':
    case 'ClosedYearAdjusted':
      return wrong.type === 'AllocationRevised'
        ? { ...wrong, change: wish % 2 ? fen : -fen }
        : { ...wrong, fen: wish % 2 ? fen : -fen };
    case 'ExpenditureRecorded':
      return wish % 4 === 0
        ? { ...wrong, paidOn: `${wrong.voucher.year}-${['01-01', '05-09', '12-31'][wish % 3]!}` }
        : { ...wrong, fen, line: wish % 6 === 0 ? wrong.line + 1 : wrong.line };
    default:
      return 'fen' in wrong ? { ...wrong, fen } : wrong;
  }
};

interface Seen {
  readonly world: World;
  readonly command: FundCommand | CorrectionCommand;
  readonly accepted: readonly DomainEvent[] | undefined;
  /** The funds as they were. */
  readonly before: ReadonlyMap<number, Fund>;
}
const begin = years.map((_, year): Step => ({ year, wish: 1, what: 0, fen: 50_000, day: '01-01', byBureau: true }));
const told = (steps: readonly Step[]): readonly Seen[] => {
  let world = new World();
  return [...begin, ...steps].map((one): Seen => {
    const year = years[one.year]!;
    const command = wished(world, one);
    const corrects = command.type === 'CorrectRecord' || command.type === 'RetractRecord';
    const actor = one.byBureau || corrects ? bureau : secretary;
    const day = corrects ? TODAY : command.type === 'CloseFundYear' ? `${year}-12-31` : `${year}-${one.day}`;
    const decision = world.decided(command, year, day, actor);
    const before = new Map(years.map((each) => [each, world.state(each)]));
    const accepted = 'accepted' in decision ? decision.accepted : undefined;
    if (accepted) {
      world = new World(world);
      world.append(year, accepted, day, actor);
    }
    return { world, command, accepted, before };
  });
};
const all = histories(fc.array(step, { minLength: 30, maxLength: 90 }), told);
const always = (look: (seen: Seen) => void): void => all((seen) => seen.forEach(look));

const total = (money: readonly { readonly fen: number }[]): number => money.reduce((sum, { fen }) => sum + fen, 0);
const ofAge = (money: readonly AgedMoney[], age: number): number =>
  total(money.filter(({ originYear }) => originYear === age));
/** Money of the years as it lies about, by the corrected facts and not by the sums that a fund keeps. */
const bookOf = (world: World) => {
  const sums = { appropriated: 0, spent: 0, carriedOut: 0, carriedIn: 0, returned: 0 };
  for (const year of years) {
    for (const { event } of corrected(world.factsOf(year)) as readonly Recorded<FundEvent>[]) {
      if (event.type === 'FundAppropriated' || event.type === 'FundSupplemented') sums.appropriated += event.fen;
      if (event.type === 'FundReduced') sums.appropriated -= event.fen;
      if (event.type === 'ExpenditureRecorded') sums.spent += event.fen;
      if (event.type === 'ExpenditureReversed') sums.spent -= event.fen;
      if (event.type === 'ExpenditureRefunded') sums.spent -= event.fen;
      if (event.type === 'ClosedYearAdjusted') {
        sums.spent += event.fen;
        sums.returned -= event.fen;
      }
      if (event.type === 'UnspentReturned') sums.returned += event.fen;
      if (event.type === 'CarriedOut') sums.carriedOut += event.fen;
      if (event.type === 'CarriedIn') sums.carriedIn += event.fen;
    }
  }
  return sums;
};

/** A fund's states at every position of its corrected history. */
const statesOf = (world: World, year: number): readonly Fund[] => {
  let state = fund.initial;
  return (corrected(world.factsOf(year)) as readonly Recorded<FundEvent>[]).map(
    (fact) => (state = fund.evolve(state, fact)),
  );
};
/** Each age by the fund's own sums: nothing is below zero, and the ages add up to the fund and to every line. */
const agesHold = (state: Fund, year: number): void => {
  const { fund: ages, lines } = agesOf(state.movements, year);
  for (const { originYear, received, allocated, unspent, free, carriedOut, returned } of ages) {
    equal(received, ofAge(state.carriedIn, originYear) + (originYear === year ? state.appropriated : 0));
    equal(carriedOut, ofAge(state.carriedOutParts, originYear));
    equal(received, allocated + free + carriedOut + returned);
    expect(Math.min(received, allocated, unspent, free, carriedOut, returned)).toBeGreaterThanOrEqual(0);
  }
  const sum = (what: 'free' | 'returned'): number => ages.reduce((all_, one) => all_ + one[what], 0);
  expect([sum('free'), sum('returned')]).toEqual([state.free, state.returned]);
  for (const { line, allocated, unspent } of state.lines) {
    const held = lines.get(line) ?? [];
    equal(total(held), allocated);
    equal(
      held.reduce((all_, one) => all_ + one.unspent, 0),
      unspent,
    );
    equal(
      held.filter((one) => one.fen < 0 || one.unspent < 0 || one.unspent > one.fen),
      [],
    );
  }
};

describe('over all years of a group together, whatever is corrected in any of them', () => {
  test('what was appropriated is spent, promised, on lines, free, returned or on its way, and nothing else', () =>
    always(({ world, accepted }) => {
      if (!accepted) return;
      const funds = years.map((year) => world.state(year));
      const lines = funds.flatMap((one) => one.lines);
      const of = (what: 'spent' | 'committed' | 'unspent'): number => lines.reduce((sum, one) => sum + one[what], 0);
      const sums = bookOf(world);
      const inTransit = sums.carriedOut - sums.carriedIn;
      const free = funds.reduce((sum, one) => sum + one.free, 0);
      equal(sums.appropriated, of('spent') + of('committed') + of('unspent') + free + sums.returned + inTransit);
      equal(of('spent'), sums.spent);
      equal(funds.every(balanced), true);
    }));

  test('each age is allocated, free, carried out or returned at every position, on every day, and nothing else', () =>
    always(({ world, accepted, command }) => {
      if (!accepted) return;
      const year = 'fiscalYear' in command ? command.fiscalYear : Number(command.stream.slice(-4));
      const last = world.state(year);
      // A correction makes every position another one.
      for (const state of 'stream' in command ? statesOf(world, year) : [last]) agesHold(state, year);
      for (const day of new Set(last.movements.map(({ on }) => on))) {
        // What the bureau used by an old paper may lie before what it rests on.
        const movements = last.movements.filter(
          ({ on, kind, fen, byBureau }) => on <= day && (!byBureau || kind === 'RECEIVED' || fen < 0),
        );
        const { fund: ages } = agesOf(movements, year);
        if (ages.reduce((sum, { free }) => sum + free, 0) < 0) continue;
        equal(
          ages.filter(({ free }) => free < 0),
          [],
        );
      }
    }));

  test('what was appropriated of a year is, by its age, on lines, free, returned or on its way in some year', () =>
    always(({ world, accepted }) => {
      if (!accepted) return;
      const ages = years.flatMap((year) => agesOf(world.state(year).movements, year).fund);
      for (const year of years) {
        const of = ages.filter(({ originYear }) => originYear === year);
        const sum = (what: 'allocated' | 'free' | 'returned'): number => of.reduce((all_, one) => all_ + one[what], 0);
        const inTransit = years.reduce(
          (all_, one) => all_ + ofAge(world.state(one).carriedOutParts, year) - ofAge(world.state(one).carriedIn, year),
          0,
        );
        equal(world.state(year).appropriated, sum('allocated') + sum('free') + sum('returned') + inTransit);
      }
    }));

  test('a line is of the years that were said last, unless its sum was changed since without a word', () =>
    always(({ world, accepted, command }) => {
      if (!accepted) return;
      const year = 'fiscalYear' in command ? command.fiscalYear : Number(command.stream.slice(-4));
      const said = new Map<number, readonly AgedMoney[] | undefined>();
      for (const { event } of corrected(world.factsOf(year)) as readonly Recorded<FundEvent>[]) {
        if (event.type === 'FundsAllocated') for (const { line, origins } of event.lines) said.set(line, origins);
        if (event.type === 'AllocationRevised' && (event.change !== 0 || event.origins))
          said.set(event.line, event.origins);
        if (event.type === 'ClosedYearAdjusted') said.set(event.line, undefined);
      }
      const { lines } = agesOf(world.state(year).movements, year);
      for (const [line, origins] of said) {
        if (!origins) continue;
        const ages = lines.get(line)!.map(({ originYear, fen, assumed }) => ({ originYear, fen, assumed }));
        const wanted = origins.map((one) => ({ ...one, assumed: false }));
        equal(
          ages,
          wanted.sort((a, b) => a.originYear - b.originYear),
        );
      }
    }));

  test('nothing arrives that did not leave, by its age; a closed year stays closed; no more is allocated under a resolution than its sum', () =>
    always(({ world, before, accepted }) => {
      if (!accepted) return;
      const broken = years.flatMap((year) => {
        const [last, here] = [world.state(year - 1), world.state(year)];
        const arrived = here.carriedIn.filter(
          ({ originYear: age }) => ofAge(here.carriedIn, age) > ofAge(last.carriedOutParts, age),
        );
        const under = (number: number): number =>
          total(here.lines.flatMap((one) => (one.resolution === number ? [{ fen: one.allocated }] : [])));
        const beyond = resolutions.resolutions.filter(({ number, sums }) => under(number) > sums.at(TODAY)!);
        return [
          ...arrived,
          ...beyond,
          ...(before.get(year)?.closedOn !== undefined && here.closedOn === undefined ? ['opened again'] : []),
        ];
      });
      equal(broken, []);
    }));

  test('the sequences are worth something: every command and both corrections are accepted and refused', () => {
    const [accepted, refused] = [new Map<string, number>(), new Map<string, number>()];
    always(({ command, accepted: events }) => {
      const counted = events ? accepted : refused;
      const event = events?.[0];
      const type = event?.type === 'RecordCorrected' ? `${event.type} ${event.right.type}` : command.type;
      const saysYears = JSON.stringify(command).includes('origins') ? [`${type} of years`] : [];
      for (const one of [type, ...saysYears]) counted.set(one, (counted.get(one) ?? 0) + 1);
    });
    if (process.env['FC_SHOW']) process.stdout.write(`${JSON.stringify([[...accepted], [...refused]])}\n`);
    const seldom = ['SupplementFund', 'SuspendAllocation', 'AdjustClosedYear'];
    const types = Object.keys(fund.commands).filter((type) => !seldom.includes(type));
    const wanted = [
      ...types,
      'RetractRecord',
      'RecordCorrected CarriedIn',
      'RecordCorrected CarriedOut',
      'RecordCorrected ExpenditureRecorded',
      'AllocateFunds of years',
      'ReviseAllocation of years',
      'RecordCorrected FundsAllocated of years',
    ];
    equal(
      wanted.filter((type) => (accepted.get(type) ?? 0) < 5),
      [],
    );
    equal(
      [...types, 'CorrectRecord', 'RetractRecord'].filter((type) => (refused.get(type) ?? 0) < 5),
      [],
    );
  });
});
