import { addDays, type Day } from '../day.js';
import type { Invariant, Violation } from '../decider.js';
import { folded } from '../folded.js';
import { common, contains, uncovered, type Interval } from '../timeline.js';
import { countedIn, runOf, presenceOf, daysOfTerm, daysUnder, DAYS_A_MONTH, type Rotation } from './rotation.js';
import type { Career } from './career.js';
import { careerOf, type Person } from './state.js';

type Rule = (career: Career) => readonly Violation[];
const ofCareer =
  (rule: Rule): Invariant<Person> =>
  (person) =>
    rule(careerOf(person));

const daysOf = ({ from, until }: Pick<Interval<unknown>, 'from' | 'until'>): Pick<Violation, 'day' | 'until'> => ({
  day: from,
  ...(until === undefined ? {} : { until }),
});

/** A post is held only while somebody is employed, so that who is retired holds none. [D] */
export const postsWhileEmployed = ofCareer(({ posts, employment }) =>
  posts.flatMap((post) =>
    uncovered(post, employment).map((gap) => ({
      code: 'NOT_EMPLOYED' as const,
      args: { post: post.number },
      ...daysOf(gap),
    })),
  ),
);

/** A rotation is of somebody who is employed. */
export const rotationsWhileEmployed = ofCareer(({ rotations, employment }) =>
  rotations.flatMap((rotation) => {
    const run = runOf(rotation);
    return (run ? uncovered(run, employment) : []).map((gap) => ({
      code: 'NOT_EMPLOYED' as const,
      args: { rotation: rotation.number },
      means: { from: true as const },
      ...daysOf(gap),
    }));
  }),
);

/**
 * The home school stays while somebody rotates (教师〔2014〕4号, 县管校聘), and the employer, unless the district takes its place; where
 * the rotation moves the personnel relation, the receiving school is the home.
 */
export const homeStaysWhileRotating = ofCareer(({ rotations, employment }) =>
  rotations.flatMap((rotation) => {
    const run = runOf(rotation);
    const { personnelRelation, fromSchoolId, toSchoolId, from } = rotation.terms;
    if (!run) return [];
    const isMoved = personnelRelation === 'MOVES';
    const home = isMoved ? toSchoolId : fromSchoolId;
    const employer = employment.at(from)?.employerId;
    const comesFrom = employment.at(addDays(from, -1))?.homeSchoolId;
    return [
      ...(isMoved && comesFrom !== fromSchoolId ? [elsewhere(rotation, { from })] : []),
      ...employment.intervals
        .filter(
          ({ value }) =>
            value.homeSchoolId !== home || (value.employerId !== employer && value.employerId.includes('.')),
        )
        .flatMap((other) => common(other, run) ?? [])
        .map((days) => elsewhere(rotation, days)),
    ];
  }),
);
/** A home, or an employer, that is another one than the rotation allows. */
const elsewhere = ({ number, terms }: Rotation, days: Pick<Interval<unknown>, 'from' | 'until'>): Violation => ({
  code: 'INVALID_TRANSITION',
  args: { rotation: number, school: terms.fromSchoolId },
  means: { fromSchoolId: true, homeSchoolId: true },
  ...daysOf(days),
});

/** The shares of posts that keep theirs, and of rotations, suspended or not, never exceed the whole on any day. */
export const sharesWithinWhole = ofCareer(({ posts, rotations }) => {
  const bound = [
    ...posts.flatMap(({ share, value: _, ...post }) => (share === undefined ? [] : [{ ...post, value: share }])),
    ...rotations.flatMap((rotation) => {
      const run = runOf(rotation);
      return run ? [{ ...run, value: rotation.terms.share }] : [];
    }),
  ];
  const days = [...new Set(bound.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until])))].sort();
  return days.flatMap((day, index) => {
    const until = days[index + 1];
    const share = bound.filter((one) => contains(one, day)).reduce((sum, { value }) => sum + value, 0);
    return share > 100
      ? [
          {
            code: 'ROTATION_OVERLAP' as const,
            args: { share },
            means: { share: true as const, from: true as const, to: true as const },
            ...daysOf({ from: day, ...(until === undefined ? {} : { until }) }),
          },
        ]
      : [];
  });
});

