import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  corrected,
  decideCorrection,
  foldCorrected,
  isCorrection,
  type CorrectionCommand,
} from '../../src/domain/correction.js';
import { addDays, type Day } from '../../src/domain/day.js';
import { decide, type Context, type Decision, type Recorded } from '../../src/domain/decider.js';
import {
  evaluation,
  type EvaluationCommand,
  type EvaluationEvent,
  type EvaluationReferences,
  type Evaluations,
} from '../../src/domain/evaluation/index.js';
import type { AnyDecider, DomainEvent } from '../../src/domain/ledger.js';
import type { Person } from '../../src/domain/person/index.js';
import { DIMENSIONS } from '../../src/domain/policy/index.js';
import { districtOf, p, policiesOf, referencesOf } from './given.js';
import {
  employedAt,
  hash,
  of,
  ofScope,
  personAfter,
  register,
  S02,
  S03,
  S04,
  transferred,
} from './given-evaluation.js';
import { histories, sharesOf } from '../support/properties.js';

// Two evaluations of a group over a year, told late here and there, with corrections; the rules are counted again from the right facts.

const stream = 'evaluation-370103.G01-2021-2022-1';
/** Two policies: the second asks for another dimension, and leaves less time. */
const policies = policiesOf({
  from: '2021-11-20',
  rules: {
    kind: 'EVALUATION',
    objectionDays: 5,
    appealDays: 8,
    grades: ['优秀', '良好'],
    levels: ['好', '一般'],
    extraDimensions: [{ code: 'FOOD', name: '食育' }],
  },
});
const objectionDays = (day: Day): number => (day < '2021-11-20' ? 15 : 5);
const appealDays = (day: Day): number => (day < '2021-11-20' ? 60 : 8);
const dimensionsOf = (day: Day): readonly string[] => [...DIMENSIONS, ...(day < '2021-11-20' ? [] : ['FOOD'])];

/** Where somebody belongs, from a day until a day, in plain words and as their streams say; a campus of S01 is S01. */
const belonging: Readonly<Record<string, readonly (readonly [school: string, from: Day, until: Day])[]>> = {
  [p(21)]: [['S03', '2020-09-01', '9999-01-01']],
  [p(22)]: [
    ['S04', '2020-09-01', '2021-12-01'],
    ['S02', '2021-12-01', '9999-01-01'],
  ],
  [p(23)]: [
    ['S01', '2020-09-01', '2021-11-01'],
    ['S03', '2021-11-01', '9999-01-01'],
  ],
  [p(24)]: [
    ['S03', '2020-09-01', '9999-01-01'],
    ['S02', '2022-01-01', '2022-07-01'],
  ],
};
const persons: Readonly<Record<string, Person>> = {
  [p(21)]: employedAt(21, S03),
  [p(22)]: personAfter(employedAt(22, S04), transferred(22, S02), '2021-12-01'),
  [p(23)]: personAfter(employedAt(23, '370103.S05'), transferred(23, S03), '2021-11-01'),
  [p(24)]: personAfter(employedAt(24, S03), {
    ...{ type: 'RotationDecided', personId: p(24), rotation: 1, scheme: 'DISTRICT', mode: 'FULL_TIME', share: 100 },
    ...{ fromSchoolId: S03, toSchoolId: S02, from: '2022-01-01', to: '2022-06-30', personnelRelation: 'STAYS' },
    eligibility: [],
  }),
};
const others: Readonly<Record<string, unknown>> = {
  'district-370103': districtOf(register),
  ...Object.fromEntries(Object.entries(persons).map(([id, state]) => [`person-${id}`, state])),
};
const ids = Object.keys(persons);

interface Step {
  /** Whether what comes next is done, or anything; which, of what, in which way. */
  readonly wish: number;
  readonly n: number;
  readonly m: number;
  readonly who: number;
  /** Days that passed, and by how many it is dated back. */
  readonly passed: number;
  readonly back: number;
}
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    wish: fc.nat(99),
    n: fc.nat(11),
    m: fc.nat(11),
    who: fc.nat(3),
    passed: fc.nat(9),
    back: fc.constantFrom(0, 0, 0, 0, 1, 3, 12),
  }),
  { minLength: 25, maxLength: 70 },
);

