import { fundId, splitFundStream } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import { invoiceKey, sum, voucherKey, type AgedMoney, type Fund, type Movement } from '../../domain/fund/index.js';
import { readModel, stateModel, type LedgerEntry, type Row, type Rows } from '../read-model.js';

const fundOf = ({
  stream,
}: Pick<LedgerEntry<unknown>, 'stream'>): {
  readonly key: string;
  readonly group: string;
  readonly fiscalYear: number;
} => {
  const { group, fiscalYear } = splitFundStream(stream);
  return { key: fundId(group, fiscalYear), group, fiscalYear };
};

/** A group's fund of one year, all sums in fen; key: `{group}.{year}`. */
export interface FundRow extends Row {
  readonly group: string;
  readonly fiscalYear: number;
  readonly appropriated: number;
  readonly carriedIn: number;
  readonly allocated: number;
  readonly free: number;
  readonly carriedOut: number;
  readonly returned: number;
  readonly closedOn: Day | null;
}

export const funds = stateModel({
  name: 'fund',
  version: 2,
  columns: {
    group: 'TEXT',
    fiscalYear: 'INTEGER',
    appropriated: 'INTEGER',
    carriedIn: 'INTEGER',
    allocated: 'INTEGER',
    free: 'INTEGER',
    carriedOut: 'INTEGER',
    returned: 'INTEGER',
    closedOn: 'TEXT',
  },
  indexed: ['group'],
  parts: {
    category: 'fund',
    of: (fund: Fund) => (fund.lastOn === '' ? [] : [fund]),
    row: ({ appropriated, carriedIn, allocated, free, carriedOut, returned, closedOn }, stream): FundRow => ({
      ...fundOf({ stream }),
      appropriated,
      carriedIn: sum(carriedIn),
      allocated,
      free,
      carriedOut,
      returned,
      closedOn: closedOn ?? null,
    }),
  },
});

/** A tranche of money from the bureau, or back to it; key: `{fund}/{revision}`. */
export interface TrancheRow extends Row {
  readonly fund: string;
  readonly kind: 'APPROPRIATED' | 'SUPPLEMENTED' | 'REDUCED' | 'RETURNED';
  readonly fen: number;
  readonly documentNo: string;
  readonly on: Day;
}

const tranche = (
  entry: LedgerEntry<{ readonly fen: number; readonly documentNo: string; readonly receivedOn?: Day }>,
  rows: Rows<TrancheRow>,
  kind: TrancheRow['kind'],
): void => {
  const { key } = fundOf(entry);
  const { fen, documentNo, receivedOn } = entry.event;
  rows.open({
    key: `${key}/${entry.revision}`,
    fund: key,
    kind,
    fen,
    documentNo,
    on: receivedOn ?? entry.metadata.effectiveOn,
  });
};

export const tranches = readModel<TrancheRow>({
  name: 'tranche',
  version: 1,
  columns: { fund: 'TEXT', kind: 'TEXT', fen: 'INTEGER', documentNo: 'TEXT', on: 'TEXT' },
  indexed: ['fund'],
  on: {
    FundAppropriated: (entry, rows) => tranche(entry, rows, 'APPROPRIATED'),
    FundSupplemented: (entry, rows) => tranche(entry, rows, 'SUPPLEMENTED'),
    FundReduced: (entry, rows) => tranche(entry, rows, 'REDUCED'),
    UnspentReturned: (entry, rows) => tranche(entry, rows, 'RETURNED'),
  },
});

/** Money carried over, by its age; key: `{fund}/{revision}/{origin year}`. */
export interface CarryRow extends Row {
  readonly fund: string;
  readonly direction: 'IN' | 'OUT';
  readonly originYear: number;
  readonly fen: number;
  readonly on: Day;
}

