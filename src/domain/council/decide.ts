import { groupWithCouncil, leadSchool, leadSchoolAtFirst, ownStaff } from './may.js';
import { anywhere, withDuty, ofGroup, ofSchool } from '../permission.js';
import { addDays, type Day } from '../day.js';
import { accept, hasHappened, stepOf, type CommandTable, type Rule } from '../decider.js';
import { groupLives, groupLivesOn, groupOf, membersOn } from '../district/index.js';
import { splitId, type PersonId, type SchoolCode, type SchoolId } from '../identity.js';
import {
  at,
  dayIsValid,
  documentIsNamed,
  documentNoIsValid,
  firstRefused,
  listIsFilled,
  TEXT_LENGTH,
  textIsValid,
  textsAreValid,
} from '../input.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { anotherDid } from '../separation.js';
import { contains } from '../timeline.js';
import type * as commands from './commands.js';
import type { CouncilCommand } from './commands.js';
import type { AppointedSeat, CouncilEvent } from './events.js';
import type { CouncilReferences } from './references.js';
import { adoptCharter } from './charters.js';
import { isNotDatedBack, noMeetingWasHeld } from './counted.js';
import {
  exOfficioOf,
  isBound,
  isOfDistrict,
  isRegistered,
  lastFirst,
  personOf,
  personsAreRegistered,
  takenPost,
} from './persons.js';
import { resolutionDecisions } from './resolutions.js';
import {
  boundSeats,
  recommendationOf,
  seatOf,
  type Charter,
  type Council,
  type Recommendation,
  type Seat,
  type Term,
} from './state.js';

type CouncilRule<Command> = Rule<Command, Council, CouncilReferences>;
type OfGroup = { readonly groupId: string };
type OfTerm = { readonly ordinal: number };
type OfPerson = { readonly personId: PersonId };
type OfSeat = OfTerm & OfPerson;
type OfRecommendation = OfGroup & OfPerson & { readonly schoolId: string };
const step = stepOf<Council, CouncilEvent, CouncilReferences>();

// What the state alone says of a term.

const termIsKnown: CouncilRule<OfTerm> = ({ ordinal }, _context, { terms }) =>
  terms.some((one) => one.ordinal === ordinal) ? undefined : refuse('NOT_FOUND', { term: ordinal }, ['councilId']);

const isNotOverOn = ({ office: { until }, ordinal }: Term, day: Day): Refused | undefined =>
  until !== undefined && day >= until ? refuse('TERM_EXPIRED', { term: ordinal, until }, ['councilId']) : undefined;
const termIsNotOver: CouncilRule<OfTerm> = (command, { effectiveOn }, council) =>
  isNotOverOn(termOf(council, command), effectiveOn);

const filingIsOpen: CouncilRule<OfTerm> = (command, _context, council) => {
  const { ordinal, filing } = termOf(council, command);
  return filing.status === 'FILED'
    ? undefined
    : refuse('FILING_NOT_OPEN', { term: ordinal, status: filing.status }, ['councilId']);
};

/** Found once it is known. */
const termOf = ({ terms }: Council, { ordinal }: OfTerm): Term => terms.find((one) => one.ordinal === ordinal)!;

const isNotBefore = (earliest: Day | undefined, day: Day): Refused | undefined =>
  earliest !== undefined && day < earliest
    ? refuse('DATE_ORDER', { day, earliest }, ['command', 'effectiveOn'])
    : undefined;

/** Something of the term is recorded for a later day, on which the council would no longer be in office, or was not any more. */
const laterInTerm = (ordinal: number, day: Day): Refused =>
  refuse('CONFLICTS_WITH_LATER', { term: ordinal, rule: 'TERM_EXPIRED', day }, ['councilId']);

const personIsRegistered: CouncilRule<OfPerson> = ({ personId }, { references }) =>
  at(['personId'], isRegistered(references.person, personId));

const personIsOfDistrict: CouncilRule<OfGroup & OfPerson> = ({ groupId, personId }, { references }) =>
  at(['personId'], isOfDistrict(references.person, personId, splitId(groupId).district));

