import type { Day } from '../day.js';
import type { Invariant, Violation } from '../decider.js';
import { invoiceKey, leftIn, sum, voucherKey, type Fund, type Line } from './state.js';

/** Nothing is allocated, carried out or returned that is not there, nor more taken back than was appropriated. */
export const nothingWithoutFunds: Invariant<Fund> = ({ appropriated, free, returned }) =>
  [appropriated, free, returned].filter((fen) => fen < 0).map((fen) => insufficient({ missing: -fen }));

/** Once the year is closed nothing is free, promised or left on a line. */
export const closedYearHoldsNothing: Invariant<Fund> = (fund) => {
  const left = leftIn(fund);
  return fund.closedOn !== undefined && left !== 0 ? [{ code: 'INVALID_TRANSITION', args: { left } }] : [];
};

/** The year is closed on no day before the last one that its facts speak of. */
export const closedAfterAll: Invariant<Fund> = ({ closedOn, lastOn }) =>
  closedOn !== undefined && closedOn < lastOn
    ? [{ code: 'DATE_ORDER', args: { day: closedOn, earliest: lastOn } }]
    : [];

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
      invoiceNo === undefined || reversed ? [] : [invoiceKey(supplier, invoiceNo)],
    ),
  ).map((invoice) => ({ code: 'INVOICE_TAKEN' as const, args: { invoice }, means: { invoiceNo: true } }));

/** No contract is signed before its line was allocated, but what the bureau enters of an old paper: that is a finding. */
export const contractsInOrder: Invariant<Fund> = ({ contracts, lines }) =>
  contracts.flatMap(({ contractNo, line: number, signedOn, byBureau }) => {
    const earliest = allocatedOn(lines, number);
    return byBureau || earliest === undefined || signedOn >= earliest
      ? []
      : [{ code: 'DATE_ORDER' as const, args: { contract: contractNo, day: signedOn, earliest }, means: { signedOn } }];
  });

/**
 * Nothing is paid before its line was allocated or its contract signed, and a voucher is of the month in which it was paid; but for what
 * the bureau enters of an old paper: that is a finding.
 */
export const paymentsInOrder: Invariant<Fund> = ({ expenditures, contracts, lines }) =>
  expenditures.flatMap(({ voucher, line, contractNo, paidOn, byBureau }): Violation[] => {
    if (byBureau) return [];
    const signedOn = contracts.find((one) => one.contractNo === contractNo && one.line === line)?.signedOn ?? '';
    const earliest = [allocatedOn(lines, line) ?? '', signedOn].sort().at(-1)!;
    const args = { voucher: voucherKey(voucher), day: paidOn };
    if (paidOn < earliest) return [{ code: 'DATE_ORDER', args: { ...args, earliest }, means: { paidOn } }];
    return paidOn.startsWith(`${voucher.year}-${String(voucher.month).padStart(2, '0')}-`)
      ? []
      : [{ code: 'DATE_ORDER', args, means: { voucher: true } }];
  });

/** On no day more is paid than was received until then, as far as others than the bureau say so; what the bureau enters is a finding. */
export const nothingPaidBeforeReceipt: Invariant<Fund> = ({ expenditures, receipts }) => {
  const paid = expenditures
    .filter(({ byBureau, reversed }) => !byBureau && !reversed)
    .sort((a, b) => (a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : 0));
  const came = [...receipts].sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const early = new Set<string>();
  let [next, left] = [0, 0];
  for (const { paidOn, fen } of paid) {
    for (; came[next] && came[next]!.on <= paidOn; next += 1) left += came[next]!.fen;
    left -= fen;
    if (left < 0) early.add(paidOn);
  }
  return [...early].map((day) => ({ code: 'DATE_ORDER', args: { day }, means: { paidOn: true, receivedOn: true } }));
};

/** appropriated + carried in = allocated + free + carried out + returned; and per line allocated = spent + committed + unspent. */
export const balanced = ({ appropriated, carriedIn, allocated, free, carriedOut, returned, lines }: Fund): boolean =>
  appropriated + sum(carriedIn) === allocated + free + carriedOut + returned &&
  allocated === lines.reduce((total, line) => total + line.allocated, 0) &&
  lines.every((line) => line.allocated === line.spent + line.committed + line.unspent);

/** Of what others than the bureau recorded. */
export const daysInOrder: readonly Invariant<Fund>[] = [contractsInOrder, paymentsInOrder, nothingPaidBeforeReceipt];

export const invariants: readonly Invariant<Fund>[] = [
  vouchersCountOnce,
  invoicesPaidOnce,
  vouchersOfPayingSchool,
  contractsHold,
  ...daysInOrder,
  linesWithinAllocation,
  nothingWithoutFunds,
  closedYearHoldsNothing,
  closedAfterAll,
];

const allocatedOn = (lines: readonly Line[], number: number): Day | undefined =>
  lines.find(({ line }) => line === number)?.grounds[0]?.from;

const insufficient = (args: Violation['args'], means: NonNullable<Violation['means']> = {}): Violation => ({
  code: 'INSUFFICIENT_FUNDS',
  args,
  means,
});

const twice = (values: readonly string[]): string[] => {
  const seen = new Set<string>();
  return values.filter((value) => seen.size === seen.add(value).size);
};
