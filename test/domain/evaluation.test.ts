import { describe, expect, test } from '@jest/globals';
import { claimsAllow, stateAllows } from '../../src/commands/permissions.js';
import {
  daysOfPeriod,
  evaluation,
  gradeOf,
  type EvaluationCommand,
  type EvaluationEvent,
  type EvaluationReferences,
  type Evaluations,
} from '../../src/domain/evaluation/index.js';
import { history, type Others } from './given-corrected.js';
import type { DistrictEvent } from '../../src/domain/district/index.js';
import type { Guard, Target } from '../../src/domain/decider.js';
import { firstRefused } from '../../src/domain/input.js';
import type { Principal } from '../../src/domain/permission.js';
import { careerOf, type Person } from '../../src/domain/person/index.js';
import { noPolicies, type PolicyRules } from '../../src/domain/policy/index.js';
import { districtOf, from, on, p, policiesOf, registerOf, schools, secretary, stateOf, type Fact } from './given.js';
import {
  answered,
  appealed,
  clerk,
  concluded,
  drafted,
  asSpecial,
  by,
  employedAt,
  personAfter,
  references,
  register,
  S01,
  S03,
  S04,
  transferred,
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

/** A policy that asks for more, with other words and other days. */
const policy: PolicyRules = {
  kind: 'EVALUATION',
  objectionDays: 7,
  appealDays: 10,
  grades: ['A', 'B'],
  levels: ['甲', '一般', '较好'],
  extraDimensions: [{ code: 'FOOD', name: '食育' }],
};

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

  test('is reopened, and what was ordered before is still put right; nothing new is ordered', () => {
    const open = evaluated(untilOrdered).after(
      { type: 'ReopenEvaluation', ...of, documentNo: '督10号', reason: '新情况' },
      on('2022-01-10'),
    );
    const order = { finding: 3, schoolId: S02, deadline: '2022-03-31', documentNo: '督12号' };
    open.when({ type: 'OrderRectification', ...of, ...order }, on('2022-01-11')).refused('INVALID_TRANSITION', {});
    const done = open
      .after(
        { type: 'SubmitRectification', ...of, rectification: 1, document: '整改报告', hash },
        { ...on('2022-03-01'), actor: clerk },
      )
      .after({ type: 'ConfirmRectification', ...of, rectification: 1 }, on('2022-04-01'));
    expect(done.state.evaluations[0]?.rectifications.map(({ status }) => status)).toEqual(['CONFIRMED']);
    expect(done.state.evaluations[0]?.status).toBe('OPEN');
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

const late = { ...on('2021-11-05'), actor: clerk };
const found = {
  type: 'RecordFinding',
  ...of,
  dimension: 'SCHOOL',
  schoolId: S02,
  inspectorId: inspector,
  evidence: [1],
  ...statement,
} as const;
const objection = { type: 'LodgeObjection', ...of, finding: 2, schoolId: S02, reason: '与事实不符' } as const;
const answer = { type: 'AnswerObjection', ...of, objection: 1, reason: '维持' } as const;
const conclusion = { type: 'ConcludeEvaluation', ...of, grade: '良好', documentNo: '督9号' } as const;
const appeal = { type: 'AppealEvaluation', ...of, schoolId: S02, reason: '偏低' } as const;
const decision = {
  type: 'DecideAppeal',
  ...of,
  appeal: 1,
  office: '法规科',
  outcome: 'DISMISSED',
  documentNo: '复1号',
  reason: '不成立',
} as const;
const order = {
  type: 'OrderRectification',
  ...of,
  finding: 1,
  schoolId: S02,
  deadline: '2022-03-31',
  documentNo: '督11号',
} as const;
const submission = { type: 'SubmitRectification', ...of, rectification: 1, document: '整改报告', hash } as const;
const confirmation = { type: 'ConfirmRectification', ...of, rectification: 1 } as const;
const byOfficer = (day: string) => ({ ...on(day), actor: officer });

const reopened = { type: 'EvaluationReopened', ...inEvent, documentNo: '督10号', reason: '新情况' } as const;
const decided = {
  type: 'AppealDecided',
  ...inEvent,
  appeal: 1,
  office: '法规科',
  outcome: 'DISMISSED',
  documentNo: '复1号',
  reason: '不成立',
} as const;
const confirmed = { type: 'RectificationConfirmed', ...inEvent, rectification: 1 } as const;
const returned = {
  type: 'RectificationReturned',
  ...inEvent,
  rectification: 1,
  reason: '未到位',
  deadline: '2022-05-31',
} as const;
const cancelled = {
  type: 'RectificationCancelled',
  ...inEvent,
  rectification: 1,
  documentNo: '督12号',
  reason: '撤并',
} as const;
const facts = (effectiveOn: string, ...events: EvaluationEvent[]) => from<EvaluationEvent>(effectiveOn, ...events);
/** The same opening with these terms of office. */
const inspectedBy = (...terms: (readonly [n: number, from: string, to: string])[]) =>
  facts('2021-10-01', { ...opened, inspectors: terms.map(([n, since, to]) => ({ personId: p(n), from: since, to })) });
const untilReopened = [...untilConcluded, ...facts('2022-01-10', reopened)];
/** A draft and an appeal that were overtaken: the evaluation went on before they were answered. */
const objectionOvertaken = [...untilObjected, ...facts('2021-11-20', reopened), ...facts('2021-11-21', drafted)];
const appealOvertaken = [
  ...[...untilAppealed, ...facts('2022-01-10', reopened)],
  ...[...facts('2022-01-11', drafted), ...facts('2022-02-11', concluded)],
];
/** The first finding is praise, the others are problems. */
const firstPraised = untilConcluded.map((fact) =>
  fact.event.type === 'FindingRecorded' && fact.event.finding === 1
    ? { ...fact, event: { ...fact.event, nature: 'STRENGTH' as const } }
    : fact,
);
const second = { ...opened, evaluation: 2, kind: 'SPECIAL', topic: '课后服务' } as const;
const onlyOne = (state: Evaluations) => state.evaluations[0]!;

/** The register in which the group was formed on a day. */
const formedOn = (effectiveOn: string) =>
  districtOf([
    ...schools('S01', 'S02', 'S03', 'S04'),
    ...registerOf({ G01: ['S01', 'S02'] })
      .slice(-1)
      .map((fact) => ({ ...fact, effectiveOn })),
  ]);

describe('what is refused of an opening', () => {
  const { type: _, evaluation: _n, scope: _s, ...rest } = opened;
  const opening = { type: 'OpenEvaluation', ...ofScope, ...rest } as const;
  const day = on('2021-10-01');
  const at = evaluated([]);
  const [term] = opened.inspectors;

  test('without a document', () =>
    at.when({ ...opening, documentNo: '' }, day).refused('BASIS_MISSING', {}, ['documentNo']));
  test.each(['2021', '2021-2023', '2021-2022-3', '1980-1981'])('for %s, which is no period', (period) =>
    at.when({ ...opening, period }, day).refused('INVALID_INPUT', {}, ['period']),
  );
  test('before the period begins, or for a day to come', () => {
    const second = { ...opening, period: '2021-2022-2' };
    at.when(second, day).refused('DATE_ORDER', { earliest: '2022-02-01' }, ['command', 'effectiveOn']);
    at.when({ ...opening, period: '2022-2023' }, day).refused('DATE_ORDER', { earliest: '2022-09-01' });
    at.when(opening, { ...day, recordedOn: '2021-09-30' }).refused('DATE_ORDER', { latest: '2021-09-30' });
  });
  test('of what is not in the register, of another district, or was not there in the period', () => {
    for (const scopeId of ['370103.G09', '370104.G01'])
      at.when({ ...opening, scopeId }, day).refused('NOT_FOUND', { scope: scopeId }, ['scopeId']);
    const dissolved = districtOf([
      ...register,
      ...from<DistrictEvent>('2021-06-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
      ...from<DistrictEvent>('2021-06-01', { type: 'SchoolClosed', schoolCode: 'S03' }),
    ]);
    const gone = evaluated([], { ...references, district: dissolved });
    gone.when(opening, day).refused('GROUP_DISSOLVED', { group: '370103.G01' }, ['scopeId']);
    gone.when({ ...opening, scopeId: S03 }, day).refused('SCHOOL_CLOSED', { school: S03 }, ['scopeId']);
    gone.when({ ...opening, period: '2020-2021' }, day).then({ ...opened });
  });
  test('before what is evaluated is there, within the period', () => {
    const later = formedOn('2021-11-01');
    const formed = evaluated([], { ...references, district: later });
    formed.when(opening, day).refused('DATE_ORDER', { earliest: '2021-11-01' }, ['command', 'effectiveOn']);
    formed.when(opening, on('2021-11-01')).then({ ...opened });
  });
  test('where a topic does not go with its kind', () => {
    at.when({ ...opening, topic: '课后服务' }, day).refused('INVALID_INPUT', { field: 'topic' }, ['topic']);
    at.when({ ...opening, kind: 'SPECIAL' }, day).refused('INVALID_INPUT', { field: 'topic' }, ['topic']);
    at.when({ ...opening, kind: 'SPECIAL', topic: ' ' }, day).refused('INVALID_INPUT', { longest: 200 }, ['topic']);
  });
  test('without an office, methods or inspectors, or with one of them twice', () => {
    at.when({ ...opening, office: '' }, day).refused('INVALID_INPUT', {}, ['office']);
    at.when({ ...opening, methods: [] }, day).refused('INVALID_INPUT', {}, ['methods']);
    at.when({ ...opening, methods: ['DATA', 'DATA'] }, day).refused('INVALID_INPUT', { times: 2 }, ['methods', '1']);
    at.when({ ...opening, inspectors: [] }, day).refused('INVALID_INPUT', {}, ['inspectors']);
    const twice = { ...opening, inspectors: [term!, term!] };
    at.when(twice, day).refused('INVALID_INPUT', { times: 2 }, ['inspectors', '1', 'personId']);
  });
  test('with a term of office that is none, or over', () => {
    const having = (more: object) => ({ ...opening, inspectors: [{ ...term!, ...more }] });
    at.when(having({ from: '2021-02-30' }), day).refused('INVALID_INPUT', {}, ['inspectors', '0', 'from']);
    at.when(having({ to: 'x' }), day).refused('INVALID_INPUT', {}, ['inspectors', '0', 'to']);
    at.when(having({ to: '2021-09-30' }), day).refused('DATE_ORDER', { earliest: '2021-10-01' });
    const over = having({ from: '2021-09-01', to: '2021-09-30' });
    at.when(over, day).refused('DATE_ORDER', { day: '2021-09-30', earliest: '2021-10-01' }, ['inspectors', '0', 'to']);
  });
  test('with an inspector whom nobody knows, or who was erased', () => {
    const having = (personId: string) => ({ ...opening, inspectors: [{ ...term!, personId }] });
    at.when(having(p(99)), day).refused('NOT_FOUND', { person: p(99) }, ['inspectors', '0', 'personId']);
    at.when(having('nobody'), day).refused('NOT_FOUND', {}, ['inspectors', '0', 'personId']);
    const erased = { status: 'ERASED', schoolId: S03, career: careerOf(employedAt(24, S03)) };
    evaluated([], { ...references, [p(24)]: erased })
      .when(having(p(24)), day)
      .refused('PERSON_ERASED', { person: p(24) }, ['inspectors', '0', 'personId']);
  });
  test('a second comprehensive one of the scope and period; a special one beside it is opened', () => {
    evaluated(untilConcluded).when(opening, on('2022-01-01')).refused('EVALUATION_EXISTS', {}, ['kind']);
    const special = { kind: 'SPECIAL', topic: '课后服务' } as const;
    evaluated(untilConcluded)
      .when({ ...opening, ...special }, on('2022-01-01'))
      .then({ ...opened, evaluation: 2, ...special });
  });
  test('of an alliance and of a school it is opened alike', () => {
    at.when({ ...opening, scopeId: S01 }, day).then({ ...opened, scope: 'SCHOOL' });
  });
});

describe('nobody inspects the own school', () => {
  const { type: _, evaluation: _n, scope: _s, ...rest } = opened;
  const opening = { type: 'OpenEvaluation', ...ofScope, ...rest } as const;
  const day = on('2021-10-01');
  const having = (n: number, more: object = {}) => ({
    ...opening,
    inspectors: [{ personId: p(n), from: '2021-10-01', to: '2022-07-31' }],
    ...more,
  });
  const path = ['inspectors', '0', 'personId'];
  const knowing = (person: Person) => evaluated([], { ...references, [p(24)]: person });

  test('neither a member nor a campus of one, nor from a later day of the term on', () => {
    evaluated([]).when(having(23), day).refused('INSPECTOR_OF_OWN_SCHOOL', { school: '370103.S05' }, path);
    const joins = employedAt(24, S02, '2022-07-31');
    knowing(joins).when(having(24), day).refused('INSPECTOR_OF_OWN_SCHOOL', { school: S02, day: '2022-07-31' }, path);
    knowing(employedAt(24, S02, '2022-08-01'))
      .when(having(24), day)
      .then({ ...opened, ...{ inspectors: having(24).inspectors } });
  });
  test('nor by a post, nor where a rotation leads', () => {
    const posted = personAfter(employedAt(24, S03), {
      ...{ type: 'PostAssigned', personId: p(24), post: 1, schoolId: S01, kind: 'TEACHER', to: '2021-10-01' },
    });
    knowing(posted).when(having(24), day).refused('INSPECTOR_OF_OWN_SCHOOL', { school: S01, day: '2021-10-01' });
    const rotating = personAfter(employedAt(24, S03), {
      ...{ type: 'RotationDecided', personId: p(24), rotation: 1, scheme: 'DISTRICT', mode: 'FULL_TIME', share: 100 },
      ...{ fromSchoolId: S03, toSchoolId: S02, from: '2022-02-01', to: '2022-12-31', personnelRelation: 'STAYS' },
      eligibility: [],
    });
    knowing(rotating).when(having(24), day).refused('INSPECTOR_OF_OWN_SCHOOL', { school: S02, day: '2022-02-01' });
    const cancelled = personAfter(rotating, {
      type: 'RotationCancelled',
      personId: p(24),
      rotation: 1,
      cause: 'CANCELLED',
    });
    knowing(cancelled)
      .when(having(24), day)
      .then({ ...opened, inspectors: having(24).inspectors });
  });
  test('a school that left the group before the period is none of it, one that left during it is', () => {
    const leaving = (date: string) => ({
      ...references,
      district: districtOf([
        ...register,
        ...from<DistrictEvent>('2020-09-01', { type: 'SchoolAdmitted', groupCode: 'G01', schoolCode: 'S04' }),
        ...from<DistrictEvent>(date, { type: 'SchoolWithdrawn', groupCode: 'G01', schoolCode: 'S04' }),
      ]),
    });
    evaluated([], leaving('2021-09-01'))
      .when(having(22), day)
      .then({ ...opened, inspectors: having(22).inspectors });
    evaluated([], leaving('2021-09-02')).when(having(22), day).refused('INSPECTOR_OF_OWN_SCHOOL', { school: S04 });
  });
  test('of a school alone, its own people and those of its campus do not', () => {
    const school = (scopeId: string) => ({ scopeId });
    evaluated([])
      .when(having(23, school(S01)), day)
      .refused('INSPECTOR_OF_OWN_SCHOOL', { school: '370103.S05' });
    evaluated([])
      .when(having(23, school(S02)), day)
      .then({ ...opened, scope: 'SCHOOL', inspectors: having(23).inspectors });
  });
  test('nor is appointed later', () => {
    const appointing = {
      type: 'AppointInspector',
      ...of,
      personId: p(23),
      from: '2021-11-01',
      to: '2022-07-31',
    } as const;
    evaluated(untilOpened).when(appointing, day).refused('INSPECTOR_OF_OWN_SCHOOL', {}, ['personId']);
    evaluated(untilOpened)
      .when({ ...appointing, personId: p(22) }, day)
      .then({ type: 'InspectorAppointed', ...inEvent, personId: p(22), from: '2021-11-01', to: '2022-07-31' });
  });
  test('who has come to a school since finds nothing of it, but of others', () => {
    const since = { ...references, [inspector]: personAfter(employedAt(21, S03), transferred(21, S02), '2022-02-01') };
    const at = evaluated(untilEvidence, since);
    at.when(found, on('2021-10-20')).refused('INSPECTOR_OF_OWN_SCHOOL', { school: S02, day: '2022-02-01' }, [
      'inspectorId',
    ]);
    const { schoolId: _school, ...ofAll } = found;
    at.when(ofAll, on('2021-10-20')).refused('INSPECTOR_OF_OWN_SCHOOL', { school: S02 });
    at.when({ ...found, schoolId: S01 }, on('2021-10-20')).then(finding(1, { schoolId: S01 }));
  });
});

describe('what is refused of inspectors', () => {
  const appointing = {
    type: 'AppointInspector',
    ...of,
    personId: p(22),
    from: '2021-11-01',
    to: '2022-07-31',
  } as const;
  const dismissing = { type: 'DismissInspector', ...of, personId: inspector } as const;
  test('of an evaluation that is not there', () => {
    const nothing = { evaluation: 2 };
    evaluated(untilOpened)
      .when({ ...appointing, ...nothing }, on('2021-10-02'))
      .refused('NOT_FOUND', nothing, ['evaluationId']);
    evaluated(untilOpened)
      .when({ ...dismissing, ...nothing }, on('2021-10-02'))
      .refused('NOT_FOUND', nothing, ['evaluationId']);
  });
  test('the same days twice; other days are another term', () => {
    const again = { ...appointing, personId: inspector };
    evaluated(untilOpened)
      .when({ ...again, from: '2022-07-31', to: '2022-12-31' }, on('2021-10-02'))
      .refused('TERM_OVERLAP', {}, ['from']);
    evaluated(untilOpened)
      .when({ ...again, from: '2022-08-01', to: '2022-12-31' }, on('2021-10-02'))
      .then({ type: 'InspectorAppointed', ...inEvent, personId: inspector, from: '2022-08-01', to: '2022-12-31' });
  });
  test('whoever is in office no longer is not dismissed', () => {
    evaluated(untilOpened).when(dismissing, on('2022-08-01')).refused('INSPECTOR_NOT_IN_OFFICE', {}, ['personId']);
    const after = evaluated(untilOpened).after(dismissing, on('2021-10-15'));
    after.when(dismissing, on('2021-10-20')).refused('INSPECTOR_NOT_IN_OFFICE');
    expect(after.state.evaluations[0]?.inspectors).toMatchObject([{ from: '2021-10-01', until: '2021-10-15' }]);
    // Before the term began: it never does.
    expect(evaluated(untilOpened).after(dismissing, on('2021-10-01')).state.evaluations[0]?.inspectors).toEqual([]);
  });
  test('nor from a day on which the inspector found something', () =>
    evaluated(untilFound)
      .when(dismissing, { ...on('2021-10-15'), recordedOn: '2021-10-30' })
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSPECTOR_NOT_IN_OFFICE', day: '2021-10-20' }, ['personId']));
  test('nobody is in office before the appointment, whenever the term began', () =>
    evaluated(untilEvidence)
      .after({ ...appointing, from: '2021-09-01' }, on('2021-10-21'))
      .when({ ...found, inspectorId: p(22) }, { ...on('2021-10-20'), recordedOn: '2021-10-22' })
      .refused('INSPECTOR_NOT_IN_OFFICE', { day: '2021-10-20' }, ['inspectorId']));
  test('whoever was appointed before the evaluation was opened is told from its opening on', () =>
    evaluated(untilOpened)
      .when(appointing, { ...on('2021-09-30'), recordedOn: '2021-10-02' })
      .refused('DATE_ORDER', { earliest: '2021-10-01' }));
});

describe('what is refused of evidence and findings', () => {
  const day = on('2021-10-20');
  const at = evaluated(untilEvidence);
  const paper = { type: 'RecordEvidence', ...of, document: '座谈纪要', hash, method: 'SEMINAR' } as const;
  test('evidence without a name or a hash, or by a method that the evaluation does not use', () => {
    at.when({ ...paper, document: '' }, day).refused('INVALID_INPUT', {}, ['document']);
    at.when({ ...paper, hash: hash.toUpperCase() }, day).refused('INVALID_INPUT', {}, ['hash']);
    at.when({ ...paper, method: 'DATA' }, day).refused('INVALID_INPUT', { field: 'method' }, ['method']);
    at.when({ ...paper, evaluation: 9 }, day).refused('NOT_FOUND');
    at.when(paper, { ...on('2021-09-30'), recordedOn: '2021-10-20' }).refused('DATE_ORDER', { earliest: '2021-10-01' });
  });
  test('a finding on what is no dimension or level of the policy', () => {
    at.when({ ...found, dimension: 'FOOD' }, day).refused('INVALID_INPUT', { field: 'dimension' }, ['dimension']);
    at.when({ ...found, level: '甲' }, day).refused('INVALID_INPUT', { field: 'level' }, ['level']);
    at.when({ ...found, text: '' }, day).refused('INVALID_INPUT', {}, ['text']);
    const policies = policiesOf({ rules: policy, from: '2021-10-15' });
    at.when({ ...found, dimension: 'FOOD', level: '甲' }, { ...day, policies }).then(
      finding(1, { dimension: 'FOOD', level: '甲' }),
    );
    at.when({ ...found, dimension: 'FOOD' }, { ...on('2021-10-14'), policies }).refused('INVALID_INPUT', {}, [
      'dimension',
    ]);
  });
  test('a finding about a school that is not evaluated; a campus of a member is', () => {
    for (const schoolId of [S03, '370103.S99', '370104.S01'])
      at.when({ ...found, schoolId }, day).refused('NOT_IN_SCOPE', { school: schoolId }, ['schoolId']);
    at.when({ ...found, schoolId: '370103.S05' }, day).then(finding(1, { schoolId: '370103.S05' }));
    const { schoolId: _, ...whole } = found;
    const { schoolId: _s, ...wholeEvent } = finding(1);
    at.when(whole, day).then(wholeEvent);
  });
  test('a finding without evidence, on some that is not there, or twice on the same', () => {
    at.when({ ...found, evidence: [] }, day).refused('INVALID_INPUT', {}, ['evidence']);
    at.when({ ...found, evidence: [1, 2] }, day).refused('NOT_FOUND', { evidence: 2 }, ['evidence', '1']);
    at.when({ ...found, evidence: [1, 1] }, day).refused('INVALID_INPUT', { times: 2 }, ['evidence', '1']);
  });
  test('a finding before its evidence, or by nobody who is in office', () => {
    at.when(found, { ...on('2021-10-09'), recordedOn: '2021-10-20' }).refused('DATE_ORDER', { earliest: '2021-10-10' });
    at.when({ ...found, inspectorId: p(22) }, day).refused('INSPECTOR_NOT_IN_OFFICE', {}, ['inspectorId']);
    at.when(found, on('2022-08-01')).refused('INSPECTOR_NOT_IN_OFFICE', { day: '2022-08-01' }, ['inspectorId']);
  });
  test('once the draft is out', () => {
    const out = evaluated(untilDrafted);
    out.when(paper, on('2021-11-02')).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    out.when(found, on('2021-11-02')).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    out.when({ type: 'IssueDraft', ...of }, on('2021-11-02')).refused('INVALID_TRANSITION', {}, ['evaluationId']);
  });
});

describe('what is refused of a draft and of objections', () => {
  const draft = { type: 'IssueDraft', ...of } as const;
  test('a draft of nothing, or with a dimension missing', () => {
    evaluated(untilEvidence).when(draft, on('2021-11-01')).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    const four = [...untilEvidence, ...from<EvaluationEvent>('2021-10-20', ...findings.slice(0, 4))];
    evaluated(four)
      .when(draft, on('2021-11-01'))
      .refused('DIMENSION_MISSING', { dimension: 'POTENTIAL' }, ['evaluationId']);
    const policies = policiesOf({ rules: policy, from: '2021-09-01' });
    evaluated(untilFound)
      .when(draft, { ...on('2021-11-01'), policies })
      .refused('DIMENSION_MISSING', { dimension: 'FOOD' });
    evaluated(four.map(asSpecial)).when(draft, on('2021-11-01')).then(drafted);
    evaluated(untilFound)
      .when(draft, { ...on('2021-10-19'), recordedOn: '2021-11-01' })
      .refused('DATE_ORDER', { earliest: '2021-10-20' });
  });
  test('the days for objections run from when the draft was recorded, as the policy of that day says', () => {
    const policies = policiesOf({ rules: policy, from: '2021-10-25' });
    const special = evaluated(untilFound.map(asSpecial));
    special
      .when(draft, { ...on('2021-10-20'), recordedOn: '2021-11-01', policies })
      .then({ ...drafted, objectionsTo: '2021-11-08' });
  });
  test('an objection that is told too late, whatever day it is said to be of', () => {
    evaluated(untilDrafted)
      .when(objection, { ...late, recordedOn: '2021-11-16' })
      .then(objected);
    evaluated(untilDrafted)
      .when(objection, { ...late, recordedOn: '2021-11-17' })
      .refused('OBJECTION_LATE', { latest: '2021-11-16' }, ['evaluationId']);
  });
  test('an objection before the draft, of whom it does not concern, or without a school', () => {
    evaluated(untilDrafted)
      .when(objection, { ...late, effectiveOn: '2021-10-31' })
      .refused('DATE_ORDER', { earliest: '2021-11-01' });
    evaluated(untilDrafted)
      .when({ ...objection, schoolId: S03 }, late)
      .refused('NOT_IN_SCOPE', { school: S03 }, ['schoolId']);
    const { schoolId: _, ...nobody } = objection;
    evaluated(untilDrafted).when(nobody, late).refused('INVALID_INPUT', { field: 'schoolId' }, ['schoolId']);
    evaluated(untilDrafted)
      .when(objection, { ...late, actor: secretary })
      .refused('INVALID_INPUT', { field: 'schoolId' });
    const { schoolId: _s, ...ofCouncil } = objected;
    evaluated(untilDrafted)
      .when(nobody, { ...late, actor: secretary })
      .then(ofCouncil);
  });
  test('an objection to what was not found, without a reason, or twice', () => {
    evaluated(untilDrafted)
      .when({ ...objection, finding: 9 }, late)
      .refused('NOT_FOUND', { finding: 9 }, ['finding']);
    evaluated(untilDrafted)
      .when({ ...objection, reason: '' }, late)
      .refused('INVALID_INPUT', {}, ['reason']);
    evaluated(untilObjected).when(objection, late).refused('NO_CHANGE', { finding: 2 }, ['finding']);
    evaluated(untilObjected)
      .when({ ...objection, schoolId: S01 }, late)
      .then({ ...objected, objection: 2, schoolId: S01 });
    evaluated(untilFound).when(objection, late).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    evaluated([]).when(objection, late).refused('NOT_FOUND', { evaluation: 1 });
  });
  test('an answer to nothing, a second one, one that changes nothing, and one by who objected', () => {
    const day = on('2021-11-10');
    evaluated(untilObjected)
      .when({ ...answer, objection: 2 }, day)
      .refused('NOT_FOUND', { objection: 2 }, ['objection']);
    evaluated(untilAnswered).when(answer, day).refused('INVALID_TRANSITION', { objection: 1 }, ['objection']);
    evaluated(untilObjected)
      .when({ ...answer, instead: statement }, day)
      .refused('NO_CHANGE', { finding: 2 }, ['instead']);
    const worse = { ...statement, level: '甲' };
    evaluated(untilObjected)
      .when({ ...answer, instead: worse }, day)
      .refused('INVALID_INPUT', {}, ['instead', 'level']);
    evaluated(untilObjected)
      .when({ ...answer, reason: ' ' }, day)
      .refused('INVALID_INPUT', {}, ['reason']);
    const self = { ...day, actor: { id: clerk.id, role: 'BUREAU' } } as const;
    evaluated(untilObjected).when(answer, self).refused('SAME_PERSON', { actor: clerk.id });
    evaluated(untilObjected)
      .when(answer, { ...on('2021-11-04'), recordedOn: '2021-11-10' })
      .refused('DATE_ORDER', { earliest: '2021-11-05' });
  });
  test('an answer by who recorded the finding, where the policy says so', () => {
    const policies = policiesOf({ rules: { kind: 'SEPARATION', pairs: ['FINDS_ANSWERS'] }, from: '2021-01-01' });
    evaluated(untilObjected)
      .when(answer, { ...on('2021-11-10'), policies })
      .refused('SAME_PERSON', { actor: 'officer-1' });
    evaluated(untilObjected)
      .when(answer, { ...byOfficer('2021-11-10'), policies })
      .then(answered);
  });
  test('an objection that is upheld changes what the finding says', () => {
    const instead = { level: '较好', nature: 'STRENGTH', text: '台账齐全' } as const;
    const after = evaluated(untilObjected).after({ ...answer, instead }, on('2021-11-10'));
    expect(after.state.evaluations[0]?.findings[1]).toMatchObject({ number: 2, dimension: 'TEACHER', ...instead });
  });
});

describe('what is refused of a conclusion and of appeals', () => {
  const day = on('2021-12-01');
  test('a conclusion while objections are taken, or one is not answered', () => {
    evaluated(untilObjected).when(conclusion, day).refused('OBJECTION_OPEN', { objection: 1 }, ['evaluationId']);
    evaluated(untilAnswered)
      .when(conclusion, on('2021-11-16'))
      .refused('OBJECTION_OPEN', { latest: '2021-11-16' }, ['evaluationId']);
    evaluated(untilAnswered)
      .when(conclusion, on('2021-11-17'))
      .then({ ...concluded, appealsTo: '2022-01-16' });
  });
  test('a conclusion without a document, with no grade of the policy, or before the draft', () => {
    evaluated(untilAnswered)
      .when({ ...conclusion, documentNo: '' }, day)
      .refused('BASIS_MISSING', {}, ['documentNo']);
    evaluated(untilAnswered)
      .when({ ...conclusion, grade: 'A' }, day)
      .refused('INVALID_INPUT', { field: 'grade' }, ['grade']);
    evaluated(untilAnswered)
      .when(conclusion, { ...on('2021-11-09'), recordedOn: '2021-12-01' })
      .refused('DATE_ORDER', { earliest: '2021-11-10' });
    evaluated(untilFound).when(conclusion, day).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    evaluated(untilConcluded).when(conclusion, day).refused('INVALID_TRANSITION', {}, ['evaluationId']);
  });
  test('a conclusion without what the policy of its day asks for', () => {
    const policies = policiesOf({ rules: policy, from: '2021-11-15' });
    evaluated(untilAnswered)
      .when({ ...conclusion, grade: 'A' }, { ...day, policies })
      .refused('DIMENSION_MISSING', { dimension: 'FOOD' });
    evaluated(untilAnswered.map(asSpecial))
      .when({ ...conclusion, grade: 'A' }, { ...day, policies })
      .then({ ...concluded, grade: 'A', dimensions: [], appealsTo: '2021-12-11' });
  });
  test('an appeal that is told too late, of whom it does not concern, or twice', () => {
    const soon = { ...on('2021-12-10'), actor: clerk };
    evaluated(untilConcluded)
      .when(appeal, { ...soon, recordedOn: '2022-01-31' })
      .refused('APPEAL_LATE', { latest: '2022-01-30' }, ['evaluationId']);
    evaluated(untilConcluded)
      .when(appeal, { ...soon, recordedOn: '2022-01-30' })
      .then({ ...appealed, schoolId: S02 });
    evaluated(untilConcluded)
      .when({ ...appeal, schoolId: S03 }, soon)
      .refused('NOT_IN_SCOPE', {}, ['schoolId']);
    evaluated(untilConcluded)
      .when({ ...appeal, reason: '' }, soon)
      .refused('INVALID_INPUT', {}, ['reason']);
    const { schoolId: _, ...ofCouncil } = appeal;
    evaluated(untilAppealed)
      .when(ofCouncil, { ...soon, actor: secretary })
      .refused('NO_CHANGE', {}, ['evaluationId']);
    evaluated(untilAnswered).when(appeal, soon).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    evaluated(untilConcluded)
      .when(appeal, { ...soon, effectiveOn: '2021-11-30' })
      .refused('DATE_ORDER', { earliest: '2021-12-01' });
  });
  test('a decision by the same office, however it is written, or the same person', () => {
    const at = evaluated(untilAppealed);
    for (const office of ['区政府教育督导室', '区政府　教育督导室'])
      at.when({ ...decision, office }, byOfficer('2021-12-20')).refused('SAME_OFFICE', {}, ['office']);
    at.when(decision, on('2021-12-20')).refused('SAME_PERSON', { actor: 'officer-1' });
    const appellant = { ...on('2021-12-20'), actor: { id: 'secretary-1', role: 'BUREAU' } } as const;
    at.when(decision, appellant).refused('SAME_PERSON');
  });
  test('a decision on nothing, twice, without a document, or with a grade that does not go with it', () => {
    const at = evaluated(untilAppealed);
    const later = byOfficer('2021-12-20');
    at.when({ ...decision, appeal: 2 }, later).refused('NOT_FOUND', { appeal: 2 }, ['appeal']);
    at.when({ ...decision, documentNo: '' }, later).refused('BASIS_MISSING', {}, ['documentNo']);
    at.when({ ...decision, office: '' }, later).refused('INVALID_INPUT', {}, ['office']);
    at.when({ ...decision, grade: '优秀' }, later).refused('INVALID_INPUT', {}, ['grade']);
    at.when({ ...decision, outcome: 'REGRADED' }, later).refused('INVALID_INPUT', {}, ['grade']);
    at.when({ ...decision, outcome: 'REGRADED', grade: '甲' }, later).refused('INVALID_INPUT', {}, ['grade']);
    at.when({ ...decision, outcome: 'REGRADED', grade: '良好' }, later).refused('NO_CHANGE', {}, ['grade']);
    at.when({ ...decision, reason: '' }, later).refused('INVALID_INPUT', {}, ['reason']);
    at.after(decision, later).when(decision, later).refused('INVALID_TRANSITION', { appeal: 1 }, ['appeal']);
    at.when(decision, { ...byOfficer('2021-12-09'), recordedOn: '2021-12-20' }).refused('DATE_ORDER', {
      earliest: '2021-12-10',
    });
  });
  test('a decision may let the evaluation go on', () => {
    const after = evaluated(untilAppealed).after({ ...decision, outcome: 'REOPENED' }, byOfficer('2021-12-20'));
    expect(after.state.evaluations[0]).toMatchObject({ status: 'OPEN', round: 1, conclusions: [{ grade: '良好' }] });
    after.when(found, on('2021-12-19')).refused('DATE_ORDER', { earliest: '2021-12-20' });
    after.when(decision, byOfficer('2021-12-21')).refused('INVALID_TRANSITION', { appeal: 1 });
  });
  test('reopening without a document, of what goes on, or past an appeal or objection that waits', () => {
    const reopening = { type: 'ReopenEvaluation', ...of, documentNo: '督10号', reason: '新情况' } as const;
    const later = on('2021-12-20');
    evaluated(untilConcluded)
      .when({ ...reopening, documentNo: '' }, later)
      .refused('BASIS_MISSING', {}, ['documentNo']);
    evaluated(untilConcluded)
      .when({ ...reopening, reason: '' }, later)
      .refused('INVALID_INPUT', {}, ['reason']);
    evaluated(untilFound).when(reopening, later).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    evaluated(untilAppealed).when(reopening, later).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    evaluated(untilObjected).when(reopening, later).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    evaluated(untilDrafted)
      .when(reopening, later)
      .then({ type: 'EvaluationReopened', ...inEvent, documentNo: '督10号', reason: '新情况' });
    evaluated(untilConcluded)
      .when(reopening, { ...on('2021-11-30'), recordedOn: '2021-12-20' })
      .refused('DATE_ORDER', { earliest: '2021-12-01' });
  });
});

describe('what is refused of rectifications', () => {
  const day = on('2021-12-20');
  test('an order without a document, of what is no problem, or to whom it does not concern', () => {
    const at = evaluated(untilConcluded);
    at.when({ ...order, documentNo: '' }, day).refused('BASIS_MISSING', {}, ['documentNo']);
    at.when({ ...order, finding: 9 }, day).refused('NOT_FOUND', { finding: 9 }, ['finding']);
    at.when({ ...order, schoolId: S03 }, day).refused('NOT_IN_SCOPE', { school: S03 }, ['schoolId']);
    const praised = untilConcluded.map((fact) =>
      fact.event.type === 'FindingRecorded' ? { ...fact, event: { ...fact.event, nature: 'STRENGTH' as const } } : fact,
    );
    evaluated(praised).when(order, day).refused('INVALID_INPUT', { field: 'finding' }, ['finding']);
    evaluated(untilDrafted).when(order, day).refused('INVALID_TRANSITION', {}, ['evaluationId']);
    const closed = districtOf([
      ...register,
      ...from<DistrictEvent>('2021-12-20', { type: 'SchoolClosed', schoolCode: 'S02' }),
    ]);
    evaluated(untilConcluded, { ...references, district: closed })
      .when(order, day)
      .refused('SCHOOL_CLOSED', { school: S02 }, ['schoolId']);
  });
  test('an order with no day left, before the conclusion, or twice', () => {
    const at = evaluated(untilConcluded);
    at.when({ ...order, deadline: '2021-12-20' }, day).refused('DATE_ORDER', { earliest: '2021-12-21' }, ['deadline']);
    at.when({ ...order, deadline: 'x' }, day).refused('INVALID_INPUT', {}, ['deadline']);
    at.when(order, { ...on('2021-11-30'), recordedOn: '2021-12-20' }).refused('DATE_ORDER', { earliest: '2021-12-01' });
    evaluated(untilOrdered).when(order, day).refused('NO_CHANGE', { finding: 1 }, ['finding']);
    evaluated(untilOrdered)
      .when({ ...order, schoolId: S01 }, day)
      .then({ ...ordered, rectification: 2, schoolId: S01 });
  });
  test('a submission of nothing, without a paper, twice, or before the order', () => {
    const later = { ...on('2022-03-01'), actor: clerk };
    evaluated(untilOrdered)
      .when({ ...submission, rectification: 2 }, later)
      .refused('NOT_FOUND', { rectification: 2 }, ['rectification']);
    evaluated(untilOrdered)
      .when({ ...submission, hash: '' }, later)
      .refused('INVALID_INPUT', {}, ['hash']);
    evaluated(untilSubmitted).when(submission, later).refused('INVALID_TRANSITION', {}, ['rectification']);
    evaluated(untilOrdered)
      .when(submission, { ...later, effectiveOn: '2021-12-19' })
      .refused('DATE_ORDER', { earliest: '2021-12-20' });
  });
  test('a confirmation or return by who submitted, of what was not submitted, or before it', () => {
    const returning = {
      type: 'ReturnRectification',
      ...of,
      rectification: 1,
      reason: '未到位',
      deadline: '2022-05-31',
    } as const;
    const self = { ...on('2022-04-01'), actor: { id: clerk.id, role: 'BUREAU' } } as const;
    for (const command of [confirmation, returning]) {
      evaluated(untilSubmitted).when(command, self).refused('SAME_PERSON', { actor: clerk.id });
      evaluated(untilOrdered).when(command, on('2022-04-01')).refused('INVALID_TRANSITION', {}, ['rectification']);
      evaluated(untilSubmitted)
        .when({ ...command, rectification: 3 }, on('2022-04-01'))
        .refused('NOT_FOUND', { rectification: 3 });
      evaluated(untilSubmitted)
        .when(command, { ...on('2022-02-28'), recordedOn: '2022-04-01' })
        .refused('DATE_ORDER', { earliest: '2022-03-01' });
    }
    evaluated(untilSubmitted)
      .when({ ...returning, deadline: '2022-04-01' }, on('2022-04-01'))
      .refused('DATE_ORDER', {}, ['deadline']);
    evaluated(untilSubmitted)
      .when({ ...returning, reason: '' }, on('2022-04-01'))
      .refused('INVALID_INPUT', {}, ['reason']);
    const again = evaluated(untilSubmitted).after(returning, on('2022-04-01'));
    expect(again.state.evaluations[0]?.rectifications).toMatchObject([{ status: 'ORDERED', deadline: '2022-05-31' }]);
    again.when(submission, { ...on('2022-05-01'), actor: clerk }).then(submitted);
  });
  test('nothing is asked for any more without a document, or once it was confirmed; then it may be ordered anew', () => {
    const cancelling = {
      type: 'CancelRectification',
      ...of,
      rectification: 1,
      documentNo: '督12号',
      reason: '撤并',
    } as const;
    const later = on('2022-04-01');
    evaluated(untilOrdered)
      .when({ ...cancelling, documentNo: '' }, later)
      .refused('BASIS_MISSING', {}, ['documentNo']);
    evaluated(untilOrdered)
      .when({ ...cancelling, reason: '' }, later)
      .refused('INVALID_INPUT', {}, ['reason']);
    evaluated(untilOrdered)
      .when({ ...cancelling, rectification: 2 }, later)
      .refused('NOT_FOUND', {}, ['rectification']);
    evaluated(untilSubmitted)
      .after(confirmation, later)
      .when(cancelling, later)
      .refused('INVALID_TRANSITION', {}, ['rectification']);
    const cancelled = evaluated(untilOrdered).after(cancelling, later);
    cancelled
      .when({ ...order, deadline: '2022-06-30' }, later)
      .then({ ...ordered, rectification: 2, deadline: '2022-06-30' });
  });
});

describe('when a command is open, whatever it says', () => {
  const refusalOf = (
    type: EvaluationCommand['type'],
    history: readonly Fact<EvaluationEvent>[],
    day = '2022-01-05',
    more: Partial<Target> = {},
  ) => {
    const { open } = evaluation.commands[type];
    const target: Target = {
      ...{ groupId: '', ordinal: 0, fiscalYear: 0, personId: '', post: 0, rotation: 0 },
      ...ofScope,
      evaluation: 1,
      ...more,
    };
    const context = {
      ...on(day),
      recordedOn: day,
      actor: officer,
      hasDocument: true,
      references,
      policies: noPolicies,
    };
    return firstRefused((open as unknown as Guard<Target, Evaluations, EvaluationReferences>).rules, (rule) =>
      rule(target, context, stateOf(evaluation, history)),
    )?.refused;
  };
  const guarded = (...of: Parameters<typeof refusalOf>) => refusalOf(...of)?.code;
  const praised = (fact: Fact<EvaluationEvent>): Fact<EvaluationEvent> =>
    fact.event.type === 'FindingRecorded' ? { ...fact, event: { ...fact.event, nature: 'STRENGTH' } } : fact;
  const histories = {
    nothing: [],
    opened: untilOpened,
    found: untilFound,
    drafted: untilDrafted,
    objected: untilObjected,
    concluded: untilConcluded,
    appealed: untilAppealed,
    ordered: untilOrdered,
    submitted: untilSubmitted,
  };
  test.each<[Exclude<EvaluationCommand['type'], 'OpenEvaluation'>, readonly (keyof typeof histories)[]]>([
    ['AppointInspector', ['opened', 'found', 'drafted', 'objected', 'concluded', 'appealed', 'ordered', 'submitted']],
    ['DismissInspector', ['opened', 'found', 'drafted', 'objected', 'concluded', 'appealed', 'ordered', 'submitted']],
    ['RecordEvidence', ['opened', 'found']],
    ['RecordFinding', ['found']],
    ['IssueDraft', ['found']],
    ['LodgeObjection', []],
    ['AnswerObjection', ['objected']],
    ['ConcludeEvaluation', ['drafted']],
    ['AppealEvaluation', ['concluded', 'ordered', 'submitted']],
    ['DecideAppeal', ['appealed']],
    ['ReopenEvaluation', ['drafted', 'concluded', 'ordered', 'submitted']],
    ['OrderRectification', ['concluded', 'appealed', 'ordered', 'submitted']],
    ['SubmitRectification', ['ordered']],
    ['ConfirmRectification', ['submitted']],
    ['ReturnRectification', ['submitted']],
    ['CancelRectification', ['ordered', 'submitted']],
  ])('%s', (type, open) => {
    const allowed = Object.entries(histories).filter(([, history]) => guarded(type, history) === undefined);
    expect(allowed.map(([name]) => name)).toEqual(open);
    expect(guarded(type, [])).toBe('NOT_FOUND');
  });
  test.each<[EvaluationCommand['type'], readonly Fact<EvaluationEvent>[], day: string, object]>([
    ['RecordFinding', untilOpened, '2021-10-05', { code: 'NOT_FOUND', args: { evidence: 1 }, path: ['evidence'] }],
    [
      'RecordFinding',
      untilEvidence,
      '2022-08-01',
      { code: 'INSPECTOR_NOT_IN_OFFICE', args: { day: '2022-08-01' }, path: ['inspectorId'] },
    ],
    ...(
      [
        ['AnswerObjection', untilDrafted],
        ['DecideAppeal', untilConcluded],
        ['OrderRectification', untilConcluded.map((fact) => praised(fact))],
        ['SubmitRectification', untilSubmitted],
      ] as const
    ).map(([type, history]): [EvaluationCommand['type'], readonly Fact<EvaluationEvent>[], string, object] => [
      type,
      history,
      '2022-01-05',
      { code: 'INVALID_TRANSITION', args: { evaluation: 1 }, path: ['evaluationId'] },
    ]),
  ])('%s says why not', (type, history, day, why) => expect(refusalOf(type, history, day)).toMatchObject(why));
  test('where one of several inspectors serves, and one of several findings is a problem', () => {
    const served = [
      ...inspectedBy([21, '2021-10-01', '2021-10-31'], [22, '2021-10-01', '2022-07-31']),
      ...facts('2021-10-10', evidence),
    ];
    expect(guarded('RecordFinding', served)).toBeUndefined();
    expect(guarded('OrderRectification', firstPraised)).toBeUndefined();
  });
  test('objections in time', () => expect(guarded('LodgeObjection', untilDrafted, '2021-11-16')).toBeUndefined());
  test('of a school what concerns it', () => {
    const day = '2022-01-05';
    expect(guarded('SubmitRectification', untilOrdered, day, { schoolId: ordered.schoolId })).toBeUndefined();
    expect(guarded('SubmitRectification', untilOrdered, day, { schoolId: '370103.S09' })).toBe('INVALID_TRANSITION');
    expect(guarded('AppealEvaluation', untilConcluded, day, { schoolId: '370103.S09' })).toBe('NOT_IN_SCOPE');
    expect(guarded('LodgeObjection', untilDrafted, '2021-11-16', { schoolId: '370103.S09' })).toBe('NOT_IN_SCOPE');
  });
});

describe('a correction', () => {
  const { district: _, ...persons } = references as EvaluationReferences & Readonly<Record<string, Person>>;
  const known: Others = {
    'district-370103': references.district,
    ...Object.fromEntries(Object.entries(persons).map(([id, state]) => [`person-${id}`, state])),
  };
  const told = (facts: readonly Fact<EvaluationEvent>[], others: Others = {}) =>
    history<EvaluationEvent, Evaluations>(evaluation, '370103.G01-2021-2022-1', facts, { ...known, ...others });
  const by21 = { actor: officer };
  const right = (...path: string[]) => ['right', ...path];

  test('gives a finding other words, another school, another day', () => {
    const words = { level: '较差', text: '台账缺失', schoolId: S01 };
    const after = told(untilAnswered).correct(2, finding(1, words), '2021-10-25').then;
    expect(after.state.evaluations[0]?.findings[0]).toMatchObject({ ...words, on: '2021-10-25' });
  });
  test('leaves what was announced, numbers, and for whom somebody spoke', () => {
    const stays = (
      revision: number,
      event: EvaluationEvent,
      field: string,
      facts: readonly Fact<EvaluationEvent>[] = untilAppealed,
    ) => told(facts).correct(revision, event).refused('INVALID_INPUT', { field }, right(field));
    stays(0, { ...opened, kind: 'SPECIAL', topic: '课后服务' }, 'kind');
    stays(0, { ...opened, scope: 'SCHOOL' }, 'scope', untilOpened);
    stays(1, { ...evidence, evidence: 2 }, 'evidence');
    stays(2, finding(9, { dimension: 'SCHOOL' }), 'finding');
    stays(7, { ...drafted, objectionsTo: '2021-11-06' }, 'objectionsTo');
    stays(8, { ...objected, schoolId: S01 }, 'schoolId');
    stays(8, { ...objected, objection: 2 }, 'objection');
    stays(9, { ...answered, objection: 2 }, 'objection');
    stays(10, { ...concluded, appealsTo: '2021-12-02' }, 'appealsTo');
    stays(10, { ...concluded, dimensions: [] }, 'dimensions');
    stays(11, { ...appealed, appeal: 2 }, 'appeal');
    stays(11, { ...ordered, rectification: 2 }, 'rectification', untilSubmitted);
    stays(12, { ...submitted, rectification: 2 }, 'rectification', untilSubmitted);
  });
  test('lies not before what is evaluated was there', () =>
    told(untilOpened, { 'district-370103': formedOn('2021-09-20') })
      .correct(0, opened, '2021-09-19')
      .refused('DATE_ORDER', { earliest: '2021-09-20' }, right('rightEffectiveOn')));
  test('lies neither ahead nor before the period', () => {
    told(untilOpened)
      .correct(0, opened, '2025-01-02')
      .refused('DATE_ORDER', { latest: '2025-01-01' }, ['rightEffectiveOn']);
    told(untilOpened)
      .correct(0, opened, '2021-08-31')
      .refused('DATE_ORDER', { earliest: '2021-09-01' }, right('rightEffectiveOn'));
  });
  test('is held to the topic, the methods and the terms of an opening', () => {
    const at = told(untilOpened.map(asSpecial));
    const special = asSpecial(untilOpened[0]!).event as typeof opened;
    at.correct(0, opened).refused('INVALID_INPUT', { field: 'kind' }, right('kind'));
    const { topic: _t, ...without } = special;
    at.correct(0, without).refused('INVALID_INPUT', { field: 'topic' }, right('topic'));
    at.correct(0, { ...special, methods: ['DATA', 'DATA'] }).refused('INVALID_INPUT', {}, right('methods', '1'));
    const term = (more: object) => ({ ...special, inspectors: [{ ...special.inspectors[0]!, ...more }] });
    at.correct(0, term({ to: '2021-09-30' })).refused('DATE_ORDER', {}, right('inspectors', '0', 'to'));
    at.correct(0, term({ personId: p(99) })).refused(
      'NOT_FOUND',
      { person: p(99) },
      right('inspectors', '0', 'personId'),
    );
    at.correct(0, term({ personId: p(22) })).accepted();
    // Who was known then need not be known now.
    const erased = { status: 'ERASED', schoolId: S03, career: careerOf(employedAt(21, S03)) };
    told(untilOpened, { [`person-${inspector}`]: erased })
      .correct(0, { ...opened, office: '督导处' })
      .accepted();
  });
  test('takes no method away by which evidence was come by, nor gives evidence another that is not used', () => {
    told(untilEvidence)
      .correct(0, { ...opened, methods: ['SURVEY'] })
      .refused('CONFLICTS_WITH_LATER', { revision: 1 });
    told(untilEvidence)
      .correct(1, { ...evidence, method: 'DATA' })
      .refused('INVALID_INPUT', {}, ['right']);
  });
  test('names a school of the scope, a level, a dimension and a grade of the policy of the day', () => {
    told(untilAnswered)
      .correct(2, finding(1, { schoolId: S03 }))
      .refused('NOT_IN_SCOPE', { school: S03 }, right('schoolId'));
    told(untilAnswered)
      .correct(2, finding(1, { level: 'A' }))
      .refused('INVALID_INPUT', { field: 'level' }, right('level'));
    told(untilAnswered)
      .correct(2, finding(1, { dimension: 'FOOD' }))
      .refused('INVALID_INPUT', { field: 'dimension' }, right('dimension'));
    told(untilConcluded)
      .correct(10, { ...concluded, grade: 'A' })
      .refused('INVALID_INPUT', { field: 'grade' }, right('grade'));
    told(untilConcluded)
      .correct(10, { ...concluded, grade: '优秀' })
      .accepted();
    const instead = { ...statement, level: 'A' };
    told(untilAnswered)
      .correct(9, { ...answered, instead })
      .refused('INVALID_INPUT', {}, right('instead', 'level'));
    const policies = policiesOf({ rules: policy, from: '2021-10-15' });
    told(untilFound)
      .correct(2, finding(1, { level: '甲', dimension: 'FOOD' }), undefined, { policies })
      .accepted();
  });
  test('sets no deadline that is over when it is ordered', () => {
    told(untilOrdered)
      .correct(11, { ...ordered, deadline: '2021-12-20' })
      .refused('DATE_ORDER', {}, right('deadline'));
    told(untilOrdered)
      .correct(11, { ...ordered, deadline: '2022-04-30' })
      .accepted();
  });
  test('takes away nothing that others rest on', () => {
    told(untilOpened).retract(0).accepted();
    told(untilEvidence).retract(0).refused('CONFLICTS_WITH_LATER', { event: 'EvidenceRecorded' });
    told(untilFound).retract(1).refused('CONFLICTS_WITH_LATER', { event: 'FindingRecorded' });
    told(untilObjected).retract(3).refused('CONFLICTS_WITH_LATER', { event: 'ObjectionLodged' });
    told(untilObjected).retract(7).refused('CONFLICTS_WITH_LATER', { event: 'ObjectionLodged' });
    told(untilConcluded).retract(9).refused('CONFLICTS_WITH_LATER', { event: 'EvaluationConcluded' });
    told(untilConcluded).retract(2).refused('DIMENSION_MISSING', { dimension: 'SCHOOL' });
    told(untilConcluded)
      .correct(2, finding(1, { dimension: 'TEACHER' }))
      .refused('DIMENSION_MISSING', { dimension: 'SCHOOL' });
    told(untilConcluded).retract(10).refused('INVALID_TRANSITION', { event: 'EvaluationConcluded' });
    told(untilOrdered)
      .correct(2, finding(1, { nature: 'STRENGTH' }))
      .refused('CONFLICTS_WITH_LATER', { event: 'RectificationOrdered' });
    told(untilSubmitted).retract(11).refused('CONFLICTS_WITH_LATER', { event: 'RectificationSubmitted' });
    told(untilSubmitted).retract(12).accepted();
  });
  test('brings no step before what it rests on', () => {
    told(untilConcluded).correct(7, drafted, '2021-10-19').refused('DATE_ORDER', { earliest: '2021-10-20' });
    told(untilConcluded)
      .correct(2, finding(1), '2021-11-02')
      .refused('DATE_ORDER', { day: '2021-11-01', earliest: '2021-11-02' });
  });
  test('brings nobody to inspect the own school', () => {
    const inspectors = [{ ...opened.inspectors[0]!, personId: p(23) }];
    told(untilOpened)
      .correct(0, { ...opened, inspectors })
      .refused('INSPECTOR_OF_OWN_SCHOOL', { school: '370103.S05' });
    // The term goes on again, into days on which the inspector belongs to a member.
    const since = { [`person-${inspector}`]: personAfter(employedAt(21, S03), transferred(21, S02), '2022-02-01') };
    const dismissed: EvaluationEvent = { type: 'InspectorDismissed', ...inEvent, personId: inspector };
    const until = told([...untilOpened, ...from('2022-01-31', dismissed)], since);
    until.retract(1).refused('INSPECTOR_OF_OWN_SCHOOL', { school: S02, day: '2022-02-01' });
    until.correct(1, dismissed, '2022-02-02').refused('INSPECTOR_OF_OWN_SCHOOL', { school: S02, day: '2022-02-01' });
    until.correct(1, dismissed, '2022-01-01').accepted();
  });
  test('leaves nobody in office no longer who found something', () =>
    told(untilFound)
      .correct(0, { ...opened, inspectors: [{ ...opened.inspectors[0]!, to: '2021-10-19' }] })
      .refused('CONFLICTS_WITH_LATER', { rule: 'INSPECTOR_NOT_IN_OFFICE', day: '2021-10-20' }));
  test("puts nobody's two hands into what two persons do", () => {
    const answerer = { actor: { id: 'officer-3', role: 'BUREAU' } } as const;
    const answeredBy = [...untilObjected, ...from('2021-11-10', answered).map((fact) => ({ ...fact, ...answerer }))];
    told(answeredBy)
      .correct(8, { ...objected, reason: '另有说明' }, undefined, answerer)
      .refused('SAME_PERSON', { actor: 'officer-3' });
    told(answeredBy)
      .correct(8, { ...objected, reason: '另有说明' }, undefined, by21)
      .accepted();
    const asClerk = { actor: { id: clerk.id, role: 'BUREAU' } } as const;
    told(answeredBy)
      .correct(9, { ...answered, reason: '复核后维持' }, undefined, asClerk)
      .refused('SAME_PERSON', { actor: clerk.id });
    // Who found it, where the policy says so.
    const policies = policiesOf({ rules: { kind: 'SEPARATION', pairs: ['FINDS_ANSWERS'] }, from: '2021-01-01' });
    told(answeredBy)
      .correct(3, finding(2, { text: '台账遗失' }), undefined, { ...answerer, policies })
      .refused('SAME_PERSON');
    told(answeredBy)
      .correct(3, finding(2, { text: '台账遗失' }), undefined, answerer)
      .accepted();

    const decided: EvaluationEvent = {
      ...inEvent,
      type: 'AppealDecided',
      appeal: 1,
      office: '法规科',
      outcome: 'DISMISSED',
      documentNo: '复1号',
      reason: '不成立',
    };
    const decidedBy = [...untilAppealed, ...from('2021-12-20', decided).map((fact) => ({ ...fact, ...answerer }))];
    told(decidedBy)
      .correct(10, { ...concluded, grade: '优秀' }, undefined, answerer)
      .refused('SAME_PERSON');
    told(decidedBy)
      .correct(12, { ...decided, office: opened.office }, undefined, by21)
      .refused('SAME_OFFICE', {}, right('office'));
    told(decidedBy)
      .correct(0, { ...opened, office: '法 规 科' }, undefined, by21)
      .refused('SAME_OFFICE', {}, right('office'));
    told(decidedBy)
      .correct(12, { ...decided, grade: '优秀' }, undefined, by21)
      .refused('INVALID_INPUT', {}, right('grade'));
    told(decidedBy)
      .correct(12, { ...decided, outcome: 'REGRADED', grade: 'A' }, undefined, by21)
      .refused('INVALID_INPUT', {}, right('grade'));
    told(decidedBy)
      .correct(12, { ...decided, outcome: 'REGRADED', grade: '优秀' }, undefined, by21)
      .accepted();
    told(decidedBy).retract(12, by21).refused('INVALID_TRANSITION', { event: 'AppealDecided' });

    const confirmed: EvaluationEvent = { type: 'RectificationConfirmed', ...inEvent, rectification: 1 };
    const confirmedBy = [...untilSubmitted, ...from('2022-04-01', confirmed).map((fact) => ({ ...fact, ...answerer }))];
    told(confirmedBy)
      .correct(12, { ...submitted, document: '整改报告二' }, undefined, answerer)
      .refused('SAME_PERSON');
    told(confirmedBy)
      .correct(12, { ...submitted, document: '整改报告二' }, undefined, by21)
      .accepted();
  });
  test('also where who let the evaluation go on has concluded it since', () => {
    const third = (day: string, ...events: EvaluationEvent[]) =>
      from(day, ...events).map((fact) => ({ ...fact, actor: { id: 'officer-3', role: 'BUREAU' as const } }));
    const again = [
      ...untilAppealed,
      ...third('2021-12-20', {
        ...inEvent,
        ...{
          type: 'AppealDecided',
          appeal: 1,
          office: '法规科',
          outcome: 'REOPENED',
          documentNo: '复1号',
          reason: '成立',
        },
      }),
      ...third('2021-12-21', { ...drafted, objectionsTo: '2022-01-05' }),
      ...third('2022-01-10', { ...concluded, grade: '优秀' }),
    ];
    const actor = { id: 'officer-3', role: 'BUREAU' } as const;
    told(again)
      .correct(0, { ...opened, documentNo: '督2号' }, undefined, { actor })
      .refused('SAME_PERSON');
    told(again)
      .correct(0, { ...opened, documentNo: '督2号' }, undefined, by21)
      .accepted();
  });
  test('who put the objection right had a hand in it', () => {
    const corrected = told(untilObjected).correct(8, { ...objected, reason: '另有说明' }, undefined, by21);
    // The one who tells it is `officer-1` in these histories.
    expect(corrected.events).toHaveLength(1);
    const facts = [...untilObjected].map((fact, index) =>
      index === 8 ? { ...fact, correctedBy: [officer.id] } : fact,
    );
    evaluated(facts).when(answer, byOfficer('2021-11-10')).refused('SAME_PERSON', { actor: officer.id });
  });
  test('gives no number twice', () => {
    const after = told(untilDrafted).retract(7).then;
    expect(after.state.evaluations[0]?.status).toBe('OPEN');
    const without = after.retract(6).then;
    expect(without.decide({ ...found, dimension: 'POTENTIAL' }, { ...on('2021-12-01') })).toMatchObject({
      accepted: [{ finding: 6 }],
    });
    const never = told(untilOpened).retract(0).then;
    const { type: _t, evaluation: _n, scope: _s, ...rest } = opened;
    expect(never.decide({ type: 'OpenEvaluation', ...ofScope, ...rest }, on('2021-12-01'))).toMatchObject({
      accepted: [{ evaluation: 2 }],
    });
  });
  test('of an evaluation leaves the other one of its period', () => {
    const both = [...untilOpened, ...facts('2021-10-01', second, { ...evidence, evaluation: 2 })];
    told(both).correct(2, evidence).refused('INVALID_INPUT', { event: 'EvidenceRecorded' }, right());
  });
  test('of an inspector is held to what an appointment is held to', () => {
    const appointed = { type: 'InspectorAppointed', ...inEvent, personId: p(22), from: '2021-11-01' } as const;
    const at = told([...untilOpened, ...facts('2021-10-15', { ...appointed, to: '2022-07-31' })]);
    at.correct(1, { ...appointed, to: '2021-10-31' }).refused('DATE_ORDER', { earliest: '2021-11-01' }, right('to'));
    at.correct(1, { ...appointed, from: '2021-09-01', to: '2021-10-14' }).refused(
      'DATE_ORDER',
      { earliest: '2021-10-15' },
      right('to'),
    );
    at.correct(1, { ...appointed, personId: p(99), to: '2022-07-31' }).refused(
      'NOT_FOUND',
      { person: p(99) },
      right('personId'),
    );
    at.correct(1, { ...appointed, to: '2022-06-30' }).accepted();
  });
  test('asks of whom it leaves only that they were named before', () => {
    const erased = { status: 'ERASED', schoolId: S03, career: careerOf(employedAt(21, S03)) };
    const both = inspectedBy([21, '2021-10-01', '2022-07-31'], [22, '2021-10-01', '2022-07-31']);
    told(both, { [`person-${inspector}`]: erased })
      .correct(0, { ...(both[0]!.event as typeof opened), office: '督导处' })
      .accepted();
  });
  test('of an opening lies on the first day of the period, or on the very day on which it is told', () => {
    told(untilOpened).correct(0, opened, '2021-09-01').accepted();
    const today = { effectiveOn: '2021-10-05', recordedOn: '2021-10-05' };
    told(untilOpened).correct(0, opened, '2021-10-05', today).accepted();
  });
  test('of an opening names methods', () =>
    told(untilOpened)
      .correct(0, { ...opened, methods: [] })
      .refused('INVALID_INPUT', {}, right('methods')));
  test('of an opening is told also where the register does not know the scope any more, or did not then', () => {
    const dissolved = districtOf([
      ...register,
      ...from<DistrictEvent>('2021-06-01', { type: 'GroupDissolved', groupCode: 'G01', memberCodes: ['S01', 'S02'] }),
    ]);
    for (const district of [districtOf(schools('S01')), dissolved])
      told(untilOpened, { 'district-370103': district })
        .correct(0, { ...opened, office: '督导处' })
        .accepted();
  });
  test('of a finding of a school may be one of the whole scope', () => {
    const { schoolId: _school, ...ofAll } = finding(1);
    told(untilFound).correct(2, ofAll).accepted();
  });
  test('keeps words that were of no policy of the day, where neither they nor the day are others', () => {
    const policies = policiesOf({ rules: policy, from: '2021-10-15' });
    const worded = [...untilEvidence, ...facts('2021-10-20', finding(1, { level: '较差' }))];
    const other = finding(1, { level: '较差', text: '台账缺失' });
    told(worded).correct(2, other, undefined, { policies }).accepted();
    told(worded)
      .correct(2, other, '2021-10-21', { policies })
      .refused('INVALID_INPUT', { field: 'level' }, right('level'));
  });
  test('of a deadline that was set anew leaves a day to do it', () => {
    const history = told([...untilSubmitted, ...facts('2022-04-01', returned)]);
    history.correct(13, { ...returned, deadline: '2022-04-01' }).refused('DATE_ORDER', {}, right('deadline'));
    history.correct(13, { ...returned, deadline: '2022-04-02' }).accepted();
  });
  test('of a decision says with which grade it goes', () =>
    told([...untilAppealed, ...facts('2021-12-20', decided)])
      .correct(12, { ...decided, outcome: 'REGRADED' }, undefined, by21)
      .refused('INVALID_INPUT', { field: 'grade' }, right('grade')));
  test('lets no office decide on itself, in whichever of several appeals', () => {
    const both = [
      ...[...untilAppealed, ...facts('2021-12-11', { ...appealed, appeal: 2, schoolId: S02 })],
      ...facts('2021-12-20', decided, { ...decided, appeal: 2, office: '纪检室' }),
    ];
    const others = { actor: { id: 'officer-4', role: 'BUREAU' } } as const;
    told(both)
      .correct(0, { ...opened, office: '纪检室' }, undefined, others)
      .refused('SAME_OFFICE', {}, right('office'));
    told(both)
      .correct(0, { ...opened, office: '督导处' }, undefined, others)
      .accepted();
  });
  test('is not refused for whom came to the own school since', () => {
    const since = { [`person-${inspector}`]: personAfter(employedAt(21, S03), transferred(21, S02), '2022-02-01') };
    told(untilFound, since)
      .correct(0, { ...opened, documentNo: '督2号' })
      .accepted();
  });
  test('takes no finding of a conclusion away that only a later round repeats', () =>
    told([...untilReopened, ...facts('2022-01-11', finding(6, { dimension: 'SCHOOL' }))])
      .retract(2)
      .refused('DIMENSION_MISSING', { evaluation: 1, dimension: 'SCHOOL' }));
  test('beside an appeal that nobody has decided is allowed to anybody', () =>
    told(untilAppealed)
      .correct(0, { ...opened, documentNo: '督2号' })
      .accepted());

  const third = { id: 'officer-3', role: 'BUREAU' } as const;
  test.each<[string, readonly Fact<EvaluationEvent>[], number, EvaluationEvent]>([
    [
      'objections',
      [
        ...[...untilDrafted, ...by(third, '2021-11-05', objected, answered)],
        ...by(clerk, '2021-11-06', { ...objected, objection: 2, schoolId: S01 }),
        ...by(third, '2021-11-07', { ...answered, objection: 2 }),
      ],
      10,
      { ...objected, objection: 2, schoolId: S01, reason: '另有说明' },
    ],
    [
      'appeals',
      [
        ...[...untilConcluded, ...by(third, '2021-12-10', appealed, decided)],
        ...by(clerk, '2021-12-11', { ...appealed, appeal: 2, schoolId: S02 }),
        ...by(third, '2021-12-20', { ...decided, appeal: 2 }),
      ],
      13,
      { ...appealed, appeal: 2, schoolId: S02, reason: '另有说明' },
    ],
    [
      'rectifications',
      [
        ...[...untilOrdered, ...by(third, '2022-03-01', submitted, confirmed)],
        ...facts('2022-03-01', { ...ordered, rectification: 2, finding: 2 }),
        ...by(clerk, '2022-03-02', { ...submitted, rectification: 2 }),
        ...by(third, '2022-03-03', { ...confirmed, rectification: 2 }),
      ],
      15,
      { ...submitted, rectification: 2, document: '整改报告二' },
    ],
  ])(
    'by whose two hands were in one of the %s, which is not held up by it, puts them into no other',
    (_of, both, revision, event) => {
      told(both).correct(revision, event, undefined, { actor: third }).refused('SAME_PERSON', { actor: third.id });
      told(both).correct(revision, event, undefined, by21).accepted();
    },
  );
  test.each<[string, readonly Fact<EvaluationEvent>[], EvaluationCommand, day: string, object]>([
    [
      'evidence',
      untilEvidence,
      { type: 'RecordEvidence', ...of, document: '问卷', hash, method: 'SURVEY' },
      '2021-10-11',
      { evidence: 2 },
    ],
    ['objections', untilObjected, objection, '2021-11-06', { objection: 2 }],
    [
      'appeals',
      [...untilConcluded, ...by(clerk, '2021-12-10', { ...appealed, schoolId: S02 })],
      appeal,
      '2021-12-11',
      { appeal: 2 },
    ],
    ['rectifications', untilOrdered, order, '2021-12-21', { rectification: 2 }],
  ])('gives no number of %s twice', (_part, history, command, day, number) => {
    const retracted = told(history).retract(history.length - 1).then;
    const context = { effectiveOn: day, recordedOn: day, actor: clerk };
    expect(retracted.decide(command, context)).toMatchObject({ accepted: [number] });
  });
});

describe('a fact that finds no ground changes nothing', () => {
  test.each<[string, readonly Fact<EvaluationEvent>[], EvaluationEvent, day?: string]>([
    ['an evaluation is opened once', untilOpened, opened],
    ['what was not opened takes nothing', untilOpened, { ...evidence, evaluation: 2 }],
    [
      'nobody is dismissed who does not inspect',
      untilOpened,
      { ...confirmed, type: 'InspectorDismissed', personId: p(22) },
    ],
    [
      'nor once the term is over',
      untilOpened,
      { ...confirmed, type: 'InspectorDismissed', personId: inspector },
      '2022-08-01',
    ],
    ['evidence is taken until the draft', untilDrafted, { ...evidence, evidence: 2 }],
    ['evidence has a number of its own', untilEvidence, evidence],
    ['evidence is come by with a method that is used', untilEvidence, { ...evidence, evidence: 2, method: 'DATA' }],
    ['something is found until the draft', untilDrafted, finding(6)],
    ['a finding has a number of its own', untilFound, finding(1)],
    ['a finding rests on evidence all of which is there', untilEvidence, finding(1, { evidence: [1, 2] })],
    ['a draft is issued once', untilDrafted, drafted],
    ['nobody objects before the draft', untilFound, objected],
    ['nobody objects after the conclusion', untilConcluded, { ...objected, objection: 2 }],
    ['an objection has a number of its own', untilObjected, objected],
    ['nobody objects to what was not found', untilDrafted, { ...objected, finding: 9 }],
    ['an objection is answered once', untilAnswered, answered],
    ['no objection is answered that was not lodged', untilObjected, { ...answered, objection: 2 }],
    ['no objection is answered to an earlier draft', objectionOvertaken, answered],
    ['nothing is concluded without a draft', untilFound, concluded],
    ['nothing is concluded twice', untilConcluded, concluded],
    ['nothing is concluded before objections are answered', untilObjected, concluded],
    ['nobody appeals before the conclusion', untilAnswered, appealed],
    ['nobody appeals once it goes on', untilReopened, appealed],
    ['an appeal has a number of its own', untilAppealed, appealed],
    ['no appeal is decided that was not lodged', untilAppealed, { ...decided, appeal: 2 }],
    ['an appeal is decided once', [...untilAppealed, ...facts('2021-12-20', decided)], decided],
    ['no appeal is decided against an earlier conclusion', appealOvertaken, decided],
    ['what is open is not reopened', untilFound, reopened],
    ['nothing is ordered once it goes on', untilReopened, ordered],
    ['nothing is ordered but to put a problem right', firstPraised, ordered],
    ['nor of what was not found', untilConcluded, { ...ordered, finding: 9 }],
    ['a rectification has a number of its own', untilOrdered, { ...ordered, finding: 2 }],
    ['nothing is submitted twice', untilSubmitted, submitted],
    ['nor after it was confirmed', [...untilSubmitted, ...facts('2022-04-01', confirmed)], submitted],
    ['nor after it is asked for no longer', [...untilOrdered, ...facts('2022-01-01', cancelled)], submitted],
    ['nothing is confirmed that was not submitted', untilOrdered, confirmed],
    ['nothing is returned that was not submitted', untilOrdered, returned],
    ['what was confirmed stays', [...untilSubmitted, ...facts('2022-04-01', confirmed)], cancelled],
  ])('%s', (_rule, history, event, effectiveOn = '2022-06-01') => {
    const before = stateOf(evaluation, history);
    const recorded = { event, effectiveOn, recordedOn: effectiveOn, actor: officer, revision: history.length };
    expect(evaluation.evolve(before, recorded)).toBe(before);
  });
});

describe('what an evaluation remembers', () => {
  const after = (...history: readonly Fact<EvaluationEvent>[]) => onlyOne(stateOf(evaluation, history));

  test('of its opening: nothing else has happened yet', () =>
    expect(after(...untilOpened)).toMatchObject({
      ...{ status: 'OPEN', round: 0, reopenings: [], evidence: [], findings: [], drafts: [], objections: [] },
      ...{ conclusions: [], appeals: [], rectifications: [] },
    }));
  test('of an objection: whether it was upheld, and what the finding first said', () => {
    const instead = { level: '较好', nature: 'STRENGTH', text: '台账齐全' } as const;
    const again = { level: '较好', nature: 'STRENGTH', text: '台账规范' } as const;
    const { objections, findings: said } = after(
      ...[...untilObjected, ...facts('2021-11-06', { ...objected, objection: 2, schoolId: S01 })],
      ...facts('2021-11-07', { ...objected, objection: 3, finding: 4 }),
      ...facts('2021-11-10', { ...answered, objection: 2, instead }),
      ...facts('2021-11-11', { ...answered, instead: again }, { ...answered, objection: 3 }),
    );
    expect(objections.map(({ answer: given }) => [given?.upheld, given?.instead])).toEqual([
      [true, again],
      [true, instead],
      [false, undefined],
    ]);
    expect(said.map(({ text, first }) => [text, first])).toEqual([
      ['台账不全', undefined],
      ['台账规范', statement],
      ['台账不全', undefined],
      ['台账不全', undefined],
      ['台账不全', undefined],
    ]);
  });
  test('of an answer: only the objection that was answered has one', () => {
    const others = facts('2021-11-06', { ...objected, objection: 2, schoolId: S01 });
    const { objections } = after(...untilObjected, ...others, ...facts('2021-11-10', { ...answered, objection: 2 }));
    expect(objections.map(({ answer: given }) => given?.reason)).toEqual([undefined, '维持']);
  });
  test('of a decision: only the appeal that was decided has one', () => {
    const others = facts('2021-12-11', { ...appealed, appeal: 2, schoolId: S02 });
    const { appeals } = after(...untilAppealed, ...others, ...facts('2021-12-20', { ...decided, appeal: 2 }));
    expect(appeals.map(({ decision: given }) => given?.outcome)).toEqual([undefined, 'DISMISSED']);
  });
  test('of going on: by which document and why, also where an appeal led to it', () => {
    const byAppeal = [...untilAppealed, ...facts('2021-12-20', { ...decided, outcome: 'REOPENED' })];
    expect(after(...untilReopened).reopenings).toMatchObject([{ documentNo: '督10号', reason: '新情况' }]);
    expect(after(...byAppeal).reopenings).toMatchObject([{ documentNo: '复1号', reason: '不成立' }]);
  });
  test('of a rectification: what was submitted, how it was answered each time, and the last deadline', () => {
    const another = facts('2021-12-21', { ...ordered, rectification: 2, finding: 2 });
    const history = [
      ...[...untilSubmitted, ...another, ...facts('2022-04-01', returned)],
      ...facts('2022-05-01', { ...submitted, document: '整改报告二' }),
    ];
    const [one, other] = after(...history, ...facts('2022-06-01', cancelled)).rectifications;
    expect(one).toMatchObject({
      ...{ status: 'CANCELLED', ordered: '2022-03-31', deadline: '2022-05-31' },
      submissions: [{ document: '整改报告' }, { document: '整改报告二' }],
      answers: [
        { how: 'RETURNED', reason: '未到位', until: '2022-05-31' },
        { how: 'CANCELLED', reason: '撤并', until: undefined },
      ],
    });
    expect(other).toMatchObject({ status: 'ORDERED', deadline: '2022-03-31', submissions: [], answers: [] });
    expect(after(...history, ...facts('2022-06-01', confirmed)).rectifications[0]?.answers.at(-1)).toMatchObject({
      ...{ on: '2022-06-01', how: 'CONFIRMED', reason: undefined, until: undefined },
    });
  });
  test('of a dismissal: other inspectors stay, and so does a term that is over; one to come never begins', () => {
    const history = [
      ...inspectedBy([21, '2021-10-01', '2021-10-31'], [22, '2021-10-01', '2022-07-31']),
      ...facts('2021-11-01', {
        ...{ type: 'InspectorAppointed', ...inEvent, personId: p(21), from: '2021-12-01', to: '2022-07-31' },
      }),
      ...facts('2021-11-15', { type: 'InspectorDismissed', ...inEvent, personId: p(21) }),
    ];
    expect(after(...history).inspectors.map(({ value, from: since, until }) => [value, since, until])).toEqual([
      [p(21), '2021-10-01', '2021-11-01'],
      [p(22), '2021-10-01', '2022-08-01'],
    ]);
  });
  test('of another evaluation of the scope and period nothing', () => {
    const both = evaluated([...untilFound, ...facts('2021-10-20', second)]);
    const ofSecond = both.after(
      { type: 'RecordEvidence', ...of, evaluation: 2, document: '问卷', hash, method: 'SURVEY' },
      on('2021-10-21'),
    );
    expect(onlyOne(ofSecond.state)).toEqual(onlyOne(both.state));
    expect(ofSecond.state.evaluations[1]?.evidence).toMatchObject([{ number: 1, document: '问卷' }]);
  });

  const another = facts('2021-12-11', { ...appealed, appeal: 2, schoolId: S02 });
  const regraded: EvaluationEvent = { ...decided, outcome: 'REGRADED', grade: '优秀' };
  test.each<[string, readonly Fact<EvaluationEvent>[], string | undefined]>([
    ['none before the conclusion', untilAnswered, undefined],
    ['the one it was concluded with', untilConcluded, '良好'],
    ['still that where the appeal was dismissed', [...untilAppealed, ...facts('2021-12-20', decided)], '良好'],
    [
      'the one that an appeal gave, whatever became of another appeal',
      [...untilAppealed, ...another, ...facts('2021-12-20', regraded, { ...decided, appeal: 2 })],
      '优秀',
    ],
    ['none while it goes on', [...untilAppealed, ...facts('2021-12-20', regraded, reopened)], undefined],
    [
      'the one it was concluded with anew, whatever an appeal gave before',
      [
        ...[...untilAppealed, ...facts('2021-12-20', regraded, reopened), ...facts('2021-12-21', drafted)],
        ...facts('2022-02-01', { ...concluded, grade: '合格' }),
      ],
      '合格',
    ],
  ])('as the grade: %s', (_which, history, grade) => expect(gradeOf(after(...history))).toBe(grade));
});

describe('no step has effect before what it rests on', () => {
  const paper = { type: 'RecordEvidence', ...of, document: '座谈纪要', hash, method: 'SEMINAR' } as const;
  const reopening = { type: 'ReopenEvaluation', ...of, documentNo: '督10号', reason: '新情况' } as const;
  const cancelling = {
    type: 'CancelRectification',
    ...of,
    rectification: 1,
    documentNo: '督12号',
    reason: '撤并',
  } as const;
  test.each<[string, readonly Fact<EvaluationEvent>[], EvaluationCommand, day: string, earliest: string]>([
    ['evidence before it goes on', untilReopened, paper, '2022-01-09', '2022-01-10'],
    ['a draft before it goes on', untilReopened, { type: 'IssueDraft', ...of }, '2022-01-09', '2022-01-10'],
    ['going on before the draft', untilDrafted, reopening, '2021-10-31', '2021-11-01'],
    ['asking for nothing more before the order', untilOrdered, cancelling, '2021-12-19', '2021-12-20'],
    ['nor before it was submitted', untilSubmitted, cancelling, '2022-02-28', '2022-03-01'],
  ])('%s', (_step, history, command, effectiveOn, earliest) => {
    const at = evaluated(history);
    const told = { recordedOn: '2022-06-01' };
    at.when(command, { effectiveOn, ...told }).refused('DATE_ORDER', { earliest }, ['command', 'effectiveOn']);
    expect(at.after(command, { effectiveOn: earliest, ...told }).state).not.toBe(at.state);
  });
  test('evidence may be of a day before something was found', () =>
    evaluated(untilFound)
      .when(paper, { ...on('2021-10-19'), recordedOn: '2021-10-21' })
      .then({ ...evidence, evidence: 2 }));
  test('a finding rests on its own evidence, not on what was recorded since', () =>
    evaluated([...untilEvidence, ...facts('2021-10-15', { ...evidence, evidence: 2 })])
      .when(found, { ...on('2021-10-12'), recordedOn: '2021-10-20' })
      .then(finding(1)));
});

describe('a period is', () => {
  test.each([
    ['2021-2022', '2021-09-01', '2022-09-01'],
    ['2021-2022-1', '2021-09-01', '2022-02-01'],
    ['2021-2022-2', '2022-02-01', '2022-09-01'],
  ])('%s: from %s until %s', (period, since, until) =>
    expect(daysOfPeriod(period)).toMatchObject({ from: since, until }),
  );
});

describe('what is allowed at the edge', () => {
  const { type: _, evaluation: _n, scope: _s, ...rest } = opened;
  const opening = { type: 'OpenEvaluation', ...ofScope, ...rest } as const;
  const term = opened.inspectors[0]!;
  const appointing = {
    type: 'AppointInspector',
    ...of,
    personId: p(22),
    from: '2021-11-01',
    to: '2022-07-31',
  } as const;
  const appointed = { type: 'InspectorAppointed', ...inEvent, personId: p(22) } as const;

  test('an opening on the first day of the period', () => evaluated([]).when(opening, on('2021-09-01')).then(opened));
  test('a term of one day, which is the day of the appointment', () => {
    const inspectors = [{ ...term, from: '2021-10-01', to: '2021-10-01' }];
    evaluated([])
      .when({ ...opening, inspectors }, on('2021-10-01'))
      .then({ ...opened, inspectors });
  });
  test('several inspectors; each is told apart by the place in the list', () => {
    const both = [term, { ...term, personId: p(22) }];
    evaluated([])
      .when({ ...opening, inspectors: both }, on('2021-10-01'))
      .then({ ...opened, inspectors: both });
    evaluated([])
      .when({ ...opening, inspectors: [term, { ...term, personId: p(23) }] }, on('2021-10-01'))
      .refused('INSPECTOR_OF_OWN_SCHOOL', {}, ['inspectors', '1', 'personId']);
  });
  test('terms of the same inspector that do not touch, of another one at any time', () => {
    const at = evaluated(inspectedBy([21, '2021-10-01', '2022-07-31'], [22, '2021-12-01', '2022-07-31']));
    const earlier = { ...appointing, from: '2021-10-01' };
    at.when({ ...earlier, to: '2021-11-30' }, on('2021-10-02')).then({
      ...{ ...appointed, from: '2021-10-01', to: '2021-11-30' },
    });
    at.when({ ...earlier, to: '2021-12-01' }, on('2021-10-02')).refused('TERM_OVERLAP', { person: p(22) }, ['from']);
  });
  test('an appointment by whom the others are not looked at', () =>
    evaluated(untilOpened, { district: references.district, [p(22)]: employedAt(22, S04) })
      .when(appointing, on('2021-10-02'))
      .then({ ...appointed, from: '2021-11-01', to: '2022-07-31' }));
  test('a finding on the day of the appointment, by one of several', () =>
    evaluated([...untilEvidence, ...facts('2021-10-15', { ...appointed, from: '2021-10-01', to: '2022-07-31' })])
      .when({ ...found, inspectorId: p(22) }, on('2021-10-15'))
      .then(finding(1, { inspectorId: p(22) })));
  test('a finding on some of the evidence', () => {
    const at = evaluated([...untilEvidence, ...facts('2021-10-11', { ...evidence, evidence: 2 })]);
    at.when({ ...found, evidence: [2] }, on('2021-10-20')).then(finding(1, { evidence: [2] }));
    at.when({ ...found, evidence: [2, 3] }, on('2021-10-20')).refused('NOT_FOUND', { evidence: 3 }, ['evidence', '1']);
  });
  test('a finding of a school to which its inspector comes once in office no longer', () => {
    const since = { ...references, [inspector]: personAfter(employedAt(21, S03), transferred(21, S02), '2022-02-01') };
    const inspected = inspectedBy([21, '2021-10-01', '2021-12-31'], [22, '2021-10-01', '2022-07-31']);
    evaluated([...inspected, ...facts('2021-10-10', evidence)], since)
      .when(found, on('2021-10-20'))
      .then(finding(1));
  });
  test('one of several inspectors is dismissed', () => {
    const dismissing = { type: 'DismissInspector', ...of, personId: p(22) } as const;
    const at = evaluated(inspectedBy([21, '2021-10-01', '2022-07-31'], [22, '2021-10-01', '2022-07-31']));
    at.when(dismissing, on('2021-10-20')).then({ type: 'InspectorDismissed', ...inEvent, personId: p(22) });
    at.when({ ...dismissing, personId: p(23) }, on('2021-10-20')).refused(
      'INSPECTOR_NOT_IN_OFFICE',
      { day: '2021-10-20' },
      ['personId'],
    );
  });
  test('the same school objects to another finding, and to the next draft', () => {
    evaluated(untilObjected)
      .when({ ...objection, finding: 3 }, late)
      .then({ ...objected, objection: 2, finding: 3 });
    const next = [
      ...untilAnswered,
      ...facts('2021-11-20', reopened),
      ...facts('2021-11-21', { ...drafted, objectionsTo: '2021-12-06' }),
    ];
    evaluated(next)
      .when(objection, { ...on('2021-11-22'), actor: clerk })
      .then({ ...objected, objection: 2 });
  });
  test('an objection to an earlier draft is answered no more, and holds up nothing', () => {
    const at = evaluated(objectionOvertaken);
    at.when(answer, on('2021-11-22')).refused('INVALID_TRANSITION', { objection: 1 }, ['objection']);
    at.when(conclusion, on('2021-12-01')).then(concluded);
    at.when({ type: 'ReopenEvaluation', ...of, documentNo: '督10号', reason: '新情况' }, on('2021-12-01')).then(
      reopened,
    );
  });
  test.each([
    ['nature', { ...statement, nature: 'STRENGTH' }],
    ['text', { ...statement, text: '台账齐全' }],
    ['level', { ...statement, level: '较好' }],
  ] as const)('an objection is upheld where only the %s is another', (_field, instead) =>
    evaluated(untilObjected)
      .when({ ...answer, instead }, on('2021-11-10'))
      .then({ ...answered, instead }),
  );
  test('the same school appeals against the next conclusion, another one against the same', () => {
    const soon = { ...on('2021-12-12'), actor: clerk };
    evaluated(untilAppealed)
      .when(appeal, soon)
      .then({ ...appealed, appeal: 2, schoolId: S02 });
    const { schoolId: _school, ...ofCouncil } = appeal;
    const next = evaluated(
      appealOvertaken.map((fact) =>
        fact.event.type === 'EvaluationConcluded'
          ? { ...fact, event: { ...fact.event, appealsTo: '2022-04-12' } }
          : fact,
      ),
    );
    next.when(ofCouncil, { ...on('2022-02-12'), actor: secretary }).then({ ...appealed, appeal: 2 });
    next
      .when({ ...decision, appeal: 1 }, byOfficer('2022-02-12'))
      .refused('INVALID_TRANSITION', { appeal: 1 }, ['appeal']);
    next
      .when({ type: 'ReopenEvaluation', ...of, documentNo: '督10号', reason: '新情况' }, on('2022-02-12'))
      .then(reopened);
  });
  test('a school is asked for another finding, not for the same while that was submitted', () => {
    const deadline = '2022-06-30';
    evaluated(untilOrdered)
      .when({ ...order, finding: 2, deadline }, on('2022-03-02'))
      .then({ ...ordered, rectification: 2, finding: 2, deadline });
    evaluated(untilSubmitted)
      .when({ ...order, deadline }, on('2022-03-02'))
      .refused('NO_CHANGE', { finding: 1 }, ['finding']);
    evaluated([...untilSubmitted, ...facts('2022-04-01', confirmed)])
      .when({ ...order, deadline }, on('2022-04-02'))
      .then({ ...ordered, rectification: 2, deadline });
  });
});

describe('what a refusal names', () => {
  const paper = { type: 'RecordEvidence', ...of, document: '座谈纪要', hash, method: 'SEMINAR' } as const;
  const appointing = {
    type: 'AppointInspector',
    ...of,
    personId: p(22),
    from: '2021-11-01',
    to: '2022-07-31',
  } as const;
  const { type: _, evaluation: _n, scope: _s, ...rest } = opened;
  const opening = { type: 'OpenEvaluation', ...ofScope, ...rest } as const;
  type Refused = Parameters<ReturnType<ReturnType<typeof evaluated>['when']>['refused']>;
  test.each<[EvaluationCommand, readonly Fact<EvaluationEvent>[], day: string, Refused]>([
    [
      { ...opening, period: `2021-2023${'x'.repeat(60)}` },
      [],
      '2021-10-01',
      ['INVALID_INPUT', { value: `2021-2023${'x'.repeat(41)}` }, ['period']],
    ],
    [{ ...opening, scopeId: '370104.S01' }, [], '2021-10-01', ['NOT_FOUND', { scope: '370104.S01' }, ['scopeId']]],
    [opening, untilConcluded, '2022-01-01', ['EVALUATION_EXISTS', { evaluation: 2 }, ['kind']]],
    [
      { ...appointing, personId: 'nobody' },
      untilOpened,
      '2021-10-02',
      ['NOT_FOUND', { person: 'nobody' }, ['personId']],
    ],
    [{ ...appointing, personId: p(99) }, untilOpened, '2021-10-02', ['NOT_FOUND', { person: p(99) }, ['personId']]],
    [
      { ...appointing, from: '2022-05-01', to: '2022-04-30' },
      untilOpened,
      '2021-10-02',
      ['DATE_ORDER', { day: '2022-04-30', earliest: '2022-05-01' }, ['to']],
    ],
    [{ ...paper, hash: `${hash}e` }, untilOpened, '2021-10-10', ['INVALID_INPUT', { digits: 64 }, ['hash']]],
    [{ ...paper, hash: `x${hash}` }, untilOpened, '2021-10-10', ['INVALID_INPUT', { digits: 64 }, ['hash']]],
    [paper, untilDrafted, '2021-11-02', ['INVALID_TRANSITION', { evaluation: 1 }, ['evaluationId']]],
    [submission, untilSubmitted, '2022-03-02', ['INVALID_TRANSITION', { rectification: 1 }, ['rectification']]],
    [{ ...decision, grade: '优秀' }, untilAppealed, '2021-12-20', ['INVALID_INPUT', { field: 'grade' }, ['grade']]],
    [
      { type: 'ReopenEvaluation', ...of, documentNo: '督10号', reason: '新情况' },
      untilAppealed,
      '2021-12-20',
      ['INVALID_TRANSITION', { evaluation: 1 }, ['evaluationId']],
    ],
  ])('%j', (command, history, day, refused) =>
    evaluated(history)
      .when(command, byOfficer(day))
      .refused(...refused),
  );

  test('a second appeal of the council names the evaluation', () => {
    const { schoolId: _school, ...ofCouncil } = appeal;
    evaluated(untilAppealed)
      .when(ofCouncil, { ...on('2021-12-12'), actor: secretary })
      .refused('NO_CHANGE', { evaluation: 1 }, ['evaluationId']);
  });
  test('whoever concluded it does not decide the appeal, though another one opened it', () => {
    const concludedBy = untilAppealed.map((fact) =>
      fact.event.type === 'EvaluationConcluded' ? { ...fact, actor: officer } : fact,
    );
    evaluated(concludedBy).when(decision, byOfficer('2021-12-20')).refused('SAME_PERSON', { actor: officer.id });
    evaluated(concludedBy)
      .when(decision, { ...on('2021-12-20'), actor: { id: 'officer-3', role: 'BUREAU' } })
      .then(decided);
  });
  test('a dismissal that leaves findings of nobody in office names the first of them', () =>
    evaluated(untilFound)
      .when({ type: 'DismissInspector', ...of, personId: inspector }, { ...on('2021-10-15'), recordedOn: '2021-10-30' })
      .refused('CONFLICTS_WITH_LATER', { evaluation: 1, finding: 1 }, ['personId']));
});

describe('who submits a rectification', () => {
  const may = (claims: Partial<Principal>, command: EvaluationCommand = submission) => {
    const who: Principal = { actor: clerk, ...claims };
    const state = stateOf(evaluation, untilOrdered);
    return claimsAllow(who, command) && stateAllows(who, command, { state, references, recordedOn: '2022-03-01' });
  };
  test('is the school that is to put it right, and no other', () => {
    expect(may({ school: S02 })).toBe(true);
    expect(may({ school: S01 })).toBe(false);
    expect(may({})).toBe(false);
  });
  test('of one that is not there any school learns that it is not there, and nobody who is of none', () =>
    expect([{ school: S01 }, {}].map((claims) => may(claims, { ...submission, rectification: 9 }))).toEqual([
      true,
      false,
    ]));
});
