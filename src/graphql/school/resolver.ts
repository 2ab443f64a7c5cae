import type * as domain from '../../domain/district/events.js';
import { isOpen } from '../../projections/district/queries.js';
import { present } from '../../domain/present.js';
import type { Context } from '../context.js';
import { District } from '../district/types.js';
import { Membership, membershipOf } from '../group/types.js';
import { districtAt, schoolAt } from '../objects.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { pageOf, Page, scanned, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from '../shared/decorators.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { SchoolPhase } from './enums.js';
import { searched } from '../shared/search.js';
import { School, SchoolConnection, schoolOf } from './types.js';

@ArgsType()
class SchoolsArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => SchoolPhase, { nullable: true, description: 'Only those that teach these years.' })
  phase?: domain.SchoolPhase | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only those with this text in a name, a former name or an alias.',
  })
  search?: string | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver(() => School)
export class SchoolResolver {
  @Query(() => SchoolConnection, {
    description: 'The schools, sections and campuses of a district that are open on the day, by code.',
  })
  schools(
    @Args(() => SchoolsArgs) { districtId, phase, search, asOf, ...page }: SchoolsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<School>> {
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) => {
      const rows = context.queries.schoolsOf(key, at, present({ phase: phase ?? undefined, search: searched(search) }));
      return pageOf(page, scanned(rows), (row) => schoolOf(row, at));
    });
  }

  @FieldResolver(() => District, { description: 'The district that registered it.' })
  district(@Root() { row, at }: School, @Ctx() context: Context): District | null {
    return districtAt(context, row.district, at);
  }

  @FieldResolver(() => School, {
    nullable: true,
    description: 'The school whose legal person a section or campus shares.',
  })
  partOf(@Root() { row, at }: School, @Ctx() context: Context): School | null {
    return row.partOf === null ? null : schoolAt(context, row.partOf, at);
  }

  @FieldResolver(() => [School], { description: 'Its sections and campuses that are open on the day, by code.' })
  parts(@Root() { key, at }: School, @Ctx() { read }: Context): readonly School[] {
    return read.schools
      .by('partOf', key, at.position)
      .filter((row) => isOpen(row, at.effectiveOn))
      .map((row) => schoolOf(row, at));
  }

  @FieldResolver(() => [Membership], { description: 'The groups and alliances it is a member of on the day.' })
  memberships(@Root() { key, at }: School, @Ctx() { queries }: Context): readonly Membership[] {
    return queries.membershipsOf(key, at).map((row) => membershipOf(row, at));
  }

  @FieldResolver(() => [School], { description: 'The schools that were merged into it by that day.' })
  predecessors(@Root() { key, at }: School, @Ctx() context: Context): readonly School[] {
    return context.queries.predecessorsOf(key, at).flatMap((one) => schoolAt(context, one, at) ?? []);
  }

  @FieldResolver(() => [School], { description: 'The school that carries on for it where it was merged by that day.' })
  successors(@Root() { key, at }: School, @Ctx() context: Context): readonly School[] {
    return context.queries.successorsOf(key, at).flatMap((one) => schoolAt(context, one, at) ?? []);
  }
}
