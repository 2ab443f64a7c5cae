import type { Ballot } from '../../domain/council/resolution-events.js';
import type { Council } from '../../domain/council/index.js';
import { addDays } from '../../domain/day.js';
import { councilStream, groupOfKey } from '../../domain/identity.js';
import { contains } from '../../domain/timeline.js';
import { isInOffice, revisionIn } from '../../projections/council/queries.js';
import type { MeetingRow } from '../../projections/council/resolution-rows.js';
import type { CouncilRow, FilingStepRow, SeatRow } from '../../projections/council/rows.js';
import { holdsOn } from '../../projections/intervals.js';
import type { Answer } from './answer.js';
import { chainOf, fact, factsAbout, firstFact, ofFact, type About, type Link, type LinkKind } from './chain.js';

const councilRef = (key: string) => ({ type: 'Council', key }) as const;
/** The revision at the end of the key of a seat or a membership. */
export const revisionAtEnd = (key: string): number => Number(key.slice(key.lastIndexOf('.') + 1));

/** The steps of a council's filing until the day. */
const filing = (about: About, { key, group }: CouncilRow): readonly Link[] =>
  about.queries
    .filingStepsOf(key, about.moment)
    .flatMap((step) => fact(about, kindOfStep(step), councilStream(group), step.revision, councilRef(key)));
const kindOfStep = ({ status }: FilingStepRow): LinkKind => (status === 'FILED' ? 'FILED' : 'FILING_ANSWERED');

/** A council's appointment, until when it was extended by the day, and its filing. */
const appointmentOf = (about: About, key: string): readonly Link[] => {
  const row = about.read.councils.byKey(key, about.moment.position);
  return [
    ...firstFact(about, 'COUNCIL_APPOINTED', 'CouncilAppointed', councilRef(key)),
    ...factsAbout(about, councilRef(key), 'TermExtended')
      .filter(({ on }) => on <= about.moment.effectiveOn)
      .flatMap((one) => ofFact(about, 'TERM_EXTENDED', one, councilRef(key))),
    ...(row ? filing(about, row) : []),
  ];
};

const meetingKinds = {
  ADOPTED: 'ADOPTED_IN_MEETING',
  AMENDED: 'AMENDED_IN_MEETING',
  REPEALED: 'REPEALED_IN_MEETING',
} as const satisfies Readonly<Record<MeetingRow['decided'], LinkKind>>;

/** A resolution, the meetings that decided it until the day with their ballots, and the councils that met. */
export const resolutionLinks = (about: About, key: string): readonly Link[] => {
  const held = about.queries.meetingsOf(key, about.moment).filter(({ heldOn }) => heldOn <= about.moment.effectiveOn);
  return [
    ...firstFact(about, 'DECIDED_BY_RESOLUTION', 'ResolutionAdopted', { type: 'Resolution', key }),
    ...held.flatMap((row) => meetingLinks(about, row)),
    ...[...new Set(held.map(({ council }) => council))].flatMap((council) => appointmentOf(about, council)),
  ];
};

const meetingLinks = (
  about: About,
  { key, resolution, decided, council, heldOn, votes }: MeetingRow,
): readonly Link[] => {
  const stream = councilStream(groupOfKey(resolution));
  const { ballot } = JSON.parse(votes) as { readonly ballot: Ballot };
  const [meeting, ...putRight] = fact(about, meetingKinds[decided], stream, revisionIn(key), councilRef(council));
  return meeting ? [{ ...meeting, on: heldOn, ballot }, ...putRight] : [];
};

/** The fact that seated somebody, and the recommendation that it used. */
const seating = (about: About, kind: LinkKind, { key, group }: CouncilRow, seat: SeatRow): readonly Link[] => {
  const stream = councilStream(group);
  const by = revisionAtEnd(seat.key);
  const seated = factsAbout(about, councilRef(key), 'CouncilAppointed', 'SubstituteAppointed').find(
    ({ entry }) => entry.revision === by,
  );
  const recommended = about.read.recommendations
    .by('group', group, about.moment.position)
    .filter(({ school, person, usedOn }) => school === seat.school && person === seat.person && usedOn === seated?.on);
  return [
    ...fact(about, kind, stream, by, { type: 'CouncilSeat', key: seat.key }),
    ...recommended.flatMap((row) =>
      fact(about, 'RECOMMENDED', stream, revisionAtEnd(row.key), { type: 'Recommendation', key: row.key }),
    ),
  ];
};

/** Who sits on a seat on the day; undefined where nobody does, or the term is over. */
export const seat = (about: About, key: string): Answer | undefined => {
  const { read, moment } = about;
  const row = read.seats.byKey(key, moment.position);
  const council = row && read.councils.byKey(row.council, moment.position);
  if (!council || !holdsOn(row, moment.effectiveOn) || moment.effectiveOn >= addDays(council.termTo, 1))
    return undefined;
  return {
    value: { is: 'OBJECT', object: { type: 'Person', key: row.person } },
    links: chainOf(seating(about, 'MADE_BY', council, row), appointmentOf(about, council.key)),
  };
};

/** Who chairs a council on the day; undefined where nobody does, or it is not in office. */
export const chair = (about: About, key: string): Answer | undefined => {
  const { read, queries, moment } = about;
  const council = read.councils.byKey(key, moment.position);
  if (!council || !isInOffice(council, moment.effectiveOn)) return undefined;
  const stream = councilStream(council.group);
  const { terms } = read.stateAt(stream, moment.position) as Council;
  const held = terms
    .find(({ ordinal }) => ordinal === council.ordinal)
    ?.chair.intervals.find((interval) => contains(interval, moment.effectiveOn));
  if (!held) return undefined;
  const seats = queries.seatsOf(council, moment).filter(({ person }) => person === held.value);
  return {
    value: { is: 'OBJECT', object: { type: 'Person', key: held.value } },
    links: chainOf(
      fact(about, 'MADE_BY', stream, held.by, councilRef(key)),
      seats.flatMap((row) => seating(about, 'SEATED', council, row)),
      appointmentOf(about, key),
    ),
  };
};

/** Where the filing of a council stands on the day; what is not filed is so by its appointment. */
export const filingStatus = (about: About, key: string): Answer | undefined => {
  const { read, queries, moment } = about;
  const council = read.councils.byKey(key, moment.position);
  if (!council) return undefined;
  const stream = councilStream(council.group);
  const [last, ...earlier] = [...queries.filingStepsOf(key, moment)].reverse();
  return {
    value: { is: 'FILING', status: last?.status ?? 'NOT_FILED' },
    links: chainOf(
      last ? fact(about, 'MADE_BY', stream, last.revision, councilRef(key)) : [],
      earlier.flatMap((step) => fact(about, kindOfStep(step), stream, step.revision, councilRef(key))),
      firstFact(about, last ? 'COUNCIL_APPOINTED' : 'MADE_BY', 'CouncilAppointed', councilRef(key)),
    ),
  };
};
