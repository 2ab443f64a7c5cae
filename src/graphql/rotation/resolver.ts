import { personStream } from '../../domain/identity.js';
import type * as domain from '../../domain/person/events.js';
import { isDay } from '../../domain/day.js';
import { resolutionId } from '../../domain/identity.js';
import { present } from '../../domain/present.js';
import type { RotationFilter, RotationStatus as Status } from '../../projections/person/queries.js';
import type { Context } from '../context.js';
import { Council } from '../council/types.js';
import { EducationGroup } from '../group/types.js';
import { LedgerEvent } from '../ledger/event.js';
import { councilAt, groupAt, personAt, resolutionAt, schoolAt } from '../objects.js';
import { Person } from '../person/types.js';
import { Resolution } from '../resolution/types.js';
import { School } from '../school/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { pageOf, Page, scanned, type Connection } from '../shared/connection.js';
import {
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  InputType,
  Int,
  Query,
  Resolver,
  Root,
} from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { CalendarDate } from '../shared/scalars.js';
import { mayRead } from '../shared/visibility.js';
import { Credit, Rotation, RotationConnection, RotationExtension, RotationScheme, RotationStatus } from './types.js';

@Resolver(() => Rotation)
export class RotationResolver {
  @FieldResolver(() => Person, { nullable: true, description: 'Who rotates.' })
  person(@Root() { row, at }: Rotation, @Ctx() context: Context): Person | null {
    return personAt(context, row.person, at);
  }

  @FieldResolver(() => EducationGroup, { nullable: true, description: 'Of scheme GROUP: the group of both schools.' })
  group(@Root() { row, at }: Rotation, @Ctx() context: Context): EducationGroup | null {
    return row.group === null ? null : groupAt(context, row.group, at);
  }

  @FieldResolver(() => School, { nullable: true, description: 'The home school.' })
  fromSchool(@Root() { row, at }: Rotation, @Ctx() context: Context): School | null {
    return schoolAt(context, row.fromSchool, at);
  }

  @FieldResolver(() => School, { nullable: true, description: 'The receiving school.' })
  toSchool(@Root() { row, at }: Rotation, @Ctx() context: Context): School | null {
    return schoolAt(context, row.toSchool, at);
  }

  @FieldResolver(() => Resolution, {
    nullable: true,
    description: "The council's resolution; null where the bureau decided, or nobody has.",
  })
  resolution(@Root() { row, at }: Rotation, @Ctx() context: Context): Resolution | null {
    return row.resolution === null ? null : resolutionAt(context, row.resolution, at);
  }

  @FieldResolver(() => Council, {
    nullable: true,
    description: 'The council that adopted the resolution, by the term that met.',
  })
  council(@Root() { row, at }: Rotation, @Ctx() context: Context): Council | null {
    if (row.resolution === null) return null;
    const meeting = context.queries.meetingsOf(row.resolution, at)[0];
    return meeting ? councilAt(context, meeting.council, at) : null;
  }

  @FieldResolver(() => LedgerEvent, {
    nullable: true,
    description: 'The event that decided it, with its paper and who entered it.',
  })
  decision(@Root() { row, at }: Rotation, @Ctx() context: Context): LedgerEvent | null {
    if (row.decidedBy === null) return null;
    const [entry] = context.read.events.between(personStream(row.person), row.decidedBy, row.decidedBy);
    return entry ? new LedgerEvent(context, entry, at) : null;
  }

  @FieldResolver(() => [Credit], { description: 'What it was recognised for by the day.' })
  credits(@Root() { row, at }: Rotation, @Ctx() { queries }: Context): readonly Credit[] {
    return queries
      .creditsOf(row.person, at)
      .filter(({ rotations }) => (JSON.parse(rotations) as readonly number[]).includes(row.number))
      .map((one) => new Credit(one, at));
  }
}

@Resolver(() => RotationExtension)
export class RotationExtensionResolver {
  @FieldResolver(() => Resolution, {
    nullable: true,
    description: "The council's resolution; null where the bureau decided.",
  })
  resolution(@Root() { row: { resolution }, at }: RotationExtension, @Ctx() context: Context): Resolution | null {
    return resolution ? resolutionAt(context, resolutionId(resolution.groupId, resolution.number), at) : null;
  }
}

@Resolver(() => Credit)
export class CreditResolver {
  @FieldResolver(() => [Rotation], { description: 'The rotations that count.' })
  rotations(@Root() { row, at }: Credit, @Ctx() context: Context): readonly Rotation[] {
    const numbers = JSON.parse(row.rotations) as readonly number[];
    return context.queries
      .rotationsOf(row.person, at)
      .filter((one) => numbers.includes(one.number) && mayRead(context, 'rotation', one))
      .map((one) => new Rotation(one, at));
  }
}

/** A person's rotations belong to this feature. */
@Resolver(() => Person)
export class PersonRotationResolver {
  @FieldResolver(() => [Rotation], { description: 'All rotations that are known, by number.' })
  rotations(@Root() { key, at }: Person, @Ctx() { queries }: Context): readonly Rotation[] {
    return queries.rotationsOf(key, at).map((row) => new Rotation(row, at));
  }

