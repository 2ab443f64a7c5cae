import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { commandHandler } from '../../src/commands/handle.js';
import type { GivenCommand, Principal } from '../../src/commands/command.js';
import { eventStoreDbStores } from '../../src/eventstore/eventstoredb.js';
import type { EventStore } from '../../src/eventstore/port.js';
import { startProcesses } from '../../src/processes/index.js';
import { openReadModels } from '../../src/projections/read-models.js';
import { startRunner } from '../../src/projections/runner.js';
import { idOf, silent } from '../support/ledger.js';
import { fakeEventStoreDb } from './fake/server.js';

const bureau: Principal = { actor: { id: 'bureau-1', role: 'BUREAU' }, district: '370103' };
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (let last = closing.pop(); last; last = closing.pop()) await last();
});

/** One replica: its own connection, read models, handler and processes. */
const openReplica = async (url: string, ledger: string) => {
  const stores = await eventStoreDbStores(url, { ledger });
  const readModels = openReadModels(':memory:');
  const runner = startRunner({ events: stores.events, ledgerId: idOf(stores), readModels, log: silent });
  await runner.caughtUp();
  let reads = 0;
  const counted: EventStore = {
    ...stores.events,
    readStream: (...asked) => {
      reads += 1;
      return stores.events.readStream(...asked);
    },
  };
  const handle = commandHandler({ stores: { ...stores, events: counted }, now: () => '2026-11-24T01:00:00.000Z' });
  const processes = await startProcesses({ stores, readModels, runner, handle, log: silent });
  closing.push(async () => {
    await processes.stop();
    await runner.stop();
    await stores.events.close();
    readModels.close();
  });
  const give = (command: GivenCommand, commandId: string = randomUUID(), effectiveOn = '2026-11-24') =>
    handle(command, { commandId, basis: [{ title: '依据', documentNo: '1号' }], effectiveOn }, bureau);
  const pass = async (...given: Parameters<typeof give>) => {
    const outcome = await give(...given);
    if (!('written' in outcome)) throw new Error(JSON.stringify(outcome));
    return {
      ...outcome.written,
      position: await runner.positionOf(outcome.written.stream, outcome.written.revision, 20_000),
    };
  };
  return { readModels, runner, processes, give, pass, reads: () => reads };
};

const real = process.env['EVENTSTOREDB_URL'];
const urlOf = async (where: string): Promise<string> => {
  if (where === 'a real server') return real!;
  const fake = await fakeEventStoreDb();
  closing.push(() => Promise.resolve(fake.close()));
  return `esdb://127.0.0.1:${fake.port}?tls=false`;
};

