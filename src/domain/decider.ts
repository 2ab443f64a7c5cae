import type { Actor, Duty } from './actor.js';
import type { Day } from './day.js';
import type { Facts } from './fact.js';
import type { GroupId, Period, PersonId, SchoolId, ScopeId, StreamName } from './identity.js';
import { firstRefused } from './input.js';
import type { ObjectRef, ObjectType } from './objects.js';
import type { May, Scope } from './permission.js';
import type { Policies } from './policy/policies.js';
import { refuse, type Refusal, type RefusalArguments, type RefusalCode, type Refused } from './refusal.js';

/** A fact as the fold sees it. */
export interface Recorded<Event> {
  readonly event: Event;
  readonly revision: number;
  /** The day from which it has legal effect. */
  readonly effectiveOn: Day;
  /** The day on which we were told. */
  readonly recordedOn: Day;
  readonly actor: Actor;
  /** The pseudonyms of those who corrected it; absent where nobody did. */
  readonly correctedBy?: readonly string[];
  /** The command that gave it, unique in its stream; with the same id its other facts. */
  readonly commandId?: string;
}

/** What a decision may look at besides its own stream. */
export interface Context<References = unknown> {
  readonly effectiveOn: Day;
  readonly recordedOn: Day;
  readonly actor: Actor;
  /** Whether the command's basis names a document by its number. */
  readonly hasDocument: boolean;
  /** The states of other streams, as read just now; their revisions are recorded with the events. */
  readonly references: References;
  /** The policies of the district, as dated data. */
  readonly policies: Policies;
}

export interface Accepted<Event> {
  readonly accepted: readonly Event[];
  /** An act of government (close, merge, a higher document) is never refused by a group's rules. */
  readonly actOfGovernment: boolean;
}
export type Decision<Event> = Accepted<Event> | Refused;

export const accept = <Event>(...events: Event[]): Accepted<Event> => ({ accepted: events, actOfGovernment: false });
export const acceptActOfGovernment = <Event>(...events: Event[]): Accepted<Event> => ({
  accepted: events,
  actOfGovernment: true,
});

/**
 * A broken rule, with the days on which it is broken: from `day` on, until `until` where it is whole again.
 * Without a day it is broken whenever the step was taken.
 */
export interface Violation {
  readonly code: RefusalCode;
  readonly args: RefusalArguments;
  readonly day?: Day;
  readonly until?: Day;
  /** The fields of a command that are meant, the first that is there and holds this; whatever it holds where that is `true`. */
  readonly means?: Readonly<Record<string, string | number | true>>;
  /** What is meant where a command says none of these. */
  readonly path?: readonly string[];
}

/**
 * A rule that holds over every day of the state. Given the state before as well, what is the same in both need not be looked at: what breaks
 * the rule there broke it before.
 */
export type Invariant<State> = (state: State, before?: State) => readonly Violation[];

/** One command's rules about the step itself; rules over time are the invariants. */
export type Decide<Command, State, Event, References = unknown> = (
  command: Command,
  context: Context<References>,
  state: State,
) => Decision<Event>;

/** One rule of a step, named by what must hold: its refusal, or nothing where it holds. It looks at no more of a command than it needs. */
export type Rule<Command, State = unknown, References = unknown> = (
  command: Command,
  context: Context<References>,
  state: State,
) => Refused | undefined;

/** How an aggregate's steps are made: of rules in their order, of which the first that refuses decides, and of what happens then. */
export const stepOf =
  <State, Event, References = unknown>() =>
  <Command>(
    rules: readonly Rule<Command, State, References>[],
    then: Decide<Command, State, Event, References>,
  ): Decide<Command, State, Event, References> =>
  (command, context, state) =>
    firstRefused(rules, (rule) => rule(command, context, state)) ?? then(command, context, state);

