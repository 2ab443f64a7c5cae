import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Upcaster } from '../../src/domain/decider.js';
import { district } from '../../src/domain/district/index.js';
import type { NewEvent } from '../../src/eventstore/port.js';
import { UnknownEvent } from '../../src/projections/event-index.js';
import { openLedger, register, type TestLedger } from '../support/ledger.js';

// As it would be if GroupRenamed had called the name `title` in its first version: the event is in the store in both versions.

const upcasters = district.upcasters as { GroupRenamed?: readonly Upcaster[] };
let ledger: TestLedger;
beforeEach(async () => {
  upcasters.GroupRenamed = [({ title, ...data }) => ({ ...data, name: title })];
  ledger = await openLedger();
  await register(ledger);
});
afterEach(async () => {
  await ledger.close();
  delete upcasters.GroupRenamed;
});

const stream = 'district-370103';
/** Appends a version of GroupRenamed, as another version of the software would. */
const append = async (schemaVersion: number, data: Record<string, unknown>): Promise<void> => {
  let last: NewEvent & { readonly revision: number } = undefined as never;
  for await (const event of ledger.stores.events.readStream(stream)) last = event;
  const event = {
    id: randomUUID(),
    type: 'GroupRenamed',
    data: { groupCode: 'G01', ...data },
    metadata: { ...last.metadata, commandId: randomUUID(), effectiveOn: '2022-01-01', schemaVersion },
  };
  await ledger.stores.events.append(stream, last.revision, [event]);
};

test('an event of an older version is read in the form of the present one: by the handler, the read models and the event index', async () => {
  await append(1, { title: '旧版名称教育集团' });
  await ledger.runner.waitFor(9, 10_000);
  const moment = { position: 9, effectiveOn: '2026-01-01' };
  expect(ledger.readModels.values.at('370103.G01', 'name', moment)).toBe('旧版名称教育集团');
  expect(ledger.readModels.events.at(9)?.event).toEqual({
    type: 'GroupRenamed',
    groupCode: 'G01',
    name: '旧版名称教育集团',
  });
  // The handler knows the name, too: the same one again changes nothing.
  expect(await ledger.give({ type: 'RenameGroup', groupId: '370103.G01', name: '旧版名称教育集团' })).toMatchObject({
    refused: { code: 'NO_CHANGE' },
  });
  await ledger.pass({ type: 'RenameGroup', groupId: '370103.G01', name: '新版名称教育集团' });
  const written = ledger.readModels.events.at(10)!;
  expect([written.metadata.schemaVersion, written.event]).toEqual([
    2,
    { type: 'GroupRenamed', groupCode: 'G01', name: '新版名称教育集团' },
  ]);
});

test('a version that is not known here is folded by nobody: the reader stops before it, and no command is decided on its stream', async () => {
  await append(3, { nobodyKnows: true });
  while (ledger.runner.status() !== 'stopped') await ledger.runner.changed();
  expect(ledger.runner.head()).toBe(8);
  expect(ledger.runner.problem()).toBe(new UnknownEvent(9, 'GroupRenamed', 3, 'version').message);
  await expect(ledger.give({ type: 'RenameGroup', groupId: '370103.G01', name: '新名' })).rejects.toThrow(
    'unknown version of event GroupRenamed version 3',
  );
});
