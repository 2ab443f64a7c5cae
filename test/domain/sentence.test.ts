import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Names } from '../../src/domain/fact.js';
import { deciders, eventTypes, type DomainEvent } from '../../src/domain/ledger.js';
import { publicFields, sentence } from '../../src/domain/sentence.js';
import { adopted } from './given.js';

const directory = new URL('../golden/', import.meta.url);
/** An event of every type, as the golden files have them. */
const events = readdirSync(directory)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, directory), 'utf8')) as { type: string; data: object })
  .map(({ type, data }) => ({ type, ...data }) as DomainEvent);

/** A stream of the kind that an event stands in; corrections stand in any. */
const streamOf = ({ type }: DomainEvent): string => {
  const category = deciders.find(({ facts }) => type in (facts as object))?.category ?? 'district';
  return `${category}-${{ council: '370103.G01', fund: '370103.G01-2026', evaluation: '370103.G01-2026-2027', indicator: '370103.S01-2025', person: 'p' }[category] ?? '370103'}`;
};
const nobody: Names = { school: () => undefined, group: () => undefined, person: () => undefined };
const day = '2021-09-01';
const said = (event: DomainEvent, tongue: 'en' | 'zh', names = nobody, before?: DomainEvent): string =>
  sentence(
    { event, effectiveOn: day },
    streamOf(before ?? event),
    tongue,
    names,
    before && { event: before, effectiveOn: day },
  );
/** Everything that there is has a name, which tells its day where the name may change. */
const everybody: Names = {
  school: (id, on) => `学校${id}@${on}`,
  group: (id, on) => `集团${id}@${on}`,
  person: (id) => `某${id}`,
};
/** The event as the public sees it. */
const inPart = (event: DomainEvent): DomainEvent =>
  Object.fromEntries(
    Object.entries(event)
      .filter(([field]) => field === 'type' || publicFields(event.type).includes(field))
      .map(([field, value]) => [field, field === 'right' ? inPart(value as DomainEvent) : value]),
  ) as DomainEvent;

const rotation = { personId: 'p', rotation: 1 };
const decidedBy = { groupId: '370103.G01', number: 3 };
const terms = {
  scheme: 'GROUP',
  groupId: '370103.G01',
  mode: 'FULL_TIME',
  share: 100,
  fromSchoolId: '370103.S01',
  toSchoolId: '370103.S02',
  from: '2022-09-01',
  to: '2023-08-31',
  personnelRelation: 'STAYS',
} as const;

