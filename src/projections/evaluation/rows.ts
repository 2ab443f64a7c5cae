import { addDays, latest } from '../../domain/day.js';
import { evaluationId, splitEvaluationStream, splitId, type StreamName } from '../../domain/identity.js';
import {
  openAppeal,
  type Evaluation,
  type EvaluationKind,
  type Evaluations,
  type ScopeKind,
} from '../../domain/evaluation/index.js';
import type { Day } from '../../domain/ledger.js';
import { stateModel, type Row } from '../read-model.js';

/** An evaluation of a group, an alliance or a school; key: `{scope}.{period}.E{number}`. */
export interface EvaluationRow extends Row {
  readonly district: string;
  readonly scopeId: string;
  readonly scope: ScopeKind;
  readonly period: string;
  readonly number: number;
  readonly kind: EvaluationKind;
  readonly topic: string | null;
  readonly office: string;
  readonly documentNo: string;
  /** A JSON list. */
  readonly methods: string;
  readonly openedOn: Day;
  /** From which day nothing of it waits for anybody: no objection, appeal, also none to come, conclusion or rectification; null while something does. */
  readonly settledOn: Day | null;
}

const keyOf = (stream: StreamName, number: number): string => {
  const { scopeId, period } = splitEvaluationStream(stream);
  return evaluationId(scopeId, period, number);
};

/** The day of the last step, or the first one on which no appeal is taken any more, where nobody waits for another step. */
const settledOn = (evaluation: Evaluation): Day | null => {
  const { status, rectifications, on, drafts, objections, conclusions, appeals, reopenings } = evaluation;
  const waits =
    status === 'DRAFTED' ||
    openAppeal(evaluation) !== undefined ||
    rectifications.some((one) => one.status === 'ORDERED' || one.status === 'SUBMITTED');
  if (waits) return null;
  return latest(
    on,
    ...[drafts, conclusions, reopenings].flatMap((steps) => steps.map((one) => one.on)),
    ...objections.flatMap(({ answer }) => answer?.on ?? []),
    ...appeals.flatMap(({ decision }) => decision?.on ?? []),
    ...rectifications.flatMap(({ answers }) => answers.map((one) => one.on)),
    ...(status === 'CONCLUDED' ? [addDays(conclusions.at(-1)!.appealsTo, 1)] : []),
  );
};

export const evaluations = stateModel({
  name: 'evaluation',
  version: 3,
  columns: {
    district: 'TEXT',
    scopeId: 'TEXT',
    scope: 'TEXT',
    period: 'TEXT',
    number: 'INTEGER',
    kind: 'TEXT',
    topic: 'TEXT',
    office: 'TEXT',
    documentNo: 'TEXT',
    methods: 'TEXT',
    openedOn: 'TEXT',
    settledOn: 'TEXT',
  },
  indexed: ['district', 'scopeId'],
  parts: {
    category: 'evaluation',
    of: (state: Evaluations) => state.evaluations,
    row: (evaluation: Evaluation, stream): EvaluationRow => {
      const { number, scope, kind, topic, office, documentNo, methods, on } = evaluation;
      const { scopeId, period } = splitEvaluationStream(stream);
      return {
        key: keyOf(stream, number),
        district: splitId(scopeId).district,
        scopeId,
        scope,
        period,
        number,
        kind,
        topic: topic ?? null,
        office,
        documentNo,
        methods: JSON.stringify(methods),
        openedOn: on,
        settledOn: settledOn(evaluation),
      };
    },
  },
});

/** What parts an evaluation has, by the name of their lists; those that have numbers of their own, by these, the others in their order. */
const parts = {
  inspectors: ({ inspectors }: Evaluation) =>
    inspectors.map(({ appointedOn, from, until, value, by }) => ({
      on: appointedOn,
      from,
      until,
      personId: value,
      by,
    })),
  evidence: ({ evidence }: Evaluation) => evidence,
  findings: ({ findings }: Evaluation) => findings,
  drafts: ({ drafts }: Evaluation) => drafts,
  objections: ({ objections }: Evaluation) => objections,
  conclusions: ({ conclusions }: Evaluation) => conclusions,
  appeals: ({ appeals }: Evaluation) => appeals,
  reopenings: ({ reopenings }: Evaluation) => reopenings,
  rectifications: ({ rectifications }: Evaluation) => rectifications,
} as const satisfies Readonly<Record<string, (evaluation: Evaluation) => readonly { readonly on: Day }[]>>;

export type EvaluationPart = keyof typeof parts;
/** What a part of an evaluation says, as its state does, without who entered it. */
export type Said<Part extends EvaluationPart> = Omit<ReturnType<(typeof parts)[Part]>[number], 'by'>;

/** A part of an evaluation; key: `{evaluation}/{part}/{number}`. */
export interface EvaluationPartRow extends Row {
  readonly evaluation: string;
  readonly part: EvaluationPart;
  readonly number: number;
  /** Of a rectification the district, and the school that is to put it right. */
  readonly district: string | null;
  readonly school: string | null;
  /** From which day it was. */
  readonly on: Day;
  /** What it says, as JSON. */
  readonly said: string;
}

export const evaluationParts = stateModel({
  name: 'evaluationPart',
  version: 1,
  columns: {
    evaluation: 'TEXT',
    part: 'TEXT',
    number: 'INTEGER',
    district: 'TEXT',
    school: 'TEXT',
    on: 'TEXT',
    said: 'TEXT',
  },
  indexed: ['evaluation', 'district', 'school'],
  parts: {
    category: 'evaluation',
    of: ({ evaluations: all }: Evaluations) =>
      all.flatMap((evaluation) =>
        (Object.keys(parts) as EvaluationPart[]).flatMap((part) =>
          parts[part](evaluation).map((said, index) => ({ evaluation, part, said, index })),
        ),
      ),
    row: ({ evaluation, part, said: { by: _by, ...said }, index }, stream): EvaluationPartRow => {
      const key = keyOf(stream, evaluation.number);
      const number = 'number' in said ? said.number : index + 1;
      const ordered = 'submissions' in said ? said : undefined;
      return {
        key: `${key}/${part}/${number}`,
        evaluation: key,
        part,
        number,
        district: ordered ? splitId(splitEvaluationStream(stream).scopeId).district : null,
        school: ordered?.schoolId ?? null,
        on: said.on,
        said: JSON.stringify(said, (name, value: unknown) => (name === 'by' ? undefined : value)),
      };
    },
  },
});
