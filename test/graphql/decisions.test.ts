import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loadDemo } from '../../src/cli/demo-ledger.js';
import type { Principal } from '../../src/commands/command.js';
import { commandHandler } from '../../src/commands/handle.js';
import { isCorrection } from '../../src/domain/correction.js';
import { dayOf, daysBetween } from '../../src/domain/day.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { IndexedEntry } from '../../src/projections/event-index.js';
import { type ApiLedger, council, type Mutating, openApi, principals, register } from './ledger.js';
import { passed } from './money.js';

describe('decisions', () => {
  // What the demo says, read once; whatever is asked for is held to a plain look at every event.

  const NOW = '2026-11-24T01:00:00.000Z';
  let ledger: ApiLedger;
  let all: readonly IndexedEntry[];

  beforeAll(async () => {
    const stores = memoryStores();
    await loadDemo(stores, (now) => commandHandler({ stores, now }), NOW);
    ledger = await openApi(stores);
    const upTo = ledger.runner.head();
    all = ledger.readModels.events.page({}, { after: 0, upTo, limit: upTo, backwards: false });
  });
  afterAll(() => ledger.close());

  const { auditor } = principals;
  const ask = async (args: string, selection: string, principal: Principal = auditor) =>
    ledger.query(`{ decisions(${args}) { ${selection} } }`, { principal });

  /** All positions that are found, page by page, forwards and backwards, which have to agree with each other and with totalCount. */
  const found = async (args: string, principal: Principal = auditor): Promise<readonly number[]> => {
    const pages = async (size: 'first' | 'last', from: 'after' | 'before'): Promise<readonly number[]> => {
      const positions: number[] = [];
      let cursor: string | null = null;
      for (let more = true; more;) {
        const { data, errors } = await ask(
          `${args}, ${size}: 100${cursor === null ? '' : `, ${from}: "${cursor}"`}`,
          'totalCount nodes { position } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }',
          principal,
        );
        expect(errors).toEqual([]);
        const { nodes, pageInfo } = data.decisions;
        const page = nodes.map(({ position }: { position: number }) => position);
        positions.splice(size === 'first' ? positions.length : 0, 0, ...page);
        more = size === 'first' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
        cursor = size === 'first' ? pageInfo.endCursor : pageInfo.startCursor;
        if (!more) expect(data.decisions.totalCount).toBe(positions.length);
      }
      return positions;
    };
    const forwards = await pages('first', 'after');
    expect(await pages('last', 'before')).toEqual(forwards);
    return forwards;
  };

  const expected = (passes: (entry: IndexedEntry) => boolean): readonly number[] =>
    all.filter(passes).map(({ position }) => position);
  const touches = (entry: IndexedEntry, type: string, key: string): boolean =>
    ledger.readModels.events.touchedBy(entry.position).some((one) => one.type === type && one.key === key);
  const happened = ({ event, metadata }: IndexedEntry): string => {
    const told = event as unknown as Record<string, string | undefined>;
    return (
      told['paidOn'] ??
      told['refundedOn'] ??
      told['signedOn'] ??
      told['receivedOn'] ??
      told['heldOn'] ??
      metadata.effectiveOn
    );
  };

  describe('decisions', () => {
    test('of a district are all that its ledger holds, persons and policies too', async () => {
      expect(await found('districtId: "370103"')).toEqual(expected(() => true));
    });

    test.each([
      ['REGISTER', /^district-/, undefined],
      ['COUNCIL', /^council-/, /^(?!Resolution)/],
      ['RESOLUTION', /^council-/, /^Resolution/],
      ['PERSON', /^person-/, /^(Person|Employ|Post|Qualification|Retired)/],
      ['ROTATION', /^person-/, /^(Rotation|Arrival|Service|TeacherRecalled|Credit)/],
      ['FUND', /^fund-/, undefined],
      ['POLICY', /^policy-/, undefined],
      ['INDICATOR', /^indicator-/, undefined],
      ['EVALUATION', /^evaluation-/, undefined],
    ])('of kind %s', async (kind, stream, type) => {
      const positions = await found(`districtId: "370103", kinds: [${kind}]`);
      expect(positions).toEqual(
        expected(
          (entry) => !isCorrection(entry.event) && stream.test(entry.stream) && (type?.test(entry.event.type) ?? true),
        ),
      );
      expect(positions.length).toBeGreaterThan(0);
    });

    test('of kind CORRECTION are those of every stream', async () => {
      const positions = await found('kinds: [CORRECTION]');
      expect(positions).toEqual(expected(({ event }) => isCorrection(event)));
      expect(positions.length).toBeGreaterThan(0);
    });

    test('of a group, a school, a person, and of two of them together', async () => {
      const person = all.find(({ event }) => event.type === 'RotationDecided')!.stream.slice('person-'.length);
      const { toSchoolId } = all.find(
        ({ event, stream }) => event.type === 'RotationDecided' && stream === `person-${person}`,
      )!.event as unknown as { toSchoolId: string };
      for (const [argument, type, key] of [
        ['groupId', 'EducationGroup', '370103.G01'],
        ['schoolId', 'School', toSchoolId],
        ['personId', 'Person', person],
      ] as const) {
        const positions = await found(`${argument}: "${key}"`);
        expect(positions).toEqual(expected((entry) => touches(entry, type, key)));
        expect(positions.length).toBeGreaterThan(0);
      }
      expect(await found(`schoolId: "${toSchoolId}", personId: "${person}", kinds: [ROTATION]`)).toEqual(
        expected(
          (entry) =>
            touches(entry, 'School', toSchoolId) &&
            touches(entry, 'Person', person) &&
            /Rotation/.test(entry.event.type),
        ),
      );
    });

    test('by the day on which it happened, and by the day on which it was told', async () => {
      expect(await found('districtId: "370103", from: "2026-01-01", to: "2026-06-30"')).toEqual(
        expected((entry) => happened(entry) >= '2026-01-01' && happened(entry) <= '2026-06-30'),
      );
      const days = [...new Set(all.map(({ metadata }) => dayOf(metadata.recordedAt)))].sort();
      const [first] = days;
      expect(await found(`recordedFrom: "${first}", recordedTo: "${first}"`)).toEqual(
        expected(({ metadata }) => dayOf(metadata.recordedAt) === first),
      );
      expect(await found('recordedTo: "1999-12-31"')).toEqual([]);
    });

    test('by how late it was told; what is put right and what follows by itself is never late', async () => {
      const late = (days: number) =>
        expected(
          (entry) =>
            !isCorrection(entry.event) &&
            entry.metadata.actor.role !== 'SYSTEM' &&
            daysBetween(happened(entry), dayOf(entry.metadata.recordedAt)) >= days,
        );
      for (const days of [1, 31, 400])
        expect(await found(`districtId: "370103", lateByDaysAtLeast: ${days}`)).toEqual(late(days));
      const { data } = await ask(
        'districtId: "370103", lateByDaysAtLeast: 31, first: 1',
        'nodes { daysLate happenedOn recordedAt }',
      );
      const [{ daysLate, happenedOn, recordedAt }] = data.decisions.nodes;
      expect(daysLate).toBe(daysBetween(happenedOn, dayOf(recordedAt)));
    });

    test('everything that one document decided, however its number is written', async () => {
      const { documentNo } = all.find(({ event }) => event.type === 'FilingAccepted')!.event as unknown as {
        documentNo: string;
      };
      const inWidth = documentNo.replaceAll(/\d/g, (digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0));
      const positions = await found(`documentNo: " ${inWidth} "`);
      expect(positions).toEqual(
        expected(
          ({ event, metadata }) =>
            JSON.stringify(event).includes(`"${documentNo}"`) ||
            metadata.basis.some((paper) => paper.documentNo === documentNo),
        ),
      );
      expect(positions.length).toBeGreaterThan(0);
      expect(await found('documentNo: "没有这个号"')).toEqual([]);
    });

    test('by a text of the papers, of the reason, or of what is told', async () => {
      const contract = all.find(({ event }) => event.type === 'FundsCommitted')!;
      const { supplier: party } = contract.event as unknown as { supplier: string };
      const positions = await found(`districtId: "370103", search: "${party.slice(1, 4)}"`);
      expect(positions).toContain(contract.position);
      expect(positions).toEqual(
        expected(({ event, metadata }) =>
          JSON.stringify([event, metadata.reason ?? null, metadata.basis]).includes(party.slice(1, 4)),
        ),
      );
      // What an entry consists of is no text of it.
      expect(await found('districtId: "370103", search: "FundsCommitted"')).toEqual([]);
      expect(await found('districtId: "370103", search: "NOT_MET"')).toEqual([]);
    });

    test('as of a position are those that were told by then', async () => {
      expect(await found('districtId: "370103", asOf: { position: 40 }')).toEqual(
        expected(({ position }) => position <= 40),
      );
    });
  });

  describe('a decision', () => {
    test('says who decided it, on which paper, in which meeting with which ballot, in both languages', async () => {
      const { data, errors } = await ask(
        'groupId: "370103.G01", kinds: [FUND], first: 100',
        `nodes { position kind actor { id role } onBehalf basis { documentNo } en: sentence(language: EN) zh: sentence(language: ZH)
        event { type } resolution { entityId } meeting { decided heldOn ballot { present for } council { entityId } } }`,
      );
      expect(errors).toEqual([]);
      const allocated = data.decisions.nodes.find((one: any) => one.event.type === 'FundsAllocated');
      expect(allocated).toMatchObject({
        kind: 'FUND',
        resolution: { entityId: expect.stringMatching(/^370103\.G01\.R\d+$/) },
        meeting: {
          heldOn: expect.any(String),
          ballot: { present: expect.any(Number) },
          council: { entityId: '370103.G01.1' },
        },
        en: expect.stringMatching(/allocated/i),
        zh: expect.stringMatching(/元/),
      });
      const appropriated = data.decisions.nodes.find((one: any) => one.event.type === 'FundAppropriated');
      expect(appropriated).toMatchObject({ resolution: null, meeting: null });
    });

    test('says what it was decided along with', async () => {
      const { data } = await ask('districtId: "370103", first: 100', 'nodes { position alongWith { position } }');
      expect(data.decisions.nodes.every((one: any) => one.alongWith === null)).toBe(true);
      const retired = all.find(({ event }) => event.type === 'Retired')!;
      const { data: told } = await ask(
        `personId: "${retired.stream.slice('person-'.length)}", first: 100`,
        'nodes { event { type commandId } alongWith { type commandId } }',
      );
      const together = told.decisions.nodes.filter(({ event }: any) => event.commandId === retired.metadata.commandId);
      expect(together.map(({ event, alongWith }: any) => [event.type, alongWith?.type])).toEqual([
        ['PostEnded', undefined],
        ['TeacherRecalled', 'PostEnded'],
        ['Retired', 'PostEnded'],
      ]);
    });
  });

  describe('who reads decisions', () => {
    test('the public and other districts none, the bureau its district', async () => {
      for (const principal of [principals.anybody, principals.farBureau]) {
        const { data, errors } = await ask('districtId: "370103"', 'totalCount', principal);
        expect(errors).toEqual([]);
        expect(data.decisions).toBeNull();
      }
      expect(await found('kinds: [FUND]', principals.farBureau)).toEqual([]);
      expect(await found('documentNo: "x"', principals.farBureau)).toEqual([]);
      expect(await found('kinds: [FUND, ROTATION]', principals.bureau)).toEqual(await found('kinds: [FUND, ROTATION]'));
    });

    test('a council and a school what they read whole, by whatever they ask for', async () => {
      for (const principal of [principals.council, principals.lead, principals.member]) {
        for (const args of [
          'districtId: "370103"',
          'kinds: [ROTATION, PERSON]',
          'groupId: "370103.G02"',
          'documentNo: "样本"',
          'districtId: "370103", search: "样本"',
        ]) {
          const positions = await found(args, principal);
          for (const position of positions) {
            const { data } = await ledger.query(`{ ledger { event(position: ${position}) { actor { id } } } }`, {
              principal,
            });
            // The actor's pseudonym is shown to who may read an event whole.
            expect(data.ledger.event.actor.id).not.toBeNull();
          }
        }
        expect((await found('districtId: "370103"', principal)).length).toBeGreaterThan(0);
      }
      expect(await found('groupId: "370103.G02"', principals.council)).toEqual([]);
    });

    test('who acted is asked by auditors, and of oneself', async () => {
      const { id } = all[0]!.metadata.actor;
      expect(await found(`actor: "${id}"`)).toEqual(expected(({ metadata }) => metadata.actor.id === id));
      const { errors } = await ask(`actor: "${id}"`, 'totalCount', principals.otherBureau);
      expect(errors).toMatchObject([{ code: 'FORBIDDEN' }]);
    });
  });

  test.each([
    ['from: "2026-02-30"', undefined],
    ['from: "0001-01-01"', 'from'],
    ['from: "2026-02-02", to: "2026-02-01"', 'to'],
    ['recordedFrom: "2026-02-02", recordedTo: "2026-02-01"', 'recordedTo'],
    ['lateByDaysAtLeast: 0', 'lateByDaysAtLeast'],
    ['documentNo: " "', 'documentNo'],
    ['search: "样本"', 'search'],
    ['districtId: "370103", search: " "', 'search'],
    ['schoolId: "RGlzdHJpY3Q6MzcwMTAz"', 'schoolId'],
    ['first: 0', 'first'],
  ])('refused, with the argument named: %s', async (args, argument) => {
    const { errors } = await ask(args, 'totalCount');
    expect(errors).toHaveLength(1);
    if (argument !== undefined) expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument }]);
  });
});

