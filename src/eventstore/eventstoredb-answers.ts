import { StoreUnavailable } from './port.js';

/** No answer within the time limit. */
export class Silence extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

/** The client was given up before it answered. */
export class Replaced extends Error {
  constructor(reason: string) {
    super(`the connection was given up: ${reason}`);
  }
}

/** All tries were in vain. `refused`: each was turned away before anything could be written. */
export class Unanswered extends Error {
  constructor(
    cause: unknown,
    readonly refused: boolean,
  ) {
    super(reasonOf(cause), { cause });
  }
}

/** What the work gives, or throws. Throws Silence after `limit` milliseconds, and the signal's reason once it is aborted. */
export const inTime = <T>(work: Promise<T>, limit: number, over?: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const settle = (then: () => void): void => {
      clearTimeout(timer);
      over?.removeEventListener('abort', abort);
      then();
    };
    const abort = (): void => settle(() => reject(over?.reason as Error));
    const timer = setTimeout(() => settle(() => reject(new Silence(limit))), limit);
    work.then(
      (value) => settle(() => resolve(value)),
      (error: Error) => settle(() => reject(error)),
    );
    if (over?.aborted) abort();
    else over?.addEventListener('abort', abort);
  });

/** The client's errors have a type, but those from before a request was sent are raw ones of gRPC. */
export const typeOf = (error: unknown): string | undefined => {
  const type = (error as { readonly type?: unknown } | undefined)?.type;
  return typeof type === 'string' ? type : undefined;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** For logs and errors; the client's error on a wrong version has no message. */
export const reasonOf = (error: unknown): string => messageOf(error) || (typeOf(error) ?? 'unknown error');

/** Whatever is not an error of the port is a store that cannot be used. */
export const storeError = (error: unknown): Error => {
  if (error instanceof Unanswered && error.cause instanceof StoreUnavailable) return error.cause;
  if (error instanceof Unanswered || error instanceof Silence || typeOf(error) !== undefined) {
    return new StoreUnavailable(`EventStoreDB cannot be used: ${reasonOf(error)}`, { cause: error });
  }
  return error as Error;
};

/** An answer to what was asked, rather than a failure to answer. */
export const isAnswer = (error: unknown): boolean =>
  ['wrong-expected-version', 'stream-deleted', 'maximum-append-size-exceeded'].includes(typeOf(error) ?? '');

const BUSY = /Server Is (Busy|Too Busy)/;
const NOT_HANDLED = /Server Is (Not Ready|Busy|Too Busy)|No leader info available/;
const NOT_SENT =
  /No connection established|Name resolution failed|Failed to discover after|Channel closed before call started/;

/** The server, or the client before it, turned the request away: it was not carried out and will not be. */
export const isRefusal = (error: unknown): boolean =>
  ['not-leader', 'access-denied'].includes(typeOf(error) ?? '') ||
  NOT_HANDLED.test(messageOf(error)) ||
  NOT_SENT.test(messageOf(error));

const UNAVAILABLE = 14;
const PASSING = ['unavailable', 'deadline-exceeded', 'not-leader', 'cancelled', 'timeout'];

/** It may help to try again. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Silence ||
  error instanceof Replaced ||
  PASSING.includes(typeOf(error) ?? '') ||
  (error as { readonly code?: unknown } | undefined)?.code === UNAVAILABLE ||
  NOT_HANDLED.test(messageOf(error)) ||
  NOT_SENT.test(messageOf(error)) ||
  messageOf(error).includes('RST_STREAM');

/** The node is there and has much to do: another would be no better. */
export const isBusy = (error: unknown): boolean => BUSY.test(messageOf(error));

/** No answer, or one that says that there was none from the other nodes: another request may have got one meanwhile. */
export const isSilence = (error: unknown): boolean =>
  error instanceof Silence || ['timeout', 'deadline-exceeded'].includes(typeOf(error) ?? '');
