import type { Correcting } from '../decider.js';
import { folded } from '../folded.js';
import { splitEvaluationStream } from '../identity.js';
import { at, firstRefused, listIsFilled, textsAreValid, within } from '../input.js';
import { refuse, type Refused } from '../refusal.js';
import { separatedOn } from '../separation.js';
import {
  deadlineIsAhead,
  dimensionIsKnown,
  gradeIsValid,
  inspectorIsKnown,
  statementIsValid,
  termIsValid,
} from './decide.js';
import type { EvaluationEvent, InspectorTerm } from './events.js';
import { daysOfPeriod, newOwnSchool, schoolIsInScope, scopeHasBegun, type EvaluationReferences } from './scope.js';
import { evaluationOf, type Evaluation, type Evaluations } from './state.js';

type OfEvaluation = Correcting<Evaluations, EvaluationEvent, EvaluationReferences>;
type RightRule = (right: EvaluationEvent, correcting: OfEvaluation) => Refused | undefined;
type AnyRule = (correcting: OfEvaluation) => Refused | undefined;

/**
 * A right fact is held to what a command's terms, schools, levels, grades and days are held to. What was announced stays, and so do
 * numbers; nobody comes by a correction to inspect the own school, nor to have both hands in what two persons do.
 */
export const correctionIsAllowed = (correcting: OfEvaluation): Refused | undefined => {
  const { right, rightEffectiveOn, context } = correcting;
  if (right && rightEffectiveOn > context.recordedOn)
    return refuse('DATE_ORDER', { day: rightEffectiveOn, latest: context.recordedOn }, ['rightEffectiveOn']);
  const refused =
    right &&
    within(
      ['right'],
      firstRefused(rulesOfRight, (rule) => rule(right, correcting)),
    );
  return refused ?? firstRefused(rulesOfAny, (rule) => rule(correcting));
};

/** What names the fact, what was announced by it, and for whom somebody spoke, is not put right: it is retracted, and told anew. */
const STAYS = {
  EvaluationOpened: ['kind'],
  InspectorAppointed: [],
  InspectorDismissed: [],
  EvidenceRecorded: ['evidence'],
  FindingRecorded: ['finding'],
  DraftIssued: ['objectionsTo'],
  ObjectionLodged: ['objection', 'schoolId'],
  ObjectionAnswered: ['objection'],
  EvaluationConcluded: ['dimensions', 'appealsTo'],
  EvaluationAppealed: ['appeal', 'schoolId'],
  AppealDecided: ['appeal'],
  EvaluationReopened: [],
  RectificationOrdered: ['rectification'],
  RectificationSubmitted: ['rectification'],
  RectificationConfirmed: ['rectification'],
  RectificationReturned: ['rectification'],
  RectificationCancelled: ['rectification'],
} as const satisfies Readonly<Record<EvaluationEvent['type'], readonly string[]>>;
const whatIsAnnouncedStays: RightRule = (right, { wrong }) => {
  const said = (event: EvaluationEvent, field: string) =>
    JSON.stringify((event as unknown as Record<string, unknown>)[field]);
  const field = ['scope', ...STAYS[right.type]].find((one) => said(right, one) !== said(wrong, one));
  return field === undefined ? undefined : refuse('INVALID_INPUT', { field }, [field]);
};

/** Who is named anew is registered, and the term in order. */
const inspectorsAreInOrder: RightRule = (right, { wrong, rightEffectiveOn: effectiveOn, context: { references } }) => {
  const before = termsIn(wrong);
  return firstRefused(termsIn(right), (term, index) =>
    within(
      right.type === 'EvaluationOpened' ? ['inspectors', String(index)] : [],
      termIsValid(term, { effectiveOn }) ??
        (before.some(({ personId }) => personId === term.personId)
          ? undefined
          : inspectorIsKnown(term.personId, references)),
    ),
  );
};
const termsIn = (event: EvaluationEvent): readonly InspectorTerm[] =>
  event.type === 'EvaluationOpened' ? event.inspectors : event.type === 'InspectorAppointed' ? [event] : [];

const openingIsInOrder: RightRule = (right, { stream, rightEffectiveOn, context: { references } }) => {
  if (right.type !== 'EvaluationOpened') return undefined;
  const scope = splitEvaluationStream(stream);
  const { from } = daysOfPeriod(scope.period);
  if (rightEffectiveOn < from)
    return refuse('DATE_ORDER', { day: rightEffectiveOn, earliest: from }, ['rightEffectiveOn']);
  const early =
    references.district && scopeHasBegun(scope, references.district, rightEffectiveOn, ['rightEffectiveOn']);
  if (early) return early;
  if ((right.kind === 'SPECIAL') !== (right.topic !== undefined))
    return refuse('INVALID_INPUT', { field: 'topic' }, ['topic']);
  return listIsFilled('methods', right.methods) ?? textsAreValid('methods', right.methods);
};

