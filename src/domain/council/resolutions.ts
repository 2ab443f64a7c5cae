import { addDays, type Day } from '../day.js';
import { accept, type Context, type Decide, type Invariant, type Violation } from '../decider.js';
import { livingGroup } from '../district/index.js';
import { invalidCount, invalidDay, invalidText, invalidTexts, NAME_LENGTH, optional } from '../input.js';
import { MOST_FEN } from '../money.js';
import {
  backdatingDays,
  invalidShare,
  rulesOn,
  type Policies,
  type ResolutionKind,
  type Share,
} from '../policy/index.js';
import { refuse, type Refused } from '../refusal.js';
import { same } from '../same.js';
import { contains } from '../timeline.js';
import type { CouncilReferences } from './decide.js';
import type { CouncilEvent } from './events.js';
import type * as commands from './resolution-commands.js';
import type { ResolutionCommand } from './resolution-commands.js';
import type { Meeting } from './resolution-events.js';
import { seatOf, type Charter, type Council, type Resolution, type Term } from './state.js';

type Step<Command> = Decide<Command, Council, CouncilEvent, CouncilReferences>;
type Voted = commands.AdoptResolution | commands.AmendResolution | commands.RepealResolution;

/** More than half [D], where neither a charter nor a policy says anything. */
export const moreThanHalf: Share = { numerator: 1, denominator: 2, atLeast: false };

/** The member schools adopt their council's charter. */
export const adoptCharter: Step<commands.AdoptCharter> = (
  { type: _, groupId, ...charter },
  { effectiveOn, recordedOn, references, actor, hasDocument },
  council,
) => {
  const group = livingGroup(references.district, groupId, effectiveOn);
  if ('refused' in group) return group;
  return (
    invalidCharter(charter) ??
    // Meetings are judged by it: who met without a quorum could say afterwards that none was asked for.
    (effectiveOn < recordedOn && !(actor.role === 'BUREAU' && hasDocument)
      ? refuse('BACKDATED', { day: effectiveOn, days: 0 }, ['command', 'effectiveOn'])
      : undefined) ??
    (same(council.charter.at(effectiveOn), charter)
      ? refuse('NO_CHANGE')
      : accept({ type: 'CharterAdopted', ...charter }))
  );
};

/** The council decides: in power, with a quorum and a majority on the day it met, without those whom it concerns. */
export const adoptResolution: Step<commands.AdoptResolution> = (command, context, council) => {
  const { kind, subject, fiscalYear, sum } = command;
  return (
    invalidText('subject', subject, NAME_LENGTH) ??
    invalidMatter(command) ??
    voted(command, context, council, kind, (meeting) =>
      accept({
        type: 'ResolutionAdopted',
        resolution: council.lastResolution + 1,
        kind,
        subject,
        ...meeting,
        ...optional('fiscalYear', fiscalYear),
        ...optional('sum', sum),
      }),
    )
  );
};

/** The council amends a resolution that stands. */
export const amendResolution: Step<commands.AmendResolution> = (command, context, council) =>
  ofStanding(council, command, (resolution) => {
    const { effectiveOn } = context;
    const subject = command.subject === resolution.subjects.at(effectiveOn) ? undefined : command.subject;
    const sum = command.sum === resolution.sums.at(effectiveOn) ? undefined : command.sum;
    return (
      invalidText('subject', command.subject, NAME_LENGTH) ??
      (command.sum === undefined ? undefined : invalidCount('sum', command.sum, 1, MOST_FEN)) ??
      (command.sum !== undefined && resolution.kind !== 'FUND'
        ? refuse('INVALID_INPUT', { kind: resolution.kind }, ['sum'])
        : undefined) ??
      (subject === undefined && sum === undefined
        ? refuse('NO_CHANGE', { resolution: resolution.number })
        : undefined) ??
      voted(command, context, council, resolution.kind, (meeting) =>
        accept({
          type: 'ResolutionAmended',
          resolution: resolution.number,
          ...meeting,
          ...optional('subject', subject),
          ...optional('sum', sum),
        }),
      )
    );
  });

