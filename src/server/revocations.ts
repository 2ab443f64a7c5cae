import type { Revocations } from '../eventstore/port.js';
import type { Log } from '../projections/runner.js';

/** Whether a token still counts; nobody can say while revocations were not read for too long. */
export type TokenStanding = 'VALID' | 'REVOKED' | 'UNKNOWN';

/** What is known here of revoked subjects. */
export interface RevocationWatch {
  /** Of a token of a subject, by the second in which it was issued. */
  standing(subject: string, issuedAt: number): TokenStanding;
  /** Calls back whenever a standing may have changed, until the signal is aborted. */
  onChange(callback: () => void, signal: AbortSignal): void;
  /** Why tokens cannot be judged, undefined where they can; for anybody to read. */
  problem(): string | undefined;
  stop(): void;
}

export interface WatchOptions {
  readonly revocations: Pick<Revocations, 'all'>;
  readonly log: Log;
  /** How often to look, in milliseconds. */
  readonly interval?: number;
  /** After how long without a successful look nothing is known any more, in milliseconds. */
  readonly knownFor?: number;
  /** A clock that never goes back, in milliseconds. */
  readonly now?: () => number;
}

/** Nobody is signed out: where tokens are not watched. */
export const nobodyRevoked: RevocationWatch = {
  standing: () => 'VALID',
  onChange: () => undefined,
  problem: () => undefined,
  stop: () => undefined,
};

/** How long a server waits for its first look, in milliseconds; until there was one, no token counts. */
const FIRST_LOOK = 1_000;
/** Longer than a cluster takes to elect a leader: a short election signs nobody out. */
const KNOWN_FOR = 15_000;
const INTERVAL = 2_000;

/** Looks at the revocations now and then; resolves after the first look, or when that takes long. */
export const watchRevocations = async (options: WatchOptions): Promise<RevocationWatch> => {
  const { revocations, log, interval = INTERVAL, knownFor = KNOWN_FOR, now = () => performance.now() } = options;
  const callbacks = new Set<() => void>();
  let known: ReadonlyMap<string, number> = new Map();
  let readAt = -Infinity;
  let failing = false;
  let looking: Promise<void> | undefined;
  const isKnown = (): boolean => now() - readAt <= knownFor;
  const tell = (): void => callbacks.forEach((callback) => callback());

  const look = async (): Promise<void> => {
    const began = now();
    try {
      known = await revocations.all();
      readAt = began;
      if (failing) log.info({}, 'Revocations can be read again');
      failing = false;
    } catch (error) {
      if (!failing) {
        log.warn(
          { error: (error as Error).message },
          `Revocations cannot be read: after ${knownFor / 1000} seconds of it tokens are answered with 503`,
        );
      }
      failing = true;
    }
    tell();
  };
  const tick = (): void => {
    looking ??= look().finally(() => (looking = undefined));
    // A look that hangs must not keep what was known alive.
    if (!isKnown()) tell();
  };

  tick();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FIRST_LOOK);
  });
  await Promise.race([looking, patience]);
  clearTimeout(timer);
  const ticking = setInterval(tick, interval).unref();

  return {
    standing: (subject, issuedAt) =>
      !isKnown() ? 'UNKNOWN' : issuedAt < (known.get(subject) ?? -Infinity) ? 'REVOKED' : 'VALID',
    onChange: (callback, signal) => {
      callbacks.add(callback);
      signal.addEventListener('abort', () => callbacks.delete(callback), { once: true });
    },
    problem: () => (isKnown() ? undefined : 'the revocations of tokens cannot be read, so that no token is accepted'),
    stop: () => clearInterval(ticking),
  };
};
