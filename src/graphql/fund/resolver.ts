import type { FundCommand, Voucher as DomainVoucher } from '../../domain/fund/index.js';
import { fundId as keyOf, resolutionId } from '../../domain/identity.js';
import type { Input } from '../command/inputs.js';
import { InputArg } from '../command/inputs.js';
import { ofFund, ofResolution, present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run } from '../command/run.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { fundAt, groupAt, resolutionAt, schoolAt } from '../objects.js';
import { Resolution } from '../resolution/types.js';
import { School } from '../school/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from '../shared/decorators.js';
import { AsOf, askedKey } from '../shared/moment.js';
import {
  AdjustClosedYearInput,
  AllocateFundsInput,
  AppropriateFundInput,
  CarryInInput,
  CarryOutInput,
  CloseFundYearInput,
  CommitFundsInput,
  RecordExpenditureInput,
  ReduceFundInput,
  ReturnUnspentInput,
  ReverseExpenditureInput,
  ReviseAllocationInput,
  SupplementFundInput,
  SuspendAllocationInput,
  type VoucherInput,
} from './inputs.js';
import { Fund, FundLine, Voucher } from './types.js';

const payload = (command: FundCommand['type']) => payloadOf(command, 'fund', () => Fund);
const AppropriateFundPayload = payload('AppropriateFund');
const SupplementFundPayload = payload('SupplementFund');
const ReduceFundPayload = payload('ReduceFund');
const AllocateFundsPayload = payload('AllocateFunds');
const ReviseAllocationPayload = payload('ReviseAllocation');
const SuspendAllocationPayload = payload('SuspendAllocation');
const CommitFundsPayload = payload('CommitFunds');
const RecordExpenditurePayload = payload('RecordExpenditure');
const ReverseExpenditurePayload = payload('ReverseExpenditure');
const CarryOutPayload = payload('CarryOut');
const CarryInPayload = payload('CarryIn');
const ReturnUnspentPayload = payload('ReturnUnspent');
const CloseFundYearPayload = payload('CloseFundYear');
const AdjustClosedYearPayload = payload('AdjustClosedYear');

type OfFund = Input & { readonly fundId: string };

/** One command on a fund, and the fund as it is after it. */
const onFund = <I extends OfFund>(
  context: Context,
  input: I,
  toCommand: (input: I, fund: ReturnType<typeof ofFund>) => FundCommand,
): Promise<object> =>
  run(
    context,
    input,
    (given) => toCommand(given, ofFund(given.fundId)),
    (_, { fundId }, { at }) => ({ fund: fundAt(context, fundId, at) }),
  );

const numberOf = (resolution: string): number => ofResolution(resolution).resolution;
const voucherOf = ({ schoolId, year, month, number, entry = 1 }: VoucherInput): DomainVoucher => ({
  schoolId,
  year,
  month,
  number,
  entry,
});

