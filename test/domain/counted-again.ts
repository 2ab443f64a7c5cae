import { corrected, isCorrection } from '../../src/domain/correction.js';
import type { CouncilEvent } from '../../src/domain/council/index.js';
import { addDays, type Day } from '../../src/domain/day.js';
import type { Recorded } from '../../src/domain/decider.js';
import type { AgedMoney, FundEvent } from '../../src/domain/fund/index.js';
import type { DomainEvent } from '../../src/domain/ledger.js';
import type { PolicyEvent, PolicyKind, PolicyRules } from '../../src/domain/policy/index.js';
import type { Share } from '../../src/domain/vocabulary.js';
import { dayAt, districtCode, everyDay, RANGE, type World } from './histories.js';

// The rules of votes, terms and money a second time: counted from the right facts, day by day, without the states of the domain.

type Fact<E> = Recorded<E>;
type Only<E extends { readonly type: string }, Type extends E['type']> = Extract<E, { readonly type: Type }>;

/** The right facts of a stream; of `without` facts fewer, as they were before the last ones. */
export const factsOf = <E>(world: World, stream: string, without = 0): readonly Fact<E>[] => {
  const { facts } = world.stream(stream);
  return corrected(facts.slice(0, facts.length - without)) as unknown as readonly Fact<E>[];
};
/** A fact as it was recorded, or the right one that a correction puts in another's place; nothing where a fact is retracted. */
export const rightOf = (
  event: DomainEvent,
  effectiveOn: Day,
): { readonly event: DomainEvent; readonly effectiveOn: Day } | undefined => {
  if (!isCorrection(event)) return { event, effectiveOn };
  return event.type === 'RecordCorrected'
    ? { event: event.right as unknown as DomainEvent, effectiveOn: event.rightEffectiveOn }
    : undefined;
};
const ofType = <E extends { readonly type: string }, Type extends E['type']>(
  facts: readonly Fact<E>[],
  ...types: readonly Type[]
): readonly Fact<Only<E, Type>>[] =>
  facts.filter((fact): fact is Fact<Only<E, Type>> => types.includes(fact.event.type as Type));

export const reaches = (part: number, { numerator, denominator, atLeast }: Share, whole: number): boolean =>
  whole > 0 &&
  (atLeast ? part / whole >= numerator / denominator - 1e-12 : part / whole > numerator / denominator + 1e-12);

/** What of a kind holds on a day: the latest that began by then, of those of one day the one that was recorded last. */
export const inForce = <E>(facts: readonly Fact<E>[], day: Day): E | undefined =>
  facts
    .filter(({ effectiveOn }) => effectiveOn <= day)
    .sort((a, b) =>
      a.effectiveOn === b.effectiveOn ? a.revision - b.revision : a.effectiveOn < b.effectiveOn ? -1 : 1,
    )
    .at(-1)?.event;

/** The charter of a council on a day. */
export const charterOn = (
  facts: readonly Fact<CouncilEvent>[],
  day: Day,
): Only<CouncilEvent, 'CharterAdopted'> | undefined => inForce(ofType(facts, 'CharterAdopted'), day);

/** The rules of the district's policies on a day. */
export const policyOn = <Kind extends PolicyKind>(
  world: World,
  kind: Kind,
  day: Day,
): Extract<PolicyRules, { readonly kind: Kind }> | undefined => {
  const facts = factsOf<PolicyEvent>(world, `policy-${districtCode}`);
  const policy = inForce(
    ofType(facts, 'PolicyAdopted').filter(({ event }) => event.rules.kind === kind),
    day,
  );
  const repealed = ofType(facts, 'PolicyRepealed').some(
    ({ event, effectiveOn }) => event.policyCode === policy?.policyCode && effectiveOn <= day,
  );
  return !policy || repealed || (policy.validTo !== undefined && policy.validTo < day)
    ? undefined
    : (policy.rules as Extract<PolicyRules, { readonly kind: Kind }>);
};

// --- councils