/** An old event's data in the form of the next version. */
export type Upcaster = (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** A correction as an aggregate judges it. */
export interface Correcting<State, Event, References = unknown> {
  readonly stream: StreamName;
  readonly wrong: Event;
  /** Absent where the wrong fact is retracted. */
  readonly right: Event | undefined;
  readonly rightEffectiveOn: Day;
  /** The day from which the wrong fact has effect; undefined where it was retracted and is to stand again. */
  readonly stoodFrom: Day | undefined;
  readonly wrongEffectiveOn: Day;
  /** With what could be read of other streams; a name is missing where the right fact does not speak of it. */
  readonly context: Context<Partial<References>>;
  /** The state as it is, as it would be without the wrong fact, and as it will be. */
  readonly state: State;
  readonly others: State;
  readonly after: State;
}

/** A step, unlike a decision, cannot be dated later than the day on which we are told. */
export const hasHappened: Rule<unknown> = (_command, { effectiveOn, recordedOn }) =>
  effectiveOn > recordedOn
    ? refuse('DATE_ORDER', { day: effectiveOn, latest: recordedOn }, ['command', 'effectiveOn'])
    : undefined;

/** An object that commands may be given on, as its keys say it: what it has not is 0, or empty. */
export interface Target {
  /** Of a person, a post or a rotation, the group for which somebody acts. */
  readonly groupId: GroupId;
  /** Of a council, its term. */
  readonly ordinal: number;
  /** Of a fund, its year. */
  readonly fiscalYear: number;
  readonly personId: PersonId;
  readonly post: number;
  readonly rotation: number;
  /** Of an evaluation, what it looks at, for which school year or term, and its number. */
  readonly scopeId: ScopeId;
  readonly period: Period;
  readonly evaluation: number;
  /** The school for which somebody acts; absent where nobody's is meant. */
  readonly schoolId?: SchoolId;
}

/** What refuses a command whatever else it says: rules on the state, and on the object that it is given on. */
export interface Guard<Command, State, References = unknown> {
  /** On which objects the command is offered. */
  readonly on: readonly ObjectType[];
  readonly rules: readonly (Rule<Target, State, References> & Rule<Command, State, References>)[];
}

/** Who may give a command, when it is open at all, and how it is decided. */
export interface Handling<Command, State, Event, References = unknown> {
  readonly may: May<State, References>;
  readonly open?: Guard<Command, State, References>;
  readonly decide: Decide<Command, State, Event, References>;
}
export type CommandTable<Command extends { readonly type: string }, State, Event, References = unknown> = {
  readonly [Type in Command['type']]: Handling<Extract<Command, { readonly type: Type }>, State, Event, References>;
};

/** Everything the other rooms need to know of an aggregate. */
export interface Decider<
  State,
  Command extends { readonly type: string },
  Event extends { readonly type: string },
  References = unknown,
> {
  /** The part of its stream names before the dash. */
  readonly category: string;
  /** With which duty the bureau corrects what is recorded. */
  readonly duty: Duty;
  readonly initial: State;
  readonly commands: CommandTable<Command, State, Event, References>;
  /** The state after one more fact; the very same state where the fact finds nothing to change. */
  readonly evolve: (state: State, recorded: Recorded<Event>) => State;
  readonly invariants: readonly Invariant<State>[];
  readonly streamOf: (command: Command) => StreamName;
  /** What of a command is hashed and gives it ids, where that is not the command as it is given: neither may ever change. */
  readonly contentOf?: (command: Command) => object;
  /** What a command is about, as far as permissions and policies go; of a person only once it was loaded. */
  readonly scopeOf: (command: Command, state?: State) => Scope;
  /** The same of a correction in a stream. */
  readonly scopeOfRecord: (stream: StreamName, state?: State) => Scope;
  /** The other streams that decisions look at: those that a command names, or its aggregate's state for it. */
  readonly referencesOf: (command: Command, state?: State) => { readonly [Name in keyof References]: StreamName };
  /** The person whose details in the people directory a decision looks at, or a correction for its right fact, as `references.details`. */
  readonly detailsOf?: (said: Command | Event) => PersonId | undefined;
  /** The other streams that a correction looks at: those of the right fact, where there is one, or its aggregate's state for it. */
  readonly referencesOfCorrection?: (
    stream: StreamName,
    right: Event | undefined,
    state?: State,
  ) => { readonly [Name in keyof References]?: StreamName };
  /** The object whose revision `expectedRevision` speaks of; undefined where the command makes it. */
  readonly targetOf: (command: Command, state: State) => ObjectRef | undefined;
  /** All event types, and of each what everybody else needs to know. */
  readonly facts: Facts<Event>;
  /** Why a fact cannot be corrected so, where neither the fold nor the invariants tell. */
  readonly correctionIsAllowed?: (correcting: Correcting<State, Event, References>) => Refused | undefined;
  /** The facts that nothing makes undone: neither corrected nor retracted. */
  readonly neverCorrected?: readonly Event['type'][];
  /** The facts that other streams rest on: they are corrected or ended, never retracted. */
  readonly neverRetracted?: readonly Event['type'][];
  /** Whether a fact that the same command gave is undone with one that is retracted: what a closing ended lives on without it. */
  readonly isUndoneWith?: (state: State, retracted: Event, other: Event) => boolean;
  /** What stays of a fact that was retracted or corrected: the number that it took is never given again. */
  readonly numbersKept?: (state: State, event: Event) => State;
  /** Whether a correction must leave every position sound, and not the whole only: so with money, which is there or not. */
  readonly soundAtEveryPosition?: true;
  /** Per event type, one step for each version: the first turns version 1 into 2. */
  readonly upcasters: { readonly [Type in Event['type']]?: readonly Upcaster[] };
}

/** An aggregate whose state, commands and events are not told apart: how the other rooms see all of them alike. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyDecider = Decider<any, any, any, any>;

/**
 * Decides a command: the step's own rules, then the invariants on the state after the proposed events.
 * A rule that is broken only from a day after the command's own was kept until something already recorded:
 * that is CONFLICTS_WITH_LATER. What was broken before (by an act of government) refuses nothing on the days on which it was broken.
 */
export const decide = <
  State,
  Command extends { readonly type: string },
  Event extends { readonly type: string },
  References,
>(
  decider: Decider<State, Command, Event, References>,
  command: Command,
  context: Context<References>,
  state: State,
  revision: number,
): Decision<Event> => {
  const table: Readonly<Record<string, Handling<never, State, Event, References>>> = decider.commands;
  const handling = table[command.type] as Handling<Command, State, Event, References>;
  const decision = handling.decide(command, context, state);
  if ('refused' in decision || decision.actOfGovernment) return decision;
  const { effectiveOn, recordedOn, actor } = context;
  const after = decision.accepted.reduce(
    (folded, event, index) =>
      decider.evolve(folded, { event, revision: revision + 1 + index, effectiveOn, recordedOn, actor }),
    state,
  );
  // What is not open is never accepted; last, because the rules on what the command says tell more of the same.
  const refusal =
    newViolation(decider.invariants, state, after, effectiveOn, command) ??
    firstRefused(handling.open?.rules ?? [], (rule) => rule(command, context, state))?.refused;
  return refusal ? { refused: refusal } : decision;
};

/** The first rule that is broken after and was not before; broken from a day after `effectiveOn` on, it is CONFLICTS_WITH_LATER. */
export const newViolation = <State>(
  invariants: readonly Invariant<State>[],
  before: State,
  after: State,
  effectiveOn: Day,
  command: object = {},
): Refusal | undefined => {
  for (const invariant of invariants) {
    const violations = invariant(after, before);
    if (violations.length === 0) continue;
    const known = invariant(before);
    const [fresh] = violations.flatMap((violation) => notYetBroken(violation, known));
    if (fresh) {
      const path = meantBy(command, fresh);
      return fresh.day !== undefined && fresh.day > effectiveOn
        ? refuse('CONFLICTS_WITH_LATER', { ...fresh.args, rule: fresh.code, day: fresh.day }, path).refused
        : refuse(fresh.code, fresh.args, path).refused;
    }
  }
  return undefined;
};

/** Where a command says what breaks a rule; where it does not say it, what the rule means, if anything in particular. */
const meantBy = (command: object, { means = {}, path = [] }: Violation): readonly string[] => {
  const given = command as Readonly<Record<string, unknown>>;
  for (const [field, meant] of Object.entries(means)) {
    const value = given[field];
    if (value !== undefined && (meant === true || value === meant)) return [field];
    const index = Array.isArray(value) ? value.indexOf(meant) : -1;
    if (index >= 0) return [field, String(index)];
  }
  return path;
};

/** The violation from the first day on which the rule was whole before; nothing where it was broken on all of its days. */
const notYetBroken = (violation: Violation, known: readonly Violation[]): readonly Violation[] => {
  const same = known
    .filter((one) => identity(one) === identity(violation))
    .sort((a, b) => ((a.day ?? '') < (b.day ?? '') ? -1 : 1));
  if (violation.day === undefined) return same.length === 0 ? [violation] : [];
  let day: Day = violation.day;
  for (const one of same) {
    if ((one.day ?? '') > day || (one.until !== undefined && one.until <= day)) continue;
    if (one.until === undefined) return [];
    day = one.until;
  }
  return violation.until === undefined || day < violation.until ? [{ ...violation, day }] : [];
};

const identity = ({ code, args }: Violation): string => JSON.stringify([code, args]);
