import { describe, expect, test } from '@jest/globals';
import { evaluation, gradeOf } from '../../src/domain/evaluation/index.js';
import { on, secretary, stateOf } from './given.js';
import {
  answered,
  appealed,
  clerk,
  concluded,
  drafted,
  evaluated,
  evidence,
  finding,
  findings,
  hash,
  inEvent,
  inspector,
  objected,
  of,
  officer,
  ofScope,
  opened,
  ordered,
  S02,
  statement,
  submitted,
  untilAnswered,
  untilAppealed,
  untilConcluded,
  untilDrafted,
  untilEvidence,
  untilFound,
  untilObjected,
  untilOpened,
  untilOrdered,
  untilSubmitted,
} from './given-evaluation.js';

describe('an evaluation', () => {
  const { kind, office, documentNo, methods, inspectors } = opened;
  const opening = { type: 'OpenEvaluation', ...ofScope, kind, office, documentNo, methods, inspectors } as const;

  test('is opened by the bureau, with inspectors and methods', () =>
    evaluated([]).when(opening, on('2021-10-01')).then(opened));

  test('takes evidence and findings', () => {
    const document = { type: 'RecordEvidence', ...of, document: '座谈纪要', hash, method: 'SEMINAR' } as const;
    evaluated(untilOpened).when(document, on('2021-10-10')).then(evidence);
    const found = {
      type: 'RecordFinding',
      ...of,
      dimension: 'SCHOOL',
      schoolId: S02,
      inspectorId: inspector,
      evidence: [1],
      ...statement,
    } as const;
    evaluated(untilEvidence).when(found, on('2021-10-20')).then(finding(1));
  });

  test('goes to the schools as a draft, on which they have fifteen days', () =>
    evaluated(untilFound)
      .when({ type: 'IssueDraft', ...of }, on('2021-11-01'))
      .then(drafted));

  test('is objected to by a school, and answered by the bureau', () => {
    evaluated(untilDrafted)
      .when(
        { type: 'LodgeObjection', ...of, finding: 2, schoolId: S02, reason: '与事实不符' },
        { ...on('2021-11-05'), actor: clerk },
      )
      .then(objected);
    evaluated(untilObjected)
      .when({ type: 'AnswerObjection', ...of, objection: 1, reason: '维持' }, on('2021-11-10'))
      .then(answered);
  });

  test('is concluded with a grade', () =>
    evaluated(untilAnswered)
      .when({ type: 'ConcludeEvaluation', ...of, grade: '良好', documentNo: '督9号' }, on('2021-12-01'))
      .then(concluded));

  test('is appealed against, and another office gives another grade', () => {
    evaluated(untilConcluded)
      .when({ type: 'AppealEvaluation', ...of, reason: '偏低' }, { ...on('2021-12-10'), actor: secretary })
      .then(appealed);
    const decision = {
      appeal: 1,
      office: '法规科',
      outcome: 'REGRADED',
      grade: '优秀',
      documentNo: '复1号',
      reason: '成立',
    } as const;
    const after = evaluated(untilAppealed).after(
      { type: 'DecideAppeal', ...of, ...decision },
      { ...on('2021-12-20'), actor: officer },
    );
    expect(after.state.evaluations.map(gradeOf)).toEqual(['优秀']);
  });

  test('leads to a rectification, submitted by the school and confirmed by the bureau', () => {
    const order = { finding: 1, schoolId: S02, deadline: '2022-03-31', documentNo: '督11号' };
    evaluated(untilConcluded)
      .when({ type: 'OrderRectification', ...of, ...order }, on('2021-12-20'))
      .then(ordered);
    evaluated(untilOrdered)
      .when(
        { type: 'SubmitRectification', ...of, rectification: 1, document: '整改报告', hash },
        { ...on('2022-03-01'), actor: clerk },
      )
      .then(submitted);
    evaluated(untilSubmitted)
      .when({ type: 'ConfirmRectification', ...of, rectification: 1 }, on('2022-04-01'))
      .then({ type: 'RectificationConfirmed', ...inEvent, rectification: 1 });
  });

  test('is reopened, and concluded again; what was concluded before stays visible', () => {
    const again = evaluated(untilConcluded)
      .after({ type: 'ReopenEvaluation', ...of, documentNo: '督10号', reason: '新情况' }, on('2022-01-10'))
      .after({ type: 'IssueDraft', ...of }, on('2022-01-11'))
      .after({ type: 'ConcludeEvaluation', ...of, grade: '合格', documentNo: '督12号' }, on('2022-02-11'));
    expect(again.state.evaluations[0]?.conclusions.map(({ grade }) => grade)).toEqual(['良好', '合格']);
    expect(stateOf(evaluation, untilFound).evaluations[0]?.findings).toHaveLength(findings.length);
  });
});
