import type { Principal } from '../../commands/command.js';
import { commandHandler } from '../../commands/handle.js';
import type { Stores } from '../../eventstore/port.js';
import type { Problem } from '../problem.js';
import { showOutcome, withoutClock } from '../rehearsal.js';
import { entryKey, pathOfField, type Entry } from './entries.js';
import type { RegisterFile } from './read.js';

/**
 * Gives every command to the ordinary handler over a copy, one on top of the other, so that the domain itself says what is wrong and
 * no rule is written twice. What needs a refused entry is passed over: it would only be refused because of it.
 */
export const rehearse = async (
  { problem }: RegisterFile,
  entries: readonly Entry[],
  copy: Stores,
  principal: Principal,
  now: string,
): Promise<readonly Problem[]> => {
  const handle = commandHandler({ stores: copy, now: () => now, ...withoutClock });
  const refused = new Set<string>();
  const problems: Problem[] = [];
  for (const entry of entries) {
    if (entry.needs.some((key) => refused.has(key))) {
      refused.add(entryKey(entry));
      continue;
    }
    const outcome = await handle(entry.command, entry.envelope, principal);
    if ('written' in outcome) continue;
    refused.add(entryKey(entry));
    const path = 'refused' in outcome ? pathOfField(entry, outcome.refused.path) : entry.path;
    problems.push(problem(path, showOutcome(outcome)));
  }
  return problems;
};
