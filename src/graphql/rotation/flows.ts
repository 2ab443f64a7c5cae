import { schoolYearOf } from '../../domain/day.js';
import { flowsOf, type Flow, type FlowEnd as End } from '../../projections/person/flows.js';
import { holdsOn } from '../../projections/intervals.js';
import type { Moment } from '../../projections/read-model.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Args, ArgsType, Ctx, Field, Float, ID, Int, Query, Resolver, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { mayRead } from '../shared/visibility.js';
import { daysAsked, DaysInput } from './resolver.js';

type By = 'SCHOOL' | 'GROUP' | 'STANDING' | 'RURAL';
const FlowBy = enumOf<By>('FlowBy', 'By what rotations are counted.', {
  SCHOOL: 'By school.',
  GROUP: 'By the group, not the alliance, that a school is a member of.',
  STANDING: 'By the standing of a school, within the district.',
  RURAL: 'By whether a school is rural: RURAL or OTHER.',
});

/** Of fewer teachers in a cell the public is told nothing, so that nobody is found out. [D] */
const FEWEST_TEACHERS = 5;
const DAYS_A_YEAR = 365;
const DAYS_A_MONTH = 30;

@Type('Where a flow begins or ends.')
export class FlowEnd {
  @Field(() => String, {
    nullable: true,
    description: 'Key of the school or group, standing, RURAL or OTHER; null where that is not said of the school.',
  })
  readonly key!: string | null;

  @Field(() => String, { nullable: true, description: 'Of a school or group the name.' })
  readonly name!: string | null;
}

@Type(
  'How many teachers went from one place to another, and how long. Figures of few teachers are withheld from the public.',
)
export class RotationFlow {
  @Field(() => FlowEnd, { description: 'Where they come from.' })
  readonly from: End;

  @Field(() => FlowEnd, { description: 'Where they go.' })
  readonly to: End;

  @Field(() => Boolean, {
    description: 'Whether the figures are withheld, because they are of fewer than five teachers.',
  })
  readonly withheld: boolean;

  @Field(() => Int, { nullable: true, description: 'How many teachers, each counted once.' })
  readonly teachers: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many of them are backbone teachers, leaders of a subject or special-grade teachers.',
  })
  readonly backbone: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Their days within the span by the share of the working time, 365 making one; to two places.',
  })
  readonly fullTimeEquivalents: number | null;

  @Field(() => Int, { nullable: true, description: 'Their days within the span in full months of thirty days.' })
  readonly months: number | null;

  constructor({ from, to, teachers, backbone, shareDays, days }: Flow<End>, seesAll: boolean) {
    this.from = from;
    this.to = to;
    this.withheld = !seesAll && teachers < FEWEST_TEACHERS;
    const shown = (figure: number): number | null => (this.withheld ? null : figure);
    this.teachers = shown(teachers);
    this.backbone = shown(backbone);
    this.fullTimeEquivalents = shown(Math.round(shareDays / DAYS_A_YEAR) / 100);
    this.months = shown(Math.floor(days / DAYS_A_MONTH));
  }
}

@ArgsType()
class RotationFlowsArgs {
  @Field(() => ID, { description: 'The district, of either school: global id or key.' })
  districtId!: string;

  @Field(() => FlowBy, { description: 'By what they are counted.' })
  by!: By;

  @Field(() => Int, {
    nullable: true,
    description: 'Within the school year that begins in this year, 1 September to 31 August.',
  })
  schoolYear?: number | null;

  @Field(() => DaysInput, {
    nullable: true,
    description: 'Within these days; this, or schoolYear. Not for who may not read each rotation.',
  })
  within?: DaysInput | null;

  @Field(() => AsOf, {
    nullable: true,
    description:
      'Which past is asked for: what was known, and decided by the day. Not for who may not read each rotation.',
  })
  asOf?: AsOf | null;
}

@Resolver()
export class RotationFlowsResolver {
  @Query(() => [RotationFlow], {
    nullable: true,
    description:
      'How many teachers went where, by decided rotations that run within a span of days. A school counts for what it is on their first day there within the span. By standing only for who may see standings; others get nothing.',
  })
  rotationFlows(
    @Args(() => RotationFlowsArgs) { districtId, by, schoolYear, within, asOf }: RotationFlowsArgs,
    @Ctx() context: Context,
  ): Awaitable<readonly RotationFlow[] | null> {
    const asked = daysAsked('within', schoolYear, within);
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key: district, at }) => {
      if (by === 'STANDING' && !mayRead(context, 'standingOfSchool', district)) return null;
      const span = asked ?? daysAsked('within', schoolYearOf(at.effectiveOn), null)!;
      const seesAll = mayRead(context, 'careerOfPerson', district);
      const { queries } = context;
      if (!seesAll) refuseParts(within, at);
      const found = flowsOf(queries.rotationsBy(district, { overlapping: span }, at), at, {
        span,
        placeOf: (school, on) => endOf(context, by, school, on),
        isBackbone: (person, on) => (queries.qualificationOf(person, on).backbone ?? 'NONE') !== 'NONE',
      });
      return found.map((flow) => new RotationFlow(flow, seesAll));
    });
  }
}

/**
 * Two overlapping spans, or two moments, that differ by one rotation would tell of that one: to who may not read each of them whole
 * school years are counted, as they are known now. Throws BAD_USER_INPUT.
 */
const refuseParts = (within: DaysInput | null | undefined, at: At): void => {
  if (within) throw badUserInput('within', 'only whole school years are counted for you: give `schoolYear`');
  if (at.pinned) throw badUserInput('asOf', 'rotations are counted for you only as they are known now');
};

const endOf = (context: Context, by: By, school: string, on: Moment): End => {
  const { read } = context;
  const named = (key: string | null): End => ({
    key,
    name: key === null ? null : read.values.nearest(key, 'name', on),
  });
  switch (by) {
    case 'SCHOOL':
      return named(school);
    case 'GROUP': {
      const joined = read.memberships
        .by('school', school, on.position)
        .find((row) => holdsOn(row, on.effectiveOn) && read.groups.byKey(row.group, on.position)?.form === 'GROUP');
      return named(joined?.group ?? null);
    }
    case 'STANDING':
      return {
        key: mayRead(context, 'standingOfSchool', school) ? (read.values.at(school, 'standing', on) ?? null) : null,
        name: null,
      };
    case 'RURAL': {
      const isRural = read.values.at(school, 'isRural', on);
      return { key: isRural === undefined ? null : isRural === 'true' ? 'RURAL' : 'OTHER', name: null };
    }
  }
};
