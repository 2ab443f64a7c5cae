import { afterEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/run.js';
import { commandHandler } from '../../src/commands/handle.js';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import type { Epoch, NewEvent, Stores } from '../../src/eventstore/port.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { fakeEventStoreDb } from '../eventstore/fake/server.js';
import { allEvents, cli, secondDistrict, temporary } from './support.js';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const first: Epoch = { id: '11111111-0000-4000-8000-000000000000', position: 0, startedAt: '2026-11-26T01:00:00.000Z' };

/** A cluster with these events of one stream; its first epoch is the same in all. */
const cluster = async (events: readonly NewEvent[]): Promise<{ readonly url: string; readonly stores: Stores }> => {
  const fake = await fakeEventStoreDb();
  closing.push(() => fake.close());
  const url = `esdb://127.0.0.1:${fake.port}?tls=false`;
  const stores = await eventStoreDbStores(url, { ledger: 'edugroup' });
  closing.push(() => stores.events.close());
  await stores.epochs.begin!(first, undefined);
  for (const [index, event] of events.entries())
    await stores.events.append('district-370103', index === 0 ? 'no-stream' : index - 1, [event]);
  return { url, stores };
};

/** What commands give: a district and so many schools. */
const schools = async (count: number): Promise<readonly NewEvent[]> => {
  const stores = memoryStores();
  const handle = commandHandler({ stores, now: () => '2026-11-26T01:00:00.000Z' });
  const give = (command: Parameters<typeof handle>[0]): ReturnType<typeof handle> =>
    handle(
      command,
      { commandId: randomUUID(), basis: [{ title: '依据', documentNo: '1号' }], effectiveOn: '2026-11-26' },
      { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103' },
    );
  await give({ type: 'OpenDistrict', code: '370103', name: '某区' });
  for (let number = 1; number <= count; number++)
    await give({
      type: 'RegisterSchool',
      districtId: '370103',
      code: `S${number}`,
      name: `学校${number}`,
      phase: 'PRIMARY',
    });
  return (await allEvents(stores.events)).map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
};

test('a cluster that was restored from an older backup gets a new epoch, where the history parts, once for all replicas', async () => {
  const events = await schools(9);
  const [before, others] = [await cluster(events), await schools(12)];
  const replicas = [{ DATA_DIR: temporary() }, { DATA_DIR: temporary() }];
  for (const env of replicas)
    expect(await cli(['rebuild'], { ...env, EVENT_STORE_URL: before.url })).toMatchObject({
      status: 0,
      out: 'The read models are rebuilt up to position 10.\n',
    });
  expect(await before.stores.epochs.list()).toEqual([first]);

  const after = await cluster([...events.slice(0, 4), ...others.slice(4)]);
  for (const env of replicas) {
    expect(await cli(['rebuild'], { ...env, EVENT_STORE_URL: after.url })).toMatchObject({
      status: 0,
      out: 'From position 5 on the store holds other events than were read before, or none: it was restored from an older copy, or is another one.\nThe read models are rebuilt up to position 13.\n',
    });
    expect(await after.stores.epochs.list()).toEqual([
      first,
      { id: expect.any(String), position: 4, startedAt: expect.any(String) },
    ]);
  }
  expect(await cli(['rebuild'], { ...replicas[0], EVENT_STORE_URL: after.url })).toMatchObject({
    status: 0,
    out: 'The read models are rebuilt up to position 13.\n',
  });
  expect(await after.stores.epochs.list()).toHaveLength(2);
}, 60_000);

test('where no replica has read models of before, a new epoch is begun on demand', async () => {
  const { url, stores } = await cluster(await schools(3));
  expect(await cli(['rebuild', '--new-epoch'], { DATA_DIR: temporary(), EVENT_STORE_URL: url })).toMatchObject({
    status: 0,
  });
  expect(await stores.epochs.list()).toEqual([first, expect.objectContaining({ position: 4 })]);
}, 60_000);

test('no epoch is begun where the read models do not come out whole', async () => {
  const { url, stores } = await cluster(await schools(3));
  const directory = join(temporary(), 'data');
  const errors: string[] = [];
  const status = await run(['rebuild', '--new-epoch'], {
    env: { DATA_DIR: directory, EVENT_STORE_URL: url },
    out: () => undefined,
    error: (line) => void errors.push(line),
    redraw: () => rmSync(directory, { recursive: true, force: true }),
  });
  expect({ status, errors }).toEqual({ status: 1, errors: [expect.stringContaining('no such file')] });
  expect(await stores.epochs.list()).toEqual([first]);
}, 60_000);

test('an embedded store begins its epochs by itself', async () => {
  const env = { DATA_DIR: temporary() };
  expect(await cli(['rebuild', '--new-epoch'], env)).toMatchObject({
    status: 2,
    error: expect.stringMatching(/^edugroup rebuild: --new-epoch is for EventStoreDB/),
  });
  await cli(['import', secondDistrict], env);
  expect(await cli(['rebuild'], env)).toMatchObject({ status: 0 });
});
