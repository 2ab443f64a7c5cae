import type { KeyObject } from 'node:crypto';
import type { Hash } from '../projections/merkle/tree.js';
import type { ReadModels } from '../projections/read-models.js';
import { originOf, signCheckpoint, type Checkpoint } from './checkpoint.js';
import { signerOf, verifierKey, type Signer } from './note.js';

/** A checkpoint with its note, and the key by which the note is verified. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
  readonly verifierKey: string;
}

/** What the ledger shows of its tree to whoever wants to verify it. */
export interface TransparencyLog {
  /** The signed tree of the first `size` events; undefined as long as the ledger's id is not known here. */
  checkpoint(size: number): SignedCheckpoint | undefined;
  /** `width` hashes, 32 bytes each, of a tile (https://c2sp.org/tlog-tiles); undefined where the first `size` events have fewer. */
  tile(
    tile: { readonly level: number; readonly index: number; readonly width: number },
    size: number,
  ): Buffer | undefined;
}

/** How many hashes a full tile holds, and how many levels of the tree it covers. */
export const TILE_WIDTH = 256;
const TILE_LEVELS = 8;

export const transparencyLog = (
  { merkle, ledgerId }: Pick<ReadModels, 'merkle' | 'ledgerId'>,
  key: KeyObject,
): TransparencyLog => {
  let signer: Signer | undefined;
  let last: SignedCheckpoint | undefined;
  const sameAs = (root: Hash, size: number): boolean => last?.size === size && Buffer.compare(last.root, root) === 0;
  return {
    checkpoint: (size) => {
      const ledger = ledgerId();
      if (ledger === undefined) return undefined;
      const origin = originOf(ledger);
      if (signer?.name !== origin) signer = signerOf(origin, key);
      const root = merkle.root(size);
      if (last?.origin === origin && sameAs(root, size)) return last;
      const checkpoint = { origin, size, root };
      last = { ...checkpoint, note: signCheckpoint(checkpoint, [signer]), verifierKey: verifierKey(signer) };
      return last;
    },
    tile: ({ level, index, width }, size) => {
      const complete = Math.floor(size / TILE_WIDTH ** level);
      if (width < 1 || width > TILE_WIDTH || index * TILE_WIDTH + width > complete) return undefined;
      return Buffer.concat(merkle.hashes(level * TILE_LEVELS, index * TILE_WIDTH, width));
    },
  };
};
