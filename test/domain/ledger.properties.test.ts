import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assertValid } from '../../src/commands/schemas.js';
import { isCorrection } from '../../src/domain/correction.js';
import type { Council, CouncilEvent } from '../../src/domain/council/index.js';
import { addDays, type Day } from '../../src/domain/day.js';
import { balanced, sum, type Fund, type FundEvent } from '../../src/domain/fund/index.js';
import { personStream } from '../../src/domain/identity.js';
import { deciderOfStream, deciders, type Command, type DomainEvent } from '../../src/domain/ledger.js';
import type { PolicyRules } from '../../src/domain/policy/index.js';
import type { Share } from '../../src/domain/vocabulary.js';
import {
  beyondCharter,
  carriedOver,
  asksForMost,
  charteredMeetings,
  charterOfMeeting,
  charterOn,
  everybody,
  floorOn,
  factsOf,
  leastSumFrom,
  liveOn,
  meetingsIn,
  officeOf,
  reaches,
  rightOf,
  sittingOn,
  sumOn,
  TODAY,
  unfiledMeetings,
} from './counted-again.js';
import type { Actor } from '../../src/domain/actor.js';
import { equal } from '../support/equal.js';
import { sharesOf } from '../support/properties.js';
import { bureau, p, secretary } from './given.js';
import type { World } from './histories.js';
import {
  actsOfGovernment,
  alwaysFrom,
  anyDay,
  anyWish,
  append,
  begun,
  brokenInCouncil,
  brokenInDistrict,
  dayAt,
  decided,
  districtCode,
  FIRST_DAY,
  holds,
  inOrderAndApart,
  leftBehind,
  membersOn,
  nth,
  number,
  RANGE,
  recommendedFor,
  step as older,
  timelinesOf,
  written,
  type State,
  type Step,
  type Wish,
} from './histories.js';

// --- commands over resolutions, funds and policies, and corrections of any stream, besides those of properties.test.ts

const groupId = `${districtCode}.G1`;
const year = { groupId, fiscalYear: 2021 };
const third: Share = { numerator: 1, denominator: 3, atLeast: true };
const half: Share = { numerator: 1, denominator: 2, atLeast: false };
const share = fc.constantFrom<Share[]>(
  third,
  half,
  half,
  { numerator: 2, denominator: 3, atLeast: true },
  { numerator: 1, denominator: 1, atLeast: true },
);
const fen = fc.integer({ min: 1, max: 300 });
const fundStream = (fiscalYear: number): string => `fund-${groupId}-${fiscalYear}`;
const fundOf = (world: World, fiscalYear = 2021): Fund => world.stream(fundStream(fiscalYear)).state as Fund;
const councilStream = `council-${groupId}`;

/** A vote that mostly adds up: by who sits on that day, or by any numbers. */
const vote = fc.record({
  heldOn: anyDay,
  against: fc.nat(2),
  absent: fc.nat(2),
  proxies: fc.constantFrom(0, 0, 0, 1, 9),
  recused: fc.nat(1),
  luck: fc.nat(5),
});
const voted = (
  world: World,
  {
    heldOn,
    against,
    absent,
    proxies,
    recused,
    luck,
  }: { heldOn: Day; against: number; absent: number; proxies: number; recused: number; luck: number },
) => {
  const term = world.council('G1').terms.find(({ office }) => holds(office, heldOn));
  const sitting = [...new Set((term?.seats ?? []).filter((seat) => holds(seat, heldOn)).map(({ value }) => value))];
  const there = luck === 0 ? 2 : Math.max(0, sitting.length - absent);
  const out = Math.min(recused, there);
  const no = Math.min(against, Math.max(0, there - out));
  // Of the recused, those who are absent are not counted; sometimes others are not, either.
  const recusedIds = [
    ...sitting.slice(0, out),
    ...(luck === 2 ? sitting.slice(Math.max(there, out)) : luck === 3 ? sitting.slice(out) : []),
  ];
  return {
    heldOn,
    minutesNo: '纪要1号',
    recusedIds,
    concernedIds: luck === 1 ? sitting.slice(0, 1) : recusedIds,
    ballot: {
      present: Math.max(0, there - proxies),
      proxies: Math.min(proxies, there),
      recused: out,
      for: there - out - no,
      against: no,
      abstained: 0,
    },
  };
};
/** A resolution that was adopted, or now and then none. */
const known = (world: World, n: number): number =>
  n === 6 ? 9 : (nth(world.council('G1').resolutions, n)?.number ?? 1);
