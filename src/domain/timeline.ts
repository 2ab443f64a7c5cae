import type { Day } from './day.js';

/** A value that holds from a day (included) until a day (excluded); without `until` it holds on. */
export interface Interval<T> {
  readonly from: Day;
  readonly until?: Day;
  readonly value: T;
  /** The revision of the fact that says so. */
  readonly by: number;
}

/** A value over effective days: piecewise constant, intervals half-open [from, until), in order, never overlapping. */
export interface Timeline<T> {
  readonly intervals: readonly Interval<T>[];
  /** The value on a day, undefined where nothing holds. */
  at(day: Day): T | undefined;
  /** The value from a day on, until the next change that is already recorded; the very same timeline where it holds on that day. */
  from(day: Day, value: T, by: number): Timeline<T>;
  /** Nothing holds from that day on, whatever was recorded for later days; the very same timeline where nothing holds then. */
  until(day: Day): Timeline<T>;
}

/** A timeline over the given intervals, which must be in order and apart. */
export const timeline = <T>(intervals: readonly Interval<T>[] = []): Timeline<T> => {
  const self: Timeline<T> = {
    intervals,
    at: (day) => intervals.find((interval) => contains(interval, day))?.value,
    from: (day, value, by) => {
      const holding = intervals.find((interval) => contains(interval, day));
      if (holding && holding.value === value) return self;
      const end = holding?.until ?? intervals.find((interval) => interval.from > day)?.from;
      const before = intervals.filter((interval) => interval.from < day).map((interval) => endedBy(interval, day));
      const after = intervals.filter((interval) => interval.from > day);
      return timeline([...before, { from: day, ...(end === undefined ? {} : { until: end }), value, by }, ...after]);
    },
    until: (day) =>
      intervals.every(({ until }) => until !== undefined && until <= day)
        ? self
        : timeline(intervals.filter((interval) => interval.from < day).map((interval) => endedBy(interval, day))),
  };
  return self;
};

/** Whether a day lies in an interval. */
export const contains = (interval: Interval<unknown>, day: Day): boolean =>
  interval.from <= day && (interval.until === undefined || day < interval.until);

/** The first day that two intervals share, undefined where they share none. */
export const firstCommonDay = (a: Interval<unknown>, b: Interval<unknown>): Day | undefined => {
  const day = a.from > b.from ? a.from : b.from;
  return contains(a, day) && contains(b, day) ? day : undefined;
};

/** The days that two intervals share, with the value of the first; undefined where they share none. */
export const common = <T>(a: Interval<T>, b: Interval<unknown>): Interval<T> | undefined => {
  const from = firstCommonDay(a, b);
  const until = [a.until, b.until].filter((day) => day !== undefined).sort()[0];
  return from === undefined
    ? undefined
    : { from, ...(until === undefined ? {} : { until }), value: a.value, by: Math.max(a.by, b.by) };
};

/** The parts of an interval on which the timeline holds nothing, in order; none where it holds all along. */
export const uncovered = <T>(interval: Interval<T>, cover: Timeline<unknown>): readonly Interval<T>[] => {
  const gaps: Interval<T>[] = [];
  let rest: Interval<T> = interval;
  for (const part of cover.intervals) {
    const covered = common(rest, part);
    if (!covered) continue;
    if (rest.from < covered.from) gaps.push({ ...rest, until: covered.from });
    if (covered.until === undefined) return gaps;
    rest = { ...rest, from: covered.until };
  }
  return rest.until === undefined || rest.from < rest.until ? [...gaps, rest] : gaps;
};

/** The first day of an interval on which the timeline holds nothing, undefined where it holds all along. */
export const firstUncoveredDay = (interval: Interval<unknown>, cover: Timeline<unknown>): Day | undefined =>
  uncovered(interval, cover)[0]?.from;

const endedBy = <T>(interval: Interval<T>, day: Day): Interval<T> =>
  interval.until !== undefined && interval.until <= day ? interval : { ...interval, until: day };
