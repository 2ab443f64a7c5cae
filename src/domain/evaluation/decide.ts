import { addDays } from '../day.js';
import { accept, hasHappened, stepOf, type CommandTable, type Context, type Decide, type Rule } from '../decider.js';
import { folded } from '../folded.js';
import { isPeriod, isUuid, splitId, type PersonId } from '../identity.js';
import {
  dayIsValid,
  documentIsNamed,
  documentNoIsValid,
  firstRefused,
  listIsFilled,
  NAME_LENGTH,
  TEXT_LENGTH,
  textIsValid,
  textsAreValid,
  valueChanges,
  within,
} from '../input.js';
import { ofGroup, ofSchool, withDuty, type Within } from '../permission.js';
import { DIMENSIONS, evaluationRulesOn } from '../policy/index.js';
import { present } from '../present.js';
import { refuse, type Refused } from '../refusal.js';
import { anotherDid, isAnother } from '../separation.js';
import type * as commands from './commands.js';
import type { EvaluationCommand } from './commands.js';
import type { EvaluationEvent, InspectorTerm, Statement } from './events.js';
import {
  daysOfPeriod,
  newOwnSchool,
  personOf,
  schoolIsInScope,
  scopeHasBegun,
  scopeLives,
  type EvaluationReferences,
  type OfScope,
} from './scope.js';
import {
  evaluationOf,
  evolve,
  gradeOf,
  isInOffice,
  nextNumber,
  openAppeal,
  openObjection,
  rectificationOf,
  servesOn,
  statementOf,
  type Evaluation,
  type Evaluations,
  type Rectification,
} from './state.js';

type EvaluationRule<Command> = Rule<Command, Evaluations, EvaluationReferences>;
type Step<Command> = Decide<Command, Evaluations, EvaluationEvent, EvaluationReferences>;
/** What commands on an evaluation, and the object that they are offered on, have in common. */
type OfEvaluation = { readonly evaluation: number };
type OfFinding = OfEvaluation & { readonly finding: number };
type OfObjection = OfEvaluation & { readonly objection: number };
type OfAppeal = OfEvaluation & { readonly appeal: number };
type OfRectification = OfEvaluation & { readonly rectification: number };

/** What an evaluation does is told once it was done. */
const step = <Command>(rules: readonly EvaluationRule<Command>[], then: Step<Command>): Step<Command> =>
  stepOf<Evaluations, EvaluationEvent, EvaluationReferences>()([hasHappened, ...rules], then);

// What the state alone says.

const evaluationIsKnown: EvaluationRule<OfEvaluation> = (command, _context, state) =>
  evaluationOf(state, command) ? undefined : refuse('NOT_FOUND', { evaluation: command.evaluation }, ['evaluationId']);

/** Found once it is known. */
const found = (state: Evaluations, command: OfEvaluation): Evaluation => evaluationOf(state, command)!;

/** Of which evaluation an event is. */
const of = (state: Evaluations, command: OfEvaluation) => ({
  evaluation: command.evaluation,
  scope: found(state, command).scope,
});

/** The evaluation is so far. */
const isIn =
  (...statuses: readonly Evaluation['status'][]): EvaluationRule<OfEvaluation> =>
  (command, _context, state) =>
    statuses.includes(found(state, command).status)
      ? undefined
      : refuse('INVALID_TRANSITION', { evaluation: command.evaluation }, ['evaluationId']);

const isOpen = isIn('OPEN');
const isDrafted = isIn('DRAFTED');
const isConcluded = isIn('CONCLUDED');

const findingIsKnown: EvaluationRule<OfFinding> = (command, _context, state) =>
  findingOf(state, command) ? undefined : refuse('NOT_FOUND', { finding: command.finding }, ['finding']);
const findingOf = (state: Evaluations, command: OfFinding) =>
  found(state, command).findings.find(({ number }) => number === command.finding);

const rectificationIsKnown: EvaluationRule<OfRectification> = (command, _context, state) =>
  rectificationOf(found(state, command), command)
    ? undefined
    : refuse('NOT_FOUND', { rectification: command.rectification }, ['rectification']);

/** Found once it is known. */
const rectificationIn = (state: Evaluations, command: OfRectification): Rectification =>
  rectificationOf(found(state, command), command)!;

/** The rectification is so far. */
const rectificationIs =
  (...statuses: readonly Rectification['status'][]): EvaluationRule<OfRectification> =>
  (command, _context, state) =>
    statuses.includes(rectificationIn(state, command).status)
      ? undefined
      : refuse('INVALID_TRANSITION', { rectification: command.rectification }, ['rectification']);

// What a command says.

const reasonIsValid: Rule<{ readonly reason: string }> = ({ reason }) => textIsValid('reason', reason, TEXT_LENGTH);

