import { execute, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../commands/command.js';
import { asOfExtension, createContext, type Services } from '../graphql/index.js';
import type { Admission } from './admission.js';
import { costOfBytes, costOfOperation, costOfRequest, type Account } from './budget.js';
import type { Limits } from './configuration.js';
import { languageOf } from './language.js';
import { exceeded, sizeOf, tooDeep, type Size } from './limits.js';
import { inRequest, type Stray } from './request-scope.js';

/** Of an answer, by their names in lower case. */
export type Headers = Readonly<Record<string, unknown>>;

export interface PreparedOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly admission: Pick<Admission, 'addresses' | 'accountOf' | 'place'>;
  readonly limits: Limits;
  /** How many queries are remembered; none where it is 0. */
  readonly most: number;
  readonly stray: Stray;
}

/** A query that was read and validated, and answered without errors. */
export interface Operation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
}

/** What a request asks, once it is known that it is in order. */
export interface AskedQuery {
  readonly key: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

export interface Executed {
  readonly payload: string;
  readonly headers: Headers;
  readonly account: Account;
  /** It follows from the request, who asks and the moment alone. */
  readonly isExact: boolean;
}

export interface PreparedQueries {
  /** Remembers a query and the headers of its answer. */
  readonly note: (key: string, operation: Operation, headers: Headers) => void;
  /** Executes a query that is remembered; undefined where the usual way has to say what is wrong. Never rejects. */
  readonly run: (
    asked: AskedQuery,
    request: {
      readonly principal: Principal;
      readonly address: string;
      readonly language?: string | undefined;
      readonly bytes: number;
    },
  ) => Promise<Executed | undefined>;
}

interface Prepared extends Operation {
  readonly headers: Headers;
  /** Where it is the same for all variables. */
  readonly size: Size | undefined;
}

/** The query of a body, where it asks for nothing else; `about` tells apart what its answer's headers depend on. */
export const queryOf = (about: string, body: Buffer): AskedQuery | undefined => {
  try {
    const { query, operationName, variables, ...rest } = JSON.parse(body.toString()) as Readonly<
      Record<string, unknown>
    >;
    if (typeof query !== 'string' || Object.keys(rest).length > 0) return undefined;
    if (operationName != null && typeof operationName !== 'string') return undefined;
    if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) return undefined;
    return {
      key: `${about}\n${JSON.stringify(operationName ?? null)}\n${query}`,
      operationName: operationName ?? undefined,
      variables: (variables as AskedQuery['variables'] | null) ?? undefined,
    };
  } catch {
    return undefined;
  }
};

/**
 * Queries that were answered before, with whatever variables, are executed without being parsed, validated and led through Apollo again:
 * by the same engine, in the same context, within the same limits and budgets. Only what goes well is answered so; the rest is left to
 * Apollo, which says what is wrong.
 */
export const prepareQueries = ({
  schema,
  services,
  admission,
  limits,
  most,
  stray,
}: PreparedOptions): PreparedQueries => {
  const known = new LRUCache<string, Prepared>({ max: Math.max(1, most) });

  const executed = async (
    { document, headers }: Prepared,
    { operationName, variables }: AskedQuery,
    principal: Principal,
    language: string | undefined,
  ): Promise<Omit<Executed, 'account'> | undefined> => {
    const context = await createContext(services, principal, { language: languageOf(language) });
    const result = await execute({
      schema,
      document,
      contextValue: context,
      ...(variables ? { variableValues: variables } : {}),
      ...(operationName === undefined ? {} : { operationName }),
    });
    if (result.errors || services.runner.isRebuilding()) return undefined;
    const asOf = asOfExtension(context);
    const { isPassing, isRecorded } = context.request;
    return {
      payload: `${JSON.stringify({ data: result.data, extensions: { asOf } })}\n`,
      headers: {
        ...headers,
        'x-position': String(asOf.position),
        ...(asOf.epoch === null ? {} : { 'x-epoch': asOf.epoch }),
      },
      isExact: !isPassing && !isRecorded,
    };
  };

  return {
    note: (key, { document, operation }, headers) => {
      if (most === 0 || known.has(key)) return;
      const { 'x-position': _position, 'x-epoch': _epoch, ...lasting } = headers;
      const size = operation.variableDefinitions?.length ? undefined : sizeOf(schema, document, operation);
      known.set(key, { document, operation, headers: lasting, size });
    },
    run: async (asked, { principal, address, language, bytes }) => {
      const prepared = known.get(asked.key);
      if (!prepared || tooDeep(asked.variables)) return undefined;
      const { document, operation } = prepared;
      const size = prepared.size ?? sizeOf(schema, document, operation, asked.variables);
      if (exceeded(size, limits, operation.operation)) return undefined;
      const account = admission.accountOf(principal, address);
      const cost = costOfRequest(bytes) + costOfOperation(operation.operation, size);
      const place = admission.place(address);
      if (!place) return undefined;
      try {
        if (!account.take(cost)) return undefined;
        const answer = await inRequest(stray, () => executed(prepared, asked, principal, language)).catch(
          () => undefined,
        );
        // What went wrong was worked at, and will be again.
        if (!answer) return undefined;
        account.charge(costOfBytes(Buffer.byteLength(answer.payload)));
        return { ...answer, account };
      } finally {
        place();
      }
    },
  };
};
