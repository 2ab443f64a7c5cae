import type { GivenCommand } from '../commands/command.js';
import { groupId, schoolId } from '../domain/identity.js';
import type { RotateTeacher, RotationCommand } from '../domain/person/commands.js';
import { present } from '../domain/present.js';
import type { Register } from './register/format.js';
import { SAMPLE_STORIES, unanimous } from './sample-funds.js';
import { staffOf, type SampleStaff } from './sample-staff.js';
import { sampleStep, type SampleStep } from './sample.js';

/** What the sample rotations show besides the ordinary year, each by who rotates: the school and the number in the name. */
export const SAMPLE_ROTATIONS = {
  recalled: 'S04-3',
  cancelled: 'S05-2',
  suspended: 'S07-2',
  extended: 'S08-2',
  partWeek: 'S10-2',
  unconfirmed: 'S11-2',
  district: 'S12-2',
  support: 'S13-2',
  retired: 'S15-2',
  moved: 'S21-2',
  proposed: 'S05-3',
  notArrived: 'S09-2',
  overdue: 'S14-3',
  groundless: 'S15-3',
  early: 'S18-3',
} as const;

/** The group whose council took its resolution on rotation back. */
const REPEALED = 'G06';

interface Days {
  readonly proposed: string;
  readonly decided: string;
  readonly from: string;
  readonly to: string;
}
const DAYS = {
  /** Of the school year of 2024: nobody but the bureau could decide, there was no council yet. */
  2024: { proposed: '2024-08-15', decided: '2024-08-26', from: '2024-09-01', to: '2025-08-31' },
  /** Of the school year of 2025: by the councils, each of which met on the first day of its term. */
  2025: { proposed: '2025-08-25', decided: '2025-09-02', from: '2025-09-03', to: '2026-08-31' },
  /** Of the school years of 2025 and 2026: these are not over yet. */
  2026: { proposed: '2025-08-25', decided: '2025-09-02', from: '2025-09-03', to: '2027-08-31' },
  /** Of the second term of the school year of 2026: nobody has decided yet. */
  2027: { proposed: '2026-10-12', decided: '2026-10-30', from: '2027-02-01', to: '2027-08-31' },
} as const satisfies Readonly<Record<number, Days>>;

/** A step of a rotation, on its day. */
interface Step {
  readonly on: string;
  readonly says: Said<RotationCommand>;
}
type Said<Command> = Command extends { readonly personId: string; readonly rotation: number }
  ? Omit<Command, 'personId' | 'rotation'>
  : never;

const arrives = (on: string): Step => ({ on, says: { type: 'ConfirmArrival' } });
const suspended = (on: string, cause: 'ILLNESS' | 'MATERNITY'): Step => ({
  on,
  says: { type: 'SuspendRotation', cause },
});
const resumed = (on: string): Step => ({ on, says: { type: 'ResumeRotation' } });
const recalled = (on: string): Step => ({ on, says: { type: 'RecallTeacher' } });
const cancelled = (on: string): Step => ({ on, says: { type: 'CancelRotation' } });
const completed = (on: string): Step => ({ on, says: { type: 'CompleteRotation' } });
const extended = (on: string, to: string): Step => ({ on, says: { type: 'ExtendRotation', to } });
const first = (schoolYear: number, did: number | string): Step =>
  served(`${schoolYear + 1}-01-20`, schoolYear, 'FIRST', did);
const second = (schoolYear: number, did: number | string): Step =>
  served(`${schoolYear + 1}-07-05`, schoolYear, 'SECOND', did);
const served = (on: string, schoolYear: number, term: 'FIRST' | 'SECOND', did: number | string): Step => ({
  on,
  says: {
    type: 'ConfirmService',
    schoolYear,
    term,
    ...(typeof did === 'number' ? { weeklyLessons: did } : { duties: did }),
  },
});
/** Arrived, and really there in both terms of a school year. */
const there = (days: Days, did: number | string): readonly Step[] => {
  const schoolYear = Number(days.from.slice(0, 4));
  return [arrives(days.from), first(schoolYear, did), second(schoolYear, did)];
};
/** The ordinary year, to its end. */
const whole = (days: Days, did: number | string): readonly Step[] => [...there(days, did), completed(days.to)];

