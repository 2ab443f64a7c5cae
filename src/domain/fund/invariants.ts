import { latest, type Day } from '../day.js';
import type { Invariant, Violation } from '../decider.js';
import type { Movement } from './ages.js';
import type { Voucher } from './events.js';
import { allocatedOn, invoiceKey, leftIn, promisedBy, restOf, sum, until, voucherKey, type Fund } from './state.js';

/** The field in which every command says from when it has effect. */
const EFFECTIVE_ON = ['command', 'effectiveOn'];

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

/** A contract is paid and released no further than its sum, and its number is used once. */
export const contractsHold: Invariant<Fund> = ({ contracts }) => [
  ...contracts.flatMap((contract) => {
    const { contractNo, paid } = contract;
    const missing = Math.max(-restOf(contract), -paid);
    return missing > 0 ? [insufficient({ contract: contractNo, missing }, { contractNo })] : [];
  }),
  ...twice(contracts.map(({ contractNo }) => contractNo)).map((contract) => ({
    code: 'CODE_TAKEN' as const,
    args: { contract },
    means: { contractNo: contract },
  })),
];

/** No more comes back of a payment than was paid, and nothing before it was paid. */
export const refundsHold: Invariant<Fund> = ({ expenditures }) =>
  expenditures.flatMap(({ voucher, fen, paidOn, refunds }): Violation[] => {
    const missing = sum(refunds) - fen;
    const key = voucherKey(voucher);
    return [
      ...(missing > 0 ? [insufficient({ voucher: key, missing }, { fen: true })] : []),
      ...refunds
        .filter(({ on }) => on < paidOn)
        .map(({ on }): Violation => ({
          code: 'DATE_ORDER',
          args: { voucher: key, day: on, earliest: paidOn },
          means: { refundedOn: on, paidOn },
        })),
    ];
  });

/** A voucher's entry counts once, reversed or not, of a payment or of what came back. */
export const vouchersCountOnce: Invariant<Fund> = ({ expenditures }) =>
  twice(
    expenditures.flatMap(({ voucher, refunds }) => [
      voucherKey(voucher),
      ...refunds.map((refund) => voucherKey(refund.voucher)),
    ]),
  ).map((voucher) => ({ code: 'VOUCHER_TAKEN' as const, args: { voucher }, means: { refundVoucher: true } }));

/** An invoice of a supplier is paid once, however both are written; one whose payment was reversed may be paid again. */
export const invoicesPaidOnce: Invariant<Fund> = ({ expenditures }) =>
  twice(
    expenditures.flatMap(({ supplier, invoiceNo, reversed }) =>
      invoiceNo === undefined || reversed ? [] : [invoiceKey(supplier, invoiceNo)],
    ),
  ).map((invoice) => ({ code: 'INVOICE_TAKEN' as const, args: { invoice }, means: { invoiceNo: true } }));

/**
 * No contract is signed before its line was allocated, and amended or released before it was signed, but what the bureau enters of an
 * old paper: that is a finding.
 */
export const contractsInOrder: Invariant<Fund> = ({ contracts, lines }) =>
  contracts.flatMap(({ contractNo, line: number, signedOn, byBureau, amendments, releases }) =>
    [
      { on: signedOn, byBureau, earliest: allocatedOn({ lines }, number) },
      ...[...amendments, ...releases].map((change) => ({ ...change, earliest: signedOn })),
    ]
      .filter((one) => !one.byBureau && one.on < one.earliest)
      .map(({ on, earliest }): Violation => ({
        code: 'DATE_ORDER',
        args: { contract: contractNo, day: on, earliest },
        means: { signedOn: on },
        path: EFFECTIVE_ON,
      })),
  );

/** On no day more is paid under a contract than it had promised by then, but what the bureau enters of an old paper. */
export const paidAsContracted: Invariant<Fund> = ({ contracts, expenditures }) =>
  contracts.flatMap((contract): Violation[] => {
    const { contractNo } = contract;
    const paid = expenditures.filter((one) => one.contractNo === contractNo && !one.byBureau && !one.reversed);
    const promised = [...promisedBy(contract), ...paid.flatMap(({ refunds }) => refunds)];
    const payments = paid.map(({ paidOn: on, fen }) => ({ on, fen }));
    return [...new Set(payments.map(({ on }) => on))]
      .filter((day) => until(payments, day) > until(promised, day))
      .map((day) => ({
        code: 'DATE_ORDER',
        args: { contract: contractNo, day },
        means: { paidOn: true, signedOn: true },
      }));
  });

/**
 * Nothing is paid before its line was allocated or its contract signed, and a voucher is of the month in which it was paid; but for what
 * the bureau enters of an old paper: that is a finding.
 */
