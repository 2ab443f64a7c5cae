import { linesOf } from '../../projections/funds-queries.js';
import type { FundRow, LineRow } from '../../projections/funds.js';
import type { ResolutionRow } from '../../projections/resolutions.js';
import { living, schoolOf, type Asked, type Verdict, type Verdicts } from './asked.js';

/** The commands on a year's fund: each with what would refuse it on the day, whatever else it says. */
export const onFund = (asked: Asked, fund: FundRow): Verdicts => {
  const { read, queries, principal, group, at } = asked;
  const { position, effectiveOn: day } = at;
  const own = schoolOf(principal);
  const lines = linesOf(read, fund.key, position);
  const live = queries
    .resolutionsOf(group.key, at, { kind: 'FUND', includeEnded: true })
    .filter(({ fiscalYear, repealedOn }) => fiscalYear === fund.fiscalYear && repealedOn === null);
  const inEffect = live.filter(({ effectiveOn }) => effectiveOn <= day);
  const closed = (): Verdict => (fund.closedOn === null ? undefined : 'YEAR_CLOSED');
  const opened = (): Verdict => (fund.appropriated === 0 && fund.carriedIn === 0 ? 'NOT_FOUND' : undefined);
  const free = (): Verdict => (fund.free > 0 ? undefined : 'INSUFFICIENT_FUNDS');
  /** Some line of those will do, else why not: none is there, none rests on a live resolution, none has money. */
  const some = (candidates: readonly LineRow[], has: (line: LineRow) => boolean): Verdict => {
    const carried = candidates.filter(({ suspended }) => suspended === 0);
    return carried.length === 0 ? 'NO_RESOLUTION' : carried.some(has) ? undefined : 'INSUFFICIENT_FUNDS';
  };
  const roomy = (): Verdict => (inEffect.length === 0 ? 'NO_RESOLUTION' : inEffect.every((one) => room(one, lines) <= 0) ? 'EXCEEDS_RESOLUTION' : undefined);
  const groundless = (line: LineRow): boolean =>
    line.suspended === 0 && line.allocated > line.spent && !live.some((one) => one.number === line.resolution && room(one, lines) >= 0);
  const left = lines.reduce((total, { committed, unspent }) => total + committed + unspent, fund.free);
  return {
    AppropriateFund: () => living(asked) ?? closed(),
    SupplementFund: () => living(asked) ?? closed() ?? opened(),
    ReduceFund: () => closed() ?? opened() ?? (fund.appropriated > 0 ? free() : 'INSUFFICIENT_FUNDS'),
    AllocateFunds: () => living(asked) ?? closed() ?? roomy() ?? free(),
    ReviseAllocation: () => {
      if (closed() !== undefined || lines.length === 0) return closed() ?? 'NOT_FOUND';
      return lines.some((line) => revisable(line, lines, inEffect, fund.free)) ? undefined : refusedRevision(inEffect, fund);
    },
    SuspendAllocation: () => closed() ?? (lines.some(groundless) ? undefined : 'NO_CHANGE'),
    CommitFunds: () => closed() ?? (lines.length === 0 ? 'NOT_FOUND' : some(lines, ({ unspent }) => unspent > 0)),
    RecordExpenditure: () => {
      const paying = lines.filter(({ school }) => own === undefined || school === own);
      if (paying.length === 0) return lines.length === 0 ? 'NOT_FOUND' : 'NOT_AUTHORISED';
      return closed() ?? some(paying, ({ unspent, committed }) => unspent + committed > 0);
    },
    ReverseExpenditure: () => {
      const payments = read.expenditures.by('fund', fund.key, position).filter(({ school }) => own === undefined || school === own);
      return payments.length === 0 ? 'NOT_FOUND' : (closed() ?? (payments.every(({ reversedOn }) => reversedOn !== null) ? 'NO_CHANGE' : undefined));
    },
    CarryOut: () => closed() ?? free(),
    CarryIn: closed,
    ReturnUnspent: () => closed() ?? free(),
    CloseFundYear: () => closed() ?? opened() ?? (left > 0 ? 'INVALID_TRANSITION' : undefined),
    AdjustClosedYear: () => (fund.closedOn === null ? 'INVALID_TRANSITION' : lines.length === 0 ? 'NOT_FOUND' : undefined),
  };
};

/** How much more may be allocated under a resolution; below nothing where it no longer carries what is. */
const room = ({ number, sum }: ResolutionRow, lines: readonly LineRow[]): number =>
  (sum ?? 0) - lines.reduce((total, line) => (line.resolution === number ? total + line.allocated : total), 0);

/** Whether a line can give something up, get something, or rest on another resolution. */
const revisable = (line: LineRow, lines: readonly LineRow[], live: readonly ResolutionRow[], free: number): boolean => {
  if (line.unspent > 0) return true;
  return live.some((one) => {
    const same = one.number === line.resolution;
    const left = room(one, lines) + (same ? line.allocated : 0) - (line.allocated - line.unspent);
    return same && line.suspended === 0 ? free > 0 && left > 0 : left >= 0;
  });
};

const refusedRevision = (live: readonly ResolutionRow[], { free }: FundRow): Verdict =>
  live.length === 0 ? 'NO_RESOLUTION' : free > 0 ? 'EXCEEDS_RESOLUTION' : 'INSUFFICIENT_FUNDS';
