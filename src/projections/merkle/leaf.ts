import { createHash } from 'node:crypto';
import type { StoredEvent } from '../../eventstore/port.js';
import { leafHash, type Hash } from './tree.js';

/** Of which form leaves are; what is in them, and how it is written, changes with it. */
export const LEAF_VERSION = 1;

/** What a leaf holds of an event. */
export type LeafEvent = Pick<StoredEvent, 'stream' | 'revision' | 'id' | 'type' | 'bytes'>;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/**
 * What is hashed of an event: RFC 8785 (JCS) of an object of texts and whole numbers, which is what JSON.stringify gives where the keys
 * come in their order. The ledger is its id, `data` and `metadata` are SHA-256 of the bytes that the store keeps.
 */
export const leafOf = (ledger: string, { stream, revision, id, type, bytes }: LeafEvent): Buffer =>
  Buffer.from(
    JSON.stringify({
      algorithm: 'SHA-256',
      data: sha256(bytes.data),
      eventId: id,
      ledger,
      metadata: sha256(bytes.metadata),
      revision,
      stream,
      type,
      version: LEAF_VERSION,
    }),
  );

/** The hash of an event's leaf. */
export const leafHashOf = (ledger: string, event: LeafEvent): Hash => leafHash(leafOf(ledger, event));