const officeIsValid: Rule<{ readonly office: string }> = ({ office }) => textIsValid('office', office, NAME_LENGTH);

const documentIsValid: Rule<{ readonly document: string }> = ({ document }) =>
  textIsValid('document', document, NAME_LENGTH);

const hashIsValid: Rule<{ readonly hash: string }> = ({ hash }) =>
  /^[0-9a-f]{64}$/.test(hash) ? undefined : refuse('INVALID_INPUT', { digits: 64 }, ['hash']);

const periodIsValid: Rule<OfScope> = ({ period }) =>
  isPeriod(period) ? undefined : refuse('INVALID_INPUT', { value: period.slice(0, 50) }, ['period']);

/** Nobody evaluates a period that has not begun. */
const periodHasBegun: Rule<OfScope> = ({ period }, { effectiveOn }) => {
  const { from } = daysOfPeriod(period);
  return effectiveOn < from
    ? refuse('DATE_ORDER', { day: effectiveOn, earliest: from }, ['command', 'effectiveOn'])
    : undefined;
};

const scopeIsThere: EvaluationRule<OfScope> = (command, { effectiveOn, references: { district } }) =>
  scopeLives(command, district) ?? scopeHasBegun(command, district, effectiveOn, ['command', 'effectiveOn']);

/** A SPECIAL one says on what, a COMPREHENSIVE one is on everything. */
const topicIsOfKind: Rule<commands.OpenEvaluation> = ({ kind, topic }) =>
  (kind === 'SPECIAL') === (topic !== undefined)
    ? textIsValid('topic', topic, NAME_LENGTH)
    : refuse('INVALID_INPUT', { field: 'topic' }, ['topic']);

const methodsAreGiven: Rule<commands.OpenEvaluation> = ({ methods }) =>
  listIsFilled('methods', methods) ?? textsAreValid('methods', methods);

/** One of the methods that the evaluation said it would use. */
const methodIsUsed: EvaluationRule<commands.RecordEvidence> = (command, _context, state) =>
  found(state, command).methods.includes(command.method)
    ? undefined
    : refuse('INVALID_INPUT', { field: 'method' }, ['method']);

/** A term of office ends no earlier than it begins, and goes on on the day of the appointment. */
export const termIsValid = ({ from, to }: InspectorTerm, { effectiveOn }: Pick<Context, 'effectiveOn'>) =>
  dayIsValid('from', from) ??
  dayIsValid('to', to) ??
  (to < from ? refuse('DATE_ORDER', { day: to, earliest: from }, ['to']) : undefined) ??
  (to < effectiveOn ? refuse('DATE_ORDER', { day: to, earliest: effectiveOn }, ['to']) : undefined);

/** Who inspects is registered, in whichever district. */
export const inspectorIsKnown = (personId: PersonId, references: object): Refused | undefined => {
  const person = isUuid(personId) ? personOf(references, personId) : undefined;
  if (person === undefined || person.status === 'UNKNOWN')
    return refuse('NOT_FOUND', { person: personId }, ['personId']);
  return person.status === 'ERASED' ? refuse('PERSON_ERASED', { person: personId }, ['personId']) : undefined;
};

const inspectorsAreInOrder: EvaluationRule<commands.OpenEvaluation> = ({ inspectors }, context) =>
  listIsFilled('inspectors', inspectors) ??
  firstRefused(inspectors, (one, index) =>
    within(
      ['inspectors', String(index)],
      inspectors.slice(0, index).some(({ personId }) => personId === one.personId)
        ? refuse('INVALID_INPUT', { times: 2 }, ['personId'])
        : (termIsValid(one, context) ?? inspectorIsKnown(one.personId, context.references)),
    ),
  );

const inspectorIsInOrder: EvaluationRule<commands.AppointInspector> = (command, context) =>
  termIsValid(command, context) ?? inspectorIsKnown(command.personId, context.references);

/** Whose term goes on is not appointed to the same days again. */
const termIsNew: EvaluationRule<commands.AppointInspector> = ({ personId, from, to, evaluation }, _context, state) =>
  found(state, { evaluation }).inspectors.some(
    (term) => term.value === personId && term.from <= to && from < term.until,
  )
    ? refuse('TERM_OVERLAP', { person: personId }, ['from'])
    : undefined;

const somebodyIsDismissed: EvaluationRule<commands.DismissInspector> = (command, { effectiveOn }, state) =>
  found(state, command).inspectors.some(({ value, until }) => value === command.personId && until > effectiveOn)
    ? undefined
    : refuse('INSPECTOR_NOT_IN_OFFICE', { day: effectiveOn }, ['personId']);

