import { ArrayMaxSize } from 'class-validator';
import { IdField } from '../command/id-field.js';
import { Input, IsText } from '../command/inputs.js';
import { Field, InputType } from '../shared/decorators.js';
import { CalendarDate } from '../shared/scalars.js';

/** Most members of one council. */
const MOST_MEMBERS = 200;

@InputType()
abstract class OfRecommendationInput extends Input {
  @IdField('EducationGroup', 'The group')
  groupId!: string;

  @IdField('School', 'The member school that recommends')
  schoolId!: string;

  @IdField('Person', 'The person')
  personId!: string;
}

@InputType({ description: "What recommends a person for a group's next council." })
export class RecommendCouncilMemberInput extends OfRecommendationInput {}

@InputType({ description: 'What takes a recommendation back.' })
export class WithdrawRecommendationInput extends OfRecommendationInput {}

@InputType({ description: "What appoints a term of a group's council." })
export class AppointCouncilInput extends Input {
  @IdField('EducationGroup', 'The group')
  groupId!: string;

  @IdField('Person', 'The members, all of them recommended, the chair among them', { list: true })
  @ArrayMaxSize(MOST_MEMBERS)
  memberIds!: string[];

  @IdField('Person', 'The member who chairs')
  chairId!: string;

  @Field(() => CalendarDate, { description: 'The first day in office.' })
  termFrom!: string;

  @Field(() => CalendarDate, { description: 'The last day in office.' })
  termTo!: string;
}

@InputType()
abstract class OfCouncilInput extends Input {
  @IdField('Council', 'The council of a term')
  councilId!: string;
}

@InputType()
abstract class OfMemberInput extends OfCouncilInput {
  @IdField('Person', 'The person')
  personId!: string;
}

@InputType({ description: 'What files a council with the bureau.' })
export class FileCouncilInput extends OfCouncilInput {}

@InputType({ description: 'What answers a filing: the bureau takes note.' })
export class AcceptFilingInput extends OfCouncilInput {
  @Field(() => String, { description: "The number of the bureau's answer." })
  documentNo!: string;
}

@InputType({ description: 'What answers a filing: the bureau sends it back.' })
export class ReturnFilingInput extends AcceptFilingInput {
  @Field(() => String, { description: 'Why it is sent back.' })
  @IsText()
  reason!: string;
}

@InputType({ description: 'What fills a seat, or the chair, during a term.' })
export class AppointSubstituteInput extends OfMemberInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the person chairs the council from then on; a sitting member may be named too.',
  })
  asChair?: boolean;
}

@InputType({ description: 'What gives a seat up.' })
export class ResignSeatInput extends OfMemberInput {}

@InputType({ description: 'What takes a seat away.' })
export class RemoveMemberInput extends OfMemberInput {}

@InputType({ description: 'What makes a term last longer.' })
export class ExtendTermInput extends OfCouncilInput {
  @Field(() => CalendarDate, { description: 'The new last day in office.' })
  termTo!: string;
}

@InputType({ description: 'What ends a term early.' })
export class EndTermInput extends OfCouncilInput {}
