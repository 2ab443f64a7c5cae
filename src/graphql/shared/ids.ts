import { isCode, isUuid, type ObjectType } from '../../domain/identity.js';
import type { Moment } from '../../projections/read-model.js';

export type NodeType = ObjectType | 'LedgerEvent';

/** How a stable key of each type looks. */
const keys: { readonly [Type in NodeType]: (key: string) => boolean } = {
  District: isCode,
  School: (key) => isCodes(key, 2),
  EducationGroup: (key) => isCodes(key, 2),
  Council: (key) => isNumbered(key, 2),
  Person: isUuid,
  Membership: (key) => isNumbered(key, 3),
  CouncilSeat: (key) => /^.+\.\d+\.[0-9a-f-]{36}\.\d+$/.test(key),
  Recommendation: (key) => /^.+\.[0-9a-f-]{36}\.\d+$/.test(key),
  Resolution: (key) => isOfGroup(key, /\.R[1-9]\d{0,8}$/),
  Fund: (key) => isOfGroup(key, /\.2[01]\d\d$/),
  Policy: (key) => isCodes(key, 2),
  LedgerEvent: (key) => isPosition(key) || isUuid(key),
};

/** Whether the text is a position of the ledger, from 1. */
export const isPosition = (text: string): boolean => /^[1-9]\d{0,15}$/.test(text);

const isCodes = (key: string, parts: number): boolean =>
  key.split('.').length === parts && key.split('.').every(isCode);
const isNumbered = (key: string, parts: number): boolean =>
  /\.\d{1,9}$/.test(key) && isCodes(key.slice(0, key.lastIndexOf('.')), parts);

const isOfGroup = (key: string, end: RegExp): boolean =>
  end.test(key) && isCodes(key.slice(0, key.lastIndexOf('.')), 2);

export const nodeTypes = Object.keys(keys) as NodeType[];

/** Whether the text has the form of a key of the type. */
export const isKey = (type: NodeType, text: string): boolean => keys[type](text);

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
