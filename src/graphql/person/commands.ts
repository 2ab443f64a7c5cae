import { date, id, name, oneOf, optional } from '../command/fields.js';
import { mutationsOn } from '../command/mutation.js';
import { personAt } from '../objects.js';
import { Person, Sex } from './types.js';

/** Longest name, telephone or identity number. */
const LONGEST = 100;

const mutation = mutationsOn(
  'person',
  () => Person,
  (context, { personId }: { readonly personId: string }, { at }) => personAt(context, personId, at),
);

const person = { personId: id('Person', 'The person, a random UUID') };
/** Personal details: kept in the people directory, never in the ledger. */
const details = {
  name: name('The name.', LONGEST),
  phone: optional(name('The telephone number.', LONGEST)),
  identityNumber: optional(name('The identity number.', LONGEST)),
  birthDate: optional(date('The day of birth.')),
  sex: optional(oneOf(Sex, 'The sex.')),
};

export const personMutations = [
  mutation('RegisterPerson', {
    does: 'A school or the bureau enters a person.',
    input:
      'What enters a person. The client chooses the UUID; the details go to the people directory, outside the ledger.',
    fields: { schoolId: id('School', 'The school that enters the person'), ...details, ...person },
    command: ({ personId, schoolId, ...rest }) => ({ personId, schoolId, details: rest }),
  }),
  mutation('ChangePersonDetails', {
    does: "A person's details change in the people directory.",
    input: "A person's details from then on, all of them: what is absent is no longer held.",
    fields: { ...details, ...person },
    command: ({ personId, ...rest }) => ({ personId, details: rest }),
  }),
  mutation('ErasePerson', {
    does: "A person's details are destroyed for good; the ledger stays whole and says nothing.",
    input: "What erases a person's details for good.",
    fields: person,
  }),
];
