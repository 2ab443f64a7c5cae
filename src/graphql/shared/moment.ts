import { isDay } from '../../domain/day.js';
import { untilReadable, type Context } from '../context.js';
import type { At } from './at.js';
import { using, type Awaitable } from './awaitable.js';
import { Field, InputType } from './decorators.js';
import { badUserInput, momentNotReadable } from './errors.js';
import { readId, type NodeType } from './ids.js';
import { CalendarDate, DateTime, SafeInt } from './scalars.js';

@InputType({
  description:
    'Which past is asked for; empty: now. position or recordedAt, not both, says what was known; effectiveOn says of which day.',
})
export class AsOf {
  @Field(() => SafeInt, {
    nullable: true,
    description: 'The state after so many events of the ledger; 0 is the empty one.',
  })
  position?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'What was known at that instant.' })
  recordedAt?: Date | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description:
      'The day whose state is meant. Without it: the day the position was recorded on where one is asked for, else today.',
  })
  effectiveOn?: string | null;
}

/** The moment asked for, or the request's own. Throws BAD_USER_INPUT and POSITION_NOT_READABLE. */
export const askedMoment = (context: Context, asOf: AsOf | null | undefined): Awaitable<At> => {
  const { position, recordedAt, effectiveOn } = asOf ?? {};
  const { read, request } = context;
  const known = position ?? undefined;
  const instant = recordedAt ?? undefined;
  if (known === undefined && instant === undefined && (effectiveOn ?? undefined) === undefined) return request.at;
  if (known !== undefined && instant !== undefined)
    throw badUserInput('asOf', 'position and recordedAt exclude each other');
  if (effectiveOn && !isDay(effectiveOn))
    throw badUserInput('asOf.effectiveOn', 'not a day between the years 1900 and 9999');
  if (known === undefined && instant === undefined) return { ...request.at, effectiveOn: effectiveOn!, pinned: true };
  if (instant !== undefined && instant.toISOString() > context.services.now()) throw momentNotReadable();
  const at = known ?? read.events.knownAt(instant!.toISOString());
  // A position that was looked up here needs no waiting for, and is of no other epoch.
  return using(known === undefined ? undefined : readable(context, known, 'asOf.position'), () => ({
    position: at,
    effectiveOn: effectiveOn ?? read.events.recordedOn(at) ?? request.at.effectiveOn,
    pinned: true,
  }));
};

/** What an ID argument of a read means: a key, its type where the id says it, and the moment to read at. */
export interface Asked {
  readonly type: NodeType | undefined;
  readonly key: string;
  readonly at: At;
}

/** Takes an ID argument apart. The moment in the id is checked like any asOf; an explicit asOf wins over it. */
export const askedObject = (
  context: Context,
  argument: string,
  id: string,
  asOf: AsOf | null | undefined,
): Awaitable<Asked> => {
  const { type, key, moment } = readId(id);
  return using(askedMoment(context, asOf), (at) =>
    using(at.pinned || moment === undefined ? at : pinnedMoment(context, argument, moment), (meant) => ({
      type,
      key,
      at: meant,
    })),
  );
};

/** As `askedObject`, where only one type will do. */
export const askedKey = (
  context: Context,
  argument: string,
  id: string,
  type: NodeType,
  asOf: AsOf | null | undefined,
): Awaitable<Asked> =>
  using(askedObject(context, argument, id, asOf), (asked) => {
    if (asked.type !== undefined && asked.type !== type)
      throw badUserInput(argument, `the id of a ${type} is needed, this one is of a ${asked.type}`);
    return asked;
  });

const pinnedMoment = (context: Context, argument: string, moment: string): Awaitable<At> => {
  const [, position, effectiveOn = ''] = /^(-?\d{1,16})\/(.*)$/.exec(moment) ?? [];
  if (position === undefined || !isDay(effectiveOn))
    throw badUserInput(argument, 'the id holds no moment that there could be');
  return using(readable(context, Number(position), argument), () => ({
    position: Number(position),
    effectiveOn,
    pinned: true,
  }));
};

const readable = ({ services, epoch }: Context, position: number, argument: string): Awaitable<void> => {
  if (!Number.isSafeInteger(position) || position < 0) throw badUserInput(argument, 'a position is 0 or more');
  return untilReadable(services, position, epoch);
};