/** Who holds a seat of a term on a day, fact by fact in the order in which they were recorded. */
export const sittingOn = (facts: readonly Fact<CouncilEvent>[], ordinal: number, day: Day): Set<string> => {
  const seats: { person: string; from: Day; until: Day }[] = [];
  for (const { event, effectiveOn } of facts) {
    if (!('ordinal' in event) || event.ordinal !== ordinal) continue;
    if (event.type === 'CouncilAppointed')
      seats.push(...event.seats.map(({ personId }) => ({ person: personId, from: event.termFrom, until: '9999' })));
    if (event.type === 'SubstituteAppointed') seats.push({ person: event.personId, from: effectiveOn, until: '9999' });
    if (event.type === 'SeatResigned' || event.type === 'MemberRemoved') {
      for (const seat of seats)
        if (seat.person === event.personId && seat.until > effectiveOn)
          seat.until = effectiveOn > seat.from ? effectiveOn : seat.from;
    }
  }
  return new Set(seats.filter(({ from, until }) => from <= day && day < until).map(({ person }) => person));
};

/** The first and the last day of a term, and the day on which that end was decided. */
export const officeOf = (
  facts: readonly Fact<CouncilEvent>[],
  ordinal: number,
): { readonly from: Day; readonly last: Day; readonly decidedOn: Day } => {
  let office = { from: '9999', last: '0000', decidedOn: '0000' };
  for (const { event, effectiveOn } of facts) {
    if (!('ordinal' in event) || event.ordinal !== ordinal) continue;
    if (event.type === 'CouncilAppointed')
      office = { from: event.termFrom, last: event.termTo, decidedOn: effectiveOn };
    if (event.type === 'TermExtended') office = { ...office, last: event.termTo, decidedOn: effectiveOn };
    if (event.type === 'TermEnded') office = { ...office, last: addDays(effectiveOn, -1) };
  }
  return office;
};

/** More days than the longest charter of the random histories allows. */
const calendar = Array.from({ length: 4 * 366 }, (_, index) => dayAt(index - 1));
/** How many years are over on a day. */
const yearsOver = (from: Day, day: Day): number =>
  Number(day.slice(0, 4)) - Number(from.slice(0, 4)) - (day.slice(4) < from.slice(4) ? 1 : 0);

/** The days on which a term sits although the charter of the day on which its end was decided had it over by then, as `term day`. */
export const beyondCharter = (facts: readonly Fact<CouncilEvent>[]): readonly string[] =>
  ofType(facts, 'CouncilAppointed').flatMap(({ event: { ordinal } }) => {
    const { from, last, decidedOn } = officeOf(facts, ordinal);
    const years = charterOn(facts, decidedOn)?.termYears ?? Infinity;
    return calendar
      .filter((day) => from <= day && day <= last && yearsOver(from, day) >= years)
      .map((day) => `${ordinal} ${day}`);
  });

/** The least part of a whole that a share asks for. */
const least = (share: Share, whole: number): number =>
  Array.from({ length: whole + 1 }, (_, part) => part).find((part) => reaches(part, share, whole)) ?? whole + 1;

/** Whether a share asks, of every whole, for as much as the one of these that asks for most. */
export const asksForMost = (share: Share, ...others: readonly Share[]): boolean =>
  Array.from({ length: 40 }, (_, whole) => whole + 1).every(
    (whole) => least(share, whole) === Math.max(...others.map((other) => least(other, whole))),
  );

const half: Share = { numerator: 1, denominator: 2, atLeast: false };
export const everybody: Share = { numerator: 1, denominator: 1, atLeast: true };
/** What no meeting had less of, by the district's policies as they are. */
export const floorOn = (world: World, day: Day): { readonly quorum: Share; readonly majority: Share } =>
  policyOn(world, 'QUORUM', day) ?? { quorum: half, majority: half };

/** A meeting of a council; without a resolution it adopted a charter. */
interface Met {
  readonly meeting: Pick<
    Only<CouncilEvent, 'ResolutionAdopted'>,
    'heldOn' | 'ordinal' | 'ballot' | 'quorum' | 'majority' | 'caretaker' | 'concernedIds' | 'recusedIds'
  >;
  readonly resolution: number | undefined;
  readonly effectiveOn: Day;
  readonly revision: number;
}
export const meetingsIn = (facts: readonly Fact<CouncilEvent>[]): readonly Met[] =>
  facts.flatMap(({ event, effectiveOn, revision }): readonly Met[] => {
    if ('heldOn' in event) return [{ meeting: event, resolution: event.resolution, effectiveOn, revision }];
    return event.type === 'CharterAdopted' && event.meeting
      ? [{ meeting: event.meeting, resolution: undefined, effectiveOn, revision }]
      : [];
  });

