import { latest, type Day } from '../day.js';
import type { Recorded } from '../decider.js';
import type { SchoolId } from '../identity.js';
import { present } from '../present.js';
import { mapped, withChange } from '../same.js';
import { enteredBy } from '../separation.js';
import type { Movement } from './ages.js';
import type { AgedMoney, FundEvent, Voucher } from './events.js';

/** A resolution that a line rests on from a day, until the next one. */
export interface Ground {
  readonly resolution: number;
  readonly from: Day;
}

/** A line of the year's allocation. Of `allocated`, `spent` is gone, `committed` is promised by contracts, `unspent` is left. */
export interface Line {
  readonly line: number;
  readonly purpose: string;
  readonly schoolId: SchoolId;
  readonly resolution: number;
  /** What it rested on, the first from the day on which it was allocated; the last is `resolution`. */
  readonly grounds: readonly Ground[];
  readonly suspended: boolean;
  /** The pseudonyms of those who allocated or revised it. */
  readonly allocatedBy: readonly string[];
  readonly allocated: number;
  readonly committed: number;
  readonly spent: number;
  readonly unspent: number;
}

/** By how much a contract was amended from a day on, or what of it was released. */
export interface ContractChange {
  readonly on: Day;
  readonly fen: number;
  readonly byBureau: boolean;
}

/** A contract: of `fen`, as it was amended, `paid` is paid and `released` is not to be paid; the rest is committed. */
export interface Contract {
  readonly contractNo: string;
  readonly line: number;
  readonly supplier: string;
  readonly fen: number;
  readonly signedOn: Day;
  readonly paid: number;
  readonly released: number;
  readonly amendments: readonly ContractChange[];
  readonly releases: readonly ContractChange[];
  readonly byBureau: boolean;
}

/** What came back of a payment. */
export interface Refund {
  readonly voucher: Voucher;
  readonly fen: number;
  readonly on: Day;
  readonly byBureau: boolean;
}

export interface Expenditure {
  readonly voucher: Voucher;
  readonly line: number;
  readonly fen: number;
  readonly contractNo: string | undefined;
  readonly supplier: string;
  readonly invoiceNo: string | undefined;
  readonly paidOn: Day;
  /** Recorded by the bureau: an old paper, whose days are not in order, it may enter on a document. */
  readonly byBureau: boolean;
  /** The pseudonyms of those who recorded it, or put it right. */
  readonly recordedBy: readonly string[];
  readonly reversed: boolean;
  readonly refunds: readonly Refund[];
}

/** A fact that has effect from a day before what it tells has happened, or before what it rests on. */
export interface Early {
  readonly revision: number;
  readonly day: Day;
  readonly earliest: Day;
  /** Entered by the bureau, of an old paper. */
  readonly byBureau: boolean;
}

/** A group's fund of one year, in fen. Every sum is kept by itself, so that the balances are checks and no definitions. */
export interface Fund {
  readonly appropriated: number;
  /** The pseudonyms of those who appropriated or supplemented it. */
  readonly appropriatedBy: readonly string[];
  readonly carriedIn: readonly AgedMoney[];
  /** What was received, used, paid and promised, in the order in which it was recorded: what is needed to tell its age. */
  readonly movements: readonly Movement[];
  readonly early: readonly Early[];
  readonly allocated: number;
  readonly free: number;
  readonly carriedOut: number;
  /** What was carried out, by its age. */
  readonly carriedOutParts: readonly AgedMoney[];
  readonly returned: number;
  readonly lines: readonly Line[];
  readonly contracts: readonly Contract[];
  readonly expenditures: readonly Expenditure[];
  /** The day from which the year's books are closed. */
  readonly closedOn: Day | undefined;
  /** The last day that a fact before the closing speaks of; empty where none stands. */
  readonly lastOn: Day;
  /** The last number given to a line: a number is never given twice, also where the line was retracted. */
  readonly lastLine: number;
}

export const initial: Fund = {
  appropriated: 0,
  appropriatedBy: [],
  carriedIn: [],
  movements: [],
  early: [],
  allocated: 0,
  free: 0,
  carriedOut: 0,
  carriedOutParts: [],
  returned: 0,
  lines: [],
  contracts: [],
  expenditures: [],
  closedOn: undefined,
  lastOn: '',
  lastLine: 0,
};

