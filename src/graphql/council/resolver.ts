import { councilId as keyOf, streamKey } from '../../domain/identity.js';
import { holdsOn } from '../../projections/intervals.js';
import { InputArg } from '../command/inputs.js';
import { codeOf, ofTerm, present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run, type Done } from '../command/run.js';
import type { Context } from '../context.js';
import { EducationGroup } from '../group/types.js';
import { councilAt, groupAt, personAt, recommendationAt, schoolAt, seatAt } from '../objects.js';
import { Person } from '../person/types.js';
import { School } from '../school/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from '../shared/decorators.js';
import { AsOf, askedKey } from '../shared/moment.js';
import {
  AcceptFilingInput,
  AppointCouncilInput,
  AppointSubstituteInput,
  EndTermInput,
  ExtendTermInput,
  FileCouncilInput,
  RecommendCouncilMemberInput,
  RemoveMemberInput,
  ResignSeatInput,
  ReturnFilingInput,
  WithdrawRecommendationInput,
} from './inputs.js';
import { Council, CouncilSeat, Recommendation } from './types.js';

const ofRecommendation = (command: string) => payloadOf(command, 'recommendation', () => Recommendation);
const RecommendCouncilMemberPayload = ofRecommendation('RecommendCouncilMember');
const WithdrawRecommendationPayload = ofRecommendation('WithdrawRecommendation');
const ofCouncil = (command: string) => payloadOf(command, 'council', () => Council);
const AppointCouncilPayload = ofCouncil('AppointCouncil');
const FileCouncilPayload = ofCouncil('FileCouncil');
const AcceptFilingPayload = ofCouncil('AcceptFiling');
const ReturnFilingPayload = ofCouncil('ReturnFiling');
const AppointSubstitutePayload = ofCouncil('AppointSubstitute');
const ResignSeatPayload = ofCouncil('ResignSeat');
const RemoveMemberPayload = ofCouncil('RemoveMember');
const ExtendTermPayload = ofCouncil('ExtendTerm');
const EndTermPayload = ofCouncil('EndTerm');

/** The council that a command was about. */
const changed = (context: Context, { councilId }: { readonly councilId: string }, { at }: Done): object => ({
  council: councilAt(context, councilId, at),
});

/** The council that was appointed: the event has its number. */
const appointed = (context: Context, _: AppointCouncilInput, { at, written, events }: Done): object => {
  const event = events.find(({ type }) => type === 'CouncilAppointed');
  return {
    council:
      event && 'ordinal' in event ? councilAt(context, keyOf(streamKey(written.stream), event.ordinal), at) : null,
  };
};

const recommended = (
  context: Context,
  { groupId, schoolId, personId }: RecommendCouncilMemberInput,
  { at, written }: Done,
): object => ({
  recommendation: recommendationAt(context, [groupId, codeOf(schoolId), personId, written.firstRevision].join('.'), at),
});

/** The recommendation that was open before the command and is withdrawn after it. */
const withdrawn = (
  context: Context,
  { groupId, schoolId, personId }: WithdrawRecommendationInput,
  { at }: Done,
): object => {
  const { recommendations } = context.read;
  const row = recommendations
    .by('group', groupId, at.position)
    .find(
      ({ key, school, person, withdrawnOn }) =>
        school === schoolId &&
        person === personId &&
        withdrawnOn !== null &&
        recommendations.byKey(key, at.position - 1)?.withdrawnOn === null,
    );
  return { recommendation: row ? new Recommendation(row, at) : null };
};