const carry = (
  entry: LedgerEntry<{ readonly parts: readonly AgedMoney[] }>,
  rows: Rows<CarryRow>,
  direction: CarryRow['direction'],
): void => {
  const { key } = fundOf(entry);
  const { effectiveOn: on } = entry.metadata;
  for (const [index, { originYear, fen }] of entry.event.parts.entries())
    rows.open({ key: `${key}/${entry.revision}/${index}`, fund: key, direction, originYear, fen, on });
};

export const carries = readModel<CarryRow>({
  name: 'carry',
  version: 2,
  columns: { fund: 'TEXT', direction: 'TEXT', originYear: 'INTEGER', fen: 'INTEGER', on: 'TEXT' },
  indexed: ['fund'],
  on: { CarriedOut: (entry, rows) => carry(entry, rows, 'OUT'), CarriedIn: (entry, rows) => carry(entry, rows, 'IN') },
});

/** What a fact moves, by which the age of money is told; key: `{fund}/{revision}/{line}`, without a line 0. */
export interface MovementRow extends Row {
  readonly fund: string;
  readonly revision: number;
  readonly on: Day;
  readonly kind: Movement['kind'];
  readonly fen: number;
  readonly line: number | null;
  /** As JSON. */
  readonly origins: string | null;
}

export const movements = stateModel({
  name: 'movement',
  version: 1,
  columns: {
    fund: 'TEXT',
    revision: 'INTEGER',
    on: 'TEXT',
    kind: 'TEXT',
    fen: 'INTEGER',
    line: 'INTEGER',
    origins: 'TEXT',
  },
  indexed: ['fund'],
  parts: {
    category: 'fund',
    of: ({ movements }: Fund) => movements,
    row: ({ revision, on, kind, fen, line, origins }, stream): MovementRow => {
      const fund = fundOf({ stream }).key;
      return {
        key: `${fund}/${revision}/${line ?? 0}`,
        fund,
        revision,
        on,
        kind,
        fen,
        line: line ?? null,
        origins: origins ? JSON.stringify(origins) : null,
      };
    },
  },
});

/** A line of the allocation, sums in fen; key: `{fund}.{line}`. */
export interface LineRow extends Row {
  readonly fund: string;
  readonly line: number;
  readonly purpose: string;
  readonly school: string;
  readonly resolution: number;
  readonly suspended: number;
  readonly allocated: number;
  readonly committed: number;
  readonly spent: number;
  readonly unspent: number;
}

export const fundLines = stateModel({
  name: 'fund_line',
  version: 2,
  columns: {
    fund: 'TEXT',
    line: 'INTEGER',
    purpose: 'TEXT',
    school: 'TEXT',
    resolution: 'INTEGER',
    suspended: 'INTEGER',
    allocated: 'INTEGER',
    committed: 'INTEGER',
    spent: 'INTEGER',
    unspent: 'INTEGER',
  },
  indexed: ['fund'],
  parts: {
    category: 'fund',
    of: ({ lines }: Fund) => lines,
    row: (
      { line, purpose, schoolId, resolution, suspended, allocated, committed, spent, unspent },
      stream,
    ): LineRow => {
      const fund = fundOf({ stream }).key;
      const sums = { allocated, committed, spent, unspent };
      return {
        key: `${fund}.${line}`,
        fund,
        line,
        purpose,
        school: schoolId,
        resolution,
        suspended: Number(suspended),
        ...sums,
      };
    },
  },
});

/** What a line got, or what became of it otherwise; key: `{fund}/{revision}/{line}`. */
export interface AllocationRow extends Row {
  readonly fund: string;
  readonly line: number;
  readonly kind: 'ALLOCATED' | 'REVISED' | 'SUSPENDED' | 'ADJUSTED';
  readonly on: Day;
  readonly revision: number;
  /** By how much the line holds more, or less; of ADJUSTED by how much it spent more, too. */
  readonly fen: number;
  /** Of ALLOCATED and REVISED. */
  readonly resolution: number | null;
  /** Of these, whose decision the bureau entered. */
  readonly onBehalf: 'COUNCIL' | null;
}

