import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import type { EventType } from '../../src/domain/ledger.js';
import {
  openReadModel,
  readModel,
  type LedgerEntry,
  type OpenReadModel,
  type Row,
} from '../../src/projections/read-model.js';
import type { Scan } from '../../src/projections/scan.js';

interface OwnedRow extends Row {
  readonly owner: string;
  readonly value: string;
}

const entry = (position: number, event: { readonly type: EventType } & Record<string, unknown>): LedgerEntry =>
  ({ position, stream: 'district-1', revision: position - 1, event, metadata: {} }) as unknown as LedgerEntry;

/** A school is of the owner whose letter its code begins with; renamed to a letter it goes to another one. */
const owned = readModel<OwnedRow>({
  name: 'owned',
  version: 1,
  columns: { owner: 'TEXT', value: 'TEXT' },
  indexed: ['owner'],
  on: {
    SchoolRegistered: ({ event: { schoolCode: key } }, rows) => rows.open({ key, owner: 'a', value: 'new' }),
    SchoolRenamed: ({ event: { schoolCode: key, name: owner } }, rows) =>
      rows.change({ key }, { owner, value: 'moved' }),
    SchoolClosed: ({ event: { schoolCode: key } }, rows) => rows.close({ key }),
  },
});

/** Two chunks and half of one. */
const MANY = 500;
const keys = Array.from({ length: MANY }, (_, index) => `S${String(index).padStart(4, '0')}`);

let database: Database.Database;
let model: OpenReadModel<OwnedRow>;
let statements: string[];
let head: number;
beforeEach(() => {
  statements = [];
  database = new Database(':memory:', { verbose: (text) => void statements.push(String(text)) });
  model = openReadModel(database, owned, () => head);
  head = 0;
  const take = (event: { readonly type: EventType } & Record<string, unknown>): void =>
    model.project(entry((head += 1), event));
  for (const schoolCode of keys) take({ type: 'SchoolRegistered', schoolCode });
  // From here on every third is another's, every seventh is gone.
  keys.forEach((schoolCode, index) => {
    if (index % 3 === 0) take({ type: 'SchoolRenamed', schoolCode, name: 'b' });
    if (index % 7 === 0) take({ type: 'SchoolClosed', schoolCode });
  });
  statements = [];
});
afterEach(() => void database.close());

const isThere = (_key: string, index: number): boolean => index % 3 !== 0 && index % 7 !== 0;
const scanned = (position: number, passes: (row: OwnedRow) => boolean = () => true): Scan<OwnedRow> =>
  model.read.scan('owner', 'a', position, passes);
const keysOf = (rows: readonly Row[]): readonly string[] => rows.map(({ key }) => key);

describe.each([
  ['the head', () => head, keys.filter(isThere)],
  ['a past position', () => MANY, keys],
  ['a position between', () => MANY - 100, keys.slice(0, MANY - 100)],
])('a scan as of %s', (_when, position, expected) => {
  test('gives all rows in the order of keys, forwards and backwards, and counts them', () => {
    const scan = scanned(position());
    expect(keysOf(scan.after(undefined, MANY))).toEqual(expected);
    expect(keysOf(scan.before(undefined, MANY))).toEqual([...expected].reverse());
    expect(scan.count()).toBe(expected.length);
    const all = model.read.scan('owner', 'a', position());
    expect([all.count(), keysOf(all.after(undefined, MANY))]).toEqual([expected.length, expected]);
  });

  test.each([0, 1, 199, 200, 201, 399])('goes on behind and before its key number %i', (index) => {
    const from = expected[Math.min(index, expected.length - 1)]!;
    const at = expected.indexOf(from);
    expect(keysOf(scanned(position()).after(from, 3))).toEqual(expected.slice(at + 1, at + 4));
    expect(keysOf(scanned(position()).before(from, 3))).toEqual(expected.slice(Math.max(0, at - 3), at).reverse());
  });

  test('goes on from a key that is nobody’s', () => {
    expect(keysOf(scanned(position()).after('S0010x', 2))).toEqual(
      expected.filter((key) => key > 'S0010x').slice(0, 2),
    );
    expect(scanned(position()).after('T', 2)).toEqual([]);
    expect(scanned(position()).before('A', 2)).toEqual([]);
  });

  test('gives only what passes, and looks at no more than it takes', () => {
    let looks = 0;
    const scan = scanned(position(), ({ key }) => {
      looks += 1;
      return Number(key.slice(1)) % 2 === 1;
    });
    const odd = expected.filter((key) => Number(key.slice(1)) % 2 === 1);
    expect(keysOf(scan.after(undefined, 5))).toEqual(odd.slice(0, 5));
    expect(looks).toBe(expected.indexOf(odd[4]!) + 1);
    expect(scan.count()).toBe(odd.length);
  });

  test('reads a chunk where a page is asked for, each by a range of an index', () => {
    scanned(position()).after(undefined, 20);
    scanned(position()).before('S0300', 20);
    const chunks = statements.filter((text) => text.includes('LIMIT 200'));
    expect(chunks).toHaveLength(2);
    for (const text of chunks) {
      const plan = database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all();
      expect(plan.map(({ detail }) => detail)).toEqual([
        expect.stringMatching(/^SEARCH .* \(owner=\? AND key[<>]\?\)$/),
      ]);
    }
  });
});

test('a row that went to another owner is found with both, each at its time', () => {
  const of = (owner: string, position: number): readonly string[] =>
    keysOf(model.read.scan('owner', owner, position, ({ key }) => key === 'S0003').after(undefined, 5));
  expect([of('a', MANY), of('b', MANY), of('a', head), of('b', head)]).toEqual([['S0003'], [], [], ['S0003']]);
});

test('where every row passes the index alone is counted, not a row of it read', () => {
  const all = model.read.scan('owner', 'a', head);
  statements = [];
  expect(all.count()).toBe(keys.filter(isThere).length);
  expect(statements).toHaveLength(1);
  const plan = database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${statements.at(-1)}`).all();
  expect(plan.map(({ detail }) => detail)).toEqual(['SEARCH owned USING COVERING INDEX owned_owner_current (owner=?)']);
});