/** The council takes a resolution back. */
export const repealResolution: Step<commands.RepealResolution> = (command, context, council) =>
  ofStanding(council, command, ({ number, kind }) =>
    voted(command, context, council, kind, (meeting) =>
      accept({ type: 'ResolutionRepealed', resolution: number, ...meeting }),
    ),
  );

export const resolutionDecisions: {
  readonly [Type in ResolutionCommand['type']]: Step<Extract<ResolutionCommand, { type: Type }>>;
} = {
  AdoptCharter: adoptCharter,
  AdoptResolution: adoptResolution,
  AmendResolution: amendResolution,
  RepealResolution: repealResolution,
};

/** Every vote adds up, and somebody was there; of the recused, those are not counted who were not. */
export const ballotsAddUp: Invariant<Council> = ofMeetings(({ ballot, recusedIds }, filled) => {
  const votes = ballot.present + ballot.proxies - ballot.recused;
  const absent = filled.length - ballot.present - ballot.proxies;
  const recusedCounted = ballot.recused <= recusedIds.length && recusedIds.length - ballot.recused <= absent;
  return recusedCounted && ballot.present > 0 && votes === ballot.for + ballot.against + ballot.abstained
    ? undefined
    : ['BALLOT_INCONSISTENT', { recused: ballot.recused }];
});

/** Nobody votes who holds no seat on the day of the meeting. */
export const votesBySeatsOnly: Invariant<Council> = ofMeetings(({ ballot }, filled) =>
  ballot.present + ballot.proxies <= filled.length ? undefined : ['BALLOT_INCONSISTENT', { filled: filled.length }],
);

/** Enough of the filled seats are present, in person or by proxy, on the day of the meeting. */
export const quorumMet: Invariant<Council> = ofMeetings(({ ballot, quorum }, filled, charter) =>
  reaches(ballot.present + ballot.proxies, charter?.quorum ?? quorum, filled.length)
    ? undefined
    : ['QUORUM_NOT_MET', { present: ballot.present + ballot.proxies, filled: filled.length }],
);

/** Enough of those present, without the recused, vote for it. */
export const majorityMet: Invariant<Council> = ofMeetings(({ ballot, majority }, _filled, charter) => {
  const votes = ballot.present + ballot.proxies - ballot.recused;
  return reaches(ballot.for, charter?.majority ?? majority, votes)
    ? undefined
    : ['MAJORITY_NOT_MET', { for: ballot.for, votes }];
});

/** A member whom the matter concerns is recused, and only members are. */
export const concernedAreRecused: Invariant<Council> = ofMeetings(({ concernedIds, recusedIds }, filled) => {
  const person = concernedIds.find((one) => filled.includes(one) && !recusedIds.includes(one));
  if (person !== undefined) return ['NOT_RECUSED', { person }];
  const stranger = recusedIds.find((one) => !filled.includes(one));
  return stranger === undefined ? undefined : ['BALLOT_INCONSISTENT', { person: stranger }];
});

/** The council was in office on the day it met, or allowed to act as a caretaker. */
export const metInOffice: Invariant<Council> = (council) =>
  council.meetings.flatMap(({ meeting, resolution }) => {
    const term = council.terms.find(({ ordinal }) => ordinal === meeting.ordinal);
    const inOffice = council.terms.find(({ office }) => contains(office, meeting.heldOn));
    const afterwards = term?.office.until !== undefined && meeting.heldOn >= term.office.until;
    return term && (inOffice ? inOffice === term : meeting.caretaker && afterwards)
      ? []
      : [{ code: 'TERM_EXPIRED' as const, args: { resolution, heldOn: meeting.heldOn }, day: meeting.heldOn }];
  });

/** A resolution is amended and repealed after it was adopted, and nothing has effect before the council met. */
export const meetingsInOrder: Invariant<Council> = (council) =>
  council.meetings.flatMap(({ meeting: { heldOn }, resolution, effectiveOn }, index) => {
    const before = council.meetings
      .slice(0, index)
      .filter((one) => one.resolution === resolution)
      .at(-1);
    const adoptedFrom = council.resolutions.find(({ number }) => number === resolution)?.effectiveOn ?? effectiveOn;
    const broken = (day: Day, earliest: Day): Violation[] =>
      day < earliest ? [{ code: 'DATE_ORDER', args: { day, earliest, resolution }, day: heldOn }] : [];
    return [
      ...broken(effectiveOn, heldOn),
      ...broken(heldOn, before?.meeting.heldOn ?? heldOn),
      ...broken(effectiveOn, adoptedFrom),
    ];
  });

