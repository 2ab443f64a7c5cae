import { corrected, correctionTypes } from '../../domain/correction.js';
import { fundId, fundStream } from '../../domain/identity.js';
import { byAge, sum, type AgedMoney } from '../../domain/fund/index.js';
import { holdsOn } from '../intervals.js';
import { recordedOf, type Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type { ExpenditureRow, FundRow, LineRow } from './rows.js';

/** The questions about a group's funds, each as of a moment. */
export const fundQueries = (read: ReadModels) => ({
  /** A group's funds of all years that are known, by year. */
  fundsOf: (group: string, { position }: Moment): FundRow[] =>
    [...read.funds.by('group', group, position)].sort((a, b) => a.fiscalYear - b.fiscalYear),
});

/** The lines of a fund's allocation, by number. */
export const linesOf = (read: ReadModels, fund: string, position: number): LineRow[] =>
  [...read.fundLines.by('fund', fund, position)].sort((a, b) => a.line - b.line);

/** The payments of a fund, the first paid first, each with a key in that order. */
export const paymentsOf = (
  read: ReadModels,
  fund: string,
  position: number,
  line?: number,
): { readonly key: string; readonly row: ExpenditureRow }[] =>
  read.expenditures
    .by('fund', fund, position)
    .filter((row) => line === undefined || row.line === line)
    .map((row) => ({ key: `${row.paidOn} ${row.key}`, row }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

/** What the bureau changed after closing, in fen by line. */
const adjustmentsOf = (
  read: ReadModels,
  { group, fiscalYear, closedOn }: FundRow,
  upTo: number,
): ReadonlyMap<number, number> => {
  const adjusted = new Map<number, number>();
  if (closedOn === null) return adjusted;
  const entries = read.events.page(
    { stream: fundStream(group, fiscalYear), types: ['ClosedYearAdjusted', ...correctionTypes] },
    { after: 0, upTo, limit: Number.MAX_SAFE_INTEGER, backwards: false },
  );
  for (const { event } of corrected(entries.map(recordedOf))) {
    if (event.type === 'ClosedYearAdjusted') adjusted.set(event.line, (adjusted.get(event.line) ?? 0) + event.fen);
  }
  return adjusted;
};

/**
 * Both balance equations of DOMAIN.md at a position, in whole fen. Each side is read from rows of its own: the fund's sums against
 * tranches, carries and lines; of every line what is spent from the payments, and what is committed from the contracts.
 */
export const isBalanced = (read: ReadModels, fund: FundRow, position: number): boolean => {
  const { key, appropriated, carriedIn, allocated, free, carriedOut, returned } = fund;
  const tranches = read.tranches.by('fund', key, position);
  const carries = read.carries.by('fund', key, position);
  const lines = read.fundLines.by('fund', key, position);
  const contracts = read.contracts.by('fund', key, position);
  const payments = read.expenditures.by('fund', key, position).filter(({ reversedOn }) => reversedOn === null);
  const adjusted = adjustmentsOf(read, fund, position);
  const of = (kind: (typeof tranches)[number]['kind']): number =>
    sum(tranches.filter((tranche) => tranche.kind === kind));
  const carried = (direction: 'IN' | 'OUT'): number => sum(carries.filter((carry) => carry.direction === direction));
  return (
    appropriated + carriedIn === allocated + free + carriedOut + returned &&
    appropriated === of('APPROPRIATED') + of('SUPPLEMENTED') - of('REDUCED') &&
    returned === of('RETURNED') - [...adjusted.values()].reduce((total, fen) => total + fen, 0) &&
    carriedIn === carried('IN') &&
    carriedOut === carried('OUT') &&
    allocated === lines.reduce((total, line) => total + line.allocated, 0) &&
    lines.every((line) => {
      const paid = payments.filter((payment) => payment.line === line.line);
      const spent = sum(paid) + (adjusted.get(line.line) ?? 0);
      const committed =
        sum(contracts.filter((contract) => contract.line === line.line)) -
        sum(paid.filter(({ contractNo }) => contractNo !== null));
      return (
        line.spent === spent && line.committed === committed && line.allocated === spent + committed + line.unspent
      );
    })
  );
};

/** What was allocated under a resolution that does not carry it on a day: repealed by then, amended to less, or of another year. */
export interface Groundless {
  readonly fund: FundRow;
  readonly fiscalYear: number;
  /** The number of the resolution. */
  readonly resolution: number;
  readonly lines: readonly LineRow[];
}

/** The allocations of a group's open funds that rest on no live resolution on the day. */
export const allocationsWithoutGround = (read: ReadModels, group: string, moment: Moment): Groundless[] => {
  const { position, effectiveOn } = moment;
  const resolutions = new Map(read.resolutions.by('group', group, position).map((row) => [row.number, row]));
  return read.funds.by('group', group, position).flatMap((fund) => {
    if (fund.closedOn !== null) return [];
    const allocated = read.fundLines.by('fund', fund.key, position).filter((line) => line.allocated > 0);
    return [...new Set(allocated.map(({ resolution }) => resolution))].flatMap((number) => {
      const lines = allocated.filter(({ resolution }) => resolution === number);
      const resolution = resolutions.get(number);
      const live =
        resolution?.fiscalYear === fund.fiscalYear &&
        holdsOn({ since: resolution.effectiveOn, until: resolution.repealedOn }, effectiveOn);
      const sum = live ? Number(read.values.at(resolution.key, 'sum', moment) ?? 0) : 0;
      return lines.reduce((total, line) => total + line.allocated, 0) <= sum
        ? []
        : [{ fund, fiscalYear: fund.fiscalYear, resolution: number, lines }];
    });
  });
};

/** Money that one year carried out and the next has not carried in, or the other way round. */
export interface InTransit {
  readonly fromYear: number;
  readonly outOnly: readonly AgedMoney[];
  readonly inOnly: readonly AgedMoney[];
}

/** What is in transit between the years of a group's funds, year by year. */
export const moneyInTransit = (read: ReadModels, group: string, position: number): InTransit[] => {
  const years = [
    ...new Set(read.funds.by('group', group, position).flatMap(({ fiscalYear }) => [fiscalYear - 1, fiscalYear])),
  ].sort();
  return years.flatMap((fromYear) => {
    const out = carriedByAge(read, fundId(group, fromYear), 'OUT', position);
    const into = carriedByAge(read, fundId(group, fromYear + 1), 'IN', position);
    const outOnly = more(out, into);
    const inOnly = more(into, out);
    return outOnly.length + inOnly.length === 0 ? [] : [{ fromYear, outOnly, inOnly }];
  });
};

const carriedByAge = (
  read: ReadModels,
  fund: string,
  wanted: 'IN' | 'OUT',
  position: number,
): ReadonlyMap<number, number> =>
  byAge(read.carries.by('fund', fund, position).filter(({ direction }) => direction === wanted));

const more = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): AgedMoney[] =>
  [...a].map(([originYear, fen]) => ({ originYear, fen: fen - (b.get(originYear) ?? 0) })).filter(({ fen }) => fen > 0);
