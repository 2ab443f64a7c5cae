import { addDays, latest, type Day } from '../day.js';
import type { Recorded } from '../decider.js';
import type { PersonId, SchoolId } from '../identity.js';
import { mapped, withChange } from '../same.js';
import { enteredBy } from '../separation.js';
import { contains, type Interval } from '../timeline.js';
import { withItem } from '../with-item.js';
import type {
  AppealOutcome,
  EvaluationEvent,
  EvaluationKind,
  EvaluationMethod,
  InspectorTerm,
  RectificationSubmitted,
  ScopeKind,
  Statement,
} from './events.js';

/** Something that happened on a day, and the pseudonyms of who entered it or put it right. */
interface Done {
  readonly on: Day;
  readonly by: readonly string[];
}

/** A term of office, which always has a last day; nobody is in office before the appointment. */
export interface InspectorInOffice extends Interval<PersonId> {
  readonly until: Day;
  readonly appointedOn: Day;
}
/** A document among the papers. */
export interface Evidence extends Done {
  readonly number: number;
  readonly document: string;
  readonly hash: string;
  readonly method: EvaluationMethod;
}
/** What was found, as it says now. */
export interface Finding extends Done, Statement {
  readonly number: number;
  /** What it said before an objection to it was upheld; undefined where none was. */
  readonly first: Statement | undefined;
  readonly dimension: string;
  readonly schoolId: SchoolId | undefined;
  readonly inspectorId: PersonId;
  readonly evidence: readonly number[];
  /** How often the evaluation had been reopened by then. */
  readonly round: number;
}
/** An objection to a finding of a draft; `schoolId` undefined where the council objects. */
export interface Objection extends Done {
  readonly number: number;
  readonly finding: number;
  readonly schoolId: SchoolId | undefined;
  readonly round: number;
  readonly reason: string;
  readonly answer:
    | (Done & {
        readonly upheld: boolean;
        readonly reason: string;
        /** Where it was upheld: what the finding says from then on. */
        readonly instead: Statement | undefined;
      })
    | undefined;
}
export interface Conclusion extends Done {
  readonly grade: string;
  readonly documentNo: string;
  readonly dimensions: readonly string[];
  readonly appealsTo: Day;
  readonly round: number;
}
export interface Appeal extends Done {
  readonly number: number;
  readonly schoolId: SchoolId | undefined;
  readonly round: number;
  readonly reason: string;
  readonly decision:
    | (Done & {
        readonly outcome: AppealOutcome;
        readonly office: string;
        readonly grade: string | undefined;
        readonly documentNo: string;
        readonly reason: string;
      })
    | undefined;
}
export interface Rectification extends Done {
  readonly number: number;
  readonly finding: number;
  readonly schoolId: SchoolId;
  /** The last day on which it is to be submitted, as it was set last, and as it was ordered. */
  readonly deadline: Day;
  readonly ordered: Day;
  readonly documentNo: string;
  readonly submissions: readonly (Done & Pick<RectificationSubmitted, 'document' | 'hash'>)[];
  /** Who confirmed or returned it, or asked for it no longer; `until`: the deadline that was set anew. */
  readonly answers: readonly (Done & {
    readonly how: 'CONFIRMED' | 'RETURNED' | 'CANCELLED';
    readonly reason: string | undefined;
    readonly until: Day | undefined;
  })[];
  readonly status: 'ORDERED' | 'SUBMITTED' | 'CONFIRMED' | 'CANCELLED';
}

/** That it went on, by a document of its own or by the appeal that was upheld. */
interface Reopening extends Done {
  readonly documentNo: string;
  readonly reason: string;
}

/** The last numbers given to parts: a number is never given twice, also where what bore it was retracted. */
interface Numbers {
  readonly evidence: number;
  readonly finding: number;
  readonly objection: number;
  readonly appeal: number;
  readonly rectification: number;
}

