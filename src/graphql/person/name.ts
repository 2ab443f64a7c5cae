import { setImmediate as nextTurn } from 'node:timers/promises';
import { knownName, type KnownName } from '../../commands/people.js';
import type { PersonRow } from '../../projections/person/rows.js';
import { present } from '../../domain/present.js';
import type { Context } from '../context.js';
import { using, type Awaitable } from '../shared/awaitable.js';
import { namesUnavailable } from '../shared/errors.js';
import { mayRead } from '../shared/visibility.js';

export type ShownName = KnownName | { readonly status: 'WITHHELD' | 'ERASED' };

/** The name for who asks. Once erased it is erased at every moment. */
export const nameFor = (context: Context, row: PersonRow): Awaitable<ShownName> => {
  if (!mayRead(context, 'nameOfPerson', row)) return { status: 'WITHHELD' };
  const { read, services } = context;
  const commitmentNow = read.persons.byKey(row.key, services.runner.head())?.commitment;
  if (row.commitment === null || commitmentNow === null) return { status: 'ERASED' };
  return using(knownName(services.people, row.key, row.commitment), (shown) =>
    shown.status === 'VISIBLE' && context.principal.actor.role === 'AUDITOR'
      ? keptAccess(context, row.key).then(() => shown)
      : shown,
  );
};

/** The names of some persons that are known at a position, of those that who asks may see; at once where there are none. */
export const shownNames = (
  context: Context,
  persons: readonly string[],
  position: number,
): Awaitable<ReadonlyMap<string, string>> => {
  const withName = (names: ReadonlyMap<string, string>, key: string): Awaitable<ReadonlyMap<string, string>> => {
    const row = context.read.persons.byKey(key, position);
    return row
      ? using(nameFor(context, row), (shown) =>
          shown.status === 'VISIBLE' ? new Map(names).set(key, shown.name) : names,
        )
      : names;
  };
  return persons.reduce<Awaitable<ReadonlyMap<string, string>>>(
    (before, key) => using(before, (names) => withName(names, key)),
    new Map(),
  );
};

/**
 * Resolves when it is kept that the asker is shown this name: together with all that the request asks for in the same turn. Throws the
 * GraphQLError STORE_UNAVAILABLE: a name that cannot be accounted for is not shown.
 */
const keptAccess = ({ request, services, principal, purpose }: Context, personId: string): Promise<void> => {
  request.isRecorded = true;
  if (!request.accessed) {
    const personIds = new Set<string>();
    const kept = nextTurn().then(() => {
      delete request.accessed;
      return services.recordAccess({
        ...{ at: services.now(), actor: principal.actor.id, personIds: [...personIds] },
        ...present({ purpose }),
      });
    });
    request.accessed = {
      personIds,
      kept: kept.catch(() => {
        throw namesUnavailable();
      }),
    };
  }
  request.accessed.personIds.add(personId);
  return request.accessed.kept;
};

/**
 * The persons of a district whose present name holds a text, as far as who asks may see their names. The log says that it was asked for,
 * never what. Throws the GraphQLError STORE_UNAVAILABLE.
 */
export const personsNamed = async (context: Context, district: string, text: string): Promise<ReadonlySet<string>> => {
  const { read, services, principal, request } = context;
  request.isPassing = true;
  // What is none is not repeated in the log.
  if (!read.districts.byKey(district, services.runner.head())) return new Set();
  const entries = await services.personsNamed(district, text);
  if (!entries) throw namesUnavailable();
  const head = services.runner.head();
  const found = entries.flatMap(({ personId, commitment }) => {
    const row = read.persons.byKey(personId, head);
    return row?.commitment === commitment && mayRead(context, 'nameOfPerson', row) ? [personId] : [];
  });
  services.log.info({ actor: principal.actor.id, district, found: found.length }, 'person search');
  return new Set(found);
};
