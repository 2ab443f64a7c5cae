import type Database from 'better-sqlite3';
import { dayOf } from '../domain/day.js';
import { folded } from '../domain/folded.js';
import { streamKey } from '../domain/identity.js';
import { nameOfObject } from '../domain/objects.js';
import type { Day, ObjectRef } from '../domain/ledger.js';
import { daysLate, happenedOn } from './happened.js';
import type { LedgerEntry } from './read-model.js';
import { statements } from './statements.js';

/**
 * What an auditor looks for decisions by, beside the event index: of each event its district (of a person the one in which the person
 * was entered), the day on which it happened, how many days later it was told, and its texts, folded; and the papers that it names.
 */
export const decisionTables = `
CREATE TABLE IF NOT EXISTS decision (
  position INTEGER PRIMARY KEY,
  district TEXT NOT NULL,
  happenedOn TEXT NOT NULL,
  recordedOn TEXT NOT NULL,
  daysLate INTEGER,
  text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS decision_district ON decision (district, position, happenedOn, recordedOn, daysLate);
CREATE TABLE IF NOT EXISTS paper (
  number TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (number, position)
) WITHOUT ROWID;
`;

/** Which decisions are asked for; all given conditions hold together. */
export interface DecisionFilter {
  readonly district?: string;
  /** Events that touched each of these objects. */
  readonly touching?: readonly ObjectRef[];
  readonly types?: readonly string[];
  /** First and last day on which it happened. */
  readonly from?: Day;
  readonly to?: Day;
  /** First and last day on which it was told, Asia/Shanghai. */
  readonly recordedFrom?: Day;
  readonly recordedTo?: Day;
  readonly daysLateAtLeast?: number;
  readonly actor?: string;
  /** The number of a paper, in whatever width, case and spacing. */
  readonly documentNo?: string;
  /** A text of its papers, of its reason, or of what it says itself. */
  readonly search?: string;
}

export interface DecisionIndex {
  add(entry: LedgerEntry): void;
  /** Positions between two, both excluded, in order or backwards. */
  page(
    filter: DecisionFilter,
    page: { readonly after: number; readonly before: number; readonly limit: number; readonly backwards: boolean },
  ): number[];
  count(filter: DecisionFilter, between: { readonly after: number; readonly before: number }): number;
}

/** What tells of somebody's health or age is not found by a text. */
const UNSEARCHED = ['type', 'eligibility', 'cause'];

/** Stands between texts that are folded at once, which takes white space away. */
const BETWEEN = '\u0001';

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, part]) => (UNSEARCHED.includes(field) ? [] : textsIn(part)));
};

const papersOf = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, part]) =>
    ['documentNo', 'minutesNo'].includes(field) && typeof part === 'string' ? [folded(part)] : papersOf(part),
  );
};

export const openDecisionIndex = (db: Database.Database): DecisionIndex => {
  db.exec(decisionTables);
  const prepared = statements(db);
  const insert = db.prepare(
    'INSERT INTO decision VALUES (@position, @district, @happenedOn, @recordedOn, @daysLate, @text)',
  );
  const name = db.prepare('INSERT OR IGNORE INTO paper VALUES (?, ?)');
  const ofStream = db
    .prepare('SELECT district FROM decision JOIN event USING (position) WHERE event.stream = ? AND event.revision = 0')
    .pluck();

  /** A person's stream begins with the school that entered the person; all other streams are named after their district. */
  const districtOf = ({ stream, revision, event }: LedgerEntry): string => {
    if (!stream.startsWith('person-')) return streamKey(stream).split('.')[0]!;
    if (revision > 0) return (ofStream.get(stream) as string | undefined) ?? '';
    return 'schoolId' in event ? event.schoolId.split('.')[0]! : '';
  };

  const selected = (filter: DecisionFilter) => {
    const { touching = [], types, documentNo, search, ...values } = filter;
    const { district, from, to, recordedFrom, recordedTo, daysLateAtLeast, actor } = values;
    const where = [
      'decision.position > @after AND decision.position < @before',
      ...(district === undefined ? [] : ['decision.district = @district']),
      ...touching.map(
        (_, place) =>
          `decision.position IN (SELECT position FROM subject WHERE object = @object${place} AND position > @after AND position < @before)`,
      ),
      ...(types === undefined ? [] : ['event.type IN (SELECT value FROM json_each(@types))']),
      ...(from === undefined ? [] : ['decision.happenedOn >= @from']),
      ...(to === undefined ? [] : ['decision.happenedOn <= @to']),
      ...(recordedFrom === undefined ? [] : ['decision.recordedOn >= @recordedFrom']),
      ...(recordedTo === undefined ? [] : ['decision.recordedOn <= @recordedTo']),
      ...(daysLateAtLeast === undefined ? [] : ['decision.daysLate >= @daysLateAtLeast']),
      ...(actor === undefined ? [] : ['event.actorId = @actor']),
      ...(documentNo === undefined ? [] : ['decision.position IN (SELECT position FROM paper WHERE number = @number)']),
      ...(search === undefined ? [] : ['instr(decision.text, @search) > 0']),
    ];
    return {
      from: `FROM decision JOIN event USING (position) WHERE ${where.join(' AND ')}`,
      values: {
        ...values,
        types: JSON.stringify(types ?? []),
        number: folded(documentNo ?? ''),
        search: folded(search ?? ''),
        ...Object.fromEntries(touching.map((object, place) => [`object${place}`, nameOfObject(object)])),
      },
    };
  };

  return {
    add: (entry) => {
      const { position, event, metadata } = entry;
      const told = { event, reason: metadata.reason, basis: metadata.basis };
      insert.run({
        position,
        district: districtOf(entry),
        happenedOn: happenedOn(event, metadata.effectiveOn),
        recordedOn: dayOf(metadata.recordedAt),
        daysLate: daysLate(entry) ?? null,
        text: folded(textsIn(told).join(BETWEEN)).replaceAll(BETWEEN, '\n'),
      });
      for (const number of papersOf(told)) name.run(number, position);
    },
    page: (filter, { after, before, limit, backwards }) => {
      const { from, values } = selected(filter);
      return prepared(
        `SELECT decision.position ${from} ORDER BY decision.position ${backwards ? 'DESC' : 'ASC'} LIMIT @limit`,
      )
        .pluck()
        .all({ ...values, after, before, limit }) as number[];
    },
    count: (filter, between) => {
      const { from, values } = selected(filter);
      return prepared(`SELECT count(*) ${from}`)
        .pluck()
        .get({ ...values, ...between }) as number;
    },
  };
};
