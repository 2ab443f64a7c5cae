import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GivenCommand, Handle } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { startProcesses, type Processes } from '../../src/processes/index.js';
import { inboxOf } from '../../src/projections/inbox.js';
import { queries } from '../../src/projections/queries.js';
import { openLedger, person, recommend, register, silent, type TestLedger } from '../support/ledger.js';
import { allSettled, duringNextAppend } from '../support/processes.js';

const GROUP = '370103.G01';
const inGroup = { groupId: '370103.G01' };

let ledger: TestLedger;
let running: Processes | undefined;
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
  await ledger.pass({ type: 'AdmitSchool', ...inGroup, schoolId: '370103.S03' }, { effectiveOn: '2021-09-01' });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await ledger.close();
});

const start = async (): Promise<void> => {
  running = await startProcesses({ ...ledger, log: silent });
};
const settled = (): Promise<void> => allSettled(ledger, running!);
const appoint = async (termFrom = '2026-09-01', effectiveOn = '2026-08-20'): Promise<void> => {
  const memberIds = [
    await recommend(ledger, 1, 'S01'),
    await recommend(ledger, 2, 'S02'),
    await recommend(ledger, 3, 'S03'),
  ];
  await ledger.pass(
    { type: 'AppointCouncil', groupId: GROUP, memberIds, chairId: person(1), termFrom, termTo: '2029-08-31' },
    { effectiveOn },
  );
};
const withdraw: GivenCommand = { type: 'WithdrawSchool', ...inGroup, schoolId: '370103.S03' };
/** Who sits on the council in office on a day. */
const seated = (effectiveOn: string): string[] => {
  const { councilInOffice, seatsOf } = queries(ledger.readModels);
  const moment = { position: ledger.runner.head(), effectiveOn };
  return [councilInOffice(GROUP, moment) ?? []]
    .flat()
    .flatMap((council) => seatsOf(council, moment).map(({ person: key }) => key));
};

test('when a school withdraws, the seat it recommended for is vacant from that day on, and filing the change is due', async () => {
  await start();
  await appoint();
  await ledger.pass({ type: 'FileCouncil', groupId: GROUP, ordinal: 1 });
  await ledger.pass(withdraw, { effectiveOn: '2027-03-01' });
  await settled();
  expect(seated('2027-02-28')).toEqual([person(1), person(2), person(3)]);
  expect(seated('2027-03-01')).toEqual([person(1), person(2)]);
  expect(ledger.readModels.councils.byKey(`${GROUP}.1`, ledger.runner.head())!.changedSinceFiling).toBe(1);
  const followUp = ledger.readModels.events.page(
    { types: ['MemberRemoved'] },
    { after: 0, upTo: Infinity, limit: 9, backwards: false },
  );
  expect(followUp).toHaveLength(1);
  expect(followUp[0]!.event).toMatchObject({ personId: person(3), cause: 'RECOMMENDER_LEFT' });
  expect(followUp[0]!.metadata).toMatchObject({
    actor: { role: 'SYSTEM' },
    effectiveOn: '2027-03-01',
    basis: [{ documentNo: '市中教字〔2026〕1号' }],
  });
  expect(running!.due()).toEqual([]);
});

test('when a group is dissolved, or a school closed, its seats are vacant too', async () => {
  await start();
  await appoint();
  await ledger.pass({ type: 'CloseSchool', schoolId: '370103.S03' }, { effectiveOn: '2026-12-01' });
  await settled();
  expect(seated('2026-12-01')).toEqual([person(1), person(2)]);
  await ledger.pass({ type: 'DissolveGroup', ...inGroup }, { effectiveOn: '2027-01-01' });
  await settled();
  expect(seated('2027-01-01')).toEqual([]);
});

