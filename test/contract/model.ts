import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { WrongExpectedRevision } from '../../src/eventstore/port.js';
import type { EventStore, ExpectedRevision, NewEvent } from '../../src/eventstore/port.js';
import { parameters } from '../support/properties.js';
import type { Subject } from './event-store.js';
import { followAll, ids, newEvent, newStream, readAll } from './samples.js';

/** One step; indexes are taken modulo what there is. */
type Step =
  | { readonly kind: 'append'; readonly stream: number; readonly offset: number; readonly count: number }
  | {
      readonly kind: 'again';
      readonly which: number;
      readonly how: 'same' | 'part' | 'more' | 'other content' | 'at the end' | 'upper case';
    }
  | {
      readonly kind: 'read';
      readonly stream: number;
      readonly from: number | undefined;
      readonly limit: number | undefined;
      readonly backwards: boolean;
    };

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: fc.nat(2),
      offset: fc.constantFrom(0, 0, 0, 0, -1, 1, -2),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('again' as const),
      which: fc.nat(),
      how: fc.constantFrom(
        'same' as const,
        'part' as const,
        'more' as const,
        'other content' as const,
        'at the end' as const,
        'upper case' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      stream: fc.nat(3),
      from: fc.option(fc.nat(20), { nil: undefined }),
      limit: fc.option(fc.nat(6), { nil: undefined }),
      backwards: fc.boolean(),
    }),
  },
);

interface Append {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

/** The contract in a few lines: streams are lists, and an append that succeeded once succeeds again. */
class Model {
  readonly streams = [newStream(), newStream(), newStream(), newStream()];
  readonly ledger: (NewEvent & { readonly stream: string })[] = [];
  readonly appends: Append[] = [];

  of(stream: string): NewEvent[] {
    return this.ledger.filter((event) => event.stream === stream);
  }

  end(stream: string): ExpectedRevision {
    const { length } = this.of(stream);
    return length === 0 ? 'no-stream' : length - 1;
  }

  /** The revision that the append gives, or undefined where it is refused. */
  append({ stream, expected, events }: Append): number | undefined {
    const normal = events.map((event) => ({ ...event, id: event.id.toLowerCase() }));
    const text = JSON.stringify({ stream, expected, events: normal });
    const last = (expected === 'no-stream' ? -1 : expected) + events.length;
    if (this.appends.some((earlier) => JSON.stringify(earlier) === text)) return last;
    const there = new Set(ids(this.of(stream)));
    if (expected !== this.end(stream) || normal.some(({ id }) => there.has(id))) return undefined;
    this.appends.push({ stream, expected, events: normal });
    this.ledger.push(...normal.map((event) => ({ ...event, stream })));
    return last;
  }
}

const shifted = (expected: ExpectedRevision, by: number): ExpectedRevision => {
  const revision = (expected === 'no-stream' ? -1 : expected) + by;
  return revision < 0 ? 'no-stream' : revision;
};

const repeated = (
  model: Model,
  { stream, expected, events }: Append,
  how: (Step & { kind: 'again' })['how'],
): Append => {
  switch (how) {
    case 'same':
      return { stream, expected, events };
    case 'part':
      return { stream, expected, events: events.slice(0, Math.max(1, events.length - 1)) };
    case 'more':
      return { stream, expected, events: [...events, newEvent()] };
    case 'other content':
      return { stream, expected, events: events.map((event) => ({ ...event, data: { other: true } })) };
    case 'at the end':
      return { stream, expected: model.end(stream), events };
    case 'upper case':
      return { stream, expected, events: events.map((event) => ({ ...event, id: event.id.toUpperCase() })) };
  }
};

const check = async (events: EventStore, model: Model, append: Append): Promise<void> => {
  const actual = model.end(append.stream);
  const revision = model.append(append);
  const result: unknown = await events
    .append(append.stream, append.expected, append.events)
    .catch((error: unknown) => error);
  if (revision !== undefined) expect(result).toMatchObject({ revision });
  else {
    expect(result).toBeInstanceOf(WrongExpectedRevision);
    expect(result).toMatchObject({ stream: append.stream, expected: append.expected, actual });
  }
};

export const modelCases = ({ events }: Subject): void => {
  describe('against a model', () => {
    test('any sequence of appends, retries and reads gives what lists give', async () => {
      const written: NewEvent[] = [];
      let after: string | undefined;
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 25 }), async (steps) => {
          const model = new Model();
          for (const step of steps) {
            const stream = model.streams[step.kind === 'again' ? 0 : step.stream]!;
            if (step.kind === 'append') {
              const list = Array.from({ length: step.count }, (_, n) => newEvent({ n, 名: '学校' }, randomUUID()));
              await check(events(), model, { stream, expected: shifted(model.end(stream), step.offset), events: list });
            } else if (step.kind === 'again') {
              const append = model.appends[step.which % Math.max(1, model.appends.length)];
              if (append) await check(events(), model, repeated(model, append, step.how));
            } else {
              const all = model.of(stream).map((event, revision) => ({ id: event.id, revision }));
              const wanted = step.backwards
                ? all.slice(0, (step.from ?? all.length) + 1).reverse()
                : all.slice(step.from ?? 0);
              const read = await readAll(events(), stream, {
                direction: step.backwards ? 'backwards' : 'forwards',
                ...(step.from === undefined ? {} : { from: step.from }),
                ...(step.limit === undefined ? {} : { limit: step.limit }),
              });
              expect(read.map(({ id, revision }) => ({ id, revision }))).toEqual(wanted.slice(0, step.limit));
            }
            for (const one of model.streams) {
              const end = events().endsAt?.(one);
              if (end !== undefined) expect(end).toBe(model.of(one).length - 1);
            }
          }
          const followed = await followAll(events(), model.ledger.length, after);
          expect(
            followed.map(({ id, stream, type, data, metadata }) => ({ id, type, data, metadata, stream })),
          ).toEqual(model.ledger);
          written.push(...model.ledger);
          after = followed.at(-1)?.token ?? after;
        }),
        parameters(1 / 10),
      );
      expect(ids(await followAll(events(), written.length))).toEqual(ids(written));
    });
  });
};
