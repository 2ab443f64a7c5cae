import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { copyLedger, NoCopy } from '../../src/audit/copy.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { openStores } from '../../src/eventstore/open.js';
import { StoreUnavailable, type StoredEvent, type Stores } from '../../src/eventstore/port.js';
import { checkpointNames } from '../../src/processes/index.js';
import { fakeEventStoreDb, type FakeEventStoreDb } from '../eventstore/fake/server.js';
import { openLedger, recommend, register } from '../support/ledger.js';
import { allEvents, cli, lastingDirectory, temporary } from './support.js';

let directory: string;
let server: FakeEventStoreDb;
const access = { at: '2026-11-24T01:00:00.000Z', actor: 'auditor-1', purpose: '审计', personIds: ['p'] };
const process = { position: 3, due: [] };

/** A ledger on the disk with persons, of whom one is erased, and with everything that stands beside it. */
beforeAll(async () => {
  directory = lastingDirectory();
  const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup' });
  const ledger = await openLedger(stores);
  await register(ledger);
  for (const number of [1, 2, 3]) await recommend(ledger, number, 'S01');
  await ledger.pass({ type: 'CloseSchool', schoolId: '370103.S06' });
  await stores.accesses.record(access);
  await stores.revocations.revoke('bureau-1', 1_700_000_000);
  await stores.checkpoints.save(checkpointNames[0]!, process);
  await ledger.close();
  server = await fakeEventStoreDb();
});
afterAll(() => server.close());

const open = (url: string, ledgerId?: string): Promise<Stores> =>
  openStores(url, { ledger: 'edugroup', ...(ledgerId === undefined ? { readOnly: true } : { ledgerId }) });
const content = async (url: string): Promise<unknown> => {
  const { events, people, epochs, accesses, revocations, checkpoints } = await open(url);
  try {
    const entries = [];
    for await (const { personId, commitment } of people.entries()) entries.push(await people.get(personId, commitment));
    const shown = [];
    for await (const one of accesses.list()) shown.push(one);
    return {
      ledger: (await epochs.list())[0]!.id,
      events: (await allEvents(events)).map(asStored),
      entries: entries.sort((one, other) => (one!.personId < other!.personId ? -1 : 1)),
      accesses: shown,
      revocations: [...(await revocations.all())],
      process: await checkpoints.load(checkpointNames[0]!),
    };
  } finally {
    await events.close();
  }
};
const epochsIn = async (url: string): Promise<unknown> => {
  const { epochs, events } = await open(url);
  const all = await epochs.list();
  await events.close();
  return all.map(({ id, position }) => [id, position]);
};
const asStored = ({ stream, revision, id, type, bytes }: StoredEvent): unknown => [
  stream,
  revision,
  id,
  type,
  Buffer.from(bytes.data).toString(),
  Buffer.from(bytes.metadata).toString(),
];
/** What the embedded store keeps of how events were appended. */
const appendsIn = (data: string): unknown => {
  const file = new Database(join(data, 'ledger.sqlite'), { readonly: true });
  const rows = file.prepare('select stream, revision, appended_through from events order by sequence').all();
  file.close();
  return rows;
};
const copiedDirectory = (): string => {
  const data = temporary();
  cpSync(directory, data, { recursive: true });
  return data;
};

test('a ledger goes from the embedded store into EventStoreDB and back, with the same bytes, root and all that stands beside it', async () => {
  const cluster = `esdb://127.0.0.1:${server.port}?tls=false`;
  const [data, back] = [copiedDirectory(), temporary()];
  const there = await cli(['copy', '--to', cluster], { DATA_DIR: data });
  expect(there).toMatchObject({ status: 0, error: '' });
  expect(there.out).toMatch(
    /^\d+ events of ledger [-0-9a-f]{36}, root \S{44}, in both: 0 were there, \d+ copied; with 3 entries of the people directory, 1 access, 1 revocation\.\n$/,
  );
  const again = await cli(['copy', '--from', cluster, '--to', `sqlite:${back}`]);
  expect(again).toMatchObject({ status: 0, out: there.out });

  const wanted = await content(`sqlite:${data}`);
  expect(await content(cluster)).toEqual(wanted);
  expect(await content(`sqlite:${back}`)).toEqual(wanted);
  expect(wanted).toMatchObject({ accesses: [access], revocations: [['bureau-1', 1_700_000_000]], process });
  expect(appendsIn(back)).toEqual(appendsIn(data));

  // What comes later follows, who was erased goes.
  const ledger = await openLedger(await openStores(`sqlite:${data}`, { ledger: 'edugroup' }));
  const personId = await recommend(ledger, 4, 'S02');
  for await (const one of ledger.stores.people.entries())
    if (one.personId !== personId) await ledger.stores.people.erase(one.personId);
  await ledger.close();
  const later = await cli(['copy', '--to', cluster], { DATA_DIR: data });
  expect(later.out).toContain('2 copied; with 1 entry of the people directory, 1 access, 1 revocation.');
  expect(await content(cluster)).toEqual(await content(`sqlite:${data}`));
  expect(await epochsIn(cluster)).toEqual(await epochsIn(`sqlite:${data}`));
});

