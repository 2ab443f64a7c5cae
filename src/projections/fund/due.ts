import { fundId } from '../../domain/identity.js';
import type { ObjectRef } from '../../domain/ledger.js';
import type { Due, InboxEntry } from '../due.js';
import { policyRulesAt } from '../policy/queries.js';
import type { ReadModels } from '../read-models.js';
import {
  agesOn,
  allocationsWithoutGround,
  LAPSE_YEARS,
  linesOf,
  moneyInTransit,
  paymentsOnInvoice,
} from './queries.js';
import type { FundRow } from './rows.js';

/**
 * Money that was carried over and is neither spent nor promised lapses at the end of a year, allocated or not; a past
 * year's books are closed.
 */
const lapsingMoney: Due = ({ read, queries, group, moment }) => {
  const year = Number(moment.effectiveOn.slice(0, 4));
  const years = policyRulesAt(read, group.district, 'FUND', moment)?.lapseYears ?? LAPSE_YEARS;
  return queries.fundsOf(group.key, moment).flatMap((fund) => {
    if (fund.closedOn !== null) return [];
    const subject = aboutFund(fund);
    const lapsing = agesOn(read, fund, moment)
      .fund.map(({ originYear, free, unspent }) => ({ originYear, fen: free + unspent }))
      .filter(({ originYear, fen }) => fen > 0 && originYear < fund.fiscalYear && originYear + years <= year)
      .map(({ originYear, fen }): InboxEntry => ({
        kind: 'MONEY_LAPSING',
        subject,
        since: `${originYear + years}-01-01`,
        dueOn: `${originYear + years}-12-31`,
        args: { year: originYear, fen },
      }));
    const open: InboxEntry = {
      kind: 'YEAR_NOT_CLOSED',
      subject,
      since: `${fund.fiscalYear + 1}-01-01`,
      dueOn: `${fund.fiscalYear}-12-31`,
      args: {},
    };
    return fund.fiscalYear < year ? [...lapsing, open] : lapsing;
  });
};

/** What one year carried out and the next has not carried in, or the other way round. */
const moneyOnItsWay: Due = ({ read, group, moment }) =>
  moneyInTransit(read, group.key, moment).map(({ fromYear, outOnly, inOnly }) => ({
    kind: 'MONEY_IN_TRANSIT',
    subject: { type: 'Fund', key: fundId(group.key, outOnly.length > 0 ? fromYear : fromYear + 1) },
    args: { year: fromYear, fen: [...outOnly, ...inOnly].reduce((total, { fen }) => total + fen, 0) },
  }));

/** Money on lines that no resolution carries on the day, suspended already or not: the council decides again, or it goes elsewhere. */
const suspendedAllocations: Due = ({ read, queries, group, moment }) => {
  const without = allocationsWithoutGround(read, group.key, moment);
  return queries.fundsOf(group.key, moment).flatMap((fund) => {
    if (fund.closedOn !== null) return [];
    const groundless = without
      .filter((one) => one.fund.key === fund.key)
      .flatMap(({ lines }) => lines.map(({ key }) => key));
    const lines = linesOf(read, fund.key, moment).filter(
      (line) => line.suspended === 1 || groundless.includes(line.key),
    );
    return [...new Set(lines.map(({ resolution }) => resolution))].flatMap((resolution): InboxEntry[] => {
      const fen = lines.reduce(
        (total, line) => (line.resolution === resolution ? total + line.unspent + line.committed : total),
        0,
      );
      return fen === 0 ? [] : [{ kind: 'ALLOCATION_SUSPENDED', subject: aboutFund(fund), args: { resolution, fen } }];
    });
  });
};

/** The keys of a voucher in the books that a school shares with its sections and campuses. */
const inSharedBooks = (read: ReadModels, school: string, voucher: string, position: number): readonly string[] => {
  const keeper = read.schools.byKey(school, position)?.partOf ?? school;
  const sharing = [keeper, ...read.schools.by('partOf', keeper, position).map(({ key }) => key)];
  return sharing.map((key) => `${key}${voucher.slice(school.length)}`);
};

/** A voucher counts once, of a payment or of what came back, also in the books of several funds: no fund sees the others. */
const vouchersTwice: Due = ({ read, group, moment: { position } }) =>
  read.funds.by('group', group.key, position).flatMap((fund) => {
    const used = [
      ...read.expenditures.by('fund', fund.key, position).filter(({ reversedOn }) => reversedOn === null),
      ...read.refunds.by('fund', fund.key, position).map(({ school, refundVoucher: voucher }) => ({ school, voucher })),
    ];
    return used.flatMap(({ school, voucher }) => {
      const keys = inSharedBooks(read, school, voucher, position);
      const others = keys.flatMap((key) => [
        ...read.expenditures.by('voucher', key, position).filter(({ reversedOn }) => reversedOn === null),
        ...read.refunds.by('refundVoucher', key, position),
      ]);
      return inOtherFunds(fund, others).map((other): InboxEntry => ({
        kind: 'VOUCHER_TWICE',
        subject: aboutFund(fund),
        args: { voucher, fund: other },
      }));
    });
  });

/** An invoice of a supplier is paid once in a district; within a fund a second payment is refused. */
const invoicesTwice: Due = ({ read, group, moment }) =>
  read.funds.by('group', group.key, moment.position).flatMap((fund) =>
    read.expenditures.by('fund', fund.key, moment.position).flatMap(({ voucher, invoice, reversedOn }) => {
      if (invoice === null || reversedOn !== null) return [];
      return inOtherFunds(fund, paymentsOnInvoice(read, invoice, group.district, moment)).map((other): InboxEntry => ({
        kind: 'INVOICE_TWICE',
        subject: aboutFund(fund),
        args: { voucher, fund: other },
      }));
    }),
  );

const inOtherFunds = ({ key }: FundRow, rows: readonly { readonly fund: string }[]): readonly string[] => [
  ...new Set(rows.map(({ fund }) => fund).filter((fund) => fund !== key)),
];

/** Money on lines of a school that closed or left the group: the council decides again, or it goes back. */
const linesWithoutSchool: Due = ({ read, queries, group, moment }) => {
  const members = new Set(queries.membersOf(group.key, moment).map(({ school }) => school));
  return queries.fundsOf(group.key, moment).flatMap((fund) => {
    if (fund.closedOn !== null) return [];
    const left = new Map<string, number>();
    for (const { school, unspent, committed } of linesOf(read, fund.key, moment))
      if (!members.has(school)) left.set(school, (left.get(school) ?? 0) + unspent + committed);
    return [...left]
      .filter(([, fen]) => fen > 0)
      .map(([school, fen]): InboxEntry => ({
        kind: 'LINE_WITHOUT_SCHOOL',
        subject: aboutFund(fund),
        args: { school, fen },
      }));
  });
};

const aboutFund = ({ key }: FundRow): ObjectRef => ({ type: 'Fund', key });

/** What is to be done about a group's funds. */
export const fundDues: readonly Due[] = [
  lapsingMoney,
  moneyOnItsWay,
  suspendedAllocations,
  vouchersTwice,
  invoicesTwice,
  linesWithoutSchool,
];
