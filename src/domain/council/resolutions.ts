import { withDuty, ofGroup } from '../permission.js';
import { addDays, type Day } from '../day.js';
import {
  accept,
  stepOf,
  type Context,
  type Decide,
  type Invariant,
  type Rule,
  type Violation,
  type CommandTable,
} from '../decider.js';
import { groupLivesOn } from '../district/index.js';
import {
  countIsValid,
  dayIsValid,
  firstRefused,
  NAME_LENGTH,
  numberIsGiven,
  textIsValid,
  textsAreValid,
  within,
} from '../input.js';
import { splitId } from '../identity.js';
import { MOST_FEN } from '../money.js';
import { bureauHasDocument, onBehalfIn } from '../on-behalf.js';
import { backdatingDays, rulesOn, type Policies } from '../policy/index.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { anotherDid } from '../separation.js';
import { contains } from '../timeline.js';
import type { ResolutionKind } from '../vocabulary.js';
import { filledOn, isToldBeforeChanges } from './counted.js';
import type { CouncilEvent } from './events.js';
import type * as commands from './resolution-commands.js';
import type { ResolutionCommand, Voted } from './resolution-commands.js';
import { namedAreKnown } from './persons.js';
import type { CouncilReferences } from './references.js';
import type { Meeting } from './resolution-events.js';
import { everybody, floorOn, shortOf, stricter, votesOf } from './shares.js';
import { charterFor, type Charter, type Council, type Decided, type Resolution, type Term } from './state.js';

type Step<Command> = Decide<Command, Council, CouncilEvent, CouncilReferences>;
type CouncilRule<Command> = Rule<Command, Council, CouncilReferences>;
type Vote = Exclude<ResolutionCommand, commands.AdoptCharter>;
/** What a council decides: a resolution of a kind, or its charter. */
export type Matter = ResolutionKind | 'CHARTER';
type OfResolution = { readonly resolution: number };
const step = stepOf<Council, CouncilEvent, CouncilReferences>();

const resolutionIsKnown: CouncilRule<OfResolution> = ({ resolution: number }, _context, { resolutions }) =>
  resolutions.some((one) => one.number === number)
    ? undefined
    : refuse('NOT_FOUND', { resolution: number }, ['resolutionId']);

const resolutionStands: CouncilRule<OfResolution> = (command, _context, council) =>
  resolutionOf(council, command).repealedOn === undefined
    ? undefined
    : refuse('INVALID_TRANSITION', { resolution: command.resolution }, ['resolutionId']);

/** Found once it is known. */
const resolutionOf = ({ resolutions }: Council, { resolution: number }: OfResolution): Resolution =>
  resolutions.find((one) => one.number === number)!;

const kindOf = (command: Vote, council: Council): ResolutionKind =>
  'kind' in command ? command.kind : resolutionOf(council, command).kind;

const heldOnIsValid: Rule<Voted> = ({ heldOn }) => dayIsValid('heldOn', heldOn);

/** The council met before it is told, and before its decision has effect. */
const metBefore: Rule<Voted> = ({ heldOn }, { effectiveOn, recordedOn }) => {
  const latest = effectiveOn < recordedOn ? effectiveOn : recordedOn;
  return heldOn > latest ? refuse('DATE_ORDER', { day: heldOn, latest }, ['heldOn']) : undefined;
};

/** Power goes by the day of the meeting, so that day is not dated back either: who is out of office could say he met in time. */
const metLately: Rule<Voted> = ({ heldOn }, { recordedOn, actor, hasDocument, policies }) => {
  const days = backdatingDays(policies, recordedOn);
  return heldOn >= addDays(recordedOn, -days) || (actor.role === 'BUREAU' && hasDocument)
    ? undefined
    : refuse('BACKDATED', { day: heldOn, days }, ['heldOn']);
};

const concernedIdsAreValid: Rule<Voted> = ({ concernedIds = [] }) => textsAreValid('concernedIds', concernedIds);

const recusedIdsAreValid: Rule<Voted> = ({ recusedIds = [] }) => textsAreValid('recusedIds', recusedIds);

const namedInMeetingAreKnown: CouncilRule<Voted> = (command, { references }) =>
  namedAreKnown(command, splitId(command.groupId).district, references);

const minutesAreNumbered: Rule<Voted> = ({ minutesNo }) => numberIsGiven('minutesNo', minutesNo);