interface SampleRotation {
  /** Who rotates: the school and the number in the name. */
  readonly who: string;
  /** The school that receives. */
  readonly to: string;
  readonly days: Days;
  /** Within a group, where nothing else is said. */
  readonly scheme?: 'DISTRICT' | 'SUPPORT';
  /** Of a part of the week. */
  readonly share?: number;
  readonly personnelRelation?: 'MOVES';
  /** Of a cadre; a teacher teaches the own subject. */
  readonly post?: 'VICE_PRINCIPAL';
  readonly isFit?: boolean;
  /** Whether it was proposed before, or is only that. */
  readonly proposed?: 'FIRST' | 'ONLY';
  readonly then: readonly Step[];
}

const { recalled: back, support, district, moved, ...stories } = SAMPLE_ROTATIONS;
const rotations: readonly SampleRotation[] = [
  { who: 'S01-3', to: 'S02', days: DAYS[2024], proposed: 'FIRST', then: whole(DAYS[2024], 14) },
  { who: 'S02-2', to: 'S01', days: DAYS[2024], proposed: 'FIRST', then: whole(DAYS[2024], 12) },
  { who: back, to: 'S05', days: DAYS[2024], then: [arrives('2024-09-01'), first(2024, 12), recalled('2025-02-20')] },
  { who: stories.cancelled, to: 'S04', days: DAYS[2024], then: [cancelled('2024-08-29')] },
  {
    ...{ who: stories.suspended, to: 'S08', days: DAYS[2024] },
    then: [
      ...[arrives('2024-09-01'), suspended('2024-11-04', 'MATERNITY'), first(2024, 10), resumed('2025-03-10')],
      ...[second(2024, 12), completed('2025-08-31')],
    ],
  },
  {
    ...{ who: stories.extended, to: 'S09', days: DAYS[2024] },
    then: [
      ...there(DAYS[2024], 12),
      extended('2025-06-20', '2026-08-31'),
      first(2025, 12),
      second(2025, 12),
      completed('2026-08-31'),
    ],
  },
  { who: stories.partWeek, to: 'S11', days: DAYS[2024], share: 40, then: whole(DAYS[2024], 6) },
  { who: stories.unconfirmed, to: 'S10', days: DAYS[2024], then: [arrives('2024-09-02'), completed('2025-08-31')] },
  { who: district, to: 'S21', days: DAYS[2024], scheme: 'DISTRICT', then: whole(DAYS[2024], 13) },
  { who: support, to: 'S11', days: DAYS[2024], scheme: 'SUPPORT', then: whole(DAYS[2024], 15) },
  { who: 'S12-3', to: 'S14', days: DAYS[2024], then: whole(DAYS[2024], 12) },
  { who: 'S13-3', to: 'S14', days: DAYS[2024], proposed: 'FIRST', then: whole(DAYS[2024], 12) },
  { who: stories.retired, to: 'S16', days: DAYS[2024], then: [arrives('2024-09-01'), first(2024, 10)] },
  { who: 'S16-2', to: 'S17', days: DAYS[2024], then: whole(DAYS[2024], 11) },
  { who: 'S18-2', to: 'S19', days: DAYS[2024], then: whole(DAYS[2024], 12) },
  { who: 'S19-2', to: 'S20', days: DAYS[2024], share: 50, then: whole(DAYS[2024], 7) },
  { who: moved, to: 'S22', days: DAYS[2024], personnelRelation: 'MOVES', then: whole(DAYS[2024], 14) },
  { who: 'S23-2', to: 'S24', days: DAYS[2024], then: whole(DAYS[2024], 12) },

  { who: 'S01-4', to: 'S02', days: DAYS[2025], proposed: 'FIRST', isFit: true, then: whole(DAYS[2025], 14) },
  {
    ...{ who: 'S01-2', to: 'S02', days: DAYS[2025], post: 'VICE_PRINCIPAL', isFit: true },
    then: whole(DAYS[2025], '样本：分管教学与联合教研'),
  },
  { who: 'S02-2', to: 'S06', days: DAYS[2025], scheme: 'DISTRICT', then: whole(DAYS[2025], 12) },
  { who: 'S03-2', to: 'S06', days: DAYS[2025], scheme: 'DISTRICT', share: 20, then: whole(DAYS[2025], 4) },
  { who: 'S04-4', to: 'S05', days: DAYS[2025], isFit: true, then: whole(DAYS[2025], 13) },
  { who: stories.proposed, to: 'S04', days: DAYS[2027], proposed: 'ONLY', then: [] },
  { who: 'S08-3', to: 'S07', days: DAYS[2026], isFit: true, then: there(DAYS[2026], 12) },
  { who: stories.notArrived, to: 'S07', days: DAYS[2026], then: [] },
  { who: 'S10-3', to: 'S11', days: DAYS[2026], share: 20, then: there(DAYS[2026], 4) },
  { who: 'S11-3', to: 'S10', days: DAYS[2025], then: [arrives('2025-09-03'), first(2025, 12), recalled('2026-03-16')] },
  {
    ...{ who: 'S14-2', to: 'S12', days: DAYS[2025] },
    then: [...there(DAYS[2025], 11), extended('2026-06-22', '2027-08-31')],
  },
  {
    ...{ who: stories.overdue, to: 'S13', days: DAYS[2025] },
    then: [arrives('2025-09-03'), first(2025, 12), suspended('2026-03-02', 'ILLNESS')],
  },
  { who: stories.groundless, to: 'S17', days: DAYS[2026], then: [arrives('2025-09-03'), first(2025, 12)] },
  { who: 'S17-2', to: 'S16', days: DAYS[2025], then: [arrives('2025-09-03'), recalled('2025-11-14')] },
  {
    ...{ who: stories.early, to: 'S20', days: DAYS[2025] },
    then: [...there(DAYS[2025], 12).slice(0, 2), completed('2026-05-20')],
  },
  { who: 'S19-3', to: 'S18', days: DAYS[2025], then: whole(DAYS[2025], 10) },
  { who: 'S22-2', to: 'S21', days: DAYS[2025], isFit: true, then: whole(DAYS[2025], 12) },
  { who: 'S22-3', to: 'S21', days: DAYS[2025], then: [cancelled('2025-09-03')] },
  { who: 'S23-3', to: 'S24', days: DAYS[2025], isFit: true, then: whole(DAYS[2025], 12) },
  { who: 'S24-2', to: 'S23', days: DAYS[2025], share: 30, then: whole(DAYS[2025], 5) },
  {
    ...{ who: 'S24-3', to: 'S22', days: DAYS[2026], scheme: 'SUPPORT' },
    then: [
      ...[arrives('2025-09-03'), first(2025, 15), suspended('2026-04-07', 'ILLNESS'), resumed('2026-05-11')],
      second(2025, 15),
    ],
  },
];

