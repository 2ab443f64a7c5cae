import { addDays, daysBetween, latest, type Day } from '../day.js';
import type { Recorded } from '../decider.js';
import { mapped } from '../same.js';
import { enteredBy } from '../separation.js';
import { common, contains, timeline, uncovered, type Interval } from '../timeline.js';
import type {
  CreditPurpose,
  EligibilityOutcome,
  RotationEvent,
  RotationResolution,
  RotationSuspended,
  RotationTerms,
  SchoolTerm,
} from './rotation-events.js';

/** A term of which the receiving school confirmed that somebody worked there. */
export interface Service extends SchoolTerm {
  readonly weeklyLessons: number | undefined;
  readonly duties: string | undefined;
  /** The revision of the fact that says so. */
  readonly by: number;
}

/** Who decided a rotation, or that it lasts longer. */
export interface RotationDecision {
  /** The day from which the decision has effect. */
  readonly on: Day;
  /** Absent where the bureau decided. */
  readonly resolution: RotationResolution | undefined;
  readonly onBehalf: 'COUNCIL' | undefined;
  readonly by: number;
}

/** How a rotation came to its end, by the day of the fact that says so. */
export interface RotationEnd {
  readonly how: 'COMPLETED' | 'RECALLED' | 'CANCELLED';
  readonly on: Day;
  readonly cause: 'CANCELLED' | 'RECALLED' | 'RETIRED' | undefined;
  readonly by: number;
}

/** One rotation of a person, proposed or decided. */
export interface Rotation {
  readonly number: number;
  readonly terms: RotationTerms;
  /** The last day, as extended. */
  readonly to: Day;
  readonly proposedOn: Day | undefined;
  readonly decided: (RotationDecision & { readonly eligibility: readonly EligibilityOutcome[] }) | undefined;
  readonly extensions: readonly (RotationDecision & { readonly to: Day })[];
  readonly arrivedOn: Day | undefined;
  readonly services: readonly Service[];
  /** The pseudonyms of who confirmed service, or put that right. */
  readonly confirmedBy: readonly string[];
  readonly suspensions: readonly Interval<RotationSuspended['cause']>[];
  readonly end: RotationEnd | undefined;
}

/** What was recognised, for what. */
export interface Credit {
  readonly purpose: CreditPurpose;
  readonly cycle: string;
  readonly rotations: readonly number[];
  readonly months: number;
  readonly recognisedOn: Day;
  readonly by: number;
}

/** The rotations of a career, and what was recognised of them. */
export interface Rotations {
  readonly rotations: readonly Rotation[];
  readonly credits: readonly Credit[];
  readonly lastRotation: number;
}

/** The rotations after one more fact; the very same where the fact finds nothing to change. */
export const evolveRotations = (before: Rotations, recorded: Recorded<RotationEvent>): Rotations => {
  const { event, effectiveOn, revision: by } = recorded;
  if (event.type === 'CreditRecognised') {
    const { purpose, cycle, rotations, months } = event;
    const isKnown = rotations.every((number) => before.rotations.some((one) => one.number === number));
    return isKnown
      ? {
          ...before,
          credits: [...before.credits, { purpose, cycle, rotations, months, recognisedOn: effectiveOn, by }],
        }
      : before;
  }
  const known = before.rotations.find(({ number }) => number === event.rotation);
  if (!known) {
    const begun = begin(recorded, event);
    return begun
      ? {
          ...before,
          rotations: [...before.rotations, begun],
          lastRotation: Math.max(before.lastRotation, event.rotation),
        }
      : before;
  }
  const rotations = mapped(before.rotations, (one) => (one === known ? step(one, recorded, event) : one));
  return rotations === before.rotations ? before : { ...before, rotations };
};

type OfRotation = Exclude<RotationEvent, { readonly type: 'CreditRecognised' }>;

const termsOf = ({
  scheme,
  groupId,
  mode,
  share,
  fromSchoolId,
  toSchoolId,
  subject,
  post,
  from,
  to,
  personnelRelation,
}: RotationTerms): RotationTerms => ({
  scheme,
  ...(groupId === undefined ? {} : { groupId }),
  mode,
  share,
  fromSchoolId,
  toSchoolId,
  ...(subject === undefined ? {} : { subject }),
  ...(post === undefined ? {} : { post }),
  from,
  to,
  personnelRelation,
});

const begin = (recorded: Recorded<unknown>, event: OfRotation): Rotation | undefined => {
  if (event.type !== 'RotationProposed' && event.type !== 'RotationDecided') return undefined;
  const proposed: Rotation = {
    number: event.rotation,
    terms: termsOf(event),
    to: event.to,
    proposedOn: event.type === 'RotationProposed' ? recorded.effectiveOn : undefined,
    decided: undefined,
    extensions: [],
    arrivedOn: undefined,
    services: [],
    confirmedBy: [],
    suspensions: [],
    end: undefined,
  };
  return event.type === 'RotationProposed' ? proposed : step(proposed, recorded, event);
};

