import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openCheckpoint, originOf } from '../../src/audit/checkpoint.js';
import { readVerifierKey } from '../../src/audit/note.js';
import { changesAt } from '../../src/audit/object.js';
import type { Principal } from '../../src/commands/command.js';
import { visibleFields } from '../../src/graphql/visibility/table.js';
import { startProcesses } from '../../src/processes/index.js';
import { leafHashOf } from '../../src/projections/merkle/leaf.js';
import { verifyConsistency, verifyInclusion } from '../../src/projections/merkle/tree.js';
import { followAll } from '../contract/samples.js';
import { idOf, person, silent } from '../support/ledger.js';
import { allSettled } from '../support/processes.js';
import { go, post, rotation } from './career.js';
import { go as evaluating, evaluation } from './evaluation.js';
import { type ApiLedger, type Asking, council, encoded, openApi, principals, register } from './ledger.js';
import { charterInput, fund, group, meeting, passed, resolution, school, spentFund, take } from './money.js';

describe('replay', () => {
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
});

describe('why', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  const PAYMENT = `${fund}/${school(1)}/2026/11/记-1/1`;
  const CHAIN =
    'value zh: value(language: ZH) code months amount { fen } objects { id } links { kind position event { type } }';

  const asking = (
    question: string,
    selection = CHAIN,
    principal: Principal = principals.bureau,
  ): ReturnType<ApiLedger['query']> => ledger.query(`{ why(${question}) { ${selection} } }`, { principal });
  const answered = async (...question: Parameters<typeof asking>): Promise<any> => {
    const { data, errors } = await asking(...question);
    expect(errors).toEqual([]);
    return data.why;
  };

  describe('why a payment was made', () => {
    beforeEach(async () => {
      await passed(ledger, 'FileCouncil', { councilId: `${group}.1` });
      await passed(
        ledger,
        'AcceptFiling',
        { councilId: `${group}.1`, documentNo: '备1号' },
        { principal: principals.otherBureau },
      );
      await spentFund(ledger);
    });

    test('is told by the chain of what it rests on, with ballots, papers and a line for each', async () => {
      const found = await answered(
        `object: "${PAYMENT}", field: GROUND`,
        'field value links { kind on position event { type position } object { __typename id } basis { documentNo } ballot { for against } sentence(language: ZH) }',
      );
      expect(found).toMatchObject({ field: 'GROUND', value: `${group}.R1 2026年度专项经费使用` });
      expect(found.links.map(({ kind, on, object, ballot }: any) => [kind, on, object.__typename, ballot])).toEqual([
        ['MADE_BY', '2026-11-24', 'Fund', null],
        ['ALLOCATED', '2026-11-24', 'Fund', null],
        ['DECIDED_BY_RESOLUTION', '2026-11-24', 'Resolution', null],
        ['ADOPTED_IN_MEETING', '2026-11-20', 'Council', { for: 2, against: 0 }],
        ['COUNCIL_APPOINTED', '2021-09-01', 'Council', null],
        ['FILED', '2026-11-24', 'Council', null],
        ['FILING_ANSWERED', '2026-11-24', 'Council', null],
        ['APPROPRIATED', '2026-11-24', 'Fund', null],
      ]);
      for (const { position, event, basis } of found.links) {
        expect(event.position).toBe(position);
        expect(basis).toEqual([{ documentNo: '市中教字〔2026〕1号' }]);
      }
      expect(found.links[6].sentence).toBe('教育局接受第一教育集团第 1 届理事会备案（备1号）');
    });

    test('to those to whom payments are shown, and to nobody else', async () => {
      const question = `object: "${PAYMENT}", field: GROUND`;
      for (const principal of [
        principals.bureau,
        principals.auditor,
        principals.council,
        principals.lead,
        principals.member,
      ])
        expect(await answered(question, CHAIN, principal)).toMatchObject({ objects: [{}] });
      const far: Principal = { actor: { id: 'school-3', role: 'SCHOOL' }, school: school(3) };
      for (const principal of [principals.anybody, principals.farBureau, far])
        expect(await answered(question, CHAIN, principal)).toBeNull();
    });

    test('the keys that are asked with stand beside what they are of', async () => {
      const { data } = await ledger.query(
        `{ fund(id: "${fund}") { tranches { entityId } lines { entityId expenditures { entityId } } } }`,
      );
      expect(data.fund.lines[0]).toEqual({ entityId: `${fund}.1`, expenditures: [{ entityId: PAYMENT }] });
      const { amount } = await answered(`object: "${data.fund.tranches[0].entityId}", field: AMOUNT`);
      expect(amount).toEqual({ fen: 1_000_000 });
    });

    test('how much a line holds is told to anybody, without papers, actors and what an event does not show', async () => {
      const selection =
        'value links { kind basis { title } event { type reason actor { id role } data } object { id } sentence }';
      const { value, links } = await answered(`object: "${fund}.1", field: AMOUNT`, selection, principals.anybody);
      expect([value, links.map(({ kind }: any) => kind)]).toEqual([
        '3000.00 yuan',
        [
          'MADE_BY',
          'DECIDED_BY_RESOLUTION',
          'ADOPTED_IN_MEETING',
          'COUNCIL_APPOINTED',
          'FILED',
          'FILING_ANSWERED',
          'APPROPRIATED',
        ],
      ]);
      for (const { basis, event } of links) {
        expect([basis, event.reason, event.actor.id]).toEqual([[], null, null]);
        const { data } = await ledger.query(
          `{ ledger { events(types: ["${event.type}"], last: 1) { nodes { type reason actor { id role } data } } } }`,
          { principal: principals.anybody },
        );
        expect(event).toEqual(data.ledger.events.nodes[0]);
      }
    });
  });

  describe('who sits and chairs', () => {
    test('is named where the name may be seen, else by the key', async () => {
      const seat = ledger.readModels.seats.by('person', person(2), ledger.runner.head())[0]!.key;
      const question = `object: "${encoded(`CouncilSeat:${seat}`)}", field: SEAT`;
      expect(await answered(question)).toMatchObject({
        value: '样本2',
        links: [{ kind: 'MADE_BY' }, { kind: 'RECOMMENDED' }],
      });
      expect(await answered(question, CHAIN, principals.anybody)).toMatchObject({
        value: person(2),
        objects: [{ id: encoded(`Person:${person(2)}`) }],
      });
      expect(await answered(`object: "${group}.1", field: CHAIR`)).toMatchObject({ value: '样本1' });
    });

    test('that a seat goes with a post is explained by the post to whom the career is shown', async () => {
      const running = await startProcesses({ ...ledger, log: silent });
      await passed(ledger, 'AdoptCharter', {
        ...charterInput,
        otherSeats: 3,
        everySchoolSeated: false,
        exOfficio: [{ schoolId: school(2), post: 'PRINCIPAL' }],
        ...meeting,
      });
      await ledger.pass({
        type: 'RegisterPerson',
        personId: person(3),
        schoolId: school(2),
        details: { name: '样本3' },
      });
      await passed(ledger, 'Employ', { personId: person(3), employedBy: 'SCHOOL', homeSchoolId: school(2) });
      await allSettled(ledger, running);
      await passed(ledger, 'AssignPost', { personId: person(3), schoolId: school(2), kind: 'PRINCIPAL' });
      await allSettled(ledger, running);
      await running.stop();
      const seat = ledger.readModels.seats.by('person', person(3), ledger.runner.head())[0]!.key;
      const kinds = async (principal: Principal): Promise<unknown> =>
        (
          await answered(`object: "${seat}", field: SEAT`, 'links { kind event { type } object { id } }', principal)
        ).links.map(({ kind, event, object }: any) => [kind, event.type, object.id]);
      const seated = ['MADE_BY', 'SubstituteAppointed', encoded(`CouncilSeat:${seat}`)];
      const appointed = ['COUNCIL_APPOINTED', 'CouncilAppointed', encoded(`Council:${group}.1`)];
      expect(await kinds(principals.bureau)).toEqual([
        seated,
        ['FOLLOWED_UP', 'PostAssigned', encoded(`Post:${person(3)}.P1`)],
        appointed,
      ]);
      expect(await kinds(principals.anybody)).toEqual([seated, appointed]);
    });

    test('at a moment; what is asked of a past one names it in its ids', async () => {
      const position = ledger.runner.head();
      await passed(ledger, 'ResignSeat', { councilId: `${group}.1`, personId: person(1) });
      const question = `object: "${group}.1", field: CHAIR`;
      expect(await answered(question)).toBeNull();
      const then = await answered(`${question}, asOf: { position: ${position} }`, 'objects { id } links { position }');
      expect(then.objects).toEqual([{ id: encoded(`Person:${person(1)}@${position}/2026-11-24`) }]);
      expect(await answered(`${question}, asOf: { effectiveOn: "2026-11-23" }`)).toMatchObject({ value: '样本1' });
    });

    test('a filing says its status as a code and in words', async () => {
      expect(await answered(`object: "${group}.1", field: FILING_STATUS`)).toMatchObject({
        code: 'NOT_FILED',
        value: 'not filed',
        zh: '未备案',
        links: [{ kind: 'MADE_BY', event: { type: 'CouncilAppointed' } }],
      });
    });
  });

  test('a name, a lead and a membership are told to anybody, a standing within the district', async () => {
    await passed(ledger, 'ClassifySchool', { schoolId: school(1), standing: 'FAMOUS' });
    const anybody = (question: string) => answered(question, CHAIN, principals.anybody);
    expect(await anybody(`object: "${school(1)}", field: NAME`)).toMatchObject({ value: '第1小学' });
    expect(await anybody(`object: "${group}", field: NAME`)).toMatchObject({ value: '第一教育集团' });
    expect(await anybody(`object: "${group}", field: LEAD`)).toMatchObject({
      value: '第1小学',
      objects: [{ id: encoded(`School:${school(1)}`) }],
    });
    const [member] = ledger.readModels.memberships.by('school', school(2), ledger.runner.head());
    expect(await anybody(`object: "${member!.key}", field: MEMBERSHIP`)).toMatchObject({
      value: '第2小学 in 第一教育集团, since 2021-09-01',
      zh: '第2小学为第一教育集团成员校，自 2021-09-01 起',
    });
    const standing = `object: "${school(1)}", field: STANDING`;
    expect(await anybody(standing)).toBeNull();
    expect(await answered(standing, CHAIN, principals.farBureau)).toBeNull();
    for (const principal of [principals.bureau, principals.member, principals.council, principals.auditor])
      expect(await answered(standing, CHAIN, principal)).toMatchObject({ code: 'FAMOUS', value: 'famous', zh: '名校' });
  });

  test('where somebody teaches, and what was recognised, is told to whom the career is shown', async () => {
    await go(
      'employed',
      'proposed',
      'resolved',
      'decidedByCouncil',
      'arrived',
      'served',
      'completed',
      'recognised',
    )(ledger);
    const place = `object: "${person(1)}", field: PLACE_OF_TEACHING, asOf: { effectiveOn: "2026-11-23" }`;
    const { data } = await ledger.query(`{ person(id: "${person(1)}") { credits { entityId months } } }`);
    const [credit] = data.person.credits;
    const recognised = `object: "${credit.entityId}", field: CREDIT`;
    for (const principal of [principals.bureau, principals.member, principals.council, principals.auditor]) {
      expect(await answered(place, CHAIN, principal)).toMatchObject({ value: '第2小学 100 %' });
      expect(await answered(recognised, CHAIN, principal)).toMatchObject({ months: credit.months });
    }
    for (const principal of [principals.anybody, principals.farBureau]) {
      expect(await answered(place, CHAIN, principal)).toBeNull();
      expect(await answered(recognised, CHAIN, principal)).toBeNull();
    }
  });

  test('which policy applies is asked of a district by its kind, or of the policy', async () => {
    await passed(ledger, 'AdoptPolicy', {
      districtId: '370103',
      code: 'P1',
      title: '备案办法',
      documentNo: '文1',
      rules: { kind: 'FILING', effect: 'DECLARATORY', answerDays: 30 },
    });
    const inForce = { value: '备案办法 (文1)', links: [{ kind: 'MADE_BY', event: { type: 'PolicyAdopted' } }] };
    expect(await answered('object: "370103", field: POLICY_IN_FORCE, kind: FILING')).toMatchObject(inForce);
    expect(await answered('object: "370103.P1", field: POLICY_IN_FORCE')).toMatchObject(inForce);
    expect(await answered('object: "370103", field: POLICY_IN_FORCE, kind: QUORUM')).toBeNull();
  });

  describe('a question that', () => {
    const refused = async (question: string): Promise<unknown> => (await asking(question)).errors;

    test('is about a field of something else is broken, by global id and by key', async () => {
      for (const object of [encoded(`School:${school(1)}`), school(1), encoded('LedgerEvent:1')])
        expect(await refused(`object: "${object}", field: SEAT`)).toMatchObject([
          { code: 'BAD_USER_INPUT', argument: 'field' },
        ]);
    });

    test('names a kind where there is none, or none where one is needed, is broken', async () => {
      for (const question of [
        'object: "370103", field: POLICY_IN_FORCE',
        `object: "${school(1)}", field: NAME, kind: FILING`,
      ])
        expect(await refused(question)).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'kind' }]);
    });

    test('is about what nobody knows has no answer', async () => {
      for (const question of [
        'object: "370103.S99", field: NAME',
        `object: "${encoded('School:370103.S99')}", field: NAME`,
        `object: "${school(1)}", field: NAME, asOf: { position: 1 }`,
        `object: "${fund}.1", field: AMOUNT`,
        'object: "nothing", field: GROUND',
      ])
        expect(await answered(question)).toBeNull();
    });
  });

  test('a grade is told to anybody, as a code and in words; what was found is told to whom it concerns', async () => {
    await evaluating('concluded')(ledger);
    const question = `object: "${evaluation}", field: GRADE`;
    const selection = 'code value links { kind object { id } event { type data } sentence(language: ZH) }';
    for (const principal of [principals.bureau, principals.anybody]) {
      const { code, value, links } = await answered(question, selection, principal);
      expect([code, value, links.map(({ kind }: { kind: string }) => kind)]).toEqual([
        '良好',
        '良好',
        ['MADE_BY', ...Array.from({ length: 5 }, () => 'FOUND'), 'OPENED'],
      ]);
      expect('text' in links[1].event.data).toBe(principal === principals.bureau);
    }
    expect(await answered(`${question}, asOf: { effectiveOn: "2026-11-24" }`)).toBeNull();
  });
});

