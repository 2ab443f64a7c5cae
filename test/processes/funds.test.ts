import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GivenCommand } from '../../src/commands/command.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { Stores } from '../../src/eventstore/port.js';
import { startProcesses, type Processes } from '../../src/processes/index.js';
import { LAST_DAY } from '../../src/domain/day.js';
import { moneyInTransit } from '../../src/projections/fund/queries.js';
import { inboxOf } from '../../src/projections/inbox.js';
import { queries } from '../../src/projections/queries.js';
import { bureau, openLedger, person, recommend, register, silent, type TestLedger } from '../support/ledger.js';
import { allSettled } from '../support/processes.js';

const groupId = '370103.G01';
const fund = { groupId, fiscalYear: 2026 };
const next = { groupId, fiscalYear: 2027 };
const tranche = { documentNo: '拨1号', receivedOn: '2026-11-24' };
const meeting = {
  groupId,
  heldOn: '2026-11-24',
  minutesNo: '纪要1号',
  ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
};
const allocate = {
  type: 'AllocateFunds',
  ...fund,
  resolution: 1,
  lines: [{ purpose: '培训', schoolId: '370103.S01', fen: 5000 }],
} as const;
const repeal = { type: 'RepealResolution', ...meeting, resolution: 1 } as const;

let ledger: TestLedger;
let running: Processes;
const start = (): Promise<Processes> =>
  startProcesses({
    stores: ledger.stores,
    readModels: ledger.readModels,
    runner: ledger.runner,
    handle: ledger.handle,
    log: silent,
  });
/** A store whose readers are some turns of the event loop behind its writers, as they are behind a real one. */
const behind = (stores: Stores): Stores => ({
  ...stores,
  events: {
    ...stores.events,
    follow: async function* (options) {
      for await (const batch of stores.events.follow(options)) {
        for (let turns = 0; turns < 10; turns += 1) await nextTurn();
        yield batch;
      }
    },
  },
});
beforeEach(async () => {
  ledger = await openLedger(behind(memoryStores()));
  await register(ledger);
  const memberIds = [await recommend(ledger, 1, 'S01'), await recommend(ledger, 2, 'S02')];
  await ledger.pass({
    type: 'AppointCouncil',
    groupId,
    memberIds,
    chairId: person(1),
    termFrom: '2026-09-01',
    termTo: '2029-08-31',
  });
  await ledger.pass({
    type: 'AdoptResolution',
    ...meeting,
    kind: 'FUND',
    subject: '经费',
    fiscalYear: 2026,
    sum: 6000,
  });
  await ledger.pass({ type: 'AppropriateFund', ...fund, ...tranche, fen: 9000 });
  running = await start();
});
afterEach(async () => {
  await running.stop();
  await ledger.close();
});

const settled = (): Promise<void> => allSettled(ledger, running);
const lines = () =>
  ledger.readModels.fundLines
    .by('fund', `${groupId}.2026`, ledger.runner.head())
    .map(({ suspended, allocated }) => ({ suspended, allocated }));
const followUps = (): string[] =>
  ledger.readModels.events
    .page({}, { after: 0, upTo: Infinity, limit: 1000, backwards: false })
    .filter(({ metadata }) => metadata.actor.role === 'SYSTEM')
    .map(({ event }) => event.type);

/** Lets another command in after the next one has decided and before it is written: it loses the race. */
const overtakenBy = (command: GivenCommand): Promise<void> =>
  new Promise((resolve) => {
    const events = ledger.stores.events as { append: typeof ledger.stores.events.append };
    const { append } = events;
    events.append = async (...input) => {
      events.append = append;
      await ledger.handle(
        command,
        {
          commandId: '22222222-2222-4222-8222-222222222222',
          basis: [{ title: '依据', documentNo: '2号' }],
          effectiveOn: '2026-11-24',
        },
        bureau,
      );
      const result = await append.apply(ledger.stores.events, input);
      resolve();
      return result;
    };
  });

test('when a resolution is repealed, what was allocated under it is suspended, and may neither be committed nor spent', async () => {
  await ledger.pass(allocate);
  await ledger.pass(repeal);
  await settled();
  expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
  expect(
    await ledger.give({
      type: 'CommitFunds',
      ...fund,
      line: 1,
      contractNo: '合1',
      supplier: '样本',
      fen: 10,
      signedOn: '2026-11-24',
    }),
  ).toMatchObject({ refused: { code: 'NO_RESOLUTION' } });
});

