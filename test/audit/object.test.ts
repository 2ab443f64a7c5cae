import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { applied, changesBetween, changesByDay, changesOnDays } from '../../src/audit/changes.js';
import { differenceOf, differencesIn, type Difference } from '../../src/audit/difference.js';
import { changesAt, saidOf } from '../../src/audit/object.js';
import { isOf, type Said } from '../../src/audit/said.js';
import { replayOf } from '../../src/audit/replay.js';
import { stepsOf } from '../../src/audit/steps.js';
import { addDays } from '../../src/domain/day.js';
import { isCorrection } from '../../src/domain/correction.js';
import type { ObjectRef } from '../../src/domain/ledger.js';
import { nameOfObject, objectOfName, objectTypes } from '../../src/domain/objects.js';
import type { ReadModels } from '../../src/projections/read-models.js';
import { equal } from '../support/equal.js';
import type { TestLedger } from '../support/ledger.js';
import { played, TOURED } from '../support/played.js';

/** What is said, in one order and without seams between days. */
const plain = (said: readonly Said[]): readonly string[] =>
  changesBetween([], said)
    .map(({ path, since, until, after }) => JSON.stringify([path, since, until, after]))
    .sort();

describe.each([
  ['history 1', () => played(1, 250)],
  ['history 2', () => played(2, 250)],
  ['history 3', () => played(3, 250)],
  ['a tour of every event', () => played(1, 0, [TOURED])],
] as const)('what events change of objects (%s)', (_name, play) => {
  let ledger: TestLedger;
  let read: ReadModels;
  let head: number;
  beforeAll(async () => {
    ledger = await play();
    read = ledger.readModels;
    head = ledger.runner.head();
  }, 120_000);
  afterAll(() => ledger.close());

  const everything = (position: number) => Array.from({ length: position }, (_, index) => index + 1);

  test('makes, step by step, of nothing what is said of them, and backwards nothing of it again', () => {
    const known = new Map<string, readonly Said[]>();
    const all = everything(head).map((position) => changesAt(read, position));
    for (const [index, changes] of all.entries()) {
      const names = new Set(changes.map(({ object }) => nameOfObject(object)));
      for (const name of names) {
        const object = objectOfName(name);
        const own = changes.filter((change) => nameOfObject(change.object) === name);
        known.set(name, applied(known.get(name) ?? [], own));
        equal([index + 1, name, plain(known.get(name)!)], [index + 1, name, plain(saidOf(read, object, index + 1))]);
      }
    }
    for (const [name, said] of known) equal([name, plain(said)], [name, plain(saidOf(read, objectOfName(name), head))]);
    for (const changes of [...all].reverse())
      for (const change of changes) {
        const name = nameOfObject(change.object);
        known.set(name, applied(known.get(name)!, [change], 'backwards'));
      }
    for (const [name, said] of known) equal([name, plain(said)], [name, []]);
    expect(known.size).toBeGreaterThan(10);
  });

  test('is found again by the steps of each object', () => {
    const all = everything(head).flatMap((position) =>
      changesAt(read, position).map(({ object }) => [position, nameOfObject(object)] as const),
    );
    for (const name of new Set(all.map(([, one]) => one))) {
      const page = { after: 0, upTo: head, limit: 10_000, backwards: false };
      const steps = stepsOf(read, objectOfName(name), page);
      const missed = all.filter(([position, one]) => one === name && !steps.includes(position));
      equal([name, missed], [name, []]);
      equal([name, stepsOf(read, objectOfName(name), { ...page, backwards: true })], [name, [...steps].reverse()]);
    }
  });

  /** Everything that anything was said of. */
  const objects = (): readonly ObjectRef[] => [
    ...new Map(
      everything(head).flatMap((position) =>
        changesAt(read, position).map(({ object }) => [nameOfObject(object), object] as const),
      ),
    ).values(),
  ];

  test.each(['AS_BELIEVED', 'AS_CORRECTED'] as const)(
    'replayed %s ends with what is known of each object, forwards and backwards and in pages',
    (view) => {
      for (const subject of objects()) {
        const steps = replayOf(read, { subject, view, from: 1, to: head });
        const all = steps.after(undefined, 10_000);
        const end = all.reduce<readonly Said[]>((said, { changes }) => applied(said, changes()), []);
        const own = (said: readonly Said[]) => plain(said.filter(isOf(subject)));
        equal([subject, own(end)], [subject, plain(saidOf(read, subject, head))]);
        const positions = all.map(({ entry }) => entry.position);
        equal(steps.count(), positions.length);
        const backwards = steps.before(undefined, 10_000);
        equal(
          backwards.map(({ entry }) => entry.position),
          [...positions].reverse(),
        );
        const start = backwards.reduce<readonly Said[]>(
          (said, { changes }) => applied(said, changes(), 'backwards'),
          end,
        );
        equal([subject, own(start)], [subject, []]);
        const middle = positions[Math.floor(positions.length / 2)]!;
        const next = steps.after(middle, 3).map(({ entry }) => entry.position);
        equal(next, positions.filter((position) => position > middle).slice(0, 3));
        const before = steps.before(middle, 3).map(({ entry }) => entry.position);
        equal(
          before,
          [...positions]
            .reverse()
            .filter((position) => position < middle)
            .slice(0, 3),
        );
      }
    },
    60_000,
  );

  test('between two positions puts the steps between them together, and on two days shows their ends', () => {
    for (const object of objects())
      for (const [from, to] of [
        [0, head],
        [Math.floor(head / 3), Math.floor((2 * head) / 3)],
        [Math.floor(head / 2), Math.floor(head / 2)],
      ] as const) {
        const between = replayOf(read, { subject: object, view: 'AS_BELIEVED', from: from + 1, to });
        const steps = between
          .after(undefined, 10_000)
          .flatMap(({ changes }) => changes())
          .filter(isOf(object));
        const composed = applied(saidOf(read, object, from), steps);
        equal([object, from, to, plain(composed)], [object, from, to, plain(saidOf(read, object, to))]);
        for (const [first, last] of [
          ['2030-01-01', '2030-01-01'],
          ['2022-03-01', '2023-03-01'],
          ['2024-03-01', '2021-09-01'],
        ] as const) {
          // What a fund has on a day that lies before what is known of it is reckoned anew.
          if (object.type === 'Fund' && first !== '2030-01-01') continue;
          const difference = differenceOf(
            read,
            object,
            { position: from, effectiveOn: first },
            { position: to, effectiveOn: last },
          );
          expect(difference?.changes ?? []).toEqual(
            expect.arrayContaining(
              [...changesOnDays(saidOf(read, object, from), first, composed, last)].map(({ path, before, after }) =>
                expect.objectContaining({ path, before, after }),
              ),
            ),
          );
          equal(
            difference?.changes.length ?? 0,
            changesOnDays(saidOf(read, object, from), first, composed, last).length,
          );
        }
      }
  });

  test('of a whole district is that of each object, by type and key, page by page', () => {
    const district = read.districts.page('', 1, head)[0]!.key;
    const [from, to] = [
      { position: Math.floor(head / 3), effectiveOn: '2022-03-01' },
      { position: head, effectiveOn: '2024-03-01' },
    ] as const;
    const paged: Difference[] = [];
    for (let after: ObjectRef | undefined; ;) {
      const { found, next } = differencesIn(read, district, objectTypes, { from, to, after, limit: 3 });
      expect(found.length).toBeLessThanOrEqual(3);
      paged.push(...found);
      if (!next) break;
      after = next;
    }
    const names = paged.map(({ object }) => nameOfObject(object));
    equal(new Set(names).size, names.length);
    const single = objects().flatMap((object) => differenceOf(read, object, from, to) ?? []);
    equal([...names].sort(), single.map(({ object }) => nameOfObject(object)).sort());
    expect(names.length).toBeGreaterThan(3);
  });

  test('on each day on which something begins to be otherwise is what differs from the day before', () => {
    for (const object of objects()) {
      if (object.type === 'Fund') continue;
      const turns = changesByDay(saidOf(read, object, head));
      for (const [day, changes] of turns) {
        const difference = differenceOf(
          read,
          object,
          { position: head, effectiveOn: addDays(day, -1) },
          { position: head, effectiveOn: day },
        );
        equal(
          [object, day, changes.map(({ path, before, after }) => [path, before, after])],
          [object, day, difference?.changes.map(({ path, before, after }) => [path, before, after])],
        );
      }
    }
  });

  test('as it is known, no fact that was retracted is a step, and what was corrected is one with its right day', () => {
    const subject = { type: 'District', key: read.districts.page('', 1, head)[0]!.key } as const;
    const steps = replayOf(read, { subject, view: 'AS_CORRECTED', from: 1, to: head }).after(undefined, 10_000);
    for (const { entry, event, effectiveOn } of steps) {
      const last = read.events.correctionsOf(entry, head).at(-1)?.event;
      expect(last?.type).not.toBe('RecordRetracted');
      if (last?.type === 'RecordCorrected') equal([event, effectiveOn], [last.right, last.rightEffectiveOn]);
      else equal(event, entry.event);
    }
    const retracted = everything(head).filter((position) => {
      const event = read.events.at(position)!;
      return read.events.correctionsOf(event, head).at(-1)?.event.type === 'RecordRetracted';
    });
    const corrections = everything(head).filter((position) => isCorrection(read.events.at(position)!.event));
    expect(steps).toHaveLength(head - retracted.length - corrections.length);
  });
});
