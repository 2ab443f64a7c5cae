import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse, subscribe, type ExecutionResult } from 'graphql';
import { memoryStores } from '../../src/eventstore/memory.js';
import { StoreUnavailable, type Epoch } from '../../src/eventstore/port.js';
import { buildSchema } from '../../src/graphql/index.js';
import { encoded, openApi, register, type ApiLedger } from './ledger.js';

const [first, second, third] = ['1', '2', '3'].map((digit) => `0000000${digit}-0000-4000-8000-000000000000`) as [
  string,
  string,
  string,
];
const lost = '99999999-0000-4000-8000-000000000000';
const epoch = (id: string, position: number): Epoch => ({ id, position, startedAt: '2026-11-26T01:00:00.000Z' });
const list = [epoch(first, 0), epoch(second, 3), epoch(third, 6)];

let ledger: ApiLedger;
let told: readonly Epoch[];
beforeEach(async () => {
  told = list;
  ledger = await openApi({ ...memoryStores(), epochs: { list: () => Promise.resolve(told) } });
  await register(ledger);
});
afterEach(() => ledger.close());

describe('a position that was given in an epoch', () => {
  const name = (position: number): string => `{ school(id: "370103.S01", asOf: { position: ${position} }) { name } }`;
  const pinned = (position: number): string =>
    `{ school(id: "${encoded(`School:370103.S01@${position}/2026-11-24`)}") { name } }`;

  test.each([
    ['the present one', third, 8],
    ['one before it, before the next began', second, 6],
    ['the first one', first, 3],
  ])('%s is answered', async (_what, id, position) => {
    for (const query of [name, pinned]) expect((await ledger.query(query(position), { epoch: id })).errors).toEqual([]);
    expect((await ledger.query('{ ledger { position } }', { epoch: id, minPosition: position })).errors).toEqual([]);
  });

  test.each([
    ['an epoch that went on after the copy was made', second, 7],
    ['an epoch that went on elsewhere', first, 4],
    ['an epoch that the ledger does not know', lost, 1],
  ])('%s is refused, with the reason', async (_what, id, position) => {
    const refused = {
      code: 'POSITION_NOT_READABLE',
      reason: 'LEDGER_RESTORED',
      message: expect.stringMatching(/restored from an older copy/),
    };
    for (const query of [name, pinned])
      expect((await ledger.query(query(position), { epoch: id })).errors).toMatchObject([refused]);
    await expect(ledger.context({ epoch: id, minPosition: position })).rejects.toMatchObject({
      extensions: { code: 'POSITION_NOT_READABLE', reason: 'LEDGER_RESTORED', head: 8 },
    });
  });

  test('without an epoch is answered up to the head, and beyond it with the reason', async () => {
    expect((await ledger.query(name(8))).errors).toEqual([]);
    expect((await ledger.query(name(9))).errors).toMatchObject([
      {
        code: 'POSITION_NOT_READABLE',
        reason: 'BEYOND_HEAD',
        message: expect.stringMatching(/the last one that can is 8.*restored from an older copy/),
      },
    ]);
    await expect(ledger.context({ minPosition: 9 })).rejects.toMatchObject({
      extensions: { reason: 'BEYOND_HEAD', position: 9, head: 8 },
    });
  });
});

test('answers and the ledger say in which epoch their positions are given', async () => {
  const { data, asOf } = await ledger.query('{ ledger { position epoch } }');
  expect([data.ledger.epoch, asOf.epoch]).toEqual([third, third]);
});

describe('a subscription', () => {
  const after = (position: number, id?: string): Promise<AsyncIterable<ExecutionResult> | ExecutionResult> =>
    ledger.subscribe(
      `subscription { ledgerEvents(after: ${position}${id === undefined ? '' : `, epoch: "${id}"`}) { position } }`,
    );

  test('goes on after a position that still means the same', async () => {
    const events = (await after(6, second)) as AsyncGenerator<ExecutionResult>;
    expect((await events.next()).value).toEqual({ data: { ledgerEvents: { position: 7 } } });
    await events.return(undefined);
  });

  test.each([
    [7, second, 'LEDGER_RESTORED'],
    [1, lost, 'LEDGER_RESTORED'],
    [9, undefined, 'BEYOND_HEAD'],
  ])('after %p in epoch %p is refused: it would miss events without a word', async (position, id, reason) => {
    expect(await after(position, id)).toMatchObject({
      errors: [{ extensions: { code: 'POSITION_NOT_READABLE', reason } }],
    });
  });
});

describe('a store in which others begin epochs', () => {
  const begun: Epoch[] = [];
  let answers: boolean;
  let shared: ApiLedger;
  beforeEach(async () => {
    begun.length = 0;
    answers = true;
    shared = await openApi({
      ...memoryStores(),
      epochs: {
        list: () => (answers ? Promise.resolve([...begun]) : Promise.reject(new StoreUnavailable('away'))),
        begin: (one, behind) => Promise.resolve(void (begun.at(-1)?.id === behind && begun.push(one))),
      },
    });
    await register(shared);
  });
  afterEach(() => shared.close());

  test('gets its first one here, and one that another began is learned of when it is named', async () => {
    await shared.services.epochs.lastPositionOf(lost);
    expect(begun).toEqual([{ id: expect.any(String), position: 0, startedAt: '2026-11-24T01:00:00.000Z' }]);
    expect(shared.services.epochs.current()).toBe(begun[0]!.id);
    begun.push(epoch(second, 5));
    expect(await shared.services.epochs.lastPositionOf(second)).toBe(Number.MAX_SAFE_INTEGER);
    expect(await shared.services.epochs.lastPositionOf(begun[0]!.id)).toBe(5);
    expect((await shared.query('{ ledger { epoch } }')).asOf.epoch).toBe(second);
  });

  test('that is away cannot say whether a position holds: so is the answer', async () => {
    answers = false;
    await expect(shared.context({ epoch: lost, minPosition: 1 })).rejects.toMatchObject({
      extensions: { code: 'POSITION_NOT_READABLE', reason: 'EPOCH_UNKNOWN' },
    });
  });
});

test('the schema takes the epoch of a subscription as a UUID only', async () => {
  const contextValue = await ledger.context();
  const answer = await subscribe({
    schema: buildSchema(),
    document: parse('subscription { ledgerEvents(after: 1, epoch: "yesterday") { position } }'),
    contextValue,
  }).catch((error: unknown) => ({ errors: [error] }));
  expect(answer).toMatchObject({
    errors: [expect.objectContaining({ message: expect.stringMatching(/"epoch" has invalid value/) })],
  });
});
