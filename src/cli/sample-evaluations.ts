import { createHash } from 'node:crypto';
import type { GivenCommand, Principal } from '../commands/command.js';
import type { EvaluationCommand } from '../domain/evaluation/index.js';
import { groupId, schoolId } from '../domain/identity.js';
import { DIMENSIONS } from '../domain/policy/index.js';
import { present } from '../domain/present.js';
import type { Register } from './register/format.js';
import { staffOf } from './sample-staff.js';
import { sampleStep, type SampleStep } from './sample.js';

/** A group that is evaluated to its end, with what is to be put right; and a school whose objection waits for an answer. */
export const SAMPLE_EVALUATIONS = {
  group: 'G03',
  period: '2025-2026',
  /** Whose objection is upheld, who put right what was found, and who is late with it. */
  objects: 'S08',
  confirmed: 'S07',
  overdue: 'S09',
  special: 'S04',
  specialPeriod: '2026-2027-1',
} as const;
/** The schools whose principals inspect: they belong to none that is evaluated. */
const INSPECT = ['S12', 'S21'] as const;
const TERM = { from: '2026-10-16', to: '2027-07-31' } as const;
const [CLERK, ANSWERS] = ['sample-supervisor', 'sample-supervision-lead'];
const OFFICE = '样本：区政府教育督导室';

type Said<Command> = Command extends EvaluationCommand
  ? Omit<Command, 'scopeId' | 'period' | 'evaluation' | 'documentNo'>
  : never;
const hashOf = (document: string): string => createHash('sha256').update(document).digest('hex');
const evidence = (method: 'SEMINAR' | 'INSPECTION' | 'DATA', document: string): Said<EvaluationCommand> => ({
  ...{ type: 'RecordEvidence', method, document, hash: hashOf(document) },
});

/**
 * A policy of the district on evaluations, then two of them, told on the days on which they happened: what is objected to and appealed
 * against has its time by the day on which it was told.
 */
