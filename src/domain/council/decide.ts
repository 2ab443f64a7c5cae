import { addDays, type Day } from '../day.js';
import { accept, notBeforeItHappens, type Context, type Decide, type Decision } from '../decider.js';
import { livingGroup, membersOn, type District, type Group } from '../district/index.js';
import { splitId, type PersonId, type SchoolCode } from '../identity.js';
import { invalidDay, invalidText, invalidTexts, NAME_LENGTH, optional, TEXT_LENGTH } from '../input.js';
import type { Person } from '../person/index.js';
import { rulesOn } from '../policy/index.js';
import { refuse, type Refused } from '../refusal.js';
import type * as commands from './commands.js';
import type { CouncilCommand } from './commands.js';
import type { CouncilEvent } from './events.js';
import { resolutionDecisions } from './resolutions.js';
import { recommendationOf, seatOf, type Charter, type Council, type Seat, type Term } from './state.js';

/** The streams that a council's decisions look at: the register of its district, the person a command is about; in an appointment all persons, by their keys. */
export interface CouncilReferences {
  readonly district: District;
  readonly person?: Person;
}

type Step<Command> = Decide<Command, Council, CouncilEvent, CouncilReferences>;
type Answer = Decision<CouncilEvent>;

/** Only a member school recommends. */
const recommendCouncilMember: Step<commands.RecommendCouncilMember> = (command, { effectiveOn, references }, council) =>
  ofLivingGroup(command.groupId, references.district, effectiveOn, (group) => {
    const { district, code: schoolCode } = splitId(command.schoolId);
    if (!references.district.schools.has(schoolCode) && district === references.district.code)
      return refuse('NOT_FOUND', { school: command.schoolId });
    return (
      (!isMember(group, command, effectiveOn)
        ? refuse('RECOMMENDER_NOT_MEMBER', { school: command.schoolId, group: command.groupId })
        : undefined) ??
      refusedPerson(references.person, command.personId) ??
      ofOtherDistrict(references.person, command.personId, district) ??
      alreadyRecommended(council, schoolCode, command.personId, effectiveOn) ??
      accept({ type: 'MemberRecommended', schoolCode, personId: command.personId })
    );
  });

/** A school takes its recommendation back before it was used. */
const withdrawRecommendation: Step<commands.WithdrawRecommendation> = (
  { groupId, schoolId, personId },
  { effectiveOn },
  council,
) => {
  const { district, code: schoolCode } = splitId(schoolId);
  const open =
    district === splitId(groupId).district
      ? council.recommendations.find(
          (one) => one.value === personId && one.schoolCode === schoolCode && one.until === undefined,
        )
      : undefined;
  if (!open) return refuse('NOT_FOUND', { person: personId, school: schoolId });
  if (effectiveOn < open.from)
    return refuse('DATE_ORDER', { day: effectiveOn, earliest: open.from }, ['command', 'effectiveOn']);
  return accept({ type: 'RecommendationWithdrawn', schoolCode, personId });
};

/** The council of a term is appointed from those whom the member schools recommended; every member school has a seat. */
const appointCouncil: Step<commands.AppointCouncil> = (command, { effectiveOn, references }, council) =>
  ofLivingGroup(command.groupId, references.district, effectiveOn, (group) => {
    const { memberIds, chairId, termFrom, termTo } = command;
    const wrong =
      invalidDay('termFrom', termFrom) ??
      invalidDay('termTo', termTo) ??
      invalidTexts('memberIds', memberIds) ??
      (memberIds.length === 0 ? refuse('INVALID_INPUT', { value: 0 }, ['memberIds']) : undefined) ??
      (termTo < termFrom ? refuse('DATE_ORDER', { day: termTo, earliest: termFrom }, ['termTo']) : undefined);
    if (wrong) return wrong;
    return ofLivingGroup(command.groupId, references.district, termFrom, () => {
      const members = membersOn(group, termFrom);
      const recommended = memberIds.map((personId) => ({
        personId,
        schoolCode: recommendationOf(council, personId, effectiveOn, members)?.schoolCode,
      }));
      const seats = recommended.map(({ personId, schoolCode }) => ({
        personId,
        ...optional('schoolCode', schoolCode),
      }));
      const charter = council.charter.at(effectiveOn);
      const unrecommended = seats.filter(({ schoolCode }) => schoolCode === undefined)[charter?.otherSeats ?? 0];
      if (unrecommended) return refuse('NOT_RECOMMENDED', { person: unrecommended.personId });
      const district = splitId(command.groupId).district;
      return (
        refusedPersons(memberIds, district, references) ??
        refusedSeats(seats, members, command.groupId, charter) ??
        (memberIds.includes(chairId)
          ? accept({ type: 'CouncilAppointed', ordinal: council.lastOrdinal + 1, seats, chairId, termFrom, termTo })
          : refuse('CHAIR_NOT_MEMBER', { person: chairId }))
      );
    });
  });

