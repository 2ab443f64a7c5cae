import { addDays } from '../../domain/day.js';
import { councilId, schoolId, splitId, streamKey } from '../../domain/identity.js';
import type { PostKind } from '../../domain/vocabulary.js';
import type { Day } from '../../domain/ledger.js';
import { cut, holdsOn, type IntervalRow } from '../intervals.js';
import { readModel, type LedgerEntry, type Row, type Rows } from '../read-model.js';

type OfTerm = LedgerEntry<{ readonly ordinal: number }>;
const termOf = ({ stream, event }: OfTerm): string => councilId(streamKey(stream), event.ordinal);

/** One term of a group's council; key: `{group}.{ordinal}`. */
export interface CouncilRow extends Row {
  readonly group: string;
  readonly ordinal: number;
  /** First and last day in office; where the term was ended before it began, the last lies before the first. */
  readonly termFrom: Day;
  readonly termTo: Day;
  /** 1 where seats, chair or term changed after the last filing. */
  readonly changedSinceFiling: number;
}

const changed = (entry: OfTerm, rows: Rows<CouncilRow>): void =>
  rows.change({ key: termOf(entry) }, { changedSinceFiling: 1 });

export const councils = readModel<CouncilRow>({
  name: 'council',
  version: 1,
  columns: { group: 'TEXT', ordinal: 'INTEGER', termFrom: 'TEXT', termTo: 'TEXT', changedSinceFiling: 'INTEGER' },
  indexed: ['group'],
  on: {
    CouncilAppointed: (entry, rows) => {
      const { ordinal, termFrom, termTo } = entry.event;
      rows.open({
        key: termOf(entry),
        group: streamKey(entry.stream),
        ordinal,
        termFrom,
        termTo,
        changedSinceFiling: 0,
      });
    },
    CouncilFiled: (entry, rows) => rows.change({ key: termOf(entry) }, { changedSinceFiling: 0 }),
    SubstituteAppointed: changed,
    ChairAppointed: changed,
    SeatResigned: changed,
    MemberRemoved: changed,
    TermExtended: (entry, rows) =>
      rows.change({ key: termOf(entry) }, { termTo: entry.event.termTo, changedSinceFiling: 1 }),
    TermEnded: (entry, rows) =>
      rows.change({ key: termOf(entry) }, { termTo: addDays(entry.metadata.effectiveOn, -1) }),
  },
});

/** A step of a filing; key: `{council}/{revision}`. */
export interface FilingStepRow extends Row {
  readonly council: string;
  readonly status: 'FILED' | 'ACCEPTED' | 'RETURNED';
  /** The day of the step. */
  readonly since: Day;
  readonly revision: number;
  readonly documentNo: string | null;
  readonly reason: string | null;
}

const step = (
  entry: OfTerm & LedgerEntry<{ readonly documentNo?: string; readonly reason?: string }>,
  rows: Rows<FilingStepRow>,
  status: FilingStepRow['status'],
): void =>
  rows.open({
    key: `${termOf(entry)}/${entry.revision}`,
    council: termOf(entry),
    status,
    since: entry.metadata.effectiveOn,
    revision: entry.revision,
    documentNo: entry.event.documentNo ?? null,
    reason: entry.event.reason ?? null,
  });

export const filingSteps = readModel<FilingStepRow>({
  name: 'filing_step',
  version: 1,
  columns: { council: 'TEXT', status: 'TEXT', since: 'TEXT', revision: 'INTEGER', documentNo: 'TEXT', reason: 'TEXT' },
  indexed: ['council'],
  on: {
    CouncilFiled: (entry, rows) => step(entry, rows, 'FILED'),
    FilingAccepted: (entry, rows) => step(entry, rows, 'ACCEPTED'),
    FilingReturned: (entry, rows) => step(entry, rows, 'RETURNED'),
  },
});

/** A seat on a council; key: `{council}.{person}.{revision}`, of the fact that filled it. It ends with the term at the latest. */
export interface SeatRow extends IntervalRow {
  readonly council: string;
  readonly person: string;
  /** The member school that recommended who sits here; none where the charter gives the seat to others. */
  readonly school: string | null;
  /** The post of that school that the seat goes with, by the charter. */
  readonly post: PostKind | null;
}

