import type { Envelope, GivenCommand, Handle, Outcome, Principal } from '../../commands/command.js';
import type { Problem } from '../problem.js';
import { insist, showOutcome } from '../rehearsal.js';

/** A command that enters some of a row. */
export interface Step {
  readonly command: GivenCommand;
  readonly envelope: Envelope;
}

/** A row as the commands that enter it. */
export interface Entry {
  readonly line: number;
  readonly steps: readonly Step[];
}

/** What an import would do, checked whole. */
export interface Plan<One extends Entry = Entry> {
  readonly principal: Principal;
  /** Rows of which the ledger lacks something and would take it, one after the other. */
  readonly good: readonly One[];
  /** How many of the rows the ledger has already. */
  readonly present: number;
  readonly problems: readonly Problem[];
}

export interface Imported {
  readonly written: number;
  /** Rows that had been written in the meantime, by the same import. */
  readonly replayed: number;
  /** Rows that were refused after all. */
  readonly problems: readonly Problem[];
}

/**
 * Writes the good rows, by ordinary commands. What is refused after all, because somebody else was faster, is a problem of its line.
 * Throws Error where the store is away.
 */
export const applyRows = async <One extends Entry>(
  { good, principal }: Plan<One>,
  handle: Handle,
  refusal: (entry: One, step: Step, outcome: Outcome) => Problem,
): Promise<Imported> => {
  const problems: Problem[] = [];
  let [written, replayed] = [0, 0];
  for (const entry of good) {
    let isNew = false;
    let refused: Problem | undefined;
    for (const step of entry.steps) {
      const outcome = await insist(handle, step.command, step.envelope, principal);
      if ('failed' in outcome) {
        throw new Error(
          `stopped at line ${entry.line}: ${showOutcome(outcome)} What was written before it stays; import the same file again to complete it.`,
        );
      }
      if ('written' in outcome) isNew ||= !outcome.written.replayed;
      else refused = refusal(entry, step, outcome);
      if (refused) break;
    }
    if (refused) problems.push(refused);
    else if (isNew) written += 1;
    else replayed += 1;
  }
  return { written, replayed, problems };
};
