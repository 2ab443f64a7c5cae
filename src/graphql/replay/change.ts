import type { Language as LanguageCode } from '../../commands/messages.js';
import { changeText, labelOf, personsOf, type NameOf } from '../../audit/words.js';
import type { Change } from '../../audit/changes.js';
import { EXISTS } from '../../audit/said.js';
import type { Context } from '../context.js';
import { nodeOf } from '../objects.js';
import { shownNames } from '../person/name.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { Arg, Derived, Field, Type } from '../shared/decorators.js';
import { Language } from '../shared/enums.js';
import { Node } from '../shared/node.js';
import { CalendarDate, Json } from '../shared/scalars.js';
import { mayReadField } from '../visibility/field.js';

/** Right before something changed and right after it. */
export interface Between {
  readonly before: At;
  readonly after: At;
}

interface AskedLanguage {
  readonly language?: LanguageCode | null;
}
const language = Arg('language', () => Language, {
  nullable: true,
  description: 'Its language; without one that of the request (Accept-Language).',
});

@Type('A field of an object that became another one, on all days or on some.')
export class FieldChange {
  @Field(() => [String], {
    description: 'Which field, as in ["lines", "1", "allocated"]: fields by their names, what is in a list by its key.',
  })
  readonly path: readonly string[];

  @Field(() => CalendarDate, { nullable: true, description: 'The first day on which it changed; null: from ever.' })
  readonly since: string | null;

  @Field(() => CalendarDate, {
    nullable: true,
    description: 'The day from which it is as it was; null: it changed for ever.',
  })
  readonly until: string | null;

  @Field(() => Json, {
    nullable: true,
    description: 'What it was, objects by their keys, sums as Money; null: nothing was there.',
  })
  readonly before: unknown;

  @Field(() => Json, { nullable: true, description: 'What it is; null: nothing is there.' })
  readonly after: unknown;

  constructor(
    private readonly change: Change,
    private readonly between: Between,
  ) {
    this.path = change.path;
    this.since = change.since;
    this.until = change.until;
    this.before = change.before;
    this.after = change.after;
  }

  @Derived(() => Node, { description: 'The object, right after it changed; where it is known no more, right before.' })
  object(_: unknown, context: Context): Node | null {
    return objectOf(context, this.change, this.between);
  }

  @Derived(() => String, { description: 'What the field is called.' })
  label(@language asked: AskedLanguage, context: Context): Awaitable<string> {
    return this.said(context, asked, labelOf);
  }

  @Derived(() => String, { description: 'One line that says the change, with the names that the asker may see.' })
  sentence(@language asked: AskedLanguage, context: Context): Awaitable<string> {
    return this.said(context, asked, changeText);
  }

  private said(context: Context, asked: AskedLanguage, say: typeof changeText): Awaitable<string> {
    const tongue = (asked.language ?? context.language) === 'ZH' ? 'zh' : 'en';
    return using(namesIn(context, this.change, this.between.after), (nameOf) => say(this.change, tongue, nameOf));
  }
}

const objectOf = (context: Context, { object }: Change, { before, after }: Between): Node | null =>
  nodeOf(context, object, after) ?? nodeOf(context, object, before);

/** Schools and groups bear the names of the moment; persons where who asks may see the name. */
const namesIn = (context: Context, change: Change, { position, effectiveOn }: At): Awaitable<NameOf> =>
  using(shownNames(context, personsOf(change), position), (persons) => {
    const called = context.read.values.called(position);
    return (key) => persons.get(key) ?? called(key, effectiveOn);
  });

/** Whether the asker may read what changed of an object, as by its own fields. */
export const mayReadChange = (context: Context, { object, path: [field], readAs }: Change, node: Node): boolean => {
  const answers = [
    field === undefined ? readAs === undefined || undefined : mayReadField(context, object.type, field, node),
    readAs && mayReadField(context, readAs.type, readAs.field, readAs.source ?? node),
  ].filter((answer) => answer !== undefined);
  return answers.length > 0 && answers.every(Boolean);
};

/** Of some changes those that the asker may read. */
export const readableChanges = (
  context: Context,
  changes: readonly Change[],
  between: Between,
): readonly FieldChange[] =>
  changes.flatMap((change) => {
    const node = objectOf(context, change, between);
    return node && change.path.length > EXISTS.length && mayReadChange(context, change, node)
      ? [new FieldChange(change, between)]
      : [];
  });
