import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import {
  allocation,
  amendment,
  contract,
  fund,
  group,
  passed,
  payment,
  refund,
  resolutionInput,
  steps,
  voucher,
} from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

const since = (effectiveOn: string) => ({ principal: principals.council, command: { effectiveOn } });
/** Received on 1 March, allocated on 20 November, signed on 22 November, paid on 22 and 23 November, the first reversed on 24 November. */
const year = async (): Promise<void> => {
  await passed(ledger, 'AdoptResolution', resolutionInput, since('2026-11-20'));
  await steps.appropriated(ledger);
  await passed(ledger, 'AllocateFunds', allocation, since('2026-11-20'));
  await passed(ledger, 'CommitFunds', { ...contract, signedOn: '2026-11-22' }, since('2026-11-22'));
  await passed(ledger, 'RecordExpenditure', { ...payment, paidOn: '2026-11-22' }, since('2026-11-24'));
  const other = { ...voucher, number: '记-2' };
  const part = {
    ...payment,
    paidOn: '2026-11-23',
    voucher: other,
    invoiceNo: '票-2',
    contractNo: contract.contractNo,
    fen: 30_000,
  };
  await passed(ledger, 'RecordExpenditure', part, since('2026-11-24'));
  await passed(ledger, 'ReverseExpenditure', { fundId: fund, voucher }, since('2026-11-24'));
};

test('a fund as of a day is what had been received, allocated, committed and paid by then, each by its own date', async () => {
  await year();
  const sums = `{ appropriated { fen } allocated { fen } free { fen } committed { fen } spent { fen } balanced
    tranches { receivedOn } lines { line allocated { fen } committed { fen } spent { fen } unspent { fen }
      contracts { contractNo paid { fen } } expenditures { paidOn reversedOn } } }`;
  const on = async (day: string) =>
    (await ledger.query(`{ fund(id: "${fund}", asOf: { effectiveOn: "${day}" }) ${sums} }`)).data.fund;
  const line = (number: number, allocated: number, committed: number, spent: number, rest: object = {}): object => ({
    line: number,
    allocated: { fen: allocated },
    committed: { fen: committed },
    spent: { fen: spent },
    unspent: { fen: allocated - committed - spent },
    contracts: [],
    expenditures: [],
    ...rest,
  });
  const received = { appropriated: { fen: 1_000_000 }, balanced: true, tranches: [{ receivedOn: '2026-03-01' }] };
  const none = { allocated: { fen: 0 }, committed: { fen: 0 }, spent: { fen: 0 }, lines: [] };
  expect(await on('2026-02-28')).toEqual({
    ...none,
    appropriated: { fen: 0 },
    free: { fen: 0 },
    balanced: true,
    tranches: [],
  });
  expect(await on('2026-11-19')).toEqual({ ...none, ...received, free: { fen: 1_000_000 } });
  const allocated = { ...received, allocated: { fen: 400_000 }, free: { fen: 600_000 } };
  expect(await on('2026-11-21')).toEqual({
    ...allocated,
    committed: { fen: 0 },
    spent: { fen: 0 },
    lines: [line(1, 300_000, 0, 0), line(2, 100_000, 0, 0)],
  });
  const paid = (paidOn: string, reversedOn: string | null = null): object => ({ paidOn, reversedOn });
  const signed = (fen: number): object => ({ contractNo: contract.contractNo, paid: { fen } });
  expect(await on('2026-11-22')).toEqual({
    ...allocated,
    committed: { fen: 50_000 },
    spent: { fen: 20_000 },
    lines: [
      line(1, 300_000, 50_000, 20_000, { contracts: [signed(0)], expenditures: [paid('2026-11-22')] }),
      line(2, 100_000, 0, 0),
    ],
  });
  expect(await on('2026-11-23')).toMatchObject({
    committed: { fen: 20_000 },
    spent: { fen: 50_000 },
    balanced: true,
    lines: [{ contracts: [signed(30_000)], expenditures: [paid('2026-11-22'), paid('2026-11-23')] }, {}],
  });
  expect(await on('2026-11-24')).toMatchObject({
    spent: { fen: 30_000 },
    lines: [{ expenditures: [paid('2026-11-22', '2026-11-24'), paid('2026-11-23')] }, {}],
  });
  const { data } = await ledger.query(`{ now: fund(id: "${fund}") ${sums} }`);
  expect(data.now).toEqual(await on('2026-11-24'));
});