/** What an evaluation becomes by what a command gives; undefined where it is not there. */
const afterwards = (
  state: Evaluations,
  event: EvaluationEvent,
  { effectiveOn, recordedOn, actor }: Context,
): Evaluation | undefined => evaluationOf(evolve(state, { event, effectiveOn, recordedOn, actor, revision: 0 }), event);

/** Nobody inspects the own school, on no day of the term of office, nor finds anything of it. */
const noOwnSchool =
  <Command extends OfScope>(
    eventOf: (command: Command, state: Evaluations, context: Context<EvaluationReferences>) => EvaluationEvent,
    pathTo: (command: Command, personId: PersonId) => readonly string[],
  ): EvaluationRule<Command> =>
  (command, context, state) => {
    const event = eventOf(command, state, context);
    const { references } = context;
    const own = newOwnSchool(evaluationOf(state, event), afterwards(state, event, context), command, references);
    return (
      own && refuse('INSPECTOR_OF_OWN_SCHOOL', { school: own.school, day: own.day }, pathTo(command, own.personId))
    );
  };

const openingOf = (
  { scopeId, kind, topic, office, documentNo, methods, inspectors }: commands.OpenEvaluation,
  { last }: Evaluations,
  { references: { district } }: Context<EvaluationReferences>,
): EvaluationEvent => ({
  type: 'EvaluationOpened',
  evaluation: last + 1,
  scope: district.groups.has(splitId(scopeId).code) ? 'GROUP' : 'SCHOOL',
  kind,
  ...present({ topic }),
  office,
  documentNo,
  methods,
  inspectors,
});

/** The bureau opens an evaluation of a group, an alliance or a school, on a document. */
const openEvaluation = step<commands.OpenEvaluation>(
  [
    documentIsNamed,
    documentNoIsValid,
    periodIsValid,
    periodHasBegun,
    scopeIsThere,
    officeIsValid,
    topicIsOfKind,
    methodsAreGiven,
    inspectorsAreInOrder,
    noOwnSchool(openingOf, ({ inspectors }, personId) => [
      'inspectors',
      String(inspectors.findIndex((one) => one.personId === personId)),
      'personId',
    ]),
  ],
  (command, context, state) => accept(openingOf(command, state, context)),
);

const appointmentOf = (command: commands.AppointInspector, state: Evaluations): EvaluationEvent => {
  const { personId, from, to } = command;
  return { type: 'InspectorAppointed', ...of(state, command), personId, from, to };
};

/** The bureau appoints another inspector. */
const appointInspector = step<commands.AppointInspector>(
  [evaluationIsKnown, inspectorIsInOrder, termIsNew, noOwnSchool(appointmentOf, () => ['personId'])],
  (command, _context, state) => accept(appointmentOf(command, state)),
);

/** The bureau dismisses an inspector, or lets the term end earlier. */
const dismissInspector = step<commands.DismissInspector>(
  [evaluationIsKnown, somebodyIsDismissed],
  (command, _context, state) =>
    accept({ type: 'InspectorDismissed', ...of(state, command), personId: command.personId }),
);

/** The bureau takes a document to the papers. */
const recordEvidence = step<commands.RecordEvidence>(
  [evaluationIsKnown, isOpen, documentIsValid, hashIsValid, methodIsUsed],
  ({ evaluation, document, hash, method }, _context, state) =>
    accept({
      type: 'EvidenceRecorded',
      ...of(state, { evaluation }),
      evidence: nextNumber(state, found(state, { evaluation }), 'evidence'),
      ...{ document, hash, method },
    }),
);

/** One of the five dimensions, or one that the policy of the day adds. */
export const dimensionIsKnown: Rule<{ readonly dimension: string }> = ({ dimension }, { policies, effectiveOn }) =>
  dimensionsOn({ policies, effectiveOn }).includes(dimension)
    ? undefined
    : refuse('INVALID_INPUT', { field: 'dimension' }, ['dimension']);

/** What a COMPREHENSIVE evaluation looks at on a day. */
export const dimensionsOn = ({
  policies,
  effectiveOn,
}: Pick<Context, 'policies' | 'effectiveOn'>): readonly string[] => [
  ...DIMENSIONS,
  ...evaluationRulesOn(policies, effectiveOn).extraDimensions.map(({ code }) => code),
];

/** A finding says something, on one of the levels of the policy of the day. */
export const statementIsValid = (
  { level, text }: Statement,
  { policies, effectiveOn }: Pick<Context, 'policies' | 'effectiveOn'>,
): Refused | undefined =>
  textIsValid('text', text, TEXT_LENGTH) ??
  (evaluationRulesOn(policies, effectiveOn).levels.includes(level)
    ? undefined
    : refuse('INVALID_INPUT', { field: 'level' }, ['level']));

