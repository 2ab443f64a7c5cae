import { randomUUID } from 'node:crypto';
import { eventStoreDbStores } from '../../../src/eventstore/eventstoredb.js';
import type { Stores } from '../../../src/eventstore/port.js';
import type { Offer, Opened } from '../../contract/event-store.js';
import { proxyTo } from './proxy.js';

export const disturbances: readonly Offer[] = ['reopen', 'beside', 'outcomeUnknown', 'dropConnection', 'available'];

/**
 * A new ledger in the EventStoreDB at a port, fake or real, with a network before it that can be disturbed. `giveUp`: how long the
 * adapter tries, in milliseconds; a real server that has much to do answers an append late, and where none answers the cases wait it out.
 */
export const openDisturbed = async (
  port: number,
  giveUp: number,
  afterwards: () => void = () => undefined,
): Promise<Opened> => {
  const proxy = await proxyTo(port);
  const url = `esdb://127.0.0.1:${proxy.port}?tls=false`;
  const ledger = `edu-${randomUUID()}`;
  const open = (): Promise<Stores> => eventStoreDbStores(url, { ledger, timeouts: { answer: 4_000, giveUp } });
  let stores = await open();
  const others: Stores[] = [];
  let loseAnswer = false;
  /** Appends with the answers kept back, by an adapter that waits a second only. */
  const appendUnanswered: Stores['events']['append'] = async (...append) => {
    const impatient = await eventStoreDbStores(url, { ledger, timeouts: { answer: 1_000, giveUp: 0 } });
    // Connected, and with the stream read, it sends the append and nothing else.
    for await (const _ of impatient.events.readStream(append[0]));
    proxy.mute(true);
    try {
      return await impatient.events.append(...append);
    } finally {
      proxy.mute(false);
      await impatient.events.close();
    }
  };
  const disturbed = (): Stores => ({
    ...stores,
    events: {
      ...stores.events,
      append: (...append) => {
        if (!loseAnswer) return stores.events.append(...append);
        loseAnswer = false;
        return appendUnanswered(...append);
      },
    },
  });
  return {
    stores: disturbed(),
    reopen: async () => {
      await stores.events.close();
      stores = await open();
      return disturbed();
    },
    beside: async () => {
      const other = await open();
      others.push(other);
      return other;
    },
    disturb: {
      outcomeUnknown: () => {
        loseAnswer = true;
      },
      dropConnection: proxy.drop,
      available: proxy.available,
    },
    cleanUp: async () => {
      for (const { events } of [stores, ...others]) await events.close();
      await proxy.close();
      afterwards();
    },
  };
};