describe('what leaves on a day on which its council met', () => {
  const day = '2026-11-24';
  const met: GivenCommand = {
    type: 'AdoptResolution',
    groupId: GROUP,
    kind: 'CULTURE',
    subject: '文化建设',
    heldOn: day,
    minutesNo: '纪要〔2026〕1号',
    ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
  };
  const dues = () => {
    const moment = { position: ledger.runner.head(), effectiveOn: day };
    return inboxOf(ledger.readModels, queries(ledger.readModels), [GROUP], moment, running!.due()).filter(
      ({ kind }) => kind === 'SEAT_VACATED' || kind === 'FOLLOW_UP_REFUSED',
    );
  };
  test.each<[string, GivenCommand]>([
    ['a school that withdrew', withdraw],
    ['a school that was closed', { type: 'CloseSchool', schoolId: '370103.S03' }],
    ['a school that was merged', { type: 'MergeSchools', schoolIds: ['370103.S03'], intoId: '370103.S01' }],
  ])('%s has its seat until that day is over, and the due item names council, school and person', async (_, leave) => {
    await start();
    await appoint();
    await ledger.pass(met);
    await ledger.pass(leave);
    await settled();
    expect([seated(day), seated('2026-11-25')]).toEqual([
      [person(1), person(2), person(3)],
      [person(1), person(2)],
    ]);
    expect(dues()).toEqual([
      {
        kind: 'SEAT_VACATED',
        subject: { type: 'Council', key: `${GROUP}.1` },
        since: '2026-11-25',
        args: { person: person(3), school: '370103.S03' },
      },
    ]);
    await ledger.pass({ type: 'FileCouncil', groupId: GROUP, ordinal: 1 });
    expect(dues()).toEqual([]);
  });
  test('a group that is dissolved has its council until that day is over', async () => {
    await start();
    await appoint();
    await ledger.pass(met);
    await ledger.pass({ type: 'DissolveGroup', ...inGroup });
    await settled();
    expect([seated(day), seated('2026-11-25')]).toEqual([[person(1), person(2), person(3)], []]);
    expect(ledger.readModels.councils.byKey(`${GROUP}.1`, ledger.runner.head())!.termTo).toBe(day);
    expect(dues()).toEqual([]);
  });
});

describe('a lost race is detected from the other side', () => {
  const termTo = '2029-08-31';
  const end = (command: GivenCommand) => ({ command, effectiveOn: '2026-11-24' });
  const dissolve: GivenCommand = { type: 'DissolveGroup', ...inGroup };
  const close: GivenCommand = { type: 'CloseSchool', schoolId: '370103.S03' };

  test.each([
    ['the school withdrew', withdraw],
    ['the group was dissolved', dissolve],
    ['the school was closed', close],
  ])('appointed, while %s', async (_, meanwhile) => {
    await start();
    const memberIds = [
      await recommend(ledger, 1, 'S01'),
      await recommend(ledger, 2, 'S02'),
      await recommend(ledger, 3, 'S03'),
    ];
    const lost = duringNextAppend(ledger, end(meanwhile));
    await ledger.pass({
      type: 'AppointCouncil',
      groupId: GROUP,
      memberIds,
      chairId: person(1),
      termFrom: '2026-12-01',
      termTo,
    });
    await lost.done;
    await settled();
    expect(seated('2026-12-01')).toEqual(meanwhile === dissolve ? [] : [person(1), person(2)]);
  });

  test('a substitute took a seat, while the school withdrew', async () => {
    await start();
    await appoint();
    await recommend(ledger, 4, 'S03');
    const lost = duringNextAppend(ledger, end(withdraw));
    await ledger.pass({ type: 'AppointSubstitute', groupId: GROUP, ordinal: 1, personId: person(4) });
    await lost.done;
    await settled();
    expect(seated('2026-11-24')).toEqual([person(1), person(2)]);
  });

  test('the term was extended into days on which the school is no member any more', async () => {
    await start();
    await appoint();
    const lost = duringNextAppend(ledger, { command: withdraw, effectiveOn: '2030-01-01' });
    await ledger.pass({ type: 'ExtendTerm', groupId: GROUP, ordinal: 1, termTo: '2030-08-31' });
    await lost.done;
    await settled();
    expect([seated('2029-12-31'), seated('2030-01-01')]).toEqual([
      [person(1), person(2), person(3)],
      [person(1), person(2)],
    ]);
  });
});