@Resolver(() => Fund)
export class FundResolver {
  @Query(() => Fund, {
    nullable: true,
    description: "A group's fund of a year, whenever it is known at the moment, open or closed.",
  })
  fund(
    @Arg('id', () => ID, { description: 'Global id or key, as in 370103.G01.2026.' }) id: string,
    @Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }) asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<Fund | null> {
    return using(askedKey(context, 'id', id, 'Fund', asOf), ({ key, at }) => fundAt(context, key, at));
  }

  @FieldResolver(() => EducationGroup, { description: 'The group whose council decides its use.' })
  group(@Root() { row, at }: Fund, @Ctx() context: Context): EducationGroup | null {
    return groupAt(context, row.group, at);
  }

  @Mutation(() => AppropriateFundPayload, {
    description: 'The bureau appropriates money to a group for a year, on a document.',
  })
  appropriateFund(
    @InputArg(() => AppropriateFundInput) input: AppropriateFundInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, fiscalYear, fen, documentNo, receivedOn }) => ({
        type: 'AppropriateFund',
        groupId,
        fiscalYear,
        fen,
        documentNo,
        receivedOn,
      }),
      (_, { groupId, fiscalYear }, { at }) => ({ fund: fundAt(context, keyOf(groupId, fiscalYear), at) }),
    );
  }

  @Mutation(() => SupplementFundPayload, { description: "The bureau adds to a year's money, on a document." })
  supplementFund(
    @InputArg(() => SupplementFundInput) input: SupplementFundInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ fen, documentNo, receivedOn }, fund) => ({
      type: 'SupplementFund',
      ...fund,
      fen,
      documentNo,
      receivedOn,
    }));
  }

  @Mutation(() => ReduceFundPayload, { description: 'The bureau takes back money that is still free, on a document.' })
  reduceFund(@InputArg(() => ReduceFundInput) input: ReduceFundInput, @Ctx() context: Context): Promise<object> {
    return onFund(context, input, ({ fen, documentNo, receivedOn }, fund) => ({
      type: 'ReduceFund',
      ...fund,
      fen,
      documentNo,
      receivedOn,
    }));
  }

  @Mutation(() => AllocateFundsPayload, {
    description: "Free money is allocated to lines, within a resolution on this year's fund.",
  })
  allocateFunds(
    @InputArg(() => AllocateFundsInput) input: AllocateFundsInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ resolutionId: resolution, lines }, fund) => ({
      type: 'AllocateFunds',
      ...fund,
      resolution: numberOf(resolution),
      lines: lines.map(({ purpose, schoolId, fen }) => ({ purpose, schoolId, fen })),
    }));
  }

  @Mutation(() => ReviseAllocationPayload, {
    description: 'A line gets another sum, or rests on another resolution; that also ends a suspension.',
  })
  reviseAllocation(
    @InputArg(() => ReviseAllocationInput) input: ReviseAllocationInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ line, fen, resolutionId: resolution }, fund) => ({
      type: 'ReviseAllocation',
      ...fund,
      line,
      fen,
      resolution: numberOf(resolution),
    }));
  }

  @Mutation(() => SuspendAllocationPayload, {
    description: 'The lines under a resolution that no longer carries them are suspended; usually a process does it.',
  })
  suspendAllocation(
    @InputArg(() => SuspendAllocationInput) input: SuspendAllocationInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ resolutionId: resolution }, fund) => ({
      type: 'SuspendAllocation',
      ...fund,
      resolution: numberOf(resolution),
    }));
  }

  @Mutation(() => CommitFundsPayload, { description: 'A contract promises money of a line.' })
  commitFunds(@InputArg(() => CommitFundsInput) input: CommitFundsInput, @Ctx() context: Context): Promise<object> {
    return onFund(context, input, ({ line, contractNo, supplier, fen, signedOn }, fund) => ({
      type: 'CommitFunds',
      ...fund,
      line,
      contractNo,
      supplier,
      fen,
      signedOn,
    }));
  }

  @Mutation(() => RecordExpenditurePayload, {
    description: 'The school that pays records what it spent, with the voucher of its books.',
  })
  recordExpenditure(
    @InputArg(() => RecordExpenditureInput) input: RecordExpenditureInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ line, voucher, fen, supplier, contractNo, invoiceNo, paidOn }, fund) => ({
      type: 'RecordExpenditure',
      ...fund,
      line,
      voucher: voucherOf(voucher),
      fen,
      supplier,
      paidOn,
      ...present({ contractNo, invoiceNo }),
    }));
  }

  @Mutation(() => ReverseExpenditurePayload, {
    description: 'A payment is reversed as a whole; its voucher number stays used.',
  })
  reverseExpenditure(
    @InputArg(() => ReverseExpenditureInput) input: ReverseExpenditureInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ voucher }, fund) => ({
      type: 'ReverseExpenditure',
      ...fund,
      voucher: voucherOf(voucher),
    }));
  }

  @Mutation(() => CarryOutPayload, { description: 'Free money is left for the next year; it keeps its age.' })
  carryOut(@InputArg(() => CarryOutInput) input: CarryOutInput, @Ctx() context: Context): Promise<object> {
    return onFund(context, input, ({ fen }, fund) => ({ type: 'CarryOut', ...fund, fen }));
  }

  @Mutation(() => CarryInPayload, { description: 'Money arrives from the year before; usually a process enters it.' })
  carryIn(@InputArg(() => CarryInInput) input: CarryInInput, @Ctx() context: Context): Promise<object> {
    return onFund(context, input, ({ parts }, fund) => ({
      type: 'CarryIn',
      ...fund,
      parts: parts.map(({ originYear, fen }) => ({ originYear, fen })),
    }));
  }

  @Mutation(() => ReturnUnspentPayload, { description: 'Free money goes back to the bureau, on a document.' })
  returnUnspent(
    @InputArg(() => ReturnUnspentInput) input: ReturnUnspentInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ fen, documentNo }, fund) => ({ type: 'ReturnUnspent', ...fund, fen, documentNo }));
  }

  @Mutation(() => CloseFundYearPayload, {
    description: "The year's books are closed, once nothing is free, promised or left on a line.",
  })
  closeFundYear(
    @InputArg(() => CloseFundYearInput) input: CloseFundYearInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, (_, fund) => ({ type: 'CloseFundYear', ...fund }));
  }

  @Mutation(() => AdjustClosedYearPayload, {
    description:
      'The bureau changes what a line of a closed year spent, on a document; what was returned changes the other way.',
  })
  adjustClosedYear(
    @InputArg(() => AdjustClosedYearInput) input: AdjustClosedYearInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return onFund(context, input, ({ line, fen, documentNo, reason }, fund) => ({
      type: 'AdjustClosedYear',
      ...fund,
      line,
      fen,
      documentNo,
      reason,
    }));
  }
}

@Resolver(() => FundLine)
export class FundLineResolver {
  @FieldResolver(() => School, { description: 'The school that pays.' })
  school(@Root() { row, at }: FundLine, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }

  @FieldResolver(() => Resolution, { nullable: true, description: 'The resolution that it rests on.' })
  resolution(@Root() { row, of, at }: FundLine, @Ctx() context: Context): Resolution | null {
    return resolutionAt(context, resolutionId(of.group, row.resolution), at);
  }
}

@Resolver(() => Voucher)
export class VoucherResolver {
  @FieldResolver(() => School, { description: 'The school that pays.' })
  school(@Root() { school, at }: Voucher, @Ctx() context: Context): School | null {
    return schoolAt(context, school, at);
  }
}

/** A group's money belongs to this feature. */
@Resolver(() => EducationGroup)
export class GroupFundResolver {
  @FieldResolver(() => [Fund], { description: 'Its funds of all years that are known, by year.' })
  funds(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): readonly Fund[] {
    return queries.fundsOf(key, at).map((row) => new Fund(row, at));
  }

  @FieldResolver(() => Fund, { nullable: true, description: 'Its fund of a year.' })
  fund(
    @Root() { key, at }: EducationGroup,
    @Arg('fiscalYear', () => Int, { description: 'The year.' }) fiscalYear: number,
    @Ctx() context: Context,
  ): Fund | null {
    return fundAt(context, keyOf(key, fiscalYear), at);
  }
}
