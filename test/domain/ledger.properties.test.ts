import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assertValid } from '../../src/commands/schemas.js';
import { corrected, isCorrection } from '../../src/domain/correction.js';
import type { Council, CouncilEvent } from '../../src/domain/council/index.js';
import { addDays, type Day } from '../../src/domain/day.js';
import type { Recorded } from '../../src/domain/decider.js';
import { balanced, sum, type Fund } from '../../src/domain/fund/index.js';
import { deciderOfStream, type DomainEvent } from '../../src/domain/ledger.js';
import type { PolicyEvent, PolicyRules, Share } from '../../src/domain/policy/index.js';
import { bureau, p } from './given.js';
import type { World} from './histories.js';
import {
  actsOfGovernment, alwaysFrom, anyDay, append, begun, brokenInCouncil, brokenInDistrict, dayAt, decided, districtCode, FIRST_DAY, holds, inOrderAndApart, leftBehind, nth,
  number, step as older, timelinesOf, written, type Seen, type State, type Step, type Wish,
} from './histories.js';

// --- commands over resolutions, funds and policies, and corrections of any stream, besides those of properties.test.ts

const groupId = `${districtCode}.G1`;
const year = { groupId, fiscalYear: 2021 };
const share = fc.constantFrom<Share[]>({ numerator: 1, denominator: 2, atLeast: false }, { numerator: 2, denominator: 3, atLeast: true }, { numerator: 1, denominator: 1, atLeast: true });
const fen = fc.integer({ min: 1, max: 300 });
const fund = (world: World): Fund => world.stream(`fund-${groupId}-2021`).state as Fund;