/** The evidence was recorded, each named once. */
const evidenceIsKnown: EvaluationRule<commands.RecordFinding> = (command, _context, state) =>
  listIsFilled('evidence', command.evidence) ??
  firstRefused(command.evidence, (number, index) =>
    command.evidence.indexOf(number) < index
      ? refuse('INVALID_INPUT', { times: 2 }, ['evidence', String(index)])
      : found(state, command).evidence.some((one) => one.number === number)
        ? undefined
        : refuse('NOT_FOUND', { evidence: number }, ['evidence', String(index)]),
  );

const schoolOfScope: EvaluationRule<OfScope & { readonly schoolId?: string }> = (command, { references }) =>
  command.schoolId === undefined ? undefined : schoolIsInScope(command, references.district, command.schoolId);

const findingFrom = (
  { evaluation, dimension, schoolId, level, nature, text, inspectorId, evidence }: commands.RecordFinding,
  state: Evaluations,
): EvaluationEvent => ({
  type: 'FindingRecorded',
  ...of(state, { evaluation }),
  finding: nextNumber(state, found(state, { evaluation }), 'finding'),
  dimension,
  ...present({ schoolId }),
  ...{ level, nature, text, inspectorId, evidence },
});

const inspectorServes: EvaluationRule<commands.RecordFinding> = (command, { effectiveOn }, state) =>
  isInOffice(found(state, command), command.inspectorId, effectiveOn)
    ? undefined
    : refuse('INSPECTOR_NOT_IN_OFFICE', { day: effectiveOn }, ['inspectorId']);

/** The bureau enters what an inspector in office found. */
const recordFinding = step<commands.RecordFinding>(
  [
    evaluationIsKnown,
    isOpen,
    dimensionIsKnown,
    (command, context) => statementIsValid(command, context),
    schoolOfScope,
    evidenceIsKnown,
    inspectorServes,
    noOwnSchool(findingFrom, () => ['inspectorId']),
  ],
  (command, _context, state) => accept(findingFrom(command, state)),
);

/** A draft says something. */
const somethingWasFound: EvaluationRule<OfEvaluation> = (command, _context, state) =>
  found(state, command).findings.length > 0 ? undefined : refuse('INVALID_TRANSITION', {}, ['evaluationId']);

/** A COMPREHENSIVE evaluation looked at every dimension that the policy of the day asks for. */
const dimensionsAreThere: EvaluationRule<OfEvaluation> = (command, context, state) => {
  const { kind, findings } = found(state, command);
  if (kind !== 'COMPREHENSIVE') return undefined;
  const missing = dimensionsOn(context).find((one) => !findings.some(({ dimension }) => dimension === one));
  return missing === undefined ? undefined : refuse('DIMENSION_MISSING', { dimension: missing }, ['evaluationId']);
};

/** The draft goes to the schools; they may object for as many days from the day on which it is recorded. */
const issueDraft = step<commands.IssueDraft>(
  [evaluationIsKnown, isOpen, somethingWasFound, dimensionsAreThere],
  ({ evaluation }, { recordedOn, policies }, state) =>
    accept({
      type: 'DraftIssued',
      ...of(state, { evaluation }),
      objectionsTo: addDays(recordedOn, evaluationRulesOn(policies, recordedOn).objectionDays),
    }),
);

/** A school speaks for itself, a council for the group. */
const speakerIsNamed: Rule<{ readonly schoolId?: string }> = ({ schoolId }, { actor }) =>
  (actor.role === 'COUNCIL') === (schoolId === undefined)
    ? undefined
    : refuse('INVALID_INPUT', { field: 'schoolId' }, ['schoolId']);

/** An objection is told by the day that was announced with the draft, which is there. */
const objectionsAreTaken: EvaluationRule<OfEvaluation> = (command, { recordedOn }, state) => {
  const latest = found(state, command).drafts.at(-1)!.objectionsTo;
  return recordedOn > latest ? refuse('OBJECTION_LATE', { day: recordedOn, latest }, ['evaluationId']) : undefined;
};

/** Of a draft each school, and the council, objects once to a finding. */
const objectsOnce: EvaluationRule<commands.LodgeObjection> = (command, _context, state) => {
  const { objections, round } = found(state, command);
  return objections.some(
    (one) => one.round === round && one.finding === command.finding && one.schoolId === command.schoolId,
  )
    ? refuse('NO_CHANGE', { finding: command.finding }, ['finding'])
    : undefined;
};

/** A school of the scope, or the council, objects to a finding of the draft, in time. */
const lodgeObjection = step<commands.LodgeObjection>(
  [
    evaluationIsKnown,
    speakerIsNamed,
    schoolOfScope,
    isDrafted,
    objectionsAreTaken,
    findingIsKnown,
    reasonIsValid,
    objectsOnce,
  ],
  ({ evaluation, finding, schoolId, reason }, _context, state) =>
    accept({
      type: 'ObjectionLodged',
      ...of(state, { evaluation }),
      objection: nextNumber(state, found(state, { evaluation }), 'objection'),
      finding,
      ...present({ schoolId }),
      reason,
    }),
);

