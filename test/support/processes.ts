import type { GivenCommand } from '../../src/commands/command.js';
import type { Processes } from '../../src/processes/index.js';
import { bureau, type TestLedger } from './ledger.js';

/** Until every process has passed every event, those they caused included. */
export const allSettled = async ({ runner, stores }: TestLedger, running: Processes): Promise<void> => {
  for (;;) {
    const head = runner.head();
    while (running.position() < head) await runner.waitFor(Number.MAX_SAFE_INTEGER, 1);
    let stored = 0;
    for await (const batch of stores.events.follow()) {
      stored += batch.events.length;
      if (batch.caughtUp) break;
    }
    if (stored === head) return;
    await runner.waitFor(stored, 10_000);
  }
};

/** Lets a command in after the next one has decided and before it is written: that one has then decided on what no longer holds. */
export const duringNextAppend = (
  { stores, handle }: TestLedger,
  { command, effectiveOn }: { command: GivenCommand; effectiveOn: string },
): { readonly done: Promise<void> } => {
  const { append } = stores.events;
  let finish: () => void;
  const done = new Promise<void>((resolve) => (finish = resolve));
  (stores.events as { append: typeof append }).append = async (...input) => {
    (stores.events as { append: typeof append }).append = append;
    const outcome = await handle(
      command,
      { commandId: '22222222-2222-4222-8222-222222222222', basis: [{ title: '依据', documentNo: '2号' }], effectiveOn },
      bureau,
    );
    if (!('written' in outcome)) throw new Error(JSON.stringify(outcome));
    const result = await append.apply(stores.events, input);
    finish();
    return result;
  };
  return { done };
};