/** The council is filed with the bureau, first and after every change. */
const fileCouncil: Step<commands.FileCouncil> = ({ groupId, ordinal }, context, council) =>
  ofLivingGroup(groupId, context.references.district, context.effectiveOn, () =>
    ofTerm(council, ordinal, ({ filing, changedSinceFiling, appointedOn }) => {
      if ((filing.status === 'FILED' || filing.status === 'ACCEPTED') && !changedSinceFiling)
        return refuse('NO_CHANGE', { status: filing.status });
      const last =
        filing.status === 'NOT_FILED' ? appointedOn : filing.status === 'FILED' ? filing.filedOn : filing.answeredOn;
      return (
        inOrder(last, context.effectiveOn) ?? notBeforeItHappens(context) ?? accept({ type: 'CouncilFiled', ordinal })
      );
    }),
  );

/** The bureau takes note of a filing. A filing is answered once, and not by who filed: as the policy says on the day we are told. */
const acceptFiling: Step<commands.AcceptFiling> = ({ ordinal, documentNo }, context, council) =>
  ofTerm(
    council,
    ordinal,
    (term) => refusedAnswer(term, documentNo, context) ?? accept({ type: 'FilingAccepted', ordinal, documentNo }),
  );

/** The bureau sends a filing back. */
const returnFiling: Step<commands.ReturnFiling> = ({ ordinal, documentNo, reason }, context, council) =>
  ofTerm(
    council,
    ordinal,
    (term) =>
      refusedAnswer(term, documentNo, context) ??
      invalidText('reason', reason, TEXT_LENGTH) ??
      accept({ type: 'FilingReturned', ordinal, documentNo, reason }),
  );

/** A recommended person takes a seat during the term, or a member takes the chair. */
const appointSubstitute: Step<commands.AppointSubstitute> = (command, { effectiveOn, references }, council) => {
  const { ordinal, personId, asChair = false } = command;
  return ofLivingGroup(command.groupId, references.district, effectiveOn, (group) =>
    ofTermNotExpired(council, ordinal, effectiveOn, (term) => {
      const day = effectiveOn;
      const tooEarly = inOrder(term.office.from, effectiveOn);
      if (tooEarly) return tooEarly;
      const chair = asChair ? [{ type: 'ChairAppointed' as const, ordinal, personId }] : [];
      if (seatOf(term, personId, day)) {
        return !asChair || term.chair.at(day) === personId
          ? refuse('NO_CHANGE', { person: personId })
          : accept(...chair);
      }
      const later = term.seats.find(({ value, from }) => value === personId && from > day);
      if (later) return refuse('CONFLICTS_WITH_LATER', { person: personId, rule: 'NO_CHANGE', day: later.from });
      const recommendation = recommendationOf(council, personId, effectiveOn, membersOn(group, day));
      if (!recommendation) return refuse('NOT_RECOMMENDED', { person: personId });
      const { schoolCode } = recommendation;
      const refused = refusedPerson(references.person, personId);
      if (refused) return refused;
      if (!group.members.get(schoolCode)?.at(day))
        return refuse('RECOMMENDER_NOT_MEMBER', { person: personId, school: schoolCode, group: command.groupId });
      return accept<CouncilEvent>({ type: 'SubstituteAppointed', ordinal, personId, schoolCode }, ...chair);
    }),
  );
};

/** A member gives the seat up. */
const resignSeat: Step<commands.ResignSeat> = ({ ordinal, personId }, { effectiveOn }, council) =>
  ofSeat(council, ordinal, personId, effectiveOn, () => accept({ type: 'SeatResigned', ordinal, personId }));

