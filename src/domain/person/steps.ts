import { stepOf, type Rule } from '../decider.js';
import { splitId, type PersonId } from '../identity.js';
import { refuse } from '../refusal.js';
import type { PersonEvent } from './events.js';
import type { PersonReferences } from './references.js';
import { homeOf, type Person } from './state.js';

// What the steps of a person have in common.

export type PersonRule<Command> = Rule<Command, Person, PersonReferences>;
export type OfPerson = { readonly personId: PersonId };
export const step = stepOf<Person, PersonEvent, PersonReferences>();

/** Who is meant was entered. */
export const personIsKnown: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'UNKNOWN' ? refuse('NOT_FOUND', { person: personId }, ['personId']) : undefined;

/** Whose details were erased is neither changed nor entered again, and takes nothing new on. */
export const personIsNotErased: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'ERASED' ? refuse('PERSON_ERASED', { person: personId }, ['personId']) : undefined;

/** A school or district that a command names is the one that the person's register belongs to. */
export const isOfPersonsDistrict =
  <Command>(field: keyof Command & string): PersonRule<Command> =>
  (command, _context, person) => {
    const id = command[field];
    const home = splitId(homeOf(person) ?? '').district;
    return typeof id !== 'string' || home === '' || id === home || splitId(id).district === home
      ? undefined
      : refuse('NOT_FOUND', { school: id }, [field]);
  };
