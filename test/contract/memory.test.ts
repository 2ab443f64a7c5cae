import { memoryStores } from '../../src/eventstore/memory.js';
import { OutcomeUnknown, StoreUnavailable } from '../../src/eventstore/port.js';
import type { Stores } from '../../src/eventstore/port.js';
import { eventStoreContract } from './event-store.js';
import type { Disturb } from './event-store.js';

/** The stores with a connection before them that can be disturbed: what a caller sees of a store that is far away. */
const farAway = (
  stores: Stores,
): { readonly stores: Stores; readonly disturb: Required<Omit<Disturb, 'dropConnection'>> } => {
  let loseAnswer = false;
  let away = false;
  const reach = (): void => {
    if (away) throw new StoreUnavailable('The store is away');
  };
  const { events, revocations, accesses } = stores;
  return {
    stores: {
      ...stores,
      events: {
        ...events,
        append: async (...append) => {
          reach();
          const result = await events.append(...append);
          if (loseAnswer) {
            loseAnswer = false;
            throw new OutcomeUnknown('No answer');
          }
          return result;
        },
        readStream: (...read) => {
          reach();
          return events.readStream(...read);
        },
        ping: async () => {
          reach();
          await events.ping();
        },
      },
      revocations: {
        ...revocations,
        all: async () => {
          reach();
          return revocations.all();
        },
      },
      accesses: {
        record: async (access) => {
          reach();
          await accesses.record(access);
        },
        list: async function* () {
          reach();
          yield* accesses.list();
        },
      },
    },
    disturb: {
      outcomeUnknown: () => {
        loseAnswer = true;
      },
      available: (available) => {
        away = !available;
      },
    },
  };
};

eventStoreContract(
  'memory',
  async () => {
    const { stores, disturb } = farAway(memoryStores());
    return Promise.resolve({ stores, disturb, cleanUp: () => stores.events.close() });
  },
  ['outcomeUnknown', 'available', 'inOrder'],
);
