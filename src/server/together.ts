/** Whoever asks while the work is being done gets what comes of it: work that anybody may ask for is done once at a time. */
export const together = <T>(work: () => Promise<T>): (() => Promise<T>) => {
  let running: Promise<T> | undefined;
  return () =>
    (running ??= work().finally(() => {
      running = undefined;
    }));
};