test('a process that comes up later starts at the head; one that was there before goes on where it was', async () => {
  await appoint();
  await ledger.pass(withdraw, { effectiveOn: '2027-03-01' });
  await start();
  await settled();
  expect(seated('2027-03-01')).toHaveLength(3);
  await running!.stop();
  await ledger.pass({ type: 'DissolveGroup', ...inGroup }, { effectiveOn: '2027-09-01' });
  await start();
  await settled();
  expect(seated('2027-09-01')).toHaveLength(0);
});

test('followed up twice, nothing is written twice', async () => {
  await start();
  await appoint();
  await ledger.pass(withdraw, { effectiveOn: '2027-03-01' });
  await settled();
  const head = ledger.runner.head();
  await running!.stop();
  await ledger.stores.checkpoints.save('process-seats-follow-membership', { position: 0, due: [] });
  await start();
  await settled();
  expect(ledger.runner.head()).toBe(head);
});

test('an erasure that a crash cut off is finished', async () => {
  await start();
  await ledger.pass({
    type: 'RegisterPerson',
    personId: person(7),
    schoolId: '370103.S01',
    details: { name: '样本七' },
  });
  const { commitment } = ledger.readModels.persons.byKey(person(7), ledger.runner.head())!;
  const entry = (await ledger.stores.people.get(person(7), commitment!))!;
  await ledger.pass({ type: 'ErasePerson', personId: person(7) });
  await settled();
  await running!.stop();
  await ledger.stores.people.put(entry);
  await ledger.stores.checkpoints.save('process-erasure', { position: 0, due: [] });
  await start();
  await settled();
  expect(await ledger.stores.people.get(person(7), commitment!)).toBeUndefined();
});

test.each([
  ['nothing that is known', { at: 7 }],
  ['no object', '名单'],
  ['no position', { position: 'x', due: [] }],
])('a checkpoint that holds %s is not begun from, and nothing is said of what it holds', async (_what, document) => {
  await ledger.stores.checkpoints.save('process-seats-follow-membership', document);
  const error = await start().then(
    () => new Error('started'),
    (problem: Error) => problem,
  );
  expect(error.message).toBe(
    'The checkpoint process-seats-follow-membership is not what a process saved: put it right in the store; without it a process would not know what it has done',
  );
});

test('while the clock lies behind the ledger nothing is followed up, which is said once; then it is', async () => {
  await appoint();
  let clock = '2026-11-24T00:58:00.000Z';
  const behind = commandHandler({ stores: ledger.stores, now: () => clock });
  const outcomes: string[] = [];
  const warnings: string[] = [];
  const handle: Handle = async (...given) => {
    const outcome = await behind(...given);
    outcomes.push('failed' in outcome ? outcome.failed : 'decided');
    if (outcomes.length === 3) clock = ledger.clock;
    return outcome;
  };
  running = await startProcesses({
    ...ledger,
    handle,
    log: { ...silent, warn: (_details, message) => void warnings.push(message) },
    retryAfter: 1,
  });
  await ledger.pass(withdraw, { effectiveOn: '2027-03-01' });
  await settled();
  expect(outcomes.slice(0, 4)).toEqual(['CLOCK_BEHIND', 'CLOCK_BEHIND', 'CLOCK_BEHIND', 'decided']);
  expect(warnings).toEqual([expect.stringMatching(/^Trying again: .*CLOCK_BEHIND$/)]);
  expect(seated('2027-03-01')).toEqual([person(1), person(2)]);
});
