import { evaluationId, isPeriod } from '../../domain/identity.js';
import {
  date,
  field,
  id,
  inputType,
  int,
  listOf,
  name,
  nested,
  oneOf,
  optional,
  string,
  text,
} from '../command/fields.js';
import { ofEvaluation } from '../command/keys.js';
import { mutationsOn } from '../command/mutation.js';
import { UserError } from '../command/user-error.js';
import { evaluationAt } from '../objects.js';
import { ID } from '../shared/decorators.js';
import { isKey, readId } from '../shared/ids.js';
import { AppealOutcome, Evaluation, EvaluationKind, EvaluationMethod, FindingNature } from './types.js';

/** Most inspectors that an opening may name, and most evidence that a finding may rest on. */
const MOST_INSPECTORS = 50;
const MOST_EVIDENCE = 50;

const mutation = mutationsOn(
  'evaluation',
  () => Evaluation,
  (context, { evaluationId: key }: { readonly evaluationId: string }, { at }) => evaluationAt(context, key, at),
);

const evaluation = { evaluationId: id('Evaluation', 'The evaluation, as in 370103.G01.2025-2026.E1') };
/** A command that says what its input says, of the evaluation that is named there. */
const onIt = <V extends { readonly evaluationId: string }>({ evaluationId: key, ...rest }: V) => ({
  ...ofEvaluation(key),
  ...rest,
});

const office = (description: string) => name(description);
const term = {
  personId: id('Person', 'Who inspects'),
  from: date('The first day of the term of office.'),
  to: date('The last day of the term of office.'),
};
const inspector = inputType('InspectorInput', 'An inspector (督学) with the term of office in this evaluation.', term);
const statement = {
  level: name("One of the policy's levels."),
  nature: oneOf(FindingNature, 'A strength or a problem.'),
  text: text('What was found.'),
};
const instead = inputType('FindingStatementInput', 'What a finding says.', statement);
const paper = {
  document: name('The document, by its title or number.'),
  hash: string('SHA-256 of its bytes, 64 hexadecimal digits in lower case.'),
};
const onBehalf = {
  schoolId: optional(id('School', 'The school of the scope that speaks; left out where the council does')),
  reason: text('Why.'),
};
const document = { documentNo: string("The document's number.") };
const rectification = { rectification: int("The rectification's number."), ...evaluation };

/** The key of what is evaluated, whether it is named by a global id or by its key. */
const scopeOf = (text: string): string | undefined => {
  const { type = 'School', key } = readId(text);
  return (type === 'School' || type === 'EducationGroup') && isKey(type, key) ? key : undefined;
};

