import { rulesAreValid } from '../../domain/policy/index.js';
import type { Finding as Found, FindingResult as Result, FindingRule as Rule } from '../../projections/finding.js';
import type { FindingFilter } from '../../projections/findings.js';
import { applied, type AppliedPolicy } from '../../projections/policy/queries.js';
import { valuesOf } from '../command/fields.js';
import { withoutNulls } from '../command/validate.js';
import type { Context } from '../context.js';
import { policyRules, rulesGiven } from '../policy/commands.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { ArgsType, Field, ID, InputType, Int } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { readId } from '../shared/ids.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { Page } from '../shared/connection.js';
import { mayRead } from '../shared/visibility.js';
import { shownFindings } from './shown.js';
import { FindingResult, FindingRule } from './types.js';

const schoolYearDescription =
  'Of rules of teachers the school year that begins in this year; without it the last one that is over on the day.';
const policyDescription =
  'A policy, global id or key, that is taken instead of the one of its kind in force, whatever its days and district.';
const draftDescription =
  'A draft that is taken instead of the policy of its kind in force: what if. Nothing is written.';

/** Where findings are looked for, and which. */
@ArgsType()
export class FindingsScope extends Page {
  @Field(() => ID, {
    nullable: true,
    description: 'Those of all groups of a district, of its register and of its schools together: global id or key.',
  })
  districtId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those of one group: global id or key.' })
  groupId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those of the teachers of one school: global id or key.' })
  schoolId?: string | null;

  @Field(() => [FindingRule], { nullable: true, description: 'Only by these rules.' })
  kinds?: readonly Rule[] | null;

  @Field(() => FindingResult, { nullable: true, description: 'Only those of this result.' })
  result?: Result | null;

  @Field(() => Int, { nullable: true, description: schoolYearDescription })
  schoolYear?: number | null;
}

/** What findings are made by: a moment, and what is taken instead of a policy in force. */
export interface MadeBy {
  readonly policyVersion?: string | null;
  readonly underPolicy?: object | null;
  readonly asOf?: AsOf | null;
}

@ArgsType()
export class FindingsMade extends FindingsScope implements MadeBy {
  @Field(() => ID, { nullable: true, description: policyDescription })
  policyVersion?: string | null;

  @Field(() => policyRules.type, { nullable: true, description: draftDescription })
  underPolicy?: object | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@InputType({
  description: 'One side of a comparison: the moment, and what is taken instead of a policy in force; empty: now.',
})
export class FindingsSideInput implements MadeBy {
  @Field(() => ID, { nullable: true, description: policyDescription })
  policyVersion?: string | null;

  @Field(() => policyRules.type, { nullable: true, description: draftDescription })
  underPolicy?: object | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

/** The findings that are asked for, as far as the asker may see them, and the moment at which they were made. */
export const findingsAsked = (
  context: Context,
  { districtId, groupId, schoolId, kinds, result, schoolYear }: FindingsScope,
  made: MadeBy,
  late: Pick<FindingFilter, 'lateByDays'> = {},
): Awaitable<{ readonly findings: readonly Found[]; readonly at: At }> => {
  if (typeof schoolYear === 'number' && (schoolYear < 1990 || schoolYear > 2199))
    throw badUserInput('schoolYear', 'a year from 1990 to 2199');
  const answer = (groups: readonly string[], at: At, more: FindingFilter) =>
    using(
      shownFindings(context, groups, at, {
        ...(kinds ? { rules: kinds } : {}),
        ...(result ? { result } : {}),
        ...(typeof schoolYear === 'number' ? { schoolYear } : {}),
        ...late,
        ...underOf(context, made, at),
        ...more,
      }),
      (findings) => ({ findings, at }),
    );
  const { asOf } = made;
  if (schoolId != null) {
    if (groupId != null) throw badUserInput('schoolId', '`groupId` and `schoolId` exclude each other');
    return using(askedKey(context, 'schoolId', schoolId, 'School', asOf), ({ key, at }) =>
      answer([], at, mayRead(context, 'findingsOfSchool', key) ? { school: key } : {}),
    );
  }
  if (groupId != null)
    return using(askedKey(context, 'groupId', groupId, 'EducationGroup', asOf), ({ key, at }) => answer([key], at, {}));
  if (districtId == null) throw badUserInput('districtId', 'a district, a group or a school is needed');
  return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) =>
    answer(
      context.read.groups.by('district', key, at.position).map((row) => row.key),
      at,
      mayRead(context, 'findingsOfRegister', key) ? { district: key } : {},
    ),
  );
};

/** What is taken instead of a policy in force. Throws BAD_USER_INPUT. */
const underOf = (
  { read }: Context,
  { policyVersion, underPolicy }: MadeBy,
  { position }: At,
): { readonly under?: AppliedPolicy } => {
  if (policyVersion != null && underPolicy != null)
    throw badUserInput('underPolicy', '`policyVersion` and `underPolicy` exclude each other');
  if (underPolicy != null) {
    const given = rulesGiven(valuesOf(policyRules.fields, withoutNulls(underPolicy)));
    if ('wrong' in given) throw badUserInput(`underPolicy.${given.wrong}`, 'missing, or not of the kind');
    const refused = rulesAreValid(given.rules)?.refused;
    if (refused) throw badUserInput(['underPolicy', ...(refused.path ?? [])].join('.'), 'no rule of a policy');
    return { under: { rules: given.rules } };
  }
  if (policyVersion == null) return {};
  const { type = 'Policy', key } = readId(policyVersion);
  const row = type === 'Policy' ? read.policies.byKey(key, position) : undefined;
  if (!row) throw badUserInput('policyVersion', 'no policy of that id was known at the moment');
  return { under: applied(row) };
};
