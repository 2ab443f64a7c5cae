import { isDay } from '../../domain/day.js';
import type { AgedMoney as AgedFen, Ages, FundAge as AgeOfFund, LineAge } from '../../domain/fund/index.js';
import {
  agesOn,
  allocationsOf,
  carriesOf,
  contractsOf,
  executionOn,
  isBalanced,
  linesOf,
  moneyInTransit,
  paymentsOf,
  tranchesOf,
  type ContractRow,
  type Execution,
  type PaymentRow,
} from '../../projections/fund/queries.js';
import type { CarryRow, ExpenditureRow, FundRow, LineRow, TrancheRow } from '../../projections/fund/rows.js';
import type { Context } from '../context.js';
import { historyOf, LedgerEventConnection } from '../ledger/connection.js';
import type { LedgerEvent } from '../ledger/event.js';
import type { At } from '../shared/at.js';
import { pageOf, connectionOf, listed, Page, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Derived, Field, Float, ID, Int, Type } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { DecidingBody, enumOf } from '../shared/enums.js';
import { Money } from '../shared/money.js';
import { Entity, ENTITY_ID, Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const TrancheKind = enumOf<TrancheRow['kind']>(
  'TrancheKind',
  'How money came from the bureau, or went back to it.',
  {
    APPROPRIATED: 'Appropriated for the year (拨付).',
    SUPPLEMENTED: 'Added during the year (追加).',
    REDUCED: 'Taken back by the bureau while it was free (核减).',
    RETURNED: 'Returned unspent by the group (交回).',
  },
);

export const ReleaseReason = enumOf<'COMPLETED' | 'TERMINATED'>(
  'ReleaseReason',
  'Why a contract is not paid in full.',
  { COMPLETED: 'It was completed for less.', TERMINATED: 'It was terminated.' },
);

export const CarryDirection = enumOf<CarryRow['direction']>(
  'CarryDirection',
  'Whether money was carried into a year or out of it (结转).',
  { IN: 'It arrived from the year before.', OUT: 'It was left for the next year.' },
);

@Type('Money from the bureau, or back to it, on a document.')
export class Tranche {
  @Field(() => ID, { description: ENTITY_ID })
  readonly entityId: string;

  @Field(() => TrancheKind, { description: 'Which way it went.' })
  readonly kind: TrancheRow['kind'];

  @Field(() => Money, { description: 'How much.' })
  readonly amount: Money;

  @Field(() => String, { description: "The document's number." })
  readonly documentNo: string;

  @Field(() => CalendarDate, {
    description: 'The day it was received; of money that was returned the day it went back.',
  })
  readonly receivedOn: string;

  constructor({ key, kind, fen, documentNo, on }: TrancheRow) {
    this.entityId = key;
    this.kind = kind;
    this.amount = new Money(fen);
    this.documentNo = documentNo;
    this.receivedOn = on;
  }
}

@Type(
  'Money by its age, which begins with the year it was appropriated in: neither carrying it over nor another purpose starts it again (国办发〔2014〕70号).',
)
export class AgedMoney {
  @Field(() => Int, { description: 'The year it was first appropriated in.' })
  readonly originYear: number;

  @Field(() => Int, { description: "How many years old it is in the fund's year." })
  readonly ageYears: number;

  @Field(() => Money, { description: 'How much.' })
  readonly amount: Money;

  constructor({ originYear, fen }: AgedFen, fiscalYear: number) {
    this.originYear = originYear;
    this.ageYears = fiscalYear - originYear;
    this.amount = new Money(fen);
  }
}

@Type('Money that was carried over, of one age.')
export class Carry extends AgedMoney {
  @Field(() => CarryDirection, { description: 'Whether it was carried into the year or out of it.' })
  readonly direction: CarryRow['direction'];

  constructor(row: CarryRow, fiscalYear: number) {
    super(row, fiscalYear);
    this.direction = row.direction;
  }
}

@Type('Money of one age on a line of the allocation.')
export class LineOrigin extends AgedMoney {
  @Field(() => Money, {
    description: 'How much of it is neither paid nor promised: the oldest is paid and promised first.',
  })
  readonly unspent: Money;

  @Field(() => Boolean, {
    description:
      'Whether the allocation did not say of which age all of it is: then it is of the oldest money that was free.',
  })
  readonly assumed: boolean;

  constructor(age: LineAge, fiscalYear: number) {
    super(age, fiscalYear);
    this.unspent = new Money(age.unspent);
    this.assumed = age.assumed;
  }
}

@Type(
  "A fund's money of one age. amount = allocated + free + carriedOut + returned, where amount is what was appropriated or carried in.",
)
export class FundAge extends AgedMoney {
  @Field(() => Money, { description: 'How much of it the lines hold.' })
  readonly allocated: Money;

  @Field(() => Money, { description: 'How much of that is neither paid nor promised.' })
  readonly unspent: Money;

  @Field(() => Money, { description: 'How much of it is not yet allocated, carried out or returned.' })
  readonly free: Money;

  @Field(() => Money, { description: 'How much of it was left for the next year.' })
  readonly carriedOut: Money;

  @Field(() => Money, { description: 'How much of it went back to the bureau: the oldest that was free.' })
  readonly returned: Money;

  constructor({ originYear, received, allocated, unspent, free, carriedOut, returned }: AgeOfFund, fiscalYear: number) {
    super({ originYear, fen: received }, fiscalYear);
    this.allocated = new Money(allocated);
    this.unspent = new Money(unspent);
    this.free = new Money(free);
    this.carriedOut = new Money(carriedOut);
    this.returned = new Money(returned);
  }
}

@Type(
  'What one year carried out and the next has not carried in, or the other way round. It is finished by a process, or due.',
)
export class MoneyInTransit {
  @Field(() => Int, { description: 'The year that it leaves.' })
  readonly fromYear!: number;

  @Field(() => Int, { description: 'The year that it goes to.' })
  readonly toYear!: number;

  @Field(() => [AgedMoney], { description: 'Carried out, and not yet carried in.' })
  readonly carriedOutOnly!: readonly AgedMoney[];

  @Field(() => [AgedMoney], { description: 'Carried in, and not yet carried out.' })
  readonly carriedInOnly!: readonly AgedMoney[];
}

@Type('A bookkeeping voucher (记账凭证) of the school that pays; the same one counts once.')
export class Voucher {
  @Field(() => Int, { description: 'The year of the books.' })
  readonly year!: number;

  @Field(() => Int, { description: 'The month of the books.' })
  readonly month!: number;

  @Field(() => String, { description: 'Its number.' })
  readonly number!: string;

  @Field(() => Int, { description: 'The entry (分录) within it.' })
  readonly entry!: number;

  /** The school that pays. */
  readonly school!: string;

  constructor(
    { school, year, month, number, entry }: ExpenditureRow,
    readonly at: At,
  ) {
    Object.assign(this, { school, year, month, number, entry });
  }
}

@Type('A payment out of a line, with its voucher.')
export class Expenditure {
  @Field(() => ID, { description: ENTITY_ID })
  readonly entityId: string;

  @Field(() => Int, { description: 'The line of the allocation that it was paid from.' })
  readonly line!: number;

  @Field(() => Money, { description: 'How much.' })
  readonly amount: Money;

  @Field(() => Voucher, { description: 'The voucher.' })
  readonly voucher: Voucher;

  @Field(() => String, { description: 'Who was paid.' })
  readonly supplier!: string;

  @Field(() => String, { nullable: true, description: 'The contract that it pays, of the same line.' })
  readonly contractNo!: string | null;

  @Field(() => String, { nullable: true, description: "The invoice's number." })
  readonly invoiceNo!: string | null;

  @Field(() => CalendarDate, { description: 'The day it was paid.' })
  readonly paidOn!: string;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The day from which it is reversed (冲销); its voucher number stays used.',
  })
  readonly reversedOn!: string | null;

  @Field(() => Money, { description: 'How much of it came back (退款).' })
  readonly refunded: Money;

  constructor(row: PaymentRow, at: At) {
    const { line, supplier, contractNo, invoiceNo, paidOn, reversedOn } = row;
    Object.assign(this, { line, supplier, contractNo, invoiceNo, paidOn, reversedOn });
    this.entityId = row.key;
    this.amount = new Money(row.fen);
    this.refunded = new Money(row.refunded);
    this.voucher = new Voucher(row, at);
  }
}

