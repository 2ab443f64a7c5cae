import { isUuid } from '../../domain/identity.js';
import { isKeyOf, objectTypes, type ObjectType } from '../../domain/objects.js';
import type { Moment } from '../../projections/read-model.js';

export type NodeType = ObjectType | 'LedgerEvent';
export const nodeTypes: readonly NodeType[] = [...objectTypes, 'LedgerEvent'];

/** Whether the text is a position of the ledger, from 1. */
export const isPosition = (text: string): boolean => /^[1-9]\d{0,15}$/.test(text);

/** Whether the text has the form of a key of the type. */
export const isKey = (type: NodeType, text: string): boolean =>
  type === 'LedgerEvent' ? isPosition(text) || isUuid(text) : isKeyOf(type, text);

/** A key as it is written in the ledger: of persons and what is theirs a UUID may come in capital letters. */
export const writtenKey = (type: NodeType, key: string): string =>
  type === 'Person' || type === 'Post' || type === 'Rotation'
    ? key.toLowerCase().replace(/\.[pr](?=\d+$)/, (letter) => letter.toUpperCase())
    : key;

/** An id taken apart: a global one says its type, and perhaps a moment; any other text may be a stable key. */
export interface ReadId {
  readonly type?: NodeType;
  readonly key: string;
  /** As it stands in the id: a client can forge it. */
  readonly moment?: string;
}

/** base64url of `Type:key`, or of `Type:key@position/day` where the object was asked for at a past moment. */
export const globalId = (type: NodeType, key: string, moment?: Moment): string =>
  Buffer.from(`${type}:${key}${moment ? `@${moment.position}/${moment.effectiveOn}` : ''}`).toString('base64url');

export const readId = (id: string): ReadId => {
  const text = Buffer.from(id, 'base64url').toString();
  const [, type, key = '', moment] = /^([A-Za-z]+):([^@]+)(?:@(.*))?$/.exec(text) ?? [];
  const known = nodeTypes.find((one) => one === type);
  if (known === undefined || Buffer.from(text).toString('base64url') !== id) return { key: id };
  return { type: known, key, ...(moment === undefined ? {} : { moment }) };
};
