import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { Services } from '../../src/graphql/index.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { ReadModelsDamaged } from '../../src/projections/renewable.js';
import { openReaders, type Readers, type ReadersOptions, type ReaderThread } from '../../src/server/readers.js';
import type { FromReader, Question, Reading, ToReader } from '../../src/server/reading.js';
import { silent } from '../support/ledger.js';

/** A thread that does what the test says. */
class Thread extends EventEmitter implements ReaderThread {
  readonly got: ToReader[] = [];
  postMessage(message: ToReader): void {
    this.got.push(message);
  }
  says(message: FromReader): void {
    this.emit('message', message);
  }
  terminate(): Promise<void> {
    this.emit('exit');
    return Promise.resolve();
  }
}

const asker: Question = {
  document: '{ ledger { position } }',
  principal: { actor: { id: 'auditor-1', role: 'AUDITOR' } },
  language: 'EN',
  now: '2026-11-24T01:00:00.000Z',
  due: [],
};
const reading = (data: string): Reading => ({ data, at: { position: 1, effectiveOn: '2026-11-24', pinned: false } });
const answered = (data: string): FromReader => ({ reading: reading(data) });

let threads: Thread[];
let readers: Readers;
const erased = new Set<string>();
let renewals: number;
let mayBeRead: jest.Mock<(isAnybodyReading: boolean) => boolean>;
const isFoundDamaged = jest.fn();
const countRefusal = jest.fn();
const countDeadline = jest.fn();
const stray = jest.fn();
const services = {
  runner: { head: () => 1, waitFor: (position: number) => Promise.resolve(position < 3) },
  readModels: { persons: { byKey: (id: string) => ({ commitment: erased.has(id) ? null : 'c' }) } },
  people: {
    get: (id: string) => (id === 'away' ? Promise.reject(new StoreUnavailable('away')) : Promise.resolve({ id })),
  },
  now: () => '2026-11-24T01:00:05.000Z',
  recordAccess: (access: { at: string }) => Promise.resolve(access.at),
} as unknown as Services;

const open = (options: Partial<ReadersOptions> = {}): void => {
  readers = openReaders({
    count: 1,
    deadline: 30_000,
    shared: {
      readModels: { mayBeRead },
      renewable: { renewals: () => renewals, isFoundDamaged },
      start: () => {
        const thread = new Thread();
        threads.push(thread);
        return thread;
      },
    },
    services,
    suggestions: true,
    metrics: { countRefusal, countDeadline },
    log: silent,
    stray,
    ...options,
  });
};
/** Of whoever waits for the answer. */
const staying = (): AbortSignal => new AbortController().signal;
const ask = (question: Partial<Question> = {}, gone = staying()): Promise<Reading> => {
  const answer = readers.ask({ ...asker, ...question }, { field: 'Query.difference', gone });
  answer.catch(() => undefined);
  return answer;
};
const questions = (thread: Thread | undefined): number => thread!.got.filter((one) => 'question' in one).length;

beforeEach(() => {
  jest.useFakeTimers();
  threads = [];
  renewals = 0;
  erased.clear();
  mayBeRead = jest.fn(() => true);
  open();
});
afterEach(async () => {
  await readers.close();
  jest.useRealTimers();
  jest.clearAllMocks();
});

test('one query after the other is answered, by one thread that is started for the first', async () => {
  expect(threads).toEqual([]);
  const answers = [ask(), ask()];
  expect([threads.length, questions(threads[0]), readers.waiting()]).toEqual([1, 1, 1]);
  threads[0]!.says({ isReady: true });
  threads[0]!.says(answered('1'));
  threads[0]!.says(answered('2'));
  expect(await Promise.all(answers)).toEqual([reading('1'), reading('2')]);
  expect([threads.length, questions(threads[0]), readers.waiting()]).toEqual([1, 2, 0]);
});

test('as many threads answer as there may be', async () => {
  open({ count: 2 });
  const answers = [ask(), ask(), ask()];
  expect([threads.length, readers.waiting()]).toEqual([2, 1]);
  threads[1]!.says(answered('2'));
  threads[1]!.says(answered('3'));
  threads[0]!.says(answered('1'));
  expect((await Promise.all(answers)).map(({ data }) => data)).toEqual(['1', '2', '3']);
});