/** A vote that mostly adds up: by who sits on that day, or by any numbers. */
const vote = fc.record({ heldOn: anyDay, against: fc.nat(2), absent: fc.nat(1), proxies: fc.nat(1), recused: fc.nat(1), luck: fc.nat(5) });
const voted = (world: World, { heldOn, against, absent, proxies, recused, luck }: { heldOn: Day; against: number; absent: number; proxies: number; recused: number; luck: number }) => {
  const term = world.council('G1').terms.find(({ office }) => holds(office, heldOn));
  const sitting = [...new Set((term?.seats ?? []).filter((seat) => holds(seat, heldOn)).map(({ value }) => value))];
  const there = luck === 0 ? 2 : Math.max(0, sitting.length - absent);
  const out = Math.min(recused, there);
  const no = Math.min(against, Math.max(0, there - out));
  const recusedIds = sitting.slice(0, out);
  return {
    heldOn, minutesNo: '纪要1号', recusedIds, concernedIds: luck === 1 ? sitting.slice(0, 1) : recusedIds,
    ballot: { present: Math.max(0, there - proxies), proxies: Math.min(proxies, there), recused: out, for: there - out - no, against: no, abstained: 0 },
  };
};
const resolutionWish: fc.Arbitrary<Wish> = fc.oneof(
  fc.tuple(vote, fen).map(([one, most]): Wish => (world) => ({ type: 'AdoptResolution', groupId, kind: 'FUND', subject: '经费', fiscalYear: 2021, sum: most * 3, ...voted(world, one) })),
  fc.tuple(vote).map(([one]): Wish => (world) => ({ type: 'AdoptResolution', groupId, kind: 'CULTURE', subject: '文化', ...voted(world, one) })),
  fc.tuple(vote, number, fen).map(([one, n, most]): Wish => (world) => ({ type: 'AmendResolution', groupId, resolution: n % 4, sum: most, ...voted(world, one) })),
  fc.tuple(vote, number).map(([one, n]): Wish => (world) => ({ type: 'RepealResolution', groupId, resolution: n % 4, ...voted(world, one) })),
  fc.record({ quorum: share, majority: share, everySchoolSeated: fc.boolean(), otherSeats: fc.nat(1) }).map((charter): Wish => () => ({ type: 'AdoptCharter', groupId, termYears: 3, ...charter })),
);
const rules: fc.Arbitrary<PolicyRules> = fc.oneof(
  fc.record({ kind: fc.constant('QUORUM' as const), quorum: share, majority: share }),
  fc.constant<PolicyRules>({ kind: 'CARETAKER', days: 2, resolutionKinds: ['FUND'] }),
  fc.constant<PolicyRules>({ kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 30 }),
  fc.constant<PolicyRules>({ kind: 'SEPARATION', required: false }),
  fc.constant<PolicyRules>({ kind: 'NAMING', groupSuffix: 'a', allianceSuffix: 'ta' }),
);
const policyWish: fc.Arbitrary<Wish> = fc.oneof(
  fc.tuple(number, rules, fc.option(anyDay, { nil: undefined })).map(([n, rule, validTo]): Wish => () => ({
    type: 'AdoptPolicy', jurisdiction: districtCode, code: `P${n}`, title: '办法', documentNo: '1号', rules: rule, ...(validTo === undefined ? {} : { validTo }),
  })),
  number.map((n): Wish => () => ({ type: 'RepealPolicy', jurisdiction: districtCode, policyCode: `P${n}` })),
);
const voucher = fc.record({ schoolId: fc.constantFrom(`${districtCode}.S1`, `${districtCode}.S2`), year: fc.constant(2021), month: fc.constant(9), number: fc.constantFrom('1', '2', '3'), entry: fc.constantFrom(1, 2) });
const line = fc.integer({ min: 1, max: 3 });
const fundWish: fc.Arbitrary<Wish> = fc.oneof(
  fen.map((most): Wish => () => ({ type: 'AppropriateFund', ...year, fen: most * 5, documentNo: '1号', receivedOn: FIRST_DAY })),
  fc.tuple(number, fen, number).map(([n, most, m]): Wish => () => ({ type: 'AllocateFunds', ...year, resolution: n % 4, lines: [{ purpose: '培训', schoolId: `${districtCode}.S${1 + (m % 2)}`, fen: most }] })),
  fc.tuple(line, fen, number).map(([one, most, n]): Wish => () => ({ type: 'ReviseAllocation', ...year, line: one, fen: most, resolution: n % 4 })),
  number.map((n): Wish => () => ({ type: 'SuspendAllocation', ...year, resolution: n % 4 })),
  fc.tuple(line, fen).map(([one, most]): Wish => () => ({ type: 'CommitFunds', ...year, line: one, contractNo: `合${one}`, supplier: '公司', fen: most, signedOn: FIRST_DAY })),
  fc.tuple(line, fen, voucher).map(([one, most, paper]): Wish => (world) => ({
    type: 'RecordExpenditure', ...year, line: one, fen: most, supplier: '公司', paidOn: FIRST_DAY,
    voucher: { ...paper, schoolId: fund(world).lines.find((known) => known.line === one)?.schoolId ?? paper.schoolId },
  })),
  fen.map((most): Wish => () => ({ type: 'CarryOut', ...year, fen: most })),
);
/** A fact of some stream never was, or was on another day, or of another person, school or sum. */
const correctionWish: fc.Arbitrary<Wish> = fc.record({ stream: fc.constantFrom(`district-${districtCode}`, `council-${groupId}`, `council-${groupId}`, `fund-${groupId}-2021`, `policy-${districtCode}`), n: fc.nat(60), retract: fc.nat(3), day: anyDay, most: fen }).map(
  ({ stream, n, retract, day, most }): Wish => (world) => {
    const { facts } = world.stream(stream);
    const wrong = nth(facts, n);
    if (!wrong || retract === 0 || isCorrection(wrong.event)) return { type: 'RetractRecord', stream, revision: wrong?.revision ?? n };
    const { event } = wrong;
    const right = {
      ...event,
      ...('personId' in event && retract === 1 && !stream.startsWith('person-') ? { personId: p(1 + (n % 6)) } : {}),
      ...('fen' in event ? { fen: most } : {}),
      ...('heldOn' in event && retract === 2 ? { heldOn: day } : {}),
      ...('schoolCode' in event && retract === 1 && event.type !== 'SchoolRegistered' ? { schoolCode: `S${1 + (n % 6)}` } : {}),
    };
    return { type: 'CorrectRecord', stream, revision: wrong.revision, right: right, rightVersion: 1, ...(retract === 3 ? { rightEffectiveOn: day } : {}) };
  },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: older },
  { weight: 3, arbitrary: fc.record({ wish: fc.oneof({ weight: 3, arbitrary: resolutionWish }, { weight: 1, arbitrary: policyWish }, { weight: 4, arbitrary: fundWish }, { weight: 3, arbitrary: correctionWish }), day: anyDay, actor: fc.constant(bureau) }) },
);
/** As in properties.test.ts, with a term that lasts, a third member, and a fund with a resolution. */
const world = (): World => {
  const one = begun();
  const enter = (command: Parameters<typeof decided>[1]): void => {
    const { name, decision } = decided(one, command, dayAt(2), bureau);
    if ('refused' in decision) throw new Error(JSON.stringify(decision));
    append(one, name, decision.accepted, dayAt(2), bureau);
  };
  enter({ type: 'AppointSubstitute', groupId, ordinal: 1, personId: p(3) });
  enter({ type: 'AdoptResolution', groupId, kind: 'FUND', subject: '经费', fiscalYear: 2021, sum: 1000, heldOn: dayAt(2), minutesNo: '1', ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 } });
  enter({ type: 'AppropriateFund', ...year, fen: 2000, documentNo: '1号', receivedOn: FIRST_DAY });
  enter({ type: 'AllocateFunds', ...year, resolution: 1, lines: [{ purpose: '培训', schoolId: `${districtCode}.S1`, fen: 500 }] });
  return one;
};
const always = (look: (seen: Seen) => void, last?: (one: World) => void): void => alwaysFrom(world, step, look, last, 0.6);

