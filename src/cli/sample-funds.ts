import { v5 as uuidv5 } from 'uuid';
import { eventIdOf } from '../commands/handle.js';
import type { GivenCommand } from '../commands/command.js';
import type { Voucher } from '../domain/fund/index.js';
import { councilStream, fundStream, groupId, schoolId } from '../domain/identity.js';
import type { Register, RegisteredGroup } from './register/format.js';
import { sampleMember } from './sample-councils.js';
import { sampleStep, type SampleStep, type Said } from './sample.js';

/** The groups in which the samples show something besides the ordinary year. */
export const SAMPLE_STORIES = {
  carriedOver: 'G01',
  repealed: 'G02',
  corrected: 'G03',
  reversed: 'G04',
  closed: 'G05',
  /** A contract amended and completed for less, and some of a payment that came back. */
  contract: 'A01',
  /** Old papers that the bureau entered: paid too early, too late, to somebody else, on an invoice that another group paid. */
  found: 'G08',
  /** Old papers on allocations and contracts whose days are not in order; its resolution and its chair were changed afterwards. */
  outOfOrder: 'G09',
  /** Its books are closed, and its resolution was repealed afterwards. */
  groundless: 'G07',
} as const;
/** The groups whose year is closed. */
const CLOSED: readonly string[] = [SAMPLE_STORIES.closed, SAMPLE_STORIES.groundless];

const YUAN = 100;
/** What every charter asks of a meeting. */
const CHARTER = {
  quorum: { numerator: 2, denominator: 3, atLeast: true },
  majority: { numerator: 1, denominator: 2, atLeast: false },
} as const;
const PURPOSES = ['教师培训', '校园文化建设', '联合教研'] as const;
/** Few, so that some supply several groups. */
const SUPPLIERS = ['样本培训机构（虚构）', '样本图书公司（虚构）', '样本印务公司（虚构）'] as const;

/**
 * Two policies of the district; then for every group and alliance a charter, the fund of 2025 with the resolution, lines, contract and
 * payments that it goes through, and for some of them what goes beyond: a carry-over, a repeal, a correction, a reversal, a closed year.
 * Every step gives one event. All sums are made up.
 */
export const sampleFunds = (register: Register): readonly SampleStep[] => [
  ...samplePolicies(register.district.code),
  ...register.groups.flatMap((group, index) => stepsOf(register.district.code, group, index)),
];

const samplePolicies = (district: string): readonly SampleStep[] => {
  const adopt = (
    code: string,
    title: string,
    documentNo: string,
    rules: Extract<GivenCommand, { type: 'AdoptPolicy' }>['rules'],
  ): SampleStep =>
    sampleStep(
      district,
      { type: 'AdoptPolicy', districtId: district, code, title, documentNo, rules },
      {
        effectiveOn: '2025-09-01',
        documentNo,
        reason: '样本：演示政策作为有日期的数据',
        assumed: ['title', 'documentNo', 'rules'],
      },
    );
  return [
    adopt('FILING2025', '样本：理事会备案办法', '样本〔2025〕91号', {
      kind: 'FILING',
      effect: 'DECLARATORY',
      answerDays: 30,
    }),
    adopt('FUND2025', '样本：专项经费结转办法', '样本〔2025〕92号', { kind: 'FUND', lapseYears: 2 }),
  ];
};

