import type { Change } from '../../audit/changes.js';
import { changesByDay } from '../../audit/changes.js';
import { saidOn } from '../../audit/object.js';
import { EXISTS } from '../../audit/said.js';
import type { ObjectRef } from '../../domain/ledger.js';
import { addDays } from '../../domain/day.js';
import type { Context } from '../context.js';
import { nodeOf } from '../objects.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { connectionOf, listed, Page, pageOf, type Connection } from '../shared/connection.js';
import { Args, ArgsType, Ctx, Derived, Field, ID, Query, Resolver, Type } from '../shared/decorators.js';
import { enumOf } from '../shared/enums.js';
import { AsOf } from '../shared/moment.js';
import { CalendarDate, DateTime, SafeInt } from '../shared/scalars.js';
import { FieldChange, mayReadChange, type Between } from './change.js';
import { stepSource } from './source.js';
import { askedSubject } from './subject.js';
import { stepChanges } from './types.js';

type Axis = 'EFFECTIVE' | 'RECORDED';
export const ChangeAxis = enumOf<Axis>('ChangeAxis', 'Along which time something changes.', {
  EFFECTIVE: 'From day to day, as known at the moment.',
  RECORDED: 'From event to event, as it became known.',
});

@Type('Where something about an object changes: a stop of a slider.')
export class ChangePoint {
  constructor(
    { on = null, position = null, recordedAt = null }: Partial<Pick<ChangePoint, 'on' | 'position' | 'recordedAt'>>,
    private readonly changed: () => readonly FieldChange[],
  ) {
    Object.assign(this, { on, position, recordedAt });
  }

  @Field(() => CalendarDate, { nullable: true, description: 'EFFECTIVE: the day from which it is otherwise.' })
  readonly on!: string | null;

  @Field(() => SafeInt, { nullable: true, description: 'RECORDED: the position after which it is otherwise.' })
  readonly position!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'RECORDED: when that was recorded.' })
  readonly recordedAt!: string | null;

  @Derived(() => [FieldChange], { description: 'What becomes otherwise, of what the asker may read.' })
  get changes(): readonly FieldChange[] {
    return this.changed();
  }
}

export const ChangePointConnection = connectionOf(ChangePoint, 'ChangePoint', 'points of change');

@ArgsType()
class ChangePointsArgs extends Page {
  @Field(() => ID, { description: 'The object: global id or key.' })
  subject!: string;

  @Field(() => ChangeAxis, { description: 'Along which time.' })
  axis!: Axis;

  @Field(() => AsOf, {
    nullable: true,
    description: 'What is known of it; of RECORDED nothing that came later is given.',
  })
  asOf?: AsOf | null;
}

@Resolver()
export class ChangePointsResolver {
  @Query(() => ChangePointConnection, {
    nullable: true,
    description:
      'The days on which something about an object changes, as known at the moment, or the events that touched it, in order. Null where nothing is known of it.',
  })
  changePoints(
    @Args(() => ChangePointsArgs) { subject: id, axis, asOf, ...page }: ChangePointsArgs,
    @Ctx() context: Context,
  ): Awaitable<Connection<ChangePoint> | null> {
    return using(askedSubject(context, 'subject', id, asOf), (asked) => {
      if (!asked) return null;
      const { subject, at } = asked;
      return axis === 'EFFECTIVE'
        ? pageOf(
            page,
            listed(daysOf(context, subject, at)),
            ({ key: on, changes, between }) =>
              new ChangePoint({ on }, () => changes.map((change) => new FieldChange(change, between))),
          )
        : pageOf(
            page,
            stepSource(context, subject, 'AS_BELIEVED', { from: 1, to: at.position }),
            (step) =>
              new ChangePoint(
                { position: step.entry.position, recordedAt: step.entry.metadata.recordedAt },
                () => stepChanges(context, step, 'AS_BELIEVED', at).shown,
              ),
          );
    });
  }
}

interface DayOfChange {
  /** The day. */
  readonly key: string;
  readonly changes: readonly Change[];
  readonly between: Between;
}

/** The days on which something begins to be otherwise that the asker may read, or the object to exist. */
const daysOf = (context: Context, subject: ObjectRef, at: At): readonly DayOfChange[] => {
  const { position } = at;
  const node = nodeOf(context, subject, at);
  if (!node) return [];
  return [...changesByDay(saidOn(context.read, subject, position, LAST))].flatMap(([key, all]) => {
    const between: Between = {
      before: { position, effectiveOn: addDays(key, -1), pinned: true },
      after: { position, effectiveOn: key, pinned: true },
    };
    const readable = all.filter((change) => mayReadChange(context, change, node));
    const changes = readable.filter(({ path }) => path.length > EXISTS.length);
    return readable.length === 0 ? [] : [{ key, changes, between }];
  });
};
/** A day on which all that is known has happened. */
const LAST = '9999-12-31';
