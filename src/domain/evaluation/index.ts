import type { Decider } from '../decider.js';
import {
  districtStream,
  evaluationId,
  evaluationStream,
  isPeriod,
  isUuid,
  personStream,
  splitEvaluationStream,
  splitId,
  type PersonId,
  type StreamName,
} from '../identity.js';
import { present } from '../present.js';
import type { EvaluationCommand } from './commands.js';
import { correctionIsAllowed } from './corrections.js';
import { decisions } from './decide.js';
import type { EvaluationEvent } from './events.js';
import { facts } from './facts.js';
import { invariants } from './invariants.js';
import type { EvaluationReferences } from './scope.js';
import { evaluationOf, evolve, initial, numbersKept, rectificationOf, type Evaluations } from './state.js';

export type { EvaluationCommand } from './commands.js';
export type {
  AppealOutcome,
  EvaluationEvent,
  EvaluationKind,
  EvaluationMethod,
  FindingNature,
  InspectorTerm,
  ScopeKind,
  Statement,
} from './events.js';
export { daysOfPeriod, isInScope, ownSchools, type EvaluationReferences } from './scope.js';
export { gradeOf, openAppeal } from './state.js';
export type { Evaluation, Evaluations, Rectification } from './state.js';

/** The streams of persons, by their keys. */
const streamsOf = (persons: readonly PersonId[]): Readonly<Record<PersonId, StreamName>> =>
  Object.fromEntries(persons.filter(isUuid).map((id) => [id, personStream(id)]));

/** Who inspects, as a command or a fact says it. */
const inspectorsIn = (said: EvaluationCommand | EvaluationEvent): readonly PersonId[] => [
  ...('inspectors' in said ? said.inspectors.map(({ personId }) => personId) : []),
  ...('personId' in said ? [said.personId] : []),
  ...('inspectorId' in said ? [said.inspectorId] : []),
];

/** The school that a command is about: of a rectification the one that is to put it right. */
const schoolOf = (command: EvaluationCommand, state: Evaluations): string | undefined => {
  if ('schoolId' in command) return command.schoolId;
  const evaluation = 'rectification' in command ? evaluationOf(state, command) : undefined;
  return evaluation && 'rectification' in command ? rectificationOf(evaluation, command)?.schoolId : undefined;
};

/** The developmental supervision evaluations (发展性督导评价) of a group, an alliance or a school for one school year or term. */
export const evaluation: Decider<Evaluations, EvaluationCommand, EvaluationEvent, EvaluationReferences> = {
  category: 'evaluation',
  duty: 'SUPERVISION',
  initial,
  commands: decisions,
  evolve,
  invariants,
  // What is no period names no stream; the rules say so.
  streamOf: ({ scopeId, period }) => evaluationStream(scopeId, isPeriod(period) ? period : 'none'),
  scopeOf: (command, state = initial) => ({
    district: splitId(command.scopeId).district,
    group: command.scopeId,
    ...present({ school: schoolOf(command, state) }),
  }),
  scopeOfRecord: (stream) => {
    const { scopeId } = splitEvaluationStream(stream);
    return { district: splitId(scopeId).district, group: scopeId };
  },
  referencesOf: (command) => ({
    district: districtStream(splitId(command.scopeId).district),
    ...(command.type === 'DismissInspector' ? {} : streamsOf(inspectorsIn(command))),
  }),
  // Any correction may lengthen a term of office: who inspects is looked at again.
  referencesOfCorrection: (stream, right, state = initial) => ({
    district: districtStream(splitId(splitEvaluationStream(stream).scopeId).district),
    ...streamsOf([
      ...state.evaluations.flatMap(({ inspectors }) => inspectors.map(({ value }) => value)),
      ...(right ? inspectorsIn(right) : []),
    ]),
  }),
  targetOf: (command) =>
    'evaluation' in command
      ? { type: 'Evaluation', key: evaluationId(command.scopeId, command.period, command.evaluation) }
      : undefined,
  facts,
  correctionIsAllowed,
  numbersKept,
  neverRetracted: ['EvaluationConcluded', 'AppealDecided'],
  upcasters: {},
};
