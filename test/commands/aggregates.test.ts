import { inspect } from 'node:util';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { aggregateLoader, withEvents, type Aggregate } from '../../src/commands/aggregates.js';
import { foldCorrected } from '../../src/domain/correction.js';
import { district } from '../../src/domain/district/index.js';
import type { AnyDecider, StreamName } from '../../src/domain/ledger.js';
import { memoryStores } from '../../src/eventstore/memory.js';
import type { EventStore, NewEvent, ReadOptions } from '../../src/eventstore/port.js';

const decider = district as AnyDecider;
const STREAM = 'district-370103';

let events: EventStore;
/** What was read: the stream, and from which revision on. */
let reads: string[];
let lengths: Map<StreamName, number>;
/** As the store knows it. */
let endsAt: NonNullable<EventStore['endsAt']>;
beforeEach(() => {
  // A store that others write to, too.
  const { endsAt: known, ...store } = memoryStores().events;
  endsAt = known!;
  reads = [];
  lengths = new Map();
  events = {
    ...store,
    readStream: (stream, options) => {
      reads.push(`${stream} ${options?.from}`);
      return store.readStream(stream, options);
    },
  };
});

/** A state holds functions, which are never equal: as text it can be compared. */
const shown = (state: unknown): string => inspect(state, { depth: null });
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
type Said = { readonly type: string } & Record<string, unknown>;
/** Each of a command of its own, whose number is that of the revision. */
const newEvents = (first: number, datas: readonly Said[]): readonly NewEvent[] =>
  datas.map(({ type, ...data }, index) => ({
    id: idOf(first + index),
    type,
    data,
    metadata: {
      commandId: idOf(first + index),
      commandHash: '0'.repeat(64),
      correlationId: idOf(0),
      actor: { id: 'bureau-1', role: 'BUREAU' },
      basis: [],
      effectiveOn: '2026-01-01',
      recordedAt: '2026-01-01T00:00:00.000Z',
      schemaVersion: 1,
    },
  }));
const record = async (datas: readonly Said[], stream = STREAM): Promise<void> => {
  const length = lengths.get(stream) ?? 0;
  await events.append(stream, length === 0 ? 'no-stream' : length - 1, newEvents(length, datas));
  lengths.set(stream, length + datas.length);
};
/** All that an aggregate says. */
const said = ({ state, facts, revision, recordedAt, commands, objects }: Aggregate): unknown => ({
  ...{ state: shown(state), facts, revision, recordedAt },
  commands: Array.from({ length: 6 }, (_, number) => commands.get(idOf(number))),
  objects: ['School:370103.S01', 'District:370103'].map((object) => objects.get(object)),
});
const opened = { type: 'DistrictOpened', code: '370103', name: '市中区' };
const registered = (schoolCode: string) => ({
  type: 'SchoolRegistered',
  schoolCode,
  name: `校${schoolCode}`,
  aliases: [],
  kind: 'SCHOOL',
  phase: 'PRIMARY',
  ownership: 'PUBLIC',
  legalPerson: '校',
  standing: 'UNSPECIFIED',
  isRural: false,
});
const renamed = (name: string) => ({ type: 'SchoolRenamed', schoolCode: 'S01', name });
const corrected = (revision: number, name: string) => ({
  type: 'RecordCorrected',
  revision,
  right: renamed(name),
  rightVersion: 1,
  rightEffectiveOn: '2026-01-01',
});

