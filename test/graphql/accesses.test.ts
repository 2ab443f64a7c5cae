import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Access } from '../../src/eventstore/port.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import { person } from '../support/ledger.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';

// Whose names an auditor was shown is kept outside the ledger, before the answer leaves.

let ledger: ApiLedger;
let isAway: boolean;
beforeEach(async () => {
  isAway = false;
  ledger = await openApi(undefined, {
    recordAccess: (access) =>
      isAway ? Promise.reject(new StoreUnavailable('away')) : ledger.stores.accesses.record(access),
  });
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const kept = async (): Promise<readonly Access[]> => {
  const all: Access[] = [];
  for await (const access of ledger.stores.accesses.list()) all.push(access);
  return all;
};
const { auditor } = principals;
const seats = '{ group(id: "370103.G01") { council { seats { person { name nameStatus } } } } }';

test('an answer with two names is kept once, with who asked, when, for whom and what for', async () => {
  const before = ledger.runner.head();
  const { data, errors } = await ledger.query(seats, { principal: auditor, purpose: '任期经济责任审计' });
  expect(errors).toEqual([]);
  expect(data.group.council.seats).toMatchObject([{ person: { name: '样本1' } }, { person: { name: '样本2' } }]);
  expect(await kept()).toEqual([
    { at: ledger.clock, actor: 'auditor-1', purpose: '任期经济责任审计', personIds: [person(1), person(2)] },
  ]);
  await ledger.query(`{ person(id: "${person(2)}") { name } }`, { principal: auditor });
  expect((await kept()).slice(1)).toEqual([{ at: ledger.clock, actor: 'auditor-1', personIds: [person(2)] }]);
  expect(ledger.runner.head()).toBe(before);
});

test('a name in a line on an event counts too, and one that is not asked for does not', async () => {
  await ledger.query(seats.replace('name nameStatus', 'entityId'), { principal: auditor });
  expect(await kept()).toEqual([]);
  await ledger.query(`{ person(id: "${person(1)}") { history(first: 1) { nodes { summary } } } }`, {
    principal: auditor,
  });
  expect(await kept()).toMatchObject([{ personIds: [person(1)] }]);
});

test('what everybody else reads in office is not kept', async () => {
  for (const principal of [principals.bureau, principals.council, principals.lead, principals.anybody])
    await ledger.query(seats, { principal });
  expect(await kept()).toEqual([]);
});

test('an erased name is none, and one that cannot be accounted for is not shown', async () => {
  await ledger.pass({ type: 'ErasePerson', personId: person(2) });
  isAway = true;
  const { data, errors } = await ledger.query(seats, { principal: auditor });
  expect(errors.map(({ code }) => code)).toEqual(expect.arrayContaining(['STORE_UNAVAILABLE']));
  expect(JSON.stringify(data)).not.toContain('样本1');
  isAway = false;
  expect((await ledger.query(seats, { principal: auditor })).data.group.council.seats).toMatchObject([
    { person: { nameStatus: 'VISIBLE' } },
    { person: { nameStatus: 'ERASED' } },
  ]);
  expect(await kept()).toMatchObject([{ personIds: [person(1)] }]);
});
