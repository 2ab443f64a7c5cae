import { anywhere, withDuty, ofGroup, ofSchool, type Within } from '../permission.js';
import type { Council } from '../council/index.js';
import { latest, type Day } from '../day.js';
import {
  accept,
  hasHappened,
  newViolation,
  stepOf,
  type Context,
  type CommandTable,
  type Decide,
  type Rule,
} from '../decider.js';
import { groupLives, groupOf, type District } from '../district/index.js';
import {
  at,
  documentIsNamed,
  documentNoIsValid,
  firstRefused,
  listIsFilled,
  NAME_LENGTH,
  TEXT_LENGTH,
  textIsValid,
  within,
} from '../input.js';
import { MOST_FEN } from '../money.js';
import { bureauHasDocument, onBehalfIn } from '../on-behalf.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { anotherDid } from '../separation.js';
import { agesOf, byAge, freeOf, newestOf, newlyOverdrawn, type Movement } from './ages.js';
import {
  adjustmentIsValid,
  allocatedUnder,
  anotherAdopted,
  fenIsValid,
  leastSum,
  lineIsLive,
  liveResolution,
  originsAreInOrder,
  paidInYear,
  paidUnderResolution,
  paymentHasCome,
  receiptHasCome,
  refundHasCome,
  resolutionCarries,
  schoolIsMember,
  schoolStillPays,
  signatureHasCome,
  voucherIsFreeInBooks,
  voucherIsValid,
  yearIsValid,
} from './checks.js';
import type * as commands from './commands.js';
import type { FundCommand } from './commands.js';
import type { AgedMoney, FundEvent, Voucher } from './events.js';
import { daysInOrder } from './invariants.js';
import {
  evolve,
  initial,
  leftIn,
  restOf,
  sum,
  voucherKey,
  type Contract,
  type Expenditure,
  type Fund,
  type Line,
} from './state.js';

/**
 * What a fund's decisions look at: the register, the group's council with its resolutions; of what is carried in, the year before; where
 * what was carried out is corrected, the next year.
 */
export interface FundReferences {
  readonly district: District;
  readonly council: Council;
  readonly before?: Fund;
  readonly next?: Fund;
}

type FundRule<Command> = Rule<Command, Fund, FundReferences>;
type Step<Command> = Decide<Command, Fund, FundEvent, FundReferences>;
type OfFund = { readonly groupId: string; readonly fiscalYear: number };
type OfLine = { readonly line: number };
type OfResolution = OfFund & { readonly resolution: number };
type OfVoucher = { readonly voucher: Voucher };

/** Money is there or not: of a fund nothing is decided for a later day. */
const step = <Command>(rules: readonly FundRule<Command>[], then: Step<Command>): Step<Command> =>
  stepOf<Fund, FundEvent, FundReferences>()([hasHappened, ...rules], then);

// What the state alone says.

const yearIsOpen: FundRule<unknown> = (_command, _context, { closedOn }) =>
  closedOn !== undefined ? refuse('YEAR_CLOSED', {}, ['fundId']) : undefined;

const yearIsClosed: FundRule<OfFund> = ({ groupId, fiscalYear }, _context, { closedOn }) =>
  closedOn !== undefined ? undefined : refuse('INVALID_TRANSITION', { fund: `${groupId}.${fiscalYear}` }, ['fundId']);

/** Something was appropriated or carried in. */
const fundIsKnown: FundRule<OfFund> = ({ groupId, fiscalYear }, _context, { appropriated, carriedIn }) =>
  appropriated === 0 && carriedIn.length === 0
    ? refuse('NOT_FOUND', { fund: `${groupId}.${fiscalYear}` }, ['fundId'])
    : undefined;

const lineIsKnown: FundRule<OfLine> = ({ line: number }, _context, { lines }) =>
  lines.some(({ line }) => line === number) ? undefined : refuse('NOT_FOUND', { line: number }, ['line']);

/** Found once it is known. */
const lineOf = ({ lines }: Fund, { line: number }: OfLine): Line => lines.find(({ line }) => line === number)!;

/** A line rests on a resolution that is live on the day, and was not suspended. */
const lineRestsOnResolution: FundRule<OfFund & OfLine> = (command, { effectiveOn, references }, fund) =>
  lineIsLive(references.council, command, lineOf(fund, command), effectiveOn);

/** The resolution of a command carries a sum on the day. */
const carries = (
  command: OfResolution,
  { effectiveOn, references }: Context<FundReferences>,
  fen: number,
): Refused | undefined => resolutionCarries(references.council, command, command.resolution, effectiveOn, fen);

const fiscalYearIsValid: Rule<OfFund> = ({ fiscalYear }) => yearIsValid('fiscalYear', fiscalYear, 2199);

const enoughIsFree: FundRule<{ readonly fen: number }> = ({ fen }, _context, { free }) =>
  fen > free ? refuse('INSUFFICIENT_FUNDS', { fen, missing: fen - free }, ['fen']) : undefined;

const supplierIsValid: Rule<{ readonly supplier: string }> = ({ supplier }) =>
  textIsValid('supplier', supplier, NAME_LENGTH);

/** What the bureau enters on a document may be an old paper, whose days are not in order: that is a finding. */
const isOldPaper = ({ actor, hasDocument }: Context): boolean => actor.role === 'BUREAU' && hasDocument;

/** Without a document the bureau's days are in order like anybody's. */
const bureauIsInOrder =
  <Command>(factOf: (command: Command, fund: Fund, context: Context) => FundEvent): FundRule<Command> =>
  (command, context, fund) => {
    const { actor, effectiveOn, recordedOn } = context;
    if (actor.role !== 'BUREAU' || isOldPaper(context)) return undefined;
    const like = { effectiveOn, recordedOn, revision: 0, actor: { ...actor, role: 'COUNCIL' as const } };
    const after = evolve(fund, { event: factOf(command, fund, context), ...like });
    const broken = newViolation(daysInOrder, fund, after, effectiveOn, command as object);
    return broken && { refused: broken };
  };

