import type { Day } from '../day.js';
import type { SchoolId } from '../identity.js';
import type { Name, Text } from '../input.js';
import type { OnBehalf } from '../on-behalf.js';
import type { Fen, FenChange, FiscalYear, ResolutionNo } from '../vocabulary.js';

/**
 * The number of a line of the allocation, from 1.
 * @asType integer
 * @minimum 1
 */
export type LineNo = number;
/** Money, by the year in which it was first appropriated: its age does not start again when it is carried over. */
export interface AgedMoney {
  readonly originYear: FiscalYear;
  readonly fen: Fen;
}

/** The bureau appropriated money to the group for the year. */
export interface FundAppropriated {
  readonly type: 'FundAppropriated';
  readonly fen: Fen;
  readonly documentNo: Name;
  readonly receivedOn: Day;
}
/** The bureau added to the year's money. */
export interface FundSupplemented {
  readonly type: 'FundSupplemented';
  readonly fen: Fen;
  readonly documentNo: Name;
  readonly receivedOn: Day;
}
/** The bureau took back some of the year's money that was still free. */
export interface FundReduced {
  readonly type: 'FundReduced';
  readonly fen: Fen;
  readonly documentNo: Name;
  readonly receivedOn: Day;
}

/** One line of an allocation: for what, and which school pays. */
export interface AllocatedLine {
  readonly line: LineNo;
  readonly purpose: Name;
  readonly schoolId: SchoolId;
  readonly fen: Fen;
  /** Of which ages; where it is not said, of the oldest that are free. */
  readonly origins?: readonly AgedMoney[];
}
/** Money was allocated to lines, as a resolution of the group's council decided. */
export interface FundsAllocated extends OnBehalf {
  readonly type: 'FundsAllocated';
  readonly resolution: ResolutionNo;
  /** @minItems 1 */
  readonly lines: readonly AllocatedLine[];
}
/** A line holds more from then on, or less, under a resolution. */
export interface AllocationRevised extends OnBehalf {
  readonly type: 'AllocationRevised';
  readonly line: LineNo;
  readonly change: FenChange;
  readonly resolution: ResolutionNo;
  /** Of which ages all of it is from then on; where it is not said, more is of the oldest that are free, less of its newest. */
  readonly origins?: readonly AgedMoney[];
}
/** Nothing more may be committed or spent under a resolution: it was repealed, or amended to less. */
export interface AllocationSuspended {
  readonly type: 'AllocationSuspended';
  readonly resolution: ResolutionNo;
  /** @minItems 1 */
  readonly lines: readonly LineNo[];
}

/** Money of a line was promised by a contract. */
export interface FundsCommitted {
  readonly type: 'FundsCommitted';
  readonly line: LineNo;
  readonly contractNo: Name;
  readonly supplier: Name;
  readonly fen: Fen;
  readonly signedOn: Day;
}
/** A contract was amended (变更) to more or less. */
export interface ContractAmended {
  readonly type: 'ContractAmended';
  readonly line: LineNo;
  readonly contractNo: Name;
  readonly change: FenChange;
  readonly documentNo: Name;
  /** The day on which the amendment was signed. */
  readonly signedOn: Day;
}
/** Why a contract is not paid in full: it was completed for less, or terminated. */
export type ReleaseReason = 'COMPLETED' | 'TERMINATED';
/** What a contract still promised went back to its line. */
export interface CommitmentReleased {
  readonly type: 'CommitmentReleased';
  readonly line: LineNo;
  readonly contractNo: Name;
  readonly fen: Fen;
  readonly reason: ReleaseReason;
}

/** A bookkeeping voucher (记账凭证) of the school that pays: the same one counts once. */
export interface Voucher {
  readonly schoolId: SchoolId;
  readonly year: FiscalYear;
  /**
   * @asType integer
   * @minimum 1
   * @maximum 12
   */
  readonly month: number;
  readonly number: Name;
  /**
   * The entry (分录) within the voucher.
   * @asType integer
   * @minimum 1
   */
  readonly entry: number;
}
/** Money of a line was spent. */
export interface ExpenditureRecorded {
  readonly type: 'ExpenditureRecorded';
  readonly line: LineNo;
  readonly voucher: Voucher;
  readonly fen: Fen;
  readonly supplier: Name;
  /** The contract that it pays, of the same line. */
  readonly contractNo?: Name;
  readonly invoiceNo?: Name;
  readonly paidOn: Day;
}
/** An expenditure was reversed (冲销); its voucher number stays used. */
export interface ExpenditureReversed {
  readonly type: 'ExpenditureReversed';
  readonly voucher: Voucher;
  /** As they were recorded. */
  readonly line: LineNo;
  readonly fen: Fen;
  readonly contractNo?: Name;
}
/** Some of what was paid came back (退款): to the contract that it had paid, else to the line. */
export interface ExpenditureRefunded {
  readonly type: 'ExpenditureRefunded';
  readonly voucher: Voucher;
  /** Under which the money that came back is booked. */
  readonly refundVoucher: Voucher;
  /** As they were recorded. */
  readonly line: LineNo;
  readonly contractNo?: Name;
  readonly fen: Fen;
  readonly refundedOn: Day;
}

/** Free money left for the next year. */
export interface CarriedOut {
  readonly type: 'CarriedOut';
  readonly fen: Fen;
  /** Of which age: the newest that is free. */
  readonly parts: readonly AgedMoney[];
}
/** Money arrived from the year before. */
export interface CarriedIn {
  readonly type: 'CarriedIn';
  readonly fen: Fen;
  readonly parts: readonly AgedMoney[];
}
/** Free money went back to the bureau. */
export interface UnspentReturned {
  readonly type: 'UnspentReturned';
  readonly fen: Fen;
  readonly documentNo: Name;
}
/** The year's books are closed. */
export interface FundYearClosed {
  readonly type: 'FundYearClosed';
}
/** After closing the bureau changed what a line spent; what returned to the bureau changed by as much the other way. */
export interface ClosedYearAdjusted {
  readonly type: 'ClosedYearAdjusted';
  readonly line: LineNo;
  readonly fen: FenChange;
  readonly documentNo: Name;
  readonly reason: Text;
}

export type FundEvent =
  | FundAppropriated
  | FundSupplemented
  | FundReduced
  | FundsAllocated
  | AllocationRevised
  | AllocationSuspended
  | FundsCommitted
  | ContractAmended
  | CommitmentReleased
  | ExpenditureRecorded
  | ExpenditureReversed
  | ExpenditureRefunded
  | CarriedOut
  | CarriedIn
  | UnspentReturned
  | FundYearClosed
  | ClosedYearAdjusted;
