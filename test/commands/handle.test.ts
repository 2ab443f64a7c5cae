import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NothingWritten } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import {
  OutcomeUnknown,
  StoreUnavailable,
  TooLarge,
  type EventStore,
  type NewEvent,
  type StoredEvent,
} from '../../src/eventstore/port.js';
import { bureau, lead, openLedger, person, recommend, register, type TestLedger } from '../support/ledger.js';

const ID = '11111111-1111-4111-8111-111111111111';

let ledger: TestLedger;
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
});
afterEach(() => ledger.close());

const admit = (schoolCode: string) =>
  ({ type: 'AdmitSchool', groupId: '370103.G01', schoolId: `370103.${schoolCode}` }) as const;
const refusalOf = async (outcome: ReturnType<TestLedger['give']>): Promise<string> => {
  const given = await outcome;
  return 'refused' in given ? given.refused.code : JSON.stringify(given);
};
const stored = async (stream: string): Promise<StoredEvent[]> => {
  const events: StoredEvent[] = [];
  for await (const event of ledger.stores.events.readStream(stream)) events.push(event);
  return events;
};

describe('exactly once', () => {
  test('the same command again gives its first receipt', async () => {
    const first = await ledger.pass(admit('S03'), { commandId: ID });
    const again = await ledger.pass(admit('S03'), { commandId: ID });
    expect(again).toEqual({ ...first, replayed: true });
    expect((await stored('district-370103')).filter(({ metadata }) => metadata.commandId === ID)).toHaveLength(1);
  });

  test('also after a restart, and through another replica', async () => {
    const first = await ledger.pass(admit('S03'), { commandId: ID });
    const other = commandHandler({ stores: ledger.stores, now: () => '2027-01-01T00:00:00.000Z' });
    const again = await other(
      admit('S03'),
      { commandId: ID, basis: [{ title: '依据', documentNo: '市中教字〔2026〕1号' }], effectiveOn: '2026-11-24' },
      bureau,
    );
    expect(again).toEqual({ written: { ...first, replayed: true } });
  });

  test('the same id with another content, or from another actor, is refused', async () => {
    await ledger.pass(admit('S03'), { commandId: ID });
    expect(await refusalOf(ledger.give(admit('S04'), { commandId: ID }))).toBe('DUPLICATE_COMMAND');
    expect(await refusalOf(ledger.give(admit('S03'), { commandId: ID, reason: '另一个理由' }))).toBe(
      'DUPLICATE_COMMAND',
    );
    expect(await refusalOf(ledger.give(admit('S03'), { commandId: ID, effectiveOn: '2026-11-23' }))).toBe(
      'DUPLICATE_COMMAND',
    );
    expect(
      await refusalOf(
        ledger.give(admit('S03'), { commandId: ID }, { ...bureau, actor: { id: 'bureau-2', role: 'BUREAU' } }),
      ),
    ).toBe('DUPLICATE_COMMAND');
  });

  test('a refused command may be sent again', async () => {
    expect(await refusalOf(ledger.give(admit('S09'), { commandId: ID }))).toBe('NOT_FOUND');
    await ledger.pass({
      type: 'RegisterSchool',
      districtId: '370103',
      code: 'S09',
      name: '第九小学',
      phase: 'PRIMARY',
    });
    expect((await ledger.pass(admit('S09'), { commandId: ID })).replayed).toBe(false);
  });

  test('personal details are compared with the directory, not hashed into the ledger', async () => {
    const command = (name: string) =>
      ({ type: 'RegisterPerson', personId: person(1), schoolId: '370103.S01', details: { name } }) as const;
    await ledger.pass(command('样本甲'), { commandId: ID });
    expect((await ledger.pass(command('样本甲'), { commandId: ID })).replayed).toBe(true);
    expect(await refusalOf(ledger.give(command('样本乙'), { commandId: ID }))).toBe('DUPLICATE_COMMAND');
    expect(JSON.stringify(await stored(`person-${person(1)}`))).not.toContain('样本甲');
  });

  test('two at once are decided one after the other', async () => {
    const outcomes = await Promise.all([
      ledger.give(admit('S03')),
      ledger.give(admit('S03')),
      ledger.give(admit('S04')),
      ledger.give(admit('S05')),
    ]);
    expect(outcomes.map((outcome) => ('refused' in outcome ? outcome.refused.code : 'written'))).toEqual([
      'written',
      'NO_CHANGE',
      'written',
      'written',
    ]);
  });

  test('replicas that race decide again after a conflict', async () => {
    const other = commandHandler({ stores: ledger.stores, now: () => ledger.clock });
    const codes = Array.from({ length: 20 }, (_, index) => `R${index}`);
    const outcomes = await Promise.all(
      codes.map((code, index) =>
        (index % 2 === 0 ? ledger.handle : other)(
          { type: 'RegisterSchool', districtId: '370103', code, name: `校${code}`, phase: 'PRIMARY' },
          {
            commandId: `11111111-1111-4111-8111-${String(index).padStart(12, '0')}`,
            basis: [],
            effectiveOn: '2026-11-24',
          },
          bureau,
        ),
      ),
    );
    expect(outcomes.every((outcome) => 'written' in outcome)).toBe(true);
  });
});

