import type { Correcting } from '../decider.js';
import { groupLivesOn } from '../district/index.js';
import { splitFundStream } from '../identity.js';
import { at, firstRefused, within } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import { anotherDid } from '../separation.js';
import { byAge, newlyOverdrawn } from './ages.js';
import {
  adjustmentIsValid,
  allocatedUnder,
  anotherAdopted,
  fenIsValid,
  lineIsLive,
  liveResolution,
  originsAreInOrder,
  paidInYear,
  paidUnderResolution,
  paymentHasCome,
  receiptHasCome,
  refundHasCome,
  resolutionCarries,
  schoolIsMember,
  schoolStillPays,
  signatureHasCome,
  voucherIsFreeInBooks,
  voucherIsValid,
  yearIsValid,
} from './checks.js';
import type { FundReferences } from './decide.js';
import type { AgedMoney, FundEvent } from './events.js';
import { sum, voucherKey, type Fund } from './state.js';

type OfFund = Correcting<Fund, FundEvent, FundReferences>;
type RightRule = (right: FundEvent, correcting: OfFund) => Refused | undefined;
type AnyRule = (correcting: OfFund) => Refused | undefined;

/**
 * A closed year is corrected by the bureau only; a right fact is held to what a command's sums, dates, vouchers and lines are held to,
 * and no correction makes money: neither in this year nor between two years, nor beyond what a resolution carries.
 */
export const correctionIsAllowed = (correcting: OfFund): Refused | undefined => {
  const { right, rightEffectiveOn, context, state } = correcting;
  if (state.closedOn !== undefined && context.actor.role !== 'BUREAU') return refuse('YEAR_CLOSED', {}, ['eventId']);
  if (right && rightEffectiveOn > context.recordedOn)
    return refuse('DATE_ORDER', { day: rightEffectiveOn, latest: context.recordedOn }, ['rightEffectiveOn']);
  const yearEnd = `${splitFundStream(correcting.stream).fiscalYear}-12-31`;
  if (right?.type === 'FundYearClosed' && rightEffectiveOn < yearEnd)
    return refuse('DATE_ORDER', { day: rightEffectiveOn, earliest: yearEnd }, ['rightEffectiveOn']);
  const refused =
    right &&
    within(
      ['right'],
      firstRefused(rulesOfRight, (rule) => rule(right, correcting)),
    );
  return refused ?? firstRefused(rulesOfAny, (rule) => rule(correcting));
};

const sumsAreValid: RightRule = (right) => {
  if (right.type === 'FundsAllocated') return firstRefused(right.lines, fenIsValid);
  if (right.type === 'ClosedYearAdjusted') return adjustmentIsValid(right);
  return 'fen' in right ? fenIsValid(right) : undefined;
};

/** Who entered the council's decision is not put right. */
const onBehalfStays: RightRule = (right, { wrong }) => {
  const of = (event: FundEvent) => ('onBehalf' in event ? event.onBehalf : undefined);
  return of(right) === of(wrong) ? undefined : refuse('INVALID_INPUT', { field: 'onBehalf' }, ['onBehalf']);
};

const linesAreOfMembers: RightRule = (right, { stream, rightEffectiveOn, context }) => {
  if (right.type !== 'FundsAllocated') return undefined;
  const { group } = splitFundStream(stream);
  return firstRefused(right.lines, ({ schoolId }, index) =>
    within(['lines', String(index)], schoolIsMember(schoolId, rightEffectiveOn, context.references.district, group)),
  );
};

/** Parts add up; what arrives is of years before, what leaves of no year to come. */
const partsAreInOrder: RightRule = (right, { stream }) => {
  if (right.type !== 'CarriedIn' && right.type !== 'CarriedOut') return undefined;
  if (sum(right.parts) !== right.fen) return refuse('INVALID_INPUT', { event: right.type });
  const last = splitFundStream(stream).fiscalYear - (right.type === 'CarriedIn' ? 1 : 0);
  return firstRefused(right.parts, (part, index) =>
    within(['parts', String(index)], fenIsValid(part) ?? yearIsValid('originYear', part.originYear, last)),
  );
};

/** What a line says of its ages is the whole of it, each once and none of a year to come. */
const originsAreSaidRight: RightRule = (right, { stream }) => {
  const { fiscalYear } = splitFundStream(stream);
  if (right.type === 'AllocationRevised' && right.origins)
    return originsAreInOrder({ fen: sum(right.origins), origins: right.origins }, fiscalYear);
  if (right.type !== 'FundsAllocated') return undefined;
  return firstRefused(right.lines, (line, index) =>
    within(['lines', String(index)], originsAreInOrder(line, fiscalYear)),
  );
};

