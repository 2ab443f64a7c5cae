import type { Day } from '../day.js';
import type { Code, PersonId, SchoolId } from '../identity.js';
import type { Name, Text } from '../input.js';

/**
 * The number of an evaluation of its scope and period, or of a part within its evaluation, from 1.
 * @asType integer
 * @minimum 1
 */
export type Ordinal = number;
/**
 * SHA-256 of a document's bytes, lower case.
 * @pattern ^[0-9a-f]{64}$
 */
export type Sha256 = string;

/** 综合督导, which looks at every dimension, or 专项督导 on one topic. */
export type EvaluationKind = 'COMPREHENSIVE' | 'SPECIAL';
/** 座谈, 调研, 督导 on the spot, 数据. */
export type EvaluationMethod = 'SEMINAR' | 'SURVEY' | 'INSPECTION' | 'DATA';
/** 办学优势, or what is to be put right. */
export type FindingNature = 'STRENGTH' | 'PROBLEM';
/** What became of an appeal: the conclusion stands, has another grade, or the evaluation goes on. */
export type AppealOutcome = 'DISMISSED' | 'REGRADED' | 'REOPENED';

/** What is evaluated: a group or an alliance, or a school. */
export type ScopeKind = 'GROUP' | 'SCHOOL';

interface OfEvaluation {
  readonly evaluation: Ordinal;
  /** What the stream's name tells the id of. */
  readonly scope: ScopeKind;
}

/** An inspector (督学) with the term of office in this evaluation. */
export interface InspectorTerm {
  readonly personId: PersonId;
  readonly from: Day;
  /** The last day. */
  readonly to: Day;
}
/** The bureau opened an evaluation of the stream's scope and period. */
export interface EvaluationOpened extends OfEvaluation {
  readonly type: 'EvaluationOpened';
  readonly kind: EvaluationKind;
  /** Of a SPECIAL one: on what. */
  readonly topic?: Name;
  /** The office that evaluates. */
  readonly office: Name;
  readonly documentNo: Name;
  /** @minItems 1 */
  readonly methods: readonly EvaluationMethod[];
  /** @minItems 1 */
  readonly inspectors: readonly InspectorTerm[];
}
/** Another inspector took office, or the same one again. */
export interface InspectorAppointed extends OfEvaluation, InspectorTerm {
  readonly type: 'InspectorAppointed';
}
/** An inspector is in office no longer, from that day on. */
export interface InspectorDismissed extends OfEvaluation {
  readonly type: 'InspectorDismissed';
  readonly personId: PersonId;
}

/** A document was taken to the evaluation's papers, by its hash: the document itself lies elsewhere. */
export interface EvidenceRecorded extends OfEvaluation {
  readonly type: 'EvidenceRecorded';
  readonly evidence: Ordinal;
  readonly document: Name;
  readonly hash: Sha256;
  readonly method: EvaluationMethod;
}

/** What a finding says, which an objection that is upheld changes. */
export interface Statement {
  /** One of the policy's levels. */
  readonly level: Name;
  readonly nature: FindingNature;
  readonly text: Text;
}
/** An inspector found something, of a school or of the whole scope. */
export interface FindingRecorded extends OfEvaluation, Statement {
  readonly type: 'FindingRecorded';
  readonly finding: Ordinal;
  /** SCHOOL, TEACHER, STUDENT, RECOGNITION, POTENTIAL, or one of the policy's. */
  readonly dimension: Dimension;
  /** Absent: of the whole scope. */
  readonly schoolId?: SchoolId;
  readonly inspectorId: PersonId;
  /** @minItems 1 */
  readonly evidence: readonly Ordinal[];
}
/**
 * A dimension by its code.
 * @pattern ^[A-Z0-9]{1,16}$
 */
export type Dimension = Code;

