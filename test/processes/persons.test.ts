import { addDays } from '../../src/domain/day.js';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GivenCommand } from '../../src/commands/command.js';
import { startProcesses, type Processes } from '../../src/processes/index.js';
import { inboxOf } from '../../src/projections/inbox.js';
import { queries } from '../../src/projections/queries.js';
import { openLedger, person, recommend, register, silent, type TestLedger } from '../support/ledger.js';
import { allSettled, duringNextAppend } from '../support/processes.js';

const GROUP = '370103.G01';
const S02 = '370103.S02';
const S03 = '370103.S03';
const teacher = person(9);

let ledger: TestLedger;
let running: Processes | undefined;
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
  await ledger.pass({ type: 'AdmitSchool', groupId: GROUP, schoolId: S03 }, { effectiveOn: '2021-09-01' });
  await ledger.pass(
    { type: 'RegisterPerson', personId: teacher, schoolId: S03, details: { name: '样本九' } },
    { effectiveOn: '2021-09-01' },
  );
  await ledger.pass(
    { type: 'Employ', personId: teacher, employerId: S03, homeSchoolId: S03 },
    { effectiveOn: '2021-09-01' },
  );
  running = await startProcesses({ ...ledger, log: silent });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await ledger.close();
});
const settled = (): Promise<void> => allSettled(ledger, running!);

const assign: GivenCommand = { type: 'AssignPost', personId: teacher, schoolId: S03, kind: 'TEACHER' };
const rotate = (more: object = {}): GivenCommand => ({
  type: 'RotateTeacher',
  personId: teacher,
  scheme: 'GROUP',
  groupId: GROUP,
  mode: 'FULL_TIME',
  fromSchoolId: S03,
  toSchoolId: S02,
  from: '2026-12-01',
  to: '2027-08-31',
  personnelRelation: 'STAYS',
  ...more,
});
const close: GivenCommand = { type: 'CloseSchool', schoolId: S03 };
const withdraw: GivenCommand = { type: 'WithdrawSchool', groupId: GROUP, schoolId: S03 };
const heldUntil = () => ledger.readModels.posts.by('person', teacher, ledger.runner.head()).map(({ until }) => until);

/** What waits to be done about the teacher on a day. */
const dues = (effectiveOn = '2027-01-15') => {
  const { readModels, runner } = ledger;
  const position = runner.head();
  const rotations = readModels.rotations.by('openIn', '370103', position);
  return inboxOf(readModels, queries(readModels), [], { position, effectiveOn }, running!.due(), {
    districts: ['370103'],
    rotations,
  }).map(({ kind, since, args }) => ({ kind, since, status: args.status }));
};

describe('a post ends with its school', () => {
  test.each<[string, GivenCommand]>([
    ['closed', close],
    ['merged', { type: 'MergeSchools', schoolIds: [S03], intoId: S02 }],
  ])('when the school is %s', async (_, end) => {
    await ledger.pass(assign, { effectiveOn: '2021-09-01' });
    await ledger.pass(end, { effectiveOn: '2027-03-01' });
    await settled();
    expect(heldUntil()).toEqual(['2027-03-01']);
    expect(dues('2027-03-01')).toEqual([{ kind: 'EMPLOYER_CLOSED', since: '2027-03-01', status: undefined }]);
  });
  test('when it was assigned while the school was closed', async () => {
    const lost = duringNextAppend(ledger, { command: close, effectiveOn: '2026-12-01' });
    await ledger.pass(assign);
    await lost.done;
    await settled();
    expect(heldUntil()).toEqual(['2026-12-01']);
  });
  test('when its end was taken back by a correction', async () => {
    await ledger.pass(assign, { effectiveOn: '2021-09-01' });
    await ledger.pass(close, { effectiveOn: '2026-11-01' });
    await settled();
    await ledger.pass(
      { type: 'RetractRecord', stream: `person-${teacher}`, revision: 3 },
      {},
      { actor: { id: 'bureau-2', role: 'BUREAU' }, district: '370103' },
    );
    await settled();
    expect(heldUntil()).toEqual(['2026-11-01']);
  });
});

