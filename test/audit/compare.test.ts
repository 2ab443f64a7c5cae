import { expect, test } from '@jest/globals';
import { firstAltered } from '../../src/audit/compare.js';
import { openLedger } from '../support/ledger.js';

const PAGE = 500;

test('a comparison goes on after each batch once its rest is over, and ends without one', async () => {
  const ledger = await openLedger();
  try {
    await ledger.pass({ type: 'OpenDistrict', code: '370103', name: '市中区' });
    await ledger.pass({ type: 'RegisterSchool', districtId: '370103', code: 'S01', name: '小学', phase: 'PRIMARY' });
    for (let number = 0; ledger.runner.head() < 2 * PAGE + 1; number += 1)
      await ledger.pass({ type: 'RenameSchool', schoolId: `370103.${'S01'}`, name: `第${number}小学` });
    const rests: number[] = [];
    let goOn: () => void = () => undefined;
    let isOver = false;
    const compared = firstAltered(ledger.stores.events, ledger.readModels, new AbortController().signal, (worked) => {
      rests.push(worked);
      return new Promise((resolve) => (goOn = resolve));
    }).finally(() => (isOver = true));
    for (const batches of [1, 2]) {
      while (rests.length < batches) await new Promise(setImmediate);
      expect({ isOver, rests: rests.length }).toEqual({ isOver: false, rests: batches });
      goOn();
    }
    expect(await compared).toBeUndefined();
    expect(rests.every((worked) => worked >= 0)).toBe(true);
  } finally {
    await ledger.close();
  }
}, 60_000);
