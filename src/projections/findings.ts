import { present } from '../domain/present.js';
import { councilFindings } from './council/findings.js';
import { districtFindings } from './district/findings.js';
import type { Finding, FindingResult, FindingRule, Found } from './finding.js';
import { fundFindings } from './fund/findings.js';
import { lateEntries, registerEnteredLate } from './late-entries.js';
import { personFindings } from './person/findings.js';
import type { Queries } from './queries.js';
import type { Moment } from './read-model.js';
import type { ReadModels } from './read-models.js';

const kinds = [...districtFindings, ...councilFindings, ...fundFindings, ...personFindings, ...lateEntries];

/** Which findings are asked for. */
export interface FindingFilter {
  readonly rules?: readonly FindingRule[];
  readonly result?: FindingResult;
  /** The district whose register is looked at besides: what touches no group. */
  readonly district?: string;
  /** After how many days an entry is late; without them as policy BACKDATING says, else 30. */
  readonly lateByDays?: number;
}

/**
 * What is found of some groups, and of a district's register, at a moment by the rules that refuse nothing: pure functions over the read
 * models, group by group and rule by rule.
 */
export const findingsOf = (
  read: ReadModels,
  queries: Queries,
  groups: readonly string[],
  moment: Moment,
  { rules, result, district, lateByDays }: FindingFilter = {},
): Finding[] => {
  const isAsked = (rule: FindingRule): boolean => rules === undefined || rules.includes(rule);
  const of = (rule: FindingRule, found: readonly Found[]): Finding[] => found.map((one) => ({ rule, ...one }));
  const asked = kinds.filter(({ rule }) => isAsked(rule));
  const ofGroups = groups
    .flatMap((key) => read.groups.byKey(key, moment.position) ?? [])
    .flatMap((group) => {
      const about = { read, queries, group, moment, ...present({ lateByDays }) };
      return asked.flatMap(({ rule, find }) => of(rule, find(about)));
    });
  const ofRegister =
    district !== undefined && isAsked('ENTERED_LATE')
      ? of('ENTERED_LATE', registerEnteredLate(read, district, moment, lateByDays))
      : [];
  return [...ofGroups, ...ofRegister].filter((finding) => result === undefined || finding.result === result);
};
