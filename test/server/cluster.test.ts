import { afterEach, expect, test } from '@jest/globals';
import { startCluster } from '../eventstore/fake/cluster.js';
import { startRunning } from './running.js';
import type { Answer } from './running.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const start = async () => {
  const cluster = await startCluster();
  opened.push(cluster.close);
  const running = await startRunning({ env: { EVENT_STORE_URL: cluster.url } });
  opened.push(running.close);
  const readyz = async (status: number): Promise<Answer> => {
    for (;;) {
      const answer = await running.fetch('/readyz');
      if (answer.status === status) return answer;
    }
  };
  return { ...cluster, ...running, readyz };
};

test('/readyz says no while a leader that was cut off answers reads and takes no write, and yes once another was elected', async () => {
  const {
    nodes: [one, two],
    elect,
    give,
    readyz,
  } = await start();
  await readyz(200);
  one.fake.faults.isolated = true;
  expect((await readyz(503)).body.reasons).toContainEqual({
    code: 'STORE_SILENT',
    message: 'the event store does not answer',
  });
  elect(two);
  await readyz(200);
  expect(await give({ type: 'OpenDistrict', code: '370103', name: '市中区' })).toBe(1);
});

test('/readyz says no while nothing is heard from any node, and the server answers and goes on once one is there', async () => {
  const { nodes, give, readyz, post } = await start();
  await give({ type: 'OpenDistrict', code: '370103', name: '市中区' });
  for (const { proxy } of nodes) proxy.mute(true);
  for (let codes: string[] = []; !codes.includes('READ_MODELS_BEHIND');) {
    codes = (await readyz(503)).body.reasons.map(({ code }: { readonly code: string }) => code);
  }
  expect((await post('{ ledger { position } }')).body.data).toEqual({ ledger: { position: 1 } });
  for (const { proxy } of nodes) proxy.mute(false);
  await readyz(200);
  expect(
    await give({ type: 'RegisterSchool', districtId: '370103', code: 'S01', name: '一小', phase: 'PRIMARY' }),
  ).toBe(2);
});