test.each([
  ['EN', 'Query.difference: there was no answer within 30 s, and it was given up: ask for less'],
  ['ZH', 'Query.difference：30 秒内未能得出结果，已中止。请缩小范围后再查'],
] as const)(
  'a query that takes too long is given up, another thread answers the next: %s',
  async (language, message) => {
    const late = ask({ language });
    // What a thread takes to start is not counted.
    jest.advanceTimersByTime(9_000);
    threads[0]!.says({ isReady: true });
    jest.advanceTimersByTime(29_999);
    expect(countDeadline).not.toHaveBeenCalled();
    const next = ask();
    jest.advanceTimersByTime(1);
    await expect(late).rejects.toMatchObject({
      message,
      extensions: { code: 'DEADLINE_EXCEEDED', field: 'Query.difference', seconds: 30, http: { status: 400 } },
    });
    jest.advanceTimersByTime(0);
    expect([countDeadline.mock.calls.length, threads.length, questions(threads[1])]).toEqual([1, 2, 1]);
    threads[1]!.says(answered('"next"'));
    expect(await next).toEqual(reading('"next"'));
    // Nothing is left that ends the new thread.
    jest.advanceTimersByTime(60_000);
    expect([countDeadline.mock.calls.length, threads.length]).toEqual([1, 2]);
  },
);

test('what waits too long, or comes when too much waits, is told to come back', async () => {
  void ask();
  threads[0]!.says({ isReady: true });
  jest.advanceTimersByTime(1);
  const busy = { extensions: { code: 'OVERLOADED', retryAfter: 5 } };
  const by = (id: string): Promise<Reading> => ask({ principal: { actor: { id, role: 'AUDITOR' } } });
  const waiting = Array.from({ length: 25 }, () => by('a'));
  await expect(by('a')).rejects.toMatchObject(busy);
  waiting.push(...Array.from({ length: 25 }, () => by('b')));
  await expect(by('c')).rejects.toMatchObject(busy);
  expect(countRefusal.mock.calls).toEqual([['long_queries'], ['long_queries']]);
  // The one at work is given up first: its successor waited as long, less a moment.
  jest.advanceTimersByTime(30_001);
  for (const one of waiting.slice(1)) await expect(one).rejects.toMatchObject(busy);
  expect(readers.waiting()).toBe(0);
});

test('whoever goes away is waited for a moment, then the work is ended', async () => {
  const clients = [new AbortController(), new AbortController()];
  const [working, waiting] = clients.map(({ signal }) => ask({}, signal));
  clients[1]!.abort();
  await expect(waiting).rejects.toMatchObject({ extensions: { code: 'CANCELLED' } });
  clients[0]!.abort();
  await expect(working).rejects.toMatchObject({ extensions: { code: 'CANCELLED' } });
  jest.advanceTimersByTime(999);
  threads[0]!.says(answered('0'));
  jest.advanceTimersByTime(1);
  const client = new AbortController();
  const left = ask({}, client.signal);
  expect([threads.length, questions(threads[0])]).toEqual([1, 2]);
  client.abort();
  await expect(left).rejects.toMatchObject({ extensions: { code: 'CANCELLED' } });
  const next = ask();
  jest.advanceTimersByTime(1_000);
  threads[1]!.says(answered('1'));
  expect(await next).toEqual(reading('1'));
  await expect(ask({}, client.signal)).rejects.toMatchObject({ extensions: { code: 'CANCELLED' } });
  expect(questions(threads[1])).toBe(1);
});

test('whoever was answered last comes after everybody else', async () => {
  const order: string[] = [];
  const asked = [...'aaabc'].map((id) =>
    ask({ principal: { actor: { id, role: 'AUDITOR' } } }).then(({ data }) => order.push(`${id}${data}`)),
  );
  for (const data of '12345') threads[0]!.says(answered(data));
  await Promise.all(asked);
  expect(order).toEqual(['a1', 'b2', 'a3', 'c4', 'a5']);
});