describe('a rotation waits for another decision', () => {
  const repealed = async (): Promise<void> => {
    const heldOn = '2026-11-24';
    const meeting = {
      heldOn,
      minutesNo: '纪要〔2026〕1号',
      ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
    };
    await ledger.pass({ type: 'RepealResolution', groupId: GROUP, resolution: 1, ...meeting }, { effectiveOn: heldOn });
  };
  const resolved = async (): Promise<void> => {
    const memberIds = [
      await recommend(ledger, 1, 'S01'),
      await recommend(ledger, 2, 'S02'),
      await recommend(ledger, 3, 'S03'),
    ];
    await ledger.pass(
      {
        type: 'AppointCouncil',
        groupId: GROUP,
        memberIds,
        chairId: person(1),
        termFrom: '2026-09-01',
        termTo: '2029-08-31',
      },
      { effectiveOn: '2026-08-20' },
    );
    await ledger.pass({
      type: 'AdoptResolution',
      groupId: GROUP,
      kind: 'ROTATION',
      subject: '教师交流',
      heldOn: '2026-11-23',
      minutesNo: '纪要〔2026〕1号',
      ballot: { present: 3, proxies: 0, recused: 0, for: 3, against: 0, abstained: 0 },
    });
  };

  test.each<[string, GivenCommand, string]>([
    ['a school withdraws', withdraw, 'SCHOOL_LEFT'],
    ['the group is dissolved', { type: 'DissolveGroup', groupId: GROUP }, 'SCHOOL_LEFT'],
  ])('when %s, before the decision was known or after it', async (_, end, status) => {
    await ledger.pass(rotate());
    await ledger.pass(end, { effectiveOn: '2027-01-01' });
    await settled();
    const left = { kind: 'ROTATION_TO_DECIDE', since: '2027-01-01', status };
    expect(dues().filter(({ kind }) => kind === 'ROTATION_TO_DECIDE')).toContainEqual(left);
  });
  test('when the school withdrew while it was decided', async () => {
    const lost = duringNextAppend(ledger, { command: withdraw, effectiveOn: '2026-11-24' });
    await ledger.pass(rotate());
    await lost.done;
    await settled();
    expect(dues()).toContainEqual({ kind: 'ROTATION_TO_DECIDE', since: '2026-12-01', status: 'SCHOOL_LEFT' });
  });
  test('when a school is closed', async () => {
    await ledger.pass(rotate({ scheme: 'DISTRICT', groupId: undefined }));
    await ledger.pass({ type: 'CloseSchool', schoolId: S02 }, { effectiveOn: '2027-02-01' });
    expect(dues()).toContainEqual({ kind: 'ROTATION_TO_DECIDE', since: '2027-02-01', status: 'SCHOOL_CLOSED' });
  });
  test('when its resolution is repealed, also while it is decided', async () => {
    await resolved();
    await ledger.pass(rotate({ decidedBy: { groupId: GROUP, number: 1 } }));
    expect(dues('2026-12-01').map(({ kind }) => kind)).toEqual(['ARRIVAL_TO_CONFIRM']);
    await repealed();
    expect(dues('2026-12-01')).toContainEqual({ kind: 'ROTATION_TO_DECIDE', since: '2026-12-01', status: 'REPEALED' });
  });
  test.each([
    ['is retracted', undefined],
    ['was on something else', { kind: 'CULTURE' }],
  ])('when its resolution %s', async (_, change) => {
    await resolved();
    await ledger.pass(rotate({ decidedBy: { groupId: GROUP, number: 1 } }));
    const stream = `council-${GROUP}` as const;
    const [entry] = ledger.readModels.events.ofStream(stream, ledger.runner.head()).slice(-1);
    const { event, revision, metadata } = entry!;
    await ledger.pass(
      change
        ? {
            type: 'CorrectRecord',
            stream,
            revision,
            right: { ...event, ...change },
            rightVersion: metadata.schemaVersion,
            rightEffectiveOn: metadata.effectiveOn,
          }
        : { type: 'RetractRecord', stream, revision },
      {},
      { actor: { id: 'bureau-2', role: 'BUREAU' }, district: '370103' },
    );
    expect(dues('2026-12-01')).toContainEqual({ kind: 'ROTATION_TO_DECIDE', since: '2026-12-01', status: 'REPEALED' });
  });
  test('when the resolution is repealed by which it was extended, from the first day on that it adds', async () => {
    await resolved();
    await ledger.pass(rotate());
    await ledger.pass({
      type: 'ExtendRotation',
      personId: teacher,
      rotation: 1,
      to: '2028-08-31',
      decidedBy: { groupId: GROUP, number: 1 },
    });
    await repealed();
    const { to } = rotate() as unknown as { readonly to: string };
    expect(dues('2026-12-01')).toContainEqual({
      kind: 'ROTATION_TO_DECIDE',
      since: addDays(to, 1),
      status: 'REPEALED',
    });
  });
  test('when the person is erased', async () => {
    await ledger.pass(rotate());
    await ledger.pass({ type: 'ErasePerson', personId: teacher });
    expect(dues()).toContainEqual({ kind: 'ROTATION_TO_DECIDE', since: '2026-12-01', status: 'ERASED' });
  });
  test('and no longer once it was cancelled', async () => {
    await ledger.pass(rotate());
    await ledger.pass(withdraw, { effectiveOn: '2027-01-01' });
    await ledger.pass({ type: 'CancelRotation', personId: teacher, rotation: 1 });
    expect(dues()).toEqual([]);
  });
});

test('arrival, the service of each term that is over, and an end that is overdue wait to be told', async () => {
  ledger.clock = '2028-03-01T01:00:00.000Z';
  const rotation = { personId: teacher, rotation: 1 };
  await ledger.pass(rotate(), { effectiveOn: '2026-11-24' });
  expect(dues('2026-11-30')).toEqual([]);
  expect(dues('2026-12-01')).toEqual([{ kind: 'ARRIVAL_TO_CONFIRM', since: '2026-12-01', status: undefined }]);
  await ledger.pass({ type: 'ConfirmArrival', ...rotation }, { effectiveOn: '2026-12-01' });
  expect(dues('2027-01-31')).toEqual([]);
  expect(dues('2027-02-01')).toEqual([{ kind: 'SERVICE_TO_CONFIRM', since: '2027-02-01', status: 'FIRST' }]);
  await ledger.pass(
    { type: 'ConfirmService', ...rotation, schoolYear: 2026, term: 'FIRST', weeklyLessons: 12 },
    { effectiveOn: '2027-02-01' },
  );
  expect(dues('2027-08-31')).toEqual([]);
  expect(dues('2027-09-01')).toEqual([
    { kind: 'ROTATION_OVERDUE', since: '2027-09-01', status: undefined },
    { kind: 'SERVICE_TO_CONFIRM', since: '2027-09-01', status: 'SECOND' },
  ]);
  await ledger.pass({ type: 'CompleteRotation', ...rotation }, { effectiveOn: '2027-08-31' });
  expect(dues('2027-09-01')).toEqual([{ kind: 'SERVICE_TO_CONFIRM', since: '2027-09-01', status: 'SECOND' }]);
  await ledger.pass(
    { type: 'ConfirmService', ...rotation, schoolYear: 2026, term: 'SECOND', weeklyLessons: 12 },
    { effectiveOn: '2027-09-01' },
  );
  expect(dues('2027-09-01')).toEqual([]);
});
