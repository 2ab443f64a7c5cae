import { developments, type Span } from '../../projections/development.js';
import { holdsOn } from '../../projections/intervals.js';
import { isOpen } from '../../projections/district/queries.js';
import type { Context } from '../context.js';
import { schoolAt } from '../objects.js';
import type { School } from '../school/types.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Args, ArgsType, Ctx, Field, ID, Int, Query, Resolver } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { mayRead } from '../shared/visibility.js';
import { daysAsked } from '../rotation/resolver.js';
import type { Looked, SideBySide } from './types.js';
import { MedianFigures, SchoolDevelopment, SchoolFigures } from './types.js';

/** Each year looks at all rotations of the district. */
const MOST_YEARS = 10;

@ArgsType()
class SchoolDevelopmentArgs {
  @Field(() => ID, { description: 'The school: global id or key.' })
  schoolId!: string;

  @Field(() => Int, { description: 'The year in which the first school year begins, on 1 September.' })
  from!: number;

  @Field(() => Int, { description: 'The year in which the last school year begins; ten years at most.' })
  to!: number;

  @Field(() => AsOf, {
    nullable: true,
    description:
      'Which past is asked for: what was known, and had happened by the day. Not for who may not read each rotation.',
  })
  asOf?: AsOf | null;
}

@Resolver()
export class SchoolDevelopmentResolver {
  @Query(() => SchoolDevelopment, {
    nullable: true,
    description:
      'What a school gained: teachers in and out by subject, confirmed months and lessons, money spent by purpose, indicators and grades of evaluations, side by side with the school that leads its group and the median of its district.',
  })
  schoolDevelopment(
    @Args(() => SchoolDevelopmentArgs) { schoolId, from, to, asOf }: SchoolDevelopmentArgs,
    @Ctx() context: Context,
  ): Awaitable<SchoolDevelopment | null> {
    const spans = yearsAsked(from, to);
    return using(askedKey(context, 'schoolId', schoolId, 'School', asOf), ({ key, at }) => {
      const school = context.read.schools.byKey(key, at.position);
      if (!school) return null;
      const seesAll = mayRead(context, 'careerOfPerson', key);
      if (!seesAll && at.pinned) throw badUserInput('asOf', 'rotations are counted for you only as they are known now');
      const compared = (span: Span, schoolYear: number | null) =>
        sideBySide(context, { key, district: school.district, at, span, schoolYear, seesAll });
      const years = spans.map((span, index) => compared(span, from + index));
      const whole =
        spans.length === 1
          ? years[0]!
          : seesAll
            ? compared({ from: spans[0]!.from, to: spans.at(-1)!.to }, null)
            : null;
      return { years, whole };
    });
  }
}

/** The days of each school year. Throws BAD_USER_INPUT. */
const yearsAsked = (from: number, to: number): readonly Span[] => {
  if (to < from) throw badUserInput('to', 'it comes before `from`');
  if (to - from >= MOST_YEARS) throw badUserInput('to', `${MOST_YEARS} school years at most`);
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const year = from + index;
    if (year < 1990 || year > 2199) throw badUserInput(index === 0 ? 'from' : 'to', 'a year from 1990 to 2199');
    return daysAsked('from', year, undefined)!;
  });
};

interface Compared {
  readonly key: string;
  readonly district: string;
  readonly at: At;
  readonly span: Span;
  readonly schoolYear: number | null;
  readonly seesAll: boolean;
}

const sideBySide = (context: Context, { key, district, at, span, schoolYear, seesAll }: Compared): SideBySide => {
  const { read, queries } = context;
  const of = developments(read, queries, district, span, at);
  const last = { position: at.position, effectiveOn: span.to < at.effectiveOn ? span.to : at.effectiveOn };
  const group = read.memberships
    .by('school', key, at.position)
    .find(
      (row) => holdsOn(row, last.effectiveOn) && read.groups.byKey(row.group, at.position)?.form === 'GROUP',
    )?.group;
  const lead = group === undefined ? undefined : read.values.at(group, 'lead', last);
  const looked: Looked = { span, at, seesAll, schoolYear: schoolYear ?? Number(span.to.slice(0, 4)) - 1 };
  const figures = (one: string): SchoolFigures =>
    new SchoolFigures(schoolAt(context, one, at) as School, of(one), looked);
  const schools = read.schools
    .by('district', district, at.position)
    .filter((row) => row.kind === 'SCHOOL' && isOpen(row, last.effectiveOn));
  return {
    schoolYear,
    school: figures(key),
    lead: lead === undefined || lead === key ? null : figures(lead),
    districtMedian: new MedianFigures(
      schools,
      schoolAt(context, key, at) as School,
      schools.map((row) => of(row.key)),
      looked,
    ),
  };
};