/** How much of each age is free, and stays so on every day from the command's on, but where an old paper is entered; in fen. */
const freeFor = (
  movements: readonly Movement[],
  { fiscalYear }: OfFund,
  context: Context,
): ReadonlyMap<number, number> => freeOf(movements, fiscalYear, isOldPaper(context) ? undefined : context.effectiveOn);

/** On no day does less stay of an age than was used of it; where less stays of all money together, the days of the whole say so. */
const agesWereThere =
  <Command extends OfFund & { readonly fen: number }>(
    factOf: (command: Command, fund: Fund, context: Context) => FundEvent,
  ): FundRule<Command> =>
  (command, context, fund) => {
    const after = evolve(fund, { event: factOf(command, fund, context), revision: 0, ...context });
    const [lost] = newlyOverdrawn(fund.movements, after.movements, command.fiscalYear);
    if (!lost || newViolation(daysInOrder, fund, after, context.effectiveOn)) return undefined;
    const { originYear: year, day, missing } = lost;
    return refuse('INSUFFICIENT_FUNDS', { fen: command.fen, year, missing, ...present({ day }) }, ['fen']);
  };

/** Of no age is more allocated than is free of it. */
const originsAreFree = (
  lines: readonly { readonly origins?: readonly AgedMoney[] }[],
  free: ReadonlyMap<number, number>,
): Refused | undefined => {
  const left = new Map(free);
  return firstRefused(lines, ({ origins = [] }, index) =>
    firstRefused(origins, ({ originYear, fen }, part) => {
      const missing = fen - Math.max(0, left.get(originYear) ?? 0);
      left.set(originYear, -missing);
      return missing > 0
        ? refuse('INSUFFICIENT_FUNDS', { fen, year: originYear, missing }, [
            'lines',
            String(index),
            'origins',
            String(part),
            'fen',
          ])
        : undefined;
    }),
  );
};

/** Money between the bureau and the fund goes on a document. */
const trancheIsValid = [documentIsNamed, documentNoIsValid, fiscalYearIsValid, fenIsValid, receiptHasCome];

const tranche = ({ fen, documentNo, receivedOn }: { fen: number; documentNo: string; receivedOn: Day }) => ({
  fen,
  documentNo,
  receivedOn,
});

const anotherEnteredResolution: FundRule<OfFund> = (command, context) =>
  anotherAdopted(context.references.council, command, context);

/** The bureau appropriates money to a living group. */
const appropriateFund = step<commands.AppropriateFund>(
  [groupLives, ...trancheIsValid, yearIsOpen, anotherEnteredResolution],
  (command) => accept({ type: 'FundAppropriated', ...tranche(command) }),
);

/** The bureau adds to the year's money. */
const supplementFund = step<commands.SupplementFund>(
  [groupLives, ...trancheIsValid, yearIsOpen, fundIsKnown, anotherEnteredResolution],
  (command) => accept({ type: 'FundSupplemented', ...tranche(command) }),
);

/** What of the year's own money is free, in fen. */
const ownYearFree = ({ movements }: Fund, { fiscalYear }: OfFund): number =>
  Math.max(0, freeOf(movements, fiscalYear).get(fiscalYear) ?? 0);

/** What is taken back is the year's own money; what is older goes back by returning it. */
const ownMoneyIsFree: FundRule<commands.ReduceFund> = (command, _context, fund) => {
  const missing = command.fen - ownYearFree(fund, command);
  return missing > 0 ? refuse('INSUFFICIENT_FUNDS', { fen: command.fen, missing }, ['fen']) : undefined;
};

const reductionOf = (command: commands.ReduceFund) => ({ type: 'FundReduced' as const, ...tranche(command) });

/** The bureau takes back what is still free; also from a group that was dissolved. */
const reduceFund = step<commands.ReduceFund>(
  [...trancheIsValid, yearIsOpen, fundIsKnown, ownMoneyIsFree, agesWereThere(reductionOf)],
  (command) => accept({ type: 'FundReduced', ...tranche(command) }),
);

const hasLines: Rule<commands.AllocateFunds> = ({ lines }) => listIsFilled('lines', lines);

/** Each line has a purpose and a sum, of ages that it may say, and a member school that pays. */
const linesAreInOrder: FundRule<commands.AllocateFunds> = ({ groupId, fiscalYear, lines }, context) =>
  firstRefused(lines, (line, index) =>
    within(
      ['lines', String(index)],
      textIsValid('purpose', line.purpose, NAME_LENGTH) ??
        fenIsValid(line) ??
        originsAreInOrder(line, fiscalYear) ??
        schoolIsMember(line.schoolId, context.effectiveOn, context.references.district, groupId),
    ),
  );

const allocatedMoneyIsFree: FundRule<commands.AllocateFunds> = (command, context, { movements }) =>
  command.lines.some(({ origins }) => origins)
    ? originsAreFree(command.lines, freeFor(movements, command, context))
    : undefined;

const resolutionCarriesAllocation: FundRule<commands.AllocateFunds> = (command, context, fund) =>
  carries(command, context, allocatedUnder(fund, command.resolution) + sum(command.lines));

const allocationOf = (
  { resolution, lines }: commands.AllocateFunds,
  { lastLine }: Fund,
  context: Context,
): FundEvent => ({
  type: 'FundsAllocated',
  resolution,
  lines: lines.map(({ purpose, schoolId, fen, origins }, index) => ({
    ...{ line: lastLine + 1 + index, purpose, schoolId, fen },
    ...present({ origins }),
  })),
  ...onBehalfIn(context),
});

