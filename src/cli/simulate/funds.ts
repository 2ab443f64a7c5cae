import { v5 as uuidv5 } from 'uuid';
import { eventIdOf } from '../../commands/handle.js';
import { addDays } from '../../domain/day.js';
import type { FundCommand } from '../../domain/fund/commands.js';
import type { Voucher } from '../../domain/fund/index.js';
import { fundStream } from '../../domain/identity.js';
import { dayIn, unanimous, type Act, type Group, type School, type World } from './world.js';

interface Line {
  readonly line: number;
  readonly school: School;
  readonly supplier: string;
  contractNo?: string;
  /** What is neither paid nor given back, in fen. */
  left: number;
}
/** One year of a group's fund. */
interface Year {
  readonly group: Group;
  readonly year: number;
  readonly fund: { readonly groupId: string; readonly fiscalYear: number };
  lines: readonly Line[];
  free: number;
  /** Whether what was left of the year before is in it. */
  hasOlder: boolean;
  /** How many events it has. */
  events: number;
  invoices: number;
}
type Payment = Extract<FundCommand, { type: 'RecordExpenditure' }>;

const YUAN = 100;
const PURPOSES = ['教师培训', '校园文化建设', '联合教研', '设备购置', '课后服务', '数字资源'] as const;
const SUPPLIERS = Array.from({ length: 40 }, (_, index) => `虚构供应商${index + 1}`);

/** A fiscal year of every group: appropriated, resolved on, allocated, committed, paid month by month, settled and closed. */
export const fundYear = (world: World, year: number, firstYear: number): void => {
  for (const group of world.groups) ofGroup(world, group, year, year === firstYear ? 4 : 2);
};

const ofGroup = (world: World, group: Group, year: number, month: number): void => {
  const { random, plan, bureau, nextDocumentNo } = world;
  const fund = { groupId: group.id, fiscalYear: year };
  const books: Year = { group, year, fund, lines: [], free: 0, hasOlder: false, events: 0, invoices: 0 };
  const fen = (60 + random.below(120)) * 10_000 * YUAN;
  const received = addDays(dayIn(year, month, 2), random.below(6));
  const held = addDays(received, 18 + random.below(4));
  const finance = bureau('finance');
  let sum = 0;
  carryIn(world, books);
  told(plan, books, received, (day) => {
    books.free += fen;
    return {
      command: { type: 'AppropriateFund', ...fund, fen, documentNo: nextDocumentNo(day), receivedOn: day },
      by: finance,
    };
  });
  plan(held, (day) => {
    group.resolutions += 1;
    sum = Math.floor((fen * (80 + random.below(16))) / 100);
    return {
      command: {
        ...{ type: 'AdoptResolution', groupId: group.id, kind: 'FUND', subject: `${year}年度专项经费使用方案` },
        ...{
          fiscalYear: year,
          sum,
          heldOn: day,
          ballot: unanimous(group),
          minutesNo: `模拟纪要${year}-${group.code}-1`,
        },
      },
      by: group.principal,
    };
  });
  told(plan, books, addDays(held, 2), (day) => {
    const share = Math.floor(sum / (group.members.length + 1));
    books.lines = group.members.map((school, index) => ({
      ...{ line: index + 1, school, supplier: random.pick(SUPPLIERS), left: school === group.lead ? 2 * share : share },
    }));
    for (const { left } of books.lines) books.free -= left;
    for (const line of books.lines) spend(world, books, line, addDays(day, 3));
    return {
      command: {
        ...{ type: 'AllocateFunds', ...fund, resolution: group.resolutions },
        lines: books.lines.map(({ school, left }, index) => ({
          ...{ purpose: PURPOSES[(index + year) % PURPOSES.length]!, schoolId: school.id, fen: left },
        })),
      },
      by: group.principal,
    };
  });
  close(world, books);
};

/** Has something of a fund done on a day, which gives one event. */
const told = (plan: World['plan'], books: Year, on: string, act: Parameters<World['plan']>[1]): void =>
  plan(on, (day, commandId) => {
    const done = act(day, commandId);
    if (done) books.events += 1;
    return done;
  });

