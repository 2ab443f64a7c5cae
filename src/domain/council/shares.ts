import type { Day } from '../day.js';
import { rulesOn, type Policies } from '../policy/index.js';
import type { Share } from '../vocabulary.js';
import type { Meeting } from './resolution-events.js';

/** What a meeting is asked for: how many of the filled seats are there, and how many of the votes are for it. */
export type Asked = Pick<Meeting, 'quorum' | 'majority'>;

/** More than half [D], where no policy says anything. */
export const moreThanHalf: Share = { numerator: 1, denominator: 2, atLeast: false };
/** Every filled seat. */
export const everybody: Share = { numerator: 1, denominator: 1, atLeast: true };

/** Whether a part of a whole is as large as the share asks for. */
export const reaches = (part: number, { numerator, denominator, atLeast }: Share, whole: number): boolean =>
  whole > 0 && (atLeast ? part * denominator >= whole * numerator : part * denominator > whole * numerator);

/** Whether a share asks for less than another, of some whole. */
export const isBelow = (a: Share, b: Share): boolean => {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0 || (difference === 0 && a.atLeast && !b.atLeast);
};

/** The one of two shares that asks for more. */
export const stricter = (a: Share, b: Share): Share => (isBelow(a, b) ? b : a);

/** What no charter asks less than, and no meeting had less of: the policy's of the day, else more than half [D]. */
export const floorOn = (policies: Policies, day: Day): Asked => {
  const { quorum, majority } = rulesOn(policies, 'QUORUM', day) ?? { quorum: moreThanHalf, majority: moreThanHalf };
  return { quorum, majority };
};

/** Who counts of a ballot: who is there, in person or by proxy, and not recused; as many can vote. */
export const votesOf = ({ present, proxies, recused }: Meeting['ballot']): number => present + proxies - recused;

/** Why a ballot does not do, of so many filled seats: the recused count neither for the quorum nor for the majority. */
export const shortOf = (
  ballot: Meeting['ballot'],
  { quorum, majority }: Asked,
  filled: number,
): 'QUORUM_NOT_MET' | 'MAJORITY_NOT_MET' | undefined => {
  const votes = votesOf(ballot);
  if (!reaches(votes, quorum, filled)) return 'QUORUM_NOT_MET';
  return reaches(ballot.for, majority, votes) ? undefined : 'MAJORITY_NOT_MET';
};
