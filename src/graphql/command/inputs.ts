import { ArrayMaxSize, IsOptional, Length, Matches, Min, ValidateNested } from 'class-validator';
import { NAME_LENGTH, TEXT_LENGTH } from '../../domain/input.js';
import { Arg, Field, InputType } from '../shared/decorators.js';
import { CalendarDate, SafeInt, UUID } from '../shared/scalars.js';

/** Most papers and assumed fields that one command may name: together far below the store's limit for an event. */
const MOST_PAPERS = 20;
const MOST_FIELDS = 50;

/** A name or number as it stands on paper. */
export const IsName = (options: { readonly each?: boolean; readonly longest?: number } = {}): PropertyDecorator => {
  const { longest = NAME_LENGTH, each = false } = options;
  return Length(1, longest, { each, context: { longest } });
};
/** A text of a few lines. */
export const IsText = (): PropertyDecorator => Length(1, TEXT_LENGTH, { context: { longest: TEXT_LENGTH } });

@InputType({ description: 'The paper that a command rests on.' })
export class BasisInput {
  @Field(() => String, { nullable: true, description: "The document's number, as in 市中教字〔2026〕1号." })
  @IsOptional()
  @IsName()
  documentNo?: string;

  @Field(() => String, { description: "The document's title." })
  @IsName()
  title!: string;

  @Field(() => String, { nullable: true, description: 'Who issued it.' })
  @IsOptional()
  @IsName()
  issuer?: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day it was issued.' })
  issuedOn?: string;

  @Field(() => String, { nullable: true, description: 'The clause that is relied on.' })
  @IsOptional()
  @IsName()
  clause?: string;
}

@InputType({ description: "What comes with every command, in every mutation's input." })
export class CommandInput {
  @Field(() => UUID, {
    description:
      'Chosen by the client, UUID version 4 or 7. Repeating it with the same content gives the first receipt again.',
  })
  @Matches(/^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i)
  commandId!: string;

  @Field(() => [BasisInput], { description: 'The papers it rests on; may be empty where no document is called for.' })
  @ArrayMaxSize(MOST_PAPERS)
  @ValidateNested()
  basis!: BasisInput[];

  @Field(() => String, { nullable: true, description: "Why, in the words of who decides. Never a person's details." })
  @IsOptional()
  @IsText()
  reason?: string;

  @Field(() => CalendarDate, { description: 'The day from which it has legal effect.' })
  effectiveOn!: string;

  @Field(() => SafeInt, {
    nullable: true,
    description: "The object's own revision that the user saw; another one is refused as STALE_REVISION.",
  })
  @IsOptional()
  @Min(0)
  expectedRevision?: number;

  @Field(() => [String], { nullable: true, description: 'Names of fields that the source does not state.' })
  @IsOptional()
  @ArrayMaxSize(MOST_FIELDS)
  @IsName({ each: true })
  assumed?: string[];

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Decide and answer, write nothing.' })
  validateOnly?: boolean;
}

/** The base of every mutation's input. The nested command is validated only because its constraint stands here. */
@InputType()
export abstract class Input {
  @Field(() => CommandInput, { description: 'What comes with every command.' })
  @ValidateNested()
  command!: CommandInput;
}

/** The one argument of every mutation. */
export const InputArg = (type: () => new () => Input): ParameterDecorator =>
  Arg('input', type, { description: 'What is to be done, from when on, and on what paper.' }) as ParameterDecorator;