  @FieldResolver(() => [Credit], { description: 'What was recognised by the day.' })
  credits(@Root() { key, at }: Person, @Ctx() { queries }: Context): readonly Credit[] {
    return queries.creditsOf(key, at).map((row) => new Credit(row, at));
  }
}

/** Who goes and who comes belongs to this feature. */
@Resolver(() => School)
export class SchoolRotationResolver {
  @FieldResolver(() => RotationConnection, { nullable: true, description: 'Rotations that lead to it, by key.' })
  rotatedIn(
    @Root() { key, row, at }: School,
    @Args(() => Page) page: Page,
    @Ctx() { queries }: Context,
  ): Connection<Rotation> {
    return pageOf(
      page,
      scanned(queries.rotationsBy(row.district, { toSchool: key }, at)),
      (one) => new Rotation(one, at),
    );
  }

  @FieldResolver(() => RotationConnection, { nullable: true, description: 'Rotations that lead from it, by key.' })
  rotatedOut(
    @Root() { key, row, at }: School,
    @Args(() => Page) page: Page,
    @Ctx() { queries }: Context,
  ): Connection<Rotation> {
    return pageOf(
      page,
      scanned(queries.rotationsBy(row.district, { fromSchool: key }, at)),
      (one) => new Rotation(one, at),
    );
  }
}

@InputType({ description: 'A span of days, first and last one.' })
export class DaysInput {
  @Field(() => CalendarDate, { description: 'The first day.' })
  from!: string;

  @Field(() => CalendarDate, { description: 'The last day.' })
  to!: string;
}

@ArgsType()
class RotationsArgs extends Page {
  @Field(() => ID, { description: 'The district, of either school: global id or key.' })
  districtId!: string;

  @Field(() => ID, { nullable: true, description: 'Only those within this group.' })
  groupId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those from this school.' })
  fromSchoolId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those to this school.' })
  toSchoolId?: string | null;

  @Field(() => RotationScheme, { nullable: true, description: 'Only those of this scheme.' })
  scheme?: domain.RotationScheme | null;

  @Field(() => RotationStatus, { nullable: true, description: 'Only those that stand so on the day.' })
  status?: Status | null;

  @Field(() => String, { nullable: true, description: 'Only those in this subject.' })
  subject?: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Only those of which a day lies in the school year that begins in this year, 1 September to 31 August.',
  })
  schoolYear?: number | null;

  @Field(() => DaysInput, { nullable: true, description: 'Only those of which a day lies within.' })
  overlapping?: DaysInput | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

/** The days of a school year, or those that are given; undefined where none are asked for. Throws BAD_USER_INPUT. */
export const daysAsked = (
  argument: string,
  schoolYear: number | null | undefined,
  span: DaysInput | null | undefined,
): DaysInput | undefined => {
  if (typeof schoolYear === 'number') {
    if (span) throw badUserInput(argument, `\`schoolYear\` and \`${argument}\` exclude each other`);
    if (schoolYear < 1990 || schoolYear > 2199) throw badUserInput('schoolYear', 'a year from 1990 to 2199');
    return { from: `${schoolYear}-09-01`, to: `${schoolYear + 1}-08-31` };
  }
  if (!span) return undefined;
  const { from, to } = span;
  if (!isDay(from) || !isDay(to)) throw badUserInput(argument, 'not days between the years 1900 and 9999');
  if (to < from) throw badUserInput(argument, '`to` comes before `from`');
  return { from, to };
};

@Resolver()
export class RotationsResolver {
  @Query(() => RotationConnection, {
    nullable: true,
    description:
      'The rotations of a district, by their keys. Shown within the district, and to auditors; others get nothing.',
  })
  rotations(
    @Args(() => RotationsArgs)
    {
      districtId,
      groupId,
      fromSchoolId,
      toSchoolId,
      scheme,
      status,
      subject,
      schoolYear,
      overlapping,
      asOf,
      ...page
    }: RotationsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Rotation> | null> {
    const keyOf = (argument: string, text: string | null | undefined, type: 'School' | 'EducationGroup') =>
      text ? askedKey(context, argument, text, type, null) : undefined;
    const days = daysAsked('overlapping', schoolYear, overlapping);
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key: district, at }) =>
      using(keyOf('groupId', groupId, 'EducationGroup'), (group) =>
        using(keyOf('fromSchoolId', fromSchoolId, 'School'), (from) =>
          using(keyOf('toSchoolId', toSchoolId, 'School'), (to) => {
            if (!mayRead(context, 'careerOfPerson', district)) return null;
            const filter: RotationFilter = present({
              group: group?.key,
              fromSchool: from?.key,
              toSchool: to?.key,
              scheme: scheme ?? undefined,
              status: status ?? undefined,
              subject: subject ?? undefined,
              overlapping: days,
            });
            const scan = context.queries.rotationsBy(district, filter, at);
            return pageOf(page, scanned(scan), (row) => new Rotation(row, at));
          }),
        ),
      ),
    );
  }
}
