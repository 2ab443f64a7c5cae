import { expect, test } from '@jest/globals';
import { recordedAfter } from '../../src/commands/clock.js';
import { commandHandler } from '../../src/commands/handle.js';
import { bureau, openLedger, register } from '../support/ledger.js';

const LAST = '2026-11-24T01:00:00.000Z';

test.each([
  ['nothing was recorded before', undefined, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z'],
  ['the clock has gone on', LAST, '2026-11-24T01:00:00.001Z', '2026-11-24T01:00:00.001Z'],
  ['the clock lies a minute before what was recorded', LAST, '2026-11-24T00:59:00.000Z', LAST],
  ['the clock lies further before', LAST, '2026-11-24T00:58:59.999Z', undefined],
])('when an event is recorded, where %s', (_where, last, now, recorded) => {
  expect(recordedAfter(last, now)).toBe(recorded);
});

test('a clock that lies more than a minute before what a stream holds writes nothing; a receipt is given all the same', async () => {
  const ledger = await openLedger();
  await register(ledger);
  const admit = (schoolCode: string) =>
    ({ type: 'AdmitSchool', groupId: '370103.G01', schoolId: `370103.${schoolCode}` }) as const;
  const first = await ledger.pass(admit('S03'), { commandId: '11111111-1111-4111-8111-111111111111' });
  const put: unknown[] = [];
  const stores = {
    ...ledger.stores,
    people: { ...ledger.stores.people, put: (entry: unknown) => Promise.resolve(void put.push(entry)) },
  };
  const behind = commandHandler({ stores, now: () => '2026-11-24T00:58:00.000Z' });
  const envelope = {
    commandId: '22222222-2222-4222-8222-222222222222',
    basis: [{ title: '依据', documentNo: '1号' }],
    effectiveOn: '2026-11-24',
  };
  expect(await behind(admit('S04'), envelope, bureau)).toEqual({ failed: 'CLOCK_BEHIND' });
  expect(await behind(admit('S04'), { ...envelope, validateOnly: true }, bureau)).toEqual({ failed: 'CLOCK_BEHIND' });
  expect(
    await behind(
      admit('S03'),
      { ...envelope, commandId: first.commandId, basis: [{ title: '依据', documentNo: '市中教字〔2026〕1号' }] },
      bureau,
    ),
  ).toEqual({ written: { ...first, replayed: true } });
  const elsewhere = commandHandler({ stores, now: () => '2026-11-24T00:58:00.000Z', lastRecordedAt: () => LAST });
  const registration = {
    type: 'RegisterPerson',
    personId: '00000000-0000-4000-8000-000000000009',
    schoolId: '370103.S01',
    details: { name: '样本' },
  } as const;
  expect(await elsewhere(registration, envelope, bureau)).toEqual({ failed: 'CLOCK_BEHIND' });
  expect([ledger.runner.head(), put]).toEqual([9, []]);
  await ledger.close();
});

test('within the minute an event is recorded together with the last one, never before it', async () => {
  const ledger = await openLedger();
  await register(ledger);
  ledger.clock = '2026-11-24T00:59:30.000Z';
  await ledger.pass({ type: 'AdmitSchool', groupId: '370103.G01', schoolId: '370103.S03' });
  expect(ledger.readModels.events.at(9)!.metadata.recordedAt).toBe(LAST);
  await ledger.close();
});
