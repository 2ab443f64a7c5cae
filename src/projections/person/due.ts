import { addDays, latest, type Day } from '../../domain/day.js';
import { resolutionId } from '../../domain/identity.js';
import type { RotationResolution, SchoolTerm } from '../../domain/person/events.js';
import { daysOfTerm } from '../../domain/person/index.js';
import { firstUncoveredDay, type Interval } from '../../domain/timeline.js';
import type { ResolutionRow } from '../council/resolution-rows.js';
import type { InboxEntry } from '../due.js';
import { daysOfRows, holdsOn } from '../intervals.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import { isRunningOn } from './queries.js';
import type { RotationRow } from './rotation-rows.js';

/** Why a rotation is to be decided again, or ended. */
type Lost = 'SCHOOL_LEFT' | 'SCHOOL_CLOSED' | 'REPEALED' | 'ERASED';

/** The days of a rotation that is decided and has not ended. */
const daysOf = ({ since, until, decidedOn, endHow }: RotationRow): Interval<true> | undefined =>
  decidedOn === null || until === null || endHow !== null ? undefined : { from: since, until, value: true, by: 0 };

/** What many rotations rest on, each looked up once. */
const groundsAt = (read: ReadModels, { position }: Moment) => {
  const once = <T>(find: (key: string) => T): ((key: string) => T) => {
    const known = new Map<string, T>();
    return (key) => {
      if (!known.has(key)) known.set(key, find(key));
      return known.get(key)!;
    };
  };
  return {
    members: once((group) => read.memberships.by('group', group, position)),
    closedOn: once((school) => read.schools.byKey(school, position)?.closedOn),
    resolution: once((resolution) => read.resolutions.byKey(resolution, position)),
    isErased: once((person) => read.persons.byKey(person, position)?.commitment === null),
  };
};
type Grounds = ReturnType<typeof groundsAt>;

/** From when on a resolution is no ground of what was decided on a day; null: it is one. */
const groundlessFrom = (resolution: ResolutionRow | undefined, decidedOn: Day): Day | null =>
  resolution?.kind === 'ROTATION' && resolution.effectiveOn <= decidedOn ? resolution.repealedOn : decidedOn;

interface Extension {
  readonly on: Day;
  readonly from: Day;
  readonly resolution?: RotationResolution;
}

/** What a rotation rests on that is gone on some day of it: of each ground the first such day. */
const groundsLost = (row: RotationRow, grounds: Grounds): readonly (readonly [Lost, Day])[] => {
  const days = daysOf(row);
  if (!days) return [];
  const within = (day: Day | null | undefined): readonly Day[] =>
    day != null && day < days.until! ? [latest(day, days.from)] : [];
  const membership = (school: string): readonly Day[] => {
    if (row.group === null) return [];
    const member = grounds.members(row.group).filter((one) => one.school === school);
    const left = firstUncoveredDay(days, daysOfRows(member));
    return left === undefined ? [] : [left];
  };
  const schools = [row.fromSchool, row.toSchool];
  const repealed = row.resolution === null ? null : groundlessFrom(grounds.resolution(row.resolution), row.decidedOn!);
  const extensions = (JSON.parse(row.extensions) as readonly Extension[]).flatMap(({ on, from, resolution }) => {
    if (!resolution) return [];
    const lost = groundlessFrom(grounds.resolution(resolutionId(resolution.groupId, resolution.number)), on);
    return lost === null ? [] : [latest(lost, from)];
  });
  return [
    ...schools.flatMap(membership).map((day) => ['SCHOOL_LEFT', day] as const),
    ...schools.flatMap((school) => within(grounds.closedOn(school))).map((day) => ['SCHOOL_CLOSED', day] as const),
    ...[repealed, ...extensions].flatMap(within).map((day) => ['REPEALED', day] as const),
    ...(grounds.isErased(row.person) ? [['ERASED', days.from] as const] : []),
  ];
};

/** The terms that are over in which somebody was there and nobody confirmed the service. */
export const unconfirmedTerms = ({ unconfirmed }: RotationRow, day: Day): readonly SchoolTerm[] =>
  (JSON.parse(unconfirmed) as readonly SchoolTerm[]).filter((term) => daysOfTerm(term).until <= day);

/** What is to be done about some rotations. */
export const rotationDues = (read: ReadModels, rows: readonly RotationRow[], moment: Moment): readonly InboxEntry[] => {
  const grounds = groundsAt(read, moment);
  return rows.flatMap((row) => dueOf(row, grounds, moment));
};

const dueOf = (row: RotationRow, grounds: Grounds, { effectiveOn: day }: Moment): readonly InboxEntry[] => {
  const subject = { type: 'Rotation', key: row.key } as const;
  const person = { person: row.person };
  const isOpen = row.decidedOn !== null && row.endHow === null;
  return [
    ...groundsLost(row, grounds).map(([status, since]) => ({
      kind: 'ROTATION_TO_DECIDE' as const,
      subject,
      since,
      args: { ...person, status },
    })),
    ...(isOpen && row.arrivedOn === null && isRunningOn(row, day)
      ? [{ kind: 'ARRIVAL_TO_CONFIRM' as const, subject, since: row.since, args: { ...person, school: row.toSchool } }]
      : []),
    ...(isOpen && row.to < day
      ? [{ kind: 'ROTATION_OVERDUE' as const, subject, since: addDays(row.to, 1), args: person }]
      : []),
    ...unconfirmedTerms(row, day).map((term) => ({
      kind: 'SERVICE_TO_CONFIRM' as const,
      subject,
      since: daysOfTerm(term).until,
      args: { ...person, school: row.toSchool, year: term.schoolYear, status: term.term },
    })),
  ];
};

/** Who is employed for a school that closed is to be employed for another one. */
export const employmentDues = (
  read: ReadModels,
  district: string,
  { position, effectiveOn: day }: Moment,
): readonly InboxEntry[] =>
  read.schools
    .by('district', district, position)
    .filter(({ closedOn }) => closedOn !== null && closedOn <= day)
    .flatMap(({ key: school, closedOn }) =>
      read.employments
        .by('home', school, position)
        .filter((row) => holdsOn(row, day))
        .map(({ person }) => ({
          kind: 'EMPLOYER_CLOSED' as const,
          subject: { type: 'Person', key: person } as const,
          since: closedOn!,
          args: { person, school },
        })),
    );