test('when a resolution is amended to less than is allocated, the allocation is suspended; under another resolution it goes on', async () => {
  await ledger.pass(allocate);
  await ledger.pass({ type: 'AmendResolution', ...meeting, resolution: 1, sum: 5500 });
  await settled();
  expect(lines()).toEqual([{ suspended: 0, allocated: 5000 }]);
  await ledger.pass({ type: 'AmendResolution', ...meeting, resolution: 1, sum: 4000 });
  await settled();
  expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
  await ledger.pass({
    type: 'AdoptResolution',
    ...meeting,
    kind: 'FUND',
    subject: '经费二',
    fiscalYear: 2026,
    sum: 5000,
  });
  await ledger.pass({ type: 'ReviseAllocation', ...fund, line: 1, fen: 5000, resolution: 2 });
  await settled();
  expect(lines()).toEqual([{ suspended: 0, allocated: 5000 }]);
});

describe('a lost race is detected', () => {
  const amend = { type: 'AmendResolution', ...meeting, resolution: 1, sum: 4000 } as const;

  test.each([
    ['repealed', repeal],
    ['amended to less', amend],
  ] as const)('allocated under a resolution that was %s meanwhile', async (_, meanwhile) => {
    const overtaken = overtakenBy(meanwhile);
    await ledger.pass(allocate);
    await overtaken;
    await settled();
    expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
    expect(followUps()).toEqual(['AllocationSuspended']);
  });

  test('a line was raised under a resolution that was amended to less meanwhile', async () => {
    await ledger.pass({ ...allocate, lines: [{ ...allocate.lines[0], fen: 3000 }] });
    const overtaken = overtakenBy(amend);
    await ledger.pass({ type: 'ReviseAllocation', ...fund, line: 1, fen: 5000, resolution: 1 });
    await overtaken;
    await settled();
    expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
  });
});

test('a resolution that is retracted takes its allocation along', async () => {
  await ledger.pass(allocate);
  const adopted = ledger.readModels.events.page(
    { types: ['ResolutionAdopted'] },
    { after: 0, upTo: Infinity, limit: 1, backwards: false },
  )[0]!;
  await ledger.pass({ type: 'RetractRecord', stream: adopted.stream, revision: adopted.revision });
  await settled();
  expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
});

test('what one year carries out the next carries in, of the same age; until then it is in transit', async () => {
  await ledger.pass({ type: 'CarryOut', ...fund, fen: 3000 });
  await settled();
  expect(ledger.readModels.funds.byKey(`${groupId}.2027`, ledger.runner.head())).toMatchObject({
    carriedIn: 3000,
    free: 3000,
  });
  expect(ledger.readModels.carries.by('fund', `${groupId}.2027`, ledger.runner.head())).toMatchObject([
    { direction: 'IN', originYear: 2026, fen: 3000 },
  ]);
  expect(moneyInTransit(ledger.readModels, groupId, { position: ledger.runner.head(), effectiveOn: LAST_DAY })).toEqual(
    [],
  );
  expect(followUps()).toEqual(['CarriedIn']);
});

test('several carried out at once arrive once each, however far the reader is behind', async () => {
  await Promise.all([1000, 500, 200].map((fen) => ledger.give({ type: 'CarryOut', ...fund, fen })));
  await settled();
  const sums = (key: string) => ledger.readModels.funds.byKey(key, ledger.runner.head());
  expect(sums(`${groupId}.2026`)).toMatchObject({ carriedOut: 1700, free: 7300 });
  expect(sums(`${groupId}.2027`)).toMatchObject({ carriedIn: 1700, free: 1700 });
  expect(followUps()).toEqual(['CarriedIn', 'CarriedIn', 'CarriedIn']);
  expect(running.due()).toEqual([]);
});

