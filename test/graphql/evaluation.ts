import { person } from '../support/ledger.js';
import { principals, type ApiLedger } from './ledger.js';
import { passed } from './money.js';

export const school = (number: number): string => `370103.S0${number}`;
export const evaluation = '370103.G01.2026-2027.E1';
const of = { evaluationId: evaluation };
/** Of a school that is in no group; 23 belongs to a member of the group. */
export const inspector = person(21);
export const hash = 'a'.repeat(64);
export const dimensions = ['SCHOOL', 'TEACHER', 'STUDENT', 'RECOGNITION', 'POTENTIAL'] as const;

export const opening = {
  scopeId: '370103.G01',
  period: '2026-2027',
  kind: 'COMPREHENSIVE',
  office: '区政府教育督导室',
  documentNo: '督〔2026〕1号',
  methods: ['SEMINAR', 'SURVEY', 'INSPECTION', 'DATA'],
  inspectors: [{ personId: inspector, from: '2026-11-24', to: '2027-07-31' }],
};
export const statement = { level: '一般', nature: 'PROBLEM', text: '校本研修台账不全' };
export const findingInput = (dimension: string) => ({
  ...of,
  dimension,
  schoolId: school(2),
  inspectorId: inspector,
  evidence: [1],
  ...statement,
});
export const rectificationOrder = {
  ...of,
  finding: 1,
  schoolId: school(2),
  deadline: '2027-03-31',
  documentNo: '督〔2026〕11号',
};

/** What happens in an evaluation, one after the other. */
export const steps = {
  inspectors: async (ledger) => {
    for (const [number, home] of [
      [21, 3],
      [22, 4],
      [23, 1],
    ] as const) {
      await passed(ledger, 'RegisterPerson', {
        personId: person(number),
        schoolId: school(home),
        name: `督学${'一二三'[number - 21]}`,
      });
      await passed(ledger, 'Employ', { personId: person(number), employedBy: 'DISTRICT', homeSchoolId: school(home) });
    }
  },
  opened: (ledger) => passed(ledger, 'OpenEvaluation', opening),
  evidenced: (ledger) => passed(ledger, 'RecordEvidence', { ...of, document: '座谈纪要', hash, method: 'SEMINAR' }),
  found: async (ledger) => {
    for (const dimension of dimensions) await passed(ledger, 'RecordFinding', findingInput(dimension));
  },
  drafted: (ledger) => passed(ledger, 'IssueDraft', of),
  objected: (ledger) =>
    passed(
      ledger,
      'LodgeObjection',
      { ...of, finding: 2, schoolId: school(2), reason: '与事实不符' },
      { principal: principals.member },
    ),
  answered: async (ledger) => {
    await passed(ledger, 'AnswerObjection', { ...of, objection: 1, reason: '维持' });
    ledger.clock = '2026-12-15T04:00:00.000Z';
  },
  concluded: (ledger) => passed(ledger, 'ConcludeEvaluation', { ...of, grade: '良好', documentNo: '督〔2026〕9号' }),
  appealed: (ledger) =>
    passed(ledger, 'AppealEvaluation', { ...of, reason: '等级偏低' }, { principal: principals.council }),
  ordered: (ledger) => passed(ledger, 'OrderRectification', rectificationOrder),
  submitted: (ledger) =>
    passed(
      ledger,
      'SubmitRectification',
      { ...of, rectification: 1, document: '整改报告', hash },
      { principal: principals.member },
    ),
} satisfies Readonly<Record<string, (ledger: ApiLedger) => Promise<unknown>>>;

/** Everything up to a step; a rectification comes without an appeal before it. */
export const go =
  (last: keyof typeof steps) =>
  async (ledger: ApiLedger): Promise<void> => {
    for (const [name, step] of Object.entries(steps)) {
      if (name !== 'appealed' || last === 'appealed') await step(ledger);
      if (name === last) return;
    }
  };
