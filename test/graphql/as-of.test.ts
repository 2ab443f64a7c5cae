import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { executeSync, type ExecutionResult, parse, subscribe } from 'graphql';
import { memoryStores } from '../../src/eventstore/memory.js';
import { type Epoch, StoreUnavailable } from '../../src/eventstore/port.js';
import { buildSchema } from '../../src/graphql/index.js';
import { person } from '../support/ledger.js';
import { go } from './career.js';
import { type ApiLedger, type Asking, council, decoded, encoded, openApi, principals, register } from './ledger.js';
import { fund, group, passed, school, take } from './money.js';

describe('the ledger as of a moment', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    ledger.clock = '2026-09-01T01:00:00.000Z';
    await register(ledger); // positions 1 to 8: the district, S01 to S06, G01
    ledger.clock = '2026-10-01T01:00:00.000Z';
    await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S03' }); // 9
    ledger.clock = '2026-11-01T01:00:00.000Z';
    await ledger.mutate(
      'RenameGroup',
      { groupId: '370103.G01', name: '未来教育集团' },
      { command: { effectiveOn: '2027-01-01' } },
    ); // 10
    ledger.clock = '2026-11-24T17:00:00.000Z'; // the 25th in Shanghai
  });
  afterEach(() => ledger.close());

  const members = '{ members { school { code } } }';
  const codes = (group: { members: { school: { code: string } }[] } | null): string[] | undefined =>
    group?.members.map(({ school }) => school.code);

  describe('the moment of a request', () => {
    test('is the head, and today in Shanghai', async () => {
      const { data, asOf } = await ledger.query(`{ group(id: "370103.G01") ${members} }`);
      expect(codes(data.group)).toEqual(['S01', 'S02', 'S03']);
      expect(asOf).toEqual({
        position: 10,
        recordedAt: '2026-11-01T01:00:00.000Z',
        effectiveOn: '2026-11-25',
        epoch: ledger.services.epochs.current(),
      });
    });

    test('of the empty ledger is position 0', async () => {
      const empty = await openApi();
      expect((await empty.query('{ ledger { position recordedAt } districts { totalCount } }')).asOf).toEqual({
        position: 0,
        recordedAt: null,
        effectiveOn: '2026-11-24',
        epoch: empty.services.epochs.current(),
      });
      await empty.close();
    });

    test("is after mutations the last receipt's position", async () => {
      const before = await ledger.context();
      const { asOf, data } = await ledger.query(
        `mutation { renameSchool(input: { schoolId: "370103.S01", name: "新名",
        command: { commandId: "6f9619ff-8b86-4011-b42d-00c04fc964ff", basis: [], effectiveOn: "2026-11-25" } }) {
        receipt { position } } }`,
      );
      expect([before.request.at.position, data.renameSchool.receipt.position, asOf.position]).toEqual([10, 11, 11]);
    });

    test('waits for minPosition, and says so where that takes too long', async () => {
      const waiting = ledger.query('{ ledger { position } }', { minPosition: 11 });
      await ledger.mutate('RenameSchool', { schoolId: '370103.S01', name: '新名' });
      expect((await waiting).data.ledger.position).toBe(11);
      await expect(ledger.context({ minPosition: 99 })).rejects.toMatchObject({
        extensions: { code: 'POSITION_NOT_READABLE' },
      });
      await expect(ledger.context({ minPosition: -1 })).rejects.toMatchObject({
        extensions: { code: 'BAD_USER_INPUT' },
      });
      await expect(ledger.context({ principal: { actor: { id: 'x', role: 'SYSTEM' } } })).rejects.toMatchObject({
        extensions: { code: 'FORBIDDEN' },
      });
    });

    test('stays the same while others write', async () => {
      const context = await ledger.context();
      await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S04' });
      expect(context.queries.membersOf('370103.G01', context.request.at)).toHaveLength(3);
    });
  });

  describe('asOf', () => {
    test('tells on both axes what was known and what held, compared by alias in one query', async () => {
      const { data, errors } = await ledger.query(`{
      unformed: group(id: "370103.G01", asOf: { position: 7 }) ${members}
      formed: group(id: "370103.G01", asOf: { position: 8 }) ${members}
      september: group(id: "370103.G01", asOf: { recordedAt: "2026-09-15T00:00:00Z" }) ${members}
      october: group(id: "370103.G01", asOf: { recordedAt: "2026-10-01T09:00:00+08:00" }) ${members}
      lastYear: group(id: "370103.G01", asOf: { effectiveOn: "2025-01-01" }) ${members}
      knownThenForLater: group(id: "370103.G01", asOf: { position: 10, effectiveOn: "2027-02-01" }) { name }
      knownBeforeForLater: group(id: "370103.G01", asOf: { position: 9, effectiveOn: "2027-02-01" }) { name }
      now: group(id: "370103.G01", asOf: {}) { name }
    }`);
      expect(errors).toEqual([]);
      expect(
        Object.fromEntries(
          Object.entries(data).map(([alias, group]) => [
            alias,
            (group as { name?: string } | null)?.name ?? codes(group as never),
          ]),
        ),
      ).toEqual({
        unformed: undefined,
        formed: ['S01', 'S02'],
        september: ['S01', 'S02'],
        october: ['S01', 'S02', 'S03'],
        lastYear: ['S01', 'S02'],
        knownThenForLater: '未来教育集团',
        knownBeforeForLater: '第一教育集团',
        now: '第一教育集团',
      });
    });

    test('carries its moment to nested objects and lists', async () => {
      const { data } = await ledger.query(`{
      school(id: "370103.S03", asOf: { position: 8 }) { memberships { id } district { groupCount } }
      groups(districtId: "370103", asOf: { position: 7 }) { totalCount }
      schools(districtId: "370103", asOf: { position: 3 }) { totalCount nodes { code } }
      districts(asOf: { position: 0 }) { totalCount nodes { code } }
    }`);
      expect(data).toEqual({
        school: { memberships: [], district: { groupCount: 1 } },
        groups: { totalCount: 0 },
        schools: { totalCount: 2, nodes: [{ code: 'S01' }, { code: 'S02' }] },
        districts: { totalCount: 0, nodes: [] },
      });
    });

    test('with a position means the day it was recorded on, unless told', async () => {
      const { data } = await ledger.query(`{
      nine: group(id: "370103.G01", asOf: { position: 9 }) { id }
      zero: node(id: "370103.G01", asOf: { position: 0 }) { id }
      told: group(id: "370103.G01", asOf: { position: 9, effectiveOn: "2026-12-31" }) { id }
      instant: group(id: "370103.G01", asOf: { recordedAt: "2026-10-31T00:00:00Z" }) { id }
      day: group(id: "370103.G01", asOf: { effectiveOn: "2026-12-31" }) { id }
      now: group(id: "370103.G01") { id }
    }`);
      expect(Object.values(data).map((group) => group && decoded((group as { id: string }).id))).toEqual([
        'EducationGroup:370103.G01@9/2026-10-01',
        null,
        'EducationGroup:370103.G01@9/2026-12-31',
        'EducationGroup:370103.G01@9/2026-10-01',
        'EducationGroup:370103.G01@10/2026-12-31',
        'EducationGroup:370103.G01',
      ]);
    });

    test.each([
      ['{ position: 1, recordedAt: "2026-10-01T00:00:00Z" }', 'BAD_USER_INPUT', /position and recordedAt/],
      ['{ position: -1 }', 'BAD_USER_INPUT', /asOf\.position/],
      ['{ effectiveOn: "0001-01-01" }', 'BAD_USER_INPUT', /effectiveOn/],
      ['{ position: 11 }', 'POSITION_NOT_READABLE', /11/],
      ['{ recordedAt: "2099-01-01T00:00:00Z" }', 'POSITION_NOT_READABLE', /./],
    ])('%s is %s', async (asOf, code, message) => {
      const { data, errors } = await ledger.query(
        `{ group(id: "370103.G01", asOf: ${asOf}) { id } other: group(id: "370103.G01") { code } }`,
      );
      expect(errors).toMatchObject([{ code, message: expect.stringMatching(message), path: ['group'] }]);
      expect(data).toEqual({ group: null, other: { code: 'G01' } });
    });

    test('beyond the head waits until it is readable', async () => {
      const waiting = ledger.query('{ school(id: "370103.S01", asOf: { position: 11 }) { name } }');
      await ledger.mutate('RenameSchool', { schoolId: '370103.S01', name: '新名' });
      expect((await waiting).data.school.name).toBe('新名');
    });

    test('takes explicit nulls for absent', async () => {
      const { data, errors } = await ledger.query(
        `query ($none: AsOf, $null: Int) {
        group(id: "370103.G01", asOf: $none) { id members(includeEnded: null) { since } history(first: $null, after: null) { totalCount } }
        also: group(id: "370103.G01", asOf: { position: null, recordedAt: null, effectiveOn: null }) { id }
        groups(districtId: "370103", form: null, search: null, first: null, after: null, last: null, before: null, asOf: null) { totalCount }
        ledger { events(stream: null, types: null, actor: null, subject: null, first: null) { totalCount nodes { summary(language: null) } } }
      }`,
        { variables: { none: null, null: null } },
      );
      expect(errors).toEqual([]);
      expect(data).toMatchObject({
        group: { id: data.also.id, history: { totalCount: 3 } },
        groups: { totalCount: 1 },
        ledger: { events: { totalCount: 10 } },
      });
    });

    test('refuses a date that is none before anything is read', async () => {
      const { data, errors } = await ledger.query(
        '{ group(id: "370103.G01", asOf: { effectiveOn: "2026-02-30" }) { id } }',
      );
      expect([data, errors.length]).toEqual([undefined, 1]);
    });
  });

  describe('a global id', () => {
    test('round-trips for every type of node, at the present and at a past moment', async () => {
      for (const asOf of ['', ', asOf: { position: 9 }']) {
        const { data } = await ledger.query(
          `{ group(id: "370103.G01"${asOf}) { id district { id } lead { id } members { id } history(first: 1) { nodes { id } } } }`,
        );
        const { group } = data;
        const ids = [group.id, group.district.id, group.lead.id, group.members[2].id, group.history.nodes[0].id];
        const { data: again } = await ledger.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }', {
          variables: { ids },
        });
        expect(again.nodes).toEqual(
          ['EducationGroup', 'District', 'School', 'Membership', 'LedgerEvent'].map((__typename, index) => ({
            id: ids[index],
            __typename,
          })),
        );
      }
    });

    test('with a moment in it gives back the same past object, through every ID argument', async () => {
      const past = encoded('EducationGroup:370103.G01@8/2026-09-01');
      const { data } = await ledger.query(
        `query ($past: ID!, $district: ID!) {
        node(id: $past) { ... on EducationGroup ${members} }
        group(id: $past) ${members}
        groups(districtId: $district) { totalCount }
        explicit: group(id: $past, asOf: { position: 9 }) ${members}
      }`,
        { variables: { past, district: encoded('District:370103@7/2026-09-01') } },
      );
      expect([codes(data.node), codes(data.group), data.groups.totalCount, codes(data.explicit)]).toEqual([
        ['S01', 'S02'],
        ['S01', 'S02'],
        0,
        ['S01', 'S02', 'S03'],
      ]);
    });

    test('that was forged is checked like any asOf', async () => {
      const forged = ['@99/2026-09-01', '@-1/2026-09-01', '@8/2026-13-01', '@8', '@9007199254740993/2026-01-01'].map(
        (moment) => encoded(`EducationGroup:370103.G01${moment}`),
      );
      const { data, errors } = await ledger.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        variables: { ids: forged },
      });
      expect(data.nodes).toEqual([null, null, null, null, null]);
      expect(errors.map(({ code }) => code).sort()).toEqual([
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
        'BAD_USER_INPUT',
        'POSITION_NOT_READABLE',
      ]);
    });

    test('of another type, or of nothing, is told apart', async () => {
      const { data, errors } = await ledger.query(
        `query ($group: ID!, $nothing: ID!) {
        school(id: $group) { id } groups(districtId: $group) { totalCount }
        node(id: $nothing) { id } unknown: group(id: $nothing) { id } key: node(id: "370103.G01") { __typename }
      }`,
        { variables: { group: encoded('EducationGroup:370103.G01'), nothing: 'nothing' } },
      );
      expect(data).toBeNull();
      expect(errors).toMatchObject([
        { code: 'BAD_USER_INPUT', argument: 'id' },
        { code: 'BAD_USER_INPUT', argument: 'districtId' },
      ]);
      const { data: rest } = await ledger.query(
        '{ node(id: "nothing") { id } unknown: group(id: "nothing") { id } key: node(id: "370103.G01") { __typename } }',
      );
      expect(rest).toEqual({ node: null, unknown: null, key: { __typename: 'EducationGroup' } });
    });

    test('list is limited', async () => {
      const { errors } = await ledger.query('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
        variables: { ids: Array.from({ length: 101 }, () => 'x') },
      });
      expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'ids' }]);
    });
  });
});

