import { accept, type Correcting, type Decide } from '../decider.js';
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
const registerPerson: Step<commands.RegisterPerson> = (
  { personId, schoolId, commitment },
  { effectiveOn, references },
  person,
) => {
  if (!isRandomUuid(personId)) return refuse('INVALID_INPUT', { value: 'personId' }, ['personId']);
  if (person.status === 'ERASED') return refuse('PERSON_ERASED', { person: personId });
  if (person.status === 'REGISTERED') return refuse('CODE_TAKEN', { person: personId });
  return (
    notOpen(references, schoolId, effectiveOn) ?? accept({ type: 'PersonRegistered', personId, schoolId, commitment })
  );
};

/** A person's details change in the directory. */
const changePersonDetails: Step<commands.ChangePersonDetails> = ({ personId, commitment }, _context, person) =>
  notRegistered(person, personId) ??
  (person.status === 'REGISTERED' && person.commitment === commitment
    ? refuse('NO_CHANGE', { person: personId })
    : accept({ type: 'PersonDetailsChanged', personId, commitment }));

/** A person's details are destroyed for good. */
const erasePerson: Step<commands.ErasePerson> = ({ personId }, _context, person) =>
  person.status === 'ERASED'
    ? refuse('NO_CHANGE', { person: personId })
    : (notRegistered(person, personId) ?? accept({ type: 'PersonErased', personId }));

export const decisions: { readonly [Type in PersonCommand['type']]: Step<Extract<PersonCommand, { type: Type }>> } = {
  RegisterPerson: registerPerson,
  ChangePersonDetails: changePersonDetails,
  ErasePerson: erasePerson,
};

/** A right registration is held to what the command is held to. */
export const refusedCorrection = ({
  right,
  wrong,
  rightEffectiveOn,
  context,
}: Correcting<Person, PersonEvent, PersonReferences>): Refused | undefined => {
  if (right?.type !== 'PersonRegistered' || wrong.type !== 'PersonRegistered') return undefined;
  const elsewhere = splitId(right.schoolId).district !== splitId(wrong.schoolId).district;
  const refused = elsewhere
    ? refuse('NOT_FOUND', { school: right.schoolId })
    : notOpen(context.references, right.schoolId, rightEffectiveOn);
  return refused && { refused: { ...refused.refused, path: ['right', 'schoolId'] } };
};

const notOpen = ({ district }: PersonReferences, schoolId: string, day: string): Refused | undefined => {
  const school = district?.schools.get(splitId(schoolId).code);
  if (!school) return refuse('NOT_FOUND', { school: schoolId });
  return school.open.at(day) ? undefined : refuse('SCHOOL_CLOSED', { school: schoolId, day });
};

const notRegistered = (person: Person, personId: string): Refused | undefined => {
  if (person.status === 'UNKNOWN') return refuse('NOT_FOUND', { person: personId });
  return person.status === 'ERASED' ? refuse('PERSON_ERASED', { person: personId }) : undefined;
};
