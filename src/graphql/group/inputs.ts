import { ArrayMaxSize, IsOptional } from 'class-validator';
import type * as domain from '../../domain/district/events.js';
import { IdField } from '../command/id-field.js';
import { Input, IsName, IsText } from '../command/inputs.js';
import { Field, InputType } from '../shared/decorators.js';
import { GroupForm } from './types.js';

/** Most schools that may form a group in one command. */
const MOST_MEMBERS = 200;

@InputType({ description: 'What forms a group or alliance.' })
export class FormGroupInput extends Input {
  @IdField('District', 'The district')
  districtId!: string;

  @Field(() => String, { description: 'Its code within the district, 1 to 16 capital letters and digits, for ever.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  @IsName()
  name!: string;

  @Field(() => GroupForm, { description: 'Whether it is a group or an alliance.' })
  form!: domain.GroupForm;

  @IdField('School', 'The school that leads it, one of the members')
  leadId!: string;

  @IdField('School', 'All members, the lead among them', { list: true })
  @ArrayMaxSize(MOST_MEMBERS)
  memberIds!: string[];

  @IdField('EducationGroup', 'The group beside which an alliance stands', { nullable: true })
  besideGroupId?: string;

  @Field(() => String, {
    nullable: true,
    description: '"1": what the members have in common in philosophy and culture.',
  })
  @IsOptional()
  @IsText()
  commonFeature?: string;
}

@InputType()
abstract class OfGroupInput extends Input {
  @IdField('EducationGroup', 'The group')
  groupId!: string;
}

@InputType({ description: 'What admits a school to a group.' })
export class AdmitSchoolInput extends OfGroupInput {
  @IdField('School', 'The school')
  schoolId!: string;
}

@InputType({ description: 'What takes a school out of a group.' })
export class WithdrawSchoolInput extends OfGroupInput {
  @IdField('School', 'The school')
  schoolId!: string;
}

@InputType({ description: 'What gives a group another lead.' })
export class ChangeLeadSchoolInput extends OfGroupInput {
  @IdField('School', 'The member that leads from then on')
  leadId!: string;
}

@InputType({ description: 'What gives a group another name.' })
export class RenameGroupInput extends OfGroupInput {
  @Field(() => String, { description: 'The new name.' })
  @IsName()
  name!: string;
}

@InputType({ description: "What defines a group's common feature." })
export class DefineCommonFeatureInput extends OfGroupInput {
  @Field(() => String, { description: 'The feature, a few lines.' })
  @IsText()
  feature!: string;
}

@InputType({ description: 'What dissolves a group.' })
export class DissolveGroupInput extends OfGroupInput {}