const objectionOf = (state: Evaluations, command: OfObjection) =>
  found(state, command).objections.find(({ number }) => number === command.objection);

const objectionIsKnown: EvaluationRule<OfObjection> = (command, _context, state) =>
  objectionOf(state, command) ? undefined : refuse('NOT_FOUND', { objection: command.objection }, ['objection']);

/** An objection is answered once, before the evaluation is concluded or reopened. */
const objectionIsOpen: EvaluationRule<OfObjection> = (command, _context, state) => {
  const objection = objectionOf(state, command)!;
  return objection.answer || objection.round !== found(state, command).round
    ? refuse('INVALID_TRANSITION', { objection: command.objection }, ['objection'])
    : undefined;
};

/** Who lodged an objection does not answer it. */
const anotherObjected: EvaluationRule<OfObjection> = (command, context, state) =>
  isAnother(objectionOf(state, command)!.by, context);

/** Nor, where the policy says so, who recorded the finding. */
const anotherFound: EvaluationRule<OfObjection> = (command, context, state) => {
  const { finding } = objectionOf(state, command)!;
  return anotherDid('FINDS_ANSWERS', findingOf(state, { ...command, finding })!.by, context);
};

/** What the finding says from then on is something else. */
const answerIsValid: EvaluationRule<commands.AnswerObjection> = (command, context, state) => {
  const { instead } = command;
  if (!instead) return undefined;
  const { finding } = objectionOf(state, command)!;
  const before = findingOf(state, { ...command, finding })!;
  const isSame = before.level === instead.level && before.nature === instead.nature && before.text === instead.text;
  return isSame
    ? refuse('NO_CHANGE', { finding }, ['instead'])
    : within(['instead'], statementIsValid(instead, context));
};

/** The bureau answers an objection; where it is upheld the finding says something else from then on. */
const answerObjection = step<commands.AnswerObjection>(
  [
    evaluationIsKnown,
    objectionIsKnown,
    objectionIsOpen,
    isDrafted,
    reasonIsValid,
    answerIsValid,
    anotherObjected,
    anotherFound,
  ],
  ({ evaluation, objection, reason, instead }, _context, state) =>
    accept({
      type: 'ObjectionAnswered',
      ...of(state, { evaluation }),
      objection,
      reason,
      ...present({ instead: instead && statementOf(instead) }),
    }),
);

/** Every objection is answered, and none is taken any more. */
const objectionsAreOver: EvaluationRule<OfEvaluation> = (command, { recordedOn }, state) => {
  const evaluation = found(state, command);
  const open = openObjection(evaluation);
  if (open) return refuse('OBJECTION_OPEN', { objection: open.number }, ['evaluationId']);
  const latest = evaluation.drafts.at(-1)!.objectionsTo;
  return recordedOn <= latest ? refuse('OBJECTION_OPEN', { latest }, ['evaluationId']) : undefined;
};

export const gradeIsValid: Rule<{ readonly grade?: string }> = ({ grade }, { policies, effectiveOn }) =>
  grade === undefined || evaluationRulesOn(policies, effectiveOn).grades.includes(grade)
    ? undefined
    : refuse('INVALID_INPUT', { field: 'grade' }, ['grade']);

/** The bureau concludes the evaluation with a grade, on a document. */
const concludeEvaluation = step<commands.ConcludeEvaluation>(
  [
    documentIsNamed,
    documentNoIsValid,
    evaluationIsKnown,
    isDrafted,
    objectionsAreOver,
    gradeIsValid,
    dimensionsAreThere,
  ],
  ({ evaluation, grade, documentNo }, { effectiveOn, recordedOn, policies }, state) =>
    accept({
      type: 'EvaluationConcluded',
      ...of(state, { evaluation }),
      grade,
      documentNo,
      dimensions: found(state, { evaluation }).kind === 'COMPREHENSIVE' ? dimensionsOn({ policies, effectiveOn }) : [],
      appealsTo: addDays(recordedOn, evaluationRulesOn(policies, recordedOn).appealDays),
    }),
);

/** An appeal is told by the day that was announced with the conclusion, which is there. */
const appealsAreTaken: EvaluationRule<OfEvaluation> = (command, { recordedOn }, state) => {
  const latest = found(state, command).conclusions.at(-1)!.appealsTo;
  return recordedOn > latest ? refuse('APPEAL_LATE', { day: recordedOn, latest }, ['evaluationId']) : undefined;
};

