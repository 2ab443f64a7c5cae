import type { PersonId } from '../identity.js';

/** `{person}.P{number}`: a post of a person. */
export const postKey = (personId: PersonId, post: number): string => `${personId}.P${post}`;
/** `{person}.R{number}`: a rotation of a person. */
export const rotationKey = (personId: PersonId, rotation: number): string => `${personId}.R${rotation}`;
/** The person and the number in the key of a post or a rotation. */
export const splitPersonKey = (key: string): { readonly personId: PersonId; readonly number: number } => ({
  personId: key.slice(0, key.lastIndexOf('.')),
  number: Number(key.slice(key.lastIndexOf('.') + 2)),
});
