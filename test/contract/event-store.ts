import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { EventStore, StoredBytes, Stores } from '../../src/eventstore/port.js';
import { appendingCases } from './appending.js';
import { besideTheLedgerCases } from './beside-the-ledger.js';
import { closingCases } from './closing.js';
import { contentCases } from './content.js';
import { disturbanceCases } from './disturbances.js';
import { endCases } from './ends.js';
import { followingCases } from './following.js';
import { modelCases } from './model.js';
import { readingCases } from './reading.js';
import { retryingCases } from './retrying.js';

/** Ways to make a store fail that an adapter's test may offer. */
export interface Disturb {
  /** The next append commits, but answers OutcomeUnknown. */
  readonly outcomeUnknown?: () => void | Promise<void>;
  /** Cuts every connection once; the store can be reached again at once. */
  readonly dropConnection?: () => void | Promise<void>;
  /** false: the store does not answer until it is made available again. */
  readonly available?: (available: boolean) => void | Promise<void>;
}

/** One empty ledger in one store. */
export interface Opened {
  readonly stores: Stores;
  /** Closes the stores and opens the same ledger again, as after a restart. */
  readonly reopen?: () => Promise<Stores>;
  readonly disturb?: Disturb;
  /** The same ledger, opened by another process. */
  readonly beside?: () => Promise<Stores>;
  /** What lies in the store, read past the adapter and without what it adds: a stream's events in order. */
  readonly kept?: (stream: string) => readonly StoredBytes[];
  /** Closes whatever is open and removes what was written. */
  readonly cleanUp: () => Promise<void>;
}

/** What `open` offers. Named beforehand, because tests are registered before a store is open; a test holds both lists together. */
export type Offer = 'reopen' | 'inOrder' | 'beside' | keyof Disturb;

/** What a case works on: the store that is open at the time. */
export interface Subject {
  readonly events: () => EventStore;
  readonly stores: () => Stores;
  readonly opened: () => Opened;
  readonly offers: (offer: Offer) => boolean;
}

/**
 * The suite that every adapter passes: `eventStoreContract('memory', open, ['outcomeUnknown'])` in a test file registers it.
 * `open` is called once for each test. Cases that need what is not offered are not registered.
 */
export const eventStoreContract = (name: string, open: () => Promise<Opened>, offers: readonly Offer[] = []): void => {
  describe(`The event store contract: ${name}`, () => {
    let opened: Opened;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened.cleanUp();
    });
    const subject: Subject = {
      events: () => opened.stores.events,
      stores: () => opened.stores,
      opened: () => opened,
      offers: (offer) => offers.includes(offer),
    };
    test('what can be disturbed is what the test says it offers', () => {
      const there = [
        ...(opened.reopen ? ['reopen'] : []),
        ...(opened.stores.events.isInOrder ? ['inOrder'] : []),
        ...(opened.beside ? ['beside'] : []),
        ...Object.keys(opened.disturb ?? {}),
      ];
      expect(there.sort()).toEqual([...offers].sort());
    });
    appendingCases(subject);
    retryingCases(subject);
    contentCases(subject);
    readingCases(subject);
    followingCases(subject);
    endCases(subject);
    closingCases(subject);
    disturbanceCases(subject);
    besideTheLedgerCases(subject);
    modelCases(subject);
  });
};
