import { disturbances, openDisturbed } from '../eventstore/fake/disturbed.js';
import { fakeEventStoreDb } from '../eventstore/fake/server.js';
import { eventStoreContract } from './event-store.js';

eventStoreContract(
  'EventStoreDB, a fake in this process',
  async () => {
    const fake = await fakeEventStoreDb();
    return {
      ...(await openDisturbed(fake.port, 3_000, fake.close)),
      kept: (stream) =>
        fake.log.all
          .filter((event) => event.stream.endsWith(`.${stream}`))
          .map(({ data, metadata }) => ({
            data,
            metadata: Buffer.from(
              Buffer.from(metadata)
                .toString()
                .replace(/,"\$eventId":"[0-9a-f-]{36}"\}$/, '}'),
            ),
          })),
    };
  },
  disturbances,
);
