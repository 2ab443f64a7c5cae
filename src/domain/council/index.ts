import type { Decider } from '../decider.js';
import {
  councilId,
  councilStream,
  districtStream,
  isUuid,
  personStream,
  resolutionId,
  schoolId,
  splitId,
  streamKey,
  type ObjectRef,
  type PersonId,
  type StreamName,
} from '../identity.js';
import type { CouncilCommand } from './commands.js';
import { correctionIsAllowed } from './corrections.js';
import { decisions, type CouncilReferences } from './decide.js';
import type { CouncilEvent } from './events.js';
import { invariants } from './invariants.js';
import { evolve, initial, numbersKept, type Council } from './state.js';

export type { CouncilCommand } from './commands.js';
export type { CouncilReferences } from './decide.js';
export type { CouncilEvent } from './events.js';
export { vacated } from './state.js';
export type { Charter, Council, Filing, Resolution, Seat, Term } from './state.js';

const touches = (event: CouncilEvent, stream: StreamName): readonly ObjectRef[] => {
  const key = streamKey(stream);
  const group: ObjectRef = { type: 'EducationGroup', key };
  const person = (personId: string): ObjectRef => ({ type: 'Person', key: personId });
  const council = 'ordinal' in event ? [{ type: 'Council' as const, key: councilId(key, event.ordinal) }] : [];
  switch (event.type) {
    case 'MemberRecommended':
    case 'RecommendationWithdrawn':
      return [
        group,
        { type: 'School', key: schoolId(splitId(key).district, event.schoolCode) },
        person(event.personId),
      ];
    case 'CouncilAppointed':
      return [...council, group, ...event.seats.map(({ personId }) => person(personId))];
    case 'SubstituteAppointed':
    case 'ChairAppointed':
    case 'SeatResigned':
    case 'MemberRemoved':
      return [...council, group, person(event.personId)];
    case 'CouncilFiled':
    case 'FilingAccepted':
    case 'FilingReturned':
    case 'TermExtended':
    case 'TermEnded':
      return [...council, group];
    case 'CharterAdopted':
      return [group];
    case 'ResolutionAdopted':
    case 'ResolutionAmended':
    case 'ResolutionRepealed':
      return [{ type: 'Resolution', key: resolutionId(key, event.resolution) }, group, ...council];
  }
};

/** The streams of persons, by their keys. */
const streamsOf = (persons: readonly PersonId[]): Readonly<Record<PersonId, StreamName>> =>
  Object.fromEntries(persons.filter(isUuid).map((id) => [id, personStream(id)]));

/** All terms of a group's council. */
export const council: Decider<Council, CouncilCommand, CouncilEvent, CouncilReferences> = {
  category: 'council',
  initial,
  decide: decisions,
  evolve,
  invariants,
  streamOf: (command) => councilStream(command.groupId),
  referencesOf: (command) => ({
    district: districtStream(splitId(command.groupId).district),
    ...(command.type === 'AppointCouncil' ? streamsOf(command.memberIds) : {}),
    ...(command.type === 'RecommendCouncilMember' || command.type === 'AppointSubstitute'
      ? { person: personStream(command.personId) }
      : {}),
  }),
  referencesOfCorrection: (stream, right) => ({
    district: districtStream(splitId(streamKey(stream)).district),
    ...(right?.type === 'CouncilAppointed' ? streamsOf(right.seats.map(({ personId }) => personId)) : {}),
    ...(right && 'personId' in right ? streamsOf([right.personId]) : {}),
  }),
  targetOf: (command) =>
    'resolution' in command
      ? { type: 'Resolution', key: resolutionId(command.groupId, command.resolution) }
      : 'ordinal' in command
        ? { type: 'Council', key: councilId(command.groupId, command.ordinal) }
        : undefined,
  touches,
  correctionIsAllowed,
  numbersKept,
  upcasters: {},
  eventTypes: {
    MemberRecommended: true,
    RecommendationWithdrawn: true,
    CouncilAppointed: true,
    CouncilFiled: true,
    FilingAccepted: true,
    FilingReturned: true,
    SubstituteAppointed: true,
    ChairAppointed: true,
    SeatResigned: true,
    MemberRemoved: true,
    TermExtended: true,
    TermEnded: true,
    CharterAdopted: true,
    ResolutionAdopted: true,
    ResolutionAmended: true,
    ResolutionRepealed: true,
  },
};