// --- the rules of a vote, written a second time, over the right facts

const reaches = (part: number, { numerator, denominator, atLeast }: Share, whole: number): boolean =>
  whole > 0 && (atLeast ? part / whole >= numerator / denominator - 1e-12 : part / whole > numerator / denominator + 1e-12);
const factsOf = <E>(one: World, stream: string): readonly Recorded<E>[] => corrected(one.stream(stream).facts) as unknown as readonly Recorded<E>[];

/** Who holds a seat of a term on a day, fact by fact in the order in which they were recorded. */
const sittingOn = (facts: readonly Recorded<CouncilEvent>[], ordinal: number, day: Day): Set<string> => {
  const seats: { person: string; from: Day; until: Day }[] = [];
  for (const { event, effectiveOn } of facts) {
    if (!('ordinal' in event) || event.ordinal !== ordinal) continue;
    if (event.type === 'CouncilAppointed') seats.push(...event.seats.map(({ personId }) => ({ person: personId, from: event.termFrom, until: '9999' })));
    if (event.type === 'SubstituteAppointed') seats.push({ person: event.personId, from: effectiveOn, until: '9999' });
    if (event.type === 'SeatResigned' || event.type === 'MemberRemoved') {
      for (const seat of seats) if (seat.person === event.personId && seat.until > effectiveOn) seat.until = effectiveOn > seat.from ? effectiveOn : seat.from;
    }
  }
  return new Set(seats.filter(({ from, until }) => from <= day && day < until).map(({ person }) => person));
};
const lastDayOf = (facts: readonly Recorded<CouncilEvent>[], ordinal: number): { from: Day; last: Day } => {
  let office = { from: '9999', last: '0000' };
  for (const { event, effectiveOn } of facts) {
    if (!('ordinal' in event) || event.ordinal !== ordinal) continue;
    if (event.type === 'CouncilAppointed') office = { from: event.termFrom, last: event.termTo };
    if (event.type === 'TermExtended') office = { ...office, last: event.termTo };
    if (event.type === 'TermEnded') office = { ...office, last: addDays(effectiveOn, -1) };
  }
  return office;
};
/** What of a kind holds on a day: the latest that began by then, of those of one day the one that was recorded last. */
const inForce = <E>(facts: readonly Recorded<E>[], day: Day): E | undefined =>
  facts.filter(({ effectiveOn }) => effectiveOn <= day).sort((a, b) => (a.effectiveOn === b.effectiveOn ? a.revision - b.revision : a.effectiveOn < b.effectiveOn ? -1 : 1)).at(-1)?.event;