/** The fund after one more fact; the very same fund where the fact finds nothing to change. */
export const evolve = (fund: Fund, recorded: Recorded<FundEvent>): Fund => {
  const changedBy = changed(fund, recorded);
  if (changedBy === fund) return fund;
  const after = inOrder(fund, changedBy, recorded);
  if (fund.closedOn !== undefined || recorded.event.type === 'FundYearClosed') return after;
  return withChange(after, { lastOn: latest(fund.lastOn, ...daysOf(recorded)) });
};

/** With what the fact moves, and whether it has effect before what it rests on. */
const inOrder = (before: Fund, after: Fund, recorded: Recorded<FundEvent>): Fund => {
  const { event, effectiveOn, actor, revision } = recorded;
  const moved = movedBy(recorded);
  const earliest = restsOn(before, event);
  const isEarly = effectiveOn < earliest;
  const byBureau = actor.role === 'BUREAU' && event.type !== 'ClosedYearAdjusted';
  return withChange(after, {
    ...(moved.length > 0 ? { movements: [...before.movements, ...moved] } : {}),
    ...(isEarly ? { early: [...before.early, { revision, day: effectiveOn, earliest, byBureau }] } : {}),
  });
};

/** The movements of money that a fact tells. */
const movedBy = ({ event, effectiveOn, revision, actor }: Recorded<FundEvent>): readonly Movement[] => {
  const moved = (kind: Movement['kind'], on: Day, fen: number, more: Partial<Movement> = {}): readonly Movement[] => [
    { revision, on, kind, fen, ...more, byBureau: actor.role === 'BUREAU' },
  ];
  switch (event.type) {
    case 'FundAppropriated':
    case 'FundSupplemented':
      return moved('RECEIVED', event.receivedOn, event.fen);
    case 'FundReduced':
      return moved('RECEIVED', event.receivedOn, -event.fen);
    case 'CarriedIn':
      return moved('RECEIVED', effectiveOn, event.fen, { origins: event.parts });
    case 'FundsAllocated':
      return [...event.lines]
        .sort((a, b) => a.line - b.line)
        .flatMap(({ line, fen, origins }) => moved('ALLOCATED', effectiveOn, fen, present({ line, origins })));
    case 'AllocationRevised': {
      const { line, change, origins } = event;
      return change === 0 && !origins ? [] : moved('ALLOCATED', effectiveOn, change, present({ line, origins }));
    }
    case 'FundsCommitted':
      return moved('TAKEN', event.signedOn, event.fen, { line: event.line });
    case 'ContractAmended':
      return moved('TAKEN', event.signedOn, event.change, { line: event.line });
    case 'CommitmentReleased':
      return moved('TAKEN', effectiveOn, -event.fen, { line: event.line });
    case 'ExpenditureRecorded':
      return event.contractNo === undefined ? moved('TAKEN', event.paidOn, event.fen, { line: event.line }) : [];
    case 'ExpenditureReversed':
      return event.contractNo === undefined ? moved('TAKEN', effectiveOn, -event.fen, { line: event.line }) : [];
    case 'ExpenditureRefunded':
      return event.contractNo === undefined ? moved('TAKEN', event.refundedOn, -event.fen, { line: event.line }) : [];
    case 'CarriedOut':
      return moved('CARRIED_OUT', effectiveOn, event.fen, { origins: event.parts });
    case 'UnspentReturned':
      return moved('RETURNED', effectiveOn, event.fen);
    case 'ClosedYearAdjusted':
      return moved('ADJUSTED', effectiveOn, event.fen, { line: event.line });
    default:
      return [];
  }
};