const stepsOf = (district: string, group: RegisteredGroup, index: number): readonly SampleStep[] => {
  const id = groupId(district, group.code);
  const paper = (number: number, year = 2025): string => `样本〔${year}〕${100 + 10 * index + number}号`;
  const step = (command: GivenCommand, said: Omit<Said, 'reason'>): SampleStep =>
    sampleStep(district, command, { reason: '样本：演示章程、决议与专项经费', ...said });
  const ofYear = (year: number) => yearOf({ group, index, year, id, district, step, paper });
  const ballot = unanimous(group.members.length);
  const first = ofYear(2025);
  const { carriedOver, repealed, corrected, reversed, closed, contract, found, outOfOrder, groundless } =
    SAMPLE_STORIES;
  return [
    step(
      {
        type: 'AdoptCharter',
        groupId: id,
        ...CHARTER,
        termYears: 5,
        everySchoolSeated: true,
        otherSeats: 0,
        heldOn: '2025-09-01',
        ballot,
        minutesNo: `样本纪要2025-${group.code}-0`,
      },
      {
        effectiveOn: '2025-09-01',
        documentNo: paper(1),
        assumed: [
          'quorum',
          'majority',
          'termYears',
          'everySchoolSeated',
          'otherSeats',
          'heldOn',
          'ballot',
          'minutesNo',
        ],
      },
    ),
    ...first.steps,
    ...(group.code === carriedOver ? [...carryOver(first, step, paper), ...ofYear(2026).steps] : []),
    ...(group.code === repealed ? repeal(id, ballot, step, paper) : []),
    ...(group.code === corrected ? correct(first, step, paper) : []),
    ...(group.code === reversed
      ? [
          step(
            { type: 'ReverseExpenditure', ...first.fund, voucher: first.small.voucher },
            { effectiveOn: '2025-12-12', documentNo: paper(7) },
          ),
        ]
      : []),
    ...(group.code === contract ? changedContract(first, step, paper) : []),
    ...(CLOSED.includes(group.code) ? close(first, step, paper) : []),
    ...(group.code === closed ? [changedAfterwards('AmendResolution', '2026-01-15', first, ballot, step, paper)] : []),
    ...(group.code === groundless
      ? [changedAfterwards('RepealResolution', '2025-11-04', first, ballot, step, paper)]
      : []),
    ...(group.code === found ? oldPapers(first, step, paper) : []),
    ...(group.code === outOfOrder
      ? [...papersOutOfOrder(first, step, paper), ...decidedOtherwise(district, group, first, step, paper)]
      : []),
  ];
};

interface SampleYear {
  readonly fund: { readonly groupId: string; readonly fiscalYear: number };
  readonly lines: readonly { readonly purpose: string; readonly schoolId: string; readonly fen: number }[];
  /** What no line got. */
  readonly free: number;
  readonly contract: { readonly contractNo: string; readonly fen: number };
  /** The payment under the contract. */
  readonly large: Extract<GivenCommand, { type: 'RecordExpenditure' }>;
  /** The payment that no contract stands behind. */
  readonly small: Extract<GivenCommand, { type: 'RecordExpenditure' }>;
  readonly steps: readonly SampleStep[];
}

type Step = (command: GivenCommand, said: Omit<Said, 'reason'>) => SampleStep;
type Paper = (number: number, year?: number) => string;

