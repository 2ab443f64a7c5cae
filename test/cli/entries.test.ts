import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { dayOfRegister, entriesOf, entryKey, type Entry } from '../../src/cli/register/entries.js';
import type { Register } from '../../src/cli/register/format.js';
import { readRegister } from '../../src/cli/register/read.js';
import { readShizhong, secondDistrict, shizhong } from './support.js';

const idsOf = (register: Register, year = '2015'): ReadonlyMap<string, string> =>
  new Map(entriesOf(register, year).map((entry) => [entryKey(entry), entry.envelope.commandId]));
const entryOf = (register: Register, code: string): Entry =>
  entriesOf(register, '2015').find((entry) => entry.code === code)!;

describe('the registers that come with the package', () => {
  test('the register of Shizhong is the one that was given, and valid as it is', () => {
    expect(JSON.parse(readFileSync(shizhong, 'utf8'))).toMatchObject({
      source: { signedOn: '--04-16' },
      units: { length: 24 },
      groups: { length: 11 },
    });
    expect(entriesOf(readRegister(shizhong).register, '2015')).toHaveLength(36);
  });

  test('the second district has what the first has not, and states its dates', () => {
    const { register } = readRegister(secondDistrict);
    const alliances = register.groups.filter(({ form, members }) => form === 'ALLIANCE' && members.includes('B05'));
    expect(alliances).toHaveLength(2);
    expect(register.units.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['SECTION', 'CAMPUS']));
    expect(register.units.some(({ isRural }) => isRural)).toBe(true);
    expect(register.units.some(({ ownership }) => ownership === 'PRIVATE')).toBe(true);
    expect(entriesOf(register).flatMap(({ envelope }) => envelope.assumed ?? [])).not.toContain('effectiveOn');
  });
});

describe('the ids of an import', () => {
  test('are the same each time, and all different', () => {
    const ids = idsOf(readShizhong());
    expect(idsOf(readShizhong())).toEqual(ids);
    expect(new Set(ids.values()).size).toBe(36);
  });

  test('do not depend on the order in the file, on notes, or on defaults written out', () => {
    const register = readShizhong();
    register.units.reverse();
    register.groups.reverse();
    register.source.note = 'another note';
    for (const unit of register.units) unit.ownership = 'PUBLIC';
    delete register.units[0].aliases;
    expect(idsOf(register)).toEqual(idsOf({ ...readShizhong() }));
  });

  test("an edit of one unit changes that unit's alone", () => {
    const register = readShizhong();
    register.units[2].name = '济南第六十八初级中学';
    const before = idsOf(readShizhong());
    const after = idsOf(register);
    expect([...after.keys()].filter((key) => after.get(key) !== before.get(key))).toEqual(['unit S03']);
  });

  test('the same school in another district is another command', () => {
    const other = readShizhong();
    other.district.code = '370102';
    const before = new Set(idsOf(readShizhong()).values());
    expect([...idsOf(other).values()].filter((id) => before.has(id))).toEqual([]);
  });
});

describe('the basis and the dates of an import', () => {
  test('without a number of its own an entry is cited by its content', () => {
    expect(entryOf(readShizhong(), 'S01').envelope.basis).toEqual([
      {
        title: '济南市市中区中小学集团化办学签约仪式',
        issuer: '舜网',
        documentNo: expect.stringMatching(/^register 370103 S01 sha256:[0-9a-f]{16}$/),
      },
    ]);
  });

  test("a number that is stated is taken, the group's own before the source's", () => {
    const { register } = readRegister(secondDistrict);
    const entries = entriesOf(register);
    expect(entries.find(({ code }) => code === 'H01')!.envelope).toMatchObject({
      effectiveOn: '2025-09-01',
      basis: [{ documentNo: '样教〔2025〕30号', issuedOn: '2024-07-15' }],
    });
    expect(entries.find(({ code }) => code === 'H02')!.envelope).toMatchObject({
      effectiveOn: '2024-09-01',
      basis: [{ documentNo: '样教〔2024〕12号' }],
    });
  });

  test('a year that is not stated is marked on every entry, beside what the file marks itself', () => {
    const entries = entriesOf(readShizhong(), '2015');
    expect(
      entries.every(
        ({ envelope }) => envelope.effectiveOn === '2015-04-16' && envelope.assumed!.includes('effectiveOn'),
      ),
    ).toBe(true);
    expect(entryOf(readShizhong(), 'S01').envelope.assumed).toEqual(['effectiveOn', 'phase']);
    expect(entryOf(readShizhong(), 'G01').envelope.assumed).toEqual(['effectiveOn', 'lead']);
  });

  test.each([
    ['--04-16', undefined, /gives no year: say which with --year YYYY/],
    ['--02-29', '2015', /no day of the calendar in 2015/],
    ['2015-02-30', undefined, /no day of the calendar/],
    ['2015-04-16', '2016', /states its year, --year 2016 is another one/],
  ])('%s with the year %s is refused', (signedOn, year, message) => {
    expect(() => dayOfRegister({ ...readShizhong(), source: { title: 'T', signedOn } }, year)).toThrow(message);
  });

  test('what an entry needs comes before it', () => {
    const register = readShizhong();
    register.units.reverse();
    register.groups.reverse();
    const order = entriesOf(register, '2015').map(entryKey);
    expect(order[0]).toBe('district 370103');
    expect(order.indexOf('unit S05')).toBeLessThan(order.indexOf('unit S20'));
    expect(order.indexOf('group G01')).toBeLessThan(order.indexOf('group A01'));
  });
});
