import type { Council } from '../council/index.js';
import type { Day } from '../day.js';
import { accept, notBeforeItHappens, type Context, type Decide, type Decision } from '../decider.js';
import { livingGroup, type District } from '../district/index.js';
import { splitId } from '../identity.js';
import { invalidText, NAME_LENGTH, optional, TEXT_LENGTH, within } from '../input.js';
import { MOST_FEN } from '../money.js';
import { refuse, type Refused } from '../refusal.js';
import {
  allocatedUnder,
  firstRefused,
  invalidFen,
  invalidVoucher,
  invalidYear,
  leastSum,
  liveResolution,
  missingDocument,
  noMember,
  notLater,
} from './checks.js';
import type * as commands from './commands.js';
import type { FundCommand } from './commands.js';
import type { FundEvent } from './events.js';
import { agesOf, byAge, initial, leftIn, sum, voucherKey, type Fund, type Line } from './state.js';

/** What a fund's decisions look at: the register, the group's council with its resolutions; of what is carried in, the year before. */
export interface FundReferences {
  readonly district: District;
  readonly council: Council;
  readonly before?: Fund;
}

type Step<Command> = Decide<Command, Fund, FundEvent, FundReferences>;
type Answer = Decision<FundEvent>;

/** The bureau appropriates money to a living group. */
const appropriateFund: Step<commands.AppropriateFund> = (command, context, fund) =>
  ofLivingGroup(
    command,
    context,
    () => invalidTranche(command, context) ?? closed(fund) ?? accept({ type: 'FundAppropriated', ...tranche(command) }),
  );

/** The bureau adds to the year's money. */
const supplementFund: Step<commands.SupplementFund> = (command, context, fund) =>
  ofLivingGroup(
    command,
    context,
    () =>
      invalidTranche(command, context) ??
      closed(fund) ??
      nothingYet(fund, command) ??
      accept({ type: 'FundSupplemented', ...tranche(command) }),
  );

/** The bureau takes back what is still free; also from a group that was dissolved. */
const reduceFund: Step<commands.ReduceFund> = (command, context, fund) =>
  invalidTranche(command, context) ??
  closed(fund) ??
  nothingYet(fund, command) ??
  accept({ type: 'FundReduced', ...tranche(command) });

/** The council's decision on the use: at most the sum of its resolution, by line with the school that pays. */
const allocateFunds: Step<commands.AllocateFunds> = (command, context, fund) =>
  ofLivingGroup(command, context, () => {
    const { resolution, lines } = command;
    const first = fund.lastLine + 1;
    return (
      closed(fund) ??
      (lines.length === 0 ? refuse('INVALID_INPUT', { value: 0 }, ['lines']) : undefined) ??
      firstRefused(lines, (line, index) =>
        within(
          ['lines', String(index)],
          invalidText('purpose', line.purpose, NAME_LENGTH) ??
            invalidFen(line.fen) ??
            noMember(line.schoolId, context.effectiveOn, context.references.district, command.groupId),
        ),
      ) ??
      refusedResolution(command, context, resolution, allocatedUnder(fund, resolution) + sum(lines)) ??
      accept({
        type: 'FundsAllocated',
        resolution,
        lines: lines.map(({ purpose, schoolId, fen }, index) => ({ line: first + index, purpose, schoolId, fen })),
      })
    );
  });

/**
 * A line gets another sum, under a live resolution; that also ends a suspension. Less under the same resolution needs nothing: so two
 * lines can give way one after the other to an amended sum, the first suspended still.
 */
