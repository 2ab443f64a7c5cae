import type { Decider } from '../decider.js';
import {
  councilId,
  councilStream,
  districtStream,
  fundStream,
  isUuid,
  personStream,
  resolutionId,
  splitId,
  streamKey,
  type PersonId,
  type StreamName,
} from '../identity.js';
import type { CouncilCommand } from './commands.js';
import { correctionIsAllowed } from './corrections.js';
import { decisions } from './decide.js';
import type { CouncilEvent } from './events.js';
import { facts } from './facts.js';
import { invariants } from './invariants.js';
import type { Named } from './persons.js';
import type { CouncilReferences } from './references.js';
import { boundSeats, evolve, initial, numbersKept, type Council } from './state.js';

export type { CouncilCommand } from './commands.js';
export type { CouncilReferences } from './references.js';
export type { CouncilEvent } from './events.js';
export { changesAfterwards, changesSince, electorateOf } from './counted.js';
export { lastFirst, type Taken } from './persons.js';
export { vacated } from './state.js';
export type { Charter, Council, Decided, Filing, Resolution, Seat, Term } from './state.js';

/** The streams of persons, by their keys. */
const streamsOf = (persons: readonly PersonId[]): Readonly<Record<PersonId, StreamName>> =>
  Object.fromEntries(persons.filter(isUuid).map((id) => [id, personStream(id)]));

const namedIn = ({ concernedIds = [], recusedIds = [] }: Named): readonly PersonId[] => [
  ...concernedIds,
  ...recusedIds,
];

/** All terms of a group's council. */
export const council: Decider<Council, CouncilCommand, CouncilEvent, CouncilReferences> = {
  category: 'council',
  duty: 'BASIC_EDUCATION',
  initial,
  commands: decisions,
  evolve,
  invariants,
  streamOf: (command) => councilStream(command.groupId),
  scopeOf: (command) => ({
    district: splitId(command.groupId).district,
    group: command.groupId,
    ...('schoolId' in command ? { school: command.schoolId } : {}),
  }),
  scopeOfRecord: (stream) => ({ district: splitId(streamKey(stream)).district, group: streamKey(stream) }),
  referencesOf: (command, state = initial) => ({
    district: districtStream(splitId(command.groupId).district),
    ...(command.type === 'AdoptResolution' && command.fiscalYear !== undefined
      ? { fund: fundStream(command.groupId, command.fiscalYear) }
      : {}),
    ...(command.type === 'AppointCouncil' ? streamsOf(command.memberIds) : {}),
    ...('concernedIds' in command || 'recusedIds' in command ? streamsOf(namedIn(command)) : {}),
    ...(command.type === 'RecommendCouncilMember' ||
    command.type === 'AppointSubstitute' ||
    (command.type === 'PassSeat' && command.personId !== undefined)
      ? { person: personStream(command.personId!) }
      : {}),
    ...(command.type === 'PassSeat' ? streamsOf(boundSeats(state, command).map(({ value }) => value)) : {}),
  }),
  referencesOfCorrection: (stream, right) => ({
    district: districtStream(splitId(streamKey(stream)).district),
    ...(right?.type === 'CouncilAppointed'
      ? streamsOf([...right.seats.map(({ personId }) => personId), right.chairId])
      : {}),
    ...(right?.type === 'CharterAdopted' ? streamsOf(namedIn(right.meeting ?? {})) : {}),
    ...(right && 'concernedIds' in right ? streamsOf(namedIn(right)) : {}),
    ...(right && 'personId' in right ? streamsOf([right.personId]) : {}),
  }),
  targetOf: (command) =>
    'resolution' in command
      ? { type: 'Resolution', key: resolutionId(command.groupId, command.resolution) }
      : 'ordinal' in command
        ? { type: 'Council', key: councilId(command.groupId, command.ordinal) }
        : undefined,
  facts,
  correctionIsAllowed,
  numbersKept,
  upcasters: {
    // Nobody recorded who had adopted a charter, nor did it speak of proxies.
    CharterAdopted: [(data) => ({ proxiesPerMember: 1, adoption: 'NOT_RECORDED', ...data })],
  },
};