/** Against a conclusion each school, and the council, appeals once. */
const appealsOnce: EvaluationRule<OfEvaluation & { readonly schoolId?: string }> = (command, _context, state) => {
  const { appeals, round } = found(state, command);
  return appeals.some((one) => one.round === round && one.schoolId === command.schoolId)
    ? refuse('NO_CHANGE', { evaluation: command.evaluation }, ['evaluationId'])
    : undefined;
};

/** A school of the scope, or the council, appeals against the conclusion, in time. */
const appealEvaluation = step<commands.AppealEvaluation>(
  [evaluationIsKnown, speakerIsNamed, schoolOfScope, isConcluded, appealsAreTaken, reasonIsValid, appealsOnce],
  ({ evaluation, schoolId, reason }, _context, state) =>
    accept({
      type: 'EvaluationAppealed',
      ...of(state, { evaluation }),
      appeal: nextNumber(state, found(state, { evaluation }), 'appeal'),
      ...present({ schoolId }),
      reason,
    }),
);

const appealOf = (state: Evaluations, command: OfAppeal) =>
  found(state, command).appeals.find(({ number }) => number === command.appeal);

const appealIsKnown: EvaluationRule<OfAppeal> = (command, _context, state) =>
  appealOf(state, command) ? undefined : refuse('NOT_FOUND', { appeal: command.appeal }, ['appeal']);

/** An appeal is decided once, while the conclusion stands. */
const appealIsOpen: EvaluationRule<OfAppeal> = (command, _context, state) => {
  const appeal = appealOf(state, command)!;
  return appeal.decision || appeal.round !== found(state, command).round
    ? refuse('INVALID_TRANSITION', { appeal: command.appeal }, ['appeal'])
    : undefined;
};

/** Another office decides than the one that evaluated, however it is written. */
const officeIsAnother: EvaluationRule<commands.DecideAppeal> = (command, _context, state) =>
  folded(found(state, command).office) === folded(command.office) ? refuse('SAME_OFFICE', {}, ['office']) : undefined;

/** And another person than who opened the evaluation, concluded it or appealed. */
const anotherConcluded: EvaluationRule<OfAppeal> = (command, context, state) => {
  const { by, conclusions } = found(state, command);
  return isAnother([...by, ...conclusions.flatMap((one) => one.by), ...appealOf(state, command)!.by], context);
};

/** Another grade comes with REGRADED, and with nothing else; it is not the one that stands. */
const gradeIsOfOutcome: EvaluationRule<commands.DecideAppeal> = (command, _context, state) => {
  const { outcome, grade } = command;
  if ((outcome === 'REGRADED') !== (grade !== undefined)) return refuse('INVALID_INPUT', { field: 'grade' }, ['grade']);
  return grade === undefined ? undefined : valueChanges('grade', gradeOf(found(state, command)), grade);
};

/** Another office of the bureau decides an appeal: the conclusion stands, has another grade, or the evaluation goes on. */
const decideAppeal = step<commands.DecideAppeal>(
  [
    documentIsNamed,
    documentNoIsValid,
    evaluationIsKnown,
    appealIsKnown,
    appealIsOpen,
    officeIsValid,
    officeIsAnother,
    reasonIsValid,
    gradeIsOfOutcome,
    gradeIsValid,
    anotherConcluded,
  ],
  ({ evaluation, appeal, office, outcome, grade, documentNo, reason }, _context, state) =>
    accept({
      type: 'AppealDecided',
      ...of(state, { evaluation }),
      ...{ appeal, office, outcome },
      ...present({ grade }),
      ...{ documentNo, reason },
    }),
);

/** What was asked for is answered before the evaluation goes on: an objection by its answer, an appeal by its decision. */
const nothingWaits: EvaluationRule<OfEvaluation> = (command, _context, state) => {
  const evaluation = found(state, command);
  const waits = openObjection(evaluation) ?? openAppeal(evaluation);
  return waits ? refuse('INVALID_TRANSITION', { evaluation: command.evaluation }, ['evaluationId']) : undefined;
};

/** The bureau takes back a draft or a conclusion, on a document: the evaluation goes on, and what was concluded stays visible. */
const reopenEvaluation = step<commands.ReopenEvaluation>(
  [documentIsNamed, documentNoIsValid, evaluationIsKnown, isIn('DRAFTED', 'CONCLUDED'), nothingWaits, reasonIsValid],
  ({ evaluation, documentNo, reason }, _context, state) =>
    accept({ type: 'EvaluationReopened', ...of(state, { evaluation }), documentNo, reason }),
);

const findingIsProblem: EvaluationRule<OfFinding> = (command, _context, state) =>
  findingOf(state, command)!.nature === 'PROBLEM'
    ? undefined
    : refuse('INVALID_INPUT', { field: 'finding' }, ['finding']);

