import { beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { groups, schools } from '../../src/projections/district/rows.js';
import { foldedForSearch, openNameIndex } from '../../src/projections/name-index.js';
import { openReadModel } from '../../src/projections/read-model.js';
import type { Order } from '../../src/projections/scan.js';
import { parameters } from '../support/properties.js';

let statements: string[];
let database: Database.Database;
beforeEach(() => {
  statements = [];
  database = new Database(':memory:', { verbose: (text) => void statements.push(String(text)) });
});
/** How SQLite answers what was asked last. */
const plan = (): readonly string[] =>
  database
    .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${statements.at(-1)}`)
    .all()
    .map(({ detail }) => detail);

/** All keys that are found, page by page. */
const found = (
  { keysWith }: ReturnType<typeof openNameIndex>,
  district: string,
  text: string,
  order: Order,
): readonly string[] => {
  const keys: string[] = [];
  for (let from: string | undefined = order === 'ASC' ? '' : '\u{10ffff}'; from !== undefined;) {
    const some = keysWith(district, foldedForSearch(text), order, from);
    keys.push(...some.keys);
    from = some.next;
  }
  return keys;
};

const letters = ['济', '南', '历', '城', '𠮷', '小', '学', '2', '２', 'a', 'Ａ', ' ', '"', '*', '-', 'é'];
const texts = (from: number, to: number) =>
  fc.array(fc.constantFrom(...letters), { minLength: from, maxLength: to }).map((parts) => parts.join(''));

describe('what was ever called so', () => {
  test('is what holds the text, of one character or many, in one district, in the order of keys and backwards', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ district: fc.constantFrom('370102', '370103'), name: texts(1, 8) }), { maxLength: 40 }),
        texts(1, 4),
        (names, text) => {
          const index = openNameIndex(new Database(':memory:'));
          const called = names.map(({ district, name }, place) => ({
            key: `${district}.S${place % 25}`,
            name,
            district,
          }));
          for (const { key, name } of called) index.add(key, name);
          const expected = called
            .filter(
              ({ district, name }) => district === '370102' && foldedForSearch(name).includes(foldedForSearch(text)),
            )
            .map(({ key }) => key);
          const keys = [...new Set(expected)].sort();
          expect(found(index, '370102', text, 'ASC')).toEqual(keys);
          expect(found(index, '370102', text, 'DESC')).toEqual([...keys].reverse());
        },
      ),
      parameters(0.5),
    );
  });

  test('is read page by page, where it is more than one', () => {
    const index = openNameIndex(database);
    const keys = Array.from({ length: 450 }, (_, place) => `370102.S${String(place).padStart(4, '0')}`);
    for (const key of keys) index.add(key, `${key}实验小学`);
    expect(index.keysWith('370102', '小学', 'ASC', '').keys).toEqual(keys.slice(0, 200));
    expect(found(index, '370102', '小学', 'ASC')).toEqual(keys);
    expect(found(index, '370102', '小学', 'DESC')).toEqual([...keys].reverse());
  });

  test('is found by the text’s characters, not by looking at names', () => {
    const index = openNameIndex(database);
    index.add('370102.S1', '历城区实验小学');
    index.add('370102.S1', '历城区实验小学');
    for (const order of ['ASC', 'DESC'] as const) {
      index.keysWith('370102', '实验', order, '370102.S0');
      const [text, key, ...rest] = plan();
      expect(text).toMatch(/^SCAN called_text VIRTUAL TABLE INDEX \d+:M/);
      expect(key).toBe('SEARCH called USING INTEGER PRIMARY KEY (rowid=?)');
      expect(rest).toEqual(expect.not.arrayContaining([expect.stringMatching(/SCAN|SEARCH/)]));
    }
  });
});

test.each([schools, groups])('how many there are of a kind on a day is told by an index alone: %#', (model) => {
  const { read } = openReadModel(database, model as typeof schools, () => 0);
  read.tally('370102', { position: 0, effectiveOn: '2026-01-01' });
  expect(plan()).toEqual([`SEARCH ${model.name} USING COVERING INDEX ${model.name}_tally (district=?)`]);
});
