import type { Context, Rule } from './decider.js';
import { present } from './present.js';
import { refuse } from './refusal.js';

/** A decision that the bureau may enter, though it is not its own. */
export interface OnBehalf {
  /** Whose decision the bureau entered, on a document; absent where the council told it itself, or before that was recorded. */
  readonly onBehalf?: 'COUNCIL';
}

/** What the bureau enters is the council's decision, not its own: it names the paper. */
export const bureauHasDocument: Rule<unknown> = (_command, { actor, hasDocument }) =>
  actor.role === 'BUREAU' && !hasDocument ? refuse('BASIS_MISSING', {}, ['command', 'basis']) : undefined;

/** Whose decision somebody enters. */
export const onBehalfIn = ({ actor }: Pick<Context, 'actor'>): OnBehalf =>
  present({ onBehalf: actor.role === 'BUREAU' ? ('COUNCIL' as const) : undefined });

interface Entered {
  readonly onBehalf?: OnBehalf['onBehalf'] | undefined;
}
/** Who entered the decision, where that was not the council. */
export const entered = {
  en: ({ onBehalf }: Entered): string => (onBehalf ? ', entered by the bureau on behalf of the council' : ''),
  zh: ({ onBehalf }: Entered): string => (onBehalf ? '（由教育局代理事会登记）' : ''),
};
