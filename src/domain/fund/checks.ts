import type { Council, Resolution } from '../council/index.js';
import { addDays, type Day } from '../day.js';
import type { Context, Rule } from '../decider.js';
import type { District } from '../district/index.js';
import { schoolId, splitId, type SchoolId } from '../identity.js';
import { countIsValid, dayIsValid, firstRefused, textIsValid, NAME_LENGTH, within } from '../input.js';
import { MOST_FEN } from '../money.js';
import { rulesOn, type Policies } from '../policy/index.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { anotherDid } from '../separation.js';
import type { AgedMoney, Voucher } from './events.js';
import { groundOn, originsAddUp, sum, voucherKey, type Fund, type Line } from './state.js';

// What commands on a fund and corrections of it are held to alike.

/** A school of the register is a member of the group on a day. */
export const schoolIsMember = (
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

/** A line was not suspended, and rests on a resolution that has effect on a day. */
export const lineIsLive = (
  council: Council,
  ofFund: { readonly fiscalYear: number },
  { suspended, resolution }: Line,
  day: Day,
): Refused | undefined =>
  !suspended && liveResolution(council, ofFund, resolution, day)
    ? undefined
    : refuse('NO_RESOLUTION', { resolution }, ['line']);

/** The least that a resolution allows to allocate, on a day and on every day from then on, in fen. */
export const leastSum = ({ sums }: Resolution, day: Day): number =>
  Math.min(...sums.intervals.filter(({ until }) => until === undefined || until > day).map(({ value }) => value));

/** What is allocated under a resolution, in fen. */
export const allocatedUnder = (fund: Fund, resolution: number): number =>
  fund.lines.filter((line) => line.resolution === resolution).reduce((total, { allocated }) => total + allocated, 0);

/**
 * The council decides [S]: an allocation rests on an adopted, not repealed FUND resolution of this group's council for this year that has
 * effect on the day, and stays within its sum on every day from then on.
 */
export const resolutionCarries = (
  council: Council,
  ofFund: { readonly fiscalYear: number },
  number: number,
  day: Day,
  fen: number,
): Refused | undefined => {
  const resolution = liveResolution(council, ofFund, number, day);
  if (!resolution) return refuse('NO_RESOLUTION', { resolution: number }, ['resolutionId']);
  const sum = leastSum(resolution, day);
  return fen > sum ? refuse('EXCEEDS_RESOLUTION', { fen, sum }, ['resolutionId']) : undefined;
};

/** Who entered what the council decided on a year's money does not appropriate it. */
export const anotherAdopted = (
  { resolutions, meetings }: Council,
  { fiscalYear }: { readonly fiscalYear: number },
  context: Pick<Context, 'actor' | 'recordedOn' | 'policies'>,
): Refused | undefined => {
  const ofYear = resolutions.filter((one) => one.fiscalYear === fiscalYear).map(({ number }) => number);
  const entered = meetings.filter(({ resolution }) => resolution !== undefined && ofYear.includes(resolution));
  return anotherDid(
    'ADOPTS_APPROPRIATES',
    entered.flatMap((one) => one.enteredBy),
    context,
  );
};

/** A sum is whole, positive and within bounds. */
export const fenIsValid = ({ fen }: { readonly fen: number }): Refused | undefined =>
  Number.isSafeInteger(fen) && fen > 0 && fen <= MOST_FEN
    ? undefined
    : refuse('INVALID_INPUT', { value: fen, least: 1, most: MOST_FEN }, ['fen']);

/** More or less, but not nothing. */
export const adjustmentIsValid = ({ fen }: { readonly fen: number }): Refused | undefined =>
  Number.isSafeInteger(fen) && fen !== 0 && Math.abs(fen) <= MOST_FEN
    ? undefined
    : refuse('INVALID_INPUT', { value: fen }, ['fen']);

/** A fiscal year is neither before 2000 nor after the last one allowed. */
export const yearIsValid = (field: string, year: number, last: number): Refused | undefined =>
  countIsValid(field, year, 2000, last);

/** What an allocation says of its origins is the whole of it, each age once and none of a year to come. */
export const originsAreInOrder = (
  { fen, origins }: { readonly fen: number; readonly origins?: readonly AgedMoney[] },
  fiscalYear: number,
): Refused | undefined => {
  const refused = firstRefused(origins ?? [], (part, index) =>
    within(
      ['origins', String(index)],
      fenIsValid(part) ??
        yearIsValid('originYear', part.originYear, fiscalYear) ??
        (origins!.findIndex(({ originYear }) => originYear === part.originYear) < index
          ? refuse('INVALID_INPUT', { value: part.originYear }, ['originYear'])
          : undefined),
    ),
  );
  if (refused || originsAddUp({ fen, ...present({ origins }) })) return refused;
  return refuse('INVALID_INPUT', { value: sum(origins!), fen }, ['origins']);
};

/** What was paid, signed or received has happened by the day we are told. */
const hasCome = (field: string, day: Day, { recordedOn }: Context): Refused | undefined =>
  dayIsValid(field, day) ?? (day > recordedOn ? refuse('DATE_ORDER', { day, latest: recordedOn }, [field]) : undefined);
export const receiptHasCome: Rule<{ readonly receivedOn: Day }> = ({ receivedOn }, context) =>
  hasCome('receivedOn', receivedOn, context);
export const signatureHasCome: Rule<{ readonly signedOn: Day }> = ({ signedOn }, context) =>
  hasCome('signedOn', signedOn, context);
export const refundHasCome: Rule<{ readonly refundedOn: Day }> = ({ refundedOn }, context) =>
  hasCome('refundedOn', refundedOn, context);
export const paymentHasCome: Rule<{ readonly paidOn: Day }> = ({ paidOn }, context) =>
  hasCome('paidOn', paidOn, context);

/** A payment lies in the fund's year, or within the days for settling that the policy gives it afterwards. */
export const paidInYear = (
  { paidOn }: { readonly paidOn: Day },
  { fiscalYear }: { readonly fiscalYear: number },
  policies: Policies,
): Refused | undefined => {
  const end = `${fiscalYear}-12-31`;
  const [earliest, latest] = [`${fiscalYear}-01-01`, addDays(end, rulesOn(policies, 'FUND', end)?.settlementDays ?? 0)];
  return paidOn < earliest || paidOn > latest
    ? refuse('DATE_ORDER', { day: paidOn, earliest, latest }, ['paidOn'])
    : undefined;
};

/** A payment lies neither before the resolution that its line rested on that day, nor after its repeal. */
export const paidUnderResolution = (
  { paidOn }: { readonly paidOn: Day },
  line: Line,
  { resolutions }: Council,
): Refused | undefined => {
  const { resolution } = groundOn(line, paidOn);
  const known = resolutions.find(({ number }) => number === resolution);
  if (known && paidOn < known.effectiveOn)
    return refuse('DATE_ORDER', { day: paidOn, earliest: known.effectiveOn }, ['paidOn']);
  return known && (known.repealedOn === undefined || paidOn < known.repealedOn)
    ? undefined
    : refuse('NO_RESOLUTION', { resolution }, ['paidOn']);
};

/** The school that keeps the books of a section or campus: they are of one legal person. */
const booksOf = ({ schools }: District, { schoolId: id }: Voucher): SchoolId => {
  const { district, code } = splitId(id);
  return schoolId(district, schools.get(code)?.partOfCode ?? code);
};
/** A voucher's entry counts once in the books that a school shares with its sections and campuses. */
export const voucherIsFreeInBooks = (
  voucher: Voucher,
  { expenditures }: Fund,
  district: District,
): Refused | undefined => {
  const books = booksOf(district, voucher);
  const keyIn = (one: Voucher): string => voucherKey({ ...one, schoolId: books });
  const taken = expenditures
    .flatMap((one) => [one.voucher, ...one.refunds.map((refund) => refund.voucher)])
    .filter((one) => one.schoolId !== voucher.schoolId && booksOf(district, one) === books)
    .find((one) => keyIn(one) === keyIn(voucher));
  return taken && refuse('VOUCHER_TAKEN', { voucher: voucherKey(taken) }, ['voucher']);
};

/** A school that is closed pays nothing any more, but what it owes within the days that the policy gives it. */
export const schoolStillPays = (
  school: string,
  paidOn: Day,
  district: District,
  policies: Policies,
): Refused | undefined => {
  const until = district.schools.get(splitId(school).code)?.open.intervals.at(-1)?.until;
  if (until === undefined || paidOn < addDays(until, rulesOn(policies, 'FUND', paidOn)?.windingUpDays ?? 0))
    return undefined;
  return refuse('SCHOOL_CLOSED', { school, day: until }, ['paidOn']);
};

/** A voucher is an entry in the paying school's books of a month that has begun. */
export const voucherIsValid = (
  { voucher: { year, month, number, entry } }: { readonly voucher: Voucher },
  { recordedOn }: Pick<Context, 'recordedOn'>,
): Refused | undefined => {
  const thisYear = recordedOn.slice(0, 4);
  const lastMonth = String(year) === thisYear ? Number(recordedOn.slice(5, 7)) : 12;
  return within(
    ['voucher'],
    yearIsValid('year', year, Number(thisYear)) ??
      countIsValid('month', month, 1, lastMonth) ??
      countIsValid('entry', entry, 1, 100_000) ??
      textIsValid('number', number, NAME_LENGTH),
  );
};
