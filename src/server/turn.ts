/** How many wait for the end of a turn; after that many requests the first one's answer would come noticeably later. */
const MOST = 32;

/**
 * Does what it is given at the end of the turn of the event loop, in order. Answers that are written one by one wake up whoever waits for
 * each of them: that takes longer than to answer a query, and is needed once for all of a turn.
 */
export const atEndOfTurn = (): ((work: () => void) => void) => {
  let waiting: (() => void)[] = [];
  const all = (): void => {
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  };
  return (work) => {
    const count = waiting.push(work);
    if (count === 1) setImmediate(all);
    else if (count >= MOST) all();
  };
};
