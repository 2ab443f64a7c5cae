import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encoded, openApi, register, type ApiLedger } from './ledger.js';

let ledger: ApiLedger;
beforeAll(async () => {
  ledger = await openApi();
  await register(ledger);
  for (const code of ['370101', '370102', '370104']) {
    await ledger.mutate(
      'OpenDistrict',
      { code, name: code },
      { principal: { actor: { id: 'b', role: 'BUREAU' }, district: code } },
    );
  }
  for (const number of [1, 2, 3, 4]) {
    await ledger.mutate('FormGroup', {
      districtId: '370103',
      code: `A0${number}`,
      name: `联盟${number}`,
      form: 'ALLIANCE',
      leadId: '370103.S01',
      memberIds: ['370103.S01', `370103.S0${number + 1}`],
    });
  }
  await ledger.mutate('RenameSchool', { schoolId: '370103.S02', name: '育英小学' });
});
afterAll(() => ledger.close());

/** Every connection of the API, and the keys it holds. */
const connections = {
  districts: { open: 'districts(', close: '', key: 'code', keys: ['370101', '370102', '370103', '370104'] },
  schools: {
    open: 'schools(districtId: "370103", ',
    close: '',
    key: 'code',
    keys: ['S01', 'S02', 'S03', 'S04', 'S05', 'S06'],
  },
  groups: { open: 'groups(districtId: "370103", ', close: '', key: 'code', keys: ['A01', 'A02', 'A03', 'A04', 'G01'] },
  events: {
    open: 'ledger { connection: events(stream: "district-370103", ',
    close: '}',
    key: 'revision',
    keys: Array.from({ length: 13 }, (_, index) => index),
  },
  'history of a school': {
    open: 'school(id: "370103.S02") { connection: history(',
    close: '}',
    key: 'type',
    keys: ['SchoolRegistered', 'GroupFormed', 'GroupFormed', 'SchoolRenamed'],
  },
  'history of a group': {
    open: 'group(id: "370103.G01") { connection: history(',
    close: '}',
    key: 'type',
    keys: ['GroupFormed'],
  },
};

describe.each(Object.entries(connections))('%s', (_name, { open, close, key, keys }) => {
  const page = async (
    args: string,
  ): Promise<{
    keys: unknown[];
    cursors: string[];
    more: [boolean, boolean];
    edge: [string | null, string | null];
    total: number;
  }> => {
    const document = `{ ${open.includes('connection') ? '' : 'connection: '}${open}${args}) {
      nodes { ${key} } edges { cursor node { ${key} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } ${close} }`;
    const { data, errors } = await ledger.query(document);
    expect(errors).toEqual([]);
    const { nodes, edges, pageInfo, totalCount } =
      data.connection ?? data.ledger?.connection ?? data.school?.connection ?? data.group?.connection;
    expect(edges.map((edge: { node: unknown }) => edge.node)).toEqual(nodes);
    return {
      keys: nodes.map((node: Record<string, unknown>) => node[key]),
      cursors: edges.map((edge: { cursor: string }) => edge.cursor),
      more: [pageInfo.hasPreviousPage, pageInfo.hasNextPage],
      edge: [pageInfo.startCursor, pageInfo.endCursor],
      total: totalCount,
    };
  };

  test.each([1, 2, 3, 100])('is the same forwards and backwards in pages of %d', async (size) => {
    const forwards: unknown[] = [];
    for (let after: string | null = null, more = true; more;) {
      const {
        keys: found,
        more: [before, next],
        edge,
        cursors,
        total,
      } = await page(`first: ${size}${after === null ? '' : `, after: "${after}"`}`);
      expect([before, total, edge]).toEqual([forwards.length > 0, keys.length, [cursors[0], cursors.at(-1)]]);
      forwards.push(...found);
      after = edge[1];
      more = next;
    }
    expect(forwards).toEqual(keys);
    const backwards: unknown[] = [];
    for (let before: string | null = null, more = true; more;) {
      const {
        keys: found,
        more: [previous, next],
        edge,
      } = await page(`last: ${size}${before === null ? '' : `, before: "${before}"`}`);
      expect(next).toBe(backwards.length > 0);
      backwards.unshift(...found);
      before = edge[0];
      more = previous;
    }
    expect(backwards).toEqual(keys);
  });

  test('beyond its ends is empty and knows what lies on the other side', async () => {
    const {
      edge: [start, end],
    } = await page('first: 100');
    expect(await page(`first: 2, after: "${end}"`)).toMatchObject({
      keys: [],
      more: [true, false],
      edge: [null, null],
    });
    expect(await page(`last: 2, before: "${start}"`)).toMatchObject({
      keys: [],
      more: [false, true],
      edge: [null, null],
    });
  });
});

describe('arguments of a page', () => {
  test.each([
    ['first: 2, last: 2', 'last'],
    ['first: 0', 'first'],
    ['first: 101', 'first'],
    ['last: -1', 'last'],
    ['first: 2, before: "U0Ax"', 'before'],
    ['last: 2, after: "U0Ax"', 'after'],
    ['after: "U0Ax", before: "U0Ax"', 'after'],
    ['after: "no cursor!"', 'after'],
    ['after: ""', 'after'],
  ])('%s is BAD_USER_INPUT that names %s', async (args, argument) => {
    const { errors } = await ledger.query(`{ schools(districtId: "370103", ${args}) { totalCount } }`);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(argument) }]);
  });

  test('a cursor of another list is refused where its form says so', async () => {
    const { errors } = await ledger.query(`{ ledger { events(after: "${encoded('S01')}") { totalCount } } }`);
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'after' }]);
  });

  test('without any 20 are given, and before alone goes backwards', async () => {
    const { data } = await ledger.query(
      `{ schools(districtId: "370103", before: "${encoded('370103.S03')}") { nodes { code } } ledger { events { nodes { id } } } }`,
    );
    expect(data.schools.nodes).toEqual([{ code: 'S01' }, { code: 'S02' }]);
    expect(data.ledger.events.nodes).toHaveLength(16);
  });
});

describe('lists of a district', () => {
  test('are filtered by form, phase and search, and search finds former names in any width and case', async () => {
    const { data } = await ledger.query(`{
      alliances: groups(districtId: "370103", form: ALLIANCE) { totalCount }
      named: groups(districtId: "370103", search: "教育") { nodes { code } }
      junior: schools(districtId: "370103", phase: JUNIOR) { totalCount }
      former: schools(districtId: "370103", search: "第２小") { nodes { code name formerNames } }
      unknown: schools(districtId: "370199") { totalCount nodes { code } }
    }`);
    expect(data).toEqual({
      alliances: { totalCount: 4 },
      named: { nodes: [{ code: 'G01' }] },
      junior: { totalCount: 0 },
      former: { nodes: [{ code: 'S02', name: '育英小学', formerNames: ['第2小学'] }] },
      unknown: { totalCount: 0, nodes: [] },
    });
  });

  test('are counted', async () => {
    const { data } = await ledger.query(
      '{ district(id: "370103") { schoolCount unitCount groupCount allianceCount revision entityId } }',
    );
    expect(data.district).toEqual({
      schoolCount: 6,
      unitCount: 6,
      groupCount: 1,
      allianceCount: 4,
      revision: 11,
      entityId: '370103',
    });
  });
});
