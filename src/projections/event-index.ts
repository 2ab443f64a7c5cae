import type Database from 'better-sqlite3';
import { isCorrection, touchedBy, touchedByCorrection } from '../domain/correction.js';
import { dayOf } from '../domain/day.js';
import {
  deciderOfStream,
  type AnyDecider,
  type Day,
  type DomainEvent,
  type ObjectRef,
  type Role,
  type StreamName,
} from '../domain/ledger.js';
import { splitId } from '../domain/identity.js';
import { countsRevisionOf, nameOfObject, objectOfName } from '../domain/objects.js';
import { isConfined } from '../domain/sentence.js';
import { upcast } from '../domain/upcast.js';
import type { Numbered, NumberedEvent } from '../eventstore/numbering.js';
import type { Metadata, StoredBytes } from '../eventstore/port.js';
import type { LedgerEntry } from './read-model.js';
import { statements } from './statements.js';

/**
 * The event index: every event with its number and body, as it is read now and as it is stored, and which objects it touched. knownAt is
 * the earliest recordedAt from the event on: never later than that of any event after it, so that one that was recorded ahead of time
 * hides nothing from then on.
 */
export const eventIndexTables = `
-- knownAt: the earliest recordedAt from here on. confinedTo: see IndexedEntry; NULL where anybody is told. storedData, storedMetadata: the store's bytes; NULL where they are those of metadata
CREATE TABLE IF NOT EXISTS event (
  position INTEGER PRIMARY KEY,
  token TEXT NOT NULL,
  stream TEXT NOT NULL,
  revision INTEGER NOT NULL,
  eventId TEXT NOT NULL,
  type TEXT NOT NULL,
  actorId TEXT NOT NULL,
  actorRole TEXT NOT NULL,
  commandId TEXT NOT NULL,
  knownAt TEXT NOT NULL,
  corrects INTEGER,
  causationId TEXT,
  confinedTo TEXT,
  event TEXT NOT NULL,
  metadata TEXT NOT NULL,
  storedData BLOB NOT NULL,
  storedMetadata BLOB
);
CREATE UNIQUE INDEX IF NOT EXISTS event_stream ON event (stream, revision);
CREATE INDEX IF NOT EXISTS event_type ON event (type, position, confinedTo);
CREATE INDEX IF NOT EXISTS event_actor ON event (actorId, position);
CREATE INDEX IF NOT EXISTS event_event_id ON event (eventId);
CREATE INDEX IF NOT EXISTS event_causation ON event (causationId, position) WHERE causationId IS NOT NULL;
CREATE INDEX IF NOT EXISTS event_corrects ON event (stream, corrects, position) WHERE corrects IS NOT NULL;
CREATE INDEX IF NOT EXISTS event_known_at ON event (knownAt, position);
CREATE TABLE IF NOT EXISTS subject (
  object TEXT NOT NULL,
  position INTEGER NOT NULL,
  place INTEGER NOT NULL,
  ownRevision INTEGER,
  PRIMARY KEY (object, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS subject_position ON subject (position, place);
`;

/** The reader met an event that it cannot pass; nothing after it may be read. */
export class ImpassableEvent extends Error {
  constructor(
    readonly position: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ImpassableEvent';
  }
}

/** This version of the software does not know the event. */
export class UnknownEvent extends ImpassableEvent {
  constructor(position: number, type: string, version: number, unknown: 'type' | 'version') {
    super(
      position,
      `Position ${position} holds an event ${type} version ${version}, whose ${unknown} this version of the software does not know: release readers before writers`,
    );
    this.name = 'UnknownEvent';
  }
}

/** The store gave an event of a stream without the one before it: it was told to forget that. */
export class EventWithoutPredecessor extends ImpassableEvent {
  constructor({ position, stream, revision }: Numbered) {
    super(
      position,
      `Position ${position} holds revision ${revision} of ${stream}, and the event store gave none before it: restore the event store from a backup`,
    );
    this.name = 'EventWithoutPredecessor';
  }
}

/** An object that events touch. */
export interface Subject extends ObjectRef {
  /** Events of persons do not count: who asks may not know that they touched it. */
  readonly except?: 'person';
}

/** Which events are asked for; all given conditions hold together. */
export interface EventFilter {
  readonly stream?: string;
  readonly types?: readonly string[];
  readonly actor?: string;
  /** Any of these objects. */
  readonly subjects?: readonly Subject[];
  /** Of confined events only those that are told in this district; '': none. Absent: all count. */
  readonly toldIn?: string;
}

