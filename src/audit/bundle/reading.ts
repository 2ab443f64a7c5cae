import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leafHashOf } from '../../projections/merkle/leaf.js';
import { growingTree, type Hash, type Tree } from '../../projections/merkle/tree.js';
import { readEventLine, type BundledEvent } from './event-line.js';
import { linesOf, recordsOf, type OnBytes } from './files.js';
import { FILES, readManifest, type Manifest } from './manifest.js';

/** There is nothing at all that could be verified. */
export class NoBundle extends Error {
  constructor(path: string, why: string) {
    super(`${path} is no bundle: ${why}`);
    this.name = 'NoBundle';
  }
}

/** A bundle's manifest. Throws NoBundle. */
export const manifestOf = (bundle: string): Manifest => {
  const file = join(bundle, FILES.manifest);
  if (!existsSync(file)) throw new NoBundle(bundle, `there is no ${FILES.manifest}`);
  const manifest = readManifest(readFileSync(file, 'utf8'));
  if (!manifest) throw new NoBundle(bundle, `its ${FILES.manifest} is none that this software knows`);
  return manifest;
};

/** An event, or what stands in its place, with its leaf's hash. */
export interface Leaf {
  /** The line's number, from 1 on. */
  readonly place: number;
  readonly event: BundledEvent | undefined;
  readonly hash: Hash | undefined;
}

const HASH_BYTES = 32;

/** Whether there are both, and they are the same. */
export const same = (one: Hash | undefined, other: Hash | undefined): boolean =>
  one !== undefined && other !== undefined && Buffer.compare(one, other) === 0;
/** The events of a bundle, line by line. */
export function* leavesOf(directory: string, ledger: string, onBytes?: OnBytes): Generator<Leaf> {
  let place = 0;
  for (const line of linesOf(join(directory, FILES.events), onBytes)) {
    place += 1;
    const event = readEventLine(line);
    yield { place, event, hash: event && leafHashOf(ledger, event) };
  }
}

/** The hashes that a bundle holds beside its events. */
export function* hashesOf(directory: string, onBytes?: OnBytes): Generator<Buffer, undefined> {
  const path = join(directory, FILES.leaves);
  if (existsSync(path)) yield* recordsOf(path, HASH_BYTES, onBytes);
}

/** Whether the hashes beside the events are those of a tree that was signed for: then they tell which event is another. */
export const areSigned = (directory: string, { size, root }: Tree): boolean => {
  const tree = growingTree();
  for (const hash of hashesOf(directory)) {
    if (hash.length !== HASH_BYTES) return false;
    tree.append(Buffer.from(hash));
  }
  return tree.size() === size && same(tree.root(), root);
};

/** The first place at which a hash stands. */
export const placeOf = (
  hash: Hash | undefined,
  leaves: Iterable<{ readonly place: number; readonly hash: Hash | undefined }>,
) => {
  for (const one of leaves) if (same(one.hash, hash)) return one.place;
  return undefined;
};

/** Those hashes with their positions. */
export function* numbered(directory: string): Generator<{ readonly place: number; readonly hash: Hash }> {
  let place = 0;
  for (const hash of hashesOf(directory)) yield { place: (place += 1), hash };
}

/** What stands at a place. */
export const at = <One extends { readonly place: number }>(place: number, leaves: Iterable<One>): One | undefined => {
  for (const one of leaves) if (one.place === place) return one;
  return undefined;
};

/** An event as a fault tells it. */
export const shown = (event: BundledEvent | undefined): string =>
  event ? `${event.type} ${event.id} (${event.stream}, revision ${event.revision})` : 'what is no event';