test('it is so through a group and its list of funds, which holds those of which something had happened', async () => {
  await year();
  const of = async (day: string) =>
    (
      await ledger.query(
        `{ group(id: "${group}", asOf: { effectiveOn: "${day}" }) { funds { fiscalYear spent { fen } } fund(fiscalYear: 2026) { allocated { fen } lines { line } } } }`,
      )
    ).data.group;
  expect(await of('2026-02-28')).toEqual({ funds: [], fund: { allocated: { fen: 0 }, lines: [] } });
  expect(await of('2026-11-22')).toEqual({
    funds: [{ fiscalYear: 2026, spent: { fen: 20_000 } }],
    fund: { allocated: { fen: 400_000 }, lines: [{ line: 1 }, { line: 2 }] },
  });
});

test('the execution of a year is a curve over days, as known at the moment asked for', async () => {
  await year();
  const curve = async (asOf = ''): Promise<readonly unknown[]> =>
    (
      await ledger.query(
        `{ fund(id: "${fund}"${asOf}) { execution(on: ["2026-02-28", "2026-06-30", "2026-11-23", "2026-12-31"]) { on received { fen } allocated { fen } committed { fen } spent { fen } share } } }`,
      )
    ).data.fund.execution;
  const day = (on: string, received: number, allocated: number, committed: number, spent: number): object => ({
    on,
    received: { fen: received },
    allocated: { fen: allocated },
    committed: { fen: committed },
    spent: { fen: spent },
    share: received === 0 ? null : spent / received,
  });
  expect(await curve()).toEqual([
    day('2026-02-28', 0, 0, 0, 0),
    day('2026-06-30', 1_000_000, 0, 0, 0),
    day('2026-11-23', 1_000_000, 400_000, 20_000, 50_000),
    day('2026-12-31', 1_000_000, 400_000, 20_000, 30_000),
  ]);
  // Before the reversal was known the first payment stood on every day.
  expect((await curve(`, asOf: { position: ${ledger.runner.head() - 1} }`)).at(-1)).toEqual(
    day('2026-12-31', 1_000_000, 400_000, 20_000, 50_000),
  );
  const { errors } = await ledger.query(`{ fund(id: "${fund}") { execution(on: ["9999-12-31"]) { on } } }`);
  expect(errors).toMatchObject([{ message: expect.stringContaining('on') }]);
});

test('a contract is as it had been amended and released by the day, and what came back is no longer spent', async () => {
  await year();
  const { contractNo } = contract;
  const paid = { ...voucher, number: '记-2' };
  await passed(ledger, 'AmendContract', { ...amendment, signedOn: '2026-11-23' }, since('2026-11-24'));
  await passed(ledger, 'RefundExpenditure', { ...refund, voucher: paid, fen: 10_000 }, since('2026-11-24'));
  await passed(ledger, 'ReleaseCommitment', { fundId: fund, contractNo, reason: 'TERMINATED' }, since('2026-11-24'));
  const on = async (day: string) => {
    const { data } = await ledger.query(
      `{ fund(id: "${fund}", asOf: { effectiveOn: "${day}" }) { balanced committed { fen } spent { fen }
        lines { contracts { amount { fen } paid { fen } released { fen } } expenditures { refunded { fen } } } } }`,
    );
    const { balanced, committed, spent, lines } = data.fund;
    const { amount, paid, released } = lines[0].contracts[0];
    const refunded = lines[0].expenditures.map((one: { refunded: { fen: number } }) => one.refunded.fen);
    return [balanced, committed.fen, spent.fen, amount.fen, paid.fen, released.fen, refunded];
  };
  expect(await on('2026-11-22')).toEqual([true, 50_000, 20_000, 50_000, 0, 0, [0]]);
  expect(await on('2026-11-23')).toEqual([true, 30_000, 50_000, 60_000, 30_000, 0, [0, 0]]);
  expect(await on('2026-11-24')).toEqual([true, 0, 20_000, 60_000, 20_000, 40_000, [0, 10_000]]);
});
