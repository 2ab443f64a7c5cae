import { describe, expect, test } from '@jest/globals';
import { council, type Council } from '../../src/domain/council/index.js';
import { seatOf } from '../../src/domain/council/state.js';
import { foldCorrected } from '../../src/domain/correction.js';
import { addDays, dayOf, LAST_DAY } from '../../src/domain/day.js';
import { district, membersOn, type District } from '../../src/domain/district/index.js';
import { agesOf, balanced, fund, sum, voucherKey, type Fund } from '../../src/domain/fund/index.js';
import { eventTypes, type AnyDecider } from '../../src/domain/ledger.js';
import { careerOf, person, postsOn, runOf, type Person } from '../../src/domain/person/index.js';
import { indicator, type Indicators } from '../../src/domain/indicator/index.js';
import { policy, type Policies } from '../../src/domain/policy/index.js';
import { contains } from '../../src/domain/timeline.js';
import { agesOn } from '../../src/projections/fund/queries.js';
import { figuresOf } from '../../src/projections/indicator/queries.js';
import { holdsOn } from '../../src/projections/intervals.js';
import type { Moment } from '../../src/projections/read-model.js';
import { queries } from '../../src/projections/queries.js';
import { openReadModels, type Access, type ReadModels } from '../../src/projections/read-models.js';
import { startRunner } from '../../src/projections/runner.js';
import { equal } from '../support/equal.js';
import { days } from '../support/history.js';
import { idOf, openLedger, person as personKey, register, silent, type TestLedger } from '../support/ledger.js';
import { played, TOURED } from '../support/played.js';

/** The category of the stream that an object's own revision counts. */
const home: Partial<Record<string, string>> = {
  District: 'district',
  School: 'district',
  EducationGroup: 'district',
  Council: 'council',
  Resolution: 'council',
  Person: 'person',
  Post: 'person',
  Rotation: 'person',
  Fund: 'fund',
  SchoolIndicators: 'indicator',
  Policy: 'policy',
};

const rebuilt = async (ledger: TestLedger, access?: Access): Promise<ReadModels> => {
  const readModels = openReadModels(':memory:', access);
  const runner = startRunner({ events: ledger.stores.events, ledgerId: idOf(ledger.stores), readModels, log: silent });
  await runner.caughtUp();
  await runner.stop();
  return readModels;
};

/** The state of a stream after the first n events of the ledger, by the domain's own fold. */
const folded = (ledger: TestLedger, decider: AnyDecider, stream: string, position: number): unknown =>
  foldCorrected(
    decider,
    ledger.readModels.events
      .page({ stream }, { after: 0, upTo: position, limit: 10_000, backwards: false })
      .map(({ event, revision, metadata }) => ({
        event,
        revision,
        effectiveOn: metadata.effectiveOn,
        recordedOn: dayOf(metadata.recordedAt),
        actor: metadata.actor,
      })),
  );

/** The first two characters of each name that is known, former ones included. */
const textsOf = (state: District): readonly string[] => [
  ...new Set([...state.schools.values()].flatMap(({ name }) => name.intervals.map(({ value }) => value.slice(0, 2)))),
];

const registerByFold = (state: District, day: string) => ({
  schools: [...state.schools.values()]
    .filter(({ open }) => open.at(day))
    .map((school) => [
      school.code,
      school.name.at(day),
      school.standing.at(day),
      school.isRural.at(day),
      school.regime.at(day),
      school.feature.at(day),
      school.legalPerson,
    ])
    .sort(),
  groups: [...state.groups.values()]
    .filter(({ living }) => living.at(day))
    .map((group) => [
      group.code,
      group.name.at(day),
      group.lead.at(day),
      group.commonFeature.at(day),
      membersOn(group, day).sort(),
    ])
    .sort(),
  counts: {
    schools: [...state.schools.values()].filter(({ open, kind }) => open.at(day) && kind === 'SCHOOL').length,
    units: [...state.schools.values()].filter(({ open }) => open.at(day)).length,
    groups: [...state.groups.values()].filter(({ living, form }) => living.at(day) && form === 'GROUP').length,
    alliances: [...state.groups.values()].filter(({ living, form }) => living.at(day) && form === 'ALLIANCE').length,
  },
  searched: textsOf(state).map((text) => [
    text,
    [...state.schools.values()]
      .filter(({ open, name }) => open.at(day) && name.intervals.some(({ value }) => value.includes(text)))
      .map(({ code }) => code)
      .sort(),
  ]),
});

