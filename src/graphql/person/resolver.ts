import type { PersonDetails } from '../../commands/command.js';
import { InputArg } from '../command/inputs.js';
import { present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run, type Done } from '../command/run.js';
import type { Context } from '../context.js';
import { personAt, schoolAt } from '../objects.js';
import { School } from '../school/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from '../shared/decorators.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { ChangePersonDetailsInput, ErasePersonInput, RegisterPersonInput } from './inputs.js';
import { Person } from './types.js';

const payload = (command: string) => payloadOf(command, 'person', () => Person);
const RegisterPersonPayload = payload('RegisterPerson');
const ChangePersonDetailsPayload = payload('ChangePersonDetails');
const ErasePersonPayload = payload('ErasePerson');

const detailsOf = ({ name, phone, identityNumber, birthDate }: ChangePersonDetailsInput): PersonDetails =>
  present({ name, phone, identityNumber, birthDate });

/** The person that a command was about. */
const changed = (context: Context, { personId }: { readonly personId: string }, { at }: Done): object => ({
  person: personAt(context, personId, at),
});

@Resolver(() => Person)
export class PersonResolver {
  @Query(() => Person, {
    nullable: true,
    description: 'A person, whenever known at the moment; the name only for who may see it.',
  })
  person(
    @Arg('id', () => ID, { description: 'Global id or UUID.' }) id: string,
    @Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }) asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<Person | null> {
    return using(askedKey(context, 'id', id, 'Person', asOf), ({ key, at }) =>
      personAt(context, key.toLowerCase(), at),
    );
  }

  @FieldResolver(() => School, {
    nullable: true,
    description: 'The school that entered the person. Shown within its district, and to auditors.',
  })
  school(@Root() { row, at }: Person, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }

  @Mutation(() => RegisterPersonPayload, { description: 'A school or the bureau enters a person.' })
  registerPerson(
    @InputArg(() => RegisterPersonInput) input: RegisterPersonInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      (given) => ({
        type: 'RegisterPerson',
        personId: given.personId,
        schoolId: given.schoolId,
        details: detailsOf(given),
      }),
      changed,
    );
  }

  @Mutation(() => ChangePersonDetailsPayload, { description: "A person's details change in the people directory." })
  changePersonDetails(
    @InputArg(() => ChangePersonDetailsInput) input: ChangePersonDetailsInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      (given) => ({ type: 'ChangePersonDetails', personId: given.personId, details: detailsOf(given) }),
      changed,
    );
  }

  @Mutation(() => ErasePersonPayload, {
    description: "A person's details are destroyed for good; the ledger stays whole and says nothing.",
  })
  erasePerson(@InputArg(() => ErasePersonInput) input: ErasePersonInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, ({ personId }) => ({ type: 'ErasePerson', personId }), changed);
  }
}
