import type { Correcting } from '../decider.js';
import { groupOf, membersOn } from '../district/index.js';
import type { Day } from '../day.js';
import { schoolId, splitId, streamKey } from '../identity.js';
import { at, within } from '../input.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { same } from '../same.js';
import { seatsFitMembers } from './decide.js';
import type { AppointedSeat, CouncilEvent } from './events.js';
import { holdsPost, namedAreKnown, personsAreRegistered, type Named, type Person } from './persons.js';
import type { CouncilReferences } from './references.js';
import type { CharterAdopted, Meeting } from './resolution-events.js';
import { charterIsValid, charterReachesFloor } from './charters.js';
import { filledOn } from './counted.js';
import { inPower, ballotIsValid, matterIsValid, rulesOfMeeting, type Matter } from './resolutions.js';
import { everybody, floorOn, shortOf } from './shares.js';
import { charterFor, type Council, type Decided } from './state.js';

type OfCouncil = Correcting<Council, CouncilEvent, CouncilReferences>;

/** What a correction or retraction is held to, besides the rules over the council's days. */
export const correctionIsAllowed = (correcting: OfCouncil): Refused | undefined => {
  const { right } = correcting;
  const refused =
    right &&
    within(
      ['right'],
      onBehalfStays(right, correcting) ??
        meetingIsAllowed(right, correcting) ??
        seatsAreAllowed(right, correcting) ??
        newcomerIsAllowed(right, correcting),
    );
  return refused ?? powerStays(correcting) ?? charterStays(correcting);
};

const meetingOf = (event: CouncilEvent): Meeting | undefined =>
  event.type === 'CharterAdopted' ? event.meeting : 'heldOn' in event ? event : undefined;

/** Who entered a meeting is not put right; one that a charter never had, the bureau enters now. */
const onBehalfStays = (right: CouncilEvent, { wrong }: OfCouncil): Refused | undefined => {
  const [meeting, before] = [meetingOf(right), meetingOf(wrong)];
  if (!meeting || meeting.onBehalf === (before ? before.onBehalf : 'COUNCIL')) return undefined;
  return refuse(
    'INVALID_INPUT',
    { field: 'onBehalf' },
    right.type === 'CharterAdopted' ? ['meeting', 'onBehalf'] : ['onBehalf'],
  );
};

const meetingIsAllowed = (right: CouncilEvent, correcting: OfCouncil): Refused | undefined => {
  const { wrong, context } = correcting;
  if (right.type === 'CharterAdopted' && wrong.type === 'CharterAdopted')
    return charterIsAllowed(right, wrong, correcting);
  if (!('heldOn' in right) || !('heldOn' in wrong)) return undefined;
  const matter = right.type === 'ResolutionAdopted' ? matterIsValid(right) : undefined;
  return (
    votesAreAllowed(right, context) ??
    matter ??
    newlyNamedAreKnown(right, wrong, correcting) ??
    rulesAreTheirs(right, wrong, correcting)
  );
};

const votesAreAllowed = ({ heldOn, ballot }: Meeting, { recordedOn }: OfCouncil['context']): Refused | undefined =>
  heldOn > recordedOn ? refuse('DATE_ORDER', { day: heldOn, latest: recordedOn }, ['heldOn']) : ballotIsValid(ballot);

/** Who was named before stays. */
const newlyNamedAreKnown = (right: Named, wrong: Named, { stream, context }: OfCouncil): Refused | undefined =>
  namedAreKnown(right, splitId(streamKey(stream)).district, context.references, wrong);

