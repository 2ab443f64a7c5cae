import { streamKey } from '../../domain/identity.js';
import { policyKey, type Policies, type PolicyKind } from '../../domain/policy/index.js';
import type { IntervalRow } from '../intervals.js';
import { stateModel } from '../read-model.js';

/** A policy; key: `{jurisdiction}.{code}`. It applies from `since` until `until`. */
export interface PolicyRow extends IntervalRow {
  readonly jurisdiction: string;
  readonly code: string;
  readonly kind: PolicyKind;
  readonly title: string;
  readonly documentNo: string;
  readonly clause: string | null;
  /** The rules, as JSON. */
  readonly rules: string;
}

export const policies = stateModel({
  name: 'policy',
  version: 4,
  columns: {
    jurisdiction: 'TEXT',
    code: 'TEXT',
    kind: 'TEXT',
    title: 'TEXT',
    documentNo: 'TEXT',
    clause: 'TEXT',
    rules: 'TEXT',
    since: 'TEXT',
    until: 'TEXT',
  },
  indexed: ['jurisdiction'],
  parts: {
    category: 'policy',
    of: ({ byKind }: Policies) => [...byKind.values()].flatMap(({ intervals }) => intervals),
    row: ({ from, until, value: { code, title, documentNo, clause, rules } }, stream): PolicyRow => {
      const jurisdiction = streamKey(stream);
      return {
        key: policyKey(jurisdiction, code),
        jurisdiction,
        code,
        kind: rules.kind,
        title,
        documentNo,
        clause: clause ?? null,
        rules: JSON.stringify(rules),
        since: from,
        until: until ?? null,
      };
    },
  },
});
