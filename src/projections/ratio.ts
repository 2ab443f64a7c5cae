import type { Share } from '../domain/vocabulary.js';
import type { CountReason, FindingResult, Looked, Ratio } from './finding.js';

/** How one person is looked at by a ratio; undefined: nobody knows. */
export interface Vote {
  readonly person: string;
  readonly school: string;
  /** Whether below the line. */
  readonly counts: boolean | undefined;
  /** Whether above it, too, if below. */
  readonly hits: boolean | undefined;
  readonly reason?: CountReason;
}

/** Whether a part of a whole reaches a share. */
export const reaches = ({ numerator, denominator, atLeast }: Share, part: number, whole: number): boolean =>
  atLeast ? part * denominator >= numerator * whole : part * denominator > numerator * whole;

/**
 * A ratio of persons against the share that is asked for. PASS where it is reached however what is unknown turns out, FAIL where it is not
 * in any case, else UNKNOWN, as where nobody is counted. The figures are those of whom all is known.
 */
export const ratioOf = (
  share: Share,
  votes: readonly Vote[],
): { readonly result: FindingResult; readonly ratio: Ratio } => {
  const count = (passes: (vote: Vote) => boolean): number => votes.filter(passes).length;
  const numerator = count(({ counts, hits }) => counts === true && hits === true);
  const denominator = count(({ counts }) => counts === true);
  // Whom nobody knows to count lowers a ratio where he does not hit, and raises it where he does.
  const worst = {
    part: numerator,
    whole: denominator + count(({ counts, hits }) => counts === undefined && hits !== true),
  };
  const best = {
    part: count(({ counts, hits }) => counts !== false && hits !== false),
    whole: denominator + count(({ counts, hits }) => counts === undefined && hits !== false),
  };
  const result =
    worst.whole > 0 && reaches(share, worst.part, worst.whole)
      ? 'PASS'
      : best.whole > 0 && !reaches(share, best.part, best.whole)
        ? 'FAIL'
        : 'UNKNOWN';
  return { result, ratio: { numerator, denominator, persons: votes.map(looked) } };
};

const looked = ({ person, school, counts, hits, reason }: Vote): Looked => {
  const as = counts !== true ? 'EXCLUDED' : hits === true ? 'NUMERATOR' : 'DENOMINATOR';
  return { person, school, as, ...(as !== 'NUMERATOR' && reason && { reason }) };
};

/** Or, and and of what may be unknown. */
export const either = (...known: readonly (boolean | undefined)[]): boolean | undefined =>
  known.includes(true) ? true : known.includes(undefined) ? undefined : false;
export const both = (...known: readonly (boolean | undefined)[]): boolean | undefined =>
  known.includes(false) ? false : known.includes(undefined) ? undefined : true;