export interface EventPage {
  /** Positions, excluded; 0 where there is no lower bound. */
  readonly after: number;
  /** The last position that may be given, included. */
  readonly upTo: number;
  readonly limit: number;
  readonly backwards: boolean;
}

/** An entry as the index gives it: with who acted, and when it was known (the earliest recordedAt from it on). */
export interface IndexedEntry extends LedgerEntry {
  readonly knownAt: string;
  /**
   * The districts in which it is told of whom it is and what, each between dots: `.370103.370104.`. Those of the school that entered the
   * person and of the schools that a rotation ever led from or to. Absent: anybody is told.
   */
  readonly confinedTo?: string;
}

export interface EventIndex {
  /** Adds an event and gives it in its present form. Throws UnknownEvent, EventWithoutPredecessor. */
  add(event: NumberedEvent): LedgerEntry;
  /** Makes what was added up to a position readable, once it is committed. */
  committed(position: number): void;
  /** The last event added, and when it was recorded. */
  last(): (Numbered & { readonly recordedAt: string }) | undefined;
  head(): number;
  /** The event at a position as the store gave it. */
  numbered(position: number): Numbered | undefined;
  at(position: number): IndexedEntry | undefined;
  /** When the position was known, RFC 3339 in UTC. */
  timeOf(position: number): string | undefined;
  /** The content of the event at a position byte for byte as the store gave it, in whichever version it was written. */
  raw(position: number): StoredBytes | undefined;
  byEventId(eventId: string): IndexedEntry | undefined;
  /** The events that followed an event up by themselves and are known at a position, in order. */
  followUpsOf(eventId: string, upTo: number): IndexedEntry[];
  positionOf(stream: string, revision: number): number | undefined;
  /** The last revision of a stream that is known at a position; undefined where the stream did not exist. */
  lastRevision(stream: string, upTo: number): number | undefined;
  /** The entries of a stream between two revisions, both included. */
  between(stream: string, first: number, last: number): IndexedEntry[];
  /** The entries of a stream that are known at a position, in order. */
  ofStream(stream: string, upTo: number): IndexedEntry[];
  page(filter: EventFilter, page: EventPage): IndexedEntry[];
  /** The positions of the events that touched an object, in order or backwards: no more is read than is asked for. */
  touching(subject: Subject, page: EventPage): number[];
  /** The corrections of a stream's revision that are known at a position, in the order in which they were recorded: the last one counts. */
  correctionsOf(of: { readonly stream: string; readonly revision: number }, upTo: number): IndexedEntry[];
  count(filter: EventFilter, upTo: number): number;
  /** The last position that was recorded at an instant (RFC 3339, UTC) or before it; 0 where none was. */
  knownAt(instant: string): number;
  /** The day on which a position was recorded, Asia/Shanghai. */
  recordedOn(position: number): Day | undefined;
  /** The stream revision of the last event up to a position that touched an object in its own stream; -1 without one. */
  revisionOf(object: ObjectRef, position: number): number;
  /** The objects that the event at a position touched, the one it is about first. */
  touchedBy(position: number): ObjectRef[];
}

interface EventRow {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly knownAt: string;
  readonly confinedTo: string | null;
  readonly event: string;
  readonly metadata: string;
}

/** Of an EventRow. What the store keeps is left where it is: whoever reads a page wants none of it. */
const entryColumns = 'position, stream, revision, eventId, knownAt, confinedTo, event, metadata';

interface StoredRow {
  readonly storedData: Buffer;
  readonly storedMetadata: Buffer | null;
  readonly metadata: string;
}

