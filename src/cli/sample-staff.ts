import type { GivenCommand, PersonDetails } from '../commands/command.js';
import { schoolId, type PersonId } from '../domain/identity.js';
import { present } from '../domain/present.js';
import type { Register, Unit } from './register/format.js';
import { sampleMember, samplePerson } from './sample-councils.js';
import { sampleStep, type SampleStep } from './sample.js';

/** The group whose staff the district employs (县管校聘); everybody else is employed by a school. */
export const SAMPLE_DISTRICT_EMPLOYS = 'G03';
/** How many teachers each school has besides those who sit in councils. */
const TEACHERS = 2;
/** The day from which the posts are held. */
const SINCE = '2018-09-01';
const DOCUMENT = '样本〔2025〕93号';
const SUBJECTS = {
  PRIMARY: ['语文', '数学', '英语', '科学', '体育与健康'],
  JUNIOR: ['语文', '数学', '英语', '物理', '道德与法治'],
} as const;
const RANKS = ['FIRST', 'SECOND', 'SENIOR', 'FIRST', 'THIRD', 'PROFESSORIAL'] as const;
const BACKBONES = ['BACKBONE', undefined, 'SUBJECT_LEADER', undefined, undefined, 'SPECIAL_GRADE', undefined] as const;

/** Somebody of a sample school: who sits for it in a council leads it, the others teach. */
export interface SampleStaff {
  readonly personId: PersonId;
  readonly unit: Unit;
  readonly kind: 'PRINCIPAL' | 'VICE_PRINCIPAL' | 'TEACHER';
  readonly subject: string;
  /** Of who is not entered yet. */
  readonly details: PersonDetails | undefined;
  readonly since: string;
}

/** Whoever works at a school, the principal first; the place in the list is the one in the name, from 1. */
export const staffOf = ({ district, units, groups }: Register, school: string): readonly SampleStaff[] => {
  const index = units.findIndex(({ code }) => code === school);
  const unit = units[index]!;
  const subjects = SUBJECTS[unit.phase === 'PRIMARY' ? 'PRIMARY' : 'JUNIOR'];
  const leaders = groups
    .filter(({ members }) => members.includes(school))
    .map(({ code }, place): SampleStaff => ({
      personId: sampleMember(district.code, code, school),
      unit,
      kind: place === 0 ? 'PRINCIPAL' : 'VICE_PRINCIPAL',
      subject: subjects[index % subjects.length]!,
      details: undefined,
      since: SINCE,
    }));
  const teachers = Array.from({ length: TEACHERS }, (_, place): SampleStaff => {
    const number = leaders.length + place + 1;
    return {
      personId: samplePerson(district.code, 'staff', school, String(number)),
      unit,
      kind: 'TEACHER',
      subject: subjects[(index + place + 1) % subjects.length]!,
      details: {
        name: `样本教师 ${school}-${number}`,
        // Of every other one the age is known.
        ...((index + place) % 2 === 0
          ? {
              birthDate: `${1968 + ((5 * index + 11 * place) % 28)}-03-01`,
              sex: place === 0 ? ('FEMALE' as const) : ('MALE' as const),
            }
          : {}),
      },
      since: index % 8 === 5 + place ? '2024-09-01' : SINCE,
    };
  });
  return [...leaders, ...teachers];
};

/** The staff of every school: employed, each with a post and what they are qualified for. */
export const sampleStaff = (register: Register): readonly SampleStep[] => {
  const everybody = register.units.flatMap(({ code }) => staffOf(register, code));
  return everybody.flatMap((one, index) => stepsOf(register, one, index));
};

const stepsOf = (register: Register, { personId, unit, kind, subject, details, since }: SampleStaff, index: number) => {
  const district = register.district.code;
  const home = schoolId(district, unit.code);
  const step = (command: GivenCommand, assumed: readonly string[]): SampleStep =>
    sampleStep(district, command, {
      effectiveOn: since,
      documentNo: DOCUMENT,
      assumed,
      reason: '样本：演示教职工、岗位与任职资格',
    });
  return [
    ...(details ? [step({ type: 'RegisterPerson', personId, schoolId: home, details }, ['name'])] : []),
    step({ type: 'Employ', personId, employerId: employerOf(register, unit), homeSchoolId: home }, ['employerId']),
    step({ type: 'AssignPost', personId, schoolId: home, kind }, ['kind']),
    step(
      {
        type: 'UpdateQualification',
        personId,
        subjects: [subject],
        phase: unit.phase,
        titleRank: kind === 'TEACHER' ? RANKS[index % RANKS.length]! : 'SENIOR',
        ...present({ backbone: BACKBONES[index % BACKBONES.length] }),
      },
      ['subjects', 'phase', 'titleRank', 'backbone'],
    ),
  ];
};

/** The district, or the school: a section is no legal person, so that the school employs to which it belongs. */
const employerOf = ({ district, groups }: Register, { code, partOf }: Unit): string =>
  groups.some((group) => group.code === SAMPLE_DISTRICT_EMPLOYS && group.members.includes(code))
    ? district.code
    : schoolId(district.code, partOf ?? code);