const minutesNoIsValid: Rule<Voted> = ({ minutesNo }) => textIsValid('minutesNo', minutesNo, NAME_LENGTH);

const votesAreCounts: Rule<Voted> = ({ ballot }) => ballotIsValid(ballot);

const groupLivesOnMeeting: CouncilRule<Voted> = ({ groupId, heldOn }, { references }) =>
  groupLivesOn(references.district, groupId, heldOn);

/** What is asked of every meeting that is told. */
export const meetingRules: readonly CouncilRule<Voted>[] = [
  heldOnIsValid,
  metBefore,
  metLately,
  isToldBeforeChanges,
  concernedIdsAreValid,
  recusedIdsAreValid,
  minutesAreNumbered,
  minutesNoIsValid,
  votesAreCounts,
  groupLivesOnMeeting,
  namedInMeetingAreKnown,
  bureauHasDocument,
];

/** A meeting with the rules under which it decided a matter; refused where the council had no power on that day. */
export const meetingUnder = (
  { heldOn, ballot, concernedIds = [], recusedIds = [], minutesNo }: Voted,
  { policies, actor }: Pick<Context, 'policies' | 'actor'>,
  council: Council,
  matter: Matter,
): Meeting | Refused => {
  const rules = rulesOfMeeting(council, policies, heldOn, matter);
  if ('refused' in rules) return rules;
  return { heldOn, ballot, concernedIds, recusedIds, minutesNo, ...rules, ...onBehalfIn({ actor }) };
};

/** A step by a vote: its own rules, those on every meeting, and last that the council had the power to decide on the day it met. */
const vote = <Command extends Vote>(
  rules: readonly CouncilRule<Command>[],
  event: (meeting: Meeting, command: Command, context: Context, council: Council) => CouncilEvent,
): Step<Command> =>
  step<Command>([...rules, ...meetingRules], (command, context, council) => {
    const meeting = meetingUnder(command, context, council, kindOf(command, council));
    return 'refused' in meeting ? meeting : accept(event(meeting, command, context, council));
  });

const subjectIsValid: Rule<{ readonly subject?: string }> = ({ subject }) =>
  textIsValid('subject', subject, NAME_LENGTH);

/** Who appropriated the money of a year does not enter the decision on its use. */
const anotherAppropriated: CouncilRule<unknown> = (_command, context) =>
  anotherDid('ADOPTS_APPROPRIATES', context.references.fund?.appropriatedBy ?? [], context);

const newMatterIsValid: Rule<commands.AdoptResolution> = (command) => matterIsValid(command);

/** The council decides: in power, with a quorum and a majority on the day it met, without those whom it concerns. */
export const adoptResolution = vote<commands.AdoptResolution>(
  [subjectIsValid, newMatterIsValid, anotherAppropriated],
  (meeting, { kind, subject, fiscalYear, sum }, _context, council) => ({
    type: 'ResolutionAdopted',
    resolution: council.lastResolution + 1,
    kind,
    subject,
    ...meeting,
    ...present({ fiscalYear, sum }),
  }),
);

const newSumIsValid: Rule<commands.AmendResolution> = ({ sum }) =>
  sum === undefined ? undefined : countIsValid('sum', sum, 1, MOST_FEN);

const sumIsForFund: CouncilRule<commands.AmendResolution> = (command, _context, council) => {
  const { kind } = resolutionOf(council, command);
  return command.sum !== undefined && kind !== 'FUND' ? refuse('INVALID_INPUT', { kind }, ['sum']) : undefined;
};

/** What of a resolution becomes another. */
const amended = (command: commands.AmendResolution, day: Day, council: Council) => {
  const { subjects, sums } = resolutionOf(council, command);
  return {
    ...present({
      subject: command.subject === subjects.at(day) ? undefined : command.subject,
      sum: command.sum === sums.at(day) ? undefined : command.sum,
    }),
  };
};

const amendmentChanges: CouncilRule<commands.AmendResolution> = (command, { effectiveOn }, council) =>
  Object.keys(amended(command, effectiveOn, council)).length === 0
    ? refuse('NO_CHANGE', { resolution: command.resolution }, ['resolutionId'])
    : undefined;

/** The council amends a resolution that stands. */
export const amendResolution = vote<commands.AmendResolution>(
  [resolutionIsKnown, resolutionStands, subjectIsValid, newSumIsValid, sumIsForFund, amendmentChanges],
  (meeting, command, { effectiveOn }, council) => ({
    type: 'ResolutionAmended',
    resolution: command.resolution,
    ...meeting,
    ...amended(command, effectiveOn, council),
  }),
);