export const ExpenditureConnection = connectionOf(Expenditure, 'Expenditure', 'payments');

@Type('A contract that commits money of a line.')
export class Contract {
  @Field(() => String, { description: 'Its number.' })
  readonly contractNo!: string;

  @Field(() => String, { description: 'With whom.' })
  readonly supplier!: string;

  @Field(() => Money, { description: 'For how much, as it was amended.' })
  readonly amount: Money;

  @Field(() => Money, { description: 'How much of it is paid, without what came back.' })
  readonly paid: Money;

  @Field(() => Money, {
    description: 'How much of it is not to be paid, because it was completed for less or terminated.',
  })
  readonly released: Money;

  @Field(() => CalendarDate, { description: 'The day it was signed.' })
  readonly signedOn!: string;

  constructor({ contractNo, supplier, fen, released, signedOn }: ContractRow, payments: readonly PaymentRow[]) {
    Object.assign(this, { contractNo, supplier, signedOn });
    this.amount = new Money(fen);
    this.released = new Money(released);
    this.paid = new Money(
      payments.reduce(
        (total, one) =>
          one.contractNo === contractNo && one.reversedOn === null ? total + one.fen - one.refunded : total,
        0,
      ),
    );
  }
}

@Type(
  "A line of the year's allocation: for what, which school pays, and what became of it. allocated = spent + committed + unspent.",
)
export class FundLine {
  @Field(() => ID, { description: ENTITY_ID })
  readonly entityId: string;

