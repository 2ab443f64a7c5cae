import { AsyncLocalStorage } from 'node:async_hooks';

/** What is told of a promise that a request made, that was rejected, and that nobody waited for any more. */
export type Stray = (error: unknown) => void;

const scope = new AsyncLocalStorage<Stray>();

/** Does the work of a request; whatever it starts belongs to it, also after it was answered. */
export const inRequest = <T>(stray: Stray, work: () => T): T => scope.run(stray, work);

/**
 * Tells a request of a rejection that nobody handled, if it is one of a request's: the request was answered by what else went wrong,
 * and the process goes on. To be called from the `unhandledRejection` event, which Node emits in the rejected promise's own scope.
 */
export const isOfRequest = (error: unknown): boolean => {
  const stray = scope.getStore();
  stray?.(error);
  return stray !== undefined;
};
