import type { Language as LanguageCode } from '../../commands/messages.js';
import type { DomainEvent, Role } from '../../domain/ledger.js';
import { isCorrection } from '../../domain/correction.js';
import { untold, type ShownFact } from '../../domain/sentence.js';
import type { IndexedEntry } from '../../projections/event-index.js';
import type { Context } from '../context.js';
import type { At } from '../shared/at.js';
import type { Awaitable } from '../shared/awaitable.js';
import { Arg, Derived, Field, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';
import { Node } from '../shared/node.js';
import { CalendarDate, DateTime, Json, SafeInt, UUID } from '../shared/scalars.js';
import { entryFor, eventInPart, isTold, mayRead, revisionFor, WITHHELD, wholeEventFor } from '../shared/visibility.js';
import { summaryOf } from './summary.js';

export const ActorRole = enumOf<Role>('ActorRole', 'In which role somebody acts.', {
  BUREAU: "An officer of the district's education bureau.",
  COUNCIL: "The secretary or chair of a group's council.",
  SCHOOL: 'The principal or a clerk of a school.',
  AUDITOR: 'Reads everything, changes nothing.',
  SYSTEM: 'A process that follows something up; nobody signs in as it.',
  PUBLIC: 'Anybody.',
});

@Type('Who acts or acted: a pseudonym and a role, never a name.')
export class Actor {
  @Field(() => String, { nullable: true, description: 'The pseudonym; null for the public.' })
  readonly id!: string | null;

  @Field(() => ActorRole, { description: 'The role.' })
  readonly role!: Role;
}

@Type('A paper that an entry rests on.')
export class Basis {
  @Field(() => String, { nullable: true, description: "The document's number." })
  readonly documentNo?: string;

  @Field(() => String, { description: "The document's title." })
  readonly title!: string;

  @Field(() => String, { nullable: true, description: 'Who issued it.' })
  readonly issuer?: string;

  @Field(() => CalendarDate, { nullable: true, description: 'The day it was issued.' })
  readonly issuedOn?: string;

  @Field(() => String, { nullable: true, description: 'The clause that is relied on.' })
  readonly clause?: string;
}

@Type(
  "One entry of the ledger: a fact, who decided it, when, and on what basis. Those of somebody's career or rotation are told within the districts concerned, and to auditors; others see that there is one, its position and days, not of whom or what.",
  { implements: Node },
)
export class LedgerEvent extends Node {
  @Field(() => SafeInt, { description: 'Its number in the ledger, from 1 on, without gaps.' })
  readonly position: number;

  @Field(() => String, { description: 'The stream it stands in; `person` where it is withheld.' })
  readonly stream: string;

  @Field(() => UUID, { description: "The event's own id; all zeros where it is withheld." })
  readonly eventId: string;

  /** As far as the asker is told of it. */
  readonly entry: IndexedEntry;

  /** An event never changes; what `at` says is whether it was corrected by then. */
  constructor(context: Context, entry: IndexedEntry, at: At) {
    super('LedgerEvent', String(entry.position), at);
    this.entry = entryFor(context, entry);
    this.position = entry.position;
    this.stream = this.entry.stream;
    this.eventId = this.entry.eventId;
  }

  /** Whether the asker is told neither of whom it is nor what. */
  get isWithheld(): boolean {
    return this.type === WITHHELD;
  }

  #whole: boolean | undefined;
  /** Whether the asker may see all of it. */
  private whole(context: Context): boolean {
    return (this.#whole ??= !this.isWithheld && mayRead(context, 'wholeEvent', this.entry));
  }
  private shown(context: Context): DomainEvent {
    return this.shownOf(context, this.entry.event);
  }
  private shownOf(context: Context, event: DomainEvent): DomainEvent {
    return (this.whole(context) ? wholeEventFor : eventInPart)(context, event, this.entry.stream);
  }

  @Derived(() => SafeInt, {
    description:
      "Its number in the stream, from 0 on; in a person's among the events that are not withheld, and 0 where this one is.",
  })
  revision(_: unknown, context: Context): number {
    return revisionFor(context, this.stream, this.entry.revision);
  }

  @Derived(() => String, {
    description: 'What kind of fact it is, as in GroupFormed; PersonRecordWithheld where it is withheld.',
  })
  get type(): string {
    return this.entry.event.type;
  }

  @Derived(() => DateTime, { description: 'When it was recorded.' })
  get recordedAt(): string {
    return this.entry.metadata.recordedAt;
  }

  @Derived(() => CalendarDate, { description: 'The day from which it has legal effect.' })
  get effectiveOn(): string {
    return this.entry.metadata.effectiveOn;
  }

  @Derived(() => Actor, { description: 'Who decided it; the public sees the role only.' })
  actor(_: unknown, context: Context): Actor {
    const { id, role } = this.entry.metadata.actor;
    return { id: this.whole(context) ? id : null, role };
  }

  @Derived(() => UUID, { description: 'The command that gave it; all zeros where the event is withheld.' })
  get commandId(): string {
    return this.entry.metadata.commandId;
  }

  @Derived(() => String, { nullable: true, description: 'Why, in the words of who decided; null for the public.' })
  get reason(): string | null {
    return this.entry.metadata.reason ?? null;
  }

  @Derived(() => [Basis], { description: 'The papers it rests on; none are shown to the public.' })
  get basis(): readonly Basis[] {
    return this.entry.metadata.basis;
  }

  @Derived(() => [String], { description: 'Names of fields that the source does not state.' })
  get assumed(): readonly string[] {
    return this.entry.metadata.assumed ?? [];
  }

  @Derived(() => Json, {
    description: 'The fact itself, without its type; the public sees the fields that the register shows.',
  })
  data(_: unknown, context: Context): object {
    const { type: _type, ...data } = this.shown(context);
    return data;
  }

  @Derived(() => String, { description: 'One line that a person can read.' })
  summary(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    { language }: { readonly language?: LanguageCode | null },
    context: Context,
  ): Awaitable<string> {
    const spoken = language ?? context.language;
    if (this.isWithheld) return untold[spoken === 'ZH' ? 'zh' : 'en'];
    const fact = { event: this.shown(context), effectiveOn: this.effectiveOn };
    return summaryOf(context, fact, this.before(context), this.entry, this.at, spoken);
  }

  /** The line on the fact that counts in its place, as who asks may see it. */
  said(context: Context, { event, effectiveOn }: ShownFact, language: LanguageCode): Awaitable<string> {
    const fact = { event: this.shownOf(context, event), effectiveOn };
    return summaryOf(context, fact, undefined, this.entry, this.at, language);
  }

  /** Of a correction what had stood there until then. */
  private before(context: Context): ShownFact | undefined {
    const wrong = this.corrects(undefined, context);
    if (!wrong) return undefined;
    const { event: last } = context.read.events.correctionsOf(wrong.entry, this.position - 1).at(-1) ?? {};
    if (last?.type !== 'RecordCorrected') return { event: wrong.shown(context), effectiveOn: wrong.effectiveOn };
    return { event: wrong.shownOf(context, last.right as unknown as DomainEvent), effectiveOn: last.rightEffectiveOn };
  }

  @Derived(() => LedgerEvent, {
    nullable: true,
    description: 'The event that it followed by itself, where a process gave it.',
  })
  causedBy(_: unknown, context: Context): LedgerEvent | null {
    const { causationId } = this.entry.metadata;
    const entry = causationId === undefined ? undefined : context.read.events.byEventId(causationId);
    return entry && isTold(context, entry) ? new LedgerEvent(context, entry, this.at) : null;
  }

  @Derived(() => [LedgerEvent], {
    description: 'The events that followed it by themselves and are known at the moment.',
  })
  followUps(_: unknown, context: Context): readonly LedgerEvent[] {
    return context.read.events
      .followUpsOf(this.entry.eventId, this.at.position)
      .filter((entry) => isTold(context, entry))
      .map((entry) => new LedgerEvent(context, entry, this.at));
  }

  @Derived(() => LedgerEvent, {
    nullable: true,
    description: 'Of a correction the wrong event, which stays as it was recorded.',
  })
  corrects(_: unknown, context: Context): LedgerEvent | null {
    const { events } = context.read;
    const { event, stream } = this.entry;
    const position = isCorrection(event) ? events.positionOf(stream, event.revision) : undefined;
    const entry = position === undefined ? undefined : events.at(position);
    return entry ? new LedgerEvent(context, entry, this.at) : null;
  }

  @Derived(() => [LedgerEvent], {
    description: 'The corrections of it that are known at the moment; the last one counts.',
  })
  correctedBy(_: unknown, context: Context): readonly LedgerEvent[] {
    return context.read.events
      .correctionsOf(this.entry, this.at.position)
      .map((entry) => new LedgerEvent(context, entry, this.at));
  }
}
