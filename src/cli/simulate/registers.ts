import { addDays } from '../../domain/day.js';
import type { GivenCommand } from '../../commands/command.js';
import { substitute, removal } from './councils.js';
import { enterStaff } from './staff.js';
import { dayIn, newGroup, newSchool, type School, type World } from './world.js';

type Rules = Extract<GivenCommand, { type: 'AdoptPolicy' }>['rules'];

const PHASES = ['PRIMARY', 'JUNIOR', 'NINE_YEAR', 'PRIMARY', 'PRIMARY', 'JUNIOR'] as const;
const PHASE_NAMES = { PRIMARY: '小学', JUNIOR: '中学', NINE_YEAR: '学校' } as const;
const FEATURES = ['书法', '足球', '科技', '合唱', '阅读', '国画', '航模', '戏剧'] as const;
const ALL_PAIRS = [
  'FILES_ACCEPTS',
  'ADOPTS_APPROPRIATES',
  'RECORDS_APPROVES',
  'ALLOCATES_PAYS',
  'CONFIRMS_RECOGNISES',
  'FINDS_ANSWERS',
] as const;
/** Of the schools of a district, how many belong to no group. */
const OUTSIDE = 0.12;

const POLICIES: readonly (readonly [string, string, Rules])[] = [
  ['FILING', '理事会备案办法', { kind: 'FILING', effect: 'DECLARATORY', answerDays: 30 }],
  ['FUND', '专项经费结转办法', { kind: 'FUND', lapseYears: 2 }],
  ['SEPARATION', '不相容职责办法', { kind: 'SEPARATION', pairs: ALL_PAIRS }],
  [
    'ROTATION',
    '交流轮岗决定权限办法',
    { kind: 'ROTATION_DECISION', group: 'COUNCIL', district: 'BUREAU', support: 'BUREAU', toleranceDays: 30 },
  ],
  [
    'ELIGIBILITY',
    '交流轮岗人员条件',
    { kind: 'ELIGIBILITY', mandatory: false, oldestMale: 55, oldestFemale: 50, yearsAtSchool: 1, health: false },
  ],
  [
    'EVALUATION',
    '发展性督导评价办法',
    {
      ...{ kind: 'EVALUATION', objectionDays: 7, appealDays: 30, extraDimensions: [] },
      grades: ['优秀', '良好', '合格', '不合格'],
      levels: ['好', '较好', '一般', '较差'],
    },
  ],
];

/** The register of a new district, with its policies: so many schools, most of them in groups of 4 to 8. */
export const openRegister = (world: World, year: number, size: number): void => {
  const { random, code, plan, bureau } = world;
  const register = bureau('register');
  const open = dayIn(year, 1, 4);
  plan(open, () => ({ command: { type: 'OpenDistrict', code, name: `模拟区${code}` }, by: register }));
  for (const [policy, title, rules] of POLICIES)
    plan(addDays(open, 1), (day) => ({
      command: {
        type: 'AdoptPolicy',
        districtId: code,
        code: policy,
        title,
        documentNo: world.nextDocumentNo(day),
        rules,
      },
      by: bureau('supervision'),
    }));
  for (let number = 1; number <= size; number += 1) registerSchool(world, addDays(open, 2 + (number % 10)), number);
  const schools = [...world.schools];
  while (schools.length > size * OUTSIDE) {
    const members = schools.splice(0, Math.min(4 + random.below(5), schools.length));
    if (members.length < 4) break;
    formGroup(world, addDays(open, 14), members);
  }
  for (const school of world.schools) if (school.group) enterFirst(world, school, year, dayIn(year, 1, 22));
};

const registerSchool = (world: World, on: string, number: number): void => {
  const { random, code: districtId, plan, bureau, schools } = world;
  const phase = PHASES[number % PHASES.length]!;
  const code = `S${String(number).padStart(3, '0')}`;
  const school = newSchool(districtId, code, phase);
  schools.push(school);
  const isRural = random.happens(0.3);
  const standing = number % 9 === 1 ? 'FAMOUS' : random.pick(['QUALITY', 'POTENTIAL', 'UNSPECIFIED'] as const);
  plan(on, () => {
    school.isOpen = true;
    return {
      command: {
        ...{ type: 'RegisterSchool', districtId, code, name: `模拟第${number}${PHASE_NAMES[phase]}` },
        ...{ phase, standing, isRural },
      },
      by: bureau('register'),
    };
  });
};

