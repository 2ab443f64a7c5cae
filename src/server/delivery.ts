export interface DeliveryOptions<Event> {
  readonly source: AsyncIterable<Event>;
  /** Resolves when the event is through and the next one may be taken. */
  readonly handOn: (event: Event, ended: AbortSignal) => Promise<void>;
  /** Called once, when nothing is handed on any more. */
  readonly over: () => void;
}

/**
 * Hands each event of a source on, the next one when the one before is through, and has nothing to give itself: whoever iterates over
 * it waits for the source's end.
 */
export const delivering = <Event>({
  source,
  handOn,
  over,
}: DeliveryOptions<Event>): AsyncIterableIterator<never, undefined> => {
  const events: AsyncIterator<Event, unknown> = source[Symbol.asyncIterator]();
  const ending = new AbortController();
  const ended = ending.signal;
  ended.addEventListener('abort', over, { once: true });
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    ending.abort();
    await events.return?.();
    return { value: undefined, done: true };
  };
  const next = async (): Promise<IteratorReturnResult<undefined>> => {
    try {
      while (!ended.aborted) {
        const event = await events.next();
        if (event.done || ended.aborted) break;
        await handOn(event.value, ended);
      }
    } catch (error) {
      await end();
      throw error;
    }
    return end();
  };
  return {
    next,
    return: end,
    throw: end,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
};
