import fc from 'fast-check';
import { equal } from '../support/equal.js';
import type { Council, CouncilCommand } from '../../src/domain/council/index.js';
import { addDays, type Day } from '../../src/domain/day.js';
import { decideCorrection, foldCorrected, isCorrection, type CorrectionCommand } from '../../src/domain/correction.js';
import type { Actor } from '../../src/domain/actor.js';
import { decide, type Context, type Decision, type Recorded } from '../../src/domain/decider.js';
import type { District, DistrictCommand, Group } from '../../src/domain/district/index.js';
import type { Fund } from '../../src/domain/fund/index.js';
import {
  deciderOf,
  deciderOfStream,
  deciders,
  type AnyDecider,
  type Command,
  type DomainEvent,
} from '../../src/domain/ledger.js';
import type { Person } from '../../src/domain/person/index.js';
import type { Indicators } from '../../src/domain/indicator/index.js';
import type { Policies } from '../../src/domain/policy/index.js';
import type { Timeline } from '../../src/domain/timeline.js';
import { anyCommand, commandTypes, type Pools, type Weights } from '../support/commands.js';
import { histories } from '../support/properties.js';
import { bureau, p, referencesOf, secretary } from './given.js';

export const FIRST_DAY = '2021-09-01';
export const RANGE = 12;
export const dayAt = (offset: number): Day => addDays(FIRST_DAY, offset);
/** All days on which anything may hold, with one before and some after. */
export const everyDay = Array.from({ length: RANGE + 12 }, (_, index) => dayAt(index - 1));
export const districtCode = '370103';
export const DISTRICT = `district-${districtCode}`;

// --- a small world: streams in memory, commands decided against it

export type State = District | Council | Person | Fund | Policies | Indicators;
export interface Stream {
  readonly state: State;
  readonly facts: readonly Recorded<DomainEvent>[];
}
export class World {
  readonly streams: Map<string, Stream>;
  /** As another one is, and stays whatever comes to that one. */
  constructor(as?: World) {
    this.streams = new Map(as?.streams);
  }
  stream(name: string): Stream {
    const known = this.streams.get(name) ?? { state: deciderOfStream(name)!.initial as State, facts: [] };
    this.streams.set(name, known);
    return known;
  }
  get district(): District {
    return this.stream(DISTRICT).state as District;
  }
  get policies(): Policies {
    return this.stream(`policy-${districtCode}`).state as Policies;
  }
  council(groupCode: string): Council {
    return this.stream(`council-${districtCode}.${groupCode}`).state as Council;
  }
}

export const isCorrectionCommand = (command: Command): command is CorrectionCommand =>
  command.type === 'CorrectRecord' || command.type === 'RetractRecord';

/** The decision with the guards, and that they refuse nothing which the rules and invariants alone accept. */
export const held = (
  decider: AnyDecider,
  decision: (decider: AnyDecider) => Decision<DomainEvent>,
): Decision<DomainEvent> => {
  const table = Object.entries(decider.commands as Readonly<Record<string, { readonly open?: unknown }>>);
  const commands = Object.fromEntries(table.map(([type, { open: _, ...handling }]) => [type, handling]));
  const unguarded = { ...decider, commands: commands as unknown as AnyDecider['commands'] };
  const guarded = decision(decider);
  equal(guarded, decision(unguarded));
  return guarded;
};

/** Decides a command against the world as it is: the stream's own state, those it looks at, and the policies. */
export const decided = (
  world: World,
  command: Command,
  effectiveOn: Day,
  actor: Actor,
  recordedOn = dayAt(RANGE),
  hasDocument = true,
): { name: string; decision: Decision<DomainEvent> } => {
  const decider = isCorrectionCommand(command) ? deciderOfStream(command.stream)! : deciderOf(command)!;
  const name = isCorrectionCommand(command) ? command.stream : decider.streamOf(command);
  const { state, facts } = world.stream(name);
  const references = referencesOf(command, (of) => world.stream(of).state, state);
  const context: Context = { effectiveOn, recordedOn, actor, hasDocument, references, policies: world.policies };
  return {
    name,
    decision: isCorrectionCommand(command)
      ? decideCorrection(decider, command, context, facts)
      : held(decider, (one) => decide(one, command, context, state, facts.length - 1) as Decision<DomainEvent>),
  };
};

