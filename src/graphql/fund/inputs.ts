import { ArrayMaxSize, IsOptional, ValidateNested } from 'class-validator';
import { IdField } from '../command/id-field.js';
import { Input, IsName, IsText } from '../command/inputs.js';
import { Field, InputType, Int } from '../shared/decorators.js';
import { CalendarDate, SafeInt } from '../shared/scalars.js';

/** Most lines that one allocation may have, and most ages that money may arrive in. */
const MOST_LINES = 200;
const MOST_AGES = 50;

@InputType({ description: "What appropriates money to a group for a year; the first time opens the year's fund." })
export class AppropriateFundInput extends Input {
  @IdField('EducationGroup', 'The group')
  groupId!: string;

  @Field(() => Int, { description: 'The year.' })
  fiscalYear!: number;

  @Field(() => SafeInt, { description: 'How much, in fen.' })
  fen!: number;

  @Field(() => String, { description: "The document's number." })
  documentNo!: string;

  @Field(() => CalendarDate, { description: 'The day it was received.' })
  receivedOn!: string;
}

@InputType()
abstract class OfFundInput extends Input {
  @IdField('Fund', 'The fund of a year, as in 370103.G01.2026')
  fundId!: string;
}

@InputType()
abstract class TrancheInput extends OfFundInput {
  @Field(() => SafeInt, { description: 'How much, in fen.' })
  fen!: number;

  @Field(() => String, { description: "The document's number." })
  documentNo!: string;

  @Field(() => CalendarDate, { description: 'The day it was received, or went back.' })
  receivedOn!: string;
}

@InputType({ description: "What adds to a year's money." })
export class SupplementFundInput extends TrancheInput {}

@InputType({ description: 'What takes back money that is free.' })
export class ReduceFundInput extends TrancheInput {}

@InputType({ description: 'A line of an allocation.' })
export class AllocationLineInput {
  @Field(() => String, { description: 'What the money is for.' })
  @IsName()
  purpose!: string;

  @IdField('School', 'The member school that pays')
  schoolId!: string;

  @Field(() => SafeInt, { description: 'How much, in fen.' })
  fen!: number;
}

@InputType({ description: 'What allocates money to lines, as a resolution on the fund decided.' })
export class AllocateFundsInput extends OfFundInput {
  @IdField('Resolution', "The council's resolution on this year's fund")
  resolutionId!: string;

  @Field(() => [AllocationLineInput], { description: 'The new lines.' })
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested()
  lines!: AllocationLineInput[];
}

@InputType()
abstract class OfLineInput extends OfFundInput {
  @Field(() => Int, { description: "The line's number." })
  line!: number;
}

@InputType({ description: 'What gives a line another sum, or another resolution to rest on.' })
export class ReviseAllocationInput extends OfLineInput {
  @Field(() => SafeInt, { description: "The line's new sum, in fen." })
  fen!: number;

  @IdField('Resolution', 'The resolution that it rests on from then on')
  resolutionId!: string;
}

@InputType({ description: 'What suspends the lines under a resolution that no longer carries them.' })
export class SuspendAllocationInput extends OfFundInput {
  @IdField('Resolution', 'The resolution')
  resolutionId!: string;
}

@InputType({ description: 'What promises money of a line by a contract.' })
export class CommitFundsInput extends OfLineInput {
  @Field(() => String, { description: "The contract's number." })
  @IsName()
  contractNo!: string;

  @Field(() => String, { description: 'With whom.' })
  @IsName()
  supplier!: string;

  @Field(() => SafeInt, { description: 'For how much, in fen.' })
  fen!: number;

  @Field(() => CalendarDate, { description: 'The day it was signed.' })
  signedOn!: string;
}

@InputType({ description: 'A bookkeeping voucher (记账凭证) of the school that pays.' })
export class VoucherInput {
  @IdField('School', 'The school that pays')
  schoolId!: string;

  @Field(() => Int, { description: 'The year of the books.' })
  year!: number;

  @Field(() => Int, { description: 'The month of the books.' })
  month!: number;

  @Field(() => String, { description: 'Its number.' })
  @IsName()
  number!: string;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'The entry (分录) within it.' })
  entry?: number;
}

@InputType({ description: 'What records a payment.' })
export class RecordExpenditureInput extends OfLineInput {
  @Field(() => VoucherInput, { description: 'The voucher.' })
  @ValidateNested()
  voucher!: VoucherInput;

  @Field(() => SafeInt, { description: 'How much, in fen.' })
  fen!: number;

  @Field(() => String, { description: 'Who was paid.' })
  @IsName()
  supplier!: string;

  @Field(() => String, { nullable: true, description: 'The contract that it pays, of the same line.' })
  @IsOptional()
  @IsName()
  contractNo?: string;

  @Field(() => String, { nullable: true, description: "The invoice's number." })
  @IsOptional()
  @IsName()
  invoiceNo?: string;

  @Field(() => CalendarDate, { description: 'The day it was paid.' })
  paidOn!: string;
}

@InputType({ description: 'What reverses a payment as a whole (冲销).' })
export class ReverseExpenditureInput extends OfFundInput {
  @Field(() => VoucherInput, { description: 'Its voucher.' })
  @ValidateNested()
  voucher!: VoucherInput;
}

@InputType({ description: 'What leaves free money for the next year.' })
export class CarryOutInput extends OfFundInput {
  @Field(() => SafeInt, { description: 'How much, in fen; the newest money is carried out first.' })
  fen!: number;
}

@InputType({ description: 'Money of one age.' })
export class AgedMoneyInput {
  @Field(() => Int, { description: 'The year it was first appropriated in.' })
  originYear!: number;

  @Field(() => SafeInt, { description: 'How much, in fen.' })
  fen!: number;
}

@InputType({ description: 'What enters money that arrived from the year before.' })
export class CarryInInput extends OfFundInput {
  @Field(() => [AgedMoneyInput], { description: 'The money, by its age.' })
  @ArrayMaxSize(MOST_AGES)
  @ValidateNested()
  parts!: AgedMoneyInput[];
}

@InputType({ description: 'What returns free money to the bureau.' })
export class ReturnUnspentInput extends OfFundInput {
  @Field(() => SafeInt, { description: 'How much, in fen.' })
  fen!: number;

  @Field(() => String, { description: "The document's number." })
  documentNo!: string;
}

@InputType({ description: "What closes a year's books." })
export class CloseFundYearInput extends OfFundInput {}

@InputType({ description: 'What changes what a line spent after its year was closed.' })
export class AdjustClosedYearInput extends OfLineInput {
  @Field(() => SafeInt, { description: 'What the line spent more, in fen, or less where negative.' })
  fen!: number;

  @Field(() => String, { description: "The document's number." })
  documentNo!: string;

  @Field(() => String, { description: 'Why.' })
  @IsText()
  reason!: string;
}
