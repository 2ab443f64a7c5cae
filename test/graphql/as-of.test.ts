import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decoded, encoded, openApi, register, type ApiLedger } from './ledger.js';

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
    await expect(ledger.context({ minPosition: -1 })).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
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