const allocation = (
  entry: LedgerEntry<unknown>,
  rows: Rows<AllocationRow>,
  row: Pick<AllocationRow, 'kind' | 'line'> & Partial<Pick<AllocationRow, 'fen' | 'resolution' | 'onBehalf'>>,
): void => {
  const { key: fund } = fundOf(entry);
  const { revision, metadata } = entry;
  rows.open({
    key: `${fund}/${revision}/${row.line}`,
    fund,
    on: metadata.effectiveOn,
    revision,
    fen: 0,
    resolution: null,
    onBehalf: null,
    ...row,
  });
};

export const allocations = readModel<AllocationRow>({
  name: 'allocation',
  version: 2,
  columns: {
    fund: 'TEXT',
    line: 'INTEGER',
    kind: 'TEXT',
    on: 'TEXT',
    revision: 'INTEGER',
    fen: 'INTEGER',
    resolution: 'INTEGER',
    onBehalf: 'TEXT',
  },
  indexed: ['fund'],
  on: {
    FundsAllocated: (entry, rows) => {
      const { lines, resolution, onBehalf = null } = entry.event;
      for (const { line, fen } of lines)
        allocation(entry, rows, { kind: 'ALLOCATED', line, fen, resolution, onBehalf });
    },
    AllocationRevised: (entry, rows) => {
      const { line, change: fen, resolution, onBehalf = null } = entry.event;
      allocation(entry, rows, { kind: 'REVISED', line, fen, resolution, onBehalf });
    },
    AllocationSuspended: (entry, rows) =>
      entry.event.lines.forEach((line) => allocation(entry, rows, { kind: 'SUSPENDED', line })),
    ClosedYearAdjusted: (entry, rows) => {
      const { line, fen } = entry.event;
      allocation(entry, rows, { kind: 'ADJUSTED', line, fen });
    },
  },
});

/** A contract that commits money of a line; key: `{fund}/{contract number}`. Its sum is that which was signed first. */
export interface SignedContractRow extends Row {
  readonly fund: string;
  readonly line: number;
  readonly contractNo: string;
  readonly supplier: string;
  readonly fen: number;
  readonly signedOn: Day;
}

export const contracts = stateModel({
  name: 'contract',
  version: 2,
  columns: { fund: 'TEXT', line: 'INTEGER', contractNo: 'TEXT', supplier: 'TEXT', fen: 'INTEGER', signedOn: 'TEXT' },
  indexed: ['fund'],
  parts: {
    category: 'fund',
    of: ({ contracts }: Fund) => contracts,
    row: ({ line, contractNo, supplier, fen, amendments, signedOn }, stream): SignedContractRow => {
      const fund = fundOf({ stream }).key;
      return { key: `${fund}/${contractNo}`, fund, line, contractNo, supplier, fen: fen - sum(amendments), signedOn };
    },
  },
});

/** What a contract promised more from a day on, or less; key: `{fund}/{revision}`. */
export interface ContractChangeRow extends Row {
  readonly fund: string;
  readonly line: number;
  readonly contractNo: string;
  readonly kind: 'AMENDED' | 'RELEASED';
  readonly fen: number;
  /** The day on which an amendment was signed, or from which a release has effect. */
  readonly on: Day;
}

export const contractChanges = readModel<ContractChangeRow>({
  name: 'contract_change',
  version: 1,
  columns: { fund: 'TEXT', line: 'INTEGER', contractNo: 'TEXT', kind: 'TEXT', fen: 'INTEGER', on: 'TEXT' },
  indexed: ['fund'],
  on: {
    ContractAmended: (entry, rows) => {
      const { key: fund } = fundOf(entry);
      const { line, contractNo, change: fen, signedOn: on } = entry.event;
      rows.open({ key: `${fund}/${entry.revision}`, fund, line, contractNo, kind: 'AMENDED', fen, on });
    },
    CommitmentReleased: (entry, rows) => {
      const { key: fund } = fundOf(entry);
      const { line, contractNo, fen } = entry.event;
      const { effectiveOn: on } = entry.metadata;
      rows.open({ key: `${fund}/${entry.revision}`, fund, line, contractNo, kind: 'RELEASED', fen: -fen, on });
    },
  },
});

