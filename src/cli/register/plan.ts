import type { Handle, Principal } from '../../commands/command.js';
import { districtStream } from '../../domain/identity.js';
import type { EventStore, StoredEvent } from '../../eventstore/port.js';
import { memoryStores } from '../../eventstore/memory.js';
import { refuseFile } from '../problem.js';
import { copyInMemory, insist, showOutcome } from '../rehearsal.js';
import { compare } from './differences.js';
import { entriesOf, importer, type Entry } from './entries.js';
import { showPath } from './json.js';
import type { RegisterFile } from './read.js';
import { rehearse } from './rehearse.js';

/** What an import would do to a ledger, checked whole. */
export interface Plan {
  readonly file: string;
  readonly principal: Principal;
  readonly missing: readonly Entry[];
  readonly differences: readonly string[];
  /** How many of the register's entries the ledger has already. */
  readonly present: number;
}

export interface Imported {
  readonly written: number;
  /** Commands that had been written in the meantime, by the same import. */
  readonly replayed: number;
}

/** Checks a register by itself, on an empty ledger. Throws BadFile; Error where the year is missing. */
export const checkRegister = async (
  file: RegisterFile,
  year: string | undefined,
  now: string,
): Promise<readonly Entry[]> => {
  const entries = entriesOf(file.register, year);
  refuseFile(file.file, await rehearse(file, entries, memoryStores(), importer(file.register), now));
  return entries;
};

/** Checks what the ledger does not have yet against all that it has; writes nothing. Throws BadFile, StoreUnavailable. */
export const planImport = async (
  file: RegisterFile,
  entries: readonly Entry[],
  events: Pick<EventStore, 'readStream'>,
  now: string,
): Promise<Plan> => {
  const principal = importer(file.register);
  const stored: StoredEvent[] = [];
  for await (const event of events.readStream(districtStream(file.register.district.code))) stored.push(event);
  const copy = await copyInMemory(stored);
  const { missing, differences } = await compare(file.register, entries, stored, copy);
  refuseFile(file.file, await rehearse(file, missing, copy, principal, now));
  return { file: file.file, principal, missing, differences, present: entries.length - missing.length };
};

/** Writes what is missing, by ordinary commands. Throws Error where one is not accepted after all; what was written before it stays. */
export const applyPlan = async ({ file, missing, principal }: Plan, handle: Handle): Promise<Imported> => {
  let replayed = 0;
  for (const entry of missing) {
    const outcome = await insist(handle, entry.command, entry.envelope, principal);
    if (!('written' in outcome)) {
      const where = `stopped at ${showPath(entry.path)} (${entry.code})`;
      throw new Error(
        `${file}: ${where}: ${showOutcome(outcome)} What was written before it stays; import the same file again to complete it.`,
      );
    }
    if (outcome.written.replayed) replayed += 1;
  }
  return { written: missing.length - replayed, replayed };
};
