import { addDays, type Day } from '../day.js';
import type { Recorded } from '../decider.js';
import { splitId, type PersonId, type SchoolCode } from '../identity.js';
import { mapped, withChange } from '../same.js';
import { enteredBy } from '../separation.js';
import { contains, timeline, type Interval, type Timeline } from '../timeline.js';
import type { PostKind, ResolutionKind } from '../vocabulary.js';
import type { CouncilEvent } from './events.js';
import type { CharterRules, Meeting, ResolutionAmended, ResolutionRepealed } from './resolution-events.js';

/** A standing recommendation, until it is withdrawn or used by an appointment. */
export interface Recommendation extends Interval<PersonId> {
  readonly schoolCode: SchoolCode;
}

/** A seat, from the day it was taken until it was given up; the term's end ends it too. */
export interface Seat extends Interval<PersonId> {
  /** The recommending school; none where the charter gives the seat to others. */
  readonly schoolCode: SchoolCode | undefined;
  /** The post of that school that it goes with. */
  readonly post: PostKind | undefined;
}

export type Filing =
  | { readonly status: 'NOT_FILED' }
  | {
      readonly status: 'FILED';
      readonly filedOn: Day;
      readonly filedBy: string;
      /** The revision of the fact that says so. */
      readonly by: number;
    }
  | { readonly status: 'ACCEPTED' | 'RETURNED'; readonly filedOn: Day; readonly answeredOn: Day };

/** One term of the council. */
export interface Term {
  readonly ordinal: number;
  readonly appointedOn: Day;
  readonly office: Interval<true>;
  /** The day of the decision that says how long it lasts: its charter limits that. */
  readonly lastingSince: Day;
  /** Whether it was made longer than it was appointed for. */
  readonly extended: boolean;
  /** Whether the term was ended early, so that its last day is no longer the planned one. */
  readonly ended: boolean;
  readonly seats: readonly Seat[];
  readonly chair: Timeline<PersonId>;
  readonly filing: Filing;
  /** The filings that the bureau accepted: the revision of each, and the day of the answer. What is filed afterwards takes none back. */
  readonly accepted: readonly { readonly by: number; readonly on: Day }[];
  /** Whether seats or term changed after the last filing. */
  readonly changedSinceFiling: boolean;
}

export type Charter = CharterRules;

/** A resolution as it stands. */
export interface Resolution {
  readonly number: number;
  readonly kind: ResolutionKind;
  readonly fiscalYear: number | undefined;
  /** What it is about and, of kind FUND, the sum in fen: by the days from which they have effect. */
  readonly subjects: Timeline<string>;
  readonly sums: Timeline<number>;
  /** The day from which it has effect. */
  readonly effectiveOn: Day;
  /** The day from which it has no effect any more. */
  readonly repealedOn: Day | undefined;
}

/** A meeting that adopted, amended or repealed a resolution, or adopted a charter, with the day from which that has effect. */
export interface Decided {
  readonly meeting: Meeting;
  /** Undefined of a charter. */
  readonly resolution: number | undefined;
  readonly effectiveOn: Day;
  /** The pseudonyms of those who entered it, or put it right. */
  readonly enteredBy: readonly string[];
  /** The revision of the fact that says so. */
  readonly by: number;
}

/** A change of seats, chair or a term, or of the charter: who counts, and by which rules. */
export interface Change {
  readonly type: CouncilEvent['type'];
  /** The term; undefined of a charter. */
  readonly ordinal: number | undefined;
  readonly effectiveOn: Day;
  readonly recordedOn: Day;
  /** The revision of the fact that says so. */
  readonly by: number;
}

/** All terms of a group's council, the recommendations for the next, its charter and its resolutions. */
export interface Council {
  readonly recommendations: readonly Recommendation[];
  readonly terms: readonly Term[];
  readonly charter: Timeline<Charter>;
  /** Every charter that was adopted, in the order in which they were recorded. */
  readonly charters: readonly Interval<Charter>[];
  readonly resolutions: readonly Resolution[];
  readonly meetings: readonly Decided[];
  /** In the order in which they were recorded; appointments are none. */
  readonly changes: readonly Change[];
  /** The last numbers given: a number is never given twice, also where what bore it was retracted. */
  readonly lastOrdinal: number;
  readonly lastResolution: number;
}

