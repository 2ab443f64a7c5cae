import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { setMaxListeners } from 'node:events';
import type { ExecutionResult } from 'graphql';
import type { Principal } from '../../src/commands/command.js';
import { fraction } from '../../src/domain/indicator/index.js';
import { bell } from '../../src/eventstore/follow.js';
import type { Services } from '../../src/graphql/context.js';
import { feedOf } from '../../src/graphql/ledger/feed.js';
import { liveEvents } from '../../src/graphql/ledger/live.js';
import { medianFractionOf, medianGradeOf } from '../../src/projections/development-beside.js';
import { medianOf } from '../../src/projections/development.js';
import type { EventFilter, IndexedEntry } from '../../src/projections/event-index.js';
import { person } from '../support/ledger.js';
import { go, school, terms } from './career.js';
import { dimensions, steps as evaluationSteps, findingInput, hash, opening } from './evaluation.js';
import { type ApiLedger, type Asking, council, encoded, openApi, principals, register } from './ledger.js';
import { passed, refund, spentFund } from './money.js';

describe('subscriptions', () => {
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
});

describe('the feed', () => {
  type Reader = Parameters<typeof feedOf>[0];

  /** A ledger of events that have a type and touch one school, and what was read of it. */
  const ledgerOf = () => {
    const events: { readonly type: string; readonly school: string; readonly confinedTo?: string }[] = [];
    const reads: EventFilter[] = [];
    const changes = bell();
    let status: 'live' | 'stopped' = 'live';
    const reader: Reader = {
      head: () => events.length,
      status: () => status,
      changed: (signal) => (status === 'stopped' ? Promise.resolve() : changes.wait(signal)),
    };
    const feed = feedOf(reader, {
      page: (filter, { after, upTo, limit }) => {
        reads.push(filter);
        return events
          .map(
            ({ type, school, ...rest }, index) =>
              ({
                position: index + 1,
                event: { type },
                stream: type === 'PersonRegistered' ? 'person-1' : 'district-1',
                school,
                ...rest,
              }) as unknown as IndexedEntry & { school: string },
          )
          .filter(
            ({ position, event, school }) =>
              position > after &&
              position <= upTo &&
              (filter.types?.includes(event.type) ?? true) &&
              (filter.subjects?.some(({ key }) => key === school) ?? true),
          )
          .slice(0, limit);
      },
      touchedBy: (position) => [{ type: 'School', key: events[position - 1]!.school }],
    });
    return {
      feed,
      reads,
      add: (type: string, school: string, confinedTo?: string) => {
        events.push({ type, school, ...(confinedTo === undefined ? {} : { confinedTo }) });
        changes.ring();
      },
      stop: () => {
        status = 'stopped';
        changes.ring();
      },
    };
  };
  const forEver = new AbortController().signal;
  setMaxListeners(0, forEver);
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  };

  test('what many follow with the same filter is read once, and all are given the same objects', async () => {
    const { feed, reads, add } = ledgerOf();
    const followers = Array.from({ length: 50 }, async () => {
      const channel = feed.channel({ types: ['SchoolRenamed'] });
      await channel.next(forEver);
      return channel.after(0).entries;
    });
    add('SchoolRenamed', 'S01');
    const [first, ...others] = await Promise.all(followers);
    expect(first!.map(({ position }) => position)).toEqual([1]);
    for (const entries of others) expect(entries).toBe(first);
    // To look who is to be woken, and for those who were.
    expect(reads).toEqual([{}, { types: ['SchoolRenamed'] }]);
    // With another filter it is another page of the same objects.
    expect(feed.channel({}).after(0).entries[0]).toBe(first![0]);
  });

  test("a person's event wakes nobody who may not know that it touched the school", async () => {
    const { feed, add } = ledgerOf();
    const woken: string[] = [];
    const follow = (name: string, subject: { readonly except?: 'person' }): Promise<unknown> =>
      feed
        .channel({ subjects: [{ type: 'School', key: 'S01', ...subject }] })
        .next(forEver)
        .then(() => woken.push(name));
    void follow('stranger', { except: 'person' });
    const insider = follow('insider', {});
    add('PersonRegistered', 'S01');
    await insider;
    expect(woken).toEqual(['insider']);
    const again = follow('stranger again', { except: 'person' });
    add('SchoolRenamed', 'S01');
    await again;
    expect(woken.sort()).toEqual(['insider', 'stranger', 'stranger again']);
  });

  test('an event that is confined to districts wakes by a filter nobody elsewhere, and each who follows all', async () => {
    const { feed, add } = ledgerOf();
    const woken: string[] = [];
    const follow = (name: string, filter: EventFilter): Promise<unknown> =>
      feed
        .channel(filter)
        .next(forEver)
        .then(() => woken.push(name));
    const types = ['RotationDecided'];
    void follow('public', { types, toldIn: '' });
    void follow('far', { types, toldIn: '370104' });
    const told = [follow('near', { types, toldIn: '370103' }), follow('auditor', { types }), follow('all', {})];
    add('RotationDecided', 'S01', '.370103.');
    await Promise.all(told);
    await turns();
    expect(woken.sort()).toEqual(['all', 'auditor', 'near']);
  });

  test('an event wakes those whose filter it passes, and nobody else', async () => {
    const { feed, add } = ledgerOf();
    const woken: string[] = [];
    const follow = (name: string, filter: EventFilter): void =>
      void feed
        .channel(filter)
        .next(forEver)
        .then(() => woken.push(name));
    follow('all', {});
    follow('renamed', { types: ['SchoolRenamed'] });
    follow('closed', { types: ['SchoolClosed'] });
    follow('S01', { subjects: [{ type: 'School', key: 'S01' }] });
    follow('S02', {
      subjects: [
        { type: 'School', key: 'S02' },
        { type: 'School', key: 'S03' },
      ],
    });
    follow('S02 closed', { types: ['SchoolClosed'], subjects: [{ type: 'School', key: 'S02' }] });
    add('SchoolRenamed', 'S02');
    await turns();
    expect(woken).toEqual(['all', 'renamed', 'S02']);
    add('SchoolClosed', 'S02');
    await turns();
    expect(woken).toEqual(['all', 'renamed', 'S02', 'closed', 'S02 closed']);
  });

  test('whoever waits is woken when the reader stops, and when they give up', async () => {
    const { feed, add, stop } = ledgerOf();
    const end = new AbortController();
    const givenUp = feed.channel({ types: ['SchoolClosed'] }).next(end.signal);
    const waiting = feed.channel({ types: ['SchoolClosed'] }).next(forEver);
    end.abort();
    await givenUp;
    add('SchoolRenamed', 'S01');
    stop();
    await waiting;
  });

  test('a page is not given again once there is more behind it', () => {
    const { feed, add } = ledgerOf();
    const channel = feed.channel({});
    expect(channel.after(0)).toEqual({ entries: [], upTo: 0 });
    add('SchoolRenamed', 'S01');
    expect(channel.after(0).upTo).toBe(1);
    expect(channel.after(7)).toEqual({ entries: [], upTo: 7 });
    for (let number = 0; number < 150; number += 1) add('SchoolRenamed', 'S01');
    expect([channel.after(1).upTo, channel.after(101).upTo]).toEqual([101, 151]);
  });
});

