import { fundId as keyOf, resolutionId } from '../../domain/identity.js';
import { linesOf } from '../../projections/fund/queries.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { fundAt, groupAt, resolutionAt, schoolAt } from '../objects.js';
import { Resolution } from '../resolution/types.js';
import { School } from '../school/types.js';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from '../shared/decorators.js';
import { Fund, FundLine, Voucher } from './types.js';

@Resolver(() => Fund)
export class FundResolver {
  @FieldResolver(() => EducationGroup, { description: 'The group whose council decides its use.' })
  group(@Root() { row, at }: Fund, @Ctx() context: Context): EducationGroup | null {
    return groupAt(context, row.group, at);
  }
}

@Resolver(() => FundLine)
export class FundLineResolver {
  @FieldResolver(() => School, { description: 'The school that pays.' })
  school(@Root() { row, at }: FundLine, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }

  @FieldResolver(() => Resolution, { nullable: true, description: 'The resolution that it rests on.' })
  resolution(@Root() { row, of, at }: FundLine, @Ctx() context: Context): Resolution | null {
    return resolutionAt(context, resolutionId(of.group, row.resolution), at);
  }
}

@Resolver(() => Voucher)
export class VoucherResolver {
  @FieldResolver(() => School, { description: 'The school that pays.' })
  school(@Root() { school, at }: Voucher, @Ctx() context: Context): School | null {
    return schoolAt(context, school, at);
  }
}

/** The money that rests on a resolution belongs to this feature. */
@Resolver(() => Resolution)
export class ResolutionFundResolver {
  @FieldResolver(() => [FundLine], {
    description: 'The lines of the allocation that rest on it, with what became of their money, by number.',
  })
  lines(@Root() { row, at }: Resolution, @Ctx() context: Context): readonly FundLine[] {
    const fund = row.fiscalYear === null ? null : fundAt(context, keyOf(row.group, row.fiscalYear), at);
    return fund === null
      ? []
      : linesOf(context.read, fund.key, at)
          .filter(({ resolution }) => resolution === row.number)
          .map((line) => fund.lineOf(line));
  }
}

/** A group's money belongs to this feature. */
@Resolver(() => EducationGroup)
export class GroupFundResolver {
  @FieldResolver(() => [Fund], { description: 'Its funds of all years that are known, by year.' })
  funds(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): readonly Fund[] {
    return queries.fundsOf(key, at).map((row) => new Fund(row, at));
  }

  @FieldResolver(() => Fund, { nullable: true, description: 'Its fund of a year.' })
  fund(
    @Root() { key, at }: EducationGroup,
    @Arg('fiscalYear', () => Int, { description: 'The year.' }) fiscalYear: number,
    @Ctx() context: Context,
  ): Fund | null {
    return fundAt(context, keyOf(key, fiscalYear), at);
  }
}
