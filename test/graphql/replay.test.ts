import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { visibleFields } from '../../src/graphql/visibility/table.js';
import { changesAt } from '../../src/audit/object.js';
import { person } from '../support/ledger.js';
import { go, post, rotation } from './career.js';
import { council, encoded, openApi, principals, register, type ApiLedger, type Asking } from './ledger.js';
import { fund, group, passed, resolution, school, take } from './money.js';

let ledger: ApiLedger;
let corrected: number;
beforeAll(async () => {
  ledger = await openApi();
  await register(ledger); // 1 to 8
  await council(ledger); // 9 to 13
  await passed(ledger, 'ClassifySchool', { schoolId: school(3), standing: 'FAMOUS' }); // 14
  await passed(
    ledger,
    'RenameSchool',
    { schoolId: school(3), name: '第三小雪' },
    { command: { effectiveOn: '2026-11-30' } },
  );
  const { data } = await ledger.query('{ ledger { events(last: 1) { nodes { id position } } } }');
  ({ position: corrected } = await passed(ledger, 'CorrectRecord', {
    eventId: data.ledger.events.nodes[0].id,
    facts: { schoolCode: 'S03', name: '济南第三小学' },
    rightEffectiveOn: '2026-11-28',
  }));
  await take('resolved', 'appropriated', 'allocated', 'committed', 'spent')(ledger);
  await go('employed', 'posted', 'proposed', 'resolved', 'decided')(ledger);
  await go('arrived', 'suspended', 'resumed')(ledger);
});
afterAll(() => ledger.close());

const FIELDS = 'path since until before after';
const steps = async (subject: string, args = '', asking: Asking = {}, more = ''): Promise<any[]> => {
  const { data, errors } = await ledger.query(
    `{ replay(subject: "${subject}", first: 100 ${args}) { nodes { event { type position } effectiveOn withheld changes { ${FIELDS} } ${more} } } }`,
    { principal: principals.auditor, ...asking },
  );
  expect(errors).toEqual([]);
  return data.replay?.nodes ?? null;
};
const types = (nodes: readonly any[]): string[] => nodes.map(({ event }) => event.type);

