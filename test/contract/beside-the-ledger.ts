import { describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { StoreUnavailable, type Access, type Epoch } from '../../src/eventstore/port.js';
import type { Subject } from './event-store.js';
import { entry, followAll, newEvents, newStream } from './samples.js';

export const besideTheLedgerCases = ({ events, stores, opened, offers }: Subject): void => {
  describe('the people directory', () => {
    test('gives an entry back under its person and commitment only', async () => {
      const { people } = stores();
      const person = {
        ...entry(),
        details: {
          name: '欧阳 𠮷 😀',
          phone: '+86 531',
          identityNumber: '37010319800131001X',
          birthDate: '1980-01-31',
          sex: 'FEMALE' as const,
        },
      };
      expect(await people.get(person.personId, person.commitment)).toBeUndefined();
      await people.put(person);
      expect(await people.get(person.personId, person.commitment)).toEqual(person);
      expect(await people.get(person.personId, 'f'.repeat(64))).toBeUndefined();
      expect(await people.get(randomUUID(), person.commitment)).toBeUndefined();
    });

    test('keeps the district of an entry, and gives one that was written without it as it is', async () => {
      const { people } = stores();
      const id = randomUUID();
      const [present, older, erased] = [{ ...entry(id), district: '370103' }, entry(id), entry(id)];
      for (const each of [present, older, erased]) await people.put(each);
      await people.erase(id, erased.commitment);
      for (const each of [present, older]) expect(await people.get(id, each.commitment)).toStrictEqual(each);
    });

    test('keeps several entries of a person apart', async () => {
      const { people } = stores();
      const id = randomUUID();
      const [before, after] = [entry(id, '王芳'), entry(id, '王方')];
      await people.put(before);
      await people.put(after);
      expect(await people.get(id, before.commitment)).toEqual(before);
      expect(await people.get(id, after.commitment)).toEqual(after);
    });

    test('an entry once there stays as it is', async () => {
      const { people } = stores();
      const person = entry();
      await people.put(person);
      await people.put(person);
      await people.put({ ...person, details: { name: '别人' } });
      expect(await people.get(person.personId, person.commitment)).toEqual(person);
    });

    test('erases all entries of a person and of nobody else, and again without effect', async () => {
      const { people } = stores();
      const id = randomUUID();
      const [one, two, other] = [entry(id), entry(id), entry()];
      for (const each of [one, two, other]) await people.put(each);
      await people.erase(id);
      await people.erase(id);
      await people.erase(randomUUID());
      expect(await people.get(id, one.commitment)).toBeUndefined();
      expect(await people.get(id, two.commitment)).toBeUndefined();
      expect(await people.get(other.personId, other.commitment)).toEqual(other);
    });

    test('erases one entry of a person and no other, and again without effect', async () => {
      const { people } = stores();
      const id = randomUUID();
      const [one, two, three] = [entry(id), entry(id), entry(id)];
      for (const each of [one, two, three]) await people.put(each);
      await people.erase(id, two.commitment);
      await people.erase(id, two.commitment);
      await people.erase(id, 'f'.repeat(64));
      await people.erase(randomUUID(), one.commitment);
      expect(await people.get(id, two.commitment)).toBeUndefined();
      for (const kept of [one, three]) expect(await people.get(id, kept.commitment)).toEqual(kept);
      const listed: string[] = [];
      for await (const { personId, commitment } of people.entries()) if (personId === id) listed.push(commitment);
      expect(listed.sort()).toEqual([one.commitment, three.commitment].sort());
      await people.put(two);
      expect(await people.get(id, two.commitment)).toEqual(two);
      await people.erase(id);
      for (const each of [one, two, three]) expect(await people.get(id, each.commitment)).toBeUndefined();
    });

    test('lists the entries that are there, and nothing of what they hold', async () => {
      const { people } = stores();
      const listed = async (): Promise<unknown[]> => {
        const found: unknown[] = [];
        for await (const { writtenAt, ...one } of people.entries()) {
          expect(writtenAt ?? new Date().toISOString()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
          found.push(one);
        }
        return found;
      };
      expect(await listed()).toEqual([]);
      const id = randomUUID();
      const [one, two, other] = [entry(id), entry(id), entry()];
      for (const each of [one, two, other]) await people.put(each);
      const keys = [one, two, other].map(({ personId, commitment }) => ({ personId, commitment }));
      expect(await listed()).toEqual(expect.arrayContaining(keys));
      await people.erase(id);
      expect(await listed()).toEqual([keys[2]]);
      await people.put(two);
      expect(await listed()).toHaveLength(2);
      for (let number = 0; number < 600; number++) await people.put(entry());
      expect(await listed()).toHaveLength(602);
    }, 30_000);

    test('does not appear in the ledger', async () => {
      const person = entry();
      await stores().people.put(person);
      await stores().checkpoints.save('process', { at: 1 });
      await stores().revocations.revoke('bureau-1', 1);
      await events().append(newStream(), 'no-stream', newEvents(1));
      await stores().people.erase(person.personId);
      expect(await followAll(events(), 1)).toHaveLength(1);
    });

    if (offers('reopen')) {
      test('is the same after a restart, erased entries included', async () => {
        const [kept, erased] = [entry(), entry()];
        await stores().people.put(kept);
        await stores().people.put(erased);
        await stores().people.erase(erased.personId);
        const { people } = await opened().reopen!();
        expect(await people.get(kept.personId, kept.commitment)).toEqual(kept);
        expect(await people.get(erased.personId, erased.commitment)).toBeUndefined();
      });
    }
  });

  describe('epochs', () => {
    const epoch = (position: number): Epoch => ({ id: randomUUID(), position, startedAt: '2026-11-26T01:00:00.000Z' });
    /** Those of the ledger, the first of which may be left to its users to begin. */
    const present = async (): Promise<readonly Epoch[]> => {
      const { epochs } = stores();
      if ((await epochs.list()).length === 0) await epochs.begin!(epoch(0), undefined);
      return epochs.list();
    };

    test('are told the first one first, and do not appear in the ledger', async () => {
      expect(await present()).toEqual([
        { id: expect.stringMatching(/^[0-9a-f-]{36}$/), position: 0, startedAt: expect.stringMatching(/Z$/) },
      ]);
      await events().append(newStream(), 'no-stream', newEvents(1));
      expect(await followAll(events(), 1)).toHaveLength(1);
    });

    test('one is begun behind the one that is thought to be the last, or not at all', async () => {
      const { epochs } = stores();
      const [first] = await present();
      if (!epochs.begin) return expect(await epochs.list()).toEqual([first]);
      const [second, third] = [epoch(7), epoch(9)];
      await epochs.begin(second, first?.id);
      for (const after of [first?.id, undefined, randomUUID()]) await epochs.begin(third, after);
      expect(await epochs.list()).toEqual([first, second]);
      await Promise.all([third, epoch(9), epoch(9)].map((one) => epochs.begin!(one, second.id)));
      expect(await epochs.list()).toEqual([first, second, expect.objectContaining({ position: 9 })]);
    });

    test("the first one, whose id is the ledger's, stays the first, whoever would begin another", async () => {
      const { epochs } = stores();
      const [first] = await present();
      await epochs.begin?.(epoch(0), undefined);
      await epochs.begin?.(epoch(3), first!.id);
      await epochs.begin?.(epoch(0), undefined);
      expect((await epochs.list())[0]).toEqual(first);
    });

    if (offers('reopen')) {
      test('are the same after a restart, which begins one where one process owns the store', async () => {
        const before = await present();
        await events().append(newStream(), 'no-stream', newEvents(3));
        const { epochs } = await opened().reopen!();
        const begun = epochs.begin ? [] : [expect.objectContaining({ position: 3 })];
        expect(await epochs.list()).toEqual([...before, ...begun]);
        expect(new Set((await epochs.list()).map(({ id }) => id)).size).toBe(before.length + begun.length);
      });
    }
  });

  describe('accesses', () => {
    const access = (minute: number, purpose?: string): Access => ({
      at: `2026-11-26T01:${String(minute).padStart(2, '0')}:00.000Z`,
      actor: 'auditor-1',
      personIds: [randomUUID(), randomUUID()],
      ...(purpose === undefined ? {} : { purpose }),
    });
    const all = async (of = stores()): Promise<readonly Access[]> => {
      const found: Access[] = [];
      for await (const one of of.accesses.list()) found.push(one);
      return found;
    };

    test('are none at first, then all of them, the first one first, and none of the ledger', async () => {
      expect(await all()).toEqual([]);
      const recorded = [access(1), access(2, '专项审计'), access(3)];
      for (const one of recorded) await stores().accesses.record(one);
      expect(await all()).toEqual(recorded);
      await events().append(newStream(), 'no-stream', newEvents(1));
      expect(await followAll(events(), 1)).toHaveLength(1);
    });

    test('recorded at the same time are all there', async () => {
      const recorded = Array.from({ length: 20 }, (_, minute) => access(minute));
      await Promise.all(recorded.map((one) => stores().accesses.record(one)));
      expect([...(await all())].sort((a, b) => (a.at < b.at ? -1 : 1))).toEqual(recorded);
    });

    if (offers('available')) {
      test('that cannot be kept are an error', async () => {
        await stores().accesses.record(access(1));
        await opened().disturb!.available!(false);
        await expect(stores().accesses.record(access(2))).rejects.toBeInstanceOf(StoreUnavailable);
        await expect(all()).rejects.toBeInstanceOf(StoreUnavailable);
        await opened().disturb!.available!(true);
        expect((await all()).length).toBeGreaterThanOrEqual(1);
      });
    }

    if (offers('reopen')) {
      test('are the same after a restart', async () => {
        const one = access(1, '核查');
        await stores().accesses.record(one);
        expect(await all(await opened().reopen!())).toEqual([one]);
      });
    }
  });

  describe('revocations', () => {
    test('are none at first, and then the latest instant of each subject', async () => {
      const { revocations } = stores();
      expect(await revocations.all()).toEqual(new Map());
      await revocations.revoke('bureau-1', 1_795_000_000);
      await revocations.revoke('school:370103.S01', 1_795_000_001);
      await revocations.revoke('bureau-1', 1_795_000_007);
      await revocations.revoke('bureau-1', 1_795_000_003);
      expect(await revocations.all()).toEqual(
        new Map([
          ['bureau-1', 1_795_000_007],
          ['school:370103.S01', 1_795_000_001],
        ]),
      );
    });

    test('given at the same time are all there', async () => {
      const subjects = Array.from({ length: 20 }, (_, number) => `clerk-${number}`);
      await Promise.all(subjects.map((subject) => stores().revocations.revoke(subject, 7)));
      expect([...(await stores().revocations.all()).keys()].sort()).toEqual(subjects.sort());
    });

    if (offers('available')) {
      test('that cannot be read are an error, never none', async () => {
        await stores().revocations.revoke('bureau-1', 7);
        await opened().disturb!.available!(false);
        await expect(stores().revocations.all()).rejects.toBeInstanceOf(StoreUnavailable);
        await opened().disturb!.available!(true);
        expect(await stores().revocations.all()).toEqual(new Map([['bureau-1', 7]]));
      });
    }

    if (offers('reopen')) {
      test('are the same after a restart', async () => {
        await stores().revocations.revoke('bureau-1', 7);
        expect(await (await opened().reopen!()).revocations.all()).toEqual(new Map([['bureau-1', 7]]));
      });
    }
  });

  describe('checkpoints', () => {
    test('one that was never saved is undefined', async () => {
      expect(await stores().checkpoints.load('nobody')).toBeUndefined();
    });

    test('the last one saved under a name wins', async () => {
      const { checkpoints } = stores();
      await checkpoints.save('rotation', { position: 1, due: ['名单'] });
      await checkpoints.save('council-process', { position: 7 });
      await checkpoints.save('rotation', { position: 2, due: [] });
      expect(await checkpoints.load('rotation')).toEqual({ position: 2, due: [] });
      expect(await checkpoints.load('council-process')).toEqual({ position: 7 });
      await checkpoints.save('rotation', null);
      expect(await checkpoints.load('rotation')).toBeNull();
    });

    test('one whose name was never used is undefined, whatever others hold', async () => {
      await stores().checkpoints.save('rotation', '{"position"');
      expect(await stores().checkpoints.load('rotation')).toBe('{"position"');
      expect(await stores().checkpoints.load('rotation-2')).toBeUndefined();
    });

    test('what JSON cannot hold is a TypeError', async () => {
      await expect(stores().checkpoints.save('rotation', undefined)).rejects.toBeInstanceOf(TypeError);
      await expect(stores().checkpoints.save('rotation', { at: 1n })).rejects.toBeInstanceOf(TypeError);
    });

    if (offers('reopen')) {
      test('are the same after a restart', async () => {
        await stores().checkpoints.save('rotation', { position: 1 });
        await stores().checkpoints.save('rotation', { position: 3 });
        const { checkpoints } = await opened().reopen!();
        expect(await checkpoints.load('rotation')).toEqual({ position: 3 });
        expect(await checkpoints.load('nobody')).toBeUndefined();
      });
    }
  });
};
