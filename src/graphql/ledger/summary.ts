import type { Language } from '../../commands/messages.js';
import type { Names } from '../../domain/fact.js';
import { sentence, type ShownFact } from '../../domain/sentence.js';
import type { LedgerEntry } from '../../projections/read-model.js';
import type { Context } from '../context.js';
import { nameFor } from '../person/name.js';
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
  using(namesOfPersons(context, position, at), (persons) => {
    const { values } = context.read;
    const nameOn: Names['school'] = (id, day) =>
      values.nearest(id, 'name', { position: at.position, effectiveOn: day }) || undefined;
    const names: Names = { school: nameOn, group: nameOn, person: (id) => persons.get(id) };
    return sentence(fact, stream, language === 'ZH' ? 'zh' : 'en', names, before);
  });

/** The names of the persons whom an event touches, of those that who asks may see; at once where there are none. */
const namesOfPersons = (context: Context, position: number, at: At): Awaitable<ReadonlyMap<string, string>> => {
  const keys = context.read.events.touchedBy(position).flatMap(({ type, key }) => (type === 'Person' ? [key] : []));
  const withName = (names: ReadonlyMap<string, string>, key: string): Awaitable<ReadonlyMap<string, string>> => {
    const row = context.read.persons.byKey(key, at.position);
    return row
      ? using(nameFor(context, row), (shown) =>
          shown.status === 'VISIBLE' ? new Map(names).set(key, shown.name) : names,
        )
      : names;
  };
  return keys.reduce<Awaitable<ReadonlyMap<string, string>>>(
    (before, key) => using(before, (names) => withName(names, key)),
    new Map(),
  );
};
