import type { Decider } from '../decider.js';
import { districtStream, personStream, splitId } from '../identity.js';
import type { PersonCommand } from './commands.js';
import { decisions, correctionIsAllowed, type PersonReferences } from './decide.js';
import type { PersonEvent } from './events.js';
import { facts } from './facts.js';
import { evolve, initial, type Person } from './state.js';

export type { PersonCommand } from './commands.js';
export type { PersonReferences } from './decide.js';
export type { PersonEvent } from './events.js';
export type { Person } from './state.js';

/** A teacher, cadre or other person, by a random UUID. */
export const person: Decider<Person, PersonCommand, PersonEvent, PersonReferences> = {
  category: 'person',
  initial,
  decide: decisions,
  evolve,
  invariants: [],
  streamOf: (command) => personStream(command.personId),
  referencesOf: (command) =>
    command.type === 'RegisterPerson' ? { district: districtStream(splitId(command.schoolId).district) } : {},
  targetOf: (command) => (command.type === 'RegisterPerson' ? undefined : { type: 'Person', key: command.personId }),
  facts,
  referencesOfCorrection: (_stream, right) =>
    right?.type === 'PersonRegistered' ? { district: districtStream(splitId(right.schoolId).district) } : {},
  correctionIsAllowed,
  neverCorrected: ['PersonErased'],
  neverRetracted: ['PersonRegistered'],
  upcasters: {},
};