describe('a history step by step', () => {
  test('of a school gives each event, the school right before and after it, and the fields that changed with their days', async () => {
    const nodes = await steps(
      school(3),
      '',
      {},
      `summary(language: ZH) object { ... on School { name standing } } objectBefore { ... on School { name standing } }`,
    );
    expect(types(nodes)).toEqual(['SchoolRegistered', 'SchoolClassified', 'SchoolRenamed', 'RecordCorrected']);
    expect(nodes[0]).toMatchObject({ objectBefore: null, object: { name: '第3小学', standing: 'UNSPECIFIED' } });
    expect(nodes[1]).toMatchObject({
      objectBefore: { standing: 'UNSPECIFIED' },
      object: { standing: 'FAMOUS' },
      withheld: false,
      changes: [{ path: ['standing'], since: '2026-11-24', until: null, before: 'UNSPECIFIED', after: 'FAMOUS' }],
    });
    expect(nodes[2].changes).toEqual([
      { path: ['name'], since: '2026-11-30', until: null, before: '第3小学', after: '第三小雪' },
    ]);
  });

  test('shows of a correction what had been believed and what is right, and the history as it is known has it in its place', async () => {
    const believed = await steps(school(3));
    expect(believed[3]).toMatchObject({
      event: { position: corrected },
      changes: [
        { path: ['name'], since: '2026-11-28', until: '2026-11-30', before: '第3小学', after: '济南第三小学' },
        { path: ['name'], since: '2026-11-30', until: null, before: '第三小雪', after: '济南第三小学' },
      ],
    });
    const known = await steps(
      school(3),
      'view: AS_CORRECTED',
      {},
      'summary(language: ZH) object { ... on School { name } } objectBefore { id }',
    );
    expect(types(known)).toEqual(['SchoolRegistered', 'SchoolClassified', 'SchoolRenamed']);
    expect(known[2]).toMatchObject({
      effectiveOn: '2026-11-28',
      summary: expect.stringContaining('济南第三小学'),
      object: { name: '济南第三小学' },
      objectBefore: null,
      changes: [{ path: ['name'], since: '2026-11-28', until: null, before: '第3小学', after: '济南第三小学' }],
    });
    const before = await steps(school(3), `view: AS_CORRECTED, to: ${corrected - 1}`);
    expect(before[2]).toMatchObject({ effectiveOn: '2026-11-30', changes: [{ after: '第三小雪' }] });
  });

  test.each([
    [`${group}.1`, 'Council', ['CouncilAppointed', 'ResolutionAdopted', 'ResolutionAdopted']],
    [resolution, 'Resolution', ['ResolutionAdopted', 'FundsAllocated']],
    [fund, 'Fund', ['FundAppropriated', 'FundsAllocated', 'FundsCommitted', 'ExpenditureRecorded']],
    [
      rotation,
      'Rotation',
      ['RotationProposed', 'RotationDecided', 'ArrivalConfirmed', 'RotationSuspended', 'RotationResumed'],
    ],
    [post, 'Post', ['PostAssigned']],
  ])('of %s, a %s, by its key or its global id', async (key, type, expected) => {
    const nodes = await steps(key, '', {}, 'object { __typename }');
    expect(types(nodes)).toEqual(expected);
    expect(new Set(nodes.map(({ object }) => object.__typename))).toEqual(new Set([type]));
    expect(nodes[0].changes.length).toBeGreaterThan(0);
    expect(await steps(encoded(`${type}:${key}`))).toEqual(
      nodes.map(({ object: _, ...rest }: { object: unknown }) => rest),
    );
  });

  test('of a seat, a membership and a recommendation is found by what changed them', async () => {
    const { readModels: read, runner } = ledger;
    const seat = read.seats.by('council', `${group}.1`, runner.head())[0]!.key;
    const membership = read.memberships.by('group', group, runner.head())[0]!.key;
    const recommendation = read.recommendations.by('group', group, runner.head())[0]!.key;
    expect(types(await steps(seat))).toEqual(['CouncilAppointed']);
    expect(types(await steps(membership))).toEqual(['GroupFormed']);
    expect(types(await steps(recommendation))).toEqual(['MemberRecommended', 'CouncilAppointed']);
  });

  test('of a person says each step of the career and of the council; of a group its members, charter and recommendations', async () => {
    const nodes = await steps(person(1));
    const paths = nodes.flatMap(({ changes }) =>
      changes.map(({ path }: { path: string[] }) => path.slice(0, 2).join('.')),
    );
    expect(new Set(paths)).toEqual(
      new Set(['school', 'details', `seats.${group}.1`, 'employment', 'posts.1', 'rotations.1']),
    );
    const suspended = nodes.find(({ event }) => event.type === 'RotationSuspended');
    expect(suspended.changes).toContainEqual({
      path: ['rotations', '1', 'status'],
      since: '2026-10-01',
      until: null,
      before: 'IN_SERVICE',
      after: 'SUSPENDED',
    });
    const [formed] = await steps(group);
    expect(formed.changes).toContainEqual({
      path: ['members', school(2)],
      since: '2021-09-01',
      until: null,
      before: null,
      after: true,
    });
  });

  test('of a district is all that was recorded in it, each event with what it changed of whichever object', async () => {
    const nodes = await steps('370103', '', {}, 'object { __typename } changes { object { __typename } }');
    expect(nodes.map(({ event }) => event.position)).toEqual(
      Array.from({ length: ledger.runner.head() }, (_, index) => index + 1),
    );
    const allocated = nodes.find(({ event }) => event.type === 'FundsAllocated');
    expect(allocated.object.__typename).toBe('District');
    expect(new Set(allocated.changes.map((one: any) => one.object.__typename))).toEqual(new Set(['Fund']));
    expect(allocated.changes).toContainEqual(
      expect.objectContaining({
        path: ['lines', '1', 'allocated'],
        before: null,
        after: { fen: 300_000, yuan: '3000.00' },
      }),
    );
    const known = await steps('370103', 'view: AS_CORRECTED');
    expect(types(known)).toEqual(types(nodes).filter((type) => type !== 'RecordCorrected'));
  });

  test('says each change in words, in both languages, with the names that the asker may see', async () => {
    const document = `{ replay(subject: "${group}.1", first: 1) { nodes { changes { label en: sentence zh: sentence(language: ZH) } } }
         fund: replay(subject: "${fund}", last: 1) { nodes { changes { zh: sentence(language: ZH) } } } }`;
    const { data } = await ledger.query(document);
    const [appointed] = data.replay.nodes;
    expect(appointed.changes).toContainEqual({
      label: 'chair',
      en: 'chair (from 2023-09-01): — → 样本1',
      zh: '理事长（自 2023-09-01 起）：— → 样本1',
    });
    const asAnybody = (await ledger.query(document, { principal: principals.anybody })).data.replay.nodes[0].changes;
    expect(JSON.stringify(asAnybody)).not.toMatch(/样本/);
    expect(asAnybody.map(({ en }: { en: string }) => en)).toContain(
      'seat a person (from 2023-09-01): — → recommended by 第1小学',
    );
    expect(data.fund.nodes[0].changes.map(({ zh }: { zh: string }) => zh)).toContain(
      '项目 1：已支出：0.00 元 → 200.00 元',
    );
  });
});

