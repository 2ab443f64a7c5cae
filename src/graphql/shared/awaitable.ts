/** What is usually there at once, and sometimes has to be waited for. */
export type Awaitable<T> = T | Promise<T>;

/** Uses a value at once where it is there, so that only who has to wait is answered asynchronously. */
export const using = <T, U>(value: Awaitable<T>, use: (value: T) => Awaitable<U>): Awaitable<U> =>
  isAwaited(value) ? value.then(use) : use(value);

export const isAwaited = <T>(value: Awaitable<T>): value is Promise<T> =>
  typeof (value as Promise<T> | null | undefined)?.then === 'function';
