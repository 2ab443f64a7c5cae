import type { Language } from '../../commands/messages.js';
import type { Names } from '../../domain/fact.js';
import { sentence, type ShownFact } from '../../domain/sentence.js';
import type { LedgerEntry } from '../../projections/read-model.js';
import type { Context } from '../context.js';
import { shownNames } from '../person/name.js';
import type { At } from '../shared/at.js';
import { using, type Awaitable } from '../shared/awaitable.js';

/**
 * The line on an event as it is shown to who asks. Schools and groups bear the names that they have on the fact's day, as known at the
 * moment; persons are named where who asks may see the name.
 */
export const summaryOf = (
  context: Context,
  fact: ShownFact,
  before: ShownFact | undefined,
  { position, stream }: Pick<LedgerEntry, 'position' | 'stream'>,
  at: At,
  language: Language,
): Awaitable<string> =>
  using(shownNames(context, personsTouched(context, position), at.position), (persons) => {
    const called = context.read.values.called(at.position);
    const names: Names = { school: called, group: called, person: (id) => persons.get(id) };
    return sentence(fact, stream, language === 'ZH' ? 'zh' : 'en', names, before);
  });

const personsTouched = ({ read }: Context, position: number): readonly string[] =>
  read.events.touchedBy(position).flatMap(({ type, key }) => (type === 'Person' ? [key] : []));
