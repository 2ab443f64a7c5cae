import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import Database from 'better-sqlite3';
import type { NumberedEvent } from '../../src/eventstore/numbering.js';
import { district } from '../../src/domain/district/index.js';
import { openEventIndex, type EventFilter, type EventIndex } from '../../src/projections/event-index.js';
import { textOf, withBytes } from '../support/stored.js';

let database: Database.Database;
let index: EventIndex;
/** The statements that SQLite ran, as it says them itself, with their values put in. */
let asked: string[];
beforeEach(() => {
  asked = [];
  database = new Database(':memory:', { verbose: (sql) => void asked.push(String(sql)) });
  index = openEventIndex(database);
  for (let position = 1; position <= 12; position++) index.add(event(position));
  index.committed(12);
  asked = [];
});
afterEach(() => {
  jest.restoreAllMocks();
  database.close();
});

/** Events of two districts in turn, by two actors, an hour apart but for two that come at once. */
const event = (position: number): NumberedEvent => {
  const commandId = `10000000-0000-4000-8000-${String(position).padStart(12, '0')}`;
  return withBytes({
    position,
    token: String(position),
    stream: position % 3 === 0 ? 'district-370104' : 'district-370103',
    revision: position % 3 === 0 ? position / 3 - 1 : position - 1 - Math.floor(position / 3),
    id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
    type: position % 4 === 0 ? 'SchoolFeatureDefined' : 'SchoolRenamed',
    data:
      position % 4 === 0
        ? { schoolCode: 'S01', feature: '书法' }
        : { schoolCode: position % 2 === 0 ? 'S01' : 'S02', name: '校' },
    metadata: {
      commandId,
      commandHash: '0'.repeat(64),
      correlationId: commandId,
      actor: { id: position < 6 ? 'bureau-1' : 'bureau-2', role: 'BUREAU' },
      basis: [],
      effectiveOn: '2026-01-01',
      recordedAt: `2026-01-01T${String(position === 8 ? 7 : position).padStart(2, '0')}:00:00.000Z`,
      schemaVersion: 1,
    },
  });
};

const perhaps = (one: EventFilter): EventFilter[] => [{}, one];
const filters = perhaps({ stream: 'district-370103' }).flatMap((stream) =>
  [{}, { types: ['SchoolRenamed'] }, { types: ['SchoolRenamed', 'SchoolFeatureDefined'] }].flatMap((types) =>
    perhaps({ actor: 'bureau-1' }).flatMap((actor) =>
      perhaps({
        subjects: [
          { type: 'School', key: '370103.S01' },
          { type: 'School', key: '370104.S01' },
        ],
      }).map((subjects) => ({ ...stream, ...types, ...actor, ...subjects })),
    ),
  ),
);

describe.each(filters)('events with %j', (filter) => {
  const passes = (position: number): boolean => {
    const {
      stream,
      event: { type },
      metadata: { actor },
    } = index.at(position)!;
    const touched = index.touchedBy(position);
    return (
      (filter.stream === undefined || filter.stream === stream) &&
      (filter.types?.includes(type) ?? true) &&
      (filter.actor === undefined || filter.actor === actor.id) &&
      (filter.subjects?.some((wanted) => touched.some((one) => one.type === wanted.type && one.key === wanted.key)) ??
        true)
    );
  };

  test('are those that pass the filter between the positions, in their order', () => {
    for (const [after, upTo, limit] of [
      [0, 12, 99],
      [0, 12, 3],
      [4, 11, 99],
      [11, 12, 99],
    ] as const) {
      const wanted = [...Array(12).keys()]
        .map((n) => n + 1)
        .filter((position) => position > after && position <= upTo && passes(position));
      const page = (backwards: boolean): number[] =>
        index.page(filter, { after, upTo, limit, backwards }).map(({ position }) => position);
      expect(page(false)).toEqual(wanted.slice(0, limit));
      expect(page(true)).toEqual([...wanted].reverse().slice(0, limit));
      if (after === 0) expect(index.count(filter, upTo)).toBe(wanted.length);
    }
  });

  test('are found by an index: no table is read as a whole, and nothing sorted but what lies between the positions', () => {
    for (const backwards of [false, true]) index.page(filter, { after: 3, upTo: 9, limit: 5, backwards });
    index.count(filter, 9);
    for (const plan of asked.map(planOf)) {
      expect(plan.filter((step) => step.startsWith('SCAN') && !step.startsWith('SCAN json_each'))).toEqual([]);
      if (plan.some((step) => step.includes('TEMP B-TREE'))) expect(plan[0]).toContain('position>? AND position<?');
      for (const step of plan.filter((one) => one.includes('subject')))
        expect(step).toContain('position>? AND position<?');
    }
  });
});