const registerByRows = (read: ReadModels, position: number, effectiveOn: string, texts: readonly string[]) => {
  const moment = { position, effectiveOn };
  const { schoolsOf, groupsOf, membersOf, counts } = queries(read);
  const code = (key: string | undefined) => key?.split('.')[1];
  const rural = (value: string | undefined) => (value === undefined ? undefined : value === 'true');
  return {
    schools: schoolsOf('370103', moment)
      .after(undefined, Infinity)
      .map(({ key, legalPerson }) => [
        code(key),
        read.values.at(key, 'name', moment),
        read.values.at(key, 'standing', moment),
        rural(read.values.at(key, 'isRural', moment)),
        read.values.at(key, 'regime', moment),
        read.values.at(key, 'feature', moment),
        legalPerson,
      ])
      .sort(),
    counts: counts('370103', moment),
    searched: texts.map((search) => [
      search,
      schoolsOf('370103', moment, { search })
        .after(undefined, Infinity)
        .map(({ key }) => code(key)),
    ]),
    groups: groupsOf('370103', moment)
      .after(undefined, Infinity)
      .map(({ key }) => [
        code(key),
        read.values.at(key, 'name', moment),
        code(read.values.at(key, 'lead', moment)),
        read.values.at(key, 'commonFeature', moment),
        membersOf(key, moment)
          .map(({ school }) => code(school))
          .sort(),
      ])
      .sort(),
  };
};

const councilsByFold = (state: Council, day: string) => ({
  open: state.recommendations
    .filter((one) => contains(one, day))
    .map(({ value, schoolCode }) => `${schoolCode} ${value}`)
    .sort(),
  terms: state.terms.map((term) => ({
    ordinal: term.ordinal,
    from: term.office.from,
    to: addDays(term.office.until!, -1),
    inOffice: contains(term.office, day),
    seats: contains(term.office, day)
      ? [...new Set(term.seats.map(({ value }) => value))].filter((person) => seatOf(term, person, day)).sort()
      : [],
    chair: contains(term.office, day) ? term.chair.at(day) : undefined,
    changed: term.changedSinceFiling,
    filing: term.filing.status,
  })),
});

const councilsByRows = (read: ReadModels, group: string, position: number, effectiveOn: string) => {
  const moment = { position, effectiveOn };
  const { councilsOf, seatsOf, openRecommendationsOf, filingOf } = queries(read);
  return {
    open: openRecommendationsOf(group, moment)
      .map(({ school, person }) => `${school.split('.')[1]} ${person}`)
      .sort(),
    terms: councilsOf(group, moment).map((term) => {
      const inOffice = term.termFrom <= effectiveOn && effectiveOn <= term.termTo;
      return {
        ordinal: term.ordinal,
        from: term.termFrom,
        to: term.termTo,
        inOffice,
        seats: inOffice
          ? seatsOf(term, moment)
              .map(({ person }) => person)
              .sort()
          : [],
        chair: inOffice ? read.values.at(term.key, 'chair', moment) : undefined,
        changed: term.changedSinceFiling === 1,
        filing: filingOf(term.key, { position, effectiveOn: '9999-01-01' }).status,
      };
    }),
  };
};

const fundByFold = (state: Fund) => ({
  sums: [
    state.appropriated,
    sum(state.carriedIn),
    state.allocated,
    state.free,
    state.carriedOut,
    state.returned,
    state.closedOn !== undefined,
  ],
  lines: state.lines.map(({ line, purpose, resolution, suspended, allocated, committed, spent, unspent }) => [
    line,
    purpose,
    resolution,
    suspended,
    allocated,
    committed,
    spent,
    unspent,
  ]),
  expenditures: state.expenditures
    .map(({ voucher, line, fen, reversed }) => [voucherKey(voucher), line, fen, reversed])
    .sort(),
  contracts: state.contracts.map(({ contractNo, line, fen, released }) => [contractNo, line, fen, released]).sort(),
});