/** One evaluation, with all its rounds. */
export interface Evaluation extends Done {
  readonly number: number;
  readonly scope: ScopeKind;
  readonly kind: EvaluationKind;
  readonly topic: string | undefined;
  readonly office: string;
  readonly documentNo: string;
  readonly methods: readonly EvaluationMethod[];
  /** OPEN takes evidence and findings, DRAFTED objections, CONCLUDED appeals. */
  readonly status: 'OPEN' | 'DRAFTED' | 'CONCLUDED';
  /** How often it was reopened. */
  readonly round: number;
  readonly reopenings: readonly Reopening[];
  /** The terms of office, as far as nobody was dismissed. */
  readonly inspectors: readonly InspectorInOffice[];
  readonly evidence: readonly Evidence[];
  readonly findings: readonly Finding[];
  /** Of the drafts, the last one of the present round. */
  readonly drafts: readonly (Done & { readonly objectionsTo: Day; readonly round: number })[];
  readonly objections: readonly Objection[];
  readonly conclusions: readonly Conclusion[];
  readonly appeals: readonly Appeal[];
  readonly rectifications: readonly Rectification[];
  readonly last: Numbers;
}

/** A step that has effect before what it rests on. */
export interface Early {
  readonly revision: number;
  readonly day: Day;
  readonly earliest: Day;
}

/** All evaluations of a scope and period. */
export interface Evaluations {
  readonly evaluations: readonly Evaluation[];
  readonly early: readonly Early[];
  /** The last number given to an evaluation. */
  readonly last: number;
  /** The last numbers of the parts of evaluations, by the evaluation, of what was retracted or corrected. */
  readonly kept: ReadonlyMap<number, Numbers>;
}

const none: Numbers = { evidence: 0, finding: 0, objection: 0, appeal: 0, rectification: 0 };
export const initial: Evaluations = { evaluations: [], early: [], last: 0, kept: new Map() };

/** The evaluations after one more fact; the very same where the fact finds nothing to change. */
export const evolve = (state: Evaluations, recorded: Recorded<EvaluationEvent>): Evaluations => {
  const { event, effectiveOn: day, revision } = recorded;
  if (event.type === 'EvaluationOpened') return opened(state, recorded, event);
  const before = state.evaluations.find(({ number }) => number === event.evaluation);
  if (!before) return state;
  const after = changed(before, recorded, event);
  if (after === before) return state;
  const earliest = restsOn(before, event);
  return {
    ...state,
    evaluations: state.evaluations.map((one) => (one === before ? after : one)),
    early: day < earliest ? [...state.early, { revision, day, earliest }] : state.early,
  };
};

type Opened = Extract<EvaluationEvent, { readonly type: 'EvaluationOpened' }>;
type Later = Exclude<EvaluationEvent, Opened>;

const opened = (state: Evaluations, recorded: Recorded<unknown>, event: Opened): Evaluations => {
  const { evaluation: number, scope, kind, topic, office, documentNo, methods, inspectors } = event;
  if (state.evaluations.some((one) => one.number === number)) return state;
  const evaluation: Evaluation = {
    ...{ number, scope, kind, topic, office, documentNo, methods, on: recorded.effectiveOn, by: enteredBy(recorded) },
    ...{ status: 'OPEN', round: 0, reopenings: [], evidence: [], findings: [], drafts: [], objections: [] },
    ...{ conclusions: [], appeals: [], rectifications: [], last: none },
    inspectors: inspectors.map((one) => termOf(one, recorded)),
  };
  return { ...state, evaluations: [...state.evaluations, evaluation], last: Math.max(state.last, number) };
};

const termOf = (
  { personId, from, to }: InspectorTerm,
  { effectiveOn, revision }: Recorded<unknown>,
): InspectorInOffice => ({
  ...{ from, until: addDays(to, 1), value: personId, by: revision, appointedOn: effectiveOn },
});

