import { addDays, type Day } from '../day.js';
import type { Recorded } from '../decider.js';
import type { SchoolPhase } from '../district/events.js';
import type { SchoolId } from '../identity.js';
import { mapped, same, withChange } from '../same.js';
import { contains, timeline, type Interval, type Timeline } from '../timeline.js';
import type { BackboneLevel, CareerEvent, EmployerId, PostKind, TitleRank } from './career-events.js';
import { evolveRotations, type Credit, type Rotation } from './rotation.js';
import type { RotationEvent } from './rotation-events.js';

/** Who employs somebody, and the school to which the person belongs. */
export interface Employment {
  readonly employerId: EmployerId;
  readonly homeSchoolId: SchoolId;
}

/** A post that somebody holds from a day until a day. */
export interface Post extends Interval<PostKind> {
  readonly number: number;
  readonly schoolId: SchoolId;
  readonly title: string | undefined;
  readonly share: number | undefined;
}

/** What somebody is qualified for, each over days of its own. */
export interface Qualifications {
  readonly subjects: Timeline<readonly string[]>;
  readonly phase: Timeline<SchoolPhase>;
  readonly titleRank: Timeline<TitleRank>;
  readonly backbone: Timeline<BackboneLevel>;
}

/** A person's working life, as far as the ledger tells. */
export interface Career {
  /** By whom somebody was employed, as it was told; rotations that move the personnel relation come on top. */
  readonly hires: readonly Interval<Employment>[];
  readonly employment: Timeline<Employment>;
  readonly posts: readonly Post[];
  readonly qualifications: Qualifications;
  readonly retiredOn: Day | undefined;
  readonly rotations: readonly Rotation[];
  readonly credits: readonly Credit[];
  /** The last numbers given: a number is never given twice, also where what bore it was retracted. */
  readonly lastPost: number;
  readonly lastRotation: number;
}

export const noCareer: Career = {
  hires: [],
  employment: timeline(),
  posts: [],
  qualifications: { subjects: timeline(), phase: timeline(), titleRank: timeline(), backbone: timeline() },
  retiredOn: undefined,
  rotations: [],
  credits: [],
  lastPost: 0,
  lastRotation: 0,
};

/** A career after one more fact; the very same one where the fact finds nothing to change. */
export const evolveCareer = (career: Career, recorded: Recorded<CareerEvent | RotationEvent>): Career => {
  const after = evolved(career, recorded);
  const { hires, rotations, retiredOn } = after;
  const isSame = hires === career.hires && rotations === career.rotations && retiredOn === career.retiredOn;
  return isSame ? after : { ...after, employment: employmentOf(hires, rotations, retiredOn) };
};

const evolved = (career: Career, recorded: Recorded<CareerEvent | RotationEvent>): Career => {
  const { event, effectiveOn, revision: by } = recorded;
  switch (event.type) {
    case 'Employed':
    case 'EmploymentTransferred': {
      const { employerId, homeSchoolId } = event;
      const isFirst = career.hires.length === 0;
      const finds = event.type === 'Employed' ? isFirst : career.employment.at(effectiveOn) !== undefined;
      if (!finds) return career;
      return { ...career, hires: [...career.hires, { from: effectiveOn, value: { employerId, homeSchoolId }, by }] };
    }
    case 'PostAssigned': {
      const { post: number, schoolId, kind: value, title, share, to } = event;
      if (career.posts.some((one) => one.number === number)) return career;
      const until = to === undefined ? {} : { until: addDays(to, 1) };
      return {
        ...career,
        posts: [...career.posts, { number, schoolId, title, share, from: effectiveOn, ...until, value, by }],
        lastPost: Math.max(career.lastPost, number),
      };
    }
    case 'PostEnded': {
      const posts = mapped(career.posts, (post) =>
        post.number === event.post && lasts(post, effectiveOn) ? { ...post, until: effectiveOn } : post,
      );
      return withChange(career, { posts });
    }
    case 'QualificationUpdated':
      return withChange(career, { qualifications: qualified(career.qualifications, recorded, event) });
    case 'Retired':
      return career.retiredOn === undefined && career.employment.at(addDays(effectiveOn, -1)) !== undefined
        ? { ...career, retiredOn: effectiveOn }
        : career;
    default:
      return withChange(career, evolveRotations(career, { ...recorded, event }));
  }
};

/** Whether an interval goes on on a day, or begins after it. */
export const lasts = ({ until }: Interval<unknown>, day: Day): boolean => until === undefined || until > day;

const qualified = (
  qualifications: Qualifications,
  { effectiveOn, revision }: Recorded<unknown>,
  { subjects, phase, titleRank, backbone }: Extract<CareerEvent, { readonly type: 'QualificationUpdated' }>,
): Qualifications => {
  const dated = <T>(before: Timeline<T>, value: T | undefined): Timeline<T> =>
    value === undefined || same(before.at(effectiveOn), value) ? before : before.from(effectiveOn, value, revision);
  return withChange(qualifications, {
    subjects: dated(qualifications.subjects, subjects),
    phase: dated(qualifications.phase, phase),
    titleRank: dated(qualifications.titleRank, titleRank),
    backbone: dated(qualifications.backbone, backbone),
  });
};

/** By whom somebody is employed, day by day: as it was told, with the rotations that moved the personnel relation, until retirement. */
const employmentOf = (
  hires: readonly Interval<Employment>[],
  rotations: readonly Rotation[],
  retiredOn: Day | undefined,
): Timeline<Employment> => {
  const inOrder = [...hires, ...rotations.flatMap(moveOf)].sort((a, b) =>
    a.from < b.from || (a.from === b.from && a.by < b.by) ? -1 : 1,
  );
  const employed = inOrder.reduce<Timeline<Employment>>(
    (before, { from, value, by }) => before.from(from, employedAs(value, before.at(from)), by),
    timeline(),
  );
  return retiredOn === undefined ? employed : employed.until(retiredOn);
};

/** Whom the district employs stays employed by the district; whom a school employs, by the school that takes the person on. */
const employedAs = (employment: Employment, before: Employment | undefined): Employment => {
  if (employment.employerId !== '') return employment;
  const byDistrict = before !== undefined && !before.employerId.includes('.');
  return { ...employment, employerId: byDistrict ? before.employerId : employment.homeSchoolId };
};

/** A rotation that moves the personnel relation, unless it never took place. */
const moveOf = ({ decided, end, terms }: Rotation): readonly Interval<Employment>[] =>
  decided && terms.personnelRelation === 'MOVES' && end?.how !== 'CANCELLED'
    ? [{ from: terms.from, value: { employerId: '', homeSchoolId: terms.toSchoolId }, by: decided.by }]
    : [];

/** The posts that somebody holds on a day. */
export const postsOn = ({ posts }: Career, day: Day): readonly Post[] => posts.filter((post) => contains(post, day));