/** The council's decision on the use: at most the sum of its resolution, by line with the school that pays. */
const allocateFunds = step<commands.AllocateFunds>(
  [
    groupLives,
    yearIsOpen,
    hasLines,
    linesAreInOrder,
    resolutionCarriesAllocation,
    allocatedMoneyIsFree,
    bureauHasDocument,
  ],
  (command, context, fund) => accept(allocationOf(command, fund, context)),
);

const newSumIsValid: Rule<commands.ReviseAllocation> = (command) =>
  (command.fen === 0 ? undefined : fenIsValid(command)) ?? originsAreInOrder(command, command.fiscalYear);

const agesOfLine = ({ movements }: Fund, { fiscalYear, line }: OfFund & OfLine) =>
  agesOf(movements, fiscalYear).lines.get(line) ?? [];

const allocationChanges: FundRule<commands.ReviseAllocation> = (command, _context, fund) => {
  const { line, resolution, allocated, suspended } = lineOf(fund, command);
  const ages = byAge(command.origins ?? []);
  const agesChange =
    command.origins !== undefined &&
    agesOfLine(fund, command).some(({ originYear, fen, assumed }) => assumed || ages.get(originYear) !== fen);
  return resolution === command.resolution && allocated === command.fen && !suspended && !agesChange
    ? refuse('NO_CHANGE', { line }, ['line'])
    : undefined;
};

/** Only a member of a living group gets more. */
const moreIsForMember: FundRule<commands.ReviseAllocation> = (command, context, fund) => {
  const { allocated, schoolId } = lineOf(fund, command);
  const { effectiveOn, references } = context;
  if (command.fen <= allocated) return undefined;
  return at(
    ['line'],
    groupLives(command, context, fund) ?? schoolIsMember(schoolId, effectiveOn, references.district, command.groupId),
  );
};

const isLessUnderSame = ({ resolution, fen }: commands.ReviseAllocation, line: Line): boolean =>
  resolution === line.resolution && fen < line.allocated;

const revisionIsCarried: FundRule<commands.ReviseAllocation> = (command, context, fund) => {
  const { resolution, fen } = command;
  const line = lineOf(fund, command);
  const others = allocatedUnder(fund, resolution) - (line.resolution === resolution ? line.allocated : 0);
  return carries(command, context, others + fen);
};

const resolutionCarriesRevision: FundRule<commands.ReviseAllocation> = (command, context, fund) =>
  isLessUnderSame(command, lineOf(fund, command)) ? undefined : revisionIsCarried(command, context, fund);

/** What was paid or promised stays of its age: to say another would make old money young. */
const takenKeepsItsAge: FundRule<commands.ReviseAllocation> = (command, _context, fund) => {
  if (!command.origins) return undefined;
  const said = byAge(command.origins);
  return firstRefused(agesOfLine(fund, command), ({ originYear: year, fen, unspent }) => {
    const missing = fen - unspent - (said.get(year) ?? 0);
    return missing > 0 ? refuse('INSUFFICIENT_FUNDS', { year, missing }, ['origins']) : undefined;
  });
};

/** A line's new ages are free, or its own. */
const revisedMoneyIsFree: FundRule<commands.ReviseAllocation> = (command, context, fund) => {
  if (!command.origins) return undefined;
  const { line, allocated } = lineOf(fund, command);
  const givenBack: Movement = {
    ...{ revision: 0, on: context.effectiveOn, kind: 'ALLOCATED', line, byBureau: false },
    ...{ fen: -allocated, origins: [] },
  };
  const refused = originsAreFree([command], freeFor([...fund.movements, givenBack], command, context));
  return refused && at(refused.refused.path.slice(2), refused);
};

const revisionOf = (command: commands.ReviseAllocation, fund: Fund, context: Context): FundEvent => {
  const { resolution, fen, origins } = command;
  const { line, allocated } = lineOf(fund, command);
  const change = fen - allocated;
  return { type: 'AllocationRevised', line, change, resolution, ...present({ origins }), ...onBehalfIn(context) };
};

/**
 * A line gets another sum, under a live resolution; that also ends a suspension. Less under the same resolution needs nothing: so two
 * lines can give way one after the other to an amended sum, the first suspended still.
 */
const reviseAllocation = step<commands.ReviseAllocation>(
  [
    lineIsKnown,
    yearIsOpen,
    newSumIsValid,
    allocationChanges,
    moreIsForMember,
    resolutionCarriesRevision,
    takenKeepsItsAge,
    revisedMoneyIsFree,
    bureauHasDocument,
  ],
  (command, context, fund) => {
    const { resolution } = command;
    const { line, suspended } = lineOf(fund, command);
    const staysSuspended = suspended && revisionIsCarried(command, context, fund) !== undefined;
    return accept<FundEvent>(
      revisionOf(command, fund, context),
      ...(staysSuspended ? [{ type: 'AllocationSuspended' as const, resolution, lines: [line] }] : []),
    );
  },
);

/** The numbers of the lines with money under a resolution that are not suspended. */
const linesUnder = ({ lines }: Fund, { resolution }: OfResolution): readonly number[] =>
  lines
    .filter((line) => line.resolution === resolution && !line.suspended && line.allocated > 0)
    .map(({ line }) => line);

const someLinesRestOnIt: FundRule<OfResolution> = (command, _context, fund) =>
  linesUnder(fund, command).length === 0
    ? refuse('NO_CHANGE', { resolution: command.resolution }, ['resolutionId'])
    : undefined;