const changed = (evaluation: Evaluation, recorded: Recorded<unknown>, event: Later): Evaluation => {
  const { effectiveOn: on } = recorded;
  const done: Done = { on, by: enteredBy(recorded) };
  const { status, round, methods } = evaluation;
  switch (event.type) {
    case 'InspectorAppointed':
      return { ...evaluation, inspectors: [...evaluation.inspectors, termOf(event, recorded)] };
    case 'InspectorDismissed':
      return withChange(evaluation, { inspectors: dismissed(evaluation.inspectors, event.personId, on) });
    case 'EvidenceRecorded':
      if (status !== 'OPEN' || has(evaluation.evidence, event.evidence) || !methods.includes(event.method))
        return evaluation;
      return numbered(evaluation, 'evidence', event.evidence, {
        evidence: [
          ...evaluation.evidence,
          { ...done, number: event.evidence, document: event.document, hash: event.hash, method: event.method },
        ],
      });
    case 'FindingRecorded': {
      const { finding: number, dimension, schoolId, level, nature, text, inspectorId, evidence } = event;
      const rests = evidence.every((one) => has(evaluation.evidence, one));
      if (status !== 'OPEN' || has(evaluation.findings, number) || !rests) return evaluation;
      const said = { dimension, schoolId, level, nature, text, inspectorId, evidence };
      return numbered(evaluation, 'finding', number, {
        findings: [...evaluation.findings, { ...done, number, ...said, first: undefined, round }],
      });
    }
    case 'DraftIssued':
      if (status !== 'OPEN') return evaluation;
      return {
        ...evaluation,
        status: 'DRAFTED',
        drafts: [...evaluation.drafts, { ...done, objectionsTo: event.objectionsTo, round }],
      };
    case 'ObjectionLodged': {
      const { objection: number, finding, schoolId, reason } = event;
      const rests = status === 'DRAFTED' && has(evaluation.findings, finding);
      if (!rests || has(evaluation.objections, number)) return evaluation;
      return numbered(evaluation, 'objection', number, {
        objections: [
          ...evaluation.objections,
          { ...done, number, finding, schoolId, reason, round, answer: undefined },
        ],
      });
    }
    case 'ObjectionAnswered': {
      const found = evaluation.objections.find(({ number }) => number === event.objection);
      if (!found || found.answer || found.round !== round) return evaluation;
      const { reason } = event;
      const instead = event.instead && statementOf(event.instead);
      return {
        ...evaluation,
        objections: evaluation.objections.map((one) =>
          one === found ? { ...one, answer: { ...done, upheld: instead !== undefined, reason, instead } } : one,
        ),
        findings: mapped(evaluation.findings, (one) =>
          one.number === found.finding && instead ? { ...one, first: one.first ?? statementOf(one), ...instead } : one,
        ),
      };
    }
    case 'EvaluationConcluded': {
      const { grade, documentNo, dimensions, appealsTo } = event;
      if (status !== 'DRAFTED' || openObjection(evaluation)) return evaluation;
      const conclusion = { ...done, grade, documentNo, dimensions, appealsTo, round };
      return { ...evaluation, status: 'CONCLUDED', conclusions: [...evaluation.conclusions, conclusion] };
    }
    case 'EvaluationAppealed': {
      const { appeal: number, schoolId, reason } = event;
      if (status !== 'CONCLUDED' || has(evaluation.appeals, number)) return evaluation;
      return numbered(evaluation, 'appeal', number, {
        appeals: [...evaluation.appeals, { ...done, number, schoolId, reason, round, decision: undefined }],
      });
    }
    case 'AppealDecided': {
      const found = evaluation.appeals.find(({ number }) => number === event.appeal);
      if (!found || found.decision || found.round !== round) return evaluation;
      const { outcome, office, grade, documentNo, reason } = event;
      const decision = { ...done, outcome, office, grade, documentNo, reason };
      const after = {
        ...evaluation,
        appeals: evaluation.appeals.map((one) => (one === found ? { ...one, decision } : one)),
      };
      return outcome === 'REOPENED' ? reopened(after, { ...done, documentNo, reason }) : after;
    }
    case 'EvaluationReopened':
      return status === 'OPEN'
        ? evaluation
        : reopened(evaluation, { ...done, documentNo: event.documentNo, reason: event.reason });
    case 'RectificationOrdered': {
      const { rectification: number, finding, schoolId, deadline, documentNo } = event;
      const isProblem = evaluation.findings.some((one) => one.number === finding && one.nature === 'PROBLEM');
      if (status !== 'CONCLUDED' || !isProblem || has(evaluation.rectifications, number)) return evaluation;
      const ordered = {
        ...done,
        number,
        finding,
        schoolId,
        deadline,
        ordered: deadline,
        documentNo,
        submissions: [],
        answers: [],
        status: 'ORDERED' as const,
      };
      return numbered(evaluation, 'rectification', number, { rectifications: [...evaluation.rectifications, ordered] });
    }
    case 'RectificationSubmitted': {
      const { document, hash } = event;
      return onRectification(evaluation, event, ['ORDERED'], ({ submissions }) => ({
        status: 'SUBMITTED',
        submissions: [...submissions, { ...done, document, hash }],
      }));
    }
    case 'RectificationConfirmed':
      return onRectification(evaluation, event, ['SUBMITTED'], ({ answers }) => ({
        status: 'CONFIRMED',
        answers: [...answers, { ...done, how: 'CONFIRMED', reason: undefined, until: undefined }],
      }));
    case 'RectificationReturned':
      return onRectification(evaluation, event, ['SUBMITTED'], ({ answers }) => ({
        status: 'ORDERED',
        deadline: event.deadline,
        answers: [...answers, { ...done, how: 'RETURNED', reason: event.reason, until: event.deadline }],
      }));
    case 'RectificationCancelled':
      return onRectification(evaluation, event, ['ORDERED', 'SUBMITTED'], ({ answers }) => ({
        status: 'CANCELLED',
        answers: [...answers, { ...done, how: 'CANCELLED', reason: event.reason, until: undefined }],
      }));
  }
};

