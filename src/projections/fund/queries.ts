import { fundId, resolutionId } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import { agesOf, byAge, sum, type AgedMoney, type Ages } from '../../domain/fund/index.js';
import { present } from '../../domain/present.js';
import { isInForce } from '../council/queries.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type {
  AllocationRow,
  CarryRow,
  ExpenditureRow,
  FundRow,
  LineRow,
  RefundRow,
  SignedContractRow,
  TrancheRow,
} from './rows.js';

/** A contract as of a moment: its sum as it was amended, and what of it is not to be paid. */
export interface ContractRow extends SignedContractRow {
  readonly released: number;
}
/** A payment as of a moment, and how much of it had come back. */
export interface PaymentRow extends ExpenditureRow {
  readonly refunded: number;
}

/** Years after which money lapses (国办发〔2014〕70号), where no policy says anything. */
export const LAPSE_YEARS = 2;

/** The questions about a group's funds, each as of a moment. */
export const fundQueries = (read: ReadModels) => ({
  /** A group's funds of all years of which something was known to have happened by the day, by year. */
  fundsOf: (group: string, moment: Moment): FundRow[] =>
    read.funds
      .by('group', group, moment.position)
      .filter(({ key }) => isWhole(read, moment) || hasBegun(journalsOf(read, key, moment)))
      .map((row) => fundOn(read, row, moment))
      .sort((a, b) => a.fiscalYear - b.fiscalYear),
});

/**
 * Whether the day leaves nothing out of what is known: nothing that happens to money is dated later than the day on which we are told,
 * so that on such a day the rows of the position itself are the answer.
 */
const isWhole = (read: ReadModels, { position, effectiveOn }: Moment): boolean =>
  effectiveOn >= (read.events.recordedOn(position) ?? '');

/**
 * What is recorded of a fund up to a position and happened by a day: money was received, lines were allocated to, contracts signed,
 * payments made on days of their own.
 */
const journalsOf = (read: ReadModels, fund: string, { position, effectiveOn: day }: Moment) => {
  const until = <R extends { readonly on: Day }>(rows: readonly R[]): R[] => rows.filter(({ on }) => on <= day);
  // Each is read when it is asked for: most questions are about one or two.
  return {
    get tranches() {
      return until(read.tranches.by('fund', fund, position));
    },
    get carries() {
      return until(read.carries.by('fund', fund, position));
    },
    get allocations() {
      return until(read.allocations.by('fund', fund, position)).sort((a, b) => a.revision - b.revision);
    },
    get contracts() {
      return read.contracts.by('fund', fund, position).filter(({ signedOn }) => signedOn <= day);
    },
    get changes() {
      return until(read.contractChanges.by('fund', fund, position));
    },
    get refunds() {
      return until(read.refunds.by('fund', fund, position));
    },
    get payments() {
      return read.expenditures.by('fund', fund, position).filter(({ paidOn }) => paidOn <= day);
    },
  };
};
type Journals = ReturnType<typeof journalsOf>;

const hasBegun = (journals: Journals): boolean =>
  (['tranches', 'carries', 'allocations', 'contracts', 'payments'] as const).some((one) => journals[one].length > 0);

const isStanding =
  (day: Day) =>
  ({ reversedOn }: ExpenditureRow): boolean =>
    reversedOn === null || reversedOn > day;

/** A fund's own sums as of a moment, in fen: what had happened by the day. */
export const fundOn = (read: ReadModels, fund: FundRow, moment: Moment): FundRow =>
  isWhole(read, moment)
    ? fund
    : {
        ...fund,
        ...sumsOf(journalsOf(read, fund.key, moment)),
        closedOn: fund.closedOn !== null && fund.closedOn <= moment.effectiveOn ? fund.closedOn : null,
      };

const sumsOf = ({ tranches, carries, allocations }: Journals) => {
  const of = (kind: TrancheRow['kind']): number => sum(tranches.filter((tranche) => tranche.kind === kind));
  const carried = (direction: 'IN' | 'OUT'): number => sum(carries.filter((carry) => carry.direction === direction));
  const appropriated = of('APPROPRIATED') + of('SUPPLEMENTED') - of('REDUCED');
  const carriedIn = carried('IN');
  const carriedOut = carried('OUT');
  const returned = of('RETURNED') - sum(allocations.filter(({ kind }) => kind === 'ADJUSTED'));
  const allocated = sum(allocations);
  const free = appropriated + carriedIn - allocated - carriedOut - returned;
  return { appropriated, carriedIn, allocated, free, carriedOut, returned };
};