/** The resolution does not carry on the day what is allocated under it. */
const resolutionCarriesNoLonger: FundRule<OfResolution> = (command, { effectiveOn, references }, fund) => {
  const { resolution } = command;
  const most = liveResolution(references.council, command, resolution, effectiveOn)?.sums.at(effectiveOn) ?? -1;
  return allocatedUnder(fund, resolution) <= most ? refuse('NO_CHANGE', { resolution }, ['resolutionId']) : undefined;
};

const suspensionOf = (command: commands.SuspendAllocation, fund: Fund) => ({
  type: 'AllocationSuspended' as const,
  resolution: command.resolution,
  lines: linesUnder(fund, command),
});

/** What was allocated under a resolution that no longer carries it is suspended. */
const suspendAllocation = step<commands.SuspendAllocation>(
  [yearIsOpen, someLinesRestOnIt, resolutionCarriesNoLonger, bureauIsInOrder(suspensionOf)],
  (command, _context, fund) => accept(suspensionOf(command, fund)),
);

const contractNoIsValid: Rule<commands.CommitFunds> = ({ contractNo }) =>
  textIsValid('contractNo', contractNo, NAME_LENGTH);

const contractOf = ({ line, contractNo, supplier, fen, signedOn }: commands.CommitFunds) => ({
  type: 'FundsCommitted' as const,
  line,
  contractNo,
  supplier,
  fen,
  signedOn,
});

/** A contract of a living group promises money of a line. */
const commitFunds = step<commands.CommitFunds>(
  [
    lineIsKnown,
    yearIsOpen,
    groupLives,
    contractNoIsValid,
    supplierIsValid,
    fenIsValid,
    signatureHasCome,
    lineRestsOnResolution,
    bureauIsInOrder(contractOf),
  ],
  (command) => accept(contractOf(command)),
);

type OfContract = { readonly contractNo: string };
const contractIsKnown: FundRule<OfContract> = ({ contractNo }, _context, { contracts }) =>
  contracts.some((one) => one.contractNo === contractNo)
    ? undefined
    : refuse('NOT_FOUND', { contract: contractNo }, ['contractNo']);

/** Found once it is known. */
const contractNamed = ({ contracts }: Fund, { contractNo }: OfContract): Contract =>
  contracts.find((one) => one.contractNo === contractNo)!;

/** What was completed or terminated is not amended. */
const contractRuns: FundRule<OfContract> = ({ contractNo }, _context, fund) =>
  contractNamed(fund, { contractNo }).released > 0
    ? refuse('INVALID_TRANSITION', { contract: contractNo }, ['contractNo'])
    : undefined;

const contractChanges: FundRule<commands.AmendContract> = (command, _context, fund) =>
  contractNamed(fund, command).fen === command.fen
    ? refuse('NO_CHANGE', { contract: command.contractNo }, ['fen'])
    : undefined;

/** It is not amended below what is paid, nor to more than its line has. */
const lineHasIt: FundRule<commands.AmendContract> = (command, _context, fund) => {
  const { fen, paid, line: number } = contractNamed(fund, command);
  const missing = Math.max(paid - command.fen, command.fen - fen - lineOf(fund, { line: number }).unspent);
  return missing > 0 ? refuse('INSUFFICIENT_FUNDS', { fen: command.fen, missing }, ['fen']) : undefined;
};

/** Only a living group promises more, of a line that rests on a live resolution. */
const moreRestsOnResolution: FundRule<commands.AmendContract> = (command, context, fund) => {
  const { fen, line } = contractNamed(fund, command);
  if (command.fen < fen) return undefined;
  return at(
    ['contractNo'],
    groupLives(command, context, fund) ?? lineRestsOnResolution({ ...command, line }, context, fund),
  );
};

const amendmentOf = ({ contractNo, fen, documentNo, signedOn }: commands.AmendContract, fund: Fund) => {
  const { line, fen: before } = contractNamed(fund, { contractNo });
  return { type: 'ContractAmended' as const, line, contractNo, change: fen - before, documentNo, signedOn };
};

/** A contract gets another sum (变更), on a document. */
const amendContract = step<commands.AmendContract>(
  [
    documentIsNamed,
    documentNoIsValid,
    fenIsValid,
    signatureHasCome,
    contractIsKnown,
    yearIsOpen,
    contractRuns,
    contractChanges,
    lineHasIt,
    moreRestsOnResolution,
    bureauIsInOrder(amendmentOf),
  ],
  (command, _context, fund) => accept(amendmentOf(command, fund)),
);

const somethingIsPromised: FundRule<OfContract> = (command, _context, fund) =>
  restOf(contractNamed(fund, command)) > 0
    ? undefined
    : refuse('NO_CHANGE', { contract: command.contractNo }, ['contractNo']);

const releaseOf = ({ contractNo, reason }: commands.ReleaseCommitment, fund: Fund) => {
  const contract = contractNamed(fund, { contractNo });
  const { line } = contract;
  return { type: 'CommitmentReleased' as const, line, contractNo, fen: restOf(contract), reason };
};

/** A contract is completed for less, or terminated: what it still promises goes back to its line. */
const releaseCommitment = step<commands.ReleaseCommitment>(
  [contractIsKnown, yearIsOpen, somethingIsPromised, bureauIsInOrder(releaseOf)],
  (command, _context, fund) => accept(releaseOf(command, fund)),
);

const voucherIsOfPayingSchool: FundRule<OfLine & OfVoucher> = (command, _context, fund) => {
  const { schoolId: school } = command.voucher;
  return school === lineOf(fund, command).schoolId
    ? undefined
    : refuse('INVALID_INPUT', { school }, ['voucher', 'schoolId']);
};

const voucherIsFree: FundRule<OfVoucher> = ({ voucher }, { references }, fund) =>
  voucherIsFreeInBooks(voucher, fund, references.district);

const schoolPays: FundRule<commands.RecordExpenditure> = ({ voucher, paidOn }, { references, policies }) =>
  schoolStillPays(voucher.schoolId, paidOn, references.district, policies);

