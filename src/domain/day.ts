/**
 * A calendar date in Asia/Shanghai, `YYYY-MM-DD`. Days compare as strings.
 * @format date
 */
export type Day = string;

/** A day after which nothing is dated: to ask for all that is known. */
export const LAST_DAY: Day = '9999-12-31';

const MILLISECONDS_A_DAY = 86_400_000;
/** China has kept UTC+8 the year round since 1992. */
const SHANGHAI_OFFSET = 8 * 3_600_000;

/** Whether the text is a real calendar date between the years 1900 and 9998; the day after it is a day, too, for what ends with it. */
export const isDay = (text: string): boolean => {
  if (days.has(text)) return true;
  const isOne =
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    text >= '1900-01-01' &&
    text < '9999-01-01' &&
    toDay(Date.parse(`${text}T00:00:00Z`)) === text;
  if (isOne && days.size < MOST_WRITTEN) days.add(text);
  return isOne;
};

/** The day `days` later, or earlier where negative. */
export const addDays = (day: Day, days: number): Day =>
  toDay(Date.parse(`${day}T00:00:00Z`) + days * MILLISECONDS_A_DAY);

/** The latest of some days; empty where there is none. */
export const latest = (...days: readonly Day[]): Day => [...days].sort().at(-1) ?? '';

/** How many days lie between two days, negative where the second is the earlier one. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / MILLISECONDS_A_DAY;

/** The day it is in Asia/Shanghai at an instant (RFC 3339). */
export const dayOf = (instant: string): Day => {
  if (instant !== last.instant) last = { instant, day: toDay(Date.parse(instant) + SHANGHAI_OFFSET) };
  return last.day;
};
/** Asked last: the present, as a rule. */
let last = { instant: '', day: '' };

/** The days that were asked for, by how many days they lie after 1970-01-01: writing a date takes longer than everything else here. */
const MOST_WRITTEN = 100_000;
const written = new Array<Day | undefined>(MOST_WRITTEN);
/** Texts that are days, as many. */
const days = new Set<Day>();

const toDay = (milliseconds: number): Day => {
  const day = Math.floor(milliseconds / MILLISECONDS_A_DAY);
  return day >= 0 && day < MOST_WRITTEN ? (written[day] ??= write(milliseconds)) : write(milliseconds);
};

const write = (milliseconds: number): Day =>
  Number.isNaN(milliseconds) ? '' : new Date(milliseconds).toISOString().slice(0, 10);

/** The year in which the school year of a day begins: on 1 September [D]. */
export const schoolYearOf = (day: Day): number => Number(day.slice(0, 4)) - (day.slice(5) < '09-01' ? 1 : 0);

/** The first day of a school year, and that of the next. */
export const daysOfSchoolYear = (year: number): { readonly from: Day; readonly until: Day } => ({
  from: `${year}-09-01`,
  until: `${year + 1}-09-01`,
});