const resolutionWish: fc.Arbitrary<Wish> = fc.oneof(
  fc
    .tuple(vote, fen)
    .map(([one, most]): Wish => (world) => ({
      type: 'AdoptResolution',
      groupId,
      kind: 'FUND',
      subject: '经费',
      fiscalYear: 2021,
      sum: most * 3,
      ...voted(world, one),
    })),
  fc
    .tuple(vote)
    .map(([one]): Wish => (world) => ({
      type: 'AdoptResolution',
      groupId,
      kind: 'CULTURE',
      subject: '文化',
      ...voted(world, one),
    })),
  fc
    .tuple(vote, number, fen)
    .map(([one, n, most]): Wish => (world) => ({
      type: 'AmendResolution',
      groupId,
      resolution: known(world, n),
      sum: most * 2,
      ...voted(world, one),
    })),
  fc
    .tuple(vote, number)
    .map(([one, n]): Wish => (world) => ({
      type: 'RepealResolution',
      groupId,
      resolution: known(world, n),
      ...voted(world, one),
    })),
  fc
    .record({
      quorum: share,
      majority: share,
      termYears: fc.integer({ min: 1, max: 3 }),
      everySchoolSeated: fc.boolean(),
      otherSeats: fc.nat(1),
      proxiesPerMember: fc.constantFrom(undefined, 0, 2),
      met: fc.option(vote, { freq: 5 }),
    })
    .map(({ met, proxiesPerMember, ...charter }): Wish => (world) => ({
      type: 'AdoptCharter',
      groupId,
      ...charter,
      ...(proxiesPerMember === undefined ? {} : { proxiesPerMember }),
      ...(met ? voted(world, met) : {}),
    })),
);
/** A day as many years after another, or one beside it. */
const yearsAfter = (day: Day, years: number, days: number): Day =>
  addDays(`${Number(day.slice(0, 4)) + years}${day.slice(4)}`, days);
/** A term that lasts as long as a charter may allow, or a day more or less. */
const longTermWish: fc.Arbitrary<Wish> = fc
  .record({ years: fc.integer({ min: 1, max: 3 }), days: fc.integer({ min: -2, max: 0 }), extend: fc.boolean() })
  .map(({ years, days, extend }): Wish => (world, day) => {
    const memberIds = recommendedFor(world, 'G1', day);
    const last = world.council('G1').terms.at(-1);
    const from = last?.office.until ?? day;
    if (!extend || !last)
      return {
        type: 'AppointCouncil',
        groupId,
        memberIds,
        chairId: memberIds[0] ?? p(1),
        termFrom: from,
        termTo: yearsAfter(from, years, days),
      };
    return { type: 'ExtendTerm', groupId, ordinal: last.ordinal, termTo: yearsAfter(last.office.from, years, days) };
  });