/** Who is to put it right is a school of the scope that is still open. */
const schoolIsResponsible: EvaluationRule<commands.OrderRectification> = (command, { references, effectiveOn }) => {
  const { schoolId: school } = command;
  return (
    schoolIsInScope(command, references.district, school) ??
    (references.district.schools.get(splitId(school).code)!.open.at(effectiveOn)
      ? undefined
      : refuse('SCHOOL_CLOSED', { school, day: effectiveOn }, ['schoolId']))
  );
};

/** A school is asked once for the same finding, as long as that is not confirmed or cancelled. */
const isAskedOnce: EvaluationRule<commands.OrderRectification> = (command, _context, state) =>
  found(state, command).rectifications.some(
    ({ finding, schoolId, status }) =>
      finding === command.finding && schoolId === command.schoolId && (status === 'ORDERED' || status === 'SUBMITTED'),
  )
    ? refuse('NO_CHANGE', { finding: command.finding }, ['finding'])
    : undefined;

/** There is a day left to do it. */
export const deadlineIsAhead: Rule<{ readonly deadline: string }> = ({ deadline }, { effectiveOn }) =>
  dayIsValid('deadline', deadline) ??
  (deadline <= effectiveOn
    ? refuse('DATE_ORDER', { day: deadline, earliest: addDays(effectiveOn, 1) }, ['deadline'])
    : undefined);

/** The bureau orders a school to put a problem right, on a document. */
const orderRectification = step<commands.OrderRectification>(
  [
    documentIsNamed,
    documentNoIsValid,
    evaluationIsKnown,
    isConcluded,
    findingIsKnown,
    findingIsProblem,
    schoolIsResponsible,
    deadlineIsAhead,
    isAskedOnce,
  ],
  ({ evaluation, finding, schoolId, deadline, documentNo }, _context, state) =>
    accept({
      type: 'RectificationOrdered',
      ...of(state, { evaluation }),
      rectification: nextNumber(state, found(state, { evaluation }), 'rectification'),
      ...{ finding, schoolId, deadline, documentNo },
    }),
);

/** The responsible school says that it is put right, on a paper. */
const submitRectification = step<commands.SubmitRectification>(
  [evaluationIsKnown, rectificationIsKnown, rectificationIs('ORDERED'), documentIsValid, hashIsValid],
  ({ evaluation, rectification, document, hash }, _context, state) =>
    accept({ type: 'RectificationSubmitted', ...of(state, { evaluation }), rectification, document, hash }),
);

/** Who submitted it does not confirm it, nor return it. */
const anotherSubmitted: EvaluationRule<OfRectification> = (command, context, state) =>
  isAnother(
    rectificationIn(state, command).submissions.flatMap(({ by }) => by),
    context,
  );

/** The bureau saw that it is put right. */
const confirmRectification = step<commands.ConfirmRectification>(
  [evaluationIsKnown, rectificationIsKnown, rectificationIs('SUBMITTED'), anotherSubmitted],
  ({ evaluation, rectification }, _context, state) =>
    accept({ type: 'RectificationConfirmed', ...of(state, { evaluation }), rectification }),
);

/** The bureau saw that it is not, and sets another day. */
const returnRectification = step<commands.ReturnRectification>(
  [
    evaluationIsKnown,
    rectificationIsKnown,
    rectificationIs('SUBMITTED'),
    reasonIsValid,
    deadlineIsAhead,
    anotherSubmitted,
  ],
  ({ evaluation, rectification, reason, deadline }, _context, state) =>
    accept({ type: 'RectificationReturned', ...of(state, { evaluation }), rectification, reason, deadline }),
);

/** The bureau asks no more, on a document: the school was closed, or the finding changed. */
const cancelRectification = step<commands.CancelRectification>(
  [
    documentIsNamed,
    documentNoIsValid,
    evaluationIsKnown,
    rectificationIsKnown,
    rectificationIs('ORDERED', 'SUBMITTED'),
    reasonIsValid,
  ],
  ({ evaluation, rectification, documentNo, reason }, _context, state) =>
    accept({ type: 'RectificationCancelled', ...of(state, { evaluation }), rectification, documentNo, reason }),
);

// What of a command is refused whatever it says.

const someEvidenceIsThere: EvaluationRule<OfEvaluation> = (command, _context, state) =>
  found(state, command).evidence.length > 0 ? undefined : refuse('NOT_FOUND', { evidence: 1 }, ['evidence']);

const somebodyServes: EvaluationRule<OfEvaluation> = (command, { effectiveOn }, state) =>
  found(state, command).inspectors.some((term) => servesOn(term, effectiveOn))
    ? undefined
    : refuse('INSPECTOR_NOT_IN_OFFICE', { day: effectiveOn }, ['inspectorId']);

