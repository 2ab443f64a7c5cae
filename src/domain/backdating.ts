import { addDays, type Day } from './day.js';
import type { Context, Rule } from './decider.js';
import { backdatingDays } from './policy/policies.js';
import { refuse } from './refusal.js';

/** Whether a paper is named by its number, in the basis or in the command itself. */
export const hasDocument = (
  command: { readonly type: string; readonly documentNo?: string },
  basis: readonly { readonly documentNo?: string }[],
): boolean => basis.some(({ documentNo }) => documentNo !== undefined) || (command.documentNo ?? '').trim() !== '';

/** Who may tell late what was before: the bureau, on a document, and the processes. */
export const mayDateBack = ({ actor, ...told }: Pick<Context, 'actor' | 'hasDocument'>): boolean =>
  actor.role === 'SYSTEM' || (actor.role === 'BUREAU' && told.hasDocument);

/**
 * A command has effect from no earlier day than the policy allows; the bureau, on a document, and the processes may
 * date it back further.
 */
export const isNotBackdated: Rule<{ readonly type: string; readonly termFrom?: Day }> = ({ termFrom }, context) => {
  const { effectiveOn, recordedOn, policies } = context;
  if (mayDateBack(context)) return undefined;
  const days = backdatingDays(policies, recordedOn);
  if (effectiveOn < addDays(recordedOn, -days))
    return refuse('BACKDATED', { day: effectiveOn, days }, ['command', 'effectiveOn']);
  // Nobody is in power before the appointment: its first day is dated back like the command itself, and by no day.
  return termFrom !== undefined && termFrom < effectiveOn
    ? refuse('BACKDATED', { day: termFrom, days: 0 }, ['termFrom'])
    : undefined;
};