const paymentIsInOrder: FundRule<commands.RecordExpenditure> = (command, context, fund) =>
  isOldPaper(context)
    ? undefined
    : (paidInYear(command, command, context.policies) ??
      paidUnderResolution(command, lineOf(fund, command), context.references.council));

/** Who allocated or revised a line does not pay from it. */
const anotherAllocated: FundRule<OfLine> = (command, context, fund) =>
  anotherDid('ALLOCATES_PAYS', lineOf(fund, command).allocatedBy, context);

const invoiceNoIsValid: Rule<commands.RecordExpenditure> = ({ invoiceNo }) =>
  textIsValid('invoiceNo', invoiceNo, NAME_LENGTH);

const contractIsOfLine: FundRule<commands.RecordExpenditure> = ({ contractNo, line }, _context, { contracts }) =>
  contractNo === undefined || contracts.some((one) => one.contractNo === contractNo && one.line === line)
    ? undefined
    : refuse('NOT_FOUND', { contract: contractNo }, ['contractNo']);

const paymentOf = ({ line, voucher, fen, supplier, paidOn, contractNo, invoiceNo }: commands.RecordExpenditure) => ({
  type: 'ExpenditureRecorded' as const,
  line,
  voucher,
  fen,
  supplier,
  paidOn,
  ...present({ contractNo, invoiceNo }),
});

/** The paying school records what it spent, with the voucher of its books. */
const recordExpenditure = step<commands.RecordExpenditure>(
  [
    lineIsKnown,
    yearIsOpen,
    voucherIsValid,
    anotherAllocated,
    voucherIsOfPayingSchool,
    voucherIsFree,
    fenIsValid,
    supplierIsValid,
    invoiceNoIsValid,
    paymentHasCome,
    schoolPays,
    contractIsOfLine,
    lineRestsOnResolution,
    paymentIsInOrder,
    bureauIsInOrder(paymentOf),
  ],
  (command) => accept(paymentOf(command)),
);

const expenditureOf = ({ expenditures }: Fund, { voucher }: OfVoucher): Expenditure | undefined =>
  expenditures.find((one) => voucherKey(one.voucher) === voucherKey(voucher));

const voucherIsKnown: FundRule<OfVoucher> = (command, _context, fund) =>
  expenditureOf(fund, command) ? undefined : refuse('NOT_FOUND', { voucher: voucherKey(command.voucher) }, ['voucher']);

const isNotReversedYet: FundRule<OfVoucher> = (command, _context, fund) =>
  expenditureOf(fund, command)?.reversed
    ? refuse('NO_CHANGE', { voucher: voucherKey(command.voucher) }, ['voucher'])
    : undefined;

/** What came back in part is not reversed as a whole. */
const nothingCameBack: FundRule<OfVoucher> = (command, _context, fund) =>
  (expenditureOf(fund, command)?.refunds ?? []).length > 0
    ? refuse('INVALID_TRANSITION', { voucher: voucherKey(command.voucher) }, ['voucher'])
    : undefined;

const reversalOf = (command: commands.ReverseExpenditure, fund: Fund) => {
  const { voucher, line, fen, contractNo } = expenditureOf(fund, command)!;
  return { type: 'ExpenditureReversed' as const, voucher, line, fen, ...present({ contractNo }) };
};

/** An expenditure is reversed as a whole. */
const reverseExpenditure = step<commands.ReverseExpenditure>(
  [voucherIsKnown, yearIsOpen, isNotReversedYet, nothingCameBack, bureauIsInOrder(reversalOf)],
  (command, _context, fund) => accept(reversalOf(command, fund)),
);

/** What comes back after closing is an adjustment of the bureau's. */
const yearTakesRefunds: FundRule<unknown> = (_command, _context, { closedOn }) =>
  closedOn !== undefined ? refuse('YEAR_CLOSED', { command: 'AdjustClosedYear' }, ['fundId']) : undefined;

const refundVoucherIsInOrder: FundRule<commands.RefundExpenditure> = ({ voucher, refundVoucher }, context, fund) => {
  const { schoolId: school } = refundVoucher;
  const refused =
    voucherIsValid({ voucher: refundVoucher }, context) ??
    (school === voucher.schoolId ? undefined : refuse('INVALID_INPUT', { school }, ['voucher', 'schoolId'])) ??
    voucherIsFreeInBooks(refundVoucher, fund, context.references.district);
  return (
    refused && refuse(refused.refused.code, refused.refused.args, ['refundVoucher', ...refused.refused.path.slice(1)])
  );
};

/** No more comes back than is still paid. */
const thatMuchIsPaid: FundRule<commands.RefundExpenditure> = (command, _context, fund) => {
  const { fen, refunds } = expenditureOf(fund, command)!;
  const missing = command.fen - (fen - sum(refunds));
  return missing > 0 ? refuse('INSUFFICIENT_FUNDS', { fen: command.fen, missing }, ['fen']) : undefined;
};

const refundIsInYear: FundRule<commands.RefundExpenditure> = (command, context) =>
  isOldPaper(context)
    ? undefined
    : at(['refundedOn'], paidInYear({ paidOn: command.refundedOn }, command, context.policies));

const refundOf = ({ voucher: given, refundVoucher, fen, refundedOn }: commands.RefundExpenditure, fund: Fund) => {
  const { voucher, line, contractNo } = expenditureOf(fund, { voucher: given })!;
  const paid = { voucher, line, ...present({ contractNo }) };
  return { type: 'ExpenditureRefunded' as const, ...paid, refundVoucher, fen, refundedOn };
};

