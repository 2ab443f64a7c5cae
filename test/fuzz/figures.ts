import { isObjectType, TypeInfo, visit, visitWithTypeInfo, type GraphQLObjectType } from 'graphql';
import { schema } from './operations.js';
import { executable, toldBy, workOf } from './oracle.js';
import type { FuzzRequest } from './requests.js';
import type { Answer } from './send.js';

/** What was asked and how it was answered, counted. */
export interface Figures {
  add(request: FuzzRequest, answer: Answer): void;
  /** How many were answered in which way: the kind of request, and OK or the code of the first error. */
  readonly counts: () => Readonly<Record<string, number>>;
  /** The share of executable queries that were answered without an error. */
  readonly shareOfQueries: () => number;
  /** Fields of the schema that no executed document had. */
  readonly unasked: () => readonly string[];
  /** Mutations that gave no receipt. */
  readonly unaccepted: () => readonly string[];
  /** The operations that came nearest to what their work may be: done, allowed, and the document. */
  readonly dearest: () => readonly (readonly [done: number, allowed: number, query: string])[];
}

interface Payload {
  readonly receipt?: object | null;
  readonly userErrors?: readonly { readonly code: string }[];
}

export const openFigures = (): Figures => {
  const counts: Record<string, number> = {};
  const asked = new Set<string>();
  const accepted = new Set<string>();
  const dearest: [number, number, string][] = [];
  const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);
  return {
    add: (request, answer) => {
      if ('messages' in request) return count(`socket ${answer.status}`);
      const found = executable(request);
      const told = toldBy(answer);
      const payloads = Object.entries(told?.data ?? {}) as [string, Payload | null][];
      const refused = payloads.flatMap(([, payload]) => payload?.userErrors?.map(({ code }) => code) ?? [])[0];
      const code =
        (told?.errors?.[0]?.extensions?.code as string | undefined) ??
        refused ??
        (answer.status >= 300 ? answer.status : 'OK');
      count(`${request.operation ? (found?.operation.operation ?? 'document') : 'odd'} ${code}`);
      if (!found || !told?.data) return;
      const info = new TypeInfo(schema);
      const Field = (): void => void asked.add(`${info.getParentType()?.name}.${info.getFieldDef()?.name}`);
      visit(found.document, visitWithTypeInfo(info, { Field }));
      const { done, allowed } = workOf(request, answer);
      dearest.push([done, allowed, request.operation!.query]);
      dearest.sort(([one, limit], [other, otherLimit]) => other / otherLimit - one / limit).splice(5);
      for (const [name, payload] of payloads)
        if (payload?.receipt) accepted.add(new RegExp(`${name}: (\\w+)\\(`).exec(request.operation!.query)![1]!);
    },
    counts: () => Object.fromEntries(Object.entries(counts).sort(([, one], [, other]) => other - one)),
    shareOfQueries: () => {
      const queries = Object.entries(counts).filter(([what]) => what.startsWith('query '));
      return (
        ((counts['query OK'] ?? 0) + (counts['query 304'] ?? 0)) / queries.reduce((sum, [, number]) => sum + number, 0)
      );
    },
    unasked: () =>
      Object.values(schema.getTypeMap())
        .filter(
          (type): type is GraphQLObjectType =>
            isObjectType(type) && !type.name.startsWith('__') && type !== schema.getSubscriptionType(),
        )
        .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
        .filter((field) => !asked.has(field)),
    unaccepted: () => Object.keys(schema.getMutationType()!.getFields()).filter((field) => !accepted.has(field)),
    dearest: () => dearest,
  };
};
