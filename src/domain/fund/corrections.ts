import type { Correcting } from '../decider.js';
import { splitFundStream } from '../identity.js';
import { within } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import {
  allocatedUnder,
  firstRefused,
  invalidFen,
  invalidVoucher,
  invalidYear,
  leastSum,
  liveResolution,
  noMember,
  notLater,
} from './checks.js';
import type { FundReferences } from './decide.js';
import type { FundEvent } from './events.js';
import type { Fund } from './state.js';

/** A closed year is corrected by the bureau only; a right fact is held to what a command's sums, dates and vouchers are held to. */
export const refusedCorrection = (correcting: Correcting<Fund, FundEvent, FundReferences>): Refused | undefined => {
  const { stream, right, rightEffectiveOn, context, state } = correcting;
  if (state.closed && context.actor.role !== 'BUREAU') return refuse('YEAR_CLOSED', {}, ['eventId']);
  if (!right) return undefined;
  const sums: readonly { readonly fen: number }[] =
    right.type === 'FundsAllocated'
      ? right.lines
      : 'fen' in right && right.type !== 'ClosedYearAdjusted'
        ? [right]
        : [];
  const { group, fiscalYear } = splitFundStream(stream);
  const lines = right.type === 'FundsAllocated' ? right.lines : [];
  return (
    (rightEffectiveOn > context.recordedOn
      ? refuse('DATE_ORDER', { day: rightEffectiveOn, latest: context.recordedOn }, ['rightEffectiveOn'])
      : undefined) ??
    within(
      ['right'],
      firstRefused(sums, ({ fen }) => invalidFen(fen)) ??
        firstRefused(lines, (line, index) =>
          within(
            ['lines', String(index)],
            noMember(line.schoolId, rightEffectiveOn, context.references.district, group),
          ),
        ) ??
        (right.type === 'CarriedIn'
          ? firstRefused(right.parts, ({ originYear }, index) =>
              within(['parts', String(index)], invalidYear('originYear', originYear, fiscalYear - 1)),
            )
          : undefined) ??
        notCarried(correcting) ??
        ('receivedOn' in right ? notLater('receivedOn', right.receivedOn, context) : undefined) ??
        ('signedOn' in right ? notLater('signedOn', right.signedOn, context) : undefined) ??
        ('paidOn' in right ? notLater('paidOn', right.paidOn, context) : undefined) ??
        ('voucher' in right ? invalidVoucher(right.voucher, context) : undefined),
    )
  );
};

/** More than before is allocated only under a resolution that carries it. */
const notCarried = ({
  stream,
  right,
  rightEffectiveOn,
  state,
  after,
  context: { references },
}: Correcting<Fund, FundEvent, FundReferences>): Refused | undefined => {
  if (!right || !references.council || (right.type !== 'FundsAllocated' && right.type !== 'AllocationRevised'))
    return undefined;
  const { resolution: number } = right;
  const fen = allocatedUnder(after, number);
  if (fen <= allocatedUnder(state, number)) return undefined;
  const resolution = liveResolution(references.council, splitFundStream(stream), number, rightEffectiveOn);
  if (!resolution) return refuse('NO_RESOLUTION', { resolution: number }, ['resolution']);
  const sum = leastSum(resolution, rightEffectiveOn);
  return fen > sum ? refuse('EXCEEDS_RESOLUTION', { fen, sum }, ['resolution']) : undefined;
};
