import { checkStore, StoreMismatch } from '../eventstore/numbering.js';
import type { EventStore } from '../eventstore/port.js';
import type { EventIndex } from './event-index.js';

/**
 * The last position at which the store holds the event that was read there before; undefined where it holds them all.
 * A ledger's history parts once, so that what holds at a position holds at all before it. Throws StoreUnavailable.
 */
export const partedAfter = async (
  events: EventStore,
  index: Pick<EventIndex, 'head' | 'numbered'>,
): Promise<number | undefined> => {
  const holds = async (position: number): Promise<boolean> => {
    try {
      await checkStore(events, index.numbered(position)!);
      return true;
    } catch (error) {
      if (error instanceof StoreMismatch) return false;
      throw error;
    }
  };
  const head = index.head();
  if (head === 0 || (await holds(head))) return undefined;
  let [same, other] = [0, head];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (await holds(middle)) same = middle;
    else other = middle;
  }
  return same;
};
