import { allocationsWithoutGround, linesOf, moneyInTransit } from '../../projections/fund/queries.js';
import type { FundRow, LineRow } from '../../projections/fund/rows.js';
import { living, schoolOf, type Asked, type Verdict, type Verdicts } from './asked.js';

/** The commands on a year's fund: each with what would refuse it on the day, whatever else it says. */
export const onFund = (asked: Asked, fund: FundRow): Verdicts => {
  const { read, queries, principal, group, at } = asked;
  const { position } = at;
  const own = schoolOf(principal);
  const lines = linesOf(read, fund.key, position);
  /** The resolutions in force for the year, and how much more may be allocated under each. */
  const live = queries
    .resolutionsOf(group.key, at, { kind: 'FUND' })
    .flatMap(({ key, number, fiscalYear }) =>
      fiscalYear === fund.fiscalYear
        ? [{ number, room: queries.sumsOf(key, at).least - allocatedUnder(number, lines) }]
        : [],
    );
  const carried = (line: LineRow): boolean =>
    line.suspended === 0 && live.some(({ number }) => number === line.resolution);
  const closed = (): Verdict => (fund.closedOn === null ? undefined : 'YEAR_CLOSED');
  const opened = (): Verdict => (fund.appropriated === 0 && fund.carriedIn === 0 ? 'NOT_FOUND' : undefined);
  const free = (): Verdict => (fund.free > 0 ? undefined : 'INSUFFICIENT_FUNDS');
  /** Some line of those will do, else why not: none is there, none rests on a live resolution, none has money. */
  const some = (candidates: readonly LineRow[], has: (line: LineRow) => boolean): Verdict => {
    const usable = candidates.filter(carried);
    return usable.length === 0 ? 'NO_RESOLUTION' : usable.some(has) ? undefined : 'INSUFFICIENT_FUNDS';
  };
  const roomy = (): Verdict =>
    live.length === 0 ? 'NO_RESOLUTION' : live.every(({ room }) => room <= 0) ? 'EXCEEDS_RESOLUTION' : undefined;
  const members = living(asked) === undefined ? queries.membersOf(group.key, at).map(({ school }) => school) : [];
  const groundless = allocationsWithoutGround(read, group.key, at)
    .filter((one) => one.fund.key === fund.key)
    .flatMap((one) => one.lines);
  const left = lines.reduce((total, { committed, unspent }) => total + committed + unspent, fund.free);
  return {
    AppropriateFund: () => living(asked) ?? closed(),
    SupplementFund: () => living(asked) ?? closed() ?? opened(),
    ReduceFund: () => closed() ?? opened() ?? (fund.appropriated > 0 ? free() : 'INSUFFICIENT_FUNDS'),
    AllocateFunds: () => living(asked) ?? closed() ?? roomy() ?? free(),
    ReviseAllocation: () => {
      if (closed() !== undefined || lines.length === 0) return closed() ?? 'NOT_FOUND';
      return lines.some((line) => revisable(line, live, fund.free, members.includes(line.school)))
        ? undefined
        : refusedRevision(live, fund);
    },
    SuspendAllocation: () =>
      closed() ?? (groundless.some(({ suspended }) => suspended === 0) ? undefined : 'NO_CHANGE'),
    CommitFunds: () =>
      closed() ?? (lines.length === 0 ? 'NOT_FOUND' : (living(asked) ?? some(lines, ({ unspent }) => unspent > 0))),
    RecordExpenditure: () => {
      const paying = lines.filter(({ school }) => own === undefined || school === own);
      if (paying.length === 0) return lines.length === 0 ? 'NOT_FOUND' : 'NOT_AUTHORISED';
      return closed() ?? some(paying, ({ unspent, committed }) => unspent + committed > 0);
    },
    ReverseExpenditure: () => {
      const payments = read.expenditures
        .by('fund', fund.key, position)
        .filter(({ school }) => own === undefined || school === own);
      return payments.length === 0
        ? 'NOT_FOUND'
        : (closed() ?? (payments.every(({ reversedOn }) => reversedOn !== null) ? 'NO_CHANGE' : undefined));
    },
    CarryOut: () => closed() ?? free(),
    CarryIn: () =>
      closed() ??
      (moneyInTransit(read, group.key, position).some(
        ({ fromYear, outOnly }) => fromYear === fund.fiscalYear - 1 && outOnly.length > 0,
      )
        ? undefined
        : 'INSUFFICIENT_FUNDS'),
    ReturnUnspent: () => closed() ?? free(),
    CloseFundYear: () => closed() ?? opened() ?? (left > 0 ? 'INVALID_TRANSITION' : undefined),
    AdjustClosedYear: () =>
      fund.closedOn === null ? 'INVALID_TRANSITION' : lines.length === 0 ? 'NOT_FOUND' : undefined,
  };
};

/** A resolution in force, and how much more may be allocated under it; below nothing where it no longer carries what is. */
interface Live {
  readonly number: number;
  readonly room: number;
}

const allocatedUnder = (number: number, lines: readonly LineRow[]): number =>
  lines.reduce((total, line) => (line.resolution === number ? total + line.allocated : total), 0);

/** Whether a line can give something up, get something (of a member school), or rest on another resolution. */
const revisable = (line: LineRow, live: readonly Live[], free: number, ofMember: boolean): boolean => {
  if (line.unspent > 0) return true;
  return live.some(({ number, room }) => {
    const same = number === line.resolution;
    const left = room + (same ? line.allocated : 0) - (line.allocated - line.unspent);
    return same && line.suspended === 0 ? ofMember && free > 0 && left > 0 : left >= 0;
  });
};

const refusedRevision = (live: readonly Live[], { free }: FundRow): Verdict =>
  live.length === 0 ? 'NO_RESOLUTION' : free > 0 ? 'EXCEEDS_RESOLUTION' : 'INSUFFICIENT_FUNDS';