const schoolIsKnown: CouncilRule<OfRecommendation> = ({ schoolId }, { references }) => {
  const { district, code } = splitId(schoolId);
  return district === references.district.code && !references.district.schools.has(code)
    ? refuse('NOT_FOUND', { school: schoolId }, ['schoolId'])
    : undefined;
};

/** Member schools recommend [S]. */
const recommenderIsMember: CouncilRule<OfRecommendation> = ({ schoolId, groupId }, { effectiveOn, references }) =>
  splitId(schoolId).district === splitId(groupId).district &&
  groupOf(references.district, groupId)?.members.get(splitId(schoolId).code)?.at(effectiveOn)
    ? undefined
    : refuse('RECOMMENDER_NOT_MEMBER', { school: schoolId, group: groupId }, ['schoolId']);

const isNotYetRecommended: CouncilRule<OfRecommendation> = ({ schoolId, personId }, { effectiveOn: day }, council) => {
  const one = council.recommendations.find(
    ({ value, schoolCode, from, until }) =>
      value === personId &&
      schoolCode === splitId(schoolId).code &&
      (until === undefined || (until > day && until > from)),
  );
  if (!one) return undefined;
  return one.from > day
    ? refuse('CONFLICTS_WITH_LATER', { person: personId, rule: 'NO_CHANGE', day: one.from }, ['personId'])
    : refuse('NO_CHANGE', { person: personId }, ['personId']);
};

/** Only a member school recommends. */
const recommendCouncilMember = step<commands.RecommendCouncilMember>(
  [groupLives, schoolIsKnown, recommenderIsMember, personIsRegistered, personIsOfDistrict, isNotYetRecommended],
  ({ schoolId, personId }) => accept({ type: 'MemberRecommended', schoolCode: splitId(schoolId).code, personId }),
);

const openRecommendation = (
  { recommendations }: Council,
  { groupId, schoolId, personId }: OfRecommendation,
): Recommendation | undefined => {
  const { district, code } = splitId(schoolId);
  if (district !== splitId(groupId).district) return undefined;
  return recommendations.find(
    ({ value, schoolCode, until }) => value === personId && schoolCode === code && until === undefined,
  );
};

const recommendationIsOpen: CouncilRule<OfRecommendation> = (command, _context, council) =>
  openRecommendation(council, command)
    ? undefined
    : refuse('NOT_FOUND', { person: command.personId, school: command.schoolId }, ['personId']);

const recommendationHasBegun: CouncilRule<OfRecommendation> = (command, { effectiveOn }, council) =>
  isNotBefore(openRecommendation(council, command)?.from, effectiveOn);

/** A school takes its recommendation back before it was used. */
const withdrawRecommendation = step<commands.WithdrawRecommendation>(
  [recommendationIsOpen, recommendationHasBegun],
  ({ schoolId, personId }) => accept({ type: 'RecommendationWithdrawn', schoolCode: splitId(schoolId).code, personId }),
);

const firstDayIsValid: Rule<commands.AppointCouncil> = ({ termFrom }) => dayIsValid('termFrom', termFrom);

const lastDayIsValid: Rule<{ readonly termTo: Day }> = ({ termTo }) => dayIsValid('termTo', termTo);

const memberIdsAreValid: Rule<commands.AppointCouncil> = ({ memberIds }) => textsAreValid('memberIds', memberIds);

const someAreAppointed: Rule<commands.AppointCouncil> = ({ memberIds }) => listIsFilled('memberIds', memberIds);

const termEndsAfterItBegins: Rule<commands.AppointCouncil> = ({ termFrom, termTo }) =>
  termTo < termFrom ? refuse('DATE_ORDER', { day: termTo, earliest: termFrom }, ['termTo']) : undefined;

const groupLivesWhenTermBegins: CouncilRule<commands.AppointCouncil> = ({ groupId, termFrom }, { references }) =>
  groupLivesOn(references.district, groupId, termFrom);

const membersAtFirst = ({ groupId, termFrom }: commands.AppointCouncil, { district }: CouncilReferences) =>
  membersOn(groupOf(district, groupId)!, termFrom);

