import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Principal } from '../../src/commands/command.js';
import { newEntry } from '../../src/commands/people.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable, type Stores } from '../../src/eventstore/port.js';
import { person } from '../support/ledger.js';
import { openApi, principals, register, type Answer, type ApiLedger, type Asking } from './ledger.js';
import { charterInput, group, passed, school } from './money.js';

const district = '370103';
const NAMES = ['张衡', '张衡之', '李时珍', '安全', 'Li Na'] as const;

let ledger: ApiLedger;
let stores: Stores;
let isAway: boolean;
let log: object[];
/** Persons 1 to 5: 1 and 3 of S01, 2 and 4 of S02, both in G01, 5 of S05, which is in no group. */
beforeEach(async () => {
  isAway = false;
  log = [];
  const memory = memoryStores();
  stores = {
    ...memory,
    people: {
      ...memory.people,
      entries: () => {
        if (isAway) throw new StoreUnavailable('away');
        return memory.people.entries();
      },
    },
  };
  const note = (details: object, message: string): void => void log.push({ ...details, message });
  ledger = await openApi(stores, { log: { info: note, warn: note, error: note } });
  await register(ledger);
  for (const [index, name] of NAMES.entries())
    await passed(ledger, 'RegisterPerson', {
      personId: person(index + 1),
      schoolId: school([1, 2, 1, 2, 5][index]!),
      name,
    });
});
afterEach(() => ledger.close());

const asked = (
  search: string,
  { args = '', ...asking }: Asking & { readonly args?: string } = {},
  api = ledger,
): Promise<Answer> =>
  api.query(
    `query Search($search: String) { persons(districtId: "${district}", search: $search ${args}) {
      totalCount nodes { entityId name nameStatus } pageInfo { hasNextPage endCursor } } }`,
    { ...asking, variables: { search } },
  );
const numbers = ({ data }: Answer): readonly number[] | null =>
  data.persons?.nodes.map(({ entityId }: { entityId: string }) => Number(entityId.slice(-12))) ?? null;
const found = async (...of: Parameters<typeof asked>): Promise<readonly number[] | null> => {
  const answer = await asked(...of);
  expect(answer.errors).toEqual([]);
  return numbers(answer);
};

describe('persons are found by a part of their name', () => {
  test.each([
    ['张衡', [1, 2]],
    ['衡之', [2]],
    ['张 衡　之', [2]],
    ['ＬＩ', [5]],
    ['lina', [5]],
    ['安全', [4]],
    ['王羲之', []],
  ])('%s', async (search, expected) => {
    expect(await found(search)).toEqual(expected);
  });

  test('together with whatever else is asked for', async () => {
    expect(await found('张衡', { args: `, schoolId: "${school(1)}"` })).toEqual([]);
    await passed(ledger, 'Employ', { personId: person(1), employedBy: 'SCHOOL', homeSchoolId: school(1) });
    expect(await found('张衡', { args: `, schoolId: "${school(1)}"` })).toEqual([1]);
    expect(await found('李时珍', { args: `, schoolId: "${school(1)}"` })).toEqual([]);
  });

  test('page by page', async () => {
    const first = await asked('张衡', { args: ', first: 1' });
    const { totalCount, pageInfo } = first.data.persons;
    expect([numbers(first), totalCount, pageInfo.hasNextPage]).toEqual([[1], 2, true]);
    const second = await asked('张衡', { args: `, first: 1, after: "${pageInfo.endCursor}"` });
    expect([numbers(second), second.data.persons.pageInfo.hasNextPage]).toEqual([[2], false]);
  });

  test.each(['', '张', ' 张　', '\u200b\u200b'])('of two characters at least: not by "%s"', async (search) => {
    expect(await asked(search)).toMatchObject({
      data: { persons: null },
      errors: [{ code: 'BAD_USER_INPUT', argument: 'search', message: 'search: it needs at least 2 characters' }],
    });
  });
});

describe('a name is searched by whom it is shown to', () => {
  test.each([
    ['the bureau', principals.bureau, [1, 2]],
    ['an auditor', principals.auditor, [1, 2]],
    ['the school that entered one', principals.lead, [1]],
    ['the school that entered the other', principals.member, [2]],
    ['the council of their schools', principals.council, [1, 2]],
    ['the bureau of another district', principals.farBureau, null],
    ['the public', principals.anybody, null],
  ] as const)('%s', async (_, principal, expected) => {
    const answer = await asked('张衡', { principal });
    expect([numbers(answer), answer.errors]).toEqual([expected, []]);
    expect(answer.data.persons?.totalCount ?? null).toBe(expected?.length ?? null);
  });

  test('a council finds nobody of a school outside its group, unless there is a seat', async () => {
    const by = { principal: principals.council };
    expect(await found('Li Na', by)).toEqual([]);
    await passed(ledger, 'AdoptCharter', { ...charterInput, everySchoolSeated: false });
    const seated = { groupId: group, memberIds: [person(5)], chairId: person(5) };
    await passed(ledger, 'AppointCouncil', { ...seated, termFrom: '2026-11-24', termTo: '2029-08-31' });
    expect(await found('Li Na', by)).toEqual([5]);
  });

  test('who may not see the district is not even told that the directory is away', async () => {
    isAway = true;
    expect(await asked('张衡', { principal: principals.anybody })).toMatchObject({
      data: { persons: null },
      errors: [],
    });
    expect(log).toEqual([]);
  });
});