describe('proofs', () => {
  let ledger: ApiLedger;
  beforeAll(async () => {
    ledger = await openApi();
    await register(ledger);
  });
  afterAll(() => ledger.close());

  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
  const CHECKPOINT = '{ ledger { position checkpoint { origin size root note verifierKey } } }';

  test('the checkpoint is of the position of the answer, and its note opens with its key, for anybody', async () => {
    const { data, errors } = await ledger.query(CHECKPOINT, { principal: principals.anybody });
    expect(errors).toEqual([]);
    const { position, checkpoint } = data.ledger;
    const opened = openCheckpoint(checkpoint.note, [readVerifierKey(checkpoint.verifierKey)!]);
    expect(opened).toMatchObject({ origin: originOf(await idOf(ledger.stores)()), size: position });
    expect(checkpoint).toMatchObject({
      origin: opened.origin,
      size: position,
      root: Buffer.from(opened.root).toString('hex'),
    });
    expect((await ledger.query(CHECKPOINT)).data.ledger.checkpoint).toEqual(checkpoint);
  });

  test('each event is proven to be in each tree after it, by its bytes', async () => {
    const events = await followAll(ledger.stores.events, ledger.runner.head());
    const id = await idOf(ledger.stores)();
    for (const [index, event] of events.entries()) {
      const { data } = await ledger.query(
        `{ ledger { inclusionProof(position: ${index + 1}) { position treeSize leafHash root path } } }`,
        { principal: principals.anybody },
      );
      const { position, treeSize, leafHash, root, path } = data.ledger.inclusionProof;
      expect([position, treeSize]).toEqual([index + 1, events.length]);
      expect(leafHash).toBe(Buffer.from(leafHashOf(id, event)).toString('hex'));
      const leaf = bytes(leafHash);
      expect(verifyInclusion({ leaf, index, size: treeSize, root: bytes(root), path: path.map(bytes) })).toBe(true);
    }
  });

  test('each tree is proven to go on in the next', async () => {
    const head = ledger.runner.head();
    const { data } = await ledger.query(
      `{ ledger { all: consistencyProof(from: 3) { ...of } some: consistencyProof(from: 2, to: 5) { ...of } none: consistencyProof(from: 4, to: 4) { ...of } } }
     fragment of on ConsistencyProof { from to fromRoot toRoot path }`,
    );
    for (const [name, from, to] of [
      ['all', 3, head],
      ['some', 2, 5],
      ['none', 4, 4],
    ] as const) {
      const proof = data.ledger[name];
      expect([proof.from, proof.to]).toEqual([from, to]);
      expect(
        verifyConsistency(
          { size: from, root: bytes(proof.fromRoot) },
          { size: to, root: bytes(proof.toRoot) },
          proof.path.map(bytes),
        ),
      ).toBe(true);
    }
  });

  test.each([
    ['inclusionProof(position: 0)', 'BAD_USER_INPUT', 'position'],
    ['inclusionProof(position: -1)', 'BAD_USER_INPUT', 'position'],
    ['inclusionProof(position: 3, treeSize: 2)', 'BAD_USER_INPUT', 'position'],
    ['inclusionProof(position: 1, treeSize: 0)', 'BAD_USER_INPUT', 'treeSize'],
    ['inclusionProof(position: 1, treeSize: 900)', 'POSITION_NOT_READABLE', 'treeSize'],
    ['inclusionProof(position: 900)', 'POSITION_NOT_READABLE', 'position'],
    ['consistencyProof(from: 0)', 'BAD_USER_INPUT', 'from'],
    ['consistencyProof(from: 3, to: 2)', 'BAD_USER_INPUT', 'from'],
    ['consistencyProof(from: 1, to: 0)', 'BAD_USER_INPUT', 'to'],
    ['consistencyProof(from: 1, to: 900)', 'POSITION_NOT_READABLE', 'to'],
  ])('%s is %s, by the name %s', async (field, code, argument) => {
    const { errors } = await ledger.query(`{ ledger { ${field} { root: path } } }`);
    expect(errors).toEqual([
      expect.objectContaining({ code, argument, message: expect.stringMatching(`^${argument}: `) }),
    ]);
  });

  test('the empty ledger has the empty tree', async () => {
    const empty = await openApi();
    const { data } = await empty.query(CHECKPOINT);
    expect(data.ledger.checkpoint).toMatchObject({
      size: 0,
      root: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    });
    await empty.close();
  });
});
