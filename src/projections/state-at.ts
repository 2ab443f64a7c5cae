import { LRUCache } from 'lru-cache';
import { foldCorrected, isCorrection } from '../domain/correction.js';
import { deciderOfStream, type StreamName } from '../domain/ledger.js';
import type { EventIndex } from './event-index.js';
import { recordedOf, type LedgerEntry, type States } from './read-model.js';

/** How many streams states are kept of, and how many of each; a state holds what its stream says and nothing of its events. */
const KEPT = { streams: 100, states: 16 };

/**
 * Of how many events states are kept of who takes every entry in turn, one of each stream: of some 3,000 persons, or of a hundred streams
 * that are longer than LONG.
 */
const KEPT_EVENTS = 20_000;
const LONG = 200;

interface Folded {
  readonly revision: number;
  readonly state: unknown;
}

/**
 * The state of a stream as of a position: what its aggregate folds from the events up to there, with every correction that is known then
 * in the place of what it corrects. Its initial state where the stream does not exist. Goes on from the nearest state before that is
 * kept, where no correction follows. Throws Error where no aggregate has such streams.
 */
export const statesAt = (
  events: Pick<EventIndex, 'lastRevision' | 'between'>,
): ((stream: StreamName, position: number) => unknown) => {
  /** Of each stream, the one used last at the end. */
  const kept = new LRUCache<StreamName, readonly Folded[]>({ max: KEPT.streams });

  return (stream, position) => {
    const decider = deciderOfStream(stream);
    if (!decider) throw new Error(`No aggregate has a stream ${stream}`);
    const revision = events.lastRevision(stream, position);
    if (revision === undefined) return decider.initial as unknown;
    const known = kept.get(stream) ?? [];
    const facts = (from: number) => events.between(stream, from, revision).map(recordedOf);
    const folded = (): Folded => {
      const before = known
        .filter((one) => one.revision < revision)
        .reduce<Folded | undefined>((near, one) => (near && near.revision > one.revision ? near : one), undefined);
      const added = facts((before?.revision ?? -1) + 1);
      const state =
        before && !added.some(({ event }) => isCorrection(event))
          ? added.reduce<unknown>((so, fact) => decider.evolve(so, fact) as unknown, before.state)
          : foldCorrected(decider, before ? facts(0) : added);
      return { revision, state };
    };
    const found = known.find((one) => one.revision === revision) ?? folded();
    kept.set(stream, [...known.filter((one) => one !== found), found].slice(-KEPT.states));
    return found.state;
  };
};

/**
 * The state of an entry's stream before and after it, for who takes every entry in turn: goes on from the state after the stream's last
 * one. An entry that is met again, after a batch that failed, is folded anew.
 */
export const statesAround = (
  stateAt: (stream: StreamName, position: number) => unknown,
  keptEvents = KEPT_EVENTS,
): ((entry: LedgerEntry) => States) => {
  const kept = new LRUCache<StreamName, Folded>({
    maxSize: keptEvents,
    sizeCalculation: ({ revision }) => Math.min(revision + 1, LONG),
  });

  return (entry) => {
    const { stream, revision, position, event } = entry;
    const last = kept.get(stream);
    const before = last?.revision === revision - 1 ? last.state : stateAt(stream, position - 1);
    const decider = deciderOfStream(stream)!;
    const after = isCorrection(event)
      ? stateAt(stream, position)
      : (decider.evolve(before, recordedOf(entry)) as unknown);
    kept.set(stream, { revision, state: after });
    return { before, after };
  };
};
