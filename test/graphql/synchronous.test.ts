import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  execute,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isNonNullType,
  parse,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { buildSchema } from '../../src/graphql/index.js';
import { council, openApi, register, type ApiLedger } from './ledger.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable } from '../../src/eventstore/port.js';

const schema = buildSchema();
const DEPTH = 3;
/** Names are joined from the people directory, which may be on another machine. */
const AWAITED = [
  'Person.name',
  'Person.nameStatus',
  'LedgerEvent.summary',
  'TimelineEntry.sentence',
  'Decision.sentence',
  'ReplayStep.summary',
  'FieldChange.label',
  'FieldChange.sentence',
  'WhyLink.sentence',
  'Why.value',
];

/** Everything that can be asked of a type without an argument, to a depth. */
const everything = (type: GraphQLNamedType, depth: number): string => {
  if (!isCompositeType(type)) return '';
  const possible = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [type as GraphQLObjectType];
  return ` { __typename ${possible.map((one) => `... on ${one.name} { __typename ${fieldsOf(one, depth).join(' ')} }`).join(' ')} }`;
};

const fieldsOf = (type: GraphQLObjectType, depth: number): readonly string[] =>
  Object.values(type.getFields())
    .filter(
      ({ name, args }) =>
        !AWAITED.includes(`${type.name}.${name}`) &&
        !args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined),
    )
    .filter(({ type: inner }) => depth > 0 || !isCompositeType(getNamedType(inner)))
    .map((field) => `${type.name}_${field.name}: ${field.name}${everything(getNamedType(field.type), depth - 1)}`);

let ledger: ApiLedger;
let first: string;
beforeAll(async () => {
  ledger = await openApi();
  await register(ledger);
  ({ first } = await council(ledger));
});
afterAll(() => ledger.close());

const arguments_: Readonly<Record<string, string>> = {
  id: 'id: "370103"',
  ids: 'ids: ["370103.S01", "370103.G01"]',
  districtId: 'districtId: "370103"',
  position: 'position: 1',
  by: 'by: SCHOOL',
  subject: 'subject: "370103.G01"',
  object: 'object: "370103.G01"',
  field: 'field: LEAD',
  schoolYear: 'schoolYear: 2026',
  phase: 'phase: PRIMARY',
  axis: 'axis: EFFECTIVE',
  from: 'from: { position: 1 }',
  to: 'to: {}',
  one: 'one: {}',
  other: 'other: {}',
};
/** Of one query alone. */
const own: Readonly<Record<string, typeof arguments_>> = {
  schoolDevelopment: { schoolId: 'schoolId: "370103.S01"', from: 'from: 2025', to: 'to: 2026' },
};
const asked = ({ name: query, args }: GraphQLField<unknown, unknown>): string => {
  const needed = args
    .filter(({ name, type }) => isNonNullType(type) || name === 'districtId')
    .map(({ name }) => own[query]?.[name] ?? arguments_[name]);
  return needed.length === 0 ? '' : `(${needed.join(', ')})`;
};

test.each(Object.values(schema.getQueryType()!.getFields()).map((field) => [field.name, field] as const))(
  'the query %s is answered at once: no promise is left behind by a list that fails',
  async (name, field) => {
    const ids = {
      council: '370103.G01.1',
      group: '370103.G01',
      school: '370103.S01',
      person: first,
      node: '370103.G01',
      district: '370103',
      fund: '370103.G01.2026',
      resolution: '370103.G01.R1',
      evaluation: '370103.G01.2025-2026.E1',
    };
    const document = `{ ${name}${asked(field).replace('"370103"', `"${ids[name as keyof typeof ids] ?? '370103'}"`)}${everything(getNamedType(field.type), DEPTH)} }`;
    const contextValue = await ledger.context();
    const result = execute({ schema, document: parse(document), contextValue });
    expect(result).not.toHaveProperty('then');
    expect(result).not.toHaveProperty('errors');
  },
);

test('where the people directory does not answer, the name says so and the rest is answered', async () => {
  const away = await openApi(undefined, {
    people: { ...memoryStores().people, get: () => Promise.reject(new StoreUnavailable('away')) },
  });
  await register(away);
  await council(away);
  const { data, errors } = await away.query(
    '{ group(id: "370103.G01") { council { seats { person { name nameStatus entityId } } } } }',
  );
  expect(errors).toEqual([]);
  expect(data.group.council.seats.map(({ person }: { person: object }) => person)).toMatchObject([
    { name: null, nameStatus: 'UNAVAILABLE' },
    { name: null, nameStatus: 'UNAVAILABLE' },
  ]);
  await away.close();
});
