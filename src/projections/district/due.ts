import type { Day } from '../../domain/ledger.js';
import { aboutGroup, type Due } from '../due.js';
import { isLiving } from './queries.js';

/** What acts of government left behind: a group has two members, and one of them leads it. */
const brokenGroups: Due = ({ read, queries, group, moment }) => {
  const { effectiveOn: day, position } = moment;
  if (!isLiving(group, day)) return [];
  const members = queries.membersOf(group.key, moment);
  const lead = read.values.at(group.key, 'lead', moment);
  const left = (school?: string): { since?: Day } => {
    const ends = read.memberships
      .by('group', group.key, position)
      .flatMap((row) =>
        row.until !== null && row.until <= day && (school ?? row.school) === row.school ? [row.until] : [],
      );
    const since = ends.sort().at(-1);
    return since === undefined ? {} : { since };
  };
  return [
    ...(members.length < 2
      ? [{ kind: 'GROUP_TOO_SMALL' as const, subject: aboutGroup(group), ...left(), args: {} }]
      : []),
    ...(lead !== undefined && members.every(({ school }) => school !== lead)
      ? [{ kind: 'LEAD_NOT_MEMBER' as const, subject: aboutGroup(group), ...left(lead), args: {} }]
      : []),
  ];
};

/** What is to be done about a group itself. */
export const districtDues: readonly Due[] = [brokenGroups];
