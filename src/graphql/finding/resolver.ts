import { councilFiled } from '../../projections/council/findings.js';
import type { Finding as Found } from '../../projections/finding.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { Resolution } from '../resolution/types.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { listed, pageOf, type Connection } from '../shared/connection.js';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Int, Query, Resolver, Root } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { findingsAsked, FindingsMade, FindingsScope, FindingsSideInput } from './asked.js';
import { shownFindings } from './shown.js';
import { Finding, FindingConnection, FindingPair, FindingPairConnection } from './types.js';

const lateDescription =
  'After how many days an entry is late (ENTERED_LATE), 0 or more; without it as policy BACKDATING says, else 30.';
const lateBy = (lateByDays?: number | null): { readonly lateByDays?: number } => {
  if (lateByDays == null) return {};
  if (lateByDays < 0) throw badUserInput('lateByDays', 'a number of days of 0 or more');
  return { lateByDays };
};

@ArgsType()
class FindingsArgs extends FindingsMade {
  @Field(() => Int, { nullable: true, description: lateDescription })
  lateByDays?: number | null;
}

@ArgsType()
class CompareArgs extends FindingsScope {
  @Field(() => FindingsSideInput, { description: 'The one side.' })
  one!: FindingsSideInput;

  @Field(() => FindingsSideInput, { description: 'The other side.' })
  other!: FindingsSideInput;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'Only pairs of which something is otherwise.',
  })
  onlyChanged?: boolean | null;
}

/** In an order of their own, each with a key: no two say the same of the same. */
const inOrder = (findings: readonly Found[]): readonly { readonly key: string; readonly found: Found }[] =>
  findings
    .map((found) => ({ key: [found.rule, found.subject.key, ...found.about, ...found.records].join(' '), found }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

/** What tells two findings of a comparison apart; of a group, and of a ratio, there is one by each rule. */
const meant = ({ rule, subject, about }: Found): string => {
  const isWhole = rule === 'FAMOUS_WITH_X' || rule === 'MONEY_AGE';
  return [rule, subject.key, ...(isWhole ? [] : rule === 'BALANCE' ? about.slice(0, 1) : about)].join(' ');
};

/** The findings of two sides, one beside the other; of those that say the same of the same, the first by the first. */
const paired = (
  one: readonly Found[],
  other: readonly Found[],
): readonly { readonly key: string; readonly one?: Found; readonly other?: Found }[] => {
  const numbered = (findings: readonly Found[]): ReadonlyMap<string, Found> => {
    const times = new Map<string, number>();
    return new Map(
      inOrder(findings).map(({ found }) => {
        const key = meant(found);
        times.set(key, (times.get(key) ?? 0) + 1);
        return [`${key} ${times.get(key)}`, found] as const;
      }),
    );
  };
  const [first, second] = [numbered(one), numbered(other)];
  return [...new Set([...first.keys(), ...second.keys()])]
    .sort()
    .map((key) => ({
      key,
      ...(first.has(key) && { one: first.get(key)! }),
      ...(second.has(key) && { other: second.get(key)! }),
    }));
};

@Resolver()
export class FindingsResolver {
  @Query(() => FindingConnection, {
    description:
      'What is found of the groups of a district, of its register and its schools, of one group or of one school, by rules that refuse nothing: of those that the asker may see, its own groups and schools, its district, or as an auditor all. Ages are known to the bureau and to auditors only; to others what depends on them is UNKNOWN.',
  })
  findings(
    @Args(() => FindingsArgs) { lateByDays, ...asked }: FindingsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<Finding>> {
    return using(findingsAsked(context, asked, asked, lateBy(lateByDays)), ({ findings, at }) =>
      pageOf(asked, listed(inOrder(findings)), (one) => new Finding(one.found, at)),
    );
  }

  @Query(() => FindingPairConnection, {
    description:
      'The same findings twice, side by side: by two versions of a policy, by a policy and a draft, or at two moments.',
  })
  compareFindings(
    @Args(() => CompareArgs) { one, other, onlyChanged, ...scope }: CompareArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<FindingPair>> {
    const finding = (found: Found | undefined, at: At): Finding | undefined => found && new Finding(found, at);
    return using(findingsAsked(context, scope, one), (left) =>
      using(findingsAsked(context, scope, other), (right) => {
        const pairs = paired(left.findings, right.findings)
          .map(({ key, ...pair }) => ({
            key,
            pair: new FindingPair(finding(pair.one, left.at), finding(pair.other, right.at)),
          }))
          .filter(({ pair }) => onlyChanged === false || pair.changed.length > 0);
        return pageOf(scope, listed(pairs), ({ pair }) => pair);
      }),
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
  ): Awaitable<readonly Finding[]> {
    return using(shownFindings(context, [key], at, lateBy(lateByDays)), (found) =>
      inOrder(found).map((one) => new Finding(one.found, at)),
    );
  }
}

@Resolver(() => Resolution)
export class ResolutionFindingResolver {
  @FieldResolver(() => [Finding], { description: 'What is found of it by rules that refuse nothing.' })
  findings(@Root() { row, at }: Resolution, @Ctx() { read, queries }: Context): readonly Finding[] {
    return [new Finding({ rule: 'COUNCIL_FILED', ...councilFiled({ read, queries, moment: at }, row) }, at)];
  }
}