/** One ordinary fiscal year: money arrives, the council resolves on its use, lines, a contract, two payments of two schools. */
const yearOf = (given: {
  readonly group: RegisteredGroup;
  readonly index: number;
  readonly year: number;
  readonly id: string;
  readonly district: string;
  readonly step: Step;
  readonly paper: Paper;
}): SampleYear => {
  const { group, index, year, id, district, step, paper } = given;
  const days =
    year === 2025
      ? {
          received: '2025-09-10',
          held: '2025-09-15',
          allocated: '2025-09-16',
          signed: '2025-09-22',
          paid: '2025-10-20',
          paidSmall: '2025-11-05',
        }
      : {
          received: `${year}-01-06`,
          held: `${year}-01-08`,
          allocated: `${year}-01-09`,
          signed: `${year}-01-12`,
          paid: `${year}-01-20`,
          paidSmall: `${year}-01-21`,
        };
  const fund = { groupId: id, fiscalYear: year };
  const lines = group.members.map((code, place) => ({
    purpose: `样本：${PURPOSES[(index + place) % PURPOSES.length]!}`,
    schoolId: schoolId(district, code),
    fen: (code === group.lead ? 120_000 : 60_000) * YUAN,
  }));
  const sum = lines.reduce((total, { fen }) => total + fen, 0);
  const free = (20_000 + 5_000 * index) * YUAN;
  const contractNo = `样本合同${year}-${group.code}`;
  const supplier = SUPPLIERS[index % SUPPLIERS.length]!;
  const contract = { contractNo, fen: 80_000 * YUAN };
  const voucher = (line: number, month: number): Voucher => ({
    schoolId: lines[line - 1]!.schoolId,
    year,
    month,
    number: `样本记-${group.code}-${line}`,
    entry: 1,
  });
  const paidMonth = Number(days.paid.slice(5, 7));
  const large: SampleYear['large'] = {
    type: 'RecordExpenditure',
    ...fund,
    line: 1,
    voucher: voucher(1, paidMonth),
    fen: CLOSED.includes(group.code) ? contract.fen : 45_678_90,
    supplier,
    contractNo,
    invoiceNo: `样本发票${year}${group.code}1`,
    paidOn: days.paid,
  };
  const small: SampleYear['small'] = {
    type: 'RecordExpenditure',
    ...fund,
    line: 2,
    voucher: voucher(2, Number(days.paidSmall.slice(5, 7))),
    fen: group.code === SAMPLE_STORIES.corrected ? MISTYPED : SMALL,
    supplier: SUPPLIERS[(index + 1) % SUPPLIERS.length]!,
    invoiceNo: `样本发票${year}${group.code}2`,
    paidOn: days.paidSmall,
  };
  const spending = ['line', 'voucher', 'fen', 'supplier', 'invoiceNo', 'paidOn'];
  const steps = [
    step(
      { type: 'AppropriateFund', ...fund, fen: sum + free, documentNo: paper(2, year), receivedOn: days.received },
      { effectiveOn: days.received, documentNo: paper(2, year), assumed: ['fen', 'documentNo', 'receivedOn'] },
    ),
    step(
      {
        type: 'AdoptResolution',
        groupId: id,
        kind: 'FUND',
        subject: `样本：${year}年度专项经费使用方案`,
        fiscalYear: year,
        sum,
        heldOn: days.held,
        ballot: unanimous(group.members.length),
        minutesNo: `样本纪要${year}-${group.code}-1`,
      },
      {
        effectiveOn: days.held,
        documentNo: paper(3, year),
        assumed: ['subject', 'fiscalYear', 'sum', 'heldOn', 'ballot', 'minutesNo'],
      },
    ),
    step(
      { type: 'AllocateFunds', ...fund, resolution: year === 2025 ? 1 : 2, lines },
      { effectiveOn: days.allocated, documentNo: paper(4, year), assumed: ['lines'] },
    ),
    step(
      { type: 'CommitFunds', ...fund, line: 1, contractNo, supplier, fen: contract.fen, signedOn: days.signed },
      {
        effectiveOn: days.signed,
        documentNo: paper(5, year),
        assumed: ['line', 'contractNo', 'supplier', 'fen', 'signedOn'],
      },
    ),
    step(large, { effectiveOn: days.paid, documentNo: paper(6, year), assumed: ['contractNo', ...spending] }),
    step(small, { effectiveOn: days.paidSmall, documentNo: paper(6, year), assumed: spending }),
  ];
  return { fund, lines, free, contract, large, small, steps };
};

/** What the invoice of the small payment says, and the same with its point one place to the left, as it was first entered. */
const SMALL = 12_345_60;
const MISTYPED = 1_234_56;

/** Everybody is there, one by proxy where there are three, and agrees. */
export const unanimous = (seats: number) => {
  const proxies = seats > 2 ? 1 : 0;
  return { present: seats - proxies, proxies, recused: 0, for: seats, against: 0, abstained: 0 };
};

/**
 * What was free at the end of the year. That the next year carries it in is given as the process carry-over gives it: with its id, in its
 * name and with what it says. So whoever comes first, the demo or a process that runs beside it, the ledger holds the same event.
 */
