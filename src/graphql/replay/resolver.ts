import type { ReplayView as View } from '../../audit/replay.js';
import type { Context } from '../context.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Page, pageOf, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Field, ID, Query, Resolver } from '../shared/decorators.js';
import { badUserInput } from '../shared/errors.js';
import { SafeInt } from '../shared/scalars.js';
import { stepSource } from './source.js';
import { askedPosition, askedSubject } from './subject.js';
import { ReplayStep, ReplayStepConnection, ReplayView } from './types.js';

@ArgsType()
class ReplayArgs extends Page {
  @Field(() => ID, { description: 'The object: global id or key, of a district too.' })
  subject!: string;

  @Field(() => SafeInt, {
    nullable: true,
    description: 'The first position that is looked at; from the start without it.',
  })
  from?: number | null;

  @Field(() => SafeInt, {
    nullable: true,
    description:
      'The last position that is looked at: nothing is known of what came later. Without it that of the moment in the id, else the last one.',
  })
  to?: number | null;

  @Field(() => ReplayView, { defaultValue: 'AS_BELIEVED', description: 'Which history is replayed.' })
  view!: View;
}

@Resolver()
export class ReplayResolver {
  @Query(() => ReplayStepConnection, {
    nullable: true,
    description:
      'The history of an object step by step, the first recorded first: each event that touched it, of a district each that was recorded in it, with the object right after it and what changed. Null where nothing is known of it.',
  })
  replay(
    @Args(() => ReplayArgs) { subject: id, from, to, view, ...page }: ReplayArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<ReplayStep> | null> {
    return using(askedPosition(context, 'from', from), (first = 1) =>
      using(askedPosition(context, 'to', to), (last) => {
        if (last !== undefined && last < first) throw badUserInput('to', 'it comes before `from`');
        return using(askedSubject(context, 'subject', id, last === undefined ? null : { position: last }), (asked) => {
          if (!asked) return null;
          const { subject, at } = asked;
          const source = stepSource(context, subject, view, { from: Math.max(first, 1), to: at.position });
          return pageOf(page, source, (step) => new ReplayStep(context, step, subject, view, at));
        });
      }),
    );
  }
}
