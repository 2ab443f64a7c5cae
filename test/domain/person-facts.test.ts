import { describe, expect, test } from '@jest/globals';
import { touchedBy } from '../../src/domain/correction.js';
import type { CouncilEvent } from '../../src/domain/council/index.js';
import type { Context, Guard, Target } from '../../src/domain/decider.js';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import type { Names, Tongue } from '../../src/domain/fact.js';
import { firstRefused } from '../../src/domain/input.js';
import {
  person,
  type Person,
  type PersonCommand,
  type PersonEvent,
  type PersonReferences,
  postKey,
  rotationKey,
  splitPersonKey,
} from '../../src/domain/person/index.js';
import type { RotationAuthority } from '../../src/domain/policy/events.js';
import { noPolicies } from '../../src/domain/policy/index.js';
import type { RefusalArguments, RefusalCode } from '../../src/domain/refusal.js';
import { publicFields, sentence } from '../../src/domain/sentence.js';
import {
  councilOf,
  employed,
  entered,
  erased,
  groupId,
  ofCouncil,
  ofSchool,
  personId,
  references,
  register,
  registered,
  rotationTerms,
  S01,
  S02,
  S03,
  working,
} from './given-person.js';
import { adopted, bureau, type Fact, from, given, on, policiesOf } from './given.js';