const someObjectionIsOpen: EvaluationRule<OfEvaluation> = (command, _context, state) =>
  openObjection(found(state, command))
    ? undefined
    : refuse('INVALID_TRANSITION', { evaluation: command.evaluation }, ['evaluationId']);

const someAppealIsOpen: EvaluationRule<OfEvaluation> = (command, _context, state) =>
  openAppeal(found(state, command))
    ? undefined
    : refuse('INVALID_TRANSITION', { evaluation: command.evaluation }, ['evaluationId']);

const someProblemWasFound: EvaluationRule<OfEvaluation> = (command, _context, state) =>
  found(state, command).findings.some(({ nature }) => nature === 'PROBLEM')
    ? undefined
    : refuse('INVALID_TRANSITION', { evaluation: command.evaluation }, ['evaluationId']);

/** Some rectification of the evaluation is so far: of the school for which somebody acts, where it is one. */
const someRectificationIs =
  (...statuses: readonly Rectification['status'][]): EvaluationRule<OfEvaluation & { readonly schoolId?: string }> =>
  (command, _context, state) =>
    found(state, command).rectifications.some(
      ({ status, schoolId }) =>
        statuses.includes(status) && (command.schoolId === undefined || command.schoolId === schoolId),
    )
      ? undefined
      : refuse('INVALID_TRANSITION', { evaluation: command.evaluation }, ['evaluationId']);

/** The school that is to put it right, as the evaluation says. */
const responsibleSchool: Within<Evaluations> = {
  says: 'its school, which is to put it right',
  claims: ({ school }) => school !== undefined,
  loaded: ({ school }, scope) => scope.school === undefined || scope.school === school,
};
const supervision = withDuty('SUPERVISION');

/** Who may give each command, when it is open, and how it is decided. */
export const decisions: CommandTable<EvaluationCommand, Evaluations, EvaluationEvent, EvaluationReferences> = {
  OpenEvaluation: {
    may: { BUREAU: supervision },
    open: { on: ['EducationGroup'], rules: [hasHappened] },
    decide: openEvaluation,
  },
  AppointInspector: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown] },
    decide: appointInspector,
  },
  DismissInspector: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown] },
    decide: dismissInspector,
  },
  RecordEvidence: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, isOpen] },
    decide: recordEvidence,
  },
  RecordFinding: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, isOpen, someEvidenceIsThere, somebodyServes] },
    decide: recordFinding,
  },
  IssueDraft: {
    may: { BUREAU: supervision },
    open: {
      on: ['Evaluation'],
      rules: [hasHappened, evaluationIsKnown, isOpen, somethingWasFound, dimensionsAreThere],
    },
    decide: issueDraft,
  },
  LodgeObjection: {
    may: { SCHOOL: ofSchool, COUNCIL: ofGroup },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, schoolOfScope, isDrafted, objectionsAreTaken] },
    decide: lodgeObjection,
  },
  AnswerObjection: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, isDrafted, someObjectionIsOpen] },
    decide: answerObjection,
  },
  ConcludeEvaluation: {
    may: { BUREAU: supervision },
    open: {
      on: ['Evaluation'],
      rules: [hasHappened, evaluationIsKnown, isDrafted, objectionsAreOver, dimensionsAreThere],
    },
    decide: concludeEvaluation,
  },
  AppealEvaluation: {
    may: { SCHOOL: ofSchool, COUNCIL: ofGroup },
    open: {
      on: ['Evaluation'],
      rules: [hasHappened, evaluationIsKnown, schoolOfScope, isConcluded, appealsAreTaken, appealsOnce],
    },
    decide: appealEvaluation,
  },
  DecideAppeal: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, isConcluded, someAppealIsOpen] },
    decide: decideAppeal,
  },
  ReopenEvaluation: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, isIn('DRAFTED', 'CONCLUDED'), nothingWaits] },
    decide: reopenEvaluation,
  },
  OrderRectification: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, isConcluded, someProblemWasFound] },
    decide: orderRectification,
  },
  SubmitRectification: {
    may: { SCHOOL: responsibleSchool },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, someRectificationIs('ORDERED')] },
    decide: submitRectification,
  },
  ConfirmRectification: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, someRectificationIs('SUBMITTED')] },
    decide: confirmRectification,
  },
  ReturnRectification: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, someRectificationIs('SUBMITTED')] },
    decide: returnRectification,
  },
  CancelRectification: {
    may: { BUREAU: supervision },
    open: { on: ['Evaluation'], rules: [hasHappened, evaluationIsKnown, someRectificationIs('ORDERED', 'SUBMITTED')] },
    decide: cancelRectification,
  },
};
