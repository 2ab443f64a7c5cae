/** Why a command was not accepted. The list is part of the API; DOMAIN.md's invariants name their codes. */
export const refusalCodes = [
  'NOT_FOUND',
  'INVALID_INPUT',
  'STALE_REVISION',
  'DUPLICATE_COMMAND',
  'NO_CHANGE',
  'NOT_AUTHORISED',
  'BASIS_MISSING',
  'BACKDATED',
  'SAME_PERSON',
  'CONFLICTS_WITH_LATER',
  'DATE_ORDER',
  'INVALID_TRANSITION',
  'CODE_TAKEN',
  'SCHOOL_NAME_TAKEN',
  'GROUP_NAME_TAKEN',
  'SCHOOL_CLOSED',
  'GROUP_DISSOLVED',
  'UNIT_ALREADY_IN_GROUP',
  'LEAD_NOT_MEMBER',
  'LEAD_CANNOT_WITHDRAW',
  'TOO_FEW_MEMBERS',
  'RECOMMENDER_NOT_MEMBER',
  'NOT_RECOMMENDED',
  'SCHOOL_WITHOUT_SEAT',
  'CHAIR_NOT_MEMBER',
  'TERM_OVERLAP',
  'TERM_EXPIRED',
  'FILING_NOT_OPEN',
  'PERSON_ERASED',
  'NAME_FORM_INVALID',
  'COUNCIL_NOT_FILED',
  'QUORUM_NOT_MET',
  'MAJORITY_NOT_MET',
  'BALLOT_INCONSISTENT',
  'NOT_RECUSED',
  'NO_MEETING',
  'MEETING_HELD',
  'BELOW_POLICY',
  'NO_RESOLUTION',
  'EXCEEDS_RESOLUTION',
  'INSUFFICIENT_FUNDS',
  'VOUCHER_TAKEN',
  'INVOICE_TAKEN',
  'YEAR_CLOSED',
  'NOT_SAME_GROUP',
  'NOT_EMPLOYED',
  'PERSON_RETIRED',
  'ROTATION_OVERLAP',
  'NOT_ELIGIBLE',
  'NO_CREDIT',
  'EVALUATION_EXISTS',
  'NOT_IN_SCOPE',
  'INSPECTOR_NOT_IN_OFFICE',
  'INSPECTOR_OF_OWN_SCHOOL',
  'DIMENSION_MISSING',
  'OBJECTION_LATE',
  'OBJECTION_OPEN',
  'APPEAL_LATE',
  'SAME_OFFICE',
  'ALREADY_RECORDED',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

export type RefusalArguments = Readonly<Record<string, string | number>>;

/** A refusal is a value: the rule that says no, what fills its message, and the command's field that is meant. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly args: RefusalArguments;
  /** Field names and list indices from the command's root; empty where the whole command is meant. */
  readonly path: readonly string[];
}

export interface Refused {
  readonly refused: Refusal;
}

/** Refuses; without a path the whole command is meant. */
export const refuse = (code: RefusalCode, args: RefusalArguments = {}, path: readonly string[] = []): Refused => ({
  refused: { code, args, path },
});
