import type { GivenCommand, Envelope, Handle, Outcome, Principal } from '../commands/command.js';
import { message } from '../commands/messages.js';
import type { StoredEvent, Stores } from '../eventstore/port.js';
import { memoryStores } from '../eventstore/memory.js';

/** A ledger in memory with the given events of any streams, each in order: what is decided on it leaves no trace. */
export const copyInMemory = async (events: readonly StoredEvent[]): Promise<Stores> => {
  const stores = memoryStores();
  for (const { stream, revision, id, type, data, metadata } of events) {
    await stores.events.append(stream, revision === 0 ? 'no-stream' : revision - 1, [{ id, type, data, metadata }]);
  }
  return stores;
};

/** Nothing is held against the clock: that is done where something is written. */
export const withoutClock = { lastRecordedAt: (): undefined => undefined };

/** How often a command is repeated whose outcome the store did not tell. */
const ATTEMPTS = 3;

/** Gives a command, and again where the store did not tell what became of it: its id makes that harmless. */
export const insist = async (
  handle: Handle,
  command: GivenCommand,
  envelope: Envelope,
  principal: Principal,
): Promise<Outcome> => {
  let outcome = await handle(command, envelope, principal);
  for (let attempt = 1; attempt < ATTEMPTS && 'failed' in outcome; attempt += 1)
    outcome = await handle(command, envelope, principal);
  return outcome;
};

/** Why a command was not written: the refusal's code, and what it means. */
export const showOutcome = (outcome: Outcome): string => {
  if ('refused' in outcome)
    return `${outcome.refused.code}: ${message(outcome.refused.code, outcome.refused.args, 'EN')}`;
  return 'failed' in outcome ? `${outcome.failed}: ${message(outcome.failed, {}, 'EN')}` : 'it was written';
};
