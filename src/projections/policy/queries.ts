import type { PolicyKind, PolicyRules } from '../../domain/policy/index.js';
import { present } from '../../domain/present.js';
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

type RulesOf<Kind extends PolicyKind> = Extract<PolicyRules, { readonly kind: Kind }>;

/** What something is judged by: a policy by its key and paper, or a draft, which has none. */
export interface AppliedPolicy<Rules extends PolicyRules = PolicyRules> {
  readonly key?: string;
  readonly documentNo?: string;
  readonly clause?: string;
  readonly rules: Rules;
}

export const applied = ({ key, documentNo, clause, rules }: PolicyRow): AppliedPolicy => ({
  key,
  documentNo,
  ...present({ clause: clause ?? undefined }),
  rules: JSON.parse(rules) as PolicyRules,
});

/** The policy of a kind that is in force in a district on a day, undefined where none is; `under` takes its place where it is of the kind. */
export const policyAt = <Kind extends PolicyKind>(
  read: Pick<ReadModels, 'policies'>,
  district: string,
  kind: Kind,
  { position, effectiveOn }: Moment,
  under?: AppliedPolicy,
): AppliedPolicy<RulesOf<Kind>> | undefined => {
  if (under?.rules.kind === kind) return under as AppliedPolicy<RulesOf<Kind>>;
  const row = read.policies
    .by('jurisdiction', district, position)
    .find((one) => one.kind === kind && holdsOn(one, effectiveOn));
  return row && (applied(row) as AppliedPolicy<RulesOf<Kind>>);
};

/** The rules of a kind that a district's policies say on a day, undefined where none does. */
export const policyRulesAt = <Kind extends PolicyKind>(
  ...asked: Parameters<typeof policyAt<Kind>>
): RulesOf<Kind> | undefined => policyAt(...asked)?.rules;