export const initial: Council = {
  recommendations: [],
  terms: [],
  charter: timeline(),
  charters: [],
  resolutions: [],
  meetings: [],
  changes: [],
  lastOrdinal: 0,
  lastResolution: 0,
};

/** What changes who counts on a day, and by which charter; an appointment says it first. */
export const changing: ReadonlySet<string> = new Set<CouncilEvent['type']>([
  'SubstituteAppointed',
  'ChairAppointed',
  'SeatResigned',
  'MemberRemoved',
  'TermExtended',
  'TermEnded',
  'CharterAdopted',
]);

/** The council after one more fact; the very same council where the fact finds nothing to change. */
export const evolve = (council: Council, recorded: Recorded<CouncilEvent>): Council => {
  const after = evolved(council, recorded);
  const { event, effectiveOn, recordedOn, revision } = recorded;
  if (after === council || !changing.has(event.type)) return after;
  const ordinal = 'ordinal' in event ? event.ordinal : undefined;
  return {
    ...after,
    changes: [...after.changes, { type: event.type, ordinal, effectiveOn, recordedOn, by: revision }],
  };
};

const evolved = (council: Council, recorded: Recorded<CouncilEvent>): Council => {
  const { event, effectiveOn, revision, actor } = recorded;
  const told = { effectiveOn, by: revision, enteredBy: enteredBy(recorded) };
  const changed = (change: (term: Term) => Partial<Term>, ordinal: number): Council =>
    withChange(council, {
      terms: mapped(council.terms, (term) => (term.ordinal === ordinal ? withChange(term, change(term)) : term)),
    });
  const decided = (
    change: (resolution: Resolution) => Partial<Resolution>,
    event: ResolutionAmended | ResolutionRepealed,
  ): Council => {
    const standing = council.resolutions.find(({ number }) => number === event.resolution);
    const without =
      !standing ||
      standing.repealedOn !== undefined ||
      ('sum' in event && event.sum !== undefined && standing.kind !== 'FUND');
    return without
      ? council
      : {
          ...council,
          resolutions: council.resolutions.map((one) => (one === standing ? { ...one, ...change(one) } : one)),
          meetings: [...council.meetings, { meeting: meetingOf(event), resolution: event.resolution, ...told }],
        };
  };
  const seatEnds = ({ ordinal, personId }: { readonly ordinal: number; readonly personId: PersonId }): Council =>
    changed((term) => {
      const seats = mapped(term.seats, (seat) => (seat.value === personId ? ended(seat, effectiveOn) : seat));
      return seats === term.seats
        ? {}
        : { seats, chair: vacated(term.chair, personId, effectiveOn), changedSinceFiling: true };
    }, ordinal);
  switch (event.type) {
    case 'MemberRecommended':
      if (
        council.recommendations.some(
          (one) => one.value === event.personId && one.schoolCode === event.schoolCode && lasting(one, effectiveOn),
        )
      )
        return council;
      return {
        ...council,
        recommendations: [
          ...council.recommendations,
          { from: effectiveOn, value: event.personId, schoolCode: event.schoolCode, by: revision },
        ],
      };
    case 'RecommendationWithdrawn':
      return withChange(council, {
        recommendations: mapped(council.recommendations, (one) =>
          one.value === event.personId && one.schoolCode === event.schoolCode ? ended(one, effectiveOn) : one,
        ),
      });
    case 'CouncilAppointed':
      if (event.termTo < event.termFrom || council.terms.some(({ ordinal }) => ordinal === event.ordinal))
        return council;
      return {
        ...council,
        lastOrdinal: Math.max(council.lastOrdinal, event.ordinal),
        recommendations: used(council.recommendations, event.seats, effectiveOn),
        terms: [
          ...council.terms,
          {
            ordinal: event.ordinal,
            appointedOn: effectiveOn,
            extended: false,
            ended: false,
            office: { from: event.termFrom, until: addDays(event.termTo, 1), value: true, by: revision },
            lastingSince: effectiveOn,
            seats: event.seats.map(({ personId, schoolCode, post }) => ({
              from: event.termFrom,
              value: personId,
              schoolCode,
              post,
              by: revision,
            })),
            chair: timeline([{ from: event.termFrom, value: event.chairId, by: revision }]),
            filing: { status: 'NOT_FILED' },
            accepted: [],
            changedSinceFiling: false,
          },
        ],
      };
    case 'CouncilFiled':
      return changed(
        ({ filing, changedSinceFiling }) =>
          (filing.status === 'FILED' || filing.status === 'ACCEPTED') && !changedSinceFiling
            ? {}
            : {
                filing: { status: 'FILED', filedOn: effectiveOn, filedBy: actor.id, by: revision },
                changedSinceFiling: false,
              },
        event.ordinal,
      );
    case 'FilingAccepted':
    case 'FilingReturned':
      return changed(({ filing, accepted }) => {
        if (filing.status !== 'FILED') return {};
        const { filedOn, by } = filing;
        return event.type === 'FilingAccepted'
          ? {
              filing: { status: 'ACCEPTED', filedOn, answeredOn: effectiveOn },
              accepted: [...accepted, { by, on: effectiveOn }],
            }
          : { filing: { status: 'RETURNED', filedOn, answeredOn: effectiveOn } };
      }, event.ordinal);
    case 'SubstituteAppointed': {
      const { personId: value, schoolCode, post } = event;
      const seat = { from: effectiveOn, value, schoolCode, post, by: revision };
      const after = changed(({ seats }) => ({ seats: [...seats, seat], changedSinceFiling: true }), event.ordinal);
      return after === council
        ? council
        : { ...after, recommendations: used(council.recommendations, [event], effectiveOn) };
    }
    case 'ChairAppointed':
      return changed((term) => {
        const chair = term.chair.from(effectiveOn, event.personId, revision);
        return chair === term.chair ? {} : { chair, changedSinceFiling: true };
      }, event.ordinal);
    case 'SeatResigned':
    case 'MemberRemoved':
      return seatEnds(event);
    case 'TermExtended':
      return changed(({ office }) => {
        const until = addDays(event.termTo, 1);
        return office.until !== undefined && until > office.until
          ? { office: { ...office, until }, lastingSince: effectiveOn, extended: true, changedSinceFiling: true }
          : {};
      }, event.ordinal);
    case 'TermEnded':
      return changed(
        ({ office }) =>
          effectiveOn > office.from && contains(office, effectiveOn)
            ? { office: { ...office, until: effectiveOn }, ended: true }
            : {},
        event.ordinal,
      );
    case 'CharterAdopted': {
      const { type: _, adoption: _adoption, documentNo: _documentNo, meeting, ...charter } = event;
      const met = meeting ? [{ meeting, resolution: undefined, ...told }] : [];
      return {
        ...council,
        charter: council.charter.from(effectiveOn, charter, revision),
        charters: [...council.charters, { from: effectiveOn, value: charter, by: revision }],
        meetings: [...council.meetings, ...met],
      };
    }
    case 'ResolutionAdopted': {
      const { resolution: number, kind, subject, fiscalYear, sum } = event;
      if (council.resolutions.some((one) => one.number === number)) return council;
      const from = <T>(value: T): Timeline<T> => timeline([{ from: effectiveOn, value, by: revision }]);
      const sums = sum === undefined ? timeline<number>() : from(sum);
      return {
        ...council,
        resolutions: [
          ...council.resolutions,
          { number, kind, fiscalYear, subjects: from(subject), sums, effectiveOn, repealedOn: undefined },
        ],
        meetings: [...council.meetings, { meeting: meetingOf(event), resolution: number, ...told }],
        lastResolution: Math.max(council.lastResolution, number),
      };
    }
    case 'ResolutionAmended':
      return decided(
        ({ subjects, sums }) => ({
          subjects: event.subject === undefined ? subjects : subjects.from(effectiveOn, event.subject, revision),
          sums: event.sum === undefined ? sums : sums.from(effectiveOn, event.sum, revision),
        }),
        event,
      );
    case 'ResolutionRepealed':
      return decided(() => ({ repealedOn: effectiveOn }), event);
  }
};

