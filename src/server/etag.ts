import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Principal } from '../commands/command.js';

/** All that an answer depends on (DESIGN.md, What an answer depends on); nothing else may go in, and nothing may be left out. */
export interface Answered {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | null;
  /** What the asker may see. */
  readonly principal: Principal;
  readonly language: string;
  readonly position: number;
  /** A restored ledger holds other events at the same positions. */
  readonly epoch: string | null;
  readonly effectiveOn: string;
  readonly version: string;
  /** How many persons have been erased so far: an erasure changes answers about any moment. */
  readonly erasures: number;
}

/** Weak, because one answer goes out under two media types. */
export const etagOf = (answered: Answered): string =>
  `W/"${createHash('sha256')
    .update(canonicalize(wellFormed(answered))!)
    .digest('base64url')}"`;

/** Halves of surrogate pairs, which a variable may hold and no hash takes, become replacement characters. */
const wellFormed = (answered: Answered): unknown =>
  JSON.parse(JSON.stringify(answered), (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/\p{Cs}/gu, '\ufffd') : value,
  );

/** Whether a value of If-None-Match names the tag. */
export const matches = (ifNoneMatch: string | undefined, etag: string): boolean => {
  if (ifNoneMatch === undefined) return false;
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => opaque(tag) === opaque(etag));
};