/** The council takes a resolution back. */
export const repealResolution = vote<commands.RepealResolution>(
  [resolutionIsKnown, resolutionStands],
  (meeting, { resolution }) => ({ type: 'ResolutionRepealed', resolution, ...meeting }),
);

// Whether a command is open at all. Without a meeting's day a council is judged as if it met on the day.

type OnGroup = { readonly groupId: string; readonly heldOn?: Day };

const groupLivesWhenMeeting: CouncilRule<OnGroup> = ({ groupId, heldOn }, { effectiveOn, references }) =>
  groupLivesOn(references.district, groupId, heldOn ?? effectiveOn);

/** The council may decide a matter of one of these kinds. */
const hasPower = (
  { heldOn }: { readonly heldOn?: Day },
  { effectiveOn, policies }: Pick<Context, 'effectiveOn' | 'policies'>,
  council: Council,
  kinds: readonly ResolutionKind[],
): Refused | undefined => {
  const powers = kinds.map((kind) => inPower(council, policies, heldOn ?? effectiveOn, kind));
  return powers.every((power) => 'refused' in power) ? powers[0] : undefined;
};
const anyKind = ['FUND', 'ROTATION', 'CULTURE', 'OTHER'] as const satisfies readonly ResolutionKind[];

const councilMayDecide: CouncilRule<OnGroup & { readonly kind?: ResolutionKind }> = (target, context, council) =>
  hasPower(target, context, council, target.kind === undefined ? anyKind : [target.kind]);

/** Some resolution, or the one that is meant, can be amended or repealed. */
const someResolutionMayChange: CouncilRule<OnGroup & { readonly resolution?: number }> = (target, context, council) => {
  const meant = council.resolutions.filter(({ number }) => number === (target.resolution ?? number));
  const standing = meant.filter(({ repealedOn }) => repealedOn === undefined);
  const args = target.resolution === undefined ? {} : { resolution: target.resolution };
  if (standing.length === 0)
    return refuse(meant.length === 0 ? 'NOT_FOUND' : 'INVALID_TRANSITION', args, ['resolutionId']);
  const { effectiveOn } = context;
  const begun = standing.filter((one) => one.effectiveOn <= effectiveOn);
  const kinds = (begun.length > 0 ? begun : standing).map(({ kind }) => kind);
  const refused = groupLivesWhenMeeting(target, context, council) ?? hasPower(target, context, council, kinds);
  if (refused || begun.length > 0) return refused;
  const earliest = standing.map((one) => one.effectiveOn).sort()[0]!;
  return refuse('DATE_ORDER', { day: effectiveOn, earliest }, ['command', 'effectiveOn']);
};

/** Who may give each command, when it is open, and how it is decided. */
export const resolutionDecisions: CommandTable<Vote, Council, CouncilEvent, CouncilReferences> = {
  AdoptResolution: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['EducationGroup'], rules: [groupLivesWhenMeeting, councilMayDecide] },
    decide: adoptResolution,
  },
  AmendResolution: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['EducationGroup'], rules: [someResolutionMayChange] },
    decide: amendResolution,
  },
  RepealResolution: {
    may: { BUREAU: withDuty('BASIC_EDUCATION'), COUNCIL: ofGroup },
    open: { on: ['EducationGroup'], rules: [someResolutionMayChange] },
    decide: repealResolution,
  },
};

/** Every vote adds up, and somebody was there; of the recused, those are not counted who were not. */
export const ballotsAddUp: Invariant<Council> = ofMeetings(({ ballot, recusedIds }, filled) => {
  const votes = ballot.present + ballot.proxies - ballot.recused;
  const absent = filled.length - ballot.present - ballot.proxies;
  const recusedCounted = ballot.recused <= recusedIds.length && recusedIds.length - ballot.recused <= absent;
  return recusedCounted && ballot.present > 0 && votes === ballot.for + ballot.against + ballot.abstained
    ? undefined
    : ['BALLOT_INCONSISTENT', { recused: ballot.recused }, { ballot: true }];
});

/** Nobody votes who holds no seat on the day of the meeting. */
export const votesBySeatsOnly: Invariant<Council> = ofMeetings(({ ballot }, filled) =>
  ballot.present + ballot.proxies <= filled.length
    ? undefined
    : ['BALLOT_INCONSISTENT', { filled: filled.length }, { ballot: true }],
);

