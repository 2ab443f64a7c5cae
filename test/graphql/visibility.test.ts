import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import {
  type ExecutionResult,
  extendSchema,
  getNamedType,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
  isLeafType,
  isObjectType,
  parse,
  buildSchema as schemaOf,
} from 'graphql';
import type { Principal } from '../../src/commands/command.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { DirectoryEntry } from '../../src/eventstore/port.js';
import type { Context } from '../../src/graphql/context.js';
import { buildSchema } from '../../src/graphql/index.js';
import { holdToTable } from '../../src/graphql/visibility/enforce.js';
import { type Line, type Lines, visibleFields } from '../../src/graphql/visibility/table.js';
import { person } from '../support/ledger.js';
import { employment, go, rotation, terms } from './career.js';
import { go as evaluate, steps as evaluation, evaluation as evaluationId } from './evaluation.js';
import { type ApiLedger, council, openApi, principals, register } from './ledger.js';
import {
  allocation,
  appropriation,
  ballot,
  charterInput,
  contract,
  fund,
  group,
  meeting,
  passed,
  payment,
  resolution,
  resolutionInput,
  school,
  steps,
  take,
} from './money.js';

describe('the table of what each may read', () => {
  let ledger: ApiLedger;
  /** Stands between the API and the people directory, as somebody with a hand in the database would. */
  let tampered: (entry: DirectoryEntry | undefined) => DirectoryEntry | undefined;
  beforeEach(async () => {
    tampered = (entry) => entry;
    const stores = memoryStores();
    ledger = await openApi({
      ...stores,
      people: {
        ...stores.people,
        get: async (personId, commitment) => tampered(await stores.people.get(personId, commitment)),
      },
    });
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  const group = '370103.G01';

  describe('the public', () => {
    const asPublic = { principal: principals.anybody };

    test('sees the register and councils without names, and no standing', async () => {
      await ledger.mutate('ClassifySchool', { schoolId: '370103.S01', standing: 'FAMOUS' });
      const document = `{ group(id: "${group}") { name lead { name standing }
      council { ordinal seats { isChair recommendedBy { code } person { name nameStatus } } } }
      district(id: "370103") { schoolCount } viewer { actor { id role } } }`;
      const { data, errors } = await ledger.query(document, asPublic);
      expect(errors).toEqual([]);
      expect(data).toEqual({
        group: {
          name: '第一教育集团',
          lead: { name: '第1小学', standing: null },
          council: {
            ordinal: 1,
            seats: [1, 2].map((number) => ({
              isChair: number === 1,
              recommendedBy: { code: `S0${number}` },
              person: { name: null, nameStatus: 'WITHHELD' },
            })),
          },
        },
        district: { schoolCount: 6 },
        viewer: { actor: { id: null, role: 'PUBLIC' } },
      });
      expect((await ledger.query(document)).data).toMatchObject({
        group: { lead: { standing: 'FAMOUS' } },
        viewer: { actor: { id: 'bureau-1', role: 'BUREAU' } },
      });
    });

    test('sees of a filing where it stands, not why it was returned', async () => {
      await ledger.mutate('FileCouncil', { councilId: `${group}.1` }, { principal: principals.council });
      await ledger.mutate('ReturnFiling', { councilId: `${group}.1`, documentNo: '备1号', reason: '某人不宜' });
      const document = `{ group(id: "${group}") { council { filing { status documentNo reason } } } }`;
      expect((await ledger.query(document, asPublic)).data.group.council.filing).toEqual({
        status: 'RETURNED',
        documentNo: '备1号',
        reason: null,
      });
      expect((await ledger.query(document)).data.group.council.filing.reason).toBe('某人不宜');
    });

    test("sees of events what the register shows: no standing, commitment or reason, no paper, nobody's pseudonym", async () => {
      await ledger.mutate(
        'ClassifySchool',
        { schoolId: '370103.S01', standing: 'FAMOUS' },
        { command: { reason: '评估' } },
      );
      await ledger.mutate('ClassifySchool', { schoolId: '370103.S02', standing: 'QUALITY', isRural: true });
      await ledger.mutate('FileCouncil', { councilId: `${group}.1` }, { principal: principals.council });
      await ledger.mutate('ReturnFiling', { councilId: `${group}.1`, documentNo: '备1号', reason: '某人不宜' });
      const { data } = await ledger.query(
        `{ ledger { events(first: 100) { nodes { type reason basis { title } actor { id role } data summary
        zh: summary(language: ZH) } } } }`,
        asPublic,
      );
      const events = data.ledger.events.nodes as {
        type: string;
        reason: unknown;
        basis: unknown;
        actor: { id: unknown };
        data: unknown;
        summary: string;
        zh: string;
      }[];
      const text = JSON.stringify(events);
      expect(text).not.toMatch(
        /commitment|standing|FAMOUS|famous|QUALITY|quality|名校|优质校|评估|不宜|bureau-1|council-1|依据|通知/,
      );
      expect(events.map(({ reason, basis, actor }) => [reason, basis, actor.id])).toEqual(
        events.map(() => [null, [], null]),
      );
      expect(events.filter(({ type }) => type === 'SchoolClassified')).toMatchObject([
        { data: { schoolCode: 'S01' }, summary: '第1小学 was classed', zh: '第1小学分类认定' },
        { data: { schoolCode: 'S02', isRural: true }, summary: '第2小学 was classed: rural' },
      ]);
      expect(events.find(({ type }) => type === 'GroupFormed')?.data).toMatchObject({
        name: '第一教育集团',
        memberCodes: ['S01', 'S02'],
      });
    });

    test('cannot ask who did what', async () => {
      const document = '{ ledger { events(actor: "bureau-1") { totalCount } } }';
      expect((await ledger.query(document, asPublic)).errors).toMatchObject([{ code: 'FORBIDDEN' }]);
      expect((await ledger.query(document)).data.ledger.events.totalCount).toBeGreaterThan(0);
    });
  });

  describe('an event', () => {
    const seen = async (principal: Principal, stream: string): Promise<string | null> =>
      (
        await ledger.query(`{ ledger { events(stream: "${stream}", first: 1) { nodes { actor { id } } } } }`, {
          principal,
        })
      ).data.ledger.events.nodes[0].actor.id;

    test.each([
      ['district-370103', []],
      [`council-${group}`, ['council', 'lead', 'member']],
      [`person-${person(1)}`, ['lead']],
    ])(
      "of %s is seen whole by the district's bureau, the auditor, and the council and schools whose own it is",
      async (stream, own) => {
        const seeing: string[] = [];
        for (const [name, principal] of Object.entries(principals))
          if ((await seen(principal, stream)) !== null) seeing.push(name);
        expect(seeing.sort()).toEqual(['auditor', 'bureau', 'otherBureau', ...own].sort());
      },
    );

    test('of a person shows the auditor its commitment', async () => {
      const { data } = await ledger.query('{ ledger { events(types: ["PersonRegistered"]) { nodes { data } } } }', {
        principal: principals.auditor,
      });
      expect(data.ledger.events.nodes[0].data).toMatchObject({
        personId: person(1),
        commitment: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    });
  });

  describe("a person's name", () => {
    const read = async (
      principal: Principal,
      number: number,
      asOf = '',
    ): Promise<{ name: string | null; nameStatus: string }> =>
      (
        await ledger.query(`{ node(id: "${person(number)}"${asOf}) { ... on Person { name nameStatus } } }`, {
          principal,
        })
      ).data.node;
    const statuses = async (number: number): Promise<Record<string, string>> => {
      const found: Record<string, string> = {};
      for (const [name, principal] of Object.entries(principals))
        found[name] = (await read(principal, number)).nameStatus;
      return found;
    };

    test("is seen by its bureau, its school, its group's council and the auditor", async () => {
      await ledger.mutate('RegisterPerson', { personId: person(5), schoolId: '370103.S05', name: '样本五' });
      const withheld = { farBureau: 'WITHHELD', anybody: 'WITHHELD' };
      const visible = { bureau: 'VISIBLE', otherBureau: 'VISIBLE', auditor: 'VISIBLE' };
      expect(await statuses(1)).toEqual({
        ...withheld,
        ...visible,
        council: 'VISIBLE',
        lead: 'VISIBLE',
        member: 'WITHHELD',
      });
      expect(await statuses(5)).toEqual({
        ...withheld,
        ...visible,
        council: 'WITHHELD',
        lead: 'WITHHELD',
        member: 'WITHHELD',
      });
    });

    test('of a school that left stays with the council while the person has a seat there; being recommended discloses none', async () => {
      await ledger.mutate('AdmitSchool', { groupId: group, schoolId: '370103.S03' });
      await ledger.mutate('RegisterPerson', { personId: person(3), schoolId: '370103.S02', name: '样本三' });
      await ledger.mutate('RecommendCouncilMember', { groupId: group, schoolId: '370103.S03', personId: person(3) });
      await ledger.mutate('WithdrawSchool', { groupId: group, schoolId: '370103.S02' });
      expect([await read(principals.council, 2), await read(principals.council, 3)]).toEqual([
        { name: '样本2', nameStatus: 'VISIBLE' },
        { name: null, nameStatus: 'WITHHELD' },
      ]);
    });

    test('is that of the moment asked for', async () => {
      const before = ledger.runner.head();
      await ledger.mutate('ChangePersonDetails', { personId: person(1), name: '样本一改' });
      expect([
        await read(principals.bureau, 1),
        await read(principals.bureau, 1, `, asOf: { position: ${before} }`),
      ]).toEqual([
        { name: '样本一改', nameStatus: 'VISIBLE' },
        { name: '样本1', nameStatus: 'VISIBLE' },
      ]);
    });

    test('that was erased is erased at every moment, and still not told to others', async () => {
      const before = ledger.runner.head();
      await ledger.mutate('ErasePerson', { personId: person(1) });
      const erased = { name: null, nameStatus: 'ERASED' };
      expect([
        await read(principals.bureau, 1),
        await read(principals.bureau, 1, `, asOf: { position: ${before} }`),
      ]).toEqual([erased, erased]);
      expect((await read(principals.anybody, 1)).nameStatus).toBe('WITHHELD');
    });

    test('whose entry was swapped is a MISMATCH, never shown', async () => {
      tampered = (entry) => entry && { ...entry, details: { name: '冒名' } };
      expect(await read(principals.auditor, 1)).toEqual({ name: null, nameStatus: 'MISMATCH' });
    });

    test('whose entry was lost is MISSING', async () => {
      tampered = () => undefined;
      expect(await read(principals.auditor, 1)).toEqual({ name: null, nameStatus: 'MISSING' });
    });

    test("is nobody's where there is no such person", async () => {
      expect(await read(principals.auditor, 9)).toBeNull();
    });
  });
});

describe('visible fields', () => {
  const objectTypes = (schema: GraphQLSchema): readonly GraphQLObjectType[] =>
    Object.values(schema.getTypeMap())
      .filter((type) => isObjectType(type))
      .filter(({ name }) => !name.startsWith('__'));
  const fieldsOf = (schema: GraphQLSchema): readonly string[] =>
    objectTypes(schema).flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));

  describe('the table of visible fields', () => {
    test('has a line for every field of the emitted schema, and no other', () => {
      const emitted = schemaOf(readFileSync('schema/schema.graphql', 'utf8'));
      const lines = Object.entries(visibleFields).flatMap(([type, fields]) =>
        Object.keys(fields).map((field) => `${type}.${field}`),
      );
      expect(new Set(lines)).toEqual(new Set(fieldsOf(emitted)));
      expect(lines.length).toBeGreaterThan(300);
    });

    const small = `interface Node { id: ID! }
    type Query { open: String closed: String list: [String!]! thing: Thing }
    type Thing implements Node { id: ID! }`;
    const reading: Line = { reading: 'standingOfSchool', of: () => '370103.S01' };
    const table = {
      Query: { open: 'PUBLIC', closed: reading, list: reading, thing: 'PUBLIC' },
      Thing: { id: 'PUBLIC' },
    } as const;
    const held = (text: string, lines: Readonly<Record<string, Lines>>): GraphQLSchema => {
      const schema = schemaOf(text);
      holdToTable(schema, lines);
      return schema;
    };

    test.each<[string, string, Readonly<Record<string, Lines>>, RegExp]>([
      [
        'a new field without a line',
        small.replace('closed:', 'fresh: String closed:'),
        table,
        /Query\.fresh has no line/,
      ],
      [
        'a new type without lines',
        `${small} type Fresh { a: String b: String }`,
        table,
        /Fresh\.a has no line.*Fresh\.b has no line/,
      ],
      [
        'a line without a field',
        small,
        { ...table, Query: { ...table.Query, gone: 'PUBLIC' } },
        /Query\.gone has a line/,
      ],
      ['a line of a type that is gone', small, { ...table, Gone: { a: 'PUBLIC' } }, /Gone\.a has a line/],
      [
        'a guarded field that cannot be null',
        small.replace('closed: String', 'closed: String!'),
        table,
        /Query\.closed is never null/,
      ],
      [
        'a field of a node that is left to its holder',
        small,
        { ...table, Thing: { id: 'HELD' } },
        /Thing\.id belongs to an object that anybody may ask for/,
      ],
    ])('keeps a schema from being built with %s', (_what, text, lines, message) => {
      expect(() => held(text, lines)).toThrow(message);
    });

    test('keeps the schema of the ledger from being built with a field that nobody thought of', () => {
      expect(() => holdToTable(extendSchema(buildSchema(), parse('extend type Person { phone: String }')))).toThrow(
        /Person\.phone has no line/,
      );
    });

    test('puts a guard before the fields that only some may read, and touches no other', () => {
      const schema = schemaOf(small);
      const answer: GraphQLFieldResolver<unknown, Context> = () => 'answer';
      const fields = schema.getQueryType()!.getFields();
      for (const name of ['open', 'closed']) fields[name]!.resolve = answer;
      holdToTable(schema, table);
      expect([fields['open']!.resolve, fields['thing']!.resolve]).toEqual([answer, undefined]);
      const of = (name: string, principal: Context['principal']): unknown =>
        fields[name]!.resolve!({ list: ['answer'] }, {}, { principal }, { fieldName: name } as Parameters<
          GraphQLFieldResolver<unknown, Context>
        >[3]);
      expect(['closed', 'list'].map((name) => of(name, principals.anybody))).toEqual([null, []]);
      expect(['closed', 'list'].map((name) => of(name, principals.auditor))).toEqual(['answer', ['answer']]);
    });
  });

  describe('a field that only some may read', () => {
    let ledger: ApiLedger;
    beforeAll(async () => {
      ledger = await openApi();
      await register(ledger);
      await council(ledger);
      await passed(ledger, 'ClassifySchool', { schoolId: school(1), standing: 'FAMOUS' });
      await passed(ledger, 'FileCouncil', { councilId: `${group}.1` }, { principal: principals.council });
      await passed(
        ledger,
        'ReturnFiling',
        { councilId: `${group}.1`, documentNo: '备1号', reason: '材料不全' },
        { command: { reason: '见附件' } },
      );
      await passed(ledger, 'RecordIndicators', {
        ...{ schoolId: school(1), schoolYear: 2026, figures: [] },
        survey: { population: 3, respondents: 2, satisfied: 1 },
      });
      await take('resolved', 'appropriated', 'allocated', 'committed', 'spent')(ledger);
      await passed(ledger, 'Employ', employment, { command: { effectiveOn: '2021-09-01' } });
      await passed(
        ledger,
        'AssignPost',
        { personId: person(1), schoolId: school(1), kind: 'OTHER', title: '年级主任', share: 20, to: '2026-08-31' },
        { command: { effectiveOn: '2021-09-01' } },
      );
      await go('posted', 'proposed', 'resolved')(ledger);
      await passed(
        ledger,
        'RotateTeacher',
        { ...terms, rotationId: rotation, resolutionId: `${group}.R2` },
        { command: { effectiveOn: '2026-07-01' } },
      );
      await go('arrived', 'suspended', 'resumed', 'served', 'completed', 'recognised')(ledger);
      await evaluate('ordered')(ledger);
      await evaluation.appealed(ledger);
      const decision = {
        appeal: 1,
        office: '市督导室',
        outcome: 'REOPENED',
        documentNo: '市督1号',
        reason: '补充调查',
      };
      await passed(ledger, 'DecideAppeal', { evaluationId, ...decision }, { principal: principals.otherBureau });
    });
    afterAll(() => ledger.close());

    /** One way to each type that has such fields; what it asks for comes from the table. */
    const ways: Readonly<Record<string, (selection: string) => string>> = {
      School: (of) => `school(id: "${school(1)}") { ${of} }`,
      SchoolIndicators: (of) => `node(id: "${school(1)}.2026") { ... on SchoolIndicators { ${of} } }`,
      EducationGroup: (of) => `group(id: "${group}") { ${of} }`,
      Evaluation: (of) => `evaluation(id: "${evaluationId}") { ${of} }`,
      Filing: (of) => `council(id: "${group}.1") { filing { ${of} } }`,
      Meeting: (of) => `resolution(id: "${resolution}") { meetings { ${of} } }`,
      Person: (of) => `person(id: "${person(1)}") { ${of} }`,
      Post: (of) => `node(id: "${person(1)}.P1") { ... on Post { ${of} } }`,
      Rotation: (of) => `rotation(id: "${rotation}") { ${of} }`,
      Fund: (of) => `fund(id: "${fund}") { ${of} }`,
      FundLine: (of) => `fund(id: "${fund}") { lines { ${of} } }`,
      LedgerEvent: (of) => 'ledger { events(types: ["FilingReturned"]) { nodes { OF } } }'.replace('OF', of),
      WhyLink: (of) => `why(object: "${group}.1", field: FILING_STATUS) { links { ${of} } }`,
    };
    const guarded = Object.entries(visibleFields).flatMap(([type, fields]) =>
      Object.entries(fields).flatMap(([field, line]) => (typeof line === 'object' ? [[type, field] as const] : [])),
    );
    const selection = (type: string, field: string): string => {
      const definition = (buildSchema().getType(type) as GraphQLObjectType).getFields()[field]!;
      return isLeafType(getNamedType(definition.type)) ? field : `${field} { __typename }`;
    };
    /** What stands in the first place that has the field. */
    const found = (value: unknown, field: string): unknown => {
      if (typeof value !== 'object' || value === null) return undefined;
      if (field in value) return (value as Record<string, unknown>)[field];
      return Object.values(value)
        .map((part: unknown) => found(part, field))
        .find((part) => part !== undefined);
    };

    test('is reached by one of the ways that are tried here', () => {
      expect(guarded.map(([type]) => type).filter((type) => !(type in ways))).toEqual([]);
      expect(guarded.length).toBeGreaterThanOrEqual(13);
    });

    test.each(guarded)('%s.%s is withheld from the public, and shown to an auditor', async (type, field) => {
      const document = `{ ${ways[type]!(selection(type, field))} }`;
      const [shown, withheld] = [
        await ledger.query(document, { principal: principals.auditor }),
        await ledger.query(document, { principal: principals.anybody }),
      ];
      expect([shown.errors, withheld.errors]).toEqual([[], []]);
      // Nobody is given a post or a rotation who may not read it.
      expect([null, []]).toContainEqual(found(withheld.data, field) ?? null);
      expect(found(shown.data, field)).not.toEqual(found(withheld.data, field) ?? null);
    });
  });
});

describe('own groups', () => {
  // Group G01 has S01 and S02, a council, a fund with a contract and a payment; G02 has S03 and S04. All are of district 370103.

  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
    await passed(ledger, 'FormGroup', {
      districtId: '370103',
      code: 'G02',
      name: '第二教育集团',
      form: 'GROUP',
      leadId: school(3),
      memberIds: [school(3), school(4)],
    });
    await passed(ledger, 'FileCouncil', { councilId: `${group}.1` }, { principal: principals.council });
    await passed(ledger, 'ReturnFiling', { councilId: `${group}.1`, documentNo: '备1号', reason: '材料不全' });
    await take('resolved', 'appropriated', 'allocated', 'committed', 'spent')(ledger);
  });
  afterEach(() => ledger.close());

  const schoolOf = (number: number): Principal => ({
    actor: { id: `school-${number}`, role: 'SCHOOL' },
    school: school(number),
  });
  const insiders: readonly (readonly [string, Principal])[] = [
    ['its council', principals.council],
    ['its lead school', principals.lead],
    ['a member', principals.member],
    ['the bureau', principals.bureau],
    ['an auditor', principals.auditor],
  ];
  const outsiders: readonly (readonly [string, Principal])[] = [
    ["another group's council", { actor: { id: 'council-2', role: 'COUNCIL' }, group: '370103.G02' }],
    ["another group's school", schoolOf(3)],
    ['a school without a group', schoolOf(5)],
    ['the bureau of another district', principals.farBureau],
    ['the public', principals.anybody],
  ];

  const event = '{ type reason basis { title } actor { id } data summary }';
  const document = `{
  fund(id: "${fund}") { spent { yuan } lines { contracts { supplier } expenditures { supplier } } expenditures { totalCount } history(last: 1) { nodes ${event} } }
  group(id: "${group}") { findings { rule } council { filing { status reason } } history(last: 1) { nodes ${event} } }
  resolution(id: "${resolution}") { meetings { minutesNo concerned { id } recused { id } } history(first: 1) { nodes ${event} } }
  ledger { events(stream: "fund-370103.G01-2026", last: 1) { nodes ${event} } }
}`;

  test.each(insiders)(
    'what a group pays, why it was sent back and its whole events are read by %s',
    async (_who, principal) => {
      const { data, errors } = await ledger.query(document, { principal });
      expect(errors).toEqual([]);
      const whole = {
        nodes: [
          {
            type: 'ExpenditureRecorded',
            basis: [{}],
            actor: { id: 'school-1' },
            data: { supplier: '样本公司', voucher: { number: '记-1' } },
          },
        ],
      };
      expect(data).toMatchObject({
        fund: {
          lines: [
            { contracts: [{ supplier: contract.supplier }], expenditures: [{}] },
            { contracts: [], expenditures: [] },
          ],
          expenditures: { totalCount: 1 },
          history: whole,
        },
        group: {
          findings: expect.arrayContaining([expect.objectContaining({ rule: 'FAMOUS_WITH_X' })]),
          council: { filing: { status: 'RETURNED', reason: '材料不全' } },
          history: whole,
        },
        resolution: {
          meetings: [{ minutesNo: '纪要〔2026〕1号', concerned: [], recused: [] }],
          history: { nodes: [{ data: { minutesNo: '纪要〔2026〕1号' } }] },
        },
        ledger: { events: whole },
      });
    },
  );

  test.each(outsiders)('of them %s sees what the public sees', async (_who, principal) => {
    const { data, errors } = await ledger.query(document, { principal });
    expect(errors).toEqual([]);
    const inPart = {
      nodes: [
        {
          type: 'ExpenditureRecorded',
          reason: null,
          basis: [],
          actor: { id: null },
          data: { line: 1, fen: 20_000 },
          summary: 'Line 1 spent 200.00 yuan',
        },
      ],
    };
    expect(data).toMatchObject({
      fund: {
        spent: { yuan: '200.00' },
        lines: [
          { contracts: null, expenditures: null },
          { contracts: null, expenditures: null },
        ],
        expenditures: null,
        history: inPart,
      },
      group: { findings: null, council: { filing: { status: 'RETURNED', reason: null } }, history: inPart },
      resolution: {
        meetings: [{ minutesNo: null, concerned: null, recused: null }],
        history: { nodes: [{ actor: { id: null } }] },
      },
      ledger: { events: inPart },
    });
    expect(JSON.stringify(data)).not.toMatch(/公司|票-1|记-1|合-1|纪要|不全|通知/);
  });

  test('whose group it is goes by the present: a school that left reads no more of it, also of its past; one that joined reads its past', async () => {
    const before = ledger.runner.head();
    const payments = async (number: number): Promise<unknown> => {
      const { data } = await ledger.query(
        `{ fund(id: "${fund}", asOf: { position: ${before} }) { expenditures { totalCount } }
        ledger { event(position: ${before}) { actor { id } } } }`,
        { principal: schoolOf(number) },
      );
      return [data.fund.expenditures?.totalCount ?? null, data.ledger.event.actor.id];
    };
    expect([await payments(2), await payments(5)]).toEqual([
      [1, 'school-1'],
      [null, null],
    ]);
    await passed(ledger, 'AdmitSchool', { groupId: group, schoolId: school(5) });
    await passed(ledger, 'WithdrawSchool', { groupId: group, schoolId: school(2) });
    expect([await payments(2), await payments(5)]).toEqual([
      [null, null],
      [1, 'school-1'],
    ]);
  });

  describe('an event of the register or of a person', () => {
    /** Who sees it whole. */
    const seenBy = async (type: string): Promise<readonly string[]> => {
      const askers = { ...principals, third: schoolOf(3), second: outsiders[0]![1] };
      const seen: string[] = [];
      for (const [name, principal] of Object.entries(askers)) {
        const { data } = await ledger.query(
          `{ ledger { events(types: ["${type}"], last: 1) { nodes { actor { id } } } } }`,
          { principal },
        );
        if (data.ledger.events.nodes[0].actor.id !== null) seen.push(name);
      }
      return seen;
    };
    const always = ['bureau', 'otherBureau', 'auditor'];

    test('concerns the school that it is about, and no other of its group', async () => {
      await passed(ledger, 'ClassifySchool', { schoolId: school(2), standing: 'FAMOUS' });
      expect(await seenBy('SchoolClassified')).toEqual([...always.slice(0, 2), 'member', 'auditor']);
    });

    test('that touches a group belongs to its council and members, and to the school that it is about', async () => {
      await passed(ledger, 'AdmitSchool', { groupId: '370103.G02', schoolId: school(5) });
      expect(new Set(await seenBy('SchoolAdmitted'))).toEqual(new Set([...always, 'third', 'second']));
      expect(new Set(await seenBy('GroupFormed'))).toEqual(new Set([...always, 'third', 'second']));
    });

    test('of a person concerns the school that entered them', async () => {
      await passed(ledger, 'RegisterPerson', { personId: person(7), schoolId: school(2), name: '样本七' });
      await passed(ledger, 'ChangePersonDetails', { personId: person(7), name: '样本七改' });
      for (const type of ['PersonRegistered', 'PersonDetailsChanged'])
        expect(await seenBy(type)).toEqual([...always.slice(0, 2), 'member', 'auditor']);
    });

    test('opens no register, and adopts no policy, for a school or council more than for the public: both are published', async () => {
      expect(await seenBy('DistrictOpened')).toEqual(always);
    });
  });

  test('a subscription shows each event as a query does', async () => {
    const open = (principal: Principal) =>
      ledger.subscribe(`subscription { ledgerEvents(after: ${ledger.runner.head() - 1}) ${event} }`, {
        principal,
      }) as Promise<AsyncGenerator<ExecutionResult>>;
    for (const [principal, supplier] of [
      [principals.member, '样本公司'],
      [schoolOf(3), undefined],
    ] as const) {
      const events = await open(principal);
      const { value } = (await events.next()) as {
        value: ExecutionResult<{ ledgerEvents: { data: { supplier?: string } } }>;
      };
      expect(value.data?.ledgerEvents.data.supplier).toBe(supplier);
      await events.return(undefined);
    }
  });

  test('a voucher that another group recorded too is due for both councils, and names the other fund to whom its payments may be read', async () => {
    const alliance = '370103.A01';
    await passed(ledger, 'FormGroup', {
      districtId: '370103',
      code: 'A01',
      name: '第一联盟',
      form: 'ALLIANCE',
      leadId: school(1),
      memberIds: [school(1), school(3)],
    });
    await passed(ledger, 'AdoptCharter', { ...charterInput, groupId: alliance, everySchoolSeated: false });
    await passed(ledger, 'AppointCouncil', {
      groupId: alliance,
      memberIds: [person(1)],
      chairId: person(1),
      termFrom: '2026-11-24',
      termTo: '2027-08-31',
    });
    await passed(ledger, 'AdoptResolution', {
      ...resolutionInput,
      groupId: alliance,
      heldOn: '2026-11-24',
      ballot: { ...ballot, present: 1, for: 1 },
    });
    await passed(ledger, 'AppropriateFund', { ...appropriation, groupId: alliance });
    const ofAlliance = { fundId: `${alliance}.2026`, resolutionId: `${alliance}.R1` };
    await passed(ledger, 'AllocateFunds', { ...ofAlliance, lines: allocation.lines.slice(0, 1) });
    await passed(ledger, 'RecordExpenditure', { ...payment, fundId: ofAlliance.fundId });
    const told = async (principal: Principal): Promise<unknown> => {
      const { data } = await ledger.query('{ viewer { inbox { kind message zh: message(language: ZH) } } }', {
        principal,
      });
      return data.viewer.inbox
        .filter(({ kind }: { kind: string }) => kind === 'VOUCHER_TWICE')
        .map(({ message, zh }: { message: string; zh: string }) => [message, zh]);
    };
    expect(await told(principals.council)).toEqual([
      [
        expect.stringMatching(/ is recorded in another group's fund, too\.$/),
        expect.stringMatching(/在其他集团的经费中也有记录。$/),
      ],
    ]);
    const both = [
      [expect.stringContaining('recorded in the fund 370103'), expect.anything()],
      [expect.stringContaining('recorded in the fund 370103'), expect.anything()],
    ];
    expect([await told(principals.bureau), await told(principals.lead)]).toEqual([both, both]);
  });

  test('the standing of a school is shown with the events that set it, to whom the standing is', async () => {
    await passed(ledger, 'ClassifySchool', { schoolId: school(2), standing: 'FAMOUS' });
    const shown = async (principal: Principal): Promise<unknown> => {
      const { data } = await ledger.query(
        '{ ledger { events(types: ["SchoolClassified"], last: 1) { nodes { data summary actor { id } } } } }',
        { principal },
      );
      return data.ledger.events.nodes[0];
    };
    expect(await shown(schoolOf(3))).toEqual({
      data: { schoolCode: 'S02', standing: 'FAMOUS' },
      summary: '第2小学 was classed: famous',
      actor: { id: null },
    });
    expect(await shown(principals.anybody)).toEqual({
      data: { schoolCode: 'S02' },
      summary: '第2小学 was classed',
      actor: { id: null },
    });
  });
});

describe('on behalf of another', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  test('what the bureau enters for a council says so to everybody', async () => {
    await steps.resolved(ledger);
    await passed(ledger, 'AmendResolution', { resolutionId: resolution, sum: 600_000, ...meeting });
    await passed(ledger, 'AdoptCharter', { ...charterInput, ...meeting });
    const { data } = await ledger.query(
      `{ group(id: "${group}") { charter { meeting { onBehalf } }
        resolutions { meetings { decided onBehalf } } } }`,
      { principal: principals.anybody },
    );
    const [resolved] = data.group.resolutions;
    expect(data.group.charter).toEqual({ meeting: { onBehalf: 'COUNCIL' } });
    expect(resolved.meetings).toEqual([
      { decided: 'ADOPTED', onBehalf: null },
      { decided: 'AMENDED', onBehalf: 'COUNCIL' },
    ]);
  });

  test('what the bureau allocates or revises for a council says so, of each line what was decided last', async () => {
    const lines = async (asOf = ''): Promise<unknown> => {
      const { data } = await ledger.query(`{ fund(id: "${fund}"${asOf}) { lines { line onBehalf } } }`, {
        principal: principals.anybody,
      });
      return data.fund.lines.map(({ onBehalf }: { onBehalf: string | null }) => onBehalf);
    };
    await steps.resolved(ledger);
    await steps.appropriated(ledger);
    await steps.allocated(ledger);
    expect(await lines()).toEqual([null, null]);
    const { position } = await passed(ledger, 'ReviseAllocation', {
      fundId: fund,
      line: 2,
      fen: 90_000,
      resolutionId: resolution,
    });
    expect(await lines()).toEqual([null, 'COUNCIL']);
    expect(await lines(`, asOf: { position: ${position - 1} }`)).toEqual([null, null]);
    await passed(ledger, 'AllocateFunds', { ...allocation, lines: allocation.lines.slice(1) });
    expect(await lines()).toEqual([null, 'COUNCIL', 'COUNCIL']);
    const { data } = await ledger.query(
      `{ fund(id: "${fund}") { history(last: 2) { nodes { data en: summary(language: EN) zh: summary(language: ZH) } } } }`,
      { principal: principals.anybody },
    );
    for (const { data: told, en, zh } of data.fund.history.nodes) {
      expect(told).toMatchObject({ onBehalf: 'COUNCIL' });
      expect(en).toMatch(/, entered by the bureau on behalf of the council$/);
      expect(zh).toMatch(/（由教育局代理事会登记）$/);
    }
  });

  test.each([
    ['AllocateFunds', allocation],
    ['ReviseAllocation', { fundId: fund, line: 1, fen: 1, resolutionId: resolution }],
  ])('%s by the bureau needs a document with a number, by the council none', async (command, input) => {
    await steps.resolved(ledger);
    await steps.appropriated(ledger);
    if (command === 'ReviseAllocation') await steps.allocated(ledger);
    const untitled = { command: { basis: [{ title: '口头通知' }] } };
    const { userErrors } = await ledger.mutate(command, input, { selection: '{ __typename }', ...untitled });
    expect(userErrors).toMatchObject([{ code: 'BASIS_MISSING', path: ['input', 'command', 'basis'] }]);
    await passed(ledger, command, input, { principal: principals.council, ...untitled });
  });

  test('a correction changes nothing of who entered an allocation', async () => {
    await steps.resolved(ledger);
    await steps.appropriated(ledger);
    await passed(ledger, 'AllocateFunds', allocation);
    const { event, revision, stream } = ledger.readModels.events.at(ledger.runner.head())!;
    const { onBehalf, ...right } = event as { type: string; onBehalf?: string; lines: readonly object[] };
    expect(onBehalf).toBe('COUNCIL');
    const correct = { type: 'CorrectRecord' as const, stream, revision, rightVersion: 1 };
    await expect(ledger.pass({ ...correct, right })).rejects.toThrow('INVALID_INPUT');
    await ledger.pass({ ...correct, right: { ...right, onBehalf, lines: right.lines.slice(0, 1) } });
  });

  test('it needs a document with a number', async () => {
    await steps.resolved(ledger);
    const { userErrors } = await ledger.mutate(
      'AmendResolution',
      { resolutionId: resolution, sum: 600_000, ...meeting },
      { command: { basis: [{ title: '口头通知' }] } },
    );
    expect(userErrors).toMatchObject([{ code: 'BASIS_MISSING', path: ['input', 'command', 'basis'] }]);
  });
});