describe('pages of a history', () => {
  test('go forwards and backwards by positions, from one to another', async () => {
    const all = await steps(group);
    const page = async (args: string): Promise<any> =>
      (
        await ledger.query(
          `{ replay(subject: "${group}", ${args}) { nodes { event { position } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
        )
      ).data.replay;
    const positions = (found: any): number[] => found.nodes.map(({ event }: any) => event.position);
    const wanted = all.map(({ event }) => event.position as number);
    const first = await page('first: 3');
    expect([positions(first), first.totalCount, first.pageInfo.hasNextPage]).toEqual([
      wanted.slice(0, 3),
      wanted.length,
      true,
    ]);
    const second = await page(`first: 3, after: "${first.pageInfo.endCursor}"`);
    expect([positions(second), second.pageInfo.hasPreviousPage]).toEqual([wanted.slice(3, 6), true]);
    const back = await page(`last: 2, before: "${second.pageInfo.startCursor}"`);
    expect(positions(back)).toEqual(wanted.slice(1, 3));
    const between = await page(`first: 50, from: ${wanted[1]}, to: ${wanted[3]}`);
    expect([positions(between), between.totalCount]).toEqual([wanted.slice(1, 4), 3]);
  });

  test.each([
    ['subject: "nothing"', null],
    ['subject: "370103.S99"', null],
    ['subject: "370103.S03", first: 0', 'first'],
    ['subject: "370103.S03", from: -1', 'from'],
    ['subject: "370103.S03", from: 9, to: 8', 'to'],
    ['subject: "370103.S03", after: "x"', 'after'],
    [`subject: "${encoded('LedgerEvent:1')}"`, 'subject'],
    [`subject: "${encoded('School:370103.S03@x')}"`, 'subject'],
  ])('replay(%s) is null, or says which argument is wrong', async (args, argument) => {
    const { data, errors } = await ledger.query(`{ replay(${args}) { totalCount } }`);
    expect(data.replay).toBeNull();
    expect(errors.map(({ code, argument: named }) => [code, named])).toEqual(
      argument === null ? [] : [['BAD_USER_INPUT', argument]],
    );
  });

  test.each(['from', 'to'])('a position beyond the head as `%s` cannot be read', async (argument) => {
    const { errors } = await ledger.query(`{ replay(subject: "370103.S03", ${argument}: 100000) { totalCount } }`);
    expect(errors).toMatchObject([{ code: 'POSITION_NOT_READABLE', reason: 'BEYOND_HEAD' }]);
  });

  test('an id with a moment is replayed up to it', async () => {
    const nodes = await steps(encoded(`School:${school(3)}@14/2026-11-24`));
    expect(types(nodes)).toEqual(['SchoolRegistered', 'SchoolClassified']);
  });
});

describe('what a history shows', () => {
  test('is what the asker may read of the object by other doors, and it says that more was withheld', async () => {
    const asAnybody = { principal: principals.anybody };
    const [, classified] = await steps(school(3), '', asAnybody);
    expect(classified).toMatchObject({ changes: [], withheld: true });
    const paid = (await steps(fund, '', asAnybody)).at(-1);
    expect(JSON.stringify(paid)).not.toContain('样本');
    expect(paid).toMatchObject({ withheld: true });
    expect(paid.changes.map(({ path }: { path: string[] }) => path.join('.'))).toEqual(
      expect.arrayContaining(['lines.1.spent']),
    );
    const [adopted] = await steps(resolution, '', asAnybody);
    const paths = adopted.changes.map(({ path }: { path: string[] }) => path.at(-1));
    expect(paths).toContain('heldOn');
    expect(paths).not.toContain('minutesNo');
    for (const step of (await steps(rotation, '', asAnybody)) ?? []) expect(step.changes).toEqual([]);
    const far = (await steps(rotation, '', { principal: principals.farBureau })) ?? [];
    for (const step of far) expect(step.changes).toEqual([]);
    const suspended = (await steps(rotation, '', { principal: principals.lead })).find(
      ({ event }) => event.type === 'RotationSuspended',
    );
    expect(suspended.changes.map(({ path }: { path: string[] }) => path[0])).toContain('suspensions');
  });

  test('of a district holds no event of a person for who may not know where persons are', async () => {
    const nodes = await steps('370103', '', { principal: principals.anybody });
    expect(types(nodes).filter((type) => /Person|Rotation|Employ|Post|Arrival/.test(type))).toEqual([]);
    expect(types(nodes)).toContain('FundsAllocated');
  });

  test('is never a field that no line of the table of visible fields speaks of', () => {
    const unknown = Array.from({ length: ledger.runner.head() }, (_, index) => index + 1)
      .flatMap((position) => changesAt(ledger.readModels, position))
      .filter(({ object, path: [field], readAs }) =>
        field === undefined
          ? false
          : readAs
            ? visibleFields[readAs.type]?.[readAs.field] === undefined
            : visibleFields[object.type]?.[field] === undefined,
      )
      .map(({ object, path }) => `${object.type}.${path.join('.')}`);
    expect([...new Set(unknown)]).toEqual([]);
  });
});
