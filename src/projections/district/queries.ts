import type { GroupForm, SchoolPhase } from '../../domain/district/events.js';
import { holdsOn } from '../intervals.js';
import { foldedForSearch } from '../name-index.js';
import type { Moment, Row, RowReader } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import { scanOf, type Scan } from '../scan.js';
import type { GroupRow, MembershipRow, SchoolRow } from './rows.js';

/** A group lives from the day it was formed until the day it was dissolved. */
export const isLiving = ({ formedOn, dissolvedOn }: Pick<GroupRow, 'formedOn' | 'dissolvedOn'>, day: string): boolean =>
  holdsOn({ since: formedOn, until: dissolvedOn }, day);

/** A school is open from the day it was registered for until the day it closes. */
export const isOpen = ({ openedOn, closedOn }: Pick<SchoolRow, 'openedOn' | 'closedOn'>, day: string): boolean =>
  holdsOn({ since: openedOn, until: closedOn }, day);

/** The questions about a district's schools, groups and memberships, each as of a moment. */
export const districtQueries = (read: ReadModels) => {
  const names = (object: string, { position }: Moment): string[] =>
    read.values.all(object, 'name', position).map(({ value }) => value);

  /** The rows of a district that pass, and of which one of the names has a text in it. */
  const found = <R extends Row>(
    rows: RowReader<R & { readonly district: string }>,
    namesOf: (row: R) => readonly string[],
    district: string,
    { position }: Moment,
    search: string | undefined,
    passes: (row: R) => boolean,
  ): Scan<R> => {
    const text = foldedForSearch(search ?? '');
    if (text === '') return rows.scan('district', district, position, passes);
    return scanOf(
      (order, from) => {
        const { keys, next } = read.names.keysWith(district, text, order, from);
        return { rows: keys.flatMap((key) => rows.byKey(key, position) ?? []), next };
      },
      (row) => passes(row) && namesOf(row).some((name) => foldedForSearch(name).includes(text)),
    );
  };

  const schoolsOf = (
    district: string,
    moment: Moment,
    { phase, search }: { readonly phase?: SchoolPhase; readonly search?: string } = {},
  ): Scan<SchoolRow> =>
    found(
      read.schools,
      ({ key, aliases }) => [...names(key, moment), ...(JSON.parse(aliases) as string[])],
      district,
      moment,
      search,
      (school) => isOpen(school, moment.effectiveOn) && (phase === undefined || school.phase === phase),
    );

  const groupsOf = (
    district: string,
    moment: Moment,
    { form, search }: { readonly form?: GroupForm; readonly search?: string } = {},
  ): Scan<GroupRow> =>
    found(
      read.groups,
      ({ key }) => names(key, moment),
      district,
      moment,
      search,
      (group) => isLiving(group, moment.effectiveOn) && (form === undefined || group.form === form),
    );

  const membersOf = (group: string, { position, effectiveOn }: Moment, includeEnded = false): MembershipRow[] =>
    read.memberships.by('group', group, position).filter((row) => includeEnded || holdsOn(row, effectiveOn));

  return {
    schoolsOf,
    groupsOf,
    membersOf,

    membershipsOf: (school: string, { position, effectiveOn }: Moment): MembershipRow[] =>
      read.memberships.by('school', school, position).filter((row) => holdsOn(row, effectiveOn)),

    /** Units that are open, and how many of them are legal persons; groups and alliances that live. */
    counts: (
      district: string,
      moment: Moment,
    ): { schools: number; units: number; groups: number; alliances: number } => {
      const [schools, groups] = [read.schools.tally(district, moment), read.groups.tally(district, moment)];
      return {
        schools: schools.get('SCHOOL') ?? 0,
        units: [...schools.values()].reduce((sum, many) => sum + many, 0),
        groups: groups.get('GROUP') ?? 0,
        alliances: groups.get('ALLIANCE') ?? 0,
      };
    },

    /** The schools that were merged into one, and those that carry on for it. */
    predecessorsOf: (school: string, { position, effectiveOn }: Moment): string[] =>
      read.successions
        .by('into', school, position)
        .filter(({ since }) => since <= effectiveOn)
        .map(({ merged }) => merged),
    successorsOf: (school: string, { position, effectiveOn }: Moment): string[] =>
      read.successions
        .by('merged', school, position)
        .filter(({ since }) => since <= effectiveOn)
        .map(({ into }) => into),
  };
};
