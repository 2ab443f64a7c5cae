import type { EventStore } from '../eventstore/port.js';
import type { Log, Runner } from '../projections/runner.js';
import type { RevocationWatch } from './revocations.js';

/** One thing that must be so for the server to get requests. */
export interface Check {
  /** Stable: alerts and runbooks name it. */
  readonly code: string;
  /**
   * Why it is not so, undefined where it is. For anybody to read: no secrets, no addresses. Asked often, so what is
   * slow is looked at elsewhere.
   */
  readonly check: () => string | undefined | Promise<string | undefined>;
  /** How loudly a change is logged; `info` where it is nothing out of the ordinary. */
  readonly level?: 'info' | 'warn';
}

/** Why the server should get no requests at the moment. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

export interface Readiness {
  /** Asks every check; nothing where the server is ready. Whatever has changed since the last time is logged, once. */
  reasons(): Promise<readonly Reason[]>;
  /** Of all checks, for the metrics. */
  readonly codes: readonly string[];
}

/** Ready is a server where every check passes. A check that fails to answer is a reason too. */
export const readinessOf = (checks: readonly Check[], log: Log): Readiness => {
  const standing = new Set<string>();
  const changed = ({ code, level = 'warn' }: Check, message: string | undefined): void => {
    if (standing.has(code) === (message !== undefined)) return;
    if (message === undefined) {
      standing.delete(code);
      log.info({ code }, `No longer: ${code}`);
    } else {
      standing.add(code);
      log[level]({ code }, message);
    }
  };
  return {
    codes: checks.map(({ code }) => code),
    reasons: async () => {
      const messages = await Promise.all(
        checks.map(async ({ check }) => check()).map((answer) => answer.catch(() => 'the check itself failed')),
      );
      checks.forEach((check, index) => changed(check, messages[index]));
      return checks.flatMap(({ code }, index) =>
        messages[index] === undefined ? [] : [{ code, message: messages[index] }],
      );
    },
  };
};

/** The store answers. `timeout`: how long it may take, in milliseconds. */
export const storeAnswers = (events: Pick<EventStore, 'ping'>, timeout = 2_000): Check => ({
  code: 'STORE_SILENT',
  check: async () => ((await answers(events, timeout)) ? undefined : 'the event store does not answer'),
});

/** The read models have caught up with the store, and go on following it. */
export const readerFollows = (
  runner: Pick<Runner, 'status' | 'head' | 'problem' | 'isRebuilding'>,
): readonly Check[] => [
  {
    code: 'READ_MODELS_BEHIND',
    level: 'info',
    check: () =>
      runner.status() === 'catching-up'
        ? `the read models are catching up, they are at position ${runner.head()}`
        : undefined,
  },
  {
    code: 'READ_MODELS_REBUILT',
    check: () =>
      runner.isRebuilding()
        ? 'the read models were damaged and are built again, nothing can be asked until then'
        : undefined,
  },
  {
    code: 'READER_STOPPED',
    // What stopped it for good is about the ledger's content, never about how the store is reached.
    check: () =>
      runner.status() === 'stopped'
        ? `the reader has stopped at position ${runner.head()}, what is served is stale: ${runner.problem() ?? 'the log says why'}`
        : undefined,
  },
];

/** It is known which tokens were revoked. */
export const tokensAreJudged = (revocations: Pick<RevocationWatch, 'problem'>): Check => ({
  code: 'REVOCATIONS_UNREADABLE',
  check: () => revocations.problem(),
});

/** An adapter may wait longer than a health check does: the store gets a time of its own. */
const answers = async (events: Pick<EventStore, 'ping'>, timeout: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), timeout);
  });
  try {
    return await Promise.race([
      events.ping().then(
        () => true,
        () => false,
      ),
      tooLate,
    ]);
  } finally {
    clearTimeout(timer);
  }
};
