import { IsOptional } from 'class-validator';
import { IdField } from '../command/id-field.js';
import { Input, IsName } from '../command/inputs.js';
import { Field, InputType } from '../shared/decorators.js';
import { CalendarDate } from '../shared/scalars.js';

/** Longest name, telephone or identity number. */
const LONGEST = 100;

@InputType()
abstract class OfPersonInput extends Input {
  @IdField('Person', 'The person, a random UUID')
  personId!: string;
}

/** Personal details: kept in the people directory, never in the ledger. */
@InputType()
abstract class DetailsInput extends OfPersonInput {
  @Field(() => String, { description: 'The name.' })
  @IsName({ longest: LONGEST })
  name!: string;

  @Field(() => String, { nullable: true, description: 'The telephone number.' })
  @IsOptional()
  @IsName({ longest: LONGEST })
  phone?: string;

  @Field(() => String, { nullable: true, description: 'The identity number.' })
  @IsOptional()
  @IsName({ longest: LONGEST })
  identityNumber?: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day of birth.' })
  birthDate?: string;
}

@InputType({
  description:
    'What enters a person. The client chooses the UUID; the details go to the people directory, outside the ledger.',
})
export class RegisterPersonInput extends DetailsInput {
  @IdField('School', 'The school that enters the person')
  schoolId!: string;
}

@InputType({ description: "A person's details from then on, all of them: what is absent is no longer held." })
export class ChangePersonDetailsInput extends DetailsInput {}

@InputType({ description: "What erases a person's details for good." })
export class ErasePersonInput extends OfPersonInput {}