export const resolutionInvariants: readonly Invariant<Council>[] = [
  metInOffice,
  meetingsInOrder,
  votesBySeatsOnly,
  ballotsAddUp,
  concernedAreRecused,
  quorumMet,
  majorityMet,
];

/** The members who hold a seat on the day of a meeting; after the term, those who held one on its last day. */
export const filledOn = (term: Term, day: Day): readonly string[] => {
  const last = term.office.until === undefined ? day : addDays(term.office.until, -1);
  const on = day > last ? last : day;
  return [...new Set(term.seats.map(({ value }) => value))].filter((person) => seatOf(term, person, on) !== undefined);
};

/** Whether a part of a whole is as large as the share asks for. */
export const reaches = (part: number, { numerator, denominator, atLeast }: Share, whole: number): boolean =>
  whole > 0 && (atLeast ? part * denominator >= whole * numerator : part * denominator > whole * numerator);

const voted = (
  command: Voted,
  context: Context<CouncilReferences>,
  council: Council,
  kind: ResolutionKind,
  then: (meeting: Meeting) => ReturnType<Step<Voted>>,
): ReturnType<Step<Voted>> => {
  const { effectiveOn, recordedOn, policies, references } = context;
  const { groupId, heldOn, ballot, concernedIds = [], recusedIds = [], minutesNo } = command;
  const wrong =
    invalidDay('heldOn', heldOn) ??
    (heldOn > effectiveOn || heldOn > recordedOn
      ? refuse('DATE_ORDER', { day: heldOn, latest: effectiveOn < recordedOn ? effectiveOn : recordedOn }, ['heldOn'])
      : undefined) ??
    heldLongAgo(heldOn, context) ??
    invalidTexts('concernedIds', concernedIds) ??
    invalidTexts('recusedIds', recusedIds) ??
    (minutesNo.trim() === ''
      ? refuse('BASIS_MISSING', {}, ['minutesNo'])
      : invalidText('minutesNo', minutesNo, NAME_LENGTH)) ??
    invalidBallot(ballot);
  if (wrong) return wrong;
  const group = livingGroup(references.district, groupId, heldOn);
  if ('refused' in group) return group;
  const rules = rulesOfMeeting(council, policies, heldOn, kind);
  return 'refused' in rules ? rules : then({ heldOn, ballot, concernedIds, recusedIds, minutesNo, ...rules });
};

/** Power goes by the day of the meeting, so that day is not dated back either: who is out of office could say he met in time. */
const heldLongAgo = (heldOn: Day, { recordedOn, actor, hasDocument, policies }: Context): Refused | undefined => {
  const days = backdatingDays(policies, recordedOn);
  return heldOn >= addDays(recordedOn, -days) || (actor.role === 'BUREAU' && hasDocument)
    ? undefined
    : refuse('BACKDATED', { day: heldOn, days }, ['heldOn']);
};

/** Whose council meets on a day, and which quorum and majority are asked for: the charter's, else the policy's, else more than half. */
export const rulesOfMeeting = (
  council: Council,
  policies: Policies,
  heldOn: Day,
  kind: ResolutionKind,
): Pick<Meeting, 'ordinal' | 'caretaker' | 'quorum' | 'majority'> | Refused => {
  const power = inPower(council, policies, heldOn, kind);
  if ('refused' in power) return power;
  const charter = council.charter.at(heldOn);
  const policy = rulesOn(policies, 'QUORUM', heldOn);
  return {
    ordinal: power.term.ordinal,
    caretaker: power.caretaker,
    quorum: charter?.quorum ?? policy?.quorum ?? moreThanHalf,
    majority: charter?.majority ?? policy?.majority ?? moreThanHalf,
  };
};

