import type * as domain from '../../domain/person/events.js';
import { isDay } from '../../domain/day.js';
import { present } from '../../domain/present.js';
import type { Context } from '../context.js';
import { personAt, rotationAt, schoolAt } from '../objects.js';
import { personsNamed } from '../person/name.js';
import { Person, PersonConnection } from '../person/types.js';
import { Rotation } from '../rotation/types.js';
import { School } from '../school/types.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { pageOf, Page, scanned, type Connection } from '../shared/connection.js';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { CalendarDate } from '../shared/scalars.js';
import { searchedName } from '../shared/search.js';
import { mayRead } from '../shared/visibility.js';
import { BackboneLevel, Employment, Post, PostKind, Qualification, TeachingPlace, TitleRank } from './types.js';

/** The moment on another day. */
export const onDay = (at: At, argument: string, day: string | null | undefined): At => {
  if (day === null || day === undefined) return at;
  if (!isDay(day)) throw badUserInput(argument, 'not a day between the years 1900 and 9999');
  return { ...at, effectiveOn: day, pinned: true };
};

/** A person's working life belongs to this feature. */
@Resolver(() => Person)
export class PersonCareerResolver {
  @FieldResolver(() => Employment, {
    nullable: true,
    description: 'By whom the person is employed on the day. Shown within the district, and to auditors.',
  })
  employment(@Root() { key, at }: Person, @Ctx() { queries }: Context): Employment | null {
    const row = queries.employmentOn(key, at);
    return row ? new Employment(row, at) : null;
  }

  @FieldResolver(() => [Employment], { description: 'All employments that are known, the earliest first.' })
  employments(@Root() { key, at }: Person, @Ctx() { read }: Context): readonly Employment[] {
    return read.employments.by('person', key, at.position).map((row) => new Employment(row, at));
  }

  @FieldResolver(() => [Post], { description: 'The posts that the person holds on the day.' })
  posts(
    @Root() { key, at }: Person,
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Every post ever taken, for a time line drawn at the client.',
    })
    includeEnded: boolean | null,
    @Ctx() { queries }: Context,
  ): readonly Post[] {
    const rows = includeEnded === true ? queries.postsOf(key, at) : queries.postsOn(key, at);
    return rows.map((row) => new Post(row, at));
  }

  @FieldResolver(() => Qualification, {
    nullable: true,
    description: 'What the person is qualified for on the day. Shown within the district, and to auditors.',
  })
  qualification(@Root() { key, at }: Person, @Ctx() { queries }: Context): Qualification {
    return new Qualification(queries.qualificationOf(key, at));
  }

  @FieldResolver(() => [TeachingPlace], {
    description:
      'Where the person works on a day: at receiving schools once arrived, at schools of posts with a share of their own, and for what is left at the home school.',
  })
  teachingAt(
    @Root() { key, at }: Person,
    @Arg('on', () => CalendarDate, { nullable: true, description: 'The day; without it that of the moment.' })
    on: string | null,
    @Ctx() { queries }: Context,
  ): readonly TeachingPlace[] {
    const then = onDay(at, 'on', on);
    return queries.teachingAt(key, then).map((place) => new TeachingPlace(place, then));
  }
}

@Resolver(() => Employment)
export class EmploymentResolver {
  @FieldResolver(() => School, { nullable: true, description: 'The school to which the person belongs.' })
  homeSchool(@Root() { row, at }: Employment, @Ctx() context: Context): School | null {
    return schoolAt(context, row.home, at);
  }

  @FieldResolver(() => School, { nullable: true, description: 'The school that employs; null: the district does.' })
  employer(@Root() { row, at }: Employment, @Ctx() context: Context): School | null {
    return schoolAt(context, row.employer, at);
  }
}

@Resolver(() => Post)
export class PostResolver {
  @FieldResolver(() => Person, { nullable: true, description: 'Who holds it.' })
  person(@Root() { row, at }: Post, @Ctx() context: Context): Person | null {
    return personAt(context, row.person, at);
  }