/** The numbers that a fact took stay taken, although it was retracted or corrected. */
export const numbersKept = (council: Council, event: CouncilEvent): Council => {
  if (event.type === 'CouncilAppointed')
    return withChange(council, { lastOrdinal: Math.max(council.lastOrdinal, event.ordinal) });
  if (event.type === 'ResolutionAdopted')
    return withChange(council, { lastResolution: Math.max(council.lastResolution, event.resolution) });
  return council;
};

/** The charter by which a meeting is judged, the last that began by its day; one that adopts a charter by what was in force before. */
export const charterFor = (
  { charters }: Council,
  { meeting: { heldOn }, resolution, by }: Decided,
): Charter | undefined => {
  const before = charters.filter(
    (one) => one.from < heldOn || (one.from === heldOn && (resolution !== undefined || one.by < by)),
  );
  const [last] = before
    .filter((one) => one.by !== by)
    .sort((a, b) => (a.from === b.from ? b.by - a.by : a.from < b.from ? 1 : -1));
  return last?.value;
};

const meetingOf = ({
  heldOn,
  ballot,
  concernedIds,
  recusedIds,
  minutesNo,
  ordinal,
  quorum,
  majority,
  caretaker,
}: Meeting): Meeting => ({ heldOn, ballot, concernedIds, recusedIds, minutesNo, ordinal, quorum, majority, caretaker });

