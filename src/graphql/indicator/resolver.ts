import { indicatorsId } from '../../domain/identity.js';
import { derivedIndicators, type TeachingPhase as Phase } from '../../domain/indicator/index.js';
import { balanceOf, derivedOf, figuresOf, type Within } from '../../projections/indicator/queries.js';
import type { Context } from '../context.js';
import { indicatorsAt, schoolAt } from '../objects.js';
import { School } from '../school/types.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Query,
  Resolver,
  Root,
} from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey } from '../shared/moment.js';
import {
  DerivedIndicator,
  Figure,
  IndicatorBalance,
  SchoolIndicators,
  SchoolMissing,
  Survey,
  TeachingPhase,
} from './types.js';

@Resolver(() => SchoolIndicators)
export class SchoolIndicatorsResolver {
  @FieldResolver(() => School, { nullable: true, description: 'The school.' })
  school(@Root() { row, at }: SchoolIndicators, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }

  @FieldResolver(() => [Figure], { description: 'The figures that have effect on the day.' })
  figures(@Root() { row, at }: SchoolIndicators, @Ctx() { read }: Context): readonly Figure[] {
    return figuresOf(read, row.school, row.schoolYear, at).map((figure) => new Figure(figure));
  }

  @FieldResolver(() => Survey, {
    nullable: true,
    description:
      'The survey of satisfaction, where there is one. Shown to auditors, the bureau, the school and the groups that it is a member of.',
  })
  survey(@Root() { key, at }: SchoolIndicators, @Ctx() { read }: Context): Survey | null {
    const row = read.surveys.byKey(key, at.position);
    return row && row.since <= at.effectiveOn ? new Survey(row) : null;
  }
}

const schoolYearDescription = 'The year in which the school year begins: 2025 for 2025-2026.';

/** A school's figures belong to this feature. */
@Resolver(() => School)
export class SchoolIndicatorResolver {
  @FieldResolver(() => SchoolIndicators, {
    nullable: true,
    description: 'What is recorded of it in a school year; null where nothing is.',
  })
  indicators(
    @Root() { key, at }: School,
    @Arg('schoolYear', () => Int, { description: schoolYearDescription }) schoolYear: number,
    @Ctx() context: Context,
  ): SchoolIndicators | null {
    return indicatorsAt(context, indicatorsId(key, schoolYear), at);
  }

  @FieldResolver(() => [DerivedIndicator], {
    description: 'What follows from its figures of a school year, phase by phase; UNKNOWN where figures are missing.',
  })
  derivedIndicators(
    @Root() { row, at }: School,
    @Arg('schoolYear', () => Int, { description: schoolYearDescription }) schoolYear: number,
    @Ctx() { read }: Context,
  ): readonly DerivedIndicator[] {
    return derivedOf(read, row, schoolYear, derivedIndicators, at).map(
      ({ indicator, phase, derived }) => new DerivedIndicator(indicator, phase, derived),
    );
  }
}

@ArgsType()
class IndicatorBalanceArgs {
  @Field(() => ID, { nullable: true, description: 'Between the schools of a district: global id or key.' })
  districtId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Between the members of a group: global id or key.' })
  groupId?: string | null;

  @Field(() => Int, { description: schoolYearDescription })
  schoolYear!: number;

  @Field(() => TeachingPhase, { description: 'Of which phase: PRIMARY and JUNIOR are judged apart.' })
  phase!: Phase;

  @Field(() => AsOf, {
    nullable: true,
    description: 'Which past is asked for: what was known, and had effect by the day.',
  })
  asOf?: AsOf | null;
}

@Resolver()
export class IndicatorBalanceResolver {
  @Query(() => [IndicatorBalance], {
    description:
      'How the seven indicators of 教督〔2017〕6号 vary between the schools of a district, or the members of a group, that were open on 1 September of the school year and teach the phase. A section or campus that reports for itself is counted by itself; special schools are not counted.',
  })
  indicatorBalance(
    @Args(() => IndicatorBalanceArgs) { districtId, groupId, schoolYear, phase, asOf }: IndicatorBalanceArgs,
    @Ctx() context: Context,
  ): Awaitable<readonly IndicatorBalance[]> {
    const answer = (within: Within, at: At): readonly IndicatorBalance[] =>
      balanceOf(context.read, within, phase, schoolYear, at).map(
        (balance) =>
          new IndicatorBalance(
            balance,
            balance.missing.map(({ school, missing }) => new SchoolMissing(schoolAt(context, school, at), missing)),
          ),
      );
    if (groupId != null)
      return using(askedKey(context, 'groupId', groupId, 'EducationGroup', asOf), ({ key, at }) =>
        answer({ group: key }, at),
      );
    if (districtId == null) throw badUserInput('districtId', 'a district or a group is needed');
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) =>
      answer({ district: key }, at),
    );
  }
}
