import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { person } from '../support/ledger.js';
import { duringNextAppend } from '../support/processes.js';
import { group, school, terms } from './career.js';
import { openApi, principals, register, type ApiLedger } from './ledger.js';
import { passed } from './money.js';

let ledger: ApiLedger;
const early = { command: { effectiveOn: '2021-09-01' } };
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  for (const number of [1, 2, 3]) {
    const personId = person(number);
    await passed(ledger, 'RegisterPerson', { personId, schoolId: school(1), name: `样本${number}` }, early);
    await passed(ledger, 'Employ', { personId, employedBy: 'SCHOOL', homeSchoolId: school(1) }, early);
  }
});
afterEach(() => ledger.close());

const item = (number: number, more: object = {}) => ({
  ...terms,
  personId: person(number),
  from: '2026-12-01',
  ...more,
});
const rotate = async (
  input: object,
  commandId: string = randomUUID(),
  more: object = {},
  principal = principals.bureau,
) => {
  const basis = [{ title: '交流轮岗名单', documentNo: '市中教字〔2026〕9号' }];
  const { data, errors } = await ledger.query(
    `mutation ($input: RotateTeachersInput!) { rotateTeachers(input: $input) {
      results { index written receipt { position replayed } rotation { entityId status } userErrors { code path } }
      userErrors { code path } } }`,
    {
      variables: { input: { ...input, command: { commandId, basis, effectiveOn: '2026-11-24', ...more } } },
      principal,
    },
  );
  expect(errors).toEqual([]);
  return data.rotateTeachers;
};
const rotations = (): number =>
  [1, 2, 3].flatMap((number) => ledger.readModels.rotations.by('person', person(number), ledger.runner.head())).length;

test('a list is decided under one document, with a result and a path for each', async () => {
  const { results, userErrors } = await rotate({ items: [item(1), item(2, { toSchoolId: school(5) }), item(3)] });
  expect(userErrors).toEqual([]);
  expect(results).toEqual([
    {
      index: 0,
      written: true,
      receipt: { position: expect.any(Number), replayed: false },
      rotation: { entityId: `${person(1)}.R1`, status: 'DECIDED' },
      userErrors: [],
    },
    {
      index: 1,
      written: false,
      receipt: null,
      rotation: null,
      userErrors: [{ code: 'NOT_SAME_GROUP', path: ['input', 'items', '1', 'toSchoolId'] }],
    },
    expect.objectContaining({ index: 2, written: true }),
  ]);
  expect(rotations()).toBe(2);
});

test('given again with the same commandId it is a replay of what was written', async () => {
  const commandId = randomUUID();
  await rotate({ items: [item(1), item(2)] }, commandId);
  const { results } = await rotate({ items: [item(1), item(2)] }, commandId);
  expect(results.map(({ receipt }: { receipt: { replayed: boolean } }) => receipt.replayed)).toEqual([true, true]);
  expect(rotations()).toBe(2);
});

test('atomic, one that does not pass leaves all unwritten', async () => {
  const { results } = await rotate({ items: [item(1), item(2, { from: '2026-10-01' }), item(3)], atomic: true });
  expect(results.map(({ written }: { written: boolean }) => written)).toEqual([false, false, false]);
  expect(results[1].userErrors).toEqual([{ code: 'DATE_ORDER', path: ['input', 'items', '1', 'from'] }]);
  expect(rotations()).toBe(0);
});

test('atomic, a race that is lost half-way leaves the rest unwritten, and says which were', async () => {
  // All are checked; while the first is written the school of the second is withdrawn.
  await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(3) }, early);
  const lost = duringNextAppend(ledger, {
    command: { type: 'WithdrawSchool', groupId: group, schoolId: school(3) },
    effectiveOn: '2027-01-01',
  });
  const commandId = randomUUID();
  const items = [item(1), item(2, { toSchoolId: school(3) }), item(3)];
  const { results } = await rotate({ items, atomic: true }, commandId);
  await lost.done;
  expect(results.map(({ written }: { written: boolean }) => written)).toEqual([true, false, false]);
  expect(results[1].userErrors).toEqual([{ code: 'NOT_SAME_GROUP', path: ['input', 'items', '1', 'toSchoolId'] }]);
  expect(results[2].userErrors).toEqual([]);
  expect(rotations()).toBe(1);
});

test('checked only, nothing is written', async () => {
  const { results } = await rotate({ items: [item(1), item(2, { share: 50 })] }, randomUUID(), { validateOnly: true });
  expect(results.map(({ userErrors }: { userErrors: object[] }) => userErrors.length)).toEqual([0, 1]);
  expect(rotations()).toBe(0);
});

test.each([
  ['an empty list', [], ['input', 'items']],
  ['the same person twice', [item(1), item(1)], ['input', 'items', '1', 'personId']],
  ['an id of something else', [item(1, { toSchoolId: '370103' })], ['input', 'items', '0', 'toSchoolId']],
])('%s is wrong as a whole', async (_, items, path) => {
  expect(await rotate({ items })).toEqual({ results: [], userErrors: [{ code: 'INVALID_INPUT', path }] });
});

test('who may give no command is told once', async () => {
  const { results, userErrors } = await rotate({ items: [item(1)] }, randomUUID(), {}, principals.anybody);
  expect([results, userErrors]).toEqual([[], [{ code: 'NOT_AUTHORISED', path: ['input'] }]]);
});
