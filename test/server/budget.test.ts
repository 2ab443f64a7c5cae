import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { networkOf, openAddresses } from '../../src/server/addresses.js';
import { costOfBytes, costOfOperation, openBudget, takeInTime } from '../../src/server/budget.js';
import { openPlaces } from '../../src/server/places.js';
import { OperationTypeNode } from 'graphql';

describe('a budget of 600 a minute', () => {
  let clock = 0;
  const budget = (most?: number) =>
    openBudget({ of: 'address', perMinute: 600, now: () => clock, ...(most === undefined ? {} : { most }) });

  test('is there at once, and fills again all the time', () => {
    const account = budget().of('a');
    expect([account.take(400), account.take(200), account.take(1)]).toEqual([true, true, false]);
    expect([account.left(), account.wait(1), account.wait(600)]).toEqual([0, 100, 60_000]);
    clock += 1_000;
    expect([account.left(), account.take(11), account.take(10), account.take(1)]).toEqual([10, false, true, false]);
    clock += 3_600_000;
    expect(account.left()).toBe(600);
  });

  test("is each key's own, and the same for whoever asks for the key", () => {
    const both = budget();
    expect([both.of('a').take(600), both.of('a').take(1), both.of('b').take(600)]).toEqual([true, false, true]);
  });

  test('is taken whole by what costs more than it', () => {
    const account = budget().of('a');
    expect([account.take(10_000), account.left()]).toEqual([true, 0]);
    clock += 59_000;
    expect(account.take(10_000)).toBe(false);
    clock += 1_000;
    expect(account.take(10_000)).toBe(true);
  });

  test('may owe, for what was done already, at most another minute', () => {
    const account = budget().of('a');
    for (let answers = 0; answers < 5; answers += 1) account.charge(500);
    expect(account.left()).toBe(-600);
    clock += 60_000;
    expect([account.left(), account.take(1)]).toEqual([0, false]);
  });

  test('is remembered for so many keys and no more: whoever was not seen for longest is forgotten', () => {
    const few = budget(3);
    for (const key of ['a', 'b', 'c']) few.of(key).take(600);
    few.of('a').take(1);
    for (const key of ['d', 'e']) few.of(key).take(600);
    expect([few.size(), few.of('a').take(1), few.of('b').take(1)]).toEqual([3, false, true]);
  });

  test('can be waited for, but not longer than the signal allows', async () => {
    const waits: number[] = [];
    const account = {
      ...budget().of('a'),
      take: () => waits.length > 2,
      wait: () => {
        waits.push(1);
        return 1;
      },
    };
    await takeInTime(account, 5, new AbortController().signal);
    expect(waits).toHaveLength(3);
    const ended = new AbortController();
    const waiting = takeInTime({ ...account, take: () => false, wait: () => 60_000 }, 5, ended.signal);
    ended.abort();
    await waiting;
  });
});

test('a command costs what deciding and writing it does, a query its fields, an answer its bytes', () => {
  const size = { depth: 3, aliases: 0, width: 2, cost: 30, fields: 1 };
  expect(costOfOperation(OperationTypeNode.QUERY, size)).toBe(30);
  expect(costOfOperation(OperationTypeNode.MUTATION, size)).toBe(1_630);
  expect([costOfBytes(0), costOfBytes(1), costOfBytes(10_240)]).toEqual([0, 1, 100]);
});

test('places are so many for all and so many for each, and are given back once', () => {
  const places = openPlaces({ all: 3, each: 2 });
  const [first, second] = [places.take('a'), places.take('a')];
  expect([places.take('a'), typeof places.take('b'), places.take('c'), places.taken(), places.areTaken()]).toEqual([
    'own',
    'function',
    'all',
    3,
    true,
  ]);
  if (typeof first !== 'function' || typeof second !== 'function') throw new Error('no place');
  first();
  first();
  expect([places.taken(), typeof places.take('a'), places.take('a')]).toEqual([2, 'function', 'all']);
});

describe('an address', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['nonsense', 'nowhere'],
    [undefined, 'nowhere'],
  ])('%s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
    ({
      socket: { remoteAddress },
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    }) as unknown as IncomingMessage;

  test('is that of the connection unless a trusted proxy says otherwise', () => {
    expect(openAddresses([]).of(request('192.0.2.7', '203.0.113.1'))).toBe('192.0.2.7');
    const addresses = openAddresses(['10.0.0.0/8', 'loopback']);
    expect(addresses.of(request('192.0.2.7', '203.0.113.1'))).toBe('192.0.2.7');
    expect(addresses.of(request('10.1.2.3', '203.0.113.1'))).toBe('203.0.113.1');
    expect(addresses.of(request('::1', '198.51.100.1, 203.0.113.1, 10.9.9.9'))).toBe('203.0.113.1');
    expect(addresses.of(request('10.1.2.3', 'nonsense'))).toBe('nowhere');
    expect([addresses.isTrusted('10.1.2.3'), addresses.isTrusted('192.0.2.7'), addresses.isTrusted(undefined)]).toEqual(
      [true, false, false],
    );
  });
});
