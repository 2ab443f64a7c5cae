import { accept, type Decide } from '../decider.js';
import type { District } from '../district/index.js';
import { isRandomUuid, splitId } from '../identity.js';
import { refuse, type Refused } from '../refusal.js';
import type * as commands from './commands.js';
import type { PersonCommand } from './commands.js';
import type { PersonEvent } from './events.js';
import type { Person } from './state.js';

/** The register of the school that enters a person. */
export interface PersonReferences {
  readonly district?: District;
}

type Step<Command> = Decide<Command, Person, PersonEvent, PersonReferences>;

/** A school or the bureau enters a person. */
const registerPerson: Step<commands.RegisterPerson> = ({ personId, schoolId, commitment }, { effectiveOn, references }, person) => {
  if (!isRandomUuid(personId)) return refuse('INVALID_INPUT', { value: 'personId' }, ['personId']);
  if (person.status === 'ERASED') return refuse('PERSON_ERASED', { person: personId });
  if (person.status === 'REGISTERED') return refuse('CODE_TAKEN', { person: personId });
  const school = references.district?.schools.get(splitId(schoolId).code);
  if (!school) return refuse('NOT_FOUND', { school: schoolId });
  if (!school.open.at(effectiveOn)) return refuse('SCHOOL_CLOSED', { school: schoolId, day: effectiveOn });
  return accept({ type: 'PersonRegistered', personId, schoolId, commitment });
};

/** A person's details change in the directory. */
const changePersonDetails: Step<commands.ChangePersonDetails> = ({ personId, commitment }, _context, person) =>
  notRegistered(person, personId) ??
  (person.status === 'REGISTERED' && person.commitment === commitment
    ? refuse('NO_CHANGE', { person: personId })
    : accept({ type: 'PersonDetailsChanged', personId, commitment }));

/** A person's details are destroyed for good. */
const erasePerson: Step<commands.ErasePerson> = ({ personId }, _context, person) =>
  person.status === 'ERASED' ? refuse('NO_CHANGE', { person: personId }) : (notRegistered(person, personId) ?? accept({ type: 'PersonErased', personId }));

export const decisions: { readonly [Type in PersonCommand['type']]: Step<Extract<PersonCommand, { type: Type }>> } = {
  RegisterPerson: registerPerson,
  ChangePersonDetails: changePersonDetails,
  ErasePerson: erasePerson,
};

const notRegistered = (person: Person, personId: string): Refused | undefined => {
  if (person.status === 'UNKNOWN') return refuse('NOT_FOUND', { person: personId });
  return person.status === 'ERASED' ? refuse('PERSON_ERASED', { person: personId }) : undefined;
};