/** The first day from which a fact can have effect: what it tells has happened, and what it rests on was there. */
const restsOn = (fund: Fund, event: FundEvent): Day => {
  switch (event.type) {
    case 'AllocationRevised':
      return allocatedOn(fund, event.line);
    case 'AllocationSuspended':
      return allocatedOn(fund, ...event.lines);
    case 'FundsCommitted':
      return latest(event.signedOn, allocatedOn(fund, event.line));
    case 'ContractAmended':
      return event.signedOn;
    case 'CommitmentReleased':
      return fund.contracts.find(({ contractNo }) => contractNo === event.contractNo)?.signedOn ?? '';
    case 'ExpenditureRecorded':
      return latest(event.paidOn, allocatedOn(fund, event.line));
    case 'ExpenditureReversed':
      return fund.expenditures.find(({ voucher }) => voucherKey(voucher) === voucherKey(event.voucher))?.paidOn ?? '';
    case 'ExpenditureRefunded':
      return event.refundedOn;
    case 'ClosedYearAdjusted':
      return fund.closedOn ?? '';
    default:
      return '';
  }
};

/** The first day on which all of some lines were allocated to; empty where there is no such line. */
export const allocatedOn = ({ lines }: Pick<Fund, 'lines'>, ...numbers: readonly number[]): Day =>
  latest(...lines.filter(({ line }) => numbers.includes(line)).map(({ grounds }) => grounds[0]!.from));

/** The days that a fact speaks of. */
const daysOf = ({ event, effectiveOn }: Recorded<FundEvent>): readonly Day[] => [
  effectiveOn,
  ...('receivedOn' in event ? [event.receivedOn] : []),
  ...('signedOn' in event ? [event.signedOn] : []),
  ...('paidOn' in event ? [event.paidOn] : []),
  ...('refundedOn' in event ? [event.refundedOn] : []),
];