/** A member loses the seat; by a process, where the recommending school is no longer a member of the group. */
const removeMember: Step<commands.RemoveMember> = (command, { effectiveOn, actor, references }, council) =>
  ofSeat(council, command.ordinal, command.personId, effectiveOn, ({ schoolCode }) => {
    const { ordinal, personId, groupId } = command;
    if (actor.role !== 'SYSTEM') return accept({ type: 'MemberRemoved', ordinal, personId, cause: 'REMOVED' });
    const members = references.district.groups.get(splitId(groupId).code)?.members;
    return schoolCode === undefined || members?.get(schoolCode)?.at(effectiveOn)
      ? refuse('NO_CHANGE', { person: personId })
      : accept({ type: 'MemberRemoved', ordinal, personId, cause: 'RECOMMENDER_LEFT' });
  });

/** A term lasts longer; only before it has ended. */
const extendTerm: Step<commands.ExtendTerm> = (
  { groupId, ordinal, termTo },
  { effectiveOn, recordedOn, references, actor, hasDocument },
  council,
) =>
  ofLivingGroup(groupId, references.district, effectiveOn, () =>
    // A deadline to act: dating the command back does not meet it.
    ofTermNotExpired(
      council,
      ordinal,
      recordedOn > effectiveOn && !(actor.role === 'BUREAU' && hasDocument) ? recordedOn : effectiveOn,
      ({ office, ended }) => {
        const last = addDays(office.until ?? office.from, -1);
        return (
          invalidDay('termTo', termTo) ??
          (ended && office.until !== undefined ? laterInTerm(ordinal, office.until) : undefined) ??
          (termTo === last ? refuse('NO_CHANGE', { day: termTo }) : undefined) ??
          (termTo < last
            ? refuse('DATE_ORDER', { day: termTo, earliest: last }, ['termTo'])
            : accept({ type: 'TermExtended', ordinal, termTo }))
        );
      },
    ),
  );

/** A term ends early; not before what is already recorded of its seats and its chair. */
const endTerm: Step<commands.EndTerm> = ({ ordinal }, { effectiveOn }, council) =>
  ofTermNotExpired(council, ordinal, effectiveOn, ({ office, seats, chair, ended }) => {
    if (effectiveOn <= office.from)
      return refuse('DATE_ORDER', { day: effectiveOn, earliest: addDays(office.from, 1) }, ['command', 'effectiveOn']);
    const changes = [...seats, ...chair.intervals, ...(ended ? [office] : [])]
      .flatMap(({ from, until = from }) => [from, until])
      .sort();
    const later = changes.find((day) => day > effectiveOn);
    return later === undefined ? accept({ type: 'TermEnded', ordinal }) : laterInTerm(ordinal, later);
  });

export const decisions: { readonly [Type in CouncilCommand['type']]: Step<Extract<CouncilCommand, { type: Type }>> } = {
  ...resolutionDecisions,
  RecommendCouncilMember: recommendCouncilMember,
  WithdrawRecommendation: withdrawRecommendation,
  AppointCouncil: appointCouncil,
  FileCouncil: fileCouncil,
  AcceptFiling: acceptFiling,
  ReturnFiling: returnFiling,
  AppointSubstitute: appointSubstitute,
  ResignSeat: resignSeat,
  RemoveMember: removeMember,
  ExtendTerm: extendTerm,
  EndTerm: endTerm,
};

const ofLivingGroup = (groupId: string, district: District, day: Day, then: (group: Group) => Answer): Answer => {
  const group = livingGroup(district, groupId, day);
  return 'refused' in group ? group : then(group);
};

const ofTerm = (council: Council, ordinal: number, then: (term: Term) => Answer): Answer => {
  const term = council.terms.find((one) => one.ordinal === ordinal);
  return term ? then(term) : refuse('NOT_FOUND', { term: ordinal }, ['councilId']);
};

const ofTermNotExpired = (council: Council, ordinal: number, day: Day, then: (term: Term) => Answer): Answer =>
  ofTerm(council, ordinal, (term) =>
    term.office.until !== undefined && day >= term.office.until
      ? refuse('TERM_EXPIRED', { term: ordinal, until: term.office.until }, ['councilId'])
      : then(term),
  );

/** Something of the term is recorded for a later day, on which the council would no longer be in office, or was not any more. */
const laterInTerm = (ordinal: number, day: Day): Refused =>
  refuse('CONFLICTS_WITH_LATER', { term: ordinal, rule: 'TERM_EXPIRED', day }, ['councilId']);