/** The seats of the appointed: with a post that the charter gives one to, else for the school that recommended them. */
const seatsFor = (
  command: commands.AppointCouncil,
  day: Day,
  council: Council,
  references: CouncilReferences,
): readonly AppointedSeat[] => {
  const { memberIds, groupId, termFrom } = command;
  const charter = council.charter.at(day);
  const members = membersAtFirst(command, references);
  return memberIds.map((personId) => ({
    personId,
    ...(exOfficioOf(charter, personId, splitId(groupId).district, termFrom, references) ??
      present({ schoolCode: recommendationOf(council, personId, day, members)?.schoolCode })),
  }));
};

/** The appointed are recommended [S], but for as many as the charter gives a seat without it [D]. */
const appointedAreRecommended: CouncilRule<commands.AppointCouncil> = (
  command,
  { effectiveOn, references },
  council,
) => {
  const seats = seatsFor(command, effectiveOn, council, references);
  const others = council.charter.at(effectiveOn)?.otherSeats ?? 0;
  const unrecommended = seats.filter(({ schoolCode }) => schoolCode === undefined)[others];
  return (
    unrecommended &&
    refuse('NOT_RECOMMENDED', { person: unrecommended.personId }, ['memberIds', String(seats.indexOf(unrecommended))])
  );
};

const appointedAreRegistered: CouncilRule<commands.AppointCouncil> = ({ groupId, memberIds }, { references }) =>
  firstRefused(memberIds, (personId, index) =>
    at(['memberIds', String(index)], personsAreRegistered([personId], splitId(groupId).district, references)),
  );

/** Seats are for member schools; every member school has one, unless the charter says otherwise [D]. */
export const seatsFitMembers = (
  seats: readonly { readonly personId: PersonId; readonly schoolCode?: SchoolCode }[],
  members: readonly SchoolCode[],
  group: string,
  charter: Charter | undefined,
): Refused | undefined => {
  const stranger = seats.find(({ schoolCode }) => schoolCode !== undefined && !members.includes(schoolCode));
  if (stranger)
    return refuse('RECOMMENDER_NOT_MEMBER', { person: stranger.personId, school: stranger.schoolCode!, group }, [
      'memberIds',
      String(seats.indexOf(stranger)),
    ]);
  const seatless = members.find((code) => !seats.some(({ schoolCode }) => schoolCode === code));
  return seatless !== undefined && charter?.everySchoolSeated !== false
    ? refuse('SCHOOL_WITHOUT_SEAT', { school: seatless }, ['memberIds'])
    : undefined;
};
const everySchoolIsSeated: CouncilRule<commands.AppointCouncil> = (command, { effectiveOn, references }, council) => {
  const seats = seatsFor(command, effectiveOn, council, references);
  return seatsFitMembers(seats, membersAtFirst(command, references), command.groupId, council.charter.at(effectiveOn));
};

const chairIsMember: Rule<commands.AppointCouncil> = ({ memberIds, chairId }) =>
  memberIds.includes(chairId) ? undefined : refuse('CHAIR_NOT_MEMBER', { person: chairId }, ['chairId']);

/** The council of a term is appointed from those whom the member schools recommended; every member school has a seat. */
const appointCouncil = step<commands.AppointCouncil>(
  [
    groupLives,
    firstDayIsValid,
    lastDayIsValid,
    memberIdsAreValid,
    someAreAppointed,
    termEndsAfterItBegins,
    groupLivesWhenTermBegins,
    appointedAreRecommended,
    appointedAreRegistered,
    everySchoolIsSeated,
    chairIsMember,
  ],
  (command, { effectiveOn, references }, council) => {
    const { chairId, termFrom, termTo } = command;
    const seats = seatsFor(command, effectiveOn, council, references);
    return accept({ type: 'CouncilAppointed', ordinal: council.lastOrdinal + 1, seats, chairId, termFrom, termTo });
  },
);

const hasSomethingToFile: CouncilRule<OfTerm> = (command, _context, council) => {
  const { filing, changedSinceFiling } = termOf(council, command);
  return (filing.status === 'FILED' || filing.status === 'ACCEPTED') && !changedSinceFiling
    ? refuse('NO_CHANGE', { status: filing.status })
    : undefined;
};