  @Field(() => Int, { description: 'Its number in the fund, from 1.' })
  readonly line: number;

  @Field(() => String, { description: 'What the money is for.' })
  readonly purpose: string;

  @Field(() => Money, { description: 'How much it holds.' })
  readonly allocated: Money;

  @Field(() => Money, { description: 'How much contracts promise of it that is not yet paid.' })
  readonly committed: Money;

  @Field(() => Money, { description: 'How much is paid.' })
  readonly spent: Money;

  @Field(() => Money, { description: 'How much is left.' })
  readonly unspent: Money;

  @Field(() => Boolean, {
    description: 'Whether nothing more may be committed or spent, because its resolution no longer carries it.',
  })
  readonly suspended: boolean;

  constructor(
    readonly row: LineRow,
    readonly of: FundRow,
    readonly at: At,
    private readonly agesOfFund: (context: Context) => Ages,
  ) {
    this.entityId = row.key;
    this.line = row.line;
    this.purpose = row.purpose;
    this.allocated = new Money(row.allocated);
    this.committed = new Money(row.committed);
    this.spent = new Money(row.spent);
    this.unspent = new Money(row.unspent);
    this.suspended = row.suspended === 1;
  }

  @Derived(() => [LineOrigin], {
    description:
      'Of which years its money is, the oldest first: it keeps them, whatever it is for (国办发〔2014〕70号).',
  })
  origins(_: unknown, context: Context): readonly LineOrigin[] {
    const ages = this.agesOfFund(context).lines.get(this.line) ?? [];
    return ages.map((age) => new LineOrigin(age, this.of.fiscalYear));
  }

  @Derived(() => DecidingBody, {
    nullable: true,
    description:
      'Whose decision the bureau entered, on a document, when it was allocated or last revised; null where the council told it itself, or before that was recorded.',
  })
  onBehalf(_: unknown, { read }: Context): 'COUNCIL' | null {
    const decided = allocationsOf(read, this.of.key, this.at).findLast(
      ({ line, resolution }) => line === this.line && resolution !== null,
    );
    return decided?.onBehalf ?? null;
  }

  @Derived(() => [Contract], {
    nullable: true,
    description: 'The contracts that commit its money. Not shown to the public, which sees sums.',
  })
  contracts(_: unknown, context: Context): readonly Contract[] {
    const payments = this.payments(context);
    const rows = contractsOf(context.read, this.of.key, this.at);
    return rows.filter(({ line }) => line === this.line).map((row) => new Contract(row, payments));
  }

