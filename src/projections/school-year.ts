import { addDays, daysOfSchoolYear, schoolYearOf, type Day } from '../domain/day.js';
import type { PolicyKind } from '../domain/policy/index.js';
import type { AboutSchools } from './finding.js';
import { policyAt } from './policy/queries.js';
import type { Moment } from './read-model.js';

/** The last school year that is over on a day, by the year in which it begins. */
export const lastSchoolYear = (day: Day): number => schoolYearOf(day) - 1;

/** The last day of a school year, or the day of the moment where that comes before it. */
export const lastDayOf = (schoolYear: number, { effectiveOn }: Moment): Day => {
  const last = addDays(daysOfSchoolYear(schoolYear).until, -1);
  return effectiveOn < last ? effectiveOn : last;
};

/** The policy of a kind by which a school year is judged: that of its last day, or of the moment's where that comes before it [D]. */
export const policyOfYear = <Kind extends PolicyKind>(
  { read, district, schoolYear, moment, under }: AboutSchools,
  kind: Kind,
) => policyAt(read, district, kind, { ...moment, effectiveOn: lastDayOf(schoolYear, moment) }, under);
