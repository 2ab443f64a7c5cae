import { addDays } from '../../domain/day.js';
import { streamKey } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import { policyKey, type PolicyKind } from '../../domain/policy/index.js';
import { cut, type IntervalRow } from '../intervals.js';
import { readModel, type LedgerEntry, type Rows } from '../read-model.js';

/** A policy; key: `{jurisdiction}.{code}`. It applies from `since` until `until`. */
export interface PolicyRow extends IntervalRow {
  readonly jurisdiction: string;
  readonly code: string;
  readonly kind: PolicyKind;
  readonly title: string;
  readonly documentNo: string;
  /** The rules, as JSON. */
  readonly rules: string;
}

/** The policy of a kind that follows takes the place of the one before; one that was adopted for later days keeps them. */
const untilNext = (
  rows: Rows<PolicyRow>,
  jurisdiction: string,
  kind: PolicyKind,
  since: Day,
  validTo: Day | undefined,
): Day | null => {
  const others = rows.find({ jurisdiction, kind });
  for (const row of others) {
    if (row.since === since) rows.close({ key: row.key });
    else if (row.since < since && (row.until === null || row.until > since))
      rows.change({ key: row.key }, { until: since });
  }
  const next =
    others
      .map((row) => row.since)
      .filter((day) => day > since)
      .sort()[0] ?? null;
  const end = validTo === undefined ? null : addDays(validTo, 1);
  return next === null || (end !== null && end < next) ? end : next;
};

const jurisdictionOf = ({ stream }: LedgerEntry<unknown>): string => streamKey(stream);

export const policies = readModel<PolicyRow>({
  name: 'policy',
  version: 2,
  columns: {
    jurisdiction: 'TEXT',
    code: 'TEXT',
    kind: 'TEXT',
    title: 'TEXT',
    documentNo: 'TEXT',
    rules: 'TEXT',
    since: 'TEXT',
    until: 'TEXT',
  },
  indexed: ['jurisdiction'],
  on: {
    PolicyAdopted: (entry, rows) => {
      const { policyCode, title, documentNo, validTo, rules } = entry.event;
      const jurisdiction = jurisdictionOf(entry);
      const since = entry.metadata.effectiveOn;
      const until = untilNext(rows, jurisdiction, rules.kind, since, validTo);
      rows.open({
        key: policyKey(jurisdiction, policyCode),
        jurisdiction,
        code: policyCode,
        kind: rules.kind,
        title,
        documentNo,
        rules: JSON.stringify(rules),
        since,
        until,
      });
    },
    PolicyRepealed: (entry, rows) =>
      cut(rows, { key: policyKey(jurisdictionOf(entry), entry.event.policyCode) }, entry.metadata.effectiveOn),
  },
});
