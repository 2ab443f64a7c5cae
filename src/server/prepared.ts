import type { GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../commands/command.js';
import { asOfExtension, createContext, isAwaited, using, type Awaitable, type Services } from '../graphql/index.js';
import type { Admission } from './admission.js';
import { costOfBytes, costOfOperation, costOfRequest, type Account } from './budget.js';
import { compiled, costOfCompiling, interpreted, type Execute, type Operation } from './compiled.js';
import type { Limits } from './configuration.js';
import { languageOf } from './language.js';
import { exceeded, sizeOf, tooDeep, type Size } from './limits.js';

/** Of an answer, by their names in lower case. */
export type Headers = Readonly<Record<string, unknown>>;
/** Names and values in turn, as Node writes them. */
export const listed = (headers: Headers): readonly string[] =>
  Object.entries(headers).flatMap(([name, value]) => [name, String(value)]);

export interface PreparedOptions {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly admission: Pick<Admission, 'addresses' | 'accountOf' | 'place'>;
  readonly limits: Limits;
  /** How many queries are remembered; none where it is 0. */
  readonly most: number;
  /** Whether those that are asked often are compiled. */
  readonly isCompiling: boolean;
  /** Whether long queries are answered by others. */
  readonly areReaders: boolean;
}

/** What a request asks, once it is known that it is in order. */
export interface AskedQuery {
  readonly key: string;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

export interface Executed {
  readonly payload: string;
  /** How long that is, in UTF-8. */
  readonly bytes: number;
  /** Names and values, in turn. */
  readonly headers: readonly string[];
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
  ) => Awaitable<Executed | undefined>;
}

interface Prepared extends Operation {
  /** Of every answer: names and values, in turn. */
  readonly headers: readonly string[];
  /** Where it is the same for all variables. */
  readonly size: Size | undefined;
  /** How often it was executed, until it was decided whether it is compiled. */
  times: number;
  execute: Execute;
}

/** A query is compiled when it is asked so often. */
const OFTEN = 3;

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
      variables: (variables as AskedQuery['variables'] | null) ?? undefined,
    };
  } catch {
    return undefined;
  }
};

/**
 * Queries that were answered before, with whatever variables, are executed without being parsed, validated and led through Apollo again:
 * by the same engine, or compiled where they are asked often, in the same context, within the same limits and budgets. Only what goes well
 * is answered so; the rest is left to Apollo, which says what is wrong.
 */
export const prepareQueries = ({
  schema,
  services,
  admission,
  limits,
  most,
  isCompiling,
  areReaders,
}: PreparedOptions): PreparedQueries => {
  const known = new LRUCache<string, Prepared>({ max: Math.max(1, most) });

  const executed = (
    { execute, headers }: Prepared,
    { variables }: AskedQuery,
    principal: Principal,
    language: string | undefined,
  ): Awaitable<Omit<Executed, 'account' | 'bytes'> | undefined> =>
    using(createContext(services, principal, { language: languageOf(language) }), (context) =>
      using(execute(context, variables), ({ data, errors }) => {
        if (errors || services.runner.isRebuilding()) return undefined;
        const asOf = asOfExtension(context);
        const { isPassing, isRecorded } = context.request;
        return {
          payload: `${JSON.stringify({ data, extensions: { asOf } })}\n`,
          headers: [
            ...headers,
            ...['x-position', String(asOf.position)],
            ...(asOf.epoch === null ? [] : ['x-epoch', asOf.epoch]),
          ],
          isExact: !isPassing && !isRecorded,
        };
      }),
    );
  /** Undefined where that fails, or rejects. */
  const attempted = <T>(work: () => Awaitable<T>): Awaitable<T | undefined> => {
    try {
      const result = work();
      return isAwaited(result) ? result.catch(() => undefined) : result;
    } catch {
      return undefined;
    }
  };

  return {
    note: (key, { document, operation }, headers) => {
      if (most === 0 || known.has(key)) return;
      const { 'x-position': _position, 'x-epoch': _epoch, ...lasting } = headers;
      const size = operation.variableDefinitions?.length ? undefined : sizeOf(schema, document, operation);
      const execute = interpreted(schema, { document, operation });
      known.set(key, { document, operation, headers: listed(lasting), size, execute, times: 0 });
    },
    run: (asked, { principal, address, language, bytes }) => {
      const prepared = known.get(asked.key);
      if (!prepared || tooDeep(asked.variables)) return undefined;
      const { document, operation } = prepared;
      const size = prepared.size ?? sizeOf(schema, document, operation, asked.variables);
      // What readers answer is led to them.
      if (exceeded(size, limits, operation.operation) || (areReaders && size.long !== undefined)) return undefined;
      const place = admission.place(address);
      if (!place) return undefined;
      const account = admission.accountOf(principal, address);
      if (!account.take(costOfRequest(bytes) + costOfOperation(operation.operation, size))) {
        place();
        return undefined;
      }
      return using(
        attempted(() => {
          if (isCompiling && (prepared.times += 1) === OFTEN) {
            account.charge(costOfCompiling(size));
            prepared.execute = compiled(schema, prepared, size) ?? prepared.execute;
          }
          return executed(prepared, asked, principal, language);
        }),
        (answer) => {
          place();
          // What went wrong was worked at, and will be again.
          if (!answer) return undefined;
          const bytes = Buffer.byteLength(answer.payload);
          account.charge(costOfBytes(bytes));
          return { ...answer, bytes, account };
        },
      );
    },
  };
};