const ofSeat = (council: Council, ordinal: number, personId: string, day: Day, then: (seat: Seat) => Answer): Answer =>
  ofTermNotExpired(council, ordinal, day, (term) => {
    const seats = term.seats.filter(
      ({ value, until, from }) => value === personId && (until === undefined || (until > day && until > from)),
    );
    const seat = seats.at(-1);
    if (!seat) return refuse('NOT_FOUND', { person: personId, term: ordinal });
    return seat.until === undefined
      ? then(seat)
      : refuse('CONFLICTS_WITH_LATER', { person: personId, rule: 'NO_CHANGE', day: seat.until });
  });

const isMember = (group: Group, { schoolId, groupId }: { schoolId: string; groupId: string }, day: Day): boolean =>
  splitId(schoolId).district === splitId(groupId).district &&
  group.members.get(splitId(schoolId).code)?.at(day) === true;

const alreadyRecommended = (council: Council, schoolCode: string, personId: string, day: Day): Refused | undefined => {
  const one = council.recommendations.find(
    ({ value, schoolCode: by, from, until }) =>
      value === personId && by === schoolCode && (until === undefined || (until > day && until > from)),
  );
  if (!one) return undefined;
  return one.from > day
    ? refuse('CONFLICTS_WITH_LATER', { person: personId, rule: 'NO_CHANGE', day: one.from })
    : refuse('NO_CHANGE', { person: personId });
};

/** A group's council is recruited in its district. */
const ofOtherDistrict = (person: Person | undefined, personId: PersonId, district: string): Refused | undefined =>
  person?.status === 'REGISTERED' && splitId(person.schoolId).district !== district
    ? refuse('NOT_FOUND', { person: personId })
    : undefined;

const refusedPerson = (person: Person | undefined, personId: string): Refused | undefined => {
  if (person === undefined || person.status === 'UNKNOWN') return refuse('NOT_FOUND', { person: personId });
  return person.status === 'ERASED' ? refuse('PERSON_ERASED', { person: personId }) : undefined;
};

/** Nobody is seated who is not registered in the group's district, or no longer. */
export const refusedPersons = (
  persons: readonly PersonId[],
  district: string,
  references: object,
): Refused | undefined => {
  for (const personId of persons) {
    const person = (references as Readonly<Record<PersonId, Person>>)[personId];
    const refused = refusedPerson(person, personId) ?? ofOtherDistrict(person, personId, district);
    if (refused) return refused;
  }
  return undefined;
};

/** Seats are for member schools; every member school has one, unless the charter says otherwise [D]. */
export const refusedSeats = (
  seats: readonly { readonly personId: PersonId; readonly schoolCode?: SchoolCode }[],
  members: readonly SchoolCode[],
  group: string,
  charter: Charter | undefined,
): Refused | undefined => {
  const stranger = seats.find(({ schoolCode }) => schoolCode !== undefined && !members.includes(schoolCode));
  if (stranger)
    return refuse('RECOMMENDER_NOT_MEMBER', { person: stranger.personId, school: stranger.schoolCode!, group });
  const seatless = members.find((code) => !seats.some(({ schoolCode }) => schoolCode === code));
  return seatless !== undefined && charter?.everySchoolSeated !== false
    ? refuse('SCHOOL_WITHOUT_SEAT', { school: seatless }, ['memberIds'])
    : undefined;
};

const refusedAnswer = ({ filing, ordinal }: Term, documentNo: string, context: Context): Refused | undefined => {
  const { actor, recordedOn, policies } = context;
  if (filing.status !== 'FILED')
    return refuse('FILING_NOT_OPEN', { term: ordinal, status: filing.status }, ['councilId']);
  if (filing.filedBy === actor.id && rulesOn(policies, 'SEPARATION', recordedOn)?.required !== false)
    return refuse('SAME_PERSON', { actor: actor.id });
  if (documentNo.trim() === '') return refuse('BASIS_MISSING', {}, ['documentNo']);
  return (
    invalidText('documentNo', documentNo, NAME_LENGTH) ??
    inOrder(filing.filedOn, context.effectiveOn) ??
    notBeforeItHappens(context)
  );
};

const inOrder = (earliest: Day | undefined, day: Day): Refused | undefined =>
  earliest !== undefined && day < earliest
    ? refuse('DATE_ORDER', { day, earliest }, ['command', 'effectiveOn'])
    : undefined;