describe('commands to one stream at once', () => {
  const registerSchool = (code: string, name: string) =>
    ({ type: 'RegisterSchool', districtId: '370103', code, name, phase: 'PRIMARY' }) as const;
  const idOf = (index: number): string => `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`;
  const shown = (outcome: Awaited<ReturnType<TestLedger['give']>>): string =>
    'refused' in outcome ? outcome.refused.code : 'failed' in outcome ? outcome.failed : 'written';
  type Failing = (events: readonly NewEvent[]) => Error | undefined;
  /**
   * A store that commits in order as `commit` says: each append waits for the next commit. The one of `failing` fails then, the one of
   * `refusing` at once.
   */
  const committing = (failing?: Failing, refusing?: Failing) => {
    const { events } = ledger.stores;
    let waiting: (() => Promise<void>)[] = [];
    const append: EventStore['append'] = (...given) =>
      new Promise((resolve, reject) => {
        const refused = refusing?.(given[2]);
        if (refused) return reject(refused);
        waiting.push(async () => {
          const error = failing?.(given[2]);
          await (error ? Promise.reject(error) : events.append(...given)).then(resolve, reject);
        });
      });
    const commit = async (): Promise<number> => {
      const together = waiting;
      waiting = [];
      for (const one of together) await one();
      return together.length;
    };
    const handle = commandHandler({
      stores: { ...ledger.stores, events: { ...events, append } },
      now: () => ledger.clock,
    });
    const give = (command: Parameters<TestLedger['give']>[0], index: number) =>
      handle(command, { commandId: idOf(index), basis: [], effectiveOn: '2026-11-24' }, bureau);
    return { give, commit };
  };
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  };
  /** Commits until all have been answered; how many were committed together each time. */
  const answered = async <T>(commit: () => Promise<number>, outcomes: Promise<T>): Promise<[T, number[]]> => {
    const counts: number[] = [];
    let isOver = false;
    void outcomes.then(() => (isOver = true));
    while (!isOver) {
      await turns();
      const count = await commit();
      if (count > 0) counts.push(count);
      await turns();
    }
    return [await outcomes, counts];
  };

  /** What so many schools come to that are registered at once. */
  const registered = async (length: number) => {
    const { give, commit } = committing();
    const outcomes = Array.from({ length }, (_, index) => give(registerSchool(`R${index}`, `新校${index}`), index));
    return answered(commit, Promise.all(outcomes));
  };

  test('are decided one after the other and committed together', async () => {
    const [written, counts] = await registered(30);
    expect(written.map(shown)).toEqual(Array(30).fill('written'));
    expect(written.map((one) => 'written' in one && one.written.revision)).toEqual(
      Array.from({ length: 30 }, (_, index) => 8 + index),
    );
    expect(counts).toEqual([30]);
  });

  test('are read anew after a hundred, so that what is under way never grows without end', async () => {
    const [written, counts] = await registered(130);
    expect(written.map(shown)).toEqual(Array(130).fill('written'));
    expect(counts).toEqual([100, 30]);
  });

  test('each sees what the one before it changes, and a refusal waits for what it was decided on', async () => {
    const { give, commit } = committing();
    const outcomes = Promise.all([
      give(registerSchool('R1', '第一新校'), 1),
      give({ type: 'RenameSchool', schoolId: '370103.R1', name: '第二新校' }, 2),
      give(registerSchool('R2', '第二新校'), 3),
      give({ type: 'RenameSchool', schoolId: '370103.R1', name: '第三新校' }, 4),
      give(registerSchool('R2', '第二新校'), 5),
    ]);
    expect((await answered(commit, outcomes))[0].map(shown)).toEqual([
      'written',
      'written',
      'SCHOOL_NAME_TAKEN',
      'written',
      'written',
    ]);
  });

  test('the same one twice is written once, and its receipt comes no earlier than its event', async () => {
    const { give, commit } = committing();
    const outcomes = Promise.all([
      give(registerSchool('R1', '第一新校'), 1),
      give(registerSchool('R1', '第一新校'), 1),
      give(registerSchool('R1', '第一新校'), 2),
    ]);
    let isAnswered = false;
    void outcomes.then(() => (isAnswered = true));
    await turns();
    expect(isAnswered).toBe(false);
    const [[first, again, other]] = await answered(commit, outcomes);
    expect(first).toMatchObject({ written: { revision: 8, replayed: false } });
    expect(again).toMatchObject({ written: { revision: 8, replayed: true } });
    expect(shown(other)).toBe('CODE_TAKEN');
  });

  test('one that the store refuses at once leaves those before it under way', async () => {
    const { give, commit } = committing(undefined, (events) =>
      events.some(({ data }) => data['schoolCode'] === 'R2') ? new TooLarge(2, 1) : undefined,
    );
    const outcomes = [give(registerSchool('R1', '第一新校'), 1), give(registerSchool('R2', '第二新校'), 2)];
    await turns();
    outcomes.push(give({ type: 'RenameSchool', schoolId: '370103.R1', name: '第三新校' }, 3));
    expect((await answered(commit, Promise.all(outcomes)))[0].map(shown)).toEqual([
      'written',
      'INVALID_INPUT',
      'written',
    ]);
  });

  test('where one fails, nothing is written or refused because of it', async () => {
    const { give, commit } = committing((events) =>
      events.some(({ data }) => 'phase' in data && data['schoolCode'] === 'R1')
        ? new StoreUnavailable('voll')
        : undefined,
    );
    const outcomes = Promise.all([
      give(registerSchool('R1', '第一新校'), 1),
      give(registerSchool('R2', '第二新校'), 2),
      give({ type: 'RenameSchool', schoolId: '370103.R1', name: '第三新校' }, 3),
      give(registerSchool('R3', '第一新校'), 4),
    ]);
    expect((await answered(commit, outcomes))[0].map(shown)).toEqual([
      'STORE_UNAVAILABLE',
      'written',
      'NOT_FOUND',
      'written',
    ]);
    expect((await stored('district-370103')).slice(8).map(({ data }) => data['schoolCode'])).toEqual(['R2', 'R3']);
  });
});