test('a copy that was interrupted anywhere goes on where it was', async () => {
  const from = await open(`sqlite:${directory}`);
  const { id } = (await from.epochs.list())[0]!;
  const to = memoryStores({ id, position: 0, startedAt: '2026-11-24T01:00:00.000Z' });
  let left = 0;
  const failing =
    <Given extends readonly unknown[], Result>(work: (...given: Given) => Promise<Result>) =>
    async (...given: Given): Promise<Result> => {
      if (left-- === 0) throw new StoreUnavailable('gone');
      return work(...given);
    };
  const wavering: Stores = {
    ...to,
    events: { ...to.events, append: failing(to.events.append) },
    people: { ...to.people, put: failing(to.people.put) },
    accesses: { ...to.accesses, record: failing(to.accesses.record) },
  };
  const outcomes = [];
  for (let run = 0; outcomes.at(-1) !== 'done'; run += 1) {
    left = run;
    outcomes.push(
      await copyLedger({ from, to: wavering, checkpoints: [] }).then(
        () => 'done',
        (error: Error) => error.message,
      ),
    );
  }
  expect(outcomes.filter((one) => one === 'gone').length).toBeGreaterThan(5);
  expect((await allEvents(to.events)).map(asStored)).toEqual((await allEvents(from.events)).map(asStored));
  const shown = [];
  for await (const one of to.accesses.list()) shown.push(one);
  expect(shown).toEqual([access]);
  await from.events.close();
});

test('what is no beginning of it is refused by its first position, and nothing is written there', async () => {
  const source = await open(`sqlite:${directory}`);
  const { id } = (await source.epochs.list())[0]!;
  const all = await allEvents(source.events);
  await source.events.close();
  const started = async (ledgerId: string, events: readonly StoredEvent[]): Promise<string> => {
    const data = temporary();
    const { events: store } = await openStores(`sqlite:${data}`, { ledger: 'edugroup', ledgerId });
    for (const event of events)
      await store.append(event.stream, event.revision === 0 ? 'no-stream' : event.revision - 1, [event]);
    await store.close();
    return data;
  };
  const refused = async (data: string, from = directory): Promise<string> => {
    const before = appendsIn(data);
    const { status, error } = await cli(['copy', '--to', `sqlite:${data}`], { DATA_DIR: from });
    expect(status).toBe(1);
    expect(appendsIn(data)).toEqual(before);
    return error;
  };
  const [first, second] = all as [StoredEvent, StoredEvent];
  const other = { ...second, data: { ...second.data, name: '别的学校' } };
  expect(await refused(await started(id, [first, other]))).toContain('position 2 is another event in the copy');
  expect(await refused(await started('00000000-0000-4000-8000-000000000009', []))).toContain(
    'there is another ledger already: 00000000-0000-4000-8000-000000000009',
  );
  const extra = { ...all.at(-1)!, id: '00000000-0000-4000-8000-000000000008', stream: 'group-370103.G77', revision: 0 };
  expect(await refused(await started(id, [...all, extra]))).toContain(
    `position ${all.length + 1} is not in the ledger that is copied`,
  );

  const altered = copiedDirectory();
  const file = new Database(join(altered, 'ledger.sqlite'));
  file.exec('drop trigger events_are_not_changed');
  file.exec(`update events set data = replace(data, ':', ': ') where sequence = 3`);
  file.close();
  const target = temporary();
  const { status, error } = await cli(['copy', '--to', `sqlite:${target}`], { DATA_DIR: altered });
  expect([status, error]).toEqual([1, expect.stringContaining('position 3 is not stored as this software writes it')]);
  expect(appendsIn(target)).toHaveLength(2);
});

test('who writes there meanwhile is noticed', async () => {
  const from = await open(`sqlite:${directory}`);
  const { id } = (await from.epochs.list())[0]!;
  const to = memoryStores({ id, position: 0, startedAt: '2026-11-24T01:00:00.000Z' });
  const [first] = await allEvents(from.events);
  const revoke: Stores['revocations']['revoke'] = async () => {
    await to.events.append('group-370103.G77', 'no-stream', [
      { ...first!, id: '00000000-0000-4000-8000-000000000007' },
    ]);
  };
  const copying = copyLedger({ from, to: { ...to, revocations: { ...to.revocations, revoke } }, checkpoints: [] });
  await expect(copying).rejects.toThrow(NoCopy);
  await from.events.close();
});

test('a store is copied into another one that stays', async () => {
  const same = await cli(['copy', '--to', `sqlite:${directory}`], { DATA_DIR: directory });
  expect([same.status, same.error]).toEqual([2, expect.stringContaining('are the same store')]);
  const gone = await cli(['copy', '--to', 'memory:'], { DATA_DIR: directory });
  expect([gone.status, gone.error]).toEqual([2, expect.stringContaining('--to must be a store that stays')]);
  const none = await cli(['copy', '--to', `sqlite:${temporary()}`], { DATA_DIR: temporary() });
  expect([none.status, none.out]).toEqual([1, '']);
});
