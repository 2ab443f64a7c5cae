import { addDays, daysOfSchoolYear, latest, type Day } from '../../domain/day.js';
import { timeline, type Timeline } from '../../domain/timeline.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type { EmploymentRow } from './career-rows.js';
import type { RotationRow } from './rotation-rows.js';

/** Somebody who was employed on a day of a school year, and the school that he counts for in it. */
export interface Teacher {
  readonly person: string;
  /** The home school on the first of these days; of who is away with his personnel relation (MOVES), the school that sent him. */
  readonly school: string;
  readonly on: Day;
  /** Why not a teacher of the whole year, as far as it is over. */
  readonly reason?: 'NOT_EMPLOYED_ALL_YEAR' | 'RETIRED' | 'NOT_A_TEACHER';
  /** All rotations that were decided by the day of the moment and run within the year, by number. */
  readonly rotations: readonly RotationRow[];
  readonly employment: Timeline<{ readonly employerId: string; readonly homeSchoolId: string }>;
}

/** Whether a span of days has one in common with a row's. */
const shares = (
  { since, until }: { readonly since: Day; readonly until: Day | null },
  days: { readonly from: Day; readonly until: Day },
): boolean => since < days.until && (until === null || until > days.from);

/**
 * Who is a teacher of some schools in a school year, as known at a moment: everybody who was employed on a day of it by its day, each
 * once, at one school [D]. Whoever was not employed on all its days, or held no post but OTHER ones on the first, is among them, with
 * the reason. Sorted by person.
 */
export const teachersOf = (
  read: ReadModels,
  schools: readonly string[],
  schoolYear: number,
  { position, effectiveOn }: Moment,
): readonly Teacher[] => {
  const year = daysOfSchoolYear(schoolYear);
  const tomorrow = addDays(effectiveOn, 1);
  const days = { from: year.from, until: tomorrow < year.until ? tomorrow : year.until };
  if (days.until <= days.from) return [];
  const near = schools.flatMap((school) => [
    ...read.employments.by('home', school, position),
    ...read.rotations
      .by('fromSchool', school, position)
      .filter(({ personnelRelation: relation }) => relation === 'MOVES'),
  ]);
  const wanted = new Set(schools);
  return [...new Set(near.filter((row) => shares(row, days)).map(({ person }) => person))]
    .sort()
    .flatMap((person) => teacherIn(read, person, days, { position, effectiveOn }) ?? [])
    .filter(({ school }) => wanted.has(school));
};

const teacherIn = (
  read: ReadModels,
  person: string,
  days: { readonly from: Day; readonly until: Day },
  { position, effectiveOn }: Moment,
): Teacher | undefined => {
  const all = [...read.employments.by('person', person, position)].sort(bySince);
  const employed = all.filter((row) => shares(row, days));
  const [first] = employed;
  if (!first) return undefined;
  const on = latest(first.since, days.from);
  const rotations = read.rotations
    .by('person', person, position)
    .filter((row) => row.decidedOn !== null && row.decidedOn <= effectiveOn && row.until !== null && shares(row, days))
    .sort((a, b) => a.number - b.number);
  const away = rotations.find(
    ({ personnelRelation, toSchool, since, until }) =>
      personnelRelation === 'MOVES' && toSchool === first.home && since <= on && on < (until ?? on),
  );
  const posts = read.posts
    .by('person', person, position)
    .filter((row) => shares(row, { from: on, until: addDays(on, 1) }));
  const end = employed.at(-1)?.until ?? null;
  const reason =
    on > days.from
      ? 'NOT_EMPLOYED_ALL_YEAR'
      : end !== null && end < days.until
        ? 'RETIRED'
        : posts.length > 0 && posts.every(({ kind }) => kind === 'OTHER')
          ? 'NOT_A_TEACHER'
          : undefined;
  return {
    person,
    school: away?.fromSchool ?? first.home,
    on,
    ...(reason && { reason }),
    rotations,
    employment: timeline(
      all.map(({ since, until, employer, home }) => ({
        from: since,
        ...(until === null ? {} : { until }),
        value: { employerId: employer, homeSchoolId: home },
        by: 0,
      })),
    ),
  };
};

const bySince = (a: EmploymentRow, b: EmploymentRow): number => (a.since < b.since ? -1 : 1);
