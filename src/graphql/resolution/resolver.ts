import { resolutionId as keyOf } from '../../domain/identity.js';
import type * as domain from '../../domain/policy/index.js';
import { InputArg } from '../command/inputs.js';
import { ofResolution, present } from '../command/keys.js';
import { payloadOf } from '../command/payload.js';
import { run, type Done } from '../command/run.js';
import type { Context } from '../context.js';
import { Council } from '../council/types.js';
import { EducationGroup } from '../group/types.js';
import { councilAt, groupAt, personAt, resolutionAt } from '../objects.js';
import { Person } from '../person/types.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from '../shared/decorators.js';
import { AsOf, askedKey } from '../shared/moment.js';
import { AdoptCharterInput, AdoptResolutionInput, AmendResolutionInput, RepealResolutionInput } from './inputs.js';
import { Charter, Meeting, Resolution, ResolutionKind } from './types.js';

const AdoptCharterPayload = payloadOf('AdoptCharter', 'charter', () => Charter);
const ofResolutions = (command: string) => payloadOf(command, 'resolution', () => Resolution);
const AdoptResolutionPayload = ofResolutions('AdoptResolution');
const AmendResolutionPayload = ofResolutions('AmendResolution');
const RepealResolutionPayload = ofResolutions('RepealResolution');

/** The charter as it holds from the command's own day on. */
const chartered = (
  { queries }: Context,
  { groupId, command }: AdoptCharterInput,
  { at: { position } }: Done,
): object => {
  const row = queries.charterOf(groupId, { position, effectiveOn: command.effectiveOn });
  return { charter: row ? new Charter(row) : null };
};

/** The resolution that was adopted: the event has its number. */
const adopted = (context: Context, { groupId }: AdoptResolutionInput, { at, events }: Done): object => {
  const event = events.find(({ type }) => type === 'ResolutionAdopted');
  return {
    resolution: event && 'resolution' in event ? resolutionAt(context, keyOf(groupId, event.resolution), at) : null,
  };
};

/** The resolution that a command was about. */
const changed = (context: Context, { resolutionId }: { readonly resolutionId: string }, { at }: Done): object => ({
  resolution: resolutionAt(context, resolutionId, at),
});

/** What comes with a meeting, as commands have it. */
const meetingOf = ({
  heldOn,
  ballot,
  minutesNo,
  concernedIds,
  recusedIds,
}: RepealResolutionInput | AdoptResolutionInput) =>
  present({ heldOn, ballot: { ...ballot }, minutesNo, concernedIds, recusedIds });

@Resolver(() => Resolution)
export class ResolutionResolver {
  @Query(() => Resolution, {
    nullable: true,
    description: 'A resolution, whenever it is known at the moment, in force or repealed.',
  })
  resolution(
    @Arg('id', () => ID, { description: 'Global id or key, as in 370103.G01.R1.' }) id: string,
    @Arg('asOf', () => AsOf, { nullable: true, description: 'Which past is asked for.' }) asOf: AsOf | null | undefined,
    @Ctx() context: Context,
  ): Awaitable<Resolution | null> {
    return using(askedKey(context, 'id', id, 'Resolution', asOf), ({ key, at }) => resolutionAt(context, key, at));
  }

  @FieldResolver(() => EducationGroup, { description: 'The group whose council decided it.' })
  group(@Root() { row, at }: Resolution, @Ctx() context: Context): EducationGroup | null {
    return groupAt(context, row.group, at);
  }

  @Mutation(() => AdoptCharterPayload, {
    description: "The member schools adopt their council's charter: quorum, majority, seats and term.",
  })
  adoptCharter(@InputArg(() => AdoptCharterInput) input: AdoptCharterInput, @Ctx() context: Context): Promise<object> {
    return run(
      context,
      input,
      ({ groupId, quorum, majority, termYears, everySchoolSeated, otherSeats }) => ({
        type: 'AdoptCharter',
        groupId,
        quorum: { ...quorum },
        majority: { ...majority },
        termYears,
        everySchoolSeated,
        otherSeats,
      }),
      chartered,
    );
  }