/** Some of a payment comes back (退款), to the contract that it paid, else to the line; it has a voucher of its own. */
const refundExpenditure = step<commands.RefundExpenditure>(
  [
    voucherIsKnown,
    yearTakesRefunds,
    isNotReversedYet,
    refundVoucherIsInOrder,
    fenIsValid,
    thatMuchIsPaid,
    refundHasCome,
    refundIsInYear,
    bureauIsInOrder(refundOf),
  ],
  (command, _context, fund) => accept(refundOf(command, fund)),
);

const carriedOutOf = (command: commands.CarryOut, { movements }: Fund, context: Context) => ({
  type: 'CarriedOut' as const,
  fen: command.fen,
  parts: newestOf(command.fen, freeFor(movements, command, context), freeOf(movements, command.fiscalYear)),
});

/** Free money is left to the next year; it keeps its age. */
const carryOut = step<commands.CarryOut>(
  [fenIsValid, yearIsOpen, enoughIsFree, bureauIsInOrder(carriedOutOf), agesWereThere(carriedOutOf)],
  (command, context, fund) => accept(carriedOutOf(command, fund, context)),
);

/** Also one that was dissolved. */
const groupIsKnown: FundRule<OfFund> = ({ groupId }, { references }) =>
  groupOf(references.district, groupId) ? undefined : refuse('NOT_FOUND', { group: groupId }, ['groupId']);

const hasParts: Rule<commands.CarryIn> = ({ parts }) => listIsFilled('parts', parts);

const partsAreInOrder: Rule<commands.CarryIn> = ({ parts, fiscalYear }) =>
  firstRefused(parts, (part, index) =>
    within(['parts', String(index)], fenIsValid(part) ?? yearIsValid('originYear', part.originYear, fiscalYear - 1)),
  );

const wholeIsWithinBounds: Rule<commands.CarryIn> = ({ parts }) =>
  sum(parts) > MOST_FEN ? refuse('INVALID_INPUT', { value: sum(parts), most: MOST_FEN }, ['parts']) : undefined;

/** Nothing arrives that the year before did not carry out; by its age (国办发〔2014〕70号), which stays on the way. */
const partsWereCarriedOut: FundRule<commands.CarryIn> = ({ parts }, { references }, { carriedIn }) => {
  const left = byAge((references.before ?? initial).carriedOutParts);
  const arrived = byAge([...carriedIn, ...parts]);
  return firstRefused(parts, ({ originYear, fen }, index) => {
    const missing = (arrived.get(originYear) ?? 0) - (left.get(originYear) ?? 0);
    return missing > 0 ? refuse('INSUFFICIENT_FUNDS', { fen, missing }, ['parts', String(index), 'fen']) : undefined;
  });
};

/** Money arrives from the year before: what that year carried out, and nobody carried in yet. */
const carryIn = step<commands.CarryIn>(
  [yearIsOpen, groupIsKnown, fiscalYearIsValid, hasParts, partsAreInOrder, wholeIsWithinBounds, partsWereCarriedOut],
  ({ parts }) => accept({ type: 'CarriedIn', fen: sum(parts), parts }),
);

const returnOf = ({ fen, documentNo }: commands.ReturnUnspent) => ({
  type: 'UnspentReturned' as const,
  fen,
  documentNo,
});

/** Free money goes back to the bureau, on a document. */
const returnUnspent = step<commands.ReturnUnspent>(
  [documentIsNamed, documentNoIsValid, fenIsValid, yearIsOpen, enoughIsFree, bureauIsInOrder(returnOf)],
  (command) => accept(returnOf(command)),
);

const nothingIsLeft: FundRule<unknown> = (_command, _context, fund) => {
  const left = leftIn(fund);
  return left > 0 ? refuse('INVALID_TRANSITION', { left }, ['fundId']) : undefined;
};

/** Books are closed neither before the year is over nor before the last day that its facts speak of. */
const yearIsOver: FundRule<OfFund> = ({ fiscalYear }, { effectiveOn }, { lastOn }) => {
  const earliest = latest(lastOn, `${fiscalYear}-12-31`);
  return effectiveOn < earliest
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest }, ['command', 'effectiveOn'])
    : undefined;
};

/** The books are closed once nothing is free, promised or left on a line. */
const closeFundYear = step<commands.CloseFundYear>([yearIsOpen, fundIsKnown, nothingIsLeft, yearIsOver], () =>
  accept({ type: 'FundYearClosed' }),
);

const bureauActs: Rule<unknown> = (_command, { actor }) =>
  actor.role === 'BUREAU' ? undefined : refuse('NOT_AUTHORISED', { role: actor.role });

const reasonIsValid: Rule<commands.AdjustClosedYear> = ({ reason }) => textIsValid('reason', reason, TEXT_LENGTH);

/** More is spent under a resolution only as far as it carries it. */
const resolutionCarriesAdjustment: FundRule<commands.AdjustClosedYear> = (command, context, fund) => {
  const { resolution } = lineOf(fund, command);
  if (command.fen < 0) return undefined;
  const refused = carries({ ...command, resolution }, context, allocatedUnder(fund, resolution) + command.fen);
  return at([refused?.refused.code === 'EXCEEDS_RESOLUTION' ? 'fen' : 'line'], refused);
};

/** Who recorded a payment from a line does not adjust the line afterwards. */
const anotherRecorded: FundRule<OfLine> = ({ line }, context, { expenditures }) =>
  anotherDid(
    'RECORDS_APPROVES',
    expenditures.filter((one) => one.line === line).flatMap(({ recordedBy }) => recordedBy),
    context,
  );