  @Derived(() => [Expenditure], {
    nullable: true,
    description: 'The payments out of it, the first paid first. Not shown to the public, which sees sums.',
  })
  expenditures(_: unknown, context: Context): readonly Expenditure[] {
    return this.payments(context).map((row) => new Expenditure(row, this.at));
  }

  private payments({ read }: Context): readonly PaymentRow[] {
    return paymentsOf(read, this.of.key, this.at, this.line).map(({ row }) => row);
  }
}

@Type(
  'How far a fund was executed on a day (执行进度): what had been received, allocated, committed and paid by then, each by its own date.',
)
export class FundExecution {
  @Field(() => CalendarDate, { description: 'The day.' })
  readonly on: string;

  @Field(() => Money, { description: 'What had arrived: appropriated and carried in.' })
  readonly received: Money;

  @Field(() => Money, { description: 'What was allocated to lines.' })
  readonly allocated: Money;

  @Field(() => Money, { description: 'What contracts promised that was not yet paid.' })
  readonly committed: Money;

  @Field(() => Money, { description: 'What was paid.' })
  readonly spent: Money;

  @Field(() => Money, { description: 'What was left for the next year.' })
  readonly carriedOut: Money;

  @Field(() => Money, { description: 'What went back to the bureau.' })
  readonly returned: Money;

  @Field(() => Float, { nullable: true, description: 'spent / received; null where nothing had arrived.' })
  readonly share: number | null;

  constructor({ on, received, allocated, committed, spent, carriedOut, returned }: Execution) {
    this.on = on;
    this.received = new Money(received);
    this.allocated = new Money(allocated);
    this.committed = new Money(committed);
    this.spent = new Money(spent);
    this.carriedOut = new Money(carriedOut);
    this.returned = new Money(returned);
    this.share = received === 0 ? null : spent / received;
  }
}

/** Of how many days the execution is given at once. */
const MOST_DAYS = 400;

@ArgsType()
class ExecutionArgs {
  @Field(() => [CalendarDate], { description: `The days, at most ${MOST_DAYS}.` })
  on!: readonly string[];
}

@ArgsType()
class ExpendituresArgs extends Page {
  @Field(() => Int, { nullable: true, description: 'Only those out of this line.' })
  line?: number | null;
}

@Type(
  "A group's special fund (专项经费) of one fiscal year. appropriated + carriedIn = allocated + free + carriedOut + returned.",
  { implements: Node },
)
export class Fund extends Entity<FundRow> {
  @Field(() => Int, { description: 'The year.' })
  readonly fiscalYear!: number;

  @Field(() => Money, {
    description: 'What the bureau gave for the year, with what it added and without what it took back.',
  })
  readonly appropriated: Money;

  @Field(() => Money, { description: 'What arrived from the year before.' })
  readonly carriedIn: Money;

  @Field(() => Money, { description: 'What the council allocated to lines.' })
  readonly allocated: Money;

  @Field(() => Money, { description: 'What is not yet allocated, carried out or returned.' })
  readonly free: Money;

  @Field(() => Money, { description: 'What was left for the next year.' })
  readonly carriedOut: Money;

  @Field(() => Money, { description: 'What went back to the bureau.' })
  readonly returned: Money;

  @Field(() => CalendarDate, {
    nullable: true,
    description: "The day from which the year's books are closed; after it only the bureau adjusts them.",
  })
  readonly closedOn!: string | null;

  constructor(row: FundRow, at: At) {
    super('Fund', row, at);
    this.appropriated = new Money(row.appropriated);
    this.carriedIn = new Money(row.carriedIn);
    this.allocated = new Money(row.allocated);
    this.free = new Money(row.free);
    this.carriedOut = new Money(row.carriedOut);
    this.returned = new Money(row.returned);
  }

  @Derived(() => Money, { description: "What contracts promise of the lines' money that is not yet paid." })
  committed(_: unknown, context: Context): Money {
    return new Money(this.rowsOfLines(context).reduce((total, { committed }) => total + committed, 0));
  }

  @Derived(() => Money, { description: 'What is paid.' })
  spent(_: unknown, context: Context): Money {
    return new Money(this.rowsOfLines(context).reduce((total, { spent }) => total + spent, 0));
  }

