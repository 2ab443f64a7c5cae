import { policyKey, type PolicyKind as Kind } from '../../domain/policy/index.js';
import { InputArg } from '../command/inputs.js';
import { codeOf, districtOf, present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run } from '../command/run.js';
import { UserError } from '../command/user-error.js';
import type { Context } from '../context.js';
import { District } from '../district/types.js';
import { districtAt, policyAt } from '../objects.js';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from '../shared/decorators.js';
import { AdoptPolicyInput, RepealPolicyInput, rulesOf } from './inputs.js';
import { Policy, PolicyKind } from './types.js';

const payload = (command: string) => payloadOf(command, 'policy', () => Policy);
const AdoptPolicyPayload = payload('AdoptPolicy');
const RepealPolicyPayload = payload('RepealPolicy');

@Resolver(() => Policy)
export class PolicyResolver {
  @FieldResolver(() => District, { description: 'The district whose decisions go by it.' })
  district(@Root() { row, at }: Policy, @Ctx() context: Context): District | null {
    return districtAt(context, row.jurisdiction, at);
  }

  @Mutation(() => AdoptPolicyPayload, { description: 'The bureau puts a policy in force, on a document.' })
  adoptPolicy(@InputArg(() => AdoptPolicyInput) input: AdoptPolicyInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ districtId, code, title, documentNo, validTo, rules: given }) => {
        const read = rulesOf(given);
        if ('wrong' in read)
          return { wrong: new UserError('INVALID_INPUT', { kind: given.kind }, ['rules', read.wrong]) };
        return {
          type: 'AdoptPolicy',
          jurisdiction: districtId,
          code,
          title,
          documentNo,
          rules: read.rules,
          ...present({ validTo }),
        };
      },
      (_, { districtId, code }, { at }) => ({ policy: policyAt(context, policyKey(districtId, code), at) }),
    );
  }

  @Mutation(() => RepealPolicyPayload, { description: 'The bureau ends a policy, on a document.' })
  repealPolicy(@InputArg(() => RepealPolicyInput) input: RepealPolicyInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ policyId }) => ({ type: 'RepealPolicy', jurisdiction: districtOf(policyId), policyCode: codeOf(policyId) }),
      // One that never came to apply is shown as it was right before.
      (_, { policyId }, { at }) => ({
        policy:
          policyAt(context, policyId, at) ??
          policyAt(context, policyId, { ...at, position: at.position - 1, pinned: true }),
      }),
    );
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