/** The charter by which a meeting is judged: never one that it adopted itself, nor one of that day that came later. */
export const charterOfMeeting = (facts: readonly Fact<CouncilEvent>[], { meeting, resolution, revision }: Met) =>
  charterOn(
    facts.filter(
      (fact) =>
        fact.revision !== revision &&
        (resolution !== undefined || fact.effectiveOn < meeting.heldOn || fact.revision < revision),
    ),
    meeting.heldOn,
  );

/** Whether a filing was accepted by a day that was told after the last change that the meeting at a revision met with. */
const filedBy = (facts: readonly Fact<CouncilEvent>[], ordinal: number, heldOn: Day, revision: number): boolean => {
  const ofTerm = ofType(
    facts,
    'SubstituteAppointed',
    'ChairAppointed',
    'SeatResigned',
    'MemberRemoved',
    'TermExtended',
    'CouncilFiled',
    'FilingAccepted',
  ).filter(({ event }) => event.ordinal === ordinal);
  const changed = ofTerm.filter(
    (one) =>
      one.event.type !== 'CouncilFiled' &&
      one.event.type !== 'FilingAccepted' &&
      one.revision < revision &&
      one.effectiveOn <= heldOn,
  );
  return ofTerm.some((accepted) => {
    const filed = ofTerm.findLast((one) => one.event.type === 'CouncilFiled' && one.revision < accepted.revision);
    return (
      accepted.event.type === 'FilingAccepted' &&
      accepted.effectiveOn <= heldOn &&
      changed.every((one) => filed !== undefined && one.revision < filed.revision)
    );
  });
};

/** The meetings that had no power for want of a filing that was accepted, as `revision resolution day`. */
export const unfiledMeetings = (world: World, facts: readonly Fact<CouncilEvent>[]): readonly string[] =>
  meetingsIn(facts)
    .filter(
      ({ meeting: { heldOn, ordinal }, revision }) =>
        policyOn(world, 'FILING', heldOn)?.effect === 'CONSTITUTIVE' && !filedBy(facts, ordinal, heldOn, revision),
    )
    .map(({ meeting, resolution, revision }) => `${revision} ${resolution} ${meeting.heldOn}`);

/** The meetings with a charter on their day, by revision. */
export const charteredMeetings = (facts: readonly Fact<CouncilEvent>[]): ReadonlySet<number> =>
  new Set(
    meetingsIn(facts)
      .filter((met) => charterOfMeeting(facts, met) !== undefined)
      .map(({ revision }) => revision),
  );

// --- money

/** Whether a resolution of a council on the fund of a year has effect on a day. */
export const liveOn = (
  facts: readonly Fact<CouncilEvent>[],
  resolution: number,
  fiscalYear: number,
  day: Day,
): boolean =>
  ofType(facts, 'ResolutionAdopted').some(
    ({ event, effectiveOn }) =>
      event.resolution === resolution && event.kind === 'FUND' && event.fiscalYear === fiscalYear && effectiveOn <= day,
  ) &&
  !ofType(facts, 'ResolutionRepealed').some(
    ({ event, effectiveOn }) => event.resolution === resolution && effectiveOn <= day,
  );

/** The sum of a resolution on a day. */
export const sumOn = (facts: readonly Fact<CouncilEvent>[], resolution: number, day: Day): number =>
  inForce(
    ofType(facts, 'ResolutionAdopted', 'ResolutionAmended').filter(
      ({ event }) => event.resolution === resolution && event.sum !== undefined,
    ),
    day,
  )?.sum ?? 0;

/** The least sum of a resolution on any day from one on. */
export const leastSumFrom = (facts: readonly Fact<CouncilEvent>[], resolution: number, day: Day): number =>
  Math.min(...everyDay.filter((one) => one >= day).map((one) => sumOn(facts, resolution, one)));

/** What was carried over of each age, out of a fund or into it. */
export const carriedOver = (
  facts: readonly Fact<FundEvent>[],
  type: 'CarriedOut' | 'CarriedIn',
): ReadonlyMap<number, number> => {
  const ages = new Map<number, number>();
  for (const { originYear, fen } of ofType(facts, type).flatMap(({ event }): readonly AgedMoney[] => event.parts))
    ages.set(originYear, (ages.get(originYear) ?? 0) + fen);
  return ages;
};

/** The last day on which we may be told of anything in the random histories. */
export const TODAY = dayAt(RANGE);
