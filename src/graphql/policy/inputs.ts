import { ArrayMaxSize, IsOptional, ValidateNested } from 'class-validator';
import type * as domain from '../../domain/policy/index.js';
import { IdField } from '../command/id-field.js';
import { Input, IsName } from '../command/inputs.js';
import { ShareInput } from '../resolution/inputs.js';
import { ResolutionKind } from '../resolution/types.js';
import { Field, InputType, Int } from '../shared/decorators.js';
import { CalendarDate } from '../shared/scalars.js';
import { FilingEffect, PolicyKind } from './types.js';

@InputType({ description: 'What a policy says: its kind, all fields of that kind, and no others.' })
export class PolicyRulesInput {
  @Field(() => PolicyKind, { description: 'The kind, which says what fields are to be given.' })
  kind!: domain.PolicyKind;

  @Field(() => String, { nullable: true, description: 'NAMING: how names of groups end.' })
  @IsOptional()
  @IsName()
  groupSuffix?: string;

  @Field(() => String, { nullable: true, description: 'NAMING: how names of alliances end.' })
  @IsOptional()
  @IsName()
  allianceSuffix?: string;

  @Field(() => ShareInput, { nullable: true, description: 'QUORUM: how many of the filled seats must be present.' })
  @IsOptional()
  @ValidateNested()
  quorum?: ShareInput;

  @Field(() => ShareInput, { nullable: true, description: 'QUORUM: how many of the votes present must be for it.' })
  @IsOptional()
  @ValidateNested()
  majority?: ShareInput;

  @Field(() => FilingEffect, { nullable: true, description: 'FILING: what it is worth.' })
  effect?: 'DECLARATORY' | 'CONSTITUTIVE';

  @Field(() => Int, { nullable: true, description: 'FILING: days within which the bureau is to answer.' })
  answerDays?: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'CARETAKER: days after the term. BACKDATING: days that a command may be dated back without an act of the bureau.',
  })
  days?: number;

  @Field(() => [ResolutionKind], { nullable: true, description: 'CARETAKER: what may still be decided.' })
  @IsOptional()
  @ArrayMaxSize(10)
  resolutionKinds?: domain.ResolutionKind[];

  @Field(() => Int, { nullable: true, description: 'FUND: after how many years money that was carried over lapses.' })
  lapseYears?: number;

  @Field(() => Boolean, { nullable: true, description: 'SEPARATION: whether somebody else has to approve.' })
  required?: boolean;
}

/** Which fields each kind has. */
const fieldsOf: {
  readonly [Kind in domain.PolicyKind]: readonly Exclude<
    keyof Extract<domain.PolicyRules, { readonly kind: Kind }>,
    'kind'
  >[];
} = {
  NAMING: ['groupSuffix', 'allianceSuffix'],
  QUORUM: ['quorum', 'majority'],
  FILING: ['effect', 'answerDays'],
  CARETAKER: ['days', 'resolutionKinds'],
  BACKDATING: ['days'],
  FUND: ['lapseYears'],
  SEPARATION: ['required'],
};

/** The rules as the domain has them, or the first field that is missing or out of place. */
export const rulesOf = (
  rules: PolicyRulesInput,
): { readonly rules: domain.PolicyRules } | { readonly wrong: string } => {
  const wanted: readonly string[] = fieldsOf[rules.kind];
  const given = Object.entries(rules).filter(([field, value]) => field !== 'kind' && value !== undefined);
  const wrong =
    wanted.find((field) => !given.some(([one]) => one === field)) ??
    given.find(([field]) => !wanted.includes(field))?.[0];
  if (wrong !== undefined) return { wrong };
  const plain = given.map(
    ([field, value]) => [field, value instanceof ShareInput ? { ...value } : (value as unknown)] as const,
  );
  return { rules: { kind: rules.kind, ...Object.fromEntries(plain) } as domain.PolicyRules };
};

@InputType({
  description: 'What puts a policy in force from the effective day on; it takes the place of the one of its kind.',
})
export class AdoptPolicyInput extends Input {
  @IdField('District', 'The district')
  districtId!: string;

  @Field(() => String, { description: 'Its code within the district, 1 to 16 capital letters and digits, for ever.' })
  code!: string;

  @Field(() => String, { description: "The paper's title." })
  @IsName()
  title!: string;

  @Field(() => String, { description: "The paper's number." })
  documentNo!: string;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The last day on which it applies, where the paper limits it.',
  })
  validTo?: string;

  @Field(() => PolicyRulesInput, { description: 'What it says.' })
  @ValidateNested()
  rules!: PolicyRulesInput;
}

@InputType({ description: 'What ends a policy, on a document with a number.' })
export class RepealPolicyInput extends Input {
  @IdField('Policy', 'The policy, as in 370103.P1')
  policyId!: string;
}
