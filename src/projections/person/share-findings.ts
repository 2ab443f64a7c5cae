import { addDays, daysBetween, daysOfSchoolYear, latest, type Day } from '../../domain/day.js';
import { personStream } from '../../domain/identity.js';
import { daysOfTerm, eligibilityOf } from '../../domain/person/index.js';
import type { RotationFlowRules, RotationShareRules } from '../../domain/policy/index.js';
import type { Share } from '../../domain/vocabulary.js';
import { sharedBy } from '../due.js';
import type { AboutSchools, CountReason, Found, SchoolsFindingKind } from '../finding.js';
import type { AppliedPolicy } from '../policy/queries.js';
import { both, either, ratioOf, reaches, type Vote } from '../ratio.js';
import type { Moment } from '../read-model.js';
import { lastDayOf, policyOfYear } from '../school-year.js';
import type { RotationRow } from './rotation-rows.js';
import { teachersOf, type Teacher } from './teachers.js';

// How many teachers rotated in a school year, whereto, and what the lead school kept of its own.

type Rules = RotationShareRules | RotationFlowRules;

/** Days of a month, as in "What counts" of DOMAIN.md [D]. */
const DAYS_A_MONTH = 30;

/** What is known of a teacher by some rules. */
interface Judged {
  readonly teacher: Teacher;
  readonly counts: boolean | undefined;
  readonly rotated: boolean | undefined;
  readonly reason?: CountReason;
  readonly isBackbone: boolean;
  readonly rotation: RotationRow | undefined;
}

/** Whether a school is rural or of one of some standings on a day; undefined where that is not recorded. */
const standsAs = (
  { read }: AboutSchools,
  school: string,
  on: Moment,
  standings: readonly string[],
): boolean | undefined => {
  const standing = read.values.nearest(school, 'standing', on);
  return standing === '' || standing === 'UNSPECIFIED' ? undefined : standings.includes(standing);
};
const isRural = ({ read }: AboutSchools, school: string, on: Moment): boolean | undefined => {
  const value = read.values.nearest(school, 'isRural', on);
  return value === '' ? undefined : value === 'true';
};
const not = (known: boolean | undefined): boolean | undefined => (known === undefined ? undefined : !known);

/** Whether the teachers of a school count, by what it is on the first day of the school year. */
const schoolCounts = (about: AboutSchools, { schools }: Rules, school: string): boolean | undefined => {
  const on = { ...about.moment, effectiveOn: daysOfSchoolYear(about.schoolYear).from };
  const isQuality = (): boolean | undefined => standsAs(about, school, on, ['FAMOUS', 'QUALITY']);
  const isTown = (): boolean | undefined => not(isRural(about, school, on));
  switch (schools) {
    case 'ALL':
      return true;
    case 'QUALITY':
      return isQuality();
    case 'TOWN':
      return isTown();
    case 'TOWN_OR_QUALITY':
      return either(isTown(), isQuality());
  }
};

/**
 * Whether a teacher is among those who are counted against. Ages and years at the school are those of the first day of the school year,
 * or of a rotation that he was on then.
 */
const counting = (about: AboutSchools, rules: Rules, teacher: Teacher): Pick<Judged, 'counts' | 'reason'> => {
  const isOfSchool = schoolCounts(about, rules, teacher.school);
  if (isOfSchool === false) return { counts: false, reason: 'SCHOOL_NOT_COUNTED' };
  if (teacher.reason) return { counts: false, reason: teacher.reason };
  const ofSchool = isOfSchool === true ? {} : ({ reason: 'SCHOOL_UNKNOWN' } as const);
  if (rules.rotatedOf === 'ALL') return { counts: isOfSchool, ...ofSchool };
  const { from } = daysOfSchoolYear(about.schoolYear);
  const day = [from, ...teacher.rotations.map(({ since }) => since)].sort()[0]!;
  const { oldestMale, oldestFemale, yearsAtSchool } = rules;
  const outcomes = eligibilityOf(
    {
      kind: 'ELIGIBILITY',
      mandatory: false,
      health: false,
      ...(oldestMale !== undefined && { oldestMale }),
      ...(oldestFemale !== undefined && { oldestFemale }),
      ...(yearsAtSchool !== undefined && { yearsAtSchool }),
    },
    {
      career: { employment: teacher.employment },
      details: about.detailsOf(teacher.person) ?? {},
      isFit: undefined,
      from: day,
      to: day,
    },
  );
  const not_ = outcomes.find(({ outcome }) => outcome === 'NOT_MET');
  if (not_) return { counts: false, reason: not_.criterion === 'AGE' ? 'AGE' : 'YEARS_AT_SCHOOL' };
  const isUnknown = outcomes.some(({ outcome }) => outcome === 'UNKNOWN');
  return isUnknown ? { counts: undefined, reason: 'AGE_UNKNOWN' } : { counts: isOfSchool, ...ofSchool };
};

