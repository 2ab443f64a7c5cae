import { LRUCache } from 'lru-cache';
import { foldCorrected, isCorrection } from '../domain/correction.js';
import { dayOf } from '../domain/day.js';
import { deciderOfStream, type Recorded, type StreamName } from '../domain/ledger.js';
import type { EventIndex, IndexedEntry } from './event-index.js';

/** How many states are kept; each holds what its stream says and nothing of its events. */
const KEPT = 200;

interface Folded {
  readonly revision: number;
  readonly state: unknown;
}

/**
 * The state of a stream as of a position: what its aggregate folds from the events up to there, with every correction that is known then
 * in the place of what it corrects. Its initial state where the stream does not exist. Throws Error where no aggregate has such streams.
 */
export const statesAt = (
  events: Pick<EventIndex, 'page' | 'between'>,
): ((stream: StreamName, position: number) => unknown) => {
  const kept = new LRUCache<string, Folded>({ max: KEPT });
  /** Of each stream what was folded last, to go on from where no correction follows. */
  const latest = new LRUCache<StreamName, Folded>({ max: KEPT });

  return (stream, position) => {
    const decider = deciderOfStream(stream);
    if (!decider) throw new Error(`No aggregate has a stream ${stream}`);
    const [last] = events.page({ stream }, { after: 0, upTo: position, limit: 1, backwards: true });
    if (!last) return decider.initial as unknown;
    const key = `${stream} ${last.revision}`;
    const known = kept.get(key);
    if (known) return known.state;
    const before = latest.get(stream);
    const from = before && before.revision < last.revision ? before : undefined;
    const added = events.between(stream, (from?.revision ?? -1) + 1, last.revision).map(recorded);
    const isPlain = from && !added.some(({ event }) => isCorrection(event));
    const folded: Folded = {
      revision: last.revision,
      state: isPlain
        ? added.reduce<unknown>((state, fact) => decider.evolve(state, fact) as unknown, from.state)
        : foldCorrected(decider, from ? events.between(stream, 0, last.revision).map(recorded) : added),
    };
    kept.set(key, folded);
    if (!before || before.revision < last.revision) latest.set(stream, folded);
    return folded.state;
  };
};

const recorded = ({ event, revision, metadata }: IndexedEntry): Recorded<{ readonly type: string }> => ({
  event,
  revision,
  effectiveOn: metadata.effectiveOn,
  recordedOn: dayOf(metadata.recordedAt),
  actor: metadata.actor,
});
