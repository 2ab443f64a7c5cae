import { addDays, type Day } from '../day.js';
import { accept, type Rule } from '../decider.js';
import { splitId } from '../identity.js';
import { dayIsValid, countIsValid, NAME_LENGTH, textIsValid, textsAreValid } from '../input.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { same } from '../same.js';
import { contains } from '../timeline.js';
import { lasts, postsOn, type Career } from './career.js';
import type { PostKind } from './career-events.js';
import type * as commands from './commands.js';
import type { PersonEvent } from './events.js';
import { closesOn, isOpenFrom, wholeOf, type PersonReferences } from './references.js';
import { runOf } from './rotation.js';
import { careerOf } from './state.js';
import {
  isOfPersonsDistrict,
  personIsKnown,
  personIsNotErased,
  step,
  type OfPerson,
  type PersonRule,
} from './steps.js';

// Employment, posts, qualifications and retirement: each a value over days.

type Employing = commands.Employ | commands.TransferEmployment;

/** The employer is the district, or a school that is open on the day; so is the home school. */
export const employerIsOpen = (
  references: PersonReferences,
  { employerId, homeSchoolId }: { readonly employerId: string; readonly homeSchoolId: string },
  day: Day,
): Refused | undefined =>
  isOpenFrom(references, homeSchoolId, { from: day }, 'homeSchoolId') ??
  (employerId === splitId(homeSchoolId).district
    ? undefined
    : isOpenFrom(references, employerId, { from: day }, 'employerSchoolId'));

const employmentIsOpen: PersonRule<Employing> = (command, { references, effectiveOn }) =>
  employerIsOpen(references, command, effectiveOn);

/** A school employs for itself, a section or campus by the school that it is part of; any other employer, and the district, is the bureau's. [D] */
const schoolEmploysItself: PersonRule<commands.Employ> = (command, { actor, references }) => {
  const { employerId, homeSchoolId } = command;
  const isItself = employerId === homeSchoolId || employerId === wholeOf(references, homeSchoolId);
  return actor.role === 'SCHOOL' && !isItself
    ? refuse('NOT_AUTHORISED', { role: actor.role }, [employerId.includes('.') ? 'employerSchoolId' : 'employedBy'])
    : undefined;
};

/** Who retired is not employed again, nor takes anything on. [D] */
export const personIsNotRetired: PersonRule<OfPerson> = ({ personId }, { effectiveOn }, person) => {
  const { retiredOn } = careerOf(person);
  return retiredOn !== undefined && retiredOn <= effectiveOn
    ? refuse('PERSON_RETIRED', { person: personId, day: retiredOn }, ['personId'])
    : undefined;
};

/** Somebody has one employer at a time and is employed once: who was is transferred, and an earlier first day is a correction. */
export const personIsNotEmployed: PersonRule<OfPerson> = ({ personId }, { effectiveOn }, person) => {
  const [first] = careerOf(person).hires;
  if (!first) return undefined;
  return effectiveOn < first.from
    ? refuse('CONFLICTS_WITH_LATER', { person: personId, rule: 'INVALID_TRANSITION', day: first.from }, ['personId'])
    : refuse('INVALID_TRANSITION', { person: personId }, ['personId']);
};

/** Who is transferred, takes a post, retires or rotates is employed on the day. */
export const personIsEmployed: PersonRule<OfPerson> = ({ personId }, { effectiveOn }, person) =>
  careerOf(person).employment.at(effectiveOn) === undefined
    ? refuse('NOT_EMPLOYED', { person: personId }, ['personId'])
    : undefined;

const employmentChanges: PersonRule<commands.TransferEmployment> = (command, { effectiveOn }, person) => {
  const { employerId, homeSchoolId } = command;
  return same(careerOf(person).employment.at(effectiveOn), { employerId, homeSchoolId })
    ? refuse('NO_CHANGE', { value: homeSchoolId }, ['homeSchoolId'])
    : undefined;
};

/** A school, or under 县管校聘 the district, employs somebody for a home school. */
export const employ = step<commands.Employ>(
  [
    personIsKnown,
    personIsNotErased,
    isOfPersonsDistrict('employerId'),
    isOfPersonsDistrict('homeSchoolId'),
    employmentIsOpen,
    schoolEmploysItself,
    personIsNotRetired,
    personIsNotEmployed,
  ],
  ({ personId, employerId, homeSchoolId }) => accept({ type: 'Employed', personId, employerId, homeSchoolId }),
);

/** Another employer, or another home school. */
export const transferEmployment = step<commands.TransferEmployment>(
  [
    personIsKnown,
    personIsNotErased,
    isOfPersonsDistrict('employerId'),
    isOfPersonsDistrict('homeSchoolId'),
    employmentIsOpen,
    personIsNotRetired,
    personIsEmployed,
    employmentChanges,
  ],
  ({ personId, employerId, homeSchoolId }) =>
    accept({ type: 'EmploymentTransferred', personId, employerId, homeSchoolId }),
);