/** The last council is filed again after a change, and the filing accepted by somebody else. */
const filingStep: fc.Arbitrary<Step> = fc.tuple(fc.boolean(), anyDay).map(([answer, day]): Step => ({
  day,
  actor: answer ? bureau : secretary,
  wish: (world) => {
    const ordinal = world.council('G1').terms.at(-1)?.ordinal ?? 1;
    return answer
      ? { type: 'AcceptFiling', groupId, ordinal, documentNo: '7号' }
      : { type: 'FileCouncil', groupId, ordinal };
  },
}));
const constitutive: PolicyRules = { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 30 };
const rules: fc.Arbitrary<PolicyRules> = fc.oneof(
  fc.record({ kind: fc.constant('QUORUM' as const), quorum: share, majority: share }),
  fc.constant<PolicyRules>({ kind: 'CARETAKER', days: 2, resolutionKinds: ['FUND'] }),
  fc.constant(constitutive),
  fc.constant<PolicyRules>({ kind: 'SEPARATION', pairs: [] }),
  fc.constant<PolicyRules>({ kind: 'NAMING', groupSuffix: 'a', allianceSuffix: 'ta' }),
);
const policyWish: fc.Arbitrary<Wish> = fc.oneof(
  fc
    .tuple(number, rules, fc.option(anyDay, { nil: undefined }))
    .map(([n, rule, validTo]): Wish => () => ({
      type: 'AdoptPolicy',
      districtId: districtCode,
      code: `P${n}`,
      title: '办法',
      documentNo: '1号',
      rules: rule,
      ...(validTo === undefined ? {} : { validTo }),
    })),
  number.map((n): Wish => (world) => ({
    type: 'RepealPolicy',
    policyId: `${districtCode}.${nth([...world.policies.codes.keys(), 'P0'], n)!}`,
  })),
);
const voucher = fc.record({
  schoolId: fc.constantFrom(`${districtCode}.S1`, `${districtCode}.S2`),
  year: fc.constant(2021),
  month: fc.constant(9),
  number: fc.constantFrom('1', '2', '3'),
  entry: fc.constantFrom(1, 2),
});
const line = fc.integer({ min: 1, max: 3 });
const fundWish: fc.Arbitrary<Wish> = fc.oneof(
  fen.map((most): Wish => () => ({
    type: 'AppropriateFund',
    ...year,
    fen: most * 5,
    documentNo: '1号',
    receivedOn: FIRST_DAY,
  })),
  fc
    .tuple(number, fen, number)
    .map(([n, most, m]): Wish => () => ({
      type: 'AllocateFunds',
      ...year,
      resolution: n % 4,
      lines: [{ purpose: '培训', schoolId: `${districtCode}.S${1 + (m % 2)}`, fen: most }],
    })),
  fc
    .tuple(line, fen, number)
    .map(([one, most, n]): Wish => () => ({
      type: 'ReviseAllocation',
      ...year,
      line: one,
      fen: most,
      resolution: n % 4,
    })),
  number.map((n): Wish => () => ({ type: 'SuspendAllocation', ...year, resolution: n % 4 })),
  fc
    .tuple(line, fen)
    .map(([one, most]): Wish => () => ({
      type: 'CommitFunds',
      ...year,
      line: one,
      contractNo: `合${one}`,
      supplier: '公司',
      fen: most,
      signedOn: FIRST_DAY,
    })),
  fc.tuple(line, fen, voucher).map(([one, most, paper]): Wish => (world) => {
    const { schoolId, unspent } = fundOf(world).lines.find((known) => known.line === one) ?? {
      schoolId: paper.schoolId,
      unspent: most,
    };
    return {
      type: 'RecordExpenditure',
      ...year,
      line: one,
      fen: most % 4 === 0 ? unspent : most,
      supplier: '公司',
      paidOn: FIRST_DAY,
      voucher: { ...paper, schoolId },
    };
  }),
  fen.map((most): Wish => () => ({ type: 'CarryOut', ...year, fen: most % 9 === 0 ? most * 20 : most })),
  // Mostly a part of what the year before carried out, else any sum of any age.
  fc
    .record({
      next: fc.boolean(),
      n: fc.nat(3),
      most: fen,
      luck: fc.nat(3),
      originYear: fc.constantFrom(2019, 2020, 2021),
    })
    .map(({ next, n, most, luck, originYear }): Wish => (world) => {
      const fiscalYear = next ? 2022 : 2021;
      const part = nth(fundOf(world, fiscalYear - 1).carriedOutParts, n);
      return {
        type: 'CarryIn',
        groupId,
        fiscalYear,
        parts: [part && luck > 0 ? { ...part, fen: Math.min(part.fen, most) } : { originYear, fen: most }],
      };
    }),
);
/** Whose council meets on a day, and what its charter asks for. */
const askedOn = (world: World, day: Day): object => {
  const { terms, charter } = world.council('G1');
  const term = terms.find(({ office }) => holds(office, day));
  const { quorum, majority } = charter.at(day) ?? {};
  return { ...(term ? { ordinal: term.ordinal } : {}), ...(quorum && majority ? { quorum, majority } : {}) };
};
/** A fact of some stream never was, or was on another day, or of another person, school or sum. */
const correctionWish: fc.Arbitrary<Wish> = fc
  .record({
    stream: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          `district-${districtCode}`,
          councilStream,
          councilStream,
          fundStream(2021),
          `policy-${districtCode}`,
        ),
      },
      { weight: 1, arbitrary: number.map((n) => personStream(p(n))) },
    ),
    n: fc.nat(60),
    retract: fc.nat(3),
    day: fc.oneof({ weight: 3, arbitrary: anyDay }, { weight: 2, arbitrary: fc.constant(dayAt(RANGE + 1)) }),
    most: fen,
    luck: fc.nat(3),
  })
  .map(({ stream, n, retract, day, most, luck }): Wish => (world) => {
    const { facts } = world.stream(stream);
    // Meetings, and what they rest on, are corrected more often than other facts.
    const ground = facts.filter(
      ({ event }) =>
        (luck === 0 && (event.type === 'CharterAdopted' || event.type === 'FilingAccepted')) ||
        (luck === 1 && 'heldOn' in event),
    );
    const wrong = nth(ground, n) ?? nth(facts, n);
    if (!wrong || retract === 0 || isCorrection(wrong.event))
      return { type: 'RetractRecord', stream, revision: wrong?.revision ?? n };
    const { event } = wrong;
    const moved = 'heldOn' in event && (retract === 2 || luck === 1);
    const right = {
      ...event,
      ...('personId' in event && retract === 1 && !stream.startsWith('person-') ? { personId: p(1 + (n % 6)) } : {}),
      ...('fen' in event ? { fen: most } : {}),
      ...(event.type === 'CouncilAppointed' && retract === 1
        ? {
            seats: event.seats.flatMap((seat, index) =>
              index !== n % 3
                ? [seat]
                : n % 2 === 0
                  ? []
                  : [{ personId: p(1 + (n % 6)), schoolCode: `S${1 + (n % 4)}` }],
            ),
          }
        : {}),
      ...(event.type === 'FundsAllocated' && retract === 1
        ? { lines: event.lines.map((one) => ({ ...one, schoolId: `${districtCode}.S${1 + (n % 6)}` })) }
        : {}),
      ...(event.type === 'PersonRegistered' && retract === 1 ? { schoolId: `${districtCode}.S${1 + (n % 8)}` } : {}),
      ...(event.type === 'PolicyAdopted' && retract === 1 ? { validTo: day } : {}),
      ...(event.type === 'CharterAdopted' && retract === 1
        ? n % 2 === 0
          ? { termYears: 1 + (n % 3) }
          : { quorum: n % 3 === 0 ? third : half }
        : {}),
      ...(moved ? { heldOn: day, ...askedOn(world, day) } : {}),
      ...('schoolCode' in event && retract === 1 && event.type !== 'SchoolRegistered'
        ? { schoolCode: `S${1 + (n % 6)}` }
        : {}),
    };
    return {
      type: 'CorrectRecord',
      stream,
      revision: wrong.revision,
      right: right,
      rightVersion: 1,
      ...(retract === 3 || moved ? { rightEffectiveOn: day } : {}),
    };
  });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 18, arbitrary: older },
  {
    weight: 26,
    arbitrary: fc.record({
      wish: fc.oneof(
        { weight: 12, arbitrary: resolutionWish },
        { weight: 2, arbitrary: policyWish },
        { weight: 9, arbitrary: fundWish },
        { weight: 7, arbitrary: correctionWish },
        { weight: 2, arbitrary: longTermWish },
        { weight: 3, arbitrary: anyWish(deciders.map(({ category }) => category)) },
      ),
      day: anyDay,
      actor: fc.constant(bureau),
    }),
  },
  { weight: 5, arbitrary: filingStep },
);
/**
 * As in properties.test.ts, with a third member, filings that were accepted as the policy asks in the first days, two
 * persons recommended for the next term, a charter from the third day on, a fund with a resolution, and the fund of
 * the year before, which left money.
 */
