import type { GroupForm, SchoolPhase } from '../../domain/district/events.js';
import { holdsOn } from '../intervals.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
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
  const finder = (search: string | undefined): ((texts: () => readonly string[]) => boolean) => {
    const wanted = search === undefined ? undefined : folded(search);
    return (texts) => wanted === undefined || texts().some((text) => folded(text).includes(wanted));
  };

  const schoolsOf = (
    district: string,
    moment: Moment,
    { phase, search }: { readonly phase?: SchoolPhase; readonly search?: string } = {},
  ): SchoolRow[] => {
    const finds = finder(search);
    return read.schools
      .by('district', district, moment.position)
      .filter(
        (school) =>
          isOpen(school, moment.effectiveOn) &&
          (phase === undefined || school.phase === phase) &&
          finds(() => [...names(school.key, moment), ...(JSON.parse(school.aliases) as string[])]),
      );
  };

  const groupsOf = (
    district: string,
    moment: Moment,
    { form, search }: { readonly form?: GroupForm; readonly search?: string } = {},
  ): GroupRow[] => {
    const finds = finder(search);
    return read.groups
      .by('district', district, moment.position)
      .filter(
        (group) =>
          isLiving(group, moment.effectiveOn) &&
          (form === undefined || group.form === form) &&
          finds(() => names(group.key, moment)),
      );
  };

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
      const units = schoolsOf(district, moment);
      const groups = groupsOf(district, moment);
      return {
        schools: units.filter(({ kind }) => kind === 'SCHOOL').length,
        units: units.length,
        groups: groups.filter(({ form }) => form === 'GROUP').length,
        alliances: groups.filter(({ form }) => form === 'ALLIANCE').length,
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

/** For search: letters of any width and case are alike. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