const soundMeetings = (one: World, stream: string): void => {
  const facts = factsOf<CouncilEvent>(one, stream);
  for (const { event, effectiveOn } of facts) {
    if (!('heldOn' in event)) continue;
    const { heldOn, ballot, ordinal, recusedIds, concernedIds } = event;
    const { from, last } = lastDayOf(facts, ordinal);
    expect(heldOn >= from && (heldOn <= last || event.caretaker)).toBe(true);
    expect(effectiveOn >= heldOn).toBe(true);
    const filled = sittingOn(facts, ordinal, heldOn > last ? last : heldOn);
    const there = ballot.present + ballot.proxies;
    const charter = inForce(facts.filter((fact): fact is Recorded<Extract<CouncilEvent, { type: 'CharterAdopted' }>> => fact.event.type === 'CharterAdopted'), heldOn);
    expect(reaches(there, charter?.quorum ?? event.quorum, filled.size)).toBe(true);
    expect(reaches(ballot.for, charter?.majority ?? event.majority, there - ballot.recused)).toBe(true);
    expect([there - ballot.recused, ballot.recused]).toEqual([ballot.for + ballot.against + ballot.abstained, recusedIds.length]);
    expect(there).toBeLessThanOrEqual(filled.size);
    expect(concernedIds.filter((person) => filled.has(person) && !recusedIds.includes(person))).toEqual([]);
    expect(recusedIds.filter((person) => !filled.has(person))).toEqual([]);
  }
};

