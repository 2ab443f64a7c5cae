import { createRequire } from 'node:module';
import {
  execute,
  getVariableValues,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type NamedTypeNode,
  type OperationDefinitionNode,
} from 'graphql';
import type * as Compiler from 'graphql-jit';
import type { Context } from '../graphql/index.js';
import type { Size } from './limits.js';

/** Executes one operation. What it gives is there at once, where no name has to be fetched. */
export type Execute = (
  context: Context,
  variables: Readonly<Record<string, unknown>> | undefined,
) => ExecutionResult | Promise<ExecutionResult>;

/** An operation of a document that was validated. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** What has more fields takes longer to compile than it saves. */
const MOST_FIELDS = 400;
/** What it costs a budget to compile a field. */
const EACH_FIELD = 10;

export const costOfCompiling = ({ fields }: Size): number => EACH_FIELD * fields;

/** By graphql's own executor. */
export const interpreted =
  (schema: GraphQLSchema, { document, operation }: Operation): Execute =>
  (contextValue, variableValues) =>
    execute({
      schema,
      document,
      contextValue,
      ...(variableValues ? { variableValues } : {}),
      ...(operation.name ? { operationName: operation.name.value } : {}),
    });

/**
 * By code that is made for this operation, with the same result where nothing goes wrong (what goes wrong is worded otherwise). Undefined
 * where an operation is too large or out of the ordinary.
 */
export const compiled = (
  schema: GraphQLSchema,
  { document, operation }: Operation,
  { fields }: Size,
): Execute | undefined => {
  if (fields > MOST_FIELDS || !isOrdinary(document)) return undefined;
  const { compileQuery, isCompiledQuery } = compiler();
  const query = compileQuery(schema, withPlainVariables(document), operation.name?.value ?? '');
  if (!isCompiledQuery(query)) return undefined;
  const { variableDefinitions = [] } = operation;
  return (context, given = {}) => {
    if (variableDefinitions.length === 0) return query.query(undefined, context, {});
    const { coerced, errors } = getVariableValues(schema, variableDefinitions, given);
    return errors ? { errors } : query.query(undefined, context, coerced);
  };
};

/** The compiler's own reading of variables knows some defaults only: they come as graphql reads them, and are taken as they come. */
const withPlainVariables = (document: DocumentNode): DocumentNode =>
  visit(document, { VariableDefinition: ({ kind, variable }) => ({ kind, variable, type: ANYTHING }) });

/** The scalar that leaves a value as it is. */
const ANYTHING: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: 'JSON' } };

/**
 * Conditions (@skip, @include) may give fields another order when they are compiled, a field of the answer that is called `__proto__` is
 * lost, and what is asked of the schema is seldom asked twice.
 */
const isOrdinary = (document: DocumentNode): boolean => {
  let ordinary = true;
  visit(document, {
    Directive: () => {
      ordinary = false;
    },
    Name: ({ value }) => {
      if (value.startsWith('__') && value !== '__typename') ordinary = false;
    },
  });
  return ordinary;
};

let loaded: typeof Compiler | undefined;
/** Loaded when it is first needed, which few processes do. */
const compiler = (): typeof Compiler => (loaded ??= createRequire(import.meta.url)('graphql-jit') as typeof Compiler);