export const append = (
  world: World,
  name: string,
  events: readonly DomainEvent[],
  effectiveOn: Day,
  actor: Actor,
  recordedOn = dayAt(RANGE),
): void => {
  const decider = deciderOfStream(name)!;
  const commandId = `command ${world.stream(name).facts.length}`;
  for (const event of events) {
    const before = world.stream(name);
    const revision = before.facts.length;
    const fact: Recorded<DomainEvent> = { event, revision, effectiveOn, recordedOn, actor, commandId };
    const facts = [...before.facts, fact];
    const state = isCorrection(event) ? foldCorrected(decider, facts) : decider.evolve(before.state, fact);
    world.streams.set(name, { state: state as State, facts });
  }
};

/** A state as text; a timeline is its intervals. */
export const written = (state: unknown): string =>
  JSON.stringify(state, (_key, value: unknown) => {
    if (value instanceof Map) return ['map', ...(value as Map<unknown, unknown>)];
    if (value instanceof Set) return ['set', ...(value as Set<unknown>)];
    return value === undefined ? '∅' : value;
  });

// --- the rules of DOMAIN.md, day by day, written a second time

export const liveOn = (group: Group, day: Day): boolean => group.living.at(day) === true;
export const membersOn = (group: Group, day: Day): string[] =>
  [...group.members].flatMap(([code, member]) => (member.at(day) ? [code] : []));
export const twice = (texts: readonly string[]): string[] =>
  texts.filter((text, index) => texts.indexOf(text) !== index);

/** A name as others are compared with it. */
const alike = (name: string): string => name.normalize('NFKC').replaceAll(' ', '').toLowerCase();

/** What acts of government may leave behind: a group of one, or without its lead. */
export const leftBehind = /^(TOO_FEW_MEMBERS|LEAD_NOT_MEMBER) /;

/** Every rule that is broken on some day, as `RULE object day`. */
export const brokenInDistrict = ({ schools, groups }: District): Set<string> => {
  const broken = new Set<string>();
  for (const day of everyDay) {
    const report = (rule: string, things: readonly string[]): void =>
      things.forEach((thing) => broken.add(`${rule} ${thing} ${day}`));
    const living = [...groups.values()].filter((group) => liveOn(group, day));
    const open = [...schools.values()].filter((school) => school.open.at(day));
    const inGroups = [...groups.values()]
      .filter(({ form }) => form === 'GROUP')
      .flatMap((group) => membersOn(group, day));
    report('UNIT_ALREADY_IN_GROUP', twice(inGroups));
    report('SCHOOL_NAME_TAKEN', twice(open.map(({ name }) => alike(String(name.at(day))))));
    report('GROUP_NAME_TAKEN', twice(living.map(({ name }) => alike(String(name.at(day))))));
    report(
      'TOO_FEW_MEMBERS',
      living.filter((group) => membersOn(group, day).length < 2).map(({ code }) => code),
    );
    report(
      'LEAD_NOT_MEMBER',
      living
        .filter((group) => !membersOn(group, day).includes(group.lead.at(day) ?? 'nobody'))
        .map((group) => `${group.code}:${group.lead.at(day)}`),
    );
    report(
      'GROUP_DISSOLVED',
      [...groups.values()]
        .filter((group) => !liveOn(group, day) && membersOn(group, day).length > 0)
        .map(({ code }) => code),
    );
    report(
      'SCHOOL_CLOSED',
      [...groups.values()].flatMap((group) => membersOn(group, day)).filter((code) => !schools.get(code)?.open.at(day)),
    );
    report(
      'PART_WITHOUT_SCHOOL',
      open.flatMap(({ code, partOfCode }) =>
        partOfCode !== undefined && !schools.get(partOfCode)?.open.at(day) ? [code] : [],
      ),
    );
    report(
      'NAMELESS',
      [...open.filter(({ name }) => !name.at(day)), ...living.filter(({ name }) => !name.at(day))].map(
        ({ code }) => code,
      ),
    );
  }
  for (const { code, legalPerson, partOfCode } of schools.values()) {
    if (partOfCode !== undefined && schools.get(partOfCode)?.legalPerson !== legalPerson)
      broken.add(`LEGAL_PERSON ${code}`);
  }
  return broken;
};

export const holds = ({ from, until }: { readonly from: Day; readonly until?: Day }, day: Day): boolean =>
  from <= day && (until === undefined || day < until);