/** A right charter says no less than a new one may, and keeps a meeting that adopted it. */
const charterIsAllowed = (right: CharterAdopted, wrong: CharterAdopted, correcting: OfCouncil): Refused | undefined => {
  const { context, rightEffectiveOn, wrongEffectiveOn } = correcting;
  const asks = ({ quorum, majority }: CharterAdopted) => ({ quorum, majority });
  // What was adopted before there was a floor asks for no less than it did.
  const asksTheSame = same(asks(right), asks(wrong)) && rightEffectiveOn === wrongEffectiveOn;
  const refused =
    charterIsValid(right) ?? (asksTheSame ? undefined : charterReachesFloor(right, context.policies, rightEffectiveOn));
  if (refused) return refused;
  const { meeting } = right;
  if (right.adoption !== (meeting ? 'BY_MEETING' : wrong.adoption))
    return refuse('INVALID_INPUT', { field: 'adoption' }, ['adoption']);
  if (!meeting) return right.adoption === 'BY_MEETING' ? refuse('NO_MEETING', {}, ['meeting']) : undefined;
  return within(
    ['meeting'],
    votesAreAllowed(meeting, context) ??
      newlyNamedAreKnown(meeting, wrong.meeting ?? {}, correcting) ??
      rulesFitDay(meeting, 'CHARTER', wrong.meeting && same(said(meeting), said(wrong.meeting)), correcting),
  );
};

const said = ({ heldOn, ordinal, caretaker, quorum, majority }: Meeting) => ({
  heldOn,
  ordinal,
  caretaker,
  quorum,
  majority,
});

/**
 * What of a meeting the state alone does not tell: who had the power, and which quorum and majority were asked for, are not for the
 * corrector to say. Where he leaves them and their day as they were, they stay.
 */
const rulesAreTheirs = (
  right: Extract<CouncilEvent, Meeting>,
  wrong: Extract<CouncilEvent, Meeting>,
  correcting: OfCouncil,
): Refused | undefined => {
  const { others } = correcting;
  const kind =
    right.type === 'ResolutionAdopted'
      ? right.kind
      : others.resolutions.find(({ number }) => number === right.resolution)?.kind;
  if (kind === undefined) return undefined;
  const kindOfWrong = wrong.type === 'ResolutionAdopted' ? wrong.kind : kind;
  return rulesFitDay(right, kind, kind === kindOfWrong && same(said(right), said(wrong)), correcting);
};

const rulesFitDay = (
  right: Meeting,
  matter: Matter,
  asTheyWere: boolean | undefined,
  { others, context: { policies } }: OfCouncil,
): Refused | undefined => {
  if (asTheyWere === true) return undefined;
  const rules = rulesOfMeeting(others, policies, right.heldOn, matter);
  if ('refused' in rules) return rules;
  const field = (['ordinal', 'caretaker', 'quorum', 'majority'] as const).find(
    (name) => !same(right[name], rules[name]),
  );
  return field && refuse('INVALID_INPUT', { field }, [field]);
};

/** Who sits, and for which school, is held to what the command was held to: that hangs on the register and on persons. */
const seatsAreAllowed = (
  right: CouncilEvent,
  { stream, wrong, others, rightEffectiveOn, context: { references } }: OfCouncil,
): Refused | undefined => {
  const groupId = streamKey(stream);
  const group = references.district && groupOf(references.district, groupId);
  if (!group || right.type !== 'CouncilAppointed') return undefined;
  // Who sat before may have been erased since.
  const seated = wrong.type === 'CouncilAppointed' ? wrong.seats.map(({ personId }) => personId) : [];
  const persons = right.seats.flatMap(({ personId }) => (seated.includes(personId) ? [] : [personId]));
  const members = membersOn(group, right.termFrom);
  const bound = wrong.type === 'CouncilAppointed' ? wrong.seats.filter(({ post }) => post !== undefined) : [];
  const unheld = right.seats.findIndex(
    (seat) =>
      !bound.some((one) => same(one, seat)) &&
      !holdsItsPost(seat, splitId(groupId).district, right.termFrom, references),
  );
  if (unheld >= 0)
    return refuse('NOT_RECOMMENDED', { person: right.seats[unheld]!.personId }, ['seats', String(unheld)]);
  const { district } = splitId(groupId);
  const chaired = wrong.type === 'CouncilAppointed' && wrong.chairId === right.chairId;
  return (
    at(
      ['seats'],
      personsAreRegistered(persons, district, references) ??
        seatsFitMembers(right.seats, members, groupId, others.charter.at(rightEffectiveOn)),
    ) ?? at(['chairId'], personsAreRegistered(chaired ? [] : [right.chairId], district, references))
  );
};

