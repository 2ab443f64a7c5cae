import type { Language as LanguageCode } from '../../commands/messages.js';
import { groundOf, kindOf, leadOf, type DecisionKind as Kind } from '../../audit/decisions.js';
import { daysLate, happenedOn } from '../../projections/happened.js';
import type { IndexedEntry } from '../../projections/event-index.js';
import type { Context } from '../context.js';
import { Actor, Basis, LedgerEvent } from '../ledger/event.js';
import { resolutionAt } from '../objects.js';
import { Meeting, Resolution } from '../resolution/types.js';
import type { At } from '../shared/at.js';
import type { Awaitable } from '../shared/awaitable.js';
import { connectionOf } from '../shared/connection.js';
import { Arg, Derived, Field, Int, Type } from '../shared/decorators.js';
import { DecidingBody, enumOf, Language } from '../shared/enums.js';
import { CalendarDate, DateTime, SafeInt } from '../shared/scalars.js';

export const DecisionKind = enumOf<Kind>('DecisionKind', 'What a decision is about.', {
  REGISTER: 'Schools, groups and their members.',
  COUNCIL: 'Seats, chairs, terms, charters and filings of councils.',
  RESOLUTION: 'What a council adopted, amended or repealed.',
  PERSON: 'Who is entered, employed, appointed to posts, qualified, retired.',
  ROTATION: 'Who goes where, and what is recognised for it.',
  FUND: 'Money: appropriated, allocated, promised, paid, carried over.',
  POLICY: 'Policies of a district.',
  INDICATOR: 'Figures of schools.',
  EVALUATION:
    'Evaluations: opened, found, objected to, concluded, appealed against, reopened, and what is to be put right.',
  CORRECTION: 'What was wrong is put right, or taken back.',
});

@Type('One thing that was decided or recorded: by whom, when, told when, on which paper, in which meeting.')
export class Decision {
  @Field(() => SafeInt, { description: 'Its position in the ledger.' })
  readonly position: number;

  @Field(() => DecisionKind, { description: 'What it is about.' })
  readonly kind: Kind;

  @Field(() => CalendarDate, {
    description:
      'The day on which it happened: a meeting, a payment, a signature, a receipt; else that from which it has effect.',
  })
  readonly happenedOn: string;

  @Field(() => DateTime, { description: 'When it was told to the ledger.' })
  readonly recordedAt: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many days after it happened it was told, less than 0 where it was told before; null for corrections and for what a process followed up.',
  })
  readonly daysLate: number | null;

  @Field(() => LedgerEvent, { description: 'The event, with all that it says, its corrections and follow-ups.' })
  readonly event: LedgerEvent;

  constructor(
    context: Context,
    readonly entry: IndexedEntry,
    readonly at: At,
  ) {
    const { position, event, metadata } = entry;
    this.position = position;
    this.kind = kindOf(event);
    this.happenedOn = happenedOn(event, metadata.effectiveOn);
    this.recordedAt = metadata.recordedAt;
    this.daysLate = daysLate(entry) ?? null;
    this.event = new LedgerEvent(context, entry, at);
  }

  @Derived(() => Actor, { description: 'Who told it: a pseudonym and a role.' })
  get actor(): Actor {
    return this.entry.metadata.actor;
  }

  @Derived(() => DecidingBody, {
    nullable: true,
    description: 'Whose decision it is where the bureau entered it on a document; null: it is of who told it.',
  })
  get onBehalf(): 'COUNCIL' | null {
    const { event } = this.entry;
    return 'onBehalf' in event ? (event.onBehalf ?? null) : null;
  }

  @Derived(() => [Basis], { description: 'The papers that it rests on.' })
  get basis(): readonly Basis[] {
    return this.entry.metadata.basis;
  }

  @Derived(() => Resolution, {
    nullable: true,
    description: "The council's resolution that it is, or rests on, as known at the moment; null without one.",
  })
  resolution(_: unknown, context: Context): Resolution | null {
    const { resolution } = this.ground(context);
    return resolution === undefined ? null : resolutionAt(context, resolution, this.at);
  }

  @Derived(() => Meeting, {
    nullable: true,
    description:
      'The meeting that decided it, with its ballot: its own, else the last one on the resolution behind it.',
  })
  meeting(_: unknown, context: Context): Meeting | null {
    const { meeting, group } = this.ground(context);
    return meeting && group !== undefined ? new Meeting(meeting, group, this.at) : null;
  }

  @Derived(() => LedgerEvent, {
    nullable: true,
    description: 'What it was decided along with, by the same command; null where it stands first.',
  })
  alongWith(_: unknown, context: Context): LedgerEvent | null {
    const lead = leadOf(context.read, this.entry);
    return lead ? new LedgerEvent(context, lead, this.at) : null;
  }

  @Derived(() => String, { description: 'One line that a person can read.' })
  sentence(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    asked: { readonly language?: LanguageCode | null },
    context: Context,
  ): Awaitable<string> {
    return this.event.summary(asked, context);
  }

  #ground: ReturnType<typeof groundOf> | undefined;
  private ground({ read, queries }: Context): ReturnType<typeof groundOf> {
    return (this.#ground ??= groundOf(read, queries, this.entry));
  }
}

export const DecisionConnection = connectionOf(Decision, 'Decision', 'decisions');