/** Of no age does more arrive, or more than before, than the year before carried out. */
const partsWereCarriedOut: RightRule = (right, { state, after, context: { references } }) => {
  if (right.type !== 'CarriedIn') return undefined;
  const out = references.before?.carriedOutParts ?? [];
  const more = new Map(newlyMissing([state.carriedIn, out], [after.carriedIn, out]));
  return firstRefused(right.parts, ({ originYear, fen }, index) => {
    const missing = more.get(originYear);
    return missing === undefined
      ? undefined
      : refuse('INSUFFICIENT_FUNDS', { fen, missing }, ['parts', String(index), 'fen']);
  });
};

/** An allocation has effect while its resolution has, also where it is moved to another day. */
const allocationHasGround: RightRule = (right, { stream, rightEffectiveOn, stoodFrom, context: { references } }) => {
  const allocates = right.type === 'FundsAllocated' || (right.type === 'AllocationRevised' && right.change >= 0);
  if (!allocates || !references.council || rightEffectiveOn === stoodFrom) return undefined;
  const { resolution } = right;
  return liveResolution(references.council, splitFundStream(stream), resolution, rightEffectiveOn)
    ? undefined
    : refuse('NO_RESOLUTION', { resolution }, ['resolution']);
};

/** A payment or contract on another line, of more or from another day stands on a live allocation like a new one. */
const standsOnLiveAllocation: RightRule = (right, correcting) => {
  if (right.type !== 'FundsCommitted' && right.type !== 'ExpenditureRecorded') return undefined;
  const { stream, wrong, rightEffectiveOn, stoodFrom, others, context } = correcting;
  const line = others.lines.find((one) => one.line === right.line);
  const stood =
    wrong.type === right.type &&
    wrong.line === right.line &&
    wrong.fen >= right.fen &&
    wrong.contractNo === right.contractNo &&
    stoodFrom === rightEffectiveOn;
  if (stood || !line) return undefined;
  const { council, district } = context.references;
  const { group } = splitFundStream(stream);
  return (
    (council && lineIsLive(council, splitFundStream(stream), line, rightEffectiveOn)) ??
    (district && right.type === 'FundsCommitted'
      ? at(['line'], groupLivesOn(district, group, rightEffectiveOn))
      : undefined)
  );
};

/** Nor does it come onto a line, or take more of it, by the hand of who allocated that. */
const anotherAllocated: RightRule = (right, { wrong, others, context }) => {
  if (right.type !== 'ExpenditureRecorded' || wrong.type !== right.type) return undefined;
  const line = others.lines.find((one) => one.line === right.line);
  return line && (right.line !== wrong.line || right.fen > wrong.fen)
    ? at(['line'], anotherDid('ALLOCATES_PAYS', line.allocatedBy, context))
    : undefined;
};

/** Nor is the money of a year made more by who entered the decision on it. */
const anotherAdoptedIt: RightRule = (right, { stream, wrong, context }) => {
  const { council } = context.references;
  const appropriates = right.type === 'FundAppropriated' || right.type === 'FundSupplemented';
  return appropriates && wrong.type === right.type && right.fen > wrong.fen && council
    ? at(['fen'], anotherAdopted(council, splitFundStream(stream), context))
    : undefined;
};

/** The voucher is free in the books of its school, and a closed school pays no more, or later, than a command may say. */
const paymentIsOfBooks: RightRule = (right, { wrong, stoodFrom, others, context: { references, policies } }) => {
  const { district } = references;
  if (right.type !== 'ExpenditureRecorded' || wrong.type !== right.type || !district) return undefined;
  const { voucher, fen, paidOn } = right;
  return (
    voucherIsFreeInBooks(voucher, others, district) ??
    (stoodFrom !== undefined &&
    paidOn === wrong.paidOn &&
    fen <= wrong.fen &&
    voucher.schoolId === wrong.voucher.schoolId
      ? undefined
      : schoolStillPays(voucher.schoolId, paidOn, district, policies))
  );
};

/** What came back is booked by the school that had paid, under a voucher that is free, within the year or the days for settling. */
const refundIsOfBooks: RightRule = (right, { stream, wrong, others, context }) => {
  const { references, policies, actor } = context;
  if (right.type !== 'ExpenditureRefunded' || wrong.type !== right.type || !references.district) return undefined;
  const { voucher, refundVoucher, refundedOn } = right;
  if (refundVoucher.schoolId !== voucher.schoolId)
    return refuse('INVALID_INPUT', { school: refundVoucher.schoolId }, ['refundVoucher', 'schoolId']);
  return (
    voucherIsValid({ voucher: refundVoucher }, context) ??
    voucherIsFreeInBooks(refundVoucher, others, references.district) ??
    (actor.role === 'BUREAU' || refundedOn === wrong.refundedOn
      ? undefined
      : at(['refundedOn'], paidInYear({ paidOn: refundedOn }, splitFundStream(stream), policies)))
  );
};

