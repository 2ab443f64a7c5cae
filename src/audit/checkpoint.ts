import type { Tree } from '../projections/merkle/tree.js';
import { BadNote, openNote, signNote, type OpenedNote, type Signer, type Verifier } from './note.js';

/** What a log says of itself at a size (https://c2sp.org/tlog-checkpoint). */
export interface Checkpoint extends Tree {
  /** Which log it is. */
  readonly origin: string;
}

const PREFIX = 'edugroup-ledger/';
const HASH_BYTES = 32;

/** The origin of a ledger's checkpoints, which is also the name of its key. */
export const originOf = (ledger: string): string => `${PREFIX}${ledger}`;

/** The id of the ledger of an origin; undefined where it is none of a ledger. */
export const ledgerOfOrigin = (origin: string): string | undefined =>
  origin.startsWith(PREFIX) ? origin.slice(PREFIX.length) : undefined;

/** The text of a checkpoint's note. */
export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

/** Reads such a text; lines behind the third say something that is not known here. Throws BadNote MALFORMED. */
export const readCheckpoint = (text: string): Checkpoint => {
  const [, origin, size, encoded = ''] = /^([^\n]+)\n(0|[1-9]\d{0,15})\n([^\n]+)\n(?:[^\n]+\n)*$/.exec(text) ?? [];
  const root = Buffer.from(encoded, 'base64');
  if (origin === undefined || root.length !== HASH_BYTES || root.toString('base64') !== encoded)
    throw new BadNote('MALFORMED', 'This is no checkpoint');
  return { origin, size: Number(size), root };
};

/** A checkpoint's note, signed by its log and whoever else. */
export const signCheckpoint = (checkpoint: Checkpoint, signers: readonly Signer[]): string =>
  signNote(checkpointText(checkpoint), signers);

/** A checkpoint that may be believed, and who signed it. */
export interface OpenedCheckpoint extends Checkpoint {
  readonly signed: OpenedNote['signed'];
}

/** Opens a checkpoint's note. Throws BadNote as openNote does. */
export const openCheckpoint = (note: string | Uint8Array, verifiers: readonly Verifier[]): OpenedCheckpoint => {
  const { text, signed } = openNote(note, verifiers);
  return { ...readCheckpoint(text), signed };
};
