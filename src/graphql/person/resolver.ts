import type { PersonDetails } from '../../commands/command.js';
import { InputArg } from '../command/inputs.js';
import { present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run, type Done } from '../command/run.js';
import type { Context } from '../context.js';
import { personAt } from '../objects.js';
import { Ctx, Mutation, Resolver } from '../shared/decorators.js';
import { ChangePersonDetailsInput, ErasePersonInput, RegisterPersonInput } from './inputs.js';
import { Person } from './types.js';

const payload = (command: string) => payloadOf(command, 'person', () => Person);
const RegisterPersonPayload = payload('RegisterPerson');
const ChangePersonDetailsPayload = payload('ChangePersonDetails');
const ErasePersonPayload = payload('ErasePerson');

const detailsOf = ({ name, phone, identityNumber, birthDate }: ChangePersonDetailsInput): PersonDetails => present({ name, phone, identityNumber, birthDate });

/** The person that a command was about. */
const changed = (context: Context, { personId }: { readonly personId: string }, { at }: Done): object => ({ person: personAt(context, personId, at) });

@Resolver(() => Person)
export class PersonResolver {
  @Mutation(() => RegisterPersonPayload, { description: 'A school or the bureau enters a person.' })
  registerPerson(@InputArg(() => RegisterPersonInput) input: RegisterPersonInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, (given) => ({ type: 'RegisterPerson', personId: given.personId, schoolId: given.schoolId, details: detailsOf(given) }), changed);
  }

  @Mutation(() => ChangePersonDetailsPayload, { description: 'A person\'s details change in the people directory.' })
  changePersonDetails(@InputArg(() => ChangePersonDetailsInput) input: ChangePersonDetailsInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, (given) => ({ type: 'ChangePersonDetails', personId: given.personId, details: detailsOf(given) }), changed);
  }

  @Mutation(() => ErasePersonPayload, { description: 'A person\'s details are destroyed for good; the ledger stays whole and says nothing.' })
  erasePerson(@InputArg(() => ErasePersonInput) input: ErasePersonInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, ({ personId }) => ({ type: 'ErasePerson', personId }), changed);
  }
}
