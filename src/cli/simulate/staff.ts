import { addDays } from '../../domain/day.js';
import type { PersonDetails } from '../../commands/command.js';
import { dayIn, type School, type Staff, type World } from './world.js';

const FAMILY = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡'];
const GIVEN = [...'伟芳娜敏静丽强磊洋艳勇军杰娟涛超霞刚桂英玉兰秀珍鹏飞雪梅红波宁辉鑫斌倩婷琳璐晨宇浩轩'];
const SUBJECTS = ['语文', '数学', '英语', '科学', '体育与健康', '音乐', '美术', '道德与法治'] as const;
const RANKS = ['THIRD', 'SECOND', 'FIRST', 'SENIOR', 'PROFESSORIAL'] as const;

const detailsOf = ({ random }: World, year: number): PersonDetails => ({
  name: random.pick(FAMILY) + random.pick(GIVEN) + random.pick(GIVEN),
  birthDate: dayIn(year - 24 - random.below(26), 1 + random.below(12), 1 + random.below(28)),
  sex: random.happens(0.7) ? 'FEMALE' : 'MALE',
});

/** Somebody is entered, employed, given a post and classed, all on one day. */
export const enterStaff = (world: World, school: School, kind: Staff['kind'], year: number, on: string): void => {
  const { random, plan, bureau } = world;
  const details = detailsOf(world, year);
  const one: Staff = {
    ...{ personId: random.uuid(), details, kind, subject: random.pick(SUBJECTS), since: year },
    ...{ rank: random.below(kind === 'TEACHER' ? 3 : 4), post: 1, away: false, rotations: 0 },
  };
  const { personId } = one;
  const by = school.principal;
  plan(on, () => {
    school.staff.push(one);
    return { command: { type: 'RegisterPerson', personId, schoolId: school.id, details }, by };
  });
  plan(on, () => ({ command: { type: 'Employ', personId, employerId: school.id, homeSchoolId: school.id }, by }));
  plan(on, () => ({
    command: { type: 'AssignPost', personId, schoolId: school.id, kind },
    by: kind === 'TEACHER' ? by : bureau('personnel'),
  }));
  plan(on, () => ({
    command: {
      ...{ type: 'UpdateQualification', personId, subjects: [one.subject], phase: school.phase },
      titleRank: RANKS[one.rank]!,
      ...(one.rank > 1 && random.happens(0.3) ? { backbone: 'BACKBONE' as const } : {}),
    },
    by,
  }));
};

/** Who comes, rises, leaves and retires within a year. */
export const changeStaff = (world: World, school: School, year: number): void => {
  const { random, plan, bureau } = world;
  const personnel = bureau('personnel');
  /** A teacher who is there, and was before this year. */
  const somebody = (): Staff | undefined => {
    const there = school.staff.filter(({ kind, away, since }) => kind === 'TEACHER' && !away && since < year);
    return there.length > 3 ? random.pick(there) : undefined;
  };
  const leave = (one: Staff): void => void school.staff.splice(school.staff.indexOf(one), 1);
  for (let count = random.below(3); count > 0; count -= 1)
    enterStaff(world, school, 'TEACHER', year, addDays(dayIn(year, 8, 10), random.below(18)));
  if (random.happens(0.5))
    plan(addDays(dayIn(year, 10, 8), random.below(40)), () => {
      const one = somebody();
      if (!one || one.rank >= RANKS.length - 1) return undefined;
      one.rank += 1;
      return {
        command: { type: 'UpdateQualification', personId: one.personId, titleRank: RANKS[one.rank]! },
        by: school.principal,
      };
    });
  if (random.happens(0.2))
    plan(addDays(dayIn(year, 3, 21), random.below(70)), () => {
      const one = random.pick(school.staff);
      const details = {
        ...one.details,
        phone: `1${random.pick(['38', '51', '86'])}${String(random.below(1e8)).padStart(8, '0')}`,
      };
      return { command: { type: 'ChangePersonDetails', personId: one.personId, details }, by: personnel };
    });
  if (random.happens(0.6))
    plan(addDays(dayIn(year, 4, 1), random.below(60)), () => {
      const one = somebody();
      if (!one) return undefined;
      leave(one);
      return { command: { type: 'Retire', personId: one.personId }, by: personnel };
    });
  if (random.happens(0.15)) transfer(world, school, somebody, leave, addDays(dayIn(year, 8, 1), random.below(8)));
};

/** A teacher leaves for another school of the district: the post ends, and there is another one there. */
const transfer = (
  { random, plan, bureau, groups }: World,
  school: School,
  somebody: () => Staff | undefined,
  leave: (one: Staff) => void,
  on: string,
): void => {
  const personnel = bureau('personnel');
  let moved: { readonly one: Staff; readonly to: School } | undefined;
  plan(on, () => {
    const one = somebody();
    const to = random.pick(random.pick(groups).members);
    if (!one || to === school) return undefined;
    leave(one);
    moved = { one, to };
    return { command: { type: 'EndPost', personId: one.personId, post: one.post }, by: personnel };
  });
  plan(on, () => {
    if (!moved) return undefined;
    const { one, to } = moved;
    to.staff.push(one);
    return {
      command: { type: 'TransferEmployment', personId: one.personId, employerId: to.id, homeSchoolId: to.id },
      by: personnel,
    };
  });
  plan(on, () => {
    if (!moved) return undefined;
    const { one, to } = moved;
    one.post += 1;
    return { command: { type: 'AssignPost', personId: one.personId, schoolId: to.id, kind: 'TEACHER' }, by: personnel };
  });
};