const world = (): World => {
  const one = begun();
  const enter = (command: Command, day = dayAt(2), actor: Actor = bureau): void => {
    const { name, decision } = decided(one, command, day, actor);
    if ('refused' in decision) throw new Error(JSON.stringify(decision));
    append(one, name, decision.accepted, day, actor);
  };
  const filing = (code: string, rules_: PolicyRules, day: Day): void =>
    enter(
      { type: 'AdoptPolicy', districtId: districtCode, code, title: '办法', documentNo: '1号', rules: rules_ },
      day,
    );
  filing('P8', constitutive, FIRST_DAY);
  filing('P9', { ...constitutive, effect: 'DECLARATORY' }, dayAt(6));
  enter({ type: 'FileCouncil', groupId, ordinal: 1 }, FIRST_DAY, secretary);
  enter({ type: 'AcceptFiling', groupId, ordinal: 1, documentNo: '7号' }, dayAt(1));
  enter({ type: 'AppointSubstitute', groupId, ordinal: 1, personId: p(3) });
  enter({ type: 'FileCouncil', groupId, ordinal: 1 }, dayAt(2), secretary);
  enter({ type: 'AcceptFiling', groupId, ordinal: 1, documentNo: '8号' });
  for (const n of [4, 5])
    enter({ type: 'RecommendCouncilMember', groupId, schoolId: `${districtCode}.S${n - 3}`, personId: p(n) });
  enter(
    {
      type: 'AdoptCharter',
      groupId,
      quorum: half,
      majority: half,
      termYears: 2,
      everySchoolSeated: true,
      otherSeats: 0,
    },
    dayAt(3),
  );
  enter({
    type: 'AdoptResolution',
    groupId,
    kind: 'FUND',
    subject: '经费',
    fiscalYear: 2021,
    sum: 1000,
    heldOn: dayAt(2),
    minutesNo: '1',
    ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
  });
  enter({ type: 'AppropriateFund', groupId, fiscalYear: 2020, fen: 900, documentNo: '1号', receivedOn: FIRST_DAY });
  enter({ type: 'CarryOut', groupId, fiscalYear: 2020, fen: 300 });
  enter({ type: 'AppropriateFund', ...year, fen: 2000, documentNo: '1号', receivedOn: FIRST_DAY });
  enter({
    type: 'AllocateFunds',
    ...year,
    resolution: 1,
    lines: [{ purpose: '培训', schoolId: `${districtCode}.S1`, fen: 500 }],
  });
  return one;
};
const always = alwaysFrom(world, step, 0.8);
const allocatedUnder = ({ lines }: Fund, resolution: number): number =>
  lines.filter((known) => known.resolution === resolution).reduce((total, { allocated }) => total + allocated, 0);