type Fact = Recorded<EvaluationEvent>;
interface Told {
  readonly facts: readonly Recorded<DomainEvent>[];
  readonly command: EvaluationCommand | CorrectionCommand;
  readonly context: Pick<Context, 'recordedOn' | 'actor'>;
  readonly decision: Decision<DomainEvent>;
}
interface History {
  readonly facts: readonly Recorded<DomainEvent>[];
  readonly told: readonly Told[];
}
const nth = <T>(list: readonly T[], n: number): T => list[n % list.length]!;
const rightFacts = (facts: readonly Recorded<DomainEvent>[]): readonly Fact[] =>
  corrected(facts as Parameters<typeof corrected>[0]) as unknown as readonly Fact[];

/** What is wished for, with what there is. */
const commandOf = (
  { wish, n, m }: Step,
  facts: readonly Recorded<DomainEvent>[],
  state: Evaluations,
  day: Day,
): EvaluationCommand | CorrectionCommand => {
  if (wish < 8 && facts.length > 0) return correctionOf(nth(facts, n * 12 + m), n, m, day);
  const one = nth(state.evaluations, n);
  const term = { from: addDays(day, -m), to: addDays(day, 20 * (n + 1)) };
  const open: EvaluationCommand = {
    ...{ type: 'OpenEvaluation', ...ofScope, office: '督导室', documentNo: '督1号', methods: ['SEMINAR'] },
    ...(m % 3 === 0 ? { kind: 'SPECIAL', topic: '课后服务' } : { kind: 'COMPREHENSIVE' }),
    inspectors: [{ personId: nth(ids, n), ...term }],
  };
  if (state.evaluations.length === 0 || !one || wish > 96) return open;
  const it = { ...of, evaluation: one.number };
  const statement = {
    level: nth(['好', '一般'], m),
    nature: nth(['PROBLEM', 'STRENGTH'] as const, n),
    text: `发现${m}`,
  };
  const lacking = dimensionsOf(day).filter((code) => !one.findings.some(({ dimension }) => dimension === code));
  const school = m % 2 === 0 ? { schoolId: `370103.S0${1 + (n % 3)}` } : {};
  const inOffice = one.inspectors.filter(({ until }) => until === undefined || until > day).map(({ value }) => value);
  const finding: EvaluationCommand = {
    ...{ type: 'RecordFinding', ...it, dimension: lacking[0] ?? nth(DIMENSIONS, n), ...school, ...statement },
    ...{ inspectorId: wish % 5 === 0 ? nth(ids, n) : (inOffice[0] ?? nth(ids, m)), evidence: [1] },
  };
  const evidence: EvaluationCommand = { type: 'RecordEvidence', ...it, document: '纪要', hash, method: 'SEMINAR' };
  const appointment: EvaluationCommand = { type: 'AppointInspector', ...it, personId: nth(ids, m), ...term };
  const objection: EvaluationCommand = {
    type: 'LodgeObjection',
    ...it,
    finding: 1 + (n % Math.max(1, one.findings.length)),
    schoolId: nth([S02, '370103.S01'], m),
    reason: '不符',
  };
  const waiting = one.objections.filter(({ answer }) => !answer).map(({ number }) => number);
  const answer: EvaluationCommand = {
    ...{ type: 'AnswerObjection', ...it, objection: waiting[0] ?? 1 + (n % 3), reason: '复核' },
    ...(m % 2 === 0 ? { instead: { ...statement, text: `更正${m}` } } : {}),
  };
  const conclusion: EvaluationCommand = {
    type: 'ConcludeEvaluation',
    ...it,
    grade: nth(['优秀', '良好'], m),
    documentNo: '督9号',
  };
  const appeal: EvaluationCommand = {
    type: 'AppealEvaluation',
    ...it,
    schoolId: nth([S02, '370103.S01'], m),
    reason: '偏低',
  };
  const decision: EvaluationCommand = {
    ...{
      type: 'DecideAppeal',
      ...it,
      appeal: one.appeals.find((appeal) => !appeal.decision)?.number ?? 1,
      office: nth(['法规科', '法规科', '督导室'], m),
      documentNo: '复1号',
    },
    ...{ outcome: nth(['DISMISSED', 'REOPENED'] as const, m), reason: '复核' },
  };
  const order: EvaluationCommand = {
    type: 'OrderRectification',
    ...it,
    finding: one.findings.find((found) => found.nature === 'PROBLEM')?.number ?? 1,
    schoolId: S02,
    deadline: addDays(day, 30),
    documentNo: '督11号',
  };
  const rectification = {
    ...it,
    rectification:
      one.rectifications.find(({ status }) => status === (n % 2 === 0 ? 'ORDERED' : 'SUBMITTED'))?.number ?? 1,
  };
  const next: Readonly<Record<'OPEN' | 'DRAFTED' | 'CONCLUDED', readonly EvaluationCommand[]>> = {
    OPEN: [evidence, finding, finding, finding, finding, { type: 'IssueDraft', ...it }, { type: 'IssueDraft', ...it }],
    DRAFTED: [objection, objection, answer, conclusion],
    CONCLUDED: [
      appeal,
      decision,
      order,
      { type: 'SubmitRectification', ...rectification, document: '报告', hash },
      { type: 'ConfirmRectification', ...rectification },
      ...(n > 8 ? [{ type: 'ReopenEvaluation', ...it, documentNo: '督10号', reason: '新' } as const] : []),
    ],
  };
  if (wish < 80) return nth(one.evidence.length === 0 ? [evidence] : next[one.status], wish);
  const any = [
    ...Object.values(next).flat(),
    appointment,
    appointment,
    { type: 'DismissInspector', ...it, personId: nth(ids, m) } as const,
  ];
  return nth<EvaluationCommand>(any, wish * 7 + m);
};

