import { ArrayMaxSize, IsOptional } from 'class-validator';
import type * as domain from '../../domain/district/events.js';
import { IdField } from '../command/id-field.js';
import { Input, IsName, IsText } from '../command/inputs.js';
import { Field, InputType } from '../shared/decorators.js';
import { LeadershipRegime, Ownership, SchoolKind, SchoolPhase, SchoolStanding } from './enums.js';

/** Most aliases of a school, and most schools of one merger. */
const MOST = 100;

@InputType({ description: 'What enters a school, section or campus in the register.' })
export class RegisterSchoolInput extends Input {
  @IdField('District', 'The district')
  districtId!: string;

  @Field(() => String, { description: 'Its code within the district, 1 to 16 capital letters and digits, for ever.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  @IsName()
  name!: string;

  @Field(() => [String], { nullable: true, description: 'Other names in use.' })
  @IsOptional()
  @ArrayMaxSize(MOST)
  @IsName({ each: true })
  aliases?: string[];

  @Field(() => SchoolKind, { nullable: true, description: 'What it is; a school unless told.' })
  kind?: domain.SchoolKind;

  @IdField('School', 'The school whose legal person a section or campus shares', { nullable: true })
  partOfId?: string;

  @Field(() => SchoolPhase, { description: 'Which years it teaches.' })
  phase!: domain.SchoolPhase;

  @Field(() => Ownership, { nullable: true, description: 'Who runs it; the state unless told.' })
  ownership?: domain.Ownership;

  @Field(() => SchoolStanding, { nullable: true, description: 'How the bureau classes it.' })
  standing?: domain.SchoolStanding;

  @Field(() => String, {
    nullable: true,
    description:
      "The legal person's name; without it the school's own name, or the legal person of the school it is part of.",
  })
  @IsOptional()
  @IsName()
  legalPerson?: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is a rural school.' })
  isRural?: boolean;
}

@InputType()
abstract class OfSchoolInput extends Input {
  @IdField('School', 'The school')
  schoolId!: string;
}

@InputType({ description: 'What gives a school another name.' })
export class RenameSchoolInput extends OfSchoolInput {
  @Field(() => String, { description: 'The new name.' })
  @IsName()
  name!: string;
}

@InputType({ description: 'How the bureau classes a school; what is absent stays as it is.' })
export class ClassifySchoolInput extends OfSchoolInput {
  @Field(() => SchoolStanding, { nullable: true, description: 'Its standing.' })
  standing?: domain.SchoolStanding;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is a rural school.' })
  isRural?: boolean;
}

@InputType({ description: "Under whose leadership a school's principal is responsible." })
export class SetLeadershipRegimeInput extends OfSchoolInput {
  @Field(() => LeadershipRegime, { description: 'The regime.' })
  regime!: domain.LeadershipRegime;
}

@InputType({ description: "What defines a school's own feature." })
export class DefineSchoolFeatureInput extends OfSchoolInput {
  @Field(() => String, { description: 'The feature, a few lines.' })
  @IsText()
  feature!: string;
}

@InputType({ description: 'What closes a school.' })
export class CloseSchoolInput extends OfSchoolInput {}

@InputType({ description: 'What merges schools into another one.' })
export class MergeSchoolsInput extends Input {
  @IdField('School', 'The schools that close', { list: true })
  @ArrayMaxSize(MOST)
  schoolIds!: string[];

  @IdField('School', 'The school that carries on for them')
  intoId!: string;
}