  @Derived(() => Boolean, {
    description:
      "Whether both balances hold exactly: the fund's sums against its tranches, carries and lines, and every line's against its contracts and payments, each read on its own.",
  })
  balanced(_: unknown, { read }: Context): boolean {
    return isBalanced(read, this.row, this.at);
  }

  @Derived(() => [MoneyInTransit], { description: 'What is in transit between it and the years beside it.' })
  inTransit(_: unknown, { read }: Context): readonly MoneyInTransit[] {
    return moneyInTransit(read, this.row.group, this.at)
      .filter(({ fromYear }) => fromYear === this.fiscalYear || fromYear + 1 === this.fiscalYear)
      .map(({ fromYear, outOnly, inOnly }) => ({
        fromYear,
        toYear: fromYear + 1,
        carriedOutOnly: outOnly.map((part) => new AgedMoney(part, this.fiscalYear)),
        carriedInOnly: inOnly.map((part) => new AgedMoney(part, this.fiscalYear)),
      }));
  }

  @Derived(() => [Tranche], {
    description: 'The money from the bureau and back to it, each on its document, the first received first.',
  })
  tranches(_: unknown, { read }: Context): readonly Tranche[] {
    return tranchesOf(read, this.key, this.at).map((row) => new Tranche(row));
  }

  @Derived(() => [Carry], { description: 'What was carried in and out, by its age.' })
  carries(_: unknown, { read }: Context): readonly Carry[] {
    return carriesOf(read, this.key, this.at).map((row) => new Carry(row, this.fiscalYear));
  }

  @Derived(() => [FundAge], { description: 'Its money by the year it was first appropriated in, the oldest first.' })
  ages(_: unknown, { read }: Context): readonly FundAge[] {
    return this.agesOn(read).fund.map((age) => new FundAge(age, this.fiscalYear));
  }

  @Derived(() => [FundExecution], {
    description: 'How far it was executed on each of some days, as known at the moment asked for: the curve of a year.',
  })
  execution(@Args(() => ExecutionArgs) { on }: ExecutionArgs, { read }: Context): readonly FundExecution[] {
    if (on.length > MOST_DAYS) throw badUserInput('on', `at most ${MOST_DAYS} days`);
    const day = on.find((one) => !isDay(one));
    if (day !== undefined) throw badUserInput('on', 'not a day between the years 1900 and 9999');
    const { position } = this.at;
    const known = read.funds.byKey(this.key, position) ?? this.row;
    return on.map((effectiveOn) => new FundExecution(executionOn(read, known, { position, effectiveOn })));
  }

  @Derived(() => [FundLine], { description: 'The lines of the allocation, by number.' })
  lines(_: unknown, context: Context): readonly FundLine[] {
    return this.rowsOfLines(context).map((row) => this.lineOf(row));
  }

  @Derived(() => ExpenditureConnection, {
    nullable: true,
    description: 'The payments, the first paid first. Not shown to the public, which sees sums.',
  })
  expenditures(
    @Args(() => ExpendituresArgs) { line, ...page }: ExpendituresArgs,
    { read }: Context,
  ): Connection<Expenditure> {
    return pageOf(
      page,
      listed(paymentsOf(read, this.key, this.at, line ?? undefined)),
      ({ row }) => new Expenditure(row, this.at),
    );
  }

  @Derived(() => LedgerEventConnection, { description: 'The events that touched it, the first recorded first.' })
  history(@Args(() => Page) page: Page, context: Context): Connection<LedgerEvent> {
    return historyOf(context, page, { type: 'Fund', key: this.key }, this.at);
  }

  lineOf(row: LineRow): FundLine {
    return new FundLine(row, this.row, this.at, ({ read }) => this.agesOn(read));
  }

  #ages: Ages | undefined;
  private agesOn(read: Context['read']): Ages {
    return (this.#ages ??= agesOn(read, this.row, this.at));
  }

  #lines: readonly LineRow[] | undefined;
  private rowsOfLines({ read }: Context): readonly LineRow[] {
    return (this.#lines ??= linesOf(read, this.key, this.at));
  }
}