/** It is filed after it was appointed, or after its last filing or the answer to it. */
const filesInOrder: CouncilRule<OfTerm> = (command, { effectiveOn }, council) => {
  const { filing, appointedOn } = termOf(council, command);
  if (filing.status === 'NOT_FILED') return isNotBefore(appointedOn, effectiveOn);
  return isNotBefore(filing.status === 'FILED' ? filing.filedOn : filing.answeredOn, effectiveOn);
};

/** The council is filed with the bureau, first and after every change. */
const fileCouncil = step<commands.FileCouncil>(
  [groupLives, termIsKnown, hasSomethingToFile, filesInOrder, hasHappened],
  ({ ordinal }) => accept({ type: 'CouncilFiled', ordinal }),
);

/** Who filed does not answer. */
const anotherFiled: CouncilRule<OfTerm> = (command, context, council) => {
  const { filing } = termOf(council, command);
  return anotherDid('FILES_ACCEPTS', filing.status === 'FILED' ? [filing.filedBy] : [], context);
};

const answersAfterFiling: CouncilRule<OfTerm> = (command, { effectiveOn }, council) => {
  const { filing } = termOf(council, command);
  return isNotBefore(filing.status === 'FILED' ? filing.filedOn : undefined, effectiveOn);
};

/** A filing is answered once, on a document. */
const filingIsAnswered = [
  termIsKnown,
  filingIsOpen,
  anotherFiled,
  documentIsNamed,
  documentNoIsValid,
  answersAfterFiling,
  hasHappened,
];

const reasonIsValid: Rule<commands.ReturnFiling> = ({ reason }) => textIsValid('reason', reason, TEXT_LENGTH);

/** The bureau takes note of a filing. */
const acceptFiling = step<commands.AcceptFiling>(filingIsAnswered, ({ ordinal, documentNo }) =>
  accept({ type: 'FilingAccepted', ordinal, documentNo }),
);

/** The bureau sends a filing back. */
const returnFiling = step<commands.ReturnFiling>(
  [...filingIsAnswered, reasonIsValid],
  ({ ordinal, documentNo, reason }) => accept({ type: 'FilingReturned', ordinal, documentNo, reason }),
);

const termHasBegun: CouncilRule<OfTerm> = (command, { effectiveOn }, council) =>
  isNotBefore(termOf(council, command).office.from, effectiveOn);

const isSeated = (council: Council, command: OfSeat, day: Day): boolean =>
  seatOf(termOf(council, command), command.personId, day) !== undefined;

/** Who sits already can only take the chair. */
const memberTakesChair: CouncilRule<commands.AppointSubstitute> = (command, { effectiveOn }, council) => {
  const { personId, asChair = false } = command;
  const takesChair = asChair && termOf(council, command).chair.at(effectiveOn) !== personId;
  return isSeated(council, command, effectiveOn) && !takesChair
    ? refuse('NO_CHANGE', { person: personId }, ['personId'])
    : undefined;
};

const isNotSeatedLater: CouncilRule<OfSeat> = (command, { effectiveOn }, council) => {
  const { personId } = command;
  const later = termOf(council, command).seats.find(({ value, from }) => value === personId && from > effectiveOn);
  return (
    later && refuse('CONFLICTS_WITH_LATER', { person: personId, rule: 'NO_CHANGE', day: later.from }, ['personId'])
  );
};

const recommendationIn = (
  council: Council,
  { personId, groupId }: OfGroup & OfPerson,
  day: Day,
  { district }: CouncilReferences,
): Recommendation | undefined => recommendationOf(council, personId, day, membersOn(groupOf(district, groupId)!, day));

/** A substitute is recommended like any other [S]. */
const substituteIsRecommended: CouncilRule<OfGroup & OfPerson> = (command, { effectiveOn, references }, council) =>
  recommendationIn(council, command, effectiveOn, references)
    ? undefined
    : refuse('NOT_RECOMMENDED', { person: command.personId }, ['personId']);

/** Who is appointed is recommended by a school that is still a member [S]. */
const recommenderIsStillMember: CouncilRule<OfGroup & OfPerson> = (command, { effectiveOn, references }, council) => {
  const { personId: person, groupId: group } = command;
  const { schoolCode: school } = recommendationIn(council, command, effectiveOn, references)!;
  return groupOf(references.district, group)?.members.get(school)?.at(effectiveOn)
    ? undefined
    : refuse('RECOMMENDER_NOT_MEMBER', { person, school, group }, ['personId']);
};