const fundByRows = (read: ReadModels, key: string, position: number) => {
  const fund = read.funds.byKey(key, position);
  const changes = read.contractChanges.by('fund', key, position);
  const changed = (no: string, wanted: 'AMENDED' | 'RELEASED'): number =>
    sum(changes.filter(({ contractNo, kind }) => contractNo === no && kind === wanted));
  return {
    sums: fund
      ? [
          fund.appropriated,
          fund.carriedIn,
          fund.allocated,
          fund.free,
          fund.carriedOut,
          fund.returned,
          fund.closedOn !== null,
        ]
      : [0, 0, 0, 0, 0, 0, false],
    lines: [...read.fundLines.by('fund', key, position)]
      .sort((a, b) => a.line - b.line)
      .map(({ line, purpose, resolution, suspended, allocated, committed, spent, unspent }) => [
        line,
        purpose,
        resolution,
        suspended === 1,
        allocated,
        committed,
        spent,
        unspent,
      ]),
    expenditures: read.expenditures
      .by('fund', key, position)
      .map((row) => [row.key.slice(key.length + 1), row.line, row.fen, row.reversedOn !== null])
      .sort(),
    contracts: read.contracts
      .by('fund', key, position)
      .map(({ contractNo, line, fen }) => [
        contractNo,
        line,
        fen + changed(contractNo, 'AMENDED'),
        0 - changed(contractNo, 'RELEASED'),
      ])
      .sort(),
  };
};

const resolutionsByFold = (state: Council, day: string) =>
  state.resolutions.map(({ number, subjects, sums, effectiveOn, repealedOn }) => [
    number,
    subjects.at(day),
    sums.at(day),
    effectiveOn,
    repealedOn,
  ]);
const resolutionsByRows = (read: ReadModels, group: string, position: number, effectiveOn: string) => {
  const moment = { position, effectiveOn };
  const sum = (key: string): number | undefined =>
    read.values.at(key, 'sum', moment) === undefined ? undefined : Number(read.values.at(key, 'sum', moment));
  return [...read.resolutions.by('group', group, position)]
    .sort((a, b) => a.number - b.number)
    .map(({ key, number, effectiveOn: from, repealedOn }) => [
      number,
      read.values.at(key, 'subject', moment),
      sum(key),
      from,
      repealedOn ?? undefined,
    ]);
};

const policiesByFold = (state: Policies, day: string) =>
  [...state.byKind].flatMap(([kind, dated]) => (dated.at(day) ? [`${kind} ${dated.at(day)!.code}`] : [])).sort();
const policiesByRows = (read: ReadModels, position: number, day: string) =>
  read.policies
    .by('jurisdiction', '370103', position)
    .filter((row) => holdsOn(row, day))
    .map(({ kind, code }) => `${kind} ${code}`)
    .sort();

const figuresByFold = ({ figures, survey }: Indicators, day: string) => ({
  figures: [...figures].flatMap(([key, { from, value }]) => (from <= day ? [[key, value]] : [])).sort(),
  survey: survey && survey.from <= day ? survey.satisfied : null,
});
const figuresByRows = (read: ReadModels, school: string, schoolYear: number, moment: Moment) => {
  const key = `${school}.${schoolYear}`;
  const survey = read.surveys.byKey(key, moment.position);
  return {
    figures: figuresOf(read, school, schoolYear, moment)
      .map((row) => [row.key.slice(key.length + 1), row.value])
      .sort(),
    survey: survey && survey.since <= moment.effectiveOn ? survey.satisfied : null,
  };
};

