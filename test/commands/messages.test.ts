import { describe, expect, test } from '@jest/globals';
import { message, messages, userErrorCodes, type UserErrorCode } from '../../src/commands/messages.js';
import { refusalCodes, type RefusalArguments } from '../../src/domain/refusal.js';

const person = '00000000-0000-4000-8000-000000000001';
/** Every argument that some refusal has. */
const all = {
  school: 'S01',
  unit: 'S02',
  lead: 'S03',
  group: 'G01',
  district: '370103',
  name: '泉景中学',
  code: 'X1',
  term: 2,
  other: 3,
  status: 'FILED',
  actor: 'u-17',
  day: '2021-09-01',
  earliest: '2021-09-02',
  until: '2024-09-01',
  days: 30,
  value: '王老师',
  longest: 200,
  person,
  rule: 'UNIT_ALREADY_IN_GROUP',
  expected: '泉景中学',
  kind: 'SECTION',
  form: 'GROUP',
  legalPerson: '泉景中学',
  latest: '2021-09-03',
  suffix: '教育集团',
  heldOn: '2021-09-01',
  present: 2,
  filled: 5,
  for: 1,
  votes: 3,
  resolution: 4,
  fen: 1000000000000,
  sum: 100,
  missing: 5,
  line: 6,
  contract: '王老师',
  voucher: '王老师',
  left: 7,
  fund: '370103.G01.2022',
  policy: 'P01',
  revision: 8,
  needed: 'EducationGroup',
  capitals: 16,
  times: 2,
  least: 1,
  most: 12,
  share: 120,
  criterion: 'YEARS_AT_SCHOOL',
  rotation: 9,
  post: 10,
};
const one = Object.entries(all).map(([name, value]): RefusalArguments => ({ [name]: value }));
const some: readonly RefusalArguments[] = [
  {},
  all,
  ...one,
  ...Object.keys(all).map((name) => ({ ...all, [name]: '' })),
];

