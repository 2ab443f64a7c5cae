/** How far the clock may lie before what was last recorded, in milliseconds: what clocks that are kept right differ by. */
const TOLERANCE = 60_000;

/**
 * When an event is recorded that comes after one of `last` (both RFC 3339, UTC): now; together with that one where the clock lies a
 * little before it, so that no answer about a moment that has passed changes. Undefined where the clock lies more than a minute
 * before it: nothing may be recorded by such a clock.
 */
export const recordedAfter = (last: string | undefined, now: string): string | undefined => {
  if (last === undefined || last <= now) return now;
  return Date.parse(last) - Date.parse(now) <= TOLERANCE ? last : undefined;
};
