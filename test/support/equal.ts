import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';

/**
 * expect(found).toEqual(wanted), for what is compared ten thousand times over or is long: expect makes an object with all its matchers
 * and an error of each, several times what a property costs itself, and goes slowly through what is equal anyway.
 */
export const equal = (found: unknown, wanted: unknown): void => {
  if (!isDeepStrictEqual(found, wanted)) expect(found).toEqual(wanted);
};
