import { setMaxListeners } from 'node:events';
import { expect, test } from '@jest/globals';
import { feedOf } from '../../src/graphql/ledger/feed.js';
import type { EventFilter, IndexedEntry } from '../../src/projections/event-index.js';
import { bell } from '../../src/eventstore/follow.js';

type Reader = Parameters<typeof feedOf>[0];

/** A ledger of events that have a type and touch one school, and what was read of it. */
const ledgerOf = () => {
  const events: { readonly type: string; readonly school: string; readonly confinedTo?: string }[] = [];
  const reads: EventFilter[] = [];
  const changes = bell();
  let status: 'live' | 'stopped' = 'live';
  const reader: Reader = {
    head: () => events.length,
    status: () => status,
    changed: (signal) => (status === 'stopped' ? Promise.resolve() : changes.wait(signal)),
  };
  const feed = feedOf(reader, {
    page: (filter, { after, upTo, limit }) => {
      reads.push(filter);
      return events
        .map(
          ({ type, school, ...rest }, index) =>
            ({
              position: index + 1,
              event: { type },
              stream: type === 'PersonRegistered' ? 'person-1' : 'district-1',
              school,
              ...rest,
            }) as unknown as IndexedEntry & { school: string },
        )
        .filter(
          ({ position, event, school }) =>
            position > after &&
            position <= upTo &&
            (filter.types?.includes(event.type) ?? true) &&
            (filter.subjects?.some(({ key }) => key === school) ?? true),
        )
        .slice(0, limit);
    },
    touchedBy: (position) => [{ type: 'School', key: events[position - 1]!.school }],
  });
  return {
    feed,
    reads,
    add: (type: string, school: string, confinedTo?: string) => {
      events.push({ type, school, ...(confinedTo === undefined ? {} : { confinedTo }) });
      changes.ring();
    },
    stop: () => {
      status = 'stopped';
      changes.ring();
    },
  };
};
const forEver = new AbortController().signal;
setMaxListeners(0, forEver);
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};

test('what many follow with the same filter is read once, and all are given the same objects', async () => {
  const { feed, reads, add } = ledgerOf();
  const followers = Array.from({ length: 50 }, async () => {
    const channel = feed.channel({ types: ['SchoolRenamed'] });
    await channel.next(forEver);
    return channel.after(0).entries;
  });
  add('SchoolRenamed', 'S01');
  const [first, ...others] = await Promise.all(followers);
  expect(first!.map(({ position }) => position)).toEqual([1]);
  for (const entries of others) expect(entries).toBe(first);
  // To look who is to be woken, and for those who were.
  expect(reads).toEqual([{}, { types: ['SchoolRenamed'] }]);
  // With another filter it is another page of the same objects.
  expect(feed.channel({}).after(0).entries[0]).toBe(first![0]);
});

test("a person's event wakes nobody who may not know that it touched the school", async () => {
  const { feed, add } = ledgerOf();
  const woken: string[] = [];
  const follow = (name: string, subject: { readonly except?: 'person' }): Promise<unknown> =>
    feed
      .channel({ subjects: [{ type: 'School', key: 'S01', ...subject }] })
      .next(forEver)
      .then(() => woken.push(name));
  void follow('stranger', { except: 'person' });
  const insider = follow('insider', {});
  add('PersonRegistered', 'S01');
  await insider;
  expect(woken).toEqual(['insider']);
  const again = follow('stranger again', { except: 'person' });
  add('SchoolRenamed', 'S01');
  await again;
  expect(woken.sort()).toEqual(['insider', 'stranger', 'stranger again']);
});

test('an event that is confined to districts wakes by a filter nobody elsewhere, and each who follows all', async () => {
  const { feed, add } = ledgerOf();
  const woken: string[] = [];
  const follow = (name: string, filter: EventFilter): Promise<unknown> =>
    feed
      .channel(filter)
      .next(forEver)
      .then(() => woken.push(name));
  const types = ['RotationDecided'];
  void follow('public', { types, toldIn: '' });
  void follow('far', { types, toldIn: '370104' });
  const told = [follow('near', { types, toldIn: '370103' }), follow('auditor', { types }), follow('all', {})];
  add('RotationDecided', 'S01', '.370103.');
  await Promise.all(told);
  await turns();
  expect(woken.sort()).toEqual(['all', 'auditor', 'near']);
});

test('an event wakes those whose filter it passes, and nobody else', async () => {
  const { feed, add } = ledgerOf();
  const woken: string[] = [];
  const follow = (name: string, filter: EventFilter): void =>
    void feed
      .channel(filter)
      .next(forEver)
      .then(() => woken.push(name));
  follow('all', {});
  follow('renamed', { types: ['SchoolRenamed'] });
  follow('closed', { types: ['SchoolClosed'] });
  follow('S01', { subjects: [{ type: 'School', key: 'S01' }] });
  follow('S02', {
    subjects: [
      { type: 'School', key: 'S02' },
      { type: 'School', key: 'S03' },
    ],
  });
  follow('S02 closed', { types: ['SchoolClosed'], subjects: [{ type: 'School', key: 'S02' }] });
  add('SchoolRenamed', 'S02');
  await turns();
  expect(woken).toEqual(['all', 'renamed', 'S02']);
  add('SchoolClosed', 'S02');
  await turns();
  expect(woken).toEqual(['all', 'renamed', 'S02', 'closed', 'S02 closed']);
});

test('whoever waits is woken when the reader stops, and when they give up', async () => {
  const { feed, add, stop } = ledgerOf();
  const end = new AbortController();
  const givenUp = feed.channel({ types: ['SchoolClosed'] }).next(end.signal);
  const waiting = feed.channel({ types: ['SchoolClosed'] }).next(forEver);
  end.abort();
  await givenUp;
  add('SchoolRenamed', 'S01');
  stop();
  await waiting;
});

test('a page is not given again once there is more behind it', () => {
  const { feed, add } = ledgerOf();
  const channel = feed.channel({});
  expect(channel.after(0)).toEqual({ entries: [], upTo: 0 });
  add('SchoolRenamed', 'S01');
  expect(channel.after(0).upTo).toBe(1);
  expect(channel.after(7)).toEqual({ entries: [], upTo: 7 });
  for (let number = 0; number < 150; number += 1) add('SchoolRenamed', 'S01');
  expect([channel.after(1).upTo, channel.after(101).upTo]).toEqual([101, 151]);
});
