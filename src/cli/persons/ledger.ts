import { aggregateLoader } from '../../commands/aggregates.js';
import { knownName } from '../../commands/people.js';
import { personStream, splitId, streamKey, type PersonId } from '../../domain/identity.js';
import { homeOf, person as decider, type Person } from '../../domain/person/index.js';
import type { EventStore, Stores } from '../../eventstore/port.js';

/** A person of the ledger, as the stream says now. */
export interface KnownPerson {
  readonly personId: PersonId;
  readonly state: Person;
  /** The number of the paper on which a revision was recorded. */
  readonly documentOf: (revision: number) => string | undefined;
  /** The name, where this store's directory holds it. */
  readonly name: string | undefined;
}

/** A person as ledger and directory have them. Throws StoreUnavailable. */
export const readPerson = async (
  { events, people }: Pick<Stores, 'events' | 'people'>,
  personId: PersonId,
): Promise<KnownPerson> => {
  const stream = personStream(personId);
  const { state } = await aggregateLoader(events)(decider, stream);
  const documents: (string | undefined)[] = [];
  for await (const { metadata } of events.readStream(stream))
    documents.push(metadata.basis.find(({ documentNo }) => documentNo !== undefined)?.documentNo);
  const person = state as Person;
  const known =
    person.status === 'REGISTERED'
      ? await knownName(people, personId, person.commitment)
      : { status: 'MISSING' as const };
  return {
    personId,
    state: person,
    documentOf: (revision) => documents[revision],
    name: known.status === 'VISIBLE' ? known.name : undefined,
  };
};

/** All persons whom schools of a district entered, in the order in which they were. Throws StoreUnavailable. */
export const personsOf = async (
  stores: Pick<Stores, 'events' | 'people'>,
  district: string,
): Promise<readonly KnownPerson[]> => {
  const persons: KnownPerson[] = [];
  for (const stream of await personStreams(stores.events)) {
    const known = await readPerson(stores, streamKey(stream));
    if (splitId(homeOf(known.state) ?? '').district === district) persons.push(known);
  }
  return persons;
};

/** The streams of persons, looking through the ledger once. */
const personStreams = async (events: EventStore): Promise<ReadonlySet<string>> => {
  const streams = new Set<string>();
  const abort = new AbortController();
  try {
    for await (const batch of events.follow({ signal: abort.signal })) {
      for (const { stream, type } of batch.events) if (type === 'PersonRegistered') streams.add(stream);
      if (batch.caughtUp) break;
    }
    return streams;
  } finally {
    abort.abort();
  }
};