describe.each(['a fake in this process', ...(real === undefined ? [] : ['a real server'])])(
  'two replicas on EventStoreDB, %s',
  (where) => {
    test('give a command once, the same positions, the same rows, and follow up once', async () => {
      const url = await urlOf(where);
      const ledger = `t${randomUUID().slice(0, 8)}`;
      const [one, two] = [await openReplica(url, ledger), await openReplica(url, ledger)];
      await one.pass({ type: 'OpenDistrict', code: '370103', name: '市中区' });
      for (const code of ['S01', 'S02', 'S03'])
        await one.pass({ type: 'RegisterSchool', districtId: '370103', code, name: `校${code}`, phase: 'PRIMARY' });
      await two.pass({
        type: 'FormGroup',
        districtId: '370103',
        code: 'G01',
        name: '一集团',
        form: 'GROUP',
        leadId: '370103.S01',
        memberIds: ['370103.S01', '370103.S02', '370103.S03'],
      });

      const commandId = randomUUID();
      const rename: GivenCommand = { type: 'RenameGroup', groupId: '370103.G01', name: '第一集团' };
      const outcomes = await Promise.all([one.pass(rename, commandId), two.pass(rename, commandId)]);
      const { replayed: _, ...receipt } = outcomes[0];
      expect(outcomes).toEqual([expect.objectContaining(receipt), expect.objectContaining(receipt)]);
      expect(await two.pass(rename, commandId)).toEqual({ ...receipt, replayed: true });

      // Each forms the same unit into another group at the same time: one is refused.
      const form = (code: string): GivenCommand => ({
        type: 'FormGroup',
        districtId: '370103',
        code,
        name: `集团${code}`,
        form: 'GROUP',
        leadId: '370103.S04',
        memberIds: ['370103.S04', '370103.S05'],
      });
      for (const code of ['S04', 'S05'])
        await two.pass({ type: 'RegisterSchool', districtId: '370103', code, name: `校${code}`, phase: 'PRIMARY' });
      const formed = await Promise.all([one.give(form('G02')), two.give(form('G03'))]);
      expect(formed.map((outcome) => ('refused' in outcome ? outcome.refused.code : 'written')).sort()).toEqual([
        'UNIT_ALREADY_IN_GROUP',
        'written',
      ]);

      const persons = ['S01', 'S02', 'S03'].map((school) => ({ school, personId: randomUUID() }));
      for (const { school, personId } of persons) {
        await one.pass({
          type: 'RegisterPerson',
          personId,
          schoolId: `370103.${school}`,
          details: { name: `样本${school}` },
        });
        await two.pass({
          type: 'RecommendCouncilMember',
          groupId: '370103.G01',
          schoolId: `370103.${school}`,
          personId,
        });
      }
      const memberIds = persons.map(({ personId }) => personId);
      await one.pass({
        type: 'AppointCouncil',
        groupId: '370103.G01',
        memberIds,
        chairId: memberIds[0]!,
        termFrom: '2026-11-24',
        termTo: '2029-08-31',
      });
      const { position = 0 } = await two.pass({
        type: 'WithdrawSchool',
        groupId: '370103.G01',
        schoolId: '370103.S03',
      });
      for (const { runner, processes } of [one, two]) {
        expect(await runner.waitFor(position + 1, 20_000)).toBe(true);
        while (processes.position() < position + 1) await runner.waitFor(Number.MAX_SAFE_INTEGER, 1);
      }
      const removed = one.readModels.events.page(
        { types: ['MemberRemoved'] },
        { after: 0, upTo: Infinity, limit: 9, backwards: false },
      );
      expect(removed.map(({ event }) => event)).toMatchObject([{ personId: memberIds[2], cause: 'RECOMMENDER_LEFT' }]);
      expect(two.readModels.dump()).toEqual(one.readModels.dump());
    });

    test('one decides by what another has been told was written, and reads no stream for it that has not changed', async () => {
      const url = await urlOf(where);
      const ledger = `t${randomUUID().slice(0, 8)}`;
      const [one, two] = [await openReplica(url, ledger), await openReplica(url, ledger)];
      await one.pass({ type: 'OpenDistrict', code: '370103', name: '市中区' });
      const school = (code: string): GivenCommand => ({
        type: 'RegisterSchool',
        districtId: '370103',
        code,
        name: `校${code}`,
        phase: 'PRIMARY',
      });
      await one.pass(school('A'));
      for (let revision = 0; revision < 10; revision += 1) {
        await two.give({
          type: 'AdoptPolicy',
          districtId: '370103',
          code: `P${revision}`,
          title: '办法',
          documentNo: '政1号',
          rules: {
            kind: 'QUORUM',
            quorum: { numerator: 1, denominator: 2, atLeast: true },
            majority: { numerator: 1, denominator: 2, atLeast: true },
          },
        });
        // A third one's school, too: the stream that is written to has gone on.
        await two.give(school(`T${revision}`));
        const reads = one.reads();
        const { position } = await one.pass(school(`O${revision}`));
        expect(one.readModels.events.at(position!)?.metadata.reliedOn).toEqual([{ stream: 'policy-370103', revision }]);
        expect(await one.give(school(`T${revision}`))).toMatchObject({ refused: { code: 'CODE_TAKEN' } });
        expect(one.reads() - reads).toBeLessThanOrEqual(2);
        const quiet = one.reads();
        await one.pass(school(`Q${revision}`));
        expect(one.reads()).toBe(quiet);
      }
    });

    test('a third one that comes later counts the same', async () => {
      const url = await urlOf(where);
      const ledger = `t${randomUUID().slice(0, 8)}`;
      const one = await openReplica(url, ledger);
      await one.pass({ type: 'OpenDistrict', code: '370103', name: '市中区' });
      await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          one.pass({
            type: 'RegisterSchool',
            districtId: '370103',
            code: `S${index}`,
            name: `校${index}`,
            phase: 'PRIMARY',
          }),
        ),
      );
      const late = await openReplica(url, ledger);
      expect(late.runner.head()).toBe(41);
      expect(late.readModels.dump()).toEqual(one.readModels.dump());
    });
  },
);
