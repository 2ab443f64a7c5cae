import type { PolicyKind as Kind } from '../../domain/policy/index.js';
import { present } from '../../domain/present.js';
import type { Context } from '../context.js';
import { District } from '../district/types.js';
import { districtAt } from '../objects.js';
import { Arg, Ctx, FieldResolver, Resolver, Root } from '../shared/decorators.js';
import { Policy, PolicyKind } from './types.js';

@Resolver(() => Policy)
export class PolicyResolver {
  @FieldResolver(() => District, { description: 'The district whose decisions go by it.' })
  district(@Root() { row, at }: Policy, @Ctx() context: Context): District | null {
    return districtAt(context, row.jurisdiction, at);
  }
}

/** The policies of a district belong to this feature. */
@Resolver(() => District)
export class DistrictPolicyResolver {
  @FieldResolver(() => [Policy], { description: 'The policies that apply on the day, by kind.' })
  policies(
    @Root() { key, at }: District,
    @Arg('kind', () => PolicyKind, { nullable: true, description: 'Only that of this kind.' })
    kind: Kind | null | undefined,
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Every interval, for a time line drawn at the client.',
    })
    includeEnded: boolean | null,
    @Ctx() { queries }: Context,
  ): readonly Policy[] {
    return queries
      .policiesOf(key, at, present({ kind: kind ?? undefined, includeEnded: includeEnded ?? false }))
      .map((row) => new Policy(row, at));
  }
}