describe('the sentence on an event', () => {
  test('is looked at for every event type', () =>
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(eventTypes)));

  test.each(events.map((event) => [event.type, event] as const))(
    '%s is one line in both languages, whole and in part, with names and without',
    (_type, event) => {
      for (const shown of [event, inPart(event)]) {
        for (const names of [nobody, everybody]) {
          const en = said(shown, 'en', names);
          const zh = said(shown, 'zh', names);
          expect(zh).toMatch(/\p{Script=Han}/u);
          for (const text of [en, zh]) expect(text).not.toMatch(/undefined|null|\[object|\n|: $|：$| {2}|^\s|\s$/);
        }
        expect(said(shown, 'en')).toMatch(/^([A-Z]|\d)/);
        expect(said(shown, 'en') + said(shown, 'zh')).not.toMatch(/00000000-/);
      }
    },
  );

  test('says of a decision that the bureau entered whose it is', () => {
    const byBureau = adopted(1, { onBehalf: 'COUNCIL' });
    const { kind: _, subject: _s, fiscalYear: _f, sum: _sum, ...meeting } = byBureau;
    const [onBehalf, origins] = ['COUNCIL' as const, [{ originYear: 2021, fen: 200 }]];
    const line = { line: 1, purpose: '文化', schoolId: '370103.S01', fen: 200, origins };
    for (const event of [
      byBureau,
      { type: 'FundsAllocated', resolution: 1, lines: [line], onBehalf },
      { type: 'AllocationRevised', resolution: 1, line: 1, change: 0, origins, onBehalf },
      { ...meeting, type: 'ResolutionAmended', sum: 1 },
      { ...meeting, type: 'ResolutionRepealed' },
    ] as DomainEvent[]) {
      expect(said(event, 'en')).toMatch(/, entered by the bureau on behalf of the council$/);
      expect(said(inPart(event), 'zh')).toMatch(/（由教育局代理事会登记）$/);
    }
    expect(said(adopted(1), 'en') + said(adopted(1), 'zh')).not.toMatch(/bureau|教育局/);
  });

  test('of the public says nothing that is not public', () => {
    const secret = events.map((event) => {
      const fields = Object.entries(event).filter(
        ([field]) => field !== 'type' && !publicFields(event.type).includes(field),
      );
      const texts = fields.flatMap(([, value]) => (typeof value === 'string' ? [value] : []));
      return [event, texts] as const;
    });
    for (const [event, texts] of secret)
      for (const text of texts) expect(said(inPart(event), 'en') + said(inPart(event), 'zh')).not.toContain(text);
    expect(secret.flatMap(([, texts]) => texts).length).toBeGreaterThan(8);
  });

  test('names schools, groups and persons of its day, a renamed one as it was called before', () => {
    const line = { line: 1, purpose: '教师培训', schoolId: '370103.S05', fen: 100 };
    const allocated: DomainEvent = { type: 'FundsAllocated', resolution: 3, lines: [line] };
    expect(said(allocated, 'zh', everybody)).toBe(
      '依第 3 号决议分配：第 1 项 教师培训 1.00 元，由学校370103.S05@2021-09-01支付',
    );
    expect(said({ type: 'SchoolRenamed', schoolCode: 'S05', name: '新名' }, 'zh', everybody)).toBe(
      '学校370103.S05@2021-08-31更名为：新名',
    );
    expect(said({ type: 'SeatResigned', ordinal: 2, personId: 'p1' }, 'zh', everybody)).toBe(
      '某p1辞去集团370103.G01@2021-09-01第 2 届理事会席位',
    );
    expect(said({ type: 'FundYearClosed' }, 'zh', everybody)).toBe('集团370103.G01@2021-09-01 2026 年度决算关账');
  });

  test('names twenty things and counts the rest', () => {
    const schoolCodes = Array.from({ length: 23 }, (_, index) => `S${index}`);
    const merged: DomainEvent = { type: 'SchoolsMerged', schoolCodes, intoCode: 'X' };
    expect(said(merged, 'en')).toBe(`${schoolCodes.slice(0, 20).join(', ')} and 3 more merged into X`);
    expect(said(merged, 'zh')).toBe(`${schoolCodes.slice(0, 20).join('、')}等 23 个并入X`);
  });

  test('of a correction says what had stood there', () => {
    const before: DomainEvent = { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S01' };
    const right = { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S02' };
    const corrected: DomainEvent = {
      type: 'RecordCorrected',
      revision: 4,
      right,
      rightVersion: 1,
      rightEffectiveOn: day,
    };
    const retracted: DomainEvent = { type: 'RecordRetracted', revision: 4 };
    expect(said(corrected, 'en', nobody, before)).toBe(
      'Corrected, with effect from 2021-09-01: S02 joined G01; it had said: S01 joined G01',
    );
    expect(said(corrected, 'zh', nobody, before)).toBe('更正，自 2021-09-01 起：S02加入G01（原为：S01加入G01）');
    expect(said(retracted, 'en', nobody, before)).toBe('Retracted, because it never was: S01 joined G01');
    expect(said(retracted, 'zh', nobody, before)).toBe('撤销（从未发生）：S01加入G01');
  });

  test.each<[DomainEvent, string, string]>([
    [{ type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S01' }, 'S01 joined G01', 'S01加入G01'],
    [{ type: 'SchoolClassified', schoolCode: 'S01', isRural: true }, 'S01 was classed: rural', 'S01分类认定：农村学校'],
    [
      { type: 'SchoolClassified', schoolCode: 'S01', standing: 'FAMOUS', isRural: false },
      'S01 was classed: famous, not rural',
      'S01分类认定：名校、非农村学校',
    ],
    [
      { type: 'SchoolFeatureDefined', schoolCode: 'S01', feature: 'Football\nand chess' },
      'S01 defined its own feature: Football and chess',
      'S01确定办学特色：Football and chess',
    ],
    [{ type: 'GroupDissolved', groupCode: 'G01', memberCodes: [] }, 'G01 was dissolved', 'G01解散'],
    [
      { type: 'SchoolsMerged', schoolCodes: ['S02', 'S03'], intoCode: 'S01' },
      'S02, S03 merged into S01',
      'S02、S03并入S01',
    ],
    [
      { type: 'MemberRemoved', ordinal: 2, personId: 'p', cause: 'RECOMMENDER_LEFT' },
      'A member of council 2 of 370103.G01 lost the seat, because the recommending school left the group',
      '370103.G01第 2 届理事会一名成员因推荐学校退出集团而失去席位',
    ],
    [
      {
        type: 'FundsAllocated',
        resolution: 3,
        lines: [
          { line: 1, purpose: '教师培训', schoolId: '370103.S01', fen: 1 },
          { line: 2, purpose: '文化', schoolId: '370103.S02', fen: 1234567890123 },
        ],
      },
      'Allocated under resolution 3: line 1 教师培训, 0.01 yuan, paid by 370103.S01; line 2 文化, 12345678901.23 yuan, paid by 370103.S02',
      '依第 3 号决议分配：第 1 项 教师培训 0.01 元，由370103.S01支付；第 2 项 文化 12345678901.23 元，由370103.S02支付',
    ],
    [
      {
        type: 'FundsAllocated',
        resolution: 3,
        lines: [
          {
            ...{ line: 1, purpose: '文化', schoolId: '370103.S01', fen: 300 },
            origins: [
              { originYear: 2020, fen: 100 },
              { originYear: 2021, fen: 200 },
            ],
          },
        ],
      },
      'Allocated under resolution 3: line 1 文化, 3.00 yuan (2020: 1.00 yuan, 2021: 2.00 yuan), paid by 370103.S01',
      '依第 3 号决议分配：第 1 项 文化 3.00 元（2020 年 1.00 元、2021 年 2.00 元），由370103.S01支付',
    ],
    [
      { type: 'AllocationRevised', line: 2, change: 0, resolution: 4, origins: [{ originYear: 2021, fen: 200 }] },
      'Line 2 keeps its sum (2021: 2.00 yuan) under resolution 4',
      '依第 4 号决议，第 2 项金额不变（2021 年 2.00 元）',
    ],
    [
      { type: 'AllocationRevised', line: 2, change: -1005, resolution: 3 },
      'Line 2 was changed by -10.05 yuan under resolution 3',
      '依第 3 号决议，第 2 项调整 -10.05 元',
    ],
    [
      { type: 'AllocationRevised', line: 2, change: 50, resolution: 3 },
      'Line 2 was changed by +0.50 yuan under resolution 3',
      '依第 3 号决议，第 2 项调整 +0.50 元',
    ],
    [
      { type: 'AllocationRevised', line: 2, change: 0, resolution: 4 },
      'Line 2 keeps its sum under resolution 4',
      '依第 4 号决议，第 2 项金额不变',
    ],
    [
      { type: 'AllocationSuspended', resolution: 3, lines: [1] },
      'Suspended, because resolution 3 no longer carries it: line 1',
      '第 3 号决议不再支持，暂停第 1 项',
    ],
    [
      { type: 'IndicatorsRecorded', figures: [{ indicator: 'TEACHING_AREA', value: 1 }] },
      '1 figure of 370103.S01 for the school year 2025-2026 was recorded',
      '登记370103.S01 2025-2026 学年指标 1 项',
    ],
    [
      { type: 'IndicatorsRecorded', figures: [], survey: { population: 500, respondents: 400, satisfied: 380 } },
      '0 figures of 370103.S01 for the school year 2025-2026 were recorded, and a survey: 380 of 400 were satisfied',
      '登记370103.S01 2025-2026 学年指标 0 项及满意度调查：400 人作答，380 人满意',
    ],
    [
      {
        type: 'PolicyAdopted',
        policyCode: 'P1',
        title: '指引',
        documentNo: '2号',
        rules: { kind: 'SEPARATION', pairs: ['FILES_ACCEPTS'] },
      },
      'Policy P1 on the separation of duties was adopted: 指引 (2号)',
      '施行政策 P1（不相容职责分离）：指引（2号）',
    ],
    [
      { type: 'Employed', personId: 'p', employerId: '370103', homeSchoolId: '370103.S01' },
      'A person was employed for 370103.S01 by the district',
      '一名人员入职370103.S01（县管校聘）',
    ],
    [
      { type: 'Employed', personId: 'p', employerId: '370103.S01', homeSchoolId: '370103.S01' },
      'A person was employed for 370103.S01',
      '一名人员入职370103.S01',
    ],
    [
      { type: 'EmploymentTransferred', personId: 'p', employerId: '370103.S02', homeSchoolId: '370103.S02' },
      'A person was transferred to 370103.S02',
      '一名人员人事关系调动至370103.S02',
    ],
    [
      { type: 'PostAssigned', personId: 'p', post: 1, schoolId: '370103.S01', kind: 'PRINCIPAL', to: '2022-08-31' },
      'A person took a post at 370103.S01: principal, until 2022-08-31',
      '一名人员任职：370103.S01校长，至 2022-08-31',
    ],
    [
      { type: 'PostAssigned', personId: 'p', post: 1, schoolId: '370103.S01', kind: 'OTHER', title: '教研组长' },
      'A person took a post at 370103.S01: 教研组长',
      '一名人员任职：370103.S01教研组长',
    ],
    [
      { type: 'PostEnded', personId: 'p', post: 1, cause: 'SCHOOL_CLOSED' },
      'A person left a post, the school is closed',
      '一名人员免去职务（学校撤并）',
    ],
    [
      { type: 'QualificationUpdated', personId: 'p', subjects: ['语文'], titleRank: 'SENIOR', backbone: 'NONE' },
      'A person is qualified anew: 语文, senior rank, no backbone teacher',
      '一名人员资质变更：语文、高级教师、非骨干教师',
    ],
    [{ type: 'Retired', personId: 'p' }, 'A person retired', '一名人员退休'],
    [
      { type: 'RotationProposed', ...rotation, ...terms },
      'A rotation of a person was proposed from 370103.S01 to 370103.S02, 2022-09-01 to 2023-08-31, within the group',
      '提议一名人员交流轮岗：370103.S01至370103.S02，2022-09-01 至 2023-08-31（集团内）',
    ],
    [
      { type: 'RotationDecided', ...rotation, ...terms, share: 40, eligibility: [] },
      'A rotation of a person was decided from 370103.S01 to 370103.S02, 2022-09-01 to 2023-08-31, 40 %, within the group, by the bureau',
      '决定一名人员交流轮岗：370103.S01至370103.S02，2022-09-01 至 2023-08-31，占工作量 40%（集团内），由教育局决定',
    ],
    [
      { type: 'RotationDecided', ...rotation, ...terms, eligibility: [], decidedBy, onBehalf: 'COUNCIL' },
      'A rotation of a person was decided from 370103.S01 to 370103.S02, 2022-09-01 to 2023-08-31, within the group, by resolution 3 of the council, entered by the bureau on behalf of the council',
      '决定一名人员交流轮岗：370103.S01至370103.S02，2022-09-01 至 2023-08-31（集团内），依据理事会第 3 号决议（由教育局代理事会登记）',
    ],
    [{ type: 'ArrivalConfirmed', ...rotation }, 'A person arrived at the receiving school', '一名人员到岗'],
    [
      { type: 'ServiceConfirmed', ...rotation, schoolYear: 2022, term: 'FIRST', weeklyLessons: 12 },
      'The service of a person was confirmed for the first term of 2022-2023, 12 lessons a week',
      '确认一名人员履职：2022-2023 学年第一学期，周课时 12',
    ],
    [
      { type: 'ServiceConfirmed', ...rotation, schoolYear: 2022, term: 'SECOND', duties: '分管德育' },
      'The service of a person was confirmed for the second term of 2022-2023',
      '确认一名人员履职：2022-2023 学年第二学期',
    ],
    [
      { type: 'RotationSuspended', ...rotation, cause: 'ILLNESS' },
      'A rotation of a person was suspended',
      '一名人员的交流轮岗中止',
    ],
    [{ type: 'RotationResumed', ...rotation }, 'A rotation of a person was resumed', '一名人员的交流轮岗恢复'],
    [
      { type: 'RotationExtended', ...rotation, to: '2024-08-31', decidedBy },
      'A rotation of a person was extended to 2024-08-31, by resolution 3 of the council',
      '一名人员的交流轮岗延长至 2024-08-31，依据理事会第 3 号决议',
    ],
    [
      { type: 'TeacherRecalled', ...rotation, cause: 'RECALLED' },
      'A person came back before the time',
      '一名人员提前召回',
    ],
    [
      { type: 'TeacherRecalled', ...rotation, cause: 'RETIRED' },
      'A person came back before the time, on retirement',
      '一名人员提前召回（退休）',
    ],
    [
      { type: 'RotationCancelled', ...rotation, cause: 'RETIRED' },
      'A rotation of a person was cancelled, on retirement',
      '一名人员的交流轮岗取消（退休）',
    ],
    [{ type: 'RotationCompleted', ...rotation }, 'A person completed a rotation', '一名人员完成交流轮岗'],
    [
      { type: 'CreditRecognised', personId: 'p', purpose: 'TITLE', cycle: '2024', rotations: [1], months: 12 },
      'Rotation was recognised for a person for title review 2024: 12 months',
      '认定一名人员的交流轮岗经历，用于 2024 职称评审：12 个月',
    ],
  ])('%j', (event, en, zh) => {
    expect(said(event, 'en')).toBe(en);
    expect(said(event, 'zh')).toBe(zh);
  });
});

describe('the sentence on a fact of an evaluation', () => {
  const names: Names = {
    school: (id) => ({ '370103.S01': '甲校', '370103.S02': '乙校' })[id],
    group: () => '甲集团',
    person: () => '王某',
  };
  type Told<Type> = Extract<DomainEvent, { readonly type: Type }>;
  const of = { evaluation: 2, scope: 'GROUP' } as const;
  const told = (event: DomainEvent, scopeId = '370103.G01', known = names): readonly string[] =>
    (['en', 'zh'] as const).map((tongue) =>
      sentence({ event, effectiveOn: day }, `evaluation-${scopeId}-2026-2027`, tongue, known),
    );
  const [which, 次] = ['evaluation 2 of 甲集团 for 2026-2027', '甲集团 2026-2027 第 2 次督导评价'];

  test('names the school or the group that is evaluated', () => {
    const reopened = { type: 'EvaluationReopened', ...of, documentNo: '1号', reason: '新情况' } as const;
    expect(told(reopened)).toEqual([`Reopened: ${which} (1号)`, `${次}重新启动（1号）`]);
    expect(told({ ...reopened, scope: 'SCHOOL' }, '370103.S01')).toEqual([
      'Reopened: evaluation 2 of 甲校 for 2026-2027 (1号)',
      '甲校 2026-2027 第 2 次督导评价重新启动（1号）',
    ]);
  });

  const opened: Told<'EvaluationOpened'> = {
    ...{ type: 'EvaluationOpened', ...of, kind: 'COMPREHENSIVE', office: '督导室', documentNo: '1号' },
    ...{ methods: ['DATA'], inspectors: [] },
  };
  const decided = {
    type: 'AppealDecided',
    ...of,
    appeal: 1,
    office: '法规科',
    documentNo: '1号',
    reason: '成立',
  } as const;
  test.each<[DomainEvent, string, string]>([
    [opened, `Opened by 督导室: comprehensive ${which} (1号)`, `督导室启动${次}（综合，1号）`],
    [
      { ...opened, kind: 'SPECIAL', topic: '食育' },
      `Opened by 督导室: special ${which}, 食育 (1号)`,
      `督导室启动${次}（专项：食育，1号）`,
    ],
    [
      { type: 'EvaluationConcluded', ...of, grade: '良好', documentNo: '1号', dimensions: [], appealsTo: '2027-09-30' },
      `Concluded: ${which} with 良好 (1号)`,
      `${次}结论：良好（1号）`,
    ],
    [
      { ...decided, outcome: 'DISMISSED' },
      `An appeal against ${which} was decided: the conclusion stands (1号)`,
      `${次}复核决定：维持原结论（1号）`,
    ],
    [
      { ...decided, outcome: 'REGRADED', grade: '优秀' },
      `An appeal against ${which} was decided: another grade was given, 优秀 (1号)`,
      `${次}复核决定：变更等级为优秀（1号）`,
    ],
    [
      { ...decided, outcome: 'REOPENED' },
      `An appeal against ${which} was decided: the evaluation goes on (1号)`,
      `${次}复核决定：重新评价（1号）`,
    ],
  ])('of all that is public: %j', (event, ...sentences) => {
    expect(told(event)).toEqual(sentences);
    expect(told(inPart(event))).toEqual(sentences);
  });

  const inspector = { personId: 'p', from: '2026-10-01', to: '2027-07-31' };
  const found: Told<'FindingRecorded'> = {
    ...{ type: 'FindingRecorded', ...of, finding: 3, dimension: 'TEACHER', level: '一般', nature: 'PROBLEM' },
    ...{ text: '台账不全', inspectorId: 'p', evidence: [1] },
  };
  const answered = { type: 'ObjectionAnswered', ...of, objection: 1, reason: '属实' } as const;
  const instead = { level: '较好', nature: 'STRENGTH', text: '台账齐全' } as const;
  const objected = { type: 'ObjectionLodged', ...of, objection: 1, finding: 3, reason: '不符' } as const;
  const appealed = { type: 'EvaluationAppealed', ...of, appeal: 1, reason: '偏低' } as const;
  const ofOne = { ...of, rectification: 1 };
  test.each<[DomainEvent, whole: [string, string], inPublic: [string, string]]>([
    [
      { type: 'InspectorAppointed', ...of, ...inspector },
      [`王某 was appointed inspector of ${which}`, `任命王某为${次}督学`],
      [`Somebody was appointed inspector of ${which}`, `任命一名人员为${次}督学`],
    ],
    [
      { type: 'InspectorDismissed', ...of, personId: 'p' },
      [`王某 is inspector of ${which} no longer`, `王某不再担任${次}督学`],
      [`Somebody is inspector of ${which} no longer`, `一名人员不再担任${次}督学`],
    ],
    [
      { type: 'EvidenceRecorded', ...of, evidence: 3, document: '纪要', hash: 'a'.repeat(64), method: 'DATA' },
      [`Evidence 3 was taken to ${which}: 纪要`, `${次}收录材料 3：纪要`],
      [`Evidence was taken to ${which}`, `${次}收录材料`],
    ],
    [
      found,
      [`Finding 3 of ${which} on TEACHER: 一般, a problem`, `${次}发现 3（TEACHER）：一般，问题`],
      [`Something was found in ${which}`, `${次}记录一项发现`],
    ],
    [
      { ...found, ...instead, schoolId: '370103.S02' },
      [`Finding 3 of ${which} on TEACHER at 乙校: 较好, a strength`, `${次}发现 3（TEACHER，乙校）：较好，优势`],
      [`Something was found in ${which}`, `${次}记录一项发现`],
    ],
    [
      { type: 'DraftIssued', ...of, objectionsTo: '2027-05-31' },
      [
        `The draft of ${which} was issued; objections are taken until 2027-05-31`,
        `${次}反馈意见稿印发，异议期至 2027-05-31`,
      ],
      [`The draft of ${which} was issued`, `${次}反馈意见稿印发`],
    ],
    [
      objected,
      [`The council objected to finding 3 of ${which} (objection 1)`, `理事会对${次}发现 3 提出异议 1`],
      [`An objection was lodged in ${which}`, `${次}收到异议`],
    ],
    [
      { ...objected, schoolId: '370103.S02' },
      [`乙校 objected to finding 3 of ${which} (objection 1)`, `乙校对${次}发现 3 提出异议 1`],
      [`An objection was lodged in ${which}`, `${次}收到异议`],
    ],
    [
      answered,
      [`Objection 1 in ${which} was not upheld`, `${次}异议 1 不成立`],
      [`An objection in ${which} was answered`, `${次}异议已答复`],
    ],
    [
      { ...answered, instead },
      [`Objection 1 in ${which} was upheld: the finding says something else`, `${次}异议 1 成立，发现予以更改`],
      [`An objection in ${which} was answered`, `${次}异议已答复`],
    ],
    [
      appealed,
      [`The council appealed against ${which} (appeal 1)`, `理事会对${次}申请复核 1`],
      [`An appeal was lodged against ${which}`, `${次}收到复核申请`],
    ],
    [
      { ...appealed, schoolId: '370103.S02' },
      [`乙校 appealed against ${which} (appeal 1)`, `乙校对${次}申请复核 1`],
      [`An appeal was lodged against ${which}`, `${次}收到复核申请`],
    ],
    [
      {
        ...{ type: 'RectificationOrdered', ...ofOne, finding: 3, schoolId: '370103.S02', deadline: '2027-12-31' },
        documentNo: '1号',
      },
      [
        `乙校 is to put finding 3 of ${which} right until 2027-12-31 (rectification 1, 1号)`,
        `责令乙校于 2027-12-31 前整改${次}发现 3（整改 1，1号）`,
      ],
      [`Something is to be put right after ${which}`, `${次}下达整改`],
    ],
    [
      { type: 'RectificationSubmitted', ...ofOne, document: '报告', hash: 'a'.repeat(64) },
      [`Rectification 1 of ${which} was submitted`, `${次}整改 1 已报送`],
      [`A rectification of ${which} was submitted`, `${次}整改已报送`],
    ],
    [
      { type: 'RectificationConfirmed', ...ofOne },
      [`Rectification 1 of ${which} was confirmed`, `${次}整改 1 验收通过`],
      [`A rectification of ${which} was confirmed`, `${次}整改验收通过`],
    ],
    [
      { type: 'RectificationReturned', ...ofOne, reason: '未到位', deadline: '2027-12-31' },
      [
        `Rectification 1 of ${which} was returned, to be submitted until 2027-12-31`,
        `${次}整改 1 退回，限 2027-12-31 前再报`,
      ],
      [`A rectification of ${which} was returned`, `${次}整改退回`],
    ],
    [
      { type: 'RectificationCancelled', ...ofOne, documentNo: '1号', reason: '撤并' },
      [`Rectification 1 of ${which} is asked for no longer`, `${次}整改 1 不再要求`],
      [`A rectification of ${which} is asked for no longer`, `${次}整改不再要求`],
    ],
  ])('tells the public that it happened, not whom or what: %j', (event, whole, inPublic) => {
    expect(told(event)).toEqual(whole);
    expect(told(inPart(event))).toEqual(inPublic);
  });

  test('names nobody whose name is not told', () => {
    for (const type of ['InspectorAppointed', 'InspectorDismissed'] as const) {
      const event = { type, ...of, ...inspector } as DomainEvent;
      expect(told(event, '370103.G01', { ...names, person: () => undefined })).toEqual(told(inPart(event)));
    }
  });
});