const careerByFold = (state: Person, day: string) => {
  const { employment, qualifications, rotations, credits, ...career } = careerOf(state);
  return {
    employment: employment.at(day) ?? null,
    posts: postsOn({ employment, qualifications, rotations, credits, ...career }, day).map(
      ({ number, schoolId, value, share }) => [number, schoolId, value, share ?? null],
    ),
    qualification: [
      qualifications.subjects.at(day) ?? [],
      qualifications.phase.at(day) ?? null,
      qualifications.titleRank.at(day) ?? null,
      qualifications.backbone.at(day) ?? null,
    ],
    rotations: [...rotations]
      .sort((a, b) => a.number - b.number)
      .map((one) => [
        one.number,
        one.terms.fromSchoolId,
        one.terms.toSchoolId,
        one.to,
        runOf(one)?.until ?? null,
        one.decided?.on ?? null,
        one.arrivedOn ?? null,
        one.services.length,
        one.suspensions.length,
        one.end?.how ?? null,
      ]),
    credits: credits
      .filter(({ recognisedOn }) => recognisedOn <= day)
      .map(({ purpose, cycle, months }) => [purpose, cycle, months])
      .sort(),
  };
};
const careerByRows = (read: ReadModels, key: string, position: number, effectiveOn: string) => {
  const moment = { position, effectiveOn };
  const { employmentOn, postsOn: held, qualificationOf, rotationsOf, creditsOf } = queries(read);
  const employed = employmentOn(key, moment);
  const { subjects, phase = null, titleRank = null, backbone = null } = qualificationOf(key, moment);
  return {
    employment: employed ? { employerId: employed.employer, homeSchoolId: employed.home } : null,
    posts: held(key, moment).map((row) => [Number(row.key.split('.P')[1]), row.school, row.kind, row.share]),
    qualification: [subjects, phase, titleRank, backbone],
    rotations: rotationsOf(key, moment).map((row) => [
      row.number,
      row.fromSchool,
      row.toSchool,
      row.to,
      row.until,
      row.decidedOn,
      row.arrivedOn,
      (JSON.parse(row.services) as readonly unknown[]).length,
      (JSON.parse(row.suspensions) as readonly unknown[]).length,
      row.endHow,
    ]),
    credits: creditsOf(key, moment)
      .map(({ purpose, cycle, months }) => [purpose, cycle, months])
      .sort(),
  };
};

/** A state as plain values: what it says on its days, without the functions that are asked. */
const plain = (state: unknown): unknown =>
  JSON.parse(
    JSON.stringify(state, (_, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value)),
  );

describe('the state of a stream as of a position', () => {
  test.each([1, 2])(
    'is what its events up to there fold to, in whatever order it is asked for (history %i)',
    async (seed) => {
      const ledger = await played(seed, 120);
      const head = ledger.runner.head();
      const streams: readonly (readonly [AnyDecider, string])[] = [
        [district, 'district-370103'],
        [council, 'council-370103.G01'],
        [fund, 'fund-370103.G01-2022'],
        [policy, 'policy-370103'],
        [indicator, 'indicator-370103.S01-2022'],
        [person, `person-${personKey(1)}`],
      ];
      const positions = Array.from({ length: head + 1 }, (_, position) => position);
      for (const order of [positions, [...positions].reverse()]) {
        for (const position of order) {
          for (const [decider, stream] of streams) {
            const state = plain(ledger.readModels.stateAt(stream, position));
            equal([stream, position, state], [stream, position, plain(folded(ledger, decider, stream, position))]);
          }
        }
      }
      expect(() => ledger.readModels.stateAt('nothing-1', head)).toThrow('No aggregate');
      await ledger.close();
    },
  );
});