describe('messages of refusals', () => {
  test('exist for every code and no other', () => {
    expect(Object.keys(messages).sort()).toEqual([...userErrorCodes].sort());
    expect(userErrorCodes).toEqual([
      ...refusalCodes,
      'STORE_UNAVAILABLE',
      'OUTCOME_UNKNOWN',
      'CLOCK_BEHIND',
      'INTERNAL_ERROR',
    ]);
  });

  test.each(userErrorCodes)('%s reads well in both languages, whatever arguments are there', (code: UserErrorCode) => {
    for (const args of some) {
      const en = message(code, args, 'EN');
      const zh = message(code, args, 'ZH');
      expect(en).toMatch(/^[A-Z].*\.$/);
      expect(zh).toMatch(/\p{Script=Han}.*。$/u);
      for (const text of [en, zh]) {
        expect(text).not.toMatch(/undefined|null|NaN|\[object|\$\{|^\s|\s$| {2}| [.,;:，。；：]|\(\)|（）|""|“”/);
        expect(text).not.toContain(person);
        expect(text).not.toContain('王老师');
        expect(text).not.toContain('u-17');
      }
      expect(en.replaceAll(/"[^"]*"|泉景中学/g, '')).not.toMatch(/\p{Script=Han}/u);
    }
  });

  test.each<[UserErrorCode, RefusalArguments, string, string]>([
    [
      'UNIT_ALREADY_IN_GROUP',
      { unit: 'S01', group: 'G01' },
      'School S01 is in another group G01. A school is in one group at a time; alliances are not limited.',
      '学校 S01 已是另一集团 G01 的成员校。一校同一时期只能加入一个集团，联盟不限。',
    ],
    [
      'NOT_FOUND',
      { group: 'G09', day: '2021-09-01' },
      'Group G09 was not found here on 2021-09-01.',
      '于 2021-09-01 查无集团 G09。',
    ],
    [
      'NOT_FOUND',
      { school: 'S02', group: 'G01' },
      'A membership of school S02 in group G01 was not found here.',
      '查无学校 S02 在集团 G01 的成员关系。',
    ],
    [
      'NOT_FOUND',
      { person, school: '370103.S01' },
      'An open recommendation of this person by school 370103.S01 was not found here.',
      '查无学校 370103.S01 对此人的有效推荐。',
    ],
    [
      'NOT_FOUND',
      { person, term: 1 },
      'A seat of this person in term 1 was not found here.',
      '查无此人在第 1 届的席位。',
    ],
    [
      'INVALID_INPUT',
      { value: '', longest: 200 },
      'This is to be filled in: at most 200 characters, without spaces at either end or characters that cannot be seen.',
      '此处须填写：最多 200 个字符，首尾不留空格，不含不可见字符。',
    ],
    [
      'INVALID_INPUT',
      { value: 'g1', capitals: 16 },
      'A code has 1 to 16 capital letters and digits.',
      '代码由 1 至 16 个大写字母和数字组成。',
    ],
    [
      'INVALID_INPUT',
      { value: 13, least: 1, most: 12 },
      'A whole number from 1 to 12 is needed here.',
      '此处须填写 1 至 12 的整数。',
    ],
    ['INVALID_INPUT', { value: 'x', times: 2 }, 'This is in the list twice.', '该项在列表中重复。'],
    [
      'INVALID_INPUT',
      { needed: 'EducationGroup' },
      'The id of an education group is needed here.',
      '此处须填写集团的标识。',
    ],
    ['NOT_FOUND', {}, 'What is named here was not found here.', '查无所指对象。'],
    [
      'DATE_ORDER',
      { day: '2021-09-01', earliest: '2021-09-02' },
      'The dates are out of order: 2021-09-01; the earliest possible is 2021-09-02.',
      '日期先后有误：2021-09-01；最早可为 2021-09-02。',
    ],
    [
      'TERM_EXPIRED',
      { term: 1, until: '2024-09-01' },
      'The council of term 1 is out of office from 2024-09-01 on.',
      '第 1 届理事会自 2024-09-01 起已不在任。',
    ],
    [
      'DATE_ORDER',
      { day: '2021-09-03', latest: '2021-09-02' },
      'The dates are out of order: 2021-09-03; the latest possible is 2021-09-02.',
      '日期先后有误：2021-09-03；最晚可为 2021-09-02。',
    ],
    ['NOT_FOUND', { resolution: 3 }, 'Resolution 3 was not found here.', '查无决议 3。'],
    [
      'QUORUM_NOT_MET',
      { present: 2, filled: 5 },
      'Too few members took part: 2 of 5. The quorum was not met.',
      '出席人数不足：应到 5 人，出席 2 人，未达法定人数。',
    ],
    [
      'MAJORITY_NOT_MET',
      { for: 1, votes: 3 },
      'Too few votes were in favour: 1 of 3. The majority was not met.',
      '赞成票不足：3 票中赞成 1 票，未达规定多数。',
    ],
    [
      'EXCEEDS_RESOLUTION',
      { fen: 100001, sum: 100000 },
      'This is more than the resolution allows: 1000.01 yuan of 1000.00 yuan.',
      '超出决议金额：决议 1000.00 元，合计 1000.01 元。',
    ],
    [
      'INSUFFICIENT_FUNDS',
      { line: 2, missing: 5 },
      'There is not enough money on line 2: 0.05 yuan is missing.',
      '第 2 项资金不足，尚缺 0.05 元。',
    ],
    [
      'INVALID_TRANSITION',
      { left: 1250 },
      'This step does not follow from where the matter stands now: 12.50 yuan is still left.',
      '按目前的办理状态，不能进行这一步：尚余 12.50 元。',
    ],
    [
      'CODE_TAKEN',
      { contract: 'HT-1' },
      'A contract with this number is already entered in this fund.',
      '本经费中已有该编号的合同。',
    ],
    [
      'CONFLICTS_WITH_LATER',
      { rule: 'NOT_FOUND', revision: 7, event: 'SeatResigned', day: '2022-01-01' },
      'This contradicts what is already recorded for 2022-01-01. Record 7 would lose the ground it stands on.',
      '与 2022-01-01 已有的后续记录相抵触。第 7 号记录将失去依据。',
    ],
    [
      'TERM_OVERLAP',
      { term: 1, other: 2 },
      'The terms of the council would overlap: term 1 and term 2.',
      '理事会任期重叠：第 1 届与第 2 届。',
    ],
    [
      'CONFLICTS_WITH_LATER',
      { lead: 'S01', group: 'G01', rule: 'LEAD_NOT_MEMBER', day: '2022-01-01' },
      'This contradicts what is already recorded for 2022-01-01 (school S01, group G01). The lead school S01 is not a member of the group G01.',
      '与 2022-01-01 已有的后续记录相抵触（学校 S01，集团 G01）。牵头学校 S01 不是集团 G01 的成员校。',
    ],
  ])('%s with %j', (code, args, en, zh) => {
    expect(message(code, args, 'EN')).toBe(en);
    expect(message(code, args, 'ZH')).toBe(zh);
  });

  test('an unknown outcome asks for the same command again', () => {
    expect(message('OUTCOME_UNKNOWN', {}, 'EN')).toMatch(/committed or not.*same commandId/i);
    expect(message('OUTCOME_UNKNOWN', {}, 'ZH')).toContain('相同的 commandId');
  });
});
