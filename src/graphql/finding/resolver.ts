import { councilFiled, famousWithX } from '../../projections/findings.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { Resolution } from '../resolution/types.js';
import { Ctx, FieldResolver, Resolver, Root } from '../shared/decorators.js';
import { Finding } from './types.js';

@Resolver(() => EducationGroup)
export class GroupFindingResolver {
  @FieldResolver(() => [Finding], {
    nullable: true,
    description:
      'What is found of it by rules that refuse nothing. Shown to the group itself, its bureau and auditors.',
  })
  findings(@Root() { row, at }: EducationGroup, @Ctx() { read, queries }: Context): readonly Finding[] {
    return [new Finding(famousWithX(read, queries, row, at))];
  }
}

@Resolver(() => Resolution)
export class ResolutionFindingResolver {
  @FieldResolver(() => [Finding], { description: 'What is found of it by rules that refuse nothing.' })
  findings(@Root() { row, at }: Resolution, @Ctx() { read, queries }: Context): readonly Finding[] {
    return [new Finding(councilFiled(read, queries, row, at))];
  }
}