describe('what comes with every command', () => {
  test('is recorded with the event', async () => {
    await ledger.pass(admit('S03'), { commandId: ID, reason: '扩大覆盖面', assumed: ['effectiveOn'] });
    const event = (await stored('district-370103')).at(-1)!;
    expect(event.metadata).toEqual({
      commandId: ID,
      commandHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      correlationId: ID,
      actor: { id: 'bureau-1', role: 'BUREAU' },
      basis: [{ title: '依据', documentNo: '市中教字〔2026〕1号' }],
      reason: '扩大覆盖面',
      effectiveOn: '2026-11-24',
      recordedAt: '2026-11-24T01:00:00.000Z',
      schemaVersion: 1,
      assumed: ['effectiveOn'],
    });
  });

  test('a decision names the revisions of other streams that it relied on', async () => {
    await recommend(ledger, 1, 'S01');
    const event = (await stored('council-370103.G01'))[0]!;
    expect(event.metadata.reliedOn).toEqual([
      { stream: 'district-370103', revision: 7 },
      { stream: `person-${person(1)}`, revision: 0 },
    ]);
  });

  test('validateOnly decides and writes nothing', async () => {
    const before = (await stored('district-370103')).length;
    expect(await ledger.give(admit('S03'), { validateOnly: true })).toMatchObject({ valid: true });
    expect(await refusalOf(ledger.give(admit('S99'), { validateOnly: true }))).toBe('NOT_FOUND');
    await ledger.give(
      { type: 'RegisterPerson', personId: person(1), schoolId: '370103.S01', details: { name: '样本' } },
      { validateOnly: true },
    );
    expect((await stored('district-370103')).length).toBe(before);
    expect(await stored(`person-${person(1)}`)).toEqual([]);
  });

  test("expectedRevision is the revision of the command's own object", async () => {
    await ledger.pass({ type: 'RenameSchool', schoolId: '370103.S06', name: '新六小' });
    expect(await refusalOf(ledger.give(admit('S03'), { expectedRevision: 8 }))).toBe('STALE_REVISION');
    await ledger.pass(admit('S03'), { expectedRevision: 7 });
    expect(await refusalOf(ledger.give(admit('S04'), { expectedRevision: 7 }))).toBe('STALE_REVISION');
  });

  test('how far a command is dated back is a policy of the day on which we are told', async () => {
    const chair: Parameters<TestLedger['give']>[2] = {
      actor: { id: 'council-1', role: 'COUNCIL' },
      group: '370103.G01',
    };
    const define = (feature: string) =>
      ledger.give(
        { type: 'DefineCommonFeature', groupId: '370103.G01', feature },
        { effectiveOn: '2026-11-14' },
        chair,
      );
    expect(await define('一')).toMatchObject({ written: {} });
    await ledger.pass({
      type: 'AdoptPolicy',
      districtId: '370103',
      code: 'P1',
      title: '补录',
      documentNo: '政1号',
      rules: { kind: 'BACKDATING', days: 5 },
    });
    expect(await define('二')).toMatchObject({ refused: { code: 'BACKDATED', args: { days: 5 } } });
  });

  test('dating back further than 30 days takes the bureau and a document', async () => {
    const back = { effectiveOn: '2026-10-01' };
    await ledger.pass(admit('S03'), { effectiveOn: '2026-10-25', basis: [] });
    expect(await refusalOf(ledger.give(admit('S04'), { ...back, basis: [{ title: '无文号' }] }))).toBe('BACKDATED');
    await ledger.pass(admit('S04'), back);
    const feature = { type: 'DefineSchoolFeature', schoolId: '370103.S01', feature: '书法' } as const;
    expect(await refusalOf(ledger.give(feature, back, lead))).toBe('BACKDATED');
  });

  test.each([
    [{ effectiveOn: '2026-02-30' }, ['command', 'effectiveOn']],
    [{ basis: [{ title: '甲' }, { title: '' }] }, ['command', 'basis', '1', 'title']],
    [{ basis: [{ title: '甲', issuedOn: 'gestern' }] }, ['command', 'basis', '0', 'issuedOn']],
    [{ reason: ' ' }, ['command', 'reason']],
    [{ assumed: ['phase', ''] }, ['command', 'assumed', '1']],
  ])('bad input is refused naming the field: %j', async (options, path) => {
    const outcome = await ledger.give(admit('S03'), options);
    expect('refused' in outcome && outcome.refused.code).toBe('INVALID_INPUT');
    expect('refused' in outcome && outcome.refused.path).toEqual(path);
  });
});

