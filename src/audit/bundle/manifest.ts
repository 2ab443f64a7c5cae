import type { Fingerprint } from './files.js';

export const FORMAT = 'edugroup-ledger bundle 1';

/** The files that every bundle has, besides its manifest, and that of names, which it may have. Views may have any other name. */
export const FILES = {
  manifest: 'manifest.json',
  checkpoint: 'checkpoint',
  events: 'events.ndjson',
  leaves: 'leaves',
  names: 'names.ndjson',
} as const;

/** What a bundle says of itself; nobody signs it, so nothing is believed for it alone. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** The ledger's id. */
  readonly ledger: string;
  /** The version of the software that made it. */
  readonly software: string;
  /** RFC 3339 instant in UTC. */
  readonly madeAt: string;
  /** How many events there are, which is the position of the last one. */
  readonly size: number;
  /** The Merkle tree's root over them, base64 as in the checkpoint. */
  readonly root: string;
  /** The verifier key of who signed the checkpoint. */
  readonly publicKey: string;
  readonly files: readonly ({ readonly name: string } & Fingerprint)[];
}

const FILE_NAME = /^[a-z][a-z0-9-]{0,63}(\.[a-z]{1,16})?$/;
const isText = (value: unknown): value is string => typeof value === 'string';
const isFile = (file: Partial<Manifest['files'][number]> | null): boolean =>
  isText(file?.name) && FILE_NAME.test(file.name) && Number.isSafeInteger(file.bytes) && isText(file.sha256);

/** Reads a manifest; undefined where it is none of this format. */
export const readManifest = (text: string): Manifest | undefined => {
  let read: Partial<Manifest> | null;
  try {
    read = JSON.parse(text) as Partial<Manifest> | null;
  } catch {
    return undefined;
  }
  return read?.format === FORMAT &&
    [read.ledger, read.software, read.madeAt, read.root, read.publicKey].every(isText) &&
    Number.isSafeInteger(read.size) &&
    Array.isArray(read.files) &&
    read.files.every(isFile)
    ? (read as Manifest)
    : undefined;
};