/** Nobody who is present votes for more others than the charter allows: one, where it says nothing. */
export const proxiesAreFew: Invariant<Council> = ofMeetings(({ ballot }, _filled, charter) =>
  ballot.proxies <= ballot.present * (charter?.proxiesPerMember ?? 1)
    ? undefined
    : ['BALLOT_INCONSISTENT', { proxies: ballot.proxies }, { ballot: true }],
);

/** Enough of the filled seats are there, in person or by proxy, on the day of the meeting; the recused are not. */
export const quorumMet: Invariant<Council> = ofMeetings((meeting, filled, charter) =>
  shortBy(meeting, filled, charter) === 'QUORUM_NOT_MET'
    ? ['QUORUM_NOT_MET', { present: votesOf(meeting.ballot), filled: filled.length }, { ballot: true }]
    : undefined,
);

/** Enough of those who are there, without the recused, vote for it. */
export const majorityMet: Invariant<Council> = ofMeetings((meeting, filled, charter) =>
  shortBy(meeting, filled, charter) === 'MAJORITY_NOT_MET'
    ? ['MAJORITY_NOT_MET', { for: meeting.ballot.for, votes: votesOf(meeting.ballot) }, { ballot: true }]
    : undefined,
);

/** A member whom the matter concerns is recused, and only members are. */
export const concernedAreRecused: Invariant<Council> = ofMeetings(({ concernedIds, recusedIds }, filled) => {
  const person = concernedIds.find((one) => filled.includes(one) && !recusedIds.includes(one));
  if (person !== undefined) return ['NOT_RECUSED', { person }, { concernedIds: person, personId: person }];
  const stranger = recusedIds.find((one) => !filled.includes(one));
  return stranger === undefined
    ? undefined
    : ['BALLOT_INCONSISTENT', { person: stranger }, { ballot: true, personId: stranger }];
});

/** The council was in office on the day it met, or allowed to act as a caretaker. */
export const metInOffice: Invariant<Council> = (council) =>
  council.meetings.flatMap((decided) => {
    const { meeting } = decided;
    const term = council.terms.find(({ ordinal }) => ordinal === meeting.ordinal);
    const inOffice = council.terms.find(({ office }) => contains(office, meeting.heldOn));
    const afterwards = term?.office.until !== undefined && meeting.heldOn >= term.office.until;
    return term && (inOffice ? inOffice === term : meeting.caretaker && afterwards)
      ? []
      : [{ code: 'TERM_EXPIRED' as const, args: about(decided), means: about(decided), day: meeting.heldOn }];
  });

/** A resolution is amended and repealed after it was adopted, and nothing has effect before the council met. */
export const meetingsInOrder: Invariant<Council> = (council) =>
  council.meetings.flatMap((decided, index) => {
    const { resolution, effectiveOn } = decided;
    const { heldOn } = decided.meeting;
    const before = council.meetings
      .slice(0, index)
      .filter((one) => resolution !== undefined && one.resolution === resolution)
      .at(-1);
    const adoptedFrom = council.resolutions.find(({ number }) => number === resolution)?.effectiveOn ?? effectiveOn;
    const number = present({ resolution });
    const broken = (day: Day, earliest: Day, means: NonNullable<Violation['means']>): Violation[] =>
      day < earliest ? [{ code: 'DATE_ORDER', args: { day, earliest, ...number }, means, day: heldOn }] : [];
    return [
      ...broken(effectiveOn, heldOn, { heldOn, ...number }),
      ...broken(heldOn, before?.meeting.heldOn ?? heldOn, { heldOn, ...number }),
      ...broken(effectiveOn, adoptedFrom, number),
    ];
  });

export const resolutionInvariants: readonly Invariant<Council>[] = [
  metInOffice,
  meetingsInOrder,
  votesBySeatsOnly,
  ballotsAddUp,
  proxiesAreFew,
  concernedAreRecused,
  quorumMet,
  majorityMet,
];

/** Which meeting is meant. */
function about({ resolution, meeting: { heldOn } }: Decided) {
  return { ...present({ resolution }), heldOn };
}

/** What a meeting lacked of what it was asked for then, and of what its charter asks for. */
const shortBy = (meeting: Meeting, filled: readonly string[], charter: Charter | undefined) =>
  shortOf(meeting.ballot, meeting, filled.length) ?? (charter && shortOf(meeting.ballot, charter, filled.length));