const changed = (fund: Fund, recorded: Recorded<FundEvent>): Fund => {
  const { event, effectiveOn, actor } = recorded;
  const byBureau = actor.role === 'BUREAU';
  const by = enteredBy(recorded);
  switch (event.type) {
    case 'FundAppropriated':
    case 'FundSupplemented':
      return {
        ...fund,
        appropriated: fund.appropriated + event.fen,
        appropriatedBy: [...fund.appropriatedBy, ...by],
        free: fund.free + event.fen,
      };
    case 'FundReduced':
      return { ...fund, appropriated: fund.appropriated - event.fen, free: fund.free - event.fen };
    case 'FundsAllocated': {
      const fen = sum(event.lines);
      const numbers = [...fund.lines, ...event.lines].map(({ line }) => line);
      if (new Set(numbers).size < numbers.length || !event.lines.every(originsAddUp)) return fund;
      const lines = event.lines.map(({ line, purpose, schoolId, fen: allocated }) => ({
        line,
        purpose,
        schoolId,
        resolution: event.resolution,
        grounds: [{ resolution: event.resolution, from: effectiveOn }],
        suspended: false,
        allocatedBy: by,
        allocated,
        committed: 0,
        spent: 0,
        unspent: allocated,
      }));
      return {
        ...fund,
        allocated: fund.allocated + fen,
        free: fund.free - fen,
        lines: [...fund.lines, ...lines],
        lastLine: Math.max(fund.lastLine, ...numbers),
      };
    }
    case 'AllocationRevised': {
      const { line: number, change, resolution, origins } = event;
      const line = fund.lines.find((one) => one.line === number);
      if (!line || !originsAddUp({ fen: line.allocated + change, ...present({ origins }) })) return fund;
      const revised = onLine(fund, number, ({ allocated, unspent, grounds, resolution: before, ...was }) => ({
        resolution,
        allocatedBy:
          change === 0 && resolution === before && !was.suspended && !origins
            ? was.allocatedBy
            : [...was.allocatedBy, ...by],
        grounds: resolution === before ? grounds : [...grounds, { resolution, from: effectiveOn }],
        suspended: false,
        allocated: allocated + change,
        unspent: unspent + change,
      }));
      return revised === fund && !origins
        ? fund
        : { ...revised, allocated: fund.allocated + change, free: fund.free - change };
    }
    case 'AllocationSuspended':
      return event.lines.reduce((after, line) => onLine(after, line, () => ({ suspended: true })), fund);
    case 'FundsCommitted': {
      const committed = onLine(fund, event.line, ({ committed, unspent }) => ({
        committed: committed + event.fen,
        unspent: unspent - event.fen,
      }));
      const { contractNo, line, supplier, fen, signedOn } = event;
      const contract = {
        ...{ contractNo, line, supplier, fen, signedOn, byBureau },
        ...{ paid: 0, released: 0, amendments: [], releases: [] },
      };
      return committed === fund ? fund : { ...committed, contracts: [...fund.contracts, contract] };
    }
    case 'ContractAmended': {
      const amendment = { on: event.signedOn, fen: event.change, byBureau };
      return onContract(fund, event, event.change, ({ fen, amendments }) => ({
        fen: fen + event.change,
        amendments: [...amendments, amendment],
      }));
    }
    case 'CommitmentReleased': {
      const release = { on: effectiveOn, fen: event.fen, byBureau };
      return onContract(fund, event, -event.fen, ({ released, releases }) => ({
        released: released + event.fen,
        releases: [...releases, release],
      }));
    }
    case 'ExpenditureRecorded': {
      const { voucher, line, fen, contractNo, supplier, invoiceNo, paidOn } = event;
      const paid = pay(fund, line, contractNo, fen);
      if (paid === fund) return fund;
      return {
        ...paid,
        expenditures: [
          ...fund.expenditures,
          {
            voucher,
            line,
            fen,
            contractNo,
            supplier,
            invoiceNo,
            paidOn,
            byBureau,
            recordedBy: by,
            reversed: false,
            refunds: [],
          },
        ],
      };
    }
    case 'ExpenditureReversed': {
      const key = voucherKey(event.voucher);
      const found = fund.expenditures.find(({ voucher, reversed }) => voucherKey(voucher) === key && !reversed);
      if (
        !found ||
        found.refunds.length > 0 ||
        found.fen !== event.fen ||
        found.line !== event.line ||
        found.contractNo !== event.contractNo
      )
        return fund;
      return {
        ...pay(fund, event.line, event.contractNo, -event.fen),
        expenditures: fund.expenditures.map((one) => (one === found ? { ...one, reversed: true } : one)),
      };
    }
    case 'ExpenditureRefunded': {
      const key = voucherKey(event.voucher);
      const found = fund.expenditures.find(({ voucher, reversed }) => voucherKey(voucher) === key && !reversed);
      if (!found || found.line !== event.line || found.contractNo !== event.contractNo) return fund;
      const refund = { voucher: event.refundVoucher, fen: event.fen, on: event.refundedOn, byBureau };
      return {
        ...pay(fund, event.line, event.contractNo, -event.fen),
        expenditures: fund.expenditures.map((one) =>
          one === found ? { ...one, refunds: [...one.refunds, refund] } : one,
        ),
      };
    }
    case 'CarriedOut':
      if (sum(event.parts) !== event.fen) return fund;
      return {
        ...fund,
        free: fund.free - event.fen,
        carriedOut: fund.carriedOut + event.fen,
        carriedOutParts: [...fund.carriedOutParts, ...event.parts],
      };
    case 'CarriedIn':
      if (sum(event.parts) !== event.fen) return fund;
      return { ...fund, free: fund.free + event.fen, carriedIn: [...fund.carriedIn, ...event.parts] };
    case 'UnspentReturned':
      return { ...fund, free: fund.free - event.fen, returned: fund.returned + event.fen };
    case 'FundYearClosed':
      return fund.closedOn === undefined ? { ...fund, closedOn: effectiveOn } : fund;
    case 'ClosedYearAdjusted': {
      if (fund.closedOn === undefined) return fund;
      const adjusted = onLine(fund, event.line, ({ allocated, spent }) => ({
        allocated: allocated + event.fen,
        spent: spent + event.fen,
      }));
      return adjusted === fund
        ? fund
        : { ...adjusted, allocated: fund.allocated + event.fen, returned: fund.returned - event.fen };
    }
  }
};

/** What an allocation says of its origins is the whole of it; it may say nothing. */
export const originsAddUp = ({
  fen,
  origins,
}: {
  readonly fen: number;
  readonly origins?: readonly AgedMoney[];
}): boolean => origins === undefined || sum(origins) === fen;

/** The resolution that a line rested on, on a day; before its allocation the first. */
export const groundOn = ({ grounds }: Line, day: Day): Ground =>
  grounds.findLast(({ from }) => from <= day) ?? grounds[0]!;