const carryOver = (
  { fund: { groupId: group, fiscalYear }, free }: SampleYear,
  step: Step,
  paper: Paper,
): readonly SampleStep[] => {
  const out = step(
    { type: 'CarryOut', groupId: group, fiscalYear, fen: free },
    { effectiveOn: '2025-12-31', documentNo: paper(7), assumed: ['fen'] },
  );
  const { basis, effectiveOn, commandId } = out.envelope;
  const eventId = eventIdOf(fundStream(group, fiscalYear), 0, commandId);
  const into: SampleStep = {
    command: {
      type: 'CarryIn',
      groupId: group,
      fiscalYear: fiscalYear + 1,
      parts: [{ originYear: fiscalYear, fen: free }],
    },
    envelope: {
      commandId: uuidv5(`carry-over/${fundStream(group, fiscalYear + 1)}/in`, eventId),
      basis,
      effectiveOn,
      causationId: eventId,
      correlationId: commandId,
    },
    principal: { actor: { id: 'process-carry-over', role: 'SYSTEM' } },
  };
  return [out, into];
};

/** A plan for the next year is resolved and taken back before anything was allocated under it: nothing has to be suspended. */
const repeal = (id: string, ballot: ReturnType<typeof unanimous>, step: Step, paper: Paper): readonly SampleStep[] => [
  step(
    {
      type: 'AdoptResolution',
      groupId: id,
      kind: 'FUND',
      subject: '样本：2026年度专项经费预安排',
      fiscalYear: 2026,
      sum: 100_000 * YUAN,
      heldOn: '2025-12-05',
      ballot,
      minutesNo: '样本纪要2025-2',
    },
    {
      effectiveOn: '2025-12-05',
      documentNo: paper(7),
      assumed: ['subject', 'fiscalYear', 'sum', 'heldOn', 'ballot', 'minutesNo'],
    },
  ),
  step(
    { type: 'RepealResolution', groupId: id, resolution: 2, heldOn: '2025-12-19', ballot, minutesNo: '样本纪要2025-3' },
    { effectiveOn: '2025-12-19', documentNo: paper(8), assumed: ['heldOn', 'ballot', 'minutesNo'] },
  ),
];

/** The sum of a payment was mistyped: the right fact takes its place, on a document. */
const correct = (
  { fund: { groupId: group, fiscalYear }, small: { line, voucher, supplier, invoiceNo, paidOn }, steps }: SampleYear,
  step: Step,
  paper: Paper,
): readonly SampleStep[] => {
  const ofFund = steps.filter(({ command }) => 'fiscalYear' in command && command.type !== 'AdoptResolution');
  const revision = ofFund.findIndex(({ command }) => command.type === 'RecordExpenditure' && command.line === line);
  return [
    step(
      {
        type: 'CorrectRecord',
        stream: fundStream(group, fiscalYear),
        revision,
        rightVersion: 1,
        right: {
          type: 'ExpenditureRecorded',
          line,
          voucher,
          fen: SMALL,
          supplier,
          ...(invoiceNo === undefined ? {} : { invoiceNo }),
          paidOn,
        },
      },
      { effectiveOn: '2025-12-10', documentNo: paper(7), assumed: ['right'] },
    ),
  ];
};

/** What no line spent goes back to the bureau, and the year's books are closed. */
const close = ({ fund, lines, free, contract }: SampleYear, step: Step, paper: Paper): readonly SampleStep[] => {
  const spent = (line: number): number => (line === 1 ? contract.fen : line === 2 ? SMALL : 0);
  const unspent = lines.reduce((total, { fen }, place) => total + fen - spent(place + 1), 0);
  return [
    ...lines.map((_, place) =>
      step(
        { type: 'ReviseAllocation', ...fund, line: place + 1, fen: spent(place + 1), resolution: 1 },
        { effectiveOn: '2025-12-26', documentNo: paper(7), assumed: ['fen'] },
      ),
    ),
    step(
      { type: 'ReturnUnspent', ...fund, fen: free + unspent, documentNo: paper(8) },
      { effectiveOn: '2025-12-29', documentNo: paper(8), assumed: ['fen', 'documentNo'] },
    ),
    step({ type: 'CloseFundYear', ...fund }, { effectiveOn: '2025-12-31', documentNo: paper(9) }),
  ];
};

