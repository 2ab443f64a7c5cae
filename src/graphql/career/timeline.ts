import type { Language as LanguageCode } from '../../commands/messages.js';
import { timelineOf, type TimelineFact, type TimelineKind as Kind } from '../../projections/person/timeline.js';
import type { Context } from '../context.js';
import { LedgerEvent } from '../ledger/event.js';
import { Person } from '../person/types.js';
import type { At } from '../shared/at.js';
import type { Awaitable } from '../shared/awaitable.js';
import { connectionOf, listed, Page, pageOf, type Connection } from '../shared/connection.js';
import { Arg, Args, Ctx, Derived, Field, FieldResolver, Resolver, Root, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';
import { CalendarDate } from '../shared/scalars.js';

export const TimelineKind = enumOf<Kind>('TimelineKind', "What an entry of a person's timeline is about.", {
  EMPLOYMENT: 'By whom the person is employed, until retirement.',
  POST: 'A post.',
  QUALIFICATION: 'What the person is qualified for.',
  ROTATION: 'A step of a rotation.',
  CREDIT: 'What was recognised.',
  COUNCIL: 'A seat on a council.',
});

@Type("A fact of a person's working life, as it was corrected where it was.")
export class TimelineEntry {
  @Field(() => CalendarDate, { description: 'The day from which it has effect.' })
  readonly on: string;

  @Field(() => TimelineKind, { description: 'What it is about.' })
  readonly kind: Kind;

  @Field(() => LedgerEvent, { description: 'The event that recorded it; whether it was corrected stands there.' })
  readonly event: LedgerEvent;

  constructor(
    context: Context,
    private readonly known: TimelineFact,
    at: At,
  ) {
    this.on = known.on;
    this.kind = known.kind;
    this.event = new LedgerEvent(context, known.entry, at);
  }

  @Derived(() => String, { description: 'One line that a person can read.' })
  sentence(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    { language }: { readonly language?: LanguageCode | null },
    context: Context,
  ): Awaitable<string> {
    const { fact, on } = this.known;
    return this.event.said(context, { event: fact, effectiveOn: on }, language ?? context.language);
  }
}

export const TimelineEntryConnection = connectionOf(TimelineEntry, 'TimelineEntry', 'timeline entries');

@Resolver(() => Person)
export class PersonTimelineResolver {
  @FieldResolver(() => TimelineEntryConnection, {
    nullable: true,
    description:
      "What is known of the person's working life, in the order of days: employments, posts, qualifications, rotations step by step, credits, council seats. Shown within the district, and to auditors.",
  })
  timeline(
    @Root() { key, at }: Person,
    @Args(() => Page) page: Page,
    @Ctx() context: Context,
  ): Connection<TimelineEntry> {
    const { read } = context;
    return pageOf(page, listed(timelineOf(read, key, at.position)), (known) => new TimelineEntry(context, known, at));
  }
}