/**
 * Whose council meets on a day, and which quorum and majority are asked for: the charter's, and no less than the policy's, else more
 * than half. The first charter is adopted by all who sit.
 */
export const rulesOfMeeting = (
  council: Council,
  policies: Policies,
  heldOn: Day,
  matter: Matter,
): Pick<Meeting, 'ordinal' | 'caretaker' | 'quorum' | 'majority'> | Refused => {
  const power = inPower(council, policies, heldOn, matter);
  if ('refused' in power) return power;
  const charter = council.charter.at(heldOn);
  const floor = floorOn(policies, heldOn);
  const quorum = charter?.quorum ?? (matter === 'CHARTER' ? everybody : floor.quorum);
  return {
    ordinal: power.term.ordinal,
    caretaker: power.caretaker,
    quorum: stricter(quorum, floor.quorum),
    majority: stricter(charter?.majority ?? floor.majority, floor.majority),
  };
};

/** Whether the bureau had accepted, by a day, a filing of the council as it was on that day: with each of its changes until then. */
const isFiled = ({ changes }: Council, { ordinal, accepted }: Term, day: Day): boolean => {
  const changed = changes.filter(
    (one) => one.ordinal === ordinal && one.type !== 'TermEnded' && one.effectiveOn <= day,
  );
  const last = Math.max(-1, ...changed.map(({ by }) => by));
  return accepted.some(({ on, by }) => on <= day && by > last);
};

/** The term whose council may decide a matter on a day. */
export const inPower = (
  council: Council,
  policies: Policies,
  day: Day,
  matter: Matter,
): { term: Term; caretaker: boolean } | Refused => {
  const sitting = council.terms.find(({ office }) => contains(office, day));
  const last = council.terms
    .filter(({ office }) => office.until !== undefined && office.until <= day)
    .sort((a, b) => ((a.office.until ?? '') < (b.office.until ?? '') ? 1 : -1))[0];
  const rules = rulesOn(policies, 'CARETAKER', day);
  const allowed =
    last?.office.until !== undefined &&
    rules?.resolutionKinds.some((kind) => kind === matter) === true &&
    day < addDays(last.office.until, rules.days);
  const term = sitting ?? (allowed ? last : undefined);
  if (!term)
    return refuse(
      'TERM_EXPIRED',
      { heldOn: day, ...(last?.office.until === undefined ? {} : { until: last.office.until }) },
      ['heldOn'],
    );
  if (rulesOn(policies, 'FILING', day)?.effect === 'CONSTITUTIVE' && !isFiled(council, term, day))
    return refuse('COUNCIL_NOT_FILED', { term: term.ordinal }, ['heldOn']);
  return { term, caretaker: sitting === undefined };
};

/** A resolution on the fund, and no other, is for a year and a sum. */
export const matterIsValid = ({
  kind,
  fiscalYear,
  sum,
}: Pick<commands.AdoptResolution, 'kind' | 'fiscalYear' | 'sum'>): Refused | undefined => {
  if ((kind === 'FUND') !== (fiscalYear !== undefined)) return refuse('INVALID_INPUT', { kind }, ['fiscalYear']);
  if ((kind === 'FUND') !== (sum !== undefined)) return refuse('INVALID_INPUT', { kind }, ['sum']);
  if (fiscalYear === undefined || sum === undefined) return undefined;
  return countIsValid('fiscalYear', fiscalYear, 2000, 2199) ?? countIsValid('sum', sum, 1, MOST_FEN);
};

/** Votes are numbers that can be counted. */
export const ballotIsValid = (ballot: Meeting['ballot']): Refused | undefined =>
  firstRefused(Object.entries(ballot), ([field, votes]) =>
    within(['ballot'], countIsValid(field, votes as number, 0, 10_000)),
  );

function ofMeetings(
  rule: (
    meeting: Meeting,
    filled: readonly string[],
    charter: Charter | undefined,
  ) => readonly [Violation['code'], Violation['args'], NonNullable<Violation['means']>] | undefined,
): Invariant<Council> {
  return (council) =>
    council.meetings.flatMap((decided) => {
      const { meeting } = decided;
      const term = council.terms.find(({ ordinal }) => ordinal === meeting.ordinal);
      const broken = rule(meeting, term ? filledOn(term, meeting.heldOn) : [], charterFor(council, decided));
      if (!broken) return [];
      const [code, args, means] = broken;
      return [{ code, args: { ...args, ...about(decided) }, means, day: meeting.heldOn }];
    });
}
