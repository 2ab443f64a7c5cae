import type * as domain from '../../domain/district/events.js';
import { present } from '../../domain/present.js';
import type { Context } from '../context.js';
import { District } from '../district/types.js';
import { districtAt, groupAt, schoolAt } from '../objects.js';
import { School } from '../school/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { pageOf, Page, scanned, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from '../shared/decorators.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { searched } from '../shared/search.js';
import { EducationGroup, EducationGroupConnection, GroupForm, groupOf } from './types.js';

@ArgsType()
class GroupsArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => GroupForm, { nullable: true, description: 'Only groups, or only alliances.' })
  form?: domain.GroupForm | null;

  @Field(() => String, { nullable: true, description: 'Only those with this text in a name or a former name.' })
  search?: string | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver(() => EducationGroup)
export class GroupResolver {
  @Query(() => EducationGroupConnection, {
    description: 'The groups and alliances of a district that live on the day, by code.',
  })
  groups(
    @Args(() => GroupsArgs) { districtId, form, search, asOf, ...page }: GroupsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<EducationGroup>> {
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) => {
      const rows = context.queries.groupsOf(key, at, present({ form: form ?? undefined, search: searched(search) }));
      return pageOf(page, scanned(rows), (row) => groupOf(row, at));
    });
  }

  @FieldResolver(() => District, { description: 'The district whose schools it joins.' })
  district(@Root() { row, at }: EducationGroup, @Ctx() context: Context): District | null {
    return districtAt(context, row.district, at);
  }

  @FieldResolver(() => School, { description: 'The member that leads it on the day.' })
  lead(@Root() { key, at }: EducationGroup, @Ctx() context: Context): School | null {
    return schoolAt(context, context.read.values.nearest(key, 'lead', at), at);
  }

  @FieldResolver(() => EducationGroup, { nullable: true, description: 'The group beside which an alliance stands.' })
  besideGroup(@Root() { row, at }: EducationGroup, @Ctx() context: Context): EducationGroup | null {
    return row.besideGroup === null ? null : groupAt(context, row.besideGroup, at);
  }
}