const soundMeetings = (one: World, stream: string): void => {
  const facts = factsOf<CouncilEvent>(one, stream);
  for (const met of meetingsIn(facts)) {
    const { meeting: event, effectiveOn } = met;
    const { heldOn, ballot, ordinal, recusedIds, concernedIds } = event;
    const { from, last } = officeOf(facts, ordinal);
    equal(heldOn <= TODAY, true);
    equal(heldOn >= from && (heldOn <= last || event.caretaker), true);
    equal(effectiveOn >= heldOn, true);
    const filled = sittingOn(facts, ordinal, heldOn > last ? last : heldOn);
    const there = ballot.present + ballot.proxies;
    const charter = charterOfMeeting(facts, met);
    for (const asked of [event, ...(charter ? [charter] : [])]) {
      equal(reaches(there - ballot.recused, asked.quorum, filled.size), true);
      equal(reaches(ballot.for, asked.majority, there - ballot.recused), true);
    }
    expect(ballot.proxies).toBeLessThanOrEqual(ballot.present * (charter?.proxiesPerMember ?? 1));
    equal(there - ballot.recused, ballot.for + ballot.against + ballot.abstained);
    expect(ballot.present).toBeGreaterThan(0);
    expect(there).toBeLessThanOrEqual(filled.size);
    // Who is recused is counted, or absent.
    expect(ballot.recused).toBeLessThanOrEqual(recusedIds.length);
    expect(recusedIds.length).toBeLessThanOrEqual(ballot.recused + filled.size - there);
    equal(
      concernedIds.filter((person) => filled.has(person) && !recusedIds.includes(person)),
      [],
    );
    equal(
      recusedIds.filter((person) => !filled.has(person)),
      [],
    );
  }
};

