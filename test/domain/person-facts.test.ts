import { describe, expect, test } from '@jest/globals';
import { touchedBy } from '../../src/domain/correction.js';
import type { Names, Tongue } from '../../src/domain/fact.js';
import { person, postKey, rotationKey, splitPersonKey, type PersonEvent } from '../../src/domain/person/index.js';
import { publicFields, sentence } from '../../src/domain/sentence.js';
import { employed, erased, groupId, personId, registered, S01, S02, rotationTerms } from './given-person.js';

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
    expect(said({ ...byCouncil, onBehalf }, 'en')).toMatch(/council, entered by the bureau on behalf of the council$/);
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
