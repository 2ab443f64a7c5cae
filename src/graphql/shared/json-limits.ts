import { badUserInput } from './errors.js';

/** How large a JSON value may be: levels of nesting, values in all, characters of a name. */
export interface JsonLimits {
  readonly depth: number;
  readonly nodes: number;
  readonly keyLength: number;
}

/** Of a JSON input: the facts of any event are a hundredth of it. */
export const JSON_LIMITS: JsonLimits = { depth: 32, nodes: 10_000, keyLength: 100 };

/**
 * What is too much of a JSON value; undefined where nothing is. Walked once, a level at a time and no further than the limits, so that a
 * value of any shape costs no more than one that is allowed, and none exhausts the stack.
 */
export const excessOf = (value: unknown, { depth, nodes, keyLength }: JsonLimits): string | undefined => {
  let counted = 1;
  let level: readonly unknown[] = [value];
  for (let reached = 0; level.length > 0; reached += 1) {
    if (reached > depth) return `at most ${depth} levels of nesting are allowed`;
    const below: unknown[] = [];
    for (const part of level) {
      if (typeof part !== 'object' || part === null) continue;
      for (const [key, inner] of Object.entries(part)) {
        if (key.length > keyLength) return `a name may have at most ${keyLength} characters`;
        if ((counted += 1) > nodes) return `at most ${nodes} values are allowed`;
        below.push(inner);
      }
    }
    level = below;
  }
  return undefined;
};

/** The value of a JSON input, where it is within the limits. Throws BAD_USER_INPUT. */
export const limitedJson = (value: unknown): unknown => {
  const excess = excessOf(value, JSON_LIMITS);
  if (excess !== undefined) throw badUserInput('JSON', excess);
  return value;
};