/** Whether something holds on a day, or will. */
const lasting = (thing: Interval<unknown>, day: Day): boolean =>
  thing.until === undefined || (thing.until > day && thing.until > thing.from);

/** Who holds a seat of the term on a day, in office or not. */
export const seatOf = (term: Term, person: PersonId, day: Day): Seat | undefined =>
  term.seats.find((seat) => seat.value === person && contains(seat, day));

/** The first recorded recommendation of a person that stands on a day, by one of these schools where there is any. */
export const recommendationOf = (
  council: Council,
  person: PersonId,
  day: Day,
  schools: readonly SchoolCode[],
): Recommendation | undefined => {
  const standing = council.recommendations.filter((one) => one.value === person && contains(one, day));
  return standing.find(({ schoolCode }) => schools.includes(schoolCode)) ?? standing[0];
};

/** The seats of a term that go with a post of a school, on whatever day. */
export const boundSeats = (
  { terms }: Council,
  { ordinal, schoolId, post }: { readonly ordinal: number; readonly schoolId: string; readonly post: PostKind },
): Term['seats'] =>
  terms
    .filter((term) => term.ordinal === ordinal)
    .flatMap(({ seats }) => seats)
    .filter((seat) => seat.schoolCode === splitId(schoolId).code && seat.post === post);

/**
 * The chair after a person left the council on a day: where that was its holder then, or the first one before the term began,
 * it is vacant until the next who is already appointed.
 */
export const vacated = (chair: Timeline<PersonId>, person: PersonId, day: Day): Timeline<PersonId> => {
  const [first] = chair.intervals;
  const holding = first && day < first.from ? first : chair.intervals.find((interval) => contains(interval, day));
  if (holding?.value !== person) return chair;
  return timeline(
    chair.intervals.flatMap((interval) =>
      interval !== holding ? [interval] : interval.from < day ? [{ ...interval, until: day }] : [],
    ),
  );
};

const ended = <Thing extends Interval<unknown>>(thing: Thing, day: Day): Thing =>
  contains(thing, day) || thing.from > day
    ? (withChange<Interval<unknown>>(thing, { until: day > thing.from ? day : thing.from }) as Thing)
    : thing;

const used = (
  recommendations: readonly Recommendation[],
  seats: readonly { readonly personId: PersonId; readonly schoolCode?: SchoolCode }[],
  day: Day,
): readonly Recommendation[] =>
  mapped(recommendations, (one) =>
    contains(one, day) &&
    seats.some(({ personId, schoolCode }) => personId === one.value && schoolCode === one.schoolCode)
      ? ended(one, day)
      : one,
  );
