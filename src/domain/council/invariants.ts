import { addDays, isDay, type Day } from '../day.js';
import type { Invariant, Violation } from '../decider.js';
import type { PersonId } from '../identity.js';
import { firstCommonDay, timeline, uncovered } from '../timeline.js';
import { isBound } from './persons.js';
import { resolutionInvariants } from './resolutions.js';
import type { Council, Seat } from './state.js';

/** Terms of a council do not overlap; the next may be appointed while the first sits. */
export const termsDoNotOverlap: Invariant<Council> = ({ terms }) =>
  terms.flatMap((term, index) =>
    terms
      .slice(index + 1)
      .filter((other) => firstCommonDay(term.office, other.office) !== undefined)
      .map((other) => ({
        code: 'TERM_OVERLAP' as const,
        args: { term: term.ordinal, other: other.ordinal },
        means: { termFrom: true as const, termTo: true as const },
      })),
  );

/** Who chairs a council holds a seat on it, on every day in the chair. */
export const chairHoldsSeat: Invariant<Council> = ({ terms }) =>
  terms.flatMap((term) =>
    term.chair.intervals.flatMap((chair) => {
      const seats = term.seats.filter(({ value }) => value === chair.value).sort((a, b) => (a.from < b.from ? -1 : 1));
      return uncovered(chair, timeline(seats)).map(({ from, until }) => ({
        code: 'CHAIR_NOT_MEMBER' as const,
        args: { person: chair.value, term: term.ordinal },
        means: byPerson(chair.value),
        day: from,
        ...(until === undefined ? {} : { until }),
      }));
    }),
  );

/** Nobody holds two seats of a term on one day. */
export const oneSeatAPerson: Invariant<Council> = ({ terms }) =>
  terms.flatMap((term) =>
    term.seats.flatMap((seat, index) =>
      term.seats.slice(index + 1).flatMap((other) => {
        const day = seat.value === other.value ? firstCommonDay(seat, other) : undefined;
        return day === undefined
          ? []
          : [
              {
                code: 'INVALID_TRANSITION' as const,
                args: { person: seat.value, term: term.ordinal },
                means: byPerson(seat.value),
                day,
              },
            ];
      }),
    ),
  );

/**
 * Who sits for a school was recommended by it on the day of the appointment [S], or holds a post that the charter of that day gives a
 * seat to; others sit only where it says so [D].
 */
export const seatsRecommended: Invariant<Council> = ({ terms, recommendations, charter }) =>
  terms.flatMap(({ seats, office, appointedOn }) => {
    const notRecommended = ({ value: person }: Seat, day: string): Violation => ({
      code: 'NOT_RECOMMENDED',
      args: { person },
      means: byPerson(person),
      day,
    });
    const appointed = (seat: Seat): string => (seat.by === office.by ? appointedOn : seat.from);
    const others = seats
      .filter(({ schoolCode }) => schoolCode === undefined)
      .slice(charter.at(appointedOn)?.otherSeats ?? 0);
    return [
      ...others.map((seat) => notRecommended(seat, appointedOn)),
      ...seats
        .filter(
          (seat) =>
            seat.schoolCode !== undefined &&
            !(seat.post !== undefined && isBound(charter.at(appointed(seat)), seat.schoolCode, seat.post)) &&
            !recommendations.some(
              (one) =>
                one.value === seat.value &&
                one.schoolCode === seat.schoolCode &&
                one.from <= appointed(seat) &&
                (one.until === undefined || one.until >= appointed(seat)),
            ),
        )
        .map((seat) => notRecommended(seat, appointed(seat))),
    ];
  });

/** Seats and the chair are taken and given up while the council is in office. */
export const seatsWithinOffice: Invariant<Council> = ({ terms }) =>
  terms.flatMap(({ ordinal: term, office, seats, chair }) =>
    [...seats, ...chair.intervals]
      .map(({ from, until = from }) => (from < office.from ? from : until))
      .filter((day) => day < office.from || (office.until !== undefined && day > office.until))
      .map((day) => ({ code: 'TERM_EXPIRED' as const, args: { term }, day })),
  );

/** The longest that a term is extended to where no charter says anything, in years [D]. */
const LONGEST_YEARS = 5;

/** A term is no longer than the charter allows that was in force when its end was decided; one that was extended, than five years [D]. */
export const termWithinCharter: Invariant<Council> = ({ terms, charter }) =>
  terms.flatMap(({ ordinal: term, office, lastingSince, extended }) => {
    const years = charter.at(lastingSince)?.termYears ?? (extended ? LONGEST_YEARS : undefined);
    const latest = years === undefined ? undefined : lastDayAfterYears(office.from, years);
    const day = addDays(office.until ?? office.from, -1);
    return latest === undefined || day <= latest
      ? []
      : [{ code: 'DATE_ORDER' as const, args: { day, latest, term }, means: { termTo: day } }];
  });

/** Where a command speaks of a person. */
const byPerson = (person: PersonId): NonNullable<Violation['means']> => ({
  memberIds: person,
  chairId: person,
  personId: person,
});

/** The last day of a term of so many years. */
const lastDayAfterYears = (from: Day, years: number): Day => {
  const day = `${String(Number(from.slice(0, 4)) + years)}${from.slice(4)}`;
  return isDay(day) ? addDays(day, -1) : addDays(`${day.slice(0, 4)}-03-01`, -1);
};

/** A council is filed after it was appointed, and answered after it was filed. */
export const filingsInOrder: Invariant<Council> = ({ terms }) =>
  terms.flatMap(({ ordinal: term, appointedOn, filing }) => {
    const days =
      filing.status === 'NOT_FILED'
        ? []
        : filing.status === 'FILED'
          ? [filing.filedOn]
          : [filing.filedOn, filing.answeredOn];
    const early = days.findIndex((day, index) => day < (days[index - 1] ?? appointedOn));
    return early < 0
      ? []
      : [{ code: 'DATE_ORDER' as const, args: { day: days[early]!, earliest: days[early - 1] ?? appointedOn, term } }];
  });

export const invariants: readonly Invariant<Council>[] = [
  termsDoNotOverlap,
  termWithinCharter,
  seatsWithinOffice,
  chairHoldsSeat,
  oneSeatAPerson,
  seatsRecommended,
  filingsInOrder,
  ...resolutionInvariants,
];
