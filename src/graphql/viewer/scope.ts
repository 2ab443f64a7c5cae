import type { EvaluationSeen } from '../../projections/evaluation/due.js';
import type { EvaluationRow } from '../../projections/evaluation/rows.js';
import type { PersonsSeen } from '../../projections/inbox.js';
import type { RotationRow } from '../../projections/person/rotation-rows.js';
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

/**
 * The rotations and employments of the asker's inbox: of the bureau those of its district, of a school those that lead to it or from
 * it, of a council those within its group, of an auditor all. Where groups are asked for, only rotations within them.
 */
export const personsSeenBy = (
  { principal: { actor, district, group, school }, read, request: { at } }: Context,
  isWhole: boolean,
  groups: readonly string[],
  asked: string | undefined,
): PersonsSeen => {
  const { position } = at;
  const all = (): boolean => true;
  const open = (column: 'openIn' | 'toSchool' | 'fromSchool' | 'group', value: string): readonly RotationRow[] =>
    read.rotations.scan(column, value, position, all).after(undefined, Infinity);
  const within = (): readonly RotationRow[] => groups.flatMap((one) => open('group', one));
  const ofDistricts = (codes: readonly string[]): PersonsSeen => {
    const districts = codes.filter((code) => (asked ?? code) === code);
    return { districts, rotations: districts.flatMap((code) => open('openIn', code)) };
  };
  switch (actor.role) {
    case 'BUREAU':
      return isWhole && district !== undefined ? ofDistricts([district]) : { districts: [], rotations: within() };
    case 'AUDITOR':
      return isWhole ? ofDistricts(everyDistrict(read, position)) : { districts: [], rotations: within() };
    case 'COUNCIL':
      return { districts: [], rotations: group === undefined ? [] : within() };
    case 'SCHOOL': {
      if (school === undefined) return { districts: [], rotations: [] };
      const rows = [...open('toSchool', school), ...open('fromSchool', school)];
      return { districts: [], rotations: isWhole ? rows : rows.filter((row) => groups.includes(row.group ?? '')) };
    }
    case 'SYSTEM':
    case 'PUBLIC':
      return { districts: [], rotations: [] };
  }
};

/**
 * The evaluations of the asker's inbox: of the bureau those of its district, of an auditor all; of a school what it is to put right itself.
 * `isAsked`: of a scope, whether it is one that is asked about.
 */
export const evaluationsSeenBy = (
  { principal: { actor, district, school }, read, request: { at } }: Context,
  isAsked: (scope: string) => boolean,
): readonly EvaluationSeen[] => {
  const { position, effectiveOn: day } = at;
  const waiting = ({ openedOn, settledOn, scopeId }: EvaluationRow): boolean =>
    openedOn <= day && (settledOn === null || day < settledOn) && isAsked(scopeId);
  const ofDistricts = (codes: readonly string[]): readonly EvaluationSeen[] =>
    codes
      .flatMap((code) => read.evaluations.by('district', code, position).filter(waiting))
      .map((evaluation) => ({ evaluation }));
  switch (actor.role) {
    case 'BUREAU':
      return district === undefined ? [] : ofDistricts([district]);
    case 'AUDITOR':
      return ofDistricts(everyDistrict(read, position));
    case 'SCHOOL': {
      if (school === undefined) return [];
      const ordered = read.evaluationParts.by('school', school, position).map(({ evaluation }) => evaluation);
      return [...new Set(ordered)]
        .flatMap((key) => read.evaluations.byKey(key, position) ?? [])
        .filter(waiting)
        .map((evaluation) => ({ evaluation, school }));
    }
    case 'COUNCIL':
    case 'SYSTEM':
    case 'PUBLIC':
      return [];
  }
};

const everyDistrict = ({ districts }: Context['read'], position: number): readonly string[] =>
  districts.page('', districts.count(position), position).map(({ key }) => key);
