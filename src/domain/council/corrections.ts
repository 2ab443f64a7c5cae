import type { Correcting } from '../decider.js';
import { groupOf, membersOn } from '../district/index.js';
import { splitId, streamKey } from '../identity.js';
import { at, within } from '../input.js';
import { rulesOn } from '../policy/index.js';
import { refuse, type Refused } from '../refusal.js';
import { same } from '../same.js';
import { personsAreRegistered, seatsFitMembers } from './decide.js';
import type { CouncilEvent } from './events.js';
import type { CouncilReferences } from './references.js';
import type { Meeting } from './resolution-events.js';
import {
  filledOn,
  inPower,
  ballotIsValid,
  charterIsValid,
  matterIsValid,
  moreThanHalf,
  reaches,
  rulesOfMeeting,
} from './resolutions.js';
import type { Council } from './state.js';

type OfCouncil = Correcting<Council, CouncilEvent, CouncilReferences>;

/** What a correction or retraction is held to, besides the rules over the council's days. */
export const correctionIsAllowed = (correcting: OfCouncil): Refused | undefined => {
  const { right } = correcting;
  const refused =
    right &&
    within(
      ['right'],
      meetingIsAllowed(right, correcting) ?? seatsAreAllowed(right, correcting) ?? newcomerIsAllowed(right, correcting),
    );
  return refused ?? powerStays(correcting) ?? charterStays(correcting);
};

const meetingIsAllowed = (right: CouncilEvent, correcting: OfCouncil): Refused | undefined => {
  if (right.type === 'CharterAdopted') return charterIsValid(right);
  const { wrong, context } = correcting;
  if (!('heldOn' in right) || !('heldOn' in wrong)) return undefined;
  const { heldOn } = right;
  if (heldOn > context.recordedOn) return refuse('DATE_ORDER', { day: heldOn, latest: context.recordedOn }, ['heldOn']);
  const matter = right.type === 'ResolutionAdopted' ? matterIsValid(right) : undefined;
  return ballotIsValid(right.ballot) ?? matter ?? rulesAreTheirs(right, wrong, correcting);
};

/**
 * What of a meeting the state alone does not tell: who had the power, and which quorum and majority were asked for, are not for the
 * corrector to say. Where he leaves them and their day as they were, they stay.
 */
const rulesAreTheirs = (
  right: Extract<CouncilEvent, Meeting>,
  wrong: Extract<CouncilEvent, Meeting>,
  { others, context: { policies } }: OfCouncil,
): Refused | undefined => {
  const kind =
    right.type === 'ResolutionAdopted'
      ? right.kind
      : others.resolutions.find(({ number }) => number === right.resolution)?.kind;
  if (kind === undefined) return undefined;
  const said = ({ heldOn, ordinal, caretaker, quorum, majority }: Meeting) => ({
    heldOn,
    ordinal,
    caretaker,
    quorum,
    majority,
  });
  const kindOfWrong = wrong.type === 'ResolutionAdopted' ? wrong.kind : kind;
  if (kind === kindOfWrong && same(said(right), said(wrong))) return undefined;
  const rules = rulesOfMeeting(others, policies, right.heldOn, kind);
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
  return at(
    ['seats'],
    personsAreRegistered(persons, splitId(groupId).district, references) ??
      seatsFitMembers(right.seats, members, groupId, others.charter.at(rightEffectiveOn)),
  );
};

/** So is who is recommended or takes a seat later. */
const newcomerIsAllowed = (
  right: CouncilEvent,
  { stream, wrong, rightEffectiveOn, context: { references } }: OfCouncil,
): Refused | undefined => {
  const groupId = streamKey(stream);
  const group = references.district && groupOf(references.district, groupId);
  if (!group || (right.type !== 'MemberRecommended' && right.type !== 'SubstituteAppointed')) return undefined;
  const persons = 'personId' in wrong && wrong.personId === right.personId ? [] : [right.personId];
  const refused = personsAreRegistered(persons, splitId(groupId).district, references);
  if (refused) return refused;
  return membersOn(group, rightEffectiveOn).includes(right.schoolCode)
    ? undefined
    : refuse('RECOMMENDER_NOT_MEMBER', { school: right.schoolCode, group: groupId }, ['schoolCode']);
};

/** A meeting that had the power to decide keeps it: what takes that away afterwards (a filing that never was accepted) is refused. */
const powerStays = ({ state, after, context: { policies } }: OfCouncil): Refused | undefined => {
  const powerless = (council: Council) =>
    council.meetings.flatMap(({ meeting: { heldOn }, resolution }) => {
      const kind = council.resolutions.find(({ number }) => number === resolution)?.kind;
      const power = kind && inPower(council, policies, heldOn, kind);
      return power && 'refused' in power ? [{ resolution, day: heldOn, rule: power.refused.code }] : [];
    });
  const before = powerless(state);
  const lost = powerless(after).find((one) => !before.some((known) => same(known, one)));
  return lost && refuse('CONFLICTS_WITH_LATER', lost, ['eventId']);
};

/** A meeting whose charter never was is judged by the policy, else by more than half: what the charter alone had allowed would fall. */
const charterStays = ({ state, after, context: { policies } }: OfCouncil): Refused | undefined => {
  for (const { meeting, resolution } of after.meetings) {
    const { heldOn, ballot, ordinal } = meeting;
    const term = after.terms.find((one) => one.ordinal === ordinal);
    if (!term || !state.charter.at(heldOn) || after.charter.at(heldOn)) continue;
    const { quorum, majority } = rulesOn(policies, 'QUORUM', heldOn) ?? {
      quorum: moreThanHalf,
      majority: moreThanHalf,
    };
    const present = ballot.present + ballot.proxies;
    const rule = !reaches(present, quorum, filledOn(term, heldOn).length)
      ? 'QUORUM_NOT_MET'
      : !reaches(ballot.for, majority, present - ballot.recused)
        ? 'MAJORITY_NOT_MET'
        : undefined;
    if (rule) return refuse('CONFLICTS_WITH_LATER', { resolution, day: heldOn, rule }, ['eventId']);
  }
  return undefined;
};