/** The payments of a line until the end of November, and what is left of it in December. */
const spend = (world: World, books: Year, line: Line, from: string): void => {
  const { random, plan } = world;
  const { year, fund, group } = books;
  if (random.happens(0.4))
    told(plan, books, from, (day) => {
      line.contractNo = `模拟合同${year}-${group.code}-${line.line}`;
      return {
        command: {
          ...{ type: 'CommitFunds', ...fund, line: line.line, contractNo: line.contractNo, supplier: line.supplier },
          ...{ fen: line.left, signedOn: day },
        },
        by: group.principal,
      };
    });
  const days = 200 + (from < dayIn(year, 4, 1) ? 50 : 0);
  for (let count = 3 + random.below(3); count > 0; count -= 1)
    told(plan, books, addDays(from, 5 + random.below(days)), (day) => {
      const fen = Math.floor((line.left * (5 + random.below(20))) / 100);
      if (fen === 0) return undefined;
      const act = pay(world, books, line, fen, day);
      if (random.happens(0.025)) after(world, books, line, act.command as Payment, day);
      return act;
    });
  told(plan, books, addDays(dayIn(year, 12, 2), random.below(12)), (day) =>
    line.left === 0 ? undefined : pay(world, books, line, line.left, day),
  );
};

const voucherOf = (school: School, day: string): Voucher => ({
  ...{ schoolId: school.id, year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)) },
  ...{ number: `记-${(school.vouchers += 1)}`, entry: 1 },
});

const pay = ({ random }: World, books: Year, line: Line, fen: number, day: string): Act => {
  const { fund, group, year } = books;
  line.left -= fen;
  books.invoices += 1;
  const supplier = line.contractNo === undefined ? random.pick(SUPPLIERS) : line.supplier;
  return {
    command: {
      ...{ type: 'RecordExpenditure', ...fund, line: line.line, voucher: voucherOf(line.school, day), fen, supplier },
      ...(line.contractNo === undefined ? {} : { contractNo: line.contractNo }),
      ...{ invoiceNo: `模拟发票${year}${group.code}${books.invoices}`, paidOn: day },
    },
    by: line.school.principal,
  };
};

/** What becomes of some payments: reversed, some of it back, or put right. */
const after = (world: World, books: Year, line: Line, payment: Payment, day: string): void => {
  const { random, plan, bureau } = world;
  const { voucher, fen } = payment;
  const { type: _, groupId, fiscalYear, ...said } = payment;
  const by = line.school.principal;
  const kind = random.below(5);
  const revision = books.events;
  told(plan, books, addDays(day, 2 + random.below(3)), (later) => {
    if (kind < 2) {
      line.left += fen;
      return { command: { type: 'ReverseExpenditure', groupId, fiscalYear, voucher }, by };
    }
    const back = Math.ceil(fen / 10);
    line.left += back;
    if (kind < 4) {
      const refundVoucher = voucherOf(line.school, later);
      return {
        command: {
          type: 'RefundExpenditure',
          groupId,
          fiscalYear,
          voucher,
          refundVoucher,
          fen: back,
          refundedOn: later,
        },
        by,
      };
    }
    return {
      command: {
        ...{ type: 'CorrectRecord', stream: fundStream(groupId, fiscalYear), revision, rightVersion: 1 },
        right: { type: 'ExpenditureRecorded', ...said, fen: fen - back },
      },
      by: bureau('finance'),
    };
  });
};

/** What is free goes back to the bureau or, where nothing older is in it, to the next year; then the books are closed. */
const close = ({ random, plan, bureau, nextDocumentNo }: World, books: Year): void => {
  const { year, fund, group } = books;
  told(plan, books, addDays(dayIn(year, 12, 20), random.below(5)), (day, commandId) => {
    const { free: fen, hasOlder } = books;
    const documentNo = nextDocumentNo(day);
    if (hasOlder || random.happens(0.6))
      return { command: { type: 'ReturnUnspent', ...fund, fen, documentNo }, by: bureau('finance') };
    group.carried = { fen, commandId, documentNo };
    return { command: { type: 'CarryOut', ...fund, fen }, by: group.principal, documentNo };
  });
  told(plan, books, dayIn(year, 12, 31), () => ({ command: { type: 'CloseFundYear', ...fund }, by: group.principal }));
};

/** What the year before carried out arrives as the process carry-over has it: with its id, in its name and with what it says. */
const carryIn = ({ plan }: World, books: Year): void => {
  const { group, year, fund } = books;
  if (!group.carried) return;
  const { fen, commandId, documentNo } = group.carried;
  const before = fundStream(group.id, year - 1);
  group.carried = undefined;
  books.hasOlder = true;
  told(plan, books, dayIn(year, 1, 2), () => {
    const causationId = eventIdOf(before, 0, commandId);
    books.free += fen;
    return {
      command: { type: 'CarryIn', ...fund, parts: [{ originYear: year - 1, fen }] },
      by: { actor: { id: 'process-carry-over', role: 'SYSTEM' } },
      documentNo,
      follows: { causationId, correlationId: commandId },
      commandId: uuidv5(`carry-over/${fundStream(group.id, year)}/in`, causationId),
    };
  });
};
