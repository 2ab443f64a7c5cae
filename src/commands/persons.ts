import { personStream } from '../domain/identity.js';
import type { Command } from '../domain/ledger.js';
import { person, type Person } from '../domain/person/index.js';
import { present } from '../domain/present.js';
import { refuse } from '../domain/refusal.js';
import { StoreUnavailable, type DirectoryEntry, type PeopleDirectory } from '../eventstore/port.js';
import type { Aggregate, LoadAggregate } from './aggregates.js';
import type { Beside, Handle, HandleCommand, Outcome } from './command.js';
import { invalidEnvelope } from './envelope.js';
import type { KnownNames } from './names.js';
import { holdsDetails, invalidDetails, newEntry } from './people.js';
import { claimsAllow, notAuthorised, scopeOf } from './permissions.js';

type Committing = Extract<Command, { readonly commitment: string }>;

/**
 * Handles what commands do in the people directory: details are written there before the event that carries their commitment, and
 * destroyed after the event that says so.
 */
export const withPeople = (
  handle: HandleCommand,
  people: PeopleDirectory,
  load: LoadAggregate,
  names: KnownNames,
  newSalt?: () => string,
): Handle => {
  /** The commitments of entries that were written for a command still under way, and the persons of whom an append was never answered. */
  const put = new Set<string>();
  const unanswered = new Set<string>();

  /**
   * Details that were written for an event which never came must not outlive a person who is not, or no longer, registered; where an
   * append may still arrive, they stay.
   */
  const settle = async ({ personId, commitment }: DirectoryEntry, outcome: Outcome): Promise<void> => {
    const written = put.delete(commitment);
    if ('failed' in outcome && outcome.failed === 'OUTCOME_UNKNOWN') unanswered.add(personId);
    if ('written' in outcome) {
      unanswered.delete(personId);
      await names.entered(personId, commitment).catch(ignoreUnavailable);
    }
    if (!('written' in outcome) && written && !unanswered.has(personId))
      await discard(personId).catch(ignoreUnavailable);
  };
  const discard = async (personId: string): Promise<void> => {
    const { state } = await load(person, personStream(personId));
    if ((state as Person).status !== 'REGISTERED') await people.erase(personId);
  };

  const withEntry = (command: Committing, entry: DirectoryEntry): Beside => ({
    isSameAs: async ({ commitment }) =>
      commitment === undefined || holdsDetails(people, entry.personId, commitment, entry.details),
    refusal: async ({ state }: Aggregate) => {
      const { commitment } = state as { readonly commitment?: string };
      if (command.type !== 'ChangePersonDetails' || commitment === undefined) return undefined;
      if (!(await people.get(entry.personId, commitment))) return undefined;
      const isSame = await holdsDetails(people, entry.personId, commitment, entry.details);
      return isSame ? refuse('NO_CHANGE', { person: entry.personId }).refused : undefined;
    },
    beforeAppend: async ({ state }) => {
      const { district } = scopeOf(command, state);
      await people.put({ ...entry, ...present({ district }) });
      put.add(entry.commitment);
    },
    settle: (outcome) => settle(entry, outcome),
  });

  return async (given, envelope, principal) => {
    if ('details' in given) {
      if (!claimsAllow(principal, given)) return notAuthorised(principal);
      const refusal = invalidEnvelope(envelope) ?? invalidDetails(given.details);
      if (refusal) return { refused: refusal };
      const { details, ...rest } = given;
      const entry = newEntry(given.personId, details, newSalt);
      const command: Committing = { ...rest, commitment: entry.commitment };
      return handle(command, envelope, principal, withEntry(command, entry));
    }
    const outcome = await handle(given, envelope, principal);
    // The fact is recorded: where the directory does not answer, the process erasure finishes it.
    if (given.type === 'ErasePerson' && 'written' in outcome && !outcome.written.replayed) {
      names.erased(given.personId);
      await people.erase(given.personId).catch(ignoreUnavailable);
    }
    return outcome;
  };
};

const ignoreUnavailable = (error: unknown): void => {
  if (!(error instanceof StoreUnavailable)) throw error;
};