describe('epochs', () => {
  const [first, second, third] = ['1', '2', '3'].map((digit) => `0000000${digit}-0000-4000-8000-000000000000`) as [
    string,
    string,
    string,
  ];
  const lost = '99999999-0000-4000-8000-000000000000';
  const epoch = (id: string, position: number): Epoch => ({ id, position, startedAt: '2026-11-26T01:00:00.000Z' });
  const list = [epoch(first, 0), epoch(second, 3), epoch(third, 6)];

  let ledger: ApiLedger;
  let told: readonly Epoch[];
  beforeEach(async () => {
    told = list;
    ledger = await openApi({ ...memoryStores(), epochs: { list: () => Promise.resolve(told) } });
    await register(ledger);
  });
  afterEach(() => ledger.close());

  describe('a position that was given in an epoch', () => {
    const name = (position: number): string => `{ school(id: "370103.S01", asOf: { position: ${position} }) { name } }`;
    const pinned = (position: number): string =>
      `{ school(id: "${encoded(`School:370103.S01@${position}/2026-11-24`)}") { name } }`;

    test.each([
      ['the present one', third, 8],
      ['one before it, before the next began', second, 6],
      ['the first one', first, 3],
    ])('%s is answered', async (_what, id, position) => {
      for (const query of [name, pinned])
        expect((await ledger.query(query(position), { epoch: id })).errors).toEqual([]);
      expect((await ledger.query('{ ledger { position } }', { epoch: id, minPosition: position })).errors).toEqual([]);
    });

    test.each([
      ['an epoch that went on after the copy was made', second, 7],
      ['an epoch that went on elsewhere', first, 4],
      ['an epoch that the ledger does not know', lost, 1],
    ])('%s is refused, with the reason', async (_what, id, position) => {
      const refused = {
        code: 'POSITION_NOT_READABLE',
        reason: 'LEDGER_RESTORED',
        message: expect.stringMatching(/restored from an older copy/),
      };
      for (const query of [name, pinned])
        expect((await ledger.query(query(position), { epoch: id })).errors).toMatchObject([refused]);
      await expect(ledger.context({ epoch: id, minPosition: position })).rejects.toMatchObject({
        extensions: { code: 'POSITION_NOT_READABLE', reason: 'LEDGER_RESTORED', head: 8 },
      });
    });

    test('without an epoch is answered up to the head, and beyond it with the reason', async () => {
      expect((await ledger.query(name(8))).errors).toEqual([]);
      expect((await ledger.query(name(9))).errors).toMatchObject([
        {
          code: 'POSITION_NOT_READABLE',
          reason: 'BEYOND_HEAD',
          message: expect.stringMatching(/the last one that can is 8.*restored from an older copy/),
        },
      ]);
      await expect(ledger.context({ minPosition: 9 })).rejects.toMatchObject({
        extensions: { reason: 'BEYOND_HEAD', position: 9, head: 8 },
      });
    });
  });

  test('answers and the ledger say in which epoch their positions are given', async () => {
    const { data, asOf } = await ledger.query('{ ledger { position epoch } }');
    expect([data.ledger.epoch, asOf.epoch]).toEqual([third, third]);
  });

  describe('a subscription', () => {
    const after = (position: number, id?: string): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> =>
      ledger.subscribe(
        `subscription { ledgerEvents(after: ${position}${id === undefined ? '' : `, epoch: "${id}"`}) { position } }`,
      );

    test('goes on after a position that still means the same', async () => {
      const events = (await after(6, second)) as AsyncGenerator<ExecutionResult>;
      expect((await events.next()).value).toEqual({ data: { ledgerEvents: { position: 7 } } });
      await events.return(undefined);
    });

    test.each([
      [7, second, 'LEDGER_RESTORED'],
      [1, lost, 'LEDGER_RESTORED'],
      [9, undefined, 'BEYOND_HEAD'],
    ])('after %p in epoch %p is refused: it would miss events without a word', async (position, id, reason) => {
      expect(await after(position, id)).toMatchObject({
        errors: [{ extensions: { code: 'POSITION_NOT_READABLE', reason } }],
      });
    });
  });

  describe('a store in which others begin epochs', () => {
    const begun: Epoch[] = [];
    let answers: boolean;
    let shared: ApiLedger;
    beforeEach(async () => {
      begun.length = 0;
      answers = true;
      shared = await openApi({
        ...memoryStores(),
        epochs: {
          list: () => (answers ? Promise.resolve([...begun]) : Promise.reject(new StoreUnavailable('away'))),
          begin: (one, behind) => Promise.resolve(void (begun.at(-1)?.id === behind && begun.push(one))),
        },
      });
      await register(shared);
    });
    afterEach(() => shared.close());

    test('gets its first one here, and one that another began is learned of when it is named', async () => {
      await shared.services.epochs.lastPositionOf(lost);
      expect(begun).toEqual([{ id: expect.any(String), position: 0, startedAt: '2026-11-24T01:00:00.000Z' }]);
      expect(shared.services.epochs.current()).toBe(begun[0]!.id);
      begun.push(epoch(second, 5));
      expect(await shared.services.epochs.lastPositionOf(second)).toBe(Number.MAX_SAFE_INTEGER);
      expect(await shared.services.epochs.lastPositionOf(begun[0]!.id)).toBe(5);
      expect((await shared.query('{ ledger { epoch } }')).asOf.epoch).toBe(second);
    });

    test('that is away cannot say whether a position holds: so is the answer', async () => {
      answers = false;
      await expect(shared.context({ epoch: lost, minPosition: 1 })).rejects.toMatchObject({
        extensions: { code: 'POSITION_NOT_READABLE', reason: 'EPOCH_UNKNOWN' },
      });
    });
  });

  test('the schema takes the epoch of a subscription as a UUID only', async () => {
    const contextValue = await ledger.context();
    const answer = await subscribe({
      schema: buildSchema(),
      document: parse('subscription { ledgerEvents(after: 1, epoch: "yesterday") { position } }'),
      contextValue,
    }).catch((error: unknown) => ({ errors: [error] }));
    expect(answer).toMatchObject({
      errors: [expect.objectContaining({ message: expect.stringMatching(/"epoch" has invalid value/) })],
    });
  });
});