test('a thread that dies fails its own query alone', async () => {
  const [one, other, last] = [ask(), ask(), ask()];
  threads[0]!.emit('error', Object.assign(new Error('heap'), { code: 'ERR_WORKER_OUT_OF_MEMORY' }));
  threads[0]!.emit('exit');
  await expect(one).rejects.toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
  threads[1]!.says({ failure: 'TypeError: x' });
  await expect(other).rejects.toThrow('TypeError: x');
  threads[1]!.says(answered('2'));
  expect(await last).toEqual(reading('2'));
});

test('an answer with the name of somebody who was erased meanwhile is made again', async () => {
  const answer = ask();
  threads[0]!.says({ call: 1, asked: 'entry', given: ['p1', 'c'] });
  erased.add('p1');
  threads[0]!.says(answered('"with the name"'));
  expect(questions(threads[0])).toBe(2);
  threads[0]!.says(answered('"without"'));
  expect(await answer).toEqual(reading('"without"'));
});

test('a reader is told what it asks for, and whether a store is away; accesses bear the present instant', async () => {
  void ask();
  const asked = [
    { call: 1, asked: 'entry', given: ['p1', 'c'] },
    { call: 2, asked: 'entry', given: ['away', 'c'] },
    { call: 3, asked: 'waitFor', given: [2, 1_000] },
    { call: 4, asked: 'recordAccess', given: [{ at: 'before', actor: 'auditor-1', personIds: ['p1'] }] },
  ] as const;
  for (const call of asked) threads[0]!.says(call);
  await jest.advanceTimersByTimeAsync(0);
  const replies = threads[0]!.got.slice(1).sort((a, b) => (a as { call: number }).call - (b as { call: number }).call);
  expect(replies).toEqual([
    { call: 1, result: { id: 'p1' } },
    { call: 2, failure: 'away', isUnavailable: true },
    { call: 3, result: true },
    { call: 4, result: '2026-11-24T01:00:05.000Z' },
  ]);
});

test('damage and strays are told on; read models that were renewed are read by a new thread', async () => {
  const answer = ask();
  threads[0]!.says({ damage: 'SQLITE_CORRUPT' });
  threads[0]!.says({ stray: new Error('x') });
  threads[0]!.says(answered('0'));
  await answer;
  expect([isFoundDamaged.mock.calls, stray.mock.calls.length]).toEqual([[['SQLITE_CORRUPT']], 1]);
  renewals = 1;
  void ask();
  expect([threads.length, questions(threads[0]), questions(threads[1])]).toEqual([2, 1, 1]);
});

test('what was read of read models that were renewed meanwhile is read again; while they are damaged nobody is answered', async () => {
  const answer = ask();
  renewals = 1;
  threads[0]!.says(answered('"of the damaged ones"'));
  threads[1]!.says(answered('"of the new ones"'));
  expect(await answer).toEqual(reading('"of the new ones"'));
  const rebuilt = { extensions: { code: 'POSITION_NOT_READABLE', http: { status: 503 } } };
  const broken = ask();
  threads[1]!.says({ damage: 'SQLITE_CORRUPT' });
  threads[1]!.says({ failure: 'ReadModelsDamaged' });
  await expect(broken).rejects.toMatchObject(rebuilt);
  mayBeRead.mockImplementation(() => {
    throw new ReadModelsDamaged();
  });
  await expect(ask()).rejects.toMatchObject(rebuilt);
  expect(readers.waiting()).toBe(0);
});

test('nobody begins to read where the WAL has to be emptied first, until nobody reads', async () => {
  open({ count: 2 });
  const first = ask();
  mayBeRead.mockImplementation((isAnybodyReading) => !isAnybodyReading);
  const second = ask();
  expect([threads.length, readers.waiting()]).toEqual([1, 1]);
  threads[0]!.says(answered('1'));
  threads[0]!.says(answered('2'));
  expect([(await first).data, (await second).data]).toEqual(['1', '2']);
});

test('when they are closed nobody waits any more', async () => {
  const [working, waiting] = [ask(), ask()];
  await readers.close();
  await expect(working).rejects.toThrow('A reader ended');
  await expect(waiting).rejects.toMatchObject({ extensions: { code: 'OVERLOADED' } });
  await expect(ask()).rejects.toMatchObject({ extensions: { code: 'OVERLOADED' } });
});
