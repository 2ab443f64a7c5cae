import { isDay, type Day } from './day.js';
import { folded } from './folded.js';
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

// What is typed is checked by rules that say what must hold; each gives its refusal, or nothing where it holds.

/** A code is 1 to 16 capital letters and digits. */
export const codeIsValid = (code: string): Refused | undefined =>
  isCode(code) ? undefined : refuse('INVALID_INPUT', { value: code, capitals: 16 }, ['code']);

/**
 * A text is not empty, padded with white space, too long or out of NFC, and holds nothing that cannot be seen: control and format
 * characters, halves of surrogate pairs. Two names that look alike would not be the same. A text may have several lines, a name not.
 * Absent is fine.
 */
export const textIsValid = (field: string, text: string | undefined, longest: number): Refused | undefined =>
  text === undefined ||
  (text !== '' &&
    text.trim() === text &&
    text.length <= longest &&
    text.normalize('NFC') === text &&
    !INVISIBLE.test(longest > NAME_LENGTH ? text.replaceAll('\n', '') : text))
    ? undefined
    : refuse('INVALID_INPUT', { value: text.slice(0, 50), longest }, [field]);

/** Every text of a list is valid, and none is there twice, compared folded. */
export const textsAreValid = (field: string, texts: readonly string[]): Refused | undefined =>
  firstRefused(texts, (text, index) =>
    at(
      [field, String(index)],
      textIsValid(field, text, NAME_LENGTH) ??
        (texts.slice(0, index).some((other) => folded(other) === folded(text))
          ? refuse('INVALID_INPUT', { value: text, times: 2 })
          : undefined),
    ),
  );

/** A list is not empty. */
export const listIsFilled = (field: string, list: readonly unknown[]): Refused | undefined =>
  list.length === 0 ? refuse('INVALID_INPUT', { value: 0 }, [field]) : undefined;

/** A day is one of the calendar. */
export const dayIsValid = (field: string, day: Day): Refused | undefined =>
  isDay(day) ? undefined : refuse('INVALID_INPUT', { value: day }, [field]);

/** A number is whole and within its bounds. */
export const countIsValid = (field: string, value: number, least: number, most: number): Refused | undefined =>
  Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : refuse('INVALID_INPUT', { value, least, most }, [field]);

/** What rests on a paper says its number. */
export const numberIsGiven = (field: string, number: string): Refused | undefined =>
  number.trim() === '' ? refuse('BASIS_MISSING', {}, [field]) : undefined;
export const documentIsNamed = ({ documentNo }: { readonly documentNo: string }): Refused | undefined =>
  numberIsGiven('documentNo', documentNo);
export const documentNoIsValid = ({ documentNo }: { readonly documentNo: string }): Refused | undefined =>
  textIsValid('documentNo', documentNo, NAME_LENGTH);

/** A change gives another value than the one that already holds. */
export const valueChanges = (
  field: string,
  before: string | number | boolean | undefined,
  after: string | number | boolean,
): Refused | undefined => (before === after ? refuse('NO_CHANGE', { value: String(after) }, [field]) : undefined);

/** The first item that is refused. */
export const firstRefused = <Item>(
  items: readonly Item[],
  rule: (item: Item, index: number) => Refused | undefined,
): Refused | undefined => {
  for (const [index, item] of items.entries()) {
    const refused = rule(item, index);
    if (refused) return refused;
  }
  return undefined;
};

/** A refusal of a part, with the path from the whole. */
export const within = (path: readonly string[], wrong: Refused | undefined): Refused | undefined =>
  wrong && at([...path, ...wrong.refused.path], wrong);

/** A refusal that means another field than its own. */
export const at = (path: readonly string[], wrong: Refused | undefined): Refused | undefined =>
  wrong && { refused: { ...wrong.refused, path } };
