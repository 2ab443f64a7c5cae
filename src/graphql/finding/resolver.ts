import { councilFiled } from '../../projections/council/findings.js';
import type { FindingResult as Result, FindingRule as Rule, Finding as Found } from '../../projections/finding.js';
import { findingsOf } from '../../projections/findings.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { Resolution } from '../resolution/types.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { listed, Page, pageOf, type Connection } from '../shared/connection.js';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Query,
  Resolver,
  Root,
} from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { mayRead } from '../shared/visibility.js';
import { Finding, FindingConnection, FindingResult, FindingRule } from './types.js';

const lateDescription =
  'After how many days an entry is late (ENTERED_LATE), 0 or more; without it as policy BACKDATING says, else 30.';
const lateBy = (lateByDays?: number | null): { readonly lateByDays?: number } => {
  if (lateByDays == null) return {};
  if (lateByDays < 0) throw badUserInput('lateByDays', 'a number of days of 0 or more');
  return { lateByDays };
};

@ArgsType()
class FindingsArgs extends Page {
  @Field(() => ID, { nullable: true, description: 'Those of all groups of a district: global id or key.' })
  districtId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those of one group: global id or key.' })
  groupId?: string | null;

  @Field(() => [FindingRule], { nullable: true, description: 'Only by these rules.' })
  kinds?: readonly Rule[] | null;

  @Field(() => FindingResult, { nullable: true, description: 'Only those of this result.' })
  result?: Result | null;

  @Field(() => Int, { nullable: true, description: lateDescription })
  lateByDays?: number | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

/** Whether somebody was eligible is told to whoever may read it of the rotation itself. */
const shownTo = (context: Context, findings: readonly Found[], { position }: At): readonly Found[] =>
  findings.filter(({ rule, subject }) => {
    if (rule !== 'ROTATION_ELIGIBILITY') return true;
    const row = context.read.rotations.byKey(subject.key, position);
    return row !== undefined && mayRead(context, 'conditionOfPerson', row);
  });

/** In an order of their own, each with a key: no two say the same of the same. */
const inOrder = (findings: readonly Found[]): readonly { readonly key: string; readonly found: Found }[] =>
  findings
    .map((found) => ({ key: [found.rule, found.subject.key, ...found.about, ...found.records].join(' '), found }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

@Resolver()
export class FindingsResolver {
  @Query(() => FindingConnection, {
    description:
      'What is found of the groups of a district and of its register, or of one group, by rules that refuse nothing: of those that the asker may see, its own groups, its district, or as an auditor all.',
  })
  findings(
    @Args(() => FindingsArgs) { districtId, groupId, kinds, result, lateByDays, asOf, ...page }: FindingsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Finding>> {
    const { read, queries } = context;
    const late = lateBy(lateByDays);
    const answer = (groups: readonly string[], at: At, district?: string): Connection<Finding> => {
      const seen = groups.filter((key) => mayRead(context, 'findingsOfGroup', key));
      const found = findingsOf(read, queries, seen, at, {
        ...(kinds ? { rules: kinds } : {}),
        ...(result ? { result } : {}),
        ...(district !== undefined && mayRead(context, 'findingsOfRegister', district) ? { district } : {}),
        ...late,
      });
      return pageOf(page, listed(inOrder(shownTo(context, found, at))), (one) => new Finding(one.found, at));
    };
    if (groupId != null)
      return using(askedKey(context, 'groupId', groupId, 'EducationGroup', asOf), ({ key, at }) => answer([key], at));
    if (districtId == null) throw badUserInput('districtId', 'a district or a group is needed');
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) =>
      answer(
        read.groups.by('district', key, at.position).map((row) => row.key),
        at,
        key,
      ),
    );
  }
}

@Resolver(() => EducationGroup)
export class GroupFindingResolver {
  @FieldResolver(() => [Finding], {
    nullable: true,
    description:
      'What is found of it by rules that refuse nothing. Shown to the group itself, its bureau and auditors.',
  })
  findings(
    @Root() { key, at }: EducationGroup,
    @Arg('lateByDays', () => Int, { nullable: true, description: lateDescription })
    lateByDays: number | null | undefined,
    @Ctx() context: Context,
  ): readonly Finding[] {
    const found = findingsOf(context.read, context.queries, [key], at, lateBy(lateByDays));
    return inOrder(shownTo(context, found, at)).map((one) => new Finding(one.found, at));
  }
}

@Resolver(() => Resolution)
export class ResolutionFindingResolver {
  @FieldResolver(() => [Finding], { description: 'What is found of it by rules that refuse nothing.' })
  findings(@Root() { row, at }: Resolution, @Ctx() { read, queries }: Context): readonly Finding[] {
    return [new Finding({ rule: 'COUNCIL_FILED', ...councilFiled({ read, queries, moment: at }, row) }, at)];
  }
}
