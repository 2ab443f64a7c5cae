import { commandHandler } from '../../commands/handle.js';
import { knownNames } from '../../commands/names.js';
import type { StreamName } from '../../domain/ledger.js';
import { memoryStores } from '../../eventstore/memory.js';
import type { DirectoryEntry, NewEvent, PeopleDirectory, Stores } from '../../eventstore/port.js';
import { showOutcome } from '../rehearsal.js';
import { foldedStates } from './folded-states.js';
import { districtHistory, type Simulated } from './history.js';
import { randomFrom } from './random.js';

/** What a command wrote: events at the end of a stream, and entries of the people directory that come before them. */
export interface Given {
  readonly stream: StreamName;
  readonly expected: number | 'no-stream';
  readonly events: readonly NewEvent[];
  readonly people: readonly DirectoryEntry[];
}
export const recordedAtOf = ({ events }: Given): string => events[0]!.metadata.recordedAt;

/**
 * Gives the commands of one district, by its number from 0 on, to the handler of the product over states that are folded here, event by
 * event, instead of being read again. Throws Error where a command is refused.
 */
export async function* givenIn(simulated: Simulated, district: number): AsyncGenerator<Given, undefined> {
  const states = foldedStates();
  const directory = keptDirectory();
  const salts = randomFrom(`salts of district ${district} of ${simulated.seed}`);
  let clock = '';
  let appended: Pick<Given, 'stream' | 'expected' | 'events'> | undefined;
  // Nothing is under way here: what is appended is folded at once.
  const { isInOrder: _inOrder, endsAt: _endsAt, ...others } = memoryStores().events;
  const events: Stores['events'] = {
    ...others,
    append: (stream, expected, written) => {
      appended = { stream, expected, events: written };
      return Promise.resolve({ revision: states.append(stream, written) });
    },
  };
  const handle = commandHandler({
    stores: { events, people: directory.people },
    now: () => clock,
    load: states.load,
    newSalt: () => salts.hex(32),
    // Everybody is entered here, so that nothing grows old.
    names: knownNames({ events, people: directory.people }, () => 0),
  });
  for (const { command, envelope, principal, recordedAt } of districtHistory(simulated, district)) {
    clock = recordedAt;
    appended = undefined;
    const outcome = await handle(command, envelope, principal);
    if (!('written' in outcome) || !appended)
      throw new Error(`The simulation stopped at ${command.type} on ${recordedAt}: ${showOutcome(outcome)}`);
    yield { ...(appended as Given), people: directory.takeNew() };
  }
}

/** Entries by person, the last one of each: nobody asks for one that was replaced. */
const keptDirectory = (): {
  readonly people: PeopleDirectory;
  /** Those since the last time. */
  readonly takeNew: () => readonly DirectoryEntry[];
} => {
  const entries = new Map<string, DirectoryEntry>();
  let fresh: DirectoryEntry[] = [];
  const never = (): never => {
    throw new Error('Nobody is erased in a simulation');
  };
  return {
    people: {
      put: (entry) => {
        entries.set(entry.personId, entry);
        fresh.push(entry);
        return Promise.resolve();
      },
      get: (personId, commitment) => {
        const entry = entries.get(personId);
        return Promise.resolve(entry?.commitment === commitment ? entry : undefined);
      },
      erase: never,
      // There are none when the simulation begins.
      entries: async function* () {},
    },
    takeNew: () => {
      const taken = fresh;
      if (taken.length > 0) fresh = [];
      return taken;
    },
  };
};