const decisionOf = (
  { effectiveOn, revision }: Recorded<unknown>,
  { decidedBy, onBehalf }: { readonly decidedBy?: RotationResolution; readonly onBehalf?: 'COUNCIL' },
): RotationDecision => ({ on: effectiveOn, resolution: decidedBy, onBehalf, by: revision });

/** A rotation after its next step; the very same where it is not open to the step. */
const step = (rotation: Rotation, recorded: Recorded<unknown>, event: OfRotation): Rotation => {
  const { effectiveOn, revision: by } = recorded;
  const { decided, end, arrivedOn } = rotation;
  const goesOn = decided !== undefined && end === undefined;
  switch (event.type) {
    case 'RotationProposed':
      return rotation;
    case 'RotationDecided':
      return decided || end
        ? rotation
        : {
            ...rotation,
            terms: termsOf(event),
            to: event.to,
            decided: { ...decisionOf(recorded, event), eligibility: event.eligibility },
          };
    case 'ArrivalConfirmed':
      return goesOn && arrivedOn === undefined ? { ...rotation, arrivedOn: effectiveOn } : rotation;
    case 'ServiceConfirmed': {
      const { schoolYear, term, weeklyLessons, duties } = event;
      if (arrivedOn === undefined || serviceIn(rotation, event)) return rotation;
      return {
        ...rotation,
        services: [...rotation.services, { schoolYear, term, weeklyLessons, duties, by }],
        confirmedBy: [...rotation.confirmedBy, ...enteredBy(recorded)],
      };
    }
    case 'RotationSuspended':
      return goesOn && !suspendedOn(rotation, effectiveOn)
        ? { ...rotation, suspensions: [...rotation.suspensions, { from: effectiveOn, value: event.cause, by }] }
        : rotation;
    case 'RotationResumed': {
      const open = rotation.suspensions.find(({ until }) => until === undefined);
      if (!goesOn || !open || effectiveOn <= open.from) return rotation;
      const suspensions = rotation.suspensions.map((one) => (one === open ? { ...one, until: effectiveOn } : one));
      return { ...rotation, suspensions };
    }
    case 'RotationExtended':
      return goesOn && event.to > rotation.to
        ? {
            ...rotation,
            to: event.to,
            extensions: [...rotation.extensions, { ...decisionOf(recorded, event), to: event.to }],
          }
        : rotation;
    case 'TeacherRecalled':
      return goesOn ? { ...rotation, end: { how: 'RECALLED', on: effectiveOn, cause: event.cause, by } } : rotation;
    case 'RotationCancelled':
      return end || arrivedOn !== undefined
        ? rotation
        : { ...rotation, end: { how: 'CANCELLED', on: effectiveOn, cause: event.cause, by } };
    case 'RotationCompleted':
      return goesOn && arrivedOn !== undefined
        ? { ...rotation, end: { how: 'COMPLETED', on: effectiveOn, cause: undefined, by } }
        : rotation;
  }
};

/** The service of a term, where it was confirmed. */
export const serviceIn = ({ services }: Rotation, { schoolYear, term }: SchoolTerm): Service | undefined =>
  services.find((one) => one.schoolYear === schoolYear && one.term === term);

export const suspendedOn = ({ suspensions }: Rotation, day: Day): boolean =>
  suspensions.some((one) => contains(one, day));

/** The days on which a decided rotation binds somebody, suspended or not; undefined where it never took place. */
export const runOf = ({ terms: { from }, to, decided, end }: Rotation): Interval<true> | undefined => {
  if (!decided || end?.how === 'CANCELLED') return undefined;
  const last = end?.how === 'COMPLETED' ? addDays(end.on, 1) : end?.how === 'RECALLED' ? end.on : undefined;
  const planned = addDays(to, 1);
  const until = last !== undefined && last < planned ? last : planned;
  return from < until ? { from, until, value: true, by: decided.by } : undefined;
};

/** The days of a school year's term: the first from 1 September, the second from 1 February until 31 August [D]. */
export const daysOfTerm = ({ schoolYear, term }: SchoolTerm): Interval<SchoolTerm> & { readonly until: Day } => {
  const [from, until] =
    term === 'FIRST'
      ? [`${schoolYear}-09-01`, `${schoolYear + 1}-02-01`]
      : [`${schoolYear + 1}-02-01`, `${schoolYear + 1}-09-01`];
  return { from, until, value: { schoolYear, term }, by: 0 };
};

/** The days on which somebody was there, from the arrival on, suspended or not. */
export const presenceOf = (rotation: Rotation): Interval<true> | undefined => {
  const run = runOf(rotation);
  if (!run || rotation.arrivedOn === undefined) return undefined;
  const from = latest(run.from, rotation.arrivedOn);
  return run.until === undefined || from < run.until ? { ...run, from } : undefined;
};

