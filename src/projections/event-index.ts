import type Database from 'better-sqlite3';
import { isCorrection, touchedByCorrection } from '../domain/correction.js';
import { dayOf } from '../domain/day.js';
import { deciderOfStream, type AnyDecider, type Day, type DomainEvent, type ObjectRef, type ObjectType, type Role } from '../domain/ledger.js';
import { upcast } from '../domain/upcast.js';
import type { Numbered, NumberedEvent } from '../eventstore/numbering.js';
import type { Metadata } from '../eventstore/port.js';
import type { LedgerEntry } from './read-model.js';
import { statements } from './statements.js';

/** The event index: every event with its number and body, and which objects it touched. */
export const eventIndexTables = `
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
  event TEXT NOT NULL,
  metadata TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS event_stream ON event (stream, revision);
CREATE INDEX IF NOT EXISTS event_type ON event (type, position);
CREATE INDEX IF NOT EXISTS event_actor ON event (actorId, position);
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

/** Which stream an object's own revision counts. */
const home: { readonly [Type in ObjectType]: string } = {
  District: 'district', School: 'district', EducationGroup: 'district', Membership: 'district',
  Council: 'council', CouncilSeat: 'council', Recommendation: 'council', Resolution: 'council', Person: 'person', Fund: 'fund', Policy: 'policy',
};

/** The reader met an event that this version of the software does not know; nothing after it may be read. */
export class UnknownEvent extends Error {
  constructor(readonly position: number, type: string, version: number, unknown: 'type' | 'version') {
    super(`Position ${position} holds an event ${type} version ${version}, whose ${unknown} this version of the software does not know: release readers before writers`);
    this.name = 'UnknownEvent';
  }
}

/** Which events are asked for; all given conditions hold together. */
export interface EventFilter {
  readonly stream?: string;
  readonly types?: readonly string[];
  readonly actor?: string;
  /** Any of these objects. */
  readonly subjects?: readonly ObjectRef[];
}

export interface EventPage {
  /** Positions, excluded; 0 where there is no lower bound. */
  readonly after: number;
  /** The last position that may be given, included. */
  readonly upTo: number;
  readonly limit: number;
  readonly backwards: boolean;
}

/** An entry as the index gives it: with who acted, and when it was known (the running maximum of recordedAt). */
export interface IndexedEntry extends LedgerEntry {
  readonly knownAt: string;
}

export interface EventIndex {
  /** Adds an event and gives it in its present form. Throws UnknownEvent. */
  add(event: NumberedEvent): LedgerEntry;
  /** Makes what was added up to a position readable, once it is committed. */
  committed(position: number): void;
  /** The last event added. */
  last(): Numbered | undefined;
  head(): number;
  at(position: number): IndexedEntry | undefined;
  positionOf(stream: string, revision: number): number | undefined;
  /** The entries of a stream between two revisions, both included. */
  between(stream: string, first: number, last: number): IndexedEntry[];
  page(filter: EventFilter, page: EventPage): IndexedEntry[];
  count(filter: EventFilter, upTo: number): number;
  /** The last position known at an instant (RFC 3339, UTC); 0 where nothing was. */
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
  readonly event: string;
  readonly metadata: string;
}

export const openEventIndex = (db: Database.Database): EventIndex => {
  db.exec(eventIndexTables);
  const prepared = statements(db);
  const insert = db.prepare(
    'INSERT INTO event VALUES (@position, @token, @stream, @revision, @eventId, @type, @actorId, @actorRole, @commandId, @knownAt, @event, @metadata)',
  );
  const touch = db.prepare('INSERT OR IGNORE INTO subject VALUES (@object, @position, @place, @ownRevision)');
  const lastRow = db.prepare('SELECT position, token, stream, revision, eventId AS id, knownAt FROM event ORDER BY position DESC LIMIT 1');
  let head = db.prepare('SELECT coalesce(max(position), 0) FROM event').pluck().get() as number;
  const byPosition = db.prepare('SELECT * FROM event WHERE position = ?');
  const positionValue = db.prepare('SELECT position FROM event WHERE stream = ? AND revision = ?').pluck();
  const inStream = db.prepare('SELECT * FROM event WHERE stream = ? AND revision BETWEEN ? AND ? ORDER BY revision');
  const knownAtValue = db.prepare('SELECT coalesce(max(position), 0) FROM event WHERE knownAt <= ?').pluck();
  const revisionValue = db.prepare('SELECT ownRevision FROM subject WHERE object = ? AND position <= ? AND ownRevision IS NOT NULL ORDER BY position DESC LIMIT 1').pluck();
  const touched = db.prepare('SELECT object FROM subject WHERE position = ? ORDER BY place').pluck();

  const entryOf = (row: EventRow): IndexedEntry => ({
    position: row.position,
    stream: row.stream,
    revision: row.revision,
    eventId: row.eventId,
    knownAt: row.knownAt,
    event: JSON.parse(row.event) as DomainEvent,
    metadata: JSON.parse(row.metadata) as Metadata,
  });

  const touchedObjects = (decider: AnyDecider, read: DomainEvent, { stream, revision }: NumberedEvent): readonly ObjectRef[] => {
    if (!isCorrection(read)) return decider.touches(read, stream, revision);
    const wrong = (inStream.all(stream, read.revision, read.revision) as EventRow[])[0];
    return wrong ? touchedByCorrection(decider, read, stream, entryOf(wrong).event) : [];
  };

  const conditions = ({ stream, types, actor, subjects }: EventFilter): { where: string[]; values: Record<string, unknown> } => ({
    where: [
      ...(stream === undefined ? [] : ['stream = @stream']),
      ...(types === undefined ? [] : ['type IN (SELECT value FROM json_each(@types))']),
      ...(actor === undefined ? [] : ['actorId = @actor']),
      ...(subjects === undefined ? [] : ['position IN (SELECT position FROM subject WHERE object IN (SELECT value FROM json_each(@subjects)))']),
    ],
    values: { stream, types: JSON.stringify(types ?? []), actor, subjects: JSON.stringify((subjects ?? []).map(objectKey)) },
  });

  return {
    add: (event) => {
      const decider = deciderOfStream(event.stream);
      const read = decider ? upcast<DomainEvent>(decider, event.type, event.metadata.schemaVersion, event.data) : { unknown: 'type' as const };
      if ('unknown' in read) throw new UnknownEvent(event.position, event.type, event.metadata.schemaVersion, read.unknown);
      const { actor, commandId, recordedAt } = event.metadata;
      const before = (lastRow.get() as { knownAt: string } | undefined)?.knownAt ?? '';
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
        knownAt: recordedAt > before ? recordedAt : before,
        event: JSON.stringify(read.event),
        metadata: JSON.stringify(event.metadata),
      });
      touchedObjects(decider!, read.event, event).forEach((object, place) =>
        touch.run({
          object: objectKey(object),
          position: event.position,
          place,
          ownRevision: event.stream.startsWith(`${home[object.type]}-`) ? event.revision : null,
        }),
      );
      const { position, stream, revision, id, metadata } = event;
      return { position, stream, revision, eventId: id, event: read.event, metadata };
    },
    last: () => lastRow.get() as Numbered | undefined,
    committed: (position) => {
      head = position;
    },
    head: () => head,
    at: (position) => {
      const row = byPosition.get(position) as EventRow | undefined;
      return row && entryOf(row);
    },
    positionOf: (stream, revision) => positionValue.get(stream, revision) as number | undefined,
    between: (stream, first, last) => (inStream.all(stream, first, last) as EventRow[]).map(entryOf),
    page: (filter, { after, upTo, limit, backwards }) => {
      const { where, values } = conditions(filter);
      const rows = prepared(
        `SELECT * FROM event WHERE ${['position > @after', 'position <= @upTo', ...where].join(' AND ')} ORDER BY position ${backwards ? 'DESC' : 'ASC'} LIMIT @limit`,
      ).all({ ...values, after, upTo, limit }) as EventRow[];
      return rows.map(entryOf);
    },
    count: (filter, upTo) => {
      const { where, values } = conditions(filter);
      if (where.length === 0) return Math.min(upTo, head);
      return prepared(`SELECT count(*) FROM event WHERE ${['position <= @upTo', ...where].join(' AND ')}`).pluck().get({ ...values, upTo }) as number;
    },
    knownAt: (instant) => knownAtValue.get(instant) as number,
    recordedOn: (position) => {
      const row = byPosition.get(position) as EventRow | undefined;
      return row && dayOf((JSON.parse(row.metadata) as Metadata).recordedAt);
    },
    revisionOf: (object, position) => (revisionValue.get(objectKey(object), position) as number | undefined) ?? -1,
    touchedBy: (position) =>
      (touched.all(position) as string[]).map((object) => ({
        type: object.slice(0, object.indexOf(':')) as ObjectType,
        key: object.slice(object.indexOf(':') + 1),
      })),
  };
};

const objectKey = ({ type, key }: ObjectRef): string => `${type}:${key}`;