const reviseAllocation: Step<commands.ReviseAllocation> = (command, context, fund) =>
  ofLine(fund, command.line, (line) => {
    const { resolution, fen } = command;
    const same = line.resolution === resolution;
    const under = allocatedUnder(fund, resolution) - (same ? line.allocated : 0) + fen;
    const wrong = fen === 0 ? undefined : invalidFen(fen);
    if (wrong) return wrong;
    if (same && fen === line.allocated && !line.suspended) return refuse('NO_CHANGE', { line: line.line });
    const raised =
      fen > line.allocated
        ? ofLivingGroup(
            command,
            context,
            () =>
              noMember(line.schoolId, context.effectiveOn, context.references.district, command.groupId) ?? accept(),
          )
        : undefined;
    if (raised && 'refused' in raised) return { refused: { ...raised.refused, path: ['line'] } };
    const refused =
      fen < line.allocated && same && !line.suspended
        ? undefined
        : refusedResolution(command, context, resolution, under);
    if (refused && !(same && fen < line.allocated)) return refused;
    return accept<FundEvent>(
      { type: 'AllocationRevised', line: line.line, change: fen - line.allocated, resolution },
      ...(refused ? [{ type: 'AllocationSuspended' as const, resolution, lines: [line.line] }] : []),
    );
  });

/** What was allocated under a resolution that no longer carries it is suspended. */
const suspendAllocation: Step<commands.SuspendAllocation> = (command, context, fund) => {
  const { resolution } = command;
  const lines = fund.lines
    .filter((line) => line.resolution === resolution && !line.suspended && line.allocated > 0)
    .map(({ line }) => line);
  return (
    closed(fund) ??
    (lines.length === 0 || carries(context, command, resolution, allocatedUnder(fund, resolution))
      ? refuse('NO_CHANGE', { resolution }, ['resolutionId'])
      : accept({ type: 'AllocationSuspended', resolution, lines }))
  );
};

/** A contract of a living group promises money of a line. */
const commitFunds: Step<commands.CommitFunds> = (command, context, fund) =>
  ofLine(fund, command.line, (line) =>
    ofLivingGroup(command, context, () => {
      const { contractNo, supplier, fen, signedOn } = command;
      return (
        invalidText('contractNo', contractNo, NAME_LENGTH) ??
        invalidText('supplier', supplier, NAME_LENGTH) ??
        invalidFen(fen) ??
        notLater('signedOn', signedOn, context) ??
        groundless(line, command, context) ??
        accept({ type: 'FundsCommitted', line: line.line, contractNo, supplier, fen, signedOn })
      );
    }),
  );

/** The paying school records what it spent, with the voucher of its books. */
const recordExpenditure: Step<commands.RecordExpenditure> = (command, context, fund) =>
  ofLine(fund, command.line, (line) => {
    const { voucher, fen, supplier, contractNo, invoiceNo, paidOn } = command;
    const contract = fund.contracts.find((one) => one.contractNo === contractNo && one.line === line.line);
    return (
      invalidVoucher(voucher, context) ??
      (voucher.schoolId === line.schoolId
        ? undefined
        : refuse('INVALID_INPUT', { school: voucher.schoolId }, ['voucher', 'schoolId'])) ??
      invalidFen(fen) ??
      invalidText('supplier', supplier, NAME_LENGTH) ??
      invalidText('invoiceNo', invoiceNo, NAME_LENGTH) ??
      notLater('paidOn', paidOn, context) ??
      (contractNo !== undefined && !contract ? refuse('NOT_FOUND', { contract: contractNo }) : undefined) ??
      groundless(line, command, context) ??
      accept({
        type: 'ExpenditureRecorded',
        line: line.line,
        voucher,
        fen,
        supplier,
        paidOn,
        ...optional('contractNo', contractNo),
        ...optional('invoiceNo', invoiceNo),
      })
    );
  });

/** An expenditure is reversed as a whole. */
const reverseExpenditure: Step<commands.ReverseExpenditure> = ({ voucher }, _context, fund) => {
  const found = fund.expenditures.find((one) => voucherKey(one.voucher) === voucherKey(voucher));
  if (!found) return refuse('NOT_FOUND', { voucher: voucherKey(voucher) }, ['voucher']);
  return (
    closed(fund) ??
    (found.reversed
      ? refuse('NO_CHANGE', { voucher: voucherKey(voucher) }, ['voucher'])
      : accept({
          type: 'ExpenditureReversed',
          voucher: found.voucher,
          line: found.line,
          fen: found.fen,
          ...optional('contractNo', found.contractNo),
        }))
  );
};

