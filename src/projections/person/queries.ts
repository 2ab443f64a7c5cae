import { addDays, daysBetween, type Day } from '../../domain/day.js';
import type { BackboneLevel, PostKind, RotationScheme, TitleRank } from '../../domain/person/events.js';
import { splitPersonKey } from '../../domain/person/index.js';
import { holdsOn } from '../intervals.js';
import type { Moment } from '../read-model.js';
import type { Scan } from '../scan.js';
import type { ReadModels } from '../read-models.js';
import type { EmploymentRow, PostRow } from './career-rows.js';
import type { CreditRow, RotationRow } from './rotation-rows.js';
import type { PersonRow } from './rows.js';

/** Where a rotation stands on a day. */
export type RotationStatus =
  'PROPOSED' | 'DECIDED' | 'IN_SERVICE' | 'SUSPENDED' | 'COMPLETED' | 'RECALLED' | 'CANCELLED';

interface Rest {
  readonly from: Day;
  readonly until?: Day;
}

/** Where a rotation stands on a day: its last step until then; undefined before the first. */
export const statusOn = (row: RotationRow, day: Day): RotationStatus | undefined => {
  const { endHow, endOn, arrivedOn, decidedOn, proposedOn } = row;
  if (endHow !== null && endOn !== null && (endOn < day || (endOn === day && endHow !== 'COMPLETED'))) return endHow;
  if (decidedOn === null || day < decidedOn) return proposedOn === null || day < proposedOn ? undefined : 'PROPOSED';
  const rests = (JSON.parse(row.suspensions) as readonly Rest[]).some(({ from, until }) =>
    holdsOn({ since: from, until: until ?? null }, day),
  );
  if (rests) return 'SUSPENDED';
  return arrivedOn !== null && arrivedOn <= day ? 'IN_SERVICE' : 'DECIDED';
};

/** The days served until a day, that one included. */
export const daysServedBy = ({ served }: RotationRow, day: Day): number =>
  (JSON.parse(served) as readonly (readonly [Day, Day])[]).reduce((days, [from, until]) => {
    const end = addDays(day, 1) < until ? addDays(day, 1) : until;
    return days + Math.max(0, daysBetween(from, end));
  }, 0);

/** Whether a decided rotation binds somebody on a day. */
export const isRunningOn = ({ since, until, decidedOn }: RotationRow, day: Day): boolean =>
  decidedOn !== null && until !== null && holdsOn({ since, until }, day);

/** Where somebody works on a day, and with which share of the working time. */
export interface Place {
  readonly school: string;
  readonly share: number;
  /** Undefined at the home school, and where a post leads. */
  readonly rotation: RotationRow | undefined;
}

/** What persons are looked for by; what is absent does not matter. */
export interface PersonFilter {
  readonly school?: string;
  readonly post?: PostKind;
  readonly subject?: string;
  readonly titleRank?: TitleRank;
  readonly backbone?: BackboneLevel;
  /** Their ids, where they were found by name. */
  readonly among?: ReadonlySet<string>;
}

/** What rotations are looked for by. */
export interface RotationFilter {
  readonly group?: string;
  readonly fromSchool?: string;
  readonly toSchool?: string;
  readonly scheme?: RotationScheme;
  readonly status?: RotationStatus;
  readonly subject?: string;
  /** First and last day of which it shares one at least. */
  readonly overlapping?: { readonly from: Day; readonly to: Day };
}

const byNumber = (a: { readonly key: string }, b: { readonly key: string }): number =>
  splitPersonKey(a.key).number - splitPersonKey(b.key).number;

