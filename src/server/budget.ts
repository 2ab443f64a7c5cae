import { setTimeout as pause } from 'node:timers/promises';
import { OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Size } from './limits.js';

/** What one field or object costs is 1, some 5 microseconds of work; the rest is measured by it. A request, whatever it asks: */
const REQUEST = 100;
/** Every 1,024 bytes that come or go. */
const KILOBYTE = 10;
/** A command, which is decided, written and projected. */
const COMMAND = 800;

export const costOfRequest = (bytes: number): number => REQUEST + costOfBytes(bytes);
export const costOfBytes = (bytes: number): number => Math.ceil((bytes * KILOBYTE) / 1024);
export const costOfOperation = (operation: OperationTypeNode, { cost, width }: Size): number =>
  operation === OperationTypeNode.MUTATION ? cost + COMMAND * width : cost;

/** What somebody may spend; it fills again all the time, within a minute from nothing. */
export interface Account {
  /** Whose budget it is: every actor's or every address'. */
  readonly of: string;
  readonly perMinute: number;
  /** Takes the cost if enough is left; what costs more than a whole budget takes a whole one. */
  take(cost: number): boolean;
  /** Takes the cost of what was done already: less than nothing may be left, but not less than another minute makes up for. */
  charge(cost: number): void;
  /** How long until so much can be taken, in milliseconds. */
  wait(cost: number): number;
  left(): number;
}

export interface Budget {
  readonly of: (key: string) => Account;
  /** How many are known; a full account is as good as an unknown one. */
  readonly size: () => number;
}

const MINUTE = 60_000;
/** Whoever was not seen for longest is forgotten first. */
const MOST_ACCOUNTS = 100_000;

/**
 * Budgets of so much a minute (a leaky bucket: the generic cell rate algorithm). Of an account one number is kept, when it will be full
 * again. The libraries for this count requests and not costs, or keep a timer for every key and any number of keys.
 */
export const openBudget = ({
  of,
  perMinute,
  now = () => performance.now(),
  most = MOST_ACCOUNTS,
}: {
  readonly of: string;
  readonly perMinute: number;
  readonly now?: () => number;
  readonly most?: number;
}): Budget => {
  const fullAt = new LRUCache<string, number>({ max: most });
  return {
    of: (key) => {
      /** How long it takes to fill up, in milliseconds. */
      const lacking = (at = now()): number => Math.max(0, (fullAt.get(key) ?? 0) - at);
      const timeOf = (cost: number): number => (Math.min(cost, perMinute) * MINUTE) / perMinute;
      const wait = (cost: number): number => Math.max(0, lacking() + timeOf(cost) - MINUTE);
      return {
        of,
        perMinute,
        take: (cost) => {
          const at = now();
          const filled = lacking(at) + timeOf(cost);
          if (filled > MINUTE) return false;
          fullAt.set(key, at + filled);
          return true;
        },
        charge: (cost) => void fullAt.set(key, now() + Math.min(lacking() + timeOf(cost), 2 * MINUTE)),
        wait,
        left: () => perMinute - (lacking() * perMinute) / MINUTE,
      };
    },
    size: () => fullAt.size,
  };
};

/** Takes the cost as soon as enough is left; less patient than that is the signal only. */
export const takeInTime = async (account: Account, cost: number, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted && !account.take(cost))
    await pause(Math.ceil(account.wait(cost)), undefined, { signal }).catch(() => undefined);
};
