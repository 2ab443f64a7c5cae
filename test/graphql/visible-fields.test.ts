import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildSchema as schemaOf,
  extendSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  parse,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Context } from '../../src/graphql/context.js';
import { buildSchema } from '../../src/graphql/index.js';
import { holdToTable } from '../../src/graphql/visibility/enforce.js';
import { visibleFields, type Line, type Lines } from '../../src/graphql/visibility/table.js';
import { person } from '../support/ledger.js';
import { employment, go, rotation, terms } from './career.js';
import { evaluation as evaluationId, go as evaluate, steps as evaluation } from './evaluation.js';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { fund, group, passed, resolution, school, take } from './money.js';

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
    const decision = { appeal: 1, office: '市督导室', outcome: 'REOPENED', documentNo: '市督1号', reason: '补充调查' };
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
