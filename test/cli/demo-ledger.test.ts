import { afterAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listedPolicies } from '../../src/cli/sample-policies.js';
import { loadDemo, showRules } from '../../src/cli/demo-ledger.js';
import { districtHistory, type Simulated } from '../../src/cli/simulate/history.js';
import { randomFrom } from '../../src/cli/simulate/random.js';
import { write } from '../../src/cli/simulate/write.js';
import { sampleCouncils } from '../../src/cli/sample-councils.js';
import { SAMPLES_TOLD_AT } from '../../src/cli/sample.js';
import { SAMPLE_EVALUATIONS } from '../../src/cli/sample-evaluations.js';
import { SAMPLE_STORIES } from '../../src/cli/sample-funds.js';
import { SAMPLE_ROTATIONS } from '../../src/cli/sample-rotations.js';
import { SAMPLE_WITHDRAWAL } from '../../src/cli/sample-withdrawal.js';
import type { Handle } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { isUuid } from '../../src/domain/identity.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import { openStores } from '../../src/eventstore/open.js';
import type { Stores } from '../../src/eventstore/port.js';
import { startProcesses } from '../../src/processes/index.js';
import { LAST_DAY } from '../../src/domain/day.js';
import { DIMENSIONS } from '../../src/domain/policy/index.js';
import { gradeOn, partsOf, rectificationOn, standingOf } from '../../src/projections/evaluation/queries.js';
import { councilFindings } from '../../src/projections/council/findings.js';
import { fundFindings } from '../../src/projections/fund/findings.js';
import { findingsOf } from '../../src/projections/findings.js';
import { rotationDues } from '../../src/projections/person/due.js';
import { lateEntries } from '../../src/projections/late-entries.js';
import { isBalanced, linesOf, moneyInTransit, paymentsOf } from '../../src/projections/fund/queries.js';
import { holdsOn } from '../../src/projections/intervals.js';
import { queries } from '../../src/projections/queries.js';
import { openLedger, silent, type TestLedger } from '../support/ledger.js';
import { equal } from '../support/equal.js';
import { allEvents, cli, lasting, main, readShizhong, temporary } from './support.js';

const NOW = '2026-11-24T01:00:00.000Z';
const handlerOf =
  (stores: Stores) =>
  (now: () => string): Handle =>
    commandHandler({ stores, now });
/** A policy of registers/policies.json, under its own title and number. */
const isListed = ({ policyCode }: Readonly<Record<string, unknown>>): boolean =>
  listedPolicies().some(({ code }) => code === policyCode);
const REGISTER = 36;
const COUNCILS = 26 * 2 + 11 * 3;
/** Two policies, seven steps for each of 11 groups, and the stories: carried over, repealed, corrected, reversed, closed, old papers, a contract, out of order. */
const FUNDS = 2 + 11 * 7 + 8 + 2 + 1 + 1 + 2 * (5 + 1) + 4 + 3 + 9;
/** Who sits in a council is employed, has a post and qualifications; 48 teachers are registered besides. */
const STAFF = 26 * 3 + 48 * 4;
/** Two policies, nine resolutions and one that is repealed, 39 rotations with their steps, a retirement, what counts for reviews. */
const ROTATIONS = 2 + 9 + 1 + 177 + 1 + 5;
/** A charter, and a school that leaves with its seat. */
const WITHDRAWAL = 3;
/** Two of registers/policies.json, two of the demo's own. */
const POLICIES = 4;
/** Five schools in two school years. */
const INDICATORS = 10;
/** A policy; one of a group from its opening to a confirmed rectification, and one of a school with an objection. */
const EVALUATIONS = 1 + 17 + 6;
const COMMANDS = REGISTER + COUNCILS + FUNDS + STAFF + ROTATIONS + WITHDRAWAL + POLICIES + INDICATORS + EVALUATIONS;
/** The retirement ends a post and a rotation too. */
const EVENTS = COMMANDS + 2;
const load = (stores: Stores, handle = handlerOf(stores)): ReturnType<typeof loadDemo> => loadDemo(stores, handle, NOW);

/** The demo's ledger, loaded once for whoever only reads it. */
let shared: Promise<TestLedger> | undefined;
const loaded = (): Promise<TestLedger> =>
  (shared ??= (async () => {
    const stores = memoryStores();
    await load(stores);
    return openLedger(stores);
  })());
