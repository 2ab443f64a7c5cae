import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from '@jest/globals';
import { decide, type Context, type Decider, type Decision, type Recorded } from '../../src/domain/decider.js';
import type { CouncilCommand, CouncilEvent, CouncilReferences } from '../../src/domain/council/index.js';
import type { District, DistrictCommand, DistrictEvent } from '../../src/domain/district/index.js';
import { district as register } from '../../src/domain/district/index.js';
import type { Day } from '../../src/domain/day.js';
import { deciderOf, deciders, deciderOfStream, type Command, type StreamName } from '../../src/domain/ledger.js';
import type { Person } from '../../src/domain/council/persons.js';
import type { PersonCommand, PersonReferences } from '../../src/domain/person/index.js';
import { noPolicies, policy, type Policies, type PolicyRules } from '../../src/domain/policy/index.js';
import type { Share } from '../../src/domain/vocabulary.js';
import { refusalCodes, type RefusalArguments, type RefusalCode } from '../../src/domain/refusal.js';

/** A fact with the day of its effect and, where it matters, who entered it. */
export type Fact<Event> = Pick<Recorded<Event>, 'event' | 'effectiveOn'> & Partial<Recorded<Event>>;

export const bureau = { id: 'officer-1', role: 'BUREAU' } as const;
export const secretary = { id: 'secretary-1', role: 'COUNCIL' } as const;

/** Given by the command handler, not by these streams. */
const ofOtherRooms: readonly RefusalCode[] = ['STALE_REVISION', 'DUPLICATE_COMMAND'];
/** What the tests of one file have seen: refusal codes, and commands that were accepted or refused. */
const seen = { codes: new Set<string>(), accepted: new Set<string>(), refused: new Set<string>() };
/** What those of all files are to see. */
const commands = deciders.flatMap(({ commands: table }) => Object.keys(table as object));
const wanted = {
  codes: refusalCodes.filter((code) => !ofOtherRooms.includes(code)),
  accepted: commands,
  refused: commands,
};

// The reporter puts the files together, and fails the run where one thing was seen by none.
afterAll(() => {
  const directory = process.env['SEEN_DIRECTORY'];
  if (directory === undefined) return;
  const text = JSON.stringify({ seen, wanted }, (_, value: unknown) => (value instanceof Set ? [...value] : value));
  writeFileSync(join(directory, `${randomUUID()}.json`), text);
});

export const on = (effectiveOn: Day): { readonly effectiveOn: Day } => ({ effectiveOn });
/** Facts that have effect from a day. */
export const from = <Event>(effectiveOn: Day, ...events: Event[]): Fact<Event>[] =>
  events.map((event) => ({ event, effectiveOn }));

/** The state after some facts. */
export const stateOf = <
  State,
  Command extends { readonly type: string },
  Event extends { readonly type: string },
  References,
>(
  decider: Decider<State, Command, Event, References>,
  facts: readonly Fact<Event>[],
): State =>
  facts.reduce(
    (state, fact, revision) =>
      decider.evolve(state, { recordedOn: fact.effectiveOn, actor: bureau, revision, ...fact }),
    decider.initial,
  );

interface Outcome<Event> {
  /** The command gives exactly these events. */
  then(...events: readonly Event[]): void;
  /** The command is refused: its code, these arguments among others, and the path where one is given. */
  refused(code: RefusalCode, args?: RefusalArguments, path?: readonly string[]): void;
}

interface Given<State, Command, Event, References> {
  readonly state: State;
  /** Decides a command; without a context on 1 September 2021, by the bureau, with a document, where no policy says anything. */
  when(command: Command, context?: Partial<Context<References>>): Outcome<Event>;
  /** The same history with what an accepted command gave. */
  after(command: Command, context?: Partial<Context<References>>): Given<State, Command, Event, References>;
}

/** A history of a stream, and what other streams say. */
export const given = <
  State,
  Command extends { readonly type: string },
  Event extends { readonly type: string },
  References,
