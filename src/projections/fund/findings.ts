import { addDays, daysBetween } from '../../domain/day.js';
import { folded } from '../../domain/folded.js';
import { isOfMonth, promisedBy, sum, until, type FundEvent } from '../../domain/fund/index.js';
import { resolutionId } from '../../domain/identity.js';
import type { Day } from '../../domain/ledger.js';
import type { ResolutionRow } from '../council/resolution-rows.js';
import type { AboutFindings, FindingKind, Found } from '../finding.js';
import { policyAt } from '../policy/queries.js';
import { reaches } from '../ratio.js';
import { allocationOf, eachFund, factsOfType, recordOf, subjectOf, type OfFund } from './of-fund.js';
import { outOfOrder } from './out-of-order.js';
import {
  agesOn,
  allowedBy,
  carriesOf,
  contractsOf,
  executionOn,
  LAPSE_YEARS,
  paymentsOnInvoice,
  refundsOf,
  tranchesOf,
} from './queries.js';
import type { ExpenditureRow, FundRow } from './rows.js';

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

/** The resolution that a line rested on when it was paid from; before its allocation the first. */
const groundOf = ({ about, allocations }: OfFund, { line, paidOn }: ExpenditureRow): ResolutionRow | undefined => {
  const grounds = allocations.filter((entry) => entry.line === line && entry.resolution !== null);
  const number = (grounds.findLast(({ on }) => on <= paidOn) ?? grounds[0])?.resolution ?? undefined;
  return number === undefined
    ? undefined
    : about.read.resolutions.byKey(resolutionId(about.group.key, number), about.moment.position);
};

/** The adoption of the resolution that gave the money had effect by the day of the payment. */
const paidBeforeResolution = paidBefore((of, payment) => {
  const resolution = groundOf(of, payment);
  return resolution && { day: resolution.effectiveOn };
});

/** The resolution that gave the money was not repealed by the day of the payment. */
const paidAfterRepeal = eachFund((of) =>
  of.payments.flatMap((payment) => {
    const repealedOn = groundOf(of, payment)?.repealedOn ?? undefined;
    if (repealedOn === undefined || payment.paidOn < repealedOn) return [];
    return [failing(of, payment, { days: daysBetween(repealedOn, payment.paidOn), fen: payment.fen })];
  }),
);

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

/** On a day more was paid under a contract than it had promised by then, without what came back: the payment that crossed the line. */
const paidBeyondContract = eachFund((of) => {
  const refunds = refundsOf(of.about.read, of.fund.key, of.about.moment);
  return of.state.contracts.flatMap((contract) => {
    const ofContract = ({ contractNo }: { readonly contractNo: string | null }): boolean =>
      contractNo === contract.contractNo;
    const promised = [...promisedBy(contract), ...refunds.filter(ofContract)];
    let paid = 0;
    return of.payments.filter(ofContract).flatMap((payment) => {
      paid += payment.fen;
      const beyond = paid - until(promised, payment.paidOn);
      // What was paid before the signing is found as such.
      return beyond > 0 && payment.paidOn >= contract.signedOn
        ? [failing(of, payment, { fen: Math.min(payment.fen, beyond) })]
        : [];
    });
  });
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
    const had = until(received, payment.paidOn);
    return paid > had ? [failing(of, payment, { fen: Math.min(payment.fen, paid - had) })] : [];
  });
});

/** How many days a day lies outside the fund's year. */
const daysOutside = ({ fiscalYear }: FundRow, day: Day): number => {
  const [first, last] = [`${fiscalYear}-01-01`, `${fiscalYear}-12-31`];
  return day < first ? daysBetween(day, first) : day > last ? daysBetween(last, day) : 0;
};

/** A payment lies in the fund's year; how many days it lies outside. */
const paidOutsideYear = eachFund((of) =>
  of.payments.flatMap((payment) => {
    const days = daysOutside(of.fund, payment.paidOn);
    return days > 0 ? [failing(of, payment, { days, fen: payment.fen })] : [];
  }),
);

/** What came back by the day. */
const refundsWith = (of: OfFund, find: (refund: Refunded) => Found['numbers'] | undefined): readonly Found[] =>
  factsOfType(of, 'ExpenditureRefunded').flatMap(({ event, revision }) => {
    const numbers = event.refundedOn > of.about.moment.effectiveOn ? undefined : find(event);
    const { schoolId, year, month, number, entry } = event.refundVoucher;
    return numbers === undefined
      ? []
      : [
          {
            result: 'FAIL' as const,
            subject: subjectOf(of.fund),
            about: [[schoolId, year, month, number, entry].join('/')],
            numbers: { ...numbers, fen: event.fen },
            records: recordOf(of, revision),
          },
        ];
  });
