import { holdsOn } from '../../projections/intervals.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { councilAt, groupAt, personAt, schoolAt, seatAt } from '../objects.js';
import { Person } from '../person/types.js';
import { School } from '../school/types.js';
import { Arg, Ctx, FieldResolver, Resolver, Root } from '../shared/decorators.js';
import { Council, CouncilSeat, Recommendation } from './types.js';

@Resolver(() => Council)
export class CouncilResolver {
  @FieldResolver(() => EducationGroup, { description: 'The group.' })
  group(@Root() { row, at }: Council, @Ctx() context: Context): EducationGroup | null {
    return groupAt(context, row.group, at);
  }
}

@Resolver(() => CouncilSeat)
export class CouncilSeatResolver {
  @FieldResolver(() => Council, { description: 'The council, by its term.' })
  council(@Root() { row, at }: CouncilSeat, @Ctx() context: Context): Council | null {
    return councilAt(context, row.council, at);
  }

  @FieldResolver(() => Person, { description: 'Who sits here.' })
  person(@Root() { row, at }: CouncilSeat, @Ctx() context: Context): Person | null {
    return personAt(context, row.person, at);
  }

  @FieldResolver(() => School, {
    nullable: true,
    description: 'The member school that recommended the person; none where the charter gives the seat to others.',
  })
  recommendedBy(@Root() { row, at }: CouncilSeat, @Ctx() context: Context): School | null {
    return row.school === null ? null : schoolAt(context, row.school, at);
  }
}

@Resolver(() => Recommendation)
export class RecommendationResolver {
  @FieldResolver(() => Person, { description: 'Who is recommended.' })
  person(@Root() { row, at }: Recommendation, @Ctx() context: Context): Person | null {
    return personAt(context, row.person, at);
  }

  @FieldResolver(() => School, { description: 'The member school that recommends.' })
  school(@Root() { row, at }: Recommendation, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }
}

/** A person's time on councils belongs to this feature. */
@Resolver(() => Person)
export class PersonCouncilResolver {
  @FieldResolver(() => [CouncilSeat], {
    description: 'The seats that the person holds on the day, on whichever council.',
  })
  seats(
    @Root() { key, at }: Person,
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Every seat ever taken, for a time line drawn at the client.',
    })
    includeEnded: boolean | null,
    @Ctx() context: Context,
  ): readonly CouncilSeat[] {
    return context.read.seats
      .by('person', key, at.position)
      .flatMap((row) => seatAt(context, row.key, at) ?? [])
      .filter((seat) => includeEnded === true || holdsOn(seat, at.effectiveOn));
  }
}

/** What a group has of councils belongs to this feature. */
@Resolver(() => EducationGroup)
export class GroupCouncilResolver {
  @FieldResolver(() => Council, { nullable: true, description: 'The council in office on the day.' })
  council(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): Council | null {
    const row = queries.councilInOffice(key, at);
    return row ? new Council(row, at) : null;
  }

  @FieldResolver(() => [Council], { description: 'All terms that are known, by number.' })
  councilTerms(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): readonly Council[] {
    return queries.councilsOf(key, at).map((row) => new Council(row, at));
  }

  @FieldResolver(() => [Recommendation], {
    description: 'The recommendations that stand on the day, for the next appointment.',
  })
  recommendations(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): readonly Recommendation[] {
    return queries.openRecommendationsOf(key, at).map((row) => new Recommendation(row, at));
  }
}