  @Mutation(() => AdoptResolutionPayload, {
    description:
      'The council decides, with a quorum and a majority on the day it met, without those whom the matter concerns.',
  })
  adoptResolution(
    @InputArg(() => AdoptResolutionInput) input: AdoptResolutionInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      (given) => {
        const { groupId, kind, subject, fiscalYear, sum } = given;
        return {
          type: 'AdoptResolution',
          groupId,
          kind,
          subject,
          ...present({ fiscalYear, sum }),
          ...meetingOf(given),
        };
      },
      adopted,
    );
  }

  @Mutation(() => AmendResolutionPayload, { description: 'The council amends a resolution that stands.' })
  amendResolution(
    @InputArg(() => AmendResolutionInput) input: AmendResolutionInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      (given) => {
        const { resolutionId, subject, sum } = given;
        return {
          type: 'AmendResolution',
          ...ofResolution(resolutionId),
          ...present({ subject, sum }),
          ...meetingOf(given),
        };
      },
      changed,
    );
  }

  @Mutation(() => RepealResolutionPayload, {
    description: 'The council takes a resolution back; what is not yet spent under it is suspended.',
  })
  repealResolution(
    @InputArg(() => RepealResolutionInput) input: RepealResolutionInput,
    @Ctx() context: Context,
  ): Promise<object> {
    return run(
      context,
      input,
      (given) => ({ type: 'RepealResolution', ...ofResolution(given.resolutionId), ...meetingOf(given) }),
      changed,
    );
  }
}

@Resolver(() => Meeting)
export class MeetingResolver {
  @FieldResolver(() => Council, { description: 'The council that met, by its term.' })
  council(@Root() { row, at }: Meeting, @Ctx() context: Context): Council | null {
    return councilAt(context, row.council, at);
  }

  @FieldResolver(() => String, { nullable: true, description: 'The number of the minutes. Not shown to the public.' })
  minutesNo(@Root() { row }: Meeting): string {
    return row.minutesNo;
  }

  @FieldResolver(() => [Person], {
    nullable: true,
    description: 'The persons whom the matter concerns. Not shown to the public.',
  })
  concerned(@Root() { concernedIds, at }: Meeting, @Ctx() context: Context): readonly Person[] {
    return concernedIds.flatMap((id) => personAt(context, id, at) ?? []);
  }

  @FieldResolver(() => [Person], {
    nullable: true,
    description: 'The members who took no part because the matter concerns them. Not shown to the public.',
  })
  recused(@Root() { recusedIds, at }: Meeting, @Ctx() context: Context): readonly Person[] {
    return recusedIds.flatMap((id) => personAt(context, id, at) ?? []);
  }
}

/** What a group's council agreed on and decided belongs to this feature. */
@Resolver(() => EducationGroup)
export class GroupResolutionResolver {
  @FieldResolver(() => Charter, { nullable: true, description: "The council's charter on the day." })
  charter(@Root() { key, at }: EducationGroup, @Ctx() { queries }: Context): Charter | null {
    const row = queries.charterOf(key, at);
    return row ? new Charter(row) : null;
  }

  @FieldResolver(() => [Resolution], { description: 'The resolutions that are in force on the day, by number.' })
  resolutions(
    @Root() { key, at }: EducationGroup,
    @Arg('kind', () => ResolutionKind, { nullable: true, description: 'Only those about this.' })
    kind: domain.ResolutionKind | null | undefined,
    @Arg('includeEnded', () => Boolean, {
      nullable: true,
      defaultValue: false,
      description: 'Also those that are repealed, or not in force yet.',
    })
    includeEnded: boolean | null,
    @Ctx() { queries }: Context,
  ): readonly Resolution[] {
    return queries
      .resolutionsOf(key, at, present({ kind: kind ?? undefined, includeEnded: includeEnded ?? false }))
      .map((row) => new Resolution(row, at));
  }
}
