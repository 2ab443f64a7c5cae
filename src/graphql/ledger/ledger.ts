import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { Arg, Args, ArgsType, Derived, Field, ID, Type } from '../shared/decorators.js';
import { Page, type Connection } from '../shared/connection.js';
import { forbidden } from '../shared/errors.js';
import { DateTime, SafeInt, UUID } from '../shared/scalars.js';
import { mayRead } from '../shared/visibility.js';
import { eventsOf, LedgerEventConnection } from './connection.js';
import { LedgerEvent } from './event.js';
import { filterOf, type AskedEvents } from './filter.js';

@ArgsType()
export class EventsArgs extends Page implements AskedEvents {
  @Field(() => String, { nullable: true, description: 'Only those in a stream, as in district-370103.' })
  stream?: string | null;

  @Field(() => [String], { nullable: true, description: 'Only those of these types, as in GroupFormed.' })
  types?: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Only those decided by an actor, by pseudonym; not for the public.',
  })
  actor?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that touched an object: global id or key.' })
  subject?: string | null;
}

@Type('The ledger itself, as far as it could be read when the request came.')
export class Ledger {
  @Field(() => SafeInt, { description: 'How many events it holds: the position of the last one.' })
  readonly position: number;

  constructor(private readonly at: At) {
    this.position = at.position;
  }

  @Derived(() => UUID, {
    nullable: true,
    description:
      'In which epoch positions are given at present: with a position from an answer it says whether the ledger was restored since. Null where the store has not said yet.',
  })
  epoch(_: unknown, { services }: Context): string | null {
    return services.epochs.current() ?? null;
  }

  @Derived(() => DateTime, {
    nullable: true,
    description: 'When the last event was recorded; null for the empty ledger.',
  })
  recordedAt(_: unknown, { read }: Context): string | null {
    return read.events.at(this.position)?.knownAt ?? null;
  }

  @Derived(() => LedgerEvent, { nullable: true, description: 'The event at a position; null where there is none yet.' })
  event(
    @Arg('position', () => SafeInt, { description: 'Its number in the ledger.' })
    { position }: { readonly position: number },
    context: Context,
  ): LedgerEvent | null {
    const entry = position <= this.position ? context.read.events.at(position) : undefined;
    return entry ? new LedgerEvent(context, entry, this.at) : null;
  }

  @Derived(() => LedgerEventConnection, {
    description: 'The events, the first recorded first; all conditions given hold together.',
  })
  events(@Args(() => EventsArgs) args: EventsArgs, context: Context): Connection<LedgerEvent> {
    if (typeof args.actor === 'string' && !mayRead(context, 'eventsByActor', args.actor))
      throw forbidden('actor: only an auditor asks who acted; others ask for themselves');
    return eventsOf(context, args, filterOf(context, args), this.at);
  }
}