>(
  decider: Decider<State, Command, Event, References>,
  facts: readonly Fact<Event>[],
  references = {} as References,
): Given<State, Command, Event, References> => historyOf(decider, () => facts, references);

/** A history that is told when a test asks for it, and anew for each one, so that a wrong one fails those that rest on it. */
const historyOf = <
  State,
  Command extends { readonly type: string },
  Event extends { readonly type: string },
  References,
>(
  decider: Decider<State, Command, Event, References>,
  told: () => readonly Fact<Event>[],
  references: References,
): Given<State, Command, Event, References> => {
  const contextOf = (context: Partial<Context<References>>): Context<References> => {
    const effectiveOn = context.effectiveOn ?? '2021-09-01';
    return {
      effectiveOn,
      recordedOn: effectiveOn,
      actor: bureau,
      hasDocument: true,
      references,
      policies: noPolicies,
      ...context,
    };
  };
  const decided = (
    command: Command,
    context: Partial<Context<References>>,
    facts: readonly Fact<Event>[],
  ): Decision<Event> => {
    const decision = decide(decider, command, contextOf(context), stateOf(decider, facts), facts.length - 1);
    if ('refused' in decision) seen.codes.add(decision.refused.code);
    seen['refused' in decision ? 'refused' : 'accepted'].add(command.type);
    return decision;
  };
  return {
    get state() {
      return stateOf(decider, told());
    },
    when: (command, context = {}) => {
      const decision = decided(command, context, told());
      return {
        then: (...events) => expect('accepted' in decision ? decision.accepted : decision).toEqual(events),
        refused: (code, args = {}, path) => {
          expect(decision).toMatchObject({ refused: { code, args } });
          if (path && 'refused' in decision) expect(decision.refused.path).toEqual(path);
        },
      };
    },
    after: (command, context = {}) => {
      const toldAfter = (): readonly Fact<Event>[] => {
        const facts = told();
        const decision = decided(command, context, facts);
        if ('refused' in decision) throw new Error(`${command.type} was refused: ${JSON.stringify(decision.refused)}`);
        const { effectiveOn, recordedOn, actor } = contextOf(context);
        return [...facts, ...decision.accepted.map((event) => ({ event, effectiveOn, recordedOn, actor }))];
      };
      return historyOf(decider, toldAfter, references);
    },
  };
};

/** What a command, or a correction, looks at besides its own stream, by its names: as the command handler reads it. */
export const referencesOf = (
  command: Command,
  read: (stream: StreamName) => unknown,
  state?: unknown,
): Readonly<Record<string, unknown>> => {
  const streams =
    'stream' in command
      ? deciderOfStream(command.stream)?.referencesOfCorrection?.(
          command.stream,
          command.type === 'CorrectRecord' ? command.right : undefined,
          state,
        )
      : deciderOf(command)?.referencesOf(command, state);
  return Object.fromEntries(
    Object.entries((streams ?? {}) as Readonly<Record<string, StreamName>>).map(([name, stream]) => [
      name,
      read(stream),
    ]),
  );
};

/** The day on which everything of the examples begins. */
export const FIRST = '2020-09-01';
export const districtCode = '370103';
/** The nth person of the examples. */
export const p = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A person whom a school of the district entered. */
export const someone: Person = { status: 'REGISTERED', schoolId: `${districtCode}.S01` };
/** Such persons by their keys, as an appointment looks at them. */
export const personsOf = (...numbers: readonly number[]): Readonly<Record<string, Person>> =>
  Object.fromEntries(numbers.map((n) => [p(n), someone]));

/** The district's register with these schools. */
export const schools = (...codes: string[]): Fact<DistrictEvent>[] =>
  from<DistrictEvent>(
    FIRST,
    { type: 'DistrictOpened', code: districtCode, name: '市中区' },
    ...codes.map((code): DistrictEvent => schoolRegistered(code)),
  );

