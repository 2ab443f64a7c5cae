import { hash } from 'node:crypto';
import type { StoredEvent } from '../../eventstore/port.js';
import { leafHash, type Hash } from './tree.js';

/** Of which form leaves are; what is in them, and how it is written, changes with it. */
export const LEAF_VERSION = 1;

/** What a leaf holds of an event. */
export type LeafEvent = Pick<StoredEvent, 'stream' | 'revision' | 'id' | 'type' | 'bytes'>;

const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

/** What stands in JSON as it is: ids, streams and types are of nothing else. */
const PLAIN = /^[\w.:-]*$/;
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/**
 * What is hashed of an event: RFC 8785 (JCS) of an object of texts and whole numbers, which is what JSON.stringify gives of each where the
 * keys come in their order. The ledger is its id, `data` and `metadata` are SHA-256 of the bytes that the store keeps.
 */
const leafText = (ledger: string, { stream, revision, id, type, bytes }: LeafEvent): string =>
  `{"algorithm":"SHA-256","data":"${sha256(bytes.data)}","eventId":${quoted(id)},"ledger":${quoted(ledger)},` +
  `"metadata":"${sha256(bytes.metadata)}","revision":${revision},"stream":${quoted(stream)},"type":${quoted(type)},` +
  `"version":${LEAF_VERSION}}`;

export const leafOf = (ledger: string, event: LeafEvent): Buffer => Buffer.from(leafText(ledger, event));

/** The hash of an event's leaf. */
export const leafHashOf = (ledger: string, event: LeafEvent): Hash => leafHash(leafText(ledger, event));