describe('answers that live', () => {
  /** A ledger of so many events, of which nothing but the positions is there. */
  const servicesWith = (count: number): Services => {
    const page = (
      _filter: object,
      { after, upTo, limit }: { after: number; upTo: number; limit: number },
    ): IndexedEntry[] =>
      Array.from(
        { length: Math.max(0, Math.min(limit, upTo - after)) },
        (_, index) => ({ position: after + 1 + index }) as IndexedEntry,
      );
    return {
      readModels: { events: { page } },
      runner: { head: () => count, status: () => 'live', changed: () => new Promise<void>(() => undefined) },
    } as unknown as Services;
  };

  test('whoever takes events as fast as they come leaves others their turn after each hundred', async () => {
    const events = liveEvents(servicesWith(1_000), {}, 0);
    const turns: number[] = [];
    let taken = 0;
    const others = (): void => {
      turns.push(taken);
      if (taken < 1_000) setImmediate(others);
    };
    setImmediate(others);
    for await (const { position } of events) {
      expect(position).toBe(++taken);
      if (taken === 1_000) break;
    }
    expect(turns.length).toBeGreaterThanOrEqual(9);
    expect(turns.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((page) => 100 * page));
  });
});

describe('development', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
    await council(ledger);
  });
  afterEach(() => ledger.close());

  const on = (effectiveOn: string) => ({ command: { effectiveOn } });
  const exchange =
    '{ withheld teachers backbone months weeklyLessons transferred subjects { subject teachers months } }';
  const figures = `{ school { entityId } teachersIn ${exchange} teachersOut ${exchange} spent { purpose amount { fen } } spentInAll { fen } }`;
  const beside = `{ schoolYear school ${figures} lead ${figures} districtMedian { schools teachersIn teachersOut monthsIn monthsOut spentInAll { fen } } }`;
  const asked = async (args: string, principal: Principal = principals.bureau): Promise<any> => {
    const { data, errors } = await ledger.query(`{ schoolDevelopment(${args}) { whole ${beside} years ${beside} } }`, {
      principal,
    });
    return errors.length > 0 ? { errors } : data.schoolDevelopment;
  };
  const of = (number: number, from: number, to = from): string =>
    `schoolId: "${school(number)}", from: ${from}, to: ${to}`;
  const nobody = {
    withheld: false,
    teachers: 0,
    backbone: 0,
    months: 0,
    weeklyLessons: 0,
    transferred: 0,
    subjects: [],
  };

  test('a school gained who came, for confirmed months and lessons, and what was spent by it, beside its lead', async () => {
    // From 1 September to 24 November are 85 days; suspended for 10 of them, 75 or two months are left.
    await go('employed', 'proposed', 'decided', 'arrived', 'suspended', 'resumed', 'served')(ledger);
    await spentFund(ledger);
    await passed(ledger, 'RecordExpenditure', {
      fundId: '370103.G01.2026',
      line: 2,
      voucher: { schoolId: school(2), year: 2026, month: 11, number: '记-9', entry: 1 },
      fen: 700,
      supplier: '样本公司',
      paidOn: '2026-11-23',
    });
    await passed(ledger, 'RefundExpenditure', refund);
    const { whole, years } = await asked(of(2, 2025, 2026));
    const came = {
      ...nobody,
      teachers: 1,
      months: 2,
      weeklyLessons: 12,
      subjects: [{ subject: '语文', teachers: 1, months: 2 }],
    };
    const second = {
      schoolYear: 2026,
      school: {
        school: { entityId: school(2) },
        teachersIn: came,
        teachersOut: nobody,
        spent: [{ purpose: '文化建设', amount: { fen: 700 } }],
        spentInAll: { fen: 700 },
      },
      lead: {
        school: { entityId: school(1) },
        teachersIn: nobody,
        teachersOut: came,
        spent: [{ purpose: '教师培训', amount: { fen: 15_000 } }],
        spentInAll: { fen: 15_000 },
      },
      districtMedian: { schools: 6, teachersIn: 0, teachersOut: 0, monthsIn: 0, monthsOut: 0, spentInAll: { fen: 0 } },
    };
    expect(years).toHaveLength(2);
    expect(years[1]).toEqual(second);
    expect(years[0].school).toMatchObject({ teachersIn: nobody, teachersOut: nobody, spent: [] });
    expect(whole).toEqual({ ...second, schoolYear: null });
    // The lead leads itself; a school in no group has none.
    expect((await asked(of(1, 2026))).whole.lead).toBeNull();
    expect((await asked(of(6, 2026))).whole.lead).toBeNull();
  });

  test('counts what had happened by the day, as known at the position', async () => {
    await go('employed', 'proposed', 'decided')(ledger);
    const decided = ledger.runner.head();
    await go('arrived', 'served')(ledger);
    const gained = async (asOf: string): Promise<unknown> => {
      const { teachers, months } = (await asked(`${of(2, 2026)}, asOf: { ${asOf} }`)).whole.school.teachersIn;
      return [teachers, months];
    };
    // 30 days on 30 September.
    expect(await gained('effectiveOn: "2026-09-29"')).toEqual([1, 0]);
    expect(await gained('effectiveOn: "2026-09-30"')).toEqual([1, 1]);
    expect(await gained('effectiveOn: "2026-08-31"')).toEqual([0, 0]);
    expect(await gained(`position: ${decided}`)).toEqual([1, 0]);
  });

  test('who changes the home school for good is counted apart', async () => {
    await go('employed')(ledger);
    await passed(
      ledger,
      'TransferEmployment',
      { personId: person(1), employedBy: 'SCHOOL', homeSchoolId: school(2) },
      on('2026-09-01'),
    );
    expect((await asked(of(2, 2026))).whole.school).toMatchObject({
      teachersIn: { ...nobody, transferred: 1 },
      teachersOut: nobody,
    });
    expect((await asked(of(1, 2026))).whole.school.teachersOut).toEqual({ ...nobody, transferred: 1 });
    expect((await asked(of(2, 2025))).whole.school.teachersIn).toEqual(nobody);
  });

  test('the public sees years of five teachers or more from each school, no past and no several years together', async () => {
    for (let number = 21; number <= 25; number += 1) {
      const who = { personId: person(number) };
      const since = on('2021-09-01');
      await passed(ledger, 'RegisterPerson', { ...who, schoolId: school(1), name: `样本${number}` }, since);
      await passed(ledger, 'Employ', { ...who, employedBy: 'SCHOOL', homeSchoolId: school(1) }, since);
      await passed(
        ledger,
        'RotateTeacher',
        { ...terms, ...who, ...(number === 25 ? { subject: '数学' } : {}) },
        on('2026-07-01'),
      );
    }
    const anybody = (args: string): Promise<any> => asked(args, principals.anybody);
    const { whole } = await anybody(of(2, 2026));
    expect(whole.school.teachersIn).toEqual({ ...nobody, teachers: 5, subjects: null });
    expect((await anybody(of(2, 2025, 2026))).whole).toBeNull();
    // One from another school: it could be told by a subtraction.
    await passed(
      ledger,
      'RegisterPerson',
      { personId: person(31), schoolId: school(3), name: '样本三十一' },
      on('2021-09-01'),
    );
    await passed(
      ledger,
      'Employ',
      { personId: person(31), employedBy: 'SCHOOL', homeSchoolId: school(3) },
      on('2021-09-01'),
    );
    await passed(
      ledger,
      'RotateTeacher',
      { ...terms, personId: person(31), scheme: 'DISTRICT', groupId: null, fromSchoolId: school(3) },
      on('2026-07-01'),
    );
    const withheld = Object.fromEntries(Object.keys(nobody).map((name) => [name, name === 'withheld' ? true : null]));
    expect((await anybody(of(2, 2026))).whole.school.teachersIn).toEqual(withheld);
    expect((await asked(of(2, 2026), principals.member)).whole.school.teachersIn.teachers).toBe(6);
    expect((await asked(of(2, 2026), principals.farBureau)).whole.school.teachersIn).toEqual(withheld);
    expect((await anybody(`${of(2, 2026)}, asOf: { position: 3 }`)).errors).toMatchObject([
      { code: 'BAD_USER_INPUT', argument: 'asOf' },
    ]);
  });

  test('beside its lead and the middle of the district stand its indicators and its grade, as known on the day', async () => {
    const primary = (indicator: string, value: number): object => ({ indicator, phase: 'PRIMARY', value });
    const record = (number: number, pupils: number, teachers: number, schoolYear = 2025) =>
      passed(ledger, 'RecordIndicators', {
        ...{ schoolId: school(number), schoolYear },
        figures: [primary('ENROLMENT', pupils), primary('TEACHERS', teachers)],
      });
    await record(1, 600, 40);
    await record(2, 500, 30);
    await record(3, 400, 20);
    await record(4, 700, 20, 2024);
    const evaluated = async (number: number, grade: string, kind = 'COMPREHENSIVE'): Promise<void> => {
      const period = '2025-2026';
      const evaluationId = `${school(number)}.${period}.E1`;
      const topic = kind === 'SPECIAL' ? { topic: '校园安全' } : {};
      await passed(ledger, 'OpenEvaluation', { ...opening, ...topic, scopeId: school(number), period, kind });
      await passed(ledger, 'RecordEvidence', { evaluationId, document: '座谈纪要', hash, method: 'SEMINAR' });
      for (const dimension of dimensions)
        await passed(ledger, 'RecordFinding', { ...findingInput(dimension), evaluationId, schoolId: school(number) });
      await passed(ledger, 'IssueDraft', { evaluationId });
      ledger.clock = new Date(Date.parse(ledger.clock) + 20 * 86_400_000).toISOString();
      await passed(ledger, 'ConcludeEvaluation', { evaluationId, grade, documentNo: '督9号' });
    };
    await evaluationSteps.inspectors(ledger);
    await evaluated(5, '优秀');
    await evaluated(2, '合格');
    await evaluated(6, '不合格', 'SPECIAL');
    const beside = async (args: string): Promise<any> => {
      const { data, errors } = await ledger.query(
        `{ schoolDevelopment(${args}) { whole {
          school { grade evaluations { entityId grade } indicators { indicator value } } lead { grade indicators { indicator value } }
          districtMedian { grade gradedSchools indicators { indicator phase schools value } } } } }`,
        { principal: principals.anybody },
      );
      expect(errors).toEqual([]);
      return data.schoolDevelopment.whole;
    };
    const later = await beside(of(2, 2025));
    expect(later.school).toMatchObject({
      grade: '合格',
      evaluations: [{ entityId: `${school(2)}.2025-2026.E1`, grade: '合格' }],
    });
    // Of 优秀 and 合格 the worse; what is special counts for no school's grade.
    expect(later.lead.grade).toBeNull();
    expect(later.districtMedian).toMatchObject({ grade: '合格', gradedSchools: 2 });
    expect((await beside(of(6, 2025))).school).toMatchObject({ grade: null, evaluations: [{ grade: '不合格' }] });
    expect((await beside(of(2, 2024))).school).toMatchObject({ grade: null, evaluations: [] });
    const [perTeacher] = later.school.indicators;
    expect(perTeacher).toEqual({ indicator: 'PUPILS_PER_TEACHER', value: 16.6667 });
    expect(later.lead.indicators[0]).toEqual({ indicator: 'PUPILS_PER_TEACHER', value: 15 });
    // 15, 50/3 and 20; that of the year before is none of this one's.
    expect(later.districtMedian.indicators[0]).toEqual({
      ...{ indicator: 'PUPILS_PER_TEACHER', phase: 'PRIMARY', schools: 3, value: 16.6667 },
    });
    expect(later.districtMedian.indicators).toHaveLength(9);
    expect(later.districtMedian.indicators[2]).toMatchObject({ schools: 0, value: null });
  });

  test('an exact median, and a grade in the middle, of two the worse', () => {
    const of = (...all: readonly (readonly [number, number])[]): unknown => {
      const median = medianFractionOf(
        all.map(([numerator, denominator]) => fraction(BigInt(numerator), BigInt(denominator))),
      );
      return median && [Number(median.numerator), Number(median.denominator)];
    };
    expect(of()).toBeUndefined();
    expect(of([1, 3])).toEqual([1, 3]);
    expect(of([1, 2], [1, 3])).toEqual([5, 12]);
    expect(of([5, 1], [1, 7], [2, 7])).toEqual([2, 7]);
    const order = ['优秀', '良好', '合格'];
    expect(medianGradeOf([], order)).toBeUndefined();
    expect(medianGradeOf(['合格', '优秀', '良好'], order)).toBe('良好');
    expect(medianGradeOf(['合格', '优秀'], order)).toBe('合格');
    expect(medianGradeOf(['其他', '优秀'], order)).toBe('优秀');
  });

  test('names what is wrong with a question', async () => {
    const argumentOf = async (args: string): Promise<unknown> => (await asked(args)).errors?.[0].argument;
    expect(await argumentOf(of(2, 2026, 2025))).toBe('to');
    expect(await argumentOf(of(2, 2010, 2020))).toBe('to');
    expect(await argumentOf(of(2, 1989))).toBe('from');
    expect(await argumentOf(of(2, 2199, 2200))).toBe('to');
    expect(await asked('schoolId: "370103.S99", from: 2026, to: 2026')).toBeNull();
  });

  test('a median is the middle one, of two the half of their sum', () => {
    expect([[], [3], [5, 1], [9, 1, 4], [1, 2, 3, 100]].map(medianOf)).toEqual([undefined, 3, 3, 4, 2.5]);
  });
});
