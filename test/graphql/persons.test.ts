import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../src/commands/command.js';
import { newEntry } from '../../src/commands/people.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { type Access, type Stores, StoreUnavailable } from '../../src/eventstore/port.js';
import { person } from '../support/ledger.js';
import { type Answer, type ApiLedger, type Asking, council, encoded, openApi, principals, register } from './ledger.js';
import { charterInput, group, passed, school } from './money.js';

describe('persons', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  test('details are held in the people directory as they were given, and what is null is not held', async () => {
    const given = { name: '样本九', birthDate: '1980-01-31' };
    const held: unknown[] = [];
    for (const [number, sex] of [
      [8, 'FEMALE'],
      [9, null],
    ] as const)
      await passed(ledger, 'RegisterPerson', { personId: person(number), schoolId: school(1), ...given, sex });
    for await (const { personId, commitment } of ledger.stores.people.entries())
      if ([person(8), person(9)].includes(personId))
        held.push((await ledger.stores.people.get(personId, commitment))?.details);
    expect(held).toEqual([{ ...given, sex: 'FEMALE' }, given]);
  });

  const asked = `{ person(id: "${person(1)}") { entityId nameStatus school { code } seats { isChair since until council: id }
  ended: seats(includeEnded: true) { since until } history { totalCount nodes { type } } }
  council(id: "${group}.1") { ordinal inOffice } school(id: "${school(1)}") { parts { code } } }`;

  test('what somebody did is found from the person: school, seats on the day and ever, and the events', async () => {
    await passed(ledger, 'RegisterSchool', {
      districtId: '370103',
      code: 'S01A',
      name: '第1小学东校区',
      phase: 'PRIMARY',
      kind: 'CAMPUS',
      partOfId: school(1),
    });
    await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(1) });
    const { data, errors } = await ledger.query(asked);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      person: {
        entityId: person(1),
        nameStatus: 'VISIBLE',
        school: { code: 'S01' },
        seats: [],
        ended: [{ since: '2023-09-01', until: '2026-11-24' }],
        history: {
          totalCount: 4,
          nodes: ['PersonRegistered', 'MemberRecommended', 'CouncilAppointed', 'SeatResigned'].map((type) => ({
            type,
          })),
        },
      },
      council: { ordinal: 1, inOffice: true },
      school: { parts: [{ code: 'S01A' }] },
    });
    const { data: before } = await ledger.query(
      `{ person(id: "${person(1)}", asOf: { effectiveOn: "2026-11-23" }) { seats { isChair since } } }`,
    );
    expect(before.person.seats).toEqual([{ isChair: true, since: '2023-09-01' }]);
  });

  test.each([
    ['the public', principals.anybody, 'WITHHELD', null],
    ['the bureau of another district', principals.farBureau, 'WITHHELD', null],
    ['an auditor', principals.auditor, 'VISIBLE', { code: 'S01' }],
  ] as const)(
    'the school that entered a person is shown within its district and to auditors: %s',
    async (_, principal, nameStatus, of) => {
      const { data } = await ledger.query(asked, { principal });
      expect(data.person).toMatchObject({ nameStatus, school: of });
    },
  );

  test('a council does not get to see a name by a seat that is still to come', async () => {
    await passed(ledger, 'RegisterPerson', { personId: person(7), schoolId: school(5), name: '样本7' });
    await passed(ledger, 'AdoptCharter', { ...charterInput, everySchoolSeated: false });
    const name = async (principal: Principal): Promise<unknown> =>
      (await ledger.query(`{ person(id: "${person(7)}") { nameStatus } }`, { principal })).data.person.nameStatus;
    await passed(
      ledger,
      'AppointCouncil',
      { groupId: group, memberIds: [person(7)], chairId: person(7), termFrom: '2027-09-01', termTo: '2030-08-31' },
      { principal: principals.council },
    );
    expect([await name(principals.council), await name(principals.bureau)]).toEqual(['WITHHELD', 'VISIBLE']);
  });

  test('the line on an event names a person to whom may see the name, and to nobody once it is erased', async () => {
    await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(1) });
    const line = async (principal: Principal): Promise<unknown> =>
      (
        await ledger.query(
          '{ ledger { events(types: ["SeatResigned"], last: 1) { nodes { summary(language: ZH) } } } }',
          { principal },
        )
      ).data.ledger.events.nodes[0].summary;
    expect([await line(principals.bureau), await line(principals.farBureau), await line(principals.anybody)]).toEqual([
      '样本1辞去第一教育集团第 1 届理事会席位',
      '一名成员辞去第一教育集团第 1 届理事会席位',
      '一名成员辞去第一教育集团第 1 届理事会席位',
    ]);
    await passed(ledger, 'ErasePerson', { personId: person(1) });
    expect(await line(principals.bureau)).toBe('一名成员辞去第一教育集团第 1 届理事会席位');
  });

  test('the standing of a school is shown within its district and to auditors', async () => {
    await passed(ledger, 'ClassifySchool', { schoolId: school(1), standing: 'FAMOUS' });
    const standing = async (principal: Principal): Promise<unknown> =>
      (await ledger.query(`{ school(id: "${school(1)}") { standing } }`, { principal })).data.school.standing;
    const shown = await Promise.all(
      [
        principals.bureau,
        principals.auditor,
        principals.member,
        principals.council,
        principals.farBureau,
        principals.anybody,
      ].map(standing),
    );
    expect(shown).toEqual(['FAMOUS', 'FAMOUS', 'FAMOUS', 'FAMOUS', null, null]);
  });

  test('a code names one thing of a district: no group takes that of a school, nor the other way round', async () => {
    const form = {
      districtId: '370103',
      name: '第二教育集团',
      form: 'GROUP',
      leadId: school(3),
      memberIds: [school(3), school(4)],
    };
    expect((await ledger.mutate('FormGroup', { ...form, code: 'S05' })).userErrors).toMatchObject([
      { code: 'CODE_TAKEN', path: ['input', 'code'] },
    ]);
    expect(
      (await ledger.mutate('RegisterSchool', { districtId: '370103', code: 'G01', name: '撞码学校', phase: 'PRIMARY' }))
        .userErrors,
    ).toMatchObject([{ code: 'CODE_TAKEN', path: ['input', 'code'] }]);
    expect((await ledger.query(`{ group(id: "${group}") { name } school(id: "${school(5)}") { name } }`)).data).toEqual(
      { group: { name: '第一教育集团' }, school: { name: '第5小学' } },
    );
  });

  test('the first council of a group is appointed by the bureau or the lead school, a later one also by the council', async () => {
    await passed(ledger, 'FormGroup', {
      districtId: '370103',
      code: 'G02',
      name: '第二教育集团',
      form: 'GROUP',
      leadId: school(3),
      memberIds: [school(3), school(4)],
    });
    const appoint = {
      groupId: '370103.G02',
      memberIds: [person(1)],
      chairId: person(1),
      termFrom: '2026-11-24',
      termTo: '2027-08-31',
    };
    const principal: Principal = { actor: { id: 'council-2', role: 'COUNCIL' }, group: '370103.G02' };
    expect((await ledger.mutate('AppointCouncil', appoint, { principal })).userErrors).toMatchObject([
      { code: 'NOT_AUTHORISED' },
    ]);
    const later = { ...appoint, groupId: group, termFrom: '2027-09-01', termTo: '2030-08-31' };
    expect((await ledger.mutate('AppointCouncil', later, { principal: principals.council })).userErrors).toMatchObject([
      { code: 'NOT_RECOMMENDED' },
    ]);
  });

  test('what other streams rest on is not retracted: a group with its council, a person with their seat', async () => {
    const { data } = await ledger.query(
      '{ ledger { events(types: ["GroupFormed", "PersonRegistered"], first: 2) { nodes { id type } } } }',
    );
    for (const { id } of data.ledger.events.nodes as { id: string }[]) {
      expect((await ledger.mutate('RetractRecord', { eventId: id })).userErrors).toMatchObject([
        { code: 'INVALID_TRANSITION', path: ['input', 'eventId'] },
      ]);
    }
  });
});

