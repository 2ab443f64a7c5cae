import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long those who wait go on before everything else gets its turn: as long as everything else took, within bounds; in milliseconds. */
const SHORTEST_SLICE = 2;
const LONGEST_SLICE = 10;

const waiting: (() => void)[] = [];
let isRunning = false;

/**
 * Does the work, short and synchronous, when it is its turn: first come, first served, in slices between which the event loop serves
 * everybody else. For what comes to thousands at the same time.
 */
export const inTurn = (work: () => void): void => {
  waiting.push(work);
  if (isRunning) return;
  isRunning = true;
  void run();
};

/** Resolves when it is the caller's turn. */
export const turn = (): Promise<void> => new Promise(inTurn);

const run = async (): Promise<void> => {
  while (waiting.length > 0) {
    const others = performance.now();
    await nextTurn();
    const began = performance.now();
    const end = began + Math.min(Math.max(began - others, SHORTEST_SLICE), LONGEST_SLICE);
    let done = 0;
    while (done < waiting.length && performance.now() < end) {
      waiting[done]!();
      done += 1;
      // What waited for the turn goes on now, so that the slice counts it.
      await Promise.resolve();
    }
    waiting.splice(0, done);
  }
  isRunning = false;
};
