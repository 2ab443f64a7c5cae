import { readFileSync, writeFileSync } from 'node:fs';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { describe, expect, test } from '@jest/globals';
import {
  buildSchema as parseSchema,
  getIntrospectionQuery,
  graphqlSync,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  validateSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { buildSchema, printedSchema } from '../../src/graphql/index.js';

const file = (name: string): URL => new URL(`../../schema/${name}`, import.meta.url);
const read = (url: URL): string => readFileSync(url, 'utf8');

test('schema/schema.graphql is what the code emits; UPDATE_SCHEMA=1 writes it', () => {
  if (process.env['UPDATE_SCHEMA'] === '1') writeFileSync(file('schema.graphql'), printedSchema());
  expect(read(file('schema.graphql'))).toBe(printedSchema());
});

test('GraphQL finds nothing wrong with the schema, and tells all of it', () => {
  const schema = buildSchema();
  expect(validateSchema(schema)).toEqual([]);
  expect(graphqlSync({ schema, source: getIntrospectionQuery() }).errors).toBeUndefined();
});

// A release copies schema.graphql over the baseline; a tarball has no history to look the last one up in.
describe('against the schema that was released last (schema/schema.released.graphql)', () => {
  const breaking = async (before: string, after: string): Promise<readonly string[]> =>
    (await diff(parseSchema(before), parseSchema(after)))
      .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
      .map(({ message }) => message);

  test('nothing breaks', async () => {
    expect(await breaking(read(file('schema.released.graphql')), printedSchema())).toEqual([]);
  });

  test('a field that went and an argument that became required would be found', async () => {
    const after = printedSchema()
      .replace(/^ {2}"""Who asks\."""\n {2}viewer: Viewer!\n/m, '')
      .replace('search: String', 'search: String!');
    expect(await breaking(printedSchema(), after)).toEqual([
      expect.stringContaining("'viewer'"),
      expect.stringContaining("argument 'search'"),
    ]);
  });
});

describe('the contract', () => {
  const contract = parseSchema(read(new URL('../graphql/contract.graphql', import.meta.url)));
  const emitted = buildSchema();

  test.each(
    Object.values(contract.getTypeMap())
      .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
      .map(({ name }) => name),
  )('%s is kept', (name) => expect(kept(name, emitted)).toEqual(kept(name, contract)));

  /** What the contract says of a type, as a schema has it: further fields, values and optional arguments are left out. */
  const kept = (name: string, schema: GraphQLSchema): unknown => {
    const wanted = contract.getType(name)!;
    const type = schema.getType(name);
    if (isEnumType(wanted) && isEnumType(type))
      return type
        .getValues()
        .map((value) => value.name)
        .filter((value) => wanted.getValue(value))
        .sort();
    if (isInputObjectType(wanted) && isInputObjectType(type))
      return argsOf(Object.values(type.getFields()), Object.values(wanted.getFields()));
    if ((isObjectType(wanted) || isInterfaceType(wanted)) && (isObjectType(type) || isInterfaceType(type))) {
      const fields = Object.values(type.getFields()).filter((field) => field.name in wanted.getFields());
      return [
        type.getInterfaces().map(String),
        Object.fromEntries(
          fields.map((field) => [
            field.name,
            [String(field.type), argsOf(field.args, wanted.getFields()[field.name]!.args)],
          ]),
        ),
      ];
    }
    return type?.constructor.name;
  };

  type Given = GraphQLArgument | GraphQLInputField;
  /** Those of the contract, and any other that must be given. */
  const argsOf = (args: readonly Given[], wanted: readonly Given[]): unknown =>
    Object.fromEntries(
      args
        .filter(
          ({ name, type, defaultValue }) =>
            wanted.some((one) => one.name === name) || (String(type).endsWith('!') && defaultValue === undefined),
        )
        .map(({ name, type, defaultValue }) => [name, [String(type), defaultValue]]),
    );
});

test('every type, field, argument, input field and enum value is described', () => {
  const undescribed: string[] = [];
  const check = (name: string, description: string | null | undefined): void => {
    if (!description?.trim()) undescribed.push(name);
  };
  const fieldOf =
    (type: GraphQLNamedType) =>
    (field: GraphQLField<unknown, unknown>): void => {
      check(`${type.name}.${field.name}`, field.description);
      for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name})`, argument.description);
    };
  for (const type of Object.values(buildSchema().getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    check(type.name, type.description);
    if (isObjectType(type) || isInterfaceType(type)) Object.values(type.getFields()).forEach(fieldOf(type));
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field.description);
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value.description);
  }
  expect(undescribed).toEqual([]);
});
