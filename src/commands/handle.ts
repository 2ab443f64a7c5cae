import { performance } from 'node:perf_hooks';
import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import { hasDocument, isNotBackdated } from '../domain/backdating.js';
import { dayOf } from '../domain/day.js';
import { decideCorrection, isCorrectionCommand } from '../domain/correction.js';
import { decide, type Decider, type Decision } from '../domain/decider.js';
import { district as register, type District } from '../domain/district/index.js';
import { folded } from '../domain/folded.js';
import { districtStream, isCode, policyStream } from '../domain/identity.js';
import {
  deciderOf,
  deciderOfStream,
  type AnyDecider,
  type Command,
  type DomainEvent,
  type StreamName,
} from '../domain/ledger.js';
import { nameOfObject } from '../domain/objects.js';
import { freeTextsOf, holdsNoName, holdsNoNumber } from '../domain/personal-data.js';
import type { KnownDetails } from '../domain/person/index.js';
import { noPolicies, policy, type Policies } from '../domain/policy/index.js';
import { present } from '../domain/present.js';
import { refuse, type Refusal, type RefusalArguments, type RefusalCode } from '../domain/refusal.js';
import {
  OutcomeUnknown,
  StoreUnavailable,
  TooLarge,
  WrongExpectedRevision,
  type Metadata,
  type NewEvent,
  type Stores,
} from '../eventstore/port.js';
import { aggregateLoader, withEvents, type Aggregate, type LoadAggregate } from './aggregates.js';
import { recordedAfter } from './clock.js';
import {
  NothingWritten,
  type Beside,
  type Envelope,
  type Handle,
  type HandleCommand,
  type Outcome,
  type Principal,
} from './command.js';
import { hashOf, illFormed, invalidEnvelope } from './envelope.js';
import { knownNames, type KnownNames } from './names.js';
import { withPeople } from './persons.js';
import { claimsAllow, notAuthorised, scopeOf, stateAllows } from './permissions.js';
import { assertValid, brokenAt, schemaVersionOf } from './schemas.js';

/** How often a command is decided again after another writer was faster. */
const ATTEMPTS = 10;
/** How long a command waits for its turn in a stream, in milliseconds: those before it may be waiting for a store that is away. */
const PATIENCE = 5_000;
/** So many commands are decided one on the other before their stream is read again: about as many as are committed together. */
const LONGEST = 100;

export interface HandlerOptions {
  readonly stores: Pick<Stores, 'events' | 'people'>;
  /** The present instant, RFC 3339 in UTC. */
  readonly now: () => string;
  /** The directory's names, where others ask for them too; its own unless given. */
  readonly names?: KnownNames;
  /** Aggregates as they are, where somebody keeps them already; read from the store and kept unless given. */
  readonly load?: LoadAggregate;
  /** A salt for personal details, 32 bytes in hexadecimal; random unless given. */
  readonly newSalt?: () => string;
  /** Whether this is the store that was read before; a reader that stopped says no, and nothing is written then. */
  readonly mayWrite?: () => boolean;
  /**
   * When the event was recorded that the clock must not lie before, given the stream that is written to; without it,
   * that stream's last one.
   */
  readonly lastRecordedAt?: (target: WriteTarget) => string | undefined;
}

/** A stream that is about to be written to, as it was loaded. */
export interface WriteTarget extends Pick<Aggregate, 'revision' | 'recordedAt'> {
  readonly stream: StreamName;
}

/** Decides commands and appends what they give: permission, seen before?, decide, append; persons' details go to their directory. */
export const commandHandler = (options: HandlerOptions): Handle => {
  const {
    load = aggregateLoader(options.stores.events),
    names = knownNames(options.stores, () => Date.parse(options.now())),
  } = options;
  return withPeople(ledgerHandler(options, load, names), options.stores.people, load, names, options.newSalt);
};

const nothingBeside: Beside = {
  isSameAs: () => Promise.resolve(true),
  refusal: () => Promise.resolve(undefined),
  beforeAppend: () => Promise.resolve(),
  settle: () => Promise.resolve(),
};