/** How SQLite goes about a statement, step by step. */
const planOf = (sql: string): string[] =>
  (database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail);

describe('what is confined to districts', () => {
  const somebody = '00000000-0000-4000-8000-000000000001';
  const other = '00000000-0000-4000-8000-000000000002';
  const terms = { rotation: 1, scheme: 'SUPPORT', mode: 'FULL_TIME', share: 100, fromSchoolId: '370103.S01' };
  const days = { from: '2026-09-01', to: '2027-08-31', personnelRelation: 'STAYS' };
  const toSchool = (toSchoolId: string) => ({ ...terms, ...days, personId: somebody, toSchoolId });
  const revisions = new Map<string, number>();
  const add = (type: string, data: Readonly<Record<string, unknown>>): void => {
    const personId = (data['personId'] as string | undefined) ?? somebody;
    const position = index.last()!.position + 1;
    const revision = (revisions.get(personId) ?? -1) + 1;
    revisions.set(personId, revision);
    const { metadata } = event(position);
    index.add(withBytes({ ...event(position), stream: `person-${personId}`, revision, type, data, metadata }));
    index.committed(position);
  };
  beforeEach(() => {
    revisions.clear();
    const commitment = '0'.repeat(64);
    add('PersonRegistered', { personId: somebody, schoolId: '370103.S01', commitment }); // 13
    add('PersonRegistered', { personId: other, schoolId: '370104.S01', commitment }); // 14
    add('Retired', { personId: other }); // 15
    add('RotationProposed', toSchool('370103.S02')); // 16
    add('RotationDecided', { ...toSchool('370105.S01'), eligibility: [] }); // 17
    add('ArrivalConfirmed', { personId: somebody, rotation: 1 }); // 18
    add('QualificationUpdated', { personId: somebody, subjects: ['语文'] }); // 19
    const right = { ...toSchool('370106.S01'), eligibility: [], type: 'RotationDecided' };
    add('RecordCorrected', { revision: 2, right, rightVersion: 1, rightEffectiveOn: '2026-01-01' }); // 20
    add('RecordRetracted', { revision: 4 }); // 21
    asked = [];
  });
  const types = ['PersonRegistered', 'Retired', 'RotationProposed', 'RotationDecided', 'ArrivalConfirmed'].concat([
    'QualificationUpdated',
    'RecordCorrected',
    'RecordRetracted',
  ]);
  const found = (filter: EventFilter): number[] => {
    const positions = index.page(filter, { after: 0, upTo: 21, limit: 99, backwards: false });
    expect(index.count(filter, 21)).toBe(positions.length);
    return positions.map(({ position }) => position);
  };

  test('is told in the district of the person, and of a rotation in those that it ever led to, earlier steps too', () => {
    const told = (toldIn: string): number[] => found({ types, toldIn });
    expect(told('')).toEqual([13, 14]);
    expect(told('37010')).toEqual([13, 14]);
    expect(told('370103')).toEqual([13, 14, 16, 17, 18, 19, 20, 21]);
    expect(told('370104')).toEqual([13, 14, 15]);
    for (const receiving of ['370105', '370106']) expect(told(receiving)).toEqual([13, 14, 16, 17, 18, 20]);
    expect(found({ types })).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 21]);
  });

  test('is left out of a stream and of what touched an object alike', () => {
    expect(found({ stream: `person-${somebody}`, toldIn: '' })).toEqual([13]);
    expect(found({ stream: `person-${somebody}`, toldIn: '370105' })).toEqual([13, 16, 17, 18, 20]);
    const subjects = [{ type: 'Rotation', key: `${somebody}.R1` }] as const;
    expect([found({ subjects, toldIn: '' }), found({ subjects, toldIn: '370104' })]).toEqual([[], []]);
    expect(found({ subjects, toldIn: '370106' })).toEqual([16, 17, 18, 20]);
  });

  test('is left out by the index alone: what nobody is told of is neither read nor, of a type that is confined, walked through', () => {
    index.count({ types: ['RecordCorrected', 'RotationDecided'], toldIn: '370104' }, 21);
    index.count({ types: ['RotationDecided'], toldIn: '' }, 21);
    for (const plan of asked.map(planOf))
      expect(plan[0]).toBe('SEARCH event USING COVERING INDEX event_type (type=? AND position>? AND position<?)');
    expect(asked[1]).toContain("json_each('[]')");
  });
});