/** After closing only the bureau changes what a line spent, on a document; what was returned changes the other way. */
const adjustClosedYear = step<commands.AdjustClosedYear>(
  [
    yearIsClosed,
    lineIsKnown,
    bureauActs,
    documentIsNamed,
    documentNoIsValid,
    reasonIsValid,
    adjustmentIsValid,
    anotherAllocated,
    anotherRecorded,
    resolutionCarriesAdjustment,
  ],
  ({ line, fen, documentNo, reason }) => accept({ type: 'ClosedYearAdjusted', line, fen, documentNo, reason }),
);

// Whether a command is open at all. As in every step of a fund, nothing is decided for a later day.

type OnFund = OfFund & { readonly schoolId?: string };
const isPaidBy = ({ schoolId }: OnFund, school: string): boolean => schoolId === undefined || schoolId === school;

const somethingIsFree: FundRule<unknown> = (_target, _context, { free }) =>
  free > 0 ? undefined : refuse('INSUFFICIENT_FUNDS', { free }, ['fundId']);

const ownYearHasMore: FundRule<OfFund> = (target, _context, fund) => {
  const left = ownYearFree(fund, target);
  return left > 0 ? undefined : refuse('INSUFFICIENT_FUNDS', { left }, ['fundId']);
};

const someLineIsThere: FundRule<OfFund> = ({ groupId, fiscalYear }, _context, { lines }) =>
  lines.length > 0 ? undefined : refuse('NOT_FOUND', { fund: `${groupId}.${fiscalYear}` }, ['fundId']);

/**
 * The resolutions in force for the year, and how much more may be allocated under each; below nothing where it no
 * longer carries what is.
 */
const liveResolutions = (target: OfFund, { effectiveOn, references }: Context<FundReferences>, fund: Fund) =>
  references.council.resolutions.flatMap(({ number }) => {
    const live = liveResolution(references.council, target, number, effectiveOn);
    return live ? [{ number, room: leastSum(live, effectiveOn) - allocatedUnder(fund, number) }] : [];
  });

const someResolutionHasRoom: FundRule<OfFund> = (target, context, fund) => {
  const live = liveResolutions(target, context, fund);
  if (live.length === 0) return refuse('NO_RESOLUTION', {}, ['fundId']);
  return live.some(({ room }) => room > 0) ? undefined : refuse('EXCEEDS_RESOLUTION', {}, ['fundId']);
};

/** The lines that rest on a live resolution, of the school that is meant. */
const liveLines = (target: OnFund, context: Context<FundReferences>, fund: Fund): readonly Line[] => {
  const live = liveResolutions(target, context, fund).map(({ number }) => number);
  return fund.lines.filter(
    ({ schoolId, suspended, resolution }) => isPaidBy(target, schoolId) && !suspended && live.includes(resolution),
  );
};

/** Some line that rests on a live resolution has what it takes. */
const someLine =
  (has: (line: Line) => boolean): FundRule<OnFund> =>
  (target, context, fund) => {
    const lines = liveLines(target, context, fund);
    if (lines.length === 0) return refuse('NO_RESOLUTION', {}, ['fundId']);
    return lines.some(has) ? undefined : refuse('INSUFFICIENT_FUNDS', {}, ['fundId']);
  };
const someLineHasMoneyLeft = someLine(({ unspent }) => unspent > 0);
const mayBePaid = ({ unspent, committed }: Line): boolean => unspent + committed > 0;
const someLineMayBePaid = someLine(mayBePaid);

/** Of the lines that may be paid from, somebody else allocated one. */
const anotherAllocatedSome: FundRule<OnFund> = (target, context, fund) => {
  const refusals = liveLines(target, context, fund)
    .filter(mayBePaid)
    .map(({ allocatedBy }) => anotherDid('ALLOCATES_PAYS', allocatedBy, context));
  return refusals.includes(undefined) ? undefined : refusals[0];
};

/** Some line can give something up, get something (of a member school), or rest on another resolution. */
const someLineMayBeRevised: FundRule<OfFund> = (target, context, fund) => {
  const live = liveResolutions(target, context, fund);
  const { district } = context.references;
  const mayGetMore = ({ schoolId }: Line): boolean =>
    !groupLives(target, context, fund) && !schoolIsMember(schoolId, context.effectiveOn, district, target.groupId);
  const mayBeRevised = (line: Line): boolean =>
    line.unspent > 0 ||
    live.some(({ number, room }) => {
      const isSame = number === line.resolution;
      const left = room + (isSame ? line.allocated : 0) - (line.allocated - line.unspent);
      return isSame && !line.suspended ? mayGetMore(line) && fund.free > 0 && left > 0 : left >= 0;
    });
  if (fund.lines.some(mayBeRevised)) return undefined;
  const code = live.length === 0 ? 'NO_RESOLUTION' : fund.free > 0 ? 'EXCEEDS_RESOLUTION' : 'INSUFFICIENT_FUNDS';
  return refuse(code, {}, ['fundId']);
};

const someLineLostItsGround: FundRule<OfFund> = (target, context, fund) => {
  const lost = fund.lines.some(({ resolution, suspended, allocated }) => {
    const isUsed = !suspended && allocated > 0;
    return isUsed && !resolutionCarriesNoLonger({ ...target, resolution }, context, fund);
  });
  return lost ? undefined : refuse('NO_CHANGE', {}, ['fundId']);
};

const somethingWasPaid: FundRule<OnFund> = (target, _context, { expenditures }) =>
  expenditures.some(({ voucher }) => isPaidBy(target, voucher.schoolId))
    ? undefined
    : refuse('NOT_FOUND', { fund: `${target.groupId}.${target.fiscalYear}` }, ['fundId']);

const somePaymentStands: FundRule<OnFund> = (target, _context, { expenditures }) =>
  expenditures.some(
    ({ voucher, reversed, refunds }) => isPaidBy(target, voucher.schoolId) && !reversed && refunds.length === 0,
  )
    ? undefined
    : refuse('NO_CHANGE', {}, ['fundId']);