/** The first day from which a step that found its ground can have effect: what it rests on was there, of whichever round. */
const restsOn = (evaluation: Evaluation, event: Later): Day => {
  const { on: openedOn, findings, drafts, conclusions } = evaluation;
  const begunOn = evaluation.reopenings.at(-1)?.on ?? openedOn;
  switch (event.type) {
    case 'FindingRecorded':
      return latest(begunOn, ...daysOfThose(evaluation.evidence, event.evidence));
    case 'EvidenceRecorded':
      return begunOn;
    case 'DraftIssued':
      return latest(begunOn, ...daysOf(findings));
    case 'ObjectionLodged':
      return latest(...daysOf(drafts));
    case 'ObjectionAnswered':
      return latest(...daysOfThose(evaluation.objections, [event.objection]));
    case 'EvaluationConcluded':
      return latest(...daysOf(drafts), ...evaluation.objections.flatMap(({ answer }) => (answer ? [answer.on] : [])));
    case 'EvaluationAppealed':
    case 'RectificationOrdered':
      return latest(...daysOf(conclusions));
    case 'AppealDecided':
      return latest(...daysOfThose(evaluation.appeals, [event.appeal]));
    case 'EvaluationReopened':
      return latest(...daysOf(drafts), ...daysOf(conclusions));
    case 'RectificationSubmitted':
    case 'RectificationConfirmed':
    case 'RectificationReturned':
    case 'RectificationCancelled': {
      const { on, submissions } = rectificationOf(evaluation, event)!;
      return latest(on, ...daysOf(submissions));
    }
    default:
      return openedOn;
  }
};

const has = (parts: readonly { readonly number: number }[], number: number): boolean =>
  parts.some((one) => one.number === number);
const daysOf = (parts: readonly Done[]): readonly Day[] => parts.map(({ on }) => on);
const daysOfThose = (
  parts: readonly (Done & { readonly number: number })[],
  numbers: readonly number[],
): readonly Day[] => daysOf(parts.filter(({ number }) => numbers.includes(number)));

