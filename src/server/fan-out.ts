import {
  execute,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../commands/command.js';

/** What the finished answers that are kept may hold, in bytes. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** How long an answer may be handed out, in milliseconds: each is of a moment at most so long before it goes out. */
const KEPT_FOR = 1_000;

/** A subscription, as far as its answers depend on it. */
export interface Subscriber {
  readonly args: Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;
  readonly principal: Principal;
  readonly language: string;
  /** A context of its own for each execution: it holds the moment that is answered. */
  readonly context: () => Promise<object>;
}

export interface Following {
  /** The answer to an event, as JSON: computed once for all whose answers depend on the same, and handed to each. */
  readonly answer: (event: unknown) => Promise<string>;
  /** Gives up the place among those who share. */
  readonly leave: () => void;
}

export interface FanOutOptions {
  readonly format: (error: GraphQLError) => GraphQLFormattedError;
  /** What makes kept answers worthless when it changes, such as the number of erasures. */
  readonly validity: () => unknown;
  readonly countAnswer: () => void;
}

export interface FanOut {
  follow(subscriber: Subscriber): Following;
}

/** Subscribers who ask the same, in the same language, and may see the same. */
interface Group {
  readonly number: number;
  members: number;
}

export const openFanOut = ({ format, validity, countAnswer }: FanOutOptions): FanOut => {
  const groups = new Map<string, Group>();
  const events = new WeakMap<object, number>();
  const answers = new LRUCache<string, string | Promise<string>>({
    maxSize: KEPT_BYTES,
    ttl: KEPT_FOR,
    sizeCalculation: (answer) => (typeof answer === 'string' ? 2 * answer.length : 1) + 100,
  });
  let numbers = 0;

  const numberOf = (event: object): number => {
    const number = events.get(event) ?? ++numbers;
    events.set(event, number);
    return number;
  };

  const compute = async ({ args, context }: Subscriber, event: unknown): Promise<string> => {
    countAnswer();
    const { errors, ...result }: ExecutionResult = await execute({
      ...args,
      contextValue: await context(),
      rootValue: event,
    });
    return JSON.stringify(errors ? { ...result, errors: errors.map(format) } : result);
  };

  return {
    follow: (subscriber) => {
      const key = keyOf(subscriber);
      const group = groups.get(key) ?? { number: ++numbers, members: 0 };
      groups.set(key, group);
      group.members += 1;
      return {
        answer: (event) => {
          if (group.members === 1 || typeof event !== 'object' || event === null) return compute(subscriber, event);
          const name = `${group.number} ${numberOf(event)} ${String(validity())}`;
          const known = answers.get(name);
          if (known !== undefined) return Promise.resolve(known);
          const computing = compute(subscriber, event);
          answers.set(name, computing);
          computing.then(
            (answer) => answers.set(name, answer),
            () => answers.delete(name),
          );
          return computing;
        },
        leave: () => {
          group.members -= 1;
          if (group.members === 0) groups.delete(key);
        },
      };
    },
  };
};

/** All that an answer depends on besides the event and the moment. */
const keyOf = ({
  args: { schema, document, operationName, variableValues },
  principal,
  language,
}: Subscriber): string => {
  const asked = withoutChoice(schema, document);
  const used = variablesIn(asked);
  const given = Object.entries(variableValues ?? {}).filter(([name]) => used.has(name));
  const variables = given.sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([print(asked), operationName ?? null, variables, principal, language]);
};

/** The document without the arguments that choose events and do not shape what is answered of them, such as the position to begin at. */
const withoutChoice = (schema: GraphQLSchema, document: DocumentNode): DocumentNode => {
  const info = new TypeInfo(schema);
  const chosen = visit(
    document,
    visitWithTypeInfo(info, {
      Field: (node) =>
        info.getFieldDef()?.extensions.argumentsChooseEvents === true ? { ...node, arguments: [] } : undefined,
    }),
  );
  const used = variablesIn(chosen);
  return visit(chosen, { VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null) });
};

/** The variables that fields and directives use. */
const variablesIn = (document: DocumentNode): ReadonlySet<string> => {
  const used = new Set<string>();
  visit(document, { VariableDefinition: () => false, Variable: ({ name }) => void used.add(name.value) });
  return used;
};
