import type { EvaluationKind as Kind } from '../../domain/evaluation/index.js';
import { isPeriod } from '../../domain/identity.js';
import { isKeyOf } from '../../domain/objects.js';
import { present } from '../../domain/present.js';
import {
  rectificationOn,
  saidIn,
  standingOf,
  type EvaluationStatus as Status,
  type RectificationStatus as RectificationState,
} from '../../projections/evaluation/queries.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { groupAt, personAt, schoolAt } from '../objects.js';
import { Person } from '../person/types.js';
import { School } from '../school/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { listed, Page, pageOf, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey, askedObject } from '../shared/moment.js';
import { mayRead } from '../shared/visibility.js';
import {
  EvaluationAppeal,
  EvaluationConclusion,
  EvaluationDraft,
  EvaluationEvidence,
  EvaluationFinding,
  EvaluationInspector,
  EvaluationObjection,
  EvaluationReopening,
  Rectification,
  RectificationConnection,
  RectificationStatus,
} from './parts.js';
import { Evaluation, EvaluationConnection, EvaluationKind, EvaluationStatus } from './types.js';

@ArgsType()
class EvaluationsArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => ID, { nullable: true, description: 'Only those of this group, alliance or school: global id or key.' })
  scopeId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those for this school year or term, as in 2025-2026.' })
  period?: string | null;

  @Field(() => EvaluationKind, { nullable: true, description: 'Only those of this kind.' })
  kind?: Kind | null;

  @Field(() => EvaluationStatus, { nullable: true, description: 'Only those that are so far on the day.' })
  status?: Status | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@ArgsType()
class RectificationsArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => ID, { nullable: true, description: 'Only those of this school: global id or key.' })
  schoolId?: string | null;

  @Field(() => [RectificationStatus], { nullable: true, description: 'Only those that stand so on the day.' })
  status?: readonly RectificationState[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those of which the last day is over, and which the school has not submitted; or only others.',
  })
  overdue?: boolean | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver()
export class EvaluationsResolver {
  @Query(() => EvaluationConnection, {
    description: 'The evaluations of a district that were opened by the day, by their keys.',
  })
  evaluations(
    @Args(() => EvaluationsArgs) { districtId, scopeId, period, kind, status, asOf, ...page }: EvaluationsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Evaluation>> {
    if (typeof period === 'string' && !isPeriod(period))
      throw badUserInput('period', 'a school year or term, as in 2025-2026 or 2025-2026-1');
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) =>
      using(scopeId ? askedObject(context, 'scopeId', scopeId, null) : undefined, (scope) => {
        if (scope?.type !== undefined && scope.type !== 'EducationGroup' && scope.type !== 'School')
          throw badUserInput('scopeId', 'the id of a group, an alliance or a school is needed');
        const filter = present({
          scopeId: scope?.key,
          period: period ?? undefined,
          kind: kind ?? undefined,
          status: status ?? undefined,
        });
        const rows = context.queries.evaluationsBy(key, filter, at);
        const isKey = (text: string): boolean => isKeyOf('Evaluation', text);
        return pageOf(page, { ...rows, keyOf: (row) => row.key, isKey }, (row) => new Evaluation(row, at));
      }),
    );
  }

  @Query(() => RectificationConnection, {
    nullable: true,
    description:
      'What schools of a district were told by the day to put right after evaluations: of the groups and schools whose evaluations the asker may read whole.',
  })
  rectifications(
    @Args(() => RectificationsArgs) { districtId, schoolId, status, overdue, asOf, ...page }: RectificationsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Rectification> | null> {
    const { read } = context;
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key: district, at }) =>
      using(schoolId ? askedKey(context, 'schoolId', schoolId, 'School', null) : undefined, (school) => {
        const ordered = school
          ? read.evaluationParts.by('school', school.key, at.position)
          : read.evaluationParts.by('district', district, at.position);
        const found = ordered.flatMap((row) => {
          const evaluation = read.evaluations.byKey(row.evaluation, at.position);
          if (row.on > at.effectiveOn || evaluation?.district !== district) return [];
          if (!mayRead(context, 'papersOfEvaluation', evaluation.scopeId)) return [];
          const said = rectificationOn(saidIn<'rectifications'>(row), at.effectiveOn);
          const isMeant =
            (overdue == null || said.overdue === overdue) && (status == null || status.includes(said.status));
          return isMeant ? [{ key: row.key, said, evaluation }] : [];
        });
        return pageOf(page, listed(found), (one) => new Rectification(one.said, one.evaluation, at));
      }),
    );
  }
}

@Resolver(() => Evaluation)
export class EvaluationResolver {
  @FieldResolver(() => EducationGroup, { nullable: true, description: 'The group or alliance that is evaluated.' })
  group(@Root() { row, at }: Evaluation, @Ctx() context: Context): EducationGroup | null {
    return row.scope === 'GROUP' ? groupAt(context, row.scopeId, at) : null;
  }

  @FieldResolver(() => School, { nullable: true, description: 'The school that is evaluated.' })
  school(@Root() { row, at }: Evaluation, @Ctx() context: Context): School | null {
    return row.scope === 'SCHOOL' ? schoolAt(context, row.scopeId, at) : null;
  }