export const brokenInCouncil = ({ terms }: Council): Set<string> => {
  const broken = new Set<string>();
  for (const day of everyDay) {
    if (terms.filter(({ office }) => holds(office, day)).length > 1) broken.add(`TERM_OVERLAP ${day}`);
    for (const { ordinal, seats, chair } of terms) {
      const sitting = seats.filter((seat) => holds(seat, day)).map(({ value }) => value);
      for (const person of twice(sitting)) broken.add(`TWO_SEATS ${ordinal} ${person} ${day}`);
      const inChair = chair.at(day);
      if (inChair !== undefined && !sitting.includes(inChair))
        broken.add(`CHAIR_NOT_MEMBER ${ordinal} ${inChair} ${day}`);
    }
  }
  terms.forEach(({ ordinal }, index) => ordinal === index + 1 || broken.add(`ORDINAL ${ordinal}`));
  return broken;
};

/** What a group must never touch of a school: legal person, name, kind, ownership and affiliation. */
export const identityOf = ({ code, schools }: District): string =>
  written([
    code,
    [...schools.values()].map((one) => [
      one.code,
      one.legalPerson,
      one.kind,
      one.ownership,
      one.partOfCode,
      one.name,
      one.open,
    ]),
  ]);

export const ofGroups = new Set<Command['type']>([
  'FormGroup',
  'AdmitSchool',
  'WithdrawSchool',
  'ChangeLeadSchool',
  'RenameGroup',
  'DefineCommonFeature',
  'DissolveGroup',
]);
export const actsOfGovernment = new Set<Command['type']>(['CloseSchool', 'MergeSchools']);

export const timelinesOf = (state: State): Timeline<unknown>[] => {
  if ('schools' in state) {
    return [
      ...[...state.schools.values()].flatMap(({ open, name, standing, isRural, regime, feature }) => [
        open,
        name,
        standing,
        isRural,
        regime,
        feature,
      ]),
      ...[...state.groups.values()].flatMap(({ living, name, lead, commonFeature, members }) => [
        living,
        name,
        lead,
        commonFeature,
        ...members.values(),
      ]),
    ];
  }
  if ('byKind' in state) return [...state.byKind.values()];
  if ('career' in state) return [state.career.employment, ...Object.values(state.career.qualifications)];
  return 'terms' in state
    ? [
        state.charter,
        ...state.terms.map(({ chair }) => chair),
        ...state.resolutions.flatMap(({ subjects, sums }) => [subjects, sums]),
      ]
    : [];
};
export const inOrderAndApart = ({ intervals }: Timeline<unknown>): boolean =>
  intervals.every(({ from, until }, index) => {
    const next = intervals[index + 1];
    return (until === undefined || from < until) && (!next || (until !== undefined && until <= next.from));
  });

// --- random commands; some look at the world, so that enough of them are accepted

export type Wish = (world: World, day: Day) => Command;
export const schoolCode = fc.constantFrom('S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'P1', 'P2', 'S0');
export const groupCode = fc.constantFrom('G1', 'G1', 'G2', 'G3', 'G0');
/** A code that is given to a school or a group; mostly one of its own kind. */
const codeOf = (own: fc.Arbitrary<string>, other: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 9, arbitrary: own }, { weight: 1, arbitrary: fc.constant(other) });
export const anyName = fc.constantFrom('Alpha', 'Beta', 'Gamma', 'Delta', 'ＢＥＴＡ', 'S1 School', 's1school', ' ');
export const anyDay = fc.integer({ min: 0, max: RANGE - 1 }).map(dayAt);
export const number = fc.integer({ min: 1, max: 6 });
export const nth = <T>(items: readonly T[], n: number): T | undefined => items[n % Math.max(1, items.length)];
export const memberOf = (world: World, group: string, day: Day, n: number): string => {
  const found = world.district.groups.get(group);
  return (found && nth(membersOn(found, day), n)) ?? `S${n}`;
};
export const recommendedFor = (world: World, group: string, day: Day): string[] => [
  ...new Set(
    world
      .council(group)
      .recommendations.filter((one) => holds(one, day))
      .map(({ value }) => value),
  ),
];

export const ofDistrict =
  (command: DistrictCommand): Wish =>
  () =>
    command;
