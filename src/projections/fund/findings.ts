import { daysBetween } from '../../domain/day.js';
import { folded } from '../../domain/folded.js';
import { fundStream, resolutionId } from '../../domain/identity.js';
import type { Day, ObjectRef } from '../../domain/ledger.js';
import { sharedBy, type About } from '../due.js';
import type { FindingKind, Found } from '../finding.js';
import {
  allocationsOf,
  allowedBy,
  paymentsOnInvoice,
  contractsOf,
  linesOf,
  paymentsOf,
  refundsOf,
  tranchesOf,
  carriesOf,
} from './queries.js';
import type { AllocationRow, ExpenditureRow, FundRow, LineRow } from './rows.js';

/** A fund of the group with what findings look at, as of the moment. */
interface OfFund {
  readonly about: About;
  readonly fund: FundRow;
  readonly lines: readonly LineRow[];
  readonly allocations: readonly AllocationRow[];
  /** The payments that stand. */
  readonly payments: readonly ExpenditureRow[];
}

const fundsOf = sharedBy((about): readonly OfFund[] =>
  about.queries
    .fundsOf(about.group.key, about.moment)
    .map((fund) => ({
      about,
      fund,
      lines: linesOf(about.read, fund.key, about.moment),
      allocations: allocationsOf(about.read, fund.key, about.moment),
      payments: paymentsOf(about.read, fund.key, about.moment).flatMap(({ row }) =>
        row.reversedOn === null ? [row] : [],
      ),
    })),
);
const eachFund =
  (find: (of: OfFund) => readonly Found[]) =>
  (about: About): readonly Found[] =>
    fundsOf(about).flatMap(find);

const subjectOf = ({ key }: FundRow): ObjectRef => ({ type: 'Fund', key });
/** The position of a fact of the fund. */
const recordOf = ({ about, fund }: OfFund, revision: number): number[] => {
  const position = about.read.events.positionOf(fundStream(fund.group, fund.fiscalYear), revision);
  return position === undefined || position > about.moment.position ? [] : [position];
};

/** What is wrong with single payments: each that is earlier than a day it rests on, by how many days. */
const paidBefore = (
  restsOn: (of: OfFund, payment: ExpenditureRow) => { readonly day: Day; readonly by?: number } | undefined,
) =>
  eachFund((of) =>
    of.payments.flatMap((payment) => {
      const ground = restsOn(of, payment);
      if (ground === undefined || payment.paidOn >= ground.day) return [];
      return [
        failing(of, payment, { days: daysBetween(payment.paidOn, ground.day), fen: payment.fen }, [
          ...(ground.by === undefined ? [] : recordOf(of, ground.by)),
        ]),
      ];
    }),
  );

const failing = (
  of: OfFund,
  payment: ExpenditureRow,
  numbers: Found['numbers'],
  records: readonly number[] = [],
): Found => ({
  result: 'FAIL',
  subject: subjectOf(of.fund),
  // As it is written: the key of a voucher leaves out what does not tell two apart.
  about: [[payment.school, payment.year, payment.month, payment.number, payment.entry].join('/')],
  numbers,
  records: [...recordOf(of, payment.revision), ...records],
});

const allocationOf = ({ allocations }: OfFund, { line }: ExpenditureRow): AllocationRow | undefined =>
  allocations.find((entry) => entry.line === line && entry.kind === 'ALLOCATED');

/** The resolution that first gave the money: its adoption had effect by the day of the payment. */
const paidBeforeResolution = paidBefore((of, payment) => {
  const { about } = of;
  const number = allocationOf(of, payment)?.resolution;
  const resolution =
    number === null || number === undefined
      ? undefined
      : about.read.resolutions.byKey(resolutionId(about.group.key, number), about.moment.position);
  return resolution && { day: resolution.effectiveOn };
});

const paidBeforeAllocation = paidBefore((of, payment) => {
  const allocation = allocationOf(of, payment);
  return allocation && { day: allocation.on, by: allocation.revision };
});

const paidBeforeContract = paidBefore(({ about, fund }, { contractNo }) => {
  const contract = about.read.contracts
    .by('fund', fund.key, about.moment.position)
    .find((one) => one.contractNo === contractNo);
  return contract && { day: contract.signedOn };
});

