import type { District } from '../../domain/district/index.js';
import { isInScope } from '../../domain/evaluation/index.js';
import { districtStream, splitId } from '../../domain/identity.js';
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
 * The evaluations of the asker's inbox: of the bureau those of its district, of an auditor all; of a council those of its group; of a
 * school those that evaluate it, itself or with a group, and those after which it is to put something right.
 * `isAsked`: of a scope, whether it is one that is asked about.
 */
export const evaluationsSeenBy = (
  { principal: { actor, district, group, school }, read, request: { at } }: Context,
  isAsked: (scope: string) => boolean,
): readonly EvaluationSeen[] => {
  const { position, effectiveOn: day } = at;
  const waiting = ({ openedOn, settledOn, scopeId }: EvaluationRow): boolean =>
    openedOn <= day && (settledOn === null || day < settledOn) && isAsked(scopeId);
  const ofScopes = (scopes: readonly string[]): readonly EvaluationRow[] =>
    [...new Set(scopes)].flatMap((scope) => read.evaluations.by('scopeId', scope, position).filter(waiting));
  const ofDistricts = (codes: readonly string[], role: 'BUREAU' | 'AUDITOR'): readonly EvaluationSeen[] =>
    codes
      .flatMap((code) => read.evaluations.by('district', code, position).filter(waiting))
      .map((evaluation) => ({ evaluation, by: { role } }));
  switch (actor.role) {
    case 'BUREAU':
      return district === undefined ? [] : ofDistricts([district], 'BUREAU');
    case 'AUDITOR':
      return ofDistricts(everyDistrict(read, position), 'AUDITOR');
    case 'COUNCIL':
      return ofScopes(group === undefined ? [] : [group]).map((evaluation) => ({
        evaluation,
        by: { role: 'COUNCIL' },
      }));
    case 'SCHOOL': {
      if (school === undefined) return [];
      const ordered = read.evaluationParts
        .by('school', school, position)
        .flatMap(({ evaluation }) => read.evaluations.byKey(evaluation, position) ?? [])
        .filter(waiting);
      const units = [school, read.schools.byKey(school, position)?.partOf ?? []].flat();
      const groups = units.flatMap((unit) => read.memberships.by('school', unit, position).map((one) => one.group));
      const seen = new Map([...ordered, ...ofScopes([...units, ...groups])].map((one) => [one.key, one]));
      const stream = districtStream(splitId(school).district);
      return [...seen.values()].map((evaluation) => ({
        evaluation,
        by: {
          role: 'SCHOOL',
          school,
          isInScope: isInScope(evaluation, read.stateAt(stream, position) as District, school),
        },
      }));
    }
    case 'SYSTEM':
    case 'PUBLIC':
      return [];
  }
};

const everyDistrict = ({ districts }: Context['read'], position: number): readonly string[] =>
  districts.page('', districts.count(position), position).map(({ key }) => key);