describe('permissions', () => {
  test('the bureau acts in its own district only', async () => {
    const elsewhere = { actor: { id: 'bureau-9', role: 'BUREAU' }, district: '370104' } as const;
    expect(await refusalOf(ledger.give(admit('S03'), {}, elsewhere))).toBe('NOT_AUTHORISED');
  });

  test("a school defines its own feature, not another one's", async () => {
    const feature = (schoolCode: string) =>
      ({ type: 'DefineSchoolFeature', schoolId: `370103.${schoolCode}`, feature: '书法' }) as const;
    await ledger.pass(feature('S01'), {}, lead);
    expect(await refusalOf(ledger.give(feature('S02'), {}, lead))).toBe('NOT_AUTHORISED');
  });

  test('the lead school appoints the council, another member does not', async () => {
    const memberIds = [await recommend(ledger, 1, 'S01'), await recommend(ledger, 2, 'S02')];
    const command = {
      type: 'AppointCouncil',
      groupId: '370103.G01',
      memberIds,
      chairId: memberIds[0]!,
      termFrom: '2026-12-01',
      termTo: '2029-11-30',
    } as const;
    const member = { actor: { id: 'school-2', role: 'SCHOOL' }, school: '370103.S02' } as const;
    expect(await refusalOf(ledger.give(command, {}, member))).toBe('NOT_AUTHORISED');
    await ledger.pass(command, {}, lead);
  });

  test('who leads goes by the day we are told, not by one that the command chooses', async () => {
    const memberIds = [await recommend(ledger, 1, 'S01'), await recommend(ledger, 2, 'S02')];
    await ledger.pass(
      { type: 'ChangeLeadSchool', groupId: '370103.G01', leadId: '370103.S02' },
      { effectiveOn: '2026-11-10' },
    );
    const command = {
      type: 'AppointCouncil',
      groupId: '370103.G01',
      memberIds,
      chairId: memberIds[0]!,
      termFrom: '2026-11-24',
      termTo: '2029-11-30',
    } as const;
    expect(await refusalOf(ledger.give(command, { effectiveOn: '2026-11-05' }, lead))).toBe('NOT_AUTHORISED');
    const next = { actor: { id: 'school-2', role: 'SCHOOL' }, school: '370103.S02' } as const;
    await ledger.pass({ type: 'CloseSchool', schoolId: '370103.S02' });
    expect(await refusalOf(ledger.give(command, {}, next))).toBe('NOT_AUTHORISED');
  });

  test('a school recommends whom it entered itself', async () => {
    await ledger.pass({
      type: 'RegisterPerson',
      personId: person(5),
      schoolId: '370103.S05',
      details: { name: '样本' },
    });
    expect(
      await refusalOf(
        ledger.give(
          { type: 'RecommendCouncilMember', groupId: '370103.G01', schoolId: '370103.S01', personId: person(5) },
          {},
          lead,
        ),
      ),
    ).toBe('NOT_AUTHORISED');
  });

  test('a term that begins long ago is dated back, whatever day the decision bears', async () => {
    const memberIds = [await recommend(ledger, 1, 'S01'), await recommend(ledger, 2, 'S02')];
    const command = {
      type: 'AppointCouncil',
      groupId: '370103.G01',
      memberIds,
      chairId: memberIds[0]!,
      termFrom: '2022-01-01',
      termTo: '2029-11-30',
    } as const;
    expect(await ledger.give(command, {}, lead)).toMatchObject({ refused: { code: 'BACKDATED', path: ['termFrom'] } });
  });

  test('nobody is in power before the appointment, not by one day, unless the bureau says so on paper', async () => {
    const memberIds = [await recommend(ledger, 1, 'S01'), await recommend(ledger, 2, 'S02')];
    const command = {
      type: 'AppointCouncil',
      groupId: '370103.G01',
      memberIds,
      chairId: memberIds[0]!,
      termFrom: '2026-11-23',
      termTo: '2029-11-22',
    } as const;
    expect(await ledger.give(command, {}, lead)).toMatchObject({
      refused: { code: 'BACKDATED', args: { days: 0 }, path: ['termFrom'] },
    });
    expect(await ledger.give(command, { basis: [] })).toMatchObject({
      refused: { code: 'BACKDATED', path: ['termFrom'] },
    });
    expect(await ledger.give(command)).toMatchObject({ written: {} });
  });

  test('a person is changed by the school that entered them', async () => {
    await ledger.pass(
      { type: 'RegisterPerson', personId: person(1), schoolId: '370103.S01', details: { name: '样本' } },
      {},
      lead,
    );
    const change = { type: 'ChangePersonDetails', personId: person(1), details: { name: '样本二' } } as const;
    const other = { actor: { id: 'school-2', role: 'SCHOOL' }, school: '370103.S02' } as const;
    expect(await refusalOf(ledger.give(change, {}, other))).toBe('NOT_AUTHORISED');
    await ledger.pass(change, {}, lead);
    expect(await refusalOf(ledger.give(change, {}, lead))).toBe('NO_CHANGE');
  });

  test.each(['AUDITOR', 'PUBLIC'] as const)('%s changes nothing', async (role) => {
    expect(await refusalOf(ledger.give(admit('S03'), {}, { actor: { id: 'x', role }, district: '370103' }))).toBe(
      'NOT_AUTHORISED',
    );
  });
});

