import type { Day } from '../day.js';
import type { GroupId, SchoolId } from '../identity.js';
import type { AgedMoney, ReleaseReason, Voucher } from './events.js';

/** A group's fund of one fiscal year. All money in fen. */
interface OfFund {
  readonly groupId: GroupId;
  readonly fiscalYear: number;
}
/** Money from or back to the bureau, on a document. */
interface Tranche extends OfFund {
  readonly fen: number;
  readonly documentNo: string;
  readonly receivedOn: Day;
}

export interface AppropriateFund extends Tranche {
  readonly type: 'AppropriateFund';
}
export interface SupplementFund extends Tranche {
  readonly type: 'SupplementFund';
}
export interface ReduceFund extends Tranche {
  readonly type: 'ReduceFund';
}
export interface AllocateFunds extends OfFund {
  readonly type: 'AllocateFunds';
  readonly resolution: number;
  readonly lines: readonly {
    readonly purpose: string;
    readonly schoolId: SchoolId;
    readonly fen: number;
    /** Of which ages; where it is not said, of the oldest that are free. */
    readonly origins?: readonly AgedMoney[];
  }[];
}
export interface ReviseAllocation extends OfFund {
  readonly type: 'ReviseAllocation';
  readonly line: number;
  /** The line's new sum. */
  readonly fen: number;
  readonly resolution: number;
  /** Of which ages its new sum is; where it is not said, more is of the oldest that are free, less of its newest. */
  readonly origins?: readonly AgedMoney[];
}
export interface SuspendAllocation extends OfFund {
  readonly type: 'SuspendAllocation';
  readonly resolution: number;
}
export interface CommitFunds extends OfFund {
  readonly type: 'CommitFunds';
  readonly line: number;
  readonly contractNo: string;
  readonly supplier: string;
  readonly fen: number;
  readonly signedOn: Day;
}
export interface AmendContract extends OfFund {
  readonly type: 'AmendContract';
  readonly contractNo: string;
  /** The contract's new sum. */
  readonly fen: number;
  readonly documentNo: string;
  /** The day on which the amendment was signed. */
  readonly signedOn: Day;
}
export interface ReleaseCommitment extends OfFund {
  readonly type: 'ReleaseCommitment';
  readonly contractNo: string;
  readonly reason: ReleaseReason;
}
export interface RecordExpenditure extends OfFund {
  readonly type: 'RecordExpenditure';
  readonly line: number;
  readonly voucher: Voucher;
  readonly fen: number;
  readonly supplier: string;
  readonly contractNo?: string;
  readonly invoiceNo?: string;
  readonly paidOn: Day;
}
export interface ReverseExpenditure extends OfFund {
  readonly type: 'ReverseExpenditure';
  readonly voucher: Voucher;
}
export interface RefundExpenditure extends OfFund {
  readonly type: 'RefundExpenditure';
  /** Of the payment. */
  readonly voucher: Voucher;
  /** Under which the money that came back is booked. */
  readonly refundVoucher: Voucher;
  readonly fen: number;
  readonly refundedOn: Day;
}
export interface CarryOut extends OfFund {
  readonly type: 'CarryOut';
  readonly fen: number;
}
export interface CarryIn extends OfFund {
  readonly type: 'CarryIn';
  readonly parts: readonly AgedMoney[];
}
export interface ReturnUnspent extends OfFund {
  readonly type: 'ReturnUnspent';
  readonly fen: number;
  readonly documentNo: string;
}
export interface CloseFundYear extends OfFund {
  readonly type: 'CloseFundYear';
}
export interface AdjustClosedYear extends OfFund {
  readonly type: 'AdjustClosedYear';
  readonly line: number;
  /** What the line spent more, or less where negative. */
  readonly fen: number;
  readonly documentNo: string;
  readonly reason: string;
}

export type FundCommand =
  | AppropriateFund
  | SupplementFund
  | ReduceFund
  | AllocateFunds
  | ReviseAllocation
  | SuspendAllocation
  | CommitFunds
  | AmendContract
  | ReleaseCommitment
  | RecordExpenditure
  | ReverseExpenditure
  | RefundExpenditure
  | CarryOut
  | CarryIn
  | ReturnUnspent
  | CloseFundYear
  | AdjustClosedYear;