describe('facts of a person', () => {
  // What everybody else is told of a fact on a person: who may see all of it, and the public.

  const everything: Names = {
    school: (id) => ({ [S01]: '一小', [S02]: '二小' })[id],
    group: () => '一集团',
    person: () => '王老师',
  };
  /** The public is told no name of a person. */
  const forPublic: Names = { ...everything, person: () => undefined };
  const said = (event: PersonEvent, tongue: Tongue, names = everything): string =>
    sentence({ event, effectiveOn: '2022-09-01' }, `person-${personId}`, tongue, names);
  const both = (event: PersonEvent, names?: Names) => [said(event, 'en', names), said(event, 'zh', names)];
  /** The fact as the public sees it. */
  const inPart = (event: PersonEvent): PersonEvent =>
    Object.fromEntries(
      Object.entries(event).filter(([field]) => field === 'type' || publicFields(event.type).includes(field)),
    ) as unknown as PersonEvent;

  const rotation = { personId, rotation: 1 };
  const terms = { ...rotationTerms, share: 100 } as const;
  const decidedBy = { groupId, number: 3 };
  const posted = { type: 'PostAssigned', personId, post: 1, schoolId: S01, kind: 'TEACHER' } as const;
  const decided = { type: 'RotationDecided', ...rotation, ...terms, eligibility: [] } as const;
  const served = { type: 'ServiceConfirmed', ...rotation, schoolYear: 2022, term: 'FIRST' } as const;
  const credit = {
    type: 'CreditRecognised',
    personId,
    purpose: 'TITLE',
    cycle: '2024',
    rotations: [1],
    months: 12,
  } as const;

  type Lines = readonly [en: string, zh: string];
  /** Each kind of fact: what is said to who may see all of it, and to the public. */
  const facts: readonly (readonly [PersonEvent, Lines, Lines])[] = [
    [registered, ['王老师 was registered by 一小', '一小登记了王老师'], ['A person was registered', '登记了一名人员']],
    [
      { type: 'PersonDetailsChanged', personId, commitment: 'b'.repeat(64) },
      ['The details of 王老师 changed', '王老师的信息变更'],
      ['The details of a person changed', '一名人员的信息变更'],
    ],
    [
      erased,
      ["A person's details were erased", '一名人员的信息被删除'],
      ["A person's details were erased", '一名人员的信息被删除'],
    ],
    [employed, ['王老师 was employed for 一小', '王老师入职一小'], ['A person was employed', '一名人员入职']],
    [
      { type: 'EmploymentTransferred', personId, employerId: S02, homeSchoolId: S02 },
      ['王老师 was transferred to 二小', '王老师人事关系调动至二小'],
      ['A person was transferred', '一名人员人事关系调动'],
    ],
    [posted, ['王老师 took a post at 一小: teacher', '王老师任职：一小教师'], ['A person took a post', '一名人员任职']],
    [
      { type: 'PostEnded', personId, post: 1, cause: 'ENDED' },
      ['王老师 left a post', '王老师免去职务'],
      ['A person left a post', '一名人员免去职务'],
    ],
    [
      { type: 'QualificationUpdated', personId, phase: 'PRIMARY' },
      ['王老师 is qualified anew', '王老师资质变更'],
      ['A person is qualified anew', '一名人员资质变更'],
    ],
    [{ type: 'Retired', personId }, ['王老师 retired', '王老师退休'], ['A person retired', '一名人员退休']],
    [
      { type: 'RotationProposed', ...rotation, ...terms },
      [
        'A rotation of 王老师 was proposed from 一小 to 二小, 2022-09-01 to 2023-08-31, within the group',
        '提议王老师交流轮岗：一小至二小，2022-09-01 至 2023-08-31（集团内）',
      ],
      ['A rotation of a person was proposed', '提议一名人员交流轮岗'],
    ],
    [
      decided,
      [
        'A rotation of 王老师 was decided from 一小 to 二小, 2022-09-01 to 2023-08-31, within the group, by the bureau',
        '决定王老师交流轮岗：一小至二小，2022-09-01 至 2023-08-31（集团内），由教育局决定',
      ],
      ['A rotation of a person was decided', '决定一名人员交流轮岗'],
    ],
    [
      { type: 'ArrivalConfirmed', ...rotation },
      ['王老师 arrived at the receiving school', '王老师到岗'],
      ['A person arrived at the receiving school', '一名人员到岗'],
    ],
    [
      { ...served, weeklyLessons: 12 },
      [
        'The service of 王老师 was confirmed for the first term of 2022-2023, 12 lessons a week',
        '确认王老师履职：2022-2023 学年第一学期，周课时 12',
      ],
      ['The service of a person was confirmed', '确认一名人员履职'],
    ],
    [
      { type: 'RotationSuspended', ...rotation, cause: 'ILLNESS' },
      ['A rotation of 王老师 was suspended', '王老师的交流轮岗中止'],
      ['A rotation of a person was suspended', '一名人员的交流轮岗中止'],
    ],
    [
      { type: 'RotationResumed', ...rotation },
      ['A rotation of 王老师 was resumed', '王老师的交流轮岗恢复'],
      ['A rotation of a person was resumed', '一名人员的交流轮岗恢复'],
    ],
    [
      { type: 'RotationExtended', ...rotation, to: '2024-08-31' },
      [
        'A rotation of 王老师 was extended to 2024-08-31, by the bureau',
        '王老师的交流轮岗延长至 2024-08-31，由教育局决定',
      ],
      ['A rotation of a person was extended', '一名人员的交流轮岗延长'],
    ],
    [
      { type: 'TeacherRecalled', ...rotation, cause: 'RETIRED' },
      ['王老师 came back before the time, on retirement', '王老师提前召回（退休）'],
      ['A person came back before the time', '一名人员提前召回'],
    ],
    [
      { type: 'RotationCancelled', ...rotation, cause: 'RETIRED' },
      ['A rotation of 王老师 was cancelled, on retirement', '王老师的交流轮岗取消（退休）'],
      ['A rotation of a person was cancelled', '一名人员的交流轮岗取消'],
    ],
    [
      { type: 'RotationCompleted', ...rotation },
      ['王老师 completed a rotation', '王老师完成交流轮岗'],
      ['A person completed a rotation', '一名人员完成交流轮岗'],
    ],
    [
      credit,
      [
        'Rotation was recognised for 王老师 for title review 2024: 12 months',
        '认定王老师的交流轮岗经历，用于 2024 职称评审：12 个月',
      ],
      ['Rotation was recognised for a person', '认定一名人员的交流轮岗经历'],
    ],
  ];
  const named = facts.map(([event, ...lines]) => [event.type, event, ...lines] as const);

  test('every fact on a person is looked at', () =>
    expect(new Set(named.map(([type]) => type))).toEqual(new Set(Object.keys(person.facts))));
  test.each(named)('%s: the public sees the number of the person, and nothing else', (type) =>
    expect(publicFields(type)).toEqual(['personId']),
  );
  test.each(named)('%s is said in both languages to who may see it', (_type, event, whole) =>
    expect(both(event)).toEqual(whole),
  );
  test.each(named)('%s is said in both languages to the public', (_type, event, _whole, part) =>
    expect(both(inPart(event), forPublic)).toEqual(part),
  );

  describe('the words for', () => {
    test.each([
      ['TEACHER', 'teacher', '教师'],
      ['PRINCIPAL', 'principal', '校长'],
      ['VICE_PRINCIPAL', 'vice principal', '副校长'],
      ['PARTY_SECRETARY', 'Party secretary', '党组织书记'],
      ['MIDDLE_LEADER', 'middle leader', '中层干部'],
      ['GENERAL_PRINCIPAL', 'general principal', '总校长'],
      ['OTHER', 'another post', '其他岗位'],
    ] as const)('the post %s', (kind, en, zh) =>
      expect(both({ ...posted, kind, to: '2022-12-31' })).toEqual([
        `王老师 took a post at 一小: ${en}, until 2022-12-31`,
        `王老师任职：一小${zh}，至 2022-12-31`,
      ]),
    );
    test('a post that has a name of its own', () =>
      expect(both({ ...posted, kind: 'OTHER', title: '教研组长' })).toEqual([
        '王老师 took a post at 一小: 教研组长',
        '王老师任职：一小教研组长',
      ]));
    test.each([
      ['SCHOOL_CLOSED', ', the school is closed', '（学校撤并）'],
      ['RETIRED', ', on retirement', '（退休）'],
    ] as const)('a post that ended: %s', (cause, en, zh) =>
      expect(both({ type: 'PostEnded', personId, post: 1, cause })).toEqual([
        `王老师 left a post${en}`,
        `王老师免去职务${zh}`,
      ]),
    );
    test.each([
      ['THIRD', 'third rank', '三级教师'],
      ['SECOND', 'second rank', '二级教师'],
      ['FIRST', 'first rank', '一级教师'],
      ['SENIOR', 'senior rank', '高级教师'],
      ['PROFESSORIAL', 'professorial rank', '正高级教师'],
    ] as const)('the title rank %s', (titleRank, en, zh) =>
      expect(both({ type: 'QualificationUpdated', personId, titleRank })).toEqual([
        `王老师 is qualified anew: ${en}`,
        `王老师资质变更：${zh}`,
      ]),
    );
    test.each([
      ['NONE', 'no backbone teacher', '非骨干教师'],
      ['BACKBONE', 'backbone teacher', '骨干教师'],
      ['SUBJECT_LEADER', 'subject leader', '学科带头人'],
      ['SPECIAL_GRADE', 'special-grade teacher', '特级教师'],
    ] as const)('the backbone level %s', (backbone, en, zh) =>
      expect(both({ type: 'QualificationUpdated', personId, subjects: ['语文', '书法'], backbone })).toEqual([
        `王老师 is qualified anew: 语文, 书法, ${en}`,
        `王老师资质变更：语文、书法、${zh}`,
      ]),
    );
    test('who employs: the district, where it is not the school', () => {
      const byDistrict = { ...employed, employerId: '370103' };
      expect(both(byDistrict)).toEqual(['王老师 was employed for 一小 by the district', '王老师入职一小（县管校聘）']);
    });
    test.each([
      ['DISTRICT', 'within the district', '区域内'],
      ['SUPPORT', 'in support', '支教'],
    ] as const)('a rotation of the scheme %s, of a part of the work', (scheme, en, zh) =>
      expect(both({ type: 'RotationProposed', ...rotation, ...terms, scheme, mode: 'PART_WEEK', share: 40 })).toEqual([
        `A rotation of 王老师 was proposed from 一小 to 二小, 2022-09-01 to 2023-08-31, 40 %, ${en}`,
        `提议王老师交流轮岗：一小至二小，2022-09-01 至 2023-08-31，占工作量 40%（${zh}）`,
      ]),
    );
    test('who decided: the council, and who entered it', () => {
      const [byCouncil, onBehalf] = [{ ...decided, decidedBy }, 'COUNCIL' as const];
      expect(both(byCouncil)).toEqual([
        'A rotation of 王老师 was decided from 一小 to 二小, 2022-09-01 to 2023-08-31, within the group, by resolution 3 of the council',
        '决定王老师交流轮岗：一小至二小，2022-09-01 至 2023-08-31（集团内），依据理事会第 3 号决议',
      ]);
      expect(said({ ...byCouncil, onBehalf }, 'en')).toMatch(
        /council, entered by the bureau on behalf of the council$/,
      );
      expect(said({ ...byCouncil, onBehalf }, 'zh')).toMatch(/决议（由教育局代理事会登记）$/);
      expect(both({ type: 'RotationExtended', ...rotation, to: '2024-08-31', decidedBy, onBehalf })).toEqual([
        'A rotation of 王老师 was extended to 2024-08-31, by resolution 3 of the council, entered by the bureau on behalf of the council',
        '王老师的交流轮岗延长至 2024-08-31，依据理事会第 3 号决议（由教育局代理事会登记）',
      ]);
    });
    test('a term, with the lessons where there are some', () => {
      expect(both({ ...served, term: 'SECOND', duties: '分管德育' })).toEqual([
        'The service of 王老师 was confirmed for the second term of 2022-2023',
        '确认王老师履职：2022-2023 学年第二学期',
      ]);
    });
    test.each([
      ['TeacherRecalled', 'RECALLED', '王老师 came back before the time', '王老师提前召回'],
      ['RotationCancelled', 'CANCELLED', 'A rotation of 王老师 was cancelled', '王老师的交流轮岗取消'],
    ] as const)('%s by decision', (type, cause, en, zh) =>
      expect(both({ type, ...rotation, cause } as PersonEvent)).toEqual([en, zh]),
    );
    test.each([
      ['HONOUR', 'honours', '评优评先'],
      ['CADRE', 'cadre selection', '干部选拔'],
    ] as const)('what a rotation counts for: %s', (purpose, en, zh) =>
      expect(both({ ...credit, purpose })).toEqual([
        `Rotation was recognised for 王老师 for ${en} 2024: 12 months`,
        `认定王老师的交流轮岗经历，用于 2024 ${zh}：12 个月`,
      ]),
    );
  });

  describe('the objects that a fact touches', () => {
    const touched = (event: PersonEvent) =>
      touchedBy(person, event, `person-${personId}`, 7).map(({ type, key }) => `${type} ${key}`);
    const [ofPerson, ofRotation] = [`Person ${personId}`, `Rotation ${personId}.R1`];
    test('are schools, each once, and no district that employs', () => {
      expect(touched(registered)).toEqual([ofPerson, `School ${S01}`]);
      expect(touched(employed)).toEqual([ofPerson, `School ${S01}`]);
      expect(touched({ ...employed, employerId: '370103' })).toEqual([ofPerson, `School ${S01}`]);
      expect(touched({ ...employed, type: 'EmploymentTransferred', employerId: '370103' })).toEqual([
        ofPerson,
        `School ${S01}`,
      ]);
    });
    test('are a group only where the rotation is within one, and a resolution where a council decided', () => {
      const { groupId: _group, ...within } = { ...decided, scheme: 'DISTRICT' as const };
      const schools = [`School ${S01}`, `School ${S02}`];
      expect(touched(within)).toEqual([ofRotation, ofPerson, ...schools]);
      expect(touched({ ...within, decidedBy })).toEqual([ofRotation, ofPerson, ...schools, `Resolution ${groupId}.R3`]);
      expect(touched(decided)).toEqual([ofRotation, ofPerson, ...schools, `EducationGroup ${groupId}`]);
    });
    test('are all rotations that credit is recognised for', () =>
      expect(touched({ ...credit, rotations: [1, 3] })).toEqual([ofPerson, ofRotation, `Rotation ${personId}.R3`]));
  });

  test('the key of a post or rotation tells whose it is, and which', () => {
    const [post, rotated] = [postKey(personId, 12), rotationKey(personId, 3)];
    expect([post, rotated]).toEqual([`${personId}.P12`, `${personId}.R3`]);
    expect([post, rotated].map(splitPersonKey)).toEqual([
      { personId, number: 12 },
      { personId, number: 3 },
    ]);
  });
});

