import type { KeyObject } from 'node:crypto';
import { getOperationAST, parse, type DocumentNode, type GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { transparencyLog } from '../audit/transparency-log.js';
import type { Principal } from '../commands/command.js';
import type { Language } from '../commands/messages.js';
import { present } from '../domain/present.js';
import { StoreUnavailable } from '../eventstore/port.js';
import { buildSchema, createContext, type Context, type Services } from '../graphql/index.js';
import { openReadModels } from '../projections/read-models.js';
import { renewable } from '../projections/renewable.js';
import type { Log } from '../projections/runner.js';
import { interpreted } from './compiled.js';
import { errorFormatter } from './errors.js';

/** What a reader is started with. */
export interface ReaderData {
  /** Of the read models, which another connection writes. */
  readonly file: string;
  /** Signs checkpoints. */
  readonly key: KeyObject;
  /** Whether errors may suggest names of the schema. */
  readonly suggestions: boolean;
}

/** A query that was validated, with everything its answer depends on that is not in the read models. */
export interface Question {
  readonly document: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly language: Language;
  /** In which the asker was given positions. */
  readonly epoch?: string;
  readonly purpose?: string;
  /** The present instant, epoch, and what processes could not do. */
  readonly now: string;
  readonly currentEpoch?: string;
  readonly due: ReturnType<NonNullable<Services['due']>>;
}

/** The answer to a query, at the head of the ledger as the reader found it when it began. */
export interface Reading extends Pick<Context['request'], 'at' | 'isPassing' | 'isRecorded'> {
  /** As JSON. */
  readonly data: string;
  readonly errors?: readonly GraphQLFormattedError[];
  /** What errors want of the answer's status. */
  readonly status?: number;
}

/** What a reader asks of whoever holds the people directory and follows the ledger. */
export interface Asked {
  readonly entry: Services['people']['get'];
  readonly recordAccess: Services['recordAccess'];
  readonly personsNamed: Services['personsNamed'];
  readonly lastPositionOf: Services['epochs']['lastPositionOf'];
  readonly waitFor: (position: number, milliseconds: number) => Promise<boolean>;
}

export type ToReader =
  | { readonly question: Question }
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly failure: string; readonly isUnavailable: boolean };
export type FromReader =
  | { readonly isReady: true }
  | { readonly reading: Reading }
  /** Says nothing of what was asked. */
  | { readonly failure: string }
  | { readonly call: number; readonly asked: keyof Asked; readonly given: readonly unknown[] }
  | { readonly damage: string }
  /** A promise was rejected and nobody waited for it. */
  | { readonly stray: Error }
  | { readonly log: keyof Log; readonly details: object; readonly message: string };

/** One end of a channel, as of a worker's parent. */
export interface Port {
  postMessage(message: FromReader): void;
  on(event: 'message', listener: (message: ToReader) => void): unknown;
}

/** How many documents are remembered as they were parsed. */
const KNOWN_DOCUMENTS = 100;

/**
 * Answers queries, one at a time, by a connection of its own that reads beside the one that writes: each at the head of a snapshot, over
 * the same schema and resolvers as in the server's own thread, so that an answer has the same bytes wherever it is made. What is not in
 * the read models comes with the query or is asked for.
 */
export const startReading = (port: Port, { file, key, suggestions }: ReaderData): void => {
  const log: Log = {
    info: (details, message) => port.postMessage({ log: 'info', details, message }),
    warn: (details, message) => port.postMessage({ log: 'warn', details, message }),
    error: (details, message) => port.postMessage({ log: 'error', details, message }),
  };
  const { readModels } = renewable({
    open: () => openReadModels(file, 'READ'),
    // Whoever writes it does that.
    putAside: () => undefined,
    onDamage: (damage) => port.postMessage({ damage }),
  });
  const schema = buildSchema();
  const format = errorFormatter(log, { suggestions });
  const documents = new LRUCache<string, DocumentNode>({ max: KNOWN_DOCUMENTS, memoMethod: (text) => parse(text) });

  let calls = 0;
  const waiting = new Map<number, (reply: Exclude<ToReader, { readonly question: Question }>) => void>();
  const ask =
    <Name extends keyof Asked>(asked: Name) =>
    (...given: Parameters<Asked[Name]>): ReturnType<Asked[Name]> =>
      new Promise((resolve, reject) => {
        const call = (calls += 1);
        waiting.set(call, (reply) => {
          waiting.delete(call);
          if ('result' in reply) resolve(reply.result as never);
          else reject(reply.isUnavailable ? new StoreUnavailable(reply.failure) : new Error(reply.failure));
        });
        port.postMessage({ call, asked, given });
      }) as ReturnType<Asked[Name]>;
  const askToWait = ask('waitFor');
  const nobody = (): never => {
    throw new Error('A reader answers queries, and nothing else');
  };
  const { head } = readModels.events;

  const servicesFor = ({ now, currentEpoch, due }: Question): Services => ({
    handle: nobody,
    readModels,
    runner: {
      head,
      isRebuilding: () => false,
      waitFor: async (position, milliseconds) => {
        const isThere = await askToWait(position, milliseconds);
        // As in the server's thread, what is asked for from here on is of the ledger as it went on meanwhile.
        if (isThere) readModels.snapshot.take();
        return isThere;
      },
      status: nobody,
      problem: nobody,
      caughtUp: nobody,
      positionOf: nobody,
      changed: nobody,
      stop: nobody,
    },
    transparency,
    epochs: { current: () => currentEpoch, lastPositionOf: ask('lastPositionOf') },
    people: { get: ask('entry') },
    recordAccess: ask('recordAccess'),
    personsNamed: ask('personsNamed'),
    now: () => now,
    log,
    due: () => due,
  });
  const transparency = transparencyLog(readModels, key);

  const answer = async (question: Question): Promise<Reading> => {
    const { operationName, variables, principal, language, epoch, purpose } = question;
    const document = documents.memo(question.document);
    const operation = getOperationAST(document, operationName)!;
    readModels.snapshot.take();
    try {
      const contextValue = await createContext(servicesFor(question), principal, {
        language,
        ...present({ epoch, purpose }),
      });
      const { data, errors } = await interpreted(schema, { document, operation })(contextValue, variables);
      const { at, isPassing, isRecorded } = contextValue.request;
      return {
        data: JSON.stringify(data),
        ...(errors ? { errors: errors.map((error) => format(asApolloGives(error), error)) } : {}),
        ...present({ status: errors && statusOf(errors), isPassing, isRecorded }),
        at,
      };
    } finally {
      readModels.snapshot.letGo();
    }
  };

  port.on('message', (message) => {
    if ('call' in message) return waiting.get(message.call)?.(message);
    answer(message.question).then(
      (reading) => port.postMessage({ reading }),
      (error: unknown) => port.postMessage({ failure: `${(error as Error).name}: ${(error as Error).message}` }),
    );
  });
  port.postMessage({ isReady: true });
};

/** An error as Apollo hands it to be formatted. */
const asApolloGives = (error: GraphQLError): GraphQLFormattedError => {
  const { http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions: { ...extensions, code: extensions['code'] ?? 'INTERNAL_SERVER_ERROR' } };
};

/** The last one counts, as for Apollo. */
const statusOf = (errors: readonly GraphQLError[]): number | undefined =>
  errors.reduce<number | undefined>(
    (status, { extensions }) => (extensions.http as { readonly status?: number } | undefined)?.status ?? status,
    undefined,
  );
