import { ArrayMaxSize, IsOptional, ValidateNested } from 'class-validator';
import type * as domain from '../../domain/policy/index.js';
import { IdField } from '../command/id-field.js';
import { Input, IsName } from '../command/inputs.js';
import { Field, InputType, Int } from '../shared/decorators.js';
import { CalendarDate, SafeInt } from '../shared/scalars.js';
import { ResolutionKind } from './types.js';

/** Most persons that one meeting may name. */
const MOST_PERSONS = 200;

@InputType({ description: 'A share of a whole, as a quorum or a majority.' })
export class ShareInput {
  @Field(() => Int, { description: 'The part.' })
  numerator!: number;

  @Field(() => Int, { description: 'The whole.' })
  denominator!: number;

  @Field(() => Boolean, { description: 'Whether the share itself is enough; otherwise more than it is needed.' })
  atLeast!: boolean;
}

@InputType({ description: "What adopts the charter of a group's council." })
export class AdoptCharterInput extends Input {
  @IdField('EducationGroup', 'The group')
  groupId!: string;

  @Field(() => ShareInput, { description: 'How many of the filled seats must be present.' })
  @ValidateNested()
  quorum!: ShareInput;

  @Field(() => ShareInput, { description: 'How many of the votes present, without those recused, must be for it.' })
  @ValidateNested()
  majority!: ShareInput;

  @Field(() => Int, { description: 'The longest term, in years: 1 to 10.' })
  termYears!: number;

  @Field(() => Boolean, { description: 'Whether every member school has a seat.' })
  everySchoolSeated!: boolean;

  @Field(() => Int, { description: 'How many seats go to others than those whom the schools recommend: 0 to 100.' })
  otherSeats!: number;
}

@InputType({ description: 'How a council voted: present + proxies - recused = for + against + abstained.' })
export class BallotInput {
  @Field(() => Int, { description: 'Members present in person.' })
  present!: number;

  @Field(() => Int, { description: 'Members represented by a proxy.' })
  proxies!: number;

  @Field(() => Int, { description: 'Of those, members who took no part because the matter concerns them.' })
  recused!: number;

  @Field(() => Int, { description: 'Votes for it.' })
  for!: number;

  @Field(() => Int, { description: 'Votes against it.' })
  against!: number;

  @Field(() => Int, { description: 'Abstentions.' })
  abstained!: number;
}

/** A meeting that votes. */
@InputType()
abstract class VotedInput extends Input {
  @Field(() => CalendarDate, { description: 'The day the council met, on or before the effective day.' })
  heldOn!: string;

  @Field(() => BallotInput, { description: 'How it voted.' })
  @ValidateNested()
  ballot!: BallotInput;

  @Field(() => String, { description: 'The number of the minutes.' })
  minutesNo!: string;

  @IdField('Person', 'Persons whom the matter concerns', { list: true, nullable: true })
  @IsOptional()
  @ArrayMaxSize(MOST_PERSONS)
  concernedIds?: string[];

  @IdField('Person', 'Members who took no part', { list: true, nullable: true })
  @IsOptional()
  @ArrayMaxSize(MOST_PERSONS)
  recusedIds?: string[];
}

@InputType({ description: "What adopts a resolution of a group's council." })
export class AdoptResolutionInput extends VotedInput {
  @IdField('EducationGroup', 'The group')
  groupId!: string;

  @Field(() => ResolutionKind, { description: 'What it is about.' })
  kind!: domain.ResolutionKind;

  @Field(() => String, { description: 'What was decided, in a line.' })
  @IsName()
  subject!: string;

  @Field(() => Int, { nullable: true, description: 'Of kind FUND: the year whose money it is about.' })
  fiscalYear?: number;

  @Field(() => SafeInt, { nullable: true, description: 'Of kind FUND: how much may be allocated at most, in fen.' })
  sum?: number;
}

@InputType({ description: 'What amends a resolution: what is absent stays.' })
export class AmendResolutionInput extends VotedInput {
  @IdField('Resolution', 'The resolution')
  resolutionId!: string;

  @Field(() => String, { nullable: true, description: 'What is decided now, in a line.' })
  @IsOptional()
  @IsName()
  subject?: string;

  @Field(() => SafeInt, { nullable: true, description: 'Of kind FUND: how much may be allocated at most now, in fen.' })
  sum?: number;
}

@InputType({ description: 'What repeals a resolution.' })
export class RepealResolutionInput extends VotedInput {
  @IdField('Resolution', 'The resolution')
  resolutionId!: string;
}
