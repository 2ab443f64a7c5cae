import type { Context } from '../context.js';
import { groupAt, schoolAt } from '../objects.js';
import { School } from '../school/types.js';
import { Ctx, FieldResolver, Resolver, Root } from '../shared/decorators.js';
import { EducationGroup, Membership } from './types.js';

@Resolver(() => Membership)
export class MembershipResolver {
  @FieldResolver(() => EducationGroup, { description: 'The group or alliance.' })
  group(@Root() { row, at }: Membership, @Ctx() context: Context): EducationGroup | null {
    return groupAt(context, row.group, at);
  }

  @FieldResolver(() => School, { description: 'The school.' })
  school(@Root() { row, at }: Membership, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }
}
