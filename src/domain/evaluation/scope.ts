import { addDays, latest, type Day } from '../day.js';
import type { District } from '../district/index.js';
import { schoolId as idOf, splitId, type Period, type PersonId, type SchoolId, type ScopeId } from '../identity.js';
import { careerOf, daysOfTerm, runOf, type Person } from '../person/index.js';
import { refuse, type Refused } from '../refusal.js';
import { common, type Interval } from '../timeline.js';
import type { Evaluation, Finding } from './state.js';

// Whom an evaluation looks at, and who may look: questions to the register and to the streams of persons.

/** The register of the scope's district, and by their keys the persons who inspect. */
export interface EvaluationReferences {
  readonly district: District;
}
export const personOf = (references: object, personId: PersonId): Person | undefined =>
  (references as Readonly<Record<PersonId, Person>>)[personId];

export interface OfScope {
  readonly scopeId: ScopeId;
  readonly period: Period;
}

/** The days of a school year, or of a term of it. */
export const daysOfPeriod = (period: Period): Interval<true> & { readonly until: Day } => {
  const schoolYear = Number(period.slice(0, 4));
  const term = period.slice(10);
  const first = daysOfTerm({ schoolYear, term: 'FIRST' });
  const second = daysOfTerm({ schoolYear, term: 'SECOND' });
  const days = term === '1' ? first : term === '2' ? second : { from: first.from, until: second.until };
  return { from: days.from, until: days.until, value: true, by: 0 };
};

/** Whether something lives on some day of the period. */
const livesIn = (living: readonly Interval<unknown>[], period: Period): boolean =>
  living.some((one) => common(one, daysOfPeriod(period)) !== undefined);

/** What is evaluated is a group, an alliance or a school of the register, that lives on some day of the period. */
export const scopeLives = ({ scopeId, period }: OfScope, district: District): Refused | undefined => {
  const { district: of, code } = splitId(scopeId);
  const group = of === district.code ? district.groups.get(code) : undefined;
  const school = of === district.code ? district.schools.get(code) : undefined;
  if (group)
    return livesIn(group.living.intervals, period)
      ? undefined
      : refuse('GROUP_DISSOLVED', { group: scopeId, day: daysOfPeriod(period).from }, ['scopeId']);
  if (!school) return refuse('NOT_FOUND', { scope: scopeId }, ['scopeId']);
  return livesIn(school.open.intervals, period)
    ? undefined
    : refuse('SCHOOL_CLOSED', { school: scopeId, day: daysOfPeriod(period).from }, ['scopeId']);
};

/** The first day of the period on which the scope is there; undefined where there is none. */
const scopeBeginsOn = ({ scopeId, period }: OfScope, district: District): Day | undefined => {
  const { code } = splitId(scopeId);
  const living = district.groups.get(code)?.living ?? district.schools.get(code)?.open;
  return living?.intervals.map((one) => common(one, daysOfPeriod(period))?.from).find((day) => day !== undefined);
};

/** Nothing is evaluated before it is there: the opening has effect from that day at the earliest. */
export const scopeHasBegun = (
  scope: OfScope,
  district: District,
  effectiveOn: Day,
  path: readonly string[],
): Refused | undefined => {
  const earliest = scopeBeginsOn(scope, district);
  return earliest !== undefined && effectiveOn < earliest
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest }, path)
    : undefined;
};

/** Whether a school is in the scope, itself or as a section or campus: the school evaluated, or a member on some day of the period. */
export const isInScope = ({ scopeId, period }: OfScope, district: District, school: SchoolId): boolean => {
  const { district: of, code } = splitId(school);
  if (of !== district.code || !district.schools.has(code)) return false;
  const units = [school, wholeOf(district, school)];
  const group = district.groups.get(splitId(scopeId).code);
  return group
    ? units.some((unit) => livesIn(group.members.get(splitId(unit).code)?.intervals ?? [], period))
    : units.includes(scopeId);
};

