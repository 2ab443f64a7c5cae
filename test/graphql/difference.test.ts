import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { person } from '../support/ledger.js';
import { go } from './career.js';
import { council, encoded, openApi, principals, register, type ApiLedger, type Asking } from './ledger.js';
import { fund, group, passed, school, take } from './money.js';

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
    const rest = await points(`subject: "${group}", axis: RECORDED, first: 100, after: "${first.pageInfo.endCursor}"`);
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
