import { createHash } from 'node:crypto';
import { isRandomUuid, type PersonId } from '../../domain/identity.js';
import { looksLikeNumber } from '../../domain/personal-data.js';

/** A person's key that follows from content, in the form of a random UUID (version 4), which is what persons have. */
export const personIdFrom = (content: string): PersonId => {
  const digest = createHash('sha256').update(content).digest();
  digest[6] = (digest[6]! & 0x0f) | 0x40;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return digest.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

export const PERSON = 'must be a staff number or the id of a person; never an identity or telephone number';

/**
 * A person as tables name them: by the id, or by the number that the personnel office gave (工号), from which an id follows, so that the
 * same number of a district is the same person in every table. It never follows from a name or an identity number.
 */
export const personWithin =
  (district: string) =>
  (text: string): PersonId | undefined => {
    if (isRandomUuid(text)) return text;
    const isNumber = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(text) && !looksLikeNumber(text);
    return isNumber ? personIdFrom(`staff ${district} ${text}`) : undefined;
  };
