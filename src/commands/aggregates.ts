import { performance } from 'node:perf_hooks';
import { LRUCache } from 'lru-cache';
import { foldCorrected, isCorrection, touchedBy, touchedByCorrection } from '../domain/correction.js';
import type { AnyDecider, ObjectRef, Recorded, StreamName } from '../domain/ledger.js';
import { dayOf } from '../domain/day.js';
import { nameOfObject } from '../domain/objects.js';
import { upcast } from '../domain/upcast.js';
import type { EventStore, NewEvent, StoredEvent } from '../eventstore/port.js';

/** What a command left in its stream. */
export interface Seen {
  readonly actorId: string;
  readonly commandHash: string;
  readonly firstRevision: number;
  readonly revision: number;
  /** The commitment to personal details, where its event carries one. */
  readonly commitment?: string;
}

type Fact = Recorded<{ readonly type: string }>;

/** An aggregate as its stream says, up to a revision: what comes later changes nothing of it. */
export interface Aggregate {
  /** With every correction in the place of what it corrects. */
  readonly state: unknown;
  /** All facts as they were recorded, corrections among them. */
  readonly facts: readonly Fact[];
  /** -1 where the stream does not exist. */
  readonly revision: number;
  /** When the last fact was recorded; undefined where there is none. */
  readonly recordedAt: string | undefined;
  readonly commands: Pick<ReadonlyMap<string, Seen>, 'get' | 'has'>;
  /** The revision of the last event that touched an object. */
  readonly objects: Pick<ReadonlyMap<string, number>, 'get'>;
}

/** What is kept of a stream. It only grows, so that an aggregate is the part of it up to the aggregate's revision and copies nothing. */
interface History {
  readonly facts: Fact[];
  readonly commands: Map<string, Seen>;
  /** The revisions of the events that touched an object, in order. */
  readonly objects: Map<string, number[]>;
  /** As last loaded. */
  aggregate: Aggregate;
}

const aggregateOf = (
  { facts, commands, objects }: Omit<History, 'aggregate'>,
  state: unknown,
  recordedAt?: string,
): Aggregate => {
  const revision = facts.length - 1;
  const seen = (commandId: string): Seen | undefined => {
    const command = commands.get(commandId);
    return command && command.revision <= revision ? command : undefined;
  };
  return {
    state,
    get facts() {
      return facts.slice(0, revision + 1);
    },
    revision,
    recordedAt,
    commands: { get: seen, has: (commandId) => seen(commandId) !== undefined },
    objects: { get: (object) => objects.get(object)?.findLast((one) => one <= revision) },
  };
};

const emptyHistory = (decider: AnyDecider): History => {
  const nothing = { facts: [], commands: new Map<string, Seen>(), objects: new Map<string, number[]>() };
  return { ...nothing, aggregate: aggregateOf(nothing, decider.initial) };
};

/** What is read of a stored event, or of one that is about to be stored. */
interface Read {
  readonly fact: Fact;
  readonly commandId: string;
  readonly seen: Omit<Seen, 'firstRevision'>;
  readonly recordedAt: string;
  readonly touched: readonly ObjectRef[];
}

/** Reads an event of a stream; `factAt` gives the facts before it. Throws an Error on an event that this version does not know. */
const readEvent = (
  decider: AnyDecider,
  stream: StreamName,
  { type, revision, data, metadata }: Pick<StoredEvent, 'type' | 'revision' | 'data' | 'metadata'>,
  factAt: (revision: number) => Fact,
): Read => {
  const { commandId, commandHash, actor, effectiveOn, recordedAt, schemaVersion } = metadata;
  const upToDate = upcast<Fact['event']>(decider, type, schemaVersion, data);
  if ('unknown' in upToDate)
    throw new Error(
      `Stream ${stream} revision ${revision}: unknown ${upToDate.unknown} of event ${type} version ${schemaVersion}`,
    );
  const { event } = upToDate;
  const commitment = data['commitment'];
  return {
    fact: { event, revision, effectiveOn, recordedOn: dayOf(recordedAt), actor, commandId },
    commandId,
    seen: { actorId: actor.id, commandHash, revision, ...(typeof commitment === 'string' ? { commitment } : {}) },
    recordedAt,
    touched: isCorrection(event)
      ? touchedByCorrection(decider, event, stream, factAt(event.revision).event)
      : touchedBy(decider, event, stream, revision),
  };
};

/** The state after more facts; `all` gives every fact, those included. */
const stateAfter = (decider: AnyDecider, state: unknown, read: readonly Read[], all: () => readonly Fact[]): unknown =>
  read.some(({ fact }) => isCorrection(fact.event))
    ? foldCorrected(decider, all())
    : read.reduce((folded, { fact }) => decider.evolve(folded, fact) as unknown, state);

/** An aggregate, and what was read last of it. */
export interface Extended extends Aggregate {
  readonly read: readonly Read[];
}