/** Whether a rotation counts in the school year, and why not. */
const rotationCounts = (
  about: AboutSchools,
  rules: Rules,
  row: RotationRow,
): { readonly rotated: boolean | undefined; readonly reason?: CountReason } => {
  const { from } = daysOfSchoolYear(about.schoolYear);
  const day = lastDayOf(about.schoolYear, about.moment);
  const [since, end] = [row.since, row.until!];
  if (rules.leastMonths !== undefined && Math.floor(daysBetween(since, end) / DAYS_A_MONTH) < rules.leastMonths)
    return { rotated: false, reason: 'TOO_SHORT' };
  const served = (JSON.parse(row.served) as readonly (readonly [Day, Day])[]).some(
    ([first, next]) => latest(first, from) < next && first <= day,
  );
  // What is not confirmed may still be, until the terms are over in which somebody is there.
  const isOpen = (['FIRST', 'SECOND'] as const)
    .map((term) => daysOfTerm({ schoolYear: about.schoolYear, term }))
    .some((term) => term.until > about.moment.effectiveOn && since < term.until && end > term.from);
  const isServed = served ? true : isOpen ? undefined : false;
  if (isServed === false) return { rotated: false, reason: 'ON_PAPER' };
  const on = { ...about.moment, effectiveOn: latest(since, from) };
  const isWeak =
    rules.kind === 'ROTATION_SHARE'
      ? true
      : either(isRural(about, row.toSchool, on), standsAs(about, row.toSchool, on, ['POTENTIAL']));
  const rotated = both(isServed, isWeak);
  if (rotated === true) return { rotated };
  return {
    rotated,
    reason: isWeak === false ? 'GOAL_NOT_WEAK' : isWeak === undefined ? 'GOAL_UNKNOWN' : 'SERVICE_PENDING',
  };
};

/** Whether somebody was distinguished on a day; of whom nothing was recorded was not, as in rotationFlows. */
const isBackboneOn = ({ queries, moment }: AboutSchools, person: string, effectiveOn: Day): boolean =>
  (queries.qualificationOf(person, { ...moment, effectiveOn }).backbone ?? 'NONE') !== 'NONE';

const teachersIn = sharedBy(({ read, schools, schoolYear, moment }: AboutSchools) =>
  teachersOf(read, schools, schoolYear, moment),
);

/** Each teacher of the schools, once. */
const judgedBy = (about: AboutSchools, rules: Rules): readonly Judged[] =>
  teachersIn(about).map((teacher) => {
    const counted = counting(about, rules, teacher);
    const looked = teacher.rotations.map((row) => ({ row, ...rotationCounts(about, rules, row) }));
    const best =
      looked.find(({ rotated }) => rotated === true) ??
      looked.find(({ rotated }) => rotated === undefined) ??
      looked[0];
    const { from } = daysOfSchoolYear(about.schoolYear);
    const on = best ? latest(best.row.since, from) : teacher.on;
    const reason = counted.reason ?? (best ? best.reason : 'NOT_ROTATED');
    return {
      teacher,
      counts: counted.counts,
      rotated: best ? best.rotated : false,
      ...(reason && { reason }),
      isBackbone: isBackboneOn(about, teacher.person, on),
      rotation: best?.row,
    };
  });

/** The same, for both rules of a kind. */
const judgedOf = {
  ROTATION_SHARE: sharedBy((about: AboutSchools) => judgedUnder(about, 'ROTATION_SHARE')),
  ROTATION_FLOW: sharedBy((about: AboutSchools) => judgedUnder(about, 'ROTATION_FLOW')),
};
const judgedUnder = (about: AboutSchools, kind: Rules['kind']): readonly Judged[] => {
  const policy = policyOfYear(about, kind);
  return policy ? judgedBy(about, policy.rules) : [];
};

const ofWhom = ({ teacher: { person, school } }: Judged) => ({ person, school });

const found = (
  about: AboutSchools,
  policy: AppliedPolicy,
  share: Share,
  votes: readonly Vote[],
  rotations: readonly RotationRow[],
): Found => {
  const { result, ratio } = ratioOf(share, votes);
  return {
    result,
    subject: about.subject,
    about: [String(about.schoolYear)],
    numbers: {},
    records: rotations.flatMap(
      ({ person, decidedBy }) => about.read.events.positionOf(personStream(person), decidedBy!) ?? [],
    ),
    ratio,
    policy,
  };
};

/** Of whom the day of birth and the sex matter, by the policies that are asked: the teachers of the schools. */
export const judgedByAge = (about: AboutSchools): readonly string[] =>
  (['ROTATION_SHARE', 'ROTATION_FLOW'] as const).some((kind) => {
    const { rotatedOf, oldestMale, oldestFemale } = policyOfYear(about, kind)?.rules ?? {};
    return rotatedOf === 'ELIGIBLE' && (oldestMale ?? oldestFemale) !== undefined;
  })
    ? teachersIn(about).map(({ person }) => person)
    : [];

