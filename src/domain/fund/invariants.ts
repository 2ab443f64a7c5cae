import type { Invariant, Violation } from '../decider.js';
import { leftIn, paperNumber, sum, voucherKey, type Fund } from './state.js';

/** Nothing is allocated, carried out or returned that is not there, nor more taken back than was appropriated. */
export const nothingWithoutFunds: Invariant<Fund> = ({ appropriated, free, returned }) =>
  [appropriated, free, returned].filter((fen) => fen < 0).map((fen) => insufficient({ missing: -fen }));

/** Once the year is closed nothing is free, promised or left on a line. */
export const closedYearHoldsNothing: Invariant<Fund> = (fund) => {
  const left = leftIn(fund);
  return fund.closed && left !== 0 ? [{ code: 'INVALID_TRANSITION', args: { left } }] : [];
};

/** Each line is spent by the school that pays it, with the vouchers of its own books. */
export const vouchersOfPayingSchool: Invariant<Fund> = ({ expenditures, lines }) =>
  expenditures.flatMap(({ voucher, line: number }) =>
    lines.some(({ line, schoolId }) => line === number && schoolId === voucher.schoolId)
      ? []
      : [
          {
            code: 'INVALID_INPUT' as const,
            args: { line: number, voucher: voucherKey(voucher) },
            means: { line: number },
          },
        ],
  );

/** Of each line, what is committed and spent stays within what is allocated. */
export const linesWithinAllocation: Invariant<Fund> = ({ lines }) =>
  lines.flatMap(({ line, unspent, committed, spent }) => {
    const least = Math.min(unspent, committed, spent);
    return least < 0 ? [insufficient({ line, missing: -least }, { line })] : [];
  });

/** A contract is not paid beyond its sum, and its number is used once. */
export const contractsHold: Invariant<Fund> = ({ contracts }) => [
  ...contracts.flatMap(({ contractNo, fen, paid }) =>
    paid > fen || paid < 0
      ? [insufficient({ contract: contractNo, missing: Math.max(paid - fen, -paid) }, { contractNo })]
      : [],
  ),
  ...twice(contracts.map(({ contractNo }) => contractNo)).map((contract) => ({
    code: 'CODE_TAKEN' as const,
    args: { contract },
    means: { contractNo: contract },
  })),
];

/** A voucher's entry counts once, reversed or not. */
export const vouchersCountOnce: Invariant<Fund> = ({ expenditures }) =>
  twice(expenditures.map(({ voucher }) => voucherKey(voucher))).map((voucher) => ({
    code: 'VOUCHER_TAKEN' as const,
    args: { voucher },
  }));

/** An invoice of a supplier is paid once, however both are written; one whose payment was reversed may be paid again. */
export const invoicesPaidOnce: Invariant<Fund> = ({ expenditures }) =>
  twice(
    expenditures.flatMap(({ supplier, invoiceNo, reversed }) =>
      invoiceNo === undefined || reversed ? [] : [`${paperNumber(supplier)}/${paperNumber(invoiceNo)}`],
    ),
  ).map((invoice) => ({ code: 'INVOICE_TAKEN' as const, args: { invoice }, means: { invoiceNo: true } }));

/** appropriated + carried in = allocated + free + carried out + returned; and per line allocated = spent + committed + unspent. */
export const balanced = ({ appropriated, carriedIn, allocated, free, carriedOut, returned, lines }: Fund): boolean =>
  appropriated + sum(carriedIn) === allocated + free + carriedOut + returned &&
  allocated === lines.reduce((total, line) => total + line.allocated, 0) &&
  lines.every((line) => line.allocated === line.spent + line.committed + line.unspent);

export const invariants: readonly Invariant<Fund>[] = [
  vouchersCountOnce,
  invoicesPaidOnce,
  vouchersOfPayingSchool,
  contractsHold,
  linesWithinAllocation,
  nothingWithoutFunds,
  closedYearHoldsNothing,
];

const insufficient = (args: Violation['args'], means: NonNullable<Violation['means']> = {}): Violation => ({
  code: 'INSUFFICIENT_FUNDS',
  args,
  means,
});

const twice = (values: readonly string[]): string[] => {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
};