describe('what the store keeps of an event', () => {
  test('is read back byte for byte', () => {
    expect(textOf(index.raw(4)!)).toEqual({
      data: '{"schoolCode":"S01","feature":"书法"}',
      metadata: JSON.stringify(event(4).metadata),
    });
    expect(index.raw(13)).toBeUndefined();
  });

  test('however it is written, and with what the store adds to it', () => {
    const { metadata, ...rest } = event(13);
    const written = {
      data: '{ "feature": "\\u4e66法",\n  "schoolCode" : "S01" }',
      metadata: JSON.stringify({ ...metadata, $eventId: rest.id }, undefined, 1),
    };
    index.add({
      ...rest,
      metadata,
      data: JSON.parse(written.data) as Record<string, unknown>,
      bytes: { data: Buffer.from(written.data), metadata: Buffer.from(written.metadata) },
    });
    expect(textOf(index.raw(13)!)).toEqual(written);
    expect(index.at(13)).toMatchObject({ event: { feature: '书法' }, metadata });
  });

  test('stays in the version in which it was written', () => {
    jest.replaceProperty(district, 'upcasters', {
      ...district.upcasters,
      SchoolRenamed: [({ title, ...data }) => ({ ...data, name: title })],
    });
    const old = withBytes({ ...event(13), data: { schoolCode: 'S02', title: '旧校' } });
    expect(index.add(old).event).toEqual({ type: 'SchoolRenamed', schoolCode: 'S02', name: '旧校' });
    expect(index.at(13)!.event).toEqual({ type: 'SchoolRenamed', schoolCode: 'S02', name: '旧校' });
    expect(textOf(index.raw(13)!).data).toBe('{"schoolCode":"S02","title":"旧校"}');
  });

  test('is not read with a page of events', () => {
    index.page({}, { after: 0, upTo: 12, limit: 12, backwards: false });
    index.at(1);
    expect(asked.filter((sql) => /stored|\*/.test(sql))).toEqual([]);
  });
});

test('the position known at an instant is the last one, and is found at once', () => {
  expect(
    [
      '2026-01-01T00:59:59.999Z',
      '2026-01-01T01:00:00.000Z',
      '2026-01-01T07:00:00.000Z',
      '2027-01-01T00:00:00.000Z',
    ].map(index.knownAt),
  ).toEqual([0, 1, 8, 12]);
  expect(planOf(asked[0]!)).toEqual(['SEARCH event USING COVERING INDEX event_known_at (knownAt<?)']);
});

test('events that were recorded ahead of time are found by the index when one comes that was not; nothing is looked for where none were', () => {
  index.add(withBytes({ ...event(13), metadata: { ...event(13).metadata, recordedAt: '2030-01-01T00:00:00.000Z' } }));
  expect(asked.filter((sql) => sql.startsWith('UPDATE'))).toEqual([]);
  index.add(event(14));
  const [update] = asked.filter((sql) => sql.startsWith('UPDATE'));
  expect(planOf(update!)).toEqual(['SEARCH event USING INDEX event_known_at (knownAt>?)']);
  expect(index.knownAt('2026-01-01T14:00:00.000Z')).toBe(14);
});

test('a page of a stream is read as it comes, however it is filtered', () => {
  for (const filter of filters.filter(({ stream }) => stream !== undefined)) {
    for (const backwards of [false, true]) index.page(filter, { after: 0, upTo: 12, limit: 5, backwards });
  }
  for (const plan of asked.map(planOf)) expect(plan.join()).not.toContain('TEMP B-TREE');
});
