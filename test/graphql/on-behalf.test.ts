import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { allocation, charterInput, fund, group, meeting, passed, resolution, steps } from './money.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger);
  await council(ledger);
});
afterEach(() => ledger.close());

test('what the bureau enters for a council says so to everybody', async () => {
  await steps.resolved(ledger);
  await passed(ledger, 'AmendResolution', { resolutionId: resolution, sum: 600_000, ...meeting });
  await passed(ledger, 'AdoptCharter', { ...charterInput, ...meeting });
  const { data } = await ledger.query(
    `{ group(id: "${group}") { charter { meeting { onBehalf } }
        resolutions { meetings { decided onBehalf } } } }`,
    { principal: principals.anybody },
  );
  const [resolved] = data.group.resolutions;
  expect(data.group.charter).toEqual({ meeting: { onBehalf: 'COUNCIL' } });
  expect(resolved.meetings).toEqual([
    { decided: 'ADOPTED', onBehalf: null },
    { decided: 'AMENDED', onBehalf: 'COUNCIL' },
  ]);
});

test('what the bureau allocates or revises for a council says so, of each line what was decided last', async () => {
  const lines = async (asOf = ''): Promise<unknown> => {
    const { data } = await ledger.query(`{ fund(id: "${fund}"${asOf}) { lines { line onBehalf } } }`, {
      principal: principals.anybody,
    });
    return data.fund.lines.map(({ onBehalf }: { onBehalf: string | null }) => onBehalf);
  };
  await steps.resolved(ledger);
  await steps.appropriated(ledger);
  await steps.allocated(ledger);
  expect(await lines()).toEqual([null, null]);
  const { position } = await passed(ledger, 'ReviseAllocation', {
    fundId: fund,
    line: 2,
    fen: 90_000,
    resolutionId: resolution,
  });
  expect(await lines()).toEqual([null, 'COUNCIL']);
  expect(await lines(`, asOf: { position: ${position - 1} }`)).toEqual([null, null]);
  await passed(ledger, 'AllocateFunds', { ...allocation, lines: allocation.lines.slice(1) });
  expect(await lines()).toEqual([null, 'COUNCIL', 'COUNCIL']);
  const { data } = await ledger.query(
    `{ fund(id: "${fund}") { history(last: 2) { nodes { data en: summary(language: EN) zh: summary(language: ZH) } } } }`,
    { principal: principals.anybody },
  );
  for (const { data: told, en, zh } of data.fund.history.nodes) {
    expect(told).toMatchObject({ onBehalf: 'COUNCIL' });
    expect(en).toMatch(/, entered by the bureau on behalf of the council$/);
    expect(zh).toMatch(/（由教育局代理事会登记）$/);
  }
});

test.each([
  ['AllocateFunds', allocation],
  ['ReviseAllocation', { fundId: fund, line: 1, fen: 1, resolutionId: resolution }],
])('%s by the bureau needs a document with a number, by the council none', async (command, input) => {
  await steps.resolved(ledger);
  await steps.appropriated(ledger);
  if (command === 'ReviseAllocation') await steps.allocated(ledger);
  const untitled = { command: { basis: [{ title: '口头通知' }] } };
  const { userErrors } = await ledger.mutate(command, input, { selection: '{ __typename }', ...untitled });
  expect(userErrors).toMatchObject([{ code: 'BASIS_MISSING', path: ['input', 'command', 'basis'] }]);
  await passed(ledger, command, input, { principal: principals.council, ...untitled });
});

test('a correction changes nothing of who entered an allocation', async () => {
  await steps.resolved(ledger);
  await steps.appropriated(ledger);
  await passed(ledger, 'AllocateFunds', allocation);
  const { event, revision, stream } = ledger.readModels.events.at(ledger.runner.head())!;
  const { onBehalf, ...right } = event as { type: string; onBehalf?: string; lines: readonly object[] };
  expect(onBehalf).toBe('COUNCIL');
  const correct = { type: 'CorrectRecord' as const, stream, revision, rightVersion: 1 };
  await expect(ledger.pass({ ...correct, right })).rejects.toThrow('INVALID_INPUT');
  await ledger.pass({ ...correct, right: { ...right, onBehalf, lines: right.lines.slice(0, 1) } });
});

test('it needs a document with a number', async () => {
  await steps.resolved(ledger);
  const { userErrors } = await ledger.mutate(
    'AmendResolution',
    { resolutionId: resolution, sum: 600_000, ...meeting },
    { command: { basis: [{ title: '口头通知' }] } },
  );
  expect(userErrors).toMatchObject([{ code: 'BASIS_MISSING', path: ['input', 'command', 'basis'] }]);
});