/** The evaluation with one more part, whose number is taken. */
const numbered = (
  evaluation: Evaluation,
  part: keyof Numbers,
  number: number,
  change: Partial<Evaluation>,
): Evaluation => ({
  ...evaluation,
  ...change,
  last: { ...evaluation.last, [part]: Math.max(evaluation.last[part], number) },
});

export const statementOf = ({ level, nature, text }: Statement): Statement => ({ level, nature, text });

/** The terms of office without somebody from a day on; the very same list where nobody of them is in office then. */
const dismissed = (terms: readonly InspectorInOffice[], personId: PersonId, day: Day): readonly InspectorInOffice[] => {
  const isMeant = ({ value, until }: InspectorInOffice): boolean => value === personId && until > day;
  if (!terms.some(isMeant)) return terms;
  return terms.flatMap((one) => (!isMeant(one) ? [one] : one.from < day ? [{ ...one, until: day }] : []));
};

const reopened = (evaluation: Evaluation, done: Reopening): Evaluation => ({
  ...evaluation,
  status: 'OPEN',
  round: evaluation.round + 1,
  reopenings: [...evaluation.reopenings, done],
});

const onRectification = (
  evaluation: Evaluation,
  { rectification: number }: { readonly rectification: number },
  from: readonly Rectification['status'][],
  change: (one: Rectification) => Partial<Rectification>,
): Evaluation =>
  withChange(evaluation, {
    rectifications: mapped(evaluation.rectifications, (one) =>
      one.number === number && from.includes(one.status) ? { ...one, ...change(one) } : one,
    ),
  });

/** An objection of the present round that nobody answered. */
export const openObjection = ({ objections, round }: Evaluation): Objection | undefined =>
  objections.find((one) => one.round === round && !one.answer);

/** An appeal that nobody decided. */
export const openAppeal = ({ appeals, round }: Evaluation): Appeal | undefined =>
  appeals.find((one) => one.round === round && !one.decision);

export const rectificationOf = (
  { rectifications }: Evaluation,
  { rectification }: { readonly rectification: number },
): Rectification | undefined => rectifications.find(({ number }) => number === rectification);

/** Whether somebody is an inspector in office on a day. */
export const isInOffice = ({ inspectors }: Evaluation, personId: PersonId, day: Day): boolean =>
  inspectors.some((term) => term.value === personId && servesOn(term, day));
export const servesOn = (term: Evaluation['inspectors'][number], day: Day): boolean =>
  term.appointedOn <= day && contains(term, day);

/** An evaluation by its number. */
export const evaluationOf = (
  { evaluations }: Evaluations,
  { evaluation }: { readonly evaluation: number },
): Evaluation | undefined => evaluations.find(({ number }) => number === evaluation);

/** The number that the next part of a kind gets. */
export const nextNumber = ({ kept }: Evaluations, { number, last }: Evaluation, part: keyof Numbers): number =>
  Math.max(last[part], kept.get(number)?.[part] ?? 0) + 1;

/** The numbers of evaluations and of their parts that were retracted or corrected stay taken. */
export const numbersKept = (state: Evaluations, event: EvaluationEvent): Evaluations => {
  const { evaluation } = event;
  const said = event as Partial<Numbers>;
  const before = state.kept.get(evaluation) ?? none;
  const taken = (part: keyof Numbers): number => {
    const number = said[part];
    return typeof number === 'number' ? Math.max(before[part], number) : before[part];
  };
  const numbers: Numbers = {
    evidence: taken('evidence'),
    finding: taken('finding'),
    objection: taken('objection'),
    appeal: taken('appeal'),
    rectification: taken('rectification'),
  };
  return { ...state, last: Math.max(state.last, evaluation), kept: withItem(state.kept, evaluation, numbers) };
};

/** The grade that stands: of the last conclusion, or of the last appeal against it that gave another one. */
export const gradeOf = ({ status, conclusions, appeals, round }: Evaluation): string | undefined =>
  status === 'CONCLUDED'
    ? (appeals.findLast((one) => one.round === round && one.decision?.grade !== undefined)?.decision?.grade ??
      conclusions.at(-1)!.grade)
    : undefined;
