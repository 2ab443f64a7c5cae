import { refuse, type Refused } from './refusal.js';

// What enters the ledger stays for ever, so that no free text of a command may hold what looks like somebody's number, or a name of the
// people directory. The rules hold for every text of every command, also of those to come; exempt are fields by their name.

/** Fields that hold keys, kinds, days, and the numbers of vouchers, invoices and contracts, which may look like anything. */
const NO_TEXT =
  /^(?:id|code|type|kind|number|until|commitment|commandHash|hash|period|stream|details|contractNo|invoiceNo|districtId)$|(?:Ids?|Codes?|On|From|To)$/;

/** Fields that name schools, groups, districts, suppliers, offices and papers, which may hold somebody's name by accident: `张衡小学`. [D] */
const NAMES_THINGS =
  /^(?:name|aliases|legalPerson|supplier|groupSuffix|allianceSuffix|documentNo|minutesNo|issuer|office)$/;

/** A value of an enumeration. */
const CONSTANT = /^[A-Z_]+$/;

/** A free text of a command, with the way to it. */
interface Free {
  readonly text: string;
  readonly path: readonly string[];
  /** Whether it is prose and no name of a thing. */
  readonly isProse: boolean;
}

/** The free texts of a command or of what comes with it. */
export const freeTextsOf = (value: unknown, path: readonly string[] = [], field = ''): readonly Free[] => {
  if (NO_TEXT.test(field)) return [];
  if (typeof value === 'string')
    return [{ text: value, path, isProse: !NAMES_THINGS.test(field) && !CONSTANT.test(value) }];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, part]) => freeTextsOf(part, [...path, key], isList ? field : key));
};

/** No free text looks like an identity number or a telephone number; the refusal does not repeat it. */
export const holdsNoNumber = (texts: readonly Free[]): Refused | undefined => {
  const wrong = texts.find(({ text }) => looksLikeNumber(text));
  return wrong && isPersonal(wrong);
};

/** No prose holds a name of the directory; `nameIn` says whether a text does. */
export const holdsNoName = (texts: readonly Free[], nameIn: (text: string) => boolean): Refused | undefined => {
  const wrong = texts.find(({ text, isProse }) => isProse && nameIn(text));
  return wrong && isPersonal(wrong);
};

/** No free text holds what GB 11643 or a telephone has for a number, and no prose a name of the directory. */
const isPersonal = ({ path }: Free): Refused => refuse('INVALID_INPUT', { reason: 'personal data' }, path);

/** Days and spans of years, whose digits are nobody's number. */
const DAYS = /(?<!\d)(?:19|20)\d{2}(?:[-./~](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])|[-~](?:19|20)\d{2})(?!\d)/g;
/** Digits, and what people put between groups of them. */
const RUN = /\d(?:[\s()\-._/·]{0,3}\d)*[\s-]?X?/g;
const LONGEST = 18;

/** Whether a text holds an identity number (GB 11643, 18 or 15 digits) or a telephone number of the mainland, however wide or grouped. */
export const looksLikeNumber = (text: string): boolean => {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replaceAll(/\p{Pd}/gu, '-')
    .toUpperCase()
    .replaceAll(DAYS, '日');
  return [...plain.matchAll(RUN)].some(([run]) => windowsOf(run.match(/\d+X?|X/g) ?? []).some(isNumber));
};

/** Neighbouring groups of digits put together, as far as a number may go. */
const windowsOf = (groups: readonly string[]): readonly string[] =>
  groups.flatMap((_, first) => {
    const windows: string[] = [];
    let digits = '';
    for (const group of groups.slice(first)) {
      digits += group;
      if (digits.length > LONGEST) break;
      windows.push(digits);
    }
    return windows;
  });

const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$/;
/** With the area code: two digits and eight after 0, or three and seven or eight. */
const FIXED = /^(?:0|(?:00)?860?)(?:(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7})$/;
const isNumber = (digits: string): boolean => MOBILE.test(digits) || FIXED.test(digits) || isIdentityNumber(digits);

const BORN = /^[1-9]\d{5}(?:(?:18|19|20)\d{2})(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/;
const BORN_BEFORE_2000 = /^[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const isIdentityNumber = (digits: string): boolean =>
  BORN_BEFORE_2000.test(digits) ||
  (BORN.test(digits) &&
    '10X98765432'[WEIGHTS.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0) % 11] === digits[17]);
