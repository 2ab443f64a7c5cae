import type { PolicyKind, PolicyRules } from '../../domain/policy/index.js';
import { holdsOn } from '../intervals.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type { PolicyRow } from './rows.js';

/** The questions about a district's policies, each as of a moment. */
export const policyQueries = (read: ReadModels) => ({
  /** A district's policies by kind and day; without the ended ones those that apply on the day. */
  policiesOf: (
    district: string,
    { position, effectiveOn }: Moment,
    { kind, includeEnded = false }: { readonly kind?: PolicyKind; readonly includeEnded?: boolean } = {},
  ): PolicyRow[] =>
    read.policies
      .by('jurisdiction', district, position)
      .filter((row) => (includeEnded || holdsOn(row, effectiveOn)) && (kind === undefined || row.kind === kind))
      .sort((a, b) => (`${a.kind} ${a.since}` < `${b.kind} ${b.since}` ? -1 : 1)),
});

/** The rules of a kind that a district's policies say on a day, undefined where none does. */
export const policyRulesAt = <Kind extends PolicyKind>(
  read: Pick<ReadModels, 'policies'>,
  district: string,
  kind: Kind,
  { position, effectiveOn }: Moment,
): Extract<PolicyRules, { readonly kind: Kind }> | undefined => {
  const row = read.policies
    .by('jurisdiction', district, position)
    .find((one) => one.kind === kind && holdsOn(one, effectiveOn));
  return row && (JSON.parse(row.rules) as Extract<PolicyRules, { readonly kind: Kind }>);
};