/** A seat that goes with a post is of who holds it. */
const holdsItsPost = (
  { personId, schoolCode, post }: AppointedSeat,
  district: string,
  day: Day,
  references: object,
): boolean =>
  post === undefined ||
  (schoolCode !== undefined &&
    holdsPost((references as Readonly<Record<string, Person>>)[personId], schoolId(district, schoolCode), post, day));

/** So is who is recommended, or takes a seat or the chair later. */
const newcomerIsAllowed = (
  right: CouncilEvent,
  { stream, wrong, rightEffectiveOn, context: { references } }: OfCouncil,
): Refused | undefined => {
  const groupId = streamKey(stream);
  const group = references.district && groupOf(references.district, groupId);
  if (
    !group ||
    (right.type !== 'MemberRecommended' && right.type !== 'SubstituteAppointed' && right.type !== 'ChairAppointed')
  )
    return undefined;
  const persons = 'personId' in wrong && wrong.personId === right.personId ? [] : [right.personId];
  const refused = at(['personId'], personsAreRegistered(persons, splitId(groupId).district, references));
  if (refused || right.type === 'ChairAppointed') return refused;
  if (
    right.type === 'SubstituteAppointed' &&
    !same({ ...right }, { ...wrong }) &&
    !holdsItsPost(right, splitId(groupId).district, rightEffectiveOn, references)
  )
    return refuse('NOT_RECOMMENDED', { person: right.personId }, ['post']);
  return membersOn(group, rightEffectiveOn).includes(right.schoolCode)
    ? undefined
    : refuse('RECOMMENDER_NOT_MEMBER', { school: right.schoolCode, group: groupId }, ['schoolCode']);
};

/**
 * A meeting that had the power to decide keeps it: what takes that away afterwards (a filing that never was accepted) is refused. What was
 * told after it takes it from nobody.
 */
const powerStays = ({ state, after, context: { policies } }: OfCouncil): Refused | undefined => {
  const powerless = (council: Council) =>
    council.meetings.flatMap((decided) => {
      const matter = matterOf(council, decided);
      const { heldOn } = decided.meeting;
      const changes = council.changes.filter(({ by }) => by < decided.by);
      const power = matter && inPower({ ...council, changes }, policies, heldOn, matter);
      return power && 'refused' in power ? [{ ...about(decided), day: heldOn, rule: power.refused.code }] : [];
    });
  const before = powerless(state);
  const lost = powerless(after).find((one) => !before.some((known) => same(known, one)));
  return lost && refuse('CONFLICTS_WITH_LATER', lost, ['eventId']);
};

const about = ({ resolution }: Decided) => present({ resolution });

const matterOf = (council: Council, { resolution }: Decided): Matter | undefined =>
  resolution === undefined ? 'CHARTER' : council.resolutions.find(({ number }) => number === resolution)?.kind;

/**
 * A meeting whose charter never was is judged by the policy, else by more than half: what the charter alone had allowed would fall. So
 * is a charter that becomes the first one, which all who sit adopt.
 */
const charterStays = ({ state, after, context: { policies } }: OfCouncil): Refused | undefined => {
  for (const decided of after.meetings) {
    const { heldOn, ballot, ordinal } = decided.meeting;
    const term = after.terms.find((one) => one.ordinal === ordinal);
    if (!term || !charterFor(state, decided) || charterFor(after, decided)) continue;
    const floor = floorOn(policies, heldOn);
    const asked = decided.resolution === undefined ? { ...floor, quorum: everybody } : floor;
    const rule = shortOf(ballot, asked, filledOn(term, heldOn).length);
    if (rule) return refuse('CONFLICTS_WITH_LATER', { ...about(decided), day: heldOn, rule }, ['eventId']);
  }
  return undefined;
};
