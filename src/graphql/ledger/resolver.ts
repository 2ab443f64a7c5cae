import type { IndexedEntry } from '../../projections/event-index.js';
import { checkEpoch, presentMoment, untilReadable, type Context } from '../context.js';
import { nodeOf } from '../objects.js';
import type { At } from '../shared/at.js';
import {
  Args,
  ArgsType,
  Ctx,
  Extensions,
  Field,
  FieldResolver,
  ID,
  Query,
  Resolver,
  Root,
  Subscription,
} from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { Node } from '../shared/node.js';
import { SafeInt, UUID } from '../shared/scalars.js';
import { maySeeTouched } from '../shared/visibility.js';
import { LedgerEvent } from './event.js';
import { filterOf } from './filter.js';
import { Ledger } from './ledger.js';
import { liveEvents } from './live.js';

@ArgsType()
class LiveArgs {
  @Field(() => SafeInt, {
    nullable: true,
    description: 'The position behind which to begin; without it only what is new.',
  })
  after?: number | null;

  @Field(() => UUID, {
    nullable: true,
    description:
      'The epoch in which that position was given, as extensions.asOf or ledger.epoch said: a ledger restored since from an older copy refuses what it does not hold.',
  })
  epoch?: string | null;

  @Field(() => [String], { nullable: true, description: 'Only events of these types, as in GroupFormed.' })
  types?: readonly string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Only events that touched one of these objects: global ids or keys.',
  })
  subjects?: readonly string[] | null;
}

const subscribe = async ({
  args,
  context,
}: {
  args: LiveArgs;
  context: Context;
}): Promise<AsyncIterable<IndexedEntry>> => {
  const after = args.after ?? context.request.at.position;
  if (after < 0) throw badUserInput('after', 'a position is 0 or more');
  const epoch = args.epoch ?? context.epoch;
  // A replica that is behind has what comes after it sooner or later, a ledger that was restored something else: only the epoch tells.
  if (epoch === undefined) await untilReadable(context.services, after, undefined);
  else await checkEpoch(context.services, after, epoch);
  return liveEvents(
    context.services,
    filterOf(context, { types: args.types ?? null, subjects: args.subjects ?? null }),
    after,
  );
};

@Resolver(() => LedgerEvent)
export class LedgerResolver {
  @Query(() => Ledger, { description: "The auditor's way in: the events themselves." })
  ledger(@Ctx() { request }: Context): Ledger {
    return new Ledger(request.at);
  }

  // The arguments say which events are given, not what is answered of them: subscribers who differ in them only share the answers.
  @Extensions({ argumentsChooseEvents: true })
  @Subscription(() => LedgerEvent, {
    subscribe,
    description: 'Every event after the position, old ones first, then live, none lost or twice.',
  })
  ledgerEvents(
    @Root() entry: IndexedEntry,
    @Args(() => LiveArgs) _args: LiveArgs,
    @Ctx() context: Context,
  ): LedgerEvent {
    const { request, services } = context;
    // Each event is answered as a request of its own: who may see what goes by the present.
    request.at = presentMoment(services);
    return new LedgerEvent(context, entry, request.at);
  }

  @FieldResolver(() => [Node], {
    description: 'The objects it touched, as they were right after it, on the day it was recorded.',
  })
  changed(@Root() { position, stream, isWithheld }: LedgerEvent, @Ctx() context: Context): readonly Node[] {
    if (isWithheld) return [];
    const { read, request } = context;
    const at: At = { position, effectiveOn: read.events.recordedOn(position) ?? request.at.effectiveOn, pinned: true };
    return read.events
      .touchedBy(position)
      .flatMap((ref) => (maySeeTouched(context, stream, ref) ? (nodeOf(context, ref, at) ?? []) : []));
  }
}