/** A fact is retracted, or told otherwise: another day, term, dimension, school or person. */
const correctionOf = (
  { event, revision }: Recorded<DomainEvent>,
  n: number,
  m: number,
  day: Day,
): CorrectionCommand => {
  if (isCorrection(event) || n % 3 === 0) return { type: 'RetractRecord', stream, revision };
  const right = {
    ...event,
    ...('dimension' in event && m % 3 === 0 ? { dimension: nth(DIMENSIONS, n) } : {}),
    ...('inspectorId' in event && m % 3 === 1 ? { inspectorId: nth(ids, n) } : {}),
    ...('reason' in event ? { reason: `另${m}` } : {}),
    ...(event.type === 'FindingRecorded' ? { text: `另${m}` } : {}),
    ...('inspectors' in event
      ? {
          inspectors: event.inspectors.map((term) => ({
            ...term,
            ...(m % 2 === 0 ? { personId: nth(ids, n) } : { to: addDays(day, 15 * m) }),
          })),
        }
      : {}),
    ...('to' in event && event.type === 'InspectorAppointed' ? { to: addDays(day, 15 * m) } : {}),
    ...('objectionsTo' in event && m % 2 === 0 ? { objectionsTo: addDays(day, m) } : {}),
  };
  return {
    ...{ type: 'CorrectRecord', stream, revision, right: right, rightVersion: 1 },
    ...(m % 4 === 3 ? { rightEffectiveOn: addDays(day, -n) } : {}),
  };
};

const ROLE: Readonly<Record<string, 'BUREAU' | 'SCHOOL'>> = {
  LodgeObjection: 'SCHOOL',
  AppealEvaluation: 'SCHOOL',
  SubmitRectification: 'SCHOOL',
};
const shares = sharesOf();

const tell = (input: readonly Step[]): History => {
  let facts: readonly Recorded<DomainEvent>[] = [];
  let recordedOn = '2021-09-20';
  const told: Told[] = [];
  for (const step of input) {
    recordedOn = addDays(recordedOn, step.passed);
    const state = foldCorrected(evaluation as AnyDecider, facts) as Evaluations;
    const effectiveOn = addDays(recordedOn, -step.back);
    const command = commandOf(step, facts, state, effectiveOn);
    const actor = { id: `u${step.who}`, role: ROLE[command.type] ?? 'BUREAU' } as const;
    const references = referencesOf(command, (name) => others[name], state) as unknown as EvaluationReferences;
    const context = { effectiveOn, recordedOn, actor, hasDocument: true, references, policies };
    const decision = (
      'stream' in command
        ? decideCorrection(evaluation as AnyDecider, command, context, facts)
        : decide(evaluation, command, context, state, facts.length - 1)
    ) as Decision<DomainEvent>;
    const accepted = 'accepted' in decision ? decision.accepted : [];
    shares.count(command.type, accepted.length > 0);
    facts = [
      ...facts,
      ...accepted.map((event, index) => ({ event, effectiveOn, recordedOn, actor, revision: facts.length + index })),
    ];
    told.push({ facts, command, context, decision });
  }
  return { facts, told };
};
const always = histories(steps, tell, 0.6);

