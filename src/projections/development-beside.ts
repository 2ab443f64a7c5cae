import { daysOfPeriod } from '../domain/evaluation/index.js';
import { policyStream } from '../domain/identity.js';
import {
  derivedIndicators,
  fraction,
  phasesOf,
  type DerivedIndicator,
  type Fraction,
  type TeachingPhase,
} from '../domain/indicator/index.js';
import { evaluationRulesOn, type Policies } from '../domain/policy/index.js';
import type { Span } from './development.js';
import type { SchoolRow } from './district/rows.js';
import { gradeOn, partsOf, standingOf } from './evaluation/queries.js';
import type { EvaluationRow } from './evaluation/rows.js';
import { derivedOf } from './indicator/queries.js';
import { holdsOn } from './intervals.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

// What stands beside the flows to a school: how it was evaluated, what follows from its figures, and the same in the middle of a district.

/**
 * The evaluations of periods within the span that were concluded by the day, which is mostly later: those of a school, the last period
 * first, then those of the groups that it was a member of on the span's last day.
 */
export const concludedIn = (
  read: ReadModels,
  queries: Queries,
  school: string,
  span: Span,
  moment: Moment,
): readonly EvaluationRow[] => {
  const groups = read.memberships
    .by('school', school, moment.position)
    .filter((row) => holdsOn(row, span.to < moment.effectiveOn ? span.to : moment.effectiveOn))
    .map(({ group }) => group);
  return [school, ...new Set(groups)]
    .flatMap((scope) => queries.evaluationsOf(scope, moment))
    .filter(({ key, period }) => {
      const days = daysOfPeriod(period);
      return (
        days.from >= span.from && days.from <= span.to && standingOf(partsOf(read, key, moment)).status === 'CONCLUDED'
      );
    });
};

/** The grade of the last COMPREHENSIVE one of a school itself; undefined where it has none. */
export const gradeOfSchool = (
  read: ReadModels,
  queries: Queries,
  school: string,
  span: Span,
  moment: Moment,
): string | undefined => {
  const last = concludedIn(read, queries, school, span, moment).find(
    ({ scopeId, kind }) => scopeId === school && kind === 'COMPREHENSIVE',
  );
  return (last && gradeOn(partsOf(read, last.key, moment), moment.effectiveOn)) ?? undefined;
};

/** The grades that policy EVALUATION of the day knows, the best first. */
export const gradesOn = (read: ReadModels, district: string, { position, effectiveOn }: Moment): readonly string[] =>
  evaluationRulesOn(read.stateAt(policyStream(district), position) as Policies, effectiveOn).grades;

/** The grade in the middle, of an even number the worse of both [D]; those that are not in the order do not count. */
export const medianGradeOf = (grades: readonly string[], order: readonly string[]): string | undefined => {
  const places = grades
    .map((grade) => order.indexOf(grade))
    .filter((place) => place >= 0)
    .sort((a, b) => a - b);
  return order[places[Math.floor(places.length / 2)] ?? -1];
};

/** The fraction in the middle, of an even number half the sum of both, exactly. */
export const medianFractionOf = (fractions: readonly Fraction[]): Fraction | undefined => {
  const sorted = [...fractions].sort((a, b) => {
    const [left, right] = [a.numerator * b.denominator, b.numerator * a.denominator];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return (
    low &&
    high &&
    fraction(
      low.numerator * high.denominator + high.numerator * low.denominator,
      2n * low.denominator * high.denominator,
    )
  );
};

/** A derived indicator in the middle of some schools: of those of which it is known. */
export interface MedianOfIndicator {
  readonly indicator: DerivedIndicator;
  readonly phase: TeachingPhase;
  readonly schools: number;
  readonly value: Fraction | undefined;
}

/** All derived indicators of a school's phases in the middle of the schools that teach them. */
export const medianIndicators = (
  read: ReadModels,
  ofPhases: SchoolRow['phase'],
  schools: readonly SchoolRow[],
  schoolYear: number,
  moment: Moment,
): readonly MedianOfIndicator[] => {
  const all = schools.flatMap((row) => derivedOf(read, row, schoolYear, derivedIndicators, moment));
  return phasesOf[ofPhases].flatMap((phase) =>
    derivedIndicators.map((indicator) => {
      const known = all.flatMap((one) =>
        one.phase === phase && one.indicator === indicator && 'value' in one.derived ? [one.derived.value] : [],
      );
      return { indicator, phase, schools: known.length, value: medianFractionOf(known) };
    }),
  );
};
