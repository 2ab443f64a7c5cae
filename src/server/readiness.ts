import type { EventStore } from '../eventstore/port.js';
import type { Runner } from '../projections/runner.js';
import { nobodyRevoked, type RevocationWatch } from './revocations.js';

/** Why the server should get no requests at the moment; nothing where it should. For anybody to read: no secrets, no addresses. */
export type Readiness = () => Promise<readonly string[]>;

export interface ReadinessOptions {
  readonly events: Pick<EventStore, 'ping'>;
  readonly runner: Pick<Runner, 'status' | 'head' | 'problem'>;
  readonly revocations?: Pick<RevocationWatch, 'problem'>;
  /** How long the store may take to answer, in milliseconds. */
  readonly timeout?: number;
}

/** Ready is a server whose store answers and whose read models have caught up with it. */
export const readinessOf = ({ events, runner, revocations = nobodyRevoked, timeout = 2_000 }: ReadinessOptions): Readiness => async () => {
  const reasons: string[] = [];
  if (!(await answers(events, timeout))) reasons.push('the event store does not answer');
  const unread = revocations.problem();
  if (unread !== undefined) reasons.push(unread);
  switch (runner.status()) {
    case 'catching-up':
      reasons.push(`the read models are catching up, they are at position ${runner.head()}`);
      break;
    case 'stopped':
      // What stopped it for good is about the ledger's content, never about how the store is reached.
      reasons.push(`the reader has stopped at position ${runner.head()}, what is served is stale: ${runner.problem() ?? 'the log says why'}`);
      break;
    case 'live':
      break;
  }
  return reasons;
};

/** An adapter may wait longer than a health check does: the store gets a time of its own. */
const answers = async (events: Pick<EventStore, 'ping'>, timeout: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeout);
  });
  try {
    return await Promise.race([events.ping().then(() => true, () => false), tooLate]);
  } finally {
    clearTimeout(timer);
  }
};
