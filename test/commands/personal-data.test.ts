import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { knownNames } from '../../src/commands/names.js';
import { newEntry } from '../../src/commands/people.js';
import type { Stores } from '../../src/eventstore/port.js';
import { openLedger, person, register, type TestLedger } from '../support/ledger.js';

/** What enters the ledger stays for ever. */
describe('a name of the people directory of that district', () => {
  let ledger: TestLedger;
  beforeEach(async () => {
    ledger = await openLedger();
    await register(ledger);
    await enter(1, '张衡');
  });
  afterEach(() => ledger.close());

  const enter = (number: number, name: string) =>
    ledger.pass({ type: 'RegisterPerson', personId: person(number), schoolId: '370103.S01', details: { name } });
  const feature = (text: string, more: object = {}) =>
    ledger.give(
      { type: 'DefineSchoolFeature', schoolId: '370103.S01', feature: text },
      { validateOnly: true, ...more },
    );
  const refusedAt = (...path: string[]) => ({
    refused: { code: 'INVALID_INPUT', args: { reason: 'personal data' }, path },
  });

  test('is refused in prose, in any width and with any spaces, with its field', async () => {
    for (const text of ['由张衡负责', '由张 衡负责', '张　衡'])
      expect(await feature(text)).toEqual(refusedAt('feature'));
    expect(await feature('以人为本', { reason: '张衡同意' })).toEqual(refusedAt('command', 'reason'));
    expect(await feature('以人为本', { basis: [{ documentNo: '1号', title: '关于张衡的决定' }] })).toEqual(
      refusedAt('command', 'basis', '0', 'title'),
    );
    expect(await feature('以人为本')).toMatchObject({ valid: true });
  });
  test('is refused in the right fact of a correction', async () => {
    const { revision, stream } = await ledger.pass({
      type: 'DefineSchoolFeature',
      schoolId: '370103.S01',
      feature: '以人为本',
    });
    const right = { type: 'SchoolFeatureDefined', schoolCode: 'S01', feature: '张衡特色' };
    expect(await ledger.give({ type: 'CorrectRecord', stream, revision, right, rightVersion: 1 })).toEqual(
      refusedAt('right', 'feature'),
    );
  });
  test('is none within the name of a school or group, and none in what names a thing', async () => {
    await ledger.pass({ type: 'RenameSchool', schoolId: '370103.S02', name: '张衡小学' });
    expect(await feature('与张衡小学共建')).toMatchObject({ valid: true });
    expect(await feature('与张衡小学的张衡共建')).toEqual(refusedAt('feature'));
  });
  test('is known at once where somebody is entered, renamed or erased here', async () => {
    expect(await feature('李时珍')).toMatchObject({ valid: true });
    await enter(2, '李时珍');
    expect(await feature('李时珍')).toEqual(refusedAt('feature'));
    await ledger.pass({ type: 'ChangePersonDetails', personId: person(2), details: { name: '李东璧' } });
    expect(await feature('李东璧')).toEqual(refusedAt('feature'));
    await ledger.pass({ type: 'ErasePerson', personId: person(2) });
    expect(await feature('李时珍与李东璧')).toMatchObject({ valid: true });
  });
  test('is one of two characters or more, no ordinary word, and in Latin letters a whole word', async () => {
    await enter(2, '和');
    await enter(3, '安全');
    await enter(4, 'Li Na');
    for (const text of ['和而不同', '安全教育', 'Carolina']) expect(await feature(text)).toMatchObject({ valid: true });
    expect(await feature('with Li Na, LINA')).toEqual(refusedAt('feature'));
  });
  test('is read from the directory at the start', async () => {
    const again = await openLedger(ledger.stores);
    const command = { type: 'DefineSchoolFeature', schoolId: '370103.S01', feature: '张衡' } as const;
    expect(await again.give(command)).toEqual(refusedAt('feature'));
    await again.runner.stop();
  });
  test("is read without a look at anybody's stream, but where an older entry does not tell its district", async () => {
    const read: string[] = [];
    const { events, people } = ledger.stores;
    await ledger.pass({ type: 'ChangePersonDetails', personId: person(1), details: { name: '张平子' } });
    await enter(2, '李时珍');
    const older = newEntry(person(2), { name: '李东璧' });
    await people.put(older);
    const reading: Stores = {
      ...ledger.stores,
      events: { ...events, readStream: (stream, options) => (read.push(stream), events.readStream(stream, options)) },
    };
    const isNamed = await knownNames(reading, () => 0).ofDistrict('370103');
    expect(['张衡', '张平子', '李时珍', '李东璧', '王羲之'].map(isNamed)).toEqual([true, true, true, true, false]);
    expect(read).toEqual([`person-${person(2)}`]);
  });
  test('of another district is no name of this one', async () => {
    const other = { actor: { id: 'bureau-2', role: 'BUREAU' }, district: '370199' } as const;
    await ledger.pass({ type: 'OpenDistrict', code: '370199', name: '样区' }, {}, other);
    await ledger.pass(
      { type: 'RegisterSchool', districtId: '370199', code: 'S01', name: '甲小学', phase: 'PRIMARY' },
      {},
      other,
    );
    const command = { type: 'DefineSchoolFeature', schoolId: '370199.S01', feature: '张衡' } as const;
    expect(await ledger.give(command, { validateOnly: true }, other)).toMatchObject({ valid: true });
  });
});

describe('what looks like a number of somebody', () => {
  test('is refused in every text of a command, and what was accepted before is answered again', async () => {
    const ledger = await openLedger();
    await register(ledger);
    const refused = { refused: { code: 'INVALID_INPUT', args: { reason: 'personal data' } } };
    expect(await ledger.give({ type: 'RenameSchool', schoolId: '370103.S01', name: '小学13812345678' })).toMatchObject(
      refused,
    );
    expect(
      await ledger.give(
        { type: 'DefineSchoolFeature', schoolId: '370103.S01', feature: '以人为本' },
        { reason: '０５３１－８８８８８８８８' },
      ),
    ).toMatchObject({ refused: { path: ['command', 'reason'] } });
    await ledger.close();
  });
});