/** The posts that the bureau fills, and no school by itself. [D] */
export const CADRES: readonly PostKind[] = ['PRINCIPAL', 'VICE_PRINCIPAL', 'PARTY_SECRETARY', 'GENERAL_PRINCIPAL'];

/** Posts of cadres are filled by the bureau, not by the school. [D] */
const bureauFillsCadres: PersonRule<commands.AssignPost> = ({ kind }, { actor }) =>
  actor.role === 'SCHOOL' && CADRES.includes(kind)
    ? refuse('NOT_AUTHORISED', { role: actor.role }, ['kind'])
    : undefined;

/** A school gives posts to those who belong to it or rotate to it; whoever else works there gets them from the bureau. [D] */
export const schoolFillsWithItsOwn: PersonRule<{ readonly schoolId?: string }> = (
  { schoolId },
  { actor, effectiveOn },
  person,
) => {
  const { employment, rotations } = careerOf(person);
  const isItsOwn =
    employment.at(effectiveOn)?.homeSchoolId === schoolId ||
    rotations.some((one) => {
      const run = runOf(one);
      return run !== undefined && contains(run, effectiveOn) && one.terms.toSchoolId === schoolId;
    });
  return actor.role === 'SCHOOL' && !isItsOwn
    ? refuse('NOT_AUTHORISED', { role: actor.role }, ['personId'])
    : undefined;
};

const otherPostHasTitle: PersonRule<commands.AssignPost> = (command) => postIsValid(command);

/** A post that is none of the named kinds says what it is called, and no other does; its share is one, and its last day a day. */
export const postIsValid = ({
  kind,
  title,
  share,
  to,
}: Pick<commands.AssignPost, 'kind' | 'title' | 'share' | 'to'>): Refused | undefined =>
  ((kind === 'OTHER') === (title !== undefined) ? undefined : refuse('INVALID_INPUT', { kind }, ['title'])) ??
  textIsValid('title', title, NAME_LENGTH) ??
  (share === undefined ? undefined : countIsValid('share', share, 1, 100)) ??
  (to === undefined ? undefined : dayIsValid('to', to));

export const postHasDays: Rule<Pick<commands.AssignPost, 'to'>> = ({ to }, { effectiveOn }) =>
  to !== undefined && to < effectiveOn ? refuse('DATE_ORDER', { day: to, earliest: effectiveOn }, ['to']) : undefined;

const postIsAtOpenSchool: PersonRule<commands.AssignPost> = ({ schoolId, to }, { references, effectiveOn }) =>
  isOpenFrom(references, schoolId, { from: effectiveOn, ...untilOf(to) }, 'schoolId');
export const untilOf = (to: Day | undefined): { readonly until?: Day } =>
  to === undefined ? {} : { until: addDays(to, 1) };

const postIsNew: PersonRule<commands.AssignPost> = ({ schoolId, kind, title }, { effectiveOn }, person) =>
  postsOn(careerOf(person), effectiveOn).some(
    (post) => post.schoolId === schoolId && post.value === kind && post.title === title,
  )
    ? refuse('NO_CHANGE', { value: kind }, ['kind'])
    : undefined;

/** The last day of what is entered late: it ends with the school and with the employment, as far as those ends are recorded [D]. */
const lastDay = (
  { schoolId, to }: Pick<commands.AssignPost, 'schoolId' | 'to'>,
  references: PersonReferences,
  { employment }: Career,
  day: Day,
): Day | undefined => {
  if (to !== undefined) return to;
  const employed = employment.intervals.findLast(({ from }) => from <= day);
  const end = [closesOn(references, schoolId, day), employed && endOf(employment, day)]
    .filter((one) => one !== undefined)
    .sort()[0];
  return end && addDays(end, -1);
};
const endOf = ({ intervals }: Career['employment'], day: Day): Day | undefined => {
  let until: Day | undefined = day;
  for (const interval of intervals) if (until !== undefined && contains(interval, until)) until = interval.until;
  return until;
};

/** Somebody takes a post at a school, for as long as the school and the employment last. */
export const assignPost = step<commands.AssignPost>(
  [
    personIsKnown,
    personIsNotErased,
    bureauFillsCadres,
    otherPostHasTitle,
    postHasDays,
    isOfPersonsDistrict('schoolId'),
    postIsAtOpenSchool,
    personIsNotRetired,
    personIsEmployed,
    schoolFillsWithItsOwn,
    postIsNew,
  ],
  (command, { references, effectiveOn }, person) => {
    const { personId, schoolId, kind, title, share } = command;
    const career = careerOf(person);
    const to = lastDay(command, references, career, effectiveOn);
    return accept({
      type: 'PostAssigned',
      personId,
      post: career.lastPost + 1,
      schoolId,
      kind,
      ...present({ title, share, to }),
    });
  },
);

type OfPost = { readonly post: number };

