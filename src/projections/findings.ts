import { splitId } from '../domain/identity.js';
import { present } from '../domain/present.js';
import { councilFindings } from './council/findings.js';
import { balanceFindings } from './district/balance.js';
import { districtFindings } from './district/findings.js';
import { evaluationFindings } from './evaluation/findings.js';
import type { EvaluationRow } from './evaluation/rows.js';
import type { AboutSchools, Finding, FindingKind, FindingResult, FindingRule, Found } from './finding.js';
import { fundFindings } from './fund/findings.js';
import { lateEntries, registerEnteredLate } from './late-entries.js';
import { personFindings } from './person/findings.js';
import { judgedByAge, shareFindings } from './person/share-findings.js';
import type { AppliedPolicy } from './policy/queries.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';
import { lastDayOf, lastSchoolYear } from './school-year.js';

/** What is found of groups. */
export const kinds: readonly FindingKind[] = [
  ...districtFindings,
  ...councilFindings,
  ...fundFindings,
  ...personFindings,
  ...lateEntries,
];
const kindsOfSchools = [...shareFindings, ...balanceFindings];

/** Which findings are asked for. */
export interface FindingFilter {
  readonly rules?: readonly FindingRule[];
  readonly result?: FindingResult;
  /** The district whose register is looked at besides: what touches no group; and its schools together. */
  readonly district?: string;
  /** A school that is looked at by itself. */
  readonly school?: string;
  /** After how many days an entry is late; without them as policy BACKDATING says, else 30. */
  readonly lateByDays?: number;
  /** The school year that is looked at, by the year in which it begins; without it the last one that is over on the day. */
  readonly schoolYear?: number;
  /** Taken instead of the policy of its kind that is in force. */
  readonly under?: AppliedPolicy;
  /** Days of birth and sex, as far as they are known to who asks. */
  readonly detailsOf?: AboutSchools['detailsOf'];
}

/** Some groups, a district and a school, as the rules of schools look at them in a school year: those that had schools then. */
const schoolsLookedAt = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  {
    district,
    school,
    under,
    detailsOf = () => undefined,
    schoolYear = lastSchoolYear(moment.effectiveOn),
  }: FindingFilter,
): readonly AboutSchools[] => {
  type Scope = Pick<AboutSchools, 'subject' | 'district' | 'schools' | 'lead'>;
  const on = { ...moment, effectiveOn: lastDayOf(schoolYear, moment) };
  const ofGroups = groups.map((key): Scope => {
    const lead = read.values.at(key, 'lead', on);
    return {
      subject: { type: 'EducationGroup', key },
      district: splitId(key).district,
      schools: queries.membersOf(key, on).map((row) => row.school),
      ...present({ lead }),
    };
  });
  const ofDistrict = (key: string): Scope => ({
    subject: { type: 'District', key },
    district: key,
    schools: queries
      .schoolsOf(key, on)
      .after(undefined, Infinity)
      .map((row) => row.key),
  });
  const ofSchool = (key: string): Scope => ({
    subject: { type: 'School', key },
    district: splitId(key).district,
    schools: [key],
  });
  return [
    ...ofGroups,
    ...(district === undefined ? [] : [ofDistrict(district)]),
    ...(school === undefined || !read.schools.byKey(school, moment.position) ? [] : [ofSchool(school)]),
  ]
    .filter(({ schools }) => schools.length > 0)
    .map((scope) => ({ read, queries, ...scope, moment, schoolYear, detailsOf, ...present({ under }) }));
};

/** The evaluations of some groups and a school, and of a district those of its schools. */
const evaluationsLookedAt = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  { district, school }: FindingFilter,
): readonly EvaluationRow[] => {
  const ofDistrict = district === undefined ? [] : read.evaluations.by('district', district, moment.position);
  return [
    ...[...groups, ...(school === undefined ? [] : [school])].flatMap((scope) => queries.evaluationsOf(scope, moment)),
    ...ofDistrict.filter(({ scope, openedOn }) => scope === 'SCHOOL' && openedOn <= moment.effectiveOn),
  ];
};

/** Of whom the day of birth and the sex matter to what is asked for. */
export const personsJudgedByAge = (...asked: Parameters<typeof schoolsLookedAt>): readonly string[] => [
  ...new Set(
    shareFindings.some(({ rule }) => asked[4].rules?.includes(rule) ?? true)
      ? schoolsLookedAt(...asked).flatMap(judgedByAge)
      : [],
  ),
];

/**
 * What is found of some groups, a school, and a district with its register, at a moment by the rules that refuse nothing: pure functions
 * over the read models, one by one.
 */
export const findingsOf = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  filter: FindingFilter = {},
): Finding[] => {
  const { rules, result, district, lateByDays, under } = filter;
  const isAsked = ({ rule }: { readonly rule: FindingRule }): boolean => rules === undefined || rules.includes(rule);
  const of = (rule: FindingRule, found: readonly Found[]): Finding[] => found.map((one) => ({ rule, ...one }));
  const asked = kinds.filter(isAsked);
  const goingBy = present({ lateByDays, under });
  const ofGroups = groups
    .flatMap((key) => read.groups.byKey(key, moment.position) ?? [])
    .flatMap((group) => {
      const about = { read, queries, group, moment, ...goingBy };
      return asked.flatMap(({ rule, find }) => of(rule, find(about)));
    });
  const askedOfSchools = kindsOfSchools.filter(isAsked);
  const ofSchools = (askedOfSchools.length === 0 ? [] : schoolsLookedAt(read, queries, groups, moment, filter)).flatMap(
    (about) => askedOfSchools.flatMap(({ rule, find }) => of(rule, find(about))),
  );
  const askedOfEvaluations = evaluationFindings.filter(isAsked);
  const ofEvaluations = (
    askedOfEvaluations.length === 0 ? [] : evaluationsLookedAt(read, queries, groups, moment, filter)
  ).flatMap((evaluation) =>
    askedOfEvaluations.flatMap(({ rule, find }) => of(rule, find({ read, evaluation, moment }))),
  );
  const ofRegister =
    district !== undefined && isAsked({ rule: 'ENTERED_LATE' })
      ? of('ENTERED_LATE', registerEnteredLate(read, district, moment, goingBy))
      : [];
  return [...ofGroups, ...ofSchools, ...ofEvaluations, ...ofRegister].filter(
    (finding) => result === undefined || finding.result === result,
  );
};
