import type { Context } from '../context.js';

/**
 * The groups whose inbox the asker sees, living ones, and dissolved ones, whose money may not be settled: those he
 * looks after, as an auditor all.
 */
export const groupsSeenBy = ({
  principal: { actor, district, group, school },
  read,
  request: { at },
}: Context): readonly string[] => {
  switch (actor.role) {
    case 'BUREAU':
      return district === undefined ? [] : read.groups.by('district', district, at.position).map(({ key }) => key);
    case 'COUNCIL':
      return group === undefined ? [] : [group];
    case 'SCHOOL': {
      const memberships = school === undefined ? [] : read.memberships.by('school', school, at.position);
      return [...new Set(memberships.map(({ group: one }) => one))].filter(
        (one) => read.values.at(one, 'lead', at) === school,
      );
    }
    case 'AUDITOR':
      return read.groups.page('', read.groups.count(at.position), at.position).map(({ key }) => key);
    case 'SYSTEM':
    case 'PUBLIC':
      return [];
  }
};
