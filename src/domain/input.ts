import { isDay, type Day } from './day.js';
import { isCode } from './identity.js';
import { refuse, type Refused } from './refusal.js';

/** Longest name, feature or reason that a command may carry, in UTF-16 units; the tags on Name and Text say the same in the schemas. */
export const NAME_LENGTH = 200;
export const TEXT_LENGTH = 2000;

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * A name or number as it stands on paper.
 * @minLength 1
 * @maxLength 200
 */
export type Name = string;
/**
 * A text of a few lines.
 * @minLength 1
 * @maxLength 2000
 */
export type Text = string;

/** Refuses a code that is not 1 to 16 capital letters and digits. */
export const invalidCode = (code: string): Refused | undefined =>
  isCode(code) ? undefined : refuse('INVALID_INPUT', { value: code, capitals: 16 }, ['code']);

/**
 * Refuses a text that is empty, padded with white space, too long, not in NFC, or that holds what cannot be seen: control and format
 * characters, halves of surrogate pairs. Two names that look alike would not be the same. A text may have several lines, a name not.
 * Absent is fine.
 */
export const invalidText = (field: string, text: string | undefined, longest: number): Refused | undefined =>
  text === undefined ||
  (text !== '' &&
    text.trim() === text &&
    text.length <= longest &&
    text.normalize('NFC') === text &&
    !INVISIBLE.test(longest > NAME_LENGTH ? text.replaceAll('\n', '') : text))
    ? undefined
    : refuse('INVALID_INPUT', { value: text.slice(0, 50), longest }, [field]);

/** Refuses a list with an empty or too long text, or with the same text twice. */
export const invalidTexts = (field: string, texts: readonly string[]): Refused | undefined => {
  for (const [index, text] of texts.entries()) {
    const wrong =
      invalidText(field, text, NAME_LENGTH) ??
      (texts.indexOf(text) < index ? refuse('INVALID_INPUT', { value: text, times: 2 }) : undefined);
    if (wrong) return { refused: { ...wrong.refused, path: [field, String(index)] } };
  }
  return undefined;
};

/** Refuses a date that is none. */
export const invalidDay = (field: string, day: Day): Refused | undefined =>
  isDay(day) ? undefined : refuse('INVALID_INPUT', { value: day }, [field]);

/** Refuses a number that is not whole or out of bounds. */
export const invalidCount = (field: string, value: number, least: number, most: number): Refused | undefined =>
  Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : refuse('INVALID_INPUT', { value, least, most }, [field]);

/** A refusal of a part, with the path from the whole. */
export const within = (path: readonly string[], wrong: Refused | undefined): Refused | undefined =>
  wrong && { refused: { ...wrong.refused, path: [...path, ...wrong.refused.path] } };

/** Refuses a change to the value that already holds. */
export const unchanged = (
  before: string | number | boolean | undefined,
  after: string | number | boolean,
): Refused | undefined => (before === after ? refuse('NO_CHANGE', { value: String(after) }) : undefined);

/** An object with the field, or without it where there is no value. */
export const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [N in Name]?: Value } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: Value };
