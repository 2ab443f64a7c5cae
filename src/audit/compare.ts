import { followNumbered } from '../eventstore/numbering.js';
import type { EventStore } from '../eventstore/port.js';
import { leafHashOf } from '../projections/merkle/leaf.js';
import type { ReadModels } from '../projections/read-models.js';

/** What the store holds in the place of an event that was read from it before. */
export interface Altered {
  readonly position: number;
  /** CHANGED: its bytes, id, place or type are others. MISSING: nothing is there. */
  readonly how: 'CHANGED' | 'MISSING';
}

/**
 * The first event of a store that is not what it was when it was read into the read models, whose Merkle tree has a leaf of each; undefined
 * where all that were read are the same. Reads the whole ledger, a batch at a time; after each it waits for `rest`, which is told how many
 * milliseconds were worked since the last one. Throws what following does; nothing is found once `signal` aborts.
 */
export const firstAltered = async (
  events: EventStore,
  { events: index, merkle, ledgerId }: Pick<ReadModels, 'events' | 'merkle' | 'ledgerId'>,
  signal: AbortSignal,
  rest: (worked: number) => Promise<void>,
): Promise<Altered | undefined> => {
  const upTo = index.head();
  const ledger = ledgerId();
  if (upTo === 0 || ledger === undefined) return undefined;
  let last = 0;
  let begun = performance.now();
  for await (const batch of followNumbered(events, undefined, signal)) {
    for (const event of batch.events) {
      if (Buffer.compare(leafHashOf(ledger, event), merkle.leafHash(event.position)) !== 0)
        return { position: event.position, how: 'CHANGED' };
      last = event.position;
      if (last === upTo) return undefined;
    }
    if (batch.caughtUp) return { position: last + 1, how: 'MISSING' };
    await rest(performance.now() - begun);
    begun = performance.now();
  }
  return undefined;
};