  @FieldResolver(() => [EvaluationConclusion], { description: 'Its conclusions, the first first.' })
  conclusions(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationConclusion[] {
    const parts = evaluation.parts(context);
    return parts('conclusions').map((one) => new EvaluationConclusion(one, standingOf(parts).round));
  }

  @FieldResolver(() => [EvaluationInspector], { description: 'Who inspects, with the terms of office.' })
  inspectors(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationInspector[] {
    return evaluation
      .parts(context)('inspectors')
      .map((one) => new EvaluationInspector(one, evaluation.at));
  }

  @FieldResolver(() => [EvaluationEvidence], { description: 'Its papers, by number.' })
  evidence(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationEvidence[] {
    return evaluation
      .parts(context)('evidence')
      .map((one) => new EvaluationEvidence(one));
  }

  @FieldResolver(() => [EvaluationFinding], { description: 'What was found, by number, as it says on the day.' })
  findings(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationFinding[] {
    const parts = evaluation.parts(context);
    return parts('findings').map((one) => new EvaluationFinding(one, parts('objections'), evaluation.at));
  }

  @FieldResolver(() => [EvaluationDraft], { description: 'The drafts that were issued, the first first.' })
  drafts(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationDraft[] {
    return evaluation
      .parts(context)('drafts')
      .map((one) => new EvaluationDraft(one));
  }

  @FieldResolver(() => [EvaluationObjection], { description: 'The objections to findings, by number.' })
  objections(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationObjection[] {
    return evaluation
      .parts(context)('objections')
      .map((one) => new EvaluationObjection(one, evaluation.at));
  }

  @FieldResolver(() => [EvaluationAppeal], { description: 'The appeals against conclusions, by number.' })
  appeals(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationAppeal[] {
    return evaluation
      .parts(context)('appeals')
      .map((one) => new EvaluationAppeal(one, evaluation.at));
  }

  @FieldResolver(() => [EvaluationReopening], { description: 'How it was reopened, the first time first.' })
  reopenings(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly EvaluationReopening[] {
    return evaluation
      .parts(context)('reopenings')
      .map((one) => new EvaluationReopening(one));
  }

  @FieldResolver(() => [Rectification], { description: 'What is to be put right, by number.' })
  rectifications(@Root() evaluation: Evaluation, @Ctx() context: Context): readonly Rectification[] {
    const { row, at } = evaluation;
    return evaluation
      .parts(context)('rectifications')
      .map((one) => new Rectification(rectificationOn(one, at.effectiveOn), row, at));
  }
}

/** A part that names a school and may leave it out. */
interface OfSchool {
  readonly schoolId: string | null;
  readonly at: Evaluation['at'];
}
const schoolOf = ({ schoolId, at }: OfSchool, context: Context): School | null =>
  schoolId === null ? null : schoolAt(context, schoolId, at);

@Resolver(() => EvaluationInspector)
export class EvaluationInspectorResolver {
  @FieldResolver(() => Person, { nullable: true, description: 'Who inspects.' })
  person(@Root() { personId, at }: EvaluationInspector, @Ctx() context: Context): Person | null {
    return personAt(context, personId, at);
  }
}

@Resolver(() => EvaluationFinding)
export class EvaluationFindingResolver {
  @FieldResolver(() => School, { nullable: true, description: 'Of which school; null where the whole scope is meant.' })
  school(@Root() finding: EvaluationFinding, @Ctx() context: Context): School | null {
    return schoolOf(finding, context);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Who found it.' })
  inspector(@Root() { inspectorId, at }: EvaluationFinding, @Ctx() context: Context): Person | null {
    return personAt(context, inspectorId, at);
  }
}

@Resolver(() => EvaluationObjection)
export class EvaluationObjectionResolver {
  @FieldResolver(() => School, { nullable: true, description: 'The school that objects; null where the council does.' })
  school(@Root() objection: EvaluationObjection, @Ctx() context: Context): School | null {
    return schoolOf(objection, context);
  }
}

@Resolver(() => EvaluationAppeal)
export class EvaluationAppealResolver {
  @FieldResolver(() => School, { nullable: true, description: 'The school that appeals; null where the council does.' })
  school(@Root() appeal: EvaluationAppeal, @Ctx() context: Context): School | null {
    return schoolOf(appeal, context);
  }
}

@Resolver(() => Rectification)
export class RectificationResolver {
  @FieldResolver(() => School, { description: 'The school that is to put it right.' })
  school(@Root() rectification: Rectification, @Ctx() context: Context): School | null {
    return schoolOf(rectification, context);
  }

  @FieldResolver(() => Evaluation, { description: 'The evaluation that found it.' })
  evaluation(@Root() { evaluation, at }: Rectification): Evaluation {
    return new Evaluation(evaluation, at);
  }
}

/** The evaluations of a school or group belong to this feature. */
@Resolver(() => School)
export class SchoolEvaluationResolver {
  @FieldResolver(() => [Evaluation], { description: 'Its evaluations that were opened by the day, the last first.' })
  evaluations(@Root() { key, at }: School, @Ctx() { queries }: Context): readonly Evaluation[] {
    return queries.evaluationsOf(key, at).map((row) => new Evaluation(row, at));
  }
}

@Resolver(() => EducationGroup)
export class GroupEvaluationResolver {
  @FieldResolver(() => [Evaluation], { description: 'Its evaluations that were opened by the day, the last first.' })
  evaluations(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): readonly Evaluation[] {
    return queries.evaluationsOf(key, at).map((row) => new Evaluation(row, at));
  }
}
