/** What is told of a promise that was rejected, and that nobody waited for any more. */
export type Stray = (error: unknown) => void;

const servers = new Set<Stray>();

/** Strays are this server's until it says that it has stopped. */
export const tellOfStrays = (stray: Stray): (() => void) => {
  servers.add(stray);
  return () => void servers.delete(stray);
};

/**
 * Tells a server of a rejection that nobody handled, where one is running. Such a promise is a request's, which was answered by what else
 * went wrong: what goes on in the background ends the process by itself (src/eventstore/background.ts). Whose it is could be followed with an
 * AsyncLocalStorage, which takes a tenth of every answer on Node 20. To be called from the `unhandledRejection` event.
 */
export const isToldToServer = (error: unknown): boolean => {
  for (const stray of servers) stray(error);
  return servers.size > 0;
};
