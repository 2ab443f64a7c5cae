import type { Day, ObjectRef, Refusal } from '../domain/ledger.js';
import type { GroupRow } from './district/rows.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

/** A follow-up that the domain refused, and somebody has to do by hand. */
export interface FollowUpRefused {
  readonly process: string;
  /** Of the event that asked for it. */
  readonly position: number;
  readonly command: string;
  readonly stream: string;
  readonly refusal: Refusal;
}

export type InboxKind =
  | 'FILING_TO_ANSWER'
  | 'FILING_DUE'
  | 'RATIFICATION_DUE'
  | 'TERM_ENDING'
  | 'COUNCIL_MISSING'
  | 'CHAIR_VACANT'
  | 'SCHOOL_WITHOUT_SEAT'
  | 'SEAT_VACATED'
  | 'SEAT_OF_ERASED_PERSON'
  | 'MONEY_LAPSING'
  | 'YEAR_NOT_CLOSED'
  | 'MONEY_IN_TRANSIT'
  | 'ALLOCATION_SUSPENDED'
  | 'VOUCHER_TWICE'
  | 'INVOICE_TWICE'
  | 'LINE_WITHOUT_SCHOOL'
  | 'GROUP_TOO_SMALL'
  | 'LEAD_NOT_MEMBER'
  | 'ROTATION_TO_DECIDE'
  | 'ARRIVAL_TO_CONFIRM'
  | 'SERVICE_TO_CONFIRM'
  | 'ROTATION_OVERDUE'
  | 'EMPLOYER_CLOSED'
  | 'OBJECTION_POSSIBLE'
  | 'OBJECTION_TO_ANSWER'
  | 'APPEAL_POSSIBLE'
  | 'APPEAL_TO_DECIDE'
  | 'CONCLUSION_DUE'
  | 'RECTIFICATION_DUE'
  | 'RECTIFICATION_OVERDUE'
  | 'RECTIFICATION_TO_CONFIRM'
  | 'RECTIFICATION_TO_DECIDE'
  | 'FOLLOW_UP_REFUSED';

/** Something to be done, about an object. */
export interface InboxEntry {
  readonly kind: InboxKind;
  readonly subject: ObjectRef;
  /** The last day for it, where there is one. */
  readonly dueOn?: Day;
  /** The first day on which it is to be done, where that is known. */
  readonly since?: Day;
  /** What fills its message: years, sums in fen, numbers of resolutions and of parts of evaluations, keys of schools, persons, vouchers and funds; or the refusal. */
  readonly args: {
    readonly year?: number;
    readonly fen?: number;
    readonly resolution?: number;
    readonly part?: number;
    readonly finding?: number;
    readonly status?: string;
    readonly command?: string;
    readonly refusal?: Refusal;
    readonly school?: string;
    readonly person?: string;
    readonly voucher?: string;
    readonly fund?: string;
  };
}

/** What is to be done about a group; each aggregate says its part. */
export type Due = (about: About) => readonly InboxEntry[];
export interface About {
  readonly read: ReadModels;
  readonly queries: Queries;
  readonly group: GroupRow;
  readonly moment: Moment;
}

/** Reads once of what rules look at together what several of them go by. */
export const sharedBy = <T, A extends object = About>(read: (about: A) => T): ((about: A) => T) => {
  const known = new WeakMap<A, { readonly value: T }>();
  return (about) => {
    const found = known.get(about) ?? { value: read(about) };
    known.set(about, found);
    return found.value;
  };
};

export const aboutGroup = ({ key }: GroupRow): ObjectRef => ({ type: 'EducationGroup', key });
