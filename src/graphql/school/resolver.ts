import type * as domain from '../../domain/district/events.js';
import { schoolId as keyOf } from '../../domain/identity.js';
import { isOpen } from '../../projections/queries.js';
import { InputArg } from '../command/inputs.js';
import { codeOf, codesOf, districtOf, ofSchool, present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run, type Done } from '../command/run.js';
import type { Context } from '../context.js';
import { District } from '../district/types.js';
import { Membership } from '../group/types.js';
import { districtAt, schoolAt } from '../objects.js';
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
import { SchoolPhase } from './enums.js';
import {
  ClassifySchoolInput,
  CloseSchoolInput,
  DefineSchoolFeatureInput,
  MergeSchoolsInput,
  RegisterSchoolInput,
  RenameSchoolInput,
  SetLeadershipRegimeInput,
} from './inputs.js';
import { searched } from '../shared/search.js';
import { School, SchoolConnection } from './types.js';

const payload = (command: string) => payloadOf(command, 'school', () => School);
const RegisterSchoolPayload = payload('RegisterSchool');
const RenameSchoolPayload = payload('RenameSchool');
const ClassifySchoolPayload = payload('ClassifySchool');
const SetLeadershipRegimePayload = payload('SetLeadershipRegime');
const DefineSchoolFeaturePayload = payload('DefineSchoolFeature');
const CloseSchoolPayload = payload('CloseSchool');
const MergeSchoolsPayload = payload('MergeSchools');

/** The school that a command was about. */
const changed = (context: Context, { schoolId }: { readonly schoolId: string }, { at }: Done): object => ({
  school: schoolAt(context, schoolId, at),
});

@ArgsType()
class SchoolsArgs extends Page {
  @Field(() => ID, { description: 'The district: global id or key.' })
  districtId!: string;

  @Field(() => SchoolPhase, { nullable: true, description: 'Only those that teach these years.' })
  phase?: domain.SchoolPhase | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only those with this text in a name, a former name or an alias.',
  })
  search?: string | null;

  @Field(() => AsOf, { nullable: true, description: 'Which past is asked for.' })
  asOf?: AsOf | null;
}