/** A rule on who takes a seat, not on who sits already. */
const ofNewcomer =
  (rule: CouncilRule<commands.AppointSubstitute>): typeof rule =>
  (command, context, council) =>
    isSeated(council, command, context.effectiveOn) ? undefined : rule(command, context, council);

/** A recommended person takes a seat during the term, or a member takes the chair. */
const appointSubstitute = step<commands.AppointSubstitute>(
  [
    groupLives,
    termIsKnown,
    termIsNotOver,
    termHasBegun,
    memberTakesChair,
    ofNewcomer(isNotSeatedLater),
    ofNewcomer(substituteIsRecommended),
    personIsRegistered,
    ofNewcomer(recommenderIsStillMember),
    isNotDatedBack,
    noMeetingWasHeld,
  ],
  (command, { effectiveOn, references }, council) => {
    const { ordinal, personId, asChair = false } = command;
    const chair = asChair ? [{ type: 'ChairAppointed' as const, ordinal, personId }] : [];
    if (isSeated(council, command, effectiveOn)) return accept(...chair);
    const { schoolCode } = recommendationIn(council, command, effectiveOn, references)!;
    return accept<CouncilEvent>({ type: 'SubstituteAppointed', ordinal, personId, schoolCode }, ...chair);
  },
);

/** The charter of the day gives the post a seat. */
const postHasSeat: CouncilRule<commands.PassSeat> = ({ schoolId, post }, { effectiveOn }, council) =>
  isBound(council.charter.at(effectiveOn), splitId(schoolId).code, post)
    ? undefined
    : refuse('NOT_FOUND', { school: schoolId, post }, ['post']);

/** Who takes the seat holds the post on the day, and took it after who sits, if that one holds it still; that nobody does, the process has looked up. */
const takerHoldsPost: CouncilRule<commands.PassSeat> = (command, { effectiveOn, actor, references }, council) => {
  const { personId, schoolId, post } = command;
  if (personId === undefined)
    return actor.role === 'SYSTEM' ? undefined : refuse('INVALID_INPUT', { field: 'personId' }, ['personId']);
  const taken = takenPost(references.person, personId, schoolId, post, effectiveOn);
  const isLast = boundSeats(council, command)
    .filter((seat) => contains(seat, effectiveOn))
    .map(({ value }) => takenPost(personOf(references, value), value, schoolId, post, effectiveOn))
    .every((other) => taken && (other === undefined || lastFirst(taken, other) <= 0));
  return taken && isLast ? undefined : refuse('NOT_RECOMMENDED', { person: personId }, ['personId']);
};

const takerIsRegistered: CouncilRule<commands.PassSeat> = ({ personId }, { references }) =>
  personId === undefined ? undefined : at(['personId'], isRegistered(references.person, personId));

/** Who held the seat of a post until then loses it, and who holds the post takes it, unless seated already. */
const passed = (command: commands.PassSeat, day: Day, council: Council): readonly CouncilEvent[] => {
  const { ordinal, schoolId, post, personId } = command;
  const { code: schoolCode } = splitId(schoolId);
  const term = termOf(council, command);
  const former = boundSeats(council, command).filter((seat) => contains(seat, day) && seat.value !== personId);
  const takes = personId !== undefined && seatOf(term, personId, day) === undefined;
  return [
    ...former.map(({ value }) => ({ type: 'MemberRemoved', ordinal, personId: value, cause: 'POST_LEFT' }) as const),
    ...(takes ? [{ type: 'SubstituteAppointed', ordinal, personId, schoolCode, post } as const] : []),
  ];
};

const seatPasses: CouncilRule<commands.PassSeat> = (command, { effectiveOn }, council) =>
  passed(command, effectiveOn, council).length === 0
    ? refuse('NO_CHANGE', { post: command.post }, ['post'])
    : undefined;

/** A seat passes with its post, by the process, or by the bureau. */
const passSeat = step<commands.PassSeat>(
  [
    groupLives,
    termIsKnown,
    termIsNotOver,
    termHasBegun,
    postHasSeat,
    takerIsRegistered,
    takerHoldsPost,
    seatPasses,
    isNotDatedBack,
    noMeetingWasHeld,
  ],
  (command, { effectiveOn }, council) => accept(...passed(command, effectiveOn, council)),
);