const schoolIsOfScope: RightRule = (right, { stream, context: { references } }) =>
  'schoolId' in right && right.schoolId !== undefined && references.district
    ? schoolIsInScope(splitEvaluationStream(stream), references.district, right.schoolId)
    : undefined;

/** A level, a dimension or a grade is one of the policy of the day, where it or the day is another one. */
const wordsAreOfPolicy: RightRule = (right, correcting) => {
  const { wrong, rightEffectiveOn: effectiveOn, stoodFrom, context, state } = correcting;
  const onDay = { ...context, references: {}, effectiveOn };
  const isNew = (field: string): boolean =>
    stoodFrom !== effectiveOn ||
    (right as unknown as Record<string, unknown>)[field] !== (wrong as unknown as Record<string, unknown>)[field];
  switch (right.type) {
    case 'FindingRecorded':
      return (
        (isNew('dimension') ? dimensionIsKnown(right, onDay, state) : undefined) ??
        (isNew('level') ? statementIsValid(right, onDay) : undefined)
      );
    case 'ObjectionAnswered':
      return right.instead && within(['instead'], statementIsValid(right.instead, onDay));
    case 'EvaluationConcluded':
      return isNew('grade') ? gradeIsValid(right, onDay, state) : undefined;
    case 'AppealDecided':
      if ((right.outcome === 'REGRADED') !== (right.grade !== undefined))
        return refuse('INVALID_INPUT', { field: 'grade' }, ['grade']);
      return isNew('grade') ? gradeIsValid(right, onDay, state) : undefined;
    case 'RectificationOrdered':
    case 'RectificationReturned':
      return deadlineIsAhead(right, onDay, state);
    default:
      return undefined;
  }
};

/** The office that evaluates is another than the one that decides an appeal, whichever of them is put right. */
const officesDiffer: AnyRule = ({ right, state, after }) => {
  const same = (of: Evaluation | undefined): boolean =>
    of?.appeals.some(({ decision }) => decision && folded(decision.office) === folded(of.office)) === true;
  return right && same(evaluationOf(after, right)) && !same(evaluationOf(state, right))
    ? refuse('SAME_OFFICE', {}, ['right', 'office'])
    : undefined;
};

/** Nobody comes to inspect the own school. */
const nobodyOfOwnSchool: AnyRule = ({ stream, state, after, context: { references } }) =>
  firstRefused(after.evaluations, (evaluation) => {
    const before = evaluationOf(state, { evaluation: evaluation.number });
    const own = newOwnSchool(before, evaluation, splitEvaluationStream(stream), references);
    return own && refuse('INSPECTOR_OF_OWN_SCHOOL', { school: own.school, day: own.day }, ['eventId']);
  });

/** Whoever puts the one right has no hand in the other. */
const twoPersons: AnyRule = ({ state, after, context }) => {
  const findsAnswers = separatedOn(context.policies, context.recordedOn).includes('FINDS_ANSWERS');
  const known = new Set(state.evaluations.flatMap((one) => bothHands(one, findsAnswers)));
  return after.evaluations.flatMap((one) => bothHands(one, findsAnswers)).some((one) => !known.has(one))
    ? at(['eventId'], refuse('SAME_PERSON', { actor: context.actor.id }))
    : undefined;
};
const bothHands = (evaluation: Evaluation, findsAnswers: boolean): readonly string[] => {
  const { number, by, findings, objections, conclusions, appeals, rectifications } = evaluation;
  const both = (what: string, did: readonly string[], does: readonly string[]): readonly string[] =>
    [...new Set(did)].filter((id) => does.includes(id)).map((id) => JSON.stringify([number, what, id]));
  return [
    ...objections.flatMap(({ number: of, finding, by: lodged, answer }) =>
      both(`O${of}`, [...lodged, ...(findsAnswers ? ofFinding(findings, finding) : [])], answer?.by ?? []),
    ),
    ...appeals.flatMap(({ number: of, by: appealed, decision, round }) => {
      // What was concluded afterwards may be the work of who let it go on.
      const concluded = conclusions.filter((one) => one.round <= round).flatMap((one) => one.by);
      return both(`A${of}`, [...by, ...appealed, ...concluded], decision?.by ?? []);
    }),
    ...rectifications.flatMap(({ number: of, submissions, answers }) =>
      both(
        `T${of}`,
        submissions.flatMap((one) => one.by),
        answers.flatMap((one) => one.by),
      ),
    ),
  ];
};
const ofFinding = (findings: Evaluation['findings'], number: number): readonly string[] =>
  findings.find((one) => one.number === number)!.by;

const rulesOfRight: readonly RightRule[] = [
  whatIsAnnouncedStays,
  openingIsInOrder,
  inspectorsAreInOrder,
  schoolIsOfScope,
  wordsAreOfPolicy,
];
const rulesOfAny: readonly AnyRule[] = [officesDiffer, nobodyOfOwnSchool, twoPersons];