/** An aggregate as it will be once a command's events, which are under way, are in the store. */
export const withEvents = (
  decider: AnyDecider,
  stream: StreamName,
  aggregate: Aggregate,
  events: readonly NewEvent[],
): Extended => {
  const { revision, commands, objects } = aggregate;
  const read = events.map((event, index) =>
    readEvent(decider, stream, { ...event, revision: revision + 1 + index }, (one) => aggregate.facts[one]!),
  );
  const facts = (): readonly Fact[] => [...aggregate.facts, ...read.map(({ fact }) => fact)];
  const { commandId, seen, recordedAt } = read.at(-1)!;
  const command = { ...seen, firstRevision: revision + 1 };
  const touched = new Map(
    read.flatMap((one) => one.touched.map((object) => [nameOfObject(object), one.fact.revision])),
  );
  return {
    state: stateAfter(decider, aggregate.state, read, facts),
    get facts() {
      return facts();
    },
    revision: revision + read.length,
    read,
    recordedAt,
    commands: {
      get: (id) => (id === commandId ? command : commands.get(id)),
      has: (id) => id === commandId || commands.has(id),
    },
    objects: { get: (object) => touched.get(object) ?? objects.get(object) },
  };
};

export interface LoadAggregate {
  /** Loads an aggregate as its stream says now, or at some moment after `since` (milliseconds of performance.now()). */
  (decider: AnyDecider, stream: StreamName, since?: number): Promise<Aggregate>;
  /** Takes over what is in the store now, so that it need not be read. */
  readonly took?: (stream: StreamName, extended: Extended) => void;
}

/** How much is kept: streams, and facts of all of them together, some 1,400 bytes each. */
const KEPT = { streams: 1000, facts: 200_000 };

/**
 * Loads aggregates and keeps the last ones used: only newer events are read, and the append's expected revision makes a
 * stale copy harmless. Throws StoreUnavailable, and an Error on an event that this version does not know.
 */
export const aggregateLoader = (events: EventStore, limits = KEPT): LoadAggregate => {
  /** Those used least recently go first, the one just used never. */
  const kept = new LRUCache<StreamName, History>({
    max: limits.streams,
    maxSize: limits.facts,
    sizeCalculation: ({ facts }) => Math.min(Math.max(facts.length, 1), limits.facts),
  });
  /** Counted anew: it has grown since. */
  const keep = (stream: StreamName, history: History): void => {
    kept.delete(stream);
    kept.set(stream, history);
  };

  /** Adds what comes right after what is known; some of it, or all, may be known by now. */
  const extend = (known: History, read: readonly Read[], state: unknown, recordedAt: string | undefined): void => {
    const fresh = read.filter(({ fact }) => fact.revision >= known.facts.length);
    for (const { fact, seen, commandId, touched } of fresh) {
      known.facts.push(fact);
      known.commands.set(commandId, { firstRevision: fact.revision, ...known.commands.get(commandId), ...seen });
      for (const object of touched.map(nameOfObject)) {
        const revisions = known.objects.get(object) ?? [];
        revisions.push(fact.revision);
        known.objects.set(object, revisions);
      }
    }
    if (fresh.length > 0) known.aggregate = aggregateOf(known, state, recordedAt);
  };

  const load = async (decider: AnyDecider, stream: StreamName, since = performance.now()): Promise<Aggregate> => {
    const end = events.endsAt?.(stream) ?? (kept.has(stream) ? await events.endOf?.(stream, since) : undefined);
    const known = kept.get(stream) ?? emptyHistory(decider);
    const { revision: before, state: stateBefore, recordedAt: recordedBefore } = known.aggregate;
    if (end === before) return known.aggregate;
    // Only when everything is read and folded is it taken over, in one go: a load that fails leaves nothing behind.
    const read: Read[] = [];
    const factAt = (revision: number): Fact =>
      (revision <= before ? known.facts[revision] : read[revision - before - 1]?.fact)!;
    for await (const stored of events.readStream(stream, { from: before + 1 }))
      read.push(readEvent(decider, stream, stored, factAt));
    const state = stateAfter(decider, stateBefore, read, () => [
      ...known.facts.slice(0, before + 1),
      ...read.map(({ fact }) => fact),
    ]);
    const lastRecordedAt = read.at(-1)?.recordedAt ?? recordedBefore;

    extend(known, read, state, lastRecordedAt);
    const other = kept.get(stream);
    const latest = other && other.facts.length > known.facts.length ? other : known;
    keep(stream, latest);
    return latest.aggregate;
  };
  const took = (stream: StreamName, { revision, read, state, recordedAt }: Extended): void => {
    const known = kept.get(stream);
    if (known?.aggregate.revision !== revision - read.length) return;
    extend(known, read, state, recordedAt);
    keep(stream, known);
  };
  return Object.assign(load, { took });
};