test('nothing is carried in that the year before did not carry out, and nothing twice', async () => {
  const carryIn = (fen: number, originYear = 2026) =>
    ledger.give({ type: 'CarryIn', ...next, parts: [{ originYear, fen }] });
  expect(await carryIn(2000)).toMatchObject({ refused: { code: 'INSUFFICIENT_FUNDS', path: ['parts', '0', 'fen'] } });
  await running.stop();
  await ledger.pass({ type: 'CarryOut', ...fund, fen: 3000 });
  expect(await carryIn(3000, 2025)).toMatchObject({ refused: { code: 'INSUFFICIENT_FUNDS' } });
  expect(await carryIn(3000)).toMatchObject({ written: {} });
  running = await start();
  await settled();
  expect(moneyInTransit(ledger.readModels, groupId, { position: ledger.runner.head(), effectiveOn: LAST_DAY })).toEqual(
    [],
  );
  expect(running.due()).toEqual([]);
});

test('what a correction took away stays away; what is refused is due until it is settled', async () => {
  await ledger.pass({ type: 'AppropriateFund', ...next, ...tranche, fen: 1 });
  await ledger.pass({ type: 'ReturnUnspent', ...next, fen: 1, documentNo: '退1号' });
  ledger.clock = '2027-12-31T01:00:00.000Z';
  await ledger.pass({ type: 'CloseFundYear', ...next }, { effectiveOn: '2027-12-31' });
  const { stream, revision } = await ledger.pass({ type: 'CarryOut', ...fund, fen: 3000 });
  await settled();
  expect(running.due()).toMatchObject([
    { process: 'carry-over', command: 'CarryIn', refusal: { code: 'YEAR_CLOSED' } },
  ]);
  expect(moneyInTransit(ledger.readModels, groupId, { position: ledger.runner.head(), effectiveOn: LAST_DAY })).toEqual(
    [{ fromYear: 2026, outOnly: [{ originYear: 2026, fen: 3000 }], inOnly: [] }],
  );
  await ledger.pass({ type: 'RetractRecord', stream, revision });
  await settled();
  expect(running.due()).toEqual([]);
  expect(followUps()).toEqual([]);
});

test('a repeal for a later day suspends nothing before it; from that day on nothing is spent, and the inbox says so', async () => {
  await ledger.pass(allocate);
  await ledger.pass(repeal, { effectiveOn: '2026-12-31' });
  await settled();
  expect(lines()).toEqual([{ suspended: 0, allocated: 5000 }]);
  const commit = (contractNo: string, effectiveOn: string) =>
    ledger.give(
      { type: 'CommitFunds', ...fund, line: 1, contractNo, supplier: '样本', fen: 10, signedOn: '2026-11-24' },
      { effectiveOn },
    );
  expect(await commit('合1', '2026-11-24')).toMatchObject({ written: {} });
  await settled();
  ledger.clock = '2027-01-02T01:00:00.000Z';
  expect(await commit('合2', '2026-12-31')).toMatchObject({ refused: { code: 'NO_RESOLUTION' } });
  const kinds = (effectiveOn: string) =>
    inboxOf(
      ledger.readModels,
      queries(ledger.readModels),
      [groupId],
      { position: ledger.runner.head(), effectiveOn },
      [],
    )
      .filter(({ kind }) => kind === 'ALLOCATION_SUSPENDED')
      .map(({ args }) => args);
  expect(kinds('2026-12-30')).toEqual([]);
  expect(kinds('2026-12-31')).toEqual([{ resolution: 1, fen: 5000 }]);
});

test('a line that was spent is suspended, too: what is reversed is not spent again', async () => {
  const voucher = { schoolId: '370103.S01', year: 2026, month: 11, number: '记-1', entry: 1 };
  const pay = {
    type: 'RecordExpenditure',
    ...fund,
    line: 1,
    fen: 5000,
    supplier: '样本',
    paidOn: '2026-11-24',
  } as const;
  await ledger.pass(allocate);
  await ledger.pass({ ...pay, voucher });
  await ledger.pass({ type: 'AmendResolution', ...meeting, resolution: 1, sum: 4000 });
  await settled();
  expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
  await ledger.pass({ type: 'ReverseExpenditure', ...fund, voucher });
  expect(await ledger.give({ ...pay, voucher: { ...voucher, number: '记-2' } })).toMatchObject({
    refused: { code: 'NO_RESOLUTION' },
  });
});