describe('policies', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
  });
  afterEach(() => ledger.close());

  const adopt = (code: string, rules: object, effectiveOn: string, more: object = {}): Promise<unknown> =>
    passed(
      ledger,
      'AdoptPolicy',
      { districtId: '370103', code, title: `政策${code}`, documentNo: `政〔2026〕${code}号`, rules, ...more },
      { command: { effectiveOn } },
    );
  const onDay = async (day: string): Promise<unknown> =>
    (
      await ledger.query(
        `{ district(id: "370103", asOf: { effectiveOn: "${day}" }) { policies { code rules { lapseYears required } } } }`,
      )
    ).data.district.policies;

  const share = { numerator: 2, denominator: 3, atLeast: true };
  const everyKind = [
    { kind: 'NAMING', groupSuffix: '教育集团', allianceSuffix: '联盟学校' },
    { kind: 'QUORUM', quorum: share, majority: { ...share, atLeast: false } },
    { kind: 'FILING', effect: 'DECLARATORY', answerDays: 20 },
    { kind: 'CARETAKER', days: 60, resolutionKinds: ['FUND', 'OTHER'] },
    { kind: 'BACKDATING', days: 10 },
    { kind: 'FUND', lapseYears: 2 },
    { kind: 'FUND', lapseYears: 2, settlementDays: 15, windingUpDays: 90 },
    {
      ...{ kind: 'EVALUATION', objectionDays: 10, appealDays: 30, grades: ['优秀', '合格'], levels: ['好', '一般'] },
      extraDimensions: [{ code: 'FOOD', name: '食育' }],
    },
    { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] },
    { kind: 'SEPARATION', pairs: ['ADOPTS_APPROPRIATES', 'RECORDS_APPROVES', 'ALLOCATES_PAYS'] },
    { kind: 'SEPARATION', pairs: [] },
    { kind: 'ROTATION_SHARE', rotated: share, rotatedOf: 'ALL', schools: 'TOWN' },
    {
      kind: 'ROTATION_FLOW',
      rotated: share,
      rotatedOf: 'ELIGIBLE',
      backbone: share,
      backboneOf: 'COUNTED',
      schools: 'TOWN_OR_QUALITY',
      leastMonths: 36,
    },
    { kind: 'LEAD_DRAIN', kept: share },
    {
      kind: 'FUND_EXECUTION',
      steps: [
        { month: 6, paid: share },
        { month: 9, paid: { ...share, atLeast: false } },
      ],
    },
    { kind: 'BALANCE', primaryPermille: 500, juniorPermille: 450 },
  ];

  test('a policy applies from its effective day until it is repealed, its time is over or another of its kind follows', async () => {
    await adopt('P1', { kind: 'FUND', lapseYears: 3 }, '2026-11-01');
    await adopt('P2', { kind: 'FUND', lapseYears: 2 }, '2027-01-01', { validTo: '2027-12-31' });
    await adopt('P3', { kind: 'SEPARATION', required: false }, '2026-11-10');
    await passed(ledger, 'RepealPolicy', { policyId: '370103.P3' }, { command: { effectiveOn: '2026-12-01' } });
    const fund = (code: string, lapseYears: number): object => ({ code, rules: { lapseYears, required: null } });
    expect([
      await onDay('2026-10-31'),
      await onDay('2026-11-15'),
      await onDay('2026-12-31'),
      await onDay('2027-06-01'),
      await onDay('2028-01-01'),
    ]).toEqual([
      [],
      [fund('P1', 3), { code: 'P3', rules: { lapseYears: null, required: false } }],
      [fund('P1', 3)],
      [fund('P2', 2)],
      [],
    ]);
    const { data } = await ledger.query(
      `{ district(id: "370103") { policies(includeEnded: true, kind: FUND) { code since until validTo } }
      node(id: "370103.P2") { ... on Policy { entityId title history { totalCount } } } }`,
    );
    expect(data).toEqual({
      district: {
        policies: [
          { code: 'P1', since: '2026-11-01', until: '2027-01-01', validTo: '2026-12-31' },
          { code: 'P2', since: '2027-01-01', until: '2028-01-01', validTo: '2027-12-31' },
        ],
      },
      node: { entityId: '370103.P2', title: '政策P2', history: { totalCount: 1 } },
    });
  });

  test.each(everyKind)('rules of kind $kind are taken and shown as they were given', async (rules) => {
    await adopt('P1', rules, '2026-11-24');
    const { data } = await ledger.query(
      `{ district(id: "370103") { policies { kind rules { kind groupSuffix allianceSuffix quorum { numerator denominator atLeast }
    majority { numerator denominator atLeast } effect answerDays days resolutionKinds lapseYears settlementDays windingUpDays pairs
    objectionDays appealDays grades levels extraDimensions { code name }
    rotated { ...OfShare } rotatedOf backbone { ...OfShare } backboneOf schools leastMonths kept { ...OfShare }
    steps { month paid { ...OfShare } } primaryPermille juniorPermille } } } }
    fragment OfShare on Share { numerator denominator atLeast }`,
      { principal: principals.anybody },
    );
    const shown = data.district.policies[0].rules as Record<string, unknown>;
    expect(Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null))).toEqual(rules);
  });

  describe('rules are refused', () => {
    test.each([
      [{ kind: 'NAMING', groupSuffix: '教育集团' }, 'allianceSuffix'],
      [{ kind: 'FUND', lapseYears: 2, days: 3 }, 'days'],
      [{ kind: 'SEPARATION' }, 'pairs'],
      [{ kind: 'SEPARATION', pairs: [], required: true }, 'required'],
      [{ kind: 'SEPARATION', pairs: ['ALLOCATES_PAYS', 'ALLOCATES_PAYS'] }, 'pairs'],
      [{ kind: 'FUND', lapseYears: 21 }, 'lapseYears'],
      [{ kind: 'QUORUM', quorum: { ...share, denominator: 0 }, majority: share }, 'quorum'],
      [{ kind: 'BACKDATING', days: -1 }, 'days'],
      [{ kind: 'EVALUATION', objectionDays: 10, appealDays: 30, grades: ['优秀'], levels: ['好'] }, 'extraDimensions'],
      [{ kind: 'NAMING', groupSuffix: '', allianceSuffix: '联盟' }, 'groupSuffix'],
    ])('%j', async (rules, field) => {
      const { userErrors, policy } = await ledger.mutate('AdoptPolicy', {
        districtId: '370103',
        code: 'P1',
        title: '政策',
        documentNo: '政1号',
        rules,
      });
      expect(userErrors).toMatchObject([{ code: 'INVALID_INPUT', path: ['input', 'rules', field] }]);
      expect(policy).toBeNull();
    });
  });

  test('a policy that is repealed before it began is shown as it was right before', async () => {
    await adopt('P1', { kind: 'FUND', lapseYears: 3 }, '2027-01-01');
    const { policy, userErrors } = await ledger.mutate(
      'RepealPolicy',
      { policyId: '370103.P1' },
      { command: { effectiveOn: '2026-12-01' }, selection: '{ code since }' },
    );
    expect([userErrors, policy]).toEqual([[], { code: 'P1', since: '2027-01-01' }]);
  });

  test('only the bureau of the district adopts', async () => {
    for (const principal of [principals.farBureau, principals.council, principals.lead, principals.anybody]) {
      const { userErrors } = await ledger.mutate(
        'AdoptPolicy',
        {
          districtId: '370103',
          code: 'P1',
          title: '政策',
          documentNo: '政1号',
          rules: { kind: 'FUND', lapseYears: 2 },
        },
        { principal },
      );
      expect(userErrors).toMatchObject([{ code: 'NOT_AUTHORISED' }]);
    }
  });

  test('where a policy wants the filing accepted, a council that is not filed decides nothing', async () => {
    await council(ledger);
    await adopt('P1', { kind: 'FILING', effect: 'CONSTITUTIVE', answerDays: 15 }, '2026-11-01');
    const { userErrors } = await ledger.mutate('AdoptResolution', {
      groupId: '370103.G01',
      kind: 'OTHER',
      subject: '其他',
      heldOn: '2026-11-24',
      minutesNo: '纪要1号',
      ballot: { present: 2, proxies: 0, recused: 0, for: 2, against: 0, abstained: 0 },
    });
    expect(userErrors).toMatchObject([{ code: 'COUNCIL_NOT_FILED', path: ['input', 'heldOn'] }]);
  });

  test('a policy SEPARATION is also given and read in its old form', async () => {
    await adopt('P1', { kind: 'SEPARATION', required: true }, '2026-11-10');
    const rules = async () =>
      (await ledger.query('{ district(id: "370103") { policies { rules { pairs required } } } }')).data.district
        .policies;
    expect(await rules()).toEqual([{ rules: { pairs: ['FILES_ACCEPTS'], required: true } }]);
    await adopt('P2', { kind: 'SEPARATION', required: false }, '2026-11-20');
    expect(await rules()).toEqual([{ rules: { pairs: [], required: false } }]);
  });
});

