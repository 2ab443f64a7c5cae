import { accept, stepOf, type Rule } from '../decider.js';
import { groupLives } from '../district/index.js';
import { splitId } from '../identity.js';
import { countIsValid, firstRefused, NAME_LENGTH, textIsValid } from '../input.js';
import { shareIsValid, type Policies } from '../policy/index.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { same } from '../same.js';
import type { Day } from '../day.js';
import { isNotDatedBack, noMeetingWasHeld } from './counted.js';
import type { CouncilEvent } from './events.js';
import type { CouncilReferences } from './references.js';
import type { AdoptCharter, Voted } from './resolution-commands.js';
import { meetingRules, meetingUnder } from './resolutions.js';
import { floorOn, isBelow } from './shares.js';
import type { Charter, Council } from './state.js';

type CharterRule = Rule<AdoptCharter, Council, CouncilReferences>;
const step = stepOf<Council, CouncilEvent, CouncilReferences>();

/** A charter's shares are shares, and its counts within bounds. */
export const charterIsValid = (charter: Charter): Refused | undefined =>
  shareIsValid('quorum', charter.quorum) ??
  shareIsValid('majority', charter.majority) ??
  countIsValid('termYears', charter.termYears, 1, 10) ??
  countIsValid('otherSeats', charter.otherSeats, 0, 100) ??
  countIsValid('proxiesPerMember', charter.proxiesPerMember, 0, 100);

/** No charter asks for less than the policy of the day, else than more than half [D]. */
export const charterReachesFloor = (charter: Charter, policies: Policies, day: Day): Refused | undefined => {
  const floor = floorOn(policies, day);
  const field = (['quorum', 'majority'] as const).find((one) => isBelow(charter[one], floor[one]));
  if (field === undefined) return undefined;
  const { numerator, denominator, atLeast } = floor[field];
  return refuse('BELOW_POLICY', { least: `${atLeast ? '' : '>'}${numerator}/${denominator}` }, [field]);
};

/** A member who is present votes for one other at most, where the charter says nothing else. */
const charterOf = ({
  quorum,
  majority,
  termYears,
  everySchoolSeated,
  otherSeats,
  proxiesPerMember = 1,
  exOfficio = [],
}: AdoptCharter) =>
  ({
    quorum,
    majority,
    termYears,
    everySchoolSeated,
    otherSeats,
    proxiesPerMember,
    ...(exOfficio.length === 0
      ? {}
      : { exOfficio: exOfficio.map(({ schoolId, post }) => ({ schoolCode: splitId(schoolId).code, post })) }),
  }) satisfies Charter;

/** Seats go with posts of schools that are members on the day, each post once. */
const exOfficioIsOfMembers: CharterRule = ({ groupId, exOfficio = [] }, { effectiveOn, references }) => {
  const { district, code } = splitId(groupId);
  const members = references.district.groups.get(code)?.members;
  return firstRefused(exOfficio, ({ schoolId, post }, index) => {
    const path = ['exOfficio', String(index)];
    const isTwice = exOfficio.slice(0, index).some((one) => one.schoolId === schoolId && one.post === post);
    if (isTwice || post === 'OTHER') return refuse('INVALID_INPUT', { value: post }, [...path, 'post']);
    const school = splitId(schoolId);
    return school.district === district && members?.get(school.code)?.at(effectiveOn)
      ? undefined
      : refuse('NOT_SAME_GROUP', { school: schoolId, group: groupId }, [...path, 'schoolId']);
  });
};

const newCharterIsValid: CharterRule = (command) => charterIsValid(charterOf(command));

const charterHasDocument: CharterRule = (_command, { hasDocument }) =>
  hasDocument ? undefined : refuse('BASIS_MISSING', {}, ['command', 'basis']);

const charterNoIsValid: CharterRule = ({ documentNo }) => textIsValid('documentNo', documentNo, NAME_LENGTH);

/** Meetings are judged by it: who met without a quorum could say afterwards that none was asked for. */
const charterCameAfterMeetings: CharterRule = (_command, context, council) => noMeetingWasHeld({}, context, council);

const newCharterReachesFloor: CharterRule = (command, { policies, effectiveOn }) =>
  charterReachesFloor(charterOf(command), policies, effectiveOn);

const charterChanges: CharterRule = (command, { effectiveOn }, council) =>
  same(council.charter.at(effectiveOn), charterOf(command)) ? refuse('NO_CHANGE') : undefined;

/** A command that names the meeting that adopted the charter, or some of it. */
const votedOn = ({ groupId, heldOn, ballot, minutesNo, ...rest }: AdoptCharter): Voted | undefined => {
  if (heldOn === undefined || ballot === undefined || minutesNo === undefined) return undefined;
  const { concernedIds, recusedIds } = rest;
  return { groupId, heldOn, ballot, minutesNo, ...present({ concernedIds, recusedIds }) };
};

/** A meeting is told as a whole, or not at all. */
const meetingIsWhole: CharterRule = ({ heldOn, ballot, minutesNo, concernedIds, recusedIds }) => {
  const told = { heldOn, ballot, minutesNo };
  const missing = (['heldOn', 'ballot', 'minutesNo'] as const).filter((field) => told[field] === undefined);
  const some = missing.length < 3 || concernedIds !== undefined || recusedIds !== undefined;
  return some && missing[0] ? refuse('INVALID_INPUT', { field: missing[0] }, [missing[0]]) : undefined;
};

/** A charter is a decision of the council; the first one may be entered by the bureau, without a meeting. */
const councilMet: CharterRule = (command, { actor, effectiveOn }, council) => {
  const isFirst = council.charter.at(effectiveOn) === undefined;
  return votedOn(command) || (actor.role === 'BUREAU' && isFirst) ? undefined : refuse('NO_MEETING', {}, ['heldOn']);
};

const ofMeeting =
  (rule: (typeof meetingRules)[number]): CharterRule =>
  (command, context, council) => {
    const voted = votedOn(command);
    return voted && rule(voted, context, council);
  };

/** The council adopts its charter, by the rules that were in force before; the first one by all who sit. */
export const adoptCharter = step<AdoptCharter>(
  [
    groupLives,
    newCharterIsValid,
    exOfficioIsOfMembers,
    charterHasDocument,
    charterNoIsValid,
    isNotDatedBack,
    charterCameAfterMeetings,
    newCharterReachesFloor,
    charterChanges,
    meetingIsWhole,
    councilMet,
    ...meetingRules.map(ofMeeting),
  ],
  (command, context, council) => {
    const voted = votedOn(command);
    const meeting = voted && meetingUnder(voted, context, council, 'CHARTER');
    if (meeting && 'refused' in meeting) return meeting;
    const { documentNo } = command;
    return accept({
      type: 'CharterAdopted',
      ...charterOf(command),
      adoption: meeting ? ('BY_MEETING' as const) : ('BY_BUREAU' as const),
      ...present({ documentNo, meeting }),
    });
  },
);