  @FieldResolver(() => School, { nullable: true, description: 'The school.' })
  school(@Root() { row, at }: Post, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }
}

@Resolver(() => TeachingPlace)
export class TeachingPlaceResolver {
  @FieldResolver(() => School, { nullable: true, description: 'The school; null where nobody here knows it.' })
  school(@Root() { place, at }: TeachingPlace, @Ctx() context: Context): School | null {
    return schoolAt(context, place.school, at);
  }

  @FieldResolver(() => Rotation, {
    nullable: true,
    description: 'The rotation that leads there; null at home, and where a post does.',
  })
  rotation(@Root() { place, at }: TeachingPlace, @Ctx() context: Context): Rotation | null {
    return place.rotation ? rotationAt(context, place.rotation.key, at) : null;
  }
}

@ArgsType()
class StaffArgs extends Page {
  @Field(() => CalendarDate, { nullable: true, description: 'The day; without it that of the moment.' })
  on?: string | null;
}

/** A school's people belong to this feature. */
@Resolver(() => School)
export class SchoolStaffResolver {
  @FieldResolver(() => PersonConnection, {
    nullable: true,
    description:
      'Who belongs to it, has a post at it, or is sent to it, on a day. Shown within the district, and to auditors.',
  })
  staff(
    @Root() { key, row, at }: School,
    @Args(() => StaffArgs) { on, ...page }: StaffArgs,
    @Ctx() { queries }: Context,
  ): Connection<Person> {
    const then = onDay(at, 'on', on);
    return pageOf(
      page,
      scanned(queries.personsOf(row.district, { school: key }, then)),
      (one) => new Person(one, then),
    );
  }
}

@ArgsType()
class PersonsArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Only who belongs to this school, has a post at it or is sent to it.',
  })
  schoolId?: string | null;

  @Field(() => PostKind, {
    nullable: true,
    description: 'Only who holds such a post, at the school where one is named.',
  })
  post?: domain.PostKind | null;

  @Field(() => String, { nullable: true, description: 'Only who is qualified for this subject.' })
  subject?: string | null;

  @Field(() => TitleRank, { nullable: true, description: 'Only with this rank.' })
  titleRank?: domain.TitleRank | null;

  @Field(() => BackboneLevel, { nullable: true, description: 'Only with this distinction.' })
  backbone?: domain.BackboneLevel | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Only whose name holds this text of two characters or more, whatever its width, case and spaces, and only whose name who asks may see. Names are those of now, whichever past is asked for; what another replica entered is found within ten minutes. Each search is logged, without the text: send it with POST, so that no address holds it.',
  })
  search?: string | null;

  @Field(() => CalendarDate, { nullable: true, description: 'The day; without it that of the moment.' })
  on?: string | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver()
export class PersonsResolver {
  @Query(() => PersonConnection, {
    nullable: true,
    description:
      'The persons of a district, by their keys. Shown within the district, and to auditors; others get nothing.',
  })
  persons(
    @Args(() => PersonsArgs)
    { districtId, schoolId, post, subject, titleRank, backbone, search, on, asOf, ...page }: PersonsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Person> | null> {
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key: district, at }) =>
      using(schoolId ? askedKey(context, 'schoolId', schoolId, 'School', null) : undefined, (school) => {
        if (!mayRead(context, 'careerOfPerson', district)) return null;
        const then = onDay(at, 'on', on);
        const text = searchedName(search);
        const filter = present({
          school: school?.key,
          post: post ?? undefined,
          subject: subject ?? undefined,
          titleRank: titleRank ?? undefined,
          backbone: backbone ?? undefined,
        });
        return using(text === undefined ? undefined : personsNamed(context, district, text), (among) =>
          pageOf(
            page,
            scanned(context.queries.personsOf(district, { ...filter, ...present({ among }) }, then)),
            (row) => new Person(row, then),
          ),
        );
      }),
    );
  }
}