@Resolver(() => School)
export class SchoolResolver {
  @Query(() => School, {
    nullable: true,
    description: 'A school, section or campus, whenever it is known at the moment, open or closed.',
  })
  school(
    @Arg('id', () => ID, { description: 'Global id or key, as in 370103.S01.' }) id: string,
    @Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }) asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<School | null> {
    return using(askedKey(context, 'id', id, 'School', asOf), ({ key, at }) => schoolAt(context, key, at));
  }

  @Query(() => SchoolConnection, {
    description: 'The schools, sections and campuses of a district that are open on the day, by code.',
  })
  schools(
    @Args(() => SchoolsArgs) { districtId, phase, search, asOf, ...page }: SchoolsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<School>> {
    return using(askedKey(context, 'districtId', districtId, 'District', asOf), ({ key, at }) => {
      const rows = context.queries.schoolsOf(key, at, present({ phase: phase ?? undefined, search: searched(search) }));
      return connect(page, listed(rows), (row) => new School(row, at));
    });
  }

  @FieldResolver(() => District, { description: 'The district that registered it.' })
  district(@Root() { row, at }: School, @Ctx() context: Context): District | null {
    return districtAt(context, row.district, at);
  }

  @FieldResolver(() => School, {
    nullable: true,
    description: 'The school whose legal person a section or campus shares.',
  })
  partOf(@Root() { row, at }: School, @Ctx() context: Context): School | null {
    return row.partOf === null ? null : schoolAt(context, row.partOf, at);
  }

  @FieldResolver(() => [School], { description: 'Its sections and campuses that are open on the day, by code.' })
  parts(@Root() { key, at }: School, @Ctx() { read }: Context): readonly School[] {
    return read.schools
      .by('partOf', key, at.position)
      .filter((row) => isOpen(row, at.effectiveOn))
      .map((row) => new School(row, at));
  }

  @FieldResolver(() => [Membership], { description: 'The groups and alliances it is a member of on the day.' })
  memberships(@Root() { key, at }: School, @Ctx() { queries }: Context): readonly Membership[] {
    return queries.membershipsOf(key, at).map((row) => new Membership(row, at));
  }

  @FieldResolver(() => [School], { description: 'The schools that were merged into it by that day.' })
  predecessors(@Root() { key, at }: School, @Ctx() context: Context): readonly School[] {
    return context.queries.predecessorsOf(key, at).flatMap((one) => schoolAt(context, one, at) ?? []);
  }

  @FieldResolver(() => [School], { description: 'The school that carries on for it where it was merged by that day.' })
  successors(@Root() { key, at }: School, @Ctx() context: Context): readonly School[] {
    return context.queries.successorsOf(key, at).flatMap((one) => schoolAt(context, one, at) ?? []);
  }

  @Mutation(() => RegisterSchoolPayload, { description: 'A school, section or campus enters the register.' })
  registerSchool(
    @InputArg(() => RegisterSchoolInput) input: RegisterSchoolInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ command: _, districtId: districtCode, partOfId, ...school }) =>
        present({ type: 'RegisterSchool' as const, districtCode, ...school, partOfCode: partOfId && codeOf(partOfId) }),
      (_, { districtId, code }, done) => changed(context, { schoolId: keyOf(districtId, code) }, done),
    );
  }

  @Mutation(() => RenameSchoolPayload, { description: 'A school bears another name; its legal person stays.' })
  renameSchool(@InputArg(() => RenameSchoolInput) input: RenameSchoolInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ schoolId, name }) => ({ type: 'RenameSchool', ...ofSchool(schoolId), name }),
      changed,
    );
  }

  @Mutation(() => ClassifySchoolPayload, {
    description: 'The bureau classes a school: its standing, and whether it is rural.',
  })
  classifySchool(
    @InputArg(() => ClassifySchoolInput) input: ClassifySchoolInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ schoolId, standing, isRural }) =>
        present({ type: 'ClassifySchool' as const, ...ofSchool(schoolId), standing, isRural }),
      changed,
    );
  }

  @Mutation(() => SetLeadershipRegimePayload, {
    description: 'Under whose leadership the principal is responsible from that day on.',
  })
  setLeadershipRegime(
    @InputArg(() => SetLeadershipRegimeInput) input: SetLeadershipRegimeInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ schoolId, regime }) => ({ type: 'SetLeadershipRegime', ...ofSchool(schoolId), regime }),
      changed,
    );
  }

  @Mutation(() => DefineSchoolFeaturePayload, { description: '"X": a school defines its own feature (一校一品).' })
  defineSchoolFeature(
    @InputArg(() => DefineSchoolFeatureInput) input: DefineSchoolFeatureInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ schoolId, feature }) => ({ type: 'DefineSchoolFeature', ...ofSchool(schoolId), feature }),
      changed,
    );
  }

  @Mutation(() => CloseSchoolPayload, {
    description: 'An act of government: a school closes with its sections and campuses, and all their memberships end.',
  })
  closeSchool(@InputArg(() => CloseSchoolInput) input: CloseSchoolInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, ({ schoolId }) => ({ type: 'CloseSchool', ...ofSchool(schoolId) }), changed);
  }

  @Mutation(() => MergeSchoolsPayload, {
    description:
      'An act of government: schools close into another one, which carries on for them; the payload shows that one.',
  })
  mergeSchools(@InputArg(() => MergeSchoolsInput) input: MergeSchoolsInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ schoolIds, intoId }) => ({
        type: 'MergeSchools',
        districtCode: districtOf(intoId),
        schoolCodes: codesOf(schoolIds),
        intoCode: codeOf(intoId),
      }),
      (_, { intoId }, done) => changed(context, { schoolId: intoId }, done),
    );
  }
}
