import { homeDistrict, homeSchool } from './may.js';
import { withDuty, ofSchool } from '../permission.js';
import type { Day } from '../day.js';
import { accept, stepOf, type Correcting, type CommandTable, type Rule } from '../decider.js';
import type { District } from '../district/index.js';
import { isRandomUuid, splitId, type PersonId } from '../identity.js';
import { at } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import type * as commands from './commands.js';
import type { PersonCommand } from './commands.js';
import type { PersonEvent } from './events.js';
import type { Person } from './state.js';

/** The register of the school that enters a person. */
export interface PersonReferences {
  readonly district?: District;
}

type PersonRule<Command> = Rule<Command, Person, PersonReferences>;
type OfPerson = { readonly personId: PersonId };
const step = stepOf<Person, PersonEvent, PersonReferences>();

/** The id of a person tells nothing of the person. */
const personIdIsRandom: Rule<OfPerson> = ({ personId }) =>
  isRandomUuid(personId) ? undefined : refuse('INVALID_INPUT', { value: 'personId' }, ['personId']);

/** A person is entered once. */
const personIsNew: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'REGISTERED' ? refuse('CODE_TAKEN', { person: personId }, ['personId']) : undefined;

/** Who is changed or erased was entered. */
const personIsKnown: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'UNKNOWN' ? refuse('NOT_FOUND', { person: personId }, ['personId']) : undefined;

/** Whose details were erased is neither changed nor entered again. */
const personIsNotErased: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'ERASED' ? refuse('PERSON_ERASED', { person: personId }, ['personId']) : undefined;

/** Details are erased once. */
const erasureChangesSomething: PersonRule<OfPerson> = ({ personId }, _context, { status }) =>
  status === 'ERASED' ? refuse('NO_CHANGE', { person: personId }, ['personId']) : undefined;

/** Details are changed into others than those that hold. */
const detailsChange: PersonRule<commands.ChangePersonDetails> = ({ personId, commitment }, _context, person) =>
  person.status === 'REGISTERED' && person.commitment === commitment
    ? refuse('NO_CHANGE', { person: personId }, ['personId'])
    : undefined;

/** The school that enters a person is in the register, and open on a day. */
const isOpenOn = ({ district }: PersonReferences, schoolId: string, day: Day): Refused | undefined => {
  const school = district?.schools.get(splitId(schoolId).code);
  if (!school) return refuse('NOT_FOUND', { school: schoolId }, ['schoolId']);
  return school.open.at(day) ? undefined : refuse('SCHOOL_CLOSED', { school: schoolId, day }, ['schoolId']);
};
const schoolIsOpen: PersonRule<commands.RegisterPerson> = ({ schoolId }, { effectiveOn, references }) =>
  isOpenOn(references, schoolId, effectiveOn);

/** A school or the bureau enters a person. */
const registerPerson = step<commands.RegisterPerson>(
  [personIdIsRandom, personIsNotErased, personIsNew, schoolIsOpen],
  ({ personId, schoolId, commitment }) => accept({ type: 'PersonRegistered', personId, schoolId, commitment }),
);

/** A person's details change in the directory. */
const changePersonDetails = step<commands.ChangePersonDetails>(
  [personIsKnown, personIsNotErased, detailsChange],
  ({ personId, commitment }) => accept({ type: 'PersonDetailsChanged', personId, commitment }),
);

/** A person's details are destroyed for good. */
const erasePerson = step<commands.ErasePerson>([erasureChangesSomething, personIsKnown], ({ personId }) =>
  accept({ type: 'PersonErased', personId }),
);

/** Who may give each command, and how it is decided. */
export const decisions: CommandTable<PersonCommand, Person, PersonEvent, PersonReferences> = {
  RegisterPerson: { may: { BUREAU: withDuty('PERSONNEL'), SCHOOL: ofSchool }, decide: registerPerson },
  ChangePersonDetails: {
    may: { BUREAU: withDuty('PERSONNEL', homeDistrict), SCHOOL: homeSchool },
    decide: changePersonDetails,
  },
  ErasePerson: { may: { BUREAU: withDuty('PERSONNEL', homeDistrict) }, decide: erasePerson },
};

/** A right registration is held to what the command is held to. */
export const correctionIsAllowed = ({
  right,
  wrong,
  rightEffectiveOn,
  context,
}: Correcting<Person, PersonEvent, PersonReferences>): Refused | undefined => {
  if (right?.type !== 'PersonRegistered' || wrong.type !== 'PersonRegistered') return undefined;
  const elsewhere = splitId(right.schoolId).district !== splitId(wrong.schoolId).district;
  const refused = elsewhere
    ? refuse('NOT_FOUND', { school: right.schoolId })
    : isOpenOn(context.references, right.schoolId, rightEffectiveOn);
  return at(['right', 'schoolId'], refused);
};