describe('what is open to a person', () => {
  // Which commands are open on a person, a post and a rotation, whatever else they say: what allowedCommands tells.

  type Type = PersonCommand['type'];
  type Asked = Partial<Context<PersonReferences>> & { readonly target?: Partial<Target> };
  type Given = { readonly state: Person };

  const anything: Target = {
    ...{ groupId: '', ordinal: 0, fiscalYear: 0, personId, post: 0, rotation: 0 },
    ...{ scopeId: '', period: '', evaluation: 0 },
  };
  /** What the guard of a command says; without more on 1 May 2022, to the bureau, where no policy says anything. */
  const guarded = (type: Type, { state }: Given, { target, ...more }: Asked) => {
    const { effectiveOn = '2022-05-01' } = more;
    const context: Context<PersonReferences> = {
      effectiveOn,
      recordedOn: effectiveOn,
      actor: bureau,
      hasDocument: true,
      references,
      policies: noPolicies,
      ...more,
    };
    const { rules } = person.commands[type].open as unknown as Guard<Target, Person, PersonReferences>;
    return firstRefused(rules, (rule) => rule({ ...anything, ...target }, context, state))?.refused;
  };
  const asked = (type: Type, whom: Given, more: Asked = {}) => ({
    isOpen: () => expect(guarded(type, whom, more)).toBeUndefined(),
    refused: (code: RefusalCode, args: RefusalArguments, path: readonly string[]) =>
      expect(guarded(type, whom, more)).toEqual({ code, args, path }),
  });
  /** What is open, and with which code the others are not. */
  const offered = <T extends Type>(types: readonly T[], whom: Given, more: Asked = {}) =>
    Object.fromEntries(types.map((type) => [type, guarded(type, whom, more)?.code ?? 'OPEN']));

  const terms = { ...rotationTerms, share: 100 } as const;
  const { groupId: _, ...ofDistrict } = { ...terms, scheme: 'DISTRICT' as const };
  const of = { personId, rotation: 1 };
  const decided = { type: 'RotationDecided', ...of, eligibility: [] } as const;
  const withinGroup: PersonEvent = { ...decided, ...terms };
  const withinDistrict: PersonEvent = { ...decided, ...ofDistrict };
  const moved = (schoolId: string): PersonEvent => ({
    type: 'EmploymentTransferred',
    personId,
    employerId: schoolId,
    homeSchoolId: schoolId,
  });
  const step = (day: string, type: PersonEvent['type'], more: object = {}) =>
    from(day, { type, ...of, ...more } as PersonEvent);

  const nobody = given(person, [], references);
  const known = given(person, entered, references);
  const teacher = given(person, working, references);
  const later = (...facts: readonly Fact<PersonEvent>[]) => given(person, [...working, ...facts], references);
  const retired = later(...from<PersonEvent>('2022-01-01', { type: 'Retired', personId }));
  const going = later(...from('2022-05-01', withinGroup));
  const arrived = step('2022-09-01', 'ArrivalConfirmed');
  const there = later(...from('2022-05-01', withinGroup), ...arrived);
  const thereAnd = (...facts: readonly Fact<PersonEvent>[]) =>
    later(...from('2022-05-01', withinGroup), ...arrived, ...facts);
  const confirmed = (schoolYear: number, term: 'FIRST' | 'SECOND') =>
    step('2023-01-20', 'ServiceConfirmed', { schoolYear, term, weeklyLessons: 12 });

  const says = (group: RotationAuthority, district = group, support = group) => ({
    policies: policiesOf({
      rules: { kind: 'ROTATION_DECISION', group, district, support, toleranceDays: 15 },
      from: '2022-01-01',
    }),
  });
  const districtAfter = (day: string, event: DistrictEvent) => ({
    references: { ...references, district: register(...from(day, event)) },
  });
  const withdrawnFrom = (day: string, schoolCode: string) =>
    districtAfter(day, { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode });
  const closedFrom = (day: string, schoolCode: string) => districtAfter(day, { type: 'SchoolClosed', schoolCode });
  describe('what is offered on a person', () => {
    const types = [
      'ChangePersonDetails',
      'ErasePerson',
      'Employ',
      'TransferEmployment',
      'AssignPost',
      'UpdateQualification',
      'Retire',
      'ProposeRotation',
      'RotateTeacher',
      'RecogniseCredit',
    ] as const;
    const all = <Answer>(answer: Answer) => Object.fromEntries(types.map((type) => [type, answer]));
    test('whom nobody knows: nothing', () => expect(offered(types, nobody)).toEqual(all('NOT_FOUND')));
    test('who was entered: to be employed', () =>
      expect(offered(types, known)).toEqual({
        ...all('NOT_EMPLOYED'),
        ChangePersonDetails: 'OPEN',
        ErasePerson: 'OPEN',
        Employ: 'OPEN',
        UpdateQualification: 'OPEN',
        RecogniseCredit: 'NO_CREDIT',
      }));
    test('who is employed: everything but to be employed again, and credit for what was not served', () =>
      expect(offered(types, teacher)).toEqual({
        ...all('OPEN'),
        Employ: 'INVALID_TRANSITION',
        RecogniseCredit: 'NO_CREDIT',
      }));
    test('who was erased: to retire, and nothing that is new', () =>
      expect(offered(types, later(...from('2022-01-01', erased)))).toEqual({
        ...all('PERSON_ERASED'),
        ErasePerson: 'NO_CHANGE',
        Retire: 'OPEN',
        RecogniseCredit: 'NO_CREDIT',
      }));
    test('who retired: nothing to take on', () =>
      expect(offered(types, retired)).toEqual({
        ...all('PERSON_RETIRED'),
        ChangePersonDetails: 'OPEN',
        ErasePerson: 'OPEN',
        UpdateQualification: 'OPEN',
        Retire: 'NO_CHANGE',
        RecogniseCredit: 'NO_CREDIT',
      }));
    test('who retires tomorrow: everything, today', () =>
      expect(offered(['TransferEmployment', 'AssignPost', 'ProposeRotation'], retired, on('2021-12-31'))).toEqual({
        TransferEmployment: 'OPEN',
        AssignPost: 'OPEN',
        ProposeRotation: 'OPEN',
      }));
  });

  describe('what is offered to a school', () => {
    const to = (schoolId: string) => ({ ...ofSchool, target: { schoolId } });
    test('is to employ whom a school of its district entered', () => {
      asked('Employ', known, to(S02)).isOpen();
      asked('Employ', known, to('370199.S01')).refused('NOT_FOUND', { school: '370199.S01' }, ['schoolId']);
      asked('Employ', known).isOpen();
    });
    test('is to give posts to its own people', () => {
      asked('AssignPost', teacher, to(S01)).isOpen();
      asked('AssignPost', teacher, to(S02)).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, ['personId']);
      asked('AssignPost', teacher, to('370199.S01')).refused('NOT_FOUND', { school: '370199.S01' }, ['schoolId']);
      asked('AssignPost', going, { ...to(S02), ...on('2022-09-01') }).isOpen();
      asked('AssignPost', going, { ...to(S02), ...on('2022-08-31') }).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, [
        'personId',
      ]);
    });
    test('is to end the posts that it gave, while they are held', () => {
      const posted = (kind: string) =>
        later(...step('2022-01-01', 'PostAssigned', { post: 1, schoolId: S01, kind, to: '2022-12-31' }));
      const post = { ...ofSchool, target: { post: 1 } };
      asked('EndPost', posted('TEACHER'), post).isOpen();
      asked('EndPost', posted('TEACHER'), { target: { post: 2 } }).refused('NOT_FOUND', { post: 2 }, ['postId']);
      asked('EndPost', posted('TEACHER'), { ...post, ...on('2023-01-01') }).refused('INVALID_TRANSITION', { post: 1 }, [
        'postId',
      ]);
      asked('EndPost', posted('TEACHER'), { ...post, ...on('2021-12-31') }).refused(
        'DATE_ORDER',
        { day: '2021-12-31', earliest: '2022-01-01' },
        ['command', 'effectiveOn'],
      );
      asked('EndPost', posted('PRINCIPAL'), post).refused('NOT_AUTHORISED', { role: 'SCHOOL' }, ['postId']);
      asked('EndPost', posted('PRINCIPAL'), { target: { post: 1 } }).isOpen();
    });
  });

  describe('to propose that somebody rotates', () => {
    const by = (schoolId: string, day: string) => ({ ...ofSchool, ...on(day), target: { schoolId } });
    const within = (group: string, day = '2022-05-01') => ({ ...ofCouncil, ...on(day), target: { groupId: group } });
    const at = (...homes: readonly (readonly [string, string])[]) =>
      given(
        person,
        [
          ...from<PersonEvent>('2020-09-01', registered),
          ...homes.flatMap(([day, school], index) =>
            from<PersonEvent>(
              day,
              index === 0 ? { ...employed, employerId: school, homeSchoolId: school } : moved(school),
            ),
          ),
        ],
        references,
      );
    test('is open to the home school, until the day after somebody left it', () => {
      const left = at(['2020-09-01', S01], ['2022-01-01', S03]);
      asked('ProposeRotation', left, by(S01, '2021-12-31')).isOpen();
      asked('ProposeRotation', left, by(S01, '2022-01-01')).isOpen();
      asked('ProposeRotation', left, by(S01, '2022-01-02')).refused('NOT_EMPLOYED', { person: personId }, ['personId']);
    });
    test('is open to the school to which somebody comes later, and to no other', () => {
      const coming = at(['2020-09-01', S01], ['2023-01-01', S03]);
      asked('ProposeRotation', coming, by(S03, '2022-05-01')).isOpen();
      asked('ProposeRotation', coming, by(S02, '2022-05-01')).refused('NOT_EMPLOYED', { person: personId }, [
        'personId',
      ]);
    });
    test('is open to the council of a group of which some home school is a member', () => {
      asked('ProposeRotation', teacher, within(groupId)).isOpen();
      const outside = { school: S03, group: groupId, day: '2022-05-01' };
      asked('ProposeRotation', at(['2020-09-01', S03]), within(groupId)).refused('NOT_SAME_GROUP', outside, [
        'personId',
      ]);
      asked('ProposeRotation', at(['2020-09-01', S03], ['2023-01-01', S01]), within(groupId)).isOpen();
      asked('ProposeRotation', teacher, within('370103.G77')).refused(
        'NOT_SAME_GROUP',
        { school: S01, group: '370103.G77', day: '2022-05-01' },
        ['personId'],
      );
    });
    test('is open until the home school leaves the group, and again where it comes back', () => {
      const [ofSecond, day] = [at(['2020-09-01', S02]), '2022-06-01'];
      const leaving = withdrawnFrom(day, 'S02');
      asked('ProposeRotation', ofSecond, { ...leaving, ...within(groupId, '2022-05-31') }).isOpen();
      asked('ProposeRotation', ofSecond, { ...leaving, ...within(groupId, day) }).refused(
        'NOT_SAME_GROUP',
        { school: S02, group: groupId, day },
        ['personId'],
      );
      const back = register(
        ...from<DistrictEvent>('2021-06-01', { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S02' }),
        ...from<DistrictEvent>('2023-01-01', { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S02' }),
      );
      asked('ProposeRotation', ofSecond, {
        ...within(groupId),
        references: { ...references, district: back },
      }).isOpen();
    });
  });

  describe('to decide that somebody rotates', () => {
    const council = { ...ofCouncil, target: { groupId } };
    const repealedFrom = (day: string) => {
      const { ballot, quorum, majority } = adopted(1);
      const meeting = { heldOn: day, concernedIds: [], recusedIds: [], minutesNo: '纪要2号', ordinal: 1 };
      const repealed: CouncilEvent = {
        type: 'ResolutionRepealed',
        resolution: 1,
        ...meeting,
        ...{ ballot, quorum, majority, caretaker: false },
      };
      return { references: { ...references, council: councilOf(...from(day, repealed)) } };
    };
    test('is open to a council that has resolved on rotation, while the resolution has effect', () => {
      const none = ['NO_RESOLUTION', {}, ['resolutionId']] as const;
      asked('RotateTeacher', teacher, council).isOpen();
      asked('RotateTeacher', teacher, { ...council, ...on('2022-02-28') }).refused(...none);
      asked('RotateTeacher', teacher, { ...council, ...on('2022-03-01') }).isOpen();
      asked('RotateTeacher', teacher, { ...council, ...repealedFrom('2022-05-02') }).isOpen();
      asked('RotateTeacher', teacher, { ...council, ...repealedFrom('2022-05-01') }).refused(...none);
      asked('RotateTeacher', teacher, { ...council, references: { district: register() } }).refused(...none);
    });
    test('is open to the bureau without one, whoever may decide', () => {
      asked('RotateTeacher', teacher, { references: { district: register() } }).isOpen();
      for (const authority of ['COUNCIL', 'BUREAU', 'EITHER'] as const)
        asked('RotateTeacher', teacher, says(authority)).isOpen();
    });
    test('is not open to a council where the policy leaves nothing to councils', () => {
      asked('RotateTeacher', teacher, { ...council, ...says('BUREAU') }).refused(
        'NOT_AUTHORISED',
        { authority: 'BUREAU' },
        ['resolutionId'],
      );
      for (const policy of [
        says('EITHER', 'BUREAU'),
        says('BUREAU', 'EITHER', 'BUREAU'),
        says('BUREAU', 'BUREAU', 'COUNCIL'),
      ])
        asked('RotateTeacher', teacher, { ...council, ...policy }).isOpen();
    });
    test('is open on a proposal that was made, and neither decided nor taken back', () => {
      const first = { target: { rotation: 1 } };
      const proposal: PersonEvent = { type: 'RotationProposed', ...of, ...terms };
      const proposed = (...facts: readonly Fact<PersonEvent>[]) => later(...from('2022-05-01', proposal), ...facts);
      asked('RotateTeacher', proposed(), first).isOpen();
      asked('RotateTeacher', proposed(), { ...first, ...on('2022-04-30') }).refused(
        'DATE_ORDER',
        { day: '2022-04-30', earliest: '2022-05-01' },
        ['command', 'effectiveOn'],
      );
      const over = ['INVALID_TRANSITION', { rotation: 1 }, ['rotationId']] as const;
      asked('RotateTeacher', proposed(...from('2022-05-01', withinGroup)), first).refused(...over);
      asked(
        'RotateTeacher',
        proposed(...step('2022-05-01', 'RotationCancelled', { cause: 'CANCELLED' })),
        first,
      ).refused(...over);
      asked('RotateTeacher', teacher, first).refused('NOT_FOUND', { rotation: 1 }, ['rotationId']);
    });
    test('is open on a person who rotates already: of another rotation', () => asked('RotateTeacher', going).isOpen());
  });

  describe('what is offered on a rotation', () => {
    const types = [
      'RotateTeacher',
      'ConfirmArrival',
      'ConfirmService',
      'SuspendRotation',
      'ResumeRotation',
      'ExtendRotation',
      'RecallTeacher',
      'CancelRotation',
      'CompleteRotation',
    ] as const;
    const all = <Answer>(answer: Answer) => Object.fromEntries(types.map((type) => [type, answer]));
    const offeredOn = (day: string, whom: Given, more: Asked = {}) =>
      offered(types, whom, { ...on(day), ...more, target: { rotation: 1 } });
    test('that nobody knows: nothing', () => expect(offeredOn('2022-06-01', teacher)).toEqual(all('NOT_FOUND')));
    test('that is proposed: to be decided or taken back', () => {
      const proposed = later(...from<PersonEvent>('2022-05-01', { type: 'RotationProposed', ...of, ...terms }));
      const expected = { ...all('INVALID_TRANSITION'), RotateTeacher: 'OPEN', CancelRotation: 'OPEN' };
      expect(offeredOn('2022-06-01', proposed)).toEqual(expected);
      expect(offeredOn('2022-06-01', proposed, ofSchool)).toMatchObject({ CancelRotation: 'OPEN' });
    });
    test('that is decided and has not begun: to be extended or cancelled', () => {
      expect(offeredOn('2022-08-31', going)).toEqual({
        ...all('DATE_ORDER'),
        RotateTeacher: 'INVALID_TRANSITION',
        ConfirmService: 'INVALID_TRANSITION',
        ExtendRotation: 'OPEN',
        CancelRotation: 'OPEN',
        CompleteRotation: 'INVALID_TRANSITION',
      });
      expect(offeredOn('2022-08-31', going, ofSchool)).toMatchObject({ CancelRotation: 'NOT_AUTHORISED' });
      expect(offeredOn('2022-04-30', going)).toMatchObject({
        ExtendRotation: 'DATE_ORDER',
        CancelRotation: 'DATE_ORDER',
      });
    });
    test('to which nobody arrived: that, too', () =>
      expect(offeredOn('2022-09-01', going)).toEqual({
        ...all('OPEN'),
        RotateTeacher: 'INVALID_TRANSITION',
        ConfirmService: 'INVALID_TRANSITION',
        ResumeRotation: 'INVALID_TRANSITION',
        CompleteRotation: 'INVALID_TRANSITION',
      }));
    const serving = {
      ...all('OPEN'),
      RotateTeacher: 'INVALID_TRANSITION',
      ConfirmArrival: 'INVALID_TRANSITION',
      CancelRotation: 'INVALID_TRANSITION',
    };
    test('on which somebody serves: service, a rest, its end', () => {
      expect(offeredOn('2022-10-01', there)).toEqual({ ...serving, ResumeRotation: 'INVALID_TRANSITION' });
      expect(offeredOn('2022-08-31', there)).toMatchObject({
        ConfirmService: 'DATE_ORDER',
        CompleteRotation: 'DATE_ORDER',
      });
    });
    test('that rests: to go on, from the day after', () => {
      const resting = thereAnd(...step('2022-10-01', 'RotationSuspended', { cause: 'ILLNESS' }));
      expect(offeredOn('2022-10-02', resting)).toEqual({ ...serving, SuspendRotation: 'INVALID_TRANSITION' });
      expect(offeredOn('2022-10-01', resting)).toMatchObject({ ResumeRotation: 'DATE_ORDER' });
    });
    test('whose days are over: to be completed', () => {
      const { ConfirmService: _service, ...others } = offeredOn('2023-09-01', there);
      expect(others).toEqual({
        RotateTeacher: 'INVALID_TRANSITION',
        ConfirmArrival: 'INVALID_TRANSITION',
        SuspendRotation: 'DATE_ORDER',
        ResumeRotation: 'DATE_ORDER',
        ExtendRotation: 'DATE_ORDER',
        RecallTeacher: 'DATE_ORDER',
        CancelRotation: 'INVALID_TRANSITION',
        CompleteRotation: 'OPEN',
      });
    });
    test.each(['RotationCompleted', 'TeacherRecalled'] as const)('after %s: nothing but its service', (type) => {
      const over = offeredOn('2023-01-10', thereAnd(...step('2023-01-10', type, { cause: 'RECALLED' })));
      expect(over).toEqual({ ...all('INVALID_TRANSITION'), ConfirmService: 'OPEN' });
    });
  });

  describe('to confirm service', () => {
    const onDay = (day: string) => ({ ...on(day), target: { rotation: 1 } });
    const nothing = ['NO_CHANGE', { rotation: 1 }, ['rotationId']] as const;
    test('is open once a term has begun of which nobody confirmed it', () => {
      asked('ConfirmService', there, onDay('2022-09-01')).isOpen();
      const first = thereAnd(...confirmed(2022, 'FIRST'));
      asked('ConfirmService', first, onDay('2023-01-31')).refused(...nothing);
      asked('ConfirmService', first, onDay('2023-02-01')).isOpen();
    });
    test('is not open where all terms were confirmed', () => {
      const both = thereAnd(...confirmed(2022, 'FIRST'), ...confirmed(2022, 'SECOND'));
      asked('ConfirmService', both, onDay('2023-07-10')).refused(...nothing);
    });
  });

  describe('that a rotation lasts longer', () => {
    const longer = { ...on('2023-06-01'), target: { rotation: 1, groupId } };
    const byCouncil = { ...longer, ...ofCouncil };
    const onlyMoney = {
      ...references,
      council: { resolutions: councilOf().resolutions.filter(({ number }) => number > 1) },
    };
    const inDistrict = later(...from('2022-05-01', withinDistrict));
    const ofS03 = (...facts: readonly Fact<PersonEvent>[]) =>
      later(
        ...from('2022-01-01', moved(S03)),
        ...from<PersonEvent>('2022-05-01', { ...decided, ...ofDistrict, fromSchoolId: S03 }),
        ...facts,
      );
    const none = ['NO_RESOLUTION', {}, ['resolutionId']] as const;
    test('is open to a council with a resolution on rotation, where the policy leaves it to councils', () => {
      asked('ExtendRotation', there, byCouncil).isOpen();
      for (const authority of ['COUNCIL', 'EITHER'] as const)
        asked('ExtendRotation', there, { ...byCouncil, ...says(authority) }).isOpen();
      asked('ExtendRotation', there, { ...byCouncil, references: onlyMoney }).refused(...none);
      asked('ExtendRotation', there, { ...byCouncil, ...says('BUREAU') }).refused(
        'NOT_AUTHORISED',
        { authority: 'BUREAU' },
        ['resolutionId'],
      );
    });
    test('is of the scheme of the rotation', () => {
      asked('ExtendRotation', inDistrict, byCouncil).refused('NOT_AUTHORISED', { authority: 'BUREAU' }, [
        'resolutionId',
      ]);
      asked('ExtendRotation', inDistrict, { ...byCouncil, ...says('BUREAU', 'COUNCIL', 'BUREAU') }).isOpen();
    });
    test('is open to the bureau, which needs a council only where the policy leaves it to councils alone', () => {
      for (const authority of ['BUREAU', 'EITHER'] as const)
        asked('ExtendRotation', there, { ...longer, ...says(authority), references: onlyMoney }).isOpen();
      const bound = { ...longer, ...says('COUNCIL') };
      asked('ExtendRotation', there, bound).isOpen();
      asked('ExtendRotation', there, { ...bound, references: onlyMoney }).refused(...none);
      asked('ExtendRotation', there, { ...bound, references: { district: register() } }).isOpen();
    });
    test('is open to the council of whose group the home school is a member on the day', () => {
      const council = { ...byCouncil, ...says('COUNCIL') };
      const outside = { school: S03, group: groupId, day: '2023-06-01' };
      asked('ExtendRotation', ofS03(), council).refused('NOT_SAME_GROUP', outside, ['resolutionId']);
      asked('ExtendRotation', ofS03(), { ...council, ...ofCouncil, target: { rotation: 1 } }).isOpen();
    });
    test('that the bureau enters for a council is of no group where none is said', () =>
      inDistrict
        .when(
          { type: 'ExtendRotation', ...of, to: '2024-08-31', decidedBy: { groupId, number: 1 } },
          { ...on('2023-06-01'), ...says('COUNCIL') },
        )
        .then({
          type: 'RotationExtended',
          ...of,
          to: '2024-08-31',
          decidedBy: { groupId, number: 1 },
          onBehalf: 'COUNCIL',
        }));
    test('is open where both schools are there for one more day, in the group', () => {
      const closing = (day: string, code: string) => ({ ...longer, ...closedFrom(day, code) });
      const next = { day: '2023-09-01' };
      asked('ExtendRotation', there, closing('2023-09-02', 'S01')).isOpen();
      asked('ExtendRotation', there, closing('2023-09-01', 'S01')).refused('SCHOOL_CLOSED', { school: S01, ...next }, [
        'fromSchoolId',
      ]);
      asked('ExtendRotation', there, closing('2023-09-01', 'S02')).refused('SCHOOL_CLOSED', { school: S02, ...next }, [
        'toSchoolId',
      ]);
      asked('ExtendRotation', there, { ...longer, ...withdrawnFrom('2023-09-02', 'S02') }).isOpen();
      asked('ExtendRotation', there, { ...longer, ...withdrawnFrom('2023-09-01', 'S02') }).refused(
        'NOT_SAME_GROUP',
        { school: S02, group: groupId, ...next },
        ['toSchoolId'],
      );
      asked('ExtendRotation', inDistrict, { ...longer, ...withdrawnFrom('2023-09-01', 'S02') }).isOpen();
    });
  });

  describe('to recognise credit', () => {
    const completed = (day: string, ...facts: readonly Fact<PersonEvent>[]) =>
      thereAnd(...confirmed(2022, 'FIRST'), ...step(day, 'RotationCompleted'), ...facts);
    const credited = (purpose: string) =>
      step('2023-09-10', 'CreditRecognised', { purpose, cycle: '2024', rotations: [1], months: 5 });
    const nothing = ['NO_CREDIT', { person: personId }, ['personId']] as const;
    const autumn = on('2023-10-01');
    test('is open once a rotation was completed on which a month was served', () => {
      asked('RecogniseCredit', completed('2023-08-31'), autumn).isOpen();
      asked('RecogniseCredit', completed('2023-08-31'), on('2023-08-31')).isOpen();
      asked('RecogniseCredit', completed('2023-08-31'), on('2023-08-30')).refused(...nothing);
      asked('RecogniseCredit', completed('2022-09-29'), autumn).refused(...nothing);
      asked('RecogniseCredit', completed('2022-09-30'), autumn).isOpen();
    });
    test('is not open for what goes on, or was broken off', () => {
      const served = thereAnd(...confirmed(2022, 'FIRST'));
      asked('RecogniseCredit', served, autumn).refused(...nothing);
      const recalled = step('2023-02-01', 'TeacherRecalled', { cause: 'RECALLED' });
      asked('RecogniseCredit', thereAnd(...confirmed(2022, 'FIRST'), ...recalled), autumn).refused(...nothing);
    });
    test('is open until it counts for every purpose', () => {
      const [title, honour, cadre] = [credited('TITLE'), credited('HONOUR'), credited('CADRE')];
      for (const some of [[title], [title, honour], [honour, cadre], [title, cadre]])
        asked('RecogniseCredit', completed('2023-08-31', ...some.flat()), autumn).isOpen();
      asked('RecogniseCredit', completed('2023-08-31', ...title, ...honour, ...cadre), autumn).refused(...nothing);
    });
  });
});
