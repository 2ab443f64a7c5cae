import { describe, expect, test } from '@jest/globals';
import { OutcomeUnknown, StoreUnavailable, WrongExpectedRevision } from '../../src/eventstore/port.js';
import type { Subject } from './event-store.js';
import { fill, followUntil, ids, newEvents, newStream, persist, readAll } from './samples.js';

export const disturbanceCases = ({ events, opened, offers }: Subject): void => {
  if (offers('outcomeUnknown')) {
    describe('an append whose outcome is unknown', () => {
      test.each([1, 3])('of %d events: repeating it gives the first result', async (count) => {
        const stream = newStream();
        await events().append(stream, 'no-stream', newEvents(2));
        const list = newEvents(count);
        await opened().disturb!.outcomeUnknown!();
        await expect(events().append(stream, 1, list)).rejects.toBeInstanceOf(OutcomeUnknown);
        expect(await events().append(stream, 1, list)).toMatchObject({ revision: 1 + count });
        expect(await readAll(events(), stream)).toHaveLength(2 + count);
      });

      test('the stream has gone on when it is repeated', async () => {
        const stream = newStream();
        const list = newEvents(2);
        await opened().disturb!.outcomeUnknown!();
        await expect(events().append(stream, 'no-stream', list)).rejects.toBeInstanceOf(OutcomeUnknown);
        await events().append(stream, 1, newEvents(1));
        expect(await events().append(stream, 'no-stream', list)).toMatchObject({ revision: 1 });
        await expect(events().append(stream, 'no-stream', newEvents(1))).rejects.toBeInstanceOf(WrongExpectedRevision);
        expect(await readAll(events(), stream)).toHaveLength(3);
      });

      test('a follower sees it once', async () => {
        const follower = events().follow()[Symbol.asyncIterator]();
        await followUntil(follower, 0);
        const stream = newStream();
        const [list, next] = [newEvents(2), newEvents(1)];
        await opened().disturb!.outcomeUnknown!();
        await expect(events().append(stream, 'no-stream', list)).rejects.toBeInstanceOf(OutcomeUnknown);
        await events().append(stream, 'no-stream', list);
        await events().append(stream, 1, next);
        expect(ids(await followUntil(follower, 3))).toEqual(ids([...list, ...next]));
        await follower.return?.();
      });
    });
  }

  if (offers('dropConnection')) {
    describe('a dropped connection', () => {
      test('a follower that is live loses nothing and repeats nothing', async () => {
        const stream = newStream();
        const follower = events().follow()[Symbol.asyncIterator]();
        await followUntil(follower, 0);
        for (let n = 0; n < 5; n++) {
          await opened().disturb!.dropConnection!();
          const list = newEvents(2);
          await persist(() => events().append(stream, n === 0 ? 'no-stream' : 2 * n - 1, list));
          expect(ids(await followUntil(follower, 2))).toEqual(ids(list));
        }
        await follower.return?.();
      });

      test('a follower that catches up loses nothing and repeats nothing', async () => {
        const written = await fill(events(), newStream(), 1_500);
        const follower = events().follow()[Symbol.asyncIterator]();
        const first = await follower.next();
        await opened().disturb!.dropConnection!();
        const begun = first.done ? [] : first.value.events;
        const rest = begun.length === 1_500 ? [] : await followUntil(follower, 1_500 - begun.length);
        expect(ids([...begun, ...rest])).toEqual(ids(written));
        await follower.return?.();
      });

      test('appends around it are there exactly once', async () => {
        const stream = newStream();
        const all = newEvents(30);
        for (const [index, event] of all.entries()) {
          const append = persist(() => events().append(stream, index === 0 ? 'no-stream' : index - 1, [event]));
          if (index % 7 === 3) await opened().disturb!.dropConnection!();
          expect(await append).toMatchObject({ revision: index });
        }
        expect(ids(await readAll(events(), stream))).toEqual(ids(all));
      });
    });
  }

  if (offers('available')) {
    describe('a store that does not answer', () => {
      test('says so, and once it is back the same append is there once', async () => {
        const stream = newStream();
        await events().append(stream, 'no-stream', newEvents(1));
        await opened().disturb!.available!(false);
        const list = newEvents(2);
        const error: unknown = await events()
          .append(stream, 0, list)
          .catch((reason: unknown) => reason);
        expect(error instanceof StoreUnavailable || error instanceof OutcomeUnknown).toBe(true);
        await expect(events().ping()).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(readAll(events(), stream)).rejects.toBeInstanceOf(StoreUnavailable);
        await opened().disturb!.available!(true);
        expect(await persist(() => events().append(stream, 0, list))).toMatchObject({ revision: 2 });
        expect(await readAll(events(), stream)).toHaveLength(3);
      });

      test('its followers go on where they were', async () => {
        const stream = newStream();
        const follower = events().follow()[Symbol.asyncIterator]();
        await events().append(stream, 'no-stream', newEvents(1));
        await followUntil(follower, 1);
        await opened().disturb!.available!(false);
        const next = followUntil(follower, 2);
        await opened().disturb!.available!(true);
        const list = newEvents(2);
        await persist(() => events().append(stream, 0, list));
        expect(ids(await next)).toEqual(ids(list));
        await follower.return?.();
      });
    });
  }
};