/** What of it counts for what. */
const credits = [
  { who: 'S01-3', purpose: 'TITLE', cycle: '2025', rotations: [1], on: '2025-10-15' },
  { who: 'S02-2', purpose: 'HONOUR', cycle: '2025', rotations: [1], on: '2025-10-15' },
  { who: 'S02-2', purpose: 'TITLE', cycle: '2026', rotations: [1, 2], on: '2026-10-15' },
  { who: 'S01-2', purpose: 'CADRE', cycle: '2026', rotations: [1], on: '2026-10-15' },
  { who: stories.suspended, purpose: 'TITLE', cycle: '2025', rotations: [1], on: '2025-10-15' },
] as const;

/**
 * Two policies of the district on rotation, a resolution of every group's council, and rotations of two school years with every ending:
 * the first year by the bureau, the second by the councils; what counts for reviews, a retirement, and a resolution that was repealed.
 */
export const sampleRotations = (register: Register): readonly SampleStep[] => {
  const code = register.district.code;
  const step = (command: GivenCommand, effectiveOn: string, documentNo: string, assumed: readonly string[] = []) =>
    sampleStep(code, command, { effectiveOn, documentNo, assumed, reason: '样本：演示教师交流轮岗' });
  const personOf = (who: string): string => memberOf(register, who).personId;
  const begun = new Map<string, number>();
  const stepsOf = (one: SampleRotation, index: number): readonly SampleStep[] => {
    const { who, days, proposed, then, isFit } = one;
    const rotation = (begun.get(who) ?? 0) + 1;
    begun.set(who, rotation);
    const personId = personOf(who);
    const terms = termsOf(register, one);
    const paper = `样本〔${days.decided.slice(0, 4)}〕${300 + index}号`;
    const group = days.decided < DAYS[2025].decided ? undefined : terms.groupId;
    const decidedBy = group === undefined ? {} : { decidedBy: { groupId: group, number: resolutionOf(group) } };
    const assumed = ['fromSchoolId', 'toSchoolId', 'from', 'to'];
    return [
      ...(proposed ? [step({ type: 'ProposeRotation', personId, ...terms }, days.proposed, paper, assumed)] : []),
      ...(proposed === 'ONLY'
        ? []
        : [
            step(
              {
                type: 'RotateTeacher',
                personId,
                ...terms,
                ...decidedBy,
                ...present({ isFit, rotation: proposed ? rotation : undefined }),
              },
              days.decided,
              paper,
              assumed,
            ),
          ]),
      ...then.map(({ on, says }) =>
        step({ ...says, personId, rotation, ...(says.type === 'ExtendRotation' ? decidedBy : {}) }, on, paper),
      ),
    ];
  };
  return [
    step(
      {
        ...{ type: 'AdoptPolicy', districtId: code, code: 'ROTATION2025', title: '样本：教师交流轮岗决定权限办法' },
        ...{ documentNo: '样本〔2025〕94号' },
        rules: {
          kind: 'ROTATION_DECISION',
          group: 'COUNCIL',
          district: 'BUREAU',
          support: 'BUREAU',
          toleranceDays: 30,
        },
      },
      ...(['2025-09-01', '样本〔2025〕94号', ['title', 'documentNo', 'rules']] as const),
    ),
    step(
      {
        ...{ type: 'AdoptPolicy', districtId: code, code: 'ELIGIBILITY2025', title: '样本：交流轮岗人员条件' },
        ...{ documentNo: '样本〔2025〕95号' },
        rules: {
          ...{
            kind: 'ELIGIBILITY',
            mandatory: false,
            oldestMale: 55,
            oldestFemale: 50,
            yearsAtSchool: 3,
            health: true,
          },
        },
      },
      ...(['2025-09-01', '样本〔2025〕95号', ['title', 'documentNo', 'rules']] as const),
    ),
    ...register.groups
      .filter(({ form }) => form === 'GROUP')
      .map(({ code: group, members }, index) =>
        step(
          {
            ...{ type: 'AdoptResolution', groupId: groupId(code, group), kind: 'ROTATION' },
            ...{ subject: '样本：2025学年教师交流轮岗方案', heldOn: DAYS[2025].decided },
            ...{ ballot: unanimous(members.length), minutesNo: `样本纪要2025-${group}-轮岗` },
          },
          DAYS[2025].decided,
          `样本〔2025〕${210 + index}号`,
          ['subject', 'heldOn', 'ballot', 'minutesNo'],
        ),
      ),
    ...rotations.flatMap(stepsOf),
    step({ type: 'Retire', personId: personOf(stories.retired) }, '2025-04-01', '样本〔2025〕221号'),
    step(
      {
        ...{
          type: 'RepealResolution',
          groupId: groupId(code, REPEALED),
          resolution: resolutionOf(groupId(code, REPEALED)),
        },
        ...{ heldOn: '2025-11-04', ballot: unanimous(3), minutesNo: `样本纪要2025-${REPEALED}-轮岗2` },
      },
      ...(['2025-11-04', '样本〔2025〕222号', ['heldOn', 'ballot', 'minutesNo']] as const),
    ),
    ...credits.map(({ who, on, ...credit }, index) =>
      step(
        { type: 'RecogniseCredit', personId: personOf(who), ...credit },
        on,
        `样本〔${credit.cycle}〕${230 + index}号`,
        ['purpose', 'cycle'],
      ),
    ),
  ];
};

