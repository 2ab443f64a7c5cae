import { describe, test } from '@jest/globals';
import { disturbances, openDisturbed } from '../eventstore/fake/disturbed.js';
import { eventStoreContract } from './event-store.js';

/** `esdb://127.0.0.1:2113?tls=false`: a server on this machine, without TLS, so that its connections can be disturbed. */
const url = process.env['EVENTSTOREDB_URL'];

if (url) {
  eventStoreContract(
    'EventStoreDB, a real server',
    () => openDisturbed(Number(new URL(url.replace(/^esdb/, 'http')).port || 2113), 15_000),
    disturbances,
  );
} else {
  describe('The event store contract: EventStoreDB, a real server', () => {
    test.skip('EVENTSTOREDB_URL is not set', () => undefined);
  });
}
