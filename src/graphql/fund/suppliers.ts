import { suppliersOf, type Supplier as Found } from '../../projections/fund/suppliers.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { groupAt } from '../objects.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { connectionOf, listed, Page, pageOf, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Derived, Field, ID, Int, Query, Resolver, Type } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { Money } from '../shared/money.js';
import { mayRead } from '../shared/visibility.js';

@Type('Who was paid or contracted by groups of a district. Names that differ in width, spaces or dashes only are one.')
export class Supplier {
  @Field(() => String, { description: 'Its name, as it is written last.' })
  readonly name: string;

  @Field(() => Money, { description: 'What was paid to it, without what was reversed.' })
  readonly paid: Money;

  @Field(() => Int, { description: 'In how many payments.' })
  readonly payments: number;

  @Field(() => Money, { description: 'For how much contracts were signed with it.' })
  readonly contracted: Money;

  @Field(() => Int, { description: 'How many contracts.' })
  readonly contracts: number;

  constructor(
    readonly found: Found,
    readonly at: At,
  ) {
    this.name = found.name;
    this.paid = new Money(found.paid);
    this.payments = found.payments;
    this.contracted = new Money(found.contracted);
    this.contracts = found.contracts;
  }

  @Derived(() => [EducationGroup], { description: 'The groups that paid or contracted it, by code.' })
  groups(_: unknown, context: Context): readonly EducationGroup[] {
    return this.found.groups.flatMap((key) => groupAt(context, key, this.at) ?? []);
  }
}

export const SupplierConnection = connectionOf(Supplier, 'Supplier', 'suppliers');

@ArgsType()
class SuppliersArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => Int, { nullable: true, description: 'Only those of at least so many groups; 1 unless told.' })
  groupsAtLeast?: number | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver()
export class SuppliersResolver {
  @Query(() => SupplierConnection, {
    description:
      'Whom the groups of a district paid and contracted, by name: of the groups whose payments the asker may see.',
  })
  suppliers(
    @Args(() => SuppliersArgs) { districtId, groupsAtLeast, asOf, ...page }: SuppliersArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Supplier>> {
    const { read, queries } = context;
    const atLeast = groupsAtLeast ?? 1;
    if (atLeast < 1) throw badUserInput('groupsAtLeast', 'a number of 1 or more');
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) => {
      const groups = read.groups
        .by('district', key, at.position)
        .flatMap((row) => (mayRead(context, 'paymentsOfFund', row.key) ? [row.key] : []));
      return pageOf(page, listed(suppliersOf(read, queries, groups, at, atLeast)), (one) => new Supplier(one, at));
    });
  }
}