@Resolver(() => Council)
export class CouncilResolver {
  @Query(() => Council, {
    nullable: true,
    description: "One term of a group's council, whenever it is known at the moment, in office or not.",
  })
  council(
    @Arg('id', () => ID, { description: 'Global id or key, as in 370103.G01.1.' }) id: string,
    @Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }) asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<Council | null> {
    return using(askedKey(context, 'id', id, 'Council', asOf), ({ key, at }) => councilAt(context, key, at));
  }

  @FieldResolver(() => EducationGroup, { description: 'The group.' })
  group(@Root() { row, at }: Council, @Ctx() context: Context): EducationGroup | null {
    return groupAt(context, row.group, at);
  }

  @Mutation(() => RecommendCouncilMemberPayload, {
    description: "A member school recommends a person for the group's next council.",
  })
  recommendCouncilMember(
    @InputArg(() => RecommendCouncilMemberInput) input: RecommendCouncilMemberInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, schoolId, personId }) => ({ type: 'RecommendCouncilMember', groupId, schoolId, personId }),
      recommended,
    );
  }

  @Mutation(() => WithdrawRecommendationPayload, {
    description: 'A school takes its recommendation back before it was used.',
  })
  withdrawRecommendation(
    @InputArg(() => WithdrawRecommendationInput) input: WithdrawRecommendationInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, schoolId, personId }) => ({ type: 'WithdrawRecommendation', groupId, schoolId, personId }),
      withdrawn,
    );
  }

  @Mutation(() => AppointCouncilPayload, {
    description: 'A term of the council is appointed from those recommended; every member school has a seat.',
  })
  appointCouncil(
    @InputArg(() => AppointCouncilInput) input: AppointCouncilInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, memberIds, chairId, termFrom, termTo }) => ({
        type: 'AppointCouncil',
        groupId,
        memberIds,
        chairId,
        termFrom,
        termTo,
      }),
      appointed,
    );
  }

  @Mutation(() => FileCouncilPayload, {
    description: 'The council, as it is composed now, is filed (备案) with the bureau.',
  })
  fileCouncil(@InputArg(() => FileCouncilInput) input: FileCouncilInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, ({ councilId }) => ({ type: 'FileCouncil', ...ofTerm(councilId) }), changed);
  }

  @Mutation(() => AcceptFilingPayload, { description: 'The bureau takes note of a filing; not by who filed.' })
  acceptFiling(@InputArg(() => AcceptFilingInput) input: AcceptFilingInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ councilId, documentNo }) => ({ type: 'AcceptFiling', ...ofTerm(councilId), documentNo }),
      changed,
    );
  }

  @Mutation(() => ReturnFilingPayload, { description: 'The bureau sends a filing back.' })
  returnFiling(@InputArg(() => ReturnFilingInput) input: ReturnFilingInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ councilId, documentNo, reason }) => ({ type: 'ReturnFiling', ...ofTerm(councilId), documentNo, reason }),
      changed,
    );
  }

  @Mutation(() => AppointSubstitutePayload, {
    description: 'A recommended person takes a seat during the term, or a member takes the chair.',
  })
  appointSubstitute(
    @InputArg(() => AppointSubstituteInput) input: AppointSubstituteInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      ({ councilId, personId, asChair }) =>
        present({ type: 'AppointSubstitute' as const, ...ofTerm(councilId), personId, asChair }),
      changed,
    );
  }

  @Mutation(() => ResignSeatPayload, { description: 'A member gives the seat up.' })
  resignSeat(@InputArg(() => ResignSeatInput) input: ResignSeatInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ councilId, personId }) => ({ type: 'ResignSeat', ...ofTerm(councilId), personId }),
      changed,
    );
  }

  @Mutation(() => RemoveMemberPayload, { description: 'A member loses the seat.' })
  removeMember(@InputArg(() => RemoveMemberInput) input: RemoveMemberInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ councilId, personId }) => ({ type: 'RemoveMember', ...ofTerm(councilId), personId }),
      changed,
    );
  }

  @Mutation(() => ExtendTermPayload, { description: 'A term lasts longer.' })
  extendTerm(@InputArg(() => ExtendTermInput) input: ExtendTermInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ councilId, termTo }) => ({ type: 'ExtendTerm', ...ofTerm(councilId), termTo }),
      changed,
    );
  }

  @Mutation(() => EndTermPayload, { description: 'A term ends early: the council is out of office from that day on.' })
  endTerm(@InputArg(() => EndTermInput) input: EndTermInput, @Ctx() context: Context): Promise<object> {
    return run(context, input, ({ councilId }) => ({ type: 'EndTerm', ...ofTerm(councilId) }), changed);
  }
}

@Resolver(() => CouncilSeat)
export class CouncilSeatResolver {
  @FieldResolver(() => Person, { description: 'Who sits here.' })
  person(@Root() { row, at }: CouncilSeat, @Ctx() context: Context): Person | null {
    return personAt(context, row.person, at);
  }

  @FieldResolver(() => School, {
    nullable: true,
    description: 'The member school that recommended the person; none where the charter gives the seat to others.',
  })
  recommendedBy(@Root() { row, at }: CouncilSeat, @Ctx() context: Context): School | null {
    return row.school === null ? null : schoolAt(context, row.school, at);
  }
}

@Resolver(() => Recommendation)
export class RecommendationResolver {
  @FieldResolver(() => Person, { description: 'Who is recommended.' })
  person(@Root() { row, at }: Recommendation, @Ctx() context: Context): Person | null {
    return personAt(context, row.person, at);
  }

  @FieldResolver(() => School, { description: 'The member school that recommends.' })
  school(@Root() { row, at }: Recommendation, @Ctx() context: Context): School | null {
    return schoolAt(context, row.school, at);
  }
}

/** A person's time on councils belongs to this feature. */
@Resolver(() => Person)
export class PersonCouncilResolver {
  @FieldResolver(() => [CouncilSeat], {
    description: 'The seats that the person holds on the day, on whichever council.',
  })
  seats(
    @Root() { key, at }: Person,
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Every seat ever taken, for a time line drawn at the client.',
    })
    includeEnded: boolean | null,
    @Ctx() context: Context,
  ): readonly CouncilSeat[] {
    return context.read.seats
      .by('person', key, at.position)
      .flatMap((row) => seatAt(context, row.key, at) ?? [])
      .filter((seat) => includeEnded === true || holdsOn(seat, at.effectiveOn));
  }
}

/** What a group has of councils belongs to this feature. */
@Resolver(() => EducationGroup)
export class GroupCouncilResolver {
  @FieldResolver(() => Council, { nullable: true, description: 'The council in office on the day.' })
  council(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): Council | null {
    const row = queries.councilInOffice(key, at);
    return row ? new Council(row, at) : null;
  }

  @FieldResolver(() => [Council], { description: 'All terms that are known, by number.' })
  councilTerms(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): readonly Council[] {
    return queries.councilsOf(key, at).map((row) => new Council(row, at));
  }

  @FieldResolver(() => [Recommendation], {
    description: 'The recommendations that stand on the day, for the next appointment.',
  })
  recommendations(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): readonly Recommendation[] {
    return queries.openRecommendationsOf(key, at).map((row) => new Recommendation(row, at));
  }
}