/** The draft was given to those whom it is about, who may object until a day. */
export interface DraftIssued extends OfEvaluation {
  readonly type: 'DraftIssued';
  /** The last day on which an objection is taken, from the day on which the draft was recorded. */
  readonly objectionsTo: Day;
}
/** A school of the scope, or the group's council, objects to a finding of the draft. */
export interface ObjectionLodged extends OfEvaluation {
  readonly type: 'ObjectionLodged';
  readonly objection: Ordinal;
  readonly finding: Ordinal;
  /** Absent: the council objects. */
  readonly schoolId?: SchoolId;
  readonly reason: Text;
}
/** The bureau answered an objection; where it was upheld, what the finding says from then on. */
export interface ObjectionAnswered extends OfEvaluation {
  readonly type: 'ObjectionAnswered';
  readonly objection: Ordinal;
  readonly reason: Text;
  /** Present where the objection was upheld. */
  readonly instead?: Statement;
}

/** The evaluation was concluded with a grade. */
export interface EvaluationConcluded extends OfEvaluation {
  readonly type: 'EvaluationConcluded';
  readonly grade: Name;
  readonly documentNo: Name;
  /** The dimensions that it had to look at, as the policy of the day says; of a SPECIAL one none. */
  readonly dimensions: readonly Dimension[];
  /** The last day on which an appeal is taken. */
  readonly appealsTo: Day;
}
/** A school of the scope, or the group's council, appealed against the last conclusion. */
export interface EvaluationAppealed extends OfEvaluation {
  readonly type: 'EvaluationAppealed';
  readonly appeal: Ordinal;
  /** Absent: the council appeals. */
  readonly schoolId?: SchoolId;
  readonly reason: Text;
}
/** Another office decided an appeal. */
export interface AppealDecided extends OfEvaluation {
  readonly type: 'AppealDecided';
  readonly appeal: Ordinal;
  readonly office: Name;
  readonly outcome: AppealOutcome;
  /** Of REGRADED. */
  readonly grade?: Name;
  readonly documentNo: Name;
  readonly reason: Text;
}
/** The evaluation goes on: its draft or its conclusion no longer stands. */
export interface EvaluationReopened extends OfEvaluation {
  readonly type: 'EvaluationReopened';
  readonly documentNo: Name;
  readonly reason: Text;
}

interface OfRectification extends OfEvaluation {
  readonly rectification: Ordinal;
}
/** A school is to put right what was found, by a day. */
export interface RectificationOrdered extends OfRectification {
  readonly type: 'RectificationOrdered';
  readonly finding: Ordinal;
  readonly schoolId: SchoolId;
  /** The last day on which it is to be submitted. */
  readonly deadline: Day;
  readonly documentNo: Name;
}
/** The school says that it is put right, with the paper that shows it. */
export interface RectificationSubmitted extends OfRectification {
  readonly type: 'RectificationSubmitted';
  readonly document: Name;
  readonly hash: Sha256;
}
/** The bureau saw that it is put right. */
export interface RectificationConfirmed extends OfRectification {
  readonly type: 'RectificationConfirmed';
}
/** It is not put right yet: another day is set. */
export interface RectificationReturned extends OfRectification {
  readonly type: 'RectificationReturned';
  readonly reason: Text;
  readonly deadline: Day;
}
/** Nothing more is asked, as where the school was closed or the finding changed. */
export interface RectificationCancelled extends OfRectification {
  readonly type: 'RectificationCancelled';
  readonly documentNo: Name;
  readonly reason: Text;
}

export type EvaluationEvent =
  | EvaluationOpened
  | InspectorAppointed
  | InspectorDismissed
  | EvidenceRecorded
  | FindingRecorded
  | DraftIssued
  | ObjectionLodged
  | ObjectionAnswered
  | EvaluationConcluded
  | EvaluationAppealed
  | AppealDecided
  | EvaluationReopened
  | RectificationOrdered
  | RectificationSubmitted
  | RectificationConfirmed
  | RectificationReturned
  | RectificationCancelled;
