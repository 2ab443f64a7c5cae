import { numberedToEnd, type NumberedEvent } from '../eventstore/numbering.js';
import type { Access, Accesses, EventStore, Stores } from '../eventstore/port.js';
import { leafHashOf } from '../projections/merkle/leaf.js';
import { growingTree, type Hash } from '../projections/merkle/tree.js';
import { auditStore } from './trust.js';

/** What is to be copied to is no beginning of what is copied, or cannot become a copy of it. */
export class NoCopy extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoCopy';
  }
}

export interface CopyOptions {
  /** May be written to meanwhile; what comes after the copy has caught up is not in it. */
  readonly from: Stores;
  /** Opened with the ledger's id (`ledgerId` of openStores); nobody else writes to it. */
  readonly to: Stores;
  /** Names of the checkpoints to take along. */
  readonly checkpoints: readonly string[];
  readonly onProgress?: (position: number) => void;
}

export interface Copied {
  readonly ledger: string;
  /** How many events both hold, and the root over them. */
  readonly size: number;
  readonly root: Hash;
  /** How many of them were there before. */
  readonly present: number;
  readonly people: number;
  readonly accesses: number;
  readonly revocations: number;
}

/**
 * Makes of a store a copy of another one, byte for byte and append by append, so that positions, root and receipts are the same. What a copy
 * that was interrupted has written is compared and kept. The people directory (without who is erased), accesses, revocations, checkpoints
 * and, where the store takes them, epochs come along. In the end the tree is computed again from what was written.
 * Throws NoCopy, StoreUnavailable, OutcomeUnknown; run again, it goes on.
 */
export const copyLedger = async ({ from, to, checkpoints, onProgress }: CopyOptions): Promise<Copied> => {
  const epochs = await from.epochs.list();
  const ledger = epochs[0]?.id;
  if (ledger === undefined) throw new NoCopy('nothing was ever written to the ledger that is to be copied');
  const [own] = await to.epochs.list();
  if (own?.id !== ledger) throw new NoCopy(`there is another ledger already: ${own?.id ?? 'without an id'}`);
  const recorded = await recordedIn(from.accesses, to.accesses);
  // Before the events, so that none has gone beyond them.
  const reached = await Promise.all(
    checkpoints.map(async (name) => [name, await from.checkpoints.load(name)] as const),
  );

  const { size, root, present } = await copyEvents(ledger, from.events, to.events, onProgress);
  // After the events, whose entries are there before them.
  const people = await copyPeople(from, to);
  for (const access of recorded.missing) await to.accesses.record(access);
  const revoked = await from.revocations.all();
  for (const [subject, notBefore] of revoked) await to.revocations.revoke(subject, notBefore);
  for (const [name, document] of reached) if (document !== undefined) await to.checkpoints.save(name, document);
  for (const [index, epoch] of epochs.entries()) await to.epochs.begin?.(epoch, epochs[index - 1]?.id);

  const written = await auditStore({ events: to.events, ledger, checkpoints: [], leafAt: () => undefined });
  if (written.size !== size || Buffer.compare(written.root, root) !== 0)
    throw new NoCopy(
      'what was written is not what was read: somebody else writes there; run again, the first such position is named',
    );
  return { ledger, size, root, present, people, accesses: recorded.all, revocations: revoked.size };
};

const copyEvents = async (
  ledger: string,
  from: EventStore,
  to: EventStore,
  onProgress: (position: number) => void = () => undefined,
): Promise<Pick<Copied, 'size' | 'root' | 'present'>> => {
  const tree = growingTree();
  const source = storedEvents(from);
  try {
    for await (const there of storedEvents(to)) {
      const { value: event } = await source.next();
      if (!event)
        throw new NoCopy(`position ${there.position} is not in the ledger that is copied: the copy has gone on`);
      const leaf = leafHashOf(ledger, event);
      if (Buffer.compare(leaf, leafHashOf(ledger, there)) !== 0)
        throw new NoCopy(`position ${there.position} is another event in the copy`);
      tree.append(leaf);
      onProgress(there.position);
    }
    const present = tree.size();
    for await (const append of appendsOf(source)) {
      const { stream, revision } = append[0]!;
      await to.append(stream, revision === 0 ? 'no-stream' : revision - 1, append.map(asItIsWritten));
      for (const event of append) tree.append(leafHashOf(ledger, event));
      onProgress(append.at(-1)!.position);
    }
    return { size: tree.size(), root: tree.root(), present };
  } finally {
    await source.return(undefined);
  }
};

async function* storedEvents(events: EventStore): AsyncGenerator<NumberedEvent, undefined> {
  for await (const batch of numberedToEnd(events)) yield* batch;
}

/** The events that one command gave were appended together, and a repeated command is known by that. */
async function* appendsOf(events: AsyncIterable<NumberedEvent>): AsyncGenerator<readonly NumberedEvent[]> {
  let append: NumberedEvent[] = [];
  for await (const event of events) {
    const [first] = append;
    if (first && (first.stream !== event.stream || first.metadata.commandId !== event.metadata.commandId)) {
      yield append;
      append = [];
    }
    append.push(event);
  }
  if (append.length > 0) yield append;
}

/** Throws NoCopy where what would be written is not what is stored. */
const asItIsWritten = (event: NumberedEvent): NumberedEvent => {
  const { position, data, metadata, bytes } = event;
  if (isText(data, bytes.data) && isText(metadata, bytes.metadata)) return event;
  throw new NoCopy(
    `position ${position} is not stored as this software writes it: was it altered? edugroup audit tells`,
  );
};

const isText = (value: unknown, bytes: Uint8Array): boolean =>
  Buffer.compare(Buffer.from(JSON.stringify(value)), bytes) === 0;

const copyPeople = async (from: Stores, to: Stores): Promise<number> => {
  let copied = 0;
  for await (const { personId, commitment } of from.people.entries()) {
    const entry = await from.people.get(personId, commitment);
    if (!entry) continue;
    await to.people.put(entry);
    copied += 1;
  }
  for await (const { personId, commitment } of to.people.entries())
    if (!(await from.people.get(personId, commitment))) await to.people.erase(personId, commitment);
  return copied;
};

/** Those that are not there yet, after those that are. Throws NoCopy where others are. */
const recordedIn = async (
  from: Accesses,
  to: Accesses,
): Promise<{ readonly all: number; readonly missing: readonly Access[] }> => {
  const [all, present] = [await listed(from), await listed(to)];
  if (present.some((access, index) => JSON.stringify(access) !== JSON.stringify(all[index])))
    throw new NoCopy('names were shown there that were not shown by the ledger that is copied');
  return { all: all.length, missing: all.slice(present.length) };
};

const listed = async (accesses: Accesses): Promise<readonly Access[]> => {
  const all: Access[] = [];
  for await (const access of accesses.list()) all.push(access);
  return all;
};
