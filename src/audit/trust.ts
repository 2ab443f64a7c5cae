import { numberedToEnd } from '../eventstore/numbering.js';
import type { EventStore } from '../eventstore/port.js';
import { leafHashOf } from '../projections/merkle/leaf.js';
import { growingTree, type Hash } from '../projections/merkle/tree.js';
import { ledgerOfOrigin, type Checkpoint } from './checkpoint.js';

/** What of a ledger does not fit what was signed of it, or read from it, before. */
export interface Distrust {
  readonly code: 'EVENT_ALTERED' | 'LEDGER_SHRUNKEN' | 'LEDGER_FORKED' | 'CHECKPOINT_INVALID';
  /** The first position where it shows, as far as that can be told. */
  readonly position?: number;
  readonly message: string;
}

const RESTORE = 'restore the event store from a backup, and compare with an exported bundle';

/** What a tree of `head` events and its root at the checkpoint's size say of it; undefined where it is the checkpoint's continuation. */
export const distrustOf = (
  { origin, size, root }: Checkpoint,
  { head, ledger, rootAt }: { readonly head: number; readonly ledger: string; readonly rootAt: (size: number) => Hash },
): Distrust | undefined => {
  if (ledgerOfOrigin(origin) !== ledger)
    return { code: 'LEDGER_FORKED', message: `the checkpoint that was kept is of another ledger: ${RESTORE}` };
  if (head < size)
    return {
      code: 'LEDGER_SHRUNKEN',
      position: head + 1,
      message: `the store holds ${head} events, and ${size} were signed for: from position ${head + 1} on events were taken away; ${RESTORE}`,
    };
  return Buffer.compare(rootAt(size), root) === 0
    ? undefined
    : {
        code: 'LEDGER_FORKED',
        message: `up to position ${size} the store holds other events than were signed for: one of them at least was altered, or put back otherwise; ${RESTORE}`,
      };
};

export interface AuditedStore {
  readonly events: EventStore;
  readonly ledger: string;
  /** What was signed of it before. */
  readonly checkpoints: readonly Checkpoint[];
  /** The hash of the leaf that was read at a position, where one was. */
  readonly leafAt: (position: number) => Hash | undefined;
  readonly onProgress?: (position: number) => void;
}

export interface Audit {
  /** How many events there are, and the root over them. */
  readonly size: number;
  readonly root: Hash;
  readonly found: readonly Distrust[];
}

/**
 * Computes the tree of a store again from the bytes of its events, in constant memory, and holds it against what was signed of it and what
 * was read from it. Throws what following does.
 */
export const auditStore = async ({ events, ledger, checkpoints, leafAt, onProgress }: AuditedStore): Promise<Audit> => {
  const tree = growingTree();
  const roots = new Map<number, Hash>(checkpoints.map(({ size }) => [size, tree.root()]));
  let altered: Distrust | undefined;
  for await (const batch of numberedToEnd(events)) {
    for (const event of batch) {
      const leaf = leafHashOf(ledger, event);
      const read = leafAt(event.position);
      if (read && Buffer.compare(leaf, read) !== 0)
        altered ??= {
          code: 'EVENT_ALTERED',
          position: event.position,
          message: `position ${event.position} holds another event in the store than the one that was read from there: it was altered; ${RESTORE}`,
        };
      tree.append(leaf);
      if (roots.has(event.position)) roots.set(event.position, tree.root());
    }
    const last = batch.at(-1);
    if (last) onProgress?.(last.position);
  }
  const head = tree.size();
  const read = leafAt(head + 1);
  const missing: Distrust | undefined = read && {
    code: 'LEDGER_SHRUNKEN',
    position: head + 1,
    message: `the store holds nothing at position ${head + 1}, of which an event was read: it was taken away; ${RESTORE}`,
  };
  const signed = checkpoints.flatMap(
    (checkpoint) => distrustOf(checkpoint, { head, ledger, rootAt: (size) => roots.get(size)! }) ?? [],
  );
  return {
    size: head,
    root: tree.root(),
    found: [...(altered ? [altered] : []), ...(missing ? [missing] : []), ...signed],
  };
};
