import type { CouncilRow } from '../../projections/council/rows.js';
import { policyRulesAt as rulesOn } from '../../projections/policy/queries.js';
import { living, type Asked, type Verdict, type Verdicts } from './asked.js';
import { standing, stepsOf } from './group.js';

/** The commands on a term's council: each with what would refuse it on the day, whatever else it says. */
export const onCouncil = (asked: Asked, council: CouncilRow): Verdicts => {
  const { read, queries, group, at } = asked;
  const { position, effectiveOn: day } = at;
  const steps = stepsOf(read, council.key, position);
  const last = steps.at(-1);
  const status = last?.status ?? 'NOT_FILED';
  const early = (earliest: string | undefined): Verdict =>
    earliest !== undefined && day < earliest ? 'DATE_ORDER' : undefined;
  const expired = (): Verdict => (day > council.termTo ? 'TERM_EXPIRED' : undefined);
  const seats = read.seats.by('council', council.key, position);
  const chairs = read.values.all(council.key, 'chair', position);
  const leave = (): Verdict => {
    if (expired()) return 'TERM_EXPIRED';
    if (seats.some(({ until }) => until === null)) return undefined;
    return seats.some(({ since, until }) => until !== null && until > day && until > since)
      ? 'CONFLICTS_WITH_LATER'
      : 'NOT_FOUND';
  };
  /** Whether there is somebody to take the chair, or somebody recommended by a member school to take a seat. */
  const candidates = (): boolean => {
    const members = queries.membersOf(group.key, at).map(({ school }) => school);
    const chair = read.values.at(council.key, 'chair', at);
    const taken = (person: string): boolean =>
      seats.some((seat) => seat.person === person && (seat.until === null || seat.until > day));
    return (
      queries.seatsOf(council, at).some(({ person }) => person !== chair) ||
      standing(asked).some(({ school, person }) => members.includes(school) && !taken(person))
    );
  };
  const answer = (): Verdict => {
    if (status !== 'FILED') return 'FILING_NOT_OPEN';
    return samePerson(asked, council, last!.revision) ? 'SAME_PERSON' : early(last!.since);
  };
  return {
    FileCouncil: () =>
      living(asked) ??
      ((status === 'FILED' || status === 'ACCEPTED') && council.changedSinceFiling === 0
        ? 'NO_CHANGE'
        : early(last?.since ?? appointedOn(asked, council))),
    AcceptFiling: answer,
    ReturnFiling: answer,
    AppointSubstitute: () =>
      living(asked) ?? expired() ?? early(council.termFrom) ?? (candidates() ? undefined : 'NOT_RECOMMENDED'),
    ResignSeat: leave,
    RemoveMember: leave,
    ExtendTerm: () => living(asked) ?? expired() ?? (endedEarly(asked, council) ? 'CONFLICTS_WITH_LATER' : undefined),
    EndTerm: () => {
      const later = [...seats, ...chairs].some(({ since, until }) => since > day || (until !== null && until > day));
      const met = lastMeeting(asked, council);
      if (expired() || met === day) return 'TERM_EXPIRED';
      if (day <= council.termFrom) return 'DATE_ORDER';
      return later || endedEarly(asked, council) || (met !== undefined && met > day)
        ? 'CONFLICTS_WITH_LATER'
        : undefined;
    },
  };
};

/** The last day on which the council met in office and decided something: its term does not end before. */
const lastMeeting = ({ queries, group, at }: Asked, { key, termTo }: CouncilRow): string | undefined =>
  queries
    .resolutionsOf(group.key, at, { includeEnded: true })
    .flatMap((resolution) => queries.meetingsOf(resolution.key, at))
    .flatMap(({ council, heldOn }) => (council === key && heldOn <= termTo ? [heldOn] : []))
    .sort()
    .at(-1);

/** Whether the asker is who filed, and the district asks for somebody else to answer. */
const samePerson = ({ read, principal, group, at }: Asked, { group: key }: CouncilRow, revision: number): boolean => {
  const position = read.events.positionOf(`council-${key}`, revision);
  const filedBy = position === undefined ? undefined : read.events.at(position)?.metadata.actor.id;
  return filedBy === principal.actor.id && rulesOn(read, group.district, 'SEPARATION', at)?.required !== false;
};

/** The events on a council of a type that stand at the moment, with the day from which they have effect. */
const standingEvents = ({ read, at }: Asked, { key }: CouncilRow, type: string): readonly string[] =>
  read.events
    .page(
      { subjects: [{ type: 'Council', key }], types: [type] },
      { after: 0, upTo: at.position, limit: Number.MAX_SAFE_INTEGER, backwards: false },
    )
    .flatMap((entry) => {
      const correction = read.events.correctionsOf(entry, at.position).at(-1)?.event;
      if (correction?.type === 'RecordRetracted') return [];
      return [correction?.type === 'RecordCorrected' ? correction.rightEffectiveOn : entry.metadata.effectiveOn];
    });

const appointedOn = (asked: Asked, council: CouncilRow): string | undefined =>
  standingEvents(asked, council, 'CouncilAppointed')[0];
const endedEarly = (asked: Asked, council: CouncilRow): boolean =>
  standingEvents(asked, council, 'TermEnded').length > 0;