/**
 * That the council met again is told once the books are closed: what was spent is more than the resolution allows now, or stands on none,
 * and some of it was paid after the repeal.
 */
const changedAfterwards = (
  type: 'AmendResolution' | 'RepealResolution',
  heldOn: string,
  { fund: { groupId: group, fiscalYear } }: SampleYear,
  ballot: ReturnType<typeof unanimous>,
  step: Step,
  paper: Paper,
): SampleStep => {
  const decided = { groupId: group, resolution: 1, heldOn, ballot, minutesNo: `样本纪要${fiscalYear}-9` };
  return step(type === 'AmendResolution' ? { type, ...decided, sum: 50_000 * YUAN } : { type, ...decided }, {
    effectiveOn: heldOn,
    documentNo: paper(9),
    assumed: ['heldOn', 'ballot', 'minutesNo'],
  });
};

/**
 * Payments that only the bureau may enter, each of an old paper: before money, resolution and allocation were there; before the contract
 * was signed, to somebody else than its party; after the year; and on an invoice that another group has paid.
 */
const oldPapers = (year: SampleYear, step: Step, paper: Paper): readonly SampleStep[] => {
  const { large, small, fund } = year;
  const papers = [
    { ...small, number: '2', paidOn: '2025-08-20', invoiceNo: '样本发票2025旧1' },
    { ...large, number: '3', paidOn: '2025-09-18', invoiceNo: '样本发票2025旧2', supplier: SUPPLIERS[2] },
    { ...small, number: '4', paidOn: '2026-01-10', invoiceNo: '样本发票2025旧3' },
    { ...small, number: '5', paidOn: '2025-12-02', invoiceNo: '样本发票2025G012', supplier: SUPPLIERS[1] },
  ] as const;
  return papers.map(({ number, ...payment }) =>
    step(
      {
        ...payment,
        ...fund,
        fen: 1_000_00,
        voucher: {
          ...payment.voucher,
          year: Number(payment.paidOn.slice(0, 4)),
          month: Number(payment.paidOn.slice(5, 7)),
          number: `${payment.voucher.number}-${number}`,
        },
      },
      {
        effectiveOn: payment.paidOn > '2025-12-01' ? payment.paidOn : '2025-12-01',
        documentNo: paper(9),
        assumed: ['line', 'voucher', 'fen', 'supplier', 'invoiceNo', 'paidOn'],
      },
    ),
  );
};

/** A contract is amended to less, some of what was paid under it comes back, and it is completed for what is paid. */
const changedContract = (
  { fund, contract: { contractNo }, large }: SampleYear,
  step: Step,
  paper: Paper,
): readonly SampleStep[] => [
  step(
    {
      ...{ type: 'AmendContract', ...fund, contractNo, fen: 70_000 * YUAN },
      ...{ documentNo: paper(7), signedOn: '2025-11-12' },
    },
    { effectiveOn: '2025-11-12', documentNo: paper(7), assumed: ['fen', 'documentNo', 'signedOn'] },
  ),
  step(
    {
      type: 'RefundExpenditure',
      ...fund,
      voucher: large.voucher,
      refundVoucher: { ...large.voucher, month: 11, number: `${large.voucher.number}-退` },
      fen: 678_90,
      refundedOn: '2025-11-25',
    },
    { effectiveOn: '2025-11-25', documentNo: paper(8), assumed: ['refundVoucher', 'fen', 'refundedOn'] },
  ),
  step(
    { type: 'ReleaseCommitment', ...fund, contractNo, reason: 'COMPLETED' },
    { effectiveOn: '2025-12-15', documentNo: paper(9), assumed: ['reason'] },
  ),
];

/**
 * Papers on allocations and contracts that only the bureau may enter: money returned before any was received, a line revised before it
 * was allocated, a contract signed before that and amended before it was signed, one paid beyond what it promised by then and booked in
 * another month, and money that came back after the year.
 */
