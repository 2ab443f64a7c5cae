import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { encoded, openApi, principals, register, type ApiLedger, type Asking } from './ledger.js';

let ledger: ApiLedger;
beforeEach(async () => {
  ledger = await openApi();
  await register(ledger); // positions 1 to 8
});
afterEach(() => ledger.close());

type Events = AsyncGenerator<ExecutionResult>;
const open = async (args: string, asking: Asking = {}): Promise<Events> => {
  const events = await ledger.subscribe(
    `subscription { ledgerEvents${args} { position type actor { id } data
      changed { ... on EducationGroup { members { school { code } } } } } }`,
    asking,
  );
  if (!('next' in events)) throw new Error(JSON.stringify(events));
  return events;
};
/** The next so many events. */
const take = async (events: Events, count: number): Promise<any[]> => {
  const taken: unknown[] = [];
  while (taken.length < count) {
    const { value, done } = await events.next();
    if (done) break;
    const { data, errors } = value as ExecutionResult<{ ledgerEvents: unknown }>;
    if (errors) throw errors[0]!;
    taken.push(data?.ledgerEvents);
  }
  return JSON.parse(JSON.stringify(taken)) as unknown[];
};
const positions = (events: { position: number }[]): number[] => events.map(({ position }) => position);

describe('ledgerEvents', () => {
  test('gives old events first, then live ones, none lost or twice, while several writers write', async () => {
    for (let number = 0; number < 150; number += 1)
      await ledger.mutate('RenameGroup', { groupId: '370103.G01', name: `名${number}` });
    const events = await open('(after: 0)');
    const writers = Promise.all(
      ['S01', 'S02', 'S03', 'S04'].map(async (code) => {
        for (let number = 0; number < 25; number += 1)
          await ledger.mutate('DefineSchoolFeature', { schoolId: `370103.${code}`, feature: `特色${number}` });
      }),
    );
    const taken = await take(events, 258);
    await writers;
    expect(positions(taken)).toEqual(Array.from({ length: 258 }, (_, index) => index + 1));
    await events.return(undefined);
  });

  test('without a position gives what is new, and of that what is asked for', async () => {
    const live = await open('');
    const filtered = await open(
      `(types: ["SchoolAdmitted"], subjects: ["370103.G99", "${encoded('School:370103.S04')}"])`,
    );
    const wanted = take(filtered, 1);
    await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S03' });
    await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S04' });
    expect([positions(await take(live, 2)), positions(await wanted)]).toEqual([[9, 10], [10]]);
    await live.return(undefined);
    await filtered.return(undefined);
  });

  test('shows each event at its own moment', async () => {
    await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S03' });
    const [formed, admitted] = await take(await open('(after: 7)'), 2);
    expect([formed.changed[0].members.length, admitted.changed[0].members.length]).toEqual([2, 3]);
  });

  test('shows the public what the register shows', async () => {
    await ledger.mutate('ClassifySchool', { schoolId: '370103.S01', standing: 'FAMOUS' });
    expect(await take(await open('(after: 8)', { principal: principals.anybody }), 1)).toMatchObject([
      { actor: { id: null }, data: { schoolCode: 'S01' } },
    ]);
    expect(await take(await open('(after: 8)'), 1)).toMatchObject([
      { actor: { id: 'bureau-1' }, data: { schoolCode: 'S01', standing: 'FAMOUS' } },
    ]);
  });

  test('beyond the head waits for what comes after, where the epoch says that it will be the same', async () => {
    const events = await open(`(after: 9, epoch: "${ledger.services.epochs.current()!}")`);
    const next = take(events, 1);
    await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S03' });
    await ledger.mutate('AdmitSchool', { groupId: '370103.G01', schoolId: '370103.S04' });
    expect(positions(await next)).toEqual([10]);
    await events.return(undefined);
  });

  test('ends at once when its reader goes, also while it waits', async () => {
    const events = await open('');
    const waiting = events.next();
    await events.return(undefined);
    expect(await waiting).toEqual({ value: undefined, done: true });
  });

  test('ends with an error, after all that could be read, when the reader behind it stops', async () => {
    const events = await open('(after: 7)');
    const last = take(events, 2);
    await ledger.runner.stop();
    await expect(last).rejects.toMatchObject({ extensions: { code: 'POSITION_NOT_READABLE' } });
    expect(await events.next()).toMatchObject({ done: true });
  });

  test.each(['(after: -1)', '(types: ["Nothing"])', `(subjects: ["${encoded('LedgerEvent:1')}"])`])(
    '%s is BAD_USER_INPUT',
    async (args) => {
      const result = (await ledger.subscribe(`subscription { ledgerEvents${args} { position } }`)) as ExecutionResult;
      expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    },
  );
});
