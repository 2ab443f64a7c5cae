import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Hash } from '../../projections/merkle/tree.js';
import type { Checkpoint } from '../checkpoint.js';
import { readVerifierKey, type Verifier } from '../note.js';
import type { Fault } from './faults.js';
import { FILES, type Manifest } from './manifest.js';
import { areSigned, at, hashesOf, leavesOf, manifestOf, NoBundle, same, shown } from './reading.js';

/** An older state. */
export interface Older {
  readonly note: Buffer;
  /** The bundle's directory; undefined where only the checkpoint is there. */
  readonly directory?: string;
  readonly keys: readonly Verifier[];
}

/** The key that a bundle brings along; none where it is no key. */
export const keysOf = ({ publicKey }: Manifest): readonly Verifier[] => {
  const key = readVerifierKey(publicKey);
  return key ? [key] : [];
};

/** The older state at a path: a bundle, or the file of a checkpoint. Throws NoBundle. */
export const olderOf = (path: string): Older => {
  if (!existsSync(path)) throw new NoBundle(path, 'there is nothing');
  if (!statSync(path).isDirectory()) return { note: readFileSync(path), keys: [] };
  const manifest = manifestOf(path);
  if (!existsSync(join(path, FILES.checkpoint))) throw new NoBundle(path, `there is no ${FILES.checkpoint}`);
  return { note: readFileSync(join(path, FILES.checkpoint)), directory: path, keys: keysOf(manifest) };
};

/** What shows that the older state is not the beginning of this one. */
export const beforeFault = ({
  bundle,
  ledger,
  older: { directory },
  before,
  origin,
  count,
  rootBefore,
}: {
  readonly bundle: string;
  readonly ledger: string;
  readonly older: Older;
  readonly before: Checkpoint;
  readonly origin: string;
  readonly count: number;
  readonly rootBefore: Hash | undefined;
}): Fault | undefined => {
  if (before.origin !== origin)
    return { code: 'OTHER_LEDGER', message: `the older checkpoint is of ${before.origin}, this one of ${origin}` };
  if (same(rootBefore, before.root)) return undefined;
  const isKnown = directory !== undefined && areSigned(directory, before);
  const parts = isKnown ? partedAt(directory, bundle, ledger) : undefined;
  if (parts !== undefined) {
    const [one, other] = [directory!, bundle].map((from) =>
      existsSync(join(from, FILES.events)) ? at(parts, leavesOf(from, ledger))?.event : undefined,
    );
    return {
      code: 'FORK',
      position: parts,
      message: `the older bundle holds another event: there ${shown(one)}, here ${shown(other)}`,
    };
  }
  if (before.size > count)
    return {
      code: 'SHRUNK',
      position: count + 1,
      message: `the older checkpoint is of ${before.size} events, here are ${count}${isKnown ? ', the same as far as they go' : ''}`,
    };
  return {
    code: 'FORK',
    message: `the first ${before.size} events are not those of the older checkpoint: they part among 1 to ${before.size}; an older bundle tells where`,
  };
};

/** The first position at which the events are not those of an older bundle, by its hashes. */
const partedAt = (older: string, bundle: string, ledger: string): number | undefined => {
  const hashes = hashesOf(older);
  for (const { place, hash } of leavesOf(bundle, ledger)) {
    const { value } = hashes.next();
    if (value === undefined) return undefined;
    if (!same(value, hash)) return place;
  }
  return undefined;
};
