import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { GivenCommand } from '../../src/commands/command.js';
import { startProcesses, type Processes } from '../../src/processes/index.js';
import { queries } from '../../src/projections/queries.js';
import { openLedger, person, recommend, register, silent, type TestLedger } from '../support/ledger.js';
import { allSettled, duringNextAppend } from '../support/processes.js';

const GROUP = '370103.G01';
const S01 = '370103.S01';
const S02 = '370103.S02';

let ledger: TestLedger;
let running: Processes | undefined;
const other = { actor: { id: 'bureau-2', role: 'BUREAU' }, district: '370103' } as const;
const early = { effectiveOn: '2021-09-01' };
beforeEach(async () => {
  ledger = await openLedger();
  await register(ledger);
  for (const [number, school] of [
    [7, S01],
    [8, S02],
    [9, S02],
  ] as const) {
    const personId = person(number);
    await ledger.pass(
      { type: 'RegisterPerson', personId, schoolId: school, details: { name: `样本${number}` } },
      early,
    );
    await ledger.pass({ type: 'Employ', personId, employerId: school, homeSchoolId: school }, early);
  }
  running = await startProcesses({ ...ledger, log: silent });
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await ledger.close();
});
const settled = (): Promise<void> => allSettled(ledger, running!);

const principal = (number: number, schoolId = S02): GivenCommand => ({
  type: 'AssignPost',
  personId: person(number),
  schoolId,
  kind: 'PRINCIPAL',
});
const charter: GivenCommand = {
  type: 'AdoptCharter',
  groupId: GROUP,
  quorum: { numerator: 2, denominator: 3, atLeast: true },
  majority: { numerator: 1, denominator: 2, atLeast: false },
  termYears: 3,
  everySchoolSeated: true,
  otherSeats: 0,
  exOfficio: [{ schoolId: S02, post: 'PRINCIPAL' }],
};
/** A council of a recommended person of S01 and the principal of S02. */
const appoint = async (others: readonly string[] = []): Promise<void> => {
  const memberIds = [await recommend(ledger, 1, 'S01'), person(8), ...others];
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
};
const seated = (effectiveOn: string): string[] => {
  const { councilInOffice, seatsOf } = queries(ledger.readModels);
  const moment = { position: ledger.runner.head(), effectiveOn };
  return [councilInOffice(GROUP, moment) ?? []]
    .flat()
    .flatMap((council) => seatsOf(council, moment).map(({ person: key }) => key))
    .sort();
};

