import {
  objectsIn,
  valueIn,
  type Answer,
  type Link,
  type LinkKind,
  type WhyField as Field_,
} from '../../audit/why/index.js';
import type { Language as LanguageCode } from '../../commands/messages.js';
import type { Context } from '../context.js';
import { Basis, LedgerEvent } from '../ledger/event.js';
import { eventAt, nodeOf } from '../objects.js';
import { nameFor } from '../person/name.js';
import { Ballot } from '../resolution/types.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Arg, Derived, Field, Int, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';
import { Money, moneyOrNull } from '../shared/money.js';
import { Node } from '../shared/node.js';
import { CalendarDate, SafeInt } from '../shared/scalars.js';
import { maySeeTouched } from '../shared/visibility.js';

export const WhyField = enumOf<Field_>('WhyField', 'A field of which may be asked why it says what it says.', {
  SEAT: 'Of a council seat: who sits there on the day.',
  CHAIR: 'Of a council: who chairs it on the day.',
  LEAD: 'Of a group: which school leads it on the day.',
  MEMBERSHIP: 'Of a membership: that the school is a member of the group on the day.',
  NAME: 'Of a school or group: what it is called on the day.',
  STANDING: 'Of a school: how the bureau classes it on the day. To whom the standing is shown.',
  PLACE_OF_TEACHING: 'Of a person: where the person works on the day. To whom the career is shown.',
  CREDIT: 'Of a credit, by its entityId: the months that were recognised. To whom the career is shown.',
  AMOUNT: 'Of a line of a fund, or of a tranche, by its entityId: how much it is by the day.',
  GROUND:
    'Of a payment, by its entityId: the resolution that it rests on, as its line did on the day it was paid. To whom payments are shown.',
  FILING_STATUS: 'Of a council: where its filing stands on the day.',
  GRADE: 'Of an evaluation: the grade that stands on the day.',
  POLICY_IN_FORCE: 'Of a district, with the kind of policy: which one applies on the day; of a policy: that it does.',
});

export const WhyLinkKind = enumOf<LinkKind>('WhyLinkKind', 'What an event is to an answer.', {
  MADE_BY: 'It made it so; of several places of teaching, each of them.',
  SAID_OTHERWISE: 'It said otherwise, until it was put right or retracted: what made it so counts again.',
  CORRECTED_BY: 'The fact before it was wrong; this says what is right (更正).',
  RETRACTED_BY: 'The fact before it never was.',
  FOLLOWED_UP: 'A process followed it up: it is the cause of the event before it.',
  RECOMMENDED: 'The member school recommended who sits there.',
  SEATED: 'It gave the chair a seat.',
  COUNCIL_APPOINTED: 'It appointed the council: the one that met, or that it is about.',
  TERM_EXTENDED: 'It made the term of the council longer.',
  FILED: 'The council was filed with the bureau (备案).',
  FILING_ANSWERED: 'The bureau accepted the filing, or returned it.',
  DECIDED_BY_RESOLUTION: 'The resolution that it rests on was adopted.',
  ADOPTED_IN_MEETING: 'The meeting that adopted it, with its ballot and the council that met.',
  AMENDED_IN_MEETING: 'A meeting that amended it, likewise.',
  REPEALED_IN_MEETING: 'The meeting that repealed it, likewise.',
  CONTRACTED: 'The contract that was paid under, or an amendment of it.',
  ALLOCATED: 'Money was allocated to the line, or its allocation was revised.',
  SUSPENDED: 'The line was suspended, because its resolution carries it no more.',
  APPROPRIATED: 'Money came from the bureau, or was taken back.',
  CARRIED_IN: 'Money arrived from the year before.',
  REVERSED: 'The payment was reversed (冲销).',
  ROTATION_PROPOSED: 'The rotation was proposed.',
  ROTATION_DECIDED: 'The rotation was decided.',
  ROTATION_EXTENDED: 'It was decided that the rotation lasts longer.',
  ARRIVED: 'The arrival at the receiving school was confirmed.',
  SERVICE_CONFIRMED: 'The receiving school confirmed the service of a term.',
  COMPLETED: 'The rotation was completed.',
  CONCLUDED: 'The evaluation was concluded, with a grade that an appeal changed.',
  APPEALED: 'Somebody appealed against the conclusion.',
  APPEAL_DECIDED: 'An appeal against the conclusion was decided, and the grade stands.',
  REOPENED: 'A draft or a conclusion was taken back before, and the evaluation went on.',
  FOUND: 'What an inspector found.',
  OBJECTED: 'An objection to the finding before it, which was upheld.',
  OBJECTION_UPHELD: 'It was upheld: the finding says something else.',
  OPENED: 'The evaluation was opened.',
});

