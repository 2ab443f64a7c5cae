import type { ObjectRef } from '../domain/ledger.js';
import type { About } from './due.js';

/** UNKNOWN: what the rule goes by is not recorded. */
export type FindingResult = 'PASS' | 'FAIL' | 'UNKNOWN';
export type FindingRule =
  | 'FAMOUS_WITH_X'
  | 'COUNCIL_FILED'
  | 'MEETING_ELECTORATE_CHANGED'
  | 'MEETING_ENTERED_LATE'
  | 'ALLOCATED_BEFORE_RESOLUTION'
  | 'USED_BEFORE_RECEIPT'
  | 'SIGNED_BEFORE_ALLOCATION'
  | 'CHANGED_BEFORE_CONTRACT'
  | 'EFFECTIVE_BEFORE_GROUND'
  | 'PAID_BEFORE_RESOLUTION'
  | 'PAID_BEFORE_ALLOCATION'
  | 'PAID_BEFORE_CONTRACT'
  | 'PAID_BEFORE_RECEIPT'
  | 'PAID_AFTER_REPEAL'
  | 'PAID_BEYOND_CONTRACT'
  | 'PAID_OUTSIDE_YEAR'
  | 'REFUNDED_OUTSIDE_YEAR'
  | 'BOOKED_IN_OTHER_MONTH'
  | 'PAYEE_NOT_PARTY'
  | 'INVOICE_TWICE'
  | 'SPENT_WITHOUT_GROUND'
  | 'SPENT_BEYOND_RESOLUTION'
  | 'ROTATION_COMPLETED_EARLY'
  | 'ROTATION_ELIGIBILITY'
  | 'ROTATION_ON_PAPER'
  | 'ENTERED_LATE';

/** How things stand by a rule that refuses nothing. */
export interface Found {
  readonly result: FindingResult;
  /** What it is found of. */
  readonly subject: ObjectRef;
  /** What it goes by, or what it fails for, as its message names it: keys of schools and councils, numbers of vouchers and contracts. */
  readonly about: readonly string[];
  /** Its figures, each with its unit in its name: sums in `fen`, `days`. */
  readonly numbers: Readonly<Record<string, number>>;
  /** The positions of the events that it rests on. */
  readonly records: readonly number[];
}
export interface Finding extends Found {
  readonly rule: FindingRule;
}

/** A group at a moment, and what else a rule goes by. */
export interface AboutFindings extends About {
  /** After how many days an entry is late. */
  readonly lateByDays?: number;
}

/** One rule, and what it finds of a group at a moment. */
export interface FindingKind {
  readonly rule: FindingRule;
  readonly find: (about: AboutFindings) => readonly Found[];
}
