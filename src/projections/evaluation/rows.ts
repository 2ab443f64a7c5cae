import { evaluationId, splitEvaluationStream } from '../../domain/identity.js';
import {
  gradeOf,
  type Evaluation,
  type EvaluationKind,
  type Evaluations,
  type ScopeKind,
} from '../../domain/evaluation/index.js';
import type { Day } from '../../domain/ledger.js';
import { stateModel, type Row } from '../read-model.js';

/** An evaluation of a group, an alliance or a school; key: `{scope}.{period}.E{number}`. */
export interface EvaluationRow extends Row {
  readonly scopeId: string;
  readonly scope: ScopeKind;
  readonly period: string;
  readonly number: number;
  readonly kind: EvaluationKind;
  readonly topic: string | null;
  readonly office: string;
  readonly documentNo: string;
  readonly openedOn: Day;
  readonly status: Evaluation['status'];
  /** What it was concluded with, while that stands. */
  readonly grade: string | null;
}

export const evaluations = stateModel({
  name: 'evaluation',
  version: 1,
  columns: {
    scopeId: 'TEXT',
    scope: 'TEXT',
    period: 'TEXT',
    number: 'INTEGER',
    kind: 'TEXT',
    topic: 'TEXT',
    office: 'TEXT',
    documentNo: 'TEXT',
    openedOn: 'TEXT',
    status: 'TEXT',
    grade: 'TEXT',
  },
  indexed: ['scopeId'],
  parts: {
    category: 'evaluation',
    of: (state: Evaluations) => state.evaluations,
    row: (evaluation, stream): EvaluationRow => {
      const { scopeId, period } = splitEvaluationStream(stream);
      const { number, scope, kind, topic, office, documentNo, on, status } = evaluation;
      return {
        key: evaluationId(scopeId, period, number),
        ...{ scopeId, scope, period, number, kind, topic: topic ?? null, office, documentNo, openedOn: on, status },
        grade: gradeOf(evaluation) ?? null,
      };
    },
  },
});
