import {
  getNullableType,
  GraphQLInterfaceType,
  GraphQLObjectType,
  isLeafType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { getMetadataStorage } from './decorators.js';

type Method = (...values: readonly unknown[]) => unknown;
type Param = NonNullable<ReturnType<typeof getMetadataStorage>['queries'][number]['params']>[number];

/**
 * Replaces type-graphql's own resolvers of queries and field resolvers, which are asynchronous as soon as there is an argument, by
 * plain calls of the same methods with graphql's own coerced arguments. Mutations keep theirs: their inputs have to be instances.
 * A list of graphql 16 leaves a pending promise of an earlier item without a handler when a later item throws, so reads do not make any.
 */
export const resolveSynchronously = (schema: GraphQLSchema): void => {
  const { queries, fieldResolvers, objectTypes } = getMetadataStorage();
  for (const { target, methodName, schemaName, params } of queries)
    attach(schema.getQueryType(), schemaName, target, methodName, params);
  for (const { target, methodName, schemaName, params, kind, resolverClassMetadata } of fieldResolvers) {
    if (kind !== 'external') continue;
    const owner = resolverClassMetadata?.getObjectType();
    attach(
      schema.getType(objectTypes.find((type) => type.target === owner)?.name ?? ''),
      schemaName,
      target,
      methodName,
      params,
    );
  }
};

/**
 * Gives the fields that an object computes by a method or getter of its own a resolver that asks it, once: the executor's default one,
 * said aloud. A query that is compiled takes a field without one for a plain property, reads it as often as it likes and calls nothing.
 * A getter of a leaf is read once anyway.
 */
export const resolveMembers = (schema: GraphQLSchema): void => {
  for (const { target, name } of getMetadataStorage().objectTypes) {
    const type = schema.getType(name);
    if (!(type instanceof GraphQLObjectType)) continue;
    for (const field of Object.values(type.getFields())) {
      const member = memberOf(target.prototype as object, field.name);
      if (field.resolve || !member) continue;
      if (typeof member.value === 'function')
        field.resolve = (source: Readonly<Record<string, Method>>, args, context) => source[field.name]!(args, context);
      else if (!isLeafType(getNullableType(field.type)))
        field.resolve = (source: Readonly<Record<string, unknown>>) => source[field.name];
    }
  }
};

const memberOf = (prototype: object | null, name: string): PropertyDescriptor | undefined =>
  prototype === null
    ? undefined
    : (Object.getOwnPropertyDescriptor(prototype, name) ??
      memberOf(Object.getPrototypeOf(prototype) as object | null, name));

const attach = (
  type: unknown,
  field: string,
  target: unknown,
  methodName: string,
  params: readonly Param[] = [],
): void => {
  const definition =
    type instanceof GraphQLObjectType || type instanceof GraphQLInterfaceType ? type.getFields()[field] : undefined;
  if (definition)
    definition.resolve = calling(new (target as new () => Readonly<Record<string, Method>>)(), methodName, params);
};

const calling = (
  resolver: Readonly<Record<string, Method>>,
  methodName: string,
  params: readonly Param[],
): GraphQLFieldResolver<unknown, unknown> => {
  const values = [...params].sort((a, b) => a.index - b.index).map(valueOf);
  return (source, args: Readonly<Record<string, unknown>>, context) =>
    resolver[methodName]!(...values.map((value) => value(source, args, context)));
};

const valueOf = (
  param: Param,
): ((source: unknown, args: Readonly<Record<string, unknown>>, context: unknown) => unknown) => {
  switch (param.kind) {
    case 'root':
      return (source) => source;
    case 'args':
      return (_source, args) => args;
    case 'arg':
      return (_source, args) => args[param.name];
    case 'context':
      return (_source, _args, context) => context;
    default:
      throw new Error(`A reading method takes @Root, @Arg, @Args and @Ctx, not ${param.kind}`);
  }
};
