import type { Day } from '../domain/ledger.js';
import { timeline, type Timeline } from '../domain/timeline.js';
import type { Row, Rows } from './read-model.js';

/** A row that holds from a day (included) until a day (excluded), or on and on. */
export interface IntervalRow extends Row {
  readonly since: Day;
  readonly until: Day | null;
}

export const holdsOn = ({ since, until }: { readonly since: Day; readonly until: Day | null }, day: Day): boolean =>
  since <= day && (until === null || day < until);

/** On which days there is a row, as a timeline of the domain; the rows are apart. */
export const daysOfRows = (rows: readonly IntervalRow[]): Timeline<true> =>
  timeline(
    rows
      .map(({ since, until }) => ({ from: since, ...(until === null ? {} : { until }), value: true as const, by: 0 }))
      .sort((a, b) => (a.from < b.from ? -1 : 1)),
  );

/** Nothing holds from the day on, as `until` of the domain's timeline: rows that begin later go, those that hold end. */
export const cut = <R extends IntervalRow>(rows: Rows<R>, where: Partial<R>, day: Day): void => {
  for (const row of rows.find(where)) {
    if (row.until !== null && row.until <= day) continue;
    const same = { key: row.key } as Partial<R>;
    if (row.since >= day) rows.close(same);
    else rows.change(same, { until: day } as Partial<R>);
  }
};

/** A row of one owner's timeline. */
export interface TimelineRow extends IntervalRow {
  readonly owner: string;
  readonly value: string;
}

/** Changes an owner's timeline with the domain's own functions, and writes what became different. */
export const alter = (
  rows: Rows<TimelineRow>,
  owner: string,
  change: (before: Timeline<string>) => Timeline<string>,
): void => {
  const before = rows.find({ owner });
  const after = change(
    timeline(
      before.map(({ since, until, value }) => ({ from: since, ...(until === null ? {} : { until }), value, by: 0 })),
    ),
  );
  const wanted = new Map(
    after.intervals.map(({ from, until = null, value }) => [`${owner}/${from}`, { owner, since: from, until, value }]),
  );
  for (const row of before) if (!wanted.has(row.key)) rows.close({ key: row.key });
  for (const [key, row] of wanted) {
    const known = before.find((one) => one.key === key);
    if (!known) rows.open({ key, ...row });
    else if (known.until !== row.until || known.value !== row.value)
      rows.change({ key }, { until: row.until, value: row.value });
  }
};