/** The questions about persons, each as of a moment. Lists are read as they come, in the order of keys: none loads a district. */
export const personQueries = (read: ReadModels) => {
  const employmentOn = (person: string, { position, effectiveOn }: Moment): EmploymentRow | undefined =>
    read.employments.by('person', person, position).find((row) => holdsOn(row, effectiveOn));

  const postsOn = (person: string, { position, effectiveOn }: Moment): readonly PostRow[] =>
    read.posts
      .by('person', person, position)
      .filter((row) => holdsOn(row, effectiveOn))
      .sort(byNumber);

  const qualificationOf = (person: string, { position, effectiveOn }: Moment) => {
    const rows = read.qualifications.by('person', person, position).filter((row) => holdsOn(row, effectiveOn));
    const of = (field: string): string | undefined => rows.find((row) => row.field === field)?.value;
    return {
      subjects: JSON.parse(of('subjects') ?? '[]') as readonly string[],
      phase: of('phase'),
      titleRank: of('titleRank'),
      backbone: of('backbone'),
    };
  };

  const rotationsOf = (person: string, { position }: Moment): readonly RotationRow[] =>
    [...read.rotations.by('person', person, position)].sort(byNumber);

  /** The receiving schools on the day, schools of posts with a share of their own, then what is left for the home school, where somebody employs. */
  const teachingAt = (person: string, moment: Moment): readonly Place[] => {
    const { effectiveOn: day } = moment;
    const running = rotationsOf(person, moment).filter((row) => isRunningOn(row, day));
    const there = running
      .filter((row) => statusOn(row, day) === 'IN_SERVICE')
      .map((row) => ({ school: row.toSchool, share: row.share, rotation: row }));
    const home = employmentOn(person, moment)?.home;
    const beside = postsOn(person, moment).flatMap(({ school, share }) =>
      share === null || school === home ? [] : [{ school, share, rotation: undefined }],
    );
    const left = 100 - [...running, ...beside].reduce((sum, { share }) => sum + share, 0);
    return [
      ...there,
      ...beside,
      ...(home === undefined || left <= 0 ? [] : [{ school: home, share: left, rotation: undefined }]),
    ];
  };

  const matches = ({ key }: PersonRow, filter: PersonFilter, moment: Moment): boolean => {
    const { school, post, subject, titleRank, backbone, among } = filter;
    if (among && !among.has(key)) return false;
    const atSchool = (one: PostRow): boolean => school === undefined || one.school === school;
    if (post !== undefined && !postsOn(key, moment).some((one) => one.kind === post && atSchool(one))) return false;
    if (
      school !== undefined &&
      post === undefined &&
      employmentOn(key, moment)?.home !== school &&
      !postsOn(key, moment).some(atSchool) &&
      !teachingAt(key, moment).some((place) => place.school === school)
    )
      return false;
    if (subject === undefined && titleRank === undefined && backbone === undefined) return true;
    const known = qualificationOf(key, moment);
    return (
      (subject === undefined || known.subjects.includes(subject)) &&
      (titleRank === undefined || known.titleRank === titleRank) &&
      (backbone === undefined || known.backbone === backbone)
    );
  };

  /** The keys of persons whom a school may concern: employed for it, with a post there, or sent there. */
  const personsNear = (school: string, position: number): readonly string[] => [
    ...new Set([
      ...read.employments.by('home', school, position).map(({ person }) => person),
      ...read.posts.by('school', school, position).map(({ person }) => person),
      ...read.rotations.by('toSchool', school, position).map(({ person }) => person),
    ]),
  ];

  return {
    employmentOn,
    postsOn,
    qualificationOf,
    rotationsOf,
    teachingAt,

    /** All posts that are known, by number. */
    postsOf: (person: string, { position }: Moment): readonly PostRow[] =>
      [...read.posts.by('person', person, position)].sort(byNumber),

    /** What was recognised by the day, in the order of days. */
    creditsOf: (person: string, { position, effectiveOn }: Moment): readonly CreditRow[] =>
      read.credits
        .by('person', person, position)
        .filter(({ on }) => on <= effectiveOn)
        .sort((a, b) => (a.on < b.on ? -1 : 1)),

    /** The persons of a district that pass a filter, as known at the moment and on its day. */
    personsOf: (district: string, filter: PersonFilter, moment: Moment): Scan<PersonRow> => {
      const passes = (row: PersonRow): boolean => matches(row, filter, moment);
      const near = filter.school === undefined ? filter.among : personsNear(filter.school, moment.position);
      return near === undefined
        ? read.persons.scan('district', district, moment.position, isEmpty(filter) ? undefined : passes)
        : among(
            [...near].flatMap((key) => read.persons.byKey(key, moment.position) ?? []),
            (row) => row.district === district && passes(row),
          );
    },

    /** The rotations that pass a filter, by the narrowest index there is. */
    rotationsBy: (district: string, filter: RotationFilter, moment: Moment): Scan<RotationRow> => {
      const { group, fromSchool, toSchool, scheme, status, subject, overlapping } = filter;
      const passes = (row: RotationRow): boolean =>
        (row.district === district || row.toDistrict === district) &&
        (group === undefined || row.group === group) &&
        (fromSchool === undefined || row.fromSchool === fromSchool) &&
        (toSchool === undefined || row.toSchool === toSchool) &&
        (scheme === undefined || row.scheme === scheme) &&
        (subject === undefined || row.subject === subject) &&
        (status === undefined || statusOn(row, moment.effectiveOn) === status) &&
        (overlapping === undefined ||
          (row.since <= overlapping.to &&
            (row.until === null ? row.to >= overlapping.from : row.until > overlapping.from)));
      const { position } = moment;
      if (toSchool !== undefined) return read.rotations.scan('toSchool', toSchool, position, passes);
      if (fromSchool !== undefined) return read.rotations.scan('fromSchool', fromSchool, position, passes);
      if (group !== undefined) return read.rotations.scan('group', group, position, passes);
      const some = isEmpty(filter) ? undefined : passes;
      return together(
        read.rotations.scan('district', district, position, some),
        read.rotations.scan('toDistrict', district, position, some),
      );
    },
  };
};

/** Whether nothing is asked of what is looked for. */
const isEmpty = (filter: object): boolean => Object.values(filter).every((value) => value === undefined);

/** Two scans as one; they have no row in common. */
const together = <R extends { readonly key: string }>(one: Scan<R>, other: Scan<R>): Scan<R> => ({
  after: (key, limit) =>
    [...one.after(key, limit), ...other.after(key, limit)].sort((a, b) => (a.key < b.key ? -1 : 1)).slice(0, limit),
  before: (key, limit) =>
    [...one.before(key, limit), ...other.before(key, limit)].sort((a, b) => (a.key < b.key ? 1 : -1)).slice(0, limit),
  count: () => one.count() + other.count(),
});

/** A scan of rows at hand, which are looked at once, and only if they are asked for. */
const among = <R extends { readonly key: string }>(rows: readonly R[], passes: (row: R) => boolean): Scan<R> => {
  let looked: readonly R[] | undefined;
  const found = (): readonly R[] => (looked ??= rows.filter(passes).sort((a, b) => (a.key < b.key ? -1 : 1)));
  return {
    after: (key, limit) =>
      found()
        .filter((row) => key === undefined || row.key > key)
        .slice(0, limit),
    before: (key, limit) =>
      found()
        .filter((row) => key === undefined || row.key < key)
        .reverse()
        .slice(0, limit),
    count: () => found().length,
  };
};