/** The seat that a person holds on a day or will hold, the last one first. */
const lastSeat = (council: Council, command: OfSeat, day: Day): Seat | undefined =>
  termOf(council, command).seats.findLast(
    ({ value, until, from }) => value === command.personId && (until === undefined || (until > day && until > from)),
  );

const seatIsHeld: CouncilRule<OfSeat> = (command, { effectiveOn }, council) =>
  lastSeat(council, command, effectiveOn)
    ? undefined
    : refuse('NOT_FOUND', { person: command.personId, term: command.ordinal }, ['personId']);

const seatStaysLater: CouncilRule<OfSeat> = (command, { effectiveOn }, council) => {
  const until = lastSeat(council, command, effectiveOn)?.until;
  return until === undefined
    ? undefined
    : refuse('CONFLICTS_WITH_LATER', { person: command.personId, rule: 'NO_CHANGE', day: until }, ['personId']);
};

/** A member gives the seat up. */
const resignSeat = step<commands.ResignSeat>(
  [termIsKnown, termIsNotOver, seatIsHeld, seatStaysLater, isNotDatedBack, noMeetingWasHeld],
  ({ ordinal, personId }) => accept({ type: 'SeatResigned', ordinal, personId }),
);

/** A process removes only whose recommending school is no longer a member of the group. */
const processHasCause: CouncilRule<commands.RemoveMember> = (command, { effectiveOn, actor, references }, council) => {
  const school = lastSeat(council, command, effectiveOn)?.schoolCode;
  const members = groupOf(references.district, command.groupId)?.members;
  return actor.role === 'SYSTEM' && (school === undefined || members?.get(school)?.at(effectiveOn))
    ? refuse('NO_CHANGE', { person: command.personId }, ['personId'])
    : undefined;
};

/** A member loses the seat; by a process, where the recommending school is no longer a member of the group. */
const removeMember = step<commands.RemoveMember>(
  [termIsKnown, termIsNotOver, seatIsHeld, seatStaysLater, processHasCause, isNotDatedBack, noMeetingWasHeld],
  ({ ordinal, personId }, { actor }) => {
    const cause = actor.role === 'SYSTEM' ? 'RECOMMENDER_LEFT' : 'REMOVED';
    return accept({ type: 'MemberRemoved', ordinal, personId, cause });
  },
);

/** A deadline to act: dating the command back does not meet it, but for the bureau with a document. */
const extendsBeforeTermIsOver: CouncilRule<OfTerm> = (command, context, council) => {
  const { effectiveOn, recordedOn, actor, hasDocument } = context;
  const mayDateBack = actor.role === 'BUREAU' && hasDocument;
  const day = recordedOn > effectiveOn && !mayDateBack ? recordedOn : effectiveOn;
  return isNotOverOn(termOf(council, command), day);
};

/** A term that ends early on a later day keeps that end. */
const isNotEndedLater: CouncilRule<OfTerm> = (command, _context, council) => {
  const { ordinal, office, ended } = termOf(council, command);
  return ended && office.until !== undefined ? laterInTerm(ordinal, office.until) : undefined;
};

const termGetsLonger: CouncilRule<commands.ExtendTerm> = (command, _context, council) => {
  const { termTo } = command;
  const { office } = termOf(council, command);
  const last = addDays(office.until ?? office.from, -1);
  if (termTo === last) return refuse('NO_CHANGE', { day: termTo }, ['termTo']);
  return termTo < last ? refuse('DATE_ORDER', { day: termTo, earliest: last }, ['termTo']) : undefined;
};

const extensionHasDocument: CouncilRule<OfTerm> = (_command, { hasDocument }) =>
  hasDocument ? undefined : refuse('BASIS_MISSING', {}, ['command', 'basis']);

/** A term lasts longer, on a document; only before it has ended. */
const extendTerm = step<commands.ExtendTerm>(
  [
    groupLives,
    termIsKnown,
    extendsBeforeTermIsOver,
    lastDayIsValid,
    isNotEndedLater,
    termGetsLonger,
    isNotDatedBack,
    noMeetingWasHeld,
    extensionHasDocument,
  ],
  ({ ordinal, termTo }) => accept({ type: 'TermExtended', ordinal, termTo }),
);