/** Steps lie where they can: arrival and suspensions in the rotation's days, extensions before they are over, terms served while somebody was there, an end not before it. */
export const stepsInOrder = ofCareer(({ rotations }) =>
  rotations.flatMap((rotation) => {
    const { number, arrivedOn, suspensions, services, extensions, end, terms, decided, to } = rotation;
    const misplaced = (day: Day): Violation => ({ code: 'DATE_ORDER', args: { rotation: number, day }, day });
    const run = runOf(rotation);
    const presence = presenceOf(rotation);
    if (!decided || end?.how === 'CANCELLED') return [];
    return [
      ...(terms.to < terms.from || decided.on > terms.from ? [misplaced(terms.from)] : []),
      ...(end?.how === 'RECALLED' && (end.on < terms.from || end.on > addDays(to, 1)) ? [misplaced(end.on)] : []),
      ...(end?.how === 'COMPLETED' && arrivedOn !== undefined && end.on < arrivedOn ? [misplaced(end.on)] : []),
      ...(arrivedOn !== undefined &&
      (arrivedOn < terms.from || arrivedOn > to || (run !== undefined && !contains(run, arrivedOn)))
        ? [misplaced(arrivedOn)]
        : []),
      ...suspensions.filter(({ from }) => run !== undefined && !contains(run, from)).map(({ from }) => misplaced(from)),
      ...extensions
        .filter(({ on }, index) => {
          const before = extensions[index - 1] ?? { on: decided.on, to: terms.to };
          return on < before.on || on > before.to;
        })
        .map(({ on }) => misplaced(on)),
      ...overlapping(suspensions).map(({ from }) => misplaced(from)),
      ...services
        .filter((service) => !presence || !common(daysOfTerm(service), presence))
        .map((service) => misplaced(daysOfTerm(service).from)),
    ];
  }),
);
const overlapping = (suspensions: Rotation['suspensions']): Rotation['suspensions'] => {
  const inOrder = [...suspensions].sort((a, b) => (a.from < b.from ? -1 : 1));
  return inOrder.filter((one, index) => {
    const before = inOrder[index - 1];
    return before !== undefined && common(before, one) !== undefined;
  });
};

/** What was recognised stands on rotations completed by then and on months that were served, each day and rotation once for a purpose, a cycle once too. */
export const creditsStandOnService = ofCareer(({ credits, rotations }) =>
  [...new Set(credits.map(({ purpose }) => purpose))].flatMap((purpose) => {
    const same = credits.filter((one) => one.purpose === purpose);
    const days = daysUnder(same, rotations);
    return same.flatMap((credit, index) => {
      const { cycle, months, recognisedOn } = credit;
      const others = same.slice(0, index);
      const counted = countedIn(rotations, [credit]);
      const served = Math.floor(days[index]! / DAYS_A_MONTH);
      const twice =
        others.some(
          (one) =>
            folded(one.cycle) === folded(cycle) || one.rotations.some((number) => credit.rotations.includes(number)),
        ) || new Set(credit.rotations).size < credit.rotations.length;
      const isServed =
        counted.length === credit.rotations.length &&
        counted.every(({ end }) => end?.how === 'COMPLETED' && end.on <= recognisedOn) &&
        served >= months;
      return isServed && !twice
        ? []
        : [{ code: 'NO_CREDIT' as const, args: { purpose, cycle, months: served }, day: recognisedOn }];
    });
  }),
);

export const invariants: readonly Invariant<Person>[] = [
  postsWhileEmployed,
  rotationsWhileEmployed,
  homeStaysWhileRotating,
  sharesWithinWhole,
  stepsInOrder,
  creditsStandOnService,
];