/** Free money is left to the next year; it keeps its age. */
const carryOut: Step<commands.CarryOut> = ({ fiscalYear, fen }, _context, fund) =>
  invalidFen(fen) ??
  closed(fund) ??
  (fen > fund.free
    ? refuse('INSUFFICIENT_FUNDS', { fen, missing: fen - fund.free })
    : accept({ type: 'CarriedOut', fen, parts: agesOf(fund, fiscalYear, fen) }));

/** Money arrives from the year before: what that year carried out, and nobody carried in yet. */
const carryIn: Step<commands.CarryIn> = ({ groupId, fiscalYear, parts }, { references }, fund) =>
  closed(fund) ??
  (references.district.groups.has(splitId(groupId).code) ? undefined : refuse('NOT_FOUND', { group: groupId })) ??
  invalidYear('fiscalYear', fiscalYear, 2199) ??
  (parts.length === 0 ? refuse('INVALID_INPUT', { value: 0 }, ['parts']) : undefined) ??
  firstRefused(parts, ({ fen, originYear }, index) =>
    within(['parts', String(index)], invalidFen(fen) ?? invalidYear('originYear', originYear, fiscalYear - 1)),
  ) ??
  (sum(parts) > MOST_FEN ? refuse('INVALID_INPUT', { value: sum(parts), most: MOST_FEN }, ['parts']) : undefined) ??
  notCarriedOut(fund, parts, references.before) ??
  accept({ type: 'CarriedIn', fen: sum(parts), parts });

/** Free money goes back to the bureau, on a document. */
const returnUnspent: Step<commands.ReturnUnspent> = ({ fen, documentNo }, _context, fund) =>
  missingDocument(documentNo) ??
  invalidFen(fen) ??
  closed(fund) ??
  (fen > fund.free
    ? refuse('INSUFFICIENT_FUNDS', { fen, missing: fen - fund.free })
    : accept({ type: 'UnspentReturned', fen, documentNo }));

/** The books are closed once nothing is free, promised or left on a line. */
const closeFundYear: Step<commands.CloseFundYear> = ({ groupId, fiscalYear }, _context, fund) => {
  const left = leftIn(fund);
  return (
    closed(fund) ??
    nothingYet(fund, { groupId, fiscalYear }) ??
    (left > 0 ? refuse('INVALID_TRANSITION', { left }, ['fundId']) : accept({ type: 'FundYearClosed' }))
  );
};

/** After closing only the bureau changes what a line spent, on a document; what was returned changes the other way. */
const adjustClosedYear: Step<commands.AdjustClosedYear> = (
  { line: number, fen, documentNo, reason },
  { actor },
  fund,
) => {
  if (!fund.closed) return refuse('INVALID_TRANSITION', { line: number }, ['fundId']);
  const line = fund.lines.find((one) => one.line === number);
  if (!line) return refuse('NOT_FOUND', { line: number });
  if (actor.role !== 'BUREAU') return refuse('NOT_AUTHORISED', { role: actor.role });
  return (
    missingDocument(documentNo) ??
    invalidText('reason', reason, TEXT_LENGTH) ??
    (Number.isSafeInteger(fen) && fen !== 0 && Math.abs(fen) <= MOST_FEN
      ? undefined
      : refuse('INVALID_INPUT', { value: fen }, ['fen'])) ??
    accept({ type: 'ClosedYearAdjusted', line: number, fen, documentNo, reason })
  );
};

/** Money is there or not: of a fund nothing is decided for a later day. */
const steps: { readonly [Type in FundCommand['type']]: Step<Extract<FundCommand, { type: Type }>> } = {
  AppropriateFund: appropriateFund,
  SupplementFund: supplementFund,
  ReduceFund: reduceFund,
  AllocateFunds: allocateFunds,
  ReviseAllocation: reviseAllocation,
  SuspendAllocation: suspendAllocation,
  CommitFunds: commitFunds,
  RecordExpenditure: recordExpenditure,
  ReverseExpenditure: reverseExpenditure,
  CarryOut: carryOut,
  CarryIn: carryIn,
  ReturnUnspent: returnUnspent,
  CloseFundYear: closeFundYear,
  AdjustClosedYear: adjustClosedYear,
};

