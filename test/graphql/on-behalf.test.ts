import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { council, openApi, principals, register, type ApiLedger } from './ledger.js';
import { charterInput, group, meeting, passed, resolution, steps } from './money.js';

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

test('it needs a document with a number', async () => {
  await steps.resolved(ledger);
  const { userErrors } = await ledger.mutate(
    'AmendResolution',
    { resolutionId: resolution, sum: 600_000, ...meeting },
    { command: { basis: [{ title: '口头通知' }] } },
  );
  expect(userErrors).toMatchObject([{ code: 'BASIS_MISSING', path: ['input', 'command', 'basis'] }]);
});