describe("an object's history", () => {
  let ledger: ApiLedger;
  beforeAll(async () => {
    ledger = await openApi();
    await register(ledger); // 1 to 8
    await council(ledger); // 9 to 13
    await ledger.mutate('FileCouncil', { councilId: '370103.G01.1' }, { principal: principals.council }); // 14
    await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S03' }); // 15
    await ledger.mutate(
      'WithdrawSchool',
      { groupId: '370103.G01', schoolId: '370103.S03' },
      { command: { effectiveOn: '2026-12-31' } },
    ); // 16
  });
  afterAll(() => ledger.close());

  const types = (connection: { nodes: { type: string }[] }): string[] => connection.nodes.map(({ type }) => type);

  describe('history', () => {
    test('of a school, a group and a council is what touched them, up to the moment they are shown at', async () => {
      const { data } = await ledger.query(`{
      school(id: "370103.S03") { history { nodes { type } } }
      group(id: "370103.G01") { history { totalCount nodes { type } } council { history { nodes { type } } } }
      before: group(id: "370103.G01", asOf: { position: 8 }) { history { totalCount nodes { type } } }
    }`);
      expect(types(data.school.history)).toEqual(['SchoolRegistered', 'SchoolAdmitted', 'SchoolWithdrawn']);
      expect(types(data.group.history)).toEqual([
        'GroupFormed',
        'MemberRecommended',
        'MemberRecommended',
        'CouncilAppointed',
        'CouncilFiled',
        'SchoolAdmitted',
        'SchoolWithdrawn',
      ]);
      expect(types(data.group.council.history)).toEqual(['CouncilAppointed', 'CouncilFiled']);
      expect(data.before.history).toEqual({ totalCount: 1, nodes: [{ type: 'GroupFormed' }] });
    });

    test('of memberships shows every interval where ended ones are asked for', async () => {
      const { data } = await ledger.query(`{
      now: group(id: "370103.G01") { members { school { code } until } }
      later: group(id: "370103.G01", asOf: { effectiveOn: "2027-01-01" }) { members { school { code } } all: members(includeEnded: true) { school { code } since until isLead } }
    }`);
      expect(
        data.now.members.map(({ school, until }: { school: { code: string }; until: string | null }) => [
          school.code,
          until,
        ]),
      ).toEqual([
        ['S01', null],
        ['S02', null],
        ['S03', '2026-12-31'],
      ]);
      expect(data.later.members).toHaveLength(2);
      expect(data.later.all).toContainEqual({
        school: { code: 'S03' },
        since: '2026-11-24',
        until: '2026-12-31',
        isLead: false,
      });
    });
  });

  describe('the ledger', () => {
    const events = async (args: string): Promise<[number, number[]]> => {
      const { data, errors } = await ledger.query(
        `{ ledger { events(first: 100, ${args}) { totalCount nodes { position } } } }`,
        { principal: principals.auditor },
      );
      expect(errors).toEqual([]);
      return [
        data.ledger.events.totalCount,
        data.ledger.events.nodes.map(({ position }: { position: number }) => position),
      ];
    };

    test('says how far it goes and since when, and gives each event by its position', async () => {
      const { data } = await ledger.query(
        `{ ledger { position recordedAt event(position: 8) { id position stream revision type effectiveOn recordedAt
        eventId commandId summary zh: summary(language: ZH) } none: event(position: 17) { id }
        zero: event(position: 0) { id } } }`,
      );
      expect(data.ledger).toMatchObject({
        position: 16,
        recordedAt: '2026-11-24T01:00:00.000Z',
        none: null,
        zero: null,
        event: {
          id: encoded('LedgerEvent:8'),
          position: 8,
          stream: 'district-370103',
          revision: 7,
          type: 'GroupFormed',
          effectiveOn: '2021-09-01',
          recordedAt: '2026-11-24T01:00:00.000Z',
          summary: 'Group G01 was formed: 第一教育集团, led by 第1小学, members 第1小学, 第2小学',
          zh: expect.stringContaining('组建集团 G01'),
        },
      });
    });

    test('is filtered by stream, type, actor and subject, all together', async () => {
      expect(await events('stream: "council-370103.G01"')).toEqual([4, [10, 12, 13, 14]]);
      expect(await events('types: ["GroupFormed", "CouncilFiled"]')).toEqual([2, [8, 14]]);
      expect(await events('actor: "council-1"')).toEqual([1, [14]]);
      expect(await events(`subject: "${encoded('School:370103.S03')}"`)).toEqual([3, [4, 15, 16]]);
      expect(await events('subject: "370103.S03"')).toEqual([3, [4, 15, 16]]);
      expect(await events(`subject: "${person(1)}"`)).toEqual([3, [9, 10, 13]]);
      expect(
        await events('subject: "370103.S03", types: ["SchoolWithdrawn"], stream: "district-370103", actor: "bureau-1"'),
      ).toEqual([1, [16]]);
      expect(await events('subject: "nothing"')).toEqual([0, []]);
      expect(await events('types: []')).toEqual([0, []]);
    });

    test('knows its types, and what events are about', async () => {
      expect((await ledger.query('{ ledger { events(types: ["GroupFormd"]) { totalCount } } }')).errors).toMatchObject([
        { code: 'BAD_USER_INPUT', argument: 'types' },
      ]);
      expect(
        (await ledger.query(`{ ledger { events(subject: "${encoded('LedgerEvent:1')}") { totalCount } } }`)).errors,
      ).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'subject' }]);
    });

    test('shows with each event what it changed, as it was right after', async () => {
      const { data } = await ledger.query(
        `{ ledger { event(position: 15) {
        changed { id __typename ... on EducationGroup { members { school { code } } }
        ... on School { memberships { group { code } } } } }
        before: event(position: 8) { changed { ... on EducationGroup { members { school { code } } } } } } }`,
      );
      expect(data.ledger.event.changed).toEqual([
        {
          id: encoded('EducationGroup:370103.G01@15/2026-11-24'),
          __typename: 'EducationGroup',
          members: ['S01', 'S02', 'S03'].map((code) => ({ school: { code } })),
        },
        {
          id: encoded('School:370103.S03@15/2026-11-24'),
          __typename: 'School',
          memberships: [{ group: { code: 'G01' } }],
        },
      ]);
      expect(data.ledger.before.changed[0]).toEqual({
        members: [{ school: { code: 'S01' } }, { school: { code: 'S02' } }],
      });
    });
  });

  test('a council and all that belongs to it are nodes, by their global ids', async () => {
    const { data } = await ledger.query(
      '{ group(id: "370103.G01") { councilTerms { id group { code } seats { id person { id entityId } } } recommendations { id } } }',
    );
    const [term] = data.group.councilTerms;
    const ids = [term.id, term.seats[0].id, term.seats[0].person.id];
    const { data: again } = await ledger.query(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on CouncilSeat { since until isChair person { entityId } } } }',
      { variables: { ids } },
    );
    expect(again.nodes).toEqual([
      { id: ids[0], __typename: 'Council' },
      {
        id: ids[1],
        __typename: 'CouncilSeat',
        since: '2023-09-01',
        until: '2027-09-01',
        isChair: true,
        person: { entityId: person(1) },
      },
      { id: ids[2], __typename: 'Person' },
    ]);
    const recommendation = encoded(`Recommendation:370103.G01.S01.${person(1)}.0`);
    const { data: used } = await ledger.query(
      `{ node(id: "${recommendation}") { id ... on Recommendation { usedOn school { code } } } }`,
    );
    expect([data.group.recommendations, used.node]).toEqual([
      [],
      { id: recommendation, usedOn: '2021-09-01', school: { code: 'S01' } },
    ]);
  });

  test('all but names is read synchronously, fields with arguments too: a list waits for nothing', async () => {
    const document =
      parse(`{ viewer { actor { role } } ledger { position event(position: 8) { changed { id ... on EducationGroup {
    name revision lead { name standing memberships { isLead } district { schoolCount } } members(includeEnded: true) { school { formerNames } } besideGroup { id }
    council { filing { status } seats(includeEnded: true) { person { entityId } isChair } history(first: 1) { totalCount nodes { id } } } recommendations { id }
  } } } events(first: 5) { totalCount pageInfo { hasNextPage hasPreviousPage } nodes { summary(language: ZH) data basis { title } actor { id } } } } }`);
    // executeSync throws where anything gives a promise.
    expect(
      executeSync({ schema: buildSchema(), document, contextValue: await ledger.context() }).errors,
    ).toBeUndefined();
  });

  test('what followed an event by itself is linked, both ways', async () => {
    const cause = ledger.readModels.events.at(1)!;
    await ledger.pass({ type: 'RenameSchool', schoolId: '370103.S01', name: '新名' }, { causationId: cause.eventId });
    const position = ledger.runner.head();
    const { data, errors } = await ledger.query(
      `{ ledger { first: event(position: 1) { causedBy { position } followUps { position } }
      last: event(position: ${position}) { causedBy { position } followUps { position } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.ledger).toEqual({
      first: { causedBy: null, followUps: [{ position }] },
      last: { causedBy: { position: 1 }, followUps: [] },
    });
  });
});

describe('the difference of two moments', () => {
  let ledger: ApiLedger;
  let before: number;
  beforeAll(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
    before = ledger.runner.head();
    await passed(ledger, 'ClassifySchool', { schoolId: school(3), standing: 'FAMOUS' });
    await passed(
      ledger,
      'AdmitSchool',
      { groupId: group, schoolId: school(3) },
      { command: { effectiveOn: '2026-12-01' } },
    );
    await passed(ledger, 'CloseSchool', { schoolId: school(6) }, { command: { effectiveOn: '2026-12-31' } });
    await take('resolved', 'appropriated', 'allocated', 'spent')(ledger);
    await go('employed', 'posted', 'proposed', 'resolved', 'decided', 'arrived')(ledger);
  });
  afterAll(() => ledger.close());

  const FIELDS =
    'nodes { kind type entityId withheld before { id } after { id } changes { path before after } } pageInfo { hasNextPage endCursor }';
  const differences = async (args: string, asking: Asking = {}): Promise<any> => {
    const { data, errors } = await ledger.query(`{ difference(${args}) { ${FIELDS} } }`, {
      principal: principals.auditor,
      ...asking,
    });
    expect(errors).toEqual([]);
    return data.difference;
  };
  const between = (from: string, to: string): string => `from: { ${from} }, to: { ${to} }`;

  describe('the difference between two moments', () => {
    test('of a school is what became known of it, and what became of it from day to day', async () => {
      const known = await differences(`subject: "${school(3)}", ${between(`position: ${before}`, '')}`);
      expect(known.nodes).toMatchObject([
        { kind: 'CHANGED', type: 'School', changes: [{ path: ['standing'], before: 'UNSPECIFIED', after: 'FAMOUS' }] },
      ]);
      const later = between('effectiveOn: "2026-11-24"', 'effectiveOn: "2026-12-31"');
      expect((await differences(`subject: "${school(3)}", ${later}`)).nodes).toMatchObject([
        { kind: 'CHANGED', changes: [{ path: ['memberships', group], before: null, after: true }] },
      ]);
      const closed = (await differences(`subject: "${school(6)}", ${later}`)).nodes;
      expect(closed).toMatchObject([{ kind: 'REMOVED', after: null }]);
      expect(
        (
          await differences(
            `subject: "${school(6)}", ${between('effectiveOn: "2026-12-31"', 'effectiveOn: "2026-11-24"')}`,
          )
        ).nodes,
      ).toMatchObject([{ kind: 'ADDED', before: null }]);
    });

    test('of what is the same at both is nothing', async () => {
      expect((await differences(`subject: "${school(1)}", ${between('', '')}`)).nodes).toEqual([]);
    });

    test('of a district is that of its objects by type and key, and pages go on where one ends', async () => {
      const args = `districtId: "370103", ${between(`position: ${before}`, '')}`;
      const all = await differences(`${args}, first: 100`);
      const said = all.nodes.map(({ type, entityId }: any) => `${type} ${entityId}`);
      expect(said).toEqual(
        expect.arrayContaining([
          `School ${school(3)}`,
          `Fund ${fund}`,
          `Person ${person(1)}`,
          `Rotation ${person(1)}.R1`,
        ]),
      );
      const paged: string[] = [];
      for (let after = ''; ;) {
        const page = await differences(`${args}, first: 2${after}`);
        paged.push(...page.nodes.map(({ type, entityId }: any) => `${type} ${entityId}`));
        if (!page.pageInfo.hasNextPage) break;
        after = `, after: "${page.pageInfo.endCursor}"`;
      }
      expect(paged).toEqual(said);
    });

    test('shows what the asker may read, and nobody where persons are who may not know it', async () => {
      const args = `districtId: "370103", ${between(`position: ${before}`, '')}, first: 100`;
      const { nodes } = await differences(args, { principal: principals.anybody });
      expect(nodes.map(({ type }: any) => type)).not.toContain('Rotation');
      expect(nodes.map(({ type }: any) => type)).not.toContain('Person');
      expect(JSON.stringify(nodes)).not.toMatch(/FAMOUS|样本/);
      const one = `subject: "${person(1)}.P1", ${between('effectiveOn: "2021-08-31"', 'effectiveOn: "2026-11-24"')}`;
      expect((await differences(one)).nodes).toMatchObject([{ kind: 'ADDED', type: 'Post' }]);
      expect((await differences(one, { principal: principals.anybody })).nodes).toEqual([]);
    });

    test.each([
      ['from: {}, to: {}', 'subject'],
      ['subject: "370103.S01", districtId: "370103", from: {}, to: {}', 'districtId'],
      ['subject: "370103.S01", from: {}, to: {}, first: 0', 'first'],
      ['districtId: "370103", from: {}, to: {}, after: "x"', 'after'],
      [`districtId: "370103", from: {}, to: {}, after: "${encoded('Nothing:x')}"`, 'after'],
      [`subject: "${encoded('LedgerEvent:1')}", from: {}, to: {}`, 'subject'],
      ['subject: "370103.S99", from: {}, to: {}', null],
      ['districtId: "370199", from: {}, to: {}', null],
    ])('difference(%s) is null, or says which argument is wrong', async (args, argument) => {
      const { data, errors } = await ledger.query(`{ difference(${args}) { nodes { type } } }`);
      expect(data.difference).toBeNull();
      expect(errors.map(({ code, argument: named }) => [code, named])).toEqual(
        argument === null ? [] : [['BAD_USER_INPUT', argument]],
      );
    });

    test('a moment beyond the head cannot be read', async () => {
      const { errors } = await ledger.query(
        '{ difference(subject: "370103.S01", from: {}, to: { position: 100000 }) { nodes { type } } }',
      );
      expect(errors).toMatchObject([{ code: 'POSITION_NOT_READABLE' }]);
    });
  });

  describe('the points at which something changes', () => {
    const points = async (args: string, asking: Asking = {}): Promise<any> => {
      const { data, errors } = await ledger.query(
        `{ changePoints(${args}) { totalCount nodes { on position recordedAt changes { path before after } } pageInfo { endCursor } } }`,
        { principal: principals.auditor, ...asking },
      );
      expect(errors).toEqual([]);
      return data.changePoints;
    };

    test('are days as they are known at a moment', async () => {
      const { nodes, totalCount } = await points(`subject: "${school(3)}", axis: EFFECTIVE`);
      expect(nodes.map(({ on, position }: any) => [on, position])).toEqual([
        ['2021-09-01', null],
        ['2026-11-24', null],
        ['2026-12-01', null],
      ]);
      expect(totalCount).toBe(3);
      expect(nodes[2].changes).toEqual([{ path: ['memberships', group], before: null, after: true }]);
      const then = await points(`subject: "${school(3)}", axis: EFFECTIVE, asOf: { position: ${before} }`);
      expect(then.nodes.map(({ on }: any) => on)).toEqual(['2021-09-01']);
    });

    test('are events in the order in which they were recorded, with their instants, in pages', async () => {
      const all = (await points(`subject: "${group}", axis: RECORDED`)).nodes;
      expect(all[0]).toMatchObject({ on: null, recordedAt: '2026-11-24T01:00:00.000Z' });
      const first = await points(`subject: "${group}", axis: RECORDED, first: 2`);
      const rest = await points(
        `subject: "${group}", axis: RECORDED, first: 100, after: "${first.pageInfo.endCursor}"`,
      );
      expect([...first.nodes, ...rest.nodes]).toEqual(all);
    });

    test('are those of what the asker may read', async () => {
      const asAnybody = { principal: principals.anybody };
      expect((await points(`subject: "${person(1)}.R1", axis: EFFECTIVE`)).nodes.length).toBeGreaterThan(2);
      expect((await points(`subject: "${person(1)}.R1", axis: EFFECTIVE`, asAnybody)).nodes).toEqual([]);
      expect(
        (await points(`subject: "${school(3)}", axis: EFFECTIVE`, asAnybody)).nodes.map(({ on }: any) => on),
      ).toEqual(['2021-09-01', '2026-12-01']);
      expect(await points('subject: "nothing", axis: EFFECTIVE')).toBeNull();
    });
  });
});