export const evaluationMutations = [
  mutation('OpenEvaluation', {
    does: 'The bureau opens an evaluation of a group, an alliance or a school for a school year or a term, on a document.',
    input: 'What opens an evaluation, with its first inspectors.',
    fields: {
      scopeId: field<string>(ID, 'The group, alliance or school: global id or key.'),
      period: string('The school year or term, as in 2025-2026, 2025-2026-1 or 2025-2026-2.'),
      kind: oneOf(EvaluationKind, 'What it looks at.'),
      topic: optional(name('Of a SPECIAL one: on what.')),
      office: office('The office that evaluates.'),
      methods: listOf(oneOf(EvaluationMethod, 'How it looks.'), 4),
      inspectors: listOf(nested(inspector, 'Who inspects.'), MOST_INSPECTORS),
      ...document,
    },
    command: ({ scopeId: given, ...rest }) => {
      const scopeId = scopeOf(given);
      if (scopeId === undefined)
        return { wrong: new UserError('INVALID_INPUT', { needed: 'EducationGroup' }, ['scopeId']) };
      // Of a stream that cannot be named nothing can be asked.
      if (!isPeriod(rest.period)) return { wrong: new UserError('INVALID_INPUT', {}, ['period']) };
      return { scopeId, ...rest };
    },
    changed: (context, { scopeId, period }, { at, events }) => {
      const [event] = events;
      return event?.type === 'EvaluationOpened'
        ? evaluationAt(context, evaluationId(scopeOf(scopeId)!, period, event.evaluation), at)
        : null;
    },
  }),
  mutation('AppointInspector', {
    does: 'The bureau appoints an inspector, who does not belong to a school of the scope.',
    input: 'What appoints an inspector for a term of office.',
    fields: { ...term, ...evaluation },
    command: onIt,
  }),
  mutation('DismissInspector', {
    does: 'An inspector is in office no longer, from the effective day on.',
    input: 'What dismisses an inspector.',
    fields: { personId: id('Person', 'Who inspects'), ...evaluation },
    command: onIt,
  }),
  mutation('RecordEvidence', {
    does: "A document is taken to the evaluation's papers, by its hash.",
    input: 'What takes a document to the papers; the document itself lies elsewhere.',
    fields: { ...paper, method: oneOf(EvaluationMethod, 'How it was come by.'), ...evaluation },
    command: onIt,
  }),
  mutation('RecordFinding', {
    does: 'What an inspector in office found is entered, of a school or of the whole scope.',
    input: 'What enters a finding.',
    fields: {
      dimension: string("SCHOOL, TEACHER, STUDENT, RECOGNITION, POTENTIAL, or the code of one of the policy's."),
      schoolId: optional(id('School', 'The school of the scope; left out where the whole scope is meant')),
      inspectorId: id('Person', 'Who found it'),
      evidence: listOf(int('The numbers of the evidence that it rests on.'), MOST_EVIDENCE),
      ...statement,
      ...evaluation,
    },
    command: onIt,
  }),
  mutation('IssueDraft', {
    does: 'The draft goes to the schools, who may object for as many days as the policy says.',
    input: 'What issues the draft.',
    fields: evaluation,
    command: onIt,
  }),
  mutation('LodgeObjection', {
    does: 'A school of the scope, or the council of the group, objects to a finding of the draft, in time.',
    input: 'What objects to a finding.',
    fields: { finding: int("The finding's number."), ...onBehalf, ...evaluation },
    command: onIt,
  }),
  mutation('AnswerObjection', {
    does: 'The bureau answers an objection; where it is upheld the finding says something else from then on.',
    input: 'What answers an objection.',
    fields: {
      objection: int("The objection's number."),
      reason: text('Why it is upheld or not.'),
      instead: optional(nested(instead, 'Where it is upheld: what the finding says from then on.')),
      ...evaluation,
    },
    command: onIt,
  }),
  mutation('ConcludeEvaluation', {
    does: 'The bureau concludes an evaluation with a grade, on a document, once objections are answered and taken no more.',
    input: 'What concludes an evaluation.',
    fields: { grade: name("One of the policy's grades."), ...document, ...evaluation },
    command: onIt,
  }),
  mutation('AppealEvaluation', {
    does: 'A school of the scope, or the council of the group, appeals against the conclusion, in time.',
    input: 'What appeals against a conclusion.',
    fields: { ...onBehalf, ...evaluation },
    command: onIt,
  }),
  mutation('DecideAppeal', {
    does: 'Another office decides an appeal, on a document: the conclusion stands, has another grade, or the evaluation goes on.',
    input: 'What decides an appeal.',
    fields: {
      appeal: int("The appeal's number."),
      office: office('The office that decides, another than the one that evaluated.'),
      outcome: oneOf(AppealOutcome, 'What becomes of it.'),
      grade: optional(name('Of REGRADED: the new grade.')),
      reason: text('Why.'),
      ...document,
      ...evaluation,
    },
    command: onIt,
  }),
  mutation('ReopenEvaluation', {
    does: 'The bureau takes back a draft or a conclusion, on a document: the evaluation goes on.',
    input: 'What takes back a draft or a conclusion.',
    fields: { reason: text('Why.'), ...document, ...evaluation },
    command: onIt,
  }),
  mutation('OrderRectification', {
    does: 'The bureau orders a school of the scope to put a problem right by a day, on a document.',
    input: 'What orders a rectification.',
    fields: {
      finding: int("The finding's number."),
      schoolId: id('School', 'The school that is to put it right'),
      deadline: date('The last day on which it is to be submitted.'),
      ...document,
      ...evaluation,
    },
    command: onIt,
  }),
  mutation('SubmitRectification', {
    does: 'The responsible school says that it is put right, with the paper that shows it.',
    input: 'What submits a rectification.',
    fields: { ...paper, ...rectification },
    command: onIt,
  }),
  mutation('ConfirmRectification', {
    does: 'The bureau saw that it is put right.',
    input: 'What confirms a rectification.',
    fields: rectification,
    command: onIt,
  }),
  mutation('ReturnRectification', {
    does: 'It is not put right yet: the bureau sets another day.',
    input: 'What returns a rectification.',
    fields: { reason: text('Why.'), deadline: date('The new last day.'), ...rectification },
    command: onIt,
  }),
  mutation('CancelRectification', {
    does: 'The bureau asks for it no longer, on a document.',
    input: 'What cancels a rectification.',
    fields: { reason: text('Why.'), ...document, ...rectification },
    command: onIt,
  }),
];
