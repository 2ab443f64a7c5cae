import type { Language as LanguageCode } from '../../commands/messages.js';
import type { ReplayView as View, Step } from '../../audit/replay.js';
import { EXISTS } from '../../audit/said.js';
import type { ObjectRef } from '../../domain/ledger.js';
import type { Context } from '../context.js';
import { LedgerEvent } from '../ledger/event.js';
import { nodeOf } from '../objects.js';
import type { At } from '../shared/at.js';
import type { Awaitable } from '../shared/awaitable.js';
import { connectionOf } from '../shared/connection.js';
import { Arg, Derived, Field, Type } from '../shared/decorators.js';
import { enumOf, Language } from '../shared/enums.js';
import { Node } from '../shared/node.js';
import { CalendarDate } from '../shared/scalars.js';
import { maySeeTouched } from '../shared/visibility.js';
import { FieldChange, readableChanges, type Between } from './change.js';

export const ReplayView = enumOf<View>('ReplayView', 'Which history is replayed.', {
  AS_BELIEVED:
    'Event by event as it was recorded: what was believed right before it and right after it, corrections as steps of their own.',
  AS_CORRECTED:
    'Fact by fact as it is known at the end: each correction in the place of what it corrects, what was retracted left out.',
});

@Type('One step of a history: an event, and what became of the object by it.')
export class ReplayStep {
  @Field(() => LedgerEvent, { description: 'The event, as it was recorded.' })
  readonly event: LedgerEvent;

  @Field(() => CalendarDate, { description: 'The day from which it has effect, in the history that is replayed.' })
  readonly effectiveOn: string;

  /** `at` is the moment up to which the history is replayed. */
  constructor(
    context: Context,
    private readonly step: Step,
    private readonly subject: ObjectRef,
    private readonly view: View,
    private readonly at: At,
  ) {
    this.event = new LedgerEvent(context, step.entry, at);
    this.effectiveOn = step.effectiveOn;
  }

  @Derived(() => String, {
    description: 'One line that a person can read: what happened, in the history that is replayed.',
  })
  summary(
    @Arg('language', () => Language, {
      nullable: true,
      description: 'Its language; without one that of the request (Accept-Language).',
    })
    asked: { readonly language?: LanguageCode | null },
    context: Context,
  ): Awaitable<string> {
    const { event, effectiveOn } = this.step;
    return this.view === 'AS_BELIEVED'
      ? this.event.summary(asked, context)
      : this.event.said(context, { event, effectiveOn }, asked.language ?? context.language);
  }

  @Derived(() => Node, {
    nullable: true,
    description:
      'The object right after it, on the day it was recorded; AS_CORRECTED as it is known at the end of the day from which it has effect. Null where it is not known.',
  })
  object(_: unknown, context: Context): Node | null {
    return nodeOf(context, this.subject, this.between(context).after);
  }

  @Derived(() => Node, {
    nullable: true,
    description:
      'The object as it was believed right before it, of the same day; null where it was not known, and AS_CORRECTED.',
  })
  objectBefore(_: unknown, context: Context): Node | null {
    return this.view === 'AS_CORRECTED' ? null : nodeOf(context, this.subject, this.between(context).before);
  }

  @Derived(() => [FieldChange], {
    description:
      'What it changed of the object, of a district of all its objects: what the asker may read of it. Put in order they make the object of nothing.',
  })
  changes(_: unknown, context: Context): readonly FieldChange[] {
    return this.changed(context).shown;
  }

  @Derived(() => Boolean, { description: 'Whether it changed something besides that the asker may not read.' })
  withheld(_: unknown, context: Context): boolean {
    return this.changed(context).withheld;
  }

  #changed: ReturnType<typeof stepChanges> | undefined;
  private changed(context: Context): ReturnType<typeof stepChanges> {
    return (this.#changed ??= stepChanges(context, this.step, this.view, this.at));
  }

  private between(context: Context): Between {
    return aroundStep(context, this.step, this.view, this.at);
  }
}

/** The moments right before a step and right after it, on the day it was recorded; of what is known at the end that moment, on its own day. */
const aroundStep = ({ read }: Context, { entry: { position }, effectiveOn }: Step, view: View, at: At): Between => {
  if (view === 'AS_CORRECTED') {
    const known = { position: at.position, effectiveOn, pinned: true };
    return { before: known, after: known };
  }
  const on = { effectiveOn: read.events.recordedOn(position) ?? at.effectiveOn, pinned: true };
  return { before: { position: position - 1, ...on }, after: { position, ...on } };
};

/** What a step changed that the asker may read, and whether there is more. */
export const stepChanges = (
  context: Context,
  step: Step,
  view: View,
  at: At,
): { readonly shown: readonly FieldChange[]; readonly withheld: boolean } => {
  const changed = step.changes().filter(({ path }) => path.length > EXISTS.length);
  const shown = readableChanges(
    context,
    changed.filter(({ object }) => maySeeTouched(context, step.entry.stream, object)),
    aroundStep(context, step, view, at),
  );
  return { shown, withheld: shown.length < changed.length };
};

export const ReplayStepConnection = connectionOf(ReplayStep, 'ReplayStep', 'steps');