/** Of the votes' persons those who are counted above the line, by their rotations. */
const decisionsOf = (judged: readonly Judged[]): readonly RotationRow[] =>
  judged.flatMap(({ counts, rotated, rotation }) =>
    counts === true && rotated === true && rotation ? [rotation] : [],
  );

/** How many of those who are counted rotated. */
const rotatedShare =
  (kind: Rules['kind']): SchoolsFindingKind['find'] =>
  (about) => {
    const policy = policyOfYear(about, kind);
    if (!policy) return [];
    const judged = judgedOf[kind](about);
    const votes = judged.map((one) => ({
      ...ofWhom(one),
      counts: one.counts,
      hits: one.rotated,
      ...reasonOf(one.reason),
    }));
    return [found(about, policy, policy.rules.rotated, votes, decisionsOf(judged))];
  };
const reasonOf = (reason: CountReason | undefined): { readonly reason?: CountReason } => (reason ? { reason } : {});

/** How many backbone teachers rotated, of all who did or of all who are counted. */
const backboneShare =
  (kind: Rules['kind']): SchoolsFindingKind['find'] =>
  (about) => {
    const policy = policyOfYear(about, kind);
    const { backbone, backboneOf } = policy?.rules ?? {};
    if (!policy || !backbone) return [];
    const judged = judgedOf[kind](about);
    const votes = judged.map((one): Vote => {
      const counts = backboneOf === 'ROTATED' ? both(one.counts, one.rotated) : one.counts;
      const hits = backboneOf === 'ROTATED' ? one.isBackbone : both(one.rotated, one.isBackbone);
      return { ...ofWhom(one), counts, hits, ...reasonOf(one.reason ?? (one.isBackbone ? undefined : 'NOT_BACKBONE')) };
    });
    return [found(about, policy, backbone, votes, decisionsOf(judged.filter((one) => one.isBackbone)))];
  };

/**
 * How many of the backbone teachers who taught at the lead school right before the school year still do on its last day: who came to it
 * meanwhile stands in for one who left; who retired is left out [D].
 */
const leadDrain = (about: AboutSchools): readonly Found[] => {
  const policy = policyOfYear(about, 'LEAD_DRAIN');
  const { read, queries, lead, moment, schoolYear } = about;
  const before = addDays(daysOfSchoolYear(schoolYear).from, -1);
  const end = lastDayOf(about.schoolYear, about.moment);
  if (!policy || lead === undefined || end <= before) return [];
  const teaches = (person: string, effectiveOn: Day): boolean =>
    queries.teachingAt(person, { ...moment, effectiveOn }).some(({ school }) => school === lead);
  const near = [
    ...new Set(
      [
        ...read.employments.by('home', lead, moment.position),
        ...read.posts.by('school', lead, moment.position),
        ...read.rotations.by('toSchool', lead, moment.position),
      ].map(({ person }) => person),
    ),
  ].sort();
  const votes = near.flatMap((person): Vote[] => {
    const [was, is] = [teaches(person, before), teaches(person, end)];
    const counted = was && isBackboneOn(about, person, before);
    const of = { person, school: lead };
    if (!counted) {
      const came = !was && is && isBackboneOn(about, person, end);
      return came ? [{ ...of, counts: false, hits: true, reason: 'CAME_IN' }] : [];
    }
    const isEmployed = queries.employmentOn(person, { ...moment, effectiveOn: end }) !== undefined;
    if (!isEmployed) return [{ ...of, counts: false, hits: false, reason: 'RETIRED' }];
    return [{ ...of, counts: true, hits: is, ...(is ? {} : { reason: 'LEFT' as const }) }];
  });
  const base = found(about, policy, policy.rules.kept, votes, []);
  const { numerator, denominator, persons = [] } = base.ratio!;
  const came = persons.filter(({ reason }) => reason === 'CAME_IN').length;
  const left = denominator - numerator;
  const kept = numerator + Math.min(left, came);
  return [
    {
      ...base,
      result: denominator === 0 ? 'UNKNOWN' : reaches(policy.rules.kept, kept, denominator) ? 'PASS' : 'FAIL',
      about: [lead, ...base.about],
      numbers: { left, came },
      ratio: { numerator: kept, denominator, persons },
    },
  ];
};

/** What is found of the teachers of schools in a school year. */
export const shareFindings: readonly SchoolsFindingKind[] = [
  { rule: 'ROTATION_SHARE', find: rotatedShare('ROTATION_SHARE') },
  { rule: 'BACKBONE_SHARE', find: backboneShare('ROTATION_SHARE') },
  { rule: 'ROTATION_FLOW', find: rotatedShare('ROTATION_FLOW') },
  { rule: 'BACKBONE_FLOW', find: backboneShare('ROTATION_FLOW') },
  { rule: 'LEAD_DRAIN', find: leadDrain },
];
