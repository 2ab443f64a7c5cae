import type { Day } from '../../domain/day.js';
import type { District, Group, School } from '../../domain/district/index.js';
import { districtStream, schoolId, splitId } from '../../domain/identity.js';
import type { ObjectRef } from '../../domain/ledger.js';
import { contains, type Interval, type Timeline } from '../../domain/timeline.js';
import { holdsOn } from '../../projections/intervals.js';
import type { Answer, Value } from './answer.js';
import { chainOf, fact, type About } from './chain.js';
import { revisionAtEnd } from './council.js';

const districtOf = ({ read, moment }: About, key: string): District =>
  read.stateAt(districtStream(splitId(key).district), moment.position) as District;
const schoolOf = (about: About, key: string): School | undefined =>
  districtOf(about, key).schools.get(splitId(key).code);
const groupOf = (about: About, key: string): Group | undefined => districtOf(about, key).groups.get(splitId(key).code);

/** What holds on the day, before the first the first and after the last the last: of what an object always has. */
const nearest = <T>({ intervals }: Timeline<T>, day: Day): Interval<T> | undefined =>
  intervals.findLast(({ from }) => from <= day) ?? intervals[0];

const answer = <T>(
  about: About,
  object: ObjectRef,
  held: Interval<T> | undefined,
  valueOf: (value: T) => Value,
): Answer | undefined =>
  held && {
    value: valueOf(held.value),
    links: chainOf(fact(about, 'MADE_BY', districtStream(splitId(object.key).district), held.by, object)),
  };

const named = (name: string): Value => ({ is: 'NAME', name });

/** What a school is called on the day. */
export const nameOfSchool = (about: About, key: string): Answer | undefined => {
  const known = schoolOf(about, key);
  return known && answer(about, { type: 'School', key }, nearest(known.name, about.moment.effectiveOn), named);
};

/** What a group is called on the day. */
export const nameOfGroup = (about: About, key: string): Answer | undefined => {
  const known = groupOf(about, key);
  return known && answer(about, { type: 'EducationGroup', key }, nearest(known.name, about.moment.effectiveOn), named);
};

/** How the bureau classes a school on the day. */
export const standing = (about: About, key: string): Answer | undefined => {
  const held = schoolOf(about, key)?.standing.intervals.find((interval) =>
    contains(interval, about.moment.effectiveOn),
  );
  return answer(about, { type: 'School', key }, held, (value) => ({ is: 'STANDING', standing: value }));
};

/** Which school leads a group on the day. */
export const lead = (about: About, key: string): Answer | undefined => {
  const known = groupOf(about, key);
  return (
    known &&
    answer(about, { type: 'EducationGroup', key }, nearest(known.lead, about.moment.effectiveOn), (code) => ({
      is: 'OBJECT',
      object: { type: 'School', key: schoolId(splitId(key).district, code) },
    }))
  );
};

/** That a school is a member of a group on the day; undefined where it is no more, or not yet. */
export const membership = (about: About, key: string): Answer | undefined => {
  const { read, moment } = about;
  const row = read.memberships.byKey(key, moment.position);
  if (!row || !holdsOn(row, moment.effectiveOn)) return undefined;
  const { school, group, since, until } = row;
  const stream = districtStream(splitId(group).district);
  return {
    value: {
      is: 'MEMBER',
      school: { type: 'School', key: school },
      group: { type: 'EducationGroup', key: group },
      since,
      until,
    },
    links: chainOf(fact(about, 'MADE_BY', stream, revisionAtEnd(key), { type: 'Membership', key })),
  };
};