const papersOutOfOrder = ({ fund, contract, large }: SampleYear, step: Step, paper: Paper): readonly SampleStep[] => {
  const contractNo = `${contract.contractNo}-2`;
  const voucher = { ...large.voucher, number: `${large.voucher.number}-2` };
  const { line, supplier } = large;
  const entered = '2025-12-01';
  const enter = (effectiveOn: string, command: GivenCommand, ...assumed: readonly string[]): SampleStep =>
    step(command, { effectiveOn, documentNo: paper(9), assumed });
  return [
    enter(
      '2025-09-05',
      { type: 'ReturnUnspent', ...fund, fen: 10_000 * YUAN, documentNo: paper(8) },
      ...['fen', 'documentNo'],
    ),
    enter('2025-09-12', { type: 'ReviseAllocation', ...fund, line: 2, fen: 55_000 * YUAN, resolution: 1 }, 'fen'),
    enter(
      entered,
      { type: 'CommitFunds', ...fund, line, contractNo, supplier, fen: 10_000 * YUAN, signedOn: '2025-09-12' },
      ...['contractNo', 'supplier', 'fen', 'signedOn'],
    ),
    ...(
      [
        { contractNo, fen: 12_000 * YUAN, signedOn: '2025-09-11' },
        { contractNo: contract.contractNo, fen: 90_000 * YUAN, signedOn: '2025-11-20' },
      ] as const
    ).map((amendment) =>
      enter(
        entered,
        { type: 'AmendContract', ...fund, ...amendment, documentNo: paper(8) },
        ...['fen', 'documentNo', 'signedOn'],
      ),
    ),
    enter(
      entered,
      { ...{ ...large, fen: 40_000 * YUAN, voucher, paidOn: '2025-11-10' }, invoiceNo: `${large.invoiceNo ?? ''}-2` },
      ...['line', 'voucher', 'fen', 'supplier', 'contractNo', 'invoiceNo', 'paidOn'],
    ),
    enter(
      '2026-01-15',
      {
        type: 'RefundExpenditure',
        ...fund,
        voucher,
        refundVoucher: { ...voucher, year: 2026, month: 1 },
        fen: 1_000 * YUAN,
        refundedOn: '2026-01-15',
      },
      ...['refundVoucher', 'fen', 'refundedOn'],
    ),
  ];
};

/** What the council had decided is changed on a document: another takes the chair by the day it met, and its resolution has effect later. */
const decidedOtherwise = (
  district: string,
  group: RegisteredGroup,
  { steps }: SampleYear,
  step: Step,
  paper: Paper,
): readonly SampleStep[] => {
  const id = groupId(district, group.code);
  const other = group.members.find((code) => code !== group.lead) ?? group.lead;
  const adopted = steps.map(({ command }) => command).find((command) => command.type === 'AdoptResolution');
  if (adopted?.type !== 'AdoptResolution') return [];
  const { groupId: _, ...resolution } = adopted;
  // Recommendations, the appointment, its filing and the answer, and the charter come before it.
  const revision = group.members.length + 4;
  const right = {
    ...resolution,
    ...{ type: 'ResolutionAdopted', resolution: 1, ordinal: 1, caretaker: false, onBehalf: 'COUNCIL' },
    ...{ concernedIds: [], recusedIds: [], quorum: CHARTER.quorum, majority: CHARTER.majority },
  };
  return [
    step(
      {
        ...{ type: 'AppointSubstitute', groupId: id, ordinal: 1, asChair: true },
        personId: sampleMember(district, group.code, other),
      },
      { effectiveOn: '2025-09-12', documentNo: paper(8), assumed: ['personId', 'asChair'] },
    ),
    step(
      {
        ...{ type: 'CorrectRecord', stream: councilStream(id), revision, rightVersion: 1, right },
        rightEffectiveOn: '2025-09-18',
      },
      { effectiveOn: '2025-12-10', documentNo: paper(9), assumed: ['right', 'rightEffectiveOn'] },
    ),
  ];
};
