import { knownNames } from '../../commands/names.js';
import { commandHandler } from '../../commands/handle.js';
import type { DirectoryEntry, NewEvent, PeopleDirectory, Stores } from '../../eventstore/port.js';
import type { StreamName } from '../../domain/ledger.js';
import { showOutcome } from '../rehearsal.js';
import { foldedStates } from './folded-states.js';
import type { Step } from './history.js';
import { randomFrom } from './random.js';

/** So many events are written at a time. */
const AT_A_TIME = 10_000;

interface Append {
  readonly stream: StreamName;
  readonly expected: number | 'no-stream';
  readonly events: readonly NewEvent[];
}

export interface Writing {
  readonly steps: Iterable<Step>;
  /** Without an event. */
  readonly stores: Pick<Stores, 'events' | 'people'>;
  readonly seed: number;
  /** No command is given once so many events are there. */
  readonly most?: number;
  readonly onProgress?: (position: number) => void;
}

/**
 * Gives the commands to the handler of the product over states that are folded here, event by event, instead of being read again, and
 * writes what it appends many streams at a time. Tells how many events of each type there are. Throws Error where a command is refused.
 */
export const write = async ({
  steps,
  stores,
  seed,
  most = Infinity,
  onProgress = () => undefined,
}: Writing): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  const states = foldedStates();
  const people = keptDirectory();
  const salts = randomFrom(`salts of ${seed}`);
  let clock = '';
  let appends: Append[] = [];
  let [waiting, position] = [0, 0];
  // Nothing is under way here: what is appended is folded at once.
  const { isInOrder: _inOrder, endsAt: _endsAt, ...others } = stores.events;
  const events: Stores['events'] = {
    ...others,
    append: (stream, expected, appended) => {
      appends.push({ stream, expected, events: appended });
      waiting += appended.length;
      for (const { type } of appended) counts.set(type, (counts.get(type) ?? 0) + 1);
      return Promise.resolve({ revision: states.append(stream, appended) });
    },
  };
  const handle = commandHandler({
    stores: { events, people: people.directory },
    now: () => clock,
    load: states.load,
    newSalt: () => salts.hex(32),
    // Everybody is entered here, so that nothing grows old.
    names: knownNames({ events, people: people.directory }, () => 0),
  });
  const flush = async (): Promise<void> => {
    await Promise.all(people.takeNew().map((entry) => stores.people.put(entry)));
    await Promise.all(appends.map((one) => stores.events.append(one.stream, one.expected, one.events)));
    position += waiting;
    [appends, waiting] = [[], 0];
    onProgress(position);
  };
  for (const { command, envelope, principal, recordedAt } of steps) {
    if (position + waiting >= most) break;
    clock = recordedAt;
    const outcome = await handle(command, envelope, principal);
    if (!('written' in outcome))
      throw new Error(`The simulation stopped at ${command.type} on ${recordedAt}: ${showOutcome(outcome)}`);
    if (waiting >= AT_A_TIME) await flush();
  }
  await flush();
  return counts;
};

/** Entries by person, the last one of each: nobody asks for one that was replaced. */
const keptDirectory = (): {
  readonly directory: PeopleDirectory;
  /** Those since the last time. */
  readonly takeNew: () => readonly DirectoryEntry[];
} => {
  const entries = new Map<string, DirectoryEntry>();
  let fresh: DirectoryEntry[] = [];
  const never = (): never => {
    throw new Error('Nobody is erased in a simulation');
  };
  return {
    directory: {
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
      fresh = [];
      return taken;
    },
  };
};