export const districtWish: fc.Arbitrary<Wish> = fc.oneof(
  fc.constant(() => ({ type: 'OpenDistrict', code: districtCode, name: 'Again' }) as const),
  fc
    .record({
      code: codeOf(schoolCode, 'G3'),
      name: anyName,
      partOf: fc.option(schoolCode, { nil: undefined, freq: 2 }),
      legalPerson: fc.option(fc.constant('Foundation'), { nil: undefined, freq: 5 }),
    })
    .map(({ code, name, partOf, legalPerson }) =>
      ofDistrict({
        type: 'RegisterSchool',
        districtId: districtCode,
        code,
        name: name === ' ' ? name : `${name} ${code}`,
        phase: 'PRIMARY',
        ...(legalPerson ? { legalPerson } : {}),
        ...(partOf === undefined ? {} : { partOfId: `${districtCode}.${partOf}`, kind: 'CAMPUS' as const }),
      }),
    ),
  fc
    .tuple(schoolCode, anyName)
    .map(([code, name]) => ofDistrict({ type: 'RenameSchool', schoolId: `${districtCode}.${code}`, name })),
  fc
    .tuple(schoolCode, fc.boolean())
    .map(([code, isRural]) =>
      ofDistrict({ type: 'ClassifySchool', schoolId: `${districtCode}.${code}`, isRural, standing: 'QUALITY' }),
    ),
  schoolCode.map((code) =>
    ofDistrict({ type: 'SetLeadershipRegime', schoolId: `${districtCode}.${code}`, regime: 'PRINCIPAL_UNDER_COUNCIL' }),
  ),
  fc
    .tuple(schoolCode, anyName)
    .map(([code, feature]) =>
      ofDistrict({ type: 'DefineSchoolFeature', schoolId: `${districtCode}.${code}`, feature }),
    ),
);
export const closingWish: fc.Arbitrary<Wish> = fc.oneof(
  schoolCode.map((code) => ofDistrict({ type: 'CloseSchool', schoolId: `${districtCode}.${code}` })),
  fc
    .tuple(fc.array(schoolCode, { minLength: 1, maxLength: 2 }), schoolCode)
    .map(([codes, into]) =>
      ofDistrict({
        type: 'MergeSchools',
        schoolIds: codes.map((one) => `${districtCode}.${one}`),
        intoId: `${districtCode}.${into}`,
      }),
    ),
);
export const formWish: fc.Arbitrary<Wish> = fc
  .record({
    code: codeOf(groupCode, 'S7'),
    name: anyName,
    alliance: fc.boolean(),
    beside: fc.option(groupCode, { nil: undefined, freq: 1 }),
    lead: fc.nat(3),
    members: fc.shuffledSubarray(['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'P1'], { minLength: 1, maxLength: 4 }),
  })
  .map(({ code, name, alliance, beside, lead, members }) =>
    ofDistrict({
      type: 'FormGroup',
      districtId: districtCode,
      code,
      name,
      form: alliance ? 'ALLIANCE' : 'GROUP',
      leadId: `${districtCode}.${members[lead] ?? members[0]!}`,
      memberIds: members.map((one) => `${districtCode}.${one}`),
      ...(beside !== undefined && alliance ? { besideGroupId: `${districtCode}.${beside}` } : {}),
    }),
  );
/** An alliance of all that are open on a day, with those that are closed since; mostly one that stays leads it. */
const lateFormWish: fc.Arbitrary<Wish> = fc
  .record({ code: groupCode, name: anyName, luck: fc.nat(4) })
  .map(({ code, name, luck }): Wish => (world, day) => {
    const open = [...world.district.schools.values()].filter((school) => school.open.at(day));
    const lead = open.find(({ closedOn }) => (closedOn === undefined) === luck > 0)?.code ?? 'S1';
    return {
      type: 'FormGroup',
      districtId: districtCode,
      code,
      name: `${name} ${code}`,
      form: 'ALLIANCE',
      leadId: `${districtCode}.${lead}`,
      memberIds: open.map((school) => `${districtCode}.${school.code}`),
    };
  });
export const groupWish: fc.Arbitrary<Wish> = fc.oneof(
  fc
    .tuple(groupCode, schoolCode)
    .map(([code, school]) =>
      ofDistrict({ type: 'AdmitSchool', groupId: `${districtCode}.${code}`, schoolId: `${districtCode}.${school}` }),
    ),
  fc
    .tuple(groupCode, number)
    .map(([code, n]): Wish => (world, day) => ({
      type: 'WithdrawSchool',
      groupId: `${districtCode}.${code}`,
      schoolId: `${districtCode}.${memberOf(world, code, day, n)}`,
    })),
  fc
    .tuple(groupCode, number)
    .map(([code, n]): Wish => (world, day) => ({
      type: 'ChangeLeadSchool',
      groupId: `${districtCode}.${code}`,
      leadId: `${districtCode}.${memberOf(world, code, day, n)}`,
    })),
  fc
    .tuple(groupCode, anyName)
    .map(([code, name]) => ofDistrict({ type: 'RenameGroup', groupId: `${districtCode}.${code}`, name })),
  fc
    .tuple(groupCode, anyName)
    .map(([code, feature]) => ofDistrict({ type: 'DefineCommonFeature', groupId: `${districtCode}.${code}`, feature })),
);
export const dissolveWish: fc.Arbitrary<Wish> = groupCode.map((code) =>
  ofDistrict({ type: 'DissolveGroup', groupId: `${districtCode}.${code}` }),
);

/** A command about a term, and a person: mostly one who sits on it, else one of all. */
export const ofCouncil = (
  build: (groupId: string, personId: string, ordinal: number, n: number) => CouncilCommand,
): fc.Arbitrary<Wish> =>
  fc
    .tuple(groupCode, number, fc.constantFrom(1, 1, 1, 2), fc.nat(3))
    .map(([code, n, ordinal, luck]): Wish => (world) => {
      const seats = luck === 0 ? [] : (world.council(code).terms[ordinal - 1]?.seats ?? []);
      return build(`${districtCode}.${code}`, nth(seats, n)?.value ?? p(n), ordinal, n);
    });
export const recommendWish: fc.Arbitrary<Wish> = fc
  .tuple(groupCode, number, number)
  .map(([code, n, m]): Wish => (world, day) => ({
    type: 'RecommendCouncilMember',
    groupId: `${districtCode}.${code}`,
    schoolId: `${districtCode}.${memberOf(world, code, day, m)}`,
    personId: p(n),
  }));
export const appointWish: fc.Arbitrary<Wish> = fc
  .record({ code: groupCode, chair: fc.nat(3), from: anyDay, length: fc.integer({ min: -1, max: 8 }) })
  .map(({ code, chair, from, length }): Wish => (world, day) => {
    const memberIds = recommendedFor(world, code, day);
    return {
      type: 'AppointCouncil',
      groupId: `${districtCode}.${code}`,
      memberIds,
      chairId: nth(memberIds, chair) ?? p(1),
      termFrom: from,
      termTo: addDays(from, length),
    };
  });
export const termWish: fc.Arbitrary<Wish> = fc.oneof(
  fc.tuple(groupCode, number).map(([code, n]): Wish => (world) => {
    const one = nth(world.council(code).recommendations, n);
    return {
      type: 'WithdrawRecommendation',
      groupId: `${districtCode}.${code}`,
      schoolId: `${districtCode}.${one?.schoolCode ?? 'S1'}`,
      personId: one?.value ?? p(n),
    };
  }),
  ofCouncil((groupId, _person, ordinal) => ({ type: 'FileCouncil', groupId, ordinal })),
  ofCouncil((groupId, _person, ordinal) => ({ type: 'AcceptFiling', groupId, ordinal, documentNo: '7号' })),
  ofCouncil((groupId, _person, ordinal) => ({
    type: 'ReturnFiling',
    groupId,
    ordinal,
    documentNo: '8号',
    reason: '退回',
  })),
  fc
    .tuple(groupCode, number, fc.boolean())
    .map(([code, n, asChair]): Wish => (world, day) => ({
      type: 'AppointSubstitute',
      groupId: `${districtCode}.${code}`,
      ordinal: 1,
      personId: nth(recommendedFor(world, code, day), n) ?? p(n),
      asChair,
    })),
  ofCouncil((groupId, personId, ordinal) => ({ type: 'AppointSubstitute', groupId, ordinal, personId, asChair: true })),
  ofCouncil((groupId, personId, ordinal) => ({ type: 'ResignSeat', groupId, ordinal, personId })),
  ofCouncil((groupId, personId, ordinal) => ({ type: 'RemoveMember', groupId, ordinal, personId })),
  ofCouncil((groupId, _person, ordinal, n) => ({ type: 'ExtendTerm', groupId, ordinal, termTo: dayAt(n * 3) })),
  ofCouncil((groupId, _person, ordinal) => ({ type: 'EndTerm', groupId, ordinal })),
);
export const personWish: fc.Arbitrary<Wish> = fc
  .tuple(
    number,
    schoolCode,
    fc.constantFrom('RegisterPerson', 'ChangePersonDetails', 'ErasePerson'),
    fc.constantFrom('a', 'b'),
  )
  .map(([n, school, type, letter]): Wish => (world, day) => {
    const personId = p(n + 3);
    if (type === 'ErasePerson') return { type, personId: nth(recommendedFor(world, 'G1', day), n) ?? personId };
    return type === 'RegisterPerson'
      ? { type, personId, schoolId: `${districtCode}.${school}`, commitment: letter.repeat(64) }
      : { type: 'ChangePersonDetails', personId, commitment: letter.repeat(64) };
  });

const ofDistrictCode = (codes: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  codes.map((code) => `${districtCode}.${code}`);
/**
 * What any command's fields may be here, so that each of the registry is given without being named; the wishes above give
 * those that luck alone would hardly have accepted.
 */
const pools: Pools = {
  DistrictCode: fc.constant(districtCode),
  SchoolCode: schoolCode,
  GroupCode: groupCode,
  SchoolId: ofDistrictCode(schoolCode),
  GroupId: ofDistrictCode(groupCode),
  PolicyId: ofDistrictCode(fc.constantFrom('P1', 'P2', 'P8', 'P0')),
  PersonId: number.map(p),
  ScopeId: ofDistrictCode(fc.oneof(groupCode, schoolCode)),
  Period: fc.constantFrom('2021-2022', '2021-2022-1'),
  Code: fc.constantFrom('P1', 'P2', 'P3'),
  Day: anyDay,
  name: anyName,
  commitment: fc.constantFrom('a', 'b').map((letter) => letter.repeat(64)),
  'FormGroup.memberIds': fc.uniqueArray(ofDistrictCode(schoolCode), { minLength: 1, maxLength: 4 }),
  Ballot: fc.constantFrom(
    { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
    { present: 3, proxies: 0, recused: 0, for: 2, against: 1, abstained: 0 },
  ),
  concernedIds: fc.constant([]),
  recusedIds: fc.constant([]),
  fiscalYear: fc.constantFrom(2021, 2021, 2022),
  'RecordIndicators.schoolYear': fc.constantFrom(2021, 2021, 2020),
  figures: fc.uniqueArray(
    fc.constantFrom(
      { indicator: 'ENROLMENT', phase: 'PRIMARY', value: 30 },
      { indicator: 'CLASSES', phase: 'PRIMARY', value: 1 },
      { indicator: 'CLASSES', phase: 'PRIMARY', value: 31 },
      { indicator: 'SPORTS_AREA', value: 9 },
    ),
    { maxLength: 2 },
  ),
  Survey: fc.constant({ population: 3, respondents: 2, satisfied: 1 }),
  fen: fc.integer({ min: 1, max: 300 }),
  sum: fc.integer({ min: 1, max: 900 }),
  year: fc.constant(2021),
  month: fc.constant(9),
  Share: fc.constantFrom(
    { numerator: 1, denominator: 2, atLeast: false },
    { numerator: 1, denominator: 3, atLeast: true },
  ),
  originYear: fc.constantFrom(2019, 2020, 2021),
  origins: fc.constantFrom(undefined, undefined, undefined, [{ originYear: 2021, fen: 100 }]),
};
/** Any command of these aggregates. */
export const anyWish = (categories: readonly string[], weights: Weights = {}): fc.Arbitrary<Wish> => {
  const aggregates = deciders.filter(({ category }) => categories.includes(category));
  const types = commandTypes.filter((type) => aggregates.some(({ commands }) => type in (commands as object)));
  return anyCommand(pools, weights, types).map((command) => () => command);
};
/**
 * Charters and resolutions belong to the histories of ledger.properties.test.ts, careers to those of person.properties.test.ts: the rules
 * here are those without.
 */
const plainWish = anyWish(['district', 'council'], {
  AdoptCharter: 0,
  PassSeat: 0,
  AdoptResolution: 0,
  AmendResolution: 0,
  RepealResolution: 0,
});

export interface Step {
  readonly wish: Wish;
  readonly day: Day;
  readonly actor: Actor;
}
export const step: fc.Arbitrary<Step> = fc.record({
  wish: fc.oneof(
    { weight: 3, arbitrary: districtWish },
    { weight: 1, arbitrary: closingWish },
    { weight: 3, arbitrary: formWish },
    { weight: 1, arbitrary: lateFormWish },
    { weight: 6, arbitrary: groupWish },
    { weight: 1, arbitrary: dissolveWish },
    { weight: 6, arbitrary: recommendWish },
    { weight: 4, arbitrary: appointWish },
    { weight: 9, arbitrary: termWish },
    { weight: 2, arbitrary: personWish },
    { weight: 2, arbitrary: plainWish },
  ),
  day: anyDay,
  actor: fc.constantFrom<Actor[]>(bureau, secretary, { id: 'process', role: 'SYSTEM' }),
});

/** Six schools and persons are there, a group of two schools and a first term of its council; everything else is random. */
export const begun = (): World => {
  const world = new World();
  const enter = (command: Command, day: Day): void => {
    const { name, decision } = decided(world, command, day, bureau);
    if ('refused' in decision) throw new Error(JSON.stringify(decision));
    append(world, name, decision.accepted, day, bureau);
  };
  enter({ type: 'OpenDistrict', code: districtCode, name: '市中区' }, FIRST_DAY);
  for (const n of [1, 2, 3, 4, 5, 6]) {
    enter(
      { type: 'RegisterSchool', districtId: districtCode, code: `S${n}`, name: `S${n} School`, phase: 'PRIMARY' },
      dayAt(n === 6 ? 4 : 0),
    );
    enter(
      { type: 'RegisterPerson', personId: p(n), schoolId: `${districtCode}.S1`, commitment: 'c'.repeat(64) },
      FIRST_DAY,
    );
  }
  enter(
    {
      type: 'FormGroup',
      districtId: districtCode,
      code: 'G1',
      name: 'Alpha',
      form: 'GROUP',
      leadId: `${districtCode}.S1`,
      memberIds: [`${districtCode}.S1`, `${districtCode}.S2`],
    },
    FIRST_DAY,
  );
  const groupId = `${districtCode}.G1`;
  for (const n of [1, 2, 3]) {
    enter(
      { type: 'RecommendCouncilMember', groupId, schoolId: `${districtCode}.S${Math.min(n, 2)}`, personId: p(n) },
      FIRST_DAY,
    );
  }
  enter(
    { type: 'AppointCouncil', groupId, memberIds: [p(1), p(2)], chairId: p(1), termFrom: dayAt(1), termTo: dayAt(7) },
    FIRST_DAY,
  );
  return world;
};

/** A step of a random sequence: the command, what came of it, and the world before and after. */
export interface Seen {
  readonly world: World;
  readonly command: Command;
  readonly stream: string;
  readonly before: State;
  readonly after: State;
  readonly accepted: readonly DomainEvent[] | undefined;
  readonly actor: Actor;
  readonly day: Day;
}
const told = (begin: World, steps: readonly Step[]): { readonly seen: readonly Seen[]; readonly last: World } => {
  let last = begin;
  const seen = steps.map(({ wish, day, actor }): Seen => {
    const command = wish(last, day);
    const { name: stream, decision } = decided(last, command, day, actor);
    const before = last.stream(stream).state;
    const accepted = 'accepted' in decision ? (decision.accepted as DomainEvent[]) : undefined;
    if (accepted) {
      last = new World(last);
      append(last, stream, accepted, day, actor);
    }
    return { world: last, command, stream, before, after: last.stream(stream).state, accepted, actor, day };
  });
  return { seen, last };
};
/** Looks at every step of random sequences, and at the world that they end with. */
export type Always = (look: (seen: Seen) => void, finally_?: (world: World) => void) => void;
export const alwaysFrom = (worldOf: () => World, stepOf: fc.Arbitrary<Step>, share = 1): Always => {
  const all = histories(fc.array(stepOf, { minLength: 20, maxLength: 60 }), (steps) => told(worldOf(), steps), share);
  return (look, finally_ = () => undefined) =>
    all(({ seen, last }) => {
      seen.forEach(look);
      finally_(last);
    });
};
export const always: Always = alwaysFrom(begun, step);