/** The lines of a fund's allocation as of a moment, by number: what had been allocated, committed and paid by the day. */
export const linesOf = (read: ReadModels, fund: string, moment: Moment): LineRow[] => {
  const lines = [...read.fundLines.by('fund', fund, moment.position)].sort((a, b) => a.line - b.line);
  if (isWhole(read, moment)) return lines;
  const journals = { ...journalsOf(read, fund, moment) };
  return lines.flatMap((line) => {
    const entries = journals.allocations.filter((entry) => entry.line === line.line);
    // What was paid before it was allocated to is spent all the same.
    const isKnown = [...entries, ...journals.contracts, ...journals.payments].some((one) => one.line === line.line);
    if (!isKnown) return [];
    const sums = sumsOfLine(journals, line.line, moment.effectiveOn);
    return [
      {
        ...line,
        ...sums,
        unspent: sums.allocated - sums.spent - sums.committed,
        resolution: entries.findLast((entry) => entry.resolution !== null)?.resolution ?? line.resolution,
        suspended: Number(entries.findLast(({ kind }) => kind !== 'ADJUSTED')?.kind === 'SUSPENDED'),
      },
    ];
  });
};

/** Of a line what its journals say, each on its own. */
const sumsOfLine = ({ allocations, contracts, changes, refunds, payments }: Journals, number: number, day: Day) => {
  const of = <R extends { readonly line: number }>(rows: readonly R[]): R[] =>
    rows.filter(({ line }) => line === number);
  const paid = [
    ...of(payments).filter(isStanding(day)),
    ...of(refunds).map((refund) => ({ ...refund, fen: -refund.fen })),
  ];
  return {
    allocated: sum(of(allocations)),
    spent: sum(paid) + sum(of(allocations).filter(({ kind }) => kind === 'ADJUSTED')),
    committed: sum(of(contracts)) + sum(of(changes)) - sum(paid.filter(({ contractNo }) => contractNo !== null)),
  };
};

/** The contracts of a fund that were signed by the day, as they had been amended and released by then. */
export const contractsOf = (read: ReadModels, fund: string, moment: Moment): readonly ContractRow[] => {
  const { contracts, changes } = journalsOf(read, fund, moment);
  return contracts.map((row) => {
    const of = (wanted: 'AMENDED' | 'RELEASED'): number =>
      sum(changes.filter(({ contractNo, kind }) => contractNo === row.contractNo && kind === wanted));
    return { ...row, fen: row.fen + of('AMENDED'), released: 0 - of('RELEASED') };
  });
};

/** What had come back of a fund's payments by the day. */
export const refundsOf = (read: ReadModels, fund: string, moment: Moment): readonly RefundRow[] =>
  journalsOf(read, fund, moment).refunds;

/** What became of the lines by the day, in the order in which it was recorded. */
export const allocationsOf = (read: ReadModels, fund: string, moment: Moment): readonly AllocationRow[] =>
  journalsOf(read, fund, moment).allocations;

/** Money from the bureau and back to it by the day, the first received first. */
export const tranchesOf = (read: ReadModels, fund: string, moment: Moment): readonly TrancheRow[] =>
  [...journalsOf(read, fund, moment).tranches].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));

/** What was carried in and out by the day. */
export const carriesOf = (read: ReadModels, fund: string, moment: Moment): readonly CarryRow[] =>
  journalsOf(read, fund, moment).carries;

/** A fund's money as of a moment by its age: what had happened by the day. */
export const agesOn = (
  read: ReadModels,
  { key, fiscalYear }: Pick<FundRow, 'key' | 'fiscalYear'>,
  { position, effectiveOn }: Moment,
): Ages =>
  agesOf(
    [...read.movements.by('fund', key, position)]
      .filter(({ on }) => on <= effectiveOn)
      .sort((a, b) => a.revision - b.revision || (a.line ?? 0) - (b.line ?? 0))
      .map(({ line, origins, ...row }) => ({
        ...row,
        ...present({ line: line ?? undefined, origins: origins === null ? undefined : agesIn(origins) }),
        byBureau: false,
      })),
    fiscalYear,
  );
const agesIn = (origins: string): readonly AgedMoney[] => JSON.parse(origins) as AgedMoney[];