const termsOf = (
  register: Register,
  { who, to, days, scheme, share, post, personnelRelation }: SampleRotation,
): Omit<RotateTeacher, 'type' | 'personId'> => {
  const { code } = register.district;
  const { unit, subject } = memberOf(register, who);
  const group = register.groups.find(
    ({ form, members }) => form === 'GROUP' && members.includes(unit.code) && members.includes(to),
  );
  return {
    scheme: scheme ?? 'GROUP',
    ...present({ groupId: scheme ? undefined : group && groupId(code, group.code), share, post }),
    mode: share === undefined ? 'FULL_TIME' : 'PART_WEEK',
    fromSchoolId: schoolId(code, unit.code),
    toSchoolId: schoolId(code, to),
    ...(post ? {} : { subject }),
    from: days.from,
    to: days.to,
    personnelRelation: personnelRelation ?? 'STAYS',
  };
};

/** Who is meant by a school and the number in the name. */
const memberOf = (register: Register, who: string): SampleStaff => {
  const [school = '', number] = who.split('-');
  return staffOf(register, school)[Number(number) - 1]!;
};

/** The number of the resolution on rotation: it comes after those on the fund. */
const resolutionOf = (id: string): number =>
  [SAMPLE_STORIES.carriedOver, SAMPLE_STORIES.repealed].some((code) => id.endsWith(code)) ? 3 : 2;
