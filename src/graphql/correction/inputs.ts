import { IdField } from '../command/id-field.js';
import { Input } from '../command/inputs.js';
import { Field, InputType } from '../shared/decorators.js';
import { CalendarDate, Json } from '../shared/scalars.js';

@InputType()
abstract class OfRecordInput extends Input {
  @IdField('LedgerEvent', 'The wrong event, by its position or its eventId')
  eventId!: string;
}

@InputType({ description: 'What corrects a record (更正): the right facts in the place of the wrong ones.' })
export class CorrectRecordInput extends OfRecordInput {
  @Field(() => Json, {
    description:
      'The right facts, all of them, in the form that LedgerEvent.data shows: an object without the type, which stays.',
  })
  facts!: unknown;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The day from which the right facts have effect; without it that of the wrong ones.',
  })
  rightEffectiveOn?: string;
}

@InputType({ description: 'What retracts a record (撤销): it never was.' })
export class RetractRecordInput extends OfRecordInput {}