type Of<Type extends EvaluationEvent['type']> = Fact & {
  readonly event: Extract<EvaluationEvent, { readonly type: Type }>;
};
const ofType = <Type extends EvaluationEvent['type']>(facts: readonly Fact[], type: Type): readonly Of<Type>[] =>
  facts.filter((fact): fact is Of<Type> => fact.event.type === type);
const last = <T>(list: readonly T[]): T | undefined => list.at(-1);
/** The days on which somebody is in office as the facts say it: those of all terms told so far, until a dismissal. */
const daysInOffice = (facts: readonly Fact[], number: number, personId: string): ReadonlySet<Day> => {
  const days = new Set<Day>();
  for (const { event, effectiveOn } of facts) {
    if (event.evaluation !== number) continue;
    const terms =
      event.type === 'EvaluationOpened' ? event.inspectors : event.type === 'InspectorAppointed' ? [event] : [];
    for (const term of terms.filter((one) => one.personId === personId))
      for (let day = term.from; day <= term.to; day = addDays(day, 1)) if (day >= effectiveOn) days.add(day);
    if (event.type === 'InspectorDismissed' && event.personId === personId)
      for (const day of days) if (day >= effectiveOn) days.delete(day);
  }
  return days;
};
const schoolsOn = (personId: string, day: Day): readonly string[] =>
  belonging[personId]!.filter(([, from, until]) => from <= day && day < until).map(([school]) => school);