/** The term whose council may decide a matter of this kind on a day. */
export const inPower = (
  council: Council,
  policies: Policies,
  day: Day,
  kind: ResolutionKind,
): { term: Term; caretaker: boolean } | Refused => {
  const sitting = council.terms.find(({ office }) => contains(office, day));
  const last = council.terms
    .filter(({ office }) => office.until !== undefined && office.until <= day)
    .sort((a, b) => ((a.office.until ?? '') < (b.office.until ?? '') ? 1 : -1))[0];
  const rules = rulesOn(policies, 'CARETAKER', day);
  const allowed =
    last?.office.until !== undefined &&
    rules?.resolutionKinds.includes(kind) === true &&
    day < addDays(last.office.until, rules.days);
  const term = sitting ?? (allowed ? last : undefined);
  if (!term)
    return refuse(
      'TERM_EXPIRED',
      { heldOn: day, ...(last?.office.until === undefined ? {} : { until: last.office.until }) },
      ['heldOn'],
    );
  const accepted = term.acceptedOn !== undefined && term.acceptedOn <= day;
  if (rulesOn(policies, 'FILING', day)?.effect === 'CONSTITUTIVE' && !accepted)
    return refuse('COUNCIL_NOT_FILED', { term: term.ordinal }, ['heldOn']);
  return { term, caretaker: sitting === undefined };
};

/** Refuses a charter with shares that are none, or counts out of bounds. */
export const invalidCharter = (charter: Omit<commands.AdoptCharter, 'type' | 'groupId'>): Refused | undefined =>
  invalidShare('quorum', charter.quorum) ??
  invalidShare('majority', charter.majority) ??
  invalidCount('termYears', charter.termYears, 1, 10) ??
  invalidCount('otherSeats', charter.otherSeats, 0, 100);

/** A resolution on the fund, and no other, is for a year and a sum. */
export const invalidMatter = ({
  kind,
  fiscalYear,
  sum,
}: Pick<commands.AdoptResolution, 'kind' | 'fiscalYear' | 'sum'>): Refused | undefined =>
  ((kind === 'FUND') === (fiscalYear !== undefined) ? undefined : refuse('INVALID_INPUT', { kind }, ['fiscalYear'])) ??
  ((kind === 'FUND') === (sum !== undefined) ? undefined : refuse('INVALID_INPUT', { kind }, ['sum'])) ??
  (fiscalYear === undefined ? undefined : invalidCount('fiscalYear', fiscalYear, 2000, 2199)) ??
  (sum === undefined ? undefined : invalidCount('sum', sum, 1, MOST_FEN));

/** Refuses votes that cannot be counted. */
export const invalidBallot = (ballot: Meeting['ballot']): Refused | undefined => {
  for (const [field, votes] of Object.entries(ballot)) {
    const wrong = invalidCount(field, votes as number, 0, 10_000);
    if (wrong) return { refused: { ...wrong.refused, path: ['ballot', field] } };
  }
  return undefined;
};

const ofStanding = (
  council: Council,
  { resolution: number }: { readonly resolution: number },
  then: (resolution: Resolution) => ReturnType<Step<Voted>>,
): ReturnType<Step<Voted>> => {
  const resolution = council.resolutions.find((one) => one.number === number);
  if (!resolution) return refuse('NOT_FOUND', { resolution: number }, ['resolutionId']);
  return resolution.repealedOn !== undefined
    ? refuse('INVALID_TRANSITION', { resolution: number }, ['resolutionId'])
    : then(resolution);
};

function ofMeetings(
  rule: (
    meeting: Meeting,
    filled: readonly string[],
    charter: Charter | undefined,
  ) => readonly [Violation['code'], Violation['args']] | undefined,
): Invariant<Council> {
  return (council) =>
    council.meetings.flatMap(({ meeting, resolution }) => {
      const term = council.terms.find(({ ordinal }) => ordinal === meeting.ordinal);
      const broken = rule(meeting, term ? filledOn(term, meeting.heldOn) : [], council.charter.at(meeting.heldOn));
      return broken
        ? [{ code: broken[0], args: { ...broken[1], resolution, heldOn: meeting.heldOn }, day: meeting.heldOn }]
        : [];
    });
}