export const paymentsInOrder: Invariant<Fund> = ({ expenditures, contracts, lines }) =>
  expenditures.flatMap(({ voucher, line, contractNo, paidOn, byBureau, refunds }): Violation[] => {
    const offMonth = refunds
      .filter((refund) => !refund.byBureau && !isOfMonth(refund.voucher, refund.on))
      .map((refund): Violation => ({
        code: 'DATE_ORDER',
        args: { voucher: voucherKey(refund.voucher), day: refund.on },
        means: { refundVoucher: true, voucher: true },
      }));
    if (byBureau) return offMonth;
    const signedOn = contracts.find((one) => one.contractNo === contractNo && one.line === line)?.signedOn ?? '';
    const earliest = latest(allocatedOn({ lines }, line), signedOn);
    const args = { voucher: voucherKey(voucher), day: paidOn };
    if (paidOn < earliest) return [{ code: 'DATE_ORDER', args: { ...args, earliest }, means: { paidOn } }];
    return isOfMonth(voucher, paidOn) ? offMonth : [{ code: 'DATE_ORDER', args, means: { voucher: true } }];
  });

/** A voucher is of the month of a day. */
export const isOfMonth = ({ year, month }: Pick<Voucher, 'year' | 'month'>, day: Day): boolean =>
  day.startsWith(`${year}-${String(month).padStart(2, '0')}-`);

/** On no day more is paid than was received until then, as far as others than the bureau say so; what the bureau enters is a finding. */
export const nothingPaidBeforeReceipt: Invariant<Fund> = ({ expenditures, movements }) => {
  const paid = expenditures
    .filter(({ byBureau, reversed }) => !byBureau && !reversed)
    .sort((a, b) => (a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : 0));
  const came = [...received(movements), ...paid.flatMap(({ refunds }) => refunds)].sort((a, b) =>
    a.on < b.on ? -1 : a.on > b.on ? 1 : 0,
  );
  const early = new Set<string>();
  let [next, left] = [0, 0];
  for (const { paidOn, fen } of paid) {
    for (; came[next] && came[next]!.on <= paidOn; next += 1) left += came[next]!.fen;
    left -= fen;
    if (left < 0) early.add(paidOn);
  }
  return [...early].map((day) => ({ code: 'DATE_ORDER', args: { day }, means: { paidOn: true, receivedOn: true } }));
};

/** On no day more is allocated, carried out or returned than was received until then, as far as others than the bureau say so. */
export const nothingUsedBeforeReceipt: Invariant<Fund> = ({ movements }) => {
  const receipts = received(movements);
  const uses = used(movements).filter(({ fen, byBureau }) => fen < 0 || !byBureau);
  return [...new Set([...uses, ...receipts].map(({ on }) => on))]
    .filter((day) => until(uses, day) > Math.max(0, until(receipts, day)))
    .map((day) => ({ code: 'DATE_ORDER', args: { day }, means: { receivedOn: true }, path: EFFECTIVE_ON }));
};

/** What was taken of the free money, or given back, but what was adjusted after closing. */
export const used = (movements: readonly Movement[]): readonly Movement[] =>
  movements.filter(({ kind }) => USES.includes(kind));
const USES: readonly Movement['kind'][] = ['ALLOCATED', 'CARRIED_OUT', 'RETURNED'];
/** What came on a day, or was taken back. */
export const received = (movements: readonly Movement[]): readonly Movement[] =>
  movements.filter(({ kind }) => kind === 'RECEIVED');

/** Nothing has effect before what it tells has happened, nor before what it rests on; but what the bureau enters of an old paper. */
export const effectiveInOrder: Invariant<Fund> = ({ early }) =>
  early
    .filter(({ byBureau }) => !byBureau)
    .map(({ revision, day, earliest }) => ({
      code: 'DATE_ORDER',
      args: { revision, day, earliest },
      path: EFFECTIVE_ON,
    }));

/** appropriated + carried in = allocated + free + carried out + returned; and per line allocated = spent + committed + unspent. */
export const balanced = ({ appropriated, carriedIn, allocated, free, carriedOut, returned, lines }: Fund): boolean =>
  appropriated + sum(carriedIn) === allocated + free + carriedOut + returned &&
  allocated === lines.reduce((total, line) => total + line.allocated, 0) &&
  lines.every((line) => line.allocated === line.spent + line.committed + line.unspent);

/** Of what others than the bureau recorded. */
export const daysInOrder: readonly Invariant<Fund>[] = [
  contractsInOrder,
  paymentsInOrder,
  paidAsContracted,
  nothingPaidBeforeReceipt,
  nothingUsedBeforeReceipt,
  effectiveInOrder,
];

export const invariants: readonly Invariant<Fund>[] = [
  vouchersCountOnce,
  invoicesPaidOnce,
  vouchersOfPayingSchool,
  contractsHold,
  refundsHold,
  nothingWithoutFunds,
  ...daysInOrder,
  linesWithinAllocation,
  closedYearHoldsNothing,
  closedAfterAll,
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