describe('indicators', () => {
  let ledger: ApiLedger;
  beforeEach(async () => {
    ledger = await openApi();
    await register(ledger);
  });
  afterEach(() => ledger.close());

  const survey = { population: 500, respondents: 400, satisfied: 380 };
  /** The seven figures of a primary school of so many pupils, with so many of everything for each hundred of them. */
  const figuresOf = (pupils: number, each: number, except: readonly string[] = []): readonly object[] =>
    [
      { indicator: 'ENROLMENT', phase: 'PRIMARY', value: pupils },
      { indicator: 'TEACHERS', phase: 'PRIMARY', value: pupils / 10 },
      ...['TEACHERS_ABOVE_REQUIRED_DEGREE', 'BACKBONE_TEACHERS', 'PE_ARTS_TEACHERS'].map((indicator) => ({
        ...{ indicator, phase: 'PRIMARY' },
        value: (pupils / 100) * each,
      })),
      { indicator: 'TEACHING_AREA', value: pupils * each * 100 },
      { indicator: 'SPORTS_AREA', value: pupils * each * 100 },
      { indicator: 'EQUIPMENT_VALUE', value: pupils * each * 100 },
      { indicator: 'MULTIMEDIA_CLASSROOMS', value: (pupils / 100) * each },
    ].filter(({ indicator }) => !except.includes(indicator));
  const records = (school: string, figures: readonly object[], more: object = {}, mutating: Mutating = {}) =>
    passed(ledger, 'RecordIndicators', { schoolId: `370103.${school}`, schoolYear: 2026, figures, ...more }, mutating);
  const asked = async (document: string, principal: Mutating['principal'] = principals.anybody): Promise<any> => {
    const { data, errors } = await ledger.query(document, { principal: principal });
    expect(errors).toEqual([]);
    return data;
  };
  const balance = async (of: string, more = ''): Promise<any[]> =>
    (
      await asked(
        `{ indicatorBalance(${of}, schoolYear: 2026, phase: PRIMARY${more}) { indicator status mean standardDeviation coefficient
        schoolsCounted pupils schoolsMissing { school { code } missing { indicator phase because } } } }`,
      )
    ).indicatorBalance;

  test('what is derived of a school is a fraction, and unknown with what is missing', async () => {
    await records('S01', figuresOf(600, 4, ['SPORTS_AREA', 'TEACHERS']));
    const { school } = await asked(
      `{ school(id: "370103.S01") { indicators(schoolYear: 2026) { entityId figures { indicator phase value } survey { share } }
      derivedIndicators(schoolYear: 2026) { indicator phase status value numerator denominator missing { indicator phase because } } } }`,
    );
    expect(school.indicators).toMatchObject({ entityId: '370103.S01.2026', survey: null });
    expect(school.indicators.figures).toHaveLength(7);
    expect(school.derivedIndicators).toHaveLength(9);
    const of = (name: string): object =>
      school.derivedIndicators.find(({ indicator }: { indicator: string }) => indicator === name);
    expect(of('BACKBONE_PER_100')).toEqual({
      ...{ indicator: 'BACKBONE_PER_100', phase: 'PRIMARY', status: 'KNOWN', missing: [] },
      ...{ value: 4, numerator: '4', denominator: '1' },
    });
    expect(of('SPORTS_AREA_PER_PUPIL')).toEqual({
      ...{ indicator: 'SPORTS_AREA_PER_PUPIL', phase: 'PRIMARY', status: 'UNKNOWN' },
      ...{ value: null, numerator: null, denominator: null },
      missing: [{ indicator: 'SPORTS_AREA', phase: null, because: 'NOT_RECORDED' }],
    });
    expect(of('PUPILS_PER_TEACHER')).toMatchObject({ status: 'UNKNOWN' });
    const nothing = await asked(
      '{ school(id: "370103.S02") { indicators(schoolYear: 2026) { entityId } derivedIndicators(schoolYear: 2026) { status } } }',
    );
    expect(nothing.school.indicators).toBeNull();
    expect(new Set(nothing.school.derivedIndicators.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['UNKNOWN']),
    );
  });

  test('the balance of a group weighs its members by their pupils; of a district it is unknown while a school is missing', async () => {
    // 100 pupils with 1 and 300 with 3 of everything: mean 2.5, variance 0.75, coefficient 0.3464.
    await records('S01', figuresOf(100, 1));
    await records('S02', figuresOf(300, 3));
    const ofGroup = await balance('groupId: "370103.G01"');
    expect(ofGroup.map(({ indicator }) => indicator)).toEqual([
      'ABOVE_REQUIRED_DEGREE_PER_100',
      'BACKBONE_PER_100',
      'PE_ARTS_PER_100',
      'TEACHING_AREA_PER_PUPIL',
      'SPORTS_AREA_PER_PUPIL',
      'EQUIPMENT_PER_PUPIL',
      'MULTIMEDIA_PER_100',
    ]);
    for (const one of ofGroup)
      expect(one).toMatchObject({
        ...{ status: 'KNOWN', mean: 2.5, standardDeviation: 0.866, coefficient: 0.3464 },
        ...{ schoolsCounted: 2, pupils: 400, schoolsMissing: [] },
      });
    const [ofDistrict] = await balance('districtId: "370103"');
    expect(ofDistrict).toMatchObject({ status: 'UNKNOWN', coefficient: 0.3464, schoolsCounted: 2 });
    expect(ofDistrict.schoolsMissing.map(({ school }: { school: { code: string } }) => school.code)).toEqual([
      'S03',
      'S04',
      'S05',
      'S06',
    ]);
    expect(ofDistrict.schoolsMissing[0].missing).toEqual([
      { indicator: 'TEACHERS_ABOVE_REQUIRED_DEGREE', phase: 'PRIMARY', because: 'NOT_RECORDED' },
      { indicator: 'ENROLMENT', phase: 'PRIMARY', because: 'NOT_RECORDED' },
    ]);
    const [junior] = (
      await asked(
        '{ indicatorBalance(groupId: "370103.G01", schoolYear: 2026, phase: JUNIOR) { status mean schoolsCounted } }',
      )
    ).indicatorBalance;
    expect(junior).toEqual({ status: 'UNKNOWN', mean: null, schoolsCounted: 0 });
    const { errors } = await ledger.query('{ indicatorBalance(schoolYear: 2026, phase: PRIMARY) { status } }');
    expect(errors).toMatchObject([{ code: 'BAD_USER_INPUT', argument: 'districtId' }]);
  });

  test('a campus that reports is counted by itself, one that does not is in its school, and a school without pupils in none', async () => {
    await passed(
      ledger,
      'RegisterSchool',
      { districtId: '370103', code: 'C01', name: '东校区', kind: 'CAMPUS', partOfId: '370103.S01', phase: 'PRIMARY' },
      { command: { effectiveOn: '2026-08-01' } },
    );
    await records('S01', figuresOf(100, 1));
    await records('S02', [{ indicator: 'ENROLMENT', phase: 'PRIMARY', value: 0 }]);
    expect((await balance('groupId: "370103.G01"'))[0]).toMatchObject({
      status: 'KNOWN',
      schoolsCounted: 1,
      pupils: 100,
    });
    await records('C01', figuresOf(300, 3), {}, { principal: principals.lead });
    expect((await balance('groupId: "370103.G01"'))[0]).toMatchObject({
      status: 'KNOWN',
      schoolsCounted: 2,
      pupils: 400,
    });
  });

  test('figures have effect from their day, were known from their position on, and are put right by a correction', async () => {
    await records('S01', figuresOf(100, 1));
    await records('S02', figuresOf(300, 3));
    const position = ledger.runner.head();
    const answer = await ledger.mutate(
      'CorrectRecord',
      { eventId: String(position), facts: { figures: figuresOf(300, 1) } },
      { principal: principals.otherBureau },
    );
    expect(answer.userErrors).toEqual([]);
    const coefficient = async (asOf: string): Promise<number | null> =>
      (await balance('groupId: "370103.G01"', `, asOf: { ${asOf} }`))[0].coefficient;
    expect(await coefficient('')).toBe(0);
    expect(await coefficient(`position: ${position}`)).toBe(0.3464);
    expect(await coefficient('effectiveOn: "2026-11-23"')).toBeNull();
    const { replay } = await asked(
      '{ replay(subject: "370103.S02.2026") { nodes { changes { path before after } } } }',
    );
    expect(JSON.stringify(replay)).toContain('BACKBONE_TEACHERS.PRIMARY');
  });

  test('a survey is read by the bureau, auditors, the school and its groups, in events and in histories too', async () => {
    await records('S02', figuresOf(300, 3), { survey });
    const document = `{ school(id: "370103.S02") { indicators(schoolYear: 2026) { survey { satisfied share } } }
    ledger { events(types: ["IndicatorsRecorded"]) { nodes { data summary } } } }`;
    const shown = async (principal: Mutating['principal']): Promise<unknown[]> => {
      const { school, ledger: told } = await asked(document, principal);
      const [event] = told.events.nodes;
      return [school.indicators.survey?.share ?? null, 'survey' in event.data, event.summary.includes('380')];
    };
    const outsider = { actor: { id: 'school-5', role: 'SCHOOL' }, school: '370103.S05' } as const;
    for (const one of ['bureau', 'auditor', 'member', 'lead', 'council'] as const)
      expect([one, ...(await shown(principals[one]))]).toEqual([one, 0.95, true, true]);
    for (const one of [principals.anybody, principals.farBureau, outsider])
      expect(await shown(one)).toEqual([null, false, false]);
    const history = `{ replay(subject: "370103.S02.2026") { nodes { withheld changes { path } } } }`;
    const paths = async (principal: Mutating['principal']): Promise<string> =>
      JSON.stringify((await asked(history, principal)).replay);
    expect(await paths(principals.auditor)).toContain('"survey"');
    expect(await paths(principals.anybody)).not.toContain('"survey"');
  });

  test('a school records its own figures, and nobody else those of it', async () => {
    const input = { schoolId: '370103.S02', schoolYear: 2026, figures: figuresOf(300, 3) };
    for (const one of ['lead', 'council', 'farBureau', 'auditor', 'anybody'] as const) {
      const { userErrors } = await ledger.mutate('RecordIndicators', input, { principal: principals[one] });
      expect([one, userErrors.map(({ code }: { code: string }) => code)]).toEqual([one, ['NOT_AUTHORISED']]);
    }
    await records('S02', input.figures, {}, { principal: principals.member });
    const { userErrors } = await ledger.mutate('RecordIndicators', input, { principal: principals.member });
    expect(userErrors).toMatchObject([{ code: 'ALREADY_RECORDED', path: ['input', 'figures', '0'] }]);
  });
});
