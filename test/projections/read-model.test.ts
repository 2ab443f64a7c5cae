import { afterEach, beforeEach, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { rowMemo } from '../../src/projections/row-memo.js';
import type { EventType } from '../../src/domain/ledger.js';
import {
  openReadModel,
  readModel,
  type LedgerEntry,
  type Row,
  type RowReader,
} from '../../src/projections/read-model.js';

interface ValueRow extends Row {
  readonly owner: string;
  readonly value: string | null;
}

const entry = (position: number, event: { readonly type: EventType } & Record<string, unknown>): LedgerEntry =>
  ({
    position,
    stream: 'district-370103',
    revision: position - 1,
    eventId: String(position),
    event,
    metadata: { effectiveOn: '2026-01-01' },
  }) as unknown as LedgerEntry;
const registered = (position: number, schoolCode: string): LedgerEntry =>
  entry(position, { type: 'SchoolRegistered', schoolCode });
const renamed = (position: number, schoolCode: string, name: string): LedgerEntry =>
  entry(position, { type: 'SchoolRenamed', schoolCode, name });

/** How often the key or the owner of a row that nothing has changed was looked at. */
let looks: number;
const values = readModel<ValueRow>({
  name: 'value',
  version: 1,
  columns: { owner: 'TEXT', value: 'TEXT' },
  indexed: ['owner'],
  on: {
    SchoolRegistered: ({ event: { schoolCode: key } }, rows) =>
      rows.open({
        get key() {
          looks += 1;
          return key;
        },
        get owner() {
          looks += 1;
          return `of ${key}`;
        },
        value: null,
      }),
    SchoolRenamed: ({ event: { schoolCode, name } }, rows) => {
      if (name === 'by owner')
        rows.change({ owner: `of ${schoolCode}` }, ({ value }) => ({ value: `${value ?? ''}+` }));
      else if (name.startsWith('of ')) rows.change({ key: schoolCode }, { owner: name });
      else rows.change({ key: schoolCode }, { value: name });
    },
    SchoolClosed: ({ event: { schoolCode } }, rows) => rows.close({ owner: `of ${schoolCode}` }),
  },
});

let database: Database.Database;
let asked: string[];
let head: number;
let opened: ReturnType<typeof openReadModel<ValueRow>>;
beforeEach(() => {
  [looks, asked, head] = [0, [], 0];
  database = new Database(':memory:', { verbose: (sql) => void asked.push(String(sql)) });
  opened = openReadModel(database, values, () => head);
  asked = [];
});
afterEach(() => void database.close());

const project = (...entries: readonly LedgerEntry[]): void => {
  for (const one of entries) {
    opened.project(one);
    head = one.position;
  }
};
const planOf = (sql: string): string =>
  (database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail).join(' | ');
const shown = (rows: readonly ValueRow[]): string[] => rows.map(({ key, value }) => `${key} ${value}`);

test('a row with many versions is found and ended by its last one', () => {
  project(
    registered(1, 'S1'),
    registered(2, 'S2'),
    ...Array.from({ length: 20 }, (_, n) => renamed(3 + n, 'S1', `名${n}`)),
  );
  for (const plan of asked.map(planOf).filter((one) => one !== ''))
    expect(plan).toContain('PRIMARY KEY (key=? AND fromPosition=?)');
  expect([1, 2, 12, 22].map((position) => opened.read.byKey('S1', position)?.value)).toEqual([
    null,
    null,
    '名9',
    '名19',
  ]);
  expect(shown(opened.read.by('owner', 'of S1', head))).toEqual(['S1 名19']);
});

test('a page and a count are those of their position, in order of keys, either way; no page is sorted', () => {
  project(
    ...[1, 2, 3, 4, 5].map((n) => registered(n, `S${n}`)),
    renamed(6, 'S3', '三'),
    entry(7, { type: 'SchoolClosed', schoolCode: 'S4' }),
    renamed(8, 'S3', '叁'),
  );
  const { page, pageBackwards, count } = opened.read;
  asked = [];
  expect(shown(page('', 9, 8))).toEqual(['S1 null', 'S2 null', 'S3 叁', 'S5 null']);
  expect(shown(page('S1', 2, 6))).toEqual(['S2 null', 'S3 三']);
  expect(shown(pageBackwards('', 3, 8))).toEqual(['S5 null', 'S3 叁', 'S2 null']);
  expect(shown(pageBackwards('S5', 2, 6))).toEqual(['S4 null', 'S3 三']);
  expect(shown(pageBackwards('S1', 2, 6))).toEqual([]);
  expect([0, 3, 6, 8].map(count)).toEqual([0, 3, 5, 4]);
  expect(asked.map(planOf).filter((plan) => plan.includes('TEMP B-TREE'))).toEqual([]);
});

test('deriving a stream again looks at the rows that a change is about, not at all of them', () => {
  const schools = [...Array(300).keys()];
  const entries = [
    ...schools.map((n) => registered(n + 1, `S${n}`)),
    ...schools.map((n) => renamed(n + 301, `S${n}`, '名')),
    ...schools.map((n) => renamed(n + 601, `S${n}`, 'by owner')),
    entry(901, { type: 'SchoolClosed', schoolCode: 'S7' }),
  ];
  opened.rederive('district-370103', entries, 902);
  head = 902;
  expect(looks).toBeLessThan(30 * 300);
  expect(opened.read.count(902)).toBe(299);
  expect(['S0', 'S299', 'S7'].map((key) => opened.read.byKey(key, 902)?.value)).toEqual(['名+', '名+', undefined]);
});

test('deriving a stream again gives the rows that its entries would have given, row for row', () => {
  const entries = [
    registered(1, 'S1'),
    registered(2, 'S2'),
    renamed(3, 'S1', '一'),
    renamed(4, 'S1', 'by owner'),
    entry(5, { type: 'SchoolClosed', schoolCode: 'S2' }),
    registered(6, 'S2'),
  ];
  project(...entries);
  const before = opened.read.page('', 9, 6);
  opened.rederive('district-370103', entries, 7);
  head = 7;
  expect(opened.read.page('', 9, 7)).toEqual(before);
});

test('what was read is remembered until something is written, whichever position was asked for', () => {
  let head = 2;
  const asked: string[] = [];
  const rows = new Map([['S1', { key: 'S1', value: 'a', owner: 'o' }]]);
  const memo = rowMemo(5);
  const read = memo.remembering(
    {
      byKey: (key: string, position: number) => {
        asked.push(`${key}@${position}`);
        return rows.get(key);
      },
      versionsOf: (key: string) => {
        asked.push(`${key}, all`);
        const row = rows.get(key);
        return row ? [{ row, from: 1, to: Infinity }] : [];
      },
      by: (column: string, value: string, position: number) => {
        asked.push(`${column}=${value}@${position}`);
        return [...rows.values()];
      },
    } as unknown as RowReader<ValueRow>,
    () => head,
  );
  const look = (): void => {
    read.byKey('S1', head);
    read.byKey('S1', head + 7);
    for (const position of [1, 0]) read.byKey('S1', position);
    read.byKey('S9', head);
    read.by('owner', 'o', head);
  };
  look();
  look();
  expect(asked.splice(0)).toEqual(['S1@2', 'S1, all', 'S9@2', 'owner=o@2']);
  rows.set('S1', { key: 'S1', value: 'b', owner: 'o' });
  memo.forget();
  head = 3;
  expect(read.byKey('S1', head)?.value).toBe('b');
  expect(read.byKey('S1', 2)?.value).toBe('b');
  expect(asked.splice(0)).toEqual(['S1@3', 'S1, all']);
  // Beyond its bound it begins anew.
  for (const key of ['A', 'B', 'C', 'D']) read.byKey(key, head);
  asked.length = 0;
  read.byKey('S1', head);
  expect(asked).toEqual(['S1@3']);
});

test('what is remembered says the same as the rows, of every key and value at every position', () => {
  const KEYS = ['S0', 'S1', 'S2', 'S3'];
  const OWNERS = [...KEYS.map((key) => `of ${key}`), 'of a', 'of b'];
  const step = fc.record({
    key: fc.constantFrom(...KEYS),
    name: fc.constantFrom('一', '二', 'of a', 'of b', 'END', 'END'),
  });
  /** What all look-ups give, in one turn. */
  const all = (read: RowReader<ValueRow>): unknown =>
    Array.from({ length: head + 2 }, (_, position) => [
      ...KEYS.map((key) => read.byKey(key, position)),
      ...OWNERS.flatMap((owner) => [
        read.by('owner', owner, position),
        read.scan('owner', owner, position).after(undefined, 3),
        read.scan('owner', owner, position).before(undefined, 3),
        read.chunk('owner', owner, position, 'ASC', 'S1'),
      ]),
    ]);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.constantFrom(5, 1000), (steps, most) => {
      database.exec('DELETE FROM value');
      head = 0;
      const memo = rowMemo(most);
      const read = memo.remembering(opened.read, () => head);
      for (const { key, name } of steps) {
        const known = opened.read.byKey(key, head);
        memo.forget();
        const position = head + 1;
        if (!known) project(registered(position, key));
        else if (name === 'END') project(entry(position, { type: 'SchoolClosed', schoolCode: known.owner.slice(3) }));
        else project(renamed(position, key, name));
        memo.forget();
        expect(all(read)).toEqual(all(opened.read));
        expect(all(read)).toEqual(all(opened.read));
      }
    }),
    { numRuns: 30 },
  );
});

test('of more versions than are looked through, and of more rows, each is read by itself', () => {
  project(registered(1, 'S1'), ...Array.from({ length: 600 }, (_, n) => renamed(2 + n, 'S1', `名${n}`)));
  expect(opened.read.versionsOf('S1')).toBeUndefined();
  const read = rowMemo().remembering(opened.read, () => head);
  expect([2, 300, 600].map((position) => read.byKey('S1', position)?.value)).toEqual(['名0', '名298', '名598']);
  project(...Array.from({ length: 600 }, (_, n) => registered(head + 1 + n, `T${n}`)));
  project(...Array.from({ length: 600 }, (_, n) => renamed(head + 1 + n, `T${n}`, 'of a')));
  project(renamed(head + 1, 'S1', '末'));
  expect(opened.read.keysBy('owner', 'of a')).toBeUndefined();
  expect(read.by('owner', 'of a', head - 1)).toHaveLength(600);
});
