import type { CommandType } from '../../src/domain/ledger.js';
import { person } from '../support/ledger.js';
import type { Case } from './commands.js';
import {
  dimensions,
  evaluation,
  findingInput,
  go,
  hash,
  inspector,
  opening,
  rectificationOrder,
  school,
  statement,
} from './evaluation.js';
import { principals } from './ledger.js';

const of = { evaluationId: evaluation };
const notFound = (input: Case['input']): Case['refused'] => ({
  input: { ...input, evaluationId: '370103.G01.2026-2027.E9' },
  code: 'NOT_FOUND',
  path: ['input', 'evaluationId'],
});
const showsStatus = (status: string) => ({ selection: '{ entityId status }', shows: { entityId: evaluation, status } });

/** Evaluations from their opening to the rectification of what was found. */
export const evaluationCases = {
  OpenEvaluation: {
    before: go('inspectors'),
    input: opening,
    selection: '{ entityId period number kind topic office documentNo openedOn status grade }',
    shows: {
      entityId: evaluation,
      period: '2026-2027',
      number: 1,
      kind: 'COMPREHENSIVE',
      topic: null,
      office: '区政府教育督导室',
      documentNo: '督〔2026〕1号',
      openedOn: '2026-11-24',
      status: 'OPEN',
      grade: null,
    },
    events: ['EvaluationOpened'],
    refused: { input: { ...opening, period: '2026-2027-3' }, code: 'INVALID_INPUT', path: ['input', 'period'] },
  },
  AppointInspector: {
    before: go('opened'),
    input: { ...of, personId: person(22), from: '2026-11-24', to: '2027-07-31' },
    ...showsStatus('OPEN'),
    events: ['InspectorAppointed'],
    refused: {
      input: { ...of, personId: person(23), from: '2026-11-24', to: '2027-07-31' },
      code: 'INSPECTOR_OF_OWN_SCHOOL',
      path: ['input', 'personId'],
    },
  },
  DismissInspector: {
    before: go('opened'),
    input: { ...of, personId: inspector },
    ...showsStatus('OPEN'),
    events: ['InspectorDismissed'],
    refused: { input: { ...of, personId: person(22) }, code: 'INSPECTOR_NOT_IN_OFFICE', path: ['input', 'personId'] },
  },
  RecordEvidence: {
    before: go('opened'),
    input: { ...of, document: '座谈纪要', hash, method: 'SEMINAR' },
    ...showsStatus('OPEN'),
    events: ['EvidenceRecorded'],
    refused: {
      input: { ...of, document: '座谈纪要', hash: 'abc', method: 'SEMINAR' },
      code: 'INVALID_INPUT',
      path: ['input', 'hash'],
    },
  },
  RecordFinding: {
    before: go('evidenced'),
    input: findingInput(dimensions[0]),
    ...showsStatus('OPEN'),
    events: ['FindingRecorded'],
    refused: {
      input: { ...findingInput(dimensions[0]), schoolId: school(3) },
      code: 'NOT_IN_SCOPE',
      path: ['input', 'schoolId'],
    },
  },
  IssueDraft: {
    before: go('found'),
    input: of,
    ...showsStatus('DRAFTED'),
    events: ['DraftIssued'],
    refused: notFound(of),
  },
  LodgeObjection: {
    before: go('drafted'),
    input: { ...of, finding: 1, schoolId: school(2), reason: '与事实不符' },
    as: principals.member,
    ...showsStatus('DRAFTED'),
    events: ['ObjectionLodged'],
    refused: {
      input: { ...of, finding: 1, schoolId: school(1), reason: '与事实不符' },
      as: principals.member,
      code: 'NOT_AUTHORISED',
      path: ['input'],
    },
  },
  AnswerObjection: {
    before: go('objected'),
    input: { ...of, objection: 1, reason: '经复核属实', instead: { ...statement, level: '好', nature: 'STRENGTH' } },
    ...showsStatus('DRAFTED'),
    events: ['ObjectionAnswered'],
    refused: {
      input: { ...of, objection: 1, reason: '经复核属实', instead: statement },
      code: 'NO_CHANGE',
      path: ['input', 'instead'],
    },
  },
  ConcludeEvaluation: {
    before: go('answered'),
    input: { ...of, grade: '良好', documentNo: '督〔2026〕9号' },
    selection: '{ status grade }',
    shows: { status: 'CONCLUDED', grade: '良好' },
    events: ['EvaluationConcluded'],
    refused: {
      input: { ...of, grade: '甲等', documentNo: '督〔2026〕9号' },
      code: 'INVALID_INPUT',
      path: ['input', 'grade'],
    },
  },
  AppealEvaluation: {
    before: go('concluded'),
    input: { ...of, reason: '等级偏低' },
    as: principals.council,
    ...showsStatus('CONCLUDED'),
    events: ['EvaluationAppealed'],
    refused: {
      input: { ...of, reason: '等级偏低', schoolId: school(1) },
      as: principals.council,
      code: 'INVALID_INPUT',
      path: ['input', 'schoolId'],
    },
  },
  DecideAppeal: {
    before: go('appealed'),
    input: {
      ...of,
      appeal: 1,
      office: '区教体局法规科',
      outcome: 'REGRADED',
      grade: '优秀',
      documentNo: '复〔2026〕1号',
      reason: '申请成立',
    },
    as: principals.otherBureau,
    selection: '{ status grade }',
    shows: { status: 'CONCLUDED', grade: '优秀' },
    events: ['AppealDecided'],
    refused: {
      input: {
        ...of,
        appeal: 1,
        office: '区政府 教育督导室',
        outcome: 'DISMISSED',
        documentNo: '复〔2026〕1号',
        reason: '不成立',
      },
      as: principals.otherBureau,
      code: 'SAME_OFFICE',
      path: ['input', 'office'],
    },
  },
  ReopenEvaluation: {
    before: go('drafted'),
    input: { ...of, documentNo: '督〔2026〕10号', reason: '发现新情况' },
    selection: '{ status grade }',
    shows: { status: 'OPEN', grade: null },
    events: ['EvaluationReopened'],
    refused: {
      input: { ...of, documentNo: '', reason: '发现新情况' },
      code: 'BASIS_MISSING',
      path: ['input', 'documentNo'],
    },
  },
  OrderRectification: {
    before: go('concluded'),
    input: rectificationOrder,
    ...showsStatus('CONCLUDED'),
    events: ['RectificationOrdered'],
    refused: { input: { ...rectificationOrder, finding: 9 }, code: 'NOT_FOUND', path: ['input', 'finding'] },
  },
  SubmitRectification: {
    before: go('ordered'),
    input: { ...of, rectification: 1, document: '整改报告', hash },
    as: principals.member,
    ...showsStatus('CONCLUDED'),
    events: ['RectificationSubmitted'],
    refused: {
      input: { ...of, rectification: 1, document: '整改报告', hash },
      as: principals.lead,
      code: 'NOT_AUTHORISED',
      path: ['input'],
    },
  },
  ConfirmRectification: {
    before: go('submitted'),
    input: { ...of, rectification: 1 },
    ...showsStatus('CONCLUDED'),
    events: ['RectificationConfirmed'],
    refused: { input: { ...of, rectification: 2 }, code: 'NOT_FOUND', path: ['input', 'rectification'] },
  },
  ReturnRectification: {
    before: go('submitted'),
    input: { ...of, rectification: 1, reason: '尚未到位', deadline: '2027-06-30' },
    ...showsStatus('CONCLUDED'),
    events: ['RectificationReturned'],
    refused: {
      input: { ...of, rectification: 1, reason: '尚未到位', deadline: '2026-11-24' },
      code: 'DATE_ORDER',
      path: ['input', 'deadline'],
    },
  },
  CancelRectification: {
    before: go('ordered'),
    input: { ...of, rectification: 1, documentNo: '督〔2026〕12号', reason: '学校撤并' },
    ...showsStatus('CONCLUDED'),
    events: ['RectificationCancelled'],
    refused: {
      input: { ...of, rectification: 1, documentNo: '', reason: '学校撤并' },
      code: 'BASIS_MISSING',
      path: ['input', 'documentNo'],
    },
  },
} satisfies Partial<Readonly<Record<CommandType, Case>>>;
