import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { GivenCommand } from '../../src/commands/command.js';
import { startProcesses, type Processes } from '../../src/processes/index.js';
import { moneyInTransit } from '../../src/projections/funds-queries.js';
import { bureau, openLedger, person, recommend, register, silent, type TestLedger } from '../support/ledger.js';

const groupId = '370103.G01';
const fund = { groupId, fiscalYear: 2026 };
const next = { groupId, fiscalYear: 2027 };
const tranche = { documentNo: '拨1号', receivedOn: '2026-11-24' };
const meeting = { groupId, heldOn: '2026-11-24', minutesNo: '纪要1号', ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 } };
const allocate = { type: 'AllocateFunds', ...fund, resolution: 1, lines: [{ purpose: '培训', schoolId: '370103.S01', fen: 5000 }] } as const;
const repeal = { type: 'RepealResolution', ...meeting, resolution: 1 } as const;

let ledger: TestLedger;
let running: Processes;
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
  const memberIds = [await recommend(ledger, 1, 'S01'), await recommend(ledger, 2, 'S02')];
  await ledger.pass({ type: 'AppointCouncil', groupId, memberIds, chairId: person(1), termFrom: '2026-09-01', termTo: '2029-08-31' });
  await ledger.pass({ type: 'AdoptResolution', ...meeting, kind: 'FUND', subject: '经费', fiscalYear: 2026, sum: 6000 });
  await ledger.pass({ type: 'AppropriateFund', ...fund, ...tranche, fen: 9000 });
  running = await startProcesses({ stores: ledger.stores, readModels: ledger.readModels, runner: ledger.runner, handle: ledger.handle, log: silent });
});
afterEach(async () => {
  await running.stop();
  await ledger.close();
});

/** Until every process has passed every event, those they caused included. */
const settled = async (): Promise<void> => {
  for (let head = -1; head !== ledger.runner.head(); ) {
    let stored = 0;
    for await (const batch of ledger.stores.events.follow()) {
      stored += batch.events.length;
      if (batch.caughtUp) break;
    }
    await ledger.runner.waitFor(stored, 10_000);
    head = ledger.runner.head();
    while (running.position() < head) await ledger.runner.waitFor(Number.MAX_SAFE_INTEGER, 1);
  }
};
const lines = () => ledger.readModels.fundLines.by('fund', `${groupId}.2026`, ledger.runner.head()).map(({ suspended, allocated }) => ({ suspended, allocated }));
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
      await ledger.handle(command, { commandId: '22222222-2222-4222-8222-222222222222', basis: [{ title: '依据', documentNo: '2号' }], effectiveOn: '2026-11-24' }, bureau);
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
  expect(await ledger.give({ type: 'CommitFunds', ...fund, line: 1, contractNo: '合1', supplier: '样本', fen: 10, signedOn: '2026-11-24' })).toMatchObject({ refused: { code: 'NO_RESOLUTION' } });
});

test('when a resolution is amended to less than is allocated, the allocation is suspended; under another resolution it goes on', async () => {
  await ledger.pass(allocate);
  await ledger.pass({ type: 'AmendResolution', ...meeting, resolution: 1, sum: 5500 });
  await settled();
  expect(lines()).toEqual([{ suspended: 0, allocated: 5000 }]);
  await ledger.pass({ type: 'AmendResolution', ...meeting, resolution: 1, sum: 4000 });
  await settled();
  expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
  await ledger.pass({ type: 'AdoptResolution', ...meeting, kind: 'FUND', subject: '经费二', fiscalYear: 2026, sum: 5000 });
  await ledger.pass({ type: 'ReviseAllocation', ...fund, line: 1, fen: 5000, resolution: 2 });
  await settled();
  expect(lines()).toEqual([{ suspended: 0, allocated: 5000 }]);
});

test('a lost race is detected: allocated under a resolution that was repealed meanwhile', async () => {
  const overtaken = overtakenBy(repeal);
  await ledger.pass(allocate);
  await overtaken;
  await settled();
  expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
  expect(followUps()).toEqual(['AllocationSuspended']);
});

test('a resolution that is retracted takes its allocation along', async () => {
  await ledger.pass(allocate);
  const adopted = ledger.readModels.events.page({ types: ['ResolutionAdopted'] }, { after: 0, upTo: Infinity, limit: 1, backwards: false })[0]!;
  await ledger.pass({ type: 'RetractRecord', stream: adopted.stream, revision: adopted.revision });
  await settled();
  expect(lines()).toEqual([{ suspended: 1, allocated: 5000 }]);
});

test('what one year carries out the next carries in, of the same age; until then it is in transit', async () => {
  await ledger.pass({ type: 'CarryOut', ...fund, fen: 3000 });
  await settled();
  expect(ledger.readModels.funds.byKey(`${groupId}.2027`, ledger.runner.head())).toMatchObject({ carriedIn: 3000, free: 3000 });
  expect(ledger.readModels.carries.by('fund', `${groupId}.2027`, ledger.runner.head())).toMatchObject([{ direction: 'IN', originYear: 2026, fen: 3000 }]);
  expect(moneyInTransit(ledger.readModels, groupId, ledger.runner.head())).toEqual([]);
  expect(followUps()).toEqual(['CarriedIn']);
});

test('what a year carried in that the one before has not carried out is carried out there, or is due where it is not there', async () => {
  await ledger.pass({ type: 'CarryIn', ...next, parts: [{ originYear: 2026, fen: 2000 }] });
  await settled();
  expect(ledger.readModels.funds.byKey(`${groupId}.2026`, ledger.runner.head())).toMatchObject({ carriedOut: 2000, free: 7000 });
  await ledger.pass({ type: 'CarryIn', ...next, parts: [{ originYear: 2026, fen: 8000 }] });
  await settled();
  expect(running.due()).toMatchObject([{ process: 'carry-over', command: 'CarryOut', refusal: { code: 'INSUFFICIENT_FUNDS' } }]);
  expect(moneyInTransit(ledger.readModels, groupId, ledger.runner.head())).toEqual([{ fromYear: 2026, outOnly: [], inOnly: [{ originYear: 2026, fen: 8000 }] }]);
});

test('both sides at once cross nothing over', async () => {
  await Promise.all([ledger.give({ type: 'CarryOut', ...fund, fen: 3000 }), ledger.give({ type: 'CarryIn', ...next, parts: [{ originYear: 2026, fen: 3000 }] })]);
  await settled();
  expect(moneyInTransit(ledger.readModels, groupId, ledger.runner.head())).toEqual([]);
});