/** The terms that share a day with a span that ends, the earliest first. */
const termsWithin = (days: Interval<unknown> | undefined): readonly SchoolTerm[] => {
  if (days?.until === undefined) return [];
  const first = Number(days.from.slice(0, 4)) - 1;
  const years = Array.from({ length: Number(days.until.slice(0, 4)) - first + 1 }, (_, index) => first + index);
  return years
    .flatMap((schoolYear): SchoolTerm[] => [
      { schoolYear, term: 'FIRST' },
      { schoolYear, term: 'SECOND' },
    ])
    .filter((term) => common(daysOfTerm(term), days) !== undefined);
};

/** The terms in which somebody was there and nobody confirmed the service. */
export const termsUnconfirmed = (rotation: Rotation): readonly SchoolTerm[] =>
  termsWithin(presenceOf(rotation)).filter((term) => !serviceIn(rotation, term));

/** When somebody served: present, in terms of which the service was confirmed, and not suspended. */
export const servedIn = (rotation: Rotation): readonly Interval<unknown>[] => {
  const presence = presenceOf(rotation);
  const rests = timeline(inOrder(rotation.suspensions));
  return rotation.services
    .flatMap((service) => (presence && common(daysOfTerm(service), presence)) ?? [])
    .flatMap((days) => uncovered<unknown>(days, rests));
};
const inOrder = <T>(intervals: readonly Interval<T>[]): readonly Interval<T>[] =>
  [...intervals].sort((a, b) => (a.from < b.from ? -1 : 1));

/** How many days were served in some rotations: a day is one day, on however many of them somebody served. */
const daysServedIn = (rotations: readonly Rotation[]): number =>
  inOrder(rotations.flatMap(servedIn)).reduce(
    ({ days, counted }, { from, until = from }) => ({
      days: days + Math.max(0, daysBetween(latest(from, counted), until)),
      counted: latest(counted, until),
    }),
    { days: 0, counted: '' },
  ).days;

/** The days served in a rotation. */
export const daysServed = (rotation: Rotation): number => daysServedIn([rotation]);

/** How many days make a month of credit [D]. */
export const DAYS_A_MONTH = 30;

const completedOf = (rotations: readonly Rotation[]): readonly Rotation[] =>
  rotations.filter(({ end }) => end?.how === 'COMPLETED');

/** The months that completed rotations give credit for, without the days on which others served that were counted before. */
export const monthsServed = (rotations: readonly Rotation[], counted: readonly Rotation[] = []): number => {
  const completed = completedOf(rotations);
  return Math.floor((daysServedIn([...counted, ...completed]) - daysServedIn(counted)) / DAYS_A_MONTH);
};

/**
 * On how many days each of some credits for one purpose stands, no more than its months need. A day that counts for one of them counts for
 * no other, whichever of them its rotations served; so where a credit lacks days, another that has days of its own leaves it theirs.
 */
export const daysUnder = (credits: readonly Credit[], rotations: readonly Rotation[]): readonly number[] => {
  const served = credits.map((credit) => completedOf(countedIn(rotations, [credit])).flatMap(servedIn));
  const edges = [...new Set(served.flat().flatMap(({ from, until = from }) => [from, until]))].sort();
  const spans = edges.slice(1).map((until, index) => {
    const from = edges[index]!;
    // By credit, how many of these days count for it; undefined where they were not served for it.
    const used = served.map((days) => (days.some((one) => contains(one, from)) ? 0 : undefined));
    return { days: daysBetween(from, until), used };
  });
  /** Some more days for a credit: free ones, and those of others not asked yet that find others instead. */
  const take = (credit: number, wanted: number, asked: Set<number>): number => {
    asked.add(credit);
    let taken = 0;
    for (const { days, used } of spans) {
      if (used[credit] === undefined) continue;
      const free = days - used.reduce<number>((sum, one = 0) => sum + one, 0);
      const first = Math.min(wanted - taken, free);
      used[credit] += first;
      taken += first;
      for (const [other, held = 0] of used.entries()) {
        if (asked.has(other) || held === 0 || taken === wanted) continue;
        const given = take(other, Math.min(wanted - taken, held), asked);
        used[other]! -= given;
        used[credit] += given;
        taken += given;
      }
    }
    return taken;
  };
  for (const [credit, { months }] of credits.entries())
    for (let lacking = months * DAYS_A_MONTH, taken = 1; lacking > 0 && taken > 0; lacking -= taken)
      taken = take(credit, lacking, new Set());
  return credits.map((_, credit) => spans.reduce((sum, { used }) => sum + (used[credit] ?? 0), 0));
};

/** The rotations that credits were recognised for. */
export const countedIn = (rotations: readonly Rotation[], credits: readonly Credit[]): readonly Rotation[] =>
  rotations.filter(({ number }) => credits.some((one) => one.rotations.includes(number)));
