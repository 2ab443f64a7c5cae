import { expect, test } from '@jest/globals';
import { StoreUnavailable } from '../../src/eventstore/port.js';
import type { RunnerStatus } from '../../src/projections/runner.js';
import { readinessOf } from '../../src/server/readiness.js';
import { startRunning } from './running.js';

const runner = (status: RunnerStatus, problem?: string) => ({ status: () => status, head: () => 7, problem: () => problem });
const here = { ping: () => Promise.resolve() };

test.each([
  ['the store answers and the read models have caught up', here, runner('live'), []],
  ['the store is away', { ping: () => Promise.reject(new StoreUnavailable('esdb://admin:changeit@host')) }, runner('live'), ['the event store does not answer']],
  ['the store is frozen', { ping: () => new Promise<void>(() => undefined) }, runner('live'), ['the event store does not answer']],
  ['the read models are catching up', here, runner('catching-up', 'connect ECONNREFUSED 10.0.0.1'), ['the read models are catching up, they are at position 7']],
  ['the reader has stopped', here, runner('stopped', 'Position 8 holds an event X'), ['the reader has stopped at position 7, what is served is stale: Position 8 holds an event X']],
])('%s', async (_when, events, status, reasons) => {
  expect(await readinessOf({ events, runner: status, timeout: 10 })()).toEqual(reasons);
});

test('/readyz says 503 and why while the store is away, /healthz goes on, and the read models are still served', async () => {
  const running = await startRunning();
  await running.runtime.stores.events.close();
  expect(await running.fetch('/readyz')).toMatchObject({ status: 503, body: { ready: false, reasons: expect.arrayContaining(['the event store does not answer']) } });
  expect(await running.fetch('/healthz')).toMatchObject({ status: 200 });
  expect((await running.post('{ ledger { position } }')).body.data).toEqual({ ledger: { position: 0 } });
  await running.close();
});