/** A command's number says one thing only, its stream is of a known kind, and its events are no larger than the store takes. */
const ledgerHandler = (
  { stores, now, mayWrite = () => true, lastRecordedAt = ({ recordedAt }) => recordedAt }: HandlerOptions,
  load: LoadAggregate,
  names: KnownNames,
): HandleCommand => {
  const inTurn = turns();
  const underWay = new Map<StreamName, UnderWay>();

  /** Decides a command on an aggregate: what it would write, or what it comes to. */
  const decidedOn = async (
    aggregate: Aggregate,
    { command, stream, decider, envelope, principal, beside }: Given,
    since: number,
  ): Promise<Outcome | { readonly events: readonly NewEvent[] }> => {
    const loadAny: LoadAggregate = (of, one) => (one === stream ? Promise.resolve(aggregate) : load(of, one, since));
    const seen = aggregate.commands.get(envelope.commandId);
    const commandHash = hashOf(command, envelope);
    if (seen) {
      const same =
        seen.actorId === principal.actor.id && seen.commandHash === commandHash && (await beside.isSameAs(seen));
      if (!same) return refused('DUPLICATE_COMMAND', { commandId: envelope.commandId }, ['command', 'commandId']);
      return {
        written: {
          commandId: envelope.commandId,
          stream,
          firstRevision: seen.firstRevision,
          revision: seen.revision,
          replayed: true,
        },
      };
    }
    const { references: others, reliedOn } = await loadReferences(
      loadAny,
      referencesOf(decider, command, aggregate.state),
    );
    const references = { ...others, ...(await detailsFor(stores.people, decider, command, aggregate.state)) };
    const { policies, reliedOn: policiesReliedOn } = await policiesOf(
      loadAny,
      scopeOf(command, aggregate.state).district,
    );
    const recordedAt = recordedAfter(
      lastRecordedAt({ stream, revision: aggregate.revision, recordedAt: aggregate.recordedAt }),
      now(),
    );
    if (recordedAt === undefined) return { failed: 'CLOCK_BEHIND' };
    if (!stateAllows(principal, command, { state: aggregate.state, references, recordedOn: dayOf(recordedAt) }))
      return notAuthorised(principal);
    const context = {
      effectiveOn: envelope.effectiveOn,
      recordedOn: dayOf(recordedAt),
      actor: principal.actor,
      hasDocument: hasDocument(command, envelope.basis),
      references,
      policies,
    };
    const refusal =
      staleRevision(decider, command, envelope, aggregate) ??
      isNotBackdated(command, context, aggregate.state)?.refused ??
      (await personalData(loadAny, names, command, envelope, scopeOf(command, aggregate.state).district)) ??
      (await beside.refusal(aggregate));
    if (refusal) return { refused: refusal };
    const decision: Decision<DomainEvent> = isCorrectionCommand(command)
      ? decideCorrection(decider, command, context, aggregate.facts)
      : decide(
          decider as Decider<unknown, typeof command, DomainEvent>,
          command,
          context,
          aggregate.state,
          aggregate.revision,
        );
    if ('refused' in decision) return { refused: decision.refused };
    const metadata: Omit<Metadata, 'schemaVersion'> = {
      commandId: envelope.commandId,
      commandHash,
      ...(envelope.causationId === undefined ? {} : { causationId: envelope.causationId }),
      correlationId: envelope.correlationId ?? envelope.commandId,
      actor: principal.actor,
      basis: envelope.basis,
      ...(envelope.reason === undefined ? {} : { reason: envelope.reason }),
      effectiveOn: envelope.effectiveOn,
      recordedAt,
      ...(reliedOn.length + policiesReliedOn.length === 0 ? {} : { reliedOn: [...reliedOn, ...policiesReliedOn] }),
      ...(envelope.assumed === undefined || envelope.assumed.length === 0 ? {} : { assumed: envelope.assumed }),
    };
    const events = decision.accepted.map((event, index) =>
      toNewEvent(event, eventIdOf(stream, index, metadata.commandId), metadata),
    );
    if (envelope.validateOnly === true)
      return { valid: true, unwritten: { stream, firstRevision: aggregate.revision + 1, events } };
    return { events };
  };

  /**
   * What a command comes to. `release` lets the next one in the stream begin: where the store commits in order, that one is decided on what
   * is under way, and both are committed together. Only what is accepted goes on then, for it is committed after that or not at all;
   * anything else waits, and is decided again on what is in the store.
   */
  const attempt = async (given: Given, sending: { begun: boolean }, release: () => void): Promise<Outcome> => {
    const { stream, decider, envelope, beside } = given;
    // What stands beside the ledger is put right in the stream's turn.
    const isAlone = stores.events.isInOrder !== true || beside !== nothingBeside;
    const before = underWay.get(stream);
    const ahead = isAlone || (before?.length ?? 0) >= LONGEST ? undefined : before;
    if (!ahead) await before?.landed;
    // All that it looks at is as of one moment, or later.
    const since = performance.now();
    const aggregate = ahead?.aggregate ?? (await load(decider, stream, since));
    const decided = await decidedOn(aggregate, given, since);
    if (!('events' in decided)) {
      if (!ahead) return decided;
      await ahead.landed;
      return attempt(given, sending, release);
    }
    const { events } = decided;
    await beside.beforeAppend(aggregate);
    const after = isAlone ? undefined : withEvents(decider, stream, aggregate, events);
    sending.begun = true;
    const expected = aggregate.revision < 0 ? 'no-stream' : aggregate.revision;
    const append = stores.events.append(stream, expected, events, ahead?.lastEventId);
    if (after) {
      const isOver = (): void => void (underWay.get(stream) === mine && underWay.delete(stream));
      // One that is refused before it is committed does not hide those before it.
      const landed = Promise.allSettled([ahead?.landed, append]).then(isOver);
      const length = (ahead?.length ?? 0) + 1;
      const mine: UnderWay = { aggregate: after, lastEventId: events.at(-1)!.id, length, landed };
      underWay.set(stream, mine);
      release();
    }
    const { revision } = await append;
    load.took?.(stream, after ?? withEvents(decider, stream, aggregate, events));
    return {
      written: {
        commandId: envelope.commandId,
        stream,
        firstRevision: aggregate.revision + 1,
        revision,
        replayed: false,
      },
    };
  };

  /** Undefined where another writer was faster. */
  const attempted = async (given: Given, release: () => void): Promise<Outcome | undefined> => {
    const sending = { begun: false };
    try {
      return await attempt(given, sending, release);
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return undefined;
      if (error instanceof StoreUnavailable) return { failed: 'STORE_UNAVAILABLE' };
      if (error instanceof TooLarge) return refuse('INVALID_INPUT', { bytes: error.bytes, longest: error.limit });
      if (error instanceof OutcomeUnknown) return { failed: 'OUTCOME_UNKNOWN' };
      // What no caller should send is noticed by the store before it sends anything.
      throw sending.begun && !(error instanceof TypeError) ? error : new NothingWritten(error);
    }
  };

  return async (command, envelope, principal, beside = nothingBeside) => {
    // Before anything is walked, hashed or loaded.
    if (!claimsAllow(principal, command)) return notAuthorised(principal);
    const refusal = invalidEnvelope(envelope) ?? illFormed(command) ?? invalidRight(command);
    if (refusal) return { refused: refusal };
    if (!mayWrite()) return { failed: 'STORE_UNAVAILABLE' };
    const stream = streamOf(command);
    const decider = deciderOfStream(stream);
    if (!decider) return refuse('NOT_FOUND', { stream });
    const given = { command, stream, decider, envelope, principal, beside };
    const asked = Date.parse(now());
    for (let left = ATTEMPTS; ; left -= 1) {
      const outcome = await inTurn(stream, async (release): Promise<Outcome | undefined> => {
        if (Date.parse(now()) - asked > PATIENCE) return { failed: 'STORE_UNAVAILABLE' };
        const came = (await attempted(given, release)) ?? (left > 1 ? undefined : { failed: 'STORE_UNAVAILABLE' });
        if (came) await beside.settle(came);
        return came;
      });
      if (outcome) return outcome;
    }
  };
};