describe('temporal read models', () => {
  test.each([1, 2, 3, 4])(
    'as of every position and day they say what a fold of the first n events says (history %i)',
    async (seed) => {
      const ledger = await played(seed, 250);
      const head = ledger.runner.head();
      expect(head).toBeGreaterThan(30);
      for (let position = 0; position <= head; position += 1) {
        const register = folded(ledger, district, 'district-370103', position) as District;
        for (const day of days) {
          equal(
            { position, day, ...registerByRows(ledger.readModels, position, day, textsOf(register)) },
            { position, day, ...registerByFold(register, day) },
          );
        }
        for (const row of ledger.readModels.groups.by('district', '370103', position))
          equal([position, ledger.readModels.groups.byKey(row.key, position)], [position, row]);
        for (const key of ['370103.G01', '370103.G02', '370103.A01']) {
          const known = ledger.readModels.councils.by('group', key, position).map((row) => row.key);
          for (const council of [1, 2, 3].map((ordinal) => `${key}.${ordinal}`))
            equal(
              [position, ledger.readModels.councils.byKey(council, position) !== undefined],
              [position, known.includes(council)],
            );
        }
        const policies = folded(ledger, policy, 'policy-370103', position) as Policies;
        for (const day of days)
          equal(
            [position, day, policiesByRows(ledger.readModels, position, day)],
            [position, day, policiesByFold(policies, day)],
          );
        for (const year of [2021, 2022, 2023]) {
          const figures = folded(ledger, indicator, `indicator-370103.S01-${year}`, position) as Indicators;
          for (const day of days)
            equal(
              [position, day, figuresByRows(ledger.readModels, '370103.S01', year, { position, effectiveOn: day })],
              [position, day, figuresByFold(figures, day)],
            );
        }
        for (const key of [1, 2, 3].map(personKey)) {
          const state = folded(ledger, person, `person-${key}`, position) as Person;
          for (const day of days)
            equal(
              { position, key, day, ...careerByRows(ledger.readModels, key, position, day) },
              { position, key, day, ...careerByFold(state, day) },
            );
        }
        for (const year of [2022, 2023]) {
          const ofFund = { key: `370103.G01.${year}`, fiscalYear: year };
          const state = folded(ledger, fund, `fund-370103.G01-${year}`, position) as Fund;
          equal(balanced(state), true);
          equal(
            { position, year, ...fundByRows(ledger.readModels, `370103.G01.${year}`, position) },
            { position, year, ...fundByFold(state) },
          );
          for (const day of [...days, '2022-03-01', LAST_DAY])
            equal(
              [position, day, agesOn(ledger.readModels, ofFund, { position, effectiveOn: day })],
              [
                position,
                day,
                agesOf(
                  state.movements.filter(({ on }) => on <= day),
                  year,
                ),
              ],
            );
        }
        for (const group of ['370103.G01', '370103.G02', '370103.A01']) {
          const state = folded(ledger, council, `council-${group}`, position) as Council;
          for (const day of days) {
            equal(
              [position, day, resolutionsByRows(ledger.readModels, group, position, day)],
              [position, day, resolutionsByFold(state, day)],
            );
            equal(
              { position, day, ...councilsByRows(ledger.readModels, group, position, day) },
              { position, day, ...councilsByFold(state, day) },
            );
          }
        }
      }
      await ledger.close();
    },
  );

  test('a membership that is put right ends where the next one that is known begins', async () => {
    const ledger = await openLedger();
    await register(ledger);
    const give = (type: 'AdmitSchool' | 'WithdrawSchool', effectiveOn: string) =>
      ledger.pass({ type, groupId: '370103.G01', schoolId: '370103.S03' }, { effectiveOn });
    await give('AdmitSchool', '2022-03-01');
    await give('WithdrawSchool', '2022-09-01');
    const { stream, revision } = await give('AdmitSchool', '2023-03-01');
    await ledger.pass({
      type: 'CorrectRecord',
      stream,
      revision,
      right: { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S03' },
      rightVersion: 1,
      rightEffectiveOn: '2021-10-01',
    });
    const rows = ledger.readModels.memberships
      .by('school', '370103.S03', ledger.runner.head())
      .map(({ since, until }) => [since, until])
      .sort();
    const state = folded(ledger, district, stream, ledger.runner.head()) as District;
    const intervals = state.groups.get('G01')?.members.get('S03')?.intervals ?? [];
    equal(
      rows,
      intervals.map(({ from, until = null }) => [from, until]),
    );
    equal(rows, [
      ['2021-10-01', '2022-03-01'],
      ['2022-03-01', '2022-09-01'],
    ]);
    await ledger.close();
  });

  test('rebuilding gives identical rows after a long history', async () => {
    const ledger = await played(42, 380, [...Array.from({ length: 10 }, (_, index) => String(370101 + index)), TOURED]);
    const again = await rebuilt(ledger);
    const types = new Set(
      again.events
        .page({}, { after: 0, upTo: Infinity, limit: 100_000, backwards: false })
        .map(({ event }) => event.type),
    );
    equal(
      eventTypes.filter((type) => !types.has(type)),
      [],
    );
    expect(again.events.head()).toBeGreaterThan(1000);
    equal(again.dump(), ledger.readModels.dump());
    // Without most of its indices.
    const built = await rebuilt(ledger, 'BUILD');
    equal(built.dump(), again.dump());
    await built.finish();
    equal(built.dump(), again.dump());
    await ledger.close();
  });

  test("an object's revision is that of the last event that touched it", async () => {
    const ledger = await played(7, 200);
    const { events } = ledger.readModels;
    for (let position = 1; position <= events.head(); position += 1) {
      const entry = events.at(position)!;
      for (const object of events.touchedBy(position)) {
        if (entry.stream.startsWith(home[object.type]!)) equal(events.revisionOf(object, position), entry.revision);
      }
    }
    await ledger.close();
  });
});