const termLastedDay: CouncilRule<OfTerm> = (command, { effectiveOn }, council) =>
  isNotBefore(addDays(termOf(council, command).office.from, 1), effectiveOn);

/** A term ends not before what is already recorded of its seats and its chair. */
const termStaysLater: CouncilRule<OfTerm> = (command, { effectiveOn }, council) => {
  const { ordinal, office, seats, chair, ended } = termOf(council, command);
  const later = [...seats, ...chair.intervals, ...(ended ? [office] : [])]
    .flatMap(({ from, until = from }) => [from, until])
    .sort()
    .find((day) => day > effectiveOn);
  return later === undefined ? undefined : laterInTerm(ordinal, later);
};

/** A term ends early. */
const endTerm = step<commands.EndTerm>(
  [termIsKnown, termIsNotOver, termLastedDay, termStaysLater, isNotDatedBack, noMeetingWasHeld],
  ({ ordinal }) => accept({ type: 'TermEnded', ordinal }),
);

// Whether a command is open at all.

/** For a school or, where none is meant, for any. */
interface OnGroup extends OfGroup {
  readonly schoolId?: SchoolId;
}
const isMeant = ({ schoolId }: OnGroup, code: SchoolCode): boolean =>
  schoolId === undefined || splitId(schoolId).code === code;

/** Some member school recommends; one that is not in the register is refused as such. */
const someMemberRecommends: CouncilRule<OnGroup> = (target, { effectiveOn, references: { district } }) => {
  const { groupId: group, schoolId } = target;
  if (schoolId !== undefined && !district.schools.has(splitId(schoolId).code)) return undefined;
  const members = membersOn(groupOf(district, group)!, effectiveOn);
  return members.some((code) => isMeant(target, code))
    ? undefined
    : refuse('RECOMMENDER_NOT_MEMBER', { group }, ['groupId']);
};

const someRecommendationIsOpen: CouncilRule<OnGroup> = (target, { effectiveOn }, { recommendations }) => {
  const open = recommendations.filter(({ schoolCode, until }) => until === undefined && isMeant(target, schoolCode));
  if (open.length === 0) return refuse('NOT_FOUND', { group: target.groupId }, ['groupId']);
  const [earliest] = open.map(({ from }) => from).sort();
  return isNotBefore(earliest, effectiveOn);
};

/** Somebody can be appointed: recommended by a school that is a member or will be, or to a seat that needs none. */
const somebodyIsRecommended: CouncilRule<OfGroup> = ({ groupId }, { effectiveOn, references }, council) => {
  if ((council.charter.at(effectiveOn)?.otherSeats ?? 0) > 0) return undefined;
  const schools = council.recommendations
    .filter((one) => contains(one, effectiveOn))
    .map(({ schoolCode }) => schoolCode);
  if (schools.length === 0) return refuse('NOT_RECOMMENDED', { group: groupId }, ['groupId']);
  const { members } = groupOf(references.district, groupId)!;
  const lasts = (code: SchoolCode): boolean =>
    members.get(code)?.intervals.some(({ until }) => until === undefined || until > effectiveOn) === true;
  return schools.some(lasts) ? undefined : refuse('RECOMMENDER_NOT_MEMBER', { group: groupId }, ['groupId']);
};

/** There is somebody to take the chair, or somebody recommended by a member school to take a seat. */
const somebodyMayJoin: CouncilRule<OfTerm & OfGroup> = (target, { effectiveOn, references: { district } }, council) => {
  const { seats, chair } = termOf(council, target);
  const mayTakeChair = seats.some((seat) => contains(seat, effectiveOn) && seat.value !== chair.at(effectiveOn));
  if (mayTakeChair) return undefined;
  const members = membersOn(groupOf(district, target.groupId)!, effectiveOn);
  const isTaken = (person: PersonId): boolean =>
    seats.some(({ value, until }) => value === person && (until === undefined || until > effectiveOn));
  const candidates = council.recommendations.filter(
    (one) => contains(one, effectiveOn) && members.includes(one.schoolCode) && !isTaken(one.value),
  );
  return candidates.length > 0 ? undefined : refuse('NOT_RECOMMENDED', { group: target.groupId }, ['groupId']);
};