describe("a person's school", () => {
  // Person 7 is entered by S05, which nothing else ties them to; the entry is corrected to S06 and back.

  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
    const { position } = await passed(ledger, 'RegisterPerson', {
      personId: person(7),
      schoolId: school(5),
      name: '样本七',
    });
    for (const number of [6, 5])
      await passed(ledger, 'CorrectRecord', {
        eventId: String(position),
        facts: { personId: person(7), schoolId: school(number), commitment: commitmentAt(position) },
      });
  });
  afterEach(() => ledger.close());

  const commitmentAt = (position: number): unknown =>
    (ledger.readModels.events.at(position)!.event as unknown as { commitment: unknown }).commitment;

  const strangers: readonly (readonly [string, Principal])[] = [
    ['the public', principals.anybody],
    ['the bureau of another district', principals.farBureau],
  ];
  const insiders: readonly (readonly [string, Principal])[] = [
    ['its bureau', principals.bureau],
    ['an auditor', principals.auditor],
    ['a school of the district', principals.lead],
    ['a council of the district', principals.council],
  ];

  const event = `{ type data summary zh: summary(language: ZH) basis { title }
    changed { __typename id ... on School { entityId } } correctedBy { data summary } corrects { data summary } }`;
  /** Every door that leads from a person to a school, or back. */
  const fromPerson = `{
  person(id: "${person(7)}") { school { entityId } history { nodes ${event} } }
  node(id: "${person(7)}") { ... on Person { school { entityId } } }
  ledger { events(subject: "${person(7)}") { totalCount nodes ${event} } last: events(types: ["PersonRegistered", "RecordCorrected"], last: 3) { nodes ${event} } }
}`;
  const fromSchool = (number: number): string => `{
  school(id: "${school(number)}") { history(first: 100) { totalCount nodes { type } pageInfo { endCursor } } }
  ledger {
    byKey: events(subject: "${school(number)}", first: 100) { totalCount nodes { type } }
    byId: events(subject: "${encoded(`School:${school(number)}`)}", last: 1) { totalCount nodes { type } pageInfo { hasPreviousPage } }
    ofType: events(subject: "${school(number)}", types: ["PersonRegistered", "RecordCorrected"]) { totalCount edges { cursor } }
    inStream: events(subject: "${school(number)}", stream: "person-${person(7)}") { totalCount nodes { position } pageInfo { hasNextPage } }
  }
}`;

  describe.each(strangers)('the school that entered a person is hidden from %s', (_who, principal) => {
    test('at every door from the person: data, summary, what changed, corrections, node', async () => {
      const { data, errors } = await ledger.query(fromPerson, { principal });
      expect(errors).toEqual([]);
      expect(data.person.history.nodes.map(({ type }: { type: string }) => type)).toEqual([
        'PersonRegistered',
        'RecordCorrected',
        'RecordCorrected',
      ]);
      expect(data.person.history.nodes[0]).toMatchObject({
        data: { personId: person(7) },
        summary: 'A person was registered',
        zh: '登记了一名人员',
        changed: [{ __typename: 'Person' }],
      });
      expect(data.ledger.events.totalCount).toBe(3);
      expect(JSON.stringify(data)).not.toMatch(/S05|S06|School|undefined/);
    });

    test('at every door from the school: history, subject, counts and cursors', async () => {
      const registered = { totalCount: 1, nodes: [{ type: 'SchoolRegistered' }] };
      for (const number of [5, 6]) {
        const { data, errors } = await ledger.query(fromSchool(number), { principal });
        expect(errors).toEqual([]);
        expect(data).toEqual({
          school: { history: { ...registered, pageInfo: { endCursor: encoded(String(number + 1)) } } },
          ledger: {
            byKey: registered,
            byId: { ...registered, pageInfo: { hasPreviousPage: false } },
            ofType: { totalCount: 0, edges: [] },
            inStream: { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } },
          },
        });
      }
    });

    test('in a subscription, by its subject and by what an event shows', async () => {
      const open = (args: string) =>
        ledger.subscribe(`subscription { ledgerEvents(after: 13${args}) ${event} }`, { principal }) as Promise<
          AsyncGenerator<ExecutionResult>
        >;
      const bySchool = await open(`, subjects: ["${school(5)}"]`);
      const next = bySchool.next();
      await passed(ledger, 'RenameSchool', { schoolId: school(5), name: '新五小' });
      expect((await next).value).toMatchObject({ data: { ledgerEvents: { type: 'SchoolRenamed' } } });
      await bySchool.return(undefined);
      const byPerson = await open(`, subjects: ["${person(7)}", "${school(5)}"]`);
      const seen = [await byPerson.next(), await byPerson.next(), await byPerson.next()].map(
        ({ value }) => value as ExecutionResult,
      );
      expect(seen.map(({ data }) => (data as { ledgerEvents: { type: string } }).ledgerEvents.type)).toEqual([
        'PersonRegistered',
        'RecordCorrected',
        'RecordCorrected',
      ]);
      expect(JSON.stringify(seen)).not.toMatch(/S05|S06|School/);
      await byPerson.return(undefined);
    });
  });

  test.each(insiders)('the school that entered a person is shown to %s at the same doors', async (_who, principal) => {
    const { data } = await ledger.query(fromPerson, { principal });
    expect(data.person.school).toEqual({ entityId: school(5) });
    expect(data.person.history.nodes[0]).toMatchObject({
      data: { schoolId: school(5) },
      summary: expect.stringMatching(/^(样本七|A person) was registered by 第5小学$/),
      changed: [{ __typename: 'Person' }, { entityId: school(5) }],
      correctedBy: [
        { data: { right: { schoolId: school(6) } } },
        { summary: expect.stringMatching(/第5小学; it had said: .*第6小学$/) },
      ],
    });
    const { data: found } = await ledger.query(fromSchool(5), { principal });
    expect(found.ledger.inStream.totalCount).toBe(3);
    expect(found.school.history.nodes.map(({ type }: { type: string }) => type)).toEqual([
      'SchoolRegistered',
      'PersonRegistered',
      'RecordCorrected',
      'RecordCorrected',
    ]);
  });
});

describe('the search for persons', () => {
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
        get: (...of) => (isAway ? Promise.reject(new StoreUnavailable('away')) : memory.people.get(...of)),
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
      const before = await passed(ledger, 'RegisterPerson', {
        personId: person(7),
        schoolId: school(1),
        name: '李东璧',
      });
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
});

describe('accesses to persons', () => {
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
});