/** An amendment to more than before stands on a live allocation like a new one. */
const amendmentStandsOnLiveAllocation: RightRule = (right, correcting) => {
  if (right.type !== 'ContractAmended' || right.change <= 0) return undefined;
  const { stream, wrong, rightEffectiveOn, stoodFrom, others, context } = correcting;
  const { council, district } = context.references;
  const line = others.lines.find((one) => one.line === right.line);
  const stood =
    wrong.type === right.type &&
    wrong.contractNo === right.contractNo &&
    wrong.change >= right.change &&
    stoodFrom === rightEffectiveOn;
  if (stood || !line) return undefined;
  return (
    (council && lineIsLive(council, splitFundStream(stream), line, rightEffectiveOn)) ??
    (district && at(['line'], groupLivesOn(district, splitFundStream(stream).group, rightEffectiveOn)))
  );
};

/** So do its days, where they change, but for what the bureau entered. */
const paymentIsInOrder: RightRule = (right, { stream, wrong, stoodFrom, after, context: { references, policies } }) => {
  if (right.type !== 'ExpenditureRecorded' || wrong.type !== right.type) return undefined;
  const line = after.lines.find((one) => one.line === right.line);
  const paid = after.expenditures.find((one) => voucherKey(one.voucher) === voucherKey(right.voucher));
  const stood = stoodFrom !== undefined && wrong.paidOn === right.paidOn && wrong.line === right.line;
  if (stood || !line || !paid || paid.byBureau || !references.council) return undefined;
  return paidInYear(right, splitFundStream(stream), policies) ?? paidUnderResolution(right, line, references.council);
};

/** What arrived in the next year is the least that left this one. */
const arrivedWasCarriedOut: AnyRule = ({ state, after, context: { references } }) => {
  const arrived = references.next?.carriedIn ?? [];
  return keptFor(newlyMissing([arrived, state.carriedOutParts], [arrived, after.carriedOutParts]));
};

/** Of no age was more used than there was, at no position and on no day. */
const agesWereThere: AnyRule = ({ stream, state, after }) => {
  const overdrawn = newlyOverdrawn(state.movements, after.movements, splitFundStream(stream).fiscalYear);
  return keptFor(overdrawn.map(({ originYear, missing }) => [originYear, missing]));
};

/** More than before is allocated only under a resolution that carries it: on the day of the right fact, else on that of the correction. */
const resolutionsCarryMore: AnyRule = ({ stream, right, rightEffectiveOn, state, after, context }) => {
  const { council } = context.references;
  if (!council) return undefined;
  const named = right && 'resolution' in right ? right.resolution : undefined;
  const resolutions = [...new Set(after.lines.map(({ resolution }) => resolution))];
  return firstRefused(resolutions, (resolution) => {
    const fen = allocatedUnder(after, resolution);
    if (fen <= allocatedUnder(state, resolution)) return undefined;
    const day = resolution === named ? rightEffectiveOn : context.recordedOn;
    const path = resolution === named ? ['right', 'resolution'] : ['eventId'];
    return at(path, resolutionCarries(council, splitFundStream(stream), resolution, day, fen));
  });
};

/** Money that is wanted, and money that is there. */
type Wanted = readonly [wanted: readonly AgedMoney[], there: readonly AgedMoney[]];
const missing = ([wanted, there]: Wanted): ReadonlyMap<number, number> => {
  const most = byAge(there);
  return new Map([...byAge(wanted)].map(([age, fen]) => [age, fen - (most.get(age) ?? 0)]));
};
/** By how much what is wanted of each age goes beyond what is there, in fen, where it does so more than before. */
const newlyMissing = (before: Wanted, after: Wanted): readonly (readonly [originYear: number, fen: number])[] => {
  const known = missing(before);
  return [...missing(after)].filter(([age, fen]) => fen > Math.max(0, known.get(age) ?? 0));
};
/** What others rest on is not taken from under them. */
const keptFor = ([lost]: ReturnType<typeof newlyMissing>): Refused | undefined =>
  lost && refuse('CONFLICTS_WITH_LATER', { rule: 'INSUFFICIENT_FUNDS', year: lost[0], missing: lost[1] }, ['eventId']);

const rulesOfRight: readonly RightRule[] = [
  onBehalfStays,
  sumsAreValid,
  linesAreOfMembers,
  partsAreInOrder,
  originsAreSaidRight,
  partsWereCarriedOut,
  allocationHasGround,
  standsOnLiveAllocation,
  anotherAllocated,
  anotherAdoptedIt,
  paymentIsOfBooks,
  paymentIsInOrder,
  (right, { context, state }) => ('receivedOn' in right ? receiptHasCome(right, context, state) : undefined),
  (right, { context, state }) => ('signedOn' in right ? signatureHasCome(right, context, state) : undefined),
  (right, { context, state }) => ('paidOn' in right ? paymentHasCome(right, context, state) : undefined),
  (right, { context, state }) => ('refundedOn' in right ? refundHasCome(right, context, state) : undefined),
  (right, { context }) => ('voucher' in right ? voucherIsValid(right, context) : undefined),
  refundIsOfBooks,
  amendmentStandsOnLiveAllocation,
];
const rulesOfAny: readonly AnyRule[] = [arrivedWasCarriedOut, agesWereThere, resolutionsCarryMore];