/** A command with all that comes with it. */
interface Given {
  readonly command: Command;
  readonly stream: StreamName;
  readonly decider: AnyDecider;
  readonly envelope: Envelope;
  readonly principal: Principal;
  readonly beside: Beside;
}

/** The last of the appends to a stream that are not committed yet. */
interface UnderWay {
  /** With their events. */
  readonly aggregate: Aggregate;
  readonly lastEventId: string;
  /** How many are decided one on the other since the stream was read. */
  readonly length: number;
  /** Resolves once it is committed or has failed, and all before it. */
  readonly landed: Promise<void>;
}

/**
 * One command after the other in a stream: within a process nobody loses a race. The next one begins when the one before it says so, or is
 * done.
 */
const turns = (): (<T>(stream: StreamName, work: (release: () => void) => Promise<T>) => Promise<T>) => {
  const last = new Map<StreamName, Promise<unknown>>();
  return async (stream, work) => {
    const before = last.get(stream);
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    last.set(stream, released);
    try {
      await before;
      return await work(release);
    } finally {
      release();
      if (last.get(stream) === released) last.delete(stream);
    }
  };
};

const loadReferences = async (
  load: LoadAggregate,
  streams: Readonly<Record<string, StreamName | undefined>>,
): Promise<{ references: Record<string, unknown>; reliedOn: { stream: StreamName; revision: number }[] }> => {
  const references: Record<string, unknown> = {};
  const reliedOn: { stream: StreamName; revision: number }[] = [];
  for (const [name, stream] of Object.entries(streams)) {
    if (stream === undefined) continue;
    const { state, revision } = await load(deciderOfStream(stream)!, stream);
    references[name] = state;
    reliedOn.push({ stream, revision });
  }
  return { references, reliedOn };
};

/** The id of a command's event: a commandId is unique per stream, an event's id everywhere. */
export const eventIdOf = (stream: StreamName, index: number, commandId: string): string =>
  uuidv5(`${stream}/${index}`, commandId);