/** On a day more was paid than had been received until then, counted from the first payment on: the payment that crossed the line. */
const paidBeforeReceipt = eachFund((of) => {
  const { about, fund, payments } = of;
  const received = [
    ...tranchesOf(about.read, fund.key, about.moment).filter(({ kind }) => kind !== 'REDUCED' && kind !== 'RETURNED'),
    ...carriesOf(about.read, fund.key, about.moment).filter(({ direction }) => direction === 'IN'),
    ...refundsOf(about.read, fund.key, about.moment),
  ];
  let paid = 0;
  return payments.flatMap((payment) => {
    paid += payment.fen;
    const had = received.reduce((total, { on, fen }) => (on <= payment.paidOn ? total + fen : total), 0);
    return paid > had ? [failing(of, payment, { fen: Math.min(payment.fen, paid - had) })] : [];
  });
});

/** A payment lies in the fund's year; how many days it lies outside. */
const paidOutsideYear = eachFund((of) => {
  const { fiscalYear } = of.fund;
  const [first, last] = [`${fiscalYear}-01-01`, `${fiscalYear}-12-31`];
  return of.payments.flatMap((payment) => {
    const { paidOn } = payment;
    const days = paidOn < first ? daysBetween(paidOn, first) : paidOn > last ? daysBetween(last, paidOn) : 0;
    return days > 0 ? [failing(of, payment, { days, fen: payment.fen })] : [];
  });
});

/** Who is paid under a contract is its party. */
const payeeNotParty = eachFund((of) => {
  const contracts = contractsOf(of.about.read, of.fund.key, of.about.moment);
  return of.payments.flatMap((payment) => {
    const contract = contracts.find(({ contractNo }) => contractNo === payment.contractNo);
    return contract && folded(contract.supplier) !== folded(payment.supplier)
      ? [failing(of, payment, { fen: payment.fen })]
      : [];
  });
});

/** The same invoice of the same supplier is paid once, in whichever fund of the district. */
const invoiceTwice = eachFund((of) => {
  const { about } = of;
  return of.payments.flatMap((payment) => {
    if (payment.invoice === null) return [];
    const times = paymentsOnInvoice(about.read, payment.invoice, about.group.district, about.moment).length;
    return times === 1
      ? []
      : [{ ...failing(of, payment, { times, fen: payment.fen }), about: [payment.invoiceNo ?? ''] }];
  });
});

/** What was spent or promised under each resolution of a fund's lines. */
const usedUnder = ({ lines }: OfFund): ReadonlyMap<number, number> => {
  const used = new Map<number, number>();
  for (const { resolution, spent, committed } of lines)
    used.set(resolution, (used.get(resolution) ?? 0) + spent + committed);
  return used;
};

const underResolutions = (
  find: (allowed: number | undefined, used: number) => Found['numbers'] | undefined,
): FindingKind['find'] =>
  eachFund((of) => {
    const { about, fund, allocations } = of;
    return [...usedUnder(of)].flatMap(([number, used]) => {
      if (used <= 0) return [];
      const numbers = find(allowedBy(about.read, fund, number, about.moment), used);
      if (numbers === undefined) return [];
      return [
        {
          result: 'FAIL' as const,
          subject: subjectOf(fund),
          about: [resolutionId(about.group.key, number)],
          numbers,
          records: allocations
            .filter(({ resolution }) => resolution === number)
            .flatMap(({ revision }) => recordOf(of, revision)),
        },
      ];
    });
  });

/** Money was spent or promised under a resolution that has no effect any more, whether anything is left on the line or not. */
const spentWithoutGround = underResolutions((allowed, used) => (allowed === undefined ? { fen: used } : undefined));

/** More was spent or promised under a resolution than it allows. */
const spentBeyondResolution = underResolutions((allowed, used) =>
  allowed !== undefined && used > allowed ? { fen: used - allowed, sumFen: allowed } : undefined,
);

/** What is found of a group's money. */
export const fundFindings: readonly FindingKind[] = [
  { rule: 'PAID_BEFORE_RESOLUTION', find: paidBeforeResolution },
  { rule: 'PAID_BEFORE_ALLOCATION', find: paidBeforeAllocation },
  { rule: 'PAID_BEFORE_CONTRACT', find: paidBeforeContract },
  { rule: 'PAID_BEFORE_RECEIPT', find: paidBeforeReceipt },
  { rule: 'PAID_OUTSIDE_YEAR', find: paidOutsideYear },
  { rule: 'PAYEE_NOT_PARTY', find: payeeNotParty },
  { rule: 'INVOICE_TWICE', find: invoiceTwice },
  { rule: 'SPENT_WITHOUT_GROUND', find: spentWithoutGround },
  { rule: 'SPENT_BEYOND_RESOLUTION', find: spentBeyondResolution },
];
