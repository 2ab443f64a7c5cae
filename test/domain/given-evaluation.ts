import { evaluation, type EvaluationEvent, type EvaluationReferences } from '../../src/domain/evaluation/index.js';
import { DIMENSIONS } from '../../src/domain/policy/index.js';
import { person, type Person, type PersonEvent } from '../../src/domain/person/index.js';
import {
  bureau,
  districtOf,
  from,
  given,
  p,
  registerOf,
  schoolRegistered,
  schools,
  stateOf,
  type Fact,
} from './given.js';

export const [S01, S02, S03, S04] = ['370103.S01', '370103.S02', '370103.S03', '370103.S04'] as const;
/** The group G01 of S01 and S02, for the first term of the school year 2021-2022. */
export const ofScope = { scopeId: '370103.G01', period: '2021-2022-1' } as const;
export const of = { ...ofScope, evaluation: 1 } as const;
export const inEvent = { evaluation: 1, scope: 'GROUP' } as const;
export const hash = 'e'.repeat(64);
export const inspector = p(21);

export const employedAt = (n: number, school: string, since = '2020-09-01'): Person =>
  stateOf(person, [
    ...from<PersonEvent>('2020-09-01', {
      type: 'PersonRegistered',
      personId: p(n),
      schoolId: school,
      commitment: 'a'.repeat(64),
    }),
    ...from<PersonEvent>(since, { type: 'Employed', personId: p(n), employerId: '370103', homeSchoolId: school }),
  ]);

/** The person after one more fact, with effect from a day. */
export const personAfter = (before: Person, event: PersonEvent, effectiveOn = '2020-09-01'): Person =>
  person.evolve(before, { event, effectiveOn, recordedOn: effectiveOn, actor: bureau, revision: 9 });
export const transferred = (n: number, school: string): PersonEvent => ({
  ...{ type: 'EmploymentTransferred', personId: p(n), employerId: '370103', homeSchoolId: school },
});

export const register = [
  ...schools('S01', 'S02', 'S03', 'S04'),
  ...registerOf({ G01: ['S01', 'S02'] }).slice(-1),
  ...from('2020-09-01', { ...schoolRegistered('S05'), kind: 'CAMPUS' as const, partOfCode: 'S01' }),
];
/** 21 and 22 belong to schools outside the group, 23 to a campus of a member. */
export const references: EvaluationReferences = {
  district: districtOf(register),
  ...{ [p(21)]: employedAt(21, S03), [p(22)]: employedAt(22, S04), [p(23)]: employedAt(23, '370103.S05') },
};

export const opened: Extract<EvaluationEvent, { type: 'EvaluationOpened' }> = {
  type: 'EvaluationOpened',
  ...inEvent,
  kind: 'COMPREHENSIVE',
  office: '区政府教育督导室',
  documentNo: '督1号',
  methods: ['SEMINAR', 'SURVEY'],
  inspectors: [{ personId: inspector, from: '2021-10-01', to: '2022-07-31' }],
};
export const evidence: Extract<EvaluationEvent, { type: 'EvidenceRecorded' }> = {
  type: 'EvidenceRecorded',
  ...inEvent,
  evidence: 1,
  document: '座谈纪要',
  hash,
  method: 'SEMINAR',
};
export const statement = { level: '一般', nature: 'PROBLEM', text: '台账不全' } as const;
export const finding = (
  number: number,
  more: Partial<Extract<EvaluationEvent, { type: 'FindingRecorded' }>> = {},
): Extract<EvaluationEvent, { type: 'FindingRecorded' }> => ({
  type: 'FindingRecorded',
  ...inEvent,
  finding: number,
  dimension: DIMENSIONS[number - 1] ?? 'SCHOOL',
  schoolId: S02,
  ...statement,
  inspectorId: inspector,
  evidence: [1],
  ...more,
});
export const findings = DIMENSIONS.map((_, index) => finding(index + 1));
export const drafted: Extract<EvaluationEvent, { type: 'DraftIssued' }> = {
  type: 'DraftIssued',
  ...inEvent,
  objectionsTo: '2021-11-16',
};
export const objected: Extract<EvaluationEvent, { type: 'ObjectionLodged' }> = {
  type: 'ObjectionLodged',
  ...inEvent,
  objection: 1,
  finding: 2,
  schoolId: S02,
  reason: '与事实不符',
};
export const answered: Extract<EvaluationEvent, { type: 'ObjectionAnswered' }> = {
  type: 'ObjectionAnswered',
  ...inEvent,
  objection: 1,
  reason: '维持',
};
export const concluded: Extract<EvaluationEvent, { type: 'EvaluationConcluded' }> = {
  type: 'EvaluationConcluded',
  ...inEvent,
  grade: '良好',
  documentNo: '督9号',
  dimensions: DIMENSIONS,
  appealsTo: '2022-01-30',
};
export const appealed: Extract<EvaluationEvent, { type: 'EvaluationAppealed' }> = {
  type: 'EvaluationAppealed',
  ...inEvent,
  appeal: 1,
  reason: '偏低',
};
export const ordered: Extract<EvaluationEvent, { type: 'RectificationOrdered' }> = {
  type: 'RectificationOrdered',
  ...inEvent,
  rectification: 1,
  finding: 1,
  schoolId: S02,
  deadline: '2022-03-31',
  documentNo: '督11号',
};
export const submitted: Extract<EvaluationEvent, { type: 'RectificationSubmitted' }> = {
  type: 'RectificationSubmitted',
  ...inEvent,
  rectification: 1,
  document: '整改报告',
  hash,
};

export const clerk = { id: 'clerk-2', role: 'SCHOOL' } as const;
export const officer = { id: 'officer-2', role: 'BUREAU' } as const;
/** Whoever speaks for the school is told as such. */
export const by = (
  actor: { readonly id: string; readonly role: 'BUREAU' | 'SCHOOL' | 'COUNCIL' },
  on: string,
  ...events: EvaluationEvent[]
) => from(on, ...events).map((fact) => ({ ...fact, actor }));

/** An evaluation as far as it went: each step with its day. */
export const untilOpened: readonly Fact<EvaluationEvent>[] = from<EvaluationEvent>('2021-10-01', opened);
export const untilEvidence = [...untilOpened, ...from('2021-10-10', evidence)];
export const untilFound = [...untilEvidence, ...from<EvaluationEvent>('2021-10-20', ...findings)];
export const untilDrafted = [...untilFound, ...from('2021-11-01', drafted)];
export const untilObjected = [...untilDrafted, ...by(clerk, '2021-11-05', objected)];
export const untilAnswered = [...untilObjected, ...from('2021-11-10', answered)];
export const untilConcluded = [...untilAnswered, ...from('2021-12-01', concluded)];
export const untilAppealed = [...untilConcluded, ...by({ id: 'secretary-1', role: 'COUNCIL' }, '2021-12-10', appealed)];
export const untilOrdered = [...untilConcluded, ...from<EvaluationEvent>('2021-12-20', ordered)];
export const untilSubmitted = [...untilOrdered, ...by(clerk, '2022-03-01', submitted)];

export const evaluated = (facts: readonly Fact<EvaluationEvent>[], others: object = references) =>
  given(evaluation, facts, others as EvaluationReferences);

/** The same of a special evaluation, which need not look at everything. */
export const asSpecial = (fact: Fact<EvaluationEvent>): Fact<EvaluationEvent> =>
  fact.event.type === 'EvaluationOpened'
    ? { ...fact, event: { ...fact.event, kind: 'SPECIAL', topic: '课后服务' } }
    : fact;
