import type { Day } from '../day.js';
import type { Period, PersonId, SchoolId, ScopeId } from '../identity.js';
import type { AppealOutcome, EvaluationKind, EvaluationMethod, InspectorTerm, Statement } from './events.js';

/** What is evaluated, a group, an alliance or a school, and for which school year or term. */
interface OfScope {
  readonly scopeId: ScopeId;
  readonly period: Period;
}
interface OfEvaluation extends OfScope {
  /** Its number among those of the scope and period. */
  readonly evaluation: number;
}
/** What a school of the scope says for itself; without it the group's council speaks. */
interface Saying extends OfEvaluation {
  readonly schoolId?: SchoolId;
  readonly reason: string;
}
interface OfRectification extends OfEvaluation {
  readonly rectification: number;
}

export interface OpenEvaluation extends OfScope {
  readonly type: 'OpenEvaluation';
  readonly kind: EvaluationKind;
  readonly topic?: string;
  readonly office: string;
  readonly documentNo: string;
  readonly methods: readonly EvaluationMethod[];
  readonly inspectors: readonly InspectorTerm[];
}
export interface AppointInspector extends OfEvaluation, InspectorTerm {
  readonly type: 'AppointInspector';
}
export interface DismissInspector extends OfEvaluation {
  readonly type: 'DismissInspector';
  readonly personId: PersonId;
}
export interface RecordEvidence extends OfEvaluation {
  readonly type: 'RecordEvidence';
  readonly document: string;
  /** SHA-256 of its bytes, 64 hexadecimal digits. */
  readonly hash: string;
  readonly method: EvaluationMethod;
}
export interface RecordFinding extends OfEvaluation, Statement {
  readonly type: 'RecordFinding';
  readonly dimension: string;
  /** Without it of the whole scope. */
  readonly schoolId?: SchoolId;
  readonly inspectorId: PersonId;
  /** The numbers of the evidence that it rests on. */
  readonly evidence: readonly number[];
}
export interface IssueDraft extends OfEvaluation {
  readonly type: 'IssueDraft';
}
export interface LodgeObjection extends Saying {
  readonly type: 'LodgeObjection';
  readonly finding: number;
}
export interface AnswerObjection extends OfEvaluation {
  readonly type: 'AnswerObjection';
  readonly objection: number;
  readonly reason: string;
  /** Given where the objection is upheld: what the finding says from then on. */
  readonly instead?: Statement;
}
export interface ConcludeEvaluation extends OfEvaluation {
  readonly type: 'ConcludeEvaluation';
  readonly grade: string;
  readonly documentNo: string;
}
export interface AppealEvaluation extends Saying {
  readonly type: 'AppealEvaluation';
}
export interface DecideAppeal extends OfEvaluation {
  readonly type: 'DecideAppeal';
  readonly appeal: number;
  readonly office: string;
  readonly outcome: AppealOutcome;
  /** Of REGRADED. */
  readonly grade?: string;
  readonly documentNo: string;
  readonly reason: string;
}
export interface ReopenEvaluation extends OfEvaluation {
  readonly type: 'ReopenEvaluation';
  readonly documentNo: string;
  readonly reason: string;
}
export interface OrderRectification extends OfEvaluation {
  readonly type: 'OrderRectification';
  readonly finding: number;
  readonly schoolId: SchoolId;
  readonly deadline: Day;
  readonly documentNo: string;
}
export interface SubmitRectification extends OfRectification {
  readonly type: 'SubmitRectification';
  readonly document: string;
  readonly hash: string;
}
export interface ConfirmRectification extends OfRectification {
  readonly type: 'ConfirmRectification';
}
export interface ReturnRectification extends OfRectification {
  readonly type: 'ReturnRectification';
  readonly reason: string;
  readonly deadline: Day;
}
export interface CancelRectification extends OfRectification {
  readonly type: 'CancelRectification';
  readonly documentNo: string;
  readonly reason: string;
}

export type EvaluationCommand =
  | OpenEvaluation
  | AppointInspector
  | DismissInspector
  | RecordEvidence
  | RecordFinding
  | IssueDraft
  | LodgeObjection
  | AnswerObjection
  | ConcludeEvaluation
  | AppealEvaluation
  | DecideAppeal
  | ReopenEvaluation
  | OrderRectification
  | SubmitRectification
  | ConfirmRectification
  | ReturnRectification
  | CancelRectification;
