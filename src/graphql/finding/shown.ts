import { knownConditions } from '../../commands/people.js';
import type { KnownDetails } from '../../domain/person/index.js';
import type { Finding as Found } from '../../projections/finding.js';
import { findingsOf, personsJudgedByAge, type FindingFilter } from '../../projections/findings.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { mayRead } from '../shared/visibility.js';

/** What is found of some groups, and of what else the filter names, of those that the asker may see; ages are not known. */
export const visibleFindings = (
  context: Context,
  groups: readonly string[],
  at: At,
  filter: FindingFilter,
): readonly Found[] => {
  const { read, queries } = context;
  const seen = groups.filter((key) => mayRead(context, 'findingsOfGroup', key));
  return findingsOf(read, queries, seen, at, filter).filter(({ rule, subject, about }) => {
    // Where somebody belongs is told to whoever may read the career.
    if (rule === 'INSPECTOR_OF_OWN_SCHOOL') {
      const row = read.persons.byKey(about[1]!, at.position);
      return row !== undefined && mayRead(context, 'careerOfPerson', row.school);
    }
    // Whether somebody was eligible is told to whoever may read it of the rotation itself.
    if (rule !== 'ROTATION_ELIGIBILITY') return true;
    const row = read.rotations.byKey(subject.key, at.position);
    return row !== undefined && mayRead(context, 'conditionOfPerson', row);
  });
};

/** The same with ages, for who may know them. */
export const shownFindings = (
  context: Context,
  groups: readonly string[],
  at: At,
  filter: FindingFilter,
): Awaitable<readonly Found[]> => {
  const seen = groups.filter((key) => mayRead(context, 'findingsOfGroup', key));
  return using(conditionsFor(context, seen, at, filter), (details) =>
    visibleFindings(context, seen, at, { ...filter, detailsOf: (person) => details.get(person) }),
  );
};

/** How many entries of the people directory are asked for at a time. */
const CHUNK = 100;

/**
 * Days of birth and sexes, where a policy that is asked goes by them: for who handles the conditions of everybody in the district. To others
 * ages are unknown, for a draft's bounds could be moved until a figure tells somebody's.
 */
const conditionsFor = (
  context: Context,
  groups: readonly string[],
  at: At,
  filter: FindingFilter,
): Awaitable<ReadonlyMap<string, KnownDetails>> => {
  const { read, queries, services } = context;
  const places = [
    ...groups,
    ...(filter.school ? [filter.school] : []),
    ...(filter.district ? [`${filter.district}.`] : []),
  ];
  if (places.length === 0 || !places.every((place) => mayRead(context, 'conditionsInDistrict', place)))
    return new Map();
  const head = services.runner.head();
  const entries = personsJudgedByAge(read, queries, groups, at, filter).flatMap((person) => {
    const commitment = read.persons.byKey(person, at.position)?.commitment;
    // Once erased somebody is erased at every moment.
    const isErased = read.persons.byKey(person, head)?.commitment == null;
    return commitment == null || isErased ? [] : [{ person, commitment }];
  });
  if (entries.length === 0) return new Map();
  const load = async (): Promise<ReadonlyMap<string, KnownDetails>> => {
    const known = new Map<string, KnownDetails>();
    for (let from = 0; from < entries.length; from += CHUNK)
      await Promise.all(
        entries
          .slice(from, from + CHUNK)
          .map(async ({ person, commitment }) =>
            known.set(person, await knownConditions(services.people, person, commitment)),
          ),
      );
    return known;
  };
  return load();
};
