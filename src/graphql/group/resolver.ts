import type * as domain from '../../domain/district/events.js';
import { groupId as keyOf } from '../../domain/identity.js';
import { InputArg } from '../command/inputs.js';
import { codeOf, codesOf, ofGroup, present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run, type Done } from '../command/run.js';
import type { Context } from '../context.js';
import { District } from '../district/types.js';
import { districtAt, groupAt, schoolAt } from '../objects.js';
import { School } from '../school/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { connect, listed, Page, type Connection } from '../shared/connection.js';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from '../shared/decorators.js';
import { AsOf, askedKey } from '../shared/moment.js';
import {
  AdmitSchoolInput,
  ChangeLeadSchoolInput,
  DefineCommonFeatureInput,
  DissolveGroupInput,
  FormGroupInput,
  RenameGroupInput,
  WithdrawSchoolInput,
} from './inputs.js';
import { searched } from '../shared/search.js';
import { EducationGroup, EducationGroupConnection, GroupForm } from './types.js';

const payload = (command: string) => payloadOf(command, 'group', () => EducationGroup);
const FormGroupPayload = payload('FormGroup');
const AdmitSchoolPayload = payload('AdmitSchool');
const WithdrawSchoolPayload = payload('WithdrawSchool');
const ChangeLeadSchoolPayload = payload('ChangeLeadSchool');
const RenameGroupPayload = payload('RenameGroup');
const DefineCommonFeaturePayload = payload('DefineCommonFeature');
const DissolveGroupPayload = payload('DissolveGroup');

/** The group that a command was about. */
const changed = (context: Context, { groupId }: { readonly groupId: string }, { at }: Done): object => ({
  group: groupAt(context, groupId, at),
});

@ArgsType()
class GroupsArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => GroupForm, { nullable: true, description: 'Only groups, or only alliances.' })
  form?: domain.GroupForm | null;

  @Field(() => String, { nullable: true, description: 'Only those with this text in a name or a former name.' })
  search?: string | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver(() => EducationGroup)
export class GroupResolver {
  @Query(() => EducationGroup, {
    nullable: true,
    description: 'A group or alliance, whenever it is known at the moment, living or dissolved.',
  })
  group(
    @Arg('id', () => ID, { description: 'Global id or key, as in 370103.G01.' }) id: string,
    @Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }) asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<EducationGroup | null> {
    return using(askedKey(context, 'id', id, 'EducationGroup', asOf), ({ key, at }) => groupAt(context, key, at));
  }

  @Query(() => EducationGroupConnection, {
    description: 'The groups and alliances of a district that live on the day, by code.',
  })
  groups(
    @Args(() => GroupsArgs) { districtId, form, search, asOf, ...page }: GroupsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<EducationGroup>> {
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) => {
      const rows = context.queries.groupsOf(key, at, present({ form: form ?? undefined, search: searched(search) }));
      return connect(page, listed(rows), (row) => new EducationGroup(row, at));
    });
  }

  @FieldResolver(() => District, { description: 'The district whose schools it joins.' })
  district(@Root() { row, at }: EducationGroup, @Ctx() context: Context): District | null {
    return districtAt(context, row.district, at);
  }

  @FieldResolver(() => School, { description: 'The member that leads it on the day.' })
  lead(@Root() { key, at }: EducationGroup, @Ctx() context: Context): School | null {
    return schoolAt(context, context.read.values.nearest(key, 'lead', at), at);
  }

  @FieldResolver(() => EducationGroup, { nullable: true, description: 'The group beside which an alliance stands.' })
  besideGroup(@Root() { row, at }: EducationGroup, @Ctx() context: Context): EducationGroup | null {
    return row.besideGroup === null ? null : groupAt(context, row.besideGroup, at);
  }

  @Mutation(() => FormGroupPayload, {
    description: 'Schools form a group or an alliance. Each keeps its legal person, name and affiliation.',
  })
  formGroup(@InputArg(() => FormGroupInput) input: FormGroupInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ districtId, code, name, form, leadId, memberIds, besideGroupId, commonFeature }) =>
        present({
          type: 'FormGroup' as const,
          districtCode: districtId,
          code,
          name,
          form,
          leadCode: codeOf(leadId),
          memberCodes: codesOf(memberIds),
          besideGroupCode: besideGroupId && codeOf(besideGroupId),
          commonFeature,
        }),
      (_, { districtId, code }, done) => changed(context, { groupId: keyOf(districtId, code) }, done),
    );
  }

  @Mutation(() => AdmitSchoolPayload, {
    description: 'A school joins a group. It keeps its legal person, name and affiliation.',
  })
  admitSchool(@InputArg(() => AdmitSchoolInput) input: AdmitSchoolInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, schoolId }) => ({ type: 'AdmitSchool', ...ofGroup(groupId), schoolCode: codeOf(schoolId) }),
      changed,
    );
  }

  @Mutation(() => WithdrawSchoolPayload, { description: 'A school leaves a group; the lead not before another leads.' })
  withdrawSchool(
    @InputArg(() => WithdrawSchoolInput) input: WithdrawSchoolInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, schoolId }) => ({ type: 'WithdrawSchool', ...ofGroup(groupId), schoolCode: codeOf(schoolId) }),
      changed,
    );
  }

  @Mutation(() => ChangeLeadSchoolPayload, { description: 'Another member leads the group.' })
  changeLeadSchool(
    @InputArg(() => ChangeLeadSchoolInput) input: ChangeLeadSchoolInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, leadId }) => ({ type: 'ChangeLeadSchool', ...ofGroup(groupId), leadCode: codeOf(leadId) }),
      changed,
    );
  }

  @Mutation(() => RenameGroupPayload, { description: 'A group bears another name.' })
  renameGroup(@InputArg(() => RenameGroupInput) input: RenameGroupInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, ({ groupId, name }) => ({ type: 'RenameGroup', ...ofGroup(groupId), name }), changed);
  }

  @Mutation(() => DefineCommonFeaturePayload, {
    description: '"1": a group defines what its members have in common in philosophy and culture.',
  })
  defineCommonFeature(
    @InputArg(() => DefineCommonFeatureInput) input: DefineCommonFeatureInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, feature }) => ({ type: 'DefineCommonFeature', ...ofGroup(groupId), feature }),
      changed,
    );
  }

  @Mutation(() => DissolveGroupPayload, {
    description: 'A group ends, on a document with a number; all its memberships end with it.',
  })
  dissolveGroup(
    @InputArg(() => DissolveGroupInput) input: DissolveGroupInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(context, input, ({ groupId }) => ({ type: 'DissolveGroup', ...ofGroup(groupId) }), changed);
  }
}
