import { principals, type ApiLedger } from './ledger.js';

// The steps from an appropriation to a voucher, through the API, for district 370103's group G01 in 2026.

/** When the books of 2026 may be closed. */
export const YEAR_END = '2026-12-31T01:00:00.000Z';
export const group = '370103.G01';
export const fund = `${group}.2026`;
export const resolution = `${group}.R1`;
export const school = (number: number): string => `370103.S0${number}`;
export const ballot = { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 };
export const meeting = { heldOn: '2026-11-20', ballot, minutesNo: '纪要〔2026〕1号' };
export const voucher = { schoolId: school(1), year: 2026, month: 11, number: '记-1', entry: 1 };
export const line = (number: number, fen: string | number, rest: object = {}): object => ({
  line: number,
  ...rest,
  fen,
});

type Step = (ledger: ApiLedger) => Promise<unknown>;
type Input = Readonly<Record<string, unknown>>;

/** A mutation that must pass. */
export const passed = async (
  ledger: ApiLedger,
  command: string,
  input: Input,
  mutating: Parameters<ApiLedger['mutate']>[2] = {},
): Promise<{ position: number }> => {
  const { receipt, userErrors } = await ledger.mutate(command, input, { selection: '{ __typename }', ...mutating });
  if (userErrors.length > 0) throw new Error(`${command}: ${JSON.stringify(userErrors)}`);
  return receipt as { position: number };
};

export const steps = {
  charter: (ledger) =>
    passed(ledger, 'AdoptCharter', { ...charterInput, ...meeting }, { principal: principals.council }),
  resolved: (ledger) => passed(ledger, 'AdoptResolution', resolutionInput, { principal: principals.council }),
  appropriated: (ledger) => passed(ledger, 'AppropriateFund', appropriation),
  allocated: (ledger) => passed(ledger, 'AllocateFunds', allocation, { principal: principals.council }),
  committed: (ledger) => passed(ledger, 'CommitFunds', contract, { principal: principals.council }),
  spent: (ledger) => passed(ledger, 'RecordExpenditure', payment, { principal: principals.lead }),
  /** All of it is spent and returned, so that the year can be closed, and is. */
  closed: async (ledger) => {
    await passed(ledger, 'ReviseAllocation', { fundId: fund, line: 1, fen: 20_000, resolutionId: resolution });
    await passed(ledger, 'ReviseAllocation', { fundId: fund, line: 2, fen: 0, resolutionId: resolution });
    await passed(ledger, 'ReturnUnspent', { fundId: fund, fen: 980_000, documentNo: '退〔2026〕1号' });
    ledger.clock = YEAR_END;
    await passed(ledger, 'CloseFundYear', { fundId: fund });
  },
} as const satisfies Record<string, Step>;

/** Carries 7.00 yuan of 2024 and 3.00 of 2025 out of the fund of 2025, by way of one of 2024: both ages are on their way to 2026. */
export const leftBehind: Step = async (ledger) => {
  const of = (fiscalYear: number): string => `${group}.${fiscalYear}`;
  for (const [fiscalYear, fen] of [
    [2024, 700],
    [2025, 300],
  ] as const)
    await passed(ledger, 'AppropriateFund', { ...appropriation, fiscalYear, fen });
  await passed(ledger, 'CarryOut', { fundId: of(2024), fen: 700 });
  await passed(ledger, 'CarryIn', { fundId: of(2025), parts: [{ originYear: 2024, fen: 700 }] });
  await passed(ledger, 'CarryOut', { fundId: of(2025), fen: 1000 });
};

/** Takes the steps one after the other. */
export const take =
  (...names: readonly (keyof typeof steps)[]): Step =>
  async (ledger) => {
    for (const name of names) await steps[name](ledger);
  };
/** Up to allocated lines: 1 for training, paid by S01, and 2 for culture, paid by S02. */
export const allocatedFund = take('resolved', 'appropriated', 'allocated');
/** Up to a payment of 200.00 yuan by S01 out of line 1. */
export const spentFund = take('resolved', 'appropriated', 'allocated', 'spent');

const share = (numerator: number, denominator: number, atLeast: boolean): object => ({
  numerator,
  denominator,
  atLeast,
});
export const charterInput = {
  groupId: group,
  quorum: share(2, 3, true),
  majority: share(1, 2, false),
  termYears: 3,
  everySchoolSeated: true,
  otherSeats: 1,
};
export const resolutionInput = {
  groupId: group,
  kind: 'FUND',
  subject: '2026年度专项经费使用',
  fiscalYear: 2026,
  sum: 500_000,
  ...meeting,
};
export const appropriation = {
  groupId: group,
  fiscalYear: 2026,
  fen: 1_000_000,
  documentNo: '拨〔2026〕1号',
  receivedOn: '2026-03-01',
};
export const allocation = {
  fundId: fund,
  resolutionId: resolution,
  lines: [
    { purpose: '教师培训', schoolId: school(1), fen: 300_000 },
    { purpose: '文化建设', schoolId: school(2), fen: 100_000 },
  ],
};
export const contract = {
  fundId: fund,
  line: 1,
  contractNo: '合-1',
  supplier: '样本公司',
  fen: 50_000,
  signedOn: '2026-11-24',
};
export const amendment = {
  fundId: fund,
  contractNo: '合-1',
  fen: 60_000,
  documentNo: '合-1补1',
  signedOn: '2026-11-24',
};
/** A quarter of the payment comes back. */
export const refund = {
  fundId: fund,
  voucher,
  refundVoucher: { ...voucher, number: '记-退1' },
  fen: 5000,
  refundedOn: '2026-11-24',
};
export const payment = {
  fundId: fund,
  line: 1,
  voucher,
  fen: 20_000,
  supplier: '样本公司',
  invoiceNo: '票-1',
  paidOn: '2026-11-24',
};
