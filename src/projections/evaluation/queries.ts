import type { Statement } from '../../domain/evaluation/index.js';
import type { Day } from '../../domain/ledger.js';
import type { Moment } from '../read-model.js';
import type { ReadModels } from '../read-models.js';
import type { EvaluationPart, EvaluationPartRow, EvaluationRow, Said } from './rows.js';

/** A part of an evaluation with its number. */
export type PartOf<Part extends EvaluationPart> = Said<Part> & { readonly number: number };

export const saidIn = <Part extends EvaluationPart>({ number, said }: EvaluationPartRow): PartOf<Part> => ({
  ...(JSON.parse(said) as Said<Part>),
  number,
});

/** How far an evaluation is: OPEN takes evidence and findings, DRAFTED objections, CONCLUDED appeals. */
export type EvaluationStatus = 'OPEN' | 'DRAFTED' | 'CONCLUDED';

/** All parts of an evaluation that were there by the day, as known at the position, by their numbers. */
export const partsOf = (read: ReadModels, evaluation: string, { position, effectiveOn }: Moment) => {
  const rows = read.evaluationParts
    .by('evaluation', evaluation, position)
    .filter(({ on }) => on <= effectiveOn)
    .sort((a, b) => a.number - b.number);
  return <Part extends EvaluationPart>(part: Part): readonly PartOf<Part>[] =>
    rows.filter((row) => row.part === part).map((row) => saidIn<Part>(row));
};
export type Parts = ReturnType<typeof partsOf>;

/** What came of an evaluation by the day: of the round that it is in then, the draft, the conclusion, and the grade that stands. */
export const standingOf = (parts: Parts) => {
  const round = parts('reopenings').length;
  const ofRound = <One extends { readonly round: number }>(all: readonly One[]): readonly One[] =>
    all.filter((one) => one.round === round);
  const draft = ofRound(parts('drafts')).at(-1);
  const conclusion = ofRound(parts('conclusions')).at(-1);
  const status: EvaluationStatus = conclusion ? 'CONCLUDED' : draft ? 'DRAFTED' : 'OPEN';
  return { round, draft, conclusion, status, ofRound };
};

/** The grade that stands on the day: of the conclusion, or of the last appeal against it that gave another. */
export const gradeOn = (parts: Parts, day: Day): string | null => {
  const { conclusion, ofRound } = standingOf(parts);
  if (!conclusion) return null;
  const regraded = ofRound(parts('appeals')).findLast(
    ({ decision }) => decision?.grade !== undefined && decision.on <= day,
  );
  return regraded?.decision?.grade ?? conclusion.grade;
};

/** What a finding says on a day, as objections that were upheld by then left it; `changedBy`: the last of them. */
export const saysOn = (found: PartOf<'findings'>, objections: readonly PartOf<'objections'>[], day: Day) => {
  const changedBy = objections.findLast(
    ({ finding, answer }) => finding === found.number && answer?.instead !== undefined && answer.on <= day,
  );
  const { level, nature, text } = found;
  const first: Statement = found.first ?? { level, nature, text };
  return { says: changedBy?.answer?.instead ?? first, first, changedBy };
};

/** Where a rectification stands on the day. */
export type RectificationStatus = 'ORDERED' | 'SUBMITTED' | 'RETURNED' | 'CONFIRMED' | 'CANCELLED';

/** A rectification as of a day: what was submitted and answered by then, and until when it is due. */
export const rectificationOn = (said: PartOf<'rectifications'>, day: Day) => {
  const submissions = said.submissions.filter(({ on }) => on <= day);
  const answers = said.answers.filter(({ on }) => on <= day);
  const last = answers.at(-1);
  const returned = answers.filter(({ how }) => how === 'RETURNED').length;
  const status: RectificationStatus =
    last?.how === 'CONFIRMED' || last?.how === 'CANCELLED'
      ? last.how
      : submissions.length > returned
        ? 'SUBMITTED'
        : returned > 0
          ? 'RETURNED'
          : 'ORDERED';
  const deadline = answers.findLast(({ until }) => until !== undefined)?.until ?? said.ordered;
  const waits = status === 'ORDERED' || status === 'RETURNED';
  return { ...said, submissions, answers, status, deadline, overdue: waits && day > deadline };
};

/** What evaluations are looked for by; what is absent does not matter. */
export interface EvaluationFilter {
  readonly scopeId?: string;
  readonly period?: string;
  readonly kind?: EvaluationRow['kind'];
  readonly status?: EvaluationStatus;
}

/** The questions about evaluations, each as of a moment. */
export const evaluationQueries = (read: ReadModels) => {
  const passes =
    ({ period, kind, status, scopeId }: EvaluationFilter, moment: Moment) =>
    (row: EvaluationRow): boolean =>
      row.openedOn <= moment.effectiveOn &&
      (scopeId === undefined || row.scopeId === scopeId) &&
      (period === undefined || row.period === period) &&
      (kind === undefined || row.kind === kind) &&
      (status === undefined || standingOf(partsOf(read, row.key, moment)).status === status);
  return {
    /** The evaluations of a district that pass, opened by the day, by their keys. */
    evaluationsBy: (district: string, filter: EvaluationFilter, moment: Moment) =>
      filter.scopeId === undefined
        ? read.evaluations.scan('district', district, moment.position, passes(filter, moment))
        : read.evaluations.scan('scopeId', filter.scopeId, moment.position, passes(filter, moment)),

    /** Those of one scope, opened by the day, the last period first. */
    evaluationsOf: (scopeId: string, moment: Moment): readonly EvaluationRow[] =>
      read.evaluations
        .by('scopeId', scopeId, moment.position)
        .filter((row) => row.openedOn <= moment.effectiveOn)
        .sort((a, b) => (a.period > b.period || (a.period === b.period && a.number > b.number) ? -1 : 1)),
  };
};