const take = (
  entry: OfTerm,
  rows: Rows<SeatRow>,
  seat: { readonly personId: string; readonly schoolCode?: string; readonly post?: PostKind },
  since: Day,
): void =>
  rows.open({
    key: `${termOf(entry)}.${seat.personId}.${entry.revision}`,
    council: termOf(entry),
    person: seat.personId,
    school: seat.schoolCode === undefined ? null : schoolId(splitId(streamKey(entry.stream)).district, seat.schoolCode),
    post: seat.post ?? null,
    since,
    until: null,
  });

const giveUp = (
  entry: LedgerEntry<{ readonly ordinal: number; readonly personId: string }>,
  rows: Rows<SeatRow>,
): void => cut(rows, { council: termOf(entry), person: entry.event.personId }, entry.metadata.effectiveOn);

export const seats = readModel<SeatRow>({
  name: 'council_seat',
  version: 2,
  columns: { council: 'TEXT', person: 'TEXT', school: 'TEXT', post: 'TEXT', since: 'TEXT', until: 'TEXT' },
  indexed: ['council', 'person'],
  on: {
    CouncilAppointed: (entry, rows) =>
      entry.event.seats.forEach((seat) => take(entry, rows, seat, entry.event.termFrom)),
    SubstituteAppointed: (entry, rows) => take(entry, rows, entry.event, entry.metadata.effectiveOn),
    SeatResigned: giveUp,
    MemberRemoved: giveUp,
  },
});

/** A recommendation for a group's council; key: `{group}.{school}.{person}.{revision}`. */
export interface RecommendationRow extends Row {
  readonly group: string;
  readonly school: string;
  readonly person: string;
  readonly recommendedOn: Day;
  readonly withdrawnOn: Day | null;
  /** The day an appointment used it. */
  readonly usedOn: Day | null;
}

const schoolIn = ({ stream }: LedgerEntry<unknown>, code: string): string =>
  schoolId(splitId(streamKey(stream)).district, code);

/** An appointment uses up the recommendations that stand on its day. */
const use = (
  entry: LedgerEntry<unknown>,
  rows: Rows<RecommendationRow>,
  { personId, schoolCode }: { readonly personId: string; readonly schoolCode?: string },
): void => {
  if (schoolCode === undefined) return;
  const { effectiveOn: usedOn } = entry.metadata;
  for (const row of rows.find({
    group: streamKey(entry.stream),
    school: schoolIn(entry, schoolCode),
    person: personId,
  })) {
    if (holdsOn({ since: row.recommendedOn, until: row.withdrawnOn ?? row.usedOn }, usedOn))
      rows.change({ key: row.key }, { usedOn });
  }
};

export const recommendations = readModel<RecommendationRow>({
  name: 'recommendation',
  version: 1,
  columns: {
    group: 'TEXT',
    school: 'TEXT',
    person: 'TEXT',
    recommendedOn: 'TEXT',
    withdrawnOn: 'TEXT',
    usedOn: 'TEXT',
  },
  indexed: ['group'],
  on: {
    MemberRecommended: (entry, rows) => {
      const { schoolCode, personId } = entry.event;
      const group = streamKey(entry.stream);
      rows.open({
        key: `${group}.${schoolCode}.${personId}.${entry.revision}`,
        group,
        school: schoolIn(entry, schoolCode),
        person: personId,
        recommendedOn: entry.metadata.effectiveOn,
        withdrawnOn: null,
        usedOn: null,
      });
    },
    RecommendationWithdrawn: (entry, rows) =>
      rows.change(
        {
          group: streamKey(entry.stream),
          school: schoolIn(entry, entry.event.schoolCode),
          person: entry.event.personId,
          withdrawnOn: null,
          usedOn: null,
        },
        { withdrawnOn: entry.metadata.effectiveOn },
      ),
    CouncilAppointed: (entry, rows) => entry.event.seats.forEach((seat) => use(entry, rows, seat)),
    SubstituteAppointed: (entry, rows) => use(entry, rows, entry.event),
  },
});