describe('a seat that goes with a post', () => {
  beforeEach(async () => {
    await ledger.pass(charter, { effectiveOn: '2026-08-01' });
    await ledger.pass(principal(8), early);
  });

  test('is of who holds the post, without a recommendation', async () => {
    await appoint();
    await settled();
    expect(seated('2026-09-01')).toEqual([person(1), person(8)]);
    expect(ledger.readModels.seats.by('council', `${GROUP}.1`, ledger.runner.head())).toMatchObject([
      { person: person(1), post: null },
      { person: person(8), post: 'PRINCIPAL', school: S02 },
    ]);
  });

  test('passes to who takes the post, and filing the change is due', async () => {
    await appoint();
    await ledger.pass({ type: 'FileCouncil', groupId: GROUP, ordinal: 1 });
    await ledger.pass({ type: 'EndPost', personId: person(8), post: 1 }, { effectiveOn: '2027-08-01' });
    await settled();
    expect(seated('2027-08-01')).toEqual([person(1)]);
    await ledger.pass(principal(9), { effectiveOn: '2027-08-15' });
    await settled();
    expect([seated('2027-07-31'), seated('2027-08-14'), seated('2027-08-15')]).toEqual([
      [person(1), person(8)],
      [person(1)],
      [person(1), person(9)],
    ]);
    expect(ledger.readModels.councils.byKey(`${GROUP}.1`, ledger.runner.head())!.changedSinceFiling).toBe(1);
    expect(running!.due()).toEqual([]);
  });

  test('is, of two who hold the post, of who took it last, and goes back to the other one', async () => {
    await appoint();
    await ledger.pass(principal(9), { effectiveOn: '2027-02-01' });
    await settled();
    await ledger.pass({ type: 'EndPost', personId: person(9), post: 1 }, { effectiveOn: '2027-08-01' });
    await settled();
    expect(['2027-01-31', '2027-02-01', '2027-07-31', '2027-08-01'].map((day) => seated(day)[1])).toEqual(
      [8, 9, 9, 8].map(person),
    );
    const pass = { type: 'PassSeat', groupId: GROUP, ordinal: 1, schoolId: S02, post: 'PRINCIPAL' } as const;
    const refused = await ledger.give({ ...pass, personId: person(8) }, { effectiveOn: '2027-03-01' });
    expect(refused).toMatchObject({ refused: { code: 'NOT_RECOMMENDED', path: ['personId'] } });
    expect(running!.due()).toEqual([]);
  });

  test('passes when its holder retires', async () => {
    await appoint();
    await ledger.pass(principal(9), { effectiveOn: '2028-02-01' });
    await ledger.pass({ type: 'Retire', personId: person(8) }, { effectiveOn: '2028-02-01' });
    await settled();
    expect([seated('2028-01-31'), seated('2028-02-01')]).toEqual([
      [person(1), person(8)],
      [person(1), person(9)],
    ]);
  });

  test.each([
    ['is retracted', undefined],
    ['was at another school', { schoolId: S01 }],
  ])('is of nobody where the post %s', async (_, change) => {
    await appoint();
    await settled();
    const stream = `person-${person(8)}` as const;
    const [entry] = ledger.readModels.events.ofStream(stream, ledger.runner.head()).slice(-1);
    const { event, revision, metadata } = entry!;
    await ledger.pass(
      change
        ? {
            type: 'CorrectRecord',
            stream,
            revision,
            right: { ...event, ...change },
            rightVersion: 1,
            rightEffectiveOn: metadata.effectiveOn,
          }
        : { type: 'RetractRecord', stream, revision },
      {},
      other,
    );
    await settled();
    expect(seated('2026-09-01')).toEqual([person(1)]);
  });

  test('is of who holds the post again once the school is back', async () => {
    await ledger.pass({ type: 'AdmitSchool', groupId: GROUP, schoolId: '370103.S03' }, early);
    await appoint([await recommend(ledger, 3, 'S03')]);
    await ledger.pass({ type: 'WithdrawSchool', groupId: GROUP, schoolId: S02 }, { effectiveOn: '2027-01-01' });
    await settled();
    expect(seated('2027-01-01')).toEqual([person(1), person(3)]);
    await ledger.pass({ type: 'AdmitSchool', groupId: GROUP, schoolId: S02 }, { effectiveOn: '2027-03-01' });
    await settled();
    expect([seated('2027-02-28'), seated('2027-03-01')]).toEqual([
      [person(1), person(3)],
      [person(1), person(3), person(8)],
    ]);
  });

  test('passes where the council was appointed while the post changed hands', async () => {
    await ledger.pass(principal(9), { effectiveOn: '2026-10-01' });
    const lost = duringNextAppend(ledger, {
      command: { type: 'EndPost', personId: person(8), post: 1 },
      effectiveOn: '2026-10-01',
    });
    await appoint();
    await lost.done;
    await settled();
    expect([seated('2026-09-30'), seated('2026-10-01')]).toEqual([
      [person(1), person(8)],
      [person(1), person(9)],
    ]);
  });

  test('passes the day after a day on which the council met', async () => {
    const day = '2026-11-24';
    await appoint();
    await ledger.pass({
      type: 'AdoptResolution',
      groupId: GROUP,
      kind: 'CULTURE',
      subject: '文化建设',
      heldOn: day,
      minutesNo: '纪要〔2026〕1号',
      ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
    });
    await ledger.pass({ type: 'EndPost', personId: person(8), post: 1 }, { effectiveOn: day });
    await settled();
    expect([seated(day), seated('2026-11-25')]).toEqual([[person(1), person(8)], [person(1)]]);
  });

  test('comes back when what ended the post never was', async () => {
    await appoint();
    const { revision } = await ledger.pass(
      { type: 'EndPost', personId: person(8), post: 1 },
      { effectiveOn: '2027-08-01' },
    );
    await settled();
    const another = { actor: { id: 'bureau-2', role: 'BUREAU' as const }, district: '370103' };
    await ledger.pass({ type: 'RetractRecord', stream: `person-${person(8)}`, revision }, {}, another);
    await settled();
    expect(seated('2027-08-01')).toEqual([person(1), person(8)]);
  });
});

test('a charter that binds a seat later gives it to who holds the post', async () => {
  await ledger.pass(principal(8), early);
  const memberIds = [await recommend(ledger, 1, 'S01'), await recommend(ledger, 2, 'S02')];
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
  await ledger.pass(charter, { effectiveOn: '2026-11-24' });
  await settled();
  expect([seated('2026-11-23'), seated('2026-11-24')]).toEqual([
    [person(1), person(2)],
    [person(1), person(2), person(8)],
  ]);
});