export const schoolRegistered = (code: string): Extract<DistrictEvent, { type: 'SchoolRegistered' }> => ({
  type: 'SchoolRegistered',
  schoolCode: code,
  name: `${code} School`,
  aliases: [],
  kind: 'SCHOOL',
  phase: 'PRIMARY',
  ownership: 'PUBLIC',
  standing: 'UNSPECIFIED',
  legalPerson: `${code} School`,
});

/** A register of groups and alliances by the codes of their members, the lead first. */
export const registerOf = (
  groups: Readonly<Record<string, readonly string[]>>,
  alliances: Readonly<Record<string, readonly string[]>> = {},
): Fact<DistrictEvent>[] => {
  const formed =
    (form: 'GROUP' | 'ALLIANCE') =>
    ([groupCode, memberCodes]: [string, readonly string[]]): DistrictEvent => ({
      type: 'GroupFormed',
      groupCode,
      name: `${groupCode} Group`,
      form,
      leadCode: memberCodes[0]!,
      memberCodes,
    });
  return [
    ...schools(...new Set([...Object.values(groups), ...Object.values(alliances)].flat())),
    ...from(
      FIRST,
      ...Object.entries(groups).map(formed('GROUP')),
      ...Object.entries(alliances).map(formed('ALLIANCE')),
    ),
  ];
};

/** The state of a register, for the streams that look at it. */
export const districtOf = (facts: readonly Fact<DistrictEvent>[]): District => stateOf(register, facts);

/** Policies in force from a day on, or between two. */
export const policiesOf = (
  ...adopted: readonly { readonly rules: PolicyRules; readonly from: Day; readonly validTo?: Day }[]
): Policies =>
  stateOf(
    policy,
    adopted.map(({ rules, from: effectiveOn, validTo }, index) => ({
      event: {
        type: 'PolicyAdopted',
        policyCode: `P${index + 1}`,
        title: '政策',
        documentNo: '1号',
        rules,
        ...(validTo === undefined ? {} : { validTo }),
      },
      effectiveOn,
    })),
  );

export const moreThanHalf: Share = { numerator: 1, denominator: 2, atLeast: false };

/** The term from 2021-09-01 to 2024-08-31, appointed in summer: p1, who chairs, and p3 sit for S01, p2 for S02. */
export const sittingOfThree: readonly Fact<CouncilEvent>[] = [
  ...from<CouncilEvent>(
    '2021-06-01',
    { type: 'MemberRecommended', schoolCode: 'S01', personId: p(1) },
    { type: 'MemberRecommended', schoolCode: 'S02', personId: p(2) },
    { type: 'MemberRecommended', schoolCode: 'S01', personId: p(3) },
  ),
  ...from<CouncilEvent>('2021-07-01', {
    type: 'CouncilAppointed',
    ordinal: 1,
    chairId: p(1),
    termFrom: '2021-09-01',
    termTo: '2024-08-31',
    seats: [
      { personId: p(1), schoolCode: 'S01' },
      { personId: p(2), schoolCode: 'S02' },
      { personId: p(3), schoolCode: 'S01' },
    ],
  }),
];

type Adopted = Extract<CouncilEvent, { type: 'ResolutionAdopted' }>;
/** A resolution on the fund of 2022 by all three of them, held on 1 March 2022. */
export const adopted = (resolution: number, more: Partial<Adopted> = {}): Adopted => ({
  type: 'ResolutionAdopted',
  resolution,
  kind: 'FUND',
  subject: '经费使用方案',
  fiscalYear: 2022,
  sum: 10_000,
  heldOn: '2022-03-01',
  concernedIds: [],
  recusedIds: [],
  ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
  minutesNo: '纪要1号',
  ordinal: 1,
  quorum: moreThanHalf,
  majority: moreThanHalf,
  caretaker: false,
  ...more,
});

export type { CouncilCommand, CouncilReferences, DistrictCommand, DistrictEvent, PersonCommand, PersonReferences };
