import { knownName, type KnownName } from '../../commands/people.js';
import type { PersonRow } from '../../projections/person/rows.js';
import type { Context } from '../context.js';
import type { Awaitable } from '../shared/awaitable.js';
import { mayRead } from '../shared/visibility.js';

export type ShownName = KnownName | { readonly status: 'WITHHELD' | 'ERASED' };

/** The name for who asks. Once erased it is erased at every moment. */
export const nameFor = (context: Context, row: PersonRow): Awaitable<ShownName> => {
  if (!mayRead(context, 'nameOfPerson', row)) return { status: 'WITHHELD' };
  const { read, services } = context;
  const commitmentNow = read.persons.byKey(row.key, services.runner.head())?.commitment;
  if (row.commitment === null || commitmentNow === null) return { status: 'ERASED' };
  return knownName(services.people, row.key, row.commitment);
};
