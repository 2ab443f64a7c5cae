import type * as domain from '../../domain/evaluation/index.js';
import {
  gradeOn,
  partsOf,
  standingOf,
  type EvaluationStatus as Status,
  type Parts,
} from '../../projections/evaluation/queries.js';
import type { EvaluationRow } from '../../projections/evaluation/rows.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { connectionOf } from '../shared/connection.js';
import { Derived, Field, Int, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { Entity, Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';

export const EvaluationKind = enumOf<domain.EvaluationKind>('EvaluationKind', 'What an evaluation looks at.', {
  COMPREHENSIVE: 'Every dimension (综合督导).',
  SPECIAL: 'One topic (专项督导).',
});
export const EvaluationMethod = enumOf<domain.EvaluationMethod>('EvaluationMethod', 'How an evaluation looks.', {
  SEMINAR: 'Talks with those concerned (座谈).',
  SURVEY: 'A survey (调研).',
  INSPECTION: 'An inspection on the spot (督导).',
  DATA: 'Figures (数据).',
});
export const EvaluationStatus = enumOf<Status>('EvaluationStatus', 'How far an evaluation is.', {
  OPEN: 'Evidence and findings are taken.',
  DRAFTED: 'The draft is out, objections are taken.',
  CONCLUDED: 'It was concluded with a grade.',
});
export const FindingNature = enumOf<domain.FindingNature>('FindingNature', 'Whether a finding praises or blames.', {
  STRENGTH: 'A strength.',
  PROBLEM: 'Something to be put right.',
});
export const AppealOutcome = enumOf<domain.AppealOutcome>('AppealOutcome', 'What became of an appeal.', {
  DISMISSED: 'The conclusion stands.',
  REGRADED: 'Another grade was given.',
  REOPENED: 'The evaluation goes on.',
});

@Type('A developmental supervision evaluation (发展性督导评价) of a group, an alliance or a school.', {
  implements: Node,
})
export class Evaluation extends Entity<EvaluationRow> {
  @Field(() => String, { description: 'The school year or term, as in 2025-2026 or 2025-2026-1.' })
  readonly period!: string;

  @Field(() => Int, { description: 'Its number among those of the scope and period.' })
  readonly number!: number;

  @Field(() => EvaluationKind, { description: 'What it looks at.' })
  readonly kind!: domain.EvaluationKind;

  @Field(() => String, { nullable: true, description: 'Of a SPECIAL one: on what.' })
  readonly topic!: string | null;

  @Field(() => String, { description: 'The office that evaluates.' })
  readonly office!: string;

  @Field(() => String, { description: 'The number of the document by which it was opened.' })
  readonly documentNo!: string;

  @Field(() => CalendarDate, { description: 'The day from which it was opened.' })
  readonly openedOn!: string;

  @Field(() => [EvaluationMethod], { description: 'How it looks.' })
  readonly methods: readonly domain.EvaluationMethod[];

  constructor(row: EvaluationRow, at: At) {
    super('Evaluation', row, at);
    this.methods = JSON.parse(row.methods) as readonly domain.EvaluationMethod[];
  }

  @Derived(() => EvaluationStatus, { description: 'How far it is on the day.' })
  status(_: unknown, context: Context): Status {
    return standingOf(this.parts(context)).status;
  }

  @Derived(() => String, { nullable: true, description: 'The grade that stands on the day, as an appeal left it.' })
  grade(_: unknown, context: Context): string | null {
    return gradeOn(this.parts(context), this.at.effectiveOn);
  }

  /** What there is of it by the day. */
  parts({ read }: Context): Parts {
    return partsOf(read, this.row.key, this.at);
  }
}

export const EvaluationConnection = connectionOf(Evaluation, 'Evaluation', 'evaluations');