export const decisions = Object.fromEntries(
  Object.entries(steps).map(([type, step]) => [
    type,
    (command: never, context: Context<FundReferences>, fund: Fund) =>
      notBeforeItHappens(context) ?? step(command, context, fund),
  ]),
) as unknown as typeof steps;

type OfFund = { readonly groupId: string; readonly fiscalYear: number };

const ofLivingGroup = (
  { groupId }: OfFund,
  { effectiveOn, references }: Context<FundReferences>,
  then: () => Answer,
): Answer => {
  const group = livingGroup(references.district, groupId, effectiveOn);
  return 'refused' in group ? group : then();
};

const ofLine = (fund: Fund, number: number, then: (line: Line) => Answer): Answer => {
  const line = fund.lines.find((one) => one.line === number);
  return line ? (closed(fund) ?? then(line)) : refuse('NOT_FOUND', { line: number });
};

const closed = (fund: Fund): Refused | undefined => (fund.closed ? refuse('YEAR_CLOSED', {}, ['fundId']) : undefined);

const nothingYet = ({ appropriated, carriedIn }: Fund, { groupId, fiscalYear }: OfFund): Refused | undefined =>
  appropriated === 0 && carriedIn.length === 0
    ? refuse('NOT_FOUND', { fund: `${groupId}.${fiscalYear}` }, ['fundId'])
    : undefined;

/** A line rests on a resolution that is live on the day, and was not suspended. */
const groundless = (
  { suspended, resolution }: Line,
  command: OfFund,
  { references, effectiveOn }: Context<FundReferences>,
): Refused | undefined =>
  suspended || !liveResolution(references.council, command, resolution, effectiveOn)
    ? refuse('NO_RESOLUTION', { resolution }, ['line'])
    : undefined;

/** Nothing arrives that the year before did not carry out; by its age, so that no money gets younger on the way. */
const notCarriedOut = (
  fund: Fund,
  parts: commands.CarryIn['parts'],
  { carriedOutParts }: Fund = initial,
): Refused | undefined => {
  const left = byAge(carriedOutParts);
  const arrived = byAge([...fund.carriedIn, ...parts]);
  const index = parts.findIndex(({ originYear }) => (arrived.get(originYear) ?? 0) > (left.get(originYear) ?? 0));
  const { originYear = 0, fen = 0 } = parts[index] ?? {};
  return index < 0
    ? undefined
    : refuse('INSUFFICIENT_FUNDS', { fen, missing: (arrived.get(originYear) ?? 0) - (left.get(originYear) ?? 0) }, [
        'parts',
        String(index),
        'fen',
      ]);
};

/**
 * An allocation rests on an adopted, not repealed FUND resolution of this group's council for this year that has effect on the day, and
 * stays within its sum on every day from then on.
 */
const refusedResolution = (
  command: OfFund,
  { effectiveOn, references }: Context<FundReferences>,
  number: number,
  fen: number,
): Refused | undefined => {
  const resolution = liveResolution(references.council, command, number, effectiveOn);
  if (!resolution) return refuse('NO_RESOLUTION', { resolution: number }, ['resolutionId']);
  const sum = leastSum(resolution, effectiveOn);
  return fen > sum ? refuse('EXCEEDS_RESOLUTION', { fen, sum }, ['resolutionId']) : undefined;
};

/** Whether a resolution carries on the day what is allocated under it. */
const carries = (
  { references, effectiveOn }: Context<FundReferences>,
  command: OfFund,
  number: number,
  fen: number,
): boolean => fen <= (liveResolution(references.council, command, number, effectiveOn)?.sums.at(effectiveOn) ?? -1);

const tranche = ({ fen, documentNo, receivedOn }: { fen: number; documentNo: string; receivedOn: Day }) => ({
  fen,
  documentNo,
  receivedOn,
});

const invalidTranche = (
  { fen, documentNo, receivedOn, fiscalYear }: commands.AppropriateFund | commands.SupplementFund | commands.ReduceFund,
  context: Context,
): Refused | undefined =>
  missingDocument(documentNo) ??
  invalidYear('fiscalYear', fiscalYear, 2199) ??
  invalidFen(fen) ??
  notLater('receivedOn', receivedOn, context);