/** The payments of a fund that were made by the day, the first paid first, each with a key in that order. */
export const paymentsOf = (
  read: ReadModels,
  fund: string,
  moment: Moment,
  line?: number,
): { readonly key: string; readonly row: PaymentRow }[] => {
  const { payments, refunds } = journalsOf(read, fund, moment);
  return payments
    .filter((row) => line === undefined || row.line === line)
    .map((row) => (isStanding(moment.effectiveOn)(row) ? { ...row, reversedOn: null } : row))
    .map((row) => ({ ...row, refunded: sum(refunds.filter(({ voucher }) => voucher === row.voucher)) }))
    .map((row) => ({ key: `${row.paidOn} ${row.key}`, row }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
};

/** The payments on an invoice that stand as of a moment, of whichever fund of a district. */
export const paymentsOnInvoice = (
  read: ReadModels,
  invoice: string,
  district: string,
  { position, effectiveOn }: Moment,
): readonly ExpenditureRow[] =>
  read.expenditures
    .by('invoice', invoice, position)
    .filter((row) => row.fund.startsWith(`${district}.`) && row.paidOn <= effectiveOn && isStanding(effectiveOn)(row));

/** How far a fund was executed on a day, in fen. */
export interface Execution {
  readonly on: Day;
  /** appropriated + carriedIn. */
  readonly received: number;
  readonly allocated: number;
  readonly committed: number;
  readonly spent: number;
  readonly carriedOut: number;
  readonly returned: number;
}

/** How far a fund was executed on a day (预算执行进度), as known at a position. */
export const executionOn = (read: ReadModels, fund: FundRow, moment: Moment): Execution => {
  const { appropriated, carriedIn, allocated, carriedOut, returned } = fundOn(read, fund, moment);
  const lines = linesOf(read, fund.key, moment);
  return {
    on: moment.effectiveOn,
    received: appropriated + carriedIn,
    allocated,
    committed: lines.reduce((total, { committed }) => total + committed, 0),
    spent: lines.reduce((total, { spent }) => total + spent, 0),
    carriedOut,
    returned,
  };
};

/**
 * Both balance equations of DOMAIN.md as of a moment, in whole fen. Each side is read from rows of its own: the fund's sums against
 * tranches, carries and lines; of every line what is spent from the payments, and what is committed from the contracts.
 */
export const isBalanced = (read: ReadModels, row: FundRow, moment: Moment): boolean => {
  const fund = fundOn(read, row, moment);
  const lines = linesOf(read, row.key, moment);
  const journals = { ...journalsOf(read, row.key, moment) };
  const counted = sumsOf(journals);
  return (
    (Object.keys(counted) as (keyof typeof counted)[]).every((name) => fund[name] === counted[name]) &&
    fund.allocated === lines.reduce((total, line) => total + line.allocated, 0) &&
    lines.every((line) => {
      const { allocated, spent, committed } = sumsOfLine(journals, line.line, moment.effectiveOn);
      return (
        line.allocated === allocated &&
        line.spent === spent &&
        line.committed === committed &&
        line.allocated === spent + committed + line.unspent
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

/** What a resolution allows to use of a year's money on the day, in fen; undefined where it has no effect then, or is of another year. */
export const allowedBy = (
  read: ReadModels,
  { group, fiscalYear }: Pick<FundRow, 'group' | 'fiscalYear'>,
  number: number,
  moment: Moment,
): number | undefined => {
  const resolution = read.resolutions.byKey(resolutionId(group, number), moment.position);
  return resolution?.fiscalYear === fiscalYear && isInForce(resolution, moment.effectiveOn)
    ? Number(read.values.at(resolution.key, 'sum', moment) ?? 0)
    : undefined;
};

/** The allocations of a group's open funds that rest on no live resolution on the day. */
export const allocationsWithoutGround = (read: ReadModels, group: string, moment: Moment): Groundless[] =>
  fundQueries(read)
    .fundsOf(group, moment)
    .flatMap((fund) => {
      if (fund.closedOn !== null) return [];
      const allocated = linesOf(read, fund.key, moment).filter((line) => line.allocated > 0);
      return [...new Set(allocated.map(({ resolution }) => resolution))].flatMap((number) => {
        const lines = allocated.filter(({ resolution }) => resolution === number);
        const most = allowedBy(read, fund, number, moment) ?? 0;
        return lines.reduce((total, line) => total + line.allocated, 0) <= most
          ? []
          : [{ fund, fiscalYear: fund.fiscalYear, resolution: number, lines }];
      });
    });

/** Money that one year carried out and the next has not carried in, or the other way round. */
export interface InTransit {
  readonly fromYear: number;
  readonly outOnly: readonly AgedMoney[];
  readonly inOnly: readonly AgedMoney[];
}

/** What is in transit between the years of a group's funds, year by year. */
export const moneyInTransit = (read: ReadModels, group: string, moment: Moment): InTransit[] => {
  const years = [
    ...new Set(
      read.funds.by('group', group, moment.position).flatMap(({ fiscalYear }) => [fiscalYear - 1, fiscalYear]),
    ),
  ].sort();
  return years.flatMap((fromYear) => {
    const out = carriedByAge(read, fundId(group, fromYear), 'OUT', moment);
    const into = carriedByAge(read, fundId(group, fromYear + 1), 'IN', moment);
    const outOnly = more(out, into);
    const inOnly = more(into, out);
    return outOnly.length + inOnly.length === 0 ? [] : [{ fromYear, outOnly, inOnly }];
  });
};

const carriedByAge = (
  read: ReadModels,
  fund: string,
  wanted: 'IN' | 'OUT',
  moment: Moment,
): ReadonlyMap<number, number> => byAge(carriesOf(read, fund, moment).filter(({ direction }) => direction === wanted));

const more = (a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): AgedMoney[] =>
  [...a].map(([originYear, fen]) => ({ originYear, fen: fen - (b.get(originYear) ?? 0) })).filter(({ fen }) => fen > 0);