describe('whatever commands and corrections come to a district, its councils, funds and policies', () => {
  test('no rule of the register or of a council is broken on any day that was not broken before, but by acts of government', () =>
    always(({ command, before, after, accepted }) => {
      if (!accepted || !('schools' in after || 'terms' in after)) return;
      const broken = (state: State): Set<string> => ('schools' in state ? brokenInDistrict(state) : brokenInCouncil(state as Council));
      const known = broken(before);
      // A correction shifts the days of what an act of government left behind.
      const ordinals = /^ORDINAL /;
      const fresh = [...broken(after)].filter((one) => !known.has(one) && !ordinals.test(one) && !(actsOfGovernment.has(command.type) && leftBehind.test(one)));
      if (fresh.length > 0) throw new Error(`${JSON.stringify(command)} breaks ${fresh.join(', ')}`);
    }));

  test('every meeting has its quorum, its majority and its recusals, counted again from the right facts', () =>
    always(({ world: one, stream, accepted }) => {
      if (accepted && stream.startsWith('council-')) soundMeetings(one, stream);
    }));

  test('the quorum and majority that were asked for are the charter\'s of the day, else the policy\'s, else more than half', () =>
    always(({ world: one, stream, accepted }) => {
      for (const event of accepted ?? []) {
        if (!('heldOn' in event)) continue;
        const charter = (one.stream(stream).state as Council).charter.at(event.heldOn);
        const adopted = factsOf<PolicyEvent>(one, `policy-${districtCode}`);
        const policies = adopted.filter((fact): fact is Recorded<Extract<PolicyEvent, { type: 'PolicyAdopted' }>> => fact.event.type === 'PolicyAdopted' && fact.event.rules.kind === 'QUORUM');
        const repealed = new Map(adopted.flatMap(({ event: one_, effectiveOn }) => (one_.type === 'PolicyRepealed' ? [[one_.policyCode, effectiveOn] as const] : [])));
        const policy = inForce(policies, event.heldOn);
        const over = policy && ((policy.validTo !== undefined && policy.validTo < event.heldOn) || (repealed.get(policy.policyCode) ?? '9999') <= event.heldOn);
        const rule = !policy || over || policy.rules.kind !== 'QUORUM' ? undefined : policy.rules;
        const half = { numerator: 1, denominator: 2, atLeast: false };
        expect([event.quorum, event.majority]).toEqual([charter?.quorum ?? rule?.quorum ?? half, charter?.majority ?? rule?.majority ?? half]);
      }
    }));

  test('money is in balance, and what is allocated rests on a resolution that stands and stays within its sum', () =>
    always(({ world: one, accepted, stream, after }) => {
      if (!accepted || !stream.startsWith('fund-')) return;
      const state = after as Fund;
      expect(balanced(state)).toBe(true);
      expect(Math.min(state.free, state.appropriated, state.returned, ...state.lines.flatMap(({ committed, spent, unspent }) => [committed, spent, unspent]))).toBeGreaterThanOrEqual(0);
      const resolutions = one.council('G1').resolutions;
      for (const event of accepted) {
        if (event.type !== 'FundsAllocated') continue;
        const resolution = resolutions.find((known) => known.number === event.resolution);
        expect(resolution).toMatchObject({ kind: 'FUND', fiscalYear: 2021, repealed: false });
        expect(state.lines.filter((known) => known.resolution === event.resolution).reduce((total, { allocated }) => total + allocated, 0)).toBeLessThanOrEqual(resolution?.sum ?? 0);
        expect(sum(event.lines)).toBeGreaterThan(0);
      }
    }));

  test('a corrected stream is in the state that its right history leads to, told directly', () =>
    always(() => undefined, (one) => {
      for (const [name, { facts, state }] of one.streams) {
        const { initial, evolve } = deciderOfStream(name)!;
        const last = new Map<number, DomainEvent>();
        for (const { event } of facts) if (isCorrection(event)) last.set(event.revision, event);
        let told: unknown = initial;
        for (const fact of facts) {
          const correction = last.get(fact.revision);
          if (isCorrection(fact.event) || correction?.type === 'RecordRetracted') continue;
          const right = correction?.type === 'RecordCorrected' ? { ...fact, event: correction.right, effectiveOn: correction.rightEffectiveOn } : fact;
          told = evolve(told, right) as unknown;
        }
        const plain = (one_: unknown): string => written({ ...(one_ as object), lastLine: 0, lastOrdinal: 0, lastResolution: 0 });
        expect(plain(state)).toBe(plain(told));
      }
    }));

  test('numbers of terms and resolutions are never given twice', () =>
    always(() => undefined, (one) => {
      for (const [, { facts }] of one.streams) {
        const numbers = facts.flatMap(({ event }) => (event.type === 'CouncilAppointed' ? [`T${event.ordinal}`] : event.type === 'ResolutionAdopted' ? [`R${event.resolution}`] : []));
        expect(new Set(numbers).size).toBe(numbers.length);
      }
    }));

  test('timelines are in order and apart, also after corrections; every event fits its schema', () =>
    always(({ after, accepted }) => {
      for (const event of accepted ?? []) assertValid(event);
      expect(timelinesOf(after).filter((dated) => !inOrderAndApart(dated))).toEqual([]);
    }));

  test('the sequences are worth something: corrections, resolutions and allocations are accepted and refused', () => {
    const accepted = new Map<string, number>();
    const refused = new Set<string>();
    const codes = new Set<string>();
    always(({ world: one, command, accepted: events, actor, stream }) => {
      const what = 'stream' in command ? `${command.type} ${stream.split('-')[0]}` : command.type;
      if (events) accepted.set(what, (accepted.get(what) ?? 0) + 1);
      else refused.add(what);
      if (events || !('stream' in command)) return;
      const { decision } = decided(one, command, FIRST_DAY, actor);
      if ('refused' in decision) codes.add(decision.refused.code);
    });
    if (process.env['FC_SHOW']) process.stdout.write(`${JSON.stringify([...accepted])}\n${[...codes].join()}\n`);
    const streams = ['district', 'council', 'fund', 'policy'];
    const wanted = [
      'AdoptCharter', 'AdoptResolution', 'AmendResolution', 'RepealResolution', 'AdoptPolicy', 'RepealPolicy', 'AppropriateFund', 'AllocateFunds', 'ReviseAllocation', 'SuspendAllocation',
      'CommitFunds', 'RecordExpenditure', 'CarryOut', ...streams.map((one) => `CorrectRecord ${one}`), ...streams.map((one) => `RetractRecord ${one}`),
    ];
    expect(wanted.filter((what) => !accepted.has(what))).toEqual([]);
    expect(wanted.filter((what) => !refused.has(what) && what !== 'AppropriateFund')).toEqual([]);
    expect(codes.has('CONFLICTS_WITH_LATER')).toBe(true);
  });
});