type Refunded = Extract<FundEvent, { readonly type: 'ExpenditureRefunded' }>;

/** What came back did so in the fund's year; how many days it lies outside. */
const refundedOutsideYear = eachFund((of) =>
  refundsWith(of, ({ refundedOn }) => {
    const days = daysOutside(of.fund, refundedOn);
    return days > 0 ? { days } : undefined;
  }),
);

/** A payment, and what came back, is booked in the month in which it happened. */
const bookedInOtherMonth = eachFund((of) => [
  ...of.payments
    .filter(({ year, month, paidOn }) => !isOfMonth({ year, month }, paidOn))
    .map((payment) => failing(of, payment, { fen: payment.fen })),
  ...refundsWith(of, ({ refundVoucher, refundedOn }) => (isOfMonth(refundVoucher, refundedOn) ? undefined : {})),
]);

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

/** What was received until the end of a month was paid as far as policy FUND_EXECUTION of that day asks. */
const fundExecution = ({ read, queries, group, moment, under }: AboutFindings): readonly Found[] =>
  queries.fundsOf(group.key, moment).flatMap((fund) => {
    const ends = Array.from({ length: 12 }, (_, month) => endOfMonth(fund.fiscalYear, month + 1));
    return ends.flatMap((effectiveOn, index): Found[] => {
      const on = { ...moment, effectiveOn };
      const policy = policyAt(read, group.district, 'FUND_EXECUTION', on, under);
      const step = policy?.rules.steps.find(({ month }) => month === index + 1);
      if (!policy || !step || effectiveOn > moment.effectiveOn) return [];
      const { received, spent } = executionOn(read, fund, on);
      if (received === 0) return [];
      return [
        {
          result: reaches(step.paid, spent, received) ? 'PASS' : 'FAIL',
          subject: subjectOf(fund),
          about: [effectiveOn],
          numbers: { fen: spent, sumFen: received },
          records: [],
          ratio: { numerator: spent, denominator: received },
          policy,
        },
      ];
    });
  });
const endOfMonth = (year: number, month: number): Day =>
  addDays(month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`, -1);

/** Of what is left of a year's fund, neither paid nor promised, nothing is older than policy FUND allows (国办发〔2014〕70号: two years). */
const moneyAge = ({ read, queries, group, moment, under }: AboutFindings): readonly Found[] => {
  const policy = policyAt(read, group.district, 'FUND', moment, under);
  const years = policy?.rules.lapseYears ?? LAPSE_YEARS;
  const year = Number(moment.effectiveOn.slice(0, 4));
  return queries.fundsOf(group.key, moment).flatMap((fund): Found[] => {
    const left = agesOn(read, fund, moment)
      .fund.map(({ originYear, free, unspent }) => ({ originYear, fen: free + unspent }))
      .filter(({ fen }) => fen > 0);
    const old = left.filter(({ originYear }) => originYear + years < year);
    if (old.length === 0) return [];
    return [
      {
        result: 'FAIL',
        subject: subjectOf(fund),
        about: old.map(({ originYear }) => String(originYear)),
        numbers: { fen: sum(old), years },
        records: [],
        ratio: { numerator: sum(old), denominator: sum(left) },
        ...(policy && { policy }),
      },
    ];
  });
};

/** What is found of a group's money. */
export const fundFindings: readonly FindingKind[] = [
  ...outOfOrder,
  { rule: 'PAID_BEFORE_RESOLUTION', find: paidBeforeResolution },
  { rule: 'PAID_BEFORE_ALLOCATION', find: paidBeforeAllocation },
  { rule: 'PAID_BEFORE_CONTRACT', find: paidBeforeContract },
  { rule: 'PAID_BEFORE_RECEIPT', find: paidBeforeReceipt },
  { rule: 'PAID_AFTER_REPEAL', find: paidAfterRepeal },
  { rule: 'PAID_BEYOND_CONTRACT', find: paidBeyondContract },
  { rule: 'PAID_OUTSIDE_YEAR', find: paidOutsideYear },
  { rule: 'REFUNDED_OUTSIDE_YEAR', find: refundedOutsideYear },
  { rule: 'BOOKED_IN_OTHER_MONTH', find: bookedInOtherMonth },
  { rule: 'PAYEE_NOT_PARTY', find: payeeNotParty },
  { rule: 'INVOICE_TWICE', find: invoiceTwice },
  { rule: 'SPENT_WITHOUT_GROUND', find: spentWithoutGround },
  { rule: 'SPENT_BEYOND_RESOLUTION', find: spentBeyondResolution },
  { rule: 'FUND_EXECUTION', find: fundExecution },
  { rule: 'MONEY_AGE', find: moneyAge },
];