describe('whatever commands and corrections come to a district, its councils, funds and policies', () => {
  test('no rule of the register or of a council is broken on any day that was not broken before, but by acts of government', () =>
    always(({ command, before, after, accepted }) => {
      if (!accepted || !('schools' in after || 'terms' in after)) return;
      const broken = (state: State): Set<string> =>
        'schools' in state ? brokenInDistrict(state) : brokenInCouncil(state as Council);
      const known = broken(before);
      // A correction shifts the days of what an act of government left behind.
      const ordinals = /^ORDINAL /;
      const fresh = [...broken(after)].filter(
        (one) =>
          !known.has(one) && !ordinals.test(one) && !(actsOfGovernment.has(command.type) && leftBehind.test(one)),
      );
      if (fresh.length > 0) throw new Error(`${JSON.stringify(command)} breaks ${fresh.join(', ')}`);
    }));

  test('every meeting has its quorum, its majority and its recusals, counted again from the right facts', () =>
    always(({ world: one, stream, accepted }) => {
      if (accepted && stream.startsWith('council-')) soundMeetings(one, stream);
    }));

  test("the quorum and majority that were asked for are the stricter ones of charter and policy, or more than half; the first charter's quorum is everybody", () =>
    always(({ world: one, stream, accepted }) => {
      if (!accepted || !stream.startsWith('council-') || isCorrection(accepted[0]!)) return;
      const facts = factsOf<CouncilEvent>(one, stream);
      // What was retracted, and what retracts it, is none of the right facts, but has its revision.
      const since = one.stream(stream).facts.length - accepted.length;
      for (const met of meetingsIn(facts).filter(({ revision }) => revision >= since)) {
        const { quorum, majority, heldOn } = met.meeting;
        const charter = charterOfMeeting(facts, met);
        const floor = floorOn(one, heldOn);
        const first = met.resolution === undefined ? everybody : floor.quorum;
        equal(asksForMost(quorum, charter?.quorum ?? first, floor.quorum), true);
        equal(asksForMost(majority, charter?.majority ?? floor.majority, floor.majority), true);
      }
    }));

  test('no charter, right or corrected, asks for less than the policy of its day, else than more than half; none but the first is without a meeting', () =>
    always(({ world: one, stream, accepted, day, before }) => {
      for (const given of accepted ?? []) {
        const right = rightOf(given, day);
        if (right?.event.type !== 'CharterAdopted') continue;
        const { event, effectiveOn } = right;
        if (isCorrection(given)) {
          const wrong = rightOf(one.stream(stream).facts[given.revision]!.event, effectiveOn)!.event as typeof event;
          equal(event.meeting !== undefined || wrong.meeting === undefined, true);
          // Policies may have been adopted since: what it asked for stays.
          if (event.quorum === wrong.quorum && event.majority === wrong.majority) continue;
        } else equal(event.meeting !== undefined || !(before as Council).charter.at(day), true);
        const floor = floorOn(one, effectiveOn);
        equal(asksForMost(event.quorum, event.quorum, floor.quorum), true);
        equal(asksForMost(event.majority, event.majority, floor.majority), true);
      }
    }));

  test('no term lasts, on any day, beyond the charter that was in force when its end was decided', () =>
    always(({ world: one, stream, accepted }) => {
      if (accepted && stream.startsWith('council-')) equal(beyondCharter(factsOf<CouncilEvent>(one, stream)), []);
    }));

  test('no meeting loses the power that a filing gave it', () =>
    always(({ world: one, stream, accepted }) => {
      if (!accepted || !stream.startsWith('council-')) return;
      const known = unfiledMeetings(one, factsOf<CouncilEvent>(one, stream, accepted.length));
      equal(
        unfiledMeetings(one, factsOf<CouncilEvent>(one, stream)).filter((meeting) => !known.includes(meeting)),
        [],
      );
    }));

  test('a meeting that loses its charter has the quorum and the majority of the policy, else more than half', () =>
    always(({ world: one, stream, accepted }) => {
      if (!accepted || !stream.startsWith('council-')) return;
      const facts = factsOf<CouncilEvent>(one, stream);
      const [before, after] = [
        charteredMeetings(factsOf<CouncilEvent>(one, stream, accepted.length)),
        charteredMeetings(facts),
      ];
      for (const { meeting, resolution, revision } of meetingsIn(facts)) {
        if (!before.has(revision) || after.has(revision)) continue;
        const { ballot, heldOn, ordinal } = meeting;
        const { quorum, majority } = floorOn(one, heldOn);
        const { last } = officeOf(facts, ordinal);
        equal(
          reaches(
            ballot.present + ballot.proxies - ballot.recused,
            resolution === undefined ? everybody : quorum,
            sittingOn(facts, ordinal, heldOn > last ? last : heldOn).size,
          ),
          true,
        );
        equal(reaches(ballot.for, majority, ballot.present + ballot.proxies - ballot.recused), true);
      }
    }));

  const known = /^(REGISTERED|ERASED)$/;
  /** The persons of a fact, and of what took its place. */
  const namedBefore = (one: World, stream: string, revision: number): readonly string[] =>
    one.stream(stream).facts.flatMap(({ event, revision: at }) => {
      const fact = at === revision ? event : isCorrection(event) && event.revision === revision ? event : undefined;
      return fact && at < one.stream(stream).facts.length - 1
        ? [...JSON.stringify(fact).matchAll(/"personId":"([^"]+)"/g)].map(([, person]) => person!)
        : [];
    });

  test('who is recommended or seated, by a right fact as by any, is registered in the district, for a school that is a member on that day', () =>
    always(({ world: one, stream, accepted, day }) => {
      for (const given of accepted ?? []) {
        const right = rightOf(given, day);
        if (
          right?.event.type !== 'CouncilAppointed' &&
          right?.event.type !== 'MemberRecommended' &&
          right?.event.type !== 'SubstituteAppointed'
        )
          continue;
        const { event, effectiveOn } = right;
        const appointed = event.type === 'CouncilAppointed';
        const members = membersOn(
          one.district.groups.get(stream.slice(stream.indexOf('.') + 1))!,
          appointed ? event.termFrom : effectiveOn,
        );
        const seats: readonly { readonly personId: string; readonly schoolCode?: string }[] = appointed
          ? event.seats
          : [event];
        for (const { personId, schoolCode } of seats) {
          // Whom the fact named before it was put right may have been erased since.
          const status =
            isCorrection(given) && namedBefore(one, stream, given.revision).includes(personId) ? known : /^REGISTERED$/;
          expect(one.stream(personStream(personId)).state).toMatchObject({
            status: expect.stringMatching(status) as unknown,
            schoolId: expect.stringMatching(/^370103\./) as unknown,
          });
          if (schoolCode !== undefined) expect(members).toContain(schoolCode);
        }
        const charter = charterOn(factsOf<CouncilEvent>(one, stream), effectiveOn);
        if (appointed && charter?.everySchoolSeated !== false)
          equal(
            members.filter((code) => !event.seats.some(({ schoolCode }) => schoolCode === code)),
            [],
          );
      }
    }));

  test('who was registered was, by a school of the district that was open on that day; nor is a group or a district taken back', () =>
    always(({ world: one, accepted, before, after, day }) => {
      if ('status' in before && before.status !== 'UNKNOWN')
        expect(after).toMatchObject({ status: expect.stringMatching(/REGISTERED|ERASED/) as unknown });
      if ('schools' in before && 'schools' in after) {
        equal(after.code, before.code);
        equal(
          [...before.groups.keys()].filter((code) => !after.groups.has(code)),
          [],
        );
      }
      for (const given of accepted ?? []) {
        const right = rightOf(given, day);
        if (right?.event.type !== 'PersonRegistered') continue;
        const [district, code = ''] = right.event.schoolId.split('.');
        equal([district, one.district.schools.get(code)?.open.at(right.effectiveOn)], [districtCode, true]);
      }
    }));

  test('money is in balance, and what is allocated rests on a resolution that stands, within its sum on every day from then on', () =>
    always(({ world: one, accepted, stream, before, after, day }) => {
      if (!accepted || !stream.startsWith('fund-')) return;
      const state = after as Fund;
      equal(balanced(state), true);
      expect(
        Math.min(
          state.free,
          state.appropriated,
          state.returned,
          ...state.lines.flatMap(({ committed, spent, unspent }) => [committed, spent, unspent]),
        ),
      ).toBeGreaterThanOrEqual(0);
      const decisions = factsOf<CouncilEvent>(one, councilStream);
      for (const event of accepted) {
        if (event.type === 'AllocationRevised') {
          const line = (before as Fund).lines.find((known) => known.line === event.line)!;
          if (event.change < 0 && line.resolution === event.resolution) continue;
          if (event.change > 0)
            expect(membersOn(one.district.groups.get('G1')!, day)).toContain(line.schoolId.split('.')[1]);
        } else if (event.type === 'FundsAllocated') {
          for (const { schoolId } of event.lines)
            expect(membersOn(one.district.groups.get('G1')!, day)).toContain(schoolId.split('.')[1]);
          expect(sum(event.lines)).toBeGreaterThan(0);
        } else continue;
        equal(liveOn(decisions, event.resolution, 2021, day), true);
        expect(allocatedUnder(state, event.resolution)).toBeLessThanOrEqual(
          leastSumFrom(decisions, event.resolution, day),
        );
      }
    }));

  test('nothing is promised or paid on a day on which the resolution of its line is not live, nor on a suspended line', () =>
    always(({ world: one, accepted, before, day }) => {
      for (const event of accepted ?? []) {
        if (event.type !== 'FundsCommitted' && event.type !== 'ExpenditureRecorded') continue;
        const line = (before as Fund).lines.find((known) => known.line === event.line)!;
        equal(
          [line.suspended, liveOn(factsOf<CouncilEvent>(one, councilStream), line.resolution, 2021, day)],
          [false, true],
        );
        if (event.type === 'FundsCommitted') equal(one.district.groups.get('G1')?.living.at(day), true);
      }
    }));

  test('what a resolution carries no more on a day is suspended as a whole, and nothing else', () =>
    always(({ world: one, command, accepted, before, day }) => {
      if (command.type !== 'SuspendAllocation' || (before as Fund).closedOn !== undefined) return;
      const decisions = factsOf<CouncilEvent>(one, councilStream);
      const under = (before as Fund).lines.filter(
        ({ resolution, allocated }) => resolution === command.resolution && allocated > 0,
      );
      const carried =
        liveOn(decisions, command.resolution, 2021, day) &&
        under.reduce((total, { allocated }) => total + allocated, 0) <= sumOn(decisions, command.resolution, day);
      const open = under.filter(({ suspended }) => !suspended).map(({ line: one_ }) => one_);
      equal(
        accepted,
        carried || open.length === 0
          ? undefined
          : [{ type: 'AllocationSuspended', resolution: command.resolution, lines: open }],
      );
    }));

  test('no more arrives from the year before, of any age, than that year let go', () =>
    always(({ world: one, command, accepted }) => {
      if (command.type !== 'CarryIn' || !accepted) return;
      const gone = carriedOver(factsOf<FundEvent>(one, fundStream(command.fiscalYear - 1)), 'CarriedOut');
      for (const [originYear, fen_] of carriedOver(
        factsOf<FundEvent>(one, fundStream(command.fiscalYear)),
        'CarriedIn',
      ))
        expect(fen_).toBeLessThanOrEqual(gone.get(originYear) ?? 0);
    }));

  test('a right fact of a fund has had effect by now, and right lines are paid by schools that are members on that day', () =>
    always(({ world: one, accepted, stream, day }) => {
      if (!stream.startsWith('fund-')) return;
      for (const given of accepted ?? []) {
        const right = rightOf(given, day);
        if (!right) continue;
        equal(right.effectiveOn <= TODAY, true);
        if (right.event.type !== 'FundsAllocated') continue;
        for (const { schoolId } of right.event.lines)
          expect(membersOn(one.district.groups.get('G1')!, right.effectiveOn)).toContain(schoolId.split('.')[1]);
      }
    }));

  test('a corrected stream is in the state that its right history leads to, told directly', () =>
    always(
      () => undefined,
      (one) => {
        for (const [name, { facts, state }] of one.streams) {
          const { initial, evolve } = deciderOfStream(name)!;
          const last = new Map<number, DomainEvent>();
          for (const { event } of facts) if (isCorrection(event)) last.set(event.revision, event);
          let told: unknown = initial;
          for (const fact of facts) {
            const correction = last.get(fact.revision);
            if (isCorrection(fact.event) || correction?.type === 'RecordRetracted') continue;
            const right =
              correction?.type === 'RecordCorrected'
                ? {
                    ...fact,
                    event: correction.right,
                    effectiveOn: correction.rightEffectiveOn,
                    correctedBy: facts.flatMap(({ event, actor }) =>
                      isCorrection(event) && event.revision === fact.revision ? [actor.id] : [],
                    ),
                  }
                : fact;
            told = evolve(told, right) as unknown;
          }
          const plain = (one_: unknown): string =>
            written({ ...(one_ as object), lastLine: 0, lastOrdinal: 0, lastResolution: 0, retracted: [] });
          equal(plain(state), plain(told));
        }
      },
    ));

  test('numbers of terms and resolutions, and codes of schools, groups and policies, are never given twice', () =>
    always(
      () => undefined,
      (one) => {
        for (const [, { facts, state }] of one.streams) {
          const numbers = facts.flatMap(({ event }) =>
            event.type === 'CouncilAppointed'
              ? [`T${event.ordinal}`]
              : event.type === 'ResolutionAdopted'
                ? [`R${event.resolution}`]
                : [],
          );
          const codes = facts.flatMap(({ event }) =>
            event.type === 'SchoolRegistered'
              ? [event.schoolCode]
              : event.type === 'GroupFormed'
                ? [event.groupCode]
                : event.type === 'PolicyAdopted'
                  ? [event.policyCode]
                  : [],
          );
          equal(new Set([...numbers, ...codes]).size, numbers.length + codes.length);
          const known =
            'schools' in state
              ? [...state.schools.keys(), ...state.groups.keys()]
              : 'codes' in state
                ? [...state.codes.keys()]
                : [];
          if ('retracted' in state)
            equal([...state.retracted].sort(), codes.filter((code) => !known.includes(code)).sort());
        }
      },
    ));

  test('timelines are in order and apart, also after corrections; every event fits its schema', () =>
    always(({ after, accepted }) => {
      for (const event of accepted ?? []) assertValid(event);
      equal(
        timelinesOf(after).filter((dated) => !inOrderAndApart(dated)),
        [],
      );
    }));

  test('the sequences are worth something: corrections, resolutions and allocations are accepted and refused', () => {
    const accepted = new Map<string, number>();
    const refused = new Set<string>();
    const codes = new Set<string>();
    const shares = sharesOf();
    always(({ world: one, command, accepted: events, actor, stream }) => {
      const what = 'stream' in command ? `${command.type} ${stream.split('-')[0]}` : command.type;
      shares.count(what, events !== undefined);
      if (events) accepted.set(what, (accepted.get(what) ?? 0) + 1);
      else refused.add(what);
      if (events || !('stream' in command)) return;
      const { decision } = decided(one, command, FIRST_DAY, actor);
      if ('refused' in decision) codes.add(decision.refused.code);
    });
    shares.show();
    const streams = ['district', 'council', 'fund', 'policy', 'person'];
    const wanted = [
      'AdoptCharter',
      'AdoptResolution',
      'AmendResolution',
      'RepealResolution',
      'AdoptPolicy',
      'RepealPolicy',
      'AppropriateFund',
      'AllocateFunds',
      'ReviseAllocation',
      'SuspendAllocation',
      'CommitFunds',
      'RecordExpenditure',
      'CarryOut',
      'CarryIn',
      'AppointCouncil',
      'ExtendTerm',
      'AcceptFiling',
      ...streams.map((one) => `CorrectRecord ${one}`),
      ...streams.slice(0, -1).map((one) => `RetractRecord ${one}`),
    ];
    equal(
      wanted.filter((what) => (accepted.get(what) ?? 0) < 5),
      [],
    );
    equal(
      wanted.filter((what) => !refused.has(what) && what !== 'AppropriateFund'),
      [],
    );
    equal(codes.has('CONFLICTS_WITH_LATER'), true);
  });
});
