import { councilFindings } from './council/findings.js';
import { districtFindings } from './district/findings.js';
import type { Finding, FindingResult, FindingRule } from './finding.js';
import { fundFindings } from './fund/findings.js';
import { lateEntries } from './late-entries.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

const kinds = [...districtFindings, ...councilFindings, ...fundFindings, ...lateEntries];

/** Which findings are asked for. */
export interface FindingFilter {
  readonly rules?: readonly FindingRule[];
  readonly result?: FindingResult;
}

/**
 * What is found of some groups at a moment by the rules that refuse nothing: pure functions over the read models, group by group and
 * rule by rule.
 */
export const findingsOf = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  { rules, result }: FindingFilter = {},
): Finding[] => {
  const asked = kinds.filter(({ rule }) => rules === undefined || rules.includes(rule));
  return groups
    .flatMap((key) => read.groups.byKey(key, moment.position) ?? [])
    .flatMap((group) => {
      const about = { read, queries, group, moment };
      return asked.flatMap(({ rule, find }) => find(about).map((found): Finding => ({ rule, ...found })));
    })
    .filter((finding) => result === undefined || finding.result === result);
};
