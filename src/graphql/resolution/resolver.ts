import type * as domain from '../../domain/vocabulary.js';
import { present } from '../../domain/present.js';
import type { Context } from '../context.js';
import { Council } from '../council/types.js';
import { EducationGroup } from '../group/types.js';
import { councilAt, groupAt, personAt, schoolAt } from '../objects.js';
import { Person } from '../person/types.js';
import { School } from '../school/types.js';
import { Arg, Ctx, FieldResolver, Resolver, Root } from '../shared/decorators.js';
import { Charter, ExOfficioSeat, Meeting, Resolution, ResolutionKind } from './types.js';

@Resolver(() => Resolution)
export class ResolutionResolver {
  @FieldResolver(() => EducationGroup, { description: 'The group whose council decided it.' })
  group(@Root() { row, at }: Resolution, @Ctx() context: Context): EducationGroup | null {
    return groupAt(context, row.group, at);
  }
}

@Resolver(() => Charter)
export class CharterResolver {
  @FieldResolver(() => Meeting, { nullable: true, description: 'The meeting that adopted it, where one is recorded.' })
  meeting(@Root() { met }: Charter): Meeting | null {
    return met;
  }

  @FieldResolver(() => [ExOfficioSeat], { description: 'The seats that go with posts of member schools.' })
  exOfficio(@Root() { bound }: Charter): readonly ExOfficioSeat[] {
    return bound;
  }
}

@Resolver(() => ExOfficioSeat)
export class ExOfficioSeatResolver {
  @FieldResolver(() => School, { description: 'The school.' })
  school(@Root() { schoolId, at }: ExOfficioSeat, @Ctx() context: Context): School | null {
    return schoolAt(context, schoolId, at);
  }
}

@Resolver(() => Meeting)
export class MeetingResolver {
  @FieldResolver(() => Council, { description: 'The council that met, by its term.' })
  council(@Root() { row, at }: Meeting, @Ctx() context: Context): Council | null {
    return councilAt(context, row.council, at);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The number of the minutes. Not shown to the public.' })
  minutesNo(@Root() { row }: Meeting): string {
    return row.minutesNo;
  }

  @FieldResolver(() => [Person], {
    nullable: true,
    description: 'The persons whom the matter concerns. Not shown to the public.',
  })
  concerned(@Root() { concernedIds, at }: Meeting, @Ctx() context: Context): readonly Person[] {
    return concernedIds.flatMap((id) => personAt(context, id, at) ?? []);
  }

  @FieldResolver(() => [Person], {
    nullable: true,
    description: 'The members who took no part because the matter concerns them. Not shown to the public.',
  })
  recused(@Root() { recusedIds, at }: Meeting, @Ctx() context: Context): readonly Person[] {
    return recusedIds.flatMap((id) => personAt(context, id, at) ?? []);
  }
}

/** What a council decided belongs to this feature. */
@Resolver(() => Council)
export class CouncilResolutionResolver {
  @FieldResolver(() => [Resolution], {
    description: 'What it adopted, amended or repealed while it was in power, by number, repealed since or not.',
  })
  resolutions(@Root() { key, row, at }: Council, @Ctx() { queries }: Context): readonly Resolution[] {
    return queries
      .resolutionsOf(row.group, at, { includeEnded: true })
      .filter((resolution) => queries.meetingsOf(resolution.key, at).some(({ council }) => council === key))
      .map((resolution) => new Resolution(resolution, at));
  }
}

/** What a group's council agreed on and decided belongs to this feature. */
@Resolver(() => EducationGroup)
export class GroupResolutionResolver {
  @FieldResolver(() => Charter, { nullable: true, description: "The council's charter on the day." })
  charter(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): Charter | null {
    const row = queries.charterOf(key, at);
    return row ? new Charter(row, key, at) : null;
  }

  @FieldResolver(() => [Resolution], { description: 'The resolutions that are in force on the day, by number.' })
  resolutions(
    @Root() { key, at }: EducationGroup,
    @Arg('kind', () => ResolutionKind, { nullable: true, description: 'Only those about this.' })
    kind: domain.ResolutionKind | null | undefined,
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Also those that are repealed, or not in force yet.',
    })
    includeEnded: boolean | null,
    @Ctx() { queries }: Context,
  ): readonly Resolution[] {
    return queries
      .resolutionsOf(key, at, present({ kind: kind ?? undefined, includeEnded: includeEnded ?? false }))
      .map((row) => new Resolution(row, at));
  }
}
