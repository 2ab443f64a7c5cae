import type { Context } from '../context.js';
import { schoolAt } from '../objects.js';
import { School } from '../school/types.js';
import { Ctx, FieldResolver, Resolver, Root } from '../shared/decorators.js';
import { Person } from './types.js';

@Resolver(() => Person)
export class PersonResolver {
  @FieldResolver(() => School, {
    nullable: true,
    description: 'The school that entered the person. Shown within its district, and to auditors.',
  })
  school(@Root() { row, at }: Person, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }
}
