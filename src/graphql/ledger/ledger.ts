import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import { Arg, Args, ArgsType, Derived, Field, ID, Type } from '../shared/decorators.js';
import { Page, type Connection } from '../shared/connection.js';
import { forbidden } from '../shared/errors.js';
import { DateTime, SafeInt, UUID } from '../shared/scalars.js';
import { mayRead } from '../shared/visibility.js';
import { eventsOf, LedgerEventConnection } from './connection.js';
import { LedgerEvent } from './event.js';
import { Checkpoint, consistencyOf, ConsistencyProof, inclusionOf, InclusionProof } from './proofs.js';
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

@ArgsType()
class InclusionArgs {
  @Field(() => SafeInt, { description: 'The position of the event.' })
  position!: number;

  @Field(() => SafeInt, { nullable: true, description: 'The size of the tree; without it the present one.' })
  treeSize?: number | null;
}

@ArgsType()
class ConsistencyArgs {
  @Field(() => SafeInt, { description: 'The size of the older tree, from 1 on.' })
  from!: number;

  @Field(() => SafeInt, { nullable: true, description: 'The size of the newer tree; without it the present one.' })
  to?: number | null;
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
    return read.events.timeOf(this.position) ?? null;
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

  @Derived(() => Checkpoint, {
    nullable: true,
    description:
      'Its Merkle tree, signed: whoever keeps it finds out later whether anything before it was changed. Null where the store has not said yet which ledger it is.',
  })
  checkpoint(_: unknown, { services }: Context): Checkpoint | null {
    const signed = services.transparency.checkpoint(this.position);
    return signed ? new Checkpoint(signed) : null;
  }

  @Derived(() => InclusionProof, { description: 'What shows that the event at a position is in the tree.' })
  inclusionProof(@Args(() => InclusionArgs) { position, treeSize }: InclusionArgs, context: Context): InclusionProof {
    return inclusionOf(context, position, treeSize ?? this.position, this.position);
  }

  @Derived(() => ConsistencyProof, {
    description: 'What shows that the tree of one size is the beginning of that of another: nothing in it was changed.',
  })
  consistencyProof(@Args(() => ConsistencyArgs) { from, to }: ConsistencyArgs, context: Context): ConsistencyProof {
    return consistencyOf(context, from, to ?? this.position, this.position);
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
