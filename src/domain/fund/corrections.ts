import type { Correcting } from '../decider.js';
import { splitFundStream } from '../identity.js';
import { at, firstRefused, within } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import {
  allocatedUnder,
  fenIsValid,
  paymentHasCome,
  receiptHasCome,
  resolutionCarries,
  schoolIsMember,
  signatureHasCome,
  voucherIsValid,
  yearIsValid,
} from './checks.js';
import type { FundReferences } from './decide.js';
import type { FundEvent } from './events.js';
import type { Fund } from './state.js';

type OfFund = Correcting<Fund, FundEvent, FundReferences>;
type RightRule = (right: FundEvent, correcting: OfFund) => Refused | undefined;

/** A closed year is corrected by the bureau only; a right fact is held to what a command's sums, dates and vouchers are held to. */
export const correctionIsAllowed = (correcting: OfFund): Refused | undefined => {
  const { right, rightEffectiveOn, context, state } = correcting;
  if (state.closedOn !== undefined && context.actor.role !== 'BUREAU') return refuse('YEAR_CLOSED', {}, ['eventId']);
  if (!right) return undefined;
  if (rightEffectiveOn > context.recordedOn)
    return refuse('DATE_ORDER', { day: rightEffectiveOn, latest: context.recordedOn }, ['rightEffectiveOn']);
  return within(
    ['right'],
    firstRefused(rulesOfRight, (rule) => rule(right, correcting)),
  );
};

const sumsAreValid: RightRule = (right) => {
  if (right.type === 'FundsAllocated') return firstRefused(right.lines, fenIsValid);
  return 'fen' in right && right.type !== 'ClosedYearAdjusted' ? fenIsValid(right) : undefined;
};

const linesAreOfMembers: RightRule = (right, { stream, rightEffectiveOn, context }) => {
  if (right.type !== 'FundsAllocated') return undefined;
  const { group } = splitFundStream(stream);
  return firstRefused(right.lines, ({ schoolId }, index) =>
    within(['lines', String(index)], schoolIsMember(schoolId, rightEffectiveOn, context.references.district, group)),
  );
};

const partsAreOfYearsBefore: RightRule = (right, { stream }) => {
  if (right.type !== 'CarriedIn') return undefined;
  const { fiscalYear } = splitFundStream(stream);
  return firstRefused(right.parts, ({ originYear }, index) =>
    within(['parts', String(index)], yearIsValid('originYear', originYear, fiscalYear - 1)),
  );
};

/** More than before is allocated only under a resolution that carries it. */
const moreIsCarried: RightRule = (right, { stream, rightEffectiveOn, state, after, context: { references } }) => {
  if (!references.council || (right.type !== 'FundsAllocated' && right.type !== 'AllocationRevised')) return undefined;
  const { resolution } = right;
  const fen = allocatedUnder(after, resolution);
  if (fen <= allocatedUnder(state, resolution)) return undefined;
  const refused = resolutionCarries(references.council, splitFundStream(stream), resolution, rightEffectiveOn, fen);
  return at(['resolution'], refused);
};

const rulesOfRight: readonly RightRule[] = [
  sumsAreValid,
  linesAreOfMembers,
  partsAreOfYearsBefore,
  moreIsCarried,
  (right, { context, state }) => ('receivedOn' in right ? receiptHasCome(right, context, state) : undefined),
  (right, { context, state }) => ('signedOn' in right ? signatureHasCome(right, context, state) : undefined),
  (right, { context, state }) => ('paidOn' in right ? paymentHasCome(right, context, state) : undefined),
  (right, { context }) => ('voucher' in right ? voucherIsValid(right, context) : undefined),
];
