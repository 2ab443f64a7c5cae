/**
 * Begins work that goes on until it is stopped, and that nobody waits for before. An error that it does not expect ends the process, as one
 * in a timer does: a server without it would answer what is no longer so.
 */
export const background = <T>(work: () => Promise<T>): Promise<T> => {
  const working = work();
  working.catch((error: unknown) =>
    setImmediate(() => {
      throw error;
    }),
  );
  return working;
};