const formGroup = (world: World, on: string, members: readonly School[]): void => {
  const { code: districtId, groups, plan, bureau } = world;
  const code = `G${String(groups.length + 1).padStart(2, '0')}`;
  const group = newGroup(districtId, code, members);
  groups.push(group);
  for (const school of members) school.group = group;
  plan(on, () => ({
    command: {
      ...{ type: 'FormGroup', districtId, code, name: `模拟${code}教育集团`, form: 'GROUP', leadId: group.lead.id },
      memberIds: members.map(({ id }) => id),
    },
    by: bureau('register'),
  }));
};

/** How many are entered of a school that joins: two who lead it, and teachers. */
const FIRST_STAFF = ['PRINCIPAL', 'VICE_PRINCIPAL', ...Array.from({ length: 6 }, () => 'TEACHER' as const)] as const;

const enterFirst = (world: World, school: School, year: number, from: string): void => {
  FIRST_STAFF.forEach((kind, index) =>
    enterStaff(world, school, kind, year, addDays(from, index * 3 + world.random.below(3))),
  );
};

/** What changes in the register within a year: names, classes, features, a school that joins, leaves, opens or closes. */
export const changeRegister = (world: World, year: number): void => {
  const { random, plan, bureau } = world;
  const register = bureau('register');
  const someDay = (): string => addDays(dayIn(year, 3, 25), random.below(200));
  const open = (): School => random.pick(world.schools.filter(({ isOpen }) => isOpen));
  for (let count = 2 + random.below(3); count > 0; count -= 1)
    plan(someDay(), (day) => {
      const school = open();
      return {
        command: {
          type: 'RenameSchool',
          schoolId: school.id,
          name: `模拟实验${school.code}（${world.nextDocumentNo(day)}）`,
        },
        by: register,
      };
    });
  for (let count = 4 + random.below(4); count > 0; count -= 1)
    plan(someDay(), (day) => {
      const school = open();
      const feature = `${random.pick(FEATURES)}教育（${world.nextDocumentNo(day)}）`;
      return { command: { type: 'DefineSchoolFeature', schoolId: school.id, feature }, by: school.principal };
    });
  for (const group of world.groups)
    if (random.happens(0.1))
      plan(someDay(), (day) => ({
        command: {
          type: 'DefineCommonFeature',
          groupId: group.id,
          feature: `${random.pick(FEATURES)}教育（${world.nextDocumentNo(day)}）`,
        },
        by: group.principal,
      }));
  plan(dayIn(year, 1, 18), () => {
    const joining = world.schools.find(({ group, isOpen }) => isOpen && group === undefined);
    const group = random.pick(world.groups);
    if (!joining || group.members.length >= 8) return undefined;
    group.members.push(joining);
    joining.group = group;
    enterFirst(world, joining, year, dayIn(year, 1, 20));
    substitute(world, group, joining, dayIn(year, 2, 15));
    return { command: { type: 'AdmitSchool', groupId: group.id, schoolId: joining.id }, by: register };
  });
  plan(dayIn(year, 1, 19), () => {
    const group = random.pick(world.groups);
    const leaving = group.members.at(-1)!;
    // One that joined a day ago has no seat yet.
    if (group.members.length < 5 || leaving === group.lead || !group.seats.has(leaving)) return undefined;
    group.members.pop();
    leaving.group = undefined;
    removal(world, group, leaving, dayIn(year, 1, 21));
    return { command: { type: 'WithdrawSchool', groupId: group.id, schoolId: leaving.id }, by: register };
  });
  plan(dayIn(year, 8, 1), () => {
    const closing = world.schools.find(
      ({ staff, isOpen, group }) => isOpen && group === undefined && staff.length === 0,
    );
    if (!closing || !random.happens(0.3)) return undefined;
    closing.isOpen = false;
    return { command: { type: 'CloseSchool', schoolId: closing.id }, by: register };
  });
  registerSchool(world, dayIn(year, 8, 2), world.schools.length + 1);
};