/** Normalised, so that what is stored is what any reader would write again (RFC 8785). */
const toNewEvent = (event: DomainEvent, id: string, metadata: Omit<Metadata, 'schemaVersion'>): NewEvent => {
  assertValid(event);
  const { type, ...data } = JSON.parse(canonicalize(event)!) as DomainEvent & Record<string, unknown>;
  return { id, type, data, metadata: { ...metadata, schemaVersion: schemaVersionOf(type) } };
};

/**
 * No free text holds what looks like somebody's number or, in prose, a name of the district's people; its schools' and
 * groups' names are none.
 */
const personalData = async (
  load: LoadAggregate,
  names: KnownNames,
  command: Command,
  { basis, reason }: Envelope,
  district: string | undefined,
): Promise<Refusal | undefined> => {
  const texts = [...freeTextsOf(command), ...freeTextsOf({ basis, ...present({ reason }) }, ['command'])];
  const refused = holdsNoNumber(texts)?.refused;
  if (refused || district === undefined || !isCode(district) || !texts.some(({ isProse }) => isProse)) return refused;
  const hasName = await names.ofDistrict(district);
  // What the register calls its schools and groups is asked for only where it could explain a name.
  if (!texts.some(({ text, isProse }) => isProse && hasName(text))) return undefined;
  const { state } = await load(register as AnyDecider, districtStream(district));
  const { schools, groups } = state as District;
  const known = [...schools.values(), ...groups.values()].flatMap(({ name }) =>
    name.intervals.map(({ value }) => value),
  );
  return holdsNoName(texts, (text) => hasName(text) && hasName(known.reduce(without, folded(text))))?.refused;
};
const without = (text: string, name: string): string => text.replaceAll(folded(name), '/');

/** What is changed is as it was when it was read, where the command says so; and only of what is there already it says so. */
const staleRevision = (
  decider: AnyDecider,
  command: Command,
  { expectedRevision }: Envelope,
  { state, objects }: Aggregate,
): Refusal | undefined => {
  if (expectedRevision === undefined) return undefined;
  const target = isCorrectionCommand(command) ? undefined : decider.targetOf(command, state);
  if (!target) return refuse('INVALID_INPUT', { value: expectedRevision }, ['command', 'expectedRevision']).refused;
  const actual = objects.get(nameOfObject(target));
  if (actual === expectedRevision) return undefined;
  return refuse('STALE_REVISION', { expected: expectedRevision, actual: actual ?? -1 }, ['command', 'expectedRevision'])
    .refused;
};

/** The policies of a district, and the revision that was relied on where it has any. */
const policiesOf = async (
  load: LoadAggregate,
  district: string | undefined,
): Promise<{ policies: Policies; reliedOn: { stream: StreamName; revision: number }[] }> => {
  if (district === undefined || !isCode(district)) return { policies: noPolicies, reliedOn: [] };
  const stream = policyStream(district);
  const { state, revision } = await load(policy as AnyDecider, stream);
  return { policies: state as Policies, reliedOn: revision < 0 ? [] : [{ stream, revision }] };
};

/** What a decision or a correction may look at of a person's details; nothing of who was erased. */
const detailsFor = async (
  people: Stores['people'],
  decider: AnyDecider,
  command: Command,
  state: unknown,
): Promise<{ readonly details?: KnownDetails }> => {
  const said = command.type === 'CorrectRecord' ? command.right : command;
  const personId = decider.detailsOf?.(said);
  const { commitment } = state as { readonly commitment?: string };
  if (personId === undefined || commitment === undefined) return {};
  const entry = await people.get(personId, commitment);
  if (!entry) return {};
  const { birthDate, sex } = entry.details;
  return { details: present({ birthDate, sex }) };
};

/** The other streams that a decision looks at. */
const referencesOf = (
  decider: AnyDecider,
  command: Command,
  state: unknown,
): Readonly<Record<string, StreamName | undefined>> => {
  if (!isCorrectionCommand(command)) return decider.referencesOf(command, state);
  return (
    decider.referencesOfCorrection?.(
      command.stream,
      command.type === 'CorrectRecord' ? command.right : undefined,
      state,
    ) ?? {}
  );
};

const streamOf = (command: Command): StreamName =>
  isCorrectionCommand(command) ? command.stream : deciderOf(command)!.streamOf(command);

/** A right fact is held to the schema of its event like any other, before the streams are derived that it speaks of. */
const invalidRight = (command: Command): Refusal | undefined => {
  if (command.type !== 'CorrectRecord') return undefined;
  const broken = brokenAt(command.right as unknown as DomainEvent);
  return broken && refuse('INVALID_INPUT', { problem: broken.keyword }, ['right', ...broken.path]).refused;
};

const refused = (code: RefusalCode, args: RefusalArguments, path: readonly string[]): Outcome =>
  refuse(code, args, path);