describe('an aggregate', () => {
  test('that nothing was added to is the one from before', async () => {
    const load = aggregateLoader(events);
    await record([opened, registered('S01')]);
    const first = await load(decider, STREAM);
    expect(await load(decider, STREAM)).toBe(first);
    expect(reads).toEqual([`${STREAM} 0`, `${STREAM} 2`]);
  });

  test('is not read again where the store knows that nothing was added', async () => {
    const load = aggregateLoader({ ...events, endsAt });
    await record([opened]);
    const first = await load(decider, STREAM);
    expect(await load(decider, STREAM)).toBe(first);
    await record([registered('S01')]);
    expect((await load(decider, STREAM)).revision).toBe(1);
    expect((await load(decider, 'district-370102')).revision).toBe(-1);
    expect(reads).toEqual([`${STREAM} 0`, `${STREAM} 1`]);
  });

  test('takes over what was appended to it, as if it had been read', async () => {
    const load = aggregateLoader({ ...events, endsAt });
    const facts = [registered('S01'), renamed('一'), corrected(2, '二')];
    await record([opened]);
    const first = await load(decider, STREAM);
    const second = withEvents(decider, STREAM, first, newEvents(1, facts.slice(0, 2)));
    const third = withEvents(decider, STREAM, second, newEvents(3, facts.slice(2)));
    await record(facts);
    for (const extended of [second, third]) load.took!(STREAM, extended);
    // Another time, too late, and what does not follow.
    for (const extended of [second, withEvents(decider, STREAM, third, newEvents(5, [renamed('三')]))])
      load.took!(STREAM, { ...extended, read: extended.read.slice(1) });
    const taken = await load(decider, STREAM);
    expect(reads).toEqual([`${STREAM} 0`]);
    expect(said(taken)).toEqual(said(await aggregateLoader(events)(decider, STREAM)));
    // Of a stream that is not known here nothing is taken over.
    load.took!('district-370102', { ...third, revision: 1 });
    expect((await load(decider, 'district-370102')).revision).toBe(-1);
  });

  test('stays as it was when its stream goes on', async () => {
    const load = aggregateLoader(events);
    await record([opened, registered('S01')]);
    const first = await load(decider, STREAM);
    const { state, facts } = first;
    await record([renamed('一'), registered('S02'), corrected(2, '二')]);
    const second = await load(decider, STREAM);
    expect(first.state).toBe(state);
    expect([first.revision, first.facts]).toEqual([1, facts]);
    expect(
      [first, second].map(({ commands }) => [1, 2, 4].map((number) => commands.get(idOf(number))?.revision)),
    ).toEqual([
      [1, undefined, undefined],
      [1, 2, 4],
    ]);
    expect([first, second].map(({ commands }) => commands.has(idOf(3)))).toEqual([false, true]);
    expect(
      [first, second].map(({ objects }) => ['S01', 'S02', 'S03'].map((code) => objects.get(`School:370103.${code}`))),
    ).toEqual([
      [1, undefined, undefined],
      [4, 3, undefined],
    ]);
    expect(shown(second.state)).toBe(shown(foldCorrected(decider, second.facts)));
    expect(second.facts.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
    expect(second.facts.slice(0, 2).every((fact, index) => fact === facts[index])).toBe(true);
  });

  test('folds its corrections once, however many there are', async () => {
    let folded = 0;
    const counting: AnyDecider = {
      ...decider,
      evolve: (state, fact) => {
        folded += 1;
        return decider.evolve(state, fact) as unknown;
      },
    };
    await record([
      opened,
      registered('S01'),
      ...Array.from({ length: 20 }, (_, n) => renamed(`名${n}`)),
      ...Array.from({ length: 20 }, (_, n) => corrected(2 + n, `正${n}`)),
    ]);
    const { state, facts } = await aggregateLoader(events)(counting, STREAM);
    expect(folded).toBe(22);
    expect(shown(state)).toBe(shown(foldCorrected(decider, facts)));
  });
});

describe('loads of one stream that overlap', () => {
  test.each([
    ['the first is done first, nothing was known', [], ['first', 'second']],
    ['the second is done first, nothing was known', [], ['second', 'first']],
    ['the first is done first, something was known', [opened], ['first', 'second']],
    ['the second is done first, something was known', [opened], ['second', 'first']],
  ] as const)('give what the stream holds, none of it twice: %s', async (_, known, order) => {
    // A read does not end until it is let.
    const ends: (() => void)[] = [];
    const load = aggregateLoader({
      ...events,
      readStream: async function* (stream: StreamName, options?: ReadOptions) {
        yield* events.readStream(stream, options);
        await new Promise<void>((resolve) => {
          ends.push(resolve);
        });
      },
    });
    const begun = async (count: number): Promise<void> => {
      while (ends.length < count) await new Promise(setImmediate);
    };
    if (known.length > 0) {
      await record(known);
      const loading = load(decider, STREAM);
      await begun(1);
      ends.shift()!();
      await loading;
    }
    await record([...(known.length > 0 ? [] : [opened]), registered('S01'), renamed('一')]);
    const first = load(decider, STREAM);
    await begun(1);
    await record([renamed('二'), corrected(2, '三'), renamed('四')]);
    const second = load(decider, STREAM);
    await begun(2);
    const [endFirst, endSecond] = ends.splice(0);
    for (const which of order) {
      (which === 'first' ? endFirst : endSecond)!();
      await (which === 'first' ? first : second);
    }
    const third = load(decider, STREAM);
    await begun(1);
    ends.shift()!();
    const whole = await aggregateLoader(events)(decider, STREAM);
    for (const aggregate of [await first, await second, await third]) {
      const { revision } = aggregate;
      expect(aggregate.facts).toEqual(whole.facts.slice(0, revision + 1));
      expect(shown(aggregate.state)).toBe(shown(foldCorrected(decider, aggregate.facts)));
      expect(aggregate.commands.get(idOf(5))).toEqual(revision < 5 ? undefined : whole.commands.get(idOf(5)));
    }
    expect([(await second).revision, (await third).revision]).toEqual([5, 5]);
  });
});

describe('a load that fails', () => {
  test('half-way leaves nothing behind', async () => {
    let failing = false;
    const load = aggregateLoader({
      ...events,
      readStream: async function* (stream: StreamName, options?: ReadOptions) {
        for await (const event of events.readStream(stream, options)) {
          if (failing && event.revision === 3) throw new Error('lost');
          yield event;
        }
      },
    });
    await record([opened, registered('S01')]);
    const before = await load(decider, STREAM);
    await record([renamed('一'), renamed('二')]);
    failing = true;
    await expect(load(decider, STREAM)).rejects.toThrow('lost');
    expect(before.facts).toHaveLength(2);
    failing = false;
    const after = await load(decider, STREAM);
    expect(after.facts.map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
    expect(shown(after.state)).toBe(shown(foldCorrected(decider, after.facts)));
  });

  test('at an event that cannot be read fails the same again', async () => {
    const load = aggregateLoader(events);
    await record([opened]);
    await load(decider, STREAM);
    await record([registered('S01'), { type: 'SchoolPainted' }]);
    for (let again = 0; again < 2; again += 1)
      await expect(load(decider, STREAM)).rejects.toThrow(
        `Stream ${STREAM} revision 2: unknown type of event SchoolPainted version 1`,
      );
    await expect(aggregateLoader(events)(decider, STREAM)).rejects.toThrow('SchoolPainted');
  });
});

describe('what is kept', () => {
  const streams = ['district-1', 'district-2', 'district-3'];
  /** The streams that are still in memory, the one used last first. */
  const keptOf = async (limits: { streams: number; facts: number }, lengths: readonly number[]): Promise<string[]> => {
    const load = aggregateLoader(events, limits);
    for (const [index, stream] of streams.entries())
      await record([opened, ...Array.from({ length: lengths[index]! - 1 }, () => renamed('名'))], stream);
    for (const stream of streams) await load(decider, stream);
    reads = [];
    for (const stream of [...streams].reverse()) await load(decider, stream);
    return reads.filter((read) => !read.endsWith(' 0'));
  };

  test('is bounded by the number of streams, those used last stay', async () => {
    expect(await keptOf({ streams: 2, facts: 100 }, [1, 1, 1])).toEqual(['district-3 1', 'district-2 1']);
  });

  test('is bounded by the number of facts in all of them', async () => {
    expect(await keptOf({ streams: 9, facts: 10 }, [5, 5, 5])).toEqual(['district-3 5', 'district-2 5']);
  });

  test('is one stream at least, however long it is', async () => {
    expect(await keptOf({ streams: 9, facts: 3 }, [5, 5, 5])).toEqual(['district-3 5']);
  });
});