const someSeatMayEnd: CouncilRule<OfTerm> = (target, { effectiveOn: day }, council) => {
  const { ordinal, seats } = termOf(council, target);
  if (seats.some(({ until }) => until === undefined)) return undefined;
  const later = seats.find(({ from, until }) => until !== undefined && until > day && until > from);
  return later
    ? refuse('CONFLICTS_WITH_LATER', { term: ordinal, rule: 'NO_CHANGE', day: later.until! }, ['councilId'])
    : refuse('NOT_FOUND', { term: ordinal }, ['councilId']);
};

/** A term ends after the last day on which its council met in office and decided something. */
const councilMeetsNoMore: CouncilRule<OfTerm> = (target, { effectiveOn }, council) => {
  const { ordinal, office } = termOf(council, target);
  const [last] = council.meetings
    .filter(({ meeting }) => meeting.ordinal === ordinal && contains(office, meeting.heldOn))
    .map(({ meeting }) => meeting.heldOn)
    .sort()
    .reverse();
  if (last === undefined || last < effectiveOn) return undefined;
  return last === effectiveOn
    ? refuse('TERM_EXPIRED', { term: ordinal, heldOn: last }, ['councilId'])
    : laterInTerm(ordinal, last);
};

/** Who may give each command, when it is open, and how it is decided. */
export const decisions: CommandTable<CouncilCommand, Council, CouncilEvent, CouncilReferences> = {
  ...resolutionDecisions,
  AdoptCharter: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['EducationGroup'], rules: [groupLives] },
    decide: adoptCharter,
  },
  RecommendCouncilMember: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), SCHOOL: ownStaff },
    open: { on: ['EducationGroup'], rules: [groupLives, someMemberRecommends] },
    decide: recommendCouncilMember,
  },
  WithdrawRecommendation: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), SCHOOL: ofSchool },
    open: { on: ['EducationGroup'], rules: [someRecommendationIsOpen] },
    decide: withdrawRecommendation,
  },
  AppointCouncil: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: groupWithCouncil, SCHOOL: leadSchoolAtFirst },
    open: { on: ['EducationGroup'], rules: [groupLives, somebodyIsRecommended] },
    decide: appointCouncil,
  },
  FileCouncil: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup, SCHOOL: leadSchool },
    open: { on: ['Council'], rules: [groupLives, termIsKnown, hasSomethingToFile, filesInOrder] },
    decide: fileCouncil,
  },
  AcceptFiling: {
    may: { BUREAU: withDuty('BASIC_EDUCATION') },
    open: { on: ['Council'], rules: [termIsKnown, filingIsOpen, anotherFiled, answersAfterFiling] },
    decide: acceptFiling,
  },
  ReturnFiling: {
    may: { BUREAU: withDuty('BASIC_EDUCATION') },
    open: { on: ['Council'], rules: [termIsKnown, filingIsOpen, anotherFiled, answersAfterFiling] },
    decide: returnFiling,
  },
  AppointSubstitute: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['Council'], rules: [groupLives, termIsKnown, termIsNotOver, termHasBegun, somebodyMayJoin] },
    decide: appointSubstitute,
  },
  PassSeat: { may: { BUREAU: withDuty('BASIC_EDUCATION'), SYSTEM: anywhere }, decide: passSeat },
  ResignSeat: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['Council'], rules: [termIsKnown, termIsNotOver, someSeatMayEnd] },
    decide: resignSeat,
  },
  RemoveMember: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup, SYSTEM: anywhere },
    open: { on: ['Council'], rules: [termIsKnown, termIsNotOver, someSeatMayEnd] },
    decide: removeMember,
  },
  ExtendTerm: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['Council'], rules: [groupLives, termIsKnown, extendsBeforeTermIsOver, isNotEndedLater] },
    decide: extendTerm,
  },
  EndTerm: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup, SYSTEM: anywhere },
    open: { on: ['Council'], rules: [termIsKnown, termIsNotOver, termLastedDay, councilMeetsNoMore, termStaysLater] },
    decide: endTerm,
  },
};