afterAll(async () => (await shared)?.close());

describe('the ledger of the demo', () => {
  test('holds 24 units of 23 schools, 9 groups, 2 alliances, and a council for each that is accepted', async () => {
    const ledger = await loaded();
    const read = queries(ledger.readModels);
    const moment = { position: ledger.runner.head(), effectiveOn: '2026-11-24' };
    expect(read.counts('370103', moment)).toEqual({ units: 24, schools: 23, groups: 9, alliances: 2 });
    for (const group of read.groupsOf('370103', moment).after(undefined, Infinity)) {
      const council = read.councilInOffice(group.key, moment)!;
      expect(council).toMatchObject({ ordinal: 1, termFrom: '2025-09-01', termTo: '2030-08-31' });
      expect(read.filingOf(council.key, moment)).toMatchObject({
        status: 'ACCEPTED',
        documentNo: expect.stringMatching(/^样本〔2025〕\d+号$/),
      });
      expect(
        read
          .seatsOf(council, moment)
          .map(({ school }) => school)
          .sort(),
      ).toEqual(
        read
          .membersOf(group.key, moment)
          .map(({ school }) => school)
          .sort(),
      );
      expect(read.openRecommendationsOf(group.key, moment)).toEqual([]);
    }
  });

  test("calls everything a sample that is none of the register's, and marks what is assumed", async () => {
    const { stores } = await loaded();
    const samples = (await allEvents(stores.events)).slice(REGISTER);
    for (const { type, data, metadata } of samples) {
      expect(metadata.basis[0]!.title).toMatch(/^样本/);
      expect(metadata.basis[0]!.documentNo).toMatch(/^样本〔202[456]〕\d+号$/);
      if (metadata.actor.role !== 'SYSTEM') expect(metadata.assumed).toContain('effectiveOn');
      for (const field of [
        'supplier',
        'subject',
        'minutesNo',
        'contractNo',
        'invoiceNo',
        'documentNo',
        'title',
        'document',
        'text',
        'office',
      ]) {
        if (field in data && !type.startsWith('Rotation') && !isListed(data)) expect(data[field]).toMatch(/^样本/);
      }
      if (type !== 'PersonRegistered') continue;
      expect(isUuid(data['personId'] as string)).toBe(true);
      expect(data['personId']).toMatch(/^.{14}4.{4}[89ab]/);
      const entry = await stores.people.get(data['personId'] as string, data['commitment'] as string);
      expect(entry!.details.name).toMatch(/^样本教师 S\d\d-\d$/);
    }
    expect(samples.filter(({ type }) => type === 'PersonRegistered')).toHaveLength(26 + 48);
    expect(samples.filter(({ metadata }) => metadata.actor.role === 'SYSTEM').map(({ type }) => type)).toEqual([
      'CarriedIn',
    ]);
  });

  test('is filed by one and answered by another', () => {
    const actors = (type: string): Set<string> =>
      new Set(
        sampleCouncils(readShizhong())
          .filter(({ command }) => command.type === type)
          .map(({ principal }) => principal.actor.id),
      );
    expect([...actors('FileCouncil')].filter((id) => actors('AcceptFiling').has(id))).toEqual([]);
  });

  test('two loads give the same events', async () => {
    const other = memoryStores();
    await load(other);
    const one = (await loaded()).stores;
    equal((await allEvents(one.events)).map(lasting), (await allEvents(other.events)).map(lasting));
  });

  test('is loaded once, completed where the load was interrupted, and never put beside another ledger', async () => {
    const whole = memoryStores();
    expect(await load(whole)).toMatchObject({ loaded: true, written: COMMANDS });
    const wanted = (await allEvents(whole.events)).map(lasting);
    expect(wanted).toHaveLength(EVENTS);
    expect(await load(whole)).toMatchObject({ loaded: true, written: 0 });
    // One load, interrupted again and again: each goes on from what the one before it left.
    const stores = memoryStores();
    const interruptions = [0, 1, 36, 37, 90, 121, 133, 200, 240, 241, 510, 700, 735];
    for (const [index, survived] of interruptions.entries()) {
      // A register that is there as a whole is not given again.
      let left = (interruptions[index - 1] ?? 0) < REGISTER ? survived : survived - REGISTER;
      await expect(
        load(stores, (clock) => {
          const handle = handlerOf(stores)(clock);
          return (...command) => (left-- > 0 ? handle(...command) : Promise.reject(new Error('power cut')));
        }),
      ).rejects.toThrow('power cut');
      const events = (await allEvents(stores.events)).map(lasting);
      expect(events.length).toBeGreaterThanOrEqual(survived);
      equal(events, wanted.slice(0, events.length));
    }
    expect(await load(stores)).toMatchObject({ loaded: true, written: COMMANDS - interruptions.at(-1)! });
    equal((await allEvents(stores.events)).map(lasting), wanted);
    const foreign = memoryStores();
    await handlerOf(foreign)(() => NOW)(
      { type: 'OpenDistrict', code: '1', name: '某区' },
      { commandId: randomUUID(), basis: [], effectiveOn: '2026-11-24' },
      { actor: { id: 'b', role: 'BUREAU' }, district: '1' },
    );
    expect(await load(foreign)).toMatchObject({ loaded: false, written: 0 });
    expect(await allEvents(foreign.events)).toHaveLength(1);
  });

  test('has a fund for every group, carried over for one, whose equations hold at every position', async () => {
    const { readModels: read, runner } = await loaded();
    const head = runner.head();
    const now = { position: head, effectiveOn: LAST_DAY };
    for (let position = 0; position <= REGISTER + COUNCILS + FUNDS; position += 1) {
      for (const { key: group } of read.groups.by('district', '370103', position)) {
        for (const fund of read.funds.by('group', group, position))
          expect([position, fund.key, isBalanced(read, fund, { position, effectiveOn: LAST_DAY })]).toEqual([
            position,
            fund.key,
            true,
          ]);
      }
    }
    const funds = read.groups.by('district', '370103', head).flatMap(({ key }) => read.funds.by('group', key, head));
    expect(funds.map(({ key }) => key).sort()).toEqual(
      [...readShizhong().groups.map(({ code }: { code: string }) => `370103.${code}.2025`), '370103.G01.2026'].sort(),
    );
    for (const { key, appropriated } of funds) {
      expect(appropriated).toBeGreaterThan(0);
      expect(linesOf(read, key, now).length).toBeGreaterThanOrEqual(2);
      const isOf = (story: keyof typeof SAMPLE_STORIES): boolean => key.includes(`.${SAMPLE_STORIES[story]}.`);
      expect([key, paymentsOf(read, key, now).length]).toEqual([key, isOf('found') ? 6 : isOf('outOfOrder') ? 3 : 2]);
      expect(read.contracts.by('fund', key, head)).toHaveLength(isOf('outOfOrder') ? 2 : 1);
    }
    for (const { key: group } of read.groups.by('district', '370103', head)) {
      const adopted = group === `370103.${SAMPLE_WITHDRAWAL.group}` ? 2 : 1;
      expect(read.charters.by('owner', group, head)).toHaveLength(adopted);
      expect(moneyInTransit(read, group, now)).toEqual([]);
    }
    expect(funds.filter(({ carriedOut, carriedIn }) => carriedOut + carriedIn > 0).map(({ key }) => key)).toEqual([
      '370103.G01.2025',
      '370103.G01.2026',
    ]);
    expect(funds.filter(({ closedOn }) => closedOn !== null)).toEqual(
      [SAMPLE_STORIES.closed, SAMPLE_STORIES.groundless].map((code) =>
        expect.objectContaining({ key: `370103.${code}.2025`, free: 0 }),
      ),
    );
    expect(
      read.policies
        .by('jurisdiction', '370103', head)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual([
      'BALANCE',
      'ELIGIBILITY',
      'EVALUATION',
      'FILING',
      'FUND',
      'FUND_EXECUTION',
      'LEAD_DRAIN',
      'ROTATION_DECISION',
      'ROTATION_SHARE',
    ]);
  });

  test('shows a correction, whose wrong sum is still answered at the position before, a repeal and a reversal', async () => {
    const { readModels: read, runner } = await loaded();
    const head = runner.head();
    const now = { position: head, effectiveOn: LAST_DAY };
    const [correction] = read.events.page(
      { types: ['RecordCorrected'] },
      { after: 0, upTo: head, limit: 9, backwards: false },
    );
    expect(correction!.metadata.basis[0]!.documentNo).toMatch(/^样本/);
    const fund = `370103.${SAMPLE_STORIES.corrected}.2025`;
    const paid = (position: number): number =>
      paymentsOf(read, fund, { position, effectiveOn: LAST_DAY }, 2)[0]!.row.fen;
    expect([paid(correction!.position - 1), paid(correction!.position)]).toEqual([1_234_56, 12_345_60]);
    const resolutions = read.groups
      .by('district', '370103', head)
      .flatMap(({ key }) => read.resolutions.by('group', key, head));
    expect(
      resolutions.filter(({ repealedOn }) => repealedOn !== null).map(({ key, repealedOn }) => [key, repealedOn]),
    ).toEqual([
      [`370103.${SAMPLE_STORIES.repealed}.R2`, '2025-12-19'],
      ['370103.G06.R2', '2025-11-04'],
      [`370103.${SAMPLE_STORIES.groundless}.R1`, '2025-11-04'],
    ]);
    expect(paymentsOf(read, `370103.${SAMPLE_STORIES.reversed}.2025`, now).map(({ row }) => row.reversedOn)).toEqual([
      null,
      '2025-12-12',
    ]);
  });

  test('shows one of each finding of money and of meetings, and of what is entered late', async () => {
    const { readModels: read, runner } = await loaded();
    const groups = read.groups.by('district', '370103', runner.head()).map(({ key }) => key);
    const moment = { position: runner.head(), effectiveOn: '2026-11-24' };
    const failing = findingsOf(read, queries(read), groups, moment, { result: 'FAIL' });
    const kinds = [...councilFindings, ...fundFindings, ...lateEntries]
      .map(({ rule }) => rule)
      // The money of the demo is two years old at most.
      .filter((rule) => rule !== 'COUNCIL_FILED' && rule !== 'MONEY_AGE');
    expect(kinds.filter((kind) => !failing.some(({ rule }) => rule === kind))).toEqual([]);
  });

  test('has staff at every school, a principal among them, employed by the school or in one group by the district', async () => {
    const { readModels: read, runner } = await loaded();
    const head = runner.head();
    const byDistrict: string[] = [];
    for (const { key: school, code } of read.schools.by('district', '370103', head)) {
      const posts = read.posts.by('school', school, head);
      expect([code, posts.filter(({ kind }) => kind === 'PRINCIPAL').length]).toEqual([code, 1]);
      expect(posts.filter(({ kind }) => kind === 'TEACHER')).toHaveLength(2);
      const employers = read.employments.by('home', school, head).map(({ employer }) => employer);
      if (employers.includes('370103')) byDistrict.push(code);
    }
    expect(byDistrict).toEqual(['S07', 'S08', 'S09']);
  });

  test('has rotations of two school years with every ending, and what of each is to be done', async () => {
    const { readModels: read, runner, stores } = await loaded();
    const head = runner.head();
    const moment = { position: head, effectiveOn: '2026-11-24' };
    const rows = read.rotations.by('district', '370103', head);
    expect(rows).toHaveLength(39);
    const names = new Map<string, string>();
    for (const { key, commitment } of read.persons.by('district', '370103', head))
      names.set(key, (await stores.people.get(key, commitment!))!.details.name.slice(5));
    const who = (wanted: (row: (typeof rows)[number]) => boolean): readonly string[] =>
      rows
        .filter(wanted)
        .map(({ person }) => names.get(person)!)
        .sort();
    const { recalled, cancelled, suspended, extended, partWeek, unconfirmed, proposed, notArrived } = SAMPLE_ROTATIONS;
    const { district, support, retired, moved, overdue, groundless, early } = SAMPLE_ROTATIONS;
    expect(who(({ endHow, endCause }) => endHow === 'RECALLED' && endCause === 'RECALLED')).toContain(recalled);
    expect(who(({ endCause }) => endCause === 'RETIRED')).toEqual([retired]);
    expect(who(({ endHow }) => endHow === 'CANCELLED')).toContain(cancelled);
    expect(who(({ suspensions, endHow }) => suspensions !== '[]' && endHow === 'COMPLETED')).toEqual([suspended]);
    expect(who(({ extensions }) => extensions !== '[]')).toContain(extended);
    expect(who(({ mode }) => mode === 'PART_WEEK')).toContain(partWeek);
    expect(who(({ scheme }) => scheme === 'DISTRICT')).toContain(district);
    expect(who(({ scheme }) => scheme === 'SUPPORT')).toContain(support);
    expect(who(({ personnelRelation }) => personnelRelation === 'MOVES')).toEqual([moved]);
    expect(who(({ decidedOn, endHow }) => decidedOn === null && endHow === null)).toEqual([proposed]);
    expect(who(({ endOn }) => endOn === '2026-05-20')).toEqual([early]);
    const due = (kind: string): readonly string[] =>
      who((row) => rotationDues(read, [row], moment).some((entry) => entry.kind === kind));
    expect(due('ARRIVAL_TO_CONFIRM')).toEqual([notArrived]);
    expect(due('ROTATION_OVERDUE')).toEqual([overdue]);
    expect(due('ROTATION_TO_DECIDE')).toEqual([SAMPLE_WITHDRAWAL.rotates, groundless]);
    expect(due('SERVICE_TO_CONFIRM')).toContain(unconfirmed);
    const outcomes = rows.flatMap(
      ({ eligibility }) => JSON.parse(eligibility) as { criterion: string; outcome: string }[],
    );
    for (const outcome of ['MET', 'NOT_MET', 'UNKNOWN']) expect(outcomes).toContainEqual({ criterion: 'AGE', outcome });
    const purposes = rows
      .flatMap(({ person }) => read.credits.by('person', person, head))
      .map(({ purpose }) => purpose);
    expect([...new Set(purposes)].sort()).toEqual(['CADRE', 'HONOUR', 'TITLE']);
  });

  test('has a council whose seats go with the post of principal, and a school that leaves with its seat on a day to come', async () => {
    const { readModels, runner } = await loaded();
    const read = queries(readModels);
    const { group, school, leavesOn } = SAMPLE_WITHDRAWAL;
    const of = (effectiveOn: string) => {
      const moment = { position: runner.head(), effectiveOn };
      const council = read.councilInOffice(`370103.${group}`, moment)!;
      const [row] = readModels.charters.by('owner', `370103.${group}`, moment.position).slice(-1);
      return {
        members: readModels.memberships
          .by('group', `370103.${group}`, moment.position)
          .filter((one) => holdsOn(one, effectiveOn)).length,
        seats: read.seatsOf(council, moment).map((seat) => seat.school),
        bound: (JSON.parse(row!.value) as { exOfficio: { schoolCode: string }[] }).exOfficio.map(
          (seat) => seat.schoolCode,
        ),
      };
    };
    const before = of('2026-11-24');
    expect(before).toMatchObject({ members: 3, bound: ['S07', 'S08', 'S09'] });
    expect(before.seats).toContain(`370103.${school}`);
    const after = of(leavesOn);
    expect(after.members).toBe(2);
    expect(after.seats).not.toContain(`370103.${school}`);
  });

  test('has an evaluation of a group to its end, told as it went, and one of a school with an objection to answer', async () => {
    const { readModels: read, runner } = await loaded();
    const head = runner.head();
    const { objects, confirmed, overdue, group, special } = SAMPLE_EVALUATIONS;
    const on = (effectiveOn: string) => {
      const moment = { position: head, effectiveOn };
      const of = (scope: string) => {
        const [row] = queries(read).evaluationsOf(`370103.${scope}`, moment);
        const parts = partsOf(read, row!.key, moment);
        const rectifications = parts('rectifications').map((one) => rectificationOn(one, effectiveOn));
        return {
          kind: row!.kind,
          status: standingOf(parts).status,
          grade: gradeOn(parts, effectiveOn),
          parts,
          rectifications,
        };
      };
      return { group: of(group), special: of(special) };
    };
    const now = on('2026-11-24');
    expect(now.group).toMatchObject({ kind: 'COMPREHENSIVE', status: 'CONCLUDED', grade: '良好' });
    expect(now.group.parts('findings').map(({ dimension }) => dimension)).toEqual(DIMENSIONS);
    expect(now.group.parts('objections')).toMatchObject([
      { schoolId: `370103.${objects}`, answer: { upheld: true, instead: { nature: 'STRENGTH' } } },
    ]);
    expect(now.group.rectifications).toMatchObject([
      { schoolId: `370103.${confirmed}`, status: 'CONFIRMED' },
      { schoolId: `370103.${overdue}`, status: 'ORDERED', overdue: true },
    ]);
    expect(now.special).toMatchObject({ kind: 'SPECIAL', status: 'DRAFTED', grade: null });
    expect(now.special.parts('objections')).toMatchObject([{ schoolId: `370103.${special}` }]);
    expect(now.special.parts('objections')[0]).not.toHaveProperty('answer');
    // Nobody is told of anything before the day of the register, nor out of order.
    const instants = read.events
      .page({}, { after: 0, upTo: head, limit: head, backwards: false })
      .map(({ metadata }) => metadata.recordedAt);
    expect(instants).toEqual([...instants].sort());
    expect([instants[0], instants.at(-1)]).toEqual([SAMPLES_TOLD_AT, '2026-11-18T01:00:00.000Z']);
  });

  test.each([
    ['is behind', false],
    ['is faster', true],
  ])('comes out the same beside running processes, where carry-over %s', async (_which, first) => {
    const alone = memoryStores();
    await load(alone);
    const ledger = await openLedger();
    const processes = await startProcesses({
      stores: ledger.stores,
      readModels: ledger.readModels,
      runner: ledger.runner,
      handle: ledger.handle,
      log: silent,
    });
    let written = 0;
    await load(ledger.stores, (clock) => async (...given) => {
      ledger.clock = clock();
      const outcome = await ledger.handle(...given);
      written += 1;
      // One event a command: what the process adds to the one that carries out is numbered next.
      if (first && given[0].type === 'CarryOut') expect(await ledger.runner.waitFor(written + 1, 10_000)).toBe(true);
      return outcome;
    });
    const wanted = (await allEvents(alone.events)).map(lasting);
    await ledger.runner.waitFor(wanted.length, 10_000);
    while (processes.position() < wanted.length) await ledger.runner.waitFor(Number.MAX_SAFE_INTEGER, 1);
    equal((await allEvents(ledger.stores.events)).map(lasting), wanted);
    expect(processes.due()).toEqual([]);
    await processes.stop();
    await ledger.close();
  });

  test('shows what the rules refuse and what they do not, and writes neither', async () => {
    const stores = memoryStores();
    await load(stores);
    const before = await allEvents(stores.events);
    const [group, alliance] = await showRules(
      handlerOf(stores)(() => NOW),
      '370103',
      randomUUID,
      '2026-11-24',
    );
    expect(group).toMatchObject({
      what: expect.stringContaining('济南育英中学'),
      answer: expect.stringMatching(/^refused UNIT_ALREADY_IN_GROUP: .*G01.*[一-鿿]/),
    });
    expect(alliance).toMatchObject({ what: expect.stringContaining('ALLIANCE'), answer: 'accepted' });
    expect(await allEvents(stores.events)).toEqual(before);
  });
});

describe('a simulated ledger', () => {
  const small = { districts: 1, years: 2, seed: 7, schools: 14 };
  let ready: Promise<Stores> | undefined;
  const simulate = async (simulated: Simulated, most = Infinity): Promise<Stores> => {
    const stores = memoryStores();
    await write({ simulated, stores, most, directory: join(temporary(), 'simulating') });
    return stores;
  };

  test('holds the events that the handler gives for the same commands, with their entries in the directory', async () => {
    const [stores, expected] = [await (ready ??= simulate(small)), memoryStores()];
    const salts = randomFrom(`salts of district 0 of ${small.seed}`);
    let clock = '';
    const handle = commandHandler({ stores: expected, now: () => clock, newSalt: () => salts.hex(32) });
    for (const { command, envelope, principal, recordedAt } of districtHistory(small, 0)) {
      clock = recordedAt;
      expect(await handle(command, envelope, principal)).toMatchObject({ written: { replayed: false } });
    }
    const events = await allEvents(expected.events);
    expect(await allEvents(stores.events)).toEqual(events);
    expect(new Set(events.map(({ stream }) => stream.split('-')[0])).size).toBe(7);
    for (const { data } of events.filter(({ type }) => type === 'PersonRegistered')) {
      const [person, commitment] = [String(data['personId']), String(data['commitment'])];
      expect(await stores.people.get(person, commitment)).toEqual(await expected.people.get(person, commitment));
    }
  });

  test('has the events of its districts in the order in which they were recorded', async () => {
    const events = await allEvents((await simulate({ ...small, districts: 3, years: 1 })).events);
    expect(events.map(({ metadata }) => metadata.recordedAt)).toEqual(
      events.map(({ metadata }) => metadata.recordedAt).sort(),
    );
    const alone = await allEvents((await simulate({ ...small, years: 1 })).events);
    const ids = new Set(alone.map(({ id }) => id));
    const withoutPlace = ({ token: _token, ...event }: (typeof events)[number]) => event;
    expect(events.length).toBeGreaterThan(2.5 * alone.length);
    expect(events.filter(({ id }) => ids.has(id)).map(withoutPlace)).toEqual(alone.map(withoutPlace));
    const first = await allEvents((await simulate({ ...small, districts: 3, years: 1 }, 100)).events);
    expect(first).toEqual(events.slice(0, 100));
  });

  test('is the same however many threads decide it', async () => {
    const directory = temporary();
    const env = { ...process.env, DATA_DIR: directory, EVENT_STORE_URL: `sqlite:${directory}` };
    const given = ['--districts', '2', '--years', '1', '--events', '400'];
    // The built program alone has threads; where there is one core it has none.
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'simulate', ...given], { env });
    expect(stdout).toMatch(/^400 events of 2 districts/);
    expect(readdirSync(directory)).not.toContain('simulating');
    const stores = await openStores(`sqlite:${directory}`, { ledger: 'edugroup', readOnly: true });
    try {
      const inOne = await simulate({ districts: 2, years: 1, seed: 1 }, 400);
      expect(await allEvents(stores.events)).toEqual(await allEvents(inOne.events));
    } finally {
      await stores.events.close();
    }
  });

  test('is read, its findings are computed, and commands go on from it', async () => {
    const ledger = await openLedger(await (ready ??= simulate(small)));
    try {
      const { readModels: read, runner } = ledger;
      const moment = { position: runner.head(), effectiveOn: '2007-01-01' };
      const groups = read.groups.by('district', '990001', runner.head()).map(({ key }) => key);
      const found = findingsOf(read, queries(read), groups, moment, {});
      expect(new Set(found.map(({ result }) => result)).size).toBeGreaterThan(1);
      const [payment] = (await allEvents(ledger.stores.events)).filter(({ type }) => type === 'ExpenditureRecorded');
      const [, groupId = '', year] = payment!.stream.split('-');
      const [district = ''] = groupId.split('.');
      const by = { actor: { id: 'bureau-1', role: 'BUREAU' as const }, district };
      expect(await ledger.give({ type: 'CloseFundYear', groupId, fiscalYear: Number(year) }, {}, by)).toMatchObject({
        refused: { code: 'YEAR_CLOSED' },
      });
      await ledger.pass({ type: 'RenameGroup', groupId, name: '模拟教育集团' }, {}, by);
    } finally {
      await ledger.close();
    }
  });

  test('is the same for a seed, is written to an empty embedded ledger alone, and stands the audit', async () => {
    const simulated = async (seed: string) => {
      const directory = temporary();
      const env = { DATA_DIR: directory, EVENT_STORE_URL: `sqlite:${directory}` };
      const argv = ['simulate', '--events', '300', '--seed', seed];
      return { env, argv, ran: await cli(argv, env), audit: await cli(['audit'], env) };
    };
    const [first, same, other] = [await simulated('1'), await simulated('1'), await simulated('2')];
    expect(first.ran).toMatchObject({ status: 0, error: '', out: expect.stringMatching(/^300 events of 1 district/) });
    expect(first.audit.status).toBe(0);
    expect(same.audit.out).toBe(first.audit.out);
    expect(other.audit.out).not.toBe(first.audit.out);
    expect(await cli(first.argv, first.env)).toMatchObject({
      status: 1,
      error: expect.stringContaining('events in this'),
    });
    expect(await cli(first.argv, { EVENT_STORE_URL: 'memory:' })).toMatchObject({ status: 1 });
    expect(await cli(['simulate', '--years', '21'])).toMatchObject({ status: 2 });
  });
});