test("an event's id is its own, also where one commandId is used in two streams", async () => {
  await ledger.pass(admit('S03'), { commandId: ID });
  await ledger.pass(
    { type: 'RegisterPerson', personId: person(1), schoolId: '370103.S01', details: { name: '样本' } },
    { commandId: ID },
  );
  const [registered] = await stored(`person-${person(1)}`);
  expect(registered!.id).not.toBe((await stored('district-370103')).at(-1)!.id);
});

test.each(['张三 13900000000', 'Two words', ''])('what is assumed is a field, never free text: %j', async (text) => {
  expect(await ledger.give(admit('S03'), { assumed: ['phase', text] })).toMatchObject({
    refused: { code: 'INVALID_INPUT', path: ['command', 'assumed', '1'] },
  });
});

test.each(['甲\u200b', 'e\u0301', 'a\ud800', 'a\nb'])(
  'a name that does not look like what it is, is refused: %j',
  async (name) => {
    expect(await ledger.give({ type: 'RenameSchool', schoolId: '370103.S01', name })).toMatchObject({
      refused: { code: 'INVALID_INPUT', path: ['name'] },
    });
  },
);

describe('a store that fails', () => {
  test('or that is not the one that was read before takes no command', async () => {
    const stopped = commandHandler({ stores: ledger.stores, now: () => ledger.clock, mayWrite: () => false });
    expect(await stopped(admit('S03'), envelope, bureau)).toEqual({ failed: 'STORE_UNAVAILABLE' });
  });

  test('keeps no details of a person whom no event names', async () => {
    const put: string[] = [];
    const people = {
      ...ledger.stores.people,
      put: (entry: Parameters<typeof ledger.stores.people.put>[0]) => (
        put.push(entry.commitment),
        ledger.stores.people.put(entry)
      ),
    };
    const handle = commandHandler({
      stores: { people, events: failing(new StoreUnavailable('weg')) },
      now: () => ledger.clock,
    });
    const register = {
      type: 'RegisterPerson',
      personId: person(9),
      schoolId: '370103.S01',
      details: { name: '样本' },
    } as const;
    expect(await handle(register, envelope, bureau)).toEqual({ failed: 'STORE_UNAVAILABLE' });
    expect(put).toHaveLength(1);
    expect(await ledger.stores.people.get(person(9), put[0]!)).toBeUndefined();
  });

  test('keeps the details that another replica has just written: who only asks destroys nothing', async () => {
    const register = {
      type: 'RegisterPerson',
      personId: person(9),
      schoolId: '370103.S01',
      details: { name: '样本' },
    } as const;
    const other = commandHandler({ stores: ledger.stores, now: () => ledger.clock });
    const between: EventStore = {
      ...ledger.stores.events,
      append: async (...append) => {
        expect(await other(register, { ...envelope, validateOnly: true }, bureau)).toMatchObject({ valid: true });
        return ledger.stores.events.append(...append);
      },
    };
    expect(await handleOn(between)(register, envelope, bureau)).toMatchObject({ written: {} });
    const { commitment } = (await stored(`person-${person(9)}`))[0]!.data as { commitment: string };
    expect(await ledger.stores.people.get(person(9), commitment)).toMatchObject({ details: { name: '样本' } });
  });

  test('keeps the details of an append that nobody answered, whatever became of the next try', async () => {
    const register = {
      type: 'RegisterPerson',
      personId: person(9),
      schoolId: '370103.S01',
      details: { name: '样本' },
    } as const;
    let late: () => Promise<unknown> = () => Promise.resolve();
    const errors = [new OutcomeUnknown('?'), new StoreUnavailable('weg')];
    const events: EventStore = {
      ...ledger.stores.events,
      append: (...append) => {
        const error = errors.shift();
        if (error instanceof OutcomeUnknown) late = () => ledger.stores.events.append(...append);
        return Promise.reject(error ?? new Error('asked too often'));
      },
    };
    const handle = handleOn(events);
    expect(await handle(register, envelope, bureau)).toEqual({ failed: 'OUTCOME_UNKNOWN' });
    expect(await handle(register, envelope, bureau)).toEqual({ failed: 'STORE_UNAVAILABLE' });
    await late();
    const { commitment } = (await stored(`person-${person(9)}`))[0]!.data as { commitment: string };
    expect(await ledger.stores.people.get(person(9), commitment)).toMatchObject({ details: { name: '样本' } });
  });

  test('erases a person whose directory does not answer: the fact is recorded, a process finishes it', async () => {
    await ledger.pass({
      type: 'RegisterPerson',
      personId: person(9),
      schoolId: '370103.S01',
      details: { name: '样本' },
    });
    const people = { ...ledger.stores.people, erase: () => Promise.reject(new StoreUnavailable('weg')) };
    const handle = commandHandler({ stores: { ...ledger.stores, people }, now: () => ledger.clock });
    expect(
      await handle(
        { type: 'ErasePerson', personId: person(9) },
        { ...envelope, basis: [{ title: '申请', documentNo: '1号' }] },
        bureau,
      ),
    ).toMatchObject({ written: {} });
  });

  test('does not keep everybody waiting: who waited too long behind others is told so, and nothing was written', async () => {
    let tries = 0;
    const events: EventStore = {
      ...ledger.stores.events,
      append: () => {
        tries += 1;
        ledger.clock = '2026-11-24T01:00:10.000Z';
        return Promise.reject(new StoreUnavailable('weg'));
      },
    };
    const handle = handleOn(events);
    const outcomes = await Promise.all(['S03', 'S04', 'S05'].map((code) => handle(admit(code), envelope, bureau)));
    expect(outcomes).toEqual(Array(3).fill({ failed: 'STORE_UNAVAILABLE' }));
    expect(tries).toBe(1);
  });

  const failing = (error: Error): EventStore => ({ ...ledger.stores.events, append: () => Promise.reject(error) });
  const handleOn = (events: EventStore) =>
    commandHandler({ stores: { ...ledger.stores, events }, now: () => ledger.clock });
  const envelope = { commandId: ID, basis: [], effectiveOn: '2026-11-24' };

  test('and wrote nothing is told apart from one that may have', async () => {
    expect(await handleOn(failing(new StoreUnavailable('weg')))(admit('S03'), envelope, bureau)).toEqual({
      failed: 'STORE_UNAVAILABLE',
    });
    expect(await handleOn(failing(new OutcomeUnknown('?')))(admit('S03'), envelope, bureau)).toEqual({
      failed: 'OUTCOME_UNKNOWN',
    });
  });

  test('for a reason nobody thought of says so, and whether anything was sent', async () => {
    await expect(handleOn(failing(new Error('half-way')))(admit('S03'), envelope, bureau)).rejects.toThrow('half-way');
    await expect(handleOn(failing(new TypeError('no such name')))(admit('S03'), envelope, bureau)).rejects.toThrow(
      NothingWritten,
    );
    const unreadable: EventStore = {
      ...ledger.stores.events,
      readStream: () => {
        throw new Error('unreadable');
      },
    };
    await expect(handleOn(unreadable)(admit('S03'), envelope, bureau)).rejects.toThrow(NothingWritten);
  });

  test('and wrote it without answering: repeating the command gives the receipt', async () => {
    const lying: EventStore = {
      ...ledger.stores.events,
      append: async (...append) => {
        await ledger.stores.events.append(...append);
        throw new OutcomeUnknown('sent, not answered');
      },
    };
    expect(await handleOn(lying)(admit('S03'), envelope, bureau)).toEqual({ failed: 'OUTCOME_UNKNOWN' });
    expect(await handleOn(lying)(admit('S03'), envelope, bureau)).toEqual({
      written: { commandId: ID, stream: 'district-370103', firstRevision: 8, revision: 8, replayed: true },
    });
  });
});
