import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { clockOf } from '../../src/server/clock.js';
import { bureauClaims, register, startRunning, type Answer, type Running } from './running.js';

let directory: string;
let clock: string;
let running: Running;
const start = async (env: Record<string, string> = {}): Promise<Running> =>
  (running = await startRunning({
    env: { EVENT_STORE_URL: `sqlite:${directory}`, ...env },
    runtime: { now: () => clock },
  }));
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'edugroup-clock-'));
  clock = '2026-11-24T01:00:00.000Z';
  await register(await start());
});
afterEach(async () => {
  await running.close();
  rmSync(directory, { recursive: true, force: true });
});

const rename = (name: string, language = 'en'): Promise<Answer> =>
  running.post(
    'mutation ($input: RenameSchoolInput!) { renameSchool(input: $input) { receipt { position } userErrors { code message path } } }',
    {
      claims: bureauClaims,
      headers: { 'accept-language': language },
      variables: {
        input: {
          schoolId: '370103.S01',
          name,
          command: {
            commandId: randomUUID(),
            effectiveOn: '2026-11-24',
            basis: [{ title: '依据', documentNo: '1号' }],
          },
        },
      },
    },
  );
const renamed = async (name: string): Promise<number> => (await rename(name)).body.data.renameSchool.receipt.position;
const nameAt = async (recordedAt: string): Promise<unknown> => {
  const { body } = await running.post(
    'query ($at: DateTime!) { school(id: "370103.S01", asOf: { recordedAt: $at, effectiveOn: "2026-11-24" }) { name } }',
    { variables: { at: recordedAt } },
  );
  return body.data.school?.name;
};
const reasons = async (): Promise<string[]> =>
  (await running.fetch('/readyz')).body.reasons.map(({ code }: { code: string }) => code);

test('a clock that lies behind what was recorded keeps commands from being accepted, and says so in both languages', async () => {
  clock = '2026-11-24T00:58:59.000Z';
  expect((await rename('新名')).body.data.renameSchool).toEqual({
    receipt: null,
    userErrors: [
      {
        code: 'CLOCK_BEHIND',
        path: ['input'],
        message: expect.stringContaining('clock lies before what was last recorded. Nothing was written'),
      },
    ],
  });
  expect((await rename('新名', 'zh')).body.data.renameSchool.userErrors[0].message).toContain('服务器时钟早于');
  const ready = await running.fetch('/readyz');
  expect(ready).toMatchObject({ status: 503, body: { position: 5, reasons: [{ code: 'CLOCK_BEHIND' }] } });
  expect(ready.body.reasons[0].message).toContain('position 5, recorded at 2026-11-24T01:00:00.000Z');
  expect((await running.fetch('/metrics')).body).toContain('edugroup_not_ready{code="CLOCK_BEHIND"} 1');
  expect(
    running
      .log()
      .split('\n')
      .filter((line) => line.includes('"CLOCK_BEHIND"'))
      .map((line) => JSON.parse(line).level),
  ).toContain('warn');
  clock = '2026-11-24T00:59:00.000Z';
  expect(await reasons()).toEqual([]);
  expect(await renamed('新名')).toBe(6);
});

describe('an event that was recorded ahead of time, by a clock that is right again,', () => {
  beforeEach(async () => {
    clock = '2030-01-01T00:00:00.000Z';
    expect(await renamed('未来名')).toBe(6);
    clock = '2026-11-24T02:00:00.000Z';
  });

  test('keeps commands from being accepted until an operator says that the clock is right, and once one is accepted by itself no more', async () => {
    expect(await reasons()).toEqual(['CLOCK_BEHIND']);
    expect((await running.fetch('/readyz')).body.reasons[0].message).toContain('start with CLOCK_VERIFIED_POSITION=6');
    await running.close();
    await start({ CLOCK_VERIFIED_POSITION: '5' });
    expect((await rename('今名')).body.data.renameSchool.userErrors).toMatchObject([{ code: 'CLOCK_BEHIND' }]);
    await running.close();
    await start({ CLOCK_VERIFIED_POSITION: '6' });
    expect(await reasons()).toEqual([]);
    expect(await renamed('今名')).toBe(7);
    await running.close();
    await start();
    expect(await reasons()).toEqual([]);
    clock = '2026-11-24T01:58:00.000Z';
    expect((await rename('又名')).body.data.renameSchool.userErrors).toMatchObject([{ code: 'CLOCK_BEHIND' }]);
  });

  test('hides itself until then, and nothing that is recorded after it', async () => {
    expect(await nameAt('2026-11-24T02:00:00.000Z')).toBe('学校S01');
    await running.close();
    await start({ CLOCK_VERIFIED_POSITION: '6' });
    clock = '2026-11-24T03:00:00.000Z';
    await renamed('今名');
    clock = '2026-11-24T04:00:00.000Z';
    await renamed('后名');
    expect([
      await nameAt('2026-11-24T02:59:59.999Z'),
      await nameAt('2026-11-24T03:00:00.000Z'),
      await nameAt('2026-11-24T04:00:00.000Z'),
    ]).toEqual(['学校S01', '今名', '后名']);
    // The event itself is where it is, and was known when the next one was.
    const { body } = await running.post(
      `{ ledger { event(position: 6) { recordedAt } }
        school(id: "370103.S01", asOf: { position: 6, effectiveOn: "2026-11-24" }) { name } }`,
    );
    expect(body.data).toEqual({
      ledger: { event: { recordedAt: '2030-01-01T00:00:00.000Z' } },
      school: { name: '未来名' },
    });
    expect(await running.post('{ ledger { recordedAt } }')).toMatchObject({
      body: { data: { ledger: { recordedAt: '2026-11-24T04:00:00.000Z' } } },
    });
  });
});

test("where the reader has not come as far as the stream, the stream's own last event counts", () => {
  const events = { last: () => undefined, positionOf: (): number | undefined => undefined };
  const target = { stream: 'district-370103', revision: 4, recordedAt: '2026-11-24T01:00:00.000Z' };
  const now = (): string => clock;
  expect(clockOf({ events, now }).lastRecordedAt(target)).toBe(target.recordedAt);
  expect(
    clockOf({ events, now }).lastRecordedAt({ stream: 'district-370103', revision: -1, recordedAt: undefined }),
  ).toBeUndefined();
  expect(clockOf({ events: { ...events, positionOf: () => 5 }, now }).lastRecordedAt(target)).toBeUndefined();
});