describe('whatever is told of evaluations, late or corrected', () => {
  test('an objection and an appeal were told in the days that were announced with what they are about', () =>
    always(({ told }) => {
      for (const { facts, command, context, decision } of told) {
        if (!('accepted' in decision) || !('evaluation' in command)) continue;
        const before = facts.slice(0, -decision.accepted.length);
        const recorded = before.filter(({ event }) => 'evaluation' in event && event.evaluation === command.evaluation);
        const lastOf = (type: string) =>
          last(
            rightFacts(before).filter(
              ({ event, revision }) => event.type === type && recorded.some((one) => one.revision === revision),
            ),
          )!;
        if (command.type === 'LodgeObjection') {
          const day = lastOf('DraftIssued').recordedOn;
          expect(context.recordedOn <= addDays(day, objectionDays(day))).toBe(true);
        }
        if (command.type === 'AppealEvaluation') {
          const day = lastOf('EvaluationConcluded').recordedOn;
          expect(context.recordedOn <= addDays(day, appealDays(day))).toBe(true);
        }
        if (command.type === 'ConcludeEvaluation') {
          const day = lastOf('DraftIssued').recordedOn;
          expect(context.recordedOn > addDays(day, objectionDays(day))).toBe(true);
        }
      }
    }));

  test('what was announced is never another day', () =>
    always(({ facts }) => {
      for (const { event, recordedOn } of rightFacts(facts)) {
        if (event.type === 'DraftIssued')
          expect(event.objectionsTo).toBe(addDays(recordedOn, objectionDays(recordedOn)));
        if (event.type === 'EvaluationConcluded')
          expect(event.appealsTo).toBe(addDays(recordedOn, appealDays(recordedOn)));
      }
    }));

  test('a comprehensive one was concluded on everything that the policy of its day asks for, as is known now', () =>
    always(({ facts }) => {
      const right = rightFacts(facts);
      for (const { event, revision } of ofType(right, 'EvaluationConcluded')) {
        const kind = ofType(right, 'EvaluationOpened').find((one) => one.event.evaluation === event.evaluation)!.event
          .kind;
        if (kind === 'SPECIAL') continue;
        const found = ofType(right, 'FindingRecorded').filter(
          (one) => one.event.evaluation === event.evaluation && one.revision < revision,
        );
        // The day of the decision, which a correction may have moved: what it asked for then stays.
        const asked = dimensionsOf((facts[revision]! as Fact).effectiveOn);
        expect(asked.filter((one) => !found.some(({ event: { dimension } }) => dimension === one))).toEqual([]);
      }
    }));

  test('there is one comprehensive one at most, and no number is given twice', () =>
    always(({ facts }) => {
      expect(
        ofType(rightFacts(facts), 'EvaluationOpened').filter(({ event }) => event.kind === 'COMPREHENSIVE').length,
      ).toBeLessThanOrEqual(1);
      const parts = {
        EvidenceRecorded: 'evidence',
        FindingRecorded: 'finding',
        ObjectionLodged: 'objection',
        EvaluationAppealed: 'appeal',
        RectificationOrdered: 'rectification',
        EvaluationOpened: 'kind',
      } as const;
      const given = facts.flatMap(({ event }) =>
        event.type in parts
          ? [
              `${event.type} ${(event as EvaluationEvent).evaluation} ${event.type === 'EvaluationOpened' ? '' : String((event as unknown as Record<string, unknown>)[parts[event.type as keyof typeof parts]])}`,
            ]
          : [],
      );
      expect(new Set(given).size).toBe(given.length);
    }));

  test('an objection is answered once and an appeal decided once, by another person, before the evaluation goes on', () =>
    always(({ facts }) => {
      const right = rightFacts(facts);
      const hands = ({ actor, correctedBy = [] }: Fact) => [actor.id, ...correctedBy];
      const pairs = [
        ...ofType(right, 'ObjectionAnswered').map(
          (one) =>
            [
              one,
              ofType(right, 'ObjectionLodged').filter(
                ({ event }) => event.evaluation === one.event.evaluation && event.objection === one.event.objection,
              ),
            ] as const,
        ),
        ...ofType(right, 'AppealDecided').map(
          (one) =>
            [
              one,
              [
                ...ofType(right, 'EvaluationAppealed').filter(
                  ({ event }) => event.evaluation === one.event.evaluation && event.appeal === one.event.appeal,
                ),
                ...ofType(right, 'EvaluationOpened').filter(({ event }) => event.evaluation === one.event.evaluation),
                ...ofType(right, 'EvaluationConcluded').filter(
                  ({ event, revision }) => event.evaluation === one.event.evaluation && revision < one.revision,
                ),
              ],
            ] as const,
        ),
      ] as const;
      for (const [second, firsts] of pairs) {
        expect(firsts.length).toBeGreaterThan(0);
        expect(firsts.flatMap(hands).filter((id) => hands(second).includes(id))).toEqual([]);
      }
      const answers = pairs.map(([{ event }]) =>
        JSON.stringify([event.type, event.evaluation, 'objection' in event ? event.objection : event.appeal]),
      );
      expect(new Set(answers).size).toBe(answers.length);
      for (const { event, revision } of ofType(right, 'EvaluationConcluded')) {
        const lodged = ofType(right, 'ObjectionLodged').filter(
          (one) => one.event.evaluation === event.evaluation && one.revision < revision,
        );
        for (const one of lodged)
          expect(
            ofType(right, 'ObjectionAnswered').some(
              (answer) =>
                answer.event.evaluation === event.evaluation &&
                answer.event.objection === one.event.objection &&
                answer.revision < revision,
            ),
          ).toBe(true);
      }
    }));

  test('nobody inspects a school to which he belongs on that day, and who finds something is in office', () =>
    always(({ facts }) => {
      const right = rightFacts(facts);
      const opened = ofType(right, 'EvaluationOpened').map(({ event }) => event.evaluation);
      const inOffice = new Map(
        opened.flatMap((number) => ids.map((id) => [`${number} ${id}`, daysInOffice(right, number, id)] as const)),
      );
      for (const [key, days] of inOffice)
        for (const day of days)
          if (schoolsOn(key.split(' ')[1]!, day).some((school) => school === 'S01' || school === 'S02'))
            throw new Error(`${key} inspects the own school on ${day}`);
      for (const { event, effectiveOn } of ofType(right, 'FindingRecorded'))
        expect(inOffice.get(`${event.evaluation} ${event.inspectorId}`)?.has(effectiveOn)).toBe(true);
    }));

  test('every kind of command is accepted now and then', () => {
    const accepted = new Set<string>();
    always(({ told }) => {
      for (const { command, decision } of told) if ('accepted' in decision) accepted.add(command.type);
    });
    shares.show();
    expect([...accepted].sort()).toEqual(
      [
        ...Object.keys(evaluation.commands).filter((type) => !/^(Return|Cancel)/.test(type)),
        'CorrectRecord',
        'RetractRecord',
      ].sort(),
    );
  });
});
