import type { Decider } from '../decider.js';
import { districtStream, personStream, splitId, type SchoolId } from '../identity.js';
import type { PersonCommand } from './commands.js';
import { decisions, correctionIsAllowed, type PersonReferences } from './decide.js';
import type { PersonEvent } from './events.js';
import { facts } from './facts.js';
import type { Scope } from '../permission.js';
import { evolve, homeOf, initial, type Person } from './state.js';

export type { PersonCommand } from './commands.js';
export type { PersonReferences } from './decide.js';
export type { PersonEvent } from './events.js';
export type { Person } from './state.js';

/** The scope of what is about a person: the school that entered it, and its district. */
const ofHome = (school: SchoolId | undefined): Scope =>
  school === undefined ? {} : { district: splitId(school).district, school };

/** A teacher, cadre or other person, by a random UUID. */
export const person: Decider<Person, PersonCommand, PersonEvent, PersonReferences> = {
  category: 'person',
  duty: 'PERSONNEL',
  initial,
  commands: decisions,
  evolve,
  invariants: [],
  streamOf: (command) => personStream(command.personId),
  scopeOf: (command, state = initial) =>
    command.type === 'RegisterPerson' ? ofHome(command.schoolId) : ofHome(homeOf(state)),
  scopeOfRecord: (_stream, state = initial) => ofHome(homeOf(state)),
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