export const openEventIndex = (db: Database.Database): EventIndex => {
  db.exec(eventIndexTables);
  const prepared = statements(db);
  const insert = db.prepare(
    'INSERT INTO event VALUES (@position, @token, @stream, @revision, @eventId, @type, @actorId, @actorRole, @commandId, @knownAt, @corrects, @causationId, @confinedTo, @event, @metadata, @storedData, @storedMetadata)',
  );
  const touch = db.prepare('INSERT OR IGNORE INTO subject VALUES (@object, @position, @place, @ownRevision)');
  const lastRow = db.prepare(
    'SELECT position, token, stream, revision, eventId AS id, knownAt AS recordedAt FROM event ORDER BY position DESC LIMIT 1',
  );
  /** The event added last, which may have been taken back since: then the next one has another position. */
  let added: { readonly position: number; readonly recordedAt: string } | undefined;
  const lower = db.prepare('UPDATE event SET knownAt = @recordedAt WHERE knownAt > @recordedAt');
  let head = db.prepare('SELECT coalesce(max(position), 0) FROM event').pluck().get() as number;
  const numberedRow = db.prepare(
    'SELECT position, token, stream, revision, eventId AS id FROM event WHERE position = ?',
  );
  const byPosition = db.prepare(`SELECT ${entryColumns} FROM event WHERE position = ?`);
  const timeValue = db.prepare('SELECT knownAt FROM event WHERE position = ?').pluck();
  const storedRow = db.prepare('SELECT storedData, storedMetadata, metadata FROM event WHERE position = ?');
  const positionValue = db.prepare('SELECT position FROM event WHERE stream = ? AND revision = ?').pluck();
  const lastRevisionValue = db
    .prepare(
      'SELECT revision FROM event INDEXED BY event_stream WHERE stream = ? AND position <= ? ORDER BY revision DESC LIMIT 1',
    )
    .pluck();
  const inStream = db.prepare(
    `SELECT ${entryColumns} FROM event WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision`,
  );
  const ofStream = db.prepare(
    `SELECT ${entryColumns} FROM event INDEXED BY event_stream WHERE stream = ? AND position <= ? ORDER BY revision`,
  );
  const byEventId = db.prepare(`SELECT ${entryColumns} FROM event WHERE eventId = ?`);
  const followUps = db.prepare(
    `SELECT ${entryColumns} FROM event WHERE causationId = ? AND position <= ? ORDER BY position`,
  );
  const corrections = db.prepare(
    `SELECT ${entryColumns} FROM event WHERE stream = ? AND corrects = ? AND position <= ? ORDER BY position`,
  );
  const knownAtValue = db
    .prepare('SELECT position FROM event WHERE knownAt <= ? ORDER BY knownAt DESC, position DESC LIMIT 1')
    .pluck();
  const revisionValue = db
    .prepare(
      'SELECT ownRevision FROM subject WHERE object = ? AND position <= ? AND ownRevision IS NOT NULL ORDER BY position DESC LIMIT 1',
    )
    .pluck();
  const besideAny = db
    .prepare(
      `SELECT DISTINCT beside.object FROM subject AS touching JOIN subject AS beside USING (position)
       WHERE touching.object IN (SELECT value FROM json_each(?))`,
    )
    .pluck();
  const tellAlsoIn = db.prepare(
    `UPDATE event SET confinedTo = confinedTo || @district || '.'
     WHERE position IN (SELECT position FROM subject WHERE object IN (SELECT value FROM json_each(@objects)))
       AND instr(confinedTo, '.' || @district || '.') = 0`,
  );
  const touched = db.prepare('SELECT object FROM subject WHERE position = ? ORDER BY place').pluck();

  const entryOf = (row: EventRow): IndexedEntry => ({
    position: row.position,
    stream: row.stream,
    revision: row.revision,
    eventId: row.eventId,
    knownAt: row.knownAt,
    ...(row.confinedTo === null ? {} : { confinedTo: row.confinedTo }),
    event: JSON.parse(row.event) as DomainEvent,
    metadata: JSON.parse(row.metadata) as Metadata,
  });

  /** The objects that an event touches, and the districts to which it is confined, where it is. */
  const reachOf = (
    decider: AnyDecider,
    read: DomainEvent,
    { stream, revision }: NumberedEvent,
  ): { readonly objects: readonly ObjectRef[]; readonly districts?: readonly string[] } => {
    const wrong = isCorrection(read)
      ? (inStream.all(stream, read.revision, read.revision) as EventRow[]).map(entryOf)[0]?.event
      : read;
    if (!wrong) return { objects: [] };
    const objects = isCorrection(read)
      ? touchedByCorrection(decider, read, stream, wrong)
      : touchedBy(decider, read, stream, revision);
    return isConfined(wrong.type) ? { objects, districts: districtsOf(stream, objects) } : { objects };
  };

  /** The district of the school that entered a person, and those of all schools that the rotations touched ever led from or to. */
  const districtsOf = (stream: StreamName, objects: readonly ObjectRef[]): readonly string[] => {
    const rotations = objects.filter(({ type }) => type === 'Rotation');
    const entered = touched.all(positionValue.get(stream, 0) ?? 0) as string[];
    const before = rotations.length === 0 ? [] : (besideAny.all(keysOf(rotations)) as string[]);
    return districtsIn([...[...entered, ...before].map(objectOfName), ...(rotations.length === 0 ? [] : objects)]);
  };

  /** Where a rotation leads to another district, what is known of it already is told there as well. */
  const tellOfRotations = (objects: readonly ObjectRef[]): void => {
    const rotations = objects.filter(({ type }) => type === 'Rotation');
    if (rotations.length === 0) return;
    for (const district of districtsIn(objects)) tellAlsoIn.run({ district, objects: keysOf(rotations) });
  };

  const inRange = 'position > @after AND position <= @upTo';
  const touchedOne = (list: '@subjects' | '@apart'): string =>
    `object IN (SELECT value FROM json_each(${list})) AND subject.${inRange.replace(' AND ', ' AND subject.')}`;
  /** The positions of events that touched one of the subjects; of some only in streams that are nobody's. */
  const touching = (someApart: boolean): string =>
    [
      `SELECT position FROM subject WHERE ${touchedOne('@subjects')}`,
      ...(someApart
        ? [
            `SELECT subject.position FROM subject JOIN event AS touching USING (position) WHERE ${touchedOne('@apart')} AND touching.stream NOT GLOB 'person-*'`,
          ]
        : []),
    ].join(' UNION ALL ');
  /**
   * The events between two positions that pass a filter. Those of a stream are read by revision, which rises with the
   * position: else SQLite sorts them.
   */
  const selected = (
    { stream, types, actor, subjects, toldIn }: EventFilter,
    after: number,
    upTo: number,
  ): { readonly from: string; readonly order: string; readonly values: object } => {
    const where = [
      inRange,
      ...(stream === undefined ? [] : ['stream = @stream']),
      ...(types === undefined ? [] : ['type IN (SELECT value FROM json_each(@types))']),
      ...(actor === undefined ? [] : ['actorId = @actor']),
      ...(subjects === undefined ? [] : [`position IN (${touching(subjects.some(isApart))})`]),
      ...(toldIn === undefined ? [] : ["(confinedTo IS NULL OR instr(confinedTo, '.' || @toldIn || '.') > 0)"]),
    ];
    return {
      from: `FROM event ${stream === undefined ? '' : 'INDEXED BY event_stream'} WHERE ${where.join(' AND ')}`,
      order: stream === undefined ? 'position' : 'revision',
      values: {
        stream,
        // Where none are told, those of a type that is confined are not walked through.
        types: JSON.stringify((types ?? []).filter((type) => toldIn !== '' || !isConfined(type))),
        toldIn,
        actor,
        subjects: keysOf((subjects ?? []).filter((one) => !isApart(one))),
        apart: keysOf((subjects ?? []).filter(isApart)),
        after,
        upTo,
      },
    };
  };

  return {
    add: (event) => {
      const decider = deciderOfStream(event.stream);
      const read = decider
        ? upcast<DomainEvent>(decider, event.type, event.metadata.schemaVersion, event.data)
        : { unknown: 'type' as const };
      if ('unknown' in read)
        throw new UnknownEvent(event.position, event.type, event.metadata.schemaVersion, read.unknown);
      if (event.revision > 0 && positionValue.get(event.stream, event.revision - 1) === undefined)
        throw new EventWithoutPredecessor(event);
      const { actor, commandId, recordedAt } = event.metadata;
      const before =
        added?.position === event.position - 1 ? added : (lastRow.get() as { readonly recordedAt: string } | undefined);
      if (before && before.recordedAt > recordedAt) lower.run({ recordedAt });
      added = { position: event.position, recordedAt };
      const { objects, districts } = reachOf(decider!, read.event, event);
      const metadataText = JSON.stringify(event.metadata);
      insert.run({
        position: event.position,
        token: event.token,
        stream: event.stream,
        revision: event.revision,
        eventId: event.id,
        type: event.type,
        actorId: actor.id,
        actorRole: actor.role satisfies Role,
        commandId,
        knownAt: recordedAt,
        corrects: isCorrection(read.event) ? read.event.revision : null,
        causationId: event.metadata.causationId ?? null,
        confinedTo: districts === undefined ? null : `.${districts.join('.')}.`,
        event: JSON.stringify(read.event),
        metadata: metadataText,
        storedData: event.bytes.data,
        storedMetadata: isUtf8Of(metadataText, event.bytes.metadata) ? null : event.bytes.metadata,
      });
      tellOfRotations(objects);
      objects.forEach((object, place) =>
        touch.run({
          object: nameOfObject(object),
          position: event.position,
          place,
          ownRevision: countsRevisionOf(object.type, event.stream) ? event.revision : null,
        }),
      );
      const { position, stream, revision, id, metadata } = event;
      return { position, stream, revision, eventId: id, event: read.event, metadata };
    },
    last: () => lastRow.get() as (Numbered & { readonly recordedAt: string }) | undefined,
    committed: (position) => {
      head = position;
    },
    head: () => head,
    numbered: (position) => numberedRow.get(position) as Numbered | undefined,
    at: (position) => {
      const row = byPosition.get(position) as EventRow | undefined;
      return row && entryOf(row);
    },
    timeOf: (position) => timeValue.get(position) as string | undefined,
    raw: (position) => {
      const row = storedRow.get(position) as StoredRow | undefined;
      return row && { data: row.storedData, metadata: row.storedMetadata ?? Buffer.from(row.metadata) };
    },
    byEventId: (eventId) => {
      const row = byEventId.get(eventId) as EventRow | undefined;
      return row && entryOf(row);
    },
    followUpsOf: (eventId, upTo) => (followUps.all(eventId, upTo) as EventRow[]).map(entryOf),
    positionOf: (stream, revision) => positionValue.get(stream, revision) as number | undefined,
    lastRevision: (stream, upTo) => lastRevisionValue.get(stream, upTo) as number | undefined,
    ofStream: (stream, upTo) => (ofStream.all(stream, upTo) as EventRow[]).map(entryOf),
    between: (stream, first, last) => (inStream.all(stream, first, last) as EventRow[]).map(entryOf),
    page: (filter, { after, upTo, limit, backwards }) => {
      const { from, order, values } = selected(filter, after, upTo);
      return (
        prepared(`SELECT ${entryColumns} ${from} ORDER BY ${order} ${backwards ? 'DESC' : 'ASC'} LIMIT @limit`).all({
          ...values,
          limit,
        }) as EventRow[]
      ).map(entryOf);
    },
    touching: (subject, { after, upTo, limit, backwards }) => {
      const apart = isApart(subject)
        ? "AND NOT EXISTS (SELECT 1 FROM event WHERE event.position = subject.position AND event.stream GLOB 'person-*')"
        : '';
      return prepared(
        `SELECT position FROM subject WHERE object = @object AND ${inRange} ${apart} ORDER BY position ${backwards ? 'DESC' : 'ASC'} LIMIT @limit`,
      )
        .pluck()
        .all({ object: nameOfObject(subject), after, upTo, limit }) as number[];
    },
    correctionsOf: ({ stream, revision }, upTo) => (corrections.all(stream, revision, upTo) as EventRow[]).map(entryOf),
    count: (filter, upTo) => {
      if (Object.values(filter).every((condition) => condition === undefined)) return Math.min(upTo, head);
      const { from, values } = selected(filter, 0, upTo);
      return prepared(`SELECT count(*) ${from}`).pluck().get(values) as number;
    },
    knownAt: (instant) => (knownAtValue.get(instant) as number | undefined) ?? 0,
    recordedOn: (position) => {
      const row = byPosition.get(position) as EventRow | undefined;
      return row && dayOf((JSON.parse(row.metadata) as Metadata).recordedAt);
    },
    revisionOf: (object, position) => (revisionValue.get(nameOfObject(object), position) as number | undefined) ?? -1,
    touchedBy: (position) => (touched.all(position) as string[]).map(objectOfName),
  };
};

const isUtf8Of = (text: string, bytes: Uint8Array): boolean => Buffer.from(text).equals(bytes);
const keysOf = (objects: readonly ObjectRef[]): string => JSON.stringify(objects.map(nameOfObject));
/** The districts of the schools among objects. */
const districtsIn = (objects: readonly ObjectRef[]): readonly string[] => [
  ...new Set(objects.flatMap(({ type, key }) => (type === 'School' ? [splitId(key).district] : []))),
];
const isApart = ({ except }: Subject): boolean => except !== undefined;

/** Whether it is told in a district of whom an event is, and what; undefined stands for all districts. */
export const isToldIn = ({ confinedTo }: Pick<IndexedEntry, 'confinedTo'>, district: string | undefined): boolean =>
  confinedTo === undefined || district === undefined || confinedTo.includes(`.${district}.`);

/** Whether an event of a stream that touched the object counts for it. */
export const counts = ({ except }: Subject, stream: string): boolean =>
  except === undefined || !stream.startsWith(`${except}-`);