export const sampleEvaluations = (register: Register): readonly SampleStep[] => {
  const { code: district } = register.district;
  const { group, period, objects, confirmed, overdue, special, specialPeriod } = SAMPLE_EVALUATIONS;
  const school = (code: string): string => schoolId(district, code);
  const inspectors = INSPECT.map((code) => staffOf(register, code)[0]!.personId);
  const bureau = (id: string): Principal => ({ actor: { id, role: 'BUREAU' }, district });
  const ofSchool = (code: string): Principal => ({
    actor: { id: `sample-school-${code}`, role: 'SCHOOL' },
    school: school(code),
  });
  let paper = 600;
  const step = (
    command: GivenCommand,
    on: string,
    principal: Principal,
    documentNo: string,
    assumed: readonly string[] = [],
  ): SampleStep => ({
    ...sampleStep(district, command, {
      ...{ effectiveOn: on, documentNo, assumed, reason: '样本：演示发展性督导评价' },
      actorId: principal.actor.id,
    }),
    principal,
    recordedAt: `${on}T01:00:00.000Z`,
  });
  const told =
    (scopeId: string, of: string) =>
    (on: string, said: Said<EvaluationCommand>, principal = bureau(CLERK)): SampleStep => {
      const documentNo = `样本〔2026〕${(paper += 1)}号`;
      const isOnDocument = ['OpenEvaluation', 'ConcludeEvaluation', 'OrderRectification'].includes(said.type);
      const command = {
        ...{ scopeId, period: of },
        ...(said.type === 'OpenEvaluation' ? {} : { evaluation: 1 }),
        ...(isOnDocument ? { documentNo } : {}),
        ...said,
      } as EvaluationCommand;
      return step(
        command,
        on,
        principal,
        documentNo,
        Object.keys(said).filter((field) => field !== 'type'),
      );
    };
  const opening = (kind: 'COMPREHENSIVE' | 'SPECIAL', topic?: string): Said<EvaluationCommand> => ({
    ...{ type: 'OpenEvaluation', kind, office: OFFICE, ...present({ topic }) },
    methods: ['SEMINAR', 'INSPECTION', 'DATA'],
    inspectors: inspectors.map((personId) => ({ personId, ...TERM })),
  });
  const finding = (
    dimension: string,
    code: string | undefined,
    [level, nature, text]: readonly [string, 'STRENGTH' | 'PROBLEM', string],
    place: number,
    papers: readonly number[] = [1, 2],
  ): Said<EvaluationCommand> => ({
    ...{ type: 'RecordFinding', dimension, level, nature, text, evidence: papers },
    ...{ inspectorId: inspectors[place % inspectors.length]!, ...present({ schoolId: code && school(code) }) },
  });
  const ofGroup = told(groupId(district, group), period);
  const ofSpecial = told(school(special), specialPeriod);
  const found: Readonly<Record<string, readonly [string | undefined, string, 'STRENGTH' | 'PROBLEM', string]>> = {
    SCHOOL: [undefined, '较好', 'STRENGTH', '样本：集团章程、联合教研制度健全，各校特色分明'],
    TEACHER: [objects, '较差', 'PROBLEM', '样本：未见交流教师履职记录'],
    STUDENT: [confirmed, '一般', 'PROBLEM', '样本：课后服务课程未覆盖全部年级'],
    RECOGNITION: [undefined, '较好', 'STRENGTH', '样本：家长满意度高于全区平均'],
    POTENTIAL: [overdue, '一般', 'PROBLEM', '样本：专用教室使用率低，缺少三年规划'],
  };
  return [
    step(
      {
        ...{ type: 'AdoptPolicy', districtId: district, code: 'EVALUATION2026', title: '样本：发展性督导评价办法' },
        documentNo: '样本〔2026〕600号',
        rules: {
          ...{ kind: 'EVALUATION', objectionDays: 7, appealDays: 30, extraDimensions: [] },
          grades: ['优秀', '良好', '合格', '不合格'],
          levels: ['好', '较好', '一般', '较差'],
        },
      },
      TERM.from,
      bureau(CLERK),
      '样本〔2026〕600号',
      ['title', 'documentNo', 'rules'],
    ),
    ofGroup('2026-10-16', opening('COMPREHENSIVE')),
    ofGroup('2026-10-19', evidence('SEMINAR', '样本：集团各校座谈纪要')),
    ofGroup('2026-10-19', evidence('INSPECTION', '样本：到校督导记录')),
    ofGroup('2026-10-19', evidence('DATA', '样本：2025 学年教育事业统计')),
    ...DIMENSIONS.map((dimension, place) => {
      const [code, ...says] = found[dimension]!;
      return ofGroup('2026-10-20', finding(dimension, code, says, place, place % 2 === 0 ? [1, 3] : [1, 2]));
    }),
    ofGroup('2026-10-21', { type: 'IssueDraft' }),
    ofGroup(
      '2026-10-22',
      {
        ...{ type: 'LodgeObjection', finding: 2, schoolId: school(objects) },
        reason: '样本：履职记录存于接收学校，已补充提交',
      },
      ofSchool(objects),
    ),
    ofGroup(
      '2026-10-26',
      {
        ...{ type: 'AnswerObjection', objection: 1, reason: '样本：经核对接收学校的确认记录，异议成立' },
        instead: { level: '较好', nature: 'STRENGTH', text: '样本：交流教师按学期确认履职' },
      },
      bureau(ANSWERS),
    ),
    ofGroup('2026-10-29', { type: 'ConcludeEvaluation', grade: '良好' }, bureau(ANSWERS)),
    ofGroup('2026-10-30', {
      ...{ type: 'OrderRectification', finding: 3, schoolId: school(confirmed), deadline: '2026-11-13' },
    }),
    ofGroup('2026-10-30', {
      ...{ type: 'OrderRectification', finding: 5, schoolId: school(overdue), deadline: '2026-11-20' },
    }),
    ofGroup(
      '2026-11-09',
      {
        ...{ type: 'SubmitRectification', rectification: 1, document: '样本：课后服务课程整改报告' },
        hash: hashOf('样本：课后服务课程整改报告'),
      },
      ofSchool(confirmed),
    ),
    ofGroup('2026-11-11', { type: 'ConfirmRectification', rectification: 1 }),
    ofSpecial('2026-11-12', opening('SPECIAL', '样本：作业管理')),
    ofSpecial('2026-11-13', evidence('INSPECTION', '样本：作业公示与抽查记录')),
    ofSpecial('2026-11-16', finding('STUDENT', special, ['较差', 'PROBLEM', '样本：作业总量超过公示标准'], 0, [1])),
    ofSpecial('2026-11-16', finding('SCHOOL', special, ['好', 'STRENGTH', '样本：校内作业审核制度完备'], 1, [1])),
    ofSpecial('2026-11-17', { type: 'IssueDraft' }),
    ofSpecial(
      '2026-11-18',
      {
        ...{ type: 'LodgeObjection', finding: 1, schoolId: school(special) },
        reason: '样本：抽查当周为复习周，不具代表性',
      },
      ofSchool(special),
    ),
  ];
};
