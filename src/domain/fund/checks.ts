import type { Council, Resolution } from '../council/index.js';
import type { Day } from '../day.js';
import type { Context } from '../decider.js';
import type { District } from '../district/index.js';
import { splitId } from '../identity.js';
import { invalidCount, invalidDay, invalidText, NAME_LENGTH, within } from '../input.js';
import { MOST_FEN } from '../money.js';
import { refuse, type Refused } from '../refusal.js';
import type { Voucher } from './events.js';
import type { Fund } from './state.js';

// What commands on a fund and corrections of it are held to alike.

/** A school of the register that is a member of the group on a day. */
export const noMember = (
  school: string,
  day: Day,
  district: District | undefined,
  groupId: string,
): Refused | undefined => {
  const { district: of, code } = splitId(school);
  if (of !== district?.code || !district.schools.has(code)) return refuse('NOT_FOUND', { school }, ['schoolId']);
  return district.groups.get(splitId(groupId).code)?.members.get(code)?.at(day)
    ? undefined
    : refuse('NOT_SAME_GROUP', { school, group: groupId }, ['schoolId']);
};

/** The FUND resolution for the year that has effect on a day. */
export const liveResolution = (
  { resolutions }: Council,
  { fiscalYear }: { readonly fiscalYear: number },
  number: number,
  day: Day,
): Resolution | undefined =>
  resolutions.find(
    (one) =>
      one.number === number &&
      one.kind === 'FUND' &&
      one.fiscalYear === fiscalYear &&
      one.effectiveOn <= day &&
      (one.repealedOn === undefined || day < one.repealedOn),
  );

/** The least that a resolution allows to allocate, on a day and on every day from then on, in fen. */
export const leastSum = ({ sums }: Resolution, day: Day): number =>
  Math.min(...sums.intervals.filter(({ until }) => until === undefined || until > day).map(({ value }) => value));

/** What is allocated under a resolution, in fen. */
export const allocatedUnder = (fund: Fund, resolution: number): number =>
  fund.lines.filter((line) => line.resolution === resolution).reduce((total, { allocated }) => total + allocated, 0);

/** Refuses an empty document number; then what is no text. */
export const missingDocument = (documentNo: string): Refused | undefined =>
  documentNo.trim() === ''
    ? refuse('BASIS_MISSING', {}, ['documentNo'])
    : invalidText('documentNo', documentNo, NAME_LENGTH);

/** Refuses a sum that is not whole, not positive or out of bounds. */
export const invalidFen = (fen: number): Refused | undefined =>
  Number.isSafeInteger(fen) && fen > 0 && fen <= MOST_FEN
    ? undefined
    : refuse('INVALID_INPUT', { value: fen, least: 1, most: MOST_FEN }, ['fen']);

/** Refuses a fiscal year before 2000 or after the last one allowed. */
export const invalidYear = (field: string, year: number, last: number): Refused | undefined =>
  invalidCount(field, year, 2000, last);

/** What was paid, signed or received has happened by the day we are told. */
export const notLater = (field: string, day: Day, { recordedOn }: Pick<Context, 'recordedOn'>): Refused | undefined =>
  invalidDay(field, day) ?? (day > recordedOn ? refuse('DATE_ORDER', { day, latest: recordedOn }, [field]) : undefined);

/** A voucher is an entry in the paying school's books of a month that has begun. */
export const invalidVoucher = (
  { year, month, number, entry }: Voucher,
  { recordedOn }: Pick<Context, 'recordedOn'>,
): Refused | undefined =>
  within(
    ['voucher'],
    invalidYear('year', year, Number(recordedOn.slice(0, 4))) ??
      invalidCount('month', month, 1, String(year) === recordedOn.slice(0, 4) ? Number(recordedOn.slice(5, 7)) : 12) ??
      invalidCount('entry', entry, 1, 100_000) ??
      invalidText('number', number, NAME_LENGTH),
  );

/** The first item that is refused. */
export const firstRefused = <T>(
  items: readonly T[],
  check: (item: T, index: number) => Refused | undefined,
): Refused | undefined => {
  for (const [index, item] of items.entries()) {
    const wrong = check(item, index);
    if (wrong) return wrong;
  }
  return undefined;
};