/** Some payment that stands has not come back as a whole. */
const someMoneyIsOut: FundRule<OnFund> = (target, _context, { expenditures }) =>
  expenditures.some(
    ({ voucher, fen, reversed, refunds }) => isPaidBy(target, voucher.schoolId) && !reversed && sum(refunds) < fen,
  )
    ? undefined
    : refuse('NO_CHANGE', {}, ['fundId']);

const someContractIsThere: FundRule<OfFund> = ({ groupId, fiscalYear }, _context, { contracts }) =>
  contracts.length > 0 ? undefined : refuse('NOT_FOUND', { fund: `${groupId}.${fiscalYear}` }, ['fundId']);

/** Some contract that was neither completed for less nor terminated can promise less, or more of a live line of a living group. */
const someContractMayChange: FundRule<OfFund> = (target, context, fund) => {
  const running = fund.contracts.filter(({ released }) => released === 0);
  const mayChange = ({ fen, paid, line: number }: Contract): boolean => {
    const line = lineOf(fund, { line: number });
    const mayGrow = line.unspent > 0 && !groupLives(target, context, fund);
    return fen > Math.max(paid, 1) || (mayGrow && !lineRestsOnResolution({ ...target, line: number }, context, fund));
  };
  if (running.some(mayChange)) return undefined;
  return refuse(running.length === 0 ? 'INVALID_TRANSITION' : 'INSUFFICIENT_FUNDS', {}, ['fundId']);
};

const someContractPromises: FundRule<unknown> = (_target, _context, { contracts }) =>
  contracts.some((contract) => restOf(contract) > 0) ? undefined : refuse('NO_CHANGE', {}, ['fundId']);

/** The year before carried out what did not arrive yet. */
const somethingIsInTransit: FundRule<unknown> = (_target, { references }, { carriedIn }) => {
  const arrived = byAge(carriedIn);
  const out = byAge((references.before ?? initial).carriedOutParts);
  return [...out].some(([originYear, fen]) => fen > (arrived.get(originYear) ?? 0))
    ? undefined
    : refuse('INSUFFICIENT_FUNDS', {}, ['fundId']);
};

/** The school of the token pays a line of the fund. */
const payingSchool: Within<Fund> = {
  says: 'its school, which pays a line',
  claims: ofSchool.claims,
  loaded: ({ school }, _scope, { state }) =>
    state.lines.length === 0 || state.lines.some(({ schoolId }) => schoolId === school),
};

/** Who may give each command, when it is open, and how it is decided. */
export const decisions: CommandTable<FundCommand, Fund, FundEvent, FundReferences> = {
  AppropriateFund: {
    may: { BUREAU: withDuty('FINANCE') },
    open: { on: ['EducationGroup', 'Fund'], rules: [hasHappened, groupLives, yearIsOpen, anotherEnteredResolution] },
    decide: appropriateFund,
  },
  SupplementFund: {
    may: { BUREAU: withDuty('FINANCE') },
    open: { on: ['Fund'], rules: [hasHappened, groupLives, yearIsOpen, fundIsKnown, anotherEnteredResolution] },
    decide: supplementFund,
  },
  ReduceFund: {
    may: { BUREAU: withDuty('FINANCE') },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, fundIsKnown, ownYearHasMore, somethingIsFree] },
    decide: reduceFund,
  },
  AllocateFunds: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, groupLives, yearIsOpen, someResolutionHasRoom, somethingIsFree] },
    decide: allocateFunds,
  },
  ReviseAllocation: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, someLineIsThere, someLineMayBeRevised] },
    decide: reviseAllocation,
  },
  SuspendAllocation: {
    may: { BUREAU: withDuty('FINANCE'), SYSTEM: anywhere },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, someLineLostItsGround] },
    decide: suspendAllocation,
  },
  CommitFunds: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, someLineIsThere, groupLives, someLineHasMoneyLeft] },
    decide: commitFunds,
  },
  AmendContract: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, someContractIsThere, yearIsOpen, someContractMayChange] },
    decide: amendContract,
  },
  ReleaseCommitment: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, someContractIsThere, yearIsOpen, someContractPromises] },
    decide: releaseCommitment,
  },
  RecordExpenditure: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup, SCHOOL: payingSchool },
    open: { on: ['Fund'], rules: [hasHappened, someLineIsThere, yearIsOpen, someLineMayBePaid, anotherAllocatedSome] },
    decide: recordExpenditure,
  },
  ReverseExpenditure: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup, SCHOOL: ofSchool },
    open: { on: ['Fund'], rules: [hasHappened, somethingWasPaid, yearIsOpen, somePaymentStands] },
    decide: reverseExpenditure,
  },
  RefundExpenditure: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup, SCHOOL: ofSchool },
    open: { on: ['Fund'], rules: [hasHappened, somethingWasPaid, yearTakesRefunds, someMoneyIsOut] },
    decide: refundExpenditure,
  },
  CarryOut: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, somethingIsFree] },
    decide: carryOut,
  },
  CarryIn: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup, SYSTEM: anywhere },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, somethingIsInTransit] },
    decide: carryIn,
  },
  ReturnUnspent: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, somethingIsFree] },
    decide: returnUnspent,
  },
  CloseFundYear: {
    may: { BUREAU: withDuty('FINANCE'), COUNCIL: ofGroup },
    open: { on: ['Fund'], rules: [hasHappened, yearIsOpen, fundIsKnown, nothingIsLeft, yearIsOver] },
    decide: closeFundYear,
  },
  AdjustClosedYear: {
    may: { BUREAU: withDuty('FINANCE') },
    open: { on: ['Fund'], rules: [hasHappened, yearIsClosed, someLineIsThere] },
    decide: adjustClosedYear,
  },
};
