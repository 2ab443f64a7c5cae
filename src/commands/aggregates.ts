import { foldCorrected, isCorrection, touchedByCorrection } from '../domain/correction.js';
import type { AnyDecider, ObjectRef, Recorded, StreamName } from '../domain/ledger.js';
import { dayOf } from '../domain/day.js';
import { upcast } from '../domain/upcast.js';
import type { EventStore } from '../eventstore/port.js';

/** What a command left in its stream. */
export interface Seen {
  readonly actorId: string;
  readonly commandHash: string;
  readonly firstRevision: number;
  readonly revision: number;
  /** The commitment to personal details, where its event carries one. */
  readonly commitment?: string;
}

/** An aggregate as its stream says. */
export interface Aggregate {
  /** With every correction in the place of what it corrects. */
  readonly state: unknown;
  /** All facts as they were recorded, corrections among them. */
  readonly facts: readonly Recorded<{ readonly type: string }>[];
  /** -1 where the stream does not exist. */
  readonly revision: number;
  readonly commands: ReadonlyMap<string, Seen>;
  /** The revision of the last event that touched an object. */
  readonly objects: ReadonlyMap<string, number>;
}

export const objectKey = ({ type, key }: ObjectRef): string => `${type}:${key}`;

/**
 * Loads aggregates and keeps the last ones used: only newer events are read, and the append's expected revision makes a
 * stale copy harmless. Throws StoreUnavailable, and an Error on an event that this version does not know.
 */
export const aggregateLoader = (events: EventStore, keep = 1000): ((decider: AnyDecider, stream: StreamName) => Promise<Aggregate>) => {
  const kept = new Map<StreamName, Aggregate>();
  return async (decider, stream) => {
    const known = kept.get(stream) ?? { state: decider.initial as unknown, revision: -1, facts: [], commands: new Map<string, Seen>(), objects: new Map<string, number>() };
    let { state, revision } = known;
    const facts = [...known.facts];
    const commands = new Map(known.commands);
    const objects = new Map(known.objects);
    for await (const stored of events.readStream(stream, { from: known.revision + 1 })) {
      const { metadata } = stored;
      const read = upcast(decider, stored.type, metadata.schemaVersion, stored.data);
      if ('unknown' in read) throw new Error(`Stream ${stream} revision ${stored.revision}: unknown ${read.unknown} of event ${stored.type} version ${metadata.schemaVersion}`);
      revision = stored.revision;
      const fact = { event: read.event, revision, effectiveOn: metadata.effectiveOn, recordedOn: dayOf(metadata.recordedAt), actor: metadata.actor };
      facts.push(fact);
      state = isCorrection(fact.event) ? foldCorrected(decider, facts) : (decider.evolve(state, fact) as unknown);
      const commitment = stored.data['commitment'];
      commands.set(metadata.commandId, {
        actorId: metadata.actor.id,
        commandHash: metadata.commandHash,
        firstRevision: commands.get(metadata.commandId)?.firstRevision ?? revision,
        revision,
        ...(typeof commitment === 'string' ? { commitment } : {}),
      });
      const { event } = fact;
      const touched = isCorrection(event) ? touchedByCorrection(decider, event, stream, facts[event.revision]!.event) : decider.touches(event, stream, revision);
      for (const object of touched) objects.set(objectKey(object), revision);
    }
    const loaded = { state, facts, revision, commands, objects };
    kept.delete(stream);
    kept.set(stream, loaded);
    if (kept.size > keep) kept.delete(kept.keys().next().value!);
    return loaded;
  };
};