describe('names are those of now', () => {
  const renamed = async (): Promise<{ position: number }> => {
    const before = await passed(ledger, 'RegisterPerson', { personId: person(7), schoolId: school(1), name: '李东璧' });
    await passed(ledger, 'ChangePersonDetails', { personId: person(7), name: '李濒湖' });
    return before;
  };

  test('a former name finds nobody', async () => {
    await renamed();
    expect(await found('东璧')).toEqual([]);
    expect(await found('濒湖')).toEqual([7]);
  });
  test('a past is searched by them too, and shows the name of then', async () => {
    const { position } = await renamed();
    const args = `, asOf: { position: ${position} }`;
    expect(await found('东璧', { args })).toEqual([]);
    expect((await asked('濒湖', { args })).data.persons.nodes).toEqual([
      { entityId: person(7), name: '李东璧', nameStatus: 'VISIBLE' },
    ]);
    expect(await found('濒湖', { args: `, asOf: { position: ${position - 1} }` })).toEqual([]);
  });
  test('who was erased is not found, in no past either', async () => {
    const { position } = await passed(ledger, 'ErasePerson', { personId: person(1) });
    expect(await found('张衡')).toEqual([2]);
    expect(await found('张衡', { args: `, asOf: { position: ${position - 1} }` })).toEqual([2]);
  });
  test('whom another replica erased is not found although the directory was read before', async () => {
    expect(await found('张衡')).toEqual([1, 2]);
    const other = await openApi(stores);
    await passed(other, 'ErasePerson', { personId: person(1) });
    await ledger.runner.waitFor(other.runner.head(), 1_000);
    expect(await ledger.names.personsNamed(district, '张衡')).toHaveLength(2);
    expect(await found('张衡')).toEqual([2]);
    await other.runner.stop();
  });
  test('what another replica entered is found after ten minutes', async () => {
    expect(await found('王羲之')).toEqual([]);
    const other = await openApi(stores);
    const { position } = await passed(other, 'RegisterPerson', {
      personId: person(8),
      schoolId: school(1),
      name: '王羲之',
    });
    await ledger.runner.waitFor(position, 1_000);
    expect(await found('王羲之')).toEqual([]);
    ledger.clock = '2026-11-24T01:10:00.001Z';
    expect(await found('王羲之')).toEqual([8]);
    await other.runner.stop();
  });
  test('an entry that no event carries, and one that was swapped, find nobody', async () => {
    await stores.people.put({ ...newEntry(person(1), { name: '王羲之' }), district });
    expect(await found('王羲之')).toEqual([]);
    const swapping: Stores = {
      ...stores,
      people: {
        ...stores.people,
        get: async (personId, commitment) => {
          const entry = await stores.people.get(personId, commitment);
          return personId === person(1) && entry ? { ...entry, details: { name: '苏轼苏辙' } } : entry;
        },
      },
    };
    const swapped = await openApi(swapping);
    expect(await found('苏轼', {}, swapped)).toEqual([]);
    expect(await found('张衡', {}, swapped)).toEqual([2]);
    await swapped.runner.stop();
  });
});

describe('a search leaves no name behind', () => {
  const line = (principal: Principal, number: number): object => ({
    actor: principal.actor.id,
    district,
    found: number,
    message: 'person search',
  });

  test('the log says who searched which district, and how many were found', async () => {
    await asked('张衡');
    await asked('张衡', { principal: principals.lead });
    await asked('王羲之', { principal: principals.auditor });
    expect(log).toEqual([line(principals.bureau, 2), line(principals.lead, 1), line(principals.auditor, 0)]);
  });
  test('a district that is none is not repeated in the log', async () => {
    const { data } = await ledger.query('{ persons(districtId: "张衡", search: "张衡") { totalCount } }', {
      principal: principals.auditor,
    });
    expect([data.persons.totalCount, log]).toEqual([0, []]);
  });
  test('where the directory does not answer, the error says so, and the next answer is whole again', async () => {
    isAway = true;
    const fresh = await openApi(stores);
    const { data, errors } = await asked('张衡', {}, fresh);
    expect([data.persons, errors]).toEqual([
      null,
      [
        {
          message:
            'search: names cannot be looked for just now: the people directory does not answer, or was not compared with the ledger yet',
          path: ['persons'],
          code: 'STORE_UNAVAILABLE',
          argument: 'search',
        },
      ],
    ]);
    isAway = false;
    expect(await found('张衡', {}, fresh)).toEqual([1, 2]);
    await fresh.runner.stop();
  });
  test('no error repeats what was searched for', async () => {
    const { errors } = await asked('张衡'.repeat(101));
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'search' }]);
    expect(JSON.stringify([errors, log])).not.toContain('张');
  });
});