const languageOfLine = {
  nullable: true,
  description: 'Its language; without one that of the request (Accept-Language).',
} as const;

@Type('One event behind an answer.')
export class WhyLink {
  @Field(() => WhyLinkKind, { description: 'What it is to the answer.' })
  readonly kind: LinkKind;

  @Field(() => SafeInt, { description: 'Its position in the ledger.' })
  readonly position: number;

  @Field(() => CalendarDate, {
    description:
      'The day that counts: of a meeting that on which it was held, of a correction that of the right fact, else that from which it has effect.',
  })
  readonly on: string;

  @Field(() => LedgerEvent, { description: 'The event.' })
  readonly event: LedgerEvent;

  @Field(() => Ballot, { nullable: true, description: 'Of a meeting: how the council voted.' })
  readonly ballot: Ballot | null;

  constructor(
    private readonly link: Link,
    event: LedgerEvent,
    readonly at: At,
  ) {
    this.kind = link.kind;
    this.position = link.position;
    this.on = link.on;
    this.event = event;
    this.ballot = link.ballot ?? null;
  }

  @Derived(() => Node, {
    nullable: true,
    description:
      'What it is about, as it is at the moment: the seat, the resolution, of a meeting the council that met; null where it is not known then.',
  })
  object(_: unknown, context: Context): Node | null {
    const { object } = this.link;
    const { stream } = context.read.events.at(this.position)!;
    return maySeeTouched(context, stream, object) ? nodeOf(context, object, this.at) : null;
  }

  @Derived(() => [Basis], { description: 'The papers it rests on; none are shown to the public.' })
  get basis(): readonly Basis[] {
    return this.event.basis;
  }

  @Derived(() => String, { description: 'One line that a person can read.' })
  sentence(
    @Arg('language', () => Language, languageOfLine) args: { readonly language?: LanguageCode | null },
    context: Context,
  ): Awaitable<string> {
    return this.event.summary(args, context);
  }
}

@Type('Why a field of an object says at a moment what it says.')
export class Why {
  @Field(() => WhyField, { description: 'The field.' })
  readonly field: Field_;

  @Field(() => String, {
    nullable: true,
    description: 'Of STANDING, FILING_STATUS and GRADE: the value, as the field of the object gives it.',
  })
  readonly code: string | null;

  @Field(() => Money, { nullable: true, description: 'Of AMOUNT: how much.' })
  readonly amount: Money | null;

  @Field(() => Int, { nullable: true, description: 'Of CREDIT: how many months.' })
  readonly months: number | null;

  @Field(() => [WhyLink], {
    description:
      'The events behind it, in order: the one that made it so, what that rests on, and what that rests on in turn. A fact that was corrected stands before its corrections, what a process did before its cause. Of what is withheld from who asks there is no link.',
  })
  readonly links: readonly WhyLink[];

  constructor(
    field: Field_,
    private readonly answer: Answer,
    readonly at: At,
    context: Context,
  ) {
    const { value, links } = answer;
    this.field = field;
    this.code =
      value.is === 'STANDING'
        ? value.standing
        : value.is === 'FILING'
          ? value.status
          : value.is === 'GRADE'
            ? value.grade
            : null;
    this.amount = moneyOrNull(value.is === 'MONEY' ? value.fen : null);
    this.months = value.is === 'MONTHS' ? value.months : null;
    this.links = links.flatMap((link) => {
      const event = eventAt(context, String(link.position), at);
      return event && !event.isWithheld ? [new WhyLink(link, event, at)] : [];
    });
  }

  @Derived(() => [Node], {
    description: 'The objects that the value names: who sits there, which school leads, on which resolution it rests.',
  })
  objects(_: unknown, context: Context): readonly Node[] {
    return objectsIn(this.answer.value).flatMap((ref) => nodeOf(context, ref, this.at) ?? []);
  }

  @Derived(() => String, {
    description: 'The value in one line that a person can read; persons are named where who asks may see the name.',
  })
  value(
    @Arg('language', () => Language, languageOfLine) { language }: { readonly language?: LanguageCode | null },
    context: Context,
  ): Awaitable<string> {
    const { value } = this.answer;
    const about = { read: context.read, queries: context.queries, moment: this.at };
    const tongue = (language ?? context.language) === 'ZH' ? 'zh' : 'en';
    const row =
      value.is === 'OBJECT' && value.object.type === 'Person'
        ? context.read.persons.byKey(value.object.key, this.at.position)
        : undefined;
    if (!row) return valueIn(about, value, tongue);
    return using(nameFor(context, row), (shown) =>
      valueIn(about, value, tongue, shown.status === 'VISIBLE' ? shown.name : undefined),
    );
  }
}