/** The numbers of lines that were retracted or corrected stay taken. */
export const numbersKept = (fund: Fund, event: FundEvent): Fund =>
  event.type === 'FundsAllocated'
    ? withChange(fund, { lastLine: Math.max(fund.lastLine, ...event.lines.map(({ line }) => line)) })
    : fund;

/** The sum of some money, in fen. */
export const sum = (money: readonly { readonly fen: number }[]): number =>
  money.reduce((total, { fen }) => total + fen, 0);

/** The sum of money until a day, in fen. */
export const until = (money: readonly { readonly on: Day; readonly fen: number }[], day: Day): number =>
  sum(money.filter(({ on }) => on <= day));

/** What is free, promised by contracts or left on a line, in fen. */
export const leftIn = ({ free, lines }: Fund): number =>
  free + lines.reduce((total, { committed, unspent }) => total + committed + unspent, 0);

/** A number of a paper as it counts: the same in any width, with or without spaces and leading zeros, with any kind of dash. */
export const paperNumber = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text
        .normalize('NFKC')
        .replaceAll(/\s/g, '')
        .replaceAll(/[\p{Pd}\u2212\u30FC]/gu, '-')
        .replaceAll(/(?<!\d)0+(?=\d)/g, '');
/** Letters, hyphens, Han characters, and numbers that begin with no 0: written as they are compared, as most papers are. */
const PLAIN = /^(?:[A-Za-z-]|[\u4E00-\u9FFF]|(?<!\d)[1-9]\d*)*$/;

/** `{school}/{year}/{month}/{number}/{entry}`. */
export const voucherKey = ({ schoolId, year, month, number, entry }: Voucher): string =>
  [schoolId, year, month, paperNumber(number), entry].join('/');

/** The fund with a line changed; the same fund where there is no such line, or nothing of it changes. */
const onLine = (fund: Fund, number: number, change: (line: Line) => Partial<Line>): Fund =>
  withChange(fund, {
    lines: mapped(fund.lines, (line) => (line.line === number ? withChange(line, change(line)) : line)),
  });

/** What a contract still promises, in fen. */
export const restOf = ({ fen, paid, released }: Contract): number => fen - paid - released;

/** What a contract promises more or less from a day on, its own sum from its signing. */
export const promisedBy = ({
  fen,
  signedOn,
  amendments,
  releases,
}: Contract): readonly Pick<Movement, 'on' | 'fen'>[] => [
  { on: signedOn, fen: fen - sum(amendments) },
  ...amendments,
  ...releases.map(({ on, fen: released }) => ({ on, fen: -released })),
];

/** A contract is changed, and its line has committed more, or less; the same fund where there is no such contract. */
const onContract = (
  fund: Fund,
  { contractNo, line: number }: Pick<Contract, 'contractNo' | 'line'>,
  fen: number,
  change: (contract: Contract) => Partial<Contract>,
): Fund => {
  const contract = fund.contracts.find((one) => one.contractNo === contractNo && one.line === number);
  if (!contract) return fund;
  return {
    ...onLine(fund, number, ({ committed, unspent }) => ({ committed: committed + fen, unspent: unspent - fen })),
    contracts: fund.contracts.map((one) => (one === contract ? { ...one, ...change(one) } : one)),
  };
};

/** Pays from what a contract of the line committed, or from what the line has left; negative: takes it back. */
const pay = (fund: Fund, number: number, contractNo: string | undefined, fen: number): Fund => {
  const contract = fund.contracts.find((one) => one.contractNo === contractNo && one.line === number);
  if (contractNo !== undefined && !contract) return fund;
  const paid = onLine(fund, number, ({ spent, committed, unspent }) =>
    contract ? { spent: spent + fen, committed: committed - fen } : { spent: spent + fen, unspent: unspent - fen },
  );
  return withChange(paid, {
    contracts: mapped(paid.contracts, (one) => (one === contract ? { ...one, paid: one.paid + fen } : one)),
  });
};

/** `{supplier}/{number}`, both as they are compared: the same invoice of the same supplier is one, however it is written. */
export const invoiceKey = (supplier: string, invoiceNo: string): string =>
  `${paperNumber(supplier)}/${paperNumber(invoiceNo)}`;