test('the same voucher in two funds is detected: each fund sees its own only', async () => {
  await ledger.pass(allocate);
  await ledger.pass({
    type: 'AdoptResolution',
    ...meeting,
    kind: 'FUND',
    subject: '经费二',
    fiscalYear: 2027,
    sum: 6000,
  });
  await ledger.pass({ type: 'AppropriateFund', ...next, ...tranche, fen: 9000 });
  await ledger.pass({ ...allocate, ...next, resolution: 2 });
  for (const [of, number] of [
    [fund, '记-1'],
    [next, '记－1'],
  ] as const) {
    await ledger.pass({
      type: 'RecordExpenditure',
      ...of,
      line: 1,
      fen: 10,
      supplier: '样本',
      paidOn: '2026-11-24',
      voucher: { schoolId: '370103.S01', year: 2026, month: 11, number, entry: 1 },
    });
  }
  const twice = (): readonly unknown[] =>
    inboxOf(
      ledger.readModels,
      queries(ledger.readModels),
      [groupId],
      { position: ledger.runner.head(), effectiveOn: '2026-11-24' },
      [],
    )
      .filter(({ kind }) => kind === 'VOUCHER_TWICE')
      .map(({ subject, args }) => [subject.key, args.fund]);
  expect(twice()).toEqual([
    [`${groupId}.2026`, `${groupId}.2027`],
    [`${groupId}.2027`, `${groupId}.2026`],
  ]);
  await ledger.pass({
    type: 'ReverseExpenditure',
    ...next,
    voucher: { schoolId: '370103.S01', year: 2026, month: 11, number: '记-1', entry: 1 },
  });
  expect(twice()).toEqual([]);
});

test('a voucher of shared books and an invoice that two funds pay are due in both, and lines of a school that left', async () => {
  const books = { year: 2026, month: 11, number: '记-1', entry: 1 };
  const campus = '370103.S09';
  await ledger.pass({
    type: 'RegisterSchool',
    districtId: '370103',
    code: 'S09',
    name: '样本校区',
    phase: 'PRIMARY',
    kind: 'CAMPUS',
    partOfId: '370103.S01',
  });
  await ledger.pass({ type: 'AdmitSchool', groupId, schoolId: campus });
  const decided = { ...meeting, kind: 'FUND', subject: '经费二', fiscalYear: 2027, sum: 6000 } as const;
  await ledger.pass({ type: 'AdoptResolution', ...decided });
  await ledger.pass({ type: 'AppropriateFund', ...next, ...tranche, fen: 9000 });
  await ledger.pass(allocate);
  const lines = [{ purpose: '培训', schoolId: campus, fen: 5000 }];
  await ledger.pass({ ...allocate, ...next, resolution: 2, lines });
  const pay = { type: 'RecordExpenditure', line: 1, fen: 10, supplier: '样本', paidOn: '2026-11-24' } as const;
  await ledger.pass({ ...pay, ...fund, invoiceNo: '票-1', voucher: { ...books, schoolId: '370103.S01' } });
  await ledger.pass({ ...pay, ...next, invoiceNo: '票－１', voucher: { ...books, schoolId: campus } });
  const due = (kind: string) =>
    inboxOf(
      ledger.readModels,
      queries(ledger.readModels),
      [groupId],
      { position: ledger.runner.head(), effectiveOn: '2026-11-24' },
      [],
    )
      .filter((entry) => entry.kind === kind)
      .map(({ subject, args }) => [subject.key, args]);
  const [first, second] = [`${groupId}.2026`, `${groupId}.2027`];
  const [ofSchool, ofCampus] = ['370103.S01/2026/11/记-1/1', `${campus}/2026/11/记-1/1`];
  for (const kind of ['VOUCHER_TWICE', 'INVOICE_TWICE'])
    expect(due(kind)).toEqual([
      [first, { voucher: ofSchool, fund: second }],
      [second, { voucher: ofCampus, fund: first }],
    ]);
  expect(due('LINE_WITHOUT_SCHOOL')).toEqual([]);
  await ledger.pass({ type: 'WithdrawSchool', groupId, schoolId: campus });
  expect(due('LINE_WITHOUT_SCHOOL')).toEqual([[second, { school: campus, fen: 4990 }]]);
});
