import type { Ballot } from '../../domain/council/resolution-events.js';
import type { Day } from '../../domain/day.js';
import type { DomainEvent, ObjectRef, StreamName } from '../../domain/ledger.js';
import type { Queries } from '../../projections/queries.js';
import type { LedgerEntry, Moment } from '../../projections/read-model.js';
import type { ReadModels } from '../../projections/read-models.js';

/** What an event is to the answer; each is followed by what was put right of it, and by what caused it where a process gave it. */
export type LinkKind =
  | 'MADE_BY'
  | 'SAID_OTHERWISE'
  | 'CORRECTED_BY'
  | 'RETRACTED_BY'
  | 'FOLLOWED_UP'
  | 'RECOMMENDED'
  | 'SEATED'
  | 'COUNCIL_APPOINTED'
  | 'TERM_EXTENDED'
  | 'FILED'
  | 'FILING_ANSWERED'
  | 'DECIDED_BY_RESOLUTION'
  | 'ADOPTED_IN_MEETING'
  | 'AMENDED_IN_MEETING'
  | 'REPEALED_IN_MEETING'
  | 'CONTRACTED'
  | 'ALLOCATED'
  | 'SUSPENDED'
  | 'APPROPRIATED'
  | 'CARRIED_IN'
  | 'REVERSED'
  | 'ROTATION_PROPOSED'
  | 'ROTATION_DECIDED'
  | 'ROTATION_EXTENDED'
  | 'ARRIVED'
  | 'SERVICE_CONFIRMED'
  | 'COMPLETED'
  | 'CONCLUDED'
  | 'APPEALED'
  | 'APPEAL_DECIDED'
  | 'REOPENED'
  | 'FOUND'
  | 'OBJECTED'
  | 'OBJECTION_UPHELD'
  | 'OPENED';

/** One event behind an answer, by its position in the ledger. */
export interface Link {
  readonly kind: LinkKind;
  readonly position: number;
  /** What it is about. */
  readonly object: ObjectRef;
  /** The day that counts: of a meeting that on which it was held, of a correction that of the right fact, else that from which it has effect. */
  readonly on: Day;
  /** Of a meeting. */
  readonly ballot?: Ballot;
}

/** Where and of which moment is asked. */
export interface About {
  readonly read: ReadModels;
  readonly queries: Queries;
  readonly moment: Moment;
}

type OfType<Type extends DomainEvent['type']> = Extract<DomainEvent, { readonly type: Type }>;
/** A fact as it is known to be right at the moment. */
export interface Standing<Event = DomainEvent> {
  readonly entry: LedgerEntry;
  readonly event: Event;
  readonly on: Day;
}

/** A fact with its last correction in its place; undefined where it was retracted. */
const standing = ({ read, moment }: About, entry: LedgerEntry): Standing | undefined => {
  const last = read.events.correctionsOf(entry, moment.position).at(-1)?.event;
  switch (last?.type) {
    case 'RecordRetracted':
      return undefined;
    case 'RecordCorrected':
      return { entry, event: last.right as unknown as DomainEvent, on: last.rightEffectiveOn };
    default:
      return { entry, event: entry.event, on: entry.metadata.effectiveOn };
  }
};

/** How many facts of an object are looked at. */
const MOST = 1000;

/** The facts of some types that touched an object, or stand in a stream, as they are known to be right, in the order in which they were recorded. */
export const factsAbout = <Type extends DomainEvent['type']>(
  about: About,
  where: ObjectRef | StreamName,
  ...types: readonly Type[]
): readonly Standing<OfType<Type>>[] =>
  entriesAbout(about, where, types, MOST).flatMap((entry) => {
    const fact = standing(about, entry);
    return fact ? [fact as Standing<OfType<Type>>] : [];
  });

const entriesAbout = (
  { read, moment }: About,
  where: ObjectRef | StreamName,
  types: readonly string[],
  limit: number,
): readonly LedgerEntry[] =>
  read.events.page(
    { types, ...(typeof where === 'string' ? { stream: where } : { subjects: [where] }) },
    { after: 0, upTo: moment.position, limit, backwards: false },
  );

/**
 * A fact, the corrections of it in order, and where a process gave it the event that it followed up, likewise. Of no more than is known
 * at the moment's position. `object`: what it is about, where that is not the first that it touched.
 */
export const fact = (
  about: About,
  kind: LinkKind,
  stream: StreamName,
  revision: number,
  object?: ObjectRef,
): readonly Link[] => {
  const [entry] = about.read.events.between(stream, revision, revision);
  return entry && entry.position <= about.moment.position ? ofEntry(about, kind, entry, object) : [];
};

/** The first fact of a type about an object, retracted or not. */
export const firstFact = (
  about: About,
  kind: LinkKind,
  type: DomainEvent['type'],
  object: ObjectRef,
): readonly Link[] => {
  const [entry] = entriesAbout(about, object, [type], 1);
  return entry ? ofEntry(about, kind, entry, object) : [];
};

/** What follows a standing fact of `factsAbout` in a chain. */
export const ofFact = (about: About, kind: LinkKind, { entry }: Standing, object?: ObjectRef): readonly Link[] =>
  ofEntry(about, kind, entry, object);

const ofEntry = (about: About, kind: LinkKind, entry: LedgerEntry, object?: ObjectRef): readonly Link[] => {
  const { events } = about.read;
  const corrections = events.correctionsOf(entry, about.moment.position);
  const linkOf = (as: LinkKind, { position }: LedgerEntry, on: Day): Link => ({
    kind: as,
    position,
    object: object ?? events.touchedBy(position)[0]!,
    on,
  });
  return [
    linkOf(kind, entry, entry.metadata.effectiveOn),
    ...corrections.map((one) =>
      one.event.type === 'RecordCorrected'
        ? linkOf('CORRECTED_BY', one, one.event.rightEffectiveOn)
        : linkOf('RETRACTED_BY', one, one.metadata.effectiveOn),
    ),
    ...causeOf(about, entry),
  ];
};

/** What a process followed up lies before it. */
const causeOf = (about: About, { metadata: { causationId } }: LedgerEntry): readonly Link[] => {
  const cause = causationId === undefined ? undefined : about.read.events.byEventId(causationId);
  return cause ? ofEntry(about, 'FOLLOWED_UP', cause) : [];
};

const meetings: readonly LinkKind[] = ['ADOPTED_IN_MEETING', 'AMENDED_IN_MEETING', 'REPEALED_IN_MEETING'];

/** Each event once, by the first thing that it is to the answer; a meeting stands besides what it decided. */
export const chainOf = (...parts: readonly (readonly Link[])[]): readonly Link[] => {
  const seen = new Set<string>();
  return parts.flat().filter(({ kind, position }) => {
    const key = `${meetings.includes(kind) ? 'in a meeting ' : ''}${position}`;
    return !seen.has(key) && seen.add(key);
  });
};