/** A post that is ended is held then, or to be held later. */
export const postIsHeld: PersonRule<OfPost> = ({ post }, { effectiveOn }, person) => {
  const held = careerOf(person).posts.find(({ number }) => number === post);
  if (!held) return refuse('NOT_FOUND', { post }, ['postId']);
  if (effectiveOn < held.from)
    return refuse('DATE_ORDER', { day: effectiveOn, earliest: held.from }, ['command', 'effectiveOn']);
  return lasts(held, effectiveOn) ? undefined : refuse('INVALID_TRANSITION', { post }, ['postId']);
};

/** The bureau empties what it fills. [D] */
export const bureauEmptiesCadres: PersonRule<OfPost> = ({ post }, { actor }, person) => {
  const kind = careerOf(person).posts.find(({ number }) => number === post)?.value;
  return actor.role === 'SCHOOL' && kind !== undefined && CADRES.includes(kind)
    ? refuse('NOT_AUTHORISED', { role: actor.role }, ['postId'])
    : undefined;
};

/** A post is held no longer; the process ends those of a school that closed. */
export const endPost = step<commands.EndPost>(
  [personIsKnown, postIsHeld, bureauEmptiesCadres],
  ({ personId, post }, { actor }) =>
    accept({ type: 'PostEnded', personId, post, cause: actor.role === 'SYSTEM' ? 'SCHOOL_CLOSED' : 'ENDED' }),
);

export const subjectsAreValid: Rule<Pick<commands.UpdateQualification, 'subjects'>> = ({ subjects = [] }) =>
  countIsValid('subjects', subjects.length, 0, 20) ?? textsAreValid('subjects', subjects);

/** What of a qualification becomes another. */
const qualified = (
  { subjects, phase, titleRank, backbone }: commands.UpdateQualification,
  day: Day,
  career: Career,
) => {
  const before = career.qualifications;
  const changed = <T>(value: T | undefined, present: T | undefined): T | undefined =>
    same(value, present) ? undefined : value;
  return present({
    subjects: changed(subjects, before.subjects.at(day)),
    phase: changed(phase, before.phase.at(day)),
    titleRank: changed(titleRank, before.titleRank.at(day)),
    backbone: changed(backbone, before.backbone.at(day)),
  });
};

const qualificationChanges: PersonRule<commands.UpdateQualification> = (command, { effectiveOn }, person) =>
  Object.keys(qualified(command, effectiveOn, careerOf(person))).length === 0
    ? refuse('NO_CHANGE', { person: command.personId }, ['personId'])
    : undefined;

/** Subjects, phase, title rank and backbone level change, each from that day on. */
export const updateQualification = step<commands.UpdateQualification>(
  [personIsKnown, personIsNotErased, subjectsAreValid, qualificationChanges],
  (command, { effectiveOn }, person) =>
    accept({
      type: 'QualificationUpdated',
      personId: command.personId,
      ...qualified(command, effectiveOn, careerOf(person)),
    }),
);

/** Somebody retires once [D]. */
export const retiresOnce: PersonRule<OfPerson> = ({ personId }, _context, person) =>
  careerOf(person).retiredOn === undefined ? undefined : refuse('NO_CHANGE', { person: personId }, ['personId']);

/** Who retires was employed on the day before. */
export const wasEmployedBefore: PersonRule<OfPerson> = ({ personId }, { effectiveOn }, person) =>
  careerOf(person).employment.at(addDays(effectiveOn, -1)) === undefined
    ? refuse('NOT_EMPLOYED', { person: personId }, ['personId'])
    : undefined;

/** What ends because somebody retires: posts, and rotations under way; rotations to come never take place. */
const endsWithRetirement = ({ posts, rotations }: Career, personId: string, day: Day): readonly PersonEvent[] => [
  ...posts
    .filter((post) => lasts(post, day) && (post.until === undefined || post.from < post.until))
    .map(({ number: post }): PersonEvent => ({ type: 'PostEnded', personId, post, cause: 'RETIRED' })),
  ...rotations.flatMap((rotation): readonly PersonEvent[] => {
    const { number, end, decided, arrivedOn, terms } = rotation;
    if (end) return [];
    const run = runOf(rotation);
    if (decided && run && !lasts(run, day)) return [];
    const hasBegun = decided !== undefined && terms.from < day;
    return [
      hasBegun || arrivedOn !== undefined
        ? { type: 'TeacherRecalled', personId, rotation: number, cause: 'RETIRED' }
        : { type: 'RotationCancelled', personId, rotation: number, cause: 'RETIRED' },
    ];
  }),
];

/** Somebody retires: what the person holds ends with it. */
export const retire = step<commands.Retire>(
  [personIsKnown, retiresOnce, wasEmployedBefore],
  ({ personId }, { effectiveOn }, person) =>
    accept(...endsWithRetirement(careerOf(person), personId, effectiveOn), { type: 'Retired', personId }),
);