/** What came back of a payment; key: `{fund}/{revision}`. */
export interface RefundRow extends Row {
  readonly fund: string;
  readonly line: number;
  readonly contractNo: string | null;
  /** Of the payment, as in its own row. */
  readonly voucher: string;
  readonly refundVoucher: string;
  /** That paid, and books it. */
  readonly school: string;
  readonly fen: number;
  readonly revision: number;
  readonly on: Day;
}

export const refunds = readModel<RefundRow>({
  name: 'refund',
  version: 1,
  columns: {
    fund: 'TEXT',
    line: 'INTEGER',
    contractNo: 'TEXT',
    voucher: 'TEXT',
    refundVoucher: 'TEXT',
    school: 'TEXT',
    fen: 'INTEGER',
    revision: 'INTEGER',
    on: 'TEXT',
  },
  indexed: ['fund', 'refundVoucher'],
  on: {
    ExpenditureRefunded: (entry, rows) => {
      const { key: fund } = fundOf(entry);
      const { line, contractNo = null, voucher, refundVoucher, fen, refundedOn: on } = entry.event;
      rows.open({
        key: `${fund}/${entry.revision}`,
        fund,
        line,
        contractNo,
        voucher: voucherKey(voucher),
        refundVoucher: voucherKey(refundVoucher),
        school: refundVoucher.schoolId,
        fen,
        revision: entry.revision,
        on,
      });
    },
  },
});

/** An expenditure with its voucher; key: `{fund}/{voucher}`. */
export interface ExpenditureRow extends Row {
  readonly fund: string;
  /** `{school}/{year}/{month}/{number}/{entry}` */
  readonly voucher: string;
  readonly line: number;
  readonly school: string;
  readonly year: number;
  readonly month: number;
  readonly number: string;
  readonly entry: number;
  readonly fen: number;
  readonly supplier: string;
  readonly contractNo: string | null;
  readonly invoiceNo: string | null;
  /** The invoice with its supplier, as they are compared; null without one. */
  readonly invoice: string | null;
  readonly revision: number;
  readonly paidOn: Day;
  readonly reversedOn: Day | null;
}

export const expenditures = readModel<ExpenditureRow>({
  name: 'expenditure',
  version: 3,
  columns: {
    fund: 'TEXT',
    voucher: 'TEXT',
    line: 'INTEGER',
    school: 'TEXT',
    year: 'INTEGER',
    month: 'INTEGER',
    number: 'TEXT',
    entry: 'INTEGER',
    fen: 'INTEGER',
    supplier: 'TEXT',
    contractNo: 'TEXT',
    invoiceNo: 'TEXT',
    invoice: 'TEXT',
    revision: 'INTEGER',
    paidOn: 'TEXT',
    reversedOn: 'TEXT',
  },
  indexed: ['fund', 'voucher', 'invoice'],
  on: {
    ExpenditureRecorded: (entry, rows) => {
      const { line, voucher, fen, supplier, contractNo = null, invoiceNo = null, paidOn } = entry.event;
      const { schoolId: school, year, month, number, entry: voucherEntry } = voucher;
      const { key } = fundOf(entry);
      rows.open({
        key: `${key}/${voucherKey(voucher)}`,
        fund: key,
        voucher: voucherKey(voucher),
        line,
        school,
        year,
        month,
        number,
        entry: voucherEntry,
        fen,
        supplier,
        contractNo,
        invoiceNo,
        invoice: invoiceNo === null ? null : invoiceKey(supplier, invoiceNo),
        revision: entry.revision,
        paidOn,
        reversedOn: null,
      });
    },
    ExpenditureReversed: (entry, rows) =>
      rows.change(
        { key: `${fundOf(entry).key}/${voucherKey(entry.event.voucher)}` },
        { reversedOn: entry.metadata.effectiveOn },
      ),
  },
});
