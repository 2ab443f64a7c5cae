import { recordedAfter } from '../commands/clock.js';
import type { HandlerOptions } from '../commands/handle.js';
import type { ReadModels } from '../projections/read-models.js';
import { ReadModelsDamaged } from '../projections/renewable.js';
import type { Check } from './readiness.js';

export interface ClockOptions {
  readonly events: Pick<ReadModels['events'], 'last' | 'positionOf'>;
  /** The present instant, RFC 3339 in UTC. */
  readonly now: () => string;
  /** The position of a last event that was recorded ahead of time, as an operator has found: it does not count. */
  readonly verifiedPosition?: number;
}

/** This machine's clock: the present instant, RFC 3339 in UTC, written once a millisecond. */
export const systemClock = (): (() => string) => {
  let [at, text] = [NaN, ''];
  return () => {
    const now = Date.now();
    if (now !== at) [at, text] = [now, new Date(now).toISOString()];
    return text;
  };
};

/** This machine's clock, held against what the reader of the ledger saw last. */
export interface Clock {
  readonly lastRecordedAt: NonNullable<HandlerOptions['lastRecordedAt']>;
  readonly check: Check;
}

/**
 * The clock must not lie more than a minute before the last event that is numbered here; where the reader has not come as far as the
 * stream that is written to, nor before that stream's last one.
 */
export const clockOf = ({ events, now, verifiedPosition }: ClockOptions): Clock => {
  const last = (): { readonly position: number; readonly recordedAt: string } | undefined => {
    const event = lastOf(events);
    return event?.position === verifiedPosition ? undefined : event;
  };
  return {
    lastRecordedAt: ({ stream, revision, recordedAt = '' }) => {
      const ofLedger = last()?.recordedAt ?? '';
      const isBehind = recordedAt > ofLedger && events.positionOf(stream, revision) === undefined;
      return (isBehind ? recordedAt : ofLedger) || undefined;
    },
    check: {
      code: 'CLOCK_BEHIND',
      check: () => {
        const event = last();
        if (!event || recordedAfter(event.recordedAt, now()) !== undefined) return undefined;
        return (
          `no command is accepted: the clock of this machine (${now()}) lies before the last event (position ${event.position}, recorded at ${event.recordedAt}). ` +
          `Set the clock; where it is right and that event was recorded ahead of time, start with CLOCK_VERIFIED_POSITION=${event.position}`
        );
      },
    },
  };
};

/** Read models that turn out to be damaged are another check's. */
const lastOf = (events: ClockOptions['events']): ReturnType<ClockOptions['events']['last']> => {
  try {
    return events.last();
  } catch (error) {
    if (error instanceof ReadModelsDamaged) return undefined;
    throw error;
  }
};