export const schoolIsInScope = (scope: OfScope, district: District, school: SchoolId): Refused | undefined =>
  isInScope(scope, district, school) ? undefined : refuse('NOT_IN_SCOPE', { school }, ['schoolId']);

/** The school whose legal person a school is: of a section or campus the one that it is part of. */
const wholeOf = (district: District, id: SchoolId): SchoolId => {
  const { district: of, code } = splitId(id);
  const partOf = of === district.code ? district.schools.get(code)?.partOfCode : undefined;
  return partOf === undefined ? id : idOf(of, partOf);
};

/** When somebody belonged to which school: employed, at a post, or there by a rotation. */
const belongings = (person: Person | undefined): readonly Interval<SchoolId>[] => {
  const { employment, posts, rotations } = careerOf(person ?? { status: 'UNKNOWN' });
  return [
    ...employment.intervals.flatMap((one) =>
      [one.value.homeSchoolId, one.value.employerId].map((value) => ({ ...one, value })),
    ),
    ...posts.map((post) => ({ ...post, value: post.schoolId })),
    ...rotations.flatMap((rotation) => {
      const run = runOf(rotation);
      return run ? [{ ...run, value: rotation.terms.toSchoolId }] : [];
    }),
  ];
};

/** Somebody inspects the own school: an inspector of the scope, or of what a finding is about. */
export interface OwnSchool {
  readonly personId: PersonId;
  readonly school: SchoolId;
  readonly day: Day;
  /** The revision, in the person's stream, of the fact by which. */
  readonly by: number;
  readonly finding?: number;
}

/**
 * Where an inspector belongs, on some day of the term of office, to a school of the scope, or on some day of the evaluation, until that
 * term is over, to the school of a finding; as far as it is recorded. A section or campus is the school that it is part of.
 */
export const ownSchools = (
  evaluation: Evaluation,
  scope: OfScope,
  references: Partial<EvaluationReferences>,
): readonly OwnSchool[] => {
  const { district } = references;
  if (!district) return [];
  const all = schoolsOf(scope, district);
  const own = (personId: PersonId, days: Interval<unknown>, schools: readonly SchoolId[]): readonly OwnSchool[] => {
    const wholes = new Set(schools.map((school) => wholeOf(district, school)));
    return belongings(personOf(references, personId)).flatMap((one) => {
      const both = wholes.has(wholeOf(district, one.value)) ? common(one, days) : undefined;
      return both ? [{ personId, school: one.value, day: both.from, by: one.by }] : [];
    });
  };
  return [
    ...evaluation.inspectors.flatMap((term) => own(term.value, term, all)),
    ...evaluation.findings.flatMap((finding) =>
      own(finding.inspectorId, daysOfFinding(evaluation, finding), finding.schoolId ? [finding.schoolId] : all).map(
        (one) => ({ ...one, finding: finding.number }),
      ),
    ),
  ];
};

/** The first inspector of the own school that was none of it before. */
export const newOwnSchool = (
  before: Evaluation | undefined,
  after: Evaluation | undefined,
  scope: OfScope,
  references: Partial<EvaluationReferences>,
): OwnSchool | undefined => {
  const of = (evaluation: Evaluation | undefined) => (evaluation ? ownSchools(evaluation, scope, references) : []);
  const identity = ({ personId, school, finding }: OwnSchool) => JSON.stringify([personId, school, finding]);
  const known = new Set(of(before).map(identity));
  return of(after).find((one) => !known.has(identity(one)));
};

/** From the opening until who found it is in office no longer. */
const daysOfFinding = ({ on, inspectors }: Evaluation, finding: Finding): Interval<true> => {
  const ends = inspectors.filter(({ value }) => value === finding.inspectorId).map(({ until }) => until);
  return { from: on, until: latest(addDays(finding.on, 1), ...ends), value: true, by: 0 };
};

/** The schools of the scope. */
const schoolsOf = (scope: OfScope, district: District): readonly SchoolId[] =>
  [...district.schools.keys()].map((code) => idOf(district.code, code)).filter((id) => isInScope(scope, district, id));
