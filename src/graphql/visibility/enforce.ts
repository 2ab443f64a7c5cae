import {
  defaultFieldResolver,
  getNullableType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type { Context } from '../context.js';
import { mayRead } from '../shared/visibility.js';
import { visibleFields, type Line, type Lines, type Only } from './table.js';

type Field = GraphQLField<unknown, Context>;

/**
 * Holds a schema to the table: a field that only some may read gets a guard before its resolver, all others stay as they are. To be
 * called last, when every resolver is in its place. Throws Error, with all that is wrong, where a field has no line or a line no field,
 * where a guard would have nothing to answer instead, and where an object with a global id leaves a field to who holds it.
 */
export const holdToTable = (schema: GraphQLSchema, table: Readonly<Record<string, Lines>> = visibleFields): void => {
  const isOwn = (type: object): type is GraphQLObjectType<unknown, Context> =>
    isObjectType(type) && !type.name.startsWith('__');
  const types = Object.values(schema.getTypeMap()).filter(isOwn);
  const fields = types.flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ type, field, line: table[type.name]?.[field.name] })),
  );
  const known = new Set(fields.map(({ type, field }) => `${type.name}.${field.name}`));
  const stale = Object.entries(table)
    .flatMap(([type, lines]) => Object.keys(lines).map((field) => `${type}.${field}`))
    .flatMap((name) => (known.has(name) ? [] : [`${name} has a line, and there is no such field`]));
  const wrong = [...fields.flatMap(({ type, field, line }) => wrongIn(type, field, line)), ...stale];
  if (wrong.length > 0)
    throw new Error(
      `The table of visible fields (src/graphql/visibility/table.ts) does not fit the schema: ${wrong.join('; ')}`,
    );
  for (const { field, line } of fields) if (typeof line === 'object') field.resolve = guarded(field, line);
};

const wrongIn = (type: GraphQLObjectType, field: Field, line: Line | undefined): readonly string[] => {
  const name = `${type.name}.${field.name}`;
  if (line === undefined) return [`${name} has no line: nobody is said to read it`];
  if (typeof line === 'object' && isNonNullType(field.type) && !isList(field))
    return [`${name} is never null, so it cannot be withheld`];
  const isNode = type.getInterfaces().some((one) => one.name === 'Node');
  return line === 'HELD' && isNode
    ? [`${name} belongs to an object that anybody may ask for: it must say who reads it`]
    : [];
};

const isList = ({ type }: Field): boolean => isListType(getNullableType(type));

const guarded = (field: Field, { reading, of }: Only): GraphQLFieldResolver<unknown, Context> => {
  const { resolve = defaultFieldResolver } = field;
  const withheld = isNonNullType(field.type) ? [] : null;
  return (source, args, context, info) =>
    mayRead(context, reading, of(source as never) as never) ? resolve(source, args, context, info) : withheld;
};
