import type { DistrictRow } from '../../projections/district/rows.js';
import type { Context } from '../context.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { pageOf, Page, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Field, Query, Resolver } from '../shared/decorators.js';
import { isKey } from '../shared/ids.js';
import { AsOf, askedMoment } from '../shared/moment.js';
import { District, DistrictConnection } from './types.js';

@ArgsType()
class DistrictsArgs extends Page {
  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver(() => District)
export class DistrictResolver {
  @Query(() => DistrictConnection, { description: 'All districts that keep their registers here, by code.' })
  districts(@Args(() => DistrictsArgs) args: DistrictsArgs, @Ctx() context: Context): Awaitable<Connection<District>> {
    const { districts } = context.read;
    return using(askedMoment(context, args.asOf), (at) =>
      pageOf<DistrictRow, District>(
        args,
        {
          keyOf: ({ key }) => key,
          isKey: (text) => isKey('District', text),
          after: (key = '', limit) => districts.page(key, limit, at.position),
          before: (key = '', limit) => districts.pageBackwards(key, limit, at.position),
          count: () => districts.count(at.position),
        },
        (row) => new District(row, at),
      ),
    );
  }
}
