import type { Day } from '../day.js';
import type { Code } from '../identity.js';
import type { Timeline } from '../timeline.js';
import type { EvaluationRules, PolicyKind, PolicyRules } from './events.js';

/** A policy in force: its code, its paper and what it says. */
export interface Policy<Rules extends PolicyRules = PolicyRules> {
  readonly code: Code;
  readonly title: string;
  readonly documentNo: string;
  readonly clause?: string;
  readonly rules: Rules;
}

/** The policies of a jurisdiction: at most one of a kind applies on a day. */
export interface Policies {
  readonly codes: ReadonlyMap<Code, PolicyKind>;
  readonly byKind: ReadonlyMap<PolicyKind, Timeline<Policy>>;
  /** Codes of policies that were retracted: a code is never given twice. */
  readonly retracted: ReadonlySet<Code>;
}

export const noPolicies: Policies = { codes: new Map(), byKind: new Map(), retracted: new Set() };

/** The rules of a kind that apply on a day, undefined where no policy says anything. */
export const rulesOn = <Kind extends PolicyKind>(
  policies: Policies,
  kind: Kind,
  day: Day,
): Extract<PolicyRules, { readonly kind: Kind }> | undefined =>
  policies.byKind.get(kind)?.at(day)?.rules as Extract<PolicyRules, { readonly kind: Kind }> | undefined;

/** How many days back a command may be dated where no policy says anything [D]. */
export const BACKDATING_DAYS = 30;

/** How many days back a command may be dated on a day without an act of the bureau: as the policy says, else 30 [D]. */
export const backdatingDays = (policies: Policies, day: Day): number =>
  rulesOn(policies, 'BACKDATING', day)?.days ?? BACKDATING_DAYS;

/** What every COMPREHENSIVE evaluation looks at: school, teachers, students, social recognition, development potential. */
export const DIMENSIONS = ['SCHOOL', 'TEACHER', 'STUDENT', 'RECOGNITION', 'POTENTIAL'] as const;

/** How evaluations go where no policy says anything [D]. */
const EVALUATION: EvaluationRules = {
  kind: 'EVALUATION',
  objectionDays: 15,
  appealDays: 60,
  grades: ['优秀', '良好', '合格', '不合格'],
  levels: ['好', '较好', '一般', '较差'],
  extraDimensions: [],
};

/** How evaluations go on a day: as the policy says, else as is usual [D]. */
export const evaluationRulesOn = (policies: Policies, day: Day): EvaluationRules =>
  rulesOn(policies, 'EVALUATION', day) ?? EVALUATION;
