import type { DistrictRow } from '../../projections/districts.js';
import { InputArg } from '../command/inputs.js';
import { payloadOf } from '../command/payload.js';
import { run } from '../command/run.js';
import type { Context } from '../context.js';
import { districtAt } from '../objects.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { connect, Page, type Connection } from '../shared/connection.js';
import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Query, Resolver } from '../shared/decorators.js';
import { isKey } from '../shared/ids.js';
import { AsOf, askedKey, askedMoment } from '../shared/moment.js';
import { OpenDistrictInput } from './inputs.js';
import { District, DistrictConnection } from './types.js';

const OpenDistrictPayload = payloadOf('OpenDistrict', 'district', () => District);

@ArgsType()
class DistrictsArgs extends Page {
  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver(() => District)
export class DistrictResolver {
  @Query(() => District, { nullable: true, description: 'A district, whenever it is known at the moment.' })
  district(
    @Arg('id', () => ID, { description: 'Global id or key: its code.' }) id: string,
    @Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }) asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<District | null> {
    return using(askedKey(context, 'id', id, 'District', asOf), ({ key, at }) => districtAt(context, key, at));
  }

  @Query(() => DistrictConnection, { description: 'All districts that keep their registers here, by code.' })
  districts(@Args(() => DistrictsArgs) args: DistrictsArgs, @Ctx() context: Context): Awaitable<Connection<District>> {
    const { districts } = context.read;
    return using(askedMoment(context, args.asOf), (at) =>
      connect<DistrictRow, District>(
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

  @Mutation(() => OpenDistrictPayload, { description: 'The bureau opens the register of its district.' })
  openDistrict(@InputArg(() => OpenDistrictInput) input: OpenDistrictInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ code, name }) => ({ type: 'OpenDistrict', code, name }),
      (_, { code }, { at }) => ({ district: districtAt(context, code, at) }),
    );
  }
}
